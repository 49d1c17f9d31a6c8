"""What was handed in: whose it is, what is in it, and what is none of it."""

import json
import os
import sys
from datetime import datetime

import pytest
from support.rows import each_row

from course_tools.homework import submissions
from course_tools.homework.plain_cells import parse


def lay(folder, *paths):
    for path in paths:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text("{}")
    return folder


def found_in(folder, assignment="hw1", **options):
    return submissions.collect(folder, assignment, **options)


def problems(folder, assignment="hw1", **options):
    """{student: why it cannot be graded}."""
    return {one.student: one.read().problem for one in found_in(folder, assignment, **options).submissions}


def test_the_layout_of_nbgrader(tmp_path):
    lay(
        tmp_path,
        "anna/hw1/hw1.ipynb",
        "anna/hw1/data.csv",
        "anna/hw2/hw2.ipynb",
        "bo b/hw1/Untitled.ipynb",
        "cleo/hw2/hw2.ipynb",
        "fay/homework/hw1.ipynb",
        "gil/essay/essay.ipynb",
        "hal/hw1.ipynb",
    )
    (tmp_path / "dan" / "hw1").mkdir(parents=True)
    (tmp_path / "eva").mkdir()
    found = found_in(tmp_path)
    assert found.scheme == "nbgrader"
    assert [(one.student, one.read().name) for one in found.submissions] == [
        ("anna", "hw1.ipynb"), ("bo b", "Untitled.ipynb"), ("dan", ""), ("eva", ""),
        ("fay", "hw1.ipynb"), ("hal", "hw1.ipynb"),
    ]  # fmt: skip
    assert found.left_out == [
        ("cleo", "a folder without hw1: it holds hw2"), ("gil", "a folder without hw1: it holds essay")
    ]  # fmt: skip
    anna, _, dan, eva, _, _ = (one.read() for one in found.submissions)
    assert (anna.student, anna.data, anna.files, anna.notes) == ("anna", b"{}", {"data.csv": b"{}"}, ())
    assert (anna.problem, dan.problem, eva.problem) == (None, *["the folder holds no notebook: it is empty"] * 2)


def test_a_flat_folder(tmp_path):
    lay(tmp_path, "Anna Maria - hw1.ipynb", "hw1_bo.ipynb", "cleo_HW1.ipynb", "dan_hw1.pdf", "eva.ipynb",
        "ben_hw1_final.ipynb", "dora_hw11.ipynb", "hw10_Fay.ipynb", "readme.txt", "._eva_hw1.ipynb",
        "hw1 - Copy (2).ipynb")  # fmt: skip
    (tmp_path / "cleo_hw1 (1).ipynb").write_text("[]")
    found = found_in(tmp_path)
    assert [one.student for one in found.submissions] == [
        "Anna Maria", "ben", "bo", "cleo", "dan", "eva", "hw1 - Copy (2)"
    ]  # fmt: skip
    assert found.left_out == [
        ("dora_hw11.ipynb", "of another assignment, hw11"), ("hw10_Fay.ipynb", "of another assignment, hw10"),
        ("readme.txt", "nobody's, by its name"),
    ]  # fmt: skip
    read = {one.student: one.read() for one in found.submissions}
    assert {student: handed.problem for student, handed in read.items() if handed.problem} == {
        "cleo": "2 files from one student, none of which was graded: cleo_HW1.ipynb, cleo_hw1 (1).ipynb",
        "dan": "dan_hw1.pdf is no notebook",
        "hw1 - Copy (2)": "the name of the file, hw1 - Copy (2).ipynb, names no student",
    }
    assert read["eva"].notes == ("eva.ipynb does not say that it is of hw1",)


def test_of_two_copies_that_are_the_same_either_is_graded(tmp_path):
    lay(tmp_path, "cleo_hw1.ipynb", "cleo_hw1 (1).ipynb")
    assert problems(tmp_path) == {"cleo": None}


def test_one_name_in_two_spellings_is_one_student(tmp_path):
    lay(tmp_path, "Zoe\u0308_hw1.ipynb", "Zo\u00eb - hw1.ipynb")
    (one,) = found_in(tmp_path).submissions
    assert (one.student, len(one.attempts[0].items)) == ("Zo\u00eb", 2)


def test_links_are_not_followed(tmp_path):
    lay(tmp_path, "secret.txt", "in/anna/hw1/hw1.ipynb")
    (tmp_path / "in/anna/hw1/link.txt").symlink_to(tmp_path / "secret.txt")
    (tmp_path / "in/bo").mkdir()
    (tmp_path / "in/bo/hw1").symlink_to(tmp_path / "in/anna/hw1")
    (tmp_path / "in/cy").symlink_to(tmp_path / "in/anna")
    (tmp_path / "in/eva_hw1.ipynb").symlink_to(tmp_path / "secret.txt")
    (tmp_path / "in/di/hw1").mkdir(parents=True)
    (tmp_path / "in/di/hw1/hw1.ipynb").symlink_to(tmp_path / "in/anna/hw1/hw1.ipynb")
    anna, bo, cy, di, eva = (one.read() for one in found_in(tmp_path / "in").submissions)
    assert anna.files == {}
    assert "link.txt" in anna.notes[0]
    assert "symbolic link" in anna.notes[0]
    assert bo.problem == "hw1 is a symbolic link, which is not followed"
    assert (eva.student, eva.problem) == ("eva", cy.problem)
    assert (cy.problem, di.problem) == (link := "a symbolic link, which is not followed", f"hw1.ipynb: {link}")


def test_nothing_to_grade(tmp_path, refuses):
    with refuses(submissions.NoSubmissions, "there is no such folder"):
        found_in(tmp_path / "nowhere")
    with refuses(submissions.NoSubmissions, "no submission of hw1", "STUDENT_hw1.ipynb", "readme.txt"):
        found_in(lay(tmp_path / "in", "readme.txt"))
    (tmp_path / "x.zip").write_text("PK")
    with refuses(submissions.NoSubmissions, "no zip archive that can be read"):
        found_in(tmp_path / "x.zip")


def test_the_digest_sees_all_that_was_handed_in(tmp_path):
    lay(tmp_path, "anna/hw1/hw1.ipynb", "anna/hw1/a.txt")

    def digest():
        return found_in(tmp_path).submissions[0].read().digest

    seen = [digest()]
    assert digest() == seen[0]
    for change in (
        lambda: (tmp_path / "anna/hw1/a.txt").write_text("{ }"),
        lambda: (tmp_path / "anna/hw1/a.txt").rename(tmp_path / "anna/hw1/b.txt"),
        lambda: (tmp_path / "anna/hw1/hw1.ipynb").write_text("{ }"),
        lambda: (tmp_path / "anna/hw1/more.ipynb").write_text("{}"),
        lambda: [path.unlink() for path in (tmp_path / "anna/hw1").glob("*.ipynb")],
    ):
        change()
        seen.append(digest())
    assert len(set(seen)) == 6


def test_when_it_was_collected_is_known_and_changes_no_digest(tmp_path):
    lay(tmp_path, "anna/hw1/hw1.ipynb")
    (anna,) = found_in(tmp_path).submissions
    before = anna.read()
    (tmp_path / "anna/hw1/timestamp.txt").write_text("2026-11-26 03:28:48.000001 UTC\n")
    after = anna.read()
    assert (before.collected, after.collected) == (None, datetime(2026, 11, 26, 3, 28, 48, 1))
    assert (after.digest, after.files) == (before.digest, {})
    (tmp_path / "anna/hw1/timestamp.txt").write_text("yesterday")
    assert anna.read().collected is None


@pytest.mark.skipif(os.name != "posix", reason="elsewhere there is no such file")
@pytest.mark.parametrize("written", [
    lambda path: os.mkfifo(path), lambda path: path.symlink_to("/dev/zero"), lambda path: path.write_bytes(b"\xff\xfe"),
    lambda path: path.write_bytes(b"2026" * 10**6), lambda path: path.mkdir(),
])  # fmt: skip
def test_a_timestamp_that_the_student_made_up_is_no_time(written, tmp_path):
    lay(tmp_path, "anna/hw1/hw1.ipynb", "bo/hw1/hw1.ipynb")
    written(tmp_path / "anna/hw1/timestamp.txt")
    (tmp_path / "bo/hw1/timestamp.txt").write_text("2026-11-26 03:28:48 UTC")
    anna, bo = (one.read() for one in found_in(tmp_path).submissions)
    assert (anna.collected, anna.data, anna.problem) == (None, b"{}", None)
    assert bo.collected == datetime(2026, 11, 26, 3, 28, 48)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a file's name is always text")
def test_a_name_that_is_no_text_can_be_written_down(tmp_path):
    (tmp_path / "in/bo/hw1").mkdir(parents=True)
    for name in (
        b"in/M\xfcller_hw1.pdf",
        b"in/M\x81ller_hw1.pdf",
        b"in/bo/hw1/d\xffta.csv",
        b"in/bo/hw1/M\xfcller.ipynb",
    ):
        with open(os.path.join(os.fsencode(tmp_path), name), "w") as file:
            file.write("{}")
    lay(tmp_path, "in/bo/hw1/hw1.ipynb")
    odd, mueller, bo = sorted(
        (one.read() for one in found_in(tmp_path / "in").submissions), key=lambda one: bool(one.data)
    )
    if odd.student == "Müller":
        odd, mueller = mueller, odd
    assert (mueller.student, mueller.problem) == ("Müller", "Müller_hw1.pdf is no notebook")
    assert odd.student.startswith("M_x81ller~")
    assert (bo.data, bo.files) == (b"{}", {"dÿta.csv": b"{}"})
    assert bo.notes == ("more notebooks were handed in, and not looked at: Müller.ipynb",)
    assert json.dumps([odd.problem, bo.notes], ensure_ascii=False).encode()


NASTY = ["a\nb", "a\tb", "a\x1b[31mb", "a\u202eb", "..b", "...", "CON", "nul.txt", "=cmd|calc", "~root", "a:b", "a*b",
         "x" * 240, "x" * 239 + "y", "$(id)", "a'b", "a~c14cddc0", "Ю" * 120, "-rf"]  # fmt: skip


def test_no_name_stops_or_misplaces_another(tmp_path):
    """Each has a row of its own, under a name that is harmless as a file's."""
    for number, name in enumerate(NASTY):
        lay(tmp_path, f"{name}/hw1/hw1.ipynb")
        (tmp_path / name / "hw1/hw1.ipynb").write_text(f"[{number}]")
    found = found_in(tmp_path)
    assert sorted(one.read().data for one in found.submissions) == sorted(f"[{n}]".encode() for n in range(len(NASTY)))
    students = [one.student for one in found.submissions]
    assert len({student.casefold() for student in students}) == len(NASTY)
    for student in students:
        assert len(student.encode()) < 200
        assert not set(student) & set('/\\:*?"<>|\n\t\x1b\u202e')
        assert student not in (".", "..", "CON")
        assert submissions.student_id(student) == student or "~" in student
        assert [one.student for one in found.of(student)] == [student]
    for line in submissions.listing.as_text(found, "hw1").splitlines():
        assert line.isprintable(), line


def test_a_name_that_looks_like_the_id_of_another_is_not_it():
    assert len({submissions.student_id(name) for name in ("a/b", "a:b", "a_b", submissions.student_id("a/b"))}) == 4


def test_two_students_whose_name_and_id_read_alike_are_two(tmp_path):
    lay(tmp_path, "a_b+c/hw1.ipynb", "a+b_c/hw1.ipynb")
    found = found_in(tmp_path, pattern=r"(?P<student>\w+)\+(?P<id>\w+)/").submissions
    assert len({one.student for one in found}) == 2
    assert all(one.student.startswith("a_b_c") for one in found)


def test_a_folder_that_is_called_like_a_notebook_is_of_the_student_in_its_name(tmp_path):
    lay(tmp_path, "anna_hw1.ipynb", "cy_hw1.ipynb/hw1.ipynb")
    (tmp_path / "bo_hw1.ipynb").mkdir()
    assert problems(tmp_path) == {"anna": None, "bo": "the folder holds no notebook: it is empty", "cy": None}


def test_a_folder_that_cannot_be_opened_is_a_row(tmp_path, monkeypatch):
    lay(tmp_path, "anna/hw1.ipynb", "bo/hw1.ipynb")
    scandir = os.scandir

    def refused(path):
        if os.fspath(path).endswith("bo"):
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refused)
    assert problems(tmp_path) == {"anna": None, "bo": "the folder cannot be opened: Permission denied"}


@pytest.mark.parametrize(("files", "why"), [
    ([], "it is empty"), (["hw1.pdf"], "hw1.pdf is no notebook"), (["a.pdf", "b.png"], "a.pdf, b.png"),
    (["hw1.ipynb.txt"], "give it a name that ends in .ipynb"), (["hw1.rar"], "of archives only .zip is read"),
    (["hw1.zip"], "hw1.zip: no zip archive that can be read"), (["hw2.ipynb"], "of another assignment, hw2"),
    (["a.ipynb", "b.ipynb"], "2 files from one student, none of which was graded: a.ipynb, b.ipynb"),
    (["x/hw1.ipynb", "y/hw1.ipynb"], "x/hw1.ipynb, y/hw1.ipynb"),
])  # fmt: skip
def test_each_folder_of_a_student_is_a_row_with_what_was_found_in_it(files, why, tmp_path):
    lay(tmp_path, "Anna_1001_assignsubmission_file/hw1.ipynb")
    folder = tmp_path / "Bo_1002_assignsubmission_file"
    folder.mkdir()
    for number, name in enumerate(files):
        lay(folder, name).joinpath(name).write_text(f"[{number}]")
    told = problems(tmp_path)
    assert told["Anna_1001"] is None
    assert why in told["Bo_1002"]


@pytest.mark.parametrize("files", [
    ["hw1.IPYNB"], ["homework/hw1.ipynb"], ["a/b/hw1.ipynb"], ["hw1.ipynb", "data.ipynb"], ["x.ipynb"],
    ["Copy of hw1.ipynb", "x.ipynb"], ["hw1.ipynb", "hw1 (1).ipynb"], ["my solution.ipynb"],
    ["hw1/hw1.ipynb", "old.ipynb"], ["hw1.ipynb", "old/hw1.ipynb"], ["Anna hw1.ipynb", "notes.ipynb"],
])  # fmt: skip
def test_the_notebook_is_found_in_a_students_folder(files, tmp_path):
    for number, name in enumerate(files):
        lay(tmp_path / "Bo_2_assignsubmission_file", name).joinpath(name).write_text(f"[{number}]")
    (bo,) = found_in(tmp_path).submissions
    assert (bo.read().data, bo.read().problem) == (b"[0]", None)


# ------------------------------------------------------------------------ its cells


def test_half_a_character_in_a_cell_becomes_a_whole_one():
    """JSON can hold it, no file can."""
    data = b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [{"cell_type": "code", "metadata": {}, ' \
           b'"outputs": [], "execution_count": null, "source": ["a = \'\\ud800\'\\n", "b"]}]}'  # fmt: skip
    (cell,), notes = parse(data)
    assert (cell.source, cell.cell_type, cell.name, notes) == ("a = '?'\nb", "code", None, [])


@each_row(("data", "why"), [
    (b" \n", "an empty file"), (b"{", "no valid JSON"), (b"[1]", "no notebook"), (b"[" * 10**5, "no "),
    (b'{"nbformat": "4"}', "no notebook"), (b'{"nbformat": 4, "metadata": {}, "cells": [7]}', "no valid notebook"),
    (b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": {"language": "R"}}, "cells": []}',
     "another language, R"),
])  # fmt: skip
def test_what_is_no_notebook_of_this_course(data, why, refuses):
    with refuses(submissions.Unreadable, why):
        parse(data)
