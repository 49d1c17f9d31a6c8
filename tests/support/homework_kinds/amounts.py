"""Submissions that take too much: memory in all its forms, processes, files, output, and what they send."""

import textwrap

from .assignment import FULL, LARGE
from .kind import ATTENTION, EITHER, answered, with_cell

BEFORE_FIT = (1, 2, 2, 0, None)
FAMILY = """
import os, time
for _ in range(6):
    if os.fork() == 0:
        held = bytearray(150 * 2**20)
        held[::4096] = b"x" * len(held[::4096])
        time.sleep(60)
time.sleep(60)
"""
SHARED = """
import ctypes, mmap, os
piece, size = b"x" * 2**24, 30 * 2**24  # 480 MB each
def python():
    m = mmap.mmap(-1, size)
    for i in range(0, size, 2**24):
        m[i:i + 2**24] = piece
        m.madvise(mmap.MADV_DONTNEED, i, 2**24)  # no longer mapped in, and still there
def c():
    libc = ctypes.CDLL(None)
    libc.mmap.restype = ctypes.c_void_p
    libc.mmap.argtypes = (ctypes.c_void_p, ctypes.c_size_t, *[ctypes.c_int] * 3, ctypes.c_long)
    libc.madvise.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
    place = libc.mmap(None, size, 3, 0x21, -1, 0)
    if place in (None, 2**64 - 1): raise OSError("mmap")
    for i in range(0, size, 2**24):
        ctypes.memmove(place + i, piece, 2**24)
        libc.madvise(place + i, 2**24, 4)
for take in (python, python, c, c):
    if os.fork() == 0:
        try:
            take()
            os.write(1, b"LEAKED into memory that no limit finds")
        finally:
            os._exit(0)
for n in range(4): os.wait()
"all were refused"
"""
SOCKETS = """
import os, socket, time
def fill():
    kept = []
    try:
        while True:
            for s in socket.socketpair():
                kept.append(s)
                s.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 2**20)
                s.setblocking(False)
                try:
                    while True: s.send(bytes(2**16))
                except BlockingIOError: pass
    except OSError: return kept
for n in range(24):
    if os.fork() == 0:
        kept = fill(); time.sleep(60); os._exit(0)
time.sleep(60)
"""
PIPES = """
import fcntl, os, time
for n in range(24):
    if os.fork() == 0:
        kept = []
        try:
            while True:
                r, w = os.pipe()
                kept.append((r, w))
                try: fcntl.fcntl(w, 1031, 2**20)
                except OSError: pass
                os.set_blocking(w, False)
                try:
                    while True: os.write(w, bytes(2**16))
                except BlockingIOError: pass
        except OSError: pass
        time.sleep(8); os._exit(0)
time.sleep(8)
"""
PROGRAMS = """
import subprocess, sys, time
held = "import time; held = bytearray(100 * 2**20); held[::4096] = b'x' * len(held[::4096]); time.sleep(60)"
programs = [subprocess.Popen([sys.executable, "-S", "-c", held]) for _ in range(12)]
time.sleep(60)
"""
THREE_FOLDERS = """
import os
total = 0
for folder in ("/tmp", os.path.expanduser("~"), "/dev/shm", "."):
    try:
        with open(os.path.join(folder, "big"), "wb", buffering=0) as file:
            while True: total += file.write(bytes(2**20))
    except OSError: pass
print("files of", total // 2**20, "MB", "TOO MUCH" if total > 80 * 2**20 else "")
"""
NOT_DUMPABLE = """
import ctypes, os, time
ctypes.CDLL(None).prctl(4, 0, 0, 0, 0)
for n in range(3):
    if os.fork() == 0:
        held = bytearray(300 * 2**20); held[::4096] = b"x" * len(held[::4096]); time.sleep(60); os._exit(0)
time.sleep(60)
"""
DOWN = "import os\nwhile True:\n    os.mkdir('d' * 99); os.chdir('d' * 99)"
BOMB = "import os, time\nwhile True:\n    try: os.fork()\n    except OSError: {}"


def _harmless(name, source, **options):
    """What its own cell cannot have, and no other misses."""
    return with_cell(name, "words", source, FULL, **options)


def _too_much(name, source):
    """It goes on until it is stopped, and what stops it is the limit on memory."""
    return with_cell(name, "fit", source, BEFORE_FIT, of=LARGE, why="took more than 700 MB of memory")


def first():
    """One of each kind of fault."""
    return [
        _harmless("50 MB of output", "for _ in range(50):\n    print('x' * 2**20)", why="printed more"),
        _harmless("30 GB of memory", "x = bytearray(30 * 2**30)"),
        _too_much("memory of a family", FAMILY),
        _harmless("shared memory that nobody maps", SHARED, shows="all were refused"),
        # it may be that all processes that there can be are still there when the session is to be copied
        with_cell("fork bomb", "fit", BOMB.format("time.sleep(0.5)"), [BEFORE_FIT, FULL], why=ATTENTION),
        _harmless("files in every folder", THREE_FOLDERS, shows="files of"),
    ]


def further():
    """All others."""
    return [
        with_cell("fork bomb that is busy", "fit", BOMB.format("pass"), [BEFORE_FIT, FULL], why=ATTENTION),
        _harmless("fills the disk", "with open('big', 'wb') as f:\n    while True: f.write(bytes(2**20))"),
        _too_much("sockets full of data", SOCKETS),
        with_cell("pipes full of data", "fit", PIPES, FULL, of=LARGE),  # each holds 64 KB and no more
        _too_much("memory of programs", PROGRAMS),
        _too_much("not dumpable and large", NOT_DUMPABLE),
        _harmless(
            "a sparse terabyte", "import os\nwith open('big', 'wb') as file:\n    os.truncate(file.fileno(), 2**40)"
        ),
        _harmless("a million files", "for n in range(10**6):\n    open(f'f{n}', 'w').close()"),
        with_cell(
            "folders without end",
            "words",
            "import os\nwhile True:\n    os.mkdir('d'); os.chdir('d')",
            FULL,
        ),
        with_cell(
            "folders without end among the tests",
            "loss",
            DOWN,
            [FULL, (1, 2, 0, 0, None)],  # whoever is so deep needs seconds to be told of an error
            why=ATTENTION,
        ),
        with_cell(
            "deep folders among the tests",
            "loss",
            f"import os\nhome = os.getcwd()\ntry:\n{textwrap.indent(DOWN, ' ')}\nexcept OSError:\n    os.chdir(home)",
            FULL,
            why="lay too deep",
        ),
        _harmless(
            "threads without end",
            "import threading, time\nwhile True:\n"
            "    threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()",
            why=EITHER,
        ),
        _harmless("descriptors without end", "kept = []\nwhile True: kept.append(open('/dev/null'))", why=EITHER),
        _harmless("a million lines", "for n in range(10**6): print(n)", why=EITHER),
        _harmless(
            "ten thousand pictures",
            "from IPython.display import display\nfor n in range(10**4):\n"
            "    display({'image/png': 'iVBORw0KGgo=', 'text/plain': 'p'}, raw=True)",
            why=EITHER,
        ),
        _harmless(
            "a picture of 30 MB",
            "from IPython.display import display\n"
            "display({'image/png': 'iVBORw0KGgo' + 'A' * (30 * 2**20), 'text/plain': 'p'}, raw=True)",
            why=EITHER,
        ),
        _harmless("a value of 30 MB", "'x' * (30 * 2**20)", why=EITHER),
        _harmless("a traceback of 30 MB", "raise ValueError('x' * (30 * 2**20))", shows="ValueError"),
        _harmless("a print of 100 MB", "print('x' * 10**8)", why="printed more"),
        _harmless("a print of 10 MB", "print('x' * 10**7)"),
        _harmless("a value of 12 MB in wide characters", "'\U0001f600' * (3 * 2**20 - 9)", shows="left out"),
        _harmless("a value nested deeply", "x = []\nfor _ in range(10**5): x = [x]\nx"),
        answered(
            "an answer of 100 MB",
            (1, 0, 2, 3, None),
            why=ATTENTION,
            sigmoid="def sigmoid(z):\n    return torch.zeros(25 * 2**20) if z.requires_grad else torch.sigmoid(z)",
        ),
        answered(
            "an answer nested deeply",
            (1, 2, 2, 0, None),
            why=EITHER,
            fit="""
            def fit(model, X, y, lr, n_epochs):
                nested = []
                for _ in range(10**5): nested = [nested]
                return nested
            """,
        ),
        answered(
            "an answer in itself",
            (1, 2, 2, 0, None),
            why=EITHER,
            fit="""
            def fit(model, X, y, lr, n_epochs):
                losses = []
                losses += [losses] * 30
                return losses
            """,
        ),
        answered(
            "losses without end",
            (1, 2, 2, 0, None),
            why=EITHER,
            fit="import itertools\ndef fit(*_):\n    return itertools.count()",
        ),
        answered(
            "an integer of a million digits",
            (1, 2, 0, 0, None),
            why=EITHER,
            loss="""
            class Loss:
                def item(self): return 10 ** 1_000_000
            def loss(p, y): return Loss()
            """,
        ),
        answered(
            "prints 100 MB in a call",
            FULL,
            sigmoid="def sigmoid(z):\n    print('x' * 10**8)\n    return torch.sigmoid(z)",
            why="printed more",
        ),
        answered(
            "writes 100 MB to the descriptor in a call",
            FULL,
            why=EITHER,
            sigmoid="""
            import os
            def sigmoid(z):
                for _ in range(1600): os.write(1, b"x" * 2**16)
                return torch.sigmoid(z)
            """,
        ),
    ]
