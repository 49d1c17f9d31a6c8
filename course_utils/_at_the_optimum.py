"""What the optimum of a logistic regression says: how far its weights would move with other rows, and about odds."""

import math
from statistics import NormalDist
from typing import NamedTuple

import numpy as np

from . import _checks
from ._columns import flattest_columns, is_flat, named, refuse_undetermined_weights
from ._mean_loss import CHUNK_ROWS, LONGEST_FINAL_STEP, MeanLoss, arrays_of, position_of


def standard_errors(model, X, y, *, robust=False, groups=None):
    """How far the weights and the bias would typically lie from where they are, had other rows been drawn.

    The model's own errors come from the curvature alone: the narrower the loss is in a direction,
    the better the rows determine the parameters there. That holds if the model has the right form
    and the rows are independent. The robust ones hold for any form, around the parameters that fit
    the population best: they also ask how much the rows pull in different directions. Those
    clustered by `groups` allow rows of one group, such as tests of one person, to resemble each
    other as well.

    Parameters
    ----------
    model : LogisticRegression
        At the optimum of these rows, as `fit_newton` leaves it without a weight decay or class
        weights.
    X : tensor of floats of shape (n_samples, n_features)
    y : tensor of floats of shape (n_samples, 1), 0 or 1
    robust : bool, default False
        Huber and White's errors ("sandwich", "HC0"), without a correction for small samples.
    groups : array, Series or tensor of shape (n_samples,), optional
        The group of each row, as numbers or names; asks for clustered errors. There should be some
        dozens of groups: the errors of few are too small.

    Returns
    -------
    ndarray of shape (n_features + 1,)
        Of the weights, then of the bias.

    Raises
    ------
    TypeError, ValueError
        As `fit_newton`; if the model is not at the optimum of these rows, or they have none because
        X separates the classes; if a row has no group, or all have the same.

    Notes
    -----
    With H the sum of the rows' second derivatives and g the first derivatives of one row, the
    variances are the diagonal of inverse(H); robust, of inverse(H) (sum of g gᵀ over rows)
    inverse(H). Clustered, g is the sum over a group, and the whole is multiplied by G / (G - 1) for
    G groups, as Stata's `logit, vce(cluster …)` does. (statsmodels multiplies by
    (n_samples - 1) / (n_samples - n_features - 1) as well.)

    References
    ----------
    H. White, "Maximum Likelihood Estimation of Misspecified Models", Econometrica 1982.

    Examples
    --------
    >>> from course_utils.data import reference_example
    >>> from course_utils.newton import fit_newton
    >>> model, X, y = reference_example()
    >>> _ = fit_newton(model, X, y)
    >>> standard_errors(model, X, y).round(3), standard_errors(model, X, y, robust=True).round(3)
    (array([0.217, 1.176]), array([0.169, 0.958]))
    """
    linear = _checks.fit_arguments(model, X, y)
    mean_loss, here = _at_optimum(linear, X, y)
    inverse = np.linalg.inv(here.hessian) / len(X)
    if groups is None and not robust:
        return np.sqrt(np.diag(inverse))
    slopes = mean_loss.slopes_of_rows(position_of(linear))
    if groups is None:
        return np.sqrt(sum(((slope @ inverse) ** 2).sum(axis=0) for slope in slopes))
    group, n_groups = _checks.group_of_each(groups, len(X))
    total, start = np.zeros((n_groups, len(inverse))), 0
    for slope in slopes:
        np.add.at(total, group[start : start + len(slope)], slope)
        start += len(slope)
    return np.sqrt(((total @ inverse) ** 2).sum(axis=0) * n_groups / (n_groups - 1))


class OddsRatios(NamedTuple):
    """Each weight as a factor on the odds, with its interval; arrays of shape (n_features,)."""

    ratio: np.ndarray
    low: np.ndarray
    high: np.ndarray
    standard_error: np.ndarray


def odds_ratios(model, X, y, *, level=0.95, robust=False, groups=None):
    """What one unit more of each feature multiplies the odds by, the others kept; with intervals.

    e^weight, and e^(weight ± 1.96 standard errors) for a level of 0.95: close to the optimum the
    loss is a paraboloid, and the narrower it is in a direction, the better the rows determine the
    weight. The intervals hold for rows that are independent, for a model of the right form, and
    without a weight decay or class weights; with `robust` for any form, and with `groups` for rows
    that are independent from group to group.

    Parameters
    ----------
    model : LogisticRegression
        At the optimum of these rows, as `fit_newton` leaves it.
    X : tensor of floats of shape (n_samples, n_features)
    y : tensor of floats of shape (n_samples, 1), 0 or 1
    level : float, strictly between 0 and 1, default 0.95
    robust, groups
        As in `standard_errors`.

    Returns
    -------
    OddsRatios
        `ratio`, `low`, `high`, and `standard_error`, that of the weight (of the log of the ratio).

    Raises
    ------
    TypeError, ValueError
        As `standard_errors`.

    References
    ----------
    A. Agresti, "Categorical Data Analysis", 2013, section 5.5.

    Examples
    --------
    >>> from course_utils.data import reference_example
    >>> from course_utils.newton import fit_newton
    >>> model, X, y = reference_example()
    >>> _ = fit_newton(model, X, y)
    >>> ratios = odds_ratios(model, X, y)
    >>> ratios.ratio.round(3), ratios.low.round(3), ratios.high.round(3)
    (array([1.868]), array([1.221]), array([2.857]))
    """
    linear = _checks.fit_arguments(model, X, y)
    level = _checks.real_number(level, "level", minimum=0, maximum=1, open_ends=True)
    standard_error = standard_errors(model, X, y, robust=robust, groups=groups)[:-1]
    reach = NormalDist().inv_cdf((1 + level) / 2) * standard_error
    weight = linear.weight.detach().double().numpy()[0]
    return OddsRatios(np.exp(weight), np.exp(weight - reach), np.exp(weight + reach), standard_error)


@np.errstate(over="ignore", invalid="ignore")
def _at_optimum(linear, X, y):
    """The mean loss of these rows, and what it is like at the parameters, once they are its optimum."""
    mean_loss, position = MeanLoss(*arrays_of(X, y), CHUNK_ROWS), position_of(linear)
    origin, here = mean_loss.at(np.zeros_like(position)), mean_loss.at(position)
    refuse_undetermined_weights(origin.hessian, mean_loss.X)
    step = here.downhill()
    flat = step is None or is_flat(here.hessian)
    # how much the log-likelihood of all rows could still rise; 2 is where an interval of 95 % ends. Where the
    # curvature is lost in rounding, that of the origin, which is nowhere exceeded, says how much at least
    gain = 0.5 * here.gradient @ np.linalg.solve(origin.hessian, here.gradient) if flat else here.gain(step)
    missing = gain * len(X) if math.isfinite(gain) else math.inf
    if here.parted:
        raise ValueError(_without_optimum("every row is on the right side of the boundary"))
    if not missing <= 1e-4:
        raise ValueError(
            "the model is not at the optimum of these rows, so its weights have no such intervals: the "
            f"log-likelihood could still rise by {missing:.3g}. Train it on them with fit_newton, and no weight decay"
        )
    # towards an optimum that is infinitely far away, each step is as long as the one before
    if flat or mean_loss.longest_changes(step)[0] > LONGEST_FINAL_STEP:
        columns = named(flattest_columns(here.hessian, mean_loss.X))
        raise ValueError(_without_optimum(f"in these rows nothing bounds the weight of {columns} (counted from 0)"))
    return mean_loss, here


def _without_optimum(reason):
    return (
        f"the classes are separable, so the weights have no optimum and no intervals: {reason}. "
        "Leave columns out, merge a rare level with another, or take more rows; a weight_decay "
        "above 0 gives weights to predict with, but no such intervals"
    )
