"""A process that has imported everything and is forked for each task; it never reads one.

    python -m proctor.zygote [--unsafe] [--mark=MARK] DESCRIPTOR [MODULE …]

Through the socket DESCRIPTOR it is handed connections, one for each task. It has one thread, since a fork
takes over no other, and an environment without anything of its user's. What the imports write, they write into a folder
that is gone before the first task.
"""

import argparse
import contextlib
import functools
import gc
import importlib
import itertools
import os
import signal
import socket
import sys

from . import caches, compiler, large_pages, sandbox
from .task import Limits

FEW = 1  # tasks for which it does not pay to make forks cheaper


def warm(modules):
    """Import what the cells import, so that none of them waits for it."""
    import torch

    compiler.put_off()
    for name in modules:
        with contextlib.suppress(Exception):  # e.g. a module that only the author's folder has
            importlib.import_module(name)
    torch.set_num_threads(1)
    weight = torch.zeros(1, requires_grad=True)
    optimizer = torch.optim.SGD([weight], lr=0.1)
    (weight * weight).backward(torch.ones(1))  # with a gradient: to look at its shape, SymPy is imported
    optimizer.step()


def prepare(modules):
    """Import all that a task needs; `supervise`, which serves one, given its connection.

    Raises
    ------
    RuntimeError
        If threads run afterwards.
    """
    with caches.elsewhere():
        warm(modules)
        from . import author_session, supervisor

        shell = author_session.prepare_shell()
    n_threads = len(os.listdir("/proc/self/task")) if sys.platform == "linux" else 1
    if n_threads > 1:
        raise RuntimeError(f"{n_threads} threads run after the imports; a fork takes over only one")
    return functools.partial(supervisor.supervise, shell=shell)


def _reap(number, frame):
    """Take leave of those that have ended, so that their time counts as this process's."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def main(argv=None):
    parser = argparse.ArgumentParser(prog=__spec__.name)
    parser.add_argument("descriptor", type=int)
    parser.add_argument("--unsafe", action="store_true")
    parser.add_argument("--mark", help="by which this process and its forks can be found; it is not used here")
    parser.add_argument("modules", nargs="*")
    options = parser.parse_args(argv)
    control = socket.socket(fileno=options.descriptor)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the command that started this

    gc.disable()  # what is imported stays: looking through it again and again takes half a second
    try:
        if not options.unsafe:
            sandbox.probe(Limits())  # at once: where there is none, nobody waits for the imports
        supervise = prepare(options.modules)
        if not options.unsafe:
            sandbox.probe(Limits())  # again, as large as this process is now
    except Exception as error:
        kind = "no sandbox" if isinstance(error, sandbox.NoSandbox) else "failed"
        control.sendall(f"{kind}: {error}\n".encode())
        return 1
    gc.freeze()  # a collection in a fork would touch, and so copy, all that was imported
    gc.enable()
    control.sendall(b"ready\n")
    signal.signal(signal.SIGCHLD, _reap)
    for number in itertools.count():
        message, descriptors, *_ = socket.recv_fds(control, 1, 1)
        if not message:
            return 0
        if number == FEW and sys.platform == "linux":
            large_pages.collapse()
        connection = socket.socket(fileno=descriptors[0])
        if os.fork():
            connection.close()
            continue
        status = 1
        try:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            control.close()
            supervise(connection)
            status = 0
        finally:
            os._exit(status)


if __name__ == "__main__":
    sys.exit(main())
