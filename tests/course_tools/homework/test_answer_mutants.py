"""The tests of every assignment, tried with answers that are nearly right, and with such as know nothing."""

import ast

import pytest
import torch
from support.homework import ASSIGNMENTS
from support.rows import each_row

from course_tools.mutants import homework
from course_tools.mutants.explained import reason_for
from course_tools.mutants.promised import PROMISED

TRIED = {number.split()[0] for number in PROMISED}  # an assignment of one's own need not say what it promises
ANSWERS = {
    answer.number: answer for name in [*ASSIGNMENTS, "template"] if name in TRIED for answer in homework.answers(name)
}
FUNCTIONS = [number for number, answer in ANSWERS.items() if answer.is_function]
# of how many mutants `make test` tries one, where tests fit a model or there are hundreds; `make test-all` tries all
SLOW = {
    "hw2 fit": 90, "hw2 train": 50, "hw3 choice": 30, "hw3 comparison": 200, "hw3 cheapest-threshold": 10,
    "hw3 four-counts": 10, "hw3 cost-per-person": 5,
}  # fmt: skip
NEAR_ENOUGH = 0.98


@pytest.fixture(autouse=True, scope="module")
def one_thread():
    n_threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(n_threads)


def test_every_answer_has_a_promise():
    assert set(PROMISED) == set(ANSWERS)


@pytest.mark.parametrize(
    "number", [pytest.param(number, marks=[pytest.mark.slow] if number in SLOW else []) for number in ANSWERS]
)
def test_the_instructors_own_answer_as_a_function_passes(number):
    answer = ANSWERS[number]
    assert not homework.loses_points(answer, answer.source)


@pytest.mark.parametrize("number", ["template odds", "hw1 bce"])
def test_a_sample_of_mutants_loses_points(number):
    found = homework.score(ANSWERS[number], every=12)
    assert found.survivors == []
    assert found.killed > 2


def _tried(number, every):
    found = homework.score(ANSWERS[number], every=every)
    assert [diff for _, diff in found.survivors if reason_for(number, diff) is None] == []
    assert found.killed >= NEAR_ENOUGH * (found.killed + len(found.survivors))


@pytest.mark.slow
@pytest.mark.parametrize("number", ANSWERS)
def test_every_mutant_that_differs_loses_points(number):
    _tried(number, SLOW.get(number, 1))


@pytest.mark.sweep
@pytest.mark.slow
@pytest.mark.parametrize("number", SLOW)
def test_every_mutant_of_the_slow_ones_loses_points(number):
    _tried(number, 1)


@pytest.mark.slow
@each_row("number", FUNCTIONS)
def test_no_hidden_test_is_passed_without_an_answer(number):
    """Constants, arrays without entries, and answers that make the test's own data agree with one."""
    answer = ANSWERS[number]
    tried = list(homework.without_answer(answer))
    assert len(tried) == 3 * len(homework.CONSTANTS) + len(homework.EMPTY)
    assert any("overwrite(" in source for source in tried)
    assert [source for source in tried if not homework.loses_points(answer, source, answer.hidden)] == []


@each_row("number", FUNCTIONS)
@pytest.mark.slow
def test_a_right_answer_that_overwrites_its_arguments_passes_every_test(number):
    """Where the student works there are no copies but those that a test makes."""
    answer = ANSWERS[number]
    source = homework.overwriting(answer)
    assert "overwrite(" in source
    assert [test for test in answer.tests if homework.loses_points(answer, source, [test])] == []


def test_a_hidden_test_that_looks_at_its_data_afterwards_is_found_out():
    """The tests above can fail: this is how hidden tests were once written."""
    test = (
        "### BEGIN HIDDEN TESTS\nz = np.linspace(-3, 3, 7)\n"
        "assert np.allclose(sigmoid(z), torch.sigmoid(torch.tensor(z)).numpy())\n### END HIDDEN TESTS"
    )
    answer = ANSWERS["hw1 sigmoid"]
    assert not homework.loses_points(answer, answer.source, [test])
    zeros = "def sigmoid(z):\n    overwrite([z], 0.0)\n    return z + 0.5"
    assert not homework.loses_points(answer, zeros, [test])
    assert homework.loses_points(answer, zeros, answer.hidden)
    assert homework.loses_points(answer, homework.overwriting(answer), [test])


def test_a_hidden_test_that_only_asks_whether_all_are_close_is_found_out():
    """Of an array without entries they are."""
    test = "### BEGIN HIDDEN TESTS\nassert np.allclose(sigmoid(np.zeros((3, 2))), 0.5)\n### END HIDDEN TESTS"
    answer = ANSWERS["hw1 sigmoid"]
    tried = homework.without_answer(answer)
    passing = [source for source in tried if not homework.loses_points(answer, source, [test])]
    assert [source for source in passing if "(0, 1, 1, 1)" in source and "np." in source]
    assert all(homework.loses_points(answer, source, answer.hidden) for source in passing)


def test_what_an_answer_assigns_is_tried_as_a_function():
    answer = ANSWERS["hw3 choice"]
    assert not answer.is_function
    assert answer.makes == ("chosen_threshold", "reported_cost")
    assert ast.parse(answer.source).body[0].name == "answered"
