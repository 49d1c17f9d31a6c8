"""Notebooks as nobody saves them: any JSON, and good ones with anything in any place."""

import copy
import json

from hypothesis import strategies as st
from support.homework_kinds import solved

TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=()), max_size=30),  # halves of characters, too
    st.sampled_from([
        "code", "markdown", "raw", "stream", "error", "display_data", "execute_result", "sigmoid", "words", "nbgrader",
        "\ud800", "\udcff", "\x00", "\x1b[31m", "../..", "<script>x</script>", "[x](javascript\\:x)", "image/png",
        "![x](attachment:x)", "$\\begin{a}", "=cmd|'x'!A0", "x" * 200_000, "[" * 2_000, "> " * 2_000, "R", "python",
    ]),
)  # fmt: skip
NUMBERS = st.one_of(
    st.integers(-3, 6), st.integers(), st.sampled_from([10**400, -(2**63), 2**64]), st.floats(), st.booleans(),
    st.none(),
)  # fmt: skip
KEYS = st.one_of(TEXTS, st.sampled_from([
    "cells", "metadata", "nbformat", "nbformat_minor", "cell_type", "source", "outputs", "attachments", "id", "input",
    "grade", "grade_id", "solution", "locked", "task", "points", "kernelspec", "language", "language_info", "name",
    "worksheets", "text", "data", "traceback", "schema_version", "checksum",
]))  # fmt: skip
ANYTHING = st.recursive(
    NUMBERS | TEXTS, lambda inner: st.lists(inner, max_size=5) | st.dictionaries(KEYS, inner, max_size=5), max_leaves=12
)


def places(value, path=()):
    """The path to every value within a value."""
    yield path
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from places(inner, (*path, key))


def within(value, path):
    for key in path:
        value = value[key]
    return value


@st.composite
def spoilt(draw):
    """A good notebook in which some values are replaced, taken out, doubled or put somewhere else."""
    notebook = copy.deepcopy(_good())
    for _ in range(draw(st.integers(1, 4))):
        path = draw(st.sampled_from([path for path in places(notebook) if path]))
        *above, key = path
        holder = within(notebook, above)
        match draw(st.sampled_from(["replace", "take out", "double", "move", "nest"])):
            case "replace":
                holder[key] = draw(ANYTHING)
            case "take out":
                del holder[key]
            case "double" if isinstance(holder, list):
                holder.insert(key, copy.deepcopy(holder[key]))
            case "move":
                holder[key] = copy.deepcopy(within(notebook, draw(st.sampled_from(list(places(notebook))))))
            case _:
                for _ in range(draw(st.sampled_from([1, 50]))):
                    holder[key] = [holder[key]]
    return notebook


def _good():
    return json.loads(json.dumps(solved()))


def _written(value, escaped):
    try:
        return json.dumps(value, ensure_ascii=escaped).encode("utf-8", "surrogatepass")
    except RecursionError:
        return b"[" * 3_000


@st.composite
def damaged(draw):
    """The bytes of a good notebook with some of them changed."""
    data = bytearray(_written(_good(), True))
    for _ in range(draw(st.integers(1, 5))):
        at = draw(st.integers(0, len(data) - 1))
        data[at : at + draw(st.integers(0, 40))] = draw(st.binary(max_size=20))
    return bytes(data)


def _keys_twice(data):
    return data.replace(b'"metadata":', b'"metadata": {"nbgrader": 7}, "metadata":', 3)


def _deep(data):
    return data.replace(b'"My own words."', b"[" * 3_000 + b"]" * 3_000)


FILES = st.one_of(
    st.builds(_written, spoilt(), st.booleans()), st.builds(_written, ANYTHING, st.booleans()), damaged(),
    st.builds(_keys_twice, st.builds(_written, spoilt(), st.booleans())), st.binary(max_size=200),
    st.builds(_deep, st.builds(_written, spoilt(), st.just(True))),
)  # fmt: skip
