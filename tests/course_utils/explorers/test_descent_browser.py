"""The descent explorer in a page: it walks as `fit` does, plays, pauses, and its task."""

import numpy as np
import pytest
from playwright import sync_api as playwright
from support.browser import near, numbers

from course_utils.explorers import DescentExplorer
from course_utils.models import LogisticRegression
from course_utils.training import fit, loss_surface

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("pages")]


def after(figure):
    """Epochs, loss, weight and bias as the text has them."""
    return figure.numbers()[:4]


def at_epoch(history, X, y, epoch):
    weight, bias = history.path[epoch]
    return near(epoch, loss_surface(X, y, [weight], [bias]).item(), weight, bias)


def test_opens_with_the_reference_figures_and_steps_along_the_path_of_fit(fresh, reference):
    figure = fresh("descent")
    assert after(figure) == [2000, 0.539, 0.613, -3.173]
    assert "This is the path of fit." in figure.text()
    _, X, y, history = reference
    figure.click("Back to start")
    assert after(figure) == at_epoch(history, X, y, 0)
    epoch = 0
    for steps in (1, 1, 10, 100, 100):
        figure.click(f"Step {steps}")
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


@pytest.mark.parametrize(("power", "weight", "bias"), [
    (-0.5, 0.9, -4.0),
    pytest.param(-1, 0.1, -1.0, marks=pytest.mark.sweep),
    pytest.param(-2.2, 0.3, -2.0, marks=pytest.mark.sweep),
])  # fmt: skip
def test_walks_from_another_start_as_fit_does(fresh, reference, power, weight, bias):
    _, X, y, _ = reference
    figure = fresh("descent")
    lr = float(f"{10**power:.3g}")
    for label, value in (("learning rate", lr), ("start: weight", weight), ("start: bias", bias)):
        figure.put(label, value)
    assert numbers(figure.output("learning rate")) == [pytest.approx(lr, abs=6e-4)]
    for _ in range(3):
        figure.click("Step 100")
    history = walk(weight, bias, X, y, lr, 300)
    assert after(figure) == at_epoch(history, X, y, 300)
    assert "path of fit" not in figure.text()
    figure.click("Reset all")
    assert numbers(figure.output("learning rate")) == [0.1]
    figure.click("Step 10")
    assert after(figure) == at_epoch(reference[3], X, y, 10)


def test_starts_where_the_surface_is_clicked(fresh, reference):
    _, X, y, history = reference
    figure = fresh("descent")
    data = DescentExplorer(history, X, y).data
    (low, high), (bottom, top) = data["weights"], data["biases"]
    start = low + 0.7 * (high - low), bottom + 0.4 * (top - bottom)
    (place,) = figure.pixels("Loss surface", data["weights"], data["biases"], [start])
    figure.page.mouse.click(*place)
    epoch, loss, weight, bias = after(figure)
    assert epoch == 0
    assert (weight, bias) == pytest.approx(start, abs=0.02)
    assert loss == pytest.approx(loss_surface(X, y, [weight], [bias]).item(), abs=6e-4)
    figure.click("Step 100")
    assert after(figure) == at_epoch(walk(weight, bias, X, y, 0.1, 100), X, y, 100)


def test_plays_pauses_and_goes_on(fresh):
    figure = fresh("descent")
    figure.click("Back to start")
    figure.play_until(r"After [1-9]\d+ epochs")
    (here, *_) = after(figure)
    assert 0 < here < 2000
    for _ in range(5):
        assert after(figure)[0] == here
    figure.click("Play")
    playwright.expect(figure.element.locator(".cu-result")).not_to_contain_text(f"After {here:.0f} epochs")
    figure.click("Back to start")
    assert after(figure)[0] == 0


def test_jumps_to_the_end_where_motion_is_not_wanted(fresh):
    figure = fresh("descent", calm=True)
    figure.click("Back to start")
    figure.click("Play")
    assert after(figure) == [2000, 0.539, 0.613, -3.173]


def test_task_is_solved_where_it_first_oscillates(fresh, reference):
    figure = fresh("descent")
    edge = DescentExplorer(*[reference[i] for i in (3, 1, 2)]).edge
    assert not figure.holds()
    for lr, solved in ((0.1, False), (0.9 * edge, False), (1.1 * edge, True), (2.5, False), (1.2 * edge, True)):
        figure.put("learning rate", lr)
        figure.click("Step 10")
        assert not figure.holds()
        for _ in range(3):
            figure.click("Step 100")
        assert figure.holds() is solved
