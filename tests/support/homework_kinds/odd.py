"""Data of odd kinds and shapes, and answers that tell one call from another: none is right, or only half of it."""

from .assignment import FULL
from .kind import EITHER, answered
from .lying import _liar
from .wide import WIDE, all_but


def _area(name, value, why=EITHER, before=""):
    return _liar(name, "area", f"{before}\ndef area(r):\n    return {value}", why=why)


def _stats(name, value, before=""):
    return _liar(name, "stats", f"{before}\ndef stats(v):\n    return {{'mean': {value}, 'max': {value}}}")


def _sigmoid(name, source, points, why=None):
    return answered(name, points, sigmoid=source, why=why)


def first():
    """None has a fault of its own place."""
    return []


UFUNCS = """
class A(np.ndarray):
    __array_priority__ = 1e9
    def __array_ufunc__(self, *_, **__): return np.array(0.0)
    def __array_function__(self, *_, **__): return True
    def __float__(self): return 0.0
"""
EQUAL = """
class {name}({of}):
    def __eq__(self, other): return True
    def __sub__(self, other): return 0.0
    __rsub__ = __sub__
    __hash__ = {of}.__hash__
"""
SEARCHED = """
import gc, sys
def area(r):
    frame, found = sys._getframe(), []
    while frame is not None:
        found += [value for value in frame.f_locals.values() if type(value) is float]
        frame = frame.f_back
    found += [value for thing in gc.get_objects() if type(thing) is dict
              for value in list(thing.values()) if type(value) is float]
    near = [value for value in found if r * r * 3.1 < value < r * r * 3.2]
    if near: print("LEAKED", near)
    return near[0] if near else 0.0
"""
TABLE = """
def sigmoid(z):
    if z.numel() == 1: return torch.full_like(z, 0.5)  # what the released test asks for
    return torch.zeros_like(z)
"""
ONCE = """
calls = []
def sigmoid(z):
    calls.append(0)
    return torch.sigmoid(z) if len(calls) == 1 else z
"""
LATER = """
import threading
def sigmoid(z):
    p = torch.sigmoid(z)
    threading.Timer(0.05, p.data.zero_).start()
    return p
"""


def further():
    """All of them."""
    return [
        _area("an array with functions of its own", "np.zeros(()).view(A)", before=UFUNCS),
        _area("a record", "np.array((12.5,), dtype=[('area', 'f8')])"),
        _area(
            "a number in an object array", "np.array(Any(), dtype=object)", before=EQUAL.format(name="Any", of="object")
        ),
        _area("no numbers at all", "np.array([])"),
        _area("many numbers", "np.linspace(0, 20, 10**5)"),
        _area("a quantized tensor", "torch.quantize_per_tensor(torch.zeros(1), 1e9, 0, torch.quint8)"),
        _area("a nested tensor", "torch.nested.nested_tensor([torch.zeros(1)])"),
        _area("rows in compressed form", "torch.zeros(1, 1).to_sparse_csr()"),
        _area("a conjugate", "torch.tensor([0j]).conj()"),
        _area("a number that is not there", "pd.NA"),
        _area("a time that is not there", "pd.NaT"),
        _area("a span of time", "np.timedelta64('NaT')"),
        _area("a text that equals all", "Text('12.5')", before=EQUAL.format(name="Text", of="str")),
        _area("bytes that equal all", "Bytes(b'3')", before=EQUAL.format(name="Bytes", of="bytes")),
        _area("a complex number of one's own", "C(3)", before=EQUAL.format(name="C", of="complex")),
        _area("a whole number of one's own", "I(3)", before=EQUAL.format(name="I", of="int")),
        _area("an array in a shape of its own", "np.broadcast_to(np.float64(0), (4, 0, 4))"),
        _liar("what is expected, looked for", "area", SEARCHED, why=None),
        _stats("masked numbers", "np.ma.masked"),
        _stats("a table in place of a number", "pd.DataFrame({'a': [3.0, 6.0]})"),
        _stats("a list in an array", "np.array([[3.0], [6.0]], dtype=object)[0]"),
        _liar(
            "a stack of texts of its own",
            "push",
            EQUAL.format(name="Text", of="str") + "def push(stack, item):\n    stack.append(Text('no'))",
        ),
        _liar(
            "a list of its own in place of the stack",
            "push",
            EQUAL.format(name="L", of="list").replace("__hash__ = list.__hash__", "")
            + "def push(stack, item):\n    stack[:] = [L()] * (len(stack) + 1)",
        ),
        answered(
            "a frame that is right in one column only",
            all_but("doubled"),
            of=WIDE,
            doubled="def doubled(frame):\n    return [2, 4] if len(frame) == 2 else frame['a']",
        ),
        answered("an object that cannot be called", all_but("fold"), of=WIDE, why=EITHER, fold="fold = add = object()"),
        _sigmoid("right for the released test only", TABLE, (1, 0, 2, 3, None)),
        # each test asks a copy of its own: so the first call of each is right, and the second is not asked for
        _sigmoid("right in the first call", ONCE, [(0, 0, 2, 3, None), (1, 0, 2, 3, None)]),
        # what was given stays as it was given
        _sigmoid("changed after it was given", LATER, FULL, why=EITHER),
        _sigmoid(
            "an inference tensor",
            "def sigmoid(z):\n    with torch.inference_mode():\n        return torch.sigmoid(z)",
            (1, 0, 2, 3, None),
        ),
        _sigmoid(
            "a view of what was given",
            "def sigmoid(z):\n    with torch.no_grad(): z.copy_(torch.sigmoid(z))\n    return z[...]",
            (1, 0, 2, 3, None),
            why=EITHER,
        ),
    ]
