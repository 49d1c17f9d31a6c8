"""A lecture: the slides of a notebook, written as text beside it.

`lectures/03_bce_and_sgd.md` says what is on the slides, what is spoken, and how long it takes; it shows
cells of `notebooks/03_bce_and_sgd.ipynb` by their ids. docs/lecturing.md explains how it is written.
"""

from ._lecture import MARK, Lecture
from ._markup import PATH_MINUTES
from ._opening import Opening, read_opening
from ._parts import Code, Embed, Part, Poll, Slide, Text

__all__ = [
    "MARK", "PATH_MINUTES", "Code", "Embed", "Lecture", "Opening", "Part", "Poll", "Slide", "Text", "read_opening",
]  # fmt: skip
