"""A lecture: the slides of a notebook, written as text beside it.

`lectures/03_bce_and_sgd.md` says what is on the slides, what is spoken, and how long it takes; it shows
cells of `notebooks/03_bce_and_sgd.ipynb` by their ids. docs/lecturing.md explains how it is written.
"""

from ._faults import MARK, MENDED, ROOM
from ._lecture import Lecture
from ._markup import PATH_MINUTES
from ._opening import Opening, read_opening
from ._parts import Code, Embed, Part, Poll, Slide, Text
from ._slideshow import has_slide_types, read_slideshow

__all__ = [
    "MARK", "MENDED", "PATH_MINUTES", "ROOM", "Code", "Embed", "Lecture", "Opening", "Part", "Poll", "Slide",
    "Text", "has_slide_types", "read_opening", "read_slideshow",
]  # fmt: skip
