"""Feedback in the platform's own names, by the rules with which the platform reads them."""

import re

import pytest
from support import exports

from course_tools.homework import submissions
from course_tools.homework.handed_in.returning import names


@pytest.fixture(scope="module")
def students():
    return [one for one in exports.invented_class() if one.attempts and one.name != "Min Kim"]


def returned(platform, students, folder):
    found = submissions.collect(exports.write(folder, exports.PLATFORMS[platform](students)), "hw1")
    return found, names(found, "hw1.html")


def test_canvas_finds_the_user_and_a_file_of_the_newest_attempt(students, tmp_path):
    found, paths = returned("canvas", students, tmp_path)
    own = exports.canvas(students)
    assert len(paths) == len(students)
    for one in found.submissions:
        user, file = re.fullmatch(r"\w+?_(?:LATE_)?(\d+)_(\d+)_hw1\.html", paths[one.student]).groups()
        assert user == one.id
        mine = [re.search(r"_(\d+)_(\d+)_", name) for name in own]
        assert file in {match[2] for match in mine if match[1] == user}
        newest = max(int(match[2]) for match in mine if match[1] == user)
        assert int(file) in (newest, newest - 1)  # an attempt has up to two files


@pytest.mark.parametrize("platform", ["moodle", "moodle flat", "moodle before 4.1"])
def test_moodle_finds_the_participant(platform, students, tmp_path):
    _, paths = returned(platform, students, tmp_path)
    told = {}
    for path in paths.values():
        # as in importziplib.php: the first part of the path with a number, then the plugin, then the file
        for part in path.split("/"):
            info = part.split("_", 4)
            if len(info) >= 4 and info[1].isdigit():
                told[info[1]] = (info[2], info[3], "/".join([*(info[4:] or [""]), *path.split("/")[1:]]).strip("/"))
                break
    assert told == {str(one.number): ("assignsubmission", "file", "hw1.html") for one in students}


@pytest.mark.parametrize("platform", ["brightspace", "brightspace flat"])
def test_brightspace_gets_its_own_folders_back(platform, students, tmp_path):
    found, paths = returned(platform, students, tmp_path)
    files = exports.PLATFORMS[platform](students)
    own = {match[0] for name in files if (match := re.match(r".* [AP]M", name))}
    for one in found.submissions:
        start = paths[one.student].removesuffix("hw1.html").removesuffix("/" if platform == "brightspace" else " - ")
        assert start in own
        assert f"- {one.name} - " in start
        assert f"{one.time:%b} {one.time.day}" in start


@pytest.mark.slow
def test_others_get_a_folder_for_each_student(students, tmp_path):
    for platform in ("google", "github", "nbgrader", "exchange", "blackboard", "flat"):
        found, paths = returned(platform, students, tmp_path / platform)
        assert paths == {one.student: f"{one.student}/hw1.html" for one in found.submissions}


def test_who_has_no_file_on_the_platform_gets_no_page_there(tmp_path):
    files = {"roe_1_text.html": b"", "poe_2_10_hw1.ipynb": b"1", "Cy - hw1.ipynb": b"2"}
    found = submissions.collect(exports.write(tmp_path, files), "hw1")
    assert len(found.submissions) == 3
    assert names(found, "hw1.html") == {"poe_2": "poe_2_10_hw1.html"}
