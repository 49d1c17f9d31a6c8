"""Proxies: something in the author's session that is no data, as a test has it."""

import inspect
import sys
import types

OPERATORS = (
    "add", "sub", "mul", "truediv", "floordiv", "mod", "divmod", "pow", "matmul", "lshift", "rshift", "and", "or", "xor"
)  # fmt: skip
REFUSED = {
    "something to compare": [f"__{name}__" for name in ("eq", "ne", "lt", "le", "gt", "ge")],
    "something to calculate with": [
        *(f"__{before}{name}__" for name in OPERATORS for before in ("", "r", "i")),
        *(f"__{name}__" for name in ("neg", "pos", "abs", "invert", "round", "trunc", "floor", "ceil")),
    ],
    "a number": [f"__{name}__" for name in ("float", "int", "index", "complex")],
    "an array": ["__array__"],
    "a truth": ["__bool__"],
    "something that has a length": ["__len__"],
    "something that holds others": ["__contains__"],
    "something to go through": ["__iter__", "__reversed__"],
    "text": ["__str__", "__repr__", "__format__", "__bytes__"],
    "a key": ["__hash__"],
    "something to copy": ["__reduce_ex__", "__reduce__"],
    "something to enter": ["__enter__", "__exit__"],
}
# called by its name, such a method is asked for: then the test says itself that the author's code is to answer
BY_NAME = {name for names in REFUSED.values() for name in names if not name.startswith(("__array", "__reduce"))} | {
    "__next__",
}  # fmt: skip
HOW = {
    "something that has a length": "write x.__len__() if its length is what is asked for, or have a list returned",
    "something that holds others": "write x.__contains__(y) if that is what is asked for, or have a list returned",
    "something to go through": "write x.__iter__() if its steps are what is asked for, or have a list returned",
    "a truth": "write `x is not None`, or compare what one of its attributes or methods gives",
    "an array": "have an array or a tensor returned, or use an attribute that is one",
    "text": "write x.__str__() or x.__repr__() if its text is what is asked for, or use an attribute that is text",
    "a key": "write x.__hash__() if that is what is asked for, or use a list, or an attribute that is data",
    "something to copy": "copy what it gives as data, such as model.weight.clone()",
    "something to enter": "write x.__enter__() and x.__exit__(None, None, None) if that is what is asked for",
}
USUALLY = "turn it into data first, such as float(model.score) where model.score is a number"
PASSED_ON = ("__doc__", "__dict__", "__annotations__")  # special attributes that are asked for as others are
# of what an object may be in the eyes of `isinstance`. No class of C's whose instances compiled code takes for its own
# by that: PyTorch would read any Tensor's memory
ROOTS = (
    ("torch.nn", "Module"), ("torch.optim", "Optimizer"), ("torch.optim.lr_scheduler", "LRScheduler"),
    ("torch.utils.data", "Dataset"), ("torch.utils.data", "DataLoader"), ("torch.utils.data", "Sampler"),
    ("torch.distributions", "Distribution"), ("pandas.core.groupby", "GroupBy"),
)  # fmt: skip
CONTAINERS = (dict, list, tuple, set, frozenset)
KIND = {"function": types.FunctionType, "class": type}  # what is called so is of this class


def _refused(use):
    def method(self, *_, **__):
        raise _refuse(self, use)

    return method


Special = type("Special", (), {name: _refused(use) for use, names in REFUSED.items() for name in names})
Special.__doc__ = "The special methods that only data have."


class Remote(Special):
    """Something in the author's session: its attributes, calls and items are asked for there.

    It has no value here. To compare it, to calculate with it, to use it as a number, as a truth, as an array or as
    text, to take its length, to go through it or to copy it is refused, since the author's code would answer, and would
    be told what it is compared with. In a message, which decides nothing, it is what it is called.

    Parameters
    ----------
    link : Link
        `request` asks the session; `note` says that a human must look, and gives what is raised; `telling` is true
        while a message is made.
    session, number : int
        Which copy of the session, and which object of it.
    kind : str
        "function", "class" or "object".
    name : str
    bases : list of str
        The classes that it is of; of a class, itself and those that it is made from.
    """

    def __init__(self, link, session, number, kind, name, bases):
        set_ = object.__setattr__
        set_(self, "_link", link)
        set_(self, "_place", (session, number))
        set_(self, "_kind", kind)
        set_(self, "_name", name)
        set_(self, "_bases", bases)

    def __repr__(self):
        if not _of(self, "_link").telling:
            raise _refuse(self, "text")
        return named(self)

    __str__ = __repr__

    def __format__(self, how):
        if how:
            raise _refuse(self, "a number")
        return Remote.__repr__(self)

    def __call__(self, *arguments, **options):
        return ask(self, "call", None, arguments, options)

    def __getitem__(self, key):
        return ask(self, "getitem", None, [key])

    def __setitem__(self, key, value):
        ask(self, "setitem", None, [key, value])

    def __delitem__(self, key):
        ask(self, "delitem", None, [key])

    def __getattribute__(self, name):
        # `x + y` does not come here: Python looks for the method in the class
        return ask(self, "get", name) if name in BY_NAME else object.__getattribute__(self, name)

    def __getattr__(self, name):
        if name in ("__name__", "__qualname__") and _of(self, "_kind") != "object":
            return _of(self, "_name")
        if name == "__signature__":
            return _signature(self)
        if name.startswith("__") and name.endswith("__") and name not in PASSED_ON:
            raise AttributeError(name)
        return ask(self, "get", name)

    def __setattr__(self, name, value):
        ask(self, "set", name, [value])

    @property
    def __class__(self):
        """So that `isinstance` finds a model to be one: the nearest class of a package that both sides have.

        It is what the session says. Nothing may be concluded from it but how to ask.
        """
        kind = _of(self, "_kind")
        return type if kind == "class" else _known(_of(self, "_bases")) or KIND.get(kind, Remote)

    @property
    def __bases__(self):
        """So that `issubclass` works for a class."""
        if _of(self, "_kind") != "class":
            raise AttributeError("__bases__")
        return (_known(_of(self, "_bases")) or object,)

    @classmethod
    def __torch_function__(cls, function, types, arguments=(), options=None):
        for value in _parts([*arguments, *(options or {}).values()]):
            if is_remote(value):
                raise _refuse(value, "an array")
        return NotImplemented

    def __instancecheck__(self, value):
        if is_remote(value):
            return ask(self, "isinstance", None, [value])
        return hasattr(value, "_fields") and type(value).__name__ == _of(self, "_name")  # a named tuple crosses as data

    def __dir__(self):
        return ask(self, "dir")


class RemoteIterator(Remote):
    """One that gives its items, each once: a generator, or what `iter` of Python's gives."""

    def __iter__(self):
        return self

    def __next__(self):
        try:
            return ask(self, "next")
        except RuntimeError as error:  # as the link raises what would end a loop of the test's
            if str(error).startswith("StopIteration"):
                raise StopIteration from None
            raise

    def __len__(self):  # as Python says it of a generator: `list` asks, and does without
        raise TypeError(f"{named(self)} has no len()")

    def __contains__(self, value):
        return any(value is item or value == item for item in self)


def is_remote(value):
    """Whether a value is a proxy, whatever it says of itself."""
    return issubclass(type(value), Remote)


def named(remote):
    """What messages call it."""
    return f"<the {_of(remote, '_link').author}'s {_of(remote, '_kind')} {_of(remote, '_name')}>"


def place_of(remote):
    """(session, number)."""
    return _of(remote, "_place")


def kind_of(remote):
    """ "function", "class", "object" or "iterator"."""
    return _of(remote, "_kind")


def exactly(remote):
    """The class of a package that both sides have, of which an object is itself; or None."""
    return _known(_of(remote, "_bases")[:1])


def _of(remote, name):
    return object.__getattribute__(remote, name)


def ask(remote, do, name=None, arguments=(), options=None):
    """What the session answers, as `Link.request` has it."""
    return _of(remote, "_link").request(place_of(remote), do, name, arguments, options)


def _refuse(remote, use):
    link = _of(remote, "_link")
    how = HOW.get(use, USUALLY)
    return link.note(f"a test uses {named(remote)} as {use}, which only the {link.author}'s code could answer: {how}")


def _parts(values):
    for value in values:
        yield value
        if type(value) in (list, tuple):
            yield from _parts(value)


def _known(names):
    """The first of the classes named that an object may claim to be of, or None."""
    roots = tuple(getattr(sys.modules[module], name) for module, name in ROOTS if module in sys.modules)
    for full in names:
        module, _, name = full.rpartition(".")
        # past a module's __getattr__, which may import what the author's code has named
        found = vars(sys.modules[module]).get(name) if module in sys.modules else None
        if not isinstance(found, type) or module.startswith("torch.jit"):
            continue
        if issubclass(found, roots) or found in CONTAINERS:
            return found
        if module == "builtins" and issubclass(found, BaseException):
            return found
    return None


def _signature(remote):
    parameters = [
        inspect.Parameter(name, inspect._ParameterKind(kind), default=default if has else inspect.Parameter.empty)
        for name, kind, has, default in ask(remote, "signature")
    ]
    return inspect.Signature(parameters)
