"""The threshold moves; the curve does not."""

from ._cut import counts_at, cut_of, draw_forty
from ._drawing import Axes, Drawing
from ._reference import after

TITLE = "The threshold moves, the curve stays"
THRESHOLDS = (0.2, 0.5, 0.7)


def steps(box):
    board = Drawing(box)
    room = 250 if box.wide else 180
    axes = Axes(
        board,
        "a",
        60,
        34,
        box.width - 60 - room,
        box.height - 109,
        x=(0, 10),
        y=(0, 1),
        xticks=(0, 5, 10),
        yticks=(0, 0.5, 1),
        xlabel="x",
    )
    linear = after().model.linear
    left = box.width - room + 40
    draw_forty(board, axes, None)
    for k, (name, value) in enumerate((("weight", linear.weight.item()), ("bias", linear.bias.item()))):
        board.words(f"name-{k}", left, 60 + k * 110, name, "quiet")
        board.words(f"value-{k}", left, 98 + k * 110, f"{value:.3f}".replace("-", "−"), "strong", size=32)
    yield board.step("The trained curve. What will weight and bias be after three different thresholds?")
    for t in THRESHOLDS:
        draw_forty(board, axes, t)
        board.path("level", [axes.at(0, t), axes.at(cut_of(t), t), axes.at(cut_of(t), 0)], "guide")
        counts = counts_at(t)
        board.words("called-name", left, 280, "called", "quiet")
        board.words("called", left, 318, counts.tp + counts.fp, "strong", size=32)
        n = counts.tp + counts.fp
        yield board.step(f"At {t} the line across the curve calls {n} positive. Weight and bias are as they were.")
