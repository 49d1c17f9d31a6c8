"""Files that are no notebooks, or strange ones: bytes, JSON, fields of every type, links and pipes."""

import gzip
import io
import json
import os
import zipfile

import nbformat

from .assignment import FULL, NOTHING, find, released, solved
from .cells import changed
from .kind import ATTENTION, EITHER, Kind


def _symbolic_link(path):
    os.symlink("/etc/passwd", path)


def _large(path):
    path.write_bytes(b'{"cells": [')
    os.truncate(path, 100 * 2**20)


def _foreign():
    notebook = solved()
    notebook.metadata["kernelspec"] = {"display_name": "R", "language": "R", "name": "ir"}
    return notebook


def _version_3():
    """As IPython wrote it before 2015; the grade_ids are kept in the metadata."""
    cells = []
    for cell in solved().cells:
        common = {"cell_type": cell.cell_type, "metadata": cell.metadata}
        if cell.cell_type == "code":
            cells.append({**common, "input": cell.source, "outputs": [], "language": "python", "collapsed": False})
        else:
            cells.append({**common, "source": cell.source})
    whole = {
        "nbformat": 3,
        "nbformat_minor": 0,
        "metadata": {"name": ""},
        "worksheets": [{"cells": cells, "metadata": {}}],
    }
    return json.dumps(whole).encode()


def _text(change=lambda text: text, encoding="utf-8"):
    """A good submission as bytes, after a change of its text."""
    return lambda: change(json.dumps(solved(), indent=1)).encode(encoding)


def _words(text):
    def change(notebook):
        find(notebook, "words").source = text

    return changed(change)


def _source(name, source):
    def change(notebook):
        find(notebook, name)["source"] = source

    return changed(change)


def _notebook_metadata(**metadata):
    return changed(lambda notebook: notebook.metadata.update(metadata))


def _whole(**fields):
    return changed(lambda notebook: notebook.update(fields))


def _each(**fields):
    def change(notebook):
        for cell in notebook.cells:
            cell.update(fields)

    return changed(change)


def _grade_id(value):
    def change(notebook):
        find(notebook, "sigmoid").metadata.nbgrader["grade_id"] = value

    return changed(change)


def _about(value):
    def change(notebook):
        find(notebook, "sigmoid").metadata["nbgrader"] = value

    return changed(change)


def _foreign_cell(cell):
    return changed(lambda notebook: notebook.cells.append(cell))


def _zipped():
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as file:
        file.writestr("hw0.ipynb", json.dumps(solved()))
    return held.getvalue()


def _beside(make):
    """A good notebook, and something beside it."""

    def written(path):
        path.write_text(json.dumps(solved()), encoding="utf-8")
        make(path.parent)

    return written


def _socket(path):
    import socket

    with socket.socket(socket.AF_UNIX) as server:
        here = os.getcwd()
        os.chdir(path.parent)  # a socket's path is short
        try:
            server.bind(path.name)
        finally:
            os.chdir(here)


def _beside_kinds():
    def beside(name, make, **options):
        return Kind(name, None, FULL, written=_beside(make), in_folder=True, **options)

    yield beside("a time in a pipe", lambda folder: os.mkfifo(folder / "timestamp.txt"), core=True)
    yield beside("a time without end", lambda folder: os.symlink("/dev/zero", folder / "timestamp.txt"), core=True)
    yield beside(
        "a file named in bytes", lambda folder: open(os.fsencode(folder) + b"/M\xfcller.csv", "w").close(), core=True
    )
    yield beside(
        "a notebook named in bytes", lambda folder: open(os.fsencode(folder) + b"/M\xfcller.ipynb", "w").close()
    )
    yield beside("a time that is none", lambda folder: (folder / "timestamp.txt").write_text("yesterday"))
    yield beside("a folder as the time", lambda folder: (folder / "timestamp.txt").mkdir())
    yield beside("a pipe", lambda folder: os.mkfifo(folder / "data.csv"), note="left out 'data.csv'")
    yield beside("a link to the host", lambda folder: os.symlink("/etc/shadow", folder / "data.csv"), note="left out")
    yield beside("a link to itself", lambda folder: os.symlink("loop", folder / "loop"), note="left out")
    yield beside("a module in the way", lambda folder: (folder / "torch.py").write_text("1 / 0"), why=EITHER)
    yield beside(
        "the tests' modules in the way",
        lambda folder: [
            (folder / name).write_text("raise SystemExit") for name in ("sitecustomize.py", "msgspec.py", "proctor.py")
        ],
    )
    yield beside("many files", lambda folder: [(folder / f"{n}.csv").touch() for n in range(100)], note="more than 20")
    yield beside(
        "a large file",
        lambda folder: os.truncate(os.open(folder / "d", os.O_CREAT | os.O_RDWR), 2**30),
        note="left out",
    )


STRANGE = b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [{"x": 1}, 7]}'
TWICE = _text(lambda text: text.replace('"cells": [', '"cells": [], "cells": [', 1))


def first():
    """One of each kind of fault."""
    return [
        Kind("no JSON", b"{", NOTHING, why="no valid JSON"),
        Kind("empty file", b"", NOTHING, why="empty file"),
        Kind("nested deeply", b"[" * 10**5, NOTHING, why="no "),
        Kind("strange cells", STRANGE, NOTHING, why="no valid notebook"),
        Kind("symbolic link", None, NOTHING, written=_symbolic_link, why="symbolic link"),
        Kind("100 MB", None, NOTHING, written=_large, why="100 MB"),
        Kind("older format", _version_3, FULL, note="notebook format 3"),
        Kind("Ольга Ångström 张伟", solved, FULL),
        Kind("=cmd|calc", solved, FULL),
        Kind("half a character in the words", _words("\ud800 and more"), FULL),
        Kind(
            "half a character in the language",
            _notebook_metadata(kernelspec={"language": "\ud800"}),
            NOTHING,
            why=ATTENTION,
        ),
        Kind("with a byte order mark", _text(encoding="utf-8-sig"), FULL),
        Kind(
            "lines that end as on Windows",
            _text(lambda text: text.replace("\\n", "\\r\\n").replace("\n", "\r\n")),
            FULL,
        ),
    ]


def further():
    """All others."""
    return [
        Kind("no notebook", b"[1, 2]", NOTHING, why="no notebook"),
        Kind("named pipe", None, NOTHING, written=os.mkfifo, why="no regular file"),
        Kind("a socket", None, NOTHING, written=_socket, why=ATTENTION),
        Kind("another language", _foreign, NOTHING, why="another language, R"),
        Kind("etc", solved, FULL, file=".._.._etc_hw0.ipynb"),
        Kind("＜img src=x onerror=alert(1)＞", solved, FULL),
        Kind("in UTF-16", _text(encoding="utf-16"), NOTHING, why="no valid JSON"),
        Kind(
            "in Latin-1",
            _text(lambda text: text.replace("My own", "Müller's"), encoding="latin-1"),
            NOTHING,
            why="no valid JSON",
        ),
        Kind("a trailing comma", _text(lambda text: text[:-1] + ",}"), NOTHING, why="no valid JSON"),
        Kind(
            "marks of a conflict",
            _text(lambda text: f"<<<<<<< HEAD\n{text}\n=======\n>>>>>>> mine"),
            NOTHING,
            why="no valid JSON",
        ),
        Kind("cut off", _text(lambda text: text[: len(text) // 2]), NOTHING, why="no valid JSON"),
        Kind("a page", b"<!doctype html><title>Sign in</title>", NOTHING, why="no valid JSON"),
        Kind("an archive", _zipped, NOTHING, why=ATTENTION),
        Kind("compressed", lambda: gzip.compress(json.dumps(solved()).encode()), NOTHING, why=ATTENTION),
        Kind("nothing but spaces", b" \n" * 1000, NOTHING, why="empty file"),
        Kind("nothing but zeros", bytes(10**5), NOTHING, why=ATTENTION),
        Kind("a number of a million digits", b"1" * 10**6, NOTHING, why=ATTENTION),
        Kind("keys twice", TWICE, FULL),
        Kind("a number that is none", _whole(nbformat_minor=float("nan")), FULL, why=EITHER),
        Kind("infinity in metadata", _notebook_metadata(x=[float("inf"), float("nan")]), FULL),
        Kind("format 5", _whole(nbformat=5), [FULL, NOTHING], why=EITHER),
        Kind("format 2", _whole(nbformat=2), NOTHING, why=ATTENTION),
        Kind("format as text", _whole(nbformat="4"), NOTHING, why=ATTENTION),
        Kind("format -1", _whole(nbformat=-1), NOTHING, why=ATTENTION),
        Kind("format 10**400", _whole(nbformat=10**400), NOTHING, why=ATTENTION),
        Kind("minor 99", _whole(nbformat_minor=99), FULL),
        Kind("cells in a dict", _whole(cells={"0": {}}), NOTHING, why=ATTENTION),
        Kind("no cells", _whole(cells=None), NOTHING, why=ATTENTION),
        Kind("cells of nothing", _whole(cells=[]), NOTHING, why=ATTENTION),
        Kind("metadata in a list", _whole(metadata=[1]), [FULL, NOTHING], why=EITHER),
        Kind("no metadata", changed(lambda notebook: notebook.pop("metadata")), FULL, why=EITHER),
        Kind(
            "a cell of another type",
            _foreign_cell({"cell_type": "heading", "source": "x", "metadata": {}}),
            FULL,
            why=EITHER,
        ),
        Kind(
            "a cell of a type without end",
            _foreign_cell({"cell_type": "x" * 10**6, "source": "x", "metadata": {}}),
            [FULL, NOTHING],
            why=EITHER,
        ),
        Kind("a cell that is a list", _foreign_cell([[]]), [FULL, NOTHING], why=EITHER),
        Kind("ids twice", _each(id="a"), FULL),
        Kind("ids of every type", _each(id={"a": 1}), FULL, why=EITHER),
        Kind("a null byte", _source("sigmoid", "def sigmoid(z):\n    return\0 z"), (0, 0, 2, 3, None)),
        Kind("spaces that do not break", _source("sigmoid", "def sigmoid(z):\n\u00a0   return z"), (0, 0, 2, 3, None)),
        Kind("a source of numbers", _source("sigmoid", [1, 2]), [(0, 0, 2, 3, None), NOTHING], why=EITHER),
        Kind("a source that is a number", _source("sigmoid", 7), [(0, 0, 2, 3, None), NOTHING], why=EITHER),
        Kind("no source", _source("sigmoid", None), [(0, 0, 2, 3, None), NOTHING], why=EITHER),
        Kind("a source in a dict", _source("sigmoid", {"a": 1}), [(0, 0, 2, 3, None), NOTHING], why=EITHER),
        Kind(
            "half a character in code",
            _source("sigmoid", "def sigmoid(z):\n    '\ud800'\n    return torch.sigmoid(z)"),
            FULL,
        ),
        Kind("words from right to left", _words("\u202eabc\u2066 \u200f def \ufeff"), FULL),
        Kind("a name in a list", _grade_id(["sigmoid"]), FULL, why=EITHER),
        Kind("a name without end", _grade_id("sigmoid" * 10**5), FULL, why=EITHER),
        Kind("a name of half a character", _grade_id("\udcff"), FULL, why=EITHER),
        Kind("a name that is a number", _grade_id(10**30), FULL, why=EITHER),
        Kind("about in a list", _about(["sigmoid"]), FULL, why=EITHER),
        Kind("about in a text", _about("sigmoid"), FULL, why=EITHER),
        Kind("attachments in a list", _each(attachments=[1]), FULL, why=EITHER),
        Kind("outputs in a text", _each(outputs="x", execution_count="one"), FULL, why=EITHER),
        Kind(
            "only metadata",
            lambda: nbformat.from_dict({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []}),
            NOTHING,
            why=ATTENTION,
        ),
        Kind("the released one, renamed", released, (0, 0, 0, 0, 0)),
        *_beside_kinds(),
    ]
