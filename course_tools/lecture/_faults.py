"""What is wrong with a lecture: with each slide, and with the whole."""

import difflib
import math
import re
from collections import Counter

from .. import scenes
from ._code import first_other_line
from ._fullness import fullness_faults
from ._parts import Bars, Big, Code, Embed, Poll, Scene

ROOM, MENDED = "**Usual wrong answer.**", "**Put it right.**"
MARK = "slide"
"""The tag of a cell that a lecture must not leave out."""


# ------------------------------------------------------------------ one slide


def slide_faults(lecture, slide):
    """What keeps a slide from being shown; of one that is written, also what keeps it from being given."""
    faults = list(_cell_faults(lecture, slide))
    if not faults:
        faults = [*_code_faults(lecture, slide), *fullness_faults(lecture, slide)]
    return faults + (list(_giving_faults(slide)) if lecture.written else [])


def _giving_faults(slide):
    name = f"{slide.place}: slide {slide.title or slide.anchor!r}"
    if not slide.title and slide.kind == "plain":
        yield f"{name} has no title; write it behind ##"
    if not slide.notes.strip():
        yield f"{name} has no speaker notes; write them below it, in ::: {{.notes}}"
    if slide.notes.count(f"\n\n{MENDED}") != slide.notes.count(ROOM):
        yield f"{name}: the notes do not put each wrong answer right; begin a paragraph below it with {MENDED}"
    if not slide.minutes > 0:
        yield f"{name} has no minutes; write them behind its title, like {{minutes=2}}"


def _cell_faults(lecture, slide):
    for block in slide.blocks:
        names = (
            block.cells
            if isinstance(block, Code)
            else (block.cell,)
            if isinstance(block, Embed | Big | Bars | Poll)
            else ()
        )
        for name in names:
            cell = lecture.cell(name)
            if cell is None:
                yield f"{block.place}: no cell {name!r} in the notebook{_like(lecture, name)}"
            elif cell.cell_type != "code":
                yield f"{block.place}: cell {name!r} is text; only code cells can be shown, write text on the slide"
            elif isinstance(block, Embed) and _is_missed(lecture, block, cell):
                what = "no output" if block.show == "output" else "no figure among its outputs"
                yield f"{block.place}: cell {name!r} has {what}; embed its code, or another cell"
            elif isinstance(block, Big | Bars) and cell.outputs:
                rows = [block.before] if isinstance(block, Big) else [before for before, _ in block.rows]
                for before in rows:
                    what = "interval" if isinstance(block, Bars) and block.intervals else "number"
                    find = lecture.interval_after if what == "interval" else lecture.number_after
                    if not find(name, before):
                        said = f"no {what} after {before!r}; write words that it prints, and {what} behind them"
                        yield f"{block.place}: cell {name!r} prints {said}"
        if isinstance(block, Scene):
            yield from _scene_faults(lecture, slide, block)


def _scene_faults(lecture, slide, block):
    if block.name not in scenes.names():
        near = difflib.get_close_matches(block.name, scenes.names(), n=3)
        there = ", ".join(near or scenes.names())
        yield f"{block.place}: no scene {block.name!r} in course_tools/scenes; there is {there}"
    elif not (block.after or slide.cells):
        how = f"{{{{< scene {block.name} after=CELL >}}}}"
        yield f"{block.place}: no cell below which the scene stands on the page of the notebook; write {how}"
    elif block.after and lecture.index_of(block.after) is None:
        yield f"{block.place}: no cell {block.after!r} in the notebook{_like(lecture, block.after)}"


def _is_missed(lecture, embed, cell):
    """Whether a cell that was run has nothing of what is to be shown."""
    return embed.show != "code" and cell.get("execution_count") is not None and not lecture.outputs(embed)


def _like(lecture, name):
    names = [cell.get("id", "") for cell in lecture.notebook.cells if cell.cell_type == "code"]
    near = difflib.get_close_matches(name, names, n=3)
    return f"; there is {', '.join(near)}" if near else ""


def _code_faults(lecture, slide):
    for block in slide.blocks:
        if not isinstance(block, Code):
            continue
        if not block.cells:
            how = "```{python after=CELL}" if block.run else "```{.python cell=CELL}"
            yield f"{block.place}: code of no cell: the slide embeds none; write {how}"
        elif not block.run:
            others = [first_other_line(block.source, lecture.cell(name).source) for name in block.cells]
            if None not in others:
                cells = " or ".join(map(repr, block.cells))
                yield (
                    f"{block.place}: {others[-1]!r} is no line of cell {cells}; write lines of it, or begin the block "
                    "with ```{python}, which is run when the deck is built"
                )


# ------------------------------------------------------------------ the whole


def lecture_faults(lecture):
    """What is wrong with a written lecture as a whole: its opening, anchors, sections, minutes, what it leaves out."""
    if not lecture.slides:
        return [f"{lecture.place}:1: no slide; one begins with a heading, ## Title {{minutes=2}}"]
    checks = (_opening_faults, _anchor_faults, _section_faults, _left_out, _minutes_faults)
    return [fault for check in checks for fault in check(lecture)]


def _opening_faults(lecture):
    if lecture.slides[0].kind != "title":
        yield f"{lecture.slides[0].place}: the first slide must be the title: ## {{.title minutes=1}}"


def _anchor_faults(lecture):
    seen = Counter()
    for slide in lecture.slides:
        seen[slide.anchor] += 1
        if seen[slide.anchor] == 2:
            yield f"{slide.place}: a second slide at #{slide.anchor}; give it its own, ## Title {{#anchor}}"


def _section_faults(lecture):
    headings = [
        heading.strip()
        for cell in lecture.notebook.cells
        if cell.cell_type == "markdown"
        for heading in re.findall(r"^## (.+)$", cell.source, re.MULTILINE)
    ]
    for title in dict.fromkeys(slide.section for slide in lecture.slides if slide.section):
        if title not in headings:
            place = next(slide.place for slide in lecture.slides if slide.section == title)
            near = difflib.get_close_matches(title, headings, n=1)
            yield f"{place}: section {title!r} is not in the notebook" + (f"; there is {near[0]!r}" if near else "")


def _left_out(lecture):
    shown = {name for slide in lecture.slides for name in slide.cells}
    for index, cell in enumerate(lecture.notebook.cells):
        if MARK in cell.metadata.get("tags", []) and cell.get("id") not in shown:
            yield (
                f"{lecture.place}:1: cell {index + 1} ({cell.get('id')}) has the tag {MARK!r} and is on no slide; "
                "embed it, or take the tag away"
            )


def _minutes_faults(lecture):
    if lecture.promised is None:
        yield f"{lecture.place}:1: the front matter must say how long the whole deck takes, like `minutes: 90`"
    elif not math.isclose(lecture.minutes, lecture.promised):
        sums = "; ".join(f"{title!r} {minutes:g}" for title, minutes, _ in lecture.sections())
        took = f"the slides take {lecture.minutes:g} (by section: {sums})"
        yield f"{lecture.place}:1: promises {lecture.promised:g} minutes, {took}"
    if lecture.path_minutes > lecture.path_minutes_at_most:
        yield (
            f"{lecture.place}:1: the path takes {lecture.path_minutes:g} minutes, "
            f"at most {lecture.path_minutes_at_most:g}; take slides off it"
        )
