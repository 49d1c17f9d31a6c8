"""Data with a known truth: the reference example, and overlapping classes of any size.

One number x from 0 to 10 for each person; class 0 is negative, class 1 is positive (infected).
Negatives are spread evenly over the lower part of the axis and positives over the upper part;
`overlap` is the length of the stretch where both occur. The true probability of class 1 and the
error that no rule can beat are functions beside the generator.
"""

from typing import NamedTuple

import torch

from . import _checks
from .models import LogisticRegression

X_MAX = 10.0
REFERENCE_OVERLAP = 4.0


class ReferenceExample(NamedTuple):
    """The untrained model and the 40 rows of the reference example."""

    model: LogisticRegression
    X: torch.Tensor
    y: torch.Tensor


def reference_example(seed=42):
    """The example whose numbers run through the course: an untrained model and 40 rows.

    After `torch.manual_seed(seed)` the model is drawn first, then 20 negatives on 0…7, then
    20 positives on 3…10. That order fixes the numbers: data first gives other ones. The state of
    PyTorch's global generator is left as it was.

    Parameters
    ----------
    seed : int, default 42

    Returns
    -------
    ReferenceExample
        `model`; `X` of shape (40, 1), the negatives first; `y` of shape (40, 1), 0.0 or 1.0.

    Raises
    ------
    TypeError, ValueError
        If `seed` is not a whole number of at least 0.

    Examples
    --------
    >>> model, X, y = reference_example()
    >>> X.shape, y.shape, y.mean()
    (torch.Size([40, 1]), torch.Size([40, 1]), tensor(0.5000))
    """
    seed = _checks.whole_number(seed, "seed", minimum=0)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        model = LogisticRegression()
        return ReferenceExample(model, *_draw(20, 20, REFERENCE_OVERLAP, generator=None))


def make_overlapping_classes(n_negative=20, n_positive=20, *, overlap=REFERENCE_OVERLAP, seed):
    """Draw two classes, each uniform on its stretch of 0…10, that overlap in the middle.

    Negatives fall on 0…(10 + overlap)/2 and positives on (10 - overlap)/2…10.

    Parameters
    ----------
    n_negative, n_positive : int, at least 1
    overlap : float from 0 (separable) to 10 (the same stretch), default 4
        Length of the stretch where both classes occur.
    seed : int
        Seed of a generator of this call's own; the global one is not touched.

    Returns
    -------
    X : tensor of shape (n_negative + n_positive, 1), float32, the negatives first
    y : tensor of shape (n_negative + n_positive, 1), float32, 0.0 or 1.0

    Raises
    ------
    TypeError, ValueError
        If a count or the seed is not a whole number in range, or `overlap` not within 0…10.

    Examples
    --------
    >>> X, y = make_overlapping_classes(300, 100, overlap=2.0, seed=0)
    >>> X.shape, y.mean()
    (torch.Size([400, 1]), tensor(0.2500))
    """
    n_negative = _checks.whole_number(n_negative, "n_negative", minimum=1)
    n_positive = _checks.whole_number(n_positive, "n_positive", minimum=1)
    overlap = _overlap(overlap)
    generator = torch.Generator().manual_seed(_checks.whole_number(seed, "seed", minimum=0))
    return _draw(n_negative, n_positive, overlap, generator)


def make_logistic_data(n_samples, *, weight, bias, seed):
    """Draw rows that follow a logistic model with known parameters.

    Features are independent and standard normal, and a row is positive with probability
    sigmoid(x · weight + bias): the model of the course is then the true one.

    Parameters
    ----------
    n_samples : int, at least 1
    weight : sequence of floats, one for each feature
    bias : float
    seed : int
        Seed of a generator of this call's own; the global one is not touched.

    Returns
    -------
    X : tensor of shape (n_samples, n_features), float32
    y : tensor of shape (n_samples, 1), float32, 0.0 or 1.0

    Raises
    ------
    TypeError, ValueError
        If a count or the seed is not a whole number in range, or a parameter not finite.

    Examples
    --------
    >>> X, y = make_logistic_data(1000, weight=[2.0, 0.0, -1.0], bias=-1.0, seed=0)
    >>> X.shape, y.shape
    (torch.Size([1000, 3]), torch.Size([1000, 1]))
    """
    n_samples = _checks.whole_number(n_samples, "n_samples", minimum=1)
    weight = torch.tensor([[_checks.real_number(w, "each weight")] for w in weight], dtype=torch.float32)
    if len(weight) == 0:
        raise ValueError("weight must have a number for each feature; got none")
    bias = _checks.real_number(bias, "bias")
    generator = torch.Generator().manual_seed(_checks.whole_number(seed, "seed", minimum=0))
    X = torch.randn(n_samples, len(weight), generator=generator)
    chance = torch.rand(n_samples, 1, generator=generator)
    return X, (chance < torch.sigmoid(X @ weight + bias)).float()


def true_posterior(x, *, overlap=REFERENCE_OVERLAP, prevalence=0.5):
    """The true P(y = 1 | x) of overlapping classes: 0, then flat at the prevalence, then 1.

    Within the overlap both classes are equally dense, so x says nothing there: what is left is
    the prevalence.

    Parameters
    ----------
    x : tensor or number
        Values on 0…10; the class of a value outside is not defined.
    overlap : float from 0 to 10, default 4
    prevalence : float from 0 to 1, default 0.5
        Share of positives in the population.

    Returns
    -------
    tensor of the shape of x
        At an end of the overlap the value is that of the overlap.

    Raises
    ------
    TypeError, ValueError
        If an argument is not numeric or out of range.

    Examples
    --------
    >>> true_posterior(torch.tensor([2.0, 3.5, 6.0, 8.0]))
    tensor([0.0000, 0.5000, 0.5000, 1.0000])
    """
    x = _checks.float_tensor(x, "x")
    if ((x < 0) | (x > X_MAX)).any():
        raise ValueError(f"x must lie between 0 and 10; got values from {x.min():.4g} to {x.max():.4g}")
    start, end = overlap_interval(overlap)
    prevalence = _checks.real_number(prevalence, "prevalence", minimum=0, maximum=1)
    posterior = torch.full_like(x, prevalence)
    posterior[x < start] = 0.0
    posterior[x > end] = 1.0
    return posterior


def bayes_error(*, overlap=REFERENCE_OVERLAP, prevalence=0.5):
    """The error rate that no rule can beat, however many people it was learnt from.

    Outside the overlap every decision can be right. A share overlap / ((10 + overlap) / 2) of
    each class falls inside it, where the best one can do is to give in to the smaller class.

    Parameters
    ----------
    overlap : float from 0 to 10, default 4
    prevalence : float from 0 to 1, default 0.5

    Returns
    -------
    float

    Raises
    ------
    TypeError, ValueError
        If an argument is not a number in range.

    Examples
    --------
    >>> round(bayes_error(), 4)  # 2/7
    0.2857
    """
    overlap = _overlap(overlap)
    prevalence = _checks.real_number(prevalence, "prevalence", minimum=0, maximum=1)
    share_in_overlap = overlap / ((X_MAX + overlap) / 2)
    return min(prevalence, 1 - prevalence) * share_in_overlap


def overlap_interval(overlap=REFERENCE_OVERLAP):
    """Start and end of the stretch where both classes occur, centred on 5.

    Raises
    ------
    TypeError, ValueError
        If `overlap` is not a number between 0 and 10.

    Examples
    --------
    >>> overlap_interval(4.0)
    (3.0, 7.0)
    """
    overlap = _overlap(overlap)
    return (X_MAX - overlap) / 2, (X_MAX + overlap) / 2


def _draw(n_negative, n_positive, overlap, generator):
    start, end = overlap_interval(overlap)
    negatives = torch.rand(n_negative, generator=generator) * end
    positives = torch.rand(n_positive, generator=generator) * (X_MAX - start) + start
    X = torch.cat([negatives, positives]).reshape(-1, 1)
    y = torch.cat([torch.zeros(n_negative), torch.ones(n_positive)]).reshape(-1, 1)
    return X, y


def _overlap(overlap):
    return _checks.real_number(overlap, "overlap", minimum=0, maximum=X_MAX)
