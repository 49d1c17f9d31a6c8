"""The threshold explorer in a page: counts, curves and costs are those of Python, and its tasks."""

import re

import numpy as np
import pytest
import torch
from support.browser import near, numbers
from support.explorers import TIED_P, TIED_Y, after_setup, counts_in_table

from course_utils.explorers import ThresholdExplorer
from course_utils.functional import logit, sigmoid
from course_utils.metrics import (
    confusion_counts,
    counts_at_every_threshold,
    expected_cost,
    positive_predictive_value,
    roc_curve,
)

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("pages")]


def described(y, p, threshold, *, cost_fp=1.0, cost_fn=1.0, prevalence=None):
    """What the text of a threshold explorer has to say, by name."""
    counts = confusion_counts(y, p, threshold)
    settings = {"cost_fp": cost_fp, "cost_fn": cost_fn, "prevalence": prevalence}
    return {
        "Recall": counts.recall,
        "precision": counts.precision,
        "false positive rate": counts.false_positive_rate,
        "accuracy": counts.accuracy,
        "The least cost is": expected_cost(counts_at_every_threshold(y, p), **settings).min(),
    }


def said(text, names):
    return {name: float(re.search(rf"\b{name} (\d\.\d+)", text)[1]) for name in names}


SETTINGS = [
    {},
    {"cost_fn": 5},
    {"cost_fp": 0.5, "cost_fn": 20, "prevalence": 0.05},
    {"cost_fp": 7.5, "cost_fn": 2, "prevalence": 0.9},
]


@pytest.mark.parametrize("settings", SETTINGS, ids=str)
@pytest.mark.parametrize("name", ["threshold", "tied"])
def test_shows_what_python_computes(kept, reference, name, settings):
    model, X, y, _ = reference
    y, p = (y.ravel().tolist(), model.predict_proba(X).ravel().tolist()) if name == "threshold" else (TIED_Y, TIED_P)
    figure = kept(name)
    figure.put("false alarm costs", settings.get("cost_fp", 1))
    figure.put("miss costs", settings.get("cost_fn", 1))
    elsewhere = "prevalence" in settings
    # the step next to the sample's
    settings = {"cost_fp": 1, "cost_fn": 1, "prevalence": 0.565 if name == "tied" else 0.5, **settings}
    figure.put("prevalence", settings["prevalence"])
    # 0.2, 0.5 and 0.65 are scores of the tied ones, the last with its neighbours; 0.5 is two of them
    cuts = (0.001, 0.2, 0.333, 0.5, 0.649, 0.65, 0.651, 0.731, 0.9)
    all_shown = figure.read_at("threshold on p", cuts, text=".cu-result", table=".cu-count", above=".cu-number")
    for threshold, shown in zip(cuts, all_shown, strict=True):
        (text,) = shown["text"]
        counts = confusion_counts(y, p, threshold)
        assert [int(cell) for cell in shown["table"]] == [counts.tn, counts.fp, counts.fn, counts.tp]
        expected = described(y, p, threshold, **settings)
        if counts.tp + counts.fp == 0:
            assert "precision – (nobody is called positive)" in text
            expected.pop("precision")
        elif elsewhere:
            value = positive_predictive_value(
                prevalence=settings["prevalence"], sensitivity=counts.recall, specificity=counts.specificity
            )
            assert float(re.search(r"\((\d\.\d+) at a prevalence", text)[1]) == pytest.approx(value, abs=5.1e-4)
        cost = expected_cost(counts, **settings)
        assert [float(number) for number in shown["above"]] == [counts.fn, counts.fp, pytest.approx(cost, abs=5.1e-4)]
        assert said(text, expected) == pytest.approx(expected, abs=5.1e-4)


def test_names_the_same_cut_on_every_scale(kept, reference):
    figure, model = kept("threshold"), reference[0]
    for threshold in (0.1, 0.5, 0.8):
        figure.put("threshold on p", threshold)
        p, x, z = numbers(re.search(r".*? Recall", figure.text())[0])
        at = logit(torch.tensor(threshold, dtype=torch.float64)).item()
        weight, bias = model.linear.weight.item(), model.linear.bias.item()
        assert (p, x, z) == near(threshold, (at - bias) / weight, at)


def test_draws_the_points_by_what_became_of_them_and_the_curves(fresh, reference):
    model, X, y, _ = reference
    figure = fresh("threshold")
    fpr, recall, _ = roc_curve(y, model.predict_proba(X))
    unit = (-0.04, 1.04), (-0.04, 1.04)
    np.testing.assert_allclose(
        figure.points("ROC", "path.cu-curve:not(.cu-guide)", *unit), np.column_stack([fpr, recall]), atol=1e-3
    )
    for threshold in (0.3, 0.5, 0.8):
        figure.put("threshold on p", threshold)
        counts = confusion_counts(y, model.predict_proba(X), threshold)
        samples = figure.element.locator("[data-layer=samples]")
        looks = {"tp": ".cu-positive.cu-filled", "fn": ".cu-positive.cu-hollow", "fp": ".cu-negative.cu-filled"}
        for name, look in looks.items():
            assert samples.locator(look).count() == getattr(counts, name)
        (diamond,) = figure.points("ROC", "g.cu-handle", *unit)
        assert diamond == pytest.approx((counts.false_positive_rate, counts.recall), abs=1e-3)
        (diamond,) = figure.points("Precision and recall", "g.cu-handle", *unit)
        assert diamond == pytest.approx((counts.recall, counts.precision), abs=1e-3)


def test_follows_the_mouse_on_the_scales(fresh, reference):
    model, X, y, _ = reference
    p = model.predict_proba(X)
    figure = fresh("threshold")
    z_range = ThresholdExplorer(y, p, x=X, model=model).data["z_range"]
    places = figure.pixels("One cut, every scale", z_range, (0, 10), [(-1.0, 5), (0.5, 5), (1.0, 5)])
    figure.drag_through(places)
    (threshold,) = numbers(figure.output("threshold on p"))
    assert threshold == pytest.approx(sigmoid(1.0).item(), abs=0.01)
    counts = confusion_counts(y, p, threshold)
    assert counts_in_table(figure) == {key: getattr(counts, key) for key in ("tn", "fp", "fn", "tp")}
    figure.point(*places[0])
    assert numbers(figure.output("threshold on p")) == [threshold], "the cut was let go"


def test_at_its_ends(fresh):
    figure = fresh("tied")
    figure.press("threshold on p", "End")
    assert counts_in_table(figure) == {"tn": 13, "fp": 0, "fn": 17, "tp": 0}
    assert "precision – (nobody is called positive)" in figure.text()
    figure.press("threshold on p", "Home")
    assert counts_in_table(figure) == {"tn": 0, "fp": 13, "fn": 0, "tp": 17}


@pytest.mark.parametrize("name", ["threshold", "tied"])
def test_task_is_solved_at_the_right_cuts_only(fresh, reference, name):
    model, X, y, _ = reference
    y, p = (y.ravel().tolist(), model.predict_proba(X).ravel().tolist()) if name == "threshold" else (TIED_Y, TIED_P)
    figure = fresh(name)
    every = counts_at_every_threshold(y, p)
    least = expected_cost(every, cost_fp=1, cost_fn=5)[every.recall >= 0.9].min()
    most = float(re.search(r"costs at most (\d\.\d+) per person", figure.card()[1])[1])
    assert least <= most < 1.3 * least
    cuts = {}
    for threshold in np.arange(1, 1000) / 1000:
        counts = confusion_counts(y, p, threshold)
        cuts[threshold] = counts.recall >= 0.9 and expected_cost(counts, cost_fp=1, cost_fn=5) <= most + 1e-12
    right = [cut for cut, is_right in cuts.items() if is_right]
    ends = {right[0], right[-1], round(right[0] - 0.001, 3), round(right[-1] + 0.001, 3)}
    tried = sorted({*list(cuts)[::40], *ends, *right[:: max(len(right) // 5, 1)]})

    assert figure.solved_at("threshold on p", tried) == [cut for cut in tried if cuts[cut]]
    figure.put("threshold on p", right[0])
    assert figure.holds()
    ticks, text = figure.card()
    assert ticks == ["✓", "○"]
    assert f"the least is {least:.3f}" in text
    for label, value, holds in (("false alarm costs", 2, False), ("miss costs", 10, True), ("prevalence", 0.2, False)):
        figure.put(label, value)
        assert figure.holds() is holds, label


def test_the_harder_task_is_judged_at_its_own_prevalence(fresh, reference):
    model, X, y, _ = reference
    figure = fresh("threshold")
    figure.put("threshold on p", 0.2)
    figure.next_task()
    most = float(re.search(r"costs at most (\d\.\d+) per person at 10 %", figure.card()[1])[1])
    tried = np.arange(5, 1000, 10) / 1000
    costs = [
        expected_cost(confusion_counts(y, model.predict_proba(X), cut), cost_fp=1, cost_fn=5, prevalence=0.1)
        for cut in tried
    ]
    right = [cut for cut, cost in zip(tried, costs, strict=True) if cost <= most + 1e-12]
    assert 3 <= len(right) < 20
    tried = sorted({*tried[::9], *right, round(right[0] - 0.01, 3), round(right[-1] + 0.01, 3)})
    assert figure.solved_at("threshold on p", tried) == [], "the prevalence is still that of the sample"
    for prevalence in (0.08, 0.12):
        figure.put("prevalence", prevalence)
        assert figure.solved_at("threshold on p", tried) == right
    figure.put("prevalence", 0.13)
    assert not figure.holds()


def test_task_of_the_caller(fresh):
    figure, (rare_y, rare_p) = fresh("rare"), after_setup()["rare"]
    ticks, words = figure.card()
    assert ticks == ["○", "○"]
    assert words.startswith("Task 1 of 2. A miss costs twenty false alarms. Find a cut that costs at most 0.")
    assert words.endswith("per person, at the sample's prevalence.")
    assert figure.output("miss costs") == "20.0", "it opens with the costs of its task"
    most = float(re.search(r"at most (\d\.\d+)", words)[1])
    every = counts_at_every_threshold(rare_y, rare_p)
    costs = expected_cost(every, cost_fp=1, cost_fn=20)
    assert costs.min() <= most < 1.1 * costs.min()
    tried = np.arange(1, 25) / 100
    costs = [expected_cost(confusion_counts(rare_y, rare_p, cut), cost_fp=1, cost_fn=20) for cut in tried]
    cheap = [cut for cut, cost in zip(tried, costs, strict=True) if cost <= most + 1e-12]
    assert 0 < len(cheap) < len(tried)
    assert figure.solved_at("threshold on p", tried) == cheap
    figure.put("miss costs", 5)
    assert figure.solved_at("threshold on p", tried) == []


def test_the_cut_is_dragged_on_every_curve(fresh, reference):
    model, X, y, _ = reference
    p = model.predict_proba(X)
    figure = fresh("threshold")
    unit = (-0.04, 1.04), (-0.04, 1.04)
    start, end = confusion_counts(y, p, 0.5), confusion_counts(y, p, 0.3)
    for tab, title, at in (
        ("ROC", "ROC", lambda counts: (counts.false_positive_rate, counts.recall)),
        ("Precision", "Precision and recall", lambda counts: (counts.recall, counts.precision)),
    ):
        figure.put("threshold on p", 0.5)
        figure.element.get_by_role("button", name=tab, exact=True).click()
        figure.drag_through(figure.pixels(title, *unit, [at(start), at(end)]))
        assert counts_in_table(figure) == {key: getattr(end, key) for key in ("tn", "fp", "fn", "tp")}, title
    figure.element.get_by_role("button", name="Cost", exact=True).click()
    figure.drag_through(figure.pixels("Cost per person", (0, 1), (0, 1), [(0.3, 0.1), (0.6, 0.5), (0.8, 0.9)]))
    assert numbers(figure.output("threshold on p")) == pytest.approx([0.8], abs=0.01)
