"""A page for each student: the own notebook, what it showed, and the points. Nothing hidden, and nothing that runs.

What is shown below a test is what the released test did in the student's own session, before any hidden test was
run; of hidden tests the page knows only whether they passed. Everything from the student is shown as text or as a
picture, and the page forbids scripts and every request.
"""

import hashlib
import html
import json

import jinja2
from nbconvert.filters import strip_ansi

from .. import render
from ..files import put
from . import outcome as outcomes

LONGEST = 30_000  # characters of a cell that are coloured or rendered; more is shown as it is


def record(outcome):
    """What the page needs, as JSON can hold it."""
    cells = []
    for entry in outcome.shown:
        step, question = entry["step"], entry.get("question")
        outputs = [dict(part) for output in entry["outputs"] for part in outcomes.clean(output)]
        cells.append({
            "kind": step.kind, "source": step.source, "outputs": outputs,
            "question": question.name if question else None, "test": step.role == "test",
            "outcome": entry.get("outcome"), "hidden": step.cell is not None and step.cell.source != step.cell.released,
            "foreign": step.role == "student",
        })  # fmt: skip
    return cells


def write(folder, assignment, state, given, comments):
    """Write a student's page if it is not there, or says something else.

    Parameters
    ----------
    folder : Path
    assignment : Assignment
    state : dict
        What grading keeps of the submission.
    given : dict
        {question: points, as they are now}; None where a human has not given any.
    comments : dict
        {cell: what a human wrote}.
    """
    target = folder / "feedback" / state["student"] / assignment.name / f"{assignment.name}.html"
    digest = hashlib.sha256(json.dumps([state, given, comments], sort_keys=True).encode()).hexdigest()
    stamp = f"<!-- {digest} -->"
    if target.exists():
        with open(target, encoding="utf-8") as file:
            if stamp in file.read(500):
                return
    put(page(assignment, state, given, comments, stamp), target)


def page(assignment, state, given, comments, stamp=""):
    """The page as HTML."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(render.FOLDER / "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    questions = {question["name"]: {**question, "points": given[question["name"]]} for question in state["questions"]}
    cells = [_cell(cell, questions.get(cell["question"]), comments) for cell in state["cells"]]
    points = [question["points"] for question in questions.values()]
    return environment.get_template("feedback.html.j2").render(
        stamp=stamp, title=f"{assignment.name} · {state['student']}", student=state["student"],
        assignment=assignment.name,
        questions=list(questions.values()), cells=cells, total=sum(point or 0 for point in points),
        maximum=sum(question["max"] for question in questions.values()), waiting=any(point is None for point in points),
        problem="; ".join(state["attention"]) if not state["cells"] else "", notes=state["notes"],
    )  # fmt: skip


def _cell(cell, question, comments):
    source = _code(cell["source"]) if cell["kind"] == "code" else _markdown(cell["source"], cell["foreign"])
    return {
        **cell, "html": source, "question": question, "comment": comments.get(question["name"]) if question else None,
        "outputs": "".join(map(_output, cell["outputs"])), "verdict": _verdict(cell, question),
    }  # fmt: skip


def _verdict(cell, question):
    if not cell["test"] or question is None:
        return ""
    if cell["outcome"] == "passed":
        return "passed" if question["points"] == question["max"] else "passed in part"
    if cell["outcome"] == "not reached":
        return "not reached: the notebook ended before this test"
    failed_here = any(output["output_type"] == "error" for output in cell["outputs"])
    if failed_here or not cell["hidden"]:
        return "not passed"
    return "not passed: the tests shown here did, further ones with other numbers did not"


def _code(source):
    if len(source) > LONGEST:
        return f'<pre class="code scroll"><code>{html.escape(source[:LONGEST])} …</code></pre>\n'
    return render.code_block(source)


def _markdown(source, foreign):
    if foreign:
        source = outcomes.harmless(source)
    if len(source) <= LONGEST:
        try:
            return render.markdown(source)
        except Exception:  # a formula that cannot be converted
            pass
    return f"<pre>{html.escape(source[:LONGEST])}</pre>"


def _output(output):
    data = output.get("data", {})
    for kind in outcomes.PICTURES:
        if kind in data:
            encoded = "".join(data[kind].split())
            return f'<img src="data:{kind};base64,{encoded}" alt="a figure of your notebook">\n'
    text = output.get("text") or data.get("text/plain") or "\n".join(output.get("traceback", []))
    error = " error" if output["output_type"] == "error" else ""
    return f'<pre class="output scroll{error}">{html.escape(strip_ansi(text.rstrip())[:LONGEST])}</pre>\n'
