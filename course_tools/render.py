"""Outputs of a notebook as HTML that asks nothing of a server, and the templates it is put into: for decks and pages.

Pictures are part of the text, and live figures are drawn by their own JavaScript from the widget state in the file,
without a kernel.

What a function here returns is Markup, HTML as it stands; every other text that a template shows is escaped.
"""

import html
import json
import re
from functools import cache
from pathlib import Path

import jinja2
from markupsafe import Markup, escape
from nbconvert.filters import strip_ansi

from course_utils.widgets.tokens import style_sheet

from . import fonts, vector_pictures
from .prose import inline, plain_text, with_heads

FOLDER = Path(__file__).parent
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
WIDGET_STATE = "application/vnd.jupyter.widget-state+json"
PICTURES = (vector_pictures.KIND, "image/gif", "image/png", "image/jpeg")


def page(template, **values):
    """A template of `templates`, filled in: the one way from values to the HTML of a file.

    Parameters
    ----------
    template : str
        Its name, such as "page.html.j2".
    **values
        What it names. Markup is put in as it stands; in any other text, the signs of HTML are escaped.

    Returns
    -------
    Markup

    Raises
    ------
    jinja2.UndefinedError
        If the template names a value that is not given.
    """
    text = _templates().get_template(template).render(values)
    return Markup(fonts.with_fonts(vector_pictures.numbered(text)))


@cache
def _templates():
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["asset"] = asset
    environment.filters |= {"inline": inline, "with_code": with_code}
    return environment


def asset(name):
    """A style sheet or script of this package, named from its folder, to stand in a page.

    No text of a script closes the element it stands in; a style sheet takes its colours from the table of
    `course_utils.widgets.tokens`.
    """
    return Markup(style_sheet((FOLDER / name).read_text(encoding="utf-8")).replace("</script", r"<\/script"))


def with_code(text):
    """Text with code between backticks, as HTML.

    Examples
    --------
    >>> print(with_code("Is `a < b`?"))
    Is <code>a &lt; b</code>?
    """
    parts = escape(text).split("`")
    return Markup("").join(Markup(f"<code>{part}</code>") if k % 2 else part for k, part in enumerate(parts))


# ------------------------------------------------------------------ outputs


def figure_kind(output):
    """ "live", "picture" or None: what an output shows besides text."""
    data = output.get("data", {})
    if WIDGET_VIEW in data:
        return "live"
    return "picture" if any(kind in data for kind in PICTURES) else None


def alt_text(cells, index):
    """What is said of the picture of a cell: the **Figure.** sentences that follow it.

    Parameters
    ----------
    cells : list of cells
    index : int

    Returns
    -------
    str
        Empty if there are none. Whole sentences, as many as it takes to say 80 characters.
    """
    following = cells[index + 1].source if index + 1 < len(cells) else ""
    if not following.startswith("**Figure.**"):
        return ""
    chosen = ""
    for sentence in re.split(r"(?<=[.!?]) ", plain_text(following.split("\n\n")[0]).removeprefix("Figure. ")):
        chosen = f"{chosen} {sentence}".strip()
        if len(chosen) >= 80:
            break
    return chosen


def outputs(cell, alt="", *, only_figures=False):
    """The outputs of a code cell, each in a block of its own.

    Parameters
    ----------
    cell : code cell, executed
    alt : str
        The alternative text of its pictures.
    only_figures : bool
        Leave out printed text.

    Returns
    -------
    Markup
    """
    return Markup("").join(output(each, alt) for each in cell.outputs if figure_kind(each) or not only_figures)


def output(one, alt=""):
    """One output of a code cell, as a block."""
    return Markup(_output(one, alt))


def _output(output, alt):
    data = output.get("data", {})
    if WIDGET_VIEW in data:
        view = json_script(WIDGET_VIEW, {"model_id": data[WIDGET_VIEW]["model_id"]})
        return f'<div class="live" data-prevent-swipe>{view}</div>\n'
    if vector_pictures.KIND in data:
        return vector_pictures.shown(data[vector_pictures.KIND], alt)
    for kind in PICTURES:
        if kind in data:
            size = output.get("metadata", {}).get(kind, {})
            sides = "".join(f' {side}="{round(size[side])}"' for side in ("width", "height") if side in size)
            source = f"data:{kind};base64,{''.join(data[kind].split())}"
            return f'<figure class="picture"><img src="{source}" alt="{html.escape(alt)}"{sides}></figure>\n'
    if "text/html" in data:
        return f'<div class="table scroll">{with_heads(data["text/html"])}</div>\n'
    text = output.get("text") or data.get("text/plain") or "\n".join(output.get("traceback", []))
    return f'<pre class="output scroll">{html.escape(strip_ansi(text.rstrip()))}</pre>\n'


def widget_models(cell):
    """The ids of the live figures that a cell shows."""
    return [output.data[WIDGET_VIEW]["model_id"] for output in cell.get("outputs", []) if figure_kind(output) == "live"]


def widget_states(notebook):
    """The state of every live figure of an executed notebook, by its id."""
    return notebook.metadata.get("widgets", {}).get(WIDGET_STATE, {}).get("state", {})


def live_scripts(notebook, models, *, at_once=False):
    """The state of these live figures, and the script that draws them; empty if there are none.

    With `at_once` the script does not wait for the rest of the page, but draws what is known so far, and later all
    that `live_state` adds.
    """
    state = live_state(notebook, models)
    wait = Markup(" async") if at_once else ""
    script = Markup('<script type="module"{}>\n{}</script>\n').format(wait, asset("templates/widget_host.js"))
    return state + script if state else state


def live_state(notebook, models):
    """The state of these live figures alone; empty if there are none."""
    states = widget_states(notebook)
    missing = [model for model in models if model not in states]
    if missing:
        raise ValueError(f"no widget state for {missing}: execute the notebook with keep_widget_state=True")
    if not models:
        return Markup("")
    return json_script(WIDGET_STATE, {"state": {model: {"state": states[model]["state"]} for model in models}}) + "\n"


def json_script(kind, value, id=None):
    """A value as JSON in a script element, which no text in it can close."""
    text = json.dumps(value, ensure_ascii=False).replace("<", r"\u003c")
    named = f' id="{id}"' if id else ""
    return Markup(f'<script type="{kind}"{named}>{text}</script>')
