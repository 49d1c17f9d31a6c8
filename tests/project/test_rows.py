"""A table as one test: no row that fails is hidden, by another one or by a mark."""

import pytest
from support.rows import each_row


def test_every_row_that_fails_is_named_with_its_error_and_the_others_are_tried(refuses):
    tried = []

    @each_row(("a", "b"), [(1, 1), pytest.param(1, 2, id="unlike"), (2, 2), ("x", 3)], ids=lambda value: f"<{value}>")
    def equal(a, b, seen):
        seen.append(b)
        if a == "x":
            pytest.skip("no number")
        assert a == b, f"{a} is not {b}"

    with pytest.raises(BaseExceptionGroup) as caught:
        equal(seen=tried)
    assert tried == [1, 2, 2, 3]
    assert caught.value.message == "2 of 4 rows: [unlike], [<x> - <3>]"
    unlike, skipped = caught.value.exceptions
    assert str(unlike).startswith("1 is not 2")
    assert isinstance(skipped, pytest.skip.Exception)


@each_row(("text", "rows"), [(f"of {kind}", range(3)) for kind in ("a", "b")])
def test_rows_and_fixtures_come_to_a_test_that_pytest_calls(text, rows, tmp_path):
    assert text in ("of a", "of b")
    assert list(rows) == [0, 1, 2]
    assert tmp_path.is_dir()


def test_two_tables_are_every_pair():
    seen = []

    @each_row("a", [1, 2])
    @each_row("b", [3, 4])
    def pair(a, b):
        seen.append((a, b))

    pair()
    assert seen == [(1, 3), (1, 4), (2, 3), (2, 4)]


def test_a_table_that_would_try_less_than_it_says_is_refused(refuses):
    with refuses(ValueError, "one row of a test cannot be marked"):
        each_row("a", [pytest.param(1, marks=pytest.mark.slow)])
    with refuses(ValueError, "a table without rows"):
        each_row("a", [])
    with refuses(ValueError, "a row has 3 values, and there are 2 names"):
        each_row("a, b", [(1, 2, 3)])
