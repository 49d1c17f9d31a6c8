"""Folders that an earlier version of the course graded into: points given by hand are taken over."""

import json

import pytest
import support.homework_kinds as kinds
from support.graded import rows

from course_tools.homework import earlier

pytestmark = pytest.mark.slow


def by_hand(course, student, points):
    """Enter points as formgrader does."""
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course.output / 'gradebook.db'}", "logistic-regression") as book:
        for question, given in points.items():
            entry = book.find_grade(question, kinds.NAME, kinds.NAME, student)
            entry.manual_score, entry.needs_manual_grade = given, False
            book.find_comment("words", kinds.NAME, kinds.NAME, student).manual_comment = "Well said."
        book.db.commit()


def record_path(course, student):
    return course.output / ".grading" / kinds.NAME / f"{student}.json"


def layout_2(course, student):
    """The record and the notebook as layout 2 wrote them: without digests of answers, and words as they were typed."""
    path = record_path(course, student)
    record = json.loads(path.read_text("utf-8"))
    record |= {"key": "of layout 2", "digest": "made otherwise"}
    for question in record["questions"]:
        question.pop("answer", None)
        question.pop("elsewhere", None)
    for cell in record["cells"]:
        for later in ("pictures", "unlike"):
            cell.pop(later, None)
    for later in ("limits", "receipt"):
        record.pop(later, None)
    path.write_text(json.dumps(record), "utf-8")
    return record


def layout_1(course, student):
    """A record that cannot be read today."""
    record_path(course, student).write_text(json.dumps({"student": student, "points": {}}), "utf-8")


def none(course, student):
    record_path(course, student).unlink()


def status_of(course, student):
    return {row["question"]: (row["points"], row["status"]) for row in rows(course.output) if row["student"] == student}


WORDS = "Mine: a < b, and <b>bold</b>."


@pytest.fixture
def old(course):
    """Three students with points by hand on words and on a test; the notebook holds their words as they were typed."""
    for student in ("anna", "bo", "cleo"):
        course.hand_in(student, kinds.solved(words=WORDS))
    course.grade()
    for student in ("anna", "bo", "cleo"):
        by_hand(course, student, {"words": 2.5, "loss-partial": 1.0})
        path = course.output / "autograded" / student / kinds.NAME / f"{kinds.NAME}.ipynb"
        notebook = json.loads(path.read_text("utf-8"))
        words = next(cell for cell in notebook["cells"]
                          if cell["metadata"].get("nbgrader", {}).get("grade_id") == "words")  # fmt: skip
        assert words["source"] != WORDS  # today it is made harmless
        words["source"] = WORDS
        path.write_text(json.dumps(notebook), "utf-8")
    return course


@pytest.mark.parametrize("earlier_version", [layout_2, layout_1, none])
def test_points_of_unchanged_answers_are_taken_over_and_not_asked_for_again(old, earlier_version):
    for student in ("anna", "bo", "cleo"):
        earlier_version(old, student)
    # Bo has handed in other words since, and Cleo other code
    old.hand_in("bo", kinds.solved(words="Other words."))
    old.hand_in("cleo", kinds.solved(words=WORDS, loss="def loss(p, y):\n    return p.sum()"))
    old.grade()
    assert status_of(old, "anna")["words"] == ("2.5", "graded")
    assert status_of(old, "anna")["loss-partial"] == ("1", "graded")
    assert status_of(old, "bo")["words"] == ("2.5", "by hand")
    assert status_of(old, "bo")["loss-partial"] == ("1", "graded")
    assert status_of(old, "cleo")["words"] == ("2.5", "graded")
    assert status_of(old, "cleo")["loss-partial"] == ("1", "by hand")
    page = old.output / "feedback" / "anna" / kinds.NAME / f"{kinds.NAME}.html"
    assert "Well said." in page.read_text("utf-8")
    assert old.grade().stdout.startswith("0 of 3 graded now")
    assert status_of(old, "anna")["words"] == ("2.5", "graded")


def test_what_cannot_be_read_is_no_answer(tmp_path):
    path = tmp_path / "hw0.ipynb"
    assert earlier.answers(path) is None
    for text in ("", "[]", "{}", '{"cells": 1}', '{"cells": [1]}', '{"cells": [{"source": "x"}]}'):
        path.write_text(text)
        assert earlier.answers(path) is None
