"""Right answers that come as numbers, arrays and objects of every sort, and answers that change what they are given."""

from .kind import ATTENTION, answered
from .wide import FULL, WIDE, all_but

FLOAT_OF_ONES_OWN = "import math\nclass Metres(float):\n    pass\ndef area(r):\n    return Metres(math.pi * r ** 2)"
ROOM = """
def stats(v):
    mean = float(v.mean())
    v -= mean  # in place, and honestly so
    return {'mean': mean, 'max': mean + float(v.max())}
"""
CALLS_BACK = """
import functools
def add(a, b):
    return a + b
def fold(f, items, start):
    return functools.reduce(f, items, start)
"""


def _right(name, **answers):
    return answered(name, FULL, of=WIDE, **answers)


def first():
    """One of each kind of fault."""
    return [
        _right("all right"),
        _right(
            "area as Decimal",
            area="from decimal import Decimal\ndef area(r):\n    return Decimal('3.14159265358979') * Decimal(r) ** 2",
        ),
        _right(
            "area as Fraction",
            area="from fractions import Fraction\ndef area(r):\n    return Fraction(355, 113) * Fraction(r) ** 2",
        ),
        _right("area as a float of one's own", area=FLOAT_OF_ONES_OWN),
        _right("area without its import", area="def area(r):\n    return math.pi * r ** 2"),
        _right("arguments as room to work in", stats=ROOM),
        _right("a function that calls back", fold=CALLS_BACK),
        _right("a number, room and callbacks in one", area=FLOAT_OF_ONES_OWN, stats=ROOM, fold=CALLS_BACK),
    ]


def further():
    """All others."""
    return [
        _right(
            "area as mpmath's number", area="import mpmath\ndef area(r):\n    return mpmath.pi * mpmath.mpf(r) ** 2"
        ),
        _right("area as a symbol's value", area="import sympy\ndef area(r):\n    return sympy.N(sympy.pi * r ** 2)"),
        _right("area of 32 bits", area="def area(r):\n    return np.float32(np.pi) * np.float32(r) ** 2"),
        _right("area as an array of no dimension", area="def area(r):\n    return np.array(np.pi * r ** 2)"),
        _right("area as a tensor", area="import math\ndef area(r):\n    return torch.tensor(math.pi * r ** 2)"),
        _right(
            "area as a parameter",
            area="import math\ndef area(r):\n    return torch.nn.Parameter(torch.tensor(math.pi * r ** 2))",
        ),
        _right("area as a masked array", area="def area(r):\n    return np.ma.masked_array(np.pi * r ** 2)"),
        answered(
            "area as an array that is masked",
            all_but("area"),
            of=WIDE,
            why="entries are masked",
            area="def area(r):\n    return np.ma.masked_array(np.pi * r ** 2, mask=True)",
        ),
        _right(
            "weights as a tensor of one's own",
            refit="""
            class Weights(torch.Tensor):
                pass
            def refit(X, y):
                return torch.linalg.lstsq(X, y).solution.as_subclass(Weights)
            """,
        ),
        _right(
            "weights as an array",
            refit="def refit(X, y):\n    return np.linalg.lstsq(X.numpy(), y.numpy(), rcond=None)[0]",
        ),
        _right(
            "weights as an array of one's own",
            refit="""
            class Weights(np.ndarray):
                pass
            def refit(X, y):
                return np.linalg.lstsq(X.numpy(), y.numpy(), rcond=None)[0].view(Weights)
            """,
        ),
        _right(
            "weights as a matrix",
            refit="def refit(X, y):\n    return np.asmatrix(np.linalg.lstsq(X.numpy(), y.numpy(), rcond=None)[0])",
        ),
        _right(
            "weights that need a gradient",
            refit="def refit(X, y):\n    return torch.linalg.lstsq(X, y).solution.requires_grad_()",
        ),
        _right(
            "stats in a defaultdict",
            stats="""
            import collections
            def stats(v):
                found = collections.defaultdict(float)
                found['mean'], found['max'] = v.mean(), v.max()
                return found
            """,
        ),
        _right("stats in a Series", stats="def stats(v):\n    return pd.Series({'mean': v.mean(), 'max': v.max()})"),
        _right(
            "stats in a class of one's own",
            stats="""
            class Stats(dict):
                pass
            def stats(v):
                return Stats(mean=v.mean(), max=v.max())
            """,
        ),
        _right(
            "stats by an object with items",
            stats="""
            class Stats:
                def __init__(self, v): self.v = v
                def __getitem__(self, name): return float(getattr(self.v, name)())
            def stats(v):
                return Stats(v)
            """,
        ),
        _right("a sorted argument", stats="def stats(v):\n    v.sort()\n    return {'mean': v.mean(), 'max': v[-1]}"),
        _right(
            "a zero from SciPy",
            root="import scipy.optimize\ndef root(f, a, b):\n    return scipy.optimize.brentq(f, a, b)",
        ),
        _right(
            "a dataclass",
            tally="""
            from dataclasses import dataclass, field
            @dataclass
            class Tally:
                values: list = field(default_factory=list)
                def add(self, value): self.values.append(value)
                total = property(lambda self: sum(self.values))
                def mean(self): return self.total / len(self.values)
            """,
        ),
        _right(
            "slots",
            tally="""
            class Tally:
                __slots__ = ("total", "n")
                def __init__(self): self.total, self.n = 0, 0
                def add(self, value): self.total, self.n = self.total + value, self.n + 1
                def mean(self): return self.total / self.n
            """,
        ),
        _right(
            "a tally in Fractions",
            tally="""
            from fractions import Fraction
            class Tally:
                def __init__(self): self.total, self.n = Fraction(0), 0
                def add(self, value): self.total, self.n = self.total + Fraction(value), self.n + 1
                def mean(self): return self.total / self.n
            """,
        ),
        _right("an argument changed by a slice", push="def push(stack, item):\n    stack[len(stack) :] = [item]"),
        answered(
            "an argument replaced",
            all_but("push"),
            of=WIDE,
            push="def push(stack, item):\n    stack = stack + [item]\n    return stack",
        ),
        answered(
            "an argument filled with what equals all",
            all_but("push"),
            of=WIDE,
            why=ATTENTION,
            push="""
            class Any:
                def __eq__(self, other): return True
            def push(stack, item):
                stack.append(Any())
            """,
        ),
        _right("truth as NumPy has it", predict="def predict(X):\n    return X[:, 0].numpy() > 0"),
        _right("a prediction as a list", predict="def predict(X):\n    return torch.tensor((X[:, 0] > 0).tolist())"),
        _right("a column as a list", doubled="def doubled(frame):\n    return (frame['a'] * 2).array.to_numpy()"),
        _right("a frame that is changed", doubled="def doubled(frame):\n    frame['a'] *= 2\n    return frame['a']"),
        _right(
            "what a test gave is kept",
            doubled="KEPT = []\ndef doubled(frame):\n    KEPT.append(frame)\n    return KEPT[-1]['a'] * 2",
        ),
    ]
