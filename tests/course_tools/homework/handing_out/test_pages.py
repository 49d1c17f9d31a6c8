"""Pages of feedback go back under the names by which the platform knows whose they are."""

import io
import zipfile

import pytest
from support import exports

from course_tools.homework import submissions
from course_tools.homework.handed_in import roster
from course_tools.homework.handing_out.feedback_zip import archive
from course_tools.homework.handing_out.standing import Standing
from course_tools.homework.handing_out.totals import Total, Totals


def graded(folder, platform, students, people=None):
    """The totals of a class whose pages say their own names."""
    files = exports.PLATFORMS[platform](students)
    found = submissions.collect(exports.write(folder / "in", files), "hw1", roster=people)
    standing = Standing(found, "hw1")
    for student in standing.students:
        exports.write(folder / "out" / "feedback" / student / "hw1", {"hw1.html": student.encode()})
    return Totals("hw1", 11, found.scheme, tuple(
        Total(who, 1, 1, page=standing.pages.get(student, "")) for student, who in standing.students.items()
    ))  # fmt: skip


def inside(data):
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return {name: packed.read(name).decode() for name in packed.namelist()}


@pytest.mark.parametrize("platform", ["canvas", "moodle", "moodle flat", "brightspace"])
def test_everybodys_page_is_under_their_own_name(platform, tmp_path):
    students = [one for one in exports.invented_class()[:12] if one.attempts]
    totals = graded(tmp_path, platform, students)
    data, told = archive(tmp_path / "out", totals)
    assert told == []
    pages = inside(data)
    assert len(pages) == len(students) == 11
    for name, student in pages.items():
        (one,) = [one for one in students if (one.name if platform == "brightspace" else f"_{one.number}_") in name]
        assert one.name.split()[-1] in student or exports.squashed(one.sortable) in student
    assert archive(tmp_path / "out", totals)[0] == data  # the same bytes each time


def test_moodle_names_are_those_of_the_worksheet_where_it_is_there(tmp_path):
    anna, bo = exports.invented_class()[:2]
    totals = graded(tmp_path, "moodle", [anna, bo])
    data, told = archive(tmp_path / "out", totals, {"Anna Maria López_20001": ("Anna_Maria/López", "20001")})
    assert inside(data) == {"Anna Maria López_20001_assignsubmission_file/hw1.html": "Anna Maria López_20001"}
    assert told == ["not in the archive, Bo Lin_20002: the platform's names tell no place for it"]


def test_of_a_group_each_gets_a_page_and_moodle_none_by_the_groups_number(tmp_path):
    students = exports.invented_class()[:3]
    for one in students[:2]:
        one.group = "Team A"
    people = roster.read_text(exports.roster(students))
    team = exports.Team("Team A", 20_003, "t", attempts=[exports.Attempt({"hw1.ipynb": b"1"}, exports.FIRST)])
    totals = graded(tmp_path / "moodle", "moodle", [team], people)
    data, told = archive(tmp_path / "moodle" / "out", totals)
    assert inside(data) == {}  # 20003 is the number of the group, and of a student who is not in it
    assert [line.partition(": ")[2] for line in told] == [
        "the platform's names tell no place for it; name Moodle's grading worksheet as well, where everybody's number "
        "stands"
    ] * 2
    numbers = {"Anna Maria López_20001": ("Anna Maria López", "1"), "Bo Lin_20002": ("Bo Lin", "2")}
    data, told = archive(tmp_path / "moodle" / "out", totals, numbers)
    assert inside(data) == {"Anna Maria López_1_assignsubmission_file/hw1.html": "Anna Maria López_20001",
                            "Bo Lin_2_assignsubmission_file/hw1.html": "Bo Lin_20002"}  # fmt: skip
    assert told == []
    totals = graded(tmp_path / "canvas", "canvas", [team], people)
    data, told = archive(tmp_path / "canvas" / "out", totals)
    assert (list(inside(data)), told) == (["teama_20003_900001_hw1.html"], [])


def test_a_page_that_is_missing_is_told(tmp_path):
    totals = graded(tmp_path, "canvas", exports.invented_class()[:2])
    (tmp_path / "out" / "feedback" / totals.students[0].who.student / "hw1" / "hw1.html").unlink()
    data, told = archive(tmp_path / "out", totals)
    assert len(inside(data)) == 1
    assert told[0].startswith(f"no page, {totals.students[0].who.student}")
