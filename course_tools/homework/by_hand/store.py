"""Points and comments of a human in nbgrader's gradebook, as formgrader writes them, and ticks beside it.

What is saved says what it was made from. If that is not there any more, because another window or formgrader has
written in the meantime, nothing is written.
"""

import hashlib
import json
import math
from contextlib import contextmanager
from dataclasses import asdict, dataclass

from sqlalchemy import create_engine, select, update

from ..gradebook import ASSIGNMENT, CELL, COMMENT, COURSE, GRADE, NOTEBOOK, SUBMITTED, SUBMITTED_NOTEBOOK

LONGEST = 20_000  # characters of a comment
PATIENCE = 20  # seconds to wait for somebody else who writes


class Conflict(Exception):
    """Somebody else has written; `state` is what stands there now."""

    def __init__(self, state):
        super().__init__("changed in the meantime")
        self.state = state


class NotAllowed(ValueError):
    """What is to be saved is no points, comment or ticks of this question; the message says why."""


@dataclass(frozen=True)
class State:
    """What stands there of an answer.

    Parameters
    ----------
    points : float or None
        A human's.
    asked : bool
        Whether a human is asked for them, or to look again.
    automatic : float or None
        What it has without a human: 0 if nothing was answered.
    extra : float or None
        Extra points, which formgrader gives.
    comment : str
    ticks : list of str
        Texts of items.
    """

    points: float | None
    asked: bool
    automatic: float | None
    extra: float | None
    comment: str
    ticks: list

    @property
    def version(self):
        """Changes when anything does."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()[:16]


class Store:
    """The gradebook of a graded folder.

    Parameters
    ----------
    folder : Path
    assignment : str
    ticks : Ticks
    """

    def __init__(self, folder, assignment, ticks):
        self.assignment, self.ticks = assignment, ticks
        database = folder.absolute() / "gradebook.db"
        self.engine = create_engine(f"sqlite:///{database}", connect_args={"timeout": PATIENCE})

    def close(self):
        self.engine.dispose()

    def states(self, question):
        """{student: State} of a question."""
        with self.engine.connect() as connection:
            return self._states(connection, question)

    def save(self, sheet, answer, seen, *, points, comment, ticks):
        """Write what a human gives for an answer, for all of its students in one transaction.

        Parameters
        ----------
        sheet : Sheet
        answer : Answer
        seen : str
            The version of what it was made from.
        points : float or None
            None takes them back.
        comment : str
        ticks : list of str
            Texts of items.

        Returns
        -------
        State

        Raises
        ------
        Conflict
        NotAllowed
        """
        points, comment, ticks = checked(sheet, points, comment, ticks)
        with self._writing() as connection:
            states = self._states(connection, sheet.name)
            before = states.get(answer.students[0])
            if before is None:
                raise NotAllowed("the gradebook has no such answer; run `course grade` again")
            if before.version != seen:
                raise Conflict(before)
            asked = points is None and before.automatic is None
            for student in answer.students:
                grade, remark = self._rows(connection, sheet.name, student)
                connection.execute(
                    update(GRADE).where(GRADE.c.id == grade).values(manual_score=points, needs_manual_grade=asked)
                )
                connection.execute(update(COMMENT).where(COMMENT.c.id == remark).values(manual_comment=comment or None))
                self.ticks.write(sheet.name, student, ticks)
            return State(points, asked, before.automatic, before.extra, comment, ticks)

    @contextmanager
    def _writing(self):
        """A transaction that keeps others from writing from its beginning."""
        with self.engine.connect() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.rollback()
                raise
            connection.commit()

    def _of_this(self, table, question, *columns):
        return (
            select(SUBMITTED.c.student_id, *columns)
            .select_from(table)
            .join(CELL, CELL.c.id == table.c.cell_id)
            .join(SUBMITTED_NOTEBOOK, SUBMITTED_NOTEBOOK.c.id == table.c.notebook_id)
            .join(SUBMITTED, SUBMITTED.c.id == SUBMITTED_NOTEBOOK.c.assignment_id)
            .join(NOTEBOOK, NOTEBOOK.c.id == SUBMITTED_NOTEBOOK.c.notebook_id)
            .join(ASSIGNMENT, ASSIGNMENT.c.id == NOTEBOOK.c.assignment_id)
            .where(ASSIGNMENT.c.name == self.assignment, ASSIGNMENT.c.course_id == COURSE, CELL.c.name == question)
        )

    def _rows(self, connection, question, student):
        return tuple(
            connection.execute(self._of_this(table, question, table.c.id).where(SUBMITTED.c.student_id == student))
            .one()[1]
            for table in (GRADE, COMMENT)
        )  # fmt: skip

    def _states(self, connection, question):
        remarks = dict(map(tuple, connection.execute(self._of_this(COMMENT, question, COMMENT.c.manual_comment))))
        grades = connection.execute(self._of_this(
            GRADE, question, GRADE.c.manual_score, GRADE.c.needs_manual_grade, GRADE.c.auto_score, GRADE.c.extra_credit
        ))  # fmt: skip
        return {
            student: State(points, bool(asked), automatic, extra, remarks.get(student) or "",
                           self.ticks.of(question, student))
            for student, points, asked, automatic, extra in grades
        }  # fmt: skip


def checked(sheet, points, comment, ticks):
    """Points, comment and ticks, if they can be those of a question.

    Raises
    ------
    NotAllowed
    """
    if points is not None:
        if isinstance(points, bool) or not isinstance(points, int | float) or not math.isfinite(points):
            raise NotAllowed("the points are no number")
        if not 0 <= points <= sheet.maximum:
            raise NotAllowed(f"points from 0 to {sheet.maximum:g} are possible")
        points = float(points)
    if not isinstance(comment, str) or len(comment) > LONGEST:
        raise NotAllowed(f"a comment is text of up to {LONGEST:,} characters")
    there = {item.text for item in sheet.items}
    if not isinstance(ticks, list) or not all(isinstance(one, str) and one in there for one in ticks):
        raise NotAllowed("an item is ticked that is not in the rubric; load the page again")
    return points, comment.encode("utf-8", "replace").decode("utf-8").strip(), list(dict.fromkeys(ticks))
