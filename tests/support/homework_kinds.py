"""A small assignment, and every kind of submission that grading must get right, made by code."""

import copy
import functools
import json
import os
import textwrap
from dataclasses import dataclass

import nbformat

from course_tools.homework.format import student_version

NAME = "hw0"
SECRET = "wombat-7731"  # stands in the hidden tests only
IN_OWN_SESSION = "was passed in the student's own session, and not where it was graded"
HIDDEN_NUMBER = "0.731058"  # is passed to a student's function by hidden tests only


def _metadata(grade_id, *, points=None, solution=False, locked=None):
    about = {
        "grade": points is not None,
        "grade_id": grade_id,
        "schema_version": 3,
        "solution": solution,
        "task": False,
    }
    about["locked"] = (not solution) if locked is None else locked
    return {"nbgrader": about | ({} if points is None else {"points": points})}


def _code(source, *arguments, **options):
    metadata = _metadata(*arguments, **options) if arguments else {}
    return nbformat.v4.new_code_cell(textwrap.dedent(source).strip(), metadata=metadata)


SIGMOID = """
def sigmoid(z):
    ### BEGIN SOLUTION
    return 1 / (1 + torch.exp(-z))
    ### END SOLUTION
"""
LOSS = """
def loss(p, y):
    ### BEGIN SOLUTION
    return -(y * torch.log(p) + (1 - y) * torch.log(1 - p)).mean()
    ### END SOLUTION
"""
FIT = """
def fit(model, X, y, lr, n_epochs):
    ### BEGIN SOLUTION
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    losses = []
    for _ in range(n_epochs):
        optimizer.zero_grad()
        value = loss(torch.sigmoid(model(X)), y)
        value.backward()
        optimizer.step()
        losses.append(value.item())
    return losses
    ### END SOLUTION
"""


def instructor_version():
    """Answers for 1 + 2 (hidden) + 2 (partial credit) + 3 points, and 3 by hand."""
    cells = [
        nbformat.v4.new_markdown_cell("# A small homework\n\nWrite $\\sigma(z)$, the loss and the loop."),
        _code("import torch\n\nx = torch.linspace(-4, 4, 9)", "given"),
        _code(SIGMOID, "sigmoid", solution=True),
        _code("assert sigmoid(torch.zeros(1)).item() == 0.5, 'at 0 it is a half'", "sigmoid-visible", points=1),
        _code(
            f"""
            assert sigmoid(x).shape == x.shape
            ### BEGIN HIDDEN TESTS
            # {SECRET}
            z = torch.tensor([{HIDDEN_NUMBER}, -2.0], requires_grad=True)
            p = sigmoid(z)
            assert torch.allclose(p, torch.sigmoid(z), atol=1e-6), "hidden: {SECRET}"
            p.sum().backward()
            assert torch.allclose(z.grad, p.detach() * (1 - p.detach()), atol=1e-5), "hidden gradient"
            ### END HIDDEN TESTS
            """, "sigmoid-hidden", points=2,
        ),
        _code(LOSS, "loss", solution=True),
        _code(
            """
            earned = 0.0
            p, y = torch.tensor([0.25, 0.5]), torch.tensor([0.0, 1.0])
            if abs(loss(p, y).item() - 0.490415) < 1e-4:
                earned += 1.5
            if loss(p, 1 - y).item() > 1.0:
                earned += 0.5
            earned
            """, "loss-partial", points=2,
        ),
        _code(FIT, "fit", solution=True),
        _code(
            """
            torch.manual_seed(0)
            model = torch.nn.Linear(1, 1)
            X, y = torch.tensor([[0.0], [1.0], [2.0], [3.0]]), torch.tensor([[0.0], [1.0], [0.0], [1.0]])
            losses = fit(model, X, y, 0.5, 30)
            assert len(losses) == 30 and losses[-1] < losses[0]
            ### BEGIN HIDDEN TESTS
            reference = torch.nn.Linear(1, 1)
            torch.manual_seed(0)
            reference.reset_parameters()
            optimizer = torch.optim.SGD(reference.parameters(), lr=0.5)
            for _ in range(30):
                optimizer.zero_grad()
                torch.nn.functional.binary_cross_entropy_with_logits(reference(X), y).backward()
                optimizer.step()
            assert torch.allclose(model.weight, reference.weight, atol=1e-4), "the model was not changed in place"
            ### END HIDDEN TESTS
            """, "fit-tests", points=3,
        ),
        nbformat.v4.new_markdown_cell("The model answer.", metadata=_metadata("words", points=3, solution=True)),
    ]  # fmt: skip
    return nbformat.v4.new_notebook(cells=cells)


QUESTIONS = {"sigmoid-visible": 1.0, "sigmoid-hidden": 2.0, "loss-partial": 2.0, "fit-tests": 3.0, "words": 3.0}
FULL = (1, 2, 2, 3, None)
NOTHING = (0, 0, 0, 0, None)


def write_assignment(folder):
    """The instructor's notebook in a folder of its own; its path."""
    folder.mkdir(parents=True, exist_ok=True)
    nbformat.write(instructor_version(), folder / f"{NAME}.ipynb")
    return folder


def released():
    """As a student gets it."""
    return copy.deepcopy(_released())


@functools.cache
def _released():
    return student_version(instructor_version())


def find(notebook, grade_id):
    return next(cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == grade_id)


def solved(**answers):
    """As a good student hands it in; `sigmoid="…"` and the like put another answer there."""
    notebook = released()
    texts = {"sigmoid": SIGMOID, "loss": LOSS, "fit": FIT, "words": "My own words."} | answers
    for name, text in texts.items():
        find(notebook, name).source = textwrap.dedent(text).strip()
    return notebook


def before(grade_id, source, **answers):
    """A good one with a further cell of the student's in front of another."""
    notebook = solved(**answers)
    index = notebook.cells.index(find(notebook, grade_id))
    notebook.cells.insert(index, _code(source))
    return notebook


@dataclass
class Kind:
    """A kind of submission and what must come of it.

    Parameters
    ----------
    name : str
        Also the student's.
    make : callable or bytes
        Makes the notebook when it is asked for: what it is made with takes a second to import.
    points : tuple
        In the order of QUESTIONS; None is for a human.
    why : str or None
        Words from the reason why it needs attention; None if it is graded.
    note : str or None
        Words from what is worth knowing.
    honest : bool
        Whether nbgrader itself can be asked.
    file : str or None
        Its name, if it is not made of the student's.
    written : callable or None
        Given the path, in place of `make`, where what is handed in is no ordinary file.
    """

    name: str
    make: object
    points: tuple
    why: str | None = None
    note: str | None = None
    honest: bool = False
    file: str | None = None
    written: object = None

    @property
    def made(self):
        return self.make() if callable(self.make) else self.make

    def path_in(self, folder):
        return folder / (self.file or f"{self.name}_{NAME}.ipynb")


def honest_kinds():
    def kind(name, made, points, **options):
        return Kind(name, made, points, honest=True, **options)

    yield kind("good", lambda: solved(), FULL)
    yield kind("blank", lambda: released(), (0, 0, 0, 0, 0))
    yield kind("wrong sign",
               lambda: solved(sigmoid="def sigmoid(z):\n    return 1 / (1 + torch.exp(z))"), (1, 0, 2, 3, None))
    yield kind("half of the loss", lambda: solved(loss="def loss(p, y):\n    return -(y * torch.log(p)).mean()"),
               (1, 2, 0, 0, None))  # fmt: skip
    yield kind("part of the points", lambda: solved(
        loss="def loss(p, y):\n    return -(y * torch.log(p) + (1 - y) * torch.log(1 - p)).sum()",
        fit=FIT.replace("loss(torch.sigmoid(model(X)), y)", "loss(torch.sigmoid(model(X)), y) / len(y)"),
    ), (1, 2, 0.5, 3, None))  # fmt: skip
    yield kind("syntax error", lambda: solved(sigmoid="def sigmoid(z)\n    return z"), (0, 0, 2, 3, None))
    yield kind("failed import",
               lambda: solved(sigmoid="import nothing_of_that_name\n" + SIGMOID.strip()), (0, 0, 2, 3, None))
    yield kind("renamed function",
               lambda: solved(sigmoid=SIGMOID.replace("def sigmoid", "def sigmoide")), (0, 0, 2, 3, None))
    yield kind("prints and plots", lambda: before("loss", """
        import matplotlib.pyplot as plt
        print("hello")
        plt.plot(x, sigmoid(x))
        plt.show()
        """), FULL)  # fmt: skip
    yield kind("magics", lambda: before("loss", "%matplotlib inline\n%timeit -n1 -r1 sigmoid(x)\n!true\nx.sum()"), FULL)
    yield kind(
        "names from a visible test",
        lambda: before("words", "print(losses[-1], model.weight)\nassert earned == 2"), FULL,
    )
    yield kind("own class and cache", lambda: solved(fit="""
        import functools
        class Trainer:
            def __init__(self, model): self.model, self.losses = model, []
            def step(self, X, y, lr):
                value = loss(torch.sigmoid(self.model(X)), y)
                grads = torch.autograd.grad(value, list(self.model.parameters()))
                with torch.no_grad():
                    for parameter, grad in zip(self.model.parameters(), grads):
                        parameter -= lr * grad
                self.losses.append(value.item())
        def fit(model, X, y, lr, n_epochs):
            trainer = Trainer(model)
            for _ in range(n_epochs):
                trainer.step(X, y, lr)
            return trainer.losses
        """), FULL)  # fmt: skip


ENDLESS = "while True:\n    pass"
STUBBORN = """
import signal
for number in (signal.SIGINT, signal.SIGALRM, signal.SIGTERM):
    signal.signal(number, signal.SIG_IGN)
while True:
    try:
        while True:
            pass
    except BaseException:
        pass
"""
FAMILY = """
import os, time
for _ in range(6):
    if os.fork() == 0:
        held = bytearray(150 * 2**20)
        held[::4096] = b"x" * len(held[::4096])
        time.sleep(60)
time.sleep(8)
"""
WATCHES = """
def watches(*_):
    import gc, sys
    frame = sys._getframe()
    while frame is not None:
        if "".join(["wom", "bat"]) in repr(frame.f_code.co_consts):
            print("FOUND in a frame")
        frame = frame.f_back
"""


def hostile_kinds():
    # ------------------------------------------------ it does not end, or ends too early
    yield Kind("endless loop", lambda: before("words", ENDLESS), FULL, why="still running after")
    yield Kind("endless in a call", lambda: solved(loss=f"def loss(p, y):\n{textwrap.indent(ENDLESS, '    ')}"),
               (1, 2, 0, 0, None), why="still running after")  # fmt: skip
    yield Kind("ignores the interrupt",
               lambda: before("fit", STUBBORN), (1, 2, 2, 0, None), why="ignored the interrupt")
    yield Kind("os._exit", lambda: before("fit", "import os\nos._exit(0)"), (1, 2, 2, 0, None), why="ended early")
    yield Kind("sys.exit", lambda: before("fit", "import sys\nsys.exit()"), FULL)
    yield Kind("kernel killed", lambda: before("fit", "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)"),
               (1, 2, 2, 0, None), why="ended early")  # fmt: skip
    yield Kind("dies in a call",
               lambda: solved(loss="def loss(p, y):\n    import os\n    if float(p[0]) > 0.2: os._exit(0)"),
               (1, 2, 0, 0, None), why="ended early")  # fmt: skip
    yield Kind("dies in the graded call only", lambda: solved(sigmoid="""
        def sigmoid(z):
            if z.requires_grad and z.numel() == 2:
                import os; os._exit(0)
            return 1 / (1 + torch.exp(-z))
        """), (1, 0, 2, 3, None))  # fmt: skip
    yield Kind("kills its copies", lambda: before("fit", "import os\nfor n in range(1, 30):\n    try: os.kill(-1, n)\n"
                                     "    except OSError: pass"), (0, 0, 0, 3, None),
               why="was gone before it")  # fmt: skip
    # --------------------------------------------------------------- it takes too much
    yield Kind(
        "50 MB of output",
        lambda: before("words", "for _ in range(50):\n    print('x' * 2**20)"), FULL, why="printed more",
    )
    yield Kind("30 GB of memory", lambda: before("words", "x = bytearray(30 * 2**30)"), FULL)
    yield Kind("memory of a family", lambda: before("fit", FAMILY), (1, 2, 2, 0, None), why="MB of memory")
    yield Kind("fork bomb",
               lambda: before("fit", "import os\nwhile True:\n    try: os.fork()\n    except OSError: pass"),
               (1, 2, 2, 0, None), why="ended early")  # fmt: skip
    yield Kind(
        "fills the disk",
        lambda: before("words", "with open('big', 'wb') as f:\n    while True: f.write(bytes(2**20))"), FULL,
    )
    yield Kind("leaves a process behind", lambda: before("words", """
        import os
        if os.fork() == 0:
            os.setsid()
            while True: pass
        """), FULL)  # fmt: skip
    # -------------------------------------------------------------------- other tests
    def deleted():
        notebook = solved(sigmoid="def sigmoid(z):\n    return z")
        notebook.cells = [cell for cell in notebook.cells if "sigmoid-" not in str(cell.metadata)]
        return notebook

    def edited():
        notebook = solved(sigmoid="def sigmoid(z):\n    return z")
        find(notebook, "sigmoid-visible").source = "pass"
        find(notebook, "sigmoid-hidden").source = "2.0"
        find(notebook, "sigmoid-hidden").metadata.nbgrader["points"] = 100
        return notebook

    def doubled():
        notebook = solved()
        notebook.cells += [find(notebook, name).copy() for name in ("sigmoid-visible", "fit-tests")]
        return notebook

    def reordered():
        notebook = solved()
        tests = [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade")]
        notebook.cells = [*reversed(tests), *(cell for cell in notebook.cells if cell not in tests)]
        return notebook

    def unmarked():
        notebook = solved()
        for cell in notebook.cells:
            cell.metadata.pop("nbgrader", None)
        return notebook

    def other():
        notebook = released()
        notebook.cells = [_code("x = 1"), _code("print(x)")]
        return notebook

    yield Kind("deleted tests", deleted, (0, 0, 2, 3, None), note="sigmoid-hidden was missing")
    yield Kind("edited tests", edited, (0, 0, 2, 3, None), note="sigmoid-visible had been edited")
    yield Kind("duplicated tests", doubled, FULL, note="more than once")
    yield Kind("reordered tests", reordered, FULL, note="changed their order")
    yield Kind("all metadata lost", unmarked, FULL, note="were recognised by what is in them")
    yield Kind("another notebook", other, NOTHING, why="none of the assignment's cells")
    # ------------------------------------------------------------------ it cheats
    yield Kind("monkeypatched torch", lambda: before("sigmoid", """
        import torch, builtins, numpy
        torch.allclose = lambda *_, **__: True
        torch.Tensor.item = lambda self: 0.5
        torch.Tensor.__eq__ = lambda *_: True
        numpy.testing.assert_allclose = lambda *_, **__: None
        builtins.abs = lambda _: 0
        """, sigmoid="def sigmoid(z):\n    return z", loss="def loss(p, y):\n    return p.sum()",
        fit="def fit(*_):\n    return [2.0, *[1.0] * 29]"), (0, 0, 0, 0, None), why=IN_OWN_SESSION)  # fmt: skip
    yield Kind("hooked transformers", lambda: before("sigmoid", """
        get_ipython().input_transformers_cleanup.append(lambda lines: ["pass\\n"])
        import ast
        class Nothing(ast.NodeTransformer):
            def visit_Assert(self, node): return ast.Pass()
        get_ipython().ast_transformers.append(Nothing())
        """, sigmoid="def sigmoid(z):\n    return z"), (0, 0, 0, 0, None), why=IN_OWN_SESSION)  # fmt: skip
    yield Kind("forged results", lambda: before("words", """
        import os, json, struct
        for n in range(3, 64):
            for text in (b'{"done": true}', struct.pack("<Q", 5) + b"\\x81\\xa4done", b"score 1.0"):
                try: os.write(n, text)
                except OSError: pass
        """, sigmoid="def sigmoid(z):\n    return z"), (0, 0, 2, 3, None), why="ended early")  # fmt: skip
    yield Kind("equal to everything", lambda: solved(sigmoid="""
        class Yes(float):
            def __eq__(self, other): return True
            def __bool__(self): return True
            def item(self): return self
            shape = x.shape
        def sigmoid(z):
            return Yes()
        """), (0, 0, 2, 3, None), why="only the student's code could answer")  # fmt: skip
    yield Kind("ends the test", lambda: solved(loss="def loss(p, y):\n    raise StopIteration"), (1, 2, 0, 0, None))
    yield Kind("ends the test by exit",
               lambda: solved(loss="def loss(p, y):\n    raise SystemExit(0)"), (1, 2, 0, 0, None))
    yield Kind("looks around", lambda: solved(sigmoid=WATCHES + """
        def sigmoid(z):
            watches()
            print("argument", z.tolist())
            return 1 / (1 + torch.exp(-z))
        """.replace("\n        ", "\n")), FULL)  # fmt: skip
    yield Kind("scripts in its output", lambda: before("words", """
        from IPython.display import HTML, Javascript, SVG, Markdown, display
        display(HTML("<script>document.title='owned'</script>"), Javascript("document.title='owned'"))
        display(SVG("<svg xmlns='http://www.w3.org/2000/svg' onload='document.title=1'/>"))
        display({"image/png": "x\\"><script>document.title='owned'</script>"}, raw=True)
        print("<script>document.title='owned'</script>")
        raise ValueError("<script>document.title='owned'</script>")
        """, words="<script>document.title='owned'</script> <img src=x onerror=\"document.title='owned'\"> "
        "[link](javascript:document.title='owned') <b>bold</b> and 1 < 2"), FULL)  # fmt: skip
    yield Kind("network", lambda: before("words", """
        import socket, urllib.request
        for family in (socket.AF_INET, socket.AF_INET6, socket.AF_NETLINK, socket.AF_PACKET):
            try: print("REACHED", socket.socket(family, socket.SOCK_DGRAM))
            except OSError as error: print("refused", error)
        try: print("REACHED", urllib.request.urlopen("http://127.0.0.1:1").status)
        except OSError as error: print("refused", error)
        """), FULL)  # fmt: skip
    yield Kind("writes elsewhere", lambda: before("words", """
        import os, sys, torch, course_utils
        for folder in ("/", "/usr", "/etc", "/var", "/root", "/dev", "/home", sys.prefix,
                       os.path.dirname(torch.__file__), os.path.dirname(course_utils.__file__)):
            try:
                with open(os.path.join(folder, "written-by-a-student"), "w"): print("WROTE", folder)
            except OSError as error: print("refused", folder, error)
        """), FULL)  # fmt: skip


def broken_kinds():
    def symbolic_link(path):
        os.symlink("/etc/passwd", path)

    def large(path):
        path.write_bytes(b'{"cells": [')
        os.truncate(path, 100 * 2**20)

    def pipe(path):
        os.mkfifo(path)

    def foreign():
        notebook = solved()
        notebook.metadata["kernelspec"] = {"display_name": "R", "language": "R", "name": "ir"}
        return notebook

    yield Kind("no JSON", b"{", NOTHING, why="no valid JSON")
    yield Kind("empty file", b"", NOTHING, why="empty file")
    yield Kind("no notebook", b"[1, 2]", NOTHING, why="no notebook")
    yield Kind("nested deeply", b"[" * 10**5, NOTHING, why="no ")
    strange = b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [{"x": 1}, 7]}'
    yield Kind("strange cells", strange, NOTHING,
               why="no valid notebook")  # fmt: skip
    yield Kind("symbolic link", None, NOTHING, written=symbolic_link, why="symbolic link")
    yield Kind("named pipe", None, NOTHING, written=pipe, why="no regular file")
    yield Kind("100 MB", None, NOTHING, written=large, why="100 MB")
    yield Kind("another language", foreign, NOTHING, why="another language, R")
    yield Kind("older format", lambda: _version_3(solved()), FULL, note="notebook format 3")
    yield Kind("Ольга Ångström 张伟", lambda: solved(), FULL)
    yield Kind("etc", lambda: solved(), FULL, file=".._.._etc_hw0.ipynb")
    yield Kind("=cmd|calc", lambda: solved(), FULL)


def _version_3(notebook):
    """As IPython wrote it before 2015; the grade_ids are kept in the metadata."""
    cells = []
    for cell in notebook.cells:
        common = {"cell_type": cell.cell_type, "metadata": cell.metadata}
        if cell.cell_type == "code":
            cells.append({**common, "input": cell.source, "outputs": [], "language": "python", "collapsed": False})
        else:
            cells.append({**common, "source": cell.source})
    whole = {
        "nbformat": 3,
        "nbformat_minor": 0,
        "metadata": {"name": ""},
        "worksheets": [{"cells": cells, "metadata": {}}],
    }
    return json.dumps(whole).encode()


def write(kind, path):
    """Write a submission of this kind."""
    if kind.written:
        kind.written(path)
        return
    made = kind.made
    if isinstance(made, bytes):
        path.write_bytes(made)
    else:
        path.write_text(json.dumps(made), encoding="utf-8")  # unchecked: some are not what nbformat would write


SEARCH = r'''
import ctypes, gc, os, re, sys

libc = ctypes.CDLL(None, use_errno=True)
libc.sbrk.restype = ctypes.c_void_p
libc.write.argtypes = [ctypes.c_int, ctypes.c_void_p, ctypes.c_size_t]
planted = "gopher-" + str(8000 + 642)  # what the search must find, or it is no search
wanted = re.compile(rb"(wombat|gopher)-\d{4}")


def report(place, data):
    for word in sorted({match.group(1).decode() for match in wanted.finditer(data)}):
        print("FOUND" if word == "wombat" else "control", word, place)


def search_memory():
    """Every page that can be read around the heap and around what is mapped."""
    descriptor = os.open("/dev/shm/page", os.O_RDWR | os.O_CREAT)
    top = libc.sbrk(0)
    here = [id(planted), id(object()), ctypes.cast(libc.write, ctypes.c_void_p).value, id([0] * 10**6)]
    seen = bytearray()
    for low, high in [(top - 2**29, top), *((address - 2**28, address + 2**28) for address in here)]:
        address = low & ~4095
        while address < high:
            os.lseek(descriptor, 0, 0)
            n = libc.write(descriptor, address, 2**16)  # refuses what is not mapped, instead of crashing
            if n > 0:
                os.lseek(descriptor, 0, 0)
                report("in memory", os.read(descriptor, n))
                address += max(n, 4096)
            else:
                address += 4096
    os.close(descriptor)


def search_disk():
    system = tuple({sys.prefix, sys.base_prefix, "/usr", "/lib", "/lib64", "/bin", "/sbin"})
    for folder, folders, names in os.walk("/"):
        folders[:] = [name for name in folders if not os.path.join(folder, name).startswith(system)]
        for name in names:
            path = os.path.join(folder, name)
            if name.endswith((".ipynb", ".db")):
                print("FOUND a notebook or database", path)
            if folder.startswith("/dev"):
                continue
            try:
                with open(path, "rb") as file:
                    report(path, file.read(10**7))
            except OSError:
                pass
    for path in ("/proc", "/proc/1/environ", "/proc/self/environ", "/proc/1/mem", "/sys", "/etc/shadow"):
        if os.path.exists(path):
            print("FOUND", path)


def search_objects():
    report("in the environment", repr(dict(os.environ)).encode())
    for holder in gc.get_objects():
        for item in list(holder.values()) if type(holder) is dict else holder if type(holder) in (list, tuple) else ():
            if type(item) in (str, bytes):
                report("in an object", item if type(item) is bytes else item.encode("utf-8", "replace"))
    frame = sys._getframe()
    while frame is not None:
        report("in a frame", repr((frame.f_code.co_filename, frame.f_locals.keys())).encode())
        frame = frame.f_back


def search():
    for part in (search_memory, search_disk, search_objects):
        try:
            part()
        except Exception as error:
            print("stopped", part.__name__, error)
    print("searched")
'''
LOOKS_WHEN_TESTED = """
def sigmoid(z):
    if z.requires_grad and z.numel() == 2:
        search()
    return 1 / (1 + torch.exp(-z))
"""


def searching():
    """Looks for the hidden tests in all places, when it is run and when a hidden test calls it."""
    notebook = before("sigmoid", SEARCH, sigmoid=LOOKS_WHEN_TESTED)
    notebook.cells.append(_code("search()"))
    return notebook
