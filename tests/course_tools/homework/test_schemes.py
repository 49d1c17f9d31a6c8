"""The names of each platform at their oddest, and how the scheme of a folder is told: from all names, or by hand."""

from datetime import datetime

import pytest
from support import exports

from course_tools.homework import submissions
from course_tools.homework.handed_in.roster import Person, Roster


def collect(folder, names, **options):
    files = {name: name.encode() for name in names}
    return submissions.collect(exports.write(folder / "in", files), "hw1", **options)


def told(found):
    """{student: (the files of the newest attempt, problem)}."""
    return {one.student: (one.attempts[0].files, one.read().problem) for one in found.submissions}


CANVAS = ["doejohn_12345_678901_hw1.ipynb", "smithanna_LATE_12346_678902_hw1.ipynb"]


def test_canvas(tmp_path):
    found = collect(tmp_path, [
        *CANVAS, "doejohn_12345_700001_hw1-1.ipynb", "doejohn_12345_690000_data_1_2.csv", "bo_5_text.html",
        "kim2min_3_700002_1_2_hw1.ipynb", "ольга_4_700003_hw1.ipynb", "LATE_anon_a1B2c_700004_hw1.ipynb",
        "anon_Zz9_700005_hw1.ipynb", "li_6_700006_hw1_text.html", "van_der_berg_7_700007_hw1.ipynb",
        "cy_LATE_8_link.html", "cy_LATE_8_700008_hw1.ipynb", "7_9_700009_hw1.ipynb",
    ])  # fmt: skip
    assert (found.scheme, found.left_out) == ("canvas", [])
    students = told(found)
    assert {student: set(files) for student, (files, problem) in students.items() if not problem} == {
        "doejohn_12345": {"doejohn_12345_690000_data_1_2.csv", "doejohn_12345_700001_hw1-1.ipynb"},
        "smithanna_12346": {"smithanna_LATE_12346_678902_hw1.ipynb"}, "kim2min_3": {"kim2min_3_700002_1_2_hw1.ipynb"},
        "ольга_4": {"ольга_4_700003_hw1.ipynb"}, "anon_a1B2c": {"LATE_anon_a1B2c_700004_hw1.ipynb"},
        "anon_Zz9": {"anon_Zz9_700005_hw1.ipynb"}, "van_der_berg_7": {"van_der_berg_7_700007_hw1.ipynb"},
        "cy_8": {"cy_LATE_8_700008_hw1.ipynb", "cy_LATE_8_link.html"}, "7_9": {"7_9_700009_hw1.ipynb"},
    }  # fmt: skip
    assert {one.student for one in found.submissions if one.late} == {"smithanna_12346", "anon_a1B2c", "cy_8"}
    assert students["bo_5"][1] == "no file was handed in: there is only a text typed into Canvas"
    assert "is no notebook" in students["li_6"][1]
    john = next(one for one in found.submissions if one.student == "doejohn_12345")
    assert (john.older, list(john.read().files)) == (["doejohn_12345_678901_hw1.ipynb"], ["data_1_2.csv"])


def test_two_students_of_one_name_are_two_and_one_of_two_names_is_one(tmp_path):
    found = collect(
        tmp_path, ["kimmin_1_10_hw1.ipynb", "kimmin_2_11_hw1.ipynb", "roe_3_12_hw1.ipynb", "poe_3_13_hw1-1.ipynb"]
    )
    assert list(told(found)) == ["kimmin_1", "kimmin_2", "poe_3"]


def test_numbers_that_look_like_ids_are_none_if_they_return(tmp_path):
    found = collect(tmp_path, ["lab_2_1_hw1_anna.ipynb", "lab_2_1_hw1_bo.ipynb"])
    assert found.scheme == "flat"
    assert len(found.submissions) == 2


def test_moodle(tmp_path):
    found = collect(tmp_path, [
        "Anna Maria_1001_assignsubmission_file/hw1.ipynb",
        "Anna Maria_1001_assignsubmission_onlinetext/onlinetext.html",
        "Bo_1002_assignsubmission_onlinetext/onlinetext.html", "Bo_1003_assignsubmission_file_/hw1.ipynb",
        "Group A_4_assignsubmission_file/hw1.ipynb", "Default group_assignsubmission_file/hw1.ipynb",
        "Cy_1005_assignsubmission_file_hw1.ipynb", "Participant_77_assignsubmission_file/x/hw1.ipynb",
    ])  # fmt: skip
    students = told(found)
    assert {student for student, (_, problem) in students.items() if not problem} == {
        "Anna Maria_1001", "Bo_1003", "Group A_4", "Default group", "Cy_1005", "Participant_77"
    }  # fmt: skip
    assert students["Bo_1002"][1] == "no file was handed in: there is only what Moodle keeps as onlinetext"


@pytest.mark.parametrize(("title", "users"), [
    ("hw1", ["a_b", "a_c"]), ("Homework_1", ["u1", "u2"]), ("HW1", ["x_y_z"]), ("My hw", ["ab", "ac"]),
])  # fmt: skip
def test_blackboard_users_and_titles_may_hold_underscores(title, users, tmp_path):
    found = collect(tmp_path, [f"{title}_{user}_attempt_2026-01-02-11-00-00_hw1.ipynb" for user in users])
    assert list(told(found)) == users


def test_blackboards_text_file_names_the_user(tmp_path):
    students = exports.invented_class()[:1]
    files = exports.blackboard(students, title="T_1")
    text = {path: data for path, data in files.items() if path.endswith("00.txt")}
    assert len(text) == 1
    found = submissions.collect(exports.write(tmp_path, files), "hw1")
    assert [one.student for one in found.submissions] == ["Anna Maria López_u70001"]
    assert found.submissions[0].read().files == {}
    found = submissions.collect(exports.write(tmp_path / "text only", text), "hw1")
    assert found.submissions[0].read().problem == "no file was handed in: there is only Blackboard's own text file"


@pytest.mark.parametrize(("name", "student", "time"), [
    ("397063-2557369 - Mary-Ann Smith - Sep 24, 2024 926 PM", "Mary-Ann Smith", datetime(2024, 9, 24, 21, 26)),
    ("1-2 - Bo - January 2, 2024 1205 AM", "Bo", datetime(2024, 1, 2, 0, 5)),
    ("1-2 - Bo - 24 Sep, 2024 2126", "Bo", datetime(2024, 9, 24, 21, 26)),
    ("1-2 - Team Red - Bo Lin - Sep 24, 2024 926 PM", "Team Red", datetime(2024, 9, 24, 21, 26)),
    ("1-2 - N01234567 - Bo Lin- Sep 24, 2024 926 PM", "Bo Lin_N01234567", datetime(2024, 9, 24, 21, 26)),
    ("1-2 - Bo - sept. 24, 2024 926 PM", "Bo", None),
])  # fmt: skip
def test_brightspace(name, student, time, tmp_path):
    for shape in ("/", " - "):
        found = collect(tmp_path / ("flat" if shape != "/" else "folder"), [f"{name}{shape}hw1.ipynb", "index.html"])
        (one,) = found.submissions
        assert (found.scheme, one.student, one.time) == ("brightspace", student, time)
        assert one.read().data


def test_a_newest_attempt_without_a_notebook_is_told_with_the_older_one_that_has_it(tmp_path):
    found = collect(
        tmp_path, ["hw1_bo_attempt_2026-01-02-11-00-00_hw1.ipynb", "hw1_bo_attempt_2026-01-03-11-00-00_hw1.pdf"]
    )
    (one,) = found.submissions
    assert one.read().problem == (
        "hw1.pdf is no notebook; an older attempt is there: hw1_bo_attempt_2026-01-02-11-00-00_hw1.ipynb"
    )


def test_otters_exports_named_after_students_are_no_platforms_and_the_newest_counts(tmp_path):
    times = {"anna": ["2026_01_02T03_04_05_000006", "2026_02_01T03_04_05_000006"], "bo": ["2026_03_02T03_04_05_000006"]}
    for student, exported in times.items():
        for time in exported:
            exports.write_zip(tmp_path / f"{student}_hw1_{time}.zip", {"hw1.ipynb": time.encode()})
    found = submissions.collect(tmp_path, "hw1")
    assert found.scheme == "flat"
    assert {one.student: one.read().data.decode() for one in found.submissions} == {
        student: exported[-1] for student, exported in times.items()
    }


def test_github_repositories(tmp_path):
    names = ["hw1-submissions/hw1-octo-cat/hw1.ipynb", "hw1-submissions/hw1-bo/README.md"]
    assert {student: bool(problem) for student, (_, problem) in told(collect(tmp_path / "1", names)).items()} == {
        "octo-cat": False, "bo": True
    }  # fmt: skip
    assert list(told(collect(tmp_path / "3", ["hw1-bo/hw1.ipynb", "hw1-cy/hw1.ipynb"]))) == ["bo", "cy"]
    # cloned one by one, under a title of the classroom's
    names = [f"homework-one-{user}/{file}" for user in ("bo", "cy") for file in (".git/HEAD", "hw1.ipynb")]
    found = collect(tmp_path / "2", names)
    assert (found.scheme, list(told(found))) == ("github", ["bo", "cy"])


def test_google_classroom(tmp_path):
    found = collect(tmp_path, ["Anna Maria - Homework 1.ipynb", "Bo - Copy of Homework 1.ipynb",
                               "Cy-Lee Roe - Homework 1 (1).ipynb", "upload.ipynb"])  # fmt: skip
    assert found.scheme == "google"
    assert list(told(found)) == ["Anna Maria", "Bo", "Cy-Lee Roe", "upload"]


@pytest.mark.parametrize(("platform", "others"), [
    ("canvas", "{}_700009_roe_9_999_hw1.ipynb"), ("blackboard", "Z_{}_attempt_2030-01-01-00-00-00_hw1.ipynb"),
    ("brightspace flat", "x - {} - Sep 24, 2030 926 PM - hw1.ipynb"),
    ("moodle flat", "{}_assignsubmission_file_hw1.ipynb"),
])  # fmt: skip
def test_no_file_is_taken_for_anothers_by_what_its_student_called_it(platform, others, tmp_path):
    students = [one for one in exports.invented_class() if one.graded][:4]
    victim, attacker = students[0], students[1]
    attacker.attempts[-1].files = {others.format(victim.login if platform == "blackboard" else victim.name): b"[666]"}
    attacker.attempts = attacker.attempts[-1:]
    found = submissions.collect(exports.write(tmp_path, exports.PLATFORMS[platform](students)), "hw1")
    data = {one.name: one.read().data for one in found.submissions}
    assert sorted(data.values()) == sorted([b"[666]", *(one.graded for one in students if one is not attacker)])
    (name,) = [name for name, handed in data.items() if handed == b"[666]"]
    assert name in (attacker.name, exports.squashed(attacker.sortable), "")
    assert len(found.submissions) == 4
    assert not any(one.older for one in found.submissions if one.read().data == victim.graded)


def test_a_download_beside_what_was_unpacked_from_it_changes_nothing(tmp_path):
    moodle = [f"A_{number}_assignsubmission_file/hw1.ipynb" for number in (1, 2)]
    for name, paths in {"canvas": CANVAS, "moodle": moodle}.items():
        files = dict.fromkeys(paths, b"[]")
        exports.write_zip(tmp_path / name / "submissions.zip", files)
        exports.write(tmp_path / name / "submissions", files)
        found = submissions.collect(tmp_path / name, "hw1")
        assert [(one.read().data, one.older) for one in found.submissions] == [(b"[]", [])] * 2


def test_a_students_own_name_for_a_file_makes_no_platform(tmp_path):
    found = collect(tmp_path, ["anna/lab_1_2_hw1.ipynb"])
    assert (found.scheme, [one.student for one in found.submissions]) == ("folders", ["anna"])
    names = [
        "anna/hw1-mine/hw1.ipynb",
        "bo/hw1-mine-too/hw1.ipynb",
        "anna/hw1-mine/.git/HEAD",
        "bo/hw1-mine-too/.git/HEAD",
    ]
    assert list(told(collect(tmp_path / "repositories", names))) == ["anna", "bo"]
    names = ["anna/lab_1_2_hw1.ipynb", "bo/lab_3_4_hw1.ipynb", "cy/1_5_6_hw1.ipynb"]
    assert list(told(collect(tmp_path / "numbers", names))) == ["anna", "bo", "cy"]
    exports.write_zip(tmp_path / "one" / "x.zip", {CANVAS[0]: b"1"})
    assert list(told(submissions.collect(tmp_path / "one", "hw1"))) == ["doejohn_12345"]


def test_the_scheme_follows_from_all_names_not_from_one(tmp_path):
    """A student's own file may look like any platform's."""
    odd = "roe_9_999_Bo_1002_assignsubmission_file_hw1.ipynb"
    found = collect(tmp_path / "1", [*CANVAS, odd])
    assert (found.scheme, told(found)["roe_9"]) == ("canvas", ([odd], None))
    names = [f"{name} - hw1.ipynb" for name in ("Anna", "Bo", "Cy")]
    assert list(told(collect(tmp_path / "2", [*names, CANVAS[0]]))) == ["Anna", "Bo", "Cy", "doejohn_12345_678901"]


def test_two_platforms_in_one_folder_are_named_and_the_larger_one_is_graded(tmp_path):
    found = collect(tmp_path, [*CANVAS, "Bo_12345_assignsubmission_file/hw1.ipynb", "Cy - hw1.ipynb", "notes.csv"])
    students = told(found)
    assert [students[student][1] for student in ("doejohn_12345", "smithanna_12346")] == [None, None]
    assert "its name is one of Moodle, and this folder is one of Canvas" in students["Bo_12345"][1]
    assert "Cy - hw1.ipynb, does not follow the scheme of the others, Canvas" in students["Cy"][1]
    assert found.left_out == [("notes.csv", "nobody's, by the names of Canvas")]


def test_a_file_that_was_mailed_is_graded_if_the_roster_knows_its_student(tmp_path):
    people = Roster([Person("John Doe", "12345", ("12345",)), Person("Cy Ray", "7", ("7",))])
    students = told(collect(tmp_path, [*CANVAS, "Cy Ray - hw1.ipynb"], roster=people))
    assert students["Cy Ray_7"] == (["Cy Ray - hw1.ipynb"], None)


@pytest.mark.parametrize("wrapping", ["a/b/", "hw1 submissions/"])
def test_wrapping_folders_are_gone_through(wrapping, tmp_path):
    assert list(told(collect(tmp_path / "1", [wrapping + name for name in CANVAS]))) == [
        "doejohn_12345",
        "smithanna_12346",
    ]
    names = ["Anna/hw1.ipynb", "Bo/mine/hw1.ipynb"]
    assert list(told(collect(tmp_path / "2", [wrapping + name for name in names]))) == ["Anna", "Bo"]
    for number, names in enumerate((["Anna - hw1.ipynb", "Bo - hw1.ipynb"], ["Anna.ipynb", "Bo.ipynb"])):
        found = collect(tmp_path / f"3{number}", [f"hw1 submissions/{name}" for name in names])
        assert list(told(found)) == ["Anna", "Bo"]


def test_one_student_alone_is_no_wrapping(tmp_path):
    for number, name in enumerate(["anna/hw1/hw1.ipynb", "anna/hw1.ipynb", "anna/mine/hw1.ipynb"]):
        found = collect(tmp_path / str(number), [name])
        assert [(one.student, one.read().data) for one in found.submissions] == [("anna", name.encode())]


def test_the_exports_of_two_sections_are_read_as_one(tmp_path):
    for number in (1, 2):
        names = [f"roe{who}_{number}{who}_9{number}{who}_hw1.ipynb" for who in (1, 2)]
        exports.write_zip(tmp_path / f"in/section {number}.zip", dict.fromkeys(names, b"[]"))
    exports.write(tmp_path / "in", {"section 3.zip": b"PK broken"})
    found = submissions.collect(tmp_path / "in", "hw1")
    assert list(told(found)) == ["roe1_11", "roe1_21", "roe2_12", "roe2_22"]
    assert [(name, "no zip archive" in why) for name, why in found.left_out] == [("section 3.zip", True)]


def test_a_scheme_can_be_forced(tmp_path, refuses):
    found = collect(tmp_path, CANVAS, scheme="flat")
    assert list(told(found)) == ["doejohn_12345_678901", "smithanna_LATE_12346_678902"]
    assert list(told(collect(tmp_path, [], scheme="canvas"))) == ["doejohn_12345", "smithanna_12346"]
    with refuses(submissions.NoSubmissions, "no name follows the scheme of Moodle", CANVAS[0]):
        collect(tmp_path, [], scheme="moodle")


# --------------------------------------------------------------------------- a pattern


def test_a_pattern_reads_any_names(tmp_path):
    pattern = r"(?P<student>[A-Z]\w+)-(?P<id>\d+)(?P<late>-late)?/try(?P<attempt>\d+)/(?P<file>[^/]+)$"
    names = ["x/Bo-1/try2/hw1.ipynb", "x/Bo-1/try10/hw1.ipynb", "x/Bo-2-late/try1/hw1.ipynb", "x/other.ipynb"]
    found = collect(tmp_path, names, pattern=pattern)
    assert {one.student: (one.read().data, one.late, len(one.older)) for one in found.submissions} == {
        "Bo_1": (b"x/Bo-1/try10/hw1.ipynb", False, 1), "Bo_2": (b"x/Bo-2-late/try1/hw1.ipynb", True, 0)
    }  # fmt: skip
    assert found.left_out == [("x/other.ipynb", "the pattern is not found in it")]


def test_the_pattern_of_nbgraders_documentation_is_read(tmp_path):
    pattern = r".*_(?P<student_id>\w+)_attempt_(?P<timestamp>[0-9\-]+)_(?P<file_id>.*)"
    found = collect(tmp_path, ["ps1_hacker_attempt_2016-01-30-15-00-00_hw1.ipynb",
                               "ps1_hacker_attempt_2016-01-30-20-30-10_hw1.ipynb"], pattern=pattern)  # fmt: skip
    (one,) = found.submissions
    assert (one.student, one.time, len(one.older)) == ("hacker", datetime(2016, 1, 30, 20, 30, 10), 1)
    names = r"(?P<first_name>\w+)\.(?P<last_name>\w+)\.ipynb"
    assert list(told(collect(tmp_path / "2", ["Bo.Lin.ipynb"], pattern=names))) == ["Bo Lin"]


def test_a_pattern_reads_inside_of_an_archive(tmp_path):
    path = exports.write_zip(tmp_path / "x.zip", {"a/bo.ipynb": b"1", "inner.zip": exports.zipped({"cy.ipynb": b"2"})})
    found = submissions.collect(path, "hw1", pattern=r"(?P<id>\w+)\.ipynb$")
    assert [(one.student, one.read().data) for one in found.submissions] == [("bo", b"1"), ("cy", b"2")]


@pytest.mark.parametrize(("pattern", "words"), [
    ("(", ["no regular expression"]), ("a(?P<who>b)", ["'who'", "student, id, attempt, late, file"]),
    ("(?P<file>.*)", ["names no student"]), (r"nothing(?P<id>\d)", ["is found in none of 2 names", CANVAS[0]]),
])  # fmt: skip
def test_a_pattern_that_cannot_be_used_is_refused(pattern, words, tmp_path, refuses):
    error = submissions.NoSubmissions if "found in none" in words[0] else submissions.BadPattern
    with refuses(error, *words):
        collect(tmp_path, CANVAS, pattern=pattern)
