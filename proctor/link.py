"""The tests' end of the connection to the author's session.

What a test sees is as if both were one session, within limits that are named when they are met:

- data arrives as data (`codec`), functions and objects as a `Remote`, whose calls run over there;
- lists, dicts, sets, arrays, tensors, modules and optimizers that a test passes in are changed in place if the
  author's code changes them (`in_place`); tensors of the author's that require gradients are mirrored, in both
  directions;
- `backward()` in a test goes through the author's functions, for first derivatives (`through`);
- a function of the test that is passed to the author's code is called back here (`arguments`);
- the seeds that a test sets hold for the author's code too (`seeds`).

What cannot cross makes a note, and the note makes the task one for a human.
"""

import builtins
import importlib
import io

import torch

from . import codec, in_place, protocol, seeds
from .arguments import OfAnotherTest, Pickler
from .codec import CannotCross
from .remote import Remote
from .through import through
from .wire import Malformed, pack, uninterruptible, unpack

LONGEST_PLACE = 300  # characters of a line of the author's


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
    """

    def __init__(self, channel):
        self.channel = channel
        self.session, self.notes, self.printed, self.namespace = None, [], None, None
        self.author = "author"
        self.mirrors = {}  # (session, number): the tensor here, and what was last the same on both sides
        self.callbacks = []
        self.seeds = seeds.Watch()

    def begin(self, session):
        """A test begins, and has this copy."""
        self.session, self.notes = session, []
        self.seeds.begin()

    def note(self, reason):
        """Say why a human must look, and what the test is told."""
        self.notes.append(reason)
        return CannotCross(reason)

    def name(self, name):
        """What stands in the session under a name; KeyError if nothing does."""
        if self.session is None:
            raise KeyError(name)
        ending = self._ask(self.session, protocol.Request(do="name", name=name, **self._with(self.session)))
        if isinstance(ending, protocol.Absent):
            raise KeyError(name)
        return self._value(ending.value, self.session)

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
        session, target = place
        options = options or {}
        shared = in_place.shareable([*arguments, *options.values()])
        message = protocol.Request(
            do=do, target=target, name=name, result=result, **self._with(session, shared, arguments, options)
        )
        ending = self._ask(session, message, shared)
        if not isinstance(ending, protocol.Returned):
            raise self._malformed()
        return self._value(ending.value, session, shared, ending.graph)

    def _with(self, session, shared=(), arguments=(), options=None):
        """The fields that any request has."""
        mirrors, mirrored = self._mirrors_of(session)
        pickled = self._pickle([list(shared), list(arguments), options or {}], session)
        return {"arguments": pickled, "mirrors": mirrors, "mirrored": mirrored, "seeds": self.seeds.changed()}

    def _ask(self, session, request, shared=()):
        """How a request ended, after what it changed was changed here."""
        data = pack(request)
        while not isinstance(reply := self._exchange(session, data), protocol.Reply):
            data = pack(self._call_back(reply, session))
        self.printed.write(reply.printed)
        ending = reply.ending
        if isinstance(ending, protocol.Refused):
            raise self.note(f"a value of the {self.author}'s session cannot be given to the tests: {ending.why}")
        for number, tree in reply.mirrors:
            self._mirror(session, number, tree)
        for place, state in reply.changed if shared else ():
            try:
                in_place.put(shared[place], state, lambda tree: self._value(tree, session, shared))
            except in_place.Planted as error:
                why = f"the {self.author}'s code has put {str(error)!r} into a module of the test's"
                raise self.note(why) from None
        if isinstance(ending, protocol.Raised):
            raise _exception(ending)
        return ending

    def _exchange(self, session, data):
        with uninterruptible():
            self.channel.send(protocol.Ask(session, data))
            answer = self.channel.receive(protocol.Answer | protocol.Gone)
        if isinstance(answer, protocol.Gone):
            raise SessionLost(answer.why)
        try:
            return unpack(answer.data, protocol.Reply | protocol.CallBack)
        except Malformed:
            raise self._malformed() from None

    def _malformed(self):
        return self.note(f"a malformed reply came from the {self.author}'s session")

    def _call_back(self, call, session):
        try:
            function = self.callbacks[call.function]
            arguments, options = self._value(call.arguments, session)
            return protocol.CalledBack(self._pickle(function(*arguments, **options), session))
        except Exception as error:
            return protocol.CalledBack(raised=protocol.Raised((type(error).__name__,), str(error)))

    # values

    def _pickle(self, value, session):
        file = io.BytesIO()
        mirrored = {id(tensor): key for key, (tensor, _) in self.mirrors.items()}
        try:
            Pickler(file, session, mirrored, self.namespace, self.callbacks).dump(value)
        except OfAnotherTest:
            why = "a test passes an object that it got in an earlier test: make it in the same cell"
            raise self.note(why) from None
        except CannotCross:
            raise
        except Exception as error:  # whatever cannot be pickled
            why = f"the test passes what cannot be given to the {self.author}'s session: {error}"
            raise self.note(why) from None
        return file.getvalue()

    def _value(self, tree, session, shared=(), graph=None):
        """What came from the author's session."""

        def handle(tree):
            kind, *parts = tree
            if kind == "remote":
                return Remote(self, session, *parts)
            if kind == "given":
                return shared[parts[0]]
            if kind == "module":
                return self._module(parts[0])
            if kind == "mirror":
                return self._mirror(session, *parts)
            if kind == "result":
                return self._result((session, graph), parts[0], codec.decode(parts[1], None), shared)
            raise CannotCross(f"a malformed value came from the {self.author}'s session")

        try:
            return codec.decode(tree, handle)
        except CannotCross as error:
            raise self.note(str(error)) from None

    def _module(self, name):
        """A module of that name, from Python's or its packages' files, as it is before anybody changed it."""
        try:
            return importlib.import_module(name)
        except Exception:
            raise CannotCross(f"the module {name!r} of the {self.author}'s session") from None

    def _result(self, place, number, tensor, shared):
        """A result that `backward()` goes through to the author's function."""

        def gradients(gradient):
            if torch.is_grad_enabled():
                raise self.note(f"a test asks for second derivatives of the {self.author}'s function")
            return self.request(place, "backward", arguments=[gradient], result=number)

        inputs = [value for value in shared if isinstance(value, torch.Tensor) and value.requires_grad]
        return through(tensor, gradients, inputs)

    # tensors on both sides

    def _mirrors_of(self, session):
        """Those that the test has changed since, and the numbers of all."""
        changed, numbers = [], []
        for (where, number), (tensor, same) in self.mirrors.items():
            if where == session:
                numbers.append(number)
                tree = codec.tensor(tensor)
                if pack(tree) != same:
                    changed.append((number, tree))
                    self.mirrors[where, number] = (tensor, pack(tree))
        return tuple(changed), tuple(numbers)

    def _mirror(self, session, number, tree):
        key, tensor = (session, number), codec.decode(tree, None)
        if key in self.mirrors:
            known, _ = self.mirrors[key]
            in_place.put_tensor(known, tensor)
            tensor = known
        self.mirrors[key] = (tensor, pack(tree))
        return tensor


def _exception(raised):
    """An exception as the author's code raised it, or of the nearest type that Python has."""
    message, bases = raised.message, raised.bases
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
    error.places = [f"{name}, line {line}: {text}"[:LONGEST_PLACE] for name, line, text in raised.where]
    return error
