"""From the weight to the loss: three slopes that multiply, for one person of the forty."""

import torch

from ._drawing import Drawing
from ._reference import after

TITLE = "Three slopes multiply"


def values():
    """(weight, z, p, loss) of the first negative person under the untrained model, her x, and the three slopes."""
    start = after(0)
    x, y, z, p = (t[0].item() for t in (start.x, start.y, start.z, start.p))
    held = (start.model.linear.weight.item(), z, p, -torch.log(1 - start.p[0]).item())
    return held, x, (x, p * (1 - p), (p - y) / (p * (1 - p)))


def steps(box):
    (weight, z, p, loss), x, slopes = values()
    board = Drawing(box)
    width, high = (150, 84) if box.wide else (118, 72)
    gap = (box.width - 4 * width) / 3
    top = 60 if box.wide else 50
    names = ("weight w", "logit z", "p", "loss L")

    for k, (name, value) in enumerate(zip(names, (weight, z, p, loss), strict=True)):
        left = k * (width + gap)
        board.rect(f"box-{k}", left, top, width, high, "box")
        board.words(f"name-{k}", left + width / 2, top - 14, name, "quiet", anchor="middle", size=22)
        board.words(
            f"value-{k}", left + width / 2, top + high / 2 + 11, f"{value:.3f}", "strong", size=30, anchor="middle"
        )
        if k:
            board.arrow(f"go-{k}", left - gap + 8, top + high / 2, left - 8, top + high / 2, head=16)
    yield board.step(f"A negative person with x = {x:.3f}. How much does her loss change with the weight?")
    signs = ("∂z/∂w = x", "∂p/∂z = p (1 − p)", "∂L/∂p = (p − y) / p (1 − p)")
    short = signs if box.wide else ("x", "p (1 − p)", "(p − y) / p (1 − p)")
    rows = box.wide
    for k in (2, 1, 0):
        middle = (k + 1) * (width + gap) - gap / 2
        y = top + high + 62
        if not rows:
            middle = (60, 215, 470)[k]
            y += 30
        board.words(f"slope-{k}", middle, y + 46, f"{slopes[k]:.3f}", "strong model", size=36, anchor="middle")
        board.words(f"sign-{k}", middle, y, short[k], anchor="middle", size=22 if not rows else 23)
        yield board.step(("A step of the weight moves the logit by x.", "A step of the logit moves p by p (1 − p).",
                          "A step of p moves the loss, the more, the less she was given.")[k])  # fmt: skip
    y = top + high + 62 + (0 if rows else 30)
    for k in (0, 1):
        between = ((k + 1.5) * (width + gap) - gap / 2 + width * 0) if rows else (140, 320)[k]
        board.words(f"times-{k}", between, y + 44, "·", "strong", size=40, anchor="middle")
    product = slopes[0] * slopes[1] * slopes[2]
    board.words("product", box.width / 2, box.height - 34, f"∂L/∂w = (p − y) x = {product:.3f}", "strong", size=38,
                anchor="middle")  # fmt: skip
    for k in (1, 2):
        board.words(f"sign-{k}", *((k + 1) * (width + gap) - gap / 2, y) if rows else ((60, 215, 470)[k], y), short[k],
                    "quiet", anchor="middle", size=22 if not rows else 23)  # fmt: skip
    yield board.step("Multiplied, p (1 − p) cancels. What is left is the error, times x.")
