"""Try an answer: call it on fixed and on drawn inputs, compare, and name the idea behind a wrong result."""

import contextlib
import copy
import inspect
import io
import random
import re
import secrets
from dataclasses import dataclass

import numpy as np

from ._difference import difference
from ._exercise import Incorrect
from ._values import (
    as_array,
    as_numpy,
    as_plain,
    is_tensor,
    shorten,
    show,
    show_apart,
    show_argument,
    unchanged,
)

PRINTED_AT_MOST = 2000
# errors of a function that wants another kind of number; all others are the learner's own
OTHER_KIND = (AttributeError, RuntimeError, TypeError, ValueError)


def verdict(exercise, load, expected=None):
    """What came of trying an answer.

    Parameters
    ----------
    exercise : Exercise
    load : callable
        Gives a fresh copy of the answer, with globals of its own. A function that fails on tensors
        is tried on arrays and on plain numbers, each time as if for the first time.
    expected : Expected, optional
        What `expect` has worked out; where answers are not trusted, before there was one.

    Returns
    -------
    dict
        To be sent as JSON: `status` is "correct" or "not yet"; `message`, `tried`, `came`,
        `expected` and `misconception` as in `Incorrect`; `printed` and `n_printed`; for a right function
        `n_tried` and `n_drawn`, on how many inputs it was tried, and how many of these were drawn.
    """
    expected = expected or expect(exercise)
    printed = FirstCharacters()
    try:
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
            if exercise.is_function:
                assess_function(expected, load, printed)
            else:
                _assess_value(expected, load)
    except Incorrect as fault:
        found = {"status": "not yet", **vars(fault)}
    except MemoryError:
        found = {"status": "not yet", "message": "It asked for too much memory."}
    except SystemExit:
        found = {"status": "not yet", "message": "It ends the Python process. Leave out exit(), quit() and sys.exit()."}
    else:
        n_tried = len(expected.cases)
        found = {"status": "correct", "n_tried": n_tried, "n_drawn": n_tried - expected.n_fixed}
    return {**found, "printed": printed.kept, "n_printed": printed.n_characters}


# ------------------------------------------------------ known before any answer


@dataclass(frozen=True)
class Expected:
    """All that an answer is compared with, worked out before it runs, so that it can have no hand in it.

    Attributes
    ----------
    exercise : Exercise
    seed : int
        What the drawn inputs come from.
    cases : list of tuple
        The inputs: the fixed ones, then the drawn ones; none for a value.
    n_fixed : int
        How many are fixed.
    results : list
        The right result for each case; for a value, that value alone.
    wrong_results : list of pairs
        A misconception and the results it leads to on the fixed inputs.
    """

    exercise: object
    seed: int
    cases: list
    n_fixed: int
    results: list
    wrong_results: list


def expect(exercise, seed=None):
    """The inputs of one check, and the right and the known wrong results; drawn anew unless a seed is given."""
    seed = secrets.randbits(32) if seed is None else seed
    if not exercise.is_function:
        return Expected(exercise, seed, [], 0, [exercise.right()], _wrong_results(exercise, [], [exercise.right()]))
    fixed = exercise.cases()
    cases = [*fixed, *drawn(exercise, seed, exercise.n_drawn)]
    results = [call(exercise.right, arguments) for arguments in cases]
    return Expected(exercise, seed, cases, len(fixed), results, _wrong_results(exercise, fixed, results[: len(fixed)]))


def _wrong_results(exercise, cases, results):
    found = []
    for key, wrong in exercise.wrong:
        with contextlib.suppress(Exception):  # those that a case stops are left out
            found.append((key, [call(wrong, case) for case in cases] if exercise.is_function else [wrong]))
    for key, factor in (("wrong_sign", -1), ("percentage_for_probability", 100)):
        with contextlib.suppress(TypeError, ValueError, RuntimeError):  # letters have no sign
            found.append((key, [factor * as_array(result) for result in results]))
    return found


def drawn(exercise, seed, n):
    """As many inputs from the range that the task promises, if the exercise draws any; the same for the same seed."""
    rng = np.random.default_rng(seed)
    return [exercise.draw(rng) for _ in range(n)] if exercise.draw else []


# ---------------------------------------------------------------- functions


def assess_function(expected, load, printed):
    """Raise `Incorrect` unless the answer that `load` gives is right."""
    exercise = expected.exercise
    answer, results = _results(expected, load, printed)
    for arguments, result, target in zip(expected.cases, results, expected.results, strict=False):
        if isinstance(result, Incorrect):
            raise result
        if (fault := difference(result, target, exercise)) is not None:
            came, right = show_apart(result, target)
            raise Incorrect(
                fault,
                tried=_call_text(exercise, arguments),
                came=came,
                expected=right,
                misconception=_diagnosis(expected, results),
            )
    if exercise.extra_check is not None:
        try:
            exercise.extra_check(answer, np.random.default_rng(expected.seed))
        except Exception as error:  # whatever the learner's code raises is an outcome
            raise error if isinstance(error, Incorrect) else Incorrect(came=_error_text(error)) from None


def _results(expected, load, printed):
    """The answer as it was called, and one result a case, up to an `Incorrect` that says why there is none.

    The answer is given tensors. If it fails as a function for other kinds of numbers would, a fresh
    copy of it is given arrays, then plain numbers; if that helps on all cases, nothing of the trials
    before is seen. Drawn inputs are tried as long as all is right.
    """
    exercise, first = expected.exercise, None
    for convert in _conversions(expected):
        printed.forget()
        answer = load()
        if not callable(answer):
            call_of_check = f"check({exercise.number!r}, {exercise.answer})"
            raise Incorrect(f"check takes the function itself, not a result of it: {call_of_check}.", came=show(answer))
        results, error, right = [], None, True
        for i, (arguments, target) in enumerate(zip(expected.cases, expected.results, strict=True)):
            if i >= expected.n_fixed and not right:
                break
            result, error = _outcome(exercise, answer, arguments, convert)
            results.append(result)
            if error is not None:
                break
            right = right and not isinstance(result, Incorrect) and difference(result, target, exercise) is None
        if not isinstance(error, OTHER_KIND) and (error is None or first is None):
            return answer, results
        first = first or (answer, results, vars(printed).copy())
    answer, results, seen = first
    vars(printed).update(seen)
    return answer, results


def _conversions(expected):
    """What to do to each argument before a call: nothing first, then what makes a difference to some case."""
    yield lambda argument: argument
    exercise, arguments = expected.exercise, [argument for case in expected.cases for argument in case]
    if not exercise.tensors_only and any(map(is_tensor, arguments)):
        yield as_numpy
    if not exercise.tensors_only and any(hasattr(argument, "tolist") for argument in arguments):
        yield as_plain


def _outcome(exercise, answer, arguments, convert):
    """(result, None) of the answer, or (an `Incorrect` that says why there is none, the error if it raised one)."""
    handed = [convert(argument) for argument in copy.deepcopy(arguments)]
    before = [convert(argument) for argument in arguments]
    try:
        result = call(answer, handed, copies=False)
    except Exception as error:  # whatever the learner's code raises is an outcome
        text = _error_text(error)
        known = (key for key, pattern in exercise.wrong_errors.items() if re.search(pattern, text))
        tried = _call_text(exercise, arguments)
        return Incorrect(tried=tried, came=text, misconception=next(known, None)), error
    if not unchanged(handed, before):
        message = "It changes its arguments. Work on a copy, or write the result to a new name."
        return Incorrect(message, tried=_call_text(exercise, arguments)), None
    if result is None:
        message = "It returns None. Is there a `return` in front of the result?"
        return Incorrect(message, tried=_call_text(exercise, arguments)), None
    return result, None


def _error_text(error):
    return shorten(f"{type(error).__name__}: {error}".removesuffix(": "))


def call(function, arguments, copies=True):
    """The result of a call with fixed seeds, and with copies of the arguments, so that they stay as they are."""
    import torch

    random.seed(0)
    np.random.seed(0)  # noqa: NPY002, for answers that draw from it
    torch.default_generator.manual_seed(0)  # as torch.manual_seed, which takes much longer to seed GPUs as well
    return function(*(copy.deepcopy(arguments) if copies else arguments))


def _diagnosis(expected, results):
    """The misconception whose results these are, on every fixed input; None if there is none."""
    for key, wrong_results in expected.wrong_results:
        pairs = list(zip(results, wrong_results, strict=False))
        if len(pairs) < len(wrong_results) or any(isinstance(result, Incorrect) for result, _ in pairs):
            continue
        if all(difference(result, wrong, expected.exercise) is None for result, wrong in pairs):
            return key
    return None


def _call_text(exercise, arguments):
    names = list(inspect.signature(exercise.right).parameters)
    shown = (show_argument(name, value) for name, value in zip(names, arguments, strict=False))
    return f"{exercise.answer}({', '.join(shown)})"


# ------------------------------------------------------------------- values


def _assess_value(expected, load):
    exercise, (target,), answer = expected.exercise, expected.results, load()
    if callable(answer) and not is_tensor(answer):
        raise Incorrect(f"{exercise.answer} must be a value, not a function.", came=show(answer))
    fault = difference(answer, target, exercise)
    if fault is None:
        return
    idea = _diagnosis(expected, [answer])
    if isinstance(target, str) and idea is None:
        letters = sorted({target, *(letter for _, letter in exercise.wrong)})
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
