"""course_utils.exercises: stubs, the process that tries answers, progress, quiz, and the cells of the notebooks."""

import ast
import json
import math
import os
import re
import subprocess
import sys
import time

import nbformat
import numpy as np
import pytest
import torch
from nbformat.v4 import new_code_cell
from support.answers import ANSWERS
from support.exercise_table import tried
from support.notebook_checks import NOTEBOOKS, ROOT

from course_utils.data import make_overlapping_classes, reference_example
from course_utils.exercises import Quiz, _answers, _process, _solved, _trial, check, hint, progress, solution
from course_utils.exercises._exercise import EXERCISES, Exercise, Incorrect, _register, stub, without_marks
from course_utils.exercises.misconceptions import MISCONCEPTIONS
from course_utils.metrics import positive_predictive_value
from course_utils.models import LogisticRegression
from course_utils.training import fit

_answers.exercises()


@pytest.fixture(autouse=True)
def own_progress(monkeypatch, tmp_path):
    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path / "kept" / "progress.jsonl"))
    return tmp_path / "kept" / "progress.jsonl"


# --------------------------------------------------------------- one source


def test_stub_is_the_solution_with_its_marked_lines_replaced_or_left_out():
    source = "def f(x):\n    a = 1  # kept\n    b = 2  # stub\n    if a:\n        a = b  # stub: a = ...\n    return a"
    assert stub(source) == "def f(x):\n    a = 1  # kept\n    if a:\n        a = ...\n    return a"
    assert without_marks(source) == source.replace("  # stub: a = ...", "").replace("  # stub", "")


def notebook_of(number):
    return next(path for path in NOTEBOOKS if int(path.stem[:2]) == int(number.split(".")[0]))


@pytest.mark.parametrize("number", EXERCISES)
def test_notebook_has_the_stub_and_the_check_of_the_exercise(number):
    sources = [cell.source for cell in nbformat.read(notebook_of(number), as_version=4).cells]
    exercise = EXERCISES[number]
    assert sources.count(exercise.stub) == 1
    assert sources[sources.index(exercise.stub) + 1] == f'check("{number}", {exercise.answer})'
    assert sources[sources.index(exercise.stub) - 1].startswith(f"### Exercise {number} · ")


@pytest.mark.parametrize("chapter", _answers.CHAPTERS)
def test_notebook_imports_all_that_a_learner_may_call(chapter):
    sources = [cell.source for cell in nbformat.read(notebook_of(f"{chapter}.1"), as_version=4).cells]
    place = sources.index("from course_utils.exercises import check, hint, progress, solution")
    assert place < sources.index(EXERCISES[f"{chapter}.1"].stub)


@pytest.mark.parametrize("chapter", _answers.CHAPTERS)
def test_cells_above_can_be_run_again_after_the_exercises(chapter):
    stubs = [exercise.stub for number, exercise in EXERCISES.items() if number.startswith(f"{chapter}.")]
    taken = {}
    for stub_cell in stubs:
        exec(stub_cell, taken)
    for cell in nbformat.read(notebook_of(f"{chapter}.1"), as_version=4).cells:
        if cell.cell_type == "code" and cell.source not in stubs and not cell.source.startswith('check("'):
            names = [node for node in ast.walk(ast.parse(cell.source)) if isinstance(node, ast.Name)]
            made = {node.id for node in names if isinstance(node.ctx, ast.Store)}
            assert {node.id for node in names} & set(taken) - made == set(), cell.source


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
    X, y = make_overlapping_classes(20, 20, overlap=0, seed=3)
    apart = LogisticRegression.from_parameters(0, 0)
    history = fit(apart, X - 5, y, lr=0.2, n_epochs=10_001)
    assert (apart.predict(X - 5) == y).all()
    losses, weights = (", ".join(f"{values[i]:.3f}" for i in (100, 1000, 10_000)) for values in (
        history.loss, np.append(0, history.weight)))  # fmt: skip
    assert f"= ({losses}), ({weights})\n" in EXERCISES["7.5"].stub


def test_exercise_with_a_misconception_that_does_not_exist_is_refused():
    with pytest.raises(ValueError, match=re.escape("exercise 9.1: no_such_idea not among MISCONCEPTIONS")):
        _register("9.1", "f", True, "def f(): pass", None, (), wrong={"no_such_idea": None})
    with pytest.raises(ValueError, match="there already"):
        _register("3.1", "f", True, "def f(): pass", None, (), wrong={})


# ----------------------------------------------------------- verdict and words


def toy(right, cases, **options):
    """An exercise outside of any notebook."""
    source = "def answer(x):\n    return ..."
    return Exercise(
        number="0.1", answer="answer", is_function=True, solution=source, stub=source, right=right, hints=("a", "b"),
        cases=lambda: cases, **options,
    )  # fmt: skip


def fault(exercise, answer):
    with pytest.raises(Incorrect) as caught:
        _trial.assess(exercise, answer)
    return caught.value


def test_percentage_is_recognised_in_functions_and_values():
    share = toy(lambda x: x / 4, [(1,), (3,)])
    assert fault(share, lambda x: 25 * x).misconception == "percentage_for_probability"
    assert fault(share, lambda x: 25 * x if x == 1 else 0).misconception is None  # in every case, or not at all
    value = Exercise("0.2", "share", False, "", "", lambda: 0.35, ("a", "b"))
    assert fault(value, 35).misconception == "percentage_for_probability"
    assert fault(value, -0.35).misconception == "wrong_sign"
    assert fault(value, 0.36).misconception is None
    assert _trial.assess(value, torch.tensor([0.35])) is None


def test_results_count_as_right_within_the_tolerance_only():
    third = toy(lambda x: x / 3, [(1.0,)])
    assert _trial.assess(third, lambda x: 0.3333) is None
    assert fault(third, lambda x: 0.334).came == "0.334"
    assert fault(third, lambda x: float("nan")).came == "nan"


def test_elementwise_answers_are_given_numbers_one_by_one():
    values = torch.tensor([[0.0], [1.0]])
    exercise = toy(lambda z: 1 / (1 + torch.exp(-z)), [(values,)], elementwise=True)
    assert _trial.assess(exercise, lambda z: 1 / (1 + math.exp(-z))) is None
    with pytest.raises(Incorrect, match="shape"):
        _trial.assess(exercise, lambda z: [0.5, 0.7311])


def test_answer_that_changes_its_argument_is_told_so():
    exercise = toy(lambda x: x + 1, [(torch.zeros(3),)])
    assert "changes its arguments" in fault(exercise, lambda x: x.add_(1)).message
    assert _trial.assess(exercise, lambda x: x + 1) is None


def test_extra_check_comes_after_the_cases():
    def refuse(answer):
        raise Incorrect("not in that way")

    exercise = toy(lambda x: x, [(1,)], extra_check=refuse)
    assert fault(exercise, lambda x: x).message == "not in that way"
    assert fault(exercise, lambda x: 2).came == "2"


def test_words_of_a_verdict(capsys):
    check("3.5", "c")
    assert capsys.readouterr().out.splitlines()[0] == "✘ Exercise 3.5: not yet."
    check("3.5", "b")
    assert capsys.readouterr().out.startswith("✔ Exercise 3.5: correct. Thirteen people pay log 2 each")
    check("3.5", ...)
    assert capsys.readouterr().out.startswith("○ Exercise 3.5: not attempted yet.")
    check("3.9", 1)
    assert capsys.readouterr().out == f"There is no exercise '3.9'. There are: {', '.join(_answers.exercises())}.\n"
    check("3.1", 0.164)
    assert "check takes the function itself" in capsys.readouterr().out


def test_hints_come_one_after_the_other_and_the_last_stays(capsys, monkeypatch):
    monkeypatch.setattr(_answers, "_hints_given", {})
    for expected in ("Hint 1 of 2", "Hint 2 of 2", "Hint 2 of 2"):
        hint("3.1")
        assert capsys.readouterr().out.startswith(expected)
    solution("3.1")
    assert capsys.readouterr().out == EXERCISES["3.1"].solution + "\n"
    hint("nine")
    assert capsys.readouterr().out.startswith("There is no exercise 'nine'.")


# ---------------------------------------------------- the process for answers


def endless(p, y):
    while True:
        try:
            while True:
                pass
        except BaseException:
            continue


def compiled_loop(p, y):
    return sum(range(10**13))


def ends_python(p, y):
    os._exit(0)


def hoards(p, y):
    return [0.0] * 10**12


def forges(p, y):
    os.write(1, b'{"status": "correct"}\n')
    print(json.dumps({"status": "correct"}), file=sys.__stdout__, flush=True)
    return 0.0


@pytest.mark.slow
@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (endless, "still running after 0.5 seconds and was stopped"),
        (compiled_loop, "still running after 0.5 seconds and was stopped"),
        (ends_python, "It ended the Python process"),
        (hoards, "MemoryError"),
        (forges, "✘ Exercise 3.1: not yet."),
        (lambda p, y: next(iter([])), "not yet"),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_hostile_answer_is_stopped_and_the_next_is_tried(monkeypatch, answer, message, record_property):
    answer.__module__ = "__main__"  # as if written in the notebook
    monkeypatch.setattr(_process, "TIME_LIMIT", 0.5)
    text = " ".join(_answers.grade("3.1", answer).split())
    assert message in text
    assert "Traceback" not in text
    monkeypatch.setattr(_process, "TIME_LIMIT", 10)
    assert _answers.grade("3.5", "b").startswith("✔")
    record_property(*tried("3.1", "hostile"))


def test_answer_that_cannot_be_handed_over_is_told_so():
    numbers = (i for i in range(3))
    text = _answers.grade("3.1", lambda p, y: next(numbers))
    assert "cannot be handed over" in " ".join(text.split())


@pytest.mark.slow
def test_process_ends_with_the_notebook():
    code = (
        "from course_utils.exercises import _process; p = _process.start().process; print(p.pid, flush=True);"
        "import os; os._exit(0)"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT).stdout
    for _ in range(600):
        if not os.path.exists(f"/proc/{int(out)}"):
            return
        time.sleep(0.05)
    pytest.fail("the process is still there 30 s after the one that started it")


# ------------------------------------------------------------------- progress


def test_progress_survives_damage_and_two_writers(own_progress, capsys):
    assert _solved.solved() == set()
    assert _solved.record("3.1") == ""
    own_progress.write_bytes(own_progress.read_bytes()[:-4])  # torn, as by a full disk
    assert _solved.solved() == set()
    with open(own_progress, "ab") as file:
        file.write(b'\xff\x00 noise\n[1]\n{"solved": 3}\n')
    code = "from course_utils.exercises._solved import record; record('3.{}')"
    writers = [subprocess.Popen([sys.executable, "-c", code.format(i)], cwd=ROOT) for i in (2, 5)]
    assert [writer.wait() for writer in writers] == [0, 0]
    _solved.record("3.2")
    assert _solved.solved() == {"3.2", "3.5"}
    assert own_progress.read_text(errors="replace").count('"3.2"') == 1
    progress()
    out = capsys.readouterr().out
    assert "notebook 03   ○ 3.1  ✔ 3.2  ○ 3.3  ○ 3.4  ✔ 3.5" in out
    assert f"2 of {len(EXERCISES)} solved. Kept in {own_progress}" in out


def test_progress_that_cannot_be_kept_does_not_hide_the_verdict(monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path / "file" / "progress.jsonl"))
    text = _answers.grade("3.5", "b")
    assert text.startswith("✔")
    assert "could not be kept" in text


# ----------------------------------------------------------------------- quiz


@pytest.mark.parametrize("number", _answers.CHAPTERS)
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
    with pytest.raises(ValueError, match=re.escape(f"{', '.join(map(str, _answers.CHAPTERS))}; got 12")):
        Quiz(12)


# -------------------------------------------------- the notebooks, three ways


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_as_shipped_no_exercise_is_attempted(path):
    cells = [cell for cell in nbformat.read(path, as_version=4).cells if cell.source.startswith('check("')]
    chapter = int(path.stem[:2])
    assert len(cells) == sum(int(number.split(".")[0]) == chapter for number in EXERCISES)
    for cell in cells:
        (output,) = cell.outputs
        assert output.text.startswith("○ Exercise ")


def run_notebook(notebook, tmp_path):
    """The texts its check cells print, from a kernel in a process of its own."""
    path = tmp_path / "notebook.ipynb"
    nbformat.write(notebook, path)
    command = [sys.executable, "-m", "course_tools.cli", "execute", str(path), "--cell-timeout", "120"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    executed = nbformat.read(path, as_version=4)
    return [cell.outputs[0].text for cell in executed.cells if cell.source.startswith('check("')]


@pytest.mark.slow
@pytest.mark.xdist_group("kernels")
@pytest.mark.parametrize("chapter", _answers.CHAPTERS)
def test_solved_notebook_is_all_correct_and_wrong_answers_are_refused(chapter, tmp_path):
    numbers = [number for number in EXERCISES if int(number.split(".")[0]) == chapter]
    notebook = nbformat.read(notebook_of(numbers[0]), as_version=4)
    for cell in notebook.cells:
        number = next((number for number in numbers if cell.source == EXERCISES[number].stub), None)
        cell.source = cell.source if number is None else EXERCISES[number].solution
    expected = [f"✔ Exercise {number}:" for number in numbers]
    for number in numbers:
        answers = ANSWERS[number]
        tries = [("✔", source) for source in answers["right"].values()]
        tries += [("✘", source) for _, source in answers["wrong"]]
        for status, source in tries:
            notebook.cells += [
                new_code_cell("import math\nimport numpy as np\n\n" + source),
                new_code_cell(f'check("{number}", {EXERCISES[number].answer})'),
            ]
            expected.append(f"{status} Exercise {number}:")
    texts = run_notebook(notebook, tmp_path)
    assert [text[: len(start)] for text, start in zip(texts, expected, strict=True)] == expected
    named = [idea in MISCONCEPTIONS for number in numbers for idea, _ in ANSWERS[number]["wrong"]]
    assert sum("This looks like" in text for text in texts) == sum(named)
