"""Inputs for one check, drawn: few people and numbers of few digits, so that a learner can read and repeat them."""

import torch


def number(rng, low, high, decimals=2):
    """A number between the two, rounded; often one of the two."""
    return round(float(rng.choice([low, high]) if rng.random() < 0.2 else rng.uniform(low, high)), decimals)


def numbers(rng, n, low, high, decimals=2):
    return [number(rng, low, high, decimals) for _ in range(n)]


def slope(rng, low, high):
    """A number that is not 0, of either sign, with its size between the two."""
    return number(rng, low, high) * (1 if rng.random() < 0.5 else -1)


def labels(rng, n):
    """0 and 1 for each of n people; both occur where there are two or more."""
    drawn = [float(rng.random() < 0.5) for _ in range(n)]
    if n > 1 and len(set(drawn)) == 1:
        drawn[int(rng.integers(n))] = 1 - drawn[0]
    return drawn


def probabilities(rng, n):
    """n different hundredths, from 0.01 to 0.99; at times one of these two is among them, or all are neighbours."""
    first = int(rng.integers(1, 99 - n))
    places = first + rng.permutation(n) if rng.random() < 0.2 else 1 + rng.permutation(99)[:n]
    drawn, end = [int(k) / 100 for k in places], float(rng.choice([0.01, 0.99]))
    return [end, *drawn[1:]] if n and end not in drawn and rng.random() < 0.3 else drawn


def tensors(*values):
    """Each as a tensor of 32-bit floats."""
    return tuple(torch.tensor(value, dtype=torch.float32) for value in values)


def flat_or_column(rng, *values):
    """Lists as tensors, all of them flat or all of them columns."""
    shape = (-1,) if rng.random() < 0.6 else (-1, 1)
    return tuple(tensor.reshape(shape) for tensor in tensors(*values))
