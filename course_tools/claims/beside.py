"""Try the claims of a notebook in the kernel that runs it: after a cell, in a fork, so that nothing is changed."""

import contextlib
import functools
import gc
import io
import json
import os
import signal

from .holds import Claims
from .table import table_path

of_notebook = functools.cache(Claims)


def try_after(stem, cell, space):
    """Try what waits for a cell that has just been run, if the notebook has a table.

    Parameters
    ----------
    stem : str
        The notebook.
    cell : str
        The id of the cell.
    space : dict
        The names of the notebook.

    Raises
    ------
    AssertionError
        If a claim does not hold; its message is a list of str as JSON, of what `Claims.faults_of` says.
    """
    if not table_path(stem).exists():
        return
    claims = of_notebook(stem)
    faults = list(claims.faults)
    if cell in claims.waiting:
        faults += _in_a_fork(lambda: _faults(claims, cell, space))
    if faults:
        raise AssertionError(json.dumps(faults))


def _faults(claims, cell, space):
    import matplotlib.pyplot as plt
    import torch

    torch.set_num_threads(1)  # threads do not live on in a fork
    plt.switch_backend("Agg")
    return [fault for entry, trial in claims.trials(cell, space) for fault in claims.faults_of(entry, trial)]


def _in_a_fork(work):
    """What `work()` returns there."""
    ours, theirs = os.pipe()
    child = os.fork()
    if not child:
        with contextlib.suppress(BaseException):
            gc.disable()  # a collection would touch, and so copy, all that there is
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            try:
                with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
                    done = work()
            except BaseException as error:
                done = [f"could not be tried: {type(error).__name__}: {error}"]
            with open(theirs, "w", encoding="utf-8") as file:
                json.dump(done, file)
        os._exit(0)
    os.close(theirs)
    with open(ours, encoding="utf-8") as file:
        said = file.read()
    os.waitpid(child, 0)
    return json.loads(said) if said else ["the process that tried the claims has ended"]
