"""The sigmoid of something that is a probability already: what the loss can still see."""

import torch

from ._drawing import Drawing

TITLE = "The sigmoid twice"
P = torch.tensor([0.0, 0.25, 0.5, 0.75, 1.0])


def seen():
    return torch.sigmoid(P)


def steps(box):
    board = Drawing(box)
    left, right = (330, box.width - 330) if box.wide else (120, box.width - 130)
    top, foot = 60, box.height - 30

    def y(p):
        return foot - (foot - top) * p

    board.line("left", left, top, left, foot, "cut")
    board.words("left-name", left, 30, "p, the model's", "quiet", anchor="middle", size=22)
    for k, p in enumerate(P.tolist()):
        board.dot(f"dot-{k}", left, y(p), "model")
        board.words(f"dot-{k}-said", left - 24, y(p) + 8, f"{p:g}", anchor="end")
    yield board.step("The model's p reach from 0 to 1. Now the loss takes their sigmoid: from where to where?")
    board.line("right", right, top, right, foot, "cut")
    board.words("right-name", right, 30, "what the loss sees", "quiet", anchor="middle", size=22)
    values = seen().tolist()
    for k, (p, q) in enumerate(zip(P.tolist(), values, strict=True)):
        board.arrow(f"to-{k}", left + 16, y(p), right - 8, y(q), "arrow model", head=16)
        if k in (0, len(values) - 1):
            board.words(f"seen-{k}", right + 20, y(q) + 8, f"{q:.3f}", "strong")
    yield board.step(f"From {values[0]:.3f} to {values[-1]:.3f}: to this loss, a perfect 0 looks like one half.")
