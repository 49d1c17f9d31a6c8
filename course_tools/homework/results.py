"""From the records and what humans entered to what is read: the grades, the report, a page for each student."""

from . import feedback, report
from .cleaning import one_line
from .report import Line, Row


def write(folder, assignment, course, records, in_folder, groups=None, beside=(), standing=None):
    """Write grades.csv, totals.csv, the report and the pages. One record is in memory at a time.

    Parameters
    ----------
    folder : Path
        The output.
    assignment : Assignment
    course : gradebook.Course
    records : Records
    in_folder : set of str
        The students whose submissions are in the folder now.
    groups : dict of str to sequence of str, optional
        {student: everybody in the group}; what a human enters for one of them counts for all.
    beside : sequence of str
        What else the report says of the folder.
    standing : Standing, optional
        Who the students are, and what the rules of the term make of their points.

    Returns
    -------
    list of Line
        Those of the report, without who is not in the folder.
    """
    lines, gone = [], []
    grades, comments = course.by_hand()
    for record in records:
        students = record.student, *(groups or {}).get(record.student, ())
        (manual, remarks), rows, given = entered(grades, comments, students), [], {}
        for question in record.questions:
            points, status = question.points, question.status
            by_hand, extra, needs_human = manual.get(question.name, (None, None, False))
            if by_hand is not None:
                points, status = by_hand, "by hand" if needs_human else "graded"
            if extra is not None:
                points = (points or 0) + extra
            given[question.name] = points
            rows.append(Row(record.student, question.name, points, question.maximum, status))
        notes, attention = record.notes, record.attention
        if record.limits is not None:
            notes += (f"run with limits of its own: {_shown(record.limits)}",)
        waiting = any(row.status == "by hand" or row.points is None for row in rows)
        deducted, id = None, ""
        if standing is not None:
            earned, maximum = sum(row.points or 0 for row in rows), sum(row.maximum for row in rows)
            deducted = standing.deducted(record.student, earned, maximum, record.attempt)
            id = standing.id(record.student)
            attention += standing.human(record.student, record.attempt)
        try:
            feedback.write(folder, assignment, record, given, remarks, waiting, deducted)
        except Exception as error:  # the points stand, and the others get their pages
            attention += (f"no page could be made for the student: {type(error).__name__}: {one_line(error)}",)
        line = Line(record.student, attention, notes, tuple(rows), id, deducted)
        (lines if record.student in in_folder else gone).append(line)
    report.write(folder, assignment, lines, gone, beside)
    if standing is not None:
        standing.write(folder, assignment, lines)
    return lines


def entered(grades, comments, students):
    """What humans entered for the first of these students, and where that is nothing for another of the group.

    Parameters
    ----------
    grades, comments : dict
        As `gradebook.Course.by_hand` gives them.
    students : sequence of str

    Returns
    -------
    dict
        {question: (points, extra points, whether a human is asked)}
    dict
        {cell: text}
    """
    manual, remarks = dict(grades[students[0]]), {}
    for student in students:
        remarks = comments[student] | remarks
        for question, (points, extra, asked) in grades[student].items():
            own = manual.get(question, (None, None, True))
            if own[0] is None and own[1] is None and not (points is None and extra is None):
                manual[question] = points, extra, asked
    return manual, remarks


def _shown(limits):
    return (f"{limits.cell_timeout:g} s a cell, {limits.notebook_timeout:g} s a notebook, "
            f"{limits.memory / 2**20:,.0f} MB")  # fmt: skip
