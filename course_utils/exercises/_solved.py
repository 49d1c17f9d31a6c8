"""Which exercises are solved: one line for each, in one small file of the user's."""

import json
import os
from pathlib import Path

import platformdirs

from .registry import chapter_of, exercises

FILE_NAME = "progress.jsonl"
EDITION = 2
# lines of the first edition, which named none: what an exercise is called since the real table has two notebooks
RENUMBERED = {"6.2": "7.1", "6.3": "7.2", **{f"7.{i}": f"8.{i}" for i in range(1, 6)}}
# exercises of the first edition that others have taken the place of
GONE = {"6.4"}


def progress_file():
    """Where it is kept: COURSE_PROGRESS if set, else the user's data folder."""
    chosen = os.environ.get("COURSE_PROGRESS")
    return Path(chosen) if chosen else platformdirs.user_data_path("logistic-regression-course") / FILE_NAME


def solved():
    """Numbers of the exercises solved so far. Lines that cannot be read are passed over."""
    try:
        lines = progress_file().read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return set()
    numbers = set()
    for line in lines:
        try:
            numbers.add(_number(json.loads(line)))
        except (ValueError, KeyError, TypeError):
            continue
    return numbers - {None}


def _number(line):
    """The number that an exercise has now; None if it is no longer there, or was none."""
    number = line["solved"]
    if not isinstance(number, str) or line.get("edition", 1) >= EDITION:
        return number if isinstance(number, str) else None
    return None if number in GONE else RENUMBERED.get(number, number)


def record(number):
    """Add a line, unless it is there. Two notebooks may do so at once: a line is written in one piece.

    Returns
    -------
    str
        Empty, or why it could not be kept.
    """
    if number in solved():
        return ""
    path = progress_file()
    line = "\n" + json.dumps({"solved": number, "edition": EDITION}) + "\n"  # a torn line before it stays its own
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(path, "a", encoding="utf-8") as file:
            file.write(line)
    except OSError as error:
        return f"(Your progress could not be kept in {path}: {error.strerror}.)"
    return ""


def progress():
    """Show which exercises are solved.

    Kept on this machine only, in the file named below the table. To begin again, delete it.

    Examples
    --------
    >>> progress()  # doctest: +ELLIPSIS
    notebook 01   ... 1.1  ... 1.2  ...
    """
    done = solved()
    chapters = {}
    for number in exercises():
        chapters.setdefault(chapter_of(number), []).append(number)
    for chapter, numbers in chapters.items():
        marks = "  ".join(f"{'✔' if number in done else '○'} {number}" for number in numbers)
        print(f"notebook {chapter:02d}   {marks}")
    print(f"\n{len(done & set(exercises()))} of {len(exercises())} solved. Kept in {progress_file()}")
