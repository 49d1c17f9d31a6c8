"""The separable explorer from Python's side: what it takes and refuses, and its picture."""

import numpy as np
import pytest
import torch
from support.rows import each_row

from course_utils.explorers import SeparableExplorer


@each_row(
    ("arguments", "error", "words"),
    [
        (([1, 2],), TypeError, ["X and y must be given together"]),
        ((None, [0, 1]), TypeError, ["X and y must be given together"]),
        (([1, 2], [0, 0]), ValueError, ["only one class", "0 positive and 2 negative"]),
        (([1, 2, 3], [0, 1]), ValueError, ["same length", "2 and 3"]),
        (([], []), ValueError, ["empty"]),
        (([1, float("nan")], [0, 1]), ValueError, ["X has 1 NaN or infinite"]),
        (([1, 11], [0, 1]), ValueError, ["X must lie between 0 and 10", "from 1 to 11"]),
        (([-0.5, 1], [0, 1]), ValueError, ["X must lie between 0 and 10", "from -0.5 to 1"]),
        (([[1, 2], [3, 4]], [0, 1]), ValueError, ["X must have shape (n_samples,)", "(2, 2)"]),
        (([1, 2], [0, 2]), ValueError, ["only the labels 0", "also found: 2"]),
        ((["a", "b"], [0, 1]), TypeError, ["X must hold numbers"]),
        ((np.arange(41) / 5, [0, 1] * 20 + [0]), ValueError, ["at most 40", "got 41"]),
        ((None, None, 0.2), ValueError, ["weight_decay", "between 0 and 0.1", "0.2"]),
        ((None, None, "0"), TypeError, ["weight_decay", "str '0'"]),
    ],
)
def test_refuses(refuses, arguments, error, words):
    with refuses(error, *words):
        SeparableExplorer(*arguments)


@pytest.mark.parametrize("values", [[1, 3, 6, 8], np.array([[1.0], [3], [6], [8]]), torch.tensor([1.0, 3, 6, 8])])
def test_takes_lists_arrays_and_tensors(values):
    explorer = SeparableExplorer(values, [0, 0, 1, 1])
    assert (explorer.x, explorer.y) == ([1.0, 3.0, 6.0, 8.0], [0, 0, 1, 1])


def test_static():
    explorer = SeparableExplorer([1, 3, 6], [0, 0, 1], weight_decay=0.01)
    explorer.epoch, explorer.weight, explorer.bias = 1200, 2.0, -9.0
    (ax,) = explorer.static().axes
    assert ax.get_title() == "after 1,200 epochs with weight decay 0.010: weight 2.000"
    negatives, positives, curve, midpoint = ax.lines
    assert (negatives.get_xdata().tolist(), positives.get_xdata().tolist()) == ([1, 3], [6])
    np.testing.assert_allclose(curve.get_ydata(), 1 / (1 + np.exp(9 - 2 * curve.get_xdata())), rtol=1e-5)
    assert midpoint.get_xydata().tolist() == [[4.5, 0.5]]
