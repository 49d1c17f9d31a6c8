"""What was looked at, what was found, and what to do."""

from dataclasses import dataclass
from textwrap import indent, wrap

MARKS = {"well": "ok  ", "note": "note", "lacking": "LACK"}
WIDTH = 100


@dataclass(frozen=True)
class Finding:
    """One line of the page.

    Parameters
    ----------
    state : {"well", "note", "lacking"}
        A note works, with something to know; what is lacking stops something.
    what : str
        What was looked at.
    found : str
    advice : str
        What to do; empty where there is nothing to do.
    commands : tuple of str
        To be typed as they stand, each on a line of its own.
    """

    state: str
    what: str
    found: str
    advice: str = ""
    commands: tuple = ()

    def __str__(self):
        first = f"{MARKS[self.state]}  {self.what}: {self.found}"
        lines = wrap(first, WIDTH, subsequent_indent=" " * 6, break_long_words=False, break_on_hyphens=False)
        if self.advice:
            lines += wrap(self.advice, WIDTH, initial_indent=" " * 6, subsequent_indent=" " * 6,
                          break_long_words=False, break_on_hyphens=False)  # fmt: skip
        return "\n".join([*lines, *(indent(command, " " * 10) for command in self.commands)])


def well(what, found):
    return Finding("well", what, found)


def note(what, found, advice, *commands):
    return Finding("note", what, found, advice, commands)


def lacking(what, found, advice, *commands):
    return Finding("lacking", what, found, advice, commands)
