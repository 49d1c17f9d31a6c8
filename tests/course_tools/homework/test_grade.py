"""The parts of grading that need no sandbox: what was handed in, what is run, what is kept."""

import base64
import json
import math
import os
import sys

import nbformat
import pytest
import support.homework_kinds as kinds

from course_tools import cli
from course_tools.homework import outcome, plan, report, source, submissions
from proctor import Verdict


@pytest.fixture(scope="module")
def assignment(tmp_path_factory):
    return source.load(kinds.NAME, kinds.write_assignment(tmp_path_factory.mktemp("source")))


# --------------------------------------------------------------- what was handed in


def lay(folder, *paths):
    for path in paths:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text("{}")
    return folder


def test_the_layout_of_nbgrader(tmp_path):
    lay(
        tmp_path,
        "anna/hw1/hw1.ipynb",
        "anna/hw1/data.csv",
        "anna/hw2/hw2.ipynb",
        "bo b/hw1/Untitled.ipynb",
        "cleo/hw2/hw2.ipynb",
    )
    (tmp_path / "dan" / "hw1").mkdir(parents=True)
    found, left_out = submissions.find(tmp_path, "hw1")
    assert [(one.student, [path.name for path in one.paths]) for one in found] == [
        ("anna", ["hw1.ipynb"]), ("bo b", ["Untitled.ipynb"]), ("dan", [])
    ]  # fmt: skip
    assert [path.name for path in left_out] == ["cleo"]
    data, files, notes = found[0].read()
    assert (data, files, notes) == (b"{}", {"data.csv": b"{}"}, [])
    with pytest.raises(submissions.Unreadable, match="holds no notebook"):
        found[2].read()


def test_a_flat_folder(tmp_path):
    lay(tmp_path, "Anna Maria - hw1.ipynb", "hw1_bo.ipynb", "cleo_HW1.ipynb", "cleo_hw1 (1).ipynb", "dan_hw1.pdf",
        "dora_hw11.ipynb", "readme.txt", "._eva_hw1.ipynb")  # fmt: skip
    found, left_out = submissions.find(tmp_path, "hw1")
    assert [one.student for one in found] == ["Anna Maria", "bo", "cleo", "dan", "dora_hw11"]
    assert [path.name for path in left_out] == ["readme.txt"]
    with pytest.raises(submissions.Unreadable, match="2 files from one student"):
        found[2].read()
    with pytest.raises(submissions.Unreadable, match=r"dan_hw1\.pdf is no notebook"):
        found[3].read()


def test_one_name_in_two_spellings_is_one_student(tmp_path):
    lay(tmp_path, "Zoe\u0308_hw1.ipynb", "Zo\u00eb - hw1.ipynb")
    (one,), _ = submissions.find(tmp_path, "hw1")
    assert (one.student, len(one.paths)) == ("Zo\u00eb", 2)


def test_links_are_not_followed(tmp_path):
    lay(tmp_path, "secret.txt", "in/anna/hw1/hw1.ipynb")
    (tmp_path / "in/anna/hw1/link.txt").symlink_to(tmp_path / "secret.txt")
    (tmp_path / "in/bo").mkdir()
    (tmp_path / "in/bo/hw1").symlink_to(tmp_path / "in/anna/hw1")
    anna, bo = submissions.find(tmp_path / "in", "hw1")[0]
    _, files, notes = anna.read()
    assert files == {}
    assert "link.txt" in notes[0]
    assert "symbolic link" in notes[0]
    with pytest.raises(submissions.Unreadable, match="symbolic link"):
        bo.read()


def test_nothing_to_grade(tmp_path, refuses):
    with refuses(submissions.NoSubmissions, "there is no such folder"):
        submissions.find(tmp_path / "nowhere", "hw1")
    with refuses(submissions.NoSubmissions, "no submission of hw1", "STUDENT_hw1.ipynb"):
        submissions.find(lay(tmp_path, "anna/hw2/hw2.ipynb"), "hw1")


def test_the_digest_sees_notebook_and_files(tmp_path):
    lay(tmp_path, "anna/hw1/hw1.ipynb", "anna/hw1/a.txt")

    def digest():
        return submissions.find(tmp_path, "hw1")[0][0].digest()

    first = digest()
    assert digest() == first
    (tmp_path / "anna/hw1/a.txt").write_text("{ }")
    second = digest()
    (tmp_path / "anna/hw1/hw1.ipynb").write_text("{ }")
    assert len({first, second, digest()}) == 3


# ------------------------------------------------------------------------ the order


def arranged(assignment, notebook):
    cells, _ = submissions.parse(json.dumps(notebook).encode())
    return plan.arrange(assignment, cells)


def names(steps):
    return [step.cell.name if step.cell else step.source for step in steps if step.kind == "code"]


IN_ORDER = ["given", "sigmoid", "sigmoid-visible", "sigmoid-hidden", "loss", "loss-partial", "fit", "fit-tests"]


def test_an_untouched_order_stays(assignment):
    steps, notes, attention = arranged(assignment, kinds.before("loss", "own = 1"))
    assert names(steps) == [*IN_ORDER[:4], "own = 1", *IN_ORDER[4:]]
    assert (notes, attention) == ([], [])


def test_a_test_comes_after_what_the_instructor_has_before_it(assignment):
    notebook = kinds.solved()
    moved = notebook.cells.pop(IN_ORDER.index("loss-partial") + 1)
    notebook.cells.insert(0, moved)
    steps, notes, _ = arranged(assignment, notebook)
    assert names(steps) == IN_ORDER
    assert "changed their order" in notes[0]


@pytest.mark.parametrize("missing", IN_ORDER)
def test_what_is_missing_is_put_back_where_it_was(assignment, missing):
    notebook = kinds.solved()
    notebook.cells.remove(kinds.find(notebook, missing))
    steps, notes, attention = arranged(assignment, notebook)
    kept = [name for name in IN_ORDER if name != missing]
    assert names(steps) == (kept if missing in ("sigmoid", "loss", "fit") else IN_ORDER)
    assert missing in notes[0]
    assert attention == []


def test_a_missing_answer_for_a_human_needs_attention(assignment):
    notebook = kinds.solved()
    notebook.cells.pop()
    steps, _, attention = arranged(assignment, notebook)
    assert "words" in attention[0]
    assert steps[-1].cell.name == "words"


def test_the_tests_are_the_instructors(assignment):
    notebook = kinds.solved()
    kinds.find(notebook, "sigmoid-hidden").source = "print('mine')"
    kinds.find(notebook, "given").source = "x = None"
    steps, notes, _ = arranged(assignment, notebook)
    _, task = plan.task(assignment, steps, {})
    assert "mine" not in str(task)
    assert "x = None" not in str(task)
    hidden = task.steps[IN_ORDER.index("sigmoid-hidden")]
    assert kinds.SECRET in hidden.tests
    assert kinds.SECRET not in hidden.source
    assert len(notes) == 2
    own = [step for step in task.steps if step.role == "author"]
    assert [step.tests for step in own] == [None] * 3


def test_of_two_answers_the_last_counts(assignment):
    notebook = kinds.solved()
    again = kinds.find(notebook, "sigmoid").copy()
    again.source = "def sigmoid(z): return 2"
    notebook.cells.insert(3, again)
    steps, notes, _ = arranged(assignment, notebook)
    counted = next(step for step in steps if step.cell is not None and step.cell.name == "sigmoid")
    assert counted.source == again.source
    assert "more than once" in notes[0]


def test_the_assignment_knows_what_it_asks_for(assignment):
    assert {"sigmoid", "loss", "fit"} <= set(assignment.answers)
    assert "torch" in assignment.modules
    assert [(cell.name, cell.points, cell.by_hand) for cell in assignment.graded] == [
        (name, points, name == "words") for name, points in kinds.QUESTIONS.items()
    ]
    assert all("SOLUTION" not in cell.source for cell in assignment.cells)


def test_an_assignment_that_cannot_be(tmp_path, refuses):
    with refuses(source.BadAssignment, "hw9.ipynb", "found 0"):
        source.load("hw9", tmp_path)
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1")])
    nbformat.write(notebook, tmp_path / "hw9.ipynb")
    with refuses(source.BadAssignment, "no cell gives points"):
        source.load("hw9", tmp_path)


# ------------------------------------------------------------------------ the points


def verdict(ended="passed", number=None, attention=()):
    return Verdict(outcome=ended, number=number, attention=tuple(attention))


@pytest.mark.parametrize(("given", "points", "status"), [
    (verdict(), 2, "graded"), (verdict(number=0.0), 0, "graded"), (verdict(number=1.25), 1.25, "graded"),
    (verdict(number=2.0), 2, "graded"), (verdict(number=2.5), 0, "needs attention"),
    (verdict(number=-0.5), 0, "needs attention"), (verdict(number=math.nan), 0, "needs attention"),
    (verdict("failed", number=2.0), 0, "graded"), (verdict("not reached"), 0, "graded"),
    (verdict(attention=["could not cross"]), 0, "needs attention"),
])  # fmt: skip
def test_points_of_a_test(assignment, given, points, status):
    question, _ = outcome._tested(assignment.cell("sigmoid-hidden"), given)
    assert (question.points, question.status) == (points, status)


PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n" + b"0" * 9).decode()


@pytest.mark.parametrize(("data", "kept"), [
    ({"text/html": "<b>", "text/plain": "a"}, {"text/plain": "a"}),
    ({"image/svg+xml": "<svg/>", "application/javascript": "1", "text/latex": "$x$", "text/plain": ""},
     {"text/plain": ""}),
    ({"image/png": PNG, "text/plain": ""}, {"image/png": PNG, "text/plain": ""}),
    ({"image/png": '"><script>', "text/plain": ""}, {"text/plain": ""}),
    ({"image/jpeg": PNG, "text/plain": ""}, {"text/plain": ""}),
])  # fmt: skip
def test_only_text_and_pictures_are_kept(data, kept):
    (output,) = outcome.clean({"output_type": "display_data", "data": data})
    assert dict(output.data) == kept


@pytest.mark.parametrize("text", [
    "<script>", "</script>", "<!-- -->", "&#106;avascript:", "JaVa\nScript :x", "[a](data:text/html,1)", "vbscript:x",
])  # fmt: skip
def test_markup_is_made_harmless_and_looks_the_same(text):
    made = outcome.harmless(text)
    assert made != text
    assert made.replace(outcome.MARK, "") == text


def test_plain_words_stay():
    assert (
        outcome.harmless("1 < 2 and a & b, `x <= y`, $a<b$ data set")
        == "1 < 2 and a & b, `x <= y`, $a<\u200bb$ data set"
    )


def test_the_table_is_safe_to_open():
    text = report.grades_csv([("=cmd|calc", "q", None, 2.0, "by hand"), ("a,b", "q", 0.5, 2.0, "graded")])
    assert text == 'student,question,points,max,status\n\'=cmd|calc,q,,2,by hand\n"a,b",q,0.5,2,graded\n'


def test_the_help_of_grading_names_its_options(capsys):
    with pytest.raises(SystemExit):
        cli.main(["grade", "--help"])
    shown = capsys.readouterr().out
    for option in ("--student", "--scheduler", "--workers", "--unsafe", "--cell-timeout", "--memory"):
        assert option in shown


def test_grading_refuses_what_is_not_there(tmp_path, capsys):
    folder = kinds.write_assignment(tmp_path / "source")
    arguments = ["grade", kinds.NAME, str(tmp_path / "nowhere"), "--output", str(tmp_path / "out")]
    assert cli.main([*arguments, "--source", str(folder)]) == 1
    assert "there is no such folder" in capsys.readouterr().err
    assert cli.main([*arguments, "--source", str(tmp_path / "none.ipynb")]) == 1
    assert "--source" in capsys.readouterr().err
    assert not os.path.exists(tmp_path / "out")


def test_grading_refuses_to_put_anything_where_students_can_read(tmp_path, capsys):
    folder = kinds.write_assignment(tmp_path / "source")
    lay(tmp_path, f"in/anna_{kinds.NAME}.ipynb")
    for output in (os.path.join(sys.prefix, "out"), "/usr/share/out"):
        command = ["grade", kinds.NAME, str(tmp_path / "in"), "--source", str(folder), "--output", output]
        assert cli.main(command) == 1
        assert "which student code can read" in capsys.readouterr().err
        assert not os.path.exists(output)
