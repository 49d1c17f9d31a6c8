"""The learner's copies of the notebooks: made once, updated where unchanged, never overwritten where changed."""

import json
import shutil

import pytest
from support.notebook_checks import NOTEBOOKS

from course_tools import files, working_copy


@pytest.fixture
def folders(tmp_path):
    course, mine = tmp_path / "notebooks", tmp_path / "my_notebooks"
    course.mkdir()
    for path in NOTEBOOKS[:2]:
        shutil.copy(path, course)
    working_copy.update(course, mine)
    return course, mine


FIRST, SECOND = (path.name for path in NOTEBOOKS[:2])


def edit(path, text, *, only_outputs=False):
    notebook = json.loads(path.read_text())
    cell = next(cell for cell in notebook["cells"] if cell["cell_type"] == "code")
    if only_outputs:
        cell["outputs"], cell["execution_count"] = [{"output_type": "stream", "name": "stdout", "text": text}], 99
    else:
        cell["source"] = text
    path.write_text(json.dumps(notebook))


def test_copies_are_made_once_and_left_alone(folders):
    course, mine = folders
    assert (mine / FIRST).read_bytes() == (course / FIRST).read_bytes()
    edit(mine / FIRST, "my_answer = 1")
    before = (mine / FIRST).read_bytes()
    assert working_copy.update(course, mine) == []
    assert (mine / FIRST).read_bytes() == before


def test_new_version_replaces_a_copy_that_was_only_run(folders):
    course, mine = folders
    edit(mine / FIRST, "an output", only_outputs=True)
    edit(course / FIRST, "x = 'new version'")
    assert working_copy.update(course, mine) == [f"{FIRST}: new version of the course"]
    assert (mine / FIRST).read_bytes() == (course / FIRST).read_bytes()


def test_new_version_is_put_beside_a_copy_that_was_changed(folders):
    course, mine = folders
    edit(mine / FIRST, "my_answer = 1")
    before = (mine / FIRST).read_bytes()
    edit(course / FIRST, "x = 'new version'")
    beside = FIRST.replace(".ipynb", ".new.ipynb")
    assert working_copy.update(course, mine) == [f"{FIRST}: kept, as you changed it; the new version is {beside}"]
    assert (mine / FIRST).read_bytes() == before
    assert (mine / beside).read_bytes() == (course / FIRST).read_bytes()
    assert working_copy.update(course, mine) == []  # said once
    edit(course / FIRST, "x = 'newer still'")
    working_copy.update(course, mine)
    assert (mine / FIRST).read_bytes() == before


@pytest.mark.parametrize("record", ["", "{", "[1]"])
def test_lost_record_loses_no_answer(folders, record):
    course, mine = folders
    (mine / working_copy.RECORD).write_text(record)
    edit(mine / FIRST, "my_answer = 1")
    (mine / SECOND).write_text("torn {")
    assert len(working_copy.update(course, mine)) == 2
    assert "my_answer" in (mine / FIRST).read_text()
    assert (mine / SECOND).read_text() == "torn {"


def test_deleted_copy_comes_back_fresh(folders):
    course, mine = folders
    (mine / FIRST).unlink()
    assert working_copy.update(course, mine) == [f"{FIRST}: copied"]


def test_interrupted_write_leaves_the_copy_whole(folders, monkeypatch):
    course, mine = folders
    before = (mine / FIRST).read_bytes()
    edit(course / FIRST, "x = 'new version'")

    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(files.os, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        working_copy.update(course, mine)
    assert (mine / FIRST).read_bytes() == before
