"""The data, and what a model makes of them: people, curves, boundary, densities, the true posterior."""

import numpy as np
import torch

from .. import _checks
from ..data import X_MAX, overlap_interval, true_posterior
from ..functional import sigmoid
from ._style import CLASSES, NEGATIVE, NEUTRAL, POSITIVE, TRUTH, array, axes_or_new, finish, next_style


def plot_data(X, y, *, ax=None):
    """People at height 0 or 1, by class.

    Parameters
    ----------
    X, y : arrays or tensors of shape (n_samples,) or (n_samples, 1)
    ax : matplotlib Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    TypeError, ValueError
        If X and y differ in length, are empty, not finite, or labels are not 0/1.
    """
    y, x = _checks.labels_and_values(y, X, ("y", "X"), both_classes=False)
    ax = axes_or_new(ax)
    draw_data(x, y, ax)
    return finish(ax, xlabel="x", ylabel="y", legend="between rows")


def plot_curves(x, curves, *, ax=None):
    """Several curves over one x, told apart by colour and by line style.

    Parameters
    ----------
    x : array or tensor of shape (n_points,)
    curves : dict of label to array or tensor of shape (n_points,)
    ax : matplotlib Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        If a curve has not the length of x.
    """
    x = array(x)
    curves = {label: array(values) for label, values in curves.items()}
    for label, values in curves.items():
        if values.shape != x.shape:
            raise ValueError(f"the curve {label!r} must have the shape of x, {x.shape}; got {values.shape}")
    ax = axes_or_new(ax)
    for label, values in curves.items():
        ax.plot(x, values, **next_style(ax), label=label)
    return finish(ax, legend="best")


def plot_sigmoid(weight, bias, *, x_range=(0.0, X_MAX), label=None, color=None, ax=None):
    """The curve sigmoid(weight x + bias), with its midpoint -bias / weight marked.

    Parameters
    ----------
    weight, bias : float
    x_range : pair of floats, default (0, 10)
    label : str, optional
    color : str, optional
        A solid line of this colour, instead of the next style.
    ax : matplotlib Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    TypeError, ValueError
        If `weight` or `bias` is not a finite number.
    """
    weight, bias = _checks.real_number(weight, "weight"), _checks.real_number(bias, "bias")
    x = torch.linspace(*x_range, 401)
    ax = axes_or_new(ax)
    style = next_style(ax) if color is None else {"color": color}
    (line,) = ax.plot(x, sigmoid(weight * x + bias), **style, label=label)
    if weight != 0 and x_range[0] <= -bias / weight <= x_range[1]:
        ax.plot(-bias / weight, 0.5, "o", color=line.get_color(), markerfacecolor="white", zorder=3)
    return finish(ax, xlabel="x", ylabel="P(y = 1 | x)", ylim=(-0.05, 1.05), legend=None if label is None else "best")


def plot_fit(model, X, y, *, ax=None):
    """The data, the fitted curve, and the decision boundary where it crosses one half.

    Parameters
    ----------
    model : LogisticRegression with one feature
    X, y : tensors of shape (n_samples, 1)
    ax : matplotlib Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    TypeError, ValueError
        As `plot_data` and `LogisticRegression.decision_boundary`.
    """
    boundary = model.decision_boundary()
    y, x = _checks.labels_and_values(y, X, ("y", "X"), both_classes=False)
    curve = model_curve(model)
    ax = axes_or_new(ax)
    draw_data(x, y, ax)
    ax.plot(*curve, color=NEUTRAL, label="model: P(y = 1 | x)")
    ax.axvline(boundary, color=NEUTRAL, linestyle="--", linewidth=1, label=f"boundary: x = {boundary:.3f}")
    return finish(ax, xlabel="x", ylabel="y, and P(y = 1 | x)", legend="between rows")


def plot_class_densities(*, overlap, ax=None):
    """The density of x in each class, and the overlap where both occur.

    Parameters
    ----------
    overlap : float from 0 to 10
    ax : matplotlib Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    TypeError, ValueError
        If `overlap` is not a number between 0 and 10.
    """
    start, end = overlap_interval(overlap)
    ax = axes_or_new(ax)
    density = 1 / end
    for ends, color, hatch, label in (
        ((0, end), NEGATIVE, "//", "negatives"), ((start, X_MAX), POSITIVE, "\\\\", "positives"),
    ):
        ax.fill_between(ends, density, color=color, edgecolor=color, alpha=0.25, hatch=hatch, label=label)
    return finish(ax, xlabel="x", ylabel="density within the class", ylim=(0, density * 1.4), legend="best")


def plot_true_posterior(*, overlap, model=None, ax=None):
    """The true P(y = 1 | x), with classes of equal size, and what a model predicts beside it.

    Parameters
    ----------
    overlap : float from 0 to 10
    model : LogisticRegression with one feature, optional
    ax : matplotlib Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    TypeError, ValueError
        If `overlap` is not a number between 0 and 10, or the model has several features.
    """
    x = torch.linspace(0, X_MAX, 2001)
    posterior = true_posterior(x, overlap=overlap)
    curve = None if model is None else model_curve(model)
    ax = axes_or_new(ax)
    ax.plot(x, posterior, color=TRUTH, linewidth=2.5, label="true posterior")
    if curve:
        ax.plot(*curve, "--", color=NEUTRAL, label="model")
    return finish(ax, xlabel="x", ylabel="P(y = 1 | x)", ylim=(-0.05, 1.05), legend="best")


def draw_data(x, y, ax):
    """A marker for each sample, by class; x and y as `_checks.labels_and_values` gives them."""
    for label, color, marker, name in CLASSES:
        of_class = y == label
        if of_class.any():
            heights = np.full(of_class.sum(), float(label))
            ax.plot(x[of_class], heights, marker, color=color, alpha=0.75, label=f"{name} (y = {label})")


def model_curve(model):
    """x from 0 to 10, and what the model predicts there."""
    x = torch.linspace(0, X_MAX, 401, dtype=model.linear.weight.dtype)
    return x, model.predict_proba(x.reshape(-1, 1)).ravel()
