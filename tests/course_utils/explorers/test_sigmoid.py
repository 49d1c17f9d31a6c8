"""The sigmoid explorer from Python's side: what it refuses, and its picture."""

import numpy as np
import torch
from support.rows import each_row

from course_utils.explorers import SigmoidExplorer


@each_row(
    ("arguments", "error", "words"),
    [
        ({"weight": "1"}, TypeError, ["weight must be a number between -3 and 3", "str '1'"]),
        ({"weight": True}, TypeError, ["weight", "bool True"]),
        ({"weight": np.zeros(2)}, TypeError, ["weight", "ndarray of shape (2,)"]),
        ({"weight": float("nan")}, ValueError, ["weight", "got nan"]),
        ({"weight": 3.01}, ValueError, ["weight", "3.01"]),
        ({"bias": -15.5}, ValueError, ["bias must be a finite number between -15 and 15", "-15.5"]),
        ({"bias": float("inf")}, ValueError, ["bias", "inf"]),
    ],
)
def test_refuses(refuses, arguments, error, words):
    with refuses(error, *words):
        SigmoidExplorer(**arguments)


def test_takes_numbers_of_any_library():
    explorer = SigmoidExplorer(weight=torch.tensor(1.5), bias=np.float32(-2.5))
    assert (explorer.weight, explorer.bias) == (1.5, -2.5)


def test_static():
    probability, log_odds = SigmoidExplorer(weight=1.0, bias=-5.0).static().axes
    curve, midpoint = probability.lines
    np.testing.assert_allclose(curve.get_ydata(), 1 / (1 + np.exp(5 - curve.get_xdata())), rtol=1e-6)
    assert midpoint.get_xydata().tolist() == [[5.0, 0.5]]
    assert log_odds.lines[0].get_xydata().tolist() == [[0.0, -5.0], [10.0, 5.0]]
    assert (log_odds.get_xlabel(), log_odds.get_ylabel()) == ("x", "z = weight x + bias")
