"""Every explorer at every size, in light and dark, enlarged and calm, before and after each slider has moved.

What is looked for stands in support/faults.js: what is cut off, what lies over something else, what is too small to
read or to press. And each task is solved once more, by mouse and by keys.
"""

from pathlib import Path

import pytest
from support import explorers
from support.browser import all_drawn, axe_faults
from support.explorers import SOURCES
from support.hands import SOLVE, Keys, Mouse

pytestmark = [pytest.mark.browser, pytest.mark.sweep]

FAULTS = Path(explorers.__file__).with_name("faults.js").read_text(encoding="utf-8")
PLACES = (0, 0.22, 0.5, 0.83, 1)  # of each slider's way
MOVE = """(root, share) => {
  for (const input of root.querySelectorAll("input[type=range]")) {
    const [low, high, step] = ["min", "max", "step"].map((name) => Number(input[name]));
    input.value = low + Math.round((share * (high - low)) / step) * step;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }
}"""
SLIDE = """
.live { width: 1168px; height: 574px; }
.live .cu-explorer { --cu-font: 22px; --cu-target-size: 34px; --cu-height: 100%; --cu-tall: 100%; }
.live .cu-button { padding: 0 6px; }
.live :is(.cu-note, .cu-brief .cu-result) { display: none; }
"""


def looked_at(tab, figures, *, target, font=14, share=None):
    """All faults of all figures, at first and with the sliders at each of the places."""
    found = {}
    for name, figure in figures.items():
        for place in (None, *PLACES):
            if place is not None:
                figure.element.evaluate(MOVE, place)
                figure.drawn()
            faults = figure.element.evaluate(FAULTS, [target, font])
            height = figure.element.bounding_box()["height"]
            if share and height > share * tab.page.viewport_size["height"] + 1:
                faults.append(f"{height:.0f} pixels high")
            found |= {f"{name} at {place}: {fault}": None for fault in faults}
        for tab_button in figure.element.locator(".cu-tab").all():
            if tab_button.is_visible():
                tab_button.click()
                figure.drawn()
                found |= {f"{name}, {tab_button.text_content()}: {fault}": None
                          for fault in figure.element.evaluate(FAULTS, [target, font])}  # fmt: skip
    return list(found)


# a phone, Lab on a laptop and on a large screen, a laptop at 200 %
SIZES = {360: (740, 1, 44), 640: (360, 2, 24), 820: (768, 1, 24), 1280: (720, 1, 24), 1920: (1080, 1, 24)}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", SIZES)
def test_nothing_is_cut_off_covered_or_small(chromium, page_of, width, scheme):
    height, zoom, target = SIZES[width]
    context = chromium.new_context(
        viewport={"width": width, "height": height}, device_scale_factor=zoom, color_scheme=scheme,
        reduced_motion="reduce" if zoom == 2 else "no-preference", has_touch=width == 360, is_mobile=width == 360,
    )  # fmt: skip
    tab = Tab(context.new_page(), page_of(*SOURCES))
    try:
        assert looked_at(tab, tab.figures, target=target, share=0.7 if width >= 1280 else None) == []
        assert axe_faults(tab.page) == []
    finally:
        context.close()


def test_on_a_slide_text_is_large_and_all_of_it_is_seen(chromium, page_of):
    page = chromium.new_page(viewport={"width": 1280, "height": 720})
    tab = Tab(page, page_of(*SOURCES))
    page.add_style_tag(content=SLIDE)
    page.evaluate(
        """() => { for (const one of document.querySelectorAll(".cu-explorer")) {
          const frame = document.createElement("div");
          frame.className = "live";
          one.before(frame);
          frame.append(one);
        } }"""
    )
    try:
        assert looked_at(tab, tab.figures, target=32, font=22) == []
    finally:
        page.close()


class Tab:
    """A page with all explorers, each drawn."""

    def __init__(self, page, path):
        self.page = page
        page.goto(path.as_uri())
        self.figures = dict(zip(SOURCES, all_drawn(page, len(SOURCES)), strict=True))


@pytest.mark.parametrize("hand", [Mouse, Keys])
@pytest.mark.parametrize("name", SOLVE)
def test_a_mouse_and_keys_solve_all_tasks(chromium, page_of, name, hand):
    page = chromium.new_page(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    page.goto(page_of(name).as_uri())
    (figure,) = all_drawn(page)
    own = hand(page, figure)
    solved = 0
    for solved, _ in enumerate(SOLVE[name](own), 1):
        assert figure.card()[0][solved - 1] == "✓", figure.text()
        own.press(figure.element.locator(".cu-asked .cu-shown button"))
    assert figure.card()[0] == ["✓"] * solved
    page.close()
