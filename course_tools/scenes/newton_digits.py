"""Newton's steps: how many digits of the loss are right after each."""

from functools import cache

import numpy as np

from ._drawing import Axes, Drawing
from ._reference import after

TITLE = "Each step about doubles the right digits"
N_STEPS = 3


@cache
def above():
    """How far the loss is above the lowest one after 0, 1, … steps from zero."""
    start = after(0)
    X = np.column_stack([start.x.double().numpy(), np.ones(len(start.x))])
    y = start.y.double().numpy()
    position, losses = np.zeros(2), []
    for _ in range(N_STEPS + 6):
        z = X @ position
        p = 1 / (1 + np.exp(-z))
        losses.append(np.mean(np.logaddexp(0, z) - y * z))
        curvature = (X.T * (p * (1 - p))) @ X / len(y)
        position = position - np.linalg.solve(curvature, X.T @ (p - y) / len(y))
    return [loss - min(losses) for loss in losses[: N_STEPS + 1]]


def steps(box):
    board = Drawing(box)
    digits = [-np.log10(gap) for gap in above()]
    axes = Axes(
        board,
        "a",
        70,
        50,
        box.width - 100,
        box.height - 125,
        x=(-0.5, N_STEPS + 0.5),
        y=(0, 9),
        xticks=tuple(range(N_STEPS + 1)),
        yticks=(0, 4, 8),
        xlabel="steps",
        ylabel="right decimals of the loss",
    )
    width = axes.width / (N_STEPS + 1) * 0.5

    def bar(k):
        x, y = axes.at(k, digits[k])
        board.rect(f"bar-{k}", x - width / 2, y, width, axes.top + axes.height - y, "model", round=0)
        board.words(f"said-{k}", x, y - 12, f"{digits[k]:.1f}", "strong", size=28, anchor="middle")

    bar(0)
    yield board.step("Gradient and curvature together say how far to go. How many decimals does a step win?")
    bar(1)
    bar(2)
    yield board.step("One step, two steps.")
    for k in range(3, N_STEPS + 1):
        bar(k)
    yield board.step("Close to the optimum each step about doubles the number of right decimals.")
