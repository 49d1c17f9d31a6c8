"""Grading as a command, and what it leaves: grades, records, the gradebook."""

import contextlib
import csv
import io
import json
import sqlite3
from types import SimpleNamespace

import msgspec
import nbformat
import support.homework_kinds as kinds

from course_tools import cli
from course_tools.homework.record import Record


def grade_here(submitted, output, source, *options, name=kinds.NAME):
    """The command in this process, where what it has imported once is there for the next; what it said."""
    said, warned = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(warned):
        code = cli.main(["grade", name, submitted, "--output", output, "--source", source, *options])
    return SimpleNamespace(returncode=code, stdout=said.getvalue(), stderr=warned.getvalue())


class Course:
    """A folder for an assignment, for what is handed in and for what comes of it."""

    def __init__(self, folder):
        self.source = kinds.write_assignment(folder / "source")
        self.submitted, self.output = folder / "submitted", folder / "out"

    def hand_in(self, student, notebook):
        path = self.submitted / student / kinds.NAME / f"{kinds.NAME}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(notebook), encoding="utf-8")
        return path

    def grade(self, *options, code=0):
        done = grade_here(self.submitted, self.output, self.source, *options)
        assert done.returncode == code, done.stdout + done.stderr
        return done

    def autograded(self, student):
        path = self.output / "autograded" / student / kinds.NAME / f"{kinds.NAME}.ipynb"
        return nbformat.read(path, as_version=4)

    def printed(self, student):
        cells = self.autograded(student).cells
        return "".join(part.get("text", "") for cell in cells for part in cell.get("outputs", []))

    def record(self, student):
        return record(self.output, student)


def rows(output):
    with open(output / "grades.csv", encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def points_of(output, student, questions=kinds.QUESTIONS):
    found = {row["question"]: row for row in rows(output) if row["student"].lstrip("'") == student}
    assert list(found) == list(questions)
    return tuple(float(row["points"]) if row["points"] else None for row in found.values())


def record(output, student, name=kinds.NAME):
    path = output / ".grading" / name / f"{student}.json"
    return msgspec.json.decode(path.read_bytes(), type=Record)


def database(output, students):
    """Everything the gradebook holds of these students, ids and all."""
    with sqlite3.connect(output / "gradebook.db") as book:
        marks = ",".join("?" * len(students))
        found, through = {}, (
            "JOIN submitted_notebook n ON t.notebook_id = n.id JOIN submitted_assignment s ON n.assignment_id = s.id"
        )
        for table, joins in {
            "student": "", "submitted_assignment": "",
            "submitted_notebook": "JOIN submitted_assignment s ON t.assignment_id = s.id",
            "grade": through, "comment": through,
        }.items():  # fmt: skip
            who = (
                "t.id" if table == "student" else "t.student_id" if table == "submitted_assignment" else "s.student_id"
            )
            found[table] = book.execute(f"SELECT t.* FROM {table} t {joins} WHERE {who} IN ({marks}) ORDER BY 1",
                                        students).fetchall()  # fmt: skip
    return found


def files_of(output, students):
    return {path.relative_to(output): path.read_bytes() for student in students for place in ("autograded", "feedback")
            for path in (output / place / student).rglob("*") if path.is_file()}  # fmt: skip
