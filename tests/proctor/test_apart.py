"""Whether a copy is alone, from a /proc that a test has written; real ones are looked at in `test_walls`."""

import os

import pytest

from proctor import sandbox
from proctor.sandbox import apart, linux, usage

MAPS = """\
55d1277fb000-55d1277fc000 r--p 00000000 fe:00 1234                       /usr/bin/python3.11
7f0000000000-7f0000001000 rw-p 00000000 00:00 0
7f0000002000-7f0000005000 rw-s 00000000 00:2a 7                          /dev/shm/torch_1 (deleted)
7f0000006000-7f0000007000 r--s 00000000 fe:00 99                         /usr/lib/gconv-modules.cache
7f0000008000-7f0000009000 r-xp 00000000 00:2a 8                          /home/author/own library.so
7ffd7eae8000-7ffd7eae9000 r-xp 00000000 00:00 0                          [vdso]
"""
SMALL = os.makedev(0, 0x2A)
NULL = os.stat("/dev/null").st_rdev


@pytest.fixture
def proc(tmp_path, monkeypatch):
    monkeypatch.setattr(usage, "PROC", tmp_path)
    monkeypatch.setattr(apart, "NULL", NULL)
    monkeypatch.setattr(linux, "syscall", lambda name, one, other, kind, first, second: 1)  # kcmp: not the same

    def process(pid, *open, maps="", status=""):
        folder = tmp_path / str(pid)
        (folder / "fd").mkdir(parents=True)
        for number, what in enumerate(open):
            (folder / "fd" / str(number)).symlink_to(what)
        (folder / "maps").write_text(maps)
        (folder / "status").write_text(status)

    return process


def test_shared_memory_and_files_of_the_small_folders_are_found(proc):
    proc(17, maps=MAPS)
    assert sandbox.places(17, SMALL) == [
        (0x7F0000002000, 0x3000, 1 | 2), (0x7F0000006000, 0x1000, 1), (0x7F0000008000, 0x1000, 1 | 4)]  # fmt: skip
    assert sandbox.places(19, SMALL) == []


def test_who_runs_or_gets_a_signal_can_be_told(proc):
    said = "Name:\tpython\nSigPnd:\t{}\nShdPnd:\t{}\nvoluntary_ctxt_switches:\t{}\nnonvoluntary_ctxt_switches:\t{}\n"
    still = (0, 0, 5, 7)
    proc(17, status=said.format(*still))
    proc(19, status=said.format(*still))
    assert sandbox.switches(17) == sandbox.switches(19)
    for pid, change in enumerate([(1, 0, 5, 7), (0, 1, 5, 7), (0, 0, 6, 7), (0, 0, 5, 8)], start=23):
        proc(pid, status=said.format(*change))
        assert sandbox.switches(pid) != sandbox.switches(17)
    assert sandbox.switches(99) is None


def test_one_that_has_not_come_to_rest_is_waited_for(proc, monkeypatch):
    """Its answer can be there before it waits for the next question."""
    states = iter("RRS")
    monkeypatch.setattr(usage, "state", lambda pid: next(states))
    monkeypatch.setattr(apart, "switches", lambda pid: (pid, *states))
    assert sandbox.settled(17, 60) == (17,)
    states = iter("R" * 9)
    assert len(sandbox.settled(17, 0)) == 9
    seconds = iter([0.0, 0.1, 0.1, 0.1, 6.0])  # by a clock that nearly stands still while it has no processor
    states = iter("R" * 9)
    assert len(sandbox.settled(17, 5, lambda: next(seconds))) == 1 + 9 - 4


@pytest.fixture
def socket_of_its_own():
    import socket

    ours, theirs = socket.socketpair()
    yield theirs
    ours.close()
    theirs.close()


def test_a_copy_has_its_own_connection_and_nothing(proc, tmp_path, socket_of_its_own):
    (tmp_path / "file").write_text("")
    own = os.fstat(socket_of_its_own.fileno()).st_ino
    link = f"/proc/self/fd/{socket_of_its_own.fileno()}"
    proc(17, os.devnull, os.devnull, link)
    proc(19, os.devnull, link, tmp_path / "file")
    proc(23, os.devnull, "/dev/full")
    assert sandbox.held_apart(17, own, SMALL, []) is None
    assert "connection" in sandbox.held_apart(17, own + 1, SMALL, [])
    assert "open file" in sandbox.held_apart(19, own, SMALL, [])
    assert "open file" in sandbox.held_apart(23, own, SMALL, [])
    assert "looked at" in sandbox.held_apart(29, own, SMALL, [])


def test_a_copy_has_no_memory_that_others_see(proc):
    proc(17, os.devnull, maps=MAPS)
    assert sandbox.held_apart(17, 1, SMALL, []) == "it shares memory"


@pytest.mark.parametrize(("kind", "why"), [
    (apart.KCMP_VM, "process"), (apart.KCMP_FILES, "process"), (apart.KCMP_FS, "process"),
    (apart.KCMP_SIGHAND, "process"), (apart.KCMP_FILE, "open file"),
])  # fmt: skip
def test_a_copy_has_nothing_of_another_ones(proc, monkeypatch, kind, why):
    proc(17, os.devnull, os.devnull)
    proc(19, os.devnull)
    asked = []

    def kcmp(name, one, other, what, first, second):
        asked.append((one, other, what, first, second))
        return 0 if what == kind and (what != apart.KCMP_FILE or (first, second) == (1, 0)) else 2

    monkeypatch.setattr(linux, "syscall", kcmp)
    assert why in sandbox.held_apart(17, 1, SMALL, [19, 23])
    assert sandbox.held_apart(17, 1, SMALL, []) is None
    assert {one for one, *_ in asked} == {17}
