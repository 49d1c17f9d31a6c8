"""What is counted and correlated in a class report."""

import math
import statistics
from dataclasses import dataclass

FEWEST = 10  # students, for a correlation: with fewer it is mostly chance
MOST_BARS = 20


@dataclass(frozen=True)
class Item:
    """A question, and how the class did in it.

    Parameters
    ----------
    name : str
    maximum : float
    n_students : int
        Whose points for it are there.
    n_solved : int
        With all points.
    mean_share : float or None
        Of the points, on average; None if nobody has any, or there are none to have.
    discrimination : float or None
        See `discrimination`; None where it is not computed.
    why_none : str
        Why it is not.
    n_failed, n_named : int
        Whose test failed, and of those whose message names a misconception.
    n_waiting : int
        Answers that wait for a human.
    """

    name: str
    maximum: float
    n_students: int
    n_solved: int
    mean_share: float | None
    discrimination: float | None
    why_none: str
    n_failed: int
    n_named: int
    n_waiting: int


def counted(people, questions):
    """The questions that are part of the totals: those for which everybody who was run has points.

    Otherwise who still waits for a human would have a lower total than who does not.
    """
    return [name for name in questions if all(_has(person, name) for person in people)]


def _has(person, name):
    return person.points.get(name) is not None and name not in person.waiting


def totals(people, names):
    """Each one's points for these questions."""
    return [sum(person.points[name] for name in names) for person in people]


def items(people, maxima):
    """How the class did, question by question.

    Parameters
    ----------
    people : list of gathered.Person
        Those whose notebook was run.
    maxima : dict of str to float
        {question: its points}, in the order of the assignment.

    Returns
    -------
    list of Item
    """
    names = counted(people, maxima)
    return [_item(people, name, maximum, names) for name, maximum in maxima.items()]


def _item(people, name, maximum, names):
    there = [person.points[name] for person in people if _has(person, name)]
    value, why = None, "waits for points by hand"
    if name in names:
        value, why = discrimination(
            [person.points[name] for person in people],
            totals(people, [other for other in names if other != name]),
        )
    return Item(
        name, maximum, len(there), sum(points >= maximum for points in there),
        statistics.fmean(there) / maximum if there and maximum else None, value, why,
        sum(name in person.failed for person in people),
        sum(any(question == name for question, _ in person.named) for person in people),
        len(people) - len(there),
    )  # fmt: skip


def discrimination(points, rest):
    """How well a question tells strong from weak: the item-rest correlation.

    Pearson's r between the points for the question and the points for all others, r = cov(x, T - x) / (s_x s_{T-x}),
    which for a question of all or nothing is the point-biserial correlation (Crocker & Algina 1986, section 14). The
    question itself is left out of the rest: it would correlate with itself.

    Parameters
    ----------
    points, rest : list of float
        One for each student.

    Returns
    -------
    float or None
    str
        Why it is None; empty otherwise.
    """
    if len(points) < FEWEST:
        return None, f"fewer than {FEWEST} students"
    if min(points) == max(points):
        return None, "all have the same points"
    if min(rest) == max(rest):
        return None, "all have the same points elsewhere"
    return statistics.correlation(points, rest), ""


def by_chance(n_students):
    """How far from 0 a correlation of unrelated columns is in 95 of 100 classes of this size, about: 2 / √n."""
    return 2 / math.sqrt(n_students)


@dataclass(frozen=True)
class Bar:
    """How many totals lie from `low` on and below `high`; the last bar of a histogram holds its `high`, too."""

    low: float
    high: float
    count: int


def histogram(values, maximum):
    """The totals in bars of equal, round width.

    Parameters
    ----------
    values : list of float
    maximum : float
        What can be had; above 0.

    Returns
    -------
    list of Bar
        From 0, or from the lowest value if it is below, to the maximum, or the highest value. Of bars that are a point
        wide, the last one begins at the maximum: who has all points stands alone.
    """
    low, high = min([0, *values]), max([maximum, *values])
    width = _width(high - low)
    start = math.floor(low / width) * width
    n_bars = max(1, math.floor(high - start) + 1 if width == 1 else math.ceil((high - start) / width - 1e-9))
    counts = [0] * n_bars
    for value in values:
        counts[min(int((value - start) / width + 1e-9), n_bars - 1)] += 1
    return [Bar(start + k * width, start + (k + 1) * width, count) for k, count in enumerate(counts)]


def _width(span):
    exponent = math.floor(math.log10(span / MOST_BARS))
    for power in (exponent, exponent + 1):
        for step in (1, 2, 5):
            if span <= MOST_BARS * step * 10**power * (1 + 1e-9):
                width = step * 10**power
                return max(width, 1) if span >= 5 else width  # points are mostly whole
    raise AssertionError(span)
