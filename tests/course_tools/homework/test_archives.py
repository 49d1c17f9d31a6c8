"""Zip archives: read without unpacking, within bounds, whatever is in them and however their names are written."""

import io
import struct
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from support import exports

from course_tools.homework import submissions
from course_tools.homework.handed_in import archive, tree
from course_tools.homework.handed_in.safe import Unreadable

NOTEBOOK = b'{"cells": []}'


def read(data, folder):
    """What is told of a student whose archive this is, beside one whose notebook is right."""
    files = {"Anna_1_assignsubmission_file/hw1.zip": data, "Bo_2_assignsubmission_file/hw1.ipynb": b"[]"}
    anna, bo = (one.read() for one in submissions.collect(exports.write(folder / "in", files), "hw1").submissions)
    assert (bo.data, bo.problem, bo.notes) == (b"[]", None, ())
    return anna


def zipped(files, change=lambda info: None):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            change(info)
            made.writestr(info, content)
    return data.getvalue()


def in_all_headers(data, offset, offset_in_list, value):
    """Write two bytes into the header before each file and into the list at the end."""
    data = bytearray(data)
    for mark, place in ((b"PK\x03\x04", offset), (b"PK\x01\x02", offset_in_list)):
        start = data.find(mark)
        while start >= 0:
            data[start + place : start + place + len(value)] = value
            start = data.find(mark, start + 4)
    return bytes(data)


def named(raw, flags=0):
    """An archive whose only file has these bytes for a name."""
    data = in_all_headers(zipped({"x" * len(raw): NOTEBOOK}), 6, 8, struct.pack("<H", flags))
    return data.replace(b"x" * len(raw), raw)


@pytest.mark.parametrize(("name", "encoding"), [
    ("Müller", "cp437"), ("Müller", "utf-8"), ("Hélène Łódź", "utf-8"), ("André_é", "cp437"), ("ÜÖÄ é", "cp437"),
    ("課題1", "cp932"), ("カタカナ・ひらがな", "cp932"), ("課題1", "utf-8"), ("Ольга", "utf-8"),
])  # fmt: skip
def test_names_in_every_encoding_that_programs_write(name, encoding, tmp_path):
    assert read(named(f"{name}.ipynb".encode(encoding)), tmp_path).name == f"{name}.ipynb"


def test_a_marked_name_is_utf_8_whatever_it_looks_like(tmp_path):
    assert read(named("Ã¼.ipynb".encode(), flags=0x800), tmp_path).name == "Ã¼.ipynb"


def test_one_archive_of_a_class_has_one_encoding():
    """Each name alone could be another; together they can only be Shift-JIS."""
    data = in_all_headers(zipped({"xxxx.txt": b"1", "yyyyyy.txt": b"2"}), 6, 8, struct.pack("<H", 0))
    data = data.replace(b"xxxx", "宿題".encode("cp932")).replace(b"yyyyyy", "ＡＢＣ".encode("cp932"))
    found, _ = archive.members(io.BytesIO(data))
    assert [parts for parts, _ in found] == [("宿題.txt",), ("ＡＢＣ.txt",)]


@pytest.mark.parametrize(
    "name", ["/etc/hw1.ipynb", "../hw1.ipynb", "a/../../hw1.ipynb", "C:/hw1.ipynb", "..\\hw1.ipynb"]
)
def test_a_name_that_leads_out_of_the_archive_is_left_out(name, tmp_path):
    anna = read(zipped({name: b"[1]"}), tmp_path / "alone")
    assert anna.problem.endswith("hw1.ipynb: its name leads out of the archive")
    anna = read(zipped({name: b"[1]", "hw1.ipynb": NOTEBOOK}), tmp_path / "beside")
    assert (anna.data, anna.problem) == (NOTEBOOK, None)
    assert not (tmp_path / "hw1.ipynb").exists()


def test_backslashes_separate_where_nothing_else_does(tmp_path):
    assert read(zipped({"homework\\hw1.ipynb": NOTEBOOK}), tmp_path).data == NOTEBOOK


def test_an_encrypted_archive_is_named(tmp_path):
    anna = read(in_all_headers(zipped({"hw1.ipynb": NOTEBOOK}), 6, 8, struct.pack("<H", 1)), tmp_path)
    assert anna.problem == "hw1.ipynb: it is encrypted; ask for it without a password"


def test_an_unknown_compression_is_named(tmp_path):
    anna = read(in_all_headers(zipped({"hw1.ipynb": NOTEBOOK}), 8, 10, struct.pack("<H", 99)), tmp_path)
    assert "compressed by method 99" in anna.problem


def test_a_link_in_an_archive_is_not_followed(tmp_path):
    def link(info):
        info.create_system, info.external_attr = 3, 0o120777 << 16

    assert "symbolic link" in read(zipped({"hw1.ipynb": b"/etc/passwd"}, link), tmp_path).problem


@pytest.mark.parametrize("damage", [
    lambda data: data[:-10], lambda data: data[: len(data) // 2],
    lambda data: b"PK" + data[2:40] + b"\0" * 30 + data[70:],
    lambda data: data.replace(b"PK\x03\x04", b"XX\x03\x04"), lambda data: b"", lambda data: b"Rar!" + data[4:20],
    lambda data: data[:-22] + b"PK\x05\x06" + b"\xff" * 18,
])  # fmt: skip
def test_a_damaged_archive_is_named(damage, tmp_path):
    problem = read(damage(zipped({"hw1.ipynb": NOTEBOOK + b" " * 100})), tmp_path).problem
    assert "damaged" in problem or "no zip archive that can be read" in problem or "list of files" in problem, problem


def test_a_file_that_is_not_what_the_archive_says_is_named(tmp_path):
    def stored(info):
        info.compress_type = zipfile.ZIP_STORED

    data = zipped({"hw1.ipynb": NOTEBOOK}, stored)
    assert read(data, tmp_path / "right").data == NOTEBOOK
    assert "damaged" in read(data.replace(NOTEBOOK, NOTEBOOK.upper()), tmp_path / "wrong").problem


def peak(call):
    tracemalloc.start()
    try:
        call()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.slow
def test_a_bomb_is_named_and_never_unpacked(tmp_path):
    honest = zipped({"hw1.ipynb": b" " * (21 * 2**20)})
    assert "21 MB, where 20 MB are allowed" in read(honest, tmp_path / "large").problem
    # one that says it were small
    size = struct.pack("<I", 21 * 2**20)
    lying = honest.replace(size, struct.pack("<I", 100))
    assert lying.count(struct.pack("<I", 100)) == 2
    told = []
    assert peak(lambda: told.append(read(lying, tmp_path / "lying").problem)) < 50 * 2**20
    assert told == ["hw1.ipynb: more than 20 MB, though the archive says 100 bytes"]
    # many files, each within the limit
    many = zipped({f"{number}.ipynb": b"" for number in range(60)})
    many = in_all_headers(many, 22, 24, struct.pack("<I", 19 * 2**20))
    assert "a zip bomb" in read(many, tmp_path / "many").problem


def test_a_list_without_end_is_refused_before_it_is_read(monkeypatch, tmp_path):
    data = bytearray(zipped({"hw1.ipynb": NOTEBOOK}))
    struct.pack_into("<I", data, data.rfind(b"PK\x05\x06") + 12, 9 * 2**20)
    monkeypatch.setattr(zipfile, "ZipFile", None)
    assert "its list of files alone has 9,437,184 bytes" in read(bytes(data), tmp_path).problem


def test_more_files_than_anybody_hands_in_are_refused(monkeypatch):
    monkeypatch.setattr(archive, "MOST_FILES", 3)
    with pytest.raises(Unreadable, match="4 files in one archive, where 3 are allowed"):
        archive.members(io.BytesIO(zipped({str(number): b"" for number in range(4)})))


def test_an_archive_in_an_archive_is_looked_into_twice(tmp_path):
    once = zipped({"hw1.ipynb": NOTEBOOK})
    twice = zipped({"a/inner.zip": once})
    assert read(once, tmp_path / "1").data == NOTEBOOK
    assert read(twice, tmp_path / "2").data == NOTEBOOK
    assert "no notebook" in read(zipped({"outer.zip": twice}), tmp_path / "3").problem


def test_a_file_that_is_also_a_folder_hides_nothing(tmp_path):
    item = tree.root(exports.write_zip(tmp_path / "x.zip", {"a": b"1", "a/hw1.ipynb": b"2", "b": b"3"}))
    assert [child.name for child in item.children()] == ["a", "b"]


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="only Linux lists what is open")
def test_nothing_stays_open_that_student_code_could_inherit(tmp_path):
    path = exports.write_zip(tmp_path / "x.zip", {f"s{number}/hw1.ipynb": NOTEBOOK for number in range(5)})
    before = len([*Path("/proc/self/fd").iterdir()])
    found = submissions.collect(path, "hw1")
    assert [one.read().data for one in found.submissions] == [NOTEBOOK] * 5
    assert len([*Path("/proc/self/fd").iterdir()]) == before
