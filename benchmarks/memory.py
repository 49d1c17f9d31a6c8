"""Print how many megabytes `fit_newton` needs, at its peak, beyond 2,000,000 rows of 20 float32 features."""

import ctypes
import re
import resource
import sys
from pathlib import Path

import torch

from course_utils.data import make_logistic_data
from course_utils.models import LogisticRegression
from course_utils.newton import fit_newton

STATUS, REFERENCES = Path("/proc/self/status"), Path("/proc/self/clear_refs")


def peak():
    """The peak so far, in megabytes; on Linux since `forget_peak`."""
    if STATUS.exists():
        # not the resource module: there the peak of the process that started this one counts too
        return int(re.search(r"VmHWM:\s+(\d+) kB", STATUS.read_text()).group(1)) / 2**10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20  # macOS: bytes


def forget_peak():
    """Let the peak begin anew, so that what was needed to draw the rows does not hide what the fit needs."""
    if REFERENCES.exists():
        ctypes.CDLL(None).malloc_trim(0)  # gives back what the process has freed, else the fit would use that
        REFERENCES.write_text("5")


def main():
    weight = torch.linspace(-1, 1, 20)
    # once on few rows, for what stays loaded
    fit_newton(LogisticRegression(20), *make_logistic_data(100_000, weight=weight, bias=-1.0, seed=0))
    X, y = make_logistic_data(2_000_000, weight=weight, bias=-1.0, seed=0)
    forget_peak()
    filled = peak()
    fit_newton(LogisticRegression(20), X, y)
    print(f"{peak() - filled:.1f}")


if __name__ == "__main__":
    sys.exit(main())
