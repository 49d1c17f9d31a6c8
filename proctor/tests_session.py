"""The tests' session: runs the instructor's cells, and reaches what the student wrote through proxies.

No line of the student's runs here. Names that the instructor's cells do not define are asked for in the student's
session: data arrives as data (`codec`), functions and objects as a `Remote`, whose calls run over there.

What a test sees is as if both were one session, within limits that are named when they are met:

- lists, dicts, arrays, tensors, modules and optimizers that a test passes in are changed in place if the student's
  code changes them; tensors of the student's that require gradients are mirrored, in both directions;
- `backward()` in a test goes through the student's functions (first derivatives);
- a function of the test that is passed to the student's code is called back here;
- the seeds that a test sets hold for the student's code too.

What cannot cross makes a note, and the note makes the submission one for a human.
"""

import ast
import builtins
import functools
import importlib
import inspect
import io
import pickle
import random
import signal
import sys
import types

import numpy as np

from . import codec, protocol
from .codec import CannotCross
from .protocol import Display, Error, Stream, Value
from .student_session import put_tensor
from .wire import Closed, Malformed, interruptible, pack, uninterruptible, unpack

KEPT_OUTPUT = 100_000  # characters


class StudentLost(Exception):
    """The student's session ended, or was ended, in a call."""


def serve(channel, shell):
    """Run what the parent asks for, until it closes the connection."""
    tests = TestSession(channel, shell)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    while True:
        try:
            message = channel.receive(protocol.ToTests)
        except Closed:
            return
        if isinstance(message, protocol.Start):
            tests.start(message)
        else:
            channel.send(tests.run(message))


class TestSession:
    """Executes cells and keeps their names.

    Parameters
    ----------
    channel : Channel
    shell : InteractiveShell
        Transforms the cells and shows what they display; none of its names are used.
    """

    __test__ = False  # not a test case of pytest's

    def __init__(self, channel, shell):
        self.link = Link(channel)
        self.shell = shell
        self.namespace = Namespace(self.link)
        self.namespace.update(
            __name__="__main__", __builtins__=builtins, get_ipython=lambda: shell, display=shell.user_ns.get("display")
        )
        self.link.namespace = self.namespace
        shell.display_pub.publish = self._publish
        self.outputs = []

    def start(self, message):
        """Take the names that the answers define, and the files of the task."""
        self.namespace.answers, self.link.author = message.answers, message.author
        sys.path.insert(0, "")  # the files of the task, and none of the author's
        for name, data in message.files.items():
            with open(name, "wb") as file:
                file.write(data)

    def run(self, message):
        """Execute a cell against a copy of the author's session; what it showed and how it ended."""
        self.link.begin(message.session)
        self.outputs = []
        before = set(self.namespace)
        sys.stdout = sys.stderr = self.link.printed = Printed(self.outputs)
        error = number = None
        try:
            with interruptible():
                number = self._execute(message.source)
        except BaseException as caught:  # SystemExit too: the next cell must run
            error = self._describe(caught, message.source)
        if message.given:
            self.namespace.given |= set(self.namespace) - before
        return protocol.Ended(error, number, tuple(self.outputs), tuple(dict.fromkeys(self.link.notes)))

    def _execute(self, source):
        code = self.shell.input_transformer_manager.transform_cell(source)
        tree = ast.parse(code, "<tests>")
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, "<tests>", "exec"), self.namespace)
        if last is None:
            return None
        value = eval(compile(ast.Expression(last.value), "<tests>", "eval"), self.namespace)
        if value is None or code.rstrip().endswith(";"):
            return None
        return self._number(value)

    def _number(self, value):
        """Show a result, and return it if it is a number."""
        shown = (
            repr(value) if isinstance(value, Remote) else self.shell.display_formatter.format(value)[0]["text/plain"]
        )
        try:
            number = None if isinstance(value, (Remote, str)) else float(value)
        except (TypeError, ValueError, RuntimeError):
            number = None
        self.outputs.append(Value({"text/plain": shown[:KEPT_OUTPUT]}))
        return number

    def _publish(self, data, metadata=None, **_):
        if len(self.outputs) < 100:
            self.outputs.append(Display({"text/plain": str(data.get("text/plain", ""))}))

    def _describe(self, error, source):
        lines, shown = source.splitlines(), []
        frame = error.__traceback__
        while frame is not None:
            if frame.tb_frame.f_code.co_filename == "<tests>" and 0 < frame.tb_lineno <= len(lines):
                shown.append(f"line {frame.tb_lineno}:  {lines[frame.tb_lineno - 1].strip()}")
            frame = frame.tb_next
        if isinstance(error, SyntaxError) and error.filename == "<tests>":
            self.link.notes.append(f"the test itself is not valid Python: {error}")
        shown += [f"  in {place}" for place in getattr(error, "_student_places", ())]
        message = str(error)[:4000]
        name = type(error).__name__
        return Error(name, message, (*shown, f"{name}: {message}"))


class Printed(io.TextIOBase):
    """What a test prints, and what the student's functions print in its calls."""

    def __init__(self, outputs):
        self.outputs, self.size = outputs, 0

    def writable(self):
        return True

    def write(self, text):
        kept = text[: max(KEPT_OUTPUT - self.size, 0)]
        self.size += len(text)
        if kept and self.outputs and isinstance(self.outputs[-1], Stream):
            self.outputs[-1] = Stream(self.outputs[-1].text + kept)
        elif kept:
            self.outputs.append(Stream(kept))
        return len(text)


class Namespace(dict):
    """The tests' names; what is missing is looked for in the student's session.

    A name of Python's own, `sum` say, is Python's, unless an answer is to define it.
    """

    def __init__(self, link):
        super().__init__()
        self.link, self.answers, self.given = link, frozenset(), set()

    def __missing__(self, name):
        if name.startswith("__") or (hasattr(builtins, name) and name not in self.answers):
            raise KeyError(name)
        return self.link.name(name)


class Link:
    """Asks the student's session."""

    def __init__(self, channel):
        self.channel = channel
        self.session, self.notes, self.printed = None, [], None
        self.mirrors = {}  # (session, number): the tensor here, and what was last the same on both sides
        self.callbacks = []
        self.author = "author"
        self.seeds, self.reseeded = {}, set()
        self._notice_seeding()

    def _notice_seeding(self):
        """The student's generators are set where a test sets its own, also if it sets them to what they are."""
        import torch

        def noticed(function, kind):
            @functools.wraps(function)
            def seed(*arguments, **options):
                self.reseeded.add(kind)
                return function(*arguments, **options)

            return seed

        random.seed = noticed(random.seed, "python")
        np.random.seed = noticed(np.random.seed, "numpy")
        torch.manual_seed = torch.random.manual_seed = noticed(torch.manual_seed, "torch")

    def begin(self, session):
        self.session, self.notes = session, []
        self.seeds = random_states()

    def note(self, reason):
        """Say why a human must look, and what the test is told."""
        self.notes.append(reason)
        return CannotCross(reason)

    def name(self, name):
        if self.session is None:
            raise KeyError(name)
        ending = self.ask(self.session, "name", name=name)
        if isinstance(ending, protocol.Absent):
            raise KeyError(name)
        return self.value(ending.value, self.session)

    def request(self, remote, do, name=None, arguments=(), options=None, result=None):
        session, number = object.__getattribute__(remote, "_place")
        shared = shareable([arguments, options or {}])
        ending = self.ask(session, do, number, name, arguments, options or {}, shared, result)
        return self.value(ending.value, session, shared, ending.graph)

    def ask(self, session, do, target=None, name=None, arguments=(), options=None, shared=(), result=None):
        """How a request ended; an exception of the author's code is raised here."""
        now = random_states()
        mirrors, mirrored = self._mirrors_of(session)
        data = pack(protocol.Request(
            do=do, target=target, name=name, result=result, mirrors=tuple(mirrors), mirrored=tuple(mirrored),
            arguments=self.pickle([list(shared), list(arguments), options or {}], session),
            seeds=protocol.Seeds(**{
                kind: state for kind, state in now.items() if self.seeds[kind] != state or kind in self.reseeded
            }),
        ))  # fmt: skip
        self.seeds = now
        self.reseeded.clear()
        while True:
            with uninterruptible():
                self.channel.send(protocol.Ask(session, data))
                answer = self.channel.receive(protocol.Answer | protocol.Gone)
            if isinstance(answer, protocol.Gone):
                raise StudentLost(answer.why)
            try:
                reply = unpack(answer.data, protocol.Reply | protocol.CallBack)
            except Malformed:
                raise self.note(f"a malformed reply came from the {self.author}'s session") from None
            if isinstance(reply, protocol.Reply):
                break
            data = pack(self._call_back(reply, session))
        self.printed.write(reply.printed)
        ending = reply.ending
        if isinstance(ending, protocol.Absent) and do != "name":
            raise self.note(f"a malformed reply came from the {self.author}'s session")
        if isinstance(ending, protocol.Refused):
            raise self.note(f"a value of the {self.author}'s session cannot be given to the tests: {ending.why}")
        for number, tree in reply.mirrors:
            self._mirror(session, number, tree)
        if shared:
            for place, state in reply.changed:
                self._put(shared[place], state, session, shared)
        if isinstance(ending, protocol.Raised):
            raise _exception(ending)
        return ending

    def value(self, tree, session, shared=(), graph=None):
        """What came from the author's session."""

        def handle(tree):
            kind = tree[0]
            if kind == "remote":
                return Remote(self, session, *tree[1:])
            if kind == "given":
                return shared[tree[1]]
            if kind == "module":
                return self._module(tree[1])
            if kind == "mirror":
                return self._mirror(session, tree[1], tree[2])
            if kind == "result":
                return self._result(session, graph, tree[1], codec.decode(tree[2], None), shared)
            raise CannotCross(f"a malformed value came from the {self.author}'s session")

        try:
            return codec.decode(tree, handle)
        except CannotCross as error:
            raise self.note(str(error)) from None

    # what the tests give

    def pickle(self, value, session):
        file = io.BytesIO()
        try:
            _Pickler(file, self, session).dump(value)
        except CannotCross:
            raise
        except Exception as error:  # whatever cannot be pickled
            raise self.note(f"the test passes what cannot be given to the {self.author}'s session: {error}") from None
        return file.getvalue()

    def _call_back(self, call, session):
        try:
            function = self.callbacks[call.function]
            arguments, options = self.value(call.arguments, session)
            return protocol.CalledBack(self.pickle(function(*arguments, **options), session))
        except Exception as error:
            return protocol.CalledBack(raised=protocol.Raised((type(error).__name__,), str(error)))

    # tensors on both sides

    def _mirrors_of(self, session):
        """Those that the test has changed since, and the numbers of all."""
        changed, numbers = [], []
        for (where, number), (tensor, same) in self.mirrors.items():
            if where == session:
                numbers.append(number)
                tree = codec.tensor(tensor)
                if pack(tree) != same:
                    changed.append([number, tree])
                    self.mirrors[where, number] = (tensor, pack(tree))
        return changed, numbers

    def _mirror(self, session, number, tree):
        key = (session, number)
        new = codec.decode(tree, None)
        if key in self.mirrors:
            tensor = self.mirrors[key][0]
            put_tensor(tensor, new)
        else:
            tensor = new
        self.mirrors[key] = (tensor, pack(tree))
        return tensor

    def _put(self, value, state, session, shared):
        """Change an argument in place as the student's code changed its copy."""
        import torch

        kind, *parts = state
        decode = lambda tree: self.value(tree, session, shared)  # noqa: E731
        if kind == "tensor":
            put_tensor(value, codec.decode(parts[0], None))
        elif kind == "module":
            value.train(bool(parts[0]))
            own = dict([*value.named_parameters(), *value.named_buffers()])
            for name, tree in parts[1]:
                part = decode(tree)
                if name not in own or not isinstance(part, torch.Tensor) or type(part) is Remote:
                    raise self.note(f"the {self.author}'s code has put {name!r} into a module of the test's")
                if part is not own[name]:  # another tensor in its place
                    owner, _, attribute = name.rpartition(".")
                    setattr(value.get_submodule(owner), attribute, part)
        elif kind == "optimizer":
            value.load_state_dict(decode(parts[0]))
        else:
            new = decode(parts[0])
            if isinstance(value, np.ndarray):
                value[...] = new
            elif isinstance(value, list):
                value[:] = new
            elif isinstance(value, (dict, set)):
                value.clear()
                value.update(new)
            elif isinstance(value, torch.Tensor):
                put_tensor(value, new)

    def _result(self, session, graph, number, tensor, shared):
        """A result that `backward()` goes through to the student's function."""
        import torch

        link = self
        inputs = [value for value in shared if isinstance(value, torch.Tensor) and value.requires_grad]
        where = Remote(link, session, graph, "object", "result", [])

        class Through(torch.autograd.Function):
            @staticmethod
            def forward(ctx, *_):
                return tensor.detach()

            @staticmethod
            def backward(ctx, gradient):
                if torch.is_grad_enabled():
                    raise link.note(f"a test asks for second derivatives of a function of the {link.author}'s")
                found = link.request(where, "backward", arguments=[gradient], result=number)
                return (None, *(None if grad is None else grad.detach() for grad in found))

        return Through.apply(torch.zeros((), requires_grad=True), *inputs)

    def _module(self, name):
        """A module of that name, from Python's or its packages' files, as it is before anybody changed it."""
        try:
            return importlib.import_module(name)
        except Exception:
            raise CannotCross(f"the module {name!r} of the {self.author}'s session") from None


def random_states():
    """The states of the generators, comparable."""
    version, numbers, gauss = random.getstate()
    kind, keys, *rest = np.random.get_state()  # noqa: NPY002 (what tests seed)
    states = {"python": (version, list(numbers), gauss), "numpy": (kind, keys.tolist(), *rest)}
    if "torch" in sys.modules:
        import torch

        states["torch"] = torch.get_rng_state().numpy().tobytes()
    return states


def shareable(value):
    """The objects in the arguments of a call that can be changed in place, each once."""
    found, seen = [], set()

    def walk(part, depth=0):
        if type(part) is Remote or id(part) in seen or depth > codec.DEEPEST:
            return
        seen.add(id(part))
        kind = type(part)
        torch = sys.modules.get("torch")
        is_array = isinstance(part, np.ndarray) and part.dtype.kind in codec.ARRAY_KINDS
        is_tensor = torch is not None and isinstance(part, torch.Tensor)
        if kind in (list, dict, set) or is_array or is_tensor:
            found.append(part)
        elif torch is not None and isinstance(part, torch.nn.Module):
            found.append(part)
            for tensor in [*part.parameters(), *part.buffers()]:
                walk(tensor, depth + 1)
        elif torch is not None and isinstance(part, torch.optim.Optimizer):
            found.append(part)
            walk([group["params"] for group in part.param_groups], depth + 1)
            found.pop()  # that list was made here
        if kind in (list, tuple, set):
            for item in part:
                walk(item, depth + 1)
        elif kind is dict:
            for item in part.values():
                walk(item, depth + 1)

    arguments, options = value
    for part in [*arguments, *options.values()]:
        walk(part)
    return found


def _exception(described):
    """An exception as the student's code raised it, or of the nearest type that Python has."""
    message, bases = described.message, described.bases
    named = next((name for name in bases if isinstance(getattr(builtins, name, None), type)), "Exception")
    kind = getattr(builtins, named)
    # one that ends a loop or the process ends no test
    if not issubclass(kind, Exception) or issubclass(kind, (StopIteration, StopAsyncIteration)):
        kind, message = RuntimeError, f"{bases[0] if bases else named}: {message}"
    try:
        error = kind(message)
    except TypeError:  # UnicodeDecodeError and its like want more
        error = RuntimeError(f"{named}: {message}")
    if bases and bases[0] != named:
        error.args = (f"{bases[0]}: {message}",)
    error._student_places = [f"{name}, line {line}: {text}"[:300] for name, line, text in described.where]
    return error


class _Pickler(pickle.Pickler):
    """Arguments of calls. Proxies go as their numbers, functions of the tests as numbers to call back."""

    def __init__(self, file, link, session):
        super().__init__(file, protocol=5)
        self.link, self.session = link, session
        self.mirrored = {id(tensor): key for key, (tensor, _) in link.mirrors.items()}

    def persistent_id(self, value):
        if type(value) is Remote:
            session, number = object.__getattribute__(value, "_place")
            if session != self.session:
                raise self.link.note("a test passes an object that it got in an earlier test: make it in the same cell")
            return "remote", number
        if id(value) in self.mirrored:
            session, number = self.mirrored[id(value)]
            if session == self.session:
                return "remote", number
        if isinstance(value, (types.FunctionType, type)):
            name = getattr(value, "__name__", "")
            link, names = self.link, self.link.namespace
            if name in names.given and names.get(name) is value:
                return "name", name
            if isinstance(value, types.FunctionType) and value.__globals__ is names:
                link.callbacks.append(value)
                return "callback", len(link.callbacks) - 1
        return None


# --------------------------------------------------------------------- proxies


class Remote:
    """Something in the student's session that is no data: its attributes, calls and items are asked for there.

    It has no value here. To compare it, or to use it as a number, as a truth or as an array, is refused, since the
    student's code would answer.
    """

    def __init__(self, link, session, number, kind, name, bases):
        set_ = object.__setattr__
        set_(self, "_link", link)
        set_(self, "_place", (session, int(number)))
        set_(self, "_kind", str(kind))
        set_(self, "_name", str(name))
        set_(self, "_bases", [str(base) for base in bases])

    def __repr__(self):
        return f"<the {_of(self, '_link').author}'s {_of(self, '_kind')} {_of(self, '_name')}>"

    def __call__(self, *arguments, **options):
        return _ask(self, "call", None, arguments, options)

    def __getattr__(self, name):
        if name == "__name__":
            return _of(self, "_name")
        if name == "__signature__":
            return _signature(self)
        if name.startswith("__") and name.endswith("__") and name not in ("__doc__", "__dict__", "__annotations__"):
            raise AttributeError(name)
        return _ask(self, "get", name)

    def __setattr__(self, name, value):
        _ask(self, "set", name, [value])

    @property
    def __class__(self):
        kind = _of(self, "_kind")
        if kind == "class":
            return type
        for base in _of(self, "_bases"):
            module, _, name = base.rpartition(".")
            if module.partition(".")[0] not in ("torch", "numpy", "pandas", "builtins", "collections"):
                continue
            found = getattr(sys.modules.get(module), name, None)
            if isinstance(found, type) and found is not object:
                return found
        return types.FunctionType if kind == "function" else Remote

    def __instancecheck__(self, value):
        return bool(_ask(self, "isinstance", None, [value])) if isinstance(value, Remote) else False

    def __hash__(self):
        return hash(_of(self, "_place"))

    def __iter__(self):
        iterator = _ask(self, "builtin", "iter")
        while True:
            try:
                yield _ask(iterator, "builtin", "next")
            except RuntimeError as error:
                if str(error).startswith("StopIteration"):
                    return
                raise

    def __next__(self):
        try:
            return _ask(self, "builtin", "next")
        except RuntimeError as error:
            if str(error).startswith("StopIteration"):
                raise StopIteration from None
            raise

    def __len__(self):
        length = _ask(self, "builtin", "len")
        if type(length) is not int:
            raise TypeError("the length is no integer")
        return length

    def __dir__(self):
        return _ask(self, "builtin", "dir")

    def __bool__(self):
        if _of(self, "_kind") != "object":
            return True
        raise _refuse(self, "a truth")


def _of(remote, name):
    return object.__getattribute__(remote, name)


def _ask(remote, do, name=None, arguments=(), options=None):
    return _of(remote, "_link").request(remote, do, name, arguments, options)


def _refuse(remote, use):
    link = _of(remote, "_link")
    return link.note(f"a test uses {remote!r} as {use}, which only the {link.author}'s code could answer")


def _signature(remote):
    parameters = [
        inspect.Parameter(name, inspect._ParameterKind(kind), default=default if has else inspect.Parameter.empty)
        for name, kind, has, default in _ask(remote, "signature")
    ]
    return inspect.Signature(parameters)


def _forward(name):
    return lambda self, *arguments: _ask(self, "operator", name, arguments)


def _refused(use):
    def method(self, *_, **__):
        raise _refuse(self, use)

    return method


for _name in ("getitem", "setitem", "delitem", "contains", "add", "sub", "mul", "truediv", "floordiv", "mod", "pow",
              "matmul", "neg", "pos", "abs", "invert"):  # fmt: skip
    setattr(Remote, f"__{_name}__", _forward(_name))
for _name in ("eq", "ne", "lt", "le", "gt", "ge"):
    setattr(Remote, f"__{_name}__", _refused("something to compare"))
for _name in ("float", "int", "index", "complex", "round"):
    setattr(Remote, f"__{_name}__", _refused("a number"))
Remote.__array__ = _refused("an array")
