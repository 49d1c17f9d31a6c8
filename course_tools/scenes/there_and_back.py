"""Equal steps of z are unequal steps of p; and the curve is its own mirror image."""

import torch

from course_utils.functional import sigmoid

from ._drawing import Axes, Drawing

TITLE = "Equal steps in z, unequal steps in p"
Z = (-4.0, -2.0, 0.0, 2.0, 4.0)


def steps(box):
    board = Drawing(box)
    right = 110
    axes = Axes(
        board,
        "a",
        60,
        24,
        box.width - 60 - right,
        box.height - 99,
        x=(-6, 6),
        y=(0, 1),
        xticks={-4: "−4", -2: "−2", 0: "0", 2: "2", 4: "4"},
        yticks=(0, 0.5, 1),
        xlabel="z",
    )
    z = torch.linspace(-6, 6, 121)
    board.path("curve", axes.curve(z.tolist(), sigmoid(z).tolist()), "curve model")
    yield board.step("The sigmoid. What is it at 0? How much does it rise with each step of 2?")

    def show(k):
        p = sigmoid(torch.tensor(Z[k])).item()
        at = axes.at(Z[k], p)
        board.path(f"way-{k}", [axes.at(Z[k], 0), at, axes.at(6, p)], "guide")
        board.dot(f"dot-{k}", *at)
        board.words(
            f"said-{k}", axes.at(6, 0)[0] + 10, at[1] + (8 if 0 < k < 4 else 12 if k == 0 else 4), f"{p:.3f}", "strong"
        )

    show(2)
    yield board.step("At 0 it is one half.")
    show(3)
    show(4)
    yield board.step(
        "From 0 to 2 it rises by {:.3f}, from 2 to 4 only by {:.3f}.".format(
            *(sigmoid(torch.tensor(b)).item() - sigmoid(torch.tensor(a)).item() for a, b in ((0.0, 2.0), (2.0, 4.0)))
        )
    )
    show(1)
    show(0)
    yield board.step("To the left it is the mirror image: σ(−z) = 1 − σ(z), the probability of class 0.")
