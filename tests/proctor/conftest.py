"""What tests of the engine share."""

import random

import numpy as np
import pytest
import torch
from support.linked import connected


@pytest.fixture
def link(monkeypatch):
    """A `Link` and, behind it, an author, in this process."""
    for holder, name in ((random, "seed"), (np.random, "seed"), (torch, "manual_seed"), (torch.random, "manual_seed")):
        monkeypatch.setattr(holder, name, getattr(holder, name))  # a link watches these
    link = connected()
    yield link
    link.channel.close()
