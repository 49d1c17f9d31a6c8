"""What honest students do in their notebooks beside answering, and what must cost them nothing."""

from .assignment import FIT, FULL, LOSS, SIGMOID, solved
from .kind import EITHER, Kind, answered, with_cell

LIST_OF_EVERYTHING = "everything = []\nwhile True:\n    everything.append('x' * 2**20)"
WITH_JOBLIB = FIT.replace(
    "    losses = []",
    "    import joblib\n    assert joblib.Parallel(n_jobs=2)(map(joblib.delayed(abs), [-1, 2])) == [1, 2]"
    "\n    losses = []",
)


def _text(name, text, **options):
    """Printed, raised or shown below the tests."""
    return with_cell(name, "words", text, FULL, **options)


def _above(name, text, **options):
    """The same above the first answer, so that whatever stays of it holds for all tests."""
    return with_cell(name, "sigmoid", text, FULL, **options)


def _saved_by(metadata, cell_metadata):
    def made():
        notebook = solved()
        notebook.metadata.update(metadata)
        for cell in notebook.cells:
            cell.metadata.update(cell_metadata)
        return notebook

    return made


def first():
    """One of each kind of fault."""
    return [
        _text(
            "a surrogate printed",
            "print('before')\nprint(b'caf\\xe9'.decode('utf8', 'surrogateescape'))",
            shows="before",
        ),
        with_cell("memory filled by a cell", "loss", LIST_OF_EVERYTHING, [FULL, (1, 2, 0, 0, None)], why=EITHER),
        answered("joblib", FULL, fit=WITH_JOBLIB),
        with_cell("gradients switched off", "words", "torch.set_grad_enabled(False)", FULL),
        with_cell("input", "loss", "name = input('your name? ')", FULL),
        Kind(
            "saved by Colab",
            _saved_by(
                {
                    "colab": {"provenance": [], "toc_visible": True},
                    "accelerator": "GPU",
                    "widgets": {"application/vnd.jupyter.widget-state+json": {"ab12": {"model_name": "HBoxModel"}}},
                    "kernelspec": {"name": "python3", "display_name": "Python 3"},
                    "language_info": {"name": "python"},
                },
                {"id": "aB3_xY", "colab": {"base_uri": "https://localhost:8080/"}, "outputId": "7c"},
            ),
            FULL,
        ),
    ]


OPENED = """
{opened}
def sigmoid(z):
    {used}
    return torch.sigmoid(z)
"""


def _opened(kind, opened, used):
    """The released tests are passed where the student works; the copies that tests ask have it closed."""
    return answered(
        f"a {kind} opened with the answer",
        FULL,
        sigmoid=OPENED.format(opened=opened, used=used),
    )


LOOP = "    for _ in range(n_epochs):"
BEGIN = "    losses = []"
# right answers in a style of one's own
STYLES = {
    "a progress bar in the answer": {
        "fit": FIT.replace(LOOP, "    from tqdm.auto import tqdm\n    for _ in tqdm(range(n_epochs)):")
    },
    "a plot in the answer": {
        "fit": FIT.replace("    return", "    import matplotlib.pyplot as p; p.plot(losses); p.show()\n    return")
    },
    "losses as an array": {
        "fit": FIT.replace("return losses", "import numpy as np; return np.array(losses, 'float32')")
    },
    "losses as a tensor": {
        "fit": FIT.replace("value.item()", "value").replace("return losses", "return torch.stack(losses)")
    },
    "losses with gradients": {"fit": FIT.replace("value.item()", "value")},
    "losses that are global": {"fit": "losses = []\n" + FIT.replace(BEGIN, "    global losses\n    losses.clear()")},
    "a log that stays open": {
        "fit": "log = open('log.txt', 'a')\n" + FIT.replace(BEGIN, "    log.write('begins'); losses = []")
    },
    "asks in the answer": {
        "sigmoid": "def sigmoid(z):\n    try: input('why? ')\n    except EOFError: pass\n    return torch.sigmoid(z)"
    },
    "results that are kept": {
        "loss": "import functools\nfrom torch.nn.functional import binary_cross_entropy as of\n"
        "@functools.lru_cache\ndef loss(p, y): return of(p, y)"
    },
    "a script of PyTorch's": {
        "sigmoid": "@torch.jit.script\ndef sigmoid(z: torch.Tensor) -> torch.Tensor:\n    return torch.sigmoid(z)"
    },
    "an object that can be called": {
        "sigmoid": "class Sigmoid:\n    def __call__(self, z): return torch.sigmoid(z)\nsigmoid = Sigmoid()"
    },
    "a module in place of a function": {"sigmoid": "sigmoid = torch.nn.Sigmoid()"},
    "a function of PyTorch's own": {"sigmoid": "sigmoid = torch.sigmoid"},
    "a partial": {
        "loss": "import functools\nloss = functools.partial(torch.nn.functional.binary_cross_entropy, reduction='mean')"
    },
    "a compiled answer": {
        "sigmoid": "@torch.compile\ndef sigmoid(z):\n    return 1 / (1 + torch.exp(-z))",
        "loss": LOSS + "\nloss = torch.compile(loss, fullgraph=True, mode='reduce-overhead')",
        "fit": FIT.replace(BEGIN, "    model.compile(); net = torch.compile(model)\n    losses = []")
        .replace("model(X)", "net(X)"),
    },
    "a window for plots in the answer": {
        "sigmoid": "%matplotlib widget\nimport matplotlib.pyplot as plt\nplt.plot([1])\n" + SIGMOID,
        "loss": "%matplotlib inline\n" + LOSS,
        "fit": FIT.replace(BEGIN, "    get_ipython().run_line_magic('matplotlib', 'inline')\n    losses = []"),
    },
    "lines of other environments in the answer": {
        "sigmoid": "%load_ext line_profiler\n%autosave 60\n%tensorflow_version 2.x\n" + SIGMOID,
    },
    "a function for each row": {"sigmoid": "sigmoid = torch.vmap(lambda z: 1 / (1 + torch.exp(-z)))"},
}  # fmt: skip


def further():
    """All others."""
    return [
        answered(
            "a package that is not here",
            (0, 0, 2, 3, None),
            sigmoid="def sigmoid(z):\n    import numba_of_my_own\n    return torch.sigmoid(z)",
            why="No module named 'numba_of_my_own'",
        ),
        with_cell(
            "another place's package above an import",
            "sigmoid",
            "from google.colab import drive\nimport math",
            (0, 0, 2, 3, None),
            sigmoid="def sigmoid(z):\n    return 1 / (1 + math.e ** -z)",
            why="No module named 'google",
        ),
        _opened("socket", "import socket\na, b = socket.socketpair()", "a.send(b'x'); assert b.recv(1) == b'x'"),
        _opened("pipe", "import os\nr, w = os.pipe()", "os.write(w, b'x'); assert os.read(r, 1) == b'x'"),
        _opened("file", "file = open('kept', 'w+'); file.write('12')", "file.seek(0); z = z + int(file.read()) - 12"),
        answered(
            "a file left open and not needed",
            FULL,
            sigmoid=OPENED.format(opened="file = open('log', 'w')", used="file.write('called')"),
        ),
        answered(
            "wrong, with a file left open",
            (0, 0, 2, 3, None),
            sigmoid=OPENED.format(opened="file = open('log', 'w')", used="z = z + 1"),
        ),
        Kind(
            "saved by VS Code",
            _saved_by(
                {
                    "kernelspec": {"display_name": ".venv (3.11.4)", "language": "python", "name": "python3"},
                    "language_info": {"codemirror_mode": {"name": "ipython", "version": 3}, "name": "python"},
                    "vscode": {"interpreter": {"hash": "31f2"}},
                },
                {"vscode": {"languageId": "python"}, "notebookRunGroups": {"groupValue": "1"}},
            ),
            FULL,
        ),
        Kind(
            "saved by Deepnote",
            _saved_by(
                {"deepnote": {}, "deepnote_execution_queue": [], "deepnote_notebook_id": "8c2a"},
                {
                    "source_hash": "b4f3",
                    "execution_start": 1700000000000,
                    "cell_id": "00001-c3",
                    "deepnote_cell_type": "code",
                },
            ),
            FULL,
        ),
        _text("a surrogate raised", "raise ValueError('\\ud800')"),
        _text("a surrogate as a value", "'\\udcff' * 3"),
        _text(
            "a surrogate on display",
            "from IPython.display import display\ndisplay({'text/plain': '\\ud800'}, raw=True)",
        ),
        _text("a surrogate in an exception's name", "type('E\\udc80', (Exception,), {})"),
        answered(
            "a surrogate printed by an answer",
            FULL,
            sigmoid=SIGMOID.replace("    return", "    print('\\ud83d')\n    return"),
        ),
        _text("bytes on the descriptor", "import os\nos.write(1, bytes(range(256)))\nos.write(2, b'\\xff\\xfe\\x00')"),
        _above("terminal colours and bells", "print('\\x1b[31mred\\x1b[0m \\x07 \\x1b]0;title\\x07 \\x9b2J \\x00')"),
        _above("progress bars", "from tqdm.auto import tqdm\nfor _ in tqdm(range(300)): pass"),
        _above("widgets", "import ipywidgets\nipywidgets.interact(lambda a: a, a=(0, 3))"),
        _above("warnings as errors", "import warnings\nwarnings.simplefilter('error')"),
        _above("floating-point errors raised", "import numpy as np\nnp.seterr(all='raise')"),
        _above("another type by default", "torch.set_default_dtype(torch.float64)"),
        _above("a device by default", "torch.set_default_device('cpu')"),
        _above("deterministic algorithms", "torch.use_deterministic_algorithms(True)"),
        _above("threads of PyTorch", "torch.set_num_threads(2)"),
        _above(
            "a thread that goes on",
            "import threading, time\nthreading.Thread(target=lambda: time.sleep(1000), daemon=True).start()",
        ),
        _above(
            "a thread that is no daemon",
            "import threading, time\nthreading.Thread(target=time.sleep, args=(1000,)).start()",
        ),
        _above(
            "a pool of threads",
            "from concurrent.futures import ThreadPoolExecutor\npool = ThreadPoolExecutor(4)\n"
            "assert list(pool.map(abs, [-1, 2])) == [1, 2]",
        ),
        _above(
            "a pool of processes",
            "import multiprocessing\nwith multiprocessing.get_context('fork').Pool(2) as pool:\n"
            "    assert pool.map(abs, [-1, 2]) == [1, 2]",
        ),
        _above(
            "a data loader's workers",
            "from torch.utils.data import DataLoader\n"
            "assert len(list(DataLoader(torch.zeros(8, 1), num_workers=2))) == 8",
        ),
        answered(
            "a pool inside the answer",
            FULL,
            sigmoid="""
            from concurrent.futures import ThreadPoolExecutor
            pool = ThreadPoolExecutor(2)
            def sigmoid(z):
                return torch.sigmoid(z) if z.requires_grad else pool.submit(torch.sigmoid, z).result()
            """,
        ),
        _above("await", "import asyncio\nawait asyncio.sleep(0.01)\nprint('awaited')", shows="awaited"),
        _above("a loop of events", "import asyncio, nest_asyncio_is_not_there"),
        _above("Python's debugger", "%debug\nimport pdb; pdb.set_trace()"),
        _above("a shell cell", "%%bash\necho from bash"),
        _text("a timed cell", "%%time\nsigmoid(x)"),
        _above("pip", "!pip install numpy\n%pip install torch", why=EITHER),
        _above("a drive that is not there", "from google.colab import drive\ndrive.mount('/content/drive')"),
        _above("another folder", "import os, tempfile\nos.chdir(tempfile.mkdtemp())"),
        answered(
            "a file of one's own",
            FULL,
            sigmoid="""
            import json
            with open('one.json', 'w') as file:
                json.dump(1, file)
            def sigmoid(z):
                with open('one.json') as file:
                    return json.load(file) / (1 + torch.exp(-z))
            """,
        ),
        with_cell(
            "names taken from Python",
            "sigmoid",
            "from numpy import *\nfrom math import *\nlist = [1]\nsum = 3\nlen = None",
            FULL,
        ),
        _text("names deleted", "del sigmoid, loss, fit"),
        _text("everything deleted", "%reset -f"),
        with_cell("prints to nowhere", "sigmoid", "import sys, io\nsys.stdout = sys.stderr = io.StringIO()", FULL),
        with_cell("a print of one's own", "sigmoid", "def print(*_): raise ValueError('no prints')", FULL),
        with_cell(
            "logging to stderr",
            "sigmoid",
            "import logging\nlogging.basicConfig(level=0)\nlogging.warning('careful')",
            FULL,
        ),
        answered(
            "warns in each call",
            FULL,
            loss="""
            import warnings
            def loss(p, y):
                warnings.warn("careful")
                return torch.nn.functional.binary_cross_entropy(p, y)
            """,
        ),
        answered(
            "prints in each call",
            FULL,
            loss="def loss(p, y):\n    print('p', p, 'y', y)\n"
            "    return torch.nn.functional.binary_cross_entropy(p, y)",
        ),
        with_cell(
            "a seed of one's own",
            "fit",
            "import random, numpy\nrandom.seed(3); numpy.random.seed(3); torch.manual_seed(3)",
            FULL,
        ),
        with_cell(
            "a hook after each cell",
            "sigmoid",
            "get_ipython().events.register('post_run_cell', lambda result: 1 / 0)",
            FULL,
        ),
        with_cell(
            "a formatter that fails", "words", "class R:\n    def __repr__(self): raise ValueError('no')\nR()", FULL
        ),
        with_cell("a formatter that ends", "words", "class R:\n    def _repr_html_(self): raise SystemExit\nR()", FULL),
        with_cell("a recursion without end", "words", "def f(n): return f(n + 1)\nf(0)", FULL, why=EITHER),
        with_cell("a cell of a megabyte", "words", f"'''{'x' * 2**20}'''", FULL),
        Kind("three hundred cells", lambda: _with_cells(300), FULL),
        *(answered(name, FULL, **answer) for name, answer in STYLES.items()),
    ]


def _with_cells(n):
    from .assignment import code

    notebook = solved()
    notebook.cells[4:4] = [code(f"n_{number} = {number}") for number in range(n)]
    return notebook
