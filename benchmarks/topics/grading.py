"""Grading 40 honest submissions of hw2 beside stock nbgrader's autograde; with --many N, only so many in one run."""

import copy
import json
import os
import re
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat

from benchmarks import many_in_one_run, measure
from benchmarks.measure import ROOT, holds, ratio
from course_tools.homework.format import student_version
from course_tools.homework.gradebook import Course
from course_tools.homework.source import load
from course_tools.homework.terms import marks

NAME = "hw2"
N_SUBMISSIONS = 40
GOALS = {("wall", 2): 0.22, ("CPU", 1): 0.30}

# what students do: a pattern in a solution, and what stands there instead
VARIANTS = (
    None,
    (r"weight -= lr", "weight += lr"),
    (r"\.mean\(\)", ".sum()"),
    (r"weight\.grad\.zero_\(\)\n", "pass\n"),
    (r"z = X @ weight \+ bias", "z = torch.sigmoid(X @ weight + bias)"),
    (r"losses\.append\(.*\)\n", "pass\n"),
    (r"return weight", "return -weight"),
    (r"range\(n_epochs\)", "range(n_epochs - 1)"),
    (r"bias -= ", "bias = bias - 0 * "),
    "blank",
)


def submissions(source, n_submissions=N_SUBMISSIONS):
    """Notebooks as students hand them in, by student."""
    instructor = marks.plain(nbformat.read(source, as_version=4))  # without what only makes a term's version
    released = student_version(instructor)
    for number in range(n_submissions):
        variant = VARIANTS[number % len(VARIANTS)]
        notebook = copy.deepcopy(released)
        answers = 0
        for cell, solved in zip(notebook.cells, instructor.cells, strict=True):
            if not solved.metadata.get("nbgrader", {}).get("solution") or variant == "blank":
                continue
            answers += 1
            cell.source = re.sub(r" *### (BEGIN|END) SOLUTION\n?", "", solved.source)
            if variant and answers == 1 + number // len(VARIANTS) % 2:  # one answer is wrong, the other right
                cell.source = re.sub(variant[0], variant[1], cell.source)
        yield f"student{number:04}", notebook


def hand_in(source, folder, n_submissions=N_SUBMISSIONS):
    """Write them as nbgrader collects them."""
    for student, notebook in submissions(source, n_submissions):
        path = folder / student / NAME / f"{NAME}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(notebook), encoding="utf-8")
    return folder


def timed(*command, cwd):
    """Wall and CPU seconds of a command and of all that it started and waited for."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    path = os.pathsep.join([os.path.dirname(sys.executable), os.environ["PATH"]])
    done = subprocess.run(
        [*map(str, command)], cwd=cwd, capture_output=True, text=True, env={**os.environ, "PATH": path}
    )
    if done.returncode:
        raise RuntimeError(f"{command}:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def grades(folder):
    """{(student, question): points of the automatic grading}."""
    with sqlite3.connect(folder / "gradebook.db") as book:
        return dict(
            ((student, question), points)
            for student, question, points in book.execute(
                "SELECT s.student_id, c.name, g.auto_score FROM grade g JOIN base_cell c ON g.cell_id = c.id "
                "JOIN submitted_notebook n ON g.notebook_id = n.id "
                "JOIN submitted_assignment s ON n.assignment_id = s.id"
            )
        )


def stock(folder, source, submitted):
    """Wall and CPU seconds of stock nbgrader's autograde, and its grades."""
    with Course(folder, load(NAME, source)):  # the same release, by nbgrader
        pass
    (folder / "submitted").symlink_to(submitted)
    times = timed(sys.executable, "-m", "nbgrader", "autograde", NAME, "--create", cwd=folder)
    return *times, grades(folder)


def bench():
    if measure.many:
        yield from many_in_one_run.bench(measure.many)
        return
    source = ROOT / "notebooks" / "homework" / NAME / f"{NAME}.ipynb"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        hand_in(source, folder / "submitted")
        command = [sys.executable, "-m", "course_tools.cli", "grade", NAME, "submitted", "--source", source]
        *theirs, expected = stock(folder / "stock", source, folder / "submitted")
        _print("stock nbgrader autograde", *theirs)
        times = {}
        for workers in (1, 2):
            output = folder / f"workers{workers}"
            ours = timed(*command, "--output", output, "--workers", workers, cwd=folder)
            yield _same_grades(f"ours, {workers} at a time", ours, theirs, grades(output), expected)
            times |= {("wall", workers): ours[0], ("CPU", workers): ours[1]}
        *ours, found = _on_a_cluster(command, folder)
        yield _same_grades("ours, on two Dask workers joined by address", ours, theirs, found, expected)
        for (what, workers), goal in GOALS.items():
            title = f"{what} time of {N_SUBMISSIONS} submissions, {workers} at a time | stock"
            other = theirs[("wall", "CPU").index(what)]
            yield ratio(title, [times[what, workers]], [other], goal=goal)


def _same_grades(what, ours, theirs, found, expected):
    _print(what, *ours, *theirs)
    for key in sorted(expected):
        if found.get(key) != expected[key]:
            print(f"  {key}: {found.get(key)}, stock {expected[key]}")
    return holds(
        f"grades of {N_SUBMISSIONS} submissions, {len(expected)} questions, {what}: those of stock", found == expected
    )


def _print(what, wall, cpu, stock_wall=None, stock_cpu=None):
    ratios = "" if stock_wall is None else f"   ratios {wall / stock_wall:.3f} wall, {cpu / stock_cpu:.3f} CPU"
    print(
        f"{what:<46} {wall / N_SUBMISSIONS:>6.2f} s wall, {cpu / N_SUBMISSIONS:>5.2f} s CPU a submission{ratios}",
        flush=True,
    )


def _on_a_cluster(command, folder):
    """Two worker processes with a scheduler of their own; their CPU time counts."""
    where, quiet = (
        folder / "scheduler.json",
        {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder},
    )
    dask = [sys.executable, "-m", "dask"]
    before, running = resource.getrusage(resource.RUSAGE_CHILDREN), []
    try:
        running.append(
            subprocess.Popen(
                [*dask, "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", where],
                **quiet,
            )
        )
        running += [
            subprocess.Popen(
                [
                    *dask,
                    "worker",
                    "--scheduler-file",
                    where,
                    "--nthreads",
                    "1",
                    "--no-nanny",
                    "--no-dashboard",
                    "--host",
                    "127.0.0.1",
                ],
                **quiet,
            )
            for _ in range(2)
        ]
        while not where.exists():
            time.sleep(0.1)
        address = json.loads(where.read_text())["address"]
        output = folder / "cluster"
        wall, _ = timed(*command, "--output", output, "--scheduler", address, cwd=folder)
    finally:
        for process in reversed(running):
            process.terminate()
            process.wait()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, grades(output)
