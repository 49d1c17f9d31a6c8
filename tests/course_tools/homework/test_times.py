"""Times of handing in are read from tables, the platform's own among them; what is no time is named."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from support import exports, platform_gradebooks
from support.rows import each_row

from course_tools.homework import times
from course_tools.homework.handing_out.known import Index, Known

STUDENTS = [Known("Anna_1", "Anna Maria", "1", "1", ("1", "am12"), "am12@uni.example"),
            Known("Bo_2", "Bo Lin", "2", "2", ("2", "bl13"), "bl13@uni.example")]  # fmt: skip
BERLIN = ZoneInfo("Europe/Berlin")
NINE = datetime(2026, 1, 10, 9, 7, tzinfo=BERLIN)


def read(folder, text, clock=BERLIN, students=STUDENTS):
    path = folder / "times.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    found, problems = times.read(path, Index(students), clock)
    return found, [problem.removeprefix(f"{path}: ") for problem in problems]


@each_row("said", [
    "2026-01-10 09:07", "2026-01-10T08:07:00Z", "2026-01-10 08:07:00 UTC", "2026-01-10 08:07:00.000000 UTC",
    "2026-01-10T09:07:00+01:00", "Saturday, 10 January 2026, 9:07 AM", "Saturday, 10 January 2026, 09:07",
    "10 January 2026, 09:07", "10.01.2026 09:07", "2026-01-10 08:07:00 +0000", "2026-01-10 09:07 +01:00",
])  # fmt: skip
@each_row("heading", ["name", "Login ID", "e-mail"])
def test_a_time_is_read_however_it_is_written(said, heading, tmp_path):
    who = {"name": "Maria, Anna", "Login ID": "AM12", "e-mail": "am12@uni.example"}[heading]
    assert read(tmp_path, f'{heading};time\n"{who}";"{said}"\n') == ({"Anna_1": NINE}, [])


def test_moodles_worksheet_is_such_a_table(tmp_path):
    students = exports.invented_class()[:9]
    there = [Known(f"{one.name}_{one.number}", one.name, str(one.number), str(one.number), (str(one.number),))
             for one in students]  # fmt: skip
    for named in (True, False):
        found, problems = read(tmp_path, platform_gradebooks.moodle_worksheet(students, named=named), UTC, there)
        assert problems == []
        assert found == {f"{one.name}_{one.number}": one.attempts[-1].time.replace(tzinfo=UTC)
                         for one in students if one.attempts}  # fmt: skip
        assert len(found) == 8


def test_what_cannot_be_read_is_named_and_the_others_are_read(tmp_path):
    found, problems = read(tmp_path, "name,id,time\nAnna Maria,1,03/04/2026\nBo Lin,2,2026-01-10 09:07\nEve,9,-\n"
                           "Anna Maria,2,2026-01-10 09:07\nCy Ray,7,2026-01-10 09:07\n")  # fmt: skip
    assert found == {"Anna_1": None, "Bo_2": NINE}
    assert problems == [
        "line 2: '03/04/2026' is no time that can be read; write for example 2026-01-20 22:15",
        "lines of nobody who has handed in: 5 (the id is that of Bo_2, and the name that of Anna_1), 6",
    ]


def test_of_several_times_the_newest_is_meant(tmp_path):
    lines = [f"1,2026-01-{day} 09:07" for day in ("09", "10", "08")]
    assert read(tmp_path, "\n".join(["id,time", *lines]))[0] == {"Anna_1": NINE}


def test_a_time_without_a_zone_is_unknown_where_no_clock_is_named(tmp_path):
    found, problems = read(tmp_path, "id,time\n1,2026-01-10 09:07\n2,2026-01-10T09:07+01:00\n", None)
    assert found == {"Anna_1": None, "Bo_2": NINE}
    assert "line 2: '2026-01-10 09:07' has no zone; write clock =" in problems[0]


@pytest.mark.parametrize(("text", "said"), [
    ("id,when\n1,2\n", "names no column of times; expected: time, submitted_at"),
    ("time\n2026-01-10 09:07\n", "names no column of names or ids"),
    ("", r"names no column of times; expected: .*\(submission\); it is: empty"),
])  # fmt: skip
def test_a_table_without_times_or_students_is_refused(text, said, tmp_path):
    with pytest.raises(times.BadTimes, match=said):
        read(tmp_path, text)
