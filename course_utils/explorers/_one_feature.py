"""The people of a figure with one feature: those given, or the forty of the reference example."""

import numpy as np
import torch

from .. import _checks
from ..data import X_MAX, reference_example
from ..plotting import plot_data, plot_sigmoid
from ..widgets.tokens import COLOURS

MOST_PEOPLE = 200  # each has a bar or an arrow of its own


def people_in_order(X, y):
    """x and y of the people from left to right, float64, and the ends of an axis that shows them all.

    Raises
    ------
    TypeError, ValueError
        If only one of the two is given, they differ in length, are not finite, hold one class only,
        or are more than 200.
    """
    if X is None and y is None:
        _, X, y = reference_example()
    elif X is None or y is None:
        raise TypeError("X and y go together: pass both, or none of them for the forty people of the reference example")
    y, x = _checks.labels_and_values(y, X, ("y", "X"))
    if len(x) > MOST_PEOPLE:
        raise ValueError(f"X has {len(x)} people; the figure draws each, {MOST_PEOPLE} at most. Take fewer, as X[::k]")
    order = np.argsort(x, kind="stable")
    x, y = x[order].astype(np.float64), y[order].astype(np.float64)
    return x, y, [min(0.0, float(x[0])), max(X_MAX, float(x[-1]))]


def untrained():
    """Weight and bias of the reference example before its training."""
    model, _, _ = reference_example()
    return model.linear.weight.item(), model.linear.bias.item()


def columns(x, y):
    """x and y as the tensors that the package's models are fitted to, float64."""
    return torch.from_numpy(x).reshape(-1, 1), torch.from_numpy(y).reshape(-1, 1)


def draw_people(x, y, weight, bias, x_range, ax):
    """The people at 0 and 1 and the curve, without a legend: what lies between them belongs to the figure."""
    plot_sigmoid(weight, bias, x_range=x_range, color=COLOURS["model"], ax=ax)
    plot_data(*columns(x, y), ax=ax)
    ax.get_legend().remove()
