"""The error of each cut, made of false positives and false negatives: between 3 and 7 one is traded for the other."""

import numpy as np

from course_utils.data import bayes_error, overlap_interval

from ._drawing import Axes, Drawing

TITLE = "One is traded for the other"
CUTS = np.arange(1, 10)


def shares():
    """(false positives, false negatives) as shares of all people, for each cut."""
    low, high = overlap_interval()
    return 0.5 * np.clip((high - CUTS) / high, 0, 1), 0.5 * np.clip((CUTS - low) / high, 0, 1)


def steps(box):
    board = Drawing(box)
    fp, fn = shares()
    axes = Axes(
        board,
        "a",
        80,
        40,
        box.width - 110,
        box.height - 115,
        x=(0.4, 9.6),
        y=(0, 0.5),
        xticks=tuple(CUTS.tolist()),
        yticks=(0, 0.25, 0.5),
        xlabel="cut on x",
        ylabel="error",
    )
    width = axes.width / 9.2 - 14

    def bars(name, feet, values, kind):
        for k, cut in enumerate(CUTS):
            x = axes.at(cut, 0)[0] - width / 2
            top, foot = axes.at(0.4, feet[k] + values[k])[1], axes.at(0.4, feet[k])[1]
            board.rect(f"{name}-{k}", x, top, width, foot - top, kind, round=0)

    bars("fp", 0 * fp, fp, "negative")
    board.words("fp-said", box.width - 20, 30, "false positives", "negative", anchor="end")
    yield board.step("The later the cut, the fewer negatives are called positive.")
    bars("fn", fp, fn, "positive")
    board.words("fn-said", box.width - 20, 62, "false negatives", "positive", anchor="end")
    yield board.step("And the more positives are missed. Which cut has the lowest error?")
    best = bayes_error()
    board.line("best", *axes.at(0.4, best), *axes.at(9.6, best), "cut")
    board.words(
        "best-said", axes.at(5, 0)[0], axes.at(0.4, best)[1] - 14, f"{best:.3f}", "strong", size=30, anchor="middle"
    )
    yield board.step("Every cut from 3 to 7: what is gained in one colour is lost in the other, one for one.")
