"""Whatever is handed in as a notebook: grading goes on, and everybody has a row, a record and a page."""

import sys
import tempfile
from pathlib import Path

import pytest
import support.homework_kinds as kinds
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from support.any_notebook import FILES, places, spoilt
from support.graded import Course, points_of, record, rows

AT_A_TIME = 25
PLAIN = {"suppress_health_check": list(HealthCheck), "phases": [Phase.generate]}  # a smaller batch says no more
SOME, MANY, FEW = (settings(max_examples=n, **PLAIN) for n in (2, 60, 2))


def check_all_are_graded(files, *options):
    """Grade these files beside a good one: each is graded or needs attention, and the good one has its points."""
    with tempfile.TemporaryDirectory() as folder:
        course = Course(Path(folder))
        course.hand_in("good", kinds.solved())
        for number, data in enumerate(files):
            course.hand_in(f"s{number}", {}).write_bytes(data)
        course.grade("--workers", "2", *options)
        found = rows(course.output)
        assert len(found) == len(kinds.QUESTIONS) * (len(files) + 1)
        (course.output / "report.md").read_text(encoding="utf-8")
        for student in ["good", *(f"s{number}" for number in range(len(files)))]:
            kept, points = record(course.output, student), points_of(course.output, student)
            page = course.output / "feedback" / student / kinds.NAME / f"{kinds.NAME}.html"
            text = page.read_text(encoding="utf-8")
            assert "<script" not in text
            assert kinds.SECRET not in text
            assert kept.attention or all(point is None or point >= 0 for point in points)
            course.autograded(student)  # a notebook that can be read
        assert points_of(course.output, "good") == kinds.FULL


@pytest.mark.slow
@SOME
@given(st.lists(FILES, min_size=AT_A_TIME, max_size=AT_A_TIME))
def test_some_of_any_notebooks(engine, files):
    check_all_are_graded(files)


@pytest.mark.slow
@pytest.mark.sweep
@MANY
@given(st.lists(FILES, min_size=AT_A_TIME, max_size=AT_A_TIME))
def test_many_of_any_notebooks(engine, files):
    check_all_are_graded(files)


@pytest.mark.slow
@pytest.mark.sweep
@pytest.mark.skipif(sys.platform != "linux", reason="the sandbox is made of parts of Linux")
@FEW
@given(st.lists(FILES, min_size=AT_A_TIME, max_size=AT_A_TIME))
def test_a_few_are_run_for_real(files):
    check_all_are_graded(files, "--cell-timeout", "10")


@pytest.mark.slow
@settings(max_examples=2, **PLAIN)
@given(st.lists(spoilt(), min_size=20, max_size=20))
def test_what_is_tried_is_nearly_a_notebook(notebooks):
    """Else the others would try a reader of JSON."""
    assert all(notebook != kinds.solved() for notebook in notebooks)
    assert sum(len(list(places(notebook))) > 50 for notebook in notebooks) > 10
