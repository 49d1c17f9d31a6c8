"""The forty people and their model, as the notebooks train it, and the board that they stand on."""

from functools import cache
from typing import NamedTuple

import torch

from course_utils.data import reference_example
from course_utils.training import fit

LR, N_EPOCHS = 0.1, 2000


class Reference(NamedTuple):
    """A model on the forty people: flat tensors of x, the class, the logit and the predicted probability."""

    model: object
    x: torch.Tensor
    y: torch.Tensor
    z: torch.Tensor
    p: torch.Tensor


@cache
def after(n_epochs=N_EPOCHS):
    """The reference example after so many epochs."""
    model, X, y = reference_example()
    if n_epochs:
        fit(model, X, y, lr=LR, n_epochs=n_epochs)
    z = model(X).detach().ravel()
    return Reference(model, X.ravel(), y.ravel(), z, torch.sigmoid(z))


def stand(board, axes, reference, *, rows=(0, 1), size=9, kind=""):
    """The forty people at their x, those of class 0 at one height, those of class 1 at another."""
    for k, (x, y) in enumerate(zip(reference.x.tolist(), reference.y.tolist(), strict=True)):
        board.person(f"person-{k}", *axes.at(x, rows[int(y)]), y == 1, size, kind)


def curve(axes, weight, bias, n=101):
    """The places of a sigmoid along the axes."""
    x = torch.linspace(*axes.x, n)
    return axes.curve(x.tolist(), torch.sigmoid(weight * x + bias).tolist())
