"""The tests' end of the connection to the author's session.

What a test sees is as if both were one session, within limits that are named when they are met:

- data arrives as data (`codec`), functions and objects as a `Remote`, whose calls run over there;
- the author's code has copies of what a test passes in; modules, their parameters and optimizers, and what the test
  declares, come back changed (`in_place`);
- tensors of the author's that require gradients are mirrored, in both directions (`mirrors`);
- `backward()` in a test goes through the author's functions, for first derivatives (`through`);
- a function of the test that is passed to the author's code is called back here (`arguments`), and may call the
  author's in turn;
- the seeds that the author has seen hold for the author's code too (`seeds`), and so does `np.errstate`.

Whatever comes is checked against what was asked. What cannot cross makes a note, and the note makes the task one for a
human.
"""

import io
import sys

import numpy as np
import torch

from . import in_place, protocol, seeds
from .arguments import OfAnotherTest, Pickler
from .callbacks import Callbacks
from .codec import CannotCross
from .decoding import decode, tensor_of
from .mirrors import Mirrors
from .protocol import SHARED_PACKAGES
from .remote import Remote, RemoteIterator
from .replies import answers, at, exception
from .through import through
from .wire import Malformed, pack, sendable, uninterruptible, unpack

LONGEST_NAME, LONGEST_NOTE = 300, 1000
MOST_VALUES = 1_000_000  # in one reply: a list of 200,000 texts has three for each
DEEPEST_CALL = 20  # calls from functions of the test's, which the author's code calls
KINDS = {"function": Remote, "class": Remote, "object": Remote, "iterator": RemoteIterator}
LOADED = frozenset(sys.modules)  # before any test


class SessionLost(Exception):
    """The author's session ended, or was ended, in a call."""


class Link:
    """Asks copies of the author's session.

    Parameters
    ----------
    channel : Channel

    Attributes
    ----------
    session : int or None
        The number of the copy that a test has.
    notes : list of str
        Why a human should look at this test.
    printed : text stream
        Takes what the author's functions print.
    namespace : Namespace
        The tests' names.
    author : str
        What messages call the author.
    telling : bool
        Whether a message is made, in which an object is what it is called.
    """

    def __init__(self, channel):
        self.channel = channel
        self.session, self.notes, self.printed, self.namespace = None, [], None, None
        self.author = "author"
        self.mirrors, self.callbacks, self.changes, self.depth = Mirrors(), Callbacks(self), (), 0
        self.telling, self.proxies = False, {}
        self.seeds, self.errors = seeds.Watch(), np.geterr()

    def begin(self, session, changes=(), shown="", secret=""):
        """A test begins, and has this copy; nothing of the one before it is left.

        Parameters
        ----------
        session : int or None
        changes : sequence of str
            Names of what comes back changed.
        shown, secret : str
            See `seeds.Watch.begin`.
        """
        self.session, self.notes, self.changes, self.depth = session, [], changes, 0
        self.mirrors, self.callbacks = Mirrors(), Callbacks(self)
        self.telling, self.proxies = False, {}
        self.seeds.begin(shown, secret)
        self.errors = np.geterr()

    def note(self, reason):
        """Say why a human must look, and what the test is told."""
        reason = sendable(reason)[:LONGEST_NOTE]
        self.notes.append(reason)
        return CannotCross(reason)

    def noted(self, error):
        """The same of what was refused on its way here, once."""
        return error if str(error) in self.notes else self.note(str(error))

    def malformed(self):
        """The same of what nobody was asked for."""
        return self.note(f"a malformed reply came from the {self.author}'s session")

    def name(self, name):
        """What stands in the session under a name; KeyError if nothing does."""
        if self.session is None:
            raise KeyError(name)
        ending = self._ask(protocol.Request(do="name", name=name, **self._with()))
        if isinstance(ending, protocol.Absent):
            raise KeyError(name)
        return self.value(ending.value, graph=ending.graph, lives=True)

    def request(self, place, do, name=None, arguments=(), options=None, result=None):
        """What the object at a place answers; an exception of the author's code is raised here.

        Parameters
        ----------
        place : (int, int)
            Session and number.
        do, name, result
            As in `protocol.Request`.
        arguments : sequence
        options : dict
        """
        if place[0] != self.session:
            raise self._of_another_test()
        options = options or {}
        declared = [self.namespace[name] for name in self.changes if dict.__contains__(self.namespace, name)]
        shared, inputs = in_place.changeable([*arguments, *options.values()], declared)
        message = protocol.Request(
            do=do, target=place[1], name=name, result=result,
            **self._with(shared, inputs, arguments, options, seeds=do not in ("get", "set", "dir", "signature")),
        )  # fmt: skip
        ending = self._ask(message, shared, inputs)
        if not isinstance(ending, protocol.Returned):
            raise self.malformed()
        value = self.value(ending.value, shared, inputs, ending.graph, lives=do in ("get", "getitem", "next"))
        if not answers(do, value):
            raise self.malformed()
        return value

    def _with(self, shared=(), inputs=(), arguments=(), options=None, seeds=False):
        """The fields that any request has."""
        mirrors, mirrored = self.mirrors.changed()
        pickled = self.pickled([list(shared), list(inputs), list(arguments), options or {}])
        fields = {"arguments": pickled, "mirrors": mirrors, "mirrored": mirrored}
        if (errors := np.geterr()) != self.errors and "call" not in errors.values() and "log" not in errors.values():
            fields["errors"] = errors
        return {**fields, "seeds": self.seeds.changed()} if seeds else fields

    def _ask(self, request, shared=(), inputs=()):
        """How a request ended, after what it changed was changed here."""
        if self.depth >= DEEPEST_CALL:
            raise self.note(
                f"functions of the test and of the {self.author} call each other more than {self.depth} deep"
            )
        self.depth += 1
        try:
            data = pack(request)
            while not isinstance(reply := self._exchange(data), protocol.Reply):
                data = pack(self.callbacks.answer(reply, shared, inputs))
        finally:
            self.depth -= 1
        self.printed.write(reply.printed)
        ending = reply.ending
        if isinstance(ending, protocol.Refused):
            raise self.note(f"a value of the {self.author}'s session cannot be given to the tests: {ending.why}")
        self.take_changes(reply.changed, reply.mirrors, shared, inputs, request.do == "backward")
        if isinstance(ending, protocol.Raised):
            raise exception(ending)
        return ending

    def take_changes(self, changed, mirrors, shared, inputs, backward=False):
        """Change here what was changed over there."""
        try:
            for number, tree in mirrors:
                self.mirrors.follow(number, tree, backward)
            for place, state in changed:
                in_place.put(at(shared, place), state, lambda tree: self.value(tree, shared, inputs))
        except in_place.Planted as error:
            why = f"the {self.author}'s code has put {str(error)!r} into a module of the test's"
            raise self.note(why) from None
        except CannotCross as error:
            raise self.noted(error) from None
        except Exception:  # whatever the malformed part trips over
            raise self.malformed() from None

    def _exchange(self, data):
        with uninterruptible():
            self.channel.send(protocol.Ask(self.session, data))
            answer = self.channel.receive(protocol.Answer | protocol.Gone)
        if isinstance(answer, protocol.Gone):
            raise SessionLost(answer.why)
        try:
            return unpack(answer.data, protocol.FromCopy, MOST_VALUES)
        except Malformed:
            raise self.malformed() from None

    def _of_another_test(self):
        return self.note("a test uses an object that it got in an earlier test: make it in the same cell")

    # values

    def pickled(self, value):
        """A value of the test's on its way to the author's code."""
        file = io.BytesIO()
        mirrored = {id(tensor): (self.session, number) for number, tensor in self.mirrors.tensors()}
        try:
            Pickler(file, self.session, mirrored, self.namespace, self.callbacks.functions).dump(value)
        except OfAnotherTest:
            raise self._of_another_test() from None
        except CannotCross:
            raise
        except Exception as error:  # whatever cannot be pickled
            why = f"the test passes what cannot be given to the {self.author}'s session: {error}"
            raise self.note(why) from None
        return file.getvalue()

    def value(self, tree, shared=(), inputs=(), graph=None, lives=False):
        """What came from the author's session; `lives`, if it is to follow the author's object."""

        def handle(tree):
            kind, *parts = tree
            if kind == "remote":
                return self._remote(*parts)
            if kind == "given":
                return at(shared, *parts)
            if kind == "input":
                return at(inputs, *parts)
            if kind == "function":
                return at(self.callbacks.functions, *parts)
            if kind == "module":
                return self._module(*parts)
            if kind == "mirror":
                return self.mirrors.take(*parts, lives)
            if kind == "result":
                return self._result(graph, *parts, inputs)
            raise CannotCross(f"a malformed value came from the {self.author}'s session")

        try:
            return decode(tree, handle)
        except CannotCross as error:
            raise self.noted(error) from None

    def _remote(self, number, kind, name, bases):
        texts = type(name) is str and type(bases) is list and all(type(base) is str for base in bases)
        if type(number) is not int or number < 0 or not texts or max(map(len, [name, *bases])) > LONGEST_NAME:
            raise CannotCross(f"a malformed object came from the {self.author}'s session")
        new = KINDS[kind](self, self.session, number, kind, name, bases)
        return self.proxies.setdefault(number, new)  # `x is y` holds where it holds over there

    def _module(self, name):
        """A module that both sides had before anybody's code ran; none is imported because of a name."""
        if name.partition(".")[0] not in SHARED_PACKAGES or name not in LOADED:
            raise CannotCross(f"the module {name!r} of the {self.author}'s session")
        return sys.modules[name]

    def _result(self, graph, number, tree, inputs):
        """A result that `backward()` goes through to the author's function."""
        if type(graph) is not int or type(number) is not int or number < 0:
            raise CannotCross(f"a malformed result came from the {self.author}'s session")
        place = (self.session, graph)

        def gradients(gradient):
            if torch.is_grad_enabled():
                raise self.note(f"a test asks for second derivatives of the {self.author}'s function")
            return self.request(place, "backward", arguments=[gradient], result=number)

        return through(tensor_of(tree), gradients, inputs)
