"""How a run goes on when a session does not do what it is told: decided without one, from what a box would say."""

from types import SimpleNamespace

import pytest

from proctor import Limits, Step, StepResult, Task, Verdict, protocol, supervisor, untrusted
from proctor.box import Lost, ignore
from proctor.examiner import HURRIED, Examiner
from proctor.task import Error, Stream
from proctor.untrusted import UntrustedCells
from proctor.wire import TooLate, pack

ENDED, LATE = Lost("it was killed"), object()
OK, FAILED = protocol.Done(False), protocol.Done(True)


class Box:
    """Says what a test has written: messages, exceptions, and LATE for nothing before the deadline."""

    def __init__(self, *said, clock=lambda: 0.0):
        self.said, self.sent, self.interrupts = list(said), [], 0
        self.clock = SimpleNamespace(now=clock)
        self.channel, self.main = SimpleNamespace(), SimpleNamespace(pid=19)
        self.lost, self.attention, self.first, self.prints = None, [], 17, []
        self.kept = self.killed = None

    def tell(self, message, deadline):
        self.sent.append(message)

    def wait(self, channel, process, deadline):
        said = self.said.pop(0)
        if isinstance(said, Exception):
            raise said
        if said is LATE:
            raise TooLate
        return pack(said)

    def hear(self):
        if self.prints:
            self.on_print(self.prints.pop(0))
            return True
        return False

    def interrupt(self):
        self.interrupts += 1

    def end_others(self, kept):
        self.kept = list(kept)

    def kill(self):
        self.killed = True


def shown(text):
    return protocol.Shown(Stream(text))


def run(*said, sources="abc", limits=None, prints=()):
    box = Box(*said)
    box.prints = list(prints)
    cells = UntrustedCells(Task(steps=tuple(map(Step, sources))), box, limits or Limits(cell_timeout=5))
    return cells.run(), cells, box


def test_cells_run_in_order_and_files_come_first():
    results, cells, box = run(shown("x"), OK, FAILED, OK)
    assert results == [StepResult("ran", (Stream("x"),)), StepResult("failed"), StepResult("ran")]
    assert box.sent == [protocol.Files({}), *map(protocol.RunCell, "abc")]
    assert (cells.attention, box.lost, box.kept) == ([], None, [])


def test_what_is_late_is_interrupted_and_goes_on():
    results, cells, box = run(shown("x"), LATE, FAILED, OK, OK)
    why = "a cell was still running after 5 s"
    assert results[0] == StepResult("failed", (Stream("x"), Error.saying("TimeLimit", why)))
    assert [result.state for result in results[1:]] == ["ran", "ran"]
    assert (cells.attention, box.interrupts) == ([why], 1)


def test_what_ignores_the_interrupt_ends_the_session():
    results, cells, box = run(OK, LATE, LATE)
    why = "a cell was still running after 5 s, and it ignored the interrupt"
    assert results == [StepResult("ran"), StepResult("stopped", (Error.saying("TimeLimit", f"stopped: {why}"),)),
                       StepResult("not reached")]  # fmt: skip
    assert cells.attention == [f"the session ended early: {why}"]
    assert (box.lost, box.interrupts) == (why, 1)


def test_a_session_that_dies_has_its_last_words():
    results, cells, box = run(shown("x"), ENDED, prints=[b"last ", b"words"])
    why = "the session ended in this cell: it was killed"
    assert results[0] == StepResult("stopped", (Stream("xlast words"), Error.saying("SessionEnded", why)))
    assert [result.state for result in results[1:]] == ["not reached"] * 2
    assert cells.attention == ["the session ended early: it was killed"]
    assert box.on_print is ignore
    box.on_print(b"of a copy, which a hidden test calls")
    assert results[0].outputs[0] == Stream("xlast words")


def test_a_session_that_sends_what_is_no_message_is_lost():
    results, _, box = run(protocol.Ask(1, b""))
    assert [result.state for result in results] == ["stopped", "not reached", "not reached"]
    assert box.lost.startswith("it sent what is no message: ")


def test_a_cell_that_prints_without_end_is_interrupted_by_the_limit_in_force():
    limits = Limits(output=1000)
    enough = (1 + untrusted.GIVES_UP) * 1000
    _, cells, box = run(shown("x" * enough), OK, OK, OK, limits=limits)
    assert box.interrupts == 0
    _, cells, box = run(shown("x" * (enough + 1)), FAILED, OK, OK, limits=limits)
    assert box.interrupts == 1
    assert "printed more than" in cells.attention[0]


def test_of_a_whole_notebook_no_more_is_kept_than_a_bound():
    limits = Limits(output=13)
    n_cells = untrusted.WHOLE + 2
    results, _, _ = run(*[shown("x" * 20), OK] * n_cells, sources="a" * n_cells, limits=limits)
    assert [result.outputs[0].text.count("x") for result in results] == [13] * untrusted.WHOLE + [0, 0]


def failed(name, message):
    return protocol.Shown(Error(name, message, ()))


def test_cells_that_had_no_memory_left_are_told():
    torchs = "[enforce fail at alloc_cpu.cpp:117] err == 0. DefaultCPUAllocator: can't allocate memory"
    _, cells, _ = run(failed("MemoryError", ""), FAILED, failed("ValueError", "no memory"), FAILED,
                      failed("numpy._core._exceptions._ArrayMemoryError", "x"), FAILED, shown("MemoryError"), OK,
                      failed("RuntimeError", torchs), FAILED, sources="abcde")  # fmt: skip
    assert cells.out_of_memory == [0, 2, 4]
    assert cells.attention == []


def test_a_notebook_has_a_time_limit_of_its_own():
    results, cells, box = run(OK, limits=Limits(notebook_timeout=0.0))
    assert [result.state for result in results] == ["ran", "not reached", "not reached"]
    assert box.lost == "the notebook took more than 0 s"
    assert cells.attention == ["the session ended early: the notebook took more than 0 s"]


# ----------------------------------------------------------------------- the tests


class Answers:
    def __init__(self, *answers, double=False):
        self.answers, self.asked, self.double = list(answers), [], double
        self.exceeded, self.lacks = None, ()

    def ask(self, data, deadline, limit):
        self.asked.append(data)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


def ended(error=None, number=None, attention=()):
    return protocol.Ended(error, number, (), attention)


def examine(*said, clock=lambda: 0.0, copies=None, roles=("given", "test", "test"), states=("ran", "ran", "ran"),
            lost=None, limits=None):  # fmt: skip
    box = Box(*said, clock=clock)
    steps = tuple(Step("shown", role, f"tests {i}") for i, role in enumerate(roles))
    copies = {i: Answers() for i in range(len(roles))} if copies is None else copies
    author = SimpleNamespace(copies=copies, alone=None, box=SimpleNamespace(lost=lost))
    task = Task(steps=steps, answers=frozenset({"f"}), files={"x": b"1"}, own_files={"y": b"2"}, author="pupil")
    examiner = Examiner(task, box, author, limits or Limits(cell_timeout=5))
    return examiner.run(list(states)), examiner, box


WRONG = Error.saying("AssertionError", "wrong")


def test_each_test_has_a_verdict_and_given_cells_have_none():
    verdicts, examiner, box = examine(ended(), ended(number=0.5), ended(error=WRONG))
    assert verdicts == {
        1: Verdict(outcome="passed", number=0.5),
        2: Verdict(outcome="failed", why="AssertionError: wrong", outputs=(WRONG,)),
    }
    assert box.sent == [
        protocol.Start(frozenset({"f"}), {"x": b"1"}, "pupil"), protocol.RunTest("tests 0", 0, True, (), "shown"),
        protocol.RunTest("tests 1", 1, False, (), "shown"), protocol.RunTest("tests 2", 2, False, (), "shown"),
    ]  # fmt: skip
    assert examiner.attention == []


def test_a_test_makes_tensors_as_its_copy_does_and_a_given_cell_as_the_next_one():
    copies = {2: Answers(double=True), 4: Answers(), 5: Answers(double=True)}
    roles = ("given", "given", "test", "given", "test", "test", "given")
    *_, box = examine(*[ended()] * 7, copies=copies, roles=roles, states=["ran"] * 7)
    asked = [message.double for message in box.sent if isinstance(message, protocol.RunTest)]
    assert asked == [True, True, True, False, False, True, False]


def test_questions_go_to_the_copy_of_the_test_and_no_other():
    copies = {1: Answers(b"answer", b"more"), 2: Answers()}
    asks = protocol.Ask(1, b"ask"), protocol.Ask(1, b"again")
    verdicts, _, box = examine(ended(), *asks, ended(), ended(), copies=copies)
    assert copies[1].asked == [b"ask", b"again"]
    assert copies[2].asked == []
    assert box.sent[3:5] == [protocol.Answer(b"answer"), protocol.Answer(b"more")]
    assert box.sent[1] == protocol.RunTest("tests 0", None, True, (), "shown")
    assert {verdict.outcome for verdict in verdicts.values()} == {"passed"}


@pytest.mark.parametrize("error", [None, WRONG])
def test_a_test_cannot_pass_against_a_copy_that_is_gone(error):
    copies = {1: Answers(Lost("too late")), 2: Answers()}
    verdicts, _, box = examine(ended(), protocol.Ask(1, b"ask"), ended(error, number=1.0), ended(), copies=copies)
    assert box.sent[3] == protocol.Gone("too late")
    assert (verdicts[1].outcome, verdicts[1].why, verdicts[1].number) == ("failed", "too late", None)
    assert verdicts[2].outcome == "passed"


def test_what_was_not_reached_is_not_run():
    verdicts, examiner, box = examine(ended(error=WRONG), copies={}, states=["not reached"] * 3, lost="it was killed")
    assert [message for message in box.sent if isinstance(message, protocol.RunTest)] == [
        protocol.RunTest("tests 0", None, True, (), "shown")
    ]
    assert {(verdict.outcome, verdict.why) for verdict in verdicts.values()} == {
        ("not reached", "never reached: it was killed")
    }
    assert examiner.attention == []  # the given cell did not run for the author either


def test_a_given_cell_that_fails_for_the_tests_only_needs_a_human():
    _, examiner, _ = examine(ended(error=WRONG), ended(), ended())
    assert examiner.attention == ["a given cell, run for the tests, failed: AssertionError: wrong"]


def test_a_test_that_is_late_is_interrupted_and_needs_a_human():
    verdicts, _, box = examine(ended(), LATE, ended(error=WRONG), ended())
    assert box.interrupts == 1
    assert (verdicts[1].exceeded, verdicts[1].attention) == ("5 s", ())
    assert (verdicts[2].outcome, verdicts[2].exceeded, verdicts[2].attention) == ("passed", None, ())


def test_a_test_whose_copy_took_more_than_a_limit_says_which():
    copies = {1: Answers(Lost("it took too much")), 2: Answers()}
    copies[1].exceeded = "700 MB of memory"
    verdicts, *_ = examine(ended(), protocol.Ask(1, b"ask"), ended(WRONG), ended(), copies=copies)
    assert [(verdict.outcome, verdict.exceeded) for verdict in verdicts.values()] == [
        ("failed", "700 MB of memory"), ("passed", None)
    ]  # fmt: skip


@pytest.mark.parametrize(("state", "error", "told"), [("ran", WRONG, True), ("ran", None, False),
                                                      ("failed", WRONG, False)])  # fmt: skip
def test_what_was_open_and_is_closed_in_a_copy_needs_a_human_where_a_test_fails(state, error, told):
    copies = {1: Answers(), 2: Answers()}
    copies[1].lacks = ("pipe", "socket")
    verdicts, examiner, _ = examine(ended(), ended(error), ended(WRONG), copies=copies, states=("ran", state, "ran"))
    assert [("a pipe open and a socket open" in why) for why in verdicts[1].attention] == [True] * told
    assert examiner.lacking == [1] * told
    assert verdicts[2].attention == ()


def test_a_copy_without_threads_has_less_time_as_the_session_itself_can_be_asked():
    class Hurried(Answers):
        def ask(self, data, deadline, limit):
            self.limit = limit
            return super().ask(data, deadline, limit)

    copies = {1: Hurried(b"answer"), 2: Hurried(b"answer")}
    copies[1].lacks = ("thread",)
    said = [protocol.Ask(1, b"ask"), ended(number=1.0), protocol.Ask(2, b"ask"), ended(number=1.0)]
    _, asking, _ = examine(ended(), *said, copies=copies, limits=Limits(cell_timeout=20))
    assert (copies[1].limit, copies[2].limit) == (HURRIED, 20)
    assert asking.lacking == [1]  # a number may be less than it would be with threads


@pytest.mark.parametrize("said", [(LATE, LATE), (ENDED,), (OK,)])
def test_when_the_tests_session_ends_no_later_test_is_run(said):
    verdicts, _, box = examine(ended(), *said)
    assert box.killed
    assert [verdict.outcome for verdict in verdicts.values()] == ["failed", "not reached"]
    assert all(verdict.attention for verdict in verdicts.values())
    assert box.lost in verdicts[2].why


def test_the_tests_have_a_time_limit_together():
    seconds = iter(range(0, 10**6, 100))
    verdicts, *_ = examine(ended(), ended(), ended(), clock=lambda: next(seconds), roles=["test"] * 3,
                           limits=Limits(notebook_timeout=250))  # fmt: skip
    assert [verdict.outcome for verdict in verdicts.values()] == ["passed", "not reached", "not reached"]
    assert verdicts[1].attention == ("the tests took more than 250 s together",)


def test_memory_that_was_refused_in_a_test_is_told_as_that_in_a_cell(monkeypatch):
    refused = Verdict(outcome="failed", outputs=(Error.saying("MemoryError", "x"),))
    verdicts = {1: Verdict(outcome="failed", outputs=(WRONG,)), 2: refused}
    examiner = SimpleNamespace(run=lambda states: verdicts, attention=[], lacking=[1])
    monkeypatch.setattr(supervisor, "Examiner", lambda *_: examiner)
    task = Task(steps=(Step("a"), Step("b", "test", "b"), Step("c", "test", "c")))
    cells = SimpleNamespace(run=lambda: [StepResult("ran")] * 3, attention=[], out_of_memory=[0, 2])
    monkeypatch.setattr(supervisor, "UntrustedCells", lambda *_: cells)
    author = SimpleNamespace(attention=[], lost=None)
    settings = protocol.Settings(Limits(), False)
    assert supervisor._result(task, author, None, settings).out_of_memory == (0, 2)
    cells.out_of_memory.clear()
    assert supervisor._result(task, author, None, settings).out_of_memory == (2,)
