"""The gradebooks of platforms: which line is whose, which column is the assignment's, and what may be written there.

Sources
-------
canvas
    instructure/canvas-lms, lib/gradebook_exporter.rb and gradebook_importer.rb: columns `Student` (or `LastName`,
    `FirstName`), `ID`, `SIS User ID`, `SIS Login ID`, `Section`, then each assignment as `TITLE (NUMBER)`; a row may
    say `Manual Posting`; the row `Points Possible` has `(read only)` where nothing is read back. Two decimals are
    compared. `EX` is excused; `N/A` is not assigned.
moodle
    moodle/moodle, mod/assign/gradingtable.php and feedback/offline/importgradeslib.php: the grading worksheet has
    `Identifier` (`Participant 1001`), `Full name`, `Email address`, `Status`, `Grade`, `Maximum Grade`, `Last modified
    (grade)`, `Feedback comments`. Identifier, Grade and the last time must be there; an empty grade is left as it is,
    and one beyond the maximum is passed over. Comments are read back, too, so they stay.
moodle gradebook
    moodle/moodle, grade/export/txt: `First name`, `Last name` (before 4.0 `Surname`), `ID number`, `Email address`,
    `Assignment: TITLE (Real)`, to be mapped by hand when it is imported.
"""

import re
from dataclasses import dataclass

from ..handed_in.named import about
from ..times import PARTICIPANT
from .cells import Cell, Table

CANVAS, MOODLE, MOODLE_BOOK = "canvas", "moodle", "moodle gradebook"
TITLES = {CANVAS: "Canvas' gradebook", MOODLE: "Moodle's grading worksheet", MOODLE_BOOK: "Moodle's gradebook"}
CANVAS_IDS = ("ID", "SIS User ID", "SIS Login ID", "Integration ID")
CANVAS_OTHER = ("Student", "LastName", "FirstName", "Section", "Root Account", *CANVAS_IDS)
MOODLE_IDS = ("ID number", "Email address", "Username")
FULL = ("Full name", "Name")


class BadGradebook(Exception):
    """A file that is no gradebook, or not this course's; the message says what was expected."""


@dataclass(frozen=True)
class Line:
    """A student's line.

    Parameters
    ----------
    number : int
        In the file.
    name : str
    own : str
        The platform's own number of the student, such as Moodle's of a participant; empty if there is none.
    ids : tuple of str
        The others.
    cell : Cell or None
        Where the points go; None if the line is too short.
    maximum : str
        What the line says of it.
    """

    number: int
    name: str
    own: str
    ids: tuple
    cell: Cell | None
    maximum: str = ""


class Gradebook:
    """A platform's table with an assignment's column in it.

    Parameters
    ----------
    data : bytes
        Of the file.
    assignment : str
    column : str, optional
        The title of the column, if it is not the assignment's name.

    Attributes
    ----------
    kind : str
        "canvas", "moodle" or "moodle gradebook".
    column : str
    table : Table
    lines : list of Line

    Raises
    ------
    NoTable, BadGradebook
    """

    def __init__(self, data, assignment, column=None):
        self.table = Table(data)
        self.titles = [cell.text.strip() for cell in self.table.rows[0]]
        self.kind = self._kind()
        self._place = self._found(assignment, column)
        self.column = self.titles[self._place]
        self._possible = ""
        self.lines = [line for row, number in zip(self.table.rows[1:], self.table.lines[1:], strict=True)
                      if (line := self._line(row, number))]  # fmt: skip

    def _kind(self):
        titles = set(self.titles)
        if {"Identifier", "Grade"} <= titles:
            return MOODLE
        if "ID" in titles and "Section" in titles and ("Student" in titles or "LastName" in titles):
            return CANVAS
        if titles & {"ID number", "Email address"} and titles & {"First name", "Surname", "Last name", *FULL}:
            return MOODLE_BOOK
        raise BadGradebook(
            f"no gradebook that is known; its first line is: {', '.join(self.titles)[:300]}. Expected: Canvas' export "
            "of the gradebook (Student, ID, …, Section), Moodle's grading worksheet (Identifier, …, Grade), or "
            "Moodle's export of the gradebook as plain text (First name, …, Email address)"
        )

    def _found(self, assignment, column):
        if column is None and self.kind == MOODLE:
            return self.titles.index("Grade")
        if self.kind == CANVAS:
            places = [place for place, title in enumerate(self.titles) if title not in CANVAS_OTHER]
        else:
            places = [place for place, title in enumerate(self.titles)
                      if title not in (*MOODLE_IDS, *FULL, "First name", "Surname", "Last name")]  # fmt: skip
        there = ", ".join(self.titles[place] for place in places)
        if column is not None:
            wanted = [place for place in places if column in (self.titles[place], plain(self.titles[place]))]
        else:
            wanted = [place for place in places if plain(self.titles[place]).casefold() == assignment.casefold()]
            wanted = wanted or [place for place in places
                                if re.search(about(assignment), plain(self.titles[place]), re.IGNORECASE)]  # fmt: skip
        if len(wanted) != 1:
            called = column or assignment
            how = f"{len(wanted)} columns may be those of" if wanted else "no column is that of"
            raise BadGradebook(f"{how} {called!r}; name one with --column: {there}")
        return wanted[0]

    def _line(self, row, number):
        cells = {title: row[place].text.strip() for place, title in enumerate(self.titles) if place < len(row)}
        cell = row[self._place] if self._place < len(row) else None
        if self.kind == CANVAS:
            if "Points Possible" in row[0].text:
                self._possible = cell.text.strip() if cell else ""
                return None
            if all(re.fullmatch(r"\s*(Muted|Manual Posting.*)?\s*", one.text, re.IGNORECASE) for one in row):
                return None
            name = cells.get("Student") or f"{cells.get('FirstName', '')} {cells.get('LastName', '')}".strip()
            name = re.sub(r'^="(.*)"$', r"\1", name)  # as it writes names that are like formulas
            own, *ids = (cells.get(title, "") for title in CANVAS_IDS)
            return Line(number, name, own, tuple(ids), cell)
        participant = PARTICIPANT.fullmatch(cells.get("Identifier", ""))
        name = next((cells[title] for title in FULL if cells.get(title)), "") or " ".join(
            filter(None, (cells.get("First name"), cells.get("Last name") or cells.get("Surname")))
        )
        ids = tuple(cells.get(title, "") for title in MOODLE_IDS)
        return Line(number, name, participant[1] if participant else "", ids, cell, cells.get("Maximum Grade", ""))

    @property
    def maximum(self):
        """The most points that the platform gives for the assignment; None if the table does not say it."""
        said = {self._possible, *(line.maximum for line in self.lines)} - {""}
        numbers = {number for text in said if (number := number_in(text)) is not None}
        return next(iter(numbers)) if len(numbers) == 1 else None

    @property
    def read_only(self):
        """Whether the platform reads nothing back from the column."""
        return "read only" in self._possible.casefold()


def plain(title):
    """A column's title without what platforms put around an assignment's.

    Examples
    --------
    >>> plain("hw1 (12345)"), plain("Assignment: hw1 (Real)")
    ('hw1', 'hw1')
    """
    return re.sub(r"\s*\((?:\d+|Real)\)$", "", re.sub(r"^Assignment: *", "", title))


def number_in(text):
    """A number as a platform writes it, by point or comma; None if it is none.

    Examples
    --------
    >>> number_in("13.50"), number_in("13,5"), number_in("1,013.50"), number_in("EX")
    (13.5, 13.5, 1013.5, None)
    """
    parts = re.split(r"[.,]", text.strip())
    if not re.fullmatch(r"-?\d+(?:[.,]\d+)*", text.strip()):
        return None
    return float("".join(parts[:-1]) + "." + parts[-1]) if len(parts) > 1 else float(parts[0])
