"""One task, from its steps to its result: the process between the sandboxes.

The author's sandbox is started before the task is read, so that no copy of the tests lies in its memory. It runs the
cells in order, the released version of the tests among them, and is copied at each test. Then the tests' sandbox runs
the tests against the copies. Every wait has a deadline, and while one waits the amounts are watched.
"""

import contextlib

import msgspec

from . import author_session, protocol, sandbox, tests_session
from .box import Abandoned, Box
from .clock import Clock
from .examiner import Examiner
from .task import Result, Task
from .untrusted import UntrustedCells, no_memory
from .wire import LARGEST, Channel, Closed

LARGEST_SHOWN = 8 * 2**20  # bytes of one message of the author's session while it runs cells
LARGEST_TASK = 8 * LARGEST


def supervise(connection, shell):
    """Serve one task on a connection, and end with everything that was started for it."""
    client = Channel(connection, LARGEST_TASK)
    boxes = []
    try:
        settings = client.receive(protocol.Settings)
        limits, unsafe, clock = settings.limits, settings.unsafe, Clock()
        clock.watches.append(sandbox.Here())
        author = Box(author_session.serve, shell, limits, client, clock, unsafe, LARGEST_SHOWN)
        boxes.append(author)
        task = client.receive(Task)
        tests = Box(tests_session.serve, shell, limits, client, clock, unsafe)
        boxes.append(tests)
        client.send(_result(task, author, tests, settings))
    except (Abandoned, Closed):
        pass
    except sandbox.NoSandbox as error:
        client.send(protocol.NoSandboxHere(str(error)))
    except BaseException as error:
        with contextlib.suppress(Closed, OSError):
            client.send(protocol.Failed(f"{type(error).__name__}: {error}"))
        raise
    finally:
        for box in boxes:
            box.kill()


def _result(task, author, tests, settings):
    cells = UntrustedCells(task, author, settings.limits, settings.alone)
    ran = cells.run()
    examiner = Examiner(task, tests, cells, settings.limits)
    verdicts = examiner.run([result.state for result in ran])
    refused = {number for number, verdict in verdicts.items() if any(map(no_memory, verdict.outputs))}
    return Result(
        steps=tuple(msgspec.structs.replace(result, verdict=verdicts.get(i)) for i, result in enumerate(ran)),
        attention=(*cells.attention, *examiner.attention, *author.attention),
        ended_early=author.lost,
        out_of_memory=tuple(sorted({*cells.out_of_memory, *refused})),
        lacking=tuple(examiner.lacking),
    )
