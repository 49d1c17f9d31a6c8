"""What the instructor reads after grading: the table of grades, and what needs a human.

An output can hold several assignments. Each keeps its part of both files in `.grading`, and the files are put together
of the parts.
"""

import csv
import io
from dataclasses import dataclass

from ..files import put

# signs of Markdown and of HTML
ESCAPED = str.maketrans({letter: f"\\{letter}" for letter in "\\|`*_[]"} | {"<": "&lt;", ">": "&gt;", "&": "&amp;"})
HEAD = ("student", "assignment", "question", "points", "max", "status")


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
    """

    student: str
    attention: tuple
    notes: tuple
    rows: tuple

    @property
    def by_hand(self):
        """How many answers a human is to grade, or to look at again."""
        return sum(row.status == "by hand" or row.points is None for row in self.rows)

    @property
    def total(self):
        return sum(row.points or 0 for row in self.rows)


def grades_csv(assignment, lines):
    """The rows of an assignment as CSV text, without the head."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    for row in (row for line in lines for row in line.rows):
        points = "" if row.points is None else f"{row.points:g}"
        writer.writerow([_harmless(row.student), _harmless(assignment), row.question, points, f"{row.maximum:g}",
                         row.status])  # fmt: skip
    return text.getvalue()


def _harmless(name):
    """A name that a spreadsheet does not take for a formula."""
    return f"'{name}" if name[:1] in "=+-@" else name


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
    _put(report(assignment, lines, before, beside), kept / f"{assignment.name}.report.md")
    _put(grades_csv(assignment.name, lines), kept / f"{assignment.name}.grades.csv")
    parts = [path.read_text(encoding="utf-8") for path in sorted(kept.glob("*.report.md"))]
    _put("\n".join(parts), folder / "report.md")
    parts = [path.read_text(encoding="utf-8") for path in sorted(kept.glob("*.grades.csv"))]
    _put(",".join(HEAD) + "\n" + "".join(parts), folder / "grades.csv")


def _put(text, target):
    if not target.exists() or target.read_text(encoding="utf-8") != text:
        put(text, target)
