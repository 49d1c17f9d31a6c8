"""The quiz in an exported page without a kernel or a network: by keyboard, read out, light and dark."""

import importlib

import pytest
from support.browser import axe_faults
from support.live_page import write_page

from course_utils.exercises import Quiz

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("quiz")]

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
            box.get_by_role("radio").nth(k).check()
            assert box.get_by_role("status").inner_text() == ""
            check.click()
            verdict = "✓ Right. " if option["correct"] else "✗ Not this one. "
            assert box.get_by_role("status").inner_text() == verdict + option["feedback"].replace("`", "")
            assert quiz.locator(".cu-result").inner_text() == f"{i + option['correct']} of {len(QUIZ)} right."


def test_keyboard_alone_is_enough_and_the_other_quiz_stays(page, quiz):
    quiz.get_by_role("radio").first.focus()
    for key in ("Space", "ArrowDown", "ArrowDown", "Tab", "Enter"):
        page.keyboard.press(key)
    assert quiz.get_by_role("status").first.inner_text().startswith("✓ Right. ")
    assert page.locator(".cu-explorer").nth(1).locator("input:checked").count() == 0


@pytest.mark.parametrize("width", [900, 360])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_fault_and_nothing_is_wider_than_the_page(page, quiz, scheme, width):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    for k in (0, 2):  # a wrong and a right answer
        quiz.get_by_role("radio").nth(k).check()
        quiz.get_by_role("button").first.click()
        assert axe_faults(page) == []
    assert quiz.evaluate("el => el.scrollWidth <= el.clientWidth")


@pytest.mark.parametrize("width", [900, 360])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_table_of_a_question_names_both_axes_to_those_who_hear_it(page, quiz, scheme, width):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    quiz = page.locator(".cu-explorer").nth(2)
    table = quiz.locator("fieldset").first.get_by_role("table")
    rows = [row.locator("th, td").all_inner_texts() for row in table.get_by_role("row").all()]
    assert rows == POLL[0]["table"]
    assert table.get_by_role("columnheader").all_inner_texts()[-2:] == rows[0][1:]
    assert table.get_by_role("rowheader").all_inner_texts() == [row[0] for row in rows[1:]]
    assert axe_faults(page, ".cu-table") == []
    assert quiz.evaluate("el => el.scrollWidth <= el.clientWidth")
