"""What processes take, read from a /proc that a test has written, and from the real one."""

import itertools
import os
import resource
import subprocess
import sys

import pytest
from support.interrupts import wait_until

from proctor.sandbox import usage
from proctor.sandbox.usage import Usage, Watch

PAGE, TICK = resource.getpagesize(), os.sysconf("SC_CLK_TCK")
MB = 2**20


STACK = 140_000_000_000_000  # where that of this test's process and of its forks began


@pytest.fixture
def proc(tmp_path, monkeypatch):
    """A function that writes a process; what it does not write has ended meanwhile."""
    monkeypatch.setattr(usage, "PROC", tmp_path)

    def process(pid, *, children=(), memory=0, share=0, private=0, swapped=0, ticks=(0, 0, 0, 0), state="S",
                name="python", inner=None, stack=STACK, waited=(0,), ran=(), open=()):  # fmt: skip
        folder = tmp_path / str(pid)
        for number, (nanoseconds, running) in enumerate(itertools.zip_longest(waited, ran, fillvalue=0)):
            (folder / "task" / str(pid + 1000 * number)).mkdir(parents=True, exist_ok=True)
            (folder / "task" / str(pid + 1000 * number) / "schedstat").write_text(f"{running} {nanoseconds} 7\n")
        (folder / "task" / str(pid) / "children").write_text("".join(f"{child} " for child in children))
        before = f"{state} 1 {pid} {pid} 0 -1 0 100 0 0 0"
        after = f"20 0 1 0 5 6 7 8 9 10 {stack} 0"
        (folder / "stat").write_text(f"{pid} ({name}) {before} {' '.join(map(str, ticks))} {after}")
        (folder / "statm").write_text(f"{(memory + 640 * MB) // PAGE} {memory // PAGE} 0 0 0 0 0\n")
        (folder / "smaps_rollup").write_text(
            f"00-ff ---p 0 0 0 [rollup]\nRss: 9 kB\nPss: {share // 1024} kB\nPrivate_Clean: {private // 2048} kB\n"
            f"Private_Dirty: {private // 2048} kB\nSwapPss: {swapped // 1024} kB\n"
        )
        (folder / "status").write_text(f"Name:\t{name}\nNSpid:\t{pid}\t{inner}\n")
        (folder / "cmdline").write_bytes(b"python\0-m\0proctor.zygote\0--mark=this\0")
        (folder / "environ").write_bytes(b"")
        (folder / "fd").mkdir(exist_ok=True)
        for number, what in enumerate(open):
            (folder / "fd" / str(number)).symlink_to(what)
        return folder

    process(os.getpid())
    return process


class Seconds:
    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


def watch(enough, at_start=0, first=17):
    """One that asks exactly when its clock says SELDOM, and then as often."""
    clock = Seconds()
    return Watch(first, enough, at_start, clock), clock


def test_a_family_is_summed_up(proc):
    proc(17, children=[19, 23], memory=300 * MB, ticks=(1, 2, 3, 4))
    proc(19, children=[29], memory=310 * MB, ticks=(10, 20, 30, 40))
    proc(23, memory=290 * MB)  # less than at the start is no negative use
    proc(29, memory=345 * MB, ticks=(5, 6, 7, 8))
    proc(31, memory=999 * MB, ticks=(9, 9, 9, 9))  # a stranger
    watching, _ = watch(100 * MB, 300 * MB)
    assert watching.look() == Usage(memory=55 * MB, cpu=136 / TICK, processes=4)


def test_another_program_has_nothing_from_the_beginning(proc):
    proc(17, children=[19, 23, 29])
    proc(19, memory=354 * MB, share=354 * MB, stack=STACK + 1)
    proc(23, memory=354 * MB, share=354 * MB, stack=0)  # it does not say
    proc(29, memory=354 * MB, share=70 * MB)
    proc(os.getpid(), share=285 * MB)
    watching, clock = watch(2000 * MB, 285 * MB)
    assert watching.look().memory == (354 + 354 + 69) * MB
    clock.now = usage.SELDOM
    assert watching.look().memory == (354 + 354) * MB  # what all copies have in common is one such share at most


def test_copies_have_what_they_share_with_the_caller_for_free_once_and_not_each(proc):
    """Else each could put as much of its own in its place."""
    proc(os.getpid(), share=285 * MB)
    proc(17, children=[19, 23])
    proc(19, memory=285 * MB, share=285 * MB)
    proc(23, memory=285 * MB, share=285 * MB)
    watching, clock = watch(2000 * MB, 285 * MB)
    assert watching.look().memory == 0
    clock.now = usage.SELDOM
    assert watching.look().memory == 285 * MB


def test_of_what_they_share_with_the_caller_only_their_share_is_for_free(proc):
    """Three processes that have 150 MB each, beside what eight of all have from the beginning."""
    proc(os.getpid(), share=45 * MB, private=10 * MB)
    proc(17, children=[19, 23, 29])
    for pid in (19, 23, 29):
        proc(pid, memory=430 * MB, share=185 * MB)
    watching, clock = watch(2000 * MB, 280 * MB)
    clock.now = usage.SELDOM
    assert watching.look().memory == 450 * MB


def test_only_what_seems_too_much_is_asked_for_exactly(proc):
    proc(os.getpid(), share=285 * MB)
    proc(17, children=[19, 23], memory=300 * MB, share=200 * MB)
    proc(19, memory=500 * MB, share=130 * MB)
    proc(23, memory=500 * MB, share=140 * MB, swapped=7 * MB)
    assert watch(900 * MB, 100 * MB)[0].look().memory == 800 * MB
    # shared by halves; the first process, which only reaps, is not the author's
    watching, _ = watch(700 * MB, 100 * MB)
    assert watching.look().memory == 177 * MB
    # from then on what has come is added to it, and not asked for again
    proc(19, memory=600 * MB, share=999 * MB)
    assert watching.look().memory == 277 * MB
    proc(19, memory=1100 * MB, share=730 * MB)
    assert watching.look().memory == 777 * MB


@pytest.fixture
def asked(proc, monkeypatch):
    """Looks at a process that has run so many more seconds: whether it was asked for exactly, which takes some."""
    proc(17, children=[19])
    watching, clock = watch(2000 * MB)
    read, ran = usage._proportional, 0.0

    def look(seconds, ran_more, takes=0.0):
        nonlocal ran
        ran += ran_more
        clock.now += seconds
        proc(19, memory=100 * MB, share=60 * MB, ticks=(int(ran * TICK), 0, 0, 0))
        watching.too_high = 0

        def slowly(pid):
            clock.now += takes
            return read(pid)

        monkeypatch.setattr(usage, "_proportional", slowly)
        return watching.look().memory == 60 * MB

    return look


def test_exactly_is_asked_when_something_has_run_or_much_time_has_passed(asked):
    some = usage.EXACTLY / 2
    assert [asked(0.1, some), asked(0.1, some), asked(0.1, some), asked(0.1, some)] == [False, True, False, True]
    rests = [asked(1.0, 0.0) for _ in range(20)]
    assert [number for number, exactly in enumerate(rests, 1) if exactly] == [10, 20]


def test_exactly_is_asked_the_more_seldom_the_longer_it_takes(asked):
    much = usage.EXACTLY
    assert asked(0.1, much, takes=0.1)
    assert [asked(0.5, much) for _ in range(4)] == [False, False, False, True]  # 0.1 s are 5 % of 2 s
    assert asked(0.1, much, takes=1.0)
    assert [asked(5.0, much) for _ in range(4)] == [False, False, False, True]  # also when much time has passed


def test_seconds_of_what_has_ended_unseen_are_not_taken_off(proc):
    """A child whose parent does not wait takes its seconds with it."""
    proc(17, children=[19, 23])
    proc(19, memory=100 * MB, share=60 * MB)
    proc(23, ticks=(int(usage.EXACTLY * 0.9 * TICK), 0, 0, 0))
    watching, _ = watch(2000 * MB)
    watching.look()
    proc(17, children=[19])
    assert watching.look().memory == 100 * MB
    proc(19, memory=100 * MB, share=60 * MB, ticks=(int(usage.EXACTLY * 0.2 * TICK), 0, 0, 0))
    assert watching.look().memory == 60 * MB


def test_what_rests_is_looked_at_again_as_soon_as_it_could_have_changed(proc, monkeypatch):
    """Hundreds of files are read in a look at many copies that wait; of each of them one is enough."""
    proc(17, children=[19, 23, 29, 31], ran=(5,))
    proc(19, memory=10 * MB, ran=(5,))  # rests
    proc(23, memory=10 * MB, ran=(5, 5))  # one of its threads may run
    proc(29, memory=10 * MB, ran=(5,), children=[37])  # what it has started may change what it has
    proc(31, memory=10 * MB, ran=(5,), state="R")  # runs
    proc(37)  # of which the kernel does not say whether it has run
    watching, _ = watch(2000 * MB)
    assert watching.look().memory == 40 * MB
    read, seen = usage.read, []
    monkeypatch.setattr(usage, "read", lambda pid, name: seen.append((pid, name)) or read(pid, name))
    proc(19, memory=999 * MB, ran=(5,))  # cannot be
    for pid in (23, 29, 31, 37):
        proc(pid, memory=20 * MB, children=[37] if pid == 29 else [])
    assert watching.look().memory == 90 * MB
    assert [name for pid, name in seen if pid == 19] == ["task/19/schedstat"]
    proc(19, memory=30 * MB, ran=(6,))
    assert watching.look().memory == 110 * MB


def test_sockets_and_pipes_can_hold_as_much_as_they_can(proc):
    one = ["/dev/null", "socket:[3]", "pipe:[4]", "socket:[5]", "/usr/lib/x"]
    proc(17, children=[19, 23], open=["socket:[1]"])
    proc(19, open=one)
    proc(23, open=[*one, "socket:[6]"])
    watching, clock = watch(2000 * MB)
    clock.now = usage.SELDOM
    assert watching.look().memory == 3 * usage.SOCKET + usage.PIPE
    assert usage.SOCKET == 2 * 212_992  # net.core.wmem_default, and one message beyond it


def test_what_may_not_be_looked_at_counts_as_it_is(proc, monkeypatch):
    """Its descriptors as many as it may have, its memory as if it shared none."""
    proc(17, children=[19])
    folder = proc(19, memory=700 * MB, share=1 * MB)
    (folder / "smaps_rollup").write_text("")
    listdir = os.listdir
    def refused(path):
        if str(path).endswith("/19/fd"):
            raise PermissionError
        return listdir(path)
    monkeypatch.setattr(os, "listdir", refused)
    watching, clock = watch(2000 * MB)
    clock.now = usage.SELDOM
    assert watching.look().memory == 700 * MB + 256 * usage.SOCKET


def test_a_process_may_end_while_it_is_looked_at(proc):
    proc(17, children=[19, 23], memory=50 * MB, ticks=(5, 0, 0, 0))
    (proc(19, memory=80 * MB, children=[29]) / "statm").unlink()
    used = Watch(17, MB, 10 * MB, Seconds()).look()  # 23 and 29 are not there any more
    assert used.cpu == 5 / TICK
    assert used.memory == 0
    assert usage.descendants(17) == [17, 23, 19, 29]


def test_a_name_cannot_forge_the_fields_behind_it(proc):
    proc(17, name="x) Z 1 1 (", ticks=(3, 0, 0, 0))
    assert usage.alive(17)
    assert Watch(17, MB, 0, Seconds()).look().cpu == 3 / TICK


def test_the_task_that_waited_longest_says_how_long_one_had_to_wait(proc):
    second = 10**9
    proc(17, children=[19, 23], waited=(1 * second,))
    proc(19, waited=(1 * second, 2 * second))
    proc(23, waited=(3 * second,))
    watching, _ = watch(MB)
    assert watching.look().waited == 3.0
    assert watching.look().waited == 0.0
    proc(19, waited=(1_500_000_000, 2_250_000_000))
    assert watching.look().waited == 0.5
    proc(17, children=[19, 23], waited=(2 * second,))  # which keeps the folders, and may have to be waited for
    assert watching.look().waited == 1.0
    (proc(23) / "task" / "23" / "schedstat").unlink()  # a kernel that does not tell
    assert watching.look().waited == 0.0


def test_the_busiest_task_is_one_and_not_their_sum(proc):
    second = 10**9
    proc(17, children=[19, 23])
    proc(19, ran=(1 * second, 2 * second))
    proc(23, ran=(3 * second,))
    watching, _ = watch(MB)
    watching.look()
    assert watching.look().busiest == 0.0
    proc(19, ran=(1_500_000_000, 2_250_000_000))
    proc(23, ran=(3_250_000_000,))
    assert watching.look().busiest == 0.5


def test_how_long_one_has_waited_oneself(proc):
    here = usage.Here()
    proc(os.getpid(), waited=(2 * 10**9,))
    assert here.look() == Usage(waited=2.0)
    proc(os.getpid(), waited=(2_500_000_000,))
    assert here.look() == Usage(waited=0.5)


@pytest.mark.parametrize(("state", "runs"), [("R", True), ("S", True), ("T", True), ("Z", False), ("X", False)])
def test_a_zombie_is_not_alive(proc, state, runs):
    proc(17, state=state)
    assert usage.alive(17) == runs
    assert not usage.alive(19)


def test_the_number_inside_leads_to_the_one_outside(proc):
    proc(17, children=[19, 23], inner=1)
    proc(19, inner=2)
    proc(23, inner=7)
    proc(29, inner=8)  # of another sandbox
    assert [usage.outer_pid(17, inner) for inner in (1, 2, 7, 8)] == [17, 19, 23, None]


def test_marked_processes(proc):
    proc(17)
    (proc(19) / "cmdline").write_bytes(b"sleep\x0060\0")
    folder = proc(23)
    (folder / "cmdline").write_bytes(b"sleep\x0060\0")
    (folder / "environ").write_bytes(b"PATH=/usr/bin\0PROCTOR_MARK=this\0")
    (proc(29) / "cmdline").write_bytes(b"python\0--mark=this-too\0")
    proc(os.getpid())
    assert sorted(usage.marked("this")) == [17, 23]


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_of_real_processes():
    script = "sleep 60 & first=$!; sleep 60 & second=$!; read line; kill $first $second; wait"
    environment = {**os.environ, "PROCTOR_MARK": "a-real-one"}
    with subprocess.Popen(["sh", "-c", script], stdin=subprocess.PIPE, env=environment) as shell:
        while len(found := usage.descendants(shell.pid)) < 3:
            assert shell.poll() is None
        assert found[0] == shell.pid
        used = Watch(shell.pid, 10**12).look()
        assert used.processes == 3
        assert 3 * PAGE < used.memory < 100 * MB
        assert usage.address_space(shell.pid) > usage.resident(shell.pid)
        assert usage.alive(shell.pid)
        # while it becomes another program, a process has no environment to read
        wait_until(lambda: set(found) <= set(usage.marked("a-real-one")))
        shell.communicate(b"\n")
    assert not usage.alive(shell.pid)
    assert usage.marked("a-real-one") == []
