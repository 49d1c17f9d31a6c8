"""The likelihood explorer from Python's side: what each person is given, the largest product, and its picture."""

import warnings

import numpy as np
import pytest
import torch
from support.rows import each_row

from course_utils.explorers import LikelihoodExplorer
from course_utils.functional import binary_cross_entropy_with_logits


@each_row(
    ("arguments", "error", "words"),
    [
        ({"weight": 2.1}, ValueError, ["weight", "between -1 and 2", "2.1"]),
        ({"bias": float("nan")}, ValueError, ["bias", "nan"]),
        ({"bias": "low"}, TypeError, ["bias", "str 'low'"]),
        ({"X": [1.0, 2.0]}, TypeError, ["X and y go together"]),
        ({"y": [0, 1]}, TypeError, ["X and y go together"]),
        ({"X": [1.0, 2.0, 3.0], "y": [0, 1]}, ValueError, ["y and X must have the same length", "2 and 3"]),
        ({"X": [1.0, 2.0], "y": [0, 2]}, ValueError, ["only the labels 0 (negative) and 1 (positive)", "2"]),
        ({"X": [1.0, np.inf], "y": [0, 1]}, ValueError, ["X has 1 NaN or infinite"]),
        ({"X": np.arange(201), "y": np.arange(201) % 2}, ValueError, ["X has 201 people", "200 at most"]),
    ],
)
def test_refuses(refuses, arguments, error, words):
    with refuses(error, *words):
        LikelihoodExplorer(**arguments)


def test_two_people_by_hand():
    explorer = LikelihoodExplorer([4, 2], [1, 0], weight=1, bias=-3)
    assert explorer.data["x"] == [2, 4], "from left to right"
    assert explorer.data["y"] == [0, 1]
    # logits -1 and 1: to a negative and to a positive person both are 1 / (1 + 1/e) of what happened
    assert explorer.given().tolist() == pytest.approx([0.731059, 0.731059], abs=1e-6)
    explorer.weight, explorer.bias = 0.0, 1.0
    assert explorer.given().tolist() == pytest.approx([0.268941, 0.731059], abs=1e-6)


def test_the_sum_of_minus_log_is_the_loss_of_all(reference):
    model, X, y, _ = reference
    explorer = LikelihoodExplorer(weight=model.linear.weight.item(), bias=model.linear.bias.item())
    loss = binary_cross_entropy_with_logits(model(X), y).item()
    assert -explorer.given().log().mean().item() == pytest.approx(loss, abs=1e-6)
    assert explorer.given().shape == (40,)


def test_it_opens_with_the_untrained_model():
    assert -LikelihoodExplorer().given().log().sum().item() == pytest.approx(40 * 1.999, abs=0.02)


def test_no_curve_reaches_more_than_the_largest():
    explorer = LikelihoodExplorer()
    x, y = np.array(explorer.data["x"]), np.array(explorer.data["y"])
    weight, bias = (values[..., np.newaxis] for values in np.mgrid[0.5:0.75:51j, -3.6:-2.9:71j])
    grid = -np.logaddexp(0, np.where(y == 1, -1, 1) * (weight * x + bias)).sum(axis=-1)
    assert grid.max() <= explorer.largest < grid.max() + 0.001
    assert explorer.data["largest"] == pytest.approx(explorer.largest, abs=1e-6)


def test_people_who_move_are_what_counts():
    explorer = LikelihoodExplorer([4, 2, 5], [1, 0, 0], weight=1, bias=-3)
    before = explorer.largest
    explorer.x = [2, 3, 1]  # in the order 2, 4, 5: a negative, a positive, a negative
    assert explorer.given().tolist() == pytest.approx([0.880797, 0.731059, 0.5], abs=1e-6)
    assert explorer.largest == 0 > before, "now a cut tells them apart"
    bars = explorer.static().axes[1].patches
    assert bars[-1].get_height() == pytest.approx(0.880797 * 0.731059 * 0.5, abs=1e-6)
    assert explorer.data["x"] == [2, 4, 5], "and the first places are not forgotten"


def test_what_the_third_task_asks_for_one_person_can_do():
    explorer = LikelihoodExplorer()
    least = -explorer.largest
    explorer.x = [*explorer.x[:-1], 0.5]
    assert -explorer.largest - least > explorer.data["dearer"] > 1
    assert LikelihoodExplorer([1, 2, 3, 4], [0, 1, 0, 1]).data["dearer"] >= 0


@each_row(
    ("x", "largest"),
    [([1, 2, 3, 4, 5], 0), ([1, 2, 2, 2, 3], 3 * (2 / 3 * np.log(2 / 3) + 1 / 3 * np.log(1 / 3)))],
    ids=["apart", "touching"],
)
@each_row("y", [[0, 0, 1, 1, 1], [1, 1, 0, 0, 0]], ids=["rising", "falling"])
def test_where_a_cut_separates_the_classes_only_those_in_one_place_remain_in_doubt(x, y, largest):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert LikelihoodExplorer(x, y).largest == pytest.approx(largest)


def test_static():
    explorer = LikelihoodExplorer(weight=0.6, bias=-3)
    curve, products, sums = explorer.static().axes
    bars = np.concatenate([np.array(lines.get_segments())[:, :, 1] for lines in curve.collections])
    negatives = np.array(explorer.data["y"]) == 0
    given = explorer.given().numpy()
    lengths = np.concatenate([given[negatives], given[~negatives]])
    np.testing.assert_allclose(bars[:, 1] - bars[:, 0], lengths)
    assert set(bars[:20, 1]) == {1.0}, "a negative's bar hangs from 1 down to the curve"
    assert set(bars[20:, 0]) == {0.0}, "a positive's stands on 0"
    assert products.patches[-1].get_height() == pytest.approx(given.prod())
    assert sums.patches[-1].get_height() == pytest.approx(-np.log(given).sum())
    assert torch.allclose(torch.tensor(sums.lines[0].get_ydata()[-1]), 40 * torch.tensor(2.0).log().double())
