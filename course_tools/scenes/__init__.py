"""Scenes: an idea drawn in steps, which a key moves on, in a deck and on a page; a still where nothing moves.

A scene is a module of this folder, named as lectures name it: `{{< scene likelihood >}}` is `likelihood.py`. It has a
`TITLE`, perhaps the `HEIGHT` that a slide has for it or the `PAGE_HEIGHT` that a page has, and a function `steps(box)`,
which draws on a board and yields a step for each key. What it draws comes from arrays of `course_utils`: no number is
typed.
"""

from ._bars import height_of_bars
from ._drawing import BOXES, PAGE, SLIDE, TEXT, Axes, Box, Drawing, Mark, Step
from ._found import names, scene
from ._html import SHAPES, bars, figure, intervals

__all__ = [
    "BOXES", "PAGE", "SHAPES", "SLIDE", "TEXT", "Axes", "Box", "Drawing", "Mark", "Step", "bars", "figure",
    "height_of_bars", "intervals", "names", "scene",
]  # fmt: skip
