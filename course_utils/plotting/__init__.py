"""One `plot_*` function for each figure of the notebooks.

All take `ax=None`: without axes they make a fresh figure; they return the axes, never show the
figure, and leave labels and limits that the caller has set. The class is shown by colour *and*
shape: blue circles are negative, vermilion triangles positive. Where a threshold is drawn, a
filled marker was called positive, a hollow one negative. Curves differ by colour *and* line style.

Arguments are checked before a figure is made: an error leaves none behind.
"""

from ._animation import animate_training
from ._calibration import plot_calibration, plot_intervals
from ._models import (
    plot_class_densities,
    plot_curves,
    plot_data,
    plot_fit,
    plot_sigmoid,
    plot_true_posterior,
)
from ._style import CLASSES, CURVE_STYLES, MARK, MODEL, NEGATIVE, NEUTRAL, OUTCOMES, POSITIVE, TRUTH
from ._threshold import (
    MOST_MARKED,
    plot_confusion_matrix,
    plot_cost,
    plot_precision_recall,
    plot_predictive_value,
    plot_rates,
    plot_roc,
    plot_threshold,
)
from ._training import plot_loss_curve, plot_loss_surface

__all__ = [
    "CLASSES", "CURVE_STYLES", "MARK", "MODEL", "MOST_MARKED", "NEGATIVE", "NEUTRAL", "OUTCOMES", "POSITIVE", "TRUTH",
    "animate_training", "plot_calibration", "plot_class_densities", "plot_confusion_matrix", "plot_cost",
    "plot_curves", "plot_data", "plot_fit", "plot_intervals", "plot_loss_curve", "plot_loss_surface",
    "plot_precision_recall", "plot_predictive_value", "plot_rates", "plot_roc", "plot_sigmoid", "plot_threshold",
    "plot_true_posterior",
]
