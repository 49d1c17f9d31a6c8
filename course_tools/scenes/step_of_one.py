"""A step of 1 in x: the logit rises by the weight each time, p does not."""

import torch

from ._drawing import Axes, Drawing
from ._reference import after, curve

TITLE = "A step of 1 in x"
STARTS = (1.0, 5.0, 9.0)


def p_at(x):
    return after().model.predict_proba(torch.tensor([[x]])).item()


def steps(box):
    board = Drawing(box)
    room = 320 if box.wide else 245
    axes = Axes(
        board,
        "a",
        60,
        30,
        box.width - 60 - room,
        box.height - 105,
        x=(0, 11),
        y=(0, 1),
        xticks=(1, 2, 5, 6, 9, 10),
        yticks=(0, 1),
        xlabel="x",
    )
    linear = after().model.linear
    weight, bias = linear.weight.item(), linear.bias.item()
    board.path("curve", curve(axes, weight, bias), "curve model")
    left = box.width - room + 40
    yield board.step("A step of 1 on the left, in the middle and on the right. Does p rise by the same amount?")
    for k, x in enumerate(STARTS):
        low, high = p_at(x), p_at(x + 1)
        board.path(f"step-{k}", [axes.at(x, low), axes.at(x + 1, low), axes.at(x + 1, high)], "curve positive")
        y = 70 + k * 110
        board.words(f"p-{k}", left, y, f"p up by {high - low:.3f}", "strong")
        yield board.step(f"From {x:g} to {x + 1:g}: p goes from {low:.3f} to {high:.3f}.")
    for k in range(len(STARTS)):
        odds = [p / (1 - p) for p in (p_at(STARTS[k]), p_at(STARTS[k] + 1))]
        board.words(f"odds-{k}", left, 102 + k * 110, f"odds × {odds[1] / odds[0]:.3f}", "positive strong")
    yield board.step(f"The odds are multiplied by the same number each time: e to the power {weight:.3f}, the weight.")
