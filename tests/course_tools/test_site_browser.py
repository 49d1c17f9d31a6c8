"""The site in a browser without a network: alive, whole on a phone, light and dark."""

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe
from support.browser import LiveFigure
from support.notebook_checks import NOTEBOOKS

from course_utils.exercises import Quiz

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("built")]
PAGES = ["index", *(path.stem for path in NOTEBOOKS)]


def opened(tab):
    """Wait until the live figures of a page are drawn."""
    tab.wait_for_function(
        "document.querySelectorAll('.live').length === document.querySelectorAll('.live .cu-explorer').length"
    )


@pytest.mark.parametrize("name", PAGES[1:])
def test_formulas_are_drawn_and_the_page_says_what_the_notebook_says(built, offline, name):
    notebook = nbformat.read(built.site / f"{name}.ipynb", as_version=4)
    prose = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    with offline(built.site / f"{name}.html") as tab:
        opened(tab)
        sizes = tab.evaluate(
            """() => [...document.querySelectorAll("math")]
              .map((math) => { const box = math.getBoundingClientRect(); return Math.min(box.width, box.height); })"""
        )
        assert len(sizes) == prose.replace("$$", "$").count("$") // 2
        assert min(sizes, default=9) > 3
        assert tab.locator("pre.code").count() >= sum(cell.cell_type == "code" for cell in notebook.cells)
        assert tab.evaluate("[...document.images].every(image => image.alt.length > 30 && image.naturalWidth > 0)")


@pytest.mark.parametrize("name", PAGES[1:])
def test_every_explorer_moves_and_its_text_follows(built, offline, name):
    with offline(built.site / f"{name}.html") as tab:
        opened(tab)
        explorers = tab.locator(".cu-explorer", has=tab.locator(".cu-task"))
        assert explorers.count() >= 1
        for k in range(explorers.count()):
            figure = LiveFigure(tab, explorers.nth(k))
            sliders = explorers.nth(k).locator("input[type=range]")
            for n in range(sliders.count()):
                before, value = figure.outcome(), sliders.nth(n).input_value()
                for key in ("ArrowRight", "ArrowLeft", "ArrowLeft"):
                    sliders.nth(n).focus()
                    tab.keyboard.press(key)
                    if sliders.nth(n).input_value() != value and figure.outcome() != before:
                        break
                else:
                    pytest.fail(f"slider {n} of explorer {k} changes nothing")


@pytest.mark.parametrize("name", PAGES[1:])
def test_quizzes_are_alive(built, offline, name):
    with offline(built.site / f"{name}.html") as tab:
        opened(tab)
        if not (boxes := tab.locator(".cu-question")).count():
            assert "Quiz(" not in tab.locator("main").inner_text()
            pytest.skip("no quiz yet")
        questions = Quiz(int(name[:2])).questions
        assert boxes.count() == len(questions)
        boxes.first.get_by_role("radio").first.check()
        boxes.first.get_by_role("button").click()
        assert questions[0]["options"][0]["feedback"].replace("`", "") in boxes.first.inner_text()


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_wider_than_the_page_and_axe_finds_no_serious_fault(built, offline, name, scheme, width):
    with offline(built.site / f"{name}.html", width=width, height=800, scheme=scheme) as tab:
        opened(tab)
        tab.evaluate("for (const folded of document.querySelectorAll('details')) folded.open = true")
        assert tab.evaluate("document.documentElement.scrollWidth") == width
        faults = [v for v in Axe().run(tab).response["violations"] if v["impact"] in ("serious", "critical")]
        assert [(fault["id"], fault["nodes"][0]["html"][:90]) for fault in faults] == []
        background = tab.evaluate("getComputedStyle(document.body).backgroundColor")
        assert (background == "rgb(255, 255, 255)") == (scheme == "light")


def test_one_can_click_through_the_course(built, offline):
    with offline(built.site / "index.html") as tab:
        tab.locator(".map h3 a").first.click()
        for path in NOTEBOOKS:
            tab.wait_for_url(f"**/{path.stem}.html")
            first = tab.locator("nav li a").first
            first.click()
            assert tab.locator("h2:target").count() == 1
            if path != NOTEBOOKS[-1]:
                tab.locator("a[rel=next]").click()
        assert tab.locator("a[rel=next]").count() == 0
        tab.locator("header a").first.click()
        tab.wait_for_url("**/index.html")
