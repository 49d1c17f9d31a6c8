"""Numbers with their intervals, and predicted probabilities against observed shares."""

import numpy as np
from matplotlib.ticker import LogLocator, NullLocator

from ..bootstrap import share_interval
from ..metrics import calibration_curve
from ._style import NEGATIVE, NEUTRAL, array, axes_or_new, finish, next_style


def plot_calibration(y_true, p, *, n_bins=5, strategy="uniform", level=None, label=None, ax=None):
    """Reliability diagram: observed share of positives against predicted probability.

    Bins of equal width are drawn on 0…1, with the number of people in each written below; with bins of
    equally many people the view is that of the points.

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
    ax = axes_or_new(ax)
    if "perfect calibration" not in ax.get_legend_handles_labels()[1]:
        ax.axline((0, 0), slope=1, linestyle=":", color=NEUTRAL, label="perfect calibration")
    label = (label or "model") + (" (below: people)" if uniform else "")
    (line,) = ax.plot(predicted, observed, marker="o", **next_style(ax), label=label)
    if ends is not None:
        ax.vlines(predicted, *ends, color=line.get_color(), linewidth=1.2)
    if uniform:
        _write_bins(ax, predicted, n_samples, n_bins)
    limits = {"xlim": (-0.03, 1.03), "ylim": (-0.15, 1.05)} if uniform else {}
    return finish(ax, xlabel="predicted probability", ylabel="observed share of positives", legend="best", **limits)


def _write_bins(ax, predicted, n_samples, n_bins):
    """The edges of bins of equal width, and below each bin its number of people."""
    edges = np.linspace(0, 1, n_bins + 1)
    ax.vlines(edges, 0, 1, color="#DDDDDD", linewidth=1, zorder=0)
    # a mean of equal numbers may lie a rounding error below them, and so below the edge of its bin
    bins = np.searchsorted(edges[1:-1], predicted + 1e-9, side="right")
    for i, n in zip(bins, n_samples, strict=True):
        ax.text((edges[i] + edges[i + 1]) / 2, -0.09, f"{n}", ha="center", va="center", fontsize=9)


def plot_intervals(labels, values, low, high, *, reference=None, log=False, xlabel=None, label=None, ax=None):
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
    label : str, optional
        What a legend calls the numbers.
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
    values, low, high = (np.asarray(array(part), dtype=np.float64) for part in (values, low, high))
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
    ax = axes_or_new(ax, figsize=(5.6, 0.9 + 0.33 * len(labels)))
    rows = np.arange(len(labels))
    ax.hlines(rows, low, high, color=NEGATIVE, linewidth=1.5)
    ax.plot(values, rows, "o", color=NEGATIVE, label=label)
    if reference is not None:
        ax.axvline(reference, color=NEUTRAL, linestyle=":")
    if log:
        ax.set_xscale("log")
        ax.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
        ax.xaxis.set_major_formatter(lambda value, _: f"{value:g}")
        ax.xaxis.set_minor_locator(NullLocator())
    ax.set_yticks(rows, labels)
    return finish(ax, xlabel=xlabel, ylim=(len(labels) - 0.5, -0.5))
