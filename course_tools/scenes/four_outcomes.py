"""Two questions and four outcomes: the forty people go to their corners."""

from ._cut import counts_at, outcome
from ._drawing import Drawing
from ._reference import after

TITLE = "Two questions, four outcomes"
THRESHOLD = 0.5
WORDS = {"tn": "true negative, TN", "fp": "false positive, FP", "fn": "false negative, FN", "tp": "true positive, TP"}


def steps(box):
    board = Drawing(box)
    trained = after()
    counts = counts_at(THRESHOLD)
    room = 150 if box.wide else 92
    left, top = room, 50
    width, high = (box.width - left - 10) / 2, (box.height - top - 10) / 2
    gap = 44 if box.wide else 23
    size = 12 if box.wide else 9
    board.words("infected", 0, top + 1.5 * high, "infected", "positive", size=24 if box.wide else 22)
    board.words("healthy", 0, top + 0.5 * high, "healthy", "negative", size=24 if box.wide else 22)

    def people(by_call):
        seen = {}
        for k, (y, p) in enumerate(zip(trained.y.tolist(), trained.p.tolist(), strict=True)):
            what = outcome(y, p >= THRESHOLD)
            column = int(what in ("tp", "fp")) if by_call else 0.5
            n = seen.get((y, column), 0)
            seen[y, column] = n + 1
            at = (
                left + column * width + 30 + n % 10 * gap,
                top + y * high + (80 if by_call else 60) + n // 10 * (gap + 4),
            )
            wrong = by_call and what in ("fp", "fn")
            board.person(f"person-{k}", *at, y == 1, size, "hollow" if wrong else "")

    people(False)
    yield board.step("Is somebody infected? Twenty of the forty are. A second question: is she called positive?")
    for c, name in enumerate(("called negative", "called positive")):
        board.words(f"called-{c}", left + (c + 0.5) * width, 32, name, "strong", anchor="middle")
    for what, words in WORDS.items():
        c, r = int(what in ("tp", "fp")), int(what in ("tp", "fn"))
        x, y = left + c * width, top + r * high
        board.rect(f"box-{what}", x + 4, y + 4, width - 8, high - 8, "frame")
        if box.wide:
            board.words(f"name-{what}", x + 22, y + 40, words, "quiet", size=22)
        else:
            board.words(f"name-{what}", x + 22, y + 40, what.upper(), "quiet", size=22)
        board.words(f"count-{what}", x + width - 26, y + 46, getattr(counts, what), "strong", size=36, anchor="end")
    people(True)
    yield board.step("The second word is the call, and the first says whether it was right. Hollow: called wrongly.")
    for what in ("tn", "tp"):
        board.rect(f"box-{what}", *box_of(board, what), "frame faded")
    for k, (y, p) in enumerate(zip(trained.y.tolist(), trained.p.tolist(), strict=True)):
        if outcome(y, p >= THRESHOLD) in ("tn", "tp"):
            x, at = (float(board.marks[f"person-{k}"].attributes[side]) + size for side in ("x", "y"))
            board.person(f"person-{k}", x, at, y == 1, size, "faded")
    yield board.step(
        f"The two mistakes: {counts.fn} misses, infected and let go; {counts.fp} false alarms among the healthy."
    )


def box_of(board, what):
    said = board.marks[f"box-{what}"].attributes
    return tuple(float(said[side]) for side in ("x", "y", "width", "height"))
