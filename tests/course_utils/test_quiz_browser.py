"""The quiz and the cards of `check` in a page without a kernel or a network: by keyboard, read out, light and dark."""

import importlib

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright import sync_api as playwright
from support.browser import axe_faults
from support.live_page import write_page
from support.notebook_checks import ROOT

from course_utils.exercises import Quiz, _progress, _tutor
from course_utils.exercises._reply import Reply, card_of
from course_utils.exercises._verdict import Verdict
from course_utils.exercises.registry import exercises

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("pages")]

QUIZ, POLL = (
    importlib.import_module(f"course_utils.exercises.chapters.{name}").QUIZ
    for name in ("03_bce_and_sgd", "05_threshold_tradeoff")
)


@pytest.fixture(scope="module")
def page(offline, tmp_path_factory):
    path = write_page(tmp_path_factory.mktemp("quiz") / "quiz.html", [Quiz(3), Quiz(3), Quiz(5)])
    with offline(path, width=900, height=900) as tab:
        yield tab


@pytest.fixture
def quiz(page):
    """The first of the quizzes on the page, as it opens."""
    page.reload()
    page.locator(".cu-question").nth(2 * len(QUIZ) + len(POLL) - 1).wait_for()
    return page.locator(".cu-explorer").first


def test_every_option_gives_its_own_feedback_and_the_count_follows(page, quiz):
    assert quiz.locator(".cu-result").inner_text() == f"0 of {len(QUIZ)} right."
    for i, question in enumerate(QUIZ):
        box = quiz.locator("fieldset").nth(i)
        assert box.locator("legend").inner_text() == f"{i + 1}. " + question["prompt"].replace("`", "")
        check = box.get_by_role("button", name=f"Check question {i + 1}")
        assert check.is_disabled()
        for k in sorted(range(len(question["options"])), key=lambda k: question["options"][k]["correct"]):
            option = question["options"][k]
            box.get_by_role("radio").nth(k).click(force=True)
            assert box.get_by_role("status").inner_text() == ""
            check.click(force=True)
            verdict = "✓ Right. " if option["correct"] else "✗ Not this one. "
            assert box.get_by_role("status").inner_text() == verdict + option["feedback"].replace("`", "")
            assert quiz.locator(".cu-result").inner_text() == f"{i + option['correct']} of {len(QUIZ)} right."


def test_keyboard_alone_is_enough_and_the_other_quiz_stays(page, quiz):
    quiz.get_by_role("radio").first.focus()
    for key in ("Space", "ArrowDown", "ArrowDown", "Tab", "Enter"):
        page.keyboard.press(key)
    assert quiz.get_by_role("status").first.inner_text().startswith("✓ Right. ")
    assert page.locator(".cu-explorer").nth(1).locator("input:checked").count() == 0


@pytest.mark.parametrize(
    ("scheme", "width"),
    [
        ("light", 900),
        ("dark", 360),
        *(pytest.param(*size, marks=pytest.mark.sweep) for size in (("light", 360), ("dark", 900))),
    ],
)
def test_axe_finds_no_fault_and_nothing_is_wider_than_the_page(page, quiz, scheme, width):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    answered = ((quiz, 0), (page.locator(".cu-explorer").nth(1), 2))  # a wrong and a right answer, side by side
    for one, k in answered:
        one.get_by_role("radio").nth(k).check()
        one.get_by_role("button").first.click()
    playwright.expect(answered[0][0].get_by_role("status").first).to_contain_text("✗")
    playwright.expect(answered[1][0].get_by_role("status").first).to_contain_text("✓")
    assert axe_faults(page) == []
    assert page.locator(".cu-explorer").evaluate_all("all => all.every(one => one.scrollWidth <= one.clientWidth)")


def test_table_of_a_question_names_both_axes_to_those_who_hear_it(page, quiz):
    table = page.locator(".cu-explorer").nth(2).locator("fieldset").first.get_by_role("table")
    rows = [row.locator("th, td").all_inner_texts() for row in table.get_by_role("row").all()]
    assert rows == POLL[0]["table"]
    assert table.get_by_role("columnheader").all_inner_texts()[-2:] == rows[0][1:]
    assert table.get_by_role("rowheader").all_inner_texts() == [row[0] for row in rows[1:]]


# ---------------------------------------------------------------------- cards


def cards(monkeypatch):
    """A card of each kind; one is of an answer that prints, differs and has no spaces to break at."""
    exercise, shown = exercises()["3.2"], []
    found = dict.fromkeys(("message", "came", "expected", "printed"), "x" * 400)
    for module in (_tutor, _progress):
        monkeypatch.setattr(module, "show", lambda text, card: shown.append(card))
    _tutor.hint("3.2")
    _tutor.solution("3.2")
    _progress.progress()
    for verdict in (None, Verdict.read({"status": "correct", "n_tried": 9}), Verdict.read(found)):
        shown.append(card_of(Reply(exercise, verdict)))
    return "".join(shown)


def test_cards_are_sound_and_fit_in_light_and_dark_wide_narrow_and_zoomed(offline, tmp_path, monkeypatch):
    monkeypatch.chdir(ROOT / "notebooks")
    head = '<!DOCTYPE html><html lang="en"><meta charset="utf-8"><meta name="color-scheme" content="light dark">'
    path, main = tmp_path / "cards.html", f"<main><h1>Cards</h1>{cards(monkeypatch)}</main>"
    path.write_text(f"{head}<title>Cards</title><body>{main}", encoding="utf-8")
    with offline(path) as tab:
        wrong = tab.locator(".cu-wrong")
        wrong.locator("summary").first.focus()
        for k in (1, 2, 3):  # each hint is opened from the one before
            tab.keyboard.press("Enter")
            tab.keyboard.press("Tab")
            assert wrong.get_by_text(exercises()["3.2"].hints[k - 1], exact=False).is_visible()
        tab.keyboard.press("Space")
        assert wrong.locator("pre").is_visible()
        tab.evaluate("for (const folded of document.querySelectorAll('details')) folded.open = true")
        for width, scheme in ((1280, "light"), (360, "dark"), (640, "light")):
            tab.set_viewport_size({"width": width, "height": 700})
            tab.emulate_media(color_scheme=scheme)
            assert tab.evaluate("document.documentElement.scrollWidth") == width
            if width != 640:
                found = Axe().run(tab).response["violations"]
                assert [(fault["id"], fault["nodes"][0]["html"][:120]) for fault in found] == []
