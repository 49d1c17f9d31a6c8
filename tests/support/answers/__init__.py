"""What learners answer to each exercise: right in several styles, and wrong by name; a module a notebook."""

import importlib
import pkgutil


def load_answers():
    """{exercise: {"right": [(style, source)], "wrong": [(misconception, source)]}}, of every module here."""
    answers = {}
    for module in pkgutil.iter_modules(__path__):
        answers |= importlib.import_module(f"{__name__}.{module.name}").ANSWERS
    return answers


ANSWERS = load_answers()
