"""The people explorer in a page: whole people as Python counts them, and its tasks."""

import numpy as np
import pytest
from support.browser import numbers

from course_utils.explorers import PeopleExplorer
from course_utils.metrics import positive_predictive_value

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("pages")]


def test_task_of_the_caller(fresh):
    figure = fresh("weak")
    assert "With sensitivity 0.56 and specificity 0.61, find the" in figure.element.locator(".cu-task").text_content()
    assert not figure.holds()
    coin_toss = 0.39 / (0.39 + 0.56)
    figure.put("prevalence", 100 * coin_toss - 0.3)
    assert figure.holds()
    figure.put("specificity", 0.95)
    assert not figure.holds()


@pytest.mark.parametrize(
    ("power", "sensitivity", "specificity"), [(-2, 0.9, 0.95), (-1, 0.5, 0.6), (0, 1, 0), (-3, 0, 1), (-0.5, 1, 1)]
)
def test_shows_what_python_computes(kept, power, sensitivity, specificity):
    figure = kept("people")
    for label, value in (("prevalence", 100 * 10.0**power), ("sensitivity", sensitivity), ("specificity", specificity)):
        figure.put(label, value)
    prevalence = 10.0**power
    counts = PeopleExplorer(prevalence, sensitivity, specificity).counts()
    text = figure.text()
    shown = {
        name: int(figure.element.locator(f"[data-count={name}]").text_content())
        for name in (*counts, "infected", "healthy", "positive", "negative", "all")
        if name != "all"
    }
    n_positive = counts["tp"] + counts["fp"]
    infected = counts["tp"] + counts["fn"]
    sums = {"infected": infected, "healthy": 1000 - infected, "positive": n_positive, "negative": 1000 - n_positive}
    assert shown == counts | sums
    for name, count in counts.items():
        assert figure.element.locator(f"path[data-group={name}]").get_attribute("d").count("M") == count
    value = positive_predictive_value(prevalence=prevalence, sensitivity=sensitivity, specificity=specificity)
    if n_positive:
        share = counts["tp"] / n_positive
        assert text == (
            f"Of the {n_positive} who test positive, {counts['tp']} are infected: {share:.3f}. "
            f"Exactly, not in whole people: {value:.3f}."
        )
    else:
        assert "there is nobody to count" in text
        assert np.isnan(value)
        assert text.endswith("whole people: –.")


def test_task_by_keys(fresh):
    figure = fresh("people")
    assert not figure.holds()
    figure.put("prevalence", 3.16)
    figure.slider("prevalence").focus()
    assert not figure.holds()
    for _ in range(20):
        figure.page.keyboard.press("ArrowRight")
        if figure.holds():
            break
    (percent,) = numbers(figure.output("prevalence"))
    value = positive_predictive_value(prevalence=percent / 100, sensitivity=0.9, specificity=0.95)
    assert 0.44 <= value <= 0.5
    figure.press("prevalence", *["ArrowRight"] * 6)
    assert not figure.holds(), "a coin toss is reached"
    figure.press("prevalence", *["ArrowLeft"] * 6)
    assert figure.holds()
    figure.press("sensitivity", "ArrowLeft")
    assert not figure.holds()


def test_the_harder_task_is_solved_by_the_specificity_only(fresh):
    figure = fresh("people")
    figure.put("prevalence", 5)
    ticks, said = figure.card()
    assert ticks == ["✓", "○"]
    assert "5.26 %" in said, "where a positive result is a coin toss"
    figure.next_task()
    figure.put("prevalence", 1)
    assert figure.solved_at("sensitivity", [0, 0.5, 0.95, 1, 0.9]) == []
    tried = [0.9, 0.95, 0.99, 0.991, 0.995, 1]
    right = [one for one in tried if positive_predictive_value(prevalence=0.01, sensitivity=0.9, specificity=one) > 0.5]
    assert figure.solved_at("specificity", tried) == right == [0.991, 0.995, 1]
    figure.put("prevalence", 2)
    assert not figure.holds()


def test_people_are_infected_up_to_where_the_hand_is(fresh):
    figure = fresh("people")
    box = figure.place_of(figure.element.locator("svg.cu-figure"))
    scale = min(box["width"] / 408, box["height"] / 258)  # the people are shown in full, in the middle
    left, top = box["x"] + (box["width"] - 408 * scale) / 2, box["y"] + (box["height"] - 258 * scale) / 2
    places = [(4 + 10 * column, 9 + 10 * row) for column, row in ((20, 0), (10, 2))]
    figure.drag_through([(left + scale * x, top + scale * y) for x, y in places])
    assert figure.output("prevalence") == "9.00 %"
    assert figure.element.locator("[data-count=infected]").text_content() == "90"
