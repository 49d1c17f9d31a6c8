"""A scene as HTML: the still of its last step, and how every mark looks in each step for the script that moves it."""

import json
from html import escape

from markupsafe import Markup

from ._bars import height_of_bars, steps_of_bars, steps_of_intervals
from ._drawing import SLIDE
from ._found import Scene, scene

AS_BEFORE, AWAY = 0, None
SHAPES = Markup(
    '<svg class="shapes" aria-hidden="true" width="0" height="0">'
    '<symbol id="person-0" viewBox="-10 -10 20 20" overflow="visible"><circle r="10"/></symbol>'
    '<symbol id="person-1" viewBox="-10 -10 20 20" overflow="visible"><path d="M0 -11L11 9L-11 9Z"/></symbol></svg>\n'
)
"""The circle and the triangle that scenes show people as: once in a page, before its scenes."""


def figure(name, box="slide", *, keys=False):
    """A scene, to stand on a slide or a page.

    Without JavaScript, and on paper, it is a picture of its last step above what is said of each.

    Parameters
    ----------
    name : str
    box : {"slide", "page"}
    keys : bool
        Whether each step but the first waits for a key of the deck: it is then a fragment for reveal.js.

    Returns
    -------
    Markup
    """
    return _figure(scene(name, box), keys)


def bars(rows, title, whole=None, room=0):
    """Numbers as bars for a slide: first what they are, and a key later how large.

    Parameters
    ----------
    rows : list of (name, number as it was printed)
    title : str
        What is shown, for those who cannot see it.
    whole : float, optional
        What a full bar stands for; the largest of them if not given.
    room : float
        Pixels of the slide that they may fill.

    Returns
    -------
    Markup
    """
    box = SLIDE._replace(height=height_of_bars(len(rows), room))
    return _figure(Scene("bars", title, box, tuple(steps_of_bars(rows, box, whole))), keys=True)


def intervals(rows, title, at=None, room=0):
    """Numbers with their intervals for a slide: first what they are, and a key later where they lie.

    Parameters
    ----------
    rows : list of (name, number, low, high), as they were printed
    title : str
    at : float, optional
        Where a line marks what they are compared with.
    room : float
        Pixels of the slide that they may fill.

    Returns
    -------
    Markup
    """
    box = SLIDE._replace(height=height_of_bars(len(rows), room, at))
    return _figure(Scene("bars", title, box, tuple(steps_of_intervals(rows, box, at))), keys=True)


def _figure(drawn, keys):
    width, height = drawn.box
    captions = [step.caption for step in drawn.steps]
    said = f"<ol>{''.join(f'<li>{escape(caption)}</li>' for caption in captions)}</ol>"
    fragments = '<span class="fragment key"></span>' * (len(drawn.steps) - 1) if keys else ""
    data = json.dumps(_states(drawn.steps), ensure_ascii=False, separators=(",", ":")).replace("<", r"\u003c")
    return Markup(
        f'<figure class="scene" data-scene="{drawn.name}" style="flex-grow: {height}">\n'
        f'<svg viewBox="0 0 {width} {height}" role="img"><title>{escape(drawn.title)}</title>'
        f"<desc>{escape(' '.join(captions))}</desc><g>{still(drawn.steps[-1])}</g></svg>\n"
        f'<figcaption>{said}</figcaption>{fragments}<script type="application/json">{data}</script></figure>\n'
    )


def still(step):
    """The marks of a step as SVG."""
    return "".join(
        f"<{mark.tag}{_said(mark.attributes)}>{escape(mark.text)}</{mark.tag}>" for mark in step.marks.values()
    )


def _said(attributes):
    return "".join(f' {key}="{escape(value)}"' for key, value in attributes.items())


def _states(steps):
    """[tag, state of the first step, of the second, …] of each mark: its attributes and text, where it was there
    before only those that differ; or that it is as before, or away.

    A mark lies above those that were drawn before it.
    """
    order = []
    for step in steps:
        before = None
        for name in step.marks:
            if name not in order:
                order.insert(order.index(before) + 1 if before is not None else 0, name)
            before = name
    return [[_tag(name, steps), *_of_mark(name, steps)] for name in order]


def _tag(name, steps):
    return next(step.marks[name].tag for step in steps if name in step.marks)


def _of_mark(name, steps):
    last = {}
    for number, step in enumerate(steps):
        mark = step.marks.get(name)
        said = (
            {} if mark is None else {**mark.attributes, **({"text": mark.text} if mark.text or "text" in last else {})}
        )
        gone = {key: "" for key in last if key not in said}  # such as its class
        if number and said == last:
            yield AS_BEFORE
        elif mark is None:
            yield AWAY
        else:
            yield {key: value for key, value in (said | gone).items() if last.get(key) != value}
        last = said
