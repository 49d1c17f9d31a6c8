"""An invented class for the class report: records as grading writes them, without any grading."""

from types import SimpleNamespace

from course_tools.homework.class_report import similar
from course_tools.homework.class_report.gathered import Person


def person(name, points, *, named=(), failed=(), waiting=(), ran=True, attention=(), timed_out=False, code=()):
    """One of the class; `named` is {question: misconception}."""
    named = dict(named)
    return Person(
        name=name, digest=name[::-1], points=dict(points), waiting=frozenset(waiting), ran=ran,
        attention=tuple(attention), timed_out=timed_out, failed=frozenset([*failed, *named]),
        named=frozenset(named.items()), prints=similar.prints(code),
    )  # fmt: skip


def assignment(name="hw1", **maxima):
    """What the page asks of an assignment: its name, and its questions with their points."""
    graded = [SimpleNamespace(name=question, points=float(points)) for question, points in maxima.items()]
    return SimpleNamespace(name=name, graded=graded)
