"""Newton's method: to the optimum in a few steps, in chunks of rows.

How sure one can be of an optimum, and what it says about odds, stands in `_at_the_optimum`; its names are here, too.
"""

import contextlib
import warnings
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from . import _checks
from ._at_the_optimum import OddsRatios, odds_ratios, standard_errors
from ._columns import refuse_undetermined_weights
from ._fit_bar import Progress
from ._mean_loss import CHUNK_ROWS, LONGEST_FINAL_STEP, MeanLoss, arrays_of, position_of
from .training import FitInterrupted, History

__all__ = [
    "CHUNK_ROWS", "NewtonHistory", "NotConvergedWarning", "OddsRatios", "SeparationWarning", "fit_newton", "hessian",
    "odds_ratios", "standard_errors",
]  # fmt: skip
N_LONG_STEPS = 3
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
    loss = MeanLoss(*arrays_of(X, y), chunk_rows, pos_weight, weight_decay)
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
        return MeanLoss(*arrays_of(X, y), CHUNK_ROWS).at(position_of(linear)).hessian


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
