"""The assignments: complete, scored as promised; right answers in every style pass, the usual mistakes are named."""

import pytest
from homework import submit
from homework_answers import RIGHT, WRONG


@pytest.mark.parametrize("style", RIGHT)
def test_right_answer_in_another_style_gets_full_points(style, record_property):
    name, answers = RIGHT[style]
    outcomes = submit(name, answers)
    assert {grade_id: o.error for grade_id, o in outcomes.items() if o.error} == {}
    record_property("homework", [name, "right"])


@pytest.mark.filterwarnings("ignore")  # a wrong answer may divide by zero
@pytest.mark.parametrize("mistake", WRONG)
def test_usual_mistake_fails_a_visible_test_that_names_the_idea(mistake, record_property):
    name, answers, test, words = WRONG[mistake]
    outcome = submit(name, answers)[test]
    assert outcome.visible, f"{test} passes: {outcome.error}"
    assert words in str(outcome.error)
    assert not words or isinstance(outcome.error, AssertionError)
    record_property("homework", [name, "wrong"])
