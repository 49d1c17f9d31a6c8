"""The site in a browser without a network: alive, whole on a phone, light and dark."""

import re

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright import sync_api as playwright
from support.browser import LiveFigure
from support.notebook_checks import NOTEBOOKS, ROOT
from support.seen import cut_off, cut_on_paper, overlaps, smallest

from course_utils.exercises import Quiz
from course_utils.exercises.registry import exercises

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("site")]
NAMES = [path.stem for path in NOTEBOOKS]
EXERCISES = exercises()
WIDE, NARROW = 1280, 360
# the answers below questions, beside the lines for guesses, as if a search had found them
OPEN = "for (const answer of document.querySelectorAll('course-answer')) answer.removeAttribute('hidden')"
DRAWN = "document.querySelectorAll('.live').length === document.querySelectorAll('.live .cu-explorer').length"
REPRESENTATIVES = ("index", NAMES[0])  # a page with everything that pages have, and the shortest such
# how far what was drawn has been moved since, in all: what has been kept of it comes as a task, at once
SHIFTED = """() => new Promise((done) => {
  let sum = 0;
  new PerformanceObserver((list) => {
    for (const { value, hadRecentInput } of list.getEntries()) sum += hadRecentInput ? 0 : value;
  }).observe({ type: "layout-shift", buffered: true });
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => done(sum))));
})"""
shifted = {}


@pytest.fixture(scope="module")
def page(request, built, offline):
    """(name, tab) of a page, opened once for all that is asked of it at this width."""
    name, width = request.param
    with offline(built.site / f"{name}.html", width=width, height=800) as tab:
        tab.wait_for_function(DRAWN)
        shifted[name, width] = tab.evaluate(SHIFTED)
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


@on(NAMES, WIDE, at_once=NAMES[:1])
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


@on(NAMES, WIDE, at_once=NAMES[:1])
def test_every_explorer_moves_and_its_text_follows(page):
    name, tab = page
    explorers = tab.locator(".cu-explorer", has=tab.locator(".cu-task"))
    in_notebook = (ROOT / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8").count("Explorer(")
    assert (explorers.count() >= 2) == (in_notebook >= 1)
    # the first opens the page, and what it does is not done further down
    opening, below = (LiveFigure(tab, explorers.nth(k)) for k in (0, 1))
    assert explorers.nth(0).locator("xpath=ancestor::section[@class='opening']").count() == 1
    before, unmoved = opening.picture_state(), below.picture_state()
    opening.element.locator("input[type=range]").first.press("ArrowLeft")
    opening.drawn()
    assert opening.picture_state() != before
    assert below.picture_state() == unmoved
    for k in range(1, explorers.count()):
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


@on(NAMES[:1], WIDE)
def test_the_bar_names_the_section_that_is_read_and_the_contents_mark_it(page):
    _, tab = page
    links = tab.locator(".contents li a")
    names = links.evaluate_all("all => all.map(link => link.firstChild.textContent.trim())")
    tops = tab.locator("main > h2").evaluate_all("all => all.map(one => one.getBoundingClientRect().top + scrollY)")
    end = tab.evaluate("document.documentElement.scrollHeight")
    assert len(names) == len(tops) > 8

    def named(name):
        playwright.expect(tab.locator(".bar .here")).to_have_text(name)
        playwright.expect(tab.locator(".contents [aria-current]")).to_have_text([name] if name else [])

    for at, name in (
        ((tops[2] + tops[3]) / 2, names[2]),
        (tops[6] - 60, names[6]),  # below the bar
        (tops[6] - 400, names[5]),  # on the screen, but nothing of it has been read
        (tops[1] + 5, names[1]),  # and up again
        (tops[0] - 300, ""),
        (end, names[-1]),
        (0, ""),
    ):
        tab.evaluate("at => scrollTo(0, at)", at)
        named(name)
    links.nth(len(names) - 2).click()  # it is too short to reach the top, but a link led there
    named(names[-2])
    tab.evaluate("history.replaceState(null, '', location.pathname)")


@on(NAMES, WIDE, at_once=NAMES[:1])
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
    tab.wait_for_function(DRAWN)
    tab.evaluate(OPEN)
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


SIZES = (360, 768, 1280, 1920)
STAFF = ("lecturer", "instructor", "grading")
SEEN = {("index", 360), (NAMES[0], 1280)}  # in `make test`; all others are left to the sweeps
everywhere = pytest.mark.parametrize(
    "page",
    [
        pytest.param((name, width), id=f"{name}-{width}", marks=() if (name, width) in SEEN else pytest.mark.sweep)
        for name in ("index", *STAFF, *NAMES)
        for width in SIZES
    ],
    indirect=True,
)


# What takes axe longest is the contrast of each text. Of texts that look alike, as all that their colours depend on is
# alike up to the body of the page, it looks at the first.
ALIKE = """() => {
  const seen = new Set(), LOOK = ["class", "style", "fill", "type", "role", "disabled", "open", "aria-current"];
  const kind = (part) => [part.localName, ...LOOK.map((name) => part.getAttribute(name))].join();
  const ground = (part) => part.ownerSVGElement ?? part.parentElement;
  const place = (part) => (part === document.body ? "" : `${place(ground(part))} ${kind(part)}`);
  for (const part of document.body.querySelectorAll("*")) {
    part.toggleAttribute("data-alike", seen.has(place(part)));
    seen.add(place(part));
  }
  axe.configure({ rules: [{ id: "color-contrast", selector: "body *:not([data-alike])" }] });
}"""


@everywhere
def test_a_page_fits_its_screen_in_light_and_dark_and_axe_finds_nothing(page):
    """All that opens is open; that nothing is asked of a server is held by `offline`."""
    _, tab = page
    tab.evaluate("for (const folded of document.querySelectorAll('details')) folded.open = true")
    tab.evaluate(Axe().axe_script)
    tab.evaluate(ALIKE)
    found = {}
    for scheme, white in (("light", True), ("dark", False)):
        tab.emulate_media(color_scheme=scheme)
        background = tab.evaluate("getComputedStyle(document.body).backgroundColor")
        assert (background == "rgb(255, 255, 255)") == white
        found[scheme] = {
            "wider": tab.evaluate("document.documentElement.scrollWidth") - tab.viewport_size["width"],
            "over each other": overlaps(tab),
            "cut off": cut_off(tab),
            "axe": faults(tab, None if white else {"type": "rule", "values": ["color-contrast"]}),
        }
    fine = {"wider": 0, "over each other": [], "cut off": [], "axe": []}
    assert found == {"light": fine, "dark": fine}
    said, drawn = smallest(tab)
    assert said >= 12
    assert drawn >= 7.5  # an index, a power of ten


def faults(tab, rules):
    """What axe finds, as (rule, element); but that a formula is no text for it."""
    options = {"resultTypes": ["violations"], **({"runOnly": rules} if rules else {})}
    found = tab.evaluate("options => axe.run(options).then(({ violations }) => violations)", options)
    named = [(violation["id"], node["html"][:90]) for violation in found for node in violation["nodes"]]
    return [(rule, html) for rule, html in named if rule != "empty-table-header" or "<math" not in html]


@everywhere
def test_nothing_is_cut_off_on_paper(page):
    _, tab = page
    assert cut_on_paper(tab) == []


@on(["index", *NAMES], NARROW, at_once=REPRESENTATIVES)
def test_nothing_jumps_while_a_page_is_read_in(page):
    name, tab = page
    assert shifted[name, tab.viewport_size["width"]] < 0.05


def test_what_lies_over_something_or_is_cut_off_is_found(offline, tmp_path):
    """Else the tests above could find nothing anywhere."""
    path = tmp_path / "wrong.html"
    path.write_text("""<!DOCTYPE html><meta charset="utf-8"><body style="margin: 0; font: 16px/1.5 sans-serif"><main>
      <p>A line that is long enough</p><p style="margin-top: -30px">and one that lies over it</p>
      <p style="margin: 30px 0; line-height: 1">Two lines<br>close together</p>
      <div style="overflow: hidden; width: 60px; white-space: nowrap">cut off at its edge</div>
      <div style="overflow: auto; width: 60px; white-space: nowrap">can be scrolled to its end</div>
      <p style="font-size: 9px">small</p></main>""")
    with offline(path) as tab:
        assert overlaps(tab) == ["A line that is long enough / and one that lies over it"]
        assert cut_off(tab) == ["cut off at its edge"]
        assert smallest(tab)[0] == 9
        assert len(cut_on_paper(tab)) == 3


# what is wrong with a page as it opens
WRONG = """() => {
  const wide = document.documentElement.scrollWidth - innerWidth;
  const formulas = [...document.querySelectorAll("math")].filter((math) => math.checkVisibility())
    .map((math) => math.getBoundingClientRect()).map(({ width, height }) => Math.min(width, height));
  const pictures = [...document.images].filter(({ alt, naturalWidth }) => alt.length <= 30 || !naturalWidth);
  return [
    ...(wide > 0 ? [`it is ${wide} pixels too wide`] : []),
    ...(formulas.length < 5 || Math.min(...formulas) <= 3 ? [`formulas of ${formulas}`] : []),
    ...pictures.map(({ alt }) => `a picture that is no picture or has no text: ${alt}`),
    ...[...document.querySelectorAll("[role=alert]")].map(({ textContent }) => textContent),
  ];
}"""


def test_one_can_click_through_the_course_and_all_is_drawn_on_every_page(built, offline):
    with offline(built.site / "index.html") as tab:
        tab.locator(".map h3 a").first.click()
        for path in NOTEBOOKS:
            tab.wait_for_url(f"**/{path.stem}.html")
            tab.wait_for_function(DRAWN)
            assert tab.evaluate(WRONG) == [], path.stem
            if path == NOTEBOOKS[0]:
                first = tab.locator("nav li a").first
                first.click()
                assert tab.locator("h2:target").count() == 1
                playwright.expect(tab.locator(".contents [aria-current]")).to_have_text([first.inner_text()])
                # the heading stands below the bar, not behind it
                assert tab.locator("h2:target").bounding_box()["y"] > tab.locator(".bar").bounding_box()["height"]
                tab.locator("a[rel=next]").click()
            elif path != NOTEBOOKS[-1]:
                tab.locator("a[rel=next]").dispatch_event("click")  # to scroll to it takes long
        assert tab.locator("a[rel=next]").count() == 0
        tab.locator("header a").first.click()
        tab.wait_for_url("**/index.html")
        tab.keyboard.press("Control+k")
        tab.keyboard.type("log-OD")
        found = tab.locator(".searching li a")
        assert found.first.inner_text().splitlines()[0] == "2 · Odds and log-odds"
        tab.keyboard.press("Enter")
        tab.wait_for_url("**/01_sigmoid.html#2-odds-and-log-odds")


# what is said of what is looked for, the first that is found, and whether all of it fits
LOOKED_FOR = """(line, asked) => {
  line.value = asked;
  line.dispatchEvent(new Event("input", { bubbles: true }));
  const dialog = line.closest(".searching"), first = dialog.querySelector("li a")?.firstChild.textContent;
  return [dialog.querySelector("p").textContent, first ?? null, dialog.scrollWidth <= innerWidth];
}"""


def test_a_search_finds_what_learners_type(built, offline):
    with offline(built.site / "index.html") as tab:
        tab.get_by_role("button", name="Search").click()
        line = tab.locator(".searching input")
        for asked, first, told in (
            ("sigmoid", "sigmoid", "found"),
            ("log odds", "log-odds", "found"),
            ("Cross-Entropy", "cross-entropy", "found"),
            ("learning rate", "learning rate", "found"),
            ("roc auc", "5 · ROC, precision–recall and AUC", "found"),
            ("treshold", "threshold", "Close to it"),  # misspelt
            ("likleihood", "likelihood", "Close to it"),
            ("sgimoid", "sigmoid", "Close to it"),  # exchanged: one slip, not two
            ("regularization", "regularisation", "Close to it"),
            ("naïve bäyes", None, "Nothing found."),
            ("préválence", "prevalence", "found"),
            ("σ", "sigmoid", "found"),
            ("∇", "gradient", "found"),
            ("Schwellenwert für Größe", None, "Nothing found."),
            ("???", None, "Nothing found."),
            ("threshold " * 500, "threshold", "found"),
            ("x" * 5000, None, "Nothing found."),
            ("  ", None, ""),
        ):
            said, found, fits = line.evaluate(LOOKED_FOR, asked)
            assert told in said if told else said == "", asked
            assert (found, fits) == (first, True), asked


@pytest.mark.parametrize(("body", "told"), [
    ("<script>throw new Error('broken')</script>", "broken"),
    ("<img src='https://example.org/x.png' alt=''>", "https://example.org/x.png"),
    ("<script>new WebSocket('wss://example.org/x')</script>", "wss://example.org/x"),
])  # fmt: skip
def test_what_a_file_asks_for_or_fails_in_is_told_and_is_not_the_next_ones(body, told, offline, tmp_path):
    """Tabs are used again."""
    wrong, fine = tmp_path / "wrong.html", tmp_path / "fine.html"
    wrong.write_text(f"<!DOCTYPE html><script>localStorage.setItem('kept', 1)</script>{body}", encoding="utf-8")
    fine.write_text("<!DOCTYPE html><p>Fine</p>", encoding="utf-8")
    with pytest.raises(AssertionError, match=re.escape(told)), offline(wrong, width=500, scheme="dark"):
        pass
    with offline(fine) as tab:
        dark = "matchMedia('(prefers-color-scheme: dark)').matches"
        assert tab.evaluate(f"[innerWidth, localStorage.length, {dark}]") == [1280, 0, False]
