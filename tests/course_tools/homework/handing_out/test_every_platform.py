"""Whatever platform exported a class, the same points come into the same lines of both gradebooks."""

import csv
import io

import pytest
from support import exports, platform_gradebooks

from course_tools.homework import submissions
from course_tools.homework.handed_in import roster
from course_tools.homework.handing_out.filling import fill
from course_tools.homework.handing_out.platforms import BadGradebook
from course_tools.homework.handing_out.standing import Standing
from course_tools.homework.handing_out.totals import Total, Totals

FAST = [*exports.PLATFORMS][:3]  # in `make unit`
LOGINS_ONLY = {"github", "exchange", "nbgrader", "otter", "flat"}  # which are not in Moodle's worksheet


@pytest.mark.parametrize("with_roster", [True, False], ids=["roster", "no roster"])
@pytest.mark.parametrize(
    "platform", [pytest.param(name, marks=() if name in FAST else pytest.mark.slow) for name in exports.PLATFORMS]
)
def test_the_right_line_gets_the_right_points(platform, with_roster, tmp_path):
    everybody = exports.invented_class()
    there = [one for one in everybody if platform not in exports.BY_NAME_ONLY or one.name != "Min Kim"]
    people = roster.read_text(exports.roster(everybody)) if with_roster else None
    found = submissions.collect(exports.write(tmp_path, exports.PLATFORMS[platform](there)), "hw1", roster=people)
    standing = Standing(found, "hw1")
    files = {student: one.read().data for one in found.submissions for student in one.students}
    points = {one.graded: 1 + place / 10 for place, one in enumerate(everybody) if one.graded}
    totals = Totals("hw1", 11, found.scheme, tuple(
        Total(who, points.get(files[student], 0), points.get(files[student], 0), page=standing.pages.get(student, ""))
        for student, who in standing.students.items()
    ))  # fmt: skip
    assert len(totals.students) == sum(bool(one.attempts) for one in there)
    expected = ["" if one not in there or not one.attempts else f"{points.get(one.graded, 0):g}" for one in everybody]
    for template, title in ((platform_gradebooks.canvas(everybody), "hw1 (4711)"),
                            (platform_gradebooks.moodle_worksheet(everybody), "Grade")):  # fmt: skip
        if title == "Grade" and platform in LOGINS_ONLY and not with_roster:
            with pytest.raises(BadGradebook, match="grade with --roster, which may know them by both"):
                fill(template, totals)
            continue
        filled = fill(template, totals)
        rows = list(csv.DictReader(io.StringIO(filled.data.decode("utf-8-sig"), newline="")))
        got = [row[title] for row in rows][-len(everybody) :]
        wrong = [(one.name, old, new) for one, old, new in zip(everybody, expected, got, strict=True)
                 if new != old and not (new == "" and not with_roster)]  # fmt: skip
        assert wrong == []
        # without a roster, who is not found by the names and ids of the export is told, and gets nobody's points
        n_told = sum("in no line of" in line for line in filled.told)
        assert bool(n_told) == (got != expected)
