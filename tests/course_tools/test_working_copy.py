"""The learner's copies of the notebooks: made once, updated where unchanged, never overwritten where changed."""

import json
import re
import shutil

import pytest
from support.notebook_checks import NOTEBOOKS
from support.rows import each_row

from course_tools import files, predictions, working_copy
from course_tools.working_copy import learners_copy


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
    assert (mine / FIRST).read_bytes() == learners_copy(course / FIRST)
    edit(mine / FIRST, "my_answer = 1")
    before = (mine / FIRST).read_bytes()
    assert working_copy.update(course, mine) == []
    assert (mine / FIRST).read_bytes() == before


def test_new_version_replaces_a_copy_that_was_only_run(folders):
    course, mine = folders
    edit(mine / FIRST, "an output", only_outputs=True)
    edit(course / FIRST, "x = 'new version'")
    assert working_copy.update(course, mine) == [f"{FIRST}: new version of the course"]
    assert (mine / FIRST).read_bytes() == learners_copy(course / FIRST)


def test_new_version_is_put_beside_a_copy_that_was_changed(folders):
    course, mine = folders
    edit(mine / FIRST, "my_answer = 1")
    before = (mine / FIRST).read_bytes()
    edit(course / FIRST, "x = 'new version'")
    beside = FIRST.replace(".ipynb", ".new.ipynb")
    assert working_copy.update(course, mine) == [f"{FIRST}: kept, as you changed it; the new version is {beside}"]
    assert (mine / FIRST).read_bytes() == before
    assert (mine / beside).read_bytes() == learners_copy(course / FIRST)
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


def test_a_copy_of_an_earlier_edition_that_nobody_ran_loses_the_answers_it_came_with(folders):
    course, mine = folders
    for name in (FIRST, SECOND):
        shutil.copy(course / name, mine / name)  # as copies were made once: with all outputs
    edit(mine / SECOND, "an output", only_outputs=True)
    run = (mine / SECOND).read_bytes()
    assert working_copy.update(course, mine) == [f"{FIRST}: copied anew, without the answers below its questions"]
    assert (mine / FIRST).read_bytes() == learners_copy(course / FIRST)
    assert (mine / SECOND).read_bytes() == run
    assert working_copy.update(course, mine) == []


# ------------------------------------------------------------ what a copy shows


@each_row("path", NOTEBOOKS, ids=[path.stem for path in NOTEBOOKS])
def test_in_a_copy_no_output_stands_below_a_question_but_the_picture_of_a_live_figure(path):
    stored, copy = json.loads(path.read_text()), json.loads(learners_copy(path))
    assert [cell["id"] for cell in copy["cells"]] == [cell["id"] for cell in stored["cells"]]
    asked, live = False, 0
    for cell, original in zip(copy["cells"], stored["cells"], strict=True):
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            asked = "**Predict.**" in source or (asked and not source.startswith("#"))
            continue
        assert cell["execution_count"] is None
        pictures = ["Explorer(" in "".join(output.get("data", {}).get("text/plain", "")) for output in cell["outputs"]]
        live += sum(pictures)
        if asked:
            assert all(pictures), f"{cell['id']} shows an answer"
        else:
            assert len(cell["outputs"]) == len(original["outputs"])
    assert live == "".join("".join(cell["source"]) for cell in stored["cells"] if cell["cell_type"] == "code").count(
        "Explorer("
    ), "each live figure has its picture"


FOLD = r"<details><summary>[^<]* once you have run [^<]*</summary>\n\n(.*?)\n\n</details>"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=[path.stem for path in NOTEBOOKS])
def test_in_a_copy_what_explains_an_answer_is_folded_away_and_nothing_else(path):
    stored, copy = json.loads(path.read_text()), json.loads(learners_copy(path))
    folded, n_folded = set(), 0
    for index, (cell, original) in enumerate(zip(copy["cells"], stored["cells"], strict=True)):
        source = "".join(cell["source"])
        if cell["cell_type"] != "markdown":
            assert cell["source"] == original["source"]
            continue
        pieces = re.split(FOLD, source, flags=re.DOTALL)
        assert "".join(pieces) == "".join(original["source"])
        opened, closed = "".join(pieces[::2]), pieces[1::2]
        assert not {"**Explain.**"} & set(opened.split()), cell["id"]
        assert not re.search(r"\*\*Predict\.|^#", "\n".join(closed), re.MULTILINE), cell["id"]
        n_folded += len(closed)
        folded.update((index, paragraph) for text in closed for paragraph in predictions._paragraphs(text))
    answers = [part for part in predictions.parts(stored) if part.role == "answer" and part.kind != "code"]
    assert folded == {(part.cell, part.source) for part in answers}
    assert n_folded >= sum("**Predict.**" in "".join(cell["source"]) for cell in stored["cells"]) > 0


def test_a_copy_can_be_compared_with_its_notebook(folders):
    course, mine = folders
    assert working_copy.fingerprint(mine / FIRST) == working_copy.fingerprint(course / FIRST) != ""


# ------------------------------------------------------------ a notebook with a new number


@pytest.fixture
def renamed(tmp_path, monkeypatch):
    """A course whose second notebook gets a number of its own; what `update` is called with, and the copy so far."""
    course, mine = tmp_path / "notebooks", tmp_path / "my_notebooks"
    course.mkdir()
    source = 'check("7.1", n_updates)\nhint(\'7.2\')\nx = "7.1"\n'
    cells = [
        {"cell_type": "markdown", "id": "a", "metadata": {}, "source": "### Exercise 7.1 · Count the 7.1"},
        {"cell_type": "code", "id": "b", "metadata": {}, "source": source, "outputs": [], "execution_count": 1},
    ]
    (course / "07_old.ipynb").write_text(json.dumps({"cells": cells}))
    working_copy.update(course, mine)
    new = json.dumps({"cells": cells}).replace("7.1", "8.1").replace("7.2", "8.2")
    (course / "07_old.ipynb").unlink()
    (course / "08_old.ipynb").write_text(new)
    (course / "07_another.ipynb").write_text(json.dumps({"cells": []}))
    monkeypatch.setattr(working_copy, "RENAMED", {"07_old.ipynb": "08_old.ipynb"})
    return course, mine


def sources(path):
    return [cell["source"] for cell in json.loads(path.read_text())["cells"]]


def test_a_copy_that_nobody_changed_is_renewed_under_its_new_name(renamed):
    course, mine = renamed
    assert working_copy.update(course, mine) == [
        "07_old.ipynb is now 08_old.ipynb", "07_another.ipynb: copied", "08_old.ipynb: new version of the course"
    ]  # fmt: skip
    assert sorted(path.name for path in mine.glob("*.ipynb")) == ["07_another.ipynb", "08_old.ipynb"]
    assert (mine / "08_old.ipynb").read_bytes() == learners_copy(course / "08_old.ipynb")
    assert working_copy.update(course, mine) == []


def test_a_copy_with_answers_keeps_them_and_its_checks_find_their_exercises(renamed):
    course, mine = renamed
    edit(mine / "07_old.ipynb", "answer = 7.1\ncheck(\"7.1\", answer)\nhint('7.2')")
    said = working_copy.update(course, mine)
    assert said[0] == "07_old.ipynb is now 08_old.ipynb, and its exercises have new numbers in your copy"
    assert said[2].startswith("08_old.ipynb: kept, as you changed it")
    assert not (mine / "07_old.ipynb").exists()
    assert sources(mine / "08_old.ipynb") == [
        "### Exercise 8.1 · Count the 7.1", 'answer = 7.1\ncheck("8.1", answer)\nhint(\'8.2\')'
    ]  # fmt: skip


def test_a_copy_that_is_there_under_both_names_is_left_alone(renamed):
    course, mine = renamed
    (mine / "08_old.ipynb").write_text("mine")
    before = (mine / "07_old.ipynb").read_bytes()
    working_copy.update(course, mine)
    assert (mine / "07_old.ipynb").read_bytes() == before
    assert (mine / "08_old.ipynb").read_text() == "mine"


def test_what_was_renamed_is_in_the_course_under_its_new_name():
    names = {path.name for path in NOTEBOOKS}
    assert set(working_copy.RENAMED.values()) <= names
    assert not set(working_copy.RENAMED) & names
