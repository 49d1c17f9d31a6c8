"""What is kept of a learner's work: a line for each task solved and each quiz answer, in one small file of the user's.

Lines are only ever added, each in one piece, so that two notebooks may do so at once and a damaged line costs itself
alone. What cannot be written is remembered until the kernel ends.
"""

import json
import os
from pathlib import Path

import platformdirs

FILE_NAME = "progress.jsonl"
EDITION = 2
MOST_BYTES = 10_000_000  # a file beyond that is not ours: ten thousand answers take half a megabyte
# lines of the first edition, which named none: what an exercise is called since the real table has two notebooks
RENUMBERED = {"6.2": "7.1", "6.3": "7.2", **{f"7.{i}": f"8.{i}" for i in range(1, 6)}}
# exercises of the first edition that others have taken the place of
GONE = {"6.4"}

_here = []  # the lines of this process, also those that could not be written


def progress_file():
    """Where it is kept: COURSE_PROGRESS if set, else the user's data folder; nowhere if that is `os.devnull`."""
    chosen = os.environ.get("COURSE_PROGRESS")
    return Path(chosen) if chosen else platformdirs.user_data_path("logistic-regression-course") / FILE_NAME


def keep_solved(task):
    """Keep that a task is solved, for good; once is enough, and a second time changes nothing.

    Parameters
    ----------
    task : str
        The number of an exercise, "3.1", or "explorer:" and the name of an explorer's task.

    Returns
    -------
    str
        Empty, or a sentence in brackets that says why it is kept for this session only.
    """
    return "" if task in solved() else _add({"solved": task})


def solved():
    """The tasks solved so far: numbers of exercises, and "explorer:…"."""
    return {task for line in _lines() if (task := _task(line)) is not None}


def keep_answer(question, place):
    """Keep which option of a quiz question was checked last.

    Parameters
    ----------
    question : str
        Notebook and place in its quiz: "3.2".
    place : int
        From 0.

    Returns
    -------
    str
        As for `keep_solved`.
    """
    return "" if answers().get(question) == place else _add({"quiz": question, "place": place})


def answers():
    """From quiz question to the place of the option last checked, for the questions answered so far."""
    return {
        line["quiz"]: line["place"]
        for line in _lines()
        if isinstance(line.get("quiz"), str) and type(line.get("place")) is int
    }


def fault():
    """Why the file cannot be used, as in "permission denied"; empty if it can, or is not there yet."""
    try:
        _read()
    except OSError as error:
        return _reason(error)
    return ""


def _task(line):
    """What a line says is solved, as it is called now; None if that is no longer there, or nothing is."""
    task = line.get("solved")
    if not isinstance(task, str) or line.get("edition", 1) == EDITION:
        return task if isinstance(task, str) else None
    return None if task in GONE else RENUMBERED.get(task, task)


def _add(line):
    """Add a line to the file; empty, or why that was not possible."""
    line = {**line, "edition": EDITION}
    path = progress_file()
    _here.append((path, line))
    try:
        before = _read().count(line)
        for _ in range(3):  # where two programs write at once and the system does not part them, one line may be torn
            path.parent.mkdir(parents=True, exist_ok=True)
            with open(path, "ab", buffering=0) as file:
                file.write(f"\n{json.dumps(line)}\n".encode())  # a torn line before it stays its own
            if str(path) == os.devnull or _read().count(line) > before:
                break
        return ""
    except OSError as error:
        return (
            f"(Kept for this session only: {path} could not be written, {_reason(error)}. Another file can be named "
            "in the environment variable COURSE_PROGRESS.)"
        )


def _lines():
    """The lines of the file that can be read, then those of this process that have not got there."""
    path = progress_file()
    try:
        kept = _read()
    except OSError:
        kept = []
    return kept + [line for where, line in _here if where == path and line not in kept]


def _read():
    """The lines of the file that can be read, as dicts; none if there is no file.

    Raises
    ------
    OSError
        If it cannot be read, or holds something else.
    """
    path = progress_file()
    if str(path) == os.devnull or not path.exists():
        return []
    if not path.is_file():
        raise OSError("it is not a file")
    if path.stat().st_size > MOST_BYTES:
        raise OSError("it is far too large to be a file of this course")
    text = path.read_text(encoding="utf-8", errors="replace")
    found, ours = [], False
    for line in text.splitlines():
        ours = ours or line.startswith(('{"solved":', '{"quiz":'))  # also where it is torn
        try:
            value = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(value, dict):
            found.append(value)
    if text.strip() and not ours:
        raise OSError("it holds something else than progress, and is left as it is")
    return found


def _reason(error):
    return (error.strerror or str(error)).lower() if error.errno else str(error)
