"""Who is who, before anything is run: as a table, or as JSON for other programs."""

import json

from .safe import shown
from .schemes import TITLES

HEADING = ("student", "id", "file", "attempt", "late", "remarks")
WIDEST = (40, 24, 40, 26, 4, 200)
LONGEST = 50_000


def rows(found):
    """A dict for each submission: what `course grade` would grade, and what it would say."""
    return [_row(submission) for submission in found.submissions]


def _row(submission):
    handed = submission.read()
    attempt = submission.attempts[0]
    return {
        "student": submission.student, "also": list(submission.also), "name": submission.name, "id": submission.id,
        "group": submission.group, "file": handed.name or ", ".join(attempt.files), "from": attempt.files,
        "attempt": attempt.label, "attempts": len(submission.attempts),
        "time": submission.time.isoformat() if submission.time else None, "late": submission.late,
        "older": submission.older, "problem": handed.problem, "notes": list(handed.notes),
    }  # fmt: skip


def as_json(found, assignment):
    """Everything, as JSON text."""
    return json.dumps({
        "assignment": assignment, "scheme": found.scheme, "recognised": found.how, "submissions": rows(found),
        "left_out": [{"name": name, "why": why} for name, why in found.left_out],
        "missing": [{"name": one.name, "id": one.id, "email": one.email, "group": one.group} for one in found.missing],
        "roster": found.problems,
    }, indent=1, ensure_ascii=False)  # fmt: skip


def as_text(found, assignment):
    """Everything, for people to read."""
    table = rows(found)
    problems = sum(row["problem"] is not None for row in table)
    lines = [f"{assignment}: {len(table)} submissions, {problems} of which cannot be graded as they are.",
             f"The names are those of {TITLES[found.scheme]} ({found.how}); --scheme chooses another.", ""]  # fmt: skip
    lines += _table([_cells(row) for row in table])
    lines += _list("Left out", [f"{name}: {why}" for name, why in found.left_out])
    lines += _list("Of the roster, these have handed in nothing", found.missing)
    lines += _list("The roster", found.problems)
    return "\n".join(lines)


def _cells(row):
    remarks = [f"NEEDS ATTENTION: {row['problem']}"] if row["problem"] else []
    attempt = row["attempt"] if row["attempts"] == 1 else f"{row['attempt'] or 'newest'}, of {row['attempts']}"
    return (row["student"], row["id"], row["file"], attempt, "late" if row["late"] else "",
            "; ".join([*remarks, *row["notes"]]))  # fmt: skip


def _table(rows):
    cells = [[shown(cell, widest) for cell, widest in zip(row, WIDEST, strict=True)] for row in (HEADING, *rows)]
    widths = [max(len(row[place]) for row in cells) for place in range(len(HEADING))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells]


def _list(title, entries):
    entries = [str(entry) for entry in entries]
    return ["", f"{title} ({len(entries)}):", *(f"  {shown(entry, LONGEST)}" for entry in entries)] if entries else []


def summary(found):
    """What a grading says of it: lines for what was left out, who is missing, and the roster."""
    lines = [f"left out: {name}: {why}" for name, why in found.left_out]
    lines += [f"the roster: {problem}" for problem in found.problems]
    if found.missing:
        lines.append(f"{len(found.missing)} of the roster have handed in nothing: {', '.join(map(str, found.missing))}")
    return [shown(line, LONGEST) for line in lines]
