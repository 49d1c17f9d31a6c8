"""The assignments: complete, scored as promised; right answers in every style pass, the usual mistakes are named."""

import math
import re

import numpy as np
import pytest
import torch
from support.homework import ASSIGNMENTS, HOMEWORK, cells_of, instructor_version, score, submit
from support.homework_answers import MEMORIZED, PROVED, RIGHT, WRONG
from support.homework_answers.hw2 import repaired
from support.notebook_checks import ROOT, find_homework_faults, split_sections, unsupported_numbers

from course_tools.homework.format import CODE_STUB, CellKind, kind, points
from course_utils.data import reference_example

DOCS = ROOT / "docs" / "homework.md"
NOTEBOOKS = [*ASSIGNMENTS, "template"]
MOST_LINES_OF_AN_ANSWER = 18  # with the markers
MOST_COLUMNS = 98


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_instructor_version_has_no_faults(name):
    assert find_homework_faults(HOMEWORK / name / f"{name}.ipynb") == []


def test_every_folder_is_an_assignment_or_the_template():
    assert sorted(path.name for path in HOMEWORK.iterdir() if not path.name.startswith(".")) == NOTEBOOKS


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_numbers_in_prose_are_printed_beside_it_or_proved(name):
    missing = {number for _, number in unsupported_numbers(instructor_version(name))}
    assert missing == PROVED[name]


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_every_section_earns_the_points_that_it_states(name):
    for title, cells in split_sections(instructor_version(name)):
        stated = re.findall(r"(\d+) points", "\n".join(c.source for c in cells if kind(c) is CellKind.FREE))
        earned = [c.metadata.nbgrader.points for c in cells if kind(c).is_graded]
        assert [int(number) for number in stated] == [sum(earned)], title


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_points_of_an_assignment_are_those_of_the_table(name):
    (row,) = re.findall(rf"^\| \[{name}\]\(.*\|.*\| (\d+), (\d+) \|", DOCS.read_text(encoding="utf-8"), re.MULTILINE)
    graded = points(instructor_version(name))
    by_hand = sum(earned for _, this, earned in graded if this.is_by_hand)
    assert list(map(int, row)) == [sum(earned for _, _, earned in graded), by_hand]
    assert by_hand > 0


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_every_answer_is_short_and_has_visible_and_hidden_tests(name):
    notebook = instructor_version(name)
    graded = [c for c in notebook.cells if kind(c) in (CellKind.ANSWER, CellKind.TEST)]
    for answer, following in zip(graded, [*graded[1:], None], strict=True):
        if kind(answer) is CellKind.ANSWER:
            assert len(answer.source.splitlines()) <= MOST_LINES_OF_AN_ANSWER
            assert kind(following) is CellKind.TEST
            assert "HIDDEN" not in following.source
    tests = cells_of(name, CellKind.TEST)
    assert sum("### BEGIN HIDDEN TESTS" in test.source for test in tests) == len(cells_of(name, CellKind.ANSWER))


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_every_assertion_speaks_to_the_student(name):
    for cell in cells_of(name, CellKind.TEST):
        for statement in re.findall(r"^ *assert .*?(?=^\S|\Z)", cell.source, re.MULTILINE | re.DOTALL):
            assert re.search(r', \(?\s*f?"', statement), statement


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_code_that_students_see_fits_their_screens(name):
    for cell in instructor_version(name).cells:
        shown = cell.source.split("### BEGIN HIDDEN TESTS")[0]
        if cell.cell_type == "code":
            assert [line for line in shown.split("\n") if len(line) > MOST_COLUMNS] == []


@pytest.mark.slow
@pytest.mark.parametrize("name", NOTEBOOKS)
def test_own_answers_get_full_points_and_none_get_nothing(name):
    earned, of = score(submit(name, {}))
    assert earned == of > 0
    blank = {c.metadata.nbgrader.grade_id: _unanswered(c) for c in cells_of(name, CellKind.ANSWER)}
    assert score(submit(name, blank))[0] == 0


def _unanswered(cell):
    """The stub; where it would stop the whole cell, nothing."""
    before, _, _ = cell.source.partition("    ### BEGIN SOLUTION")
    return before + CODE_STUB.replace("\n", "\n    ").replace("# ", "    # ") if before != cell.source else ""


@pytest.mark.parametrize("answers", [RIGHT, WRONG, MEMORIZED], ids=["right", "wrong", "memorized"])
def test_every_assignment_has_answers_to_try(answers):
    assert {name for name, *_ in answers.values()} == set(NOTEBOOKS)


@pytest.mark.slow
@pytest.mark.parametrize("style", RIGHT)
def test_right_answer_in_another_style_gets_full_points(style, request):
    name, answers = RIGHT[style]
    outcomes = submit(name, answers)
    assert {grade_id: o.error for grade_id, o in outcomes.items() if o.error} == {}
    request.node.user_properties.append(("homework", [name, "right"]))


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # a wrong answer may divide by zero
@pytest.mark.parametrize("mistake", WRONG)
def test_usual_mistake_fails_a_visible_test_that_names_the_idea(mistake, request):
    name, answers, test, words = WRONG[mistake]
    outcome = submit(name, answers, until=test)[test]
    assert outcome.visible, f"{test} passes: {outcome.error}"
    assert isinstance(outcome.error, AssertionError)
    assert words in str(outcome.error)
    request.node.user_properties.append(("homework", [name, "wrong"]))


@pytest.mark.slow
@pytest.mark.parametrize("answer", MEMORIZED)
def test_memorized_answer_passes_what_it_saw_and_no_hidden_test(answer, request):
    name, answers, test = MEMORIZED[answer]
    outcomes = submit(name, answers, until=test)
    *seen, hidden = outcomes.values()
    assert seen[-1].error is None
    assert hidden.error is not None
    assert not hidden.visible
    request.node.user_properties.append(("homework", [name, "memorized"]))


@pytest.mark.slow
@pytest.mark.parametrize("bug", ["double sigmoid", "shapes", "zero_grad"])
def test_each_bug_is_seen_by_its_own_test_only(bug):
    numbers = {"double sigmoid": "first", "shapes": "second", "zero_grad": "third"}
    tests = {name: f"fit-{number}-bug-tests" for name, number in numbers.items()}
    outcomes = submit("hw2", repaired(bug))
    assert [grade_id for grade_id in tests.values() if outcomes[grade_id].error] == [tests[bug]]
    assert outcomes["fit-other-data-tests"].error is not None
    outcomes = submit("hw2", repaired(*(set(tests) - {bug})))
    assert [grade_id for grade_id in tests.values() if outcomes[grade_id].error is None] == [tests[bug]]


# ------------------------------------------------------------ what the model answers claim


def model_answer(name):
    return cells_of(name, CellKind.WRITTEN)[0].source


def test_model_answer_of_hw1_is_true():
    z = torch.tensor([-60.0, -40.0], dtype=torch.float64, requires_grad=True)
    clipped = -torch.log(torch.clamp(torch.sigmoid(z), 1e-7, 1 - 1e-7))
    assert clipped.detach().numpy() == pytest.approx([16.118, 16.118], abs=5e-4)
    assert torch.autograd.grad(clipped.sum(), z)[0].tolist() == [0, 0]
    stable = torch.nn.functional.softplus(-z)
    assert torch.autograd.grad(stable.sum(), z)[0].tolist() == pytest.approx([-1, -1])


def losses_of(*bugs, lr=0.05, n_epochs=2000):
    names = {"torch": torch}
    exec(repaired(*bugs)["fit"], names)
    _, X, y = reference_example()
    return np.array(names["fit"](X, y, lr, n_epochs)[2])


@pytest.mark.slow
def test_model_answer_of_hw2_is_true():
    right = losses_of()
    assert (np.diff(right) < 0).all()
    without_zero_grad = losses_of("zero_grad")
    turns = np.count_nonzero(np.diff(np.sign(np.diff(without_zero_grad))))
    assert turns > 20
    assert without_zero_grad[1000:].max() - without_zero_grad[1000:].min() > 0.05
    shapes = losses_of("shapes")
    assert shapes == pytest.approx(math.log(2), abs=1e-5)
    assert "0.693" in model_answer("hw2")
    twice = losses_of("double sigmoid")
    assert (np.diff(twice) < 1e-6).all()
    assert twice[0] == pytest.approx(0.724, abs=5e-4)
    assert right[0] + 0.02 < twice[0] < right[0] + 0.05
    assert twice[-1] > right[-1] + 0.1
    for losses, passes in ((right, True), (without_zero_grad, True), (shapes, True), (twice, False)):
        assert bool(abs(losses[0] - math.log(2)) < 0.001) is passes
    assert "`assert abs(losses[0] - math.log(2)) < 0.001`" in model_answer("hw2")


def test_model_answer_of_hw3_is_true():
    names = {}
    for cell in instructor_version("hw3").cells:
        if cell.cell_type == "code" and kind(cell) is not CellKind.TEST:
            exec(cell.source, names)
    y, p, threshold = names["y_test"], names["p_test"], names["chosen_threshold"]
    text = model_answer("hw3")
    tp, fp, fn, tn = names["four_counts"](y, p, threshold)
    for claim in (
        f"probability of {threshold:.3f}",
        f"finds {tp} of {tp + fn} infected people and misses {fn}",
        f"{fp} of {fp + tn} healthy people",
        f"at {names['cost_per_person'](names['y_validation'], names['p_validation'], threshold, 1, 20):.3f}",
        f"our threshold {names['reported_cost']:.3f}",
        f"call everybody costs {1 - y.mean():.3f}",
        f"{tp} of {tp + fn} is a share of {tp / (tp + fn):.3f}",
        f"right for {(y == 0).mean():.3f}",
        f"misses all {int(y.sum())} who are",
        f"highest probability of anybody is {names['p'].max():.3f}",
        f"per person is {20 * y.mean():.3f}",
    ):
        assert claim in text, claim
    assert 14 < (tp + fp) / tp < 16  # "of fifteen people called, about one is infected"
    share = tp / (tp + fn)
    assert 1.96 * math.sqrt(share * (1 - share) / (tp + fn)) == pytest.approx(0.06, abs=5e-3)
    # a dearer miss lowers the threshold, a cheap one raises it until hardly anybody is called
    y, p = names["y_validation"], names["p_validation"]
    cheapest = [names["cheapest_threshold"](y, p, 1, cost_fn) for cost_fn in (60, 20, 10, 1)]
    assert cheapest == sorted(cheapest)
    assert (p >= cheapest[-1]).mean() < 0.001
