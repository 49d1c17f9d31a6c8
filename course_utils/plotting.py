"""One `plot_*` function for each figure of the notebooks.

All take `ax=None`: without axes they make a fresh figure; they return the axes, never show the
figure, and leave labels and limits that the caller has set. The class is shown by colour *and*
shape: blue circles are negative, vermilion triangles positive. Where a threshold is drawn, a
filled marker was called positive, a hollow one negative.
"""

import io

import matplotlib.pyplot as plt
import numpy as np
import torch

from . import _checks
from .data import X_MAX, overlap_interval, true_posterior
from .functional import sigmoid
from .metrics import (
    calibration_curve,
    cheapest_threshold,
    confusion_counts,
    counts_at_every_threshold,
    expected_cost,
    positive_predictive_value,
    precision_recall_curve,
    roc_auc,
    roc_curve,
)

NEGATIVE = "#0072B2"  # blue of Okabe and Ito's palette for colour-blind readers
POSITIVE = "#D55E00"  # its vermilion
NEUTRAL = "#333333"
LINE_STYLES = ("-", "--", "-.", ":")
CLASSES = ((0, NEGATIVE, "o", "negative"), (1, POSITIVE, "^", "positive"))
OUTCOMES = (  # name, true class, called positive
    ("TP", 1, True), ("FN", 1, False), ("FP", 0, True), ("TN", 0, False),
)


# ------------------------------------------------------------ data and models


def plot_data(X, y, *, ax=None):
    """Samples at height 0 or 1, by class.

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
    y, x = _checks.labels_and_scores(y, X, "X", both_classes=False)
    ax = _axes(ax)
    for label, color, marker, name in CLASSES:
        of_class = y == label
        if of_class.any():
            ax.plot(x[of_class], y[of_class].astype(float), marker, color=color, alpha=0.75, label=f"{name} (y = {label})")
    return _finish(ax, xlabel="x", ylabel="y", legend=True)


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
    x = np.asarray(x)
    ax = _axes(ax)
    for i, (label, values) in enumerate(curves.items()):
        values = np.asarray(values)
        if values.shape != x.shape:
            raise ValueError(f"the curve {label!r} must have the shape of x, {x.shape}; got {values.shape}")
        ax.plot(x, values, LINE_STYLES[i % len(LINE_STYLES)], label=label)
    return _finish(ax, legend=True)


def plot_sigmoid(weight, bias, *, x_range=(0.0, X_MAX), label=None, ax=None):
    """The curve sigmoid(weight x + bias), with its midpoint -bias / weight marked.

    Parameters
    ----------
    weight, bias : float
    x_range : pair of floats, default (0, 10)
    label : str, optional
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
    ax = _axes(ax)
    x = torch.linspace(*x_range, 401)
    (line,) = ax.plot(x, sigmoid(weight * x + bias), label=label)
    if weight != 0 and x_range[0] <= -bias / weight <= x_range[1]:
        ax.plot(-bias / weight, 0.5, "o", color=line.get_color(), markerfacecolor="white", zorder=3)
    return _finish(ax, xlabel="x", ylabel="P(y = 1 | x)", ylim=(-0.05, 1.05), legend=label is not None)


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
    """
    ax = _finish(_axes(ax), ylabel="y, and P(y = 1 | x)")
    plot_data(X, y, ax=ax)
    x = torch.linspace(0, X_MAX, 401).reshape(-1, 1)
    ax.plot(x, model.predict_proba(x), color=NEUTRAL, label="model: P(y = 1 | x)")
    boundary = model.decision_boundary()
    ax.axvline(boundary, color=NEUTRAL, linestyle="--", linewidth=1, label=f"boundary: x = {boundary:.3f}")
    return _finish(ax, legend=True)


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
    ax = _axes(ax)
    density = 1 / end
    ax.fill_between([0, end], density, color=NEGATIVE, alpha=0.25, hatch="//", edgecolor=NEGATIVE, label="negatives")
    ax.fill_between([start, X_MAX], density, color=POSITIVE, alpha=0.25, hatch="\\\\", edgecolor=POSITIVE, label="positives")
    return _finish(ax, xlabel="x", ylabel="density within the class", ylim=(0, density * 1.6), legend=True)


def plot_true_posterior(*, overlap, model=None, ax=None):
    """The true P(y = 1 | x), with classes of equal size, and a model's claim beside it.

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
        If `overlap` is not a number between 0 and 10.
    """
    ax = _axes(ax)
    x = torch.linspace(0, X_MAX, 2001)
    ax.plot(x, true_posterior(x, overlap=overlap), color="#009E73", linewidth=2.5, label="true posterior")
    if model is not None:
        ax.plot(x, model.predict_proba(x.reshape(-1, 1)), "--", color=NEUTRAL, label="model")
    return _finish(ax, xlabel="x", ylabel="P(y = 1 | x)", ylim=(-0.05, 1.05), legend=True)


# ------------------------------------------------------------------- training


def plot_loss_curve(history, *, label=None, ax=None):
    """The loss each epoch began with.

    Parameters
    ----------
    history : History
    label : str, optional
    ax : matplotlib Axes, optional

    Returns
    -------
    Axes
    """
    ax = _axes(ax)
    ax.plot(np.arange(1, len(history) + 1), history.loss, label=label)
    return _finish(ax, xlabel="epoch", ylabel="loss (mean cross-entropy)", legend=label is not None)


def plot_loss_surface(weights, biases, loss, *, path=None, ax=None):
    """Lines of equal loss over weight and bias, their lowest point, and the path walked.

    Parameters
    ----------
    weights : array of shape (n_weights,)
    biases : array of shape (n_biases,)
    loss : array of shape (n_biases, n_weights)
        As `training.loss_surface` gives it.
    path : array of shape (n_steps, 2), optional
        Positions (weight, bias), as `History.path` gives them.
    ax : matplotlib Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        If `loss` has not the shape (n_biases, n_weights), or `path` not (n_steps, 2).
    """
    weights, biases, loss = np.asarray(weights), np.asarray(biases), np.asarray(loss)
    if loss.shape != (len(biases), len(weights)):
        raise ValueError(f"loss must have shape (n_biases, n_weights) = {(len(biases), len(weights))}; got {loss.shape}")
    if path is not None and (np.ndim(path) != 2 or np.shape(path)[1] != 2):
        raise ValueError(f"path must have shape (n_steps, 2), (weight, bias) in each row; got {np.shape(path)}")
    ax = _axes(ax)
    # finer steps near the bottom, where the surface is flat
    levels = loss.min() + np.geomspace(0.002, np.ptp(loss), 14)
    lines = ax.contour(weights, biases, loss, levels=levels, cmap="viridis", linewidths=1)
    ax.clabel(lines, fontsize=7, fmt="%.2f")
    row, column = np.unravel_index(np.argmin(loss), loss.shape)
    ax.plot(weights[column], biases[row], "*", color=NEUTRAL, markersize=12, label="lowest loss on the grid")
    if path is not None:
        path = np.asarray(path)
        ax.plot(path[:, 0], path[:, 1], color=POSITIVE, linewidth=2, label="path walked")
        ax.plot(*path[0], "s", color=POSITIVE, label="start")
        ax.plot(*path[-1], "o", color=POSITIVE, markeredgecolor="white", label="end")
    return _finish(ax, xlabel="weight", ylabel="bias", legend=True)


def animate_training(history, X, y, *, epochs):
    """The fitted curve after each of `epochs`, as an animation that plays once.

    Parameters
    ----------
    history : History of a fit with one feature
    X, y : tensors of shape (n_samples, 1)
    epochs : sequence of int from 0 to len(history)
        One frame each; 0 is the untrained model.

    Returns
    -------
    bytes
        An animated PNG of one second for each four frames; the last frame stays. Show it with
        `IPython.display.Image`.

    Raises
    ------
    ValueError
        If `epochs` is empty or out of range.
    """
    from PIL import Image

    epochs = list(epochs)
    if not epochs or min(epochs) < 0 or max(epochs) > len(history):
        raise ValueError(f"epochs must be a sequence of whole numbers from 0 to {len(history)}, not empty; got {epochs}")
    path = history.path
    frames = []
    for epoch in epochs:
        fig, ax = plt.subplots(figsize=(6.4, 3.6), dpi=72, layout="constrained")
        plot_data(X, y, ax=ax)
        plot_sigmoid(*path[epoch], label=f"after {epoch:>4} epochs", ax=ax)
        ax.legend(loc="upper left", bbox_to_anchor=(0.0, 0.9))
        picture = io.BytesIO()
        fig.savefig(picture, format="png")
        plt.close(fig)
        frames.append(Image.open(picture).convert("P", palette=Image.Palette.ADAPTIVE, colors=64))
    animation = io.BytesIO()
    frames[0].save(animation, format="PNG", save_all=True, append_images=frames[1:], duration=250, loop=1)
    return animation.getvalue()


def plot_calibration(y_true, p, *, n_bins=5, ax=None):
    """Reliability diagram: observed share of positives against predicted probability.

    Parameters
    ----------
    y_true, p : arrays or tensors of shape (n_samples,) or (n_samples, 1)
    n_bins : int, default 5
    ax : matplotlib Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    TypeError, ValueError
        As `metrics.calibration_curve`.
    """
    predicted, observed, n_samples = calibration_curve(y_true, p, n_bins=n_bins)
    ax = _axes(ax)
    ax.plot([0, 1], [0, 1], ":", color=NEUTRAL, label="perfect calibration")
    ax.plot(predicted, observed, "o-", color=NEGATIVE, label="model, by bin")
    for x, y, n in zip(predicted, observed, n_samples, strict=True):
        ax.annotate(f"n = {n}", (x, y), xytext=(7, -12), textcoords="offset points", fontsize=8)
    return _finish(
        ax, xlabel="predicted probability (mean of the bin)", ylabel="observed share of positives",
        xlim=(-0.03, 1.1), ylim=(-0.1, 1.05), legend=True,
    )


# ------------------------------------------------------------------ threshold


def plot_threshold(model, X, y, *, threshold=0.5, ax=None):
    """One threshold, seen on p and on x, and each sample by what became of it.

    Shape and colour tell the true class; a filled marker was called positive, a hollow one
    negative.

    Parameters
    ----------
    model : LogisticRegression with one feature
    X, y : tensors of shape (n_samples, 1)
    threshold : float, strictly between 0 and 1, default 0.5
    ax : matplotlib Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    TypeError, ValueError
        As `LogisticRegression.decision_boundary` and `metrics.confusion_counts`.
    """
    boundary = model.decision_boundary(threshold)
    p = model.predict_proba(X)
    counts = confusion_counts(y, p, threshold)
    ax = _axes(ax)
    x = torch.linspace(0, X_MAX, 401).reshape(-1, 1)
    ax.plot(x, model.predict_proba(x), color=NEUTRAL, linewidth=1)
    ax.axhline(threshold, color=NEUTRAL, linestyle="--", linewidth=1)
    ax.axvline(boundary, color=NEUTRAL, linestyle="--", linewidth=1)
    ax.annotate(f"p = {threshold:.3f}", (0, threshold), xytext=(2, 3), textcoords="offset points", fontsize=9)
    ax.annotate(f"x = {boundary:.3f}", (boundary, 0.08), xytext=(4, 0), textcoords="offset points", fontsize=9)
    for name, label, called_positive in OUTCOMES:
        chosen = ((y == label) & ((p >= threshold) == called_positive)).ravel()
        _, color, marker, _ = CLASSES[label]
        ax.plot(
            X[chosen], y[chosen], marker, color=color, markerfacecolor=color if called_positive else "white",
            label=f"{name}: {getattr(counts, name.lower())}",
        )
    return _finish(ax, xlabel="x", ylabel="y, and P(y = 1 | x)", legend=True)


def plot_confusion_matrix(counts, *, ax=None):
    """The four counts in a table with both axes named.

    Parameters
    ----------
    counts : Counts at one threshold
    ax : matplotlib Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        If `counts` holds many thresholds.
    """
    if np.ndim(counts.tp):
        raise ValueError(f"a confusion matrix shows one threshold; got {counts!r}. Use confusion_counts")
    ax = _axes(ax, figsize=(4.2, 3.4))
    table = np.array([[counts.tn, counts.fp], [counts.fn, counts.tp]])
    ax.imshow(table, cmap="Greys", vmin=0, vmax=max(2 * table.max(), 1))
    for (row, column), name in zip(np.ndindex(2, 2), ("TN", "FP", "FN", "TP"), strict=True):
        ax.text(column, row, f"{name}\n{table[row, column]}", ha="center", va="center", fontsize=13)
    ax.set_xticks([0, 1], ["negative (0)", "positive (1)"])
    ax.set_yticks([0, 1], ["negative (0)", "positive (1)"], rotation=90, va="center")
    return _finish(ax, xlabel="called by the model", ylabel="truth")


def plot_rates(counts, *, rates=("accuracy", "precision", "recall", "specificity"), ax=None):
    """Rates at every threshold.

    Parameters
    ----------
    counts : Counts at many thresholds
    rates : names of rates of `Counts`
    ax : matplotlib Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        If `counts` holds one threshold only, or a rate is unknown.
    """
    known = ("accuracy", "precision", "recall", "specificity", "false_positive_rate")
    unknown = [rate for rate in rates if rate not in known]
    if unknown:
        raise ValueError(f"unknown rates {unknown}; choose from {', '.join(known)}")
    _many_thresholds(counts)
    ax = _axes(ax)
    for i, rate in enumerate(rates):
        ax.plot(
            *_steps(counts.thresholds, getattr(counts, rate)), LINE_STYLES[i % len(LINE_STYLES)],
            label=rate.replace("_", " "),
        )
    return _finish(ax, xlabel="threshold", ylabel="rate", ylim=(-0.03, 1.03), legend=True)


def plot_roc(y_true, scores, *, threshold=None, label=None, ax=None):
    """ROC curve: recall against false positive rate, one point for every threshold.

    Parameters
    ----------
    y_true, scores : arrays or tensors of shape (n_samples,) or (n_samples, 1)
    threshold : float, optional
        Marked on the curve.
    label : str, default "model"
        The area under the curve is added to it.
    ax : matplotlib Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    TypeError, ValueError
        As `metrics.roc_curve`.
    """
    false_positive_rate, recall, _ = roc_curve(y_true, scores)
    auc = roc_auc(y_true, scores)
    ax = _axes(ax, figsize=(4.8, 4.4))
    if "chance" not in ax.get_legend_handles_labels()[1]:
        ax.plot([0, 1], [0, 1], ":", color=NEUTRAL, label="chance")
    ax.plot(false_positive_rate, recall, label=f"{label or 'model'} (AUC {auc:.3f})")
    if threshold is not None:
        counts = confusion_counts(y_true, scores, threshold)
        ax.plot(counts.false_positive_rate, counts.recall, "D", color=POSITIVE, label=f"threshold {threshold:.3f}")
    return _finish(
        ax, xlabel="false positive rate", ylabel="recall (true positive rate)",
        xlim=(-0.03, 1.03), ylim=(-0.03, 1.03), legend=True,
    )


def plot_precision_recall(y_true, scores, *, threshold=None, ax=None):
    """Precision against recall, one point for every threshold, and the share of positives.

    Parameters
    ----------
    y_true, scores : arrays or tensors of shape (n_samples,) or (n_samples, 1)
    threshold : float, optional
        Marked on the curve.
    ax : matplotlib Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    TypeError, ValueError
        As `metrics.precision_recall_curve`.
    """
    precision, recall, _ = precision_recall_curve(y_true, scores)
    ax = _axes(ax, figsize=(4.8, 4.4))
    ax.plot(recall, precision, ".-", label="model")
    # at the lowest threshold everybody is called positive
    ax.axhline(precision[-1], color=NEUTRAL, linestyle=":", label=f"share of positives: {precision[-1]:.3f}")
    if threshold is not None:
        counts = confusion_counts(y_true, scores, threshold)
        ax.plot(counts.recall, counts.precision, "D", color=POSITIVE, label=f"threshold {threshold:.3f}")
    return _finish(ax, xlabel="recall", ylabel="precision", xlim=(-0.03, 1.03), ylim=(-0.03, 1.03), legend=True)


def plot_cost(y_true, p, *, cost_fp, cost_fn, prevalence=None, ax=None):
    """Expected cost per person at every threshold, with the cheapest one marked.

    Parameters
    ----------
    y_true, p : arrays or tensors of shape (n_samples,) or (n_samples, 1)
    cost_fp, cost_fn : float
    prevalence : float, optional
    ax : matplotlib Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    TypeError, ValueError
        As `metrics.cheapest_threshold`.
    """
    settings = {"cost_fp": cost_fp, "cost_fn": cost_fn, "prevalence": prevalence}
    counts = counts_at_every_threshold(y_true, p)
    best, cost = cheapest_threshold(y_true, p, **settings)
    ax = _axes(ax)
    ax.plot(*_steps(counts.thresholds, expected_cost(counts, **settings)), color=NEUTRAL, label="cost")
    if np.isfinite(best):
        ax.plot(best, cost, "D", color=POSITIVE, label=f"cheapest: {cost:.3f} at {best:.3f}")
    return _finish(
        ax, xlabel="threshold", ylabel=f"cost per person (FP {cost_fp:g}, FN {cost_fn:g})", legend=True,
        ylim=(0, None),
    )


def plot_predictive_value(*, sensitivity, specificity, ax=None):
    """How probable infection is after a positive result, over the prevalence (logarithmic).

    Parameters
    ----------
    sensitivity, specificity : float from 0 to 1
    ax : matplotlib Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        As `metrics.positive_predictive_value`.
    """
    prevalence = np.geomspace(0.001, 1, 301)
    value = positive_predictive_value(prevalence=prevalence, sensitivity=sensitivity, specificity=specificity)
    ax = _axes(ax)
    ax.semilogx(prevalence, value, color=POSITIVE, label=f"sensitivity {sensitivity:g}, specificity {specificity:g}")
    ax.axhline(0.5, color=NEUTRAL, linestyle=":", label="a coin toss")
    ax.set_xticks([0.001, 0.01, 0.1, 1], ["0.1 %", "1 %", "10 %", "100 %"])
    return _finish(ax, xlabel="prevalence", ylabel="P(infected | positive result)", ylim=(-0.03, 1.03), legend=True)


def _axes(ax, figsize=(6.4, 4.0)):
    if ax is None:
        _, ax = plt.subplots(figsize=figsize, layout="constrained")
    return ax


def _finish(ax, *, xlabel=None, ylabel=None, xlim=None, ylim=None, legend=False):
    """Label the axes and set limits where the caller has not."""
    if xlabel and not ax.get_xlabel():
        ax.set_xlabel(xlabel)
    if ylabel and not ax.get_ylabel():
        ax.set_ylabel(ylabel)
    if xlim is not None and ax.get_autoscalex_on():
        ax.set_xlim(xlim)
    if ylim is not None and ax.get_autoscaley_on():
        ax.set_ylim(ylim)
    if legend:
        ax.legend(fontsize=9)
    return ax


def _steps(thresholds, values):
    """A value holds from its own threshold down to just above the next lower one.

    The first threshold is infinity; it is drawn a little to the right of the highest score.
    """
    finite = thresholds[1:]
    right_end = finite[0] + 0.03 * (np.ptp(finite) or 1)
    return np.repeat([right_end, *finite], 2)[1:], np.repeat(values, 2)[:-1]


def _many_thresholds(counts):
    if not np.ndim(counts.tp):
        raise ValueError(f"this figure needs counts at many thresholds; got {counts!r}. Use counts_at_every_threshold")
