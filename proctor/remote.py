"""Proxies: something in the author's session that is no data, as a test has it."""

import inspect
import sys
import types

FORWARDED = ("getitem", "setitem", "delitem", "contains", "add", "sub", "mul", "truediv", "floordiv", "mod", "pow",
             "matmul", "neg", "pos", "abs", "invert")  # fmt: skip
REFUSED = {
    **dict.fromkeys(("eq", "ne", "lt", "le", "gt", "ge"), "something to compare"),
    **dict.fromkeys(("float", "int", "index", "complex", "round"), "a number"),
    "array": "an array",
}
PASSED_ON = ("__doc__", "__dict__", "__annotations__")  # special attributes that are asked for as others are
HAVE_CLASSES = ("torch", "numpy", "pandas", "builtins", "collections")


def _forwarded(name):
    def method(self, *arguments):
        return _ask(self, "operator", name, arguments)

    return method


def _refused(use):
    def method(self, *_, **__):
        raise _refuse(self, use)

    return method


Special = type(
    "Special", (),
    {f"__{name}__": _forwarded(name) for name in FORWARDED} | {f"__{n}__": _refused(use) for n, use in REFUSED.items()},
)  # fmt: skip
Special.__doc__ = "The special methods that are asked for over there, and those that are refused."


class Remote(Special):
    """Something in the author's session: its attributes, calls and items are asked for there.

    It has no value here. To compare it, or to use it as a number, as a truth or as an array, is refused, since the
    author's code would answer.

    Parameters
    ----------
    link : Link
        `request` asks the session; `note` says that a human must look, and gives what is raised.
    session, number : int
        Which copy of the session, and which object of it.
    kind : str
        "function", "class" or "object".
    name : str
    bases : list of str
        The classes that it is of.
    """

    def __init__(self, link, session, number, kind, name, bases):
        set_ = object.__setattr__
        set_(self, "_link", link)
        set_(self, "_place", (session, int(number)))
        set_(self, "_kind", str(kind))
        set_(self, "_name", str(name))
        set_(self, "_bases", [str(base) for base in bases])

    def __repr__(self):
        return f"<the {_of(self, '_link').author}'s {_of(self, '_kind')} {_of(self, '_name')}>"

    def __call__(self, *arguments, **options):
        return _ask(self, "call", None, arguments, options)

    def __getattr__(self, name):
        if name == "__name__":
            return _of(self, "_name")
        if name == "__signature__":
            return _signature(self)
        if name.startswith("__") and name.endswith("__") and name not in PASSED_ON:
            raise AttributeError(name)
        return _ask(self, "get", name)

    def __setattr__(self, name, value):
        _ask(self, "set", name, [value])

    @property
    def __class__(self):
        """So that `isinstance` finds a model to be one: the nearest class of a package that both sides have.

        It is what the session says. Nothing may be concluded from it but how to ask.
        """
        if _of(self, "_kind") == "class":
            return type
        for base in _of(self, "_bases"):
            module, _, name = base.rpartition(".")
            if module.partition(".")[0] not in HAVE_CLASSES:
                continue
            found = getattr(sys.modules.get(module), name, None)
            if isinstance(found, type) and found is not object:
                return found
        return types.FunctionType if _of(self, "_kind") == "function" else Remote

    def __instancecheck__(self, value):
        return bool(_ask(self, "isinstance", None, [value])) if isinstance(value, Remote) else False

    def __hash__(self):
        return hash(place_of(self))

    def __iter__(self):
        iterator = _ask(self, "builtin", "iter")
        while True:
            try:
                yield _next(iterator)
            except StopIteration:
                return

    def __next__(self):
        return _next(self)

    def __len__(self):
        length = _ask(self, "builtin", "len")
        if type(length) is not int:
            raise TypeError("the length is no integer")
        return length

    def __dir__(self):
        return _ask(self, "builtin", "dir")

    def __bool__(self):
        if _of(self, "_kind") != "object":
            return True
        raise _refuse(self, "a truth")


def place_of(remote):
    """(session, number)."""
    return _of(remote, "_place")


def _of(remote, name):
    return object.__getattribute__(remote, name)


def _ask(remote, do, name=None, arguments=(), options=None):
    return _of(remote, "_link").request(place_of(remote), do, name, arguments, options)


def _refuse(remote, use):
    link = _of(remote, "_link")
    return link.note(f"a test uses {remote!r} as {use}, which only the {link.author}'s code could answer")


def _next(iterator):
    try:
        return _ask(iterator, "builtin", "next")
    except RuntimeError as error:  # as the link raises what would end a loop of the test's
        if str(error).startswith("StopIteration"):
            raise StopIteration from None
        raise


def _signature(remote):
    parameters = [
        inspect.Parameter(name, inspect._ParameterKind(kind), default=default if has else inspect.Parameter.empty)
        for name, kind, has, default in _ask(remote, "signature")
    ]
    return inspect.Signature(parameters)
