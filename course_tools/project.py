"""Where the course's own files lie, whatever folder a command is run from.

In a clone they stand beside the packages. A wheel brings them inside this package, where nothing may be written: what
is built and the learner's copies then go to the folder the command is run from.
"""

import sys
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
IS_CLONE = (_PACKAGE.parent / "pyproject.toml").is_file()
ROOT = _PACKAGE.parent if IS_CLONE else _PACKAGE / "course"
NOTEBOOKS = ROOT / "notebooks"
LECTURES = ROOT / "lectures"
HOMEWORK = NOTEBOOKS / "homework"
try:
    WRITABLE = ROOT if IS_CLONE else Path.cwd()
except FileNotFoundError:
    sys.exit("The folder that this was run from is no longer there. Change to another, and run it again.")
BUILD = WRITABLE / "build"
COPIES = WRITABLE / "my_notebooks"


def notebooks():
    """The numbered notebooks, in order."""
    return sorted(NOTEBOOKS.glob("[0-9]*.ipynb"))


def homework_notebooks():
    """The instructor versions of the assignments and the template."""
    return sorted(HOMEWORK.glob("*/*.ipynb"))


def shown(path):
    """A path as people read it: from here if it lies below, whole otherwise."""
    path = Path(path)
    try:
        return path.resolve().relative_to(Path.cwd())
    except ValueError:
        return path
