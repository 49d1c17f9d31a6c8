"""What a reader would see of a page: texts that lie over each other, texts that are cut off, the smallest text."""

from pathlib import Path

SCRIPT = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
PAPER = 718  # CSS pixels: A4 within the margins of a browser


def _ask(tab, expression):
    return tab.evaluate(f"() => {{ {SCRIPT} return {expression}; }}")


def overlaps(tab):
    """Pairs of texts that lie over each other."""
    return _ask(tab, "overlaps()")


def cut_off(tab):
    """Texts that are cut off at the side."""
    return _ask(tab, "cutOff()")


def smallest(tab):
    """The smallest text, in CSS pixels."""
    return _ask(tab, "Math.min(...texts().map((box) => box.size))")


def cut_on_paper(tab):
    """What is cut off or overprinted on A4; the tab is as it was afterwards."""
    before = tab.viewport_size
    tab.set_viewport_size({"width": PAPER, "height": 1000})
    tab.emulate_media(media="print")
    try:
        return _ask(tab, "cutOnPaper()")
    finally:
        tab.emulate_media(media="screen")
        tab.set_viewport_size(before)
