"""Every exercise, tried with answers as learners write them: right in several styles, and wrong by name.

tests/support/answers/NOTEBOOK.py holds the answers to a notebook's exercises:
ANSWERS = {"3.2": {"right": {style: source}, "wrong": [(misconception or part of the message, source)]}}.
"""

import itertools
import math
import warnings

import numpy as np
import pytest
import torch
from support.answers import ANSWERS
from support.exercise_table import tried

from course_utils.exercises import _answers, _trial
from course_utils.exercises._exercise import EXERCISES
from course_utils.exercises.misconceptions import MISCONCEPTIONS

HOSTILE = {
    "raises": ("def {name}(*args): raise KeyError('x')", "KeyError: 'x'"),
    "returns nothing": ("def {name}(*args): pass", "returns None"),
    "wrong type": ("def {name}(*args): return 'a text'", "a text"),
    "wrong shape": ("def {name}(*args): return [[1.0, 2.0, 3.0]] * 7", "not yet"),
    "prints a lot": ("def {name}(*args):\n    for i in range(20_000): print('line', i)", "characters in all"),
    "changes its input": (
        "def {name}(*args):\n    for a in args:\n        if hasattr(a, 'mul_'): a.mul_(2).add_(1)\n"
        "        elif hasattr(a, 'append'): a.append(0)\n    return 'a text'",
        "not yet",
    ),
    "exits": ("def {name}(*args): raise SystemExit", "ends the Python process"),
    "a gap left": ("def {name}(*args):\n    value = ...\n    return value + 1", "a gap"),
}


_answers.exercises()
FUNCTIONS = [number for number, exercise in EXERCISES.items() if exercise.is_function]


def answer_of(exercise, source):
    """What a cell with this source defines under the name of the exercise's answer."""
    namespace = {"torch": torch, "np": np, "math": math, "nn": torch.nn}
    exec(compile(source, f"<answer to {exercise.number}>", "exec"), namespace)
    return namespace[exercise.answer]


def graded(number, source):
    """The text a learner reads, without the process between."""
    exercise = EXERCISES[number]
    answer = answer_of(exercise, source)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # as in the process that tries answers
        found = _trial.verdict(number, answer)
    return "✔" if found["status"] == "correct" else _answers._not_yet(exercise, found, _answers._has_gap(answer))


def listed(kind):
    return [
        pytest.param(number, *entry, id=f"{number} {entry[0]}")
        for number, answers in ANSWERS.items()
        for entry in (answers[kind].items() if kind == "right" else answers[kind])
    ]


def test_every_exercise_has_right_and_wrong_answers_to_try():
    assert sorted(ANSWERS) == sorted(EXERCISES)
    for number, exercise in EXERCISES.items():
        if exercise.is_function:
            assert len(ANSWERS[number]["right"]) >= 2, f"{number}: two styles at least"
        assert ANSWERS[number]["wrong"], number


@pytest.mark.parametrize("number", EXERCISES)
def test_solution_is_right_and_stub_is_not_attempted(number):
    exercise = EXERCISES[number]
    assert graded(number, exercise.solution) == "✔"
    assert _answers.not_attempted(exercise, answer_of(exercise, exercise.stub))
    assert not _answers.not_attempted(exercise, answer_of(exercise, exercise.solution))
    assert len(exercise.hints) >= 2
    assert exercise.stub != exercise.solution


@pytest.mark.parametrize(("number", "style", "source"), listed("right"))
def test_right_answer_passes_in_every_style(number, style, source, record_property):
    assert graded(number, source) == "✔"
    record_property(*tried(number, "right"))


@pytest.mark.parametrize(("number", "idea", "source"), listed("wrong"))
def test_wrong_answer_is_named(number, idea, source, record_property):
    text = graded(number, source)
    expected = f"This looks like {MISCONCEPTIONS[idea].name}." if idea in MISCONCEPTIONS else idea
    assert expected in " ".join(text.split()), text
    record_property(*tried(number, "wrong", idea if idea in MISCONCEPTIONS else None))


@pytest.mark.parametrize("number", FUNCTIONS)
def test_cases_tell_known_wrong_answers_from_each_other_and_from_the_right_one(number):
    exercise = EXERCISES[number]
    cases = exercise.cases()
    known = [(None, exercise.right), *exercise.wrong]
    results = [(idea, [_trial._call(function, case)[0] for case in cases]) for idea, function in known]
    for (idea, ours), (other, theirs) in itertools.combinations(results, 2):
        same = all(_trial._difference(a, b, exercise) is None for a, b in zip(ours, theirs, strict=True))
        assert idea == other or not same, (idea, other)


@pytest.mark.parametrize("number", FUNCTIONS)
@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_answer_gets_a_message(number, kind, record_property):
    source, expected = HOSTILE[kind]
    text = graded(number, source.format(name=EXERCISES[number].answer))
    assert text.startswith(f"✘ Exercise {number}: not yet.")
    assert expected in " ".join(text.split())
    assert "Traceback" not in text
    record_property(*tried(number, "hostile"))


def test_every_misconception_named_is_one_that_some_wrong_answer_shows():
    shown = {idea for answers in ANSWERS.values() for idea, _ in answers["wrong"]}
    assert set(MISCONCEPTIONS) <= shown
