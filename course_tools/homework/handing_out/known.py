"""Students found again in somebody else's table: by the ids and names that it gives them."""

from collections import defaultdict
from dataclasses import dataclass

from ..handed_in.roster import ways


@dataclass(frozen=True)
class Known:
    """A student who has handed in, and all that is known of who that is.

    Parameters
    ----------
    student : str
        As grading calls the student.
    name : str
    id : str
        The roster's, or else the platform's.
    platform_id : str
        The platform's own, if its names have one.
    ids : tuple of str
        Every id, of the roster and the platform.
    email, group, extra : str
        As the roster has them.
    """

    student: str
    name: str = ""
    id: str = ""
    platform_id: str = ""
    ids: tuple[str, ...] = ()
    email: str = ""
    group: str = ""
    extra: str = ""


def known(found):
    """Everybody who has handed in, members of groups included.

    Parameters
    ----------
    found : Found

    Returns
    -------
    list of Known
    """
    everybody = []
    for one in found.submissions:
        platform_id = one.attempts[0].items[0][1].id
        for student in one.students:
            person = one.person if student == one.student else found.people.get(student)
            own = "" if one.also else platform_id  # of a group it is the group's, or one member's
            if person:
                everybody.append(of_person(student, person, own))
            else:
                everybody.append(Known(student, one.name, one.id, own, (one.id,) if one.id else (), "", one.group))
    return everybody


def of_person(student, person, platform_id=""):
    """A student of the roster, as `Known`."""
    ids = tuple(dict.fromkeys(filter(None, (*person.ids, person.id, platform_id))))
    return Known(student, person.name, person.id, platform_id, ids, person.email, person.group, person.extra)


class Index:
    """Finds students by what others call them.

    Parameters
    ----------
    students : sequence of Known
    """

    def __init__(self, students):
        self._by_id, self._by_name = defaultdict(dict), defaultdict(dict)
        for one in students:
            for id in {*one.ids, one.student, one.email, one.email.partition("@")[0]} - {""}:
                self._by_id[id.casefold()][one.student] = one
            for way in ways(one.name):
                self._by_name[way][one.student] = one

    def find(self, name, ids):
        """The student whom a line of a table means, and why there is none.

        Where ids and name contradict each other nobody is found: the ids may be another table's.

        Parameters
        ----------
        name : str
        ids : sequence of str

        Returns
        -------
        Known or None
        str
            Empty if nobody is meant.
        """
        numbered = {}
        for id in ids:
            numbered |= self._by_id.get(id.strip().casefold(), {}) if id.strip() else {}
        called = {}
        for way in ways(name):
            called |= self._by_name.get(way, {})
        both = {student: one for student, one in numbered.items() if student in called}
        for candidates in (both, {} if called else numbered, {} if numbered else called):
            if len(candidates) == 1:
                return next(iter(candidates.values())), ""
        if numbered and called and not both:
            return None, (f"the id is that of {_named(numbered)}, and the name that of {_named(called)}")
        several = both or numbered or called
        return None, f"{len(several)} students may be meant: {_named(several)}" if several else ""

    def called(self, text):
        """The student who is named by any one of a name, an id or an e-mail; see `find`."""
        return self.find("", [text]) if text.strip().casefold() in self._by_id else self.find(text, [])


def _named(several):
    return ", ".join(several)
