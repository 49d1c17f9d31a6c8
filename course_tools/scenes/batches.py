"""Which rows a step sees: all forty, or one at random after the other."""

import torch

from ._drawing import Drawing
from ._reference import after

TITLE = "Which rows a step sees"
SEED = 0


def order():
    """The order in which one epoch of single rows sees the forty."""
    return torch.randperm(40, generator=torch.Generator().manual_seed(SEED)).tolist()


def steps(box):
    board = Drawing(box)
    y = after(0).y.tolist()
    gap = 68 if box.wide else 54
    left, top = (60, 60) if box.wide else (40, 50)
    said_at = (left + 8 * gap + 60, 110) if box.wide else (left, top + 5 * gap + 30)

    def people(seen):
        for k in range(40):
            at = left + k % 8 * gap, top + k // 8 * gap
            board.person(f"person-{k}", *at, y[k] == 1, 19 if box.wide else 15, "" if k in seen else "faded")

    def count(updates, epochs):
        for k, (number, name) in enumerate(((updates, "updates"), (epochs, "epochs"))):
            x = said_at[0] + (0 if box.wide else k * 300)
            down = said_at[1] + (k * 150 if box.wide else 60)
            board.words(f"count-{k}", x, down, number, "strong", size=64)
            board.words(f"name-{k}", x + 100, down, name.removesuffix("s") if number == 1 else name, "quiet")

    people(range(40))
    count(1, 1)
    yield board.step("Each step of our loop sees all forty rows. What in it is left to chance?")
    people(range(40))
    count(2, 2)
    yield board.step("Nothing: the next step sees the same forty. This is full-batch gradient descent.")
    rows = order()
    people(rows[:1])
    count(1, 0)
    yield board.step("Stochastic: a step sees a random part of the rows. Here it is a single one …")
    people(rows[1:2])
    count(2, 0)
    yield board.step("… then another one …")
    people(rows)
    count(len(rows), 1)
    yield board.step("… and after forty updates each row was seen once: one epoch.")
