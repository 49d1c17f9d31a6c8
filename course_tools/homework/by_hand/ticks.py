"""What is ticked, a JSON file for each answer, since nbgrader's gradebook has no place for it."""

import json
from pathlib import Path
from urllib.parse import quote

from ...files import put


class Ticks:
    """The ticks of an assignment in the folder that grading writes into.

    Parameters
    ----------
    folder : Path
    assignment : str
    """

    def __init__(self, folder, assignment):
        self.folder = Path(folder) / ".grading" / f"{assignment}.ticks"

    def of(self, question, student):
        """The texts of the items that are ticked."""
        try:
            kept = json.loads(self._path(question, student).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return []
        return [one for one in kept if isinstance(one, str)] if isinstance(kept, list) else []

    def write(self, question, student, texts):
        """Keep them, in one step."""
        put(json.dumps(texts, ensure_ascii=False, indent=1) + "\n", self._path(question, student))

    def _path(self, question, student):
        return self.folder / quote(question, safe="") / f"{student}.json"
