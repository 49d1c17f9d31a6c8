"""How a submission ended: points and a status for each question, and the notebook that shows why."""

import hashlib
import re
from dataclasses import dataclass, field

import msgspec
import nbformat

from proctor.task import Error

from . import plan as plans
from .cleaning import clean, one_line, valid_text
from .format import CellKind
from .record import Question, Record, ShownCell
from .written import MOST_SHOWN, Patience, harmless

# what comes behind such a cell has none either
NO_MEMORY = "a cell ran out of memory; more of it, by --memory, may show that later answers are right"

ABSENT = ("ModuleNotFoundError", "ImportError")


@dataclass(frozen=True)
class Outcome:
    """One submission, graded.

    Parameters
    ----------
    record : Record
    notebook : NotebookNode
        What formgrader shows, harmless to open.
    by_hand : dict
        {name: source} of the answers that a human grades.
    """

    record: Record
    notebook: object
    by_hand: dict = field(default_factory=dict)


def ungraded(assignment, handed, why, notes=(), *, key):
    """The outcome of what cannot be run: the released notebook, 0 points for now, and a human to look."""
    released, why = plans.released(assignment), valid_text(why)
    failed = {"output_type": "error", "ename": "NotGraded", "evalue": why, "traceback": [f"NotGraded: {why}"]}
    outputs = [[failed] if step.kind is CellKind.TEST else [] for step in released.steps]
    questions = tuple(Question(cell.name, None if cell.kind.is_by_hand else 0.0, cell.points, "needs attention", why)
                      for cell in assignment.graded)  # fmt: skip
    record = Record(
        student=handed.student, key=key, digest=handed.digest, questions=questions, attention=(why,),
        notes=tuple(map(valid_text, notes)),
    )  # fmt: skip
    return Outcome(record, notebook_of(released.steps, outputs))


def outcome(assignment, handed, plan, result, *, key):
    """Put together what came of a submission.

    Parameters
    ----------
    assignment : Assignment
    handed : HandedIn
    plan : Plan
    result : proctor.Result
        What `proctor.execute` returned for the plan's task.
    key : str
        See `Record`.

    Returns
    -------
    Outcome
        If what the cells show cannot be kept, whatever that may be, it is left out: the points stay.
    """
    try:
        return _outcome(assignment, handed, plan, result, key)
    except Exception as error:
        why = f"what it shows could not be kept: {type(error).__name__}: {one_line(error)}"
        return _outcome(assignment, handed, plan, _silent(result), key, why)


def _silent(result):
    """A result of which nothing is shown."""
    replace = msgspec.structs.replace
    steps = (replace(step, outputs=(), verdict=step.verdict and replace(step.verdict, outputs=()))
             for step in result.steps)  # fmt: skip
    return replace(result, steps=tuple(steps))


def _outcome(assignment, handed, plan, result, key, *why):
    results, patience, absent = iter(result.steps), Patience(), []
    attention = [*plan.attention, *result.attention]
    questions, cells, outputs, prose = {}, [], [], {}
    handed_out = {cell.released for cell in assignment.cells if cell.kind is CellKind.FREE}
    for number, step in enumerate(plan.steps):
        ran = next(results) if step.cell_type == "code" else None
        shown, question, verdict = _shown(step, ran, result.ended_early), None, None
        unlike = False
        if step.kind is CellKind.TEST:
            verdict = ran.verdict
            unlike = _unlike(step.cell, ran)
            question, more = _tested(step.cell, verdict, unlike)
            attention += more
            outputs.append([clean(_for_test(output)) for output in _plain(verdict.outputs)])
        else:
            outputs.append(shown)
        if step.kind.is_by_hand:
            own = (other for other, one in enumerate(plan.steps) if one.cell is None and one.source in step.elsewhere)
            question = _by_hand(step, tuple(own))
        if question is not None:
            questions[question.name] = question
        if ran is not None and step.kind.is_students:
            absent += [one_line(output.evalue) for output in ran.outputs if _cannot_import(output)]
        own = step.kind.is_students and (step.source not in handed_out or bool(step.attachments))
        if step.cell_type != "code" and own:
            prose[number] = harmless("" if why else step.source, step.attachments, patience)
        cells.append(ShownCell(
            source=prose[number].source if number in prose else step.source[:MOST_SHOWN],
            is_code=step.cell_type == "code", is_students=own, outputs=shown,
            question=question and question.name, outcome=verdict and verdict.outcome,
            hides=step.cell is not None and step.cell.source != step.cell.released,
            pictures=prose[number].pictures if number in prose else {}, unlike=unlike,
        ))  # fmt: skip
    ordered = tuple(questions.get(cell.name) or Question(cell.name, 0.0, cell.points, "needs attention", "missing")
                    for cell in assignment.graded)  # fmt: skip
    if result.out_of_memory and any(question.points == 0.0 for question in ordered):
        attention.append(NO_MEMORY)
    attention += _lacking(ordered, absent)
    record = Record(
        student=handed.student, key=key, digest=handed.digest, questions=ordered,
        attention=tuple(dict.fromkeys(map(valid_text, (*attention, *why)))), notes=tuple(map(valid_text, plan.notes)),
        cells=tuple(cells), receipt=plan.receipt,
    )  # fmt: skip
    by_hand = {step.cell.name: step.source for step in plan.steps if step.kind.is_by_hand}
    return Outcome(record, notebook_of(plan.steps, outputs, prose), by_hand)


def _cannot_import(output):
    return isinstance(output, Error) and output.ename in ABSENT


def _lacking(questions, absent):
    """Why a human must look at tests that failed for want of a package, which the student may well have had.

    Parameters
    ----------
    questions : sequence of Question
    absent : list of str
        Why cells of the student's own could not import something: what stands behind it in a cell was not run.
    """
    failed = [question.why.partition(": ") for question in questions if question.points == 0.0]
    in_calls = [why for error, _, why in failed if error in ABSENT]
    of_cells = absent if any(error == "NameError" for error, *_ in failed) else []
    return [f"something cannot be imported here, and tests failed that may have needed it: {why}"
            for why in dict.fromkeys([*of_cells, *in_calls])]  # fmt: skip


def _shown(step, ran, ended_early):
    """What the student's own session showed of a step, cleaned."""
    if ran is None:
        return []
    if ran.state == "not reached" and step.kind is not CellKind.TEST:
        why = f"never reached: {ended_early}"
        return [clean({"output_type": "error", "ename": "NotReached", "evalue": why, "traceback": [why]})]
    return [clean(output) for output in _plain(ran.outputs)]


def _plain(outputs):
    return msgspec.to_builtins(list(outputs))


def _unlike(cell, ran):
    """Whether a test failed that was passed in the student's own session, and not by what only it hides."""
    verdict = ran.verdict
    if ran.state != "ran" or verdict.outcome != "failed":
        return False
    error = next((output for output in reversed(verdict.outputs) if isinstance(output, Error)), None)
    if cell.source == cell.released:
        return True
    if error is None or error.ename == "MemoryError":
        return error is not None
    first = re.match(r"line (\d+):", error.traceback[0]) if error.traceback else None
    if first is None:
        return error.ename != "AssertionError"
    return 0 < int(first[1]) < _first_hidden(cell)


def _first_hidden(cell):
    """The number, from 1, of the first line that students do not see."""
    seen = cell.released.rstrip().split("\n")
    for number, line in enumerate(cell.source.split("\n")):
        if number >= len(seen) or line != seen[number]:
            return number + 1
    return 0


def _tested(cell, verdict, unlike):
    """The question, and why a human must look."""
    attention = list(verdict.attention)
    if verdict.exceeded:
        which = "test" if cell.source == cell.released else "hidden test"
        attention.append(
            f"{which} {cell.name} took more than {verdict.exceeded}: a right answer may only be slow or large"
        )
    why = verdict.why or "; ".join(attention)
    if unlike and not attention:
        attention.append(f"{cell.name} was passed in the student's own session, and not where it was graded: {why}")
    status = "needs attention" if attention else "graded"
    if verdict.outcome != "passed":
        return Question(cell.name, 0.0, cell.points, status, why), attention
    number = verdict.number
    if number is None:
        # with attention it passed by means of something that was not there
        return Question(cell.name, 0.0 if attention else cell.points, cell.points, status, why), attention
    if 0 <= number <= cell.points:  # partial credit, as nbgrader counts it
        return Question(cell.name, number, cell.points, status, why), attention
    why = f"the test ends with {number:g}, which is no number of points between 0 and {cell.points:g}"
    return Question(cell.name, 0.0, cell.points, "needs attention", why), [*attention, why]


def _by_hand(step, own):
    cell = step.cell
    if step.restored and cell.kind.is_answer:
        return Question(cell.name, None, cell.points, "needs attention", "missing")
    answer = hashlib.sha256("\0".join([step.source, *step.elsewhere]).encode()).hexdigest()
    if step.elsewhere:
        why = "the cell itself is untouched; cells of the student's own may be the answer"
        return Question(cell.name, None, cell.points, "by hand", why, answer, own)
    if cell.kind.is_answer and step.source.strip() == cell.released.strip():
        return Question(cell.name, 0.0, cell.points, "graded", "no answer", answer)
    return Question(cell.name, None, cell.points, "by hand", "to be graded by hand", answer)


def _for_test(output):
    """An output of a test as nbgrader reads it: to it, anything on stderr costs all points."""
    return {**output, "name": "stdout"} if output["output_type"] == "stream" else output


def notebook_of(steps, outputs, prose=None):
    """The notebook that formgrader shows.

    Parameters
    ----------
    steps : sequence of Step
    outputs : sequence of list of dict
        Cleaned, a list for each step.
    prose : dict, optional
        {number of the step: Written}, of what students wrote.
    """
    cells, prose = [], prose or {}
    for number, (step, shown) in enumerate(zip(steps, outputs, strict=True)):
        source = step.source
        if number in prose:
            source = prose[number].source
        elif step.kind is CellKind.TEST:
            source = step.cell.source
        elif len(source) > MOST_SHOWN:
            source = f"{source[:MOST_SHOWN]}\n# … the other {len(source) - MOST_SHOWN:,} characters are not shown"
        about = step.cell.metadata if step.cell is not None else {}
        cell = {"id": f"cell-{number}", "cell_type": step.cell_type, "source": source,
                "metadata": {"nbgrader": dict(about)} if about else {}}  # fmt: skip
        if step.cell_type == "code":
            cell |= {"execution_count": None, "outputs": shown}
        elif number in prose and prose[number].pictures:
            cell["attachments"] = prose[number].pictures
        cells.append(nbformat.from_dict(cell))
    metadata = {"kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
                "language_info": {"name": "python"}}  # fmt: skip
    return nbformat.from_dict({"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5})
