"""The data explorer in a page: samples, shares and the Bayes error are those of Python, and its task."""

import numpy as np
import pytest
from support.browser import near

from course_utils.data import bayes_error, make_overlapping_classes
from course_utils.metrics import confusion_counts

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("pages")]


@pytest.mark.parametrize(("class_size", "overlap", "seed"), [(20, 4, 42), (5, 0, 40), (150, 1.1, 47), (300, 10, 49)])
def test_shows_what_python_computes(kept, class_size, overlap, seed):
    figure = kept("data")
    for label, value in (("class size", class_size), ("overlap", overlap), ("seed", seed)):
        figure.put(label, value)
    X, y = make_overlapping_classes(class_size, class_size, overlap=overlap, seed=seed)
    counts = confusion_counts(y, X, 5.0)
    wrong = counts.fp + counts.fn
    error = wrong / (2 * class_size)
    assert figure.numbers() == near(bayes_error(overlap=overlap), 5, 2 * class_size, wrong, error)

    drawn = figure.points("The sample", ".cu-marker", (0, 10), (-0.5, 1.5))
    np.testing.assert_allclose(sorted(x for x, _ in drawn), X.ravel().sort().values, atol=2e-3)
    n_drawn = {
        look: len(figure.points("The sample", look, (0, 10), (-0.5, 1.5)))
        for look in (".cu-positive.cu-filled", ".cu-negative.cu-filled", ".cu-positive.cu-hollow")
    }
    assert list(n_drawn.values()) == [counts.tp, counts.fp, counts.fn]

    edges = np.arange(11)
    n_samples, _ = np.histogram(X, edges)
    n_positive, _ = np.histogram(X[y == 1], edges)
    some = n_samples > 0
    heights = figure.picture("Sample and truth").locator(".cu-bar").evaluate_all(
        "bars => bars.map(bar => bar.height.baseVal.value"
        " / bar.closest('svg').querySelector('.cu-frame').height.baseVal.value)"
    )
    np.testing.assert_allclose(np.array(heights) * 1.08, n_positive[some] / n_samples[some], atol=1e-6)


def test_task(fresh):
    figure = fresh("data")
    assert not figure.holds()
    tried = [0, 0.5, *np.arange(0.8, 1.5, 0.1).round(1), *range(2, 11)]
    right = [overlap for overlap in tried if abs(bayes_error(overlap=overlap) - 0.1) <= 0.02]
    assert figure.solved_at("overlap", tried) == right == [0.9, 1.0, 1.1, 1.2, 1.3]


def test_the_harder_task_is_solved_by_luck_only(fresh):
    figure = fresh("data")
    figure.put("overlap", 1.1)
    assert figure.card()[0] == ["✓", "○"]
    figure.next_task()
    figure.put("overlap", 4)
    lucky = {}
    for class_size in (5, 10, 15, 20, 300):
        figure.put("class size", class_size)
        errors = {}
        for seed in range(40, 50):
            X, y = make_overlapping_classes(class_size, class_size, overlap=4, seed=seed)
            counts = confusion_counts(y, X, 5.0)
            errors[seed] = (counts.fp + counts.fn) / (2 * class_size)
        expected = [seed for seed, error in errors.items() if error <= bayes_error(overlap=4) - 0.05]
        assert figure.solved_at("seed", range(40, 50)) == expected
        lucky[class_size] = len(expected)
    assert lucky[10] >= 2
    assert lucky[300] == 0, "as the card says"
    assert figure.card()[0] == ["✓", "✓"]
    figure.put("overlap", 3)
    assert not figure.holds()
