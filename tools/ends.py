"""Run the course from its wheel at either end of the ranges of pyproject.toml, in an environment of its own.

    python tools/ends.py lowest
    python tools/ends.py newest --pin torch==2.13.0

The environment has the oldest versions that the ranges allow, or the newest there are; uv resolves and installs them.
In an empty folder it then runs what people run: every notebook, with its outputs compared; each exercise with its
solution and its known wrong answers; a deck; an assignment, released and graded. The last lines are a table of what was
run, and the exit code is 1 if a part of it failed. uv takes its indexes and folders of wheels from its own variables,
such as UV_FIND_LINKS.
"""

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import time
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parents[1]
RESOLUTIONS = {"lowest": "lowest-direct", "newest": "highest"}
EXTRAS = ("lecture", "homework")
SHOWN = ("torch", "numpy", "pandas", "matplotlib", "scikit-learn", "ipywidgets", "anywidget", "ipykernel", "jupyterlab")
UV = [sys.executable, "-m", "uv"]
BIN = "Scripts" if os.name == "nt" else "bin"

CHECKS = """
import contextlib, io
from course_utils.exercises import check
from course_utils.exercises.registry import exercises

def said(number, answer):
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        check(number, answer)
    return printed.getvalue()

n_right = n_wrong = 0
for number, exercise in exercises().items():
    right = exercise.right if exercise.is_function else exercise.right()
    answer = said(number, right)
    assert answer.startswith("✔"), f"the solution of {number}: {answer}"
    n_right += 1
    for idea, wrong in exercise.wrong:
        answer = said(number, wrong)
        assert not answer.startswith("✔"), f"{idea} of {number} passes: {answer}"
        n_wrong += 1
print(f"{n_right} solutions accepted, {n_wrong} wrong answers refused")
"""
# as in the course's own tests: what `check` shows as a card is stored as its text, and that is compared
CONFTEST = """
def pytest_collectstart(collector):
    if hasattr(collector, "skip_compare"):
        collector.skip_compare += ("text/html",)
"""
# what a release of PyTorch writes otherwise, and is not compared: 2.6 prints numbers in wider columns, 2.15 begins a
# message with the name of the operation
WRITTEN_OTHERWISE = "regex: (?<=\\[) +| +(?= )\nreplace: \nregex: addmm: (?=mat1)\nreplace: \n"
# "notebook cell" whose numbers depend on a release: with scikit-learn 1.5 and 1.6 these print others
KNOWN = {"07_defended_threshold tuned", "07_defended_threshold tuned-same"}
HAND_IN = """
import shutil, sys
from pathlib import Path
from course_tools import project
for student, notebook in (("Anna", project.HOMEWORK / "hw1" / "hw1.ipynb"), ("Maria", Path("release/hw1/hw1.ipynb"))):
    folder = Path("submitted") / student / "hw1"
    folder.mkdir(parents=True)
    shutil.copy(notebook, folder / "hw1.ipynb")
"""
GRADED = """
import csv
lines = list(csv.DictReader(open("graded/grades.csv", encoding="utf-8-sig")))
points = {"Anna": 0, "Maria": 0}
for line in lines:
    points[line["student"]] += float(line["points"] or 0)
tested = {line["question"]: float(line["max"]) for line in lines
          if line["student"] == "Anna" and line["status"] == "graded"}
attention = [line for line in lines if "attention" in line["status"]]
assert not attention, attention
assert points == {"Anna": sum(tested.values()), "Maria": 0}, (points, lines)
print(f"the solutions earn {points['Anna']:g} points, the untouched version {points['Maria']:g}")
"""


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0], epilog=__doc__.split("\n\n", 2)[2],
                                     formatter_class=argparse.RawDescriptionHelpFormatter)  # fmt: skip
    parser.add_argument("end", choices=RESOLUTIONS)
    parser.add_argument("--wheel", type=Path, help="the course's wheel (default: the one in dist)")
    parser.add_argument("--env", type=Path, help="where the environment is, or is to be made (default build/ends/END)")
    parser.add_argument("--python", default=platform.python_version(), help="(default: this one, %(default)s)")
    parser.add_argument("--pin", action="append", default=[], metavar="REQUIREMENT", help="a version that you choose")
    parser.add_argument("--only", action="append", choices=PARTS, help="this part only, or none; may be given again")
    options = parser.parse_args(argv)
    wheels = [options.wheel] if options.wheel else sorted((ROOT / "dist").glob("*.whl"))
    if len(wheels) != 1 or not wheels[0].is_file():
        print(f"One wheel is needed, and here are {[str(path) for path in wheels]}; `make wheel` makes it, or name one "
              "with --wheel.", file=sys.stderr)  # fmt: skip
        return 2
    env = (options.env or ROOT / "build" / "ends" / options.end).resolve()
    try:
        return run(options, wheels[0].resolve(), env)
    except KeyboardInterrupt:
        print(f"\nInterrupted. {env} is kept, and taken up again the next time.", file=sys.stderr)
        return 130


def run(options, wheel, env):
    python = env / BIN / "python"
    rows = []
    if not step(rows, "install", lambda: install(options, wheel, env, python)):
        return 1
    work = env.with_name(f"{env.name}-work")  # not in the environment: submissions can read what lies there
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir()
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    inside = {**kept, "PATH": f"{python.parent}{os.pathsep}{os.environ['PATH']}", "COURSE_PROGRESS": str(work / "kept")}

    def here(*words, codes=(0,)):
        done = subprocess.run([python, *map(str, words)], cwd=work, env=inside, capture_output=True, text=True)
        if done.returncode not in codes:
            raise Failed("\n".join([*done.stdout.splitlines()[-25:], *done.stderr.splitlines()[-25:]]))
        return ([line for line in done.stdout.splitlines() if line.strip()] or [""])[-1]

    fine = [step(rows, name, lambda part=part: part(here, work)) for name, part in PARTS.items()
            if name in (options.only or PARTS)]  # fmt: skip
    print("\n" + "\n".join(table(rows, python, options.end, env)))
    return 0 if all(fine) else 1


class Failed(Exception):
    """A part did not run; the message is the end of what it said."""


def step(rows, name, part):
    print(f"{name} …", flush=True)
    started = time.monotonic()
    try:
        said = part()
    except Failed as error:
        print(f"FAILED: {error}", flush=True)
        rows.append((name, "failed", time.monotonic() - started))
        return False
    rows.append((name, said, time.monotonic() - started))
    print(f"  {said}", flush=True)
    return True


def install(options, wheel, env, python):
    """Resolve the ranges as they stand in pyproject.toml, then install the wheel with what came of it."""
    def uv(*words):
        done = subprocess.run([*UV, *map(str, words)], capture_output=True, text=True, cwd=ROOT)
        if done.returncode:
            raise Failed(done.stderr.strip())
        return done.stdout

    if not python.exists():
        uv("venv", "--quiet", "--python", options.python, env)
    pins = env / "pins.txt"
    pins.write_text("".join(f"{pin}\n" for pin in options.pin), encoding="utf-8")
    asked = [word for extra in EXTRAS for word in ("--extra", extra)]
    resolved = uv("pip", "compile", "--quiet", "--no-header", "--no-annotate", "--python", python, *asked,
                  "--resolution", RESOLUTIONS[options.end], "--constraint", pins, "pyproject.toml")  # fmt: skip
    (env / "resolved.txt").write_text(resolved, encoding="utf-8")
    uv("pip", "install", "--quiet", "--python", python, "--constraint", env / "resolved.txt", "--reinstall-package",
       "logistic-regression-course", f"{wheel}[{','.join(EXTRAS)}]", "nbval")  # fmt: skip
    return f"{megabytes(env):,.0f} MB on disk"


def megabytes(folder):
    """What lies below a folder and is no link."""
    return sum(path.lstat().st_blocks * 512 for path in Path(folder).rglob("*") if not path.is_symlink()) / 1e6


# ------------------------------------------------------------------ what is run


def brought(here):
    """Where the wheel's notebooks are."""
    return Path(here("-c", "from course_tools import project; print(project.NOTEBOOKS)"))


def copies(here, work):
    here("-m", "course_tools.cli", "update")
    return f"{len(list((work / 'my_notebooks').glob('*.ipynb')))} learner's copies"


def notebooks(here, work):
    """Every notebook is run, and what its cells print is compared, but for what releases write otherwise."""
    shutil.copytree(brought(here), work / "notebooks")
    (work / "notebooks" / "conftest.py").write_text(CONFTEST, encoding="utf-8")
    (work / "otherwise.cfg").write_text(WRITTEN_OTHERWISE, encoding="utf-8")
    paths = sorted((work / "notebooks").glob("[0-9]*.ipynb"))
    report = work / "nbval.xml"
    here("-m", "pytest", "-q", "-p", "no:cacheprovider", "--nbval", "--nbval-current-env", "--nbval-cell-timeout=600",
         "--nbval-sanitize-with", work / "otherwise.cfg", f"--junitxml={report}", *paths, codes=(0, 1))  # fmt: skip
    cells, other = list(ElementTree.parse(report).iter("testcase")), []
    for cell in cells:
        for failure in cell.iter("failure"):
            name = named(work / "notebooks", cell.get("classname"), cell.get("name"))
            if "Cell outputs differ" not in (failure.text or ""):
                raise Failed(f"{name} did not run: {failure.text}")
            other.append(name)
    if unknown := set(other) - KNOWN:
        raise Failed(f"other outputs than those stored: {', '.join(sorted(unknown))}")
    which = f", other numbers in {', '.join(other)}" if other else ", outputs as stored"
    return f"{len(cells)} cells of {len(paths)} notebooks{which}"


def named(folder, notebook, cell):
    """The id of a cell that nbval calls "Cell 7" in "notebooks.01_sigmoid.ipynb", with its notebook's name."""
    stem = notebook.removesuffix(".ipynb").rpartition(".")[2]
    cells = json.loads((folder / f"{stem}.ipynb").read_text(encoding="utf-8"))["cells"]
    code = [one["id"] for one in cells if one["cell_type"] == "code"]
    return f"{stem} {code[int(cell.rpartition(' ')[2])]}"


def checks(here, work):
    return here("-c", CHECKS)


def deck(here, work):
    here("-m", "course_tools.cli", "slides", brought(here) / "01_sigmoid.ipynb")
    (made,) = (work / "build" / "slides").glob("01*.html")
    return f"{made.name}, {made.stat().st_size / 1e6:.1f} MB"


def grading(here, work):
    here("-m", "course_tools.cli", "release", "hw1", "--output", work / "release")
    here("-c", HAND_IN)
    here("-m", "course_tools.cli", "grade", "hw1", work / "submitted", "--output", work / "graded")
    return here("-c", GRADED)


PARTS = {"copies": copies, "notebooks": notebooks, "exercises": checks, "deck": deck, "grading": grading}


def table(rows, python, end, env):
    code = f"import json; from importlib.metadata import version; print(json.dumps({{n: version(n) for n in {SHOWN}}}))"
    versions = json.loads(subprocess.check_output([python, "-c", code], text=True))
    which = subprocess.check_output([python, "-c", "import platform; print(platform.python_version())"], text=True)
    yield f"{end}, Python {which.strip()}, {platform.system()} {platform.machine()}, {time.strftime('%Y-%m-%d')}: "
    yield ", ".join(f"{name} {version}" for name, version in versions.items())
    yield ""
    yield "| part | what came | seconds |"
    yield "| --- | --- | --- |"
    yield from (f"| {name} | {said} | {seconds:.0f} |" for name, said, seconds in rows)


if __name__ == "__main__":
    sys.exit(main())
