"""Grading without a sandbox: the command, the report, and that what is graded is what is noted."""

import contextlib
import errno
import json
import os
import shutil
import sys
from concurrent.futures import ThreadPoolExecutor

import nbformat
import pytest
import support.homework_kinds as kinds
from support.graded import points_of, rows

import proctor
from course_tools import cli
from course_tools.homework import feedback, outcome, pipeline, plan, report, source, submissions
from course_tools.homework.handed_in import tree
from course_tools.homework.record import Records
from course_tools.homework.report import Line, Row
from course_tools.homework.running import AHEAD
from course_tools.homework.workers import Gone


def test_the_table_is_safe_to_open():
    lines = [Line("=cmd|calc", (), (), (Row("=cmd|calc", "q", None, 2.0, "by hand"),)),
             Line("a,b", (), (), (Row("a,b", "q", 0.5, 2.0, "graded"),), "20001")]  # fmt: skip
    assert report.grades_csv("hw", lines) == '\'=cmd|calc,hw,q,,2,by hand,,\n"a,b",hw,q,0.5,2,graded,20001,0.5\n'


def test_the_report_names_who_needs_a_human_whatever_the_name_is(tmp_path):
    def line(student, attention=(), notes=(), words=("by hand", None)):
        status, points = words
        return Line(student, attention, notes, (
            Row(student, "q", 1.0, 2.0, "graded"), Row(student, "words", points, 3.0, status)
        ))  # fmt: skip

    lines = [line("<b>|*a*", attention=("a & <b>",)), line("bo", notes=("[x](y)",), words=("by hand", 2.0)),
             line("cleo", words=("graded", 3.0))]  # fmt: skip
    folder = kinds.write_assignment(tmp_path)
    text = report.report(source.load(kinds.NAME, folder), lines, [line("dan")])
    assert "3 submissions, 2 graded, 1 in need of attention." in text
    assert "2 answers are to be graded by hand" in text
    assert "| &lt;b&gt;\\|\\*a\\* | a &amp; &lt;b&gt; |" in text
    assert "| bo | \\[x\\](y) |" in text
    # points that a human is asked for again count, but not for good
    assert "| bo | 3 so far | 1 to do | graded |" in text
    assert "| cleo | 4 |  | graded |" in text
    above, below = text.split("## Graded before, not in this folder")
    assert "dan" not in above
    assert "| dan | 1 so far | 1 to do | graded |" in below


def test_the_help_of_grading_names_its_options(capsys):
    with pytest.raises(SystemExit):
        cli.main(["grade", "--help"])
    shown = capsys.readouterr().out
    for option in ("--student", "--scheduler", "--workers", "--unsafe", "--cell-timeout", "--memory"):
        assert option in shown


def test_workers_are_counted_from_one(tmp_path, capsys):
    with pytest.raises(SystemExit):
        cli.main(["grade", kinds.NAME, tmp_path, "--workers=0"])
    assert "argument --workers: a whole number from 1 on is expected, got '0'" in capsys.readouterr().err


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


@pytest.mark.slow
def test_a_file_that_changes_while_it_is_graded_is_noted_as_it_was_graded(course, engine, monkeypatch):
    path = course.hand_in("anna", kinds.solved(words="Before."))
    before = path.read_bytes()
    other = json.dumps(kinds.solved(words="After.")).encode()
    read = submissions.Submission.read

    def read_and_change(self):
        handed = read(self)
        path.write_bytes(other)
        return handed

    def words():
        return kinds.find(course.autograded("anna"), "words").source

    monkeypatch.setattr(submissions.Submission, "read", read_and_change)
    course.grade()
    assert path.read_bytes() == other
    assert course.record("anna").digest == submissions.HandedIn("anna", before).digest
    assert words() == "Before."
    # so the next run grades what is there now
    assert course.grade().stdout.startswith("1 of 1 graded now")
    assert words() == "After."
    assert len(engine) == 2


@pytest.mark.slow
def test_each_submission_is_read_once(course, monkeypatch):
    for student in ("anna", "bo"):
        course.hand_in(student, kinds.solved())
    course.hand_in("cleo", []).write_text("{")
    opened = []
    read = tree.read_file

    def noted(path, largest):
        opened.append(path.relative_to(course.submitted).parts[0])
        return read(path, largest)

    monkeypatch.setattr(tree, "read_file", noted)
    course.grade()
    assert opened == ["anna", "bo", "cleo"]
    assert points_of(course.output, "cleo") == kinds.NOTHING


@pytest.mark.slow
def test_what_has_not_changed_is_not_graded_again(course):
    for student in ("anna", "bo"):
        course.hand_in(student, kinds.solved())

    def graded(*options):
        return course.grade(*options).stdout.split(" graded now")[0]

    assert [graded(), graded()] == ["2 of 2", "0 of 2"]
    course.hand_in("bo", kinds.released())
    assert [graded(), graded("--student", "anna")] == ["1 of 2", "1 of 1"]
    assert [graded("--memory", 700), graded("--memory", 700)] == ["2 of 2", "0 of 2"]
    (course.output / ".grading" / kinds.NAME / "anna.json").write_text("{}")
    assert graded("--memory", 700) == "1 of 2"


@pytest.mark.slow
def test_what_the_engine_could_not_run_is_tried_again(course, monkeypatch):
    course.hand_in("anna", kinds.solved())
    works = proctor.execute

    def fails(*_, **__):
        raise proctor.ExecutionFailed("the sandbox gave no answer")

    monkeypatch.setattr(proctor, "execute", fails)
    course.grade()
    kept = course.record("anna")
    assert (kept.status, kept.key) == ("needs attention", None)
    assert kept.attention == ("it could not be run: the sandbox gave no answer",)
    monkeypatch.setattr(proctor, "execute", works)
    course.grade()
    assert points_of(course.output, "anna") == kinds.FULL


@pytest.mark.slow
def test_a_student_who_is_not_there(course):
    course.hand_in("anna", kinds.solved())
    assert "no submission of 'nobody'" in course.grade("--student", "nobody", code=1).stderr


@pytest.mark.slow
def test_an_assignment_of_the_course_is_found_from_any_folder(tmp_path, engine, monkeypatch, capsys):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "anna_hw1.ipynb").write_text("{")
    monkeypatch.chdir(tmp_path)
    assert cli.main(["grade", "hw1", "in", "--output", "out"]) == 0
    assert capsys.readouterr().out.startswith("1 of 1 graded now; of 1 submissions 1 need attention")
    assert (tmp_path / "out" / "report.md").exists()


def test_faults_that_change_no_grade_are_told_and_others_refused(course):
    course.hand_in("anna", kinds.solved())
    said = course.grade().stderr
    assert "`course release` would refuse it" in said
    assert "the test uses torch" in said
    notebook = kinds.instructor_version()
    kinds.find(notebook, "given").metadata.pop("nbgrader")
    nbformat.write(notebook, course.source / f"{kinds.NAME}.ipynb")
    said = course.grade(code=1).stderr
    assert "submissions cannot be graded with it" in said
    assert "(sigmoid-visible): the test uses torch" in said


# ------------------------------------------------------------ one is not to stop the others


def report_of(course):
    return (course.output / "report.md").read_text(encoding="utf-8")


def students_in(course):
    return list(dict.fromkeys(row["student"] for row in rows(course.output)))


@pytest.mark.slow
def test_whatever_goes_wrong_with_one_the_others_are_graded(course, monkeypatch):
    for student in ("anna", "bo", "cleo", "dan"):
        course.hand_in(student, kinds.solved())
    planned, came, paged = plan.plan, outcome.outcome, feedback.page

    def fails_for(student, works, of):
        def call(*arguments, **options):
            if of(arguments) == student:
                raise ValueError("it \ud800 broke")
            return works(*arguments, **options)

        return call

    monkeypatch.setattr(plan, "plan", fails_for("anna", planned, lambda given: given[1].student))
    monkeypatch.setattr(outcome, "outcome", fails_for("bo", came, lambda given: given[1].student))
    monkeypatch.setattr(feedback, "page", fails_for("cleo", paged, lambda given: given[1].student))
    done = course.grade()
    assert done.stdout.startswith("4 of 4 graded now; of 4 submissions 3 need attention")
    assert points_of(course.output, "dan") == points_of(course.output, "cleo") == kinds.FULL
    assert points_of(course.output, "anna") == points_of(course.output, "bo") == kinds.NOTHING
    text = report_of(course)
    assert "| anna | it could not be read: ValueError: it ? broke |" in text
    assert "| bo | it was run, but what came of it could not be kept: ValueError: it ? broke |" in text
    assert "| cleo | no page could be made for the student: ValueError: it ? broke |" in text
    monkeypatch.undo()


@pytest.mark.slow
@pytest.mark.parametrize("break_it", [
    lambda notebook: notebook["cells"].append({"cell_type": "markdown", "metadata": {}, "source": "a \ud800 b"}),
    lambda notebook: notebook["metadata"].update(kernelspec={"language": "\ud800"}),
    lambda notebook: notebook["cells"][2]["metadata"]["nbgrader"].update(grade_id="\ud800"),
    lambda notebook: notebook["cells"].extend(
        {"cell_type": "markdown", "metadata": {}, "source": r"\begin{a}" * 3700} for _ in range(60)
    ),
    lambda notebook: notebook["cells"][-1].update(attachments={"\ud800": {"image/png": "\ud800"}}, source="\ud800"),
])  # fmt: skip
def test_texts_that_break_what_reads_them(course, break_it):
    notebook = json.loads(json.dumps(kinds.solved()))
    break_it(notebook)
    course.hand_in("anna", notebook)
    course.hand_in("bo", kinds.solved())
    course.grade()
    assert points_of(course.output, "bo") == kinds.FULL
    assert points_of(course.output, "anna") in (kinds.FULL, kinds.NOTHING)
    assert len(list((course.output / "feedback").rglob("*.html"))) == 2
    assert course.grade().stdout.startswith("0 of 2 graded now")


@pytest.mark.slow
def test_what_a_name_holds_does_not_reach_the_terminal(course):
    course.hand_in("anna", kinds.solved())
    (course.submitted / "bo\x1b[31m\x9b").mkdir()
    (course.submitted / "bo\x1b[31m\x9b" / "notes.txt").write_text("x")
    (course.submitted / "x\x1b[31m.pdf").write_text("x")
    said = course.grade()
    assert "\x1b" not in said.stdout + said.stderr + report_of(course)
    assert "\x9b" not in said.stdout + said.stderr + report_of(course)


# ------------------------------------------------------------ one output, again and again


@pytest.mark.slow
def test_one_output_holds_several_assignments(course, tmp_path, monkeypatch):
    course.hand_in("anna", kinds.solved())
    course.grade()
    other = tmp_path / "other"
    shutil.copytree(course.source, other)
    (other / f"{kinds.NAME}.ipynb").rename(other / "hw9.ipynb")
    (course.submitted / "anna" / "hw9").mkdir()
    nbformat.write(kinds.solved(), course.submitted / "anna" / "hw9" / "hw9.ipynb")
    command = ["grade", "hw9", course.submitted, "--output", course.output, "--source", other]
    assert cli.main([str(part) for part in command]) == 0
    found = {(row["assignment"], row["question"]) for row in rows(course.output)}
    assert found == {(name, question) for name in (kinds.NAME, "hw9") for question in kinds.QUESTIONS}
    assert [line for line in report_of(course).splitlines() if line.startswith("# ")] == [f"# {kinds.NAME}", "# hw9"]
    assert report_of(course).count("| anna | 8 so far | 1 to do | graded |") == 2
    before = (course.output / "grades.csv").read_bytes()
    course.grade()
    assert (course.output / "grades.csv").read_bytes() == before


@pytest.mark.slow
def test_who_is_no_longer_in_the_folder_is_listed_apart(course):
    for student in ("anna", "bo"):
        course.hand_in(student, kinds.solved())
    course.grade()
    (course.submitted / "bo").rename(course.submitted / "Bo Lin")
    done = course.grade()
    assert done.stdout.startswith("1 of 2 graded now; of 2 submissions")
    assert students_in(course) == ["Bo Lin", "anna"]
    above, below = report_of(course).split("## Graded before, not in this folder")
    assert "| bo |" not in above
    assert "| bo | 8 so far |" in below
    # one alone is graded again: the others are still in the folder
    course.grade("--student", "anna")
    assert students_in(course) == ["Bo Lin", "anna"]
    (course.submitted / "Bo Lin").rename(course.submitted / "bo")
    assert course.grade().stdout.startswith("0 of 2 graded now")
    assert students_in(course) == ["anna", "bo"]


@pytest.mark.slow
def test_limits_given_to_one_student_stay_this_students(course, monkeypatch):
    given = {}
    works = proctor.execute

    def execute(task, limits, **engine):
        given[len(given)] = limits
        return works(task, limits, **engine)

    monkeypatch.setattr(proctor, "execute", execute)
    for student in ("anna", "slow"):
        course.hand_in(student, kinds.solved())

    def limits(*options):
        given.clear()
        course.grade(*options)
        return sorted(limits.cell_timeout for limits in given.values())

    assert limits() == [30, 30]
    assert limits("--student", "slow", "--cell-timeout", 60) == [60]
    assert limits() == []
    assert "slow | run with limits of its own: 60 s a cell, 300 s a notebook, 2,048 MB" in report_of(course)
    course.hand_in("slow", kinds.released())  # another submission of the same student
    assert limits() == [60]
    assert limits("--student", "slow") == [60]
    assert limits("--cell-timeout", 40) == [40]  # everybody else's
    assert limits() == [30]
    assert limits("--student", "slow", "--cell-timeout", 30) == [30]  # taken back
    assert limits() == []
    assert "limits of its own" not in report_of(course)


@pytest.mark.slow
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS])
def test_a_disk_that_takes_no_more_is_told_and_nothing_is_lost(course, monkeypatch, number):
    for student in ("anna", "bo"):
        course.hand_in(student, kinds.solved())
    write = Records.write

    def is_full(self, kept):
        if kept.student == "bo":
            raise OSError(number, os.strerror(number))
        write(self, kept)

    with monkeypatch.context() as patch:
        patch.setattr(Records, "write", is_full)
        said = course.grade(code=1).stderr
    assert f"{course.output}: cannot be written: [Errno {number}] {os.strerror(number)}. What was graded" in said
    assert course.grade().stdout.startswith("1 of 2 graded now")
    assert points_of(course.output, "bo") == kinds.FULL


@pytest.mark.slow
def test_a_scheduler_that_ends_is_told_and_what_was_graded_is_reported(course, monkeypatch):
    for student in ("anna", "bo", "cleo"):
        course.hand_in(student, kinds.solved())

    @contextlib.contextmanager
    def ends(*_):
        def at_a_time():
            if course.output.joinpath(".grading", kinds.NAME, "anna.json").exists():
                raise Gone("the scheduler does not answer any more: closed")
            return 1 / AHEAD  # one after the other

        with ThreadPoolExecutor(1) as pool:
            yield pool, at_a_time

    monkeypatch.setattr(pipeline, "executor", ends)
    done = course.grade("--scheduler", "tcp://nowhere", code=1)
    assert "the scheduler does not answer any more: closed. What was graded is kept" in done.stderr
    assert done.stdout.startswith("1 of 3 graded now")
    assert students_in(course) == ["anna"]
