"""The recipe of the data: negatives from one stretch of x, positives from another, and where they overlap."""

from course_utils.data import overlap_interval

from ._drawing import Axes, Drawing
from ._reference import after

TITLE = "Two groups, by a recipe"


def steps(box):
    board = Drawing(box)
    low, high = overlap_interval()
    axes = Axes(
        board, "a", 20, 30, box.width - 40, box.height - 105, x=(0, 10), y=(0, 1), xticks=(0, low, high, 10), xlabel="x"
    )
    board.remove("a-side")
    start = after(0)

    def stretch(name, first, last, y, kind, said):
        (left, top), (right, _) = axes.at(first, y + 0.16), axes.at(last, y)
        board.rect(f"{name}-box", left, top, right - left, axes.height * 0.32, f"hatched {kind}", round=6)
        board.words(f"{name}-said", left + 4, top - 10, said, kind)

    def people(label, y):
        for k, (x, one) in enumerate(zip(start.x.tolist(), start.y.tolist(), strict=True)):
            if one == label:
                lift = (k * 7 % 5 - 2) * 0.05
                board.person(f"person-{k}", *axes.at(x, y + lift), label == 1, 10)

    stretch("negative", 0, high, 0.22, "negative", f"negative: evenly from 0 to {high:g}")
    people(0, 0.22)
    yield board.step("The negatives are spread evenly from 0 to 7: twenty of them.")
    stretch("positive", low, 10, 0.72, "positive", f"positive: evenly from {low:g} to 10")
    people(1, 0.72)
    yield board.step("The positives are spread evenly from 3 to 10.")
    for name, at in (("from", low), ("to", high)):
        board.line(name, *axes.at(at, 0), *axes.at(at, 1), "guide")
    yield board.step("A cut is a place on the axis: whoever is there or beyond it is called positive.")
