"""The threshold rises from 0.4 to 0.5: who leaves the group that is called positive?"""

from ._cut import counts_at, draw_forty
from ._drawing import Axes, Drawing

TITLE = "Who leaves the group that is called positive"
THRESHOLDS = (0.4, 0.5)


def steps(box):
    board = Drawing(box)
    axes = Axes(board, "a", 20, 20, box.width - 40, box.height - 170, x=(0, 10), y=(0, 1))
    size = 13 if box.wide else 9

    def draw(t):
        draw_forty(board, axes, t, heights=(0.2, 0.8), size=size)
        board.remove("curve", *(["a-side"] if "a-side" in board.marks else []))
        counts = counts_at(t)
        foot, wide = box.height - 60, box.width - 220
        n = counts.tp + counts.fp
        for k in range(25):
            x = 20 + k * wide / 25
            if k < n:
                board.person(f"called-{k}", x + 14, foot, k < counts.tp, size)
            elif f"called-{k}" in board.marks:
                board.remove(f"called-{k}")
        board.words("whom", 20, foot - 34, "called positive", "quiet")
        board.words("precision", box.width - 10, foot + 14, f"{counts.precision:.3f}", "strong", size=38, anchor="end")
        board.words("of", box.width - 10, foot - 34, f"{counts.tp} of {n}", "quiet", anchor="end")
        return counts

    before = draw(THRESHOLDS[0])
    yield board.step(
        f"At {THRESHOLDS[0]}, {before.tp} of the {before.tp + before.fp} called positive are infected. "
        f"And at {THRESHOLDS[1]}?"
    )
    now = draw(THRESHOLDS[1])
    yield board.step(f"Two leave, both infected: {before.precision:.3f} falls to {now.precision:.3f}.")
