"""What each of the forty pays under the untrained model, and their mean, the loss."""

import math

import torch

from ._drawing import Axes, Drawing
from ._reference import after

TITLE = "Forty surprises and their mean"


def costs():
    """Minus the logarithm of what the untrained model gave to what happened, row by row."""
    start = after(0)
    return -torch.log(torch.where(start.y == 1, start.p, 1 - start.p))


def steps(box):
    start, cost = after(0), costs()
    board = Drawing(box)
    high = math.ceil(cost.max().item())
    axes = Axes(
        board,
        "a",
        60,
        50,
        box.width - (250 if box.wide else 150),
        box.height - 125,
        x=(0, 10),
        y=(0, high),
        xticks=(0, 5, 10),
        yticks=(0, high // 2, high),
        xlabel="x",
        ylabel="−log(given to what happened)",
    )
    half = math.log(2)

    def level(name, value, kind, said):
        (left, y), (right, _) = axes.at(0, value), axes.at(10, value)
        board.line(name, left, y, right, y, kind)
        board.words(f"{name}-said", right + 10, y + 8, said, "strong", size=24)

    for k, (x, y) in enumerate(zip(start.x.tolist(), start.y.tolist(), strict=True)):
        board.person(f"person-{k}", *axes.at(x, 0), y == 1)
    level("half", half, "guide", f"{half:.3f}")
    yield board.step(f"Forty people, an untrained model. Will the loss be above or below {half:.3f}?")
    for k, (x, y, c) in enumerate(zip(start.x.tolist(), start.y.tolist(), cost.tolist(), strict=True)):
        kind = "positive" if y else "negative"
        board.line(f"stick-{k}", *axes.at(x, 0), *axes.at(x, c), f"stick {kind}")
        board.person(f"person-{k}", *axes.at(x, c), y == 1)
    yield board.step("It gives everybody a high probability of being infected, and half of them are not.")
    loss = cost.mean().item()
    level("mean", loss, "cut", f"{loss:.3f}")
    yield board.step(f"The mean is the loss, {loss:.3f}: worse than one half to everybody.")
