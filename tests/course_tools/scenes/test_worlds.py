"""The scenes of notebooks 01, 02 and 04 draw the line, the sigmoid and their worlds as they are."""

import re

import nbformat
import numpy as np
import pytest
import torch

from course_tools import project, scenes
from course_tools.scenes import BOXES
from course_utils.data import bayes_error, make_overlapping_classes, reference_example, true_posterior
from course_utils.functional import logit, sigmoid

# a page has the same numbers on a board of another size
every_box = pytest.mark.parametrize(
    "box", [pytest.param(box, marks=() if box == "slide" else pytest.mark.slow) for box in BOXES]
)


def steps(name, box):
    return [step.marks for step in scenes.scene(name, box).steps]


def value(mark, name):
    return float(mark.attributes[name])


def points(mark):
    return np.array([tuple(map(float, pair.split())) for pair in mark.attributes["d"].strip("MZ").split("L")])


def read_off(marks, name, x, y, places):
    """From pixels to numbers, by the frame of axes from x to x and y to y."""
    left, right = value(marks[f"{name}-foot"], "x1"), value(marks[f"{name}-foot"], "x2")
    foot = value(marks[f"{name}-foot"], "y1")
    top = value(marks[f"{name}-side"], "y1") if f"{name}-side" in marks else None
    places = np.asarray(places, dtype=float)
    across = x[0] + (places[:, 0] - left) / (right - left) * (x[1] - x[0])
    up = y[0] + (foot - places[:, 1]) / (foot - top) * (y[1] - y[0]) if top is not None else None
    return across, up


def near(expected, pixels=0.01):
    return pytest.approx(np.asarray(expected, dtype=float), abs=pixels)


@every_box
def test_the_forty_stand_at_their_x(box):
    _, X, y = reference_example()
    unknown, known = steps("forty_people", box)
    left, right = value(known["a-foot"], "x1"), value(known["a-foot"], "x2")
    xs = [(value(m, "x") + value(m, "width") / 2 - left) / (right - left) * 10
          for name, m in known.items() if name.startswith("person-")]  # fmt: skip
    assert xs == near(X.ravel())
    shapes = [known[f"person-{k}"].attributes["href"] for k in range(40)]
    assert shapes == [f"#person-{int(label)}" for label in y]
    dots = [unknown[f"person-{k}-unknown"] for k in range(40)]
    assert [(value(m, "cx") - left) / (right - left) * 10 for m in dots] == near(X.ravel())
    places = np.array([(value(m, "cx"), value(m, "cy")) for m in dots])
    apart = np.abs(places[:, None] - places).max(axis=2) + 99 * np.eye(40)
    assert apart.min() >= 2 * value(dots[0], "r") - 0.1, "nobody stands behind somebody else"


@every_box
def test_a_line_through_the_labels_leaves_the_range(box):
    _, X, y = reference_example()
    line = np.polyfit(X.ravel(), y.ravel(), 1)
    *_, last = steps("line_through", box)
    across, up = read_off(last, "a", (0, 10), (-0.25, 1.25), points(last["line"]))
    assert (across, up) == (near([0, 10]), near(np.polyval(line, [0, 10])))
    said = [last[f"end-{k}-said"].text.replace("−", "-") for k in (0, 1)]
    assert said == [f"{height:.3f}" for height in np.polyval(line, [0, 10])]
    assert float(said[0]) < 0 < 1 < float(said[1])


@every_box
def test_one_more_person_moves_the_cut_past_somebody(box):
    x, y = np.array([1.0, 1.5, 2.0, 2.5, 3.0, 3.5]), np.array([0, 0, 0, 1, 1, 1])
    first, _, _, last = steps("pulled_line", box)
    for marks, line in ((first, np.polyfit(x, y, 1)), (last, np.polyfit(np.append(x, 9), np.append(y, 1), 1))):
        cut = (0.5 - line[1]) / line[0]
        across, up = read_off(marks, "a", (0, 10), (-0.5, 4.2), points(marks["line"]))
        assert up == near(np.polyval(line, across), 0.02)
        assert marks["cut-said"].text == f"cut {cut:.3f}"
        hollow = ["hollow" in marks[f"person-{k}"].attributes["class"] for k in range(6)]
        assert hollow == (y != (x >= cut)).tolist()
    assert sum(hollow) == 1


@every_box
def test_two_walls_are_the_odds_and_the_logit(box):
    p = torch.tensor([0.1, 0.25, 0.5, 0.75, 0.9])
    *_, last = steps("two_walls", box)
    for k, (values, (low, high)) in enumerate(((p, (0, 1)), (p / (1 - p), (0, 9.5)), (logit(p), (-2.5, 2.5)))):
        left, right = value(last[f"scale-{k}"], "x1"), value(last[f"scale-{k}"], "x2")
        at = [(value(last[f"dot-{k}-{i}"], "cx") - left) / (right - left) * (high - low) + low for i in range(5)]
        assert at == near(values)


@every_box
def test_equal_steps_of_z_are_unequal_steps_of_p(box):
    *_, last = steps("there_and_back", box)
    z = torch.tensor([-4.0, -2.0, 0.0, 2.0, 4.0])
    _, up = read_off(
        last, "a", (-6, 6), (0, 1), [(value(last[f"dot-{k}"], "cx"), value(last[f"dot-{k}"], "cy")) for k in range(5)]
    )
    assert up == near(sigmoid(z))
    assert [last[f"said-{k}"].text for k in range(5)] == [f"{p:.3f}" for p in sigmoid(z)]


@every_box
def test_the_tangent_has_the_slope_of_autograd(box):
    for marks, z in zip(steps("tangent", box), (-3.0, -1.0, 0.0, 2.0), strict=True):
        at = torch.tensor(z, requires_grad=True)
        torch.sigmoid(at).backward()
        assert marks["said"].text == f"{at.grad.item():.3f}"
        across, up = read_off(marks, "a", (-6, 6), (0, 1), points(marks["tangent"]))
        inside = (up > 0.001).all() and (up < 0.999).all()  # elsewhere the frame cuts it off
        assert not inside or (up[1] - up[0]) / (across[1] - across[0]) == near(at.grad, 0.01)


@pytest.mark.slow
@every_box
def test_a_step_of_one_multiplies_the_odds_by_the_same_number(box, trained):
    *_, last = steps("step_of_one", box)
    for k, x in enumerate((1.0, 5.0, 9.0)):
        low, high = trained.model.predict_proba(torch.tensor([[x], [x + 1]])).ravel()
        assert last[f"p-{k}"].text == f"p up by {high - low:.3f}"
        assert last[f"odds-{k}"].text == f"odds × {trained.model.linear.weight.exp().item():.3f}"
        across, up = read_off(last, "a", (0, 11), (0, 1), points(last[f"step-{k}"]))
        assert (across, up) == (near([x, x + 1, x + 1], 0.02), near([low, low, high]))


@every_box
def test_the_gaps_between_model_and_truth(box, trained):
    *_, last = steps("model_and_truth", box)
    x = torch.linspace(0, 10, 201)
    _, up = read_off(last, "a", (0, 10), (0, 1), points(last["truth"]))
    assert up == near(true_posterior(x))
    for k, at in enumerate((1.0, 4.0, 6.0, 9.0)):
        gap = trained.model.predict_proba(torch.tensor([[at]])).item() - true_posterior(torch.tensor([at])).item()
        assert last[f"gap-{k}-said"].text == f"{abs(gap):.3f}"


@every_box
def test_the_bookmark_lights_what_is_drawn(box):
    generator = torch.Generator().manual_seed(42)
    draws = [torch.rand(3, generator=generator) for _ in range(3)]
    _, first, second, again = steps("bookmark", box)
    for marks, draw in ((first, draws[0]), (second, draws[1]), (again, draws[0])):
        lit = [marks[f"number-{k}"].text for k in range(9) if marks[f"box-{k}"].attributes["class"] == "lit"]
        assert lit == [f"{number:.3f}" for number in draw]


@every_box
def test_broadcasting_makes_all_differences(box):
    *_, last = steps("broadcast", box)
    flat = torch.arange(6.0)
    drawn = [[float(last[f"cell-{row}-{column}"].text.replace("−", "-")) for column in range(6)] for row in range(6)]
    assert drawn == (flat - flat.reshape(-1, 1)).tolist()


@every_box
def test_the_shares_of_all_steps_are_the_posterior(box):
    *_, last = steps("hundreds", box)
    for k in range(10):
        heights = [value(last[f"{name}-{k}"], "height") for name in ("negative", "positive")]
        true = true_posterior(torch.tensor([k + 0.5])).item()
        assert heights[1] / sum(heights) == near(true)
        assert float(last[f"share-{k}"].text) == true


@every_box
def test_two_sevenths_go_wrong_at_best(box):
    *_, last = steps("coin_toss", box)
    people = [mark.attributes["class"] for mark in last.values()]
    assert sum("hollow" in kind for kind in people) / len(people) == pytest.approx(bayes_error())


@every_box
def test_each_cut_trades_one_mistake_for_the_other(box):
    X, y = make_overlapping_classes(100_000, 100_000, seed=0)
    *_, last = steps("trade", box)
    unit = 0.5 / (value(last["a-foot"], "y1") - value(last["a-side"], "y1"))
    for k, cut in enumerate(range(1, 10)):
        called = cut <= X
        wrong = ((y == 0) & called).float().mean(), ((y == 1) & ~called).float().mean()
        assert [unit * value(last[f"{name}-{k}"], "height") for name in ("fp", "fn")] == near(wrong, 0.005)
    assert unit * (value(last["a-foot"], "y1") - value(last["best"], "y1")) == near(bayes_error())


@every_box
def test_the_boxes_hold_the_people_of_the_recipe(box):
    *_, last = steps("two_boxes", box)
    _, _, y = reference_example()
    for label, name in ((0, "negative"), (1, "positive")):
        left, width = value(last[f"{name}-box"], "x"), value(last[f"{name}-box"], "width")
        inside = [left < value(mark, "x") + 10 < left + width for key, mark in last.items()
                  if key.startswith("person-") and mark.attributes["href"] == f"#person-{label}"]  # fmt: skip
        assert inside == [True] * int((y == label).sum())


@pytest.mark.slow
@every_box
def test_half_of_a_thousand_samples_look_better_than_is_possible(box):
    errors = []
    for seed in range(1000):
        X, y = make_overlapping_classes(20, 20, seed=seed)
        errors.append(((X >= 5).float() != y).float().mean().item())
    below = sum(error < bayes_error() for error in errors)
    *_, last = steps("lucky_samples", box)
    assert last["below"].text == str(below)
    heights = {name: value(mark, "height") for name, mark in last.items() if name.startswith("bar-")}
    green = sum(height for name, height in heights.items() if last[name].attributes["class"] == "model")
    assert green / sum(heights.values()) == near(below / 1000, 0.003)


@every_box
def test_four_boundaries_and_their_circle_are_those_of_the_notebook(box):
    book = nbformat.read(project.NOTEBOOKS / "04_visualization.ipynb", as_version=4)
    (printed,) = (cell.outputs[0].text for cell in book.cells if cell.get("id") == "circle")
    shares = [f"{share} %" for share in re.findall(r"(\d+) % on the wrong side", printed)]
    first, *others = steps("four_boundaries", box)
    far = (-3.2, 3.2)
    circle = np.hypot(*read_off(first, "a", far, far, points(first["circle"])))
    assert circle == near([(np.log(4) / 1.5) ** 0.5] * len(circle), 0.02)
    assert not [name for name in first if name.startswith(("boundary", "said"))], "the question comes first"
    whole = value(first["whole-0"], "width")
    for k, marks in enumerate(others):
        assert [marks[f"said-{i}"].text for i in range(k + 1)] == shares[: k + 1]
        assert value(marks[f"wrong-{k}"], "width") / whole == near(int(shares[k][:-2]) / 100, 0.006)
        assert {name.split("-")[1] for name in marks if name.startswith("boundary")} == {str(k)}
    x, y = read_off(others[0], "a", far, far, points(others[0]["boundary-0-0"]))
    line = np.polyfit(x, y, 1) if np.ptp(x) > np.ptp(y) else np.polyfit(y, x, 1)
    assert np.polyval(line, x if np.ptp(x) > np.ptp(y) else y) == near(y if np.ptp(x) > np.ptp(y) else x, 0.03)
    oval = np.hypot(*read_off(others[1], "a", far, far, points(others[1]["boundary-1-0"])))
    assert abs(oval.mean() - circle.mean()) < 0.2
