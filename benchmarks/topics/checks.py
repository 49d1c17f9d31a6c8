"""From `check` to its words, for every exercise's solution, in the process that answers are tried in."""

import contextlib
import io
import os
import statistics
import tempfile
import time
from pathlib import Path

from benchmarks.measure import at_most
from course_utils.exercises import check
from course_utils.exercises.registry import exercises

GOALS = {"training": 3, "other": 1}  # seconds


def bench():
    with tempfile.TemporaryDirectory() as folder:
        os.environ["COURSE_PROGRESS"] = str(Path(folder) / "progress.jsonl")
        slowest = {kind: (0.0, "") for kind in GOALS}
        for number, exercise in exercises().items():
            answer = exercise.right if exercise.is_function else exercise.right()
            seconds = []
            for _ in range(5):
                start, printed = time.perf_counter(), io.StringIO()
                with contextlib.redirect_stdout(printed):
                    check(number, answer)
                seconds.append(time.perf_counter() - start)
                if not printed.getvalue().startswith("✔"):
                    raise RuntimeError(f"the solution of exercise {number} was not accepted: {printed.getvalue()}")
            if not any(number for _, number in slowest.values()):
                yield at_most("first check, with the start of its process", seconds[0], 15, "s")
            kind = "training" if "optimizer" in exercise.solution else "other"
            slowest[kind] = max(slowest[kind], (statistics.median(seconds[1:]), number))
    for kind, (seconds, number) in slowest.items():
        yield at_most(f"slowest check of {kind} exercises, {number}", seconds, GOALS[kind], "s")
