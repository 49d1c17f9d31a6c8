"""Each scene draws what `course_utils` computes: its bars, dots and counts are measured, not its captions read."""

import functools
import math

import numpy as np
import pytest
import torch

from course_tools import scenes
from course_tools.scenes import BOXES
from course_utils.covid import clean_covid_tests, load_covid_tests
from course_utils.data import make_overlapping_classes, reference_example
from course_utils.functional import bce_gradient, binary_cross_entropy
from course_utils.metrics import roc_auc
from course_utils.models import at_zero
from course_utils.newton import fit_newton
from course_utils.preparation import train_validation_test_split
from course_utils.training import fit

# a page has the same numbers on a board of another size
every_box = pytest.mark.parametrize(
    "box", [pytest.param(box, marks=() if box == "slide" else pytest.mark.slow) for box in BOXES]
)


def steps(name, box="slide"):
    return [step.marks for step in scenes.scene(name, box).steps]


def value(mark, name):
    return float(mark.attributes[name])


def place(mark):
    """Where a person stands."""
    return tuple(value(mark, side) + value(mark, "width") / 2 for side in ("x", "y"))


def points(mark):
    """The points of a path."""
    return [tuple(map(float, pair.split())) for pair in mark.attributes["d"].strip("MZ").split("L")]


def share(marks, bar, whole):
    """How high a bar is, as a share of another mark's height."""
    return value(marks[bar], "height") / value(marks[whole], "height")


def roughly(expected, pixels=0.004):
    """Up to the tenth of a pixel that coordinates are rounded to, on some hundred pixels."""
    return pytest.approx(expected, abs=pixels)


@every_box
def test_likelihood_multiplies_what_was_given_to_what_happened(box):
    p, y = torch.tensor([0.9, 0.2]), torch.tensor([1.0, 0.0])
    given = torch.where(y == 1, p, 1 - p)
    predicted, known, times, product, better = steps("likelihood", box)
    assert [share(predicted, f"bar-{k}", f"whole-{k}") for k in (0, 1)] == roughly(p.tolist())
    for marks in (known, times, product):
        assert [share(marks, f"bar-{k}", f"whole-{k}") for k in (0, 1)] == roughly(given.tolist())
    assert share(times, "bar-2", "whole-2") == roughly(given[0].item())
    for marks in (product, better):
        of_two = [share(marks, f"bar-{k}", f"whole-{k}") for k in (0, 1)]
        assert share(marks, "bar-2", "whole-2") == roughly(of_two[0] * of_two[1])
        assert float(marks["value-2"].text) == roughly(of_two[0] * of_two[1])
    assert share(better, "bar-2", "whole-2") > share(product, "bar-2", "whole-2")


def stick(mark):
    """How far a line goes up."""
    return value(mark, "y1") - value(mark, "y2")


@pytest.fixture(scope="module")
def forty():
    """The untrained model on the forty people, by `course_utils` alone: x, y and p."""
    model, X, y = reference_example()
    return X.ravel(), y.ravel(), model.predict_proba(X).ravel()


@every_box
def test_surprise_grows_by_the_logarithm(box):
    given = torch.tensor([0.9, 0.8, 0.5, 0.1, 0.01])
    last = steps("surprise", box)[-1]
    assert [share(last, f"given-{k}", f"whole-{k}") for k in range(5)] == roughly(given.tolist(), 0.006)
    heights = [value(last[f"cost-{k}"], "height") / value(last["cost-3"], "height") for k in range(5)]
    assert heights == roughly((given.log() / given.log()[3]).tolist(), 0.006)


@every_box
def test_the_votes_of_the_forty_sum_to_the_gradient(box, forty):
    x, y, p = forty
    gradient, _ = bce_gradient(x[:, None], p[:, None], y[:, None])
    *_, votes, shares, together = steps("votes", box)
    drawn = torch.tensor([stick(votes[f"vote-{k}"]) for k in range(40)])
    pulls = (p - y) * x
    unit = drawn.abs().max() / pulls.abs().max()
    assert (drawn / unit).tolist() == roughly(pulls.tolist(), 0.01)
    assert (drawn / unit).mean().item() == roughly(gradient.item(), 0.005)
    sums = [float(shares[f"sum-{c}-said"].text.replace("−", "-")) for c in (0, 1)]
    assert sum(sums) == roughly(gradient.item(), 0.0015)
    assert value(shares["sum-0"], "height") / -sums[0] == pytest.approx(
        value(shares["sum-1"], "height") / sums[1], rel=0.1
    )
    assert float(together["sum"].text) == roughly(gradient.item(), 0.0006)


@every_box
def test_the_registers_hold_what_the_loop_holds_after_each_line(box, forty):
    model, X, y = reference_example()
    history = fit(model, X, y, lr=0.1, n_epochs=1)
    gradient, _ = bce_gradient(X, forty[2][:, None], y)
    seen = steps("five_lines", box)
    before, after = (f"{weight:.3f}" for weight, _ in history.path)
    assert [marks["value-weight"].text for marks in seen] == [before] * 5 + [after] * 2
    assert [marks["value-grad"].text for marks in seen] == ["none"] * 4 + [f"{gradient.item():.3f}"] * 2 + ["none"]
    assert [marks["value-loss"].text for marks in seen] == [""] * 3 + [f"{history.loss[0]:.3f}"] * 4
    assert ["p-0" in marks for marks in seen] == [False] * 2 + [True] * 5
    heights = torch.tensor([value(seen[-1][f"p-{k}"], "height") for k in range(40)])
    assert (heights / heights.max()).tolist() == roughly((forty[2] / forty[2].max()).tolist())
    assert [[name for name in ("weight", "grad", "p", "loss") if f"lit-{name}" in marks] for marks in seen] == [
        [], [], ["p"], ["loss"], ["grad"], ["weight"], ["grad"],
    ]  # fmt: skip


@every_box
def test_a_gradient_that_is_never_cleared_holds_the_sum_of_all(box, forty):
    x, y, p = forty
    gradient, _ = bce_gradient(x[:, None], p[:, None], y[:, None])
    once, second, *_, loop = steps("uncleared", box)
    assert float(once["held"].text) == roughly(gradient.item(), 0.0006)
    assert float(second["held"].text) == roughly(2 * gradient.item(), 0.0006)
    assert value(second["first"], "height") == roughly(value(second["second"], "height"), 0.2)
    zero = value(loop["zero"], "y1")

    def height(mark):
        top = value(mark, "y")
        return zero - top if top < zero - 0.05 else -value(mark, "height")

    own, held = ([height(loop[f"{name}-{k}"]) for k in range(6)] for name in ("own", "held"))
    assert held == pytest.approx(torch.tensor(own).cumsum(0).tolist(), abs=1)
    model, X, y = reference_example()
    at = []
    for _ in held:  # the loop once more, along the gradients that are drawn
        at.append(bce_gradient(X, model.predict_proba(X), y)[0].item())
        loss = torch.nn.BCELoss()(torch.sigmoid(model(X)), y)
        loss.backward()
        with torch.no_grad():
            for parameter in model.parameters():
                parameter -= 0.1 * parameter.grad
    unit = own[0] / at[0]
    assert own == pytest.approx([unit * slope for slope in at], abs=0.2)


@every_box
def test_one_formula_pays_either_term(box):
    *_, both = steps("one_formula", box)
    assert both["at-0-said"].text == f"{binary_cross_entropy(torch.tensor([0.9]), torch.ones(1)).item():.3f}"
    assert both["at-1-said"].text == f"{binary_cross_entropy(torch.tensor([0.9]), torch.zeros(1)).item():.3f}"
    red, blue = points(both["positive"]), points(both["negative"])
    assert [y for _, y in red] == roughly([y for _, y in reversed(blue)], 0.2)
    faded = [[name for name in ("positive", "negative") if "faded" in marks[name].attributes["class"]]
             for marks in steps("one_formula", box)]  # fmt: skip
    assert faded == [[], ["negative"], ["positive"], []]


@every_box
def test_forty_surprises_have_the_loss_as_their_mean(box, forty):
    _, y, p = forty
    *_, last = steps("forty_surprises", box)
    sticks = torch.tensor([stick(last[f"stick-{k}"]) for k in range(40)])
    level = value(last["stick-0"], "y1") - value(last["mean"], "y1")
    assert sticks.mean().item() == roughly(level, 0.1)
    assert float(last["mean-said"].text) == roughly(binary_cross_entropy(p, y).item(), 0.0006)
    assert (sticks / level).tolist() == roughly(
        (-torch.where(y == 1, p, 1 - p).log() / binary_cross_entropy(p, y)).tolist(), 0.01
    )


@every_box
def test_three_slopes_multiply_to_error_times_x(box, forty):
    x, y, p = (values[0].item() for values in forty)
    *_, last = steps("chain", box)
    slopes = [float(last[f"slope-{k}"].text) for k in range(3)]
    assert slopes == roughly([x, p * (1 - p), (p - y) / (p * (1 - p))], 0.0006)
    assert last["product"].text == f"∂L/∂w = (p − y) x = {(p - y) * x:.3f}"


@pytest.mark.slow
@every_box
def test_training_draws_the_curve_and_the_loss_of_each_epoch(box, trained):
    seen = steps("training", box)
    losses = [trained.loss[0], trained.loss[10], trained.loss[100], trained.loss[2000]]
    assert [marks["loss-said"].text for marks in seen] == [f"{loss:.3f}" for loss in losses]
    assert [share(marks, "loss", "start") for marks in seen] == roughly([loss / losses[0] for loss in losses])
    for marks, epoch in zip(seen, (0, 10, 100, 2000), strict=True):
        top, foot = value(marks["a-side"], "y1"), value(marks["a-side"], "y2")
        weight, bias = trained.path[epoch]
        at = torch.linspace(0, 10, 101) * weight + bias
        heights = [(foot - y) / (foot - top) for _, y in points(marks["curve"])]
        assert heights == roughly(torch.sigmoid(at).tolist())


@every_box
def test_the_floor_and_the_rest_make_the_loss(box, trained):
    loss = trained.loss[2000]
    *_, last = steps("floor", box)
    parts = [float(last[f"part-{k}-said"].text) for k in range(4)]
    assert parts[0] == roughly(4 / 7 * math.log(2), 0.0006)
    assert sum(parts) == roughly(loss, 0.0015)
    widths = [value(last[f"part-{k}"], "width") / value(last["whole"], "width") for k in range(4)]
    assert widths == roughly([part / loss for part in parts], 0.002)
    assert sum(widths) == roughly(1, 0.001)


@every_box
def test_a_single_row_a_step_needs_forty_updates_for_an_epoch(box):
    seen = steps("batches", box)
    rows = [{k for k in range(40) if "faded" not in marks[f"person-{k}"].attributes["class"]} for marks in seen]
    assert [len(row) for row in rows] == [40, 40, 1, 1, 40]
    assert rows[2] != rows[3]
    assert [(marks["count-0"].text, marks["count-1"].text) for marks in seen] == [
        ("1", "1"), ("2", "2"), ("1", "0"), ("2", "0"), ("40", "1"),
    ]  # fmt: skip


@every_box
def test_the_sigmoid_of_a_probability_is_squeezed(box):
    *_, last = steps("squeezed", box)
    assert [last["seen-0"].text, last["seen-4"].text] == [
        f"{torch.sigmoid(torch.tensor(p)).item():.3f}" for p in (0.0, 1.0)
    ]
    top, foot = value(last["right"], "y1"), value(last["right"], "y2")
    ends = [(foot - points(last[f"to-{k}"])[3][1]) / (foot - top) for k in range(5)]
    assert ends == roughly(torch.sigmoid(torch.linspace(0, 1, 5)).tolist())


@functools.cache
def fitted_to_classes_apart():
    """By gradient descent in NumPy: weight, bias and loss before each epoch."""
    X, y = make_overlapping_classes(20, 20, overlap=0, seed=0)
    x, y = X.ravel().double().numpy() - 5, y.ravel().double().numpy()
    weight, bias, found = 0.0, 0.0, []
    for _ in range(10_001):
        z = weight * x + bias
        found.append((weight, bias, np.mean(np.logaddexp(0, z) - y * z)))
        error = 1 / (1 + np.exp(-z)) - y
        weight, bias = weight - 0.2 * np.mean(error * x), bias - 0.2 * np.mean(error)
    return found


@pytest.mark.slow
@every_box
def test_the_curve_steepens_while_everybody_stays_right(box):
    seen = steps("steepening", box)
    at = [fitted_to_classes_apart()[n] for n in (0, 10, 100, 1_000, 10_000)]
    assert [marks["value-0"].text for marks in seen] == [f"{weight:.3f}" for weight, _, _ in at]
    assert [marks["value-1"].text for marks in seen] == [f"{loss:.3f}" for _, _, loss in at]
    assert [marks["value-2"].text for marks in seen] == ["20 of 40"] + ["40 of 40"] * 4
    for marks, (weight, bias, _) in zip(seen, at, strict=True):
        top, foot = value(marks["a-side"], "y1"), value(marks["a-side"], "y2")
        heights = [(foot - y) / (foot - top) for _, y in points(marks["curve"])]
        assert heights == roughly(torch.sigmoid((torch.linspace(0, 10, 201) - 5) * weight + bias).tolist(), 0.01)


@pytest.mark.slow
@every_box
def test_the_leak_stands_to_the_right_of_the_desk(box):
    clean, _ = clean_covid_tests(load_covid_tests())
    positive = (clean["result"] == "positive").astype(int)
    train, _, _ = train_validation_test_split(clean, stratify=positive, groups=clean["subject_id"], seed=42)
    *_, last = steps("leak", box)
    border = value(last["border"], "x1")
    columns = {name.removeprefix("card-"): value(mark, "x") for name, mark in last.items() if name.startswith("card-")}
    assert {name for name, x in columns.items() if x > border} == {"col_rec_tat", "rec_ver_tat", "ct_result", "result"}
    assert set(columns) <= set(clean.columns)
    for name in ("ct_result", "col_rec_tat", "rec_ver_tat"):
        auc = roc_auc(positive[train.index].to_numpy(), train[name].fillna(45).to_numpy())
        assert last[f"auc-{name}"].text == f"AUC {max(auc, 1 - auc):.3f}"


@every_box
def test_the_mean_of_two_halves_is_the_gradient_of_all(box, forty):
    x, y, p = (values[:, None] for values in forty)
    *_, last = steps("two_halves", box)
    halves = [bce_gradient(x[k::2], p[k::2], y[k::2])[0].item() for k in (0, 1)]
    assert [last[f"gradient-{k}"].text for k in (0, 1)] == [f"{half:.3f}" for half in halves]
    whole = bce_gradient(x, p, y)[0].item()
    assert last["mean"].text == f"{whole:.3f}"
    assert last["all"].text == f"all forty rows: {whole:.3f}"


@every_box
def test_newtons_steps_win_the_decimals_that_fit_newton_wins(box):
    model, X, y = reference_example()
    lowest = fit_newton(model.double(), X.double(), y.double()).loss[-1]
    zero = at_zero().double()
    losses = fit_newton(zero, X.double(), y.double()).loss
    *_, last = steps("newton_digits", box)
    drawn = [float(last[f"said-{k}"].text) for k in range(4)]
    assert drawn[:3] == pytest.approx([-math.log10(losses[k] - lowest) for k in range(3)], abs=0.06)
    assert 1.7 * drawn[2] < drawn[3] < 2.1 * drawn[2]  # beyond what single precision shows
    heights = [value(last[f"bar-{k}"], "height") for k in range(4)]
    assert [height / heights[2] for height in heights] == pytest.approx(
        [digits / drawn[2] for digits in drawn], abs=0.03
    )
