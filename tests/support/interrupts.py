"""Ctrl-C for commands that a test starts."""

import sys

DEFAULT = """
import os, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
os.execvp(sys.argv[1], sys.argv[1:])
"""


def interruptible(command):
    """A command that answers to SIGINT wherever the tests run.

    What is started in the background of a shell, or by `nohup`, ignores SIGINT, and so does all that it starts; a
    Python that starts so has no KeyboardInterrupt.
    """
    return [sys.executable, "-c", DEFAULT, *map(str, command)]
