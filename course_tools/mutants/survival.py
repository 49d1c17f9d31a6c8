"""Try the mutants of one exercise: which of them differ from the solution where the task promises, and are refused?"""

import ast
import contextlib
import difflib
import functools
import math
import signal
import sys
import threading
import warnings
from dataclasses import dataclass, field, replace

import numpy as np
import torch
from matplotlib.axes import Axes

from course_utils.exercises import _figure, _trial
from course_utils.exercises._difference import difference
from course_utils.exercises._exercise import Incorrect
from course_utils.exercises._values import as_array, is_tensor, unchanged

from .changes import mutants

N_WIDE = 6  # times as many inputs as a check draws, on which every mutant is compared with the solution
WIDE_SEED = 2026
SECONDS = 20.0  # of the processor, for one mutant: far more than the solution takes, and an end to a loop without one
QUANTILES = ((0.25, 0.75), (0.1, 0.9), (0.02, 0.98))


@dataclass
class Score:
    """What became of the mutants of one exercise.

    Attributes
    ----------
    number : str
    killed : int
        Differ, and are refused.
    survivors : list of (str, str)
        Differ, and are accepted: what was changed, and how.
    same : int
        Differ nowhere, and are accepted.
    harmless : list of (str, str)
        Differ in no number, and are refused all the same.
    """

    number: str
    killed: int = 0
    survivors: list = field(default_factory=list)
    same: int = 0
    harmless: list = field(default_factory=list)


class Late(BaseException):
    """A mutant that does not come to an end."""


def score(exercise, seed=0, every=1):
    """Try the mutants of an exercise; or only every so many of them."""
    found = Score(exercise.number)
    expected = _trial.expect(exercise, seed)
    with _quiet():
        known = wide(exercise, WIDE_SEED), _right_results(exercise, WIDE_SEED)
        for name, diff, load in list(_candidates(exercise, *known))[::every]:
            refused = _refused(expected, load)
            if differs(exercise, load, seed):
                if refused:
                    found.killed += 1
                else:
                    found.survivors.append((name, diff))
            elif refused:
                found.harmless.append((name, diff))
            else:
                found.same += 1
    return found


def survivors(exercise, every, seed=0):
    """What differs and is accepted, of every so many mutants: for an exercise that trains, in a tenth of the time.

    Their ends and edges are those of the inputs of one check, and a mutant that is refused is not compared any further.

    Returns
    -------
    list of (str, str)
        As `survivors` of a `Score`.
    """
    expected = _trial.expect(exercise, seed)
    with _quiet():
        sample = list(_candidates(exercise, expected.cases, list(map(_seen, expected.results))))[::every]
        accepted = [entry for entry in sample if not _refused(expected, entry[2])]
        return [(name, diff) for name, diff, load in accepted if differs(exercise, load, seed)]


@contextlib.contextmanager
def _quiet():
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        yield


def _candidates(exercise, cases, results):
    """(what is changed, how, a function that makes the mutant) for each mutant of an exercise.

    `cases` and their right `results` say where to clip and what is far out.
    """
    if not exercise.is_function:
        yield from _letters(exercise)
        return
    source = ast.unparse(ast.parse(exercise.solution))
    for name, changed in mutants(source, _quantiles(exercise, cases)):
        yield name, patch_of(source, changed), functools.partial(_made, exercise, changed)
    if exercise.n_drawn:
        for region, load in _wrong_in_a_region(exercise, cases, results):
            yield "region", region, load
    yield "special case", "right for the fixed inputs, 0.5 for all others", lambda: _knowing(exercise, lambda *_: 0.5)
    for key, wrong in exercise.wrong:
        yield (
            "special case",
            f"right for the fixed inputs, {key} for all others",
            functools.partial(_knowing, exercise, wrong),
        )


def _wrong_in_a_region(exercise, cases, results):
    """(region, mutant) for mutants that are slightly wrong, and only where a number of input or result is far out."""
    names = [*exercise.right.__code__.co_varnames[: len(cases[0])], "the result"]
    for place, name in enumerate(names):
        values = results if name == "the result" else [case[place] for case in cases]
        measures = {"largest": max, "smallest": min, "number": len}
        for word, measure in measures.items():
            found = [measure(numbers) for numbers in map(_numbers, values) if numbers]
            for share in (0.1, 0.5, 0.9) if len(found) == len(values) else ():
                edge = float(np.quantile(found, share, method="nearest"))
                for sign, beyond in ((">=", 1), ("<=", -1)):
                    yield (
                        f"off where the {word} of {name} is {sign} {edge:.4g}",
                        functools.partial(_off_where, exercise, place, measure, edge, beyond),
                    )


def _off_where(exercise, place, measure, edge, beyond):
    def answer(*arguments):
        result = exercise.right(*arguments)
        if beyond * (measure(_numbers([*arguments, result][place])) - edge) >= 0:
            return each(result, lambda v: v + max(0.01, 0.01 * abs(v)))
        return result

    return answer


def _numbers(value):
    """All numbers in a value, in a list; none where it has none."""
    try:
        numbers = [np.ravel(as_array(part)) for part in (value if isinstance(value, tuple) else [value])]
    except (TypeError, ValueError, RuntimeError):
        return []
    return np.concatenate(numbers).tolist()


def _letters(exercise):
    """Other letters, or none; a value that is no letter is changed as a number."""
    right = exercise.right()
    others = ["a", "b", "c", "d", "e", "", right * 2] if isinstance(right, str) else [right + 1, -right, 0]
    for other in others:
        if other != right:
            yield "constant", f"{exercise.answer} = {other!r}", lambda other=other: other


def _made(exercise, source):
    """The function that a source defines, with the names that the chapter of the exercise has, and `each`."""
    namespace = {**exercise.right.__globals__, "np": np, "math": math, "torch": torch, "each": each}
    exec(compile(source, "<mutant>", "exec"), namespace)
    return namespace[exercise.answer]


def _knowing(exercise, otherwise):
    """An answer that has seen the fixed inputs."""
    cases = exercise.cases()

    def answer(*arguments):
        known = any(unchanged(list(arguments), list(case)) for case in cases)
        return (exercise.right if known else otherwise)(*arguments)

    return answer


def each(value, change):
    """A change of every number in a value, which keeps its kind."""
    if isinstance(value, (list, tuple)):
        return type(value)(each(item, change) for item in value)
    if is_tensor(value):
        numbers = [change(float(number)) for number in value.detach().ravel()]
        return torch.tensor(numbers, dtype=value.dtype).reshape(value.shape)
    if isinstance(value, np.ndarray):
        return np.array([change(float(number)) for number in value.ravel()]).reshape(value.shape)
    return change(value)


def _quantiles(exercise, cases):
    """(argument, ends at which to clip it) for the arguments that are floats."""
    columns = zip(*(map(_floats, case) for case in cases), strict=True)
    names = exercise.right.__code__.co_varnames
    for name, column in zip(names, columns, strict=False):
        numbers = [number for case in column for number in case]
        if numbers and not set(numbers) <= {0.0, 1.0}:
            yield name, [tuple(np.round(np.quantile(numbers, ends), 3).tolist()) for ends in QUANTILES]


def _floats(value):
    if isinstance(value, float) or (is_tensor(value) and value.is_floating_point()):
        return np.ravel(as_array(value)).tolist()
    return []


# ------------------------------------------------------------------- judging


@functools.cache
def wide(exercise, seed):
    """Many inputs from the promised range: the fixed ones, those that a check with this seed draws, and others."""
    return [*_with_any_seed(exercise), *_trial.drawn(exercise, seed, exercise.n_drawn)]


@functools.cache
def _with_any_seed(exercise):
    return [*exercise.cases(), *_trial.drawn(exercise, WIDE_SEED, N_WIDE * (exercise.n_drawn or 3))]


@functools.cache
def _right_results(exercise, seed):
    known = _right_with_any_seed(exercise)
    return [*known, *(_right(exercise, arguments) for arguments in wide(exercise, seed)[len(known) :])]


@functools.cache
def _right_with_any_seed(exercise):
    return [_right(exercise, arguments) for arguments in _with_any_seed(exercise)]


def _right(exercise, arguments):
    return _seen(_trial.call(exercise.right, arguments))


def differs(exercise, load, seed=0):
    """Whether an answer gives anything but what the solution gives, to the tolerance of the task."""
    if not exercise.is_function:
        return difference(load(), exercise.right(), exercise) is not None
    with limited():
        try:
            answer = load()
            for arguments, target in zip(wide(exercise, seed), _right_results(exercise, seed), strict=True):
                result = _seen(_trial.call(answer, arguments))
                if isinstance(target, _Figure):
                    if result != target:
                        return True
                elif result is None or difference(result, target, exercise) is not None:
                    return True
        except _trial.OTHER_KIND:  # perhaps it wants another kind of number, which a check would give it
            return _differs_in_every_kind(exercise, load, seed)
        except (Exception, Late):
            return True
    return False


def _differs_in_every_kind(exercise, load, seed):
    if exercise.n_drawn == 0:
        return True
    numbers_only = replace(exercise, extra_check=None)
    known = _trial.Expected(numbers_only, seed, wide(exercise, seed), 0, _right_results(exercise, seed), [])
    try:
        _trial.assess_function(known, load, _trial.FirstCharacters())
    except (Exception, Late):
        return True
    return False


class _Figure(list):
    """What stands on axes."""


def _seen(result):
    return _Figure(_figure.description(result)) if isinstance(result, Axes) else result


def _refused(expected, load):
    with limited():
        try:
            return _trial.verdict(expected.exercise, load, expected)["status"] != "correct"
        except (Incorrect, Late):
            return True


@contextlib.contextmanager
def limited():
    """Stop what runs too long; where the system has no alarms, or outside of the main thread, nothing does."""
    if sys.platform == "win32" or threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(*_):
        raise Late

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def patch_of(source, changed):
    """The lines that differ, as in a patch, in one line."""
    lines = difflib.ndiff(source.splitlines(), changed.splitlines())
    return "  ".join(f"{line[0]} {line[2:].strip()}" for line in lines if line[0] in "+-")
