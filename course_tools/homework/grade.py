"""course grade: a folder of submissions in, a gradebook, grades, feedback and a report out.

Submissions are run several at a time, by threads of this process, which wait for the sandboxes and open no port, or
with --scheduler by a Dask cluster. This process alone reads submissions and writes. A submission counts as done when
its record is written, after everything else, so a crash costs the submissions that were being graded and nothing more.
"""

import argparse
import errno
import fcntl
import os
import sys
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import OperationalError

import proctor
from proctor import Limits, NoSandbox

from .. import project
from ..shared_options import at_least_one, seconds
from . import results, source, submissions
from .class_report import command as class_report
from .cleaning import one_line
from .handed_in import options as handed_in
from .handing_out import standing as of_term
from .handing_out import totals
from .pipeline import Grading
from .record import Records
from .running import NoScheduler
from .terms import each
from .workers import Gone

CANNOT_WRITE = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM)
UNSAFE = """\
*** --unsafe: student code runs WITHOUT A SANDBOX. It can read the hidden tests and every file of yours,
*** change them, use the network, and go on running. Use this only on a machine that holds nothing else.
"""


class Exposed(Exception):
    """Something lies where student code can read it."""


class Busy(Exception):
    """Another grading writes into the same folder."""


def arguments(parser):
    default = Limits()
    parser.description = (
        "Grade a folder of submissions. Run again, it goes on where it stopped; unchanged submissions "
        "are left alone, and points given by hand are kept."
    )
    parser.epilog, parser.formatter_class = submissions.__doc__, argparse.RawDescriptionHelpFormatter
    output = project.BUILD / "homework" / "graded"
    parser.add_argument("assignment", help="its name, e.g. hw1")
    parser.add_argument("submissions", type=Path, help="folder or zip archive, as a platform exports it")
    parser.add_argument("--output", type=Path, default=output,
                        help=f"course folder to write (default {project.shown(output)})")  # fmt: skip
    parser.add_argument("--source", type=Path,
                        help=f"the instructor's notebook (default {project.shown(project.HOMEWORK)}/NAME)")  # fmt: skip
    parser.add_argument(
        "--student", help="grade this one only, again if need be; limits given with it stay this student's"
    )
    parser.add_argument("--workers", type=at_least_one, default=os.cpu_count() or 1,
                        help="submissions at a time (default %(default)s, one a processor)")  # fmt: skip
    parser.add_argument("--scheduler", help="address of a Dask scheduler, e.g. tcp://host:8786")
    parser.add_argument("--cell-timeout", type=seconds, metavar="SECONDS",
                        help=f"that a cell may take (default {default.cell_timeout:g})")  # fmt: skip
    parser.add_argument("--notebook-timeout", type=seconds, metavar="SECONDS",
                        help=f"that a notebook may take (default {default.notebook_timeout:g})")  # fmt: skip
    parser.add_argument("--memory", type=at_least_one, metavar="MB",
                        help=f"of all processes of a submission (default {default.memory // 2**20})")  # fmt: skip
    parser.add_argument("--unsafe", action="store_true", help="without a sandbox, where the system has none")
    handed_in.add(parser)
    of_term.add(parser)


def run(options):
    """Grade; 0, 1 if nothing could be graded, 130 after Ctrl-C."""
    try:
        return dry_run(options) if options.dry_run else grade(options)
    except (source.BadAssignment, *submissions.REFUSED, *of_term.REFUSED, Busy, Exposed, NoScheduler) as error:
        print("\n".join(one_line(line, 2000) for line in str(error).split("\n")), file=sys.stderr)
    except NoSandbox as error:
        print(
            f"No sandbox, so nothing was run: {error}\n`course doctor grading` says why, what an administrator can do, "
            "and which other walls there are; --unsafe grades without one.",
            file=sys.stderr,
        )
    except (OSError, OperationalError) as error:
        cause = error.orig if isinstance(error, OperationalError) else error
        if isinstance(error, OSError) and error.errno not in CANNOT_WRITE:
            raise
        print(f"{options.output}: cannot be written: {one_line(cause)}. What was graded is kept; mend that and run the "
              "same command again to go on.", file=sys.stderr)  # fmt: skip
    except KeyboardInterrupt:
        print("\nInterrupted: what was graded is kept; run the same command again to go on.", file=sys.stderr)
        return 130
    return 1


def dry_run(options):
    """Say who is who and what the rules of the term will do, without running anything; 0."""
    term = of_term.rules_of(options)
    found = handed_in.collect(options, options.assignment, term)
    standing = of_term.Standing(found, options.assignment, term, options.times, assignments_beside(options.output))
    say = submissions.listing.as_json if options.json else submissions.listing.as_text
    print(say(found, options.assignment, standing))
    return 0


def assignments_beside(output):
    """The assignments that rules may be about: those of the course, and those that were graded into a folder."""
    ours = {path.parent.name for path in project.homework_notebooks()}
    return ours | {one.assignment for one in totals.every(output)}


def grade(options):
    """Grade what has changed, and write everything; 0, or 130 after Ctrl-C."""
    versions = each.Versions(options.assignment, options.source or project.HOMEWORK / options.assignment)
    assignment = versions.base
    term = of_term.rules_of(options)
    collected = handed_in.collect(options, assignment.name, term)
    found, in_folder = collected.submissions, set(collected.students)
    expected = assignments_beside(options.output)
    standing = of_term.Standing(collected, assignment.name, term, options.times, expected)
    beside = submissions.listing.summary(collected) + standing.problems
    for line in beside:
        print(line, file=sys.stderr)
    if options.student is not None:
        found = collected.of(options.student)
        if not found:
            raise submissions.NoSubmissions(f"{options.submissions}: no submission of {options.student!r}")
    if options.unsafe:
        print(UNSAFE, file=sys.stderr)
    if assignment.faults:
        first, n_faults = assignment.faults[0], len(assignment.faults)
        print(f"{assignment.path}: faults that change no grade, but `course release` would refuse it: {n_faults}. The "
              f"first: {first}", file=sys.stderr)  # fmt: skip
    for path in (assignment.path, options.submissions, options.output):
        refuse_exposed(path)
    from . import gradebook  # here, as it brings all of nbgrader, a second's worth

    with only_one(options.output), gradebook.Course(options.output, assignment) as course:
        grading = Grading(versions, options, course, Records(options.output, assignment), standing)
        gone = None
        try:
            stopped = grading.run(found)
        except Gone as error:
            gone, stopped = error, True
        lines = results.write(options.output, assignment, course, grading.records, in_folder, collected.groups, beside,
                              standing)  # fmt: skip
        class_report.after_grading(options.output, assignment, lines)
    attention, by_hand = sum(bool(line.attention) for line in lines), sum(line.by_hand for line in lines)
    print(f"{grading.n_done} of {len(found)} graded now; of {len(lines)} submissions {attention} need attention, "
          f"{by_hand} answers are to be graded by hand. -> {one_line(options.output)}/report.md")  # fmt: skip
    if gone is not None:
        print(f"{gone}. What was graded is kept; run the same command again to go on.", file=sys.stderr)
        return 1
    if stopped:
        print("Interrupted: what was graded is kept; run the same command again to go on.", file=sys.stderr)
    return 130 if stopped else 0


def refuse_exposed(path):
    """Raise Exposed if student code could read a path: it sees the system's folders and those of Python."""
    if folder := proctor.exposed_by(path):
        raise Exposed(f"{path}: lies in {folder}, which student code can read; choose another place")


@contextmanager
def only_one(folder):
    """Keep a second grading out of the folder."""
    (folder / ".grading").mkdir(parents=True, exist_ok=True)
    with open(folder / ".grading" / "lock", "w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy(f"{folder}: another grading writes there; wait for it, or choose another --output") from None
        yield
