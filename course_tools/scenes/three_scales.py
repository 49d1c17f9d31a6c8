"""One cut on three scales: x, the logit, the probability."""

import torch

from course_utils.functional import logit

from ._cut import counts_at, cut_of
from ._drawing import Drawing
from ._reference import after

TITLE = "One cut on three scales"
THRESHOLDS = (0.5, 0.3, 0.7)


def scales():
    """(name, low, high, ticks, values of the forty) of each scale."""
    trained = after()
    low, high = (trained.model.linear.weight.item() * x + trained.model.linear.bias.item() for x in (0, 10))
    return (
        ("x", 0, 10, (0, 2, 4, 6, 8, 10), trained.x),
        ("logit z", low, high, (-3, -2, -1, 0, 1, 2), trained.z),
        ("p", 0, 1, (0, 0.25, 0.5, 0.75, 1), trained.p),
    )


def cuts(threshold):
    """The cut on each of the three scales."""
    return cut_of(threshold), logit(torch.tensor(threshold)).item(), threshold


def steps(box):
    board = Drawing(box)
    y = after().y.tolist()
    left, width = (130, box.width - 160) if box.wide else (96, box.width - 126)
    rows = [60 + k * (box.height - 110) / 2 for k in range(3)]
    drawn = scales()

    def across(k, value):
        _, low, high, _, _ = drawn[k]
        return left + width * (value - low) / (high - low)

    for k, (name, _, _, ticks, values) in enumerate(drawn):
        board.words(f"name-{k}", 0, rows[k] + 8, name, "strong")
        board.line(f"scale-{k}", left, rows[k], left + width, rows[k], "axis")
        for i, tick in enumerate(ticks):
            board.line(f"tick-{k}-{i}", across(k, tick), rows[k], across(k, tick), rows[k] + 7, "axis")
            board.words(
                f"tick-{k}-{i}-said",
                across(k, tick),
                rows[k] + 32,
                f"{tick:g}".replace("-", "−"),
                "quiet",
                size=22,
                anchor="middle",
            )
        for i, value in enumerate(values.tolist()):
            board.person(f"person-{k}-{i}", across(k, value), rows[k] - 14, y[i] == 1, 8)

    def cut(threshold):
        where = [(across(k, at), rows[k]) for k, at in enumerate(cuts(threshold))]
        points = [p for x, row in where for p in ((x, row - 34), (x, row + 10))]
        board.path("cut", points, "cut")
        for k, at in enumerate(cuts(threshold)):
            x = where[k][0]
            board.words(f"cut-{k}", x + 12, rows[k] - 30, f"{at:.3f}".replace("-", "−"), "strong")

    yield board.step("The same forty people on three scales. They stand in the same order on each.")
    for t in THRESHOLDS:
        cut(t)
        counts = counts_at(t)
        called = counts.tp + counts.fp
        x, z, _ = cuts(t)
        said = f"p ≥ {t} is the same cut as z ≥ {z:.3f} and x ≥ {x:.3f}: {called} called positive."
        yield board.step(said.replace("-", "−"))
