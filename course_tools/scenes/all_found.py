"""The cheapest threshold finds every infected person: at the price of false alarms."""

from course_utils.metrics import cheapest_threshold, confusion_counts

from ._cut import draw_forty
from ._drawing import Axes, Drawing
from ._reference import after

TITLE = "Everybody found, and at what price"
COST_FP, COST_FN = 1, 5


def steps(box):
    board = Drawing(box)
    trained = after()
    threshold, _ = cheapest_threshold(trained.y, trained.p, cost_fp=COST_FP, cost_fn=COST_FN)
    counts = confusion_counts(trained.y, trained.p, threshold)
    size = 13 if box.wide else 9
    axes = Axes(board, "a", 20, 20, box.width - 40, box.height - 170, x=(0, 10), y=(0, 1))
    draw_forty(board, axes, threshold, heights=(0.2, 0.8), size=size)
    board.remove("curve", "a-side")
    yield board.step("The cheapest cut at one to five. Every infected person is called positive. Is precision high?")
    n = counts.tp + counts.fp
    foot, wide = box.height - 60, box.width - 220
    for k in range(n):
        board.person(f"called-{k}", 34 + k * wide / n, foot, k < counts.tp, size if box.wide else 6)
    board.words("whom", 20, foot - 34, "called positive", "quiet")
    board.words("of", box.width - 10, foot - 34, f"{counts.tp} of {n}", "quiet", anchor="end")
    board.words("precision", box.width - 10, foot + 14, f"{counts.precision:.3f}", "strong", size=38, anchor="end")
    yield board.step(f"{counts.tp} of {n}: finding everybody was paid for with {counts.fp} false alarms.")
