"""What one student handed in, as it was read."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime


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
        When it was handed in, as nbgrader's collect notes it: in UTC, without saying so.
    also : tuple of str
        The other students of the group, who get the same.
    name : str
        The notebook's own, for people to read.
    among : tuple of str
        The digests of all attempts of the student, if the best one is to count.
    number : int
        Which of them this is; the newest is 0.
    attempt : str
        The same, for people to read.
    digest : str
        Changes when notebook, files or notes do.
    """

    student: str
    data: bytes = b""
    files: dict = field(default_factory=dict)
    notes: tuple = ()
    problem: str | None = None
    collected: datetime | None = None
    also: tuple = ()
    name: str = ""
    among: tuple = ()
    number: int = 0
    attempt: str = ""
    digest: str = field(init=False)

    def __post_init__(self):
        files = [[name, hashlib.sha256(content).hexdigest()] for name, content in self.files.items()]
        parts = [self.problem, list(self.notes), hashlib.sha256(self.data).hexdigest(), files, *self.among]
        object.__setattr__(self, "digest", hashlib.sha256(json.dumps(parts).encode()).hexdigest())

    @property
    def students(self):
        return (self.student, *self.also)
