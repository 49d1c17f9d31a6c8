"""Which prices belong to which threshold."""

from course_utils.metrics import bayes_threshold

from ._drawing import Drawing

TITLE = "A threshold is a statement about prices"
PRICES = ((1, 1), (1, 5), (1, 20), (3, 1))


def steps(box):
    board = Drawing(box)
    left, right = 60, box.width - 60
    y = box.height - 110
    most = max(sum(pair) for pair in PRICES)
    unit = min((right - left) / most, 44)

    def at(t):
        return left + (right - left) * t

    board.line("scale", left, y, right, y, "cut")
    for t in (0, 0.5, 1):
        board.line(f"tick-{t}", at(t), y, at(t), y + 8, "axis")
        board.words(f"tick-{t}-said", at(t), y + 38, f"{t:g}", "quiet", anchor="middle")
    board.words("name", (left + right) / 2, y + 76, "threshold t*", anchor="middle")
    captions = (
        "One half looks neutral. It says that a miss costs no more than a false alarm.",
        "A miss at five: the threshold is {t:.3f}.",
        "A miss at twenty: {t:.3f}. The dearer a miss, the sooner somebody is called positive.",
        "And where a false alarm costs three times as much as a miss: {t:.3f}.",
    )
    for (fp, fn), caption in zip(PRICES, captions, strict=True):
        t = bayes_threshold(cost_fp=fp, cost_fn=fn)
        board.words("fp-name", left, 44, "a false alarm costs", "negative")
        board.rect("fp", left, 60, unit * fp, 40, "negative", round=0)
        board.words("fp-said", left + unit * fp + 14, 92, fp, "strong", size=32)
        board.words("fn-name", left, 146, "a miss costs", "positive")
        board.rect("fn", left, 162, unit * fn, 40, "positive", round=0)
        board.words("fn-said", left + unit * fn + 14, 194, fn, "strong", size=32)
        board.arrow("at", at(t), y - 56, at(t), y - 6, "arrow model", head=24)
        board.words("t", at(t), y - 66, f"{t:.3f}", "strong", size=32, anchor="middle")
        yield board.step(caption.format(t=t))
