"""Of those who test positive, how many are infected? Counted among a thousand people."""

import math
from pathlib import Path

import traitlets
from matplotlib.collections import LineCollection

from .. import _checks
from ..metrics import positive_predictive_value
from ..plotting import NEGATIVE, NEUTRAL, POSITIVE
from ..widgets.base import SYNCED, Explorer, module, subplots

N_COLUMNS, N_ROWS = 40, 25
N_PEOPLE = N_COLUMNS * N_ROWS


class PeopleExplorer(Explorer):
    """Three sliders, prevalence, sensitivity and specificity: a thousand people and their tests.

    Parameters
    ----------
    prevalence : float from 0.001 to 1, default 0.01
    sensitivity, specificity : float from 0 to 1, default 0.9 and 0.95
    task_sensitivity, task_specificity : float from 0 to 1, default 0.9 and 0.95
        The task: find the prevalence at which, with these two, a positive result is a coin toss.

    Raises
    ------
    TypeError, ValueError
        If a value is not a number in range.

    Examples
    --------
    >>> explorer = PeopleExplorer(prevalence=0.02)
    >>> explorer
    PeopleExplorer(prevalence=0.020, sensitivity=0.900, specificity=0.950)
    >>> explorer.counts()
    {'tp': 18, 'fn': 2, 'fp': 49, 'tn': 931}
    """

    _esm = module(Path(__file__).with_suffix(".js"))
    state = ("prevalence", "sensitivity", "specificity")
    prevalence = traitlets.Float(0.01, min=0.001, max=1).tag(**SYNCED)
    sensitivity = traitlets.Float(0.9, min=0, max=1).tag(**SYNCED)
    specificity = traitlets.Float(0.95, min=0, max=1).tag(**SYNCED)

    def __init__(
        self, prevalence=0.01, sensitivity=0.9, specificity=0.95, *, task_sensitivity=0.9, task_specificity=0.95
    ):
        asked = {"sensitivity": task_sensitivity, "specificity": task_specificity}
        super().__init__(
            data={name: _checks.real_number(value, f"task_{name}", minimum=0, maximum=1)
                  for name, value in asked.items()},
            prevalence=_checks.real_number(prevalence, "prevalence", minimum=0.001, maximum=1),
            sensitivity=_checks.real_number(sensitivity, "sensitivity", minimum=0, maximum=1),
            specificity=_checks.real_number(specificity, "specificity", minimum=0, maximum=1),
        )

    def counts(self):
        """True positives, false negatives, false positives and true negatives among 1,000 people.

        The infected are rounded to whole people, then those of them who are found, then the false
        alarms among the others; halves go up. What remains of each class tests negative, so that
        the four add up to 1,000.

        Returns
        -------
        dict of str to int
        """
        infected = _whole(N_PEOPLE * self.prevalence)
        tp = _whole(infected * self.sensitivity)
        fp = _whole((N_PEOPLE - infected) * (1 - self.specificity))
        return {"tp": tp, "fn": infected - tp, "fp": fp, "tn": N_PEOPLE - infected - fp}

    def static(self, axes=None):
        figure, (ax,) = subplots(axes, 1, width=7.5, height=5.2)
        counts = self.counts()
        n_positive = counts["tp"] + counts["fp"]
        first = 0
        for name, label, color, marker in (
            ("fn", "infected, tested negative", POSITIVE, "^"),
            ("tp", "infected, tested positive", POSITIVE, "^"),
            ("fp", "healthy, tested positive", NEGATIVE, "o"),
            ("tn", "healthy, tested negative", NEGATIVE, "o"),
        ):
            places = [divmod(i, N_COLUMNS) for i in range(first, first + counts[name])]
            first += counts[name]
            ax.plot(
                [place for _, place in places], [line for line, _ in places], marker, linestyle="none", color=color,
                markerfacecolor=color if name in ("tp", "fp") else "white", markersize=4.5,
                label=f"{label}: {counts[name]}",
            )
        sides = _outline(counts["fn"], counts["fn"] + n_positive)
        ax.add_collection(LineCollection(sides, colors=NEUTRAL, linewidths=1.5))
        ax.legend(loc="upper center", bbox_to_anchor=(0.5, 0), ncols=2, frameon=False, fontsize=9)
        value = positive_predictive_value(**{name: getattr(self, name) for name in self.state})
        ax.set(
            xlim=(-0.8, N_COLUMNS - 0.2), ylim=(N_ROWS - 0.2, -0.8), aspect="equal",
            title=f"{n_positive} test positive (outlined), {counts['tp']} of them infected; exactly {value:.3f}",
        )
        ax.set_axis_off()
        return figure


def _whole(value):
    return math.floor(value + 0.5)


def _outline(first, end):
    """The sides, as pairs of points, of the area that the cells from `first` up to `end` cover."""
    inside = range(first, end)
    sides = []
    for cell in inside:
        line, place = divmod(cell, N_COLUMNS)
        left, right, top, bottom = place - 0.5, place + 0.5, line - 0.5, line + 0.5
        if place == 0 or cell - 1 not in inside:
            sides.append([(left, top), (left, bottom)])
        if place == N_COLUMNS - 1 or cell + 1 not in inside:
            sides.append([(right, top), (right, bottom)])
        if cell - N_COLUMNS not in inside:
            sides.append([(left, top), (right, top)])
        if cell + N_COLUMNS not in inside:
            sides.append([(left, bottom), (right, bottom)])
    return sides
