"""An exercise is its solution minus lines: what the learner is given, and whether an answer is still just that."""

import linecache
import re
import sys

import pytest
import torch

from course_utils.exercises import _exercise, _stub, _tutor
from course_utils.exercises._exercise import function_exercise, value_exercise
from course_utils.exercises.registry import exercises

# --------------------------------------------------------------- one source


def test_stub_is_the_solution_with_its_marked_lines_replaced_or_left_out():
    source = "def f(x):\n    a = 1  # kept\n    b = 2  # stub\n    if a:\n        a = b  # stub: a = ...\n    return a"
    assert _stub.stub(source) == "def f(x):\n    a = 1  # kept\n    if a:\n        a = ...\n    return a"
    assert _stub.without_marks(source) == source.replace("  # stub: a = ...", "").replace("  # stub", "")


WRITTEN = '''
@function_exercise(
    "9.1",
    cases=list,
    hints=("Write def f.", "A def g(x): too."),
)
def f(x):
    """A line: def f(x)."""
    return 2 * x  # stub: return ...


@value_exercise("9.2", hints=("def g", "def"))
def g():
    # what is known
    n = 3
    answer = n  # stub: answer = ...
    return answer
'''


def written(source, tmp_path, monkeypatch):
    """The exercises that a module with this source makes, as a chapter does."""
    monkeypatch.setattr(_exercise, "EXERCISES", {})
    path = tmp_path / "chapter.py"
    path.write_text(source)
    exec(compile(source, path, "exec"), {"function_exercise": function_exercise, "value_exercise": value_exercise})
    return _exercise.EXERCISES


def test_solution_begins_at_its_def_whatever_the_hints_say(tmp_path, monkeypatch):
    made = written(WRITTEN, tmp_path, monkeypatch)
    assert made["9.1"].stub == 'def f(x):\n    """A line: def f(x)."""\n    return ...'
    assert (made["9.2"].answer, made["9.2"].solution) == ("answer", "# what is known\nn = 3\nanswer = n")


def test_value_exercise_without_the_name_of_its_answer_is_refused(tmp_path, monkeypatch):
    with pytest.raises(ValueError, match=r"exercise 9\.2: its last line must be `return NAME`"):
        written(WRITTEN.replace("return answer", "return 3"), tmp_path, monkeypatch)


def test_exercise_with_a_misconception_that_does_not_exist_is_refused(tmp_path, monkeypatch):
    wrong = WRITTEN.replace("cases=list", "cases=list, wrong={'no_such_idea': abs}")
    with pytest.raises(ValueError, match=re.escape("exercise 9.1: no_such_idea not among MISCONCEPTIONS")):
        written(wrong, tmp_path, monkeypatch)
    with pytest.raises(ValueError, match=r"exercise 9\.1 is there already"):
        written(WRITTEN.replace("9.2", "9.1"), tmp_path, monkeypatch)


# ----------------------------------------------------------------- not attempted


STUB = exercises()["3.1"].stub


def as_in_a_notebook(source, filename, monkeypatch):
    """What a cell defines as `bce_of`, its source kept as IPython keeps it."""
    monkeypatch.setitem(linecache.cache, filename, (len(source), None, source.splitlines(keepends=True), filename))
    namespace = {"torch": torch}
    exec(compile(source, filename, "exec"), namespace)
    return namespace["bce_of"]


@pytest.mark.parametrize("kept", [True, False], ids=["source kept", "no source"])
@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (STUB, True),
        (STUB.replace("    of_negatives", "    # the others\n    of_negatives").replace(" = ...", "=..."), True),
        (STUB.replace("of_negatives = ...", "of_negatives = 0"), False),
        (STUB.replace("return ...", "return of_positives"), False),
        (exercises()["3.1"].solution, False),
        ("bce_of = lambda p, y: ...", False),
    ],
)
def test_stub_as_it_came_is_not_attempted(source, expected, kept, monkeypatch):
    answer = as_in_a_notebook(source, "<cell>", monkeypatch)
    if not kept:
        monkeypatch.delitem(linecache.cache, "<cell>")
    assert _tutor.not_attempted(exercises()["3.1"], answer) == expected


def test_stub_is_known_where_a_tool_has_rewritten_its_code(monkeypatch):
    answer = as_in_a_notebook(STUB, "<cell>", monkeypatch)
    rewritten = as_in_a_notebook(STUB.replace("\n    ", "\n    seen = 1\n    "), "<instrumented>", monkeypatch)
    answer.__code__ = rewritten.__code__.replace(co_filename="<cell>", co_firstlineno=1)
    assert _tutor.not_attempted(exercises()["3.1"], answer)


def test_stub_is_known_while_a_debugger_watches_every_step(monkeypatch):
    def watch(frame, event, argument):
        frame.f_trace_opcodes = True
        return watch

    before = sys.gettrace()
    sys.settrace(watch)
    try:
        answer = as_in_a_notebook(STUB, "<cell>", monkeypatch)
        with pytest.raises(TypeError):
            answer(1, 1)  # its gap is no number; now its steps have been watched
        monkeypatch.delitem(linecache.cache, "<cell>")
        known = _tutor.not_attempted(exercises()["3.1"], answer)
    finally:
        sys.settrace(before)
    assert known


# --------------------------------------------------------------------- a gap


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("return ...", True),
        ("return p + ...", True),
        ("return [(lambda: ...)() for _ in range(3)]", True),
        ("return p[..., 0]", False),
        ("i = 0\n    return p[..., i]", False),
        ("return p", False),
    ],
)
def test_gap_is_a_value_that_is_missing_and_no_index(line, expected, monkeypatch):
    source = f"def bce_of(p, y):\n    {line}\n"
    assert _stub.has_gap(as_in_a_notebook(source, "<cell>", monkeypatch)) == expected
    assert not _stub.has_gap(3)
