"""What a learner calls: `check`, `hint`, `solution`; and the words they answer in."""

import functools
import importlib
import pkgutil
import re
import textwrap

import cloudpickle

from . import _process, _solved, chapters
from ._exercise import EXERCISES
from .misconceptions import MISCONCEPTIONS

# the notebooks that have exercises and a quiz
CHAPTERS = {
    int(name[:2]): name for name in sorted(module.name for module in pkgutil.iter_modules(chapters.__path__))
}
WIDTH = 96

_hints_given = {}


@functools.cache
def exercises():
    """All exercises by number, in order."""
    for name in CHAPTERS.values():
        importlib.import_module(f"{chapters.__name__}.{name}")
    return dict(sorted(EXERCISES.items(), key=lambda item: [int(part) for part in item[0].split(".")]))


def check(number, answer):
    """Say whether an answer is right, and if not, what it does and which idea to revisit.

    Parameters
    ----------
    number : str
        The exercise, for example "3.1".
    answer : function or value
        What the stub defines, handed over by its name. It is tried in a process of its own and
        stopped after 3.5 seconds.
    """
    print(grade(number, answer))


def hint(number):
    """Show the next hint of an exercise; the last one comes close to telling."""
    exercise = _find(number)
    if isinstance(exercise, str):
        print(exercise)
        return
    given = min(_hints_given.get(number, 0) + 1, len(exercise.hints))
    _hints_given[number] = given
    more = f'another: hint("{number}")' if given < len(exercise.hints) else f'last one; then solution("{number}")'
    print(_wrap(f"Hint {given} of {len(exercise.hints)}: {exercise.hints[given - 1]}"))
    print(f"({more})")


def solution(number):
    """Show the solution of an exercise."""
    exercise = _find(number)
    print(exercise if isinstance(exercise, str) else exercise.solution)


def grade(number, answer):
    """The text that `check` prints."""
    exercise = _find(number)
    if isinstance(exercise, str):
        return exercise
    if not_attempted(exercise, answer):
        return _wrap(
            f"○ Exercise {number}: not attempted yet. Write your answer in the cell above, run it, then run this "
            f'one again. Stuck? hint("{number}")'
        )
    try:
        pickled = cloudpickle.dumps(answer)
    except Exception as error:  # cloudpickle raises whatever an object's own pickling raises
        found = {
            "message": "The answer uses something that cannot be handed over to be tried, such as an open file or a "
            f"generator ({type(error).__name__}: {error}). Let it work with its arguments alone."
        }
    else:
        try:
            found = _process.try_answer(number, pickled)
        except _process.NoVerdict as reason:
            found = {"message": str(reason)}
    if found.get("status") == "correct":
        note = _solved.record(number)
        return _wrap(f"✔ Exercise {number}: correct. {exercise.afterwards}".rstrip()) + (f"\n{note}" if note else "")
    return _not_yet(exercise, found, has_gap=_has_gap(answer))


def not_attempted(exercise, answer):
    """Whether this is the stub as it came."""
    if answer is None or answer is ...:
        return True
    if exercise.is_function and hasattr(answer, "__code__"):
        namespace = {}
        exec(compile(exercise.stub, "<stub>", "exec"), namespace)
        return _same_code(answer.__code__, namespace[exercise.answer].__code__)
    return False


def _same_code(a, b):
    """Whether two functions do the same steps, wherever they stand."""
    def steps(code):
        return code.co_code, code.co_names, code.co_varnames, len(code.co_consts)

    if steps(a) != steps(b):
        return False
    return all(
        _same_code(x, y) if hasattr(x, "co_code") and hasattr(y, "co_code") else repr(x) == repr(y)
        for x, y in zip(a.co_consts, b.co_consts, strict=True)
    )


def _has_gap(answer):
    return ... in getattr(getattr(answer, "__code__", None), "co_consts", ())


def _not_yet(exercise, found, has_gap):
    lines = [f"✘ Exercise {exercise.number}: not yet."]
    if found.get("message"):
        lines.append(_wrap(found["message"], indent="  "))
    for name in ("tried", "came", "expected"):
        if found.get(name):
            lines.append(_wrap(f"{name:9} {found[name]}", indent="  ", hang=10))
    if found.get("printed"):
        lines.append(_wrap(f"{'printed':9} {_first_lines(found)}", indent="  ", hang=10))
    if found.get("misconception"):
        name, idea = MISCONCEPTIONS[found["misconception"]]
        lines.append(_wrap(f"This looks like {name}. {idea}", indent="  "))
    if has_gap:
        lines.append(_wrap("There is still a gap, `...`, to fill.", indent="  "))
    lines.append(f'  A hint: hint("{exercise.number}")')
    return "\n".join(lines)


def _first_lines(found):
    kept = found["printed"].splitlines()
    shown = " | ".join(kept[:3])
    shown = shown if len(shown) <= 200 else shown[:199] + "…"
    return shown + (f" … ({found['n_printed']:,} characters in all)" if len(kept) > 3 or len(shown) > 199 else "")


def _find(number):
    """The exercise, or a sentence that says which there are."""
    found = exercises().get(number if isinstance(number, str) else str(number))
    if found is not None:
        return found
    return f"There is no exercise {number!r}. There are: {', '.join(exercises())}."


def _wrap(text, indent="", hang=0):
    together = re.sub(r"(?<=[\w)\]]) ([-+*/<>=]+) (?=[\w(\[])", "\N{NO-BREAK SPACE}\\1\N{NO-BREAK SPACE}", text)
    return textwrap.fill(
        together, WIDTH, initial_indent=indent, subsequent_indent=indent + " " * hang, break_on_hyphens=False,
        break_long_words=False,
    ).replace("\N{NO-BREAK SPACE}", " ")  # fmt: skip
