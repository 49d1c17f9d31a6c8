"""Functions of a test that the author's code may call, and gradients of what they gave."""

import functools

import torch

from . import protocol
from .codec import CannotCross
from .decoding import tensor_of
from .replies import at
from .wire import sendable

LONGEST_MESSAGE = 4000


class Callbacks:
    """Answers what the author's code asks of a test's functions, while one of its own is called.

    Parameters
    ----------
    link : Link
        Whose test it is.

    Attributes
    ----------
    functions : list
        Those that the test has passed so far; no others can be called.
    """

    def __init__(self, link):
        self.link, self.functions = link, []
        self.graphs = []  # what functions gave, and the tensors to which gradients can go back from it

    def answer(self, call, shared, inputs):
        """The `CalledBack`; a malformed call makes a note and ends the test.

        Parameters
        ----------
        call : CallBack or GoBack
        shared, inputs : list
            Of the call of the author's function that is under way; see `in_place.changeable`.
        """
        try:
            run, leaves = (self._go_back if isinstance(call, protocol.GoBack) else self._call)(call, shared, inputs)
        except CannotCross as error:
            raise self.link.noted(error) from None
        except Exception:  # whatever the malformed part trips over
            raise self.link.malformed() from None
        try:
            value, graph = run(), None
            if isinstance(value, torch.Tensor) and value.requires_grad:
                self.graphs.append((value, leaves))
                value, graph = value.detach(), len(self.graphs) - 1
            return protocol.CalledBack(self.link.pickled(value), graph=graph)
        except Exception as error:
            raised = protocol.Raised((type(error).__name__,), sendable(error)[:LONGEST_MESSAGE])
            return protocol.CalledBack(raised=raised)

    def _go_back(self, call, shared, inputs):
        result, leaves = at(self.graphs, call.graph)
        gradient = tensor_of(call.gradient)
        return functools.partial(torch.autograd.grad, [result], leaves, [gradient], True, allow_unused=True), leaves

    def _call(self, call, shared, inputs):
        function = at(self.functions, call.function)
        self.link.take_changes(call.changed, (), shared, inputs)
        leaves = [self._leaf(tree, shared) for tree in call.inputs]
        arguments, options = self.link.value(call.arguments, shared, leaves)
        if type(arguments) is not list or type(options) is not dict or not all(type(name) is str for name in options):
            raise CannotCross("a malformed call came from the author's code")
        return functools.partial(function, *arguments, **options), leaves

    def _leaf(self, tree, shared):
        """A tensor to which the author's code may want gradients to go back."""
        if tree[0] != "given":
            return tensor_of(tree).detach().requires_grad_()
        tensor = at(shared, *tree[1:])
        if not isinstance(tensor, torch.Tensor) or not tensor.requires_grad:
            raise CannotCross("a malformed call came from the author's code")
        return tensor
