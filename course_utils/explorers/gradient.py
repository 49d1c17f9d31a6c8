"""The gradient as forty votes: what each person's error says about the weight and about the bias."""

from pathlib import Path

import torch
import traitlets

from .. import _checks
from ..functional import bce_gradient, sigmoid
from ..plotting import CLASSES, MARK, NEUTRAL
from ..widgets.base import SYNCED, Explorer, column, module, subplots
from ._one_feature import columns, draw_people, people_in_order, untrained

WEIGHTS, BIASES = (-1.0, 2.0), (-10.0, 5.0)


class GradientExplorer(Explorer):
    """Each person's error p - y as an arrow, what all of them say to weight and bias, and the step that follows.

    Left, the curve and the errors; right, an arrow for each person in the plane of both slopes,
    (p - y) x and p - y, and their mean, the gradient. A step moves weight and bias by minus the
    learning rate times that mean.

    Parameters
    ----------
    X, y : arrays or tensors of shape (n_samples,) or (n_samples, 1), at most 200 rows
        Without them: the forty people of the reference example.
    weight : float from -1 to 2
    bias : float from -10 to 5
        Without them: those of the untrained model.
    lr : float above 0, default 0.1

    Attributes
    ----------
    start_weight, start_bias : float
        Where *Back to start* goes.

    Raises
    ------
    TypeError, ValueError
        If X and y do not fit each other, or a value is not a number in range.

    Examples
    --------
    >>> explorer = GradientExplorer()
    >>> explorer
    GradientExplorer(weight=0.765, bias=0.830)
    >>> explorer.votes().mean(axis=0)
    tensor([1.9778, 0.4766], dtype=torch.float64)
    """

    _esm = module(Path(__file__).with_suffix(".js"))
    state = ("weight", "bias")
    weight = traitlets.Float().tag(**SYNCED)
    bias = traitlets.Float().tag(**SYNCED)

    def __init__(self, X=None, y=None, *, weight=None, bias=None, lr=0.1):
        self._x, self._y, x_range = people_in_order(X, y)
        start = untrained()
        weight, bias = (value if given is None else given for value, given in zip(start, (weight, bias), strict=True))
        weight = _checks.real_number(weight, "weight", minimum=WEIGHTS[0], maximum=WEIGHTS[1])
        bias = _checks.real_number(bias, "bias", minimum=BIASES[0], maximum=BIASES[1])
        self.start_weight, self.start_bias = weight, bias
        self.lr = _checks.real_number(lr, "lr", minimum=0, open_ends=True)
        super().__init__(
            weight=weight,
            bias=bias,
            data={
                "x": column(self._x, 9),
                "y": column(self._y),
                "x_range": x_range,
                "start": [weight, bias],
                "lr": self.lr,
                "weights": list(WEIGHTS),
                "biases": list(BIASES),
            },
        )

    def votes(self):
        """What each person says, from left to right: the slopes of their own loss in weight and bias.

        Returns
        -------
        tensor of shape (n_samples, 2), float64
            (p - y) x and p - y; the mean over the people is the gradient.
        """
        error = self._p() - torch.from_numpy(self._y)
        return torch.stack([error * torch.from_numpy(self._x), error], dim=1)

    def _p(self):
        return sigmoid(torch.from_numpy(self.weight * self._x + self.bias))

    def static(self, axes=None):
        figure, (curve, plane) = subplots(axes, 2)
        votes, p = self.votes().numpy(), self._p().numpy()
        for label, color, *_ in CLASSES:
            of = self._y == label
            curve.vlines(self._x[of], label, p[of], color=color, linewidth=1.5)
            start, (on_weight, on_bias) = [0] * of.sum(), votes[of].T
            plane.quiver(
                start, start, on_weight, on_bias, color=color, angles="xy", scale_units="xy", scale=1, width=0.004
            )
        X, y = columns(self._x, self._y)
        draw_people(self._x, self._y, self.weight, self.bias, self.data["x_range"], curve)
        curve.set(title="sticks: the errors p − y")
        mean = [float(slope) for slope in bce_gradient(X, self._p().reshape(-1, 1), y)]
        plane.plot(*mean, **MARK, label="their mean, the gradient")
        plane.set(title="each person's vote", xlabel="on the weight: (p − y) x", ylabel="on the bias: p − y")
        reach = 1.05 * max(1.0, abs(self._x).max())
        plane.set(xlim=(-reach, reach), ylim=(-1.1, 1.1))
        plane.axhline(0, color=NEUTRAL, linewidth=0.6)
        plane.axvline(0, color=NEUTRAL, linewidth=0.6)
        plane.legend(fontsize=8, loc="lower right")
        return figure
