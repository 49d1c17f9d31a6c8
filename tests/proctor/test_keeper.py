"""Folders as they were, put back: in a folder of the test's own, without a sandbox."""

import os
import socket
import threading

import pytest

from proctor.sandbox import DONE, KEEP, RESTORE, TOO_MUCH, ask
from proctor.sandbox.keeper import FAILED, Keeper


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "small").mkdir()
    return tmp_path / "small"


@pytest.fixture
def keeper(folder):
    return Keeper(os.stat(folder).st_dev, [str(folder)], (os.getuid(), os.getgid()), 1000)


def content(folder):
    """All that lies there."""
    found = {}
    for path in sorted(folder.rglob("*")):
        kind = os.readlink(path) if path.is_symlink() else None if path.is_dir() else path.read_bytes()
        found[str(path.relative_to(folder))] = kind if path.is_symlink() else (path.stat().st_mode & 0o777, kind)
    return found


def fill(folder):
    (folder / "deep" / "er").mkdir(parents=True)
    (folder / "deep" / "er" / "file").write_bytes(b"in the deep")
    (folder / "file").write_bytes(b"first")
    (folder / "file").chmod(0o640)
    (folder / "program").write_bytes(b"#!")
    (folder / "program").chmod(0o755)
    (folder / "link").symlink_to("file")
    (folder / "nowhere").symlink_to("/nothing/there")


def test_each_moment_is_put_back_whatever_came_between(folder, keeper):
    fill(folder)
    first = content(folder)
    assert keeper.keep(1)
    (folder / "file").unlink()
    (folder / "deep" / "er" / "file").write_bytes(b"second")
    (folder / "new").mkdir()
    second = content(folder)
    assert keeper.keep(2)
    for number, wanted in ((1, first), (2, second), (2, second), (1, first)):
        (folder / "left").write_bytes(b"by a test")
        (folder / "new" / "left").mkdir(parents=True)
        keeper.restore(number)
        assert content(folder) == wanted


CHANGES = {
    "same size and time": lambda folder: rewrite(folder / "file", b"f!rst"),
    "mode": lambda folder: (folder / "program").chmod(0o600),
    "mode of a folder": lambda folder: (folder / "deep").chmod(0o711),
    "a folder for a file": lambda folder: ((folder / "file").unlink(), (folder / "file").mkdir()),
    "a file for a folder": lambda folder: (
        (folder / "deep" / "er" / "file").unlink(), (folder / "deep" / "er").rmdir(),
        (folder / "deep" / "er").write_bytes(b"")),
    "another file of that name": lambda folder: (
        (folder / "x").write_bytes(b"y"), (folder / "x").rename(folder / "file")),
    "a link that leads elsewhere": lambda folder: ((folder / "link").unlink(), (folder / "link").symlink_to("program")),
    "a link for a file": lambda folder: ((folder / "file").unlink(), (folder / "file").symlink_to("program")),
    "two names for one file": lambda folder: os.link(folder / "file", folder / "second name"),
    "nothing at all": lambda folder: None,
}  # fmt: skip


def rewrite(path, data):
    about = path.stat()
    path.write_bytes(data)
    os.utime(path, ns=(about.st_atime_ns, about.st_mtime_ns))


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_is_changed_is_changed_back(folder, keeper, change):
    fill(folder)
    wanted = content(folder)
    keeper.keep(1)
    CHANGES[change](folder)
    keeper.restore(1)
    assert content(folder) == wanted


def test_nothing_is_followed_out_of_the_folder_and_nothing_waits(folder, keeper):
    outside = folder.parent / "outside"
    outside.mkdir()
    (outside / "file").write_bytes(b"the system's")
    (folder / "inside").mkdir()
    (folder / "inside" / "file").write_bytes(b"mine")
    os.mkfifo(folder / "fifo")  # who opens it waits for another to write
    assert not keeper.keep(1)
    (folder / "inside" / "file").unlink()
    (folder / "inside").rmdir()
    (folder / "inside").symlink_to(outside)
    keeper.restore(1)
    assert (outside / "file").read_bytes() == b"the system's"
    assert content(folder) == {"inside": (0o755, None), "inside/file": (0o644, b"mine")}


def test_who_is_in_a_folder_stays_in_it(folder, keeper):
    (folder / "deep").mkdir()
    keeper.keep(1)
    number = os.stat(folder / "deep").st_ino
    (folder / "deep" / "left").mkdir()
    keeper.restore(1)
    assert os.stat(folder / "deep").st_ino == number


def test_what_is_the_same_is_kept_once_and_all_together_no_more_than_a_bound(folder, keeper):
    (folder / "large").write_bytes(b"l" * 600)
    assert [keeper.keep(number) for number in (1, 2, 3)] == [True] * 3
    (folder / "too large").write_bytes(b"t" * 500)
    (folder / "small").write_bytes(b"s" * 400)
    assert not keeper.keep(4)
    keeper.restore(4)
    assert {path.name for path in folder.iterdir()} == {"large", "small"}
    keeper.restore(2)
    assert {path.name for path in folder.iterdir()} == {"large"}


def test_what_is_mounted_there_is_left_alone(folder):
    elsewhere = Keeper(os.stat(folder).st_dev + 1, [str(folder)], (os.getuid(), os.getgid()), 1000)
    fill(folder)
    wanted = content(folder)
    assert elsewhere.keep(1)
    elsewhere.restore(1)
    assert content(folder) == wanted


def test_it_is_asked_over_a_socket(folder, keeper):
    ours, theirs = socket.socketpair()

    def serve():
        while asked := theirs.recv(64):
            theirs.sendall(keeper.answer(asked))

    thread = threading.Thread(target=serve)
    thread.start()
    fill(folder)
    assert ask(ours, KEEP, 7, 10) == DONE
    (folder / "file").write_bytes(b"x" * 2000)
    assert ask(ours, KEEP, 8, 10) == TOO_MUCH
    assert ask(ours, RESTORE, 7, 10) == DONE
    assert (folder / "file").read_bytes() == b"first"
    assert ask(ours, RESTORE, 9, 10) == FAILED  # never kept
    assert keeper.answer(b"nonsense") == FAILED
    ours.shutdown(socket.SHUT_WR)
    thread.join()
    theirs.close()
    assert ask(ours, RESTORE, 7, 10) == b""  # gone
    ours.close()


def go_down(folder, name, n):
    """As many folders, each in the one before; nobody is in them afterwards."""
    here = os.getcwd()
    os.chdir(folder)
    try:
        for _ in range(n):
            os.mkdir(name)
            os.chdir(name)
    finally:
        os.chdir(here)


def test_folders_deeper_than_any_path_leads_are_gone_and_keep_nothing_from_being_put_back(folder, keeper):
    fill(folder)
    assert keeper.keep(1)
    wanted = content(folder)
    go_down(folder, "d" * 200, 60)  # 12,000 characters
    assert not keeper.keep(2)
    for number in (2, 1):
        go_down(folder, "e" * 150, 60)
        assert keeper.restore(number)
        assert not (folder / ("e" * 150)).exists()
    assert content(folder) == wanted


def test_what_cannot_be_made_again_keeps_nothing_else_from_it(folder, keeper, monkeypatch):
    fill(folder)
    wanted = content(folder)
    keeper.keep(1)
    (folder / "left").write_bytes(b"by a test")
    (folder / "program").unlink()
    (folder / "file").unlink()
    make = keeper._make

    def no_room(path, entry):
        if path.endswith("program"):
            raise OSError(28, "No space left on device")
        make(path, entry)

    monkeypatch.setattr(keeper, "_make", no_room)
    assert not keeper.restore(1)
    del wanted["program"]
    assert content(folder) == wanted
