"""What the commands for decks and site share: their options, and one build a notebook."""

import sys
from pathlib import Path

from . import project, shared_options
from .execute import run_all
from .files import put
from .kept_runs import CACHE


def arguments(parser, output):
    """Add the options of a builder that writes to the folder `output` if nothing else is said."""
    parser.add_argument("notebooks", nargs="*", type=Path, default=project.notebooks(),
                        help="default: those of the course")  # fmt: skip
    parser.add_argument("--output", type=Path, default=output, help=f"folder (default {project.shown(output)})")
    shared_options.jobs(parser, "notebooks")
    shared_options.cell_timeout(parser)
    parser.add_argument("--cache", type=Path, default=CACHE,
                        help=f"folder of executed notebooks (default {project.shown(CACHE)})")  # fmt: skip


def build_all(build, options):
    """Build every notebook that the options name, and write what comes of it.

    Parameters
    ----------
    build : callable
        From a notebook's path to {file name: text}; raises NotebookFailed.
    options : Namespace

    Returns
    -------
    int
        How many notebooks failed: the files of the others are written, theirs stay as they were.
    """

    def write(path):
        for name, text in build(path).items():
            put(text, options.output / name)

    later_ones_take_longer = options.notebooks[::-1]
    failures = run_all(write, later_ones_take_longer, jobs=options.jobs)
    for error in failures:
        print(f"\n{error}", file=sys.stderr)
    return len(failures)
