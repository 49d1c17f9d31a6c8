"""Which time counts, decided from what a test says that the kernel said."""


import pytest

from proctor.clock import PATIENCE, TICK, Clock
from proctor.sandbox import Usage


class Machine:
    """Real seconds, and a watch on one sandbox whose next looks a test has written."""

    def __init__(self, n_processors=2):
        self.seconds, self.looks, self.cpu, self.waited, self.busiest = 100.0, 0, 0.0, 0.0, 0.0
        self.clock = Clock(lambda: self.seconds, n_processors)
        self.clock.watches.append(self)

    def look(self):
        self.looks += 1
        usage = Usage(cpu=self.cpu, waited=self.waited, busiest=self.busiest)
        self.waited = self.busiest = 0.0
        return usage

    def passes(self, seconds, *, cpu=0.0, waited=0.0, busiest=0.0, n_ticks=10):
        """So many seconds pass, in ticks; how many of them counted."""
        before = self.clock.now()
        for _ in range(n_ticks):
            self.seconds += seconds / n_ticks
            self.cpu += cpu / n_ticks
            self.waited += waited / n_ticks
            self.busiest += busiest / n_ticks
            self.clock.now()
        return pytest.approx(self.clock.now() - before)


def test_who_sleeps_has_no_more_time_than_there_is():
    assert Machine().passes(30.0) == 30.0


def test_who_works_alone_has_no_more_time_either():
    assert Machine().passes(30.0, cpu=30.0) == 30.0


def test_who_waits_for_a_processor_loses_nothing():
    """Ten seconds of work beside eight that never rest, on two processors."""
    assert Machine().passes(45.0, cpu=10.0, waited=35.0) == 10.0


def test_who_sleeps_on_a_busy_machine_has_no_more_time():
    assert Machine().passes(30.0, cpu=0.1, waited=0.2) == 29.8


def test_nobody_delays_himself_by_many_processes():
    """58 of one's own, each of which waits for the others."""
    assert Machine().passes(30.0, cpu=60.0, waited=29.0) == 30.0
    assert Machine(n_processors=4).passes(30.0, cpu=60.0, waited=29.0) == 15.0


def test_on_the_busiest_machine_time_does_not_stand_still():
    assert Machine().passes(30.0, waited=30.0) == 30.0 / PATIENCE
    assert Machine().passes(30.0, waited=300.0) == 30.0 / PATIENCE  # of before the sandbox was looked at


def test_on_the_busiest_machine_one_task_counts_as_long_as_it_has_run():
    assert Machine().passes(30.0, cpu=9.0, waited=29.0, busiest=9.0) == 9.0


def test_sessions_that_wait_for_each_other_lose_nothing_by_their_turns():
    """The tests' session, the author's and the process between them take turns, and each has to wait for its own."""
    machine, tests, between = Machine(), Machine(), Machine()
    machine.clock.watches += [tests, between]
    for _ in range(50):
        machine.seconds += 0.2
        machine.cpu += 0.01
        tests.cpu += 0.01
        machine.waited, tests.waited, between.waited = 0.06, 0.08, 0.04
        machine.clock.now()
    assert machine.clock.now() == pytest.approx(1.0)


def test_what_one_has_waited_is_taken_off_when_the_kernel_tells_of_it():
    """It does so at the end: 1 s of waiting over ten looks, none of which has known of it."""
    machine = Machine()
    assert machine.passes(1.0) == 1.0
    machine.waited = 1.2
    assert machine.passes(0.2, n_ticks=1) == 0.02
    assert machine.passes(1.0) == 0.1
    assert machine.passes(3.0) == pytest.approx(3.0 - 0.1)
    assert machine.passes(3.0) == 3.0


def test_what_is_taken_off_later_is_never_more_than_was_waited():
    machine = Machine()
    machine.waited = 0.4
    assert machine.passes(0.2, n_ticks=1) == 0.02
    assert machine.passes(10.0) == 9.8


def test_all_sandboxes_of_a_task_count_together():
    machine = Machine()
    other = Machine()
    other.cpu = 8.0
    machine.clock.watches.append(other)
    machine.clock.now()
    machine.seconds += 10.0
    machine.waited, machine.cpu = 9.0, 4.0
    assert machine.clock.now() == pytest.approx(6.0)


def test_it_looks_at_the_processes_once_a_tick():
    machine = Machine()
    for _ in range(10):
        machine.seconds += TICK / 4
        machine.clock.now()
    assert machine.looks == 2


def test_a_deadline_in_real_time_is_one_that_no_load_can_reach():
    machine = Machine()
    assert machine.clock.real_deadline(3.0) == 100.0 + 3.0 * PATIENCE
    machine.passes(1.0)
    assert machine.clock.real_deadline(0.5) == machine.seconds


def test_who_wants_to_know_at_once_makes_it_look():
    machine = Machine()
    machine.seconds += TICK / 2
    machine.clock.now()
    assert machine.looks == 0
    machine.clock.look()
    assert machine.looks == 1
    assert machine.clock.now() == pytest.approx(TICK / 2)
