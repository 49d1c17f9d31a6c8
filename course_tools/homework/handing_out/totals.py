"""What each student has in an assignment after the rules of the term, kept for what goes back, and over all of them.

The totals of each assignment lie in `.grading/NAME.totals.json`; `totals.csv` is put together of them.
"""

from dataclasses import dataclass

import msgspec

from ...files import put_if_new
from . import spreadsheet
from .known import Index, Known

HEAD = ("student", "name", "id", "e-mail", "group")


@dataclass(frozen=True)
class Total:
    """What a student has in an assignment.

    Parameters
    ----------
    who : Known
    earned, total : float
        Before and after what lateness costs.
    late : str
        How the one becomes the other; empty if there is nothing to say.
    waiting : bool
        Whether points are still to be given by hand.
    attention : tuple of str
        Why a human must look.
    page : str
        The path of the feedback in an archive that the platform takes back; empty if it takes none back.
    """

    who: Known
    earned: float
    total: float
    late: str = ""
    waiting: bool = False
    attention: tuple[str, ...] = ()
    page: str = ""

    @property
    def open(self):
        """Why these points need a human before they go anywhere; empty if they do not."""
        return "; ".join([*self.attention, *["a part is to be graded by hand"] * self.waiting])


@dataclass(frozen=True)
class Totals:
    """Those of an assignment.

    Parameters
    ----------
    assignment : str
    maximum : float
    scheme : str
        Whose export was graded.
    students : tuple of Total
    missing : tuple of Known
        Who of the roster has handed in nothing.
    """

    assignment: str
    maximum: float
    scheme: str = ""
    students: tuple[Total, ...] = ()
    missing: tuple[Known, ...] = ()


class NoTotals(Exception):
    """Nothing has been graded there; the message says what to do."""


def _path(folder, assignment):
    return folder / ".grading" / f"{assignment}.totals.json"


def keep(folder, totals):
    """Keep the totals of an assignment in the folder that grading writes into."""
    put_if_new(msgspec.json.format(msgspec.json.encode(totals), indent=1).decode(), _path(folder, totals.assignment))


def read(folder, assignment):
    """The totals of an assignment.

    Raises
    ------
    NoTotals
    """
    path = _path(folder, assignment)
    try:
        return msgspec.json.decode(path.read_bytes(), type=Totals)
    except FileNotFoundError:
        there = ", ".join(one.assignment for one in every(folder)) or "nothing"
        raise NoTotals(f"{folder}: {assignment} has not been graded there; there is: {there}. Grade it first, or name "
                       "the folder with --graded") from None  # fmt: skip
    except (ValueError, OSError) as error:
        raise NoTotals(f"{path}: cannot be read: {error}. Run `course grade` again") from None


def every(folder):
    """The totals of every assignment that was graded into a folder, by name."""
    found = []
    for path in sorted((folder / ".grading").glob("*.totals.json")):
        try:
            found.append(msgspec.json.decode(path.read_bytes(), type=Totals))
        except (ValueError, OSError):
            continue
    return found


@dataclass(frozen=True)
class OfTerm:
    """What a student has over all assignments.

    Parameters
    ----------
    points : dict of str to float
        {assignment: points}, without those that the student has not handed in.
    dropped : tuple of str
        Assignments that do not count.
    total, maximum : float
        Of those that count.
    share : float
        Of those that count, by their weights.
    """

    points: dict
    dropped: tuple
    total: float
    maximum: float
    share: float


def of_term(points, maxima, weights, drop):
    """Add up the assignments of a student; those with the lowest shares are dropped.

    Parameters
    ----------
    points : dict of str to float
        Of what the student has handed in; anything else counts 0.
    maxima, weights : dict of str to float
        Of every assignment; without weights each counts as much as it has points.
    drop : int
        How many do not count; one always does.

    Returns
    -------
    OfTerm
    """
    shares = {name: points.get(name, 0) / whole if whole else 1.0 for name, whole in maxima.items()}
    worst_first = sorted(shares, key=lambda name: (shares[name], weights[name]))
    dropped = worst_first[: max(0, min(drop, len(shares) - 1))]
    counted = [name for name in maxima if name not in dropped]
    weight = sum(weights[name] for name in counted)
    share = sum(weights[name] * shares[name] for name in counted) / weight if weight else 0.0
    total, maximum = sum(points.get(name, 0) for name in counted), sum(maxima[name] for name in counted)
    return OfTerm(points, tuple(name for name in maxima if name in dropped), total, maximum, share)


def write(folder, rules=None):
    """Write totals.csv: a row for each student, of the roster too, with every assignment that was graded there.

    Parameters
    ----------
    folder : Path
    rules : Rules, optional
    """
    assignments = every(folder)
    maxima = {one.assignment: one.maximum for one in assignments}
    weights = dict(maxima)
    for name in weights:
        terms = rules.of(name) if rules else None
        if terms is not None and terms.weight is not None:
            weights[name] = terms.weight
    students, called = {}, {}
    for one in assignments:
        for total in one.students:
            students.setdefault(total.who.student, {})[one.assignment] = total
            called[total.who.student] = total.who
    index = Index(list(called.values()))
    for who in (who for one in assignments for who in one.missing):
        if index.find("" if who.ids else who.name, who.ids)[0] is None:  # who is there may be called otherwise
            called.setdefault(who.student, who)
    rows = [(*HEAD, *maxima, "dropped", "total", "of", "percent", "status", "late")]
    for student in sorted(called, key=lambda student: (student.casefold(), student)):
        own, who = students.get(student, {}), called[student]
        term = of_term({name: total.total for name, total in own.items()}, maxima, weights,
                       rules.drop_lowest if rules else 0)  # fmt: skip
        cells = [f"{own[name].total:g}" if name in own else "" for name in maxima]
        status = "needs attention" if any(total.attention for total in own.values()) else (
            "so far" if any(total.waiting for total in own.values()) else "")  # fmt: skip
        late = "; ".join(f"{name}: {total.late}" for name, total in own.items() if total.late)
        rows.append((student, who.name, who.id, who.email, who.group, *cells, ", ".join(term.dropped),
                     f"{term.total:g}", f"{term.maximum:g}", f"{100 * term.share:.1f}", status, late))  # fmt: skip
    put_if_new(spreadsheet.BOM + spreadsheet.lines(rows), folder / "totals.csv")
