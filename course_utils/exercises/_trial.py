"""Try an answer: call it on every case, compare, and name the idea behind a wrong result."""

import contextlib
import copy
import functools
import inspect
import io
import random
import re

import numpy as np

from ._exercise import Incorrect
from ._values import as_array, as_numpy, as_plain, is_tensor, kind, near, shorten, show, show_argument, unchanged

PRINTED_AT_MOST = 2000
# errors of a function that wants another kind of number; all others are the learner's own
OTHER_KIND = (AttributeError, RuntimeError, TypeError, ValueError)


def verdict(exercise, load):
    """What came of trying an answer.

    Parameters
    ----------
    exercise : Exercise
    load : callable
        Gives a fresh copy of the answer, with globals of its own. A function that fails on tensors
        is tried on arrays and on plain numbers, each time as if for the first time.

    Returns
    -------
    dict
        To be sent as JSON: `status` is "correct" or "not yet"; `message`, `tried`, `came`,
        `expected` and `misconception` as in `Incorrect`; `printed` and `n_printed`.
    """
    prepare(exercise)
    printed = FirstCharacters()
    try:
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
            if exercise.is_function:
                _assess_function(exercise, load, printed)
            else:
                _assess_value(exercise, load)
    except Incorrect as fault:
        found = {"status": "not yet", **vars(fault)}
    except MemoryError:
        found = {"status": "not yet", "message": "It asked for too much memory."}
    except SystemExit:
        found = {"status": "not yet", "message": "It ends the Python process. Leave out exit(), quit() and sys.exit()."}
    else:
        found = {"status": "correct"}
    return {**found, "printed": printed.kept, "n_printed": printed.n_characters}


# ------------------------------------------------------ known before any answer


def prepare(exercise):
    """Work out all that an answer is compared with, so that no answer can have a hand in it."""
    known_results(exercise)
    known_wrong_results(exercise)


@functools.cache
def known_results(exercise):
    """The cases of an exercise and the right results, as a pair of lists; for a value, no cases and the value."""
    if not exercise.is_function:
        return [], [exercise.right()]
    cases = exercise.cases()
    return cases, [_call(exercise.right, copy.deepcopy(arguments)) for arguments in cases]


@functools.cache
def known_wrong_results(exercise):
    """Pairs of a misconception and the results it leads to, one a case; those that a case stops are left out."""
    cases, expected = known_results(exercise)
    if not exercise.is_function:
        found = [(key, [value]) for key, value in exercise.wrong]
    else:
        found = []
        for key, wrong in exercise.wrong:
            with contextlib.suppress(Exception):
                found.append((key, [_call(wrong, copy.deepcopy(arguments)) for arguments in cases]))
    for key, factor in (("wrong_sign", -1), ("percentage_for_probability", 100)):
        with contextlib.suppress(TypeError, ValueError, RuntimeError):  # letters have no sign
            found.append((key, [factor * as_array(target) for target in expected]))
    return found


# ---------------------------------------------------------------- functions


def _assess_function(exercise, load, printed):
    cases, expected = known_results(exercise)
    answer, results = _results(exercise, load, printed)
    for arguments, result, target in zip(cases, results, expected, strict=False):
        if isinstance(result, Incorrect):
            raise result
        fault = difference(result, target, exercise)
        if fault is not None:
            raise Incorrect(
                fault,
                tried=_call_text(exercise, arguments),
                came=show(result),
                expected=show(target),
                misconception=_diagnosis(exercise, results),
            )
    if exercise.extra_check is not None:
        exercise.extra_check(answer)


def _results(exercise, load, printed):
    """The answer as it was called, and one result a case, up to an `Incorrect` that says why there is none.

    The answer is given tensors. If it fails as a function for other kinds of numbers would, a fresh
    copy of it is given arrays, then plain numbers; if that helps on all cases, nothing of the trials
    before is seen.
    """
    first = None
    for convert in _conversions(exercise):
        printed.forget()
        answer = load()
        if not callable(answer):
            call = f"check({exercise.number!r}, {exercise.answer})"
            raise Incorrect(f"check takes the function itself, not a result of it: {call}.", came=show(answer))
        results, error = [], None
        for arguments in known_results(exercise)[0]:
            result, error = _outcome(exercise, answer, arguments, convert)
            results.append(result)
            if error is not None:
                break
        if not isinstance(error, OTHER_KIND) and (error is None or first is None):
            return answer, results
        first = first or (answer, results, vars(printed).copy())
    answer, results, seen = first
    vars(printed).update(seen)
    return answer, results


def _conversions(exercise):
    """What to do to each argument before a call: nothing first, then what makes a difference to some case."""
    yield lambda argument: argument
    arguments = [argument for case in known_results(exercise)[0] for argument in case]
    if not exercise.tensors_only and any(map(is_tensor, arguments)):
        yield as_numpy
    if not exercise.tensors_only and any(hasattr(argument, "tolist") for argument in arguments):
        yield as_plain


def _outcome(exercise, answer, arguments, convert):
    """(result, None) of the answer, or (an `Incorrect` that says why there is none, the error if it raised one)."""
    tried = _call_text(exercise, arguments)
    handed = [convert(argument) for argument in copy.deepcopy(arguments)]
    before = copy.deepcopy(handed)
    try:
        result = _call(answer, handed)
    except Exception as error:  # whatever the learner's code raises is an outcome
        text = f"{type(error).__name__}: {error}".removesuffix(": ")
        known = (key for key, pattern in exercise.wrong_errors.items() if re.search(pattern, text))
        return Incorrect(tried=tried, came=shorten(text), misconception=next(known, None)), error
    if not unchanged(handed, before):
        message = "It changes its arguments. Work on a copy, or write the result to a new name."
        return Incorrect(message, tried=tried), None
    if result is None:
        return Incorrect("It returns None. Is there a `return` in front of the result?", tried=tried), None
    return result, None


def _call(function, arguments):
    """The result of a call with fixed seeds."""
    import torch

    random.seed(0)
    np.random.seed(0)  # noqa: NPY002, for answers that draw from it
    torch.default_generator.manual_seed(0)  # torch.manual_seed also notes, for devices, where it was called from
    return function(*arguments)


def difference(result, target, exercise):
    """None where the result is right; else a sentence on what kind of wrong it is, or an empty one."""
    if isinstance(target, tuple):
        result = list(result) if getattr(result, "ndim", 0) else result
        if not isinstance(result, (tuple, list)) or len(result) != len(target):
            return f"It must return {len(target)} values, in the order of the task."
        faults = (difference(r, t, exercise) for r, t in zip(result, target, strict=True))
        return next((fault for fault in faults if fault is not None), None)
    if isinstance(target, str):
        return None if isinstance(result, str) and result.strip().lower() == target else ""
    try:
        result, target = as_array(result), as_array(target)
    except (TypeError, ValueError, RuntimeError):
        return f"It must return {kind(target)}."
    if target.size == 1 and result.size == 1:
        result, target = result.reshape(()), target.reshape(())
    if result.shape != target.shape:
        return f"The shape is {result.shape}; it must be {target.shape or 'one number'}."
    return None if near(result, target, exercise.rtol, exercise.atol) else ""


def _diagnosis(exercise, results):
    """The misconception whose results these are, in every case; None if there is none."""
    if any(isinstance(result, Incorrect) for result in results):
        return None
    for key, wrong_results in known_wrong_results(exercise):
        pairs = zip(results, wrong_results, strict=True)
        if all(difference(result, wrong, exercise) is None for result, wrong in pairs):
            return key
    return None


def _call_text(exercise, arguments):
    names = list(inspect.signature(exercise.right).parameters)
    shown = (show_argument(name, value) for name, value in zip(names, arguments, strict=False))
    return f"{exercise.answer}({', '.join(shown)})"


# ------------------------------------------------------------------- values


def _assess_value(exercise, load):
    answer = load()
    if callable(answer) and not is_tensor(answer):
        raise Incorrect(f"{exercise.answer} must be a value, not a function.", came=show(answer))
    _, (expected,) = known_results(exercise)
    fault = difference(answer, expected, exercise)
    if fault is None:
        return
    idea = _diagnosis(exercise, [answer])
    if isinstance(expected, str) and idea is None:
        letters = sorted({expected, *(letter for _, letter in exercise.wrong)})
        fault = f"The answer is one of the letters {', '.join(map(repr, letters))}."
    raise Incorrect(fault, came=show(answer), misconception=idea)


class FirstCharacters(io.TextIOBase):
    """A stream that keeps the beginning of what is printed, however much that is."""

    def __init__(self):
        self.forget()

    def forget(self):
        self.kept, self.n_characters = "", 0

    def writable(self):
        return True

    def write(self, text):
        if len(self.kept) < PRINTED_AT_MOST:
            self.kept += text[: PRINTED_AT_MOST - len(self.kept)]
        self.n_characters += len(text)
        return len(text)
