"""Of all cuts and people of a threshold explorer those that the browser gets, and what its tasks ask for."""

import math
from typing import TypedDict

import numpy as np
import torch

from .. import _checks
from ..functional import logit
from ..metrics import Counts, expected_cost

MOST_CUTS = 400
MOST_POINTS = 400
REACH = 0.045  # of the slider: what a finger needs on a phone


class Task(TypedDict):
    """What the task asks for; a false alarm costs 1 in it."""

    cost_fn: float
    recall: float  # at least; 0 if the task does not mention it
    cost: float  # per person, at most: of the cheapest such cut, or a little more, for a hand to find it
    least_cost: float
    harder: dict  # the same without the recall at another `prevalence`: `cost` and `least_cost`


def task_of(cuts, cost_fn, recall, z_range):
    recall = _checks.real_number(recall, "task_recall", minimum=0, maximum=1)
    share = cuts.n_positive / (cuts.n_positive + cuts.n_negative)
    prevalence = 0.1 if share >= 0.2 else 0.3
    costs = expected_cost(cuts, cost_fp=1, cost_fn=cost_fn)
    cost, least_cost = _within_reach(np.where(cuts.recall >= recall, costs, np.inf), cuts.thresholds, z_range)
    costs = expected_cost(cuts, cost_fp=1, cost_fn=cost_fn, prevalence=prevalence)
    harder = dict(zip(("cost", "least_cost"), _within_reach(costs, cuts.thresholds, z_range), strict=True))
    return Task(
        cost_fn=cost_fn, recall=recall, cost=cost, least_cost=least_cost, harder={"prevalence": prevalence, **harder}
    )


def _within_reach(costs, thresholds, z_range):
    """A cost that the cuts around the cheapest keep to over `REACH` of the slider, rounded up; and the least."""
    low, high = z_range
    upper = logit(torch.from_numpy(np.clip(thresholds, 1e-12, 1 - 1e-12))).clamp(low, high).numpy()
    lower = np.append(upper[1:], low)
    best = int(costs.argmin())
    for cost in np.unique(costs[np.isfinite(costs)]):
        allowed = _rounded_up(cost)
        first = last = best
        while first > 0 and costs[first - 1] <= allowed:
            first -= 1
        while last < len(costs) - 1 and costs[last + 1] <= allowed:
            last += 1
        if upper[first] - lower[last] >= REACH * (high - low):
            break
    return allowed, float(costs[best])


def _rounded_up(cost):
    """The next number of three decimals."""
    return float(math.ceil(round(cost * 1000, 6)) / 1000)


def thinned(counts):
    """The counts themselves, or those of about `MOST_CUTS` cuts: along the ROC curve, and at each hundredth."""
    if len(counts.tp) <= MOST_CUTS:
        return counts
    hundredths = np.arange(100, -1, -1) / 100
    # the counts at t are those of the lowest score that is not below t
    at_hundredths = np.searchsorted(-counts.thresholds, -hundredths, side="right") - 1
    along = np.searchsorted(counts.recall + counts.false_positive_rate, np.linspace(0, 2, MOST_CUTS - 101))
    rows = np.concatenate([along, at_hundredths])
    thresholds, first = np.unique(np.append(counts.thresholds[along], hundredths), return_index=True)
    rows = rows[first[::-1]]
    return Counts(
        thresholds=thresholds[::-1], tp=counts.tp[rows], fp=counts.fp[rows],
        n_positive=counts.n_positive, n_negative=counts.n_negative,
    )


def some_of_each_class(y, p):
    """Rows to draw: all, or about `MOST_POINTS`, of each class at least a quarter, evenly over its ranks."""
    rows = []
    for label in (0, 1):
        of_class = np.flatnonzero(y == label)
        of_class = of_class[np.argsort(p[of_class], kind="stable")]
        n_drawn = len(of_class)
        if len(y) > MOST_POINTS:
            share = round(MOST_POINTS * n_drawn / len(y))
            n_drawn = min(n_drawn, int(np.clip(share, MOST_POINTS // 4, MOST_POINTS - MOST_POINTS // 4)))
        rows.append(of_class[np.linspace(0, len(of_class) - 1, n_drawn).round().astype(int)])
    return np.concatenate(rows)
