"""The site in a browser without a network: alive, whole on a phone, light and dark."""

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe
from support.browser import LiveFigure
from support.notebook_checks import NOTEBOOKS, ROOT

from course_utils.exercises import Quiz
from course_utils.exercises.registry import exercises

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("site")]
NAMES = [path.stem for path in NOTEBOOKS]
EXERCISES = exercises()
WIDE, NARROW = 1280, 360
# the answers below questions, beside the lines for guesses, as if a search had found them
OPEN = "for (const answer of document.querySelectorAll('course-answer')) answer.removeAttribute('hidden')"
# a page with everything that pages have, and the shortest such; another whose live figures follow each other
REPRESENTATIVES = ("index", NAMES[0])
WITH_FIGURES = (NAMES[0], NAMES[3])


@pytest.fixture(scope="module")
def page(request, built, offline):
    """(name, tab) of a page, opened once for all that is asked of it at this width."""
    name, width = request.param
    with offline(built.site / f"{name}.html", width=width, height=800) as tab:
        tab.wait_for_function(
            "document.querySelectorAll('.live').length === document.querySelectorAll('.live .cu-explorer').length"
        )
        tab.evaluate(OPEN)
        yield name, tab


def on(names, *widths, at_once=None):
    """Parametrize a test by pages, each open at these widths; with `at_once`, all others are left to the sweeps."""
    opened = [
        pytest.param((name, width), id=f"{name}-{width}", marks=() if name in (at_once or names) else pytest.mark.sweep)
        for name in names
        for width in widths
    ]
    return pytest.mark.parametrize("page", opened, indirect=True)


@on(NAMES, WIDE)
def test_formulas_are_drawn_and_the_page_says_what_the_notebook_says(built, page):
    name, tab = page
    notebook = nbformat.read(built.site / f"{name}.ipynb", as_version=4)
    prose = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    sizes = tab.evaluate(
        """() => [...document.querySelectorAll("math")]
          .map((math) => { const box = math.getBoundingClientRect(); return Math.min(box.width, box.height); })"""
    )
    assert len(sizes) == prose.replace("$$", "$").count("$") // 2
    assert min(sizes, default=9) > 3
    tags = [cell.metadata.get("tags", []) for cell in notebook.cells if cell.cell_type == "code"]
    assert tab.locator("pre.code").count() >= sum("remove-cell" not in each for each in tags)
    assert tab.evaluate("[...document.images].every(image => image.alt.length > 30 && image.naturalWidth > 0)")


@on(NAMES, WIDE, at_once=WITH_FIGURES)
def test_every_explorer_moves_and_its_text_follows(page):
    name, tab = page
    explorers = tab.locator(".cu-explorer", has=tab.locator(".cu-task"))
    in_notebook = (ROOT / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8").count("Explorer(")
    assert (explorers.count() >= 1) == (in_notebook >= 1)
    for k in range(explorers.count()):
        figure = LiveFigure(tab, explorers.nth(k))
        sliders = explorers.nth(k).locator("input[type=range]")
        follows = sliders.count() == 0
        for n in range(sliders.count()):
            before, value = figure.outcome(), sliders.nth(n).input_value()
            for key in ("ArrowRight", "ArrowLeft", "ArrowLeft"):
                sliders.nth(n).focus()
                tab.keyboard.press(key)
                after = figure.outcome()
                if sliders.nth(n).input_value() != value and after != before:
                    follows |= after[0] != before[0]
                    break
            else:
                pytest.fail(f"slider {n} of explorer {k} changes nothing")
        assert follows, f"the text of explorer {k} follows no slider"


@on(NAMES, WIDE)
def test_quizzes_are_alive(page):
    name, tab = page
    boxes, questions = tab.locator(".cu-question"), Quiz(int(name[:2])).questions
    assert boxes.count() == len(questions) > 0
    boxes.first.get_by_role("radio").first.check()
    boxes.first.get_by_role("button").click()
    assert questions[0]["options"][0]["feedback"].replace("`", "") in boxes.first.inner_text()


@on(NAMES[:1], WIDE)
def test_exercises_answer_and_what_is_solved_is_kept_and_counted(built, page):
    name, tab = page
    numbers = [number for number in EXERCISES if int(number.split(".")[0]) == int(name[:2])]
    exercise = EXERCISES[numbers[-1]]
    choice = tab.locator(f'[data-exercise="{exercise.number}"]')
    check, said = choice.get_by_role("button", name=f"Check exercise {exercise.number}"), choice.get_by_role("status")
    assert check.is_disabled()
    for letter in sorted("abcd", key=lambda letter: letter == exercise.right()):  # the right one last
        choice.get_by_role("radio").nth("abcd".index(letter)).check()
        assert said.inner_text() == ""
        assert "cu-right" not in choice.get_attribute("class")
        check.press("Enter")
        assert said.inner_text().startswith("✔ Right." if letter == exercise.right() else "✘ Not this one. This looks")
    assert exercise.afterwards in " ".join(said.inner_text().split())
    assert "cu-right" in choice.get_attribute("class")

    first = tab.locator(f'[data-exercise="{numbers[0]}"]')
    first.get_by_label("I have solved it").check()
    tab.reload()
    assert first.get_by_label("I have solved it").is_checked()
    assert tab.locator(".solved-count").inner_text() == "2/5"
    other = tab.context.new_page()
    other.goto((built.site / "index.html").as_uri())
    assert other.locator("[data-exercises]").first.inner_text() == "2 of 5 exercises solved"
    assert other.locator("[data-exercises]").nth(1).is_hidden()
    asked = other.locator("[data-guesses]").first
    assert asked.is_hidden()
    names = asked.get_attribute("data-guesses").split(" ")
    kept = {names[0]: "0.9", names[1]: "", "cell-0": "of a question that is no more"}
    other.evaluate("([key, kept]) => localStorage.setItem(key, JSON.stringify(kept))", [f"course-guesses:{name}", kept])
    other.reload()
    assert asked.inner_text() == f"1 of {len(names)} predictions made"
    bars = other.locator(".map progress")
    assert bars.first.evaluate("(bar) => [bar.value, bar.max]") == [3, len(names) + 5]
    assert bars.nth(1).is_hidden()
    assert other.locator(".start").inner_text() == "Go on with 01"
    other.close()

    solution = first.locator(".cu-answer")
    solution.locator("summary").click()
    assert solution.locator("pre").is_visible()
    tab.emulate_media(media="print")
    assert not solution.locator("pre").is_visible()
    assert first.locator("h3").is_visible()
    tab.emulate_media(media="screen")
    tab.evaluate("localStorage.clear()")
    tab.reload()


def serious_faults(tab, context=None, **options):
    """What axe finds, as (rule, element)."""
    found = Axe().run(tab, context, {"resultTypes": ["violations"], **options}).response["violations"]
    return [(v["id"], v["nodes"][0]["html"][:90]) for v in found if v["impact"] in ("serious", "critical")]


def weak_contrasts(tab, scheme, context=None):
    tab.emulate_media(color_scheme=scheme)
    return serious_faults(tab, context, runOnly={"type": "rule", "values": ["color-contrast"]})


def assert_fits(tab):
    tab.evaluate("for (const folded of document.querySelectorAll('details')) folded.open = true")
    for scheme, white in (("light", True), ("dark", False)):
        tab.emulate_media(color_scheme=scheme)
        assert tab.evaluate("document.documentElement.scrollWidth") == tab.viewport_size["width"]
        background = tab.evaluate("getComputedStyle(document.body).backgroundColor")
        assert (background == "rgb(255, 255, 255)") == white


def assert_is_sound(tab):
    assert serious_faults(tab, rules={"color-contrast": {"enabled": False}}) == []  # which takes long: see below


@on(["index", *NAMES], WIDE)
def test_nothing_is_wider_than_the_page(page):
    assert_fits(page[1])


@on(["index", *NAMES], WIDE, at_once=REPRESENTATIVES)
def test_axe_finds_no_serious_fault(page):
    assert_is_sound(page[1])


@on(["index", *NAMES], NARROW, at_once=REPRESENTATIVES)
def test_nothing_is_wider_than_a_phone_nor_cut_off_on_paper_and_axe_finds_no_serious_fault(page):
    assert_fits(page[1])
    assert_is_sound(page[1])
    page[1].emulate_media(media="print")
    cut = "[...document.querySelectorAll('pre')].filter((box) => box.scrollWidth > box.clientWidth).length"
    assert page[1].evaluate(cut) == 0
    page[1].emulate_media(media="screen")


@on(["index", *NAMES], WIDE, at_once=REPRESENTATIVES[:1])
def test_everything_stands_out_from_its_background_in_light_and_dark(page):
    _, tab = page
    tab.evaluate("for (const folded of document.querySelectorAll('details')) folded.open = true")
    assert {scheme: weak_contrasts(tab, scheme) for scheme in ("light", "dark")} == {"light": [], "dark": []}


# axe takes three times as long for code as for all the rest: what shows no colour that was shown above it is marked
SEEN_BEFORE = """() => {
  const seen = new Set();
  for (const pre of document.querySelectorAll("pre")) {
    const kinds = [pre.className, ...[...pre.querySelectorAll("span")].map((part) => part.className)];
    pre.toggleAttribute("data-seen-before", kinds.every((kind) => seen.has(kind)));
    kinds.forEach((kind) => seen.add(kind));
  }
  return document.querySelectorAll("pre:not([data-seen-before])").length;
}"""


@on(NAMES[:1], WIDE)
def test_each_colour_stands_out_from_its_background_in_light_and_dark(page):
    _, tab = page
    tab.evaluate("for (const folded of document.querySelectorAll('details')) folded.open = true")
    assert tab.evaluate(SEEN_BEFORE) > 2
    apart = {"exclude": [["[data-seen-before]"]]}
    assert {scheme: weak_contrasts(tab, scheme, apart) for scheme in ("light", "dark")} == {"light": [], "dark": []}


def test_one_can_click_through_the_course(built, offline):
    with offline(built.site / "index.html") as tab:
        tab.locator(".map h3 a").first.click()
        for path in NOTEBOOKS:
            tab.wait_for_url(f"**/{path.stem}.html")
            first = tab.locator("nav li a").first
            first.click()
            assert tab.locator("h2:target").count() == 1
            tab.locator(".contents [aria-current]").wait_for()
            assert tab.locator(".contents [aria-current]").all_inner_texts() == [first.inner_text()]
            # the heading stands below the bar, not behind it
            assert tab.locator("h2:target").bounding_box()["y"] > tab.locator(".bar").bounding_box()["height"]
            if path != NOTEBOOKS[-1]:
                tab.locator("a[rel=next]").click()
        assert tab.locator("a[rel=next]").count() == 0
        tab.locator("header a").first.click()
        tab.wait_for_url("**/index.html")
        tab.keyboard.press("Control+k")
        tab.keyboard.type("log-OD")
        found = tab.locator(".searching li a")
        assert found.first.inner_text().splitlines()[0] == "2 · Odds and log-odds"
        tab.keyboard.press("Enter")
        tab.wait_for_url("**/01_sigmoid.html#2-odds-and-log-odds")
