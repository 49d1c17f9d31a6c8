"""What came of trying an answer, made fit to be shown: nothing that an answer says ends the line it stands in."""

import unicodedata
from dataclasses import dataclass

from .misconceptions import MISCONCEPTIONS, Misconception

LONGEST = {"message": 500, "tried": 600, "came": 300, "expected": 300, "printed": 200}
# no signs but orders to whoever shows them: ends of lines, turns of the reading direction, halves of a character
ORDERS = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


@dataclass(frozen=True)
class Verdict:
    """What `_trial.verdict` found, as text in one line each.

    Attributes
    ----------
    correct : bool
    message, tried, came, expected, printed : str
        Empty where there is nothing to say.
    misconception : Misconception or None
    n_tried, n_drawn : int
        How many inputs a right answer was tried on, and how many of them were drawn for this check.
    """

    correct: bool = False
    message: str = ""
    tried: str = ""
    came: str = ""
    expected: str = ""
    printed: str = ""
    misconception: Misconception | None = None
    n_tried: int = 0
    n_drawn: int = 0

    @classmethod
    def read(cls, found):
        """The verdict in a reply of the process that tries answers, into which an answer may have written anything."""
        texts = {name: in_one_line(found.get(name), LONGEST[name]) for name in ("message", "tried", "came", "expected")}
        idea = found.get("misconception")
        return cls(
            correct=found.get("status") == "correct",
            printed=_first_lines(found.get("printed"), found.get("n_printed")),
            misconception=MISCONCEPTIONS.get(idea) if isinstance(idea, str) else None,
            **texts,
            **{name: found[name] for name in ("n_tried", "n_drawn") if type(found.get(name)) is int},
        )


def in_one_line(text, width):
    r"""Text without what is no sign, such as the end of a line, and with an ellipsis where it is cut.

    Examples
    --------
    >>> print(in_one_line("two\nlines, \x1b[31mred", 40))
    two lines, \x1b[31mred
    >>> in_one_line("abcdef", 4)
    'abc…'
    """
    if not isinstance(text, str):
        return ""
    shown = "".join(sign if unicodedata.category(sign) not in ORDERS else _named(sign) for sign in _cut(text, width))
    return _cut(shown, width)


def _cut(text, width):
    text = " ".join(text[: 10 * width].split())
    return text if len(text) <= width else text[: width - 1] + "…"


def _named(sign):
    r"""A sign by its number, as Python writes it: \x1b."""
    return sign.encode("unicode_escape", "surrogatepass").decode()


def _first_lines(printed, n_printed):
    if not isinstance(printed, str):
        return ""
    lines = printed.splitlines()
    shown = in_one_line(" | ".join(lines[:3]), LONGEST["printed"])
    if (len(lines) > 3 or shown.endswith("…")) and type(n_printed) is int:
        shown += f" … ({n_printed:,} characters in all)"
    return shown
