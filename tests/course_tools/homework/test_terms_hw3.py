"""hw3 in other terms: the visible tests of its first three sections, whatever people and prices were drawn."""

import copy

import numpy as np
import pytest
from support import sweeps
from support.homework import instructor_version
from support.homework_answers import hw3 as answers_of_hw3
from support.terms import graded, made, points, typed, up_to

from course_tools.homework.format import CellKind, grade_id, kind
from course_utils import metrics

LAST = "cheapest-threshold-more-tests"
FUNCTIONS = {"four-counts": "four_counts", "cost-per-person": "cost_per_row",
             "cheapest-threshold": "cheapest_threshold"}  # fmt: skip
VISIBLE = ["four-counts-tests", "cost-per-person-tests", "cheapest-threshold-tests"]
OF_OTHERS = ["TP 3", "0.3", "0.8"]  # in the words of mistakes: numbers of the course's own version


def first(notebook):
    """The first three sections."""
    return up_to(notebook, LAST)


def only(answers):
    return {name: source for name, source in answers.items() if name in FUNCTIONS}


@pytest.mark.slow
def test_numbers_that_visible_tests_of_a_version_know_are_right():
    """By the course's own functions, which the computed cell does not use."""
    for number in range(4):
        one = made("hw3", number)
        drawn = {name: np.array(value) for name, value in one.drawn.items() if name[-2:] in ("_y", "_p")}
        cells = {cell.id: cell.source for cell in one.notebook.cells}
        for place, threshold in (("expected", 0.5), ("expected_low", sorted(set(one.drawn["counts_p"]))[1])):
            got = metrics.confusion_counts(drawn["counts_y"], drawn["counts_p"], threshold)
            assert f"\n{place} = {[got.tp, got.fp, got.fn, got.tn]}\n" in cells["four-counts-tests"]
        counts = metrics.confusion_counts(drawn["cost_y"], drawn["cost_p"], 0.5)
        cost = metrics.expected_cost(counts, cost_fp=1, cost_fn=one.drawn["price"])
        assert f"\nright_cost = {cost}\n" in cells["cost-per-person-tests"]
        for name, cost_fn in (("best", one.drawn["cheap_price"]), ("best_equal", 1)):
            best, _ = metrics.cheapest_threshold(drawn["cheap_y"], drawn["cheap_p"], cost_fp=1, cost_fn=cost_fn)
            assert f"\n{name} = {best}\n" in cells["cheapest-threshold-tests"]


@pytest.mark.slow
@pytest.mark.parametrize("number", sweeps.first(range(3)))
def test_right_answers_earn_everything_in_every_version(number):
    for answers in ({}, *map(only, answers_of_hw3.RIGHT.values())):
        assert points(first(made("hw3", number).notebook), answers) == 9


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("number", sweeps.first(range(2)))
def test_usual_mistakes_lose_their_points_and_are_told_apart_in_every_version(number):
    notebook, own = first(made("hw3", number).notebook), first(instructor_version("hw3"))
    n_tried = 0
    for mistake, (answers, test, words) in answers_of_hw3.WRONG.items():
        if test not in VISIBLE:
            continue
        n_tried += 1
        earned, said = graded(notebook, answers)[test]
        assert earned == 0, mistake
        if not any(number in words for number in OF_OTHERS):
            assert words in said, mistake
        named = [graded(one, answers)[test][1].partition("[misconception")[2] for one in (notebook, own)]
        assert named[0] == named[1], mistake
    assert n_tried > 15


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_another_term_s_numbers_earn_nothing_and_right_code_earns_all():
    mine = first(made("hw3", 1).notebook)
    for other in (first(made("hw3", 2).notebook), first(instructor_version("hw3"))):
        answers = typed(other, FUNCTIONS)
        own = graded(other, answers)
        assert all(own[name][0] > 0 for name in VISIBLE)  # where they were typed from, they pass what they saw
        assert all(own[name][0] == 0 for name in own if "more" in name)
        assert points(mine, answers) == 0
        right = {grade_id(one): one.source for one in other.cells if kind(one) is CellKind.ANSWER}
        assert points(copy.deepcopy(mine), right) == 9
