"""Newton's method: to the optimum in a few steps, in chunks of rows; and what the optimum says about odds."""

import contextlib
import math
import warnings
from dataclasses import dataclass
from statistics import NormalDist
from typing import ClassVar, NamedTuple

import numpy as np

from . import _checks
from ._columns import flattest_columns, is_flat, named, refuse_undetermined_weights
from ._fit_bar import Progress
from ._mean_loss import MeanLoss
from .training import FitInterrupted, History

LONGEST_FINAL_STEP = 0.5  # in logits; towards an optimum that is infinitely far away, each step is about 1
N_LONG_STEPS = 3
CHUNK_ROWS = 8192
MANY_ROWS = 65_536
ROUGH = 1e-8  # the tol for a start


class SeparationWarning(UserWarning):
    """Some direction in X separates the classes without an error: there, the weights grow without end."""


class NotConvergedWarning(UserWarning):
    """The iterations ran out before the optimum was reached."""


@dataclass(frozen=True, eq=False, repr=False)
class NewtonHistory(History):
    """What happened in each iteration of `fit_newton`; a `History` with one iteration for each epoch.

    Attributes
    ----------
    converged : bool
        Whether the optimum was reached.
    separable : bool
        Whether there is none, because X separates the classes.
    """

    unit: ClassVar[str] = "iterations"
    converged: bool = False
    separable: bool = False

    def _in_words(self):
        state = "converged" if self.converged else "separable" if self.separable else "not converged"
        return f"{super()._in_words()}, {state}"


def fit_newton(
    model, X, y, *, weight_decay=0.0, pos_weight=1.0, tol=2e-14, max_iter=50, chunk_rows=CHUNK_ROWS, progress=None
):
    """Train a logistic regression to the exact optimum by Newton's method.

    A gradient says which way is down; the second derivatives say how far. Each iteration sums
    both over all rows, `chunk_rows` at a time and in float64, and goes to the lowest point of the
    paraboloid that they describe. A step that leads uphill is halved until it does not. The start
    is 0 for all parameters, whatever the model holds; from 65,536 rows on the optimum of every 16th
    of them is tried first, and 0 if that has none or leads nowhere. The optimum does not depend on
    the start, nor on the order of the rows.

    Parameters
    ----------
    model : LogisticRegression
        Trained in place.
    X : tensor of floats of shape (n_samples, n_features)
    y : tensor of floats of shape (n_samples, 1), 0 or 1
    weight_decay : float, not negative, default 0
        As in `fit`: adds weight_decay / 2 times the sum of the squared weights to the mean loss.
        scikit-learn's C is 1 / (weight_decay n_samples).
    pos_weight : float above 0, default 1
        What a positive row counts, a negative one counting 1.
    tol : float above 0, default 2e-14
        How close is close enough: the iterations end as soon as one more is foreseen to lower the
        loss by less than this. It is foreseen from what the last two gained: near the optimum each
        doubles the number of right digits, so that after gains of 1/10 and 1/1000 the next is about
        1/10,000,000. On few rows one more iteration may gain some hundred times what was foreseen,
        up to about 1e-11 with the default: still far below what a loss in float32 can show.
    max_iter : int, at least 1, default 50
    chunk_rows : int, at least 1, default 8192
        Memory beyond the data grows with this and not with n_samples.
    progress : bool, optional
        As in `fit`.

    Returns
    -------
    NewtonHistory
        `loss` is that of all rows at the begin of each iteration.

    Warns
    -----
    SeparationWarning
        Without a weight decay, if some direction in X separates the classes, wholly or apart from
        ties: then there is no optimum, and the weights are those where the iterations stopped.
    NotConvergedWarning
        If `max_iter` iterations did not reach it.

    Raises
    ------
    TypeError, ValueError
        As `fit`; and ValueError if a column of X is constant or follows from the others, so that
        its weight could be anything, or if one is so far from 0 for its spread (years are not, the
        seconds since 1970 may be) that it must be standardised first.
    FitInterrupted
        On Ctrl-C, with the `history` so far; the model is put where the last whole iteration ended.

    Examples
    --------
    >>> from course_utils.data import reference_example
    >>> model, X, y = reference_example()
    >>> fit_newton(model, X, y)
    NewtonHistory(4 iterations: loss 0.693 -> 0.539, weight 0.625, bias -3.242, converged)
    """
    linear = _checks.fit_arguments(model, X, y)
    weight_decay = _checks.real_number(weight_decay, "weight_decay", minimum=0)
    pos_weight = _checks.real_number(pos_weight, "pos_weight", minimum=0, open_ends=True)
    tol = _checks.real_number(tol, "tol", minimum=0, open_ends=True)
    max_iter = _checks.whole_number(max_iter, "max_iter", minimum=1)
    chunk_rows = _checks.whole_number(chunk_rows, "chunk_rows", minimum=1)
    loss = MeanLoss(*_arrays(X, y), chunk_rows, pos_weight, weight_decay)
    walk = _Walk(loss)
    try:
        with Progress(max_iter, progress, NewtonHistory.unit) as tell:
            walk.go(tol, max_iter, tell)
    except KeyboardInterrupt:
        _move(linear, walk.positions[-1])
        raise FitInterrupted(walk.history()) from None
    _move(linear, walk.positions[-1])
    history = walk.history()
    _warn(history, weight_decay)
    return history


def hessian(model, X, y):
    """The second derivatives of the mean loss at the parameters of a model: how it curves there.

    Its largest eigenvalue is the curvature in the steepest direction, and gradient descent cannot
    settle with a learning rate above 2 / curvature.

    Parameters
    ----------
    model : LogisticRegression
    X : tensor of floats of shape (n_samples, n_features)
    y : tensor of floats of shape (n_samples, 1), 0 or 1

    Returns
    -------
    ndarray of shape (n_features + 1, n_features + 1)
        Rows and columns follow the weights, then the bias.

    Raises
    ------
    TypeError, ValueError
        As `fit_newton`.

    Examples
    --------
    >>> from course_utils.data import reference_example
    >>> model, X, y = reference_example()
    >>> _ = fit_newton(model, X, y)
    >>> curvature = np.linalg.eigvalsh(hessian(model, X, y)).max()
    >>> round(float(2 / curvature), 3)  # the largest learning rate with which `fit` settles
    0.365
    """
    linear = _checks.fit_arguments(model, X, y)
    with np.errstate(over="ignore", invalid="ignore"):
        return MeanLoss(*_arrays(X, y), CHUNK_ROWS).at(_position(linear)).hessian


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
    slopes = mean_loss.slopes_of_rows(_position(linear))
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


class _Walk:
    """Newton's iterations: the positions (the start first), the loss at each, and how they ended.

    Both lists hold whole iterations at any time, for Ctrl-C.
    """

    def __init__(self, mean_loss):
        self.mean_loss = mean_loss
        self.begin_at(np.zeros(mean_loss.rows.shape[1]))

    def begin_at(self, start):
        self.losses, self.positions = [], [start]
        self.converged = self.separable = False

    def history(self):
        return NewtonHistory.of(
            self.losses, self.positions, lr=1.0, converged=self.converged, separable=self.separable
        )

    def go(self, tol, max_iter, tell=lambda iteration, loss: None):
        """To the optimum; of many rows, from that of every 16th if this is a good start, else from 0."""
        origin = self.positions[0]
        if len(self.mean_loss.X) >= MANY_ROWS:
            some = self.mean_loss.of_every(16)
            # some rows may lack what all of them have: a class, a value of a column, an optimum
            if len(np.unique(some.y)) == 2:
                with contextlib.suppress(ValueError):
                    rough = _Walk(some)
                    rough.iterate(ROUGH, max_iter)
                    if rough.converged:
                        self.begin_at(rough.positions[-1])
                        self.iterate(tol, max_iter, tell)
            if self.converged:
                return
            self.begin_at(origin)
        self.iterate(tol, max_iter, tell)

    @np.errstate(over="ignore", invalid="ignore")  # what overflows is refused by name where it is looked at
    def iterate(self, tol, max_iter, tell=lambda iteration, loss: None):
        """Up to `max_iter` iterations, until one more would gain less than `tol`, or there is no optimum."""
        step, n_long_steps, gain = None, 0, 0.0
        for iteration in range(max_iter):
            here = self.mean_loss.at(self.positions[-1])
            if iteration == 0:
                refuse_undetermined_weights(here.hessian, self.mean_loss.X, bool(self.mean_loss.weight_decay))
            while self.losses and not here.loss <= self.losses[-1] * (1 + 1e-9):
                step = step / 2
                self.positions[-1] = self.positions[-2] + step  # not back by a half: a giant step forgets its begin
                here = self.mean_loss.at(self.positions[-1])
            step = None if here.parted else here.downhill()
            if step is None:
                self.separable = True
                return
            self.losses.append(here.loss)
            self.positions.append(self.positions[-1] + step)
            tell(iteration + 1, here.loss)
            gain_before, gain = gain, here.gain(step)
            foreseen = gain * (gain / gain_before) ** 2 if gain < gain_before else gain  # of the step after it
            if foreseen < tol:
                longest, longest_wrong = self.mean_loss.longest_changes(step)
                if self.mean_loss.weight_decay or longest < LONGEST_FINAL_STEP:
                    self.converged = True
                    return
                # a direction that separates the classes moves no row to the wrong side; another has an end
                n_long_steps += longest_wrong < LONGEST_FINAL_STEP / 2
                if n_long_steps == N_LONG_STEPS:
                    self.separable = True
                    return


def _arrays(X, y):
    return X.detach().numpy(), y.detach().numpy().ravel()


def _position(linear):
    """The parameters as a position: the weights, then the bias."""
    weight, bias = linear.weight.detach().numpy()[0], linear.bias.detach().numpy()
    return np.append(weight, bias).astype(np.float64)


@np.errstate(over="ignore", invalid="ignore")
def _at_optimum(linear, X, y):
    """The mean loss of these rows, and what it is like at the parameters, once they are its optimum."""
    mean_loss, position = MeanLoss(*_arrays(X, y), CHUNK_ROWS), _position(linear)
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


def _move(linear, position):
    """Set the parameters to a position: the weights, then the bias."""
    linear.weight.detach().numpy()[0] = position[:-1]  # the same memory
    linear.bias.detach().numpy()[0] = position[-1]


def _warn(history, weight_decay):
    n_iterations = f"{len(history)} iteration{'s' if len(history) != 1 else ''}"
    if history.separable:
        warnings.warn(
            "the classes are separable: some direction in X separates them, so the weights grow without end and there "
            f"is no optimum. They are those after {n_iterations}; their size means nothing. A weight_decay "
            "above 0 gives a finite optimum",
            SeparationWarning, stacklevel=3,
        )
    elif not history.converged:
        more = " Standardise the columns" if weight_decay else " A larger max_iter may reach it"
        warnings.warn(
            f"the optimum was not reached in {n_iterations}; the loss is {history.loss[-1]:.6g}.{more}",
            NotConvergedWarning, stacklevel=3,
        )
