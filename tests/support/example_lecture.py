"""A small notebook with slides, for the tests of lectures, decks and site."""

from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

OPENING = """# 09 · What is tested here?

Two sentences of
introduction.

**You will be able to**

- say what
  happened;
- count to $n$.

**You need** notebook 08, and
a pencil.

| section | minutes |
| --- | --- |
| 1 · First | 9 |
| 2 · Second | 12 |
| total | 21 |
"""
FIGURE = new_output("display_data", {"image/png": "AAAA", "text/plain": "<Figure>"})
OWN = {"notes": "**Say.** This.", "minutes": 1}


def cell(kind, source, slide=None, outputs=(), **lecture):
    metadata = {"slideshow": {"slide_type": slide}} if slide else {}
    if lecture:
        metadata["lecture"] = lecture
    if kind == "code":
        return new_code_cell(source, metadata=metadata, outputs=list(outputs))
    return new_markdown_cell(source, metadata=metadata)


def opening(minutes=13, **changes):
    parts = {"title": OWN, "objectives": OWN, "outline": OWN} | changes
    return cell("markdown", OPENING, "slide", minutes=minutes, opening=parts)


def example(*extra, minutes=13, **changes):
    """A lecture without faults, of 3 + 2 + 3 + 1 + 4 minutes, and `extra` cells before its quiz."""
    return new_notebook(
        cells=[
            opening(minutes, **changes),
            cell("code", "import torch"),
            cell("markdown", "## 1 · First\n\nProse.", "slide", notes="**Say.** One.", minutes=2, path=True),
            cell("code", "print('a')", "fragment", [new_output("stream", text="a\n")], notes="More.", minutes=3),
            cell("markdown", "Left out.", "skip"),
            cell("markdown", "## 2 · Second\n\nLong prose.", "subslide", title="Short", text="Said.", **OWN),
            *extra,
            cell("code", "Quiz(9)", "slide", title="Poll", notes="Ask.", minutes=4),
        ]
    )
