"""course return: what was graded goes back to the platform, as files that it takes.

The gradebook is filled as the platform exported it: the assignment's column, and nothing else. Built from what the
platforms' source code reads; no live platform was asked, so look at what it shows before you confirm the upload.
"""

import argparse
import sys
from pathlib import Path

from ... import project
from ...files import put
from ..cleaning import one_line
from ..handed_in.safe import Unreadable, read_file
from . import totals as kept
from .cells import LARGEST
from .feedback_zip import archive
from .filling import EVERYBODY, fill
from .platforms import TITLES, BadGradebook


def arguments(parser):
    parser.epilog, parser.formatter_class = __doc__.split("\n", 2)[2], argparse.RawDescriptionHelpFormatter
    graded = project.BUILD / "homework" / "graded"
    parser.add_argument("assignment", help="its name, e.g. hw1")
    parser.add_argument("--gradebook", type=Path, nargs="+", action="extend", default=[], metavar="CSV",
                        help="Canvas' export of the gradebook, Moodle's grading worksheet, or its export of the "
                        "gradebook")  # fmt: skip
    parser.add_argument("--graded", type=Path, default=graded,
                        help=f"the folder that `course grade` wrote (default {project.shown(graded)})")  # fmt: skip
    parser.add_argument("--output", type=Path, help="folder to write (default return/ in that folder)")
    parser.add_argument("--column", help="the title of the assignment's column, if it is not found by the name")
    parser.add_argument("--overwrite", action="store_true", help="replace other points that stand there")
    parser.add_argument("--scale", action="store_true", help="convert points to the platform's maximum")
    parser.add_argument(
        "--looked-at",
        action="append",
        default=[],
        metavar="STUDENT",
        help=f'enter this one\'s points though they need attention; "{EVERYBODY}" for everybody',
    )


def run(options):
    """Write the files; 0, or 1 if one of them could not be made."""
    code = 0
    try:
        totals = kept.read(options.graded, options.assignment)
    except kept.NoTotals as error:
        print(one_line(error, 2000), file=sys.stderr)
        return 1
    output, participants, written = options.output or options.graded / "return", {}, set()
    for path in options.gradebook:
        try:
            filled = fill(read_file(path, LARGEST), totals, column=options.column, overwrite=options.overwrite,
                          scale=options.scale, looked_at=options.looked_at)  # fmt: skip
            target = output / f"{options.assignment}-{path.name}"
            if target.resolve() == path.resolve() or target in written:
                raise BadGradebook("would be written over; choose another --output")
        except (BadGradebook, Unreadable) as error:
            print(f"{path}: {one_line(error, 2000)}", file=sys.stderr)
            code = 1
            continue
        written.add(target)
        participants |= filled.participants
        put(filled.data, target)
        print(f"{TITLES[filled.kind]}, column {one_line(filled.column, 80)!r}: {filled.n_written} filled, "
              f"{filled.n_same} had their points already. -> {one_line(target)}")  # fmt: skip
        _tell(filled.told)
        if filled.n_held:
            print(f"  Those who need attention are entered with --looked-at STUDENT, or --looked-at {EVERYBODY}.")
    pages, told = archive(options.graded, totals, participants)
    target = output / f"{options.assignment}-feedback.zip"
    put(pages, target)
    print(f"Pages of feedback: {len(totals.students) - len(told)}. -> {one_line(target)}")
    _tell(told)
    return code


def _tell(lines):
    for line in lines:
        print(f"  {one_line(line, 2000)}")
