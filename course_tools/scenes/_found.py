"""The scenes that there are."""

import threading
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

from ._drawing import BOXES, Box, Step

HEIGHTS = {"slide": "HEIGHT", "page": "PAGE_HEIGHT"}
"""The names under which a scene says a height of its own."""

_DRAWING = threading.Lock()  # decks are built in threads, and the forty people are drawn from one global generator


class Scene(NamedTuple):
    """A scene as it is drawn into a box."""

    name: str
    title: str
    box: Box
    steps: tuple[Step, ...]


def names():
    """The names of all scenes, sorted; no scene is drawn."""
    return sorted(file.stem for file in Path(__file__).parent.glob("[!_]*.py"))


@cache
def scene(name, box="slide"):
    """A scene, drawn.

    Parameters
    ----------
    name : str
        One of `names()`.
    box : {"slide", "page"}

    Returns
    -------
    Scene
    """
    with _DRAWING:
        module = import_module(f"{__package__}.{name}")
        into = BOXES[box]
        into = into._replace(height=getattr(module, HEIGHTS[box], into.height))
        return Scene(name, module.TITLE, into, tuple(module.steps(into)))
