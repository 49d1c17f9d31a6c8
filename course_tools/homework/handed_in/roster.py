"""The students of a course, from a table that every platform can export."""

import csv
import io
import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass

from .safe import Unreadable, read_file, shown

LARGEST = 8 * 2**20
WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # as .xlsx and .ods begin, and as .xls does
ABOVE = re.compile(r"\A(?:[ \t]*\r?\n)*(?:sep=.\r?\n)?", re.IGNORECASE)  # empty lines, and one that Excel wants
# what a column may be called, in small letters without anything but letters
COLUMNS = {
    "name": ("name", "student", "fullname", "studentname", "names"),
    "first": ("firstname", "first", "givenname", "vorname"),
    "last": ("lastname", "last", "surname", "familyname", "nachname"),
    "email": ("email", "emailaddress", "mail"),
    "group": ("group", "groupname", "groups", "team"),
    "extra": ("extratime", "extra", "extension"),
}
IDS = re.compile(r"(?:.*id|.*idnumber|.*login|.*username|user|.*number|matriculation.*|github.*|netid)")


class BadRoster(Exception):
    """A table that names no students; the message says what is missing."""


@dataclass(frozen=True)
class Person:
    """A student of the course.

    Parameters
    ----------
    name : str
    id : str
        Of the first column that holds one.
    ids : tuple of str
        Of every column that holds one: the number, the login, the name on GitHub.
    email, group, extra : str
        Empty if there is none. `extra` is the extra time as the table has it.
    line : int
    """

    name: str
    id: str
    ids: tuple = ()
    email: str = ""
    group: str = ""
    extra: str = ""
    line: int = 0

    def __str__(self):
        return f"{self.name} ({self.id})" if self.name and self.id else self.name or self.id


class Roster:
    """The students, to be found by id, e-mail or name.

    Parameters
    ----------
    people : list of Person
    """

    def __init__(self, people=()):
        self.people = list(people)
        self.problems = []
        self._by_id, self._by_name, self._by_group = defaultdict(list), defaultdict(list), defaultdict(list)
        for person in self.people:
            for one in {*person.ids, person.id, person.email, person.email.partition("@")[0]} - {""}:
                self._by_id[one.casefold()].append(person)
            for name in ways(person.name):
                self._by_name[name].append(person)
            if person.group:
                self._by_group[_squashed(person.group)].append(person)
        ids = defaultdict(list)
        for person in self.people:
            for one in {*person.ids, person.id} - {""}:
                ids[one.casefold()].append(person)
        self._without_zeros = defaultdict(list)  # of numbers: spreadsheets leave out zeros that a number begins with
        for one, several in ids.items():
            if one.isdecimal():
                self._without_zeros[one.lstrip("0")] += several
            if len(several) > 1:
                lines = " and ".join(str(person.line) for person in several)
                names = ", ".join(person.name for person in several)
                self.problems.append(f"the id {one} stands on lines {lines} ({names}): it finds none of them")

    def __bool__(self):
        return bool(self.people)

    def find(self, name, id):
        """The person whom a platform calls so, and why there is none.

        Returns
        -------
        Person or None
        str
        """
        called = {person: None for way in ways(name) for person in self._by_name.get(way, [])}
        numbered = self._by_id.get(id.casefold()) or self._without_zeros.get(id.lstrip("0"), []) if id else []
        if len(numbered) == 1 and (len(called) != 1 or numbered[0] in called):
            return numbered[0], ""
        if len(called) == 1:  # of a number and a name that contradict each other, the number is another table's
            return next(iter(called)), ""
        for one in filter(None, (name, id)):
            by_id = self._by_id.get(one.casefold(), [])
            by_name = {person: None for way in ways(one) for person in self._by_name.get(way, [])}
            if len(by_id) == 1 or len(by_name) == 1:
                return next(iter(by_id if len(by_id) == 1 else by_name)), ""
        if called:
            return None, f"{len(called)} of the roster are called so: {', '.join(map(str, called))}"
        return None, "in no line of the roster"

    def group(self, name):
        """The people of a group, by its name as a platform writes it."""
        return self._by_group.get(_squashed(name), []) if name else []


def _squashed(text):
    """Letters and digits only, small, without accents: what Canvas leaves of a name, and more."""
    text = unicodedata.normalize("NFKD", text).casefold()
    return "".join(letter for letter in text if letter.isalnum())


def ways(name):
    """The ways to write a name: its words in their order, begun at any of them (`Lin, Bo` and `Bo Lin` are one).

    Examples
    --------
    >>> sorted(ways("Maria de la Cruz"))
    ['cruzmariadela', 'delacruzmaria', 'lacruzmariade', 'mariadelacruz']
    """
    words = [_squashed(word) for word in re.split(r"[\s,]+", name)]
    words = [word for word in words if word]
    return {"".join(words[start:] + words[:start]) for start in range(min(len(words), 8))}


def read(path):
    """Read a table of students.

    Parameters
    ----------
    path : path
        CSV with a heading, separated by commas, semicolons or tabs: name, or first and last name; one or more columns
        of ids; and, where wanted, e-mail, group and extra time.

    Returns
    -------
    Roster

    Raises
    ------
    BadRoster
    """
    try:
        text = decoded(read_file(path, LARGEST))
    except Unreadable as error:
        raise BadRoster(f"{path}: {error}") from None
    return read_text(text, path)


def read_text(text, path="the roster"):
    """The same of the text of a table."""
    heading = text.partition("\n")[0]
    delimiter = max(",;\t", key=heading.count)
    try:
        rows = [(reader.line_num, row) for reader in [csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)]
                for row in reader]  # fmt: skip
    except csv.Error as error:
        raise BadRoster(f"{path}: no table: {error}") from None
    columns = _columns(rows[0][1] if rows else [])
    if not any(columns.get(kind) for kind in ("name", "last", "ids")):
        raise BadRoster(f"{path}: the first line names no column of names or ids; expected: name (or first name and "
                        f"last name), id, login; it is: {shown(heading.strip(), 200) or 'empty'}")  # fmt: skip

    def cell(row, kind):
        place = columns.get(kind)
        return unicodedata.normalize("NFC", row[place].strip()) if place is not None and place < len(row) else ""

    people = []
    for line, row in rows[1:]:
        ids = tuple(row[place].strip() for place in columns["ids"] if place < len(row) and row[place].strip())
        name = cell(row, "name") or " ".join(filter(None, [cell(row, "first"), cell(row, "last")]))
        if name or ids:
            first = ids[0] if ids else ""
            people.append(Person(name, first, ids, cell(row, "email"), cell(row, "group"), cell(row, "extra"), line))
    if not people:
        raise BadRoster(f"{path}: a heading and no student")
    return Roster(people)


def decoded(data):
    """The text of a table, whatever a spreadsheet has written it in, without what stands above its heading.

    Raises
    ------
    Unreadable
        If it is a workbook.
    """
    if data.startswith(WORKBOOKS):
        raise Unreadable("a workbook of a spreadsheet program, and no CSV; save the sheet there as CSV (UTF-8)")
    try:
        text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    return ABOVE.sub("", text)


def title_of(cell):
    """The title of a column, small and without anything but letters."""
    return "".join(letter for letter in cell.casefold() if letter.isalpha())


def _columns(heading):
    found = {"ids": []}
    for place, title in enumerate(heading):
        title = title_of(title)
        kind = next((kind for kind, titles in COLUMNS.items() if title in titles), None)
        if kind:
            found.setdefault(kind, place)
        elif IDS.fullmatch(title):
            found["ids"].append(place)
    return found
