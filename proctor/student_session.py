"""The student's session: runs the cells of a submission, and afterwards calls its functions for the tests.

Everything here shares its process with the student's code, which may change all of it. So nothing that comes
out of this process is believed: it is shown as the student's output, or used as the value that the student's
function gave. Of the tests this process is told the arguments of calls and nothing else.

At each test the process is copied (forked), and the test's calls go to the copy. What a test does to the
session, and what a hidden test passes to a function, therefore reaches no later cell and no later test.
"""

import builtins
import inspect
import io
import operator
import os
import pickle
import random
import signal
import socket
import sys
import time
import traceback
import types

import numpy as np

from . import codec, protocol
from .protocol import Display, Error, Stream, Value
from .wire import Channel, Closed, interruptible, pack, uninterruptible

LARGEST_SHOWN = 3 * 2**20  # characters of one picture or table that is shown
KEPT_PRINTS = 20_000  # characters that are kept of what the functions print in one call
_fork, _exit, _getpid, _receive_fds = os.fork, os._exit, os.getpid, socket.recv_fds


def prepare_shell():
    """IPython as a kernel has it, without history, threads or a terminal; made once, before any fork."""
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    config.InteractiveShell.autocall = 0
    module = types.ModuleType("__main__", "The student's session")
    return InteractiveShell.instance(config=config, user_module=module)


def serve(channel, shell):
    """Run what the parent asks for, until it closes the connection."""
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
        elif isinstance(message, protocol.Run):
            session.run(message.source)
        else:
            session.copy()


class Session:
    def __init__(self, channel, shell):
        self.channel, self.shell, self.pid = channel, shell, _getpid()
        self.namespace = shell.user_ns
        sys.stdout, sys.stderr = Sent(self, "stdout"), Sent(self, "stderr")
        sys.stdin = open(os.devnull)  # noqa: SIM115 (as long as the session)
        builtins.input = _no_input
        shell.display_pub.publish = self._publish
        shell.displayhook.write_format_data = self._result
        shell.displayhook.write_output_prompt = lambda: None
        shell._showtraceback = self._error
        sys.path[:] = ["", *(path for path in sys.path if path)]

    def show(self, output):
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, Sent) and not stream.closed:
                stream.flush()
        self.send(protocol.Shown(output))

    def send(self, message):
        if _getpid() == self.pid:  # a process that the student's code forked says nothing
            with uninterruptible():
                self.channel.send(message)

    def run(self, source):
        self.failed = False
        try:
            with interruptible():
                result = self.shell.run_cell(source, store_history=True)
            failed = not result.success
        except BaseException as error:  # e.g. a hook of the student's that fails
            self._error(type(error), error, [f"{type(error).__name__}: {error}"])
            failed = True
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, Sent):
                stream.flush()
        self.send(protocol.Done(failed or self.failed))
        if _getpid() != self.pid:
            _exit(0)

    def copy(self):
        """Fork; the copy answers the calls of one test."""
        _, descriptors, *_ = _receive_fds(self.channel.connection, 1, 1)
        connection = socket.socket(fileno=descriptors[0])
        try:
            pid = _fork()
        except OSError as error:
            connection.close()
            self.channel.send(protocol.Copied(None, str(error)))
            return
        if pid:
            connection.close()
            self.channel.send(protocol.Copied(pid))
            return
        try:
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            self.channel.close()
            Calls(Channel(connection), self.namespace).serve()
        finally:
            _exit(0)

    def _publish(self, data, metadata=None, **_):
        self.show(Display(_shown(data)))

    def _result(self, format_dict, md_dict=None):
        self.show(Value(_shown(format_dict)))

    def _error(self, etype, evalue, stb):
        self.failed = True
        lines = [str(line) for line in stb] if isinstance(stb, list) else [str(stb)]
        self.show(Error(etype.__name__, str(evalue), tuple(lines)))


def _shown(data):
    """What is text or a picture; in place of what is too large to be sent, a line that says so."""
    found = {str(kind): value for kind, value in data.items() if isinstance(value, str)}
    size = sum(map(len, found.values()))
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
        if self.size > 8192 or time.monotonic() - self.since > 0.2:
            self.flush()
        return len(text)

    def flush(self):
        if self.text:
            text, self.text, self.size = "".join(self.text), [], 0
            self.session.send(protocol.Shown(Stream(text, self.name)))
        self.since = time.monotonic()


# ---------------------------------------------------------- the calls of a test


class Calls:
    """Answers what a test asks of the session; objects that are no data stay here and get a number."""

    def __init__(self, channel, namespace):
        self.channel, self.namespace = channel, namespace
        self.objects = []  # by number
        self.numbers = {}  # id: number; `objects` keeps the ids taken
        self.given = {}  # id of an object that the test passed in: its place in that call
        self.roots = []  # results of this call that autograd can go back from

    def serve(self):
        while True:
            try:
                request = self.channel.receive(protocol.Request)
            except Closed:
                return
            self.channel.send(self.reply(request))

    def reply(self, request):
        printed = Printed()
        sys.stdout = sys.stderr = printed
        self.given, self.roots = {}, []
        found = {}
        try:
            for number, tree in request.mirrors:
                put_tensor(self.objects[number], codec.decode(tree, None))
            mirrored = {number: pack(codec.tensor(self.objects[number])) for number in request.mirrored}
            shared, arguments, options = self.unpickle(request.arguments)
            self.given = {id(value): place for place, value in enumerate(shared)}
            before = [pack(self.state(value)) for value in shared]
            _seed(request.seeds)
            try:
                value = codec.encode(self.do(request, arguments, options), self.handle, self.known)
                ending = protocol.Returned(value, self.number((self.roots, shared)) if self.roots else None)
            except Absent:
                ending = protocol.Absent()
            except codec.CannotCross:
                raise
            except BaseException as error:
                ending = _describe(error)
            after = [self.state(value) for value in shared]
            now = {number: codec.tensor(self.objects[number]) for number in mirrored}
            found = {
                "changed": tuple((place, state) for place, state in enumerate(after) if pack(state) != before[place]),
                "mirrors": tuple((number, tree) for number, tree in now.items() if pack(tree) != mirrored[number]),
            }
        except codec.CannotCross as error:
            ending = protocol.Refused(str(error))
        except BaseException as error:  # the author's objects may refuse what is asked above
            ending = protocol.Refused(f"{type(error).__name__}: {error}")
        return protocol.Reply(ending=ending, printed=printed.getvalue(), **found)

    # what a test can ask

    def do(self, request, arguments, options):
        return getattr(self, "do_" + request.do)(request, arguments, options)

    def do_name(self, request, arguments, options):
        if request.name not in self.namespace:
            raise Absent
        return self.namespace[request.name]

    def do_call(self, request, arguments, options):
        return self.objects[request.target](*arguments, **options)

    def do_get(self, request, arguments, options):
        return getattr(self.objects[request.target], request.name)

    def do_set(self, request, arguments, options):
        setattr(self.objects[request.target], request.name, arguments[0])

    def do_isinstance(self, request, arguments, options):
        return isinstance(arguments[0], self.objects[request.target])

    def do_signature(self, request, arguments, options):
        found = inspect.signature(self.objects[request.target]).parameters.values()
        return [(p.name, int(p.kind), p.default is not p.empty, None if p.default is p.empty else p.default)
                for p in found]  # fmt: skip

    def do_builtin(self, request, arguments, options):
        return getattr(builtins, request.name)(self.objects[request.target])

    def do_operator(self, request, arguments, options):
        return getattr(operator, request.name)(self.objects[request.target], *arguments)

    def do_backward(self, request, arguments, options):
        """Gradients of a kept result with respect to the tensors that were passed in."""
        import torch

        roots, shared = self.objects[request.target]
        leaves = [value for value in shared if isinstance(value, torch.Tensor) and value.requires_grad]
        before = [leaf.grad for leaf in leaves]
        for leaf in leaves:
            leaf.grad = None
        torch.autograd.backward([roots[request.result]], [arguments[0]], retain_graph=True)
        found = [leaf.grad for leaf in leaves]
        for leaf, grad in zip(leaves, before, strict=True):
            leaf.grad = grad
        return found

    # values

    def number(self, value):
        if id(value) not in self.numbers:
            self.objects.append(value)
            self.numbers[id(value)] = len(self.objects) - 1
        return self.numbers[id(value)]

    def known(self, value):
        if id(value) in self.given:
            return ["given", self.given[id(value)]]
        if "torch" in sys.modules:
            import torch

            if isinstance(value, torch.Tensor):
                if value.grad_fn is not None:
                    self.roots.append(value)
                    return ["result", len(self.roots) - 1, codec.tensor(value)]
                if value.requires_grad:
                    return ["mirror", self.number(value), codec.tensor(value)]
                return codec.tensor(value)
        return None

    def handle(self, value):
        if isinstance(value, types.ModuleType):
            return ["module", str(value.__name__)]
        kind = "class" if isinstance(value, type) else "function" if _is_function(value) else "object"
        bases = [f"{base.__module__}.{base.__qualname__}" for base in type(value).__mro__]
        name = getattr(value, "__name__", type(value).__name__)
        return ["remote", self.number(value), kind, str(name)[:100], bases[:20]]

    def unpickle(self, data):
        return _Unpickler(io.BytesIO(data), self).load()

    def state(self, value):
        """What an argument holds, if it is of a kind that can be changed in place."""
        torch = sys.modules.get("torch")
        if torch is not None and isinstance(value, torch.Tensor):
            return ["tensor", codec.tensor(value if value.is_leaf else value.detach())]
        if torch is not None and isinstance(value, torch.nn.Module):
            parts = [*value.named_parameters(), *value.named_buffers()]
            return [
                "module",
                value.training,
                [[name, codec.encode(part, self.handle, self.known)] for name, part in parts],
            ]
        if torch is not None and isinstance(value, torch.optim.Optimizer):
            return ["optimizer", codec.encode(value.state_dict(), self.handle, self.known)]
        inside = lambda part: None if part is value else self.known(part)  # noqa: E731
        return ["value", codec.encode(value, self.handle, inside)]


class Absent(Exception):
    """The session has no such name."""


def _is_function(value):
    return callable(value) and type(value).__module__ in ("builtins", "functools")


def put_tensor(tensor, value):
    """Give a tensor the numbers and the gradient of another; nothing else holds its memory anew."""
    import torch

    with torch.no_grad():
        if tensor.shape == value.shape and tensor.dtype == value.dtype:
            tensor.copy_(value)
        else:
            tensor.data = value.detach().clone()
    if tensor.is_leaf:
        tensor.requires_grad_(value.requires_grad)
        tensor.grad = value.grad


def _seed(seeds):
    """Set the generators that the test has set; the others go on."""
    if seeds.python is not None:
        version, numbers, gauss = seeds.python
        random.setstate((version, tuple(numbers), gauss))
    if seeds.numpy is not None:
        np.random.set_state(seeds.numpy)  # noqa: NPY002 (what the test has seeded)
    if seeds.torch is not None:
        import torch

        torch.set_rng_state(torch.frombuffer(bytearray(seeds.torch), dtype=torch.uint8))


def _describe(error):
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename != __file__]
    return protocol.Raised(
        tuple(base.__name__ for base in type(error).__mro__), str(error)[:2000],
        tuple((frame.name, frame.lineno or 0, frame.line or "") for frame in frames[-4:]),
    )  # fmt: skip


class Printed(io.StringIO):
    """Keeps the beginning."""

    def write(self, text):
        if self.tell() < KEPT_PRINTS:
            super().write(str(text)[:KEPT_PRINTS])
        return len(text)


class _Unpickler(pickle.Unpickler):
    """Arguments come pickled from the tests; what only the tests have becomes a function that calls back."""

    def __init__(self, file, calls):
        super().__init__(file)
        self.calls = calls

    def persistent_load(self, what):
        kind, key = what
        if kind == "remote":
            return self.calls.objects[key]
        return self.calls.namespace[key] if kind == "name" else Callback(self.calls, key)


class Callback:
    """A function of the test, called by the student's code: it runs in the test's process."""

    def __init__(self, calls, number):
        self._calls, self._number = calls, number

    def __call__(self, *arguments, **options):
        calls = self._calls
        given = codec.encode([list(arguments), options], calls.handle, calls.known)
        calls.channel.send(protocol.CallBack(self._number, given))
        answer = calls.channel.receive(protocol.CalledBack)
        if answer.raised is not None:
            raise getattr(builtins, answer.raised.bases[0], RuntimeError)(answer.raised.message)
        return calls.unpickle(answer.value)
