"""When students handed in, from a table: `--times CSV`, or the platform's own sheet.

Sources
-------
Moodle's grading worksheet has `Identifier` (`Participant 1001`) and `Last modified (submission)`, written by `userdate`
as `Saturday, 10 January 2026, 9:07 AM`, or `-` (moodle/moodle, mod/assign/gradingtable.php and lang/en/langconfig.php).
Canvas' gradebook has no times; its API calls them `submitted_at` (instructure/canvas-lms, lib/api/v1/submission.rb).
"""

import csv
import io
import re
from datetime import UTC, datetime

from .cleaning import one_line
from .handed_in.roster import COLUMNS, IDS, decoded, title_of
from .handed_in.safe import Unreadable, read_file
from .handed_in.schemes import nbgrader_time
from .quantities import YEARS

LARGEST = 8 * 2**20
TIMES = ("time", "timestamp", "submitted", "submittedat", "submissiontime", "submissiondate", "datesubmitted",
         "handedin", "handedinat", "lastmodifiedsubmission", "submissiontimestamp")  # fmt: skip
FORMS = ("%A, %d %B %Y, %I:%M %p", "%A, %d %B %Y, %H:%M", "%d %B %Y, %I:%M %p", "%d %B %Y, %H:%M",
         "%d.%m.%Y %H:%M", "%d.%m.%Y %H:%M:%S")  # fmt: skip
PARTICIPANT = re.compile(r"\D*?(\d+)")


class BadTimes(Exception):
    """A table without times; the message says what is missing."""


def time_in(text):
    """A time, as platforms and people write it; without a zone if it says none.

    Raises
    ------
    ValueError

    Examples
    --------
    >>> time_in("Saturday, 10 January 2026, 9:07 PM").isoformat(), time_in("2026-01-10T09:07:00Z").isoformat()
    ('2026-01-10T21:07:00', '2026-01-10T09:07:00+00:00')
    """
    time = _time_in(text)
    if time is None or time.year not in YEARS:
        raise ValueError(text)
    return time


def _time_in(text):
    text = re.sub(r"(:\d\d) (?=[+-]\d\d:?\d\d$)", r"\1", " ".join(text.split()))
    if re.match(r"\d{4}-\d\d-\d\d[T ]\d", text):
        if text.endswith(" UTC"):
            return datetime.fromisoformat(text.removesuffix(" UTC")).replace(tzinfo=UTC)
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            if time := nbgrader_time(text):
                return time
    for form in FORMS:
        try:
            return datetime.strptime(text, form)
        except ValueError:
            continue
    return None


def read(path, index, clock=None):
    """Read a table of times.

    Parameters
    ----------
    path : path
        CSV with a heading: a column of names or ids, and one of times.
    index : Index
    clock : ZoneInfo, optional
        Of times that do not say their zone.

    Returns
    -------
    dict of str to (datetime or None)
        {student: time}; None where it cannot be read, or has no zone.
    list of str
        What could not be read, and which lines mean nobody who has handed in.

    Raises
    ------
    BadTimes
    """
    try:
        text = decoded(read_file(path, LARGEST))
    except Unreadable as error:
        raise BadTimes(f"{path}: {error}") from None
    heading = text.partition("\n")[0]
    delimiter = max(",;\t", key=heading.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows, line = [], 1
    try:
        for row in reader:
            rows.append((line, row))
            line = reader.line_num + 1
    except csv.Error as error:
        raise BadTimes(f"{path}: no table: {error}") from None
    titles = [title_of(cell) for cell in rows[0][1]] if rows else []
    column = next((place for place, title in enumerate(titles) if title in TIMES), None)
    if column is None:
        raise BadTimes(f"{path}: the first line names no column of times; expected: time, submitted_at, or Last "
                       f"modified (submission); it is: {one_line(heading, 200) or 'empty'}")  # fmt: skip
    names = [place for place, title in enumerate(titles) if title in COLUMNS["name"]]
    ids = [place for place, title in enumerate(titles) if IDS.fullmatch(title) or title in COLUMNS["email"]]
    identifier = titles.index("identifier") if "identifier" in titles else None
    if not names and not ids and identifier is None:
        raise BadTimes(f"{path}: the first line names no column of names or ids; it is: {one_line(heading, 200)}")
    times, problems, nobody = {}, [], []
    for line, row in rows[1:]:
        row = [cell.strip() for cell in row] + [""] * (len(titles) - len(row))
        said = row[column]
        if said in ("", "-"):
            continue
        own = [row[place] for place in ids]
        if identifier is not None and (match := PARTICIPANT.fullmatch(row[identifier])):
            own.append(match[1])
        student, why = index.find(row[names[0]] if names else "", own)
        if student is None:
            nobody.append(f"{line}" + (f" ({why})" if why else ""))
            continue
        try:
            time = time_in(said)
        except ValueError:
            problems.append(f"{path}: line {line}: {one_line(said, 60)!r} is no time that can be read; write for "
                            "example 2026-01-20 22:15")  # fmt: skip
            time = None
        if time is not None and time.tzinfo is None:
            time = time.replace(tzinfo=clock) if clock else None
            if clock is None:
                problems.append(f'{path}: line {line}: {one_line(said, 60)!r} has no zone; write clock = '
                                '"Europe/Berlin" at the top of the rules')  # fmt: skip
        before = times.get(student.student)
        times[student.student] = max(before, time) if before and time else time  # of several attempts the newest
    if nobody:
        problems.append(f"{path}: lines of nobody who has handed in: {', '.join(nobody)}")
    return times, problems
