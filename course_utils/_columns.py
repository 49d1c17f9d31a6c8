"""Columns that cannot have a weight of their own, each fault named for what it is."""

import numpy as np

DEPENDENT = 1e-12  # smallest eigenvalue, the columns scaled to length 1
CHUNK_ROWS = 8192


def named(numbers):
    """Columns in words: "column 3", "columns 3 and 11", "columns 0, 3 and 11".

    >>> named([0, 3, 11])
    'columns 0, 3 and 11'
    """
    *others, last = map(str, numbers)
    return f"columns {', '.join(others)} and {last}" if others else f"column {last}"


def constant_columns(low, high, eps):
    """The columns whose lowest and highest value are the same, but for the rounding of a few operations."""
    low, high = np.asarray(low, np.float64), np.asarray(high, np.float64)
    return np.flatnonzero(high - low <= 4 * eps * np.maximum(np.abs(low), np.abs(high))).tolist()


def one_value(constant, low):
    """What constant columns are like, in words: "column 3 has one value only, 0.3"."""
    values = sorted({f"{low[i] + 0.0:g}" for i in constant})
    return (
        f"{named(constant)} (counted from 0) {'has' if len(constant) == 1 else 'have'} one value only"
        + (f", {values[0]}" if len(values) == 1 else "")
    )


def refuse_undetermined_weights(hessian, X, has_decay=False):
    """ValueError if the rows do not determine a weight for each column and a bias, or float64 cannot tell.

    Parameters
    ----------
    hessian : ndarray of shape (n_features + 1, n_features + 1)
        Of the mean loss, the bias last.
    X : ndarray of floats of shape (n_samples, n_features)
        Looked at only if the second derivatives are suspicious.
    has_decay : bool
        Whether a weight decay is part of them already.
    """
    or_decay = "" if has_decay else ", or use a weight_decay above 0"
    if not np.isfinite(hessian).all():
        raise ValueError("the values of X are too large to be squared; standardise the columns first")
    if not is_flat(hessian):
        return
    low, high = X.min(axis=0), X.max(axis=0)
    if constant := constant_columns(low, high, np.finfo(X.dtype).eps):
        raise ValueError(
            f"the weights are not determined: {one_value(constant, low)}, as the column of ones has that stands for "
            f"the bias. Leave {'it' if len(constant) == 1 else 'them'} out{or_decay}"
        )
    mean, spread, correlation = _standardised(X)
    if (spread > 0).all() and np.linalg.eigvalsh(correlation)[0] < DEPENDENT:
        involved = np.flatnonzero(np.abs(np.linalg.eigh(_of_length_1(hessian))[1][:, 0]) > 1e-3)
        columns = [i for i in involved if i < len(mean)]
        raise ValueError(
            f"the weights are not determined: {named(columns)} (counted from 0)"
            f"{' and the bias, as a column of ones,' if len(columns) < len(involved) else ''} follow from each other. "
            f"Leave one out{or_decay}"
        )
    far = int(np.argmax(np.abs(mean) / np.maximum(spread, np.finfo(np.float64).tiny)))
    raise ValueError(
        "the columns are too different in size for the arithmetic to tell their weights from the bias: "
        f"column {far} (counted from 0) has mean {mean[far]:.6g} and standard deviation {spread[far]:.3g}. "
        "The rows do determine the weights: standardise the columns first"
    )


def is_flat(hessian):
    """Whether there is a direction in which the loss does not curve, as far as float64 can tell."""
    return bool(np.linalg.eigvalsh(_of_length_1(hessian))[0] < DEPENDENT)


def flattest_columns(hessian, X):
    """The columns, each in units of its own spread, along whose weights the loss curves least."""
    mean, spread, _ = _standardised(X)
    in_spreads = np.diag(np.append(1 / spread, 1.0))
    in_spreads[-1, :-1] = -mean / spread
    direction = np.linalg.eigh(in_spreads.T @ hessian @ in_spreads)[1][:-1, 0]
    return np.flatnonzero(np.abs(direction) > 0.01 * np.abs(direction).max()).tolist()


def _of_length_1(hessian):
    """The second derivatives, had the columns been scaled so that each curves by 1, but for those that do not curve."""
    scale = np.sqrt(hessian.diagonal())
    scale = np.where(scale > 0, scale, 1)
    return hessian / scale / scale[:, np.newaxis]


def _standardised(X):
    """Mean and standard deviation of each column, and the correlations between them, summed in chunks of rows."""
    mean = X.mean(axis=0, dtype=np.float64)
    covariance = np.zeros((X.shape[1], X.shape[1]))
    for start in range(0, len(X), CHUNK_ROWS):
        rows = X[start : start + CHUNK_ROWS] - mean
        covariance += rows.T @ rows
    spread = np.sqrt(covariance.diagonal() / len(X))
    size = np.where(spread > 0, spread, 1)
    return mean, spread, covariance / len(X) / size / size[:, np.newaxis]
