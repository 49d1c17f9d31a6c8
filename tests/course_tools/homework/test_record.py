"""What is kept of a graded submission, and when it counts."""

import dataclasses
import json
from types import SimpleNamespace

import pytest

from course_tools.homework.record import Question, Record, Records, ShownCell
from course_tools.homework.submissions import HandedIn
from proctor import Limits

ASSIGNMENT = SimpleNamespace(name="hw1", digest="d")
PRINTED = {"output_type": "stream", "name": "stdout", "text": "1"}
RECORD = Record(
    student="Ольга", key="k", digest="e", attention=("σ",), notes=("n",),
    questions=(Question("q", 1.5, 2.0, "graded"), Question("words", None, 3.0, "by hand", "to be graded by hand")),
    cells=(ShownCell("x = 1", True, True, [PRINTED], "q", "passed", True),
           ShownCell("![](attachment:picture-1)", False, True, [], pictures={"picture-1": {"image/png": "iVBO"}})),
    limits=Limits(cell_timeout=60.0),
)  # fmt: skip


def records(folder, assignment=ASSIGNMENT):
    return Records(folder, assignment)


def test_a_record_comes_back_as_it_was_written(tmp_path):
    records(tmp_path).write(RECORD)
    assert records(tmp_path).of("Ольга") == RECORD
    assert list(records(tmp_path)) == [RECORD]
    assert "Ольга" in (tmp_path / ".grading/hw1/Ольга.json").read_text("utf-8")
    assert (RECORD.status, dataclasses.replace(RECORD, attention=()).status) == ("needs attention", "graded")


def test_records_are_listed_by_student(tmp_path):
    for student in ("cleo", "anna", "bo", "bo-2"):
        records(tmp_path).write(dataclasses.replace(RECORD, student=student))
    assert [record.student for record in records(tmp_path)] == ["anna", "bo", "bo-2", "cleo"]


@pytest.mark.parametrize("text", [
    "", "{", "[]", "{}", '{"student": "bo", "key": 1, "digest": "e", "questions": []}',
    # as it was kept before there were records of this kind
    json.dumps({"key": "k", "submission": "s", "student": "bo", "status": "graded", "attention": [], "notes": [],
                "cells": [], "questions": [{"name": "q", "points": 1.0, "max": 2.0, "status": "graded", "why": ""}]}),
])  # fmt: skip
def test_what_is_no_record_counts_as_not_there(text, tmp_path):
    records(tmp_path).write(RECORD)
    (tmp_path / ".grading/hw1/bo.json").write_text(text)
    assert records(tmp_path).of("bo") is None
    assert records(tmp_path).of("nobody") is None
    assert list(records(tmp_path)) == [RECORD]


def test_the_key_changes_with_all_that_the_grades_depend_on(tmp_path):
    handed = HandedIn("bo", b"{}")
    other = SimpleNamespace(name="hw1", digest="another")
    same = Limits()
    keys = {
        records(tmp_path).key(handed, same), records(tmp_path).key(HandedIn("bo", b"{ }"), same),
        records(tmp_path, other).key(handed, same), records(tmp_path).key(handed, Limits(memory=1)),
        records(tmp_path).key(handed, Limits(cell_timeout=1.0)),
    }  # fmt: skip
    assert len(keys) == 5
    assert records(tmp_path / "elsewhere").key(HandedIn("bo", b"{}"), same) in keys
