"""Gradings by earlier versions of the course: whether an answer is still the one that a human gave points for.

Today's records say so by a digest. Earlier ones do not, or cannot be read; but the notebook that was graded is there,
and the answers stand in it, as they were handed in or as they are shown today.
"""

import json
from dataclasses import dataclass


@dataclass(frozen=True)
class Answers:
    """What stands in the notebook of an earlier grading.

    Parameters
    ----------
    named : dict
        {grade_id: source}
    code : tuple of str
        Sources of all code cells but tests, in their order.
    others : tuple of str
        Sources of the text cells that have no name.
    """

    named: dict
    code: tuple
    others: tuple


def answers(path):
    """The answers in a notebook that an earlier grading wrote; None if there is none that can be read."""
    try:
        return _answers(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _answers(notebook):
    named, code, others = {}, [], []
    for cell in notebook["cells"]:
        source = cell["source"]
        source = "".join(source) if isinstance(source, list) else source
        about = cell["metadata"].get("nbgrader", {})
        if name := about.get("grade_id"):
            named[name] = source.rstrip()
        if cell["cell_type"] != "code":
            others += [] if name else [source.rstrip()]
        elif not about.get("grade") or about.get("solution"):
            code.append(source.rstrip())
    return Answers(named, tuple(code), tuple(others))


def is_same(question, before, outcome):
    """Whether points that a human gave still hold for an answer.

    Parameters
    ----------
    question : str
        Its name.
    before : Answers or None
        As it was graded.
    outcome : Outcome
        As it is graded now.

    Returns
    -------
    bool
        False if it is not known.
    """
    if before is None or question not in before.named:
        return False
    now = _answers(outcome.notebook)
    if question in outcome.by_hand:
        forms = (now.named.get(question), outcome.by_hand[question].rstrip())
        # it may stand in other cells, so these must be the same, too
        return before.named[question] in forms and (before.others == now.others or not _is_elsewhere(question, outcome))
    return bool(now.code) and before.code == now.code  # of a test: it runs all of the student's code


def _is_elsewhere(question, outcome):
    return any(one.name == question and one.elsewhere for one in outcome.record.questions)
