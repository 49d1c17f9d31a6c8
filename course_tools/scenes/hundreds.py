"""Seven hundred negatives and seven hundred positives, in steps of length 1: the share of positives."""

import torch

from course_utils.data import overlap_interval, true_posterior

from ._drawing import Axes, Drawing

TITLE = "Count, step by step"
EACH = 700


def counts():
    """(negatives, positives) in each step of length 1, drawn as evenly as the recipe says."""
    low, high = overlap_interval()
    grid = (torch.arange(EACH) + 0.5) / EACH * high
    return [[int(((x >= k) & (x < k + 1)).sum()) for k in range(10)] for x in (grid, grid + low)]


def steps(box):
    board = Drawing(box)
    negatives, positives = counts()
    axes = Axes(
        board,
        "a",
        70,
        40,
        box.width - 90,
        box.height - 115,
        x=(0, 10),
        y=(0, 200),
        xticks=(0, 3, 4, 5, 7, 10),
        yticks=(0, 100, 200),
        xlabel="x",
        ylabel="people",
    )
    width = axes.width / 10

    def bar(name, k, foot, n, kind):
        _, y = axes.at(0, foot + n)
        _, below = axes.at(0, foot)
        board.rect(name, axes.at(k, 0)[0] + 3, y, width - 6, below - y, kind, round=0)

    for k in range(10):
        bar(f"negative-{k}", k, 0, negatives[k], "negative")
    yield board.step(f"{EACH} negatives, as evenly as the recipe says: {max(negatives)} in each step up to 7.")
    for k in range(10):
        bar(f"positive-{k}", k, negatives[k], positives[k], "positive")
    yield board.step("And as many positives above them. What share is positive between 4 and 5?")
    for k in range(10):
        share = positives[k] / (negatives[k] + positives[k])
        board.words(
            f"share-{k}",
            axes.at(k + 0.5, 0)[0],
            axes.at(0, negatives[k] + positives[k])[1] - 8,
            f"{share:g}",
            "strong",
            anchor="middle",
        )
    true = true_posterior(torch.tensor([4.5])).item()
    yield board.step(
        f"{positives[4]} of {negatives[4] + positives[4]}: {true:g}. This is the true probability there, the posterior."
    )
