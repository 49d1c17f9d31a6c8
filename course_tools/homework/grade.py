"""course grade: a folder of submissions in, a gradebook, grades, feedback and a report out.

Each submission is a task for Dask: by default on threads of this process, which wait for the sandboxes and open no
port; with --scheduler on any cluster. This process alone writes. A submission counts as done when its record is
written, after everything else, so a crash costs the submissions that were being graded and nothing more.
"""

import argparse
import fcntl
import hashlib
import json
import os
import signal
import sys
from contextlib import contextmanager
from pathlib import Path

import msgspec

import proctor
from proctor import Limits, NoSandbox

from .. import project
from ..files import put
from . import feedback, gradebook, outcome, plan, report, source, submissions

VERSION = 1  # of what is kept; another one has everything graded anew
AHEAD = 3  # as many times more submissions are read than are run at a time

UNSAFE = """\
*** --unsafe: student code runs WITHOUT A SANDBOX. It can read the hidden tests and every file of yours,
*** change them, use the network, and go on running. Use this only on a machine that holds nothing else.
"""


class Exposed(Exception):
    """Something lies where student code can read it."""


class NoScheduler(Exception):
    """No Dask scheduler answers."""


class Busy(Exception):
    """Another grading writes into the same folder."""


def arguments(parser):
    default = Limits()
    parser.description = (
        "Grade a folder of submissions. Run again, it goes on where it stopped; unchanged submissions "
        "are left alone, and points given by hand are kept."
    )
    parser.epilog, parser.formatter_class = submissions.__doc__, argparse.RawDescriptionHelpFormatter
    output = project.BUILD / "homework" / "graded"
    parser.add_argument("assignment", help="its name, e.g. hw1")
    parser.add_argument("submissions", type=Path, help="folder: nbgrader's submitted/, or notebooks as exported")
    parser.add_argument("--output", type=Path, default=output,
                        help=f"course folder to write (default {project.shown(output)})")  # fmt: skip
    parser.add_argument("--source", type=Path, help="the instructor's notebook (default notebooks/homework/NAME)")
    parser.add_argument("--student", help="grade this one only, again if need be")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="submissions at a time")
    parser.add_argument("--scheduler", help="address of a Dask scheduler, e.g. tcp://host:8786")
    parser.add_argument("--cell-timeout", type=float, default=default.cell_timeout, metavar="SECONDS")
    parser.add_argument("--notebook-timeout", type=float, default=default.notebook_timeout, metavar="SECONDS")
    parser.add_argument("--memory", type=int, default=default.memory // 2**20, metavar="MB",
                        help=f"of all processes of a submission (default {default.memory // 2**20})")  # fmt: skip
    parser.add_argument("--unsafe", action="store_true", help="without a sandbox, where the system has none")


def run(options):
    """Grade; 0, 1 if nothing could be graded, 130 after Ctrl-C."""
    try:
        return grade(options)
    except (source.BadAssignment, submissions.NoSubmissions, Busy, Exposed, NoScheduler) as error:
        print(f"{error}", file=sys.stderr)
    except NoSandbox as error:
        print(f"No sandbox, so nothing was run: {error}\n--unsafe grades without one.", file=sys.stderr)
    return 1


def grade(options):
    """Grade what has changed, and write everything; 0, or 130 after Ctrl-C."""
    assignment = source.load(options.assignment, options.source or project.HOMEWORK / options.assignment)
    found, left_out = submissions.find(options.submissions, assignment.name)
    for path in left_out:
        print(f"left out, no submission of {assignment.name}: {path}", file=sys.stderr)
    limits = Limits(
        cell_timeout=options.cell_timeout, notebook_timeout=options.notebook_timeout, memory=options.memory * 2**20
    )
    if options.student is not None:
        chosen = submissions.student_id(options.student)
        found = [submission for submission in found if submission.student == chosen]
        if not found:
            raise submissions.NoSubmissions(f"{options.submissions}: no submission of {options.student!r}")
    if options.unsafe:
        print(UNSAFE, file=sys.stderr)
    for path in (assignment.path, options.submissions, options.output):
        refuse_exposed(path)
    with only_one(options.output), gradebook.Course(options.output, assignment) as course:
        kept = Kept(options.output, assignment, limits)
        waiting = []
        for submission in found:
            key = kept.key(submission)
            if options.student is not None or kept.state(submission.student).get("key") != key:
                waiting.append((submission, key))
        stopped = False
        if waiting:
            stopped = _grade_all(waiting, assignment, limits, options, course, kept)
        states = kept.all()
        rows = _write_results(options.output, assignment, course, states)
    attention = sum(bool(state["attention"]) for state in states)
    by_hand = sum(row[4] == "by hand" for row in rows)
    print(f"{len(waiting)} of {len(found)} graded now; {attention} need attention, {by_hand} answers are to be "
          f"graded by hand. -> {options.output}/report.md")  # fmt: skip
    if stopped:
        print("Interrupted: what was graded is kept; run the same command again to go on.", file=sys.stderr)
    return 130 if stopped else 0


def _grade_all(waiting, assignment, limits, options, course, kept):
    """Grade these; True if Ctrl-C stopped it."""
    from distributed import wait
    from tqdm import tqdm

    if options.scheduler is None:
        proctor.check(modules=_modules(assignment), unsafe=options.unsafe)  # before anything is set up
    with (
        cluster(options) as client,
        stop_on_interrupt() as stop,
        tqdm(total=len(waiting), unit="submission", disable=None, smoothing=0.1) as bar,
    ):
        workers = client.scheduler_info(n_workers=-1)["workers"].values()
        at_a_time = max(sum(worker["nthreads"] for worker in workers), 1)
        if not workers:
            print(f"{options.scheduler} has no workers yet; waiting for one", file=sys.stderr)
        running, queue = {}, list(reversed(waiting))
        while (queue or running) and not stop:
            while queue and len(running) < AHEAD * at_a_time:
                submission, key = queue.pop()
                try:
                    steps, numbers, task, notes, attention = _prepare(assignment, submission)
                except submissions.Unreadable as error:
                    _save(course, kept, outcome.ungraded(assignment, submission.student, str(error)), submission, key)
                    bar.update()
                    continue
                future = client.submit(
                    proctor.execute, task, limits, modules=_modules(assignment), unsafe=options.unsafe, pure=False
                )
                running[future] = submission, key, steps, numbers, notes, attention
            if not running:
                continue
            try:
                done = wait(list(running), timeout=0.5, return_when="FIRST_COMPLETED").done
            except TimeoutError:
                continue
            for future in done:
                submission, key, steps, numbers, notes, attention = running.pop(future)
                error = future.exception()
                if isinstance(error, NoSandbox):
                    raise error
                if error is not None:  # no fault of the student's that is known of
                    result = outcome.ungraded(assignment, submission.student, f"it could not be run: {error}", notes)
                    key = None  # to be tried again by the next run
                else:
                    result = outcome.outcome(
                        assignment, submission.student, steps, numbers, future.result(), notes, attention
                    )
                _save(course, kept, result, submission, key)
                bar.update()
        for future in running:
            future.cancel()
        return bool(stop)


def _modules(assignment):
    """What submissions import, so that none of them waits for it."""
    return *proctor.PRELOADED, "course_utils", *assignment.modules


def _prepare(assignment, submission):
    data, files, notes = submission.read()
    cells, more = submissions.parse(data)
    steps, changed, attention = plan.arrange(assignment, cells)
    numbers, task = plan.task(assignment, steps, files)
    return steps, numbers, task, [*notes, *more, *changed], attention


def _save(course, kept, result, submission, key):
    before = kept.state(submission.student)
    when = gradebook.timestamp_of(submission.folder) if submission.folder else None
    course.save(result, unchanged=key is not None and before.get("submission") == submission.digest(), timestamp=when)
    kept.write({
        "key": key, "submission": submission.digest(), "student": result.student, "status": result.status,
        "attention": result.attention, "notes": result.notes, "cells": feedback.record(result),
        "questions": [{"name": question.name, "points": question.points, "max": question.maximum,
                       "status": question.status, "why": question.why} for question in result.questions],
    })  # fmt: skip


def _write_results(folder, assignment, course, states):
    """Write grades.csv, the report and the pages; the rows of grades.csv."""
    rows = []
    for state in states:
        manual, comments = course.manual(state["student"])
        given = {}
        for question in state["questions"]:
            points, status = question["points"], question["status"]
            by_hand, extra, needs_human = manual.get(question["name"], (None, None, False))
            if by_hand is not None:
                points, status = by_hand, "by hand" if needs_human else "graded"
            if extra is not None:
                points = (points or 0) + extra
            given[question["name"]] = points
            rows.append((state["student"], question["name"], points, question["max"], status))
        feedback.write(folder, assignment, state, given, comments)
    report.write(folder, assignment, states, rows)
    return rows


def refuse_exposed(path):
    """Raise Exposed if student code could read a path: it sees the system's folders and those of Python."""
    place = Path(path).resolve()
    for folder in proctor.readable_folders():
        if place.is_relative_to(Path(folder).resolve()):
            raise Exposed(f"{path}: lies in {folder}, which student code can read; choose another place")


class Kept:
    """The records of what is done, one file a student."""

    def __init__(self, folder, assignment, limits):
        self.folder = folder / ".grading" / assignment.name
        self.basis = json.dumps([VERSION, assignment.digest, msgspec.to_builtins(limits)], sort_keys=True)

    def key(self, submission):
        """Stands for everything that the grades of a submission depend on."""
        return hashlib.sha256(f"{self.basis}{submission.digest()}".encode()).hexdigest()

    def state(self, student):
        try:
            return json.loads((self.folder / f"{student}.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}

    def write(self, state):
        put(json.dumps(state, ensure_ascii=False, indent=1), self.folder / f"{state['student']}.json")

    def all(self):
        states = [self.state(path.stem) for path in self.folder.glob("*.json")]
        return sorted((state for state in states if state), key=lambda state: state["student"])


@contextmanager
def only_one(folder):
    """Keep a second grading out of the folder."""
    (folder / ".grading").mkdir(parents=True, exist_ok=True)
    with open(folder / ".grading" / "lock", "w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy(f"{folder}: another grading writes there; wait for it, or choose another --output") from None
        yield


@contextmanager
def cluster(options):
    """A Dask client: of --scheduler, or of threads in this process."""
    import dask
    from distributed import Client, LocalCluster

    # a submission that kills its worker is not given to others for long
    dask.config.set({"distributed.scheduler.allowed-failures": 1, "distributed.worker.memory.target": False,
                     "distributed.worker.memory.spill": False, "distributed.worker.memory.pause": False})  # fmt: skip
    if options.scheduler is not None:
        try:
            client = Client(options.scheduler, timeout="20s")
        except (OSError, ValueError) as error:
            raise NoScheduler(f"no Dask scheduler answers at {options.scheduler}: {error}") from None
        with client:
            yield client
        return
    with (
        LocalCluster(n_workers=options.workers, threads_per_worker=1, processes=False, dashboard_address=None,
                     protocol="inproc://") as local,
        Client(local) as client,
    ):  # fmt: skip
        yield client


@contextmanager
def stop_on_interrupt():
    """A list that is not empty after Ctrl-C; the second Ctrl-C ends at once."""
    stop = []

    def handler(number, frame):
        if stop:
            raise KeyboardInterrupt
        stop.append(number)

    previous = signal.signal(signal.SIGINT, handler)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, previous)

