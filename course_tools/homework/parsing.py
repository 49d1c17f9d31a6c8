"""A notebook that was handed in, whatever is in it: its cells, as plain as they count."""

import json
import warnings
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
    """

    cell_type: str
    source: str
    name: str | None
    attachments: dict
    untouched: bool = False


def parse(data):
    """The cells of a notebook from the bytes of a file, and notes on what was done to it.

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
    if written_in > FORMAT:
        raise Unreadable(f"in the notebook format {one_line(written_in, 20)}; the newest that is known is {FORMAT}")
    try:
        if written_in < FORMAT:
            notes.append(f"saved in the notebook format {one_line(written_in, 20)}, and upgraded")
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # on ids that are missing or doubled, which are not used
                raw = nbformat.convert(nbformat.from_dict(raw), FORMAT)
        if len(raw["cells"]) > MOST_CELLS:
            raise Unreadable(f"it has {len(raw['cells']):,} cells, where {MOST_CELLS:,} are allowed")
        cells = [_plain_cell(cell) for cell in raw["cells"]]
    except Unreadable:
        raise
    except Exception as error:  # whatever the malformed part trips over
        raise Unreadable(f"no valid notebook: {type(error).__name__}: {one_line(error)}") from None
    language = _language(raw.get("metadata", {}))
    if language and language.lower() not in ("python", "ipython", "python3"):
        raise Unreadable(f"written for a kernel of another language, {one_line(language, 40)}")
    return cells, notes


def _plain_cell(cell):
    source = cell["source"] if "source" in cell else cell.get("input", "")
    source = "".join(source) if isinstance(source, list) else source
    if not isinstance(source, str):
        raise ValueError(f"the source of a cell is text, and no {type(source).__name__}")
    source = valid_text(source).replace("\r\n", "\n").replace("\r", "\n")
    metadata = cell.get("metadata", {})
    grading = metadata.get("nbgrader", {}) if isinstance(metadata, dict) else {}
    name = grading.get("grade_id") if isinstance(grading, dict) else None
    attachments = cell.get("attachments", {})
    return SubmittedCell(
        cell_type="code" if cell["cell_type"] == "code" else "markdown",
        source=source,
        name=name if isinstance(name, str) else None,
        attachments=attachments if isinstance(attachments, dict) else {},
        untouched=isinstance(name, str) and _untouched(source, cell["cell_type"], grading),
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
