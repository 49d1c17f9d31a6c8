"""A phone: a finger alone solves every task, the harder ones too, and what it looks for is wide enough for one."""

import pytest
from support.browser import all_drawn
from support.hands import SOLVE, Finger
from support.sweeps import mostly

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("pages")]
PHONE = {"width": 360, "height": 740}
STEPS, PIXELS = 3, 6


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
    yield page
    context.close()


# one with sliders, one with buttons, one whose points are dragged
@pytest.mark.parametrize("name", mostly(SOLVE, "sigmoid", "gradient", "separable"))
def test_a_finger_solves_all_tasks_and_what_they_look_for_is_wide_enough(phone, page_of, name):
    phone.goto(page_of(name).as_uri())
    (figure,) = all_drawn(phone)
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
    (figure,) = all_drawn(phone)
    figure.place_of(figure.slider("prevalence"))
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
