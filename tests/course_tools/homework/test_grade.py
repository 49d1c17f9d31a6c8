"""Grading without a sandbox: the command, the report, and that what is graded is what is noted."""

import json
import os
import shutil
import sys

import nbformat
import pytest
import support.homework_kinds as kinds
from support.graded import points_of, record

import proctor
from course_tools import cli
from course_tools.homework import gradebook, report, source, submissions
from course_tools.homework.record import Question, Record
from course_tools.homework.report import Row
from proctor import Result, StepResult, Verdict


def test_the_table_is_safe_to_open():
    text = report.grades_csv([Row("=cmd|calc", "q", None, 2.0, "by hand"), Row("a,b", "q", 0.5, 2.0, "graded")])
    assert text == 'student,question,points,max,status\n\'=cmd|calc,q,,2,by hand\n"a,b",q,0.5,2,graded\n'


def test_the_report_names_who_needs_a_human_whatever_the_name_is(tmp_path):
    questions = (Question("q", 1.0, 2.0, "graded"), Question("words", None, 3.0, "by hand"))
    records = [
        Record(student="<b>|*a*", key="k", digest="d", questions=questions, attention=("a & b",)),
        Record(student="bo", key="k", digest="d", questions=questions, notes=("[x](y)",)),
    ]
    rows = [Row(one.student, question.name, question.points, question.maximum, question.status)
            for one in records for question in one.questions]  # fmt: skip
    folder = kinds.write_assignment(tmp_path)
    text = report.report(source.load(kinds.NAME, folder), records, rows)
    assert "2 submissions, 1 graded, 1 in need of attention." in text
    assert "2 answers are to be graded by hand" in text
    assert "| &lt;b&gt;\\|\\*a\\* | a &amp; b |" in text
    assert "| bo | \\[x\\](y) |" in text
    assert "| bo | 1 | 1 to do | graded |" in text


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
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / f"anna_{kinds.NAME}.ipynb").write_text("{}")
    for output in (os.path.join(sys.prefix, "out"), "/usr/share/out"):
        command = ["grade", kinds.NAME, str(tmp_path / "in"), "--source", str(folder), "--output", output]
        assert cli.main(command) == 1
        assert "which student code can read" in capsys.readouterr().err
        assert not os.path.exists(output)


# ------------------------------------------------------------ a grading whose engine is a stand-in


@pytest.fixture
def engine(monkeypatch):
    """In place of `proctor.execute`: all tests are passed. What it was given is kept."""
    tasks = []

    def execute(task, limits, **_):
        tasks.append(task)
        return Result(tuple(
            StepResult("ran", (), Verdict(outcome="passed") if step.role == "test" else None) for step in task.steps
        ))  # fmt: skip

    monkeypatch.setattr(proctor, "execute", execute)
    monkeypatch.setattr(proctor, "check", lambda **_: None)
    return tasks


@pytest.fixture(scope="module")
def untouched(tmp_path_factory):
    """A folder with an assignment in `source` and its gradebook in `out`."""
    folder = tmp_path_factory.mktemp("untouched")
    path = kinds.write_assignment(folder / "source")
    with gradebook.Course(folder / "out", source.load(kinds.NAME, path)):
        return folder


@pytest.fixture
def root(untouched, tmp_path):
    """A copy of that folder, with nothing handed in."""
    shutil.copytree(untouched, tmp_path, dirs_exist_ok=True)
    (tmp_path / "in").mkdir()
    return tmp_path


def grade(root, *options):
    folders = ["--output", root / "out", "--source", root / "source", "--workers", 2]
    return cli.main(["grade", kinds.NAME, root / "in", *folders, *options])


def hand_in(root, student, notebook):
    path = root / "in" / f"{student}_{kinds.NAME}.ipynb"
    path.write_text(json.dumps(notebook), encoding="utf-8")
    return path


def test_a_file_that_changes_while_it_is_graded_is_noted_as_it_was_graded(root, engine, monkeypatch, capsys):
    path = hand_in(root, "anna", kinds.solved(words="Before."))
    before = path.read_bytes()
    other = json.dumps(kinds.solved(words="After.")).encode()
    read = submissions.Submission.read

    def read_and_change(self):
        handed = read(self)
        path.write_bytes(other)
        return handed

    monkeypatch.setattr(submissions.Submission, "read", read_and_change)
    assert grade(root) == 0
    assert path.read_bytes() == other
    assert record(root / "out", "anna").digest == submissions.HandedIn("anna", before).digest
    autograded = root / "out" / "autograded" / "anna" / kinds.NAME / f"{kinds.NAME}.ipynb"
    assert kinds.find(nbformat.read(autograded, as_version=4), "words").source == "Before."
    # so the next run grades what is there now
    capsys.readouterr()
    assert grade(root) == 0
    assert capsys.readouterr().out.startswith("1 of 1 graded now")
    assert kinds.find(nbformat.read(autograded, as_version=4), "words").source == "After."
    assert len(engine) == 2


def test_each_submission_is_read_once(root, engine, monkeypatch):
    for student in ("anna", "bo"):
        hand_in(root, student, kinds.solved())
    (root / "in" / f"cleo_{kinds.NAME}.ipynb").write_text("{")
    opened = []
    read = submissions._read
    monkeypatch.setattr(submissions, "_read", lambda path, largest: opened.append(path.name[:4]) or read(path, largest))
    assert grade(root) == 0
    assert opened == ["anna", "bo_h", "cleo"]
    assert points_of(root / "out", "cleo") == kinds.NOTHING


def test_what_has_not_changed_is_not_graded_again(root, engine, capsys):
    for student in ("anna", "bo"):
        hand_in(root, student, kinds.solved())
    said = []
    for change, options in [
        (lambda: None, []), (lambda: None, []), (lambda: hand_in(root, "bo", kinds.released()), []),
        (lambda: None, ["--student", "anna"]), (lambda: None, ["--memory", "700"]),
        (lambda: (root / "out" / ".grading" / kinds.NAME / "anna.json").write_text("{}"), ["--memory", "700"]),
    ]:  # fmt: skip
        change()
        assert grade(root, *options) == 0
        said.append(capsys.readouterr().out.split(" graded now")[0])
    assert said == ["2 of 2", "0 of 2", "1 of 2", "1 of 1", "2 of 2", "1 of 2"]


def test_what_the_engine_could_not_run_is_tried_again(root, engine, monkeypatch):
    hand_in(root, "anna", kinds.solved())
    works = proctor.execute

    def fails(*_, **__):
        raise proctor.ExecutionFailed("the sandbox gave no answer")

    monkeypatch.setattr(proctor, "execute", fails)
    assert grade(root) == 0
    kept = record(root / "out", "anna")
    assert (kept.status, kept.key) == ("needs attention", None)
    assert kept.attention == ("it could not be run: the sandbox gave no answer",)
    monkeypatch.setattr(proctor, "execute", works)
    assert grade(root) == 0
    assert points_of(root / "out", "anna") == kinds.FULL


def test_an_assignment_of_the_course_is_found_from_any_folder(tmp_path, engine, monkeypatch, capsys):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "anna_hw1.ipynb").write_text("{")
    monkeypatch.chdir(tmp_path)
    assert cli.main(["grade", "hw1", "in", "--output", "out"]) == 0
    assert capsys.readouterr().out.startswith("1 of 1 graded now; 1 need attention")
    assert (tmp_path / "out" / "report.md").exists()


def test_faults_that_change_no_grade_are_told_and_others_refused(root, engine, capsys):
    hand_in(root, "anna", kinds.solved())
    assert grade(root) == 0
    said = capsys.readouterr().err
    assert "`course release` would refuse it" in said
    assert "the test uses torch" in said
    notebook = kinds.instructor_version()
    kinds.find(notebook, "given").metadata.pop("nbgrader")
    nbformat.write(notebook, root / "source" / f"{kinds.NAME}.ipynb")
    assert grade(root) == 1
    said = capsys.readouterr().err
    assert "submissions cannot be graded with it" in said
    assert "(sigmoid-visible): the test uses torch" in said
