"""Time that passes for what runs in sandboxes, and stands nearly still while it has to wait for a processor.

A limit of 30 s is to mean the same on a busy machine and on an idle one, beside an honest neighbour and beside one
that takes all processors. So counted is the time in which a session runs, sleeps or waits for something of its own. Not
counted is the time in which one of its tasks could have run and had no processor, as the kernel reports it. The
author's session, the tests' and the process between them wait for each other, so what each of them has waited adds up.
The kernel tells of such a wait when it is over: what began before the last look is taken off then.

Three bounds keep this from being used: the task that has run longest counts as long as it ran; what all processes use
together counts at least as much as the processors could have done in that time, so that nobody delays himself by many
processes; and at least a PATIENCE-th of real time counts.
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
        On what runs. The time adds up in which they had to wait.
    """

    def __init__(self, real=time.monotonic, n_processors=None):
        self.real, self.n_processors = real, n_processors or processors()
        self.watches, self.used = [], {}
        self.passed, self.last = 0.0, real()
        self.owed = 0.0  # seconds of waiting that were counted, since nobody knew of them yet

    def now(self):
        """Seconds that have counted. At most every TICK it looks at the processes."""
        if self.real() - self.last >= TICK:
            self.look()
        return self.passed

    def look(self):
        """Look at the processes at once: what they take is known as it is now."""
        now = self.real()
        self.passed += self._counts(now - self.last)
        self.last = now

    def _counts(self, seconds):
        """How many of so many real seconds, which have just passed."""
        waited = used = busiest = 0.0
        late = 0.0
        for watch in self.watches:
            usage = watch.look()
            waited += min(usage.waited, seconds)
            late += max(usage.waited - seconds, 0.0)
            busiest = max(busiest, usage.busiest)
            used += max(usage.cpu - self.used.get(watch, 0.0), 0.0)
            self.used[watch] = usage.cpu
        least = min(max(used / self.n_processors, busiest, seconds / PATIENCE), seconds)
        counts = max(seconds - waited, least)
        back = min(self.owed, counts - least)
        self.owed += late - back
        return counts - back

    def real_deadline(self, deadline):
        """The latest real time at which so many seconds can have counted."""
        return self.real() + PATIENCE * max(deadline - self.now(), 0.0)
