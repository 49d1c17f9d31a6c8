"""How much memory open notebooks take: they are opened here, run, and measured.

A notebook is a kernel, and from the first answer that is checked on a second process, in which answers are tried. Pages
that several processes share, such as PyTorch's code, are counted once: each process has its share of them (Linux's
proportional set size; elsewhere what belongs to the process alone).
"""

import os
import tempfile
from contextlib import ExitStack, contextmanager
from pathlib import Path

import nbformat
import psutil

from .. import project

CELL_TIMEOUT = 300
# the first exercise of a notebook, solved
CHECKED = """
from course_utils.exercises.registry import exercises as _exercises
from course_utils.exercises import check as _check
_one = next(_one for _number, _one in _exercises().items() if _number.startswith("{chapter}."))
_check(_one.number, _one.right if _one.is_function else _one.right())
"""


def measured(n_notebooks, say=lambda line: None):
    """Open the first so many notebooks at a time, run them whole, check an exercise in each, and measure.

    Parameters
    ----------
    n_notebooks : int
    say : callable
        Told what is being done, a line at a time.

    Returns
    -------
    list of dict
        For each notebook `name`, and in bytes `kernel`, `with_checks` (the kernel and its second process).

    Raises
    ------
    RuntimeError
        If a cell fails or a kernel dies.
    """
    paths = project.notebooks()[:n_notebooks]
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        opened = []
        for path in paths:
            say(f"{path.stem}: opened and run")
            client, process = stack.enter_context(_kernel(folder))
            for cell in nbformat.read(path, as_version=4).cells:
                if cell.cell_type == "code":
                    _execute(client, cell.source, path.stem)
            opened.append((path, client, process))
        alone = [_size([process]) for _, _, process in opened]
        say("an exercise is checked in each")
        for path, client, _ in opened:
            _execute(client, CHECKED.format(chapter=int(path.stem[:2])), path.stem)
        return [
            {"name": path.stem, "kernel": before, "with_checks": _size([process, *process.children(recursive=True)])}
            for (path, _, process), before in zip(opened, alone, strict=True)
        ]


@contextmanager
def _kernel(folder):
    from jupyter_client.manager import start_new_kernel

    environment = {**os.environ, "COURSE_PROGRESS": os.devnull}
    manager, client = start_new_kernel(kernel_name="python3", cwd=str(folder), env=environment)
    try:
        yield client, psutil.Process(manager.provisioner.pid)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def _execute(client, source, name):
    reply = client.execute_interactive(source, output_hook=lambda message: None, timeout=CELL_TIMEOUT)
    if reply["content"]["status"] != "ok":
        raise RuntimeError(f"{name}: {reply['content'].get('ename')}: {reply['content'].get('evalue')}\n{source}")


def _size(processes):
    sizes = [process.memory_full_info() for process in processes]
    return sum(getattr(size, "pss", 0) or size.uss for size in sizes)


def lines(found):
    """What was measured, for people."""
    for one in found:
        yield f"{one['name']:<28}{one['kernel'] / 1e6:5.0f} MB, with checks {one['with_checks'] / 1e6:5.0f} MB"
    alone, checked = (sum(one[key] for one in found) for key in ("kernel", "with_checks"))
    n = len(found)
    yield f"{n} open notebooks together: {alone / 1e6:.0f} MB, with checks {checked / 1e6:.0f} MB"
    yield f"one of them, on average: {alone / n / 1e6:.0f} MB, with checks {checked / n / 1e6:.0f} MB"
