"""All notebooks under the project's nbval, `make nbval`, beside one `pytest --nbval` over them."""

import sys

from benchmarks.measure import WALL, compare, run
from course_tools import project


def bench():
    # without its check of the set-up, and without the homework
    ours = ("make", "-o", "dev", "nbval", f"RUN={sys.executable}", "HOMEWORK=")
    theirs = (sys.executable, "-m", "pytest", "-q", "--nbval", *project.notebooks())
    yield compare(
        "all notebooks: make nbval | pytest --nbval",
        lambda: run(*ours), lambda: run(*theirs),
        goal=0.7, rounds=2, clock=WALL,
    )
