"""A receipt for a notebook: a few letters that stand for its text, and change when that does.

It covers what is written in the cells, in their order, and the pictures pasted into them. It does not cover outputs,
numbers of execution, metadata, line ends, blanks at the end of a line, empty cells, the cell that makes the receipt,
and lines that do nothing but quote one. So it proves what a file says, and not when it was written or handed in.

Only the standard library is used: grading makes the same receipt of what it was given.
"""

import hashlib
import json
import re

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # without I, L, O and U, which are read as others
GROUPS, LETTERS = 4, 4  # 80 bits
CELL = "check-before-handing-in"  # the grade_id of the cell that calls `hand_in.check_before_handing_in`
CALL = re.compile(
    r"(?:[ \t]*#[^\n]*\n|[ \t]*\n|from course_utils\.hand_in import check_before_handing_in[ \t]*\n)*"
    r"check_before_handing_in\((?:\"[^\"\n]*\"|'[^'\n]*')?\)\s*"
)
CODE = rf"[0-9A-Za-z]{{{LETTERS}}}(?:-[0-9A-Za-z]{{{LETTERS}}}){{{GROUPS - 1}}}"
QUOTED = re.compile(rf"\breceipt\b\W{{0,20}}({CODE})\b", re.IGNORECASE)
QUOTING_LINE = re.compile(rf"\W*receipt\W*{CODE}\W*", re.IGNORECASE)


def receipt(cells):
    """The receipt of a notebook.

    Parameters
    ----------
    cells : iterable of (bool, str, dict)
        Of each cell: whether it is code, its source, and its attachments, {name: {kind: base64}}.

    Returns
    -------
    str

    Examples
    --------
    >>> receipt([(True, "x = 1", {})]) == receipt([(True, "x = 1\\r\\n", {}), (False, " ", {})])
    True
    >>> receipt([(True, "x = 1", {})]) == receipt([(True, "x = 2", {})])
    False
    """
    kept = []
    for is_code, source, attachments in cells:
        text = "" if is_code and is_check(source) else normalised(source)
        if text or attachments:
            kept.append(["code" if is_code else "text", text, attachments or {}])
    text = json.dumps(kept, sort_keys=True, separators=(",", ":"))
    number = int.from_bytes(hashlib.sha256(text.encode("ascii")).digest(), "big")
    letters = []
    for _ in range(GROUPS * LETTERS):
        number, letter = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[letter])
    return "-".join("".join(letters[first : first + LETTERS]) for first in range(0, len(letters), LETTERS))


def normalised(source):
    """A source as the receipt reads it: one kind of line ends, no blanks at ends, no line that quotes a receipt."""
    text = source.encode("utf-8", "replace").decode("utf-8")  # halves of characters cannot be written into a file
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines if not QUOTING_LINE.fullmatch(line)).strip("\n")


def is_check(source):
    """Whether code is the cell that checks the notebook, with nothing else in it.

    Examples
    --------
    >>> is_check('from course_utils.hand_in import check_before_handing_in\\n\\ncheck_before_handing_in("hw1.ipynb")')
    True
    >>> is_check('x = 1\\ncheck_before_handing_in("hw1.ipynb")')
    False
    """
    return CALL.fullmatch(source.replace("\r\n", "\n")) is not None


def quoted(text):
    """The receipts that a text quotes, each once, as they are written here.

    Examples
    --------
    >>> quoted("My receipt: 7k3f-9qwd-a0b2-xm4t, with thanks.")
    ['7K3F-9QWD-A0B2-XM4T']
    """
    read = str.maketrans("ILOU", "110V")  # U is in no receipt; V is what it was most like
    return list(dict.fromkeys(found.upper().translate(read) for found in QUOTED.findall(text)))
