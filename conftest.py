"""What is collected: not what a system cannot import, nor modules without an example for the sake of examples."""

import gc
import re
import sys

import pytest
from _pytest.doctest import DoctestModule

LEAVES_OUT = re.compile(r"not \w+( and not \w+)*")
OF_THE_FILE = re.compile(r"^pytestmark = (.+|\[(?:\n .*)+\n\])$", re.MULTILINE)

# the sandbox is made of parts of Linux, and grading needs it
if sys.platform == "win32":
    collect_ignore_glob = ["proctor/*", "course_tools/homework/*", "tests/proctor/*", "tests/course_tools/homework/*"]


@pytest.hookimpl(wrapper=True)
def pytest_collection():
    """Modules and tests stay until the end: let the collector of cycles not look through them again and again."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()
        gc.freeze()


def pytest_collectstart(collector):
    """What `check` shows as a card is stored as its text, and nbval compares that; no other HTML may be stored."""
    if hasattr(collector, "skip_compare"):
        collector.skip_compare += ("text/html",)


@pytest.hookimpl(wrapper=True)
def pytest_collect_file(file_path):
    """To look for examples, pytest would import every module; a text without a prompt has none."""
    found = yield
    if file_path.suffix != ".py" or ">>> " in file_path.read_text(encoding="utf-8"):
        return found
    return [collector for collector in found if not isinstance(collector, DoctestModule)]


def pytest_ignore_collect(collection_path, config):
    """A file whose tests are all left out, by its `pytestmark` and `-m "not slow and not …"`, is not imported."""
    if not re.fullmatch(r"test_\w+\.py", collection_path.name) or not LEAVES_OUT.fullmatch(config.option.markexpr):
        return None
    marks = OF_THE_FILE.search(collection_path.read_text(encoding="utf-8"))
    left_out = re.findall(r"not (\w+)", config.option.markexpr)
    return True if marks and not set(re.findall(r"pytest\.mark\.(\w+)", marks[1])).isdisjoint(left_out) else None
