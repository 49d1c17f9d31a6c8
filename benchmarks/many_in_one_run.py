"""A small assignment handed in by very many: grading is killed in the middle and resumed, and watched all the time."""

import json
import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import nbformat

from benchmarks.measure import at_most, holds, ratio
from course_tools import prose
from course_tools.homework.format import student_version

NAME = "many"
FEW = 100  # submissions beside which many are measured
LARGEST = 500  # MB of the main process
GROWTH = 20  # KB of the main process that a submission may leave behind
SIGMOID = "def sigmoid(z):\n    ### BEGIN SOLUTION\n    return 1 / (1 + torch.exp(-z))\n    ### END SOLUTION"
ANSWERS = ("1 / (1 + torch.exp(-z))", "torch.sigmoid(z)", "z", "1 / (1 + torch.exp(z))", "undefined(z)")
TESTS = """assert sigmoid(torch.zeros(1)).item() == 0.5, "at 0 it is a half"
### BEGIN HIDDEN TESTS
z = torch.linspace(-3, 3, 7)
assert torch.allclose(sigmoid(z), torch.sigmoid(z)), "elsewhere, too"
### END HIDDEN TESTS"""


def _cell(source, name, points=None, solution=False):
    about = {"grade": points is not None, "grade_id": name, "schema_version": 3, "solution": solution, "task": False,
             "locked": not solution}  # fmt: skip
    about |= {} if points is None else {"points": points}
    return nbformat.v4.new_code_cell(source, metadata={"nbgrader": about})


def assignment(folder):
    """Write the instructor's notebook; its path."""
    cells = [_cell("import torch", "given"), _cell(SIGMOID, "sigmoid", solution=True), _cell(TESTS, "tests", points=2)]
    folder.mkdir()
    nbformat.write(nbformat.v4.new_notebook(cells=cells), folder / f"{NAME}.ipynb")
    return folder / f"{NAME}.ipynb"


def hand_in(source, folder, n_submissions):
    """Write submissions, each answer of ANSWERS in its turn."""
    notebook = student_version(nbformat.read(source, as_version=4))
    for number in range(n_submissions):
        notebook.cells[1].source = f"def sigmoid(z):\n    return {ANSWERS[number % len(ANSWERS)]}  # {number}"
        path = folder / f"student{number:04}" / NAME / f"{NAME}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(notebook), encoding="utf-8")
    return folder


class Watched:
    """The command, two submissions at a time, and what it takes while it works."""

    def __init__(self, folder, source, submitted, output):
        command = [sys.executable, "-m", "course_tools.cli", "grade", NAME, submitted, "--source", source,
                   "--output", output, "--workers", "2"]  # fmt: skip
        self.records = output / ".grading" / NAME
        self.seen = []  # (records that are written, MB of the main process, CPU seconds of all)
        self.process = subprocess.Popen(
            [*map(str, command)], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        self.watch = threading.Thread(target=self._watch)
        self.watch.start()

    def done(self):
        return sum(1 for _ in self.records.glob("*.json"))

    def _watch(self):
        while self.process.poll() is None:
            try:
                pages = int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
                children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
                cpu = sum(map(_seconds, [self.process.pid, *children]))
            except (OSError, IndexError, ValueError):
                return
            self.seen.append((self.done(), pages * resource.getpagesize() / 2**20, cpu))
            time.sleep(1)

    def kill_at(self, n_done):
        while self.process.poll() is None and self.done() < n_done:
            time.sleep(0.5)
        self.process.kill()
        self.end()

    def end(self):
        said, _ = self.process.communicate()
        self.watch.join()
        return said

    def largest(self):
        return max(size for _, size, _ in self.seen)

    def _middle(self):
        """What was seen of the middle half of the submissions, when nothing starts and nothing ends."""
        first, last = self.seen[0][0], self.seen[-1][0]
        quarter = (last - first) / 4
        return [seen for seen in self.seen if first + quarter <= seen[0] <= last - quarter]

    def seconds_each(self):
        """CPU seconds of a submission."""
        (before, _, start), *_, (after, _, end) = self._middle()
        return (end - start) / (after - before)

    def growth(self):
        """KB that the main process has grown for each submission."""
        middle = self._middle()
        halves = middle[: len(middle) // 2], middle[len(middle) // 2 :]
        (before, smaller), (after, larger) = [
            [statistics.mean(seen[place] for seen in half) for place in (0, 1)] for half in halves
        ]
        return 1024 * (larger - smaller) / (after - before)


def _seconds(pid):
    """Of a process and of those that it has waited for."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


def points(output):
    """{number of a submission: points}."""
    rows = (output / "grades.csv").read_text(encoding="utf-8-sig").splitlines()
    found = (re.match(r"student(\d+),[^,]*,[^,]*,([^,]*),", row) for row in rows)
    return {int(row[1]): float(row[2]) for row in found if row}


def bench(n_submissions):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = assignment(folder / "source")
        few = Watched(folder, source, hand_in(source, folder / "few", FEW), folder / "graded few")
        few.end()
        submitted = hand_in(source, folder / "submitted", n_submissions)
        output, started = folder / "graded", time.perf_counter()
        first = Watched(folder, source, submitted, output)
        first.kill_at(n_submissions // 2)
        second = Watched(folder, source, submitted, output)
        done = second.done()
        said = second.end()
        wall = time.perf_counter() - started
        print(f"{n_submissions} submissions, two at a time: {wall:.0f} s wall, {wall / n_submissions:.2f} s each; "
              f"CPU {first.seconds_each():.3f} and {second.seconds_each():.3f} s each, "
              f"killed after {done}", flush=True)  # fmt: skip
        largest = max(first.largest(), second.largest())
        yield at_most(f"main process with {n_submissions} submissions", largest, LARGEST, "MB")
        for part, watched in (("before it was killed", first), ("resumed", second)):
            yield at_most(f"growth of the main process for each submission, {part}", watched.growth(), GROWTH, "KB")
        title = f"CPU seconds of a submission among {n_submissions} | among {FEW}"
        yield ratio(title, [second.seconds_each()], [few.seconds_each()], goal=1.1)
        report = (output / "report.md").read_text(encoding="utf-8")
        started = time.perf_counter()
        prose.markdown(report)
        yield at_most(f"to show a report on {n_submissions} submissions", time.perf_counter() - started, 1, "s")
        yield holds(f"killed in the middle and resumed: {said.split(';')[0]}",
                    said.startswith(f"{n_submissions - done} of {n_submissions} graded now"))  # fmt: skip
        expected, found = points(folder / "graded few"), points(output)
        yield holds(f"{n_submissions} submissions have the points of {FEW}", len(found) == n_submissions and all(
            found[number] == expected[number % len(ANSWERS)] for number in found
        ))  # fmt: skip
