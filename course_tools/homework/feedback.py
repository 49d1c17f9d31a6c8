"""A page for each student: the own notebook, what it showed, and the points. Nothing hidden, and nothing that runs.

What is shown below a test is what the released test did in the student's own session, before any hidden test was
run; of hidden tests the page knows only whether they passed. Everything from the student is shown as text or as a
picture, and the page forbids scripts and every request.
"""

import hashlib

import msgspec
from markupsafe import Markup
from nbconvert.filters import strip_ansi

from .. import render
from ..files import put
from .cleaning import PICTURES, harmless

LONGEST = 30_000  # characters of a cell that are coloured or rendered; more is shown as it is


def write(folder, assignment, record, given, comments):
    """Write a student's page if it is not there, or says something else.

    Parameters
    ----------
    folder : Path
    assignment : Assignment
    record : Record
    given : dict
        {question: points, as they are now}; None where a human has not given any.
    comments : dict
        {cell: what a human wrote}.
    """
    target = folder / "feedback" / record.student / assignment.name / f"{assignment.name}.html"
    digest = hashlib.sha256(msgspec.json.encode([record, given, comments], order="sorted")).hexdigest()
    stamp = f"<!-- {digest} -->"
    if target.exists():
        with open(target, encoding="utf-8") as file:
            if stamp in file.read(500):
                return
    put(page(assignment, record, given, comments, stamp), target)


def page(assignment, record, given, comments, stamp=""):
    """The page as HTML."""
    questions = {
        question.name: {"name": question.name, "points": given[question.name], "max": question.maximum}
        for question in record.questions
    }
    points = list(given.values())
    return render.page(
        "feedback.html.j2", stamp=Markup(stamp), title=f"{assignment.name} · {record.student}",
        student=record.student, assignment=assignment.name, questions=list(questions.values()),
        cells=[_cell(cell, questions.get(cell.question), comments) for cell in record.cells],
        total=sum(point or 0 for point in points), maximum=sum(question["max"] for question in questions.values()),
        waiting=any(point is None for point in points), notes=record.notes,
        problem="" if record.cells else "; ".join(record.attention),
    )  # fmt: skip


def _cell(cell, question, comments):
    source = _code(cell.source) if cell.is_code else _markdown(cell.source, cell.is_students)
    return {
        "kind": "code" if cell.is_code else "markdown", "html": source, "question": question,
        "comment": comments.get(cell.question) if question else None, "test": cell.outcome is not None,
        "outputs": Markup("").join(map(_output, cell.outputs)), "verdict": _verdict(cell, question),
    }  # fmt: skip


def _verdict(cell, question):
    if cell.outcome is None or question is None:
        return ""
    if cell.outcome == "passed":
        return "passed" if question["points"] == question["max"] else "passed in part"
    if cell.outcome == "not reached":
        return "not reached: the notebook ended before this test"
    failed_here = any(output["output_type"] == "error" for output in cell.outputs)
    if failed_here or not cell.hides:
        return "not passed"
    return "not passed: the tests shown here did, further ones with other numbers did not"


def _code(source):
    if len(source) > LONGEST:
        return Markup('<pre class="code scroll"><code>{} …</code></pre>\n').format(source[:LONGEST])
    return render.code_block(source)


def _markdown(source, is_students):
    if is_students:
        source = harmless(source)
    if len(source) <= LONGEST:
        try:
            return render.markdown(source)
        except Exception:  # a formula that cannot be converted
            pass
    return Markup("<pre>{}</pre>").format(source[:LONGEST])


def _output(output):
    data = output.get("data", {})
    for kind in PICTURES:
        if kind in data:
            encoded = "".join(data[kind].split())
            return Markup('<img src="data:{};base64,{}" alt="a figure of your notebook">\n').format(kind, encoded)
    text = output.get("text") or data.get("text/plain") or "\n".join(output.get("traceback", []))
    error = " error" if output["output_type"] == "error" else ""
    return Markup('<pre class="output scroll{}">{}</pre>\n').format(error, strip_ansi(text.rstrip())[:LONGEST])
