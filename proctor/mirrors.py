"""Tensors of the author's that require gradients, as a test has them: what the test changes is changed over there."""

from . import codec
from .decoding import tensor_of
from .in_place import put_tensor
from .wire import pack


class Mirrors:
    """The tensors of one copy of the author's session that a test has met.

    What a function gave is a value: the test's optimizer may change it, and the author's tensor with it, but not the
    other way round; only the gradients come that the test's `backward()` has brought about. An attribute, an item or a
    name is what stands there: it follows the author's tensor.
    """

    def __init__(self):
        self.known = {}  # by number: the tensor here, what was last the same on both sides, whether it follows

    def tensors(self):
        """(number, tensor) of each."""
        return [(number, tensor) for number, (tensor, _, _) in self.known.items()]

    def changed(self):
        """(number, tensor) of those that the test has changed since, encoded, and the numbers of all."""
        changed = []
        for number, (tensor, same, follows) in self.known.items():
            tree = codec.tensor(tensor)
            if pack(tree) != same:
                changed.append((number, tree))
                self.known[number] = (tensor, pack(tree), follows)
        return tuple(changed), tuple(self.known)

    def follow(self, number, tree, backward=False):
        """The author's tensor has changed; `backward`, if the test has called that.

        Raises
        ------
        KeyError
            If there is none of that number.
        CannotCross
            If it is no tensor.
        """
        tensor, _, follows = self.known[number]
        if follows:
            put_tensor(tensor, tensor_of(tree))
        elif backward:
            tensor.grad = tensor_of(tree).grad
        if follows or backward:
            self.known[number] = (tensor, pack(tree), follows)

    def take(self, number, tree, follows):
        """The tensor here that stands for the author's."""
        if type(number) is not int or number < 0:
            raise codec.CannotCross("a malformed value came back: a tensor without a number")
        new = tensor_of(tree)
        tensor, same, followed = self.known.get(number, (new, None, False))
        if follows or followed:
            if tensor is not new:
                put_tensor(tensor, new)
        elif same != pack(tree):  # what the test has stays as it is
            tensor = new
        self.known[number] = (tensor, pack(tree), follows or followed)
        return tensor
