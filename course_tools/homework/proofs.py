"""The proofs of a release: what an executed version of an assignment must have earned, and where it must have stopped.

Each proof reads an executed notebook and gives what speaks against a release; `run_in_kernel` executes it.
"""

import copy
import math
import tempfile

from nbclient.exceptions import CellTimeoutError, DeadKernelError

from ..execute import NotebookFailed, run_cells
from .format import UNANSWERED, CellKind, grade_id, kind, name

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
            raise NotebookFailed(f"{path}: a cell took more than {cell_timeout} s") from None
        except DeadKernelError:
            raise NotebookFailed(f"{path}: the kernel died") from None
    return notebook
