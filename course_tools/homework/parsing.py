"""A notebook that was handed in, whatever is in it: its cells, as plain as they count."""

import json
import warnings
from dataclasses import dataclass

import nbformat

from .cleaning import valid_text
from .submissions import Unreadable


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
    """

    cell_type: str
    source: str
    name: str | None
    attachments: dict


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
    try:
        raw = json.loads(data.decode("utf-8-sig"))
    except RecursionError:
        raise Unreadable("no JSON that can be read: it is nested too deeply") from None
    except ValueError as error:
        raise Unreadable(f"no valid JSON: {error}") from None
    if not isinstance(raw, dict) or not isinstance(raw.get("nbformat"), int):
        raise Unreadable("valid JSON, but no notebook")
    if raw["nbformat"] < 4:
        notes.append(f"saved in the notebook format {raw['nbformat']}, and upgraded")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # on ids that are missing or doubled, which are not used
            notebook = nbformat.convert(nbformat.from_dict(raw), 4)
            cells = [_plain_cell(cell) for cell in notebook.cells]
    except Exception as error:  # nbformat raises whatever the malformed part trips over
        raise Unreadable(f"no valid notebook: {type(error).__name__}: {error}") from None
    language = _language(notebook.get("metadata", {}))
    if language and language.lower() not in ("python", "ipython", "python3"):
        raise Unreadable(f"written for a kernel of another language, {language}")
    return cells, notes


def _plain_cell(cell):
    source = cell["source"] if "source" in cell else cell.get("input", "")
    if isinstance(source, list):
        source = "".join(source)
    metadata = cell.get("metadata", {})
    grading = metadata.get("nbgrader", {}) if isinstance(metadata, dict) else {}
    name = grading.get("grade_id") if isinstance(grading, dict) else None
    attachments = cell.get("attachments", {})
    return SubmittedCell(
        cell_type="code" if cell["cell_type"] == "code" else "markdown",
        source=valid_text(str(source)),
        name=name if isinstance(name, str) else None,
        attachments=attachments if isinstance(attachments, dict) else {},
    )


def _language(metadata):
    kernel, info = metadata.get("kernelspec", {}), metadata.get("language_info", {})
    for place, key in ((kernel, "language"), (info, "name")):
        if isinstance(place, dict) and isinstance(place.get(key), str):
            return place[key]
    return None
