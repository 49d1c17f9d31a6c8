"""The separable explorer in a page: points are moved and added, and it walks as PyTorch does."""

import re

import numpy as np
import pytest
import torch
from support.browser import near, numbers
from support.explorers import POINTS_SHOWN, POINTS_X, POINTS_Y, drag_point

from course_utils.functional import binary_cross_entropy_with_logits, sigmoid

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("pages")]


def gradient_descent(x, y, n_epochs, weight_decay):
    """Weight and bias after steps along PyTorch's gradients on x - 5, from 0, for x itself."""
    x, y = (torch.tensor(values, dtype=torch.float64) for values in (x, y))
    weight, bias = (torch.zeros((), dtype=torch.float64, requires_grad=True) for _ in range(2))
    for _ in range(n_epochs):
        loss = binary_cross_entropy_with_logits(weight * (x - 5) + bias, y) + weight_decay / 2 * weight**2
        for parameter, gradient in zip((weight, bias), torch.autograd.grad(loss, (weight, bias)), strict=True):
            parameter.data -= 0.2 * gradient
    return weight.item(), bias.item() - 5 * weight.item()


@pytest.mark.parametrize("weight_decay", [0.0, 0.025])
def test_walks_as_pytorch_does(fresh, weight_decay):
    figure = fresh("separable")
    figure.put("weight decay", weight_decay)
    for name in ("step 100", "step 100", "step 1"):
        figure.click(name)
    weight, bias = gradient_descent(POINTS_X, POINTS_Y, 201, weight_decay)
    text = figure.text()
    z = weight * torch.tensor(POINTS_X, dtype=torch.float64) + bias
    loss = binary_cross_entropy_with_logits(z, torch.tensor(POINTS_Y, dtype=torch.float64)).item()
    right = int(((z >= 0) == torch.tensor(POINTS_Y, dtype=torch.bool)).sum())
    assert text.startswith("Separable: no. Epoch 201: ")
    shown = numbers(text)
    assert shown[:4] == near(201, weight, right, 8)
    assert shown[4] == pytest.approx(loss, abs=6e-5)
    curve = np.array(figure.points("Data: drag", "path.cu-model", *POINTS_SHOWN))
    np.testing.assert_allclose(curve[:, 1], sigmoid(torch.from_numpy(weight * curve[:, 0] + bias)), atol=1e-3)


def test_points_are_dragged_by_mouse_and_by_keys(fresh):
    figure = fresh("separable")
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


def test_takes_at_most_forty_points_and_goes_back_to_the_first(fresh):
    figure = fresh("separable")
    add = figure.button("add positive")
    options = figure.element.locator("option")
    add.click()
    figure.drawn()
    assert options.count() == 9
    assert options.last.text_content() == "9: positive, x = 5.0"
    add.evaluate("button => { for (let i = 0; i < 31; i += 1) button.click(); }")
    figure.drawn()
    assert options.count() == 40
    assert add.is_disabled()
    assert figure.button("add negative").is_disabled()
    places = [float(x) for x in re.findall(r"x = ([\d.]+)", " ".join(options.all_text_contents()))]
    assert len(set(places)) == 40, "each new point has a place of its own"
    figure.click("first points")
    figure.drawn()
    assert [numbers(text)[1] for text in options.all_text_contents()] == POINTS_X
    assert add.is_enabled()


def test_runs_away_and_weight_decay_holds_it(fresh):
    figure = fresh("separable", calm=True)
    figure.click("play")
    _, weight, *_ = figure.numbers()
    assert 0 < weight < 3
    assert "at rest" in figure.text()
    assert not figure.holds(), "at rest, but not separable"
    figure.put("weight decay", 0.05)
    drag_point(figure, 5.8, 4.2, 0)
    figure.click("reset")
    figure.click("play")
    assert "at rest" in figure.text()
    assert not figure.holds(), "it has not run away yet"
    figure.put("weight decay", 0)
    figure.click("reset")
    figure.click("play")
    epoch, weight, *_ = figure.numbers()
    assert epoch == 100_000
    assert weight > 10
    assert "growing" in figure.text()
    assert not figure.holds(), "it has run away"
    ran_to = weight
    figure.put("weight decay", 0.05)
    epoch, weight, *_ = figure.numbers()
    assert (epoch, weight) == (0, ran_to), "it goes on from there"
    assert "falling, from where it was: play" in figure.text()
    figure.click("play")
    epoch, weight, *_ = figure.numbers()
    assert 0 < weight < 3
    expected, _ = gradient_descent([1, 2.5, 4, 4.2, 4.6, 6, 7.5, 9], POINTS_Y, 2000, 0.05)
    assert weight == pytest.approx(expected, abs=6e-4)
    assert "at rest" in figure.text()
    assert figure.holds()


def test_the_harder_task_one_person_on_the_wrong_side_holds_the_weight(fresh):
    figure = fresh("separable", calm=True)
    drag_point(figure, 5.8, 4.2, 0)
    figure.click("play")
    figure.put("weight decay", 0.05)
    figure.click("play")
    assert figure.card()[0] == ["✓", "○"]
    figure.next_task()
    figure.click("add negative")
    figure.click("play")
    assert not figure.holds(), "with weight decay"
    figure.put("weight decay", 0)
    figure.click("play")
    assert "Separable: no." in figure.text()
    assert "at rest" in figure.text()
    assert figure.holds()
    assert figure.card()[0] == ["✓", "✓"]
    figure.click("first points")
    figure.click("play")
    assert not figure.holds(), "nobody has been added"


def test_plays_and_pauses(fresh):
    figure = fresh("separable")
    figure.play_until(r"Epoch [1-9]\d+:")
    text = figure.text()
    for _ in range(5):
        assert figure.text() == text
    figure.click("reset")
    assert "Epoch 0: weight 0.000;" in figure.text()
