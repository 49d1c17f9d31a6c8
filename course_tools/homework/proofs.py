"""The proofs of a release: what an executed version of an assignment must have earned, and where it must have stopped.

Each proof reads an executed notebook and gives what speaks against a release; `run_in_kernel` executes it. The last
two are made by the engine that will grade, which is another machine than a kernel.
"""

import ast
import copy
import math
import tempfile
from dataclasses import replace

from nbclient.exceptions import CellTimeoutError, DeadKernelError

import proctor

from ..execute import NotebookFailed, run_cells
from . import outcome, plan
from .format import UNANSWERED, CellKind, grade_id, kind, name
from .plain_cells import SubmittedCell
from .submissions import HandedIn

STATED = 200  # characters of an error that a message repeats


def points_missed(executed):
    """Why an instructor version does not earn all of its points."""
    for index, cell in enumerate(executed.cells):
        error = _error(cell)
        if error is not None and kind(cell) is not CellKind.TEST:
            yield f"{name(executed, index)} raises {_stated(error)}"
    for index, earned, of in scores(executed):
        if earned != of:
            yield f"{name(executed, index)} earns {earned:g} of {of:g} points: {_why(executed.cells[index])}"


def early_stop(executed):
    """Why a student version does not run up to its first unanswered cell, and stop there."""
    stops = [(index, error) for index, cell in enumerate(executed.cells) if (error := _error(cell)) is not None]
    if not stops:
        if any(cell.cell_type == "code" and kind(cell) is CellKind.ANSWER for cell in executed.cells):
            yield "it runs to its end without an answer: no visible test asks for one"
        return
    index, error = stops[0]
    if (error.ename, error.evalue) != ("NotImplementedError", UNANSWERED):
        yield f"{name(executed, index)} raises {_stated(error)}, before anything had to be answered"


def free_points(executed):
    """Points that an unanswered version earns all the same."""
    for index, earned, of in scores(executed):
        if earned:
            yield f"{name(executed, index)} gives {earned:g} of {of:g} points for no answer"


def with_hidden_tests(student, instructor):
    """A student version whose tests are whole again."""
    whole = {grade_id(cell): cell.source for cell in instructor.cells if kind(cell) is CellKind.TEST}
    restored = copy.deepcopy(student)
    for cell in restored.cells:
        if kind(cell) is CellKind.TEST:
            cell.source = whole[grade_id(cell)]
    return restored


def scores(executed):
    """(index, earned, of how many) of every test in an executed notebook, as nbgrader counts them.

    A test whose last line is no possible number of points earns nan: nbgrader itself stops there.
    """
    from nbgrader import utils  # here, as it brings all of nbgrader

    counted = []
    for index, cell in enumerate(executed.cells):
        if kind(cell) is CellKind.TEST:
            try:
                counted.append((index, *utils.determine_grade(cell)))
            except ValueError:
                counted.append((index, math.nan, cell.metadata.nbgrader.points))
    return counted


def _error(cell):
    return next((output for output in cell.get("outputs", []) if output.output_type == "error"), None)


def _stated(error):
    return f"{error.ename}: {error.evalue}"[:STATED]


def _why(cell):
    error = _error(cell)
    if error is not None:
        return _stated(error)
    written = "".join(output.text for output in cell.outputs if output.get("name") == "stderr")
    return f"it writes to stderr, {written[:STATED]!r}" if written else "its last line is taken for partial credit"


# ------------------------------------------------------------------ by the grader


def graded_as_promised(assignment, instructor, cell_timeout):
    """What the grader does otherwise than promised: all points for the own answers, none for a blank, and no doubt.

    Nor may a hidden test be passed by functions that give back an array without entries: of such, NumPy and PyTorch say
    that all are close, or equal, to whatever it is compared with.

    Parameters
    ----------
    assignment : Assignment
        As `source.load` reads it.
    instructor : NotebookNode
    cell_timeout : int
        Seconds a cell may take.

    Raises
    ------
    proctor.NoSandbox
        If this system does not let this user build one.
    """
    answers = [SubmittedCell(cell.cell_type, cell.source, grade_id(cell), {}) for cell in instructor.cells]
    solved = _graded(assignment, plan.arrange(assignment, answers), cell_timeout)
    yield from _doubts(solved, "its own answers")
    for question in solved.questions:
        if question.points is not None and question.points != question.maximum:
            yield f"{question.name} earns {question.points:g} of {question.maximum:g} points: {question.why}"
    blank = _graded(assignment, plan.released(assignment), cell_timeout)
    yield from _doubts(blank, "an unanswered version")
    for question in blank.questions:
        if question.points:
            yield f"{question.name} gives {question.points:g} of {question.maximum:g} points for no answer"

    hidden = {cell.name: cell.source for cell in hiding(assignment)}
    for package in ("numpy", *(["torch"] if any("torch" in source for source in hidden.values()) else [])):
        emptied = [replace(cell, source=_emptied(cell.source, package)) if own.kind is CellKind.ANSWER else cell
                   for cell, own in zip(answers, assignment.cells, strict=True)]  # fmt: skip
        record = _graded(assignment, plan.arrange(assignment, emptied), cell_timeout)
        for question in record.questions:
            if question.points and question.name in hidden:
                yield (
                    f"{question.name} gives {question.points:g} of {question.maximum:g} points to functions that give "
                    f"back a {package} array without entries: ask for the shape, too, as all of them are close"
                )


def hiding(assignment):
    """The tests of an assignment that hide something."""
    return [cell for cell in assignment.cells if cell.kind is CellKind.TEST and cell.source != cell.released]


def _emptied(source, package):
    """An answer whose functions give back an array without entries; one that defines none is left as it is."""
    try:
        tree = ast.parse(source)
    except SyntaxError:  # IPython's own
        return source
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            node.body = ast.parse(f"import {package}\nreturn {package}.zeros((0, 1, 1, 1))").body
    return ast.unparse(tree)


def _doubts(record, of):
    yield from (f"{of} would need attention: {why}" for why in record.attention)


def _graded(assignment, arranged, cell_timeout):
    """The record of a plan, run by the engine as a submission is."""
    limits = proctor.Limits(cell_timeout=cell_timeout)
    result = proctor.execute(arranged.task(assignment, {}), limits, modules=assignment.preloaded)
    return outcome.outcome(assignment, HandedIn("nobody"), arranged, result, key=None).record


# ------------------------------------------------------------------ execution


def run_in_kernel(notebook, path, cell_timeout):
    """A copy of a notebook, executed to its end whatever its cells raise, in an empty folder.

    Parameters
    ----------
    notebook : NotebookNode
    path : path
        What messages call it.
    cell_timeout : int
        Seconds a cell may take.

    Raises
    ------
    NotebookFailed
        If a cell takes too long or the kernel dies.
    """
    notebook = copy.deepcopy(notebook)
    with tempfile.TemporaryDirectory(prefix="release-") as folder:
        try:
            run_cells(notebook, folder, timeout=cell_timeout, allow_errors=True, record_timing=False)
        except CellTimeoutError:
            raise NotebookFailed(f"{path}: a cell took more than {cell_timeout:g} s") from None
        except DeadKernelError:
            raise NotebookFailed(f"{path}: the kernel died") from None
    return notebook
