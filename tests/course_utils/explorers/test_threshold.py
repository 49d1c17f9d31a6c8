"""The threshold explorer from Python's side: cuts and counts, its task, its picture."""

import re
from pathlib import Path

import numpy as np
import pytest
import torch
import traitlets
from support import explorers
from support.rows import each_row

from course_utils.explorers import ThresholdExplorer, threshold
from course_utils.metrics import cheapest_threshold, confusion_counts, counts_at_every_threshold, expected_cost
from course_utils.models import LogisticRegression
from course_utils.widgets.tokens import TOKENS

JAVASCRIPT = Path(threshold.__file__).with_suffix(".js").read_text(encoding="utf-8")
Y, P = [0, 0, 1, 1], [0.2, 0.6, 0.4, 0.9]


@each_row(
    ("arguments", "options", "error", "words"),
    [
        (([0, 1, 1], P), {}, ValueError, ["y_true and p must have the same length", "3 and 4"]),
        (([0, 0, 0, 0], P), {}, ValueError, ["y_true has only one class", "0 positive and 4 negative"]),
        (([0, 0, 1, 2], P), {}, ValueError, ["only the labels 0", "2"]),
        ((Y, [0.2, 0.6, float("nan"), 0.9]), {}, ValueError, ["p has 1 NaN or infinite among its 4 values"]),
        ((Y, [-1.0, 0.6, 0.4, 0.9]), {}, ValueError, ["p must be probabilities between 0 and 1", "pass sigmoid(p)"]),
        ((Y, np.zeros((4, 2))), {}, ValueError, ["p must have shape (n_samples,) or (n_samples, 1)", "(4, 2)"]),
        ((Y, ["a", "b", "c", "d"]), {}, TypeError, ["p must hold numbers"]),
        (([], []), {}, ValueError, ["empty"]),
        ((Y, P), {"threshold": 1.5}, ValueError, ["threshold", "between 0 and 1", "1.5"]),
        ((Y, P), {"threshold": float("nan")}, ValueError, ["threshold", "nan"]),
        ((Y, P), {"threshold": "0.5"}, TypeError, ["threshold", "str '0.5'"]),
        ((Y, P), {"cost_fp": -1}, ValueError, ["cost_fp", "-1"]),
        ((Y, P), {"cost_fp": 0, "cost_fn": 0}, ValueError, ["cost"]),
        ((Y, P), {"cost_fn": float("inf")}, ValueError, ["cost_fn", "inf"]),
        ((Y, P), {"prevalence": 1.1}, ValueError, ["prevalence", "1.1"]),
        ((Y, P), {"x": [1, 2, 3, 4]}, TypeError, ["x needs the LogisticRegression that made p of it", "NoneType"]),
        ((Y, P), {"x": [1, 2, 3, 4], "model": LogisticRegression.from_parameters(1.0, -2.5)}, ValueError,
         ["p is not what the model predicts from x"]),
        ((Y, P), {"x": [1, 2, 3], "model": LogisticRegression.from_parameters(1.0, -2.5)}, ValueError,
         ["must have the same length", "4 and 3"]),
        ((Y, P), {"x": [1, 2, 3, 4], "model": LogisticRegression(2)}, ValueError, ["2"]),
        ((Y, P), {"x": [1, 2, 3, 4], "model": LogisticRegression.from_parameters(0.0, 0.0)}, ValueError, ["weight"]),
    ],
)
def test_refuses(refuses, arguments, options, error, words):
    with refuses(error, *words):
        ThresholdExplorer(*arguments, **options)


@pytest.mark.parametrize("threshold", [-0.01, 1.01, float("nan")])
def test_stays_in_range(threshold):
    explorer = ThresholdExplorer(Y, P)
    with pytest.raises(traitlets.TraitError, match="between 0 and 1"):
        explorer.threshold = threshold
    assert explorer.threshold == 0.5


@pytest.mark.parametrize("p", [P, [0.2, 0.6, 0.4, 1.0], np.linspace(0.001, 1, 1000)])
def test_infinite_thresholds_are_the_ends_of_the_slider(p):
    y = np.arange(len(p)) % 2
    for explorer in (ThresholdExplorer(y, p, threshold=np.inf), ThresholdExplorer(y, p)):
        explorer.threshold = np.inf
        assert explorer.threshold == explorer.data["top"]
        assert (explorer.tp, explorer.fp) == (0, 0)
        explorer.threshold = -np.inf
        assert (explorer.fn, explorer.tn) == (0, 0)
    assert ThresholdExplorer(y, p, threshold=-np.inf).fn == 0


@pytest.mark.slow
@each_row(("threshold", "words"), [(1.0005, ["nobody"]), (1.0, []), (0.5, []), (0.0, ["everybody"])])
def test_static_counts_as_the_explorer_does_at_the_ends(threshold, words):
    model = LogisticRegression.from_parameters(20.0, 0.0)
    x = np.array([[-0.1], [-0.05], [0.05], [3.0]], dtype=np.float32)  # the last has a p of 1
    explorer = ThresholdExplorer(Y, model.predict_proba(torch.from_numpy(x)), x=x, model=model, threshold=0.5)
    explorer.threshold = threshold
    cut = explorer.static().axes[0]
    legend = [text.get_text() for text in cut.get_legend().get_texts()]
    assert legend == [f"{name}: {getattr(explorer, name.lower())}" for name in ("TP", "FN", "FP", "TN")]
    said = [text.get_text() for text in cut.texts]
    assert [word for word in ("nobody", "everybody") if any(word in text for text in said)] == words


@each_row("threshold", [0.0, 0.2, 0.399, 0.4, 0.401, 0.6, 0.9, 0.95, 1.0])
def test_counts_follow_the_cut_at_a_score_and_beside_it(threshold):
    explorer = ThresholdExplorer(Y, P, cost_fp=2, cost_fn=3, prevalence=0.1)
    explorer.threshold = threshold
    counts = confusion_counts(Y, P, threshold)
    assert (explorer.tp, explorer.fp, explorer.fn, explorer.tn) == (counts.tp, counts.fp, counts.fn, counts.tn)
    assert explorer.cost == pytest.approx(expected_cost(counts, cost_fp=2, cost_fn=3, prevalence=0.1))


def test_the_browser_gets_what_is_named_and_reads_all_of_it_and_no_more(shared):
    data = shared("threshold").data
    assert list(data) == list(threshold.Data.__annotations__)
    assert list(data["task"]) == list(threshold.Task.__annotations__)
    unpacked = re.search(r"const \{ (.*?) \} = data;", JAVASCRIPT)[1]
    read = {*re.findall(r"\bdata\.(\w+)", JAVASCRIPT), *(part.split(":")[0].strip() for part in unpacked.split(","))}
    assert read == set(data)
    assert set(re.findall(r"\basked\.(\w+)", JAVASCRIPT)) == set(data["task"])


def test_sets_all_counts_before_a_later_cell_can_read_them():
    explorer = ThresholdExplorer(Y, P)
    explorer.cost_fn = 5.0
    assert explorer.cost == 1.5
    explorer.prevalence = 0.1
    assert explorer.cost == pytest.approx(0.9 * 0.5 + 5 * 0.1 * 0.5)


def test_of_many_samples_keeps_exact_counts_on_fewer_cuts():
    explorer = explorers.EXPLORERS["threshold"].large()
    y, p, cuts = explorer._y, explorer._p, explorer.data["cuts"]
    assert len(counts_at_every_threshold(y, p).tp) > 10_000
    assert 300 <= len(cuts) <= 401
    assert len(explorer.data["points_p"]) <= 400
    assert cuts[0] is None
    assert np.all(np.diff(cuts[1:]) < 0)
    for i in range(1, len(cuts), 17):
        counts = confusion_counts(y, p, cuts[i])
        assert (explorer.data["tp"][i], explorer.data["fp"][i]) == (counts.tp, counts.fp)
    explorer.threshold = 0.12345
    assert explorer.threshold in cuts
    assert abs(explorer.threshold - 0.12345) < 0.01
    assert explorer.tp == confusion_counts(y, p, explorer.threshold).tp


@pytest.mark.parametrize("top", [0.9, 1.0])
def test_can_call_nobody_positive(top):
    explorer = ThresholdExplorer(Y, [0.2, 0.6, 0.4, top])
    explorer.threshold = explorer.data["top"]
    assert (explorer.tp, explorer.fp) == (0, 0)


def test_least_cost_of_the_task_is_that_of_the_metrics(reference):
    model, X, y, _ = reference
    explorer = explorers.made("threshold")
    counts = counts_at_every_threshold(y, model.predict_proba(X))
    costs = expected_cost(counts, cost_fp=1, cost_fn=5)
    assert explorer.data["task"]["least_cost"] == pytest.approx(costs[counts.recall >= 0.9].min())


def test_task_is_that_of_the_caller(refuses):
    rng = np.random.default_rng(0)
    p = rng.uniform(0.01, 0.2, 3000)
    y = (rng.uniform(size=3000) < p).astype(int)
    explorer = ThresholdExplorer(y, p, task_cost_fn=20, task_recall=0.25)
    costs = [expected_cost(confusion_counts(y, p, t), cost_fp=1, cost_fn=20) for t in explorer.data["cuts"][1:]]
    recalls = [confusion_counts(y, p, t).recall for t in explorer.data["cuts"][1:]]
    least = min(cost for cost, recall in zip(costs, recalls, strict=True) if recall >= 0.25)
    task = explorer.data["task"]
    assert (task["cost_fn"], task["recall"], task["least_cost"]) == (20, 0.25, pytest.approx(least))
    assert least <= task["cost"] < 1.05 * least
    assert explorer.cost_fn == 20, "it opens with the costs of its task"
    free = ThresholdExplorer(y, p, task_cost_fn=0.5, task_recall=0).data["task"]["least_cost"]
    assert free == pytest.approx(0.5 * y.mean())  # calling nobody
    with refuses(ValueError, "task_cost_fn must be", "above 0"):
        ThresholdExplorer(Y, P, task_cost_fn=0)
    with refuses(ValueError, "task_recall must be", "between 0 and 1; got 90.0"):
        ThresholdExplorer(Y, P, task_recall=90)


@pytest.mark.slow
def test_static_draws_some_of_many_samples_and_counts_all():
    explorer = explorers.EXPLORERS["threshold"].large()
    cut, *_ = explorer.static().axes
    drawn = sum(len(line.get_xdata()) for line in cut.lines[:-1])
    assert drawn == len(explorer.data["points_p"]) <= 400
    counts = confusion_counts(explorer._y, explorer._p, explorer.threshold)
    legend = [text.get_text() for text in cut.get_legend().get_texts()]
    assert legend == [f"TP: {counts.tp}", f"FN: {counts.fn}", f"FP: {counts.fp}", f"TN: {counts.tn}"]
    for line, (label, is_called) in zip(cut.lines, ((1, True), (1, False), (0, True), (0, False)), strict=False):
        assert set(line.get_ydata()) == {label}
        assert set(line.get_xdata() >= explorer.threshold) == {is_called}


def test_static(reference):
    explorer = explorers.made("threshold")
    explorer.threshold, explorer.cost_fn = 0.3, 5.0
    axes = explorer.static().axes
    assert [ax.get_title() for ax in axes] == ["one cut", "ROC", "precision and recall", "cost"]
    cut, roc, precision, cost = axes
    counts = {name: getattr(explorer, name.lower()) for name in ("TP", "FN", "FP", "TN")}
    legend = [text.get_text() for text in cut.get_legend().get_texts()]
    assert legend == [f"{name}: {count}" for name, count in counts.items()]
    np.testing.assert_allclose(roc.lines[-1].get_xydata(), [[explorer.fp / 20, explorer.tp / 20]])
    at = [[explorer.tp / 20, explorer.tp / (explorer.tp + explorer.fp)]]
    np.testing.assert_allclose(precision.lines[-1].get_xydata(), at)
    assert cost.get_ylabel() == "cost per person (FP 1, FN 5)"
    np.testing.assert_allclose(cost.lines[-1].get_xydata(), [[0.3, explorer.cost]])


def test_one_mark_has_one_meaning_in_the_picture_and_live():
    """A diamond is the threshold in use, a star the cheapest one."""
    explorer = explorers.made("threshold")
    explorer.threshold, explorer.cost_fn = 0.4, 5.0
    _, roc, precision, cost = explorer.static().axes
    shapes = [[line.get_marker() for line in ax.lines if len(line.get_xdata()) == 1] for ax in (roc, precision, cost)]
    assert shapes == [["D"], ["D"], ["*", "D"]]
    star, diamond = (line for line in cost.lines if len(line.get_xdata()) == 1)
    best, least = cheapest_threshold(explorer._y, explorer._p, cost_fp=1, cost_fn=5)
    np.testing.assert_allclose(star.get_xydata(), [[best, least]])
    assert least < diamond.get_ydata()[0] == explorer.cost
    assert [TOKENS["symbols"][name]["shape"] for name in ("best", "you")] == ["star", "diamond"]
    assert {"mark: YOU", "{ ...BEST, size: 8 }"} <= set(re.findall(r"mark: YOU|\{ \.\.\.BEST, size: 8 \}", JAVASCRIPT))


def test_static_without_a_model(reference):
    cut = ThresholdExplorer(Y, P).static().axes[0]
    assert (cut.get_xlabel(), cut.get_ylabel()) == ("p", "y")
    assert sorted(text.get_text() for text in cut.get_legend().get_texts()) == ["FN: 1", "FP: 1", "TN: 1", "TP: 1"]
