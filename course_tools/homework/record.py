"""What grading keeps of a submission, one JSON file a student. It is written last: what has one is done."""

import hashlib
from dataclasses import dataclass, field
from typing import Any

import msgspec

from proctor import Limits

from ..files import put

LAYOUT = 3  # of a record; with another one everything is graded anew


@dataclass(frozen=True)
class Question:
    """One cell that gives points.

    Parameters
    ----------
    name : str
    points : float or None
        None while nobody has given any.
    maximum : float
    status : str
        "graded", "by hand" or "needs attention".
    why : str
        What went wrong, or what a human is to look at.
    answer : str
        Of what a human grades: changes when the answer does.
    elsewhere : tuple of int
        Which of the record's cells may be the answer, if the cell itself is untouched.
    """

    name: str
    points: float | None
    maximum: float
    status: str
    why: str = ""
    answer: str = ""
    elsewhere: tuple[int, ...] = ()


@dataclass(frozen=True)
class ShownCell:
    """A cell as its student sees it again.

    Parameters
    ----------
    source : str
        Markdown of a student's is harmless; see `written`.
    is_code, is_students : bool
        The source is code; it is the student's own.
    outputs : list of dict
        What the student's own session showed, cleaned.
    question : str or None
        The name of the one that it belongs to.
    outcome : str or None
        Of a test: "passed", "failed" or "not reached".
    hides : bool
        Whether the instructor's version holds more than this.
    pictures : dict
        {name: {kind: base64}} that Markdown shows.
    unlike : bool
        Of a test: it was passed in the student's own session, and not where it was graded, though no hidden line of
        it says why.
    """

    source: str
    is_code: bool
    is_students: bool
    outputs: list[dict[str, Any]]
    question: str | None = None
    outcome: str | None = None
    hides: bool = False
    pictures: dict[str, dict[str, str]] = field(default_factory=dict)
    unlike: bool = False


@dataclass(frozen=True, kw_only=True)
class Record:
    """One submission, graded.

    Parameters
    ----------
    student : str
    key : str or None
        Stands for everything that the grades depend on; None if grading it is to be tried again.
    digest : str
        Of what was handed in.
    questions : tuple of Question
    attention : tuple of str
        Why a human must look; empty if the submission is graded.
    notes : tuple of str
    cells : tuple of ShownCell
        Empty if there was nothing to run.
    limits : proctor.Limits, optional
        The student's own; None if they are everybody's.
    attempt : int
        Which of the attempts that were graded counts; the newest is 0.
    receipt : str
        Of what was handed in; see `course_utils.receipt`. Empty if it could not be read.
    """

    student: str
    key: str | None
    digest: str
    questions: tuple[Question, ...]
    attention: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    cells: tuple[ShownCell, ...] = ()
    limits: Limits | None = None
    attempt: int = 0
    receipt: str = ""

    @property
    def status(self):
        return "needs attention" if self.attention else "graded"


class Records:
    """The records of an assignment in the folder that grading writes into.

    Parameters
    ----------
    folder : Path
    assignment : Assignment
    """

    def __init__(self, folder, assignment):
        self.folder = folder / ".grading" / assignment.name
        self.basis = [LAYOUT, assignment.digest]

    def key(self, handed, limits, about=""):
        """Stands for everything that the grades of a submission depend on; `about` is what else may choose them."""
        whole = msgspec.json.encode([self.basis, limits]) + handed.digest.encode() + about.encode()
        return hashlib.sha256(whole).hexdigest()

    def of(self, student):
        """The record of a student; None if there is none that can be read, such as one of another layout."""
        try:
            return msgspec.json.decode((self.folder / f"{student}.json").read_bytes(), type=Record)
        except (OSError, ValueError):
            return None

    def __iter__(self):
        """Every record, by the students' names, one at a time: with all that they show they are large."""
        for path in sorted(self.folder.glob("*.json"), key=lambda path: path.stem):
            record = self.of(path.stem)
            if record is not None:
                yield record

    def write(self, record):
        """Keep a record, in one step."""
        put(msgspec.json.format(msgspec.json.encode(record), indent=1), self.folder / f"{record.student}.json")
