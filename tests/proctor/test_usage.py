"""What processes take, read from a /proc that a test has written, and from the real one."""

import os
import resource
import subprocess
import sys

import pytest
from support.interrupts import wait_until

from proctor.sandbox import usage
from proctor.sandbox.usage import Usage

PAGE, TICK = resource.getpagesize(), os.sysconf("SC_CLK_TCK")
MB = 2**20


@pytest.fixture
def proc(tmp_path, monkeypatch):
    """A function that writes a process; what it does not write has ended meanwhile."""
    monkeypatch.setattr(usage, "PROC", tmp_path)

    def process(pid, *, children=(), memory=0, share=0, ticks=(0, 0, 0, 0), state="S", name="python", inner=None):
        folder = tmp_path / str(pid)
        (folder / "task" / str(pid)).mkdir(parents=True)
        (folder / "task" / str(pid) / "children").write_text("".join(f"{child} " for child in children))
        before = f"{state} 1 {pid} {pid} 0 -1 0 100 0 0 0"
        (folder / "stat").write_text(f"{pid} ({name}) {before} {' '.join(map(str, ticks))} 20 0 1 0")
        (folder / "statm").write_text(f"{(memory + 640 * MB) // PAGE} {memory // PAGE} 0 0 0 0 0\n")
        (folder / "smaps_rollup").write_text(f"00-ff ---p 0 0 0 [rollup]\nRss: 9 kB\nPss: {share // 1024} kB\n")
        (folder / "status").write_text(f"Name:\t{name}\nNSpid:\t{pid}\t{inner}\n")
        (folder / "cmdline").write_bytes(b"python\0-m\0proctor.zygote\0--mark=this\0")
        (folder / "environ").write_bytes(b"")
        return folder

    return process


def test_a_family_is_summed_up(proc):
    proc(17, children=[19, 23], memory=300 * MB, ticks=(1, 2, 3, 4))
    proc(19, children=[29], memory=310 * MB, ticks=(10, 20, 30, 40))
    proc(23, memory=290 * MB)  # less than at the start is no negative use
    proc(29, memory=345 * MB, ticks=(100, 200, 300, 400))
    proc(31, memory=999 * MB, ticks=(9, 9, 9, 9))  # a stranger
    used = Usage.below(17, enough=100 * MB, at_start=300 * MB)
    assert used == Usage(memory=55 * MB, cpu=1110 / TICK, processes=4)


def test_only_what_seems_too_much_is_asked_for_exactly(proc):
    proc(17, children=[19, 23], memory=300 * MB, share=200 * MB)
    proc(19, memory=500 * MB, share=130 * MB)
    proc(23, memory=500 * MB, share=140 * MB)
    assert Usage.below(17, enough=1100 * MB, at_start=100 * MB).memory == 1000 * MB
    # shared by halves; the first process, which only reaps, is not the author's
    assert Usage.below(17, enough=900 * MB, at_start=100 * MB).memory == 270 * MB


def test_a_process_may_end_while_it_is_looked_at(proc):
    proc(17, children=[19, 23], memory=50 * MB, ticks=(5, 0, 0, 0))
    (proc(19, memory=80 * MB, children=[29]) / "statm").unlink()
    used = Usage.below(17, enough=MB, at_start=10 * MB)  # 23 and 29 are not there any more
    assert used.cpu == 5 / TICK
    assert used.memory == 0
    assert usage.descendants(17) == [17, 23, 19, 29]


def test_a_name_cannot_forge_the_fields_behind_it(proc):
    proc(17, name="x) Z 1 1 (", ticks=(3, 0, 0, 0))
    assert usage.alive(17)
    assert Usage.below(17, enough=MB).cpu == 3 / TICK


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
        used = Usage.below(shell.pid, enough=10**12)
        assert used.processes == 3
        assert 3 * PAGE < used.memory < 100 * MB
        assert usage.address_space(shell.pid) > usage.resident(shell.pid)
        assert usage.alive(shell.pid)
        # while it becomes another program, a process has no environment to read
        wait_until(lambda: set(found) <= set(usage.marked("a-real-one")))
        shell.communicate(b"\n")
    assert not usage.alive(shell.pid)
    assert usage.marked("a-real-one") == []
