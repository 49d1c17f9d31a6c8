"""The tests, run in the tests' sandbox against the copies of the author's session, and how each ended."""

from . import protocol
from .box import Lost
from .task import Error, Verdict
from .wire import Malformed, TooLate, unpack

HURRIED = 5.0  # seconds that a call has in a copy that lacks threads: if that waits for them, the session is asked
GRACE = 2.0  # seconds that a test has after its interrupt, or after it was told that a copy is gone


class Examiner:
    """Runs the tests' part of a task.

    Parameters
    ----------
    task : Task
    box : Box
        The tests' session.
    author : UntrustedCells
        Whose cells have run.
    limits : Limits

    Attributes
    ----------
    attention : list of str
    lacking : list of int
        Numbers of tests that did not pass whole against a copy that lacks what the session had.
    """

    def __init__(self, task, box, author, limits):
        self.task, self.box, self.author, self.limits = task, box, author, limits
        self.attention, self.lacking = [], []
        self.end, self.states = None, []

    def run(self, states):
        """Run all tests.

        Parameters
        ----------
        states : list of str
            How each step ended in the author's session.

        Returns
        -------
        dict
            {number of the step: Verdict}, of each test.
        """
        verdicts, alone = {}, self.author.alone
        self.end, self.states = self.box.clock.now() + self.limits.notebook_timeout, states
        try:
            self.box.tell(protocol.Start(self.task.answers, self.task.files, self.task.author), self.end)
        except Lost as error:
            self.box.lost = str(error)
        for number, step in enumerate(self.task.steps):
            if step.tests is None or (alone is not None and number > alone):
                continue
            verdict = self._unless_too_late(number, step)
            if step.role == "test":
                verdicts[number] = verdict
            elif verdict.outcome == "failed" and states[number] == "ran":
                self.attention.append(f"a given cell, run for the tests, failed: {verdict.why}")
        return verdicts

    def _unless_too_late(self, number, step):
        if self.box.lost:
            why = f"the tests' session ended in an earlier test: {self.box.lost}"
            return _not_reached(why, f"a test was not run: {self.box.lost}")
        # with a session alone others are run for what they import and show, without one to ask
        if step.role == "test" and number not in self.author.copies and self.author.alone in (None, number):
            return _not_reached(f"never reached: {self.author.box.lost or 'the session could not be copied'}")
        if self.box.clock.now() >= self.end:
            why = f"the tests took more than {self.limits.notebook_timeout:g} s together"
            return _not_reached(why, why)
        return self._test(number, step)

    def _test(self, number, step):
        gone, late, now = [], False, self.box.clock.now()
        copy = self.author.copies.get(number)
        hurried = HURRIED if copy is not None and "thread" in copy.lacks else self.limits.cell_timeout
        seconds = min(self.limits.cell_timeout, hurried, self.end - now)
        deadline = now + seconds
        try:
            session = None if copy is None else number
            is_given, double = step.role == "given", self._double(number)
            asked = protocol.RunTest(step.tests, session, is_given, step.changes, step.source, double)
            self.box.tell(asked, deadline)
            while True:
                try:
                    message = unpack(self.box.wait(self.box.channel, self.box.main, deadline), protocol.FromTests)
                except TooLate:
                    if late:
                        raise
                    late, deadline = True, self.box.clock.now() + GRACE
                    self.box.interrupt()
                    continue
                if isinstance(message, protocol.Ended):
                    return self._verdict(number, message, gone, f"{seconds:.3g} s" if late else None)
                try:
                    copy = self.author.copies[message.session]
                    answer = protocol.Answer(copy.ask(message.data, deadline, seconds))
                except Lost as error:
                    gone.append(str(error))
                    answer = protocol.Gone(str(error))
                    deadline = max(deadline, self.box.clock.now() + GRACE)
                self.box.tell(answer, deadline)
        except (TooLate, Lost, Malformed) as error:
            self.box.lost = str(error) or f"a test did not end within {seconds:.3g} s"
            self.box.kill()
        return Verdict(
            outcome="failed", why=self.box.lost, outputs=(Error.saying("TestEnded", self.box.lost),),
            attention=(f"the tests' session ended: {self.box.lost}",),
        )  # fmt: skip

    def _double(self, number):
        """Whether the author's session makes tensors as float64: a given cell may have no copy that says so."""
        later = (copy.double for n, copy in sorted(self.author.copies.items()) if n >= number)
        return next(later, False)

    def _verdict(self, number, ended, gone, exceeded):
        attention, error = ended.attention, ended.error
        copy = self.author.copies.get(number)
        if copy is not None:
            exceeded = exceeded or copy.exceeded
        whole = error is None and not gone and ended.number is None
        if not whole and copy is not None and copy.lacks and self.states[number] == "ran":
            self.lacking.append(number)
        if error is None and gone:  # the test went on as if nothing had happened
            error = Error.saying("SessionLost", gone[0])
        if error is None:
            return Verdict(outcome="passed", number=ended.number, outputs=ended.outputs, attention=attention,
                           exceeded=exceeded)  # fmt: skip
        if number in self.lacking:
            attention += (self._had(copy.lacks),)
        why = gone[0] if gone else f"{error.ename}: {error.evalue}"
        return Verdict(outcome="failed", why=why, outputs=(*ended.outputs, error), attention=attention,
                       exceeded=exceeded)  # fmt: skip

    def _had(self, kinds):
        what = " and ".join("threads" if kind == "thread" else f"a {kind} open" for kind in kinds)
        return f"the {self.task.author}'s session had {what}; a test failed that asks a copy, which has none"


def _not_reached(why, *attention):
    return Verdict(outcome="not reached", why=why, outputs=(Error.saying("NotReached", why),), attention=attention)
