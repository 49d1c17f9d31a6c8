"""Training: gradient descent and its relatives with their whole trajectory, and the surface they walk on."""

import math
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

import numpy as np
import torch
import torch.nn.functional as F

from . import _checks
from ._fast_steps import Parameters, one_thread_if_small
from ._fit_bar import Progress

OPTIMIZERS = {
    "sgd": None,  # written out in `_stepper`
    "momentum": partial(torch.optim.SGD, momentum=0.9),
    "adam": torch.optim.Adam,
    "lbfgs": partial(torch.optim.LBFGS, max_iter=1),  # one gradient a step, so that an epoch is an epoch
}


@dataclass(frozen=True, eq=False, repr=False)
class History:
    """What happened in each epoch of a fit; row k is epoch k + 1.

    Attributes
    ----------
    loss : ndarray of shape (n_epochs,)
        The loss on all rows that an epoch began with, the penalty of a weight decay included:
        `loss[0]` is that of the untrained model.
    weight : ndarray of shape (n_epochs,), or (n_epochs, n_features) for several features
    bias : ndarray of shape (n_epochs,)
        The parameters an epoch ended with: `weight[-1]` is that of the trained model.
    initial_weight, initial_bias : float (weight: ndarray of shape (n_features,) for several)
        The parameters before the first epoch.
    lr : float
        The learning rate.
    updates_per_epoch : int
        Steps in each epoch: 1 on all rows at once, more with mini-batches.
    n_updates : int
        Steps in all.
    """

    unit: ClassVar[str] = "epochs"
    loss: np.ndarray
    weight: np.ndarray
    bias: np.ndarray
    initial_weight: float
    initial_bias: float
    lr: float
    updates_per_epoch: int = 1

    @classmethod
    def of(cls, losses, positions, **others):
        """A history from the losses and the positions (weights, then the bias), the start first."""
        *weights, biases = np.array(positions).T
        weights = weights[0] if len(weights) == 1 else np.stack(weights, axis=1)
        return cls(
            loss=np.array(losses[: len(positions) - 1]), weight=weights[1:], bias=biases[1:],
            initial_weight=weights[0], initial_bias=biases[0], **others,
        )

    @property
    def n_updates(self):
        return len(self) * self.updates_per_epoch

    @property
    def path(self):
        """Positions in the plane of weight and bias, shape (n_epochs + 1, 2); the first is the start."""
        if self.weight.ndim != 1:
            raise ValueError(f"a path in the plane needs one feature; this fit has {self.weight.shape[1]}")
        return np.column_stack(
            [np.append(self.initial_weight, self.weight), np.append(self.initial_bias, self.bias)]
        )

    def __len__(self):
        return len(self.loss)

    def __repr__(self):
        return f"{type(self).__name__}({self._in_words()})"

    def _in_words(self):
        words = f"{len(self)} {self.unit}"
        if self.updates_per_epoch > 1:
            words += f", {self.n_updates} updates"
        if len(self):
            weight = np.array2string(self.weight[-1], precision=3, floatmode="fixed")
            words += f": loss {self.loss[0]:.3f} -> {self.loss[-1]:.3f}, weight {weight}, bias {self.bias[-1]:.3f}"
        return words


class DivergenceError(ArithmeticError):
    """Training ended worse than it began, or without settling. `history` holds the epochs up to there."""

    def __init__(self, message, history):
        super().__init__(message)
        self.history = history


class FitInterrupted(KeyboardInterrupt):
    """Training was stopped by Ctrl-C. `history` holds the whole epochs, and the model stands where they ended.

    In a notebook, `import sys; history = sys.last_value.history` finds it after the fact.
    """

    def __init__(self, history):
        super().__init__(f"fit interrupted after {len(history)} whole {history.unit}, kept in the error's `history`")
        self.history = history


def fit(
    model, X, y, *, lr=0.1, n_epochs=2000, batch_size=None, optimizer="sgd", weight_decay=0.0, pos_weight=1.0,
    seed=None, progress=None,
):
    """Train a logistic regression by gradient steps on the binary cross-entropy.

    As it stands: full-batch gradient descent. Each epoch is one step on all rows: predict, measure
    the loss, differentiate, go `lr` times the gradient downhill. The numbers are, bit for bit,
    those of the loop with `nn.BCELoss` on sigmoid outputs, `loss.backward()` and
    `torch.optim.SGD(lr=lr)`. With any other batch, optimizer or `pos_weight` the loss is taken
    from the logits, which is the same on paper and stays exact where a probability rounds to 0 or 1.

    Parameters
    ----------
    model : LogisticRegression
        Trained in place, from the parameters it has.
    X : tensor of floats of shape (n_samples, n_features)
    y : tensor of floats of shape (n_samples, 1), 0 or 1
    lr : float above 0, default 0.1
        Learning rate; 1 is the natural one of "lbfgs".
    n_epochs : int, at least 1, default 2000
        How often every row is seen.
    batch_size : int, at least 1, optional
        Rows for each step: the rows are shuffled anew in each epoch and taken in turn, the last
        batch holding what is left. All rows at once if not given.
    optimizer : {"sgd", "momentum", "adam", "lbfgs"} or callable, default "sgd"
        How a gradient becomes a step; "momentum" has 0.9, "lbfgs" takes one gradient a step. A
        callable is called with the parameters and `lr=lr` and returns a `torch.optim.Optimizer`:
        `torch.optim.RMSprop`, or `functools.partial(torch.optim.SGD, momentum=0.5)`.
    weight_decay : float, not negative, default 0
        Adds weight_decay / 2 times the sum of the squared weights to the loss (L2). The bias is free.
    pos_weight : float above 0, default 1
        What a positive row counts, a negative one counting 1; the mean is over the rows, as in
        `nn.BCEWithLogitsLoss(pos_weight=…)`.
    seed : int, optional
        Of the shuffling. PyTorch's global generator is used if not given.
    progress : bool, optional
        Whether a fit of more than two seconds says on stderr how far it is. If not given: where
        stderr is a terminal.

    Returns
    -------
    History

    Raises
    ------
    TypeError
        If `X` or `y` is not a tensor of floats of the model's dtype, or a setting not a number.
    ValueError
        If shapes do not fit, there is NaN or infinity, labels are not 0/1, the data are empty or
        of one class, or a setting is out of range.
    DivergenceError
        If the parameters overflow, or the last loss is above the first (with mini-batches, whose
        steps are noisy: half as high again); on all rows at once also if, after 1,000 epochs and
        more, one of the last ten steps raised the loss by over 1 %: the learning rate is too
        large. Its `history` holds what happened; the model keeps the parameters it ended with.
    FitInterrupted
        On Ctrl-C, a KeyboardInterrupt with the `history` so far; the model is put back to the end
        of the last whole epoch.

    Examples
    --------
    >>> from course_utils.data import reference_example
    >>> model, X, y = reference_example()
    >>> fit(model, X, y)
    History(2000 epochs: loss 1.999 -> 0.539, weight 0.613, bias -3.173)
    >>> model, X, y = reference_example()
    >>> fit(model, X, y, batch_size=8, n_epochs=100, seed=0).n_updates
    500
    """
    linear = _checks.fit_arguments(model, X, y)
    lr = _checks.real_number(lr, "lr", minimum=0, open_ends=True)
    n_epochs = _checks.whole_number(n_epochs, "n_epochs", minimum=1)
    weight_decay = _checks.real_number(weight_decay, "weight_decay", minimum=0)
    pos_weight = _checks.real_number(pos_weight, "pos_weight", minimum=0, open_ends=True)
    n_rows = len(X) if batch_size is None else min(_checks.whole_number(batch_size, "batch_size", minimum=1), len(X))
    full_batch = n_rows == len(X)
    generator = None if seed is None else torch.Generator().manual_seed(_checks.whole_number(seed, "seed", minimum=0))

    parameters = Parameters(linear)
    # as in the article; else from the logits, where a probability that rounds to 0 or 1 still teaches
    by_probability = optimizer == "sgd" and full_batch and pos_weight == 1
    loss_of = _loss_of(parameters, by_probability, weight_decay, pos_weight)
    step = _stepper(parameters, loss_of, optimizer, lr)
    losses, positions = [], [parameters.position]
    settings = {"lr": lr, "updates_per_epoch": math.ceil(len(X) / n_rows)}
    try:
        with one_thread_if_small(X[:n_rows]), Progress(n_epochs, progress) as tell:
            for epoch in range(n_epochs):
                if full_batch:
                    loss = step(X, y).item()
                else:
                    with torch.no_grad():
                        loss = loss_of(X, y).item()
                    for rows in torch.randperm(len(X), generator=generator).split(n_rows):
                        step(X[rows], y[rows])
                        tell(epoch, loss)
                losses.append(loss)
                positions.append(parameters.position)
                tell(epoch + 1, loss)
                if not math.isfinite(sum(positions[-1])):
                    break
    except KeyboardInterrupt:
        parameters.position = positions[-1]
        raise FitInterrupted(History.of(losses, positions, **settings)) from None
    history = History.of(losses, positions, **settings)
    _refuse_divergence(history)
    return history


def _loss_of(parameters, by_probability, weight_decay, pos_weight):
    """The function that predicts some rows and measures how far that is from the truth."""
    of_positives = torch.tensor(pos_weight, dtype=parameters.bias.dtype)

    def loss_of(X, y):
        logits = parameters.logits(X)
        if by_probability:
            loss = F.binary_cross_entropy(torch.sigmoid(logits), y)
        else:
            loss = F.binary_cross_entropy_with_logits(logits, y, pos_weight=of_positives)
        return loss + 0.5 * weight_decay * parameters.weight.square().sum() if weight_decay else loss

    return loss_of


def _stepper(parameters, loss_of, optimizer, lr):
    """The function that takes a training step on some rows, and returns the loss that it began with."""
    if optimizer == "sgd":

        def step(X, y):
            loss = loss_of(X, y)
            gradients = parameters.gradients(loss)
            parameters.step(gradients, lr)
            return loss

        return step

    weight, bias = parameters.weight, parameters.bias
    optimizer = _optimizer(optimizer, [weight, bias], lr)

    def step_of_optimizer(X, y):
        def loss_with_gradients():
            loss = loss_of(X, y)
            weight.grad, bias.grad = parameters.gradients(loss)
            return loss

        return optimizer.step(loss_with_gradients)

    return step_of_optimizer


def loss_surface(X, y, weights, biases):
    """The mean cross-entropy of a one-feature logistic regression at every (weight, bias).

    Parameters
    ----------
    X, y : tensors of shape (n_samples, 1)
    weights : array of shape (n_weights,)
    biases : array of shape (n_biases,)

    Returns
    -------
    ndarray of shape (n_biases, n_weights)
        Rows follow the biases and columns the weights, as `Axes.contour(weights, biases, …)` takes it.

    Raises
    ------
    TypeError, ValueError
        As in `fit`, or if `weights` or `biases` is not a finite array of one dimension.

    Examples
    --------
    >>> from course_utils.data import reference_example
    >>> _, X, y = reference_example()
    >>> loss_surface(X, y, weights=[0.624772], biases=[-3.241625]).round(6)
    array([[0.538565]])
    """
    _checks.training_tensors(X, y, n_features=1)
    weights, biases = _grid(weights, "weights"), _grid(biases, "biases")[:, np.newaxis]
    total = np.zeros((biases.size, weights.size))
    for x_i, y_i in zip(X.double().ravel().tolist(), y.ravel().tolist(), strict=True):
        logits = weights * x_i + biases
        total += np.logaddexp(0, -logits if y_i else logits)  # -log of the probability given to what happened
    return total / len(X)


def _grid(values, name):
    try:
        array = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise TypeError(f"{name} must be an array of numbers; got {_checks.describe(values)}") from None
    if array.ndim != 1 or array.size == 0:
        raise ValueError(f"{name} must be an array of shape (n_{name},), not empty; got {array.shape}")
    n_bad = int((~np.isfinite(array)).sum())
    if n_bad:
        raise ValueError(f"{name} has {n_bad} NaN or infinite among its {array.size} values")
    return array


def _optimizer(optimizer, parameters, lr):
    if isinstance(optimizer, str) and optimizer not in OPTIMIZERS:
        raise ValueError(f"optimizer must be one of {', '.join(OPTIMIZERS)}, or a callable; got {optimizer!r}")
    make = OPTIMIZERS[optimizer] if isinstance(optimizer, str) else optimizer
    made = make(parameters, lr=lr) if callable(make) else None
    if not isinstance(made, torch.optim.Optimizer):
        raise TypeError(
            "optimizer must be a name, or a callable that makes a torch.optim.Optimizer of (parameters, lr=lr), such "
            f"as torch.optim.RMSprop; got {_checks.describe(optimizer if made is None else made)}"
        )
    return made


def _refuse_divergence(history):
    loss, last = history.loss, history.loss[-10:]
    noisy = history.updates_per_epoch > 1
    if not (np.isfinite(history.bias[-1]) and np.isfinite(history.weight[-1]).all()):
        what = "the parameters overflowed"
    elif loss[-1] > loss[0] * (1.5 if noisy else 1.001):  # a fit that starts at the optimum may end above it
        what = f"the loss went from {loss[0]:.4g} to {loss[-1]:.4g}"
    elif not noisy and len(loss) >= 1000 and (np.diff(last) > 0.01 * last[:-1]).any():
        what = f"the loss still swings between {last.min():.4g} and {last.max():.4g}"
    else:
        return
    raise DivergenceError(
        f"training diverged: after {len(history)} epochs with lr={history.lr:g} {what}. Use a smaller lr, "
        "for example a tenth; features of very different scale also need standardising",
        history,
    )
