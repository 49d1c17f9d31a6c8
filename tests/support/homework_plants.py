"""The template of the assignments, and ways to spoil it: each takes a notebook and changes one thing in it."""

import copy

from support.homework import instructor_version

SOLUTION = "return p / (1 - p)"
HIDDEN_TEST = "assert np.allclose(table, expected, atol=1e-4)"
MODEL_ANSWER = "dividing by it changes little"


def template():
    return instructor_version("template")


def cell(notebook, called):
    return next(c for c in notebook.cells if c.id == called)


def refusals(notebook):
    """What is wrong with an instructor version before anything is executed, as messages."""
    from course_tools.homework.faults import find_faults
    from course_tools.homework.format import student_version
    from course_tools.homework.leaks import find_leaks

    if faults := find_faults(notebook):
        return list(map(str, faults))
    return find_leaks(notebook, student_version(notebook))


def replaced(called, old, new):
    def plant(notebook):
        target = cell(notebook, called)
        assert old in target.source
        target.source = target.source.replace(old, new)

    return plant


def added(*cells, at=3):
    def plant(notebook):
        notebook.cells[at:at] = copy.deepcopy(cells)

    return plant


def about(called, **changes):
    return lambda notebook: cell(notebook, called).metadata.nbgrader.update(changes)


def metadata(called, **changes):
    return lambda notebook: cell(notebook, called).metadata.update(changes)


def duplicate_id(notebook):
    cell(notebook, "odds-more-tests").metadata.nbgrader.grade_id = "odds-tests"


def same_cell_id(notebook):
    cell(notebook, "odds-more-tests").id = "odds-tests"


def without_metadata(called):
    return lambda notebook: cell(notebook, called).metadata.pop("nbgrader")


def attachment(called):
    return lambda notebook: cell(notebook, called).update(attachments={"a.png": {"image/png": "aGk="}})


def no_graded_cells(notebook):
    notebook.cells = notebook.cells[:3]
