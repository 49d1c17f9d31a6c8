"""How a submission ended: points and a status for each question, and the notebook that shows why."""

from dataclasses import dataclass, field

import msgspec
import nbformat

from . import plan as plans
from .cleaning import clean, harmless, pictures_in
from .format import CellKind
from .record import Question, Record, ShownCell


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
    released = plans.released(assignment)
    failed = {"output_type": "error", "ename": "NotGraded", "evalue": why, "traceback": [f"NotGraded: {why}"]}
    outputs = [[failed] if step.kind is CellKind.TEST else [] for step in released.steps]
    questions = tuple(Question(cell.name, None if cell.kind.is_by_hand else 0.0, cell.points, "needs attention", why)
                      for cell in assignment.graded)  # fmt: skip
    record = Record(
        student=handed.student, key=key, digest=handed.digest, questions=questions, attention=(why,),
        notes=tuple(notes),
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
    """
    results = iter(result.steps)
    attention = [*plan.attention, *result.attention]
    questions, cells, outputs = {}, [], []
    for step in plan.steps:
        ran = next(results) if step.cell_type == "code" else None
        shown, question, verdict = _shown(step, ran, result.ended_early), None, None
        if step.kind is CellKind.TEST:
            verdict = ran.verdict
            question, more = _tested(step.cell, verdict)
            attention += more
            outputs.append([clean(_for_test(output)) for output in _plain(verdict.outputs)])
        else:
            outputs.append(shown)
        if step.kind.is_by_hand:
            question = _by_hand(step)
        if question is not None:
            questions[question.name] = question
        cells.append(ShownCell(
            source=step.source, is_code=step.cell_type == "code", is_students=step.kind.is_students, outputs=shown,
            question=question and question.name, outcome=verdict and verdict.outcome,
            hides=step.cell is not None and step.cell.source != step.cell.released,
        ))  # fmt: skip
    ordered = tuple(questions.get(cell.name) or Question(cell.name, 0.0, cell.points, "needs attention", "missing")
                    for cell in assignment.graded)  # fmt: skip
    record = Record(
        student=handed.student, key=key, digest=handed.digest, questions=ordered,
        attention=tuple(dict.fromkeys(attention)), notes=plan.notes, cells=tuple(cells),
    )  # fmt: skip
    by_hand = {step.cell.name: step.source for step in plan.steps if step.kind.is_by_hand}
    return Outcome(record, notebook_of(plan.steps, outputs), by_hand)


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


def _tested(cell, verdict):
    """The question, and why a human must look."""
    attention = list(verdict.attention)
    status = "needs attention" if attention else "graded"
    why = verdict.why or "; ".join(attention)
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


def _by_hand(step):
    cell = step.cell
    if step.restored and cell.kind.is_answer:
        return Question(cell.name, None, cell.points, "needs attention", "missing")
    if cell.kind.is_answer and step.source.strip() == cell.released.strip():
        return Question(cell.name, 0.0, cell.points, "graded", "no answer")
    return Question(cell.name, None, cell.points, "by hand", "to be graded by hand")


def _for_test(output):
    """An output of a test as nbgrader reads it: to it, anything on stderr costs all points."""
    return {**output, "name": "stdout"} if output["output_type"] == "stream" else output


def notebook_of(steps, outputs):
    """The notebook that formgrader shows.

    Parameters
    ----------
    steps : sequence of Step
    outputs : sequence of list of dict
        Cleaned, a list for each step.
    """
    cells = []
    for number, (step, shown) in enumerate(zip(steps, outputs, strict=True)):
        source = step.source
        if step.kind.is_students and step.cell_type != "code":
            source = harmless(source)
        if step.kind is CellKind.TEST:
            source = step.cell.source
        about = step.cell.metadata if step.cell is not None else {}
        cell = {"id": f"cell-{number}", "cell_type": step.cell_type, "source": source,
                "metadata": {"nbgrader": dict(about)} if about else {}}  # fmt: skip
        if step.cell_type == "code":
            cell |= {"execution_count": None, "outputs": shown}
        elif pictures := pictures_in(step.attachments):
            cell["attachments"] = pictures
        cells.append(nbformat.from_dict(cell))
    metadata = {"kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
                "language_info": {"name": "python"}}  # fmt: skip
    return nbformat.v4.new_notebook(cells=cells, metadata=metadata)
