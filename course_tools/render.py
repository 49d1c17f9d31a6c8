"""Cells of a notebook as HTML that asks nothing of a server, and the templates it is put into: for decks and pages.

Formulas become MathML, code is coloured by classes, pictures are part of the text, and live
figures are drawn by their own JavaScript from the widget state in the file, without a kernel.

What a function here returns is Markup, HTML as it stands; every other text that a template shows is escaped.
"""

import html
import itertools
import json
import re
from functools import cache, lru_cache
from pathlib import Path

import jinja2
from latex2mathml.converter import convert
from markupsafe import Markup, escape
from nbconvert.filters import strip_ansi
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from course_utils.widgets.tokens import style_sheet

from . import fonts, vector_pictures

FOLDER = Path(__file__).parent
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
WIDGET_STATE = "application/vnd.jupyter.widget-state+json"
THIN_SPACE = '<mspace width="0.17em"/>'
INLINE = r'<math [^>]*display="inline">(?:(?!</math>).)*</math>'
# a minus after an operator or an opening bracket; after a closing one it subtracts
SIGN = re.compile(r"(<mo[^>]*>(?!&#x0002[19];|&#x0005D;|&#x0007D;|&#x0007C;|\])[^<]*</mo>)<mo>&#x02212;</mo>")
SHORT = 36  # characters of a line of code that need not be broken on any screen
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


# ------------------------------------------------------------------ prose


class FormulaRenderer(IPythonRenderer):
    """Markdown with formulas as MathML, which a browser shows by itself, and headings with ids of their own."""

    def __init__(self, headings):
        super().__init__(escape=False)
        self.headings = headings

    def inline_math(self, body):
        return formula(body)

    def block_math(self, body):
        # the converter knows {split}, not its like {aligned}, which MathJax wants in a notebook
        shown = formula(body.replace("{aligned}", "{split}"), display="block")
        return f'<div class="formula scroll">{shown}</div>\n'

    def latex_environment(self, name, body):
        return self.block_math(rf"\begin{{{name}}}{body}\end{{{name}}}")

    def block_code(self, code, info=None):
        if (info or "").startswith("py"):
            return code_block(code)
        lines = "".join(_line(html.escape(line)) for line in code.rstrip().split("\n")).removesuffix("\n")
        return f'<pre class="code scroll"><code>{lines}</code></pre>\n'

    def codespan(self, text):
        shown = super().codespan(text)
        # no line ends after the hyphen of an option or a minus
        return shown.replace("<code>", '<code class="kept">', 1) if re.fullmatch(r"-\S{1,24}", text) else shown

    def heading(self, text, level, **attrs):
        taken = {anchor for _, anchor, _ in self.headings}
        own = slug(text)
        numbered = (f"{own}-{k}" for k in itertools.count(2))
        anchor = own if own not in taken else next(name for name in numbered if name not in taken)
        self.headings.append((level, anchor, Markup(text)))
        return f'<h{level} id="{anchor}">{text}</h{level}>\n'

    def table(self, text):
        return f'<div class="scroll"><table>\n{with_heads(text)}</table></div>\n'


def with_heads(table):
    """A table in which a head that is empty is a cell."""
    return re.sub(r"<th\b([^>]*)>\s*</th>", r"<td\1></td>", table)


def formula(body, display="inline"):
    """A formula as MathML, as TeX would set it: what the converter leaves out is put right.

    That is the thin space around a function's name, a subscript of several capitals as one word, the
    star of t* as a sign on its own (as a multiplication sign it stands off and hangs too high), and the
    minus of a negative number, close to it.
    """
    mathml = convert(body, display=display)
    mathml = re.sub(r"<mrow>((?:<mi>[A-Z]</mi>){2,})</mrow>(?=</msub>)", _word, mathml)
    mathml = mathml.replace("<mo>&#x0002A;</mo></msup>", "<mi>&#x02217;</mi></msup>")
    mathml = SIGN.sub(r'\1<mo form="prefix">&#x02212;</mo>', mathml)
    mathml = re.sub(r"(<mi>(?:log|exp|ln|min|max)</mi>)(?=<m(?:i|n|sub|sup|frac)\b)", rf"\1{THIN_SPACE}", mathml)
    return re.sub(r"(</m(?:i|n|sub)>)(?=<mi>(?:log|exp|ln|min|max)</mi>)", rf"\1{THIN_SPACE}", mathml)


def _word(letters):
    return f"<mi>{re.sub('</?mi>', '', letters[1])}</mi>"


def slug(text):
    """A heading as an id: lower-case words joined by hyphens.

    Examples
    --------
    >>> slug("3 · Why not the squared error?")
    '3-why-not-the-squared-error'
    """
    plain = re.sub(r"<[^>]+>|&\w+;", "", text)
    return "-".join(re.findall(r"\w+", plain.lower()))


def markdown(source, headings=None):
    """Markdown with formulas, as HTML; a formula stays on the line of the bracket or full stop next to it.

    Parameters
    ----------
    source : str
    headings : list of (level, id, Markup), optional
        The headings of the page up to here. Those of `source` are added, each with an id that no other has.

    Returns
    -------
    Markup
    """
    text = MarkdownWithMath(renderer=FormulaRenderer([] if headings is None else headings)).render(source)
    return Markup(re.sub(rf"\(?{INLINE}[).,;:!?]+|\({INLINE}", r'<span class="kept">\g<0></span>', text))


def inline(source):
    """One paragraph of Markdown without its element: for a heading, or a cell of a table."""
    return markdown(source).strip().removeprefix("<p>").removesuffix("</p>")


def plain_text(source):
    """Markdown as one line of plain text, for an alternative text.

    Examples
    --------
    >>> plain_text("**Figure.** The cost\\nagainst `p`, up to $-1$.")
    'Figure. The cost against p, up to -1.'
    """
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", source)
    return " ".join(re.sub(r"[*`$]|\\(?=\W)|^> ?", "", text, flags=re.MULTILINE).split())


@lru_cache(maxsize=1024)  # much of it stands on a page and on slides
def code_block(source):
    """Python code with a class for each kind of token; a line that may be broken is an element, with its indent."""
    coloured = highlight(source.rstrip("\n"), *_colouring())
    lines = "".join(map(_line, coloured.removesuffix("\n").split("\n")))
    return Markup(f'<pre class="code scroll"><code>{lines}</code></pre>\n')


@cache
def _colouring():
    return PythonLexer(), HtmlFormatter(nowrap=True)


def _line(coloured):
    """A line of code as HTML, an element of its own if it may have to be broken."""
    if len(html.unescape(re.sub("<[^>]*>", "", coloured))) <= SHORT:
        return f"{coloured}\n"
    indent = len(coloured) - len(coloured.lstrip())
    style = f' style="--indent: {indent}"' if indent else ""
    return f'<span class="long-line"{style}>{coloured}\n</span>'


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
