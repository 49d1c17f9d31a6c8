"""Commands that a test interrupts as a terminal would."""

import os
import subprocess
import sys
import time

import pytest

needs_signals = pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGINT to send")


TAKES_CTRL_C = """
import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execvp(sys.argv[1], sys.argv[1:])
"""


def start(command, **options):
    """Start a command that takes Ctrl-C also where these tests were started without, as by `nohup` or `make test &`."""
    return subprocess.Popen([sys.executable, "-c", TAKES_CTRL_C, *map(str, command)], text=True, **options)


def wait_until(happened, seconds=60):
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
    except ProcessLookupError:
        return False
    with open(f"/proc/{number}/stat") if os.path.exists("/proc/self/stat") else open(os.devnull) as status:
        return ") Z" not in status.read()
