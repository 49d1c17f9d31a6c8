"""course_utils.metrics against counting by hand and against scikit-learn."""

import math
from fractions import Fraction

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from support.rows import each_row

from course_utils._radix_sort import sorted_descending
from course_utils.metrics import (
    Counts,
    bayes_threshold,
    calibration_curve,
    cheapest_threshold,
    confusion_counts,
    counts_at_every_threshold,
    expected_cost,
    positive_predictive_value,
    precision_recall_curve,
    roc_auc,
    roc_curve,
)

# what is compared with takes seconds to import: the tests run in one worker, so that one alone spends them
pytestmark = pytest.mark.xdist_group("oracles")

SCORES = [
    (np.float64, st.floats(-1e300, 1e300)),
    (np.float32, st.floats(-(2.0**100), 2.0**100, width=32)),
    # few values, so that many tie; zero with both signs, and its neighbours
    (np.float64, st.sampled_from([-2.0, -0.5, -0.0, 0.0, 5e-324, 0.5, 0.75])),
    (np.float32, st.sampled_from([-2.0, -(2.0**-149), -0.0, 0.0, 2.0**-149, 0.5])),
    (np.int64, st.integers(-3, 3)),
    (np.uint8, st.integers(0, 3)),
    (np.bool_, st.booleans()),
]


def samples_of(dtype, score):
    """Labels of both classes, in any order, and as many scores."""

    def arrays(rows, negative, positive, place):
        rows = [*rows[:place], (0, negative), (1, positive), *rows[place:]]
        return np.array([y for y, _ in rows]), np.array([s for _, s in rows], dtype)

    rows = st.lists(st.tuples(st.integers(0, 1), score), max_size=13)
    return st.builds(arrays, rows, score, score, st.integers(0, 13))


SAMPLES = st.one_of([samples_of(dtype, score) for dtype, score in SCORES])


def count(y, scores, threshold):
    """TP, FP, FN and TN, one sample after the other."""
    cells = {(1, True): 0, (0, True): 0, (1, False): 0, (0, False): 0}
    for label, score in zip(y.tolist(), scores.tolist(), strict=True):
        cells[int(label), score >= threshold] += 1
    return tuple(cells.values())


def mixed(n=221, dtype=np.float64, seed=0, decimals=1):
    """A sample with ties, negative scores and unequal classes."""
    rng = np.random.default_rng(seed)
    y = (np.arange(n) % 17 < 6).astype(int)
    return y, (rng.normal(size=n) + y).round(decimals).astype(dtype)


# ------------------------------------------------------------ one threshold


def test_counts_by_hand_fp_and_fn_the_right_way_round():
    #      y: two positives missed, one found; one negative called positive, four left alone
    y, s = [1, 1, 1, 0, 0, 0, 0, 0], [0.1, 0.2, 0.9, 0.8, 0.1, 0.2, 0.3, 0.4]
    counts = confusion_counts(y, s)
    assert (counts.tp, counts.fp, counts.fn, counts.tn) == (1, 1, 2, 4)
    assert (counts.n_positive, counts.n_negative, counts.thresholds) == (3, 5, 0.5)
    assert counts.accuracy == 5 / 8
    assert counts.precision == 1 / 2
    assert counts.recall == 1 / 3
    assert counts.specificity == 4 / 5
    assert counts.false_positive_rate == 1 / 5
    assert repr(counts) == "Counts(threshold 0.5: TP 1, FP 1, FN 2, TN 4)"
    for number in (counts.tp, counts.fp, counts.fn, counts.tn, counts.n_positive, counts.n_negative):
        assert type(number) is int
    for name in ("accuracy", "precision", "recall", "specificity", "false_positive_rate"):
        assert type(getattr(counts, name)) is float


def test_a_score_at_the_threshold_is_called_positive():
    for threshold, tp, fp in ((0.5, 1, 1), (np.nextafter(0.5, 1), 0, 0), (np.nextafter(0.5, 0), 1, 1)):
        counts = confusion_counts([1, 0], [0.5, 0.5], threshold)
        assert (counts.tp, counts.fp) == (tp, fp)
    assert confusion_counts([1, 0], [0.5, 0.25]).tp == 1  # 0.5 unless told otherwise
    assert confusion_counts([1, 0], [0.0, -0.0], 0).fp == 1


@given(SAMPLES)
def test_counts_at_one_threshold_are_those_by_hand(sample):
    y, s = sample
    for threshold in (float(s[0]), float(s[-1]), 0.0, 0.25, math.inf, -math.inf):
        counts = confusion_counts(y, s, threshold)
        assert (counts.tp, counts.fp, counts.fn, counts.tn) == count(y, s, threshold)


def test_counts_and_rates_are_those_of_scikit_learn():
    import sklearn.metrics

    y, s = mixed()
    for threshold in (-0.7, 0.0, 0.4, 1.3):
        counts, called = confusion_counts(y, s, threshold), s >= threshold
        matrix = sklearn.metrics.confusion_matrix(y, called)
        assert [[counts.tn, counts.fp], [counts.fn, counts.tp]] == matrix.tolist()
        assert counts.accuracy == sklearn.metrics.accuracy_score(y, called)
        assert counts.precision == sklearn.metrics.precision_score(y, called)
        assert counts.recall == sklearn.metrics.recall_score(y, called)
        assert counts.specificity == sklearn.metrics.recall_score(1 - y, ~called)


def test_one_class_only_is_counted_and_leaves_rates_undefined():
    positives = confusion_counts([1, 1, 1], [0.2, 0.6, 0.7])
    assert (positives.tp, positives.fp, positives.fn, positives.tn) == (2, 0, 1, 0)
    assert positives.recall == 2 / 3
    assert positives.precision == 1
    assert math.isnan(positives.specificity)
    assert math.isnan(positives.false_positive_rate)
    negatives = confusion_counts([0, 0, 0], [0.2, 0.6, 0.7], threshold=0.9)
    assert (negatives.tp, negatives.fp, negatives.fn, negatives.tn) == (0, 0, 0, 3)
    assert math.isnan(negatives.recall)
    assert math.isnan(negatives.precision)
    assert negatives.specificity == 1
    assert negatives.accuracy == 1


# --------------------------------------------------------- every threshold


@given(SAMPLES)
def test_counts_at_every_threshold_are_those_by_hand(sample):
    y, s = sample
    counts = counts_at_every_threshold(y, s)
    thresholds = [math.inf, *sorted({float(v) + 0.0 for v in s.tolist()}, reverse=True)]
    assert counts.thresholds.tolist() == thresholds
    expected = [list(count(y, s, threshold)) for threshold in thresholds]
    assert np.column_stack([counts.tp, counts.fp, counts.fn, counts.tn]).tolist() == expected
    assert counts.n_positive == y.sum()
    assert counts.n_negative == len(y) - y.sum()


@pytest.mark.slow
@given(SAMPLES)
def test_curves_are_those_of_scikit_learn(sample):
    import sklearn.metrics

    y, s = sample
    numbers = s.astype(np.float64)  # scikit-learn subtracts neighbouring scores, which float32 may not hold
    fpr, recall, thresholds = roc_curve(y, s)
    expected = sklearn.metrics.roc_curve(y, numbers, drop_intermediate=False)
    np.testing.assert_array_equal(fpr, expected[0])
    np.testing.assert_array_equal(recall, expected[1])
    np.testing.assert_array_equal(thresholds, expected[2])

    precision, recall, thresholds = precision_recall_curve(y, s)
    # scikit-learn goes from the lowest threshold up and puts (recall 0, precision 1) at the end, which
    # nobody measured; here the same place, threshold infinity, is undefined
    expected = sklearn.metrics.precision_recall_curve(y, numbers)
    np.testing.assert_array_equal(precision[1:], expected[0][-2::-1])
    np.testing.assert_array_equal(recall, expected[1][::-1])
    np.testing.assert_array_equal(thresholds[1:], expected[2][::-1])
    assert math.isnan(precision[0])

    # a sum of trapezoids here in whole numbers, there in floats
    assert roc_auc(y, s) == pytest.approx(sklearn.metrics.roc_auc_score(y, numbers), rel=1e-14, abs=1e-15)


@given(SAMPLES)
def test_auc_is_the_share_of_pairs_in_order_with_ties_counting_half(sample):
    y, s = sample
    positives, negatives = s[y == 1].tolist(), s[y == 0].tolist()
    won = sum(Fraction(p > n) + Fraction(p == n, 2) for p in positives for n in negatives)
    auc = roc_auc(y, s)
    assert type(auc) is float
    assert auc == float(won / (len(positives) * len(negatives)))
    # the same scores pointing the other way
    assert roc_auc(1 - y, s) == pytest.approx(1 - auc, abs=1e-15)


def test_auc_of_good_useless_and_reversed_scores():
    assert roc_auc([0, 0, 1], [0.1, 0.2, 0.3]) == 1
    assert roc_auc([0, 0, 1], [0.3, 0.2, 0.1]) == 0
    assert roc_auc([0, 0, 1], [0.2, 0.2, 0.2]) == 0.5


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_counts_on_many_scores(dtype):
    import sklearn.metrics

    y, s = mixed(n=13 * 1700, dtype=dtype, decimals=3)
    counts = counts_at_every_threshold(y, s)
    fpr, recall, thresholds = sklearn.metrics.roc_curve(y, s, drop_intermediate=False)
    np.testing.assert_array_equal(counts.false_positive_rate, fpr)
    np.testing.assert_array_equal(counts.recall, recall)
    np.testing.assert_array_equal(counts.thresholds, thresholds)
    assert counts.thresholds.dtype == dtype
    for k in (0, 1, 500, -1):
        one = confusion_counts(y, s, counts.thresholds[k])  # the first is infinite
        assert (one.tp, one.fp) == (counts.tp[k], counts.fp[k])
    assert repr(counts) == (
        f"Counts({len(thresholds)} thresholds from inf to {s.min():g}; "
        f"{counts.n_positive} positive, {counts.n_negative} negative)"
    )


def test_the_order_of_samples_and_the_kind_of_container_do_not_matter():
    y, s = mixed(dtype=np.float32)
    expected = counts_at_every_threshold(y, s)
    column = torch.tensor(s).reshape(-1, 1).requires_grad_()
    for labels, scores in (
        (y[::-1], s[::-1]),  # reversed arrays, which torch cannot share
        (y.tolist(), s.tolist()),
        (torch.tensor(y).float().reshape(-1, 1), column),
        (np.repeat(y, 2)[::2], np.repeat(s, 2)[::2]),
        (y.astype(bool), s.astype(">f4")),
        (y, s.astype(np.longdouble)),
    ):
        counts = counts_at_every_threshold(labels, scores)
        np.testing.assert_array_equal(counts.thresholds, expected.thresholds)
        np.testing.assert_array_equal(counts.tp, expected.tp)
        np.testing.assert_array_equal(counts.fp, expected.fp)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_threshold_of_zero_has_no_sign(dtype):
    counts = counts_at_every_threshold([0, 1, 0, 1], np.array([-0.0, 0.0, -0.0, 1.0], dtype))
    assert counts.thresholds.tolist() == [math.inf, 1.0, 0.0]
    assert not np.signbit(counts.thresholds).any()
    assert counts.tp.tolist() == [0, 1, 2]


@given(SAMPLES)
def test_the_radix_sort_is_that_of_numpy(sample):
    y, s = sample
    s = s.astype(np.float32 if s.dtype == np.float32 else np.float64)
    scores, labels = sorted_descending(s, y)
    assert scores.dtype == s.dtype
    np.testing.assert_array_equal(scores, -np.sort(-s))
    assert sorted(zip(scores.tolist(), labels.tolist(), strict=True)) == sorted(
        zip(s.tolist(), y.tolist(), strict=True)
    )


def test_scores_are_left_as_they_were():
    s = np.array([0.5, -0.0, -3.0, 2.0])
    counts_at_every_threshold([0, 1, 0, 1], s)
    assert s.tolist() == [0.5, 0.0, -3.0, 2.0]
    assert math.copysign(1, s[1]) == -1


def test_rates_along_all_thresholds():
    counts = counts_at_every_threshold(*mixed())
    n = counts.n_positive + counts.n_negative
    assert np.isnan(counts.precision).tolist() == [True] + [False] * (len(counts.tp) - 1)
    np.testing.assert_array_equal(counts.recall, counts.tp / counts.n_positive)
    np.testing.assert_array_equal(counts.specificity, counts.tn / counts.n_negative)
    np.testing.assert_array_equal(counts.accuracy, (counts.tp + counts.tn) / n)
    np.testing.assert_allclose(counts.false_positive_rate, 1 - counts.specificity, atol=1e-15)
    assert (np.diff(counts.recall) >= 0).all()
    assert (np.diff(counts.precision[1:]) < 0).any()  # recall only rises, precision does as it likes
    assert (np.diff(counts.precision[1:]) > 0).any()


def test_counts_are_compared_as_objects_not_array_by_array():
    counts, twin = counts_at_every_threshold(*mixed()), counts_at_every_threshold(*mixed())
    assert counts == counts
    assert counts != twin
    assert len({counts, twin}) == 2


def test_counts_cannot_be_changed():
    with pytest.raises(AttributeError, match="cannot assign"):
        confusion_counts([0, 1], [0, 1]).tp = 3


# ---------------------------------------------------------------------- cost


COUNTS = confusion_counts([1, 1, 1, 0, 0, 0, 0, 0], [0.1, 0.2, 0.9, 0.8, 0.1, 0.2, 0.3, 0.4])  # FN 2, FP 1


def test_cost_by_hand():
    assert expected_cost(COUNTS, cost_fp=1, cost_fn=10) == pytest.approx((1 + 2 * 10) / 8, rel=1e-15)
    assert expected_cost(COUNTS, cost_fp=10, cost_fn=1) == pytest.approx((10 + 2) / 8, rel=1e-15)
    assert expected_cost(COUNTS, cost_fp=0, cost_fn=1) == pytest.approx(2 / 8, rel=1e-15)
    assert expected_cost(COUNTS, cost_fp=1, cost_fn=0) == pytest.approx(1 / 8, rel=1e-15)
    # of the negatives 1/5 are called positive, of the positives 2/3 are missed
    there = expected_cost(COUNTS, cost_fp=1, cost_fn=10, prevalence=0.25)
    assert there == pytest.approx(0.75 * 1 / 5 + 0.25 * 10 * 2 / 3, rel=1e-15)
    assert expected_cost(COUNTS, cost_fp=1, cost_fn=10, prevalence=0) == pytest.approx(1 / 5, rel=1e-15)
    assert expected_cost(COUNTS, cost_fp=1, cost_fn=10, prevalence=1) == pytest.approx(20 / 3, rel=1e-15)
    assert type(there) is float


def test_cost_at_every_threshold():
    counts = counts_at_every_threshold(*mixed())
    cost = expected_cost(counts, cost_fp=2, cost_fn=3.5)
    np.testing.assert_allclose(cost, (2 * counts.fp + 3.5 * counts.fn) / 221, rtol=1e-14)
    cost = expected_cost(counts, cost_fp=2, cost_fn=3.5, prevalence=0.1)
    fpr, missed = counts.fp / counts.n_negative, counts.fn / counts.n_positive
    np.testing.assert_allclose(cost, 0.9 * 2 * fpr + 0.1 * 3.5 * missed, rtol=1e-14)


def test_cost_where_a_class_is_missing():
    positives = confusion_counts([1, 1], [0.2, 0.7])
    assert expected_cost(positives, cost_fp=3, cost_fn=5) == 2.5
    assert expected_cost(positives, cost_fp=3, cost_fn=5, prevalence=0.5) == 1.25
    negatives = confusion_counts([0, 0], [0.2, 0.7])
    assert expected_cost(negatives, cost_fp=3, cost_fn=5) == 1.5
    assert expected_cost(negatives, cost_fp=3, cost_fn=5, prevalence=0.5) == 0.75


@given(SAMPLES, st.integers(0, 5), st.integers(1, 5))
def test_cheapest_threshold_is_the_highest_of_those_with_the_least_cost(sample, cost_fp, cost_fn):
    y, s = sample
    costs = {}
    for threshold in [math.inf, *sorted({float(v) for v in s.tolist()}, reverse=True)]:
        _, fp, fn, _ = count(y, s, threshold)
        costs[threshold] = Fraction(cost_fp * fp + cost_fn * fn, len(y))
    expected = min(costs, key=costs.get)  # the first of the smallest
    threshold, cost = cheapest_threshold(y, s, cost_fp=cost_fp, cost_fn=cost_fn)
    assert threshold == expected
    assert cost == pytest.approx(float(costs[expected]), rel=1e-14, abs=1e-15)
    assert type(threshold) is type(cost) is float


@each_row("make", [float, np.float32, np.float64, np.array, torch.tensor])
def test_infinity_is_a_threshold_like_any_other(make):
    y, s = [0, 0, 1, 0], [0.9, 0.8, 0.3, 0.1]
    threshold, cost = cheapest_threshold(y, s, cost_fp=2, cost_fn=1)
    assert threshold == math.inf
    nobody, everybody = (confusion_counts(y, s, make(t)) for t in (threshold, -threshold))
    assert repr(nobody) == "Counts(threshold inf: TP 0, FP 0, FN 1, TN 3)"
    assert repr(everybody) == "Counts(threshold -inf: TP 1, FP 3, FN 0, TN 0)"
    assert expected_cost(nobody, cost_fp=2, cost_fn=1) == cost == 1 / 4
    assert math.isnan(nobody.precision)
    assert (nobody.recall, everybody.recall) == (0, 1)


def test_cheapest_threshold_moves_with_cost_and_prevalence():
    y, s = [0, 1, 0, 1], [0.2, 0.8, 0.5, 0.5]
    assert cheapest_threshold(y, s, cost_fp=1, cost_fn=5) == (0.5, 0.25)
    assert cheapest_threshold(y, s, cost_fp=5, cost_fn=1) == (0.8, 0.25)
    assert cheapest_threshold(y, s, cost_fp=1, cost_fn=0) == (math.inf, 0)
    assert cheapest_threshold(y, s, cost_fp=0, cost_fn=1) == (0.5, 0)
    # rare where it is used: false alarms outweigh misses
    assert cheapest_threshold(y, s, cost_fp=1, cost_fn=5, prevalence=0.1) == (0.8, pytest.approx(0.25))
    assert cheapest_threshold(y, s, cost_fp=1, cost_fn=5, prevalence=0)[0] == math.inf


def test_costs_that_differ_by_rounding_only_are_a_tie():
    # false positives plus twice the misses: 4, 2, 3, 4, 2, 3, where in floats the second 2 comes out smaller
    y, s = [1, 0, 0, 1, 0], [5, 4, 3, 2, 1]
    assert cheapest_threshold(y, s, cost_fp=1, cost_fn=2) == (5, pytest.approx(2 / 5))
    # a difference of 1e-9 is none of rounding
    assert cheapest_threshold([1, 0], [1, 2], cost_fp=1, cost_fn=1 - 1e-9)[0] == math.inf
    assert cheapest_threshold([1, 0], [1, 2], cost_fp=1, cost_fn=1 + 1e-9)[0] == 1


def test_bayes_threshold_by_hand():
    assert bayes_threshold(cost_fp=1, cost_fn=1) == 0.5
    assert bayes_threshold(cost_fp=1, cost_fn=3) == 0.25
    assert bayes_threshold(cost_fp=3, cost_fn=1) == 0.75
    assert bayes_threshold(cost_fp=0, cost_fn=2) == 0
    assert bayes_threshold(cost_fp=2, cost_fn=0) == 1


@given(st.floats(0.125, 8), st.floats(0.125, 8))
def test_at_the_bayes_threshold_both_decisions_cost_the_same(cost_fp, cost_fn):
    p = bayes_threshold(cost_fp=cost_fp, cost_fn=cost_fn)
    assert (1 - p) * cost_fp == pytest.approx(p * cost_fn, rel=1e-12)


# ---------------------------------------------------------------- prevalence


def test_predictive_value_by_hand():
    # of 10,000 people 100 are infected: 90 of them test positive, and 495 of the 9,900 others
    value = positive_predictive_value(prevalence=0.01, sensitivity=0.9, specificity=0.95)
    assert value == pytest.approx(90 / (90 + 495), rel=1e-14)
    assert type(value) is float
    assert positive_predictive_value(prevalence=0.5, sensitivity=0.25, specificity=0.25) == 0.25
    assert positive_predictive_value(prevalence=1, sensitivity=0.5, specificity=0) == 1
    assert positive_predictive_value(prevalence=0, sensitivity=0.5, specificity=0) == 0
    assert positive_predictive_value(prevalence=0.5, sensitivity=0.5, specificity=1) == 1
    assert math.isnan(positive_predictive_value(prevalence=0, sensitivity=0.5, specificity=1))
    assert math.isnan(positive_predictive_value(prevalence=0.5, sensitivity=0, specificity=1))


def test_predictive_value_on_a_grid():
    prevalence, sensitivity = np.linspace(0, 1, 13)[:, None], np.linspace(0, 1, 17)
    value = positive_predictive_value(prevalence=prevalence, sensitivity=sensitivity, specificity=0.75)
    assert value.shape == (13, 17)
    for row, col in ((0, 3), (5, 0), (7, 11), (12, 16)):
        hits = prevalence[row, 0] * sensitivity[col]
        alarms = (1 - prevalence[row, 0]) * 0.25
        assert value[row, col] == pytest.approx(hits / (hits + alarms), rel=1e-14)
    assert math.isnan(value[12, 0])  # all infected, none found


def test_predictive_value_at_the_prevalence_of_the_sample_is_the_precision():
    counts = confusion_counts(*mixed(), 0.4)
    value = positive_predictive_value(
        prevalence=counts.n_positive / 221, sensitivity=counts.recall, specificity=counts.specificity
    )
    assert value == pytest.approx(counts.precision, rel=1e-14)


# --------------------------------------------------------------- calibration


@each_row("n_bins", [1, 2, 5, 13, 17])
@each_row("dtype", [np.float32, np.float64])
def test_calibration_is_that_of_scikit_learn(n_bins, dtype):
    from sklearn.calibration import calibration_curve as sklearn_calibration_curve

    rng = np.random.default_rng(n_bins)
    p = rng.uniform(0.1, 0.8, 221).astype(dtype)  # some bins stay empty; none of these lies on an edge
    y = (rng.uniform(size=221) < p**2).astype(int)
    predicted, observed, n_samples = calibration_curve(y, p, n_bins=n_bins)
    expected = sklearn_calibration_curve(y, p, n_bins=n_bins, strategy="uniform")
    np.testing.assert_allclose(observed, expected[0], rtol=1e-14)
    np.testing.assert_allclose(predicted, expected[1], rtol=1e-14)
    assert n_samples.sum() == 221
    assert n_samples.min() > 0
    edges = np.linspace(0, 1, n_bins + 1)
    assert n_samples.tolist() == [n for n in np.histogram(p.astype(np.float64), edges)[0] if n]


def test_calibration_is_in_5_bins_unless_told_otherwise():
    y, p = [0, 1] * 50, np.linspace(0.005, 0.995, 100)
    assert calibration_curve(y, p)[2].tolist() == [20] * 5


def test_a_bin_holds_its_left_edge_and_the_last_one_both():
    p = np.array([0.0, 0.25, 0.5, 0.75, 1.0])
    predicted, observed, n_samples = calibration_curve([0, 0, 1, 1, 0], p, n_bins=4)
    assert predicted.tolist() == [0.0, 0.25, 0.5, 0.875]
    assert observed.tolist() == [0, 0, 1, 0.5]
    assert n_samples.tolist() == [1, 1, 1, 2]
    assert calibration_curve([0, 1], [0.0, 1.0], n_bins=13)[0].tolist() == [0, 1]


@each_row("n_bins", [1, 2, 5, 7, 12])  # no edge is somebody's p
@each_row("dtype", [np.float32, np.float64])
def test_calibration_in_bins_of_equally_many_is_that_of_scikit_learn(n_bins, dtype):
    from sklearn.calibration import calibration_curve as sklearn_calibration_curve

    rng = np.random.default_rng(n_bins)
    p = (0.02 + 0.2 * rng.uniform(size=13 * 17 + 1) ** 3).astype(dtype)
    y = (rng.uniform(size=222) < 3 * p).astype(int)
    predicted, observed, n_samples = calibration_curve(y, p, n_bins=n_bins, strategy="quantile")
    expected = sklearn_calibration_curve(y, p.astype(np.float64), n_bins=n_bins, strategy="quantile")
    np.testing.assert_allclose(observed, expected[0], rtol=1e-14)
    np.testing.assert_allclose(predicted, expected[1], rtol=1e-14)
    assert n_samples.sum() == 222
    assert np.ptp(n_samples) <= 1
    assert np.average(observed, weights=n_samples) == pytest.approx(y.mean(), rel=1e-12)


def test_equal_probabilities_stay_in_one_bin():
    p = np.repeat([0.1, 0.2, 0.9], [10, 2, 5])
    y = np.repeat([0, 1, 0, 1], [9, 1, 1, 6])
    predicted, observed, n_samples = calibration_curve(y, p, n_bins=4, strategy="quantile")
    # the quartiles are 0.1, 0.1 and 0.9: nobody lies below the first, all 0.1 and 0.2 below the third
    assert n_samples.tolist() == [12, 5]
    assert predicted.tolist() == pytest.approx([1.4 / 12, 0.9])
    assert observed.tolist() == pytest.approx([2 / 12, 1.0])


# -------------------------------------------------------------------- errors


Y, P = [0, 1, 1], [0.25, 0.5, 0.75]
COST = {"cost_fp": 1, "cost_fn": 1}
PPV = {"prevalence": 0.5, "sensitivity": 0.5, "specificity": 0.5}
CURVES = {
    "confusion_counts": confusion_counts,
    "counts_at_every_threshold": counts_at_every_threshold,
    "roc_curve": roc_curve,
    "precision_recall_curve": precision_recall_curve,
    "roc_auc": roc_auc,
    "cheapest_threshold": lambda y, s: cheapest_threshold(y, s, **COST),
    "calibration_curve": calibration_curve,
}


@each_row("name", CURVES)
def test_every_curve_checks_labels_and_scores(name, refuses):
    curve, scores = CURVES[name], "p" if name == "calibration_curve" else "scores"
    with refuses(ValueError, f"y_true and {scores} must have the same length; got 3 and 2"):
        curve(Y, P[:2])
    with refuses(ValueError, f"y_true and {scores} are empty"):
        curve([], [])
    with refuses(ValueError, f"{scores} has 1 NaN or infinite among its 3 values"):
        curve(Y, [0.5, math.nan, 0.5])
    with refuses(ValueError, "labels 0 (negative) and 1 (positive); also found: -1"):
        curve([-1, 1, 1], P)
    with refuses(TypeError, f"{scores} must hold numbers; got list of length 3"):
        curve(Y, ["a", "b", "c"])
    with refuses(ValueError, "y_true must have shape (n_samples,) or (n_samples, 1); got (3, 3)"):
        curve(np.zeros((3, 3)), P)
    if name != "confusion_counts":
        with refuses(ValueError, "y_true has only one class: 3 positive and 0 negative"):
            curve([1, 1, 1], P)
        with refuses(ValueError, "y_true has only one class: 0 positive and 3 negative"):
            curve([0, 0, 0], P)


BAD_INPUT = {
    "threshold NaN": (lambda: confusion_counts(Y, P, math.nan), ValueError,
        ["threshold must be a number, or infinite; got nan"]),
    "threshold as text": (lambda: confusion_counts(Y, P, "0.5"), TypeError,
        ["threshold must be a number; got str '0.5'"]),
    "many thresholds": (lambda: confusion_counts(Y, P, [0.25, 0.5]), TypeError,
        ["threshold must be a number; got list of length 2"]),
    "negative cost of a false positive": (lambda: expected_cost(COUNTS, cost_fp=-1, cost_fn=1), ValueError,
        ["cost_fp must be a finite number of at least 0; got -1.0"]),
    "negative cost of a false negative": (lambda: bayes_threshold(cost_fp=1, cost_fn=-0.5), ValueError,
        ["cost_fn must be a finite number of at least 0; got -0.5"]),
    "infinite cost": (lambda: cheapest_threshold(Y, P, cost_fp=1, cost_fn=math.inf), ValueError,
        ["cost_fn must be a finite number of at least 0; got inf"]),
    "cost as text": (lambda: expected_cost(COUNTS, cost_fp="1", cost_fn=1), TypeError,
        ["cost_fp must be a number of at least 0; got str '1'"]),
    "no cost at all": (lambda: expected_cost(COUNTS, cost_fp=0, cost_fn=0.0), ValueError,
        ["cost_fp and cost_fn are both 0"]),
    "no cost at all, again": (lambda: bayes_threshold(cost_fp=0, cost_fn=0), ValueError,
        ["cost_fp and cost_fn are both 0"]),
    "prevalence in percent": (lambda: expected_cost(COUNTS, **COST, prevalence=5), ValueError,
        ["prevalence must be a finite number between 0 and 1; got 5.0"]),
    "prevalence negative": (lambda: cheapest_threshold(Y, P, **COST, prevalence=-0.1), ValueError,
        ["prevalence must be a finite number between 0 and 1; got -0.1"]),
    "prevalence as text": (lambda: expected_cost(COUNTS, **COST, prevalence="5 %"), TypeError,
        ["prevalence must be a number between 0 and 1; got str '5 %'"]),
    "tested prevalence in percent": (lambda: positive_predictive_value(**PPV | {"prevalence": 5}), ValueError,
        ["prevalence must be probabilities between 0 and 1; got values from 5 to 5", "Write 5 % as 0.05"]),
    "sensitivity in percent": (lambda: positive_predictive_value(**PPV | {"sensitivity": [50, 95]}),
        ValueError, ["sensitivity must be probabilities between 0 and 1; got values from 50 to 95"]),
    "specificity negative": (lambda: positive_predictive_value(**PPV | {"specificity": -0.5}), ValueError,
        ["specificity must be probabilities between 0 and 1; got values from -0.5 to -0.5"]),
    "specificity NaN": (lambda: positive_predictive_value(**PPV | {"specificity": [math.nan, 1, math.inf]}),
        ValueError, ["specificity has 2 NaN or infinite among its 3 values"]),
    "sensitivity as text": (lambda: positive_predictive_value(**PPV | {"sensitivity": "high"}), TypeError,
        ["sensitivity must be a number or an array of numbers; got str 'high'"]),
    "logits for a calibration": (lambda: calibration_curve(Y, [-2.0, 0.5, 3.0]), ValueError,
        ["p must be probabilities between 0 and 1; got values from -2 to 3", "pass sigmoid(p)"]),
    "no bins": (lambda: calibration_curve(Y, P, n_bins=0), ValueError,
        ["n_bins must be a whole number of at least 1; got 0"]),
    "strategy": (lambda: calibration_curve(Y, P, strategy="equal"), ValueError,
        ["strategy must be 'uniform' or 'quantile'; got 'equal'"]),
    "bins as float": (lambda: calibration_curve(Y, P, n_bins=5.0), TypeError,
        ["n_bins must be a whole number of at least 1; got float 5.0"]),
}


@each_row("case", BAD_INPUT)
def test_bad_input(case, refuses):
    call, error, words = BAD_INPUT[case]
    with refuses(error, *words):
        call()


def test_costs_are_named_so_that_they_cannot_be_swapped():
    for call in (
        lambda: expected_cost(COUNTS, 1, 5),
        lambda: cheapest_threshold(Y, P, 1, 5),
        lambda: bayes_threshold(1, 5),
        lambda: positive_predictive_value(0.5, 0.5, 0.5),
    ):
        with pytest.raises(TypeError, match="positional"):
            call()


def test_counts_can_be_written_down_by_hand():
    counts = Counts(thresholds=5.0, tp=15, fp=7, n_positive=20, n_negative=20)
    assert repr(counts) == "Counts(threshold 5: TP 15, FP 7, FN 5, TN 13)"
    assert counts.recall == 0.75
