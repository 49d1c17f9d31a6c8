"""A table in CSV, single cells of which are replaced; every other byte stays what it was."""

import codecs
import re
from dataclasses import dataclass

LARGEST = 32 * 2**20
MARKS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


class NoTable(Exception):
    """Not a table in CSV; the message says why."""


@dataclass(frozen=True)
class Cell:
    """A cell: its text, and where it stands in the file.

    Parameters
    ----------
    text : str
    start, end : int
        Of the text of the whole table, quotation marks included.
    """

    text: str
    start: int
    end: int


class Table:
    """A table, read from the bytes of a file.

    Parameters
    ----------
    data : bytes

    Attributes
    ----------
    rows : list of list of Cell
        Without empty lines.
    lines : list of int
        The line of the file in which each row begins.
    delimiter : str

    Raises
    ------
    NoTable
    """

    def __init__(self, data):
        self._mark = next((mark for mark in MARKS if data.startswith(mark)), b"")
        self._encoding = MARKS.get(self._mark, "utf-8")
        try:
            self._text = data[len(self._mark) :].decode(self._encoding)
        except UnicodeDecodeError:
            if self._mark:
                raise NoTable(f"it is no text in {self._encoding}") from None
            self._encoding = "latin-1"  # keeps every byte
            self._text = data.decode(self._encoding)
        if "\0" in self._text:
            raise NoTable("it is no text; export it as CSV, not as a workbook")
        self.delimiter = _delimiter(self._text)
        self._end = re.compile(f"[{self.delimiter}\r\n]")
        self.rows, self.lines, self._new = [], [], {}
        self._read()
        if not self.rows:
            raise NoTable("it is empty")

    def _read(self):
        text, place, line, row, first = self._text, 0, 1, [], 1
        while place <= len(text):
            start = place
            if text[place : place + 1] == '"':
                parts, place = [], place + 1
                while True:
                    end = text.find('"', place)
                    if end < 0:
                        raise NoTable(f"the quotation mark of line {line} has no end")
                    parts.append(text[place:end])
                    place = end + 1
                    if text[place : place + 1] != '"':
                        break
                    place += 1
                value = '"'.join(parts)
                rest = self._until(place)
                value, place = value + text[place:rest], rest
            else:
                place = self._until(place)
                value = text[start:place]
            row.append(Cell(value, start, place))
            line += text.count("\n", start, place)
            if text[place : place + 1] == self.delimiter:
                place += 1
                continue
            if len(row) > 1 or row[0].start < row[0].end:
                self.rows.append(row)
                self.lines.append(first)
            if place >= len(text):
                break
            place += 2 if text[place : place + 2] == "\r\n" else 1
            line, row = line + 1, []
            first = line

    def _until(self, place):
        """Where an unquoted cell ends."""
        end = self._end.search(self._text, place)
        return end.start() if end else len(self._text)

    def put(self, cell, text):
        """Have another text in a cell; its quotation marks stay."""
        quoted = self._text[cell.start : cell.start + 1] == '"'
        if quoted or any(sign in text for sign in (self.delimiter, '"', "\n", "\r")):
            text = '"' + text.replace('"', '""') + '"'
        self._new[cell.start] = (cell.end, text)

    def data(self):
        """The bytes of the table, with what was put into it."""
        parts, place = [], 0
        for start in sorted(self._new):
            end, text = self._new[start]
            parts += [self._text[place:start], text]
            place = end
        return self._mark + "".join([*parts, self._text[place:]]).encode(self._encoding)


def _delimiter(text):
    """The sign between the cells of the first line, outside of quotation marks."""
    counts, quoted = dict.fromkeys(",;\t", 0), False
    for letter in text:
        if letter == '"':
            quoted = not quoted
        elif letter == "\n" and not quoted:
            break
        elif letter in counts and not quoted:
            counts[letter] += 1
    return max(counts, key=counts.get)
