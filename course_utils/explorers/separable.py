"""What the weight does when one cut tells the classes apart, and what weight decay does to it."""

from pathlib import Path

import torch
import traitlets

from .. import _checks
from ..data import X_MAX
from ..plotting import MODEL, plot_data, plot_sigmoid
from ..widgets.base import SYNCED, Explorer, module, subplots

OVERLAPPING = ([1.0, 2.5, 4.0, 5.8, 4.6, 6.0, 7.5, 9.0], [0, 0, 0, 0, 1, 1, 1, 1])
MAX_POINTS = 40
MAX_EPOCHS = 100_000
CENTRE = X_MAX / 2
LR = 0.2


class SeparableExplorer(Explorer):
    """Points to drag and to add, gradient descent to play, and a slider for the weight decay.

    Each epoch is one step of gradient descent with learning rate 0.2 on all points, from weight 0
    and bias 0. It walks on x - 5, where the steps lead straight to the goal, and adds
    weight_decay * weight to the gradient of the weight. `weight` and `bias` are those for x
    itself: P(y = 1 | x) = sigmoid(weight x + bias). After the last epoch a change of the people or of
    the weight decay goes on from the weight that was reached, at epoch 0.

    Parameters
    ----------
    X : array or tensor of shape (n_samples,) or (n_samples, 1), optional
        At most 40 values from 0 to 10; eight points that overlap if not given.
    y : array or tensor of the same length, 0 or 1, optional
    weight_decay : float from 0 to 0.1, default 0

    Raises
    ------
    TypeError, ValueError
        If X and y differ in length, are not finite, hold other labels or one class only, or a
        value is out of range.

    Examples
    --------
    >>> explorer = SeparableExplorer([1, 3, 6, 8], [0, 0, 1, 1], weight_decay=0.01)
    >>> explorer
    SeparableExplorer(weight_decay=0.010, epoch=0, weight=0.000, bias=0.000)
    >>> explorer.x
    [1.0, 3.0, 6.0, 8.0]
    """

    _esm = module(Path(__file__).with_suffix(".js"))
    state = ("weight_decay", "epoch", "weight", "bias")
    x = traitlets.List(traitlets.Float(min=0, max=X_MAX)).tag(**SYNCED)
    y = traitlets.List(traitlets.Int(min=0, max=1)).tag(**SYNCED)
    weight_decay = traitlets.Float(0.0, min=0, max=0.1).tag(**SYNCED)
    epoch = traitlets.Int(0, min=0).tag(**SYNCED)
    weight = traitlets.Float(0.0).tag(**SYNCED)
    bias = traitlets.Float(0.0).tag(**SYNCED)

    def __init__(self, X=None, y=None, weight_decay=0.0):
        if (X is None) != (y is None):
            raise TypeError("X and y must be given together, or neither; only one was given")
        if X is None:
            X, y = OVERLAPPING
        labels, x = _checks.labels_and_values(y, X, ("y", "X"))
        if len(x) > MAX_POINTS:
            raise ValueError(f"X must have at most {MAX_POINTS} values, to be dragged by hand; got {len(x)}")
        if x.min() < 0 or x.max() > X_MAX:
            raise ValueError(f"X must lie between 0 and 10; got values from {x.min():.4g} to {x.max():.4g}")
        x, y = [float(f"{value:.7g}") for value in x], labels.astype(int).tolist()
        super().__init__(
            x=x, y=y,
            weight_decay=_checks.real_number(weight_decay, "weight_decay", minimum=0, maximum=0.1),
            data={"x": x, "y": y, "centre": CENTRE, "lr": LR, "max_points": MAX_POINTS, "max_epochs": MAX_EPOCHS},
        )

    def static(self, axes=None):
        figure, (ax,) = subplots(axes, 1, width=6.4)
        plot_data(torch.tensor(self.x), torch.tensor(self.y), ax=ax)
        plot_sigmoid(self.weight, self.bias, color=MODEL, ax=ax)
        ax.set(
            title=f"after {self.epoch:,} epochs with weight decay {self.weight_decay:.3f}: weight {self.weight:.3f}",
            ylabel="y, and P(y = 1 | x)",
        )
        return figure
