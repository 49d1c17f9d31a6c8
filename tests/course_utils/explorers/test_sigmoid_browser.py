"""The sigmoid explorer in a page: it shows what Python computes, and its task."""

import numpy as np
import pytest
import torch
from support.browser import near

from course_utils.data import reference_example
from course_utils.functional import sigmoid
from course_utils.training import loss_surface

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("pages")]


@pytest.mark.parametrize(("weight", "bias"), [(1.1, -5.5), (-0.75, 2.0), (3.0, -15.0), (0.05, 15.0)])
def test_shows_what_python_computes(kept, weight, bias):
    figure = kept("sigmoid")
    figure.put("weight", weight)
    figure.put("bias", bias)
    z = torch.tensor(7 * weight + bias, dtype=torch.float64)
    midpoint, slope, seven, shown_z, p = figure.numbers()
    assert (midpoint, slope, seven, shown_z, p) == near(-bias / weight, weight / 4, 7, z.item(), sigmoid(z).item())

    curve = np.array(figure.points("Probability", "path.cu-curve.cu-model", (0, 10), (-0.06, 1.06)))
    expected = sigmoid(torch.from_numpy(weight * curve[:, 0] + bias)).numpy()
    assert len(curve) == 201
    np.testing.assert_allclose(curve[:, 1], expected, atol=1e-3)  # drawn to a hundredth of a pixel
    line = figure.points("Log-odds", "path.cu-model", (0, 10), (-10, 10))
    np.testing.assert_allclose(line, [(0, bias), (10, 10 * weight + bias)], atol=1e-2)


def test_of_weight_zero_has_no_midpoint(kept):
    kept("sigmoid").put("weight", 0)
    kept("sigmoid").put("bias", 0)
    assert kept("sigmoid").text() == (
        "no midpoint: the curve is flat, slope there 0.000; at x = 7: z = 0.000, P = 0.500"
    )


def loss_of(weight, bias):
    _, X, y = reference_example()
    return loss_surface(X, y, [weight], [bias]).item()


def test_tasks(fresh):
    figure = fresh("sigmoid")
    assert not figure.holds()
    tried = [(1.1, -5.0, False), (0.8, -4.0, False), (1.1, -5.1, True), (-1.1, 5.5, False), (1.1, -5.5, True)]
    for weight, bias, solved in tried:
        figure.put("weight", weight)
        figure.put("bias", bias)
        assert figure.holds() is solved, (weight, bias)
    ticks, said = figure.card()
    assert ticks == ["✓", "○"]
    assert "−bias / weight = " in said
    figure.next_task()
    assert figure.element.locator(".cu-number").text_content() == f"{loss_of(1.1, -5.5):.3f}"
    figure.put("bias", -3.25)
    tried = np.arange(0.3, 1, 0.05).round(2)
    right = [weight for weight in tried if loss_of(weight, -3.25) < 0.57]
    assert figure.solved_at("weight", tried) == right
    assert 3 <= len(right) < len(tried)
    assert figure.card()[0] == ["✓", "✓"]


def test_the_curve_is_held_at_its_midpoint_and_made_steeper_at_seven(fresh):
    figure = fresh("sigmoid")
    shown = (0, 10), (-0.06, 1.06)
    figure.put("bias", -3)
    figure.drag_through(figure.pixels("Probability", *shown, [(6, 0.5), (5, 0.7), (4, 0.9)]))
    assert float(figure.output("weight")) == 0.5, "the steepness stays"
    assert figure.numbers()[0] == pytest.approx(4, abs=0.1)
    (at,) = figure.pixels("Probability", *shown, [(7, sigmoid(torch.tensor(1.5)).item())])
    (end,) = figure.pixels("Probability", *shown, [(7, 0.95)])
    figure.drag_through([at, end])
    midpoint, _, _, _, p = figure.numbers()
    assert midpoint == pytest.approx(4, abs=0.1), "the midpoint stays"
    assert p == pytest.approx(0.95, abs=0.02)
