"""Write what the branch for learners holds: copies of the notebooks, and what a hub needs to open them.

    python tools/learners_branch.py FOLDER --wheel dist/….whl
    python tools/learners_branch.py FOLDER --wheel dist/….whl --push REPOSITORY --message "Copies for v0.2.0"

The copies are those that `make lab` makes: nothing stands below a Predict question before its cell has run. Binder
and other services that build from a repository read `environment.yml` and `postBuild`.

A commit follows those that the branch has: nbgitpuller merges it into what students have, which it refuses for a
branch that was begun anew.
"""

import argparse
import shutil
import subprocess
import sys
from pathlib import Path

from course_tools import address, project, working_copy
from course_tools.files import put

EDITABLE = "  - pip\n  - pip:\n      - -e .\n"
README = """\
# The notebooks of the course, to work in

Copies in which no output answers a question before you have run its cell. Begin with `{first}.ipynb`. They need
the course's package, {wheel}:

    python -m pip install {wheel}

This branch is renewed with each release. Changes belong to the main branch.
"""
AUTHOR = ("-c", "user.name=release", "-c", "user.email=release@users.noreply.github.com")
NO_BRANCH = 2  # of git ls-remote --exit-code


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="made anew; it may not hold anything yet")
    parser.add_argument("--wheel", type=Path, required=True, help="the course's wheel, as `make wheel` makes it")
    parser.add_argument("--push", metavar="REPOSITORY", help="commit them onto the branch that this one has, and push")
    parser.add_argument("--message", default="Copies", help="of that commit (default %(default)s)")
    options = parser.parse_args(argv)
    if options.folder.exists() and any(options.folder.iterdir()):
        print(f"{options.folder} holds something already; name a new or empty folder.", file=sys.stderr)
        return 1
    if not options.wheel.is_file():
        print(f"{options.wheel} is no file; `make wheel` makes the wheel, in dist.", file=sys.stderr)
        return 1
    working_copy.update(project.NOTEBOOKS, options.folder)
    (options.folder / working_copy.RECORD).unlink()
    shutil.copy(options.wheel, options.folder)
    conda = (project.ROOT / "environment.yml").read_text(encoding="utf-8")
    if EDITABLE not in conda:
        print("environment.yml does not install the course as this script expects: see EDITABLE.", file=sys.stderr)
        return 1
    put(conda.replace(EDITABLE, "  - pip\n"), options.folder / "environment.yml")
    put(f"#!/bin/sh\nset -e\npython -m pip install --no-deps {options.wheel.name}\n", options.folder / "postBuild")
    (options.folder / "postBuild").chmod(0o755)
    put(README.format(wheel=options.wheel.name, first=address.FIRST), options.folder / "README.md")
    return push(options.folder, options.push, options.message) if options.push else 0


def push(folder, repository, message):
    """Commit the files of a folder onto the learner's branch of a repository; 0, or git's exit code where it fails."""
    branch = address.LEARNERS

    def git(*words):
        return subprocess.run(["git", *words], cwd=folder).returncode

    there = git("ls-remote", "--quiet", "--exit-code", "--heads", repository, branch)
    if there not in (0, NO_BRANCH):
        return there
    steps = [("init", "--quiet", f"--initial-branch={branch}")]
    if there == 0:
        steps += [("fetch", "--quiet", repository, branch), ("reset", "--quiet", "--soft", "FETCH_HEAD")]
    steps += [("add", "--all"), (*AUTHOR, "commit", "--quiet", "--allow-empty", "-m", message),
              ("push", "--quiet", repository, branch)]  # fmt: skip
    return next((code for step in steps if (code := git(*step))), 0)


if __name__ == "__main__":
    sys.exit(main())
