"""Decks: each notebook as one HTML file of slides that opens by double-click, without a network.

    course slides notebooks/03_bce_and_sgd.ipynb

What is on the slides is written in the lecture of the notebook, see `lecture`; of a notebook without one, the
slide types of its cells make a plain deck. reveal.js lies in vendor/reveal and is put into the file.
"""

import re
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path

from markupsafe import Markup

from course_utils.exercises.registry import quiz_questions

from . import building, project, prose, render, scenes
from .execute import NotebookFailed, read
from .kept_runs import CACHE, executed
from .lecture import (
    Bars,
    Big,
    Embed,
    Lecture,
    Scene,
    Text,
    has_slide_types,
    lecture_of,
    pictured,
    read_opening,
    read_slideshow,
    room_for_bars,
)
from .slide_code import with_code_run

OUTPUT = project.BUILD / "slides"
LETTERS = "ABCDEFGH"


def deck(lecture, name):
    """The HTML text of a deck.

    Parameters
    ----------
    lecture : Lecture
        Of a notebook that is executed with its widget state, as `executed` gives it.
    name : str
        The stem of the notebook's file.

    Returns
    -------
    str

    Raises
    ------
    ValueError
        If the lecture has faults; the message names each by file and line.
    """
    if lecture.written and (faults := lecture.faults()):
        raise ValueError("\n".join(faults))
    slides, start, path_start = [], 0, 0
    for slide in lecture.slides:
        for shown in _shown(lecture, slide):
            shown["clock"] = _clock(lecture, start, path_start, shown["minutes"], slide.path) if lecture.written else ""
            start += shown["minutes"]
            path_start += shown["minutes"] if slide.path else 0
            slides.append(shown)
    stacks = []
    for slide in slides:
        if slide["below"] and stacks:
            stacks[-1].append(slide)
        else:
            stacks.append([slide])
    return render.page(
        "deck.html.j2",
        title=prose.plain_text(read_opening(lecture.notebook).title) or name,
        lecture=lecture,
        letters=LETTERS,
        stacks=stacks,
        shapes=scenes.SHAPES if _draws(lecture) else "",
        live=render.live_scripts(lecture.notebook, list(_live(lecture))),
    )


def _draws(lecture):
    return any(isinstance(block, Scene | Bars) for slide in lecture.slides for block in slide.blocks)


def _live(lecture):
    """The ids of the live figures on the slides."""
    for slide in lecture.slides:
        for block in slide.blocks:
            if isinstance(block, Embed) and lecture.outputs(block):
                yield from render.widget_models(lecture.cell(block.cell))


def _clock(lecture, start, path_start, minutes, path):
    times = f"{minutes:g} min · from minute {start:g}"
    on_path = f"{lecture.path_minutes_at_most:g}-minute path: from minute {path_start:g}"
    return f"{times} · {on_path if path else 'not on the path'}"


def _shown(lecture, slide):
    """The slides of the deck that one slide of the lecture becomes: a quiz gives one a question."""
    common = {
        "id": slide.anchor,
        "kind": slide.kind,
        "heading": prose.inline(slide.title),
        # the name of a section is often the answer to its first question
        "section": Markup("") if _asks(slide) else prose.inline(slide.section),
        "path": slide.path,
        "below": slide.below,
        "minutes": slide.minutes,
        "notes": prose.markdown(slide.notes),
    }
    opening = read_opening(lecture.notebook)
    if slide.kind == "title":
        heading = prose.inline(slide.title or opening.title)
        yield common | {"heading": heading, "body": prose.markdown(opening.lead)}
    elif slide.kind == "objectives":
        wishes = "\n".join(f"- {objective}" for objective in opening.objectives)
        yield common | {"heading": common["heading"] or "You will be able to", "body": prose.markdown(wishes)}
    elif slide.kind == "outline":
        yield common | {"heading": common["heading"] or "Outline"}
    elif slide.kind == "polls":
        questions = _questions(lecture, slide)
        for number, question in enumerate(questions, start=1):
            yield common | {
                "id": f"{slide.anchor}-{number}",
                "heading": f"Poll {number} of {len(questions)}",
                "minutes": slide.minutes / len(questions),
                "below": slide.below or number > 1,
                "question": {"table": None, **question},
                "notes": common["notes"] if number == 1 else "",
            }
    else:
        yield common | {"parts": [_part(lecture, part, room_for_bars(slide)) for part in slide.parts]}


def _asks(slide):
    return any(isinstance(block, Text) and "**Predict.**" in block.source for block in slide.blocks)


def _part(lecture, part, room):
    """What the template shows of a part; `room` is what bars may fill."""
    outputs = [output for block in part.blocks for output in lecture.outputs(block)]
    return {
        "body": Markup("").join(_block(lecture, block, room) for block in part.blocks),
        "fills": any(map(render.figure_kind, outputs)) or any(isinstance(block, Scene | Bars) for block in part.blocks),
        "later": part.later,
    }


def _block(lecture, block, room):
    if isinstance(block, Text):
        return prose.markdown(block.source)
    if isinstance(block, Scene):
        return scenes.figure(block.name, keys=True)
    if isinstance(block, Bars):
        title = ", ".join(name for _, name in block.rows)
        if block.intervals:
            rows = [(name, *lecture.interval_after(block.cell, before)) for before, name in block.rows]
            return scenes.intervals(rows, title, block.at, room)
        rows = [(name, lecture.number_after(block.cell, before)) for before, name in block.rows]
        return scenes.bars(rows, title, block.whole, room)
    if isinstance(block, Big):
        label = prose.inline(block.label or block.before)
        return Markup('<p class="big"><strong>{}</strong> <span>{}</span></p>\n').format(lecture.big(block), label)
    if isinstance(block, Embed) and block.show != "code":
        return render.outputs(lecture.cell(block.cell), lecture.alt(block), only_figures=block.show == "figure")
    code = prose.code_block(lecture.source(block))
    return code + render.outputs(lecture.ran[block.place], block.alt) if lecture.outputs(block) else code


def _questions(lecture, slide):
    states = render.widget_states(lecture.notebook)
    (poll,) = slide.blocks
    for model in render.widget_models(lecture.cell(poll.cell)):
        if questions := states[model]["state"].get("questions"):
            return questions
    raise ValueError(
        f"{poll.place}: cell {poll.cell!r} shows no quiz with its widget state; it must end in Quiz(…), "
        "and the notebook be executed with keep_widget_state=True"
    )


def deck_of(path, *, written=None, cache=CACHE, cell_timeout=60):
    """Execute the notebook at `path`, or take its latest run, and return its deck.

    Parameters
    ----------
    path : path of a notebook
    written : path, optional
        Its lecture, if it lies elsewhere than `lecture_of` says.
    cache, cell_timeout
        As for `executed`.

    Returns
    -------
    (str, list of str)
        The deck; and warnings, if it is made of slide types.

    Raises
    ------
    NotebookFailed
        If its lecture has faults, named before anything runs where they can be, or a cell fails.
    """
    path, options = Path(path), {"cache": cache, "cell_timeout": cell_timeout}
    notebook = read(path)
    written = Path(written or lecture_of(path))
    try:
        if not written.exists():
            return _plain_deck(path, notebook, written, options)
        lecture = replace(_without_faults(written, notebook), notebook=executed(path, **options))
        return deck(with_code_run(lecture, path, **options), path.stem), []
    except ValueError as error:
        raise NotebookFailed(f"{path}: no deck\n  " + str(error).replace("\n", "\n  ")) from None


def _without_faults(written, notebook):
    """The lecture in a file; a ValueError that names what is wrong with it."""
    lecture = Lecture.read(written, notebook)
    if faults := lecture.faults():
        raise ValueError("\n".join(faults))
    return lecture


def _plain_deck(path, notebook, written, options):
    if not has_slide_types(notebook):
        raise ValueError(
            f"it has no lecture: {project.shown(written)} is not there, and no cell has a slide type; "
            "docs/lecturing.md says how either is made"
        )
    lecture = read_slideshow(executed(path, **options), str(project.shown(path)), path.parent)
    return deck(lecture, path.stem), lecture.faults()


def arguments(parser):
    building.arguments(parser, OUTPUT)
    parser.add_argument(
        "--pictured",
        action="store_true",
        help="build nothing; say on how many slides of each deck there is a picture, a live figure or a scene",
    )
    parser.add_argument("--lecture", type=Path, help="the lecture of the one notebook (default: lectures/NAME.md for "
                        "those of the course, NAME.md beside it for others)")  # fmt: skip


def run(options):
    """Write a deck for each notebook; 0, 1 if one failed, 2 if the options cannot be."""
    if options.lecture and len(options.notebooks) != 1:
        print(f"--lecture belongs to one notebook; got {len(options.notebooks)}", file=sys.stderr)
        return 2
    if options.lecture and not options.lecture.exists():
        print(f"--lecture {options.lecture} is not there", file=sys.stderr)
        return 2

    if options.pictured:
        return _say_how_many_are_pictured(options)

    def build(path):
        text, warnings = deck_of(path, written=options.lecture, cache=options.cache, cell_timeout=options.cell_timeout)
        for warning in warnings:
            print(f"warning: {warning}", file=sys.stderr)
        return {f"{path.stem}.html": text}

    n_failed = building.build_all(build, options)
    if n_failed < len(options.notebooks):
        print(f"-> {options.output}")
    return 1 if n_failed else 0


def _say_how_many_are_pictured(options):
    """From the notebooks and lectures as they are stored."""
    width = max((len(path.stem) for path in options.notebooks), default=0)
    print(f"{'slides with a picture':{width}}  {'whole deck':>15}  {'path':>15}")
    for path in options.notebooks:
        written = options.lecture or lecture_of(path)
        if not written.exists():
            print(f"{path.stem}: no lecture {project.shown(written)}, so nothing is counted", file=sys.stderr)
            return 1
        try:
            lecture = _without_faults(written, read(path))
        except (NotebookFailed, ValueError) as error:
            print(error, file=sys.stderr)
            return 1
        count = pictured(lecture, polls=partial(_n_questions, lecture))
        of_deck, of_path = _share(count.shown, count.slides), _share(count.shown_on_path, count.on_path)
        print(f"{path.stem:{width}}  {of_deck:>15}  {of_path:>15}")
    return 0


def _n_questions(lecture, slide):
    """How many slides the quiz of a slide makes, by the number that its cell names; one if it names none."""
    (poll,) = slide.blocks
    named = re.search(r"\bQuiz\((\d+)\)", lecture.cell(poll.cell).source)
    return len(quiz_questions(int(named[1]))) if named else 1


def _share(part, whole):
    return f"{part} of {whole}, {100 * part / whole:.0f} %" if whole else "none"
