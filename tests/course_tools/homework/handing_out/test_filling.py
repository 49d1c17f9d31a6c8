"""Platforms' gradebooks are filled: the right line, the right column, nothing else, and everything else is told."""

import csv
import io
from dataclasses import replace

import pytest
from support import exports, platform_gradebooks
from support.rows import each_row

from course_tools.homework.handing_out.filling import fill
from course_tools.homework.handing_out.known import Known
from course_tools.homework.handing_out.platforms import BadGradebook
from course_tools.homework.handing_out.totals import Total, Totals


@pytest.fixture(scope="module")
def students():
    return exports.invented_class()


def totals(students, scheme="canvas", *, roster=True, **of_all):
    """Points 1, 1.25, 1.5 … 10.75, 1 … of those who have handed in."""
    found = []
    for place, one in enumerate(students):
        if not one.attempts:
            continue
        key = f"{exports.squashed(one.sortable) if scheme == 'canvas' else one.name}_{one.number}"
        who = Known(key, one.name, f"S{one.number}", str(one.number), (f"S{one.number}", one.login), one.email)
        if not roster:
            name = exports.squashed(one.sortable) if scheme == "canvas" else one.name
            who = Known(key, name, str(one.number), str(one.number), (str(one.number),))
        found.append(Total(who, 9, 1 + place % 40 / 4, **of_all))
    return Totals("hw1", 11, scheme, tuple(found))


def column(data, title, delimiter=","):
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=delimiter))
    return [row[title] for row in rows]


DIALECTS = [{}, {"delimiter": ";", "line_end": "\r\n"}, {"quoting": csv.QUOTE_ALL, "line_end": "\r\n"}]


@each_row("roster", [True, False], ids=["roster", "names of the export"])
@each_row("dialect", DIALECTS)
def test_canvas_column_is_filled_and_nothing_else(roster, dialect, students):
    template, sign = platform_gradebooks.canvas(students, **dialect), dialect.get("delimiter", ",")
    filled = fill(template, totals(students, roster=roster))
    points = {one.name + str(one.number): f"{1 + place % 40 / 4:.2f}".rstrip("0").rstrip(".")
              for place, one in enumerate(students) if one.attempts}  # fmt: skip
    expected = [points.get(one.name + str(one.number), "") for one in students]
    assert column(filled.data, "hw1 (4711)", sign)[2:] == expected
    # the file is what Canvas would have exported, had the points been there
    rows = list(csv.reader(io.StringIO(template.decode("utf-8-sig"), newline=""), delimiter=sign))
    for row, text in zip(rows[3:], expected, strict=True):
        row[5] = text
    text = io.StringIO()
    csv.writer(text, delimiter=sign, lineterminator=dialect.get("line_end", "\n"),
               quoting=dialect.get("quoting", csv.QUOTE_MINIMAL)).writerows(rows)  # fmt: skip
    assert filled.data == "\ufeff".encode() + text.getvalue().encode()
    assert (filled.n_written, filled.n_same, filled.told) == (57, 0, [])


@each_row("named", [True, False], ids=["named", "anonymous"])
@each_row("dialect", DIALECTS)
def test_moodles_worksheet_is_filled_and_nothing_else(named, dialect, students):
    sign = dialect.get("delimiter", ",")
    template = platform_gradebooks.moodle_worksheet(students, named=named, **dialect)
    filled = fill(template, totals(students, "moodle"))
    before = column(template, "Grade", sign)
    after = column(filled.data, "Grade", sign)
    assert set(before) == {""}
    assert [bool(cell) for cell in after] == [bool(one.attempts) for one in students]
    assert after[3] == "1.75"
    for title in ("Identifier", "Maximum Grade", "Last modified (grade)", "Feedback comments"):
        assert column(filled.data, title, sign) == column(template, title, sign)
    assert filled.told == []
    name = students[3].name if named else ""
    assert filled.participants[f"{students[3].name}_20004"] == (name, "20004")


def test_one_of_two_of_a_name_gets_the_points_that_are_theirs(students):
    two = [one for one in students if one.name == "Min Kim"]
    for template, scheme in ((platform_gradebooks.canvas(two), "canvas"),
                             (platform_gradebooks.moodle_worksheet(two), "moodle")):  # fmt: skip
        for one in two:
            filled = fill(template, totals([one], scheme, roster=False))
            got = column(filled.data, "hw1 (4711)" if scheme == "canvas" else "Grade")[-2:]
            assert got == ["1" if one is other else "" for other in two]
            assert filled.told == []


def test_without_the_platforms_numbers_two_of_a_name_are_left_and_told(students):
    two = [one for one in students if one.name == "Min Kim"]
    graded = totals([*two, students[0]], "blackboard")
    graded = replace(graded, students=tuple(
        replace(one, who=Known(one.who.student, one.who.name)) for one in graded.students
    ))  # fmt: skip
    filled = fill(platform_gradebooks.canvas([*two, students[0]]), graded)
    assert column(filled.data, "hw1 (4711)")[2:] == ["", "", "1.5"]
    assert [line.split(": ")[1].split(":")[0] for line in filled.told[:2]] == ["2 students may be meant"] * 2


def test_numbers_of_another_platform_are_no_ones_where_they_contradict(students):
    anna, bo = students[:2]
    graded = totals([anna, bo], "blackboard")
    # Canvas' own number of Anna is by chance the one by which Blackboard knows Bo
    graded = replace(graded, students=tuple(
        replace(one, who=replace(one.who, ids=(*one.who.ids, "20001" if one.who.name == bo.name else "x"),
                                 platform_id="")) for one in graded.students
    ))  # fmt: skip
    filled = fill(platform_gradebooks.canvas([anna, bo]), graded)
    assert column(filled.data, "hw1 (4711)")[2:] == ["1", "1.25"]


def test_who_is_not_in_the_table_is_named(students):
    filled = fill(platform_gradebooks.canvas(students[1:3]), totals(students[:3]))
    assert filled.told == ["in no line of Canvas' gradebook: marialópezanna_20001"]
    assert filled.n_written == 2


@pytest.mark.parametrize("scheme", ["canvas", "moodle"])
def test_points_that_need_a_human_are_left_empty_unless_somebody_has_looked(scheme, students):
    made = platform_gradebooks.canvas if scheme == "canvas" else platform_gradebooks.moodle_worksheet
    template = made(students[:3])
    title = "hw1 (4711)" if scheme == "canvas" else "Grade"
    for more, why in (({"waiting": True}, "a part is to be graded by hand"), ({"attention": ("hm",)}, "hm")):
        graded = totals(students[:3], scheme, **more)
        filled = fill(template, graded)
        assert filled.data == template
        assert [line.rpartition(": ")[2] for line in filled.told] == [why] * 3
        filled = fill(template, graded, looked_at=[students[1].name])
        assert column(filled.data, title)[-3:] == ["", "1.25", ""]
        assert column(fill(template, graded, looked_at=["all"]).data, title)[-3:] == ["1", "1.25", "1.5"]


def test_other_points_are_named_and_replaced_only_if_asked(students):
    names = [one.name for one in students[:6]]
    there = dict(zip(names, ["7.00", "1.25", "EX", "N/A", "2,000.00", ""], strict=True))
    template = platform_gradebooks.canvas(students[:6], there)
    filled = fill(template, totals(students[:6]))
    assert column(filled.data, "hw1 (4711)")[2:] == ["7.00", "1.25", "EX", "N/A", "2,000.00", "2.25"]
    assert (filled.n_written, filled.n_same) == (1, 1)
    told = [line.partition(": ")[2] for line in filled.told]
    assert told == ["7.00 stands there, 1 is new; --overwrite replaces it",
                    "EX stands there, 1.5 is new; --overwrite replaces it",
                    "the assignment is not theirs on the platform (N/A)",
                    "2,000.00 stands there, 2 is new; --overwrite replaces it"]  # fmt: skip
    filled = fill(template, totals(students[:6]), overwrite=True)
    assert column(filled.data, "hw1 (4711)")[2:] == ["1", "1.25", "1.5", "N/A", "2", "2.25"]
    assert "replaced, marialópezanna_20001: 7.00 by 1" in filled.told


def test_another_maximum_is_refused_or_converted(students):
    in_canvas = platform_gradebooks.canvas(students[:2], possible="100.00")
    in_moodle = platform_gradebooks.moodle_worksheet(students[:2], possible="100,00")
    for template, title in ((in_canvas, "hw1 (4711)"), (in_moodle, "Grade")):
        scheme = "canvas" if title != "Grade" else "moodle"
        with pytest.raises(BadGradebook, match=r"gives 100 points for .*hw1 has 11"):
            fill(template, totals(students[:2], scheme))
        filled = fill(template, totals(students[:2], scheme), scale=True)
        assert column(filled.data, title)[-2:] == ["9.09", "11.36"]


def test_a_gradebook_that_says_no_maximum_is_filled(students):
    filled = fill(platform_gradebooks.canvas(students[:2], possible=""), totals(students[:2]))
    assert column(filled.data, "hw1 (4711)")[2:] == ["1", "1.25"]


def test_more_than_the_maximum_is_told_where_moodle_would_pass_it_over(students):
    graded = totals(students[:2], "moodle")
    more = replace(graded, students=(replace(graded.students[0], total=11.5), graded.students[1]))
    filled = fill(platform_gradebooks.moodle_worksheet(students[:2]), more)
    assert column(filled.data, "Grade") == ["", "1.25"]
    assert filled.told == [
        "left as it is, Anna Maria López_20001: Moodle passes 11.5 over, which is more than 11"
    ]  # fmt: skip
    more = replace(more, scheme="canvas")
    assert column(fill(platform_gradebooks.canvas(students[:2]), more).data, "hw1 (4711)")[2:] == ["11.5", "1.25"]


def test_the_column_is_found_by_name_or_named(students):
    template = platform_gradebooks.canvas(students[:2]).replace(b"hw1 (4711)", b"Homework 1 (4711)")
    with pytest.raises(BadGradebook, match=r"no column is that of 'hw1'; name one .* Homework 1 \(4711\), hw10"):
        fill(template, totals(students[:2]))
    for name in ("Homework 1", "Homework 1 (4711)"):
        assert fill(template, totals(students[:2]), column=name).column == "Homework 1 (4711)"
    with pytest.raises(BadGradebook, match="reads nothing from the column 'Final Score'"):
        fill(template, totals(students[:2]), column="Final Score")
    twice = platform_gradebooks.canvas(students[:2]).replace(b"hw10 (", b"My hw1 (")
    assert fill(twice, totals(students[:2])).column == "hw1 (4711)"
    twice = twice.replace(b"hw1 (4711)", b"hw1 again (4711)")
    with pytest.raises(BadGradebook, match="2 columns may be those of 'hw1'"):
        fill(twice, totals(students[:2]))


def test_a_table_of_another_course_or_of_no_platform_is_refused(students):
    with pytest.raises(BadGradebook, match=r"none of the 3 students .*nothing was written. Is it of another course\?"):
        fill(platform_gradebooks.canvas(students[5:7]), totals(students[:3]))
    with pytest.raises(BadGradebook, match=r"no gradebook that is known; its first line is: a, b. Expected: Canvas'"):
        fill(b"a,b\n1,2\n", totals(students[:3]))
    with pytest.raises(BadGradebook, match="not as a workbook"):
        fill(b"PK\0\0", totals(students[:3]))


def test_the_worksheet_of_another_assignment_is_told(students):
    template = platform_gradebooks.moodle_worksheet(students[:3])
    other = template.replace(b"Participant 20001", b"Participant 1").replace(b"Participant 20002", b"Participant 20001")
    filled = fill(other.replace(b"Participant 1,", b"Participant 20002,"), totals(students[:3], "moodle"))
    assert column(filled.data, "Grade") == ["", "", "1.5"]
    assert "the number 20002 is Bo Lin_20002's. Is it the worksheet of another assignment?" in filled.told[0]


def test_moodles_export_of_the_gradebook_is_filled_too(students):
    rows = [["First name", "Last name", "ID number", "Email address", "Assignment: hw1 (Real)", "Course total (Real)"]]
    rows += [[one.name.split()[0], " ".join(one.name.split()[1:]), "", one.email, "-", "3"] for one in students]
    template = "\n".join(",".join(row) for row in rows).encode()
    filled = fill(template, totals(students, "moodle"))
    assert filled.column == "Assignment: hw1 (Real)"
    assert column(filled.data, "Assignment: hw1 (Real)")[:8] == ["1", "1.25", "1.5", "1.75", "2", "2.25", "2.5", "-"]
    assert filled.participants == {}


def test_canvas_may_show_first_and_last_name_apart(students):
    template = platform_gradebooks.canvas(students[:3], numbers=False).decode()
    for one in students[:3]:
        last, first = one.sortable.split(", ")
        template = template.replace(f'"{last}, {first}"', f"{last},{first}")
    template = template.replace("Student,ID", "LastName,FirstName,ID").replace("SIS User ID,SIS Login ID,", "")
    rows = [line.split(",") for line in template.splitlines()]
    kept = [",".join(row) for row in rows[:1]] + [",".join([*row[:3], *row[5:]]) for row in rows[3:]]
    filled = fill("\n".join(kept).encode(), totals(students[:3], roster=False))
    assert column(filled.data, "hw1 (4711)") == ["1", "1.25", "1.5"]


def test_lines_that_are_too_short_or_stand_twice_are_told(students):
    template = platform_gradebooks.canvas(students[:3])
    short = b"\n".join([*template.split(b"\n")[:-2], '"Ångström, Chloë",20003'.encode(), b""])
    filled = fill(short, totals(students[:3]))
    assert filled.n_written == 2
    assert filled.told == ["left as it is, line 6 (ångströmchloë_20003): it has too few cells"]
    again = template + template.split(b"\n")[3] + b"\n"
    filled = fill(again, totals(students[:3]))
    assert column(filled.data, "hw1 (4711)")[2:] == ["", "1.25", "1.5", ""]
    assert filled.told == ["left as they are, lines 4, 7: all of them may be marialópezanna_20001's"]
