"""Where the course treats something: the headings of the notebooks that lie beside the learner's, and links to them."""

import functools
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from .registry import CHAPTERS, chapter_of, exercises

HEADING = re.compile(r"^(?P<marks>#{1,3}) +(?P<title>.+?)\s*$", re.MULTILINE)
MOST_BYTES = 20_000_000


class Heading(NamedTuple):
    """A heading of a notebook as plain text, and the id of its cell, empty where it has none."""

    title: str
    cell: str = ""


@dataclass(frozen=True)
class Place:
    """A heading: its words, and where a link to it leads; empty if it cannot be linked."""

    title: str
    href: str = ""


@dataclass(frozen=True)
class Places:
    """The headings of the notebooks, and how a page that shows them is linked.

    Parameters
    ----------
    headings : callable
        From the stem of a notebook to its headings, in order, each a `Heading`; none if it is not at hand.
    href : callable
        From a stem to where a link to the notebook leads, and from stem and heading to where one to that leads.
    """

    headings: Callable
    href: Callable

    def section(self, chapter, number):
        """The section of this number: (4, 2) is the second of notebook 04."""
        return self._find(chapter, f"{number} · ")

    def exercise(self, number):
        """An exercise by its number; named by that alone where its notebook is not at hand."""
        return self._find(chapter_of(number), f"Exercise {number} · ") or Place(f"Exercise {number}")

    def quiz(self, chapter):
        return self._find(chapter, "", end=" · Quiz") or Place("Quiz")

    def notebook(self, chapter):
        found = self._find(chapter, "")
        return Place(found.title if found else f"Notebook {chapter:02d}", found and self.href(CHAPTERS[chapter]))

    def _find(self, chapter, start, end=""):
        stem = CHAPTERS.get(chapter, "")
        fits = (found for found in self.headings(stem) if found.title.startswith(start) and found.title.endswith(end))
        found = next(fits, None)
        return found and Place(found.title, self.href(stem, found))


def beside_the_learner():
    """The notebooks in the kernel's folder, linked as Jupyter follows links: to a file, at a cell or a heading."""

    def href(stem, heading=None):
        if heading is None:
            return f"{stem}.ipynb"
        # JupyterLab compares what the browser made of a heading's link, in which · is %C2%B7; ids are plain
        place = f"cell-id={heading.cell}" if heading.cell else heading.title.replace("%", "%25").replace(" ", "-")
        return f"{stem}.ipynb#{place}"

    return Places(lambda stem: _beside(stem)[0], href)


def explorers_beside_the_learner(stem):
    """The names of the explorers that a notebook in the kernel's folder makes; none if it is not there."""
    return _beside(stem)[1]


def _beside(stem):
    path = Path(f"{stem}.ipynb")
    try:
        state = path.stat()
    except OSError:
        return (), ()
    return _read(path.absolute(), state.st_mtime_ns) if state.st_size <= MOST_BYTES else ((), ())


@functools.lru_cache(32)
def _read(path, _written):
    """Headings and explorers of a notebook."""
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
        code = "\n".join("".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code")
        return tuple(headings_of(notebook)), tuple(re.findall(r"\b(\w+Explorer)\(", code))
    except (OSError, ValueError, KeyError, TypeError, RecursionError, AttributeError):  # somebody's file of this name
        return (), ()


def headings_of(notebook):
    """The headings of a notebook: its title, its sections, and the parts of these."""
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            source = re.sub(r"^(```|~~~).*?^\1", "", "".join(cell["source"]), flags=re.MULTILINE | re.DOTALL)
            for found in HEADING.finditer(source):
                yield Heading(re.sub(r"[*`$]", "", found["title"]), str(cell.get("id", "")))


def next_exercise(number, done):
    """The number of the exercise to solve next in this notebook, those that follow first; None if all are solved."""
    numbers = [other for other in exercises() if chapter_of(other) == chapter_of(number)]
    here = numbers.index(number)
    return next((other for other in numbers[here + 1 :] + numbers[:here] if other not in done), None)
