"""What every explorer owes in an exported page without kernel and network, and what it says when it fails."""

import json
import re

import pytest
from playwright import sync_api as playwright
from support.browser import LiveFigure, axe_faults
from support.explorers import EXPLORERS, SOURCES
from support.sweeps import mostly

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("pages")]


@pytest.fixture
def whole(tab, page_of):
    """All explorers on one page: the tab, and the figures by name."""
    return tab, dict(zip(SOURCES, tab.show(page_of(*SOURCES), len(SOURCES)), strict=True))


def test_page_opens_without_asking_anything_of_the_network(whole, page_of):
    tab, figures = whole
    assert {url for url in tab.asked if url.startswith("file:")} == {page_of(*SOURCES).as_uri()}
    assert tab.tab.beyond_the_file() == []
    for figure in figures.values():
        assert figure.text()


# a slider of whole numbers, one of powers, and one along the logit
@pytest.mark.parametrize("name", mostly(EXPLORERS, "data", "descent", "threshold"))
def test_every_slider_moves_by_keys_and_by_mouse(kept, name):
    figure = kept(name)
    sliders = figure.element.locator("input[type=range]")
    labels = figure.element.locator(".cu-slider label").all_text_contents()
    assert len(labels) == sliders.count() >= 1
    for i, label in enumerate(labels):
        slider = sliders.nth(i)
        low, high, step = (float(slider.get_attribute(end)) for end in ("min", "max", "step"))
        figure.press(label, "Home")
        assert float(slider.input_value()) == pytest.approx(low)
        first = figure.output(label)
        figure.press(label, *["ArrowRight"] * 3)
        assert float(slider.input_value()) == pytest.approx(low + 3 * step, abs=1e-9)
        assert slider.get_attribute("aria-valuetext") == figure.output(label)
        figure.press(label, "PageUp", "ArrowUp")
        assert figure.output(label) != first
        figure.drag(label, 0.1, 0.4, 0.75)
        assert float(slider.input_value()) == pytest.approx(low + 0.75 * (high - low), abs=0.06 * (high - low) + step)
        assert slider.get_attribute("aria-valuetext") == figure.output(label)


# buttons, a list of people, tabs
@pytest.mark.parametrize("name", mostly(EXPLORERS, "descent", "separable", "threshold"))
def test_focus_is_visible_and_every_control_can_be_reached_by_tab(kept, name):
    figure = kept(name)
    seen = ":is(input, button:not([disabled], [tabindex]), select):visible"
    controls = figure.element.locator(seen)
    controls.first.focus()
    for i in range(controls.count()):
        seen = controls.nth(i).evaluate(
            """control => [control === document.activeElement, getComputedStyle(control).outlineStyle,
                           parseFloat(getComputedStyle(control).outlineWidth)]"""
        )
        assert seen == [True, "solid", 3]
        figure.page.keyboard.press("Tab")


def test_results_are_announced_once_they_rest(whole):
    figures = {name: whole[1][name] for name in EXPLORERS}
    texts = {}
    for name, figure in figures.items():
        before = figure.text()
        figure.press(figure.element.locator(".cu-slider label").last.text_content(), "ArrowRight", "PageUp")
        texts[name] = figure.text()
        assert (texts[name] != before) is EXPLORERS[name].answers_at_once
    for name, figure in figures.items():
        if EXPLORERS[name].answers_at_once:
            playwright.expect(figure.element.locator("[aria-live=polite].cu-announced")).to_contain_text(texts[name])


# phone, 200 % zoom of a laptop, a small window, a laptop, a large screen
SIZES = [(360, 740), (683, 384), (768, 1024), (1366, 768), (1920, 1080)]
FITS = """async (root) => {
  const sized = (canvas) => !canvas.clientWidth || !canvas.querySelector("rect")
    || canvas.firstChild.viewBox.baseVal.width === canvas.clientWidth;
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  do await frame(); while (![...root.querySelectorAll(".cu-canvas")].every(sized));
  const all = [...root.querySelectorAll("*")];
  const { right, width, height } = root.getBoundingClientRect();
  const sizes = all.filter((e) => e.checkVisibility() && e.textContent.trim())
    .map((e) => parseFloat(getComputedStyle(e).fontSize));
  const beyond = all.filter((e) => e.getBoundingClientRect().right > right + 0.5
    && !e.closest("svg")); // which cuts off what leaves it
  const cut = [...root.querySelectorAll("svg text")].filter((e) => {
    const [text, picture] = [e, e.closest("svg")].map((one) => one.getBoundingClientRect());
    return text.width && (text.left < picture.left - 1 || text.right > picture.right + 1
      || text.top < picture.top - 1 || text.bottom > picture.bottom + 1);
  });
  return [Math.min(...sizes), width, height, root.scrollWidth - root.clientWidth,
    [...beyond, ...cut].map((e) => e.outerHTML.slice(0, 80))];
}"""


@pytest.mark.parametrize("size", mostly(SIZES, (360, 740), (1366, 768)))
def test_nothing_overflows_text_keeps_its_size_and_a_wide_screen_shows_all_at_once(whole, size):
    (tab, figures), (width, height) = whole, size
    before = tab.page.viewport_size
    tab.page.set_viewport_size({"width": width, "height": height})
    for name, figure in figures.items():
        smallest, wide, high, scrolls, beyond = figure.element.evaluate(FITS)
        assert (smallest, scrolls, beyond) == (14, 0, []), name
        assert wide <= width, name
        assert width < 1000 or high <= 0.7 * height + 1, name
    tab.page.set_viewport_size(before)


# each in light, and of each kind of part one in dark: the others in the sweeps
@pytest.mark.parametrize(("scheme", "names"), [("light", EXPLORERS), ("dark", ("decision", "separable", "threshold"))])
def test_axe_finds_no_fault_in_the_page(whole, scheme, names):
    page, figures = whole[0].page, whole[1]
    page.emulate_media(color_scheme=scheme)
    for name in names:
        figures[name].element.evaluate("root => root.classList.add('looked-at')")
    try:
        assert axe_faults(page, ".looked-at") == []
    finally:
        page.evaluate("for (const one of document.querySelectorAll('.looked-at')) one.classList.remove('looked-at')")
        page.emulate_media(color_scheme="light")


def test_pictures_have_names_and_what_moves_is_said_in_text(whole):
    for figure in whole[1].values():
        titles = figure.element.locator(".cu-title").all_text_contents()
        legends = re.compile(r"; |\b(dashed|thin|thick|green|steps|dots)\b", re.IGNORECASE)
        assert [title for title in titles if legends.search(title)] == [], "names stand beside what they name"
        pictures, n_regions, role, label = figure.element.evaluate(
            """root => [
              [...root.querySelectorAll("svg[role=img]")].map(svg => {
                const text = (name) => document.getElementById(svg.getAttribute(name))?.textContent;
                return [svg.getAttribute("aria-label") ?? text("aria-labelledby"), text("aria-describedby")];
              }),
              root.querySelectorAll("[aria-live], output, [role=status], [role=alert]").length,
              root.role, root.ariaLabel]"""
        )
        assert pictures
        for name, about in pictures:
            assert name
            assert len(about) > 30
        assert n_regions == 1, "said once"
        assert role == "group"
        assert label.startswith("Live figure: ")


# what happens when something fails


@pytest.fixture(scope="module")
def broken_page(page_of, tmp_path_factory):
    """The page with three figures broken: one in its source, one when it is made, one when it is redrawn."""
    text = page_of("data", "descent", "people", "sigmoid").read_text(encoding="utf-8")
    found = re.search(r'(<script type="application/vnd.jupyter.widget-state\+json">)(.*?)(</script>)', text, re.DOTALL)
    state = json.loads(found[2])
    for model in state["state"].values():
        values = model["state"]
        kind = values["_anywidget_id"].rpartition(".")[2]
        if kind == "SigmoidExplorer":
            values["_esm"] = "export default { render("
        elif kind == "DescentExplorer":
            values["data"] = {"loss": [1.0]}
        elif kind == "DataExplorer":
            values["data"]["uniforms"][3] = None
    path = tmp_path_factory.mktemp("broken") / "page.html"
    path.write_text(text[: found.start(2)] + json.dumps(state).replace("</", "<\\/") + text[found.end(2) :], "utf-8")
    return path


@pytest.fixture
def broken(tab, broken_page):
    before = [*tab.errors]
    tab.show(broken_page, 2)
    yield tab.page
    tab.errors[:] = before  # those that are meant


def test_a_module_that_does_not_load_shows_a_message(broken):
    message = broken.get_by_role("alert").filter(has_text="could not be shown")
    playwright.expect(message).to_have_count(1)
    playwright.expect(message).to_contain_text("Unexpected")


def test_a_failure_while_it_is_made_shows_a_message(broken):
    message = broken.locator(".cu-explorer").get_by_role("alert").filter(has_text="This live figure failed: ")
    playwright.expect(message.first).to_be_visible()
    assert "the static picture shows the same view" in message.first.text_content()


def test_a_failure_while_it_is_redrawn_shows_a_message_and_the_others_live_on(broken):
    data = broken.locator(".cu-explorer").filter(has_text="Bayes error")
    playwright.expect(broken.get_by_role("alert")).to_have_count(before := 2)
    seed = data.get_by_label("seed", exact=True)
    seed.focus()
    broken.keyboard.press("ArrowRight")
    playwright.expect(broken.get_by_role("alert")).to_have_count(before + 1)
    people = LiveFigure(broken, broken.locator(".cu-explorer").filter(has_text="A thousand people").first)
    people.put("prevalence", 10)
    assert people.text().startswith("Of the 135 who test positive")
