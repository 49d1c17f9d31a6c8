"""The five lines of the training loop as registers that fill and empty."""

from functools import cache

import torch
from torch import nn

from course_utils.data import reference_example

from ._drawing import Drawing
from ._reference import LR

TITLE = "Five lines, and what each of them changes"
LINES = ("optimizer.zero_grad()", "p = torch.sigmoid(model(X))", "loss = bce(p, y)", "loss.backward()",
         "optimizer.step()")  # fmt: skip


@cache
def registers():
    """What weight, gradient, p and loss hold before the first line and after each, and after `zero_grad` once more."""
    model, X, y = reference_example()
    optimizer = torch.optim.SGD(model.parameters(), lr=LR)
    held, p, loss = [], None, None

    def note():
        grad = model.linear.weight.grad
        held.append({
            "weight": model.linear.weight.item(), "grad": None if grad is None else grad.item(),
            "p": None if p is None else p.detach().ravel().tolist(), "loss": None if loss is None else loss.item(),
        })  # fmt: skip

    note()
    optimizer.zero_grad()
    note()
    p = torch.sigmoid(model(X))
    note()
    loss = nn.BCELoss()(p, y)
    note()
    loss.backward()
    note()
    optimizer.step()
    note()
    optimizer.zero_grad()
    note()
    return held


def steps(box):
    board = Drawing(box)
    code_left, top, line = 30, 44 if box.wide else 20, 66 if box.wide else 38
    for k, text in enumerate(LINES):
        board.words(f"line-{k}", code_left, top + 28 + k * line, text, "mono", size=25 if box.wide else 22)
    left, wide = (640, 500) if box.wide else (30, 580)
    first, high = (6, 90) if box.wide else (225, 60)
    names = ("weight", "grad", "p", "loss")

    def hold(held, changed=()):
        for k, name in enumerate(names):
            y = first + k * (high + (8 if box.wide else 4))
            board.rect(f"box-{name}", left + 120, y, wide - 120, high, "box")
            if name in changed:
                board.rect(f"lit-{name}", left + 120, y, wide - 120, high, "lit")
            elif f"lit-{name}" in board.marks:
                board.remove(f"lit-{name}")
            board.words(f"name-{name}", left, y + high / 2 + 8, name)
            value = held[name]
            if name == "p":
                if value is not None:
                    step = (wide - 150) / len(value)
                    for i, share in enumerate(value):
                        board.bar(
                            f"p-{i}", left + 135 + i * step, y + high - 8, step * 0.7, (high - 16) * share, "model"
                        )
                continue
            text = "none" if value is None else f"{value:.3f}"
            board.words(f"value-{name}", left + 120 + (wide - 120) / 2, y + high / 2 + 12,
                        text if value is not None or name == "grad" else "", "strong" if value is not None else "quiet",
                        size=36 if value is not None else 26, anchor="middle")  # fmt: skip

    def mark(k):
        width = 585 if box.wide else 440
        board.rect(
            "now", code_left - 18, top - (4 if box.wide else -2) + k * line, width, 44 if box.wide else 36, "lit"
        )

    held = registers()
    hold(held[0])
    yield board.step("Before the first line there is a weight, and nothing else. Which line changes what?")
    mark(0)
    hold(held[1])
    yield board.step("zero_grad clears the gradient. There is none yet.")
    mark(1)
    hold(held[2], ["p"])
    yield board.step("The model predicts a p for each of the forty people. No parameter changes.")
    mark(2)
    hold(held[3], ["loss"])
    yield board.step(f"The loss makes one number of them, {held[3]['loss']:.3f}. No parameter changes.")
    mark(3)
    hold(held[4], ["grad"])
    yield board.step(f"backward fills grad with {held[4]['grad']:.3f}. The weight is as it was.")
    mark(4)
    hold(held[5], ["weight"])
    yield board.step(f"step moves the weight: {held[4]['weight']:.3f} − {LR} · {held[4]['grad']:.3f} = "
                     f"{held[5]['weight']:.3f}.")  # fmt: skip
    mark(0)
    hold(held[6], ["grad"])
    yield board.step("In the next epoch zero_grad empties grad, and everything begins again.")
