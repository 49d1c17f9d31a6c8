"""What a test asks Python about an object of the author's: `type(x)`, `callable(x)`, `isinstance(x, Iterable)`.

Python would look at the proxy, which has every special method there is, and answer for that. So where a test's cell
calls these by their names, what is meant is asked here. Of data, Python's own answer holds.
"""

import abc
import ast
import types

from .remote import KIND, ask, exactly, is_remote, kind_of

NAMES = {name: f"__asked_{name}__" for name in ("type", "callable", "isinstance")}


def where_called(node):
    """Have a call of one of these, a node of a cell's tree, call what stands here."""
    function = node.func if isinstance(node, ast.Call) else None
    if isinstance(function, ast.Name) and function.id in NAMES and (function.id != "type" or len(node.args) == 1):
        node.func = ast.copy_location(ast.Name(NAMES[function.id], ast.Load()), function)


def type_of(value):
    """The class: one that both sides have, or the author's."""
    if not is_remote(value):
        return type(value)
    if kind_of(value) in KIND:
        return KIND[kind_of(value)]
    return exactly(value) or ask(value, "get", "__class__")


def can_be_called(value):
    """Whether it has `__call__`."""
    if not is_remote(value):
        return callable(value)
    return kind_of(value) in KIND or "__call__" in ask(value, "dir")


def is_instance(value, classes):
    """As Python's, but an abstract class is not taken in by what a proxy has."""
    if not is_remote(value):
        return isinstance(value, classes)
    if type(classes) is tuple:
        return any(is_instance(value, one) for one in classes)
    if type(classes) is types.UnionType:
        return any(is_instance(value, one) for one in classes.__args__)
    origin = classes if is_remote(classes) else getattr(classes, "__origin__", classes)  # of typing.Iterable
    if type(origin) is abc.ABCMeta and "__subclasshook__" in vars(origin):
        return origin.__abstractmethods__ <= set(ask(value, "dir"))
    return isinstance(value, classes)


FUNCTIONS = {NAMES["type"]: type_of, NAMES["callable"]: can_be_called, NAMES["isinstance"]: is_instance}
