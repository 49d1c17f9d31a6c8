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
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from .cleaning import valid_text

LARGEST = 20 * 2**20  # bytes of a notebook
LARGEST_FILE, MOST_FILES = 2 * 2**20, 20  # files beside it
COLLECTED = "timestamp.txt"  # of nbgrader's collect
BETWEEN = r"[\s._–-]*"


class NoSubmissions(Exception):
    """There is nothing to grade; the message says where it was looked for."""


class Unreadable(Exception):
    """A file that is none of this course; the message says why."""


@dataclass(frozen=True)
class HandedIn:
    """What one student handed in, as it was read: once, so that what is graded is what is noted.

    Parameters
    ----------
    student : str
    data : bytes
        The notebook; empty if there is a problem.
    files : dict
        {name: bytes} of the files beside it.
    notes : tuple of str
    problem : str or None
        Why there is nothing to grade.
    collected : datetime or None
        When it was handed in, as nbgrader's collect notes it.
    digest : str
        Changes when notebook, files or notes do.
    """

    student: str
    data: bytes = b""
    files: dict = field(default_factory=dict)
    notes: tuple = ()
    problem: str | None = None
    collected: datetime | None = None
    digest: str = field(init=False)

    def __post_init__(self):
        parts = [self.problem, list(self.notes), hashlib.sha256(self.data).hexdigest(),
                 [[name, hashlib.sha256(content).hexdigest()] for name, content in self.files.items()]]  # fmt: skip
        object.__setattr__(self, "digest", hashlib.sha256(json.dumps(parts).encode()).hexdigest())


@dataclass
class Submission:
    """Where a student's submission lies.

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
        """All of it.

        Returns
        -------
        HandedIn
        """
        collected = _collected(self.folder) if self.folder else None
        try:
            if self.problem:
                raise Unreadable(self.problem)
            if len(self.paths) > 1:
                names = ", ".join(valid_text(path.name) for path in self.paths)
                raise Unreadable(f"{len(self.paths)} files from one student, none of which was graded: {names}")
            if not self.paths:
                raise Unreadable("the folder holds no notebook")
            data = _read(self.paths[0], LARGEST)
        except Unreadable as error:
            return HandedIn(self.student, problem=str(error), collected=collected)
        files, notes = {}, list(self.notes)
        for path in sorted(self.folder.iterdir()) if self.folder else ():
            if path.suffix == ".ipynb" or path.name.startswith(".") or path.name == COLLECTED:
                continue
            try:
                if valid_text(path.name) != path.name:
                    raise Unreadable("its name is no text")
                if len(files) == MOST_FILES:
                    raise Unreadable(f"there are more than {MOST_FILES} files")
                files[path.name] = _read(path, LARGEST_FILE)
            except Unreadable as error:
                notes.append(f"left out {path.name!r}: {error}")
        return HandedIn(self.student, data, files, tuple(notes), collected=collected)


def _collected(folder):
    try:
        text = _read(folder / COLLECTED, LARGEST_FILE)[:100].decode("utf-8").strip()
        return datetime.strptime(text.removesuffix(" UTC"), "%Y-%m-%d %H:%M:%S.%f")
    except (Unreadable, ValueError):
        return None


def find(folder, assignment):
    """The submissions in a folder, one for each student, sorted, and the paths that are none.

    Raises
    ------
    NoSubmissions
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise NoSubmissions(f"{folder}: there is no such folder; name the one that holds what was handed in")
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
                extra = ", ".join(valid_text(item.name) for item in notebooks if item not in named)
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
                submission.problem = f"the name of the file, {valid_text(entry.name)}, names no student"
        elif student := _student_of(path.stem.removesuffix(".ipynb"), assignment, named=True):
            of(student_id(student)).paths.append(path)
            of(student_id(student)).problem = f"{valid_text(entry.name)} is no notebook"
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
    name = valid_text(name)
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
