"""The table of a notebook: entries that pin words and say what must hold for them."""

import importlib.util
import sys
from dataclasses import dataclass
from pathlib import Path

from .. import project
from .passages import flatten

FOLDER = project.ROOT / "tests" / "claims"


class TableFailed(Exception):
    """A table cannot be read; the message says which and why."""


@dataclass(frozen=True)
class Entry:
    """One claim.

    Attributes
    ----------
    places : tuple of str
        Where the words stand.
    words : str
        As they stand there.
    holds : str
        An expression that must hold; empty for what is argued.
    opposite : str or None
        An expression that must not hold; None if `holds` is turned round for it.
    at : str or None
        The cell after which it is tried; None for the place's own.
    reason : str
        Why it is so, where no expression can show it.
    line : int
        Where in the table it stands.
    """

    places: tuple[str, ...]
    words: str
    holds: str
    opposite: str | None
    at: str | None
    reason: str
    line: int


class Table(list):
    """The entries of one notebook; calling it adds one.

    Examples
    --------
    >>> say = Table()
    >>> say("loss-explain", "falls to 0.539", "said == loss and loss < start")
    >>> say.argued("slides/mean", "can never be negative", "a mean of squares")
    >>> [(entry.words, entry.holds or entry.reason) for entry in say]
    [('falls to 0.539', 'said == loss and loss < start'), ('can never be negative', 'a mean of squares')]
    """

    def __call__(self, place, words, holds, *, opposite=None, at=None):
        """Add a claim that an expression shows.

        Parameters
        ----------
        place : str or tuple of str
            Where the words stand: a cell's id, "slides/anchor", "notes/anchor", "exercise 3.1", "quiz 3.2" or
            "misconception name".
        words : str
            As they stand there; white space and the marks of emphasis do not count.
        holds : str
            A Python expression over the namespace of the notebook at this place, the names of the table, `said`, the
            numbers of the words in order, and `printed`, the texts that the cells printed, by their ids.
        opposite : str, optional
            An expression that must be false. By default each ``<`` and ``>`` of `holds` is turned round.
        at : str, optional
            The cell of code after which it is tried.
        """
        self._add(place, words, holds, opposite, at, "")

    def argued(self, place, words, reason):
        """Add a claim that no expression can show, with the reason why it is so: a definition, a theorem."""
        if not reason.strip():
            raise TypeError("an argued claim needs its reason")
        self._add(place, words, "", None, None, reason)

    def _add(self, place, words, holds, opposite, at, reason):
        places = (place,) if isinstance(place, str) else tuple(place)
        words = " ".join(flatten(words).split())
        line = sys._getframe(2).f_lineno
        self.append(Entry(places, words, holds.strip(), opposite, at, reason, line))


def table_path(stem):
    """Where the table of a notebook lies."""
    return FOLDER / f"{stem}.py"


def read_table(stem):
    """The entries of a notebook's table, and the names its expressions may use.

    Returns
    -------
    (list of Entry, dict), or None if there is no table.

    Raises
    ------
    TableFailed
        If it raises, or has no `say`.
    """
    path = table_path(stem)
    if not path.exists():
        return None
    try:
        specification = importlib.util.spec_from_file_location(f"claims_{stem}", path)
        module = importlib.util.module_from_spec(specification)
        # compiled here: an import would leave a file beside it, and take an older one for it
        exec(compile(path.read_bytes(), path, "exec"), vars(module))
    except Exception as error:
        raise TableFailed(f"{project.shown(path)}: cannot be read: {type(error).__name__}: {error}") from error
    if not isinstance(getattr(module, "say", None), Table):
        raise TableFailed(f"{project.shown(path)}: has no table; begin with `say = Table()`")
    names = {name: value for name, value in vars(module).items() if not name.startswith("__") and name != "say"}
    return list(module.say), names


def shown_line(stem, entry):
    """`tests/claims/03_bce_and_sgd.py:17`, for a fault."""
    return f"{project.shown(Path(table_path(stem)))}:{entry.line}"
