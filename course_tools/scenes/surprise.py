"""What minus the logarithm makes of a probability: what grows when the probability shrinks."""

import torch

from ._drawing import Drawing

TITLE = "Minus the logarithm: what grows"
GIVEN = torch.tensor([0.9, 0.8, 0.5, 0.1, 0.01])


def costs():
    return -torch.log(GIVEN)


def steps(box):
    board = Drawing(box)
    left, gap = (190, 205) if box.wide else (96, 114)
    width, unit = (110, 100) if box.wide else (74, 110)
    top, foot = 150, box.height - 50
    tall = (foot - top - 80) / costs().max().item()
    board.words("given", 0, 30, "given", "quiet")
    board.words("cost", 0, foot + 32, "−log", "quiet")

    def column(k, cost=True):
        x, given = left + k * gap, GIVEN[k].item()
        board.rect(f"whole-{k}", x, top - unit, width, unit, "box", round=0)
        board.bar(f"given-{k}", x, top, width, unit * given, "model")
        board.words(f"value-{k}", x + width / 2, top - unit - 10, f"{given:g}", "strong", anchor="middle")
        if cost:
            board.bar(f"cost-{k}", x, foot, width, tall * costs()[k].item(), "positive")
        said = f"{costs()[k].item():.3f}" if cost else "?"
        board.words(f"cost-{k}-said", x + width / 2, foot + 32, said, "strong", anchor="middle")

    for k in (0, 1):
        column(k, cost=False)
    yield board.step("Our two people were given 0.9 and 0.8. What does each of them pay?")
    for k in (0, 1):
        column(k)
    mean = costs()[:2].mean().item()
    yield board.step(f"They pay {costs()[0]:.3f} and {costs()[1]:.3f}. The loss is the mean, {mean:.3f}.")
    column(2)
    yield board.step(f"One half to everybody costs {costs()[2]:.3f}: with classes of equal size, the number to beat.")
    column(3)
    yield board.step(f"Only a tenth for what happened: {costs()[3]:.3f}.")
    column(4)
    more = (costs()[4] - costs()[3]).item()
    yield board.step(f"And a tenth of that: {more:.3f} more. As the probability nears 0, the cost has no end.")
