"""Expressions, tried where their words stand."""

import sys

import pytest

from course_tools.claims.holds import try_claims
from course_tools.claims.table import Table, TableFailed, read_table

from .conftest import LOSSES, STEM, TABLE

FALLS = '"said == (losses[0], losses[-1]) and losses[-1] < losses[0]"'


def faults(course, **parts):
    course.write(**parts)
    return try_claims(STEM).faults


def test_what_holds_has_no_fault_and_this_process_is_as_it_was(course):
    main = sys.modules["__main__"]
    assert faults(course) == []
    assert sys.modules["__main__"] is main
    assert not hasattr(main, "losses")


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"code": LOSSES.replace("0.53861", "0.5401")}, "'falls from 2.000 to 0.539' does not hold"),
        ({"code": LOSSES.replace("1.6", "1.4")},
         "'It rises once on its way, and it is never below zero.' does not hold"),
        ({"table": TABLE.replace(FALLS, '"losses[-1] < losses[0]"').replace("2.000 to 0.539", "2.000 to 0.53")},
         "holds whatever stands for '0.53'; compare said[1]"),
        ({"table": TABLE.replace(FALLS, '"said == (losses[0], losses[-1])"')}, "says 'falls' and compares nothing"),
        ({"table": TABLE.replace(FALLS, '"said == (losses[0], losses[-1]) and all(a < b for a, b in [])"')},
         "its opposite holds too"),
        ({"table": TABLE.replace(FALLS, FALLS + ', opposite="losses[0] == 2"')},
         "its opposite holds too: losses[0] == 2"),
        ({"table": TABLE.replace(FALLS, '"lossess[0] == said"')}, "could not be tried: NameError: name 'lossess'"),
        ({"table": TABLE.replace("def times(losses)", "def losses(losses)").replace("times(losses)", "losses(losses)")},
         "'losses' is a name of the notebook and of the table"),
        ({"table": TABLE.replace(FALLS, FALLS + ', at="lost"')}, "there is no cell of code 'lost'"),
    ],
)  # fmt: skip
def test_what_fails_is_named_with_line_place_and_words(course, parts, words):
    found = faults(course, **parts)
    assert any(words in fault for fault in found), found
    assert all(f"{STEM}.py:" in fault for fault in found)


def test_a_claim_is_tried_where_it_stands_and_not_at_the_end(course, tmp_path):
    import nbformat

    path = tmp_path / "notebooks" / f"{STEM}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells += [nbformat.v4.new_code_cell("losses = None", id="over")]
    nbformat.write(notebook, path)
    assert try_claims(STEM).faults == []


def test_what_a_cell_printed_can_be_asked_for(course):
    more = '\nsay("loss-explain", "It rises once", "printed[\'loss\'].split()[1] == \'0.539\' and times(losses) > 0")\n'
    assert faults(course, table=TABLE + more) == []
    assert faults(course, table=TABLE + more, printed="2.000 0.538\n") != []


@pytest.mark.parametrize("text", ["say = 3", "import nothing_of_this_name", "say = Table("])
def test_a_table_that_cannot_be_read_is_named(course, text):
    course.write(table=text)
    with pytest.raises(TableFailed, match=f"{STEM}.py"):
        read_table(STEM)


def test_an_argument_needs_its_reason():
    with pytest.raises(TypeError, match="reason"):
        Table().argued("a", "It cannot.", " ")
