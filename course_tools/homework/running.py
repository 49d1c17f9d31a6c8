"""Many calls, several at a time: on threads of this process or on a Dask cluster, and an end to all at Ctrl-C."""

import signal
import sys
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from contextlib import contextmanager

AHEAD = 3  # as many times more are handed over than are run at a time
TICK = 0.5  # seconds between two looks at whether to stop


class NoScheduler(Exception):
    """No Dask scheduler answers, or none of its workers can grade."""


@contextmanager
def executor(workers, scheduler=None, engine=None):
    """What runs the calls: an executor as `concurrent.futures` has it, and how many it runs at a time.

    Parameters
    ----------
    workers : int
        Threads of this process, which wait for the processes that do the work; no port is opened.
    scheduler : str, optional
        Address of a Dask scheduler; then the work is done where its workers are, by those that are fit for it.
    engine : dict
        What `proctor.check` is to be given on those workers.

    Yields
    ------
    executor : concurrent.futures.Executor
    at_a_time : callable
        Without arguments; workers of a cluster come and go.

    Raises
    ------
    NoScheduler
    """
    if scheduler is None:
        with ThreadPoolExecutor(workers) as threads:
            yield threads, lambda: workers
        return
    from distributed import Client

    from .workers import Workers

    try:
        client = Client(scheduler, timeout="20s")
    except (OSError, ValueError) as error:
        raise NoScheduler(
            f"no Dask scheduler answers at {scheduler}: {error}. Start one with `dask scheduler`, and name the address "
            "that it prints"
        ) from None
    if not client.nthreads():
        print(f"{scheduler} has no workers yet; waiting for one", file=sys.stderr)
    with client:
        there = Workers(client, engine or {})
        there.at_a_time()
        if there.bad and not there.good:
            raise NoScheduler(f"{scheduler}: none of its {len(there.bad)} workers can grade, so nothing was run")
        with client.get_executor(pure=False, resources=there.resources) as cluster:
            yield cluster, there.at_a_time


def as_done(submit, tasks, at_a_time, stop, end):
    """Hand over tasks a few ahead, and give each back with its future when that is done.

    Parameters
    ----------
    submit : callable
        From a task to a future.
    tasks : iterable
        Taken one by one, when there is room.
    at_a_time : callable
        How many are run at a time.
    stop : list
        Not empty when no more is wanted.
    end : callable
        Called until all that is under way has come to an end, if this is left before.

    Yields
    ------
    task, future
    """
    tasks, running, more = iter(tasks), {}, True
    try:
        while (more or running) and not stop:
            while more and not stop and len(running) < AHEAD * at_a_time():
                try:
                    task = next(tasks)
                except StopIteration:
                    more = False
                else:
                    running[submit(task)] = task
            for future in wait(running, timeout=TICK, return_when=FIRST_COMPLETED).done:
                yield running.pop(future), future
    finally:
        for future in running:
            future.cancel()
        while left := [future for future in running if not future.done()]:
            end()
            wait(left, timeout=TICK)


@contextmanager
def stop_on_interrupt():
    """A list that is not empty after Ctrl-C; the second Ctrl-C ends at once."""
    stop = []

    def handler(number, frame):
        if stop:
            raise KeyboardInterrupt
        stop.append(number)

    previous = signal.signal(signal.SIGINT, handler)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, previous)
