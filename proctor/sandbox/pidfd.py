"""Processes that are held by a descriptor (pidfd): a number alone may belong to another process meanwhile."""

import contextlib
import os
import select
import signal
import time

from . import usage

by_descriptor = hasattr(os, "pidfd_open")


class Process:
    """A process, and no other that has its number after it.

    Parameters
    ----------
    pid : int

    Raises
    ------
    ProcessLookupError
        If there is none of this number.
    """

    def __init__(self, pid):
        self.pid = pid
        self.descriptor = os.pidfd_open(pid) if by_descriptor else None

    def fileno(self):
        """Can be read when the process has ended."""
        return self.descriptor

    def ended(self):
        if self.descriptor is None:
            return not usage.alive(self.pid)
        return bool(select.select([self.descriptor], [], [], 0)[0])

    def signal(self, number):
        """Send a signal; nothing happens if it has ended."""
        with contextlib.suppress(ProcessLookupError):
            if self.descriptor is None:
                os.kill(self.pid, number)
            else:
                signal.pidfd_send_signal(self.descriptor, number)

    def wait(self, seconds):
        """Wait for its end; False if it has not come in time."""
        if self.descriptor is None:
            return self.ended()
        return bool(select.select([self.descriptor], [], [], seconds)[0])

    def close(self):
        if self.descriptor is not None:
            os.close(self.descriptor)
            self.descriptor = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def held(pid, belongs):
    """The Process of this number if `belongs()`, which looks at the number, is true of it; None else.

    While a process that is held has not ended, its number is its own: so it is held first and looked at then.
    """
    try:
        process = Process(pid)
    except OSError:
        return None
    if belongs() and not process.ended():
        return process
    process.close()
    return None


def inside(first, inner):
    """The Process that calls itself `inner` in the sandbox of `first`; or None."""
    pid = usage.outer_pid(first, inner)
    return None if pid is None else held(pid, lambda: usage.inner_pid(pid) == inner and _is_below(pid, first))


def end_below(first, kept, seconds, calm, clock=time.monotonic, sleep=time.sleep):
    """End all that is below a process, but for what is in `kept`.

    What is stopped still counts among the processes that the sandbox may have, so a family that forks without end
    comes to rest; after `calm` seconds all are killed at once.

    Parameters
    ----------
    first : int
    kept : set of int
    seconds, calm : float
    clock, sleep : callable

    Returns
    -------
    bool
        False if there are still some after `seconds`.
    """
    started, quiet = clock(), 0
    while (passed := clock() - started) < seconds:
        below = [pid for pid in usage.descendants(first) if pid != first and pid not in kept and usage.alive(pid)]
        # one that was forked while its parent was killed may have been missed once
        quiet = 0 if below else quiet + 1
        if quiet == 2:
            return True
        number = signal.SIGKILL if len(below) == 1 or passed > calm else signal.SIGSTOP
        for pid in below:
            process = held(pid, lambda pid=pid: _is_below(pid, first))
            if process is not None:
                with process:
                    process.signal(number)
        if below:
            sleep(0.002 if len(below) == 1 else 0.02)
    return False


def _is_below(pid, first):
    while pid > 1 and pid != first:
        pid = int(usage.status(pid, "PPid").get("PPid", 0))
    return pid == first
