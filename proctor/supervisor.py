"""One submission, from its cells to what they showed and how each test ended: the process between the sandboxes.

The student's sandbox is started before the job is read, so that no copy of the tests lies in its memory. It runs
the cells of the submission in order, the released version of the tests among them, and is copied at each test.
Then the tests' sandbox runs the instructor's cells against the copies. Every wait has a deadline, and while one
waits the amounts are watched.
"""

import contextlib
import os
import select
import signal
import socket
import time

import msgspec

from . import protocol, sandbox, student_session, tests_session
from .protocol import Error, StepResult, Stream, Verdict
from .wire import LARGEST, Channel, Closed, Malformed, TooLate, pair, unpack

TICK = 0.1  # seconds between two looks at what the processes take
GRACE = 2.0  # seconds that a cell has after the interrupt
ENDING = 10.0  # seconds to end the session's processes, before its copies are given up with them
WHOLE = 16  # as many times `output` is kept of a whole notebook
MOST_OUTPUTS = 500  # of one cell
COUNTS_AS = 1000  # bytes of output, for one that is beyond that number: else empty ones could come for ever
LARGEST_SHOWN = 8 * 2**20  # bytes of one message of the student's session while it runs cells
GIVES_UP = 16  # as many times `output` is drained and dropped before a cell is interrupted


class Abandoned(Exception):
    """Whoever asked for the grading has gone."""


class Lost(Exception):
    """The sandbox or the copy is gone; the message says why."""


def supervise(connection, shell):
    """Serve one job on a connection, and end with everything that was started for it."""
    client = Channel(connection, largest=8 * LARGEST)
    boxes = []
    try:
        settings = client.receive(protocol.Settings)
        limits = settings.limits
        student = Box(student_session.serve, shell, limits, client, settings.unsafe, LARGEST_SHOWN)
        boxes.append(student)
        task = client.receive(protocol.Task)
        tests = Box(tests_session.serve, shell, limits, client, settings.unsafe)
        boxes.append(tests)
        client.send(Submission(task, student, tests, limits).grade())
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


class Box:
    """A session in its sandbox, and the copies made of it."""

    def __init__(self, serve, shell, limits, client, unsafe, largest=LARGEST):
        self.limits, self.client = limits, client
        ours, theirs = pair()
        ours.largest = largest
        printed, prints = os.pipe()

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
        os.set_blocking(printed, False)
        self.channel, self.printed = ours, printed
        self.main = [*sandbox.descendants(self.first), None][1]
        self.copies, self.attention = [], []
        self.lost = None
        self.next_look = 0.0
        self.on_print = lambda data: None

    def kill(self):
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.first, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(self.outer, 0)
        self.lost = self.lost or "it was ended"

    def end_main(self):
        """Kill the session and what it started; its copies stay."""
        kept = {self.first, *(copy.pid for copy in self.copies)}
        # what is stopped still counts among its processes, so a family that forks without end comes to rest
        started = time.monotonic()
        while (passed := time.monotonic() - started) < ENDING:
            left = [pid for pid in sandbox.descendants(self.first) if pid not in kept and _alive(pid)]
            if not left:
                return
            for pid in left:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL if len(left) == 1 or passed > 0.5 else signal.SIGSTOP)
            time.sleep(0.002 if len(left) == 1 else 0.02)
        self.kill()

    def interrupt(self):
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
                ready, _, _ = select.select([channel, self.printed, self.client], [], [], timeout)
                if self.client in ready:
                    raise Abandoned  # it sends nothing while it waits: this is its end
                if self.printed in ready:
                    self._drain()
                if channel in ready:
                    channel.fill()
            except Malformed as error:
                raise Lost(f"it sent what is no message: {error}") from None
            except Closed:
                raise Lost(_ended(self)) from None

    def _drain(self):
        with contextlib.suppress(BlockingIOError):
            data = os.read(self.printed, 2**16)
            if data:
                self.on_print(data)
            else:  # nobody is left to print
                nothing = os.open(os.devnull, os.O_RDONLY | os.O_NONBLOCK)
                os.close(self.printed)
                self.printed, writes = os.pipe()
                self._keep_open = writes
                os.close(nothing)

    def _look(self, pid):
        if not _alive(pid):
            raise Lost(_ended(self))
        usage = sandbox.Usage.below(self.first, self.limits.memory, self.at_start)
        if usage.memory > self.limits.memory:
            raise Lost(f"it took more than {self.limits.memory / 2**20:,.0f} MB of memory")
        if usage.cpu > self.limits.notebook_timeout + 10:
            raise Lost(f"it took more than {self.limits.notebook_timeout:g} s of CPU time")


class Copy:
    """A copy of the student's session, made at a test."""

    def __init__(self, box, channel, pid, author):
        self.box, self.channel, self.pid, self.author, self.lost = box, channel, pid, author, None
        self.asked = False

    def ask(self, data, deadline, limit):
        if not self.lost and not self.asked and not _alive(self.pid):
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
            self.lost = f"the {self.author}'s session ended during a call: {_ended(self.box)}"
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        raise Lost(self.lost)


def _alive(pid):
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def _ended(box):
    return "its process ended: by exit(), a signal or a crash in compiled code"


class Submission:
    """Runs a task.

    Parameters
    ----------
    task : Task
    student, tests : Box
    limits : Limits
    """

    def __init__(self, task, student, tests, limits):
        self.task, self.student, self.tests, self.limits = task, student, tests, limits
        self.attention = []
        self.left = WHOLE * limits.output  # bytes of output that are kept of all cells together

    def grade(self):
        ran = self.run_student()
        verdicts = self.run_tests([result.state for result in ran])
        return protocol.Result(
            steps=tuple(msgspec.structs.replace(result, verdict=verdicts.get(i)) for i, result in enumerate(ran)),
            attention=(*self.attention, *self.student.attention),
            ended_early=self.student.lost,
        )

    # ------------------------------------------------------------ the student's cells

    def run_student(self):
        end = time.monotonic() + self.limits.notebook_timeout
        box, results = self.student, []
        try:
            self._send(protocol.Files({**self.task.own_files, **self.task.files}), end)
            for number, step in enumerate(self.task.steps):
                if step.tests is not None:
                    self._copy(number, end)
                self._run(step, results, end)
        except Lost as error:
            box.lost = str(error)
        except TooLate:
            box.lost = f"the notebook took more than {self.limits.notebook_timeout:g} s"
        if box.lost:
            self.attention.append(f"the session ended early: {box.lost}")
        box.end_main()
        return results + [StepResult("not reached")] * (len(self.task.steps) - len(results))

    def _send(self, message, deadline):
        try:
            self.student.channel.send(message, deadline)
        except Closed:
            raise Lost(_ended(self.student)) from None

    def _receive(self, deadline):
        message = self.student.wait(self.student.channel, self.student.main, deadline)
        try:
            return unpack(message, protocol.FromAuthor)
        except Malformed as error:
            raise Lost(f"it sent what is no message: {error}") from None

    def _copy(self, number, end):
        """Make the copy that the next test is to run against; without it the test is not reached."""
        ours, theirs = pair()
        deadline = min(time.monotonic() + self.limits.cell_timeout, end)
        self._send(protocol.Copy(), deadline)
        socket.send_fds(self.student.channel.connection, [b"F"], [theirs.fileno()])
        theirs.close()
        while not isinstance(message := self._receive(deadline), protocol.Copied):
            pass
        pid = None if message.pid is None else sandbox.outer_pid(self.student.first, message.pid)
        if pid is None or pid in (self.student.main, self.student.first):
            self.attention.append(f"the session could not be copied for a test: {message.why}")
            return
        copy = Copy(self.student, ours, pid, self.task.author)
        copy.number = number
        self.student.copies.append(copy)

    def _run(self, step, results, end):
        """Run a cell, and add how it ended to the results, also if it ends the session."""
        deadline = min(time.monotonic() + self.limits.cell_timeout, end)
        collect = Collect(min(self.limits.output, self.left), GIVES_UP * self.limits.output)
        self.student.on_print = collect.raw
        interrupted = None
        self._send(protocol.Run(step.source), deadline)
        while True:
            try:
                message = self._receive(deadline)
            except TooLate:
                if interrupted:
                    why = f"{interrupted}, and it ignored the interrupt"
                    results.append(StepResult("stopped", collect.ending("TimeLimit", f"stopped: {why}")))
                    raise Lost(why) from None
                if time.monotonic() >= end:
                    interrupted = f"the notebook took more than {self.limits.notebook_timeout:g} s"
                else:
                    interrupted = f"a cell was still running after {self.limits.cell_timeout:g} s"
                deadline = time.monotonic() + GRACE
                self.student.interrupt()
                continue
            except Lost as error:
                why = f"the session ended in this cell: {error}"
                results.append(StepResult("stopped", collect.ending("SessionEnded", why)))
                raise
            if isinstance(message, protocol.Done):
                break
            if isinstance(message, protocol.Shown):
                collect.output(message.output)
            if collect.too_much() and not interrupted:
                interrupted = f"a cell printed more than {GIVES_UP * self.limits.output / 2**20:,.0f} MB"
                deadline = time.monotonic() + GRACE
                self.student.interrupt()
        self.student.on_print = lambda data: None
        self.left = max(self.left - collect.kept, 0)
        state = "failed" if message.failed or interrupted else "ran"
        if interrupted:
            self.attention.append(interrupted)
            results.append(StepResult(state, collect.ending("TimeLimit", interrupted)))
        else:
            results.append(StepResult(state, collect.ending()))
        if time.monotonic() >= end:
            raise TooLate

    # ----------------------------------------------------------------- the tests

    def run_tests(self, reached):
        """How each test ended, by the number of its step."""
        box, verdicts = self.tests, {}
        copies = {copy.number: copy for copy in self.student.copies}
        end = time.monotonic() + self.limits.notebook_timeout
        box.channel.send(protocol.Start(self.task.answers, self.task.files, self.task.author), end)
        for number, step in enumerate(self.task.steps):
            if step.tests is None:
                continue
            given = step.role == "given"
            if box.lost:
                why = f"the tests' session ended in an earlier test: {box.lost}"
                verdict = _not_reached(why, f"a test was not run: {box.lost}")
            elif number not in copies and not given:
                why = self.student.lost or "the session could not be copied"
                verdict = _not_reached(f"never reached: {why}")
            elif time.monotonic() >= end:
                why = f"the tests took more than {self.limits.notebook_timeout:g} s together"
                verdict = _not_reached(why, why)
            else:
                verdict = self._test(step, number, copies, end)
                if given and verdict.outcome != "passed" and reached[number] == "ran":
                    self.attention.append(f"a given cell, run for the tests, failed: {verdict.why}")
            if not given:
                verdicts[number] = verdict
        return verdicts

    def _test(self, step, number, copies, end):
        box, limit = self.tests, self.limits.cell_timeout
        deadline = min(time.monotonic() + limit, end)
        lost, late = [], False
        try:
            session = number if number in copies else None
            box.channel.send(protocol.RunTest(step.tests, session, step.role == "given"), deadline)
            while True:
                try:
                    message = unpack(box.wait(box.channel, box.main, deadline), protocol.FromTests)
                except TooLate:
                    if late:
                        raise
                    late, deadline = True, time.monotonic() + GRACE
                    box.interrupt()
                    continue
                if isinstance(message, protocol.Ended):
                    break
                try:
                    answer = protocol.Answer(copies[message.session].ask(message.data, deadline, limit))
                except Lost as error:
                    lost.append(str(error))
                    answer = protocol.Gone(str(error))
                    deadline = max(deadline, time.monotonic() + GRACE)
                box.channel.send(answer, deadline)
        except (TooLate, Lost, Malformed) as error:
            box.lost = str(error) or f"a test did not end within {limit:g} s"
            box.kill()
            return Verdict(outcome="failed", why=box.lost, outputs=(Error.saying("TestEnded", box.lost),),
                           attention=(f"the tests' session ended: {box.lost}",))  # fmt: skip
        attention, error = message.attention, message.error
        if late:
            attention += (f"a test was still running after {limit:g} s",)
        if error is None and lost:  # the test went on as if nothing had happened
            error = Error.saying("StudentLost", lost[0])
        if error is None:
            return Verdict(
                outcome="passed", number=message.number, outputs=message.outputs, attention=attention
            )
        why = lost[0] if lost else f"{error.ename}: {error.evalue}"
        return Verdict(outcome="failed", why=why, outputs=(*message.outputs, error), attention=attention)


def _not_reached(why, *attention):
    return Verdict(outcome="not reached", why=why, outputs=(Error.saying("NotReached", why),), attention=attention)


class Collect:
    """The outputs of one cell of the author's, bounded."""

    def __init__(self, limit, enough):
        self.limit, self.enough, self.outputs = limit, enough, []
        self.kept = self.dropped = 0
        self.printed = None  # the name of the stream that the last output is of, and its pieces

    def too_much(self):
        return self.dropped > self.enough

    def ending(self, name=None, text=None):
        """All outputs, with an error of the engine's behind them if it is named."""
        self._end_stream()
        return (*self.outputs, *([Error.saying(name, text)] if name else []))

    def raw(self, data):
        self.output(Stream(data.decode("utf-8", "replace")))

    def output(self, output):
        count = len(self.outputs) + (self.printed is not None)
        if count >= MOST_OUTPUTS:
            self.dropped += COUNTS_AS
            return
        if isinstance(output, Stream):
            if kept := self._take(output.text):
                if self.printed is None or self.printed[0] != output.name:
                    self._end_stream()
                    self.printed = output.name, []
                self.printed[1].append(kept)
            return
        self._end_stream()
        if isinstance(output, Error):
            lines = self._take("\n".join(output.traceback[:200])[:20_000]).split("\n")
            self.outputs.append(Error(output.ename[:200], output.evalue[:2000], tuple(lines)))
        else:
            size = sum(map(len, output.data.values()))
            if self.kept + size <= 4 * self.limit and count < 200:  # a picture is larger than a text
                self.kept += size
                self.outputs.append(output)
            else:
                self.dropped += size

    def _end_stream(self):
        if self.printed is not None:
            name, pieces = self.printed
            self.outputs.append(Stream("".join(pieces), name))
            self.printed = None

    def _take(self, text):
        kept = text[: max(self.limit - self.kept, 0)]
        self.kept += len(kept)
        self.dropped += len(text) - len(kept)
        if self.dropped and not getattr(self, "said", False):
            self.said = True
            kept += "\n… the rest of what this cell printed is left out …\n"
        return kept
