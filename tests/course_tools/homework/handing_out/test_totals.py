"""What a student has over the term, and tables that a spreadsheet opens rightly."""

import csv

import pytest
from support.rows import each_row

from course_tools.homework import rules
from course_tools.homework.handing_out import spreadsheet, totals
from course_tools.homework.handing_out.known import Known

MAXIMA = {"hw1": 15, "hw2": 30, "hw3": 15}


@each_row(("points", "drop", "dropped", "total", "of", "share"), [
    ({"hw1": 15, "hw2": 15, "hw3": 9}, 0, (), 39, 60, 39 / 60),
    ({"hw1": 15, "hw2": 15, "hw3": 9}, 1, ("hw2",), 24, 30, 24 / 30),  # the lowest share, though not the fewest points
    ({"hw1": 15, "hw2": 15}, 1, ("hw3",), 30, 45, 30 / 45),  # what was not handed in is the lowest
    ({"hw1": 15, "hw2": 15}, 0, (), 30, 60, 1 / 2),
    ({"hw1": 3, "hw2": 15, "hw3": 9}, 2, ("hw1", "hw2"), 9, 15, 9 / 15),
    ({"hw1": 3}, 7, ("hw2", "hw3"), 3, 15, 1 / 5),  # one always counts
])  # fmt: skip
def test_the_lowest_are_dropped(points, drop, dropped, total, of, share):
    found = totals.of_term(points, MAXIMA, MAXIMA, drop)
    assert (found.dropped, found.total, found.maximum) == (dropped, total, of)
    assert found.share == pytest.approx(share)


def test_weights_are_those_of_shares():
    found = totals.of_term({"hw1": 15, "hw2": 15, "hw3": 0}, MAXIMA, {"hw1": 1, "hw2": 1, "hw3": 2}, 0)
    assert (found.total, found.maximum, found.share) == (30, 60, pytest.approx(1.5 / 4))


def keep(folder, assignment, maximum, *students):
    totals.keep(folder, totals.Totals(assignment, maximum, "canvas", students))


def table(folder):
    text = (folder / "totals.csv").read_bytes()
    assert text.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(text.decode("utf-8-sig").splitlines()))


def test_a_row_for_each_student_over_all_assignments(tmp_path):
    anna, bo = Known("Anna_1", "Anna", "1", email="a@uni.example", group="A"), Known("José_2", "=José", "2")
    keep(tmp_path, "hw1", 15, totals.Total(anna, 15, 13.5, "28 h late: −10 % of 15 = 13.5"),
         totals.Total(bo, 9, 9, waiting=True))  # fmt: skip
    keep(tmp_path, "hw2", 30, totals.Total(anna, 6, 6, attention=("hm",)))
    totals.write(tmp_path)
    one, two = table(tmp_path)
    assert one == {
        "student": "Anna_1", "name": "Anna", "id": "1", "e-mail": "a@uni.example", "group": "A",
        "hw1": "13.5", "hw2": "6", "dropped": "", "total": "19.5", "of": "45", "percent": "43.3",
        "status": "needs attention", "late": "hw1: 28 h late: −10 % of 15 = 13.5",
    }  # fmt: skip
    assert (two["name"], two["hw2"], two["total"], two["status"]) == ("'=José", "", "9", "so far")
    text = "drop_lowest = 1\n[assignments.hw1]\nweight = 3\n[assignments.hw2]\nweight = 1"
    totals.write(tmp_path, rules.parse(text))
    assert [(row["dropped"], row["total"], row["percent"]) for row in table(tmp_path)] == [
        ("hw2", "13.5", "90.0"), ("hw2", "9", "60.0")
    ]  # fmt: skip


def test_who_is_missing_in_one_assignment_is_one_row(tmp_path):
    """Also where nbgrader's folders have called the student otherwise."""
    anna = totals.Total(Known("am12", "Anna", "1", ids=("1", "am12")), 15, 15)
    keep(tmp_path, "hw1", 15, anna)
    another, bo = Known("Anna_2", "Anna", "2", ids=("2",)), Known("Bo", "Bo")
    missing = Known("Anna_1", "Anna", "1", ids=("1", "am12")), another, bo
    totals.keep(tmp_path, totals.Totals("hw2", 30, "canvas", (), missing))
    totals.write(tmp_path)
    assert [(row["student"], row["hw1"], row["hw2"], row["total"]) for row in table(tmp_path)] == [
        ("am12", "15", "", "15"), ("Anna_2", "", "", "0"), ("Bo", "", "", "0")
    ]  # fmt: skip


def test_what_was_not_graded_is_named_with_what_was(tmp_path):
    with pytest.raises(totals.NoTotals, match="hw2 has not been graded there; there is: nothing"):
        totals.read(tmp_path, "hw2")
    keep(tmp_path, "hw1", 15)
    with pytest.raises(totals.NoTotals, match="hw2 has not been graded there; there is: hw1"):
        totals.read(tmp_path, "hw2")
    assert totals.read(tmp_path, "hw1") == totals.Totals("hw1", 15, "canvas", ())
    (tmp_path / ".grading" / "hw1.totals.json").write_text("{")
    with pytest.raises(totals.NoTotals, match="cannot be read"):
        totals.read(tmp_path, "hw1")
    totals.write(tmp_path)
    assert table(tmp_path) == []


@each_row(("text", "shown"), {
    "=1+1": "'=1+1", "+cmd": "'+cmd", "-cmd": "'-cmd", "@SUM(A1)": "'@SUM(A1)", "\t=1": "'\t=1", "  =1": "'  =1",
    "-2.5": "-2.5", "+4912345": "+4912345", "20001": "20001", "": "", "José": "José", "a=b": "a=b", "-": "'-",
}.items())  # fmt: skip
def test_no_cell_is_a_formula_and_numbers_stay_numbers(text, shown):
    assert spreadsheet.harmless(text) == shown


def test_why_points_are_open_is_told():
    one = totals.Total(Known("a"), 1, 1, waiting=True, attention=("x", "y"))
    assert one.open == "x; y; a part is to be graded by hand"
    assert totals.Total(Known("a"), 1, 1, late="1 h late").open == ""
