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
    assert not figure.is_solved()
    coin_toss = 0.39 / (0.39 + 0.56)
    figure.put("prevalence", round(float(np.log10(coin_toss)), 2))
    assert figure.is_solved()
    figure.put("specificity", 0.95)
    assert not figure.is_solved()


@pytest.mark.parametrize(
    ("power", "sensitivity", "specificity"), [(-2, 0.9, 0.95), (-1, 0.5, 0.6), (0, 1, 0), (-3, 0, 1), (-0.5, 1, 1)]
)
def test_shows_what_python_computes(kept, power, sensitivity, specificity):
    figure = kept("people")
    for label, value in (("prevalence", power), ("sensitivity", sensitivity), ("specificity", specificity)):
        figure.put(label, value)
    prevalence = float(f"{10.0 ** power:.3g}")
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
    assert not figure.is_solved()
    figure.put("prevalence", -1.5)
    figure.slider("prevalence").focus()
    assert not figure.is_solved()
    for _ in range(20):
        figure.page.keyboard.press("ArrowRight")
        if figure.is_solved():
            break
    (percent,) = numbers(figure.output("prevalence"))
    value = positive_predictive_value(prevalence=percent / 100, sensitivity=0.9, specificity=0.95)
    assert value == pytest.approx(0.5, abs=0.011)
    figure.press("prevalence", "ArrowRight")
    assert not figure.is_solved()
    figure.press("prevalence", "ArrowLeft")
    assert figure.is_solved()
    figure.press("sensitivity", "ArrowLeft")
    assert not figure.is_solved()
