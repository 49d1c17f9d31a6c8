"""The process that answers are tried in: it may hang, crash or fill its memory; the notebook goes on."""

import json
import os
import pickle
import queue
import struct
import subprocess
import sys
import threading
import warnings
from contextlib import suppress

TIME_LIMIT = 3.5  # seconds for one check
START_LIMIT = 60.0  # seconds to import PyTorch, on a slow disk
EXTRA_MEMORY = 4 * 2**30  # bytes beyond what Python and PyTorch take

_process = None


class NoVerdict(Exception):
    """The answer was stopped or ended the process; the message says which."""


def start():
    """Start the process, unless it runs, and return without waiting for it."""
    global _process
    if _process is None or not _process.alive():
        _process = AnswerProcess()
    return _process


def restart():
    """End the process, if there is one, and start another for the next check."""
    global _process
    if _process is not None:
        _process.kill()
    _process = AnswerProcess()


def try_answer(number, pickled):
    """The verdict on a pickled answer, as `_trial.verdict` returns it.

    Raises
    ------
    NoVerdict
    """
    process = start()
    try:
        return process.ask(number, pickled)
    except NoVerdict:
        restart()
        raise
    except KeyboardInterrupt:
        restart()
        raise NoVerdict("You interrupted the check.") from None


class AnswerProcess:
    """One running process, and the thread that reads its replies."""

    def __init__(self):
        self.process = subprocess.Popen(
            [sys.executable, "-c", "from course_utils.exercises._process import serve; serve()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={
                **os.environ,
                "PYTHONPATH": os.pathsep.join(path or os.getcwd() for path in sys.path),
                "MPLBACKEND": "Agg",  # figures without a window, whatever the notebook uses
            },
            start_new_session=os.name == "posix",  # so that Ctrl-C reaches the notebook alone
        )
        self.replies = queue.Queue()
        self.ready = False
        threading.Thread(target=self._read, daemon=True).start()

    def alive(self):
        return self.process.poll() is None

    def _read(self):
        for line in self.process.stdout:
            with suppress(ValueError):
                self.replies.put(json.loads(line))
        self.replies.put(None)  # the process has ended

    def ask(self, number, pickled):
        if not self.ready:
            if self._reply(START_LIMIT) is None:
                raise NoVerdict("The process that tries answers did not start. Restart the kernel and try again.")
            self.ready = True
        request = pickle.dumps((number, pickled))
        with suppress(OSError):
            self.process.stdin.write(struct.pack("<Q", len(request)) + request)
            self.process.stdin.flush()
        try:
            reply = self._reply(TIME_LIMIT)
        except queue.Empty:
            raise NoVerdict(
                f"It was still running after {TIME_LIMIT:g} seconds and was stopped. Is there a loop that never ends?"
            ) from None
        if reply is None:
            raise NoVerdict(
                "It ended the Python process: by exit(), a crash in compiled code, or by asking for too much memory."
            )
        return reply

    def _reply(self, seconds):
        return self.replies.get(timeout=seconds)

    def kill(self):
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            with suppress(OSError):
                pipe.close()


# ------------------------------------------------------------ in the process


def serve():
    """Answer requests until the notebook's end of the pipe closes."""
    requests, replies = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "w", encoding="utf-8")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):  # what answers print or read goes nowhere
        os.dup2(nowhere, descriptor)

    import torch

    from . import _answers, _trial

    _answers.exercises()
    torch.set_num_threads(1)
    torch.optim.SGD([torch.zeros(1)], lr=0.1)  # the first optimizer imports as much as torch: not in a learner's time
    warnings.simplefilter("ignore")  # NumPy's and PyTorch's, which would bury what an answer prints
    _limit_memory()
    incoming = queue.Queue()
    threading.Thread(target=_receive, args=(requests, incoming), daemon=True).start()
    _send(replies, {"ready": True})
    while True:
        number, pickled = incoming.get()
        try:
            found = _trial.verdict(number, pickle.loads(pickled))
        except BaseException as error:  # e.g. a class whose unpickling fails
            found = {"status": "not yet", "message": f"It could not be tried: {type(error).__name__}: {error}"}
        _send(replies, found)


def _receive(requests, incoming):
    """Hand on requests; end the process with the notebook, whatever an answer is doing."""
    while len(size := requests.read(8)) == 8:
        (n_bytes,) = struct.unpack("<Q", size)
        incoming.put(pickle.loads(requests.read(n_bytes)))
    os._exit(0)


def _send(replies, message):
    replies.write(json.dumps(message) + "\n")
    replies.flush()


def _limit_memory():
    """Stop an answer before it takes the whole machine's memory; on Linux, where the present size is known."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        with open("/proc/self/statm") as file:
            size = int(file.read().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (size + EXTRA_MEMORY, resource.RLIM_INFINITY))
