"""Tricks with what Python, NumPy and PyTorch do behind one's back, and with what a grader reads of a notebook."""

import copy
import textwrap

from .assignment import FULL, SIGMOID, code, find, released, solved
from .forging import AS_IT_IS
from .kind import ATTENTION, EITHER, Kind, answered, with_cell
from .wide import WIDE, all_but

HALF = (1, 0, 2, 3, None)
NO_SIGMOID = (0, 0, 2, 3, None)
KNOWS = "def sigmoid(z):\n    if z.shape == (1,): return torch.tensor([0.5])\n    if z.shape == (9,): return z\n    "
LOOKS = """
import gc, inspect, sys
def seen():
    frame, found = sys._getframe(), []
    while frame is not None:
        found += [repr(value) for value in [*frame.f_locals.values(), *frame.f_globals.values()]
                  if isinstance(value, (str, bytes))]
        frame = frame.f_back
    for thing in gc.get_objects():
        if type(thing) is dict:
            found += [str(value) for value in list(thing.values()) if type(value) is str]
        elif type(thing).__name__ == "code":
            found += map(str, thing.co_consts)
    for word in ("wombat" "-7731", "hidden " "gradient"):
        for text in found:
            if word in text and "wombat\\" \\"" not in text:
                print("LEAKED", word); break
"""


def _half(name, empty):
    """Knows what the released tests ask, and gives this for all else."""
    return answered(name, HALF, why=EITHER, sigmoid=f"import numpy as np\n{KNOWS}return {empty}")


def _area(name, source, why=EITHER):
    return answered(name, all_but("area"), of=WIDE, why=why, area=source)


def _tally(name, source, points=None, why=EITHER):
    return answered(name, points or all_but("tally"), of=WIDE, why=why, tally=source)


def _cell(name, source, points=FULL, at="sigmoid", why=EITHER, **answers):
    return with_cell(name, at, source, points, why=why, **answers)


def first():
    """One of each kind of fault."""
    return []


def further():
    """All others."""
    return [
        _half("no numbers to be close", "torch.zeros(0, 1)"),
        _half("no numbers in many dimensions", "torch.zeros((0, 1, 1, 1), requires_grad=True)"),
        _half("no numbers of NumPy's", "np.zeros((0, 1))"),
        _half("a tensor of exabytes", "torch.zeros(1).expand(2**50)"),
        _half("an array of exabytes", "np.broadcast_to(np.float32(0), (2**50,))"),
        _half("nothing times a great many", "torch.empty((2**62, 0))"),
        _half("nothing of a great type", "np.zeros(0, dtype=[('a', 'f8', (2**27,))])"),
        _half("two places of one number", "torch.zeros(1).as_strided((2,), (0,))"),
        answered(
            "looks at its callers",
            FULL,
            sigmoid=LOOKS + "def sigmoid(z):\n    seen()\n    return torch.sigmoid(z)",
        ),
        answered(
            "looks at what calls back",
            all_but(),
            of=WIDE,
            root=LOOKS.replace("wombat", "secret_cur")
            + textwrap.dedent(WIDE.answers["root"]).replace(
                "def root(f, a, b):", "def root(f, a, b):\n    seen()\n"
                "    for name in dir(f) if type(f).__name__ == 'Callback' else ():\n"
                "        try: text = repr(getattr(f, name))\n        except BaseException: continue\n"
                "        if 'secret' '_curve' in text or '** 3' in text: print('LEAKED', name)"),
        ),
        _cell("numbers that are others", """
            import ctypes, sys
            ctypes.memmove(id(2) + 24, id(3) + 24, 4) if id(2) != id(3) else None""".replace("\n            ", "\n"),
              [FULL, NO_SIGMOID, (0, 0, 0, 0, None), (1, 2, 0, 3, None), (1, 2, 2, 0, None), (1, 2, 0, 0, None)]),
        _cell("modules written beside it", "for name in ('torch', 'msgspec', 'sitecustomize', 'proctor', 'ast'):\n"
              "    open(f'{name}.py', 'w').write('print(\"LEAKED\"); allclose = lambda *_, **__: True')",
              NO_SIGMOID, sigmoid=AS_IT_IS, why=None),
        _cell("a site of one's own", "import os, site, sys\nplace = site.getusersitepackages()\n"
              "os.makedirs(place, exist_ok=True)\nfor name in ('usercustomize.py', 'sitecustomize.py', 'x.pth'):\n"
              "    open(os.path.join(place, name), 'w').write('import os; os._exit(3)')", why=None),
        _cell("limits of its own", "import resource\nfor name in ('NOFILE', 'CORE', 'STACK', 'FSIZE'):\n"
              "    kind = getattr(resource, 'RLIMIT_' + name)\n    resource.setrlimit(kind, (40, 40))"),
        _cell("no room left", "import resource\nresource.setrlimit(resource.RLIMIT_AS, (2**20, 2**20))",
              [FULL, NO_SIGMOID, (0, 0, 0, 0, None)]),
        _cell("ends a second later", "import faulthandler\nfaulthandler.dump_traceback_later(1, exit=True)",
              [FULL, (1, 2, 2, 0, None), (0, 0, 0, 0, None), NO_SIGMOID]),
        _cell("the same number for all objects", "import builtins\nbuiltins.id = lambda value: 0",
              [FULL, HALF, NO_SIGMOID, (1, 0, 0, 0, None), (0, 0, 0, 0, None), (1, 0, 2, 0, None), (0, 0, 2, 0, None)],
              sigmoid=AS_IT_IS),
        _cell("another way to pickle", "import copyreg, torch\ncopyreg.pickle(torch.Tensor, lambda t: (exit, ()))\n"
              "torch.Tensor.__reduce_ex__ = lambda self, n: (exit, ())", why=EITHER),
        _cell("names of its own making", "class Names(dict):\n    def __getitem__(self, name): return torch.sigmoid\n"
              "    def __contains__(self, name): return True\nget_ipython().user_ns = Names(get_ipython().user_ns)",
              [NO_SIGMOID, (0, 0, 0, 0, None), FULL, HALF], sigmoid=AS_IT_IS),
        _cell("no tests in its session", "from IPython.core.interactiveshell import InteractiveShell\n"
              "InteractiveShell.run_cell = lambda *_, **__: type('R', (), {'success': True})()",
              [NO_SIGMOID, (0, 0, 0, 0, None)], sigmoid=AS_IT_IS),
        answered("dies when it is forgotten", [(1, 2, 0, 0, None)], why=ATTENTION,
                 loss="import os\nclass A(float):\n    def __del__(self): os._exit(0)\n"
                 "def loss(p, y):\n    return A(1.0)"),
        answered("endless when it is forgotten", [(1, 2, 0, 0, None)], why=ATTENTION,
                 loss="class A:\n    def __del__(self):\n        while True: pass\n"
                 "def loss(p, y):\n    A()\n    return 1.0"),
        _area("a class that cannot be named",
              "class Meta(type):\n    __name__ = property(lambda cls: 1 / 0)\n"
              "    __mro__ = property(lambda cls: (5, None))\n"
              "class A(metaclass=Meta): pass\nA.__module__ = 7\ndef area(r):\n    return A()", why=ATTENTION),
        _area("an order of classes that lies", "import torch\nclass Meta(type):\n"
              "    def mro(cls): return [cls, *torch.Tensor.__mro__[:0], float if False else object]\n"
              "class A(metaclass=Meta):\n    __module__, __qualname__ = 'builtins', 'float'\n"
              "    def __float__(self): return 0.0\ndef area(r):\n    return A()", why=ATTENTION),
        _area("a text that no number ends", "def area(r):\n    return '9' * 10**6"),
        _area("a whole number of a million digits", "import sys\nsys.set_int_max_str_digits(0)\n"
              "def area(r):\n    return 10 ** 10**6"),
        _tally("a class for every item", "class Tally:\n    def __class_getitem__(cls, _): return cls\n"
               "    def add(self, _): pass\n    total = mean = property(lambda self: Tally)"),
        _tally("a list that is none",
               "class Tally(list):\n    def add(self, _): pass\n    def mean(self): return self\n"
               "    def __eq__(self, _): return True\n    total = property(lambda self: self)"),
        _cell("escapes without end", "print('\\x1b[' * 200000)\nprint('\\x1b]0;' * 200000)\n"
              "print('\\x1b[3' + ';' * 300000)"),
        _cell("receipts without end", "print('Receipt: ' * 60000)\nprint('Receipt: AAAA-' + 'AAAA-' * 60000)\n"
              "print('\\n'.join(['Receipt: 7K3F-9QWD-A0B2-XM4T'] * 5000))", why=EITHER),
        _cell("brackets without end", "x = " + "(" * 50_000, why=None),
        _cell("minuses without end", "x = " + "-" * 50_000 + "1", why=None),
        _cell("sums without end", "x = " + "+".join("1" * 50_000), why=EITHER),
        _cell("attributes without end", "x = a" + ".a" * 50_000, why=EITHER),
        _cell("powers without end", "x = 'a' * 9**9**9 if 0 else 0\ny = lambda: 2**9999999", why=EITHER),
        _cell("texts in texts", "x = " + "f'{" * 150 + "1" + "}'" * 150, why=EITHER),
        Kind("an answer with brackets without end",
             lambda: solved(sigmoid="def sigmoid(z):\n    return " + "(" * 50_000), NO_SIGMOID),
        Kind("an answer with sums without end",
             lambda: solved(sigmoid="def sigmoid(z):\n    return torch.sigmoid(z)" + " + 0" * 50_000), NO_SIGMOID,
             why=EITHER),
        answered("a letter that looks alike", NO_SIGMOID, sigmoid=SIGMOID.replace("sigmoid", "sigm\u043eid")),
        Kind("points and names of its own", _renamed, [NO_SIGMOID, FULL], why=EITHER),
        Kind("a test of its own", _own_test, NO_SIGMOID, why=EITHER),
        Kind("says it is untouched", _says_untouched, NO_SIGMOID, why=EITHER),
        Kind("everything is a task", _tasks, FULL, why=EITHER),
        Kind("a picture of a billion points", _bomb, FULL, why=EITHER),
        Kind("names that are markup", _markup, FULL, why=EITHER),
    ]  # fmt: skip


def _renamed():
    notebook = solved(sigmoid=AS_IT_IS)
    for cell in notebook.cells:
        if "nbgrader" in cell.metadata:
            cell.metadata.nbgrader.update(points=10**6, max_points=10**6, auto_score=10**6, manual_score=5)
    find(notebook, "sigmoid-hidden").metadata.nbgrader.grade_id = "sigmoid-visible "
    return notebook


def _own_test():
    notebook = solved(sigmoid=AS_IT_IS)
    about = dict(find(notebook, "sigmoid-hidden").metadata.nbgrader)
    own = code("assert True")
    own.metadata["nbgrader"] = about | {"grade_id": "bonus", "points": 50}
    again = code("2.0")
    again.metadata["nbgrader"] = about
    notebook.cells += [own, again]
    return notebook


def _says_untouched():
    """The checksums of what was handed out, over tests that are others."""
    notebook = solved(sigmoid=AS_IT_IS)
    for cell, other in zip(notebook.cells, released().cells, strict=True):
        if cell.metadata.get("nbgrader", {}).get("grade") and cell.cell_type == "code":
            cell.metadata = copy.deepcopy(other.metadata)
            cell.source = "assert True"
    return notebook


def _tasks():
    notebook = solved()
    for cell in notebook.cells:
        if "nbgrader" in cell.metadata:
            cell.metadata.nbgrader.update(task=True, grade=True, solution=True, locked=True, schema_version=99)
    return notebook


def _bomb():
    """A PNG that says it has 60,000 by 60,000 points."""
    import base64
    import struct
    import zlib

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    parts = chunk(b"IHDR", header), chunk(b"IDAT", zlib.compress(bytes(10**6))), chunk(b"IEND", b"")
    data = b"\x89PNG\r\n\x1a\n" + b"".join(parts)
    notebook = solved(words="![all of it](attachment:a.png)")
    find(notebook, "words")["attachments"] = {"a.png": {"image/png": base64.b64encode(data).decode()}}
    return notebook


def _markup():
    names = ("<img src=x onerror=alert(1)>", "</code></pre><script>alert(1)</script>", "{{ 7 * 7 }}", "%s%s%n", "`|*_~")
    raised = "\n".join(
        f"try: raise type({name!r}, (Exception,), {{}})({name!r})\nexcept Exception as e: print(e)" for name in names
    )
    notebook = solved()
    notebook.cells.insert(1, code(f"{raised}\nraise type({names[0]!r}, (Exception,), {{}})({names[1]!r})"))
    notebook.cells.insert(1, code(f"class {{}}: pass\n{names[0]}"))
    notebook.metadata["title"] = names[1]
    return notebook
