"""A page for each student: the own notebook, what it showed, and the points. Nothing hidden, and nothing that runs.

What is shown below a test is what the released test did in the student's own session, before any hidden test was
run; of hidden tests the page knows only whether they passed. Everything from the student is shown as text or as a
picture, and the page forbids scripts and every request.
"""

import hashlib
from functools import lru_cache

import msgspec
from markupsafe import Markup
from nbconvert.filters import strip_ansi

from .. import prose, render
from ..files import put
from .cleaning import PICTURES
from .written import LONGEST, Patience, TooLong

REMEMBERED = 256  # cells that were given out: they stand in everybody's notebook


def write(folder, assignment, record, given, comments, waiting=False, deducted=None):
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
    waiting : bool
        Whether a human is to give points, or to look at them again.
    deducted : Deducted, optional
        What the rules of the term leave of the points.
    """
    target = folder / "feedback" / record.student / assignment.name / f"{assignment.name}.html"
    about = [record, given, comments, waiting, *([deducted] if deducted else [])]
    digest = hashlib.sha256(msgspec.json.encode(about, order="sorted")).hexdigest()
    stamp = f"<!-- {digest} -->"
    if target.exists():
        with open(target, encoding="utf-8") as file:
            if stamp in file.read(500):
                return
    put(page(assignment, record, given, comments, waiting, stamp, deducted), target)


def page(assignment, record, given, comments, waiting=False, stamp="", deducted=None):
    """The page as HTML."""
    patience = Patience()
    questions = {
        question.name: {
            "name": question.name,
            "points": given[question.name],
            "max": question.maximum,
            "told": question.status == "needs attention",
        }
        for question in record.questions
    }
    points = list(given.values())
    earned = sum(point or 0 for point in points)
    return render.page(
        "feedback.html.j2", stamp=Markup(stamp), title=f"{assignment.name} · {record.student}",
        student=record.student, assignment=assignment.name, questions=list(questions.values()),
        cells=[_cell(cell, questions.get(cell.question), comments, patience) for cell in record.cells],
        total=deducted.total if deducted else earned, late=deducted.why if deducted else "",
        maximum=sum(question["max"] for question in questions.values()),
        waiting=waiting or any(point is None for point in points), notes=record.notes,
        problem="" if record.cells else "; ".join(record.attention), looked_at=bool(record.cells and record.attention),
        receipt=record.receipt,
    )  # fmt: skip


def _cell(cell, question, comments, patience):
    return {
        "kind": "code" if cell.is_code else "markdown", "html": source_html(cell, patience), "question": question,
        "comment": comments.get(cell.question) if question else None, "test": cell.outcome is not None,
        "outputs": Markup("").join(map(_output, cell.outputs)), "verdict": _verdict(cell, question),
    }  # fmt: skip


def shown(cells, patience):
    """Cells as they are shown to a human, without points.

    Parameters
    ----------
    cells : list of ShownCell
    patience : Patience

    Returns
    -------
    Markup
    """
    parts = []
    for cell in cells:
        parts.append(source_html(cell, patience))
        if cell.outputs:
            outputs = Markup("").join(map(_output, cell.outputs))
            parts.append(Markup('<div class="outputs">{}</div>\n').format(outputs))
    return Markup("").join(parts)


def source_html(cell, patience):
    """What is written in a cell, as HTML that opens nothing."""
    drawn = prose.code_block if cell.is_code else prose.markdown
    if not cell.is_students:
        return _remembered(drawn, cell.source)
    source = cell.source
    for name in cell.pictures:
        source = source.replace(f"](attachment:{name})", f"](#{name})")
    html = _patiently(drawn, source, patience)
    for name, bundle in cell.pictures.items():
        for kind, data in bundle.items():
            html = html.replace(Markup(f'src="#{name}"'), Markup('src="data:{};base64,{}"').format(kind, data))
    return html


def _verdict(cell, question):
    if cell.outcome is None or question is None:
        return ""
    if cell.outcome == "passed":
        return "passed" if question["points"] == question["max"] else "passed in part"
    if cell.outcome == "not reached":
        return "not reached: the notebook ended before this test"
    if cell.unlike:
        return "not passed when it was graded, though it was in your own session: your instructor has been told"
    if question["told"]:
        return "not passed: the reason is not clear, and your instructor has been told"
    failed_here = any(output["output_type"] == "error" for output in cell.outputs)
    if failed_here or not cell.hides:
        return "not passed"
    return "not passed: the tests shown here did, further ones with other numbers did not"


@lru_cache(REMEMBERED)
def _remembered(drawn, source):
    return _patiently(drawn, source, Patience())


def _patiently(drawn, source, patience):
    if len(source) <= LONGEST:
        try:
            with patience:
                return drawn(source)
        except (TooLong, Exception):  # a formula that cannot be converted
            pass
    shown = source if len(source) <= LONGEST else f"{source[:LONGEST]} …"
    return Markup('<pre class="code scroll"><code>{}</code></pre>\n').format(shown)


def _output(output):
    data = output.get("data", {})
    for kind in PICTURES:
        if kind in data:
            encoded = "".join(data[kind].split())
            return Markup('<img src="data:{};base64,{}" alt="a figure of your notebook">\n').format(kind, encoded)
    text = output.get("text") or data.get("text/plain") or "\n".join(output.get("traceback", []))
    if output["output_type"] == "error":  # its last line says it, and the lines above can be many
        said = strip_ansi(f"{output['ename']}: {output['evalue']}".strip(": "))[:LONGEST]
        whole = Markup('<details><summary>where</summary><pre class="output scroll error">{}</pre></details>')
        return Markup('<p class="error">{}</p>\n{}\n').format(said, whole.format(strip_ansi(text.rstrip())[:LONGEST]))
    return Markup('<pre class="output scroll">{}</pre>\n').format(strip_ansi(text.rstrip())[:LONGEST])
