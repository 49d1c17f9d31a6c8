"""The loss surface, and the path that gradient descent walks on it."""

from pathlib import Path
from typing import TypedDict

import numpy as np
import traitlets

from .. import _checks
from ..data import X_MAX, reference_example
from ..models import LogisticRegression
from ..newton import fit_newton, hessian
from ..plotting import MODEL, plot_data, plot_loss_curve, plot_loss_surface, plot_sigmoid
from ..training import DivergenceError, History, fit, loss_surface
from ..widgets.base import SYNCED, Explorer, as_the_model, column, module, subplots
from ._surface import Contour, contour_lines, surface_around

MOST_ROWS = 1000  # the browser goes through all of them in each epoch
MOST_EPOCHS = 20_000
MOST_EPOCHS_SENT = 4000
LR_RANGE = (0.001, 3.0)
LR_BEYOND_EDGE = 1.6  # times the edge: the slider reaches as far as descent.js takes swings for those of the edge
NEAR = 0.005  # of the lowest loss: the second task
MOST_QUICK = 2000

class Data(TypedDict):
    """What descent.js reads: the path of the fit, and all that it needs to walk another by itself."""

    x: list[float]
    y: list[float]
    weight: list[float]  # before the first epoch of the fit and after each; and so `bias` and `loss`
    bias: list[float]
    loss: list[float]
    lr: float
    lr_range: list[float]  # the ends of the slider
    most_epochs: int
    weights: list[float]  # the ends of the surface's axes
    biases: list[float]
    contours: list[Contour]
    optimum: list[float] | None  # weight, bias and loss of the lowest point; None if one cut separates the classes
    edge: float | None  # the learning rate above which no walk settles; None as for the optimum
    quick: int | None  # epochs within which a well-chosen rate brings the loss within NEAR of the lowest; None if none
    near: float
    x_range: list[float]


class DescentExplorer(Explorer):
    """Gradient descent step by step: the loss surface with the path, the loss curve, the curve over the data.

    It opens at the end of the path that `fit` walked. From another start, or with another learning
    rate, the browser walks by the same formulas. Without arguments: the reference example.

    Parameters
    ----------
    history : History of a fit with one feature
    X, y : tensors of shape (n_samples, 1), at most 1,000 rows
        The data of that fit.

    Attributes
    ----------
    start_weight, start_bias, lr : float
        Where the walk starts, and its learning rate.
    epoch : int
        Steps taken.
    weight, bias, loss : float
        Where it has got to, as the browser last showed it.
    edge : float
        `stability_edge(X, y)`: no walk settles with a learning rate above it.

    Raises
    ------
    TypeError
        If `history` is not what `fit` returns, or X and y are not tensors of floats.
    ValueError
        As `fit` for X and y; if there are several features or too many rows, or the history is not
        that of these data.

    Examples
    --------
    >>> DescentExplorer()
    DescentExplorer(lr=0.100, epoch=2000, loss=0.539, weight=0.613, bias=-3.173)
    """

    _esm = module(Path(__file__).with_suffix(".js"))
    state = ("lr", "epoch", "loss", "weight", "bias")
    start_weight = traitlets.Float().tag(**SYNCED)
    start_bias = traitlets.Float().tag(**SYNCED)
    lr = traitlets.Float(0.1, min=0).tag(**SYNCED)
    epoch = traitlets.Int(0, min=0, max=MOST_EPOCHS).tag(**SYNCED)
    weight = traitlets.Float().tag(**SYNCED)
    bias = traitlets.Float().tag(**SYNCED)
    loss = traitlets.Float().tag(**SYNCED)

    def __init__(self, history=None, X=None, y=None):
        given = [value is not None for value in (history, X, y)]
        if not any(given):
            model, X, y = reference_example()
            history = fit(model, X, y)
        elif not all(given):
            raise TypeError("history, X and y go together: pass all three, or none for the reference example")
        path = _path(history, X, y)[: MOST_EPOCHS_SENT + 1]
        # history has the loss that each epoch began with; the last one is where the walk ends
        at_end = loss_surface(X, y, path[-1:, 0], path[-1:, 1]).ravel()
        losses = np.append(history.loss[: len(path) - 1], at_end)
        self._fit, self._X, self._y = history, X, y
        optimum, self.edge = _bowl(X, y)
        middle = path[-1] if optimum is None else optimum
        self._surface = surface_around(X, y, path[losses <= losses[0] * 1.001], middle)
        data = self._data(path, losses, middle, optimum)
        super().__init__(
            data=data,
            lr=history.lr,
            epoch=len(path) - 1,
            start_weight=data["weight"][0],
            start_bias=data["bias"][0],
            **{name: data[name][-1] for name in ("weight", "bias", "loss")},
        )

    def _data(self, path, losses, middle, optimum):
        X, y, lr, edge = self._X, self._y, self._fit.lr, self.edge
        weights, biases, _ = self._surface
        if optimum is None:
            lowest, edge = None, None
        else:
            lowest = [*column(optimum), loss_surface(X, y, optimum[:1], optimum[1:]).item()]
        return Data(
            x=column(X, 9),  # nine digits are exact for float32
            y=column(y),
            weight=column(path[:, 0], 9),
            bias=column(path[:, 1], 9),
            loss=column(losses, 9),
            lr=lr,
            lr_range=[min(LR_RANGE[0], lr), max(LR_RANGE[1], lr, LR_BEYOND_EDGE * (edge or 0))],
            most_epochs=MOST_EPOCHS,
            weights=column(weights[[0, -1]]),
            biases=column(biases[[0, -1]]),
            contours=contour_lines(*self._surface, middle),
            optimum=lowest,
            edge=edge,
            quick=None if edge is None else _quick(X, y, path[0], edge, lowest[2]),
            near=NEAR,
            x_range=[min(0.0, X.min().item()), max(X_MAX, X.max().item())],
        )

    def static(self, axes=None):
        figure, (surface, curve, fitted) = subplots(axes, 3)
        walked = self._walk()
        path = walked.path
        plot_loss_surface(*self._surface, path=path, ax=surface)
        plot_loss_curve(walked, ax=curve)
        plot_data(self._X, self._y, ax=fitted)
        plot_sigmoid(*path[-1], x_range=self.data["x_range"], color=MODEL, ax=fitted)
        as_the_model(surface, "path walked")
        as_the_model(curve, curve.lines[0].get_label())
        for ax, title in ((surface, "loss surface"), (curve, "loss curve"), (fitted, f"after {len(walked)} epochs")):
            ax.set_title(title)
        return figure

    def _walk(self):
        """The history of the state shown: that of the fit, or a walk of its own."""
        as_fit = (self.start_weight, self.start_bias, self.lr) == (
            self.data["weight"][0], self.data["bias"][0], self.data["lr"],
        )
        walked = self._fit
        if not as_fit or self.epoch > len(walked):
            model = LogisticRegression.from_parameters(self.start_weight, self.start_bias).to(self._X.dtype)
            try:
                walked = fit(model, self._X, self._y, lr=self.lr, n_epochs=max(self.epoch, 1))
            except DivergenceError as error:
                walked = error.history
        rows = slice(self.epoch)
        return History(
            walked.loss[rows], walked.weight[rows], walked.bias[rows],
            walked.initial_weight, walked.initial_bias, walked.lr,
        )


def stability_edge(X, y):
    """The learning rate above which full-batch gradient descent cannot settle.

    Near its lowest point the loss is a bowl. Along its steepest direction a step multiplies the
    distance to the bottom by 1 - lr · curvature: it overshoots to a greater distance once
    lr > 2 / curvature. The curvature is the largest eigenvalue of the Hessian at the optimum.

    Parameters
    ----------
    X, y : tensors of shape (n_samples, 1)

    Returns
    -------
    float
        Infinity where one cut separates the classes: then there is no lowest point.

    Raises
    ------
    TypeError, ValueError
        As `training.fit`.

    Examples
    --------
    >>> _, X, y = reference_example()
    >>> round(stability_edge(X, y), 3)
    0.365
    """
    _checks.training_tensors(X, y, n_features=1)
    return _bowl(X, y)[1]


def _bowl(X, y):
    """Weight and bias of the lowest loss, and the stability edge there.

    None and infinity where one cut separates the classes.
    """
    negatives, positives = X[y == 0], X[y == 1]
    if negatives.max() <= positives.min() or positives.max() <= negatives.min():
        return None, np.inf
    X, y = X.double(), y.double()
    model = LogisticRegression(1).double()
    fit_newton(model, X, y, tol=1e-18)  # the browser gets seven digits of the optimum
    optimum = np.array([model.linear.weight.item(), model.linear.bias.item()])
    return optimum, float(2 / np.linalg.eigvalsh(hessian(model, X, y))[-1])


def _quick(X, y, start, edge, lowest):
    """Epochs that the quickest of some learning rates needs from the start, and half as many more, in fifties."""
    X, y = X.double(), y.double()
    for n_epochs in (MOST_QUICK // 8, MOST_QUICK):  # the quickest is mostly there after the shorter walk
        needed = []
        for share in (0.7, 0.8, 0.9):
            model = LogisticRegression.from_parameters(*start.tolist()).double()
            try:
                losses = fit(model, X, y, lr=share * edge, n_epochs=n_epochs).loss
            except DivergenceError:
                continue
            near = losses <= lowest + NEAR
            needed += [int(near.argmax())] * bool(near.any())
        if needed:
            return 50 * int(np.ceil(1.4 * min(needed) / 50))
    return None


def _path(history, X, y):
    if not isinstance(history, History):
        raise TypeError(f"history must be what training.fit returns; got {_checks.describe(history)}")
    _checks.training_tensors(X, y, n_features=1)
    if len(X) > MOST_ROWS:
        raise ValueError(
            f"X has {len(X)} rows; the browser walks with at most {MOST_ROWS}. Fit on fewer, for example X[::k]"
        )
    path = history.path
    finite = np.isfinite(path).all(axis=1) & np.append(np.isfinite(history.loss), True)
    path = path[: len(path) if finite.all() else int(np.argmin(finite))]
    if len(path) == 0:
        raise ValueError("history starts from parameters that are NaN or infinite")
    here = loss_surface(X, y, path[:1, 0], path[:1, 1]).item()
    if here < 5 and abs(here - history.loss[0]) > 0.01 * here:  # fit cuts off larger losses
        raise ValueError(
            f"history is not that of these data: it begins with a loss of {history.loss[0]:.3f}, "
            f"and on X and y the same weight and bias have {here:.3f}"
        )
    return path
