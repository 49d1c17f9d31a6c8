"""Forty people along x, before anybody has drawn a curve."""

from ._drawing import Axes, Drawing
from ._reference import after, stand

TITLE = "Forty people, one number each"
PAGE_HEIGHT = 320
SIZE = 11


def steps(box):
    board = Drawing(box)
    axes = Axes(
        board, "a", 20, 20, box.width - 40, box.height - 95, x=(0, 10), y=(0, 1), xticks=(0, 2, 4, 6, 8, 10), xlabel="x"
    )
    board.remove("a-side")
    start = after(0)
    for k, (across, foot) in enumerate(piled([axes.at(x, 0) for x in start.x.tolist()])):
        board.dot(f"person-{k}-unknown", across, foot, "", SIZE)
    yield board.step("Forty people were tested. Each has one number x. A higher x points to infection.")
    board.remove("person-*")
    stand(board, axes, start, rows=(0.2, 0.8), size=SIZE)
    board.words("class-1", *axes.at(0, 0.92), "class 1, positive: infected", "positive")
    board.words("class-0", *axes.at(7.2 if box.wide else 6.2, 0.3), "class 0, negative", "negative")
    n = int(start.y.sum())
    yield board.step(f"We also know who is infected: {n} of {len(start.y)}. Where would you draw the line?")


def piled(feet):
    """Where people stand who would stand over each other: each at the lowest free place above their foot."""
    standing = []
    for across, foot in feet:
        level = foot - SIZE - 3
        while any(abs(x - across) < 2 * SIZE and abs(y - level) < 2 * SIZE for x, y in standing):
            level -= 2 * SIZE + 2
        standing.append((across, level))
    return standing
