"""The generators of random numbers: what a test seeds holds for the author's code too, and gives nothing away.

A seed that the author has seen, in the cell as it was handed out or in one above, holds over there as if both were one
session. Any other is the tests' secret, and with it all that they have drawn from it. The state of a generator would
betray both: PyTorch's and NumPy's can be computed back. So what goes over is another stream, the same whenever the test
is the same, made from that state and from the test's own text by a function that cannot be computed back.
"""

import ast
import functools
import hashlib
import random

import numpy as np
import torch

from .protocol import Seeds

GUESSED = 1000  # seeds below are no secret where those that the author has seen are computed, such as in a loop
SEEDERS = {"seed", "manual_seed"}


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


def elsewhere(kind, state, secret):
    """The state of a generator that goes on from here in another way: nobody who has it can tell from where."""
    seed = int.from_bytes(hashlib.sha256(repr((secret, kind, state)).encode()).digest())
    if kind == "python":
        version, numbers, gauss = random.Random(seed).getstate()
        return version, list(numbers), gauss
    if kind == "numpy":
        name, keys, *rest = np.random.RandomState(np.random.MT19937(seed)).get_state()
        return name, keys.tolist(), *rest
    return torch.Generator().manual_seed(seed % 2**63).get_state().numpy().tobytes()


class Seen:
    """The seeds that stand in cells which the author has seen."""

    def __init__(self):
        self.numbers, self.computed = set(), False

    def add(self, text):
        try:
            tree = ast.parse(text)
        except (SyntaxError, ValueError, RecursionError):
            return
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and type(node.value) is int:
                self.numbers.add(node.value)
            elif isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in SEEDERS:
                self.computed |= any(not isinstance(value, ast.Constant) for value in node.args)

    def __contains__(self, seed):
        return isinstance(seed, (int, np.integer)) and (seed in self.numbers or (self.computed and 0 <= seed < GUESSED))


class Watch:
    """Knows which generators a test has set or used since it was last asked.

    Setting one counts also if it sets it to what it is: the author's may be elsewhere.
    """

    def __init__(self):
        self.known, self.seeded, self.open, self.seen, self.secret = states(), set(), set(), Seen(), ""
        random.seed = self._noticed(random.seed, "python")
        np.random.seed = self._noticed(np.random.seed, "numpy")
        torch.manual_seed = torch.random.manual_seed = self._noticed(torch.manual_seed, "torch")

    def _noticed(self, function, kind):
        @functools.wraps(function)
        def seed(*arguments, **options):
            self.seeded.add(kind)
            value = next(iter([*arguments, *options.values()]), None)
            (self.open.add if value in self.seen else self.open.discard)(kind)
            return function(*arguments, **options)

        return seed

    def begin(self, shown="", secret=""):
        """A test begins: what is now is known.

        Parameters
        ----------
        shown : str
            What the author has seen of it; its seeds are no secret, from here on.
        secret : str
            What the author has not seen.
        """
        self.known, self.secret = states(), secret
        self.seen.add(shown)
        self.seeded.clear()
        self.open.clear()

    def changed(self):
        """Seeds, of what has changed."""
        now = states()
        changed = {kind for kind in now if self.known[kind] != now[kind] or kind in self.seeded}
        self.known = now
        self.seeded.clear()
        return Seeds(**{
            kind: now[kind] if kind in self.open else elsewhere(kind, now[kind], self.secret) for kind in changed
        })  # fmt: skip
