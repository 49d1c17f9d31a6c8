"""Re-execute notebooks in place, several at a time.

    python -m course_utils.instructor.execute notebooks/01_sigmoid.ipynb …

A notebook is written only after all of its cells ran, and in one step: an error, Ctrl-C or a
crash leaves the file as it was. What is stored is minimal: sources, outputs, cell tags and
slide types, and no trace of the machine or the time.
"""

import argparse
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

KEPT_CELL_METADATA = ("tags", "slideshow")
NOTEBOOK_METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


class NotebookFailed(Exception):
    """A notebook could not be executed; the message says which cell and why."""


def execute(path, *, cell_timeout=60):
    """Execute one notebook and return it, trimmed; the file is not touched.

    Parameters
    ----------
    path : path of a notebook
    cell_timeout : int
        Seconds a cell may take.

    Returns
    -------
    NotebookNode

    Raises
    ------
    NotebookFailed
        If it is not a notebook, a cell raises or takes too long, or the kernel dies.
    """
    path = Path(path)
    try:
        notebook = nbformat.read(path, as_version=4)
    except (OSError, ValueError, nbformat.reader.NotJSONError) as error:
        raise NotebookFailed(f"{path}: cannot be read as a notebook: {error}") from None
    client = NotebookClient(
        notebook,
        timeout=cell_timeout,
        kernel_name="python3",
        resources={"metadata": {"path": str(path.parent)}},
        record_timing=False,
        coalesce_streams=True,
    )
    try:
        client.execute()
    except CellExecutionError as error:
        raise NotebookFailed(f"{path}: {_which_cell(notebook)} raised\n{error}") from None
    except CellTimeoutError:
        raise NotebookFailed(f"{path}: {_which_cell(notebook)} took more than {cell_timeout} s") from None
    except DeadKernelError:
        raise NotebookFailed(f"{path}: the kernel died in {_which_cell(notebook)}") from None
    return trim(notebook)


def trim(notebook):
    """Remove what depends on the machine or the editor, in place; return the notebook."""
    notebook.metadata = nbformat.from_dict(NOTEBOOK_METADATA)
    for cell in notebook.cells:
        cell.metadata = nbformat.from_dict({key: cell.metadata[key] for key in KEPT_CELL_METADATA if key in cell.metadata})
        for output in cell.get("outputs", []):
            if "metadata" in output:
                output.metadata = nbformat.from_dict({})
    return notebook


def write(notebook, path):
    """Write a notebook in one step: readers see the old file or the new one, never a part."""
    path = Path(path)
    unfinished = path.with_suffix(".ipynb.part")
    try:
        nbformat.write(notebook, unfinished)
        os.replace(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)


def _which_cell(notebook):
    code_cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    done = [cell for cell in code_cells if cell.execution_count is not None]
    number = max(len(done), 1)
    first_line = (code_cells[number - 1].source.strip().splitlines() or [""])[0]
    return f"code cell {number} ({first_line!r})"


def _execute_in_place(path, cell_timeout):
    start = time.perf_counter()
    write(execute(path, cell_timeout=cell_timeout), path)
    return time.perf_counter() - start


def main(argv=None):
    parser = argparse.ArgumentParser(
        prog="python -m course_utils.instructor.execute", description="Re-execute notebooks in place, several at a time."
    )
    parser.add_argument("notebooks", nargs="+", type=Path)
    parser.add_argument("--jobs", type=int, default=2, help="notebooks at a time (default 2)")
    parser.add_argument("--cell-timeout", type=int, default=60, help="seconds a cell may take (default 60)")
    options = parser.parse_args(argv)

    failures = []
    pool = ThreadPoolExecutor(max(options.jobs, 1))
    try:
        running = {pool.submit(_execute_in_place, path, options.cell_timeout): path for path in options.notebooks}
        for done, future in enumerate(as_completed(running), start=1):
            label = f"[{done}/{len(running)}] {running[future]}"
            try:
                print(f"{label}  {future.result():.1f} s", flush=True)
            except NotebookFailed as error:
                failures.append(error)
                print(f"{label}  FAILED", flush=True)
    except KeyboardInterrupt:
        print("\nInterrupted: notebooks not reported above are as they were.", file=sys.stderr)
        pool.shutdown(wait=False, cancel_futures=True)
        os._exit(130)  # the threads wait for kernels that have been interrupted with us
    for error in failures:
        print(f"\n{error}", file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
