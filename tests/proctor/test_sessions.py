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
import collections, dataclasses, decimal, enum, fractions, math, random
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
def torch_batches(data): return torch.utils.data.DataLoader(data, batch_size=2).__iter__()
def near(values, f): return [f(v) for v in values]
def fit_by_gradient(f, w, steps):
    w = w.clone().requires_grad_()
    for _ in range(steps):
        f(w).backward()
        with torch.no_grad(): w -= 0.1 * w.grad; w.grad = None
    return w.detach()
def needs_math(x): return sqrt(x)
def needs_later(x): return factorial(x)
class Loss(float): pass
class Grid(np.ndarray): pass
class Picture(torch.Tensor): pass
def grid(): return np.ones(3).view(Grid)
def picture(): return torch.ones(3).as_subclass(Picture)
class History(list):
    def last(self): return self[-1]
class Dataset(torch.utils.data.Dataset):
    def __len__(self): return 4
    def __getitem__(self, n):
        if n >= 4: raise IndexError
        return torch.full((2,), float(n)), n
class Colour(enum.IntEnum):
    RED = 3
@dataclasses.dataclass
class Scores:
    mean: float
    best: float
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
    "a copy of what is not declared": "kept = [1, 2]\ndouble(kept)\nassert kept == [1, 2] and same(kept) is not kept",
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
        assert a.__len__() == 3 and a["a"] == 1 and list(a.__iter__()) == [1, 2] and a.rate == 0.5
        assert a.__add__(1) == 11 and a.__eq__(5) is True and a.__float__() == 1.0
        a["b"] = 2; a.rate = 4
        assert a.items == {"a": 1, "b": 2} and a.rate == 4 and callable(a.__class__)""",
    "what Python is asked of an object": """
        import collections.abc, typing
        import torch
        account, scores, model = Account(), Scores(0.5, 0.75), Model(3)
        assert type(account).__name__ == "Account" and type(account) is type(Account())
        assert type(account) is not type(scores) and type(sigmoid).__name__ == "function" and type(Model) is type
        assert type(model.linear) is torch.nn.Linear and type(model) is not torch.nn.Module
        assert [callable(x) for x in (sigmoid, Account, model, account, scores)] == [True, True, True, False, False]
        assert isinstance(account, collections.abc.Iterable) and isinstance(account, (int, typing.Sized))
        assert not isinstance(scores, collections.abc.Iterable | collections.abc.Sized)
        assert not isinstance(account, collections.abc.Callable) and isinstance(model, typing.Callable)
        assert isinstance(account, Account) and not isinstance(scores, (Account, Model))
        assert type(3) is int and type("Made", (), {}).__name__ == "Made" and isinstance(3, int | str)
        assert callable(len) and isinstance([], collections.abc.Iterable)""",
    "a function of the test": "w = descend(lambda w: (w - 3.0) ** 2, 0.0, 60)\nassert abs(w - 3) < 1e-2",
    "a function of the test that calls one of the student's": """
        import torch
        assert near([1.0, 2.0], lambda v: sigmoid(torch.tensor(v)).item() + low_high([v]).low) == [
            torch.sigmoid(torch.tensor(v)).item() + v for v in (1.0, 2.0)]
        assert near([1], lambda v: near([v], lambda u: near([u], lambda t: t + 1))) == [[[2]]]""",
    "gradients through a function of the test": """
        import torch
        target = torch.tensor([3.0, -1.0])
        w = fit_by_gradient(lambda w: ((w - target) ** 2).sum(), torch.zeros(2), 60)
        assert torch.allclose(w, target, atol=1e-3)
        w = fit_by_gradient(lambda w: ((sigmoid(w) - 0.75) ** 2).sum() * 10, torch.zeros(2), 200)
        assert torch.allclose(torch.sigmoid(w), torch.full((2,), 0.75), atol=1e-3)""",
    "numbers in substance": """
        import math
        assert type(same(Loss(0.5))) is float and abs(same(decimal.Decimal("0.1")) - 0.1) < 1e-9
        assert abs(float(same(decimal.Decimal("0.1"))) - 0.1) < 1e-9 and same(fractions.Fraction(1, 4)) == 0.25
        assert same(Colour.RED) == 3 and math.isclose(same(Loss(2)), 2)""",
    "arrays and tensors in substance": """
        import numpy as np
        import torch
        assert type(grid()) is np.ndarray and np.allclose(grid(), 1)
        assert type(picture()) is torch.Tensor and torch.allclose(picture(), torch.ones(3))
        assert abs(picture() - 1).max() < 1e-6""",
    "what adds to a container is asked for it": """
        history = History([1, 2])
        assert history.last() == 2 and history[0] == 1 and isinstance(history, list) and history.__len__() == 2
        scores = Scores(0.5, 0.75)
        assert scores.mean == 0.5 and abs(scores.best - 0.75) < 1e-9""",
    "a data set": """
        import torch
        data = Dataset()
        assert isinstance(data, torch.utils.data.Dataset) and data.__len__() == 4 and data[1][1] == 1
        batches = list(torch_batches(data))
        assert len(batches) == 2 and batches[0][0].shape == (2, 2)""",
    "classes": """
        import torch
        assert issubclass(Model, torch.nn.Module) and isinstance(low_high([1]), Pair)
        assert not issubclass(Account, torch.nn.Module)""",
    "the imports of the released test": "assert needs_math(9.0) == 3 and needs_later(4) == 24",
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
    "an object in a message": ("assert not low_high([1]), f'got {Account()}'", "got <the student's object Account>"),
    "an object in what is raised": ("raise ValueError(str(Account()))", "<the student's object Account>"),
    "calculates as it likes": ("assert abs(Account() - 3) < 1", "something to calculate with"),
    "to what it is added": ("assert 3 + Account() == 3", "something to calculate with"),
    "is as long as it likes": ("assert len(Account()) == 3", "write x.__len__()"),
    "holds what it likes": ("assert 7 in Account()", "something that holds others"),
    "goes through what it likes": ("assert sum(Account()) == 3", "something to go through"),
    "a tensor if it likes": ("import torch\nassert torch.allclose(Account(), torch.ones(1))", "as an array"),
    "a function as a truth": ("assert sigmoid", "as a truth"),
    "shown as it likes": ("1\nAccount()", "no data"),
    "compares as it likes": ("assert Account() == 3", "something to compare"),
    "is true if it likes": ("assert Account()", "as a truth"),
    "a number if it likes": ("import math\nassert math.isclose(Account(), 1.0)", "as a number"),
    "an array if it likes": ("import numpy as np\nassert np.allclose(Account(), 1)", "as an array"),
    "says what it likes": ("assert '3' in f'{Account()}'", "write x.__str__()"),
    "the same as before": ("import copy\nassert copy.deepcopy(Account()) is not None", "something to copy"),
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
NEED_A_HUMAN = [*list(FAILS)[5:25], "used later"]
CHANGES = {
    "list and array in place": ("items", "array"), "dict and set in place": ("t", "n"),
    "the same object comes back": ("items",),
}  # fmt: skip
# as the student sees the test; their imports are run in the student's session, the seeds in them are no secret
RELEASED = {
    "the imports of the released test": "from math import sqrt\nif True:\n    from math import factorial",
    "seeds": "torch.manual_seed(3)",
}  # fmt: skip


@pytest.fixture(scope="module")
def verdicts():
    table = {**PASSES, **{name: test for name, (test, _) in FAILS.items()}}
    tests = [
        Step(RELEASED.get(name, ""), "test", textwrap.dedent(test).strip(), CHANGES.get(name, ()))
        for name, test in table.items()
    ]
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
