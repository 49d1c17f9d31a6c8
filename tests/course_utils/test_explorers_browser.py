"""The live figures in a real JupyterLab, and in an exported page without kernel and network."""

import json
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
import numpy as np
import pytest
import torch
from axe_playwright_python.sync_playwright import Axe
from nbformat.v4 import new_code_cell, new_notebook
from playwright import sync_api as playwright
from support.browser import FLAGS, Lab, LiveFigure, find_browser, numbers

from course_utils.data import bayes_error, make_overlapping_classes, overlap_interval, reference_example
from course_utils.explorers import DataExplorer, DescentExplorer, PeopleExplorer, ThresholdExplorer
from course_utils.functional import binary_cross_entropy_with_logits, logit, sigmoid
from course_utils.metrics import (
    confusion_counts,
    counts_at_every_threshold,
    expected_cost,
    positive_predictive_value,
    roc_curve,
)
from course_utils.models import LogisticRegression
from course_utils.training import fit, loss_surface

ROOT = Path(__file__).parents[2]
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

# scores with ties, on the steps of the slider
TIED_Y = [0] * 13 + [1] * 17
TIED_P = [*np.linspace(0.05, 0.65, 13).round(2).tolist(), *np.linspace(0.2, 0.92, 16).round(2).tolist(), 0.5]
# a rare class, and tasks of the caller
RARE_P = (0.01 + 0.2 * np.random.default_rng(6).uniform(size=900)).round(3).tolist()
RARE_Y = (np.random.default_rng(7).uniform(size=900) < RARE_P).astype(int).tolist()
SETUP = f"""
import ipywidgets
from course_utils.data import reference_example
from course_utils.explorers import *
from course_utils.training import fit
model, X, y = reference_example()
history = fit(model, X, y)
p = model.predict_proba(X)
tied = ({TIED_Y}, {TIED_P})
rare = ({RARE_Y}, {RARE_P})
"""
SOURCES = {
    "sigmoid": "SigmoidExplorer()",
    "data": "DataExplorer()",
    "descent": "DescentExplorer(history, X, y)",
    "threshold": "ThresholdExplorer(y, p, x=X, model=model)",
    "people": "PeopleExplorer()",
    "separable": "SeparableExplorer()",
    "tied": "ThresholdExplorer(*tied)",
    "rare": "ThresholdExplorer(*rare, task_cost_fn=20, task_recall=0)",
    "weak": "PeopleExplorer(0.057, 0.56, 0.61, task_sensitivity=0.56, task_specificity=0.61)",
}
NAMES = list(SOURCES)[:-3]
READY = f"document.querySelectorAll('.cu-explorer .cu-task').length >= {len(SOURCES)}"


@pytest.fixture(scope="module", autouse=True)
def started(tmp_path_factory):
    """What takes long to start, begun while the first tests run: the page being exported, and the Lab."""
    find_browser()
    folder = tmp_path_factory.mktemp("page")
    path = notebook(folder / "figures.ipynb", SETUP, *SOURCES.values())
    command = [sys.executable, "-m", "course_tools.cli", "site", str(path), "--output", str(folder)]
    command += ["--cache", str(folder / "executed")]
    with (
        ThreadPoolExecutor(1) as pool,
        subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as exporting,
    ):
        lab = pool.submit(Lab, tmp_path_factory.mktemp("lab"))
        yield {"exporting": exporting, "page": folder / "figures.html", "lab": lab}
        lab.result().stop()


@pytest.fixture(scope="module")
def chromium():
    with playwright.sync_playwright() as p:
        browser = p.chromium.launch(executable_path=find_browser(), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def reference():
    """The reference example after its fit: model, X, y and history."""
    model, X, y = reference_example()
    history = fit(model, X, y)
    return model, X, y, history


def notebook(path, *sources):
    nb = new_notebook(cells=[new_code_cell(source) for source in sources])
    nb.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
    nbformat.write(nb, path)
    return path


def live_figures(page, names=SOURCES):
    page.wait_for_function(READY)
    return {name: LiveFigure(page, page.locator(".cu-explorer").nth(i)) for i, name in enumerate(names)}


def near(*values, digits=3):
    """Numbers as shown with so many decimals."""
    return pytest.approx(values, abs=0.51 * 10**-digits)


# ------------------------------------------------------------------ arithmetic


@pytest.fixture(scope="module")
def shared(chromium):
    """An empty page with the functions of shared.js."""
    source = (ROOT / "course_utils/widgets/shared.js").read_text()
    page = chromium.new_page()
    page.goto("about:blank")
    page.evaluate(
        "async source => { window.shared = await import(URL.createObjectURL("
        "new Blob([source], { type: 'text/javascript' }))); }",
        source,
    )
    yield page
    page.close()


@pytest.fixture(scope="module")
def javascript(shared):
    """Call one of them: javascript("sigmoid", 2.0)."""
    return lambda name, *arguments: shared.evaluate("([name, a]) => window.shared[name](...a)", [name, list(arguments)])


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

    optimizer = torch.optim.SGD(model.parameters(), lr=0.3)
    loss.backward()
    optimizer.step()
    stepped = javascript("descentStep", weight, bias, x, labels, 0.3, decay)
    assert stepped == pytest.approx([model.linear.weight.item(), model.linear.bias.item()], rel=1e-9)


def test_two_thousand_steps_reach_the_reference_figures(shared):
    model, X, y = reference_example()
    history = fit(model, X, y)
    walk = """([w, b, x, y]) => Array.from({ length: 2000 }, () => ([w, b] = shared.descentStep(w, b, x, y, 0.1)))"""
    start = [history.initial_weight, history.initial_bias, X.ravel().tolist(), y.ravel().tolist()]
    path = np.array(shared.evaluate(walk, start))
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
def test_samples_are_those_of_pytorch_bit_for_bit(javascript, n, seed):
    held = DataExplorer(seed=seed).data
    uniforms = held["uniforms"][seed - held["first_seed"]]
    for overlap in OVERLAPS:
        X, _ = make_overlapping_classes(n, n, overlap=overlap, seed=seed)
        sample = javascript("overlappingClasses", uniforms, n, overlap)
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


# ------------------------------------------------------------------ in an exported page, offline


@pytest.fixture(scope="module")
def exported(started):
    """The path of a page with all of the figures, each in a cell of its own."""
    said, _ = started["exporting"].communicate(timeout=120)
    assert started["page"].is_file(), said
    return started["page"]


class Offline:
    """A tab without a network, and what was asked of the network all the same."""

    def __init__(self, chromium, address):
        self.context = chromium.new_context(viewport={"width": 1100, "height": 900})
        self.context.set_offline(True)
        self.page = self.context.new_page()
        self.page.set_default_timeout(5000)
        self.address, self.asked, self.errors = address.as_uri(), [], []
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("websocket", lambda socket: self.asked.append(socket.url))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", lambda message: message.type == "error" and self.errors.append(message.text))

    def load(self):
        self.page.goto(self.address)
        return live_figures(self.page)

    def beyond_the_file(self):
        return [url[:80] for url in self.asked if not url.startswith(("file:", "blob:", "data:"))]


@pytest.fixture(scope="module")
def offline(chromium, exported):
    tab = Offline(chromium, exported)
    yield tab
    tab.context.close()
    assert tab.beyond_the_file() == []
    assert tab.errors == []


@pytest.fixture
def figures(offline):
    """All figures, as they are when the page opens."""
    offline.page.set_viewport_size({"width": 1100, "height": 900})
    offline.page.emulate_media(reduced_motion="no-preference", color_scheme="light")
    return offline.load()


@pytest.fixture(scope="module")
def same_figures(chromium, exported):
    """All figures in a tab that is not loaded anew: for tests that set whatever they look at."""
    tab = Offline(chromium, exported)
    yield tab.load()
    tab.context.close()
    assert tab.beyond_the_file() + tab.errors == []


@pytest.fixture
def calm_figures(offline):
    """The same for a reader who wants no motion."""
    offline.page.emulate_media(reduced_motion="reduce")
    return offline.load()


def test_page_opens_without_asking_anything_of_the_network(offline, figures):
    assert {url for url in offline.asked if url.startswith("file:")} == {offline.address}
    assert offline.beyond_the_file() == []
    assert len(figures) == len(SOURCES)
    for figure in figures.values():
        assert figure.text()


# what every explorer owes


@pytest.mark.parametrize("name", NAMES)
def test_every_slider_moves_by_keys_and_by_mouse(same_figures, name):
    figure = same_figures[name]
    sliders = figure.element.locator("input[type=range]")
    labels = figure.element.locator(".cu-slider label").all_text_contents()
    assert len(labels) == sliders.count() >= 2
    for i, label in enumerate(labels):
        slider = sliders.nth(i)
        low, high, step = (float(slider.get_attribute(end)) for end in ("min", "max", "step"))
        figure.press(label, "Home")
        assert float(slider.input_value()) == pytest.approx(low)
        first = figure.output(label)
        figure.press(label, *["ArrowRight"] * 3)
        figure.drawn()
        assert float(slider.input_value()) == pytest.approx(low + 3 * step, abs=1e-9)
        assert slider.get_attribute("aria-valuetext") == figure.output(label)
        figure.press(label, "PageUp", "ArrowUp")
        figure.drawn()
        assert figure.output(label) != first
        figure.drag(label, 0.1, 0.4, 0.75)
        figure.drawn()
        assert float(slider.input_value()) == pytest.approx(low + 0.75 * (high - low), abs=0.06 * (high - low) + step)
        assert slider.get_attribute("aria-valuetext") == figure.output(label)


@pytest.mark.parametrize("name", NAMES)
def test_focus_is_visible_and_every_control_can_be_reached_by_tab(same_figures, name):
    figure = same_figures[name]
    controls = figure.element.locator("input, button:not([disabled]), select")
    controls.first.focus()
    for i in range(controls.count()):
        seen = controls.nth(i).evaluate(
            """control => [control === document.activeElement, getComputedStyle(control).outlineStyle,
                           parseFloat(getComputedStyle(control).outlineWidth)]"""
        )
        assert seen == [True, "solid", 3]
        figure.page.keyboard.press("Tab")


def test_results_are_announced_once_they_rest(figures):
    texts = {}
    for name, figure in figures.items():
        before = figure.text()
        figure.press(figure.element.locator(".cu-slider label").last.text_content(), "ArrowRight", "PageUp")
        texts[name] = figure.text()
        assert (texts[name] != before) is (name != "separable"), "its slider matters from the next step on"
    for name, figure in figures.items():
        playwright.expect(figure.element.locator("[aria-live=polite].cu-announced")).to_have_text(texts[name])


@pytest.mark.parametrize("width", [360, 768, 1920])
def test_nothing_overflows(offline, figures, width):
    offline.page.set_viewport_size({"width": width, "height": 800})
    for name, figure in figures.items():
        figure.drawn()
        wide = figure.element.evaluate(
            """root => {
              const right = root.getBoundingClientRect().right + 0.5;
              const beyond = [...root.querySelectorAll("*")].filter(e => e.getBoundingClientRect().right > right
                && !e.closest("clipPath, [clip-path]"));
              return [root.scrollWidth - root.clientWidth, ...beyond.map(e => e.outerHTML.slice(0, 80))];
            }"""
        )
        assert wide == [0], name
        assert figure.element.bounding_box()["width"] <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_fault_in_the_page(offline, figures, scheme):
    offline.page.emulate_media(color_scheme=scheme)
    assert faults(offline.page) == []


def faults(page):
    """What axe-core finds inside the explorers: serious and critical faults."""
    violations = Axe().run(page, context=".cu-explorer").response["violations"]
    return [
        (violation["id"], node["html"][:200])
        for violation in violations if violation["impact"] in ("serious", "critical")
        for node in violation["nodes"]
    ]  # fmt: skip


def test_pictures_have_names_and_what_moves_is_said_in_text(figures):
    for figure in figures.values():
        names = figure.element.locator("svg[role=img]").evaluate_all(
            "all => all.map(svg => svg.getAttribute('aria-label')"
            " ?? document.getElementById(svg.getAttribute('aria-labelledby'))?.textContent)"
        )
        assert names
        assert all(names)
        assert figure.element.locator("p.cu-announced[aria-live=polite]").count() == 1
        assert figure.element.locator(".cu-verdict[role=status]").count() == 1


# sigmoid


@pytest.mark.parametrize(("weight", "bias"), [(1.1, -5.5), (-0.75, 2.0), (3.0, -15.0), (0.05, 15.0)])
def test_sigmoid_shows_what_python_computes(same_figures, weight, bias):
    figure = same_figures["sigmoid"]
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


def test_sigmoid_of_weight_zero_has_no_midpoint(same_figures):
    same_figures["sigmoid"].put("weight", 0)
    same_figures["sigmoid"].put("bias", 0)
    assert same_figures["sigmoid"].text() == (
        "no midpoint: the curve is flat, slope there 0.000; at x = 7 (square): z = 0.000, P = 0.500"
    )


def test_sigmoid_task(figures):
    figure = figures["sigmoid"]
    assert not figure.is_solved()
    for weight, bias, solved in [(1.1, -5.0, False), (0.8, -4.0, False), (1.1, -5.5, True), (-1.1, 5.5, False)]:
        figure.put("weight", weight)
        figure.put("bias", bias)
        assert figure.is_solved() is solved


# data


@pytest.mark.parametrize(("class_size", "overlap", "seed"), [(20, 4, 42), (5, 0, 40), (150, 1.1, 47), (300, 10, 49)])
def test_data_shows_what_python_computes(same_figures, class_size, overlap, seed):
    figure = same_figures["data"]
    for label, value in (("class size", class_size), ("overlap", overlap), ("seed", seed)):
        figure.put(label, value)
    X, y = make_overlapping_classes(class_size, class_size, overlap=overlap, seed=seed)
    counts = confusion_counts(y, X, 5.0)
    wrong = counts.fp + counts.fn
    error = wrong / (2 * class_size)
    assert figure.numbers() == near(bayes_error(overlap=overlap), 5, 2 * class_size, wrong, error)

    drawn = figure.points("The sample", ".cu-marker", (0, 10), (-0.5, 1.5))
    np.testing.assert_allclose(sorted(x for x, _ in drawn), X.ravel().sort().values, atol=2e-3)
    n_drawn = {
        look: len(figure.points("The sample", look, (0, 10), (-0.5, 1.5)))
        for look in (".cu-positive.cu-filled", ".cu-negative.cu-filled", ".cu-positive.cu-hollow")
    }
    assert list(n_drawn.values()) == [counts.tp, counts.fp, counts.fn]

    edges = np.arange(11)
    n_samples, _ = np.histogram(X, edges)
    n_positive, _ = np.histogram(X[y == 1], edges)
    some = n_samples > 0
    heights = figure.picture("Share of positives").locator(".cu-bar").evaluate_all(
        "bars => bars.map(bar => bar.height.baseVal.value"
        " / bar.closest('svg').querySelector('.cu-frame').height.baseVal.value)"
    )
    np.testing.assert_allclose(np.array(heights) * 1.08, n_positive[some] / n_samples[some], atol=1e-6)


def test_data_task(figures):
    figure = figures["data"]
    assert not figure.is_solved()
    assert figure.solved_at("overlap", np.arange(0, 10.05, 0.1).round(1)) == [1.1]


# descent


def after(figure):
    """Epochs, loss, weight and bias as the text has them."""
    return figure.numbers()[:4]


def at_epoch(history, X, y, epoch):
    weight, bias = history.path[epoch]
    return near(epoch, loss_surface(X, y, [weight], [bias]).item(), weight, bias)


def test_descent_opens_with_the_reference_figures(figures):
    assert after(figures["descent"]) == [2000, 0.539, 0.613, -3.173]
    assert "This is the path of fit." in figures["descent"].text()


def test_descent_steps_along_the_path_of_fit(figures, reference):
    _, X, y, history = reference
    figure = figures["descent"]
    figure.button("Back to start").click()
    assert after(figure) == at_epoch(history, X, y, 0)
    epoch = 0
    for steps in (1, 1, 10, 100, 100):
        figure.button(f"Step {steps}").click()
        epoch += steps
        assert after(figure) == at_epoch(history, X, y, epoch)
    data = DescentExplorer(history, X, y).data
    path = figure.points("Loss surface", "[data-layer=path] .cu-path", data["weights"], data["biases"])
    np.testing.assert_allclose(path, history.path[: epoch + 1], atol=2e-3)
    figure.button("Step 1").focus()
    figure.page.keyboard.press("Enter")
    figure.page.keyboard.press("Space")
    assert after(figure) == at_epoch(history, X, y, epoch + 2)


def walk(weight, bias, X, y, lr, n_epochs):
    model = LogisticRegression.from_parameters(weight, bias).double()
    return fit(model, X.double(), y.double(), lr=lr, n_epochs=n_epochs)


@pytest.mark.parametrize(("power", "weight", "bias"), [(-1, 0.1, -1.0), (-0.5, 0.9, -4.0), (-2.2, 0.3, -2.0)])
def test_descent_walks_from_another_start_as_fit_does(figures, reference, power, weight, bias):
    _, X, y, _ = reference
    figure = figures["descent"]
    for label, value in (("learning rate", power), ("start: weight", weight), ("start: bias", bias)):
        figure.put(label, value)
    weight, bias = (float(figure.slider(f"start: {name}").input_value()) for name in ("weight", "bias"))
    (lr,) = numbers(figure.output("learning rate"))
    assert lr == pytest.approx(10**power, abs=6e-4)
    for _ in range(3):
        figure.button("Step 100").click()
    history = walk(weight, bias, X, y, float(f"{10 ** float(figure.slider('learning rate').input_value()):.3g}"), 300)
    assert after(figure) == at_epoch(history, X, y, 300)
    assert "The browser walked this path." in figure.text()
    figure.button("Reset all").click()
    assert numbers(figure.output("learning rate")) == [0.1]
    figure.button("Step 10").click()
    assert after(figure) == at_epoch(reference[3], X, y, 10)


def test_descent_starts_where_the_surface_is_clicked(figures, reference):
    _, X, y, history = reference
    figure = figures["descent"]
    data = DescentExplorer(history, X, y).data
    (low, high), (bottom, top) = data["weights"], data["biases"]
    start = low + 0.7 * (high - low), bottom + 0.4 * (top - bottom)
    (place,) = figure.pixels("Loss surface", data["weights"], data["biases"], [start])
    figure.page.mouse.click(*place)
    epoch, loss, weight, bias = after(figure)
    assert epoch == 0
    assert (weight, bias) == pytest.approx(start, abs=0.02)
    assert loss == pytest.approx(loss_surface(X, y, [weight], [bias]).item(), abs=6e-4)
    figure.button("Step 100").click()
    assert after(figure) == at_epoch(walk(weight, bias, X, y, 0.1, 100), X, y, 100)


def test_descent_plays_pauses_and_goes_on(figures, offline):
    figure = figures["descent"]
    figure.button("Back to start").click()
    figure.button("Play").click()
    playwright.expect(figure.element.locator(".cu-result")).to_contain_text(re.compile(r"After [1-9]\d+ epochs"))
    figure.button("Pause").click()
    (here, *_) = after(figure)
    assert 0 < here < 2000
    for _ in range(5):
        assert after(figure)[0] == here
    figure.button("Play").click()
    playwright.expect(figure.element.locator(".cu-result")).not_to_contain_text(f"After {here:.0f} epochs")
    figure.button("Back to start").click()
    assert after(figure)[0] == 0


def test_descent_jumps_to_the_end_where_motion_is_not_wanted(calm_figures):
    figure = calm_figures["descent"]
    figure.button("Back to start").click()
    figure.button("Play").click()
    assert after(figure) == [2000, 0.539, 0.613, -3.173]


def test_descent_task_is_solved_where_it_first_oscillates(figures, reference):
    figure = figures["descent"]
    edge = DescentExplorer(*[reference[i] for i in (3, 1, 2)]).edge
    assert not figure.is_solved()
    for lr, solved in ((0.1, False), (0.9 * edge, False), (1.1 * edge, True), (2.5, False), (1.2 * edge, True)):
        figure.put("learning rate", np.log10(lr))
        figure.button("Step 10").click()
        assert not figure.is_solved()
        for _ in range(3):
            figure.button("Step 100").click()
        assert figure.is_solved() is solved


# threshold


def table(figure):
    """The counts in the table, as they stand."""
    cells = figure.element.locator(".cu-count").all_text_contents()
    return dict(zip(("tn", "fp", "fn", "tp"), map(int, cells), strict=True))


def described(y, p, threshold, *, cost_fp=1.0, cost_fn=1.0, prevalence=None):
    """What the text of a threshold explorer has to say, by name."""
    counts = confusion_counts(y, p, threshold)
    settings = {"cost_fp": cost_fp, "cost_fn": cost_fn, "prevalence": prevalence}
    return {
        "Recall": counts.recall,
        "precision": counts.precision,
        "false positive rate": counts.false_positive_rate,
        "accuracy": counts.accuracy,
        "Cost": expected_cost(counts, **settings),
        "the least is": expected_cost(counts_at_every_threshold(y, p), **settings).min(),
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
def test_threshold_shows_what_python_computes(same_figures, reference, name, settings):
    model, X, y, _ = reference
    y, p = (y.ravel().tolist(), model.predict_proba(X).ravel().tolist()) if name == "threshold" else (TIED_Y, TIED_P)
    figure = same_figures[name]
    figure.put("false alarm costs", settings.get("cost_fp", 1))
    figure.put("miss costs", settings.get("cost_fn", 1))
    elsewhere = "prevalence" in settings
    settings = {"prevalence": 0.565 if name == "tied" else 0.5, **settings}  # the step next to the sample's
    figure.put("prevalence", settings["prevalence"])
    # 0.2, 0.5 and 0.65 are scores of the tied ones, the last with its neighbours; 0.5 is two of them
    for threshold in (0.001, 0.2, 0.333, 0.5, 0.649, 0.65, 0.651, 0.731, 0.9):
        figure.put("threshold on p", threshold)
        text = figure.text()
        counts = confusion_counts(y, p, threshold)
        assert table(figure) == {key: getattr(counts, key) for key in ("tn", "fp", "fn", "tp")}
        assert f"TP {counts.tp}, FP {counts.fp}, FN {counts.fn}, TN {counts.tn}." in text
        expected = described(y, p, threshold, **settings)
        if counts.tp + counts.fp == 0:
            assert "precision – (nobody is called positive)" in text
            expected.pop("precision")
        elif elsewhere:
            value = positive_predictive_value(
                prevalence=settings["prevalence"], sensitivity=counts.recall, specificity=counts.specificity
            )
            assert float(re.search(r"\((\d\.\d+) at a prevalence", text)[1]) == pytest.approx(value, abs=5.1e-4)
        assert said(text, expected) == pytest.approx(expected, abs=5.1e-4)


def test_threshold_names_the_same_cut_on_every_scale(same_figures, reference):
    figure, model = same_figures["threshold"], reference[0]
    for threshold in (0.1, 0.5, 0.8):
        figure.put("threshold on p", threshold)
        p, x, z = numbers(re.search(r".*?:", figure.text())[0])
        at = logit(torch.tensor(threshold, dtype=torch.float64)).item()
        weight, bias = model.linear.weight.item(), model.linear.bias.item()
        assert (p, x, z) == near(threshold, (at - bias) / weight, at)


def test_threshold_draws_the_points_by_what_became_of_them_and_the_curves(figures, reference):
    model, X, y, _ = reference
    figure = figures["threshold"]
    fpr, recall, _ = roc_curve(y, model.predict_proba(X))
    unit = (-0.04, 1.04), (-0.04, 1.04)
    np.testing.assert_allclose(
        figure.points("ROC", "path.cu-curve:not(.cu-guide)", *unit), np.column_stack([fpr, recall]), atol=1e-3
    )
    for threshold in (0.3, 0.5, 0.8):
        figure.put("threshold on p", threshold)
        figure.drawn()
        counts = confusion_counts(y, model.predict_proba(X), threshold)
        samples = figure.element.locator("[data-layer=samples]")
        looks = {"tp": ".cu-positive.cu-filled", "fn": ".cu-positive.cu-hollow", "fp": ".cu-negative.cu-filled"}
        for name, look in looks.items():
            assert samples.locator(look).count() == getattr(counts, name)
        (diamond,) = figure.points("ROC", "[data-layer=points] .cu-filled", *unit)
        assert diamond == pytest.approx((counts.false_positive_rate, counts.recall), abs=1e-3)
        (diamond,) = figure.points("Precision and recall", "[data-layer=points] .cu-filled", *unit)
        assert diamond == pytest.approx((counts.recall, counts.precision), abs=1e-3)


def test_threshold_follows_the_mouse_on_the_scales(figures, reference):
    model, X, y, _ = reference
    p = model.predict_proba(X)
    figure = figures["threshold"]
    z_range = ThresholdExplorer(y, p, x=X, model=model).data["z_range"]
    places = figure.pixels("One cut on every scale", z_range, (0, 10), [(-1.0, 5), (0.5, 5), (1.0, 5)])
    figure.drag_through(places)
    figure.drawn()
    (threshold,) = numbers(figure.output("threshold on p"))
    assert threshold == pytest.approx(sigmoid(1.0).item(), abs=0.01)
    counts = confusion_counts(y, p, threshold)
    assert table(figure) == {key: getattr(counts, key) for key in ("tn", "fp", "fn", "tp")}
    figure.page.mouse.move(*places[0])
    assert numbers(figure.output("threshold on p")) == [threshold], "the cut was let go"


def test_threshold_at_its_ends(figures):
    figure = figures["tied"]
    figure.press("threshold on p", "End")
    figure.drawn()
    assert table(figure) == {"tn": 13, "fp": 0, "fn": 17, "tp": 0}
    assert "precision – (nobody is called positive)" in figure.text()
    figure.press("threshold on p", "Home")
    figure.drawn()
    assert table(figure) == {"tn": 0, "fp": 13, "fn": 0, "tp": 17}


@pytest.mark.parametrize("name", ["threshold", "tied"])
def test_threshold_task_is_solved_at_the_right_cuts_only(figures, reference, name):
    model, X, y, _ = reference
    y, p = (y.ravel().tolist(), model.predict_proba(X).ravel().tolist()) if name == "threshold" else (TIED_Y, TIED_P)
    figure = figures[name]
    every = counts_at_every_threshold(y, p)
    least = expected_cost(every, cost_fp=1, cost_fn=5)[every.recall >= 0.9].min()
    cuts = {}
    for threshold in np.arange(1, 1000) / 1000:
        counts = confusion_counts(y, p, threshold)
        cuts[threshold] = counts.recall >= 0.9 and expected_cost(counts, cost_fp=1, cost_fn=5) <= least + 1e-12
    right = [cut for cut, is_right in cuts.items() if is_right]
    ends = {right[0], right[-1], round(right[0] - 0.001, 3), round(right[-1] + 0.001, 3)}
    tried = sorted({*list(cuts)[::40], *ends, *right[:: max(len(right) // 5, 1)]})

    assert figure.solved_at("threshold on p", tried) == [], "the costs are not yet those of the task"
    figure.put("miss costs", 5)
    assert figure.solved_at("threshold on p", tried) == [cut for cut in tried if cuts[cut]]
    figure.put("threshold on p", right[0])
    assert figure.is_solved()
    figure.put("false alarm costs", 2)
    assert not figure.is_solved()
    figure.put("miss costs", 10)
    assert figure.is_solved(), "a miss costs five false alarms again"
    figure.put("prevalence", 0.1)
    assert not figure.is_solved()


def test_threshold_task_of_the_caller(figures):
    figure = figures["rare"]
    words = "A miss costs twenty false alarms. Find the cut at the least cost, at the sample's prevalence."
    assert words in figure.element.locator(".cu-task").text_content()
    every = counts_at_every_threshold(RARE_Y, RARE_P)
    costs = expected_cost(every, cost_fp=1, cost_fn=20)
    best = every.thresholds[costs.argmin()]
    assert every.recall[costs.argmin()] < 0.99, "else any recall asked for would do"
    tried = sorted({round(float(best + step), 3) for step in (-0.01, -0.001, 0, 0.001, 0.01)} | {0.1, 0.5})
    cheapest = [t for t in tried
                if expected_cost(confusion_counts(RARE_Y, RARE_P, t), cost_fp=1, cost_fn=20) <= costs.min() + 1e-12]
    assert 0 < len(cheapest) < len(tried)
    figure.put("miss costs", 5)
    assert figure.solved_at("threshold on p", tried) == []
    figure.put("miss costs", 20)
    assert figure.solved_at("threshold on p", tried) == cheapest


# people


def test_people_task_of_the_caller(figures):
    figure = figures["weak"]
    assert "With sensitivity 0.56 and specificity 0.61, find the" in figure.element.locator(".cu-task").text_content()
    assert not figure.is_solved()
    coin_toss = 0.39 / (0.39 + 0.56)
    figure.put("prevalence", round(float(np.log10(coin_toss)), 2))
    assert figure.is_solved()
    figure.put("specificity", 0.95)
    assert not figure.is_solved()


@pytest.mark.parametrize(
    ("power", "sensitivity", "specificity"), [(-2, 0.9, 0.95), (-1, 0.5, 0.6), (0, 1, 0), (-3, 0, 1), (-0.5, 1, 1)]
)
def test_people_shows_what_python_computes(same_figures, power, sensitivity, specificity):
    figure = same_figures["people"]
    for label, value in (("prevalence", power), ("sensitivity", sensitivity), ("specificity", specificity)):
        figure.put(label, value)
    prevalence = float(f"{10.0 ** power:.3g}")
    counts = PeopleExplorer(prevalence, sensitivity, specificity).counts()
    text = figure.text()
    shown = {
        name: int(figure.element.locator(f"[data-count={name}]").text_content())
        for name in (*counts, "infected", "healthy", "positive", "negative", "all")
        if name != "all"
    }
    n_positive = counts["tp"] + counts["fp"]
    infected = counts["tp"] + counts["fn"]
    sums = {"infected": infected, "healthy": 1000 - infected, "positive": n_positive, "negative": 1000 - n_positive}
    assert shown == counts | sums
    for name, count in counts.items():
        assert figure.element.locator(f"path[data-group={name}]").get_attribute("d").count("M") == count
    value = positive_predictive_value(prevalence=prevalence, sensitivity=sensitivity, specificity=specificity)
    if n_positive:
        share = counts["tp"] / n_positive
        assert text == (
            f"Of the {n_positive} who test positive, {counts['tp']} are infected: {share:.3f}. "
            f"Exactly, not in whole people: {value:.3f}."
        )
    else:
        assert "there is nobody to count" in text
        assert np.isnan(value)
        assert text.endswith("whole people: –.")


def test_people_task_by_keys(figures):
    figure = figures["people"]
    assert not figure.is_solved()
    figure.put("prevalence", -1.5)
    figure.slider("prevalence").focus()
    assert not figure.is_solved()
    for _ in range(20):
        figure.page.keyboard.press("ArrowRight")
        if figure.is_solved():
            break
    (percent,) = numbers(figure.output("prevalence"))
    value = positive_predictive_value(prevalence=percent / 100, sensitivity=0.9, specificity=0.95)
    assert value == pytest.approx(0.5, abs=0.011)
    figure.press("prevalence", "ArrowRight")
    assert not figure.is_solved()
    figure.press("prevalence", "ArrowLeft")
    assert figure.is_solved()
    figure.press("sensitivity", "ArrowLeft")
    assert not figure.is_solved()


# separable

X_RANGE, Y_RANGE = (0, 10), (-0.12, 1.12)


def drag_point(figure, start, end, label):
    places = figure.pixels("Data and curve", X_RANGE, Y_RANGE, [(start, label), ((start + end) / 2, 0.4), (end, label)])
    figure.drag_through(places)


def gradient_descent(x, y, n_epochs, weight_decay):
    """Weight and bias of PyTorch's SGD on x - 5, from 0, for x itself."""
    x, y = (torch.tensor(values, dtype=torch.float64) for values in (x, y))
    weight, bias = (torch.zeros((), dtype=torch.float64, requires_grad=True) for _ in range(2))
    optimizer = torch.optim.SGD([{"params": [weight], "weight_decay": weight_decay}, {"params": [bias]}], lr=0.2)
    for _ in range(n_epochs):
        optimizer.zero_grad()
        binary_cross_entropy_with_logits(weight * (x - 5) + bias, y).backward()
        optimizer.step()
    return weight.item(), bias.item() - 5 * weight.item()


FIRST_X, FIRST_Y = [1, 2.5, 4, 5.8, 4.6, 6, 7.5, 9], [0, 0, 0, 0, 1, 1, 1, 1]


@pytest.mark.parametrize("weight_decay", [0.0, 0.025])
def test_separable_walks_as_pytorch_does(figures, weight_decay):
    figure = figures["separable"]
    figure.put("weight decay", weight_decay)
    for name in ("step 100", "step 100", "step 1"):
        figure.button(name).click()
    weight, bias = gradient_descent(FIRST_X, FIRST_Y, 201, weight_decay)
    text = figure.text()
    z = weight * torch.tensor(FIRST_X, dtype=torch.float64) + bias
    loss = binary_cross_entropy_with_logits(z, torch.tensor(FIRST_Y, dtype=torch.float64)).item()
    right = int(((z >= 0) == torch.tensor(FIRST_Y, dtype=torch.bool)).sum())
    assert text.startswith("Separable: no. Epoch 201: ")
    shown = numbers(text)
    assert shown[:4] == near(201, weight, right, 8)
    assert shown[4] == pytest.approx(loss, abs=6e-5)
    curve = np.array(figure.points("Data and curve", "path.cu-strong", X_RANGE, Y_RANGE))
    np.testing.assert_allclose(curve[:, 1], sigmoid(torch.from_numpy(weight * curve[:, 0] + bias)), atol=1e-3)


def test_separable_points_are_dragged_by_mouse_and_by_keys(figures):
    figure = figures["separable"]
    point = figure.element.get_by_role("combobox", name="point", exact=True)
    assert figure.text().startswith("Separable: no.")
    drag_point(figure, 5.8, 4.2, 0)
    assert figure.text().startswith("Separable: yes.")
    assert point.locator("option:checked").text_content() == "4: negative, x = 4.2"
    figure.press("its x", *["ArrowRight"] * 4)
    assert figure.text().startswith("Separable: almost, the classes touch.")
    point.focus()
    figure.page.keyboard.press("ArrowDown")
    assert point.locator("option:checked").text_content() == "5: positive, x = 4.6"
    figure.press("its x", "ArrowLeft")
    assert figure.text().startswith("Separable: no.")


def test_separable_takes_at_most_forty_points_and_goes_back_to_the_first(figures):
    figure = figures["separable"]
    add = figure.button("add positive")
    options = figure.element.locator("option")
    add.click()
    figure.drawn()
    assert options.count() == 9
    assert options.last.text_content() == "9: positive, x = 5.0"
    for _ in range(31):
        add.click()
    figure.drawn()
    assert options.count() == 40
    assert add.is_disabled()
    assert figure.button("add negative").is_disabled()
    places = [float(x) for x in re.findall(r"x = ([\d.]+)", " ".join(options.all_text_contents()))]
    assert len(set(places)) == 40, "each new point has a place of its own"
    figure.button("first points").click()
    figure.drawn()
    assert [numbers(text)[1] for text in options.all_text_contents()] == FIRST_X
    assert add.is_enabled()


def test_separable_runs_away_and_weight_decay_holds_it(calm_figures):
    figure = calm_figures["separable"]
    figure.button("play").click()
    _, weight, *_ = figure.numbers()
    assert 0 < weight < 3
    assert "at rest" in figure.text()
    assert not figure.is_solved(), "at rest, but not separable"
    figure.put("weight decay", 0.05)
    drag_point(figure, 5.8, 4.2, 0)
    figure.button("reset").click()
    figure.button("play").click()
    assert "at rest" in figure.text()
    assert not figure.is_solved(), "it has not run away yet"
    figure.put("weight decay", 0)
    figure.button("reset").click()
    figure.button("play").click()
    epoch, weight, *_ = figure.numbers()
    assert epoch == 100_000
    assert weight > 10
    assert "growing" in figure.text()
    assert not figure.is_solved(), "it has run away"
    figure.put("weight decay", 0.05)
    figure.button("play").click()
    epoch, weight, *_ = figure.numbers()
    assert 0 < weight < 3
    assert weight == pytest.approx(gradient_descent([1, 2.5, 4, 4.2, 4.6, 6, 7.5, 9], FIRST_Y, 2000, 0.05)[0], abs=6e-4)
    assert "at rest" in figure.text()
    assert figure.is_solved()


def test_separable_plays_and_pauses(figures):
    figure = figures["separable"]
    figure.button("play").click()
    playwright.expect(figure.element.locator(".cu-result")).to_contain_text(re.compile(r"Epoch [1-9]\d+:"))
    figure.button("pause").click()
    text = figure.text()
    for _ in range(5):
        assert figure.text() == text
    figure.button("reset").click()
    assert "Epoch 0: weight 0.000;" in figure.text()


# what happens when something fails


@pytest.fixture(scope="module")
def broken(chromium, exported, tmp_path_factory):
    """The page with three figures broken: one in its source, one when it is made, one when it is redrawn."""
    text = exported.read_text(encoding="utf-8")
    found = re.search(r'(<script type="application/vnd.jupyter.widget-state\+json">)(.*?)(</script>)', text, re.DOTALL)
    state = json.loads(found[2])
    for model in state["state"].values():
        values = model["state"]
        source = values.get("_esm", "")
        if "midpoint" in source:
            values["_esm"] = "export default { render("
        elif "Loss surface" in source:
            values["data"] = {"loss": [1.0]}
        elif "shaken" in source:
            values["data"]["uniforms"][3] = None
    path = tmp_path_factory.mktemp("broken") / "page.html"
    path.write_text(text[: found.start(2)] + json.dumps(state).replace("</", "<\\/") + text[found.end(2) :], "utf-8")
    page = chromium.new_page()
    page.set_default_timeout(5000)
    page.goto(path.as_uri())
    page.wait_for_function("document.querySelectorAll('.cu-explorer .cu-task').length >= 5")
    yield page
    page.close()


def test_a_module_that_does_not_load_shows_a_message(broken):
    message = broken.get_by_role("alert").filter(has_text="could not be shown")
    assert message.count() == 1
    assert "Unexpected" in message.text_content()


def test_a_failure_while_it_is_made_shows_a_message(broken):
    message = broken.locator(".cu-explorer").get_by_role("alert").filter(has_text="This live figure failed: ")
    playwright.expect(message.first).to_be_visible()
    assert "the static picture shows the same view" in message.first.text_content()


def test_a_failure_while_it_is_redrawn_shows_a_message_and_the_others_live_on(broken):
    data = broken.locator(".cu-explorer").filter(has_text="Bayes error")
    before = broken.get_by_role("alert").count()
    seed = data.get_by_label("seed")
    seed.focus()
    broken.keyboard.press("ArrowRight")
    playwright.expect(broken.get_by_role("alert")).to_have_count(before + 1)
    people = LiveFigure(broken, broken.locator(".cu-explorer").filter(has_text="A thousand people").first)
    people.put("prevalence", -1)
    assert people.text().startswith("Of the 135 who test positive")


# ------------------------------------------------------------------ in JupyterLab


@pytest.fixture(scope="module")
def lab(started):
    return started["lab"].result()


COMPOSED = """
boxed = SigmoidExplorer()
number = ipywidgets.FloatText(description="w")
said = ipywidgets.Label()
boxed.observe(lambda change: setattr(said, "value", f"Python has seen {change.new:.2f}"), "weight")
ipywidgets.link((boxed, "weight"), (number, "value"))
ipywidgets.VBox([boxed, ipywidgets.HBox([number, said])])
"""
BROKEN = """
failing = DataExplorer()
failing.data = {**failing.data, "uniforms": None}
failing
"""


class Session:
    """One notebook in one Lab, with all the figures, and a last cell to run what a later cell would."""

    def __init__(self, page, figures):
        self.page, self.figures = page, figures
        self.page.evaluate(
            """() => {
              window.runLastCell = async source => {
                const content = jupyterapp.shell.currentWidget.content;
                const cell = content.widgets.at(-1);
                cell.model.sharedModel.setSource(source);
                content.deselectAll();
                content.activeCellIndex = content.widgets.length - 1;
                await jupyterapp.commands.execute("notebook:run-cell");
                return cell.outputArea.node.textContent;
              };
            }"""
        )

    def run(self, source):
        return self.page.evaluate("source => runLastCell(source)", source).strip()

    def run_until(self, source, expected):
        """What a later cell prints, once it is what is expected: the browser tells Python ten times a second."""
        for _ in range(100):
            if (printed := self.run(source)) == expected:
                break
        return printed


@pytest.fixture(scope="module")
def session(lab, chromium, tmp_path_factory):
    page = chromium.new_page(viewport={"width": 1200, "height": 1000})
    cells = [f"{name} = {source}\n{name}" for name, source in SOURCES.items()]
    path = notebook(tmp_path_factory.mktemp("source") / "all.ipynb", SETUP, *cells, COMPOSED, BROKEN, "")
    lab.run(page, path, ".cu-explorer .cu-result")
    page.wait_for_selector(".cu-explorer .cu-error")
    page.set_default_timeout(5000)
    yield Session(page, live_figures(page, [*SOURCES, "boxed", "failing"]))
    page.close()
    lab.close_sessions()


@pytest.mark.parametrize(
    ("name", "label", "trait", "value"),
    [
        ("sigmoid", "weight", "weight", 0.65),
        ("data", "overlap", "overlap", 4.3),
        ("descent", "start: weight", "start_weight", None),
        ("threshold", "threshold on p", "threshold", 0.503),
        ("people", "sensitivity", "sensitivity", 0.915),
        ("separable", "weight decay", "weight_decay", 0.003),
    ],
)
def test_arrow_keys_move_a_slider_in_lab_and_a_later_cell_reads_it(session, name, label, trait, value):
    figure = session.figures[name]
    before = session.page.evaluate("jupyterapp.shell.currentWidget.content.activeCellIndex"), figure.text()
    slider = figure.slider(label)
    start, step = float(slider.input_value()), float(slider.get_attribute("step"))
    figure.press(label, "ArrowRight", "ArrowUp", "ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "ArrowRight")
    now = float(slider.input_value())
    assert now == pytest.approx(start + 3 * step, abs=1e-9)
    assert value in (None, now)
    index = session.page.evaluate("jupyterapp.shell.currentWidget.content.activeCellIndex")
    assert (index, figure.text()) != before, "the text follows"
    assert session.page.evaluate("document.activeElement.type") == "range", "the focus stayed"
    expected = f"{now:.6f}"
    assert session.run_until(f"print(f'{{{name}.{trait}:.6f}}')", expected) == expected


def test_lab_keeps_its_hands_off_keys_on_buttons_too(session):
    figure = session.figures["descent"]
    session.run("descent.epoch = 0")
    n_cells = session.page.evaluate("jupyterapp.shell.currentWidget.content.widgets.length")
    playwright.expect(figure.element.locator(".cu-result")).to_contain_text("After 0 epochs")
    figure.button("Step 10").focus()
    session.page.keyboard.press("Enter")
    session.page.keyboard.press("Space")
    assert figure.numbers()[0] == 20
    assert session.run_until("print(descent.epoch)", "20") == "20"
    assert session.page.evaluate("jupyterapp.shell.currentWidget.content.widgets.length") == n_cells


@pytest.mark.parametrize(
    ("name", "change", "text"),
    [
        ("sigmoid", "sigmoid.weight, sigmoid.bias = 1.1, -5.5", "midpoint x = 5.000"),
        ("data", "data.class_size = 150", "this sample of 300"),
        ("descent", "descent.set_trait('epoch', 3)", "After 3 epochs"),
        ("threshold", "threshold.threshold = 0.25", "p ≥ 0.250"),
        ("people", "people.prevalence, people.sensitivity = 0.1, 0.9", "Of the 135 who test positive"),
        ("separable", "separable.x = [1, 2, 3, 4, 6, 7, 8, 9]", "Separable: yes"),
    ],
)
def test_what_python_sets_moves_the_browser(session, name, change, text):
    assert session.run(change) == ""
    playwright.expect(session.figures[name].element.locator(".cu-result")).to_contain_text(text)


def test_a_slider_follows_the_mouse_and_the_table_is_what_python_counts(session):
    figure = session.figures["threshold"]
    for shares in ((0.5, 0.3, 0.2), (0.2, 0.7, 0.9)):
        figure.drag("threshold on p", *shares)
        figure.drawn()
        (shown,) = numbers(figure.output("threshold on p"))
        assert shown == pytest.approx(shares[-1], abs=0.06)
        assert session.run_until("print(threshold.threshold)", f"{shown:g}") == f"{shown:g}"
        expected = "dict(tn=int(c.tn), fp=int(c.fp), fn=int(c.fn), tp=int(c.tp))"
        counted = session.run(
            "from course_utils.metrics import confusion_counts\n"
            f"c = confusion_counts(y, p, threshold.threshold)\nprint({expected})"
        )
        assert str(table(figure)) == counted
        assert session.run("print(dict(tn=threshold.tn, fp=threshold.fp, fn=threshold.fn, tp=threshold.tp))") == counted


def test_nothing_still_arrives_after_release(session):
    figure = session.figures["sigmoid"]
    figure.drag("weight", 0.5, 0.2, 0.8, 0.3, 0.6)
    figure.drawn()
    session.page.evaluate(
        """root => {
          window.arrived = [];
          window.watching = new MutationObserver(changes => window.arrived.push(
            ...changes.filter(change => !change.target.closest?.(".cu-announced")).map(change => change.type)));
          window.watching.observe(root, { subtree: true, childList: true, attributes: true, characterData: true });
        }""",
        figure.element.element_handle(),
    )
    weight = figure.slider("weight").input_value()
    # Python has heard of the last move, and has answered whatever it had to say
    assert session.run_until("print(sigmoid.weight)", f"{float(weight):g}") == f"{float(weight):g}"
    playwright.expect(figure.element.locator(".cu-announced")).to_have_text(figure.text())
    assert session.page.evaluate("watching.disconnect(), arrived") == []
    assert figure.slider("weight").input_value() == weight


def test_explorers_compose_with_ipywidgets(session):
    figure = session.figures["boxed"]
    box = session.page.locator(".widget-vbox")
    figure.press("weight", "ArrowRight", "ArrowRight")
    playwright.expect(box.locator("input[type=number]")).to_have_value("0.6")
    playwright.expect(box.locator(".widget-label").filter(has_text="Python has seen")).to_have_text(
        "Python has seen 0.60"
    )
    box.locator("input[type=number]").fill("1.25")
    session.page.keyboard.press("Enter")
    playwright.expect(figure.element.locator(".cu-result")).to_contain_text("slope there 0.31")
    assert figure.slider("weight").input_value() == "1.25"
    assert session.run_until("print(boxed)", "SigmoidExplorer(weight=1.250, bias=0.000)") == (
        "SigmoidExplorer(weight=1.250, bias=0.000)"
    )


def test_a_surface_is_clicked_and_a_point_dragged_in_lab(session, reference):
    _, X, y, history = reference
    figure = session.figures["descent"]
    data = DescentExplorer(history, X, y).data
    (low, high), (bottom, top) = data["weights"], data["biases"]
    start = low + 0.3 * (high - low), bottom + 0.6 * (top - bottom)
    (place,) = figure.pixels("Loss surface", data["weights"], data["biases"], [start])
    session.page.mouse.click(*place)
    epoch, _, weight, bias = after(figure)
    assert epoch == 0
    assert (weight, bias) == pytest.approx(start, abs=0.02)
    expected = f"{weight:.3f} {bias:.3f}"
    printed = session.run_until("print(f'{descent.start_weight:.3f} {descent.start_bias:.3f}')", expected)
    assert printed == expected

    figure = session.figures["separable"]
    figure.button("first points").click()
    figure.drawn()
    drag_point(figure, 5.8, 4.2, 0)
    assert figure.text().startswith("Separable: yes.")
    moved = str([1.0, 2.5, 4.0, 4.2, 4.6, 6.0, 7.5, 9.0])
    assert session.run_until("print(separable.x)", moved) == moved


def test_one_explorer_shown_twice_moves_in_both_places(session):
    views = session.page.locator(".cu-explorer")
    n_views = views.count()
    session.run("from IPython.display import display\nsecond = PeopleExplorer()\ndisplay(second)\ndisplay(second)")
    playwright.expect(views).to_have_count(n_views + 2)
    one, other = (LiveFigure(session.page, views.nth(n_views + i)) for i in (0, 1))
    playwright.expect(other.element.locator(".cu-task")).to_be_visible()
    one.press("specificity", "Home")
    assert one.text() == other.text()
    assert other.slider("specificity").input_value() == "0"
    session.run("")
    playwright.expect(views).to_have_count(n_views)


def test_a_failure_in_lab_shows_a_message(session):
    message = session.figures["failing"].element.get_by_role("alert")
    assert message.text_content().startswith("This live figure failed: ")


@pytest.mark.parametrize("theme", ["JupyterLab Dark", "JupyterLab Light"])
def test_axe_finds_no_fault_in_lab(session, theme):
    session.page.evaluate("theme => jupyterapp.commands.execute('apputils:change-theme', { theme })", theme)
    light = str(theme.endswith("Light")).lower()
    session.page.wait_for_selector(f"body[data-jp-theme-light={light}]", state="attached")
    assert faults(session.page) == []
