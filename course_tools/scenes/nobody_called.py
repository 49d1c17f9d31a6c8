"""A threshold that nobody reaches: recall is 0, and precision is a share of nobody."""

import math

from ._cut import counts_at, draw_forty
from ._drawing import Axes, Drawing
from ._reference import after

TITLE = "A threshold that nobody reaches"
THRESHOLDS = (0.5, 0.9, math.inf)
RATES = (("recall", "tp", "fn"), ("specificity", "tn", "fp"), ("precision", "tp", "fp"))


def steps(box):
    board = Drawing(box)
    axes = Axes(board, "a", 20, 10, box.width - 40, box.height - 220, x=(0, 10), y=(0, 1))
    size = 13 if box.wide else 9
    for t in THRESHOLDS:
        counts = counts_at(t)
        if t < 1:
            draw_forty(board, axes, t, heights=(0.2, 0.8), size=size)
        else:
            _beyond(board, axes, size)
        board.remove(*[name for name in ("curve", "a-side") if name in board.marks])
        for k, (name, part, rest) in enumerate(RATES):
            y = box.height - 150 + k * 56
            n, whole = getattr(counts, part), getattr(counts, part) + getattr(counts, rest)
            left, wide = 180, box.width - 180 - (320 if box.wide else 250)
            board.words(f"name-{k}", 0, y + 26, name)
            board.rect(f"whole-{k}", left, y, wide, 36, "box" if whole else "frame dashed", round=0)
            board.rect(f"part-{k}", left, y, wide * n / whole if whole else 0, 36, "model", round=0)
            board.words(
                f"share-{k}",
                left + wide + (115 if box.wide else 110),
                y + 27,
                f"{n} of {whole}",
                "quiet",
                anchor="end",
                size=22,
            )
            said = f"{n / whole:.3f}" if whole else "NaN"
            board.words(f"said-{k}", box.width, y + 29, said, "strong", size=32, anchor="end")
        yield board.step(
            {
                0.5: "The cut at 0.5. It moves to the right …",
                0.9: "… to 0.9. What will the three rates be when nobody is called positive any more?",
                math.inf: "Nobody infected is found, everybody healthy cleared; and precision is a share of nobody.",
            }[t]
        )


def _beyond(board, axes, size):
    """Nobody is called positive: every infected person is missed."""
    trained = after()
    for k, (x, y) in enumerate(zip(trained.x.tolist(), trained.y.tolist(), strict=True)):
        board.person(f"person-{k}", *axes.at(x, (0.2, 0.8)[int(y)]), y == 1, size, "hollow" if y else "")
    board.line("cut", *axes.at(10, 0), *axes.at(10, 1), "cut")
