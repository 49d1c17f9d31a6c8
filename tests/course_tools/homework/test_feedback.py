"""The student's page: what it says first, and that it says nothing hidden."""

import re

import pytest
import support.homework_kinds as kinds

from course_tools.homework import feedback, source
from course_tools.homework.record import Question, Record, ShownCell


@pytest.fixture(scope="module")
def assignment(tmp_path_factory):
    return source.load(kinds.NAME, kinds.write_assignment(tmp_path_factory.mktemp("source")))


ERROR = {"output_type": "error", "ename": "AssertionError", "evalue": "at 0 it is a \x1b[31mhalf\x1b[0m",
         "traceback": ["Traceback", *["  a line"] * 300, "AssertionError: at 0 it is a half"]}  # fmt: skip


def page(assignment, *cells, attention=(), points=0.0, waiting=False, **more):
    questions = (Question("q", points, 2.0, "needs attention" if attention else "graded", "hidden: wombat"),)
    record = Record(student="anna", key="k", digest="d", questions=questions, attention=attention, cells=cells, **more)
    return feedback.page(assignment, record, {"q": points}, {}, waiting)


def test_of_an_error_the_message_comes_first_and_where_it_was_is_folded(assignment):
    text = page(assignment, ShownCell("assert 0", True, False, [ERROR], "q", "failed"))
    said = text.index('<p class="error">AssertionError: at 0 it is a half</p>')
    assert said < text.index("<details>") < text.index("Traceback")
    assert "</details>" in text
    assert "\x1b" not in text


@pytest.mark.parametrize(("cell", "words"), [
    ({"outcome": "failed", "unlike": True}, "not passed when it was graded, though it was in your own session"),
    ({"outcome": "failed"}, "not passed: the reason is not clear, and your instructor has been told"),
    ({"outcome": "not reached"}, "not reached"),
])  # fmt: skip
def test_a_test_whose_end_a_human_must_look_at_says_so(assignment, cell, words):
    text = page(assignment, ShownCell("assert 0", True, False, [], "q", **cell), attention=("hidden: wombat",))
    assert words in text
    assert "will look at it, so these points may still change" in text
    assert "wombat" not in text


@pytest.mark.parametrize(("cell", "words"), [
    ({"outcome": "failed", "hides": True}, "further ones with other numbers did not"),
    ({"outcome": "failed"}, ">not passed<"), ({"outcome": "not reached"}, "not reached"),
])  # fmt: skip
def test_a_test_says_how_it_ended(assignment, cell, words):
    text = page(assignment, ShownCell("assert 0", True, False, [], "q", **cell))
    assert words in text
    assert "instructor" not in text
    assert "wombat" not in text


def test_points_that_are_to_be_looked_at_again_are_so_far(assignment):
    cell = ShownCell("x", True, False, [], "q", "passed")
    assert "so far" in page(assignment, cell, points=2.0, waiting=True)
    assert "so far" not in page(assignment, cell, points=2.0)
    assert "so far" in page(assignment, cell, points=None)
    assert "may still change" not in page(assignment, cell)


def test_pasted_pictures_are_on_the_page(assignment):
    cell = ShownCell("See ![x](attachment:picture-1).", False, True, [], pictures={"picture-1": {"image/png": "iVBO"}})
    assert re.search(r'<p>See <img src="data:image/png;base64,iVBO" alt="x"\s*/>\.</p>', page(assignment, cell))


@pytest.mark.slow
def test_a_page_is_made_in_bounded_time_whatever_the_cells_hold(assignment):
    cells = [ShownCell(text, is_code, True, []) for text in ("`" * 29_000, "$" + r"\frac" * 5000 + "$", "[" * 29_000)
             for is_code in (False, True) for _ in range(10)]  # fmt: skip
    text = page(assignment, *cells, ShownCell("x = '<b>'", True, True, []))
    assert "<code>x = &#39;&lt;b&gt;&#39;</code></pre>" in text  # nothing is coloured any more


def test_cells_that_were_handed_out_are_drawn_once(assignment, monkeypatch):
    drawn = []
    monkeypatch.setattr(feedback.prose, "markdown", lambda source: drawn.append(source) or feedback.Markup("<p></p>"))
    feedback._remembered.cache_clear()
    for _ in range(3):
        page(assignment, ShownCell("# Given", False, False, []), ShownCell("own", False, True, []))
    assert sorted(drawn) == ["# Given", "own", "own", "own"]
