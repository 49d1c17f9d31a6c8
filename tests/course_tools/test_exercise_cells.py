"""`course exercises sync`: the exercises' cells in the notebooks, and nothing else, are as the chapters have them."""

import copy
from types import SimpleNamespace

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from support.notebook_checks import NOTEBOOKS
from support.rows import each_row

from course_tools import cli
from course_tools.exercise_cells import IMPORT, Unplaceable, sync

FOUND = {
    "8.1": SimpleNamespace(answer="twice", stub="def twice(x):\n    return ..."),
    "8.2": SimpleNamespace(answer="explanation", stub='n = 3\nexplanation = ...  # "a" or "b"'),
}


def printed(text):
    return [new_output("stream", text=text)]


def notebook_of(*cells):
    return new_notebook(cells=[
        new_markdown_cell("## 1 · A section", id="section"),
        new_code_cell("explanation = 1\nprint(explanation)", id="above", execution_count=1, outputs=printed("1")),
        new_code_cell(IMPORT, id="exercises-import", execution_count=2),
        *cells,
        new_markdown_cell("## 2 · Quiz", id="quiz-intro"),
        new_code_cell("def twice(x):\n    return x", id="below", execution_count=9),
    ])  # fmt: skip


def first(stub=FOUND["8.1"].stub, names=("exercise-8-1", "exercise-8-1-answer", "exercise-8-1-check")):
    """The cells of exercise 8.1, with a cell of the author's between its heading and its stub."""
    return [
        new_markdown_cell("### Exercise 8.1 · Twice\n\nDouble it.", id=names[0]),
        new_code_cell("n = 3", id="given", execution_count=3),
        new_code_cell(stub, id=names[1], execution_count=4, outputs=printed("from the stub")),
        new_code_cell('check("8.1", twice)', id=names[2], execution_count=5, outputs=printed("○")),
    ]


SECOND = [
    ("exercise-8-2", "### Exercise 8.2 · Explanation\n\n(What is asked, in a sentence or two.)"),
    ("exercise-8-2-answer", FOUND["8.2"].stub),
    ("exercise-8-2-check", 'check("8.2", explanation)'),
]


def pairs(cells):
    return [(cell.id, cell.source) for cell in cells]


def test_notebooks_of_the_course_have_the_cells_of_their_exercises(capsys, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    before = {path: path.read_bytes() for path in NOTEBOOKS}
    code = cli.main(["exercises", "sync", "--check"])
    assert (capsys.readouterr().out, code) == ("nothing to do\n", 0)
    assert {path: path.read_bytes() for path in NOTEBOOKS} == before


def test_what_is_missing_is_put_behind_the_exercise_before_and_no_other_cell_is_touched():
    notebook = notebook_of(*first())
    before = copy.deepcopy(notebook.cells)
    assert sync(notebook, FOUND) == [
        "exercise-8-2 is new: write its title and task", "exercise-8-2-answer is new", "exercise-8-2-check is new",
    ]  # fmt: skip
    new = notebook.cells[7:10]
    assert pairs(new) == SECOND
    assert [cell.cell_type for cell in new] == ["markdown", "code", "code"]
    assert all(cell.metadata == {"tags": ["exercise"]} for cell in new)
    assert notebook.cells[:7] + notebook.cells[10:] == before
    nbformat.validate(notebook)
    assert sync(notebook, FOUND) == []


def test_first_exercise_comes_behind_the_import_and_before_those_that_are_there():
    notebook = notebook_of()
    sync(notebook, {"8.2": FOUND["8.2"]})
    assert pairs(notebook.cells[3:6]) == SECOND
    sync(notebook, FOUND)
    assert [cell.id for cell in notebook.cells[3:6]] == ["exercise-8-1", "exercise-8-1-answer", "exercise-8-1-check"]
    assert pairs(notebook.cells[6:9]) == SECOND


def test_stub_that_is_not_as_in_the_chapter_is_rewritten_and_loses_its_output_alone():
    notebook = notebook_of(*first(stub="def thrice(x):\n    return ...  # as it was"))
    before = copy.deepcopy(notebook.cells)
    assert sync(notebook, {"8.1": FOUND["8.1"]}) == ["exercise-8-1-answer is rewritten"]
    (changed,) = [i for i, cell in enumerate(notebook.cells) if cell != before[i]]
    assert notebook.cells[changed] == {**before[changed], "source": FOUND["8.1"].stub, "outputs": [],
                                       "execution_count": None}  # fmt: skip


def test_answer_of_another_name_is_checked_by_that_name():
    notebook = notebook_of(*first())
    found = {"8.1": SimpleNamespace(answer="doubled", stub="def doubled(x):\n    return ...")}
    assert sync(notebook, found) == ["exercise-8-1-answer is rewritten", "exercise-8-1-check is rewritten"]
    assert pairs(notebook.cells[5:7]) == [
        ("exercise-8-1-answer", found["8.1"].stub), ("exercise-8-1-check", 'check("8.1", doubled)'),
    ]  # fmt: skip


def test_cells_that_an_editor_named_are_found_by_what_they_hold_and_named():
    notebook = notebook_of(*first(stub="def twice(x):\n    return 0", names=("a1", "b2", "c3")))
    assert sync(notebook, {"8.1": FOUND["8.1"]}) == [
        "exercise-8-1 was called a1", "exercise-8-1-answer was called b2", "exercise-8-1-answer is rewritten",
        "exercise-8-1-check was called c3",
    ]  # fmt: skip
    assert pairs(notebook.cells) == pairs(notebook_of(*first()).cells)


@each_row(
    ("cells", "message"),
    [
        ([*first(), new_code_cell('check("8.9", x)')], r"exercise 8\.9 has cells here and is not in the chapter"),
        ([*first(), new_markdown_cell("### Exercise 8.7 · Old")], r"exercise 8\.7 has cells here and is not in"),
        ([*first(), new_markdown_cell("### Exercise 8.1 · Again")], r"exercise 8\.1 has two headings: delete one"),
        (
            [*first()[:3], new_markdown_cell("## 3 · Else"), new_code_cell("1", id="exercise-8-1-check")],
            "a cell that does not stand where its exercise is is called exercise-8-1-check: move or rename it",
        ),
        ([new_markdown_cell("x", id="exercise-8-1")], "a cell that does not .* is called exercise-8-1: move or"),
    ],
)
def test_what_only_the_author_can_put_right_is_refused(cells, message):
    with pytest.raises(Unplaceable, match=message):
        sync(notebook_of(*cells), {"8.1": FOUND["8.1"]})


def test_notebook_that_does_not_import_check_is_refused():
    notebook = notebook_of(*first())
    del notebook.cells[2]
    with pytest.raises(Unplaceable, match=f"no cell says `{IMPORT}`: write one where the exercises begin"):
        sync(notebook, FOUND)


# ------------------------------------------------------------------- command


@pytest.fixture
def damaged(tmp_path):
    """A copy of notebook 03 whose first stub is filled in; its path."""
    notebook = nbformat.read(next(path for path in NOTEBOOKS if path.stem == "03_bce_and_sgd"), as_version=4)
    cell = next(cell for cell in notebook.cells if cell.id == "exercise-3-1-answer")
    cell.source = cell.source.replace("...", "0")
    path = tmp_path / "03_bce_and_sgd.ipynb"
    nbformat.write(notebook, path)
    return path


def test_check_tells_and_writes_nothing(damaged, capsys):
    before = damaged.read_bytes()
    assert cli.main(["exercises", "sync", "--check", damaged]) == 1
    assert capsys.readouterr().out == f"{damaged}: exercise-3-1-answer is rewritten\n"
    assert damaged.read_bytes() == before


def test_sync_says_what_it_changed_and_how_to_make_the_outputs(damaged, capsys):
    assert cli.main(["exercises", "sync", damaged]) == 0
    assert capsys.readouterr().out == (
        f"{damaged}: exercise-3-1-answer is rewritten\nTheir outputs: course execute {damaged}\n"
    )
    original = nbformat.read(next(path for path in NOTEBOOKS if path.stem == damaged.stem), as_version=4)
    next(cell for cell in original.cells if cell.id == "exercise-3-1-answer").execution_count = None
    assert damaged.read_text(encoding="utf-8") == nbformat.writes(original) + "\n"
    assert cli.main(["exercises", "sync", damaged]) == 0
    assert capsys.readouterr().out == "nothing to do\n"


def test_what_cannot_be_synced_is_named_and_the_others_are(damaged, capsys, tmp_path):
    (tmp_path / "01_sigmoid.ipynb").write_text("{")
    (tmp_path / "99_other.ipynb").write_text("{}")
    paths = [tmp_path / f"{stem}.ipynb" for stem in ("01_sigmoid", "99_other", "02_synthetic_data")]
    assert cli.main(["exercises", "sync", *paths, damaged]) == 1
    out, err = capsys.readouterr()
    assert out.startswith(f"{damaged}: exercise-3-1-answer is rewritten\n")
    assert err.splitlines()[0].startswith(f"{paths[0]}: cannot be read as a notebook: ")
    assert err.splitlines()[1:] == [
        f"{paths[1]}: there are no exercises for a notebook of this name; expected them in "
        "course_utils/exercises/chapters/99_other.py",
        f"{paths[2]}: there is no such notebook, and the chapter of this name has exercises for it",
    ]
