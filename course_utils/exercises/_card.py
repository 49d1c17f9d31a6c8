"""The card of an exercise as HTML: one component for what `check` says and for the exercises on a page.

It is made of elements that live without a kernel, a script or a network: what opens is a `details`. Every text is
escaped, and headings are left to where the card stands.
"""

import difflib
import functools
import re
from html import escape
from pathlib import Path

STYLE_SHEET = Path(__file__).with_name("card.css")
TOKEN = re.compile(r"[+-]?\d+(?:\.\d*)?(?:e[+-]?\d+)?|\w+|\s+|.")
NUMBER = re.compile(r"[+-]?\d")
WORD = re.compile(r"(?!(?:nan|inf|True|False)\b)[^\W\d]\w*")
# "(notebook 03, section 4)", "(section 1 of notebooks 04 and 05)"
TREATED = re.compile(
    r"\((?:notebook (?P<notebook>\d\d), sections? (?P<section>\d+)"
    r"|section (?P<one>\d+) of notebooks (?P<first>\d\d))[^()]*\)"
)
ROWS = (("tried", ""), ("came", ""), ("expected", "cu-goal"), ("printed", ""))


@functools.cache
def style():
    """The style sheet, with its comments and line breaks left out."""
    return re.sub(r"\s*\n\s*|/\*.*?\*/", "", STYLE_SHEET.read_text(encoding="utf-8"), flags=re.DOTALL)


def frame(kind, label, *parts):
    """A card with its style.

    Parameters
    ----------
    kind : {"right", "wrong", "open"}
    label : str
        Its name for those who hear it.
    *parts : str
        HTML; empty ones are left out.
    """
    body = "\n".join(filter(None, parts))
    card = f'<div class="cu-card cu-{kind}" role="group" aria-label="{escape(label)}">\n{body}\n</div>'
    return f"<style>{style()}</style>\n{card}"


def head(sign, text):
    return f'<p class="cu-head"><span class="cu-sign" aria-hidden="true">{sign}</span>{escape(text)}</p>'


def paragraph(text, places=None):
    """A sentence or two; with places, "(notebook 03, section 4)" leads there, and code is set between backticks."""
    return f"<p>{inline(text, places)}</p>" if text else ""


def inline(text, places=None):
    text = together(text)
    shown = [f"<code>{part}</code>" if k % 2 else part for k, part in enumerate(escape(text, quote=False).split("`"))]
    shown = "".join(shown) if len(shown) % 2 else escape(text, quote=False)
    return TREATED.sub(lambda found: _linked(found, places), shown) if places else shown


def together(text):
    """The text with terms that no line should break, such as 1 - p, held together by no-break spaces."""
    return re.sub(r"(?<=[\w)\]]) ([-+*/<>=]+) (?=[\w(\[])", "\N{NO-BREAK SPACE}\\1\N{NO-BREAK SPACE}", text)


def _linked(found, places):
    chapter, section = found["notebook"] or found["first"], found["section"] or found["one"]
    place = places.section(int(chapter), section)
    return f"({link(place, f'notebook {chapter}, section {place.title}')})" if place else found[0]


def link(place, text=None):
    """A place by its title, or by another text; not linked where it leads nowhere."""
    text = escape(text or place.title, quote=False)
    return f'<a href="{escape(place.href)}">{text}</a>' if place.href else text


def comparison(number, verdict):
    """What was tried, what came and what was expected, as a table in which the difference is marked."""
    came, expected = marked(verdict.came, verdict.expected)
    shown = {"tried": escape(verdict.tried), "came": came, "expected": expected, "printed": escape(verdict.printed)}
    rows = [
        f'<tr{f" class={kind}" if kind else ""}><th scope="row">{name}</th><td><code>{shown[name]}</code></td></tr>'
        for name, kind in ROWS
        if shown[name]
    ]
    caption = f'<caption class="cu-hidden">What was tried on exercise {number}</caption>'
    return f"<table>{caption}<tbody>{''.join(rows)}</tbody></table>" if rows else ""


def marked(came, expected):
    """Two texts as HTML, with what differs between them marked; unmarked where there is only one.

    Of a number that differs, the digits from the first that does; of things of two kinds, all.

    Examples
    --------
    >>> marked("[0.25, 3]", "[0.21, 3]")
    ('[0.2<mark>5</mark>, 3]', '[0.2<mark>1</mark>, 3]')
    """
    if not came or not expected:
        return escape(came), escape(expected)
    ours, theirs = TOKEN.findall(came), TOKEN.findall(expected)
    if any(map(WORD.fullmatch, {*ours} ^ {*theirs})):
        return _mark(came), _mark(expected)
    left, right = [], []
    for start, end, other_start, other_end in _blocks(ours, theirs):
        a, b = ours[start:end], theirs[other_start:other_end]
        if _differ_in_numbers(a, b):
            for x, y in zip(a, b, strict=True):
                n_same = _n_same(x, y)
                left.append(escape(x[:n_same]) + _mark(x[n_same:]))
                right.append(escape(y[:n_same]) + _mark(y[n_same:]))
        else:
            left.append(_mark("".join(a)))
            right.append(_mark("".join(b)))
    return "".join(left), "".join(right)


def _blocks(ours, theirs):
    """Where two lists of tokens are alike, and where not: one block if they are the same but for numbers."""
    if _differ_in_numbers(ours, theirs):
        return [(0, len(ours), 0, len(theirs))]
    return [block[1:] for block in difflib.SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes()]


def _differ_in_numbers(ours, theirs):
    pairs = zip(ours, theirs, strict=False)
    return len(ours) == len(theirs) and all(x == y or (NUMBER.match(x) and NUMBER.match(y)) for x, y in pairs)


def _n_same(a, b):
    """How many signs two tokens have in common at the beginning; none for numbers that differ as a whole."""
    if a == b:
        return len(a)
    n_same = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    # one goes on where the other ends, or their integer parts differ
    whole = n_same == min(len(a), len(b)) or re.match(r"[+-]?\d*", a)[0] != re.match(r"[+-]?\d*", b)[0]
    return 0 if whole else n_same


def _mark(text):
    return f"<mark>{escape(text)}</mark>" if text else ""


def steps(hints, solution, *, given=0, tried=False, label="Solution"):
    """What is left to help: the hints, each behind the one before, then the solution.

    Parameters
    ----------
    hints : sequence of str
    solution : str
        HTML.
    given : int
        How many of the hints have been given.
    tried : bool
        Whether the solution stands beside the hints, and not behind the last of them.
    label : str
        What is pressed to see the solution.
    """
    n_hints, solution = len(hints), opens(label, solution, kind="cu-answer")
    texts, hints = list(enumerate(hints, start=1))[given:], "" if tried else solution
    for k, text in reversed(texts):
        hints = opens(f"Hint {k} of {n_hints}", paragraph(text) + hints)
    return f'<div class="cu-steps">{hints}{solution if tried else ""}</div>'


def opens(label, body, kind=""):
    """What is shown when its name is pressed."""
    # else JupyterLab takes the keys that press it
    keys = ' data-lm-suppress-shortcuts="true"'
    return f'<details{f" class={kind}" if kind else ""}><summary{keys}>{escape(label)}</summary>{body}</details>'


def code(source):
    return f"<pre><code>{escape(source, quote=False)}</code></pre>"


def marks(numbers, done, places, *, now=None, named=False):
    """Exercises as a row of marks, each a link: filled where one is solved.

    Parameters
    ----------
    numbers : sequence of str
    done : set of str
    places : Places
    now : str, optional
        The one that this card is about, or the next one to solve.
    named : bool
        Whether the mark is the number itself.
    """
    dots = (_dot(number, number in done, places.exercise(number), number == now, named) for number in numbers)
    return f'<ul class="cu-marks">{"".join(dots)}</ul>'


def _dot(number, solved, place, now, named):
    kind = " ".join(filter(None, ["cu-dot", named and "cu-named", solved and named and "cu-done", now and "cu-now"]))
    sign = f"{'✔ ' if solved else ''}{number}" if named else "●" if solved else "○"
    said = escape(f"{place.title}, {'solved' if solved else 'not solved'}")
    # a mark alone has no name, a number does
    name = f'title="{said}"' if named else f'aria-label="{said}" title="{said}"'
    if place.href:
        return f'<li><a class="{kind}" href="{escape(place.href)}" {name}>{sign}</a></li>'
    return f'<li><span class="{kind}" role="img" {name}>{sign}</span></li>'


def foot(*parts):
    return f'<div class="cu-foot">{"".join(f"<span>{part}</span>" for part in parts if part)}</div>'
