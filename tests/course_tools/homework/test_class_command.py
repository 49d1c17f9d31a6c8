"""From what grading keeps to the file: `course grade` writes the report, `course report` writes it anew."""

from types import SimpleNamespace

import pytest
import support.homework_kinds as kinds
from support.graded import Course

import proctor
from course_tools import cli, project
from course_tools.homework import source
from course_tools.homework.class_report import command, gathered
from course_tools.homework.format import CellKind
from course_tools.homework.record import Question, Record, Records, ShownCell
from course_tools.homework.report import Line, Row

SUM = "AssertionError: the sum [misconception: sum_for_mean]"
CELLS = [SimpleNamespace(name="q", points=2.0, kind=CellKind.TEST, cell_type="code", released="assert mean(1) == 1",
                         source='assert mean(1) == 1, "the sum [misconception: sum_for_mean]"'),
         SimpleNamespace(name="words", points=3.0, kind=CellKind.WRITTEN, cell_type="markdown", released="",
                         source="")]  # fmt: skip
HW = SimpleNamespace(name="hw1", digest="d", cells=CELLS, graded=CELLS)


def put_record(folder, student, why="", points=2.0, words=None):
    """A record and the line of the report that belongs to it."""
    questions = (Question("q", 0.0 if why else 2.0, 2.0, "graded", why), Question("words", words, 3.0, "by hand"))
    cells = (ShownCell("def mean(x):\n    return x", True, True, []),
             ShownCell("assert …", True, False, [], question="q", outcome="failed" if why else "passed"))  # fmt: skip
    record = Record(student=student, key="k", digest=f"digest of {student}", questions=questions, cells=cells)
    Records(folder, HW).write(record)
    rows = (Row(student, "q", points, 2.0, "graded"),
            Row(student, "words", words, 3.0, "by hand" if words is None else "graded"))  # fmt: skip
    return Line(student, (), (), rows)


@pytest.fixture
def output(tmp_path, monkeypatch):
    """An output of grading with three submissions, and a fourth that is not in the folder any more."""
    lines = [put_record(tmp_path, "Anna Maria", why=SUM, points=0.5), put_record(tmp_path, "Bela", words=1.0),
             put_record(tmp_path, "Chidi", why=SUM, points=0.0, words=3.0)]  # fmt: skip
    put_record(tmp_path, "Gone", why=SUM)
    gathered.keep(tmp_path, "hw1", lines)
    monkeypatch.setattr(source, "load", lambda name, path: HW)
    return tmp_path


def test_points_are_those_of_the_grades_and_not_of_the_record(output):
    """Points by hand and extra points are in the lines alone."""
    people = {person.name: person for person in gathered.gather(output, HW)}
    assert set(people) == {"Anna Maria", "Bela", "Chidi"}
    assert people["Anna Maria"].points == {"q": 0.5, "words": None}
    assert people["Anna Maria"].waiting == {"words"}
    assert people["Chidi"].points == {"q": 0.0, "words": 3.0}
    assert people["Chidi"].named == {("q", "sum_for_mean")}
    assert people["Bela"].failed == frozenset()


def test_the_order_says_nothing_of_names(output):
    digests = [person.digest for person in gathered.gather(output, HW)]
    assert digests == sorted(digests)


def test_the_report_is_written_where_grading_wrote(output, capsys):
    assert cli.main(["report", "hw1", "--output", str(output)]) == 0
    html = (output / "class-hw1.html").read_text(encoding="utf-8")
    assert capsys.readouterr().out == f"-> {output}/class-hw1.html\n"
    assert "2 of 3" in html
    assert "Anna" not in html
    assert cli.main(["report", "hw1", "--output", str(output), "--slides", "https://example.org/x"]) == 0
    html = (output / "class-hw1.html").read_text(encoding="utf-8")
    assert '<a href="https://example.org/x/03_bce_and_sgd.html#/mean-and-sum">' in html


def test_the_notebook_of_the_term_that_was_graded_with_is_read_again(output, monkeypatch, capsys):
    read = []
    monkeypatch.setattr(source, "load", lambda name, path: read.append(path) or HW)
    assert cli.main(["report", "hw1", "--output", str(output)]) == 0
    (output / "source" / "hw1").mkdir(parents=True)
    assert cli.main(["report", "hw1", "--output", str(output)]) == 0
    assert cli.main(["report", "hw1", "--output", str(output), "--source", "mine"]) == 0
    assert [str(path) for path in read] == [str(project.HOMEWORK / "hw1"), f"{output}/source/hw1", "mine"]


def test_the_mistakes_of_a_student_s_own_version_are_named_and_what_it_gave_out_is_no_copy(output):
    """With --each the tests differ; what a student writes into an own cell names nothing."""
    given = "\n".join(f"a{k} = b.{k % 7}c({k}) + f(d, {k})" for k in range(40))
    said = "AssertionError: up [misconception: uphill]"
    for student, in_test, is_students in (("Own", "[misconception: uphill]", False), ("Forged", "x", False)):
        test = ShownCell(f"assert up, '{in_test}'", True, is_students, [], question="q", outcome="failed")
        forged = ShownCell("'[misconception: uphill]'", True, True, [])
        cells = (test, forged, ShownCell(given, True, False, []), ShownCell(given, True, True, []))
        record = Record(student=student, key="k", digest=student, questions=(Question("q", 0.0, 2.0, "graded", said),),
                        cells=cells)  # fmt: skip
        found = gathered.person(record, {}, [], [], {"q": frozenset()}, frozenset())
        assert found.named == ({("q", "uphill")} if student == "Own" else frozenset())
        assert found.prints.marks == frozenset()


def test_the_slide_is_printed_and_nothing_written(output, capsys):
    assert cli.main(["report", "hw1", "--output", str(output), "--slide"]) == 0
    assert "- **A sum in place of a mean**, 2 of 3: *Mean or sum?*" in capsys.readouterr().out
    assert not (output / "class-hw1.html").exists()


def test_a_slide_without_mistakes_is_refused(output, capsys):
    gathered.keep(output, "hw1", [put_record(output, "Bela")])
    assert cli.main(["report", "hw1", "--output", str(output), "--slide"]) == 1
    assert capsys.readouterr().err == "The tests have named no mistake, so there is no slide.\n"


def test_where_nothing_was_graded_the_way_is_said(output, tmp_path, capsys):
    assert cli.main(["report", "hw1", "--output", str(tmp_path / "elsewhere")]) == 1
    said = capsys.readouterr().err
    assert "hw1 was not graded there" in said
    assert "course grade hw1" in said
    (output / ".grading" / "hw1.class.json").write_text("{")
    assert cli.main(["report", "hw1", "--output", str(output)]) == 1
    assert "run `course grade` once more" in capsys.readouterr().err


def test_a_report_that_cannot_be_made_costs_no_grades(output, monkeypatch, capsys):
    def broken(*_):
        raise ValueError("an odd\nclass")

    monkeypatch.setattr(command, "page", broken)
    command.after_grading(output, HW, [put_record(output, "Bela")])
    assert capsys.readouterr().err == "no class report could be made: ValueError: an odd class\n"
    assert [person.name for person in gathered.gather(output, HW)] == ["Bela"]


@pytest.mark.slow
def test_grading_writes_the_report_and_who_has_withdrawn_leaves_it(tmp_path, monkeypatch):
    course = Course(tmp_path)

    def execute(task, limits, **_):
        failed = proctor.Verdict(outcome="failed", why="AssertionError: no")
        return proctor.Result(tuple(
            proctor.StepResult("ran", (), failed if step.role == "test" else None) for step in task.steps
        ))  # fmt: skip

    monkeypatch.setattr(proctor, "execute", execute)
    monkeypatch.setattr(proctor, "check", lambda **_: None)
    course.hand_in("anna", kinds.solved())
    path = course.hand_in("bo", kinds.solved())
    course.hand_in("cleo", []).write_text("{")
    course.grade()
    html = (course.output / f"class-{kinds.NAME}.html").read_text(encoding="utf-8")
    assert "3 submissions. 1 of them could not be run" in html
    assert "0 of 2</span>" in html
    path.unlink()
    path.parent.rmdir()
    path.parent.parent.rmdir()
    course.grade()
    assert "2 submissions. 1 of them" in (course.output / f"class-{kinds.NAME}.html").read_text(encoding="utf-8")
