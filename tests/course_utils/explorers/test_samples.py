"""The samples explorer from Python's side: each curve is that of its sample, and what it refuses."""

import numpy as np
import pytest
import traitlets
from support.rows import each_row

from course_utils.data import make_overlapping_classes
from course_utils.explorers import SamplesExplorer
from course_utils.models import at_zero
from course_utils.newton import fit_newton


@pytest.fixture(scope="module")
def explorer():
    return SamplesExplorer(60, drawn=30)


@each_row(
    ("arguments", "error", "words"),
    [
        ({"n_samples": 1}, ValueError, ["n_samples", "at least 2", "1"]),
        ({"n_samples": 1001}, ValueError, ["n_samples must be at most 1000; got 1001"]),
        ({"n_samples": 2.5}, TypeError, ["n_samples", "2.5"]),
        ({"class_size": 4}, ValueError, ["class_size", "at least 5", "4"]),
        ({"class_size": 301}, ValueError, ["class_size must be at most 300; got 301"]),
        ({"n_samples": 3, "drawn": 4}, ValueError, ["drawn must be at most n_samples, 3; got 4"]),
        ({"n_samples": 3, "drawn": 0}, ValueError, ["drawn", "at least 1"]),
        ({"n_samples": 3, "at": 10.5}, ValueError, ["at", "between 0 and 10", "10.5"]),
        ({"n_samples": 3, "overlap": -1}, ValueError, ["overlap", "-1"]),
        ({"n_samples": 3, "overlap": 0}, ValueError, ["in 3 of the 3 samples one cut separates the classes"]),
        ({"n_samples": 100, "class_size": 5}, ValueError, ["of the 100 samples one cut", "larger overlap"]),
    ],
)
def test_refuses(refuses, arguments, error, words):
    with refuses(error, *words):
        SamplesExplorer(**arguments)


@pytest.mark.parametrize(("class_size", "overlap"), [(20, 4.0), (150, 1.0), (8, 10.0)])
def test_each_curve_is_where_newtons_method_ends_on_its_sample(class_size, overlap):
    explorer = SamplesExplorer(12, class_size=class_size, overlap=overlap)
    steepest = int(np.abs(explorer.parameters[:, 0]).argmax())
    for seed in {0, 7, steepest}:
        X, y = make_overlapping_classes(class_size, class_size, overlap=overlap, seed=seed)
        model = at_zero().double()
        fit_newton(model, X.double(), y.double())
        fitted = [model.linear.weight.item(), model.linear.bias.item()]
        assert explorer.parameters[seed].tolist() == pytest.approx(fitted, abs=1e-5)
    points = np.reshape(explorer.data["points"], (12, 2 * class_size))
    X, _ = make_overlapping_classes(class_size, class_size, overlap=overlap, seed=7)
    np.testing.assert_allclose(points[7], X.numpy().ravel(), rtol=1e-4)


def test_more_samples_leave_those_drawn_before_as_they_are(explorer):
    np.testing.assert_allclose(SamplesExplorer(10).parameters, explorer.parameters[:10], rtol=1e-9)


def test_predicted_counts_only_what_is_drawn(explorer):
    p = explorer.predicted(3)
    assert p.shape == (30,)
    weight, bias = explorer.parameters[4]
    assert p[4] == pytest.approx(1 / (1 + np.exp(-(3 * weight + bias))))


def test_no_more_can_be_drawn_than_there_are():
    explorer = SamplesExplorer(3)
    with pytest.raises(traitlets.TraitError, match="holds 3 samples; got drawn=4"):
        explorer.drawn = 4
    explorer.drawn = 3
    assert len(explorer.predicted(5)) == 3


def test_static(explorer):
    curves, counts = explorer.static().axes
    assert (curves.get_title(), counts.get_title()) == ("30 samples", "predicted at x = 5.0")
    grey = [line for line in curves.lines if line.get_color() == "0.65"]
    assert len(grey) == 30
    np.testing.assert_allclose([line.get_ydata()[50] for line in grey], explorer.predicted(5))
    assert sum(bar.get_height() for bar in counts.patches) == 30
    assert SamplesExplorer(3).static().axes[0].get_title() == "1 sample"
