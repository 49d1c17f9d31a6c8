"""What a threshold does: outcomes, counts, rates, curves over all thresholds, costs, predictive values."""

import numpy as np
from matplotlib.patches import Rectangle

from .. import _checks
from ..data import X_MAX
from ..metrics import (
    cheapest_threshold,
    confusion_counts,
    counts_at_every_threshold,
    expected_cost,
    positive_predictive_value,
    precision_recall_curve,
    roc_auc,
    roc_curve,
)
from ._models import model_curve
from ._style import BEST, CLASSES, MARK, NEUTRAL, OUTCOMES, array, axes_or_new, finish, next_style

FILLED, HATCHED = 0.3, 0.45  # how much of a colour: black text stays easy to read before it
MOST_MARKED = 400  # points of a curve: of more, the line alone shows


def plot_threshold(model, X, y, *, threshold=0.5, ax=None):
    """One threshold, seen on p and on x, and each sample by what became of it.

    Shape and colour tell the true class; a filled marker was called positive, a hollow one
    negative.

    Parameters
    ----------
    model : LogisticRegression with one feature
    X, y : tensors of shape (n_samples, 1)
    threshold : float, strictly between 0 and 1, or infinite, default 0.5
        An infinite one has no line to draw: it is said in words.
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
    curve = model_curve(model)
    ax = axes_or_new(ax)
    ax.plot(*curve, color=NEUTRAL, linewidth=1)
    if np.isfinite(threshold):
        _both_lines(ax, threshold, boundary)
    else:
        ax.annotate(_named(threshold), (0.02, 0.5), xycoords="axes fraction", fontsize=9)
    for name, label, called_positive in OUTCOMES:
        chosen = (y == label) & ((p >= threshold) == called_positive)
        _, color, marker, _ = CLASSES[label]
        ax.plot(
            array(X)[chosen, 0], y[chosen], marker, color=color,
            markerfacecolor=color if called_positive else "white", label=f"{name}: {getattr(counts, name.lower())}",
        )
    return finish(ax, xlabel="x", ylabel="y, and P(y = 1 | x)", legend="between rows")


def plot_confusion_matrix(counts, *, ax=None):
    """The four counts in a table with both axes named.

    A row has the colour of its class; calls that are right are filled with it, and wrong ones are hatched.

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
    ax = axes_or_new(ax, figsize=(4.2, 3.4))
    for name, label, called_positive in OUTCOMES:
        _, color, *_ = CLASSES[label]
        right = called_positive == bool(label)
        fill = {"facecolor": (color, FILLED)} if right else {"facecolor": "none", "hatch": "/", "alpha": HATCHED}
        cell = Rectangle((called_positive - 0.46, label - 0.46), 0.92, 0.92, edgecolor=color, linewidth=1.5, **fill)
        ax.add_patch(cell).set_label(name)
        said = f"{name}\n{'right' if right else 'wrong'}: {getattr(counts, name.lower())}"
        ax.text(called_positive, label, said, ha="center", va="center", fontsize=13)
    ax.set(xlim=(-0.5, 1.5), ylim=(1.5, -0.5), aspect="equal")
    ax.set_xticks([0, 1], ["negative (0)", "positive (1)"])
    ax.set_yticks([0, 1], ["negative (0)", "positive (1)"], rotation=90, va="center")
    return finish(ax, xlabel="called by the model", ylabel="truth")


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
    ax = axes_or_new(ax)
    for rate in rates:
        ax.plot(*_steps(counts.thresholds, getattr(counts, rate)), **next_style(ax), label=rate.replace("_", " "))
    return finish(ax, xlabel="threshold", ylabel="rate", ylim=(-0.03, 1.03), legend="best")


def plot_roc(y_true, scores, *, threshold=None, label=None, ax=None):
    """ROC curve: recall against false positive rate, one point for every threshold.

    Parameters
    ----------
    y_true, scores : arrays or tensors of shape (n_samples,) or (n_samples, 1)
    threshold : float, optional
        Marked on the curve; at infinity, its beginning.
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
    ax = axes_or_new(ax, figsize=(4.6, 4.2))
    if "chance" not in ax.get_legend_handles_labels()[1]:
        ax.plot([0, 1], [0, 1], ":", color=NEUTRAL, label="chance")
    ax.plot(false_positive_rate, recall, **next_style(ax), label=f"{label or 'model'} (AUC {auc:.3f})")
    if chosen:
        ax.plot(chosen.false_positive_rate, chosen.recall, **MARK, label=_named(chosen.thresholds))
    return finish(
        ax, xlabel="false positive rate", ylabel="recall (true positive rate)",
        xlim=(-0.03, 1.03), ylim=(-0.03, 1.03), legend="best",
    )


def plot_precision_recall(y_true, scores, *, threshold=None, ax=None):
    """Precision against recall, one point for every threshold, and the share of positives.

    Parameters
    ----------
    y_true, scores : arrays or tensors of shape (n_samples,) or (n_samples, 1)
    threshold : float, optional
        Marked on the curve. Where it calls nobody positive there is no precision to mark: the
        legend alone names it.
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
    ax = axes_or_new(ax, figsize=(4.6, 4.2))
    marker = "." if len(recall) <= MOST_MARKED else None
    ax.plot(recall, precision, marker=marker, **next_style(ax), label="model")
    # at the lowest threshold everybody is called positive
    ax.axhline(precision[-1], color=NEUTRAL, linestyle=":", label=f"share of positives: {precision[-1]:.3f}")
    if chosen:
        ax.plot(chosen.recall, chosen.precision, **MARK, label=_named(chosen.thresholds))
    return finish(ax, xlabel="recall", ylabel="precision", xlim=(-0.03, 1.03), ylim=(-0.03, 1.03), legend="best")


def plot_cost(y_true, p, *, cost_fp, cost_fn, prevalence=None, threshold=None, ax=None):
    """Expected cost per person at every threshold, with the cheapest one marked by a square.

    Parameters
    ----------
    y_true, p : arrays or tensors of shape (n_samples,) or (n_samples, 1)
    cost_fp, cost_fn : float
    prevalence : float, optional
    threshold : float, optional
        Marked on the curve by a diamond, as `plot_roc` and `plot_precision_recall` mark it.
    ax : matplotlib Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    TypeError, ValueError
        As `metrics.cheapest_threshold` and `metrics.confusion_counts`.
    """
    settings = {"cost_fp": cost_fp, "cost_fn": cost_fn, "prevalence": prevalence}
    counts = counts_at_every_threshold(y_true, p)
    best, cost = cheapest_threshold(y_true, p, **settings)
    chosen = None if threshold is None else confusion_counts(y_true, p, threshold)
    ax = axes_or_new(ax)
    ax.plot(*_steps(counts.thresholds, expected_cost(counts, **settings)), color=NEUTRAL, label="cost")
    if np.isfinite(best):
        ax.plot(best, cost, **BEST, label=f"cheapest: {cost:.3f} at {best:.3f}")
    else:
        ax.plot([], [], **BEST, label=f"cheapest: {cost:.3f}, calling nobody positive")
    if chosen:
        paid = expected_cost(chosen, **settings)
        ax.plot(chosen.thresholds, paid, **MARK, label=f"{paid:.3f} at threshold {chosen.thresholds:.3f}")
    return finish(
        ax, xlabel="threshold", ylabel=f"cost per person (FP {cost_fp:g}, FN {cost_fn:g})", legend="best",
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
    ax = axes_or_new(ax)
    ax.semilogx(
        prevalence, value, **next_style(ax), label=f"sensitivity {sensitivity:g}, specificity {specificity:g}"
    )
    if "a coin toss" not in ax.get_legend_handles_labels()[1]:
        ax.axhline(0.5, color=NEUTRAL, linestyle=":", label="a coin toss")
    ax.xaxis.set_major_formatter(lambda value, _: f"{100 * value:g} %")
    return finish(ax, xlabel="prevalence", ylabel="P(infected | positive result)", ylim=(-0.03, 1.03), legend="best")


def _both_lines(ax, threshold, boundary):
    """The same cut across p and across x, each with its number."""
    ax.axhline(threshold, color=NEUTRAL, linestyle="--", linewidth=1)
    ax.axvline(boundary, color=NEUTRAL, linestyle="--", linewidth=1)
    ax.annotate(f"p = {threshold:.3f}", (0, threshold), xytext=(2, 3), textcoords="offset points", fontsize=9)
    left = boundary > 0.75 * X_MAX  # of its line, where there is no room on the right
    ax.annotate(
        f"x = {boundary:.3f}", (boundary, 0.08), xytext=(-4 if left else 4, 0), textcoords="offset points",
        ha="right" if left else "left", fontsize=9,
    )


def _named(threshold):
    if np.isfinite(threshold):
        return f"threshold {threshold:.3f}"
    return f"threshold {threshold:g}: {'nobody' if threshold > 0 else 'everybody'} is called positive"


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
