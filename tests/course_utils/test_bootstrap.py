"""course_utils.bootstrap: scipy's intervals, whole people, and coverage where the truth is known."""

import math

import numpy as np
import pytest
import torch
from support.rows import each_row

from course_utils.bootstrap import bootstrap_interval, share_interval
from course_utils.metrics import cheapest_threshold, roc_auc

# what is compared with takes seconds to import: the tests run in one worker, so that one alone spends them
pytestmark = pytest.mark.xdist_group("oracles")


@pytest.mark.slow
def test_interval_of_a_mean_is_that_of_scipy_and_of_theory():
    from scipy import stats

    values = np.random.default_rng(0).normal(3, 2, 400)
    low, high = bootstrap_interval(np.mean, values, n_resamples=10_000, seed=1)
    other = stats.bootstrap((values,), np.mean, n_resamples=10_000, method="percentile", rng=2).confidence_interval
    # both quantiles are themselves drawn: their spread is about 0.024 standard errors
    error = values.std() / 20
    assert low == pytest.approx(other.low, abs=0.1 * error)
    assert high == pytest.approx(other.high, abs=0.1 * error)
    assert (low, high) == pytest.approx((values.mean() - 1.96 * error, values.mean() + 1.96 * error), abs=0.1 * error)


def test_level_is_the_share_between_the_ends():
    values = np.random.default_rng(0).normal(0, 1, 400)
    error = values.std() / 20
    low, high = bootstrap_interval(np.mean, values, level=0.8, n_resamples=10_000, seed=0)
    assert (high - low) / error == pytest.approx(2 * 1.2816, abs=0.06)


@pytest.mark.slow
def test_interval_covers_the_truth_about_as_often_as_it_says():
    rng = np.random.default_rng(0)
    covered = 0
    for _ in range(200):
        low, high = bootstrap_interval(np.mean, rng.normal(5, 1, 60), n_resamples=300, seed=0)
        covered += low <= 5 <= high
    assert 180 <= covered <= 198  # 190 expected, two standard deviations are 6


def test_samples_are_drawn_together():
    y = np.arange(17) % 2
    low, high = bootstrap_interval(lambda a, b: np.abs(a - b).max(), y, y.copy(), seed=0)
    assert (low, high) == (0, 0)


def test_every_draw_has_as_many_rows_and_some_twice():
    seen = []
    bootstrap_interval(lambda rows: seen.append(rows) or 0.0, np.arange(13), n_resamples=100, seed=0)
    assert {len(rows) for rows in seen} == {13}
    assert set(np.concatenate(seen)) == set(range(13))
    assert any(len(set(rows)) < 13 for rows in seen)
    assert len({tuple(rows) for rows in seen}) > 90
    assert len(seen) == 100


def test_whole_groups_are_drawn_with_all_of_their_rows():
    groups = np.array(["b", "a", "b", "c", "b", "d", "d"])
    seen = []
    bootstrap_interval(lambda rows: seen.append(rows.tolist()) or 0.0, np.arange(7), groups=groups, seed=0)
    of_group = {"a": [1], "b": [0, 2, 4], "c": [3], "d": [5, 6]}
    for rows in seen:
        taken, rest = [], rows
        while rest:
            rows_of_first = of_group[groups[rest[0]]]
            assert rest[: len(rows_of_first)] == rows_of_first
            taken.append(groups[rest[0]])
            rest = rest[len(rows_of_first) :]
        assert len(taken) == 4
    assert {groups[row] for rows in seen for row in rows} == set("abcd")


@pytest.mark.slow
def test_copies_of_people_make_an_interval_wider_by_the_root_of_their_number():
    values = np.random.default_rng(0).normal(3, 2, 400)
    people = np.arange(400)
    by_row = np.diff(bootstrap_interval(np.mean, np.tile(values, 4), seed=0))[0]
    by_person = np.diff(bootstrap_interval(np.mean, np.tile(values, 4), groups=np.tile(people, 4), seed=0))[0]
    assert by_person / by_row == pytest.approx(2, abs=0.15)
    alone = np.diff(bootstrap_interval(np.mean, values, groups=people, seed=0))[0]
    assert by_person == pytest.approx(alone, rel=1e-9), "the same people, drawn by the same numbers"


def test_groups_are_checked(refuses):
    with refuses(ValueError, "groups must name the group of each of the 5 rows"):
        bootstrap_interval(np.mean, np.arange(5), groups=[1, 2], seed=0)
    with refuses(ValueError, "all rows are of the one group 3"):
        bootstrap_interval(np.mean, np.arange(5), groups=[3] * 5, seed=0)


def test_several_statistics_on_the_same_draws():
    values = np.random.default_rng(0).normal(size=(50, 2))
    low, high = bootstrap_interval(lambda v: [v.mean(), -v.mean()], values, seed=0)
    assert low.shape == high.shape == (2,)
    np.testing.assert_allclose(low, -high[::-1], atol=1e-15)
    alone = bootstrap_interval(lambda v: v.mean(), values, seed=0)
    assert alone == (low[0], high[0])


@pytest.mark.slow
def test_tensors_and_tables_of_the_course_go_in():
    y, p = torch.tensor([[0.0], [1.0]] * 30), torch.linspace(0, 1, 60).reshape(-1, 1).requires_grad_()
    low, high = bootstrap_interval(roc_auc, y, p, seed=0)
    assert low < roc_auc(y, p) < high


def test_seed_decides():
    values = np.arange(17.0)
    first, again, other = (bootstrap_interval(np.mean, values, seed=seed) for seed in (0, 0, 1))
    assert first == again != other


def test_bad_input(refuses):
    with refuses(ValueError, "one length, not empty; got lengths [3, 4]"):
        bootstrap_interval(np.mean, np.arange(3), np.arange(4), seed=0)
    for nothing in ([], [np.array([])], [np.array(1.0)]):
        with refuses(ValueError, "one length, not empty; got lengths"):
            bootstrap_interval(np.mean, *nothing, seed=0)
    with refuses(ValueError, "level must be", "strictly between 0 and 1; got 95.0"):
        bootstrap_interval(np.mean, np.arange(3), level=95, seed=0)
    with refuses(ValueError, "n_resamples must be a whole number of at least 100"):
        bootstrap_interval(np.mean, np.arange(3), n_resamples=10, seed=0)
    with refuses(ValueError, "the statistic is NaN for 100 of 100 draws", "an empty group", "without an interval"):
        bootstrap_interval(lambda values: [1.0, np.nan], np.arange(3), n_resamples=100, seed=0)


@pytest.mark.parametrize("error", [ValueError("one class only"), ZeroDivisionError("division by zero")])
def test_a_statistic_that_refuses_some_draws_is_quoted(error, refuses):
    values = np.arange(13)

    def statistic(rows):
        if 7 not in rows:
            raise error
        return rows.mean()

    rng = np.random.default_rng(0)
    n_without = sum(7 not in rng.integers(13, size=13) for _ in range(200))
    with refuses(
        ValueError, f"the statistic refuses {n_without} of 200 draws, so it has no interval", f"it says: {error}.",
        "a draw can miss a rare class", "Take more rows",
    ):  # fmt: skip
        bootstrap_interval(statistic, values, n_resamples=200, seed=0)


@pytest.mark.slow
def test_an_auc_of_few_positives_says_what_is_too_few(refuses):
    y, p = np.arange(40) < 3, np.linspace(0, 1, 40)
    with refuses(ValueError, "the statistic refuses ", "only one class: 0 positive and 40 negative", "too few rows"):
        bootstrap_interval(roc_auc, y, p, seed=0)


def test_what_the_statistic_refuses_of_the_rows_themselves_it_says_itself():
    with pytest.raises(ValueError, match=r"^y_true has only one class: 0 positive and 3 negative"):
        bootstrap_interval(roc_auc, [0, 0, 0], [0.1, 0.2, 0.3], seed=0)
    with pytest.raises(TypeError, match="scores must hold numbers"):
        bootstrap_interval(roc_auc, [0, 1, 0], ["a", "b", "c"], seed=0)


@pytest.mark.slow
def test_an_end_is_infinite_where_the_draws_are():
    y, p = np.array([0] * 50 + [1] * 3), np.linspace(0, 1, 53)
    p[50] = 0.1  # one of the three positives is far down

    def cheapest(y, p):
        return cheapest_threshold(y, p, cost_fp=1, cost_fn=1)[0] if 0 < y.sum() < len(y) else np.inf

    low, high = bootstrap_interval(cheapest, y, p, seed=0)
    assert 0.9 < low <= 1
    assert high == np.inf


@each_row("level", [0.5, 0.888])
@each_row("n_infinite", [1, 5, 6, 25, 26, 75, 76, 95, 96, 101])
def test_infinite_ends_are_the_outer_ones_of_those_drawn(n_infinite, level):
    ranked = np.r_[np.arange(101.0 - n_infinite), [np.inf] * n_infinite]
    draws = iter(np.random.default_rng(0).permutation(101))

    def statistic(_):
        value = ranked[next(draws)]
        return value, -value, np.nan_to_num(value, posinf=500)

    low, high = bootstrap_interval(statistic, np.arange(3), n_resamples=101, level=level, seed=0)
    first, last = math.floor(50 * (1 - level) + 1e-9), math.ceil(50 * (1 + level) - 1e-9)
    assert (low[0], high[0]) == (ranked[first], ranked[last])
    assert (low[1], high[1]) == (-ranked[last], -ranked[first])
    finite = np.quantile(np.minimum(ranked, 500), [(1 - level) / 2, (1 + level) / 2])
    assert (low[2], high[2]) == tuple(finite)  # interpolated, whatever the others are


# ------------------------------------------------------- interval of a share


@pytest.mark.parametrize("level", [0.8, 0.95, 0.999])
def test_interval_of_a_share_is_that_of_scipy(level):
    from scipy import stats

    n_found, n = np.array([0, 1, 3, 13, 17, 97]), np.array([11, 13, 17, 17, 17, 173])
    low, high = share_interval(n_found, n, level=level)
    for i, (k, m) in enumerate(zip(n_found, n, strict=True)):
        expected = stats.binomtest(k, m).proportion_ci(level, method="wilson")
        assert (low[i], high[i]) == pytest.approx((expected.low, expected.high), rel=1e-12, abs=1e-15)


def test_interval_of_nothing_found_and_of_all_found():
    assert share_interval(0, 21)[0] == 0
    assert share_interval(0, 21)[1] == pytest.approx(0.155, abs=5e-4)
    assert share_interval(19, 19)[1] == 1
    assert share_interval(19, 19)[0] == pytest.approx(1 - share_interval(0, 19)[1], rel=1e-12)


def test_share_of_nobody_has_no_interval():
    low, high = share_interval(np.array([0, 1]), np.array([0, 2]))
    assert np.isnan([low[0], high[0]]).all()
    assert 0 < low[1] < 0.5 < high[1] < 1
    assert np.isnan(share_interval(0, 0)).all()


def test_interval_of_a_share_covers_the_truth_about_as_often_as_it_says():
    from scipy import stats

    n, share = 60, 0.1
    low, high = share_interval(np.arange(n + 1), n)
    covered = stats.binom.pmf(np.arange(n + 1), n, share)[(low <= share) & (share <= high)].sum()
    assert 0.93 <= covered <= 0.98  # discrete, so not exactly 0.95


def test_counts_are_broadcast_and_numbers_give_numbers():
    low, high = share_interval(3, np.array([7, 13]))
    assert low.shape == high.shape == (2,)
    assert isinstance(share_interval(3, 7)[0], float)


def test_bad_counts(refuses):
    with refuses(ValueError, "n_found must not be above n; got 8 of 7"):
        share_interval(8, 7)
    with refuses(ValueError, "n_found must not be negative; got [-1, 2]"):
        share_interval([-1, 2], 7)
    with refuses(TypeError, "n must hold whole numbers"):
        share_interval(3, 7.0)
    with refuses(ValueError, "level must be", "strictly between 0 and 1; got 95.0"):
        share_interval(3, 7, level=95)
