"""nbgrader's format: which cell is what, and the version of an assignment that students get.

`cell.metadata.nbgrader` says what a cell is, and in its source the lines

    ### BEGIN SOLUTION        ### END SOLUTION        in an answer
    ### BEGIN HIDDEN TESTS    ### END HIDDEN TESTS    in a test
    ### BEGIN MARK SCHEME     ### END MARK SCHEME     in a task

enclose what students do not see. An answer without such lines is replaced as a whole.
"""

import copy
import difflib
import logging
import re
from dataclasses import dataclass
from enum import StrEnum

from traitlets.config import Config


class CellKind(StrEnum):
    """What a cell of an assignment is; the values are what messages call it."""

    ANSWER = "answer"  # scored by the tests behind it
    TEST = "test"
    WRITTEN = "written answer"  # scored by a human; of code, too
    TASK = "task"  # scored by a human, and answered in the cells around it
    LOCKED = "locked"
    FREE = "free"  # nbgrader leaves it alone

    @property
    def is_graded(self):
        """Whether it gives points."""
        return self in (CellKind.TEST, CellKind.WRITTEN, CellKind.TASK)

    @property
    def is_by_hand(self):
        """Whether a human gives the points."""
        return self in (CellKind.WRITTEN, CellKind.TASK)

    @property
    def is_answer(self):
        """Whether students write what is in it in place of the instructor."""
        return self in (CellKind.ANSWER, CellKind.WRITTEN)

    @property
    def is_students(self):
        """Whether what students make of it counts; all else is put back as the instructor has it."""
        return self.is_answer or self is CellKind.FREE


# (grade, solution, task) of the nbgrader metadata
KINDS = {
    (False, True, False): CellKind.ANSWER,
    (True, False, False): CellKind.TEST,
    (True, True, False): CellKind.WRITTEN,
    (False, False, True): CellKind.TASK,
    (False, False, False): CellKind.LOCKED,
}
# what is enclosed, and the kinds of cells that may enclose it
REGIONS = {
    "SOLUTION": (CellKind.ANSWER, CellKind.WRITTEN),
    "HIDDEN TESTS": (CellKind.TEST,),
    "MARK SCHEME": (CellKind.TASK,),
}
MARKER = re.compile(rf"(BEGIN|END) ({'|'.join(REGIONS)})")
MARKERS = [f"{edge} {region}" for region in REGIONS for edge in ("BEGIN", "END")]
ALIKE = 0.85  # of two texts, by difflib: "END SOLUTOIN" is meant to be a marker, "the solution" is not

# what students find in place of an answer
UNANSWERED = "this question is not answered yet"
CODE_STUB = f'# write your answer in place of the next line\nraise NotImplementedError("{UNANSWERED}")'
TEXT_STUB = "*Write your answer here, in place of this line.*"
STUBS = Config({"ClearSolutions": {"code_stub": {"python": CODE_STUB}, "text_stub": TEXT_STUB}})


class Refused(Exception):
    """nbgrader makes no student version of a notebook; the message says why."""


def kind(cell):
    """What a cell is, by its nbgrader metadata.

    Returns
    -------
    CellKind
    """
    about = cell.metadata.get("nbgrader")
    if not isinstance(about, dict):
        return CellKind.FREE
    flags = tuple(bool(about.get(flag, False)) for flag in ("grade", "solution", "task"))
    return CellKind.FREE if not any(flags) and not about.get("locked") else KINDS.get(flags, CellKind.TASK)


def grade_id(cell):
    """How nbgrader calls a cell, or None."""
    about = cell.metadata.get("nbgrader", {})
    return about.get("grade_id") if isinstance(about, dict) else None


def name(notebook, index):
    """A cell in an error message: its number, from 1, and how nbgrader or Jupyter calls it."""
    cell = notebook.cells[index]
    return f"cell {index + 1} ({grade_id(cell) or cell.get('id', 'no id')})"


def points(notebook):
    """(grade_id, kind, points) of every graded cell, in order."""
    return [
        (grade_id(cell), kind(cell), cell.metadata.nbgrader.points) for cell in notebook.cells if kind(cell).is_graded
    ]


# ------------------------------------------------------------------ regions


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
    matchers = _matchers()
    for line in source.split("\n"):
        marker = MARKER.search(line)
        if marker is None and (meant := _nearly_a_marker(line, matchers)):
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


def _nearly_a_marker(line, matchers):
    words = re.findall(r"[A-Za-z]+", line)
    for marker, matcher in matchers:
        matcher.set_seq1("".join(words[: len(marker.split())]).upper())
        # each is quicker, and never less, than the next
        if matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE:
            return marker
    return None


def _matchers():
    """A matcher for each marker, which looks through the marker once, and then at one line after the other."""
    return [(marker, difflib.SequenceMatcher(None, "", marker.replace(" ", ""))) for marker in MARKERS]


# ------------------------------------------------------------------ versions


def student_version(notebook):
    """What students get of an instructor version: nbgrader's `generate_assignment`, byte for byte.

    Parameters
    ----------
    notebook : NotebookNode
        It is not changed.

    Returns
    -------
    NotebookNode

    Raises
    ------
    Refused
        If nbgrader refuses, or warns; with what it said.
    """
    return versions(notebook)[1]


def versions(notebook):
    """The two versions that nbgrader makes of an instructor version.

    Returns
    -------
    graded : NotebookNode
        Without the solutions, with the hidden tests: what nbgrader's gradebook keeps and grading puts back. The
        checksums in its metadata are of the whole cells.
    student : NotebookNode
        Without the hidden tests, too.

    Raises
    ------
    Refused
    """
    # here, as they bring all of nbgrader, a second's worth
    from nbgrader.converters import GenerateAssignment
    from nbgrader.preprocessors import SaveCells

    steps = GenerateAssignment.class_traits()["preprocessors"].default()
    saving = steps.index(SaveCells)  # nbgrader's own order: it writes to the gradebook what is still whole
    graded = _processed(notebook, steps[:saving])
    return graded, _processed(graded, steps[saving + 1 :])


def _processed(notebook, steps):
    notebook, log = copy.deepcopy(notebook), Log()
    for step in steps:
        try:
            notebook, _ = step(config=STUBS, log=log.logger).preprocess(notebook, {})
        except Exception as error:  # nbgrader raises several kinds for what its format forbids
            traced = [text for text in log.lines if text.startswith("Traceback")]
            said = traced[0].strip().split("\n")[-1] if traced else str(error).strip().split("\n")[0]
            raise Refused(f"nbgrader refuses it: {said}") from None
    if log.lines:
        raise Refused(f"nbgrader warns: {log.lines[0].strip()}")
    return notebook


class Log(logging.Handler):
    """Keeps what nbgrader warns of, and shows it to nobody."""

    def __init__(self):
        super().__init__(logging.WARNING)
        self.lines = []
        self.logger = logging.Logger("nbgrader")
        self.logger.addHandler(self)

    def emit(self, record):
        self.lines.append(record.getMessage())
