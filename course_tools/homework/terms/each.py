"""Versions of single students, when their submissions are graded."""

import json
from functools import cached_property
from pathlib import Path

import nbformat

from course_utils.hand_in import source_of
from course_utils.receipt import normalised

from .. import source
from ..format import grade_id, kind, split_regions
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

    def stranger(self, version, data):
        """Why what a student handed in was not made from the own version; empty if it was, or all have the same.

        Parameters
        ----------
        version : Assignment
            The student's own, as `of` gives it.
        data : bytes
            The notebook.
        """
        own = version.path.parent.name
        if own not in self.folders:
            return ""
        try:
            cells = json.loads(data)["cells"]
            there = {cell["metadata"]["nbgrader"].get("grade_id"): normalised(source_of(cell)) for cell in cells
                     if isinstance(cell["metadata"].get("nbgrader"), dict)}  # fmt: skip
        except (ValueError, KeyError, TypeError, AttributeError):
            return ""  # whatever it is, grading says so

        def is_like(texts):
            return all(texts[name] == there[name] for name in self._varying & set(there))

        if not self._varying & set(there) or is_like(self._given[own]):
            return ""
        others = [student for student, texts in self._given.items() if is_like(texts)]
        if others:
            return f"handed in is the version that was made for {', '.join(others)}; it was graded with the own tests"
        if any(there[name] == self._given[own][name] for name in self._varying & set(there)):
            return ""  # some cells were edited
        return "handed in is no version that this term made; it was graded with the own tests"

    @cached_property
    def _given(self):
        """{student: {grade_id: what that student was given there}}"""
        return {student: _given(folder / f"{self.name}.ipynb") for student, folder in self.folders.items()}

    @cached_property
    def _varying(self):
        """The names of the cells that are not the same in all versions."""
        versions = list(self._given.values())
        return {name for name in versions[0] if any(one.get(name) != versions[0][name] for one in versions)}


def _given(path):
    """What students can read in the given cells and tests of an instructor version."""
    cells = [cell for cell in nbformat.read(path, as_version=4).cells if grade_id(cell) and not kind(cell).is_students]
    return {grade_id(cell): normalised("\n".join(split_regions(cell.source)[1])) for cell in cells}
