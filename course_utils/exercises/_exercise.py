"""What an exercise is: a solution with marked lines, cases to try an answer on, and known wrong answers."""

import ast
import inspect
import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from ._stub import stub, without_marks
from .misconceptions import MISCONCEPTIONS

EXERCISES = {}  # filled by the modules in chapters/; `registry.exercises` imports them


class Incorrect(Exception):  # a verdict rather than an error
    """The answer is not right yet.

    Parameters
    ----------
    message : str
        What is wrong, in a sentence; or empty, where `came` says it.
    tried, came, expected : str, optional
        The call that was made, its outcome, and the outcome of a right answer.
    misconception : str, optional
        A key of `MISCONCEPTIONS`: the idea to revisit.
    """

    def __init__(self, message="", *, tried="", came="", expected="", misconception=None):
        super().__init__(message)
        self.message, self.tried, self.came, self.expected = message, tried, came, expected
        self.misconception = misconception


@dataclass(frozen=True, eq=False)
class Exercise:
    """One exercise; made by the decorators `function_exercise` and `value_exercise`.

    Attributes
    ----------
    number : str
        Notebook and place in it: "3.2".
    answer : str
        The name of the function or value that the stub defines.
    solution, stub : str
        Source of the cell, complete and with the marked lines left to the learner.
    right : callable
        The solution itself; for a value, a function without arguments that returns it.
    hints : sequence of str
        From a nudge to nearly all.
    afterwards : str
        One sentence that a right answer earns: what to take along.
    """

    number: str
    answer: str
    is_function: bool
    solution: str
    stub: str
    right: Callable
    hints: Sequence[str]
    afterwards: str = ""
    # functions: arguments to try, and wrong answers by the misconception that leads to them
    cases: Callable = list
    draw: Callable | None = None
    n_drawn: int = 32
    wrong: Mapping[str, Callable] = field(default_factory=dict)
    wrong_errors: Mapping[str, str] = field(default_factory=dict)
    tensors_only: bool = False
    extra_check: Callable | None = None
    rtol: float = 1e-5
    atol: float = 1e-4
    digits: str = "four decimals"


def function_exercise(number, *, hints, cases, wrong=(), **options):
    """Make the decorated function the solution of an exercise.

    Parameters
    ----------
    number : str
        Notebook and place in it: "3.2".
    hints : sequence of str
        From a nudge to nearly all.
    cases : callable
        Returns a list of tuples of arguments. Every check tries fresh copies of them.
    draw : callable, optional
        Makes a tuple of arguments out of a NumPy generator: any that the task promises, and those at
        its borders often. Every check draws anew, so that no answer knows what will be tried. Few
        digits and few people, so that a learner sees and can repeat what was tried.
    n_drawn : int, optional
        How many are drawn for a check.
    wrong : mapping or iterable of pairs (misconception, function), optional
        Answers that a misconception leads to: who gives the same results is told its name.
    wrong_errors : mapping from misconception to regular expression, optional
        The error that a misconception runs into, matched against "TypeError: message".
    tensors_only : bool
        Answers in NumPy will not do, because tensors are the point.
    extra_check : callable, optional
        Called with the answer and a NumPy generator after all cases passed; raises `Incorrect`.
    afterwards : str, optional
        One sentence that a right answer earns.
    rtol, atol : float, optional
        How near a result must come: within ``atol + rtol * abs(expected)``.
    digits : str, optional
        The same in the words of the task.

    Returns
    -------
    callable
        The decorator; it gives the function back as it came.

    Raises
    ------
    ValueError
        If there is an exercise of this number, or no such misconception.
    """

    def register(function):
        lines, node = _source_of(function)
        source = "".join(lines[node.lineno - 1 :])  # without the decorator
        return _register(number, function.__name__, True, source, function, hints, cases=cases, wrong=wrong, **options)

    return register


def value_exercise(number, *, hints, wrong=(), **options):
    """Make the body of the decorated function, without its `return NAME`, the solution of an exercise.

    Parameters
    ----------
    number, hints, afterwards, rtol, atol
        As for `function_exercise`.
    wrong : mapping, optional
        From a wrong value to the misconception that leads to it.

    Returns
    -------
    callable
        The decorator; it gives the function back as it came.

    Raises
    ------
    ValueError
        As for `function_exercise`, or if the last line is not `return NAME`.
    """

    def register(function):
        lines, node = _source_of(function)
        last = node.body[-1]
        if not (isinstance(last, ast.Return) and isinstance(last.value, ast.Name)):
            raise ValueError(f"exercise {number}: its last line must be `return NAME`, the name of the answer")
        source = textwrap.dedent("".join(lines[node.lineno : last.lineno - 1]))
        pairs = [(misconception, value) for value, misconception in dict(wrong).items()]
        return _register(number, last.value.id, False, source, function, hints, wrong=pairs, **options)

    return register


def _source_of(function):
    """The lines of a function with its decorators, and its node, whose `lineno` is that of its `def`."""
    source = textwrap.dedent(inspect.getsource(function))
    return source.splitlines(keepends=True), ast.parse(source).body[0]


def _register(number, answer, is_function, source, right, hints, *, wrong, **options):
    if number in EXERCISES:
        raise ValueError(f"exercise {number} is there already")
    wrong = tuple(wrong.items() if isinstance(wrong, Mapping) else wrong)
    unknown = {key for key, _ in wrong} | set(options.get("wrong_errors", {}))
    unknown -= set(MISCONCEPTIONS)
    if unknown:
        raise ValueError(f"exercise {number}: {', '.join(sorted(unknown))} not among MISCONCEPTIONS")
    EXERCISES[number] = Exercise(
        number=number, answer=answer, is_function=is_function, solution=without_marks(source), stub=stub(source),
        right=right, hints=tuple(hints), wrong=wrong, **options,
    )  # fmt: skip
    return right
