"""The notebook's half of trying an answer: a process that may hang, crash or fill its memory; the notebook goes on."""

import json
import os
import pickle
import queue
import struct
import subprocess
import sys
import threading
from contextlib import suppress

TIME_LIMIT = 3.5  # seconds for one check
START_LIMIT = 60.0  # seconds to import PyTorch, on a slow disk
IDLE = 600.0  # seconds without an answer after which it ends, where it forks: a notebook left open gives memory back
# Where answers are tried in forks of one process that has imported PyTorch. Elsewhere each check has a process of
# its own, started after the check before: Windows cannot fork, and macOS's libraries do not promise to survive it.
FORKS = sys.platform == "linux"
NOT_STARTED = "The process that tries answers did not start. Restart the kernel and try again."

_process = None


class _Ended(Exception):
    """The process has ended before it began to try the answer."""


class NoVerdict(Exception):
    """The answer was stopped or ended the process; the message says which."""


def start():
    """Start the process, unless it runs, and return without waiting for it."""
    global _process
    if _process is not None and not _process.alive():
        _process.end()  # its pipes are still open
        _process = None
    if _process is None:
        _process = AnswerProcess(forks=FORKS)
    return _process


def try_answer(number, pickled):
    """The verdict on a pickled answer, as `_trial.verdict` returns it.

    Raises
    ------
    NoVerdict
    """
    try:
        try:
            return start().ask(number, pickled)
        except _Ended:  # it was idle, and its time was up just now
            return start().ask(number, pickled)
    except _Ended:
        raise NoVerdict(NOT_STARTED) from None
    except KeyboardInterrupt:
        if _process is not None:
            _process.end()
        raise NoVerdict("You interrupted the check.") from None
    finally:
        start()  # the next one, if this one has ended: so that the next check need not wait


class AnswerProcess:
    """One running process, and the thread that reads its replies.

    Parameters
    ----------
    forks : bool
        Whether it forks for every check; else it serves one check only.
    """

    def __init__(self, forks):
        self.forks = forks
        self.process = subprocess.Popen(
            [sys.executable, "-c", f"from course_utils.exercises._serve import serve; serve({forks}, {IDLE})"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={
                **os.environ,
                "PYTHONPATH": os.pathsep.join(path or os.getcwd() for path in sys.path),
                "MPLBACKEND": "Agg",  # figures without a window, whatever the notebook uses
                "OMP_NUM_THREADS": "1",  # one thread is faster for forty rows, and a process with one can be forked
                # nor do the threads that autograd starts for a GPU survive a fork
                **({"CUDA_VISIBLE_DEVICES": ""} if forks else {}),
            },
            start_new_session=os.name == "posix",  # so that Ctrl-C reaches the notebook alone
        )
        self.replies = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def alive(self):
        return self.process.poll() is None

    def _read(self):
        for line in self.process.stdout:
            with suppress(ValueError):  # an answer that found the pipe may write anything
                if isinstance(reply := json.loads(line), dict):
                    self.replies.put(reply)
        self.process.wait()
        self.replies.put({"ended": True})

    def ask(self, number, pickled):
        """Send an answer and wait for what is said of it: first that it is being tried, then the verdict."""
        request = pickle.dumps((number, pickled, TIME_LIMIT))
        with suppress(OSError):  # it has ended, as the missing reply says
            self.process.stdin.write(struct.pack("<Q", len(request)) + request)
            self.process.stdin.flush()
        begun = self._reply(START_LIMIT)
        if "ended" in begun:
            raise _Ended
        if "trying" not in begun:
            raise NoVerdict(NOT_STARTED)
        # where it forks, it stops the fork in time and says so, and goes on
        reply = self._reply(TIME_LIMIT + 5 if self.forks else TIME_LIMIT)
        if not self.forks:
            self.end()
        if "late" in reply:
            raise NoVerdict(
                f"It was still running after {TIME_LIMIT:g} seconds and was stopped. Is there a loop that never ends?"
            )
        if "ended" in reply:
            raise NoVerdict(
                "It ended the Python process: by exit(), a crash in compiled code, or by asking for too much memory."
            )
        return reply

    def _reply(self, seconds):
        """What the process says next: {"ended"} if it has ended; {"late"}, and it is ended, if it says nothing."""
        try:
            return self.replies.get(timeout=seconds)
        except queue.Empty:
            self.end()
            return {"late": True}

    def end(self):
        """End it and what it is trying."""
        with suppress(OSError):
            self.process.stdin.close()  # that ends it, and lets it end its forks
        try:
            self.process.wait(1)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        with suppress(OSError):
            self.process.stdout.close()
