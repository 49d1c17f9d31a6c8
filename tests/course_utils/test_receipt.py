"""A receipt: what changes it, and what does not."""

import re

from support.rows import each_row

from course_utils.receipt import CODE, is_check, quoted, receipt

CELLS = [
    (False, "# Title", {}),
    (True, "def f(x):\n    return x", {}),
    (False, "Because.", {"a.png": {"image/png": "AA=="}}),
]
CHECK = 'from course_utils.hand_in import check_before_handing_in\n\ncheck_before_handing_in("hw1.ipynb")'


def replaced(number, source=None, is_code=None, attachments=None):
    cells = list(CELLS)
    old = cells[number]
    cells[number] = (old[0] if is_code is None else is_code, old[1] if source is None else source,
                     old[2] if attachments is None else attachments)  # fmt: skip
    return cells


def test_a_receipt_can_be_read_out_and_typed():
    assert re.fullmatch(CODE, receipt(CELLS))
    assert not set(receipt(CELLS)) & set("ILOU")
    assert quoted(f"receipt: {receipt(CELLS).lower()}") == [receipt(CELLS)]


@each_row(
    "cells",
    [
        replaced(1, "def f(x):\n    return x + 1"),
        replaced(1, "def f(x):\n\n    return x"),
        replaced(1, "def f(x):\n  return x"),
        replaced(1, is_code=False),
        replaced(2, "Because!"),
        replaced(2, "Because\u00a0."),
        replaced(2, attachments={}),
        replaced(2, attachments={"a.png": {"image/png": "AAA="}}),
        CELLS[:2],
        [*CELLS, (True, "x", {})],
        [CELLS[1], CELLS[0], CELLS[2]],
        [CELLS[0], (True, CELLS[1][1] + "\n" + CELLS[2][1], {})],
        [*CELLS, (True, CHECK + "\nf = None", {})],
        replaced(1, CELLS[1][1] + "  # receipt AAAA-BBBB-CCCC-DDDD"),
        replaced(1, "receipt AAAA-BBBB-CCCC-DDDD; x = 1\n" + CELLS[1][1]),
    ],
)
def test_another_text_has_another_receipt(cells):
    assert receipt(cells) != receipt(CELLS)


@each_row(
    "cells",
    [
        [(is_code, source.replace("\n", "\r\n"), more) for is_code, source, more in CELLS],
        [(is_code, source.replace("\n", "\r"), more) for is_code, source, more in CELLS],
        [(is_code, source.replace("\n", "  \n") + "\n", more) for is_code, source, more in CELLS],
        [*CELLS, (True, "", {}), (False, " \n", None)],
        [*CELLS, (True, CHECK, {})],
        [(True, "# a comment\n" + CHECK.replace("hw1", "hw1_Anna Maria") + "\n", {}), *CELLS],
        [*CELLS, (False, "**Receipt:** `7K3F-9QWD-A0B2-XM4T`", {})],
        replaced(2, "Because.\n\nReceipt 7k3f-9qwd-a0b2-xm4t"),
    ],
)
def test_the_same_text_has_the_same_receipt(cells):
    assert receipt(cells) == receipt(CELLS)


def test_halves_of_characters_are_what_grading_makes_of_them():
    assert receipt([(True, "x = '\udce9'", {})]) == receipt([(True, "x = '?'", {})])


@each_row(
    "source",
    ["check_before_handing_in()", CHECK + "; x = 1", CHECK + "\nx = 1", "x = 1\n" + CHECK,
     'check_before_handing_in("a" + f())', 'check_before_handing_in("a.ipynb", run=False)', "# " + CHECK[:30]],
)  # fmt: skip
def test_only_the_cell_as_it_was_handed_out_is_passed_over(source):
    assert is_check(source) == (source == "check_before_handing_in()")


@each_row(
    ("text", "found"),
    [
        ("Receipt: 7K3F-9QWD-A0B2-XM4T", ["7K3F-9QWD-A0B2-XM4T"]),
        ("receipt  **7k3f-9qwd-aOb2-xm4t** and more: receipt 0000-1111-2222-3333.",
         ["7K3F-9QWD-A0B2-XM4T", "0000-1111-2222-3333"]),
        ("Receipt:\n7K3F-9QWD-A0B2-XM4T", ["7K3F-9QWD-A0B2-XM4T"]),
        ("7K3F-9QWD-A0B2-XM4T, order 1234-5678-9012-3456; receipts 7K3F-9QWD-A0B2-XM4", []),
    ],
)  # fmt: skip
def test_receipts_that_are_quoted(text, found):
    assert quoted(text) == found
