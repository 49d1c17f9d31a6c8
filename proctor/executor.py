"""The step that is the same for all submissions, and that a Dask worker does: a job in, what happened out."""

import atexit
import os
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

from . import wire
from .sandbox import NoSandbox

START_LIMIT = 120.0  # seconds to import everything, on a slow disk
# what a process of Python's needs of its environment; all else, keys among it, stays out
ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "TZ", "VIRTUAL_ENV", "CONDA_PREFIX", "ATEN_CPU_CAPABILITY")
ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")

_zygotes, _lock = {}, threading.Lock()


class ExecutionFailed(Exception):
    """The engine itself failed; the submission may be tried again."""


def execute(job, limits, *, modules=(), unsafe=False):
    """Run one submission in a sandbox.

    Parameters
    ----------
    job : dict
        See `supervisor.Submission`.
    limits : dict
        The fields of `sandbox.Limits`.
    modules : sequence of str
        Imported once, before the first submission.
    unsafe : bool
        Without a sandbox.

    Returns
    -------
    dict
        `cells`: what the student's session showed, `tests`: {number of cell: verdict}, `attention`: list of str.

    Raises
    ------
    NoSandbox
        If this system does not let this user build one.
    ExecutionFailed
    """
    for attempt in (1, 2):
        zygote = _zygote(tuple(modules), unsafe)
        try:
            answer = zygote.execute(job, limits)
            break
        except (wire.Closed, wire.TooLate, OSError) as error:
            zygote.close()
            if attempt == 2:
                raise ExecutionFailed(f"the sandbox gave no answer: {type(error).__name__} {error}") from None
    if "no_sandbox" in answer:
        raise NoSandbox(answer["no_sandbox"])
    if "failed" in answer:
        raise ExecutionFailed(answer["failed"])
    return answer


def check(*, modules=(), unsafe=False):
    """Start what `execute` needs; NoSandbox if this system has none."""
    _zygote(tuple(modules), unsafe)


def _zygote(modules, unsafe):
    with _lock:
        key = (modules, unsafe)
        if key not in _zygotes or not _zygotes[key].alive():
            _zygotes[key] = Zygote(modules, unsafe)
        return _zygotes[key]


class Zygote:
    """The process that is forked for each submission; see `zygote`."""

    def __init__(self, modules, unsafe):
        self.control, theirs = socket.socketpair()
        environment = {name: os.environ[name] for name in ENVIRONMENT if name in os.environ}
        environment |= {
            **dict.fromkeys(ONE_THREAD, "1"),
            "HOME": "/home/student", "USER": "student", "MPLBACKEND": "module://matplotlib_inline.backend_inline",
            "MPLCONFIGDIR": "/tmp/matplotlib", "IPYTHONDIR": "/tmp/ipython", "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONPATH": str(Path(__file__).parents[1]), "PYTHONHASHSEED": "0", "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        }  # fmt: skip
        self.process = subprocess.Popen(
            [sys.executable, "-m", f"{__package__}.zygote", *(["--unsafe"] if unsafe else []), str(theirs.fileno()),
             *modules],
            pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            env=environment, start_new_session=True, cwd="/",
        )  # fmt: skip
        theirs.close()
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

    def execute(self, job, limits):
        ours, theirs = wire.pair()
        ours.largest = 8 * wire.LARGEST
        try:
            socket.send_fds(self.control, [b"F"], [theirs.fileno()])
            theirs.close()
            ours.send({"limits": limits, "unsafe": "--unsafe" in self.process.args})
            ours.send(job)
            longest = 2 * limits.get("notebook_timeout", 300.0) + 60
            return ours.receive(time.monotonic() + longest)
        finally:
            ours.close()

    def close(self):
        self.control.close()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
