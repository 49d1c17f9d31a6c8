"""What is hidden gets out: to other tests, other copies, other students, or the student's own page.

Where something was learnt that must not be, it prints LEAKED; and it is looked for in all that anybody gets to see.
"""

from .assignment import FULL, SIGMOID
from .kind import EITHER, answered, with_cell

# what hidden tests hand over, in the copy that they hand it to
CALLED = "z.requires_grad and z.numel() == 2"
WATCHES = """
def watches(*_):
    import gc, sys
    frame = sys._getframe()
    while frame is not None:
        if "".join(["wom", "bat"]) in repr(frame.f_code.co_consts):
            print("FOUND in a frame")
        frame = frame.f_back
def sigmoid(z):
    watches()
    print("argument", z.tolist())
    return 1 / (1 + torch.exp(-z))
"""
NETWORK = """
import socket, urllib.request
for family in (socket.AF_INET, socket.AF_INET6, socket.AF_NETLINK, socket.AF_PACKET):
    try: print("REACHED", socket.socket(family, socket.SOCK_DGRAM))
    except OSError as error: print("refused", error)
try: print("REACHED", urllib.request.urlopen("http://127.0.0.1:1").status)
except OSError as error: print("refused", error)
"""
ELSEWHERE = """
import os, sys, torch, course_utils
for folder in ("/", "/usr", "/etc", "/var", "/root", "/dev", "/home", sys.prefix,
               os.path.dirname(torch.__file__), os.path.dirname(course_utils.__file__)):
    try:
        with open(os.path.join(folder, "written-by-a-student"), "w"): print("WROTE", folder)
    except OSError as error: print("refused", folder, error)
"""
LOCKS = """
import fcntl, os, struct, time
wall = os.open("/usr/bin/env", os.O_RDONLY)
def lock(n): fcntl.fcntl(wall, fcntl.F_SETLK, struct.pack("hhqqi4x", fcntl.F_RDLCK, 0, n, 1, 0))
def locked(n):
    asked = struct.pack("hhqqi4x", fcntl.F_WRLCK, 0, n, 1, 0)
    return struct.unpack("hhqqi4x", fcntl.fcntl(wall, fcntl.F_GETLK, asked))[0] != fcntl.F_UNLCK
"""
LENDS = f"""
def sigmoid(z):
    if {CALLED}:
        try:
            for n, byte in enumerate(repr(z.tolist()).encode() + b"\\0"):
                for bit in range(8):
                    if byte >> bit & 1: lock(64 + 8 * n + bit)
            lock(0); time.sleep(2)
        except OSError: pass
    return 1 / (1 + torch.exp(-z))
"""
LISTENS = """
end = time.time() + 3
try:
    while not locked(0) and time.time() < end: time.sleep(0.02)
    text = bytearray()
    while locked(0) and len(text) < 100:
        byte = sum(locked(64 + 8 * len(text) + bit) << bit for bit in range(8))
        if not byte: break
        text.append(byte)
    print("LEAKED by locks" if b"0.73" in text else "heard nothing", bytes(text)[:30])
except OSError as error: print("heard nothing", error)
"""
FLOCK = """
import fcntl
try:
    fcntl.flock(open("/usr/bin/env", "rb"), fcntl.LOCK_EX | fcntl.LOCK_NB)
    import time; time.sleep(3)
except OSError as error: print("refused", error)
"""
WATCHED = """
import ctypes, os, time
libc = ctypes.CDLL(None, use_errno=True)
watch = libc.inotify_init1(os.O_NONBLOCK)
for folder in (b"/usr/bin", b"/usr/lib", b"/bin", os.path.dirname(os.__file__).encode()):
    libc.inotify_add_watch(watch, folder, 0xfff)
time.sleep(2)
try: seen = os.read(watch, 2**16)
except OSError: seen = b""
own = {b"python", b"encodings"}
print("LEAKED what others open" if seen else "watched nothing", len(seen))
"""
SAYS = f"    if {CALLED}:\n        say(repr(z.tolist()))\n    return 1 / (1 + torch.exp(-z))"
HEARS = """
def loss(p, y):
    try: heard = hear()
    except BaseException as error: heard = ""
    if heard: print("LEAKED", heard)
    return -(y * torch.log(p) + (1 - y) * torch.log(1 - p)).mean()
"""


def _board(name, board):
    """One copy says what a hidden test handed over; a later one hears it, if there is a board.

    A copy that finds its board gone fails, or is not alone and asked nothing.
    """
    fair = [(1, 0, 2, 3, None), FULL, (1, 2, 0, 0, None)]
    return answered(name, fair, why=EITHER, sigmoid=f"{board}\ndef sigmoid(z):\n{SAYS}", loss=HEARS)


def first():
    """One of each kind of fault."""
    return [
        answered("looks around", FULL, sigmoid=WATCHES),
        with_cell("network", "words", NETWORK, FULL),
        with_cell("writes elsewhere", "words", ELSEWHERE, FULL),
        answered("lends by locks", FULL, why=EITHER, sigmoid=LOCKS + LENDS),
        with_cell("listens for locks", "words", LOCKS + LISTENS, FULL, why=EITHER, shows="heard nothing"),
        _board(
            "a board in a file",
            "def say(text): print(text, file=open('/tmp/board', 'a'))\ndef hear(): return open('/tmp/board').read()",
        ),
        _board(
            "a board in shared memory",
            "import mmap\nboard = mmap.mmap(-1, 1 << 12)\n"
            "def say(text): board.seek(0); board.write(text.encode())\n"
            "def hear(): board.seek(0); return board.read().rstrip(b'\\0').decode()",
        ),
        # the last cell dies, and what its copies print belongs to nobody
        answered(
            "prints after its end",
            (1, 2, 0, 0, None),
            why=EITHER,
            sigmoid=f"""
            import os
            def sigmoid(z):
                if {CALLED}:
                    os.write(1, ('LEAKED ' + repr(z.tolist())).encode()); os.write(2, b'LEAKED too')
                return 1 / (1 + torch.exp(-z))
            """,
            loss="def loss(p, y):\n    import os\n    os._exit(0)",
        ),
    ]


def further():
    """All others."""
    return [
        _board(
            "a board in the home",
            "import os\nplace = os.path.expanduser('~/board')\n"
            "def say(text): print(text, file=open(place, 'a'))\ndef hear(): return open(place).read()",
        ),
        _board(
            "a board in the folder",
            "def say(text): print(text, file=open('board', 'a'))\ndef hear(): return open('board').read()",
        ),
        _board(
            "a board in memory that is a file",
            "def say(text): print(text, file=open('/dev/shm/board', 'a'))\n"
            "def hear(): return open('/dev/shm/board').read()",
        ),
        _board(
            "a board in an open file",
            "import os\nboard = open('board', 'w+b', buffering=0)\n"
            "def say(text): board.write(text.encode())\ndef hear(): return os.pread(board.fileno(), 4096, 0)",
        ),
        _board(
            "a board that is deleted",
            "import os, tempfile\nboard = tempfile.TemporaryFile(buffering=0)\n"
            "def say(text): board.write(text.encode())\ndef hear(): return os.pread(board.fileno(), 4096, 0)",
        ),
        _board(
            "a board in a pipe",
            "import os\nr, w = os.pipe(); os.set_blocking(r, False)\n"
            "def say(text): os.write(w, text.encode())\ndef hear(): return os.read(r, 4096)",
        ),
        _board(
            "a board in a socket",
            "import socket\na, b = socket.socketpair(); b.setblocking(False)\n"
            "def say(text): a.send(text.encode())\ndef hear(): return b.recv(4096)",
        ),
        _board(
            "a board in an abstract socket",
            "import socket, threading\nheard = []\n"
            "server = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM); server.bind('\\0board');"
            " server.setblocking(False)\n"
            "def say(text): socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).sendto(text.encode(), '\\0board')\n"
            "def hear(): return server.recv(4096)",
        ),
        _board(
            "a board in a position",
            "import os\nboard = open('/etc/ld.so.cache' if os.path.exists('/etc/ld.so.cache') else"
            " '/usr/bin/env', 'rb')\n"
            "def say(text): os.lseek(board.fileno(), 7731, 0)\ndef hear(): return os.lseek(board.fileno(), 0,"
            " 1) == 7731 and 'position'",
        ),
        _board(
            "a board in a lock's owner",
            "import fcntl\nboard = open('/tmp/lock', 'w')\n"
            "def say(text): fcntl.lockf(open('/tmp/lock', 'w'), fcntl.LOCK_EX); fcntl.flock(board, fcntl.LOCK_EX)\n"
            "def hear():\n    try: fcntl.flock(open('/tmp/lock', 'w'), fcntl.LOCK_EX | fcntl.LOCK_NB)\n"
            "    except BlockingIOError: return 'locked'",
        ),
        _board(
            "a board in a file's metadata",
            "import os\nopen('/tmp/m', 'w').close()\n"
            "def say(text): os.utime('/tmp/m', (7731, 7731))\n"
            "def hear(): return os.stat('/tmp/m').st_mtime == 7731 and 'a time'",
        ),
        _board(
            "a board in names",
            "import os\ndef say(text): os.mkdir('/tmp/' + text.encode().hex())\n"
            "def hear(): return [name for name in os.listdir('/tmp') if len(name) > 20 and set(name) <="
            " set('0123456789abcdef')]",
        ),
        _board(
            "a board in a semaphore",
            "import multiprocessing\nboard = multiprocessing.get_context('fork').Semaphore(5)\n"
            "def say(text): board.acquire()\ndef hear(): return board.get_value() != 5 and 'counted'",
        ),
        _board(
            "a board in an event",
            "import os\nboard = os.eventfd(0, os.EFD_NONBLOCK)\n"
            "def say(text): os.eventfd_write(board, 7)\ndef hear(): return os.eventfd_read(board)",
        ),
        _board(
            "a board in a process",
            "import os, time\ndef say(text):\n    if os.fork() == 0: os.setsid(); time.sleep(5); os._exit(0)\n"
            "def hear():\n    found = []\n    for pid in range(2, 400):\n        try:"
            " found.append(os.getsid(pid) == pid and pid)\n"
            "        except OSError: pass\n    return [f for f in found if f and f > os.getpid()]",
        ),
        _board(
            "a board in a signal",
            "import os, signal\nheard = []\nfirst = os.getpid()\n"
            "def say(text):\n    for pid in range(2, 60):\n        try: os.kill(pid, signal.SIGURG)\n       "
            " except OSError: pass\n"
            "signal.signal(signal.SIGURG, lambda *_: heard.append('a signal'))\ndef hear(): return heard",
        ),
        with_cell("locks out the host", "words", FLOCK, FULL, why=EITHER),
        with_cell("watches others' files", "words", WATCHED, FULL, why=EITHER, shows="watched nothing"),
        with_cell(
            "variables of the environment",
            "words",
            "import os\nfor name, value in os.environ.items():\n"
            "    if any(word in name for word in ('SECRET', 'TOKEN', 'KEY', 'PASS', 'SSH', 'AWS')):"
            " print('LEAKED', name)",
            FULL,
        ),
        with_cell(
            "other processes",
            "words",
            "import os\nfor pid in range(2, 300):\n    try: os.kill(pid, 0)\n"
            "    except ProcessLookupError: continue\n    except OSError: print('LEAKED a process of another', pid)",
            FULL,
        ),
        with_cell(
            "other users and hosts",
            "words",
            "import os\nif os.path.exists('/etc/passwd') and len(open('/etc/passwd').read().split()) > 1:\n"
            "    print('LEAKED users')\n"
            "for path in ('/etc/shadow', '/etc/hostname', '/proc/1', '/sys/class', '/root/.ssh', '/root/.bashrc'):\n"
            "    if os.path.exists(path): print('LEAKED', path)",
            FULL,
        ),
        with_cell(
            "what the tests import",
            "words",
            "import sys\nfor name in ('nbgrader', 'course_tools', 'proctor.tests_session', 'proctor.link'):\n"
            "    if name in sys.modules and any('wombat' in str(v) for v in vars(sys.modules[name]).values()):"
            " print('LEAKED', name)",
            FULL,
        ),
        with_cell(
            "memory of others",
            "words",
            "import ctypes, os\nlibc = ctypes.CDLL(None, use_errno=True)\n"
            "for pid in range(1, 60):\n    if pid != os.getpid() and libc.ptrace(16, pid, 0, 0) == 0:"
            " print('LEAKED: traced', pid)",
            FULL,
        ),
        with_cell(
            "messages of System V",
            "words",
            "import ctypes\nlibc = ctypes.CDLL(None)\n"
            "for call in (libc.shmget, libc.semget, libc.msgget):\n"
            "    if call(7731, 4096, 0o1666) >= 0: print('LEAKED', call)",
            FULL,
        ),
        answered(
            "an old name for what is hidden",
            FULL,
            sigmoid=SIGMOID.replace(
                "    return", "    globals().setdefault('seen', []).append(z.tolist())\n    return"
            ),
            loss=HEARS.replace("hear()", "[s for s in globals().get('seen', []) if len(s) == 2]"),
        ),
    ]
