"""The model: a line through a sigmoid."""

import math

import torch
from torch import nn

from . import _checks
from .functional import logit


class LogisticRegression(nn.Module):
    """Logistic regression: logits are `X @ weight + bias`, probabilities their sigmoid.

    The forward pass gives **logits**, as `nn.BCEWithLogitsLoss` expects them; `predict_proba`
    gives probabilities. The parameters start as those of `nn.Linear`, drawn in the same order
    from PyTorch's global generator.

    Parameters
    ----------
    n_features : int, default 1

    Attributes
    ----------
    linear : nn.Linear
        `linear.weight` of shape (1, n_features) and `linear.bias` of shape (1,).

    Examples
    --------
    >>> model = LogisticRegression.from_parameters(weight=2.0, bias=-6.0)
    >>> model(torch.tensor([[3.0], [4.0]]))
    tensor([[0.],
            [2.]], grad_fn=<AddmmBackward0>)
    >>> model.predict_proba(torch.tensor([[3.0], [4.0]]))
    tensor([[0.5000],
            [0.8808]])
    """

    def __init__(self, n_features=1):
        super().__init__()
        self.linear = nn.Linear(_checks.whole_number(n_features, "n_features", minimum=1), 1)

    @classmethod
    def from_parameters(cls, weight, bias):
        """A model with one feature and the given parameters.

        Parameters
        ----------
        weight, bias : float

        Raises
        ------
        TypeError, ValueError
            If either is not a finite number.
        """
        with torch.random.fork_rng(devices=[]):  # nn.Linear draws numbers that are overwritten below
            model = cls()
        nn.init.constant_(model.linear.weight, _checks.real_number(weight, "weight"))
        nn.init.constant_(model.linear.bias, _checks.real_number(bias, "bias"))
        return model

    def forward(self, X):
        """Logits of shape (n_samples, 1) for X of shape (n_samples, n_features).

        Raises
        ------
        TypeError
            If `X` is not a tensor of the parameters' dtype.
        ValueError
            If its shape does not fit.
        """
        n_features, dtype = self.linear.in_features, self.linear.weight.dtype
        if not isinstance(X, torch.Tensor) or X.dtype != dtype:
            raise TypeError(
                f"X must be a tensor of {dtype}, as the parameters are; got {_checks.describe(X)}. "
                f"Write torch.as_tensor(X, dtype={dtype})"
            )
        if X.ndim != 2 or X.shape[1] != n_features:
            raise ValueError(
                f"X must have shape (n_samples, {n_features}); got {tuple(X.shape)}."
                + (f" Write X.reshape(-1, {n_features})" if X.ndim == 1 and len(X) % n_features == 0 else "")
            )
        return self.linear(X)

    @torch.no_grad()
    def predict_proba(self, X):
        """Probabilities of class 1, shape (n_samples, 1), without a gradient."""
        return torch.sigmoid(self(X))

    def predict(self, X, threshold=0.5):
        """Labels 0.0 or 1.0, shape (n_samples, 1): 1 where the probability is >= `threshold`.

        At a threshold of infinity nobody is called 1, at minus infinity everybody.

        Raises
        ------
        TypeError, ValueError
            If `threshold` is not a number between 0 and 1, nor infinite.
        """
        threshold = _checks.real_number(threshold, "threshold", minimum=0, maximum=1, or_infinite=True)
        return (self.predict_proba(X) >= threshold).to(X.dtype)

    def decision_boundary(self, threshold=0.5):
        """The x at which the probability is exactly `threshold`; -bias / weight for one half.

        Parameters
        ----------
        threshold : float, strictly between 0 and 1, or infinite

        Returns
        -------
        float
            In the unit of x. Infinite if the threshold is: beyond it, on the side of the positive
            calls, lies nobody for infinity and everybody for minus infinity.

        Raises
        ------
        TypeError
            If `threshold` is not a number.
        ValueError
            If the model has several features (the boundary is then no single x), the weight is 0
            (the probability is the same everywhere), or `threshold` is neither strictly between 0 and
            1 nor infinite.

        Examples
        --------
        >>> LogisticRegression.from_parameters(2.0, -6.0).decision_boundary()
        3.0
        """
        threshold = _checks.real_number(
            threshold, "threshold", minimum=0, maximum=1, open_ends=True, or_infinite=True
        )
        if self.linear.in_features != 1:
            raise ValueError(
                f"a decision boundary is one x only for one feature; this model has {self.linear.in_features}"
            )
        weight, bias = self.linear.weight.item(), self.linear.bias.item()
        if weight == 0:
            raise ValueError("the weight is 0: the probability is the same for every x, so there is no boundary")
        if math.isinf(threshold):
            return math.copysign(threshold, threshold * weight)
        return (logit(torch.tensor(threshold, dtype=torch.float64)).item() - bias) / weight


def at_zero(n_features=1):
    """A model whose parameters are all 0: it says one half to everybody.

    PyTorch's global generator is left as it was.

    Parameters
    ----------
    n_features : int, default 1

    Returns
    -------
    LogisticRegression

    Raises
    ------
    TypeError, ValueError
        If `n_features` is not a whole number of at least 1.

    Examples
    --------
    >>> at_zero(3).predict_proba(torch.ones(2, 3)).ravel()
    tensor([0.5000, 0.5000])
    """
    with torch.random.fork_rng(devices=[]):  # nn.Linear draws numbers that are overwritten below
        model = LogisticRegression(n_features)
    for parameter in model.parameters():
        nn.init.zeros_(parameter)
    return model
