"""The mistakes that the tests of an assignment name.

The message of an assertion may end with `[misconception: KEY]`, KEY being one of `course_utils.exercises`:

    assert abs(loss - 1.414) > 2e-3, "1.414 is the sum; the mean was asked for [misconception: sum_for_mean]"

It goes with the message through the engine into the record. What a submission says counts only if the very test that
failed has this mark in its source, so no submission can put a mistake into the report that its test does not know.
"""

import re
from collections import defaultdict
from dataclasses import dataclass

from course_utils.exercises.misconceptions import MISCONCEPTIONS

MARK = re.compile(r"\[misconception: (\w+)\]")
WHERE = re.compile(r" \(notebook [^)]*\)")


def keys(text):
    """The misconceptions that a text is marked with."""
    return frozenset(MARK.findall(text))


def named_in(assignment):
    """{test: misconceptions that its messages can name}."""
    return {cell.name: keys(cell.source) for cell in assignment.graded}


@dataclass(frozen=True)
class Mistake:
    """A misconception that the tests found.

    Parameters
    ----------
    key : str
    name : str
        As the exercises call it; the key in words if they do not know it.
    idea : str
        What is true instead; empty if the exercises do not know it.
    n_students : int
        In how many submissions.
    questions : tuple of str
        Where, in the order of the assignment.
    """

    key: str
    name: str
    idea: str
    n_students: int
    questions: tuple

    @property
    def idea_alone(self):
        """The idea without where to read it again."""
        return WHERE.sub("", self.idea)


def by_frequency(people, questions):
    """The mistakes of a class, the commonest first; each counts once for a student.

    Parameters
    ----------
    people : list of gathered.Person
    questions : sequence of str
        All, in the order of the assignment.

    Returns
    -------
    list of Mistake
    """
    students, places = defaultdict(int), defaultdict(set)
    for person in people:
        for key in {key for _, key in person.named}:
            students[key] += 1
        for question, key in person.named:
            places[key].add(question)
    found = []
    for key, n_students in students.items():
        known = MISCONCEPTIONS.get(key)
        found.append(Mistake(
            key, known.name if known else key.replace("_", " "), known.idea if known else "", n_students,
            tuple(question for question in questions if question in places[key]),
        ))  # fmt: skip
    return sorted(found, key=lambda mistake: (-mistake.n_students, mistake.name))
