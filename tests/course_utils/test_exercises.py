"""course_utils.exercises: verdicts, hints, progress, quiz, and the exercises in the notebooks."""

import ast
import builtins
import copy
import functools
import re
import subprocess
import symtable
import sys
from types import SimpleNamespace

import nbformat
import numpy as np
import pytest
import torch
from nbformat.v4 import new_code_cell
from support.answers import ANSWERS
from support.notebook_checks import NOTEBOOKS, ROOT
from support.rows import each_row

from course_utils import _kept
from course_utils.data import make_overlapping_classes, reference_example
from course_utils.exercises import Quiz, _trial, _tutor, hint, progress, solution
from course_utils.exercises._exercise import Exercise, Incorrect
from course_utils.exercises._values import show_argument
from course_utils.exercises.misconceptions import MISCONCEPTIONS
from course_utils.exercises.registry import CHAPTERS, chapter_of, exercises
from course_utils.metrics import positive_predictive_value
from course_utils.models import LogisticRegression
from course_utils.training import fit

EXERCISES = exercises()


@pytest.fixture(autouse=True)
def own_progress(monkeypatch, tmp_path):
    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path / "kept" / "progress.jsonl"))
    return tmp_path / "kept" / "progress.jsonl"


# ------------------------------------------------------------- the notebooks


@functools.cache
def cells_of(chapter):
    path = next(path for path in NOTEBOOKS if path.stem == CHAPTERS[chapter])
    return nbformat.read(path, as_version=4).cells


def test_every_notebook_has_exercises_and_a_quiz():
    assert [path.stem for path in NOTEBOOKS] == list(CHAPTERS.values())
    assert {chapter_of(number) for number in EXERCISES} == set(CHAPTERS)
    for chapter in CHAPTERS:
        assert sum(cell.source.endswith(f"Quiz({chapter})") for cell in cells_of(chapter)) == 1


@each_row("chapter", CHAPTERS)
def test_notebook_imports_all_that_a_learner_may_call(chapter):
    sources = [cell.source for cell in cells_of(chapter)]
    place = sources.index("from course_utils.exercises import check, hint, progress, solution")
    assert place < sources.index(EXERCISES[f"{chapter}.1"].stub)


@each_row("chapter", CHAPTERS)
def test_cells_above_can_be_run_again_after_the_exercises(chapter):
    stubs = [exercise.stub for number, exercise in EXERCISES.items() if chapter_of(number) == chapter]
    taken = {}
    for stub_cell in stubs:
        exec(stub_cell, taken)
    for cell in cells_of(chapter):
        if cell.cell_type == "code" and cell.source not in stubs and not cell.source.startswith('check("'):
            names = [node for node in ast.walk(ast.parse(cell.source)) if isinstance(node, ast.Name)]
            made = {node.id for node in names if isinstance(node.ctx, ast.Store)}
            assert {node.id for node in names} & set(taken) - made == set(), cell.source


@pytest.mark.slow
def test_numbers_to_explain_are_what_the_package_gives():
    n_sick, n_well = 10, 990
    found, alarms = 0.8 * n_sick, (1 - 0.9) * n_well
    value = positive_predictive_value(prevalence=n_sick / (n_sick + n_well), sensitivity=0.8, specificity=0.9)
    assert f"= {n_sick}, {n_well}, {value:.3f}\n" in EXERCISES["5.5"].stub
    assert f"{found:.0f} of {found + alarms:.0f}" in EXERCISES["5.5"].afterwards
    model, X, y = reference_example()
    fit(model, X, y, lr=0.1, n_epochs=2000)
    X, y = make_overlapping_classes(10_000, 10_000, overlap=4, seed=1)
    p = model.predict_proba(X)
    group = (p >= 0.21) & (p < 0.25)
    numbers = f"{group.sum()}, {p[group].mean():.3f}, {y[group].mean():.3f}"
    assert f"= 0.21, 0.25, {numbers}\n" in EXERCISES["4.5"].stub


@pytest.mark.slow
def test_numbers_of_a_training_without_end_are_what_the_package_gives():
    X, y = make_overlapping_classes(20, 20, overlap=0, seed=3)
    apart = LogisticRegression.from_parameters(0, 0)
    history = fit(apart, X - 5, y, lr=0.2, n_epochs=10_001)
    assert (apart.predict(X - 5) == y).all()
    losses, weights = (", ".join(f"{values[i]:.3f}" for i in (100, 1000, 10_000)) for values in (
        history.loss, np.append(0, history.weight)))  # fmt: skip
    assert f"= ({losses}), ({weights})\n" in EXERCISES["8.5"].stub


# ----------------------------------------------------------- verdict and words


def toy(right, cases, **options):
    """An exercise outside of any notebook."""
    source = "def answer(x):\n    return ..."
    return Exercise(
        number="0.1", answer="answer", is_function=True, solution=source, stub=source, right=right, hints=("a", "b"),
        cases=lambda: cases, **options,
    )  # fmt: skip


def fault(exercise, answer):
    found = _trial.verdict(exercise, lambda: answer)
    assert found.pop("status") == "not yet"
    return SimpleNamespace(**found)


def right(exercise, answer):
    return _trial.verdict(exercise, lambda: answer)["status"] == "correct"


def test_error_in_what_looks_at_an_answer_is_told_as_the_answers_own():
    exercise = toy(lambda x: x, [(1,)], extra_check=lambda answer, rng: answer("a text") + 1)
    assert fault(exercise, lambda x: x).came.startswith("TypeError: ")


def test_percentage_is_recognised_in_functions_and_values():
    share = toy(lambda x: x / 4, [(1,), (3,)])
    assert fault(share, lambda x: 25 * x).misconception == "percentage_for_probability"
    assert fault(share, lambda x: 25 * x if x == 1 else 0).misconception is None  # in every case, or not at all
    value = Exercise("0.2", "share", False, "", "", lambda: 0.35, ("a", "b"))
    assert fault(value, 35).misconception == "percentage_for_probability"
    assert fault(value, -0.35).misconception == "wrong_sign"
    assert fault(value, 0.36).misconception is None
    assert right(value, torch.tensor([0.35]))


def test_results_count_as_right_within_the_tolerance_only():
    third = toy(lambda x: x / 3, [(1.0,)])
    assert right(third, lambda x: 0.3333)
    assert fault(third, lambda x: 0.334).came == "0.334"
    assert fault(third, lambda x: float("nan")).came == "nan"


def test_too_few_digits_are_called_so():
    third = toy(lambda x: x / 3, [(1.0,)])
    assert fault(third, lambda x: 0.333).message == (
        "This is the right result rounded to 3 decimals; four decimals are compared. Round later, or not at all."
    )
    assert "rounded to 2 decimals" in fault(third, lambda x: 0.33).message
    assert fault(third, lambda x: 0.3339).message == "It is near, and not near enough: four decimals are compared."
    assert fault(third, lambda x: 0.34).message == fault(third, lambda x: 0.0).message == ""
    sigmoid = EXERCISES["1.2"]
    assert fault(sigmoid, lambda z: round(sigmoid.right(z), 3) if abs(z) < 9 else sigmoid.right(z)).message.startswith(
        "This is the right result rounded to 3 decimals; four significant digits are compared."
    )
    assert "four significant digits" in fault(sigmoid, lambda z: 1.001 * sigmoid.right(z)).message


def test_what_differs_is_shown_with_the_digits_that_differ():
    seen = fault(toy(lambda x: 5.1784, [(1.0,)]), lambda x: 5.178)
    assert (seen.came, seen.expected) == ("5.178", "5.1784")


def test_counts_are_compared_exactly():
    exercise = EXERCISES["8.1"]
    assert fault(exercise, lambda n, b, e: exercise.right(n, b, e) + (n == 1001)).tried == "n_updates(1001, 1, 2)"


# --------------------------------------------------------------- drawn inputs


def draw(rng):
    return (float(rng.integers(1000)) / 10,)


def test_every_check_draws_other_inputs_and_one_seed_always_the_same():
    exercise = toy(lambda x: x, [(1.0,), (2.0,)], draw=draw)
    first, second = _trial.expect(exercise, seed=3), _trial.expect(exercise, seed=3)
    assert first.cases == second.cases
    assert first.cases[:2] == [(1.0,), (2.0,)]
    assert len(first.cases) == 2 + exercise.n_drawn == len(first.results)
    assert first.cases[2:] != _trial.expect(exercise).cases[2:] != _trial.expect(exercise).cases[2:]


def test_answer_that_knows_the_fixed_inputs_is_refused_and_told_which_was_tried():
    exercise = toy(lambda x: 2 * x, [(1.0,), (2.0,)], draw=draw)
    seen = fault(exercise, lambda x: {1.0: 2.0, 2.0: 4.0}.get(x, -1.0))
    x = float(seen.tried.removeprefix("answer(").removesuffix(")"))
    assert x not in (1.0, 2.0)
    assert (seen.came, float(seen.expected)) == ("-1", 2 * x)


@pytest.mark.slow
@each_row("number", [number for number, exercise in EXERCISES.items() if exercise.draw])
def test_what_is_shown_of_a_drawn_input_is_what_was_tried(number):
    """A number that is read off the message and typed gives the same result."""
    for case in _trial.drawn(EXERCISES[number], 1, 20):
        for value in case:
            if isinstance(value, float) or (torch.is_tensor(value) and value.numel() <= 8 and number != "5.4"):
                shown = np.float32(ast.literal_eval(show_argument("x", value).replace("nan", "None")))
                assert (shown == np.float32(value)).all(), value


@each_row("number", [number for number, exercise in EXERCISES.items() if exercise.is_function])
def test_every_function_is_tried_on_drawn_inputs(number):
    assert EXERCISES[number].draw is not None


# ---------------------------------------------------------------- the answers' names


@each_row("text", ["c", "C", " c ", "c)", "(c)", "C.", "'c'", "**c**", "c:"])
def test_a_letter_may_be_written_in_any_way(text):
    assert right(EXERCISES["1.5"], text)


@each_row("text", ["", "cd", "c or d", "ç", "3", "bc)", "option"])
def test_what_is_no_letter_is_told_which_there_are(text):
    assert fault(EXERCISES["1.5"], text).message == "The answer is one of the letters 'a', 'b', 'c', 'd'."


@each_row("number", [number for number, exercise in EXERCISES.items() if not exercise.is_function])
def test_every_letter_of_the_task_is_the_right_one_or_has_its_misconception(number):
    name = f"exercise-{number.replace('.', '-')}"
    (task,) = [cell.source for cell in cells_of(chapter_of(number)) if cell.id == name]
    letters = re.findall(r"^- \*\*([a-z])\*\*", task, flags=re.MULTILINE)
    exercise = EXERCISES[number]
    assert letters == sorted([exercise.right(), *(letter for _, letter in exercise.wrong)])
    for misconception, letter in exercise.wrong:
        assert fault(exercise, f"({letter.upper()})").misconception == misconception


def test_no_file_of_the_exercises_can_reach_a_network():
    network = {"socket", "socketserver", "ssl", "http", "urllib", "requests", "ftplib", "smtplib", "asyncio"}
    for path in sorted((ROOT / "course_utils/exercises").rglob("*.py")):
        nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
        names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
        names |= {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}
        assert {name.partition(".")[0] for name in names} & network == set(), path


@pytest.mark.parametrize("number", [1.5, "1.5", " 1.5 ", np.float64(1.5)])
def test_exercise_is_named_by_its_text_or_its_number(number, capsys, monkeypatch):
    monkeypatch.setattr(_tutor, "_hints_given", {})
    assert _tutor._find(number) is EXERCISES["1.5"]
    assert "○ Exercise 1.5: not attempted" in _tutor.grade(number, ...)
    hint(number)
    assert 'hint("1.5")' in capsys.readouterr().out


def test_answer_that_changes_its_argument_is_told_so():
    exercise = toy(lambda x: x + 1, [(torch.zeros(3),)])
    assert "changes its arguments" in fault(exercise, lambda x: x.add_(1)).message
    assert right(exercise, lambda x: x + 1)


def test_extra_check_comes_after_the_cases():
    def refuse(answer, rng):
        raise Incorrect("not in that way")

    exercise = toy(lambda x: x, [(1,)], extra_check=refuse)
    assert fault(exercise, lambda x: x).message == "not in that way"
    assert fault(exercise, lambda x: 2).came == "2"


def test_hints_come_one_after_the_other_and_the_last_stays(capsys, monkeypatch):
    monkeypatch.setattr(_tutor, "_hints_given", {})
    for expected in ("Hint 1 of 2", "Hint 2 of 2", "Hint 2 of 2"):
        hint("3.1")
        assert capsys.readouterr().out.startswith(expected)
    solution("3.1")
    assert capsys.readouterr().out == EXERCISES["3.1"].solution + "\n"
    hint("nine")
    assert capsys.readouterr().out.startswith("There is no exercise 'nine'.")


# ------------------------------------------------------------------- progress


def test_progress_shows_what_is_solved_and_where_it_is_kept(own_progress, capsys):
    for number in ("3.2", "3.5"):
        assert _kept.keep_solved(number) == ""
    progress()
    out = capsys.readouterr().out
    assert "notebook 03   ○ 3.1  ✔ 3.2  ○ 3.3  ○ 3.4  ✔ 3.5" in out
    assert f"2 of {len(EXERCISES)} exercises and 0 of " in out
    assert out.endswith(f" Kept in {own_progress}\n")


def test_exercises_of_the_first_edition_have_become_exercises_of_this_one():
    assert set(_kept.RENUMBERED.values()) <= set(EXERCISES)


# ----------------------------------------------------------------------- quiz


@each_row("number", CHAPTERS)
def test_quiz_has_one_right_answer_a_question_and_feedback_for_all(number):
    quiz = Quiz(number)
    assert 3 <= len(quiz.questions) <= 5
    for question in quiz.questions:
        assert 3 <= len(question["options"]) <= 4
        assert sum(option["correct"] for option in question["options"]) == 1
        assert len({option["text"] for option in question["options"]}) == len(question["options"])
        assert all(len(option["feedback"].split()) >= 5 for option in question["options"])
    places = [[option["correct"] for option in question["options"]].index(True) for question in quiz.questions]
    assert len(set(places)) > 1, "the right answer must not always stand in the same place"


def test_quiz_counts_and_shows_itself_as_text():
    quiz = Quiz(3)
    assert repr(quiz) == "Quiz(3)"
    assert quiz.score == (0, 4)
    quiz.chosen = [2, 0, 1, -1]
    assert quiz.score == (2, 4)
    text = quiz.as_text()
    assert text.startswith("1. A loss with its two terms reversed")
    assert "\n   C  At one half for everybody\n" in text
    assert "cannot find reversed terms" not in text  # feedback is for those who answered
    quiz.close()
    with pytest.raises(ValueError, match=re.escape(f"{', '.join(map(str, CHAPTERS))}; got 12")):
        Quiz(12)


# -------------------------------------------------- the notebooks, three ways


@each_row("chapter", CHAPTERS)
def test_as_shipped_no_exercise_is_attempted(chapter):
    cells = [cell for cell in cells_of(chapter) if cell.source.startswith('check("')]
    assert len(cells) == sum(chapter_of(number) == chapter for number in EXERCISES)
    for cell in cells:
        (output,) = cell.outputs
        assert list(output.data) == ["text/plain"], "a card is stored as its text"
        assert output.data["text/plain"].startswith("○ Exercise ")


@each_row("number", EXERCISES)
@pytest.mark.slow
def test_a_solution_needs_nothing_but_what_its_notebook_has_before(number):
    """As it is run there, and not in the chapter's module, which imports more."""
    exercise = EXERCISES[number]
    cells = cells_of(chapter_of(number))
    above = cells[: [cell.source for cell in cells].index(exercise.stub)]
    there = set(dir(builtins)).union(*(bound(cell.source) for cell in above if cell.cell_type == "code"))
    table = symtable.symtable(exercise.solution, "<solution>", "exec")
    assert globals_of(table) - there - bound(exercise.solution) == set()


def bound(source):
    """The names that a cell gives a value."""
    table = symtable.symtable(source, "<cell>", "exec")
    return {symbol.get_name() for symbol in table.get_symbols() if symbol.is_assigned() or symbol.is_imported()}


def globals_of(table):
    """The names that a table and those within it look up in the session."""
    top = table.get_type() == "module"
    looked_up = [symbol for symbol in table.get_symbols() if symbol.is_referenced() and (top or symbol.is_global())]
    return {symbol.get_name() for symbol in looked_up}.union(*map(globals_of, table.get_children()))


def run_notebook(notebook, tmp_path):
    """The texts its check cells print, from a kernel in a process of its own."""
    path = tmp_path / "notebook.ipynb"
    nbformat.write(notebook, path)
    command = [sys.executable, "-m", "course_tools.cli", "execute", str(path), "--cell-timeout", "120"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    executed = nbformat.read(path, as_version=4)
    return [cell.outputs[0].data["text/plain"] for cell in executed.cells if cell.source.startswith('check("')]


# test_exercise_cards has the answers of one tried in a kernel
@pytest.mark.sweep
@pytest.mark.xdist_group("kernels")
@pytest.mark.parametrize("chapter", CHAPTERS)
def test_solved_notebook_is_all_correct_and_a_wrong_answer_is_refused(chapter, tmp_path):
    numbers = [number for number in EXERCISES if chapter_of(number) == chapter]
    notebook = nbformat.from_dict({"cells": cells_of(chapter), "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    notebook = copy.deepcopy(notebook)
    solutions = {EXERCISES[number].stub: EXERCISES[number].solution for number in numbers}
    for cell in notebook.cells:
        cell.source = solutions.get(cell.source, cell.source)
    expected = [f"✔ Exercise {number}: correct" for number in numbers]
    for number in numbers:
        # the first that shows a misconception: it is named by what came back from the process
        idea, source = next(answer for answer in ANSWERS[number]["wrong"] if answer[0] in MISCONCEPTIONS)
        notebook.cells += [
            new_code_cell("import math\nimport numpy as np\n\n" + source),
            new_code_cell(f'check("{number}", {EXERCISES[number].answer})'),
        ]
        expected.append(f"✘ Exercise {number}: not yet. … This looks like {MISCONCEPTIONS[idea].name}.")
    for text, (start, _, end) in zip(
        run_notebook(notebook, tmp_path), (words.partition(" … ") for words in expected), strict=True
    ):
        assert text.startswith(start)
        assert end in " ".join(text.split())
