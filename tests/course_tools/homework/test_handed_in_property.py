"""Whatever the names are: everything is somebody's or left out by name, nobody stands for two, and nothing stops."""

import io
import re
import unicodedata
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from course_tools.homework import submissions
from course_tools.homework.handed_in import who
from course_tools.homework.handed_in.layout import COLLECTED_IN
from course_tools.homework.handed_in.roster import Person, Roster
from course_tools.homework.handed_in.safe import student_id
from course_tools.homework.handed_in.tree import Item

WORDS = [
    "hw1", "HW1", "hw10", "Anna", "Bo Lin", "1001", "42", "_", "-", " - ", "_LATE", "_assignsubmission_file",
    "Copy of ", "_assignsubmission_onlinetext", "_attempt_2026-01-02-03-04-05", " (1)", "1-2 - Bo - Sep 4, 2024 926 PM",
    "+", "..",
    "_2026_01_02T03_04_05_000006", "\n", "é", "\u202e", "'", "x" * 300, "submitted", "anon_", "link.html", ".",
]  # fmt: skip
NAME = st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map("".join)
SUFFIX = st.sampled_from([".ipynb", ".IPYNB", ".zip", ".pdf", ".txt", "", ".ipynb.txt"])
PATH = st.tuples(st.lists(NAME, max_size=2), NAME, SUFFIX).map(lambda parts: "/".join([*parts[0], parts[1] + parts[2]]))


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


class InMemory(Item):
    """An archive that lies on no disk."""

    def __init__(self, data):
        super().__init__("handed in.zip", "file")
        self.data = data

    def opened(self):
        return io.BytesIO(self.data)


def zipped(paths):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for path in paths:
            archive.writestr(path, path.encode())
    return data.getvalue()


@pytest.fixture
def collect(monkeypatch):
    def collected(paths, **options):
        monkeypatch.setattr(who.tree, "root", lambda path: InMemory(zipped(paths)))
        return submissions.collect("", "hw1", **options)

    return collected


ROSTER = Roster([Person("Anna Lin", "1001", ("1001",)), Person("Lin, Bo", "42", ("42", "anna"), group="hw1")])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(PATH, min_size=1, max_size=6, unique=True), st.sampled_from([None, ROSTER]))
def test_everything_is_somebodys_or_left_out_by_name(collect, paths, roster):
    try:
        found = collect(paths, roster=roster)
    except submissions.NoSubmissions:
        return
    students = found.students
    assert len(set(students)) == len(students)
    for one in found.submissions:
        handed = one.read()
        assert bool(handed.data) == (handed.problem is None)
        assert student_id(one.student) == one.student or "~" in one.student
        assert not set(one.student) & set("/\\:\n\u202e")
    told = {name for one in found.submissions for attempt in one.attempts for name in attempt.files}
    told |= {name for name, _ in found.left_out}
    items = InMemory(zipped(paths)).children()
    collected = [item for item in items if item.kind == "folder" and item.name in COLLECTED_IN]
    for item in collected[:1] or items:
        assert accounted_for(item, told), (item.name, told)
    assert all(line.isprintable() for line in submissions.listing.as_text(found, "hw1").splitlines())
    assert submissions.listing.as_json(found, "hw1").encode()


def accounted_for(item, told):
    """Whether an item is told of, or wraps nothing but what is."""
    if item.name in told or item.kind != "folder":
        return item.name in told
    return all(accounted_for(child, told) for child in item.children())


@given(TEXT, TEXT)
def test_ids_are_harmless_and_differ_where_names_do(one, other):
    first, second = student_id(one), student_id(other)
    assert first
    assert len(first.encode()) <= 200
    assert first not in (".", "..")
    assert not set(first) & set('/\\:*?"<>|\0\n')
    assert (first == second) == (plain(one) == plain(other))


def plain(text):
    text = unicodedata.normalize("NFC", text)
    return re.sub(" +", " ", text).strip()
