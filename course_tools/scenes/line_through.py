"""A line through the labels, read as a probability: it leaves the range."""

import numpy as np

from ._drawing import Axes, Drawing
from ._reference import after, stand

TITLE = "A line through the labels"


def line():
    """(weight, bias) of the least-squares line through the labels of the forty."""
    start = after(0)
    return np.polyfit(start.x.numpy(), start.y.numpy(), 1)


def steps(box):
    board = Drawing(box)
    axes = Axes(
        board,
        "a",
        60,
        20,
        box.width - 210,
        box.height - 95,
        x=(0, 10),
        y=(-0.25, 1.25),
        xticks=(0, 5, 10),
        yticks=(0, 1),
        xlabel="x",
    )
    stand(board, axes, after(0))
    yield board.step("The labels, 0 and 1. A line by least squares: what will it say at 0 and at 10?")
    x = np.array([0, 10])
    heights = np.polyval(line(), x)
    board.path("line", axes.curve(x, heights), "curve model")
    for name, y in (("low", 0), ("high", 1)):
        board.line(name, *axes.at(0, y), *axes.at(10, y), "guide")
    yield board.step("Where it lies between the dashed lines, it can be read as a probability.")
    for k in (0, 1):
        at = axes.at(x[k], heights[k])
        board.dot(f"end-{k}", *at, "positive", 11)
        said = f"{heights[k]:.3f}".replace("-", "−")
        board.words(f"end-{k}-said", at[0] + 18, at[1] + 10, said, "positive strong", size=30)
    yield board.step("No probability is below 0 or above 1. Any line that is not level leaves the range somewhere.")
