"""What a test may ask of the author's objects, and what is refused because only their author's code could answer."""

import contextlib
import math
import operator
import sys
import types

import numpy as np
import pytest
import torch
from support.linked import author_writes
from support.rows import each_row

from proctor import protocol
from proctor.codec import CannotCross
from proctor.protocol import Reply, Returned
from proctor.remote import BY_NAME, Remote, RemoteIterator
from proctor.wire import pack

LIAR = """
class Liar:
    told = []
    shape, dtype = (3,), "float32"
    def __init__(self): self.score = 0.5
    def __getattr__(self, name):
        if name.startswith("__array"): raise AttributeError(name)
        return lambda *values: 0.0
    def __hash__(self): return 7
def say(name, result):
    def method(self, *others):
        Liar.told += [name, *others]
        return result
    setattr(Liar, f"__{name}__", method)
for name in ("add sub mul truediv floordiv mod divmod pow matmul lshift rshift and or xor").split():
    for before in ("", "r", "i"): say(before + name, 0.0)
for name in ("neg pos abs invert round trunc floor ceil float complex").split(): say(name, 0.0)
for name in ("int index len").split(): say(name, 3)
for name in ("eq ne lt le gt ge bool contains").split(): say(name, True)
say("iter", iter([0.0]))
say("reversed", iter([0.0]))
say("array", np.zeros(3))
say("torch_function", torch.zeros(3))
say("str", "mine")
say("format", "0.5")
Liar.__torch_function__ = classmethod(lambda *_, **__: torch.zeros(3))
liar = Liar()
"""
USES = {
    "the difference": lambda x: abs(x - 0.5) < 1e-3, "the difference, from the other side": lambda x: 0.5 - x,
    "in place": lambda x: operator.iadd(x, 1), "of an array's number": lambda x: np.float64(0.5) - x,
    "of an array": lambda x: np.ones(3) - x, "of a tensor": lambda x: torch.ones(3) - x,
    "a product of matrices": lambda x: np.eye(3) @ x, "a power": lambda x: x**3 - 2, "the absolute value": abs,
    "rounded": round, "floor": math.floor, "minus": lambda x: -x, "divmod": lambda x: divmod(x, 2),
    "equal": lambda x: x == 3, "unequal": lambda x: x != 3, "equal, the other way": lambda x: 0.5 == x,  # noqa: SIM300
    "less": lambda x: x < 3, "in a list": lambda x: x in [1, 2], "to be found": lambda x: [1].index(x),
    "sorted": lambda x: sorted([x, 1]), "as float": float, "as int": int, "as complex": complex,
    "as an index": lambda x: [1, 2, 3, 4][x], "isclose": lambda x: math.isclose(x, 0.5), "sum": lambda x: sum([x, 1]),
    "truth": bool, "not": operator.not_, "and": lambda x: x and 1, "any": lambda x: any([x]),
    "a condition": lambda x: 1 if x else 2, "the length": len, "membership": lambda x: 3 in x,
    "a loop": lambda x: [0 for _ in x], "zip": lambda x: dict(zip(x, "ab", strict=False)), "unpacked": lambda x: [*x],
    "a tuple": tuple, "backwards": reversed, "an array": np.asarray, "allclose": lambda x: np.allclose(x, 1),
    "in an array": lambda x: np.array([x], dtype=float), "a function of PyTorch's": torch.exp,
    "allclose of tensors": lambda x: torch.allclose(x, torch.ones(3)),
    "equal tensors": lambda x: torch.equal(torch.ones(3), x), "stacked": lambda x: torch.stack([torch.ones(3), x]),
    "formatted": "{:.3f}".format, "a slice": lambda x: [1, 2, 3][:x], "range": range,
    "the largest": lambda x: max(x, 1),
}  # fmt: skip


@each_row("use", USES)
def test_only_data_is_calculated_with_compared_counted_or_true(link, use):
    author_writes(link, LIAR)
    liar = link.name("liar")
    link.notes.clear()  # of the rows before
    with pytest.raises(CannotCross, match=r"only the pupil's code could answer: \w+"):
        USES[use](liar)
    assert len(link.notes) >= 1
    assert liar.told == []  # nor is it told what it is compared with


def test_whatever_asks_for_it_a_lie_becomes_no_tensor(link):
    author_writes(link, LIAR)
    for use in (torch.as_tensor, torch.tensor, lambda x: torch.tensor([x]), lambda x: torch.ones(3).copy_(x)):
        with pytest.raises((CannotCross, TypeError, RuntimeError, ValueError)):
            use(link.name("liar"))
    assert link.name("liar").told == []


def test_calls_attributes_and_items_stay(link):
    author_writes(link, """
class Box:
    def __init__(self): self.items = {"a": 1}
    def __call__(self, x): return x + 1
    def __getitem__(self, key): return self.items[key]
    def __setitem__(self, key, value): self.items[key] = value
    def __delitem__(self, key): del self.items[key]
    def __len__(self): return 3
    def __add__(self, other): return Box()
    def __str__(self): return "a box"
box = Box()
""")
    box = link.name("box")
    box["b"] = 2
    del box["a"]
    box.mark = [5]
    assert (box(1), box["b"], box.items, box.mark) == (2, 2, {"b": 2}, [5])
    assert (box.__len__(), box.__str__()) == (3, "a box")
    link.telling = True  # while a message is made
    assert (str(box), f"{box}", repr([box])) == ("<the pupil's object Box>",) * 2 + ("[<the pupil's object Box>]",)
    assert type(box.__add__(1)) is Remote
    assert hasattr(box, "mark")
    assert not hasattr(box, "nothing")
    assert not hasattr(box, "__float__")
    assert box is not None
    assert link.notes == []
    with pytest.raises(KeyError):
        box["nothing"]


def test_what_gives_its_items_once_is_gone_through(link):
    author_writes(link, """
def generate():
    yield 1; yield 2
class Lies(Exception): pass
""")
    generate = link.name("generate")
    assert type(generate()) is RemoteIterator
    assert (list(generate()), sum(generate()), 2 in generate(), 5 in generate()) == ([1, 2], 3, True, False)
    assert dict(zip("ab", generate(), strict=True)) == {"a": 1, "b": 2}
    with pytest.raises(TypeError, match="has no len"):
        len(generate())
    assert link.notes == []
    with pytest.raises(CannotCross):
        bool(generate())


def test_classes_that_both_sides_have_are_found_and_no_others(link):
    author_writes(link, """
import collections
class Net(torch.nn.Module): pass
class Rows(torch.utils.data.Dataset):
    def __len__(self): return 2
class Pair(collections.namedtuple("Pair", "a b")): pass
class Stack(list):
    def push(self, x): self.append(x)
def pair(): return Pair(1, 2)
net, rows, stack, error = Net(), Rows(), Stack(), KeyError("a")
""")
    kinds = {"net": torch.nn.Module, "rows": torch.utils.data.Dataset, "stack": list, "error": KeyError}
    for name, kind in kinds.items():
        assert isinstance(link.name(name), kind)
    assert not isinstance(link.name("rows"), torch.nn.Module)
    assert issubclass(link.name("Net"), torch.nn.Module)
    assert isinstance(link.name("net"), link.name("Net"))
    assert isinstance(link.name("pair")(), link.name("Pair"))
    assert not isinstance(5, link.name("Pair"))
    assert isinstance(link.name("same"), types.FunctionType)


@pytest.mark.parametrize("claim", [
    "torch.Tensor", "torch.nn.parameter.Parameter", "numpy.ndarray", "torch.Size", "torch.Generator",
    "torch.autograd.function.Function", "builtins.float", "builtins.type", "torch._dynamo.config", "pandas.Timestamp",
    "torch.jit._script.ScriptModule", "no.such", "", ".", "collections.OrderedDict",
])  # fmt: skip
def test_no_object_is_of_a_class_that_compiled_code_would_take_it_for(link, claim):
    forged = ["remote", 0, "object", "x", [claim, "builtins.object"]]
    link.channel.forge = lambda data: pack(Reply(ending=Returned(forged, None)))
    liar = link.name("anything")
    assert liar.__class__ is Remote
    before = set(sys.modules)
    uses = torch.as_tensor, torch.exp, np.asarray, lambda x: torch.ones(1) == x, lambda x: torch.allclose(x, x)
    for use in uses:
        with contextlib.suppress(CannotCross, TypeError, RuntimeError, ValueError):
            use(liar)
    assert not {name for name in set(sys.modules) - before if name.startswith("torch._dynamo")}


def test_what_is_asked_for_by_its_name_is_what_the_object_answers(link):
    author_writes(link, LIAR)
    liar = link.name("liar")
    assert (liar.__eq__(3), liar.__sub__(1), liar.__len__()) == (True, 0.0, 3)
    assert link.notes == []
    assert "__array__" not in BY_NAME
    assert "__class__" not in BY_NAME


def test_what_answers_is_checked(link):
    author_writes(link, "class Box: pass\nbox = Box()")
    box, kind = link.name("box"), link.name("Box")

    def answers(value):
        link.channel.forge = lambda data: pack(protocol.Reply(ending=Returned(value, None)))

    for use, lie in (
        (lambda: isinstance(box, kind), 1), (lambda: setattr(box, "a", 1), 5), (lambda: dir(box), ["list", [1]]),
        (lambda: operator.setitem(box, 1, 2), 0.0),
    ):  # fmt: skip
        answers(lie)
        with pytest.raises(CannotCross, match="malformed reply"):
            use()
