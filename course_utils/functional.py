"""The formulas of logistic regression, written to be read.

PyTorch has each of these (`torch.sigmoid`, `torch.logit`,
`torch.nn.functional.binary_cross_entropy`, `…_with_logits`); the tests hold these against
those. Tensors in, tensors out, and autograd goes through all of them.
"""

import torch

from . import _checks


def sigmoid(z):
    """Turn logits into probabilities: 1 / (1 + e^-z).

    Written so that the exponential is never larger than 1: it cannot overflow, whatever `z`.

    Parameters
    ----------
    z : tensor of floats of any shape, or number
        Logits (log-odds).

    Returns
    -------
    tensor of the shape of z
        Probabilities between 0 and 1.

    Raises
    ------
    TypeError
        If `z` holds integers or is not numeric.
    ValueError
        If `z` has NaN.

    Examples
    --------
    >>> sigmoid(torch.tensor([-1000.0, 0.0, 2.0]))
    tensor([0.0000, 0.5000, 0.8808])
    """
    z = _checks.float_tensor(z, "z")
    # torch.where and not -abs(z): the derivative of abs is 0 at 0, where the sigmoid is steepest
    small = torch.exp(torch.where(z >= 0, -z, z))
    return torch.where(z >= 0, 1 / (1 + small), small / (1 + small))


def logit(p):
    """Turn probabilities into log-odds: log(p / (1 - p)), the inverse of `sigmoid`.

    Parameters
    ----------
    p : tensor of floats of any shape, or number
        Probabilities between 0 and 1.

    Returns
    -------
    tensor of the shape of p
        Log-odds; -inf where p is 0, inf where p is 1.

    Raises
    ------
    TypeError
        If `p` holds integers or is not numeric.
    ValueError
        If `p` has NaN or values outside 0…1.

    Examples
    --------
    >>> logit(torch.tensor([0.1, 0.5, 0.9]))
    tensor([-2.1972,  0.0000,  2.1972])
    """
    p = _checks.probabilities(_checks.float_tensor(p, "p"), "p")
    return torch.log(p) - torch.log1p(-p)


def binary_cross_entropy(p, y):
    """Mean cross-entropy of probabilities: the average of -log(probability given to what happened).

    A probability of exactly 0 given to what happened costs 100, as in PyTorch, not infinity, and
    the loss has no usable gradient at p = 0 and p = 1. Prefer `binary_cross_entropy_with_logits`
    where the logits are at hand: it stays exact there.

    Parameters
    ----------
    p : tensor of floats
        Predicted probabilities of class 1, between 0 and 1.
    y : tensor of floats, of the shape of p
        Labels, 0 or 1.

    Returns
    -------
    tensor of shape ()
        The loss, in nats per sample.

    Raises
    ------
    TypeError
        If `p` or `y` holds integers.
    ValueError
        If the shapes differ, nothing is passed, labels are not 0/1, or `p` is outside 0…1.

    Examples
    --------
    >>> binary_cross_entropy(torch.tensor([0.9, 0.2]), torch.tensor([1.0, 0.0]))
    tensor(0.1643)
    """
    p = _checks.probabilities(_checks.float_tensor(p, "p"), "p")
    y = _targets(p, y, "p")
    log_p = torch.log(p).clamp(min=-100)
    log_not_p = torch.log1p(-p).clamp(min=-100)
    return -(y * log_p + (1 - y) * log_not_p).mean()


def binary_cross_entropy_with_logits(z, y):
    """Mean cross-entropy straight from logits: exact where `binary_cross_entropy` has to give up.

    -log(sigmoid(z)) = log(1 + e^-z) and -log(1 - sigmoid(z)) = log(1 + e^z), so both classes
    together cost log(e^0 + e^z) - y z; `torch.logaddexp` computes the first without overflow.

    Parameters
    ----------
    z : tensor of floats
        Logits, not probabilities: sigmoid is part of this loss.
    y : tensor of floats, of the shape of z
        Labels, 0 or 1.

    Returns
    -------
    tensor of shape ()
        The loss, in nats per sample.

    Raises
    ------
    TypeError
        If `z` or `y` holds integers.
    ValueError
        If the shapes differ, nothing is passed, labels are not 0/1, or there is NaN.

    Examples
    --------
    >>> binary_cross_entropy_with_logits(torch.tensor([200.0, -200.0]), torch.tensor([0.0, 0.0]))
    tensor(100.)
    """
    z = _checks.float_tensor(z, "z")
    y = _targets(z, y, "z")
    return (torch.logaddexp(torch.zeros_like(z), z) - y * z).mean()


def bce_gradient(X, p, y):
    """Gradient of the mean cross-entropy of a logistic regression, by hand.

    The sigmoid's slope p (1 - p) cancels against the derivative of the logarithm; what is left
    is the error p - y, times what the parameter was multiplied with: x for a weight, 1 for the bias.

    Parameters
    ----------
    X : tensor of shape (n_samples, n_features)
        Features.
    p : tensor of shape (n_samples, 1)
        Predicted probabilities of class 1.
    y : tensor of shape (n_samples, 1)
        Labels, 0 or 1.

    Returns
    -------
    weight_gradient : tensor of shape (n_features,)
    bias_gradient : tensor of shape ()

    Raises
    ------
    TypeError
        If a tensor holds integers.
    ValueError
        If the shapes do not fit, labels are not 0/1, or `p` is outside 0…1.

    Examples
    --------
    >>> X, y = torch.tensor([[2.0], [4.0]]), torch.tensor([[0.0], [1.0]])
    >>> bce_gradient(X, torch.tensor([[0.5], [0.5]]), y)
    (tensor([-0.5000]), tensor(0.))
    """
    _checks.training_tensors(X, y, both_classes=False)  # a mini-batch may be of one class
    p = _checks.probabilities(_checks.float_tensor(p, "p"), "p")
    _checks.same_shape(p, y, ("p", "y"))
    error = p - y
    return (error * X).mean(dim=0), error.mean()


def _targets(predictions, y, name):
    y = _checks.float_tensor(y, "y")
    _checks.same_shape(predictions, y, (name, "y"))
    if y.numel() == 0:
        raise ValueError(f"{name} and y are empty: the mean over no rows does not exist")
    return _checks.zero_one_labels(y, "y")
