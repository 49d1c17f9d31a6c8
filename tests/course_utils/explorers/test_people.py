"""The people explorer from Python's side: what it refuses, whole people, and its picture."""

import numpy as np
from support.rows import each_row

from course_utils.explorers import PeopleExplorer
from course_utils.metrics import positive_predictive_value


@each_row(
    ("arguments", "error", "words"),
    [
        ({"prevalence": 0}, ValueError, ["prevalence", "between 0.001 and 1", "0.0"]),
        ({"prevalence": "a"}, TypeError, ["prevalence", "str 'a'"]),
        ({"sensitivity": 1.2}, ValueError, ["sensitivity", "1.2"]),
        ({"specificity": float("nan")}, ValueError, ["specificity", "nan"]),
        ({"specificity": None}, TypeError, ["specificity", "NoneType"]),
    ],
)
def test_refuses(refuses, arguments, error, words):
    with refuses(error, *words):
        PeopleExplorer(**arguments)


@each_row("prevalence", [0.001, 0.0105, 0.3, 1.0])
@each_row(("sensitivity", "specificity"), [(0.9, 0.95), (0.35, 0.0), (0.0, 1.0), (1.0, 0.995)])
def test_people_are_a_thousand_whole_ones(prevalence, sensitivity, specificity):
    counts = PeopleExplorer(prevalence, sensitivity, specificity).counts()
    assert sum(counts.values()) == 1000
    assert all(isinstance(count, int) and count >= 0 for count in counts.values())
    infected = counts["tp"] + counts["fn"]
    assert abs(infected - 1000 * prevalence) <= 0.5
    assert abs(counts["tp"] - infected * sensitivity) <= 0.5
    assert abs(counts["fp"] - (1000 - infected) * (1 - specificity)) <= 0.5


def test_static():
    explorer = PeopleExplorer(prevalence=0.1)
    (ax,) = explorer.static().axes
    counts = explorer.counts()
    assert counts == {"tp": 90, "fn": 10, "fp": 45, "tn": 855}
    value = positive_predictive_value(prevalence=0.1, sensitivity=0.9, specificity=0.95)
    assert ax.get_title() == f"135 test positive (outlined), 90 of them infected; exactly {value:.3f}"
    assert [text.get_text() for text in ax.get_legend().get_texts()] == [
        "infected, tested negative: 10", "infected, tested positive: 90",
        "healthy, tested positive: 45", "healthy, tested negative: 855",
    ]
    places = np.concatenate([line.get_xydata() for line in ax.lines])
    assert len(np.unique(places, axis=0)) == 1000, "everyone has a place"


def test_task_is_that_of_the_caller(refuses):
    assert PeopleExplorer().data == {"sensitivity": 0.9, "specificity": 0.95}
    explorer = PeopleExplorer(0.057, 0.5, 0.5, task_sensitivity=0.56, task_specificity=0.61)
    assert explorer.data == {"sensitivity": 0.56, "specificity": 0.61}
    with refuses(ValueError, "task_specificity must be", "between 0 and 1; got 61.0"):
        PeopleExplorer(task_specificity=61)
