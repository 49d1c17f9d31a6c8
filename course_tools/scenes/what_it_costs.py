"""What the mistakes at a threshold cost: a square for each unit."""

from course_utils.metrics import expected_cost

from ._cut import counts_at
from ._drawing import Drawing

TITLE = "What the mistakes cost"
THRESHOLD, COST_FP, COST_FN, PEOPLE = 0.5, 1, 5, 40


def steps(box):
    board = Drawing(box)
    counts = counts_at(THRESHOLD)
    size = 40 if box.wide else 30
    rows = (70, 210)
    left = 240 if box.wide else 130
    for k, (name, n, positive) in enumerate((("false alarms", counts.fp, False), ("misses", counts.fn, True))):
        board.words(
            f"name-{k}", 0, rows[k] + 10, name if box.wide or k else "alarms", "positive" if positive else "negative"
        )
        for i in range(n):
            board.person(
                f"mistake-{k}-{i}", left + 20 + i * (size + 8) * (1 if k == 0 else 1.3), rows[k], positive, 14, "hollow"
            )
    yield board.step(f"At {THRESHOLD} there are {counts.fp} false alarms and {counts.fn} misses. What do they cost?")
    gap = size + 4
    for i in range(counts.fp):
        board.rect(f"alarm-{i}", left + i * gap, rows[0] + 24, size, size, "negative")
    for i in range(counts.fn):
        for j in range(COST_FN):
            x = left + i * (gap + 10 if box.wide else gap * 1.02)
            board.rect(f"miss-{i}-{j}", x, rows[1] + 24 + j * (24 + 4), size, 24, "positive")
            board.person(f"mistake-1-{i}", x + size / 2, rows[1], True, 14, "hollow")
    for i in range(counts.fp):
        board.person(f"mistake-0-{i}", left + i * gap + size / 2, rows[0], False, 14, "hollow")
    said = left + counts.fp * (gap + 10) + 50
    board.words("alarms", said, rows[0] + 50, COST_FP * counts.fp, "strong negative", size=44)
    board.words("misses", said, rows[1] + 90, COST_FN * counts.fn, "strong positive", size=44)
    yield board.step(
        f"A false alarm costs {COST_FP}, a miss {COST_FN}: together {COST_FP * counts.fp + COST_FN * counts.fn}."
    )
    each = expected_cost(counts, cost_fp=COST_FP, cost_fn=COST_FN)
    total = COST_FP * counts.fp + COST_FN * counts.fn
    board.words(
        "total", box.width - 20, box.height - 20, f"{total} / {PEOPLE} = {each:.3f}", "strong", size=44, anchor="end"
    )
    yield board.step(f"Among {PEOPLE} people that is {each:.3f} per person. The prices are not in the data.")
