"""What the loss of the trained model is made of."""

import math
from functools import cache

import torch

from course_utils.data import overlap_interval, reference_example
from course_utils.functional import binary_cross_entropy
from course_utils.newton import fit_newton

from ._drawing import Drawing
from ._reference import after

TITLE = "The floor, the misfit, the luck of the draw"
NAMES = ("nobody can avoid it", "the misfit", "the luck of the draw", "unfinished")


@cache
def shares():
    """The floor, the misfit of a sigmoid, the luck of these forty, and what more training would still gain."""
    low, high = overlap_interval()
    grid = (torch.arange(700) + 0.5) / 100
    X_all = torch.cat([grid, grid + low]).reshape(-1, 1)
    y_all = torch.cat([torch.zeros(700), torch.ones(700)]).reshape(-1, 1)
    for_all, X, y = reference_example()
    all_loss = fit_newton(for_all, X_all, y_all).loss[-1]
    best, _, _ = reference_example()
    lowest = fit_newton(best, X, y).loss[-1]
    trained = after()
    floor = (high - low) / high * math.log(2)
    return floor, all_loss - floor, lowest - all_loss, binary_cross_entropy(trained.p, trained.y).item() - lowest


def steps(box):
    board = Drawing(box)
    parts = shares()
    whole = sum(parts)
    left, top, high = 10, 64, 90
    unit = (box.width - 2 * left) / whole
    board.rect("whole", left, top, unit * whole, high, "box", round=0)
    board.words("sum", left + unit * whole / 2, top - 20, f"{whole:.3f}", "strong", size=40, anchor="middle")
    yield board.step(f"The trained model pays {whole:.3f} a person. How much of it could nobody avoid?")
    said = (
        "Where the classes overlap, at 4/7 of all people, one half is the truth, and costs log 2.",
        "A sigmoid cannot follow a truth that goes up in two steps.",
        "These forty are not all people.",
        "And the training is not finished; that is less than a thousandth.",
    )
    x = left
    row = 56
    for k, part in enumerate(parts):
        kind = ("negative", "positive", "model", "quiet")[k]
        board.rect(f"part-{k}", x, top, unit * part, high, kind, round=0)
        y = top + high + 54 + k * row
        board.rect(f"key-{k}", left, y - 24, 30, 30, kind, round=2)
        board.words(f"name-{k}", left + 46, y, NAMES[k])
        board.words(
            f"part-{k}-said", box.width - (300 if box.wide else 10), y, f"{part:.3f}", "strong", size=32, anchor="end"
        )
        x += unit * part
        yield board.step(said[k])
