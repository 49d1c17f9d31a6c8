"""course report: how an assignment went for the class, from what `course grade` has kept."""

import sys
from pathlib import Path

from ... import project
from ...files import put, put_if_new
from .. import source
from ..cleaning import one_line
from . import gathered, mistakes
from .next_lecture import slide
from .page import Links, page


def arguments(parser):
    output = project.BUILD / "homework" / "graded"
    parser.description = (
        "Write the class report of an assignment, one HTML file that works offline: how the points are distributed, "
        "how each question went, the mistakes that the tests name and where the course treats them, who needs a human, "
        "and code that is alike. `course grade` writes it, too; this writes it anew, with other options."
    )
    parser.add_argument("assignment", help="its name, e.g. hw1")
    parser.add_argument("--output", type=Path, default=output,
                        help=f"the folder that `course grade` wrote (default {project.shown(output)})")  # fmt: skip
    parser.add_argument("--source", type=Path,
                        help="the instructor's notebook (default the one that was graded with)")  # fmt: skip
    parser.add_argument("--names", action="store_true", help="call students by name; otherwise they have numbers")
    parser.add_argument("--slide", action="store_true", help="write nothing, but print a slide with the three "
                        "commonest mistakes, for a file of lectures/")  # fmt: skip
    for what, name in (("pages", "site"), ("decks", "slides")):
        default = project.shown(project.BUILD / name)
        parser.add_argument(f"--{name}", metavar="FOLDER_OR_ADDRESS",
                            help=f"where the course's {what} lie (default {default})")  # fmt: skip


def run(options):
    """Write the report, or print the slide; 0, or 1 if there is nothing to report on."""
    try:
        assignment = source.load(options.assignment, options.source or _graded_with(options))
        people = gathered.gather(options.output, assignment)
    except (source.BadAssignment, gathered.NotGraded) as error:
        print(error, file=sys.stderr)
        return 1
    if options.slide:
        ran = [person for person in people if person.ran]
        text = slide(assignment.name, mistakes.by_frequency(ran, [cell.name for cell in assignment.graded]), len(ran))
        if not text:
            print("The tests have named no mistake, so there is no slide.", file=sys.stderr)
            return 1
        print(text, end="")
        return 0
    target = place(options.output, assignment.name)
    put(page(assignment, people, Links(target.parent, options.site, options.slides), options.names), target)
    print(f"-> {one_line(target)}")
    return 0


def _graded_with(options):
    """The instructor's notebook as `course grade` has kept it: that of a term is no other's."""
    kept = options.output / "source" / options.assignment
    return kept if kept.is_dir() else project.HOMEWORK / options.assignment


def place(folder, name):
    """The file of an assignment's report."""
    return folder / f"class-{name}.html"


def after_grading(folder, assignment, lines):
    """Keep what the report needs of the grades, and write it; what fails is told, and grading goes on.

    Parameters
    ----------
    folder : Path
    assignment : Assignment
    lines : list of report.Line
        What `results.write` returned.
    """
    try:
        gathered.keep(folder, assignment.name, lines)
        put_if_new(page(assignment, gathered.gather(folder, assignment), Links(folder)), place(folder, assignment.name))
    except Exception as error:  # the grades are written, and they are what was asked for
        print(f"no class report could be made: {type(error).__name__}: {one_line(error)}", file=sys.stderr)
