"""A gradient that is never cleared: backward adds to what is there."""

from functools import cache

import torch
from torch import nn

from course_utils.data import reference_example

from ._drawing import Drawing
from ._reference import LR

TITLE = "backward adds to what is in grad"
N_EPOCHS = 6


@cache
def gradients():
    """(the gradient of each epoch, what is in `grad`) of a loop without `zero_grad`, for the weight."""
    model, X, y = reference_example()
    optimizer = torch.optim.SGD(model.parameters(), lr=LR)
    own, held = [], []
    for _ in range(N_EPOCHS):
        before = held[-1] if held else 0.0
        nn.BCELoss()(torch.sigmoid(model(X)), y).backward()
        held.append(model.linear.weight.grad.item())
        own.append(held[-1] - before)
        optimizer.step()
    return own, held


@cache
def twice():
    """What is in `grad` after the first and the second call of `backward`; nothing moves in between."""
    model, X, y = reference_example()
    found = []
    for _ in range(2):
        nn.BCELoss()(torch.sigmoid(model(X)), y).backward()
        found.append(model.linear.weight.grad.item())
    return found


def steps(box):
    board = Drawing(box)
    once, both = twice()
    foot = box.height - 60
    unit = (foot - 60) / both
    width = 150 if box.wide else 110
    x = box.width / 2 - width / 2
    board.words("name", x + width / 2, foot + 40, "grad of the weight", "quiet", anchor="middle")
    board.rect("bucket", x - 14, 30, width + 28, foot - 30, "frame", round=0)
    board.bar("first", x, foot, width, unit * once, "model")
    board.words("held", x + width + 40, foot - unit * once + 10, f"{once:.3f}", "strong", size=36)
    yield board.step("One call of backward. Nothing moves. What is in grad after a second call?")
    board.bar("second", x, foot - unit * once, width, unit * (both - once), "positive")
    board.words("held", x + width + 40, foot - unit * both + 34, f"{both:.3f}", "strong", size=36)
    yield board.step(f"Twice as much, {both:.3f}: backward adds, and only zero_grad begins anew.")
    own, held = gradients()
    board.remove("bucket", "first", "second", "held", "name")
    high, low = max(*own, *held), min(*own, *held)
    left, gap = (110, 175) if box.wide else (60, 96)
    thick = 50 if box.wide else 30
    unit = (box.height - 150) / (high - low)
    zero = 40 + unit * high
    board.line("zero", left - 30, zero, left + gap * len(own), zero, "axis")
    board.words("own-name", left - 30, box.height - 62, "■ gradient of this epoch", "model", size=22)
    place = (box.width / 2, box.height - 62) if box.wide else (left - 30, box.height - 32)
    board.words("held-name", *place, "■ what is in grad, never cleared", "positive", size=22)

    def bars(n, shown):
        for k in range(n):
            for j, (name, values) in enumerate((("own", own), ("held", held))[:shown]):
                x, height = left + k * gap + j * (thick + 6), unit * values[k]
                kind = ("model", "positive")[j]
                board.rect(f"{name}-{k}", x, zero - max(height, 0), thick, abs(height), kind, round=0)

    bars(1, 2)
    yield board.step("The loop without zero_grad. In the first epoch all is well …")
    bars(2, 2)
    yield board.step("… in the second, the old gradient is still there, and the step is too long.")
    bars(N_EPOCHS, 2)
    yield board.step("Later it drags the weight on, even when the gradient has turned round. The loss swings.")
