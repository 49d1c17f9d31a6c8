"""How far a number would move with other rows: the bootstrap, and the interval of a share."""

from statistics import NormalDist

import numpy as np

from . import _checks


def bootstrap_interval(statistic, *samples, groups=None, n_resamples=2000, level=0.95, seed):
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
        Drawn together: row i of each belongs to one test, or one person.
    groups : array of shape (n_samples,), optional
        The group of each row, such as the person of a test: whole groups are then drawn, as many as
        there are, each with all of its rows ("cluster bootstrap"). Rows that resemble each other
        make an interval of single rows too narrow.
    n_resamples : int, at least 100, default 2000
    level : float, strictly between 0 and 1, default 0.95
    seed : int

    Returns
    -------
    low, high : floats, or ndarrays of the shape of the statistic
        An end is infinite where so many of the draws are: the cheapest threshold is, wherever
        calling nobody is cheapest.

    Raises
    ------
    TypeError, ValueError
        If lengths differ, nothing is passed, a setting is out of range, or the statistic does not
        exist (is NaN, or is refused) for some of the draws, as an AUC does not for draws without a
        positive row.

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
    draw = _draws_of_rows(lengths[0]) if groups is None else _draws_of_groups(groups, lengths[0])
    values, refused = [], []
    for _ in range(n_resamples):
        rows = draw(rng)
        try:
            values.append(statistic(*(sample[rows] for sample in samples)))
        except (ValueError, ZeroDivisionError) as error:
            if not refused:
                statistic(*samples)  # what it refuses of the rows themselves, it is to say itself
            refused.append(error)
    if refused:
        raise ValueError(
            f"the statistic refuses {len(refused)} of {n_resamples} draws, so it has no interval; of the first it "
            f"says: {refused[0]}. It rests on too few rows: a draw can miss a rare class or group altogether. Take "
            "more rows, or report the number without an interval"
        ) from refused[0]
    values = np.array(values, dtype=np.float64)
    undefined = int(np.isnan(values).reshape(n_resamples, -1).any(axis=1).sum())
    if undefined:
        raise ValueError(
            f"the statistic is NaN for {undefined} of {n_resamples} draws, so it has no interval; "
            "it rests on too few rows (is it a rate with an empty group?). Take more rows, or report the number "
            "without an interval"
        )
    with_infinity = np.isinf(values).any(axis=0)
    return _end(values, (1 - level) / 2, with_infinity, "lower"), _end(values, (1 + level) / 2, with_infinity, "higher")


def _draws_of_rows(n_samples):
    return lambda rng: rng.integers(n_samples, size=n_samples)


def _draws_of_groups(groups, n_samples):
    group, n_groups = _checks.group_of_each(groups, n_samples)
    rows = np.argsort(group, kind="stable")  # group by group
    sizes = np.bincount(group)
    ends = np.cumsum(sizes)

    def draw(rng):
        drawn = rng.integers(n_groups, size=n_groups)
        lengths = sizes[drawn]
        # the rows of each drawn group, one group after the other
        within = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        return rows[np.repeat(ends[drawn] - lengths, lengths) + within]

    return draw


def _end(values, share, with_infinity, outer):
    """The value that this share of the draws lies below; between two draws it is interpolated, but not to infinity."""
    with np.errstate(invalid="ignore"):
        between = np.quantile(values, share, axis=0)
    return np.where(with_infinity, np.quantile(values, share, axis=0, method=outer), between)[()]


def share_interval(n_found, n, *, level=0.95):
    """Wilson's interval for a share: the true shares that would not be surprised to be seen as n_found of n.

    A bootstrap of 0 found among 11 draws 0 every time, and claims to be certain. This interval
    does not: from 0 of 11 up to about a quarter.

    Parameters
    ----------
    n_found, n : int or array of int, 0 <= n_found <= n
        Broadcast against each other.
    level : float, strictly between 0 and 1, default 0.95

    Returns
    -------
    low, high : floats or ndarrays
        NaN where n is 0: of nobody there is no share.

    Raises
    ------
    TypeError, ValueError
        If a count is not a whole number, is negative, or n_found is above n.

    References
    ----------
    E. B. Wilson, "Probable Inference, the Law of Succession, and Statistical Inference", JASA 1927.
    The same as `scipy.stats.binomtest(n_found, n).proportion_ci(method="wilson")`, for arrays.

    Examples
    --------
    >>> low, high = share_interval(0, 11)
    >>> round(float(low), 3), round(float(high), 3)
    (0.0, 0.259)
    """
    n_found, n = _counts(n_found, "n_found"), _counts(n, "n")
    level = _checks.real_number(level, "level", minimum=0, maximum=1, open_ends=True)
    if (n_found > n).any():
        raise ValueError(f"n_found must not be above n; got {n_found.tolist()} of {n.tolist()}")
    z2 = NormalDist().inv_cdf((1 + level) / 2) ** 2
    # both roots p of (share - p)^2 n = z2 p (1 - p)
    middle = (n_found + z2 / 2) / (n + z2)
    reach = np.sqrt(z2 * (n_found * (1 - n_found / np.maximum(n, 1)) + z2 / 4)) / (n + z2)
    undefined = np.where(n == 0, np.nan, 0.0)
    low = np.where(n_found == 0, 0.0, middle - reach) + undefined
    high = np.where(n_found == n, 1.0, middle + reach) + undefined
    return low[()], high[()]


def _counts(values, name):
    values = np.asarray(values)
    if values.dtype.kind not in "iu":
        raise TypeError(f"{name} must hold whole numbers; got {_checks.describe(values)}")
    if values.size and values.min() < 0:
        raise ValueError(f"{name} must not be negative; got {values.tolist()}")
    return values
