"""Grading as a command: stopped and taken up again, by hand and again, as another user, on a cluster."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
import support.homework_kinds as kinds
from support.graded import Course, database, points_of
from support.interrupts import is_running, start, wait_until

from course_tools.homework import running
from proctor.sandbox import descendants

ROOT = Path(__file__).parents[3]
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="the sandbox is made of parts of Linux"),
]
# in namespaces of its own in which nobody, not even their root, may build more
WITHOUT_WALLS = ("unshare", "--user", "--map-root-user", "sh", "-c",
                 'echo 0 > /proc/sys/user/max_user_namespaces && exec "$@"', "-")  # fmt: skip
NOBODY = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")


def as_nobody():
    """The beginning of a command that another user runs, with this Python in reach where it lies in a closed home."""
    base = Path(sys.base_prefix)
    closed = next((folder for folder in reversed(base.parents) if not folder.stat().st_mode & 1), None)
    if closed is None:
        return [*NOBODY]
    opened = (
        f"mkdir -p /tmp/base.$$ && mount --bind {base} /tmp/base.$$ && mount -t tmpfs -o mode=755 tmpfs {closed} && "
        f"mkdir -p {base} && mount --bind /tmp/base.$$ {base} && umount /tmp/base.$$ && rmdir /tmp/base.$$ && "
        'exec "$@"'
    )
    return ["unshare", "-m", "sh", "-c", opened, "sh", *NOBODY]


@pytest.fixture
def course(tmp_path):
    return Course(tmp_path)


def started(course, n_done, **options):
    """The grader as a process, after it has finished some submissions."""
    command = [sys.executable, "-m", "course_tools.cli", "grade", kinds.NAME, course.submitted,
               "--output", course.output, "--source", course.source, "--workers", "1"]  # fmt: skip
    process = start(command, stderr=subprocess.DEVNULL, **options)
    folder, deadline = course.output / ".grading" / kinds.NAME, time.monotonic() + 120
    while len(list(folder.glob("*.json"))) < n_done:
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return process


def family(pid):
    return [process for process in descendants(pid) if process != pid]


@pytest.mark.xdist_group("homework")
@pytest.mark.parametrize(("number", "code"), [
    pytest.param(signal.SIGKILL, -9, marks=pytest.mark.sweep, id="crash"),
    pytest.param(signal.SIGINT, 130, id="Ctrl-C"),
])  # fmt: skip
def test_nobody_else_writes_no_port_is_open_and_stopped_in_the_middle_it_is_taken_up_again(course, number, code):
    students = [f"s{i}" for i in range(5)]
    for student in students:
        seconds = 4 if student == "s2" else 0.6  # it is graded third, and stopped
        course.hand_in(student, kinds.before("words", f"import time\ntime.sleep({seconds})"))
    process = started(course, 2, stdout=subprocess.PIPE)
    wait_until(lambda: len(family(process.pid)) > 3)  # the sandbox, too
    below = family(process.pid)
    with socket.create_server(("127.0.0.1", 0)):
        assert len(listening([os.getpid()])) == 1  # what follows can fail
    assert listening([process.pid, *below]) == []
    assert "another grading writes there" in course.grade(code=1).stderr
    below += family(process.pid)
    process.send_signal(number)
    assert process.wait(30) == code
    wait_until(lambda: not any(map(is_running, below)), seconds=20)
    done = {path: path.stat().st_mtime_ns for path in (course.output / ".grading" / kinds.NAME).glob("*.json")}
    assert 2 <= len(done) < 5
    with process.stdout:
        said = process.stdout.read()
    if code == 130:  # what was graded is counted, not what was to be graded
        assert said.startswith(f"{len(done)} of 5 graded now; of {len(done)} submissions 0 need attention")
    again = course.grade()
    assert again.stdout.startswith(f"{5 - len(done)} of 5 graded now")
    assert {path: path.stat().st_mtime_ns for path in done} == done
    assert [points_of(course.output, student) for student in students] == [kinds.FULL] * 5
    found = database(course.output, students)
    assert {name: len(table) for name, table in found.items()} == {
        "student": 5, "submitted_assignment": 5, "submitted_notebook": 5, "grade": 5 * 5, "comment": 5 * 4
    }  # fmt: skip


@pytest.mark.xdist_group("homework")
def test_a_search_finds_nothing(course):
    course.hand_in("anna", kinds.searching())
    course.grade("--cell-timeout", "60")
    assert points_of(course.output, "anna") == kinds.FULL
    said = course.printed("anna")
    assert said.count("searched") == 2, said  # as a cell, and in the call of a hidden test
    assert said.count("control gopher in memory") >= 2, said
    assert "FOUND" not in said
    assert "stopped" not in said


@pytest.mark.skipif(
    os.geteuid() != 0 or not shutil.which("setpriv") or not shutil.which("unshare"),
    reason="only root can become another user",
)
@pytest.mark.parametrize("names", [
    pytest.param(("network", "writes elsewhere"), id="walls"),
    pytest.param(("good", "memory of a family", "fork bomb", "network", "writes elsewhere"), marks=pytest.mark.sweep,
                 id="walls and limits"),
])  # fmt: skip
def test_as_an_unprivileged_user(course, tmp_path, names):
    """Against a copy of the package that this user can read; the walls are those of a user namespace."""
    for name in names:
        course.hand_in(name, kinds.named(name).made)
    course.hand_in("searching", kinds.searching())
    shared = Path("/tmp") / f"homework-{os.getpid()}"
    try:
        shared.mkdir(mode=0o755)
        for package in ("course_utils", "course_tools", "proctor"):
            shutil.copytree(ROOT / package, shared / "code" / package)
        shutil.copytree(course.submitted, shared / "submitted")
        shutil.copytree(course.source, shared / "source")
        for path in [shared, *shared.rglob("*")]:
            os.chown(path, 65534, 65534)
        command = [*as_nobody(), sys.executable, "-m", "course_tools.cli", "grade", kinds.NAME,
                   shared / "submitted", "--output", shared / "out", "--source", shared / "source",
                   "--cell-timeout", "12", "--memory", "700"]  # fmt: skip
        environment = {"PATH": os.environ["PATH"], "HOME": str(shared), "PYTHONPATH": str(shared / "code")}
        done = subprocess.run([*map(str, command)], env=environment, cwd=shared, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        for name in names:
            assert points_of(shared / "out", name) in kinds.named(name).fair
        course.output = shared / "out"
        assert points_of(course.output, "searching") == kinds.FULL
        assert "FOUND" not in course.printed("searching")
        assert course.printed("searching").count("searched") == 2
        assert "REACHED" not in course.printed("network")
        assert "WROTE" not in course.printed("writes elsewhere")
        assert course.printed("writes elsewhere").count("refused") == 10
    finally:
        shutil.rmtree(shared)


@pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("unshare"), reason="needs a namespace that forbids others")
def test_without_a_sandbox_nothing_runs(course):
    course.hand_in("anna", kinds.solved())
    arguments = ["grade", kinds.NAME, course.submitted, "--output", course.output, "--source", course.source]
    both = (
        "import os, sys\nfrom course_tools.cli import main\nfor more in [], ['--unsafe']:\n"
        "    print(main([*sys.argv[1:], *more]))\n"
        "    print(os.path.exists(sys.argv[5] + '/autograded'), '---------', file=sys.stderr)"
    )
    command = [*WITHOUT_WALLS, sys.executable, "-c", both]
    done = subprocess.run([*command, *map(str, arguments)], capture_output=True, text=True, cwd=ROOT)
    refused, graded = done.stderr.split("---------")[:2]
    codes = [line for line in done.stdout.splitlines() if line.isdigit()]
    assert codes == ["1", "0"], done.stderr
    assert "No sandbox, so nothing was run" in refused
    assert "user.max_user_namespaces" in refused
    assert "--unsafe" in refused
    assert refused.split()[-1] == "False", "nothing is written"
    assert "WITHOUT A SANDBOX" in graded
    assert points_of(course.output, "anna") == kinds.FULL


def test_on_a_cluster_joined_by_its_address(course, tmp_path, capsys, refuses):
    """One worker is as this machine is. Another has an engine that passes whatever it is given, a third no sandbox."""
    distributed = pytest.importorskip("distributed")
    course.hand_in("anna", kinds.solved())
    course.hand_in("dan", kinds.solved(sigmoid="def sigmoid(z):\n    return z"))
    processes = []

    def join(client, threads, *, before=(), **environment):
        command = [*before, sys.executable, "-m", "distributed.cli.dask_worker", client.scheduler.address, "--nthreads",
                   str(threads), "--no-nanny", "--no-dashboard", "--host", "127.0.0.1"]  # fmt: skip
        processes.append(subprocess.Popen(command, env={**os.environ, **environment}, cwd=tmp_path,
                                          stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))  # fmt: skip
        client.wait_for_workers(len(processes), timeout=300)
        return processes[-1]

    def left_out(said):
        return sorted(line.partition(" is left out: ")[2] for line in said.splitlines() if "is left out: " in line)

    with (
        distributed.LocalCluster(n_workers=0, processes=False, dashboard_address=None, protocol="tcp") as scheduler,
        distributed.Client(scheduler.scheduler_address) as client,
    ):
        try:
            worse = join(client, 4, PYTHONPATH=str(another_version(tmp_path / "another version")))
            join(client, 1, before=WITHOUT_WALLS)
            with (
                refuses(running.NoScheduler, "none of its 2 workers can grade, so nothing was run"),
                running.executor(1, scheduler.scheduler_address, {"modules": ()}),
            ):
                pass
            version, walls = left_out(capsys.readouterr().err)
            assert "another version of the course" in version
            assert walls.startswith("no sandbox: ")
            assert "user.max_user_namespaces" in walls
            worker = join(client, 2)
            assert left_out(course.grade("--scheduler", scheduler.scheduler_address).stderr) == [version, walls]
            assert not any(b"proctor.zygote" in Path(f"/proc/{pid}/cmdline").read_bytes() for pid in family(worse.pid))
            assert any(b"proctor.zygote" in Path(f"/proc/{pid}/cmdline").read_bytes() for pid in family(worker.pid))
        finally:
            for process in reversed(processes):
                process.terminate()
                process.wait(60)
    assert points_of(course.output, "anna") == kinds.FULL
    assert points_of(course.output, "dan")[:2] == (0, 0)


def another_version(folder):
    """A copy of the packages in which every test is passed."""
    for package in ("course_utils", "course_tools", "proctor"):
        shutil.copytree(ROOT / package, folder / package)
    with open(folder / "proctor" / "tests_session.py", "a", encoding="utf-8") as file:
        file.write("\n\nTestSession.run = lambda self, message: protocol.Ended(None, None, (), ())\n")
    return folder


def listening(pids):
    """The TCP sockets on which these processes wait for connections, as /proc/PID/net has them."""
    found = []
    for pid in pids:
        held = set()
        with contextlib.suppress(OSError):  # it has ended, and with it what it held
            for entry in os.listdir(f"/proc/{pid}/fd"):
                with contextlib.suppress(OSError):
                    held.add(os.readlink(f"/proc/{pid}/fd/{entry}"))
            for name in ("tcp", "tcp6"):
                sockets = [row.split() for row in Path(f"/proc/{pid}/net/{name}").read_text().splitlines()[1:]]
                found += [(pid, row[1]) for row in sockets if row[3] == "0A" and f"socket:[{row[9]}]" in held]
    return found
