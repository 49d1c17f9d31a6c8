"""What the browser computes by itself, the first part of shared.js, held against Python."""

import itertools

import numpy as np
import pytest
import torch

from course_utils.data import bayes_error, make_overlapping_classes, overlap_interval
from course_utils.explorers import DataExplorer, PeopleExplorer
from course_utils.functional import binary_cross_entropy_with_logits, logit, sigmoid
from course_utils.metrics import confusion_counts, expected_cost, positive_predictive_value
from course_utils.models import LogisticRegression
from course_utils.widgets.javascript import module, shared_parts

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("pages")]


@pytest.fixture(scope="module")
def arithmetic(tab):
    """An empty page with the functions of shared.js."""
    text, names = shared_parts()
    source = f"{text}\nexport {{ {', '.join(names)} }};"
    tab.page.evaluate(
        "async source => { window.shared = await import(URL.createObjectURL("
        "new Blob([source], { type: 'text/javascript' }))); }",
        source,
    )
    return tab.page


@pytest.fixture(scope="module")
def javascript(arithmetic):
    """Call one of them: javascript("sigmoid", 2.0)."""
    call = "([name, a]) => window.shared[name](...a)"
    return lambda name, *arguments: arithmetic.evaluate(call, [name, list(arguments)])


LOGITS = [-745.0, -40.0, -8.5, -1.25, -1e-9, 0.0, 1e-9, 0.75, 3.5, 17.0, 40.0, 745.0]


@pytest.mark.parametrize("z", LOGITS)
def test_sigmoid_agrees_with_python(javascript, z):
    assert javascript("sigmoid", z) == pytest.approx(sigmoid(torch.tensor(z, dtype=torch.float64)).item(), rel=1e-12)


@pytest.mark.parametrize("p", [1e-12, 0.01, 0.2, 0.5, 0.75, 0.99, 1 - 1e-12])
def test_logit_agrees_with_python(javascript, p):
    assert javascript("logit", p) == pytest.approx(logit(torch.tensor(p, dtype=torch.float64)).item(), rel=1e-9)


def in_float64(n_negative, n_positive, weight, bias):
    X, y = make_overlapping_classes(n_negative, n_positive, seed=3)
    model = LogisticRegression.from_parameters(weight, bias).double()
    return model, X.double(), y.double()


@pytest.mark.parametrize(("weight", "bias"), [(0.0, 0.0), (0.6, -3.2), (-1.5, 2.0), (30.0, -150.0)])
@pytest.mark.parametrize("decay", [0.0, 0.05])
def test_loss_and_descent_agree_with_pytorch(javascript, weight, bias, decay):
    model, X, y = in_float64(13, 17, weight, bias)
    weight, bias = model.linear.weight.item(), model.linear.bias.item()  # as rounded to float32
    x, labels = X.ravel().tolist(), y.ravel().tolist()
    loss = binary_cross_entropy_with_logits(model(X), y) + decay / 2 * model.linear.weight.square().sum()
    assert javascript("bceLoss", weight, bias, x, labels, decay) == pytest.approx(loss.item(), rel=1e-9)

    gradients = torch.autograd.grad(loss, [model.linear.weight, model.linear.bias])
    stepped = javascript("descentStep", weight, bias, x, labels, 0.3, decay)
    assert stepped == pytest.approx(
        [start - 0.3 * gradient.item() for start, gradient in zip((weight, bias), gradients, strict=True)], rel=1e-9
    )


def test_two_thousand_steps_reach_the_reference_figures(arithmetic, reference):
    _, X, y, history = reference
    walk = """([w, b, x, y]) => Array.from({ length: 2000 }, () => ([w, b] = shared.descentStep(w, b, x, y, 0.1)))"""
    start = [history.initial_weight, history.initial_bias, X.ravel().tolist(), y.ravel().tolist()]
    path = np.array(arithmetic.evaluate(walk, start))
    # fit walks in float32; over 2,000 steps its rounding adds up to a few units of the 6th decimal
    np.testing.assert_allclose(path, history.path[1:], atol=1e-5)
    assert path[-1].round(3).tolist() == [0.613, -3.173]


@pytest.mark.parametrize("prevalence", [0.001, 0.0526, 0.3, 1.0])
@pytest.mark.parametrize(("sensitivity", "specificity"), [(0.9, 0.95), (0.7, 0.6), (1.0, 1.0)])
def test_predictive_value_agrees_with_python(javascript, prevalence, sensitivity, specificity):
    expected = positive_predictive_value(prevalence=prevalence, sensitivity=sensitivity, specificity=specificity)
    assert javascript("predictiveValue", prevalence, sensitivity, specificity) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("prevalence", [None, 0.02, 0.9])
@pytest.mark.parametrize(("cost_fp", "cost_fn"), [(1, 5), (3, 0), (0.5, 0.25)])
def test_expected_cost_agrees_with_python(javascript, prevalence, cost_fp, cost_fn):
    counts = confusion_counts([0] * 13 + [1] * 17, [0.4] * 9 + [0.6] * 4 + [0.4] * 5 + [0.6] * 12)
    expected = expected_cost(counts, cost_fp=cost_fp, cost_fn=cost_fn, prevalence=prevalence)
    share = 17 / 30 if prevalence is None else prevalence
    cost = javascript("expectedCost", counts.false_positive_rate, counts.recall, cost_fp, cost_fn, share)
    assert cost == pytest.approx(expected, rel=1e-12)


OVERLAPS = [0.0, 0.1, 0.3, 1.1, 1.7, 3.3, 4.0, 5.9, 7.1, 9.9, 10.0]


@pytest.mark.parametrize("overlap", OVERLAPS)
def test_overlap_and_bayes_error_agree_with_python(javascript, overlap):
    assert tuple(javascript("overlapInterval", overlap)) == overlap_interval(overlap)
    assert javascript("bayesError", overlap) == pytest.approx(bayes_error(overlap=overlap), rel=1e-12)


@pytest.mark.parametrize("seed", [0, 42, 1_234_567])
@pytest.mark.parametrize("n", [1, 13, 16, 17, 150, 300])
def test_samples_are_those_of_pytorch_bit_for_bit(arithmetic, n, seed):
    held = DataExplorer(seed=seed).data
    samples = arithmetic.evaluate(
        "([uniforms, n, overlaps]) => overlaps.map((overlap) => shared.overlappingClasses(uniforms, n, overlap))",
        [held["uniforms"][seed - held["first_seed"]], n, OVERLAPS],
    )
    for overlap, sample in zip(OVERLAPS, samples, strict=True):
        X, _ = make_overlapping_classes(n, n, overlap=overlap, seed=seed)
        assert sample["negatives"] + sample["positives"] == X.ravel().tolist()


@pytest.mark.parametrize("prevalence", [0.001, 0.0105, 0.01, 0.0525, 0.3, 1.0])
@pytest.mark.parametrize("sensitivity", [0.0, 0.35, 0.9, 1.0])
@pytest.mark.parametrize("specificity", [0.0, 0.35, 0.95, 0.995, 1.0])
def test_people_are_counted_as_in_python(javascript, prevalence, sensitivity, specificity):
    counts = PeopleExplorer(prevalence, sensitivity, specificity).counts()
    assert javascript("peopleCounts", 1000, prevalence, sensitivity, specificity) == counts


@pytest.mark.parametrize(
    ("x", "y", "expected"),
    [
        ([1.0, 2.0, 3.0, 4.0], [0, 0, 1, 1], 1),
        ([1.0, 2.0, 3.0, 4.0], [1, 1, 0, 0], 1),
        ([3.0, 1.0, 4.0, 2.0], [1, 0, 1, 0], 1),
        ([1.0, 2.0, 2.0, 4.0], [0, 0, 1, 1], 0.5),
        ([1.0, 3.0, 2.0, 4.0], [0, 0, 1, 1], 0),
        ([2.0, 2.0], [0, 1], 0.5),
        ([1.0, 5.0, 3.0], [0, 0, 1], 0),
    ],
)
def test_separability(javascript, x, y, expected):
    assert javascript("separability", x, y) == expected


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [(-3.1731, 3, "−3.173"), (0.0, 2, "0.00"), (-0.0004, 3, "0.000"), (None, 3, "–"), (12.5, 0, "13")],
)
def test_numbers_are_written_with_a_true_minus_and_no_negative_zero(javascript, value, digits, text):
    assert javascript("format", float("nan") if value is None else value, digits) == text
    assert javascript("format", float("-inf"), 3) == "−∞"


@pytest.mark.parametrize(
    ("typed", "value"),
    [("0.25", 0.25), ("−3.5", -3.5), ("-3", -3), ("1,250", 1250), ("0,5", 0.5), (".5", 0.5), ("5 %", 5),
     ("0,125", 0.125), ("12,345,678.5", 12345678.5), ("2e-3", 0.002)],
)  # fmt: skip
def test_a_number_is_read_as_people_type_it(javascript, typed, value):
    assert javascript("readNumber", typed) == value


@pytest.mark.parametrize(
    ("typed", "ends", "value"), [("1,250", (-3, 3), 1.25), ("1,250", (5, 3000), 1250), ("9,999", (0, 1), 9999)]
)
def test_a_comma_that_can_be_two_things_is_what_the_slider_has(javascript, typed, ends, value):
    assert javascript("readNumber", typed, ends) == value


def test_what_is_no_number_is_none(arithmetic):
    assert arithmetic.evaluate("['', 'x', '−', '.'].map(text => Number.isNaN(shared.readNumber(text)))") == [True] * 4


@pytest.mark.parametrize(("n", "most", "recent"), [(5, 300, 60), (301, 300, 60), (20_001, 300, 60)])
def test_a_long_path_keeps_its_ends_its_order_and_its_newest_steps(javascript, n, most, recent):
    kept = javascript("thinned", list(range(n)), most, recent)
    assert len(kept) == min(n, most)
    assert (kept[0], kept[-1]) == (0, n - 1)
    assert kept == sorted(set(kept))
    assert kept[-min(recent, n):] == list(range(n))[-min(recent, n):]
    assert max(b - a for a, b in itertools.pairwise(kept)) <= -(-n // (most - recent)) + 1


def test_a_joined_module_may_use_a_name_that_shared_has_for_itself(arithmetic, tmp_path):
    """Scopes of their own: `lastId` and `fill` are names that the shared parts do not export."""
    own = tmp_path / "own.js"
    own.write_text(
        "const lastId = 'mine';\nfunction fill() {\n  return lastId;\n}\n"
        "export function build({ el }) {\n  el.textContent = fill();\n}\n"
    )
    shown = arithmetic.evaluate(
        """async source => {
          const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
          const el = document.createElement("div");
          (await import(url)).default.render({ model: {}, el });
          return el.outerHTML;
        }""",
        str(module(own)),
    )
    assert shown == '<div class="cu-explorer">mine</div>'
