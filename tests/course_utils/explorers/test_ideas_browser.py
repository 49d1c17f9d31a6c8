"""The figures that show one idea each, on one page: they say what Python computes, and follow a hand."""

import math
import re

import numpy as np
import pytest
from support import explorers
from support.browser import numbers

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("pages")]

NAMES = ("likelihood", "gradient", "samples", "decision", "valley")
PEOPLE = (0, 10), (-0.06, 1.06)  # what their pictures of the people show
LABELS = {"lr_raw": "rate, measured x", "lr_standardised": "rate, standardised x", "price": "price of a miss",
          "at": "your x"}  # fmt: skip


@pytest.fixture
def figures(tab, page_of):
    return dict(zip(NAMES, tab.show(page_of(*NAMES), len(NAMES)), strict=True))


@pytest.fixture(scope="module")
def mine():
    """The same explorers in Python, which follow by hand."""
    return {name: explorers.made(name) for name in NAMES}


def put(figure, explorer, **traits):
    for trait, value in traits.items():
        figure.put(LABELS.get(trait, trait), value)
        explorer.set_trait(trait, value)


def shown(value, digits=3):
    return f"{value:.{digits}f}".replace("-", "−")


def value_of(figure, label):
    return float(figure.slider(label).get_attribute("aria-valuetext").replace("−", "-"))


def power(log10):
    """As 1.9 × 10⁻³⁵."""
    whole = math.floor(log10)
    raised = str(whole).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return f"{10 ** (log10 - whole):.1f} × 10{raised}"


# what they say


@pytest.mark.parametrize(("weight", "bias"), [(0.6, -3), (-1, 5), (2, -10)])
def test_likelihood_multiplies_and_adds_up_what_python_gives(figures, mine, weight, bias):
    figure, explorer = figures["likelihood"], mine["likelihood"]
    put(figure, explorer, weight=weight, bias=bias)
    given = explorer.given()
    total = -given.log().sum().item()
    assert figure.text() == (
        f"Divided by 40, the sum is the loss, {shown(total / 40)}. With one half for everybody (dashed): "
        "9.1 × 10⁻¹³ and 27.726."
    )
    assert figure.element.locator(".cu-number").all_text_contents() == [power(given.log10().sum().item()), shown(total)]
    bars = figure.picture("Sum of").locator("rect.cu-bar")
    heights = bars.evaluate_all("all => all.map(bar => bar.height.baseVal.value)")
    np.testing.assert_allclose(np.array(heights) / heights[-1], (-given.log()).cumsum(0) / total, atol=0.01)


def test_a_person_is_moved_and_the_best_curve_gives_way(figures, mine):
    figure, explorer = figures["likelihood"], mine["likelihood"]
    put(figure, explorer, weight=0.6, bias=-3)
    least = -explorer.largest
    person = figure.element.get_by_role("combobox", name="person", exact=True)
    for places in ([(9.66, 1), (6, 0.97), (2, 1.02)], [(2, 1), (7.2, 0.97)]):
        figure.drag_through(figure.pixels("Bars", *PEOPLE, places))
        assert person.locator("option:checked").text_content().startswith("40: positive, x = ")
        at = value_of(figure, "its x")
        assert at == pytest.approx(places[-1][0], abs=0.15)
        explorer.x = [*explorer.x[:-1], at]
        total, now = -explorer.given().log().sum().item(), -explorer.largest
        more = f"{shown(abs(now - least))} {'less' if now < least else 'more'}"
        assert figure.element.locator(".cu-number").last.text_content() == shown(total)
        assert figure.text().endswith(f"The best curve for these people (dashed): {shown(now)}, {more} than as given.")
    person.select_option(index=0)
    figure.press("its x", "Home")
    explorer.x = [0.0, *explorer.x[1:]]
    assert f": {shown(-explorer.largest)}, " in figure.text(), "and by keys"
    figure.click("all as given")
    assert "With one half for everybody (dashed)" in figure.text()
    explorer.x = explorer.data["x"]


def test_gradient_is_the_mean_of_the_votes_and_a_step_goes_against_it(figures, mine):
    figure, explorer = figures["gradient"], mine["gradient"]
    put(figure, explorer, weight=0.5, bias=-4)
    for _ in range(2):
        votes = explorer.votes()
        on_weight, on_bias = votes.mean(axis=0).tolist()
        assert figure.text() == (
            f"Mean vote: weight {shown(on_weight)}, bias {shown(on_bias)}. A step changes them by "
            f"{shown(-on_weight / 10)} and {shown(-on_bias / 10)}. Single votes on the weight: "
            f"{shown(votes[:, 0].min(), 1)} to {shown(votes[:, 0].max(), 1)}."
        )
        figure.click("Step 1")
        explorer.weight, explorer.bias = explorer.weight - on_weight / 10, explorer.bias - on_bias / 10


def test_samples_are_counted_where_you_look(figures, mine):
    figure, explorer = figures["samples"], mine["samples"]
    for button, drawn in ((None, 1), ("Draw 1", 2), ("Draw 10", 12), ("Draw all", 200), ("Back to 1", 1)):
        if button:
            figure.click(button)
        explorer.drawn = drawn
        put(figure, explorer, at=3.4)
        p, (weight, bias) = explorer.predicted(3.4), explorer.parameters[drawn - 1]
        among = f"sample 1 predicts {shown(p[0])}" if drawn == 1 else (
            f"the {drawn} samples predict {shown(p.min())} to {shown(p.max())}, {(p < 0.5).sum()} of them less "
            "than that"
        )  # fmt: skip
        assert figure.text() == (
            f"At x = 3.4 the truth is 0.5; {among}. Sample {drawn} has the weight {shown(weight)} and the boundary "
            f"{shown(-bias / weight)}."
        )


@pytest.mark.parametrize("price", [5, 23, 60])
def test_decision_finds_and_pays_among_a_thousand(figures, mine, price):
    figure, explorer = figures["decision"], mine["decision"]
    put(figure, explorer, price=price)
    model, everybody, _ = explorer.per_thousand().values()
    assert figure.text() == (
        f"A miss costs {price} false alarms. Of 1,000 people the model finds {shown(model['found'], 1)} and alarms "
        f"{shown(model['alarms'], 1)} for nothing: worth {shown(model['worth'], 1)}. Everybody is worth "
        f"{shown(everybody['worth'], 1)}, nobody 0.0."
    )


@pytest.mark.parametrize(("lr_raw", "lr_standardised", "steps"), [(0.2, 0.3, 30), (0.4, 12, 5), (0.36, 6.9, 100)])
def test_valleys_leave_what_python_leaves(figures, mine, lr_raw, lr_standardised, steps):
    figure, explorer = figures["valley"], mine["valley"]
    put(figure, explorer, lr_raw=lr_raw, lr_standardised=lr_standardised, steps=steps)
    said = []
    names, rates = ("Measured x", "Standardised x"), (lr_raw, lr_standardised)
    facts = zip(names, rates, explorer.curvatures, explorer.edges, explorer.left(), strict=True)
    for name, lr, (along, across), edge, left in facts:
        result = "it comes no nearer" if lr >= edge else f"{shown(100 * left, 2)} % of the loss left"
        if lr < edge and left < 1e-6:
            result = "less than a millionth of the loss left"
        said.append(f"{name}: {result} (across × {shown(1 - lr * across)}, along × {shown(1 - lr * along)})")
    assert figure.text() == f"After {steps} steps. {'. '.join(said)}."


@pytest.mark.parametrize("title", ["Measured x", "Standardised x"])
def test_a_start_that_is_dragged_stays_on_its_ellipse_in_both_valleys(figures, mine, title):
    figure, explorer = figures["valley"], mine["valley"]
    put(figure, explorer, lr_raw=0.1, lr_standardised=0.3, steps=4)
    i = ("Measured x", "Standardised x").index(title)
    figure.put("start, around the valley", 144)
    explorer.angle = 144.0
    if title == "Standardised x":  # round is round
        (left, right), (low, high) = figure.ranges(title)
        frame = figure.place_of(figure.picture(title).locator(".cu-frame"))
        assert frame["width"] / (right - left) == pytest.approx(frame["height"] / (high - low), rel=0.02)
    start, star = (explorer.static().axes[i].lines[k].get_xydata()[0] for k in (-2, -3))
    figure.drag_through(figure.pixels(title, *figure.ranges(title), [start, star, 2 * star - start]))
    (angle,) = numbers(figure.output("start, around the valley"))
    assert angle == pytest.approx(324, abs=3), "across the lowest point"
    explorer.angle = angle
    shares = [float(share) for share in re.findall(r"([\d.]+) % of the loss", figure.text())]
    assert shares == pytest.approx([100 * left for left in explorer.left()], abs=0.006)


# what a hand does


@pytest.mark.parametrize("name", ["likelihood", "gradient"])
def test_a_hand_moves_the_curve_where_it_is_and_leaves_it_at_the_other(figures, mine, name):
    figure, explorer = figures[name], mine[name]
    put(figure, explorer, weight=0.5, bias=-2.5)
    title = {"likelihood": "Bars", "gradient": "Sticks"}[name]
    start, end = figure.pixels(title, *PEOPLE, [(7, 1 / (1 + np.exp(-1))), (7, 0.9)])
    figure.drag_through([start, end])
    weight, bias = (value_of(figure, label) for label in ("weight", "bias"))
    assert 3 * weight + bias == pytest.approx(-1, abs=0.03)
    assert 7 * weight + bias == pytest.approx(math.log(9), abs=0.15)


@pytest.mark.parametrize(
    ("name", "title", "ranges", "label", "end"),
    [
        ("samples", "The curves", PEOPLE, "your x", 8),
        ("decision", "Net benefit", ((5, 60), (0, 1)), "price of a miss", 40),
    ],
)
def test_the_dashed_line_follows_the_hand(figures, name, title, ranges, label, end):
    figure = figures[name]
    start = {"samples": 5, "decision": 20}[name]
    figure.drag_through(figure.pixels(title, *ranges, [(start, 0.5), (end, 0.4)]))
    assert value_of(figure, label) == pytest.approx(end, abs=0.5)
