"""What either call costs on average, for each p: the lines cross at the threshold."""

import torch

from course_utils.metrics import bayes_threshold

from ._drawing import Axes, Drawing

TITLE = "Two lines that cross"
COST_FP, COST_FN = 1, 5
P = torch.linspace(0, 1, 51)


def steps(box):
    board = Drawing(box)
    axes = Axes(
        board,
        "a",
        70,
        50,
        box.width - 100,
        box.height - 125,
        x=(0, 1),
        y=(0, COST_FN),
        xticks=(0, 0.5, 1),
        yticks=(0, COST_FP, COST_FN),
        xlabel="p, the probability that she is infected",
        ylabel="cost on average",
    )
    board.path("negative", axes.curve(P, P * COST_FN), "curve negative")
    at = axes.at(0.62, 0.62 * COST_FN)
    board.words("negative-said", at[0] - 14, at[1] - 14, f"call her negative: p · {COST_FN}", "negative", anchor="end")
    yield board.step(f"Calling her negative costs {COST_FN} if she is infected: the more, the likelier that is.")
    board.path("positive", axes.curve(P, (1 - P) * COST_FP), "curve positive")
    at = axes.at(0.97, 0)
    board.words("positive-said", at[0], at[1] - 54, f"call her positive: (1 − p) · {COST_FP}", "positive", anchor="end")
    yield board.step(f"Calling her positive costs {COST_FP} if she is healthy. From which p on is it cheaper?")
    t = bayes_threshold(cost_fp=COST_FP, cost_fn=COST_FN)
    board.line("cut", *axes.at(t, 0), *axes.at(t, COST_FN), "cut")
    at = axes.at(t, COST_FN)
    board.words("cut-said", at[0] + 14, at[1] + 20, f"t* = {t:.3f}", "strong", size=30)
    cheaper = [(p, min(p * COST_FN, (1 - p) * COST_FP)) for p in P.tolist()]
    board.path("cheaper", [axes.at(*pair) for pair in cheaper], "curve model")
    yield board.step(f"Where the lines cross: p = {COST_FP} / ({COST_FP} + {COST_FN}) = {t:.3f}. No data were asked.")
