"""What keeps a notebook from being an assignment: from being handed out, or also from being graded with."""

import ast
import builtins
import math
import re
from collections import Counter
from dataclasses import dataclass

from .by_hand.rubric import items_of, scheme_of
from .format import REGIONS, CellKind, grade_id, kind, name, split_regions

GRADE_ID = re.compile(r"[A-Za-z0-9_-]+")
NOTEBOOK_METADATA = {"kernelspec", "language_info"}
CELL_METADATA = {"nbgrader", "tags", "slideshow", "deletable", "editable", "changes"}
NBGRADER_METADATA = {
    "grade", "grade_id", "locked", "points", "schema_version", "solution", "task", "cell_type", "checksum"
}  # fmt: skip
OF_THE_SHELL = {"get_ipython", "display"}  # names that every cell has


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong with a notebook.

    Parameters
    ----------
    where : str
        The cell, as `format.name` has it; empty for the notebook.
    what : str
        And what to do about it.
    spoils_grades : bool
        Whether submissions would be graded wrongly, not only an assignment handed out that should not.
    """

    where: str
    what: str
    spoils_grades: bool = False

    def __str__(self):
        return f"{self.where}: {self.what}" if self.where else self.what


def find_faults(notebook):
    """What keeps a notebook from being an assignment.

    Parameters
    ----------
    notebook : NotebookNode

    Returns
    -------
    list of Fault
        Empty if all is well.
    """
    faults = [
        Fault("", f"notebook metadata {key!r} would be handed out; remove it")
        for key in sorted(set(notebook.metadata) - NOTEBOOK_METADATA)
    ]
    readable = True
    for index, cell in enumerate(notebook.cells):
        if isinstance(cell.metadata.get("nbgrader", {}), dict):
            faults += [Fault(name(notebook, index), *fault) for fault in _cell_faults(cell)]
        else:
            readable = False
            faults.append(Fault(name(notebook, index), "its nbgrader metadata are not a dict", True))
    if readable:
        faults += [*_name_faults(notebook), *_format_faults(notebook)]
    if not any(kind(cell).is_graded for cell in notebook.cells):
        faults.append(Fault("", "no cell earns points; see docs/homework.md", True))
    return faults + list(_test_faults(notebook))


def metadata_faults(notebook):
    """Metadata that students have no use for, whoever put them there."""
    yield from (f"notebook metadata {key!r}" for key in sorted(set(notebook.metadata) - NOTEBOOK_METADATA))
    for index, cell in enumerate(notebook.cells):
        yield from (f"{name(notebook, index)}: metadata {key!r}" for key in _extra(cell))


def _extra(cell):
    extra = sorted(set(cell.metadata) - CELL_METADATA)
    return extra + [f"nbgrader.{key}" for key in sorted(set(cell.metadata.get("nbgrader", {})) - NBGRADER_METADATA)]


def _cell_faults(cell):
    """(what, whether it spoils grades) of one cell."""
    for key in _extra(cell):
        yield f"metadata {key!r} would be handed out; remove it, or run `course execute`", False
    this = kind(cell)
    about = cell.metadata.get("nbgrader", {})
    if this is not CellKind.FREE and not GRADE_ID.fullmatch(str(about.get("grade_id", ""))):
        yield f"grade_id {about.get('grade_id')!r}: one or more letters, digits, - and _ are allowed", False
    if this.is_graded:
        earned = about.get("points")
        number = isinstance(earned, int | float) and not isinstance(earned, bool) and 0 <= earned < math.inf
        if not number or earned == 0:
            yield f"a {this} must earn points, a number above 0; got {earned!r}", not number
    changes = cell.metadata.get("changes", [])
    if not isinstance(changes, list) or not all(isinstance(one, str) and one.isidentifier() for one in changes):
        yield f'"changes" must be a list of names in the test, such as ["items"]; got {changes!r}', True
    elif changes and this is not CellKind.TEST:
        yield f'"changes" says what a test has changed in place, and this is a {this} cell; remove it', False
    if this is CellKind.TEST and not about.get("locked"):
        yield 'a test must be locked, or an edited one would count; set "locked" to true', False
    if this not in (CellKind.FREE, CellKind.LOCKED) and cell.get("attachments"):
        yield f"a {this} with an attachment: nbgrader hands it out; put the picture into a cell of its own", False
    if this.is_by_hand and (items := items_of(scheme_of(cell))) and isinstance(about.get("points"), int | float):
        most = sum(max(item.points, 0) for item in items)
        if most < about["points"]:
            yield f"its rubric comes to {most:g} of {about['points']:g} points; give the items more", False
    regions, _, faults = split_regions(cell.source)
    yield from ((fault, False) for fault in faults)
    for region in regions:
        if this not in REGIONS[region.what]:
            yield f"{region.what} region in a cell that is no {' or '.join(REGIONS[region.what])}", False


def _format_faults(notebook):
    # here, as it brings all of nbgrader, a second's worth
    from nbgrader.nbgraderformat import MetadataValidator, SchemaTooNewError, SchemaTooOldError, ValidationError

    validator = MetadataValidator()
    for index, cell in enumerate(notebook.cells):
        try:
            if "nbgrader" in cell.metadata:
                validator.validate_cell(cell)
        except (ValidationError, SchemaTooOldError, SchemaTooNewError, KeyError, TypeError) as error:
            said = str(error).splitlines()[0]
            yield Fault(name(notebook, index), f"nbgrader refuses its metadata: {said}", True)


def _name_faults(notebook):
    used = {}
    for index, cell in enumerate(notebook.cells):
        if (called := grade_id(cell)) is not None:
            called = str(called)
            if called in used:
                other = name(notebook, used[called])
                yield Fault(name(notebook, index), f"grade_id {called!r} is that of {other}, too", True)
            used.setdefault(called, index)
    for called, times in Counter(cell.get("id") for cell in notebook.cells).items():
        if times > 1 and called is not None:
            yield Fault("", f"{times} cells have the id {called!r}; give each its own")


# ------------------------------------------------------------------ tests


def _test_faults(notebook):
    """Tests run apart from the notebook: what they use, they import or make, but for the answers.

    Grading runs locked cells beside the tests, too, so leaning on these spoils no grade. All other names come from
    the student's session, and with them whatever the student has put there.
    """
    answered, locked, all_known = set(), set(), True
    of_answers, of_locked = {}, {}  # what they make at their top: names, and the first cell of each
    for index, cell in enumerate(notebook.cells):
        this = kind(cell)
        if cell.cell_type != "code" or this in (CellKind.FREE, CellKind.TASK):
            continue
        where = name(notebook, index)
        try:
            tree = ast.parse(cell.source)
        except SyntaxError as error:
            if this is not CellKind.LOCKED:
                spoils = this is CellKind.TEST and not _is_of_ipython(cell.source)
                yield Fault(where, f"line {error.lineno} is no Python: {error.msg}", spoils)
            all_known = all_known and this is CellKind.TEST
            continue
        made, imported = _made(tree), _imported(tree)
        if this is CellKind.LOCKED:
            locked |= made | imported
            of_locked |= dict.fromkeys(made_at_top(tree) - set(of_locked), where)
        if this.is_answer:
            answered |= made - imported
            of_answers |= dict.fromkeys(made_at_top(tree) - imported - set(of_answers), where)
        if this is not CellKind.TEST:
            continue
        if strange := set(cell.metadata.get("changes", ())) - made:
            yield Fault(where, f'"changes" names {", ".join(sorted(strange))}, which the test does not make', True)
        used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
        if foreign := used - made - imported - answered - set(dir(builtins)):
            changeable = foreign - locked - OF_THE_SHELL
            yield Fault(
                where,
                f"the test uses {', '.join(sorted(foreign))}, which neither it nor an answer above makes; import or "
                "make it in the test, where no student can change it",
                bool(changeable) and all_known,
            )
    for both in sorted(of_answers.keys() & of_locked.keys()):
        yield Fault(
            of_locked[both],
            f"a locked cell makes {both}, and so does the answer of {of_answers[both]}: tests would use that of the "
            "locked cell, wherever students move it; give it another name",
            True,
        )


def _is_of_ipython(source):
    """Whether it is code once IPython has read its magics, as grading does."""
    from IPython.core.inputtransformer2 import TransformerManager

    try:
        ast.parse(TransformerManager().transform_cell(source))
    except SyntaxError:
        return False
    return True


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


def made_at_top(tree):
    """Names that a piece of code binds for the cells after it."""
    made, waiting = set(), list(tree.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
            made.add(node.name)
            continue
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            made.add(node.id)
        inner = (ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
        waiting += [] if isinstance(node, inner) else ast.iter_child_nodes(node)
    return made


def _imported(tree):
    aliases = [node for node in ast.walk(tree) if isinstance(node, ast.alias)]
    return {(alias.asname or alias.name).split(".")[0] for alias in aliases}
