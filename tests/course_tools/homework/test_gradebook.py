"""The gradebook: what a human enters stays, and what changes since is asked for again."""

import nbformat
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
    # other words: the points stay, and are asked for again; page and report say so
    assert "so far" in page.read_text("utf-8")  # the code is still to be looked at
    by_hand(course, "anna", "loss-partial", 1.0)
    course.grade()
    assert "so far" not in page.read_text("utf-8")
    assert "| anna | 9.5 |  | graded |" in (course.output / "report.md").read_text("utf-8")
    course.hand_in("anna", kinds.solved(words="Other words."))
    course.grade()
    assert status_of(course, "anna")["words"] == ("2.5", "by hand")
    assert "so far" in page.read_text("utf-8")
    assert "so far | 2 to do | graded |" in (course.output / "report.md").read_text("utf-8")
    # the first words again: they are others than those before, and so are asked for
    course.hand_in("anna", kinds.solved())
    course.grade()
    assert status_of(course, "anna")["words"] == ("2.5", "by hand")


def test_an_answer_that_moves_to_another_cell_is_another_answer(course):
    def words(*more):
        notebook = kinds.solved()
        kinds.find(notebook, "words").source = kinds.find(kinds.released(), "words").source
        notebook.cells += [nbformat.v4.new_markdown_cell(text) for text in more]
        return notebook

    course.hand_in("anna", words("My words."))
    course.grade()
    assert status_of(course, "anna")["words"] == ("", "by hand")
    by_hand(course, "anna", "words", 2.0)
    course.grade("--memory", 700)
    assert status_of(course, "anna")["words"] == ("2", "graded")
    course.hand_in("anna", words("Other words."))
    course.grade()
    assert status_of(course, "anna")["words"] == ("2", "by hand")


def test_extra_points_before_the_points_are_no_points_yet(course):
    from nbgrader.api import Gradebook

    course.hand_in("anna", kinds.solved())
    course.grade()
    with Gradebook(f"sqlite:///{course.output / 'gradebook.db'}", "logistic-regression") as book:
        book.find_grade("words", kinds.NAME, kinds.NAME, "anna").extra_credit = 0.5
        book.db.commit()
    course.grade()
    assert status_of(course, "anna")["words"] == ("0.5", "by hand")
    assert "| anna | 8.5 so far | 1 to do | graded |" in (course.output / "report.md").read_text("utf-8")


def test_what_is_written_is_what_nbgrader_itself_would_read(course):
    """By nbgrader's own objects: the names that formgrader shows, the points, and what needs a human."""
    from nbgrader.api import Gradebook

    notebook = kinds.solved()
    kinds.find(notebook, "words").source = kinds.find(kinds.released(), "words").source
    course.hand_in("Anna Maria", notebook)
    course.hand_in("bo", kinds.solved())
    course.grade()
    with Gradebook(f"sqlite:///{course.output / 'gradebook.db'}", "logistic-regression") as book:
        names = {student.id: (student.first_name, student.last_name) for student in book.students}
        assert names == {"Anna Maria": ("Anna", "Maria"), "bo": ("", "bo")}
        anna, bo = (book.find_submission_notebook(kinds.NAME, kinds.NAME, student) for student in ("Anna Maria", "bo"))
        assert (anna.score, anna.max_score, anna.needs_manual_grade) == (8, 11, False)
        assert (bo.score, bo.needs_manual_grade) == (8, True)
        assert [comment.comment for comment in anna.comments if comment.name == "words"] == ["No response."]
        assert [comment.comment for comment in bo.comments] == [None] * 4
        assert (anna.flagged, bo.late_submission_penalty) == (False, None)
        dicts = book.submission_dicts(kinds.NAME)
        assert {one["student"]: (one["score"], one["needs_manual_grade"]) for one in dicts} == {
            "Anna Maria": (8, False), "bo": (8, True)
        }  # fmt: skip
