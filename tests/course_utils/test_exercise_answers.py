"""Every exercise, tried with answers as learners write them: right in several styles, and wrong by name.

tests/support/answers/NOTEBOOK.py holds the answers to a notebook's exercises:
ANSWERS = {"3.2": {"right": {style: source}, "wrong": [(misconception or part of the message, source)]}}.
"""

import dataclasses
import functools
import itertools
import math
import warnings
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from support.answers import ANSWERS, untried
from support.exercise_table import tried
from support.rows import each_row

from course_utils.exercises import _trial, _tutor
from course_utils.exercises._difference import difference
from course_utils.exercises._exercise import Exercise
from course_utils.exercises._reply import Reply, text_of
from course_utils.exercises._stub import has_gap
from course_utils.exercises._verdict import Verdict
from course_utils.exercises.misconceptions import MISCONCEPTIONS
from course_utils.exercises.registry import exercises

pytestmark = pytest.mark.usefixtures("one_thread")

EXERCISES = exercises()
FUNCTIONS = [number for number, exercise in EXERCISES.items() if exercise.is_function]


def answer_of(exercise, source):
    """What a cell with this source defines under the name of the exercise's answer."""
    namespace = {"torch": torch, "np": np, "math": math, "nn": torch.nn}
    exec(compile(source, f"<answer to {exercise.number}>", "exec"), namespace)
    return namespace[exercise.answer]


N_INPUTS = 4  # where many answers are tried, with one that is drawn; a check draws more, and so does a slow test


@functools.cache
def expected(exercise):
    """What answers are compared with here: drawn once, and the same in every run."""
    n_drawn = max(1, N_INPUTS - len(exercise.cases())) if exercise.is_function else 0
    return _trial.expect(dataclasses.replace(exercise, n_drawn=min(n_drawn, exercise.n_drawn)), seed=13)


def graded(exercise, source, known=None):
    """The text a learner reads, in one line, without the process between."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # as in the process that tries answers
        found = _trial.verdict(exercise, lambda: answer_of(exercise, source), known or expected(exercise))
    answer = answer_of(exercise, source)
    return " ".join(text_of(Reply(exercise, Verdict.read(found), has_gap(answer))).split())


# exercises whose answers train a model, resample or draw a figure, which takes as long as all others together
DEAR = ("2.4", "3.3", "3.4", "4.1", "5.1", "5.3", "5.4", "6.1", "7.2", "7.4")
CHEAP = [number for number in EXERCISES if number not in DEAR]


def listed(kind, numbers):
    return [
        pytest.param(number, *entry, id=f"{number} {entry[0]}")
        for number in numbers
        for entry in (ANSWERS[number][kind].items() if kind == "right" else ANSWERS[number][kind])
    ]


def test_every_exercise_is_tried_and_every_misconception_is_shown():
    assert untried(EXERCISES, ANSWERS, MISCONCEPTIONS) == []


def test_what_is_not_tried_is_named():
    function, value = SimpleNamespace(is_function=True), SimpleNamespace(is_function=False)
    answers = {"8.1": {"right": {"a": ""}, "wrong": []}, "8.3": {"right": {}, "wrong": [("seen", "")]}}
    assert untried({"8.1": function, "8.2": value}, answers, {"seen": "", "unseen": ""}) == [
        "answers to exercise 8.3, which there is not",
        "exercise 8.1 needs right answers in 2 styles, and has 1",
        "exercise 8.1 has no wrong answer",
        "exercise 8.2 needs right answers in 1 styles, and has 0",
        "exercise 8.2 has no wrong answer",
        "no wrong answer shows the misconception unseen",
    ]


def solution_is_right_and_stub_is_not_attempted(number):
    exercise = EXERCISES[number]
    assert number in DEAR or graded(exercise, exercise.solution).startswith("✔")  # those below, on more inputs
    assert _tutor.not_attempted(exercise, answer_of(exercise, exercise.stub))
    assert not _tutor.not_attempted(exercise, answer_of(exercise, exercise.solution))
    assert len(exercise.hints) >= 2
    assert exercise.stub != exercise.solution


def right_answer_passes(number, style, source, request):
    assert graded(EXERCISES[number], source).startswith("✔")
    tried(request, number, "right")


def share(known, part, n_parts):
    """The fixed inputs and one part of those that are drawn."""
    chosen = [*range(known.n_fixed), *range(known.n_fixed + part, len(known.cases), n_parts)]
    cases, results = ([values[i] for i in chosen] for values in (known.cases, known.results))
    return dataclasses.replace(known, cases=cases, results=results)


@pytest.mark.slow
@pytest.mark.parametrize("number", EXERCISES)
def test_right_answers_pass_on_as_many_inputs_as_a_check_draws(number, request):
    """A dear one shares the drawn inputs out among its styles; in the sweeps each style has all of them."""
    exercise = EXERCISES[number]
    known = _trial.expect(exercise, seed=13)
    styles = {"solution": exercise.solution, **ANSWERS[number]["right"]}
    for part, (style, source) in enumerate(styles.items()):
        inputs = share(known, part, len(styles)) if number in DEAR and exercise.is_function else known
        assert graded(exercise, source, inputs).startswith("✔"), style
        if number in DEAR and style != "solution":
            tried(request, number, "right")


@pytest.mark.sweep
@pytest.mark.parametrize("number", DEAR)
def test_every_style_of_a_dear_one_passes_on_all_inputs(number):
    known = _trial.expect(EXERCISES[number], seed=13)
    for style, source in ANSWERS[number]["right"].items():
        assert graded(EXERCISES[number], source, known).startswith("✔"), style


def wrong_answer_is_named(number, idea, source, request):
    words = f"This looks like {MISCONCEPTIONS[idea].name}." if idea in MISCONCEPTIONS else idea
    text = graded(EXERCISES[number], source)
    assert text.startswith(f"✘ Exercise {number}: not yet.")
    assert words in text
    tried(request, number, "wrong", idea if idea in MISCONCEPTIONS else None)


RIGHT, WRONG = ("number", "style", "source"), ("number", "idea", "source")
test_solution_is_right_and_stub_is_not_attempted = each_row("number", CHEAP)(
    solution_is_right_and_stub_is_not_attempted
)
test_right_answer_passes_in_every_style = each_row(RIGHT, listed("right", CHEAP))(right_answer_passes)
test_wrong_answer_is_named = each_row(WRONG, listed("wrong", CHEAP))(wrong_answer_is_named)
test_solution_and_stub_of_the_dear_ones = pytest.mark.slow(
    each_row("number", DEAR)(solution_is_right_and_stub_is_not_attempted)
)
test_wrong_answer_to_a_dear_one_is_named = pytest.mark.slow(
    each_row(WRONG, listed("wrong", DEAR))(wrong_answer_is_named)
)


def cases_tell_known_wrong_answers_from_each_other_and_from_the_right_one(number):
    exercise = EXERCISES[number]
    known = expected(exercise)
    right, wrong = known.results[: len(exercise.cases())], known.wrong_results[: len(exercise.wrong)]
    assert [idea for idea, _ in wrong] == [idea for idea, _ in exercise.wrong]  # none fails on a case
    for (idea, ours), (other, theirs) in itertools.combinations([(None, right), *wrong], 2):
        same = all(difference(a, b, exercise) is None for a, b in zip(ours, theirs, strict=True))
        assert idea == other or not same, (idea, other)


test_cases_tell_known_wrong_answers_from_each_other_and_from_the_right_one = each_row(
    "number", [number for number in FUNCTIONS if number not in DEAR]
)(cases_tell_known_wrong_answers_from_each_other_and_from_the_right_one)
test_cases_of_the_dear_ones_tell_wrong_answers_apart = pytest.mark.slow(
    each_row("number", [number for number in FUNCTIONS if number in DEAR])(
        cases_tell_known_wrong_answers_from_each_other_and_from_the_right_one
    )
)


# one that takes a number, one whose result is looked at, a training, a figure; and one that is as small as can be
TOY = Exercise(
    number="0.1", answer="total", is_function=True, solution="", stub="def total(x):\n    return ...",
    right=lambda x: x.cumsum(0), hints=("a", "b"), cases=lambda: [(torch.ones(3),)],
)  # fmt: skip
REPRESENTATIVES = {"0.1": TOY, **{number: EXERCISES[number] for number in ("1.2", "2.2", "3.3", "4.1")}}
PAIR, AXES = "It must return 2 values, in the order of the task.", "It must return the axes that it was given."
SHAPE, CHANGED = "The shape is (7, 3); it must be", "It changes its arguments."
# kind: its source, and what is said in each of them, or in all
HOSTILE = {
    "raises": ("raise KeyError('x')", "KeyError: 'x'"),
    "returns nothing": ("pass", "It returns None. Is there a `return"),
    "wrong type": (
        "return 'a text'",
        {
            "0.1": "It must return numbers, such as a tensor.", "1.2": "It must return a number.", "2.2": PAIR,
            "3.3": PAIR, "4.1": AXES,
        },
    ),
    "wrong shape": (
        "return [[1.0, 2.0, 3.0]] * 7",
        {"0.1": f"{SHAPE} (3,).", "1.2": f"{SHAPE} one number.", "2.2": PAIR, "3.3": PAIR, "4.1": AXES},
    ),
    "changes its input": (
        "for a in args:\n        if hasattr(a, 'mul_'): a.mul_(2).add_(1)\n"
        "        elif hasattr(a, 'append'): a.append(0)\n    return 'a text'",
        {"0.1": CHANGED, "2.2": CHANGED, "3.3": CHANGED},
    ),
    "exits": ("raise SystemExit", "It ends the Python process. Leave out exit()"),
    "a gap left": ("value = ...\n    return value + 1", "There is still a gap"),
}


@each_row(
    ("kind", "number", "said"),
    [
        (kind, number, said if isinstance(said, str) else said[number])
        for kind, (_, said) in HOSTILE.items()
        for number in (REPRESENTATIVES if isinstance(said, str) else said)
    ],
    ids=lambda value: "" if " " in value and value not in HOSTILE else None,
)
def test_hostile_answer_gets_a_message(kind, number, said, request):
    exercise = REPRESENTATIVES[number]
    text = graded(exercise, f"def {exercise.answer}(*args):\n    {HOSTILE[kind][0]}")
    assert text.startswith(f"✘ Exercise {number}: not yet.")
    assert said in text
    assert "Traceback" not in text
    if exercise is not TOY:
        tried(request, number, "hostile")


def test_much_that_is_printed_is_cut_and_counted():
    text = graded(TOY, "def total(x):\n    for i in range(3_000): print('line', i)\n    return 0")
    n_characters = sum(len(f"line {i}\n") for i in range(3_000))
    assert f"printed line 0 | line 1 | line 2 … ({n_characters:,} characters in all)" in text


# ------------------------------------------------------ each answer is called once a case


def calls_of(exercise, source):
    """The verdict on a source whose function prints what it is given."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = _trial.verdict(exercise, lambda: answer_of(exercise, source))
    return found["status"], found["printed"].splitlines()


def toy(right, *cases, **options):
    return Exercise(
        number="0.2", answer="answer", is_function=True, solution="", stub="", right=right, hints=("a", "b"),
        cases=lambda: list(cases), **options,
    )  # fmt: skip


THREE = [(torch.tensor([float(i), 1.0]),) for i in range(3)]


def test_answer_is_called_once_a_case():
    source = "def answer(x):\n    print(type(x).__name__)\n    return x + 1"
    assert calls_of(toy(lambda x: x + 1, *THREE), source) == ("correct", ["Tensor"] * 3)


def test_answer_for_arrays_or_lists_is_called_once_a_case_with_what_it_can_take():
    exercise = toy(lambda x: x + 1, *THREE)
    arrays = "def answer(x):\n    print(type(x).__name__)\n    return x.astype(float) + 1"
    assert calls_of(exercise, arrays) == ("correct", ["ndarray"] * 3)
    lists = "def answer(x):\n    print(type(x).__name__)\n    return [a + 1 for a in [] + x]"
    assert calls_of(exercise, lists) == ("correct", ["list"] * 3)


def test_what_an_answer_keeps_in_a_global_is_not_doubled_by_what_it_cannot_take():
    source = (
        "seen = []\ndef answer(x):\n    seen.append(1)\n    print(len(seen))\n"
        "    return x.astype(float) + 1 if len(seen) > 1 else np.asarray(x) + 1"
    )
    assert calls_of(toy(lambda x: x + 1, *THREE), source) == ("correct", ["1", "2", "3"])


def test_error_of_the_learner_is_not_tried_again_with_other_numbers():
    exercise = toy(lambda x: x + 1, *THREE)
    source = "def answer(x):\n    print(type(x).__name__)\n    return {error}"
    assert calls_of(exercise, source.format(error="nothing")) == ("not yet", ["Tensor"])
    assert calls_of(exercise, source.format(error="x.no_such_method()")) == ("not yet", ["Tensor"])
    assert calls_of(toy(lambda x: x, (1.0,)), source.format(error="x.no")) == ("not yet", ["float"])
    assert calls_of(toy(lambda x: x, *THREE, tensors_only=True), source.format(error="x.no")) == ("not yet", ["Tensor"])


def test_first_error_is_the_one_that_is_told():
    found = _trial.verdict(toy(lambda x: x, *THREE), lambda: lambda x: x.item() if torch.is_tensor(x) else 1 / 0)
    assert "cannot be converted to Scalar" in found["came"]


# ------------------------------------------- the solution, handed over in every form


def each_number(result, change):
    """The result with its numbers changed; several results stay several."""
    if isinstance(result, tuple):
        return tuple(each_number(part, change) for part in result)
    return change(np.asarray(result.detach() if torch.is_tensor(result) else result, dtype=float))


class Callable:
    def __init__(self, function):
        self.function = function

    def __call__(self, *arguments):
        return self.function(*arguments)


def on_copies(function):
    def answer(*arguments):
        own = [argument.clone() if torch.is_tensor(argument) else argument for argument in arguments]
        result = function(*own)
        for argument in own:
            if torch.is_tensor(argument) and argument is not result:
                argument.zero_()
        return result

    return answer


FORMS = {
    "partial": functools.partial,
    "lambda": lambda right: lambda *arguments: right(*arguments),
    "object": Callable,
    "spoils copies of its own": on_copies,
}
FOUR_DECIMALS = "rounded to four decimals"
RESULTS = {
    "arrays": lambda numbers: numbers,
    "lists and floats": lambda numbers: numbers.tolist(),
    "tensors": torch.as_tensor,
    "single precision": np.float32,
    FOUR_DECIMALS: lambda numbers: np.round(numbers, 4),
}


def told(exercise, answer):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return _trial.verdict(exercise, lambda: answer, expected(exercise))


@pytest.mark.slow
@each_row("form", FORMS)
@each_row("number", [number for number in REPRESENTATIVES if number in FUNCTIONS])
def test_right_answer_passes_in_every_form(number, form):
    exercise = EXERCISES[number]
    answer = FORMS[form](exercise.right)
    assert not _tutor.not_attempted(exercise, answer)
    assert told(exercise, answer)["status"] == "correct"


@pytest.mark.slow
@each_row("number", [number for number in FUNCTIONS if number not in REPRESENTATIVES])
def test_no_exercise_asks_for_a_plain_function_or_minds_copies(number):
    exercise = EXERCISES[number]
    answer = Callable(functools.partial(on_copies(exercise.right)))
    assert not _tutor.not_attempted(exercise, answer)
    assert told(exercise, answer)["status"] == "correct"


NUMBERS = [number for number in FUNCTIONS if number not in ("2.2", "4.1")]  # tensors are asked for, and axes


def right_in(exercise, *kinds):
    """An answer that gives the right result, in one kind of number after the other, and what it gave."""
    turn, given = itertools.cycle(kinds), []

    def answer(*arguments):
        given.append(next(turn))
        return each_number(exercise.right(*arguments), RESULTS[given[-1]])

    return answer, given


@pytest.mark.slow
@each_row("number", NUMBERS)
def test_right_result_passes_in_every_kind_of_number(number):
    kinds = [kind for kind in RESULTS if kind != FOUR_DECIMALS]
    for shift in range(len(kinds) if number in REPRESENTATIVES else 1):
        answer, given = right_in(EXERCISES[number], *kinds[shift:], *kinds[:shift])
        found = told(EXERCISES[number], answer)
        assert found["status"] == "correct", (given[-1], found)
        assert set(given) == set(kinds)


@pytest.mark.slow
@each_row("number", [number for number in NUMBERS if number != "1.2"])  # four significant digits there
def test_right_result_passes_with_four_decimals(number):
    answer, _ = right_in(EXERCISES[number], FOUR_DECIMALS)
    assert told(EXERCISES[number], answer)["status"] == "correct"


@pytest.mark.sweep
@pytest.mark.parametrize("kind", [kind for kind in RESULTS if kind != FOUR_DECIMALS])
@pytest.mark.parametrize("number", NUMBERS)
def test_right_result_passes_in_one_kind_of_number_for_every_input(number, kind):
    answer, _ = right_in(EXERCISES[number], kind)
    assert told(EXERCISES[number], answer)["status"] == "correct"


@pytest.mark.sweep
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("number", [number for number in FUNCTIONS if number not in REPRESENTATIVES])
def test_right_answer_of_every_exercise_passes_in_every_form(number, form):
    assert told(EXERCISES[number], FORMS[form](EXERCISES[number].right))["status"] == "correct"


COUNTS = ("5.1", "6.2", "6.4", "8.1")


@each_row("number", [number for number in NUMBERS if number not in COUNTS])
@pytest.mark.slow
def test_result_rounded_to_two_decimals_is_told_so(number):
    exercise = EXERCISES[number]
    answer = lambda *arguments: each_number(exercise.right(*arguments), lambda v: np.round(v, 2))  # noqa: E731
    found = told(exercise, answer)
    if number == "6.1":  # two decimals are compared there
        assert found["status"] == "correct"
    else:
        assert found["message"].startswith(("This is the right result rounded to ", "It is near, and not near enough"))
