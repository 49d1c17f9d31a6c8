"""Values that cross between the author's session and the tests: data only, never code.

Encoded, a value is made of what msgpack holds. Numbers, text, containers, arrays, tensors and tables
cross by value; of everything else only a handle crosses. Types are compared exactly: an object that
calls itself a float, but compares as it likes, is no float.
"""

import collections
import functools
import keyword

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
    >>> decode(encode({"loss": [0.5, 1], 2: (None, "a")}, None), None)
    {'loss': [0.5, 1], 2: (None, 'a')}
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
            self._count(len(value))
            return ["str", value.encode("utf-8", "surrogatepass")]
        if (stands_for := self.known(value)) is not None:
            return stands_for
        if depth > DEEPEST:
            raise CannotCross(f"it is nested more than {DEEPEST} deep, or holds itself")
        if kind in _SIMPLE:
            return _SIMPLE[kind](self, value, depth)
        if isinstance(value, np.ndarray) and kind.__module__ == "numpy" and not isinstance(value, np.ma.MaskedArray):
            return self._ndarray(value.view(np.ndarray), depth)
        if isinstance(value, np.generic) and kind is value.dtype.type and value.dtype.kind in ARRAY_KINDS:
            return ["scalar", *self._array(np.asarray(value))]
        if isinstance(value, tuple) and tuple in kind.__bases__ and hasattr(kind, "_fields"):
            fields = [str(name) for name in kind._fields]
            return ["named", kind.__name__, fields, [self.encode(item, depth + 1) for item in tuple.__iter__(value)]]
        foreign = _foreign(self, value, kind, depth)
        return self.handle(value) if foreign is None else foreign

    def _count(self, size):
        self.parts += 1
        self.bytes += size
        if self.parts > MOST_PARTS or self.bytes > MOST_BYTES:
            raise CannotCross(f"it has more than {MOST_PARTS:,} parts or {MOST_BYTES / 2**20:.0f} MB")

    def _items(self, values, depth):
        self._count(len(values))
        return [self.encode(item, depth + 1) for item in list(values)]

    def _array(self, array):
        self._count(array.nbytes)
        return [array.dtype.str, list(array.shape), array.tobytes()]

    def _ndarray(self, array, depth):
        if array.dtype.kind in ARRAY_KINDS:
            return ["array", *self._array(array)]
        if array.dtype.kind == "O":
            return ["objects", list(array.shape), self._items(array.ravel().tolist(), depth)]
        return self.handle(array)

    def _bytes(self, value, depth):
        self._count(len(value))
        return ["bytes", bytes(value)]


def _mapping(encoder, value, depth):
    encoder._count(len(value))
    pairs = [[encoder.encode(key, depth + 1), encoder.encode(item, depth + 1)] for key, item in list(value.items())]
    return ["OrderedDict" if type(value) is collections.OrderedDict else "dict", pairs]


_SIMPLE = {
    complex: lambda e, v, d: ["complex", v.real, v.imag],
    bytes: _Encoder._bytes,
    list: lambda e, v, d: ["list", e._items(v, d)],
    tuple: lambda e, v, d: ["tuple", e._items(v, d)],
    set: lambda e, v, d: ["set", e._items(v, d)],
    frozenset: lambda e, v, d: ["frozenset", e._items(v, d)],
    dict: _mapping,
    collections.OrderedDict: _mapping,
    collections.defaultdict: _mapping,
    collections.Counter: _mapping,
    range: lambda e, v, d: ["range", [e.encode(n, d + 1) for n in (v.start, v.stop, v.step)]],
    slice: lambda e, v, d: ["slice", [e.encode(n, d + 1) for n in (v.start, v.stop, v.step)]],
    type(...): lambda e, v, d: ["ellipsis"],
    np.ndarray: _Encoder._ndarray,
}


def _foreign(encoder, value, kind, depth):
    """Tensors and tables, without importing their packages; None if it is neither."""
    module = kind.__module__.partition(".")[0] if isinstance(kind.__module__, str) else ""
    if module == "torch":
        import torch

        if kind is torch.Tensor or kind is torch.nn.Parameter:
            return tensor(value, encoder)
        if kind is torch.Size:
            return ["size", [int(n) for n in value]]
        if kind is torch.dtype:
            return ["torch_dtype", str(value)]
        if kind is torch.device:
            return ["device", str(value)]
    if module == "pandas":
        import pandas as pd

        if kind is pd.Series:
            return ["series", encoder.encode(value.name, depth + 1), *_column(encoder, value, depth),
                    _index(encoder, value.index, depth)]  # fmt: skip
        if kind is pd.DataFrame:
            columns = [_column(encoder, value.iloc[:, i], depth) for i in range(value.shape[1])]
            return ["frame", encoder.encode(list(value.columns), depth + 1), columns,
                    _index(encoder, value.index, depth)]  # fmt: skip
    if module == "numpy" and isinstance(value, np.dtype) and value.kind in ARRAY_KINDS + "O":
        return ["dtype", value.str]
    return None


def tensor(value, encoder=None):
    """A tensor by value, with its `.grad` if it is a leaf that has one."""
    import torch

    encoder = encoder or _Encoder(None, None)
    if value.layout != torch.strided or value.device.type != "cpu" or value.is_quantized:
        raise CannotCross("a tensor that is sparse, quantized or not on the CPU")
    plain = value.detach().resolve_conj().resolve_neg().contiguous()
    encoder._count(plain.numel() * plain.element_size())
    data = plain.reshape(-1).view(torch.uint8).numpy().tobytes() if plain.numel() else b""
    grad = tensor(value.grad.detach(), encoder) if value.is_leaf and value.grad is not None else None
    parameter = type(value) is torch.nn.Parameter
    return ["tensor", str(plain.dtype), [int(n) for n in value.shape], data, bool(value.requires_grad), parameter, grad]


def _column(encoder, series, depth):
    values = series.to_numpy()
    return [str(series.dtype), encoder.encode(values if values.dtype.kind in ARRAY_KINDS else list(values), depth + 1)]


def _index(encoder, index, depth):
    import pandas as pd

    if isinstance(index, pd.RangeIndex):
        return ["range", index.start, index.stop, index.step]
    return ["list", encoder.encode(list(index), depth + 1), encoder.encode(list(index.names), depth + 1)]


# --------------------------------------------------------------------- decoding


def decode(tree, handle):
    """The value that `encode` was given, made anew.

    Parameters
    ----------
    tree : what `encode` returned, or anything: it may come from the author's process
    handle : callable
        From a list that is no data to an object.

    Raises
    ------
    CannotCross
        If it is no encoded value.
    """
    try:
        return _decode(tree, handle)
    except CannotCross:
        raise
    except Exception as error:  # whatever the malformed part trips over
        raise CannotCross(f"a malformed value came back: {type(error).__name__}: {error}") from None


def _decode(tree, handle):
    if tree is None or isinstance(tree, (bool, int, float)):
        return tree
    kind, *rest = tree
    if kind in _DECODERS:
        return _DECODERS[kind](handle, *rest)
    return handle(tree)


def _all(items, handle):
    return [_decode(item, handle) for item in items]


def _array(dtype, shape, data):
    dtype = np.dtype(dtype)
    if dtype.kind not in ARRAY_KINDS:
        raise CannotCross(f"an array of type {dtype}")
    return np.frombuffer(bytearray(data), dtype).reshape(shape)


def _objects(handle, shape, items):
    array = np.empty(len(items), dtype=object)
    array[:] = _all(items, handle)
    return array.reshape(shape)


def _named(handle, name, fields, items):
    if any(not field.isidentifier() or keyword.iskeyword(field) or field.startswith("_") for field in fields):
        raise CannotCross("a named tuple with strange fields")
    name = name if name.isidentifier() and not keyword.iskeyword(name) else "Result"
    return collections.namedtuple(name, fields)(*_all(items, handle))


def _read_tensor(handle, dtype, shape, data, requires_grad, parameter, grad):
    import torch

    kind = _torch_dtype(handle, dtype)
    flat = torch.frombuffer(bytearray(data), dtype=kind) if data else torch.empty(0, dtype=kind)
    tensor = flat.reshape(shape)
    if parameter:
        tensor = torch.nn.Parameter(tensor, requires_grad=requires_grad)
    tensor.requires_grad_(requires_grad)
    tensor.grad = None if grad is None else _decode(grad, handle)
    return tensor


@functools.cache
def _torch_dtypes():
    import torch

    kinds = (
        torch.bool, torch.uint8, torch.uint16, torch.uint32, torch.uint64, torch.int8, torch.int16, torch.int32,
        torch.int64, torch.float16, torch.bfloat16, torch.float32, torch.float64, torch.complex32, torch.complex64,
        torch.complex128, torch.float8_e4m3fn, torch.float8_e5m2, torch.float8_e4m3fnuz, torch.float8_e5m2fnuz,
    )  # fmt: skip
    return {str(kind): kind for kind in kinds}


def _torch_dtype(handle, name):
    if name not in _torch_dtypes():
        raise CannotCross(f"{name} is no type of a tensor that can cross")
    return _torch_dtypes()[name]


def _device(handle, name):
    import torch

    return torch.device(name)


def _size(handle, shape):
    import torch

    return torch.Size(shape)


def _read_index(tree, handle):
    import pandas as pd

    if tree[0] == "range":
        return pd.RangeIndex(*tree[1:4])
    items, names = _decode(tree[1], handle), _decode(tree[2], handle)
    if len(names) > 1:
        return pd.MultiIndex.from_tuples(items, names=names)
    return pd.Index(items, name=names[0])


def _series(handle, name, dtype, values, index):
    import pandas as pd

    return pd.Series(_decode(values, handle), index=_read_index(index, handle), name=_decode(name, handle), dtype=dtype)


def _frame(handle, names, columns, index):
    import pandas as pd

    rows = _read_index(index, handle)
    parts = [pd.Series(_decode(values, handle), index=rows, dtype=dtype) for dtype, values in columns]
    frame = pd.concat(parts, axis=1) if parts else pd.DataFrame(index=rows)
    frame.columns = _decode(names, handle)
    return frame


_DECODERS = {
    "int": lambda h, text: int(text, 16),
    "str": lambda h, data: data.decode("utf-8", "surrogatepass"),
    "bytes": lambda h, data: bytes(data),
    "complex": lambda h, real, imaginary: complex(real, imaginary),
    "list": lambda h, items: _all(items, h),
    "tuple": lambda h, items: tuple(_all(items, h)),
    "set": lambda h, items: set(_all(items, h)),
    "frozenset": lambda h, items: frozenset(_all(items, h)),
    "dict": lambda h, pairs: {_decode(key, h): _decode(item, h) for key, item in pairs},
    "OrderedDict": lambda h, pairs: collections.OrderedDict((_decode(k, h), _decode(v, h)) for k, v in pairs),
    "range": lambda h, parts: range(*_all(parts, h)),
    "slice": lambda h, parts: slice(*_all(parts, h)),
    "ellipsis": lambda h: ...,
    "array": lambda h, dtype, shape, data: _array(dtype, shape, data),
    "scalar": lambda h, dtype, shape, data: _array(dtype, shape, data)[()],
    "objects": _objects,
    "named": _named,
    "tensor": _read_tensor,
    "torch_dtype": _torch_dtype,
    "device": _device,
    "size": _size,
    "dtype": lambda h, name: np.dtype(name),
    "series": _series,
    "frame": _frame,
}
