"""The error of one rule, measured on a thousand samples of forty people: half of them look better than is possible."""

from functools import cache

import numpy as np
import torch

from course_utils.data import bayes_error, make_overlapping_classes

from ._drawing import Axes, Drawing

TITLE = "Better than the best possible?"
CUT, N_SAMPLES, BIN = 5, 1000, 0.025


@cache
def errors():
    """The error of the rule x >= 5 on each of the samples."""
    found = []
    for seed in range(N_SAMPLES):
        X, y = make_overlapping_classes(20, 20, seed=seed)
        found.append(((X >= CUT).float() != y).float().mean())
    return torch.stack(found).numpy()


def steps(box):
    board = Drawing(box)
    places = np.rint(errors() / BIN).astype(int)
    n = np.bincount(places, minlength=25)
    highest = int(np.ceil(n.max() / 50) * 50)
    axes = Axes(
        board,
        "a",
        80,
        50,
        box.width - 110,
        box.height - 125,
        x=(0, 0.6),
        y=(0, highest),
        xticks=(0, 0.2, 0.4, 0.6),
        yticks=(0, highest),
        xlabel="error on forty people",
        ylabel="samples",
    )
    width = axes.width / 0.6 * BIN - 5
    best = bayes_error()
    board.line("best", *axes.at(best, 0), *axes.at(best, highest), "cut")
    board.words("best-said", axes.at(best, 0)[0] + 12, axes.top + 16, f"possible: {best:.3f}", "strong")
    yield board.step("The rule has a true error of 2/7. How often does it look better on forty people?")

    def bars(kind_of):
        for k in np.flatnonzero(n):
            x, y = axes.at(k * BIN, n[k])
            board.rect(f"bar-{k}", x - width / 2, y, width, axes.top + axes.height - y, kind_of(k), round=0)

    bars(lambda k: "quiet")
    yield board.step(f"{N_SAMPLES:,} samples of forty people each.")
    bars(lambda k: "model" if k * BIN < best else "quiet")
    below = int((errors() < best).sum())
    board.words("below", axes.at(0.02, 0)[0], axes.top + 60, f"{below}", "strong model", size=44)
    yield board.step(f"{below} of {N_SAMPLES:,} look better than the best possible. That is luck, and not skill.")
