"""How far a number would move with other rows: the bootstrap."""

import numpy as np

from . import _checks


def bootstrap_interval(statistic, *samples, n_resamples=2000, level=0.95, seed):
    """Percentile bootstrap: the middle `level` of a statistic over rows drawn anew, with replacement.

    The rows stand for the population they came from; drawing as many of them, some twice and some
    never, shows how much the statistic depends on which rows one happened to get. It knows nothing
    of what was done before: a model or threshold chosen on other rows stays as it is.

    Parameters
    ----------
    statistic : callable
        Called with the redrawn samples; returns a number, or an array of numbers that are then
        computed on the same draws.
    *samples : arrays or tensors of shape (n_samples, …)
        Drawn together: row i of each belongs to one person.
    n_resamples : int, at least 100, default 2000
    level : float, strictly between 0 and 1, default 0.95
    seed : int

    Returns
    -------
    low, high : floats, or ndarrays of the shape of the statistic

    Raises
    ------
    TypeError, ValueError
        If lengths differ, nothing is passed, a setting is out of range, or the statistic does not
        exist (is NaN) for some of the draws.

    References
    ----------
    B. Efron and R. Tibshirani, "An Introduction to the Bootstrap", 1993, chapter 13.
    `scipy.stats.bootstrap` has this and better-behaved variants; here the ten lines are the lesson.

    Examples
    --------
    >>> found = np.repeat([0.0, 1.0], [40, 60])
    >>> low, high = bootstrap_interval(np.mean, found, seed=0)
    >>> round(float(low), 2), round(float(high), 2)
    (0.51, 0.69)
    """
    n_resamples = _checks.whole_number(n_resamples, "n_resamples", minimum=100)
    level = _checks.real_number(level, "level", minimum=0, maximum=1, open_ends=True)
    rng = np.random.default_rng(_checks.whole_number(seed, "seed", minimum=0))
    samples = [sample.detach().numpy() if hasattr(sample, "detach") else np.asarray(sample) for sample in samples]
    lengths = [len(sample) if sample.ndim else 0 for sample in samples]
    if len(set(lengths)) != 1 or lengths[0] == 0:
        raise ValueError(f"the samples must be arrays of one length, not empty; got lengths {lengths}")
    n_samples = lengths[0]
    values = []
    for _ in range(n_resamples):
        rows = rng.integers(n_samples, size=n_samples)
        values.append(statistic(*(sample[rows] for sample in samples)))
    values = np.array(values, dtype=np.float64)
    undefined = int(np.isnan(values).reshape(n_resamples, -1).any(axis=1).sum())
    if undefined:
        raise ValueError(
            f"the statistic is NaN for {undefined} of {n_resamples} draws, so it has no interval; "
            "it rests on too few rows (is it a rate with an empty group?)"
        )
    low, high = np.quantile(values, [(1 - level) / 2, (1 + level) / 2], axis=0)
    return low, high
