"""Processes held by a descriptor, looked at while they run and ended."""

import os
import signal
import subprocess
import sys

import pytest
from support.interrupts import is_running, wait_until

from proctor.sandbox import end_below, held, usage
from proctor.sandbox.pidfd import Process, by_descriptor

pytestmark = pytest.mark.skipif(not by_descriptor, reason="this system has no descriptors of processes")


@pytest.fixture
def sleeper():
    with subprocess.Popen(["sleep", "60"]) as process:
        yield process
        process.kill()


def test_a_process_is_held_only_if_it_is_the_one_that_is_meant(sleeper):
    assert held(sleeper.pid, lambda: False) is None
    with held(sleeper.pid, lambda: True) as process:
        assert (process.pid, process.ended(), process.wait(0)) == (sleeper.pid, False, False)
        sleeper.kill()
        assert process.wait(30)
        assert process.ended()
        assert held(sleeper.pid, lambda: True) is None  # its number is still its own, but it has ended
        sleeper.wait()
        process.signal(signal.SIGKILL)  # to nobody, whoever may have the number by now
    assert held(sleeper.pid, lambda: True) is None
    with pytest.raises(ProcessLookupError):
        Process(sleeper.pid)


def test_one_that_ends_while_it_is_looked_at_is_not_held(sleeper):
    def ends():
        sleeper.kill()
        sleeper.wait()
        return True

    assert held(sleeper.pid, ends) is None


def test_a_signal_goes_to_the_process_and_not_to_its_number(sleeper, monkeypatch):
    with held(sleeper.pid, lambda: True) as process:
        monkeypatch.setattr(os, "kill", lambda *_: pytest.fail("by number"))
        process.pid = os.getpid()  # as if another had it now
        process.signal(signal.SIGKILL)
    assert sleeper.wait(30) == -signal.SIGKILL


# forks a child in a session of its own, and one that forks another before it ends
FAMILY = """
import ctypes, os, subprocess, sys, time
ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # who loses his parent is taken in, as by the first process of a sandbox
children = [subprocess.Popen(["sleep", "600"], start_new_session=own) for own in (True, False)]
if os.fork() == 0:
    if os.fork() == 0:
        os.setsid()
        time.sleep(600)
    os._exit(0)
print("ready", *[child.pid for child in children], flush=True)
time.sleep(600)
"""


def test_all_below_are_ended_but_for_what_is_kept():
    command = [sys.executable, "-c", FAMILY]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as first:
        _, kept, other = map(str, first.stdout.readline().split())
        below = [pid for pid in usage.descendants(first.pid) if pid != first.pid]
        assert {int(kept), int(other)} <= set(below)
        assert end_below(first.pid, {int(kept)}, 30, 0.1)
        assert len(below) >= 3
        assert [pid for pid in usage.descendants(first.pid) if usage.alive(pid)] == [first.pid, int(kept)]
        assert end_below(first.pid, set(), 30, 0.1)
        assert not usage.alive(int(kept))
        first.kill()
    wait_until(lambda: not is_running(first.pid))


def test_one_pass_that_finds_nobody_is_not_believed(monkeypatch):
    """While a parent is killed its child may stand nowhere: it is found at the next look."""
    found = iter([[17], [17, 19], [17], [17]])
    monkeypatch.setattr(usage, "descendants", lambda first: next(found))
    monkeypatch.setattr(usage, "alive", lambda pid: True)
    signalled = []
    monkeypatch.setattr("proctor.sandbox.pidfd.held", lambda pid, belongs: signalled.append(pid))
    assert end_below(17, set(), 5, 0.5, lambda: 0.0, lambda seconds: None)
    assert signalled == [19]


def test_who_does_not_come_to_an_end_is_given_up(monkeypatch):
    monkeypatch.setattr(usage, "descendants", lambda first: [17, 19, 23])
    monkeypatch.setattr(usage, "alive", lambda pid: True)
    numbers, seconds = [], iter(range(100))

    class Stubborn:
        def __init__(self, pid):
            self.pid = pid

        def signal(self, number):
            numbers.append((self.pid, number))

        def __enter__(self):
            return self

        def __exit__(self, *_):
            pass

    monkeypatch.setattr("proctor.sandbox.pidfd.held", lambda pid, belongs: Stubborn(pid))
    assert not end_below(17, {23}, 3, 0.5, lambda: next(seconds), lambda seconds: None)
    assert set(numbers) == {(19, signal.SIGKILL)}
    numbers.clear()
    seconds = iter([0, 0, 1, 9])
    assert not end_below(17, set(), 3, 0.5, lambda: next(seconds), lambda seconds: None)
    assert numbers == [(19, signal.SIGSTOP), (23, signal.SIGSTOP), (19, signal.SIGKILL), (23, signal.SIGKILL)]
