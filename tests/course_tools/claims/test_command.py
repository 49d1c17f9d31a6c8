"""`course claims`: a line a notebook, what is not backed, and an exit code."""

import json

import pytest

from course_tools import cli, project
from course_tools.claims import command, falsify

from .conftest import LECTURE, LOSSES, PROSE, STEM, TABLE


@pytest.fixture
def in_this_process(course, monkeypatch, tmp_path):
    """Notebooks one after the other, here, where the small course is known."""

    def each(work, stems, options):
        for stem in stems:
            line, faults = work(stem, options)
            print(line)
            yield stem, faults

    monkeypatch.setattr(command, "_each", each)
    monkeypatch.setattr(command, "CACHE", tmp_path / "kept")
    return course


def test_a_course_that_is_backed_counts_all_of_it(in_this_process, capsys):
    assert cli.main(["claims"]) == 0
    shown = capsys.readouterr()
    assert shown.out.splitlines()[1].split()[:12] == [STEM, "6", "/", "6", "6", "/", "6", "1", "/", "1", "4", "0"]
    assert shown.err == ""


@pytest.mark.slow
def test_what_held_and_has_not_changed_is_not_run_again(in_this_process, capsys):
    assert cli.main(["claims"]) == 0
    assert "held before" not in capsys.readouterr().out
    assert cli.main(["claims", "90"]) == 0
    assert "held before" in capsys.readouterr().out
    assert cli.main(["claims", "90", "--fresh"]) == 0
    assert "held before" not in capsys.readouterr().out
    in_this_process.write(table=TABLE + "\n# another\n")
    assert cli.main(["claims"]) == 0
    assert "held before" not in capsys.readouterr().out


@pytest.mark.slow
def test_what_does_not_hold_is_said_and_not_kept(in_this_process, capsys):
    in_this_process.write(table=TABLE.replace("len(losses) - 1", "len(losses)"))
    for _ in range(2):
        assert cli.main(["claims"]) == 1
        shown = capsys.readouterr()
        assert "'It falls in five steps.' does not hold" in shown.err
        assert "held before" not in shown.out


def test_static_reads_the_texts_alone(in_this_process, capsys):
    in_this_process.write(table=TABLE.replace("len(losses) - 1", "len(losses)"))
    assert cli.main(["claims", "--static"]) == 0
    in_this_process.write(prose=PROSE + " It is nearer.")
    assert cli.main(["claims", "--static"]) == 1
    assert "nearer" in capsys.readouterr().err


def test_a_notebook_without_a_table_is_counted_and_named(in_this_process, capsys):
    in_this_process.write(table=None)
    assert cli.main(["claims"]) == 0
    assert "no table yet" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["90", STEM, f"notebooks/{STEM}.ipynb"])
def test_a_notebook_is_named_as_people_name_it(course, name):
    assert command.stem_of(name) == STEM


def test_a_notebook_that_is_not_there_is_refused(in_this_process, capsys):
    assert cli.main(["claims", "77"]) == 2
    assert f"there is no notebook '77'; there are {STEM}" in capsys.readouterr().err


def test_what_only_some_notebooks_import_is_loaded_for_those_whose_cells_or_table_name_it(course):
    assert command._further([STEM]) == []
    course.write(table="import pandas" + TABLE)
    assert command._further([STEM]) == ["pandas"]
    course.write(code=LOSSES + "\ntorch.optim.Adam")
    assert command._further([STEM]) == ["torch._dynamo"]


def test_a_cell_that_raises_stops_its_notebook_and_says_so(in_this_process, capsys):
    in_this_process.write(code="losses = [1 / 0]")
    assert cli.main(["claims"]) == 1
    assert "cell 'loss' raised ZeroDivisionError" in capsys.readouterr().err


# ------------------------------------------------------------ falsified


@pytest.mark.parametrize("seed", range(5))
def test_whatever_is_changed_in_a_backed_course_is_noticed(course, seed):
    line, survivors = falsify.falsify(STEM, seed)
    # a bound is still true of other numbers: the losses are never below −1 either
    assert [survivor for survivor in survivors if "zero" not in survivor and "five" not in survivor] == []
    assert [word for word in ("prose ", "slides ", "notes ") if word not in line] == []


def test_what_is_changed_where_nothing_backs_it_is_a_survivor(course):
    course.write(
        lecture=LECTURE.replace("It ends at 0.539.", "It ends at 1.7."),
        table=TABLE.replace("said == len(losses) - 1 and", "said[0] and"),
    )
    _, survivors = falsify.falsify(STEM, 1)
    assert any("slides/loss: '1.7' as" in survivor for survivor in survivors), survivors
    assert any("'five' as" in survivor and "here too, still holds" in survivor for survivor in survivors)


def test_nothing_is_written_when_texts_are_falsified(in_this_process, tmp_path):
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert cli.main(["claims", "--falsify", "1"]) == 0
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_what_is_kept_is_a_key_and_no_more(in_this_process):
    assert cli.main(["claims"]) == 0
    kept = json.loads((command.CACHE / f"{STEM}.json").read_text())
    assert list(kept) == ["key"]
    assert project.ROOT.name not in kept["key"]
