"""Each figure of the class report, computed once more in another way."""

import numpy as np
import pytest
from support.invented_class import person
from support.rows import each_row

from course_tools.homework.class_report import figures

MAXIMA = {"a": 2.0, "b": 1.0, "c": 4.0}
# strong students solve a and fail c, the weak the other way round
CLASS = [
    person(f"s{k}", {"a": a, "b": b, "c": c}, failed=["c"] if c == 0 else [])
    for k, (a, b, c) in enumerate(
        [(2, 1, 0), (2, 1, 0), (2, 1, 1), (2, 1, 0), (1, 1, 0), (1, 0, 4), (0, 0, 4), (0, 0, 3), (0, 1, 4), (0, 0, 4),
         (2, 0, 2), (1, 1, 1)]
    )
]  # fmt: skip


def test_shares_are_those_of_the_points():
    a, b, c = figures.items(CLASS, MAXIMA)
    assert (a.n_solved, b.n_solved, c.n_solved) == (5, 7, 4)
    assert (a.n_students, a.n_waiting) == (12, 0)
    assert a.mean_share == pytest.approx(13 / 24)
    assert c.mean_share == pytest.approx(23 / 48)
    assert (a.n_failed, c.n_failed) == (0, 4)


def test_discrimination_is_the_correlation_with_the_other_questions():
    points = np.array([[person.points[name] for name in MAXIMA] for person in CLASS])
    for column, item in enumerate(figures.items(CLASS, MAXIMA)):
        rest = np.delete(points, column, axis=1).sum(axis=1)
        assert item.discrimination == pytest.approx(np.corrcoef(points[:, column], rest)[0, 1])
        assert item.discrimination != pytest.approx(np.corrcoef(points[:, column], points.sum(axis=1))[0, 1], abs=0.05)


def test_its_sign_says_who_solves_the_question():
    strong_first = [1.0] * 6 + [0.0] * 6
    assert figures.discrimination(strong_first, [9, 9, 8, 8, 7, 7, 3, 3, 2, 2, 1, 1])[0] > 0.9
    assert figures.discrimination(strong_first, [1, 1, 2, 2, 3, 3, 7, 7, 8, 8, 9, 9])[0] < -0.9


def test_of_all_or_nothing_it_is_the_point_biserial_correlation():
    solved = np.array([1, 1, 0, 1, 0, 0, 1, 1, 0, 1])
    rest = np.array([9, 7, 3, 8, 4, 5, 6, 9, 1, 2.0])
    apart = rest[solved == 1].mean() - rest[solved == 0].mean()
    expected = apart / rest.std() * np.sqrt(solved.mean() * (1 - solved.mean()))
    assert figures.discrimination(solved.tolist(), rest.tolist())[0] == pytest.approx(expected)


@pytest.mark.parametrize(
    ("points", "rest", "why"),
    [
        ([0, 1] * 4 + [0], list(range(9)), "fewer than 10 students"),
        ([1] * 10, list(range(10)), "all have the same points"),
        ([0, 1] * 5, [3] * 10, "all have the same points elsewhere"),
    ],
)
def test_a_correlation_that_says_nothing_is_not_computed(points, rest, why):
    assert figures.discrimination(points, rest) == (None, why)


def test_ten_students_are_enough():
    assert figures.discrimination([0, 1] * 5, list(range(10)))[0] is not None


def test_a_question_that_waits_for_anybody_is_in_no_total():
    people = [person("x", {"a": 2, "b": 1, "c": None}), person("y", {"a": 1, "b": 1, "c": 4}, waiting=["b"])]
    assert figures.counted(people, MAXIMA) == ["a"]
    assert figures.totals(people, ["a"]) == [2, 1]
    _, b, c = figures.items(people, MAXIMA)
    assert (b.n_students, b.n_solved, b.n_waiting) == (1, 1, 1)
    assert (c.n_students, c.n_solved, c.mean_share) == (1, 1, 1.0)
    assert c.why_none == "waits for points by hand"


def test_chance_is_two_standard_errors():
    """Among unrelated columns of 25 students about 5 of 100 correlations are farther from 0."""
    rng = np.random.default_rng(7)
    r = [np.corrcoef(rng.normal(size=(2, 25)))[0, 1] for _ in range(2000)]
    beyond = np.mean(np.abs(r) > figures.by_chance(25))
    assert figures.by_chance(25) == 0.4
    assert 0.03 < beyond < 0.07


@each_row(
    ("values", "maximum", "width"),
    [([0, 3, 3, 11], 11, 1), ([0.5, 15], 15, 1), ([7], 100, 5), ([0, 0.5, 1], 2, 0.1), ([0, 21], 21, 2), ([12], 11, 1)],
)
def test_every_total_is_in_one_bar(values, maximum, width):
    bars = figures.histogram(values, maximum)
    assert len(bars) <= figures.MOST_BARS + (width == 1)
    assert [bar.high - bar.low for bar in bars] == pytest.approx([width] * len(bars))
    assert [bar.low for bar in bars[1:]] == [bar.high for bar in bars[:-1]]
    assert bars[0].low == 0
    assert bars[-1].high >= max([maximum, *values])
    for bar in bars:
        inside = [v for v in values if bar.low <= v < bar.high or (bar is bars[-1] and v == bar.high)]
        assert bar.count == len(inside)


def test_a_total_on_the_edge_of_two_bars_is_in_the_upper_one():
    counts = [bar.count for bar in figures.histogram([3, 2.99, 10], 10)]
    assert counts == [0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 1]


def test_who_has_all_points_stands_alone_where_a_bar_is_a_point():
    assert [bar.count for bar in figures.histogram([10, 10.5, 11, 11], 11)][-3:] == [0, 2, 2]
    assert [bar.count for bar in figures.histogram([95, 99, 100], 100)][-2:] == [0, 3]


def test_points_below_zero_have_a_bar():
    bars = figures.histogram([-1.5, 4], 5)
    assert bars[0].low == -2
    assert sum(bar.count for bar in bars) == 2
