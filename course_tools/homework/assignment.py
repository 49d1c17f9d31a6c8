"""An assignment as its instructor wrote it: which cell is what, and what keeps it from being handed out.

The format is nbgrader's: `cell.metadata.nbgrader` says what a cell is, and in its source the lines

    ### BEGIN SOLUTION        ### END SOLUTION        in an answer
    ### BEGIN HIDDEN TESTS    ### END HIDDEN TESTS    in a test
    ### BEGIN MARK SCHEME     ### END MARK SCHEME     in a task

enclose what students do not see. An answer without such lines is replaced as a whole.
"""

import ast
import builtins
import difflib
import math
import re
from collections import Counter
from dataclasses import dataclass

from nbgrader.nbgraderformat import MetadataValidator, SchemaTooNewError, SchemaTooOldError, ValidationError

# (grade, solution, task) of the nbgrader metadata
KINDS = {
    (False, True, False): "answer",
    (True, False, False): "test",
    (True, True, False): "written answer",
    (False, False, True): "task",
    (False, False, False): "locked",
}
GRADED = ("test", "written answer", "task")
# what is enclosed, and the kinds of cells that may enclose it
REGIONS = {"SOLUTION": ("answer", "written answer"), "HIDDEN TESTS": ("test",), "MARK SCHEME": ("task",)}
MARKER = re.compile(rf"(BEGIN|END) ({'|'.join(REGIONS)})")
MARKERS = [f"{edge} {region}" for region in REGIONS for edge in ("BEGIN", "END")]
ALIKE = 0.85  # of two texts, by difflib: "END SOLUTOIN" is meant to be a marker, "the solution" is not

# what students find in place of an answer; release and grading must agree on it
UNANSWERED = "this question is not answered yet"
CODE_STUB = f'# write your answer in place of the next line\nraise NotImplementedError("{UNANSWERED}")'
TEXT_STUB = "*Write your answer here, in place of this line.*"

GRADE_ID = re.compile(r"[A-Za-z0-9_-]+")
GIVEN = "given"  # tag of a cell whose lines solutions may share, such as code to repair
NOTEBOOK_METADATA = {"kernelspec", "language_info"}
CELL_METADATA = {"nbgrader", "tags", "slideshow", "deletable", "editable"}
NBGRADER_METADATA = {
    "grade", "grade_id", "locked", "points", "schema_version", "solution", "task", "cell_type", "checksum"
}  # fmt: skip


def kind(cell):
    """What a cell is: one of the values of `KINDS`, or None for a cell that nbgrader leaves alone."""
    about = cell.metadata.get("nbgrader")
    if not isinstance(about, dict):
        return None
    flags = tuple(bool(about.get(flag, False)) for flag in ("grade", "solution", "task"))
    return None if not any(flags) and not about.get("locked") else KINDS.get(flags, "task")


def name(notebook, index):
    """A cell in an error message: its number, from 1, and how nbgrader or Jupyter calls it."""
    cell = notebook.cells[index]
    about = cell.metadata.get("nbgrader", {})
    called = about.get("grade_id") if isinstance(about, dict) else None
    return f"cell {index + 1} ({called or cell.get('id', 'no id')})"


@dataclass(frozen=True)
class Region:
    """Lines that students do not see.

    Attributes
    ----------
    what : str
        "SOLUTION", "HIDDEN TESTS" or "MARK SCHEME".
    lines : tuple of str
        Without the markers.
    """

    what: str
    lines: tuple


def split_regions(source):
    """The enclosed regions of a source, its other lines, and what is wrong with the markers.

    Returns
    -------
    regions : list of Region
        One that is never closed goes on to the end.
    others : list of str
    faults : list of str
    """
    regions, others, faults, inside, lines = [], [], [], None, []
    for line in source.split("\n"):
        marker = MARKER.search(line)
        if marker is None and (meant := _nearly_a_marker(line)):
            faults.append(f"{line.strip()!r} looks like a marker and is none; write ### {meant}")
        if marker is None:
            (others if inside is None else lines).append(line)
            continue
        edge, what = marker.groups()
        if edge == "BEGIN" and inside is not None:
            faults.append(f"{line.strip()!r} stands inside of another region, {inside}")
        elif edge == "END" and inside != what:
            faults.append(f"{line.strip()!r} closes what was not opened")
        if inside is not None:
            regions.append(Region(inside, tuple(lines)))
            lines = []
        inside = what if edge == "BEGIN" else None
    if inside is not None:
        faults.append(f"### BEGIN {inside} is never closed; write ### END {inside}")
        regions.append(Region(inside, tuple(lines)))
    faults += [f"{region.what} region is empty" for region in regions if not "".join(region.lines).strip()]
    return regions, others, faults


def _nearly_a_marker(line):
    words = re.findall(r"[A-Za-z]+", line)
    for marker in MARKERS:
        text = "".join(words[: len(marker.split())]).upper()
        if difflib.SequenceMatcher(None, text, marker.replace(" ", "")).ratio() >= ALIKE:
            return marker
    return None


def points(notebook):
    """(grade_id, kind, points) of every graded cell, in order."""
    return [
        (cell.metadata.nbgrader.grade_id, kind(cell), cell.metadata.nbgrader.points)
        for cell in notebook.cells
        if kind(cell) in GRADED
    ]


# ------------------------------------------------------------------ faults


def find_faults(notebook):
    """What keeps a notebook from being an assignment.

    Parameters
    ----------
    notebook : NotebookNode

    Returns
    -------
    list of str
        Each names the cell; empty if all is well.
    """
    faults = [f"notebook metadata {key!r} would be handed out; remove it" for key in sorted(_extra(notebook))]
    for index, cell in enumerate(notebook.cells):
        own = list(_cell_faults(cell)) if _has_readable_metadata(cell) else ["its nbgrader metadata are not a dict"]
        faults += [f"{name(notebook, index)}: {fault}" for fault in own]
    if faults := faults or [*_name_faults(notebook), *_format_faults(notebook)]:
        return faults
    if not points(notebook):
        return ["no cell earns points; see docs/homework.md"]
    return list(_test_faults(notebook))


def metadata_faults(notebook):
    """Metadata that students have no use for, whoever put them there."""
    yield from (f"notebook metadata {key!r}" for key in sorted(_extra(notebook)))
    for index, cell in enumerate(notebook.cells):
        yield from (f"{name(notebook, index)}: metadata {key!r}" for key in _extra_of_cell(cell))


def _extra(notebook):
    return set(notebook.metadata) - NOTEBOOK_METADATA


def _extra_of_cell(cell):
    extra = sorted(set(cell.metadata) - CELL_METADATA)
    return extra + [f"nbgrader.{key}" for key in sorted(set(cell.metadata.get("nbgrader", {})) - NBGRADER_METADATA)]


def _has_readable_metadata(cell):
    return isinstance(cell.metadata.get("nbgrader", {}), dict)


def _cell_faults(cell):
    for key in _extra_of_cell(cell):
        yield f"metadata {key!r} would be handed out; remove it, or run course_tools.execute"
    this = kind(cell)
    about = cell.metadata.get("nbgrader", {})
    if this is not None and not GRADE_ID.fullmatch(str(about.get("grade_id", ""))):
        yield f"grade_id {about.get('grade_id')!r}: one or more letters, digits, - and _ are allowed"
    if this in GRADED:
        earned = about.get("points")
        if isinstance(earned, bool) or not isinstance(earned, int | float) or not 0 < earned < math.inf:
            yield f"a {this} must earn points, a number above 0; got {earned!r}"
    if this == "test" and not about.get("locked"):
        yield 'a test must be locked, or an edited one would count; set "locked" to true'
    if this is not None and this != "locked" and cell.get("attachments"):
        yield f"a {this} with an attachment: nbgrader hands it out; put the picture into a cell of its own"
    regions, _, faults = split_regions(cell.source)
    yield from faults
    for region in regions:
        if this not in REGIONS[region.what]:
            yield f"{region.what} region in a cell that is no {' or '.join(REGIONS[region.what])}"


def _format_faults(notebook):
    for index, cell in enumerate(notebook.cells):
        try:
            if "nbgrader" in cell.metadata:
                MetadataValidator().validate_cell(cell)
        except (ValidationError, SchemaTooOldError, SchemaTooNewError) as error:
            yield f"{name(notebook, index)}: nbgrader refuses its metadata: {str(error).splitlines()[0]}"


def _name_faults(notebook):
    used = {}
    for index, cell in enumerate(notebook.cells):
        for called in {cell.metadata.get("nbgrader", {}).get("grade_id")} - {None}:
            if called in used:
                yield f"{name(notebook, index)}: grade_id {called!r} is that of {name(notebook, used[called])}, too"
            used.setdefault(called, index)
    for called, times in Counter(cell.get("id") for cell in notebook.cells).items():
        if times > 1 and called is not None:
            yield f"{times} cells have the id {called!r}; give each its own"


def _test_faults(notebook):
    """Tests run apart from the notebook: what they use, they import or make, but for the answers."""
    answered = set()
    for index, cell in enumerate(notebook.cells):
        if kind(cell) not in ("answer", "test") or cell.cell_type != "code":
            continue
        try:
            tree = ast.parse(cell.source)
        except SyntaxError as error:
            yield f"{name(notebook, index)}: line {error.lineno} is no Python: {error.msg}"
            continue
        if kind(cell) == "answer":
            answered |= _made(tree) - _imported(tree)
            continue
        made = _made(tree) | _imported(tree)
        used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
        foreign = sorted(used - made - answered - set(dir(builtins)))
        if foreign:
            yield (
                f"{name(notebook, index)}: the test uses {', '.join(foreign)}, which neither it nor an answer above "
                "makes; import or make it in the test, where no student can change it"
            )


def _made(tree):
    """Names that a piece of code binds."""
    made = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            made.add(node.id)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
            made.add(node.name)
        elif isinstance(node, ast.arg):
            made.add(node.arg)
        elif isinstance(node, ast.ExceptHandler) and node.name:
            made.add(node.name)
    return made


def _imported(tree):
    aliases = [node for node in ast.walk(tree) if isinstance(node, ast.alias)]
    return {(alias.asname or alias.name).split(".")[0] for alias in aliases}
