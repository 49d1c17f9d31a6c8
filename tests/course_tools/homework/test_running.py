"""Calls that run several at a time: how far ahead they are handed over, and that none goes on after the end."""

import signal
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from course_tools.homework import running
from course_tools.homework.running import AHEAD, as_done, executor, stop_on_interrupt


def never():
    raise AssertionError("nothing is under way")


def test_every_task_comes_back_with_its_future_and_few_are_taken_ahead():
    taken, ahead = [], []

    def tasks():
        for task in range(40):
            taken.append(task)
            yield task

    with ThreadPoolExecutor(2) as pool:
        done = {}
        for task, future in as_done(lambda task: pool.submit(pow, task, 2), tasks(), lambda: 2, [], never):
            done[task] = future.result()
            ahead.append(len(taken) - len(done))
    assert done == {task: task**2 for task in range(40)}
    assert max(ahead) <= AHEAD * 2


def test_an_error_stays_in_its_future():
    with ThreadPoolExecutor(1) as pool:
        ((task, future),) = as_done(lambda task: pool.submit(int, task), ["x"], lambda: 1, [], never)
    assert task == "x"
    assert isinstance(future.exception(), ValueError)


@pytest.mark.slow
def test_stopped_it_takes_no_more_and_ends_what_runs():
    over, stop, submitted = threading.Event(), [], []

    def work(task):
        while len(submitted) < AHEAD:  # all that is taken ahead is there
            time.sleep(0.01)
        stop.append(task)
        assert over.wait(30)

    with ThreadPoolExecutor(1) as pool:

        def submit(task):
            submitted.append(pool.submit(work, task))
            return submitted[-1]

        assert list(as_done(submit, range(100), lambda: 1, stop, over.set)) == []
        assert all(future.done() for future in submitted)
        assert [future.cancelled() for future in submitted] == [False, True, True]


def test_left_by_an_error_it_ends_what_runs():
    over = threading.Event()
    with ThreadPoolExecutor(2) as pool:
        futures = [pool.submit(over.wait, 30), pool.submit(int)]
        coming = as_done(futures.__getitem__, range(2), lambda: 1, [], over.set)
        assert next(coming) == (1, futures[1])
        with pytest.raises(KeyError):
            coming.throw(KeyError("no such student"))
        assert futures[0].done()


def test_a_future_that_was_given_up_comes_back_too():
    future = Future()
    future.cancel()
    future.set_running_or_notify_cancel()
    ((_, came),) = as_done(lambda task: future, [1], lambda: 1, [], never)
    assert came.cancelled()


def test_locally_there_are_as_many_threads_as_workers():
    at_once, most, lock = [], [], threading.Lock()
    barrier = threading.Barrier(3, timeout=30)

    def work(task):
        with lock:
            at_once.append(task)
            most.append(len(at_once))
        barrier.wait()
        with lock:
            at_once.remove(task)

    with executor(3) as (pool, at_a_time):
        assert at_a_time() == 3
        list(pool.map(work, range(9)))
    assert max(most) == 3


def test_the_first_interrupt_is_noted_and_the_second_ends():
    before = signal.getsignal(signal.SIGINT)
    with stop_on_interrupt() as stop:
        assert stop == []
        signal.raise_signal(signal.SIGINT)
        assert len(stop) == 1
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) == before


@pytest.mark.slow
def test_a_scheduler_that_does_not_answer_is_named(refuses):
    with refuses(running.NoScheduler, "nowhere", "dask scheduler"), executor(1, "nowhere"):
        pass
