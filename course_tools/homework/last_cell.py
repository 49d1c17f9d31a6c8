"""The last cell of a released notebook, which checks it before it is handed in, and the receipt that it prints.

Grading passes over the cell, wherever it stands, and makes the receipt anew from what reached it.
"""

import copy
import json

import nbformat

from course_utils import hand_in
from course_utils.receipt import CELL, is_check, quoted, receipt

from .format import CellKind, grade_id, kind

SOURCE = """\
# Before you hand in: save this notebook (Ctrl+S), then run this cell. It reads the file as it
# is on the disk, runs a fresh copy from top to bottom, says what is missing, and prints a
# receipt. It gives and costs no points. If it does not find the file, write its name here.
from course_utils.hand_in import check_before_handing_in

check_before_handing_in({file})"""
MOST_READ = 100_000  # bytes of a file beside the notebook, where a receipt may be quoted


def with_check(notebook, file):
    """A student version with the cell at its end.

    Parameters
    ----------
    notebook : NotebookNode
        It is not changed.
    file : str
        The name that it is handed out under.

    Returns
    -------
    NotebookNode
    """
    notebook = copy.deepcopy(notebook)
    what = {CellKind.ANSWER: "answer", CellKind.WRITTEN: "written answer", CellKind.FREE: None}
    cells = [(grade_id(cell), what.get(kind(cell), "given"), cell.source) for cell in notebook.cells]
    about = {"grade": False, "grade_id": CELL, "locked": True, "schema_version": 3, "solution": False, "task": False}
    cell = nbformat.v4.new_code_cell(
        SOURCE.format(file=json.dumps(file, ensure_ascii=False)),
        id=CELL,
        metadata={"nbgrader": about, "released": hand_in.contents(one for one in cells if one[0] and one[1])},
    )
    notebook.cells.append(cell)
    return notebook


def without_check(cells):
    """The cells of a submission without those that check it."""
    return [cell for cell in cells if not (cell.cell_type == "code" and is_check(cell.source))]


def receipt_of(cells):
    """The receipt of what was handed in.

    Parameters
    ----------
    cells : list of SubmittedCell
    """
    return receipt((cell.cell_type == "code", cell.source, cell.attachments) for cell in cells)


def notes_on(own, handed):
    """What is to be said of the receipts that a submission quotes: in a cell, in what one shows, or in a file beside.

    Parameters
    ----------
    own : str
        Its receipt.
    handed : HandedIn

    Returns
    -------
    list of str
    """
    texts = [_written(handed.data)]
    texts += [data[:MOST_READ].decode("utf-8", "replace") for _, data in sorted(handed.files.items())]
    said = list(dict.fromkeys(one for text in texts for one in quoted(text)))
    if own in said:
        return [f"receipt {own} matches what was handed in"]
    if not said:
        return []
    return [f"receipt {said[-1]} is that of another text; what was handed in has {own}: it was changed after the "
            "check, or another file was handed in"]  # fmt: skip


def _written(data):
    """What is written in the cells of a notebook, and what they have printed."""
    parts = []
    cells = json.loads(data.decode("utf-8-sig")).get("cells")
    cells = cells if isinstance(cells, list) else []  # in an older format they stand elsewhere
    for cell in filter(lambda cell: isinstance(cell, dict), cells):
        outputs = cell.get("outputs") if isinstance(cell.get("outputs"), list) else []
        shown = [output.get("text", "") for output in outputs if isinstance(output, dict)]
        for text in (cell.get("source", ""), *shown):
            parts.append("".join(map(str, text)) if isinstance(text, list) else str(text))
    return "\n".join(parts)
