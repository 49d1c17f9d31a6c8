"""What one student has handed in, attempt by attempt."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from . import contents
from .handed import HandedIn
from .roster import Person
from .safe import Unreadable, shown


@dataclass
class Attempt:
    """What one student handed in at one time.

    Parameters
    ----------
    items : list of (Item, Named)
    label : str
        Which attempt it is, as the platform says; may be empty.
    time : datetime or None
        When it was handed in, as the platform's name has it: without a zone unless it says one.
    late : bool
        Whether the platform calls it late.
    """

    items: list
    label: str = ""
    time: datetime | None = None
    late: bool = False

    @property
    def files(self):
        """The names, as the platform exported them."""
        return [item.name for item, _ in self.items]

    @property
    def theirs(self):
        return [(item, named) for item, named in self.items if not named.beside]


@dataclass
class Submission:
    """What one student, or one group, has handed in.

    Parameters
    ----------
    student : str
        Stands for the student in all that is written; harmless as a file's name.
    name, id, group : str
        As the roster has them, or else the platform; may be empty.
    attempts : list of Attempt
        The newest first.
    problem : str
        Why it cannot be graded.
    notes : list of str
    also : tuple of str
        The other students of the group, who get the same.
    person : Person or None
        The line of the roster.
    best : bool
        Whether all attempts are graded.
    """

    student: str
    name: str = ""
    id: str = ""
    group: str = ""
    attempts: list = field(default_factory=list)
    problem: str = ""
    notes: list = field(default_factory=list)
    also: tuple = ()
    person: Person | None = None
    best: bool = False
    assignment: str = ""

    @property
    def students(self):
        return (self.student, *self.also)

    @property
    def late(self):
        return self.attempts[0].late

    @property
    def time(self):
        """When it was handed in: by the export's names, or as nbgrader's collect notes it; None if nothing says it."""
        return self.attempts[0].time or self.collected

    @property
    def collected(self):
        times = [contents.collected_in(item, self.assignment) for item, _ in self.attempts[0].items]
        return next((time for time in times if time), None)

    @property
    def older(self):
        """The attempts that are not graded, for people to read."""
        return [] if self.best else [_told(attempt) for attempt in self.attempts[1:]]

    def read(self, number=0):
        """One attempt, all of it; the newest has the number 0.

        Returns
        -------
        HandedIn
        """
        about = {"also": self.also}
        try:
            if self.collected:
                about["collected"] = self.collected.astimezone(UTC).replace(tzinfo=None)
            if self.problem:
                raise Unreadable(self.problem)
            found = contents.read(self._pieces(self.attempts[number]), self.assignment)
        except Exception as error:  # nothing that one hands in may keep the others from being graded
            known = isinstance(error, Unreadable)
            why = str(error) if known else f"it could not be read: {type(error).__name__}: {error}"
            if not self.problem and number == 0 and self.older:
                why += f"; an older attempt is there: {'; '.join(self.older)}"
            return HandedIn(self.student, notes=tuple(self.notes), problem=why, **about)
        notes = *self.notes, *found.notes
        return HandedIn(self.student, found.data, found.files, notes, name=found.name, **about)

    @property
    def n_read(self):
        """How many attempts are graded."""
        return len(self.attempts) if self.best and not self.problem else 1

    def readings(self):
        """All attempts that are graded, the newest first.

        Returns
        -------
        list of HandedIn
        """
        if self.n_read == 1:
            return [self.read()]
        read = [self.read(number) for number in range(self.n_read)]
        labels = [attempt.label or _told(attempt) for attempt in self.attempts]
        among = tuple(other.digest for other in read)
        return [replace(one, among=among, number=number, attempt=f"{labels[number]}, of {len(read)} attempts")
                for number, one in enumerate(read)]  # fmt: skip

    def _pieces(self, attempt):
        if not attempt.theirs:
            beside = ", ".join(dict.fromkeys(named.beside for _, named in attempt.items))
            raise Unreadable(f"no file was handed in: there is only {beside}")
        return [piece for item, named in attempt.theirs
                for piece in contents.pieces_of(item, named.file, self.assignment)]  # fmt: skip


def _told(attempt):
    return ", ".join(shown(item.name) for item, _ in attempt.theirs) or "no file"
