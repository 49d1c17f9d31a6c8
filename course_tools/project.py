"""Where the course's own files lie, whatever folder a command is run from."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = ROOT / "notebooks"
LECTURES = ROOT / "lectures"
HOMEWORK = NOTEBOOKS / "homework"
BUILD = ROOT / "build"


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
