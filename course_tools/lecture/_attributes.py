"""What is written in braces and behind fences in the text of a lecture: attributes, shortcodes, code blocks."""

import shlex

from mdit_py_plugins.attrs.parse import ParseError, parse

from ._parts import Code, Embed, Poll

SHOWN = ("code", "output", "figure")
SHORTCODES = "{{< embed CELL code|output|figure >}} and {{< poll CELL >}}"


class Misread(ValueError):
    """What is written cannot be understood; the message says what was expected."""


def read_attributes(braces):
    """From `{#anchor .class key=word}` to a dict with `id`, `class` and the keys."""
    try:
        end, said = parse(braces)
    except ParseError as error:
        problem = str(error)
    else:
        if end == len(braces) - 1:
            return said
        problem = f"it ends at {braces[: end + 1]!r}"
    raise Misread(f'{braces} cannot be read: {problem}; write .class, #anchor, key=word or key="some words"')


def read_classes(info):
    """The classes of `::: {.notes}`, or of `::: notes`."""
    return (read_attributes(info).get("class", "") if info.startswith("{") else info).split()


def read_shortcode(line, place):
    """The block that a line `{{< … >}}` stands for."""
    if not (line.startswith("{{<") and line.endswith(">}}")):
        raise Misread(f"{line!r} is no shortcode; one stands alone on its line: {SHORTCODES}")
    try:
        name, *words = shlex.split(line[3:-3]) or [""]
    except ValueError as error:
        raise Misread(f"{line} cannot be read: {error}") from None
    plain = [word for word in words if "=" not in word]
    options = dict(word.split("=", 1) for word in words if "=" in word)
    if name == "poll" and len(plain) == 1 and not options:
        return Poll(plain[0], place)
    if name != "embed" or len(plain) != 2 or plain[1] not in SHOWN:
        raise Misread(f"{line} cannot be understood; there are {SHORTCODES}")
    alt = options.pop("alt", "")
    _nothing_left(options, "option", "embed takes alt")
    return Embed(*plain, place, alt)


def read_code(info, source, place):
    """The block that a fence with some code stands for: ```python, ```{.python cell=x} or ```{python after=x}."""
    first, _, rest = info.strip("{}").partition(" ")
    run = info.startswith("{") and first == "python"
    said = read_attributes(f"{{.python {rest}}}" if run else info) if info.startswith("{") else {"class": info}
    if said.pop("class", "") != "python":
        raise Misread(
            f"a code block {info!r}; there are ```python, the lines of a cell, and ```{{python}}, run when the deck "
            "is built"
        )
    cells = tuple(said.pop("after" if run else "cell", "").split())
    output, alt = (said.pop("output", "true"), said.pop("alt", "")) if run else ("true", "")
    if output not in ("true", "false"):
        raise Misread(f"output may be true or false; got {output!r}")
    takes = "after=CELL, output=false and alt" if run else "cell=CELL"
    _nothing_left(said, "attribute", f"this code block takes {takes}")
    return Code(source, place, cells, run, output == "true", alt)


def _nothing_left(said, kind, expected):
    for key, value in said.items():
        raise Misread(f"{kind} {key}={value} is unknown; {expected}")
