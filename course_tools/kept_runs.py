"""Executed notebooks, kept so that decks and site need each notebook to run once.

A notebook is executed again when its code, the modules that this imports, themselves or through others, or the
versions it runs on have changed; changed prose and slides, or the quiz of another notebook, need no new run.
"""

import hashlib
import platform
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import nbformat

from . import project, vector_pictures
from .dependencies import dependencies
from .execute import execute, read
from .files import put

PACKAGE = Path(find_spec("course_utils").origin).parent
CACHE = project.BUILD / "executed"
DIGITS = 16
SHOWN_BY = ("anywidget", "matplotlib", "numpy", "pandas", "scikit-learn", "torch")


def executed(path, *, cache=CACHE, cell_timeout=60):
    """The notebook at `path` with its outputs and the state of its live figures, from a run or from the cache.

    Parameters
    ----------
    path : path of a notebook
    cache : path
        Folder of earlier runs.
    cell_timeout : int
        Seconds a cell may take.

    Returns
    -------
    NotebookNode
        Sources and metadata as in the file; outputs of the latest run of the same code.

    Raises
    ------
    NotebookFailed
        As `execute`; the cache is then as it was.
    """
    return kept_run(read(path), path, Path(path).stem, cache=cache, cell_timeout=cell_timeout)


def kept_run(notebook, path, name, *, cache=CACHE, cell_timeout=60):
    """As `executed`, for a notebook that is not what the file at `path` holds; its run is kept under `name`."""
    kept = kept_name(name, notebook)
    if (file := Path(cache) / kept).exists():
        return with_outputs(notebook, nbformat.v4.reads(file.read_text(encoding="utf-8")))  # of which `keep` knows all
    run = execute(path, notebook=notebook, cell_timeout=cell_timeout, keep_widget_state=True)
    keep(run, kept, cache=cache)
    return run


def kept_name(name, notebook):
    """The name of the file in which a run of this notebook is kept under `name`."""
    return f"{name}-{fingerprint(notebook)}.ipynb"


def keep(run, kept, *, cache):
    """Put a run into the cache under a `kept_name`, in place of those of earlier code."""
    put(nbformat.writes(run), Path(cache) / kept)
    for older in Path(cache).glob(f"{kept[:-DIGITS - 6]}{'[0-9a-f]' * DIGITS}.ipynb"):
        if older.name != kept:
            older.unlink(missing_ok=True)


def with_outputs(notebook, run):
    """Put the outputs of a run of the same code into a notebook, and return it."""
    into = [cell for cell in notebook.cells if cell.cell_type == "code"]
    out_of = [cell for cell in run.cells if cell.cell_type == "code"]
    for cell, ran in zip(into, out_of, strict=True):
        cell.outputs, cell.execution_count = ran.outputs, ran.execution_count
    if "widgets" in run.metadata:
        notebook.metadata["widgets"] = run.metadata["widgets"]
    return notebook


def fingerprint(notebook):
    """A few hex digits of all that the outputs of a notebook depend on."""
    digest = hashlib.sha256()
    for cell in notebook.cells:
        if cell.cell_type == "code":
            digest.update(f"{cell.source}\0{cell.metadata.get('tags', [])}\0".encode())
    for file in dependencies((cell.source for cell in notebook.cells if cell.cell_type == "code"), PACKAGE):
        digest.update(f"{file.relative_to(PACKAGE).as_posix()}\0".encode())
        digest.update(file.read_bytes())
    digest.update(vector_pictures.SOURCE.read_bytes())
    digest.update(_versions().encode())
    return digest.hexdigest()[:DIGITS]


@cache
def _versions():
    return "\0".join([platform.python_version(), *(f"{package} {version(package)}" for package in SHOWN_BY)])
