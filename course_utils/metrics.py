"""What a threshold does: counts, rates, curves and costs. Arrays in, arrays out.

A sample is predicted positive where its score is **at or above** the threshold. Scores are
probabilities or logits, whichever is at hand, unless a function says probabilities.

Zero division: a rate whose denominator is 0 does not exist, and is NaN. Precision is undefined
where nothing is predicted positive; recall where there are no positives; specificity and false
positive rate where there are no negatives. NaN leaves a gap in a curve, where a 0 or a 1 would
draw a point that nobody measured.
"""

from dataclasses import dataclass

import numpy as np

from . import _checks
from ._radix_sort import sorted_descending


@dataclass(frozen=True, eq=False)
class Counts:
    """The four counts of a confusion matrix, at one threshold or at many.

    Attributes
    ----------
    thresholds : float or ndarray of shape (n_thresholds,)
    tp, fp, fn, tn : int or ndarray of shape (n_thresholds,)
        True positives, false positives (negatives called positive), false negatives
        (positives called negative), true negatives.
    n_positive, n_negative : int
        Rows of each class; tp + fn and fp + tn at every threshold.

    Examples
    --------
    >>> counts = confusion_counts([0, 0, 1, 1], [0.2, 0.6, 0.4, 0.9], threshold=0.5)
    >>> counts
    Counts(threshold 0.5: TP 1, FP 1, FN 1, TN 1)
    >>> counts.recall
    0.5
    """

    thresholds: float | np.ndarray
    tp: int | np.ndarray
    fp: int | np.ndarray
    n_positive: int
    n_negative: int

    @property
    def fn(self):
        return self.n_positive - self.tp

    @property
    def tn(self):
        return self.n_negative - self.fp

    @property
    def accuracy(self):
        """Share of rows called rightly: (TP + TN) / all."""
        return _ratio(self.tp + self.tn, self.n_positive + self.n_negative)

    @property
    def precision(self):
        """Of those called positive, the share that is: TP / (TP + FP). NaN where nobody is called positive."""
        return _ratio(self.tp, self.tp + self.fp)

    @property
    def recall(self):
        """Of the positives, the share found: TP / (TP + FN). Also called sensitivity, true positive rate."""
        return _ratio(self.tp, self.n_positive)

    @property
    def specificity(self):
        """Of the negatives, the share left alone: TN / (TN + FP)."""
        return _ratio(self.tn, self.n_negative)

    @property
    def false_positive_rate(self):
        """Of the negatives, the share called positive: FP / (FP + TN) = 1 - specificity."""
        return _ratio(self.fp, self.n_negative)

    def __repr__(self):
        if np.ndim(self.tp):
            return (
                f"Counts({len(self.tp)} thresholds from {self.thresholds[0]:g} to {self.thresholds[-1]:g}; "
                f"{self.n_positive} positive, {self.n_negative} negative)"
            )
        return f"Counts(threshold {self.thresholds:g}: TP {self.tp}, FP {self.fp}, FN {self.fn}, TN {self.tn})"


def confusion_counts(y_true, scores, threshold=0.5):
    """The four counts at one threshold; positive where score >= threshold.

    Parameters
    ----------
    y_true : array or tensor of shape (n_samples,) or (n_samples, 1)
        Labels, 0 or 1. One class only is allowed here.
    scores : array or tensor of the same length
        Finite numbers. The default threshold of 0.5 is meant for probabilities: for logits the
        same cut is 0.
    threshold : float, default 0.5
        At infinity nobody is called positive, at minus infinity everybody.

    Returns
    -------
    Counts

    Raises
    ------
    TypeError
        If an argument is not numeric.
    ValueError
        If lengths differ, nothing is passed, labels are not 0/1, a score is not finite, or the
        threshold is NaN.

    Examples
    --------
    >>> confusion_counts([0, 1, 1], [0.1, 0.5, 0.7])
    Counts(threshold 0.5: TP 2, FP 0, FN 0, TN 1)
    >>> confusion_counts([0, 1, 1], [0.1, 0.5, 0.7], threshold=np.inf)
    Counts(threshold inf: TP 0, FP 0, FN 2, TN 1)
    """
    y, scores = _checks.labels_and_values(y_true, scores, ("y_true", "scores"), both_classes=False)
    threshold = _checks.real_number(threshold, "threshold", or_infinite=True)
    predicted = scores >= threshold
    n_positive = int(y.sum())
    return Counts(
        thresholds=threshold,
        tp=int((predicted & y).sum()),
        fp=int((predicted & ~y).sum()),
        n_positive=n_positive,
        n_negative=len(y) - n_positive,
    )


def counts_at_every_threshold(y_true, scores):
    """The four counts at every threshold that makes a difference.

    Between two neighbouring scores every threshold gives the same counts, so the distinct scores
    are all there is to try, and infinity, above which nobody is called positive.

    Parameters
    ----------
    y_true : array or tensor of shape (n_samples,) or (n_samples, 1)
        Labels, 0 or 1, both present.
    scores : array or tensor of the same length

    Returns
    -------
    Counts
        With arrays of shape (n_distinct_scores + 1,), from the highest threshold, infinity, down.

    Raises
    ------
    TypeError
        If an argument is not numeric.
    ValueError
        If lengths differ, nothing is passed, labels are not 0/1 or of one class, or a score is
        not finite.

    Examples
    --------
    >>> counts = counts_at_every_threshold([0, 1, 0, 1], [0.2, 0.8, 0.5, 0.5])
    >>> counts.thresholds
    array([inf, 0.8, 0.5, 0.2])
    >>> counts.tp, counts.fp
    (array([0, 1, 2, 2]), array([0, 0, 1, 2]))
    """
    y, scores = _checks.labels_and_values(y_true, scores, ("y_true", "scores"))
    scores, y = sorted_descending(scores, y)
    # calling the first k positive is one threshold unless number k and k + 1 have the same score
    k = np.flatnonzero(np.concatenate([[True], scores[1:] != scores[:-1], [True]]))
    tp = np.append(0, np.cumsum(y))[k]
    fp = k - tp
    return Counts(
        thresholds=np.append(np.array(np.inf, scores.dtype), scores)[k],
        tp=tp,
        fp=fp,
        n_positive=int(tp[-1]),
        n_negative=int(fp[-1]),
    )


def roc_curve(y_true, scores):
    """False positive rate and recall (true positive rate) at every threshold, from the highest down.

    Returns
    -------
    false_positive_rate, recall, thresholds : ndarrays of shape (n_distinct_scores + 1,)
        From (0, 0) at threshold infinity to (1, 1) at the lowest score.

    Raises
    ------
    TypeError, ValueError
        As `counts_at_every_threshold`.

    Examples
    --------
    >>> roc_curve([0, 1, 0, 1], [0.2, 0.8, 0.5, 0.5])
    (array([0. , 0. , 0.5, 1. ]), array([0. , 0.5, 1. , 1. ]), array([inf, 0.8, 0.5, 0.2]))
    """
    counts = counts_at_every_threshold(y_true, scores)
    return counts.false_positive_rate, counts.recall, counts.thresholds


def precision_recall_curve(y_true, scores):
    """Precision and recall at every threshold, from the highest down.

    Returns
    -------
    precision, recall, thresholds : ndarrays of shape (n_distinct_scores + 1,)
        The first precision, at threshold infinity, is NaN: nobody is called positive.

    Raises
    ------
    TypeError, ValueError
        As `counts_at_every_threshold`.

    Examples
    --------
    >>> precision_recall_curve([0, 1, 0, 1], [0.2, 0.8, 0.5, 0.5])[0].round(3)
    array([  nan, 1.   , 0.667, 0.5  ])
    """
    counts = counts_at_every_threshold(y_true, scores)
    return counts.precision, counts.recall, counts.thresholds


def roc_auc(y_true, scores):
    """Area under the ROC curve: how often a positive scores above a negative, ties counting half.

    1/2 for scores that say nothing; below 1/2 for scores that point the wrong way.

    Returns
    -------
    float from 0 to 1

    Raises
    ------
    TypeError, ValueError
        As `counts_at_every_threshold`.

    Examples
    --------
    >>> roc_auc([0, 1, 0, 1], [0.2, 0.8, 0.5, 0.5])
    0.875
    """
    counts = counts_at_every_threshold(y_true, scores)
    widths = np.diff(counts.fp)
    twice_heights = counts.tp[1:] + counts.tp[:-1]
    return float(np.sum(widths * twice_heights) / (2 * counts.n_positive * counts.n_negative))


def expected_cost(counts, *, cost_fp, cost_fn, prevalence=None):
    """Cost per person of the errors: false alarms times their cost plus misses times theirs.

    Parameters
    ----------
    counts : Counts
    cost_fp, cost_fn : float, not negative, not both 0
        What a false positive and a false negative cost, in one unit of your choice.
    prevalence : float from 0 to 1, optional
        Share of positives where the test will be used; that of the sample if not given.

    Returns
    -------
    float or ndarray of the shape of counts.tp
        cost_fp (1 - prevalence) FPR + cost_fn prevalence (1 - recall).

    Raises
    ------
    TypeError
        If an argument is not a number.
    ValueError
        If a cost is negative, both are 0, or `prevalence` is not within 0…1.

    Examples
    --------
    >>> counts = confusion_counts([0, 0, 1, 1], [0.2, 0.6, 0.4, 0.9])
    >>> expected_cost(counts, cost_fp=1, cost_fn=5)
    1.5
    """
    cost_fp, cost_fn = _costs(cost_fp, cost_fn)
    if prevalence is None:
        prevalence = counts.n_positive / (counts.n_positive + counts.n_negative)
    else:
        prevalence = _checks.real_number(prevalence, "prevalence", minimum=0, maximum=1)
    # as shares of each class; a class that is not there has no errors to pay for
    fp_share = counts.fp / max(counts.n_negative, 1)
    fn_share = counts.fn / max(counts.n_positive, 1)
    return cost_fp * (1 - prevalence) * fp_share + cost_fn * prevalence * fn_share


def cheapest_threshold(y_true, scores, *, cost_fp, cost_fn, prevalence=None):
    """The threshold of least cost on these rows; the highest one where several tie.

    Returns
    -------
    threshold : float
        Infinity where calling nobody positive is cheapest; `confusion_counts` and the figures
        take it like any other.
    cost : float
        Expected cost per person at that threshold.

    Raises
    ------
    TypeError, ValueError
        As `counts_at_every_threshold` and `expected_cost`.

    Examples
    --------
    >>> cheapest_threshold([0, 1, 0, 1], [0.2, 0.8, 0.5, 0.5], cost_fp=1, cost_fn=5)
    (0.5, 0.25)
    """
    counts = counts_at_every_threshold(y_true, scores)
    cost = expected_cost(counts, cost_fp=cost_fp, cost_fn=cost_fn, prevalence=prevalence)
    # the first is the highest; costs that differ by rounding only are equal
    best = int(np.argmax(cost <= cost.min() * (1 + 1e-12)))
    return float(counts.thresholds[best]), float(cost[best])


def bayes_threshold(*, cost_fp, cost_fn):
    """The probability above which calling positive is cheaper: cost_fp / (cost_fp + cost_fn).

    At probability p, calling positive costs (1 - p) cost_fp on average and calling negative
    p cost_fn; they are equal at this p. It holds for true (calibrated) probabilities only.

    Raises
    ------
    TypeError, ValueError
        If a cost is not a number, is negative, or both are 0.

    References
    ----------
    C. Elkan, "The Foundations of Cost-Sensitive Learning", IJCAI 2001.

    Examples
    --------
    >>> round(bayes_threshold(cost_fp=1, cost_fn=5), 3)
    0.167
    """
    cost_fp, cost_fn = _costs(cost_fp, cost_fn)
    return cost_fp / (cost_fp + cost_fn)


def positive_predictive_value(*, prevalence, sensitivity, specificity):
    """Of those who test positive, the share that is positive: Bayes' rule.

    Parameters
    ----------
    prevalence, sensitivity, specificity : floats or arrays from 0 to 1
        Arrays are broadcast against each other.

    Returns
    -------
    float or ndarray
        NaN where nobody tests positive.

    Raises
    ------
    TypeError
        If a value is not numeric.
    ValueError
        If a value is not within 0…1.

    Examples
    --------
    >>> round(positive_predictive_value(prevalence=0.01, sensitivity=0.9, specificity=0.95), 3)
    0.154
    """
    prevalence, sensitivity, specificity = (
        _checks.probabilities(_finite(value, name), name, hint="Write 5 % as 0.05")
        for value, name in (
            (prevalence, "prevalence"), (sensitivity, "sensitivity"), (specificity, "specificity"),
        )
    )
    true_positives = prevalence * sensitivity
    false_positives = (1 - prevalence) * (1 - specificity)
    return _ratio(true_positives, true_positives + false_positives)


def calibration_curve(y_true, p, *, n_bins=5, strategy="uniform"):
    """Predicted against observed: in bins of predicted probability, how often was it positive?

    Parameters
    ----------
    y_true : array or tensor of shape (n_samples,) or (n_samples, 1)
        Labels, 0 or 1, both present.
    p : array or tensor of the same length
        Probabilities between 0 and 1.
    n_bins : int, at least 1, default 5
        A bin holds its left edge, the last one both. Empty ones are left out.
    strategy : {"uniform", "quantile"}, default "uniform"
        Bins of equal width on 0…1, or as many rows in each as ties allow: where positives are
        rare, nearly all probabilities may share one or two bins of equal width.

    Returns
    -------
    predicted : ndarray of shape (n_filled_bins,)
        Mean predicted probability in each bin.
    observed : ndarray of shape (n_filled_bins,)
        Share of positives in it.
    n_samples : ndarray of shape (n_filled_bins,)
        How many rows that share rests on.

    Raises
    ------
    TypeError
        If an argument is not numeric.
    ValueError
        If lengths differ, nothing is passed, labels are not 0/1 or of one class, `p` is outside
        0…1, or the strategy is unknown.

    Examples
    --------
    >>> calibration_curve([0, 0, 1, 1], [0.1, 0.3, 0.4, 0.9], n_bins=2)
    (array([0.26666667, 0.9       ]), array([0.33333333, 1.        ]), array([3, 1]))
    """
    y, p = _checks.labels_and_values(y_true, p, ("y_true", "p"))
    p = _checks.probabilities(p, "p")
    n_bins = _checks.whole_number(n_bins, "n_bins", minimum=1)
    if strategy not in ("uniform", "quantile"):
        raise ValueError(f"strategy must be 'uniform' or 'quantile'; got {strategy!r}")
    edges = np.linspace(0, 1, n_bins + 1)
    inner_edges = (edges if strategy == "uniform" else np.quantile(p, edges))[1:-1]
    bins = np.searchsorted(inner_edges, p, side="right")
    n_samples = np.bincount(bins, minlength=n_bins)
    filled = n_samples > 0
    n_samples = n_samples[filled]
    predicted = np.bincount(bins, weights=p, minlength=n_bins)[filled] / n_samples
    observed = np.bincount(bins, weights=y, minlength=n_bins)[filled] / n_samples
    return predicted, observed, n_samples


def _ratio(part, whole):
    """part / whole, NaN where whole is 0."""
    undefined = np.full(np.broadcast(part, whole).shape, np.nan)
    ratio = np.divide(part, whole, out=undefined, where=np.asarray(whole) != 0)
    return ratio if ratio.ndim else float(ratio)


def _costs(cost_fp, cost_fn):
    cost_fp = _checks.real_number(cost_fp, "cost_fp", minimum=0)
    cost_fn = _checks.real_number(cost_fn, "cost_fn", minimum=0)
    if cost_fp == cost_fn == 0:
        raise ValueError("cost_fp and cost_fn are both 0: then every threshold is as good as any other")
    return cost_fp, cost_fn


def _finite(value, name):
    try:
        array = np.asarray(value, dtype=np.float64)
    except (TypeError, ValueError):
        raise TypeError(f"{name} must be a number or an array of numbers; got {_checks.describe(value)}") from None
    n_bad = int((~np.isfinite(array)).sum())
    if n_bad:
        raise ValueError(f"{name} has {n_bad} NaN or infinite among its {array.size} values")
    return array
