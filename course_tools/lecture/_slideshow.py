"""Slides from the slide types of a notebook alone, as RISE and nbconvert show them."""

import re
from dataclasses import replace

from ._lecture import Lecture
from ._parts import Embed, Part, Slide, Text
from ._pasted import with_pictures

SLIDE_TYPES = ("slide", "subslide", "fragment", "-", "notes", "skip")


def has_slide_types(notebook):
    """Whether a notebook says of any cell what it is in a slide show."""
    return any(_slide_type(cell) not in ("", "-") for cell in notebook.cells)


def read_slideshow(notebook, name, folder="."):
    """The plain lecture that the slide types of a notebook describe: cells as they are, without minutes and path.

    `slide` and `subslide` begin a slide, `fragment` adds a cell at the next key, `notes` adds it to the speaker
    notes, `skip` leaves it out, and any other cell stands below the one before it. A cell without an id gets one.

    Parameters
    ----------
    notebook : NotebookNode
        Executed.
    name : str
        How its file is called in warnings.
    folder : path
        Where the pictures lie that its texts show.

    Returns
    -------
    Lecture
        Not `written`: what its `faults` name is no reason to refuse it.
    """
    slides, warnings = [], []
    for index, cell in enumerate(notebook.cells):
        cell.setdefault("id", f"cell-{index + 1}")
        place, kind = f"{name}: cell {index + 1} ({cell.id})", _slide_type(cell) or "-"
        if kind not in SLIDE_TYPES:
            there = ", ".join(SLIDE_TYPES)
            warnings.append(f"{place}: slide type {kind!r} is unknown and taken for '-'; there are {there}")
        if kind == "skip" or not cell.source.strip():
            continue
        text = cell.source
        if cell.cell_type == "markdown":
            text, lost = with_pictures(cell, folder)
            warnings += [f"{place}: {what}" for what in lost]
        if kind in ("slide", "subslide") or not slides:
            title, text = _title(cell, text)
            slides.append(Slide("plain", title, cell.id, place, below=kind == "subslide" and bool(slides)))
        slide = slides[-1]
        if kind == "notes":
            slides[-1] = replace(slide, notes="\n\n".join(filter(None, [slide.notes, text])))
        elif blocks := _blocks(cell, place, text.strip()):
            slides[-1] = replace(slide, parts=(*slide.parts, Part(blocks, later=kind == "fragment")))
    return Lecture(notebook, tuple(slides), name, written=False, misread=tuple(warnings))


def _slide_type(cell):
    return cell.metadata.get("slideshow", {}).get("slide_type") or ""


def _title(cell, text):
    """The heading that the text of a cell begins with, and the rest."""
    heading = re.match(r"#+ +(.+)\n?", text) if cell.cell_type == "markdown" else None
    return (heading[1].strip(), text[heading.end() :]) if heading else ("", text)


def _blocks(cell, place, text):
    if cell.cell_type == "code":
        shown = ["code", "output"] if cell.outputs else ["code"]
        return tuple(Embed(cell.id, show, place) for show in shown)
    return (Text(text),) if text and cell.cell_type == "markdown" else ()
