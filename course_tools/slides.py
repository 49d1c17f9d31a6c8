"""Decks: each notebook as one HTML file of slides that opens by double-click, without a network.

    course slides notebooks/03_bce_and_sgd.ipynb

What is on a slide is said by the notebook's slide metadata, see `lecture`. reveal.js lies
in vendor/reveal and is put into the file.
"""

from pathlib import Path

from markupsafe import Markup

from . import building, project, render
from .execute import NotebookFailed, read
from .kept_runs import CACHE, executed
from .lecture import PATH_MINUTES, lecture_faults, read_lecture

OUTPUT = project.BUILD / "slides"
LETTERS = "ABCDEFGH"


def deck(notebook, name):
    """The HTML text of a deck.

    Parameters
    ----------
    notebook : NotebookNode
        Executed with its widget state, as `executed` gives it.
    name : str
        The stem of its file.

    Returns
    -------
    str

    Raises
    ------
    ValueError
        If its slide metadata has faults; the message names each by cell and slide.
    """
    faults = lecture_faults(notebook)
    if faults:
        raise ValueError("\n".join(faults))
    lecture = read_lecture(notebook)
    slides, start, path_start = [], 0, 0
    for slide in lecture.slides:
        for shown in _shown(notebook, lecture, slide):
            shown["clock"] = _clock(start, path_start, shown["minutes"], slide.path)
            start += shown["minutes"]
            path_start += shown["minutes"] if slide.path else 0
            slides.append(shown)
    models = [model for slide in lecture.slides for part in slide.parts for model in _live(slide, part)]
    stacks = []
    for slide in slides:
        if slide["below"] and stacks:
            stacks[-1].append(slide)
        else:
            stacks.append([slide])
    return render.page(
        "deck.html.j2",
        title=render.plain_text(lecture.opening.title) or name,
        lecture=lecture,
        path_minutes=PATH_MINUTES,
        letters=LETTERS,
        stacks=stacks,
        live=render.live_scripts(notebook, models),
    )


def _live(slide, part):
    return render.widget_models(part.cell) if slide.kind == "cells" and part.figures else []


def _clock(start, path_start, minutes, path):
    times = f"{minutes:g} min · from minute {start:g}"
    return times + (f" · {PATH_MINUTES}-minute path: from minute {path_start:g}" if path else " · not on the path")


def _shown(notebook, lecture, slide):
    """The slides of the deck that one slide of the lecture becomes: a quiz gives one a question."""
    common = {
        "id": f"{slide.kind}" if slide.index == 0 else f"cell-{notebook.cells[slide.index].id}",
        "kind": slide.kind,
        "heading": render.inline(slide.title),
        "section": render.inline(slide.section),
        "path": slide.path,
        "below": slide.below,
        "minutes": slide.minutes,
        "notes": render.markdown(slide.notes),
    }
    opening = lecture.opening
    if slide.kind == "title":
        yield common | {"heading": render.inline(opening.title), "body": render.markdown(opening.lead)}
    elif slide.kind == "objectives":
        wishes = "\n".join(f"- {objective}" for objective in opening.objectives)
        yield common | {"heading": "You will be able to", "body": render.markdown(wishes)}
    elif slide.kind == "outline":
        yield common | {"heading": "Outline"}
    elif slide.kind == "quiz":
        questions = _questions(notebook, slide.parts[0].cell)
        for number, question in enumerate(questions, start=1):
            yield common | {
                "id": f"{common['id']}-{number}",
                "heading": f"Poll {number} of {len(questions)}",
                "minutes": slide.minutes / len(questions),
                "below": slide.below or number > 1,
                "question": {"table": None, **question},
                "notes": common["notes"] if number == 1 else "",
            }
    else:
        yield common | {"parts": [_part(part) for part in slide.parts]}


def _part(part):
    """What the template shows of a cell: what it says, and what that leads to."""
    said = render.markdown(part.text) if part.text else Markup("")
    said += render.code_block(part.code) if part.code else ""
    result = render.outputs(part.cell, part.alt, only_figures=part.output == "figure") if part.shown_outputs else ""
    return {
        "said": said, "result": result, "fills": bool(part.figures), "fragment": part.fragment, "rows": part.rows,
    }  # fmt: skip


def _questions(notebook, cell):
    states = render.widget_states(notebook)
    for model in render.widget_models(cell):
        if questions := states[model]["state"].get("questions"):
            return questions
    raise ValueError(f"cell {cell.id}: its quiz has no widget state; execute the notebook with keep_widget_state=True")


def deck_of(path, *, cache=CACHE, cell_timeout=60):
    """Execute the notebook at `path`, or take its latest run, and return its deck.

    Raises
    ------
    NotebookFailed
        If it has faults as a lecture, named before anything runs where they can be, or a cell fails.
    """
    path = Path(path)
    try:
        if faults := lecture_faults(read(path)):
            raise ValueError("\n".join(faults))
        return deck(executed(path, cache=cache, cell_timeout=cell_timeout), path.stem)
    except ValueError as error:
        raise NotebookFailed(f"{path}: no deck\n  " + str(error).replace("\n", "\n  ")) from None


def arguments(parser):
    building.arguments(parser, OUTPUT)


def run(options):
    """Write a deck for each notebook; 0, or 1 if one failed."""

    def build(path):
        return {f"{path.stem}.html": deck_of(path, cache=options.cache, cell_timeout=options.cell_timeout)}

    code = building.build_all(build, options)
    print(f"-> {options.output}")
    return code
