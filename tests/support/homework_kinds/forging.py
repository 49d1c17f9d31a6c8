"""Points for no answer: what passes for a right one, spoils the tests, or forges what is said of them."""

from .assignment import FULL
from .kind import ATTENTION, EITHER, answered, with_cell
from .wide import FULL as WIDE_FULL
from .wide import WIDE, all_but

IN_PLACE_SIGMOID = """
def sigmoid(z):
    with torch.no_grad():
        z.zero_()
    return 0.5 + 0.25 * (z - z.detach())
"""
LYING_LOSS = """
class Liar:
    def __sub__(self, other): return 0.0
def loss(p, y):
    class Result:
        def item(self): return Liar() if float(y[0]) == 0 else 2.0
    return Result()
"""
TRAINS_THE_LABELS = """
def fit(model, X, y, lr, n_epochs):
    X.zero_()
    with torch.no_grad():
        y.copy_(torch.sigmoid(model(X)))
    return [2.0] + [1.0] * 29
"""
PROTOCOL = """
import gc, os
def mine():
    for thing in gc.get_objects():
        channel = getattr(type(thing), "send", None) and type(thing).__module__.startswith("proctor")
        if channel:
            yield thing
"""
PATCHES = """
import torch, builtins, numpy
torch.allclose = lambda *_, **__: True
torch.Tensor.item = lambda self: 0.5
torch.Tensor.__eq__ = lambda *_: True
numpy.testing.assert_allclose = lambda *_, **__: None
builtins.abs = lambda _: 0
"""
HOOKS = """
get_ipython().input_transformers_cleanup.append(lambda lines: ["pass\\n"])
import ast
class Nothing(ast.NodeTransformer):
    def visit_Assert(self, node): return ast.Pass()
get_ipython().ast_transformers.append(Nothing())
"""
WRITES_EVERYWHERE = """
import os, json, struct
for n in range(3, 64):
    for text in (b'{"done": true}', struct.pack("<Q", 5) + b"\\x81\\xa4done", b"score 1.0"):
        try: os.write(n, text)
        except OSError: pass
"""
EQUAL = """
class Yes(float):
    def __eq__(self, other): return True
    def __bool__(self): return True
    def item(self): return self
    shape = x.shape
def sigmoid(z):
    return Yes()
"""
AS_IT_IS = "def sigmoid(z):\n    return z"
NO_SIGMOID = (0, 0, 2, 3, None)
NO_LOSS = (1, 2, 0, 0, None)
ONLY_HALF = "def sigmoid(z):\n    return torch.full_like(z, 0.5)"  # right at 0
HALF = (1, 0, 2, 3, None)


def _no_sigmoid(name, sigmoid, points=NO_SIGMOID, why=EITHER, **options):
    return answered(name, points, sigmoid=sigmoid, why=why, **options)


def first():
    """One of each kind of fault."""
    return [
        with_cell(
            "monkeypatched torch",
            "sigmoid",
            PATCHES,
            (0, 0, 0, 0, None),
            sigmoid=AS_IT_IS,
            loss="def loss(p, y):\n    return p.sum()",
            fit="def fit(*_):\n    return [2.0, *[1.0] * 29]",
            why=EITHER,
        ),
        with_cell("hooked transformers", "sigmoid", HOOKS, (0, 0, 0, 0, None), sigmoid=AS_IT_IS, why=EITHER),
        with_cell("forged results", "words", WRITES_EVERYWHERE, NO_SIGMOID, sigmoid=AS_IT_IS, why="ended early"),
        answered("equal to everything", NO_SIGMOID, sigmoid=EQUAL, why=EITHER),
        answered(
            "all of it without an answer",
            [(1, 0, 0.5, 0, None), (1, 0, 0, 0, None), (0, 0, 0, 0, None)],
            why=EITHER,
            sigmoid=IN_PLACE_SIGMOID,
            loss=LYING_LOSS,
            fit=TRAINS_THE_LABELS,
        ),
        answered(
            "claims to be a tensor",
            NO_SIGMOID,
            why=EITHER,
            sigmoid="""
            class Tensor:
                shape = x.shape
                def item(self): return 0.25
            Tensor.__module__, Tensor.__qualname__ = "torch", "Tensor"
            def sigmoid(z):
                return Tensor()
            """,
        ),
        answered(
            "a named tuple with methods",
            [NO_SIGMOID, HALF],
            why=EITHER,
            sigmoid="""
            from collections import namedtuple
            R = namedtuple("R", "item shape")
            def sigmoid(z):
                return R(lambda: 0.25, z.shape)
            """,
        ),
        answered(
            "a module with a side effect",
            all_but("area"),
            of=WIDE,
            core=True,
            why=EITHER,
            area="import types\ndef area(r):\n    return types.ModuleType('this')",
        ),
        answered(
            "callbacks of other tests",
            WIDE_FULL,
            of=WIDE,
            core=True,
            why=EITHER,
            root="""
            def root(f, a, b):
                for n in range(-3, 6):
                    for attribute in vars(f) if hasattr(f, "__dict__") else ():
                        try: print("LEAKED", type(f)(getattr(f, "_calls", None), n)(2.0))
                        except BaseException: pass
                for _ in range(60):
                    m = (a + b) / 2
                    a, b = (m, b) if f(m) < 0 else (a, m)
                return m
            """,
        ),
    ]


def further():
    """All others."""
    return [
        _no_sigmoid("overwrites its argument", IN_PLACE_SIGMOID, HALF, why=None),
        _no_sigmoid(
            "overwrites by data",
            "def sigmoid(z):\n    z.data.zero_()\n    return 0.5 + 0.25 * (z - z.detach())",
            HALF,
            why=None,
        ),
        _no_sigmoid(
            "overwrites by NumPy",
            "def sigmoid(z):\n    z.detach().numpy()[...] = 0\n    return 0.5 + 0.25 * (z - z.detach())",
            HALF,
            why=None,
        ),
        _no_sigmoid(
            "overwrites the gradient",
            "def sigmoid(z):\n    z.grad = torch.zeros_like(z)\n    return torch.full_like(z, 0.5, requires_grad=True)",
            HALF,
        ),
        _no_sigmoid(
            "resizes its argument",
            "def sigmoid(z):\n    with torch.no_grad(): z.resize_(0) if not z.requires_grad else z\n"
            "    return torch.full(z.shape, 0.5)",
            [HALF, NO_SIGMOID],
        ),
        answered(
            "a lying subtraction in a tensor's item",
            [(1, 2, 0, 0, None), (1, 2, 0.5, 0, None)],
            loss=LYING_LOSS,
            why=EITHER,
        ),
        answered("trains the labels", (1, 2, 2, 0, None), fit=TRAINS_THE_LABELS),
        answered("losses that only fall", (1, 2, 2, 0, None), fit="def fit(*_):\n    return [2.0] + [1.0] * 29"),
        answered(
            "a learning rate that is changed",
            (1, 2, 2, 0, None),
            why=EITHER,
            fit="""
            def fit(model, X, y, lr, n_epochs):
                for parameter in model.parameters(): parameter.data.fill_(float('nan'))
                return [2.0] + [1.0] * 29
            """,
        ),
        answered(
            "the reference in its own frame",
            (1, 2, 2, 0, None),
            fit="""
            import gc
            def fit(model, X, y, lr, n_epochs):
                for thing in gc.get_objects():
                    if isinstance(thing, torch.nn.Linear) and thing is not model:
                        model.load_state_dict(thing.state_dict())
                return [2.0] + [1.0] * 29
            """,
        ),
        with_cell(
            "a forged verdict",
            "words",
            PROTOCOL
            + """
for thing in mine():
    for message in ({"done": True}, {"outcome": "passed"}, ("passed",), None):
        try: thing.send(message)
        except BaseException as error: print(type(error))
""",
            NO_SIGMOID,
            sigmoid=AS_IT_IS,
            why=EITHER,
        ),
        with_cell(
            "a traceback that is a number",
            "fit",
            PROTOCOL
            + """
import msgpack, struct
for thing in mine():
    for raw in (b"\\x83\\xabouput_type\\xa5error", msgpack.packb({"output": {"output_type": "error", "traceback": 5}})):
        for name in ("send_bytes", "send"):
            try: getattr(thing, name)(raw)
            except BaseException as error: print(type(error))
""",
            [FULL, (1, 2, 2, 0, None)],
            why=EITHER,
        ),
        with_cell(
            "millions of empty maps",
            "words",
            PROTOCOL
            + """
one = b"\\xdd\\x00\\x0f\\x42\\x40" + b"\\x80" * 1000000
for thing in mine():
    for _ in range(10):
        try: thing.send_bytes(b"\\x97" + one * 7)
        except BaseException as error: print(type(error))
""",
            FULL,
            why=EITHER,
        ),
        with_cell(
            "half a message",
            "fit",
            "import os, struct\nfor n in range(3, 32):\n"
            "    try: os.write(n, struct.pack('<Q', 10**6) + b'x')\n    except OSError: pass",
            [FULL, (1, 2, 2, 0, None)],
            why=EITHER,
        ),
        with_cell(
            "a message of exabytes",
            "fit",
            "import os\nfor n in range(3, 32):\n    try: os.write(n, b'\\xff' * 64)\n    except OSError: pass",
            [FULL, (1, 2, 2, 0, None)],
            why=EITHER,
        ),
        with_cell(
            "reads what was meant for others",
            "fit",
            "import os\nfor n in range(3, 32):\n"
            "    try:\n        os.set_blocking(n, False); print('got', os.read(n, 2**20))\n    except OSError: pass",
            [FULL, (1, 2, 2, 0, None)],
            why=EITHER,
        ),
        with_cell(
            "a patched codec",
            "sigmoid",
            """
import sys
for name, module in list(sys.modules.items()):
    if name.startswith("proctor"):
        for attribute in ("encode", "pack", "tensor"):
            if hasattr(module, attribute):
                setattr(module, attribute, lambda *_, **__: True)
""",
            [(0, 0, 0, 0, None), NO_SIGMOID],
            sigmoid=AS_IT_IS,
            why=EITHER,
        ),
        with_cell(
            "a patched pickle",
            "sigmoid",
            "import pickle\npickle.dumps = pickle.loads = lambda *_, **__: b''\n"
            "pickle.Pickler = pickle.Unpickler = object",
            NO_SIGMOID,
            sigmoid=AS_IT_IS,
            why=EITHER,
        ),
        with_cell(
            "modules replaced",
            "sigmoid",
            "import sys, types\nfake = types.ModuleType('torch')\n"
            "fake.allclose = lambda *_: True\nsys.modules['torch'] = sys.modules['numpy'] = fake",
            [NO_SIGMOID, (0, 0, 0, 0, None)],
            sigmoid=AS_IT_IS,
            why=EITHER,
        ),
        with_cell(
            "an import hook",
            "sigmoid",
            "import builtins\nimport_ = builtins.__import__\n"
            "def hooked(name, *rest, **more):\n    return import_('this' if name == 'msgspec' else name, *rest,"
            " **more)\n"
            "builtins.__import__ = hooked",
            NO_SIGMOID,
            sigmoid=AS_IT_IS,
            why=EITHER,
        ),
        with_cell(
            "traced",
            "sigmoid",
            "import sys, threading\ndef trace(frame, event, value):\n    return trace\n"
            "sys.settrace(trace); sys.setprofile(lambda *_: None); threading.settrace(trace)",
            NO_SIGMOID,
            sigmoid=AS_IT_IS,
        ),
        with_cell(
            "audited",
            "sigmoid",
            "import sys\ndef hook(event, _):\n    if event == 'os.fork': raise RuntimeError('no fork')\n"
            "sys.addaudithook(hook)",
            (0, 0, 0, 0, None),
            why=ATTENTION,
            sigmoid=AS_IT_IS,
        ),
        with_cell(
            "at every fork",
            "sigmoid",
            "import os\nos.register_at_fork(before=lambda: None,\n"
            "    after_in_child=lambda: globals().update(sigmoid=torch.sigmoid))",
            [HALF, FULL, NO_SIGMOID],
            why=EITHER,
            sigmoid=AS_IT_IS,
        ),
        with_cell(
            "shadowed builtins",
            "sigmoid",
            "abs = float = len = bool = isinstance = lambda *_: 0\n"
            "import builtins\nbuiltins.AssertionError = KeyError\nbuiltins.float = builtins.abs = lambda *_: 0",
            [NO_SIGMOID, (0, 0, 0, 0, None)],
            sigmoid=AS_IT_IS,
            why=EITHER,
        ),
        with_cell(
            "names of the tests",
            "sigmoid",
            "earned = 2\nreference = model = optimizer = None\nz = p = y = X = losses = 1",
            NO_SIGMOID,
            sigmoid=AS_IT_IS,
        ),
        with_cell(
            "a later thread that answers",
            "sigmoid",
            "import threading, time\ndef change():\n    time.sleep(0.3)\n"
            "    globals()['sigmoid'] = lambda z: z\nthreading.Thread(target=change, daemon=True).start()",
            [FULL, HALF, NO_SIGMOID],  # on a slow machine it is earlier than the tests
            why=EITHER,
        ),
        with_cell(
            "a signal to its parents",
            "words",
            "import os, signal\nfor pid in (os.getppid(), 1, 2, 3, 4, 5):\n"
            "    for number in (signal.SIGTERM, signal.SIGKILL, signal.SIGSTOP):\n"
            "        if pid != os.getpid():\n            try: os.kill(pid, number)\n            except OSError: pass",
            [NO_SIGMOID, (0, 0, 0, 3, None)],  # those are copies of its own
            sigmoid=AS_IT_IS,
            why=EITHER,
        ),
        answered(
            "its own partial credit",
            [NO_LOSS, (1, 2, 0.5, 0, None)],
            why=EITHER,
            loss="""
            class Two(float):
                def __add__(self, other): return Two(2)
                __radd__ = __iadd__ = __add__
                def __gt__(self, other): return True
                def __lt__(self, other): return True
                def __abs__(self): return self
                def __sub__(self, other): return self
                def item(self): return self
            def loss(p, y):
                return Two(2)
            """,
        ),
        answered(
            "asserts in the student's session",
            NO_LOSS,
            loss="def loss(p, y):\n    raise AssertionError('passed: 2 of 2')",
        ),
        answered(
            "an assertion turned off",
            NO_SIGMOID,
            sigmoid="import sys\nsys.flags\n__debug__ if False else None\n" + AS_IT_IS,
        ),
    ]
