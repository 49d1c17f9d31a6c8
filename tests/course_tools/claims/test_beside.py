"""Claims tried in the kernel that runs a notebook, beside its cells."""

import contextlib
import io
import json
import os
import sys

import pytest

from course_tools.claims import beside
from course_tools.claims.holds import Claims

from .conftest import LOSSES, PROSE, STEM, TABLE

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="a fork is what it is tried in")
FALLS = '"said == (losses[0], losses[-1]) and losses[-1] < losses[0]"'


@pytest.fixture
def try_after(course, monkeypatch):
    """`try_after(cell, table=…, …)`: the faults, with the names that the cell of the small course leaves."""
    monkeypatch.setattr(beside, "of_notebook", Claims)

    def attempt(cell="loss", **parts):
        course.write(**parts)
        with contextlib.redirect_stdout(io.StringIO()):
            exec(LOSSES, space := {})
        names = set(space)
        try:
            beside.try_after(STEM, cell, space)
        except AssertionError as error:
            return json.loads(str(error))
        finally:
            assert set(space) == names
            assert space["losses"][0] == 2.0
        return []

    return attempt


def test_what_holds_has_no_fault(try_after, capfd):
    assert try_after() == []
    assert capfd.readouterr() == ("", "")


def test_what_does_not_hold_is_named_with_line_place_and_words(try_after):
    (fault,) = try_after(table=TABLE.replace("len(losses) - 1", "len(losses)"))
    assert f"{STEM}.py:16: notes/loss: 'It falls in five steps.' does not hold" in fault


def test_all_that_waits_for_a_cell_is_tried_and_nothing_else(try_after):
    wrong = TABLE.replace("len(losses) - 1", "len(losses)").replace("5 - times", "6 - times")
    assert len(try_after(table=wrong)) == 2
    assert try_after("opening", table=wrong) == []


def test_without_a_table_nothing_is_tried(try_after):
    assert try_after(table=None) == []


def test_an_entry_that_no_cell_shows_is_a_fault_of_every_cell(try_after):
    lost = TABLE.replace(FALLS, FALLS + ', at="lost"')
    for cell in ("loss", "opening"):
        (fault,) = try_after(cell, table=lost)
        assert "there is no cell of code 'lost'" in fault


@pytest.mark.parametrize(("expression", "said"), [
    ("losses.clear() is None and said == (2, 0.539) and 1 < 2", None),
    ("__import__('sys').modules.clear() or said == (2, 0.539) and 1 < 2", None),
    ("__import__('os')._exit(0)", "the process that tried the claims has ended"),
    ("__import__('sys').exit(0)", "could not be tried: SystemExit"),
])  # fmt: skip
def test_what_a_claim_does_to_the_process_stays_in_its_fork(try_after, expression, said):
    n_modules = len(sys.modules)
    table = TABLE.split("say(\n")[0].replace(FALLS, f'"{expression}"')
    found = try_after(table=table, prose=PROSE)
    assert [fault.partition(": 0")[0] for fault in found] == ([said] if said else [])
    assert len(sys.modules) >= n_modules
