"""What the tests of the homework share: a notebook answered by code, run and scored without a kernel."""

import ast
import contextlib
import copy
import functools
import io
import re
from dataclasses import dataclass

import nbformat
import numpy as np
import torch
from nbformat.v4 import new_output
from support.notebook_checks import ROOT

from course_tools.homework.format import CellKind, kind
from course_tools.homework.terms import marks

HOMEWORK = ROOT / "notebooks" / "homework"
ASSIGNMENTS = sorted(path.name for path in HOMEWORK.glob("[!.]*") if path.is_dir() and path.name != "template")
HIDDEN = re.compile(r"^### BEGIN HIDDEN TESTS\n.*?^### END HIDDEN TESTS\n?", re.MULTILINE | re.DOTALL)


@dataclass
class Outcome:
    """What a test cell did: its points, whether students see why, and the error, None where it passed."""

    points: float
    visible: bool
    error: Exception | None


def instructor_version(name):
    """The notebook of an assignment, which may be changed."""
    return copy.deepcopy(_stored(name))


@functools.cache
def _stored(name):
    return marks.plain(nbformat.read(HOMEWORK / name / f"{name}.ipynb", as_version=4))


def cells_of(name, wanted):
    """The cells of an assignment that are of this `CellKind`."""
    return [cell for cell in instructor_version(name).cells if kind(cell) is wanted]


def submit(name, answers, until=None, *, alone=False):
    """Run an assignment with these answers in place of the instructor's.

    Parameters
    ----------
    name : str
    answers : dict of str to str
        The code for each answer cell that differs, by its grade_id.
    until : str, optional
        The grade_id of the last test cell to run; cells that nbgrader leaves alone are then left out.
    alone : bool
        Whether this test cell is the only one that is run: each sees what the answers have made, and no other test.

    Returns
    -------
    dict of str to Outcome
        By the grade_id of the test cell; a test with visible and hidden parts counts as visible if
        the visible part failed. Cells that nbgrader leaves alone are in it, too, with 0 points.
    """
    with one_thread():
        return _outcomes(name, answers, until, alone)


@contextlib.contextmanager
def one_thread():
    """On a busy machine a second thread makes fits of a few rows many times slower; what answers set is put back."""
    n_threads, default = torch.get_num_threads(), torch.get_default_dtype()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(n_threads)
        torch.set_default_dtype(default)


def _outcomes(name, answers, until, alone):
    notebook, outcomes, session, given = instructor_version(name), {}, {"__name__": "__main__"}, ()
    known = {cell.metadata.nbgrader.grade_id for cell in notebook.cells if kind(cell) is CellKind.ANSWER}
    assert set(answers) <= known, f"{name} has the answers {known}"
    of_answers = set().union(*(_made(cell.source) for cell in notebook.cells if kind(cell) is CellKind.ANSWER))
    for cell in notebook.cells:
        if cell.cell_type != "code" or (until and kind(cell) is CellKind.FREE):
            continue
        about = cell.metadata.get("nbgrader", {})
        if alone and kind(cell) is CellKind.TEST and about.grade_id != until:
            continue
        source = answers.get(about.get("grade_id"), cell.source)
        answered = of_answers | (set(session) - set(_given(given)))
        if kind(cell) is CellKind.LOCKED or (kind(cell) is CellKind.FREE and not answered & _names(source)):
            given = (*given, source)
            session |= _given(given)
            continue
        if kind(cell) is not CellKind.TEST:
            error = _run(source, session)
            if error is not None and kind(cell) is CellKind.ANSWER:
                raise error
            if kind(cell) is CellKind.FREE:
                outcomes[cell.id] = Outcome(0, True, error)
            continue
        shown = HIDDEN.sub("", source)
        error = _run(shown, dict(session))
        visible = error is not None
        outcomes[about.grade_id] = Outcome(about.points, visible, error or _run(source, dict(session)))
        if about.grade_id == until:
            break
    return outcomes


def _names(source):
    return {node.id for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)}


def _made(source):
    """Names that a piece of code binds at its top."""
    found = set()
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Assign):
            names = (name for name in ast.walk(node) if isinstance(name, ast.Name))
            found |= {name.id for name in names if isinstance(name.ctx, ast.Store)}
    return found


@functools.cache
def _given(sources):
    """The names that these cells make, one after the other; no answer changes them."""
    if not sources:
        return {"__name__": "__main__", "np": np, "torch": torch}
    names = dict(_given(sources[:-1]))
    if (error := _run(sources[-1], names)) is not None:
        raise error
    return names


def _run(source, names):
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            exec(compile(source, "<cell>", "exec"), names)
    except Exception as error:  # whatever a wrong answer trips over
        return error
    return None


def run_in_process(notebook, path, cell_timeout):
    """`proofs.run_in_kernel` without a kernel: what its cells show and raise, in no time."""
    notebook, names = copy.deepcopy(notebook), {"__name__": "__main__"}
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = _shown(cell.source, names)
    return notebook


def _shown(source, names):
    outputs, written = [], {"stdout": io.StringIO(), "stderr": io.StringIO()}
    try:
        with contextlib.redirect_stdout(written["stdout"]), contextlib.redirect_stderr(written["stderr"]):
            tree = ast.parse(source)
            last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
            exec(compile(tree, "<cell>", "exec"), names)
            if last is not None:
                value = eval(compile(ast.Expression(last.value), "<cell>", "eval"), names)
                if value is not None:
                    outputs.append(new_output("execute_result", data={"text/plain": repr(value)}))
    except Exception as error:
        outputs.append(new_output("error", ename=type(error).__name__, evalue=str(error), traceback=[]))
    streams = [new_output("stream", name=name, text=text.getvalue()) for name, text in written.items()]
    return [stream for stream in streams if stream.text] + outputs


def score(outcomes):
    """(points, of how many) of the test cells."""
    return sum(o.points for o in outcomes.values() if o.error is None), sum(o.points for o in outcomes.values())
