"""course_utils._kept: nothing of a learner's progress is lost, whatever the file has been through."""

import json
import os
import subprocess
import sys

import pytest
from support.notebook_checks import ROOT

from course_utils import _kept


@pytest.fixture(autouse=True)
def file(monkeypatch, tmp_path):
    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path / "kept" / "progress.jsonl"))
    monkeypatch.setattr(_kept, "_here", [])  # as in a kernel that has just begun
    return tmp_path / "kept" / "progress.jsonl"


def restart():
    _kept._here.clear()


def test_tasks_and_answers_are_there_in_the_next_session_and_the_last_answer_counts(file):
    assert _kept.solved() == set()
    for task in ("3.1", "explorer:descent.edge", "3.1"):
        assert _kept.keep_solved(task) == ""
    for place in (0, 2, 0, 0):
        assert _kept.keep_answer("3.1", place) == ""
    _kept.keep_answer("3.2", 1)
    restart()
    assert _kept.solved() == {"3.1", "explorer:descent.edge"}
    assert _kept.answers() == {"3.1": 0, "3.2": 1}
    assert len(file.read_text().split("\n\n")) == 6, "nothing is written twice"


def test_damage_costs_the_damaged_line_alone(file):
    _kept.keep_solved("3.1")
    file.write_bytes(file.read_bytes()[:-4])  # torn, as by a full disk
    restart()
    assert _kept.solved() == set()
    with open(file, "ab") as lines:
        lines.write(b'\xff\x00 noise\n[1]\n{"solved": 3}\n{"quiz": "3.1", "place": "2"}\n' + b"[" * 100_000 + b"\n")
    assert _kept.keep_solved("3.2") == ""
    restart()
    assert _kept.solved() == {"3.2"}
    assert _kept.answers() == {}
    assert b"noise" in file.read_bytes()


@pytest.mark.slow
def test_two_kernels_write_at_once_and_nothing_is_lost(file):
    code = "from course_utils._kept import keep_solved\nfor i in range(40): assert keep_solved(f'{}.{{i}}') == ''"
    writers = [subprocess.Popen([sys.executable, "-c", code.format(k)], cwd=ROOT) for k in (1, 2, 3)]
    assert [writer.wait() for writer in writers] == [0, 0, 0]
    assert _kept.solved() == {f"{k}.{i}" for k in (1, 2, 3) for i in range(40)}
    assert all(json.loads(line) for line in file.read_text().splitlines() if line)


def test_progress_of_the_first_edition_moves_along(file):
    file.parent.mkdir()
    file.write_text("\n".join(['{"solved": "3.1"}', '{"solved": "6.2"}', '{"solved": "6.4"}', '{"solved": "7.5"}']))
    assert _kept.solved() == {"3.1", "7.1", "8.5"}
    _kept.keep_solved("7.5")
    assert _kept.solved() == {"3.1", "7.1", "7.5", "8.5"}


FOREIGN = b"Chapter 1\n\nCall me Ishmael.\n"


@pytest.mark.parametrize("kind", ["a folder", "a text", "zeros", "too large", "under a file"])
def test_what_is_no_file_of_the_course_is_left_as_it_is_and_the_session_goes_on(kind, file, monkeypatch):
    file.parent.mkdir()
    content = {"a text": FOREIGN, "zeros": bytes(300), "too large": b'{"solved": "9.9", "edition": 2}\n' * 2}.get(kind)
    monkeypatch.setattr(_kept, "MOST_BYTES", 50 if kind == "too large" else 10_000)
    if kind == "a folder":
        file.mkdir()
    elif kind == "under a file":
        file.parent.rmdir()
        file.parent.write_bytes(FOREIGN)
    else:
        file.write_bytes(content)
    message = _kept.keep_solved("3.1")
    assert message.startswith(f"(Kept for this session only: {file} could not be written, ")
    assert "COURSE_PROGRESS" in message
    assert _kept.keep_solved("3.1") == "", "said once"
    assert _kept.solved() == {"3.1"}
    if content is not None:
        assert file.read_bytes() == content
        assert _kept.fault()
    restart()
    assert _kept.solved() == set()


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_home_that_cannot_be_written_is_named_with_its_reason(file):
    file.parent.mkdir(mode=0o500)
    assert "permission denied" in _kept.keep_solved("3.1")
    assert _kept.solved() == {"3.1"}


def test_a_full_disk_is_named_with_its_reason(file, monkeypatch):
    def full(*args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(_kept, "open", full, raising=False)
    assert "could not be written, no space left on device." in _kept.keep_solved("3.1")


def test_nothing_is_kept_nowhere(monkeypatch):
    monkeypatch.setenv("COURSE_PROGRESS", os.devnull)
    assert _kept.keep_solved("3.1") == ""
    assert _kept.solved() == {"3.1"}
    assert _kept.fault() == ""
    restart()
    assert _kept.solved() == set()


def test_another_file_is_another_learner(monkeypatch, tmp_path):
    _kept.keep_solved("3.1")
    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path / "other"))
    assert _kept.solved() == set()
