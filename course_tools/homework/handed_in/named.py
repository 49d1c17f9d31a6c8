"""What the name of a file or folder says of who handed it in."""

import re
from dataclasses import dataclass
from datetime import datetime

OTTER = re.compile(r"_(\d{4}_\d\d_\d\dT\d\d_\d\d_\d\d(?:_\d{6})?)$")  # the time in the name of otter's export
BETWEEN = r"[\s._–-]*"
# what browsers, Jupyter, Drive and people put behind a copy
AGAIN = rf"(?:{BETWEEN}(?:\(\d+\)|copy\s?\d*|kopie|(?<=[\s._–-])(?:final|submission|solution|v\d+)\b))*"
COPY_OF = r"(?:(?:copy|kopie) (?:\(\d+\) )?(?:of|von) )*"


@dataclass(frozen=True)
class Named:
    """What a name says.

    Parameters
    ----------
    name : str
        Of the student or the group, as the platform writes it; may be empty.
    id : str
        The platform's; may be empty.
    file : str
        What the student called the file; empty if the platform's name does not hold it, or for a folder.
    attempt : tuple
        Orders the attempts of one student, the newest being the largest.
    label : str
        The attempt, for people to read.
    time : datetime or None
        When it was handed in, by the platform's clock if that has no zone.
    late : bool
    beside : str
        What it is, if it is nothing of the student's but written by the platform.
    group : str
        Of a group, if the platform's name has it beside the student's.
    problem : str
        Why it cannot be graded.
    stray : str
        The same, unless a roster knows the student.
    note : str
    """

    name: str = ""
    id: str = ""
    file: str = ""
    attempt: tuple = ()
    label: str = ""
    time: datetime | None = None
    late: bool = False
    beside: str = ""
    group: str = ""
    problem: str = ""
    stray: str = ""
    note: str = ""

    @property
    def who(self):
        """The same for all that one student has handed in."""
        if self.group:
            return "group", self.group
        return ("id", self.id.casefold()) if self.id else ("name", self.name)


def about(assignment):
    """A pattern for the name of an assignment inside of a file's name: `hw1` is found in `my hw1 a`, not in `hw10`."""
    words = [re.escape(word) for word in re.split(r"[\s_-]+", assignment) if word]
    return r"(?<![^\W_])" + r"[\s_-]*".join(words) + r"(?![^\W_])"


def is_of(stem, assignment):
    """Whether a file's name is the assignment's, whatever number or "Copy of" is around it.

    Examples
    --------
    >>> [is_of(stem, "hw1") for stem in ("hw1", "HW1 (2)", "Copy of hw1", "hw1-1", "hw1-Copy1", "hw10", "my hw1")]
    [True, True, True, True, True, False, False]
    """
    return bool(re.fullmatch(rf"{COPY_OF}{about(assignment)}{AGAIN}(?:-\d+)?", stem.strip(), re.IGNORECASE))


def other_assignment(stem, assignment):
    """The name of another assignment of the same kind in a file's name: `hw2` where `hw1` is graded; or None.

    Examples
    --------
    >>> other_assignment("hw10_Anna", "hw1"), other_assignment("hw1_Anna", "hw1"), other_assignment("Anna", "hw1")
    ('hw10', None, None)
    """
    kind = re.fullmatch(r"(.*[^\W\d_])[\s_-]*\d+", assignment)
    if not kind or re.search(about(assignment), stem, re.IGNORECASE):
        return None
    found = re.search(rf"(?<![^\W_]){re.escape(kind[1])}[\s_-]*\d+(?![^\W_])", stem, re.IGNORECASE)
    return found[0] if found else None


def in_flat_folder(stem, assignment):
    """(student, whether the name of the assignment is in it, time of otter's export) of a file's name.

    Examples
    --------
    >>> names = "Anna Maria - hw1", "hw1_Ольга", "bo_HW1-Copy1", "bo - Copy of hw1", "hw1", "ben_hw1_final", "eva"
    >>> [in_flat_folder(name, "hw1")[0] for name in names]
    ['Anna Maria', 'Ольга', 'bo', 'bo', '', 'ben', 'eva']
    """
    stem = stem.strip()
    time = OTTER.search(stem)
    if time:
        stem = stem[: time.start()]
    name = about(assignment)
    for pattern in (rf"(?P<who>.*?){BETWEEN}{COPY_OF}{name}{AGAIN}(?:-\d+)?",
                    rf"{COPY_OF}{name}{BETWEEN}(?P<who>.*?){AGAIN}"):  # fmt: skip
        if match := re.fullmatch(pattern, stem, flags=re.IGNORECASE | re.DOTALL):
            return match["who"].strip(" ._–-"), True, time and time[1]
    whole = re.fullmatch(rf"(?P<who>.*?){AGAIN}", stem, flags=re.IGNORECASE | re.DOTALL)["who"].strip(" ._–-")
    return whole, bool(re.search(name, stem, flags=re.IGNORECASE)), time and time[1]
