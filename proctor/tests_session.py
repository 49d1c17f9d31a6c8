"""The tests' session: runs the tests, and reaches what the author wrote through a `Link`.

No line of the author's runs here. Names that the tests do not define are asked for in the author's session.
"""

import ast
import builtins
import signal
import sys

import torch

from . import asked, protocol
from .beginning import Beginning
from .link import Link
from .parsing import parsed
from .remote import is_remote, named
from .task import Display, Error, Stream, Value
from .wire import Closed, interruptible, sendable

KEPT_OUTPUT = 100_000  # characters of what a test prints, and of what it shows
KEPT_MESSAGE = 4000  # characters of an exception
MOST_DISPLAYS = 100
FILE = "<tests>"
BEGIN, END = "__begin_message__", "__end_message__"


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
        self.link, self.shell = Link(channel), shell
        self.namespace = self.link.namespace = Namespace(self.link.name)
        self.namespace.update(
            __name__="__main__", __builtins__=builtins, get_ipython=lambda: shell, display=shell.user_ns.get("display")
        )
        self.namespace.update({BEGIN: lambda: self._tell(True), END: lambda _, message: self._tell(False) or message})
        self.namespace.update(asked.FUNCTIONS)
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
        torch.set_default_dtype(torch.float64 if message.double else torch.float32)
        self.link.begin(message.session, message.changes, message.shown, message.source)
        self.outputs = []
        before = set(self.namespace)
        sys.stdout = sys.stderr = self.link.printed = Beginning(KEPT_OUTPUT, self._print)
        error = number = None
        try:
            with interruptible():
                number = self._execute(message.source)
        except BaseException as caught:  # SystemExit too: the next cell must run
            error = self._describe(caught, message.source)
        if message.given:
            self.namespace.keep_given(before)
        return protocol.Ended(error, number, tuple(self.outputs), tuple(dict.fromkeys(self.link.notes)))

    def _execute(self, source):
        """The number that the last line gives, or None; it is shown, whatever it is."""
        tree, code = parsed(source, self.shell.input_transformer_manager.transform_cell, FILE)
        for node in ast.walk(tree):
            asked.where_called(node)
            _mark_messages(node)
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, FILE, "exec"), self.namespace)
        if last is None:
            return None
        value = eval(compile(ast.Expression(last.value), FILE, "eval"), self.namespace)
        if value is None or code.rstrip().endswith(";"):
            return None
        if is_remote(value):
            what = f"the test ends with {named(value)}, which is no data"
            raise self.link.note(f"{what}: end with None, or with a number")
        shown = self.shell.display_formatter.format(value)[0]["text/plain"]
        try:
            number = None if isinstance(value, str) else float(value)
        except (TypeError, ValueError, RuntimeError):
            number = None
        self.outputs.append(Value({"text/plain": sendable(shown)[:KEPT_OUTPUT]}))
        return number

    def _tell(self, telling):
        self.link.telling = telling

    def _publish(self, data, metadata=None, **_):
        if len(self.outputs) < MOST_DISPLAYS:
            self.outputs.append(Display({"text/plain": sendable(data.get("text/plain", ""))}))

    def _print(self, text):
        if self.outputs and isinstance(self.outputs[-1], Stream):
            text = self.outputs.pop().text + text
        self.outputs.append(Stream(sendable(text)))

    def _describe(self, error, source):
        self._tell(True)
        lines, shown = source.splitlines(), []
        frame = error.__traceback__
        while frame is not None:
            if frame.tb_frame.f_code.co_filename == FILE and 0 < frame.tb_lineno <= len(lines):
                shown.append(f"line {frame.tb_lineno}:  {lines[frame.tb_lineno - 1].strip()}")
            frame = frame.tb_next
        if isinstance(error, SyntaxError) and error.filename == FILE:
            self.link.notes.append(f"the test itself is not valid Python: {error}")
        shown += [f"  in {place}" for place in getattr(error, "places", ())]
        name, message = type(error).__name__, sendable(error)[:KEPT_MESSAGE]
        return Error(name, message, (*shown, f"{name}: {message}"))


def _mark_messages(node):
    """Mark where a test makes a message: what it raises, and what an assertion says when it fails."""
    if isinstance(node, ast.Assert):
        node.msg = node.msg and _marked(node.msg)
    elif isinstance(node, ast.Raise):
        node.exc = node.exc and _marked(node.exc)


def _marked(node):
    def call(name, *arguments):
        function = ast.copy_location(ast.Name(name, ast.Load()), node)
        return ast.copy_location(ast.Call(function, [*arguments], []), node)

    return call(END, call(BEGIN), node)  # arguments are evaluated in their order


class Namespace(dict):
    """The tests' names; what is missing is looked for in the author's session.

    A name of Python's own, `sum` say, is Python's, unless an answer is to define it.

    Parameters
    ----------
    ask : callable
        From a name to what stands for it over there; KeyError if nothing does.

    Attributes
    ----------
    answers : frozenset of str
        Names that the author is to define.
    given : set of str
        Names from cells that were run on both sides.
    """

    def __init__(self, ask):
        super().__init__()
        self.ask, self.answers, self.given = ask, frozenset(), set()

    def keep_given(self, before):
        """A given cell has run, and had these names before it. What it got from the author's session is there, too."""
        for name in set(self) - before:
            if is_remote(self[name]):
                del self[name]
            else:
                self.given.add(name)

    def __missing__(self, name):
        if name.startswith("__") or (hasattr(builtins, name) and name not in self.answers):
            raise KeyError(name)
        return self.ask(name)
