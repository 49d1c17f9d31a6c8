"""The gradebook: what a human enters stays, and what changes since is asked for again."""

import pytest
import support.homework_kinds as kinds
from support.graded import database, rows

pytestmark = pytest.mark.slow


def test_stopped_between_gradebook_and_record(course):
    """As a crash leaves it: the grades are in, that they are is not noted."""
    course.hand_in("anna", kinds.solved())
    course.grade()
    before = database(course.output, ["anna"])
    (course.output / ".grading" / kinds.NAME / "anna.json").unlink()
    assert course.grade().stdout.startswith("1 of 1 graded now")
    assert database(course.output, ["anna"]) == before


def by_hand(course, student, question, points, comment=None):
    """Enter points as formgrader does."""
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course.output / 'gradebook.db'}", "logistic-regression") as book:
        entry = book.find_grade(question, kinds.NAME, kinds.NAME, student)
        entry.manual_score, entry.needs_manual_grade = points, False
        if comment:
            book.find_comment(question, kinds.NAME, kinds.NAME, student).manual_comment = comment
        book.db.commit()


def status_of(course, student):
    return {row["question"]: (row["points"], row["status"]) for row in rows(course.output) if row["student"] == student}


def test_points_given_by_hand_survive(course):
    course.hand_in("anna", kinds.solved())
    course.hand_in("bo", kinds.solved())
    course.grade()
    assert status_of(course, "anna")["words"] == ("", "by hand")
    by_hand(course, "anna", "words", 2.5, "Well <b>said</b>.")
    by_hand(course, "anna", "loss-partial", 1.0)
    given = database(course.output, ["anna"])
    page = course.output / "feedback" / "anna" / kinds.NAME / f"{kinds.NAME}.html"
    assert "Well" not in page.read_text("utf-8")
    # the points reach grades.csv and the page; nothing is graded for that
    assert course.grade().stdout.startswith("0 of 2 graded now")
    assert status_of(course, "anna") == {
        "sigmoid-visible": ("1", "graded"), "sigmoid-hidden": ("2", "graded"), "loss-partial": ("1", "graded"),
        "fit-tests": ("3", "graded"), "words": ("2.5", "graded"),
    }  # fmt: skip
    assert "Well &lt;b&gt;said&lt;/b&gt;." in page.read_text("utf-8")
    assert "<strong>9.5</strong> of 11 points" in page.read_text("utf-8")
    # graded again, unchanged: nothing of it moves, and nobody else is touched
    others = course.record("bo")
    assert course.grade("--student", "anna").stdout.startswith("1 of 1 graded now")
    assert database(course.output, ["anna"]) == given
    assert course.record("bo") == others
    # with other limits: the same answers, so the same points
    course.grade("--memory", 700)
    assert database(course.output, ["anna"]) == given
    # another answer in code: the words are what they were, the points on code are to be looked at again
    course.hand_in("anna", kinds.solved(loss="def loss(p, y):\n    return p.sum()"))
    course.grade()
    assert status_of(course, "anna")["words"] == ("2.5", "graded")
    assert status_of(course, "anna")["loss-partial"] == ("1", "by hand")
    # other words: the points stay, and are asked for again
    course.hand_in("anna", kinds.solved(words="Other words."))
    course.grade()
    assert status_of(course, "anna")["words"] == ("2.5", "by hand")
