"""Executed notebooks are kept: what counts as the same, and what is run again."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from course_tools import kept_runs as module
from course_tools.execute import NotebookFailed
from course_tools.kept_runs import executed, fingerprint, with_outputs


def book(*sources, prose="Prose.", **metadata):
    return new_notebook(cells=[new_markdown_cell(prose), *(new_code_cell(s, metadata=metadata) for s in sources)])


def test_prose_and_slides_do_not_count_but_code_order_and_tags_do():
    same = fingerprint(book("a = 1", "b = 2"))
    assert fingerprint(book("a = 1", "b = 2")) == same
    assert fingerprint(book("a = 1", "b = 2", prose="Other.")) == same
    assert fingerprint(book("a = 1", "b = 2", lecture={"minutes": 2})) == same
    others = [book("a = 1", "b = 3"), book("b = 2", "a = 1"), book("a = 1b = 2"), book("a = 1", "b = 2", tags=["x"])]
    assert len({same, *map(fingerprint, others)}) == 5


def test_the_package_counts_except_what_no_notebook_runs(tmp_path, monkeypatch):
    for name in ("functional.py", "explorers/data.js", "__pycache__/functional.pyc"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("1")
    monkeypatch.setattr(module, "PACKAGE", tmp_path)
    first = fingerprint(book("a"))
    for name in ("__pycache__/functional.pyc",):
        (tmp_path / name).write_text("2")
        assert fingerprint(book("a")) == first
    seen = {first}
    for name in ("functional.py", "explorers/data.js"):
        (tmp_path / name).write_text("2")
        seen.add(fingerprint(book("a")))
    (tmp_path / "functional.py").rename(tmp_path / "renamed.py")
    seen.add(fingerprint(book("a")))
    assert len(seen) == 4


def test_outputs_go_to_the_cells_with_the_code():
    run = book("a", "b")
    for number, cell in enumerate(run.cells[1:], start=1):
        cell.outputs, cell.execution_count = [new_output("stream", text=f"{number}\n")], number
    run.metadata["widgets"] = {"state": 1}
    now = book("a", "b", prose="New prose.", lecture={"minutes": 3})
    now.cells.insert(2, new_markdown_cell("Between."))
    joined = with_outputs(now, run)
    assert [cell.source for cell in joined.cells] == ["New prose.", "a", "Between.", "b"]
    assert [cell.outputs[0].text for cell in joined.cells if cell.cell_type == "code"] == ["1\n", "2\n"]
    assert joined.cells[3].execution_count == 2
    assert joined.cells[1].metadata.lecture.minutes == 3
    assert joined.metadata.widgets == {"state": 1}


@pytest.mark.slow
def test_a_notebook_runs_again_only_when_its_code_has_changed(tmp_path):
    path, cache = tmp_path / "example.ipynb", tmp_path / "kept"
    counting = "runs = open('runs', 'a+')\n_ = runs.write('x')\nruns.close()\nlen(open('runs').read())"

    def shown(notebook):
        nbformat.write(notebook, path)
        cells = executed(path, cache=cache).cells
        return cells[0].source, cells[-1].outputs[0].data["text/plain"]

    cache.mkdir()
    (cache / f"example-2-{16 * '0'}.ipynb").touch()
    assert shown(book(counting)) == ("Prose.", "1")
    assert shown(book(counting, prose="Other.")) == ("Other.", "1")
    assert shown(book(counting + "  # changed")) == ("Prose.", "2")
    kept = {run.name[:-23] for run in cache.iterdir()}
    assert kept == {"example", "example-2"}, "older runs of this notebook are removed"
    assert len(list(cache.iterdir())) == 2
    nbformat.write(book("1 / 0"), path)
    with pytest.raises(NotebookFailed, match=r"code cell 1 \('1 / 0'\) raised"):
        executed(path, cache=cache)
    assert len(list(cache.iterdir())) == 2
