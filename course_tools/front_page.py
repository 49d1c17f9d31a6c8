"""The front page of the site: the first live figure of the course, a card for each notebook, and who else it is for.

A card shows the first live figure of its notebook as it opens, since every other picture may be the answer to a
question; templates/front.js adds what the reader has guessed and solved on this machine.
"""

import base64
import io

from markupsafe import Markup
from PIL import Image, ImageOps

from . import exercise_pages, predictions, preview, prose, render, search_index
from .lecture import read_opening
from .page_body import questions

WIDEST = 480
PANEL = 1.28  # width over height of one picture of several in a still
STILL = "image/png"


def index(notebooks, guides=()):
    """The HTML text of the front page, the map of the course.

    Parameters
    ----------
    notebooks : list of (name, NotebookNode)
        In the order of the course. The first explorer of those that are executed is alive on the page.
    guides : sequence of str
        The pages for those who teach that are there, to be linked.

    Returns
    -------
    str
    """
    cards = [_card(name, notebook) for name, notebook in notebooks]
    name, notebook, cell = next(_alive(notebooks), (None, None, None))
    models = render.widget_models(cell) if cell else []
    return render.page(
        "index.html.j2",
        cards=cards,
        guides=guides,
        preview=preview.link("index"),
        searched=search_index.script(search_index.entries(notebooks)),
        minutes=sum(card["minutes"] for card in cards),
        alive=Markup("").join(render.output(output) for output in cell.outputs) if cell else "",
        still=_still(cell) if cell else "",
        of=name,
        live=render.live_scripts(notebook, models, at_once=True) if models else "",
    )


def _card(name, notebook):
    opening = read_opening(notebook)
    lead, _, more = opening.lead.partition(". ")
    titles = [(prose.inline(title), minutes) for title, minutes in opening.sections]
    cells = [cell for cell in notebook.cells if _is_explorer(cell)]
    return {
        "name": name,
        "title": prose.inline(opening.title or name).striptags(),
        "lead": prose.markdown(f"{lead}." if more else lead),
        "more": prose.markdown(more),
        "objectives": [prose.inline(objective) for objective in opening.objectives],
        "needs": prose.inline(opening.needs),
        "minutes": sum(minutes for _, minutes in opening.sections),
        "questions": questions(notebook),
        "exercises": exercise_pages.numbers_of(name),
        "sections": [(prose.slug(title), title.striptags(), minutes) for title, minutes in titles],
        "picture": next(filter(None, map(_still, cells)), None),
    }


def _is_explorer(cell):
    return cell.cell_type == "code" and bool(predictions.EXPLORER.search(cell.source)) and bool(cell.outputs)


def _alive(notebooks):
    """(name, notebook, cell) of every explorer whose state is in the notebook."""
    for name, notebook in notebooks:
        for cell in filter(_is_explorer, notebook.cells):
            if any(model in render.widget_states(notebook) for model in render.widget_models(cell)):
                yield name, notebook, cell


def first_still(notebook):
    """The still picture of the first live figure of a notebook; None if it has none."""
    return next(filter(None, map(still_picture, filter(_is_explorer, notebook.cells))), None)


def _still(cell):
    """(address, width, height) of the still picture of a live figure, small; None if it has none."""
    picture = still_picture(cell)
    if picture is None:
        return None
    picture.thumbnail((WIDEST, WIDEST))
    kept = io.BytesIO()
    picture.quantize(64).save(kept, "PNG", optimize=True)
    return f"data:image/png;base64,{base64.b64encode(kept.getvalue()).decode()}", *picture.size


def still_picture(cell):
    """The first panel of the still picture of a live figure; None if it has none."""
    data = next((output.data[STILL] for output in cell.outputs if STILL in output.get("data", {})), None)
    return None if data is None else _first_panel(Image.open(io.BytesIO(base64.b64decode(data))).convert("RGB"))


def _first_panel(picture):
    """The first of several pictures in a row, or in two, cut where white stripes stand between them."""
    panels = round(picture.width / picture.height / PANEL)
    across = _stripe(picture, picture.width / max(panels, 2))
    if panels < 2:
        # two rows of two have the shape of one
        below = _stripe(picture.rotate(90, expand=True), picture.height / 2)
        return picture.crop((0, 0, across, below)) if across and below else picture
    return picture.crop((0, 0, across, picture.height)) if across else picture


def _stripe(picture, edge):
    """Where, near an edge, a white stripe runs from top to bottom; None if none does."""
    drawn = ImageOps.invert(picture.convert("L"))
    near = [x for x in range(1, picture.width - 1) if abs(x - edge) < picture.width / 12]
    white = [x for x in near if drawn.crop((x, 0, x + 1, picture.height)).getbbox() is None]
    return min(white, key=lambda x: abs(x - edge), default=None)
