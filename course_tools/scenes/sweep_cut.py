"""A cut sweeps over the forty people, and the ROC curve and the cost draw themselves."""

import numpy as np

from course_utils.metrics import cheapest_threshold, counts_at_every_threshold, expected_cost

from ._cut import draw_forty
from ._drawing import Axes, Drawing
from ._reference import after

TITLE = "A cut sweeps, and two curves draw themselves"
COST_FP, COST_FN = 1, 5
STOPS = (0.9, 0.7, 0.5, 0.3, 0.1)


def curves():
    """(thresholds, false positive rates, recalls, costs) from the highest threshold to the lowest."""
    trained = after()
    sweep = counts_at_every_threshold(trained.y, trained.p)
    costs = expected_cost(sweep, cost_fp=COST_FP, cost_fn=COST_FN)
    return np.minimum(sweep.thresholds, 1), sweep.false_positive_rate, sweep.recall, costs


def steps(box):
    board = Drawing(box)
    thresholds, fpr, recall, costs = curves()
    trained = after()
    cheapest, lowest = cheapest_threshold(trained.y, trained.p, cost_fp=COST_FP, cost_fn=COST_FN)
    if box.wide:
        frames = ((10, 60, 430, 250), (560, 60, 250, 250), (890, 60, 250, 250))
    else:
        frames = ((20, 40, 600, 110), (60, 235, 215, 150), (380, 235, 215, 150))
    people = Axes(board, "a", *frames[0], x=(0, 10), y=(0, 1), xlabel="x")
    roc = Axes(board, "r", *frames[1], x=(0, 1), y=(0, 1), xticks=(0, 1), yticks=(0, 1), xlabel="false alarms")
    high = float(np.ceil(costs.max()))
    cost = Axes(board, "c", *frames[2], x=(0, 1), y=(0, high), xticks=(0, 0.5, 1), yticks=(0, high), xlabel="threshold")
    board.words("r-name", frames[1][0], frames[1][1] - 16, "found", size=22)
    board.words("c-name", frames[2][0], frames[2][1] - 16, "cost, a miss at 5" if box.wide else "cost, miss 5", size=22)
    draw_forty(board, people, None)
    board.remove("curve")
    yield board.step("The cut comes from the right. Which mistake becomes rarer, and which more frequent?")

    def draw(threshold):
        n = int((thresholds >= threshold).sum())
        upto = np.r_[np.arange(n), np.full(len(thresholds) - n, n - 1)]
        board.path("roc", roc.curve(fpr[upto], recall[upto]), "curve model")
        board.path("cost", cost.curve(thresholds[upto], costs[upto]), "curve model")
        board.dot("roc-now", *roc.at(fpr[n - 1], recall[n - 1]))
        board.dot("cost-now", *cost.at(thresholds[n - 1], costs[n - 1]))
        draw_forty(board, people, threshold)
        board.remove("curve")

    for t in STOPS:
        draw(t)
        misses = int(((trained.y == 1) & (trained.p < t)).sum())
        alarms = int(((trained.y == 0) & (trained.p >= t)).sum())
        yield board.step(f"Threshold {t}: misses {misses}, false alarms {alarms}.")
    draw(float(thresholds[-1]))
    board.dot("cost-now", *cost.at(cheapest, lowest), "positive", size=11)
    board.words("lowest", frames[2][0] + 16, frames[2][1] + 24, f"lowest {lowest:.3f}", "strong", size=22)
    board.remove("cut")
    yield board.step(f"Model and people make the curves, the cut is a place on them. The cheapest costs {lowest:.3f}.")
