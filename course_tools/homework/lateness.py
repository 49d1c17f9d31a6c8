"""Who was late by how much, and what that costs by the rules of the term. No points of a question are changed.

A day that has begun counts as one, by the clock on the wall: due at 23:59, one day late ends the next day at 23:59,
also in a night in which clocks are changed.
"""

import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from . import rules
from .cleaning import one_line
from .quantities import YEARS, Amount, Span, span
from .rules import EARNED

DAY = timedelta(days=1)
CLOSED = object()  # what comes after an assignment was closed, of which nothing is left
COLLECTED = ("nbgrader", "exchange")  # whose timestamp.txt is theirs; elsewhere it would be a file of the student's


@dataclass(frozen=True)
class Deducted:
    """What is left of a total.

    Parameters
    ----------
    total : float
    off : float
        How many points lateness costs.
    why : str
        How that comes about, for the student; empty if there is nothing to say.
    """

    total: float
    off: float = 0.0
    why: str = ""


@dataclass(frozen=True)
class HandedInAt:
    """When a student handed in, and until when it could be done.

    Parameters
    ----------
    terms : Terms
    time : datetime or None
        With a zone.
    due : datetime or None
        With the student's extension.
    extended : str
        What the extension is, for people to read.
    human : str
        What a human is to find out; while that is so, nothing is deducted.
    """

    terms: rules.Terms
    time: datetime | None = None
    due: datetime | None = None
    extended: str = ""
    human: str = ""

    @property
    def late(self):
        """By how much; zero if in time or not known."""
        if self.time is None or self.due is None or self.human:
            return timedelta()
        return max(timedelta(), self.time.astimezone(UTC) - self.due.astimezone(UTC))

    @property
    def days(self):
        """How many days have begun since the due date."""
        if not self.late:
            return 0
        on_the_wall = self.time.astimezone(self.due.tzinfo).replace(tzinfo=None) - self.due.replace(tzinfo=None)
        return max(1, math.ceil(on_the_wall / DAY))

    def deduct(self, earned, maximum):
        """What the rules leave of so many points.

        Parameters
        ----------
        earned, maximum : float

        Returns
        -------
        Deducted
        """
        said, amount = self._by_the_rules()
        if amount is CLOSED:
            return Deducted(0.0, earned, said)
        if amount is None or earned <= 0:
            return Deducted(earned, 0.0, said)
        terms = self.terms
        whole = earned if terms.of == EARNED else maximum
        off, at_most = amount.points(whole), ""
        if terms.most is not None and terms.most.points(whole) < off:
            amount, off, at_most = terms.most, terms.most.points(whole), ", the most"
        off = min(off, earned)
        total = earned - off
        of = f" of {whole:g}" if amount.is_share and terms.of == EARNED else ""
        if terms.of != EARNED and amount.is_share:
            of = f" of {maximum:g}, the maximum"
        start = "" if of == f" of {earned:g}" else f", from {earned:g}"
        return Deducted(total, off, f"{said}: −{amount}{of}{at_most}{start} = {total:g}")

    def forecast(self):
        """What the rules will do, whatever the points are going to be, for the instructor; empty without a due date."""
        if self.due is None:
            return ""
        if self.human:
            return f"not known, so nothing is taken off: {self.human}"
        said, amount = self._by_the_rules()
        if not said:
            extended = self.time is not None and self.time.astimezone(UTC) > self.terms.due.astimezone(UTC)
            return f"in time, with an extension: {self.extended}" if extended else "in time"
        if amount is None or amount is CLOSED:
            return said
        most, at_most = self.terms.most, ""
        if most is not None and most.is_share != amount.is_share:
            at_most = f", at most {most}"
        elif most is not None and most.value < amount.value:
            amount, at_most = most, ", the most"
        of = " of the maximum" if amount.is_share and self.terms.of != EARNED else ""
        return f"{said}: −{amount}{of}{at_most}"

    def _by_the_rules(self):
        """What is said of how late it was, and what it costs: an Amount, None for nothing, CLOSED for all."""
        if not self.late:
            return "", None
        terms, time = self.terms, self.time.astimezone(UTC)  # two times of one zone compare by the clock on the wall
        said = f"{lasted(self.late)} late"
        if self.extended:
            said += f" (with an extension: {self.extended})"
        closes = terms.closes.after(self.due) if isinstance(terms.closes, Span) else terms.closes
        if closes is not None and time > max(closes.astimezone(UTC), self.due.astimezone(UTC)):
            return f"{said}, after it was closed: 0", CLOSED
        if time <= terms.grace.after(self.due).astimezone(UTC):
            return f"{said}, which costs nothing", None
        if terms.penalty is None:
            return said, None
        amount = terms.penalty * self.days
        return said, Amount(min(1, amount.value), True) if amount.is_share else amount


def told(terms):
    """The rules of an assignment in a sentence; empty without a due date."""
    if terms.due is None:
        return ""
    parts = [f"Due {_at(terms.due)}"]
    if terms.grace != rules.NO_TIME:
        parts.append(f"{terms.grace} later still costs nothing")
    if terms.penalty is not None:
        of = f" of the {'points earned' if terms.of == EARNED else 'maximum'}" if terms.penalty.is_share else ""
        most = f", at most {terms.most}" if terms.most is not None else ""
        parts.append(f"each day that has begun costs {terms.penalty}{of}{most}")
    else:
        parts.append("late work costs nothing")
    if isinstance(terms.closes, Span):
        parts.append(f"what comes more than {terms.closes} late counts 0")
    elif terms.closes is not None:
        parts.append(f"what comes after {_at(terms.closes)} counts 0")
    return "; ".join(parts) + "."


def _at(time):
    return f"{time:%Y-%m-%d %H:%M} ({getattr(time.tzinfo, 'key', time.tzinfo)})"


def lasted(time):
    """A stretch of time for people to read.

    Examples
    --------
    >>> [lasted(timedelta(minutes=minutes)) for minutes in (0.5, 20, 28 * 60, 24 * 60 + 5, 100 * 60 + 5)]
    ['1 min', '20 min', '28 h', '24 h 5 min', '4 d 5 h']
    """
    minutes = math.ceil(time.total_seconds() / 60)
    if minutes < 60:
        return f"{minutes} min"
    hours, rest = divmod(minutes, 60)
    if hours < 72:
        return f"{hours} h" + (f" {rest} min" if rest else "")
    hours = math.ceil(minutes / 60)
    return f"{hours // 24} d" + (f" {hours % 24} h" if hours % 24 else "")


def of_everybody(terms, found, students, index, times=None):
    """When each student handed in, by the rules of the assignment.

    Parameters
    ----------
    terms : Terms
    found : Found
    students : sequence of Known
    index : Index
    times : dict of str to (datetime or None), optional
        {student: time} of a table, which comes before what the export says; None if it could not be read.

    Returns
    -------
    dict of str to tuple of HandedInAt
        Of each attempt that is graded, the newest first.
    list of str
        What in the rules is about nobody.
    """
    extensions, problems = _extensions(terms, found, index)
    times, late, by_name = times or {}, {}, {one.student: one for one in students}
    marks = any(one.late for one in found.submissions)
    marks_late = found.scheme == "canvas" or (found.scheme == "pattern" and marks)
    for submission in found.submissions:
        for student in submission.students:
            own = extensions.get(student)
            human = ""
            if own is None and by_name[student].extra:
                try:
                    own = span(by_name[student].extra)
                except ValueError:
                    human = (f"the roster's extra time is {one_line(by_name[student].extra, 60)!r}, which is no time; "
                             'write for example "3 d" there')  # fmt: skip
            given = student in times, times.get(student)
            late[student] = tuple(
                _one(terms, submission, number, own, human, given, marks_late, found.scheme in COLLECTED)
                for number in range(submission.n_read)
            )
    return late, problems


def _one(terms, submission, number, own, human, in_table, marks_late, is_collected):
    """Of one attempt. A table has the time of the newest."""
    was_given, given = in_table
    if terms.due is None:
        return HandedInAt(terms)
    due = own.after(terms.due) if isinstance(own, Span) else own or terms.due
    extended = f"until {due.astimezone(terms.due.tzinfo):%Y-%m-%d %H:%M}" if own else ""
    if number == 0 and was_given and given is None:
        return HandedInAt(terms, None, due, extended, human or "the time in the table cannot be read")
    attempt = submission.attempts[number]
    time = attempt.time
    if number == 0:
        time = given or time or (submission.collected if is_collected else None)
    if time is not None and time.year not in YEARS:
        time = None
    if time is not None and time.tzinfo is None:
        if terms.clock is None:
            return HandedInAt(terms, None, due, extended, human or 'the platform\'s times have no zone; write '
                              'clock = "Europe/Berlin", or what its clock shows, at the top of the rules')  # fmt: skip
        time = time.replace(tzinfo=terms.clock)  # of an hour that comes twice the earlier one
    if time is None and attempt.late:
        human = human or "late, and nothing says by how much: give the time with --times"
    elif time is None and not marks_late:
        human = human or "nothing says when it was handed in: give the time with --times"
    elif time is not None and human and time.astimezone(UTC) <= terms.due.astimezone(UTC):
        human = ""  # in time, whatever the extra time is
    return HandedInAt(terms, time, due, extended, human)


def _extensions(terms, found, index):
    own, problems = {}, []
    expected = "a name, id, login or e-mail of the roster or of what was handed in"
    missing = {word.casefold() for person in found.missing
               for word in (person.name, person.id, *person.ids, person.email) if word}  # fmt: skip
    for called, extension in terms.extensions.items():
        student, why = index.called(called)
        if student is not None:
            own[student.student] = extension
        elif called.casefold() not in missing:
            problems.append(f"the rules of {terms.name} extend the time of {called!r}: "
                            f"{why or 'nobody is called so'}; {expected} is expected")  # fmt: skip
    return own, problems
