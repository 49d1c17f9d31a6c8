"""What crosses between two processes as data, and what does not."""

import array
import collections
import datetime
import decimal
import enum
import fractions
import math
import numbers
import pathlib

import mpmath
import numpy as np
import pandas as pd
import pytest
import torch
from support.rows import each_row

from proctor import codec, decoding
from proctor.protocol import Tree
from proctor.wire import pack, unpack


def refuse(value):
    raise codec.CannotCross(f"no data: {type(value).__name__}")


def across(value):
    return decoding.decode(unpack(pack(codec.encode(value, refuse)), Tree), None)


Point = collections.namedtuple("Point", ["x", "y"])


@each_row("value", [
    None, True, 0, -(2**63), 2**63, -(10**40), 0.1, -0.0, math.inf, 1 + 2j, "σ \ud800", b"\x00", [], [1, [2.0, "a"]],
    (1,), {"a": (1, 2), 3: None, (1, 2): [4]}, {1, 2}, frozenset({3}), range(2, 17, 5), slice(1, None, 3), ...,
    collections.OrderedDict(b=1, a=2), torch.float64, torch.Size([13, 17]), torch.device("cpu"), np.dtype("f4"),
    pathlib.PurePosixPath("a/b"), pd.Timestamp("2026-11-26 11:48"), pd.Timestamp("2026-11-26", tz="UTC"),
])  # fmt: skip
def test_data_crosses_with_its_type(value):
    came = across(value)
    assert came == value
    assert type(came) is type(value)
    assert math.copysign(1, came) == math.copysign(1, value) if type(value) is float else True


@each_row("array", [
    np.arange(13 * 17, dtype=np.int16).reshape(13, 17), np.arange(12.0).reshape(3, 4)[:, ::-2], np.array(1.5),
    np.array([True, False]), np.zeros((0, 3)), np.array(["a", "bc"]), np.array([1, "a", None], dtype=object),
    np.array(["2020-01-01"], dtype="M8[D]"), np.array([1 + 2j], dtype=np.complex64), np.array([1, 2], dtype=">i4"),
])  # fmt: skip
def test_arrays_cross(array):
    came = across(array)
    np.testing.assert_array_equal(came, array)
    assert (came.dtype, came.shape) == (array.dtype, array.shape)
    came[...] = came  # writable, as an array of one's own is


def test_scalars_of_numpy_stay_scalars_of_numpy():
    assert type(across(np.float32(0.1))) is np.float32
    assert across(np.float32(0.1)) == np.float32(0.1)


@each_row("tensor", [
    torch.arange(13 * 17, dtype=torch.float32).reshape(13, 17).T, torch.tensor(2.5, dtype=torch.float64),
    torch.tensor([1, 2], dtype=torch.int64), torch.zeros(0, 3), torch.tensor([1.5], dtype=torch.bfloat16),
    torch.tensor([True]), torch.ones(()).expand(1), torch.ones(1, 3).T[1:2], torch.tensor([1 + 2j]).conj(),
])  # fmt: skip
def test_tensors_cross(tensor):
    came = across(tensor)
    assert came.dtype == tensor.dtype
    assert came.shape == tensor.shape
    assert torch.equal(came, tensor)


def test_tensors_keep_what_autograd_needs():
    weight = torch.nn.Parameter(torch.tensor([1.0, 2.0]))
    (weight**2).sum().backward()
    came = across(weight)
    assert type(came) is torch.nn.Parameter
    assert came.requires_grad
    assert torch.equal(came.grad, torch.tensor([2.0, 4.0]))
    assert not across(torch.ones(2)).requires_grad
    assert across(torch.ones(2)).grad is None


def test_a_path_crosses_as_one_that_opens_nothing():
    came = across(pathlib.Path("a/b.csv"))
    assert (str(came), came.name) == ("a/b.csv", "b.csv")
    assert not hasattr(came, "open")


def test_times_with_a_zone_cross_in_a_column():
    column = pd.Series(pd.date_range("2026-11-26", periods=2, tz="UTC"), name="when")
    pd.testing.assert_series_equal(across(column), column)


def test_tables_and_named_tuples_cross():
    frame = pd.DataFrame({"x": [1, 2], "name": ["a", None], "p": [0.5, math.nan]}, index=["i", "j"])
    pd.testing.assert_frame_equal(across(frame), frame)
    pd.testing.assert_series_equal(across(frame["p"]), frame["p"])
    came = across(Point(1, [2]))
    assert (came.x, came.y, came) == (1, [2], (1, [2]))


class Yes(float):
    def __eq__(self, other):
        return True

    __hash__ = float.__hash__


class Wrapped(Yes):
    """Lies about all that it is asked for."""

    def __float__(self):
        return 13.0

    __sub__ = __abs__ = lambda self, *_: 0.0


class Whole(int):
    def __int__(self):
        return 13

    __index__ = __int__


class Words(str):
    def __str__(self):
        return "another"


class Grid(np.ndarray):
    def __sub__(self, other):
        return np.zeros(1)


class Picture(torch.Tensor):
    @classmethod
    def __torch_function__(cls, function, types, args=(), kwargs=None):
        return 7


class Real(numbers.Real):
    """Registered as a number, and nothing else."""

    def __float__(self):
        return 2.5


for name in Real.__abstractmethods__ - {"__float__"}:
    setattr(Real, name, None)
Real.__abstractmethods__ = frozenset()


class Colour(enum.IntEnum):
    RED = 3


class Pupils(Point):
    pass


class Plain(list):
    """A list by another name."""


class Table(dict):
    pass


@each_row(("value", "same"), [
    (Wrapped(0.5), 0.5), (Wrapped(-0.0), -0.0), ([Wrapped(1.5)], [1.5]), (Whole(7), 7), (Whole(2**70), 2**70),
    (Words("a"), "a"), (Colour.RED, 3), (decimal.Decimal("0.1"), 0.1),
    (fractions.Fraction(-1, 3), fractions.Fraction(-1, 3)), (mpmath.mpf("0.25"), 0.25), (mpmath.mpc(1, 2), 1 + 2j),
    (memoryview(array.array("d", [1.5, -2])), [1.5, -2.0]), (memoryview(b"ab"), b"ab"),
    (Real(), 2.5), (Plain([1]), [1]),
    (Table(a=1), {"a": 1}), (collections.deque([1, 2]), collections.deque([1, 2])), (array.array("d", [1]), [1.0]),
    (collections.Counter("aab"), collections.Counter("aab")), ({"a": 1}.keys(), {"a"}), ({"a": 1}.items(), {("a", 1)}),
    (collections.UserDict(a=1), {"a": 1}), (bytearray(b"a"), bytearray(b"a")),
    (datetime.date(2020, 2, 29), datetime.date(2020, 2, 29)), (datetime.timedelta(1, 2), datetime.timedelta(1, 2)),
])  # fmt: skip
def test_what_is_data_in_substance_crosses_as_that(value, same):
    came = across(value)
    assert came == same
    assert type(came) is type(same) or isinstance(came, collections.abc.Set)
    assert math.copysign(1, came) == math.copysign(1, same) if type(same) is float else True


@pytest.mark.slow  # sympy takes half a second to import
def test_a_formula_of_sympy_crosses_as_its_number():
    import sympy

    came = across(sympy.pi * 4)
    assert came == 4 * math.pi
    assert type(came) is float


def test_arrays_and_tensors_in_substance():
    came = across(np.ones(3).view(Grid))
    assert type(came) is np.ndarray
    assert came.tolist() == [1, 1, 1]
    came = across(torch.ones(3).as_subclass(Picture))
    assert type(came) is torch.Tensor
    assert came.tolist() == [1, 1, 1]
    assert list(across({"a": 1, "b": 2}.values())) == [1, 2]
    found = across(torch.max(torch.tensor([[1.0, 3.0]]), 1))
    assert (found.values.item(), found.indices.item(), len(found)) == (3, 1, 2)
    assert (across(Pupils(1, 2)).x, across(Pupils(1, 2)).y) == (1, 2)
    pd.testing.assert_index_equal(across(pd.Index([1, 2], name="n")), pd.Index([1, 2], name="n"))
    pd.testing.assert_series_equal(across(pd.Series([1, None], dtype="Int64")), pd.Series([1, None], dtype="Int64"))


class History(list):
    def last(self):
        return self[-1]


class Record(dict):
    def __getattr__(self, name):
        if name not in self:
            raise AttributeError(name)
        return self[name]


def kept():
    marked = Plain([1])
    marked.mark = 5
    return marked


@each_row("value", [
    object(), len, lambda: 0, np.array([object()]), History([1]), Record(a=1), kept(),
    iter([1]), torch.nn.Linear(1, 1), type("Both", (), {"__float__": lambda self: 1.0})(),
])  # fmt: skip
def test_what_is_more_than_data_is_none(value, refuses):
    with refuses(codec.CannotCross, "no data"):
        across(value)


def test_an_array_of_which_nothing_is_masked_is_its_data(refuses):
    for plain in (np.array([1.5, 2.5]), np.array(3.0), np.array([[True], [False]])):
        for masked in (np.ma.array(plain), np.ma.array(plain, mask=np.zeros(plain.shape, bool))):
            came = across(masked)
            assert type(came) is np.ndarray
            assert (came.tolist(), came.dtype, came.shape) == (plain.tolist(), plain.dtype, plain.shape)
    for masked in (np.ma.array([1, 2], mask=[False, True]), np.ma.masked, np.ma.masked_array(1.0, mask=True)):
        with refuses(codec.CannotCross, "entries are masked", "fill them in"):
            across(masked)


def test_what_is_too_much(refuses, monkeypatch):
    monkeypatch.setattr(codec, "MOST_PARTS", 1000)
    endless = []
    endless.append(endless)
    with refuses(codec.CannotCross, "holds itself"):
        across(endless)
    with refuses(codec.CannotCross, "MB"):
        across(np.zeros(codec.MOST_BYTES // 8 + 1))
    with refuses(codec.CannotCross, "parts"):
        across([[] for _ in range(1001)])
    assert len(across([[] for _ in range(999)])) == 999


@each_row("tree", [
    [], ["list"], ["list", 7], ["array", "<f8", [10], b""], ["array", "O", [1], b"\0" * 8],
    ["array", "V8", [1], b"\0" * 8],
    ["tensor", "torch.load", [1], b"", False, False, None],
    ["tensor", "torch.float32", [10**9], b"", False, False, None],
    ["named", "P", ["__class__"], [1]], ["dict", [[["list", []], 1]]], ["int", "x"], [["list"]], {"a": 1}, "text",
    ["series", None, "int64", 5, ["range", 0, 10**12, 1]], ["frame", ["list", []], [["int64", 5]], ["range", 0, 9, 1]],
    ["int", "f" * 10**6], ["decimal", ["str", b"1E+999999999"]], ["decimal", ["str", b"1" * 10**6]],
    ["fraction", 1, 0], ["tensor", "torch.float32", [1], b"\0" * 4, False, False, ["list", []]], ["date", "x"],
    ["pairs", ["list", [1]]], ["complex", "1", "2"], ["named", "P", ["a", "a"], [1, 2]], ["range", [0, 1, 0]],
])  # fmt: skip
def test_a_malformed_value_is_refused(tree):
    with pytest.raises(codec.CannotCross):
        decoding.decode(tree, refuse)
