"""Exercises that answer back: `check`, `hint`, `solution`, `progress`, and the quizzes.

An answer, a function or a value, is handed to `check` and tried in a process of its own: whatever
it does, the notebook goes on. Nothing leaves the machine. Importing this package in a notebook
starts that process in the background, so that the first check does not wait for PyTorch.
"""

import sys

from . import _process
from ._answers import check, hint, solution
from ._solved import progress

__all__ = ["Quiz", "check", "hint", "progress", "solution"]


def __getattr__(name):
    if name == "Quiz":
        from .quiz import Quiz

        return Quiz
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}; it has {', '.join(__all__)}")


def __dir__():
    return sorted([*globals(), "Quiz"])


if "ipykernel" in sys.modules:
    _process.start()
