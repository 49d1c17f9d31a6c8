"""Sessions that do not end, or end too early: what was earned before stays, and somebody looks."""

import textwrap

from .assignment import FULL
from .kind import ATTENTION, EITHER, answered, with_cell

ENDLESS = "while True:\n    pass"
WAITS = "import time\nwhile True:\n    time.sleep(0.05)"  # as long, and costs whoever runs the tests nothing
STUBBORN = """
import signal, time
for number in (signal.SIGINT, signal.SIGALRM, signal.SIGTERM):
    signal.signal(number, signal.SIG_IGN)
while True:
    try:
        while True:
            {}
    except BaseException:
        pass
"""
SLOW = "hidden test sigmoid-hidden took more than 4 s"
TOO_LARGE = """import os, time
        for _ in range(3):
            if os.fork() == 0:
                held = b"x" * (300 * 2**20)
                time.sleep(60)
        time.sleep(60)"""
BEFORE_FIT = (1, 2, 2, 0, None)
BEFORE_LOSS = (1, 2, 0, 0, None)
IN_GRADED_CALL = """
def sigmoid(z):
    if z.requires_grad and z.numel() == 2:
        {}
    return 1 / (1 + torch.exp(-z))
"""


def _ends(name, source, **options):
    """The session ends in a cell before the last answer."""
    return with_cell(name, "fit", source, BEFORE_FIT, **{"why": "ended early"} | options)


def _in_call(name, source, **options):
    return answered(name, (1, 0, 2, 3, None), sigmoid=IN_GRADED_CALL.format(source), **options)


def first():
    """One of each kind of fault."""
    return [
        with_cell("endless loop", "words", WAITS, FULL, why="still running after"),
        answered(
            "endless in a call",
            BEFORE_LOSS,
            loss=f"def loss(p, y):\n{textwrap.indent(WAITS, '    ')}",
            why="still running after",
        ),
        _ends("ignores the interrupt", STUBBORN.format("time.sleep(0.05)"), why="ignored the interrupt"),
        _ends("os._exit", "import os\nos._exit(0)"),
        with_cell("sys.exit", "fit", "import sys\nsys.exit()", FULL),
        answered(
            "dies in a call",
            BEFORE_LOSS,
            why="ended early",
            loss="def loss(p, y):\n    import os\n    if float(p[0]) > 0.2: os._exit(0)",
        ),
        _in_call("dies in the graded call only", "import os; os._exit(0)"),
        with_cell(
            "kills its copies",
            "fit",
            "import os\nfor n in range(1, 30):\n    try: os.kill(-1, n)\n    except OSError: pass",
            (0, 0, 0, 3, None),
            why="was gone before it",
        ),
        with_cell(
            "leaves a process behind",
            "words",
            "import os, time\nif os.fork() == 0:\n    os.setsid()\n    while True: time.sleep(0.05)",
            FULL,
        ),
        answered("ends the test", BEFORE_LOSS, loss="def loss(p, y):\n    raise StopIteration"),
        answered("ends the test by exit", BEFORE_LOSS, loss="def loss(p, y):\n    raise SystemExit(0)"),
    ]


def further():
    """All others."""
    return [
        with_cell("endless and busy loop", "words", ENDLESS, FULL, why="still running after"),
        answered(
            "endless and busy in a call",
            BEFORE_LOSS,
            loss=f"def loss(p, y):\n{textwrap.indent(ENDLESS, '    ')}",
            why="still running after",
        ),
        *(
            answered(f"raises {error}", (0, 0, 2, 3, None), sigmoid=f"def sigmoid(z): raise {error}")
            for error in ("KeyboardInterrupt", "GeneratorExit", "BaseExceptionGroup('x', [KeyboardInterrupt()])")
        ),
        _ends("ignores the interrupt and is busy", STUBBORN.format("pass"), why="ignored the interrupt"),
        with_cell(
            "leaves a busy process behind",
            "words",
            "import os\nif os.fork() == 0:\n    os.setsid()\n    while True: pass",
            FULL,
        ),
        _ends("kernel killed", "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)"),
        _ends("aborts", "import os\nos.abort()"),
        _ends("crashes", "import ctypes\nctypes.string_at(0)"),
        _ends("becomes another program", "import os\nos.execv('/bin/true', ['true'])"),
        _ends(
            "ends in a thread",
            "import os, threading, time\n"
            "threading.Thread(target=lambda: (time.sleep(0.2), os._exit(0))).start()\ntime.sleep(3)",
        ),
        _ends("stops itself", "import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)", why=ATTENTION),
        _ends("closes all descriptors", "import os\nos.closerange(0, 1024)", why=ATTENTION),
        _ends(
            "all descriptors lead nowhere",
            "import os\nnowhere = os.open('/dev/null', os.O_RDWR)\n"
            "for n in range(3, 64):\n    try: os.fstat(n); os.dup2(nowhere, n)\n    except OSError: pass",
            why=ATTENTION,
        ),
        _ends(
            "an alarm",
            "import signal, time\nsignal.signal(signal.SIGALRM, signal.SIG_DFL)\nsignal.alarm(1)\ntime.sleep(3)",
        ),
        _ends(
            "a stack in C that overflows",
            "import sys\nsys.setrecursionlimit(10**9)\n"
            "class A:\n    def __getattr__(self, name): return getattr(self, name)\nA().x",
            why=ATTENTION,
        ),
        with_cell("exit and quit", "fit", "exit()\nquit()", FULL),
        with_cell("an interrupt raised", "fit", "raise KeyboardInterrupt", FULL),
        with_cell("a generator's end raised", "fit", "raise GeneratorExit", FULL),
        with_cell("an exception of all exceptions", "fit", "class E(BaseException): pass\nraise E", FULL),
        with_cell("exits at exit", "fit", "import atexit, os\natexit.register(os._exit, 1)", FULL),
        with_cell("endless at exit", "words", "import atexit\n@atexit.register\ndef _():\n    while True: pass", FULL),
        with_cell(
            "endless to be shown",
            "words",
            f"class R:\n    def __repr__(self):\n{textwrap.indent(ENDLESS, ' ' * 8)}\nR()",
            FULL,
            why="still running after",
        ),
        with_cell("sleeps", "fit", "import time\ntime.sleep(30)", FULL, why="still running after"),
        with_cell(
            "a thread that waits for itself",
            "fit",
            "import threading\nlock = threading.Lock()\nlock.acquire()\nlock.acquire()",
            FULL,
            why="still running after",
        ),
        with_cell("an endless print", "words", "while True: print('again')", FULL, why=ATTENTION),
        with_cell(
            "an endless print in the background",
            "words",
            "import threading\n"
            "def run():\n    while True: print('again')\nthreading.Thread(target=run, daemon=True).start()",
            FULL,
            why=EITHER,
        ),
        _in_call("endless in the graded call only", "\n        ".join(ENDLESS.splitlines()), why=SLOW),
        _in_call("aborts in the graded call", "import os; os.abort()"),
        _in_call("exits in the graded call", "raise SystemExit(0)"),
        _in_call("stops the copy", "import os, signal; os.kill(os.getpid(), signal.SIGSTOP)", why=SLOW),
        _in_call("sleeps in the graded call", "import time; time.sleep(60)", why=SLOW),
        _in_call("takes too much in the graded call", TOO_LARGE, why="sigmoid-hidden took more than 700 MB of memory"),
        answered(
            "kills all from a copy",
            [FULL, (1, 2, 0, 0, None)],
            why=EITHER,
            sigmoid=IN_GRADED_CALL.format("import os; os.kill(-1, 9)"),
        ),
        _in_call("raises what is no exception's name", "raise type('AssertionError', (BaseException,), {})('passed')"),
        answered(
            "an exception that cannot be shown",
            BEFORE_LOSS,
            why=EITHER,
            loss="""
            class E(Exception):
                def __str__(self): raise SystemExit
            def loss(p, y):
                raise E
            """,
        ),
        answered(
            "an exception as long as a book",
            BEFORE_LOSS,
            shows="ValueError",
            loss="def loss(p, y):\n    raise ValueError('x' * 10**7)",
        ),
    ]
