"""A copy of the author's session, in which one test is run: kept at rest, looked at before it is asked, and asked."""

import itertools
import signal

from . import protocol, sandbox
from .box import Lost
from .wire import TooLate, pack, unpack

SETTLING = 5.0  # seconds of the clock in which a copy that was made has come to rest


class Copy:
    """A copy of the author's session, made at a test.

    Parameters
    ----------
    box : Box
        In which it is.
    number : int
        Of the test.
    channel : Channel
    connection : int
        The number of the socket at its end.
    process : Process
    author : str
        What messages call the author.
    fork : bool
        If not, it is the session itself, and the only one in its sandbox that a test asks.
    threads : bool
        Whether the session had threads, which a copy has not.

    Attributes
    ----------
    exceeded : str or None
        What it took more than when it was asked.
    let_go : tuple of str
        What it had open and had to close, or so it says.
    double : bool
        Whether it makes tensors as float64, or so it says.
    changed : bool
        Whether it was found not to be as it was made.
    took : float
        Seconds of the clock in which the folders were put in order for it, which are no test's.
    """

    def __init__(self, box, number, channel, connection, process, author, fork=True, threads=False):
        self.box, self.number, self.channel, self.connection = box, number, channel, connection
        self.process, self.author, self.fork, self.threads = process, author, fork, threads
        self.lost, self.asked, self.still, self.linked, self.others = None, False, None, None, []
        self.exceeded, self.let_go, self.double, self.changed = None, (), False, False
        self.took = 0.0

    @property
    def lacks(self):
        """What the session had and it has not, kinds of things that were open, and threads, if it is as it was made."""
        return (*self.let_go, *(["thread"] if self.threads else [])) if self.fork and not self.changed else ()

    def part(self, deadline):
        """Have it share nothing with others; Lost if it does not."""
        box = self.box
        places = [] if box.unsafe or not self.fork else sandbox.places(self.process.pid, box.device)
        box.send(self.channel, pack(protocol.Part(tuple(places))), deadline)
        parted = unpack(box.wait(self.channel, self.process, deadline), protocol.Parted)
        self.let_go, self.double = parted.let_go, parted.double

    def rest(self, others):
        """From now on it is to do nothing before it is asked; the copies `others` are in the same sandbox.

        While a process does nothing, nothing of what it has open and mapped in changes: so it is looked at here, and
        later only at whether it has run.
        """
        self.others = others
        if self.box.unsafe or self._with_session() or self.process.ended():
            return
        self.still = sandbox.settled(self.process.pid, SETTLING, self.box.clock.now)
        # of two the later one is compared, when both are at rest
        before = itertools.takewhile(lambda copy: copy is not self, others)
        pids = [copy.process.pid for copy in before if not copy.process.ended()]
        self.linked = sandbox.held_apart(self.process.pid, self.connection, self.box.device, pids)

    def _with_session(self):
        """Whether one test alone is run: the session is to stay as it is, and no other test's copy is there."""
        return not all(copy.fork for copy in [self, *self.others])

    def ask(self, data, deadline, limit):
        """Its answer to a packed message, packed; Lost if there is none in time, now or earlier."""
        if not self.lost and not self.asked:
            start = self.box.clock.now()
            self.lost = self._begin()
            self.took = self.box.clock.now() - start
            deadline += self.took
            if self.lost:
                self.changed = True
                self.box.attention.append(self.lost)
        self.asked = True
        if self.lost:
            raise Lost(self.lost)
        try:
            self.box.send(self.channel, data, deadline)
            return self.box.wait(self.channel, self.process, deadline)
        except TooLate:
            self.exceeded = f"{limit:.3g} s"
            self.lost = f"the {self.author}'s code was still running after {self.exceeded} and was stopped"
        except Lost as error:
            self.exceeded = error.limit
            self.lost = f"the {self.author}'s session ended during a call: {error}"
        self.process.signal(signal.SIGKILL)
        raise Lost(self.lost)

    def _begin(self):
        """End the copy before, put the folders in order, and look at whether this one is as it was made."""
        if self.process.ended() or self.box.family is None:
            return "the copy of the session that was made for this test was gone before it"
        if self.box.unsafe or self._with_session():
            return None
        waiting = [copy for copy in self.others if copy is not self and not copy.asked]
        self.box.end_others([self.process, *(copy.process for copy in waiting)])
        changed = self.linked
        if sandbox.switches(self.process.pid) != self.still:
            changed = "it had run meanwhile"
        if changed:
            self.process.signal(signal.SIGKILL)
            return f"the copy of the session that was made for this test was not alone: {changed}"
        try:
            if not self.box.restore(self.number):
                self.box.attention.append("not all files were there for a test: folders that are gone take the room")
        except Lost as error:
            return f"the copy of the session that was made for this test was gone before it: {error}"
        return None
