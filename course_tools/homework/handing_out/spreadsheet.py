"""Tables that a spreadsheet opens rightly.

Excel takes a CSV file for one in its system's own encoding unless a mark, the BOM, says that it is UTF-8. And a cell
that begins with `=`, `+`, `-` or `@` is a formula for spreadsheets, which may run programs, unless something else
stands before it (OWASP, CSV Injection).
"""

import csv
import io
import re

BOM = "\ufeff"
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def harmless(text):
    """Text that a spreadsheet does not take for a formula.

    Examples
    --------
    >>> harmless("=1+1"), harmless("Anna"), harmless(""), harmless(" =1"), harmless("-2.5")
    ("'=1+1", 'Anna', '', "' =1", '-2.5')
    """
    if re.fullmatch(r"[+-]?\d+(?:\.\d+)?", text):
        return text
    return f"'{text}" if text.startswith(FORMULA) or text.lstrip().startswith(FORMULA) else text


def lines(rows):
    """Rows of text as CSV, no cell of which is a formula."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return text.getvalue()
