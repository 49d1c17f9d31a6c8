"""The rules of a term, from one small file, `course.toml`: when homework is due, and what late work costs.

docs/grading.md explains every key. In short:

    zone = "Europe/Berlin"
    [assignments.hw1]
    due = 2026-01-20 23:59:00
    penalty = "10 %"
    [extensions.hw1]
    "Anna Maria" = "3 d"

What is read here changes no points of a question: see `lateness`.
"""

import re
import tomllib
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from .cleaning import one_line
from .handed_in.who import BEST, NEWEST
from .quantities import NO_TIME, YEARS, Amount, Span, amount, span, zone_called

TOP = ("zone", "clock", "attempts", "drop_lowest", "assignments", "extensions")
OF_ONE = ("due", "zone", "grace", "penalty", "of", "most", "closes", "weight", "attempts")
EARNED, MAXIMUM = "earned", "maximum"


class BadRules(Exception):
    """A file of rules that cannot be followed; the message says where, what came, and what to write."""


@dataclass(frozen=True)
class Terms:
    """The rules of one assignment.

    Parameters
    ----------
    name : str
    due : datetime or None
        With a zone.
    clock : ZoneInfo or None
        Of times that do not say their zone.
    grace : Span
    penalty : Amount or None
        For each day that has begun.
    of : str
        What a share is a share of: "earned" or "maximum".
    most : Amount or None
    closes : datetime or Span or None
    weight : float or None
        Among the assignments of the term; None if it counts as much as it has points.
    attempts : str
    extensions : dict
        {student, as the file calls them: Span or datetime}
    """

    name: str
    due: datetime | None = None
    clock: ZoneInfo | None = None
    grace: Span = NO_TIME
    penalty: Amount | None = None
    of: str = EARNED
    most: Amount | None = None
    closes: datetime | Span | None = None
    weight: float | None = None
    attempts: str = NEWEST
    extensions: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Rules:
    """The rules of a term.

    Parameters
    ----------
    assignments : dict of str to Terms
    drop_lowest : int
    attempts : str
    path : str
        For messages.
    """

    assignments: dict = field(default_factory=dict)
    drop_lowest: int = 0
    attempts: str = NEWEST
    path: str = ""

    def of(self, assignment):
        """The rules of an assignment, None if the file has none for it."""
        return self.assignments.get(assignment)


def read(path):
    """Read a file of rules.

    Parameters
    ----------
    path : path

    Returns
    -------
    Rules

    Raises
    ------
    BadRules
    """
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except OSError as error:
        raise BadRules(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise BadRules(f"{path}: is no text in UTF-8; save it as UTF-8") from None
    try:
        return parse(text, str(path))
    except BadRules as error:
        raise BadRules(f"{path}: {error}") from None


def parse(text, path=""):
    """The rules in a text; see `read`."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadRules(f"no TOML: {error}") from None
    _known(data, TOP, "the file")
    zone = _zone(data, "zone", "the file")
    clock = _zone(data, "clock", "the file") or zone
    attempts = _one_of(data, "attempts", (NEWEST, BEST), "the file")
    drop = data.get("drop_lowest", 0)
    if not isinstance(drop, int) or isinstance(drop, bool) or drop < 0:
        raise BadRules(f"drop_lowest is {drop!r}; write a whole number from 0 on")
    tables, extensions = _table(data, "assignments"), _table(data, "extensions")
    for name in extensions:
        if name not in tables:
            there = ", ".join(tables) or "none"
            raise BadRules(f"[extensions.{_key(name)}]: no assignment of that name; expected one of: {there}")
    terms = {}
    for name in tables:
        where = f"[assignments.{_key(name)}]"
        one = _table(tables, name, where)
        _known(one, OF_ONE, where)
        own = _zone(one, "zone", where) or zone
        due = _time(one["due"], own, f"{where}: due") if "due" in one else None
        closes = one.get("closes")
        if closes is not None:
            closes = _span(closes, f"{where}: closes") if isinstance(closes, str) else _time(
                closes, own, f"{where}: closes")  # fmt: skip
        weight = one.get("weight")
        is_number = isinstance(weight, int | float) and not isinstance(weight, bool)
        if weight is not None and not (is_number and 0 < weight < float("inf")):
            raise BadRules(f"{where}: weight is {weight!r}; write a number above 0")
        terms[name] = Terms(
            name, due, _zone(one, "zone", where) if "clock" not in data and "zone" in one else clock,
            _span(one["grace"], f"{where}: grace") if "grace" in one else NO_TIME,
            _amount(one["penalty"], f"{where}: penalty") if "penalty" in one else None,
            _one_of(one, "of", (EARNED, MAXIMUM), where),
            _amount(one["most"], f"{where}: most") if "most" in one else None, closes, weight,
            _one_of(one, "attempts", (NEWEST, BEST), where) if "attempts" in one else attempts,
            _extensions(extensions, name, own, due),
        )  # fmt: skip
        for needs in ("grace", "penalty", "closes"):
            if needs in one and due is None:
                raise BadRules(f"{where}: {needs} without a due date; write: due = 2026-01-20 23:59:00")
    return Rules(terms, drop, attempts, path)


def _extensions(tables, name, zone, due):
    where = f"[extensions.{_key(name)}]"
    one = _table(tables, name, where) if name in tables else {}
    if one and due is None:
        raise BadRules(f"{where}: [assignments.{_key(name)}] has no due date that could be extended")
    return {student: _span(value, f"{where}: {student}") if isinstance(value, str)
            else _time(value, zone, f"{where}: {student}") for student, value in one.items()}  # fmt: skip


def _span(value, where):
    try:
        if isinstance(value, str):
            return span(value)
    except ValueError:
        pass
    raise BadRules(f'{where} is {_told(value)}; write for example "15 min", "36 h" or "3 d"')


def _amount(value, where):
    try:
        return amount(value if isinstance(value, str) else "")
    except ValueError as error:
        raise BadRules(f"{where} is {_told(value)}; {error}") from None


def _time(value, zone, where):
    if isinstance(value, date) and not isinstance(value, datetime):
        raise BadRules(f"{where} is {value}, a day without an hour; write: {value} 23:59:00")
    if not isinstance(value, datetime):
        raise BadRules(f"{where} is {_told(value)}; write for example, without quotation marks: 2026-01-20 23:59:00")
    if value.year not in YEARS:
        raise BadRules(f"{where} is {value}; the year cannot be meant")
    if value.tzinfo is not None:
        return value
    if zone is None:
        raise BadRules(f'{where} is {value}, which has no zone; write zone = "Europe/Berlin" (your own) at the top of '
                       f"the file, or the time with its distance from UTC: {value.isoformat()}+01:00")  # fmt: skip
    time = value.replace(tzinfo=zone, fold=1)  # of an hour that comes twice the later one
    if time.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != value:
        raise BadRules(f"{where} is {value}, an hour that {zone.key} leaves out that night; write another")
    return time


def _zone(data, key, where):
    if key not in data:
        return None
    if not isinstance(data[key], str) or not data[key]:
        raise BadRules(f'{where}: {key} is {_told(data[key])}; write for example "Europe/Berlin"')
    try:
        return zone_called(data[key])
    except ValueError as error:
        raise BadRules(f"{where}: {key}: {error}") from None


def _known(table, expected, where):
    for key in table:
        if key not in expected:
            raise BadRules(f"{where}: unknown key {one_line(key, 80)!r}; expected: {', '.join(expected)}")


def _one_of(table, key, words, where):
    value = table.get(key, words[0])
    if value not in words:
        expected = " or ".join(f'"{word}"' for word in words)
        raise BadRules(f"{where}: {key} is {_told(value)}; write {expected}")
    return value


def _table(data, key, where="the file"):
    value = data.get(key, {})
    if not isinstance(value, dict):
        raise BadRules(f"{where}: {key} is {_told(value)}; a table is expected, such as [assignments.hw1]")
    return value


def _key(name):
    return name if re.fullmatch(r"[\w-]+", name, re.ASCII) else f'"{one_line(name, 80)}"'


def _told(value):
    return one_line(repr(value) if isinstance(value, str) else str(value), 100)
