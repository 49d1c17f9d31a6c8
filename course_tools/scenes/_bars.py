"""Numbers as bars, or with their intervals, in two steps: what they are, and how large."""

from ._drawing import Drawing

GAP, TOP = 22, 10
WORD = 14  # pixels of a letter, on the generous side


def height_of_bars(n):
    """The pixels of a slide that so many bars take."""
    return TOP + n * (_high(n) + GAP)


def _high(n):
    """Few bars are thick."""
    return 64 if n <= 3 else 44


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
    values = [value_of(number) for _, number in rows]
    full = whole or max(map(abs, values)) or 1
    board = Drawing(box)
    left = min(WORD * max(len(name) for name, _ in rows) + 20, 0.42 * box.width)
    right = 23 * max(len(number) for _, number in rows) + 34
    wide = box.width - left - right
    zero = left + (wide * -min(values) / (max(values) - min(values)) if min(values) < 0 < max(values) else 0)
    unit = (wide if zero == left else wide * full / (max(values) - min(values))) / full
    high = _high(len(rows))
    tops = [TOP + k * (high + GAP) for k in range(len(rows))]
    for k, (name, _) in enumerate(rows):
        board.words(f"name-{k}", left - 20, tops[k] + high / 2 + 9, name, anchor="end")
        board.rect(f"whole-{k}", left, tops[k], wide, high, "box", round=0)
        board.rect(f"bar-{k}", zero, tops[k], 0, high, "model", round=0)
        board.words(f"said-{k}", box.width, tops[k] + high / 2 + 12, "?", "quiet", size=34, anchor="end")
    yield board.step("")
    for k, (_, number) in enumerate(rows):
        width = abs(values[k]) * unit
        start = zero if values[k] >= 0 else zero - width
        board.rect(f"bar-{k}", start, tops[k], width, high, "model" if values[k] >= 0 else "positive", round=0)
        board.words(
            f"said-{k}", box.width, tops[k] + high / 2 + 12, number.replace("-", "−"), "strong", size=34, anchor="end"
        )
    yield board.step("")


def steps_of_intervals(rows, box, at=None):
    """The steps of numbers with intervals, each as (name, number, low, high) as they were printed."""
    values = [[value_of(number) for number in numbers] for _, *numbers in rows]
    ends = [value for row in values for value in row] + ([] if at is None else [at])
    first, last = min(ends), max(ends)
    board = Drawing(box)
    left = min(WORD * max(len(name) for name, *_ in rows) + 20, 0.42 * box.width)
    said = [f"{number} ({low} to {high})".replace("-", "−") for _, number, low, high in rows]
    wide = box.width - left - WORD * 1.15 * max(map(len, said)) - 40

    def across(value):
        return left + wide * ((value - first) / (last - first) if last > first else 0.5)

    high = _high(len(rows))
    tops = [TOP + k * (high + GAP) for k in range(len(rows))]
    if at is not None:
        board.line("at", across(at), TOP, across(at), tops[-1] + high + GAP - 6, "guide")
    for k, (name, *_) in enumerate(rows):
        middle = tops[k] + high / 2
        board.words(f"name-{k}", left - 20, middle + 9, name, anchor="end")
        board.line(f"whole-{k}", left, middle, left + wide, middle, "axis")
        board.words(f"said-{k}", box.width, middle + 10, "?", "quiet", size=28, anchor="end")
    yield board.step("")
    for k, (middle, start, end) in enumerate(values):
        y = tops[k] + high / 2
        board.rect(f"from-{k}", across(start), y - 9, across(end) - across(start), 18, "model", round=9)
        board.dot(f"dot-{k}", across(middle), y, size=13)
        board.words(f"said-{k}", box.width, y + 10, said[k], "strong", size=26, anchor="end")
    yield board.step("")


def value_of(number):
    """A number as it was printed, such as 15,217 or −0.1 or 48.7 %."""
    return float(number.replace(",", "").replace("−", "-").rstrip(" %"))
