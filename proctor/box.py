"""A session in its sandbox, as the supervisor holds it: what comes from it, what it takes, and its end."""

import contextlib
import os
import select
import signal
import time

from . import sandbox
from .wire import LARGEST, Closed, Malformed, TooLate, pair

TICK = 0.1  # seconds between two looks at what the processes take
ENDING = 10.0  # seconds to end the session's processes, before its copies are given up with them
CALM = 0.5  # seconds after which processes are killed even if others may be forked meanwhile
ENDED = "its process ended: by exit(), a signal or a crash in compiled code"


class Abandoned(Exception):
    """Whoever gave the task has gone."""


class Lost(Exception):
    """The sandbox or the copy is gone; the message says why."""


class Box:
    """A session in its sandbox.

    Parameters
    ----------
    serve : callable
        `serve(channel, shell)` is the session.
    shell : InteractiveShell
    limits : Limits
    client : Channel
        Of whoever gave the task: it sends nothing while it waits, so when it can be read it has gone.
    unsafe : bool
        Without walls.
    largest : int
        Bytes of a message from the session.

    Attributes
    ----------
    channel : Channel
    first, main : int or None
        Process ids, as seen from here, of the sandbox's first process and of the session.
    lost : str or None
        Why the session has ended.
    attention : list of str
    on_print : callable
        Is given the bytes that the session's processes write to their standard output.
    """

    def __init__(self, serve, shell, limits, client, unsafe, largest=LARGEST):
        self.limits, self.client = limits, client
        self.channel, theirs = pair()
        self.channel.largest = largest
        self.printed, prints = os.pipe()

        def session():
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            os.dup2(prints, 1)
            os.dup2(prints, 2)
            kept = theirs.fileno()
            os.closerange(3, kept)
            os.closerange(kept + 1, 4096)
            serve(theirs, shell)

        self.at_start = sandbox.resident(os.getpid())
        self.first, self.outer = sandbox.run(session, limits, unsafe=unsafe)
        theirs.close()
        os.close(prints)
        os.set_blocking(self.printed, False)
        _, *below = sandbox.descendants(self.first)
        self.main = below[0] if below else None
        self.attention, self.lost = [], None
        self.next_look = 0.0
        self.on_print = ignore

    def kill(self):
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.first, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(self.outer, 0)
        self.lost = self.lost or "it was ended"

    def end_main(self, kept):
        """Kill the session and what it started, but for the processes `kept`."""
        kept = {self.first, *kept}
        # what is stopped still counts among its processes, so a family that forks without end comes to rest
        started = time.monotonic()
        while (passed := time.monotonic() - started) < ENDING:
            left = [pid for pid in sandbox.descendants(self.first) if pid not in kept and sandbox.alive(pid)]
            if not left:
                return
            for pid in left:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL if len(left) == 1 or passed > CALM else signal.SIGSTOP)
            time.sleep(0.002 if len(left) == 1 else 0.02)
        self.kill()

    def interrupt(self):
        if self.main is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.main, signal.SIGINT)

    def wait(self, channel, pid, deadline):
        """The packed message that comes next on a channel whose other end is the process `pid`.

        Raises
        ------
        TooLate, Lost, Abandoned
        """
        while True:
            try:
                data = channel.take()
                if data is not None:
                    return data
                now = time.monotonic()
                if now >= deadline:
                    raise TooLate
                if now >= self.next_look:
                    self._look(pid)
                    self.next_look = time.monotonic() + TICK
                timeout = max(min(deadline, self.next_look) - now, 0)
                printed = [] if self.printed is None else [self.printed]
                ready, _, _ = select.select([channel, self.client, *printed], [], [], timeout)
                if self.client in ready:
                    raise Abandoned
                if self.printed in ready:
                    self.hear()
                if channel in ready:
                    channel.fill()
            except Malformed as error:
                raise Lost(f"it sent what is no message: {error}") from None
            except Closed:
                raise Lost(ENDED) from None

    def hear(self):
        """Take some of what was printed; False if there is nothing for now."""
        if self.printed is None:
            return False
        try:
            data = os.read(self.printed, 2**16)
        except BlockingIOError:
            return False
        if data:
            self.on_print(data)
        else:  # nobody is left to print
            os.close(self.printed)
            self.printed = None
        return bool(data)

    def _look(self, pid):
        if not sandbox.alive(pid):
            raise Lost(ENDED)
        usage = sandbox.Usage.below(self.first, self.limits.memory, self.at_start)
        if usage.memory > self.limits.memory:
            raise Lost(f"it took more than {self.limits.memory / 2**20:,.0f} MB of memory")
        if usage.cpu > self.limits.notebook_timeout + 10:
            raise Lost(f"it took more than {self.limits.notebook_timeout:g} s of CPU time")


def ignore(data):
    """Let what is printed go."""


class Copy:
    """A copy of the author's session, made at a test.

    Parameters
    ----------
    box : Box
        In which it is.
    channel : Channel
    pid : int
    author : str
        What messages call the author.
    """

    def __init__(self, box, channel, pid, author):
        self.box, self.channel, self.pid, self.author = box, channel, pid, author
        self.lost, self.asked = None, False

    def ask(self, data, deadline, limit):
        """Its answer to a packed message, packed; Lost if there is none in time, now or earlier."""
        if not self.lost and not self.asked and not sandbox.alive(self.pid):
            self.lost = "the copy of the session that was made for this test was gone before it"
            self.box.attention.append(self.lost)
        self.asked = True
        if self.lost:
            raise Lost(self.lost)
        try:
            self.channel.send_bytes(data, deadline)
            return self.box.wait(self.channel, self.pid, deadline)
        except TooLate:
            self.lost = f"the {self.author}'s code was still running after {limit:g} s and was stopped"
        except Lost as error:
            self.lost = f"the {self.author}'s session ended during a call: {error}"
        except Closed:  # of its channel, while sending
            self.lost = f"the {self.author}'s session ended during a call: {ENDED}"
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        raise Lost(self.lost)
