"""Whose is what: the attempts of each student, from the names of a folder and the roster of the course."""

import re
from collections import defaultdict
from dataclasses import dataclass, field

from . import tree
from .by_student import Attempt, Submission
from .layout import NoSubmissions, Recognised, recognise
from .pattern import by_pattern
from .roster import Person, Roster
from .safe import Unreadable, shown, student_id
from .schemes import TITLES

NEWEST, BEST = "newest", "best"
THEIR_OWN = ("nbgrader", "exchange", "folders")  # schemes whose names are the students' ids already


@dataclass
class Found:
    """All that was handed in.

    Parameters
    ----------
    submissions : list of Submission
        By their students.
    left_out : list of (str, str)
        What is nobody's, and why.
    scheme, how : str
        Whose names they are, and how that was recognised.
    missing : list of Person
        Who of the roster has handed in nothing.
    problems : list of str
        Of the roster.
    people : dict of str to Person
        {student: the line of the roster}, of everybody in it.
    """

    submissions: list
    left_out: list
    scheme: str
    how: str
    missing: list = field(default_factory=list)
    problems: list = field(default_factory=list)
    people: dict = field(default_factory=dict)

    @property
    def students(self):
        """Everybody who has handed in, members of groups included."""
        return [student for submission in self.submissions for student in submission.students]

    @property
    def groups(self):
        """{student: everybody in the group}, of those who have handed in as one."""
        return {student: one.students for one in self.submissions if one.also for student in one.students}

    def of(self, student):
        """The submissions of one student, named by the id that grading uses, the name or the platform's id."""
        wanted = {student, student_id(student)}
        exact = [one for one in self.submissions if wanted & set(one.students)]
        return exact or [one for one in self.submissions if student in (one.name, one.id)]


def collect(path, assignment, *, scheme=None, pattern=None, roster=None, attempts=NEWEST):
    """Find out who has handed in what.

    Parameters
    ----------
    path : path
        A folder or a zip archive, as a platform exports it.
    assignment : str
    scheme : str, optional
        A scheme of `TITLES`, if it is not to be recognised.
    pattern : str, optional
        A regular expression with named groups, for any other scheme.
    roster : Roster, optional
    attempts : str
        "newest", or "best" if all attempts are to be graded and the best one counts.

    Returns
    -------
    Found

    Raises
    ------
    NoSubmissions, BadPattern
    """
    try:
        root = tree.root(path)
    except Unreadable as error:
        raise NoSubmissions(f"{path}: {error}") from None
    recognised = by_pattern(root, pattern) if pattern else recognise(root, assignment, scheme)
    roster = roster or Roster()
    by_who = defaultdict(list)
    for item, named in recognised.named.items():
        by_who[named.who, named.problem].append((item, named))
    found = [_submission(items, recognised, roster, assignment) for items in by_who.values()]
    found = _of_one_person(found)
    for one in found:
        one.best = attempts == BEST
        if one.late:
            one.notes.append(f"late, says {TITLES[recognised.scheme]}")
        if one.older:
            one.notes.append(f"older attempts, not graded: {', '.join(one.older)}")
        if not one.student:
            one.student = _key(one, recognised.scheme)
    _tell_apart(found)
    _share_with_group(found, roster)
    there = {student for one in found for student in one.students}
    missing = [person for person in roster.people if _key_of(person) not in there
               and not any(one.person == person for one in found)]  # fmt: skip
    found.sort(key=lambda one: (one.student.casefold(), one.student))
    left_out = sorted(recognised.left_out)
    people = {_key_of(person): person for person in roster.people}
    return Found(found, left_out, recognised.scheme, recognised.how, missing, list(roster.problems), people)


def _submission(items, recognised: Recognised, roster, assignment):
    attempts = _attempts(items, recognised.scheme)
    named = attempts[0].items[0][1]
    one = Submission("", named.name, named.id, named.group, attempts, named.problem, assignment=assignment)
    one.notes += dict.fromkeys(named.note for _, named in items if named.note)
    members = roster.group(named.group or named.name) if roster else []
    person, why = (None, "")
    if named.problem:  # it may be another platform's, whose ids are others
        members = []
    elif roster and not members:
        person, why = roster.find(named.name, named.id)
        members = roster.group(named.id) if person is None else []
    if members:
        one.group = members[0].group
        one.person, one.name, one.id = members[0], members[0].name, members[0].id
        one.student, one.also = _key_of(members[0]), tuple(map(_key_of, members[1:]))
    elif person:
        one.person, one.name, one.id, one.group = person, person.name, person.id, person.group
    elif why:
        one.notes.append(why)
    if named.stray and not one.person:
        one.problem = one.problem or named.stray
    return one


def _attempts(items, scheme):
    """The attempts of one student, the newest first; what the platform wrote stands at the end of each."""
    by_order = defaultdict(list)
    for item, named in items:
        by_order[named.attempt].append((item, named))
    orders = sorted(by_order, key=lambda order: [str(part) if isinstance(part, str) else part for part in order],
                    reverse=True)  # fmt: skip
    attempts = []
    for order in orders:
        own = sorted(by_order[order], key=lambda pair: (bool(pair[1].beside), pair[0].name))
        named = own[0][1]
        attempts.append(Attempt(own, named.label, named.time, any(one.late for _, one in own)))
    return _by_file(attempts) if scheme == "canvas" else attempts


def _by_file(attempts):
    """Canvas numbers files, not attempts: of each name the newest file is of the newest attempt."""
    newest, older, names = [], [], {}
    for attempt in attempts:
        for item, named in attempt.items:
            stem, dot, suffix = named.file.rpartition(".")
            name = (re.sub(r"(?:-\d+| \(\d+\))$", "", stem) + dot + suffix).casefold()
            if names.setdefault(name, named.attempt) != named.attempt and not named.beside:
                older.append(Attempt([(item, named)], named.label, named.time, named.late))
            else:
                newest.append((item, named))
    newest.sort(key=lambda pair: bool(pair[1].beside))
    first = newest[0][1]
    return [Attempt(newest, first.label, first.time, any(named.late for _, named in newest)), *older]


def _of_one_person(found):
    """Join what the roster says is one student's, unless the platform itself tells two students apart."""
    by_person, joined = defaultdict(list), []
    for one in found:
        (by_person[one.person] if one.person and not one.also else joined).append(one)
    for person, several in by_person.items():
        ids = {named.id.casefold() for one in several for attempt in one.attempts for _, named in attempt.items}
        ids -= {"", *(own.casefold() for own in person.ids)}
        if isinstance(person, Person) and len(ids) > 1:
            for one in several:
                named = one.attempts[0].items[0][1]
                if named.id.casefold() in ids:
                    one.person, one.name, one.id, one.group = None, named.name, named.id, ""
                    one.notes.append(f"{len(several)} students here may be {person} of the roster")
                joined.append(one)
            continue
        first, *others = sorted(several, key=lambda one: bool(one.problem))
        for other in others:
            first.attempts += other.attempts
            first.notes += [note for note in other.notes if note not in first.notes]
        if others and any(not attempt.items[0][1].attempt for attempt in first.attempts):
            first.attempts = [Attempt([pair for attempt in first.attempts for pair in attempt.items],
                                      late=any(attempt.late for attempt in first.attempts))]  # fmt: skip
        elif others:
            first.attempts.sort(key=lambda attempt: attempt.items[0][1].attempt, reverse=True)
        joined.append(first)
    return joined


def _key(one, scheme):
    if scheme in THEIR_OWN and not one.person:
        return student_id(one.id or one.name)
    if one.person and scheme not in THEIR_OWN:
        return _key_of(one.person)
    named = one.attempts[0].items[0][1]
    if scheme in THEIR_OWN:
        return student_id(named.id or named.name)
    return student_id("_".join(filter(None, [named.group or named.name, named.id])))


def _key_of(person):
    return student_id("_".join(filter(None, [person.name, person.id])))


def _share_with_group(found, roster):
    """Give what one of a group handed in to those of the group who handed in nothing."""
    by_group = defaultdict(list)
    for one in found:
        if one.person and one.person.group and not one.also:
            by_group[one.person.group].append(one)
    for group, own in by_group.items():
        members = roster.group(group)
        if len(own) > 1:
            for one in own:
                others = ", ".join(other.name or other.id for other in own if other is not one)
                one.notes.append(f"of the group {group} others have handed in too: {others}; each has their own")
        elif len(members) > 1:
            own[0].also = tuple(_key_of(person) for person in members if person != own[0].person)
    for one in found:
        if one.also:
            one.notes.append(f"for the group {one.group}: {shown(', '.join(one.students), 500)}")


def _tell_apart(found):
    """Nobody's id stands for two: the later one of two that are alike is marked by what was handed in."""
    taken = set()
    for one in found:
        if one.student in taken:
            one.student = student_id(f"{one.student}: {', '.join(one.attempts[0].files)}")
        taken.add(one.student)
