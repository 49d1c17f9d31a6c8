"""hw1 in other terms: its visible tests know the right numbers, and name the usual mistakes, whatever was drawn."""

import ast
import re

import numpy as np
import pytest
import torch
from support.homework import instructor_version
from support.homework_answers import hw1 as answers_of_hw1
from support.sweeps import first
from support.terms import graded, made, points, template_of, typed

from course_tools.homework.by_hand import rubric
from course_tools.homework.format import CellKind, grade_id, kind
from course_tools.homework.terms import keys, template

VISIBLE = ["sigmoid-tests", "bce-tests", "bce-integer-tests", "bce-from-logits-tests"]


FUNCTIONS = {"sigmoid": "sigmoid", "bce": "bce", "bce-from-logits": "bce_from_logits"}


def known(notebook, question):
    """The values that a visible test types."""
    source = next(one.source for one in notebook.cells if one.id == question)
    return {name: ast.literal_eval(value) for name, value in re.findall(r"^(\w+) = (\[.*\]|-?[\d.]+)$", source, re.M)}


@pytest.mark.slow
@pytest.mark.parametrize("number", range(2))
def test_numbers_that_visible_tests_of_a_version_know_are_right(number):
    notebook = made("hw1", number).notebook
    exact = {"dtype": torch.float64}
    one = known(notebook, "sigmoid-tests")
    assert np.allclose(one["expected"], torch.sigmoid(torch.tensor(one["logits"], **exact)), atol=5.1e-5)
    cost = torch.nn.functional.binary_cross_entropy
    for question, of in (("bce-tests", cost), ("bce-integer-tests", cost),
                         ("bce-from-logits-tests", torch.nn.functional.binary_cross_entropy_with_logits)):  # fmt: skip
        one = known(notebook, question)
        p, y = torch.tensor(one.get("p", one.get("z")), **exact), torch.tensor(one["y"], **exact)
        right = {"expected": of(p, y), "expected_sum": of(p, y, reduction="sum"),
                 "terms_reversed": of(p, 1 - y), "labels_reversed": of(p, 1 - y), "far_loss": None,
                 "positives_only": of(p, y, weight=y), "sigmoid_twice": of(torch.sigmoid(p), y)}  # fmt: skip
        for name in set(right) & set(one) - {"far_loss"}:
            assert one[name] == pytest.approx(right[name].item(), abs=5.1e-4), (question, name)
        if "far_loss" in one:
            assert one["far_loss"] == sum(map(abs, one["far_logits"])) / 2


@pytest.mark.slow
@pytest.mark.parametrize("number", first(range(3)))
def test_right_answers_earn_everything_in_every_version(number):
    for answers in ({}, *answers_of_hw1.RIGHT.values()):
        assert points(made("hw1", number).notebook, answers) == 11


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("number", first(range(2)))
def test_usual_mistakes_lose_their_points_and_are_told_apart_in_every_version(number):
    notebook, own = made("hw1", number).notebook, instructor_version("hw1")
    for mistake, (answers, test, words) in answers_of_hw1.WRONG.items():
        earned, said = graded(notebook, answers)[test]
        assert earned == 0, mistake
        if not any(letter.isdigit() for letter in words):
            assert words in said, mistake
        named = [graded(one, answers)[test][1].partition("[misconception")[2] for one in (notebook, own)]
        assert named[0] == named[1], mistake


def test_another_term_s_numbers_earn_nothing_and_right_code_earns_all():
    mine, others = made("hw1", 1).notebook, [made("hw1", 2).notebook, instructor_version("hw1")]
    for other in others:
        answers = typed(other, FUNCTIONS)
        own = graded(other, answers)
        assert all(own[name][0] > 0 for name in VISIBLE)  # where they were typed from, they pass what they saw
        assert all(own[name][0] == 0 for name in own if "more" in name)
        assert points(mine, answers) == 0
    answers = {grade_id(one): one.source for one in others[0].cells if kind(one) is CellKind.ANSWER}
    assert points(mine, answers) == 11


def test_texts_and_model_answer_speak_of_what_was_drawn():
    for number in range(8):
        one = made("hw1", number)
        cells = {cell.id: cell.source for cell in one.notebook.cells}
        milder, worse = (f"−{-value:.0f}" for value in one.drawn["logits"])
        clip = {1e-5: "1e-5", 1e-6: "1e-6", 1e-7: "1e-7", 1e-8: "1e-8"}[one.drawn["clip"]]
        assert f"np.clip(p, {clip}, 1 - {clip})" in cells["clipping-task"]
        assert f"a logit of {milder} and at one of {worse}," in cells["clipping-task"]
        assert f"in z at {worse}," in cells["clipping-question"]
        clipped = f"{-np.log(one.drawn['clip']):.3f}"
        assert cells["clipping-answer"].count(clipped) == 3
        assert f"is {milder[1:]}.000 and {worse[1:]}.000." in cells["clipping-answer"]
        assert f"below {clip} is" in cells["clipping-answer"]
        assert sum(item.points for item in rubric.items_of(cells["clipping-answer"]) if item.points > 0) == 4


def test_each_student_has_the_clipping_of_the_class_and_logits_of_the_own():
    key = keys.Key(b"an invented key, of some length at least")
    several = [template.version(template_of("hw1"), key, student).drawn for student in ("", "17", "18")]
    assert len({(one["clip"], *one["logits"]) for one in several}) == 1
    assert len({(*one["near_z"], *one["sigmoid_logits"]) for one in several}) == 3
