"""Answers that are none, against hidden tests that they are to lose, each in a sandbox; and right ones beside them."""

import sys
import textwrap

import pytest

from proctor import Limits, Step, Task, execute

pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("homework sessions"),
    pytest.mark.skipif(sys.platform != "linux", reason="the sandbox is made of parts of Linux"),
]

AUTHOR = """
import math, types
import numpy as np
import torch
torch_function = classmethod(lambda *_, **__: torch.zeros(3))
class Liar:
    told = []
    def __init__(self, score=0.5): self.score = score
    def item(self): return self
    def __sub__(self, other): Liar.told.append(other); return 0.0
    __rsub__ = __pow__ = __abs__ = __float__ = lambda self, *_: 0.0
    def __eq__(self, other): return True
    def __lt__(self, other): return True
    def __len__(self): return 3
    def __iter__(self): return iter([])
    def __bool__(self): return True
    def __contains__(self, other): return True
    __torch_function__ = torch_function
class Tensor: pass
Tensor.__module__, Tensor.__qualname__ = "torch", "Tensor"
class Float(float):
    def __sub__(self, other): return 0.0
    def __eq__(self, other): return True
def lie(*_): return Liar()
def lie_in_a_dict(v): return {"mean": Liar(), "max": Float(0.25)}
def tensor(*_): return Tensor()
def overwrite(v): v[...] = 0; return v * 0
def storage(X): return float(len(torch.tensor([], dtype=X.dtype).set_(X.untyped_storage())))
def seeded(X):
    torch.manual_seed(torch.initial_seed())
    return torch.randn(3, 1)
def module(*_): return types.ModuleType("this")
def nothing(*_): return iter([])
kept = []
def later(x):
    global value
    value = torch.zeros(2, requires_grad=True)
    return value
def change_later(x):
    with torch.no_grad(): value.copy_(x)
    return 1.0
def truth(*_): return lambda: 0
def surrogate(*_): print("caf\\udce9"); return "caf\\udce9"
def counts(y, p):
    p[...] = float("nan")
    return 0
print("caf\\udce9")
"""
LOSE = {
    "a difference that is 0": "assert abs(lie(1) - 0.7310585) < 1e-6",
    "and of what it holds": "s = lie_in_a_dict(1)\nassert abs(s['mean'] - 0.7310585) < 1e-6",
    "a float that is what it likes": "s = lie_in_a_dict(1)\nassert abs(s['max'] - 0.7310585) < 1e-6",
    "an item that is none": "assert abs(lie(1).item() - 0.7310585) < 1e-6",
    "a power": "assert abs(lie(1) ** 3 - 2) < 1e-6",
    "everything equals it": "assert lie(1) == 5",
    "a loop that is over": "got = lie(1)\nassert len(got) == 3\nfor a, b in zip(got, [1, 2, 3]):\n    assert a == b",
    "a loop of nothing": "assert [round(v) for v in nothing(1)] == [1, 2, 3]",
    "a truth": "assert truth(7)",
    "a number by its type": "import math\nassert math.isclose(float(lie(1)), 0.0)",
    "a tensor by its name": "import torch\nassert torch.as_tensor(tensor(1)) == 1",
    "a tensor by its name, again": "import torch\nassert torch.allclose(tensor(1), torch.ones(3))",
    "arguments overwritten": "import numpy as np\nv = np.ones(3)\ngot = overwrite(v)\nassert np.allclose(got, v)",
    "arguments that are no numbers any more": """
        import numpy as np
        y, p = np.ones(4), np.linspace(0.1, 0.9, 4)
        threshold = counts(y, p)
        assert not (p > threshold).any()""",
    "what lies beside a view": "import torch\nassert storage(torch.arange(600.0).reshape(200, 3)[:, :2]) > 400",
    "drawn anew from the seed": """
        import torch
        torch.manual_seed(917364)
        w = torch.randn(3, 1)
        X = torch.randn(40, 3)
        assert torch.allclose(seeded(X), w)""",
    "a module of its own": "assert module(1) == 'xx'",
    "a value that is changed afterwards": """
        import torch
        got = later(1)
        change_later(torch.tensor([0.7310585, 0.25]))
        assert torch.allclose(got, torch.tensor([0.7310585, 0.25]))""",
}  # fmt: skip
WIN = {
    "half a character": "assert surrogate(1) == 'caf\\udce9'",
    "nobody has imported what a student named": "import sys\nassert 'this' not in sys.modules",
    "nobody was told": "assert Liar.told == []",
}


@pytest.fixture(scope="module")
def result():
    table = {**LOSE, **WIN}
    tests = [Step("", "test", textwrap.dedent(test).strip()) for test in table.values()]
    return execute(Task(steps=(Step(AUTHOR), *tests)), Limits(cell_timeout=60))


@pytest.fixture(scope="module")
def verdicts(result):
    return dict(zip([*LOSE, *WIN], [step.verdict for step in result.steps[1:]], strict=True))


@pytest.mark.parametrize("name", LOSE)
def test_no_points_for_nothing(verdicts, name):
    assert verdicts[name].outcome == "failed"


@pytest.mark.parametrize("name", WIN)
def test_and_nothing_else_is_lost(verdicts, name):
    assert verdicts[name].outcome == "passed", verdicts[name]
    assert verdicts[name].attention == ()


def test_half_a_character_is_shown_as_a_question_mark(result):
    assert result.ended_early is None
    assert "".join(output.text for output in result.steps[0].outputs) == "caf?\n"


# ---------------------------------------------------- a process that sends what it likes

SENDS = """
import random, struct
import msgspec
from proctor import calls
ROOT = {"type": "Returned", "value": ["remote", 0, "function", "f", []], "graph": None}
def piece(r, depth=0):
    kinds = "list dict tensor array remote given result mirror module input function x".split()
    if depth > 3 or r.random() < 0.4:
        return r.choice([None, True, 0, -1, 2**63, 0.5, float("nan"), "a", b"ab", "torch.Tensor", [], {}])
    return [r.choice(kinds), *(piece(r, depth + 1) for _ in range(r.randrange(5)))]
def forged(r, first):
    reply = {"type": r.choice(["Reply", "Reply", "CallBack", "GoBack"]), "changed": [], "mirrors": [], "printed": "",
             "function": 0, "arguments": piece(r), "graph": 0, "gradient": piece(r), "inputs": [],
             "ending": ROOT if first else {"type": "Returned", "value": piece(r), "graph": r.choice([None, 0])}}
    if first: reply["type"] = "Reply"
    data = msgspec.msgpack.encode(reply)
    if first: return data
    what = r.randrange(8)
    if what == 0: return bytes(r.randrange(256) for _ in range(r.randrange(99)))
    if what == 1: return data[: r.randrange(len(data))]
    if what == 2: return b"\\xdd\\x00\\x80\\x00\\x00" + b"\\x80" * 2**23
    if what == 3: return b"\\x91" * 100_000
    return data
def serve(self):
    r, first = random.Random(SEED), True
    while True:
        self.channel.receive_bytes()
        self.channel.send_bytes(forged(r, first))
        first = False
calls.Calls.serve = serve
SEED = 0
"""
TRIED = """
import torch
z = torch.ones(3, requires_grad=True)
assert torch.allclose(torch.as_tensor(f(z, lambda x: x)), torch.tensor([0.731, 0.25, 0.125]), atol=1e-3)
"""


def fuzzed(n):
    steps = [Step(SENDS)]
    for number in range(n):
        steps += [Step(f"SEED = {number}"), Step("", "test", TRIED)]
    return execute(Task(steps=tuple(steps)), Limits(cell_timeout=60, notebook_timeout=600, processes=2 * n + 64))


def check(result, n):
    outcomes = [step.verdict for step in result.steps if step.verdict is not None]
    assert [verdict.outcome for verdict in outcomes] == ["failed"] * n
    assert not any("tests' session ended" in why for verdict in outcomes for why in verdict.attention)
    assert result.ended_early is None


def test_whatever_a_process_sends_each_test_ends_with_a_verdict():
    check(fuzzed(16), 16)


@pytest.mark.sweep
def test_whatever_a_process_sends_many_times():
    check(fuzzed(150), 150)


def test_a_copy_whose_imports_have_to_wait_is_no_stranger():
    """It sleeps in the middle, as one does that waits for a disk, and goes on while another test is run."""
    waits = """
import builtins, os, time
import_, session = builtins.__import__, os.getpid()
def slow(name, *arguments, **options):
    if name == "on_a_slow_disk" and os.getpid() != session:
        time.sleep(0.3)
    return import_(name, *arguments, **options)
builtins.__import__ = slow
def answer():
    return 13
"""
    released = "try:\n    import on_a_slow_disk\nexcept ImportError:\n    pass"
    another = Step("pass", "test", "import time\ntime.sleep(1.5)")
    result = execute(Task(steps=(Step(waits), another, Step(released, "test", "assert answer() == 13"))), Limits())
    assert (result.steps[2].verdict.outcome, result.attention) == ("passed", ())
