"""The run from the wheel at both ends of the ranges: what counts as a fault there, and what is only told."""

import json
import re

import ends
import pytest
from nbval.plugin import get_sanitize_patterns

DIFFERS = "Notebook cell execution failed\nCell 1: Cell outputs differ\n"
RAISED = "Cell execution caused an exception\n"


@pytest.fixture
def run(tmp_path):
    """What `notebooks` says where nbval finds these faults, by notebook and number of the cell."""
    source = tmp_path / "wheel"
    source.mkdir()
    for stem, ids in (("01_sigmoid", ("data", "line")), ("07_defended_threshold", ("data", "tuned"))):
        cells = [{"cell_type": "markdown", "id": "words"}, *({"cell_type": "code", "id": name} for name in ids)]
        (source / f"{stem}.ipynb").write_text(json.dumps({"cells": cells}))
    work = tmp_path / "work"
    work.mkdir()

    def ran(**faults):
        def here(*words, codes=(0,)):
            if "--nbval" not in words:
                return str(source)
            assert codes == (0, 1)
            cases = [
                f'<testcase classname="notebooks.{path.name}" name="Cell {k}">'
                + (f"<failure>{text}</failure>" if (text := faults.get(f"{path.stem[3:]}_{k}")) else "")
                + "</testcase>"
                for path in words if str(path).endswith(".ipynb") for k in (0, 1)
            ]  # fmt: skip
            (work / "nbval.xml").write_text(f"<testsuite>{''.join(cases)}</testsuite>")
            return "said"

        return ends.notebooks(here, work)

    return ran


def test_all_as_stored(run):
    assert run() == "4 cells of 2 notebooks, outputs as stored"


def test_numbers_that_are_known_to_depend_on_a_release_are_told(run):
    assert run(defended_threshold_1=DIFFERS) == (
        "4 cells of 2 notebooks, other numbers in 07_defended_threshold tuned")  # fmt: skip


@pytest.mark.parametrize(
    ("faults", "said"),
    [
        ({"sigmoid_1": DIFFERS}, "other outputs than those stored: 01_sigmoid line"),
        ({"sigmoid_0": RAISED}, "01_sigmoid data did not run: Cell execution caused"),
        ({"defended_threshold_1": RAISED}, "07_defended_threshold tuned did not run"),
    ],
)
def test_other_numbers_and_cells_that_do_not_run_are_faults(run, faults, said):
    with pytest.raises(ends.Failed, match=said):
        run(**faults)


def test_a_part_that_fails_is_told_and_the_others_go_on(capsys):
    def fails():
        raise ends.Failed("the end of what it said")

    rows = []
    assert not ends.step(rows, "deck", fails)
    assert ends.step(rows, "grading", lambda: "graded")
    assert [row[:2] for row in rows] == [("deck", "failed"), ("grading", "graded")]
    assert "FAILED: the end of what it said" in capsys.readouterr().out


def test_without_one_wheel_it_says_how_to_make_it(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(ends, "ROOT", tmp_path)
    assert ends.main(["lowest"]) == 2
    assert "`make wheel` makes it" in capsys.readouterr().err


def test_only_what_a_release_writes_otherwise_is_passed_over():
    """Through nbval's own reading of the patterns."""
    def compared(text):
        for pattern, instead in get_sanitize_patterns(ends.WRITTEN_OTHERWISE):
            text = re.sub(pattern, instead, text)
        return text

    assert compared("tensor([ 0.5000,  1.0000])") == compared("tensor([0.5000, 1.0000])")
    assert compared("tensor([ 0.5000,  1.0000])") != compared("tensor([0.5000, 1.0001])")
    assert compared("RuntimeError · addmm: mat1 and mat2 shapes") == "RuntimeError · mat1 and mat2 shapes"
    assert compared("addmm: out of memory") == "addmm: out of memory"
