"""Two sessions that look like one to a test: what crosses between them, and what is refused with a reason.

All tests of the table are cells of one submission, run in sandboxes.
"""

import sys
import textwrap

import pytest

from proctor import Limits, Step, Task, execute

pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("homework sessions"),
    pytest.mark.skipif(sys.platform != "linux", reason="the sandbox is made of parts of Linux"),
]

STUDENT = """
import collections, math, random
import numpy as np
import torch
import torch as tt
mine = "the student's"
sum = 7
Pair = collections.namedtuple("Pair", ["low", "high"])
def sigmoid(z): return 1 / (1 + torch.exp(-z))
def low_high(values): return Pair(min(values), max(values))
def double(items):
    for i in range(len(items)): items[i] *= 2
def fill(table, numbers):
    table["new"] = len(numbers); numbers.add(5)
def same(value): return value
def noise(): return [random.random(), np.random.rand(), torch.rand(1).item()]
def descend(f, w, steps):
    for _ in range(steps):
        w = w - 0.1 * (f(w + 1e-3) - f(w - 1e-3)) / 2e-3
    return w
class Model(torch.nn.Module):
    def __init__(self, n):
        super().__init__()
        self.linear, self.seen = torch.nn.Linear(n, 1), []
    def forward(self, X):
        self.seen.append(len(X))
        return self.linear(X)
class Account:
    rate = 0.5
    def __init__(self): self.items = {"a": 1}
    def __len__(self): return 3
    def __getitem__(self, key): return self.items[key]
    def __setitem__(self, key, value): self.items[key] = value
    def __iter__(self): return iter([1, 2])
    def __add__(self, other): return 10 + other
    def __eq__(self, other): return True
    def __float__(self): return 1.0
    def __bool__(self): return True
class Wrong(ValueError): pass
def fails(kind):
    if kind == "own": raise Wrong("mine")
    raise {"value": ValueError, "stop": StopIteration, "exit": SystemExit}[kind]("theirs")
def step(model, optimizer, X, y):
    loss = ((model(X) - y) ** 2).mean()
    optimizer.zero_grad(); loss.backward(); optimizer.step()
    return loss
def hijack(model): model.weight = torch.nn.Parameter(torch.ones(1, 1)); model.forward = lambda X: X
def plant(model): model.extra = torch.nn.Parameter(torch.ones(1))
def generate():
    yield 1; yield 2
def count(n): count.calls = getattr(count, "calls", 0) + 1; return count.calls
def noisy(n): import warnings, sys; warnings.warn("careful"); print("err", file=sys.stderr); return n
def big(): return np.zeros(10**7)
"""

PASSES = {
    "data": "assert low_high([3, 1, 2]) == (1, 3) and low_high([3, 1]).high == 3",
    "a name of Python's own": "assert sum([1, 2]) == 3",
    "the student's name": "assert mine == \"the student's\" and math.pi > 3 and tt.zeros(1).item() == 0",
    "the instructor's name wins": "mine = 5\nassert [mine for _ in range(2)] == [5, 5] and (lambda: mine)() == 5",
    "list and array in place": """
        import numpy as np
        items, array = [1, 2], np.ones(13)
        double(items); double(array)
        assert items == [2, 4] and array.tolist() == [2.0] * 13""",
    "dict and set in place": "t, n = {}, {1}\nfill(t, n)\nassert t == {'new': 1} and n == {1, 5}",
    "the same object comes back": "items, = [[1]],\nassert same(items) is items",
    "backward": """
        import torch
        z = torch.linspace(-2, 2, 17, requires_grad=True)
        (sigmoid(z) ** 2).sum().backward()
        p = torch.sigmoid(z.detach())
        assert torch.allclose(z.grad, 2 * p * p * (1 - p), atol=1e-5)""",
    "a module of the test, trained in place": """
        import torch
        model, X, y = torch.nn.Linear(1, 1), torch.ones(4, 1), torch.zeros(4, 1)
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
        losses = [step(model, optimizer, X, y).item() for _ in range(3)]
        twin = torch.nn.Linear(1, 1); twin.load_state_dict(model.state_dict())
        assert losses[0] > losses[1] > losses[2] and model.weight.grad is not None
        assert len(optimizer.state_dict()["state"]) == 2""",
    "a model of the student's, trained by the test": """
        import torch
        model = Model(3)
        assert isinstance(model, torch.nn.Module) and isinstance(model, Model)
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        X, before = torch.ones(5, 3), model.linear.weight.detach().clone()
        first = (model(X) ** 2).mean(); first.backward()
        assert model.linear.weight.grad.shape == (1, 3)
        optimizer.step()
        assert not torch.equal(model.linear.weight, before)
        assert (model(X) ** 2).mean().item() < first.item() and model.seen == [5, 5]""",
    "an object": """
        a = Account()
        assert len(a) == 3 and a["a"] == 1 and list(a) == [1, 2] and a + 1 == 11 and a.rate == 0.5
        a["b"] = 2; a.rate = 4
        assert a.items == {"a": 1, "b": 2} and a.rate == 4 and callable(a.__class__)""",
    "a function of the test": "w = descend(lambda w: (w - 3.0) ** 2, 0.0, 60)\nassert abs(w - 3) < 1e-2",
    "errors keep their type": """
        for kind, error in (("value", ValueError), ("own", ValueError), ("stop", RuntimeError), ("exit", RuntimeError)):
            try:
                fails(kind)
            except error as caught:
                assert ("mine" if kind == "own" else "theirs") in str(caught)
            else:
                raise AssertionError(kind)""",
    "seeds": """
        import random
        import numpy as np
        import torch
        def seeded():
            random.seed(3); np.random.seed(3); torch.manual_seed(3)
            return noise()
        first = seeded()
        assert seeded() == first and noise() != first
        random.seed(3); np.random.seed(3); torch.manual_seed(3)
        assert first == [random.random(), np.random.rand(), torch.rand(1).item()]""",
    "signatures and generators": """
        import inspect
        assert list(inspect.signature(descend).parameters) == ["f", "w", "steps"]
        assert list(generate()) == [1, 2] and [*zip("ab", generate())] == [("a", 1), ("b", 2)]""",
    "the session as it was when the test was reached": "assert count(0) == 1 and count(0) == 2",
    "and again": "assert count(0) == 1",
    "warnings cost nothing": "assert noisy(3) == 3",
    "a module with another tensor in the place of its own": """
        import torch
        m = torch.nn.Linear(1, 1); hijack(m)
        assert m.weight.item() == 1 and m(torch.full((1, 1), 2.0)).item() == 2 + m.bias.item()""",
}  # fmt: skip
FAILS = {
    "no such name": ("nothing_of_that_name", "NameError"),
    "a wrong value": ("assert sigmoid(torch.zeros(1)) == 1", "AssertionError"),
    "an assertion": ("assert low_high([1])[0] == 2, 'said so'", "said so"),
    "compares as it likes": ("assert Account() == 3", "something to compare"),
    "is true if it likes": ("assert Account()", "as a truth"),
    "a number if it likes": ("import math\nassert math.isclose(Account(), 1.0)", "as a number"),
    "an array if it likes": ("import numpy as np\nassert np.allclose(Account(), 1)", "as an array"),
    "swallowed": ("try:\n    Account() == 3\nexcept Exception:\n    pass", "something to compare"),
    "second derivatives": ("""
        import torch
        z = torch.ones(1, requires_grad=True)
        (g,) = torch.autograd.grad(sigmoid(z).sum(), z, create_graph=True)
        g.backward()""", "second derivatives"),
    "a class of the test": ("class Mine: pass\nsame(Mine())", "cannot be given to the student's session"),
    "a file": ("same(open('/dev/null'))", "cannot be given to the student's session"),
    "too large": ("big()", "cannot be given to the tests"),
    "planted": ("import torch\nm = torch.nn.Linear(1, 1)\nplant(m)", "has put 'extra' into a module"),
    "an object of an earlier test": ("kept = Account()", None),
    "used later": ("same(kept)", "make it in the same cell"),
}  # fmt: skip
NEED_A_HUMAN = [*list(FAILS)[3:13], "used later"]


@pytest.fixture(scope="module")
def verdicts():
    table = {**PASSES, **{name: test for name, (test, _) in FAILS.items()}}
    tests = [Step("", "test", textwrap.dedent(test).strip()) for test in table.values()]
    task = Task(steps=(Step(STUDENT), *tests), answers=frozenset({"sigmoid"}), author="student")
    own, *tested = execute(task, Limits(cell_timeout=60)).steps
    assert own.outputs == ()
    return {name: step.verdict for name, step in zip(table, tested, strict=True)}


@pytest.mark.parametrize("name", PASSES)
def test_as_if_it_were_one_session(verdicts, name):
    assert verdicts[name].outcome == "passed", verdicts[name].outputs
    assert verdicts[name].attention == ()


@pytest.mark.parametrize("name", [name for name in FAILS if FAILS[name][1]])
def test_what_is_refused_says_why(verdicts, name):
    why = FAILS[name][1]
    verdict = verdicts[name]
    assert why in f"{verdict.why} {verdict.attention}", verdict
    assert bool(verdict.attention) == (name in NEED_A_HUMAN), verdict
    assert verdict.outcome == ("passed" if name == "swallowed" else "failed")
