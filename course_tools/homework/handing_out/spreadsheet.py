"""Tables that a spreadsheet opens rightly.

Excel takes a CSV file for one in its system's own encoding unless a mark, the BOM, says that it is UTF-8. And a cell
that begins with `=`, `+`, `-` or `@` is a formula for spreadsheets, which may run programs, unless something else
stands before it (OWASP, CSV Injection). From a number it drops zeros in front and digits beyond the fifteenth, and
12E4 it takes for one, so an id such as these needs something before it, too.
"""

import csv
import io
import re

BOM = "\ufeff"
NOT_AS_WRITTEN = re.compile(r"0\d+|\d{16,}|\d+[eE]\d+")  # numbers of which a spreadsheet would make others
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def harmless(text):
    """Text that a spreadsheet does not take for a formula.

    Examples
    --------
    >>> harmless("=1+1"), harmless("Anna"), harmless(""), harmless(" =1"), harmless("-2.5")
    ("'=1+1", 'Anna', '', "' =1", '-2.5')
    >>> harmless("00123"), harmless("12e4"), harmless("0"), harmless("0.5"), harmless("20417")
    ("'00123", "'12e4", '0', '0.5', '20417')
    """
    if NOT_AS_WRITTEN.fullmatch(text):
        return f"'{text}"
    if re.fullmatch(r"[+-]?\d+(?:\.\d+)?", text):
        return text
    return f"'{text}" if text.startswith(FORMULA) or text.lstrip().startswith(FORMULA) else text


def lines(rows):
    """Rows of text as CSV, no cell of which is a formula."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return text.getvalue()
