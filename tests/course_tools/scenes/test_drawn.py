"""Each scene draws what `course_utils` computes: its bars, dots and counts are measured, not its captions read."""

import re

import pytest
import torch

from course_tools import scenes
from course_tools.scenes import BOXES

every_box = pytest.mark.parametrize("box", BOXES)


def steps(name, box="slide"):
    return [step.marks for step in scenes.scene(name, box).steps]


def value(mark, name):
    return float(mark.attributes[name])


def place(mark):
    """Where a person stands."""
    return tuple(map(float, re.fullmatch(r"translate\((\S+) (\S+)\)", mark.attributes["transform"]).groups()))


def points(mark):
    """The points of a path."""
    return [tuple(map(float, pair.split())) for pair in mark.attributes["d"].strip("MZ").split("L")]


def share(marks, bar, whole):
    """How high a bar is, as a share of another mark's height."""
    return value(marks[bar], "height") / value(marks[whole], "height")


def roughly(expected, pixels=0.004):
    """Up to the tenth of a pixel that coordinates are rounded to, on some hundred pixels."""
    return pytest.approx(expected, abs=pixels)


@every_box
def test_likelihood_multiplies_what_was_given_to_what_happened(box):
    p, y = torch.tensor([0.9, 0.2]), torch.tensor([1.0, 0.0])
    given = torch.where(y == 1, p, 1 - p)
    predicted, known, times, product, better = steps("likelihood", box)
    assert [share(predicted, f"bar-{k}", f"whole-{k}") for k in (0, 1)] == roughly(p.tolist())
    for marks in (known, times, product):
        assert [share(marks, f"bar-{k}", f"whole-{k}") for k in (0, 1)] == roughly(given.tolist())
    assert share(times, "bar-2", "whole-2") == roughly(given[0].item())
    for marks in (product, better):
        of_two = [share(marks, f"bar-{k}", f"whole-{k}") for k in (0, 1)]
        assert share(marks, "bar-2", "whole-2") == roughly(of_two[0] * of_two[1])
        assert float(marks["value-2"].text) == roughly(of_two[0] * of_two[1])
    assert share(better, "bar-2", "whole-2") > share(product, "bar-2", "whole-2")
