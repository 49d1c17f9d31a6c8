"""Try an answer: call it on every case, compare, and name the idea behind a wrong result."""

import contextlib
import copy
import inspect
import io
import random
import re

import numpy as np

from ._exercise import Incorrect

PRINTED_AT_MOST = 2000


def assess(exercise, answer):
    """Return None for a right answer, or raise `Incorrect`."""
    if exercise.is_function:
        _assess_function(exercise, answer)
    else:
        _assess_value(exercise, answer)


# ---------------------------------------------------------------- functions


def _assess_function(exercise, answer):
    if not callable(answer):
        raise Incorrect(
            f"check takes the function itself, not a result of it: check({exercise.number!r}, {exercise.answer}).",
            came=show(answer),
        )
    cases = exercise.cases()
    results, expected = [], []
    for arguments in cases:
        expected.append(_call(exercise.right, arguments)[0])
        results.append(_outcome(exercise, answer, arguments))
    for arguments, result, target in zip(cases, results, expected, strict=True):
        if isinstance(result, Incorrect):
            raise result
        fault = _difference(result, target, exercise)
        if fault is not None:
            raise Incorrect(
                fault,
                tried=_call_text(exercise, arguments),
                came=show(result),
                expected=show(target),
                misconception=_diagnosis(exercise, cases, results, expected),
            )
    if exercise.extra_check is not None:
        exercise.extra_check(answer)


def _outcome(exercise, answer, arguments):
    """The answer's result for these arguments, or an `Incorrect` that says why there is none."""
    first = None
    for convert in _representations(exercise):
        try:
            result, unchanged = _call(answer, arguments, convert)
        except Exception as error:  # whatever the learner's code raises is an outcome
            first = first or error
            continue
        if not unchanged:
            return Incorrect(
                "It changes its arguments. Work on a copy, or write the result to a new name.",
                tried=_call_text(exercise, arguments),
            )
        if result is None:
            return Incorrect(
                "It returns None. Is there a `return` in front of the result?", tried=_call_text(exercise, arguments)
            )
        return result
    text = f"{type(first).__name__}: {first}".removesuffix(": ")
    known = (key for key, pattern in exercise.wrong_errors.items() if re.search(pattern, text))
    return Incorrect(
        tried=_call_text(exercise, arguments),
        came=_shorten(text),
        misconception=next(known, None),
    )


def _representations(exercise):
    """The ways to hand over arguments: as the exercise says, then as NumPy and plain Python would take them."""
    yield lambda value: value
    if not exercise.tensors_only:
        yield _as_numpy
        yield lambda value: value.tolist() if hasattr(value, "tolist") else value
    if exercise.elementwise:
        yield _each


def _as_numpy(value):
    return value.numpy().astype(np.float64) if hasattr(value, "detach") else value


class _each(list):
    """Marks arguments whose numbers are to be handed over one by one."""

    def __init__(self, value):
        super().__init__(np.asarray(_as_numpy(value), dtype=float).ravel().tolist())
        self.shape = np.shape(_as_numpy(value))


def _call(function, arguments, convert=lambda value: value):
    """(result, whether the arguments are as they were) of a call with fresh copies and fixed seeds."""
    import torch

    random.seed(0)
    np.random.seed(0)  # noqa: NPY002, for answers that draw from it
    torch.manual_seed(0)
    handed = [convert(copy.deepcopy(argument)) for argument in arguments]
    if handed and all(isinstance(value, _each) for value in handed):
        result = np.array([function(*row) for row in zip(*handed, strict=True)]).reshape(handed[0].shape)
        return result, True
    before = copy.deepcopy(handed)
    result = function(*handed)
    return result, all(_same(a, b) for a, b in zip(handed, before, strict=True))


def _same(a, b):
    """Whether data are unchanged; models, generators and the like are there to be changed."""
    if not isinstance(a, (list, tuple, dict, str, bool, int, float, np.ndarray)) and not _is_tensor(a):
        return True
    if isinstance(a, (list, tuple, dict, str)):
        return a == b
    return np.array_equal(np.asarray(a), np.asarray(b), equal_nan=True)


def _is_tensor(value):
    return hasattr(value, "detach") and hasattr(value, "numpy")


def _difference(result, target, exercise):
    """None where the result is right; else a sentence on what kind of wrong it is, or an empty one."""
    if isinstance(target, tuple):
        result = list(result) if getattr(result, "ndim", 0) else result
        if not isinstance(result, (tuple, list)) or len(result) != len(target):
            return f"It must return {len(target)} values, in the order of the task."
        faults = (_difference(r, t, exercise) for r, t in zip(result, target, strict=True))
        return next((fault for fault in faults if fault is not None), None)
    if isinstance(target, str):
        return None if isinstance(result, str) and result.strip().lower() == target else ""
    try:
        result, target = as_array(result), as_array(target)
    except (TypeError, ValueError, RuntimeError):
        return f"It must return {_kind(target)}."
    if target.size == 1 and result.size == 1:
        result, target = result.reshape(()), target.reshape(())
    if result.shape != target.shape:
        return f"The shape is {result.shape}; it must be {target.shape or 'one number'}."
    if np.allclose(result, target, rtol=exercise.rtol, atol=exercise.atol, equal_nan=True):
        return None
    return ""


def _diagnosis(exercise, cases, results, expected):
    """The misconception whose results these are, in every case; None if there is none."""
    for key, wrong in exercise.wrong:
        if _gives(exercise, results, (lambda wrong=wrong: [_call(wrong, arguments)[0] for arguments in cases])):
            return key
    for key, factor in (("wrong_sign", -1), ("percentage_for_probability", 100)):
        if _gives(exercise, results, (lambda factor=factor: [factor * as_array(target) for target in expected])):
            return key
    return None


def _gives(exercise, results, wrong_results):
    """Whether the results are the wrong ones in every case."""
    try:
        return all(
            not isinstance(result, Incorrect) and _difference(result, wrong, exercise) is None
            for result, wrong in zip(results, wrong_results(), strict=True)
        )
    except Exception:  # a wrong answer may fail on a case; then it is not what came
        return False


# ------------------------------------------------------------------- values


def _assess_value(exercise, answer):
    expected = exercise.right()
    if callable(answer) and not _is_tensor(answer):
        raise Incorrect(f"{exercise.answer} must be a value, not a function.", came=show(answer))
    fault = _difference(answer, expected, exercise)
    if fault is None:
        return
    for key, wrong in exercise.wrong:
        if _difference(answer, wrong, exercise) is None:
            raise Incorrect(fault, came=show(answer), misconception=key)
    if isinstance(expected, str):
        letters = sorted({expected, *(letter for _, letter in exercise.wrong)})
        raise Incorrect(f"The answer is one of the letters {', '.join(map(repr, letters))}.", came=show(answer))
    if isinstance(expected, (int, float)) and not isinstance(expected, bool):
        for key, factor in (("wrong_sign", -1), ("percentage_for_probability", 100)):
            if _difference(answer, factor * expected, exercise) is None:
                raise Incorrect(fault, came=show(answer), misconception=key)
    raise Incorrect(fault, came=show(answer))


# --------------------------------------------------------------------- text


def as_array(value):
    """Numbers of any kind, tensors included, as a float array."""
    if isinstance(value, (list, tuple)):
        return np.array([as_array(item) for item in value])
    if _is_tensor(value):
        value = value.detach().cpu().numpy()
    array = np.asarray(value)
    if array.dtype.kind not in "biuf":
        raise TypeError
    return array.astype(np.float64)


def show(value):
    """A value in a few words: small ones whole, large ones by shape."""
    if isinstance(value, tuple):
        return f"({', '.join(show(item) for item in value)})"
    if isinstance(value, str):
        return repr(_shorten(value))
    if isinstance(value, bool) or value is None or value is ...:
        return repr(value)
    try:
        array = as_array(value)
    except (TypeError, ValueError, RuntimeError):
        return _shorten(_safe_repr(value))
    if array.size > 8:
        return f"{_kind(value)} of shape {array.shape}, from {array.min():.4g} to {array.max():.4g}"
    return str(np.vectorize(lambda x: f"{x:.4g}", otypes=[object])(array).tolist()).replace("'", "")


def _call_text(exercise, arguments):
    names = list(inspect.signature(exercise.right).parameters)
    shown = (_show_argument(name, value) for name, value in zip(names, arguments, strict=False))
    return f"{exercise.answer}({', '.join(shown)})"


def _show_argument(name, value):
    """Small data whole; what is large or an object by its name in the stub, and its shape."""
    if not isinstance(value, (bool, int, float, str, list, tuple, np.ndarray)) and not _is_tensor(value):
        return name
    array = None if isinstance(value, str) else np.asarray(value)
    return show(value) if array is None or array.size <= 8 else f"{name} of shape {array.shape}"


def _kind(value):
    if _is_tensor(value):
        return "a tensor"
    if isinstance(value, np.ndarray) and value.ndim:
        return "an array"
    return "a list" if isinstance(value, list) else "a number"


def _safe_repr(value):
    try:
        return f"{type(value).__name__} {value!r}" if type(value).__module__ != "builtins" else repr(value)
    except Exception:  # a learner's class may have a broken repr
        return f"an object of type {type(value).__name__}"


def _shorten(text, width=300):
    text = " ".join(str(text).split())
    return text if len(text) <= width else text[: width - 1] + "…"


class FirstCharacters(io.TextIOBase):
    """A stream that keeps the beginning of what is printed, however much that is."""

    def __init__(self):
        self.kept, self.n_characters = "", 0

    def writable(self):
        return True

    def write(self, text):
        if len(self.kept) < PRINTED_AT_MOST:
            self.kept += text[: PRINTED_AT_MOST - len(self.kept)]
        self.n_characters += len(text)
        return len(text)


def verdict(number, answer):
    """What `assess` found, as a dict for JSON: status, and the parts of the message."""
    from ._answers import exercises

    exercise = exercises()[number]
    printed = FirstCharacters()
    try:
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
            assess(exercise, answer)
    except Incorrect as fault:
        found = {"status": "not yet", **vars(fault)}
    except MemoryError:
        found = {"status": "not yet", "message": "It asked for too much memory."}
    except SystemExit:
        found = {"status": "not yet", "message": "It ends the Python process. Leave out exit(), quit() and sys.exit()."}
    else:
        found = {"status": "correct"}
    return {**found, "printed": printed.kept, "n_printed": printed.n_characters}
