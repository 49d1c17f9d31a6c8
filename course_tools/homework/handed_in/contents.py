"""Which of the files that a student handed in is the notebook, and which come along."""

import re
from dataclasses import dataclass

from .named import OTTER, about, is_of, other_assignment
from .safe import LARGEST, Unreadable, read_file, shown
from .schemes import nbgrader_time
from .tree import JUNK, walk

LARGEST_FILE, MOST_FILES = 2 * 2**20, 20  # files beside the notebook
MOST_ARCHIVES, DEEPEST = 20, 2  # of one student's, and in one another
COLLECTED = "timestamp.txt"  # of nbgrader's collect
NOT_THEIRS = {COLLECTED, "submission_secret.txt", "__zip_filename__"}  # of nbgrader's exchange, and of otter's export
FOREIGN = (".rar", ".7z", ".tar", ".gz", ".tgz")


@dataclass(frozen=True)
class Piece:
    """A file that a student handed in: the folders above it, its name there, and the item."""

    above: tuple
    name: str
    item: object

    @property
    def stem(self):
        return self.name[: -len(self.item.suffix)] if self.item.suffix else self.name

    @property
    def is_notebook(self):
        return self.item.is_notebook


@dataclass(frozen=True)
class Contents:
    """What a student handed in, read.

    Parameters
    ----------
    data : bytes
        The notebook.
    name : str
        Its own.
    files : dict of str to bytes
    notes : tuple of str
    """

    data: bytes
    name: str
    files: dict
    notes: tuple


def pieces_of(item, name, assignment):
    """The files of an item: itself, or those of a folder, or of its folder `assignment` if it has one."""
    if item.kind == "link":
        raise Unreadable("a symbolic link, which is not followed")
    if item.kind != "folder":
        return [Piece((), name or item.name, item)]
    inside = [child for child in item.children() if child.name == assignment and child.kind in ("folder", "link")]
    if inside and inside[0].kind == "link":
        raise Unreadable(f"{assignment} is a symbolic link, which is not followed")
    return [Piece(above, child.name, child) for above, child in walk(inside[0] if inside else item)
            if child.kind != "folder"]  # fmt: skip


def collected_in(item, assignment):
    """When nbgrader collected a folder, or None. The student may have written the file: it is read with care."""
    if item.kind != "folder" or item.path is None:
        return None
    for folder in (item.path / assignment, item.path):
        try:
            return nbgrader_time(read_file(folder / COLLECTED, LARGEST_FILE)[:100].decode("utf-8"))
        except (Unreadable, ValueError):
            continue
    return None


def read(pieces, assignment):
    """The notebook and the files beside it.

    Raises
    ------
    Unreadable
        If it cannot be told which is the notebook, or it cannot be read; with what was found.
    """
    notes = []
    candidates = [piece for piece in pieces if piece.is_notebook]
    if not candidates:
        candidates, opened = _in_archives([piece for piece in pieces if piece.item.is_archive], notes)
        pieces = [*pieces, *opened]
    if not candidates:
        raise Unreadable(_without_notebook(pieces, notes))
    notebook, others = _chosen(candidates, assignment)
    if others:
        notes.append(f"more notebooks were handed in, and not looked at: {_names(others)}")
    try:
        data = notebook.item.read(LARGEST)
    except Unreadable as error:
        raise Unreadable(f"{shown(notebook.name)}: {error}") from None
    beside = [piece for piece in pieces if piece.above == notebook.above and not piece.is_notebook
              and not piece.name.startswith(".") and piece.name not in NOT_THEIRS]  # fmt: skip
    files = {}
    for number, piece in enumerate(sorted(beside, key=lambda piece: piece.name)):
        if len(files) == MOST_FILES:
            notes.append(f"left out {len(beside) - number} files: more than {MOST_FILES} lie beside the notebook")
            break
        try:
            if piece.name != shown(piece.name, 255) or "/" in piece.name:
                raise Unreadable("its name is none for a file")
            files[piece.name] = piece.item.read(LARGEST_FILE)
        except Unreadable as error:
            notes.append(f"left out {shown(piece.name)!r}: {error}")
    return Contents(data, notebook.name, files, tuple(notes))


def _in_archives(archives, notes, depth=1):
    """The notebooks in a student's archives, of otter's exports only the newest one's; and all that is in them."""
    timed = {piece: match[1] for piece in archives if (match := OTTER.search(piece.item.stem))}
    newest_first = sorted(archives, key=lambda piece: timed.get(piece, ""), reverse=True)
    notebooks, everything = [], []
    for number, archive in enumerate(newest_first[:MOST_ARCHIVES]):
        if timed and notebooks:
            notes.append(f"older, not graded: {_names(newest_first[number:])}")
            break
        above = (*archive.above, archive.name)
        try:
            found = [Piece((*above, *parts), item.name, item) for parts, item in walk(archive.item)
                     if item.kind != "folder" and not JUNK.fullmatch(item.name)]  # fmt: skip
        except Unreadable as error:
            notes.append(f"{shown(archive.name)}: {error}")
            continue
        everything += found
        notebooks += [piece for piece in found if piece.is_notebook]
    inner = [piece for piece in everything if piece.item.is_archive]
    if inner and not notebooks and depth < DEEPEST:
        notebooks, deeper = _in_archives(inner, notes, depth + 1)
        everything += deeper
    return notebooks, everything


def _without_notebook(pieces, notes):
    if notes:
        return "; ".join(notes)
    pieces = [piece for piece in pieces if piece.name not in NOT_THEIRS]
    if not pieces:
        return "the folder holds no notebook: it is empty"
    if len(pieces) == 1 and not pieces[0].above:
        found = f"{shown(pieces[0].name)} is no notebook"
    else:
        found = f"no notebook is among what was handed in: {_names(pieces)}"
    if any(piece.item.kind == "link" for piece in pieces):
        found += "; symbolic links are not followed"
    if any(".ipynb." in piece.name.casefold() for piece in pieces):
        found += "; if it is one under another name, give it a name that ends in .ipynb"
    if any(piece.name.casefold().endswith(FOREIGN) for piece in pieces):
        found += "; of archives only .zip is read: unpack it"
    return found


def _chosen(candidates, assignment):
    """The notebook among several: the one that has the assignment's name, or the only one."""
    own = [piece for piece in candidates if not other_assignment(piece.stem, assignment)]
    if not own:
        other = other_assignment(candidates[0].stem, assignment)
        raise Unreadable(f"{_names(candidates)}: of another assignment, {other}")
    ranks = {piece: (_rank(piece, assignment), len(piece.above)) for piece in own}
    best = [piece for piece in own if ranks[piece] == min(ranks.values())]
    if len(best) > 1:
        contents = {_bytes(piece) for piece in best}
        if len(contents) > 1:
            raise Unreadable(f"{len(best)} files from one student, none of which was graded: {_names(best)}")
    others = [piece for piece in candidates if piece not in best]
    return best[0], others


def _rank(piece, assignment):
    if piece.stem.casefold() == assignment.casefold():
        return 0
    if is_of(piece.stem, assignment):
        return 1
    return 2 if re.search(about(assignment), piece.stem, re.IGNORECASE) else 3


def _bytes(piece):
    try:
        return piece.item.read(LARGEST)
    except Unreadable as error:
        return str(error).encode() + piece.name.encode()


def _names(pieces, most=8):
    names = [shown("/".join([*piece.above, piece.name])) for piece in pieces]
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")
