"""Four models of the same hundred people in a plane, and the circle that they should have found."""

import math
from functools import cache

import torch
from matplotlib.figure import Figure

from course_utils.models import LogisticRegression
from course_utils.newton import fit_newton

from ._drawing import Axes, Drawing

TITLE = "Four boundaries for the same people"
FORMS = {"degree 1": (1, 0.0), "degree 2": (2, 0.0), "degree 4": (4, 0.0), "degree 4, decay 0.1": (4, 0.1)}
RADIUS = (math.log(4) / 1.5) ** 0.5  # where the log-odds, log 4 − 1.5 r², are 0
FAR, FINE = 3.2, 161  # how far the plane reaches, and into how many places each side is divided
N_NEW = 10_000  # of each class


def two_spreads(n, seed):
    """As notebook 04 draws them: n negatives around the middle, and n positives half as far spread."""
    generator = torch.Generator().manual_seed(seed)
    negatives = torch.randn(n, 2, generator=generator)
    positives = torch.randn(n, 2, generator=generator) * 0.5
    return torch.cat([negatives, positives]), torch.cat([torch.zeros(n, 1), torch.ones(n, 1)])


def powers(X, degree):
    x1, x2 = X[:, :1], X[:, 1:]
    return torch.cat([x1 ** (k - i) * x2**i for k in range(1, degree + 1) for i in range(k + 1)], 1)


@cache
def fitted():
    """From the name of each model to the lines of its boundary, and the share of new people on the wrong side."""
    (X, y), (new, _) = two_spreads(50, 0), two_spreads(N_NEW, 1000)
    side = torch.linspace(-FAR, FAR, FINE)
    plane = torch.cartesian_prod(side, side)
    found = {}
    for name, (degree, decay) in FORMS.items():
        features = powers(X, degree)
        model = LogisticRegression(features.shape[1])
        fit_newton(model, features, y, weight_decay=decay)
        p = model.predict_proba(powers(plane, degree)).reshape(FINE, FINE).T
        lines = Figure().subplots().contour(side, side, p, levels=[0.5]).allsegs[0]
        inside = model.predict_proba(powers(new, degree)).ravel() >= 0.5
        wrong = (inside != (new.norm(dim=1) <= RADIUS)).double().mean().item()
        found[name] = ([[*line[:: max(len(line) // 60, 1)].tolist(), line[-1].tolist()] for line in lines], wrong)
    return found


def steps(box):
    board = Drawing(box)
    high = box.height - 96 if box.wide else box.height - 278
    ticks = {-2: "−2", 0: "0", 2: "2"}
    axes = Axes(
        board, "a", 60, 34, high, high, x=(-FAR, FAR), y=(-FAR, FAR), xticks=ticks, yticks=ticks,
        xlabel="first measurement", ylabel="second",
    )  # fmt: skip
    X, y = two_spreads(50, 0)
    for k, (place, label) in enumerate(zip(X.tolist(), y.ravel().tolist(), strict=True)):
        if max(map(abs, place)) < FAR:
            board.person(f"person-{k}", *axes.at(*place), label == 1, 5)
    around = torch.linspace(0, 2 * math.pi, 61)
    circle = axes.curve((RADIUS * around.cos()).tolist(), (RADIUS * around.sin()).tolist())
    board.path("circle", circle, "curve truth dashed")
    left, top, pitch = (high + 130, 74, 74) if box.wide else (0, high + 138, 36)
    board.words("of-new", left, top - 40, "new people on the wrong side of the circle")
    across = 330 if box.wide else 260
    wide = box.width - left - across - 100
    for k, name in enumerate(FORMS):
        board.words(f"name-{k}", left, top + k * pitch + 22, name, "quiet")
        board.rect(f"whole-{k}", left + across, top + k * pitch, wide, 28, "box", round=0)
        board.rect(f"wrong-{k}", left + across, top + k * pitch, 0, 28, "model", round=0)
    yield board.step("A hundred people, and the circle that is the true boundary. Which model comes closest?")
    for k, (name, (lines, wrong)) in enumerate(fitted().items()):
        board.remove("boundary-*")
        for part, line in enumerate(lines):
            board.path(f"boundary-{k}-{part}", axes.curve(*zip(*line, strict=True)), "curve model")
        board.words(f"name-{k}", left, top + k * pitch + 22, name, "strong")
        board.rect(f"wrong-{k}", left + across, top + k * pitch, wide * wrong, 28, "model", round=0)
        board.words(f"said-{k}", box.width, top + k * pitch + 24, f"{wrong:.0%}".replace("%", " %"), "strong",
                    size=28, anchor="end")  # fmt: skip
        yield board.step(SAID[name])


SAID = {
    "degree 1": "A straight line has no inside.",
    "degree 2": "With the squares it can close: an oval, roughly on the circle.",
    "degree 4": "It could draw the circle as well, but it bends around single people.",
    "degree 4, decay 0.1": "A price on large weights brings it back.",
}
