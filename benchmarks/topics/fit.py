"""`fit` beside the loop of notebook 03, both recording each epoch: 2,000 epochs of the reference example."""

import torch
from torch import nn

from benchmarks.measure import compare, holds
from course_utils.data import reference_example
from course_utils.training import fit


def bench():
    history = fit(*reference_example())
    recorded = list(zip(history.loss, history.weight, history.bias, strict=True))
    yield holds("fit and the loop, 2,000 epochs, bit-identical", loop(*reference_example()) == recorded)
    yield compare("fit | the loop of notebook 03", fit, loop, goal=0.6, rounds=9, setup=reference_example)


def loop(model, X, y):
    """The loop of notebook 03, recording what `fit` records."""
    line = model.linear
    optimizer, bce, record = torch.optim.SGD(line.parameters(), lr=0.1), nn.BCELoss(), []
    for _ in range(2000):
        optimizer.zero_grad()
        loss = bce(torch.sigmoid(line(X)), y)
        loss.backward()
        optimizer.step()
        record.append((loss.item(), line.weight.item(), line.bias.item()))
    return record
