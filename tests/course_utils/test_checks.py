"""course_utils._checks: what is let through, and what each refusal says."""

import math
from fractions import Fraction
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from support.rows import each_row

from course_utils import _checks


@each_row(
    ("value", "text"),
    [
        (np.zeros((13, 17)), "ndarray of shape (13, 17), dtype float64"),
        (np.zeros(13, np.int32), "ndarray of shape (13,), dtype int32"),
        (torch.zeros(13, 1), "Tensor of shape (13, 1), dtype float32"),
        (torch.zeros(2, dtype=torch.bool), "Tensor of shape (2,), dtype bool"),
        (0.5, "float 0.5"),
        (7, "int 7"),
        ("lr", "str 'lr'"),
        ([1, 2, 3], "list of length 3"),
        ((1, 2), "tuple of length 2"),
        (None, "NoneType"),
        ({1: 2}, "dict"),
        (SimpleNamespace(shape=(13, 2)), "SimpleNamespace"),  # a shape and no dtype, like a DataFrame
    ],
)
def test_describe(value, text):
    assert _checks.describe(value) == text


# ---------------------------------------------------------------- numbers


@each_row(
    "value",
    [2.5, np.float32(2.5), np.float64(2.5), Fraction(5, 2), torch.tensor(2.5), np.array(2.5)],
    ids=lambda value: type(value).__name__,
)
def test_real_number_takes_every_kind_of_number_and_gives_a_float(value):
    number = _checks.real_number(value, "lr")
    assert type(number) is float
    assert number == 2.5


def test_real_number_takes_whole_and_negative_numbers():
    assert _checks.real_number(3, "a") == 3.0
    assert type(_checks.real_number(np.int64(3), "a")) is float
    assert _checks.real_number(-1e300, "a") == -1e300


def test_real_number_ends_belong_to_the_interval_unless_it_is_open(refuses):
    assert _checks.real_number(0, "p", minimum=0, maximum=1) == 0
    assert _checks.real_number(1, "p", minimum=0, maximum=1) == 1
    assert _checks.real_number(5e-324, "p", minimum=0, maximum=1, open_ends=True) == 5e-324
    for end in (0, 1):
        with refuses(ValueError, f"p must be a finite number strictly between 0 and 1; got {end}.0"):
            _checks.real_number(end, "p", minimum=0, maximum=1, open_ends=True)


@each_row(
    ("limits", "value", "message"),
    [
        ({}, math.nan, "a must be a finite number; got nan"),
        ({}, math.inf, "a must be a finite number; got inf"),
        ({}, -math.inf, "a must be a finite number; got -inf"),
        ({"minimum": 0}, -0.25, "a must be a finite number of at least 0; got -0.25"),
        ({"minimum": 0}, math.inf, "a must be a finite number of at least 0; got inf"),
        ({"minimum": 0}, math.nan, "a must be a finite number of at least 0; got nan"),
        ({"minimum": 0, "open_ends": True}, 0, "a must be a finite number above 0; got 0.0"),
        ({"minimum": 0, "open_ends": True}, math.nan, "a must be a finite number above 0; got nan"),
        ({"minimum": 0, "open_ends": True}, math.inf, "a must be a finite number above 0; got inf"),
        ({"maximum": 10}, 10.5, "a must be a finite number between -inf and 10; got 10.5"),
        ({"minimum": 0, "maximum": 10}, -1, "a must be a finite number between 0 and 10; got -1.0"),
        ({"minimum": 0, "maximum": 10}, 10.5, "a must be a finite number between 0 and 10; got 10.5"),
        ({"minimum": 0, "maximum": 1}, np.float32(2), "a must be a finite number between 0 and 1; got 2.0"),
    ],
)
def test_real_number_out_of_range(limits, value, message):
    with pytest.raises(ValueError) as caught:  # noqa: PT011 the whole message is compared
        _checks.real_number(value, "a", **limits)
    assert str(caught.value) == message


@each_row(
    ("value", "came"),
    [
        ("0.1", "str '0.1'"),
        (None, "NoneType"),
        (True, "bool True"),
        (np.True_, "bool True"),
        (torch.tensor(True), "bool True"),
        (np.array("1"), "str '1'"),
        (1j, "complex"),
        ([0.1], "list of length 1"),
        (torch.tensor([0.1]), "Tensor of shape (1,), dtype float32"),
        (np.zeros((1, 1)), "ndarray of shape (1, 1), dtype float64"),
        (SimpleNamespace(shape=()), "SimpleNamespace"),
    ],
)
def test_real_number_refuses_what_is_no_number(value, came):
    with pytest.raises(TypeError) as caught:
        _checks.real_number(value, "lr", minimum=0, maximum=1)
    assert str(caught.value) == f"lr must be a number between 0 and 1; got {came}"


def test_whole_number_gives_an_int_from_the_minimum_on():
    for value in (1, np.int64(1), np.uint8(1)):
        number = _checks.whole_number(value, "n", minimum=1)
        assert type(number) is int
        assert number == 1
    assert _checks.whole_number(0, "n", minimum=0) == 0


@each_row(
    ("value", "error", "came"),
    [
        (0, ValueError, "0"),
        (np.int64(-3), ValueError, "-3"),
        (1.0, TypeError, "float 1.0"),
        ("3", TypeError, "str '3'"),
        (True, TypeError, "bool True"),
        (np.True_, TypeError, "bool of shape (), dtype bool"),
        (None, TypeError, "NoneType"),
    ],
)
def test_whole_number_refuses(value, error, came):
    with pytest.raises(error) as caught:
        _checks.whole_number(value, "n_epochs", minimum=1)
    assert str(caught.value) == f"n_epochs must be a whole number of at least 1; got {came}"


# ---------------------------------------------------------------- tensors


def test_float_tensor_passes_a_tensor_of_floats_through():
    for dtype in (torch.float16, torch.float32, torch.float64):
        z = torch.zeros(13, 17, dtype=dtype)
        assert _checks.float_tensor(z, "z") is z
    infinite = torch.tensor([math.inf, -math.inf])
    assert _checks.float_tensor(infinite, "z") is infinite


@each_row("value", [2, 2.0, True, [2, 3.5], (1, 2), np.float64(2)])
def test_float_tensor_gives_numbers_and_lists_the_default_dtype(value):
    tensor = _checks.float_tensor(value, "z")
    assert tensor.dtype == torch.float32
    assert tensor.tolist() == (list(value) if isinstance(value, (list, tuple)) else value)


def test_float_tensor_follows_torch_when_the_default_dtype_is_another():
    torch.set_default_dtype(torch.float64)
    try:
        assert _checks.float_tensor([0.1], "z").dtype == torch.float64
    finally:
        torch.set_default_dtype(torch.float32)


def test_float_tensor_keeps_the_precision_of_an_array():
    for dtype, expected in ((np.float32, torch.float32), (np.float64, torch.float64)):
        tensor = _checks.float_tensor(np.full((13, 17), 0.1, dtype), "z")
        assert tensor.dtype == expected
        assert tensor.shape == (13, 17)
        assert (tensor.numpy() == dtype(0.1)).all()
    assert _checks.float_tensor(np.array(0.1), "z").shape == ()


def test_float_tensor_takes_reversed_and_read_only_arrays():
    array = np.arange(13.0)
    assert _checks.float_tensor(array[::-1], "z").tolist() == list(range(12, -1, -1))
    array.flags.writeable = False  # torch warns of sharing such an array; warnings are errors here
    assert _checks.float_tensor(array, "z").tolist() == list(range(13))


@each_row(
    ("value", "message"),
    [
        (torch.arange(13), "z must hold floats; got Tensor of shape (13,), dtype int64. Write z.float()"),
        (
            torch.ones(3, dtype=torch.bool),
            "z must hold floats; got Tensor of shape (3,), dtype bool. Write z.float()",
        ),
        (
            np.arange(13, dtype=np.int64),
            "z must hold floats; got ndarray of shape (13,), dtype int64. "
            "Write torch.as_tensor(z, dtype=torch.float32)",
        ),
        ("0.5", "z must be a tensor of floats, or numbers; got str '0.5'"),
        (["a", "b"], "z must be a tensor of floats, or numbers; got list of length 2"),
        ([[1.0], [1.0, 2.0]], "z must be a tensor of floats, or numbers; got list of length 2"),
        (None, "z must be a tensor of floats, or numbers; got NoneType"),
        (np.array(["a"]), "z must be a tensor of floats, or numbers; got ndarray of shape (1,), dtype <U1"),
    ],
)
def test_float_tensor_refuses(value, message):
    with pytest.raises(TypeError) as caught:
        _checks.float_tensor(value, "z")
    assert str(caught.value) == message


def test_float_tensor_counts_the_nans(refuses):
    values = [0.0, math.nan, math.inf, math.nan, 1.0]
    for value in (torch.tensor(values), np.array(values), values):
        with refuses(ValueError, "p has 2 NaN among its 5 values; remove or replace them first"):
            _checks.float_tensor(value, "p")


def test_same_shape_tells_how_to_reshape(refuses):
    _checks.same_shape(torch.zeros(13, 1), torch.zeros(13, 1), ("p", "y"))
    with refuses(
        ValueError,
        "p and y must have the same shape; got (13, 1) and (13,).",
        "Write y.reshape(p.shape)",
        "all pairs",
    ):
        _checks.same_shape(torch.zeros(13, 1), torch.zeros(13), ("p", "y"))


@each_row("other", [(17, 1), (1, 1), (13, 2), ()])
def test_same_shape_gives_no_advice_where_reshaping_is_none(other):
    with pytest.raises(ValueError) as caught:  # noqa: PT011 the whole message is compared
        _checks.same_shape(torch.zeros(13, 1), torch.zeros(other), ("z", "y"))
    assert str(caught.value) == f"z and y must have the same shape; got (13, 1) and {other}."
    # as many numbers, but reshaping would mix them up
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        _checks.same_shape(torch.zeros(13, 17), torch.zeros(17, 13), ("z", "y"))
    assert str(caught.value) == "z and y must have the same shape; got (13, 17) and (17, 13)."


@pytest.mark.parametrize("make", [torch.tensor, np.array], ids=["tensor", "array"])
def test_probabilities_refuse_logits(make, refuses):
    inside = make([0.0, 0.25, 1.0])
    assert _checks.probabilities(inside, "p") is inside
    with refuses(
        ValueError,
        "p must be probabilities between 0 and 1; got values from -2.5 to 0.75.",
        "If these are logits, pass sigmoid(p)",
    ):
        _checks.probabilities(make([-2.5, 0.5, 0.75]), "p")
    with refuses(ValueError, "got values from 0.25 to 1.001. If these"):
        _checks.probabilities(make([0.25, 1.001]), "p")
    with refuses(ValueError, "prevalence must be", "got values from 5 to 5. Write 5 % as 0.05"):
        _checks.probabilities(make([5.0]), "prevalence", hint="Write 5 % as 0.05")


@pytest.mark.parametrize("make", [torch.tensor, np.array], ids=["tensor", "array"])
def test_zero_one_labels_names_the_others(make):
    labels = make([0.0, 1.0, 1.0])
    assert _checks.zero_one_labels(labels, "y") is labels
    for values, found in [
        ([-1.0, 1.0], "-1"),
        ([0, 1, 2], "2"),
        ([0.5, 2.0, 0.5, 0.0], "0.5, 2"),
        ([7.0, 1.0, 5.0, 6.0], "5, 6, 7"),
        ([5.0, 4.0, 3.0, 2.0, 3.0], "2, 3, 4, …"),
        ([math.nan, 1.0, math.nan], "nan"),
        ([math.inf], "inf"),
    ]:
        with pytest.raises(ValueError) as caught:  # noqa: PT011 the whole message is compared
            _checks.zero_one_labels(make(values), "y")
        assert str(caught.value) == (
            f"y must hold only the labels 0 (negative) and 1 (positive); also found: {found}"
        )


def test_zero_one_labels_of_a_tensor_with_gradient(refuses):
    with refuses(ValueError, "also found: 3"):
        _checks.zero_one_labels(torch.tensor([3.0], requires_grad=True), "y")


def rows(n, n_features=1):
    """Features and labels that pass; the labels alternate."""
    return torch.zeros(n, n_features), (torch.arange(n) % 2).float().reshape(-1, 1)


def test_training_tensors_accepts_good_data():
    for n_features in (1, 17):
        assert _checks.training_tensors(*rows(13, n_features)) is None
        assert _checks.training_tensors(*rows(13, n_features), n_features=n_features) is None
    X, y = rows(13)
    _checks.training_tensors(X.double(), y.double())
    _checks.training_tensors(*rows(2))


X, Y = rows(13)
BAD_TRAINING_DATA = {
    "X is an array": (X.numpy(), Y, TypeError,
        "X must be a torch tensor of floats; got ndarray of shape (13, 1), dtype float32. "
        "Write torch.as_tensor(X, dtype=torch.float32)"),
    "y is a list": (X, [0.0, 1.0], TypeError,
        "y must be a torch tensor of floats; got list of length 2. "
        "Write torch.as_tensor(y, dtype=torch.float32)"),
    "integer X": (X.long(), Y, TypeError,
        "X must hold floats; got Tensor of shape (13, 1), dtype int64. Write X.float()"),
    "integer y": (X, Y.long(), TypeError,
        "y must hold floats; got Tensor of shape (13, 1), dtype int64. Write y.float()"),
    "boolean y": (X, Y.bool(), TypeError,
        "y must hold floats; got Tensor of shape (13, 1), dtype bool. Write y.float()"),
    "X in one dimension": (X.ravel(), Y, ValueError,
        "X must have shape (n_samples, n_features); got (13,). Write X.reshape(-1, 1) for one feature"),
    "X in three dimensions": (X.reshape(13, 1, 1), Y, ValueError,
        "X must have shape (n_samples, n_features); got (13, 1, 1)."),
    "X without dimensions": (torch.tensor(1.0), Y, ValueError,
        "X must have shape (n_samples, n_features); got ()."),
    "empty": (X[:0], Y[:0], ValueError,
        "X is empty: its shape is (0, 1); a fit needs at least one row of each class"),
    "empty X": (torch.zeros(0, 17), Y, ValueError,
        "X is empty: its shape is (0, 17); a fit needs at least one row of each class"),
    "empty y": (X, Y[:0], ValueError,
        "y must be one column, shape (13, 1), like the 13 rows of X; got (0, 1)."),
    "y in one dimension": (X, Y.ravel(), ValueError,
        "y must be one column, shape (13, 1), like the 13 rows of X; got (13,). Write y.reshape(-1, 1)"),
    "y is a row": (X, Y.T, ValueError,
        "y must be one column, shape (13, 1), like the 13 rows of X; got (1, 13). Write y.reshape(-1, 1)"),
    "y of another length": (X, Y[:-1], ValueError,
        "y must be one column, shape (13, 1), like the 13 rows of X; got (12, 1)."),
    "two columns of y": (X, torch.zeros(13, 2), ValueError,
        "y must be one column, shape (13, 1), like the 13 rows of X; got (13, 2)."),
    "dtypes differ": (X.double(), Y, TypeError,
        "X and y must have the same dtype; got torch.float64 and torch.float32. Write y.to(X.dtype)"),
    "NaN in X": (torch.where(torch.arange(13) < 2, math.nan, 1.0).reshape(-1, 1), Y, ValueError,
        "X has 2 NaN or infinite among its 13 values; remove or replace them first"),
    "infinity in X": (X.index_fill(0, torch.tensor([4]), -math.inf), Y, ValueError,
        "X has 1 NaN or infinite among its 13 values; remove or replace them first"),
    "NaN in y": (X, Y.index_fill(0, torch.tensor([4, 5, 6]), math.nan), ValueError,
        "y has 3 NaN or infinite among its 13 values; remove or replace them first"),
    "labels -1 and 1": (X, 2 * Y - 1, ValueError,
        "y must hold only the labels 0 (negative) and 1 (positive); also found: -1"),
    "positives only": (X, torch.ones(13, 1), ValueError,
        "y has only one class: 13 positive and 0 negative; both classes are needed. Take more "
        "rows, or put a group of rows that has one class together with another"),
    "negatives only": (X, torch.zeros(13, 1), ValueError,
        "y has only one class: 0 positive and 13 negative; both classes are needed. Take more "
        "rows, or put a group of rows that has one class together with another"),
}


@each_row("case", BAD_TRAINING_DATA)
def test_training_tensors_refuses(case):
    X, y, error, message = BAD_TRAINING_DATA[case]
    with pytest.raises(error) as caught:
        _checks.training_tensors(X, y)
    assert str(caught.value) == message


def test_training_tensors_compares_with_the_features_of_the_model(refuses):
    with refuses(ValueError, "X must have 17 feature(s), as the model has; got shape (13, 1)"):
        _checks.training_tensors(*rows(13), n_features=17)


def test_training_tensors_may_allow_one_class(refuses):
    X, y = rows(13)
    _checks.training_tensors(X, torch.ones_like(y), both_classes=False)
    with refuses(ValueError, "also found: 2"):
        _checks.training_tensors(X, y + 1, both_classes=False)


def test_training_tensors_counts_classes_without_rounding(refuses):
    # in float16 the sum of 4,095 ones is 4,096, and the sum of 2,049 ones is 2,048
    y = torch.ones(4096, 1).half()
    y[0] = 0
    _checks.training_tensors(torch.zeros_like(y), y)
    y = torch.ones(2049, 1).half()
    with refuses(ValueError, "only one class: 2049 positive and 0 negative"):
        _checks.training_tensors(torch.zeros_like(y), y)


# ----------------------------------------------------------------- arrays


LABELS, SCORES, NAMES = [0, 1, 1], [0.25, 0.5, 2.0], ("y_true", "scores")


@each_row(
    ("y_true", "scores"),
    [
        (LABELS, SCORES),
        (tuple(LABELS), np.array(SCORES)),
        (np.array(LABELS, bool), np.array(SCORES, np.float32)),
        (np.array(LABELS, np.uint8), torch.tensor(SCORES)),
        (torch.tensor(LABELS).reshape(-1, 1), torch.tensor(SCORES).reshape(-1, 1)),
        (torch.tensor(LABELS).float(), torch.tensor(SCORES, requires_grad=True)),
        (np.array(LABELS).reshape(-1, 1), [[0.25], [0.5], [2.0]]),
    ],
)
def test_labels_and_values_come_out_flat(y_true, scores):
    y, s = _checks.labels_and_values(y_true, scores, NAMES)
    assert y.dtype == bool
    assert y.tolist() == [False, True, True]
    assert s.shape == (3,)
    assert s.tolist() == SCORES


@each_row(
    ("dtype", "expected"),
    [
        ("float32", "float32"),
        ("float64", "float64"),
        ("float16", "float64"),
        ("longdouble", "float64"),
        ("int8", "float64"),
        ("uint64", "float64"),
        ("bool", "float64"),
        (">f8", "float64"),
        (">f4", "float64"),
    ],
)
def test_scores_are_float32_or_float64_in_this_machines_byte_order(dtype, expected):
    _, s = _checks.labels_and_values(LABELS, np.array([0, 1, 1]).astype(dtype), NAMES)
    assert s.dtype == np.dtype(expected)
    assert s.dtype.isnative
    assert s.tolist() == [0, 1, 1]


BAD_SCORES = {
    "lengths differ": ([0, 1], SCORES, ValueError,
        "y_true and scores must have the same length; got 2 and 3"),
    "empty": ([], [], ValueError, "y_true and scores are empty; at least one sample is needed"),
    "NaN": (LABELS, [math.nan, 0.0, math.nan], ValueError,
        "scores has 2 NaN or infinite among its 3 values; remove or replace them first"),
    "infinity": (LABELS, [0.0, 0.0, -math.inf], ValueError,
        "scores has 1 NaN or infinite among its 3 values; remove or replace them first"),
    "label 2": ([0, 1, 2], SCORES, ValueError,
        "y_true must hold only the labels 0 (negative) and 1 (positive); also found: 2"),
    "label NaN": ([0, 1, math.nan], SCORES, ValueError,
        "y_true must hold only the labels 0 (negative) and 1 (positive); also found: nan"),
    "positives only": ([1, 1, 1], SCORES, ValueError,
        "y_true has only one class: 3 positive and 0 negative; both classes are needed. Take more "
        "rows, or put a group of rows that has one class together with another"),
    "negatives only": ([0, 0, 0], SCORES, ValueError,
        "y_true has only one class: 0 positive and 3 negative; both classes are needed. Take more "
        "rows, or put a group of rows that has one class together with another"),
    "text as labels": (["no", "yes", "yes"], SCORES, TypeError,
        "y_true must hold numbers; got list of length 3"),
    "text as scores": (LABELS, np.array(["a", "b", "c"]), TypeError,
        "scores must hold numbers; got ndarray of shape (3,), dtype <U1"),
    "complex scores": (LABELS, [1j, 2j, 3j], TypeError, "scores must hold numbers; got list of length 3"),
    "ragged": (LABELS, [[1.0], [1.0, 2.0], [3.0]], TypeError,
        "scores must hold numbers; got list of length 3"),
    "None": (LABELS, None, TypeError, "scores must hold numbers; got NoneType"),
    "two columns": (LABELS, np.zeros((3, 2)), ValueError,
        "scores must have shape (n_samples,) or (n_samples, 1); got (3, 2)"),
    "a row": (LABELS, np.zeros((1, 3)), ValueError,
        "scores must have shape (n_samples,) or (n_samples, 1); got (1, 3)"),
    "three dimensions": (LABELS, np.zeros((3, 1, 1)), ValueError,
        "scores must have shape (n_samples,) or (n_samples, 1); got (3, 1, 1)"),
    "a number": (1, 0.5, ValueError,
        "y_true must have shape (n_samples,) or (n_samples, 1); got ()"),
}


@each_row("case", BAD_SCORES)
def test_labels_and_values_refuses(case):
    y_true, scores, error, message = BAD_SCORES[case]
    with pytest.raises(error) as caught:
        _checks.labels_and_values(y_true, scores, NAMES)
    assert str(caught.value) == message


def test_labels_and_values_are_named_as_the_caller_names_them(refuses):
    names = ("y", "X")
    for labels, values, error, message in (
        ([0, 1], [0.5], ValueError, "y and X must have the same length; got 2 and 1"),
        ([], [], ValueError, "y and X are empty"),
        ([0, 1], [0.5, math.nan], ValueError, "X has 1 NaN"),
        ([0, 1], ["a", "b"], TypeError, "X must hold numbers"),
        (["a", "b"], [0.5, 0.5], TypeError, "y must hold numbers"),
        ([0, 2], [0.5, 0.5], ValueError, "y must hold only the labels 0"),
        ([0, 0], [0.5, 0.5], ValueError, "y has only one class"),
    ):
        with refuses(error, message):
            _checks.labels_and_values(labels, values, names)


def test_labels_and_values_may_allow_one_class():
    y, _ = _checks.labels_and_values([1, 1, 1], SCORES, NAMES, both_classes=False)
    assert y.all()
