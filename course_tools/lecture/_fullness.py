"""Whether a slide holds what is on it.

Estimates on the low side, of a slide of 1280 × 720 pixels: the browser has the last word.
"""

import math
import re

from ..prose import plain_text
from ..render import figure_kind
from ..scenes import height_of_bars
from ._parts import Bars, Big, Embed, Scene, Text

MOST_CODE_LINES, MOST_CODE_COLUMNS = 12, 70
MOST_OUTPUT_COLUMNS = 80
HEIGHT, TITLE, TEXT_LINE, CODE_LINE, LEAST_FIGURE, BIG = 640, 80, 40, 30, 240, 170
TEXT_COLUMNS = 80
PAUSE = 24  # between two paragraphs
LEAST_SCENE = 480


def fullness_faults(lecture, slide):
    """What is too much for a slide: lines of code, columns of output, the sum of all.

    Parameters
    ----------
    lecture : Lecture
    slide : Slide

    Returns
    -------
    list of str
    """
    if slide.kind == "polls":
        return []
    faults, height = [], TITLE
    for block in slide.blocks:
        if isinstance(block, Text):
            height += sum(_text_height(paragraph) for paragraph in block.source.split("\n\n"))
            continue
        if isinstance(block, Scene | Big):
            height += LEAST_SCENE if isinstance(block, Scene) else BIG
            continue
        if isinstance(block, Bars):
            height += height_of_bars(len(block.rows), at=block.at)
            continue
        lines = lecture.source(block).splitlines()
        widest = max(map(len, lines), default=0)
        if len(lines) > MOST_CODE_LINES or widest > MOST_CODE_COLUMNS:
            faults.append(
                f"{block.place}: {len(lines)} lines of code, {widest} columns; a slide holds {MOST_CODE_LINES} lines "
                f"of {MOST_CODE_COLUMNS}. Write the lines you talk about into a ```python block"
            )
        height += CODE_LINE * len(lines)
        shown = lecture.outputs(block)
        if any(map(figure_kind, shown)) and not lecture.alt(block):
            where = f"{{{{< embed {block.cell} {block.show} " if isinstance(block, Embed) else "```{python "
            written = f'write {where}alt="…", or ' if lecture.written else ""
            faults.append(
                f"{block.place}: a figure without alt text; {written}begin the cell below it with **Figure.**"
            )
        for output in shown:
            printed = [] if figure_kind(output) else _printed(output)
            widest = max(map(len, printed), default=0)
            if widest > MOST_OUTPUT_COLUMNS:
                faults.append(
                    f"{block.place}: printed lines of {widest} columns; a slide holds {MOST_OUTPUT_COLUMNS}. "
                    "Say in words what is printed"
                )
            height += LEAST_FIGURE if figure_kind(output) else CODE_LINE * len(printed)
    if height > HEIGHT:
        faults.append(
            f"{slide.place}: slide {slide.title!r} is too full, about {height} of {HEIGHT} pixels; "
            "cut its text or code, or make two slides of it"
        )
    return faults


def room_for_bars(slide):
    """The pixels that bars or intervals may fill on a slide that has nothing else but text; 0 on others."""
    rest = [block for block in slide.blocks if not isinstance(block, Bars)]
    if len(slide.blocks) - len(rest) != 1 or not all(isinstance(block, Text) for block in rest):
        return 0
    paragraphs = [paragraph for block in rest for paragraph in block.source.split("\n\n")]
    return HEIGHT - TITLE - sum(_text_height(paragraph) + PAUSE for paragraph in paragraphs)


def _text_height(paragraph):
    if paragraph.lstrip().startswith("$$"):
        return 2 * TEXT_LINE
    if paragraph.lstrip().startswith("|"):
        return TEXT_LINE * (len(paragraph.splitlines()) - 1)
    items = re.split(r"\n(?=[-*] |\d+\. )", paragraph)
    return TEXT_LINE * sum(math.ceil(len(plain_text(item)) / TEXT_COLUMNS) for item in items)


def _printed(output):
    return (output.get("text") or output.get("data", {}).get("text/plain", "")).splitlines()
