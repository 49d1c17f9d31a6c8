"""A lecture: the slides of a notebook, written as text beside it.

`lectures/03_bce_and_sgd.md` says what is on the slides, what is spoken, and how long it takes; it shows
cells of `notebooks/03_bce_and_sgd.ipynb` by their ids. docs/lecturing.md explains how it is written.
"""

from ._faults import MARK, MENDED, ROOM
from ._fullness import room_for_bars
from ._lecture import Lecture, lecture_of
from ._markup import PATH_MINUTES
from ._opening import Opening, read_opening
from ._parts import Bars, Big, Code, Embed, Part, Poll, Scene, Slide, Text
from ._pictured import Pictured, pictured
from ._slideshow import has_slide_types, read_slideshow

__all__ = [
    "MARK", "MENDED", "PATH_MINUTES", "ROOM", "Bars", "Big", "Code", "Embed", "Lecture", "Opening", "Part", "Pictured",
    "Poll",
    "Scene", "Slide", "Text", "has_slide_types", "lecture_of", "pictured", "read_opening", "read_slideshow",
    "room_for_bars",
]  # fmt: skip
