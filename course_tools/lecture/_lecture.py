"""A lecture: slides, and the notebook whose cells they show."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..project import LECTURES, NOTEBOOKS, shown
from ..render import alt_text, figure_kind
from ._faults import lecture_faults, slide_faults
from ._markup import PATH_MINUTES, read_markup
from ._parts import Code, Embed, Scene, Slide

NUMBER = r"[-−]?\d+(?:,\d{3})*(?:\.\d+)?(?: ?%)?"


def lecture_of(path):
    """Where the lecture of a notebook is written: in `lectures` if it is the course's, beside the notebook if not."""
    path = Path(path).resolve()
    folder = LECTURES if path.parent == NOTEBOOKS else path.parent
    return folder / f"{path.stem}.md"


@dataclass(frozen=True)
class Lecture:
    """Slides, and the notebook whose cells they show.

    Parameters
    ----------
    notebook : NotebookNode
        As stored, or executed: `dataclasses.replace(lecture, notebook=run)` shows the same slides of a run.
    slides : tuple of Slide
    place : str
        The file that says what is on the slides, for faults.
    written : bool
        Whether it is a text of its own, with notes and minutes, or read from the slide types of the notebook.
    promised : float or None
        Minutes that the slides should take in all.
    path_minutes_at_most : float
    misread : tuple of str
        What of the file could not be understood.
    ran : dict
        From the place of each block of code that is run for the deck to the code cell that ran it.
    """

    notebook: object
    slides: tuple[Slide, ...]
    place: str
    written: bool = True
    promised: float | None = None
    path_minutes_at_most: float = PATH_MINUTES
    misread: tuple[str, ...] = ()
    ran: Mapping[str, object] = field(default_factory=dict)

    @classmethod
    def read(cls, path, notebook):
        """The lecture in the file at `path`, about a notebook; a ValueError if it is not written in UTF-8."""
        data, name = Path(path).read_bytes(), str(shown(path))
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            raise ValueError(
                f"{name}:{line}: byte {data[error.start]:#04x} is not UTF-8; save the file as UTF-8"
            ) from None
        return cls.from_text("\n".join(text.splitlines()) + "\n", notebook, name)

    @classmethod
    def from_text(cls, text, notebook, name):
        """The lecture that a text describes; faults call its file `name`."""
        said = read_markup(text, name)
        return cls(
            notebook, tuple(said.slides), name, promised=said.minutes, path_minutes_at_most=said.path_minutes,
            misread=tuple(said.faults),
        )  # fmt: skip

    # ------------------------------------------------------------ minutes

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

    # ------------------------------------------------------------ what its blocks show

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
        """The outputs that a block shows, of a cell or of code that was run for the deck."""
        if isinstance(block, Code) and block.output and block.place in self.ran:
            return self.ran[block.place].outputs
        if isinstance(block, Embed) and block.show != "code":
            outputs = self.cell(block.cell).outputs
            return [output for output in outputs if block.show == "output" or figure_kind(output)]
        return []

    def alt(self, block):
        """What is said of the picture that a block shows."""
        if block.alt or not isinstance(block, Embed):
            return block.alt
        return alt_text(self.notebook.cells, self.index_of(block.cell))

    def big(self, block):
        """The number that a `Big` block shows, as it was printed; None if nothing printed follows the words."""
        return self.number_after(block.cell, block.before)

    def number_after(self, cell, before):
        """The number that a cell printed after some words, as it stands there; None if there is none.

        Between words, … stands for anything else on the line; #2 behind them, for the second number after them.
        """
        found = self._after(cell, before)
        return found and found[1]

    def interval_after(self, cell, before):
        """(number, low, high) as a cell printed them: `0.676, 95 % interval 0.633 to 0.719`, `0.9 (0.7 to 1)`."""
        found = self._after(cell, before)
        ends = found and re.match(
            rf"[^\n]*?(?:\(|interval|from)\s*({NUMBER})\s+to\s+({NUMBER})", found.string[found.end(1) :]
        )
        return ends and (found[1], *ends.groups())

    def _after(self, cell, before):
        before, _, nth = before.partition("#")
        printed = "\n".join(str(output.get("text", "")) for output in self.cell(cell).get("outputs", []))
        pieces = [r"[^\S\n]+".join(map(re.escape, piece.split())) for piece in before.split("…")]
        words = r"[^\n]*?".join(pieces)
        others = rf"(?:[^\d\n]*?{NUMBER}){{{int(nth) - 1}}}[^\d\n]*?" if nth.isdigit() else r"[^\w\n]*?"
        return re.search(rf"(?<!\w){words}{others}({NUMBER})", printed) if words else None

    def scenes(self):
        """(cell, name) of each scene: the cell below which it stands on the page of the notebook."""
        found = []
        for slide in self.slides:
            for block in slide.blocks:
                if isinstance(block, Scene) and block.name not in [name for _, name in found]:
                    found.append((block.after or next(reversed(slide.cells), ""), block.name))
        return found

    # ------------------------------------------------------------ faults

    def faults(self):
        """What keeps this from being given.

        Returns
        -------
        list of str
            Each names file and line, what is there and what was expected; empty if all is well.
        """
        faults = [*self.misread, *lecture_faults(self)] if self.written else list(self.misread)
        return faults + [fault for slide in self.slides for fault in slide_faults(self, slide)]
