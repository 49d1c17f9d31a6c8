"""Least squares and one person whom nobody doubts: the line tilts, and its cut moves."""

import numpy as np

from ._drawing import Axes, Drawing

TITLE = "One more person pulls the line"
X, Y, FAR = np.array([1.0, 1.5, 2.0, 2.5, 3.0, 3.5]), np.array([0, 0, 0, 1, 1, 1]), 9.0


def lines():
    """(weight, bias) of the least-squares line through the six, and through all seven."""
    return np.polyfit(X, Y, 1), np.polyfit(np.append(X, FAR), np.append(Y, 1), 1)


def cut(line):
    return (0.5 - line[1]) / line[0]


def steps(box):
    board = Drawing(box)
    axes = Axes(
        board,
        "a",
        60,
        20,
        box.width - 80,
        box.height - 95,
        x=(0, 10),
        y=(-0.5, 4.2),
        xticks=(0, 5, 10),
        yticks=(0, 1),
        xlabel="x",
    )
    six, seven = lines()

    def draw(line):
        x = np.linspace(0, 10, 2)
        x = np.clip(x, (-0.5 - line[1]) / line[0], (4.2 - line[1]) / line[0])
        board.path("line", axes.curve(x, np.polyval(line, x)), "curve model")
        at = cut(line)
        board.line("cut", *axes.at(at, -0.4), *axes.at(at, 1.4), "cut")
        board.words("cut-said", axes.at(at, 0)[0] + 12, axes.at(0, 1.45)[1], f"cut {at:.3f}", "strong")
        for k, (x, y) in enumerate(zip(X, Y, strict=True)):
            wrong = y != (x >= at)
            board.person(f"person-{k}", *axes.at(x, y), y == 1, 10, "hollow" if wrong else "")

    draw(six)
    yield board.step("Six people, and a line by least squares. The cut is where it passes one half.")
    board.person("far", *axes.at(FAR, 1), True, 10)
    yield board.step("One more is infected, at x = 9. The old cut calls this person rightly. Does it move?")
    board.line("miss", *axes.at(FAR, 1), *axes.at(FAR, np.polyval(six, FAR)), "stick positive")
    board.words(
        "miss-said",
        axes.at(FAR, 0)[0] - 16,
        axes.at(0, 2.6)[1],
        f"error {np.polyval(six, FAR) - 1:.3f}",
        "positive",
        anchor="end",
    )
    yield board.step("To least squares, being far above 1 is a large error.")
    board.remove("miss", "miss-said")
    draw(seven)
    yield board.step(f"So the line tilts. The cut moves to {cut(seven):.3f}, and somebody at 2.5 is missed.")
