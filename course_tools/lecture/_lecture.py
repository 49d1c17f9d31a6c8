"""A lecture: the slides of a notebook, and what is wrong with them."""

import difflib
import math
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from ..project import shown
from ..render import alt_text, figure_kind
from ._fullness import fullness_faults
from ._markup import PATH_MINUTES, read_markup
from ._parts import Code, Embed, Poll, Slide

MARK = "slide"
"""The tag of a cell that a lecture must not leave out."""


@dataclass(frozen=True)
class Lecture:
    """Slides, and the notebook whose cells they show.

    Parameters
    ----------
    notebook : NotebookNode
        As stored, or executed: `dataclasses.replace(lecture, notebook=run)` shows the same slides of a run.
    slides : tuple of Slide
    place : str
        The file, for faults.
    promised : float or None
        Minutes that the slides should take in all.
    path_minutes_at_most : float
    misread : tuple of str
        What of the file could not be understood.
    """

    notebook: object
    slides: tuple[Slide, ...]
    place: str
    promised: float | None = None
    path_minutes_at_most: float = PATH_MINUTES
    misread: tuple[str, ...] = ()

    @classmethod
    def read(cls, path, notebook):
        """The lecture in the file at `path`, about a notebook."""
        return cls.from_text(Path(path).read_text(encoding="utf-8"), notebook, str(shown(path)))

    @classmethod
    def from_text(cls, text, notebook, name):
        """The lecture that a text describes; faults call its file `name`."""
        said = read_markup(text, name)
        return cls(notebook, tuple(said.slides), name, said.minutes, said.path_minutes, tuple(said.faults))

    @property
    def minutes(self):
        return sum(slide.minutes for slide in self.slides)

    @property
    def path_minutes(self):
        return sum(slide.minutes for slide in self.slides if slide.path)

    def sections(self):
        """(title, minutes, minutes on the path) of every section that has slides, in order."""
        titles = dict.fromkeys(slide.section for slide in self.slides if slide.section)
        return [
            (
                title,
                sum(slide.minutes for slide in self.slides if slide.section == title),
                sum(slide.minutes for slide in self.slides if slide.section == title and slide.path),
            )
            for title in titles
        ]

    def index_of(self, cell):
        """Where in the notebook a cell is, by its id; None if it is not there."""
        return next((index for index, other in enumerate(self.notebook.cells) if other.get("id") == cell), None)

    def cell(self, name):
        """A cell of the notebook by its id; None if it is not there."""
        index = self.index_of(name)
        return None if index is None else self.notebook.cells[index]

    def source(self, block):
        """The code that a block shows; empty if it shows none."""
        if isinstance(block, Code):
            return block.source
        if isinstance(block, Embed) and block.show == "code":
            return self.cell(block.cell).source
        return ""

    def outputs(self, block):
        """The outputs of a cell that a block shows."""
        if not isinstance(block, Embed) or block.show == "code":
            return []
        return [output for output in self.cell(block.cell).outputs if block.show == "output" or figure_kind(output)]

    def alt(self, embed):
        """What is said of the picture of an embedded cell."""
        return embed.alt or alt_text(self.notebook.cells, self.index_of(embed.cell))

    # ------------------------------------------------------------ faults

    def faults(self):
        """What keeps this from being given.

        Returns
        -------
        list of str
            Each names file and line, what is there and what was expected; empty if all is well.
        """
        if not self.slides:
            return [*self.misread, f"{self.place}:1: no slide; one begins with a heading, ## Title {{minutes=2}}"]
        faults = [*self.misread, *self._opening_faults()]
        for slide in self.slides:
            own = list(self._cell_faults(slide))
            faults += own or fullness_faults(self, slide)
            faults += _own_faults(slide)
        faults += [*self._anchor_faults(), *self._section_faults(), *self._left_out(), *self._minutes_faults()]
        return faults

    def _opening_faults(self):
        if self.slides[0].kind != "title":
            yield f"{self.slides[0].place}: the first slide must be the title: ## {{.title minutes=1}}"

    def _cell_faults(self, slide):
        for block in slide.blocks:
            names = block.cells if isinstance(block, Code) else (block.cell,) if isinstance(block, Embed | Poll) else ()
            for name in names:
                cell = self.cell(name)
                if cell is None:
                    yield f"{block.place}: no cell {name!r} in the notebook{self._like(name)}"
                elif cell.cell_type != "code":
                    yield f"{block.place}: cell {name!r} is text; only code cells can be shown, write text on the slide"
                elif isinstance(block, Embed) and block.show != "code":
                    ran = cell.get("execution_count") is not None
                    if ran and not self.outputs(block):
                        what = "no output" if block.show == "output" else "no figure among its outputs"
                        yield f"{block.place}: cell {name!r} has {what}; embed its code, or another cell"

    def _like(self, name):
        names = [cell.get("id", "") for cell in self.notebook.cells if cell.cell_type == "code"]
        near = difflib.get_close_matches(name, names, n=3)
        return f"; there is {', '.join(near)}" if near else ""

    def _anchor_faults(self):
        seen = Counter()
        for slide in self.slides:
            seen[slide.anchor] += 1
            if seen[slide.anchor] == 2:
                yield f"{slide.place}: a second slide at #{slide.anchor}; give it its own, ## Title {{#anchor}}"

    def _section_faults(self):
        headings = [
            heading.strip()
            for cell in self.notebook.cells
            if cell.cell_type == "markdown"
            for heading in re.findall(r"^## (.+)$", cell.source, re.MULTILINE)
        ]
        for title in dict.fromkeys(slide.section for slide in self.slides if slide.section):
            if title not in headings:
                place = next(slide.place for slide in self.slides if slide.section == title)
                near = difflib.get_close_matches(title, headings, n=1)
                yield f"{place}: section {title!r} is not in the notebook" + (f"; there is {near[0]!r}" if near else "")

    def _left_out(self):
        shown_cells = {name for slide in self.slides for name in slide.cells}
        for index, cell in enumerate(self.notebook.cells):
            if MARK in cell.metadata.get("tags", []) and cell.get("id") not in shown_cells:
                yield (
                    f"{self.place}:1: cell {index + 1} ({cell.get('id')}) has the tag {MARK!r} and is on no slide; "
                    "embed it, or take the tag away"
                )

    def _minutes_faults(self):
        if self.promised is None:
            yield f"{self.place}:1: the front matter must say how long the whole deck takes, like `minutes: 90`"
        elif not math.isclose(self.minutes, self.promised):
            sums = "; ".join(f"{title!r} {minutes:g}" for title, minutes, _ in self.sections())
            took = f"the slides take {self.minutes:g} (by section: {sums})"
            yield f"{self.place}:1: promises {self.promised:g} minutes, {took}"
        if self.path_minutes > self.path_minutes_at_most:
            yield (
                f"{self.place}:1: the path takes {self.path_minutes:g} minutes, at most {self.path_minutes_at_most:g}; "
                "take slides off it"
            )


def _own_faults(slide):
    name = f"{slide.place}: slide {slide.title or slide.anchor!r}"
    if not slide.title and slide.kind == "plain":
        yield f"{name} has no title; write it behind ##"
    if not slide.notes.strip():
        yield f"{name} has no speaker notes; write them below it, in ::: {{.notes}}"
    if not slide.minutes > 0:
        yield f"{name} has no minutes; write them behind its title, like {{minutes=2}}"
