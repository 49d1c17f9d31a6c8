"""Renew a learner's own copies of the notebooks after the course has a new version."""

import sys
from pathlib import Path

from . import project, working_copy


def arguments(parser):
    where = "my_notebooks in the course" if project.IS_CLONE else "my_notebooks, here"
    parser.add_argument("--folder", type=Path, default=project.COPIES, help=f"where your copies are (default {where})")


def run(options):
    """Bring the copies up to date, and print a line for each that was touched; 0, or 1 if they cannot be written."""
    try:
        for line in working_copy.update(project.NOTEBOOKS, options.folder):
            print(f"{options.folder.name}/{line}")
    except OSError as error:
        print(
            f"Your notebooks in {options.folder} could not be written: {error.strerror}. "
            "Check its permissions and space.",
            file=sys.stderr,
        )
        return 1
    return 0
