"""The gradient explorer from Python's side: votes by hand, their mean, and its picture."""

import numpy as np
import pytest
import torch
from support.rows import each_row

from course_utils.explorers import GradientExplorer
from course_utils.functional import bce_gradient


@each_row(
    ("arguments", "error", "words"),
    [
        ({"lr": 0}, ValueError, ["lr", "above 0", "0.0"]),
        ({"lr": None}, TypeError, ["lr", "NoneType"]),
        ({"weight": -2.5}, ValueError, ["weight", "-2.5"]),
        ({"bias": 5.5}, ValueError, ["bias", "5.5"]),
        ({"X": np.arange(4), "y": np.zeros(4)}, ValueError, ["y has only one class"]),
        ({"X": [], "y": []}, ValueError, ["y and X are empty"]),
    ],
)
def test_refuses(refuses, arguments, error, words):
    with refuses(error, *words):
        GradientExplorer(**arguments)


def test_two_people_by_hand():
    explorer = GradientExplorer([4, 2], [1, 0], weight=0, bias=0)
    # everybody has p = 1/2: the negative at 2 says (1/2) 2 and 1/2, the positive at 4 says (-1/2) 4 and -1/2
    assert explorer.votes().tolist() == [[1.0, 0.5], [-2.0, -0.5]]


@pytest.mark.parametrize(("weight", "bias"), [(0.765, 0.83), (0.6, -3.0), (-1, 5)])
def test_the_mean_of_the_votes_is_the_gradient(reference, weight, bias):
    _, X, y, _ = reference
    explorer = GradientExplorer(X, y, weight=weight, bias=bias)
    p = torch.sigmoid(weight * X.double() + bias)
    on_weight, on_bias = bce_gradient(X.double(), p, y.double())
    assert explorer.votes().mean(axis=0).tolist() == pytest.approx([on_weight.item(), on_bias.item()], abs=1e-9)


def test_it_opens_where_the_reference_example_starts_and_goes_back_there(reference):
    _, _, _, history = reference
    explorer = GradientExplorer()
    assert (explorer.weight, explorer.bias) == (history.initial_weight, history.initial_bias)
    assert explorer.data["start"] == [explorer.start_weight, explorer.start_bias] == [explorer.weight, explorer.bias]
    assert explorer.data["lr"] == explorer.lr == history.lr


def test_static():
    explorer = GradientExplorer()
    curve, plane = explorer.static().axes
    votes = explorer.votes().numpy()
    drawn = np.concatenate([np.stack([arrows.U, arrows.V], axis=1) for arrows in plane.collections])
    negatives = np.array(explorer.data["y"]) == 0
    np.testing.assert_allclose(drawn, np.concatenate([votes[negatives], votes[~negatives]]))
    mean = next(line for line in plane.lines if line.get_marker() == "D")
    np.testing.assert_allclose(mean.get_xydata()[0], votes.mean(axis=0))
    sticks = np.concatenate([np.array(lines.get_segments())[:, :, 1] for lines in curve.collections])
    np.testing.assert_allclose(sticks[:, 1] - sticks[:, 0], drawn[:, 1], atol=1e-12)
