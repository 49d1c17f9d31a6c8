"""A flat tensor against a column: each number meets each other one."""

import torch

from ._drawing import Drawing

TITLE = "Each number meets each other one"
N = 6


def differences():
    """flat - column, for so many numbers."""
    flat = torch.arange(float(N))
    return flat - flat.reshape(-1, 1)


def steps(box):
    board = Drawing(box)
    cell = 54 if box.wide else 58
    left, top = box.width / 2 - 2 * cell, 62

    def put(name, column, row, text, kind="box"):
        x, y = left + column * cell, top + row * cell
        board.rect(f"box-{name}", x, y, cell - 6, cell - 6, kind)
        board.words(name, x + cell / 2 - 3, y + 34, text, "strong", anchor="middle")

    for k in range(N):
        put(f"flat-{k}", k, -1, k)
        put(f"column-{k}", -2, k, k)
    board.words("flat-name", left + N * cell + 14, top - cell + 34, "flat: (6,)" if box.wide else "(6,)", "quiet")
    board.words(
        "column-name", left - 2 * cell - 14, top + 34, "column: (6, 1)" if box.wide else "(6, 1)", "quiet", anchor="end"
    )
    yield board.step("The same six numbers, once flat and once as a column. What is the shape of the difference?")
    values = differences()
    for row in range(N):
        for column in range(N):
            put(f"cell-{row}-{column}", column, row, f"{values[row, column]:.0f}".replace("-", "−") if row == 0 else "")
            if row:
                board.remove(f"cell-{row}-{column}", f"box-cell-{row}-{column}")
    yield board.step("The first number of the column meets the whole flat tensor …")
    for row in range(N):
        for column in range(N):
            text = f"{values[row, column]:.0f}".replace("-", "−")
            put(f"cell-{row}-{column}", column, row, text, "box" if row != column else "lit")
    yield board.step(f"… and so does each: {N} times {N} numbers. Only the framed ones were meant.")
