"""One formula for both classes: the class decides which of its two terms is left."""

import torch

from ._drawing import Axes, Drawing

TITLE = "The class is a switch between two curves"
HEIGHT = 370
P = torch.linspace(0.02, 0.98, 97)
SHOWN = 0.9


def terms():
    """What a positive and what a negative person pay, for each predicted probability."""
    return -torch.log(P), -torch.log(1 - P)


def steps(box):
    board = Drawing(box)
    positive, negative = terms()
    frame = (80, 90, box.width - 160, box.height - 160)
    axes = Axes(board, "a", *frame, x=(0, 1), y=(0, 4), xticks=(0, 0.5, 1), yticks=(0, 2, 4), xlabel="p")
    y = 40
    x = (box.width / 2 - 330, box.width / 2 + 10) if box.wide else (70, 300)

    def draw(red, blue):
        board.path("positive", axes.curve(P.tolist(), positive.tolist()), f"curve positive {red}".strip())
        board.path("negative", axes.curve(P.tolist(), negative.tolist()), f"curve negative {blue}".strip())
        board.words("term-1", x[0], y, "− y log p", f"positive strong {red}".strip(), size=30)
        board.words("term-0", x[1], y, "− (1 − y) log (1 − p)", f"negative strong {blue}".strip(), size=30)

    draw("", "")
    yield board.step("Two terms, two curves. Which one does a negative person pay, with y = 0?")
    draw("", "faded")
    yield board.step("For y = 1 the second term is multiplied by 0. What is left is −log p.")
    draw("faded", "")
    yield board.step("For y = 0 it is the first one. What is left is −log(1 − p).")
    draw("", "")
    p = torch.tensor(SHOWN)
    pays = -torch.log(p).item(), -torch.log(1 - p).item()
    for k, (name, cost) in enumerate(zip(("positive", "negative"), pays, strict=True)):
        at = axes.at(SHOWN, cost)
        board.person(f"at-{k}", *at, not k, 11)
        board.words(f"at-{k}-said", at[0] - 24, at[1] + 8 - (22 if k == 0 else 0), f"{cost:.3f}", name, anchor="end")
    board.line("at", *axes.at(SHOWN, 0), *axes.at(SHOWN, 4), "guide")
    yield board.step(f"At p = {SHOWN} a positive person pays {pays[0]:.3f}, and a negative one {pays[1]:.3f}.")
