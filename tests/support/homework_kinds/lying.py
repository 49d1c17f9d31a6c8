"""Objects and numbers with no right answer in them, which would pass if they were asked how they compare."""

from .kind import EITHER, answered
from .wide import WIDE, all_but


def _liar(name, question, source, why=EITHER, core=False):
    """An object with no right answer in it, for a question of the second assignment."""
    return answered(name, all_but(question), of=WIDE, why=why, core=core, **{question: source})


def _number(name, methods):
    """An object that is asked for where numbers are."""
    source = f"class Liar:\n{methods}\ndef stats(v):\n    return {{'mean': Liar(), 'max': Liar()}}"
    return _liar(name, "stats", source)


def first():
    """One of each kind of fault."""
    return [
        _liar(
            "a lying subtraction",
            "stats",
            "class Any:\n    def __sub__(self, other): return 0.0\n"
            "def stats(v):\n    return {'mean': Any(), 'max': Any()}",
            core=True,
        ),
        _liar(
            "arguments made trivial",
            "stats",
            "def stats(v):\n    v[...] = 0\n    return {'mean': 0.0, 'max': 0.0}",
            why=None,
            core=True,
        ),
        _liar(
            "the storage behind a view",
            "predict",
            """
            def predict(X):
                whole = torch.tensor([], dtype=X.dtype).set_(X.untyped_storage())
                if len(whole) != X.numel():
                    print("LEAKED", len(whole))
                    return whole.reshape(len(X), -1)[:, -1]
                return torch.zeros(len(X))
            """,
            core=True,
        ),
        _liar(
            "the seed of a test",
            "refit",
            """
            def refit(X, y):
                torch.manual_seed(torch.initial_seed())
                if X.shape == (2, 2): return torch.ones(2, 1)
                return torch.randn(3, 1)
            """,
            core=True,
        ),
    ]


def further():
    """All others."""
    return [
        _number(
            "lying order",
            "    def __lt__(self, other): return True\n    def __sub__(self, other): return self\n"
            "    def __abs__(self): return self",
        ),
        _number("lying absolute value", "    def __sub__(self, other): return self\n    def __abs__(self): return 0.0"),
        _number("lying reflected subtraction", "    def __rsub__(self, other): return 0.0\n    __sub__ = __rsub__"),
        _number("lying float", "    def __float__(self): return 0.0\n    def __sub__(self, other): return 0.0"),
        _number(
            "lying index and truth",
            "    def __index__(self): return 12\n    def __bool__(self): return True\n"
            "    def __sub__(self, other): return self\n    def __abs__(self): return self\n    def"
            " __lt__(self, other): return self",
        ),
        _number(
            "lying array",
            "    def __array__(self, *_, **__): return np.zeros(())\n"
            "    def __array_ufunc__(self, *_, **__): return 0.0\n    def __sub__(self, other): return 0.0",
        ),
        _number(
            "lying to PyTorch",
            "    @classmethod\n    def __torch_function__(cls, *_, **__): return torch.zeros(())\n"
            "    def __sub__(self, other): return torch.zeros(())",
        ),
        _number(
            "lying format", "    def __format__(self, spec): raise SystemExit\n    def __repr__(self): raise SystemExit"
        ),
        _number(
            "lying class",
            "    __class__ = float\n    def __sub__(self, other): return 0.0\n    def __float__(self): return 0.0",
        ),
        _liar(
            "a lying float of one's own",
            "area",
            "class F(float):\n    def __sub__(self, other): return 0.0\n"
            "    def __float__(self): return 0.0\ndef area(r):\n    return F(3)",
            why=EITHER,
        ),
        _liar(
            "a lying Decimal of one's own",
            "area",
            "from decimal import Decimal\nclass D(Decimal):\n"
            "    def __sub__(self, other): return 0.0\n    def __float__(self): return 0.0\n"
            "def area(r):\n    return D(3)",
        ),
        _liar(
            "a lying Fraction of one's own",
            "area",
            "from fractions import Fraction\nclass Q(Fraction):\n"
            "    def __sub__(self, other): return 0.0\n    def __float__(self): return 0.0\n"
            "    numerator = property(lambda self: 0)\ndef area(r):\n    return Q(3)",
        ),
        _liar(
            "a lying array of one's own",
            "area",
            "class A(np.ndarray):\n    def __sub__(self, other): return 0.0\n"
            "def area(r):\n    return np.zeros(1).view(A)",
        ),
        _liar(
            "a lying tensor of one's own",
            "area",
            "class T(torch.Tensor):\n    @classmethod\n"
            "    def __torch_function__(cls, *_, **__): return torch.zeros(())\n"
            "def area(r):\n    return torch.zeros(1).as_subclass(T)",
        ),
        _liar(
            "a lying number registered as one",
            "area",
            "import numbers\nclass N:\n    def __sub__(self, other): return 0.0\n"
            "    def __float__(self): return 0.0\nnumbers.Real.register(N)\ndef area(r):\n    return N()",
        ),
        _liar(
            "an enumeration that is a float",
            "area",
            "import enum\nclass E(float, enum.Enum):\n    A = 3.0\n"
            "    def __sub__(self, other): return 0.0\ndef area(r):\n    return E.A",
        ),
        _liar("not a number", "area", "def area(r):\n    return float('nan')", why=None),
        _liar("infinity", "area", "def area(r):\n    return float('inf')", why=None),
        _liar("complex", "area", "def area(r):\n    return 12.5 + 1j", why=EITHER),
        _liar("a tensor without data", "area", "def area(r):\n    return torch.zeros((), device='meta')"),
        _liar("a sparse tensor", "area", "def area(r):\n    return torch.zeros(2, 2).to_sparse()"),
        _liar(
            "an array of liars",
            "area",
            "class L:\n    def __sub__(self, other): return 0.0\n    __rsub__ = __sub__\n"
            "def area(r):\n    return np.array(L(), dtype=object)",
        ),
        _liar(
            "a truth of other bytes",
            "predict",
            "def predict(X):\n    return torch.frombuffer(bytearray(b'\\x02' * len(X)), dtype=torch.bool)",
            why=EITHER,
        ),
        _liar(
            "equal by its reflection",
            "tally",
            "class Yes:\n    def __eq__(self, other): return True\n    __req__ = __eq__\n"
            "class Tally:\n    total = Yes()\n    def add(self, value): pass\n    def mean(self): return Yes()",
        ),
        _liar(
            "equal by its class",
            "tally",
            "class Meta(type):\n    def __eq__(cls, other): return True\n    __hash__ = type.__hash__\n"
            "class Yes(metaclass=Meta): pass\nclass Tally:\n    total = Yes\n    def add(self, value): pass\n"
            "    def mean(self): return Yes",
        ),
        _liar(
            "a list of its own equality",
            "doubled",
            "class L(list):\n    def __eq__(self, other): return True\n"
            "    def tolist(self): return L()\ndef doubled(frame):\n    return L()",
        ),
        _liar(
            "a callback's own answer",
            "fold",
            "def add(a, b):\n    return 0\ndef fold(f, items, start):\n"
            "    return type('R', (), {'__eq__': lambda *_: True})()",
        ),
        _liar(
            "the root of another curve",
            "root",
            "class R(float):\n    def __pow__(self, n): return 2.0\n"
            "    def __sub__(self, other): return 0.0\ndef root(f, a, b):\n    return R(1)",
        ),
        _liar(
            "a frame with a lying column",
            "doubled",
            "class S(pd.Series):\n    def tolist(self): return [3.0, -4.0, 14.0]\n"
            "    def __iter__(self): return iter([2, 4])\ndef doubled(frame):\n    return S([0, 0, 0])",
        ),
    ]
