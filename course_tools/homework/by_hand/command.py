"""course by-hand: answers that a human grades, one after the other, in a page of this machine."""

import sys
import threading
import webbrowser
from pathlib import Path

import nbformat

from ... import project
from .. import source
from ..cleaning import one_line
from ..record import Records
from . import answers
from .server import Page, Server
from .ticks import Ticks


class CannotGrade(Exception):
    """There is nothing to grade by hand; the message says why, and what to do."""


def arguments(parser):
    parser.description = (
        "Grade answers by hand, in a page that only this machine can open: one answer after the other, all students, "
        "with the rubric as ticks. Every change is saved at once, in nbgrader's gradebook. Ends with Ctrl-C; then "
        "`course grade`, as before, takes points and comments into grades and pages."
    )
    output = project.BUILD / "homework" / "graded"
    parser.add_argument("assignment", help="its name, e.g. hw1")
    parser.add_argument("--output", type=Path, default=output,
                        help=f"course folder that `course grade` wrote (default {project.shown(output)})")  # fmt: skip
    parser.add_argument("--question", action="append", default=[], help="only this one; may be given several times")
    parser.add_argument("--names", action="store_true", help="show whose an answer is")
    parser.add_argument("--port", type=int, default=0, help="of the page (default: one that is free)")
    parser.add_argument("--no-browser", action="store_true", help="print the address, and open nothing")


def run(options):
    """Serve the page until Ctrl-C; 0, or 1 if there is nothing to grade."""
    try:
        page = prepare(options.output, options.assignment, options.question, names=options.names)
        server = Server(page, options.port)
    except CannotGrade as error:
        print(error, file=sys.stderr)
        return 1
    except (OSError, OverflowError) as error:
        print(f"--port {options.port} cannot be used: {one_line(error)}. Leave it out, and a free one is taken.",
              file=sys.stderr)  # fmt: skip
        return 1
    serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1})
    with server:
        try:
            print(f"Grading by hand at\n\n    {server.address}\n\nOnly this machine can open it. Ctrl-C ends it; what "
                  "is entered is saved at once.", flush=True)  # fmt: skip
            if not options.no_browser:
                threading.Thread(target=webbrowser.open, args=(server.address,), daemon=True).start()
            serving.start()
            # in a thread of its own: where threads begin and end, Ctrl-C can be lost in a callback
            while serving.is_alive():
                serving.join(timeout=1)
        except KeyboardInterrupt:
            again = f"Run `course grade {options.assignment}` again, as before: it takes them into grades and pages."
            print(f"\n{_summary(page)} {again}")
        finally:
            if serving.is_alive():
                server.shutdown()
            page.store.close()
    return 0


def prepare(output, assignment, questions=(), *, names=False):
    """What the page shows.

    Raises
    ------
    CannotGrade
    """
    from .store import Store

    graded_with = output / "source" / assignment
    if not (output / "gradebook.db").exists() or not graded_with.is_dir():
        raise CannotGrade(f"{output}: {assignment} was not graded into it; run `course grade {assignment} …` first, "
                          "and name the same --output")  # fmt: skip
    try:
        read = source.load(assignment, graded_with)
    except source.BadAssignment as error:
        raise CannotGrade(str(error)) from None
    records, notebook = Records(output, read), nbformat.reads(read.data.decode("utf-8"), as_version=4)
    sheets = answers.sheets(notebook, records, questions)
    known = [sheet.name for sheet in sheets]
    if unknown := [name for name in questions if name not in known]:
        every = ", ".join(sheet.name for sheet in answers.sheets(notebook, ())) or "none"
        raise CannotGrade(f"{assignment} has no question {unknown[0]!r} for a human; those it has: {every}")
    if not sheets:
        raise CannotGrade(f"{assignment} has no question that a human grades")
    if not any(sheet.answers for sheet in sheets):
        raise CannotGrade(f"{output}: no submission of {assignment} has an answer that can be shown")

    def current(question, student):
        record = records.of(student)
        found = [one.answer for one in record.questions if one.name == question] if record is not None else []
        return found[0] if found else None

    return Page(assignment, sheets, Store(output, assignment, Ticks(output, assignment)), current, names)


def _summary(page):
    every = [asked for answers in page.overview().values() for _, asked, _ in answers]
    return f"{len(every) - sum(every)} of {len(every)} answers are graded."
