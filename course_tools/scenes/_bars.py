"""Numbers as bars, or with their intervals, in two steps: what they are, and how large."""

from ._drawing import Drawing

GAP, TOP, FOOT = 22, 10, 28
MOST = 96  # pixels of a bar
WORD = 0.6  # of the text size: the width of a letter, on the generous side
CLASSES = {"positive": ("positives ", "infected"), "negative": ("negatives ", "healthy")}


def height_of_bars(n, room=0, at=None):
    """The pixels of a slide that so many bars take: few are thick, and where there is room all of them are."""
    high = 64 if n <= 3 else 44
    foot = 0 if at is None else FOOT
    return round(TOP + n * (min(max(high, (room - TOP - foot) / n - GAP), MOST) + GAP) + foot)


class _Rows:
    """Where rows of this number lie in a box, and how large their text is."""

    def __init__(self, names, box, at=None):
        pitch = (box.height - TOP - (0 if at is None else FOOT)) / len(names)
        self.high = pitch - GAP
        self.name, self.number = (28, 44) if self.high >= 64 else (24, 34)
        self.tops = [TOP + k * pitch for k in range(len(names))]
        self.left = min(WORD * self.name * max(map(len, names)) + 20, 0.42 * box.width)


def _kind(name):
    """The colour of a row: that of a class, where its name says whom it counts."""
    return next((kind for kind, begins in CLASSES.items() if name == kind or name.startswith(begins)), "model")


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
    places = _Rows([name for name, _ in rows], box)
    left, high, tops = places.left, places.high, places.tops
    right = 0.68 * places.number * max(len(number) for _, number in rows) + 34
    wide = box.width - left - right
    zero = left + (wide * -min(values) / (max(values) - min(values)) if min(values) < 0 < max(values) else 0)
    unit = (wide if zero == left else wide * full / (max(values) - min(values))) / full
    for k, (name, _) in enumerate(rows):
        middle = tops[k] + high / 2
        board.words(f"name-{k}", left - 20, middle + 9, name, size=places.name, anchor="end")
        board.rect(f"whole-{k}", left, tops[k], wide, high, "box", round=0)
        board.rect(f"bar-{k}", zero, tops[k], 0, high, _kind(name), round=0)
        board.words(f"said-{k}", box.width, middle + 12, "?", "quiet", size=places.number, anchor="end")
    yield board.step("")
    for k, (name, number) in enumerate(rows):
        width = abs(values[k]) * unit
        start = zero if values[k] >= 0 else zero - width
        board.rect(f"bar-{k}", start, tops[k], width, high, _kind(name), round=0)
        said, foot = number.replace("-", "−"), tops[k] + high / 2 + 0.35 * places.number
        board.words(f"said-{k}", box.width, foot, said, "strong", size=places.number, anchor="end")
    yield board.step("")


def steps_of_intervals(rows, box, at=None):
    """The steps of numbers with intervals, each as (name, number, low, high) as they were printed."""
    values = [[value_of(number) for number in numbers] for _, *numbers in rows]
    ends = [value for row in values for value in row] + ([] if at is None else [at])
    first, last = min(ends), max(ends)
    board = Drawing(box)
    places = _Rows([name for name, *_ in rows], box, at)
    left, high, tops = places.left, places.high, places.tops
    said = [f"{number} ({low} to {high})".replace("-", "−") for _, number, low, high in rows]
    wide = box.width - left - WORD * places.name * max(map(len, said)) - 56

    def across(value):
        return left + wide * ((value - first) / (last - first) if last > first else 0.5)

    if at is not None:
        board.line("at", across(at), TOP, across(at), tops[-1] + high + GAP - 6, "guide")
    for k, (name, *_) in enumerate(rows):
        middle = tops[k] + high / 2
        board.words(f"name-{k}", left - 20, middle + 9, name, size=places.name, anchor="end")
        board.line(f"whole-{k}", left, middle, left + wide, middle, "axis")
        board.words(f"said-{k}", box.width, middle + 10, "?", "quiet", size=places.name, anchor="end")
    if at is not None:
        board.words("at-said", across(at), box.height - 2, f"{at:g}", "quiet", size=24, anchor="middle")
    yield board.step("")
    for k, (middle, start, end) in enumerate(values):
        y = tops[k] + high / 2
        board.rect(f"from-{k}", across(start), y - 9, across(end) - across(start), 18, _kind(rows[k][0]), round=9)
        board.dot(f"dot-{k}", across(middle), y, size=8)
        board.words(f"said-{k}", box.width, y + 10, said[k], "strong", size=places.name, anchor="end")
    yield board.step("")


def value_of(number):
    """A number as it was printed, such as 15,217 or −0.1 or 48.7 %."""
    return float(number.replace(",", "").replace("−", "-").rstrip(" %"))
