"""Which cells are run, in which order: those of the submission, with the instructor's put back."""

from dataclasses import dataclass, field

import proctor

from . import last_cell
from .cleaning import one_line
from .format import CellKind
from .plain_cells import parse
from .recognition import below_their_tests, elsewhere, recognised
from .source import Cell
from .submissions import Unreadable


@dataclass(frozen=True)
class Step:
    """A cell of the notebook that is graded.

    Parameters
    ----------
    source : str
        What the student's session runs.
    cell_type : str
        "code", "markdown" or "raw".
    cell : Cell or None
        The instructor's, if it is one of the assignment's.
    attachments : dict
    restored : bool
        Whether the submission lacked it.
    elsewhere : tuple of str
        Of an untouched answer in words: cells of the student's own that may be the answer.
    """

    source: str
    cell_type: str
    cell: Cell | None = None
    attachments: dict = field(default_factory=dict)
    restored: bool = False
    elsewhere: tuple = ()

    @property
    def kind(self):
        return CellKind.FREE if self.cell is None else self.cell.kind


@dataclass(frozen=True)
class Plan:
    """The notebook that is graded.

    Parameters
    ----------
    steps : tuple of Step
    notes : tuple of str
        What was put right.
    attention : tuple of str
        What a human must look at.
    receipt : str
        Of what was handed in.
    """

    steps: tuple
    notes: tuple = ()
    attention: tuple = ()
    receipt: str = ""

    @property
    def code(self):
        """The steps that are run, a result each."""
        return [step for step in self.steps if step.cell_type == "code"]

    def task(self, assignment, own_files):
        """What `proctor.execute` is given."""
        return proctor.Task(
            steps=tuple(map(_proctored, self.code)), answers=frozenset(assignment.answers), files=assignment.files,
            own_files=own_files, author="student",
        )  # fmt: skip


def _proctored(step):
    if step.kind.is_students:
        return proctor.Step(step.source)
    role = "test" if step.kind is CellKind.TEST else "given"
    return proctor.Step(step.source, role, step.cell.source, step.cell.changes)


def plan(assignment, handed):
    """The plan for what a student handed in.

    Parameters
    ----------
    assignment : Assignment
    handed : HandedIn

    Returns
    -------
    Plan

    Raises
    ------
    Unreadable
        If it is no notebook of this course.
    """
    if handed.problem:
        raise Unreadable(handed.problem)
    cells, notes = parse(handed.data)
    own = last_cell.receipt_of(cells)
    notes += last_cell.notes_on(own, handed)
    arranged = arrange(assignment, last_cell.without_check(cells))
    return Plan(arranged.steps, (*handed.notes, *notes, *arranged.notes), arranged.attention, own)


def released(assignment):
    """The plan for what was not handed in: the notebook as students get it."""
    return Plan(tuple(Step(cell.released, cell.cell_type, cell) for cell in assignment.cells))


def arrange(assignment, submitted):
    """The cells of a submission, put right.

    Given cells and tests are the instructor's, each once. A test comes after everything that the instructor's
    notebook has before it, wherever the submission has put it; the student's own cells keep their order.

    Parameters
    ----------
    assignment : Assignment
    submitted : list of SubmittedCell

    Returns
    -------
    Plan
    """
    attention = [f"{one_line(item.name or 'a cell', 60)} cannot be read: {item.unreadable}" for item in submitted
                 if item.unreadable]  # fmt: skip
    submitted, notes = recognised(assignment, [item for item in submitted if not item.unreadable])
    aside = elsewhere(assignment, submitted)
    place = {cell.name: number for number, cell in enumerate(assignment.cells) if cell.name}
    # the last of several counts, as in nbgrader
    last = {item.name: number for number, item in enumerate(submitted) if item.name in place}
    own = []  # the submission's steps, but for tests
    follows = {}  # {place in the assignment: which of `own` this cell is, or a test follows}
    for number, item in enumerate(submitted):
        if item.name not in place:
            own.append(Step(item.source, item.cell_type, attachments=item.attachments))
            continue
        if last[item.name] != number:
            notes.append(f"{item.name} is there more than once; the last counts")
            own.append(Step(item.source, item.cell_type, attachments=item.attachments))
            continue
        cell = assignment.cells[place[item.name]]
        if item.cell_type != ("code" if cell.cell_type == "code" else "markdown"):
            notes.append(f"{item.name} had become a {item.cell_type} cell, and is a {cell.cell_type} cell again")
        if cell.kind.is_students:
            if cell.name in aside:
                notes.append(f"{cell.name} is untouched; what stands in another cell may be the answer, and a human is "
                             "to look")  # fmt: skip
            own.append(Step(item.source, cell.cell_type, cell, item.attachments, elsewhere=aside.get(cell.name, ())))
        else:
            if item.source.rstrip() != cell.released.rstrip() and not item.untouched:
                notes.append(f"{item.name} had been edited; the instructor's version was used")
            if cell.kind is not CellKind.TEST:
                own.append(Step(cell.released, cell.cell_type, cell))
        follows[place[item.name]] = len(own) - 1
    if not follows:
        attention.append("none of the assignment's cells is in it: is it a notebook of another assignment?")
    if list(follows) != sorted(follows):
        notes.append("cells had changed their order; tests were run in the instructor's")
    for cell in assignment.cells:
        if cell.name is not None and cell.name not in last:
            _tell_missing(cell, notes, attention)

    # each step's key: which of the submission's steps it is (-1) or follows, and then its place in the assignment
    keyed = [((number, -1), step) for number, step in enumerate(own)]
    latest = latest_test = -1  # which of the submission's steps come before a cell that was missing, and before a test
    for number, cell in enumerate(assignment.cells):
        step = Step(cell.released, cell.cell_type, cell, restored=cell.name not in last)
        if cell.kind is CellKind.TEST:
            latest_test = max(latest_test, latest, follows.get(number, -1))
            keyed.append(((latest_test, number), step))
        elif number in follows:
            latest = max(latest, follows[number])
        elif cell.name is not None and cell.kind is not CellKind.ANSWER:
            keyed.append(((latest, number), step))
    steps = tuple(step for _, step in sorted(keyed, key=lambda pair: pair[0]))
    for name, made in below_their_tests(assignment, steps):
        these = " and ".join(f"`{one}`" for one in made)
        which = "the name" if len(made) == 1 else "the names"
        attention.append(f"{name} is untouched; {which} {these} {'is' if len(made) == 1 else 'are'} defined in a cell "
                         "below its tests")  # fmt: skip
    return Plan(steps, tuple(notes), tuple(attention))


def _tell_missing(cell, notes, attention):
    if cell.kind is CellKind.ANSWER:
        notes.append(f"the answer {cell.name} is missing")
    elif cell.kind is CellKind.WRITTEN:
        attention.append(f"the answer {cell.name}, graded by hand, is missing")
    elif cell.cell_type == "code":
        notes.append(f"{cell.name} was missing, and was put back")
