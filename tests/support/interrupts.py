"""Commands that a test interrupts as a terminal would."""

import os
import signal
import subprocess
import sys
import time

import pytest

needs_signals = pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGINT to send")


def start(command, **options):
    """Start a command that takes Ctrl-C also where these tests were started without, as by `nohup` or `make test &`."""
    default = lambda: signal.signal(signal.SIGINT, signal.SIG_DFL)  # noqa: E731
    return subprocess.Popen(list(map(str, command)), text=True, preexec_fn=default, **options)


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
