"""Student versions of the homework, proved before they are handed out.

    course release [hw1 hw2 …] [--output build/homework/release]

nbgrader makes the student version. It is written only if

- the instructor version has no fault: names, points, markers, metadata;
- a scan that does not know how nbgrader works finds nothing in it that students must not see;
- the instructor version, executed, earns all points;
- the student version, executed, runs up to its first unanswered cell;
- the student version earns no point when the hidden tests are back in it;
- `course grade` gives the same: all points to the own answers, none to a blank, and neither needs attention. Where this
  system has no sandbox for it, that is said, and left out.

Every student version is written in one step: an error, Ctrl-C or a crash leaves the one that is there.

With --term the assignment is a template, and what is proved is the version that a secret key makes of it; see `terms`.
"""

import sys
import tempfile
import time
from pathlib import Path

import nbformat

import proctor

from .. import project, shared_options
from ..execute import NotebookFailed, read
from ..files import put
from . import last_cell, proofs, source
from .faults import find_faults
from .format import Refused, points, student_version
from .leaks import find_leaks
from .terms import banks, making, marks

OUTPUT = project.BUILD / "homework" / "release"
TEMPLATE = "template"
IGNORED = (".ipynb_checkpoints", "__pycache__", ".DS_Store", banks.FOLDER)


def release(folder, *, cell_timeout=60, say=lambda text: None):
    """The student versions of an assignment, proved; nothing is written.

    Parameters
    ----------
    folder : path
        Of the assignment, with its notebooks.
    cell_timeout : int
        Seconds a cell may take.
    say : callable
        Called with a text before each step.

    Returns
    -------
    dict of str to NotebookNode
        By the file's name.

    Raises
    ------
    NotebookFailed
        If there is nothing to release, or a check fails; the message names notebook and cell.
    """
    folder = Path(folder)
    versions = {}
    for path in notebooks_in(folder):
        instructor = marks.plain(read(path))
        say(f"{path.name}: reading")
        _refuse(path, "cannot be released", find_faults(instructor))
        student = _student_version(instructor, path)
        _refuse(path, "would leak", find_leaks(instructor, student))
        say(f"{path.name}: the instructor version must earn all points")
        executed = proofs.run_in_kernel(instructor, path, cell_timeout)
        _refuse(path, "is not solved by its own answers", proofs.points_missed(executed))
        say(f"{path.name}: the student version must run up to its first unanswered cell")
        executed = proofs.run_in_kernel(student, path, cell_timeout)
        _refuse(path, "fails for students", proofs.early_stop(executed))
        say(f"{path.name}: unanswered, it must earn nothing")
        executed = proofs.run_in_kernel(proofs.with_hidden_tests(student, instructor), path, cell_timeout)
        _refuse(path, "gives points away", proofs.free_points(executed))
        say(f"{path.name}: `course grade` must give the same")
        try:
            assignment = source.load(path.stem, path)
            _refuse(path, "is graded wrongly", proofs.graded_as_promised(assignment, instructor, cell_timeout))
        except source.BadAssignment as error:
            raise NotebookFailed(f"{error}") from None
        except proctor.ExecutionFailed as error:
            raise NotebookFailed(f"{path} cannot be graded: {error}") from None
        except proctor.NoSandbox as error:
            say(f"{path.name}: NOT PROVED by `course grade`, which has no sandbox here: {error}")
        versions[path.name] = last_cell.with_check(student, path.name)
    return versions


def notebooks_in(folder):
    """The notebooks of an assignment's folder, which holds nothing else.

    Raises
    ------
    NotebookFailed
        If the folder is not there, has no notebook, or has other files.
    """
    folder = Path(folder)
    if not folder.is_dir():
        others = ", ".join(_all_assignments(folder.parent)) if folder.parent.is_dir() else ""
        raise NotebookFailed(f"{folder}: there is no such assignment; {folder.parent} has {others or 'none'}")
    found = sorted(path for path in folder.iterdir() if path.name not in IGNORED)
    others = [path.name for path in found if path.suffix != ".ipynb"]
    if others:
        raise NotebookFailed(
            f"{folder}: {', '.join(others)} would not reach the students: an assignment is its notebook alone. Data "
            "belong into course_utils, which every student has"
        )
    if not found:
        raise NotebookFailed(f"{folder}: there is no notebook in it")
    return found


def _student_version(instructor, path):
    try:
        return student_version(instructor)
    except Refused as error:
        raise NotebookFailed(f"{path}: {error}") from None


def _refuse(path, why, faults):
    if faults := list(faults):
        raise NotebookFailed(f"{path} {why}:\n" + "\n".join(f"  {fault}" for fault in faults))


# ------------------------------------------------------------------ command


def arguments(parser):
    parser.description = (
        "Make student versions of assignments, and prove them: nothing leaks, the instructor version "
        "earns all points, the student version runs up to its first unanswered cell and earns none."
    )
    parser.add_argument("assignments", nargs="*", help=f"names of folders in --source (default: all but {TEMPLATE})")
    parser.add_argument("--source", type=Path, default=project.HOMEWORK,
                        help=f"folder of assignments (default {project.shown(project.HOMEWORK)})")  # fmt: skip
    parser.add_argument("--output", type=Path, default=OUTPUT, help=f"folder (default {project.shown(OUTPUT)})")
    shared_options.cell_timeout(parser)
    making.add(parser)
    parser.set_defaults(error=parser.error)


def run(options):
    """0, or 1 if an assignment was refused: then its student version stays as it was."""
    if not options.source.is_dir():
        options.error(f"--source {options.source} is no folder")
    if options.source.resolve() in (options.output.resolve(), *options.output.resolve().parents):
        options.error(f"--output {options.output} lies in {options.source}, among the instructor versions")
    names = options.assignments or _all_assignments(options.source)
    if not names:
        options.error(f"there is no assignment in {options.source}")
    if options.from_bank:
        return _from_bank(names, options)
    if options.term or options.new_term:
        return _release_term(names, options)
    if options.each or options.not_like or options.bank:
        options.error("--each, --not-like and --bank say how a term's version is made; give --term or --new-term, too")
    return _in_turn(names, options, lambda name, proved: _release_plain(name, options, proved))


def _all_assignments(source):
    return sorted(path.name for path in source.iterdir() if path.is_dir() and path.name not in (TEMPLATE, *IGNORED))


def _from_bank(names, options):
    """Bring templates up to date with their banks; 0, or 1 if one could not be."""
    code = 0
    for name in names:
        try:
            changed = making.from_bank(name, options)
        except (NotebookFailed, *making.REFUSED) as error:
            print(error, file=sys.stderr)
            code = 1
            continue
        path = options.source / name / f"{name}.ipynb"
        print(f"{path}: written; now run: course execute {path}" if changed else f"{path}: as its bank says")
    return code


def _release_term(names, options):
    """Release the versions that a key makes; 0, or 1 if one was refused."""
    private = making.folder_of(options)
    if private.resolve().is_relative_to(options.output.resolve()):
        options.error(f"--output {options.output} is for students, and {private} in it would hold the solutions")
    try:
        made = making.make(names, options)
    except (making.TooAlike, NotebookFailed, *making.REFUSED) as error:
        print(error, file=sys.stderr)
        return 1

    def one(made, proved):
        with tempfile.TemporaryDirectory(prefix="term-") as folder:
            path = Path(folder, made.assignment, f"{made.assignment}.ipynb")
            text = nbformat.writes(made.version.notebook) + "\n"
            put(text, path)
            try:
                versions = proved(path.parent)
            except NotebookFailed as error:
                raise NotebookFailed(str(error).replace(str(path), f"{made.label} of this term")) from None
        private.mkdir(mode=0o700, parents=True, exist_ok=True)
        put(text, private / made.private)
        put(making.kept(made, private), private / f"{made.assignment}.json")
        put(nbformat.writes(versions[path.name]) + "\n", options.output / made.place)
        return versions, f"{options.output / made.place.parent}, {private / made.private.parent}"

    return _in_turn(made, options, one, label=lambda made: made.label)


def _release_plain(name, options, proved):
    versions = proved(options.source / name)
    for file, student in versions.items():
        put(nbformat.writes(student) + "\n", options.output / name / file)
    return versions, options.output / name


def _in_turn(them, options, release_one, label=str):
    """Prove and write one after the other; 0, or 1 if one was refused."""
    failures = []
    for done, one in enumerate(them, start=1):
        called = f"[{done}/{len(them)}] {label(one)}"
        start = time.perf_counter()

        def proved(folder, called=called):
            say = lambda step: print(f"{called}  {step}", flush=True)  # noqa: E731
            return release(folder, cell_timeout=options.cell_timeout, say=say)

        try:
            versions, where = release_one(one, proved)
        except NotebookFailed as error:
            failures.append(error)
            print(f"{called}  REFUSED", flush=True)
            continue
        took = time.perf_counter() - start
        print(f"{called}  -> {where}  {_summary(versions.values())}  {took:.1f} s", flush=True)
    for error in failures:
        print(f"\n{error}", file=sys.stderr)
    return 1 if failures else 0


def _summary(notebooks):
    graded = [row for notebook in notebooks for row in points(notebook)]
    total = sum(earned for _, _, earned in graded)
    by_hand = sum(earned for _, this, earned in graded if this.is_by_hand)
    return f"{total:g} points, {by_hand:g} of them by hand"
