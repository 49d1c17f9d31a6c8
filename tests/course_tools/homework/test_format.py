"""nbgrader's format: one vocabulary, and a student version that is nbgrader's own to the byte."""

import re
import sqlite3

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell
from support.homework import ASSIGNMENTS, HOMEWORK, cells_of, instructor_version
from support.homework_plants import cell, refusals, replaced, template
from support.rows import each_row
from traitlets.config import Config

from course_tools.homework import source
from course_tools.homework.format import (
    STUBS,
    TEXT_STUB,
    UNANSWERED,
    CellKind,
    Refused,
    kind,
    points,
    split_regions,
    student_version,
    versions,
)

NOTEBOOKS = [*ASSIGNMENTS, "template"]

# ------------------------------------------------------------ kinds


def about(grade, solution, locked, **more):
    return {"nbgrader": {"grade": grade, "solution": solution, "locked": locked, **more}}


@each_row(("metadata", "expected"), [
    (about(False, True, False), "answer"), (about(True, False, True), "test"),
    (about(True, True, False), "written answer"), (about(False, False, True, task=True), "task"),
    (about(True, False, True, task=True), "task"), (about(False, False, True), "locked"),
    (about(False, False, False), "free"), ({}, "free"), ({"nbgrader": "answer"}, "free"),
    ({"nbgrader": {"solution": True}}, "answer"),
])  # fmt: skip
def test_kind_of_a_cell(metadata, expected):
    assert kind(new_code_cell(metadata=metadata)) == expected
    assert kind(new_markdown_cell(metadata=metadata)) == expected


def test_who_scores_a_cell_and_who_writes_it():
    assert [this for this in CellKind if this.is_graded] == ["test", "written answer", "task"]
    assert [this for this in CellKind if this.is_by_hand] == ["written answer", "task"]
    assert [this for this in CellKind if this.is_answer] == ["answer", "written answer"]
    assert [this for this in CellKind if this.is_students] == ["answer", "written answer", "free"]


def test_points_are_listed_in_order_with_the_kind_of_their_cell():
    assert points(template()) == [
        ("odds-tests", "test", 2), ("odds-more-tests", "test", 1), ("words-answer", "written answer", 2)
    ]  # fmt: skip


# ------------------------------------------------------------ student versions


@each_row("name", NOTEBOOKS)
def test_student_version_has_the_tasks_and_none_of_the_answers(name):
    instructor = instructor_version(name)
    student = student_version(instructor)
    text = nbformat.writes(student)
    assert [c.id for c in student.cells] == [c.id for c in instructor.cells]
    assert refusals(instructor) == []
    assert not re.search("BEGIN|END SOL|HIDDEN|For the grader|pytest", text)
    for c in cells_of(name, CellKind.ANSWER):
        released = cell(student, c.id).source
        assert UNANSWERED in released
        visible = c.source.split("    ### BEGIN SOLUTION")[0]
        assert released.startswith(visible) or name == "hw3"
    for c in cells_of(name, CellKind.WRITTEN):
        assert cell(student, c.id).source == TEXT_STUB
    for c in student.cells:
        assert c.cell_type == "markdown" or (c.outputs == [] and c.execution_count is None)


def generated(folder, names, **more):
    """Student versions that nbgrader's `generate_assignment` makes of these assignments in a course folder."""
    from nbgrader.converters import GenerateAssignment
    from nbgrader.coursedir import CourseDirectory
    from nbgrader.preprocessors import SaveCells

    from course_tools.homework import gradebook

    for name in names:
        (folder / "source" / name).mkdir(parents=True)
        nbformat.write(instructor_version(name), folder / "source" / name / f"{name}.ipynb")
        config = Config(STUBS)
        config.CourseDirectory.root, config.CourseDirectory.course_id = str(folder), gradebook.COURSE
        config.CourseDirectory.assignment_id = name
        config.GenerateAssignment.update(more)
        steps = list(GenerateAssignment.class_traits()["preprocessors"].default())
        converter = GenerateAssignment(coursedir=CourseDirectory(config=config), config=config)
        converter.preprocessors = [step for step in steps if not more or step is not SaveCells]
        converter.start()
    return {name: (folder / "release" / name / f"{name}.ipynb").read_text(encoding="utf-8") for name in names}


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_student_version_is_that_of_nbgrader_to_the_byte(name, tmp_path):
    instructor = instructor_version(name)
    made = nbformat.writes(student_version(instructor)) + "\n"
    assert {name: made} == generated(tmp_path, [name], no_database=True)
    assert instructor == instructor_version(name)


def test_what_grading_puts_back_has_the_checksums_of_the_whole_cells():
    from nbgrader.utils import compute_checksum

    whole, student = versions(template())
    named = [c for c in whole.cells if "nbgrader" in c.metadata]
    assert [c.metadata.nbgrader.checksum for c in named] == [compute_checksum(c) for c in named] != []
    assert "HIDDEN TESTS" in cell(whole, "odds-more-tests").source
    assert UNANSWERED in cell(whole, "odds").source
    different = [c.id for c, s in zip(whole.cells, student.cells, strict=True) if c.metadata != s.metadata]
    assert different == ["odds-more-tests"]


# of each table what does not depend on the random ids of its rows
ROWS = {
    "assignment": "SELECT name, course_id FROM assignment",
    "notebook": "SELECT name, kernelspec FROM notebook",
    "base_cell": "SELECT name, type FROM base_cell",
    "grade_cells": "SELECT name, max_score, grade_cells.cell_type FROM grade_cells JOIN base_cell USING (id)",
    "source_cell": "SELECT name, cell_type, locked, source, checksum FROM source_cell",
    "alembic_version": "SELECT * FROM alembic_version",
}


@pytest.mark.slow
def test_gradebook_of_an_assignment_is_that_of_nbgrader(tmp_path):
    from course_tools.homework import gradebook

    with gradebook.version_of_the_tables():
        theirs = generated(tmp_path / "theirs", NOTEBOOKS)
    for name in NOTEBOOKS:
        with gradebook.Course(tmp_path / "ours", source.load(name, HOMEWORK / name)):
            pass
        file = f"{name}/{name}.ipynb"
        assert (tmp_path / "ours" / "release" / file).read_text(encoding="utf-8") == theirs[name]
        assert (tmp_path / "ours" / "source" / file).read_bytes() == source.load(name, HOMEWORK / name).data

    def rows(folder, table):
        with sqlite3.connect(tmp_path / folder / "gradebook.db") as book:
            return sorted(book.execute(ROWS[table]))

    for table in ROWS:
        assert rows("ours", table) == rows("theirs", table)
    assert len(rows("ours", "source_cell")) == sum(
        kind(c) is not CellKind.FREE for name in NOTEBOOKS for c in instructor_version(name).cells
    )


def test_criteria_are_shown_and_the_model_answer_is_not():
    for name in NOTEBOOKS:
        student = student_version(instructor_version(name))
        (written,) = cells_of(name, CellKind.WRITTEN)
        question = student.cells[[c.id for c in student.cells].index(written.id) - 1]
        criteria = re.findall(r"^- ", question.source, re.MULTILINE)
        assert f"Graded by hand, {written.metadata.nbgrader.points} points, one for each" in question.source
        assert len(criteria) == written.metadata.nbgrader.points
        assert "*For the grader.*" in written.source


def test_points_are_locked_into_the_checksums():
    student = student_version(template())
    for c in student.cells:
        if "nbgrader" in c.metadata:
            assert re.fullmatch("[0-9a-f]{32}", c.metadata.nbgrader.checksum)
            assert c.metadata.deletable is False
    changed = template()
    cell(changed, "odds-tests").metadata.nbgrader.points = 3
    assert (
        cell(student_version(changed), "odds-tests").metadata.nbgrader.checksum
        != cell(student, "odds-tests").metadata.nbgrader.checksum
    )


def test_regions_are_split_from_what_students_see():
    regions, others, faults = split_regions("a\n### BEGIN SOLUTION\nb\nc\n### END SOLUTION\nd")
    assert [(region.what, region.lines) for region in regions] == [("SOLUTION", ("b", "c"))]
    assert (others, faults) == (["a", "d"], [])


@pytest.mark.parametrize("prose", ["# the solution begins here", "# hidden tests follow", "### End of section"])
def test_prose_is_not_taken_for_a_marker(prose):
    assert split_regions(prose) == ([], [prose], [])


def test_what_nbgrader_warns_of_is_refused(monkeypatch, refuses):
    from nbgrader.preprocessors import LockCells

    def warns(self, notebook, resources):
        self.log.warning("this is odd")
        return notebook, resources

    monkeypatch.setattr(LockCells, "preprocess", warns)
    with refuses(Refused, "nbgrader warns: this is odd"):
        student_version(template())


def test_what_nbgrader_refuses_is_refused_with_its_reason(refuses):
    notebook = template()
    replaced("odds", "\n    ### END SOLUTION", "")(notebook)
    with refuses(Refused, "nbgrader refuses it", "no end solution statement found"):
        student_version(notebook)
