"""What a call changes in its arguments: found by the tests, compared over there, and changed alike here.

The author's code has copies. Modules, their parameters and optimizers come back changed, and so does what the test has
declared. The tests' session finds them (`changeable`), the copy of the author's session says what has changed in them
(`state`), and the tests' session changes its own (`put`).
"""

import numpy as np
import torch

from . import codec
from .decoding import CannotCross, tensor_of
from .remote import is_remote

PLAIN = frozenset({type(None), bool, int, float, complex, str, bytes})


def changeable(values, declared=()):
    """What comes back changed of the arguments of a call, and what gradients can go back to, each once.

    Parameters
    ----------
    values : sequence
    declared : sequence
        Objects that are to come back, with all that they hold.

    Returns
    -------
    shared : list
        Modules, parameters and optimizers; lists, dicts, sets, arrays and tensors that are declared.
    inputs : list of Tensor
        Those that require a gradient, shared or not.
    """
    shared, inputs, seen = {}, {}, set()  # by id, in their order
    declared = {id(value) for value in declared}

    def walk(part, depth, inside):
        if type(part) in PLAIN:
            return
        inside = inside or id(part) in declared
        if is_remote(part) or (id(part), inside) in seen or depth > codec.DEEPEST:
            return
        seen.add((id(part), inside))
        kind = type(part)
        own = isinstance(part, (torch.nn.Parameter, torch.nn.Module, torch.optim.Optimizer))
        is_array = isinstance(part, np.ndarray) and part.dtype.kind in codec.ARRAY_KINDS
        is_data = kind in (list, dict, set) or is_array or isinstance(part, torch.Tensor)
        if own or (inside and is_data):
            shared[id(part)] = part
        if isinstance(part, torch.Tensor) and part.requires_grad:
            inputs[id(part)] = part
        for item in _items(part, kind):
            walk(item, depth + 1, inside or own)

    for part in values:
        walk(part, 0, False)
    return list(shared.values()), list(inputs.values())


def _items(part, kind):
    if isinstance(part, torch.nn.Module):
        return [*part.parameters(), *part.buffers()]
    if isinstance(part, torch.optim.Optimizer):
        return [tensor for group in part.param_groups for tensor in group["params"]]
    if kind in (list, tuple, set) or (issubclass(kind, tuple) and hasattr(kind, "_fields")):
        return part
    return part.values() if kind is dict else ()


def state(value, handle, known):
    """What an object holds, encoded.

    Parameters
    ----------
    value : object
        One of those shared, see `changeable`.
    handle, known : callable
        As for `codec.encode`.
    """
    if isinstance(value, torch.Tensor):
        return ["tensor", codec.tensor(value if value.is_leaf else value.detach())]
    if isinstance(value, torch.nn.Module):
        parts = [*value.named_parameters(), *value.named_buffers()]
        return ["module", value.training, [[name, codec.encode(part, handle, known)] for name, part in parts]]
    if isinstance(value, torch.optim.Optimizer):
        return ["optimizer", codec.encode(value.state_dict(), handle, known)]
    return ["value", codec.encode(value, handle, lambda part: None if part is value else known(part))]


def put(value, state, decode):
    """Change an object to what `state` has found in its copy.

    Parameters
    ----------
    value : object
    state : Tree
    decode : callable
        From a tree to a value.

    Raises
    ------
    CannotCross
        If it is no state of such an object.
    Planted
        If a module over there holds what it does not hold here.
    """
    kind, *parts = state
    if kind != _kind(value):
        raise CannotCross("a malformed change came back")
    if kind == "tensor":
        put_tensor(value, tensor_of(parts[0]))
    elif kind == "module":
        _put_module(value, parts[0] is True, [(name, decode(tree)) for name, tree in parts[1]])
    elif kind == "optimizer":
        value.load_state_dict(decode(parts[0]))
    else:
        _put_data(value, decode(parts[0]))


def _kind(value):
    for kind, name in ((torch.Tensor, "tensor"), (torch.nn.Module, "module"), (torch.optim.Optimizer, "optimizer")):
        if isinstance(value, kind):
            return name
    return "value"


def _put_data(value, new):
    if isinstance(value, np.ndarray):
        if not isinstance(new, np.ndarray) or (new.shape, new.dtype) != (value.shape, value.dtype):
            raise CannotCross("a malformed change came back: another array")
        value[...] = new
    elif type(new) is not type(value):
        raise CannotCross(f"a malformed change came back: no {type(value).__name__}")
    elif isinstance(value, list):
        value[:] = new
    else:
        value.clear()
        value.update(new)


class Planted(Exception):
    """The name of what has been put into a module."""


def _put_module(module, training, parts):
    module.train(training)
    own = dict([*module.named_parameters(), *module.named_buffers()])
    for name, part in parts:
        if name not in own or is_remote(part) or not isinstance(part, torch.Tensor):
            raise Planted(name)
        if part is not own[name]:  # another tensor in its place
            owner, _, attribute = name.rpartition(".")
            setattr(module.get_submodule(owner), attribute, part)


def put_tensor(tensor, value):
    """Give a tensor the numbers and the gradient of another; nothing else holds its memory anew."""
    with torch.no_grad():
        if tensor.shape == value.shape and tensor.dtype == value.dtype:
            tensor.copy_(value)
        else:
            tensor.data = value.detach().clone()
    if tensor.is_leaf:
        tensor.requires_grad_(value.requires_grad)
        tensor.grad = value.grad
