"""The workers of a Dask cluster, looked at when they join: what they would grade with, and behind which walls.

A worker of another version of the course would give other grades, and one without a sandbox none. A worker that is as
this machine is gets a resource whose name is the fingerprint of the version; each submission asks for one of it, and so
the others, which have none, are left out. Workers can come and go.
"""

import hashlib
import importlib.metadata
import platform
import sys
from functools import cache
from pathlib import Path

import proctor

from .cleaning import one_line

# what the grades depend on, besides the packages of the course
LIBRARIES = ("torch", "numpy", "pandas", "ipython", "matplotlib", "scikit-learn")
PACKAGES = ("proctor", "course_utils")  # of the course: all of their code is run where submissions are


@cache
def fingerprint():
    """Stands for the version of everything that grades depend on, on the machine where it is asked for.

    Returns
    -------
    str
    """
    digest = hashlib.sha256(platform.python_version().rpartition(".")[0].encode())
    for name in LIBRARIES:
        try:
            digest.update(f"{name} {importlib.metadata.version(name)}\n".encode())
        except importlib.metadata.PackageNotFoundError:
            digest.update(f"{name} is not there\n".encode())
    above = Path(proctor.__file__).parents[1]
    for package in PACKAGES:
        for path in sorted((above / package).rglob("*.py")):
            digest.update(f"{path.relative_to(above).as_posix()}\n".encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def look(wanted, engine, dask_worker=None):
    """What is wrong with the worker that this is run on, or None; what `proctor` needs there is started.

    Parameters
    ----------
    wanted : str
        The fingerprint of the machine that asks.
    engine : dict
        See `proctor.check`.
    dask_worker : distributed.Worker
        Dask puts it in.
    """
    if fingerprint() != wanted:
        return (f"it has another version of the course or of its libraries ({fingerprint()}, here {wanted}); "
                "bring it to the same state and start it again")  # fmt: skip
    try:
        proctor.check(**engine)
    except proctor.NoSandbox as error:
        return f"no sandbox: {error}"
    except proctor.ExecutionFailed as error:
        return f"the engine does not start: {error}"
    return None


async def admit(wanted, threads, dask_worker=None):
    """Give the worker its resource."""
    await dask_worker.set_resources(**{wanted: threads})


class Gone(Exception):
    """The scheduler has ended, or cannot be reached."""


class Workers:
    """Those of a cluster that may grade.

    Parameters
    ----------
    client : distributed.Client
    engine : dict
        See `proctor.check`.
    """

    def __init__(self, client, engine):
        self.client, self.engine = client, engine
        self.wanted = fingerprint()
        self.good, self.bad = {}, {}  # {address: threads}, {address: what is wrong}

    @property
    def resources(self):
        """What a submission asks for."""
        return {self.wanted: 1}

    def at_a_time(self):
        """How many submissions are graded at a time now; workers that have joined are looked at first.

        Raises
        ------
        Gone
        """
        try:
            there = self.client.nthreads()
        except (OSError, TimeoutError) as error:
            raise Gone(f"the scheduler does not answer any more: {one_line(error)}") from None
        self.good = {address: threads for address, threads in self.good.items() if address in there}
        new = [address for address in there if address not in self.good and address not in self.bad]
        if new:
            found = self.client.run(look, self.wanted, self.engine, workers=new, on_error="return")
            for address, problem in found.items():
                if problem is None:
                    given = self.client.run(
                        admit, self.wanted, there[address], workers=[address], on_error="return"
                    )
                    problem = given.get(address)
                if problem is None:
                    self.good[address] = there[address]
                else:
                    if isinstance(problem, (OSError, TimeoutError)):  # Dask's own are OSErrors, too
                        problem = f"it does not answer any more: {problem}"
                    elif isinstance(problem, BaseException):
                        problem = f"it has no such version of the course: {type(problem).__name__}: {problem}"
                    self.bad[address] = one_line(problem)
                    print(f"worker {address} is left out: {self.bad[address]}", file=sys.stderr)
        return max(sum(self.good.values()), 1)
