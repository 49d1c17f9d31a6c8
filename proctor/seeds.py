"""The generators of random numbers: what a test seeds holds for the author's code too."""

import functools
import random

import numpy as np
import torch

from .protocol import Seeds


def states():
    """The states of this process's generators, comparable: {field of `Seeds`: state}."""
    version, numbers, gauss = random.getstate()
    kind, keys, *rest = np.random.get_state()  # noqa: NPY002 (what tests seed)
    return {"python": (version, list(numbers), gauss), "numpy": (kind, keys.tolist(), *rest),
            "torch": torch.get_rng_state().numpy().tobytes()}  # fmt: skip


def take(seeds):
    """Set the generators that are given; the others go on."""
    if seeds.python is not None:
        version, numbers, gauss = seeds.python
        random.setstate((version, tuple(numbers), gauss))
    if seeds.numpy is not None:
        np.random.set_state(seeds.numpy)  # noqa: NPY002 (what the test has seeded)
    if seeds.torch is not None:
        torch.set_rng_state(torch.frombuffer(bytearray(seeds.torch), dtype=torch.uint8))


class Watch:
    """Knows which generators a test has set or used since it was last asked.

    Setting one counts also if it sets it to what it is: the author's may be elsewhere.
    """

    def __init__(self):
        self.known, self.seeded = states(), set()
        random.seed = self._noticed(random.seed, "python")
        np.random.seed = self._noticed(np.random.seed, "numpy")
        torch.manual_seed = torch.random.manual_seed = self._noticed(torch.manual_seed, "torch")

    def _noticed(self, function, kind):
        @functools.wraps(function)
        def seed(*arguments, **options):
            self.seeded.add(kind)
            return function(*arguments, **options)

        return seed

    def begin(self):
        """Take what is now as known."""
        self.known = states()

    def changed(self):
        """Seeds, of what has changed."""
        now = states()
        found = Seeds(**{kind: now[kind] for kind in now if self.known[kind] != now[kind] or kind in self.seeded})
        self.known = now
        self.seeded.clear()
        return found
