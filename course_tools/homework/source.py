"""The instructor's notebook, as nbgrader reads it: which cells are given, answered and tested."""

import ast
import copy
import hashlib
import json
import logging
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbgrader import preprocessors, utils
from traitlets.config import Config

from .assignment import CODE_STUB, TEXT_STUB

LARGEST_FILE = 10 * 2**20  # bytes of a file beside the notebook

STUBS = Config()  # what students find in place of an answer, as it was released
STUBS.ClearSolutions.code_stub = {"python": CODE_STUB}
STUBS.ClearSolutions.text_stub = TEXT_STUB
BEFORE_HIDING = ("LockCells", "ClearSolutions", "ClearOutput", "CheckCellMetadata", "ComputeChecksums")
HIDING = ("ClearHiddenTests", "ClearMarkScheme", "ComputeChecksums", "CheckCellMetadata")


class BadAssignment(Exception):
    """The instructor's notebook cannot be graded with; the message says why."""


@dataclass(frozen=True)
class Cell:
    """A cell of the instructor's notebook.

    Parameters
    ----------
    name : str or None
        Its grade_id.
    role : str
        "test", "answer", "given" (locked), or "free".
    kind : str
        "code", "markdown" or "raw".
    source : str
        Without the solution, with the hidden tests.
    released : str
        As students get it.
    points : float or None
    by_hand : bool
        Whether a human gives the points.
    metadata : dict
        nbgrader's, with the checksum of `source`.
    """

    name: str | None
    role: str
    kind: str
    source: str
    released: str
    points: float | None
    by_hand: bool
    metadata: dict


@dataclass(frozen=True)
class Assignment:
    """An assignment of one notebook.

    Parameters
    ----------
    name : str
    path : Path
        The instructor's notebook.
    cells : tuple of Cell
    files : dict
        Those beside the notebook, {name: bytes}.
    answers : tuple of str
        Names that the solutions define.
    modules : tuple of str
        What the given cells and the solutions import.
    digest : str
        Changes when a test, a given cell or a file does.
    """

    name: str
    path: Path
    cells: tuple
    files: dict
    answers: tuple
    modules: tuple
    digest: str

    def cell(self, name):
        return next((cell for cell in self.cells if cell.name == name), None)

    @property
    def graded(self):
        """The cells that give points, in their order."""
        return [cell for cell in self.cells if cell.points is not None]


def load(name, source):
    """Read the instructor's version.

    Parameters
    ----------
    name : str
        Of the assignment.
    source : path
        The notebook, or the folder that holds it: NAME.ipynb, or the only notebook there.

    Returns
    -------
    Assignment

    Raises
    ------
    BadAssignment
    """
    source = Path(source)
    path = source if source.suffix == ".ipynb" else _notebook_in(source, name)
    try:
        notebook = nbformat.read(path, as_version=4)
    except FileNotFoundError:
        raise BadAssignment(
            f"{path}: there is no such notebook; --source says where the instructor's version is"
        ) from None
    except Exception as error:  # nbformat raises whatever the malformed part trips over
        raise BadAssignment(f"{path}: cannot be read as a notebook: {type(error).__name__}: {error}") from None
    try:
        full = _process(copy.deepcopy(notebook), BEFORE_HIDING)
        released = _process(copy.deepcopy(full), HIDING)
    except Exception as error:  # nbgrader raises several kinds for what its formats forbid
        raise BadAssignment(f"{path}: {error}") from None
    cells = tuple(_cell(*both) for both in zip(full.cells, released.cells, strict=True))
    names = [cell.name for cell in cells if cell.name]
    if len(names) != len(set(names)):
        raise BadAssignment(f"{path}: the same grade_id stands in two cells")
    if not any(cell.points is not None for cell in cells):
        raise BadAssignment(f"{path}: no cell gives points; mark test cells and answers as nbgrader does")
    files = {file.name: file.read_bytes() for file in sorted(path.parent.iterdir())
             if file.is_file() and file.suffix != ".ipynb" and file.stat().st_size <= LARGEST_FILE}  # fmt: skip
    answers, modules = _names(notebook)
    parts = (
        [[cell.source, cell.released, cell.metadata] for cell in cells],
        {file: hashlib.sha256(data).hexdigest() for file, data in files.items()},
    )
    digest = hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
    return Assignment(name, path, cells, files, answers, modules, digest)


def _notebook_in(folder, name):
    found = sorted(folder.glob("*.ipynb"))
    if folder / f"{name}.ipynb" in found:
        return folder / f"{name}.ipynb"
    if len(found) != 1:
        raise BadAssignment(f"{folder}: expected {name}.ipynb or one other notebook, found {len(found)}")
    return found[0]


def _process(notebook, names):
    for name in names:
        step = getattr(preprocessors, name)(config=STUBS)
        step.log.setLevel(logging.ERROR)
        notebook, _ = step.preprocess(notebook, {})
    return notebook


def _cell(full, released):
    metadata = dict(full.metadata.get("nbgrader", {}))
    graded = utils.is_grade(full) or utils.is_task(full)
    code = full.cell_type == "code"
    if utils.is_solution(full):
        role = "answer"
    elif utils.is_grade(full) and code:
        role = "test"
    else:
        role = "given" if utils.is_locked(full) or utils.is_task(full) else "free"
    return Cell(
        name=metadata.get("grade_id"), role=role, kind=full.cell_type, source=full.source, released=released.source,
        points=float(metadata["points"]) if graded else None, by_hand=graded and role != "test", metadata=metadata,
    )  # fmt: skip


def _names(notebook):
    """What the solutions define, and what is imported outside the tests."""
    answers, modules = set(), set()
    for cell in notebook.cells:
        if cell.cell_type != "code" or (utils.is_grade(cell) and not utils.is_solution(cell)):
            continue
        try:
            tree = ast.parse(cell.source)
        except SyntaxError:
            continue  # magics; nothing depends on these names being all
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                modules |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                modules.add(node.module)
            elif not utils.is_solution(cell):
                continue
            elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                answers.add(node.name)
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                answers.add(node.id)
    return tuple(sorted(answers)), tuple(sorted(modules))
