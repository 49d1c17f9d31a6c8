"""Values on their way from the author's session to the tests: data only, never code. `decoding` reads them.

Encoded, a value is made of what msgpack holds. Numbers, text, containers, arrays, tensors and tables cross by value; of
everything else only a handle crosses. What is a number, a text, an array or a tensor in substance crosses as that: a
subclass of float as the float that it is, once and for all. So whatever its class would answer is never asked.
"""

import array
import collections
import datetime
import decimal
import numbers
import pathlib

import numpy as np

DEEPEST = 40
MOST_PARTS = 200_000  # containers and their items
MOST_BYTES = 32 * 2**20

ARRAY_KINDS = "biufcSUmM"


class CannotCross(Exception):
    """The value cannot be given to the other side; the message says why."""


def encode(value, handle, known=None):
    """A value as lists, numbers, text and bytes.

    Parameters
    ----------
    value : object
    handle : callable
        From an object that is no data to what stands for it, already encoded; raises CannotCross.
    known : callable, optional
        From a container, array, tensor or object to what stands for it, or None: then it crosses as said above.

    Returns
    -------
    object made of what msgpack holds

    Raises
    ------
    CannotCross
        If it is nested too deeply or is too large.

    Examples
    --------
    >>> encode({"loss": [0.5, 1]}, None)
    ['dict', [[['str', b'loss'], ['list', [0.5, 1]]]]]
    """
    return _Encoder(handle, known or (lambda value: None)).encode(value, 0)


class _Encoder:
    def __init__(self, handle, known):
        self.handle, self.known, self.parts, self.bytes = handle, known, 0, 0

    def encode(self, value, depth):
        kind = type(value)
        if value is None or kind is bool or kind is float:
            return value
        if kind is int:
            return value if -(2**63) <= value < 2**63 else ["int", hex(value)]
        if kind is str:
            self.count(len(value))
            return ["str", value.encode("utf-8", "surrogatepass")]
        if (stands_for := self.known(value)) is not None:
            return stands_for
        if depth > DEEPEST:
            raise CannotCross(f"it is nested more than {DEEPEST} deep, or holds itself")
        if kind in _SIMPLE:
            return _SIMPLE[kind](self, value, depth)
        for family in (_array, _number_or_text, _foreign, _container):
            if (found := family(self, value, kind, depth)) is not None:
                return found
        return self.handle(value)

    def count(self, size):
        self.parts += 1
        self.bytes += size
        if self.parts > MOST_PARTS or self.bytes > MOST_BYTES:
            raise CannotCross(f"it has more than {MOST_PARTS:,} parts or {MOST_BYTES / 2**20:.0f} MB")

    def items(self, values, depth):
        """Of a list of Python's own."""
        self.count(len(values))
        return [self.encode(item, depth + 1) for item in values]

    def array(self, array):
        self.count(array.nbytes)
        return [array.dtype.str, list(array.shape), array.tobytes()]

    def pairs(self, value, depth):
        self.count(len(value))
        return [[self.encode(key, depth + 1), self.encode(item, depth + 1)] for key, item in list(dict.items(value))]


def _of(name):
    """An encoder of what `name` makes again from a list of items."""
    return lambda e, value, depth: [name, e.items(list(value), depth)]


def _mapping(name):
    return lambda e, value, depth: [name, e.pairs(value, depth)]


def _bytes(name):
    def encoded(encoder, value, depth):
        data = bytes(value)
        encoder.count(len(data))
        return [name, data]

    return encoded


_SIMPLE = {
    complex: lambda e, v, d: ["complex", v.real, v.imag],
    bytes: _bytes("bytes"),
    bytearray: _bytes("bytearray"),
    memoryview: lambda e, v, d: e.encode(bytes(v) if v.format == "B" else v.tolist(), d + 1),
    list: _of("list"),
    tuple: _of("tuple"),
    set: _of("set"),
    frozenset: _of("frozenset"),
    collections.deque: _of("deque"),
    array.array: _of("list"),
    type({}.keys()): _of("keys"),
    type({}.values()): _of("values"),
    type({}.items()): _of("pairs"),
    dict: _mapping("dict"),
    collections.OrderedDict: _mapping("OrderedDict"),
    collections.defaultdict: _mapping("dict"),
    collections.Counter: _mapping("Counter"),
    collections.UserDict: lambda e, v, d: e.encode(v.data, d + 1),
    collections.UserList: lambda e, v, d: e.encode(v.data, d + 1),
    range: lambda e, v, d: ["range", [e.encode(n, d + 1) for n in (v.start, v.stop, v.step)]],
    slice: lambda e, v, d: ["slice", [e.encode(n, d + 1) for n in (v.start, v.stop, v.step)]],
    type(...): lambda e, v, d: ["ellipsis"],
    **dict.fromkeys([pathlib.PosixPath, pathlib.PurePosixPath], lambda e, v, d: ["path", e.encode(str(v), d + 1)]),
    datetime.date: lambda e, v, d: ["date", v.isoformat()],
    datetime.datetime: lambda e, v, d: ["datetime", v.isoformat()],
    datetime.timedelta: lambda e, v, d: ["timedelta", v.days, v.seconds, v.microseconds],
}


# -------------------------------------------------------- what is data in substance


def _array(encoder, value, kind, depth):
    if isinstance(value, np.ndarray):
        if isinstance(value, np.ma.MaskedArray) and np.ma.getmaskarray(value).any():
            raise CannotCross("an array in which entries are masked: what stands for them is not said; fill them in")
        plain = np.ndarray.view(value, np.ndarray)
        if plain.dtype.kind in ARRAY_KINDS:
            return ["array", *encoder.array(plain)]
        if plain.dtype.kind == "O":
            return ["objects", list(plain.shape), encoder.items(plain.ravel().tolist(), depth)]
    elif isinstance(value, np.generic) and value.dtype.kind in ARRAY_KINDS:
        plain = np.empty((), value.dtype)
        plain[...] = value
        return ["scalar", *encoder.array(plain)]
    return None


def _number_or_text(encoder, value, kind, depth):
    """By the methods of the base: a subclass may have others."""
    if isinstance(value, int):
        return encoder.encode(int.__int__(value), depth + 1)
    if isinstance(value, float):
        return float.__float__(value)
    if isinstance(value, str):
        return encoder.encode(str.__str__(value), depth + 1)
    if isinstance(value, bytes):
        return encoder.encode(bytes.__add__(value, b""), depth + 1)
    if isinstance(value, decimal.Decimal):
        return decimal.Decimal.__float__(value)  # as a test calculates with floats, and Decimal with none
    try:
        # Python's register of what is a number: mpmath's and sympy's are in it
        if isinstance(value, numbers.Rational):
            return ["fraction", *(encoder.encode(int(n), depth + 1) for n in (value.numerator, value.denominator))]
        if isinstance(value, numbers.Real):
            return float(value)
        if isinstance(value, numbers.Complex):
            return encoder.encode(complex(value), depth + 1)
    except (TypeError, ValueError, ArithmeticError):
        pass
    return None


def _container(encoder, value, kind, depth):
    """A named tuple, or a subclass of a container that adds nothing to it; one that does is asked for what it adds."""
    if isinstance(value, tuple):
        # PyTorch's, such as what `max` gives, are C's named tuples
        names = getattr(kind, "_fields", None) or getattr(kind, "__match_args__", None)
        if names and len(names) == tuple.__len__(value):
            items = encoder.items(list(tuple.__iter__(value)), depth)
            return ["named", kind.__name__, [str(name) for name in names], items]
    for base in (list, tuple, set, frozenset, dict):
        if isinstance(value, base):
            if _adds(value, kind, base):
                return None
            if base is dict:
                return ["dict", encoder.pairs(value, depth)]
            return [base.__name__, encoder.items(list(base.__iter__(value)), depth)]
    return None


def _adds(value, kind, base):
    mine = kind.__mro__[: kind.__mro__.index(base)]
    own = {name for part in mine for name in vars(part)} | set(getattr(value, "__dict__", ()))
    public = {name for name in own if not name.startswith("_")}
    return bool(own & {"__getattr__", "__getattribute__"} or public - set(dir(base)))


def _foreign(encoder, value, kind, depth):
    """Tensors and tables, without importing their packages; None if it is neither."""
    packages = {part.__module__.partition(".")[0] for part in kind.__mro__ if isinstance(part.__module__, str)}
    if "torch" in packages:
        import torch

        if isinstance(value, torch.Tensor):
            return tensor(value, encoder)
        if kind is torch.Size:
            return ["size", [int(n) for n in value]]
        if kind is torch.dtype:
            return ["torch_dtype", str(value)]
        if kind is torch.device:
            return ["device", str(value)]
    if "pandas" in packages:
        import pandas as pd

        if isinstance(value, pd.Series):
            return ["series", encoder.encode(value.name, depth + 1), *_column(encoder, value, depth),
                    _index(encoder, value.index, depth)]  # fmt: skip
        if isinstance(value, pd.DataFrame):
            columns = [_column(encoder, value.iloc[:, i], depth) for i in range(value.shape[1])]
            return ["frame", encoder.encode(list(value.columns), depth + 1), columns,
                    _index(encoder, value.index, depth)]  # fmt: skip
        if isinstance(value, pd.Index):
            return ["index", _index(encoder, value, depth)]
        if isinstance(value, pd.Timestamp) and value is not pd.NaT:
            return ["timestamp", value.isoformat()]
        if value is pd.NA or value is pd.NaT:
            return ["missing", str(value)]
    if "sympy" in packages and getattr(value, "is_extended_real", None) and getattr(value, "is_number", None):
        return float(value)  # a formula without a letter in it, such as pi * 4
    if "numpy" in packages and isinstance(value, np.dtype) and value.kind in ARRAY_KINDS + "O":
        return ["dtype", value.str]
    return None


def tensor(value, encoder=None):
    """A tensor by value, with its `.grad` if it is a leaf that has one."""
    import torch

    encoder = encoder or _Encoder(None, None)
    with torch._C.DisableTorchFunctionSubclass():  # what a subclass would do in place of PyTorch
        if value.layout != torch.strided or value.device.type != "cpu" or value.is_quantized:
            raise CannotCross("a tensor that is sparse, quantized or not on the CPU")
        plain = value.detach().as_subclass(torch.Tensor).resolve_conj().resolve_neg().contiguous()
        encoder.count(plain.numel() * plain.element_size())
        flat = plain.reshape(-1)
        if flat.stride() != (1,):  # one number, expanded, passes for contiguous
            flat = flat.clone(memory_format=torch.contiguous_format)
        data = flat.view(torch.uint8).numpy().tobytes() if plain.numel() else b""
        grad = tensor(value.grad.detach(), encoder) if value.is_leaf and value.grad is not None else None
        needs, parameter = bool(value.requires_grad), isinstance(value, torch.nn.Parameter)
    return ["tensor", str(plain.dtype), [int(n) for n in plain.shape], data, needs, parameter, grad]


def _column(encoder, series, depth):
    values = series.to_numpy()
    return [str(series.dtype), encoder.encode(values if values.dtype.kind in ARRAY_KINDS else list(values), depth + 1)]


def _index(encoder, index, depth):
    import pandas as pd

    if isinstance(index, pd.RangeIndex):
        return ["range", index.start, index.stop, index.step]
    return ["list", encoder.encode(list(index), depth + 1), encoder.encode(list(index.names), depth + 1)]
