"""The cards of check, hint, solution and progress: as complete as their text, true links, and no way out of them."""

import ast
import functools
import json
import re
import sys
from types import SimpleNamespace

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_notebook
from support.answers import ANSWERS
from support.notebook_checks import NOTEBOOKS, ROOT
from support.rows import each_row

from course_tools.execute import execute, trim
from course_utils import _kept, explorers
from course_utils.exercises import Quiz, _card, _places, _progress, _quiz_answers, _reply, _show, _tutor
from course_utils.exercises._reply import Reply, card_of, text_of
from course_utils.exercises._verdict import Verdict
from course_utils.exercises.misconceptions import MISCONCEPTIONS
from course_utils.exercises.registry import CHAPTERS, chapter_of, exercises, quiz_questions

EXERCISES = exercises()
OF_3 = [number for number in EXERCISES if chapter_of(number) == 3]
MOST_BYTES = 15_000
WRONG = {
    "status": "not yet", "message": "The shape is (2,); it must be one number.", "tried": "bce_of([0.9, 0.2], [1, 0])",
    "came": "[0.3285, 0.1]", "expected": "[0.1643, 0.1]", "misconception": "sum_for_mean",
    "printed": "one\ntwo\nthree\nfour", "n_printed": 18,
}  # fmt: skip
REPLIES = {
    "open": Reply(EXERCISES["3.1"], None),
    "wrong": Reply(EXERCISES["3.1"], Verdict.read(WRONG), gap=True),
    "an error": Reply(EXERCISES["3.1"], Verdict.read({"came": "ValueError: no", "tried": "bce_of([1], [1])"})),
    "a choice": Reply(EXERCISES["3.5"], Verdict.read({"came": "'c'", "misconception": "missing_zero_grad"})),
    "right": Reply(
        EXERCISES["3.1"], Verdict.read({"status": "correct", "n_tried": 36, "n_drawn": 32}), note="(Kept for …)"
    ),
}


@pytest.fixture(autouse=True)
def own_progress(monkeypatch, tmp_path):
    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path / "progress.jsonl"))
    monkeypatch.setattr(_kept, "_here", [])
    monkeypatch.setattr(_tutor, "_hints_given", {})


@pytest.fixture
def beside_notebooks(monkeypatch):
    monkeypatch.chdir(ROOT / "notebooks")


def parsed(html):
    return BeautifulSoup(html, "html.parser")


def words(element):
    return " ".join(element.get_text(" ", strip=True).split())


@pytest.mark.parametrize("running", [True, False])
def test_marimo_shows_the_card_too(running, monkeypatch, capsys):
    """It has no kernel of Jupyter's, and where it runs a notebook as an app it shows nothing that is printed."""
    shown = []
    monkeypatch.setitem(sys.modules, "marimo", SimpleNamespace(running_in_notebook=lambda: running))
    monkeypatch.setattr("IPython.display.display", lambda bundle, raw: shown.append((bundle, raw)))
    _show.show("words", "<p>card</p>")
    assert shown == ([({"text/plain": "words", "text/html": "<p>card</p>"}, True)] if running else [])
    assert capsys.readouterr().out == ("" if running else "words\n")


def shown_by(monkeypatch, module, call):
    """(text, card) of a call that shows itself."""
    shown = []
    monkeypatch.setattr(module, "show", lambda *both: shown.append(both))
    call()
    return shown[0]


def every_card(monkeypatch):
    yield from map(card_of, REPLIES.values())
    yield shown_by(monkeypatch, _tutor, lambda: _tutor.hint("3.2"))[1]
    yield shown_by(monkeypatch, _tutor, lambda: _tutor.solution("3.2"))[1]
    yield shown_by(monkeypatch, _progress, _progress.progress)[1]


# ------------------------------------------------------------- text and card


@each_row("kind", REPLIES)
def test_card_says_every_word_of_the_text(kind):
    reply = REPLIES[kind]
    card = parsed(card_of(reply))
    said = re.sub(r"\W+", "", words(card))
    # how to ask for a hint is a button; how many are solved stands beside the marks
    text = re.sub(r"(Stuck\?|A hint:) hint\(.*|  \d of \d solved in.*", "", text_of(reply))
    sentences = re.split(r"(?<=[.!?])\s|\n", text.replace("(notebook 03, section 8)", "").replace("section", ""))
    missing = [sentence for sentence in sentences if re.sub(r"\W+", "", sentence) not in said and "03" not in sentence]
    assert missing == []


def test_comparison_is_a_table_with_a_heading_for_each_row_and_the_difference_marked():
    card = parsed(card_of(REPLIES["wrong"]))
    rows = {row.th.get_text(): row.td for row in card.table.find_all("tr")}
    assert {name: words(cell) for name, cell in rows.items()} == {
        "tried": "bce_of([0.9, 0.2], [1, 0])", "came": "[0. 3285 , 0.1]", "expected": "[0. 1643 , 0.1]",
        "printed": "one | two | three … (18 characters in all)",
    }  # fmt: skip
    assert [mark.get_text() for mark in card.find_all("mark")] == ["3285", "1643"]
    assert all(heading["scope"] == "row" for heading in card.find_all("th"))
    assert "3.1" in card.caption.get_text()


@each_row(
    ("came", "expected", "marks"),
    [
        ("0.3285", "0.1643", ["3285", "1643"]),
        ("0.5", "-0.5", ["0.5", "-0.5"]),
        ("12.5", "1.25", ["12.5", "1.25"]),
        ("0.12", "0.1234", ["0.12", "0.1234"]),
        ("(1, 2, 3)", "(1, 4, 3)", ["2", "4"]),
        ("[1, 2]", "[1, 2, 3]", [", 3"]),
        ("(3, 1, 2, 1)", "(3, 2, 1, 1)", ["1", "2", "2", "1"]),
        ("nan", "0.5", ["nan", "0.5"]),
        ("TypeError: no", "0.5", ["TypeError: no", "0.5"]),
        ("an array of shape (13,)", "(-1, -0.25)", ["an array of shape (13,)", "(-1, -0.25)"]),
        ("0.5", "0.5", []),
        ("0.5", "", []),
    ],
)  # fmt: skip
def test_what_differs_is_marked_and_nothing_else(came, expected, marks):
    both = [parsed(html) for html in _card.marked(came, expected)]
    assert [html.get_text() for html in both] == [came, expected]
    assert [mark.get_text() for html in both for mark in html.find_all("mark")] == marks


def test_hints_come_one_behind_the_other_and_the_solution_beside_them_for_who_has_tried():
    first, solution = parsed(card_of(REPLIES["wrong"])).find(class_="cu-steps").find_all("details", recursive=False)
    assert words(first.summary) == "Hint 1 of 2"
    assert words(first.details.summary) == "Hint 2 of 2"
    assert first.details.details is None
    assert solution.code.get_text() == EXERCISES["3.1"].solution
    (only,) = parsed(card_of(REPLIES["open"])).find(class_="cu-steps").find_all("details", recursive=False)
    assert only.details.details.code.get_text() == EXERCISES["3.1"].solution


def test_hint_and_solution_are_cards_that_go_on_where_the_hints_are(monkeypatch):
    for k in (1, 2, 3):
        text, card = shown_by(monkeypatch, _tutor, lambda: _tutor.hint("3.2"))
        assert text.startswith(f"Hint {k} of 3: ")
        assert EXERCISES["3.2"].hints[k - 1] in words(parsed(card))
        labels = [words(summary) for summary in parsed(card).find_all("summary")]
        assert labels == [*(f"Hint {later} of 3" for later in range(k + 1, 4)), "Solution"]
    text, card = shown_by(monkeypatch, _tutor, lambda: _tutor.solution("3.2"))
    assert text == parsed(card).pre.get_text() == EXERCISES["3.2"].solution


def test_outside_a_notebook_the_text_is_printed(capsys):
    _tutor.check("3.5", ...)
    assert capsys.readouterr().out == text_of(Reply(EXERCISES["3.5"], None)) + "\n"


def imports_of(cells):
    """All that the cells import, in their order."""
    bodies = [ast.parse(cell.source).body for cell in cells if cell.cell_type == "code"]
    imports = (node for body in bodies for node in body if isinstance(node, ast.Import | ast.ImportFrom))
    return "\n".join(map(ast.unparse, imports))


@pytest.mark.slow
@pytest.mark.xdist_group("kernels")
def test_in_a_kernel_answers_get_their_cards_and_store_the_text_whatever_is_solved_at_this_machine():
    """Of a notebook that draws and computes: each solution, then a wrong answer to each, after what it imports."""
    chapter, of_4 = 4, [number for number in EXERCISES if chapter_of(number) == 4]
    _kept.keep_solved(of_4[1])
    n_questions = len(quiz_questions(chapter))
    _quiz_answers.keep(chapter, [0] * n_questions)
    path = next(path for path in NOTEBOOKS if path.stem == CHAPTERS[chapter])
    sources = [imports_of(nbformat.read(path, as_version=4).cells), f"print(Quiz({chapter}).chosen)"]
    sources += [f"{EXERCISES[number].solution}\ncheck({number!r}, {EXERCISES[number].answer})" for number in of_4]
    ideas = []
    for number in of_4:
        # the first that shows a misconception: it is named by what came back from the process
        idea, source = next(answer for answer in ANSWERS[number]["wrong"] if answer[0] in MISCONCEPTIONS)
        sources.append(f"import math\nimport numpy as np\n\n{source}\ncheck({number!r}, {EXERCISES[number].answer})")
        ideas.append(MISCONCEPTIONS[idea].name)
    executed = execute(path, notebook=new_notebook(cells=[*map(new_code_cell, sources)]), keep_widget_state=True)
    _, quiz, *checks = [cell.outputs for cell in executed.cells]
    assert quiz[0].text == f"{[-1] * n_questions}\n"
    shown = [(parsed(output.data["text/html"]), output.data["text/plain"]) for (output,) in checks]
    for n_solved, (number, (card, text)) in enumerate(zip(of_4, shown, strict=False), 1):
        assert card.find(class_="cu-right")
        assert text.startswith(f"✔ Exercise {number}: correct")
        assert f"{n_solved} of {len(of_4)}" in words(card), "those just now"
    for number, idea, (card, text) in zip(of_4, ideas, shown[len(of_4) :], strict=True):
        assert text.startswith(f"✘ Exercise {number}: not yet.")
        for told in (words(card), " ".join(text.split())):
            assert f"This looks like {idea}." in told
    assert of_4[0] not in _kept.progress_file().read_text()
    for (stored,) in [cell.outputs for cell in trim(executed).cells[2:]]:
        assert list(stored.data) == ["text/plain"]


# -------------------------------------------------- what is solved, and what is next


def test_marks_of_the_notebook_name_each_exercise_and_whether_it_is_solved(beside_notebooks):
    _kept.keep_solved("3.2")
    foot = parsed(card_of(REPLIES["wrong"])).find(class_="cu-foot")
    marks = foot.find_all("a", class_="cu-dot")
    assert [mark.get_text() for mark in marks] == ["●" if number == "3.2" else "○" for number in OF_3]
    assert [mark["aria-label"].rpartition(", ")[2] for mark in marks] == [
        "solved" if number == "3.2" else "not solved" for number in OF_3
    ]
    assert marks[3]["aria-label"].startswith("Exercise 3.4 · A bug hunt")
    assert f"1 of {len(OF_3)}" in words(foot)


def titles_on_the_way(number, *solved):
    for other in solved:
        _kept.keep_solved(other)
    return _reply.what_is_next(number, _places.beside_the_learner(), _kept.solved()).title


def test_next_is_the_exercise_that_follows_then_one_left_out_then_the_quiz_then_the_next_notebook(beside_notebooks):
    assert titles_on_the_way("3.1", "3.1") == "Exercise 3.2 · The gradient by hand"
    assert titles_on_the_way("3.2", *OF_3[2:]).startswith("Exercise 3.2 · ") is False
    assert titles_on_the_way(OF_3[-1]).startswith("Exercise 3.2 · ")
    assert titles_on_the_way("3.2", "3.2") == "11 · Quiz"
    right = [[option["correct"] for option in question["options"]].index(True) for question in quiz_questions(3)]
    _quiz_answers.keep(3, right)
    assert titles_on_the_way("3.2").startswith("04 · ")


def test_a_right_answer_says_in_words_how_far_one_is_and_what_comes_next(beside_notebooks):
    _kept.keep_solved("3.1")
    assert text_of(REPLIES["right"]).splitlines()[-3:] == [
        "  It was tried on 36 inputs, 32 of them drawn for this check.",
        f"  1 of {len(OF_3)} solved in notebook 03. Next: Exercise 3.2 · The gradient by hand",
        "(Kept for …)",
    ]


# --------------------------------------------------------------------- links


@functools.cache
def headings():
    """From notebook and anchor, the id of a cell, to the heading there."""
    return {
        (path.name, f"cell-id={found.cell}"): found.title
        for path in NOTEBOOKS
        for found in _places.headings_of(json.loads(path.read_text("utf-8")))
    }


def test_every_link_of_every_card_is_a_heading_of_a_notebook(beside_notebooks, monkeypatch):
    known = headings()
    html = "".join(every_card(monkeypatch))
    links = [link["href"] for link in parsed(html).find_all("a")]
    assert len(links) > 80
    for link in links:
        name, _, anchor = link.partition("#")
        assert (name, anchor) in known or (not anchor and (ROOT / "notebooks" / name).exists()), link


@pytest.fixture
def places(beside_notebooks):
    return _places.beside_the_learner()


@each_row("key", MISCONCEPTIONS)
def test_every_misconception_leads_to_the_section_that_treats_it(key, places):
    idea = MISCONCEPTIONS[key].idea
    link = parsed(_card.inline(idea, places)).a
    if key in ("wrong_sign", "percentage_for_probability"):  # slips that no section is about
        assert link is None
        return
    name, _, anchor = link["href"].partition("#")
    title = headings()[name, anchor]
    chapter, section = re.search(r"notebooks? (\d\d)", idea)[1], re.search(r"sections? (\d+)", idea)[1]
    assert name.startswith(chapter)
    assert title.startswith(f"{section} · ")
    assert link.get_text().endswith(title)


def test_without_notebooks_nothing_is_linked_and_nothing_is_lost(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "03_bce_and_sgd.ipynb").write_text("[1, 2")
    (tmp_path / "04_visualization.ipynb").write_text('{"cells": [{"cell_type": "markdown", "source": 3}]}')
    for card in every_card(monkeypatch):
        assert parsed(card).a is None
    wrong = words(parsed(card_of(REPLIES["wrong"])))
    assert "(notebook 03, section 8)" in wrong
    assert wrong.endswith("Next: Exercise 3.2")


def test_links_follow_the_headings_of_the_copy_that_is_there(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    source = ["# My notes\n", "```\n", "# no heading\n", "```\n", "## 8 · Rows, *renamed* by `me`\n"]
    for cell_id, anchor in (("rows", "cell-id=rows"), (None, "8-·-Rows,-renamed-by-me")):
        cell = {"cell_type": "markdown", "source": source} | ({"id": cell_id} if cell_id else {})
        (tmp_path / "03_bce_and_sgd.ipynb").write_text(json.dumps({"cells": [cell]}))
        link = parsed(card_of(REPLIES["wrong"])).find("a")
        assert link.get_text() == "notebook 03, section 8 · Rows, renamed by me"
        assert link["href"] == f"03_bce_and_sgd.ipynb#{anchor}"


def test_headings_and_ids_of_a_copy_are_text_too(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    cell = {"cell_type": "markdown", "source": '## 8 · <b>"Rows"</b>', "id": '"><script>'}
    (tmp_path / "03_bce_and_sgd.ipynb").write_text(json.dumps({"cells": [cell]}))
    card = parsed(card_of(REPLIES["wrong"]))
    assert card.find(["b", "script"]) is None
    assert card.a.get_text().endswith('8 · <b>"Rows"</b>')
    assert card.a["href"] == '03_bce_and_sgd.ipynb#cell-id="><script>'


# ------------------------------------------------------------------- hostile


HOSTILE = {
    "an element": '<script>alert("1")</script></code></table></div><img src=x onerror="alert(1)">',
    "a million": "x" * 1_000_000,
    "a million elements": "<b>" * 333_334,
    "right to left": "\u202ereversed\u202c \u2067isolated",
    "halves of characters": "\ud800 \udfff",
    "orders to a terminal": "\x1b[31mred\x1b[0m \x07\x00\r\x9b",
    "ends of lines": "one\ntwo\r\n\u2028three\x85four",
    "quotes": "\" ' & &lt; `code` ``",
    "marks without a letter": "\u0301" * 500,
}


@each_row("kind", HOSTILE)
def test_nothing_an_answer_says_gets_out_of_its_place(kind):
    text = HOSTILE[kind]
    found = {name: text for name in ("message", "tried", "came", "expected", "printed", "misconception")}
    reply = Reply(EXERCISES["3.1"], Verdict.read({**found, "n_printed": len(text)}))
    for shown in (text_of(reply), card_of(reply)):
        shown.encode("utf-8")
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]", shown)
        assert len(shown.encode()) < MOST_BYTES
    card = parsed(card_of(reply))
    assert [tag.name for tag in card.find_all(True) if tag.name in ("script", "img", "b")] == []
    assert len(card.find_all(class_="cu-card")) == len(card.find_all("table")) == 1
    assert len(card.find_all("tr")) == 4
    assert card.find_all(True, recursive=False)[-1].name == "div", "nothing follows the card"


@each_row("value", [None, 3, ["a"], {"b": 1}, True, 1e308])
def test_a_reply_that_somebody_else_has_written_is_no_error(value):
    names = ("status", "message", "tried", "came", "expected", "printed", "misconception", "n_tried", "n_drawn")
    reply = Reply(EXERCISES["3.1"], Verdict.read(dict.fromkeys(names, value)))
    assert text_of(reply).startswith("✘ Exercise 3.1: not yet.")
    assert parsed(card_of(reply)).find(class_="cu-wrong")


def test_an_exercise_that_is_not_there_is_named_in_one_line():
    assert _tutor.grade("\ud800\n" + "9" * 10**6, 1).startswith(r"There is no exercise '\ud800\n9999")
    assert len(_tutor.grade("9" * 10**6, 1)) < 500


# ----------------------------------------------------------------- component


def test_a_card_is_small_asks_for_nothing_and_has_no_heading_of_its_own(monkeypatch, beside_notebooks):
    for card in every_card(monkeypatch):
        assert len(card.encode()) < MOST_BYTES
        assert not re.search(r"https?:|//|url\(|@import|\bsrc=|\bstyle=|<script|\bon\w+=", card)
        assert parsed(card).find(re.compile("h[1-6]")) is None
        for table in parsed(card).find_all("table"):
            assert table.caption
            assert all(row.th for row in table.find_all("tr"))
        assert all("id" not in tag.attrs for tag in parsed(card).find_all(True)), "two cards may stand on one page"


@each_row("number", EXERCISES)
def test_card_of_every_exercise_has_all_its_hints_and_its_solution(number):
    card = card_of(Reply(EXERCISES[number], Verdict.read(WRONG)))
    assert len(card.encode()) < MOST_BYTES
    shown = re.sub(r"\W+", "", words(parsed(card)))
    for text in (*EXERCISES[number].hints, EXERCISES[number].solution):
        assert re.sub(r"\W+", "", text) in shown


# ------------------------------------------------------------------ progress


def test_progress_counts_exercises_quizzes_and_tasks_and_leads_to_each(monkeypatch, beside_notebooks):
    tasks = {"DescentExplorer": ["explorer:a.b", "explorer:a.c"], "SigmoidExplorer": ["explorer:d.e"], "NoExplorer": []}
    monkeypatch.setattr(_progress.explorers, "tasks", lambda: tasks.copy())
    for task in ("1.1", "3.2", "explorer:a.c", "explorer:gone.gone"):
        _kept.keep_solved(task)
    right = [[option["correct"] for option in question["options"]].index(True) for question in quiz_questions(3)]
    _quiz_answers.keep(3, [right[0], (right[1] + 1) % 3, -1, right[3]])
    text, card = shown_by(monkeypatch, _progress, _progress.progress)
    line = next(line for line in text.splitlines() if line.startswith("notebook 03"))
    marks = "  ".join(f"{'✔' if number == '3.2' else '○'} {number}" for number in OF_3)
    assert line == f"notebook 03   {marks}   quiz 2 of 4   figures 1 of 2"
    assert "figures" not in next(line for line in text.splitlines() if line.startswith("notebook 04")), "met in 03"
    counted = f"2 of {len(EXERCISES)} exercises and 1 of 3 tasks of live figures solved."
    assert text.splitlines()[-1] == f"{counted} Kept in {_kept.progress_file()}"
    table = parsed(card).table
    assert [head.get_text() for head in table.thead.find_all("th")] == ["notebook", "exercises", "quiz", "live figures"]
    rows = {chapter: row for chapter, row in zip(CHAPTERS, table.tbody.find_all("tr"), strict=True)}
    assert rows[3].th.a["href"] == "03_bce_and_sgd.ipynb"
    assert [words(cell) for cell in rows[3].find_all("td")[1:]] == ["2 of 4", "1 of 2"]
    assert [link["title"].endswith(", solved") for link in rows[3].find_all("a", class_="cu-dot")] == [
        number == "3.2" for number in OF_3
    ]
    assert "Next: Exercise 1.2 · " in words(parsed(card))


def test_every_task_of_every_explorer_is_known_by_the_name_it_is_kept_under(beside_notebooks):
    tasks = explorers.tasks()
    assert sorted(tasks) == explorers.__all__
    for path in (ROOT / "course_utils" / "explorers").glob("*.js"):
        source = path.read_text(encoding="utf-8")
        named = [task for names in tasks.values() for task in names if task.startswith(f"explorer:{path.stem}.")]
        assert len(named) == len(set(named)) == len(re.findall(r"\bask: ", source)), path.name
        assert all(f'name: "{task.partition(".")[2]}"' in source for task in named)
    in_notebooks = {name for stem in CHAPTERS.values() for name in _places.explorers_beside_the_learner(stem)}
    assert {"SigmoidExplorer", "DescentExplorer", "ThresholdExplorer"} <= in_notebooks <= set(tasks)


def test_progress_says_that_a_file_cannot_be_used(monkeypatch):
    _kept.progress_file().write_text("Dear diary")
    text, card = shown_by(monkeypatch, _progress, _progress.progress)
    for shown in (text, words(parsed(card))):
        assert f"Not kept: {_kept.progress_file()} cannot be used, it holds something else than progress" in shown


def test_a_quiz_remembers_what_was_checked_in_the_browser(monkeypatch):
    quiz = Quiz(3)
    quiz.set_state({"chosen": [2, 0, -1, 1]})
    quiz.close()
    monkeypatch.setattr(_kept, "_here", [])  # the next session
    again = Quiz(3)
    assert again.chosen == [2, 0, -1, 1]
    assert again.score == (_quiz_answers.n_right(3), 4) == (2, 4)
    again.close()


def test_an_answer_to_a_question_that_has_changed_since_is_no_answer(monkeypatch):
    _quiz_answers.keep(3, [2, 1, -1, -1])
    changed = [{**question} for question in quiz_questions(3)]
    changed[0]["prompt"] += " Really?"
    monkeypatch.setattr(_quiz_answers, "quiz_questions", lambda chapter: changed)
    assert _quiz_answers.chosen(3) == [-1, 1, -1, -1]


def test_an_option_that_is_not_there_is_not_checked(monkeypatch):
    _kept.keep_answer(_quiz_answers._name(3, quiz_questions(3)[0]), 17)
    assert _quiz_answers.chosen(3)[0] == -1


def test_every_notebook_with_exercises_is_named():
    assert {chapter_of(number) for number in EXERCISES} == set(CHAPTERS)
