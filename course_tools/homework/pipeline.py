"""The way of submissions from their folder to the gradebook: read, run several at a time, kept one by one."""

from concurrent.futures import CancelledError
from dataclasses import dataclass, replace
from itertools import chain

import proctor
from proctor import Limits, NoSandbox

from . import outcome, plan, source, submissions
from .cleaning import one_line
from .handed_in.attempts import Best
from .running import as_done, executor, stop_on_interrupt


@dataclass(frozen=True)
class Prepared:
    """A submission that is to be run.

    Parameters
    ----------
    assignment : Assignment
        The student's version.
    handed : HandedIn
    plan : Plan
    key : str
        See `Record`.
    limits : Limits
    """

    assignment: source.Assignment
    handed: submissions.HandedIn
    plan: plan.Plan
    key: str
    limits: Limits


class Grading:
    """The way of submissions from their folder to the gradebook.

    Parameters
    ----------
    versions : each.Versions
    options : argparse.Namespace
    course : gradebook.Course
    records : Records
    standing : Standing
    """

    def __init__(self, versions, options, course, records, standing):
        self.versions, self.assignment, self.options = versions, versions.base, options
        self.course, self.records, self.standing = course, records, standing
        self.n_done, self.best = 0, Best(self._worth)
        self.engine = {"modules": self.assignment.preloaded, "unsafe": options.unsafe}
        named = {"cell_timeout": options.cell_timeout, "notebook_timeout": options.notebook_timeout,
                 "memory": options.memory and options.memory * 2**20}  # fmt: skip
        self.given = {name: value for name, value in named.items() if value is not None}

    def _worth(self, handed, points, maximum):
        deducted = self.standing.deducted(handed.student, points, maximum, handed.number)
        return points if deducted is None else deducted.total

    def limits(self, before):
        """The limits for a submission, and those that stay its student's own, or None.

        Limits that are given together with --student are the student's own from then on.
        """
        own = before.limits if before is not None else None
        if self.options.student is not None and self.given:
            own = Limits(**self.given)
            own = None if own == Limits() else own
        return own or Limits(**({} if self.options.student is not None else self.given)), own

    def run(self, found):
        """Grade those of the submissions that have changed; True if Ctrl-C came in between."""
        from tqdm import tqdm

        n_read = sum(submission.n_read for submission in found)
        with stop_on_interrupt() as stop, tqdm(total=n_read, unit="submission", disable=None) as bar:
            tasks = self._prepared(found, bar, stop)
            first = next(tasks, None)
            if first is None:
                return bool(stop)
            if self.options.scheduler is None:
                proctor.check(**self.engine)  # before threads are started
            with executor(self.options.workers, self.options.scheduler, self.engine) as (pool, at_a_time):

                def submit(task):
                    job = task.plan.task(task.assignment, task.handed.files)
                    return pool.submit(proctor.execute, job, task.limits, **self.engine)

                for task, future in as_done(submit, chain([first], tasks), at_a_time, stop, proctor.end):
                    self._save(task.handed, self._outcome(task, future))
                    bar.update()
            return bool(stop)

    def _prepared(self, found, bar, stop):
        """The submissions that are to be run, read one by one; what needs no run is done on the way."""
        for submission in found:
            if stop:
                return
            handed = submission.readings()
            before = [self.records.of(student) for student in submission.students]
            limits, _ = self.limits(before[0])
            try:
                version = self.versions.of(submission)
            except submissions.Unreadable as error:
                for one in handed:
                    self._save(one, outcome.ungraded(self.assignment, one, str(error), key=None))
                    bar.update()
                continue
            about = self.standing.about_attempts(submission.student)
            keys = [self.records.key(one, limits, about, version.digest) for one in handed]
            if self.options.student is None and all(record is not None and record.key in keys for record in before):
                bar.update(len(handed))
                continue
            for one, key in zip(handed, keys, strict=True):
                if task := self._planned(version, one, key, limits):
                    yield task
                else:
                    bar.update()

    def _planned(self, version, handed, key, limits):
        """What is to be run, or None if there is nothing to run, which is then noted."""
        try:
            planned = plan.plan(version, handed)
            if why := self.versions.stranger(version, handed.data):
                planned = replace(planned, attention=(*planned.attention, why))
            return Prepared(version, handed, planned, key, limits)
        except submissions.Unreadable as error:
            why = str(error)
        except Exception as error:  # nothing that one hands in may keep the others from being graded
            why = f"it could not be read: {type(error).__name__}: {one_line(error)}"
        self._save(handed, outcome.ungraded(version, handed, why, key=key))
        return None

    def _outcome(self, task, future):
        error = CancelledError("the cluster has given it up") if future.cancelled() else future.exception()
        if isinstance(error, NoSandbox) and self.options.scheduler is None:
            raise error
        # if there is an error, it is no fault of the student's that is known of, so the next run tries again
        why = f"it could not be run: {one_line(error)}"
        if error is None:
            try:
                return outcome.outcome(task.assignment, task.handed, task.plan, future.result(), key=task.key)
            except Exception as failed:
                why = f"it was run, but what came of it could not be kept: {type(failed).__name__}: {one_line(failed)}"
        return outcome.ungraded(task.assignment, task.handed, why, task.plan.notes, key=None)

    def _save(self, handed, graded):
        graded = self.best.of(handed, graded)
        if graded is None:
            return  # another attempt is still to come
        for student in handed.students:
            before = self.records.of(student)
            _, own = self.limits(before)
            theirs = replace(graded, record=replace(graded.record, student=student, limits=own))
            self.course.save(theirs, before, collected=handed.collected)
            self.records.write(theirs.record)
        self.n_done += 1
