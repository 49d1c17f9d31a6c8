"""Pictures in the text of a notebook, pasted into a cell or in files beside it, as part of that text."""

import base64
import mimetypes
import re
from pathlib import Path
from urllib.parse import unquote

SHOWN = re.compile(r"""(!\[[^\]]*\]\(\s*<?|<img\b[^>]*?\bsrc\s*=\s*["']?)([^\s)>"']+)""")
PASTED = "attachment:"
WITHIN = "data:"
ELSEWHERE = ("http:", "https:", "//")


def with_pictures(cell, folder):
    """The text of a cell with its pictures as data.

    Parameters
    ----------
    cell : markdown cell
    folder : path
        Of the notebook.

    Returns
    -------
    (str, list of str)
        The text; and what a deck cannot show of it, in words.
    """
    lost = []

    def put_in(found):
        before, address = found.groups()
        if address.startswith(WITHIN):
            return found[0]
        if address.startswith(ELSEWHERE):
            lost.append(f"the picture {address} is shown with a network only; save it beside the notebook")
            return found[0]
        data = _data(cell, folder, unquote(address))
        if data is None:
            lost.append(f"the picture {address} is not there, so it is not shown")
        return before + (data or address)

    return SHOWN.sub(put_in, cell.source), lost


def _data(cell, folder, address):
    """A picture as a data URI; None if it is not there, or is no picture."""
    if address.startswith(PASTED):
        kinds = cell.get("attachments", {}).get(address.removeprefix(PASTED), {})
        kind, text = next(iter(kinds.items()), (None, None))
        return kind and f"data:{kind};base64,{''.join(text.split())}"
    kind = mimetypes.guess_type(address)[0] or ""
    file = Path(folder) / address
    if not kind.startswith("image/") or not file.is_file():
        return None
    return f"data:{kind};base64,{base64.b64encode(file.read_bytes()).decode()}"
