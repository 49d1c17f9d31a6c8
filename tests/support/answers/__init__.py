"""What learners answer to each exercise: right in several styles, and wrong by name; a module a notebook."""

import importlib
import pkgutil


def load_answers():
    """{exercise: {"right": {style: source}, "wrong": [(misconception or part of the message, source)]}}."""
    answers = {}
    for module in pkgutil.iter_modules(__path__):
        answers |= importlib.import_module(f"{__name__}.{module.name}").ANSWERS
    return answers


def untried(exercises, answers, misconceptions):
    """What no answer tries, as sentences: every exercise needs right and wrong ones, every misconception a wrong one.

    Examples
    --------
    >>> untried({}, {}, {"wrong_sign": "a wrong sign"})
    ['no wrong answer shows the misconception wrong_sign']
    """
    found = [f"answers to exercise {number}, which there is not" for number in answers if number not in exercises]
    for number, exercise in exercises.items():
        given = answers.get(number, {"right": {}, "wrong": []})
        if len(given["right"]) < (needed := 2 if exercise.is_function else 1):
            found.append(f"exercise {number} needs right answers in {needed} styles, and has {len(given['right'])}")
        if not given["wrong"]:
            found.append(f"exercise {number} has no wrong answer")
    shown = {idea for given in answers.values() for idea, _ in given["wrong"]}
    return found + [f"no wrong answer shows the misconception {key}" for key in misconceptions if key not in shown]


ANSWERS = load_answers()
