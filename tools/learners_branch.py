"""Write what the branch for learners holds: copies of the notebooks, and what a hub needs to open them.

    python tools/learners_branch.py FOLDER --wheel dist/….whl

The copies are those that `make lab` makes: nothing stands below a Predict question before its cell has run. Binder
and other services that build from a repository read `environment.yml` and `postBuild`.
"""

import argparse
import shutil
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

This branch is written anew with each release. Changes belong to the main branch.
"""


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="made anew; it may not hold anything yet")
    parser.add_argument("--wheel", type=Path, required=True, help="the course's wheel, as `make wheel` makes it")
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
    return 0


if __name__ == "__main__":
    sys.exit(main())
