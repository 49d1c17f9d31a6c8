"""From p to the odds to the log-odds: two walls, two steps."""

import torch

from course_utils.functional import logit

from ._drawing import Drawing

TITLE = "Two walls, two steps"
P = torch.tensor([0.1, 0.25, 0.5, 0.75, 0.9])


def scales():
    """p, the odds and the log-odds."""
    return P, P / (1 - P), logit(P)


def steps(box):
    board = Drawing(box)
    left, width = (150, box.width - 210) if box.wide else (110, box.width - 150)
    rows = [50 + k * (box.height - 100) / 2 for k in range(3)]
    ends = ((0, 1), (0, 9.5), (-2.5, 2.5))
    names = ("p", "odds", "log-odds")
    values = scales()

    def across(k, value):
        low, high = ends[k]
        return left + width * (value - low) / (high - low)

    def row(k):
        board.words(f"name-{k}", 0, rows[k] + 8, names[k], "strong")
        board.line(f"scale-{k}", left, rows[k], left + width, rows[k], "axis")
        for i, value in enumerate(values[k].tolist()):
            x = across(k, value)
            board.dot(f"dot-{k}-{i}", x, rows[k], "model", 10)
            said = f"{value:.2g}" if k == 0 else f"{value:.3g}" if k == 1 else f"{value:.2f}"
            close = k == 1 and i < 3
            y = rows[k] + (38 if not close or i != 1 else -22)
            board.words(f"said-{k}-{i}", x, y, said.replace("-", "−"), "quiet", size=22, anchor="middle")

    def wall(name, k, x):
        board.line(name, x, rows[k] - 34, x, rows[k] + 14, "wall")

    row(0)
    wall("wall-low", 0, across(0, 0))
    wall("wall-high", 0, across(0, 1))
    yield board.step("A probability is shut in between 0 and 1. A line in x is not.")
    row(1)
    wall("wall-odds", 1, across(1, 0))
    for i in range(len(P)):
        board.line(
            f"to-1-{i}",
            across(0, P[i].item()),
            rows[0] + 48,
            across(1, values[1][i].item()),
            rows[1] - 14,
            "guide faded",
        )
    yield board.step("Three of four are infected: the odds are 3 to 1. p / (1 − p) has no upper wall.")
    row(2)
    for i in range(len(P)):
        board.line(
            f"to-2-{i}",
            across(1, values[1][i].item()),
            rows[1] + 48,
            across(2, values[2][i].item()),
            rows[2] - 14,
            "guide faded",
        )
    yield board.step("Log-odds have none at all. Those of 0.1 and 0.9 are equally far from the middle.")
