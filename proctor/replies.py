"""What comes from the author's session, checked against what was asked."""

import builtins

import torch

from .codec import CannotCross

LONGEST_PLACE = 300  # characters of a line of the author's


def at(values, place):
    """What stands at a place; CannotCross if nothing does."""
    if type(place) is not int or not 0 <= place < len(values):
        raise CannotCross("a malformed value came back: an argument that there is not")
    return values[place]


def answers(do, value):
    """Whether a value is of the kind that was asked for."""
    if do == "isinstance":
        return type(value) is bool
    if do in ("set", "setitem", "delitem"):
        return value is None
    if do == "dir":
        return type(value) is list and all(type(name) is str for name in value)
    if do == "signature":
        return type(value) is list and all(
            type(part) is tuple and len(part) == 4 and type(part[0]) is str and part[0].isidentifier()
            and type(part[1]) is int and 0 <= part[1] <= 4 and type(part[2]) is bool for part in value
        )  # fmt: skip
    if do == "backward":
        return type(value) is list and all(part is None or type(part) is torch.Tensor for part in value)
    return True


def exception(raised):
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
