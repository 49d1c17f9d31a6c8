"""What every explorer owes in an exported page without kernel and network, and what it says when it fails."""

import json
import re

import pytest
from playwright import sync_api as playwright
from support.browser import LiveFigure, axe_faults
from support.explorers import EXPLORERS, SOURCES, VARIANTS
from support.sweeps import mostly

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("pages")]


@pytest.fixture(scope="module")
def whole(new_tab, page_of):
    """All explorers on one page: the tab, and the figures by name."""
    tab = new_tab()
    return tab, dict(zip(SOURCES, tab.load(page_of(*SOURCES), len(SOURCES)), strict=True))


def test_page_opens_without_asking_anything_of_the_network(whole, page_of):
    tab, figures = whole
    assert {url for url in tab.asked if url.startswith("file:")} == {page_of(*SOURCES).as_uri()}
    assert tab.beyond_the_file() == []
    for figure in figures.values():
        assert figure.text()


@pytest.fixture(scope="module")
def operated(new_tab, page_of):
    """The figures of another such page, by name, for tests that set whatever they look at."""
    return dict(zip(SOURCES, new_tab().load(page_of(*SOURCES), len(SOURCES)), strict=True))


# a slider of whole numbers, one of powers, and one along the logit
@pytest.mark.parametrize("name", mostly(EXPLORERS, "data", "descent", "threshold"))
def test_every_slider_moves_by_keys_and_by_mouse(operated, name):
    figure = operated[name]
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


@pytest.mark.parametrize("name", EXPLORERS)
def test_focus_is_visible_and_every_control_can_be_reached_by_tab(operated, name):
    figure = operated[name]
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
    _, figures = whole
    texts = {}
    for name, figure in figures.items():
        before = figure.text()
        figure.press(figure.element.locator(".cu-slider label").last.text_content(), "ArrowRight", "PageUp")
        texts[name] = figure.text()
        assert (texts[name] != before) is (name in VARIANTS or EXPLORERS[name].answers_at_once)
    for name, figure in figures.items():
        if name not in VARIANTS and not EXPLORERS[name].answers_at_once:
            continue
        playwright.expect(figure.element.locator("[aria-live=polite].cu-announced")).to_contain_text(texts[name])


# phone, small window, 200 % zoom of a laptop, a laptop, a large screen
SIZES = [(360, 740), (683, 384), (768, 1024), (1366, 768), (1920, 1080)]


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_nothing_overflows_text_keeps_its_size_and_a_wide_screen_shows_all_at_once(whole, width, height):
    tab, figures = whole
    tab.page.set_viewport_size({"width": width, "height": height})
    for name, figure in figures.items():
        tab.page.wait_for_function(
            """root => [...root.querySelectorAll(".cu-canvas")].every((canvas) => !canvas.clientWidth
              || !canvas.querySelector("rect") || canvas.firstChild.viewBox.baseVal.width === canvas.clientWidth)""",
            arg=figure.element.element_handle(),
        )
        sizes = figure.element.evaluate(
            """root => [...root.querySelectorAll("*")].filter(e => e.checkVisibility() && e.textContent.trim())
              .map(e => parseFloat(getComputedStyle(e).fontSize))"""
        )
        assert min(sizes) == 14, name
        if width >= 1000:
            assert figure.element.bounding_box()["height"] <= 0.7 * height + 1, name
        figure.drawn()
        wide = figure.element.evaluate(
            """root => {
              const right = root.getBoundingClientRect().right + 0.5;
              const beyond = [...root.querySelectorAll("*")].filter(e => e.getBoundingClientRect().right > right
                && !e.closest("svg")); // which cuts off what leaves it
              const cut = [...root.querySelectorAll("svg text")].filter(e => {
                const [text, picture] = [e, e.closest("svg")].map(one => one.getBoundingClientRect());
                return text.width && (text.left < picture.left - 1 || text.right > picture.right + 1
                  || text.top < picture.top - 1 || text.bottom > picture.bottom + 1);
              });
              return [root.scrollWidth - root.clientWidth, ...[...beyond, ...cut].map(e => e.outerHTML.slice(0, 80))];
            }"""
        )
        assert wide == [0], name
        assert figure.element.bounding_box()["width"] <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_fault_in_the_page(whole, scheme):
    page = whole[0].page
    page.emulate_media(color_scheme=scheme)
    assert axe_faults(page) == []


def test_pictures_have_names_and_what_moves_is_said_in_text(whole):
    for figure in whole[1].values():
        names = figure.element.locator("svg[role=img]").evaluate_all(
            "all => all.map(svg => svg.getAttribute('aria-label')"
            " ?? document.getElementById(svg.getAttribute('aria-labelledby'))?.textContent)"
        )
        assert names
        assert all(names)
        assert figure.element.locator("[aria-live], output, [role=status], [role=alert]").count() == 1, "said once"
        assert figure.element.get_attribute("role") == "group"
        assert figure.element.get_attribute("aria-label").startswith("Live figure: ")
        for picture in figure.element.locator("svg[role=img]").all():
            about = picture.get_attribute("aria-describedby")
            assert len(figure.page.locator(f"[id={about}]").text_content()) > 30


# what happens when something fails


@pytest.fixture(scope="module")
def broken(chromium, page_of, tmp_path_factory):
    """The page with three figures broken: one in its source, one when it is made, one when it is redrawn."""
    text = page_of(*SOURCES).read_text(encoding="utf-8")
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
    page = chromium.new_page()
    page.set_default_timeout(5000)
    page.goto(path.as_uri())
    drawn = "n => document.querySelectorAll('.cu-explorer .cu-task').length === n"
    page.wait_for_function(drawn, arg=len(SOURCES) - 2, timeout=30_000)
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
    seed = data.get_by_label("seed", exact=True)
    seed.focus()
    broken.keyboard.press("ArrowRight")
    playwright.expect(broken.get_by_role("alert")).to_have_count(before + 1)
    people = LiveFigure(broken, broken.locator(".cu-explorer").filter(has_text="A thousand people").first)
    people.put("prevalence", 10)
    assert people.text().startswith("Of the 135 who test positive")
