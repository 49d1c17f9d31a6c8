"""What is written in braces and behind fences in the text of a lecture: attributes, shortcodes, code blocks."""

import re
import shlex

from mdit_py_plugins.attrs.parse import ParseError, parse

from ._parts import Bars, Big, Code, Embed, Poll, Scene

SHOWN = ("code", "output", "figure")
SHORTCODES = (
    "{{< embed CELL code|output|figure >}}, {{< scene NAME >}}, "
    '{{< big CELL "words before the number" >}}, {{< bars CELL "words before one" "and another=its name" >}}, '
    '{{< intervals CELL "words before one" >}} and {{< poll CELL >}}'
)


class Misread(ValueError):
    """What is written cannot be understood; the message says what was expected."""


def read_attributes(braces):
    """From `{#anchor .class key=word}` to a dict with `id`, `class` and the keys."""
    try:
        end, said = parse(braces)
    except ParseError as error:
        problem = str(error)
    else:
        names = re.findall(r"(?<=[{\s])(#|[^\s=]+=)", re.sub(r'"[^"]*"', '""', braces))
        if twice := [name for name in names if names.count(name) > 1]:
            problem = f"{twice[0]} stands twice"
        elif end == len(braces) - 1:
            return said
        else:
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
    if name in ("bars", "intervals"):
        return _read_bars(name, words, line, place)
    plain = [word for word in words if "=" not in word]
    options = dict(word.split("=", 1) for word in words if "=" in word)
    if name == "poll" and len(plain) == 1 and not options:
        return Poll(plain[0], place)
    if name == "scene" and len(plain) == 1:
        after = options.pop("after", "")
        _nothing_left(options, "option", "scene takes after=CELL")
        return Scene(plain[0], place, after)
    if name == "big" and len(plain) == 2:
        label = options.pop("label", "")
        _nothing_left(options, "option", "big takes label")
        return Big(*plain, place, label)
    if name != "embed" or len(plain) != 2 or plain[1] not in SHOWN:
        raise Misread(f"{line} cannot be understood; there are {SHORTCODES}")
    alt = options.pop("alt", "")
    _nothing_left(options, "option", "embed takes alt")
    return Embed(*plain, place, alt)


def _read_bars(name, words, line, place):
    options = {}
    for word in [word for word in words if re.match(r"(whole|at)=", word)]:
        words.remove(word)
        key, number = word.split("=", 1)
        try:
            options[key] = float(number)
        except ValueError:
            raise Misread(f"{key} must be a number; got {number!r}") from None
    cell, *rows = words or [""]
    if len(rows) < (least := 2 if name == "bars" else 1):
        raise Misread(f"{line} names fewer than {least} of the printed numbers; there are {SHORTCODES}")
    if options.get("whole", 1) <= 0:
        raise Misread(f"whole must be above 0, it is what a full bar stands for; got {options['whole']:g}")
    parts = [row.rpartition("=") if "=" in row else ("", "", row) for row in rows]
    called = tuple((before or name, name) for before, _, name in parts)
    return Bars(cell, called, place, intervals=name == "intervals", **options)


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
