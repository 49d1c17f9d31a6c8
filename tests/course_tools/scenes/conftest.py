"""The forty people's model, trained by `course_utils` alone, for all that scenes draw of it."""

import copy
from typing import NamedTuple

import pytest
import torch

from course_utils.data import reference_example
from course_utils.training import fit


class Trained(NamedTuple):
    """The model and x, y and p of the forty, and its walk: the loss of each epoch and of the end, and the path."""

    model: object
    x: torch.Tensor
    y: torch.Tensor
    p: torch.Tensor
    loss: list
    path: object


@pytest.fixture(scope="session")
def trained():
    """After the 2,000 epochs of the notebooks."""
    model, X, y = reference_example()
    history = fit(model, X, y, lr=0.1, n_epochs=2000)
    one_more = fit(copy.deepcopy(model), X, y, lr=0.1, n_epochs=1)  # its loss is the one that the fit ends with
    p = model.predict_proba(X).ravel()
    return Trained(model, X.ravel(), y.ravel(), p, [*history.loss, *one_more.loss], history.path)
