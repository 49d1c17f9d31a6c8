"""Training: full-batch gradient descent with its whole trajectory, and the surface it walks on."""

import math
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F

from . import _checks

LARGEST_EXPONENT = 709  # e^709 is a float64, e^710 is not


@dataclass(frozen=True, eq=False, repr=False)
class History:
    """What happened in each epoch of a fit; row k is epoch k + 1.

    Attributes
    ----------
    loss : ndarray of shape (n_epochs,)
        The loss an epoch began with: `loss[0]` is that of the untrained model.
    weight : ndarray of shape (n_epochs,), or (n_epochs, n_features) for several features
    bias : ndarray of shape (n_epochs,)
        The parameters an epoch ended with: `weight[-1]` is that of the trained model.
    initial_weight, initial_bias : float (weight: ndarray of shape (n_features,) for several)
        The parameters before the first epoch.
    lr : float
        The learning rate.
    """

    loss: np.ndarray
    weight: np.ndarray
    bias: np.ndarray
    initial_weight: float
    initial_bias: float
    lr: float

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
        weight = np.array2string(self.weight[-1], precision=3, floatmode="fixed")
        return (
            f"History({len(self)} epochs: loss {self.loss[0]:.3f} -> {self.loss[-1]:.3f}, "
            f"weight {weight}, bias {self.bias[-1]:.3f})"
        )


class DivergenceError(ArithmeticError):
    """Training ended worse than it began, or without settling. `history` holds the epochs up to there."""

    def __init__(self, message, history):
        super().__init__(message)
        self.history = history


def fit(model, X, y, *, lr=0.1, n_epochs=2000):
    """Train a logistic regression by full-batch gradient descent on the binary cross-entropy.

    Each epoch is one step on all rows: predict, measure the loss, differentiate, go `lr` times
    the gradient downhill. The numbers are, bit for bit, those of the loop with `nn.BCELoss` on
    sigmoid outputs, `loss.backward()` and `torch.optim.SGD(lr=lr)`.

    Parameters
    ----------
    model : LogisticRegression
        Trained in place, from the parameters it has.
    X : tensor of floats of shape (n_samples, n_features)
    y : tensor of floats of shape (n_samples, 1), 0 or 1
    lr : float above 0, default 0.1
        Learning rate.
    n_epochs : int, at least 1, default 2000

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
        If the parameters overflow, the last loss is above the first, or, after 1,000 epochs and
        more, one of the last ten steps raised the loss by over 1 %: the learning rate is too
        large. Its `history` holds what happened; the model keeps the parameters it ended with.

    Examples
    --------
    >>> from course_utils.data import reference_example
    >>> model, X, y = reference_example()
    >>> fit(model, X, y)
    History(2000 epochs: loss 1.999 -> 0.539, weight 0.613, bias -3.173)
    """
    linear = getattr(model, "linear", None)
    if not isinstance(linear, torch.nn.Linear):
        raise TypeError(f"model must be a LogisticRegression; got {_checks.describe(model)}")
    _checks.training_tensors(X, y, n_features=linear.in_features)
    if X.dtype != linear.weight.dtype:
        raise TypeError(
            f"X and y must have the dtype of the model, {linear.weight.dtype}; got {X.dtype}. "
            f"Write X.to({linear.weight.dtype}) and y.to({linear.weight.dtype})"
        )
    lr = _checks.real_number(lr, "lr", minimum=0, open_ends=True)
    n_epochs = _checks.whole_number(n_epochs, "n_epochs", minimum=1)

    # the model's memory without gradient tracking: changing it in place moves the model
    weight_values, bias_values = linear.weight.detach().t(), linear.bias.detach()
    # the same memory with it, the weight as a column: bias + X @ weight are the logits
    weight, bias = weight_values.detach().requires_grad_(), linear.bias
    losses, positions = [], [[*weight_values.ravel().tolist(), *bias_values.tolist()]]

    with _one_thread_if_small(X):
        for _ in range(n_epochs):
            p = torch.sigmoid(torch.addmm(bias, X, weight))
            loss = F.binary_cross_entropy(p, y)
            weight_gradient, bias_gradient = torch.autograd.grad(loss, (weight, bias))
            weight_values.sub_(weight_gradient, alpha=lr)  # weight -= lr * gradient
            bias_values.sub_(bias_gradient, alpha=lr)

            losses.append(loss.item())
            positions.append([*weight_values.ravel().tolist(), *bias_values.tolist()])
            if not math.isfinite(sum(positions[-1])):
                break

    *weights, biases = np.array(positions).T
    weights = weights[0] if len(weights) == 1 else np.stack(weights, axis=1)
    history = History(
        loss=np.array(losses),
        weight=weights[1:],
        bias=biases[1:],
        initial_weight=weights[0],
        initial_bias=biases[0],
        lr=lr,
    )
    _refuse_divergence(history)
    return history


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

    Notes
    -----
    A row costs log(1 + e^z) - y z with z = w x + b, and e^z = e^(w x) e^b: a column times a row,
    so no exponential is taken per point of the grid. The factors 1 + e^z are multiplied for as
    many rows of data as cannot overflow before one logarithm is taken; the sum of y z needs only
    the means of y and of x y.

    Examples
    --------
    >>> from course_utils.data import reference_example
    >>> _, X, y = reference_example()
    >>> loss_surface(X, y, weights=[0.624772], biases=[-3.241625]).round(6)
    array([[0.538565]])
    """
    _checks.training_tensors(X, y, n_features=1)
    w = _grid(weights, "weights")[np.newaxis, :]
    b = _grid(biases, "biases")[:, np.newaxis]
    x, y = X.numpy().astype(np.float64).ravel(), y.numpy().astype(np.float64).ravel()

    largest = np.abs(w).max() * np.abs(x).max() + np.abs(b).max()  # no |z| is above this
    n_factors = int(LARGEST_EXPONENT // (largest + math.log(2)))
    total = np.zeros((b.size, w.size))
    if n_factors == 0:  # e^z itself may overflow
        for x_i in x:
            total += np.logaddexp(0, w * x_i + b)
    else:
        exp_b, factor = np.exp(b), np.empty_like(total)
        for start in range(0, len(x), n_factors):
            product = np.ones_like(total)
            for x_i in x[start : start + n_factors]:
                np.multiply(np.exp(w * x_i), exp_b, out=factor)
                factor += 1
                product *= factor
            total += np.log(product)
    return total / len(x) - (w * np.mean(x * y) + b * np.mean(y))


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


@contextmanager
def _one_thread_if_small(X):
    """Train on one thread unless the data are large: waking a second one costs more than it brings."""
    n_threads = torch.get_num_threads()
    if X.numel() < 100_000:
        torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(n_threads)


def _refuse_divergence(history):
    loss, last = history.loss, history.loss[-10:]
    if not (np.isfinite(history.bias[-1]) and np.isfinite(history.weight[-1]).all()):
        what = "the parameters overflowed"
    elif loss[-1] > loss[0] * 1.001:  # a fit that starts at the optimum may end a rounding error above it
        what = f"the loss went from {loss[0]:.4g} to {loss[-1]:.4g}"
    elif len(loss) >= 1000 and (np.diff(last) > 0.01 * last[:-1]).any():
        what = f"the loss still swings between {last.min():.4g} and {last.max():.4g}"
    else:
        return
    raise DivergenceError(
        f"training diverged: after {len(history)} epochs with lr={history.lr:g} {what}. Use a smaller lr, "
        "for example a tenth; features of very different scale also need standardising",
        history,
    )
