"""The live figures from Python's side: what they refuse, hold, show as text and as a picture."""

import json
import re
import subprocess
import sys
from pathlib import Path

import ipywidgets
import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch
import traitlets
from matplotlib.figure import Figure
from support.browser import find_browser

import course_utils.explorers
from course_utils.data import bayes_error, make_overlapping_classes, reference_example
from course_utils.explorers import (
    DataExplorer,
    DescentExplorer,
    PeopleExplorer,
    SeparableExplorer,
    SigmoidExplorer,
    ThresholdExplorer,
)
from course_utils.explorers.descent import stability_edge
from course_utils.functional import binary_cross_entropy_with_logits
from course_utils.metrics import confusion_counts, counts_at_every_threshold, expected_cost, positive_predictive_value
from course_utils.models import LogisticRegression
from course_utils.training import DivergenceError, fit, loss_surface

ROOT = Path(__file__).parents[2]
NAMES = course_utils.explorers.__all__
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
MOST_STATE = 300_000


@pytest.fixture(scope="module")
def reference():
    """The reference example after its fit: model, X, y and history."""
    model, X, y = reference_example()
    return model, X, y, fit(model, X, y)


@pytest.fixture
def explorer(request, reference):
    """The explorer of the name that the test is parametrized with."""
    return make(request.param, reference)


def make(name, reference):
    model, X, y, _ = reference
    if name == "ThresholdExplorer":
        return ThresholdExplorer(y, model.predict_proba(X), x=X, model=model)
    return getattr(course_utils.explorers, name)()


@pytest.fixture(autouse=True)
def closed():
    """No figure and no widget outlives its test."""
    yield
    plt.close("all")
    ipywidgets.Widget.close_all()


each = pytest.mark.parametrize("explorer", NAMES, indirect=True)


def large(name):
    """As much as each explorer may be given."""
    if name == "ThresholdExplorer":
        rng = np.random.default_rng(0)
        y = rng.integers(0, 2, 20_000)
        return ThresholdExplorer(y, 1 / (1 + np.exp(1 - 2 * y - rng.normal(size=len(y)))))
    if name == "DescentExplorer":
        X, y = make_overlapping_classes(500, 500, seed=1)
        return DescentExplorer(fit(LogisticRegression.from_parameters(0.0, 0.0), X, y, n_epochs=4500), X, y)
    if name == "SeparableExplorer":
        return SeparableExplorer(torch.rand(40, generator=torch.Generator().manual_seed(0)), [0, 1] * 20)
    if name == "DataExplorer":
        return DataExplorer(300, 1 / 3, 987_654_321)
    if name == "PeopleExplorer":
        return PeopleExplorer(1 / 3, 1 / 3, 1 / 3)
    return SigmoidExplorer(1 / 3, -1 / 3)


# ------------------------------------------------------------------ the package


def test_importing_the_explorers_loads_nothing_heavy_until_one_is_used():
    code = """
import sys
import course_utils.explorers
heavy = ("anywidget", "ipywidgets", "matplotlib", "torch", "numpy")
print(*(name for name in heavy if name in sys.modules))
for name in course_utils.explorers.__all__:
    assert name in dir(course_utils.explorers)
    assert getattr(course_utils.explorers, name).__name__ == name
from course_utils.explorers import *
print(SigmoidExplorer.__name__, *(name for name in heavy if name in sys.modules))
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert (done.stderr, done.returncode) == ("", 0)
    assert done.stdout.splitlines() == ["", "SigmoidExplorer anywidget ipywidgets matplotlib torch numpy"]


def test_an_unknown_name_is_answered_with_those_there_are():
    with pytest.raises(AttributeError, match="has no attribute 'Sigmoid'; it has DataExplorer, DescentExplorer"):
        _ = course_utils.explorers.Sigmoid


@pytest.mark.parametrize(("ci", "outcome"), [("true", pytest.fail.Exception), ("", pytest.skip.Exception)])
def test_without_a_browser_ci_fails_and_others_are_told_what_to_install(monkeypatch, ci, outcome):
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("CI", ci)
    with pytest.raises(outcome, match=r"install it .*apt install chromium"):
        find_browser()


# ------------------------------------------------------------------ each of the six


@each
def test_the_module_is_whole_nothing_is_left_to_fetch(explorer):
    source = explorer._esm
    assert re.findall(r"^\s*import\b.*|\bimport\s*\(.*", source, re.MULTILINE) == []
    assert re.findall(r"^ *export\b.*", source, re.MULTILINE) == ["export default {"]
    assert source.count("function build(") == 1
    avoided = r"\b(?:innerHTML|outerHTML|insertAdjacentHTML|eval|fetch|XMLHttpRequest|WebSocket)\b"
    assert re.findall(avoided, source) == []
    assert set(re.findall(r"https?://[^\"'`\s]+", source + explorer._css)) <= {"http://www.w3.org/2000/svg"}
    assert re.findall(r"@import|url\(", explorer._css) == []


@each
def test_colours_are_those_of_the_style_sheet(explorer):
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b|rgba?\(|hsla?\(", explorer._esm) == []


@each
def test_state_is_small_and_is_json(explorer):
    assert len(json.dumps(explorer.get_state(), allow_nan=False)) < MOST_STATE


@pytest.mark.parametrize("name", NAMES)
def test_state_of_the_largest_is_small_and_is_json(name):
    assert len(json.dumps(large(name).get_state(), allow_nan=False)) < MOST_STATE


@each
def test_what_the_repr_shows_is_synced_and_can_be_read(explorer):
    synced = explorer.traits(sync=True)
    assert set(explorer.state) <= set(synced)
    for name in explorer.state:
        assert synced[name].metadata["echo_update"] is False, "an echo would set a moving slider back"
    assert re.findall(r"\w+(?==)", repr(explorer)) == list(explorer.state)


REPRS = {
    "DataExplorer": "DataExplorer(class_size=20, overlap=4.000, seed=42)",
    "DescentExplorer": "DescentExplorer(lr=0.100, epoch=2000, loss=0.539, weight=0.613, bias=-3.173)",
    "PeopleExplorer": "PeopleExplorer(prevalence=0.010, sensitivity=0.900, specificity=0.950)",
    "SeparableExplorer": "SeparableExplorer(weight_decay=0.000, epoch=0, weight=0.000, bias=0.000)",
    "SigmoidExplorer": "SigmoidExplorer(weight=0.500, bias=0.000)",
    "ThresholdExplorer": "ThresholdExplorer(threshold=0.500, cost_fp=1.000, cost_fn=1.000, prevalence=0.500, "
    "tp=14, fp=7, fn=6, tn=13, cost=0.325)",
}


@each
def test_repr_is_stable(explorer, reference):
    name = type(explorer).__name__
    assert repr(explorer) == REPRS[name]
    assert repr(make(name, reference)) == REPRS[name]


@each
def test_a_cell_shows_the_live_figure_its_picture_and_its_repr(explorer):
    data, _ = explorer._repr_mimebundle_()
    assert sorted(data) == [WIDGET_VIEW, "image/png", "text/plain"]
    assert data["text/plain"] == repr(explorer)
    assert data[WIDGET_VIEW]["model_id"] == explorer.model_id
    assert data["image/png"].startswith(b"\x89PNG")
    assert plt.get_fignums() == [], "or the cell would show the picture once more"


@each
def test_static_draws_a_figure_of_its_own_or_on_axes_given(explorer):
    own = explorer.static()
    assert isinstance(own, Figure)
    given, axes = plt.subplots(1, len(own.axes))
    assert explorer.static(axes=np.atleast_1d(axes)) is given
    assert [ax.get_title() for ax in given.axes] == [ax.get_title() for ax in own.axes]
    assert all(ax.get_title() for ax in own.axes)
    _, axes = plt.subplots(1, 5)
    with pytest.raises(ValueError, match=rf"draws on {len(own.axes)} axes; got 5"):
        explorer.static(axes=axes)


@each
def test_composes_with_plain_ipywidgets(explorer):
    name = explorer.state[0]
    seen = []
    explorer.observe(lambda change: seen.append(change.new), name)
    value = getattr(explorer, name)
    other = ipywidgets.IntText(value) if isinstance(value, int) else ipywidgets.FloatText(value)
    box = ipywidgets.VBox([explorer, other])
    ipywidgets.link((explorer, name), (other, "value"))
    new = value + 1 if isinstance(value, int) else value / 2 + 0.01
    other.value = new
    assert box.children == (explorer, other)
    assert (getattr(explorer, name), seen) == (new, [new])


# ------------------------------------------------------------------ sigmoid


@pytest.mark.parametrize(
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
def test_sigmoid_refuses(refuses, arguments, error, words):
    with refuses(error, *words):
        SigmoidExplorer(**arguments)


def test_sigmoid_takes_numbers_of_any_library():
    explorer = SigmoidExplorer(weight=torch.tensor(1.5), bias=np.float32(-2.5))
    assert (explorer.weight, explorer.bias) == (1.5, -2.5)


def test_sigmoid_static():
    probability, log_odds = SigmoidExplorer(weight=1.0, bias=-5.0).static().axes
    curve, midpoint = probability.lines
    np.testing.assert_allclose(curve.get_ydata(), 1 / (1 + np.exp(5 - curve.get_xdata())), rtol=1e-6)
    assert midpoint.get_xydata().tolist() == [[5.0, 0.5]]
    assert log_odds.lines[0].get_xydata().tolist() == [[0.0, -5.0], [10.0, 5.0]]
    assert (log_odds.get_xlabel(), log_odds.get_ylabel()) == ("x", "z = weight x + bias")


# ------------------------------------------------------------------ data


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        ({"class_size": 0}, ValueError, ["class_size", "at least 1", "got 0"]),
        ({"class_size": 301}, ValueError, ["class_size must be at most 300", "301"]),
        ({"class_size": 2.5}, TypeError, ["class_size must be a whole number", "float 2.5"]),
        ({"overlap": float("nan")}, ValueError, ["overlap", "nan"]),
        ({"overlap": 10.1}, ValueError, ["overlap", "between 0 and 10", "10.1"]),
        ({"overlap": [4.0]}, TypeError, ["overlap", "list of length 1"]),
        ({"seed": -1}, ValueError, ["seed", "-1"]),
        ({"seed": 1.0}, TypeError, ["seed", "float 1.0"]),
    ],
)
def test_data_refuses(refuses, arguments, error, words):
    with refuses(error, *words):
        DataExplorer(**arguments)


def test_data_sample_is_that_of_the_package():
    explorer = DataExplorer(class_size=13, overlap=2.5, seed=7)
    X, y = explorer.sample()
    expected_X, expected_y = make_overlapping_classes(13, 13, overlap=2.5, seed=7)
    assert torch.equal(X, expected_X)
    assert torch.equal(y, expected_y)


def test_data_holds_ten_seeds_and_names_another_explorer_for_the_rest():
    explorer = DataExplorer(seed=47)
    assert (explorer.data["first_seed"], len(explorer.data["uniforms"])) == (40, 10)
    explorer.seed = 40
    explorer.seed = 49
    for seed in (39, 50):
        with pytest.raises(traitlets.TraitError, match=rf"seeds 40 to 49; got {seed}.*DataExplorer\(seed={seed}\)"):
            explorer.seed = seed
    assert explorer.seed == 49


@pytest.mark.parametrize(("name", "value"), [("class_size", 0), ("class_size", 301), ("overlap", -0.1)])
def test_data_keeps_its_traits_in_range(name, value):
    with pytest.raises(traitlets.TraitError):
        setattr(DataExplorer(), name, value)


def test_data_static():
    explorer = DataExplorer(class_size=17, overlap=3.0, seed=5)
    sample, shares = explorer.static().axes
    assert sample.get_title() == "34 samples"
    assert [len(line.get_xdata()) for line in sample.lines[:2]] == [17, 17]
    X, y = explorer.sample()
    np.testing.assert_array_equal(sample.lines[1].get_xdata(), X[y == 1])
    assert shares.get_title() == f"Bayes error {bayes_error(overlap=3.0):.3f}"
    for bar in shares.patches:
        inside = (bar.get_x() <= X) & (bar.get_x() + 1 > X)
        assert bar.get_height() == pytest.approx(y[inside].mean().item())


# ------------------------------------------------------------------ people


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        ({"prevalence": 0}, ValueError, ["prevalence", "between 0.001 and 1", "0.0"]),
        ({"prevalence": "a"}, TypeError, ["prevalence", "str 'a'"]),
        ({"sensitivity": 1.2}, ValueError, ["sensitivity", "1.2"]),
        ({"specificity": float("nan")}, ValueError, ["specificity", "nan"]),
        ({"specificity": None}, TypeError, ["specificity", "NoneType"]),
    ],
)
def test_people_refuses(refuses, arguments, error, words):
    with refuses(error, *words):
        PeopleExplorer(**arguments)


@pytest.mark.parametrize("prevalence", [0.001, 0.0105, 0.3, 1.0])
@pytest.mark.parametrize(("sensitivity", "specificity"), [(0.9, 0.95), (0.35, 0.0), (0.0, 1.0), (1.0, 0.995)])
def test_people_are_a_thousand_whole_ones(prevalence, sensitivity, specificity):
    counts = PeopleExplorer(prevalence, sensitivity, specificity).counts()
    assert sum(counts.values()) == 1000
    assert all(isinstance(count, int) and count >= 0 for count in counts.values())
    infected = counts["tp"] + counts["fn"]
    assert abs(infected - 1000 * prevalence) <= 0.5
    assert abs(counts["tp"] - infected * sensitivity) <= 0.5
    assert abs(counts["fp"] - (1000 - infected) * (1 - specificity)) <= 0.5


def test_people_static():
    explorer = PeopleExplorer(prevalence=0.1)
    (ax,) = explorer.static().axes
    counts = explorer.counts()
    assert counts == {"tp": 90, "fn": 10, "fp": 45, "tn": 855}
    value = positive_predictive_value(prevalence=0.1, sensitivity=0.9, specificity=0.95)
    assert ax.get_title() == f"135 test positive (outlined), 90 of them infected; exactly {value:.3f}"
    assert [text.get_text() for text in ax.get_legend().get_texts()] == [
        "infected, tested negative: 10", "infected, tested positive: 90",
        "healthy, tested positive: 45", "healthy, tested negative: 855",
    ]  # fmt: skip
    places = np.concatenate([line.get_xydata() for line in ax.lines])
    assert len(np.unique(places, axis=0)) == 1000, "everyone has a place"


# ------------------------------------------------------------------ separable


@pytest.mark.parametrize(
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
def test_separable_refuses(refuses, arguments, error, words):
    with refuses(error, *words):
        SeparableExplorer(*arguments)


@pytest.mark.parametrize("values", [[1, 3, 6, 8], np.array([[1.0], [3], [6], [8]]), torch.tensor([1.0, 3, 6, 8])])
def test_separable_takes_lists_arrays_and_tensors(values):
    explorer = SeparableExplorer(values, [0, 0, 1, 1])
    assert (explorer.x, explorer.y) == ([1.0, 3.0, 6.0, 8.0], [0, 0, 1, 1])


def test_separable_static():
    explorer = SeparableExplorer([1, 3, 6], [0, 0, 1], weight_decay=0.01)
    explorer.epoch, explorer.weight, explorer.bias = 1200, 2.0, -9.0
    (ax,) = explorer.static().axes
    assert ax.get_title() == "after 1,200 epochs with weight decay 0.010: weight 2.000"
    negatives, positives, curve, midpoint = ax.lines
    assert (negatives.get_xdata().tolist(), positives.get_xdata().tolist()) == ([1, 3], [6])
    np.testing.assert_allclose(curve.get_ydata(), 1 / (1 + np.exp(9 - 2 * curve.get_xdata())), rtol=1e-5)
    assert midpoint.get_xydata().tolist() == [[4.5, 0.5]]


# ------------------------------------------------------------------ descent


def column(*values):
    return torch.tensor(values, dtype=torch.float32).reshape(-1, 1)


@pytest.mark.parametrize(
    ("replaced", "error", "words"),
    [
        ({"X": None}, TypeError, ["history, X and y go together"]),
        ({"history": None}, TypeError, ["history, X and y go together"]),
        ({"history": [1.0, 2.0]}, TypeError, ["history must be what training.fit returns", "list of length 2"]),
        ({"X": np.zeros((40, 1))}, TypeError, ["X must be a torch tensor", "ndarray of shape (40, 1)"]),
        ({"X": torch.zeros(40)}, ValueError, ["X must have shape (n_samples, n_features)", "(40,)"]),
        ({"X": torch.zeros(40, 2)}, ValueError, ["1 feature", "(40, 2)"]),
        ({"X": torch.full((40, 1), float("nan"))}, ValueError, ["X has 40 NaN or infinite among its 40 values"]),
        ({"y": torch.zeros(40)}, ValueError, ["y must be one column", "(40,)"]),
        ({"y": torch.ones(40, 1)}, ValueError, ["only one class"]),
        ({"y": torch.full((40, 1), 2.0)}, ValueError, ["only the labels 0"]),
        ({"y": torch.zeros(40, 1, dtype=torch.int64)}, TypeError, ["y must hold floats"]),
        ({"X": column(*range(10), *range(30))}, ValueError, ["history is not that of these data", "1.999"]),
    ],
)
def test_descent_refuses(refuses, reference, replaced, error, words):
    _, X, y, history = reference
    with refuses(error, *words):
        DescentExplorer(**{"history": history, "X": X, "y": y, **replaced})


def test_descent_refuses_more_rows_than_the_browser_can_walk_with(refuses):
    X, y = make_overlapping_classes(501, 500, seed=0)
    history = fit(LogisticRegression.from_parameters(0.0, 0.0), X, y, n_epochs=2)
    with refuses(ValueError, "X has 1001 rows", "at most 1000", "X[::k]"):
        DescentExplorer(history, X, y)


def test_descent_refuses_several_features(refuses):
    X = torch.rand(13, 2, generator=torch.Generator().manual_seed(0))
    y = column(*[0, 1] * 6, 0)
    history = fit(LogisticRegression(2), X, y, n_epochs=3)
    with refuses(ValueError, "1 feature", "(13, 2)"):
        DescentExplorer(history, X, y)


def test_descent_holds_the_path_of_fit(reference):
    _, X, y, history = reference
    explorer = DescentExplorer(history, X, y)
    path = np.column_stack([explorer.data["weight"], explorer.data["bias"]])
    np.testing.assert_allclose(path, history.path, rtol=1e-8)
    assert explorer.data["loss"][:-1] == pytest.approx(history.loss, rel=1e-8)
    assert explorer.data["loss"][-1] == pytest.approx(loss_surface(X, y, *history.path[-1:].T).item(), rel=1e-8)
    assert (explorer.epoch, explorer.lr) == (2000, 0.1)
    assert [round(value, 3) for value in (explorer.loss, explorer.weight, explorer.bias)] == [0.539, 0.613, -3.173]


def test_descent_knows_the_optimum_and_the_edge_of_stability(reference):
    _, X, y, _ = reference
    explorer = DescentExplorer()
    weight, bias, loss = explorer.data["optimum"]
    # the exact optimum of the reference example, known to these digits
    assert (weight, bias, loss) == pytest.approx((0.624772, -3.241625, 0.53856455), abs=5e-7)
    assert explorer.edge == stability_edge(X, y) == explorer.data["edge"]


@pytest.mark.parametrize(("factor", "settles"), [(0.98, True), (1.02, False)])
def test_descent_settles_below_the_edge_and_not_above(reference, factor, settles):
    _, X, y, _ = reference
    X, y = X.double(), y.double()
    weight, bias, _ = DescentExplorer().data["optimum"]
    model = LogisticRegression.from_parameters(weight + 1e-4, bias).double()
    optimizer = torch.optim.SGD(model.parameters(), lr=factor * stability_edge(X, y))
    for _ in range(300):
        optimizer.zero_grad()
        binary_cross_entropy_with_logits(model(X), y).backward()
        before = [parameter.detach().clone() for parameter in model.parameters()]
        optimizer.step()
    step = sum((old - new).abs().sum() for old, new in zip(before, model.parameters(), strict=True))
    assert (step.item() < 1e-4) is settles


def test_descent_of_separable_data_has_no_optimum_and_no_edge():
    X, y = column(1, 2, 7, 9), column(0, 0, 1, 1)
    explorer = DescentExplorer(fit(LogisticRegression.from_parameters(0.0, 0.0), X, y, n_epochs=17), X, y)
    assert stability_edge(X, y) == float("inf")
    assert (explorer.data["optimum"], explorer.data["edge"]) == (None, None)
    json.dumps(explorer.get_state(), allow_nan=False)
    assert len(explorer.static().axes) == 3


def test_descent_shows_a_walk_that_diverged():
    model, X, y = reference_example()
    with pytest.raises(DivergenceError) as caught:
        fit(model, X, y, lr=1e38, n_epochs=50)
    explorer = DescentExplorer(caught.value.history, X, y)
    json.dumps(explorer.get_state(), allow_nan=False)
    assert explorer.epoch == len(explorer.data["weight"]) - 1
    assert len(explorer.static().axes) == 3


def test_descent_static_follows_the_state(reference):
    model, X, y = reference_example()
    explorer = DescentExplorer()
    surface, curve, fitted = explorer.static().axes
    assert [ax.get_title() for ax in (surface, curve, fitted)] == ["loss surface", "loss curve", "after 2000 epochs"]
    path = next(line for line in surface.lines if line.get_label() == "path walked")
    np.testing.assert_allclose(path.get_xydata(), reference[3].path)
    np.testing.assert_allclose(curve.lines[0].get_ydata(), reference[3].loss)

    explorer.start_weight, explorer.start_bias, explorer.lr, explorer.epoch = 0.25, -1.0, 0.03, 7
    surface, _, fitted = explorer.static().axes
    model = LogisticRegression.from_parameters(0.25, -1.0)
    history = fit(model, X, y, lr=0.03, n_epochs=7)
    path = next(line for line in surface.lines if line.get_label() == "path walked")
    np.testing.assert_allclose(path.get_xydata(), history.path)
    assert fitted.get_title() == "after 7 epochs"


# ------------------------------------------------------------------ threshold


Y, P = [0, 0, 1, 1], [0.2, 0.6, 0.4, 0.9]


@pytest.mark.parametrize(
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
)  # fmt: skip
def test_threshold_refuses(refuses, arguments, options, error, words):
    with refuses(error, *words):
        ThresholdExplorer(*arguments, **options)


@pytest.mark.parametrize("threshold", [-0.01, 1.01, float("nan")])
def test_threshold_stays_in_range(threshold):
    explorer = ThresholdExplorer(Y, P)
    with pytest.raises(traitlets.TraitError, match="between 0 and 1"):
        explorer.threshold = threshold
    assert explorer.threshold == 0.5


@pytest.mark.parametrize("threshold", [0.0, 0.2, 0.399, 0.4, 0.401, 0.6, 0.9, 0.95, 1.0])
def test_threshold_counts_follow_the_cut_at_a_score_and_beside_it(threshold):
    explorer = ThresholdExplorer(Y, P, cost_fp=2, cost_fn=3, prevalence=0.1)
    explorer.threshold = threshold
    counts = confusion_counts(Y, P, threshold)
    assert (explorer.tp, explorer.fp, explorer.fn, explorer.tn) == (counts.tp, counts.fp, counts.fn, counts.tn)
    assert explorer.cost == pytest.approx(expected_cost(counts, cost_fp=2, cost_fn=3, prevalence=0.1))


def test_threshold_sets_all_counts_before_a_later_cell_can_read_them():
    explorer = ThresholdExplorer(Y, P)
    explorer.cost_fn = 5.0
    assert explorer.cost == 1.5
    explorer.prevalence = 0.1
    assert explorer.cost == pytest.approx(0.9 * 0.5 + 5 * 0.1 * 0.5)


def test_threshold_of_many_samples_keeps_exact_counts_on_fewer_cuts():
    explorer = large("ThresholdExplorer")
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
def test_threshold_can_call_nobody_positive(top):
    explorer = ThresholdExplorer(Y, [0.2, 0.6, 0.4, top])
    explorer.threshold = explorer.data["top"]
    assert (explorer.tp, explorer.fp) == (0, 0)


def test_threshold_least_cost_of_the_task_is_that_of_the_metrics(reference):
    model, X, y, _ = reference
    explorer = make("ThresholdExplorer", reference)
    counts = counts_at_every_threshold(y, model.predict_proba(X))
    costs = expected_cost(counts, cost_fp=1, cost_fn=5)
    assert explorer.data["task"]["least_cost"] == pytest.approx(costs[counts.recall >= 0.9].min())


def test_threshold_task_is_that_of_the_caller(refuses):
    rng = np.random.default_rng(0)
    p = rng.uniform(0.01, 0.2, 3000)
    y = (rng.uniform(size=3000) < p).astype(int)
    explorer = ThresholdExplorer(y, p, task_cost_fn=20, task_recall=0.25)
    costs = [expected_cost(confusion_counts(y, p, t), cost_fp=1, cost_fn=20) for t in explorer.data["cuts"][1:]]
    recalls = [confusion_counts(y, p, t).recall for t in explorer.data["cuts"][1:]]
    least = min(cost for cost, recall in zip(costs, recalls, strict=True) if recall >= 0.25)
    assert explorer.data["task"] == {"cost_fn": 20, "recall": 0.25, "least_cost": pytest.approx(least)}
    free = ThresholdExplorer(y, p, task_cost_fn=0.5, task_recall=0).data["task"]["least_cost"]
    assert free == pytest.approx(0.5 * y.mean())  # calling nobody
    with refuses(ValueError, "task_cost_fn must be", "above 0"):
        ThresholdExplorer(Y, P, task_cost_fn=0)
    with refuses(ValueError, "task_recall must be", "between 0 and 1; got 90.0"):
        ThresholdExplorer(Y, P, task_recall=90)


def test_people_task_is_that_of_the_caller(refuses):
    assert PeopleExplorer().data == {"sensitivity": 0.9, "specificity": 0.95}
    explorer = PeopleExplorer(0.057, 0.5, 0.5, task_sensitivity=0.56, task_specificity=0.61)
    assert explorer.data == {"sensitivity": 0.56, "specificity": 0.61}
    with refuses(ValueError, "task_specificity must be", "between 0 and 1; got 61.0"):
        PeopleExplorer(task_specificity=61)


def test_threshold_static_draws_some_of_many_samples_and_counts_all():
    explorer = large("ThresholdExplorer")
    cut, *_ = explorer.static().axes
    drawn = sum(len(line.get_xdata()) for line in cut.lines[:-1])
    assert drawn == len(explorer.data["points_p"]) <= 400
    counts = confusion_counts(explorer._y, explorer._p, explorer.threshold)
    legend = [text.get_text() for text in cut.get_legend().get_texts()]
    assert legend == [f"TP: {counts.tp}", f"FN: {counts.fn}", f"FP: {counts.fp}", f"TN: {counts.tn}"]
    for line, (label, is_called) in zip(cut.lines, ((1, True), (1, False), (0, True), (0, False)), strict=False):
        assert set(line.get_ydata()) == {label}
        assert set(line.get_xdata() >= explorer.threshold) == {is_called}


def test_threshold_static(reference):
    explorer = make("ThresholdExplorer", reference)
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
    assert list(cost.lines[-1].get_xdata()) == [0.3, 0.3]


def test_threshold_static_without_a_model(reference):
    cut = ThresholdExplorer(Y, P).static().axes[0]
    assert (cut.get_xlabel(), cut.get_ylabel()) == ("p", "y")
    assert sorted(text.get_text() for text in cut.get_legend().get_texts()) == ["FN: 1", "FP: 1", "TN: 1", "TP: 1"]
