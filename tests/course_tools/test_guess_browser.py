"""A page of the site in a browser: each answer opens after a guess, which stays on the reader's machine."""

import json

import pytest
from axe_playwright_python.sync_playwright import Axe
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from playwright import sync_api as playwright
from support.example_lecture import FIGURE

from course_tools.site import page

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("site")]
FIGURE_TEXT = "**Figure.** A line that falls from two to nothing over the epochs, quickly at first and slowly at last."


def printed(text, name):
    return new_code_cell("print(…)", id=name, outputs=[new_output("stream", text=text)])


NOTEBOOK = new_notebook(cells=[
    new_markdown_cell("# T\n\nA link to [the last answer](#deep)."),
    new_markdown_cell("## 1 · First\n\n**Predict.** How probable?"),
    printed("to both together: 0.720\n", "product"),
    new_markdown_cell("**Explain.** The product.\n\nNow on.\n\n**Predict.** Which of the two?"),
    printed("a 0.5\nb 0.25\n", "two"),
    new_markdown_cell("**Explain.** It is a."),
    new_markdown_cell("## 2 · Second\n\n**Predict.** What will it look like?"),
    new_code_cell("draw()", id="picture", outputs=[FIGURE]),
    new_markdown_cell(f'{FIGURE_TEXT}\n\n**Explain.** It falls. <span id="deep">Deep in it.</span>'),
    new_markdown_cell("## Recap\n\nAll."),
])  # fmt: skip


@pytest.fixture(scope="module")
def path(tmp_path_factory, plain_type):
    file = tmp_path_factory.mktemp("guess") / "09_guess.html"
    file.write_text(page(NOTEBOOK, "09_guess"), encoding="utf-8")
    return file


# how far what was drawn has been moved since
SHIFTS = """new Promise((done) => {
  new PerformanceObserver((list) => done(list.getEntries().map((entry) => entry.value)))
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done([]), 500);
})"""


@pytest.fixture
def browser(path, offline):
    with offline(path) as tab:
        yield tab.context.browser


def closed(tab):
    return tab.evaluate(
        "[...new Set([...document.querySelectorAll('course-answer')].filter(answer => answer.hidden)"
        ".map(answer => answer.getAttribute('of')))]"
    )


def place(tab, name):
    return tab.locator(f"course-guess[of={name}]")


def focused(tab):
    return tab.evaluate("document.activeElement.textContent")


def announced(tab):
    return tab.get_by_role("status").text_content()


def tallies(tab):
    return tab.locator("course-tally p").all_inner_texts()


def test_an_answer_opens_after_a_guess_and_both_stand_beside_each_other_also_when_the_page_is_read_again(path, offline):
    with offline(path) as tab:
        assert closed(tab) == ["product", "two", "picture"]
        assert not tab.get_by_text("The product.").is_visible()
        assert tab.get_by_text("Now on.").is_visible()
        assert tallies(tab) == ["You committed to 0 of 2 predictions.", "You committed to 0 of 1 prediction."]
        line = place(tab, "product").get_by_label("Your guess")
        line.press("Enter")
        assert closed(tab) == ["product", "two", "picture"], "nothing was said"
        line.fill("0.9")
        line.press("Enter")
        assert closed(tab) == ["two", "picture"]
        assert focused(tab) == "You said 0.9; it printed 0.720."
        assert announced(tab) == "", "the sentence that has the focus says all of it"
        assert tab.get_by_text("The product.").is_visible()
        place(tab, "two").get_by_label("Your guess").fill('<b>a</b> "of" course')
        place(tab, "two").get_by_role("button", name="I have an answer").click()
        assert focused(tab) == 'You said “<b>a</b> "of" course”; it printed:'
        assert announced(tab) == "a 0.5\nb 0.25"
        place(tab, "picture").get_by_role("button", name="Show without a guess").click()
        assert closed(tab) == []
        assert focused(tab) == "Shown without a guess."
        assert announced(tab) in FIGURE_TEXT
        assert announced(tab) != ""
        assert tallies(tab) == ["You committed to 2 of 2 predictions.", "You committed to 0 of 1 prediction."]

        tab.reload()
        assert closed(tab) == []
        assert place(tab, "product").inner_text() == "You said 0.9; it printed 0.720."
        assert tallies(tab) == ["You committed to 2 of 2 predictions.", "You committed to 0 of 1 prediction."]
        assert tab.evaluate("document.activeElement === document.body"), "nothing is announced or focused unasked"
        tab.get_by_role("button", name="Ask me again").first.click()
        assert closed(tab) == ["product", "two"]
        assert tab.evaluate("document.activeElement.id") == "guess-product"
        tab.reload()
        assert closed(tab) == ["product", "two"]


# what is said of a guess; then it is asked again
SAID = """(place, guess) => {
  place.querySelector("input").value = guess;
  place.querySelector("form").requestSubmit();
  const said = place.innerText;
  document.querySelector("course-tally button").click();
  return said;
}"""


def test_what_is_said_of_a_number_is_true(path, offline):
    with offline(path) as tab:
        for said, sentence in {
            "0.72": "You said 0.72, and it printed 0.720.",
            "0,72": "You said 0,72, and it printed 0.720.",
            ".7": "You said .7; it printed 0.720, which rounds to that.",
            "1": "You said 1; it printed 0.720, which rounds to that.",
            "0.71": "You said 0.71; it printed 0.720.",
            "0.7204": "You said 0.7204; it printed 0.720.",
            "−0.72": "You said −0.72; it printed 0.720.",
            "72 %": "You said “72 %”; it printed 0.720.",
            "1.2.3": "You said “1.2.3”; it printed 0.720.",
            "more than half": "You said “more than half”; it printed 0.720.",
        }.items():
            assert place(tab, "product").evaluate(SAID, said) == sentence


def test_a_search_a_link_and_paper_open_what_is_closed(path, offline):
    with offline(path) as tab:
        assert tab.locator("course-answer:not([hidden=until-found])").count() == 0
        tab.locator("course-answer[of=two]").first.dispatch_event("beforematch")  # what a search in the page does
        assert closed(tab) == ["product", "picture"]
        tab.emulate_media(media="print")
        assert tab.get_by_text("The product.").is_visible()
        assert not place(tab, "product").is_visible()
        tab.emulate_media(media="screen")
        assert not tab.get_by_text("The product.").is_visible()
        tab.get_by_role("link", name="the last answer").click()
        assert closed(tab) == ["product"]
        assert tab.get_by_text("Deep in it.").is_visible()
        tab.evaluate("location.hash = '#%'")  # no anchor at all
        tab.reload()
        assert closed(tab) == ["product", "two", "picture"], "found is not answered: nothing of it was kept"


def test_without_scripts_all_is_open_and_nothing_asks(path, browser):
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(path.as_uri())
    for text in ("The product.", "It is a.", "Deep in it."):
        assert tab.get_by_text(text).is_visible()
    asking = tab.locator("course-guess, course-tally").all()
    assert [place for place in asking if place.is_visible()] == []
    assert len(asking) == 5
    context.close()


FORBIDDEN = (
    "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError') } })"
)


def test_where_nothing_can_be_kept_or_what_is_kept_is_torn_one_can_still_guess(path, offline):
    def guess(tab):
        place(tab, "two").get_by_label("Your guess").fill("a")
        tab.keyboard.press("Enter")
        assert "two" not in closed(tab)

    with offline(path) as tab:  # in which no script may fail
        for torn, open_before in (("{", 0), (json.dumps({"two": 3, "product": "mine"}), 1)):
            tab.evaluate("kept => localStorage.setItem('course-guesses:09_guess', kept)", torn)
            tab.reload()
            assert closed(tab) == ["product", "two", "picture"][open_before:]
            guess(tab)
        other = tab.context.new_page()
        other.add_init_script(FORBIDDEN)
        other.goto(path.as_uri())
        assert closed(other) == ["product", "two", "picture"]
        guess(other)


@pytest.mark.parametrize("width", [1280, pytest.param(360, marks=pytest.mark.sweep)])
def test_it_is_sound_large_enough_for_a_finger_and_moves_nothing_as_it_loads(path, offline, width):
    with offline(path, width=width) as tab:
        place(tab, "two").get_by_label("Your guess").fill("a " * 99)
        tab.keyboard.press("Enter")
        tab.reload()
        shift = tab.evaluate(SHIFTS)
        assert shift == []
        assert tab.evaluate("document.documentElement.scrollWidth") == width
        heights = tab.locator("course-guess :is(input, button)").evaluate_all("all => all.map(one => one.offsetHeight)")
        assert min(heights) >= 44
        for scheme, rules in (("light", None), ("dark", {"runOnly": {"type": "rule", "values": ["color-contrast"]}})):
            tab.emulate_media(color_scheme=scheme)
            assert [fault["id"] for fault in Axe().run(tab, options=rules).response["violations"]] == []
        playwright.expect(place(tab, "product").get_by_role("textbox")).to_have_accessible_name("Your guess")
