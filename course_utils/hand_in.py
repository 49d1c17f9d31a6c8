"""Before handing in: is the file complete, is every question answered, and does it run from top to bottom?

The last cell of a homework calls `check_before_handing_in`. It looks at the file on the disk, as that is what is handed
in, and not at what stands in the browser. Nothing of it counts for points, and grading passes over the cell.
"""

import hashlib
import json
import os
import re
import time
from pathlib import Path

from ._fresh_copy import RUNNING, fresh_run
from .receipt import CELL, is_check, normalised, receipt

SECONDS = 120  # for a cell of the fresh copy
DEFINED = re.compile(r"^(?:async +)?(?:def|class) +(\w+)", re.MULTILINE)


class NotReadable(Exception):
    """There is no notebook to look at; the message says why, and what to do."""


def check_before_handing_in(file=None, *, run=True, seconds=SECONDS):
    """Say what is missing in the notebook as it was saved, run a fresh copy of it, and print its receipt.

    Parameters
    ----------
    file : str or Path, optional
        The notebook. It is only looked for there if the editor does not say which one this is.
    run : bool
        Whether to run the fresh copy, from top to bottom, in a kernel of its own.
    seconds : int
        That a cell of it may take.
    """
    if RUNNING in os.environ:
        print("This is the fresh copy; the notebook itself is checked where it was opened.")
        return
    try:
        path = find(file)
        notebook, saved = read(path)
    except NotReadable as error:
        print(f"Not checked: {error}")
        return
    at = time.strftime("%H:%M:%S", time.localtime(saved))
    print(f"{path.name}, as it was saved at {at}, {ago(time.time() - saved)}.")
    print("What was typed later is not in it: save (Ctrl+S, on a Mac ⌘S), and run this cell again.\n")
    for line in [*not_saved(notebook), *missing(notebook)]:
        print(f"  ✗ {line}")
    n_answered, n_questions, lines = answered(notebook)
    for line in lines:
        print(f"  ✗ {line}")
    if n_questions:
        print(f"  {n_answered} of {n_questions} questions are answered.")
    if run:
        try:
            print(f"  {fresh_run(path, notebook, seconds)}")
        except KeyboardInterrupt:
            print("\n  Interrupted: the fresh copy was stopped, and the file is as it was. Run this cell again.")
            return
    try:
        changed = path.stat().st_mtime != saved
    except OSError:
        changed = True
    if changed:
        print("\nThe file was saved anew in the meantime: run this cell once more for its receipt.")
        return
    print(f"\nReceipt: {receipt_of(notebook)}")
    print("It stands for what is written in this file. Grading makes the same from what reaches it:")
    print("write it down, save once more, and hand in this file. It proves what you wrote, not when.")


def find(file=None):
    """The notebook that this is: as VS Code or Jupyter say, else as the call does.

    Raises
    ------
    NotReadable
    """
    said = [named for named in (_of_the_editor(), os.environ.get("JPY_SESSION_NAME")) if named]
    for named in said:
        path = Path(named)
        if path.suffix == ".ipynb" and path.is_file():
            return path
    if file is None:
        raise NotReadable('which file this is, is not known here: write its name, check_before_handing_in("hw1.ipynb")')
    path = Path(file)
    if path.is_file():
        return path
    others = sorted(other.name for other in Path.cwd().glob("*.ipynb"))
    there = f"there are {', '.join(others[:5])}" if others else "there is no notebook"
    raise NotReadable(
        f"{path} is not in {Path.cwd()}, where {there}. Save the notebook, or write its name in this call."
    )


def _of_the_editor():
    """What VS Code writes into the session: the path of the notebook."""
    shell = _shell()
    named = shell.user_ns.get("__vsc_ipynb_file__") if shell is not None else None
    return named if isinstance(named, str) else None


def _shell():
    """The session's IPython; None where there is none."""
    try:
        from IPython import get_ipython
    except ModuleNotFoundError:
        return None
    return get_ipython()


def not_saved(notebook):
    """Functions and classes of which another version was run in this session than stands in the file, in a line."""
    history = getattr(_shell(), "history_manager", None)
    ran = list(getattr(history, "input_hist_raw", []))
    saved = {normalised(source_of(cell)) for cell in notebook["cells"]}
    latest = {name: source for source in ran for name in DEFINED.findall(source)}
    names = [name for name, source in latest.items() if normalised(source) not in saved]
    if not names:
        return []
    return [f"What you ran last of {', '.join(names)} is not in the saved file: save it, and run this cell again."]


def read(path):
    """The notebook of a file as JSON has it, and when that was saved.

    Raises
    ------
    NotReadable
    """
    try:
        saved = path.stat().st_mtime
        notebook = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise NotReadable(f"{path} cannot be read: {error.strerror}.") from None
    except ValueError as error:  # no UTF-8, or no JSON
        raise NotReadable(f"{path.name} is no notebook: it is no valid JSON ({error}). Save it again.") from None
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    whole = isinstance(cells, list) and all(isinstance(cell, dict) and "cell_type" in cell for cell in cells)
    if not whole:
        raise NotReadable(f"{path.name} is no notebook of today's format: it has no list of cells. Save it again.")
    return notebook, saved


def receipt_of(notebook):
    """The receipt of a notebook as JSON has it."""
    return receipt(
        (cell["cell_type"] == "code", source_of(cell), cell.get("attachments") or {}) for cell in notebook["cells"]
    )


def source_of(cell):
    """What is written in a cell; in the file it may be a list of lines."""
    source = cell.get("source", "")
    return "".join(source) if isinstance(source, list) else str(source)


# ------------------------------------------------------------------ what is there


def contents(cells):
    """What the cell that checks keeps of the released notebook, to compare with: [grade_id, what it is, digest].

    Parameters
    ----------
    cells : iterable of (str, str, str)
        grade_id, "answer", "written answer" or "given", and the source, of each cell that has a name.
    """
    return [[name, what, digest(source)] for name, what, source in cells]


def digest(source):
    """A few letters for what is written in a cell."""
    return hashlib.sha256(normalised(source).encode("utf-8", "replace")).hexdigest()[:16]


def _released(notebook):
    """What was released, {grade_id: (what it is, digest)}; None if the cell that says so has lost it."""
    for cell in notebook["cells"]:
        kept = cell.get("metadata", {}).get("released")
        if isinstance(kept, list) and is_check(source_of(cell)):
            return {name: (what, text) for name, what, text in kept}
    return None


def _named(notebook):
    """{grade_id: cell}, the last one of each."""
    named = {}
    for cell in notebook["cells"]:
        about = cell.get("metadata", {}).get("nbgrader")
        if isinstance(about, dict) and about.get("grade_id") not in (None, CELL):
            named[about["grade_id"]] = cell
    return named


def missing(notebook):
    """What keeps the file from being complete, a line each."""
    released, named = _released(notebook), _named(notebook)
    if released is None:
        return ["The list of the released cells is gone, as some editors drop it: whether all are there is not known. "
                "What you wrote is graded all the same."]  # fmt: skip
    lines = []
    gone = [name for name in released if name not in named]
    if gone and not named:
        lines.append("The marks of the cells are gone; some editors drop them. Grading knows the cells by their text.")
    elif gone:
        lines.append(f"Cells of the homework are not in the file: {', '.join(gone)}. Copy them from a fresh download.")
    edited = [name for name, (what, text) in released.items()
              if what == "given" and name in named and digest(source_of(named[name])) != text]  # fmt: skip
    if edited:
        lines.append(f"Given cells were changed: {', '.join(edited)}. Grading puts them back, without your changes.")
    return lines


def answered(notebook):
    """How many questions are answered, of how many, and a line for each that is not."""
    released, named, lines = _released(notebook) or {}, _named(notebook), []
    questions = {name: kind for name, (kind, _) in released.items() if kind != "given"}
    for name, cell in named.items():
        about = cell["metadata"]["nbgrader"]
        if name not in released and about.get("solution"):
            questions[name] = "written answer" if about.get("grade") else "answer"
    for name, kind in questions.items():
        source = source_of(named[name]) if name in named else None
        if source is None:
            lines.append(f"{name}: its cell was not found in the file")
        elif not source.strip():
            lines.append(f"{name}: the cell is empty")
        elif name in released and digest(source) == released[name][1]:
            lines.append(f"{name}: not answered yet" + (", or answered in another cell" * (kind != "answer")))
        elif named[name]["cell_type"] == "code" and "raise NotImplementedError(" in source:
            lines.append(f"{name}: the line that raises NotImplementedError is still in it")
    return len(questions) - len(lines), len(questions), lines


def ago(seconds):
    """How long ago, in words.

    Examples
    --------
    >>> ago(3), ago(200), ago(8000)
    ('a moment ago', '3 minutes ago', '2 hours ago')
    """
    if seconds < 60:
        return "a moment ago"
    if seconds < 3600:
        return f"{seconds / 60:.0f} minute{'s' * (seconds >= 90)} ago"
    return f"{seconds / 3600:.0f} hour{'s' * (seconds >= 5400)} ago"
