"""What the instructor reads after grading: the table of grades, and what needs a human.

An output can hold several assignments. Each keeps its part of both files in `.grading`, and the files are put together
of the parts.
"""

import csv
import io
from dataclasses import dataclass

from ..files import put_if_new
from .handing_out import spreadsheet
from .lateness import Deducted

# signs of Markdown and of HTML
ESCAPED = str.maketrans({letter: f"\\{letter}" for letter in "\\|`*_[]"} | {"<": "&lt;", ">": "&gt;", "&": "&amp;"})
HEAD = ("student", "assignment", "question", "points", "max", "status", "id", "total")


@dataclass(frozen=True)
class Row:
    """A line of grades.csv: what a student has for a question now; no points where a human must give them."""

    student: str
    question: str
    points: float | None
    maximum: float
    status: str


@dataclass(frozen=True)
class Line:
    """A submission in the report.

    Parameters
    ----------
    student : str
    attention, notes : tuple of str
    rows : tuple of Row
    id : str
        The roster's, or else the platform's.
    deducted : Deducted or None
        What the rules of the term leave of the points; None if there are no rules.
    """

    student: str
    attention: tuple
    notes: tuple
    rows: tuple
    id: str = ""
    deducted: Deducted | None = None

    @property
    def by_hand(self):
        """How many answers a human is to grade, or to look at again."""
        return sum(row.status == "by hand" or row.points is None for row in self.rows)

    @property
    def earned(self):
        """The sum of the points."""
        return sum(row.points or 0 for row in self.rows)

    @property
    def total(self):
        """The same after what lateness costs."""
        return self.earned if self.deducted is None else self.deducted.total


def grades_csv(assignment, lines):
    """The rows of an assignment as CSV text, without the head."""
    rows = []
    for line in lines:
        total = "" if line.by_hand else f"{line.total:g}"
        for row in line.rows:
            points = "" if row.points is None else f"{row.points:g}"
            rows.append((row.student, assignment, row.question, points, f"{row.maximum:g}", row.status, line.id, total))
    return spreadsheet.lines(rows)


def report(assignment, lines, before=(), beside=()):
    """The report on an assignment, as Markdown.

    Parameters
    ----------
    assignment : Assignment
    lines : list of Line
    before : list of Line
        What was graded before and is not in the folder now.
    beside : sequence of str
        What else is to be known of the folder: what was left out, and who of the roster has handed in nothing.
    """
    attention = [line for line in lines if line.attention]
    maximum = sum(cell.points for cell in assignment.graded)
    text = [f"# {_cell(assignment.name)}", "", f"{len(lines)} submissions, {len(lines) - len(attention)} graded, "
            f"{len(attention)} in need of attention.", ""]  # fmt: skip
    if by_hand := sum(line.by_hand for line in lines):
        how = f"`course by-hand {assignment.name}`, or `jupyter lab` started in this folder, then Nbgrader > Formgrader"
        text += [f"{by_hand} answers are to be graded by hand: {how}.", ""]
    if attention:
        text += ["## Needs attention", "", "| student | why |", "| --- | --- |"]
        text += [f"| {_cell(line.student)} | {_cell('; '.join(line.attention))} |" for line in attention] + [""]
    noted = [line for line in lines if line.notes]
    if noted:
        text += ["## Worth knowing", "", "| student | what |", "| --- | --- |"]
        text += [f"| {_cell(line.student)} | {_cell('; '.join(line.notes))} |" for line in noted] + [""]
    if beside:
        text += ["## In no row", "", *(f"- {_cell(line, None)}" for line in beside), ""]
    text += ["## Points", "", *_points(lines, maximum)]
    late = [line for line in lines if line.deducted is not None and line.deducted.why]
    if late:
        text += ["", "## Late", "", "The points above are those that are left.", ""]
        text += ["| student | what |", "| --- | --- |"]
        text += [f"| {_cell(line.student)} | {_cell(line.deducted.why)} |" for line in late]
    if before:
        text += ["", "## Graded before, not in this folder", "",
                 "They are not in grades.csv. Whoever has handed in under another name is above, too.", "",
                 *_points(before, maximum)]  # fmt: skip
    return "\n".join(text) + "\n"


def _points(lines, maximum):
    text = [f"| student | of {maximum:g} | by hand | status |", "| --- | ---: | --- | --- |"]
    for line in lines:
        to_do = f"{line.by_hand} to do" if line.by_hand else ""
        total = f"{line.total:g} so far" if line.by_hand else f"{line.total:g}"
        status = "needs attention" if line.attention else "graded"
        text.append(f"| {_cell(line.student)} | {total} | {to_do} | {status} |")
    return text


def _cell(text, longest=2000):
    """Text in a table of Markdown, whatever is in it."""
    return " ".join(text[:longest].translate(ESCAPED).split())[:longest]


def write(folder, assignment, lines, before=(), beside=()):
    """Write grades.csv and report.md, where they say something new."""
    kept = folder / ".grading"
    put_if_new(report(assignment, lines, before, beside), kept / f"{assignment.name}.report.md")
    put_if_new(grades_csv(assignment.name, lines), kept / f"{assignment.name}.grades.csv")
    parts = [path.read_text(encoding="utf-8") for path in sorted(kept.glob("*.report.md"))]
    put_if_new("\n".join(parts), folder / "report.md")
    parts = [path.read_text(encoding="utf-8") for path in sorted(kept.glob("*.grades.csv"))]
    rows = [row for part in parts for row in csv.reader(io.StringIO(part, newline=""))]
    rows = [HEAD, *([*row, "", ""][: len(HEAD)] for row in rows)]  # those of an earlier version have no id and no total
    put_if_new(spreadsheet.BOM + spreadsheet.lines(rows), folder / "grades.csv")
