"""The command `course`: everything that people run, one subcommand each."""

import argparse
import contextlib
import gc
import importlib
import os
import sys

from . import project

# subcommand: (module with `arguments` and `run`, one line of help)
COMMANDS = {
    "lab": ("course_tools.lab", "open the first notebook in JupyterLab, in a copy of your own"),
    "doctor": ("course_tools.doctor.command", "what this machine has for the course, what it lacks, and what to do"),
    "update": ("course_tools.update", "renew your copies of the notebooks; those you changed stay as they are"),
    "execute": ("course_tools.execute", "re-execute notebooks in place"),
    "slides": ("course_tools.slides", "a deck for each notebook, one HTML file that works offline"),
    "site": ("course_tools.site", "the course as a site that works offline"),
    "exercises": ("course_tools.exercise_cells", "write the exercises' stubs and check cells into the notebooks"),
    "heads": ("course_tools.heads", "write the first cell and the buttons into the notebooks"),
    "claims": ("course_tools.claims.command", "check every sentence of the course against what the notebooks show"),
    "mutants": ("course_tools.mutants.command", "change the solutions of exercises, and see whether `check` notices"),
    "new": ("course_tools.new", "a working skeleton: a notebook, an exercise, an explorer, an assignment"),
    "release": ("course_tools.homework.release", "student versions of the homework, proved"),
    "grade": ("course_tools.homework.grade", "grade a folder of submissions"),
    "report": ("course_tools.homework.class_report.command", "how an assignment went for the class, as one page"),
    "by-hand": ("course_tools.homework.by_hand.command", "grade answers by hand: the rubric as ticks, in a page"),
    "return": ("course_tools.homework.handing_out.command", "grades and feedback as files that the platform takes"),
    "lock": ("course_tools.lock", "pin every package, and prove that each pin can be installed everywhere"),
}
# what they read and write is the course itself, in its clone
OF_A_CLONE = ("exercises", "heads", "claims", "mutants", "new", "lock")
OWN = ("course_tools", "course_utils", "proctor")
SELDOM = 50_000  # objects that are made before garbage is looked for again
RENAMED = {("homework", "release"): "release", ("homework", "grade"): "grade"}


def main(argv=None):
    """Run a subcommand and return its exit code.

    Only the module of the subcommand that was asked for is imported: `course lab` needs none of what
    `course grade` needs.
    """
    words = sys.argv[1:] if argv is None else list(map(str, argv))
    try:
        return _run(words, alone=argv is None)
    except BrokenPipeError:  # who reads has seen enough, as `| head` has
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 141
    except KeyboardInterrupt:  # also while modules are imported, which takes seconds
        print("\nInterrupted: what is not reported above is as it was.", file=sys.stderr)
        return 130


def _run(words, alone):
    if renamed := RENAMED.get(tuple(words[:2])):
        print(f"`course {' '.join(words[:2])}` is now `course {renamed}`; its options are the same.", file=sys.stderr)
        return 2
    parser = argparse.ArgumentParser(prog="course", description="What people run in this course.")
    subparsers = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    asked = words[0] if words else None
    for name, (module, summary) in COMMANDS.items():
        subparser = subparsers.add_parser(name, help=summary, description=summary[0].upper() + summary[1:] + ".")
        if name == asked:
            try:
                with _kept(alone):
                    command = importlib.import_module(module)
            except ModuleNotFoundError as error:
                if error.name is None or error.name.partition(".")[0] in OWN:
                    raise
                print(
                    f"`course {name}` needs {error.name}, which a learner's environment does not have. {_whole()}",
                    file=sys.stderr,
                )
                return 1
            command.arguments(subparser)
            subparser.set_defaults(run=command.run)
    options = parser.parse_args(words)
    if asked in OF_A_CLONE and not project.IS_CLONE:
        print(
            f"`course {asked}` works on the course's own files, and this is an installed copy ({project.ROOT}), which "
            "stays as it is. Run it in a clone of the course.",
            file=sys.stderr,
        )
        return 2
    code = options.run(options) or 0
    sys.stdout.flush()
    return code


@contextlib.contextmanager
def _kept(alone):
    """What is imported meanwhile stays: to look through it for garbage again and again takes a quarter of the time.

    Only where the process is there for the command `alone`: elsewhere it may hold garbage of others.
    """
    if not alone:
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.set_threshold(SELDOM)
        gc.enable()


def _whole():
    if project.IS_CLONE:
        return "`make dev` makes the whole one, .venv-dev, with a command `course` of its own."
    return "Installing the course with [dev] after its name brings what all commands need."


if __name__ == "__main__":
    sys.exit(main())
