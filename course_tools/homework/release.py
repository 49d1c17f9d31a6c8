"""Student versions of the homework, proved before they are handed out.

    course release [hw1 hw2 …] [--output build/homework/release]

nbgrader makes the student version. It is written only if

- the instructor version has no fault: names, points, markers, metadata;
- a scan that does not know how nbgrader works finds nothing in it that students must not see;
- the instructor version, executed, earns all points;
- the student version, executed, runs up to its first unanswered cell;
- the student version earns no point when the hidden tests are back in it.

Every student version is written in one step: an error, Ctrl-C or a crash leaves the one that is there.
"""

import asyncio
import contextlib
import copy
import logging
import os
import signal
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbgrader import utils
from nbgrader.converters.base import NbGraderException
from nbgrader.converters.generate_assignment import GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import SaveCells
from traitlets.config import Config

from .. import project
from ..execute import QUIET, NotebookFailed, read
from ..files import put
from .assignment import CODE_STUB, GRADED, TEXT_STUB, UNANSWERED, find_faults, kind, name, points
from .leaks import find_leaks

SOURCE = Path("notebooks/homework")
OUTPUT = Path("build/homework/release")
TEMPLATE = "template"
IGNORED = (".ipynb_checkpoints", "__pycache__", ".DS_Store")
STATED = 200  # characters of an error that a message repeats


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
        instructor = read(path)
        say(f"{path.name}: reading")
        _refuse(path, "cannot be released", find_faults(instructor))
        student = student_version(instructor, folder.name, path.stem)
        _refuse(path, "would leak", find_leaks(instructor, student))
        say(f"{path.name}: the instructor version must earn all points")
        _refuse(path, "is not solved by its own answers", _points_missed(instructor, path, cell_timeout))
        say(f"{path.name}: the student version must run up to its first unanswered cell")
        _refuse(path, "fails for students", _early_stop(student, path, cell_timeout))
        say(f"{path.name}: unanswered, it must earn nothing")
        _refuse(path, "gives points away", _free_points(instructor, student, path, cell_timeout))
        versions[path.name] = student
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
        raise NotebookFailed(f"{folder}: there is no such assignment")
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


def student_version(instructor, assignment, notebook):
    """What nbgrader's `generate_assignment` makes of an instructor version.

    Parameters
    ----------
    instructor : NotebookNode
    assignment, notebook : str
        Their names.

    Returns
    -------
    NotebookNode

    Raises
    ------
    NotebookFailed
        If nbgrader refuses, or warns; with what it said.
    """
    with tempfile.TemporaryDirectory(prefix="release-") as root:
        source = Path(root, "source", assignment, f"{notebook}.ipynb")
        source.parent.mkdir(parents=True)
        nbformat.write(instructor, source)
        config = Config()
        config.CourseDirectory.root = root
        config.CourseDirectory.assignment_id = assignment
        config.ClearSolutions.code_stub = {"python": CODE_STUB}
        config.ClearSolutions.text_stub = TEXT_STUB
        config.GenerateAssignment.no_database = True
        log = _Log()
        made = CourseDirectory(config=config, log=log.logger)
        converter = GenerateAssignment(coursedir=made, config=config, log=log.logger)
        # the gradebook is the grader's; without it nothing has to be saved
        converter.preprocessors = [step for step in converter.preprocessors if step is not SaveCells]
        try:
            converter.start()
        except NbGraderException:
            raise NotebookFailed(f"{assignment}/{notebook}.ipynb: nbgrader refuses it: {log.reason()}") from None
        if log.lines:
            raise NotebookFailed(f"{assignment}/{notebook}.ipynb: nbgrader warns: {log.reason()}")
        return nbformat.read(Path(root, "release", assignment, f"{notebook}.ipynb"), as_version=4)


class _Log(logging.Handler):
    """Keeps what nbgrader warns of."""

    def __init__(self):
        super().__init__(logging.WARNING)
        self.lines = []
        self.logger = logging.Logger("nbgrader")
        self.logger.addHandler(self)

    def emit(self, record):
        self.lines.append(record.getMessage())

    def reason(self):
        """The line that says why: the end of the first traceback, or the first line."""
        traces = [text for text in self.lines if text.startswith("Traceback")]
        return (traces or self.lines or ["it gave no reason"])[0].strip().splitlines()[-1]


def _refuse(path, why, faults):
    if faults := list(faults):
        raise NotebookFailed(f"{path} {why}:\n" + "\n".join(f"  {fault}" for fault in faults))


# ------------------------------------------------------------------ proofs


def run_in_kernel(notebook, path, cell_timeout):
    """A copy of a notebook, executed to its end whatever its cells raise, in an empty folder."""
    notebook = copy.deepcopy(notebook)
    with tempfile.TemporaryDirectory(prefix="release-") as folder:
        client = NotebookClient(
            notebook,
            timeout=cell_timeout,
            kernel_name="python3",
            allow_errors=True,
            resources={"metadata": {"path": folder}},
            record_timing=False,
            extra_arguments=[QUIET],
        )
        # in a thread: in the main one, nbclient would take Ctrl-C for a dead kernel
        with ThreadPoolExecutor(1) as pool:
            execution = pool.submit(lambda: asyncio.run(client.async_execute()))
            try:
                execution.result()
            except CellTimeoutError:
                raise NotebookFailed(f"{path}: a cell took more than {cell_timeout} s") from None
            except DeadKernelError:
                raise NotebookFailed(f"{path}: the kernel died") from None
            except KeyboardInterrupt:
                _end(client, execution)
                raise
    return notebook


def _end(client, execution):
    """Kill the kernel of an execution, also one that is just being started; nbclient then cleans up."""
    while not execution.done():
        if client.km is not None and client.km.has_kernel:
            with contextlib.suppress(ProcessLookupError):
                os.kill(client.km.provisioner.pid, getattr(signal, "SIGKILL", signal.SIGTERM))
        wait([execution], timeout=0.2)


def scores(executed):
    """(index, earned, of how many) of every test in an executed notebook, as nbgrader counts them."""
    return [
        (index, *utils.determine_grade(cell))
        for index, cell in enumerate(executed.cells)
        if kind(cell) == "test"
    ]


def _points_missed(instructor, path, cell_timeout):
    executed = run_in_kernel(instructor, path, cell_timeout)
    for index, cell in enumerate(executed.cells):
        error = _error(cell)
        if error is not None and kind(cell) != "test":
            yield f"{name(executed, index)} raises {_stated(error)}"
    for index, earned, of in scores(executed):
        if earned != of:
            yield f"{name(executed, index)} earns {earned:g} of {of:g} points: {_why(executed.cells[index])}"


def _early_stop(student, path, cell_timeout):
    executed = run_in_kernel(student, path, cell_timeout)
    stops = [(index, error) for index, cell in enumerate(executed.cells) if (error := _error(cell)) is not None]
    if not stops:
        if any(cell.cell_type == "code" and kind(cell) == "answer" for cell in student.cells):
            yield "it runs to its end without an answer: no visible test asks for one"
        return
    index, error = stops[0]
    if (error.ename, error.evalue) != ("NotImplementedError", UNANSWERED):
        yield f"{name(executed, index)} raises {_stated(error)}, before anything had to be answered"


def _free_points(instructor, student, path, cell_timeout):
    hidden_tests = {cell.metadata.nbgrader.grade_id: cell.source for cell in instructor.cells if kind(cell) == "test"}
    restored = copy.deepcopy(student)
    for cell in restored.cells:
        if kind(cell) == "test":
            cell.source = hidden_tests[cell.metadata.nbgrader.grade_id]
    executed = run_in_kernel(restored, path, cell_timeout)
    for index, earned, of in scores(executed):
        if earned:
            yield f"{name(executed, index)} gives {earned:g} of {of:g} points for no answer"


def _error(cell):
    return next((output for output in cell.get("outputs", []) if output.output_type == "error"), None)


def _stated(error):
    return f"{error.ename}: {error.evalue}"[:STATED]


def _why(cell):
    error = _error(cell)
    if error is not None:
        return _stated(error)
    written = "".join(output.text for output in cell.outputs if output.get("name") == "stderr")
    return f"it writes to stderr, {written[:STATED]!r}" if written else "its last line is taken for partial credit"


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
    parser.add_argument("--cell-timeout", type=int, default=60, help="seconds a cell may take (default 60)")
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
    try:
        return _release_all(names, options)
    except KeyboardInterrupt:
        print("\nInterrupted: what is not reported above is as it was.", file=sys.stderr)
        return 130


def _all_assignments(source):
    return sorted(path.name for path in source.iterdir() if path.is_dir() and path.name not in (TEMPLATE, *IGNORED))


def _release_all(names, options):
    failures = []
    for done, assignment in enumerate(names, start=1):
        label = f"[{done}/{len(names)}] {assignment}"
        start = time.perf_counter()
        try:
            versions = release(
                options.source / assignment,
                cell_timeout=options.cell_timeout,
                say=lambda step, label=label: print(f"{label}  {step}", flush=True),
            )
        except NotebookFailed as error:
            failures.append(error)
            print(f"{label}  REFUSED", flush=True)
            continue
        for file, student in versions.items():
            put(nbformat.writes(student) + "\n", options.output / assignment / file)
        took = time.perf_counter() - start
        print(f"{label}  -> {options.output / assignment}  {_summary(versions.values())}  {took:.1f} s", flush=True)
    for error in failures:
        print(f"\n{error}", file=sys.stderr)
    return 1 if failures else 0


def _summary(notebooks):
    graded = [row for notebook in notebooks for row in points(notebook)]
    by_kind = {what: sum(earned for _, this, earned in graded if this == what) for what in GRADED}
    by_hand = by_kind["written answer"] + by_kind["task"]
    return f"{by_kind['test'] + by_hand:g} points, {by_hand:g} of them by hand"

