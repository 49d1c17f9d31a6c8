"""A rate is a share of somebody: of everybody, of those called positive, of the infected, of the healthy."""

from ._cut import counts_at, draw_forty, outcome
from ._drawing import Axes, Drawing
from ._reference import after

TITLE = "A share of whom?"
THRESHOLD = 0.5
RATES = (  # name, whom, of these
    ("precision", ("tp", "fp"), "tp", "Precision: of those called positive, the share that is infected"),
    ("recall", ("tp", "fn"), "tp", "Recall: of the infected, the share that is found"),
    ("specificity", ("tn", "fp"), "tn", "Specificity: of the healthy, the share that is cleared"),
    ("accuracy", ("tp", "fp", "fn", "tn"), "tp tn", "Accuracy: of everybody, the share that is called correctly"),
)


def steps(box):
    board = Drawing(box)
    counts = counts_at(THRESHOLD)
    axes = Axes(board, "a", 20, 40, box.width - 40, box.height - 190, x=(0, 10), y=(0, 1))
    draw_forty(board, axes, THRESHOLD, heights=(0.2, 0.8), size=13 if box.wide else 9)
    board.remove("curve", "a-side")
    board.words("left", axes.at(2.5, 0)[0], axes.top - 12, "called negative", "quiet", anchor="middle")
    board.words("right", axes.at(7.8, 0)[0], axes.top - 12, "called positive", "quiet", anchor="middle")
    foot = box.height - 60
    yield board.step(
        f"TP {counts.tp}, FP {counts.fp}, FN {counts.fn}, TN {counts.tn}. Which share do you want to know?"
    )
    for name, whom, these, caption in RATES:
        for k, (y, p) in enumerate(zip(after().y.tolist(), after().p.tolist(), strict=True)):
            what = outcome(y, p >= THRESHOLD)
            kind = "" if what in these.split() else "hollow" if what in whom else "faded"
            at = axes.at(after().x[k].item(), (0.2, 0.8)[int(y)])
            board.person(f"person-{k}", *at, y == 1, 13 if box.wide else 9, kind)
        part = sum(getattr(counts, what) for what in these.split())
        whole = sum(getattr(counts, what) for what in whom)
        wide = box.width - 240
        board.rect("whole", 20, foot, wide, 44, "box", round=0)
        board.rect("part", 20, foot, wide * part / whole, 44, "model", round=0)
        board.words("said", box.width - 10, foot + 35, f"{getattr(counts, name):.3f}", "strong", size=38, anchor="end")
        board.words("share", 20, foot - 14, f"{part} of {whole}", "strong")
        yield board.step(f"{caption}: {part} of {whole}.")
