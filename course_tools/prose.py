"""What people write, as HTML: Markdown with formulas as MathML, headings with ids of their own, coloured code.

What a function here returns is Markup, HTML as it stands, unless it says otherwise.
"""

import html
import itertools
import re
from functools import cache, lru_cache

from latex2mathml.converter import convert
from markupsafe import Markup
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

THIN_SPACE = '<mspace width="0.17em"/>'
INLINE = r'<math [^>]*display="inline">(?:(?!</math>).)*</math>'
# a minus after an operator or an opening bracket; after a closing one it subtracts
SIGN = re.compile(r"(<mo[^>]*>(?!&#x0002[19];|&#x0005D;|&#x0007D;|&#x0007C;|\])[^<]*</mo>)<mo>&#x02212;</mo>")
SHORT = 36  # characters of a line of code that need not be broken on any screen


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

    def image(self, text, url, title=None):
        if url.startswith("attachment:"):  # pasted into a cell, and not in this text
            return html.escape(text)
        return super().image(text, url, title)

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
