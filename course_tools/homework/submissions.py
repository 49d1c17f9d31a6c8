"""What was handed in: which file is whose, and what is in it. Nothing here follows a link or trusts a name.

The student of a submission is the folder's name in nbgrader's layout, STUDENT/hw1/hw1.ipynb, and in a folder of
folders, STUDENT/anything.ipynb. In a flat folder, as learning platforms export, it is the file's name without the
assignment's name, the separators beside it and the number that a browser or Jupyter puts behind a second copy:
`Anna Maria - hw1.ipynb`, `hw1_Anna Maria.ipynb` and `Anna Maria_hw1 (1).ipynb` are all Anna Maria's.
"""

import hashlib
import json
import os
import re
import stat
import unicodedata
import warnings
from dataclasses import dataclass, field
from pathlib import Path

import nbformat

LARGEST = 20 * 2**20  # bytes of a notebook
LARGEST_FILE, MOST_FILES = 2 * 2**20, 20  # files beside it
BETWEEN = r"[\s._–-]*"


class NoSubmissions(Exception):
    """There is nothing to grade; the message says where it was looked for."""


class Unreadable(Exception):
    """A submission that is no notebook of this course; the message says why."""


@dataclass
class Submission:
    """What one student handed in.

    Parameters
    ----------
    student : str
    paths : list of Path
        Notebooks; more than one is for a human to choose from.
    problem : str or None
        Why it cannot be graded.
    notes : list of str
    folder : Path or None
        The student's own, whose other files come along.
    """

    student: str
    paths: list = field(default_factory=list)
    problem: str | None = None
    notes: list = field(default_factory=list)
    folder: Path | None = None

    def read(self):
        """Bytes of the notebook, {name: bytes} of the files beside it, and notes; Unreadable if it is none."""
        if self.problem:
            raise Unreadable(self.problem)
        if len(self.paths) > 1:
            names = ", ".join(path.name for path in self.paths)
            raise Unreadable(f"{len(self.paths)} files from one student, none of which was graded: {names}")
        if not self.paths:
            raise Unreadable("the folder holds no notebook")
        data = _read(self.paths[0], LARGEST)
        files, notes = {}, list(self.notes)
        for path in sorted(self.folder.iterdir()) if self.folder else ():
            if path.suffix == ".ipynb" or path.name.startswith(".") or path.name == "timestamp.txt":
                continue
            try:
                if len(files) == MOST_FILES:
                    raise Unreadable(f"there are more than {MOST_FILES} files")
                files[path.name] = _read(path, LARGEST_FILE)
            except Unreadable as error:
                notes.append(f"left out {path.name!r}: {error}")
        return data, files, notes

    def digest(self):
        """Changes when what was handed in does."""
        try:
            data, files, notes = self.read()
        except Unreadable as error:
            return hashlib.sha256(f"unreadable {error}".encode("utf-8", "replace")).hexdigest()
        total = hashlib.sha256(hashlib.sha256(data).digest())
        for name, content in files.items():
            total.update(name.encode("utf-8", "replace") + hashlib.sha256(content).digest())
        total.update(json.dumps(notes).encode())
        return total.hexdigest()


def find(folder, assignment):
    """The submissions in a folder, one for each student, sorted, and the paths that are none.

    Raises
    ------
    NoSubmissions
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise NoSubmissions(f"{folder}: there is no such folder")
    if (folder / "submitted").is_dir():
        folder = folder / "submitted"
    found, left_out = {}, []

    def of(student):
        return found.setdefault(student, Submission(student))

    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        path = Path(entry.path)
        if entry.name.startswith("._") or entry.name in (".DS_Store", ".ipynb_checkpoints"):
            continue  # made by a system, not by a student
        if entry.is_dir(follow_symlinks=False):
            inside = path / assignment
            submission = of(student_id(entry.name))
            if inside.is_symlink():
                submission.problem = f"{assignment} is a symbolic link, which is not followed"
                continue
            where = inside if inside.is_dir() else path
            notebooks = sorted(item for item in where.iterdir() if item.suffix == ".ipynb")
            named = [item for item in notebooks if item.name == f"{assignment}.ipynb"]
            if inside.is_dir() and named and len(notebooks) > 1:
                extra = ", ".join(item.name for item in notebooks if item not in named)
                submission.notes.append(f"more notebooks were handed in, and not looked at: {extra}")
            if not notebooks and not inside.is_dir():
                del found[submission.student]  # nothing for this assignment
                left_out.append(path)
                continue
            submission.paths += (named or notebooks) if inside.is_dir() else notebooks
            submission.folder = where
        elif path.suffix.lower() == ".ipynb":
            student = _student_of(path.stem, assignment)
            submission = of(student_id(student or path.stem))
            submission.paths.append(path)
            if not student:
                submission.problem = f"the name of the file, {entry.name}, names no student"
        elif student := _student_of(path.stem.removesuffix(".ipynb"), assignment, named=True):
            of(student_id(student)).paths.append(path)
            of(student_id(student)).problem = f"{entry.name} is no notebook"
        else:
            left_out.append(path)
    if not found:
        raise NoSubmissions(
            f"{folder}: no submission of {assignment}; expected STUDENT/{assignment}/{assignment}.ipynb "
            f"or notebooks named after students, STUDENT_{assignment}.ipynb"
        )
    return [found[student] for student in sorted(found)], left_out


def _student_of(stem, assignment, named=False):
    """The rule at the head of this module; empty if nothing is left of the name.

    With `named`, also if the assignment's name is not part of it.

    Examples
    --------
    >>> [_student_of(name, "hw1") for name in ("Anna Maria - hw1", "hw1_Ольга", "bo_HW1-Copy1", "bo_hw1 (2)", "hw1")]
    ['Anna Maria', 'Ольга', 'bo', 'bo', '']
    """
    stem = unicodedata.normalize("NFC", stem).strip()
    again = rf"(?:{BETWEEN}(?:\(\d+\)|copy\d*))?"
    name = re.escape(assignment)
    for pattern in (rf"(?P<who>.*?){BETWEEN}\b{name}{again}", rf"(?P<who>.*?)_{name}{again}",
                    rf"{name}(?:{BETWEEN})(?P<who>.*?){again}"):  # fmt: skip
        if match := re.fullmatch(pattern, stem, flags=re.IGNORECASE):
            return match["who"].strip(" ._–-")
    return "" if named else re.fullmatch(rf"(?P<who>.*?){again}", stem, flags=re.IGNORECASE)["who"]


def student_id(name):
    """A name as a student's id: a file name that is harmless everywhere, still readable.

    Examples
    --------
    >>> student_id("  Zoë  Ångström "), student_id(".."), student_id("a\\nb/c")
    ('Zoë Ångström', '_', 'a_b_c')
    """
    name = name.encode("utf-8", "replace").decode("utf-8")
    name = " ".join(unicodedata.normalize("NFC", name).split(" ")).strip()
    name = re.sub(r" +", " ", name)
    name = "".join(
        "_" if unicodedata.category(letter)[0] == "C" or letter in '/\\:*?"<>|' else letter for letter in name
    )
    name = re.sub(r"^\.+", "_", name) or "_"
    if len(name.encode()) > 100:  # nbgrader's database keeps 128, and a file's name 255
        name = f"{name[:40]}…{hashlib.sha256(name.encode()).hexdigest()[:8]}"
    return name


def _read(path, largest):
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        if path.is_symlink():
            raise Unreadable("a symbolic link, which is not followed") from None
        raise Unreadable(f"it cannot be opened: {error.strerror}") from None
    with open(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise Unreadable("no regular file")
        if status.st_size > largest:
            raise Unreadable(f"{status.st_size / 2**20:,.0f} MB, where {largest / 2**20:,.0f} MB are allowed")
        return file.read(largest + 1)


def parse(data):
    """A notebook of version 4 from the bytes of a file, and notes on what was done to it.

    Raises
    ------
    Unreadable
    """
    notes = []
    if not data.strip():
        raise Unreadable("an empty file")
    try:
        raw = json.loads(data.decode("utf-8-sig"))
    except RecursionError:
        raise Unreadable("no JSON that can be read: it is nested too deeply") from None
    except ValueError as error:
        raise Unreadable(f"no valid JSON: {error}") from None
    if not isinstance(raw, dict) or not isinstance(raw.get("nbformat"), int):
        raise Unreadable("valid JSON, but no notebook")
    if raw["nbformat"] < 4:
        notes.append(f"saved in the notebook format {raw['nbformat']}, and upgraded")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # on ids that are missing or doubled, which are not used
            notebook = nbformat.convert(nbformat.from_dict(raw), 4)
            cells = [_plain_cell(cell) for cell in notebook.cells]
    except Exception as error:  # nbformat raises whatever the malformed part trips over
        raise Unreadable(f"no valid notebook: {type(error).__name__}: {error}") from None
    language = _language(notebook.get("metadata", {}))
    if language and language.lower() not in ("python", "ipython", "python3"):
        raise Unreadable(f"written for a kernel of another language, {language}")
    return cells, notes


def _plain_cell(cell):
    """What counts of a cell: its type, its source, its grade_id and the pictures attached to it."""
    source = cell["source"] if "source" in cell else cell.get("input", "")
    if isinstance(source, list):
        source = "".join(source)
    metadata = cell.get("metadata", {})
    grading = metadata.get("nbgrader", {}) if isinstance(metadata, dict) else {}
    name = grading.get("grade_id") if isinstance(grading, dict) else None
    attachments = cell.get("attachments", {})
    return {
        "kind": "code" if cell["cell_type"] == "code" else "markdown",
        "source": str(source),
        "name": name if isinstance(name, str) else None,
        "attachments": attachments if isinstance(attachments, dict) else {},
    }


def _language(metadata):
    kernel, info = metadata.get("kernelspec", {}), metadata.get("language_info", {})
    for place, key in ((kernel, "language"), (info, "name")):
        if isinstance(place, dict) and isinstance(place.get(key), str):
            return place[key]
    return None
