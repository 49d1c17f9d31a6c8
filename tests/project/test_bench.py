"""The command of the benches: what it lists, what it says of the machine, of goals, and on Ctrl-C."""

import os
import subprocess
import sys
import types

import pytest

from benchmarks import bench, measure

ENVIRONMENT = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


@pytest.fixture
def topics(monkeypatch, tmp_path):
    """`topics(one=…, other=…)`: these benches in the place of the real ones, each a function that yields outcomes."""
    for name in ENVIRONMENT:
        monkeypatch.setenv(name, os.environ.get(name, ""))  # put back afterwards

    def replace(**benches):
        monkeypatch.setattr(bench, "TOPICS", dict.fromkeys(benches))
        monkeypatch.setattr(bench, "_listed", str)
        for name, function in benches.items():
            monkeypatch.setitem(sys.modules, f"benchmarks.topics.{name}", types.SimpleNamespace(bench=function))

    return replace


def outcome(title, met):
    return measure.Outcome(title, met, f"{title} was measured")


def test_a_missed_goal_is_named_at_the_end_and_in_the_exit_code(topics, capsys):
    topics(one=lambda: [outcome("quick", True), outcome("slow", False)], other=lambda: [outcome("late", False)])
    assert bench.main([]) == 1
    out = capsys.readouterr().out
    assert "quick was measured\nslow was measured\nlate was measured\n\n1 of 3 goals met" in out
    assert out.endswith("\nmissed: slow\nmissed: late\n")
    assert bench.main(["one"]) == 1
    assert "late" not in capsys.readouterr().out


def test_where_all_goals_are_met_the_exit_code_is_0(topics, capsys):
    topics(one=lambda: [outcome("quick", True)])
    assert bench.main(["one"]) == 0
    assert "missed" not in capsys.readouterr().out


def test_a_bench_that_breaks_is_told_and_the_others_go_on(topics, capsys):
    def broken():
        yield outcome("quick", True)
        raise RuntimeError("no browser")

    topics(one=broken, other=lambda: [outcome("late", True)])
    assert bench.main([]) == 1
    out = capsys.readouterr().out
    assert "\none, which could not be measured: RuntimeError: no browser\nlate was measured\n\n2 of 3 goals met" in out
    assert out.endswith("\nmissed: one, which could not be measured\n")


def test_ctrl_c_ends_it_with_130_and_keeps_what_was_printed(topics, capsys):
    def interrupted():
        yield outcome("quick", True)
        raise KeyboardInterrupt

    topics(one=interrupted)
    assert bench.main([]) == 130
    printed = capsys.readouterr()
    assert printed.out.endswith("quick was measured\n")
    assert printed.err == "\ninterrupted\n"


def test_an_unknown_bench_is_answered_with_those_there_are(topics, capsys):
    topics(one=list, other=list)
    with pytest.raises(SystemExit) as ended:
        bench.main(["one", "third"])
    assert ended.value.code == 2
    assert "there is no bench third; there are one, other" in capsys.readouterr().err


def test_the_machine_is_named_with_its_cores_and_load(topics, capsys, monkeypatch):
    monkeypatch.setattr(os, "getloadavg", lambda: (1.25, 0.5, 3.0), raising=False)
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: range(7), raising=False)
    topics(one=list)
    bench.main([])
    first = capsys.readouterr().out.splitlines()[0]
    assert first.endswith(f", 7 cores, load 1.2 0.5 3.0; Python {sys.version.split()[0]}")
    assert len(first.split(",")[0]) >= 3
    monkeypatch.delattr(os, "getloadavg")
    assert measure.load() == "–"


def test_help_lists_every_bench_from_any_folder(tmp_path):
    command = [sys.executable, bench.__file__, "--help"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=300)
    assert (done.returncode, done.stderr) == (0, "")
    first_words = [line.split()[0] for line in done.stdout.splitlines() if line[:1].isalpha()]
    assert [word for word in first_words if word in bench.TOPICS] == list(bench.TOPICS) != []


class Clock:
    """A clock that stands still but for what the functions take."""

    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


def test_a_ratio_is_the_median_over_pairs_after_the_warm_up():
    clock, runs = Clock(), {"ours": 0, "theirs": 0}
    # the first two rounds warm up; then the machine is ten times as slow for a while
    ours = iter([90, 90, 1, 2, 30, 40, 5, 6])
    theirs = iter([1, 1, 10, 10, 100, 100, 10, 10])

    def taking(name, seconds):
        def function(argument):
            assert argument == "fresh"
            runs[name] += 1
            clock.now += next(seconds)

        return function

    found = measure.compare(
        "ours | theirs", taking("ours", ours), taking("theirs", theirs), goal=0.35, rounds=6, clock=clock,
        setup=lambda: ("fresh",),
    )
    assert runs == {"ours": 8, "theirs": 8}
    assert found.met  # of 0.1, 0.2, 0.3, 0.4, 0.5, 0.6
    assert found.line.split()[3:7] == ["5500.00", "10000.00", "0.350", "0.225–0.475"]
    assert found.line.split()[7] == "0.35"
    assert found.line.endswith("met")


@pytest.mark.parametrize(("ours", "met"), [(0.5, True), (0.51, False)])
def test_a_ratio_at_its_goal_is_met_and_above_it_missed(ours, met):
    found = measure.ratio("a | b", [ours], [1.0], goal=0.5)
    assert found.met is met
    assert found.line.endswith("met" if met else "MISSED")


def test_who_goes_first_takes_turns():
    order, clock = [], iter(range(99)).__next__
    measure.compare("a | b", lambda: order.append("a"), lambda: order.append("b"), goal=1, rounds=2, clock=clock)
    assert order == ["b", "a", "a", "b"]


def test_other_goals():
    assert measure.at_most("size", 6, 6, "MB").met
    missed = measure.at_most("size", 6.01, 6, "MB")
    assert (missed.met, missed.line) == (False, "size: 6.01 MB (goal: at most 6)  MISSED")
    assert measure.holds("equal", True).line == "equal: yes"
    assert (measure.holds("equal", 0).met, measure.holds("equal", 0).line) == (False, "equal: NO")


def test_a_command_that_fails_shows_what_it_said():
    code = "import sys; print('out'); sys.exit('broken')"
    with pytest.raises(RuntimeError, match=r"ended with 1:\nout\nbroken"):
        measure.run(sys.executable, "-c", code)
    assert measure.run(sys.executable, "-c", "print(7)") == "7\n"
