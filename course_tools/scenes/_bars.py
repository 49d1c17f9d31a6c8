"""Numbers as bars, in two steps: what they are, and how large."""

from ._drawing import Drawing

HIGH, GAP, TOP = 44, 22, 10
WORD = 14  # pixels of a letter, on the generous side


def height_of_bars(n):
    """The pixels of a slide that so many bars take."""
    return TOP + n * (HIGH + GAP)


def steps_of_bars(rows, box, whole=None):
    """The steps of bars for printed numbers.

    Parameters
    ----------
    rows : list of (name, number as it was printed)
    box : Box
    whole : float, optional
        What a full bar stands for; the largest of the numbers, by size, if not given.

    Yields
    ------
    Step
    """
    values = [_value(number) for _, number in rows]
    full = whole or max(map(abs, values)) or 1
    board = Drawing(box)
    left = min(WORD * max(len(name) for name, _ in rows) + 20, 0.42 * box.width)
    right = WORD * 1.4 * max(len(number) for _, number in rows) + 30
    wide = box.width - left - right
    zero = left + (wide * -min(values) / (max(values) - min(values)) if min(values) < 0 < max(values) else 0)
    unit = (wide if zero == left else wide * full / (max(values) - min(values))) / full
    tops = [TOP + k * (HIGH + GAP) for k in range(len(rows))]
    for k, (name, _) in enumerate(rows):
        board.words(f"name-{k}", left - 20, tops[k] + HIGH - 13, name, anchor="end")
        board.rect(f"whole-{k}", left, tops[k], wide, HIGH, "box", round=0)
        board.rect(f"bar-{k}", zero, tops[k], 0, HIGH, "model", round=0)
        board.words(f"said-{k}", box.width, tops[k] + HIGH - 9, "?", "quiet", size=34, anchor="end")
    yield board.step("")
    for k, (_, number) in enumerate(rows):
        width = abs(values[k]) * unit
        start = zero if values[k] >= 0 else zero - width
        board.rect(f"bar-{k}", start, tops[k], width, HIGH, "model" if values[k] >= 0 else "positive", round=0)
        board.words(
            f"said-{k}", box.width, tops[k] + HIGH - 9, number.replace("-", "−"), "strong", size=34, anchor="end"
        )
    yield board.step("")


def _value(number):
    return float(number.replace(",", "").replace("−", "-").rstrip(" %"))
