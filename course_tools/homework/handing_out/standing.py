"""Of everybody who has handed in: who it is, when it was, and what is made of the points before they go anywhere."""

import sys
from pathlib import Path

from .. import lateness, rules, times
from ..cleaning import one_line
from ..handed_in import returning
from . import totals
from .known import Index, known, of_person

DEFAULT = Path("course.toml")
REFUSED = (rules.BadRules, times.BadTimes)


def add(parser):
    """Add the options to a command's arguments."""
    group = parser.add_argument_group("the rules of the term")
    group.add_argument("--rules", type=Path, metavar="TOML",
                       help=f"due dates, and what late work costs (default {DEFAULT}, if it is there)")  # fmt: skip
    group.add_argument(
        "--times",
        type=Path,
        metavar="CSV",
        action="append",
        default=[],
        help="when who handed in, if the export does not say: such as Moodle's grading worksheet",
    )


def rules_of(options):
    """The rules that the options name; None if there are none.

    Raises
    ------
    BadRules
    """
    if options.rules is None:
        if not DEFAULT.is_file():
            return None
        print(f"The rules of the term are those of {DEFAULT}.", file=sys.stderr)
    return rules.read(options.rules or DEFAULT)


class Standing:
    """Everybody of one assignment.

    Parameters
    ----------
    found : Found
    assignment : str
    term : Rules, optional
    tables : sequence of path
        Tables of times.
    expected : sequence of str
        The assignments that rules may be about, beside this one.

    Attributes
    ----------
    problems : list of str
        What was named in the rules or the tables and is nowhere.
    due : str
        When the assignment is due and what late work costs, in a sentence; empty if no rules say it.
    """

    def __init__(self, found, assignment, term=None, tables=(), expected=()):
        self.scheme, self.term = found.scheme, term
        self.students = {one.student: one for one in known(found)}
        self.pages = _pages(found, f"{assignment}.html")
        keys = {person: student for student, person in found.people.items()}
        self.missing = tuple(of_person(keys[person], person) for person in found.missing if person in keys)
        self.late, self.problems, self.due = {}, [], ""
        index = Index(self.students.values())
        terms = term.of(assignment) if term else None
        given = {}
        for table in tables:
            read, problems = times.read(table, index, terms.clock if terms else None)
            given |= read
            self.problems += problems
        if tables and terms is None:
            self.problems.append("--times changes nothing: no rules say when it was due")
        if terms is not None:
            self.due = lateness.told(terms)
            self.late, problems = lateness.of_everybody(terms, found, self.students.values(), index, given)
            self.problems += problems
        elif term is not None:
            named = ", ".join(term.assignments) or "none"
            self.problems.append(f"{term.path} has no rules for {assignment}; it has some for: {named}")
        for name in term.assignments if term else ():
            if name not in {assignment, *expected}:
                there = ", ".join(sorted({assignment, *expected}))
                self.problems.append(f"{term.path}: no assignment is called {one_line(name, 80)!r}; expected: {there}")

    def deducted(self, student, earned, maximum, attempt=0):
        """What the rules leave of so many points of an attempt; None if there are none.

        Returns
        -------
        Deducted or None
        """
        late = self._of(student, attempt)
        return late and late.deduct(earned, maximum)

    def forecasts(self, student):
        """What the rules will do with each attempt of a student that is graded, the newest first, for people."""
        told = [late.forecast() for late in self.late.get(student, ())]
        if len(set(told)) < 2:
            return told[:1]
        return [f"{f'{number} before' if number else 'newest'}: {said}" for number, said in enumerate(told)]

    def handed_in(self, student):
        """When a student handed in the newest attempt, on the clock of the due date; empty if it is not known."""
        late = self._of(student, 0)
        known = late is not None and late.time is not None and late.due is not None
        return f"{late.time.astimezone(late.due.tzinfo):%Y-%m-%d %H:%M}" if known else ""

    def human(self, student, attempt=0):
        """What a human is to find out of when a student handed in, as a tuple of none or one."""
        late = self._of(student, attempt)
        return (late.human,) if late and late.human else ()

    def _of(self, student, attempt):
        own = self.late.get(student, ())
        return own[min(attempt, len(own) - 1)] if own else None

    def about_attempts(self, student):
        """Text that changes when rules or times could make another attempt count; empty if there is just one."""
        own = self.late.get(student, ())
        if len(own) < 2:
            return ""
        terms = own[0].terms
        costs = terms.grace, terms.penalty, terms.of, terms.most, terms.closes
        return repr((costs, [(late.time, late.due, late.human) for late in own]))

    def id(self, student):
        """The id of a student; empty if there is none."""
        return self.students[student].id if student in self.students else ""

    def write(self, folder, assignment, lines):
        """Keep the totals, and write totals.csv.

        Parameters
        ----------
        folder : Path
        assignment : Assignment
        lines : list of Line
        """
        maximum = sum(cell.points for cell in assignment.graded)
        there = [(line, self.students[line.student]) for line in lines if line.student in self.students]
        found = tuple(
            totals.Total(who, line.earned, line.total, line.deducted.why if line.deducted else "", line.by_hand > 0,
                         line.attention, self.pages.get(line.student, ""))
            for line, who in there
        )  # fmt: skip
        totals.keep(folder, totals.Totals(assignment.name, maximum, self.scheme, found, self.missing))
        totals.write(folder, self.term)


def _pages(found, page):
    """{student: path in an archive of pages}; of a group that of its first member, which the platform gives to all.

    Moodle would take the number of a group for that of a participant: see `feedback_zip`.
    """
    names = returning.names(found, page)
    first = {student: one.student for one in found.submissions for student in one.students
             if not (one.also and found.scheme == "moodle")}  # fmt: skip
    return {student: names[own] for student, own in first.items() if own in names}
