"""What a kind of submission is: what is handed in, and what it must earn."""

import json
from dataclasses import dataclass, replace

from .assignment import HW0, Made

ATTENTION = ""  # needs attention, in whatever words
EITHER = ("graded", "needs attention")  # both are fair


@dataclass(frozen=True)
class Kind:
    """A kind of submission and what must come of it.

    Parameters
    ----------
    name : str
        Also the student's.
    make : callable or bytes
        Makes the notebook when it is asked for: what it is made with takes a second to import.
    points : tuple, or list of tuple
        In the order of the assignment's questions; None is for a human. Of several, each is fair.
    why : str, None or EITHER
        Words from the reason why it needs attention; None if it is graded.
    note : str or None
        Words from what is worth knowing.
    core : bool
        One of each kind of fault is tried by `make test`, all others by `make test-all`.
    shows : str or None
        Words that the student's page must show.
    file : str or None
        Its name, if it is not made of the student's.
    written : callable or None
        Given the path, in place of `make`, where what is handed in is no ordinary file.
    in_folder : bool
        Handed in as STUDENT/hw0/hw0.ipynb, where other files lie beside it; else in a flat folder.
    of : Made
        The assignment.
    """

    name: str
    make: object
    points: object
    why: object = None
    note: str | None = None
    core: bool = False
    shows: str | None = None
    file: str | None = None
    written: object = None
    in_folder: bool = False
    of: Made = HW0

    @property
    def made(self):
        return self.make() if callable(self.make) else self.make

    @property
    def fair(self):
        """All that it may earn."""
        return self.points if isinstance(self.points, list) else [self.points]

    @property
    def needs_attention(self):
        """Whether a human must look; None if both are fair."""
        return None if self.why is EITHER else self.why is not None

    def path_in(self, folder):
        if self.in_folder:
            return folder / self.name / self.of.name / f"{self.of.name}.ipynb"
        return folder / (self.file or f"{self.name}_{self.of.name}.ipynb")


def core(kinds):
    """The same kinds, to be tried by `make test`."""
    return [replace(kind, core=True) for kind in kinds]


def write(kind, path):
    """Write a submission of this kind."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if kind.written:
        kind.written(path)
        return
    made = kind.made
    if isinstance(made, bytes):
        path.write_bytes(made)
    else:
        path.write_text(json.dumps(made), encoding="utf-8")  # unchecked: some are not what nbformat would write


def answered(name, points, *, of=HW0, why=None, core=False, shows=None, **answers):
    """A good submission with these answers in place of the right ones."""
    return Kind(name, lambda: of.solved(**answers), points, why=why, core=core, shows=shows, of=of)


def with_cell(name, at, source, points, *, of=HW0, why=None, core=False, shows=None, **answers):
    """A good submission with a further cell of the student's in front of another."""
    return Kind(name, lambda: of.before(at, source, **answers), points, why=why, core=core, shows=shows, of=of)
