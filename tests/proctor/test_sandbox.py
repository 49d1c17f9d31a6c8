"""The walls for real, and what is left of them afterwards."""

import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import pytest

import proctor
from proctor import ExecutionFailed, Limits, Step, Task, engine
from proctor.engine import MARK
from proctor.sandbox import descendants, linux, marked

ROOT = Path(__file__).parents[2]
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="the sandbox is made of parts of Linux"),
]


WALLED_IN = """
import os, sys
from pathlib import Path
from proctor import Limits
from proctor.sandbox import files, walls

package, *system = Path(sys.argv[1]), *files.python_folders()
files.python_folders = lambda: [*system, str(package)]
ours, theirs = os.pipe()

def look():
    said = [(package / "module.py").read_text(), ",".join(os.listdir(package.parent))]
    for place in (package / "module.py", package.parent / "own.txt"):
        try:
            place.write_text("changed")
            said.append("written")
        except OSError:
            said.append("refused")
    os.write(theirs, " ".join(said).encode())

family = walls.run(look, Limits())
os.close(theirs)
family.first.wait(30)
family.kill()
print(os.read(ours, 1000).decode())
"""


@pytest.mark.parametrize("covered", ["/tmp", "/dev/shm"])
def test_packages_may_lie_in_a_folder_that_the_sandbox_covers(covered):
    """An environment below /tmp, say: it is there, read-only, and its neighbours are not."""
    with tempfile.TemporaryDirectory(dir=covered) as folder:
        package = Path(folder, "package")
        package.mkdir()
        (package / "module.py").write_text("here")
        Path(folder, "neighbour.txt").write_text("not for students")
        command = [sys.executable, "-c", WALLED_IN, str(package)]
        done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=300)
        assert done.stdout.split() == ["here", "package", "refused", "refused"], done.stderr
        assert (package / "module.py").read_text() == "here"


LEAVES_PROCESSES = """
import os, subprocess, time
for _ in range(2):
    if os.fork() == 0:
        os.setsid()
        time.sleep(600)
subprocess.Popen(["sleep", "600"], start_new_session=True)
time.sleep(600)
"""


def until(condition, seconds=30):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_processes_are_found_by_the_mark_and_none_is_left(monkeypatch):
    """Of a task that is over its time, and of one that is ended from outside; both of one zygote of their own."""
    monkeypatch.setenv(MARK, mark := f"test-{os.getpid()}-{time.monotonic_ns()}")
    monkeypatch.setattr(engine, "_zygotes", zygotes := {})  # those of other tests go on
    said = []

    def run(seconds):
        try:
            proctor.execute(Task(steps=(Step(LEAVES_PROCESSES),)), Limits(cell_timeout=seconds), modules=())
        except ExecutionFailed as error:
            said.append(str(error))

    proctor.check(modules=())
    (zygote,) = zygotes.values()
    assert marked(mark) == [zygote.process.pid]
    for seconds in (5, 60):
        thread = threading.Thread(target=run, args=(seconds,))
        thread.start()
        # supervisor, outer, first and session of two sandboxes, two forks of the author's and a program
        until(lambda: len(marked(mark)) >= 1 + 1 + 2 * 3 + 3)
        assert set(marked(mark)) == set(descendants(zygote.process.pid))
        # the program bears the mark from its fork on, before it has become one
        until(lambda: any(Path(f"/proc/{pid}/cmdline").read_bytes() == b"sleep\x00600\x00" for pid in marked(mark)))
        if seconds == 5:
            thread.join(60)
            assert said == []
            until(lambda: marked(mark) == [zygote.process.pid])
    proctor.end()
    thread.join(30)
    assert said == ["it was ended from outside"]
    until(lambda: marked(mark) == [])


PROBES = """
import os
from proctor import Limits
from proctor.sandbox import probe
from proctor.sandbox.linux import libc
probe(Limits())
print(libc.unshare(0x20000))
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="who is not root has no right to mount anyway")
def test_root_without_the_right_to_mount_has_a_sandbox():
    """As in a container: then a namespace of users gives it."""
    cap_sys_admin, drop = 21, 24

    def without():
        assert linux.libc.prctl(drop, cap_sys_admin, 0, 0, 0) == 0

    done = subprocess.run([sys.executable, "-c", PROBES], capture_output=True, text=True, cwd=ROOT, timeout=300,
                          preexec_fn=without)  # fmt: skip
    assert done.stdout == "-1\n", done.stderr


ELSEWHERE = """
import os, sys
from pathlib import Path
from proctor import Limits
from proctor.sandbox import linux, pidfd, run, usage, walls
from proctor.sandbox.walls import resource

# as on a system that is not Linux: no /proc, no prctl, no descriptors of processes, fewer limits
sys.platform = "darwin"
usage.PROC = Path("/nothing/there")
pidfd.by_descriptor = False
def fails(*arguments): raise OSError("not here")
linux.libc = walls.libc = None
walls.prctl = walls.syscall = fails
del resource.RLIMIT_MSGQUEUE, resource.RLIMIT_SIGPENDING
ours, theirs = os.pipe()
hold, held = os.pipe()
def session():
    os.close(held)
    os.write(theirs, b"runs")
    os.read(hold, 1)
family = run(session, Limits(), unsafe=True)
print(os.read(ours, 9).decode(), usage.alive(family.first.pid), usage.Watch(family.first.pid, 1).look().memory)
family.kill()
print(usage.alive(family.first.pid))
"""


def test_without_walls_nothing_of_linux_is_needed():
    done = subprocess.run([sys.executable, "-c", ELSEWHERE], capture_output=True, text=True, cwd=ROOT, timeout=300)
    assert done.stdout == "runs True 0\nFalse\n", done.stderr
