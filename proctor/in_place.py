"""Objects that a call can change in place: found in its arguments, compared over there, and changed alike here.

The tests' session finds them (`shareable`), the copy of the author's session says what has changed in them (`state`),
and the tests' session changes its own (`put`).
"""

import numpy as np
import torch

from . import codec
from .remote import Remote


def shareable(values):
    """The objects in the arguments of a call that can be changed in place, each once."""
    found, seen = [], set()

    def walk(part, depth=0):
        if type(part) is Remote or id(part) in seen or depth > codec.DEEPEST:
            return
        seen.add(id(part))
        kind = type(part)
        is_array = isinstance(part, np.ndarray) and part.dtype.kind in codec.ARRAY_KINDS
        if kind in (list, dict, set) or is_array or isinstance(part, torch.Tensor):
            found.append(part)
        elif isinstance(part, torch.nn.Module):
            found.append(part)
            for tensor in [*part.parameters(), *part.buffers()]:
                walk(tensor, depth + 1)
        elif isinstance(part, torch.optim.Optimizer):
            found.append(part)
            for group in part.param_groups:
                for tensor in group["params"]:
                    walk(tensor, depth + 2)
        if kind in (list, tuple, set):
            for item in part:
                walk(item, depth + 1)
        elif kind is dict:
            for item in part.values():
                walk(item, depth + 1)

    for part in values:
        walk(part)
    return found


def state(value, handle, known):
    """What an object holds, encoded.

    Parameters
    ----------
    value : object
        From `shareable`.
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
    Planted
        If a module over there holds what it does not hold here.
    """
    kind, *parts = state
    if kind == "tensor":
        put_tensor(value, codec.decode(parts[0], None))
    elif kind == "module":
        value.train(bool(parts[0]))
        _put_module(value, [(name, decode(tree)) for name, tree in parts[1]])
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


class Planted(Exception):
    """The name of what has been put into a module."""


def _put_module(module, parts):
    own = dict([*module.named_parameters(), *module.named_buffers()])
    for name, part in parts:
        if name not in own or not isinstance(part, torch.Tensor) or type(part) is Remote:
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
