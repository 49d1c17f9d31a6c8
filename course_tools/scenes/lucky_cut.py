"""The error of every cut on the forty people, and the true one: the lowest of 41 is below what is possible."""

import numpy as np

from course_utils.data import bayes_error, overlap_interval
from course_utils.metrics import cheapest_threshold, counts_at_every_threshold, expected_cost

from ._cut import cut_of
from ._drawing import Axes, Drawing
from ._reference import after

TITLE = "Better than the best possible?"


def errors():
    """(cuts on x, error on the forty), for every threshold that a person's p gives."""
    trained = after()
    sweep = counts_at_every_threshold(trained.y, trained.p)
    reached = np.isfinite(sweep.thresholds)
    cuts = np.array([cut_of(float(t)) for t in sweep.thresholds[reached]])
    return cuts, expected_cost(sweep, cost_fp=1, cost_fn=1)[reached]


def true_error(cut):
    """The error of a cut on all people, half of each class, drawn evenly."""
    low, high = overlap_interval()
    return 0.5 * np.clip((high - cut) / high, 0, 1) + 0.5 * np.clip((cut - low) / high, 0, 1)


def steps(box):
    board = Drawing(box)
    axes = Axes(
        board,
        "a",
        80,
        46,
        box.width - 110,
        box.height - 121,
        x=(0, 10),
        y=(0, 0.5),
        xticks=(0, 3, 7, 10),
        yticks=(0, 0.25, 0.5),
        xlabel="cut on x",
        ylabel="error",
    )
    grid = np.linspace(0, 10, 101)
    board.path("true", axes.curve(grid, true_error(grid)), "curve model")
    board.words("true-said", *axes.at(5, 0.06), f"true: no cut below {bayes_error():.3f}", "model", anchor="middle")
    yield board.step("The true error of every cut. Where will the errors on our forty rows lie?")
    cuts, found = errors()
    for k, (cut, error) in enumerate(zip(cuts, found, strict=True)):
        board.dot(f"cut-{k}", *axes.at(cut, error), "", 7)
    yield board.step("Some above the true error, some below.")
    trained = after()
    threshold, flattered = cheapest_threshold(trained.y, trained.p, cost_fp=1, cost_fn=1)
    best = int(np.argmin(np.abs(cuts - cut_of(threshold))))
    board.dot(f"cut-{best}", *axes.at(cuts[best], found[best]), "positive", 13)
    at = axes.at(cuts[best], flattered)
    board.words("best", at[0], at[1] + 44, f"{flattered:.3f}", "strong positive", size=30, anchor="middle")
    yield board.step("The lowest is the one that these rows flatter most. Choose on some rows, report on others.")
