"""The sigmoid explorer in a page: it shows what Python computes, and its task."""

import numpy as np
import pytest
import torch
from support.browser import near

from course_utils.functional import sigmoid

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("pages")]


@pytest.mark.parametrize(("weight", "bias"), [(1.1, -5.5), (-0.75, 2.0), (3.0, -15.0), (0.05, 15.0)])
def test_shows_what_python_computes(kept, weight, bias):
    figure = kept("sigmoid")
    figure.put("weight", weight)
    figure.put("bias", bias)
    z = torch.tensor(7 * weight + bias, dtype=torch.float64)
    midpoint, slope, seven, shown_z, p = figure.numbers()
    assert (midpoint, slope, seven, shown_z, p) == near(-bias / weight, weight / 4, 7, z.item(), sigmoid(z).item())

    curve = np.array(figure.points("Probability", "path.cu-strong", (0, 10), (-0.04, 1.04)))
    expected = sigmoid(torch.from_numpy(weight * curve[:, 0] + bias)).numpy()
    assert len(curve) == 201
    np.testing.assert_allclose(curve[:, 1], expected, atol=1e-3)  # drawn to a hundredth of a pixel
    line = figure.points("Log-odds", "path.cu-strong", (0, 10), (-10, 10))
    np.testing.assert_allclose(line, [(0, bias), (10, 10 * weight + bias)], atol=1e-2)


def test_of_weight_zero_has_no_midpoint(kept):
    kept("sigmoid").put("weight", 0)
    kept("sigmoid").put("bias", 0)
    assert kept("sigmoid").text() == (
        "no midpoint: the curve is flat, slope there 0.000; at x = 7 (square): z = 0.000, P = 0.500"
    )


def test_task(fresh):
    figure = fresh("sigmoid")
    assert not figure.is_solved()
    for weight, bias, solved in [(1.1, -5.0, False), (0.8, -4.0, False), (1.1, -5.5, True), (-1.1, 5.5, False)]:
        figure.put("weight", weight)
        figure.put("bias", bias)
        assert figure.is_solved() is solved
