"""How things are measured: two of them in turn, in one run, and the ratio held against a goal."""

import os
import platform
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HEADER = "{:<56} {:>10} {:>10} {:>6} {:>13} {:>6} {:>5}".format(
    "ours | theirs", "ours ms", "theirs ms", "ratio", "middle half", "goal", "load"
)
many = 0  # submissions that are graded in one run, if that is asked for
WALL, CPU = time.perf_counter, time.process_time


@dataclass(frozen=True)
class Outcome:
    """Whether a goal is met, and the line that says so."""

    title: str
    met: bool
    line: str


def compare(title, ours, theirs, *, goal, rounds, setup=lambda: (), clock=CPU):
    """The time of `ours` as a share of that of `theirs`.

    Each round runs both, each on fresh arguments, and gives one ratio; who goes first takes turns.
    What slows the machine for a while so falls on both sides of a ratio. The first rounds warm up.

    Parameters
    ----------
    title : str
        "ours | theirs"
    ours, theirs : callable
    goal : float
        The highest median of the ratios that is met.
    rounds : int
    setup : callable, optional
        Makes the arguments of one run, outside of the time taken.
    clock : callable, default CPU
        CPU counts this process alone, and not while it waits for a processor that others use: for
        what computes here, in one thread. WALL is for what starts other processes.

    Returns
    -------
    Outcome
        With both medians in milliseconds, the ratio, and between what its middle half lies.
    """
    pairs = []
    for i in range(min(5, rounds // 3) + rounds):
        seconds = {}
        for function in (ours, theirs) if i % 2 else (theirs, ours):
            arguments = setup()
            start = clock()
            function(*arguments)
            seconds[function] = clock() - start
        pairs.append((seconds[ours], seconds[theirs]))
    return ratio(title, *zip(*pairs[-rounds:], strict=True), goal=goal)


def ratio(title, ours, theirs, *, goal):
    """The outcome of two series of seconds, measured in pairs."""
    ratios = [mine / other for mine, other in zip(ours, theirs, strict=True)]
    low, middle, high = statistics.quantiles(ratios, method="inclusive") if len(ratios) > 1 else 3 * ratios
    met = middle <= goal
    line = (
        f"{title:<56} {1e3 * statistics.median(ours):>10.2f} {1e3 * statistics.median(theirs):>10.2f} {middle:>6.3f} "
        f"{f'{low:.3f}–{high:.3f}':>13} {goal:>6.2f} {load():>5}  {verdict(met)}"
    )
    return Outcome(title, met, line)


def at_most(title, value, goal, unit):
    """The outcome of a number that has a goal of its own, beside nothing."""
    met = value <= goal
    return Outcome(title, met, f"{title}: {value:.3g} {unit} (goal: at most {goal:g})  {verdict(met)}")


def holds(title, truth):
    """The outcome of what must be true, or a speed would mean nothing."""
    return Outcome(title, bool(truth), f"{title}: {'yes' if truth else 'NO'}")


def verdict(met):
    return "met" if met else "MISSED"


def run(*command, cwd=ROOT):
    """Run a command and return what it printed; an error shows the end of that."""
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, cwd=cwd)
    if done.returncode:
        words = " ".join(map(str, command))
        raise RuntimeError(f"{words} ended with {done.returncode}:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done.stdout


def machine():
    """What the times depend on: processor, cores, load, Python."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return f"{_processor()}, {cores} cores, load {load(all_three=True)}; Python {platform.python_version()}"


def load(all_three=False):
    """How many processes wanted to run, over the last minute; a dash where the system does not count them."""
    try:
        loads = os.getloadavg()
    except (AttributeError, OSError):  # Windows has no such function
        return "–"
    return " ".join(f"{value:.1f}" for value in loads[: 3 if all_three else 1])


def _processor():
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    named = (line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.processor() or platform.machine() or sys.platform)
