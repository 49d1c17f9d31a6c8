"""Runs a notebook that nobody trusts beside tests that nobody may see, and says how each test ended."""

from .executor import PRELOADED, ExecutionFailed, check, execute, readable_folders
from .protocol import Limits, Result, Step, StepResult, Task, Verdict
from .sandbox import NoSandbox

__all__ = [
    "PRELOADED", "ExecutionFailed", "Limits", "NoSandbox", "Result", "Step", "StepResult", "Task", "Verdict", "check",
    "execute", "readable_folders",
]  # fmt: skip
