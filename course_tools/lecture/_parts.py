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
class Scene:
    """An idea drawn in steps, each a key later than the one before it."""

    name: str
    place: str
    after: str = ""
    """The cell below which it stands on the page of the notebook; the last that the slide shows if not given."""

    @property
    def cells(self):
        """The cell whose output it draws."""
        return (self.after,) if self.after else ()


@dataclass(frozen=True)
class Big:
    """One number that a cell printed, large, and what it is."""

    cell: str
    before: str
    """The printed words that it follows."""
    place: str
    label: str = ""


@dataclass(frozen=True)
class Bars:
    """Numbers that a cell printed, as bars: first their names, and a key later how long they are."""

    cell: str
    rows: tuple[tuple[str, str], ...]
    """(the printed words that a number follows, what it is called) of each."""
    place: str
    whole: float | None = None
    """What a full bar stands for; the largest if not given."""
    intervals: bool = False
    """Whether each is shown with the interval that is printed behind it, in place of a bar."""
    at: float | None = None
    """Where a line marks what intervals are compared with."""


@dataclass(frozen=True)
class Poll:
    """The questions of a quiz, each on a slide of its own."""

    cell: str
    place: str


@dataclass(frozen=True)
class Part:
    """Blocks that appear together."""

    blocks: tuple[Text | Code | Embed | Scene | Big | Bars | Poll, ...]
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
        return tuple(dict.fromkeys(block.cell for block in self.blocks if isinstance(block, Embed | Big | Bars | Poll)))
