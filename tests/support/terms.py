"""Versions that keys make of the course's homework, and what answers earn in them."""

import copy
import functools

import nbformat
import numpy as np
from support.homework import HOMEWORK, one_thread, run_in_process

from course_tools.homework import proofs
from course_tools.homework.format import CellKind, grade_id, kind
from course_tools.homework.terms import banks, keys, template


@functools.cache
def template_of(name):
    """The template of an assignment of the course."""
    bank = HOMEWORK / name / banks.FOLDER
    notebook = nbformat.read(HOMEWORK / name / f"{name}.ipynb", as_version=4)
    return template.read(name, notebook, [bank] if bank.is_dir() else [])


@functools.cache
def _made(name, number):
    return template.version(template_of(name), keys.Key(f"an invented key, number {number:08}".encode()))


def made(name, number):
    """The version that one of the invented keys makes; it may be changed."""
    return copy.deepcopy(_made(name, number))


def up_to(notebook, last):
    """A notebook that ends with the cell of this id."""
    notebook = copy.deepcopy(notebook)
    notebook.cells = notebook.cells[: [cell.id for cell in notebook.cells].index(last) + 1]
    return notebook


def graded(notebook, answers):
    """{question: (points, the error's text)} of a version that is answered so, by nbgrader's counting."""
    notebook = copy.deepcopy(notebook)
    for one in notebook.cells:
        one.source = answers.get(grade_id(one), one.source) if kind(one) is CellKind.ANSWER else one.source
    notebook.cells = [one for one in notebook.cells if kind(one) is not CellKind.FREE]
    with one_thread():
        executed = run_in_process(notebook, "a version", 60)
    said = {grade_id(one): "".join(part.get("evalue", "") for part in one.outputs)
            for one in executed.cells if one.cell_type == "code"}  # fmt: skip
    names = [(grade_id(executed.cells[index]), points) for index, points, _ in proofs.scores(executed)]
    return {name: (points, said.get(name, "")) for name, points in names}


def points(notebook, answers):
    """What the tests of a version give for answers, together."""
    return sum(earned for earned, _ in graded(notebook, answers).values())


def typed(notebook, functions):
    """Answers that know no formula: the numbers that the visible tests of a version ask for, by the arguments.

    Parameters
    ----------
    notebook : NotebookNode
        The version, with the right answers.
    functions : dict of str to str
        {grade_id: name of its function}
    """
    names, asked = {}, {name: [] for name in functions.values()}
    for one in notebook.cells:
        if one.cell_type == "code" and kind(one) in (CellKind.ANSWER, CellKind.LOCKED):
            exec(one.source, names)

    def listening(name, right):
        def call(*arguments):
            result = right(*arguments)
            asked[name].append([[np.asarray(one).tolist() for one in arguments], np.asarray(result).tolist()])
            return result

        return call

    for one in notebook.cells:
        if kind(one) is CellKind.TEST and "HIDDEN" not in one.source:
            exec(one.source, {**names, **{name: listening(name, names[name]) for name in asked}})
    return {
        answer: "import numpy as np\n\ninf = np.inf\n\n\n"
        f"def {name}(*arguments):\n    for asked, known in {asked[name]!r}:\n"
        "        if asked == [np.asarray(one).tolist() for one in arguments]:\n"
        f"            return np.array(known)\n    return np.array({asked[name][0][1]!r})\n"
        for answer, name in functions.items()
    }  # fmt: skip
