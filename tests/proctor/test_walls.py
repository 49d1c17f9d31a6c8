"""What untrusted code tries in a real sandbox, one session after another: each cell says what it got."""

import sys
import threading
from pathlib import Path

import pytest

import proctor
from proctor import Limits, Step, Task
from proctor.sandbox import python_folders

pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("homework sessions"),
    pytest.mark.skipif(sys.platform != "linux", reason="the sandbox is made of parts of Linux"),
]
LIMITS = Limits(cell_timeout=20)


def session(*cells, limits=LIMITS, unsafe=False):
    """What each cell printed; a pair is a test, shown and real."""
    steps = [Step(cell) if isinstance(cell, str) else Step(cell[0], "test", cell[1]) for cell in cells]
    answers = frozenset({"f", "g", "h"})
    return proctor.execute(Task(steps=tuple(steps), answers=answers, author="pupil"), limits, unsafe=unsafe)


def printed(result):
    return ["".join(getattr(output, "text", "") or "\n".join(getattr(output, "traceback", ()))
                    for output in step.outputs) for step in result.steps]  # fmt: skip


def outcomes(result):
    return [step.verdict.outcome for step in result.steps if step.verdict]


# --------------------------------------------------------- between the copies of one session

BOARD = """
import os, socket
def f(text):
    with open(PLACE, "a") as board:
        board.write(text)
    os.makedirs("left", exist_ok=True)
    server = socket.socket(socket.AF_UNIX); server.bind("\\0board"); server.listen()
    if os.fork() == 0:
        os.setsid()
        while True: server.accept()
    return 1
def g():
    with open(PLACE) as board:
        found = board.read()
    try:
        socket.socket(socket.AF_UNIX).connect("\\0board")
        found += " and somebody answers"
    except OSError:
        pass
    return found, sorted(os.listdir())
"""


@pytest.mark.parametrize("place", ["/tmp/board", "/dev/shm/board", "board"])
def test_what_a_copy_writes_no_later_copy_reads(place):
    """And each has the files as they were when it was made, not as they were in the end."""
    result = session(
        f"PLACE = {place!r}\nopen(PLACE, 'w').write('first')\nopen('own', 'w').write('x')" + BOARD,
        ("pass", "assert f(' hidden: 0.731') == 1"),
        ("pass", "assert g()[0] == 'first'; assert 'left' not in g()[1] and 'own' in g()[1], g()"),
        "import os\nopen(PLACE, 'w').write('second'); os.unlink('own'); os.mkdir('later')",
        ("pass", "assert g()[0] == 'second'; assert 'later' in g()[1] and 'own' not in g()[1], g()"),
    )
    assert outcomes(result) == ["passed"] * 3, [step.verdict for step in result.steps]
    assert result.attention == ()


def test_memory_and_files_that_a_session_has_open_are_each_copys_own():
    """A session that does nothing wrong: a tensor in shared memory, a mapped file, a pipe, a file at a place."""
    result = session(
        """
        import mmap, os, numpy, torch
        shared = torch.arange(4.0).share_memory_()
        numpy.save("mapped.npy", numpy.arange(4.0))
        mapped = numpy.load("mapped.npy", mmap_mode="r+")
        board = mmap.mmap(-1, 4096)
        read_end, write_end = os.pipe()
        def f(value):
            shared[0] = value
            board[:4] = b"told"
            mapped[0] = value
            mapped.flush()
            os.write(write_end, b"told")
            return 1
        def g():
            os.set_blocking(read_end, False)
            try:
                told = os.read(read_end, 9)
            except OSError:
                told = b""
            return [*shared.tolist(), *mapped.tolist(), len(told), board[0]]
        """.replace("\n        ", "\n"),
        ("pass", "assert f(731.0) == 1"),
        ("pass", "assert g() == [0.0, 1.0, 2.0, 3.0, 0.0, 1.0, 2.0, 3.0, 0, 0], g()"),
    )
    assert outcomes(result) == ["passed", "passed"], [step.verdict for step in result.steps]
    assert result.attention == ()


# how a session keeps something for its copies in spite of `parting`, and what is found
KEEPS = {
    "pipe": ("import os\nr, w = os.pipe()\nimport proctor.author_session as s\ns.part = lambda kept, places: None",
             "an open file or connection is not its own"),
    "memory": ("import mmap\nfile = open('board', 'w+b'); file.truncate(4096)\nboard = mmap.mmap(file.fileno(), 4096)\n"
               "import proctor.parting as p\np._own = lambda *place: None", "it shares memory"),
    "open file": ("import os, proctor.author_session as s\ninherited = os.open('/dev/null', os.O_RDWR)\n"
                  "def part(kept, places):\n"
                  "    for n in range(256):\n"
                  "        if n not in (kept, inherited):\n"
                  "            try: os.close(n)\n"
                  "            except OSError: pass\n"
                  "    for place in places: p._own(*place)\n"
                  "import proctor.parting as p\ns.part = part", "an open file is not its own"),
    "signals": ("import signal\ngot = []\nimport proctor.author_session as s\ntrue = s.part\n"
                "def part(kept, places):\n    true(kept, places)\n"
                "    signal.signal(signal.SIGUSR1, lambda *_: got.append(1))\ns.part = part\n"
                "import os\ndef f():\n    os.kill(-1, signal.SIGUSR1)\n    return 1", "it had run meanwhile"),
    "blocked signals": ("import signal, os\nsignal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR1})\n"
                        "def f():\n    os.kill(-1, signal.SIGUSR1)\n    return 1", "it had run meanwhile"),
    "one process for two": ("import os, proctor.author_session as s\nfirst = []\ntrue = os.fork\n"
                            "def fork():\n    pid = true()\n    if pid: first.append(pid)\n"
                            "    return first[0] if pid else 0\ns._fork = fork", None),
}  # fmt: skip


@pytest.mark.parametrize("way", KEEPS)
def test_a_copy_that_is_not_alone_is_asked_nothing(way):
    keeps, why = KEEPS[way]
    asked = "def g(): return 2\ndef f(): return 1\n"
    result = session(asked + keeps, ("pass", "assert f() == 1"), ("pass", "assert g() == 2"))
    assert outcomes(result) != ["passed", "passed"]  # of two that share something, one may have been told
    assert any((why or "could not be copied") in text for text in result.attention), result.attention


# ------------------------------------------------------------------- between two sandboxes

SENDS = """
import fcntl, os, struct, time
wall = os.open("/usr/bin/env", os.O_RDONLY)
def at(n, kind): return struct.pack("hhqqi4x", kind, 0, n, 1, 0)
for n in range(64):
    fcntl.fcntl(wall, fcntl.F_SETLK, at(n, fcntl.F_RDLCK))
fcntl.flock(wall, fcntl.LOCK_EX)
print("sent")
time.sleep(3)
"""
RECEIVES = """
import fcntl, os, struct, time
wall = os.open("/usr/bin/env", os.O_RDONLY)
def at(n, kind): return struct.pack("hhqqi4x", kind, 0, n, 1, 0)
seen = set()
end = time.monotonic() + 2.5
while time.monotonic() < end:
    for n in range(64, 0, -1):
        seen.add(fcntl.fcntl(wall, fcntl.F_GETLK, at(n, fcntl.F_WRLCK)) == at(n, fcntl.F_WRLCK))
    fcntl.flock(wall, fcntl.LOCK_EX | fcntl.LOCK_NB)
    time.sleep(0.1)
print(seen)
"""


def test_locks_tell_another_sandbox_and_the_host_nothing():
    found = {}

    def run(name, *cells):
        found[name] = printed(session(*cells))

    senders = threading.Thread(target=run, args=("sender", SENDS))
    senders.start()
    import fcntl

    with open("/usr/bin/env") as wall:
        run("receiver", RECEIVES)
        fcntl.flock(wall, fcntl.LOCK_EX | fcntl.LOCK_NB)
    senders.join()
    assert found == {"sender": ["sent\n"], "receiver": ["{True}\n"]}


CONFINED = """
import ctypes, mmap, os, socket, sys
libc = ctypes.CDLL(None, use_errno=True)
def number(n, *arguments):
    return ctypes.get_errno() if libc.syscall(n, *arguments) < 0 else "done"
def what(function):
    try:
        return function()
    except OSError as error:
        return type(error).__name__
def full():
    written = 0
    for place in ("/tmp/x", "/dev/shm/x", "x"):
        with open(place, "wb", buffering=0) as file:
            try:
                while True: written += file.write(bytes(2**20))
            except OSError:
                pass
    return written // 2**20
def files():
    n = 0
    try:
        for place in ("/tmp", "/dev/shm", "."):
            for k in range(3000):
                open(f"{place}/{k}", "w").close(); n += 1
    except OSError:
        pass
    return n < 2000
"""


# nothing but the way to Python itself, where that lies there
BELOW_TMP = sorted({Path(folder).parts[2] for folder in python_folders() if Path(folder).parts[:2] == ("/", "tmp")})


ANSWERS = {
    "what(lambda: mmap.mmap.__base__(-1, 4096))": "PermissionError",
    "what(lambda: mmap.mmap(-1, 2**30))": "OSError", "len(mmap.mmap(-1, 4096))": 4096,
    "what(lambda: socket.socket(socket.AF_INET))": "PermissionError",
    "what(lambda: socket.socketpair(socket.AF_TIPC))": "PermissionError",
    "what(lambda: open('/dev/zero'))": "FileNotFoundError",
    "what(lambda: open('/proc/self/status'))": "FileNotFoundError",
    "os.uname().nodename": "sandbox",
    "[name for name in os.environ if name in ('VIRTUAL_ENV', 'LD_LIBRARY_PATH', 'TZ', 'LC_ALL', 'TMPDIR')]": [],
    "os.environ['PATH'] == os.path.dirname(sys.executable) + ':/usr/local/bin:/usr/bin:/bin'": True,
    "what(lambda: os.sethostname('x')) if hasattr(os, 'sethostname') else 'PermissionError'": "PermissionError",
    "os.listdir('/tmp')": BELOW_TMP,
}  # fmt: skip


def test_what_there_is_in_a_sandbox():
    _, *said = printed(session(CONFINED, *(f"print(repr({asked}))" for asked in ANSWERS)))
    assert dict(zip(ANSWERS, said, strict=True)) == {asked: f"{answer!r}\n" for asked, answer in ANSWERS.items()}


@pytest.mark.parametrize(("asked", "answers"), [("full()", ["64\n", "63\n"]), ("files()", ["True\n"])])
def test_files_of_a_sandbox_are_few_and_small(asked, answers):
    (said,) = printed(session(CONFINED + f"print(repr({asked}))"))
    assert said in answers


# --------------------------------------------------------------------------------- amounts

MB = 2**20
SMALL = Limits(cell_timeout=20, memory=300 * MB)
HOARDS = {
    "programs": """
        import subprocess, sys, time
        hold = "import time; x = bytearray(%d); x[::4096] = b'x' * len(x[::4096]); time.sleep(20)"
        many = [subprocess.Popen([sys.executable, "-c", hold % (60 * 2**20)]) for _ in range(8)]
        time.sleep(20)
        """,
    "sockets": """
        import os, socket, time
        def fill():
            kept = []
            try:
                while True:
                    a, b = socket.socketpair(); kept += [a, b]
                    for s in (a, b):
                        s.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 2**20)
                        s.setblocking(False)
                        try:
                            while True: s.send(bytes(2**16))
                        except BlockingIOError: pass
            except OSError: return kept
        for _ in range(6):
            if os.fork() == 0:
                kept = fill(); time.sleep(20); os._exit(0)
        time.sleep(20)
        """,
    "hidden from the watch": """
        import ctypes, os, time
        ctypes.CDLL(None).prctl(4, 0, 0, 0, 0)
        for n in range(3):
            if os.fork() == 0:
                held = bytearray(150 * 2**20); held[::4096] = b"x" * len(held[::4096]); time.sleep(20); os._exit(0)
        time.sleep(20)
        """,
    "in sessions of their own": """
        import os, time
        for n in range(3):
            if os.fork() == 0:
                os.setsid()
                if os.fork(): os._exit(0)
                held = bytearray(150 * 2**20); held[::4096] = b"x" * len(held[::4096]); time.sleep(20); os._exit(0)
        time.sleep(20)
        """,
}


@pytest.mark.parametrize("way", HOARDS)
def test_memory_is_counted_wherever_it_is(way):
    hoards = HOARDS[way].replace("\n        ", "\n")
    result = session("def f(): return 1", ("pass", "assert f() == 1"), hoards, ("pass", "f()"), limits=SMALL)
    assert outcomes(result) == ["passed", "not reached"]
    assert result.ended_early == "it took more than 300 MB of memory"


def test_memory_that_is_shared_counts_once():
    """An honest session that holds half of what it may, and is copied at each of ten tests."""
    holds = "import numpy\nheld = numpy.ones(150 * 2**20 // 8)\ndef f(): return float(held[-1])"
    tests = [("f()", "assert f() == 1.0")] * 10
    result = session(holds, *tests, "import time; time.sleep(2)", limits=SMALL)
    assert outcomes(result) == ["passed"] * 10
    assert result.attention == ()


def test_who_is_refused_memory_goes_on_and_it_is_told():
    result = session("x = 1", "x = bytearray(10 * 2**30)", "def f(): return 1", ("f()", "assert f() == 1"))
    assert [step.state for step in result.steps] == ["ran", "failed", "ran", "ran"]
    assert (outcomes(result), result.out_of_memory) == (["passed"], (1,))


# ----------------------------------------------------------------------------- the ends


def test_prints_of_a_copy_reach_no_page_when_the_session_has_died():
    says = "import os\ndef f(x):\n    os.write(1, b'HIDDEN'); os.write(2, b'HIDDEN'); print('HIDDEN'); return x"
    result = session(says, ("pass", "assert f(1) == 1"), "print('last'); import os; os._exit(0)")
    assert outcomes(result) == ["passed"]
    assert not any("HIDDEN" in text for text in printed(result))


def test_what_sleeps_for_ever_ends():
    result = session("import time; time.sleep(10**9)", "print('next')", limits=Limits(cell_timeout=1.0))
    assert result.attention == ("a cell was still running after 1 s",)
    assert printed(result)[1] == "next\n"


HONEST = {
    "joblib": "from joblib import Parallel, delayed\nimport math\n"
              "print(Parallel(n_jobs=2)(delayed(math.sqrt)(n) for n in (1, 4)))",
    "workers": "import torch\nfrom torch.utils.data import DataLoader, TensorDataset\n"
               "loader = DataLoader(TensorDataset(torch.arange(4.0)), batch_size=2, num_workers=2)\n"
               "print(sum(float(x.sum()) for (x,) in loader))",
    "multiprocessing": "import multiprocessing as mp\nqueue, value, lock = mp.Queue(), mp.Value('i', 3), mp.Lock()\n"
                       "queue.put(1)\nwith lock, mp.Pool(2) as pool: print(pool.map(abs, [-1, 2]), queue.get())\n"
                       "with mp.Manager() as manager: print(list(manager.list([value.value])))",
    "sqlite": "import sqlite3\na, b = (sqlite3.connect('x.db') for _ in range(2))\na.execute('create table t(x)')\n"
              "a.execute('insert into t values (1)'); a.commit()\nb.execute('insert into t values (2)'); b.commit()\n"
              "print(a.execute('select * from t').fetchall())",
    "locks": "import fcntl\nfile = open('lock', 'w')\nfcntl.flock(file, fcntl.LOCK_EX)\n"
             "fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)\nprint('locked')",
    "shell": "!echo one two\nx = !echo three\nprint(x)",
    "asyncio": "import asyncio\nprocess = await asyncio.create_subprocess_exec('true')\nprint(await process.wait())",
    "threads": "from concurrent.futures import ThreadPoolExecutor, ProcessPoolExecutor\n"
               "for kind in (ThreadPoolExecutor, ProcessPoolExecutor):\n"
               "    with kind(2) as pool: print(list(pool.map(abs, [-1])))",
    "files": "import os, shutil, tempfile\nos.makedirs('a/b'); open('a/b/c', 'w').write('1')\n"
             "shutil.copytree('a', 'd'); shutil.make_archive('z', 'zip', 'd')\n"
             "with tempfile.NamedTemporaryFile() as file: print(sorted(os.listdir()))",
    "numbers": "import os, resource, time\nos.nice(1)\nprint(len(os.sched_getaffinity(0)) > 0, os.getuid() > 0)",
}  # fmt: skip
SHOWN = {
    "joblib": "[1.0, 2.0]\n", "workers": "6.0\n", "multiprocessing": "[1, 2] 1\n[3]\n", "sqlite": "[(1,), (2,)]\n",
    "locks": "locked\n", "shell": "one two\n['three']\n", "asyncio": "0\n", "threads": "[1]\n[1]\n",
    "files": "['a', 'd', 'lock', 'x.db', 'z.zip']\n", "numbers": "True True\n",
}  # fmt: skip


def test_what_honest_notebooks_do_works():
    result = session(*HONEST.values(), limits=Limits(cell_timeout=60))
    assert dict(zip(HONEST, printed(result), strict=True)) == SHOWN
    assert result.attention == ()
