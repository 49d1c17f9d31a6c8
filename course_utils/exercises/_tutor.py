"""What a learner calls: `check`, `hint`, `solution`; and the words they answer in."""

import re
import sys
import textwrap

import cloudpickle

from .. import _kept
from . import _process
from ._stub import has_gap, is_stub
from .misconceptions import MISCONCEPTIONS
from .registry import exercises

WIDTH = 96

_hints_given = {}


def check(number, answer):
    """Say whether an answer is right, and if not, what it does and which idea to revisit.

    Parameters
    ----------
    number : str or float
        The exercise, for example "3.1", or 3.1.
    answer : function or value
        What the stub defines, handed over by its name. A function is tried on inputs that are the
        same each time and on others that are drawn anew; where it fails, you see on which. It runs
        in a process of its own and is stopped after 3.5 seconds; on Linux also where it asks for
        more than 4 GB of memory, which is not limited elsewhere. The first check takes some seconds
        longer: the process starts. For a letter, "c", "C", "c)" and "(c)" are the same.

    Examples
    --------
    >>> check("3.5", ...)
    ○ Exercise 3.5: not attempted yet. Write your answer in the cell above, run it, then run this
    one again. Stuck? hint("3.5")
    """
    print(grade(number, answer))


def hint(number):
    """Show the next hint of an exercise; the last one comes close to telling.

    Parameters
    ----------
    number : str or float
        The exercise, for example "3.1", or 3.1.

    Examples
    --------
    >>> hint("3.5")
    Hint 1 of 2: Nothing has been trained yet. What does one person cost who is given one half?
    (another: hint("3.5"))
    """
    exercise = _find(number)
    if isinstance(exercise, str):
        print(exercise)
        return
    number = exercise.number
    if "ipykernel" in sys.modules:  # in a notebook the check that follows need not wait for the process
        _process.start()
    given = min(_hints_given.get(number, 0) + 1, len(exercise.hints))
    _hints_given[number] = given
    more = f'another: hint("{number}")' if given < len(exercise.hints) else f'last one; then solution("{number}")'
    print(_wrap(f"Hint {given} of {len(exercise.hints)}: {exercise.hints[given - 1]}"))
    print(f"({more})")


def solution(number):
    """Show the solution of an exercise.

    Parameters
    ----------
    number : str or float
        The exercise, for example "3.1", or 3.1.

    Examples
    --------
    >>> solution("3.2")
    def gradient(x, p, y):
        error = p - y
        return (error * x).mean(), error.mean()
    """
    exercise = _find(number)
    print(exercise if isinstance(exercise, str) else exercise.solution)


def grade(number, answer):
    """The text that `check` prints."""
    exercise = _find(number)
    if isinstance(exercise, str):
        return exercise
    number = exercise.number
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
    text = reply(exercise, answer, found)
    note = _kept.keep_solved(number) if found.get("status") == "correct" else ""
    return text + (f"\n{note}" if note else "")


def reply(exercise, answer, found):
    """What a learner reads about a verdict of `_trial.verdict`."""
    if found.get("status") == "correct":
        return _wrap(f"✔ Exercise {exercise.number}: correct. {exercise.afterwards}".rstrip())
    return _not_yet(exercise, found, has_gap(answer))


def not_attempted(exercise, answer):
    """Whether this is the stub as it came."""
    if answer is None or answer is ...:
        return True
    return exercise.is_function and is_stub(answer, exercise.stub)


def _not_yet(exercise, found, gap):
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
    if gap:
        lines.append(_wrap("There is still a gap, `...`, to fill.", indent="  "))
    lines.append(f'  A hint: hint("{exercise.number}")')
    return "\n".join(lines)


def _first_lines(found):
    kept = found["printed"].splitlines()
    shown = " | ".join(kept[:3])
    shown = shown if len(shown) <= 200 else shown[:199] + "…"
    return shown + (f" … ({found['n_printed']:,} characters in all)" if len(kept) > 3 or len(shown) > 199 else "")


def _find(number):
    """The exercise, named by its text or its number, or a sentence that says which there are."""
    found = exercises().get(str(number).strip())
    if found is not None:
        return found
    return f"There is no exercise {number!r}. There are: {', '.join(exercises())}."


def _wrap(text, indent="", hang=0):
    together = re.sub(r"(?<=[\w)\]]) ([-+*/<>=]+) (?=[\w(\[])", "\N{NO-BREAK SPACE}\\1\N{NO-BREAK SPACE}", text)
    return textwrap.fill(
        together, WIDTH, initial_indent=indent, subsequent_indent=indent + " " * hang, break_on_hyphens=False,
        break_long_words=False,
    ).replace("\N{NO-BREAK SPACE}", " ")  # fmt: skip
