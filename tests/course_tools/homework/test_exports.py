"""One class, exported by every platform: the same students, and the same notebook of each."""

import dataclasses
import json

import pytest
import support.homework_kinds as kinds
from support import exports
from support.graded import grade_here, points_of, rows

from course_tools.homework import submissions
from course_tools.homework.handed_in import roster

SHAPES = {
    "zip in a folder": lambda folder, files: exports.write_zip(folder / "download.zip", files).parent,
    "wrapped": lambda folder, files: exports.write(folder, wrapped(files)),
}


def wrapped(files):
    """What unpacking a zipped folder on a Mac gives."""
    inside = {f"hw1 submissions/{path}": data for path, data in files.items()}
    return inside | {f"__MACOSX/._{path}": b"\0" for path in inside} | {".DS_Store": b"\0", "hw1 submissions/._x": b""}


@pytest.fixture(scope="module")
def students():
    return exports.invented_class()


@pytest.fixture(scope="module")
def table(students, tmp_path_factory):
    path = tmp_path_factory.mktemp("roster") / "roster.csv"
    path.write_text(exports.roster(students), encoding="utf-8")
    return roster.read(path)


def those_in(platform, students):
    """Names alone cannot tell two students of one name apart."""
    return [one for one in students if platform not in exports.BY_NAME_ONLY or one.name != "Min Kim"]


WRAPPED = ("moodle", "nbgrader")  # of which the fast tier also tries a wrapped download: a flat one, one of folders


@pytest.mark.parametrize(
    ("shape", "platform"),
    [
        pytest.param(shape, platform, marks=() if shape != "wrapped" or platform in WRAPPED else pytest.mark.slow)
        for shape in SHAPES
        for platform in exports.PLATFORMS
    ],
)
def test_every_platform_gives_the_same_notebook_of_the_same_student(platform, shape, students, table, tmp_path):
    there = those_in(platform, students)
    found = submissions.collect(SHAPES[shape](tmp_path / "in", exports.PLATFORMS[platform](there)), "hw1", roster=table)
    read = {int(one.person.ids[0]): one.read() for one in found.submissions}
    assert {number: handed.data or None for number, handed in read.items()} == {
        one.number: one.graded for one in there if one.attempts
    }
    assert {number for number, handed in read.items() if handed.problem} == {
        one.number for one in there if one.attempts and one.graded is None
    }
    expected = {one.number for one in students} - set(read)
    assert {int(one.ids[0]) for one in found.missing} == expected
    assert (found.scheme, found.problems) == (platform.split()[0] if platform != "otter" else "folders", [])


@pytest.mark.parametrize("platform", sorted(set(exports.PLATFORMS) - exports.BY_NAME_ONLY))
def test_without_a_roster_everybody_is_told_apart_by_the_platforms_own_id(platform, students, tmp_path):
    path = exports.write(tmp_path / "in", exports.PLATFORMS[platform](students))
    found = submissions.collect(path, "hw1")
    there = [one for one in students if one.attempts]
    assert len({one.student for one in found.submissions}) == len(found.submissions) == len(there)
    assert sorted(one.read().data for one in found.submissions) == sorted(one.graded or b"" for one in there)
    ids = {one.id or one.name for one in found.submissions}
    assert ids in ({str(one.number) for one in there}, {one.login for one in there})


@pytest.mark.parametrize("platform", sorted(exports.ATTEMPTS_IN))
def test_the_newest_attempt_counts_and_the_older_ones_are_named(platform, students, table, tmp_path):
    there = those_in(platform, students)
    path = exports.write(tmp_path / "in", exports.PLATFORMS[platform](there))
    found = {int(one.person.ids[0]): one for one in submissions.collect(path, "hw1", roster=table).submissions}
    for one in there:
        if one.attempts:
            assert len(found[one.number].older) == len(one.attempts) - 1, one
    several = [one for one in there if len(one.attempts) == 3 and one.graded]
    assert several
    for one in several:
        submission = found[one.number]
        (note,) = [note for note in submission.read().notes if "older attempts" in note]
        assert note == f"older attempts, not graded: {submission.older[0]}, {submission.older[1]}"
        every = [submission.read(number).data for number in range(3)]
        assert every == [next(iter(attempt.files.values())) for attempt in reversed(one.attempts)]


def test_late_is_kept(students, table, tmp_path):
    path = exports.write(tmp_path / "in", exports.canvas(students))
    found = {int(one.person.ids[0]): one for one in submissions.collect(path, "hw1", roster=table).submissions}
    late = {one.number for one in students if one.late}
    assert {number for number, one in found.items() if one.late} == late
    assert {number for number, one in found.items() if "late, says Canvas" in one.read().notes} == late
    assert len(late) > 5


@pytest.mark.parametrize("platform", ["blackboard", "brightspace", "exchange", "nbgrader"])
def test_the_time_of_handing_in_is_in_the_export(platform, students, table, tmp_path):
    there = those_in(platform, students)
    path = exports.write(tmp_path / "in", exports.PLATFORMS[platform](there))
    for one in submissions.collect(path, "hw1", roster=table).submissions:
        (student,) = [student for student in there if str(student.number) == one.person.ids[0]]
        zone = one.time.tzinfo
        assert one.time.replace(tzinfo=None) == student.attempts[-1].time
        assert (zone is None) == (platform in ("blackboard", "brightspace"))


def test_files_beside_the_notebook_come_along_from_every_platform_that_has_them(students, table, tmp_path):
    student = next(one for one in students if one.graded and "helper.py" in one.attempts[-1].files)
    for platform in set(exports.PLATFORMS) - {"google", "flat", "otter"}:
        path = exports.write(tmp_path / platform, exports.PLATFORMS[platform]([student]))
        (one,) = submissions.collect(path, "hw1", roster=table).submissions
        assert one.read().files == {"helper.py": b"x = 1\n"}, platform


def in_groups(students):
    """The class in groups of three, and what each group hands in as one, the way a platform has groups."""
    members = [dataclasses.replace(one, group=f"Group {number // 3 + 1}") for number, one in enumerate(students)]
    heads = [exports.Team(one.group, 500 + number, one.group.replace(" ", "-"), "", one.attempts, one.graded)
             for number, one in enumerate(members[::3])]  # fmt: skip
    return members, heads


@pytest.mark.parametrize("platform", ["canvas", "moodle", "moodle flat", "blackboard", "github", "pattern"])
def test_a_groups_submission_is_one_row_for_each_of_its_members(platform, students, tmp_path):
    members, heads = in_groups([one for one in students if one.graded][:12])
    (tmp_path / "r.csv").write_text(exports.roster(members), encoding="utf-8")
    pattern = None
    if platform == "pattern":
        files = {f"{one.name}: {one.number}/hw1.ipynb": one.graded for one in heads}
        pattern = r"(?P<group>[^/]+): (?P<id>\d+)/"
    else:
        files = exports.PLATFORMS[platform](heads)
        if platform == "blackboard":  # its text file names no student of a group
            files = {path: data for path, data in files.items() if not path.endswith("00.txt")}
    path = exports.write(tmp_path / "in", files)
    found = submissions.collect(path, "hw1", roster=roster.read(tmp_path / "r.csv"), pattern=pattern)
    assert [len(one.students) for one in found.submissions] == [3] * 4
    assert {student: one.read().data for one in found.submissions for student in one.students} == {
        f"{one.name}_{one.number}": head.graded for head in heads for one in members if one.group == head.name
    }
    assert found.missing == []


def test_one_of_a_group_hands_in_for_those_who_do_not(students, tmp_path):
    members, _ = in_groups([one for one in students if one.graded][:6])
    (tmp_path / "r.csv").write_text(exports.roster(members), encoding="utf-8")
    path = exports.write(tmp_path / "in", exports.nbgrader([members[1], members[3], members[4]]))
    found = submissions.collect(path, "hw1", roster=roster.read(tmp_path / "r.csv"))
    by_student = {one.student: one for one in found.submissions}
    first, second, third = members[1].login, members[3].login, members[4].login
    assert set(by_student) == {first, second, third}
    assert len(by_student[first].also) == 2
    assert (by_student[second].also, by_student[third].also) == ((), ())
    assert "each has their own" in "; ".join(by_student[second].read().notes)
    assert [one.name for one in found.missing] == [members[5].name]


# -------------------------------------------------------------------------- graded


@pytest.mark.slow
@pytest.mark.xdist_group("homework")
def test_canvas_and_moodle_give_the_same_grades(tmp_path, each_task_once):
    """Three students, one of them twice, and a group of two whose points are one another's."""

    def handed(notebook):
        return json.dumps(notebook).encode()

    solved, blank = handed(kinds.solved()), handed(kinds.released())
    canvas = {f"linbo_1_10_{kinds.NAME}.ipynb": blank, f"linbo_1_11_{kinds.NAME}-1.ipynb": solved,
              f"rayann_LATE_2_12_{kinds.NAME}.ipynb": blank, f"teamred_3_13_{kinds.NAME}.ipynb": solved,
              "notes.csv": b""}  # fmt: skip
    moodle = {f"Bo Lin_71_assignsubmission_file/{kinds.NAME}.ipynb": solved,
              f"Ann Ray_72_assignsubmission_file/{kinds.NAME}.ipynb": blank,
              f"Team Red_3_assignsubmission_file/mine/{kinds.NAME}.IPYNB": solved}  # fmt: skip
    people = "Bo Lin,1,", "Ann Ray,2,", "Cy Oh,8,Team Red", "Di Eh,9,Team Red", "Ed Ur,10,"
    (tmp_path / "r.csv").write_text("\n".join(["name,id,group", *people]))
    source = kinds.write_assignment(tmp_path / "source")
    graded = []
    for number, files in enumerate((canvas, moodle)):
        path = exports.write_zip(tmp_path / f"{number}.zip", files)
        done = grade_here(
            path, tmp_path / f"out{number}", source, "--roster", str(tmp_path / "r.csv"), "--workers", "1"
        )
        assert done.returncode == 0, done.stderr
        graded.append(rows(tmp_path / f"out{number}"))
    assert graded[0] == graded[1]
    out = tmp_path / "out0"
    assert points_of(out, "Bo Lin_1") == points_of(out, "Cy Oh_8") == points_of(out, "Di Eh_9") == kinds.FULL
    assert points_of(out, "Ann Ray_2") != kinds.FULL
    report = (out / "report.md").read_text(encoding="utf-8")
    assert "late, says Canvas" in report
    assert "## In no row\n\n- left out: notes.csv: nobody's, by the names of Canvas\n" in report
    assert "- 1 of the roster have handed in nothing: Ed Ur (10)\n" in report
