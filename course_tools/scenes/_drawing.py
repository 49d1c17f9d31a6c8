"""The marks that a scene is drawn with, and how they change from step to step."""

from dataclasses import dataclass
from typing import NamedTuple

TEXT = 24
"""The size of text, in pixels of a slide of 1280 × 720; none is below 22."""


class Box(NamedTuple):
    """What a scene is drawn into: the part of a slide below its heading, or the column of a page."""

    width: int
    height: int

    @property
    def wide(self):
        return self.width > 900


SLIDE, PAGE = Box(1168, 396), Box(640, 480)
BOXES = {"slide": SLIDE, "page": PAGE}


@dataclass(frozen=True)
class Mark:
    """One element of SVG in one step: its tag, its attributes, and its text, if it has any."""

    tag: str
    attributes: dict[str, str]
    text: str = ""


@dataclass(frozen=True)
class Step:
    """What is seen until the next key: the marks by name, and a sentence that says it."""

    caption: str
    marks: dict[str, Mark]


def number(value):
    """A coordinate as short as can be: a tenth of a pixel is not seen."""
    return f"{float(value):.1f}".removesuffix(".0").replace("-0", "-0" if float(value) <= -0.05 else "0", 1)


def signed(value, digits=3):
    """A number as it is written: with a minus and not a hyphen."""
    return f"{value:.{digits}f}".replace("-", "−")


class Drawing:
    """A board to draw on: a mark that is drawn again under its name moves there in the next step.

    Parameters
    ----------
    box : Box

    Examples
    --------
    >>> board = Drawing(Box(100, 50))
    >>> board.bar("given", 10, 40, 20, 30, "positive")
    >>> first = board.step("Three quarters.")
    >>> board.bar("given", 10, 40, 20, 10, "positive")
    >>> board.step("A quarter.").marks["given"].attributes["height"], first.marks["given"].attributes["height"]
    ('10', '30')
    """

    def __init__(self, box):
        self.box = box
        self.marks = {}

    def step(self, caption):
        """What is on the board now, as a step of the scene."""
        return Step(caption, dict(self.marks))

    def remove(self, *names):
        """Take marks off the board; a name that ends in * stands for all that begin so."""
        for name in names:
            gone = [mark for mark in self.marks if mark.startswith(name[:-1])] if name.endswith("*") else [name]
            for mark in gone:
                del self.marks[mark]

    def _put(self, name, tag, kind, text="", **attributes):
        said = {
            key.replace("_", "-"): value if isinstance(value, str) else number(value)
            for key, value in attributes.items()
        }
        self.marks[name] = Mark(tag, {"class": kind, **said} if kind else said, text)

    # ------------------------------------------------------------ marks

    def rect(self, name, x, y, width, height, kind="", round=4):
        self._put(name, "rect", kind, x=x, y=y, width=max(width, 0), height=max(height, 0), rx=round)

    def bar(self, name, x, foot, width, height, kind=""):
        """A rectangle that stands on `foot`."""
        self.rect(name, x, foot - height, width, height, kind, round=2)

    def line(self, name, x1, y1, x2, y2, kind=""):
        self._put(name, "line", kind, x1=x1, y1=y1, x2=x2, y2=y2)

    def path(self, name, points, kind="curve", *, closed=False):
        """Lines through points (x, y); a path with as many points in the next step bends into it."""
        joined = "L".join(f"{number(x)} {number(y)}" for x, y in points)
        self._put(name, "path", kind, d=f"M{joined}{'Z' if closed else ''}")

    def arrow(self, name, x1, y1, x2, y2, kind="arrow", head=9):
        """A line with a head at its end; only the head of one that has no length is left out."""
        length = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5
        size = min(head, length)
        along = ((x2 - x1) / length * size, (y2 - y1) / length * size) if length else (0, 0)
        back = (x2 - along[0], y2 - along[1])
        side = (-along[1] * 0.7, along[0] * 0.7)
        points = [(x1, y1), back, (back[0] + side[0], back[1] + side[1]), (x2, y2),
                  (back[0] - side[0], back[1] - side[1]), back]  # fmt: skip
        self.path(name, points, kind)

    def person(self, name, x, y, positive, size=9, kind=""):
        """A blue circle, or a red triangle for somebody who is positive, as everywhere in the course."""
        kind = f"{'positive' if positive else 'negative'} {kind}".strip()
        shape = f"#person-{int(positive)}"
        self._put(name, "use", kind, href=shape, x=x - size, y=y - size, width=2 * size, height=2 * size)

    def dot(self, name, x, y, kind="", size=9):
        """A point that is nobody's."""
        self._put(name, "circle", kind, cx=x, cy=y, r=size)

    def words(self, name, x, y, text, kind="", *, size=TEXT, anchor="start"):
        """A line of text that stands on y."""
        middle = {} if anchor == "start" else {"text_anchor": anchor}
        self._put(name, "text", kind, str(text), x=x, y=y, font_size=size, **middle)


class Axes:
    """A frame with a scale on either side; `at` says where a pair of numbers lies.

    Parameters
    ----------
    board : Drawing
    name : str
        What the names of its marks begin with.
    left, top, width, height : float
        Of the frame; numbers and names stand outside it.
    x, y : (low, high)
    xlabel, ylabel : str
    xticks, yticks : sequence of float, or dict from numbers to how they are written
    """

    def __init__(self, board, name, left, top, width, height, *, x, y, xlabel="", ylabel="", xticks=(), yticks=()):
        self.left, self.top, self.width, self.height, self.x, self.y = left, top, width, height, x, y
        foot = top + height
        board.line(f"{name}-foot", left, foot, left + width, foot, "axis")
        board.line(f"{name}-side", left, top, left, foot, "axis")
        for k, value in enumerate(xticks):
            at, _ = self.at(value, y[0])
            board.line(f"{name}-x{k}", at, foot, at, foot + 7, "axis")
            said = xticks[value] if isinstance(xticks, dict) else f"{value:g}"
            board.words(f"{name}-x{k}-said", at, foot + 30, said, "quiet", size=22, anchor="middle")
        for k, value in enumerate(yticks):
            _, at = self.at(x[0], value)
            board.line(f"{name}-y{k}", left - 7, at, left, at, "axis")
            said = yticks[value] if isinstance(yticks, dict) else f"{value:g}"
            board.words(f"{name}-y{k}-said", left - 13, at + 8, said, "quiet", size=22, anchor="end")
        if xlabel:
            below = 58 if xticks else 30
            board.words(f"{name}-xlabel", left + width / 2, foot + below, xlabel, size=22, anchor="middle")
        if ylabel:
            board.words(f"{name}-ylabel", left, top - 14, ylabel, size=22)

    def at(self, x, y):
        """The place of (x, y), in pixels; beyond the frame, on its edge."""
        (x0, x1), (y0, y1) = self.x, self.y
        across, up = (float(x) - x0) / (x1 - x0), (float(y) - y0) / (y1 - y0)
        return (
            self.left + self.width * min(max(across, 0), 1),
            self.top + self.height * (1 - min(max(up, 0), 1)),
        )

    def curve(self, xs, ys):
        """The places of many."""
        return [self.at(x, y) for x, y in zip(xs, ys, strict=True)]
