"""Right answers in ways of writing Python that courses do not teach, and notebooks in which much else is done."""

import copy
import json

from .assignment import FIT, FULL, LOSS, SIGMOID, code, released, solved
from .kind import Kind, answered, with_cell
from .wide import FULL as ALL
from .wide import WIDE

BEGIN, LOOP = "    losses = []", "    for _ in range(n_epochs):"
STEP = """        optimizer.zero_grad()
        value = loss(torch.sigmoid(model(X)), y)
        value.backward()
        optimizer.step()
"""
# {name: right answers to the small assignment}
SMALL = {
    "annotations of the future": {
        "sigmoid": "from __future__ import annotations\ndef sigmoid(z: Logit, *, of: Any = None) -> P | None:\n"
        "    return torch.sigmoid(z)"
    },
    "hints of what is not there yet": {"sigmoid": "def sigmoid(z: 'Logit') -> 'P':\n    return torch.sigmoid(z)"},
    "a name within an expression": {
        "loss": "def loss(p, y):\n"
        "    return -((one := y * torch.log(p)) + (1 - y) * torch.log(1 - p) + 0 * one.detach()).mean()"
    },
    "a decorator that takes the time": {
        "sigmoid": """
        import functools, time
        def timed(f):
            @functools.wraps(f)
            def wrapped(*args, **kwargs):
                start = time.perf_counter()
                try: return f(*args, **kwargs)
                finally: print(f"{f.__name__}: {time.perf_counter() - start:.3f} s")
            return wrapped
        @timed
        def sigmoid(z):
            return torch.sigmoid(z)
        """
    },
    "a function of its own for each type": {
        "sigmoid": """
        import functools
        @functools.singledispatch
        def sigmoid(z): raise TypeError(type(z))
        @sigmoid.register
        def _(z: torch.Tensor): return torch.sigmoid(z)
        """
    },
    "a static method": {
        "sigmoid": "class Tools:\n    @staticmethod\n    def sigmoid(z): return torch.sigmoid(z)\n"
        "sigmoid = Tools.sigmoid"
    },
    "a bound method": {
        "sigmoid": "class Tools:\n    one = 1\n    def sigmoid(self, z): return self.one / (1 + torch.exp(-z))\n"
        "sigmoid = Tools().sigmoid"
    },
    "a method of PyTorch's": {"sigmoid": "sigmoid = torch.Tensor.sigmoid"},
    "positional only": {"sigmoid": "def sigmoid(z, /, *, scale=1.0):\n    return torch.sigmoid(scale * z)"},
    "any number of arguments": {
        "sigmoid": "def sigmoid(*args, **kwargs):\n    (z,) = args\n    return torch.sigmoid(z)"
    },
    "a match": {
        "sigmoid": "def sigmoid(z):\n    match z:\n        case torch.Tensor(): return torch.sigmoid(z)\n"
        "        case _: raise TypeError"
    },
    "a trace": {"sigmoid": "sigmoid = torch.jit.trace(torch.sigmoid, torch.zeros(3))"},
    "a graph": {"sigmoid": "sigmoid = torch.fx.symbolic_trace(torch.nn.Sigmoid())"},
    "letters of other alphabets": {
        "sigmoid": "def σ(z):\n    größe = torch.exp(-z)\n    return 1 / (1 + größe)\nｓigmoid = σ"
    },
    "tabs": {"sigmoid": SIGMOID.replace("    ", "\t"), "fit": FIT.replace("    ", "\t")},
    "one long line": {"sigmoid": "sigmoid = lambda z: (" + "+".join(["0 * z"] * 300) + " + torch.sigmoid(z))"},
    "backslashes": {
        "sigmoid": 'def sigmoid(z):\n    "1/(1+e^{-z}), \\sigma \\d"\n    return 1 \\\n        / (1 + torch.exp(-z))'
    },
    "a coding line": {"sigmoid": f"# -*- coding: latin-1 -*-\n{SIGMOID}"},
    "run as a script": {
        "fit": FIT + "\nif __name__ == '__main__':\n    print(fit(torch.nn.Linear(1, 1), torch.zeros(2, 1), "
        "torch.ones(2, 1), .1, 2))"
    },
    "captured": {"sigmoid": f"%%capture shown\nprint('what is shown')\n{SIGMOID}"},
    "timed": {"sigmoid": f"%%time\n{SIGMOID}"},
    "a loss of one entry": {
        "loss": LOSS.replace(".mean()", ".mean(dim=0, keepdim=True)"),
        "fit": FIT.replace("value = loss(", "value = loss(").replace("value.backward()", "value.sum().backward()"),
    },
    "a loss of 64 bits": {
        "loss": "def loss(p, y):\n    return torch.nn.functional.binary_cross_entropy(p.double(), y.double())"
    },
    "calls itself": {
        "fit": """
        def fit(model, X, y, lr, n_epochs):
            if n_epochs == 0:
                return []
            value = loss(torch.sigmoid(model(X)), y)
            model.zero_grad()
            value.backward()
            with torch.no_grad():
                for parameter in model.parameters(): parameter -= lr * parameter.grad
            return [value.item()] + fit(model, X, y, lr, n_epochs - 1)
        """
    },
    "yields": {
        "fit": "def _steps(model, X, y, lr, n_epochs):\n"
        + FIT.partition("\n    ### BEGIN SOLUTION\n")[2].partition("    ### END")[0]
        .replace("losses.append(value.item())", "yield value.item()").replace("    return losses\n", "")
        + "\ndef fit(*args):\n    return list(_steps(*args))"
    },
    "names of the function around": {
        "fit": """
        def fit(model, X, y, lr, n_epochs):
            losses, n = [], 0
            def step():
                nonlocal n
                value = loss(torch.sigmoid(model(X)), y)
                for parameter, grad in zip(model.parameters(), torch.autograd.grad(value, [*model.parameters()])):
                    parameter.data.add_(grad, alpha=-lr)
                losses.append(float(value)); n += 1
            while n < n_epochs: step()
            return losses
        """
    },
    "a loader of one batch": {
        "fit": FIT.replace(LOOP, "    from torch.utils.data import DataLoader, TensorDataset\n"
                           "    loader = DataLoader(TensorDataset(X, y), batch_size=len(X), shuffle=True)\n" + LOOP)
        .replace(STEP, "        for X, y in loader:\n    " + STEP.strip("\n").replace("\n", "\n    ") + "\n")
    },
    "a schedule": {
        "fit": FIT.replace(BEGIN, "    schedule = torch.optim.lr_scheduler.StepLR(optimizer, 1000)\n" + BEGIN)
        .replace("        losses.append", "        schedule.step()\n        losses.append")
    },
    "a closure for the step": {
        "fit": FIT.replace(STEP, """        def closure():
            optimizer.zero_grad()
            value = loss(torch.sigmoid(model(X)), y)
            value.backward()
            return value
        value = optimizer.step(closure)
""")
    },
    "a copy that is loaded back": {
        "fit": FIT.replace(BEGIN, "    import copy\n    original, model = model, copy.deepcopy(model)\n"
                           "    optimizer = torch.optim.SGD(model.parameters(), lr=lr)\n" + BEGIN)
        .replace("    return losses", "    original.load_state_dict(model.state_dict())\n    return losses")
    },
    "parameters that are replaced": {
        "fit": """
        def fit(model, X, y, lr, n_epochs):
            losses = []
            for _ in range(n_epochs):
                value = loss(torch.sigmoid(model(X)), y)
                gw, gb = torch.autograd.grad(value, (model.weight, model.bias))
                model.weight = torch.nn.Parameter(model.weight.detach() - lr * gw)
                model.bias = torch.nn.Parameter(model.bias.detach() - lr * gb)
                losses.append(value.item())
            return losses
        """
    },
    "a hook that stays": {
        "fit": FIT.replace(BEGIN, "    model.register_forward_hook(lambda *_: None)\n"
                           "    model.weight.register_hook(lambda grad: None)\n" + BEGIN)
    },
    "functions of the parameters": {
        "fit": """
        from torch.func import functional_call, grad_and_value
        def fit(model, X, y, lr, n_epochs):
            now, losses = {name: p.detach().clone() for name, p in model.named_parameters()}, []
            for _ in range(n_epochs):
                of = grad_and_value(lambda now: loss(torch.sigmoid(functional_call(model, now, (X,))), y))
                grads, value = of(now)
                now = {name: p - lr * grads[name] for name, p in now.items()}
                losses.append(value.item())
            model.load_state_dict(now)
            return losses
        """
    },
    "workers of a loader in the answer": {
        "fit": FIT.replace(LOOP, "    from torch.utils.data import DataLoader, TensorDataset\n"
                           "    loader = DataLoader(TensorDataset(X, y), batch_size=len(X), num_workers=1)\n"
                           "    (X, y), = loader\n" + LOOP)
    },
    "saved and loaded": {
        "fit": FIT.replace(BEGIN, "    torch.save(model.state_dict(), 'start.pt')\n" + BEGIN)
        .replace("    return losses", "    torch.save({'model': model.state_dict(), 'losses': losses}, 'end.pt')\n"
                 "    model.load_state_dict(torch.load('end.pt')['model'])\n    return losses")
    },
    "a device that may be there": {
        "fit": FIT.replace(BEGIN, "    device = torch.device('cuda' if torch.cuda.is_available() else 'cpu')\n"
                           "    model, X, y = model.to(device), X.to(device), y.to(device)\n" + BEGIN)
    },
    "a check of its own that fails": {
        "sigmoid": SIGMOID + "\nassert sigmoid(torch.full((1,), 2.0)) == 0.8808, 'nearly'"
    },
    "a database": {
        "fit": FIT.replace(BEGIN, "    import sqlite3\n    book = sqlite3.connect('runs.db')\n"
                           "    book.execute('create table if not exists runs (lr)')\n" + BEGIN)
        .replace("    return losses", "    book.execute('insert into runs values (?)', (lr,)); book.commit()\n"
                 "    return losses")
    },
    "best weights kept": {
        "fit": FIT.replace(BEGIN, "    best = float('inf'), None\n" + BEGIN)
        .replace("        losses.append", "        if value.item() < best[0]: best = value.item(), "
                 "{k: v.clone() for k, v in model.state_dict().items()}\n        losses.append")
        .replace("    return losses", "    model.load_state_dict(best[1])\n    return losses")
    },
    "evaluated without training": {
        "fit": FIT.replace("    return losses", "    model.eval()\n    model.requires_grad_(False)\n    return losses")
    },
    **{
        f"losses in {kind}": {"fit": FIT.replace("return losses", f"{imports}\n    return {made}")}
        for kind, imports, made in [
            ("an array of Python's", "import array", "array.array('d', losses)"),
            ("a view of memory", "import array", "memoryview(array.array('d', losses))"),
            ("scalars of NumPy's", "import numpy", "[numpy.float32(value) for value in losses]"),
            ("an array of objects", "import numpy", "numpy.array(losses, dtype=object)"),
            ("an index", "import pandas", "pandas.Index(losses)"),
            ("a column", "import numpy", "numpy.array(losses)[:, None]"),
            ("a list of a class of its own", "class History(list): pass", "History(losses)"),
            ("a list of the library's", "import collections", "collections.UserList(losses)"),
            ("arrays of no dimension", "import numpy", "[numpy.array(value) for value in losses]"),
            ("Decimals", "from decimal import Decimal", "[Decimal(value) for value in losses]"),
            ("an iterator's list", "import itertools", "list(itertools.islice(losses, None))"),
        ]
    },
}  # fmt: skip
# {name: a right answer to a question of the wide assignment}
OTHERS = {
    "area as a text": {"area": "import math\ndef area(r):\n    return str(math.pi * r ** 2)"},
    "area of one row": {"area": "def area(r):\n    return torch.tensor([np.pi * r ** 2])"},
    "area in a column of one": {"area": "def area(r):\n    return pd.Series([np.pi * r ** 2])"},
    "area as a long float": {"area": "def area(r):\n    return np.longdouble(np.pi) * r ** 2"},
    "area as a formula": {"area": "import sympy\ndef area(r):\n    return sympy.pi * sympy.Float(r) ** 2"},
    "area by cases": {"area": "import math\ndef area(r):\n    return math.pi * r ** 2 if r else -0.0"},
    "stats read-only": {
        "stats": "import types\ndef stats(v):\n    return types.MappingProxyType({'mean': v.mean(), 'max': v.max()})"
    },
    "stats in a chain": {
        "stats": "import collections\ndef stats(v):\n"
        "    return collections.ChainMap({'mean': v.mean()}, {'max': v.max()})"
    },
    "stats in a dict of the library's": {
        "stats": "import collections\ndef stats(v):\n    return collections.UserDict(mean=v.mean(), max=v.max())"
    },
    "stats by names of NumPy's": {
        "stats": "def stats(v):\n    return {np.str_('mean'): v.mean(), np.str_('max'): v.max(), np.int64(3): None}"
    },
    "stats as Decimals": {
        "stats": "from decimal import Decimal\ndef stats(v):\n"
        "    return {'mean': Decimal(float(v.mean())), 'max': Decimal(float(v.max()))}"
    },
    "stats as tensors": {
        "stats": "def stats(v):\n    v = torch.from_numpy(v)\n    return {'mean': v.mean(), 'max': v.max()}"
    },
    "stats in a row": {
        "stats": "def stats(v):\n    return pd.DataFrame({'mean': [v.mean()], 'max': [v.max()]}).iloc[0]"
    },
    "stats of a description": {"stats": "def stats(v):\n    return pd.Series(v).describe()"},
    "a prediction as truth": {"predict": "def predict(X):\n    return X[:, 0] > 0"},
    "a prediction of whole numbers": {"predict": "def predict(X):\n    return (X[:, 0] > 0).to(torch.int8)"},
    "a prediction in a Series": {"predict": "def predict(X):\n    return pd.Series((X[:, 0] > 0).numpy())"},
    "a complex prediction": {"predict": "def predict(X):\n    return (X[:, 0] > 0).to(torch.complex64)"},
    "a prediction of a network": {
        "predict": "predict = torch.nn.Sequential(torch.nn.Linear(2, 1), torch.nn.Flatten(0), torch.nn.Threshold(0, 0),"
        " torch.nn.Hardtanh(0, 1))\nwith torch.no_grad():\n    predict[0].weight[:] = torch.tensor([[1e6, 0.0]])\n"
        "    predict[0].bias[:] = 0"
    },
    "a prediction of scikit-learn's": {
        "predict": "from sklearn.preprocessing import Binarizer\ndef predict(X):\n"
        "    return Binarizer().fit_transform(X[:, :1].numpy()).ravel()"
    },
    "weights turned round twice": {
        "refit": "def refit(X, y):\n    w = np.linalg.lstsq(X.numpy(), y.numpy(), rcond=None)[0]\n"
        "    return w[::-1].copy('F')[::-1]"
    },
    "weights to be read only": {
        "refit": "def refit(X, y):\n    w = np.linalg.pinv(X.numpy()) @ y.numpy()\n    w.flags.writeable = False\n"
        "    return w"
    },
    "weights in a file": {
        "refit": "def refit(X, y):\n    w = np.linalg.pinv(X.numpy()) @ y.numpy()\n"
        "    kept = np.memmap('w', 'float32', 'w+', shape=w.shape)\n    kept[:] = w\n    return kept"
    },
    "weights turned": {"refit": "def refit(X, y):\n    return torch.linalg.lstsq(X, y).solution.T.contiguous().T"},
    "weights that remember": {
        "refit": "def refit(X, y):\n    X = X.clone().requires_grad_()\n    return torch.linalg.solve(X.T @ X, X.T @ y)"
    },
    "weights of a fit": {
        "refit": "from sklearn.linear_model import LinearRegression\ndef refit(X, y):\n"
        "    return LinearRegression(fit_intercept=False).fit(X.numpy(), y.numpy()).coef_.T"
    },
    "an operator as the answer": {
        "fold": "from operator import add\ndef fold(f, items, start):\n    import itertools\n"
        "    *_, last = itertools.accumulate(items, f, initial=start)\n    return last"
    },
    "items used up": {
        "fold": "add = lambda a, b: a + b\ndef fold(f, items, start):\n    while items:\n"
        "        start = f(start, items.pop(0))\n    return start"
    },
    "folds by itself": {
        "fold": "def add(a, b): return a + b\ndef fold(f, items, start):\n"
        "    return fold(f, items[1:], f(start, items[0])) if items else start"
    },
    "a root in Fractions": {
        "root": "from fractions import Fraction\ndef root(f, a, b):\n    a, b = Fraction(a), Fraction(b)\n"
        "    while b - a > Fraction(1, 10 ** 8):\n        m = (a + b) / 2\n"
        "        a, b = (m, b) if f(m) < 0 else (a, m)\n    return (a + b) / 2"
    },
    "a root by gradients": {
        "root": "def root(f, a, b):\n    t = torch.tensor(float(b), dtype=torch.float64)\n    for _ in range(30):\n"
        "        t = t.detach().requires_grad_()\n        value = f(t)\n        value.backward()\n"
        "        t = t - value / t.grad\n    return t.item()"
    },
    "a root on a grid": {
        "root": "def root(f, a, b):\n    t = np.linspace(a, b, 200_001)\n    return float(np.interp(0, f(t), t))"
    },
    "a tally that is a list": {
        "tally": "class Tally(list):\n    def add(self, value): self.append(value)\n"
        "    total = property(lambda self: sum(self))\n    def mean(self): return sum(self) / len(self)"
    },
    "a tally that is a dict": {
        "tally": "class Tally(dict):\n    def add(self, value): self[len(self)] = value\n"
        "    total = property(lambda self: sum(self.values()))\n    def mean(self): return self.total / len(self)"
    },
    "a tally that is a deque": {
        "tally": "import collections\nclass Tally(collections.deque):\n    def add(self, value): self.append(value)\n"
        "    total = property(lambda self: sum(self))\n    def mean(self): return self.total / len(self)"
    },
    "a tally that is a Counter": {
        "tally": "import collections\nclass Tally(collections.Counter):\n    def add(self, value): self[value] += 1\n"
        "    total = property(lambda self: sum(self.elements()))\n"
        "    def mean(self): return self.total / sum(self.values())"
    },
    "a tally that is a module": {
        "tally": "class Tally(torch.nn.Module):\n    def __init__(self):\n        super().__init__()\n"
        "        self.register_buffer('kept', torch.zeros(0))\n"
        "    def add(self, value): self.kept = torch.cat([self.kept, torch.tensor([value])])\n"
        "    total = property(lambda self: self.kept.sum().item())\n    def mean(self): return self.kept.mean().item()"
    },
    "a tally that is made by a function": {
        "tally": "import types\ndef Tally():\n    kept = []\n    made = types.SimpleNamespace(total=0)\n"
        "    def add(value): kept.append(value); made.total = sum(kept)\n"
        "    made.add, made.mean = add, lambda: sum(kept) / len(kept)\n    return made"
    },
    "a tally of a kind": {
        "tally": "from abc import ABC, abstractmethod\nfrom typing import Generic, TypeVar\nT = TypeVar('T')\n"
        "class Base(ABC, Generic[T]):\n    @abstractmethod\n    def add(self, value: T) -> None: ...\n"
        "class Tally(Base[float]):\n    def __init__(self): self.kept = []\n"
        "    def add(self, value): self.kept.append(value)\n    @property\n    def total(self): return sum(self.kept)\n"
        "    def mean(self): import statistics; return statistics.fmean(self.kept)"
    },
    "a tally whose attributes are looked up": {
        "tally": "class Tally:\n    def __init__(self): self.kept = []\n    def __getattr__(self, name):\n"
        "        if name == 'total': return sum(self.kept)\n        if name == 'add': return self.kept.append\n"
        "        if name == 'mean': return lambda: sum(self.kept) / len(self.kept)\n"
        "        raise AttributeError(name)"
    },
    "doubled with gaps allowed": {"doubled": "def doubled(frame):\n    return frame['a'].convert_dtypes() * 2"},
    "doubled by a text": {"doubled": "def doubled(frame):\n    return frame.eval('a * 2')"},
    "doubled with a name": {"doubled": "def doubled(frame):\n    return frame.assign(d=frame.a * 2).d.rename('twice')"},
    "doubled in an array": {"doubled": "def doubled(frame):\n    return frame['a'].to_numpy() * 2"},
    "pushed by assigning": {"push": "def push(stack, item):\n    stack[:] = [*stack, item]"},
    "pushed by its class": {"push": "def push(stack, item):\n    list.append(stack, item)"},
}
# {name: what stands in a cell above the first answer, and what may stay of it}
ABOVE = {
    "settings": "import numpy as np, pandas as pd, sys, decimal, locale\nnp.set_printoptions(precision=1)\n"
    "torch.set_printoptions(sci_mode=True)\npd.set_option('display.max_rows', 3)\nsys.setrecursionlimit(10**5)\n"
    "decimal.getcontext().prec = 3\nlocale.setlocale(locale.LC_ALL, 'C')",
    "what the machine is": "import os, platform, socket, getpass, tempfile, uuid, shutil, multiprocessing, subprocess\n"
    "from datetime import datetime\nfrom importlib.metadata import version\nfrom pathlib import Path\n"
    "from zoneinfo import ZoneInfo\nprint(platform.platform(), socket.gethostname(), getpass.getuser(), Path.home(),\n"
    "      tempfile.gettempdir(), uuid.uuid4(), shutil.which('python'), multiprocessing.cpu_count(), os.cpu_count(),\n"
    "      datetime.now(ZoneInfo('Europe/Berlin')), version('torch'), subprocess.check_output(['uname', '-a']))\n"
    "!nvidia-smi\nif torch.cuda.is_available(): torch.cuda.manual_seed_all(0)\n"
    "from sklearn.datasets import load_iris\nload_iris().data.shape",
    "anomalies looked for": "torch.autograd.set_detect_anomaly(True)",
    "traces of memory": "import tracemalloc, faulthandler, gc\n"
    "tracemalloc.start()\nfaulthandler.enable()\ngc.disable()",
    "magics of every sort": "%xmode Verbose\n%precision 3\n%config InlineBackend.figure_format = 'retina'\n%pprint\n"
    "%load_ext autoreload\n%autoreload 2\n%env A=1\nfiles = !ls\n%who\n%cd .\n?print\n%lsmagic",
    "cells of other languages": "%%html\n<b>bold</b>",
    "a backend with windows": "import matplotlib\ntry: matplotlib.use('TkAgg')\nexcept Exception as e: print(e)\n"
    "import matplotlib.pyplot as plt\nplt.ion()\nplt.plot([1, 2]); plt.show(block=False); plt.pause(0.01)",
    "displays": "from IPython.display import HTML, Audio, IFrame, Image, Math, clear_output, display\n"
    "import numpy as np\ndisplay(HTML('<b>b</b>'), Math('x'), IFrame('https://x.example', 1, 1))\n"
    "Audio(np.zeros(100), rate=8000)\nclear_output(wait=True)\nhandle = display('a', display_id=True)\n"
    "handle.update('b')",
    "hooks of Python's": "import sys, atexit, signal\nsys.excepthook = lambda *_: None\natexit.register(print, 'bye')\n"
    "signal.signal(signal.SIGTERM, lambda *_: None)\nsys.displayhook = print",
    "a package that is missing, for a plot": "import seaborn as sns\nsns.set_theme()",
    "a profile": "import cProfile\ncProfile.run('sum(range(10))')\n%prun sum(range(10))",
    "warnings to be seen": "import warnings, logging\nwarnings.simplefilter('always')\nlogging.captureWarnings(True)\n"
    "warnings.warn('careful')",
}
BELOW = {
    "errors at the end": "raise SystemError('I was only trying')",
    "a cell that is no Python": "this is no Python at all",
    "nothing but a comment": "# done!",
    "a plot of many points": "import matplotlib.pyplot as plt\nplt.scatter(range(20000), range(20000))\nplt.show()",
    "a large table": "import pandas as pd\npd.DataFrame({n: range(2000) for n in range(30)})",
}


def first():
    """One of each kind of fault."""
    return []


def further():
    """All others."""
    return [
        *(answered(name, FULL, **answers) for name, answers in SMALL.items()),
        *(answered(name, ALL, of=WIDE, **answers) for name, answers in OTHERS.items()),
        with_cell(
            "the answer in a file that is run",
            "sigmoid-visible",
            "%run mine.py",
            FULL,
            sigmoid="%%writefile mine.py\nimport torch\ndef sigmoid(z):\n    return torch.sigmoid(z)",
        ),
        *(with_cell(name, "sigmoid", source, FULL) for name, source in ABOVE.items()),
        *(with_cell(name, "words", source, FULL) for name, source in BELOW.items()),
        *(Kind(f"saved as 4.{minor}", lambda minor=minor: _saved_as(minor), FULL) for minor in range(6)),
        Kind("tests with spaces at their ends", _spaced, FULL),
        Kind("cells in parts of a list", _in_parts, FULL),
        Kind("cells between all others", _between, FULL),
        Kind("outputs of megabytes", _with_outputs, FULL),
        Kind("not one output", lambda: _with_outputs(0), FULL),
        Kind("answers behind their tests, too", _twice, FULL),
    ]


def _saved_as(minor):
    notebook = json.loads(json.dumps(solved()))
    notebook["nbformat_minor"] = minor
    for number, cell in enumerate(notebook["cells"]):
        cell.pop("id", None)
        if minor < 1 and cell["cell_type"] == "code":
            cell["metadata"]["collapsed"] = number % 2 == 0
    return notebook


def _spaced():
    notebook = solved()
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("grade"):
            cell.source = cell.source.replace("\n", "  \n") + "\n\n"
    return notebook


def _in_parts():
    notebook = json.loads(json.dumps(solved()))
    for cell in notebook["cells"]:
        cell["source"] = cell["source"].splitlines(keepends=True)
    return notebook


def _between():
    notebook = solved()
    for place in range(len(notebook.cells), 0, -1):
        notebook.cells.insert(place, code(f"print('here', {place})\nplace_{place} = torch.zeros({place})"))
    return notebook


def _with_outputs(size=2**20):
    notebook = solved()
    for cell in notebook.cells:
        if cell.cell_type == "code":
            text = {"output_type": "stream", "name": "stdout", "text": "x" * size}
            cell.outputs = [copy.deepcopy(text)] if size else []
            cell.execution_count = 10**9
    return notebook


def _twice():
    """Who has copied the answers to the end, where the notebook ends with them."""
    notebook = solved()
    notebook.cells += [code(answer) for answer in (SIGMOID, LOSS, FIT)]
    assert len(notebook.cells) > len(released().cells)
    return notebook
