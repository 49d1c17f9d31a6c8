"""What the first cell of a notebook says of it."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Opening:
    """Title, lead, objectives, needs and sections of a notebook; what its first cell lacks is empty."""

    title: str
    lead: str
    objectives: tuple[str, ...]
    needs: str
    sections: tuple[tuple[str, int], ...]
    """(title, minutes of self-study) of each section."""


def read_opening(notebook):
    """The opening of a notebook, read from its first cell.

    Parameters
    ----------
    notebook : NotebookNode

    Returns
    -------
    Opening
    """
    source = notebook.cells[0].source if notebook.cells else ""
    title = re.search(r"^# (.+)$", source, re.MULTILINE)
    before, _, after = source.partition("**You will be able to**")
    lead = re.sub(r"^# .+$", "", before, flags=re.MULTILINE).strip()
    wishes = after.split("**You need**")[0].strip()
    objectives = re.findall(r"^- (.+?)(?=\n- |\n\n|\Z)", wishes, re.MULTILINE | re.DOTALL)
    needs = re.search(r"\*\*You need\*\*\s+(.+?)(?=\n\n|\Z)", source, re.DOTALL)
    rows = re.findall(r"^\| *\**(.+?)\** *\| *\**(\d+)\** *\|$", source, re.MULTILINE)
    return Opening(
        title.group(1).strip() if title else "",
        " ".join(lead.split()),
        tuple(" ".join(objective.split()) for objective in objectives),
        " ".join(needs.group(1).split()) if needs else "",
        tuple((name, int(minutes)) for name, minutes in rows if name.lower() != "total"),
    )
