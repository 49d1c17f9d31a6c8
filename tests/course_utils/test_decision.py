"""course_utils.decision: net benefit by counting, and its ties to costs."""

import numpy as np
import pytest
import torch
from support.rows import each_row

from course_utils.decision import net_benefit
from course_utils.metrics import confusion_counts, expected_cost


def people(n=137, seed=0):
    rng = np.random.default_rng(seed)
    p = np.round(rng.random(n), 1)  # with ties, also at the thresholds
    return (rng.random(n) < p).astype(int), p


def counted(y, p, t):
    called = p >= t
    return (called & (y == 1)).mean() - (called & (y == 0)).mean() * t / (1 - t)


def test_it_is_what_counting_gives_also_at_ties():
    y, p = people()
    thresholds = np.array([[0.1, 0.25, 0.3], [0.5, 0.7, 0.95]])
    result = net_benefit(y, p, thresholds)
    assert result.shape == (2, 3)
    np.testing.assert_allclose(result, [[counted(y, p, t) for t in row] for row in thresholds], atol=1e-15)


def test_everybody_and_nobody_are_the_two_defaults():
    y, _ = people()
    t = np.array([0.05, 0.4, 0.8])
    share = y.mean()
    np.testing.assert_allclose(net_benefit(y, np.ones(len(y)), t), share - (1 - share) * t / (1 - t))
    np.testing.assert_array_equal(net_benefit(y, np.zeros(len(y)), t), 0)


@pytest.mark.parametrize("t", [0.2, 0.5, 0.75])
def test_it_is_the_cost_saved_against_calling_nobody_in_units_of_a_miss(t):
    y, p = people()
    costs = {"cost_fp": t / (1 - t), "cost_fn": 1}
    saved = expected_cost(confusion_counts(y, np.zeros(len(y)), 0.5), **costs) - expected_cost(
        confusion_counts(y, p, t), **costs
    )
    assert net_benefit(y, p, t) == pytest.approx(saved, abs=1e-12)


def test_tensors_and_columns():
    y, p = people()
    column = torch.tensor(p).reshape(-1, 1)
    assert net_benefit(torch.tensor(y).reshape(-1, 1), column, 0.3) == net_benefit(y, p, 0.3)


@each_row(
    ("y", "p", "t", "words"),
    [
        ([0, 1], [0.2], 0.5, ["same length; got 2 and 1"]),
        ([0, 1], [0.2, 1.2], 0.5, ["probabilities between 0 and 1", "sigmoid(p)"]),
        ([0, 2], [0.2, 0.3], 0.5, ["labels 0 (negative) and 1 (positive)"]),
        ([0, 1], [0.2, 0.3], 1.0, ["strictly between 0 and 1", "t / (1 - t)"]),
        ([0, 1], [0.2, 0.3], [0.0, 0.5], ["strictly between 0 and 1; got 0 to 0.5"]),
        ([], [], 0.5, ["empty"]),
    ],
)
def test_what_has_no_net_benefit_is_refused(y, p, t, words, refuses):
    with refuses(ValueError, *words):
        net_benefit(y, p, t)
