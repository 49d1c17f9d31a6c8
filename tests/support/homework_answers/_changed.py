"""The instructor's own answers with a mistake put in."""

from support.homework import cells_of

from course_tools.homework.format import CellKind


def changed(name, answer, *replacements):
    """The instructor's answer with a mistake put in."""
    source = next(c.source for c in cells_of(name, CellKind.ANSWER) if c.metadata.nbgrader.grade_id == answer)
    for old, new in replacements:
        assert old in source, f"{old!r} is not in the answer {answer}"
        source = source.replace(old, new)
    return {answer: source}
