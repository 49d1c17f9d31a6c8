"""The data explorer from Python's side: what it refuses, its samples, and its picture."""

import numpy as np
import pytest
import torch
import traitlets
from support.rows import each_row

from course_utils.data import bayes_error, make_overlapping_classes
from course_utils.explorers import DataExplorer


@each_row(
    ("arguments", "error", "words"),
    [
        ({"class_size": 0}, ValueError, ["class_size", "at least 1", "got 0"]),
        ({"class_size": 301}, ValueError, ["class_size must be at most 300", "301"]),
        ({"class_size": 2.5}, TypeError, ["class_size must be a whole number", "float 2.5"]),
        ({"overlap": float("nan")}, ValueError, ["overlap", "nan"]),
        ({"overlap": 10.1}, ValueError, ["overlap", "between 0 and 10", "10.1"]),
        ({"overlap": [4.0]}, TypeError, ["overlap", "list of length 1"]),
        ({"seed": -1}, ValueError, ["seed", "-1"]),
        ({"seed": 1.0}, TypeError, ["seed", "float 1.0"]),
    ],
)
def test_refuses(refuses, arguments, error, words):
    with refuses(error, *words):
        DataExplorer(**arguments)


def test_sample_is_that_of_the_package():
    explorer = DataExplorer(class_size=13, overlap=2.5, seed=7)
    X, y = explorer.sample()
    expected_X, expected_y = make_overlapping_classes(13, 13, overlap=2.5, seed=7)
    assert torch.equal(X, expected_X)
    assert torch.equal(y, expected_y)


def test_holds_ten_seeds_and_names_another_explorer_for_the_rest():
    explorer = DataExplorer(seed=47)
    assert (explorer.data["first_seed"], len(explorer.data["uniforms"])) == (40, 10)
    explorer.seed = 40
    explorer.seed = 49
    for seed in (39, 50):
        with pytest.raises(traitlets.TraitError, match=rf"seeds 40 to 49; got {seed}.*DataExplorer\(seed={seed}\)"):
            explorer.seed = seed
    assert explorer.seed == 49


@pytest.mark.parametrize(("name", "value"), [("class_size", 0), ("class_size", 301), ("overlap", -0.1)])
def test_keeps_its_traits_in_range(name, value):
    with pytest.raises(traitlets.TraitError):
        setattr(DataExplorer(), name, value)


def test_static():
    explorer = DataExplorer(class_size=17, overlap=3.0, seed=5)
    sample, shares = explorer.static().axes
    assert sample.get_title() == "34 people"
    assert [len(line.get_xdata()) for line in sample.lines[:2]] == [17, 17]
    X, y = explorer.sample()
    np.testing.assert_array_equal(sample.lines[1].get_xdata(), X[y == 1])
    assert shares.get_title() == f"Bayes error {bayes_error(overlap=3.0):.3f}"
    for bar in shares.patches:
        inside = (bar.get_x() <= X) & (bar.get_x() + 1 > X)
        assert bar.get_height() == pytest.approx(y[inside].mean().item())
