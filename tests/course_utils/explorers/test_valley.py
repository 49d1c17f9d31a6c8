"""The valley explorer from Python's side: edges, what the steps leave, and what it refuses."""

import numpy as np
import pytest
import torch
from support.rows import each_row

from course_utils.explorers import ValleyExplorer
from course_utils.explorers.descent import stability_edge


@each_row(
    ("arguments", "error", "words"),
    [
        ({"lr_raw": 0.51}, ValueError, ["lr_raw", "between 0 and 0.5", "0.51"]),
        ({"lr_standardised": -1}, ValueError, ["lr_standardised", "-1"]),
        ({"steps": 101}, ValueError, ["steps must be at most 100; got 101"]),
        ({"steps": 1.5}, TypeError, ["steps", "1.5"]),
        ({"start": (0.1, None)}, TypeError, ["each of start", "NoneType"]),
        ({"start": (0.624771893, -3.241624357)}, ValueError, ["start must lie away from the optimum"]),
        ({"X": [1, 2, 3, 4], "y": [0, 0, 1, 1]}, ValueError, ["one cut separates the classes"]),
        ({"X": [1, 2, 2, 3], "y": [1, 1, 0, 0]}, ValueError, ["one cut separates the classes"]),
    ],
)
def test_refuses(refuses, arguments, error, words):
    with refuses(error, *words):
        ValleyExplorer(**arguments)


def test_edges_are_those_of_the_descent_in_either_unit(reference):
    _, X, y, _ = reference
    explorer = ValleyExplorer()
    edges = [stability_edge(X, y), stability_edge((X - X.mean()) / X.std(), y)]
    assert explorer.edges == pytest.approx(edges, rel=1e-5)
    for (along, across), edge in zip(explorer.curvatures, explorer.edges, strict=True):
        assert along < across == pytest.approx(2 / edge)


@pytest.mark.parametrize(("lr_raw", "lr_standardised", "steps"), [(0.1, 0.1, 7), (0.36, 10, 50), (0.45, 6.9, 4)])
def test_left_is_what_steps_along_the_gradient_leave(reference, lr_raw, lr_standardised, steps):
    _, X, y, _ = reference
    x = X.double().numpy().ravel()
    explorer = ValleyExplorer(lr_raw=lr_raw, lr_standardised=lr_standardised, steps=steps)
    scales = ((x, np.eye(2)), ((x - x.mean()) / x.std(ddof=1), np.array([[x.std(ddof=1), 0], [x.mean(), 1]])))
    for (values, to_unit), lr, valley, left in zip(
        scales, (lr_raw, lr_standardised), explorer.data["valleys"], explorer.left(), strict=True
    ):
        optimum = np.array(valley["optimum"])
        rows = np.stack([values, np.ones_like(values)])
        p = 1 / (1 + np.exp(-(optimum @ rows)))
        assert np.abs(rows @ (p - y.numpy().ravel())).max() < 1e-4, "the lowest point of these rows"
        curvature = (rows * p * (1 - p)) @ rows.T / len(values)
        away = to_unit @ np.array([0.1, 0.7]) - optimum
        first = away @ curvature @ away
        for _ in range(steps):
            away = away - lr * curvature @ away
        assert left == pytest.approx(away @ curvature @ away / first, rel=1e-3, abs=1e-12)


def test_both_walks_begin_with_the_same_curve_and_loss():
    explorer = ValleyExplorer(steps=0)
    assert explorer.left() == pytest.approx((1, 1))
    for angle in (explorer.angle, 0.0, 77.0, 300.0):
        explorer.angle = angle
        losses, places = [], []
        for path, valley in zip(explorer.static().axes, explorer.data["valleys"], strict=True):
            places.append(path.lines[-1].get_xydata()[0])
            along, across = np.array(valley["directions"]).reshape(2, 2)
            away = np.array([along, across]) @ (places[-1] - valley["optimum"])
            losses.append(np.array(valley["curvatures"]) @ away**2 / 2)
        assert losses == pytest.approx([explorer.data["loss"]] * 2, rel=1e-4)
        mean, spread = explorer.data["unit"]
        (weight, bias), other = places
        assert (weight * spread, bias + weight * mean) == pytest.approx(tuple(other), rel=1e-6)
    assert np.allclose(ValleyExplorer(steps=0).static().axes[0].lines[-1].get_xydata(), [[0.1, 0.7]])


def test_straight_across_one_step_takes_all_of_the_loss_away_and_along_hardly_any():
    (_, across), _ = ValleyExplorer().curvatures
    explorer = ValleyExplorer(lr_raw=1 / across, steps=1)
    left = []
    for explorer.angle in (0.0, 45.0, 90.0):
        left.append(explorer.left()[0])
    assert left[0] > 0.98
    assert left[1] == pytest.approx(left[0] / 2)
    assert left[2] < 1e-20


@pytest.mark.parametrize("valley", [0, 1])
def test_at_the_edge_the_way_across_neither_shrinks_nor_grows(valley):
    name = ("lr_raw", "lr_standardised")[valley]
    edge = ValleyExplorer().edges[valley]
    for factor, grows in ((0.99, False), (1.01, True)):
        left = [ValleyExplorer(**{name: factor * edge}, steps=steps).left()[valley] for steps in (50, 100)]
        assert (left[1] > left[0]) is grows


def test_people_of_your_own_from_a_tensor():
    X = torch.tensor([[0.0], [1.0], [2.0], [3.0]])
    explorer = ValleyExplorer(X, torch.tensor([[0.0], [1.0], [0.0], [1.0]]), start=(5.0, 0.0))
    assert explorer.edges[0] == pytest.approx(stability_edge(X, torch.tensor([[0.0], [1.0], [0.0], [1.0]])), rel=1e-4)


def test_what_is_round_is_drawn_to_one_scale():
    explorer = ValleyExplorer()
    (weights, biases) = explorer.data["valleys"][1]["view"]
    assert weights[1] - weights[0] == pytest.approx(biases[1] - biases[0])
    shown = explorer.static().axes[1]
    assert (shown.get_box_aspect(), np.ptp(shown.get_xlim())) == (1, pytest.approx(np.ptp(shown.get_ylim())))


def test_static():
    explorer = ValleyExplorer(lr_raw=0.3, lr_standardised=5, steps=6)
    for ax, valley, left in zip(explorer.static().axes, explorer.data["valleys"], explorer.left(), strict=True):
        *ellipses, path, optimum, start, end = ax.lines
        assert len(ellipses) == 3
        assert len(path.get_xydata()) == 7
        np.testing.assert_allclose(path.get_xydata()[0], start.get_xydata()[0])
        np.testing.assert_allclose(path.get_xydata()[-1], end.get_xydata()[0])
        np.testing.assert_allclose(optimum.get_xydata()[0], valley["optimum"], rtol=1e-5)
        assert ax.get_title().endswith(f"{left:.3f} left")
