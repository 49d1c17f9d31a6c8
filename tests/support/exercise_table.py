"""The table that a test run prints: what was tried on the exercises, counted from the tests that passed."""

HEADINGS = ("notebook", "exercises", "right styles", "wrong answers", "misconceptions named", "hostile answers")
WIDTHS = (8, 11, 14, 15, 22, 17)


def tried(request, number, kind, idea=None):
    """Keep for the table what the running test has tried; `kind` is "right", "wrong" or "hostile"."""
    request.node.user_properties.append(("exercise", [number, kind, idea]))


def table(records):
    """Lines for [number, kind, idea] records: a row for each notebook, and one for all.

    Examples
    --------
    >>> print("\\n".join(line.rstrip() for line in table([["3.1", "right", None], ["3.1", "wrong", "wrong_sign"]])))
    notebook  exercises  right styles  wrong answers  misconceptions named  hostile answers
          03          1             1              1                     1                0
         all          1             1              1                     1                0
    """
    chapters = {}
    for record in records:
        chapters.setdefault(int(record[0].split(".")[0]), []).append(record)
    rows = [HEADINGS]
    rows += [_row(f"{chapter:02d}", chapters[chapter]) for chapter in sorted(chapters)]
    rows.append(_row("all", records))
    return ["".join(f"{cell:>{width}}" for cell, width in zip(row, WIDTHS, strict=True)) for row in rows]


def _row(name, records):
    kinds = [kind for _, kind, _ in records]
    numbers, ideas = {number for number, _, _ in records}, {idea for _, _, idea in records} - {None}
    return name, len(numbers), kinds.count("right"), kinds.count("wrong"), len(ideas), kinds.count("hostile")
