"""What a copy of the author's session answers: calls of functions, attributes of objects, and the like, for one test.

This too shares its process with the author's code.
"""

import builtins
import inspect
import operator
import os
import sys
import traceback
import types

import torch

from . import codec, in_place, protocol, seeds
from .arguments import Unpickler
from .beginning import Beginning
from .wire import Closed, pack, sendable

HERE = os.path.dirname(__file__) + os.sep
KEPT_PRINTS = 20_000  # characters that are kept of what the functions print in one call
KEPT_MESSAGE, KEPT_PLACES = 2000, 4  # characters of an exception, and places that it came through


class Absent(Exception):
    """The session has no such name."""


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
        printed, found = [], {}
        sys.stdout = sys.stderr = Beginning(KEPT_PRINTS, printed.append)
        self.given, self.roots = {}, []
        try:
            ending, found = self._answer(request)
        except codec.CannotCross as error:
            ending = protocol.Refused(sendable(error))
        except BaseException as error:  # the author's objects may refuse what is asked of them
            ending = protocol.Refused(sendable(f"{type(error).__name__}: {error}"))
        return protocol.Reply(ending=ending, printed=sendable("".join(printed)), **found)

    def _answer(self, request):
        """How the request ended, and what it has changed."""
        for number, tree in request.mirrors:
            in_place.put_tensor(self.objects[number], codec.decode(tree, None))
        mirrored = {number: pack(codec.tensor(self.objects[number])) for number in request.mirrored}
        shared, arguments, options = self.unpickle(request.arguments)
        self.given = {id(value): place for place, value in enumerate(shared)}
        before = [pack(self._state(value)) for value in shared]
        seeds.take(request.seeds)
        try:
            value = codec.encode(self._do(request, arguments, options), self.handle, self.known)
            ending = protocol.Returned(value, self.number((self.roots, shared)) if self.roots else None)
        except Absent:
            ending = protocol.Absent()
        except codec.CannotCross:
            raise
        except BaseException as error:
            ending = _describe(error)
        after = [self._state(value) for value in shared]
        now = {number: codec.tensor(self.objects[number]) for number in mirrored}
        return ending, {
            "changed": tuple((place, state) for place, state in enumerate(after) if pack(state) != before[place]),
            "mirrors": tuple((number, tree) for number, tree in now.items() if pack(tree) != mirrored[number]),
        }

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
            case "builtin":
                return getattr(builtins, request.name)(target)
            case "operator":
                return getattr(operator, request.name)(target, *arguments)
            case "backward":
                return _backward(*target, request.result, arguments[0])

    def call_back(self, number, arguments, options):
        """Call a function of the test's: it runs in the test's process."""
        given = codec.encode([list(arguments), options], self.handle, self.known)
        self.channel.send(protocol.CallBack(number, given))
        answer = self.channel.receive(protocol.CalledBack)
        if answer.raised is not None:
            raise getattr(builtins, answer.raised.bases[0], RuntimeError)(answer.raised.message)
        return self.unpickle(answer.value)

    # values

    def number(self, value):
        if id(value) not in self.numbers:
            self.objects.append(value)
            self.numbers[id(value)] = len(self.objects) - 1
        return self.numbers[id(value)]

    def known(self, value):
        """What stands for an object that both sides have, or for a tensor that autograd knows; None for others."""
        if id(value) in self.given:
            return ["given", self.given[id(value)]]
        if not isinstance(value, torch.Tensor):
            return None
        if value.grad_fn is not None:
            self.roots.append(value)
            return ["result", len(self.roots) - 1, codec.tensor(value)]
        if value.requires_grad:
            return ["mirror", self.number(value), codec.tensor(value)]
        return codec.tensor(value)

    def handle(self, value):
        """What stands for an object that is no data."""
        if isinstance(value, types.ModuleType):
            return ["module", str(value.__name__)]
        kind = "class" if isinstance(value, type) else "function" if _is_function(value) else "object"
        bases = [f"{base.__module__}.{base.__qualname__}" for base in type(value).__mro__]
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


def _backward(roots, shared, number, gradient):
    """Gradients of a kept result with respect to the tensors that were passed in."""
    leaves = [value for value in shared if isinstance(value, torch.Tensor) and value.requires_grad]
    before = [leaf.grad for leaf in leaves]
    for leaf in leaves:
        leaf.grad = None
    torch.autograd.backward([roots[number]], [gradient], retain_graph=True)
    found = [leaf.grad for leaf in leaves]
    for leaf, grad in zip(leaves, before, strict=True):
        leaf.grad = grad
    return found


def _describe(error):
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if not frame.filename.startswith(HERE)]
    return protocol.Raised(
        tuple(base.__name__ for base in type(error).__mro__), sendable(error)[:KEPT_MESSAGE],
        tuple((frame.name, frame.lineno or 0, sendable(frame.line or "")) for frame in frames[-KEPT_PLACES:]),
    )  # fmt: skip
