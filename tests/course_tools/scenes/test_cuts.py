"""The scenes about thresholds count what `course_utils.metrics` counts."""

import math

import numpy as np
import pytest
import torch

from course_tools import scenes
from course_tools.scenes import BOXES
from course_utils.data import bayes_error
from course_utils.functional import logit
from course_utils.metrics import (
    bayes_threshold,
    cheapest_threshold,
    confusion_counts,
    counts_at_every_threshold,
    expected_cost,
    positive_predictive_value,
)

# a page has the same numbers on a board of another size
every_box = pytest.mark.parametrize(
    "box", [pytest.param(box, marks=() if box == "slide" else pytest.mark.slow) for box in BOXES]
)


def steps(name, box):
    return [step.marks for step in scenes.scene(name, box).steps]


def value(mark, name):
    return float(mark.attributes[name])


def middle(mark):
    return tuple(value(mark, side) + value(mark, "width") / 2 for side in ("x", "y"))


def people(marks, prefix="person-"):
    """Each person as (infected, hollow, faded)."""
    found = [mark.attributes for name, mark in marks.items() if name.startswith(prefix) and mark.tag == "use"]
    return [(said["href"] == "#person-1", "hollow" in said["class"], "faded" in said["class"]) for said in found]


def points(mark):
    return np.array([tuple(map(float, pair.split())) for pair in mark.attributes["d"].strip("MZ").split("L")])


def four(people):
    """TP, FP, FN and TN, where those who are called wrongly are hollow."""
    return tuple(people.count(who) for who in ((True, False, False), (False, True, False), (True, True, False),
                                               (False, False, False)))  # fmt: skip


def of(counts):
    return counts.tp, counts.fp, counts.fn, counts.tn


@pytest.mark.slow
@every_box
def test_four_outcomes_send_each_person_to_her_corner(box, trained):
    counts = confusion_counts(trained.y, trained.p, 0.5)
    _, sorted_, mistakes = steps("four_outcomes", box)
    assert four(people(sorted_)) == of(counts)
    for what in ("tp", "fp", "fn", "tn"):
        assert sorted_[f"count-{what}"].text == str(getattr(counts, what))
        left, top, width, high = (value(sorted_[f"box-{what}"], side) for side in ("x", "y", "width", "height"))
        inside = [name for name, mark in sorted_.items() if name.startswith("person-")
                  and left < middle(mark)[0] < left + width and top < middle(mark)[1] < top + high]  # fmt: skip
        assert len(inside) == getattr(counts, what)
    assert [hollow for _, hollow, faded in people(mistakes) if not faded] == [True] * (counts.fp + counts.fn)


@every_box
@pytest.mark.slow
def test_a_cut_is_at_the_same_person_on_all_three_scales(box, trained):
    model, p = trained.model, trained.p
    for marks, t in zip(steps("three_scales", box)[1:], (0.5, 0.3, 0.7), strict=True):
        at = [model.decision_boundary(t), logit(torch.tensor(t)).item(), t]
        assert [marks[f"cut-{k}"].text for k in range(3)] == [f"{value:.3f}".replace("-", "−") for value in at]
        places = points(marks["cut"])[::2, 0]
        for k in range(3):
            beyond = [middle(marks[f"person-{k}-{i}"])[0] >= places[k] for i in range(40)]
            assert beyond == (p >= t).tolist()


@every_box
def test_a_moving_cut_leaves_the_curve_as_it_is(box, trained):
    seen = steps("moving_cut", box)
    assert len({marks["curve"].attributes["d"] for marks in seen}) == 1
    for marks, t in zip(seen[1:], (0.2, 0.5, 0.7), strict=True):
        counts = confusion_counts(trained.y, trained.p, t)
        assert four(people(marks)) == of(counts)
        assert marks["called"].text == str(counts.tp + counts.fp)


@every_box
def test_each_rate_is_a_share_of_those_who_are_not_faded(box, trained):
    counts = confusion_counts(trained.y, trained.p, 0.5)
    _, *seen = steps("whose_share", box)
    for marks, name in zip(seen, ("precision", "recall", "specificity", "accuracy"), strict=True):
        whom = [hollow for _, hollow, faded in people(marks) if not faded]
        rate = getattr(counts, name)
        assert whom.count(False) / len(whom) == rate
        assert marks["said"].text == f"{rate:.3f}"
        assert value(marks["part"], "width") / value(marks["whole"], "width") == pytest.approx(rate, abs=0.002)


@every_box
def test_the_sweep_draws_the_roc_curve_and_the_cost_of_every_threshold(box, trained):
    y, p = trained.y, trained.p
    sweep = counts_at_every_threshold(y, p)
    _, *stops, last = steps("sweep_cut", box)
    left, foot, right, top = (
        value(last[f"r-{line}"], at) for line, at in (("foot", "x1"), ("foot", "y1"), ("foot", "x2"), ("side", "y1"))
    )
    roc = np.unique((points(last["roc"]) - (left, foot)) / (right - left, top - foot), axis=0)
    true = np.unique(np.c_[sweep.false_positive_rate, sweep.recall], axis=0)
    assert roc == pytest.approx(true, abs=0.002)
    costs = expected_cost(sweep, cost_fp=1, cost_fn=5)
    foot, top = value(last["c-foot"], "y1"), value(last["c-side"], "y1")
    assert (foot - points(last["cost"])[:, 1]) / (foot - top) * 3 == pytest.approx(costs, abs=0.005)
    _, lowest = cheapest_threshold(y, p, cost_fp=1, cost_fn=5)
    assert (foot - value(last["cost-now"], "cy")) / (foot - top) * 3 == pytest.approx(lowest, abs=0.005)
    for marks, t in zip(stops, (0.9, 0.7, 0.5, 0.3, 0.1), strict=True):
        assert four(people(marks)) == of(confusion_counts(y, p, t))
        assert len(np.unique(points(marks["roc"]), axis=0)) == 1 + (p >= t).sum()


@every_box
def test_who_leaves_was_infected(box, trained):
    for marks, t in zip(steps("two_leave", box), (0.4, 0.5), strict=True):
        counts = confusion_counts(trained.y, trained.p, t)
        infected = [infected for infected, _, _ in people(marks, "called-")]
        assert (infected.count(True), infected.count(False)) == (counts.tp, counts.fp)
        assert marks["precision"].text == f"{counts.precision:.3f}"


@every_box
def test_a_square_for_each_unit_of_cost(box, trained):
    counts = confusion_counts(trained.y, trained.p, 0.5)
    *_, last = steps("what_it_costs", box)
    squares = sum(name.startswith(("alarm-", "miss-")) for name in last)
    cost = expected_cost(counts, cost_fp=1, cost_fn=5)
    assert squares / 40 == cost
    assert last["total"].text == f"{squares} / 40 = {cost:.3f}"


@every_box
def test_the_lines_of_cost_cross_at_the_threshold(box):
    *_, last = steps("two_costs", box)
    negative, positive = points(last["negative"]), points(last["positive"])
    share = np.interp(0, positive[:, 1] - negative[:, 1], np.linspace(0, 1, len(negative)))
    if positive[0, 1] < negative[0, 1]:
        share = np.interp(0, (positive - negative)[:, 1], np.linspace(0, 1, len(negative)))
    t = bayes_threshold(cost_fp=1, cost_fn=5)
    left, right = value(last["a-foot"], "x1"), value(last["a-foot"], "x2")
    assert share == pytest.approx(t, abs=0.002)
    assert (value(last["cut"], "x1") - left) / (right - left) == pytest.approx(t, abs=0.001)


@every_box
def test_prices_point_at_their_threshold(box):
    for marks in steps("prices", box):
        fp, fn = int(marks["fp-said"].text), int(marks["fn-said"].text)
        t = bayes_threshold(cost_fp=fp, cost_fn=fn)
        left, right = value(marks["scale"], "x1"), value(marks["scale"], "x2")
        assert (points(marks["at"])[0, 0] - left) / (right - left) == pytest.approx(t, abs=0.001)
        assert marks["t"].text == f"{t:.3f}"
        assert value(marks["fn"], "width") / value(marks["fp"], "width") == pytest.approx(fn / fp, rel=0.02)


@every_box
def test_the_luckiest_of_all_cuts_lies_below_the_best_possible(box, trained):
    x, y, p = trained.x, trained.y, trained.p
    *_, last = steps("lucky_cut", box)
    foot, top = value(last["a-foot"], "y1"), value(last["a-side"], "y1")
    left, right = value(last["a-foot"], "x1"), value(last["a-foot"], "x2")
    dots = [mark for name, mark in last.items() if name.startswith("cut-")]
    assert len(dots) == 40
    for mark in dots:
        cut = (value(mark, "cx") - left) / (right - left) * 10
        at = x[(x - cut).abs() < 0.03]
        errors = [((x >= one) != (y == 1)).float().mean().item() for one in at]
        drawn = (foot - value(mark, "cy")) / (foot - top) * 0.5
        assert min(abs(drawn - error) for error in errors) < 0.003
    _, lowest = cheapest_threshold(y, p, cost_fp=1, cost_fn=1)
    (best,) = (mark for mark in dots if mark.attributes.get("class") == "positive")
    assert (foot - value(best, "cy")) / (foot - top) * 0.5 == pytest.approx(lowest, abs=0.001)
    assert lowest < bayes_error() == pytest.approx((foot - points(last["true"])[50, 1]) / (foot - top) * 0.5, abs=0.001)


@every_box
def test_a_thousand_people_are_sorted_into_what_a_positive_means(box, trained):
    y, p = trained.y, trained.p
    threshold, _ = cheapest_threshold(y, p, cost_fp=1, cost_fn=5)
    chosen = confusion_counts(y, p, threshold)
    seen = steps("thousand", box)
    for before, after, prevalence in zip(seen[::2], seen[1::2], (0.5, 0.1, 0.02), strict=True):
        everybody, called = people(before, "p"), [who for who in people(after, "p") if not who[2]]
        assert len(everybody) == 1000
        assert sum(infected for infected, _, _ in everybody) == 1000 * prevalence
        found = sum(infected for infected, _, _ in called)
        ppv = positive_predictive_value(
            prevalence=prevalence, sensitivity=chosen.recall, specificity=chosen.specificity
        )
        assert found / len(called) == pytest.approx(ppv, abs=0.001)
        assert after["ppv"].text == f"{found / len(called):.3f}"
        places = {middle(mark) for name, mark in after.items() if name[1:].isdigit()}
        assert len(places) == 1000


@every_box
def test_everybody_is_found_at_the_price_of_false_alarms(box, trained):
    y, p = trained.y, trained.p
    threshold, _ = cheapest_threshold(y, p, cost_fp=1, cost_fn=5)
    counts = confusion_counts(y, p, threshold)
    first, last = steps("all_found", box)
    assert four(people(first)) == of(counts)
    called = [infected for infected, _, _ in people(last, "called-")]
    assert (called.count(True), called.count(False)) == (20, counts.fp)
    assert last["precision"].text == f"{counts.precision:.3f}"


@every_box
def test_precision_of_nobody_is_no_number(box, trained):
    for marks, t in zip(steps("nobody_called", box), (0.5, 0.9, math.inf), strict=True):
        counts = confusion_counts(trained.y, trained.p, t)
        assert four(people(marks)) == of(counts)
        rates = (counts.recall, counts.specificity, counts.precision)
        assert [marks[f"said-{k}"].text for k in range(3)] == [
            "NaN" if math.isnan(rate) else f"{rate:.3f}" for rate in rates
        ]
        drawn = [value(marks[f"part-{k}"], "width") / value(marks[f"whole-{k}"], "width") for k in range(3)]
        assert drawn == pytest.approx([0 if math.isnan(rate) else rate for rate in rates], abs=0.003)
