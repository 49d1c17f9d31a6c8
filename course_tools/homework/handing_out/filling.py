"""The column of an assignment in a platform's gradebook, filled; who is not in it, and what was left as it is."""

from dataclasses import dataclass, field

from ..cleaning import one_line
from ..handed_in.roster import ways
from .cells import NoTable
from .known import Index
from .platforms import MOODLE, TITLES, BadGradebook, Gradebook, number_in

EVERYBODY = "all"


@dataclass
class Filled:
    """A gradebook that can be uploaded.

    Parameters
    ----------
    data : bytes
    kind, column : str
    n_written, n_same : int
        How many lines got their points, and how many had them.
    n_held : int
        Students whose points were left out, as a human is to look first.
    told : list of str
        What a human must know: who was left out, and why.
    participants : dict of str to (str, str)
        {student: (name, number)}, of Moodle's grading worksheet.
    """

    data: bytes
    kind: str
    column: str
    n_written: int = 0
    n_same: int = 0
    n_held: int = 0
    told: list = field(default_factory=list)
    participants: dict = field(default_factory=dict)


def fill(data, totals, *, column=None, overwrite=False, scale=False, looked_at=()):
    """Fill the column of an assignment.

    Parameters
    ----------
    data : bytes
        The platform's table.
    totals : Totals
    column : str, optional
        The column's title.
    overwrite : bool
        Whether other points that stand there are replaced.
    scale : bool
        Whether points are converted to the platform's maximum.
    looked_at : sequence of str
        Students whose points go in though grading asks for a human, or "all".

    Returns
    -------
    Filled

    Raises
    ------
    BadGradebook
    """
    try:
        book = Gradebook(data, totals.assignment, column)
    except NoTable as error:
        raise BadGradebook(str(error)) from None
    if book.read_only:
        raise BadGradebook(f"the platform reads nothing from the column {book.column!r}; name another with --column")
    factor = _factor(book, totals, scale)
    filled = Filled(b"", book.kind, book.column)
    of_line, told = _matched(book, totals)
    if not of_line:
        raise BadGradebook(
            f"none of the {len(totals.students)} students of {totals.assignment} is in it, so nothing was written. Is "
            "it of another course? If not, grade with --roster, which may know them by both"
        )
    filled.told += told
    for line, total in of_line:
        student = total.who.student
        if book.kind == MOODLE and line.own:
            filled.participants[student] = (line.name, line.own)
        if total.open and not {EVERYBODY, student, total.who.name, total.who.id} & set(looked_at):
            filled.told.append(f"left as it is, {student}: {total.open}")
            filled.n_held += bool(total.attention)
            continue
        _write(book, filled, line, student, round(total.total * factor, 2), overwrite)
    filled.data = book.table.data()
    return filled


def _factor(book, totals, scale):
    if book.maximum is None or book.maximum == totals.maximum:
        return 1
    if not scale or not totals.maximum:
        raise BadGradebook(
            f"the platform gives {book.maximum:g} points for {book.column!r}, and {totals.assignment} "
            f"has {totals.maximum:g}. Change it there and export it anew, or convert with --scale"
        )
    return book.maximum / totals.maximum


def _matched(book, totals):
    """[(Line, Total)] of those who are in both, and what is to be told of the others."""
    there = {total.who.student: total for total in totals.students}
    index, lines, told = Index(total.who for total in totals.students), {}, []
    numbered = {total.who.platform_id: total.who for total in totals.students if total.who.platform_id
                and book.kind == totals.scheme}  # fmt: skip
    for line in book.lines:
        who, why = _whose(line, index, numbered, book.kind)
        if who is not None:
            lines.setdefault(who.student, []).append(line)
        elif why:
            told.append(f"left as it is, line {line.number} ({one_line(line.name or line.own, 80)}): {why}")
    matched = []
    for student, own in lines.items():
        if len(own) > 1:
            numbers = ", ".join(str(line.number) for line in own)
            told.append(f"left as they are, lines {numbers}: all of them may be {student}'s")
        elif own[0].cell is None:
            told.append(f"left as it is, line {own[0].number} ({student}): it has too few cells")
        else:
            matched.append((own[0], there[student]))
    absent = [student for student in there if student not in lines]
    if absent:
        told.append(f"in no line of {TITLES[book.kind]}: {', '.join(absent)}")
    return matched, told


def _whose(line, index, numbered, kind):
    """The student of a line, and why there is none; empty if it is nobody who has handed in.

    The platform's own number decides, where its export has it, too. Moodle's are another assignment's if the names do
    not agree.
    """
    if line.own in numbered:
        who = numbered[line.own]
        if kind == MOODLE and line.name and who.name and not ways(line.name) & ways(who.name):
            return None, f"the number {line.own} is {who.student}'s. Is it the worksheet of another assignment?"
        return who, ""
    who, why = index.find(line.name, line.ids)
    if who is None and line.own:
        who, why = index.find(line.name, (line.own, *line.ids))
    if who is None or not line.own or who.platform_id not in numbered:
        return who, why
    by_id = index.find("", line.ids)[0]
    return None, f"their number there is {line.own}, and {who.platform_id} in the export" if by_id == who else ""


def _write(book, filled, line, student, points, overwrite):
    before, new = line.cell.text.strip(), f"{points:.2f}".rstrip("0").rstrip(".")
    number = number_in(before)
    if number is not None and round(number, 2) == points:
        filled.n_same += 1
        return
    if before == "N/A":
        filled.told.append(f"left as it is, {student}: the assignment is not theirs on the platform (N/A)")
        return
    if book.kind == MOODLE and book.maximum is not None and points > book.maximum:
        filled.told.append(f"left as it is, {student}: Moodle passes {new} over, which is more than {book.maximum:g}")
        return
    if before not in ("", "-"):
        if not overwrite:
            filled.told.append(f"left as it is, {student}: {one_line(before, 40)} stands there, {new} is new; "
                               "--overwrite replaces it")  # fmt: skip
            return
        filled.told.append(f"replaced, {student}: {one_line(before, 40)} by {new}")
    book.table.put(line.cell, new)
    filled.n_written += 1
