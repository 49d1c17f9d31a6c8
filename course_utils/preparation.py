"""Before a fit: which rows it may see, and columns on one scale."""

import numpy as np
import torch

from . import _checks
from ._columns import constant_columns, named, one_value


def train_validation_test_split(table, *, stratify, seed, groups=None, shares=(0.6, 0.2, 0.2)):
    """Divide rows at random into three parts, each with the same share of every class.

    Fit on the first, choose on the second, report once on the third. With `groups`, whole groups are
    divided, so that no person is in two parts.

    Parameters
    ----------
    table : DataFrame, Series, array or tensor with one row for each sample
    stratify : array-like of shape (n_samples,)
        The class of each row. Left to chance alone, a rare class may be rarer in one part than in another.
    seed : int
    groups : array-like of shape (n_samples,), optional
        The group of each row, such as the person, as numbers or names. The shares are then shares of
        the groups, and a group counts for the highest class among its rows.
    shares : three floats above 0 that add up to 1, default (0.6, 0.2, 0.2)

    Returns
    -------
    train, validation, test : of the type of `table`
        In each, the rows keep their order; no row is in two of them.

    Raises
    ------
    TypeError, ValueError
        If lengths differ, a setting is out of range, a row has no group, or a class has too few
        rows, or groups, to be in all three parts.

    Notes
    -----
    The parts are drawn by scikit-learn's `train_test_split`, called twice: stratified rounding is
    easy to get wrong, teaches nothing, and is well kept there.

    Examples
    --------
    >>> rows = np.arange(20)
    >>> train, validation, test = train_validation_test_split(rows, stratify=rows % 2, seed=0)
    >>> len(train), len(validation), len(test), int((test % 2).sum())
    (12, 4, 4, 2)
    >>> people = rows // 2
    >>> parts = train_validation_test_split(rows, stratify=rows % 4 > 1, groups=people, seed=0)
    >>> [sorted(set(people[part].tolist())) for part in parts]
    [[1, 2, 3, 4, 6, 9], [0, 5], [7, 8]]
    """
    from sklearn.model_selection import train_test_split

    seed = _checks.whole_number(seed, "seed", minimum=0)
    shares = [_checks.real_number(share, "a share", minimum=0, maximum=1, open_ends=True) for share in shares]
    if len(shares) != 3 or abs(sum(shares) - 1) > 1e-9:
        raise ValueError(f"shares must be three numbers that add up to 1, train, validation and test; got {shares}")
    labels = np.asarray(stratify).reshape(-1)
    if len(labels) != len(table):
        raise ValueError(f"table and stratify must have the same length; got {len(table)} and {len(labels)}")
    if groups is not None:
        group, n_groups = _checks.group_of_each(groups, len(labels))
        of_group = np.full(n_groups, labels.min() if len(labels) else 0)
        np.maximum.at(of_group, group, labels)
        parts = train_validation_test_split(np.arange(n_groups), stratify=of_group, seed=seed, shares=shares)
        at_rows = getattr(table, "iloc", table)
        return tuple(at_rows[np.flatnonzero(np.isin(group, part))] for part in parts)
    classes, n_rows = np.unique(labels, return_counts=True)
    n_held_out = [round(share * len(labels)) for share in shares[1:]]
    too_small = min(n_rows, default=0) < 3 or min(*n_held_out, len(labels) - sum(n_held_out)) < len(classes)
    if not too_small:
        rows = np.arange(len(labels))
        rest, test = train_test_split(rows, test_size=n_held_out[1], stratify=labels, random_state=seed)
        train, validation = train_test_split(rest, test_size=n_held_out[0], stratify=labels[rest], random_state=seed)
        too_small = any(len(np.unique(labels[part])) < len(classes) for part in (train, validation, test))
    if too_small:
        found = dict(zip(classes.tolist(), n_rows.tolist(), strict=True))
        raise ValueError(
            f"each of the three parts needs a row of every class; got {found} and shares {shares}. "
            "Merge or leave out a class as rare as that"
        )
    at_rows = getattr(table, "iloc", table)
    return tuple(at_rows[np.sort(part)] for part in (train, validation, test))


def refuse_shared_groups(*parts):
    """Raise an error if a group, such as a person, has rows in two of the parts.

    Parameters
    ----------
    *parts : two or more arrays of shape (n_samples of the part,)
        The group of each row of a part, as numbers or names.

    Raises
    ------
    ValueError
        If a group is in two parts, or fewer than two parts are given.

    Examples
    --------
    >>> refuse_shared_groups([3, 3, 7], [4, 5])
    >>> refuse_shared_groups(["Anna", "Maria"], ["Maria"])
    Traceback (most recent call last):
        ...
    ValueError: 1 of 1 rows of part 2 are of groups that have rows in part 1 as well, such as Maria. Divide
    whole groups: train_validation_test_split(…, groups=…)
    """
    if len(parts) < 2:
        raise ValueError(f"expected the groups of two parts or more; got {len(parts)}")
    parts = [np.asarray(groups).reshape(-1) for groups in parts]
    for later, groups in enumerate(parts):
        for earlier in range(later):
            shared = np.isin(groups, parts[earlier])
            if shared.any():
                raise ValueError(
                    f"{shared.sum()} of {len(groups)} rows of part {later + 1} are of groups that have rows in part "
                    f"{earlier + 1} as well, such as {groups[shared][0]}. Divide whole groups: "
                    "train_validation_test_split(…, groups=…)"
                )


class Standardizer:
    """Columns with mean 0 and standard deviation 1, by the statistics of the rows it was fitted on.

    Fit it on the training rows only: mean and spread of the others are knowledge of them.
    scikit-learn's `StandardScaler` does the same, but leaves a constant column as it is without a
    word; here it is an error, because such a column can teach nothing and hides a mistake.

    Attributes
    ----------
    mean, scale : tensors of shape (n_features,), after `fit`
        Mean and standard deviation (of these rows: divided by n_samples) of each column.

    Examples
    --------
    >>> standardizer = Standardizer().fit(torch.tensor([[1.0], [3.0]]))
    >>> standardizer.transform(torch.tensor([[1.0], [3.0], [5.0]])).ravel()
    tensor([-1.,  1.,  3.])
    """

    mean = scale = None

    def fit(self, X):
        """Take mean and spread from these rows; return the standardizer.

        Parameters
        ----------
        X : tensor of floats of shape (n_samples, n_features), at least 2 rows

        Raises
        ------
        TypeError
            If `X` is not a tensor of floats.
        ValueError
            If its shape does not fit, there is NaN or infinity, a column is constant (but for rounding,
            as 0.1 + 0.2 and 0.3 are), or its spread is too small or too large a number for the dtype.
        """
        X = _table(X)
        if len(X) < 2:
            raise ValueError(f"X must have at least 2 rows to have a spread; got shape {tuple(X.shape)}")
        low, high = (end.detach().double().numpy() for end in X.aminmax(dim=0))
        if constant := constant_columns(low, high, torch.finfo(X.dtype).eps):
            raise ValueError(
                f"{one_value(constant, low)}, so no spread to divide by, and nothing to learn from. "
                f"Leave {'it' if len(constant) == 1 else 'them'} out"
            )
        wide = X.double()
        mean, scale = wide.mean(dim=0).to(X.dtype), wide.std(dim=0, correction=0).to(X.dtype)
        lost = torch.nonzero((scale < torch.finfo(X.dtype).tiny) | ~torch.isfinite(scale)).ravel().tolist()
        if lost:
            raise ValueError(
                f"the spread of {named(lost)} (counted from 0) is no ordinary number of {X.dtype}, with values from "
                f"{low[lost].min():.3g} to {high[lost].max():.3g}. Write it in another unit"
            )
        self.mean, self.scale = mean, scale
        return self

    def transform(self, X):
        """These rows in units of the spread, from the mean: (X - mean) / scale.

        Raises
        ------
        TypeError, ValueError
            As `fit`, if it has not been fitted, or if X has another number of columns.
        """
        if self.mean is None:
            raise ValueError("not fitted yet: write Standardizer().fit(X_train) first, with the training rows")
        X = _table(X)
        if X.shape[1] != len(self.mean):
            raise ValueError(f"X must have {len(self.mean)} columns, as in fit; got shape {tuple(X.shape)}")
        return (X - self.mean) / self.scale

    def __repr__(self):
        return "Standardizer(not fitted)" if self.mean is None else f"Standardizer({len(self.mean)} columns)"


def _table(X):
    if not isinstance(X, torch.Tensor):
        raise TypeError(
            f"X must be a torch tensor of floats; got {_checks.describe(X)}. "
            "Write torch.tensor(np.asarray(X), dtype=torch.float32)"
        )
    if X.ndim != 2:
        raise ValueError(f"X must have shape (n_samples, n_features); got {tuple(X.shape)}")
    X = _checks.float_tensor(X, "X")
    n_bad = int(torch.isinf(X).sum())
    if n_bad:
        raise ValueError(f"X has {n_bad} infinite among its {X.numel()} values; remove or replace them first")
    return X
