"""What the questions of the homework promise: the inputs that an answer must be right for, and what of it counts."""

from dataclasses import dataclass

import numpy as np
import torch


def numbers(arguments, result):
    """All numbers of a result, in a row."""
    if isinstance(result, tuple | list):
        return np.concatenate([numbers(arguments, part) for part in result]) if len(result) else np.empty(0)
    return np.ravel(torch.as_tensor(result).detach().numpy()).astype(float)


def _with_shape(arguments, result):
    return np.concatenate([np.shape(result), numbers(arguments, result)])


def _calls(arguments, threshold):
    """Whom a threshold calls positive: two that call the same people are as good."""
    return (arguments[1] >= float(threshold)).astype(float)


def _interval(arguments, result):
    """The ends of an interval by drawing are ten times less sure than the rest."""
    default, difference, *ends = (float(value) for value in result)
    return np.array([default, difference, *(end / 10 for end in ends)])


@dataclass(frozen=True)
class Promised:
    """What a question promises.

    Parameters
    ----------
    draw : callable or None
        From a NumPy generator to arguments; None if the answer is no function.
    seen : callable
        From arguments and result to the numbers that count.
    close : float
        How far from the right ones these may be, as the question and its tests have it.
    """

    draw: object = None
    seen: object = numbers
    close: float = 1e-4


def _table(rng):
    shape = tuple(rng.integers(1, 7, size=rng.integers(1, 4)))
    return rng.normal(size=shape)


def _logits(rng):
    return (_table(rng) * rng.choice([0.1, 1, 5, 30]),)


def _odds(rng):
    return (rng.uniform(0, 0.99, size=_table(rng).shape),)


def _labels(rng, n):
    return rng.integers(0, 2, size=n).astype(rng.choice([float, int]))


def _probabilities(rng):
    n = rng.integers(1, 60)
    return rng.uniform(0.02, 0.98, size=n), _labels(rng, n)


def _far_logits(rng):
    n = rng.integers(1, 60)
    return np.clip(rng.normal(size=n) * rng.choice([0.1, 3, 30, 800]), -800, 800), _labels(rng, n)


def _people(rng):
    """Probabilities with ties, and thresholds at and between them, above all and below all."""
    n = rng.integers(2, 60)
    y, p = rng.integers(0, 2, size=n), rng.integers(0, 20, size=n) / 20
    y[:2] = 0, 1
    return y, p


def _people_at_a_threshold(rng):
    return (*_people(rng), float(rng.choice([0.0, 0.35, 0.375, 0.5, 0.95, 2.0])))


def _prices(rng):
    return tuple(rng.choice([1.0, 2.0, 7.0, 30.0], size=2).tolist())


def _rows(rng, n_features):
    n = int(rng.integers(5, 50))
    X = rng.normal(size=(n, n_features)).astype(np.float32)
    return torch.tensor(X), torch.tensor(rng.integers(0, 2, size=(n, 1)).astype(np.float32))


def _training(rng):
    X, y = _rows(rng, 1)
    return 3 * X + 2, y, float(rng.choice([0.01, 0.1])), int(rng.integers(1, 30))


def _fitting(rng):
    return *_rows(rng, int(rng.integers(1, 5))), float(rng.choice([0.01, 0.3])), int(rng.integers(1, 30))


# by the name of the assignment and of the answer
PROMISED = {
    "template odds": Promised(_odds, _with_shape),
    "hw1 sigmoid": Promised(_logits, _with_shape),
    "hw1 bce": Promised(_probabilities),
    "hw1 bce-from-logits": Promised(_far_logits),
    "hw2 train": Promised(_training, close=2e-3),
    "hw2 fit": Promised(_fitting, close=2e-3),
    "hw3 four-counts": Promised(_people_at_a_threshold),
    "hw3 cost-per-person": Promised(lambda rng: (*_people_at_a_threshold(rng), *_prices(rng))),
    "hw3 cheapest-threshold": Promised(lambda rng: (*_people(rng), *_prices(rng)), _calls),
    "hw3 choice": Promised(),
    "hw3 comparison": Promised(seen=_interval, close=1e-3),
}
