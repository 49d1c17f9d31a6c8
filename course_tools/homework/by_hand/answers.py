"""The answers that a human grades, question by question, each with what it takes to show it."""

import hashlib
from dataclasses import dataclass

from markupsafe import Markup

from ... import prose
from ..feedback import shown
from ..format import grade_id, kind, split_regions
from ..written import Patience
from .rubric import items_of, scheme_of, without_items


@dataclass(frozen=True)
class Answer:
    """One answer.

    Parameters
    ----------
    key : str
        Stands for it on the page, which need not know whose it is.
    students : tuple of str
        Whose it is: several, if they handed in the same file, as a group does.
    html : Markup
    note : str
        What is to be known of it.
    empty : bool
        Nothing was answered.
    digest : str
        Of the answer as it was graded; see `record.Question`.
    """

    key: str
    students: tuple
    html: object
    note: str
    empty: bool
    digest: str


@dataclass(frozen=True)
class Sheet:
    """One question.

    Parameters
    ----------
    name : str
    maximum : float
    items : tuple of Item
    asked, scheme : Markup
        The question, and what is for the grader alone.
    answers : tuple of Answer
        In an order that has nothing to do with names.
    unseen : tuple of str
        Students whose file could not be read.
    """

    name: str
    maximum: float
    items: tuple
    asked: object
    scheme: object
    answers: tuple
    unseen: tuple


def sheets(notebook, records, questions=()):
    """Every question that a human grades, with all its answers.

    Parameters
    ----------
    notebook : NotebookNode
        The instructor's version.
    records : iterable of Record
    questions : sequence of str, optional
        Only these.

    Returns
    -------
    list of Sheet
    """
    cells = {grade_id(cell): number for number, cell in enumerate(notebook.cells) if kind(cell).is_by_hand}
    wanted = [name for name in cells if not questions or name in questions]
    found, unseen = {name: {} for name in wanted}, {name: [] for name in wanted}
    for record in records:
        for question in record.questions:
            if question.name not in found:
                continue
            if not record.cells:
                unseen[question.name].append(record.student)
                continue
            same = record.digest, question.answer
            if same in found[question.name]:
                found[question.name][same][0].append(record.student)
            else:
                found[question.name][same] = [record.student], _answer(record, question)
    made = []
    for name in wanted:
        cell = notebook.cells[cells[name]]
        answers = [
            Answer(_key(name, students[0]), tuple(students), html, note, empty, digest)
            for (_, digest), (students, (html, note, empty)) in found[name].items()
        ]
        made.append(Sheet(
            name, float(cell.metadata.nbgrader.points), items_of(scheme_of(cell)), _asked(notebook, cells[name]),
            prose.markdown(without_items(scheme_of(cell))), tuple(sorted(answers, key=lambda one: one.key)),
            tuple(unseen[name]),
        ))  # fmt: skip
    return made


def _key(question, student):
    return hashlib.sha256(f"{question}\0{student}".encode()).hexdigest()[:16]


def _answer(record, question):
    """The HTML of an answer, a note, and whether it is empty."""
    patience = Patience()
    own = next((cell for cell in record.cells if cell.question == question.name), None)
    others = [record.cells[number] for number in question.elsewhere]
    note = ""
    if others:
        note = "The answer's own cell is untouched; these cells of the student's may be the answer."
    elif own is None or question.why == "missing":
        others = [cell for cell in record.cells if cell.is_students and not cell.is_code]
        note = "The answer's cell is missing; these are the texts that the student wrote."
    cells = others or ([own] if own is not None else [])
    if not others and own is not None and not own.source.strip():
        note = "Nothing stands in the answer's cell."
    html = shown(cells, patience)
    if own is not None and (above := _above(record.cells, own)):
        html += Markup("<details><summary>What the cells above showed</summary>\n{}</details>\n").format(
            shown(above, patience)
        )
    return html, note, question.points == 0 and question.why == "no answer"


def _above(cells, own):
    """The cells of code between an answer and the question before it, if they have shown anything."""
    above = []
    for cell in reversed(cells[: cells.index(own)]):
        if cell.question is not None:
            break
        if cell.is_code and cell.outputs:
            above.insert(0, cell)
    return above


def _asked(notebook, number):
    """What stands between the answer and the cell of code or the answer before it."""
    first = number
    while first and notebook.cells[first - 1].cell_type == "markdown" and not kind(notebook.cells[first - 1]).is_graded:
        first -= 1
    texts = [cell.source for cell in notebook.cells[first:number]]
    own = notebook.cells[number]
    if not kind(own).is_answer:  # a task stands in its own cell
        texts.append("\n".join(split_regions(own.source)[1]))
    return prose.markdown("\n\n".join(texts))
