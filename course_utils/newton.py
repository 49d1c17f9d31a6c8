"""Newton's method: to the optimum in a few steps, in chunks of rows; and what the optimum says about odds."""

import math
import warnings
from dataclasses import dataclass
from statistics import NormalDist
from typing import NamedTuple

import numpy as np
import torch

from . import _checks
from ._fit_bar import Progress
from .training import FitInterrupted, History

LONGEST_FINAL_STEP = 0.5  # in logits; towards an optimum that is infinitely far away, each step is about 1
N_LONG_STEPS = 3
DEPENDENT = 1e-12  # smallest eigenvalue, the columns scaled to length 1
MANY_ROWS = 65_536


class SeparationWarning(UserWarning):
    """Some direction in X parts the classes without an error: there, the weights grow without end."""


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
        Whether there is none, because X parts the classes.
    """

    converged: bool = False
    separable: bool = False

    def __repr__(self):
        state = "converged" if self.converged else "separable" if self.separable else "not converged"
        return super().__repr__().replace("History(", "NewtonHistory(").replace(" epochs", " iterations", 1)[:-1] + (
            f", {state})"
        )


def fit_newton(
    model, X, y, *, weight_decay=0.0, pos_weight=1.0, tol=2e-14, max_iter=50, chunk_rows=8192, progress=None
):
    """Train a logistic regression to the exact optimum by Newton's method.

    A gradient says which way is down; the second derivatives say how far. Each iteration sums
    both over all rows, `chunk_rows` at a time and in float64, and goes to the lowest point of the
    paraboloid that they describe. A step that leads uphill is halved until it does not. The start
    is 0 for all parameters, or from 65,536 rows on the optimum of every 16th of them, whatever the
    model holds: the optimum does not depend on it.

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
        The optimum counts as reached when a further step would lower the loss by less than this.
        How much that is, is foreseen: close to the optimum the gains of the steps fall from the
        first to the second as from the second to the third, squared.
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
        Without a weight decay, if some direction in X parts the classes, wholly or apart from
        ties: then there is no optimum, and the weights are those where the iterations stopped.
    NotConvergedWarning
        If `max_iter` iterations did not reach it.

    Raises
    ------
    TypeError, ValueError
        As `fit`; and ValueError if a column of X follows from the others (is constant, say), so
        that its weight could be anything.
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
    chunks = _Chunks(X, y, chunk_rows, pos_weight, weight_decay)
    losses, positions = [], [_start(chunks, max_iter)]
    tell = Progress(max_iter, progress, "iterations")
    try:
        with tell:
            end = _descend(chunks, losses, positions, tol, max_iter, tell)
    except KeyboardInterrupt:
        _move(linear, positions[-1])
        raise FitInterrupted(History.of(losses, positions, lr=1.0)) from None
    _move(linear, positions[-1])
    history = NewtonHistory.of(
        losses, positions, lr=1.0, converged=end == "converged", separable=end == "separable"
    )
    _warn(history, weight_decay)
    return history


def _start(chunks, max_iter):
    """0 for all parameters; of many rows, the optimum of every 16th, or 0 where that has none."""
    origin = [0.0] * chunks.rows.shape[1]
    if len(chunks.X) < MANY_ROWS:
        return origin
    some, positions = chunks.every(16), [origin]
    if len(np.unique(some.y)) < 2 or _descend(some, [], positions, 1e-8, max_iter, None) != "converged":
        return origin
    return positions[-1]


def _descend(chunks, losses, positions, tol, max_iter, tell):
    """Newton's iterations from the last of `positions`, appended to both lists; and how they ended."""
    theta, step, n_long_steps, gain = np.array(positions[-1]), None, 0, 0.0
    for iteration in range(max_iter):
        loss, gradient, hessian, parted = chunks.sums(theta)
        if iteration == 0:
            _refuse_dependent_columns(hessian)
        while losses and loss > losses[-1] * (1 + 1e-9):
            step = step / 2
            theta = theta - step
            positions[-1] = theta.tolist()
            loss, gradient, hessian, parted = chunks.sums(theta)
        step = None if parted else _downhill(gradient, hessian)
        if step is None:
            return "separable"
        losses.append(loss)
        theta = theta + step
        positions.append(theta.tolist())
        if tell:
            tell(iteration + 1, loss)
        gain_before, gain = gain, -0.5 * (step @ gradient)  # what the paraboloid promises of this step
        foreseen = gain * (gain / gain_before) ** 2 if gain < gain_before else gain  # of the step after it
        if foreseen < tol:
            if chunks.weight_decay or chunks.longest_change(step) < LONGEST_FINAL_STEP:
                return "converged"
            n_long_steps += 1
            if n_long_steps == N_LONG_STEPS:
                return "separable"
    return "not converged"


class OddsRatios(NamedTuple):
    """Each weight as a factor on the odds, with its interval; arrays of shape (n_features,)."""

    ratio: np.ndarray
    low: np.ndarray
    high: np.ndarray
    standard_error: np.ndarray


def odds_ratios(model, X, y, *, level=0.95):
    """What one unit more of each feature multiplies the odds by, the others kept; with intervals.

    e^weight, and e^(weight ± 1.96 standard errors) for a level of 0.95: close to the optimum the
    loss is a paraboloid, and the narrower it is in a direction, the better the rows determine the
    weight. The intervals hold for rows that are independent, for a model of the right form, and
    without a weight decay or class weights.

    Parameters
    ----------
    model : LogisticRegression
        At the optimum of these rows, as `fit_newton` leaves it.
    X : tensor of floats of shape (n_samples, n_features)
    y : tensor of floats of shape (n_samples, 1), 0 or 1
    level : float, strictly between 0 and 1, default 0.95

    Returns
    -------
    OddsRatios
        `ratio`, `low`, `high`, and `standard_error`, that of the weight (of the log of the ratio).

    Raises
    ------
    TypeError, ValueError
        As `fit_newton`, or if the model is not at the optimum of these rows.

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
    theta = np.array([*linear.weight.detach().double().ravel().tolist(), linear.bias.item()])
    _, gradient, hessian, _ = _Chunks(X, y, 8192, 1.0, 0.0).sums(theta)
    step = _downhill(gradient, hessian)
    # how much the log-likelihood of all rows could still rise; 2 is where an interval of 95 % ends
    missing = math.inf if step is None else -0.5 * (step @ gradient) * len(X)
    if missing > 1e-4:
        raise ValueError(
            "the model is not at the optimum of these rows, so its weights have no such intervals: the "
            f"log-likelihood could still rise by {missing:.3g}. Train it on them with fit_newton, and no weight decay"
        )
    standard_error = np.sqrt(np.diag(np.linalg.inv(hessian))[:-1] / len(X))
    reach = NormalDist().inv_cdf((1 + level) / 2) * standard_error
    weight = theta[:-1]
    return OddsRatios(np.exp(weight), np.exp(weight - reach), np.exp(weight + reach), standard_error)


class _Chunks:
    """Sums over all rows, a chunk at a time, in float64."""

    def __init__(self, X, y, chunk_rows, pos_weight, weight_decay):
        chunk_rows = min(_checks.whole_number(chunk_rows, "chunk_rows", minimum=1), len(X))
        self.X, self.y = X.detach().numpy(), y.detach().numpy().ravel()
        self.pos_weight, self.weight_decay = pos_weight, weight_decay
        self.chunk_rows = chunk_rows
        self.rows = np.ones((chunk_rows, X.shape[1] + 1))  # features, and 1 for the bias
        self.scaled = np.empty_like(self.rows)

    def every(self, n):
        """These sums over every n-th row."""
        return _Chunks(
            torch.from_numpy(self.X[::n]), torch.from_numpy(self.y[::n]), self.chunk_rows, self.pos_weight,
            self.weight_decay,
        )  # fmt: skip

    def each(self):
        for start in range(0, len(self.X), len(self.rows)):
            y = self.y[start : start + len(self.rows)]
            rows = self.rows[: len(y)]
            rows[:, :-1] = self.X[start : start + len(y)]
            yield rows, y.astype(np.float64)

    def sums(self, theta):
        """Loss, gradient and Hessian at theta, as means; and whether it parts the classes."""
        loss, gradient, hessian, parted = 0.0, np.zeros_like(theta), np.zeros((len(theta), len(theta))), True
        for rows, y in self.each():
            z = rows @ theta
            right = z * (2 * y - 1)  # above 0 on the right side of the boundary
            small = np.exp(-np.abs(z))
            whole = 1 + small
            error = np.where(z >= 0, 1, small) / whole - y  # p - y
            cost, spread = np.log1p(small) + np.maximum(-right, 0), small / whole**2  # and p (1 - p)
            if self.pos_weight != 1:
                counts = 1 + (self.pos_weight - 1) * y
                cost, error, spread = counts * cost, counts * error, counts * spread
            loss += cost.sum()
            gradient += error @ rows
            scaled = np.multiply(rows, np.sqrt(spread)[:, np.newaxis], out=self.scaled[: len(y)])
            with np.errstate(over="ignore", invalid="ignore"):  # refused by name where it is looked at
                hessian += scaled.T @ scaled
            parted = parted and bool(right.min() > 0)
        loss, gradient, hessian = loss / len(self.X), gradient / len(self.X), hessian / len(self.X)
        if self.weight_decay:
            weights, parted = theta[:-1], False
            loss += 0.5 * self.weight_decay * (weights @ weights)
            gradient[:-1] += self.weight_decay * weights
            hessian[np.diag_indices(len(weights))] += self.weight_decay
        return loss, gradient, hessian, parted

    def longest_change(self, step):
        """By how much the step moves the logit of the row that it moves most."""
        return max(float(np.abs(rows @ step).max()) for rows, _ in self.each())


def _downhill(gradient, hessian):
    """The step to the lowest point of the paraboloid; None where it has none in floating point."""
    try:
        step = -np.linalg.solve(hessian, gradient)
    except np.linalg.LinAlgError:
        return None
    return step if np.isfinite(step).all() and step @ gradient <= 0 else None


def _refuse_dependent_columns(hessian):
    scale = np.sqrt(np.diag(hessian))
    if not np.isfinite(scale).all():
        raise ValueError("the values of X are too large to be squared; standardise the columns first")
    scale[scale == 0] = 1
    eigenvalues, directions = np.linalg.eigh(hessian / scale / scale[:, np.newaxis])
    if eigenvalues[0] < DEPENDENT:
        involved = np.flatnonzero(np.abs(directions[:, 0]) > 1e-3)
        names = [f"column {i}" if i < len(scale) - 1 else "the bias" for i in involved]
        raise ValueError(
            f"the weights are not determined: {' and '.join(names)} follow from each other (counted from 0; the bias "
            "stands for a column of ones). Leave one out, or use a weight_decay above 0"
        )


def _move(linear, position):
    """Set the parameters to a position: the weights, then the bias."""
    weight, bias = linear.weight.detach(), linear.bias.detach()  # the same memory
    weight[0] = torch.tensor(position[:-1], dtype=weight.dtype)
    bias[0] = position[-1]


def _warn(history, weight_decay):
    n_iterations = f"{len(history)} iteration{'s' if len(history) != 1 else ''}"
    if history.separable:
        warnings.warn(
            "the classes are separable: some direction in X parts them, so the weights grow without end and there is "
            f"no optimum. They are those after {n_iterations}; their size means nothing. A weight_decay "
            "above 0 gives a finite optimum",
            SeparationWarning, stacklevel=3,
        )  # fmt: skip
    elif not history.converged:
        more = " Standardise the columns" if weight_decay else " A larger max_iter may reach it"
        warnings.warn(
            f"the optimum was not reached in {n_iterations}; the loss is {history.loss[-1]:.6g}.{more}",
            NotConvergedWarning, stacklevel=3,
        )  # fmt: skip
