"""Cells that are left out, because nothing that is tried needs them."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell
from support.rows import each_row

from course_tools.claims import command, holds
from course_tools.claims.cells_before import needed

from .conftest import STEM


@each_row(
    ("sources", "expression", "expected"),
    [
        (["x = 1", "y = 2", "z = 3"], "x == 1", [0, 2]),
        (["x = 1", "x = 2", "z = 3"], "x == 2", [1, 2]),
        (["x = 1", "x = x + 1", "z = 3"], "x == 2", [0, 1, 2]),
        (["x = 1", "x += 1", "z = 3"], "x == 2", [0, 1, 2]),
        (["x = 1", "if y:\n    x = 2", "z = 3"], "x == 2", [0, 1, 2]),
        (["x = [1]", "x.append(2)", "z = 3"], "x", [0, 1, 2]),
        (["x = [1]", "n = x.index(1)", "z = 3"], "x", [0, 2]),
        (["m = make()", "history = fit(m, 3)", "z = 3"], "m.weight", [0, 1, 2]),
        (["X = make()", "history = fit(m, X)", "z = 3"], "X.sum()", [0, 2]),
        (["x = [1]", "print(x)", "z = 3"], "x", [0, 2]),
        (["x = [1]", "x[0] = 3", "z = 3"], "x", [0, 1, 2]),
        (["ax = plot()", "_ = ax.set(title='a')", "z = 3"], "ax.get_title()", [0, 1, 2]),
        (["rng = make()", "y = rng.normal()", "z = rng.normal()"], "z", [0, 1, 2]),
        (["import math", "y = math.exp(1)", "z = 3"], "math.exp(0)", [0, 2]),
        (["def f():\n    return x", "x = 1", "y = 2", "z = f()"], "z == 1", [0, 1, 3]),
        (["x = 1", "def f(x):\n    return x", "z = f(2)"], "z == 2", [1, 2]),
        (["x = 1", "y = [x for x in range(3)]", "z = 3"], "y", [1, 2]),
        (["for x in range(3):\n    y = x", "x = 1", "z = 3"], "y", [0, 2]),
        (["torch.manual_seed(1)", "y = 2", "z = 3"], "z", [0, 2]),
    ],
)  # fmt: skip
def test_a_cell_is_needed_for_what_it_binds_and_may_change(sources, expression, expected):
    assert needed(sources, {len(sources) - 1: [expression]}) == expected


SECTIONS = {"first": "a = 1", "second": "b = 2", "third": "c = a + 1"}
TABLE = """
from course_tools.claims import Table

say = Table()
say("first-explain", "It is 1.", "a == 1")
say("second-explain", "It is 2.", "said == b")
say("third-explain", "It is 2 now.", "said == c")
"""


@pytest.fixture
def sections(course, tmp_path):
    """Three sections, of which the third needs the first."""
    course.write(table=TABLE)
    path = tmp_path / "notebooks" / f"{STEM}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells = notebook.cells[:1]
    for (name, source), words in zip(SECTIONS.items(), ("It is 1.", "It is 2.", "It is 2 now."), strict=True):
        notebook.cells += [new_markdown_cell(f"## {name}", id=f"{name}-heading"), new_code_cell(source, id=name)]
        notebook.cells += [new_markdown_cell(words, id=f"{name}-explain")]
    nbformat.write(notebook, path)
    return course


def test_parts_try_all_claims_between_them_and_run_what_they_need(sections, monkeypatch):
    ran, run = [], holds._run
    monkeypatch.setattr(holds, "_run", lambda cell, space: (ran[-1].append(cell.id), run(cell, space)))
    tried = []
    for part in range(2):
        ran.append([])
        tried.append(holds.try_claims(STEM, part=part, n_parts=2))
    assert [len(one.seconds) for one in tried] == [1, 2]
    assert [one.faults for one in tried] == [[], []]
    assert ran == [["second"], ["first", "third"]]


@pytest.mark.slow
def test_a_claim_that_fails_in_a_part_is_tried_with_all_cells(sections):
    assert command._try_in_parts(STEM, 2).faults == []
    sections.folder.joinpath("claims", f"{STEM}.py").write_text(TABLE.replace('"said == c"', '"said == c + 1"'))
    (fault,) = command._try_in_parts(STEM, 2).faults
    assert "'It is 2 now.' does not hold" in fault


def test_what_a_part_wrongly_leaves_out_is_no_fault(sections, tmp_path):
    path = tmp_path / "notebooks" / f"{STEM}.ipynb"
    path.write_text(path.read_text().replace("b = 2", "b = globals()['a'] + 1"))
    with pytest.raises(RuntimeError, match="KeyError"):
        holds.try_claims(STEM, part=0, n_parts=2)
    assert command._try_in_parts(STEM, 2).faults == []
