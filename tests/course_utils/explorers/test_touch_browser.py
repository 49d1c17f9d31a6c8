"""A phone: a finger alone solves every task, the harder ones too, and what it looks for is wide enough for one."""

import itertools
import re

import pytest
from support.browser import LiveFigure
from support.explorers import POINTS_SHOWN

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("pages")]
PHONE = {"width": 360, "height": 740}
STEPS, PIXELS = 3, 6


class Finger:
    """One explorer on a phone, and a finger: it taps, and it drags by the browser's own touch events."""

    def __init__(self, page, figure):
        self.page, self.figure = page, figure
        self.touches = page.context.new_cdp_session(page)

    def _send(self, kind, *points):
        touches = [{"x": x, "y": y} for x, y in points]
        self.touches.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})

    def drag(self, *places):
        self._send("touchStart", places[0])
        for (x0, y0), (x1, y1) in itertools.pairwise(places):
            for share in (0.25, 0.5, 0.75, 1):
                self._send("touchMove", (x0 + share * (x1 - x0), y0 + share * (y1 - y0)))
        self._send("touchEnd")
        self.figure.drawn()

    def tap(self, name):
        self.figure.button(name).tap()
        self.figure.drawn()

    def picture(self, tab):
        """Show one of the pictures."""
        self.figure.element.locator(".cu-tab", has_text=re.compile(rf"^{tab}$")).tap()

    def slide(self, label, value):
        """Drag a slider to about a value, and tap − or + until it is there."""
        slider = self.figure.slider(label)
        slider.evaluate("input => input.scrollIntoView({ block: 'end' })")  # from below the picture that stays
        box = self.figure.place_of(slider)
        place = slider.evaluate(
            "(input, value) => { const twin = input.cloneNode(); twin.value = value; return twin.value }", str(value)
        )
        low, high, now = (slider.evaluate(f"input => Number(input.{name})") for name in ("min", "max", "value"))
        thumb, y = 16, box["y"] + box["height"] / 2
        x = [box["x"] + thumb / 2 + (at - low) / (high - low) * (box["width"] - thumb) for at in (now, float(place))]
        beyond = x[1] + (40 if x[1] < box["x"] + box["width"] / 2 else -40)  # too short a way is a tap
        self.drag((x[0], y), (beyond, y), (x[1], y))
        for _ in range(40):
            left = slider.evaluate("(input, place) => Math.round((place - input.value) / input.step)", float(place))
            if not left:
                return
            self.figure.element.get_by_label(f"{label}: {'more' if left > 0 else 'less'}", exact=True).tap()
            self.figure.drawn()
        pytest.fail(f"{label} does not come to {value}")


def solve_sigmoid(finger):
    finger.slide("weight", 1.1)
    finger.slide("bias", -5.5)
    yield "weight", "bias"
    finger.slide("bias", -3.25)
    finger.slide("weight", 0.6)
    yield "weight", "bias"


def solve_data(finger):
    finger.slide("overlap", 1.1)
    yield ("overlap",)
    finger.slide("overlap", 5)
    finger.slide("seed", 48)
    finger.slide("class size", 15)
    yield "class size", "overlap"


def solve_people(finger):
    finger.slide("prevalence", -1.32)
    yield ("prevalence",)
    finger.slide("prevalence", -2)
    finger.slide("specificity", 1.9)
    yield ("specificity",)


def solve_descent(finger):
    finger.slide("learning rate", -0.36)
    finger.tap("Step 100")
    yield ("learning rate",)
    finger.tap("Reset all")
    finger.slide("learning rate", -0.5)
    for _ in range(3):
        finger.tap("Step 100")
    yield ("learning rate",)


def solve_threshold(finger):
    finger.slide("threshold on p", -1.5)
    yield ("threshold on p",)
    finger.slide("prevalence", 0.1)
    finger.slide("threshold on p", 1)
    yield "threshold on p", "prevalence"


def solve_separable(finger):
    finger.drag(*finger.figure.pixels("Data: drag the people", *POINTS_SHOWN, [(5.8, 0), (4.2, 0)]))
    finger.page.wait_for_timeout(400)  # a browser takes what comes sooner for the second half of a double tap
    finger.tap("play")
    finger.slide("weight decay", 0.05)
    finger.tap("play")
    yield ()  # any weight decay from there to the slider's end does it
    finger.slide("weight decay", 0)
    finger.tap("add negative")
    finger.tap("play")
    yield ()


def solve_pieces(finger):
    finger.slide("pieces", 2)
    yield ("pieces",)
    finger.slide("pieces", 20)
    yield ("pieces",)


def solve_likelihood(finger):
    finger.slide("weight", 0.6)
    finger.slide("bias", -3.9)
    yield "weight", "bias"
    finger.slide("bias", -3.1)
    yield "weight", "bias"
    finger.drag(*finger.figure.pixels("Bars", (0, 10), (-0.06, 1.06), [(9.66, 1), (5, 0.9), (0.4, 0.9)]))
    yield ("its x",)


def solve_gradient(finger):
    for _ in range(6):
        finger.tap("Step 1")
    yield ()
    finger.slide("weight", 0)
    finger.slide("bias", 0)
    yield "weight", "bias"


def solve_samples(finger):
    finger.tap("Draw all")
    yield ()
    finger.slide("your x", 3.6)
    yield ("your x",)


def solve_decision(finger):
    finger.slide("price of a miss", 9)
    yield ("price of a miss",)
    finger.slide("price of a miss", 40)
    yield ("price of a miss",)


def solve_valley(finger):
    finger.slide("steps", 40)
    finger.slide("rate, measured x", 0.35)
    finger.slide("rate, standardised x", 10.5)
    yield "rate, measured x", "rate, standardised x"
    finger.slide("steps", 9)
    finger.slide("rate, standardised x", 6.9)
    yield "steps", "rate, standardised x"
    finger.slide("rate, measured x", 0.18)
    finger.slide("start, around the valley", 90)
    yield "rate, measured x", "start, around the valley"


SOLVE = {name.removeprefix("solve_"): solve for name, solve in globals().items() if name.startswith("solve_")}
# Where the task's condition holds as one slider moves and all else stays: [steps, pixels] of the widest stretch.
WIDTH = """async (input) => {
  const card = input.closest(".cu-explorer").querySelector(".cu-task");
  const [low, high, step, before] = ["min", "max", "step", "value"].map((name) => Number(input[name]));
  const n = Math.round((high - low) / step);
  const go = async (place) => {
    input.value = place;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    await new Promise((done) => requestAnimationFrame(() => done()));
    if (window.again) await window.again();
    return card.dataset.holds === "true";
  };
  const middle = Math.round((before - low) / step);
  let steps = Number(await go(low + middle * step));
  for (const way of [-1, 1]) {
    for (let i = middle + way; i >= 0 && i <= n && (await go(low + i * step)); i += way) steps += 1;
  }
  await go(before);
  return [steps, (steps / n) * (input.clientWidth - 16)];
}"""


@pytest.fixture(scope="module")
def phone(chromium):
    context = chromium.new_context(viewport=PHONE, has_touch=True, is_mobile=True, reduced_motion="reduce")
    context.set_offline(True)
    page = context.new_page()
    page.set_default_timeout(5000)
    yield page
    context.close()


@pytest.mark.parametrize("name", SOLVE)
def test_a_finger_solves_all_tasks_and_what_they_look_for_is_wide_enough(phone, page_of, name):
    phone.goto(page_of(name).as_uri())
    phone.locator(".cu-task").wait_for()
    figure = LiveFigure(phone, phone.locator(".cu-explorer"))
    finger = Finger(phone, figure)
    ticks = ["○"] * len(figure.card()[0])
    for k, sliders in enumerate(SOLVE[name](finger)):
        ticks[k] = "✓"
        assert figure.card()[0] == ticks, figure.text()
        assert figure.holds()
        if name == "descent":  # its walk begins anew with each learning rate
            epochs = figure.numbers()[0]
            phone.evaluate("n => { window.again = () => { for (let i = 0; i < n; i++) "
                           "[...document.querySelectorAll('button')].find(b => b.textContent === 'Step 100').click();"
                           "return new Promise(done => requestAnimationFrame(() => done())); } }", int(epochs) // 100)
        for label in sliders:
            steps, pixels = figure.slider(label).evaluate(WIDTH)
            assert steps >= STEPS, (label, steps, pixels)
            assert pixels >= PIXELS, (label, steps, pixels)
        if "○" in ticks:
            figure.element.locator(".cu-asked .cu-shown button").tap()
            figure.drawn()
    assert "○" not in ticks


def test_on_a_phone_the_picture_stays_in_view_while_the_last_slider_moves(phone, page_of):
    phone.goto(page_of("threshold").as_uri())
    phone.locator(".cu-task").wait_for()
    figure = LiveFigure(phone, phone.locator(".cu-explorer"))
    figure.slider("prevalence").scroll_into_view_if_needed()
    box = figure.picture("One cut").bounding_box()
    assert box["y"] >= 0
    assert box["height"] >= 200
    assert box["y"] + box["height"] < figure.slider("prevalence").bounding_box()["y"] + 1
    small = figure.element.evaluate(
        """root => [...root.querySelectorAll("input, button, select, .cu-reach")].filter(e => e.checkVisibility())
          .map(e => [e.getAttribute("aria-label") ?? e.textContent, e.getBoundingClientRect().height])
          .filter(([name, height]) => height < 43.5 && !/type a value/.test(name))"""
    )
    assert small == []
    letters = figure.element.evaluate(
        """root => [...root.querySelectorAll("*")].filter(e => e.checkVisibility() && e.textContent.trim())
          .filter(e => parseFloat(getComputedStyle(e).fontSize) < 14).map(e => e.outerHTML.slice(0, 60))"""
    )
    assert letters == []
