"""What the tests of the homework share: a notebook answered by code, run and scored without a kernel."""

import contextlib
import functools
import io
import re
from dataclasses import dataclass

import nbformat
import numpy as np
import torch
from support.notebook_checks import ROOT

HOMEWORK = ROOT / "notebooks" / "homework"
ASSIGNMENTS = ["hw1", "hw2", "hw3"]
HIDDEN = re.compile(r"^### BEGIN HIDDEN TESTS\n.*?^### END HIDDEN TESTS\n?", re.MULTILINE | re.DOTALL)


@dataclass
class Outcome:
    """What a test cell did: its points, whether students see why, and the error, None where it passed."""

    points: float
    visible: bool
    error: Exception | None


def instructor_version(name):
    return nbformat.read(HOMEWORK / name / f"{name}.ipynb", as_version=4)


def kind(cell):
    """"answer", "test", "written", "given" or None, by the nbgrader metadata of a cell."""
    about = cell.metadata.get("nbgrader")
    kinds = {(False, True): "answer", (True, False): "test", (True, True): "written", (False, False): "given"}
    return kinds[about.grade, about.solution] if about else None


def cells_of(name, wanted):
    return [cell for cell in instructor_version(name).cells if kind(cell) == wanted]


def submit(name, answers, until=None):
    """Run an assignment with these answers in place of the instructor's.

    Parameters
    ----------
    name : str
    answers : dict of str to str
        The code for each answer cell that differs, by its grade_id.
    until : str, optional
        The grade_id of the last test cell to run; cells that nbgrader leaves alone are then left out.

    Returns
    -------
    dict of str to Outcome
        By the grade_id of the test cell; a test with visible and hidden parts counts as visible if
        the visible part failed. Cells that nbgrader leaves alone are in it, too, with 0 points.
    """
    notebook, outcomes, session = instructor_version(name), {}, {"__name__": "__main__"}
    known = {cell.metadata.nbgrader.grade_id for cell in notebook.cells if kind(cell) == "answer"}
    assert set(answers) <= known, f"{name} has the answers {known}"
    for cell in notebook.cells:
        if cell.cell_type != "code" or (until and kind(cell) is None):
            continue
        about = cell.metadata.get("nbgrader", {})
        source = answers.get(about.get("grade_id"), cell.source)
        if kind(cell) == "given":
            session |= _given(source)
            continue
        if kind(cell) != "test":
            error = _run(source, session)
            if error is not None and kind(cell) == "answer":
                raise error
            if kind(cell) is None:
                outcomes[cell.id] = Outcome(0, True, error)
            continue
        shown = HIDDEN.sub("", source)
        error = _run(shown, dict(session))
        visible = error is not None
        outcomes[about.grade_id] = Outcome(about.points, visible, error or _run(source, dict(session)))
        if about.grade_id == until:
            break
    return outcomes


@functools.cache
def _given(source):
    """The names that a given cell makes; no answer changes them."""
    names = {"np": np, "torch": torch}
    if (error := _run(source, names)) is not None:
        raise error
    return names


def _run(source, names):
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            exec(compile(source, "<cell>", "exec"), names)
    except Exception as error:  # whatever a wrong answer trips over
        return error
    return None


def score(outcomes):
    """(points, of how many) of the test cells."""
    return sum(o.points for o in outcomes.values() if o.error is None), sum(o.points for o in outcomes.values())
