"""What a learner calls: `check`, `hint`, `solution`. Each answers in words, in a notebook as a card of these words."""

import sys

import cloudpickle

from .. import _kept
from . import _card, _process
from ._reply import Reply, card_of, text_of, wrap
from ._show import show
from ._stub import has_gap, is_stub
from ._values import shorten
from ._verdict import Verdict, in_one_line
from .registry import exercises

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
    exercise = _find(number)
    if isinstance(exercise, str):
        print(exercise)
        return
    given = reply(exercise, answer)
    show(text_of(given), card_of(given))


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
    title, said = f"Hint {given} of {len(exercise.hints)}", exercise.hints[given - 1]
    more = f'another: hint("{number}")' if given < len(exercise.hints) else f'last one; then solution("{number}")'
    card = _card.frame(
        "open", f"Exercise {number}, hint {given}", _card.head("?", f"Exercise {number}. {title}"),
        _card.paragraph(said), _card.steps(exercise.hints, _card.code(exercise.solution), given=given),
    )  # fmt: skip
    show(f"{wrap(f'{title}: {said}')}\n({more})", card)


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
    if isinstance(exercise, str):
        print(exercise)
        return
    title = f"Exercise {exercise.number}: a solution"
    parts = _card.code(exercise.solution), _card.paragraph(exercise.afterwards)
    show(exercise.solution, _card.frame("open", title, _card.head("!", title), *parts))


def reply(exercise, answer):
    """Try an answer, unless it is the stub, and keep that it is right."""
    if not_attempted(exercise, answer):
        return Reply(exercise, None)
    try:
        pickled = cloudpickle.dumps(answer)
    except Exception as error:  # cloudpickle raises whatever an object's own pickling raises
        found = {
            "message": "The answer uses something that cannot be handed over to be tried, such as an open file or a "
            f"generator ({type(error).__name__}: {error}). Let it work with its arguments alone."
        }
    else:
        try:
            found = _process.try_answer(exercise.number, pickled)
        except _process.NoVerdict as reason:
            found = {"message": str(reason)}
    verdict = Verdict.read(found)
    note = _kept.keep_solved(exercise.number) if verdict.correct else ""
    return Reply(exercise, verdict, not verdict.correct and has_gap(answer), note)


def grade(number, answer):
    """The text that `check` shows."""
    exercise = _find(number)
    return exercise if isinstance(exercise, str) else text_of(reply(exercise, answer))


def not_attempted(exercise, answer):
    """Whether this is the stub as it came."""
    if answer is None or answer is ...:
        return True
    return exercise.is_function and is_stub(answer, exercise.stub)


def _find(number):
    """The exercise, named by its text or its number, or a sentence that says which there are."""
    found = exercises().get(str(number).strip())
    if found is not None:
        return found
    return f"There is no exercise {in_one_line(shorten(repr(number)), 60)}. There are: {', '.join(exercises())}."
