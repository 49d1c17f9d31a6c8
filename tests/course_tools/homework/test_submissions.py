"""What was handed in: whose it is, what is in it, and what is none of it."""

import json
import os
import sys
from datetime import datetime

import pytest

from course_tools.homework import submissions
from course_tools.homework.parsing import parse


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
    anna, _, dan = (submission.read() for submission in found)
    assert (anna.student, anna.data, anna.files, anna.notes) == ("anna", b"{}", {"data.csv": b"{}"}, ())
    assert (anna.problem, dan.problem) == (None, "the folder holds no notebook")


def test_a_flat_folder(tmp_path):
    lay(tmp_path, "Anna Maria - hw1.ipynb", "hw1_bo.ipynb", "cleo_HW1.ipynb", "cleo_hw1 (1).ipynb", "dan_hw1.pdf",
        "dora_hw11.ipynb", "readme.txt", "._eva_hw1.ipynb")  # fmt: skip
    found, left_out = submissions.find(tmp_path, "hw1")
    assert [one.student for one in found] == ["Anna Maria", "bo", "cleo", "dan", "dora_hw11"]
    assert [path.name for path in left_out] == ["readme.txt"]
    assert found[2].read().problem == (
        "2 files from one student, none of which was graded: cleo_HW1.ipynb, cleo_hw1 (1).ipynb"
    )
    assert found[3].read().problem == "dan_hw1.pdf is no notebook"


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
    handed = anna.read()
    assert handed.files == {}
    assert "link.txt" in handed.notes[0]
    assert "symbolic link" in handed.notes[0]
    assert bo.read().problem == "hw1 is a symbolic link, which is not followed"


def test_nothing_to_grade(tmp_path, refuses):
    with refuses(submissions.NoSubmissions, "there is no such folder"):
        submissions.find(tmp_path / "nowhere", "hw1")
    with refuses(submissions.NoSubmissions, "no submission of hw1", "STUDENT_hw1.ipynb"):
        submissions.find(lay(tmp_path, "anna/hw2/hw2.ipynb"), "hw1")


def test_the_digest_sees_all_that_was_handed_in(tmp_path):
    lay(tmp_path, "anna/hw1/hw1.ipynb", "anna/hw1/a.txt")

    def digest():
        return submissions.find(tmp_path, "hw1")[0][0].read().digest

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
    (anna,), _ = submissions.find(tmp_path, "hw1")
    before = anna.read()
    (tmp_path / "anna/hw1/timestamp.txt").write_text("2026-11-26 03:28:48.000001 UTC\n")
    after = anna.read()
    assert (before.collected, after.collected) == (None, datetime(2026, 11, 26, 3, 28, 48, 1))
    assert (after.digest, after.files) == (before.digest, {})
    (tmp_path / "anna/hw1/timestamp.txt").write_text("yesterday")
    assert anna.read().collected is None


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a file's name is always text")
def test_a_name_that_is_no_text_can_be_written_down(tmp_path):
    (tmp_path / "in/bo/hw1").mkdir(parents=True)
    for name in (b"in/an\xffa_hw1.pdf", b"in/bo/hw1/d\xffta.csv"):
        with open(os.path.join(os.fsencode(tmp_path), name), "w") as file:
            file.write("{}")
    lay(tmp_path, "in/bo/hw1/hw1.ipynb")
    anna, bo = (submission.read() for submission in submissions.find(tmp_path / "in", "hw1")[0])
    assert (anna.student, anna.problem) == ("an_a", "an?a_hw1.pdf is no notebook")
    assert (bo.files, [note.endswith(": its name is no text") for note in bo.notes]) == ({}, [True])
    assert json.dumps([anna.problem, bo.notes], ensure_ascii=False).encode()


# ------------------------------------------------------------------------ its cells


def test_half_a_character_in_a_cell_becomes_a_whole_one():
    """JSON can hold it, no file can."""
    data = b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [{"cell_type": "code", "metadata": {}, ' \
           b'"outputs": [], "execution_count": null, "source": ["a = \'\\ud800\'\\n", "b"]}]}'  # fmt: skip
    (cell,), notes = parse(data)
    assert (cell.source, cell.cell_type, cell.name, notes) == ("a = '?'\nb", "code", None, [])


@pytest.mark.parametrize(("data", "why"), [
    (b" \n", "an empty file"), (b"{", "no valid JSON"), (b"[1]", "no notebook"), (b"[" * 10**5, "no "),
    (b'{"nbformat": "4"}', "no notebook"), (b'{"nbformat": 4, "metadata": {}, "cells": [7]}', "no valid notebook"),
    (b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": {"language": "R"}}, "cells": []}',
     "another language, R"),
])  # fmt: skip
def test_what_is_no_notebook_of_this_course(data, why, refuses):
    with refuses(submissions.Unreadable, why):
        parse(data)
