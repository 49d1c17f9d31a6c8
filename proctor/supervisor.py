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

from . import sandbox, student_session, tests_session
from .wire import LARGEST, Channel, Closed, Malformed, TooLate, pair, unpack

TICK = 0.1  # seconds between two looks at what the processes take
GRACE = 2.0  # seconds that a cell has after the interrupt
ENDING = 10.0  # seconds to end the session's processes, before its copies are given up with them
WHOLE = 16  # as many times `output` is kept of a whole notebook
MOST_OUTPUTS = 500  # of one cell
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
        settings = client.receive()
        limits = sandbox.Limits(**settings["limits"])
        student = Box(student_session.serve, shell, limits, client, settings["unsafe"], LARGEST_SHOWN)
        boxes.append(student)
        job = client.receive()
        tests = Box(tests_session.serve, shell, limits, client, settings["unsafe"])
        boxes.append(tests)
        client.send(Submission(job, student, tests, limits).grade())
    except (Abandoned, Closed):
        pass
    except sandbox.NoSandbox as error:
        client.send({"no_sandbox": str(error)})
    except BaseException as error:
        with contextlib.suppress(Closed, OSError):
            client.send({"failed": f"{type(error).__name__}: {error}"})
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

    def __init__(self, box, channel, pid):
        self.box, self.channel, self.pid, self.lost = box, channel, pid, None
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
            self.lost = f"the student's code was still running after {limit:g} s and was stopped"
        except Lost as error:
            self.lost = f"the student's session ended during a call: {error}"
        except Closed:  # of its channel, while sending
            self.lost = f"the student's session ended during a call: {_ended(self.box)}"
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
    """Runs a job: a list of cells, each with a role.

    Parameters
    ----------
    job : dict
        `cells`: list of dicts with `role` ("student", "given" or "test"), `source` (what the student's session
        runs) and, unless it is the student's, `tests` (what the tests' session runs); `files` and `own_files`:
        {name: bytes}; `answers`: names that the answers define.
    student, tests : Box
    limits : Limits
    """

    def __init__(self, job, student, tests, limits):
        self.job, self.student, self.tests, self.limits = job, student, tests, limits
        self.attention = []
        self.left = WHOLE * limits.output  # bytes of output that are kept of all cells together

    def grade(self):
        cells = [{"outputs": [], "state": "not reached"} for _ in self.job["cells"]]
        self.run_student(cells)
        reached = [cell["state"] for cell in cells]
        verdicts = self.run_tests(reached)
        return {
            "cells": cells,
            "tests": verdicts,
            "attention": self.attention + self.student.attention,
            "lost": self.student.lost,
        }

    # ------------------------------------------------------------ the student's cells

    def run_student(self, cells):
        end = time.monotonic() + self.limits.notebook_timeout
        box = self.student
        try:
            self._send({"do": "files", "files": {**self.job["own_files"], **self.job["files"]}}, end)
            for number, cell in enumerate(self.job["cells"]):
                if "tests" in cell:
                    self._copy(number, cell, end)
                self._run(cell, cells[number], end)
        except Lost as error:
            box.lost = str(error)
        except TooLate:
            box.lost = f"the notebook took more than {self.limits.notebook_timeout:g} s"
        if box.lost:
            self.attention.append(f"the session ended early: {box.lost}")
        box.end_main()

    def _send(self, message, deadline):
        try:
            self.student.channel.send(message, deadline)
        except Closed:
            raise Lost(_ended(self.student)) from None

    def _receive(self, deadline):
        message = self.student.wait(self.student.channel, self.student.main, deadline)
        try:
            message = unpack(message)
        except Malformed as error:
            raise Lost(f"it sent what is no message: {error}") from None
        if not isinstance(message, dict):
            raise Lost("it sent what is no message")
        return message

    def _copy(self, number, cell, end):
        """Make the copy that the next test is to run against; without it the test is not reached."""
        ours, theirs = pair()
        deadline = min(time.monotonic() + self.limits.cell_timeout, end)
        self._send({"do": "copy"}, deadline)
        socket.send_fds(self.student.channel.connection, [b"F"], [theirs.fileno()])
        theirs.close()
        while "copied" not in (message := self._receive(deadline)):
            pass
        inner = message["copied"]
        pid = sandbox.outer_pid(self.student.first, inner) if isinstance(inner, int) else None
        if pid is None or pid in (self.student.main, self.student.first):
            self.attention.append(
                f"the session could not be copied for a test: {message.get('why', 'no reason given')}"
            )
            return
        copy = Copy(self.student, ours, pid)
        copy.number = number
        self.student.copies.append(copy)

    def _run(self, cell, result, end):
        started = time.monotonic()
        deadline = min(started + self.limits.cell_timeout, end)
        collect = Collect(result, min(self.limits.output, self.left))
        self.student.on_print = collect.raw
        result["state"] = "running"
        interrupted = None
        self._send({"do": "cell", "source": cell["source"]}, deadline)
        while True:
            try:
                message = self._receive(deadline)
            except TooLate:
                if interrupted:
                    result["outputs"].append(
                        _error("TimeLimit", f"stopped: {interrupted}, and it ignored the interrupt")
                    )
                    result["state"] = "stopped"
                    raise Lost(f"{interrupted}, and it ignored the interrupt") from None
                if time.monotonic() >= end:
                    interrupted = f"the notebook took more than {self.limits.notebook_timeout:g} s"
                else:
                    interrupted = f"a cell was still running after {self.limits.cell_timeout:g} s"
                deadline = time.monotonic() + GRACE
                self.student.interrupt()
                continue
            except Lost as error:
                result["outputs"].append(_error("SessionEnded", f"the session ended in this cell: {error}"))
                result["state"] = "stopped"
                raise
            if "done" in message:
                break
            collect.output(message.get("output"))
            if collect.too_much() and not interrupted:
                interrupted = f"a cell printed more than {GIVES_UP * self.limits.output / 2**20:,.0f} MB"
                deadline = time.monotonic() + GRACE
                self.student.interrupt()
        self.student.on_print = lambda data: None
        self.left = max(self.left - collect.kept, 0)
        result["state"] = "failed" if message.get("failed") or interrupted else "ran"
        if interrupted:
            result["outputs"].append(_error("TimeLimit", interrupted))
            self.attention.append(interrupted)
        if time.monotonic() >= end:
            raise TooLate

    # ----------------------------------------------------------------- the tests

    def run_tests(self, reached):
        """How each test ended, by the number of its cell."""
        box, verdicts = self.tests, {}
        copies = {copy.number: copy for copy in self.student.copies}
        end = time.monotonic() + self.limits.notebook_timeout
        box.channel.send({"do": "start", "answers": self.job["answers"], "files": self.job["files"]}, end)
        numbers = [number for number, cell in enumerate(self.job["cells"]) if "tests" in cell]
        for number in numbers:
            cell = self.job["cells"][number]
            given = cell["role"] == "given"
            copy = copies.get(number)
            if box.lost:
                verdicts[number] = _verdict("not reached", f"the tests' session ended in an earlier test: {box.lost}")
                verdicts[number]["attention"] = [f"a test was not run: {box.lost}"]
                continue
            if copy is None and not given:
                why = self.student.lost or "the session could not be copied"
                verdicts[number] = _verdict("not reached", f"never reached: {why}")
                continue
            if time.monotonic() >= end:
                why = f"the tests took more than {self.limits.notebook_timeout:g} s together"
                verdicts[number] = _verdict("not reached", why)
                verdicts[number]["attention"] = [why]
                continue
            verdict = self._test(cell, number, copies, end)
            if given:
                if verdict["outcome"] != "passed" and reached[number] == "ran":
                    why = f"a given cell, run for the tests, failed: {verdict['why']}"
                    self.attention.append(why)
            else:
                verdicts[number] = verdict
        return verdicts

    def _test(self, cell, number, copies, end):
        box, limit = self.tests, self.limits.cell_timeout
        deadline = min(time.monotonic() + limit, end)
        given = cell["role"] == "given"
        lost, late = [], False
        try:
            session = number if number in copies else None
            box.channel.send({"do": "cell", "source": cell["tests"], "session": session, "given": given}, deadline)
            while True:
                try:
                    message = unpack(box.wait(box.channel, box.main, deadline))
                except TooLate:
                    if late:
                        raise
                    late, deadline = True, time.monotonic() + GRACE
                    box.interrupt()
                    continue
                if "done" in message:
                    break
                copy = copies.get(message["ask"])
                try:
                    answer = {"data": copy.ask(message["data"], deadline, limit)}
                except Lost as error:
                    lost.append(str(error))
                    answer = {"lost": str(error)}
                    deadline = max(deadline, time.monotonic() + GRACE)
                box.channel.send(answer, deadline)
        except (TooLate, Lost, Malformed) as error:
            box.lost = str(error) or f"a test did not end within {limit:g} s"
            box.kill()
            verdict = _verdict("failed", box.lost)
            verdict["attention"] = [f"the tests' session ended: {box.lost}"]
            return verdict
        done = message["done"]
        verdict = _verdict("passed", None)
        verdict |= {"outputs": done["outputs"], "attention": done["attention"]}
        if late:
            verdict["attention"].append(f"a test was still running after {limit:g} s")
        error = done["error"]
        if error is None and lost:  # the test went on as if nothing had happened
            error = {"ename": "StudentLost", "evalue": lost[0], "traceback": [f"StudentLost: {lost[0]}"]}
        if error is not None:
            verdict |= {"outcome": "failed", "why": lost[0] if lost else f"{error['ename']}: {error['evalue']}"}
            verdict["outputs"].append({"output_type": "error", **error})
        elif done["value"] is not None:
            verdict["number"] = done["value"]["number"]
        return verdict


def _verdict(outcome, why):
    outputs = [] if outcome == "passed" else [_error("NotReached" if outcome == "not reached" else "TestEnded", why)]
    return {"outcome": outcome, "why": why, "outputs": outputs, "attention": [], "number": None}


def _error(name, text):
    return {"output_type": "error", "ename": name, "evalue": text, "traceback": [f"{name}: {text}"]}


class Collect:
    """The outputs of one cell of the student's, bounded, in nbformat's form."""

    def __init__(self, result, limit):
        self.outputs, self.limit = result["outputs"], limit
        self.kept = self.dropped = 0

    def too_much(self):
        return self.dropped > GIVES_UP * sandbox.Limits.output

    def raw(self, data):
        self.output({"output_type": "stream", "name": "stdout", "text": data.decode("utf-8", "replace")})

    def output(self, output):
        if not isinstance(output, dict):
            return
        if len(self.outputs) >= MOST_OUTPUTS:
            self.dropped += 1000
            return
        kind = output.get("output_type")
        if kind == "stream":
            text = str(output.get("text", ""))
            kept = self._take(text)
            name = "stderr" if output.get("name") == "stderr" else "stdout"
            last = self.outputs[-1] if self.outputs else {}
            if kept and last.get("output_type") == "stream" and last["name"] == name:
                last["text"] += kept
            elif kept:
                self.outputs.append({"output_type": "stream", "name": name, "text": kept})
        elif kind in ("display_data", "execute_result"):
            data = output.get("data")
            whole = {str(key): value for key, value in (data if isinstance(data, dict) else {}).items()
                     if isinstance(value, str)}  # fmt: skip
            size = sum(map(len, whole.values()))
            if self.kept + size <= 4 * self.limit and len(self.outputs) < 200:  # a picture is larger than a text
                self.kept += size
                self.outputs.append({"output_type": kind, "data": whole})
            else:
                self.dropped += size
        elif kind == "error":
            lines = [str(line) for line in output.get("traceback", [])][:200]
            text = self._take("\n".join(lines)[:20_000])
            name, message = str(output.get("ename"))[:200], str(output.get("evalue"))[:2000]
            error = {"output_type": "error", "ename": name, "evalue": message, "traceback": text.split("\n")}
            self.outputs.append(error)

    def _take(self, text):
        kept = text[: max(self.limit - self.kept, 0)]
        self.kept += len(kept)
        self.dropped += len(text) - len(kept)
        if self.dropped and not getattr(self, "said", False):
            self.said = True
            kept += "\n… the rest of what this cell printed is left out …\n"
        return kept
