"""A table of cases as one test.

pytest's own machinery takes some milliseconds for each test, and most rows of our tables a fraction of one.
"""

import functools
import inspect

import pytest

WIDEST = 60


def each_row(names, rows, ids=None):
    """Like `pytest.mark.parametrize`, but one test: it tries every row, and fails with all that fail, by name.

    For rows that take little time and leave nothing behind: fixtures are shared by all rows of a table.

    Parameters
    ----------
    names : str or tuple of str
        The test's arguments, as `parametrize` has them.
    rows : iterable
    ids : callable or sequence, optional
        What a row is called: as for `parametrize`.

    Raises
    ------
    ValueError
        If there is no row, or if a row has marks: one row of a test cannot be left out.

    Examples
    --------
    >>> @each_row("n", [1, 2, 3])
    ... def test_is_odd(n):
    ...     assert n % 2, n
    >>> test_is_odd()
    Traceback (most recent call last):
    ExceptionGroup: 1 of 3 rows: [2] (1 sub-exception)
    """
    names = [name.strip() for name in names.split(",")] if isinstance(names, str) else list(names)
    table = [_row(names, row) for row in rows]
    if not table:
        raise ValueError("a table without rows tries nothing")
    if ids is not None:
        called = [[ids(value) for value in row] for _, row in table] if callable(ids) else [[name] for name in ids]
        table = [(name or _name(row, parts), row) for (name, row), parts in zip(table, called, strict=True)]

    def decorate(test):
        own = inspect.signature(test)
        fixtures = [parameter for name, parameter in own.parameters.items() if name not in names]

        @functools.wraps(test)
        def every_row(**given):
            failed = {}
            for name, row in table:
                try:
                    test(**dict(zip(names, row, strict=True)), **given)
                # a row that is skipped would hide those below it
                except (Exception, pytest.fail.Exception, pytest.skip.Exception) as error:
                    failed[name or _name(row)] = error
            if failed:
                message = f"{len(failed)} of {len(table)} rows: " + ", ".join(f"[{name}]" for name in failed)
                raise BaseExceptionGroup(message, list(failed.values()))

        every_row.__signature__ = own.replace(parameters=fixtures)
        return every_row

    return decorate


def _row(names, row):
    """(name or None, values) of a row."""
    name = None
    if hasattr(row, "marks"):  # pytest.param
        if row.marks:
            raise ValueError(f"one row of a test cannot be marked: {row}")
        name, values = row.id, row.values
    else:
        values = (row,) if len(names) == 1 else tuple(row)
    if len(values) != len(names):
        raise ValueError(f"a row has {len(values)} values, and there are {len(names)} names: {values}")
    return name, values


def _name(row, parts=()):
    if len(parts) != len(row):  # names of rows, not of their values; or none
        return " - ".join(map(str, parts)) or " - ".join(repr(value)[:WIDEST] for value in row)
    named = zip(row, parts, strict=True)
    return " - ".join(repr(value)[:WIDEST] if part is None else str(part) for value, part in named)
