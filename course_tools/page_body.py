"""The cells of an executed notebook as the body of a page, on which a reader guesses before an answer is shown.

In the file every answer is open. templates/guess.js closes each as the page is read in, puts a line for a guess in its
place, and opens it again: after the guess, for a search in the page, for a link that leads into it.
"""

import re
from dataclasses import dataclass, field

from markupsafe import Markup

from . import drawing_code, exercise_pages, predictions, prose, render, scenes

STILL = re.compile(r"\s*\bUntil (?:you|the cell)\b[^.]*\bthis is a still picture\.\s*")
LIVE = re.compile(r"^(?:Live|When it is live), (\w)")
LABEL = "**Figure.** "
OBJECTIVES = "**You will be able to**"
REMOVED = "remove-cell"  # the tag, of Jupyter's custom, of a cell that readers need not see


@dataclass
class Body:
    """What a template needs of a notebook.

    Attributes
    ----------
    blocks : list of Markup
    headings : list of (level, id, Markup)
    models : list of str
        The ids of the live figures whose states are still to be put on the page.
    drawing : bool
        Whether the script that draws them stands in a block.
    """

    blocks: list = field(default_factory=list)
    headings: list = field(default_factory=list)
    models: list = field(default_factory=list)
    drawing: bool = False


def body(notebook, drawn=()):
    """The body of the page of an executed notebook.

    Parameters
    ----------
    notebook : NotebookNode
        Executed with its widget state, as `executed` gives it.
    drawn : sequence of (cell, scene)
        Scenes by name, and the ids of the cells below which they stand.

    Returns
    -------
    Body

    Raises
    ------
    ValueError
        If a picture has no alternative text; the message names the cell.
    """
    if missing := list(_without_text(notebook)):
        raise ValueError("\n".join(missing))
    page, section = Body(), []
    first, below_lead, shown_in = _first_figure(notebook), None, None
    cards = exercise_pages.cards(notebook)
    runs = _runs(notebook)
    asked = _asked(notebook, runs, cards)
    for at, (run, after) in enumerate(zip(runs, [*runs[1:], None], strict=True)):
        question = asked.get(at)
        if REMOVED in notebook.cells[run[0].cell].get("metadata", {}).get("tags", ()):
            continue
        if run[0].kind == "heading" and run[0].source.startswith("## "):
            page.blocks += _tally(section)
            section = []
        if card := cards.get(run[0].cell):
            if after is None or after[0].cell != run[0].cell:
                page.blocks.append(card(page.headings))
            continue
        if below_lead is None and run[0].source.startswith(OBJECTIVES):
            below_lead = len(page.blocks)
        guess = Markup("")
        if question:
            section.append(question.name)
            guess = _guess(notebook, question, run[0])
        show = _code if run[0].kind == "code" else _prose
        page.blocks.append(show(notebook, run, page, guess))
        if after is None or after[0].cell != run[0].cell:
            page.blocks += _scenes(notebook, run[-1], drawn)
        if notebook.cells[run[0].cell] is first:
            shown_in = next((heading for heading in reversed(page.headings) if heading[0] == 2), None)
    page.blocks += _tally(section)
    if shown_in and below_lead is not None:
        own = render.widget_models(first)
        script = render.live_scripts(notebook, own, at_once=True)
        page.blocks.insert(below_lead, _opening(first, shown_in) + script)
        page.models, page.drawing = [model for model in page.models if model not in own], True
    return page


def _first_figure(notebook):
    """The cell of the first explorer that is alive; None if there is none."""
    for cell in notebook.cells:
        if cell.cell_type == "code" and predictions.EXPLORER.search(cell.source) and render.widget_models(cell):
            return cell
    return None


def _opening(cell, heading):
    """The first explorer once more, small, below the lead: what there is to find out, before anything is said of it."""
    _, anchor, title = heading
    alive = Markup("").join(render.output(each) for each in cell.outputs if render.figure_kind(each) == "live")
    said = 'Try your hand. The same figure comes back in section <a href="#{}">{}</a>, which explains what it shows.'
    text = Markup(f'<section class="opening" aria-label="Try your hand">\n{{}}<p>{said}</p>\n</section>\n')
    return text.format(alive, anchor, title)


def questions(notebook):
    """The names of the questions at which the page of a notebook asks for a guess, in order."""
    asked = _asked(notebook, _runs(notebook), exercise_pages.cards(notebook))
    return [question.name for question in asked.values()]


def _asked(notebook, runs, cards):
    """From the place of a run of parts to the question whose guess stands there: before the first that is closed."""
    found = {}
    for at, (part, *_) in enumerate(runs):
        if part.below and part.below not in found.values() and part.cell not in cards and _hides(notebook, part):
            found[at] = part.below
    return found


def _without_text(notebook):
    for index, cell in enumerate(notebook.cells):
        kinds = {render.figure_kind(output) for output in cell.get("outputs", [])}
        if "picture" in kinds and not render.alt_text(notebook.cells, index):
            yield (
                f"cell {index + 1} ({cell.get('id', 'no id')}): a figure without alt text; begin the next cell "
                "with **Figure.**"
            )


def _runs(notebook):
    """The parts of a notebook; those paragraphs of a cell together that are shown in one piece."""
    runs, alone = [], ("code", "heading", "figure")
    for part in predictions.parts(notebook):
        last = runs[-1][-1] if runs else None
        fits = last and (last.cell, last.role, last.below) == (part.cell, part.role, part.below)
        fits = fits and not part.source.startswith(OBJECTIVES)
        if fits and part.kind not in alone and last.kind not in ("code", "figure"):
            runs[-1].append(part)
        else:
            runs.append([part])
    return runs


def _scenes(notebook, part, drawn):
    """The scenes below a cell; where the cell is closed until the reader has guessed, they are too."""
    for cell, scene in drawn:
        if cell == notebook.cells[part.cell].get("id"):
            block = scenes.figure(scene, "page")
            yield _answer(part.below, block) if part.role in ("asked", "answer") else block


def _hides(notebook, part):
    outputs = notebook.cells[part.cell].get("outputs", [])
    return part.role == "answer" or (part.role == "asked" and not all(map(predictions.is_live, outputs)))


def _code(notebook, run, page, guess):
    (part,) = run
    cell, alt = notebook.cells[part.cell], render.alt_text(notebook.cells, part.cell)
    page.models += render.widget_models(cell)
    code = _folded_drawing(cell)
    if part.role == "asked":
        shown = [render.output(output, alt) for output in cell.outputs if predictions.is_live(output)]
        hidden = [render.output(output, alt) for output in cell.outputs if not predictions.is_live(output)]
        block = code + Markup("").join(shown) + guess + _answer(part.below, Markup("").join(hidden), "printed")
        return Markup('<div class="cell">\n{}</div>\n').format(block)
    block = Markup('<div class="cell">\n{}</div>\n').format(code + render.outputs(cell, alt))
    return guess + _answer(part.below, block) if part.role == "answer" else block


def _folded_drawing(cell):
    """The code of a cell; where a picture stands below it, the lines that only draw are folded away."""
    if "picture" not in map(render.figure_kind, cell.outputs) or predictions.EXPLORER.search(cell.source):
        return prose.code_block(cell.source)
    summary = Markup('<details class="drawing"><summary>The code that draws the picture</summary>\n{}</details>\n')
    pieces = [(prose.code_block(text), draws) for text, draws in drawing_code.split(cell.source)]
    return Markup("").join(summary.format(code) if draws else code for code, draws in pieces)


def _prose(notebook, run, page, guess):
    part, source = run[0], _links_to_pages("\n\n".join(part.source for part in run))
    block = _figure(notebook, part, source) if part.kind == "figure" else prose.markdown(source, page.headings)
    return guess + _answer(part.below, block) if part.role == "answer" else block


def _figure(notebook, part, source):
    """What is said of a picture: folded away where it only describes, since its alternative text says the same."""
    said = source.removeprefix(LABEL)
    if any(map(predictions.is_live, notebook.cells[part.cell - 1].get("outputs", []))):
        described, *live = STILL.split(said, maxsplit=1)
        caption = prose.markdown(LIVE.sub(lambda letter: letter[1].upper(), "".join(live)))
        return caption + _folded("The figure as it opens, in words", described)
    if part.role == "answer" and not part.below.explained:
        return prose.markdown(source)  # it is the explanation
    return _folded("Description of the picture", said)


def _folded(summary, source):
    text = prose.markdown(source)
    return Markup('<details class="described"><summary>{}</summary>\n{}</details>\n').format(summary, text)


def _answer(question, block, kind="explained"):
    """A block that is closed until the reader has guessed; nothing if there is nothing to close."""
    if not block:
        return block
    return Markup('<course-answer of="{}" class="{}">\n{}</course-answer>\n').format(question.name, kind, block)


def _guess(notebook, question, part):
    """The place of a guess, and what is said beside it: the number that came, or that a text or a picture follows."""
    cells = [notebook.cells[k] for k in question.asked]
    number = predictions.the_number(question.text, cells)
    came = ""
    if part.role == "asked":
        came = "printed" if predictions.printed(notebook.cells[part.cell]).strip() else "drew"
    place = '<course-guess id="predict-{0}" of="{0}" printed="{1}" came="{2}"></course-guess>\n'
    return Markup(place).format(question.name, number, came)


def _tally(names):
    """The place where a section says how many of its questions the reader committed to."""
    return [Markup('<course-tally of="{}"></course-tally>\n').format(" ".join(names))] if names else []


def _links_to_pages(source):
    """Links to notebooks lead to their pages."""
    return re.sub(r"\]\((\d\d_\w+)\.ipynb(#[^)]*)?\)", r"](\1.html\2)", source)
