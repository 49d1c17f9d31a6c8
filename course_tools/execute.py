"""Re-execute notebooks in place, several at a time.

    course execute notebooks/01_sigmoid.ipynb …

A notebook is written only after all of its cells ran, and in one step: an error, Ctrl-C or a
crash leaves the file as it was. What is stored is minimal: sources, outputs, cell tags and
slide types, and no trace of the machine or the time.
"""

import asyncio
import base64
import contextlib
import io
import os
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

import nbformat
from jupyter_client import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from PIL import Image

from . import project, shared_options, vector_pictures
from .files import put

KEPT_CELL_METADATA = ("tags", "slideshow", "nbgrader", "changes")
SETUP_TAG = "course-setup"  # of the cell that heads.py writes
FOLDED = {"source_hidden": True}
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
CARD = '<div class="cu-card '  # what `check` shows
NOTEBOOK_METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
# a kernel of this machine alone need not warn that its connection is not encrypted
QUIET = "--IPKernelApp.log_level=40"
NO_HISTORY = "--HistoryManager.hist_file=:memory:"


class NotebookFailed(Exception):
    """A notebook could not be executed; the message says which cell and why."""


def execute(path, *, notebook=None, cell_timeout=60, keep_widget_state=False):
    """Execute one notebook and return it, trimmed for storing; the file is not touched.

    Parameters
    ----------
    path : path of a notebook
    notebook : NotebookNode, optional
        What is run in place of the file, in its folder.
    cell_timeout : float
        Seconds a cell may take.
    keep_widget_state : bool
        Return the notebook for a page or deck: with the state of its live figures, its pictures as
        `vector_pictures` draws them, and not trimmed.

    Returns
    -------
    NotebookNode

    Raises
    ------
    NotebookFailed
        If it is not a notebook, a cell raises or takes too long, or the kernel dies.
    """
    path = Path(path)
    notebook = notebook or read(path)
    started = []
    try:
        run_cells(
            notebook,
            path.parent,
            arguments=vector_pictures.ARGUMENTS if keep_widget_state else (),
            timeout=cell_timeout,
            record_timing=False,
            coalesce_streams=True,
            store_widget_state=keep_widget_state,
            on_cell_start=lambda cell, cell_index: started.append(cell_index),
        )
    except CellExecutionError as error:
        raise NotebookFailed(f"{path}: {_which_cell(notebook, started)} raised\n{error}") from None
    except CellTimeoutError:
        raise NotebookFailed(f"{path}: {_which_cell(notebook, started)} took more than {cell_timeout:g} s") from None
    except DeadKernelError:
        raise NotebookFailed(f"{path}: the kernel died in {_which_cell(notebook, started)}") from None
    return notebook if keep_widget_state else trim(notebook)


def run_cells(notebook, folder, *, arguments=(), **options):
    """Run the cells of a notebook, in place, in a kernel of their own; when it returns or raises, that has ended.

    Parameters
    ----------
    notebook : NotebookNode
    folder : path
        Where the kernel runs.
    arguments : sequence of str
        Further arguments of the kernel.
    **options
        Of nbclient's NotebookClient.

    Raises
    ------
    CellExecutionError, CellTimeoutError, DeadKernelError
        As NotebookClient.
    KeyboardInterrupt
        After Ctrl-C, in the main thread.
    asyncio.CancelledError
        After `end_runs`, in another one.
    """
    if threading.current_thread() is not threading.main_thread():
        asyncio.run(_run_cells(notebook, folder, arguments, options))
        return
    # in the main thread, nbclient would take Ctrl-C for a dead kernel
    with ThreadPoolExecutor(1) as pool:
        execution = pool.submit(asyncio.run, _run_cells(notebook, folder, arguments, options))
        try:
            execution.result()
        except KeyboardInterrupt:
            end_runs([execution])
            raise


_running = set()  # (loop, task) of each run of cells


async def _run_cells(notebook, folder, arguments, options):
    manager = AsyncKernelManager(kernel_name="python3")
    client = NotebookClient(notebook, km=manager, **options)

    async def run():
        # what is shown must not depend on what somebody at this machine has solved
        env = {**os.environ, "COURSE_PROGRESS": os.devnull}
        await manager.start_kernel(extra_arguments=[QUIET, NO_HISTORY, *arguments], cwd=str(folder), env=env)
        await client.async_execute()

    cells = asyncio.create_task(run())  # apart from what follows, which nothing cancels
    entry = (asyncio.get_running_loop(), cells)
    _running.add(entry)
    try:
        await cells
    finally:
        _running.discard(entry)
        if client.kc is not None:
            client.kc.stop_channels()
        if manager.has_kernel:
            # shutdown_kernel begins with an interrupt, to which what a cell has started may answer with a traceback
            await manager.provisioner.kill()
            await manager.shutdown_kernel(now=True)


def end_runs(futures):
    """End every kernel that `run_cells` has started, and those it is about to start, until these futures are done."""
    while not all(future.done() for future in futures):
        while _running:
            loop, task = _running.pop()
            with contextlib.suppress(RuntimeError):  # it has just ended by itself
                loop.call_soon_threadsafe(task.cancel)
        time.sleep(0.05)


def trim(notebook):
    """Remove what depends on the machine or the editor, in place; return the notebook."""
    notebook.metadata = nbformat.from_dict(NOTEBOOK_METADATA)
    for cell in notebook.cells:
        kept = {key: cell.metadata[key] for key in KEPT_CELL_METADATA if key in cell.metadata}
        if SETUP_TAG in kept.get("tags", ()):  # elsewhere it is an editor that folds cells
            kept["jupyter"] = FOLDED
        cell.metadata = nbformat.from_dict(kept)
        for output in cell.get("outputs", []):
            if "metadata" in output:
                output.metadata = nbformat.from_dict({})
            # a live figure is stored as its picture, a quiz as its text: the model is gone with the kernel
            output.get("data", {}).pop(WIDGET_VIEW, None)
            if CARD in output.get("data", {}).get("text/html", ""):  # it is stored as its text
                del output.data["text/html"]
            if "image/png" in output.get("data", {}):
                output.data["image/png"] = few_colours(output.data["image/png"])
    return notebook


def few_colours(png):
    """A PNG, in base64, with a palette of 128 colours: a third of the size for the figures of a course.

    Moving pictures are left as they are.
    """
    picture = Image.open(io.BytesIO(base64.b64decode(png)))
    if getattr(picture, "is_animated", False):
        return png
    small = io.BytesIO()
    picture.convert("RGB").quantize(128, dither=Image.Dither.NONE).save(small, format="PNG", optimize=True)
    return base64.b64encode(small.getvalue()).decode("ascii")


def write(notebook, path):
    """Write a notebook in one step: readers see the old file or the new one, never a part."""
    put(nbformat.writes(notebook) + "\n", path)


def read(path):
    """The notebook at `path`, not executed; what is none is refused with NotebookFailed."""
    path, invalid = Path(path), {}
    try:
        notebook = nbformat.reads(path.read_text(encoding="utf-8"), as_version=4, capture_validation_error=invalid)
        for error in invalid.values():
            raise error
    except FileNotFoundError:
        raise NotebookFailed(f"{path}: there is no such notebook") from None
    except IsADirectoryError:
        raise NotebookFailed(f"{path}: this is a folder; name a notebook in it") from None
    except Exception as error:  # nbformat raises whatever the malformed part trips over
        message = f"{path}: cannot be read as a notebook: {type(error).__name__}: {error}"
        raise NotebookFailed(message) from None
    return notebook


def _which_cell(notebook, started):
    index = started[-1] if started else 0
    number = sum(cell.cell_type == "code" for cell in notebook.cells[: index + 1])
    first_line = (notebook.cells[index].source.strip().splitlines() or [""])[0]
    return f"code cell {number} ({first_line!r})"


def run_all(work, paths, *, jobs, name=str):
    """Call `work(path)` for every path, several at a time, and say when each is done.

    Parameters
    ----------
    work : callable
        Raises NotebookFailed for what cannot be done; its value is not used.
    paths : sequence of path
    jobs : int
        How many at a time.
    name : callable
        From a path to what is printed.

    Returns
    -------
    list of NotebookFailed
        One for each path that failed; empty if all is well.

    Raises
    ------
    KeyboardInterrupt
        After Ctrl-C, when every kernel has ended and every thread is done.
    """

    def timed(path):
        start = time.perf_counter()
        work(path)
        return time.perf_counter() - start

    failures = []
    with ThreadPoolExecutor(jobs) as pool:
        running = {pool.submit(timed, path): path for path in paths}
        try:
            for done, future in enumerate(as_completed(running), start=1):
                label = f"[{done}/{len(running)}] {name(running[future])}"
                try:
                    print(f"{label}  {future.result():.1f} s", flush=True)
                except NotebookFailed as error:
                    failures.append(error)
                    print(f"{label}  FAILED", flush=True)
        except BaseException:  # Ctrl-C, or a fault of `work` itself: the others are not waited for
            pool.shutdown(wait=False, cancel_futures=True)
            end_runs(running)
            raise
    return failures


def arguments(parser):
    parser.add_argument("notebooks", nargs="*", type=Path, help="default: those of the course, homework included")
    shared_options.jobs(parser, "notebooks")
    shared_options.cell_timeout(parser)


def run(options):
    """Re-execute notebooks in place; 0, or 1 if one failed and stayed as it was."""
    if not options.notebooks and not project.IS_CLONE:
        print("Name the notebooks to execute: those of an installed course stay as they are.", file=sys.stderr)
        return 2
    paths = options.notebooks or [*project.notebooks(), *project.homework_notebooks()]

    def execute_in_place(path):
        write(execute(path, cell_timeout=options.cell_timeout), path)

    failures = run_all(execute_in_place, paths, jobs=options.jobs, name=lambda path: str(project.shown(path)))
    for error in failures:
        print(f"\n{error}", file=sys.stderr)
    return 1 if failures else 0
