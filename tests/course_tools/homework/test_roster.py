"""The table of a course's students: however it is written, and whoever is meant by a platform's name."""

import pytest
from support import exports
from support.rows import each_row

from course_tools.homework import submissions
from course_tools.homework.handed_in import roster
from course_tools.homework.handed_in.roster import BadRoster, Person, Roster


def read(folder, text, encoding="utf-8"):
    path = folder / "roster.csv"
    path.write_bytes(text.encode(encoding))
    return roster.read(path)


@pytest.mark.parametrize(("text", "encoding"), [
    ("id,name,e-mail,group,extra time\n7,Zoë Lin,z@x.example,A,25 %\n", "utf-8"),
    ("Name;ID;E-Mail;Group;Extra time\r\nZoë Lin;7;z@x.example;A;25 %\r\n", "utf-8-sig"),
    ("Last name\tFirst name\tStudent ID\tEmail address\tTeam\tExtra\nLin\tZoë\t7\tz@x.example\tA\t25 %\n", "utf-16"),
    ("First name,Surname,ID number,Email,Groups,Extra\nZoë,Lin,7,z@x.example,A,25 %\n\n,,,,,\n", "cp1252"),
])  # fmt: skip
def test_every_way_to_write_the_table(text, encoding, tmp_path):
    (person,) = read(tmp_path, text, encoding).people
    assert person == Person("Zoë Lin", "7", ("7",), "z@x.example", "A", "25 %", 2)


def test_what_excel_writes_above_the_heading_is_passed_over(tmp_path):
    (person,) = read(tmp_path, "\r\nsep=;\r\nName;ID\r\nLin, Bo;7\r\n").people
    assert (person.name, person.id) == ("Lin, Bo", "7")


def test_zeros_that_a_spreadsheet_has_left_out_matter_only_where_they_tell_two_apart(tmp_path):
    eaten = read(tmp_path, "id\n123\n45\nx9\n")
    assert [eaten.find("", id)[0] and eaten.find("", id)[0].id for id in ("00123", "45", "0x9", "0")] == [
        "123", "45", None, None
    ]  # fmt: skip
    kept = read(tmp_path, "id\n00123\n0123\n045\n")
    assert [kept.find("", id)[0] and kept.find("", id)[0].id for id in ("00123", "0123", "123", "45")] == [
        "00123", "0123", None, "045"
    ]  # fmt: skip


def test_every_column_of_ids_names_the_student(tmp_path):
    """As in Canvas's gradebook, whose name is the sortable one."""
    table = read(tmp_path, 'Student,ID,SIS User ID,SIS Login ID,GitHub\n"Lin, Bo",1,S7,bo.lin,Octo-Bo\n')
    for id in ("1", "s7", "BO.LIN", "octo-bo"):
        assert table.find("", id)[0].name == "Lin, Bo"
    assert table.find("Bo Lin", "")[0].name == table.find("linbo", "99")[0].name == "Lin, Bo"


@pytest.mark.parametrize(("text", "words"), [
    ("", "names no column"), ("name,id\n", "no student"), ("\n\n", "last name), id, login; it is: empty"),
    ("a,b\n1,2\n", "no column of names or ids; expected: name (or first name and last name), id, login; it is: a,b"),
    ("PK\x03\x04\x14", "a workbook of a spreadsheet program, and no CSV; save the sheet there as CSV (UTF-8)"),
])  # fmt: skip
def test_a_table_without_students_is_refused(text, words, tmp_path, refuses):
    with refuses(BadRoster, "roster.csv", words):
        read(tmp_path, text)


def test_a_table_that_is_not_there_is_refused(tmp_path, refuses):
    with refuses(BadRoster, "nowhere.csv", "cannot be opened"):
        roster.read(tmp_path / "nowhere.csv")
    with refuses(BadRoster, f"{tmp_path.name}: a folder, where a file is expected"):
        roster.read(tmp_path)


PEOPLE = [
    Person("Anna Maria López", "1", ("1",)), Person("Bo Lin", "2", ("2",)), Person("Min Kim", "3", ("3",)),
    Person("Min Kim", "4", ("4",)), Person("Lin, Bea", "5", ("5",)), Person("Cy Ray", "6", ("6",)),
]  # fmt: skip


@each_row(("name", "id", "expected"), [
    ("lopezannamaria", "900", "1"), ("Anna Maria Lopez", "", "1"), ("annamarialópez", "", "1"), ("linbea", "", "5"),
    ("Bea Lin", "", "5"), ("Min Kim", "4", "4"), ("", "2", "2"), ("B. L.", "2", "2"), ("2", "", "2"),
    ("", "Cy Ray", "6"), ("Cy Ray", "2", "6"),  # the number of another table
    ("Min Kim", "9", None), ("Nobody", "99", None), ("", "", None),
])  # fmt: skip
def test_whom_a_platform_means(name, id, expected):
    person, why = Roster(PEOPLE).find(name, id)
    assert (person and person.id) == expected
    assert bool(why) == (expected is None)


def test_doubled_ids_are_named_and_find_nobody(tmp_path):
    table = read(tmp_path, "id,name\n7,Ann Ray\n8,Bo Lin\n7,Cy Oh\n")
    assert table.problems == ["the id 7 stands on lines 2 and 4 (Ann Ray, Cy Oh): it finds none of them"]
    assert table.find("", "7") == (None, "in no line of the roster")
    assert table.find("Cy Oh", "7")[0].name == "Cy Oh"
    files = {"Ann Ray_7_assignsubmission_file/hw1.ipynb": b"1", "Bo Lin_8_assignsubmission_file/hw1.ipynb": b"2"}
    found = submissions.collect(exports.write(tmp_path / "in", files), "hw1", roster=table)
    assert [(one.name, one.read().data) for one in found.submissions] == [("Ann Ray", b"1"), ("Bo Lin", b"2")]
    assert found.problems == table.problems
    assert [person.name for person in found.missing] == ["Cy Oh"]


def test_who_is_in_no_line_is_graded_and_named(tmp_path):
    files = {"linbo_2_10_hw1.ipynb": b"1", "strangerdi_99_11_hw1.ipynb": b"2"}
    found = submissions.collect(exports.write(tmp_path, files), "hw1", roster=Roster(PEOPLE))
    assert {one.student: (one.read().data, one.read().notes) for one in found.submissions} == {
        "Bo Lin_2": (b"1", ()), "strangerdi_99": (b"2", ("in no line of the roster",))
    }  # fmt: skip
    assert [person.id for person in found.missing] == ["1", "3", "4", "5", "6"]


def test_two_students_of_a_platform_are_never_joined_by_a_name(tmp_path):
    """The roster has one Bo Lin, Canvas two."""
    files = {"linbo_71_10_hw1.ipynb": b"1", "linbo_72_11_hw1.ipynb": b"2", "raycy_73_12_hw1.ipynb": b"3"}
    found = submissions.collect(exports.write(tmp_path, files), "hw1", roster=Roster(PEOPLE))
    assert [(one.student, one.read().data) for one in found.submissions] == [
        ("Cy Ray_6", b"3"), ("linbo_71", b"1"), ("linbo_72", b"2")
    ]  # fmt: skip
    assert "2 students here may be Bo Lin (2) of the roster" in found.submissions[1].read().notes


def test_the_roster_joins_what_one_student_handed_in_under_two_names(tmp_path):
    files = {"Bo Lin - hw1.ipynb": b"1", "lin_bo_hw1.ipynb": b"1", "Cy Ray - hw1.ipynb": b"2"}
    found = submissions.collect(exports.write(tmp_path, files), "hw1", roster=Roster(PEOPLE))
    assert [one.student for one in found.submissions] == ["Bo Lin_2", "Cy Ray_6"]


def test_nbgraders_own_ids_stay_as_they_are(tmp_path):
    """The gradebook knows the students by them."""
    files = {"bo/hw1/hw1.ipynb": b"1"}
    people = Roster([Person("Bo Lin", "2", ("2", "bo"))])
    (one,) = submissions.collect(exports.write(tmp_path, files), "hw1", roster=people).submissions
    assert (one.student, one.name, one.id) == ("bo", "Bo Lin", "2")
