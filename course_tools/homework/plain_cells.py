"""A notebook that was handed in, whatever is in it: its cells, as plain as they count."""

import json
from dataclasses import dataclass

import nbformat

from .cleaning import one_line, valid_text
from .submissions import Unreadable

FORMAT = 4  # of notebooks
MOST_PARTS = 400_000  # opening brackets in the file: what is made of them takes a hundred times their space
MOST_CELLS = 2000


@dataclass(frozen=True)
class SubmittedCell:
    """What counts of a cell that was handed in.

    Parameters
    ----------
    cell_type : str
        "code" or "markdown".
    source : str
    name : str or None
        The grade_id that it says it has.
    attachments : dict
        Pictures, unchecked.
    untouched : bool
        Its checksum says that it is as it was handed out, be that another version than today's.
    unreadable : str
        Why its source cannot be read; empty if it can.
    """

    cell_type: str
    source: str
    name: str | None
    attachments: dict
    untouched: bool = False
    unreadable: str = ""


def parse(data):
    """The cells of a notebook from the bytes of a file, and notes on what was done to it.

    Read is what counts, whatever lies beside it: outputs and most of the metadata may be of any kind.

    Returns
    -------
    cells : list of SubmittedCell
    notes : list of str

    Raises
    ------
    Unreadable
    """
    notes = []
    if not data.strip():
        raise Unreadable("an empty file")
    if data.count(b"[") + data.count(b"{") > MOST_PARTS:
        raise Unreadable(f"no notebook that can be read: it has more than {MOST_PARTS:,} lists and tables")
    try:
        raw = json.loads(data.decode("utf-8-sig"))
    except RecursionError:
        raise Unreadable("no JSON that can be read: it is nested too deeply") from None
    except ValueError as error:
        raise Unreadable(f"no valid JSON: {one_line(error)}") from None
    written_in = raw.get("nbformat") if isinstance(raw, dict) else None
    if not isinstance(written_in, int):
        raise Unreadable("valid JSON, but no notebook")
    if not 1 <= written_in <= FORMAT:
        raise Unreadable(f"in the notebook format {one_line(written_in, 20)}; the newest that is known is {FORMAT}")
    if written_in < FORMAT:
        notes.append(f"saved in the notebook format {one_line(written_in, 20)}, and upgraded")
    found = _cells_in(raw)
    if len(found) > MOST_CELLS:
        raise Unreadable(f"it has {len(found):,} cells, where {MOST_CELLS:,} are allowed")
    cells = [_plain_cell(cell) for cell in found]
    if cells and all(cell.unreadable for cell in cells):
        raise Unreadable(f"no valid notebook: {cells[0].unreadable}")
    language = _language(raw.get("metadata", {}))
    if language and language.lower() not in ("python", "ipython", "python3"):
        raise Unreadable(f"written for a kernel of another language, {one_line(language, 40)}")
    return cells, notes


def _cells_in(raw):
    """The cells of a notebook, which lie in worksheets where it was written before format 4."""
    sheets = raw.get("worksheets")
    if "cells" not in raw and isinstance(sheets, list):
        parts = [sheet.get("cells") for sheet in sheets if isinstance(sheet, dict)]
        return [cell for part in parts if isinstance(part, list) for cell in part]
    if not isinstance(raw.get("cells"), list):
        raise Unreadable("no valid notebook: it has no list of cells")
    return raw["cells"]


def _plain_cell(cell):
    if not isinstance(cell, dict):
        return SubmittedCell("markdown", "", None, {}, unreadable=f"a cell is no {type(cell).__name__}")
    source = cell["source"] if "source" in cell else cell.get("input", "")
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    unreadable = "" if isinstance(source, str) else f"the source of a cell is text, and no {type(source).__name__}"
    unreadable = unreadable or ("" if "cell_type" in cell else "a cell without its type")
    source = "" if unreadable else source
    if cell.get("cell_type") == "heading":  # of format 3
        level = cell.get("level")
        source = f"{'#' * (level if isinstance(level, int) and 1 <= level <= 6 else 1)} {source}"
    source = valid_text(source).replace("\r\n", "\n").replace("\r", "\n")
    metadata = cell.get("metadata", {})
    grading = metadata.get("nbgrader", {}) if isinstance(metadata, dict) else {}
    name = grading.get("grade_id") if isinstance(grading, dict) else None
    attachments = cell.get("attachments", {})
    return SubmittedCell(
        cell_type="code" if cell.get("cell_type") == "code" else "markdown",
        source=source,
        name=name if isinstance(name, str) else None,
        attachments=attachments if isinstance(attachments, dict) else {},
        untouched=isinstance(name, str) and not unreadable and _untouched(source, cell["cell_type"], grading),
        unreadable=unreadable,
    )


def _untouched(source, cell_type, grading):
    """Whether nbgrader's checksum of the cell, made when it was released, is that of its source now."""
    from nbgrader.utils import compute_checksum  # here, as it brings all of nbgrader, a second's worth

    cell = {"source": source, "cell_type": cell_type, "metadata": {"nbgrader": grading}}
    try:
        return grading.get("checksum") == compute_checksum(nbformat.from_dict(cell))
    except Exception:  # fields that are no numbers, or not there
        return False


def _language(metadata):
    if not isinstance(metadata, dict):
        return None
    kernel, info = metadata.get("kernelspec", {}), metadata.get("language_info", {})
    for place, key in ((kernel, "language"), (info, "name")):
        if isinstance(place, dict) and isinstance(place.get(key), str):
            return place[key]
    return None
