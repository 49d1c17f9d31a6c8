"""Arguments of calls on their way from a test to the author's code, and what a test's function gives back.

They are pickled by the tests, who are trusted, and unpickled in the author's process, whoever has changed that. The
author's code gets copies. A tensor goes with the numbers that it shows and no others: the rest of the memory that it is
a view of may hold what a test keeps for itself. What exists on one side only crosses by name or by number.
"""

import functools
import io
import pickle
import types

import torch

from . import codec
from .decoding import decode
from .remote import is_remote, place_of

REMOTE, NAME, CALLBACK = "remote", "name", "callback"


class OfAnotherTest(Exception):
    """An object is one of another copy's."""


class Pickler(pickle.Pickler):
    """Proxies go as their numbers, functions of the tests as numbers to call back.

    Parameters
    ----------
    file : binary file
    session : int
        The number of the copy to which this goes.
    mirrored : dict
        {id of a tensor: (session, number)} of those that both sides have.
    namespace : Namespace
        The tests' names; those of given cells mean the same over there.
    callbacks : list
        Takes the functions that can be called back.
    """

    def __init__(self, file, session, mirrored, namespace, callbacks):
        super().__init__(file, protocol=5)
        self.session, self.mirrored, self.namespace, self.callbacks = session, mirrored, namespace, callbacks

    def persistent_id(self, value):
        if is_remote(value):
            session, number = place_of(value)
            if session != self.session:
                raise OfAnotherTest
            return REMOTE, number
        if id(value) in self.mirrored:
            session, number = self.mirrored[id(value)]
            if session == self.session:
                return REMOTE, number
        if isinstance(value, (types.FunctionType, type)):
            name = getattr(value, "__name__", "")
            if name in self.namespace.given and self.namespace.get(name) is value:
                return NAME, name
        if self._is_of_the_tests(value):
            if not any(value is known for known in self.callbacks):
                self.callbacks.append(value)
            return CALLBACK, next(n for n, known in enumerate(self.callbacks) if value is known)
        return None

    def _is_of_the_tests(self, value):
        if type(value) is functools.partial:  # what it holds stays here too
            return self._is_of_the_tests(value.func)
        return isinstance(value, types.FunctionType) and value.__globals__ is self.namespace

    def reducer_override(self, value):
        if type(value) in (torch.Tensor, torch.nn.Parameter):
            try:
                return _tensor, (codec.tensor(value),)
            except codec.CannotCross:
                return NotImplemented
        return NotImplemented


def _tensor(tree):
    return decode(tree, None)


class Unpickler(pickle.Unpickler):
    """Puts the objects of the author's session in the places of their numbers and names.

    Parameters
    ----------
    data : bytes
    objects : list
        By number.
    namespace : dict
    call_back : callable
        `call_back(number, arguments, options)` calls a function of the tests.
    """

    def __init__(self, data, objects, namespace, call_back):
        super().__init__(io.BytesIO(data))
        self.objects, self.namespace, self.call_back = objects, namespace, call_back

    def persistent_load(self, what):
        kind, key = what
        if kind == REMOTE:
            return self.objects[key]
        return self.namespace[key] if kind == NAME else Callback(self.call_back, key)


class Callback:
    """A function of the test's, as the author's code has it."""

    __name__ = "function"

    def __init__(self, call_back, number):
        self._call_back, self._number = call_back, number

    def __call__(self, *arguments, **options):
        return self._call_back(self._number, arguments, options)
