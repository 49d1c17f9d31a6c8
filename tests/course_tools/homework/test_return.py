"""From what a platform exports to what it imports: rules, totals, gradebooks and pages of a graded class."""

import csv
import json
import zipfile

import pytest
import support.homework_kinds as kinds
from support import exports, platform_gradebooks
from support.graded import record, rows

from course_tools import cli

pytestmark = pytest.mark.slow
RULES = """
zone = "Europe/Berlin"
[assignments.{name}]
due = 2026-01-10 10:00:00
grace = "15 min"
penalty = "10 %"
{more}
[extensions.{name}]
u70003 = "1 h"
"""


def students(notebook=None):
    """Anna in time, Bo two days late, Chloë 67 minutes late, Dmitri two hours late and without a notebook."""
    four = exports.invented_class()[:4]
    for one in four:
        for attempt in one.attempts:
            attempt.files = {f"{kinds.NAME}.ipynb": json.dumps(notebook or kinds.solved()).encode()}
    four[3].attempts[0].files = {"photo.png": b"PNG"}
    return four


def grade(course, platform, four, *options, rules="", code=0):
    if not course.submitted.exists():
        exports.write(course.submitted, exports.PLATFORMS[platform](four))
    folder = course.submitted.parent
    (folder / "course.toml").write_text(RULES.format(name=kinds.NAME, more=rules), encoding="utf-8")
    (folder / "roster.csv").write_text(exports.roster(exports.invented_class()[:6]), encoding="utf-8")
    own = "--roster", str(folder / "roster.csv"), "--rules", str(folder / "course.toml")
    return course.grade(*own, *options, code=code)


def give_back(course, *options, code=0):
    assert cli.main(["return", kinds.NAME, "--graded", str(course.output), *map(str, options)]) == code


def totals_of(course):
    with open(course.output / "totals.csv", encoding="utf-8-sig", newline="") as file:
        return {row["name"].split()[0]: row for row in csv.DictReader(file)}


def page(course, student):
    return (course.output / "feedback" / student / kinds.NAME / f"{kinds.NAME}.html").read_text("utf-8")


def test_lateness_is_taken_off_the_total_and_shown_and_never_off_a_question(course):
    grade(course, "blackboard", students())
    by_name = totals_of(course)
    assert {name: (row[kinds.NAME], row["total"]) for name, row in by_name.items()} == {
        "Anna": ("8", "8"), "Bo": ("5.6", "5.6"), "Chloë": ("8", "8"), "Dmitri": ("0", "0"),
        "Eve": ("", "0"), "Farid": ("", "0"),  # of the roster, with nothing handed in
    }  # fmt: skip
    assert by_name["Bo"]["late"] == f"{kinds.NAME}: 48 h 7 min late: −30 % of 8 = 5.6"
    assert by_name["Chloë"]["late"] == (
        f"{kinds.NAME}: 7 min late (with an extension: until 2026-01-10 11:00), which costs nothing"
    )
    of_bo = [row for row in rows(course.output) if row["student"] == "Bo Lin_20002"]
    assert sum(float(row["points"] or 0) for row in of_bo) == 8
    assert {row["id"] for row in of_bo} == {"20002"}
    assert {row["total"] for row in of_bo} == {""}  # words are to be graded by hand
    report = (course.output / "report.md").read_text("utf-8")
    assert "| Bo Lin\\_20002 | 5.6 so far | 1 to do | graded |" in report
    assert "| Bo Lin\\_20002 | 48 h 7 min late: −30 % of 8 = 5.6 |" in report
    assert "Handed in 48 h 7 min late: −30 % of 8 = 5.6" in page(course, "Bo Lin_20002")
    assert "<strong>5.6</strong> of 11 points" in page(course, "Bo Lin_20002")
    assert "late" not in page(course, "Anna Maria López_20001").partition("<main>")[2]
    # another rule: pages, tables and report follow, and nothing is graded anew
    done = grade(course, "blackboard", None, rules='most = "10 %"')
    assert done.stdout.startswith("0 of 4 graded now")
    assert totals_of(course)["Bo"][kinds.NAME] == "7.2"
    assert "−10 % of 8, the most = 7.2" in page(course, "Bo Lin_20002")


def test_who_is_late_by_an_unknown_time_goes_to_a_human_until_a_table_says_it(course):
    four = students()
    four[0].attempts[0].late = True
    grade(course, "canvas", four)
    report = (course.output / "report.md").read_text("utf-8")
    assert "| Anna Maria López\\_20001 | late, and nothing says by how much: give the time with --times |" in report
    assert totals_of(course)["Anna"][kinds.NAME] == "8"
    times = course.submitted.parent / "times.csv"
    times.write_text("login,time\nu70001,2026-01-10 11:30\n", encoding="utf-8")
    grade(course, "canvas", None, "--times", str(times))
    assert totals_of(course)["Anna"][kinds.NAME] == "7.2"
    assert "give the time" not in (course.output / "report.md").read_text("utf-8")


def test_of_several_attempts_the_one_counts_of_which_most_is_left(course):
    four = students()[:2]
    exports.write(course.submitted, exports.blackboard(four))
    done = grade(course, "blackboard", None, rules='attempts = "best"')
    assert done.stdout.startswith("2 of 2 graded now")
    # all three of Bo's attempts have the same points: the first was handed in 7 minutes late, within the grace
    assert record(course.output, "Bo Lin_20002").attempt == 2
    assert totals_of(course)["Bo"][kinds.NAME] == "8"
    # without a penalty the newest of them counts, and it is graded again for that
    toml = course.submitted.parent / "course.toml"
    toml.write_text(toml.read_text().replace('penalty = "10 %"', ""), encoding="utf-8")
    done = course.grade("--roster", str(toml.parent / "roster.csv"), "--rules", str(toml))
    assert done.stdout.startswith("1 of 2 graded now")
    assert record(course.output, "Bo Lin_20002").attempt == 0


@pytest.mark.parametrize(("toml", "said"), {
    "[assignments.hw]\ndue = 2026-01-10 10:00:00": "has no zone",
    "[assignments.hw]\ndew = 1": "unknown key 'dew'",
}.items())  # fmt: skip
def test_rules_that_cannot_be_followed_end_the_command_before_anything_runs(toml, said, course, engine):
    exports.write(course.submitted, exports.canvas(students()))
    path = course.submitted.parent / "course.toml"
    path.write_text(toml, encoding="utf-8")
    done = course.grade("--rules", str(path), code=1)
    assert f"{path}: " in done.stderr
    assert said in done.stderr
    assert engine == []
    assert not (course.output / "grades.csv").exists()


def test_unknown_assignments_and_students_of_the_rules_are_named_and_others_graded(course):
    done = grade(course, "blackboard", students(), rules="[assignments.hw77]\n[extensions.hw77]\n")
    assert f"no assignment is called 'hw77'; expected: {kinds.NAME}, hw1, hw2" in done.stderr
    assert "no assignment is called 'hw77'" in (course.output / "report.md").read_text("utf-8")
    assert done.stdout.startswith("4 of 4 graded now")


def test_of_a_group_each_has_a_line_and_their_own_due_date(course, tmp_path, capsys):
    two = students()[:2]
    table = exports.roster([*two, exports.invented_class()[5]]).replace("example,,", "example,Team A,", 2)
    table = table.replace("u70002@uni.example,Team A,", "u70002@uni.example,Team A,2 h")
    (tmp_path / "teams.csv").write_text(table, encoding="utf-8")
    two[0].attempts[0].time = exports.FIRST.replace(hour=11)  # an hour late
    exports.write(course.submitted, exports.blackboard(two[:1]))
    grade(course, "blackboard", None, "--roster", str(tmp_path / "teams.csv"))
    assert {name: row[kinds.NAME] for name, row in totals_of(course).items()} == {
        "Anna": "7.2", "Bo": "8", "Farid": ""
    }  # fmt: skip
    template = tmp_path / "export.csv"
    template.write_bytes(platform_gradebooks.canvas(two).replace(b"hw1 (", f"{kinds.NAME} (".encode()))
    give_back(course, "--gradebook", template, "--looked-at", "all")
    filled = (course.output / "return" / f"{kinds.NAME}-export.csv").read_text("utf-8-sig")
    assert [row[f"{kinds.NAME} (4711)"] for row in csv.DictReader(filled.splitlines())][2:] == ["7.2", "8"]


@pytest.mark.parametrize("platform", ["canvas", "moodle"])
def test_grades_and_pages_go_back(platform, course, tmp_path, capsys):
    four = students()
    grade(course, platform, four, *(["--attempts", "newest"]))
    made = platform_gradebooks.canvas if platform == "canvas" else platform_gradebooks.moodle_worksheet
    template = tmp_path / "export.csv"
    template.write_bytes(made([*four, exports.invented_class()[5]]).replace(b"hw1 (", f"{kinds.NAME} (".encode()))
    give_back(course, "--gradebook", template, "--looked-at", "Bo Lin")
    said = capsys.readouterr().out
    filled = (course.output / "return" / f"{kinds.NAME}-export.csv").read_bytes()
    assert said.count("left as it is") == 3
    assert said.count("are entered with --looked-at STUDENT, or --looked-at all") == 1
    assert "1 filled" in said
    changed = [(old, new) for old, new in zip(template.read_bytes().splitlines(), filled.splitlines(), strict=True)
               if old != new]  # fmt: skip
    assert [new.decode().count("Lin") for _, new in changed] == [1]
    with zipfile.ZipFile(course.output / "return" / f"{kinds.NAME}-feedback.zip") as packed:
        names = packed.namelist()
        assert len(names) == 4
        (of_bo,) = [name for name in names if "_20002_" in name]
        assert "Bo Lin_20002" in packed.read(of_bo).decode()


def test_a_file_that_is_no_gradebook_is_named_and_the_others_are_filled(course, tmp_path, capsys):
    grade(course, "canvas", four := students())
    good, other = tmp_path / "good.csv", tmp_path / "other.csv"
    good.write_bytes(platform_gradebooks.canvas(four).replace(b"hw1 (", f"{kinds.NAME} (".encode()))
    other.write_bytes(platform_gradebooks.canvas(exports.invented_class()[8:]).replace(
        b"hw1 (", f"{kinds.NAME} (".encode()))  # fmt: skip
    give_back(course, "--gradebook", other, tmp_path / "nowhere.csv", good, "--looked-at", "all", code=1)
    said = capsys.readouterr()
    assert "Is it of another course?" in said.err
    assert "nowhere.csv: " in said.err
    assert sorted(path.name for path in (course.output / "return").iterdir()) == [
        f"{kinds.NAME}-feedback.zip", f"{kinds.NAME}-good.csv"
    ]  # fmt: skip
    assert cli.main(["return", "hw9", "--graded", str(course.output)]) == 1
    assert f"hw9 has not been graded there; there is: {kinds.NAME}" in capsys.readouterr().err
