"""The forty people along x, and a cut that calls some of them positive: what the scenes about thresholds share."""

from course_utils.metrics import confusion_counts

from ._reference import after, curve

NAMES = {"tp": "TP", "fp": "FP", "fn": "FN", "tn": "TN"}


def counts_at(threshold):
    """TP, FP, FN and TN of the forty at a threshold of the trained model."""
    trained = after()
    return confusion_counts(trained.y, trained.p, threshold)


def outcome(y, called):
    """One person's: "tp", "fn", "fp" or "tn"."""
    return ("tp" if called else "fn") if y else ("fp" if called else "tn")


def draw_forty(board, axes, threshold, *, heights=(0, 1), size=9, only=None):
    """The trained curve and the forty; who is called wrongly is hollow, and who is not of `only` faded.

    A threshold of None calls nobody anything.
    """
    trained = after()
    weight, bias = trained.model.linear.weight.item(), trained.model.linear.bias.item()
    board.path("curve", curve(axes, weight, bias), "curve model")
    for k, (x, y, p) in enumerate(zip(trained.x.tolist(), trained.y.tolist(), trained.p.tolist(), strict=True)):
        what = outcome(y, threshold is not None and p >= threshold)
        wrong = threshold is not None and what in ("fp", "fn")
        kind = ("hollow " if wrong else "") + ("faded" if only and what not in only else "")
        board.person(f"person-{k}", *axes.at(x, heights[int(y)]), y == 1, size, kind.strip())
    if threshold is not None:
        at = cut_of(threshold)
        board.line("cut", *axes.at(at, axes.y[0]), *axes.at(at, axes.y[1]), "cut")


def cut_of(threshold):
    """Where the trained curve reaches a threshold: whoever has a larger x is called positive."""
    return after().model.decision_boundary(threshold)
