"""The instructor's notebook, as nbgrader reads it: which cells are given, answered and tested."""

import ast
import hashlib
import json
import sys
from dataclasses import dataclass
from pathlib import Path

import nbformat

import proctor

from .faults import find_faults
from .format import CellKind, Refused, grade_id, kind, versions
from .recognition import defined
from .terms import marks

LARGEST_FILE = 10 * 2**20  # bytes of a file beside the notebook


class BadAssignment(Exception):
    """The instructor's notebook cannot be graded with; the message says why."""


@dataclass(frozen=True)
class Cell:
    """A cell of the instructor's notebook.

    Parameters
    ----------
    name : str or None
        Its grade_id.
    kind : CellKind
    cell_type : str
        "code", "markdown" or "raw".
    source : str
        Without the solution, with the hidden tests.
    released : str
        As students get it.
    points : float or None
    metadata : dict
        nbgrader's, with the checksum of `source`.
    changes : tuple of str
        Of a test: names of what students' functions are to change in place; see `proctor.Step`.
    defines : tuple of str
        Names that the instructor's code defines at its top, the solution's among them.
    """

    name: str | None
    kind: CellKind
    cell_type: str
    source: str
    released: str
    points: float | None
    metadata: dict
    changes: tuple = ()
    defines: tuple = ()


@dataclass(frozen=True)
class Assignment:
    """An assignment of one notebook.

    Parameters
    ----------
    name : str
    path : Path
        The instructor's notebook.
    data : bytes
        What is in it.
    graded_version, student_version : NotebookNode
        What nbgrader makes of it; see `format.versions`.
    cells : tuple of Cell
    files : dict
        Those beside the notebook, {name: bytes}.
    answers : tuple of str
        Names that the solutions define.
    modules : tuple of str
        What the given cells and the solutions import.
    faults : tuple of str
        Why `course release` would refuse it; grading is not affected.
    digest : str
        Changes when a test, a given cell or a file does.
    """

    name: str
    path: Path
    data: bytes
    graded_version: object
    student_version: object
    cells: tuple
    files: dict
    answers: tuple
    modules: tuple
    faults: tuple
    digest: str

    @property
    def preloaded(self):
        """Modules that the engine is to have ready: no submission is to wait for their import.

        Python's own modules and those of `course_utils` come in no time. Without them the course's assignments need the
        same, and share an engine.
        """
        at_once = {*sys.stdlib_module_names, "course_utils"}
        others = [name for name in self.modules if name.split(".")[0] not in at_once]
        return tuple(dict.fromkeys((*proctor.PRELOADED, "course_utils", *others)))

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
        data = path.read_bytes()
        notebook = nbformat.reads(data.decode("utf-8"), as_version=4)
    except FileNotFoundError:
        raise BadAssignment(
            f"{path}: there is no such notebook; --source says where the instructor's version is"
        ) from None
    except Exception as error:  # nbformat raises whatever the malformed part trips over
        raise BadAssignment(f"{path}: cannot be read as a notebook: {type(error).__name__}: {error}") from None
    if marks.is_template(notebook):
        notebook = marks.plain(notebook)
        data = (nbformat.writes(notebook) + "\n").encode("utf-8")
    faults = find_faults(notebook)
    if spoiling := [fault for fault in faults if fault.spoils_grades]:
        raise BadAssignment(
            f"{path}: submissions cannot be graded with it:\n"
            + "\n".join(f"  {fault}" for fault in spoiling)
            + "\nMend this notebook; submissions that are already handed in can be graded then."
        )
    try:
        graded, student = versions(notebook)
    except Refused as error:
        raise BadAssignment(f"{path}: {error}") from None
    cells = tuple(map(_cell, notebook.cells, graded.cells, student.cells))
    files = {file.name: file.read_bytes() for file in sorted(path.parent.iterdir())
             if file.is_file() and file.suffix != ".ipynb" and file.stat().st_size <= LARGEST_FILE}  # fmt: skip
    answers, modules = _names(notebook)
    parts = (
        [[cell.source, cell.released, cell.metadata, *cell.changes] for cell in cells],
        {file: hashlib.sha256(data).hexdigest() for file, data in files.items()},
    )
    digest = hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
    told = tuple(map(str, faults))
    return Assignment(name, path, data, graded, student, cells, files, answers, modules, told, digest)


def _notebook_in(folder, name):
    if not folder.is_dir():
        raise BadAssignment(f"{folder}: there is no such folder; --source says where the instructor's version is")
    found = sorted(folder.glob("*.ipynb"))
    if folder / f"{name}.ipynb" in found:
        return folder / f"{name}.ipynb"
    found = found or sorted(folder.glob(f"{marks.EACH}/*/{name}.ipynb"))[:1]  # of a term: any has the questions
    if len(found) != 1:
        raise BadAssignment(
            f"{folder}: expected {name}.ipynb or one other notebook, found {len(found)}; --source says where the "
            "instructor's version is"
        )
    return found[0]


def _cell(instructors, whole, released):
    this, metadata = kind(whole), dict(whole.metadata.get("nbgrader", {}))
    return Cell(
        name=grade_id(whole), kind=this, cell_type=whole.cell_type, source=whole.source, released=released.source,
        points=float(metadata["points"]) if this.is_graded else None, metadata=metadata,
        changes=tuple(whole.metadata.get("changes", ())),
        defines=tuple(sorted(defined(instructors.source))) if whole.cell_type == "code" else (),
    )  # fmt: skip


def _names(notebook):
    """What the solutions define, and what is imported outside the tests."""
    answers, modules = set(), set()
    for cell in notebook.cells:
        if cell.cell_type != "code" or kind(cell) is CellKind.TEST:
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
            elif not kind(cell).is_answer:
                continue
            elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                answers.add(node.name)
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                answers.add(node.id)
    return tuple(sorted(answers)), tuple(sorted(modules))
