"""Runs a copy of a notebook in a kernel of its own: `python -m course_utils._fresh_copy FILE SECONDS`.

What comes of it goes to the standard output, a JSON object a line: {"cell": number} before each cell, then
{"errors": {number: text}} or {"failed": text}. The file itself is only read.
"""

import json
import sys
from pathlib import Path

RUNNING = "COURSE_FRESH_COPY"  # set in its environment, so that the copy does not check itself in turn


def main(path, seconds):
    """Run every cell, whatever those before it raised."""
    try:
        import nbformat
        from nbclient import NotebookClient
        from nbclient.exceptions import CellTimeoutError, DeadKernelError
    except ModuleNotFoundError as error:
        return say(failed=f"the environment lacks {error.name}; the course's own has it")
    path, at = Path(path), None

    def started(cell, cell_index):
        nonlocal at
        at = cell_index
        say(cell=cell_index)

    try:
        notebook = nbformat.reads(path.read_text(encoding="utf-8-sig"), as_version=4)
        name = notebook.metadata.get("kernelspec", {}).get("name") or "python3"
        client = NotebookClient(
            notebook, timeout=seconds, kernel_name=name, allow_errors=True, on_cell_execute=started,
            resources={"metadata": {"path": str(path.parent)}},
        )  # fmt: skip
        client.execute()
    except CellTimeoutError:
        return say(failed=f"cell {at + 1} took longer than {seconds} s, and the run was stopped there", cell=at)
    except DeadKernelError:
        where = "before the first cell" if at is None else f"in cell {at + 1}"
        return say(failed=f"the kernel died {where}: was there too little memory?", cell=at)
    except Exception as error:  # no such kernel, no port, a notebook that is none
        return say(failed=f"it could not be run: {type(error).__name__}: {error}".split("\n")[0], cell=at)
    errors = {}
    for number, cell in enumerate(notebook.cells):
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                errors[number] = f"{output.ename}: {output.evalue}".strip(": ").split("\n")[0]
    return say(errors=errors)


def say(**what):
    """One line for the process that waits."""
    print(json.dumps(what), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
