"""course_utils.data: the reference example to the digit, and generators that draw what they say."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from support.rows import each_row

from course_utils.data import (
    REFERENCE_OVERLAP,
    X_MAX,
    bayes_error,
    make_overlapping_classes,
    overlap_interval,
    reference_example,
    true_posterior,
)
from course_utils.models import LogisticRegression

# ------------------------------------------------------ the reference example


def test_reference_example_is_model_then_negatives_then_positives():
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(42)
        linear = torch.nn.Linear(1, 1)
        negatives, positives = torch.rand(20) * 7, torch.rand(20) * 7 + 3

    model, X, y = reference_example()

    assert isinstance(model, LogisticRegression)
    assert torch.equal(model.linear.weight, linear.weight)
    assert torch.equal(model.linear.bias, linear.bias)
    assert X.dtype == y.dtype == torch.float32
    assert X.shape == y.shape == (40, 1)
    assert torch.equal(X[:20, 0], negatives)
    assert torch.equal(X[20:, 0], positives)
    assert y.ravel().tolist() == [0.0] * 20 + [1.0] * 20


def test_reference_example_has_names_and_is_fresh_each_time():
    first, second = reference_example(), reference_example(42)
    assert first._fields == ("model", "X", "y")
    assert torch.equal(first.X, second.X)
    assert first.model is not second.model
    assert first.model.linear.weight.requires_grad
    assert not torch.equal(first.X, reference_example(seed=43).X)


def test_data_before_the_model_gives_other_numbers():
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(42)
        data_first = torch.rand(20) * 7
        model_last = torch.nn.Linear(1, 1)
    model, X, _ = reference_example()
    assert not torch.isclose(X[:20, 0], data_first).any()
    assert abs(model.linear.weight.item() - model_last.weight.item()) > 0.1


@pytest.mark.parametrize("draw", [reference_example, lambda: make_overlapping_classes(13, 17, seed=5)])
def test_the_global_generator_is_left_as_it_was(draw):
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(7)
        expected = torch.rand(13)
        torch.manual_seed(7)
        draw()
        assert torch.equal(torch.rand(13), expected)


# ------------------------------------------------------- overlapping classes


def test_classes_stand_one_after_the_other_in_columns():
    X, y = make_overlapping_classes(13, 17, seed=0)
    assert X.shape == y.shape == (30, 1)
    assert X.dtype == y.dtype == torch.float32
    assert y.ravel().tolist() == [0.0] * 13 + [1.0] * 17


def test_classes_are_20_and_20_with_the_overlap_of_the_reference_unless_told_otherwise():
    X, y = make_overlapping_classes(seed=3)
    assert y.ravel().tolist() == [0.0] * 20 + [1.0] * 20
    assert torch.equal(X, make_overlapping_classes(20, 20, overlap=4.0, seed=3)[0])
    assert (REFERENCE_OVERLAP, X_MAX) == (4.0, 10.0)


def test_the_seed_alone_decides():
    X, _ = make_overlapping_classes(13, 17, seed=1)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(99)
        assert torch.equal(make_overlapping_classes(13, 17, seed=1)[0], X)
    assert not torch.equal(make_overlapping_classes(13, 17, seed=2)[0], X)
    assert make_overlapping_classes(1, 1, seed=0)[0].shape == (2, 1)


@each_row("overlap", [0, 2.5, 4.0, 10])
def test_each_class_fills_its_stretch_evenly(overlap):
    n = 20_000
    X, _ = make_overlapping_classes(n, n, overlap=overlap, seed=0)
    length = (10 + overlap) / 2
    for x, start in ((X[:n, 0], 0), (X[n:, 0], 10 - length)):
        assert start <= x.min()
        assert x.max() <= start + length
        shares = torch.histc(x, bins=13, min=start, max=start + length) / n
        # 13 bins of 1/13: five standard deviations of a share
        assert (shares - 1 / 13).abs().max() < 5 * math.sqrt(1 / 13 / n)


# ------------------------------------------------------------------ the truth


def test_interval_by_hand():
    assert overlap_interval() == (3.0, 7.0)
    assert overlap_interval(0) == (5.0, 5.0)
    assert overlap_interval(10) == (0.0, 10.0)
    assert overlap_interval(2.5) == (3.75, 6.25)


def test_posterior_by_hand():
    x = torch.tensor([[0.0, 2.99, 3.0], [5.0, 7.0, 7.01], [10.0, 3.01, 6.99]])
    for share in (0.5, 0.125):
        expected = [[0, 0, share], [share, share, 1], [1, share, share]]
        assert true_posterior(x, prevalence=share).tolist() == expected
    assert torch.equal(true_posterior(x), true_posterior(x, overlap=4.0, prevalence=0.5))
    assert true_posterior(torch.tensor([4.0, 5.0, 6.0]), overlap=0).tolist() == [0, 0.5, 1]
    assert true_posterior(torch.tensor([0.0, 10.0]), overlap=10, prevalence=0.25).tolist() == [0.25, 0.25]
    assert true_posterior(torch.tensor([0.0, 10.0]), overlap=10, prevalence=0).tolist() == [0, 0]
    assert true_posterior(torch.tensor([0.0, 10.0]), overlap=10, prevalence=1).tolist() == [1, 1]
    assert true_posterior(8).item() == 1
    assert true_posterior(torch.zeros(13, 17)).shape == (13, 17)
    assert true_posterior(torch.zeros(1).double()).dtype == torch.float64


def test_posterior_does_not_change_what_it_was_given():
    x = torch.tensor([1.0, 5.0, 9.0])
    true_posterior(x)
    assert x.tolist() == [1, 5, 9]


def test_bayes_error_by_hand():
    assert bayes_error() == pytest.approx(2 / 7, rel=1e-15)
    assert bayes_error(overlap=0) == 0
    assert bayes_error(overlap=10) == 0.5
    assert bayes_error(overlap=10, prevalence=0.25) == 0.25
    assert bayes_error(overlap=10, prevalence=0.75) == 0.25
    assert bayes_error(prevalence=0) == bayes_error(prevalence=1) == 0
    # of each class 4/7 lies in the overlap
    assert bayes_error(prevalence=0.1) == pytest.approx(0.1 * 4 / 7, rel=1e-15)
    assert type(bayes_error(overlap=torch.tensor(4.0))) is float


@pytest.mark.slow
@given(overlap=st.floats(0, 10), prevalence=st.floats(0, 1))
def test_bayes_error_is_the_integral_of_the_smaller_share(overlap, prevalence):
    # at x the classes have densities (1 - prevalence) / length and prevalence / length where they lie
    start, end = overlap_interval(overlap)
    length = 10 - start
    smaller = min(prevalence, 1 - prevalence) / length
    assert bayes_error(overlap=overlap, prevalence=prevalence) == pytest.approx(
        smaller * (end - start), rel=1e-12, abs=1e-12
    )
    # posterior and densities tell one story: Bayes' rule in the middle
    middle = true_posterior(torch.tensor([5.0]).double(), overlap=overlap, prevalence=prevalence)
    assert middle.item() == prevalence


@pytest.mark.parametrize(
    ("n_negative", "n_positive", "overlap"), [(200_000, 200_000, 4.0), (300_000, 100_000, 7.0)]
)
def test_truth_on_a_large_sample(n_negative, n_positive, overlap):
    X, y = make_overlapping_classes(n_negative, n_positive, overlap=overlap, seed=0)
    n = n_negative + n_positive
    prevalence = n_positive / n
    posterior = true_posterior(X, overlap=overlap, prevalence=prevalence)

    # the share of positives in 20 stretches of x is the mean posterior there
    stretch = (X[:, 0] * 2).long()
    n_inside = torch.bincount(stretch, minlength=20)
    observed = torch.bincount(stretch, weights=y[:, 0].double(), minlength=20) / n_inside
    expected = torch.bincount(stretch, weights=posterior[:, 0].double(), minlength=20) / n_inside
    # five standard deviations of a share; none where the class is certain
    slack = 5 * (expected * (1 - expected) / n_inside).sqrt()
    assert ((observed - expected).abs() <= slack).all()
    assert n_inside.min() > 1000

    # nobody does better than the Bayes error, and who follows the posterior reaches it
    best = bayes_error(overlap=overlap, prevalence=prevalence)
    deviation = math.sqrt(best / n)
    for threshold, reaches_it in ((0.5, True), (prevalence / 2, prevalence == 0.5)):
        error = ((posterior > threshold) != (y == 1)).double().mean().item()
        assert error > best - 5 * deviation
        assert (error < best + 5 * deviation) == reaches_it


def test_every_cut_in_the_overlap_reaches_the_bayes_error_and_trades_one_error_for_the_other():
    n = 200_000
    X, _ = make_overlapping_classes(n, n, seed=1)
    negatives, positives = X[:n], X[n:]
    for cut in (3.0, 4.5, 5.0, 7.0):
        fp = (negatives >= cut).double().mean().item()
        fn = (positives < cut).double().mean().item()
        deviation = 5 * math.sqrt(0.25 / n)
        assert fp == pytest.approx((7 - cut) / 7, abs=deviation)
        assert fn == pytest.approx((cut - 3) / 7, abs=deviation)
        assert (fp + fn) / 2 == pytest.approx(bayes_error(), abs=deviation)


# --------------------------------------------------------------------- errors


RANGE = "a finite number between 0 and 10; got"
BAD_INPUT = {
    "reference seed as float": (lambda: reference_example(42.0), TypeError,
        ["seed must be a whole number of at least 0; got float 42.0"]),
    "reference seed negative": (lambda: reference_example(-1), ValueError,
        ["seed must be a whole number of at least 0; got -1"]),
    "no negatives": (lambda: make_overlapping_classes(0, 5, seed=0), ValueError,
        ["n_negative must be a whole number of at least 1; got 0"]),
    "no positives": (lambda: make_overlapping_classes(5, 0, seed=0), ValueError,
        ["n_positive must be a whole number of at least 1; got 0"]),
    "a count as float": (lambda: make_overlapping_classes(5, 5.0, seed=0), TypeError,
        ["n_positive must be a whole number of at least 1; got float 5.0"]),
    "another count as text": (lambda: make_overlapping_classes("5", 5, seed=0), TypeError,
        ["n_negative must be a whole number of at least 1; got str '5'"]),
    "seed negative": (lambda: make_overlapping_classes(seed=-1), ValueError,
        ["seed must be a whole number of at least 0; got -1"]),
    "seed None": (lambda: make_overlapping_classes(seed=None), TypeError,
        ["seed must be a whole number of at least 0; got NoneType"]),
    "overlap too large": (lambda: make_overlapping_classes(overlap=10.5, seed=0), ValueError,
        [f"overlap must be {RANGE} 10.5"]),
    "overlap negative": (lambda: overlap_interval(-1), ValueError, [f"overlap must be {RANGE} -1.0"]),
    "overlap NaN": (lambda: true_posterior(5.0, overlap=math.nan), ValueError,
        [f"overlap must be {RANGE} nan"]),
    "overlap as text": (lambda: bayes_error(overlap="4"), TypeError,
        ["overlap must be a number between 0 and 10; got str '4'"]),
    "prevalence in percent": (lambda: bayes_error(prevalence=50), ValueError,
        ["prevalence must be a finite number between 0 and 1; got 50.0"]),
    "prevalence negative": (lambda: bayes_error(prevalence=-0.5), ValueError,
        ["prevalence must be a finite number between 0 and 1; got -0.5"]),
    "posterior prevalence above 1": (lambda: true_posterior(5.0, prevalence=1.5), ValueError,
        ["prevalence must be a finite number between 0 and 1; got 1.5"]),
    "posterior prevalence negative": (lambda: true_posterior(5.0, prevalence=-1), ValueError,
        ["prevalence must be", "got -1.0"]),
    "x below 0": (lambda: true_posterior(torch.tensor([-0.5, 5.0])), ValueError,
        ["x must lie between 0 and 10; got values from -0.5 to 5"]),
    "x above 10": (lambda: true_posterior(torch.tensor([2.0, 10.5])), ValueError,
        ["x must lie between 0 and 10; got values from 2 to 10.5"]),
    "x NaN": (lambda: true_posterior(math.nan), ValueError, ["x has 1 NaN"]),
    "x of integers": (lambda: true_posterior(torch.arange(3)), TypeError,
        ["x must hold floats", "Write x.float()"]),
}


@each_row("case", BAD_INPUT)
def test_bad_input(case, refuses):
    call, error, words = BAD_INPUT[case]
    with refuses(error, *words):
        call()


def test_the_seed_of_a_generator_must_be_given():
    with pytest.raises(TypeError, match="missing 1 required keyword-only argument: 'seed'"):
        make_overlapping_classes(13, 17)
