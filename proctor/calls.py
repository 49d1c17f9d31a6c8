"""What a copy of the author's session answers: calls of functions, attributes of objects, and the like, for one test.

This too shares its process with the author's code.
"""

import ast
import builtins
import collections.abc
import contextlib
import inspect
import operator
import os
import sys
import traceback
import types

import numpy as np
import torch

from . import codec, in_place, protocol, seeds
from .arguments import Callback, Unpickler
from .beginning import Beginning
from .decoding import tensor_of
from .parsing import parsed
from .through import through
from .wire import Closed, pack, sendable

HERE = os.path.dirname(__file__) + os.sep
KEPT_PRINTS = 20_000  # characters that are kept of what the functions print in one call
KEPT_MESSAGE, KEPT_PLACES = 2000, 4  # characters of an exception, and places that it came through


class Absent(Exception):
    """The session has no such name."""


class Call:
    """What is under way.

    Parameters
    ----------
    shared : list
        Objects that come back changed, each known by its place.
    inputs : list of Tensor
        To which gradients can go back.
    """

    def __init__(self, shared=(), inputs=()):
        self.shared, self.inputs = shared, inputs
        self.given = {id(value): place for place, value in enumerate(shared)}
        self.before = []  # their states, packed, as the tests know them
        self.roots = []  # results that autograd can go back from


class Calls:
    """Answers requests; objects that are no data stay here and get a number.

    Parameters
    ----------
    channel : Channel
    namespace : dict
        The names of the session.
    """

    def __init__(self, channel, namespace):
        self.channel, self.namespace = channel, namespace
        self.objects = []  # by number
        self.numbers = {}  # id: number; `objects` keeps the ids taken
        self.call = Call()

    def run_imports(self, source):
        """Run the imports of the cell that the author's notebook would run next, as far as they can be."""
        for statement in _imports(source):
            with contextlib.suppress(Exception):
                exec(compile(ast.Module([statement], []), "<imports>", "exec"), self.namespace)

    def serve(self):
        while True:
            try:
                request = self.channel.receive(protocol.Request)
            except Closed:
                return
            self.channel.send(self.reply(request))

    def reply(self, request):
        """The `Reply`; requests may be answered while one is, if the tests' function asks for something."""
        printed, found = [], {}
        outer = sys.stdout, sys.stderr, self.call
        sys.stdout = sys.stderr = Beginning(KEPT_PRINTS, printed.append)
        try:
            ending, found = self._answer(request)
        except codec.CannotCross as error:
            ending = protocol.Refused(sendable(error)[:KEPT_MESSAGE])
        except BaseException as error:  # the author's objects may refuse what is asked of them
            ending = protocol.Refused(sendable(f"{type(error).__name__}: {error}")[:KEPT_MESSAGE])
        finally:
            sys.stdout, sys.stderr, self.call = outer
        return protocol.Reply(ending=ending, printed=sendable("".join(printed)), **found)

    def _answer(self, request):
        """How the request ended, and what it has changed."""
        for number, tree in request.mirrors:
            in_place.put_tensor(self.objects[number], tensor_of(tree))
        mirrored = {number: pack(codec.tensor(self.objects[number])) for number in request.mirrored}
        shared, inputs, arguments, options = self.unpickle(request.arguments)
        self.call = Call(shared, inputs)
        self.call.before = [pack(self._state(value)) for value in shared]
        seeds.take(request.seeds)
        try:
            with np.errstate(**request.errors):
                done = self._do(request, arguments, options)
            value = codec.encode(done, self.handle, self.known)
            roots = self.call.roots
            ending = protocol.Returned(value, self.number((roots, inputs)) if roots else None)
        except Absent:
            ending = protocol.Absent()
        except codec.CannotCross:
            raise
        except BaseException as error:
            ending = _describe(error)
        now = {number: codec.tensor(self.objects[number]) for number in mirrored}
        mirrors = tuple((number, tree) for number, tree in now.items() if pack(tree) != mirrored[number])
        return ending, {"changed": self._changed(), "mirrors": mirrors}

    def _changed(self):
        """What the call has changed in the shared objects since it was last said."""
        changed, before = [], self.call.before
        for place, value in enumerate(self.call.shared):
            state = self._state(value)
            if (packed := pack(state)) != before[place]:
                changed.append((place, state))
                before[place] = packed
        return tuple(changed)

    def _do(self, request, arguments, options):
        if request.do == "name":
            if request.name not in self.namespace:
                raise Absent
            return self.namespace[request.name]
        target = self.objects[request.target]
        match request.do:
            case "call":
                return target(*arguments, **options)
            case "get":
                return getattr(target, request.name)
            case "set":
                return setattr(target, request.name, arguments[0])
            case "isinstance":
                return isinstance(arguments[0], target)
            case "signature":
                return _signature(target)
            case "next":
                return next(target)
            case "dir":
                return [str(name) for name in dir(target)]
            case "getitem" | "setitem" | "delitem":
                return getattr(operator, request.do)(target, *arguments)
            case "backward":
                return _backward(*target, request.result, arguments[0])

    def call_back(self, number, arguments, options):
        """Call a function of the test's: it runs in the test's process, and gradients go back through it."""
        _, inputs = in_place.changeable([*arguments, *options.values()])
        places = {id(value): place for place, value in enumerate(inputs)}

        def known(value):
            return ["input", places[id(value)]] if id(value) in places else self.known(value)

        given = codec.encode([list(arguments), options], self.handle, known)
        leaves = [self.known(value) if id(value) in self.call.given else codec.tensor(value) for value in inputs]
        answer = self._ask_back(protocol.CallBack(number, given, leaves, self._changed()))
        value = self.unpickle(answer.value)
        if answer.graph is None:
            return value

        def gradients(gradient):
            if torch.is_grad_enabled():
                raise codec.CannotCross("second derivatives of a function of the test")
            back = protocol.GoBack(answer.graph, codec.tensor(gradient))
            return self.unpickle(self._ask_back(back).value)

        return through(value, gradients, inputs)

    def _ask_back(self, message):
        self.channel.send(message)
        while isinstance(answer := self.channel.receive(protocol.CalledBack | protocol.Request), protocol.Request):
            self.channel.send(self.reply(answer))  # the function calls one of the author's
        if answer.raised is not None:
            raise getattr(builtins, answer.raised.bases[0], RuntimeError)(answer.raised.message)
        return answer

    # values

    def number(self, value):
        if id(value) not in self.numbers:
            self.objects.append(value)
            self.numbers[id(value)] = len(self.objects) - 1
        return self.numbers[id(value)]

    def known(self, value):
        """What stands for an object that both sides have, or for a tensor that autograd knows; None for others."""
        if id(value) in self.call.given:
            return ["given", self.call.given[id(value)]]
        if type(value) is Callback:
            return ["function", value._number]
        if not isinstance(value, torch.Tensor):
            return None
        if value.requires_grad and id(value) in self.numbers:
            return ["mirror", self.number(value), codec.tensor(value)]
        if value.grad_fn is not None or any(value is one for one in self.call.inputs):
            self.call.roots.append(value)
            return ["result", len(self.call.roots) - 1, codec.tensor(value)]
        if value.requires_grad:
            return ["mirror", self.number(value), codec.tensor(value)]
        return codec.tensor(value)

    def handle(self, value):
        """What stands for an object that is no data."""
        if isinstance(value, types.ModuleType) and value.__name__.partition(".")[0] in protocol.SHARED_PACKAGES:
            return ["module", str(value.__name__)]
        if isinstance(value, type):
            kind, mro = "class", value.__mro__
        else:
            kind, mro = "function" if _is_function(value) else "object", type(value).__mro__
            if isinstance(value, collections.abc.Iterator):
                kind = "iterator"
        bases = [sendable(f"{base.__module__}.{base.__qualname__}")[:200] for base in mro]
        name = getattr(value, "__name__", type(value).__name__)
        return ["remote", self.number(value), kind, sendable(name)[:100], bases[:20]]

    def unpickle(self, data):
        return Unpickler(data, self.objects, self.namespace, self.call_back).load()

    def _state(self, value):
        return in_place.state(value, self.handle, self.known)


def _is_function(value):
    return callable(value) and type(value).__module__ in ("builtins", "functools")


def _signature(function):
    parameters = inspect.signature(function).parameters.values()
    return [(p.name, int(p.kind), p.default is not p.empty, None if p.default is p.empty else p.default)
            for p in parameters]  # fmt: skip


def _imports(source):
    """The import statements of a cell outside of its functions and classes."""
    def transform(cell):
        from IPython.core.inputtransformer2 import TransformerManager

        return TransformerManager().transform_cell(cell)

    found = []

    def look(statements):
        for statement in statements:
            if isinstance(statement, (ast.Import, ast.ImportFrom)):
                found.append(statement)
            elif isinstance(statement, (ast.If, ast.Try, ast.With)):
                look(getattr(statement, "body", []))

    with contextlib.suppress(SyntaxError, ValueError, RecursionError):
        look(parsed(source, transform)[0].body)
    return found


def _backward(roots, inputs, number, gradient):
    """Gradients of a kept result with respect to the tensors that were passed in."""
    before = [leaf.grad for leaf in inputs]
    for leaf in inputs:
        leaf.grad = None
    torch.autograd.backward([roots[number]], [gradient], retain_graph=True)
    found = [leaf.grad for leaf in inputs]
    for leaf, grad in zip(inputs, before, strict=True):
        leaf.grad = grad
    return found


def _describe(error):
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if not frame.filename.startswith(HERE)]
    return protocol.Raised(
        tuple(sendable(base.__name__)[:100] for base in type(error).__mro__[:50]), sendable(error)[:KEPT_MESSAGE],
        tuple((sendable(frame.name)[:200], frame.lineno or 0, sendable(frame.line or "")[:500])
              for frame in frames[-KEPT_PLACES:]),
    )  # fmt: skip
