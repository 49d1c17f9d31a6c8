"""Numbers of any kind, as learners hand them over: compared as arrays, and shown in a few words."""

import re

import numpy as np
from numpy import allclose, array, asarray  # by these names, so that an answer that patches NumPy is judged no better


def is_tensor(value):
    """Whether this is a PyTorch tensor; PyTorch need not be there to say so."""
    return hasattr(value, "detach") and hasattr(value, "numpy")


def as_array(value):
    """Numbers of any kind, tensors included, as a float array.

    Raises
    ------
    TypeError, ValueError, RuntimeError
        If they are no numbers, or have no common shape.

    Examples
    --------
    >>> as_array([True, 0.5])
    array([1. , 0.5])
    """
    if isinstance(value, (list, tuple)):
        return array([as_array(item) for item in value])
    if is_tensor(value):
        value = value.detach().cpu().numpy()
    numbers = asarray(value)
    if numbers.dtype.kind not in "biuf":
        raise TypeError
    return numbers.astype(float)


def near(a, b, rtol, atol):
    """Whether two arrays of one shape are equal within ``atol + rtol * abs(b)``; `nan` is near `nan`."""
    return bool((a == b).all()) or allclose(a, b, rtol=rtol, atol=atol, equal_nan=True)  # most are equal; it takes long


def as_numpy(value):
    """A tensor as an array of 64-bit floats; anything else as it is."""
    return value.numpy().astype(np.float64) if is_tensor(value) else value


def as_plain(value):
    """A tensor or an array as a plain number, or as a list of them; anything else as it is."""
    return value.tolist() if hasattr(value, "tolist") else value


def letter_of(value):
    """The letter that a text such as "c", " C", "c)" or "(c)" names, in lower case; None for anything else.

    Examples
    --------
    >>> letter_of("(C)"), letter_of("c."), letter_of("cd"), letter_of(3)
    ('c', 'c', None, None)
    """
    matched = re.fullmatch(r"[\s(\['\"*]*([A-Za-z])[\s)\].:'\"*]*", value) if isinstance(value, str) else None
    return matched and matched[1].lower()


def unchanged(a, b):
    """Whether data are as they were; models, generators and the like are there to be changed.

    Examples
    --------
    >>> unchanged([np.zeros(3), 1], [np.zeros(3), 1]), unchanged([1], [1, 0])
    (True, False)
    """
    if isinstance(a, (list, tuple)):
        return len(a) == len(b) and all(unchanged(x, y) for x, y in zip(a, b, strict=True))
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(unchanged(a[key], b[key]) for key in a)
    if isinstance(a, str):
        return a == b
    if isinstance(a, (bool, int, float, np.ndarray)) or is_tensor(a):
        return np.array_equal(np.asarray(a), np.asarray(b), equal_nan=True)
    return True


def show(value, digits=4):
    """A value in a few words: small ones whole, large ones by shape.

    Examples
    --------
    >>> show((0.5, [1, 2])), show(np.linspace(0, 1, 20))
    ('(0.5, [1, 2])', 'an array of shape (20,), from 0 to 1')
    """
    if isinstance(value, tuple):
        return f"({', '.join(show(item, digits) for item in value)})"
    if isinstance(value, str):
        return repr(shorten(value))
    if isinstance(value, bool) or value is None or value is ...:
        return repr(value)
    try:
        numbers = as_array(value)
    except (TypeError, ValueError, RuntimeError):
        return shorten(_safe_repr(value))
    if numbers.size > 8:
        low, high = numbers.min(), numbers.max()
        return f"{kind(value)} of shape {numbers.shape}, from {low:.{digits}g} to {high:.{digits}g}"
    return str(np.vectorize(lambda x: f"{x:.{digits}g}", otypes=[object])(numbers).tolist()).replace("'", "")


def show_apart(result, target):
    """Two values that differ, each in a few words, with as many digits as it takes to see that they do.

    Examples
    --------
    >>> show_apart(0.25, 0.75), show_apart(5.1781, 5.1784)
    (('0.25', '0.75'), ('5.1781', '5.1784'))
    """
    shown = [(show(result, digits), show(target, digits)) for digits in (4, 5, 6, 8, 12)]
    return next((pair for pair in shown if pair[0] != pair[1]), shown[0])


def show_argument(name, value):
    """Small data whole, so that it can be typed again; what is large or an object by its name, and its shape."""
    if not isinstance(value, (bool, int, float, str, list, tuple, np.ndarray)) and not is_tensor(value):
        return name
    if isinstance(value, str) or asarray(value).size <= 8:
        return show(value, digits=7)
    return f"{name} of shape {asarray(value).shape}"


def kind(value):
    """What a value is, with its article."""
    if is_tensor(value):
        return "a tensor"
    if isinstance(value, np.ndarray) and value.ndim:
        return "an array"
    return "a list" if isinstance(value, list) else "a number"


def shorten(text, width=300):
    """The text in one line, with an ellipsis where it is cut.

    Examples
    --------
    >>> shorten("two  words", width=6)
    'two w…'
    """
    text = " ".join(str(text).split())
    return text if len(text) <= width else text[: width - 1] + "…"


def _safe_repr(value):
    try:
        return f"{type(value).__name__} {value!r}" if type(value).__module__ != "builtins" else repr(value)
    except Exception:  # a learner's class may have a broken repr
        return f"an object of type {type(value).__name__}"
