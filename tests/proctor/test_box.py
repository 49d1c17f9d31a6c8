"""A session as the supervisor holds it, and the copies of it: decided without a sandbox, from what one would say."""

import os
import socket
import threading
from types import SimpleNamespace

import pytest

from proctor import Limits, protocol, sandbox
from proctor.box import ENDED, Abandoned, Box, Lost, ignore
from proctor.session_copy import Copy
from proctor.wire import Channel, TooLate, pack, pair, unpack


class Session:
    """A process that a test says to have ended."""

    def __init__(self, pid=19):
        self.pid, self.has_ended, self.signals = pid, False, []
        self.ends, self.end = os.pipe()

    def fileno(self):
        return self.ends

    def ended(self):
        return self.has_ended

    def dies(self):
        self.has_ended = True
        os.write(self.end, b"!")

    def signal(self, number):
        self.signals.append(number)

    def close(self):
        os.close(self.ends)
        os.close(self.end)


@pytest.fixture
def process():
    process = Session()
    yield process
    process.close()


@pytest.fixture
def box():
    """One whose sandbox is made of what a test writes."""
    box = object.__new__(Box)
    box.limits, box.unsafe, box.printed, box.on_print = Limits(memory=300 * 2**20), False, None, ignore
    ours, theirs = socket.socketpair()
    box.client = Channel(ours)
    box.watch = SimpleNamespace(usage=sandbox.Usage())
    box.clock = SimpleNamespace(now=lambda: 0.0, real_deadline=lambda deadline: None)
    box.attention, box.lost, box.device = [], None, 41
    yield box
    ours.close()
    theirs.close()


def test_what_was_said_is_heard_before_the_end(box, process):
    ours, theirs = pair()
    theirs.send(protocol.Done(True))
    process.dies()
    assert unpack(box.wait(ours, process, 1.0), protocol.Done) == protocol.Done(True)
    with pytest.raises(Lost, match="by exit"):  # though somebody still has the other end
        box.wait(ours, process, 1.0)
    theirs.close()
    ours.close()


def test_the_end_of_a_connection_is_the_end_of_the_session(box, process):
    ours, theirs = pair()
    theirs.close()
    with pytest.raises(Lost, match="by exit"):
        box.wait(ours, process, 1.0)
    with pytest.raises(Lost, match="by exit"):
        box.send(ours, b"more", 1.0)
    ours.close()


@pytest.mark.slow
def test_one_waits_as_long_as_the_clock_says(box, process):
    ours, theirs = pair()
    seconds = iter([0.0, 0.5, 0.9, 1.0])
    box.clock.now = lambda: next(seconds)
    with pytest.raises(TooLate):
        box.wait(ours, process, 1.0)
    assert list(seconds) == []
    ours.close()
    theirs.close()


@pytest.mark.parametrize(("usage", "why"), [
    (sandbox.Usage(memory=300 * 2**20 + 1), "more than 300 MB of memory"),
    (sandbox.Usage(cpu=310.5), "more than 300 s of CPU time"),
])  # fmt: skip
def test_who_takes_too_much_is_lost(box, process, usage, why):
    ours, theirs = pair()
    box.watch.usage = usage
    with pytest.raises(Lost, match=why):
        box.wait(ours, process, 1.0)
    box.watch.usage = sandbox.Usage(memory=300 * 2**20, cpu=310.0)
    threading.Timer(0.05, theirs.send, [protocol.Done(True)]).start()
    assert unpack(box.wait(ours, process, 1.0), protocol.Done)
    ours.close()
    theirs.close()


def test_when_whoever_gave_the_task_has_gone_nobody_waits(box, process):
    ours, theirs = pair()
    box.client.connection.shutdown(socket.SHUT_RD)
    with pytest.raises(Abandoned):
        box.wait(ours, process, 1.0)
    ours.close()
    theirs.close()


# ---------------------------------------------------------------------- copies


class Copied(Session):
    """A copy that answers what it is asked with the same again."""

    def __init__(self, pid, box, number):
        super().__init__(pid)
        self.channel, self.theirs = pair()
        self.copy = Copy(box, number, self.channel, 4700 + number, self, "pupil")

    def close(self):
        super().close()
        self.channel.close()
        self.theirs.close()


@pytest.fixture
def copies(box, monkeypatch):
    """Three of them, in a sandbox whose processes are as a test says."""
    found = SimpleNamespace(switches={pid: (1, 2, 0, 0) for pid in (23, 29, 31)}, linked={}, done=[], whole=True)
    monkeypatch.setattr(sandbox, "switches", lambda pid: found.switches[pid])
    monkeypatch.setattr(sandbox, "settled", lambda pid, seconds, clock: found.switches[pid])

    def held_apart(pid, connection, device, others):
        found.done.append(("looked at", pid, connection, device, sorted(others)))
        return found.linked.get(pid)

    monkeypatch.setattr(sandbox, "held_apart", held_apart)
    box.family = "runs"
    box.end_others = lambda kept: found.done.append(("ended but", sorted(process.pid for process in kept)))
    box.restore = lambda number: found.done.append(("restored", number)) or found.whole
    box.send = lambda channel, data, deadline: found.done.append(("sent", data))
    box.wait = lambda channel, process, deadline: b"answer of " + str(process.pid).encode()
    found.all = [Copied(pid, box, number) for number, pid in enumerate((23, 29, 31))]
    copies = [one.copy for one in found.all]
    for copy in copies:
        copy.rest(copies)
    assert found.done == [("looked at", 23, 4700, 41, []), ("looked at", 29, 4701, 41, [23]),
                          ("looked at", 31, 4702, 41, [23, 29])]  # fmt: skip
    found.done.clear()
    found.first, found.second, found.third = copies
    yield found
    for one in found.all:
        one.close()


def test_time_to_end_and_to_come_to_rest_is_that_of_the_clock(copies, box, monkeypatch):
    """A busy machine may take long to give a process the moment in which it ends."""
    clocks, box.clock.look = [], lambda: None
    box.family, box.first = SimpleNamespace(), 17
    monkeypatch.setattr(sandbox, "end_below", lambda first, kept, seconds, calm, clock: clocks.append(clock) or True)
    monkeypatch.setattr(sandbox, "settled", lambda pid, seconds, clock: clocks.append(clock))
    Box.end_others(box, [])
    copies.first.rest([])
    assert clocks == [box.clock.now] * 2


def test_what_others_took_before_they_were_ended_is_not_held_against_a_copy(box, process, monkeypatch):
    """The last look may have been while they were there."""
    ours, theirs = pair()
    box.family, box.first, box.watch.usage = SimpleNamespace(), 17, sandbox.Usage(memory=300 * 2**20 + 1)
    box.clock.look = lambda: setattr(box.watch, "usage", sandbox.Usage())
    monkeypatch.setattr(sandbox, "end_below", lambda *args: True)
    Box.end_others(box, [])
    theirs.send(protocol.Done(True))
    assert unpack(box.wait(ours, process, 1.0), protocol.Done) == protocol.Done(True)
    ours.close()
    theirs.close()


def test_before_a_copy_is_asked_the_one_before_is_ended_and_the_folders_are_put_back(copies):
    assert copies.first.ask(b"one", 1.0, 5) == b"answer of 23"
    assert copies.first.ask(b"two", 1.0, 5) == b"answer of 23"
    assert copies.done == [("ended but", [23, 29, 31]), ("restored", 0), ("sent", b"one"), ("sent", b"two")]
    copies.done.clear()
    assert copies.third.ask(b"three", 1.0, 5) == b"answer of 31"
    assert copies.done == [("ended but", [29, 31]), ("restored", 2), ("sent", b"three")]


def test_a_copy_that_has_run_before_it_was_asked_is_asked_nothing(copies, box):
    copies.first.ask(b"one", 1.0, 5)
    copies.switches[29] = (2, 2, 0, 0)
    copies.done.clear()
    for _ in range(2):
        with pytest.raises(Lost, match="not alone: it had run meanwhile"):
            copies.second.ask(b"two", 1.0, 5)
    assert ("sent", b"two") not in copies.done
    assert copies.all[1].signals == [9]
    assert len(box.attention) == 1
    copies.second.let_go = ("pipe",)
    assert copies.second.lacks == ()  # nobody asks a session anew for who has not kept his copy as it was
    assert copies.third.ask(b"three", 1.0, 5) == b"answer of 31"


def test_a_copy_that_is_linked_to_another_is_asked_nothing(copies, box):
    copies.linked[23] = "it shares memory"
    copies.first.rest([])
    copies.done.clear()
    with pytest.raises(Lost, match="not alone: it shares memory"):
        copies.first.ask(b"one", 1.0, 5)
    assert [step for step, *_ in copies.done] == ["ended but"]
    assert box.attention == ["the copy of the session that was made for this test was not alone: it shares memory"]


@pytest.mark.parametrize("gone", ["copy", "sandbox"])
def test_a_copy_that_has_gone_is_told(copies, box, gone):
    if gone == "copy":
        copies.all[0].has_ended = True
    else:
        box.family = None
    with pytest.raises(Lost, match="was gone before it"):
        copies.first.ask(b"one", 1.0, 5)
    assert copies.done == []
    assert len(box.attention) == 1


def test_a_copy_that_lacks_files_is_asked_and_it_is_told(copies, box):
    copies.whole = False
    assert copies.first.ask(b"one", 1.0, 5) == b"answer of 23"
    assert ["not all files" in why for why in box.attention] == [True]


@pytest.mark.parametrize(("happens", "why", "exceeded"), [
    (TooLate(), "the pupil's code was still running after 5 s and was stopped", "5 s"),
    (Lost(ENDED), f"the pupil's session ended during a call: {ENDED}", None),
    (Lost("it took more than 9 MB", "9 MB"), "the pupil's session ended during a call: it took more than 9 MB", "9 MB"),
])  # fmt: skip
def test_a_copy_that_does_not_answer_is_ended(copies, box, happens, why, exceeded):
    def wait(*_):
        raise happens

    box.wait = wait
    for _ in range(2):
        with pytest.raises(Lost) as lost:
            copies.first.ask(b"one", 1.0, 5)
        assert str(lost.value) == why
    assert (copies.first.exceeded, copies.second.exceeded) == (exceeded, None)
    assert copies.all[0].signals == [9]
    assert [step for step in copies.done if step[0] == "sent"] == [("sent", b"one")]
    assert box.attention == []  # the test says it


def test_the_time_in_which_folders_are_put_in_order_is_not_the_copys(copies, box):
    seconds, deadlines = [2.0], []
    box.clock.now = lambda: seconds[0]
    box.restore = lambda number: seconds.append(seconds.pop() + 7) or True
    box.wait = lambda channel, process, deadline: deadlines.append(deadline) or b""
    for data in (b"one", b"two"):
        copies.first.ask(data, 6.0, 4)
    assert (deadlines, copies.first.took) == ([13.0, 6.0], 7.0)


def test_without_walls_a_copy_is_asked_as_it_is(copies, box):
    box.unsafe = True
    copies.switches[23] = (9, 9, 9, 9)
    assert copies.first.ask(b"one", 1.0, 5) == b"answer of 23"
    assert copies.done == [("sent", b"one")]


def test_a_copy_is_told_what_it_shares_first(copies, box, monkeypatch):
    monkeypatch.setattr(sandbox, "places", lambda pid, device: [(pid, device, 3)])
    box.wait = lambda *_: pack(protocol.Parted(("pipe",), double=True))
    copies.second.part(1.0)
    assert (copies.second.let_go, copies.second.double) == (("pipe",), True)
    ((_, data),) = copies.done
    assert unpack(data, protocol.Part) == protocol.Part(((29, 41, 3),))
    box.wait = lambda *_: pack(protocol.Done(True))
    with pytest.raises(Exception, match="Invalid value"):
        copies.second.part(1.0)
