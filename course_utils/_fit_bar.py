"""How far a long fit is, on one line of stderr that goes away at the end."""

import sys
import time

SECONDS_BEFORE = 2.0
SECONDS_BETWEEN = 0.2


class Progress:
    """Called with what is done so far; writes nothing in the first seconds.

    Parameters
    ----------
    total : int
    shown : bool or None
        None: where stderr is a terminal.
    unit : str
    """

    def __init__(self, total, shown, unit="epochs"):
        self.total, self.unit = total, unit
        self.shown = sys.stderr is not None and sys.stderr.isatty() if shown is None else shown
        self.start, self.next, self.width = time.perf_counter(), SECONDS_BEFORE, 0

    def __call__(self, done, loss):
        if not self.shown or (passed := time.perf_counter() - self.start) < self.next:
            return
        self.next = passed + SECONDS_BETWEEN
        self._write(
            f"{done:,} of {self.total:,} {self.unit}, loss {loss:.4g}, {passed:.0f} s. Ctrl-C keeps the history"
        )

    def _write(self, line):
        sys.stderr.write(f"\r{line.ljust(self.width)}")
        sys.stderr.flush()
        self.width = len(line)

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        if self.width:
            self._write("")
            sys.stderr.write("\r")
