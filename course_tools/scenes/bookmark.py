"""A generator is a long list of numbers, and the seed a bookmark at its beginning."""

import torch

from ._drawing import Drawing

TITLE = "The seed is a bookmark"
SEED, N, DRAW = 42, 9, 3


def numbers():
    """The first numbers of the list of this seed."""
    return torch.rand(N, generator=torch.Generator().manual_seed(SEED)).tolist()


def steps(box):
    board = Drawing(box)
    per_row = N if box.wide else DRAW
    width = (box.width - 8) / per_row
    high, top = (90, 170) if box.wide else (64, 90)
    gap = 0 if box.wide else 60

    def place(k):
        return 4 + k % per_row * width, top + k // per_row * (high + gap)

    for k, value in enumerate(numbers()):
        x, y = place(k)
        board.rect(f"box-{k}", x, y, width - 6, high, "box")
        board.words(
            f"number-{k}", x + width / 2 - 3, y + high / 2 + 11, f"{value:.3f}", "strong", size=28, anchor="middle"
        )

    def mark(at, taken, said):
        x, y = place(at)
        board.arrow("bookmark", x + 20, y - 50, x + 20, y - 8, "arrow positive", head=20)
        board.words("says", x + 40, y - 24, said, "positive")
        for k in range(N):
            board.rect(f"box-{k}", *place(k), width - 6, high, "lit" if k in taken else "box")

    mark(0, (), f"manual_seed({SEED})")
    yield board.step("The list of one seed, and a bookmark at its beginning. What will two draws of three give?")
    mark(DRAW, range(DRAW), "first draw: done")
    yield board.step("The first draw takes the first three, and the bookmark moves on.")
    mark(2 * DRAW, range(DRAW, 2 * DRAW), "second draw: done")
    yield board.step("The second draw takes the next three: other numbers.")
    mark(DRAW, range(DRAW), f"manual_seed({SEED}), then a draw")
    yield board.step("Seeded again: the same three. A result depends on the seed and on all that was drawn before.")
