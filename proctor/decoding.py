"""Values that `codec` has encoded, made anew by the tests: of what may come from a process that nobody trusts.

Nothing larger is made of a tree than what it holds.
"""

import collections
import datetime
import decimal
import fractions
import functools
import keyword
import pathlib

import numpy as np

from .codec import ARRAY_KINDS, CannotCross

LONGEST_NUMBER = 100_000  # digits of an integer or a decimal
LARGEST_EXPONENT = 10_000  # of a decimal: an integer or a fraction made of it has so many digits


def decode(tree, handle):
    """The value that `codec.encode` was given, made anew.

    Parameters
    ----------
    tree : what `encode` returned, or anything
    handle : callable
        From a list that is no data to an object.

    Raises
    ------
    CannotCross
        If it is no encoded value.

    Examples
    --------
    >>> from proctor.codec import encode
    >>> decode(encode({"loss": [0.5, 1], 2: (None, "a")}, None), None)
    {'loss': [0.5, 1], 2: (None, 'a')}
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


def _int(handle, text):
    if len(text) > LONGEST_NUMBER:
        raise CannotCross(f"an integer of more than {LONGEST_NUMBER:,} digits")
    return int(text, 16)


def _decimal(handle, tree):
    text = _decode(tree, handle)
    if len(text) > LONGEST_NUMBER:
        raise CannotCross(f"a decimal of more than {LONGEST_NUMBER:,} digits")
    number = decimal.Decimal(text)
    if number.is_finite() and abs(number.adjusted()) > LARGEST_EXPONENT:
        raise CannotCross(f"a decimal with an exponent beyond {LARGEST_EXPONENT:,}")
    return number


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
    tensor.grad = None if grad is None else tensor_of(grad)
    return tensor


def tensor_of(tree):
    """A tensor, from what `codec.tensor` gives; CannotCross if that is another value."""
    if not isinstance(tree, list) or not tree or tree[0] != "tensor":
        raise CannotCross("a malformed value came back: no tensor, where one was expected")
    return decode(tree, None)


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


def _column(dtype, tree, index, handle, name=None):
    import pandas as pd

    values = _decode(tree, handle)
    if not isinstance(values, (list, np.ndarray)) or len(values) != len(index):  # one value would fill any index
        raise CannotCross("a malformed value came back: a column that is not as long as its index")
    return pd.Series(values, index=index, name=name, dtype=dtype)


def _series(handle, name, dtype, values, index):
    return _column(dtype, values, _read_index(index, handle), handle, _decode(name, handle))


def _frame(handle, names, columns, index):
    import pandas as pd

    rows = _read_index(index, handle)
    parts = [_column(dtype, values, rows, handle) for dtype, values in columns]
    frame = pd.concat(parts, axis=1) if parts else pd.DataFrame(index=rows)
    frame.columns = _decode(names, handle)
    return frame


def _missing(handle, name):
    import pandas as pd

    return pd.NaT if name == "NaT" else pd.NA


def _timestamp(handle, text):
    import pandas as pd

    return pd.Timestamp(text)


_DECODERS = {
    "int": _int,
    "decimal": _decimal,
    "fraction": lambda h, above, below: fractions.Fraction(*_all([above, below], h)),
    "str": lambda h, data: data.decode("utf-8", "surrogatepass"),
    "bytes": lambda h, data: bytes(data),
    "bytearray": lambda h, data: bytearray(data),
    "complex": lambda h, real, imaginary: complex(real, imaginary),
    "list": lambda h, items: _all(items, h),
    "tuple": lambda h, items: tuple(_all(items, h)),
    "set": lambda h, items: set(_all(items, h)),
    "frozenset": lambda h, items: frozenset(_all(items, h)),
    "deque": lambda h, items: collections.deque(_all(items, h)),
    "keys": lambda h, items: dict.fromkeys(_all(items, h)).keys(),
    "values": lambda h, items: dict(enumerate(_all(items, h))).values(),
    "pairs": lambda h, items: dict(_all(items, h)).items(),
    "dict": lambda h, pairs: {_decode(key, h): _decode(item, h) for key, item in pairs},
    "OrderedDict": lambda h, pairs: collections.OrderedDict((_decode(k, h), _decode(v, h)) for k, v in pairs),
    "Counter": lambda h, pairs: collections.Counter({_decode(k, h): _decode(v, h) for k, v in pairs}),
    "range": lambda h, parts: range(*_all(parts, h)),
    "slice": lambda h, parts: slice(*_all(parts, h)),
    "ellipsis": lambda h: ...,
    "path": lambda h, text: pathlib.PurePosixPath(_decode(text, h)),
    "date": lambda h, text: datetime.date.fromisoformat(text),
    "datetime": lambda h, text: datetime.datetime.fromisoformat(text),
    "timedelta": lambda h, *parts: datetime.timedelta(*parts),
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
    "index": lambda h, tree: _read_index(tree, h),
    "missing": _missing,
    "timestamp": _timestamp,
}
