"""The author's cells, run in order in the author's sandbox, which is copied at each test."""

import socket
import time

from . import protocol, sandbox
from .box import ENDED, Copy, Lost, ignore
from .collect import Collect
from .task import Error, StepResult
from .wire import Closed, Malformed, TooLate, pair, unpack

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

    Attributes
    ----------
    copies : dict
        {number of a step: Copy}, of each test that was reached.
    attention : list of str
    """

    def __init__(self, task, box, limits):
        self.task, self.box, self.limits = task, box, limits
        self.copies, self.attention = {}, []
        self.left = WHOLE * limits.output  # characters of output that are kept of all cells together
        self.end = None

    def run(self):
        """Run all steps and end the session; its copies stay. A StepResult, without a verdict, for each step."""
        box, results = self.box, []
        self.end = time.monotonic() + self.limits.notebook_timeout
        try:
            self._send(protocol.Files({**self.task.own_files, **self.task.files}), self.end)
            for number, step in enumerate(self.task.steps):
                if step.tests is not None:
                    self._copy(number, step.source)
                results.append(self._run(step))
                if results[-1].state == "stopped":
                    break
                if time.monotonic() >= self.end:
                    raise TooLate
        except Lost as error:
            box.lost = str(error)
        except TooLate:
            box.lost = f"the notebook took more than {self.limits.notebook_timeout:g} s"
        if box.lost:
            self.attention.append(f"the session ended early: {box.lost}")
        box.end_main(copy.pid for copy in self.copies.values())
        return results + [StepResult("not reached")] * (len(self.task.steps) - len(results))

    def _send(self, message, deadline):
        try:
            self.box.channel.send(message, deadline)
        except Closed:
            raise Lost(ENDED) from None

    def _receive(self, deadline):
        message = self.box.wait(self.box.channel, self.box.main, deadline)
        try:
            return unpack(message, protocol.FromAuthor)
        except Malformed as error:
            raise Lost(f"it sent what is no message: {error}") from None

    def _copy(self, number, source):
        """Make the copy that the next test is to run against; without it the test is not reached."""
        ours, theirs = pair()
        deadline = min(time.monotonic() + self.limits.cell_timeout, self.end)
        self._send(protocol.MakeCopy(source), deadline)
        socket.send_fds(self.box.channel.connection, [b"F"], [theirs.fileno()])
        theirs.close()
        while not isinstance(message := self._receive(deadline), protocol.Copied):
            pass
        pid = None if message.pid is None else sandbox.outer_pid(self.box.first, message.pid)
        if pid is None or pid in (self.box.main, self.box.first):
            self.attention.append(f"the session could not be copied for a test: {message.why}")
        else:
            self.copies[number] = Copy(self.box, ours, pid, self.task.author)

    def _run(self, step):
        """Run a cell. If it "stopped", the session has ended with it, and `box.lost` says why."""
        collect = Collect(min(self.limits.output, self.left), GIVES_UP * self.limits.output)
        deadline = min(time.monotonic() + self.limits.cell_timeout, self.end)
        self._send(protocol.RunCell(step.source), deadline)
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
                if time.monotonic() >= self.end:
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
            deadline = time.monotonic() + GRACE
            self.box.interrupt()
