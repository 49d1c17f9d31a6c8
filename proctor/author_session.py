"""The author's session: runs the cells that nobody trusts, and is copied at each test (`calls`).

Everything here shares its process with the author's code, which may change all of it. So nothing that comes out of
this process is believed: it is shown as the author's output, or used as the value that the author's function gave. Of
the tests this process is told the arguments of calls and nothing else.

At each test the process is copied (forked), and the test's calls go to the copy. What a test does to the session, and
what a hidden test passes to a function, therefore reaches no later cell and no later test.
"""

import builtins
import contextlib
import inspect
import io
import os
import signal
import socket
import stat
import sys
import time
import types

import torch
from IPython.core.error import UsageError
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from . import protocol
from .calls import Calls
from .collect import LONGEST_MESSAGE, LONGEST_NAME, LONGEST_TRACEBACK, MOST_LINES
from .parting import MOST_DESCRIPTORS, part
from .shared_memory import with_files
from .task import Display, Error, Stream, Value
from .wire import Channel, Closed, interruptible, sendable, uninterruptible

LARGEST_SHOWN = 3 * 2**20  # bytes of one picture or table that is shown
LARGEST_PIECE = 2**18  # characters that are sent at a time
PIECE, PAUSE = 8192, 0.2  # characters and seconds after which what is printed is sent
_fork, _exit, _getpid, _receive_fds = os.fork, os._exit, os.getpid, socket.recv_fds


def prepare_shell():
    """IPython as a kernel has it, without history, threads or a terminal; made once, before any fork."""
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    config.InteractiveShell.autocall = 0
    module = types.ModuleType("__main__", "The author's session")
    shell = InteractiveShell.instance(config=config, user_module=module)
    try:
        raise ValueError("the first error imports much, and looks through every module that is imported")
    except ValueError:
        shell.InteractiveTB.structured_traceback(*sys.exc_info())
    shell.system = shell.system_raw  # `!command`, without the terminal that it would ask for
    _known_as_main(shell.compile)
    _run_anywhere(shell)
    return shell


def _run_anywhere(shell):
    """Lines that lean on a window, or on what only another environment has, stop no cell."""
    inline, run = shell.enable_matplotlib, shell.run_line_magic

    def run_line_magic(name, line="", _stack_depth=1):
        try:
            return run(name, line, _stack_depth + 1)
        except (UsageError, ImportError) as error:  # `%autosave 60`, `%load_ext line_profiler`
            print(f"%{name}: {error}", file=sys.stderr)

    shell.run_line_magic = run_line_magic
    shell.enable_matplotlib = lambda gui=None: inline("inline")
    shell.enable_gui = lambda gui=None: None


def _known_as_main(compiler):
    """Have the module of each cell known as soon as the cell is compiled.

    Else every error makes `inspect` look for it among thousands of modules. A fork would copy what it touches there,
    which takes longer than all else that is done for an error.
    """
    named = compiler.cache

    def cache(*arguments, **options):
        name = named(*arguments, **options)
        inspect.modulesbyfile[name] = "__main__"
        with contextlib.suppress(OSError):  # the folder is gone
            inspect.modulesbyfile[os.path.abspath(name)] = "__main__"
        return name

    compiler.cache = cache


def serve(channel, shell):
    """Run what the parent asks for, until it closes the connection."""
    with_files()
    session = Session(channel, shell)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    while True:
        try:
            message = channel.receive(protocol.ToAuthor)
        except Closed:
            return
        if isinstance(message, protocol.Files):
            for name, data in message.files.items():
                os.makedirs(os.path.dirname(os.path.abspath(name)), exist_ok=True)
                with open(name, "wb") as file:
                    file.write(data)
        elif isinstance(message, protocol.RunCell):
            session.run(message.source)
        else:
            session.copy(message.source, message.fork)


class Session:
    """Runs cells in a shell and sends what they show.

    Parameters
    ----------
    channel : Channel
    shell : InteractiveShell
    """

    def __init__(self, channel, shell):
        self.channel, self.shell, self.pid = channel, shell, _getpid()
        self.namespace = shell.user_ns
        self.failed = False
        sys.stdout, sys.stderr = Sent(self, "stdout"), Sent(self, "stderr")
        sys.stdin = open(os.devnull)  # noqa: SIM115 (as long as the session)
        builtins.input = _no_input
        shell.display_pub.publish = self._publish
        shell.displayhook.write_format_data = self._result
        shell.displayhook.write_output_prompt = lambda: None
        shell._showtraceback = self._error
        sys.path[:] = ["", *(path for path in sys.path if path)]
        self.own = _open_files()

    def show(self, output):
        self._flush()
        self.send(protocol.Shown(output))

    def send(self, message):
        if _getpid() == self.pid:  # a process that the author's code forked says nothing
            with uninterruptible():
                self.channel.send(message)

    def run(self, source):
        self.failed = False
        try:
            with interruptible():
                result = self.shell.run_cell(source, store_history=True)
            failed = not result.success
        except BaseException as error:  # e.g. a hook of the author's that fails
            self._error(type(error), error, [f"{type(error).__name__}: {error}"])
            failed = True
        self._flush()
        self.send(protocol.Done(failed or self.failed))
        if _getpid() != self.pid:
            _exit(0)

    def copy(self, source, fork):
        """Fork; the copy answers the calls of one test, after the imports of the cell that is run next."""
        _, descriptors, *_ = _receive_fds(self.channel.connection, 1, 1)
        connection = socket.socket(fileno=descriptors[0])
        try:
            pid = _fork() if fork else 0
        except OSError as error:
            connection.close()
            self.channel.send(protocol.Copied(None, str(error)))
            return
        if pid:
            connection.close()
            self.channel.send(protocol.Copied(pid))
            return
        try:
            if not fork:
                self.channel.send(protocol.Copied(_getpid()))
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            channel = Channel(connection)
            theirs = {kind for number, kind in _open_files().items() if number not in (*self.own, channel.fileno())}
            places = channel.receive(protocol.Part).places
            if fork:
                part(channel.fileno(), places)
            calls = Calls(channel, self.namespace)
            calls.run_imports(source)  # which may wait for a disk: who looked at it meanwhile would think that it rests
            double = torch.get_default_dtype() is torch.float64
            channel.send(protocol.Parted(tuple(sorted(theirs)), double))
            calls.serve()
        finally:
            _exit(0)

    def _flush(self):
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, Sent) and not stream.closed:
                stream.flush()

    def _publish(self, data, metadata=None, **_):
        self.show(Display(_texts(data)))

    def _result(self, format_dict, md_dict=None):
        self.show(Value(_texts(format_dict)))

    def _error(self, etype, evalue, stb):
        self.failed = True
        lines = (sendable(line) for line in (stb if isinstance(stb, list) else [stb])[:MOST_LINES])
        text = "\n".join(line[:LONGEST_TRACEBACK] for line in lines)[:LONGEST_TRACEBACK]
        name, message = sendable(etype.__name__)[:LONGEST_NAME], sendable(evalue)[:LONGEST_MESSAGE]
        self.show(Error(name, message, tuple(text.split("\n"))))


def _open_files():
    """{descriptor: kind} of the files, pipes and sockets that this process has open."""
    kinds = {stat.S_IFREG: "file", stat.S_IFIFO: "pipe", stat.S_IFSOCK: "socket"}
    found = {}
    for number in range(MOST_DESCRIPTORS):
        try:
            kind = kinds.get(stat.S_IFMT(os.fstat(number).st_mode))
        except OSError:
            continue
        if kind is not None:
            found[number] = kind
    return found


def _texts(data):
    """What is text or a picture; in place of what is too large to be sent, a line that says so."""
    found = {sendable(kind): sendable(value) for kind, value in data.items() if isinstance(value, str)}
    size = sum(len(text.encode()) for text in found.values())
    return found if size <= LARGEST_SHOWN else {"text/plain": f"an output of {size / 2**20:.0f} MB, left out"}


def _no_input(prompt=""):
    raise EOFError("a notebook that is graded has nobody to answer input()")


class Sent(io.TextIOBase):
    """What the cells print, sent on in pieces."""

    encoding, errors = "utf-8", "replace"

    def __init__(self, session, name):
        self.session, self.name = session, name
        self.text, self.size, self.since = [], 0, time.monotonic()

    def writable(self):
        return True

    def isatty(self):
        return False

    def fileno(self):
        return 1 if self.name == "stdout" else 2

    def write(self, text):
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self.text.append(text)
        self.size += len(text)
        if self.size > PIECE or time.monotonic() - self.since > PAUSE:
            self.flush()
        return len(text)

    def flush(self):
        if self.text:
            text, self.text, self.size = "".join(self.text), [], 0
            for start in range(0, len(text), LARGEST_PIECE):
                piece = sendable(text[start : start + LARGEST_PIECE])
                self.session.send(protocol.Shown(Stream(piece, self.name)))
        self.since = time.monotonic()
