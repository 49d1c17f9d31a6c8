"""Does a student version hold what students must not see? A scan that trusts no tool that made it.

Secrets are taken from the instructor version, and looked for in every text of the student version:
sources, metadata, names, attachments. A line of code is compared without its spaces, so that one that
was re-indented or re-wrapped is found; prose by every few words in a row, without punctuation and capitals.

The visible part of its own cell may hold up to half of the lines of a solution or test, and a cell
tagged `given`, such as code that is to be repaired, all but one.
"""

import base64
import binascii
import re
from dataclasses import dataclass

from .faults import metadata_faults
from .format import MARKER, CellKind, kind, name, split_regions

GIVEN = "given"  # tag of a cell whose lines solutions may share, such as code to repair
SHORTEST_LINE, SHORTEST_SENTENCE, SHORTEST_SECRET = 12, 20, 4  # characters, without spaces
WORDS_IN_A_ROW = 8
COMMON = re.compile(r"\s*(import |from \S+ import |def |class |#+\s*$|@)")
CALLED = {"SOLUTION": "solution", "HIDDEN TESTS": "hidden test", "MARK SCHEME": "mark scheme"}


@dataclass(frozen=True)
class Secret:
    """What students must not see.

    Attributes
    ----------
    what : str
        "solution", "hidden test", "model answer" or "mark scheme".
    index : int
        Of its cell in the instructor version.
    id : str or None
        Of this cell.
    parts : dict of str to str
        Each line, or words in a row, that is long enough to tell something, without spaces: as it was written.
    whole : str
        All of it, without spaces.
    is_prose : bool
    """

    what: str
    index: int
    id: str | None
    parts: dict
    whole: str
    is_prose: bool


def secrets_of(notebook):
    """What the student version of an instructor version must not hold.

    Returns
    -------
    list of Secret
    """
    secrets = []
    for index, cell in enumerate(notebook.cells):
        regions, _, _ = split_regions(cell.source)
        hidden = [(CALLED[region.what], region.lines) for region in regions]
        if kind(cell) is CellKind.ANSWER and not regions:
            hidden = [("solution", cell.source.split("\n"))]
        elif kind(cell) is CellKind.WRITTEN:
            hidden = [("model answer", cell.source.split("\n"))]
        for what, lines in hidden:
            is_prose = cell.cell_type != "code"
            parts = _phrases("\n".join(lines)) if is_prose else _lines(lines)
            whole = _bare("\n".join(lines)) if is_prose else _squeezed("\n".join(lines))
            secrets.append(Secret(what, index, cell.get("id"), parts, whole, is_prose))
    return secrets


def find_leaks(instructor, student):
    """Secrets of an instructor version that a student version holds, and other things that it must not hold.

    Parameters
    ----------
    instructor, student : NotebookNode

    Returns
    -------
    list of str
        Each names the cell of the student version and what it holds; empty if all is well.
    """
    leaks = [f"{fault} is handed out" for fault in metadata_faults(student)]
    for index, cell in enumerate(student.cells):
        if cell.get("outputs"):
            leaks.append(f"{name(student, index)} holds an output")
        if cell.get("execution_count") is not None:
            leaks.append(f"{name(student, index)} holds an execution count")
        if MARKER.search(cell.source):
            leaks.append(f"{name(student, index)} holds the marker {MARKER.search(cell.source).group()!r}")
    places = list(_places(student))
    for secret in secrets_of(instructor):
        where = f"the {secret.what} of {name(instructor, secret.index)}"
        for place, cell, text in places:
            found = _found(secret, text)
            if len(found) <= _may_share(cell, secret):
                found = []
            if not found and len(secret.whole) >= SHORTEST_SECRET and secret.whole in _as(secret, text):
                found = [secret.whole]
            if found:
                leaks.append(f"{place} holds {where}: {found[0].strip()[:80]!r}")
    return leaks


def _may_share(cell, secret):
    """How many parts of a secret the source of a cell may hold."""
    if cell is None:
        return 0
    if GIVEN in cell.metadata.get("tags", []):
        return len(secret.parts) - 1
    return len(secret.parts) // 2 if cell.get("id", "") == secret.id else 0


def _found(secret, text):
    text = _as(secret, text)
    return [written for part, written in secret.parts.items() if part in text]


def _as(secret, text):
    return _bare(text) if secret.is_prose else _squeezed(text)


def _squeezed(text):
    return re.sub(r"\s+", "", text).replace("'", '"')


def _bare(text):
    return "".join(re.findall(r"\w+", text)).casefold()


def _lines(lines):
    """The lines of code that tell something: whole, without their comment or message, and what a comment says."""
    parts = {}
    for line in lines:
        code, _, comment = line.partition("#")
        if line.lstrip().startswith("assert "):
            line = code = re.split(r", f?[\"'(]", line)[0]
        for part in (line, code, comment):
            if not COMMON.match(line) and len(_squeezed(part)) >= SHORTEST_LINE:
                parts[_squeezed(part)] = part
    return parts


def _phrases(text):
    """All words in a row, and sentences that have fewer words than that."""
    parts = {}
    for sentence in re.split(r"(?<=[.:;!?])[*_)\"]*\s+|\n\n", text):
        words = sentence.split()
        for first in range(max(len(words) - WORDS_IN_A_ROW + 1, 1)):
            phrase = " ".join(words[first : first + WORDS_IN_A_ROW])
            if len(_bare(phrase)) >= SHORTEST_SENTENCE:
                parts[_bare(phrase)] = phrase
    return parts


def _places(notebook):
    """(where, its cell or None, text) of every text in a notebook."""
    for index, cell in enumerate(notebook.cells):
        where = name(notebook, index)
        yield where, cell, cell.source
        for key in ("id", "metadata", "outputs", "attachments"):
            for path, text in _texts(cell.get(key), key):
                yield f"{where}, {path},", None, text
    for path, text in _texts(notebook.metadata, "metadata"):
        yield f"notebook {path}", None, text


def _texts(value, path):
    """Every text within a value: keys, values, and what is encoded in base64."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield path, str(key)
            yield from _texts(inner, f"{path}.{key}")
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner, path)
    elif isinstance(value, str):
        yield path, value
        try:
            yield path, base64.b64decode(value, validate=True).decode("utf-8", errors="ignore")
        except (binascii.Error, ValueError):
            return
