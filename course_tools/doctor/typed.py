"""Lines to type, as a shell of this system takes them, whatever the folders are called."""

import os
import shlex
import shutil
import subprocess
import sys
from importlib.machinery import PathFinder


def typed(*words, windows=os.name == "nt"):
    """A command as one line; words with spaces or other signs are quoted."""
    words = list(map(str, words))
    return subprocess.list2cmdline(words) if windows else shlex.join(words)


def install(*words):
    """The line that installs into this environment: with pip, or with uv where that made it without one."""
    if PathFinder.find_spec("pip"):  # on the path alone: setuptools has a finder that warns where pip is asked for
        return typed(sys.executable, "-m", "pip", "install", *words)
    if shutil.which("uv"):
        return typed("uv", "pip", "install", "--python", sys.executable, *words)
    return f"{typed(sys.executable, '-m', 'ensurepip')} && {typed(sys.executable, '-m', 'pip', 'install', *words)}"
