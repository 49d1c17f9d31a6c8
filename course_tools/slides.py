"""Decks: each notebook as one HTML file of slides that opens by double-click, without a network.

    course slides notebooks/03_bce_and_sgd.ipynb

What is on a slide is said by the notebook's slide metadata, see `lecture`. reveal.js comes from
the installed package sphinx-revealjs and is put into the file.
"""

import html
from importlib import resources
from pathlib import Path

import jinja2

from . import building, project, render
from .execute import NotebookFailed, read
from .kept_runs import CACHE, executed
from .lecture import PATH_MINUTES, lecture_faults, read_lecture

OUTPUT = project.BUILD / "slides"
REVEAL = resources.files("sphinx_revealjs") / "_static" / "revealjs"
LETTERS = "ABCDEFGH"
POLL_NOTES = "Ask for hands. Press an option to show what is said of it; the next key marks the right one."


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
    environment = jinja2.Environment(undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(render.text("templates/deck.html.j2")).render(
        title=html.escape(render.plain(lecture.opening.title) or name),
        stacks=stacks,
        reveal_css=_reveal("dist/reset.css") + _reveal("dist/reveal.css"),
        reveal_js=_reveal("dist/reveal.js"),
        notes_js=_reveal("plugin/notes/notes.js"),
        shared_css=render.text("templates/shared.css"),
        deck_css=render.text("templates/deck.css"),
        deck_js=render.text("templates/deck.js"),
        live=render.live_scripts(notebook, models),
    )


def _reveal(name):
    """A file of reveal.js; in a script, no text of it may close the element."""
    return (REVEAL / name).read_text(encoding="utf-8").replace("</script", r"<\/script")


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
        "heading": _inline(slide.title),
        "section": _inline(slide.section),
        "path": slide.path,
        "below": slide.below,
        "minutes": slide.minutes,
        "notes": render.markdown(slide.notes),
        "body": "",
    }
    opening = lecture.opening
    if slide.kind == "title":
        yield common | {"heading": _inline(opening.title), "body": render.markdown(opening.lead)}
    elif slide.kind == "objectives":
        wishes = "\n".join(f"- {objective}" for objective in opening.objectives)
        yield common | {"heading": "You will be able to", "body": f'<div class="part">{render.markdown(wishes)}</div>'}
    elif slide.kind == "outline":
        yield common | {"heading": "Outline", "body": _outline(lecture)}
    elif slide.kind == "quiz":
        questions = _questions(notebook, slide.parts[0].cell)
        for number, question in enumerate(questions, start=1):
            own = {"id": f"{common['id']}-{number}", "heading": f"Poll {number} of {len(questions)}"}
            notes = common["notes"] if number == 1 else ""
            yield common | own | {
                "minutes": slide.minutes / len(questions),
                "below": slide.below or number > 1,
                "body": _poll(question),
                "notes": notes + _feedback(question),
            }
    else:
        yield common | {"body": "".join(_part(part) for part in slide.parts)}


def _inline(source):
    """A heading as HTML, formulas and code in it included."""
    return render.markdown(source).strip().removeprefix("<p>").removesuffix("</p>")


def _outline(lecture):
    rows = "".join(
        f"<tr><th scope='row'>{_inline(title)}</th><td>{minutes:g}</td><td>{path:g}</td></tr>"
        for title, minutes, path in lecture.sections()
    )
    return (
        '<div class="part"><table class="outline"><thead><tr><th scope="col">section</th><th scope="col">minutes</th>'
        f'<th scope="col">{PATH_MINUTES}-minute path ◆</th></tr></thead><tbody>{rows}'
        f"<tr class='total'><th scope='row'>with this opening</th><td>{lecture.minutes:g}</td>"
        f"<td>{lecture.path_minutes:g}</td></tr></tbody></table></div>"
    )


def _part(part):
    """A cell on a slide: its text, its code, and one key later what these lead to, so that it can be predicted."""
    fills = " fills" if part.figures else ""  # not "grow", which reveal.js takes for an effect
    shown = render.markdown(part.text) if part.text else ""
    shown += render.code_block(part.code) if part.code else ""
    if part.shown_outputs:
        result = render.outputs(part.cell, part.alt, only_figures=part.output == "figure")
        shown += f'<div class="part{fills} fragment">{result}</div>' if shown else result
    rows = f' data-rows="{part.rows}"' if part.rows else ""
    return f'<div class="part{fills}{" fragment" if part.fragment else ""}"{rows}>{shown}</div>\n'


def _questions(notebook, cell):
    states = render.widget_states(notebook)
    for model in render.widget_models(cell):
        if questions := states[model]["state"].get("questions"):
            return questions
    raise ValueError(f"cell {cell.id}: its quiz has no widget state; execute the notebook with keep_widget_state=True")


def _poll(question):
    options = "".join(
        f'<li><button type="button" class="option" data-feedback="{html.escape(option["feedback"])}"'
        f'{" data-correct" if option["correct"] else ""}><span class="letter">{letter}</span> '
        f"<span>{_code(option['text'])}</span>{_answer(option)}</button></li>"
        for letter, option in zip(LETTERS, question["options"], strict=False)
    )
    table = _table(question["table"]) if "table" in question else ""
    return (
        f'<div class="part poll"><p class="question">{_code(question["prompt"])}</p>{table}'
        f'<ul class="options">{options}</ul><p class="feedback" role="status"></p></div>'
    )


def _answer(option):
    return '<span class="answer fragment">✓ right</span>' if option["correct"] else ""


def _table(rows):
    head, *body = rows
    first = "".join(f'<th scope="col">{_code(cell)}</th>' if cell else "<td></td>" for cell in head)
    rest = "".join(
        f'<tr><th scope="row">{_code(name)}</th>{"".join(f"<td>{_code(cell)}</td>" for cell in cells)}</tr>'
        for name, *cells in body
    )
    return f"<table><tr>{first}</tr>{rest}</table>"


def _code(source):
    """Text with code between backticks, as HTML."""
    parts = html.escape(str(source)).split("`")
    return "".join(f"<code>{part}</code>" if k % 2 else part for k, part in enumerate(parts))


def _feedback(question):
    lines = "".join(
        f"<li>{letter} {'✓' if option['correct'] else '✗'} {_code(option['feedback'])}</li>"
        for letter, option in zip(LETTERS, question["options"], strict=False)
    )
    return f"<p>{POLL_NOTES}</p><ul>{lines}</ul>"


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
