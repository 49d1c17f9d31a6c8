"""The other half, in the process that tries answers: no answer finds anything that another one left.

Where it can fork, the process works out what is expected, forks, and the fork tries the answer and
ends. Elsewhere it tries one answer and ends itself; the notebook has started the next.
"""

import faulthandler
import json
import os
import pickle
import select
import signal
import struct
import threading
import time
import warnings
from contextlib import suppress

from . import _trial
from .registry import exercises

EXTRA_MEMORY = 4 * 2**30  # bytes beyond what Python and PyTorch take


def serve(forks, idle):
    """Answer requests until the notebook's end of the pipe closes; where it forks, or none comes for `idle` seconds."""
    requests, replies = os.fdopen(os.dup(0), "rb"), os.dup(1)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):  # what answers print or read goes nowhere
        os.dup2(nowhere, descriptor)

    import torch

    torch.set_num_threads(1)
    warnings.simplefilter("ignore")  # NumPy's and PyTorch's, which would bury what an answer prints
    exercises()
    _serve_by_forks(requests, replies, idle) if forks else _serve_once(requests, replies)


def _serve_by_forks(requests, replies, idle):
    while select.select([requests], [], [], idle)[0]:
        number, pickled, seconds = _receive(requests)
        expected = _trial.expect(exercises()[number])
        _send(replies, {"trying": number})
        reading, writing = os.pipe()
        fork = os.fork()
        if fork == 0:
            os.setpgid(0, 0)  # with what the answer starts, a group of its own
            requests.close()
            os.close(replies)
            os.close(reading)
            _try(expected, pickled, seconds, writing)
        os.close(writing)
        reply = _reply_of_fork(reading, requests, seconds)
        os.close(reading)
        for kill in (os.killpg, os.kill):  # the group may not be there yet
            with suppress(OSError):
                kill(fork, signal.SIGKILL)
        os.waitpid(fork, 0)
        if reply is None:
            os._exit(0)  # the notebook has ended
        _send(replies, reply)


def _reply_of_fork(reading, requests, seconds):
    """What the fork says, or {"ended"} without a word, or is {"late"}; None if the notebook ends before."""
    line, deadline = b"", time.monotonic() + seconds
    while not line.endswith(b"\n"):
        ready, _, _ = select.select([reading, requests], [], [], max(deadline - time.monotonic(), 0))
        if not ready:
            return {"late": True}
        if requests in ready:
            return None
        part = os.read(reading, 65_536)
        if not part:
            return {"ended": True}
        line += part
    try:
        return json.loads(line)
    except ValueError:  # an answer that found the pipe
        return {"ended": True}


def _serve_once(requests, replies):
    import torch

    torch.optim.SGD([torch.zeros(1)], lr=0.1)  # the first optimizer imports as much as torch: now, nobody waits
    number, pickled, seconds = _receive(requests)
    threading.Thread(target=_receive, args=(requests,), daemon=True).start()  # there is no other: it ends with the pipe
    expected = _trial.expect(exercises()[number])
    _send(replies, {"trying": number})
    _try(expected, pickled, seconds, replies)


def _try(expected, pickled, seconds, writing):
    """Try an answer, write the verdict, and end."""
    with open(os.devnull, "w") as nowhere:
        # should nobody be there to stop it, it stops itself, even in compiled code
        faulthandler.dump_traceback_later(seconds + 5, exit=True, file=nowhere)
        _limit_memory()
        try:
            found = _trial.verdict(expected.exercise, lambda: pickle.loads(pickled), expected)
        except BaseException as error:  # e.g. a class whose unpickling fails
            found = {"status": "not yet", "message": f"It could not be tried: {type(error).__name__}: {error}"}
        _send(writing, found)
        os._exit(0)


def _receive(requests):
    """The next request; where there is none, the notebook has ended, and so does this process."""
    size = requests.read(8)
    if len(size) < 8:
        os._exit(0)
    (n_bytes,) = struct.unpack("<Q", size)
    return pickle.loads(requests.read(n_bytes))


def _send(descriptor, message):
    line = json.dumps(message).encode() + b"\n"
    while line:
        line = line[os.write(descriptor, line) :]


def _limit_memory():
    """Stop an answer before it takes the whole machine's memory; on Linux, where the present size is known."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        with open("/proc/self/statm") as file:
            size = int(file.read().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (size + EXTRA_MEMORY, resource.RLIM_INFINITY))
