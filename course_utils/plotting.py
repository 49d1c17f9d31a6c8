"""One `plot_*` function for each figure of the notebooks.

All take `ax=None`: without axes they make a fresh figure; they return the axes, never show the
figure, and leave labels and limits that the caller has set. The class is shown by colour *and*
shape: blue circles are negative, vermilion triangles positive. Where a threshold is drawn, a
filled marker was called positive, a hollow one negative. Curves differ by colour *and* line style.

Arguments are checked before a figure is made: an error leaves none behind.
"""

import io

import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, NullLocator

from . import _checks
from .bootstrap import share_interval
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
TRUTH = "#009E73"  # its bluish green, for what is known to be true
NEUTRAL = "#333333"
CURVE_STYLES = (  # each with a contrast of at least 3 to 1 against white
    (NEGATIVE, "-"), (POSITIVE, "--"), (TRUTH, "-."), ("#AA4499", ":"), (NEUTRAL, "--"),
)
CLASSES = ((0, NEGATIVE, "o", "negative"), (1, POSITIVE, "^", "positive"))
MOST_MARKED = 400  # points of a curve: of more, the line alone shows
MARK = {"marker": "D", "linestyle": "none", "color": NEUTRAL, "markersize": 7}
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
    y, x = _checks.labels_and_values(y, X, ("y", "X"), both_classes=False)
    ax = _axes(ax)
    for label, color, marker, name in CLASSES:
        of_class = y == label
        if of_class.any():
            heights = np.full(of_class.sum(), float(label))
            ax.plot(x[of_class], heights, marker, color=color, alpha=0.75, label=f"{name} (y = {label})")
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
    x = _array(x)
    curves = {label: _array(values) for label, values in curves.items()}
    for label, values in curves.items():
        if values.shape != x.shape:
            raise ValueError(f"the curve {label!r} must have the shape of x, {x.shape}; got {values.shape}")
    ax = _axes(ax)
    for label, values in curves.items():
        ax.plot(x, values, **_next_style(ax), label=label)
    return _finish(ax, legend=True)


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
    ax = _axes(ax)
    style = _next_style(ax) if color is None else {"color": color}
    (line,) = ax.plot(x, sigmoid(weight * x + bias), **style, label=label)
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

    Raises
    ------
    TypeError, ValueError
        As `plot_data` and `LogisticRegression.decision_boundary`.
    """
    boundary = model.decision_boundary()
    _checks.labels_and_values(y, X, ("y", "X"), both_classes=False)
    curve = _model_curve(model)
    ax = _finish(_axes(ax), ylabel="y, and P(y = 1 | x)")
    plot_data(X, y, ax=ax)
    ax.plot(*curve, color=NEUTRAL, label="model: P(y = 1 | x)")
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
    for ends, color, hatch, label in (
        ((0, end), NEGATIVE, "//", "negatives"), ((start, X_MAX), POSITIVE, "\\\\", "positives"),
    ):
        ax.fill_between(ends, density, color=color, edgecolor=color, alpha=0.25, hatch=hatch, label=label)
    return _finish(ax, xlabel="x", ylabel="density within the class", ylim=(0, density * 1.4), legend=True)


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
        If `overlap` is not a number between 0 and 10, or the model has several features.
    """
    x = torch.linspace(0, X_MAX, 2001)
    posterior = true_posterior(x, overlap=overlap)
    curve = None if model is None else _model_curve(model)
    ax = _axes(ax)
    ax.plot(x, posterior, color=TRUTH, linewidth=2.5, label="true posterior")
    if curve:
        ax.plot(*curve, "--", color=NEUTRAL, label="model")
    return _finish(ax, xlabel="x", ylabel="P(y = 1 | x)", ylim=(-0.05, 1.05), legend=True)


# ------------------------------------------------------------------- training


def plot_loss_curve(history, *, by="epoch", label=None, ax=None):
    """The loss each epoch began with.

    Parameters
    ----------
    history : History
    by : {"epoch", "update"}, default "epoch"
        What the horizontal axis counts. With mini-batches an epoch begins some updates after the
        one before; both counts begin at 1.
    label : str, optional
    ax : matplotlib Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        If `by` is neither of the two.
    """
    if by not in ("epoch", "update"):
        raise ValueError(f"by must be 'epoch' or 'update'; got {by!r}")
    ax = _axes(ax)
    count = np.arange(len(history)) * (history.updates_per_epoch if by == "update" else 1) + 1
    ax.plot(count, history.loss, **_next_style(ax), label=label)
    return _finish(ax, xlabel=by, ylabel="loss (mean cross-entropy)", legend=label is not None)


def plot_loss_surface(weights, biases, loss, *, path=None, ax=None):
    """The loss over weight and bias, in bands, the darker the higher; its lowest point; the path walked.

    The view is the grid: what of the path lies outside is not seen.

    Parameters
    ----------
    weights : array of shape (n_weights,), at least 2, ascending
    biases : array of shape (n_biases,), at least 2, ascending
    loss : array of shape (n_biases, n_weights)
        As `training.loss_surface` gives it.
    path : array of shape (n_steps, 2), not empty, optional
        Positions (weight, bias), as `History.path` gives them.
    ax : matplotlib Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        If `loss` has not the shape (n_biases, n_weights), both at least 2, or `path` not (n_steps, 2)
        with at least one step.
    """
    weights, biases, loss = np.asarray(weights), np.asarray(biases), np.asarray(loss)
    if loss.shape != (len(biases), len(weights)) or min(loss.shape) < 2:
        raise ValueError(
            "loss must have shape (n_biases, n_weights), both at least 2, "
            f"here {(len(biases), len(weights))}; got {loss.shape}"
        )
    if path is not None and (np.ndim(path) != 2 or np.shape(path)[1] != 2 or len(path) == 0):
        raise ValueError(
            f"path must have shape (n_steps, 2), not empty, (weight, bias) in each row; got {np.shape(path)}"
        )
    ax = _axes(ax)
    # bands between the lines, light where it is low; finer steps near the bottom, where the surface is flat
    levels = loss.min() + np.ptp(loss) * np.append(0, np.geomspace(0.001, 1, 10))
    ax.contourf(weights, biases, loss, levels=levels, colors=[str(grey) for grey in np.linspace(1, 0.7, 10)])
    lines = ax.contour(weights, biases, loss, levels=levels[1:-1], linewidths=0)
    different = {f"{level:.3f}": level for level in levels[3:-1:2]}
    ax.clabel(lines, list(different.values()), fontsize=9, fmt="%.3f", colors=NEUTRAL)
    row, column = np.unravel_index(np.argmin(loss), loss.shape)
    ax.plot(weights[column], biases[row], "*", color=TRUTH, markersize=14, label="lowest loss on the grid")
    if path is not None:
        path = np.asarray(path)
        ax.plot(path[:, 0], path[:, 1], color=NEUTRAL, linewidth=2, label="path walked")
        for (weight, bias), marker, label in ((path[0], "s", "start"), (path[-1], "o", "end")):
            if weights[0] <= weight <= weights[-1] and biases[0] <= bias <= biases[-1]:
                ax.plot(weight, bias, marker, color=NEUTRAL, markeredgecolor="white", markersize=9, label=label)
    return _finish(
        ax, xlabel="weight", ylabel="bias", legend=True,
        xlim=(weights[0], weights[-1]), ylim=(biases[0], biases[-1]),
    )


def animate_training(history, X, y, *, epochs):
    """The fitted curve after each of `epochs`, as an animation that plays once.

    Parameters
    ----------
    history : History of a fit with one feature
    X, y : tensors of shape (n_samples, 1)
    epochs : sequence of int from 0 to len(history), not empty
        One frame each; 0 is the untrained model.

    Returns
    -------
    bytes
        An animated PNG of one second for each four frames; the last frame stays. Show it with
        `IPython.display.Image`.

    Raises
    ------
    TypeError, ValueError
        If `epochs` is empty, not of whole numbers, or out of range, the fit has several features,
        or as `plot_data`.
    """
    from PIL import Image

    epochs = [_checks.whole_number(epoch, "an epoch", minimum=0) for epoch in epochs]
    if not epochs or max(epochs) > len(history):
        raise ValueError(
            f"epochs must be a sequence of whole numbers from 0 to {len(history)}, not empty; got {epochs}"
        )
    path = history.path
    # a figure apart from pyplot: what the caller has on display stays as it is
    canvas = FigureCanvasAgg(Figure(figsize=(5.6, 3.6), dpi=100, layout="constrained"))
    ax = plot_data(X, y, ax=_finish(canvas.figure.subplots(), ylabel="y, and P(y = 1 | x)"))
    n_lines = len(ax.lines)
    frames = []
    for epoch in epochs:
        for line in ax.lines[n_lines:]:
            line.remove()
        plot_sigmoid(*path[epoch], label="model: P(y = 1 | x)", color=NEUTRAL, ax=ax)
        ax.legend(loc="lower right", bbox_to_anchor=(1.0, 0.1), fontsize=9)
        ax.set_title(f"epochs: {epoch}")
        canvas.draw()
        canvas.figure.set_layout_engine("none")  # that of the first frame holds for all
        frames.append(Image.fromarray(np.array(canvas.buffer_rgba())).convert("RGB"))
    # one palette, for a PNG file has room for one only: chosen with all frames pasted below each other
    width, height = frames[0].size
    strip = Image.new("RGB", (width, height * len(frames)))
    for i, frame in enumerate(frames):
        strip.paste(frame, (0, i * height))
    strip = strip.quantize(32)
    frames = [strip.crop((0, i * height, width, (i + 1) * height)) for i in range(len(frames))]
    animation = io.BytesIO()
    frames[0].save(animation, format="PNG", save_all=True, append_images=frames[1:], duration=250, loop=1)
    return animation.getvalue()


def plot_calibration(y_true, p, *, n_bins=5, strategy="uniform", level=None, label=None, ax=None):
    """Reliability diagram: observed share of positives against predicted probability.

    Bins of equal width are drawn on 0…1, with the samples of each written below; with bins of
    equally many samples the view is that of the points.

    Parameters
    ----------
    y_true, p : arrays or tensors of shape (n_samples,) or (n_samples, 1)
    n_bins : int, default 5
    strategy : {"uniform", "quantile"}, default "uniform"
        As in `metrics.calibration_curve`.
    level : float, strictly between 0 and 1, optional
        Draws the interval of each share, as `bootstrap.share_interval` gives it.
    label : str, default "model"
    ax : matplotlib Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    TypeError, ValueError
        As `metrics.calibration_curve` and `bootstrap.share_interval`.
    """
    predicted, observed, n_samples = calibration_curve(y_true, p, n_bins=n_bins, strategy=strategy)
    ends = None
    if level is not None:
        ends = share_interval(np.rint(observed * n_samples).astype(int), n_samples, level=level)
    uniform = strategy == "uniform"
    ax = _axes(ax)
    if "perfect calibration" not in ax.get_legend_handles_labels()[1]:
        ax.axline((0, 0), slope=1, linestyle=":", color=NEUTRAL, label="perfect calibration")
    label = (label or "model") + (" (below: samples)" if uniform else "")
    (line,) = ax.plot(predicted, observed, marker="o", **_next_style(ax), label=label)
    if ends is not None:
        ax.vlines(predicted, *ends, color=line.get_color(), linewidth=1.2)
    if uniform:
        _write_bins(ax, predicted, n_samples, n_bins)
    limits = {"xlim": (-0.03, 1.03), "ylim": (-0.15, 1.05)} if uniform else {}
    return _finish(ax, xlabel="predicted probability", ylabel="observed share of positives", legend=True, **limits)


def _write_bins(ax, predicted, n_samples, n_bins):
    """The edges of bins of equal width, and below each bin its number of samples."""
    edges = np.linspace(0, 1, n_bins + 1)
    ax.vlines(edges, 0, 1, color="#DDDDDD", linewidth=1, zorder=0)
    # a mean of equal numbers may lie a rounding error below them, and so below the edge of its bin
    bins = np.searchsorted(edges[1:-1], predicted + 1e-9, side="right")
    for i, n in zip(bins, n_samples, strict=True):
        ax.text((edges[i] + edges[i + 1]) / 2, -0.09, f"{n}", ha="center", va="center", fontsize=9)


def plot_intervals(labels, values, low, high, *, reference=None, log=False, xlabel=None, ax=None):
    """Numbers with their intervals, one below the other, the first on top.

    Parameters
    ----------
    labels : sequence of str, not empty
    values, low, high : arrays of the same length, low <= value <= high
    reference : float, optional
        A vertical line: what the intervals are compared with.
    log : bool, default False
        For ratios: twice and half lie equally far from 1.
    xlabel : str, optional
    ax : matplotlib Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        If lengths differ or are 0, a value lies outside of its interval, or a number on a
        logarithmic axis is not above 0.
    """
    labels = [str(label) for label in labels]
    values, low, high = (np.asarray(_array(part), dtype=np.float64) for part in (values, low, high))
    if not values.shape == low.shape == high.shape == (len(labels),) or not labels:
        raise ValueError(
            "labels, values, low and high must be of one length, not empty; got "
            f"{len(labels)} labels and shapes {values.shape}, {low.shape}, {high.shape}"
        )
    outside = [label for label, inside in zip(labels, (low <= values) & (values <= high), strict=True) if not inside]
    if outside:
        raise ValueError(f"low <= value <= high does not hold for {', '.join(outside)}")
    if log and (low.min() <= 0 or (reference is not None and reference <= 0)):
        raise ValueError(f"a logarithmic axis needs numbers above 0; got {low.min()}")
    ax = _axes(ax, figsize=(5.6, 0.9 + 0.33 * len(labels)))
    rows = np.arange(len(labels))
    ax.hlines(rows, low, high, color=NEGATIVE, linewidth=1.5)
    ax.plot(values, rows, "o", color=NEGATIVE)
    if reference is not None:
        ax.axvline(reference, color=NEUTRAL, linestyle=":")
    if log:
        ax.set_xscale("log")
        ax.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
        ax.xaxis.set_major_formatter(lambda value, _: f"{value:g}")
        ax.xaxis.set_minor_locator(NullLocator())
    ax.set_yticks(rows, labels)
    return _finish(ax, xlabel=xlabel, ylim=(len(labels) - 0.5, -0.5))


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
    y, p = _checks.labels_and_values(y, model.predict_proba(X), ("y", "p"), both_classes=False)
    counts = confusion_counts(y, p, threshold)
    threshold = counts.thresholds
    curve = _model_curve(model)
    ax = _axes(ax)
    ax.plot(*curve, color=NEUTRAL, linewidth=1)
    ax.axhline(threshold, color=NEUTRAL, linestyle="--", linewidth=1)
    ax.axvline(boundary, color=NEUTRAL, linestyle="--", linewidth=1)
    ax.annotate(f"p = {threshold:.3f}", (0, threshold), xytext=(2, 3), textcoords="offset points", fontsize=9)
    left = boundary > 0.75 * X_MAX  # of its line, where there is no room on the right
    ax.annotate(
        f"x = {boundary:.3f}", (boundary, 0.08), xytext=(-4 if left else 4, 0), textcoords="offset points",
        ha="right" if left else "left", fontsize=9,
    )
    for name, label, called_positive in OUTCOMES:
        chosen = (y == label) & ((p >= threshold) == called_positive)
        _, color, marker, _ = CLASSES[label]
        ax.plot(
            _array(X)[chosen, 0], y[chosen], marker, color=color,
            markerfacecolor=color if called_positive else "white", label=f"{name}: {getattr(counts, name.lower())}",
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
    for rate in rates:
        ax.plot(*_steps(counts.thresholds, getattr(counts, rate)), **_next_style(ax), label=rate.replace("_", " "))
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
    chosen = None if threshold is None else confusion_counts(y_true, scores, threshold)
    ax = _axes(ax, figsize=(4.6, 4.2))
    if "chance" not in ax.get_legend_handles_labels()[1]:
        ax.plot([0, 1], [0, 1], ":", color=NEUTRAL, label="chance")
    ax.plot(false_positive_rate, recall, **_next_style(ax), label=f"{label or 'model'} (AUC {auc:.3f})")
    if chosen:
        ax.plot(chosen.false_positive_rate, chosen.recall, **MARK, label=f"threshold {chosen.thresholds:.3f}")
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
    chosen = None if threshold is None else confusion_counts(y_true, scores, threshold)
    ax = _axes(ax, figsize=(4.6, 4.2))
    marker = "." if len(recall) <= MOST_MARKED else None
    ax.plot(recall, precision, marker=marker, **_next_style(ax), label="model")
    # at the lowest threshold everybody is called positive
    ax.axhline(precision[-1], color=NEUTRAL, linestyle=":", label=f"share of positives: {precision[-1]:.3f}")
    if chosen:
        ax.plot(chosen.recall, chosen.precision, **MARK, label=f"threshold {chosen.thresholds:.3f}")
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
        ax.plot(best, cost, **MARK, label=f"cheapest: {cost:.3f} at {best:.3f}")
    else:
        ax.plot([], [], **MARK, label=f"cheapest: {cost:.3f}, calling nobody positive")
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
    TypeError, ValueError
        As `metrics.positive_predictive_value`, or if either is not a single number.
    """
    sensitivity = _checks.real_number(sensitivity, "sensitivity")
    specificity = _checks.real_number(specificity, "specificity")
    prevalence = np.geomspace(0.001, 1, 301)
    value = positive_predictive_value(prevalence=prevalence, sensitivity=sensitivity, specificity=specificity)
    ax = _axes(ax)
    ax.semilogx(
        prevalence, value, **_next_style(ax), label=f"sensitivity {sensitivity:g}, specificity {specificity:g}"
    )
    if "a coin toss" not in ax.get_legend_handles_labels()[1]:
        ax.axhline(0.5, color=NEUTRAL, linestyle=":", label="a coin toss")
    ax.xaxis.set_major_formatter(lambda value, _: f"{100 * value:g} %")
    return _finish(ax, xlabel="prevalence", ylabel="P(infected | positive result)", ylim=(-0.03, 1.03), legend=True)


def _axes(ax, figsize=(5.6, 3.6)):
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
        markers = [line.get_ydata() for line in ax.lines if line.get_linestyle() == "None"]
        has_samples = any(np.isin(y, (0, 1)).all() for y in markers)
        # between the two rows of samples, where there are any
        ax.legend(loc="best", fontsize=9, bbox_to_anchor=(0, 0.08, 1, 0.84) if has_samples else None)
    return ax


def _next_style(ax):
    """Colour and line style of the next curve: the pair that these axes show least often."""
    shown = [(line.get_color(), line.get_linestyle()) for line in ax.lines]
    color, linestyle = min(CURVE_STYLES, key=shown.count)
    return {"color": color, "linestyle": linestyle}


def _model_curve(model):
    x = torch.linspace(0, X_MAX, 401, dtype=model.linear.weight.dtype)
    return x, model.predict_proba(x.reshape(-1, 1)).ravel()


def _array(values):
    return np.asarray(values.detach() if hasattr(values, "detach") else values)


def _steps(thresholds, values):
    """A value holds from its own threshold down to just above the next lower one.

    The highest threshold is infinity. The first and the last value are drawn to the ends of 0…1
    where all scores lie within, else a little beyond the scores.
    """
    finite = thresholds[1:]
    margin = 0.03 * (np.ptp(finite) or 1)
    left, right = (0, 1) if finite[-1] >= 0 and finite[0] <= 1 else (finite[-1] - margin, finite[0] + margin)
    return np.repeat([right, *finite, left], 2)[1:-1], np.repeat(values, 2)


def _many_thresholds(counts):
    if not np.ndim(counts.tp):
        raise ValueError(f"this figure needs counts at many thresholds; got {counts!r}. Use counts_at_every_threshold")
