"""What grading kept of a class: its records, and the points as they were when it last wrote the grades."""

import re
from dataclasses import dataclass, field

import msgspec

from ...files import put_if_new
from ..record import Records
from . import mistakes, similar

# how the engine says that a time limit was met
TIMED_OUT = re.compile(r"(?:took more than|still running after|did not end within) [\d.]+ s\b")


class NotGraded(Exception):
    """Nothing was graded in the folder; the message says what to do."""


@dataclass(frozen=True)
class Person:
    """Somebody who has handed in.

    Parameters
    ----------
    name : str
    digest : str
        Of what was handed in.
    points : dict of str to (float or None)
        {question: as in grades.csv}; None while a human is to give them.
    waiting : frozenset of str
        Questions that wait for a human.
    ran : bool
        Whether there was a notebook that could be run, if only in part.
    attention : tuple of str
        Why a human must look.
    timed_out : bool
    failed : frozenset of str
        Questions whose test was not passed.
    named : frozenset of (str, str)
        (question, misconception) for each test whose message names one.
    prints : similar.Prints
        Of the student's own code.
    """

    name: str
    digest: str
    points: dict
    waiting: frozenset = frozenset()
    ran: bool = True
    attention: tuple = ()
    timed_out: bool = False
    failed: frozenset = frozenset()
    named: frozenset = frozenset()
    prints: similar.Prints = field(default_factory=similar.Prints)


class Kept(msgspec.Struct):
    """The points of everybody in the folder, and which questions wait for a human."""

    points: dict[str, dict[str, float | None]]
    waiting: dict[str, list[str]]
    attention: dict[str, list[str]]


def _place(folder, name):
    return folder / ".grading" / f"{name}.class.json"


def keep(folder, name, lines):
    """Keep what the grades are now, for a report that is asked for later.

    Parameters
    ----------
    folder : Path
        The output of grading.
    name : str
        Of the assignment.
    lines : list of report.Line
        What `results.write` returned.
    """
    kept = Kept(
        {line.student: {row.question: row.points for row in line.rows} for line in lines},
        {line.student: [row.question for row in line.rows if row.status == "by hand" or row.points is None]
         for line in lines},
        {line.student: list(line.attention) for line in lines},
    )  # fmt: skip
    put_if_new(msgspec.json.encode(kept), _place(folder, name))


def gather(folder, assignment):
    """The class, in an order that says nothing of names.

    Parameters
    ----------
    folder : Path
        The output of grading.
    assignment : Assignment

    Returns
    -------
    list of Person

    Raises
    ------
    NotGraded
    """
    try:
        kept = msgspec.json.decode(_place(folder, assignment.name).read_bytes(), type=Kept)
    except FileNotFoundError:
        raise NotGraded(
            f"{folder}: {assignment.name} was not graded there; `course grade {assignment.name} SUBMISSIONS --output "
            f"{folder}` does that, and writes the class report, too"
        ) from None
    except (OSError, ValueError) as error:
        raise NotGraded(
            f"{_place(folder, assignment.name)}: cannot be read: {error}; run `course grade` once more, which grades "
            "nothing anew and writes it"
        ) from None
    named = mistakes.named_in(assignment)
    released = similar.released_prints(assignment)
    people = [
        person(record, kept.points[record.student], kept.waiting[record.student], kept.attention[record.student],
               named, released)
        for record in Records(folder, assignment) if record.student in kept.points
    ]  # fmt: skip
    return sorted(people, key=lambda person: (person.digest, person.name))


def person(record, points, waiting, attention, named, released):
    """What the report uses of a record.

    Parameters
    ----------
    record : Record
    points, waiting, attention
        As they are kept.
    named : dict of str to frozenset of str
        See `mistakes.named_in`.
    released : frozenset of int
        See `similar.released_prints`.
    """
    tests = {cell.question: cell.outcome for cell in record.cells if cell.outcome is not None}
    own = [cell.source for cell in record.cells if cell.is_code and cell.is_students]
    given = [cell.source for cell in record.cells if cell.is_code and not cell.is_students]  # of the student's version
    marks = {cell.question: mistakes.keys(cell.source) for cell in record.cells
             if cell.outcome is not None and not cell.is_students}  # fmt: skip
    why = {question.name: question.why for question in record.questions}
    said = [*attention, *why.values(), *(_error(output) for cell in record.cells for output in cell.outputs)]
    return Person(
        name=record.student, digest=record.digest, points=points, waiting=frozenset(waiting), ran=bool(record.cells),
        attention=tuple(attention), timed_out=any(TIMED_OUT.search(text) for text in said),
        failed=frozenset(name for name, outcome in tests.items() if outcome == "failed"),
        named=frozenset(
            (name, key) for name, outcome in tests.items() if outcome == "failed"
            for key in mistakes.keys(why.get(name, "")) & (named.get(name, frozenset()) | marks.get(name, frozenset()))
        ),
        prints=similar.prints(own, released.union(*map(similar.given_prints, given))),
    )  # fmt: skip


def _error(output):
    return output.get("evalue", "") if output.get("output_type") == "error" else ""
