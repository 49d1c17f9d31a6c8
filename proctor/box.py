"""A session in its sandbox, as the supervisor holds it: what comes from it, what it takes, and its end."""

import os
import select
import signal

from . import sandbox
from .clock import PATIENCE, TICK
from .wire import LARGEST, Closed, Malformed, TooLate, pack, pair

# seconds of the clock, so that no busy machine costs anything
ENDING = 10.0  # to end the session's processes, before its copies are given up with them
CALM = 0.5  # after which processes are killed even if others may be forked meanwhile
# seconds in which a sandbox's first process, which the author's code cannot keep busy, has kept or restored its small
# folders: of real time, for a machine on which it has a tenth of a processor
KEEPING = 20.0 * PATIENCE
ENDED = "its process ended: by exit(), a signal or a crash in compiled code"


class Abandoned(Exception):
    """Whoever gave the task has gone."""


class Lost(Exception):
    """The sandbox or the copy is gone; the message says why.

    Parameters
    ----------
    why : str
    limit : str or None
        What it took more than, if that is why: "30 s".
    """

    def __init__(self, why, limit=None):
        super().__init__(why)
        self.limit = limit


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
    clock : Clock
        By which all limits on time go.
    unsafe : bool
        Without walls.
    largest : int
        Bytes of a message from the session.

    Attributes
    ----------
    channel : Channel
    main : Process or None
        The session.
    device : int or None
        Where the small folders lie; None without walls.
    lost : str or None
        Why the session has ended.
    attention : list of str
    on_print : callable
        Is given the bytes that the session's processes write to their standard output.
    """

    def __init__(self, serve, shell, limits, client, clock, unsafe, largest=LARGEST):
        self.limits, self.client, self.clock, self.unsafe = limits, client, clock, unsafe
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

        at_start = sandbox.resident(os.getpid())
        self.family = sandbox.run(session, limits, unsafe=unsafe)
        theirs.close()
        os.close(prints)
        os.set_blocking(self.printed, False)
        self.first = self.family.first.pid
        _, *below = sandbox.descendants(self.first)
        self.main = sandbox.held(below[0], lambda: below[0] in sandbox.descendants(self.first)) if below else None
        # nothing of the author's has run yet
        self.device = None if unsafe or self.main is None else os.stat(f"/proc/{self.main.pid}/root/tmp").st_dev
        self.watch = sandbox.Watch(self.first, limits.memory, at_start)
        clock.watches.append(self.watch)
        self.attention, self.lost = [], None
        self.on_print = ignore

    def kill(self):
        """End everything in it; it can be done again."""
        self.lost = self.lost or "it was ended"
        if self.family is None:
            return
        if self.unsafe:  # with walls the kernel ends what is left together with the first
            sandbox.end_below(self.first, set(), ENDING, CALM, self.clock.now)
        self.family.kill()
        self.family = None
        self.clock.watches.remove(self.watch)

    def end_others(self, kept):
        """Kill the session and what it started, but for the processes `kept`."""
        pids = {process.pid for process in kept}
        if self.family is None:
            return
        if sandbox.end_below(self.first, pids, ENDING, CALM, self.clock.now):
            self.clock.look()  # what those took that have ended is not held against those that are left
        else:
            self.kill()

    def interrupt(self):
        if self.main is not None:
            self.main.signal(signal.SIGINT)

    def process(self, number):
        """The Process that calls itself so in the sandbox; or None."""
        return sandbox.held(number, lambda: True) if self.unsafe else sandbox.inside(self.first, number)

    def keep(self, number):
        """Keep the small folders as they are now; False if they hold too much."""
        return self._folders(sandbox.KEEP, number)

    def restore(self, number):
        """Put the small folders back as they were kept, with nothing else in them; False if something is missing."""
        return self._folders(sandbox.RESTORE, number)

    def _folders(self, what, number):
        if self.unsafe:
            return True
        answer = sandbox.ask(self.family.control, what, number, KEEPING) if self.family else b""
        if answer not in (sandbox.DONE, sandbox.TOO_MUCH):
            if answer != sandbox.FAILED:  # what it might still say would be taken for the next answer
                self.kill()
            raise Lost("its folders could not be kept")
        return answer == sandbox.DONE

    def send(self, channel, data, deadline):
        """Send a packed message.

        Raises
        ------
        TooLate, Lost
        """
        try:
            channel.send_bytes(data, self.clock.real_deadline(deadline))
        except Closed:
            raise Lost(ENDED) from None

    def tell(self, message, deadline):
        """Send a message to the session."""
        self.send(self.channel, pack(message), deadline)

    def wait(self, channel, process, deadline):
        """The packed message that comes next on a channel whose other end is `process`.

        Parameters
        ----------
        channel : Channel
        process : Process or None
        deadline : float
            By the clock.

        Raises
        ------
        TooLate, Lost, Abandoned
        """
        gone = False
        while True:
            try:
                data = channel.take()
                if data is not None:
                    return data
                if self.clock.now() >= deadline:
                    raise TooLate
                self._within_limits()
                printed = [] if self.printed is None else [self.printed]
                ends = [process] if process is not None and process.fileno() is not None else []
                ready, _, _ = select.select([channel, self.client, *printed, *ends], [], [], 0 if gone else TICK)
                if self.client in ready:
                    raise Abandoned
                if self.printed in ready:
                    self.hear()
                if channel in ready:
                    channel.fill()
                elif gone:  # and nothing is left of what it said
                    raise Lost(ENDED)
                gone = process is not None and process.ended()
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

    def _within_limits(self):
        usage = self.watch.usage
        if usage.memory > self.limits.memory:
            self._exceeded(f"{self.limits.memory / 2**20:,.0f} MB of memory")
        if usage.cpu > self.limits.notebook_timeout + 10:
            self._exceeded(f"{self.limits.notebook_timeout:g} s of CPU time")

    def _exceeded(self, limit):
        raise Lost(f"it took more than {limit}", limit)


def ignore(data):
    """Let what is printed go."""
