"""What is collected: not what a system cannot import, nor modules without an example for the sake of examples."""

import sys
from pathlib import Path

PACKAGES = [Path(__file__).with_name(package) for package in ("course_utils", "course_tools", "proctor")]

# the sandbox is made of parts of Linux, and grading needs it
if sys.platform == "win32":
    collect_ignore_glob = ["proctor/*", "course_tools/homework/*", "tests/proctor/*", "tests/course_tools/homework/*"]


def pytest_ignore_collect(collection_path):
    """To look for examples, pytest would import every module; a text without a prompt has none."""
    if collection_path.suffix == ".py" and any(collection_path.is_relative_to(package) for package in PACKAGES):
        return True if ">>> " not in collection_path.read_text(encoding="utf-8") else None
    return None
