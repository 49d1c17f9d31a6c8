"""Cells as Python reads them."""

import ast


def parsed(source, transform, name="<cell>"):
    """The tree of a cell, and the Python that it is of.

    Looking for what only IPython knows takes longer than all else that is done with a small cell, and of plain Python
    it changes nothing.

    Parameters
    ----------
    source : str
    transform : callable
        From a cell to Python, as IPython's `transform_cell`.
    name : str
        Of the file, for messages.

    Raises
    ------
    SyntaxError

    Examples
    --------
    >>> seen = []
    >>> tree, code = parsed("1 + 1", seen.append)
    >>> code, seen
    ('1 + 1', [])
    >>> tree, code = parsed("%time f()", lambda source: "timed(f)")
    >>> code
    'timed(f)'
    """
    try:
        return ast.parse(source, name), source
    except SyntaxError:
        code = transform(source)
        return ast.parse(code, name), code
