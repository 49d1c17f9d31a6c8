"""What a curve gave to what happened: one bar for each person, their product, and the sum of their −log."""

from pathlib import Path

import numpy as np
import torch
import traitlets

from .. import _checks
from ..functional import binary_cross_entropy_with_logits, sigmoid
from ..models import LogisticRegression
from ..newton import fit_newton
from ..plotting import CLASSES, NEUTRAL
from ..widgets.base import SYNCED, Explorer, column, module, subplots
from ..widgets.tokens import COLOURS
from ._one_feature import columns, draw_people, people_in_order, untrained

WEIGHTS, BIASES = (-1.0, 2.0), (-10.0, 5.0)


class LikelihoodExplorer(Explorer):
    """A curve and people to move, and their likelihood: a product that vanishes, and a sum that does not.

    Left, each person's bar, the probability given to what happened: of a positive the way below the
    curve, of a negative the way above it. Beside it the product of the bars from left to right, and the
    sum of their −log, each with that of one half for everybody. Once somebody has been moved, the best
    curve of this form for the people as they then stand is drawn, too.

    Parameters
    ----------
    X, y : arrays or tensors of shape (n_samples,) or (n_samples, 1), at most 200 rows
        Without them: the forty people of the reference example.
    weight : float from -1 to 2
    bias : float from -10 to 5
        Without them: those of the untrained model.

    Attributes
    ----------
    x : list of float
        Where the people stand now; at first, from left to right.
    largest : float
        The largest log-likelihood that a curve of this form reaches for them; 0 where one cut separates the classes.

    Raises
    ------
    TypeError, ValueError
        If X and y do not fit each other, or a value is not a number in range.

    Examples
    --------
    >>> explorer = LikelihoodExplorer(weight=0.6, bias=-3)
    >>> explorer
    LikelihoodExplorer(weight=0.600, bias=-3.000)
    >>> explorer.given().log().sum()
    tensor(-21.5972, dtype=torch.float64)
    """

    _esm = module(Path(__file__).with_suffix(".js"))
    state = ("weight", "bias")
    weight = traitlets.Float().tag(**SYNCED)
    bias = traitlets.Float().tag(**SYNCED)
    x = traitlets.List(traitlets.Float()).tag(**SYNCED)

    def __init__(self, X=None, y=None, *, weight=None, bias=None):
        x, self._y, x_range = people_in_order(X, y)
        start = untrained()
        weight, bias = (value if given is None else given for value, given in zip(start, (weight, bias), strict=True))
        largest = _largest(x, self._y)
        super().__init__(
            x=x.tolist(),
            weight=_checks.real_number(weight, "weight", minimum=WEIGHTS[0], maximum=WEIGHTS[1]),
            bias=_checks.real_number(bias, "bias", minimum=BIASES[0], maximum=BIASES[1]),
            data={
                "x": x.tolist(),
                "y": column(self._y),
                "x_range": x_range,
                "largest": float(f"{largest:.9g}"),
                "dearer": _dearer(x, self._y, x_range, largest),
                "weights": list(WEIGHTS),
                "biases": list(BIASES),
            },
        )

    @property
    def largest(self):
        return _largest(np.array(self.x), self._y)

    def _from_left_to_right(self):
        x = np.array(self.x)
        order = np.argsort(x, kind="stable")
        return x[order], self._y[order]

    def given(self):
        """The probability that the curve gives to what happened, for each person from left to right.

        Returns
        -------
        tensor of shape (n_samples,), float64
        """
        x, y = self._from_left_to_right()
        z = torch.from_numpy(self.weight * x + self.bias)
        return sigmoid(torch.where(torch.from_numpy(y) == 1, z, -z))

    def static(self, axes=None):
        figure, (curve, products, sums) = subplots(axes, 3)
        x, y = self._from_left_to_right()
        given, counts = self.given().numpy(), np.arange(1, len(x) + 1)
        for label, color, *_ in CLASSES:
            of = y == label
            ends = (0, given[of]) if label else (1 - given[of], 1)  # below the curve, or above it
            curve.vlines(x[of], *ends, color=color, linewidth=3, alpha=0.6)
        draw_people(x, y, self.weight, self.bias, self.data["x_range"], curve)
        curve.set(title="bars: given to what happened")
        half = np.full(len(given), 0.5)
        cost = np.logaddexp(0, np.where(y == 1, -1, 1) * (self.weight * x + self.bias))
        for ax, values, of_half, title in (
            (products, np.cumprod(given), np.cumprod(half), "product so far"),
            (sums, np.cumsum(cost), np.cumsum(-np.log(half)), "sum of −log so far"),
        ):
            ax.bar(counts, values, color=COLOURS["model"], alpha=0.5)
            ax.plot(counts, of_half, ":", color=NEUTRAL, label="one half for everybody")
            ax.set(title=title, xlabel="people, from left to right")
            ax.legend(fontsize=8)
        return figure


def _dearer(x, y, x_range, largest):
    """By how much the third task wants the least sum of −log to grow; 0 where one person can hardly do that."""
    grown = []
    for label, end in ((1, x_range[0]), (0, x_range[1])):
        moved = x.copy()
        moved[np.flatnonzero(y == label)[-1 if label else 0]] = end
        grown.append(largest - _largest(moved, y))
    return float(np.floor(7.5 * max(grown)) / 10) if max(grown) > 0.5 else 0.0


def _largest(x, y):
    for first, second in ((x[y == 0], x[y == 1]), (x[y == 1], x[y == 0])):
        if first.max() <= second.min():  # ever steeper curves leave only those in doubt who share one place
            share = y[x == first.max()].mean() if first.max() == second.min() else 1.0
            in_doubt = np.array([share, 1 - share])
            return float((x == first.max()).sum() * (in_doubt[in_doubt > 0] * np.log(in_doubt[in_doubt > 0])).sum())
    X, y = columns(x, y)
    model = LogisticRegression(1).double()
    fit_newton(model, X, y)
    return -len(X) * binary_cross_entropy_with_logits(model(X), y).item()
