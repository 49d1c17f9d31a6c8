"""Checks of what a caller passed in: each error says what came, what was expected, what to write."""

import math
from numbers import Integral, Real

import numpy as np


def describe(value):
    """A short description for messages: type, and shape and dtype where it has them.

    >>> describe(np.zeros((3, 1)))
    'ndarray of shape (3, 1), dtype float64'
    >>> describe(0.5)
    'float 0.5'
    """
    kind = type(value).__name__
    if hasattr(value, "shape") and hasattr(value, "dtype"):
        return f"{kind} of shape {tuple(value.shape)}, dtype {str(value.dtype).removeprefix('torch.')}"
    if isinstance(value, (str, Real)):
        return f"{kind} {value!r}"
    if isinstance(value, (list, tuple)):
        return f"{kind} of length {len(value)}"
    return kind


def real_number(value, name, *, minimum=-math.inf, maximum=math.inf, open_ends=False, or_infinite=False):
    """`value` as a float between `minimum` and `maximum` (`open_ends`: strictly between).

    With `or_infinite`, as for a threshold that calls nobody, -inf and inf pass as well.
    """
    if hasattr(value, "shape") and tuple(value.shape) == () and hasattr(value, "item"):
        value = value.item()  # a NumPy scalar, or a tensor or array without axes
    if not isinstance(value, Real) or isinstance(value, bool):
        raise TypeError(f"{name} must be a number{_interval(minimum, maximum, open_ends)}; got {describe(value)}")
    number = float(value)
    inside = minimum < number < maximum if open_ends else minimum <= number <= maximum
    if or_infinite if math.isinf(number) else inside:
        return number
    expected = _interval(minimum, maximum, open_ends)
    allowed = f"a number{expected}, or infinite" if or_infinite else f"a finite number{expected}"
    raise ValueError(f"{name} must be {allowed}; got {number}")


def whole_number(value, name, *, minimum):
    """`value` as an int of at least `minimum`."""
    if not isinstance(value, Integral) or isinstance(value, (bool, np.bool_)):
        raise TypeError(f"{name} must be a whole number of at least {minimum}; got {describe(value)}")
    if value < minimum:
        raise ValueError(f"{name} must be a whole number of at least {minimum}; got {value}")
    return int(value)


def _interval(minimum, maximum, open_ends):
    if math.isinf(minimum) and math.isinf(maximum):
        return ""
    if math.isinf(maximum):
        return f" {'above' if open_ends else 'of at least'} {minimum:g}"
    return f" {'strictly ' if open_ends else ''}between {minimum:g} and {maximum:g}"


# ---------------------------------------------------------------- tensors


def float_tensor(value, name):
    """`value` as a floating-point tensor without NaN; plain numbers and lists become float32."""
    import torch

    tensor, to_floats = value, f"{name}.float()"
    if not isinstance(value, torch.Tensor):
        to_floats = f"torch.as_tensor({name}, dtype=torch.float32)"
        try:
            if isinstance(value, np.ndarray):  # keeps its precision; copied, as it may be reversed or read-only
                tensor = torch.from_numpy(np.array(value))
            else:
                tensor = torch.as_tensor(value, dtype=torch.get_default_dtype())
        except (TypeError, ValueError, RuntimeError):
            raise TypeError(f"{name} must be a tensor of floats, or numbers; got {describe(value)}") from None
    if not tensor.is_floating_point():
        raise TypeError(f"{name} must hold floats; got {describe(value)}. Write {to_floats}")
    n_bad = int(torch.isnan(tensor).sum())
    if n_bad:
        raise ValueError(f"{name} has {n_bad} NaN among its {tensor.numel()} values; remove or replace them first")
    return tensor


def same_shape(a, b, names):
    """Refuse to broadcast `a` against `b`: (N,) against (N, 1) would silently become (N, N)."""
    if a.shape == b.shape:
        return
    hint = ""
    if a.squeeze().shape == b.squeeze().shape:
        hint = f" Write {names[1]}.reshape({names[0]}.shape): left as they are, they would be combined into all pairs"
    raise ValueError(
        f"{names[0]} and {names[1]} must have the same shape; got {tuple(a.shape)} and {tuple(b.shape)}.{hint}"
    )


def probabilities(value, name, *, hint="If these are logits, pass sigmoid({name})"):
    """Refuse values outside 0…1: they are usually logits passed by mistake."""
    outside = (value < 0) | (value > 1)
    if outside.any():
        raise ValueError(
            f"{name} must be probabilities between 0 and 1; got values from {float(value.min()):.4g} to "
            f"{float(value.max()):.4g}. {hint.format(name=name)}"
        )
    return value


def zero_one_labels(y, name):
    """Refuse labels other than 0 and 1, arrays or tensors."""
    labels = y.detach().numpy() if hasattr(y, "detach") else y
    right = (labels == 0) | (labels == 1)
    if not right.all():
        seen = np.unique(labels[~right])
        shown = ", ".join(f"{v:g}" for v in seen[:3])
        raise ValueError(
            f"{name} must hold only the labels 0 (negative) and 1 (positive); also found: {shown}"
            + (", …" if len(seen) > 3 else "")
        )
    return y


def training_tensors(X, y, *, n_features=None, both_classes=True):
    """Check features and targets: float columns, finite, labelled 0/1, and for a fit both classes present."""
    import torch

    for value, name in ((X, "X"), (y, "y")):
        if not isinstance(value, torch.Tensor):
            raise TypeError(
                f"{name} must be a torch tensor of floats; got {describe(value)}. "
                f"Write torch.as_tensor({name}, dtype=torch.float32)"
            )
        if not value.is_floating_point():
            raise TypeError(f"{name} must hold floats; got {describe(value)}. Write {name}.float()")
    if X.ndim != 2:
        raise ValueError(
            f"X must have shape (n_samples, n_features); got {tuple(X.shape)}."
            + (" Write X.reshape(-1, 1) for one feature" if X.ndim == 1 else "")
        )
    if len(X) == 0:
        raise ValueError(f"X is empty: its shape is {tuple(X.shape)}; a fit needs at least one row of each class")
    if y.shape != (len(X), 1):
        same_count = y.numel() == len(X)
        raise ValueError(
            f"y must be one column, shape ({len(X)}, 1), like the {len(X)} rows of X; got {tuple(y.shape)}."
            + (" Write y.reshape(-1, 1)" if same_count else "")
        )
    if n_features is not None and X.shape[1] != n_features:
        raise ValueError(f"X must have {n_features} feature(s), as the model has; got shape {tuple(X.shape)}")
    if X.dtype != y.dtype:
        raise TypeError(f"X and y must have the same dtype; got {X.dtype} and {y.dtype}. Write y.to(X.dtype)")
    for value, name in ((X, "X"), (y, "y")):
        if math.isfinite(value.sum().item()):  # then all are; looking at each takes a byte for each
            continue
        n_bad = int((~torch.isfinite(value)).sum())
        if n_bad:
            raise ValueError(
                f"{name} has {n_bad} NaN or infinite among its {value.numel()} values; remove or replace them first"
            )
    zero_one_labels(y, "y")
    if both_classes:
        _both_classes(int(torch.count_nonzero(y)), len(y))  # a sum of many floats may round


def fit_arguments(model, X, y):
    """The linear layer of a LogisticRegression, once X and y are sure to fit it."""
    import torch

    linear = getattr(model, "linear", None)
    if not isinstance(linear, torch.nn.Linear):
        raise TypeError(f"model must be a LogisticRegression; got {describe(model)}")
    training_tensors(X, y, n_features=linear.in_features)
    if X.dtype != linear.weight.dtype:
        raise TypeError(
            f"X and y must have the dtype of the model, {linear.weight.dtype}; got {X.dtype}. "
            f"Write X.to({linear.weight.dtype}) and y.to({linear.weight.dtype})"
        )
    return linear


# ----------------------------------------------------------------- arrays


def labels_and_values(labels, values, names, *, both_classes=True):
    """Labels as a boolean array, and one number for each (a feature, a score), both of shape (n_samples,).

    Accepts arrays, lists and tensors; a column of shape (n_samples, 1) counts as n_samples values.
    `names` are those of both in messages, as the caller knows them: ("y", "X"), ("y_true", "scores").
    """
    label_name, name = names
    labels, values = _flat(labels, label_name), _flat(values, name)
    if labels.shape != values.shape:
        raise ValueError(
            f"{label_name} and {name} must have the same length; got {len(labels)} and {len(values)}"
        )
    if len(labels) == 0:
        raise ValueError(f"{label_name} and {name} are empty; at least one sample is needed")
    if values.dtype not in (np.float32, np.float64):
        values = values.astype(np.float64)
    finite = np.isfinite(values)
    if not finite.all():
        n_bad = int((~finite).sum())
        raise ValueError(
            f"{name} has {n_bad} NaN or infinite among its {len(values)} values; remove or replace them first"
        )
    labels = zero_one_labels(labels, label_name).astype(bool)
    if both_classes:
        _both_classes(int(labels.sum()), len(labels), label_name)
    return labels, values


def group_of_each(groups, n_samples):
    """The groups as numbers from 0, one for each row, and how many groups there are."""
    import pandas as pd

    if hasattr(groups, "detach"):
        groups = groups.detach().cpu().numpy()
    names = np.asarray(groups)
    if names.ndim == 2 and names.shape[1] == 1:
        names = names[:, 0]
    if names.shape != (n_samples,):
        raise ValueError(
            f"groups must name the group of each of the {n_samples} rows, shape ({n_samples},); got {describe(groups)}"
        )
    numbers, different = pd.factorize(names)
    n_missing = int((numbers < 0).sum())
    if n_missing:
        raise ValueError(f"groups has {n_missing} missing among its {n_samples} values; each row needs a group")
    if len(different) < 2:
        raise ValueError(
            f"all rows are of the one group {different[0]}: of a single group nobody can see how much groups differ"
        )
    return numbers, len(different)


def _flat(value, name):
    if hasattr(value, "detach"):  # a torch tensor, without importing torch for it
        value = value.detach().cpu().numpy()
    try:
        array = np.asarray(value)
    except ValueError:  # rows of different length
        raise TypeError(f"{name} must hold numbers; got {describe(value)}") from None
    if array.dtype.kind not in "biuf":
        raise TypeError(f"{name} must hold numbers; got {describe(value)}")
    if array.ndim == 2 and array.shape[1] == 1:
        array = array[:, 0]
    if array.ndim != 1:
        raise ValueError(f"{name} must have shape (n_samples,) or (n_samples, 1); got {array.shape}")
    return array


def _both_classes(n_positive, n_samples, name="y"):
    if n_positive in (0, n_samples):
        raise ValueError(
            f"{name} has only one class: {n_positive} positive and {n_samples - n_positive} negative; "
            "both classes are needed. Take more rows, or put a group of rows that has one class together with another"
        )
