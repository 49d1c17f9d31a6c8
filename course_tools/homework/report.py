"""What the instructor reads after grading: the table of grades, and what needs a human."""

import csv
import io
from dataclasses import dataclass

from ..files import put

# signs of Markdown and of HTML
ESCAPED = str.maketrans({letter: f"\\{letter}" for letter in "\\|`*_[]"} | {"<": "&lt;", ">": "&gt;", "&": "&amp;"})


@dataclass(frozen=True)
class Row:
    """A line of grades.csv: what a student has for a question now; no points where a human must give them."""

    student: str
    question: str
    points: float | None
    maximum: float
    status: str


def grades_csv(rows):
    """Rows as CSV text."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["student", "question", "points", "max", "status"])
    for row in rows:
        points = "" if row.points is None else f"{row.points:g}"
        writer.writerow([_harmless(row.student), row.question, points, f"{row.maximum:g}", row.status])
    return text.getvalue()


def _harmless(name):
    """A name that a spreadsheet does not take for a formula."""
    return f"'{name}" if name[:1] in "=+-@" else name


def report(assignment, records, rows):
    """The report as Markdown.

    Parameters
    ----------
    assignment : Assignment
    records : list of Record
    rows : list of Row
    """
    attention = [record for record in records if record.attention]
    by_hand = sorted({(row.student, row.question) for row in rows if row.status == "by hand"})
    maximum = sum(cell.points for cell in assignment.graded)
    lines = [f"# {assignment.name}", "", f"{len(records)} submissions, {len(records) - len(attention)} graded, "
             f"{len(attention)} in need of attention.", ""]  # fmt: skip
    if by_hand:
        how = "start `jupyter lab` in this folder, then Nbgrader > Formgrader"
        lines += [f"{len(by_hand)} answers are to be graded by hand: {how}.", ""]
    if attention:
        lines += ["## Needs attention", "", "| student | why |", "| --- | --- |"]
        lines += [f"| {_cell(record.student)} | {_cell('; '.join(record.attention))} |" for record in attention] + [""]
    noted = [record for record in records if record.notes]
    if noted:
        lines += ["## Worth knowing", "", "| student | what |", "| --- | --- |"]
        lines += [f"| {_cell(record.student)} | {_cell('; '.join(record.notes))} |" for record in noted] + [""]
    lines += ["## Points", "", f"| student | of {maximum:g} | by hand | status |", "| --- | ---: | --- | --- |"]
    of = {record.student: [] for record in records}
    for row in rows:
        of[row.student].append(row)
    for record in records:
        own = of[record.student]
        waiting = sum(row.points is None for row in own)
        total = sum(row.points or 0 for row in own)
        to_do = f"{waiting} to do" if waiting else ""
        lines.append(f"| {_cell(record.student)} | {total:g} | {to_do} | {record.status} |")
    return "\n".join(lines) + "\n"


def _cell(text):
    """Text in a table of Markdown, whatever is in it."""
    return " ".join(text.translate(ESCAPED).split())[:500]


def write(folder, assignment, records, rows):
    """Write grades.csv and report.md, where they say something new."""
    for name, text in (("grades.csv", grades_csv(rows)), ("report.md", report(assignment, records, rows))):
        target = folder / name
        if not target.exists() or target.read_text(encoding="utf-8") != text:
            put(text, target)
