"""How a submission ended: points and a status for each question, and the notebook that shows why."""

import base64
import binascii
import re
from dataclasses import dataclass, field

import msgspec
import nbformat
from nbgrader import utils

from . import plan, submissions

PICTURES = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}
MARK = "\u200b"  # no width: shown it is nothing, and it keeps a browser from reading markup


@dataclass
class Question:
    """One cell that gives points.

    Parameters
    ----------
    name : str
    points : float or None
        None while nobody has given any.
    maximum : float
    status : str
        "graded", "by hand" or "needs attention".
    why : str
        What went wrong, or what a human is to look at.
    """

    name: str
    points: float | None
    maximum: float
    status: str
    why: str = ""


@dataclass
class Outcome:
    """One submission, graded.

    Parameters
    ----------
    student : str
    questions : list of Question
    attention : list of str
        Why a human must look; empty if the submission is graded.
    notes : list of str
    notebook : NotebookNode
        The autograded notebook, harmless to open.
    shown : list of dict
        For the feedback: each step with what the student's own session showed.
    answered_by_hand : dict
        {name: source} of the answers that a human grades.
    """

    student: str
    questions: list
    attention: list
    notes: list
    notebook: object
    shown: list = field(default_factory=list)
    by_hand: dict = field(default_factory=dict)

    @property
    def status(self):
        return "needs attention" if self.attention else "graded"


def ungraded(assignment, student, why, notes=()):
    """The outcome of what cannot be run: the released notebook, 0 points for now, and a human to look."""
    steps = [plan.Step(cell.released, cell.kind, cell) for cell in assignment.cells]
    failed = {"output_type": "error", "ename": "NotGraded", "evalue": why, "traceback": [f"NotGraded: {why}"]}
    outputs = {number: [failed] for number, step in enumerate(steps) if step.role == "test"}
    questions = [Question(cell.name, None if cell.by_hand else 0.0, cell.points, "needs attention", why)
                 for cell in assignment.graded]  # fmt: skip
    return Outcome(student, questions, [why], list(notes), notebook_of(assignment, steps, outputs))


def outcome(assignment, student, steps, numbers, result, notes, attention):
    """Put together what `proctor.execute` returned."""
    outputs, shown = {}, []
    ran = dict(zip(numbers, result.steps, strict=True))
    attention = [*attention, *result.attention]
    questions = {}
    for number, step in enumerate(steps):
        cell = ran.get(number)
        if cell is not None:
            outputs[number] = msgspec.to_builtins(list(cell.outputs))
            if cell.state == "not reached" and step.role != "test":
                why = f"never reached: {result.ended_early}"
                outputs[number] = [{"output_type": "error", "ename": "NotReached", "evalue": why, "traceback": [why]}]
        entry = {"step": step, "outputs": outputs.get(number, []), "state": cell.state if cell else None}
        if step.role == "test":
            question, more = _tested(step.cell, cell.verdict)
            questions[step.cell.name] = question
            attention += more
            outputs[number] = _for_test(msgspec.to_builtins(list(cell.verdict.outputs)))
            entry |= {"question": question, "outcome": cell.verdict.outcome}
        elif step.cell is not None and step.cell.by_hand:
            questions[step.cell.name] = entry["question"] = _by_hand(step)
        shown.append(entry)
    whole = notebook_of(assignment, steps, outputs)
    by_hand = {step.cell.name: step.source for step in steps if step.cell is not None and step.cell.by_hand}
    ordered = [questions.get(cell.name) or Question(cell.name, 0.0, cell.points, "needs attention", "missing")
               for cell in assignment.graded]  # fmt: skip
    return Outcome(student, ordered, list(dict.fromkeys(attention)), notes, whole, shown, by_hand)


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
    if step.restored and step.cell.role == "answer":
        return Question(step.cell.name, None, step.cell.points, "needs attention", "missing")
    unchanged = step.source.strip() == step.cell.released.strip()
    if unchanged and step.cell.role == "answer":
        return Question(step.cell.name, 0.0, step.cell.points, "graded", "no answer")
    return Question(step.cell.name, None, step.cell.points, "by hand", "to be graded by hand")


def _for_test(outputs):
    """Outputs of a test as nbgrader reads them: to it, anything on stderr costs all points."""
    return [{**output, "name": "stdout"} if output["output_type"] == "stream" else output for output in outputs]


# -------------------------------------------------------------------- notebook


def notebook_of(assignment, steps, outputs):
    """The notebook that formgrader shows. Only text and pictures are kept of what the student's code put out."""
    cells = []
    for number, step in enumerate(steps):
        identity = f"cell-{number}"
        foreign = step.cell is None or step.cell.role in ("answer", "free")
        source = harmless(step.source) if foreign and step.kind != "code" else step.source
        if step.role == "test":
            source = step.cell.source
        metadata = {"nbgrader": dict(step.cell.metadata)} if step.cell is not None and step.cell.metadata else {}
        if step.kind == "code":
            kept = [part for output in outputs.get(number, []) for part in clean(output)]
            cells.append(nbformat.v4.new_code_cell(source, id=identity, metadata=metadata, outputs=kept))
        else:
            make = nbformat.v4.new_raw_cell if step.kind == "raw" else nbformat.v4.new_markdown_cell
            cell = make(source, id=identity, metadata=metadata)
            if pictures := _attached(step.attachments):
                cell.attachments = pictures
            cells.append(cell)
    metadata = {"kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
                "language_info": {"name": "python"}}  # fmt: skip
    return nbformat.v4.new_notebook(cells=cells, metadata=metadata)


def clean(output):
    """An output in nbformat's form, as text and pictures only; an empty list if nothing is left."""
    kind = output["output_type"]
    if kind == "stream":
        return [nbformat.v4.new_output("stream", name=output["name"], text=_text(output["text"]))]
    if kind == "error":
        parts = {key: _text(output[key]) for key in ("ename", "evalue")}
        return [nbformat.v4.new_output("error", traceback=[_text(line) for line in output["traceback"]], **parts)]
    data = {"text/plain": _text(output["data"].get("text/plain", ""))}
    data |= {name: value for name, value in output["data"].items() if name in PICTURES and _is_picture(name, value)}
    extra = {"execution_count": None} if kind == "execute_result" else {}
    return [nbformat.v4.new_output(kind, data=data, **extra)]


def _text(value):
    """Text that is valid in a file and holds no control characters but those of a terminal's colours."""
    value = str(value).encode("utf-8", "replace").decode("utf-8")
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f]", "", value)


def _is_picture(kind, data):
    try:
        return base64.b64decode("".join(data.split()), validate=True).startswith(PICTURES[kind])
    except (binascii.Error, ValueError):
        return False


def _attached(attachments):
    """Pictures that the student pasted into an answer."""
    kept = {}
    for name, bundle in attachments.items():
        if not re.fullmatch(r"[\w .()-]{1,100}", str(name)) or not isinstance(bundle, dict):
            continue
        pictures = {kind: "".join(data.split()) for kind, data in bundle.items()
                    if kind in PICTURES and isinstance(data, str) and _is_picture(kind, data)}  # fmt: skip
        if pictures:
            kept[name] = pictures
    return kept


def harmless(text):
    """Markdown that looks the same and holds no markup of HTML and no link that runs a script.

    Examples
    --------
    >>> harmless("a < b, <b>x</b>").replace(MARK, "·")
    'a < b, <·b>x<·/b>'
    """
    text = _text(text)
    text = re.sub(r"<(?=[A-Za-z/!?])", f"<{MARK}", text)
    text = re.sub(r"&(?=[A-Za-z#])", f"&{MARK}", text)
    script = r"\s*".join("javascript"), r"\s*".join("vbscript"), r"\s*".join("data")
    return re.sub(rf"({'|'.join(script)})(\s*:)", rf"\1{MARK}\2", text, flags=re.IGNORECASE)


def checksum_unchanged(cell):
    """Whether nbgrader would say that this answer was not touched."""
    return cell.metadata.nbgrader.get("checksum") == utils.compute_checksum(cell)


__all__ = ["Outcome", "Question", "clean", "harmless", "notebook_of", "outcome", "submissions", "ungraded"]
