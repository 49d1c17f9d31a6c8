"""What the model predicts, and what is true: the data were drawn by a program."""

import torch

from course_utils.data import true_posterior

from ._drawing import Axes, Drawing
from ._reference import after, curve

TITLE = "Between 0 and 1. But is it true?"
ASKED = (1.0, 4.0, 6.0, 9.0)


def steps(box):
    board = Drawing(box)
    axes = Axes(
        board,
        "a",
        60,
        30,
        box.width - 80,
        box.height - 105,
        x=(0, 10),
        y=(0, 1),
        xticks=(0, 3, 5, 7, 10),
        yticks=(0, 0.5, 1),
        xlabel="x",
    )
    linear = after().model.linear
    board.path("curve", curve(axes, linear.weight.item(), linear.bias.item()), "curve model")
    board.words("model", *axes.at(8.2, 0.74), "the model", "model")
    yield board.step("The model predicts a probability for each x. A program drew these data: what is true?")
    x = torch.linspace(0, 10, 201)
    truth = true_posterior(x)
    board.path("truth", axes.curve(x.tolist(), truth.tolist()), "curve dashed")
    board.words("truth-said", *axes.at(0.4, 0.56), "the truth", "strong")
    yield board.step("A staircase: 0, then one half, then 1.")
    for k, at in enumerate(ASKED):
        p = after().model.predict_proba(torch.tensor([[at]])).item()
        true = true_posterior(torch.tensor([at])).item()
        board.line(f"gap-{k}", *axes.at(at, p), *axes.at(at, true), "stick positive")
        board.words(
            f"gap-{k}-said",
            axes.at(at, 0)[0] + (10 if at < 8 else -10),
            axes.at(0, (p + true) / 2)[1] + 8,
            f"{abs(p - true):.3f}",
            "positive strong",
            anchor="start" if at < 8 else "end",
        )
    yield board.step("The gaps. A number between 0 and 1 is not yet a true probability.")
