"""Time that passes for what runs in sandboxes, and stands nearly still while it has to wait for a processor.

A limit of 30 s is to mean the same on a busy machine and on an idle one, beside an honest neighbour and beside one that
takes all processors. So counted is the time in which a session runs, sleeps or waits for something of its own. Not
counted is the time in which one of its tasks could have run and had no processor, as the kernel reports it. Two bounds
keep this from being used: what all processes use together counts at least as much as the processors could have done in
that time, so that nobody delays himself by many processes; and at least a PATIENCE-th of real time counts.
"""

import os
import time

TICK = 0.1  # seconds between two looks at what the processes take
PATIENCE = 10  # times as long as its limit in real time may something take, on the busiest machine


def processors():
    """How many this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Clock:
    """Seconds that count, since it was made.

    Parameters
    ----------
    real : callable
        Seconds of real time.
    n_processors : int or None
        All that there are.

    Attributes
    ----------
    watches : list of Watch
        On what runs.
    """

    def __init__(self, real=time.monotonic, n_processors=None):
        self.real, self.n_processors = real, n_processors or processors()
        self.watches, self.used = [], {}
        self.passed, self.last = 0.0, real()

    def now(self):
        """Seconds that have counted. At most every TICK it looks at the processes."""
        now = self.real()
        if now - self.last >= TICK:
            self.passed += self._counts(now - self.last)
            self.last = now
        return self.passed

    def _counts(self, seconds):
        """How many of so many real seconds, which have just passed."""
        waited = used = 0.0
        for watch in self.watches:
            usage = watch.look()
            waited = max(waited, usage.waited)
            used += max(usage.cpu - self.used.get(watch, 0.0), 0.0)
            self.used[watch] = usage.cpu
        return min(max(seconds - waited, used / self.n_processors, seconds / PATIENCE), seconds)

    def real_deadline(self, deadline):
        """The latest real time at which so many seconds can have counted."""
        return self.real() + PATIENCE * max(deadline - self.now(), 0.0)
