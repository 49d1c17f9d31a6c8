"""Where a caller comes in: a task and its limits go to a process that is kept ready, and the result comes back."""

import atexit
import contextlib
import os
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import msgspec

from . import protocol, sandbox, wire
from .clock import PATIENCE
from .sandbox import NoSandbox
from .task import Result

PRELOADED = ("numpy", "torch", "pandas", "matplotlib.pyplot")
FOUND_IN = Path(__file__).parents[1]  # where this package is; it need not be installed
START_LIMIT = 600.0  # seconds to import everything, on a slow disk or a busy machine
MARK = "PROCTOR_MARK"  # variable of the environment; see `Zygote`
# what may be wanted of the environment and says nothing of its user; all else, keys among it, stays out
ENVIRONMENT = ("ATEN_CPU_CAPABILITY",)
PROGRAMS = (os.path.dirname(sys.executable), "/usr/local/bin", "/usr/bin", "/bin")
ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")

_zygotes, _lock = {}, threading.Lock()


class ExecutionFailed(Exception):
    """The engine itself failed; the task may be tried again."""


def execute(task, limits, *, modules=PRELOADED, unsafe=False):
    """Run a notebook that nobody trusts beside its tests.

    Can be called from several threads at a time, and anywhere: what it takes and returns can be pickled.

    Parameters
    ----------
    task : Task
    limits : Limits
    modules : sequence of str
        What the cells are expected to import: it is imported once, before the first task. Others that every Python
        of this environment finds can be imported too, but cost time in each task.
    unsafe : bool
        Without a sandbox: the author's code can do whatever the user of this process can.

    Returns
    -------
    Result

    Raises
    ------
    NoSandbox
        If this system does not let this user build one.
    ExecutionFailed
    """
    for attempt in (1, 2):
        zygote = _zygote(tuple(modules), unsafe)
        try:
            answer = _with_sessions(zygote, task, limits, zygote.execute(task, limits))
            break
        except (wire.Closed, wire.TooLate, OSError) as error:
            zygote.close()
            if zygote.ended:
                raise ExecutionFailed("it was ended from outside") from None
            if attempt == 2:
                raise ExecutionFailed(f"the sandbox gave no answer: {type(error).__name__} {error}") from None
    if isinstance(answer, protocol.NoSandboxHere):
        raise NoSandbox(answer.why)
    if isinstance(answer, protocol.Failed):
        raise ExecutionFailed(answer.why)
    return answer


def _with_sessions(zygote, task, limits, answer):
    """The answer, in which tests whose copy lacked something have been run again, each against a session of its own.

    A copy has neither the threads of the session nor what it had open: a pool of threads that an honest author has made
    answers nobody there. In another sandbox the cells are run anew up to the test, which asks the session itself.
    """
    if not isinstance(answer, Result):
        return answer
    steps, end = list(answer.steps), time.monotonic() + limits.notebook_timeout
    for number in answer.lacking:
        if time.monotonic() < end:
            again = zygote.execute(task, limits, number)
            verdict = again.steps[number].verdict if isinstance(again, Result) else None
            if verdict is not None and verdict.outcome != "not reached":
                steps[number] = msgspec.structs.replace(steps[number], verdict=verdict)
    return msgspec.structs.replace(answer, steps=tuple(steps))


def check(*, modules=PRELOADED, unsafe=False):
    """Start what `execute` with the same options needs; NoSandbox if this system has none."""
    _zygote(tuple(modules), unsafe)


def end():
    """End all that runs, and what is kept ready for the next: each `execute` under way raises ExecutionFailed."""
    with _lock:
        ended = list(_zygotes.values())
        _zygotes.clear()
    for zygote in ended:
        zygote.end()


def readable_folders():
    """Folders and files of this system that the author's code can read in a sandbox."""
    return [*sandbox.SYSTEM, *sandbox.python_folders()]


def exposed_by(path):
    """The folder because of which the author's code can read a path in a sandbox: keep no secret there; or None."""
    place = Path(path).resolve()
    if any(place.is_relative_to(Path(folder).resolve()) for folder in sandbox.hidden_folders()):
        return None
    return next((folder for folder in readable_folders() if place.is_relative_to(Path(folder).resolve())), None)


def _libraries(path):
    """LD_LIBRARY_PATH, without which some Pythons do not start: of it, what is there in a sandbox too."""
    folders = [folder for folder in path.split(os.pathsep)
               if any(Path(folder).is_relative_to(seen) for seen in readable_folders())]  # fmt: skip
    return {"LD_LIBRARY_PATH": os.pathsep.join(folders)} if folders else {}


def _zygote(modules, unsafe):
    with _lock:
        key = (modules, unsafe)
        if key not in _zygotes or not _zygotes[key].alive():
            _zygotes[key] = Zygote(modules, unsafe)
        return _zygotes[key]


class Zygote:
    """The process that is forked for each task; see `zygote`.

    All processes that are ever forked from it, its sandboxes and what the author's code starts there have the value
    of PROCTOR_MARK in their command line or their environment, if this process has it in its own:
    `sandbox.marked` finds them.
    """

    def __init__(self, modules, unsafe):
        self.control, theirs = socket.socketpair()
        mark = os.environ.get(MARK)
        environment = {name: os.environ[name] for name in (*ENVIRONMENT, MARK) if name in os.environ}
        environment |= {
            **dict.fromkeys(ONE_THREAD, "1"), **_libraries(os.environ.get("LD_LIBRARY_PATH", "")),
            "PATH": os.pathsep.join(PROGRAMS), "LANG": "C.UTF-8",
            "HOME": sandbox.HOME, "USER": sandbox.USER, "MPLBACKEND": "module://matplotlib_inline.backend_inline",
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONPATH": str(FOUND_IN), "PYTHONHASHSEED": "0", "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        }  # fmt: skip
        self.process = subprocess.Popen(
            [sys.executable, "-m", f"{__package__}.zygote", *(["--unsafe"] if unsafe else []),
             *([f"--mark={mark}"] if mark else []), str(theirs.fileno()), *modules],
            pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            env=environment, start_new_session=True, cwd="/",
        )  # fmt: skip
        theirs.close()
        self.unsafe = unsafe
        self.connections, self.ended = set(), False
        atexit.register(self.close)
        self.control.settimeout(START_LIMIT)
        try:
            said = self.control.makefile("r").readline().strip()
        except TimeoutError:
            said = f"failed: not ready after {START_LIMIT:g} s"
        self.control.settimeout(None)
        if said != "ready":
            self.close()
            kind, _, why = said.partition(": ")
            raise (NoSandbox if kind == "no sandbox" else ExecutionFailed)(why or "its process ended at the start")

    def alive(self):
        return self.process.poll() is None

    def execute(self, task, limits, alone=None):
        ours, theirs = wire.pair()
        ours.largest = 8 * wire.LARGEST
        self.connections.add(ours)
        try:
            socket.send_fds(self.control, [b"F"], [theirs.fileno()])
            theirs.close()
            ours.send(protocol.Settings(limits, self.unsafe, alone))
            ours.send(task)
            longest = PATIENCE * 2 * limits.notebook_timeout + 60
            return ours.receive(protocol.FromSupervisor, time.monotonic() + longest)
        finally:
            self.connections.discard(ours)
            ours.close()

    def end(self):
        """Close, and give up the tasks under way: what serves them ends when its connection does."""
        self.ended = True
        for connection in list(self.connections):
            with contextlib.suppress(OSError):  # closed just now, by its own thread
                connection.connection.shutdown(socket.SHUT_RDWR)
        self.close()

    def close(self):
        self.control.close()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
