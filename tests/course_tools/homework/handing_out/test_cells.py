"""Single cells of a table are replaced, and nothing else."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.rows import each_row

from course_tools.homework.handing_out.cells import NoTable, Table

CELLS = st.text(st.sampled_from('ab",;\n é\t'), max_size=4)


@pytest.mark.slow
@given(rows=st.lists(st.lists(CELLS, min_size=2, max_size=2), min_size=1, max_size=4),
       delimiter=st.sampled_from(",;\t"),
       quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]), end=st.sampled_from(["\n", "\r\n"]),
       mark=st.sampled_from([b"", b"\xef\xbb\xbf"]), new=CELLS)  # fmt: skip
def test_a_table_is_read_as_others_read_it_and_written_but_for_one_cell(rows, delimiter, quoting, end, mark, new):
    rows = [["first", "second"], *rows]
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator=end, quoting=quoting).writerows(rows)
    data = mark + text.getvalue().encode()
    table = Table(data)
    assert [[cell.text for cell in row] for row in table.rows] == rows
    assert table.data() == data
    cell = table.rows[-1][1]
    table.put(cell, new)
    written = table.data().removeprefix(mark).decode()
    expected = [*rows[:-1], [rows[-1][0], new]]
    assert list(csv.reader(io.StringIO(written, newline=""), delimiter=delimiter)) == expected
    assert table.data().startswith(data[: len(mark)])


@each_row(("before", "after"), {
    b"\xef\xbb\xbfa,b\r\n1,\r\n\r\n2,3": b"\xef\xbb\xbfa,b\r\n1,7.5\r\n\r\n2,3",
    b'"a";"b"\n"1";"4,00"\n"2";"3"\n': b'"a";"b"\n"1";"7.5"\n"2";"3"\n',
    b"a\tb\n1\t \n2\t3\n": b"a\tb\n1\t7.5\n2\t3\n",
    b'a,b,"c"\n1,"4" ,"x ""y"""\n': b'a,b,"c"\n1,"7.5","x ""y"""\n',
    "Zoé,b\n1,2\n".encode("latin-1"): "Zoé,b\n1,7.5\n".encode("latin-1"),
    "\ufeffa,b\n1,\n".encode("utf-16-le"): "\ufeffa,b\n1,7.5\n".encode("utf-16-le"),
}.items())  # fmt: skip
def test_marks_quotation_line_ends_and_encoding_stay(before, after):
    table = Table(before)
    table.put(table.rows[1][1], "7.5")
    assert table.data() == after


def test_lines_are_counted_as_an_editor_counts_them():
    table = Table(b'a,b\n"x\ny",2\n\nlast,3\n')
    assert table.lines == [1, 2, 5]


@each_row(("data", "said"), [
    (b"", "it is empty"), (b"\n\n", "it is empty"), (b'a,"b\n1,2\n', "quotation mark of line 1 has no end"),
    (b"PK\x03\x04\0\0", "export it as CSV, not as a workbook"), (b"\xef\xbb\xbf\xff", "no text in utf-8"),
])  # fmt: skip
def test_what_is_no_table_is_refused(data, said):
    with pytest.raises(NoTable, match=said):
        Table(data)
