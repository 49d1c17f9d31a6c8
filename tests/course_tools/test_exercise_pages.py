"""The exercises of a page: all of each in the file itself, and every link a heading of a page."""

import re
from functools import cache

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from support.notebook_checks import NOTEBOOKS
from support.rows import each_row

from course_tools import exercise_pages, prose
from course_tools.search_index import entries
from course_tools.site import index, page
from course_utils.exercises.registry import CHAPTERS, chapter_of, exercises

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("plain_type")]

EXERCISES = exercises()
each_exercise = each_row("number", EXERCISES)


@cache
def cards(chapter):
    """The cards of a notebook by the number of the exercise, and the opening of their section."""
    path = next(path for path in NOTEBOOKS if path.stem == CHAPTERS[chapter])
    made = [show([(2, "before", "")]) for show in exercise_pages.cards(nbformat.read(path, as_version=4)).values()]
    soup = BeautifulSoup("".join(made), "html.parser")
    return soup, {card["data-exercise"]: card for card in soup.find_all(class_="exercise")}


def words(text):
    return re.sub(r"\W+", "", text if isinstance(text, str) else text.get_text())


@each_exercise
def test_card_holds_stub_hints_solution_and_what_a_right_answer_earns(number):
    exercise, card = EXERCISES[number], cards(chapter_of(number))[1][number]
    assert card.h3.get_text().startswith(f"Exercise {number} · ")
    assert card["aria-labelledby"] == card.h3["id"]
    if exercise.is_function:
        assert card.find(class_="stub").get_text().strip() == exercise.stub.strip()
    hint = card.find(class_="cu-steps").details
    for k, text in enumerate(exercise.hints, start=1):
        assert hint.summary.get_text() == f"Hint {k} of {len(exercise.hints)}"
        assert words(text) in words(hint)
        hint = hint.details
    assert hint is None
    solution = card.find("summary", string=re.compile("I have tried")).parent
    assert solution.code.get_text().strip() == exercise.solution.strip()
    assert words(exercise.afterwards) in words(solution)


@each_row("number", [number for number, exercise in EXERCISES.items() if not exercise.is_function])
def test_each_choice_has_its_words_and_one_is_right(number):
    exercise, card = EXERCISES[number], cards(chapter_of(number))[1][number]
    options = {radio["value"]: words(radio.find_parent("label")) for radio in card.find_all("input", type="radio")}
    assert sorted(options) == sorted([exercise.right(), *(letter for _, letter in exercise.wrong)])
    assert all(len(text) > 10 for text in options.values())
    assert len(card.fieldset.find_all("label")) == len(options)
    assert "- **a**" not in card.get_text()
    said = {answer["data-letter"]: answer for answer in card.find_all("dd")}
    assert list(said) == list(options)
    assert [letter for letter, answer in said.items() if "data-right" in answer.attrs] == [exercise.right()]
    assert words(exercise.afterwards) in words(said[exercise.right()])
    assert "= ..." not in card.get_text()


@each_row("chapter", CHAPTERS)
def test_no_cell_that_a_page_cannot_run_is_shown(chapter):
    soup, found = cards(chapter)
    assert list(found) == [number for number in EXERCISES if chapter_of(number) == chapter]
    assert "not attempted yet" not in soup.get_text()
    shown = [code.get_text() for code in soup.find_all("code")]
    assert [code for code in shown if re.match(r'check\("\d', code)] == []
    assert soup.h2.get_text().endswith(" · Exercises")
    assert soup.find("details", class_="described").find("code", string=re.compile("^check")), "the notebook's is told"


@cache
def whole(stem):
    path = next(path for path in NOTEBOOKS if path.stem == stem)
    return page(nbformat.read(path, as_version=4), stem)


@pytest.mark.slow  # all notebooks
def test_links_of_the_cards_are_headings_of_the_pages():
    """That `entries` has the headings of the pages is held by the tests of the site."""
    links = {link["href"] for chapter in CHAPTERS for link in cards(chapter)[0].find_all("a")}
    assert len(links) > 10
    found = entries([(path.stem, nbformat.read(path, as_version=4)) for path in NOTEBOOKS])
    assert links - {address for _, address, _ in found} == set()


def test_page_counts_them_in_its_contents_and_the_index_on_each_card():
    stem = CHAPTERS[1]
    numbers = " ".join(number for number in EXERCISES if chapter_of(number) == 1)
    contents = BeautifulSoup(whole(stem), "html.parser").find("nav", attrs={"aria-label": "On this page"})
    (counted,) = contents.find_all(attrs={"data-exercises": True})
    assert counted["data-exercises"] == numbers
    assert counted.find_parent("a").get_text(strip=True) == "9 · Exercises"
    text = index([(stem, new_notebook()), ("99_other", new_notebook())])
    assert re.findall(r'data-exercises="([^"]*)"', text) == [numbers]


def test_a_notebook_without_exercises_of_the_course_is_shown_as_it_is():
    cells = [
        new_markdown_cell("## 1 · Exercises\n\nText."), new_markdown_cell("### Exercise 99.1 · X", id="exercise-99-1"),
        new_code_cell("check('99.1', x)", id="exercise-99-1-check"),
    ]  # fmt: skip
    notebook = new_notebook(cells=cells)
    assert exercise_pages.cards(notebook) == {}
    text = page(notebook, "99_other")
    assert prose.code_block("check('99.1', x)") in text
    assert ".cu-card" not in text
    assert "logistic-regression-course:solved" not in text
