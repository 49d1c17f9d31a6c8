"""The slope of the sigmoid is p (1 − p): a tangent runs along it."""

import torch

from course_utils.functional import sigmoid

from ._drawing import Axes, Drawing

TITLE = "The slope is p (1 − p)"
Z = (-3.0, -1.0, 0.0, 2.0)


def slope(z):
    p = sigmoid(torch.tensor(z)).item()
    return p * (1 - p)


def steps(box):
    board = Drawing(box)
    half = box.height / 2 - 10
    axes = Axes(board, "a", 84, 16, box.width - 104, half - 30, x=(-6, 6), y=(0, 1), yticks=(0, 1))
    below = Axes(
        board,
        "b",
        84,
        half + 46,
        box.width - 104,
        half - 116,
        x=(-6, 6),
        y=(0, 0.3),
        yticks=(0, 0.25),
        xticks={-3: "−3", 0: "0", 3: "3"},
        ylabel="slope",
    )
    z = torch.linspace(-6, 6, 121)
    p = sigmoid(z)
    board.path("curve", axes.curve(z.tolist(), p.tolist()), "curve model")

    def at(value):
        p, rise = sigmoid(torch.tensor(value)).item(), slope(value)
        reach = 1.6
        board.path(
            "tangent", [axes.at(value - reach, p - reach * rise), axes.at(value + reach, p + reach * rise)], "curve"
        )
        board.dot("dot", *axes.at(value, p))
        upto = torch.where(z <= value + 0.01, z, value)
        board.path(
            "slopes", below.curve(upto.tolist(), (sigmoid(upto) * (1 - sigmoid(upto))).tolist()), "curve positive"
        )
        board.dot("slope", *below.at(value, rise), "positive")
        board.words("said", below.at(value, 0)[0] + 16, below.at(0, rise)[1] - 10, f"{rise:.3f}", "strong")
        return p, rise

    for value in Z:
        p_here, rise = at(value)
        yield board.step(
            {
                -3.0: f"At p = {p_here:.3f} it is nearly flat. Where will it be steepest?",
                -1.0: f"At p = {p_here:.3f} the slope is {rise:.3f}.",
                0.0: f"At one half it is steepest: {rise:.2f}. Two factors that add up to 1, and both are equal.",
                2.0: f"Then it flattens again: {rise:.3f} at p = {p_here:.3f}.",
            }[value]
        )
