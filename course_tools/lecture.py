"""A lecture, read from the slide metadata of a notebook, and what is wrong with it.

Which cells are on slides is said by the notebook's usual slide types (`cell.metadata.slideshow`):
`slide` and `subslide` begin a slide, `fragment` adds to it at the next key press, `-` adds to it at
once, `notes` adds to the speaker notes; a cell with `skip`, or without a type, is left out.

What a slide shows differs from what a reader needs. `cell.metadata.lecture` says how:

    title    heading of the slide, if the cell has none
    text     markdown in place of the cell's prose; in a code cell it stands above the code
    code     the lines shown in place of the cell's code; false hides the code
    output   false hides the output, "figure" shows only its pictures and live figures
    rows     how many rows of pictures of a live figure are shown, if not all
    alt      what the picture shows, if no **Figure.** sentence follows
    notes    speaker notes, markdown: what to say, what to ask, the usual wrong answer
    minutes  how long the slide takes
    path     true if the slide belongs to the 50-minute path

The opening cell (the first) becomes three slides. Its `minutes` are what the deck promises in all,
and `opening` has the notes and minutes of `title`, `objectives` and `outline`.
"""

import math
import re
from dataclasses import dataclass, field

from .render import alt_text, figure_kind, plain_text

PATH_MINUTES = 50
MOST_CODE_LINES, MOST_CODE_COLUMNS = 12, 70
MOST_OUTPUT_COLUMNS = 80
OPENING_SLIDES = ("title", "objectives", "outline")
SLIDE_TYPES = ("slide", "subslide", "fragment", "-", "notes", "skip")
KEYS = {
    "title": str, "text": str, "code": (str, bool), "output": (str, bool), "alt": str, "notes": str,
    "minutes": (int, float), "path": bool, "opening": dict, "rows": int,
}  # fmt: skip
QUIZ = re.compile(r"^Quiz\(", re.MULTILINE)

# What a slide of 1280 × 720 holds, in pixels: estimates on the low side, the browser has the last word.
HEIGHT, TITLE, TEXT_LINE, CODE_LINE, LEAST_FIGURE = 640, 80, 40, 30, 240
TEXT_COLUMNS = 80


@dataclass
class Part:
    """What one cell puts on a slide."""

    index: int
    cell: object
    text: str = ""
    code: str = ""
    output: object = True
    fragment: bool = False
    alt: str = ""
    rows: int | None = None

    @property
    def shown_outputs(self):
        """The outputs that the slide shows."""
        if self.cell.cell_type != "code" or self.output is False:
            return []
        return [output for output in self.cell.outputs if self.output != "figure" or figure_kind(output)]

    @property
    def figures(self):
        return [output for output in self.shown_outputs if figure_kind(output)]


@dataclass
class Slide:
    """One slide: `kind` is "title", "objectives", "outline", "cells" or "quiz"."""

    index: int
    kind: str
    title: str
    section: str
    minutes: float
    path: bool
    notes: str
    below: bool = False
    parts: list = field(default_factory=list)


@dataclass
class Opening:
    """What the first cell of a notebook says of it."""

    title: str
    lead: str
    objectives: list
    needs: str
    sections: list  # (title, minutes of self-study)


@dataclass
class Lecture:
    opening: Opening
    promised: float | None
    slides: list

    @property
    def minutes(self):
        return sum(slide.minutes for slide in self.slides)

    @property
    def path_minutes(self):
        return sum(slide.minutes for slide in self.slides if slide.path)

    def sections(self):
        """(title, minutes, minutes on the path) of every section that has slides, in order."""
        titles = dict.fromkeys(slide.section for slide in self.slides if slide.section)
        return [
            (
                title,
                sum(slide.minutes for slide in self.slides if slide.section == title),
                sum(slide.minutes for slide in self.slides if slide.section == title and slide.path),
            )
            for title in titles
        ]


def read_opening(notebook):
    """Title, objectives, needs and sections from the first cell of a notebook; what is not there is empty."""
    source = notebook.cells[0].source if notebook.cells else ""
    title = re.search(r"^# (.+)$", source, re.MULTILINE)
    before, _, after = source.partition("**You will be able to**")
    lead = re.sub(r"^# .+$", "", before, flags=re.MULTILINE).strip()
    wishes = after.split("**You need**")[0].strip()
    objectives = re.findall(r"^- (.+?)(?=\n- |\n\n|\Z)", wishes, re.MULTILINE | re.DOTALL)
    needs = re.search(r"\*\*You need\*\*\s+(.+?)(?=\n\n|\Z)", source, re.DOTALL)
    rows = re.findall(r"^\| *\**(.+?)\** *\| *\**(\d+)\** *\|$", source, re.MULTILINE)
    return Opening(
        title.group(1).strip() if title else "",
        " ".join(lead.split()),
        [" ".join(objective.split()) for objective in objectives],
        " ".join(needs.group(1).split()) if needs else "",
        [(name, int(minutes)) for name, minutes in rows if name.lower() != "total"],
    )


def slide_type(cell):
    """The slide type of a cell; `skip` if it has none."""
    return cell.metadata.get("slideshow", {}).get("slide_type") or "skip"


def read_lecture(notebook):
    """The slides of a notebook.

    Parameters
    ----------
    notebook : NotebookNode
        As stored or executed; what its metadata lacks is empty or zero, and named by `lecture_faults`.

    Returns
    -------
    Lecture
    """
    slides, section = [], ""
    promised = None
    for index, cell in enumerate(notebook.cells):
        kind, said = slide_type(cell), _said(cell)
        if cell.cell_type == "markdown" and (heading := re.match(r"## (.+)", cell.source)):
            section = heading.group(1).strip()
        if index == 0 and kind in ("slide", "subslide"):
            promised = said.get("minutes")
            slides += _opening_slides(said)
        elif kind in ("slide", "subslide"):
            title, part = _part(notebook.cells, index)
            is_quiz = cell.cell_type == "code" and QUIZ.search(cell.source)
            slides.append(
                Slide(
                    index, "quiz" if is_quiz else "cells", said.get("title") or title, section,
                    _number(said.get("minutes")), said.get("path") is True, said.get("notes", ""),
                    below=kind == "subslide", parts=[part],
                )
            )  # fmt: skip
        elif kind in ("fragment", "-") and slides and slides[-1].kind == "cells":
            title, part = _part(notebook.cells, index)
            part.text = f"**{title}**\n\n{part.text}" if title and "text" not in said else part.text
            part.fragment = kind == "fragment"
            slides[-1].parts.append(part)
            slides[-1].minutes += _number(said.get("minutes"))
            slides[-1].notes = "\n\n".join(filter(None, [slides[-1].notes, said.get("notes")]))
        elif kind == "notes" and slides:
            slides[-1].notes = "\n\n".join(filter(None, [slides[-1].notes, said.get("text", cell.source)]))
    return Lecture(read_opening(notebook), promised, slides)


def _said(cell):
    said = cell.metadata.get("lecture", {})
    return said if isinstance(said, dict) else {}


def _number(value):
    return value if isinstance(value, int | float) and not isinstance(value, bool) else 0


def _opening_slides(said):
    opening = said.get("opening", {})
    for kind in OPENING_SLIDES:
        own = opening.get(kind, {})
        # the title is on every path: nobody skips it
        yield Slide(0, kind, kind.capitalize(), "", _number(own.get("minutes")), True, own.get("notes", ""))


def _part(cells, index):
    """The heading that a cell begins with, and what it puts on a slide below that."""
    cell, said = cells[index], _said(cells[index])
    if cell.cell_type == "code":
        code = said.get("code", cell.source)
        code = code.strip("\n") if isinstance(code, str) else "" if code is False else cell.source
        shown = {"output": said.get("output", True), "rows": said.get("rows"), "alt": alt_text(cells, index)}
        return "", Part(index, cell, said.get("text", ""), code, **shown)
    heading, rest = re.match(r"(?:#+ (.+)\n?)?([\s\S]*)", cell.source).groups()
    return (heading or "").strip(), Part(index, cell, said.get("text", rest).strip())


# ------------------------------------------------------------------ faults


def lecture_faults(notebook):
    """What keeps a notebook from being a lecture.

    Parameters
    ----------
    notebook : NotebookNode

    Returns
    -------
    list of str
        Each names the cell (from 1, with its id) and the slide; empty if all is well.
    """
    if all(slide_type(cell) == "skip" for cell in notebook.cells):
        return ["no cell has a slide type: set cell.metadata.slideshow.slide_type, see docs/lecturing.md"]
    if unreadable := list(_metadata_faults(notebook)):
        return unreadable
    faults = []
    lecture = read_lecture(notebook)
    if not lecture.slides or lecture.slides[0].kind != "title":
        faults.append(f"{_cell(notebook, 0)}: the opening cell must be a slide; title and outline are made from it")
    for slide in lecture.slides:
        name = f"{_cell(notebook, slide.index)}, slide {slide.title!r}"
        if not slide.title:
            faults.append(f"{name}: no title; begin the cell with a heading, or set lecture.title")
        if not slide.notes.strip():
            faults.append(f"{name}: no speaker notes; set {_where(slide, 'notes')}")
        if not slide.minutes > 0:
            faults.append(f"{name}: no minutes; set {_where(slide, 'minutes')}")
        if slide.kind == "cells":
            faults += _fullness_faults(notebook, slide)
    if lecture.slides and lecture.slides[0].kind == "title":
        faults += _minutes_faults(notebook, lecture)
    return faults


def _where(slide, key):
    return f"lecture.{key}" if slide.kind in ("cells", "quiz") else f"lecture.opening.{slide.kind}.{key}"


def _metadata_faults(notebook):
    seen_slide = False
    for index, cell in enumerate(notebook.cells):
        kind, said = slide_type(cell), cell.metadata.get("lecture", {})
        if kind not in SLIDE_TYPES:
            yield f"{_cell(notebook, index)}: slide type {kind!r}; there are {', '.join(SLIDE_TYPES)}"
        if not isinstance(said, dict):
            yield f"{_cell(notebook, index)}: lecture must be a dict; got {said!r}"
            continue
        for key, value in said.items():
            if key not in KEYS:
                yield f"{_cell(notebook, index)}: lecture.{key} is unknown; there are {', '.join(KEYS)}"
            elif not isinstance(value, KEYS[key]) or (key in ("minutes", "rows") and isinstance(value, bool)):
                yield f"{_cell(notebook, index)}: lecture.{key} cannot be {value!r}"
        if said.get("rows") not in (None, 1, 2):
            yield f"{_cell(notebook, index)}: lecture.rows may be 1 or 2; got {said['rows']!r}"
        if said.get("code") is True or said.get("output") not in (None, True, False, "figure"):
            yield f'{_cell(notebook, index)}: code may be text or false, output true, false or "figure"'
        if said and kind == "skip":
            yield f"{_cell(notebook, index)}: lecture metadata on a cell that is on no slide"
        if kind in ("slide", "subslide"):
            seen_slide = True
        elif kind != "skip" and not seen_slide:
            yield f"{_cell(notebook, index)}: a {kind!r} before the first slide"


def _fullness_faults(notebook, slide):
    height = TITLE
    for part in slide.parts:
        name = f"{_cell(notebook, part.index)}, slide {slide.title!r}"
        lines = part.code.splitlines()
        widest = max(map(len, lines), default=0)
        if len(lines) > MOST_CODE_LINES or widest > MOST_CODE_COLUMNS:
            yield (
                f"{name}: {len(lines)} lines of code, {widest} columns; a slide holds {MOST_CODE_LINES} lines of "
                f"{MOST_CODE_COLUMNS}. Put the lines you talk about into lecture.code"
            )
        if part.figures and not part.alt:
            yield f"{name}: a figure without alt text; set lecture.alt, or begin the next cell with **Figure.**"
        height += sum(_text_height(block) for block in part.text.split("\n\n")) + CODE_LINE * len(lines)
        for output in part.shown_outputs:
            printed = [] if figure_kind(output) else _printed(output)
            widest = max(map(len, printed), default=0)
            if widest > MOST_OUTPUT_COLUMNS:
                yield (
                    f"{name}: printed lines of {widest} columns; a slide holds {MOST_OUTPUT_COLUMNS}. "
                    "Set lecture.output to false and say it in lecture.text"
                )
            height += LEAST_FIGURE if figure_kind(output) else CODE_LINE * len(printed)
    if height > HEIGHT:
        yield (
            f"{_cell(notebook, slide.index)}, slide {slide.title!r}: too full, about {height} of {HEIGHT} pixels; "
            "cut its text or code, or make two slides of it"
        )


def _text_height(block):
    if block.lstrip().startswith("$$"):
        return 2 * TEXT_LINE
    if block.lstrip().startswith("|"):
        return TEXT_LINE * (len(block.splitlines()) - 1)
    items = re.split(r"\n(?=[-*] |\d+\. )", block)
    return TEXT_LINE * sum(math.ceil(len(plain_text(item)) / TEXT_COLUMNS) for item in items)


def _printed(output):
    return (output.get("text") or output.get("data", {}).get("text/plain", "")).splitlines()


def _minutes_faults(notebook, lecture):
    opening = _cell(notebook, 0)
    if not _number(lecture.promised) > 0:
        yield f"{opening}: lecture.minutes must say how long the whole deck takes"
    elif not math.isclose(lecture.minutes, lecture.promised):
        sums = "; ".join(f"{title!r} {minutes:g}" for title, minutes, _ in lecture.sections())
        took = f"the slides take {lecture.minutes:g} (by section: {sums})"
        yield f"{opening}: promises {lecture.promised:g} minutes, {took}"
    if lecture.path_minutes > PATH_MINUTES:
        yield f"{opening}: the path takes {lecture.path_minutes:g} minutes, at most {PATH_MINUTES}; take slides off it"


def _cell(notebook, index):
    cell = notebook.cells[index]
    return f"cell {index + 1} ({cell.get('id', 'no id')})"
