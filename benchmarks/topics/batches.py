"""An epoch of mini-batches in `fit` beside the same epoch with a plain DataLoader."""

import torch
from torch.utils.data import DataLoader, TensorDataset

from benchmarks.measure import compare
from course_utils.data import make_logistic_data
from course_utils.models import LogisticRegression
from course_utils.training import fit

N_FEATURES = 20


def bench():
    X, y = make_logistic_data(100_000, weight=torch.linspace(-1, 1, N_FEATURES), bias=-1.0, seed=0)
    bce = torch.nn.BCEWithLogitsLoss()

    def ours(model):
        fit(model, X, y, lr=0.1, n_epochs=1, batch_size=100)

    def theirs(model):
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        for X_batch, y_batch in DataLoader(TensorDataset(X, y), batch_size=100, shuffle=True):
            optimizer.zero_grad()
            bce(model(X_batch), y_batch).backward()
            optimizer.step()

    yield compare(
        "an epoch of 1,000 batches: fit | DataLoader", ours, theirs, goal=0.3, rounds=9,
        setup=lambda: (LogisticRegression(N_FEATURES),),
    )
