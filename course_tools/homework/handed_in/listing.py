"""Who is who, and what the rules of the term will do, before anything is run: as a table, or as JSON for programs."""

import json
import unicodedata

from .safe import shown
from .schemes import TITLES

WIDEST = {"student": 40, "id": 24, "file": 40, "attempt": 26, "late": 4, "handed in": 16, "by the rules": 300,
          "remarks": 200}  # fmt: skip
LONGEST = 50_000


def rows(found, standing=None):
    """A dict for each submission: what `course grade` would grade, and what it would say."""
    return [_row(submission, standing) for submission in found.submissions]


def _row(submission, standing):
    handed = submission.read()
    attempt = submission.attempts[0]
    row = {
        "student": submission.student, "also": list(submission.also), "name": submission.name, "id": submission.id,
        "group": submission.group, "file": handed.name or ", ".join(attempt.files), "from": attempt.files,
        "attempt": attempt.label, "attempts": len(submission.attempts),
        "time": submission.time.isoformat() if submission.time else None, "late": submission.late,
        "older": submission.older, "problem": handed.problem, "notes": list(handed.notes),
    }  # fmt: skip
    if standing is not None and standing.due:
        row["handed_in"] = standing.handed_in(submission.student)
        row["by_the_rules"] = {student: standing.forecasts(student) for student in submission.students}
    return row


def as_json(found, assignment, standing=None):
    """Everything, as JSON text."""
    return json.dumps({
        "assignment": assignment, "scheme": found.scheme, "recognised": found.how,
        "submissions": rows(found, standing),
        "left_out": [{"name": name, "why": why} for name, why in found.left_out],
        "missing": [{"name": one.name, "id": one.id, "email": one.email, "group": one.group} for one in found.missing],
        "roster": found.problems, "due": standing.due if standing else "",
        "rules": standing.problems if standing else [],
    }, indent=1, ensure_ascii=False)  # fmt: skip


def as_text(found, assignment, standing=None):
    """Everything, for people to read."""
    table = rows(found, standing)
    problems = sum(row["problem"] is not None for row in table)
    lines = [f"{assignment}: {len(table)} submission{'s' * (len(table) != 1)}, "
             + (f"{problems} of which cannot be graded as they are." if problems else
                f"{'all of which' if len(table) > 1 else 'which'} can be graded."),
             f"The names are those of {TITLES[found.scheme]} ({found.how}); --scheme chooses another."]  # fmt: skip
    if standing is not None and standing.due:
        lines.append(standing.due)
    lines += ["", *_table([_cells(row) for row in table])]
    lines += _list("Left out", [f"{name}: {why}" for name, why in found.left_out])
    lines += _list("Of the roster, these have handed in nothing", found.missing)
    lines += _list("The roster", found.problems)
    lines += _list("The rules of the term", standing.problems if standing else ())
    return "\n".join(lines)


def _cells(row):
    remarks = [f"NEEDS ATTENTION: {row['problem']}"] if row["problem"] else []
    remarks += [note for note in row["notes"] if not note.startswith("late, says ")]  # it has a column
    attempt = row["attempt"] if row["attempts"] == 1 else f"{row['attempt'] or 'newest'}, of {row['attempts']}"
    told = {student: "; ".join(said) for student, said in row.get("by_the_rules", {}).items()}
    if len(told) > 1 and len(set(told.values())) > 1:  # in a group each member has their own due date
        told = {student: f"{student}: {said}" for student, said in told.items()}
    return {
        "student": row["student"], "id": row["id"], "file": row["file"], "attempt": attempt,
        "late": "late" if row["late"] else "", "remarks": "; ".join(remarks),
        "handed in": row.get("handed_in", ""), "by the rules": "; ".join(dict.fromkeys(told.values())),
    }  # fmt: skip


def _table(rows):
    titles = [title for title in WIDEST if title in ("student", "file") or any(row[title] for row in rows)]
    cells = [titles, *([shown(row[title], WIDEST[title]) for title in titles] for row in rows)]
    widths = [max(width_of(row[place]) for row in cells) for place in range(len(titles))]
    return ["  ".join(cell + " " * (width - width_of(cell)) for cell, width in zip(row, widths, strict=True)).rstrip()
            for row in cells]  # fmt: skip


def width_of(text):
    """How many columns of a terminal a text takes: a letter of East Asia two, an accent that is added to one none."""
    return sum(0 if unicodedata.combining(letter) else 1 + (unicodedata.east_asian_width(letter) in "WF")
               for letter in text)  # fmt: skip


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
