"""Cells that were lost, moved, doubled, split, merged or edited, by accident or not."""

import copy

import nbformat

from .assignment import FULL, NOTHING, SIGMOID, code, find, released, solved
from .kind import ATTENTION, EITHER, Kind

WRONG = "def sigmoid(z):\n    return z"


def changed(change, **answers):
    """A good submission, or with these answers, after a change."""

    def make():
        notebook = solved(**answers)
        change(notebook)
        return notebook

    return make


def _tests(notebook):
    return [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade")]


def _deleted(notebook):
    notebook.cells = [cell for cell in notebook.cells if "sigmoid-" not in str(cell.metadata)]


def _edited(notebook):
    find(notebook, "sigmoid-visible").source = "pass"
    find(notebook, "sigmoid-hidden").source = "2.0"
    find(notebook, "sigmoid-hidden").metadata.nbgrader["points"] = 100


def _doubled(notebook):
    notebook.cells += [find(notebook, name).copy() for name in ("sigmoid-visible", "fit-tests")]


def _reordered(notebook):
    tests = [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade")]
    notebook.cells = [*reversed(tests), *(cell for cell in notebook.cells if cell not in tests)]


def another():
    """Nothing of the assignment is in it."""
    return nbformat.v4.new_notebook(cells=[code("import math\nprint(math.pi)"), code("def area(r):\n    return r")])


def _all_lost(notebook):
    for cell in notebook.cells:
        cell.metadata.pop("nbgrader", None)


def _lost(*names):
    def change(notebook):
        for name in names:
            find(notebook, name).metadata.pop("nbgrader")

    return change


def _written_below(notebook):
    cell = find(notebook, "words")
    cell.source = find(released(), "words").source
    notebook.cells.insert(notebook.cells.index(cell) + 1, nbformat.v4.new_markdown_cell("The odds fall, because."))


def _written_in_two(notebook):
    notebook.cells.append(nbformat.v4.new_markdown_cell("And a second half of it."))


def _stub_left(notebook):
    find(notebook, "sigmoid").source = find(released(), "sigmoid").source
    notebook.cells.append(code(SIGMOID))


def _stub_left_above(notebook):
    cell = find(notebook, "sigmoid")
    notebook.cells.insert(notebook.cells.index(cell) + 1, code(cell.source))
    cell.source = find(released(), "sigmoid").source


def _split(notebook):
    cell = find(notebook, "sigmoid")
    cell.source = "def helper(z):\n    return torch.exp(-z)"
    notebook.cells.insert(notebook.cells.index(cell) + 1, code("def sigmoid(z):\n    return 1 / (1 + helper(z))"))


def _merged(notebook):
    answer, test = find(notebook, "sigmoid"), find(notebook, "sigmoid-visible")
    answer.source += f"\n\n{test.source}"
    notebook.cells.remove(test)


def _as(cell_type, name):
    def change(notebook):
        find(notebook, name)["cell_type"] = cell_type

    return change


def _scratch(notebook):
    again = copy.deepcopy(find(notebook, "sigmoid"))
    again.source = WRONG
    notebook.cells.insert(2, again)


def _scratch_below(notebook):
    again = copy.deepcopy(find(notebook, "sigmoid"))
    again.source = WRONG
    notebook.cells.append(again)


def _swapped(notebook):
    one, other = find(notebook, "sigmoid").metadata.nbgrader, find(notebook, "loss").metadata.nbgrader
    one["grade_id"], other["grade_id"] = other["grade_id"], one["grade_id"]


def _test_as_answer(notebook):
    find(notebook, "sigmoid").metadata.nbgrader["grade_id"] = "sigmoid-hidden"


def _set(name, **about):
    def change(notebook):
        find(notebook, name).metadata.nbgrader.update(about)

    return change


def _given_spoilt(notebook):
    find(notebook, "given").source = "class torch:\n    allclose = staticmethod(lambda *_, **__: True)\nx = None"


def _removed(name):
    def change(notebook):
        notebook.cells.remove(find(notebook, name))

    return change


def _to_the_end(name):
    def change(notebook):
        cell = find(notebook, name)
        notebook.cells.remove(cell)
        notebook.cells.append(cell)

    return change


def _one_cell(notebook):
    notebook.cells = [code("\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code"))]


def first():
    """One of each kind of fault."""
    return [
        Kind("deleted tests", changed(_deleted, sigmoid=WRONG), (0, 0, 2, 3, None), note="sigmoid-hidden was missing"),
        Kind(
            "edited tests", changed(_edited, sigmoid=WRONG), (0, 0, 2, 3, None), note="sigmoid-visible had been edited"
        ),
        Kind("duplicated tests", changed(_doubled), FULL, note="more than once"),
        Kind("reordered tests", changed(_reordered), FULL, note="changed their order"),
        Kind("another notebook", another, NOTHING, why="none of the assignment's cells"),
        Kind("all metadata lost", changed(_all_lost), [FULL, NOTHING], why=EITHER),
        Kind("written answer in a new cell", changed(_written_below), FULL, why=EITHER),
        Kind(
            "stub left",
            changed(_stub_left),
            (0, 0, 2, 3, None),
            why="sigmoid is untouched; the name `sigmoid` is defined in a cell below its tests",
        ),
        Kind("stub left, and answered above its tests", changed(_stub_left_above), FULL),
    ]


def further():
    """All others."""
    return [
        Kind("metadata of an answer lost", changed(_lost("sigmoid")), FULL, why=EITHER),
        Kind("metadata of the tests lost", changed(_lost("sigmoid-visible", "fit-tests")), FULL),
        Kind("metadata of the words lost", changed(_lost("words")), FULL, why=EITHER),
        Kind("metadata of the given lost", changed(_lost("given")), FULL),
        Kind("written answer in two cells", changed(_written_in_two), FULL),
        Kind("split answer", changed(_split), FULL),
        Kind("answer and test in one", changed(_merged), FULL),
        Kind("answer as markdown", changed(_as("markdown", "sigmoid")), FULL, note="had become a markdown cell"),
        Kind("answer as raw", changed(_as("raw", "loss")), FULL, note="had become a"),
        Kind("test as markdown", changed(_as("markdown", "fit-tests")), FULL),
        Kind("written answer as code", changed(_as("code", "words")), FULL),
        Kind("scratch copy above", changed(_scratch), FULL, note="more than once"),
        Kind("scratch copy below", changed(_scratch_below), (0, 0, 2, 3, None), note="more than once"),
        Kind("names of two answers swapped", changed(_swapped), FULL, note="changed their order"),
        Kind("answer with the name of a test", changed(_test_as_answer), FULL, note="more than once"),
        Kind("more points", changed(_set("sigmoid-hidden", points=100), sigmoid=WRONG), (0, 0, 2, 3, None)),
        Kind(
            "a test that says it is an answer",
            changed(_set("sigmoid-hidden", grade=False, solution=True), sigmoid=WRONG),
            (0, 0, 2, 3, None),
        ),
        Kind(
            "given cell spoilt", changed(_given_spoilt, sigmoid=WRONG), (0, 0, 2, 3, None), note="given had been edited"
        ),
        Kind("given cell deleted", changed(_removed("given")), FULL, note="given was missing"),
        Kind("answer deleted", changed(_removed("sigmoid")), (0, 0, 2, 3, None), note="the answer sigmoid is missing"),
        Kind("words deleted", changed(_removed("words")), FULL, why="graded by hand, is missing"),
        Kind("answer at the end", changed(_to_the_end("sigmoid")), FULL, note="changed their order"),
        Kind("all in one cell", changed(_one_cell), [FULL, NOTHING], why=ATTENTION),
    ]
