"""Scores and their labels from the highest score down: what takes the time where all thresholds are counted.

In plain NumPy this is

    order = np.argsort(-scores)
    return scores[order], labels[order]

which takes five times as long on a million scores, and most of the time of a curve. The tests hold both against
each other.
"""

import numpy as np
import torch


def sorted_descending(scores, labels):
    """Scores from the highest down, and the labels in that order, by a radix sort of the scores' bits.

    The bits of a positive float, read as an integer, are ordered like the float; those of a
    negative one the other way round, so they are flipped. `torch.sort` sorts integers several
    times faster than any sort here sorts floats. It sorts upwards: hence `0 - scores`.

    Parameters
    ----------
    scores : ndarray of shape (n_samples,), float32 or float64, without NaN
    labels : ndarray of shape (n_samples,)

    Returns
    -------
    scores, labels : ndarrays of shape (n_samples,)
        Copies; a score of -0.0 comes back as 0.0.

    Examples
    --------
    >>> sorted_descending(np.array([0.5, -2.0, 0.75]), np.array([0, 1, 1]))
    (array([ 0.75,  0.5 , -2.  ]), array([1, 0, 1]))
    """
    bits = (0 - scores).view(np.int32 if scores.dtype == np.float32 else np.int64)
    keys, order = torch.sort(torch.from_numpy(_flip_negative(bits)))
    ascending = _flip_negative(keys.numpy()).view(scores.dtype)
    return np.subtract(0, ascending, out=ascending), labels[order.numpy()]


def _flip_negative(bits):
    """Reverse the order of the negative integers, in place; a second time undoes the first."""
    flips = bits >> (8 * bits.itemsize - 1)  # all ones where it is negative; of these all but the sign
    flips &= np.iinfo(bits.dtype).max
    bits ^= flips
    return bits
