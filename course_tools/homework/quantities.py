"""What rules of a term are made of: stretches of time, parts of points, and zones."""

import re
from dataclasses import dataclass
from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

UNITS = {"min": 60, "minute": 60, "minutes": 60, "h": 3600, "hour": 3600, "hours": 3600}
DAYS = ("d", "day", "days")
LONGEST = 10_000  # days
YEARS = range(1971, 9000)  # between which one can reckon


@dataclass(frozen=True)
class Span:
    """A stretch of time. A day ends at the same hour of the clock, whatever is done to clocks that night.

    Parameters
    ----------
    days : int
    rest : timedelta
    """

    days: int = 0
    rest: timedelta = timedelta()

    def after(self, time):
        """The time that is so much later than another, which has a zone."""
        later = time + timedelta(days=self.days)
        return (later.astimezone(UTC) + self.rest).astimezone(later.tzinfo)

    def __str__(self):
        minutes = round(self.rest.total_seconds() / 60)
        parts = (self.days, "d"), (minutes // 60, "h"), (minutes % 60, "min")
        return " ".join(f"{number} {unit}" for number, unit in parts if number) or "0 min"


NO_TIME = Span()


@dataclass(frozen=True)
class Amount:
    """So many points, or such a share.

    Parameters
    ----------
    value : float
        Points, or the share from 0 to 1.
    is_share : bool
    """

    value: float
    is_share: bool

    def __mul__(self, times):
        return Amount(self.value * times, self.is_share)

    def points(self, whole):
        return self.value * whole if self.is_share else self.value

    def __str__(self):
        return f"{100 * self.value:g} %" if self.is_share else f"{self.value:g} point{'s' * (self.value != 1)}"


def span(text):
    """A stretch of time such as "15 min", "36 h", "3 d" or "1 d 12 h".

    Raises
    ------
    ValueError
    """
    parts = re.findall(r"\s*(\d+(?:\.\d+)?)\s*([a-z]+)", text.casefold())
    if not parts or re.sub(r"\s*\d+(?:\.\d+)?\s*[a-z]+", "", text.casefold()).strip():
        raise ValueError(text)
    days, seconds = 0, 0.0
    for number, unit in parts:
        if unit in DAYS:
            days += int(float(number))
            seconds += (float(number) % 1) * 86_400
        elif unit in UNITS:
            seconds += float(number) * UNITS[unit]
        else:
            raise ValueError(text)
    if days > LONGEST or seconds > LONGEST * 86_400:
        raise ValueError(text)
    return Span(days, timedelta(seconds=seconds))


def amount(text):
    """So many points, or such a share: "2 points", "10 %".

    Raises
    ------
    ValueError
        What is wrong stands in it.
    """
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*(%|points?)", text.strip())
    if not match:
        raise ValueError('write for example "10 %" or "2 points"')
    number, is_share = float(match[1]), match[2] == "%"
    if is_share and number > 100:
        raise ValueError("more than 100 % cannot be taken off")
    return Amount(number / 100 if is_share else number, is_share)


def zone_called(name):
    """A zone by its name.

    Raises
    ------
    ValueError
        What to do stands in it.
    """
    try:
        return ZoneInfo(name)
    except (OSError, ValueError) as error:  # ZoneInfoNotFoundError is a KeyError
        raise ValueError(f"no zone {name!r}: {error}") from None
    except KeyError:
        try:
            ZoneInfo("Europe/Berlin")
        except KeyError:
            raise ValueError("this system knows no zones; install them: python -m pip install tzdata") from None
        raise ValueError(f'no zone {name!r}; write one of the tz database, such as "Europe/Berlin" or "UTC"') from None
