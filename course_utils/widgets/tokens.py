"""One table of colours, symbols and sizes, which pictures, live figures and their style sheet read."""

import json
from pathlib import Path

TABLE = Path(__file__).with_name("tokens.json")
TOKENS = json.loads(TABLE.read_text(encoding="utf-8"))
COLOURS = {name: shades["light"] for name, shades in TOKENS["colours"].items()}
MARKERS = {"circle": "o", "triangle": "^", "diamond": "D", "star": "*", "square": "s"}  # as matplotlib calls them


def marker(meaning):
    """The marker of matplotlib for what "you", "best", "start", "positive" or "negative" mean in a picture."""
    return MARKERS[TOKENS["symbols"][meaning]["shape"]]


def properties(shade):
    """The colours of light or dark as custom properties of CSS: `--cu-negative: #0072b2; …`."""
    return " ".join(f"--cu-{name}: {shades[shade]};" for name, shades in TOKENS["colours"].items())


def style_sheet(text):
    """A style sheet in which `/* light */`, `/* dark */` and `/* sizes */` have become the properties of the table."""
    sizes = " ".join(f"--cu-{name}-size: {size}px;" for name, size in TOKENS["sizes"].items())
    for mark, filled in (("light", properties("light")), ("dark", properties("dark")), ("sizes", sizes)):
        text = text.replace(f"/* {mark} */", filled)
    return text
