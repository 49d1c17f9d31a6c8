"""Versions of single students, when their submissions are graded."""

from pathlib import Path

from .. import source
from ..handed_in.safe import Unreadable, student_id
from .marks import EACH


class Versions:
    """The instructor versions that a class is graded with: one for all, or one for each student.

    Parameters
    ----------
    name : str
        Of the assignment.
    place : path
        A notebook or its folder, as `source.load` takes it, or a folder with the folder `each` of a term.

    Attributes
    ----------
    base : Assignment
        What all versions have alike, questions and points, is read from this one.

    Raises
    ------
    BadAssignment
    """

    def __init__(self, name, place):
        self.name, self.base = name, source.load(name, place)
        folder = Path(place) / EACH
        self.folders = {path.name: path for path in folder.iterdir() if path.is_dir()} if folder.is_dir() else {}

    def of(self, submission):
        """The version of the student who handed something in.

        Raises
        ------
        Unreadable
            If there is none.
        BadAssignment
            If it cannot be graded with, or does not ask the same questions.
        """
        if not self.folders:
            return self.base
        person = submission.person
        ids = dict.fromkeys([*([person.id, *person.ids] if person else []), submission.id, submission.student])
        places = [self.folders[one] for one in map(student_id, filter(None, ids)) if one in self.folders]
        if not places:
            raise Unreadable("no version of this term was made for this student; versions are found by the ids of the "
                             "roster that they were made from: name it with --roster")  # fmt: skip
        version = source.load(self.name, places[0])
        asked, others = ([(cell.name, cell.points) for cell in one.graded] for one in (version, self.base))
        if asked != others:
            raise source.BadAssignment(f"{version.path}: its questions and points are not those of {self.base.path}")
        return version
