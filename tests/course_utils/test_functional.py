"""course_utils.functional against PyTorch's own, as properties, and at the places where formulas break."""

import math

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given
from hypothesis import strategies as st
from support.rows import each_row
from support.tensors import assert_close

from course_utils.functional import (
    bce_gradient,
    binary_cross_entropy,
    binary_cross_entropy_with_logits,
    logit,
    sigmoid,
)

EPS = torch.finfo(torch.float64).eps
DTYPES = pytest.mark.parametrize("dtype", [torch.float32, torch.float64], ids=["float32", "float64"])
SHAPES = pytest.mark.parametrize("shape", [(), (1,), (13,), (13, 1), (13, 17)], ids=str)


def normal(shape, dtype=torch.float64, seed=0, scale=3.0):
    return scale * torch.randn(shape, dtype=dtype, generator=torch.Generator().manual_seed(seed))


def labels(shape, dtype=torch.float64, seed=1):
    return torch.randint(2, shape, generator=torch.Generator().manual_seed(seed)).to(dtype)


def gradient(function, *inputs):
    """The gradient of the sum of function(*inputs) with respect to the first input."""
    first = inputs[0].clone().requires_grad_()
    return torch.autograd.grad(function(first, *inputs[1:]).sum(), first)[0]


# ---------------------------------------------------------------- sigmoid


@DTYPES
@SHAPES
def test_sigmoid_is_that_of_torch(shape, dtype):
    z = normal(shape, dtype, scale=10)
    # an exponential, a sum and a quotient, each rounded, here and there
    assert_close(sigmoid(z), torch.sigmoid(z), rtol=4 * torch.finfo(dtype).eps, atol=0)
    assert_close(
        gradient(sigmoid, z), gradient(torch.sigmoid, z),
        rtol=8 * torch.finfo(dtype).eps, atol=4 * torch.finfo(dtype).eps,
    )


@DTYPES
def test_sigmoid_far_out(dtype):
    z = torch.tensor([-math.inf, -1000.0, -200.0, 200.0, 1000.0, math.inf], dtype=dtype)
    p = sigmoid(z)
    assert p.tolist()[:2] == [0, 0]
    assert p.tolist()[3:] == [1, 1, 1]
    # e^-200 is too small for float32 and a number of float64
    assert p[2].item() == (0 if dtype == torch.float32 else pytest.approx(math.exp(-200), rel=1e-13))
    slope = gradient(sigmoid, z)
    assert torch.isfinite(slope).all()
    assert slope.tolist() == pytest.approx([0] * 6, abs=1e-80)


@DTYPES
def test_sigmoid_at_zero_is_one_half_with_slope_one_quarter(dtype):
    z = torch.tensor([0.0, -0.0], dtype=dtype)
    assert sigmoid(z).tolist() == [0.5, 0.5]
    assert gradient(sigmoid, z).tolist() == [0.25, 0.25]
    assert torch.equal(gradient(sigmoid, z), gradient(torch.sigmoid, z))


def test_sigmoid_takes_numbers_lists_and_arrays():
    assert sigmoid(0).item() == 0.5
    assert sigmoid([0.0, 1000.0]).tolist() == [0.5, 1.0]
    p = sigmoid(np.array([-2.0, 2.0]))
    assert p.dtype == torch.float64
    assert_close(p, torch.sigmoid(torch.tensor([-2.0, 2.0], dtype=torch.float64)), rtol=4 * EPS, atol=0)
    assert sigmoid(torch.empty(0, 17)).shape == (0, 17)


@given(st.floats(-700, 700))
def test_sigmoid_of_the_opposite_is_the_complement(z):
    z = torch.tensor(z, dtype=torch.float64)
    assert abs(sigmoid(-z) - (1 - sigmoid(z))) <= EPS


@given(st.floats(-700, 700), st.floats(-700, 700))
def test_sigmoid_keeps_the_order(a, b):
    low, high = sigmoid(torch.tensor(sorted([a, b]), dtype=torch.float64)).tolist()
    assert 0 <= low <= high * (1 + 4 * EPS)
    assert high <= 1


@given(st.floats(-36, 36))
def test_slope_of_the_sigmoid_is_p_times_one_minus_p(z):
    z = torch.tensor(z, dtype=torch.float64)
    p = sigmoid(z)
    assert_close(gradient(sigmoid, z), p * (1 - p), rtol=0, atol=2 * EPS)


# ------------------------------------------------------------------ logit


@DTYPES
@SHAPES
def test_logit_is_that_of_torch(shape, dtype):
    p = torch.rand(shape, dtype=dtype, generator=torch.Generator().manual_seed(2))
    eps = torch.finfo(dtype).eps
    # near p = 1/2 two logarithms of about 0.7 cancel
    assert_close(logit(p), torch.logit(p), rtol=4 * eps, atol=2 * eps)
    assert_close(gradient(logit, p), gradient(torch.logit, p), rtol=8 * eps, atol=0)


def test_logit_by_hand():
    # odds of 3 to 1 and of 1 to 3
    assert logit(torch.tensor([0.75, 0.25, 0.5], dtype=torch.float64)).tolist() == pytest.approx(
        [math.log(3), -math.log(3), 0], rel=4 * EPS, abs=EPS
    )
    assert logit([0.0, 1.0]).tolist() == [-math.inf, math.inf]
    assert logit(0.5).item() == 0


@given(st.floats(-36, 36))
def test_logit_undoes_the_sigmoid(z):
    back = logit(sigmoid(torch.tensor(z, dtype=torch.float64))).item()
    # p is known to half an eps; near p = 1 that moves the logit by eps / (1 - p), 1 / (1 - p) = 1 + e^z
    assert abs(back - z) <= 4 * EPS * (1 + abs(z) + math.exp(max(z, 0)))


@given(st.floats(0, 1))
def test_sigmoid_undoes_the_logit(p):
    back = sigmoid(logit(torch.tensor(p, dtype=torch.float64))).item()
    # a relative error of eps in a logit of up to 745 is one of 745 eps in e^logit
    assert abs(back - p) <= 4 * EPS * (1 + abs(math.log(p)) if p else 0) * p + 5e-324


@given(st.floats(1e-300, 1))
def test_logit_of_the_complement_is_the_opposite(p):
    p = torch.tensor(p, dtype=torch.float64)
    q = 1 - p
    assert logit(q).item() == pytest.approx(-logit(1 - q).item(), rel=4 * EPS, abs=EPS)


# ----------------------------------------------------------- cross-entropy


@DTYPES
@SHAPES
def test_cross_entropy_is_that_of_torch(shape, dtype):
    eps = torch.finfo(dtype).eps
    y = labels(shape, dtype)
    p = torch.sigmoid(normal(shape, dtype))
    assert binary_cross_entropy(p, y).shape == ()
    # a mean of positive terms: each rounded, and their sum, in an order of its own
    assert_close(binary_cross_entropy(p, y), F.binary_cross_entropy(p, y), rtol=16 * eps, atol=0)
    assert_close(
        gradient(binary_cross_entropy, p, y), gradient(F.binary_cross_entropy, p, y),
        rtol=8 * eps, atol=0,
    )


@DTYPES
@SHAPES
def test_cross_entropy_with_logits_is_that_of_torch(shape, dtype):
    eps = torch.finfo(dtype).eps
    y, z = labels(shape, dtype), normal(shape, dtype, scale=20)
    ours, theirs = binary_cross_entropy_with_logits, F.binary_cross_entropy_with_logits
    assert ours(z, y).shape == ()
    # y z is taken off log(1 + e^z): what is left is known to an eps of z
    assert_close(ours(z, y), theirs(z, y), rtol=16 * eps, atol=2 * eps * float(z.abs().max()))
    assert_close(gradient(ours, z, y), gradient(theirs, z, y), rtol=8 * eps, atol=4 * eps / z.numel())


def test_cross_entropy_by_hand():
    p = torch.tensor([0.9, 0.2], dtype=torch.float64)
    y = torch.tensor([1.0, 0.0], dtype=torch.float64)
    expected = -(math.log(0.9) + math.log(0.8)) / 2
    assert binary_cross_entropy(p, y).item() == pytest.approx(expected, rel=4 * EPS)
    assert binary_cross_entropy_with_logits(torch.logit(p), y).item() == pytest.approx(expected, rel=16 * EPS)
    # the other labels: what a loss with its two terms reversed would say
    reversed_terms = -(math.log(0.1) + math.log(0.2)) / 2
    assert binary_cross_entropy(p, 1 - y).item() == pytest.approx(reversed_terms, rel=4 * EPS)
    assert binary_cross_entropy_with_logits(torch.logit(p), 1 - y).item() == pytest.approx(
        reversed_terms, rel=16 * EPS
    )


def test_a_probability_of_zero_for_what_happened_costs_100():
    p = torch.tensor([0.0, 1.0, 0.0, 1.0])
    for y, expected in (([1.0, 0.0, 0.0, 1.0], 50), ([1.0, 0.0, 1.0, 0.0], 100), ([0.0, 1.0, 0.0, 1.0], 0)):
        y = torch.tensor(y)
        assert binary_cross_entropy(p, y).item() == expected
        assert F.binary_cross_entropy(p, y).item() == expected
    # only probabilities that are nearly 0 meet the limit
    p = torch.tensor([math.exp(-99.0), math.exp(-101.0)], dtype=torch.float64)
    for k, expected in ((0, 99), (1, 100)):
        assert binary_cross_entropy(p[k : k + 1], torch.ones(1).double()).item() == pytest.approx(expected)


@DTYPES
def test_cross_entropy_with_logits_far_out(dtype):
    z = torch.tensor([200.0, -200.0, 1e4, -1e4], dtype=dtype)
    right = torch.tensor([1.0, 0.0, 1.0, 0.0], dtype=dtype)
    wrong = 1 - right
    for k, cost in enumerate([200, 200, 1e4, 1e4]):
        one = slice(k, k + 1)
        # e^-200, to within an eps of 200
        assert 0 <= binary_cross_entropy_with_logits(z[one], right[one]).item() <= 1e-80
        assert binary_cross_entropy_with_logits(z[one], wrong[one]).item() == cost
    # each pulls its logit back with full force, where the gradient through probabilities has died
    pull = gradient(binary_cross_entropy_with_logits, z, wrong)
    assert pull.tolist() == [0.25, -0.25, 0.25, -0.25]
    assert gradient(binary_cross_entropy_with_logits, z, right).tolist() == pytest.approx([0] * 4, abs=1e-80)


@pytest.mark.parametrize("y", [0.0, 1.0])
def test_gradient_of_the_loss_at_logit_zero_is_one_half_minus_y(y):
    z, y = torch.zeros(1), torch.tensor([y])
    assert gradient(binary_cross_entropy_with_logits, z, y).item() == 0.5 - y.item()
    assert gradient(F.binary_cross_entropy_with_logits, z, y).item() == 0.5 - y.item()
    through_probabilities = gradient(lambda z: binary_cross_entropy(sigmoid(z), y), z)
    assert through_probabilities.item() == 0.5 - y.item()


@pytest.mark.slow
def test_gradients_are_those_of_small_differences():
    z = torch.cat([torch.zeros(1).double(), normal((12,))]).requires_grad_()
    y = labels((13,))
    assert torch.autograd.gradcheck(sigmoid, z)
    assert torch.autograd.gradcheck(logit, torch.sigmoid(z).detach().requires_grad_())
    assert torch.autograd.gradcheck(lambda z: binary_cross_entropy_with_logits(z, y), z)
    assert torch.autograd.gradcheck(lambda z: binary_cross_entropy(sigmoid(z), y), z)


@given(st.lists(st.tuples(st.floats(-20, 20), st.booleans()), min_size=1, max_size=17))
def test_both_losses_agree_where_probabilities_are_not_saturated(rows):
    z, y = (torch.tensor(column, dtype=torch.float64) for column in zip(*rows, strict=True))
    through_p = binary_cross_entropy(sigmoid(z), y)
    straight = binary_cross_entropy_with_logits(z, y)
    assert straight >= 0
    # the error of p, half an eps, weighs up to 1 / (1 - p) = 1 + e^20
    assert_close(through_p, straight, rtol=1e-12, atol=EPS * math.exp(20))


# --------------------------------------------------------------- gradient


@pytest.mark.parametrize("n_features", [1, 17])
def test_gradient_by_hand_is_that_of_autograd(n_features):
    X, y = normal((13, n_features)), labels((13, 1))
    linear = torch.nn.Linear(n_features, 1, dtype=torch.float64)
    with torch.no_grad():
        linear.weight.copy_(normal((1, n_features), seed=3, scale=0.3))
    p = torch.sigmoid(linear(X))
    expected = torch.autograd.grad(F.binary_cross_entropy(p, y), (linear.weight, linear.bias))

    weight_gradient, bias_gradient = bce_gradient(X, p.detach(), y)

    assert weight_gradient.shape == (n_features,)
    assert bias_gradient.shape == ()
    assert_close(weight_gradient, expected[0][0], rtol=1e-12, atol=1e-15)
    assert_close(bias_gradient, expected[1][0], rtol=1e-12, atol=1e-15)


def test_gradient_by_hand_on_two_rows():
    X, y = torch.tensor([[2.0], [4.0]]), torch.tensor([[0.0], [1.0]])
    weight_gradient, bias_gradient = bce_gradient(X, torch.tensor([[0.5], [0.25]]), y)
    assert weight_gradient.tolist() == [(0.5 * 2 - 0.75 * 4) / 2]
    assert bias_gradient.item() == (0.5 - 0.75) / 2


def test_gradient_of_a_mini_batch_of_one_class():
    X, p = torch.tensor([[3.0]]), torch.tensor([[0.75]])
    assert [g.item() for g in bce_gradient(X, p, torch.zeros(1, 1))] == [2.25, 0.75]
    assert [g.item() for g in bce_gradient(X, p, torch.ones(1, 1))] == [-0.75, -0.25]


# ----------------------------------------------------------------- errors


P, Y = torch.full((13, 1), 0.25), torch.zeros(13, 1)
NAN = torch.full((13, 1), math.nan)
BAD_INPUT = {
    "sigmoid of integers": (lambda: sigmoid(torch.arange(3)), TypeError,
        ["z must hold floats", "dtype int64", "Write z.float()"]),
    "sigmoid of text": (lambda: sigmoid("a"), TypeError, ["z must be a tensor of floats", "got str 'a'"]),
    "sigmoid of NaN": (lambda: sigmoid(NAN), ValueError, ["z has 13 NaN among its 13 values"]),
    "logit of integers": (lambda: logit(torch.arange(2)), TypeError, ["p must hold floats", "int64"]),
    "logit of logits": (lambda: logit(torch.tensor([-1.5, 0.5])), ValueError,
        ["p must be probabilities between 0 and 1", "from -1.5 to 0.5", "pass sigmoid(p)"]),
    "logit of NaN": (lambda: logit(NAN), ValueError, ["p has 13 NaN"]),
    "loss of logits": (lambda: binary_cross_entropy(4 * P + 1, Y), ValueError,
        ["p must be probabilities between 0 and 1", "from 2 to 2", "pass sigmoid(p)"]),
    "loss of integers": (lambda: binary_cross_entropy(P.long(), Y), TypeError,
        ["p must hold floats", "p.float()"]),
    "loss of NaN": (lambda: binary_cross_entropy(NAN, Y), ValueError, ["p has 13 NaN"]),
    "loss with integer targets": (lambda: binary_cross_entropy(P, Y.long()), TypeError,
        ["y must hold floats", "int64", "Write y.float()"]),
    "loss with boolean targets": (lambda: binary_cross_entropy(P, Y.bool()), TypeError,
        ["y must hold floats", "bool", "Write y.float()"]),
    "loss of a column against a line": (lambda: binary_cross_entropy(P, Y.ravel()), ValueError,
        ["p and y must have the same shape; got (13, 1) and (13,)", "Write y.reshape(p.shape)"]),
    "loss of another length": (lambda: binary_cross_entropy(P, Y[:1]), ValueError,
        ["p and y must have the same shape; got (13, 1) and (1, 1)."]),
    "loss with label 2": (lambda: binary_cross_entropy(P, Y + 2), ValueError,
        ["y must hold only the labels 0 (negative) and 1 (positive)", "found: 2"]),
    "loss with NaN targets": (lambda: binary_cross_entropy(P, NAN), ValueError, ["y has 13 NaN"]),
    "loss of nothing": (lambda: binary_cross_entropy(P[:0], Y[:0]), ValueError, ["p and y are empty"]),
    "loss with logits of integers": (lambda: binary_cross_entropy_with_logits(P.long(), Y), TypeError,
        ["z must hold floats", "z.float()"]),
    "loss with logits, integer targets": (lambda: binary_cross_entropy_with_logits(P, Y.int()), TypeError,
        ["y must hold floats", "int32"]),
    "loss with logits of a line": (lambda: binary_cross_entropy_with_logits(P.ravel(), Y), ValueError,
        ["z and y must have the same shape; got (13,) and (13, 1)", "Write y.reshape(z.shape)"]),
    "loss with logits, labels -1 and 1": (lambda: binary_cross_entropy_with_logits(P, Y - 1), ValueError,
        ["labels 0 (negative) and 1 (positive)", "found: -1"]),
    "loss with logits of NaN": (lambda: binary_cross_entropy_with_logits(NAN, Y), ValueError,
        ["z has 13 NaN"]),
    "loss with logits of nothing": (lambda: binary_cross_entropy_with_logits(P[:0], Y[:0]), ValueError,
        ["z and y are empty"]),
    "gradient with integer targets": (lambda: bce_gradient(P, P, Y.long()), TypeError,
        ["y must hold floats", "y.float()"]),
    "gradient with targets in a line": (lambda: bce_gradient(P, P, Y.ravel()), ValueError,
        ["y must be one column, shape (13, 1)", "got (13,)", "Write y.reshape(-1, 1)"]),
    "gradient with predictions in a line": (lambda: bce_gradient(P, P.ravel(), Y), ValueError,
        ["p and y must have the same shape; got (13,) and (13, 1)", "Write y.reshape(p.shape)"]),
    "gradient of logits": (lambda: bce_gradient(P, P + 1, Y), ValueError,
        ["p must be probabilities", "from 1.25 to 1.25"]),
    "gradient of integers": (lambda: bce_gradient(P, P.long(), Y), TypeError, ["p must hold floats"]),
    "gradient with label 3": (lambda: bce_gradient(P, P, Y + 3), ValueError, ["found: 3"]),
    "gradient of nothing": (lambda: bce_gradient(P[:0], P[:0], Y[:0]), ValueError, ["X is empty"]),
    "gradient with infinite features": (lambda: bce_gradient(P / 0, P, Y), ValueError,
        ["X has 13 NaN or infinite among its 13 values"]),
}


@each_row("case", BAD_INPUT)
def test_bad_input(case, refuses):
    call, error, words = BAD_INPUT[case]
    with refuses(error, *words):
        call()
