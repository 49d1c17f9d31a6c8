"""Gradebooks of the invented class, as platforms export them; the sources stand in handing_out/platforms.py."""

import csv
import io


def _csv(rows, delimiter=",", line_end="\n", quoting=csv.QUOTE_MINIMAL):
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator=line_end, quoting=quoting).writerows(rows)
    return text.getvalue()


def canvas(students, points=None, *, possible="11.00", numbers=True, **dialect):
    """Canvas' export: {name: what stands in the column hw1}."""
    points = points or {}
    head = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "hw1 (4711)", "hw10 (4712)", "Final Score"]
    rows = [head, ["", "", "", "", "", "Manual Posting", "", ""],
            ["    Points Possible", "", "", "", "", possible, "5.00", "(read only)"]]  # fmt: skip
    for one in students:
        rows.append([one.sortable, one.number if numbers else "", f"S{one.number}", one.login, "Logistic, Tue & Thu",
                     points.get(one.name, ""), "4.50", "88.20"])  # fmt: skip
    return "\ufeff".encode() + _csv(rows, **dialect).encode()


def moodle_worksheet(students, points=None, *, possible="11.00", named=True, **dialect):
    """Moodle's grading worksheet, with the times of the newest attempts."""
    points = points or {}
    rows = [["Identifier", *["Full name", "Email address"] * named, "Status", "Grade", "Maximum Grade",
             "Grade can be changed", "Last modified (submission)", "Last modified (grade)",
             "Feedback comments"]]  # fmt: skip
    for one in students:
        time = one.attempts[-1].time if one.attempts else None
        said = f"{time:%A}, {time.day} {time:%B %Y}, {time.hour % 12 or 12}:{time:%M %p}" if time else "-"
        rows.append([f"Participant {one.number}", *[one.name, one.email] * named,
                     "Submitted for grading" if time else "No submission", points.get(one.name, ""), possible, "Yes",
                     said, "-", 'He said "fine",\nthen left'])  # fmt: skip
    return _csv(rows, **dialect).encode()
