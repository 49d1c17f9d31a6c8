"""What a model is worth where a decision has its price: net benefit, and the decision curve."""

import numpy as np

from . import _checks


def net_benefit(y_true, p, thresholds):
    """True positives less the false ones at their price, as a share of all people, at each threshold.

    Whoever acts from a probability of t on says that a false alarm costs t / (1 - t) of what a missed
    case does. At that price a true positive counts 1 and a false positive -t / (1 - t). Nobody called
    is 0 at every threshold; the curve over a range of thresholds shows for which prices a model is
    worth more than calling everybody, or nobody.

    Parameters
    ----------
    y_true : array or tensor of 0 and 1, shape (n_samples,) or (n_samples, 1)
    p : array or tensor of probabilities, of the same shape
        For calling everybody, ones.
    thresholds : float or array of floats, strictly between 0 and 1
        Called are those with p >= threshold.

    Returns
    -------
    ndarray of the shape of `thresholds`

    Raises
    ------
    TypeError, ValueError
        If the shapes differ, a label is not 0 or 1, a probability is outside 0 to 1, there are no rows,
        or a threshold is not strictly between 0 and 1.

    References
    ----------
    A. J. Vickers and E. B. Elkin, "Decision Curve Analysis: A Novel Method for Evaluating Prediction
    Models", Medical Decision Making 2006.

    Examples
    --------
    >>> y, p = np.array([0, 0, 0, 1, 1]), np.array([0.1, 0.2, 0.6, 0.5, 0.9])
    >>> net_benefit(y, p, [0.2, 0.5]), net_benefit(y, np.ones(5), [0.2, 0.5])
    (array([0.3, 0.2]), array([ 0.25, -0.2 ]))
    """
    y, p = _checks.labels_and_values(y_true, p, ("y_true", "p"), both_classes=False)
    _checks.probabilities(p, "p")
    thresholds = np.asarray(thresholds, dtype=np.float64)
    if not ((thresholds > 0) & (thresholds < 1)).all():
        raise ValueError(
            f"thresholds must be strictly between 0 and 1; got {thresholds.min():g} to {thresholds.max():g}. "
            "A price follows from the threshold, t / (1 - t), and at 0 or 1 there is none"
        )
    order = np.argsort(p, kind="stable")
    # how many of all people, and of the positives, have p >= t
    first = np.searchsorted(p[order], thresholds, side="left")
    positives_from = np.append(np.cumsum(y[order][::-1])[::-1], 0)[first]
    false_positives = len(y) - first - positives_from
    return (positives_from - false_positives * thresholds / (1 - thresholds)) / len(y)
