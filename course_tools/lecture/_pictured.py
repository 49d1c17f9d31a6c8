"""How many slides lose their point without the picture, live figure or scene on them."""

from typing import NamedTuple

from ..render import figure_kind
from ._parts import Bars, Scene


class Pictured(NamedTuple):
    """Slides of a lecture that show a picture, out of all: of the whole deck, and of its path."""

    shown: int
    slides: int
    shown_on_path: int
    on_path: int


def pictured(lecture, polls=None):
    """Count the slides with a picture, a live figure or a scene.

    One that was shown before counts once; text, code, printed lines and large numbers do not count.

    Parameters
    ----------
    lecture : Lecture
        Of a notebook with its outputs.
    polls : callable, optional
        From a slide with a quiz to how many questions it has, each of which is a slide; one if not given.

    Returns
    -------
    Pictured
    """
    counts = [0, 0, 0, 0]
    seen, seen_on_path = set(), set()
    for slide in lecture.slides:
        weight = polls(slide) if polls and slide.kind == "polls" else 1
        pictures = set(_pictures(lecture, slide))
        counts[0] += bool(pictures - seen)
        counts[1] += weight
        seen |= pictures
        if slide.path:
            counts[2] += bool(pictures - seen_on_path)
            counts[3] += weight
            seen_on_path |= pictures
    return Pictured(*counts)


def _pictures(lecture, slide):
    for block in slide.blocks:
        if isinstance(block, Scene):
            yield block.name
        elif isinstance(block, Bars):
            yield block.cell, block.rows
        elif any(map(figure_kind, lecture.outputs(block))):
            yield getattr(block, "cell", block.place)
