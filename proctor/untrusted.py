"""The author's cells, run in order in the author's sandbox, which is copied at each test."""

import os
import socket

from . import protocol, sandbox
from .box import Lost, ignore
from .collect import Collect
from .given import GivenNames
from .session_copy import Copy
from .task import Error, StepResult
from .wire import Malformed, TooLate, pair, unpack

GRACE = 2.0  # seconds that a cell has after the interrupt
WHOLE = 16  # as many times `output` is kept of a whole notebook
GIVES_UP = 16  # as many times `output` is dropped of one cell before it is interrupted


class Stubborn(Lost):
    """It went on after its interrupt."""


class UntrustedCells:
    """Runs the author's part of a task.

    Parameters
    ----------
    task : Task
    box : Box
        The author's session.
    limits : Limits
    alone : int or None
        The number of the test for which the session itself is asked, with all that it has: the last one that is run.
        No other test has a copy then, so that what one learns reaches no other.

    Attributes
    ----------
    copies : dict
        {number of a step: Copy}, of each test that was reached.
    attention : list of str
    out_of_memory : list of int
        Numbers of the steps in which it was refused memory.
    """

    def __init__(self, task, box, limits, alone=None):
        self.task, self.box, self.limits, self.alone = task, box, limits, alone
        self.copies, self.attention, self.out_of_memory = {}, [], []
        self.left = WHOLE * limits.output  # characters of output that are kept of all cells together
        self.end, self.given = None, GivenNames(task.answers)

    def run(self):
        """Run all steps and end the session; its copies stay. A StepResult, without a verdict, for each step."""
        box, results = self.box, []
        self.end = self.box.clock.now() + self.limits.notebook_timeout
        try:
            self.box.tell(protocol.Files({**self.task.own_files, **self.task.files}), self.end)
            for number, step in enumerate(self.task.steps):
                if self._is_asked(number, step):
                    self._copy(number, step.source)
                if number == self.alone:
                    break
                results.append(self._run(step))
                if any(map(no_memory, results[-1].outputs)):
                    self.out_of_memory.append(number)
                if results[-1].state == "stopped":
                    break
                if box.clock.now() >= self.end:
                    raise TooLate
        except Lost as error:
            box.lost = str(error)
        except TooLate:
            box.lost = f"the notebook took more than {self.limits.notebook_timeout:g} s"
        if box.lost:
            self.attention.append(f"the session ended early: {box.lost}")
        copies = list(self.copies.values())
        if self.alone is None:
            box.end_others([copy.process for copy in copies])
        for copy in copies:
            copy.rest(copies)
        return results + [StepResult("not reached")] * (len(self.task.steps) - len(results))

    def _is_asked(self, number, step):
        """Whether the tests' session, where this step is run, may ask the session as it is now."""
        if step.role == "given":
            return not self.given.suffice(step.tests)
        return step.role == "test" and self.alone in (None, number)

    def _deadline(self):
        return min(self.box.clock.now() + self.limits.cell_timeout, self.end)

    def _receive(self, deadline):
        message = self.box.wait(self.box.channel, self.box.main, deadline)
        try:
            return unpack(message, protocol.FromAuthor)
        except Malformed as error:
            raise Lost(f"it sent what is no message: {error}") from None

    def _copy(self, number, source):
        """Make the copy that the next test is to run against; without it the test is not reached."""
        ours, theirs = pair()
        connection = os.fstat(theirs.fileno()).st_ino
        deadline = self._deadline()
        if not self.box.keep(number):
            most = f"{self.limits.disk / 2**20:,.0f} MB"
            self.attention.append(f"not all files were there for a test: they exceeded {most}, or lay too deep")
        fork = number != self.alone
        n_threads = sandbox.n_threads(self.box.main.pid)
        self.box.tell(protocol.MakeCopy(source, fork), deadline)
        socket.send_fds(self.box.channel.connection, [b"F"], [theirs.fileno()])
        theirs.close()
        while not isinstance(message := self._receive(deadline), protocol.Copied):
            pass
        process = None if message.pid is None else self.box.process(message.pid)
        taken = {self.box.main.pid, self.box.first, *(copy.process.pid for copy in self.copies.values())}
        if process is None or (process.pid in taken if fork else process.pid != self.box.main.pid):
            self.attention.append(f"the session could not be copied for a test: {message.why}")
            return
        copy = Copy(self.box, number, ours, connection, process, self.task.author, fork, n_threads > 1)
        try:
            copy.part(deadline)
        except (Lost, Malformed) as error:
            self.attention.append(f"the session could not be copied for a test: {error}")
        else:
            self.copies[number] = copy

    def _run(self, step):
        """Run a cell. If it "stopped", the session has ended with it, and `box.lost` says why."""
        collect = Collect(min(self.limits.output, self.left), GIVES_UP * self.limits.output)
        deadline = self._deadline()
        self.box.tell(protocol.RunCell(step.source), deadline)
        self.box.on_print = collect.raw
        try:
            failed, interrupted = self._follow(collect, deadline)
        except Lost as error:
            while self.box.hear() and not collect.too_much():
                pass  # the last words
            self.box.lost = str(error)
            if isinstance(error, Stubborn):
                shown = Error.saying("TimeLimit", f"stopped: {error}")
            else:
                shown = Error.saying("SessionEnded", f"the session ended in this cell: {error}")
            return StepResult("stopped", collect.end(shown))
        finally:
            self.box.on_print = ignore
            self.left = max(self.left - collect.kept, 0)
        if interrupted:
            self.attention.append(interrupted)
            return StepResult("failed", collect.end(Error.saying("TimeLimit", interrupted)))
        return StepResult("failed" if failed else "ran", collect.end())

    def _follow(self, collect, deadline):
        """Collect what a cell shows until it is done: whether it failed, and why it was interrupted, or None."""
        interrupted = None
        while True:
            try:
                message = self._receive(deadline)
            except TooLate:
                if interrupted:
                    raise Stubborn(f"{interrupted}, and it ignored the interrupt") from None
                if self.box.clock.now() >= self.end:
                    interrupted = f"the notebook took more than {self.limits.notebook_timeout:g} s"
                else:
                    interrupted = f"a cell was still running after {self.limits.cell_timeout:g} s"
            else:
                if isinstance(message, protocol.Done):
                    return message.failed, interrupted
                if isinstance(message, protocol.Shown):
                    collect.output(message.output)
                if interrupted or not collect.too_much():
                    continue
                interrupted = f"a cell printed more than {GIVES_UP * self.limits.output / 2**20:,.0f} MB"
            deadline = self.box.clock.now() + GRACE
            self.box.interrupt()


def no_memory(output):
    """Whether it is the error of Python, NumPy or PyTorch when there is no memory left."""
    return isinstance(output, Error) and ("MemoryError" in output.ename or "can't allocate memory" in output.evalue)
