"""What all figures share: colours, shapes and line styles, labels and limits, and where the legend goes."""

import matplotlib.pyplot as plt
import numpy as np

from ..widgets.tokens import COLOURS, marker

NEGATIVE = COLOURS["negative"]  # blue of Okabe and Ito's palette for colour-blind readers
POSITIVE = COLOURS["positive"]  # its vermilion
TRUTH = COLOURS["truth"]  # its bluish green, for what is known to be true
MODEL = COLOURS["model"]  # a purple, for a model beside the truth
NEUTRAL = "#333333"
CURVE_STYLES = (  # each with a contrast of at least 3 to 1 against white
    (NEGATIVE, "-"), (POSITIVE, "--"), (TRUTH, "-."), (MODEL, ":"), (NEUTRAL, "--"),
)
CLASSES = ((0, NEGATIVE, marker("negative"), "negative"), (1, POSITIVE, marker("positive"), "positive"))
MARK = {"marker": marker("you"), "linestyle": "none", "color": NEUTRAL, "markersize": 7}
BEST = {"marker": marker("best"), "linestyle": "none", "color": TRUTH, "markeredgecolor": NEUTRAL, "markersize": 13}
OUTCOMES = (  # name, true class, called positive
    ("TP", 1, True), ("FN", 1, False), ("FP", 0, True), ("TN", 0, False),
)
BETWEEN_ROWS = (0, 0.08, 1, 0.84)  # of the axes: below and above it are the rows of points, at 0 and 1


def axes_or_new(ax, figsize=(5.6, 3.6)):
    if ax is None:
        _, ax = plt.subplots(figsize=figsize, layout="constrained")
    return ax


def finish(ax, *, xlabel=None, ylabel=None, xlim=None, ylim=None, legend=None):
    """Label the axes and set limits where the caller has not; and place the legend.

    Parameters
    ----------
    legend : {"best", "between rows"}, optional
        Where it covers least: of all the axes, or between the rows of points at 0 and 1. A legend
        between the rows stays there when curves are added. None is drawn if not given.
    """
    if xlabel and not ax.get_xlabel():
        ax.set_xlabel(xlabel)
    if ylabel and not ax.get_ylabel():
        ax.set_ylabel(ylabel)
    if xlim is not None and ax.get_autoscalex_on():
        ax.set_xlim(xlim)
    if ylim is not None and ax.get_autoscaley_on():
        ax.set_ylim(ylim)
    if legend:
        earlier = ax.get_legend()
        if earlier and earlier.get_label() == "between rows":
            legend = "between rows"
        place = {"best": None, "between rows": BETWEEN_ROWS}[legend]
        ax.legend(loc="best", fontsize=9, bbox_to_anchor=place).set_label(legend)
    return ax


def next_style(ax):
    """Colour and line style of the next curve: the pair that these axes show least often."""
    shown = [(line.get_color(), line.get_linestyle()) for line in ax.lines]
    color, linestyle = min(CURVE_STYLES, key=shown.count)
    return {"color": color, "linestyle": linestyle}


def array(values):
    return np.asarray(values.detach() if hasattr(values, "detach") else values)
