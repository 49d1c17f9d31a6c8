"""Exercises that answer back: `check`, `hint`, `solution`, `progress`, and the quizzes.

An answer, a function or a value, is handed to `check` and tried in a process of its own: whatever
it does, the notebook and the next answer are as they were. Nothing leaves the machine. The process
starts with the first answer that is checked, or the first hint, and ends with the notebook.
"""

from ._progress import progress
from ._tutor import check, hint, solution

__all__ = ["Quiz", "check", "hint", "progress", "solution"]


def __getattr__(name):
    if name == "Quiz":
        from .quiz import Quiz

        return Quiz
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}; it has {', '.join(__all__)}")


def __dir__():
    return sorted([*globals(), "Quiz"])
