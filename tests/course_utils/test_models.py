"""course_utils.models: logits, probabilities, labels and the boundary, against torch.nn and by hand."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from support.rows import each_row
from support.tensors import assert_close
from torch import nn

from course_utils.models import LogisticRegression, at_zero


def column(*values):
    return torch.tensor(values).reshape(-1, 1)


@pytest.mark.parametrize("n_features", [1, 13])
def test_starts_as_nn_linear_does_and_draws_as_much(n_features):
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(7)
        expected = nn.Linear(n_features, 1)
        next_draw = torch.rand(1)
        torch.manual_seed(7)
        model = LogisticRegression(n_features)
        assert torch.equal(torch.rand(1), next_draw)
    assert torch.equal(model.linear.weight, expected.weight)
    assert torch.equal(model.linear.bias, expected.bias)
    assert [name for name, _ in model.named_parameters()] == ["linear.weight", "linear.bias"]
    assert model.linear.weight.shape == (1, n_features)


def test_has_one_feature_unless_told_otherwise():
    assert LogisticRegression().linear.in_features == 1


def test_forward_gives_logits_with_a_gradient():
    model = LogisticRegression(17)
    X = torch.randn(13, 17, generator=torch.Generator().manual_seed(0))
    logits = model(X)
    assert logits.shape == (13, 1)
    expected = X.double() @ model.linear.weight.double().T + model.linear.bias.double()
    # 17 products and their sum in float32
    assert_close(logits.double(), expected, rtol=0, atol=1e-5)
    assert logits.requires_grad
    assert logits.min() < 0  # not probabilities


def test_predict_proba_is_the_sigmoid_of_the_logits_without_a_gradient():
    model = LogisticRegression.from_parameters(2.0, -6.0)
    p = model.predict_proba(column(3.0, 4.0, -1000.0, 1000.0))
    assert p.shape == (4, 1)
    assert not p.requires_grad
    assert p.ravel().tolist() == pytest.approx([0.5, 1 / (1 + math.exp(-2)), 0, 1], rel=1e-6)


def test_predict_calls_positive_at_the_threshold_and_above():
    model = LogisticRegression.from_parameters(1.0, 0.0)
    X = column(-0.01, 0.0, 0.01)
    assert model.predict(X).ravel().tolist() == [0, 1, 1]  # p = 0.4975, 0.5, 0.5025
    assert model.predict(X, 0.501).ravel().tolist() == [0, 0, 1]
    assert model.predict(X, threshold=0.4).ravel().tolist() == [1, 1, 1]
    assert model.predict(X, 0).ravel().tolist() == [1, 1, 1]
    assert model.predict(X, 1).ravel().tolist() == [0, 0, 0]
    assert model.predict(1000 * X, math.inf).ravel().tolist() == [0, 0, 0]  # where a probability of 1 is not enough
    assert model.predict(1000 * X, -math.inf).ravel().tolist() == [1, 1, 1]
    labels = model.predict(X)
    assert labels.shape == (3, 1)
    assert labels.dtype == torch.float32
    assert model.double().predict(X.double()).dtype == torch.float64


def test_from_parameters_sets_both_and_leaves_the_generator_alone():
    state = torch.get_rng_state()
    model = LogisticRegression.from_parameters(weight=2.5, bias=-7)
    assert torch.equal(torch.get_rng_state(), state)
    assert model.linear.weight.tolist() == [[2.5]]
    assert model.linear.bias.tolist() == [-7.0]
    assert model.linear.weight.requires_grad
    assert model.linear.bias.requires_grad


def test_boundary_by_hand():
    model = LogisticRegression.from_parameters(2.0, -6.0)
    assert model.decision_boundary() == 3.0
    # odds of 3 to 1 and 1 to 3
    assert model.decision_boundary(0.75) == pytest.approx((math.log(3) + 6) / 2, rel=1e-14)
    assert model.decision_boundary(0.25) == pytest.approx((-math.log(3) + 6) / 2, rel=1e-14)
    assert type(model.decision_boundary()) is float
    # falling instead of rising
    assert LogisticRegression.from_parameters(-0.5, 1.0).decision_boundary() == 2.0
    # float64 throughout: in float32 a probability of 1 - 1e-9 is 1, and its logit infinite
    assert model.decision_boundary(1 - 1e-9) == pytest.approx((math.log(1e9) + 6) / 2, rel=1e-8)


@each_row("weight", [2.0, -0.5])
@each_row("threshold", [math.inf, -math.inf])
def test_beyond_the_boundary_of_an_infinite_threshold_lies_nobody_or_everybody(weight, threshold):
    x = LogisticRegression.from_parameters(weight, 1.0).decision_boundary(threshold)
    called_beyond = x < 1e300 if weight > 0 else x > -1e300
    assert math.isinf(x)
    assert called_beyond == (threshold < 0)


@given(
    weight=st.floats(0.125, 8) | st.floats(-8, -0.125),
    bias=st.floats(-8, 8),
    threshold=st.floats(0.01, 0.99),
)
def test_probability_at_the_boundary_is_the_threshold(weight, bias, threshold):
    model = LogisticRegression.from_parameters(weight, bias).double()
    x = model.decision_boundary(threshold)
    assert model.predict_proba(torch.tensor([[x]], dtype=torch.float64)).item() == pytest.approx(
        threshold, abs=1e-13
    )


FLOAT32 = "X must be a tensor of torch.float32, as the parameters are; got"
BAD_INPUT = {
    "no features": (lambda: LogisticRegression(0), ValueError,
        ["n_features must be a whole number of at least 1; got 0"]),
    "features as float": (lambda: LogisticRegression(2.0), TypeError,
        ["n_features must be a whole number of at least 1; got float 2.0"]),
    "weight as text": (lambda: LogisticRegression.from_parameters("2", 0), TypeError,
        ["weight must be a number; got str '2'"]),
    "bias NaN": (lambda: LogisticRegression.from_parameters(2, math.nan), ValueError,
        ["bias must be a finite number; got nan"]),
    "weight infinite": (lambda: LogisticRegression.from_parameters(math.inf, 0), ValueError,
        ["weight must be a finite number; got inf"]),
    "bias missing": (lambda: LogisticRegression.from_parameters(2, None), TypeError,
        ["bias must be a number; got NoneType"]),
    "X in a line": (lambda: LogisticRegression()(torch.zeros(13)), ValueError,
        ["X must have shape (n_samples, 1); got (13,). Write X.reshape(-1, 1)"]),
    "X in a line of pairs": (lambda: LogisticRegression(2)(torch.zeros(26)), ValueError,
        ["X must have shape (n_samples, 2); got (26,). Write X.reshape(-1, 2)"]),
    "X of integers": (lambda: LogisticRegression()(torch.zeros(13, 1).long()), TypeError,
        [f"{FLOAT32} Tensor of shape (13, 1), dtype int64. Write torch.as_tensor(X, dtype=torch.float32)"]),
    "X of float64": (lambda: LogisticRegression().predict_proba(torch.zeros(13, 1).double()), TypeError,
        [f"{FLOAT32} Tensor of shape (13, 1), dtype float64."]),
    "X is an array": (lambda: LogisticRegression().predict(torch.zeros(13, 1).numpy()), TypeError,
        [f"{FLOAT32} ndarray of shape (13, 1), dtype float32. Write torch.as_tensor(X, "]),
    "X is a number": (lambda: LogisticRegression()(5.0), TypeError, [f"{FLOAT32} float 5.0."]),
    "threshold above 1": (lambda: LogisticRegression().predict(column(1.0), 1.5), ValueError,
        ["threshold must be a number between 0 and 1, or infinite; got 1.5"]),
    "threshold below 0": (lambda: LogisticRegression().predict(column(1.0), -0.5), ValueError,
        ["threshold must be a number between 0 and 1, or infinite; got -0.5"]),
    "threshold as text": (lambda: LogisticRegression().predict(column(1.0), "0.5"), TypeError,
        ["threshold must be a number between 0 and 1; got str '0.5'"]),
    "boundary at 0": (lambda: LogisticRegression().decision_boundary(0), ValueError,
        ["threshold must be a number strictly between 0 and 1, or infinite; got 0.0"]),
    "boundary at 1": (lambda: LogisticRegression().decision_boundary(1.0), ValueError,
        ["threshold must be a number strictly between 0 and 1, or infinite; got 1.0"]),
    "boundary at None": (lambda: LogisticRegression().decision_boundary(None), TypeError,
        ["threshold must be a number strictly between 0 and 1; got NoneType"]),
    "boundary of several features": (lambda: LogisticRegression(13).decision_boundary(), ValueError,
        ["only for one feature; this model has 13"]),
    "boundary of a flat model": (lambda: LogisticRegression.from_parameters(0, 1).decision_boundary(),
        ValueError, ["the weight is 0", "the same for every x"]),
}


@each_row("case", BAD_INPUT)
def test_bad_input(case, refuses):
    call, error, words = BAD_INPUT[case]
    with refuses(error, *words):
        call()


@each_row(
    ("n_features", "shape"), [(1, (13, 2)), (2, (13, 1)), (2, (13,)), (1, (13, 1, 1)), (1, ())]
)
def test_no_advice_where_reshaping_is_none(n_features, shape):
    with pytest.raises(ValueError) as caught:  # noqa: PT011 the whole message is compared
        LogisticRegression(n_features)(torch.zeros(shape))
    assert str(caught.value) == f"X must have shape (n_samples, {n_features}); got {shape}."


def test_a_model_at_zero_says_one_half_and_draws_nothing(refuses):
    state = torch.get_rng_state()
    for n_features in (1, 13):
        model = at_zero(n_features)
        assert model.linear.weight.shape == (1, n_features)
        assert (model.predict_proba(torch.randn(17, n_features, generator=torch.Generator())) == 0.5).all()
        assert model.linear.weight.requires_grad
    assert torch.equal(torch.get_rng_state(), state)
    with refuses(ValueError, "n_features must be a whole number of at least 1; got 0"):
        at_zero(0)
