"""What the instructor reads after grading: the table of grades, and what needs a human."""

import csv
import io

from ..files import put


def grades_csv(rows):
    """(student, question, points, max, status) as CSV text; points are empty where a human must give them."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["student", "question", "points", "max", "status"])
    for row in rows:
        writer.writerow([_harmless(row[0]), row[1], "" if row[2] is None else f"{row[2]:g}", f"{row[3]:g}", row[4]])
    return text.getvalue()


def _harmless(name):
    """A name that a spreadsheet does not take for a formula."""
    return f"'{name}" if name[:1] in "=+-@" else name


def report(assignment, states, rows):
    """The report as Markdown.

    Parameters
    ----------
    assignment : Assignment
    states : list of dict
        What grading keeps of each submission.
    rows : list of tuple
        See `grades_csv`.
    """
    attention = [state for state in states if state["attention"]]
    by_hand = sorted({(row[0], row[1]) for row in rows if row[4] == "by hand"})
    maximum = sum(cell.points for cell in assignment.graded)
    lines = [f"# {assignment.name}", "", f"{len(states)} submissions, {len(states) - len(attention)} graded, "
             f"{len(attention)} in need of attention.", ""]  # fmt: skip
    if by_hand:
        how = "start `jupyter lab` in this folder, then Nbgrader > Formgrader"
        lines += [f"{len(by_hand)} answers are to be graded by hand: {how}.", ""]
    if attention:
        lines += ["## Needs attention", "", "| student | why |", "| --- | --- |"]
        lines += [f"| {_cell(state['student'])} | {_cell('; '.join(state['attention']))} |" for state in attention] + [
            ""
        ]
    noted = [state for state in states if state["notes"]]
    if noted:
        lines += ["## Worth knowing", "", "| student | what |", "| --- | --- |"]
        lines += [f"| {_cell(state['student'])} | {_cell('; '.join(state['notes']))} |" for state in noted] + [""]
    lines += ["## Points", "", f"| student | of {maximum:g} | by hand | status |", "| --- | ---: | --- | --- |"]
    for state in states:
        own = [row for row in rows if row[0] == state["student"]]
        waiting = sum(row[2] is None for row in own)
        status = "needs attention" if state["attention"] else "graded"
        total = sum(row[2] or 0 for row in own)
        lines.append(f"| {_cell(state['student'])} | {total:g} | {f'{waiting} to do' if waiting else ''} | {status} |")
    return "\n".join(lines) + "\n"


def _cell(text):
    """Text in a table of Markdown, whatever is in it."""
    for letter in "\\|`*_<>[]&":
        text = text.replace(
            letter, f"\\{letter}" if letter not in "<>&" else {"<": "&lt;", ">": "&gt;", "&": "&amp;"}[letter]
        )
    return " ".join(text.split())[:500]


def write(folder, assignment, states, rows):
    """Write grades.csv and report.md, where they say something new."""
    for name, text in (("grades.csv", grades_csv(rows)), ("report.md", report(assignment, states, rows))):
        target = folder / name
        if not target.exists() or target.read_text(encoding="utf-8") != text:
            put(text, target)
