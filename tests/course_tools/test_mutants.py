"""course mutants: what is changed, what is called a difference, and that `check` refuses what differs."""

import ast
import time

import pytest
from support.answers import ANSWERS
from support.rows import each_row

from course_tools.cli import main
from course_tools.mutants import survival
from course_tools.mutants.changes import mutants
from course_tools.mutants.explained import EXPLAINED, reason_for
from course_tools.mutants.promised import PROMISED
from course_tools.mutants.survival import score, survivors
from course_utils.exercises._exercise import Exercise
from course_utils.exercises.registry import exercises

pytestmark = pytest.mark.usefixtures("one_thread")

EXERCISES = exercises()


# ------------------------------------------------------------- what is changed


SOURCE = """
def f(p, y, cut):
    called = (p >= cut) & (y == 1)
    n = math.ceil(-len(y) / 5)
    if n == 0:
        return 0.5
    for i in range(n):
        n = g(n, i)
    return (called.sum() / n, n)
"""
# change: a line that it must leave
LINES = {
    "constant": "return 0.55",
    "comparison": "called = (p > cut) & (y == 1)",
    "boundary": "if n == 0 + 1:",
    "condition": "if True:",
    "operator": "called = (p >= cut) | (y == 1)",
    "operand": "called = p >= cut",
    "sign": "n = math.ceil(len(y) / 5)",
    "off_by_one": "for i in list(range(n))[1:]:",
    "statement": "pass",
    "call": "return (called / n, n)",
    "rounding": "n = math.floor(-len(y) / 5)",
    "arguments": "n = g(i, n)",
    "method": "return (called.mean() / n, n)",
    "result": "return (called.sum() / n, n * 100)",
    "clipping": "cut = each(cut, lambda v: min(max(v, 0.1), 0.9))",
}


@pytest.fixture(scope="module")
def made():
    return list(mutants(SOURCE, [("cut", [(0.1, 0.9)])]))


@each_row("change", LINES)
def test_every_kind_of_change_is_made(change, made):
    found = [text for name, text in made if name == change]
    assert any(LINES[change] in map(str.strip, text.splitlines()) for text in found)


def test_mutants_are_python_and_none_comes_twice(made):
    texts = [text for _, text in made]
    assert len(texts) == len(set(texts)) > 100
    assert ast.unparse(ast.parse(SOURCE)) not in texts
    for text in texts:
        compile(text, "<mutant>", "exec")


# -------------------------------------------------------------------- judging


def square(x):
    return x * x


def toy(right=square, cases=((2.0,), (3.0,)), **options):
    """An exercise outside of any notebook."""
    source = f"def {right.__name__}(x):\n    return x * x"
    return Exercise(
        number="0.1", answer=right.__name__, is_function=True, solution=source, stub="", right=right, hints=("a", "b"),
        cases=lambda: list(cases), **options,
    )  # fmt: skip


@pytest.mark.slow
def test_whoever_knows_the_fixed_inputs_survives_unless_others_are_drawn():
    def draw(rng):
        return (float(rng.choice([-6, -0.1, 0.1, 0.9, 1, 4, 6])),)

    fixed = toy(draw=draw, n_drawn=0)
    assert {"special case", "clipping"} <= {name for name, _ in score(fixed).survivors}
    assert {"special case", "result"} <= {name for name, _ in survivors(fixed, every=1)}
    assert 0 < len(survivors(fixed, every=10)) < len(survivors(fixed, every=1))
    assert survivors(toy(draw=draw), every=1) == []
    found = score(toy(draw=draw))
    assert found.survivors == []
    assert found.killed > 20
    assert found.same > 0  # x * x with its factors exchanged, for one


def test_what_differs_by_less_than_the_task_compares_is_no_difference():
    exercise = toy(draw=lambda rng: (float(rng.uniform(0, 1)),))
    assert survival.differs(exercise, lambda: lambda x: x * x + 2e-4)
    assert not survival.differs(exercise, lambda: lambda x: x * x + 5e-5)
    assert survival.differs(exercise, lambda: lambda x: None)
    assert survival.differs(exercise, lambda: lambda x: x.no_such_method())


@pytest.mark.slow
def test_figure_differs_by_what_stands_on_it():
    exercise = EXERCISES["4.1"]
    assert not survival.differs(exercise, lambda: exercise.right)

    def without_legend(X, y, ax):
        exercise.right(X, y, ax).get_legend().remove()
        return ax

    assert survival.differs(exercise, lambda: without_legend)


@pytest.mark.skipif(not hasattr(survival.signal, "SIGVTALRM"), reason="needs alarms")
@pytest.mark.slow
def test_mutant_without_an_end_is_stopped_and_counts_as_refused(monkeypatch):
    monkeypatch.setattr(survival, "SECONDS", 0.1)

    def endless(x):
        while True:
            pass

    exercise = toy()
    assert survival.differs(exercise, lambda: endless)
    assert survival._refused(survival._trial.expect(exercise, 0), lambda: endless)


@pytest.mark.skipif(not hasattr(survival.signal, "SIGVTALRM"), reason="needs alarms")
def test_a_mutant_that_waits_for_the_processor_is_not_stopped(monkeypatch):
    monkeypatch.setattr(survival, "SECONDS", 0.02)
    with survival.limited():
        time.sleep(0.04)


# ------------------------------------------------------------------ the course


def unexplained(number, every):
    return [diff for _, diff in survivors(EXERCISES[number], every) if reason_for(number, diff) is None]


# exercises whose mutants train a model or draw a figure: of how many `make test` tries one
TRAINS = {
    "2.4": 90, "3.3": 240, "3.4": 240, "4.1": 90, "5.1": 90, "5.3": 180, "5.4": 180, "6.1": 90, "7.2": 180, "7.4": 180,
}  # fmt: skip


# a few of some, then some of all, then all
@pytest.mark.parametrize(("number", "every"), [("1.2", 5), ("8.1", 5), ("8.5", 1)])
def test_a_sample_of_mutants_is_refused(number, every):
    assert unexplained(number, every) == []


@pytest.mark.slow
@pytest.mark.parametrize("number", EXERCISES)
def test_a_sample_of_the_mutants_of_every_exercise_is_refused(number):
    assert unexplained(number, every=TRAINS.get(number, 40)) == []


@pytest.mark.sweep
@pytest.mark.parametrize("number", EXERCISES)
def test_every_mutant_that_differs_is_refused_or_explained(number):
    found = score(EXERCISES[number])
    survivors = [diff for _, diff in found.survivors]
    assert [diff for diff in survivors if reason_for(number, diff) is None] == []
    assert found.killed >= 0.95 * (found.killed + len(survivors))
    stale = [part for part in EXPLAINED.get(number, {}) if not any(part in diff for diff in survivors)]
    assert stale == []


def test_only_what_is_tried_is_explained():
    assert {number for number in EXPLAINED if number not in PROMISED} <= set(EXERCISES) & set(ANSWERS)


# ---------------------------------------------------------------- the command


def test_command_prints_killed_and_all(capsys):
    assert main(["mutants", "1.5", "8.5"]) == 0
    out = capsys.readouterr().out.splitlines()
    assert out[0].split()[:4] == ["1.5", "6", "of", "6"]
    assert out[-1].startswith("killed 12 of 12 that differ (100.0%); 0 survive")


def test_command_names_a_survivor_and_fails(capsys, monkeypatch):
    monkeypatch.setattr(survival, "_refused", lambda expected, load: False)
    assert main(["mutants", "1.5"]) == 1
    out = capsys.readouterr().out
    assert "survives (constant): explanation = 'a'\n          unexplained" in out
    assert "killed 0 of 6 that differ (0.0%); 6 survive, 6 of them unexplained" in out


def test_command_refuses_an_exercise_that_there_is_not(capsys):
    assert main(["mutants", "9.9"]) == 2
    assert "there is no exercise 9.9; there are: 1.1, 1.2" in capsys.readouterr().err
