"""What lateness costs: by whole days that have begun, capped, extended, and never where nobody knows."""

from datetime import UTC, datetime, timedelta

import pytest
from support import exports
from support.rows import each_row

from course_tools.homework import lateness, rules, submissions
from course_tools.homework.handed_in import roster
from course_tools.homework.handing_out.known import Index, known

HEAD = 'zone = "Europe/Berlin"\n[assignments.hw1]\ndue = 2026-01-20 23:59:00\npenalty = "5 %"\n'


def terms(more=""):
    return rules.parse(HEAD + more).of("hw1")


def deducted(more="", earned=15.0, maximum=20.0, **late):
    own = terms(more)
    return lateness.HandedInAt(own, own.due + timedelta(**late), own.due).deduct(earned, maximum)


@each_row(("more", "late", "total", "why"), [
    ("", {"hours": 0}, 15, ""),
    ("", {"hours": -30}, 15, ""),
    ("", {"seconds": 1}, 14.25, "1 min late: −5 % of 15 = 14.25"),
    ("", {"hours": 24}, 14.25, "24 h late: −5 % of 15 = 14.25"),
    ("", {"hours": 28}, 13.5, "28 h late: −10 % of 15 = 13.5"),
    ('of = "maximum"', {"hours": 28}, 13, "28 h late: −10 % of 20, the maximum, from 15 = 13"),
    ('grace = "15 min"', {"minutes": 15}, 15, "15 min late, which costs nothing"),
    ('grace = "15 min"', {"minutes": 16}, 14.25, "16 min late: −5 % of 15 = 14.25"),
    ('grace = "1 h"', {"hours": 25}, 13.5, "25 h late: −10 % of 15 = 13.5"),  # counted from the due date
    ('most = "20 %"', {"days": 9}, 12, "9 d late: −20 % of 15, the most = 12"),
    ('most = "3 points"', {"days": 9}, 12, "9 d late: −3 points, the most, from 15 = 12"),
    ('closes = "7 d"', {"days": 7}, 9.75, "7 d late: −35 % of 15 = 9.75"),
    ('closes = "7 d"', {"days": 7, "seconds": 1}, 0, "7 d 1 h late, after it was closed: 0"),
    ("closes = 2026-01-21 23:59:00", {"days": 2}, 0, "48 h late, after it was closed: 0"),
    ("", {"days": 30}, 0, "30 d late: −100 % of 15 = 0"),
])  # fmt: skip
def test_each_day_that_has_begun_costs(more, late, total, why):
    found = deducted(more, **late)
    assert found.total == pytest.approx(total)
    assert found.off == pytest.approx(15 - total)
    assert found.why == why


def test_points_are_taken_off_and_never_below_nothing():
    own = rules.parse(HEAD.replace("5 %", "2 points")).of("hw1")
    at = lateness.HandedInAt(own, own.due + timedelta(hours=28), own.due)
    assert at.deduct(15, 20) == lateness.Deducted(11, 4, "28 h late: −4 points, from 15 = 11")
    assert at.deduct(3, 20).total == 0


def test_without_a_penalty_lateness_is_told_and_costs_nothing():
    own = rules.parse(HEAD.replace('penalty = "5 %"', "")).of("hw1")
    at = lateness.HandedInAt(own, own.due + timedelta(hours=28), own.due)
    assert at.deduct(15, 20) == lateness.Deducted(15, 0, "28 h late")


@each_row(("due", "fold", "handed_in", "minutes", "why"), [
    # clocks go back from 3:00 to 2:00; a due date in that hour is the later one, a time without a zone the earlier
    ("02:15", 0, "02:50", 0, ""), ("02:15", 1, "02:50", 35, "35 min late: −5 % of 15 = 14.25"),
    ("01:55", 1, "02:05", 70, "1 h 10 min late: −5 % of 15 = 14.25"),
    ("01:55", 0, "02:05", 10, "10 min late, which costs nothing"),
])  # fmt: skip
def test_in_the_hour_that_comes_twice_the_time_that_passes_counts(due, fold, handed_in, minutes, why):
    own = rules.parse(HEAD.replace("2026-01-20 23:59", f"2026-10-25 {due}") + 'grace = "20 min"').of("hw1")
    time = datetime.fromisoformat(f"2026-10-25 {handed_in}").replace(tzinfo=own.due.tzinfo, fold=fold)
    at = lateness.HandedInAt(own, time, own.due)
    assert at.late == timedelta(minutes=minutes)
    assert at.deduct(15, 20).why == why


def test_a_day_ends_at_the_same_hour_when_the_clocks_are_changed():
    text = HEAD.replace("2026-01-20", "2026-10-24")  # the day after has 25 hours
    due = rules.parse(text).of("hw1").due
    for hours, days in ((24.9, 1), (25, 1), (25.1, 2)):
        time = due.astimezone(UTC) + timedelta(hours=hours)
        assert lateness.HandedInAt(rules.parse(text).of("hw1"), time, due).days == days
    text = HEAD.replace("2026-01-20", "2026-03-28")  # 23 hours
    due = rules.parse(text).of("hw1").due
    assert lateness.HandedInAt(rules.parse(text).of("hw1"), due.astimezone(UTC) + timedelta(hours=23.1), due).days == 2


# ------------------------------------------------------------------- a whole class
# Anna hands in at 9:07, Chloë at 11:07, Dmitri at 12:07 and Eve at 13:07 on the 10th; Eve is late by the platform

DUE = HEAD.replace("2026-01-20 23:59", "2026-01-10 10:00")


def everybody(folder, platform, text=DUE, people=None, times=None):
    """{first name: HandedInAt} of the first five, and the problems."""
    files = exports.PLATFORMS[platform](exports.invented_class()[:5])
    people = people or roster.read_text(exports.roster(exports.invented_class()))
    found = submissions.collect(exports.write(folder, files), "hw1", roster=people)
    students = known(found)
    late, problems = lateness.of_everybody(rules.parse(text).of("hw1"), found, students, Index(students), times)
    return {student.split()[0]: one for student, (one,) in late.items()}, problems


def minutes(late):
    return {name: one.late / timedelta(minutes=1) for name, one in late.items() if not one.human}


@pytest.mark.parametrize(("clock", "chloe"), [
    ("", 67), ('clock = "Europe/London"\n', 127), ('clock = "America/New_York"\n', 67 + 6 * 60),
    ('clock = "Europe/Helsinki"\n', 7), ('clock = "Asia/Tokyo"\n', 0),
])  # fmt: skip
def test_times_without_a_zone_are_by_the_platforms_clock(clock, chloe, tmp_path):
    late, problems = everybody(tmp_path, "blackboard", clock + DUE)
    assert minutes(late)["Chloë"] == chloe
    assert problems == []


def test_a_time_with_which_nobody_can_reckon_is_none(tmp_path):
    for year in (1, 9999):
        students = exports.invented_class()[:2]
        files = exports.blackboard(students)
        files = {path.replace("2026-01-10", f"{year:04}-12-31"): data for path, data in files.items()}
        found = submissions.collect(exports.write(tmp_path / str(year), files), "hw1")
        text = rules.parse('clock = "America/New_York"\n' + DUE).of("hw1")
        late, _ = lateness.of_everybody(text, found, there := known(found), Index(there))
        assert ["nothing says when" in one.human for (one,) in late.values()] == [True, year == 9999]


def test_of_times_without_a_zone_and_a_clock_nothing_is_known(tmp_path):
    text = "[assignments.hw1]\ndue = 2026-01-10T10:00:00+01:00\npenalty = '5 %'"
    late, _ = everybody(tmp_path, "blackboard", text)
    assert all("write clock =" in one.human for one in late.values())
    assert {one.deduct(15, 20) for one in late.values()} == {lateness.Deducted(15)}
    late, _ = everybody(tmp_path / "with a zone", "exchange", text)  # nbgrader's are in UTC
    assert list(minutes(late).values()) == [7, 2 * 24 * 60 + 67, 127, 187, 247]


def test_canvas_says_who_is_late_and_not_by_how_much(tmp_path):
    late, _ = everybody(tmp_path, "canvas")
    assert {name for name, one in late.items() if one.human} == {"Eve"}
    assert "nothing says by how much: give the time with --times" in late["Eve"].human
    assert {one.deduct(15, 20) for one in late.values()} == {lateness.Deducted(15)}


def test_who_handed_in_at_a_time_that_nobody_knows_goes_to_a_human(tmp_path):
    late, _ = everybody(tmp_path, "moodle")
    assert all("nothing says when" in one.human for one in late.values())
    assert all(one.deduct(15, 20) == lateness.Deducted(15) for one in late.values())


def test_a_time_that_a_student_may_have_written_is_none(tmp_path):
    one = exports.invented_class()[0]
    one.attempts[0].files["timestamp.txt"] = b"2026-01-01 08:00:00 UTC"
    text = rules.parse(DUE).of("hw1")
    for platform, known_time in (("moodle", False), ("github", False), ("nbgrader", True)):
        files = exports.PLATFORMS[platform]([one])
        found = submissions.collect(exports.write(tmp_path / platform, files), "hw1", scheme=platform)
        assert found.submissions[0].collected is not None
        late, _ = lateness.of_everybody(text, found, students := known(found), Index(students))
        assert [own.human == "" for (own,) in late.values()] == [known_time], platform


def test_a_table_of_times_comes_before_the_export(tmp_path):
    at = datetime(2026, 1, 12, 8, tzinfo=UTC)
    late, _ = everybody(tmp_path, "canvas", times={"Eve O'Neil_20005": at, "Bo Lin_20002": None})
    assert late["Eve"].days == 2
    assert late["Eve"].human == ""
    assert late["Bo"].human == "the time in the table cannot be read"
    late, _ = everybody(tmp_path, "blackboard", times={"Eve O'Neil_20005": at})
    assert minutes(late)["Eve"] == 47 * 60


def test_extensions_are_found_by_name_id_login_and_e_mail_and_others_are_named(tmp_path):
    text = (
        DUE
        + """[extensions.hw1]
"Chloë Ångström" = "1 h"
u70004 = 2026-01-10 12:00:00
"u70005@uni.example" = "2 d"
20006 = "1 d"
"Nobody Else" = "1 d"
"""
    )
    late, problems = everybody(tmp_path, "blackboard", text)
    assert minutes(late) == {"Anna": 0, "Bo": 2 * 24 * 60 + 7, "Chloë": 7, "Dmitri": 7, "Eve": 0}
    assert late["Chloë"].deduct(15, 20).why.startswith("7 min late (with an extension: until 2026-01-10 11:00): −5 %")
    assert problems == [  # 20006 is of the roster and has handed in nothing
        "the rules of hw1 extend the time of 'Nobody Else': nobody is called so; a name, id, login or e-mail of the "
        "roster or of what was handed in is expected"
    ]


def test_the_rosters_extra_time_is_an_extension_and_the_file_comes_first(tmp_path):
    table = exports.roster(exports.invented_class())
    for name, extra in (("Chloë Ångström", "1 h"), ("Dmitri Ольгин", "2"), ("Anna Maria López", "25 %"),
                        ("Eve O'Neil", "2 d")):  # fmt: skip
        table = "\n".join(line + extra if line.startswith(name) else line for line in table.splitlines())
    people = roster.read_text(table)
    late, _ = everybody(tmp_path, "blackboard", DUE + '[extensions.hw1]\nu70005 = "1 h"', people)
    assert minutes(late)["Chloë"] == 7
    assert minutes(late)["Eve"] == 127
    assert late["Anna"].human == ""  # in time without it
    assert late["Dmitri"].human == ("the roster's extra time is '2', which is no time; write for example \"3 d\" there")
    assert late["Dmitri"].deduct(15, 20) == lateness.Deducted(15)


def test_each_of_a_group_has_their_own_extension(tmp_path):
    students = exports.invented_class()[:2]
    for one in students:
        one.group = "Team A"
    people = roster.read_text(exports.roster(students).replace("Team A,\r", "Team A,\r"))
    team = exports.Team("Team A", 7, "t", attempts=[exports.Attempt({"hw1.ipynb": b"1"}, exports.FIRST)])
    found = submissions.collect(exports.write(tmp_path, exports.brightspace([team])), "hw1", roster=people)
    students = known(found)
    text = DUE.replace("10:00:00", "08:00:00") + '[extensions.hw1]\n20002 = "2 h"'
    late, _ = lateness.of_everybody(rules.parse(text).of("hw1"), found, students, Index(students))
    assert {student: one.days for student, (one,) in late.items()} == {"Anna Maria López_20001": 1, "Bo Lin_20002": 0}
