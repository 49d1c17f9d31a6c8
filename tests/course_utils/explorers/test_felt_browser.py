"""What a hand feels: buttons that repeat, values that can be typed, a task that is solved, nothing that jumps."""

import re

import numpy as np
import pytest
from playwright import sync_api as playwright
from support import explorers
from support.live_page import write_page

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("pages")]


def test_a_button_steps_once_and_repeats_while_it_is_held(fresh):
    figure = fresh("sigmoid")
    figure.hold_timers()
    more = figure.element.get_by_label("weight: more", exact=True)
    more.click()
    assert figure.output("weight") == "0.55"
    figure.element.get_by_label("weight: less", exact=True).click(click_count=2)
    assert figure.output("weight") == "0.45"
    more.hover()
    figure.page.mouse.down()
    figure.rest()
    playwright.expect(figure.value("weight")).to_have_value(re.compile(r"0\.[6-9]|[1-3]\."))  # beyond a single step
    figure.page.mouse.up()
    figure.element.get_by_label("weight: less", exact=True).click()  # it may have come to the slider's end
    here = figure.output("weight")
    for _ in range(10):
        figure.drawn()
    assert figure.output("weight") == here
    more.evaluate("button => button.click()")  # as a voice or a switch presses it
    assert float(figure.output("weight")) == pytest.approx(float(here) + 0.05)
    assert more.get_attribute("tabindex") == "-1", "by keys the slider does it"


@pytest.mark.parametrize(
    ("name", "label", "typed", "shown"),
    [
        ("sigmoid", "weight", "−1,25", "−1.25"), ("sigmoid", "weight", "99", "3.00"),
        ("sigmoid", "weight", "many", "0.50"),
        ("people", "prevalence", "5.26 %", "5.26 %"), ("people", "prevalence", "−5 %", "0.10 %"),
        ("threshold", "threshold on p", "0,213", "0.213"), ("threshold", "threshold on p", "2", "1.000"),
        ("data", "seed", "42,5", "43"), ("data", "class size", "7.4", "7"),
        ("descent", "learning rate", "0.0005", "0.001"),
    ],
)
def test_a_value_is_typed(kept, name, label, typed, shown):
    figure = kept(name)
    field = figure.value(label)
    if typed == "many":
        figure.put(label, 0.5)
    field.blur()
    field.focus()
    field.press_sequentially(typed)
    assert field.input_value() == typed, "nothing happens before Enter"
    field.press("Enter")
    figure.drawn()
    assert field.input_value() == shown
    assert figure.slider(label).get_attribute("aria-valuetext") == shown


def test_a_step_is_said_once_and_a_number_that_changes_alone_is_said_too(fresh):
    figure = fresh("threshold")
    figure.hold_timers()
    figure.page.evaluate(
        """() => {
          window.said = [];
          const changed = (all) => said.push(...all.map((one) => one.target.textContent));
          const every = { childList: true, characterData: true, subtree: true };
          for (const region of document.querySelectorAll("[aria-live], output, [role=status]"))
            new MutationObserver(changed).observe(region, every);
        }"""
    )
    live = figure.element.locator("[aria-live]")

    def said():
        """What is read out once the hand rests."""
        figure.page.evaluate("said.length = 0")
        figure.rest()
        return figure.page.evaluate("said")

    assert said() == [], "a figure that nobody has touched says nothing"
    figure.press("threshold on p", "ArrowLeft", "ArrowLeft", "ArrowLeft", "ArrowLeft")
    assert live.text_content() == "", "nothing while the hand moves"
    text, cost = figure.text(), figure.element.locator(".cu-number").last.text_content()
    assert said() == [f"misses 5. cost {cost}. {text}"]
    figure.put("false alarm costs", 15)
    text = figure.text()
    (heard,) = said()
    assert heard.endswith(text)
    figure.press("false alarm costs", "ArrowRight", "ArrowRight")
    cost = figure.element.locator(".cu-number").last.text_content()
    assert said() == [f"cost {cost}."]
    assert figure.text() == text, "the least cost has no false alarm in it"
    for label, value in (("false alarm costs", 1), ("threshold on p", 0.2)):
        figure.put(label, value)
    found = figure.card()[1].removesuffix("Next task").strip()
    (heard,) = said()
    assert re.fullmatch(rf"{re.escape(found)} .*{re.escape(figure.text())}", heard), "and what was found with it"


@pytest.mark.parametrize("calm", [False, True])
def test_a_task_that_is_solved_is_felt_stays_and_moves_nothing(fresh, calm):
    figure = fresh("data", calm=calm)
    places = figure.element.locator(".cu-task, .cu-canvas, .cu-slider, .cu-result")
    before = [place.bounding_box() for place in places.all()]
    figure.put("overlap", 1.1)
    pulse = "card => [getComputedStyle(card)].map(({ animationName: name, animationDuration: s }) => `${name} ${s}`)"
    assert figure.element.locator(".cu-pulse").evaluate(pulse) == ["none 0s" if calm else "cu-pulse 0.3s"]
    assert [place.bounding_box() for place in places.all()] == before
    solved = figure.card()
    assert solved[0] == ["✓", "○"]
    assert solved[1].startswith("Task 1 solved. An overlap of 1.1: ")
    figure.put("overlap", 4)
    assert not figure.holds()
    assert figure.card() == solved
    figure.next_task()
    assert figure.card()[1].startswith("Task 2 of 2. ")


def test_ticks_of_an_earlier_session_stand_there_and_lead_to_their_tasks(tab, tmp_path):
    earlier = explorers.made("sigmoid")
    earlier.solved = ["midpoint"]
    (figure,) = tab.load(write_page(tmp_path / "earlier.html", [earlier]))
    earlier.close()
    ticks, asked = figure.card()
    assert (ticks, asked[:14]) == (["✓", "○"], "Task 2 of 2. N")
    assert not figure.element.locator(".cu-solved").count(), "nothing was found today"
    marks = figure.element.get_by_role("group", name="Tasks").get_by_role("button")
    assert [mark.get_attribute("aria-label") for mark in marks.all()] == ["Task 1, solved", "Task 2, open"]
    marks.first.click()
    assert figure.card()[1].startswith("Task 1 of 2. ")
    assert [mark.get_attribute("aria-pressed") for mark in marks.all()] == ["true", "false"]


def test_what_holds_as_a_figure_opens_is_no_merit_until_something_has_moved(fresh):
    figure = fresh("pieces")
    assert figure.holds()
    assert figure.card()[0] == ["○", "○"]
    figure.put("pieces", 15)
    figure.put("pieces", 1)
    assert figure.card()[0] == ["✓", "○"]


def test_a_long_walk_is_thinned_and_the_map_grows_with_one_that_leaves_it(fresh):
    figure = fresh("descent")
    path = figure.picture("Loss surface").locator("[data-layer=path] path.cu-path")
    assert 200 < path.get_attribute("d").count("L") < 300, "of two thousand steps"
    ticks = figure.picture("Loss surface").locator(".cu-axes text")
    before = ticks.all_text_contents()
    figure.put("learning rate", 2.95)
    figure.click("Step 100")
    assert (wider := re.search(r"The map shows (\d+) times as much", figure.text()))
    assert int(wider[1]) in (2, 4, 8, 16, 32, 64)
    assert ticks.all_text_contents() != before
    frame = figure.picture("Loss surface").locator(".cu-frame").bounding_box()
    found = re.findall(r"[ML](\S+?) (\S+?)(?=[ML]|$)", path.get_attribute("d"))
    wide, high = np.ptp(np.array(found, dtype=float), axis=0)
    assert wide <= frame["width"]
    assert high <= frame["height"]
    figure.click("Reset all")
    figure.drawn()
    assert ticks.all_text_contents() == before


def test_the_gradient_under_the_pointer_points_down_the_slope(fresh):
    figure = fresh("descent")
    canvas = figure.place_of(figure.picture("Loss surface").locator(".cu-frame"))
    arrow = figure.element.locator(".cu-arrow")
    assert arrow.get_attribute("d") is None
    # upper right: far too positive; lower left: far too negative
    for (x, y), way in (((0.9, 0.1), -1), ((0.1, 0.9), 1)):
        figure.point(canvas["x"] + x * canvas["width"], canvas["y"] + y * canvas["height"])
        ends = re.findall(r"[ML](\S+?) [\d.]+", arrow.get_attribute("d"))
        assert np.sign(float(ends[1]) - float(ends[0])) == way
    figure.point(0, 0)
    assert arrow.get_attribute("d") is None


COUNT_GLIDES = """() => {
  window.glides = [];
  const { animate } = Element.prototype;
  Element.prototype.animate = function (frames, timing) {
    glides.push(timing.duration);
    return animate.call(this, frames, timing);
  };
}"""


@pytest.mark.parametrize("calm", [False, True])
def test_what_is_set_glides_there_and_what_a_hand_moves_does_not(fresh, calm):
    figure = fresh("likelihood", calm=calm)
    figure.page.evaluate(COUNT_GLIDES)

    def glides():
        figure.drawn()
        found = figure.page.evaluate("glides.splice(0)")
        assert all(0 < duration <= 200 for duration in found)
        return len(found)

    less = figure.element.get_by_label("weight: less", exact=True)
    for act in (lambda: figure.put("weight", 0.4), less.click, figure.button("all as given").click):
        figure.press("its x", "Home")  # something moves back
        glides()
        act()
        assert (glides() > 0) is not calm
    figure.hold_timers()
    less.hover()
    figure.page.mouse.down()
    assert (glides() > 0) is not calm, "the first step of a button that is held"
    figure.rest()
    assert glides() == 0, "and no other"
    figure.page.mouse.up()
    figure.put("weight", 0.5)
    figure.drag("bias", 0.5, 0.4, 0.3)
    figure.press("weight", "ArrowLeft")
    glides()
    left = "root => root.getAnimations({ subtree: true }).filter((one) => one.constructor === Animation).length"
    assert figure.element.locator(".cu-stage").evaluate(left) == 0, "and what still glided is where it must be"
    figure.drag("bias", 0.3, 0.4, 0.5)
    figure.press("weight", "ArrowLeft", "ArrowRight")
    figure.drag_through(figure.pixels("Bars", (0, 10), (-0.06, 1.06), [(9.66, 1), (6, 1)]))
    assert glides() == 0
