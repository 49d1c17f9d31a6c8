"""What weight and bias do to the curve."""

import functools
from pathlib import Path

import numpy as np
import traitlets

from .. import _checks
from ..data import X_MAX, reference_example
from ..models import LogisticRegression
from ..newton import fit_newton
from ..plotting import MODEL, plot_sigmoid
from ..training import loss_surface
from ..widgets.base import SYNCED, Explorer, column, module, subplots

LOSS_GOAL = 0.57  # of the second task; the lowest loss is 0.539


class SigmoidExplorer(Explorer):
    """Weight and bias by slider or by hand: the sigmoid over forty people, its loss, and the line in log-odds.

    The people are those of `data.reference_example`.

    Parameters
    ----------
    weight : float from -3 to 3, default 0.5
    bias : float from -15 to 15, default 0

    Raises
    ------
    TypeError, ValueError
        If a value is not a number in range.

    Examples
    --------
    >>> SigmoidExplorer(weight=1.1, bias=-5.5)
    SigmoidExplorer(weight=1.100, bias=-5.500)
    """

    _esm = module(Path(__file__).with_suffix(".js"))
    state = ("weight", "bias")
    weight = traitlets.Float(0.5).tag(**SYNCED)
    bias = traitlets.Float(0.0).tag(**SYNCED)

    def __init__(self, weight=0.5, bias=0.0):
        super().__init__(
            weight=_checks.real_number(weight, "weight", minimum=-3, maximum=3),
            bias=_checks.real_number(bias, "bias", minimum=-15, maximum=15),
            data=_people(),
        )

    def static(self, axes=None):
        figure, (left, right) = subplots(axes, 2)
        plot_sigmoid(self.weight, self.bias, color=MODEL, ax=left)
        left.set_title("probability")
        x = np.array([0, X_MAX])
        right.plot(x, self.weight * x + self.bias, color=MODEL)
        right.axhline(0, color="black", linestyle=":", linewidth=1)
        right.set(title="log-odds", xlabel="x", ylabel="z = weight x + bias", ylim=(-10, 10))
        return figure


@functools.cache
def _people():
    """The forty people, the lowest loss that a curve can have over them, and the loss that the task asks for."""
    _, X, y = reference_example()
    model = LogisticRegression(1).double()
    fit_newton(model, X.double(), y.double(), tol=1e-18)
    weight, bias = model.linear.weight.item(), model.linear.bias.item()
    least = loss_surface(X, y, [weight], [bias]).item()
    return {"x": column(X), "y": column(y), "least_loss": float(f"{least:.7g}"), "loss_goal": LOSS_GOAL}
