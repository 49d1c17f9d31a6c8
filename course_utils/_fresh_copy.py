"""A copy of a notebook, run in a kernel of its own by a process of its own; the file itself is only read.

That process is `python -m course_utils._fresh_copy FILE SECONDS`. What comes of it goes to its standard output, a JSON
object a line: {"cell": number} before each cell, then {"errors": {number: text}} or {"failed": text}.
"""

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

RUNNING = "COURSE_FRESH_COPY"  # set in its environment, so that the copy does not check itself in turn
LISTED = 6  # cells that raised, which are named
UNANSWERED = "this question is not answered yet"  # what the line of a released notebook says, in place of an answer


def fresh_run(path, notebook, seconds):
    """Run a copy from top to bottom, in a kernel of its own, and say what came of it."""
    command = [sys.executable, "-m", "course_utils._fresh_copy", str(path.absolute()), str(seconds)]
    environment = {**os.environ, RUNNING: "1"}
    n_cells, said = len(notebook["cells"]), {}
    show = sys.stdout.isatty()
    try:
        child = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            encoding="utf-8", errors="replace", env=environment,
        )  # fmt: skip
    except OSError as error:
        return f"✗ A fresh copy could not be started: {error}."
    with child:
        complaints = []
        drain = threading.Thread(target=lambda: complaints.extend(child.stderr), daemon=True)
        drain.start()
        try:
            for line in child.stdout:
                try:
                    said |= json.loads(line)
                except ValueError:
                    continue
                if show and "cell" in said:
                    print(f"\r  running a fresh copy: cell {said['cell'] + 1} of {n_cells}", end="", flush=True)
        finally:
            if child.poll() is None and "errors" not in said and "failed" not in said:
                child.terminate()
    if "failed" in said:
        return f"✗ A fresh copy, run from top to bottom: {said['failed']}."
    if "errors" not in said:
        why = complaints[-1].strip() if complaints else f"it ended with {child.returncode}"
        return f"✗ A fresh copy could not be run: {why}"
    return told(notebook, {int(number): text for number, text in said["errors"].items()})


def told(notebook, errors):
    """What cells of the fresh copy raised, in words."""
    if not errors:
        return "✓ A fresh copy runs from top to bottom without an error."
    waiting = [number for number, text in errors.items() if UNANSWERED in text]
    errors = {number: text for number, text in errors.items() if number not in waiting}
    also = "more " if errors else ""
    wait = f"{len(waiting)} {also}of its cells need{'s' * (len(waiting) == 1)} an answer that is not there yet"
    if not errors:
        return f"✗ A fresh copy was run from top to bottom; {wait}."
    lines = [f"✗ A fresh copy was run from top to bottom; {len(errors)} of its cells raised an error:"]
    for number, text in list(errors.items())[:LISTED]:
        about = notebook["cells"][number].get("metadata", {}).get("nbgrader")
        name = about.get("grade_id") if isinstance(about, dict) else None
        lines.append(f"      cell {number + 1}{f' ({name})' if name else ''}: {text[:150]}")
    if len(errors) > LISTED:
        lines.append(f"      and {len(errors) - LISTED} more")
    if waiting:
        lines.append(f"    {wait}.")
    return "\n".join(lines)


# ------------------------------------------------------------------ in the process of its own


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
