"""A step of data-parallel training, two processes beside one: slower on few rows, faster on many."""

import sys

from benchmarks.measure import Outcome, run, verdict

MODULE = ("-m", "course_utils.data_parallel", "--time")
TORCHRUN = ("-m", "torch.distributed.run", "--standalone", "--local-addr", "localhost", "--nproc-per-node", "2")


def bench():
    for rows, steps, pays in ((200, 2000, False), (2_000_000, 20, True)):
        times = {(): [], TORCHRUN: []}
        for _ in range(5):
            for starter in times:
                printed = run(sys.executable, *starter, *MODULE, "--rows", rows, "--steps", steps)
                times[starter].append(float(printed.split()[-1]))
        one, two = min(times[()]), min(times[TORCHRUN])
        title = f"a step on {rows:,} rows, two processes | one"
        met = (two < one) is pays
        line = (
            f"{title}: {two:.0f} | {one:.0f} µs, the least of 5 runs; ratio {two / one:.2f} "
            f"(goal: {'below' if pays else 'above'} 1)  {verdict(met)}"
        )
        yield Outcome(title, met, line)
