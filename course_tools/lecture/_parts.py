"""What a lecture is made of: slides, their parts, and the blocks of a part."""

from dataclasses import dataclass

OPENING_KINDS = ("title", "objectives", "outline")


@dataclass(frozen=True)
class Text:
    """Markdown, shown as it is."""

    source: str


@dataclass(frozen=True)
class Code:
    """Code that is written on the slide: lines of cells, or run for the deck."""

    source: str
    place: str
    cells: tuple[str, ...] = ()
    """The cells whose lines it repeats, or after which it is run."""
    run: bool = False
    output: bool = True
    """Whether what it prints and draws is shown, if it is run."""
    alt: str = ""


@dataclass(frozen=True)
class Embed:
    """The code, the output or the figures of a cell."""

    cell: str
    show: str
    place: str
    alt: str = ""


@dataclass(frozen=True)
class Poll:
    """The questions of a quiz, each on a slide of its own."""

    cell: str
    place: str


@dataclass(frozen=True)
class Part:
    """Blocks that appear together."""

    blocks: tuple[Text | Code | Embed | Poll, ...]
    later: bool = False
    """Whether it appears one key later than what stands before it."""


@dataclass(frozen=True)
class Slide:
    """One slide, or the polls of a quiz.

    `kind` is "title", "objectives", "outline", "polls" or "plain".
    """

    kind: str
    title: str
    anchor: str
    place: str
    section: str = ""
    minutes: float = 0
    path: bool = False
    notes: str = ""
    below: bool = False
    """Whether it belongs to the stack of the slide before it."""
    parts: tuple[Part, ...] = ()

    @property
    def blocks(self):
        """All of its blocks, in order."""
        return [block for part in self.parts for block in part.blocks]

    @property
    def cells(self):
        """The ids of the cells it embeds, in order."""
        return tuple(dict.fromkeys(block.cell for block in self.blocks if isinstance(block, Embed | Poll)))
