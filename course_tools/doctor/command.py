"""The page of `course doctor`."""

import argparse
import sys
from importlib.util import find_spec
from pathlib import Path

import course_utils

from .. import project
from ..shared_options import at_least_one
from . import learner, teaching, walls
from .finding import lacking

PARTS = ("learning", "teaching", "grading")


def arguments(parser):
    parser.add_argument("parts", nargs="*", metavar="PART", type=_part,
                        help=f"of {', '.join(PARTS)} (default: learning, and what else is installed)")  # fmt: skip
    parser.add_argument("--folder", type=Path, default=project.COPIES, help="where your copies of the notebooks are")
    parser.add_argument("--memory", type=at_least_one, nargs="?", const=7, metavar="N",
                        help="only open N notebooks at a time (default 7), run them, and say what memory they take; "
                        "some minutes")  # fmt: skip


def _part(text):
    if text not in PARTS:
        raise argparse.ArgumentTypeError(f"{', '.join(PARTS[:-1])} or {PARTS[-1]} is expected, got {text!r}")
    return text


def run(options):
    """Print what is well and what is not; 1 if something is lacking, else 0."""
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")  # a page with a ? in it is read; one that ends in an error is not
    if options.memory:
        return _memory(options.memory)
    where = "a clone" if project.IS_CLONE else "an installed copy"
    version = getattr(course_utils, "__version__", "of an unknown version")
    print(f"Logistic regression course {version}, {where}: {project.ROOT}")
    parts = options.parts or ["learning", *_installed()]
    n_lacking = 0
    for title, part, findings in (
        ("For the notebooks", "learning", lambda: learner.looked_at(options.folder)),
        ("For decks, the site and the tests", "teaching", teaching.looked_at),
        ("For grading", "grading", _grading),
    ):
        if part in parts:
            print(f"\n{title}")
            for finding in findings():
                print(finding, flush=True)
                n_lacking += finding.state == "lacking"
    lines = {0: "Nothing is lacking.", 1: "One thing is lacking; the lines below it say what to do."}
    print(f"\n{lines.get(n_lacking, f'{n_lacking} things are lacking; the lines below each say what to do.')}")
    return 1 if n_lacking else 0


def _memory(n_notebooks):
    from . import memory

    try:
        for line in memory.lines(memory.measured(n_notebooks, lambda line: print(line, flush=True))):
            print(line)
    except (RuntimeError, TimeoutError) as error:
        print(f"It could not be measured. {error}", file=sys.stderr)
        return 1
    return 0


def _installed():
    return [part for part, module in (("teaching", "nbclient"), ("grading", "nbgrader")) if find_spec(module)]


def _grading():
    try:
        import proctor
    except ImportError as error:
        what = f"{error.name or 'a part of one'} is missing, so the sandbox was not tried"
        yield lacking("packages", what, "`make dev` brings what grading needs; an installed course, with [homework] "
                      "after its name.")  # fmt: skip
        return
    try:
        proctor.check(modules=())
        missing = ""
    except proctor.NoSandbox as error:
        missing = str(error)
    finally:
        proctor.end()
    yield from walls.looked_at(walls.this_machine(), missing)
