"""Importing `course_utils` beside a bare start of Python."""

import sys

from benchmarks.measure import WALL, compare, run


def bench():
    yield compare(
        "import course_utils | bare Python",
        lambda: run(sys.executable, "-c", "import course_utils"), lambda: run(sys.executable, "-c", "pass"),
        goal=1.5, rounds=25, clock=WALL,
    )
