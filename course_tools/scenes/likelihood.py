"""The likelihood: what was given to what happened to one person, as a share of what was given to the other."""

import torch

from ._drawing import Drawing

TITLE = "The probability given to what happened"
P, Y = torch.tensor([0.9, 0.2]), torch.tensor([1.0, 0.0])  # as in notebook 03
BETTER = torch.tensor([0.95, 0.1])


def given(p=P, y=Y):
    """What the model gave to what happened."""
    return torch.where(y == 1, p, 1 - p)


def steps(box):
    board = Drawing(box)
    foot, unit = box.height - 60, box.height - 120
    gap = 400 if box.wide else 250
    width = 150 if box.wide else 110
    left = box.width / 2 - gap - width / 2
    said, shown = given().tolist(), P.tolist()
    happened = ["positive" if y else "negative" for y in Y.tolist()]

    def column(k, height, kind, value):
        x = left + k * gap
        board.rect(f"whole-{k}", x, foot - unit, width, unit, "box", round=2)
        board.bar(f"bar-{k}", x, foot, width, unit * height, kind)
        board.words(f"value-{k}", x + width / 2, foot - unit - 16, value, "strong", size=32, anchor="middle")

    for k in (0, 1):
        column(k, shown[k], "positive", f"p = {shown[k]:.1f}")
        board.words(f"who-{k}", left + k * gap + width / 2, foot + 36, happened[k], happened[k], anchor="middle")
    yield board.step("The model predicts p for infected. One of the two is positive, the other negative.")
    for k in (0, 1):
        column(k, said[k], happened[k], f"{said[k]:.1f}")
    yield board.step(f"To what happened it gave {said[0]:.1f} and, as 1 − p, {said[1]:.1f}.")
    board.words("times", left + gap / 2 + width / 2, foot - unit / 2, "×", size=48, anchor="middle")
    board.words("equals", left + 1.5 * gap + width / 2, foot - unit / 2, "=", size=48, anchor="middle")
    board.words("who-2", left + 2 * gap + width / 2, foot + 36, "both", "strong", anchor="middle")
    column(2, said[0], happened[0], "?")
    yield board.step(f"For both together, we keep of the first bar a share of {said[1]:.1f}.")
    x = left + 2 * gap
    both = given().prod().item()
    board.rect("rest", x, foot - unit * said[0], width, unit * (said[0] - both), "hatched positive", round=0)
    column(2, both, "model", f"{both:.2f}")
    yield board.step(f"{both:.2f} is the likelihood: the probability that the model gave to all that happened.")
    said = given(BETTER).tolist()
    better = given(BETTER).prod().item()
    for k in (0, 1):
        column(k, said[k], happened[k], f"{said[k]:.2f}")
    board.rect("rest", x, foot - unit * said[0], width, unit * (said[0] - better), "hatched positive", round=0)
    column(2, better, "model", f"{better:.3f}")
    yield board.step("Maximum likelihood: change the model until this bar is as high as it can be.")
