"""Commands that a test interrupts as a terminal would."""

import os
import subprocess
import sys
import time

import pytest

DEFAULT = """
import os, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
os.execvp(sys.argv[1], sys.argv[1:])
"""

needs_signals = pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGINT to send")


def interruptible(command):
    """A command that answers to SIGINT wherever the tests run.

    What is started in the background of a shell, or by `nohup`, ignores SIGINT, and so does all that it starts; a
    Python that starts so has no KeyboardInterrupt.
    """
    return [sys.executable, "-c", DEFAULT, *map(str, command)]


def start(command, **options):
    """A process that answers to SIGINT wherever the tests run."""
    return subprocess.Popen(interruptible(command), text=True, **options)


def wait_until(happened, seconds=300):
    """Wait for `happened()` to be true, and return its value."""
    end = time.monotonic() + seconds
    while not (value := happened()):
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)
    return value


def is_running(number):
    """Whether there is a process of this number that has not ended."""
    try:
        os.kill(number, 0)
        with open(f"/proc/{number}/stat") if os.path.exists("/proc/self/stat") else open(os.devnull) as status:
            return ") Z" not in status.read()
    except (ProcessLookupError, FileNotFoundError):  # the latter where it ends between the two looks
        return False
