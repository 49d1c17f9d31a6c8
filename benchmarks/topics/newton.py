"""`fit_newton` beside scikit-learn's lbfgs on a million rows; its memory; its time from few rows to many."""

import sys
import time
from pathlib import Path

import torch
from sklearn.linear_model import LogisticRegression as ScikitLearn

from benchmarks.measure import at_most, compare, holds, run
from course_utils.data import make_logistic_data
from course_utils.functional import binary_cross_entropy_with_logits
from course_utils.models import LogisticRegression
from course_utils.newton import fit_newton

SIZES = (10_000, 100_000, 1_000_000, 10_000_000)
MEMORY = Path(__file__).parents[1] / "memory.py"


def bench():
    X, y = rows(1_000_000)
    X_array, y_array = X.numpy(), y.numpy().ravel()

    def ours():
        model = LogisticRegression(20)
        fit_newton(model, X, y)
        return model

    def theirs():
        return ScikitLearn(C=float("inf")).fit(X_array, y_array)

    mine = loss(ours()(X), y)
    other = loss(torch.from_numpy(theirs().decision_function(X_array.astype("float64"))).reshape(-1, 1), y)
    yield holds(f"loss of fit_newton {mine:.9f}, of scikit-learn {other:.9f}; no higher", mine <= other + 1e-9)
    yield compare("fit_newton, 1,000,000 × 20 float32 | lbfgs", ours, theirs, goal=0.95, rounds=9)
    memory = float(run(sys.executable, MEMORY))
    yield at_most("memory of fit_newton beyond 2,000,000 × 20 float32", memory, 32, "MB")
    yield growth()


def growth():
    """Time a row, from few rows to many: the rows double, and so should the time, no more."""
    X, y = rows(SIZES[-1])
    seconds = {size: [] for size in SIZES}
    for _ in range(3):
        for size in SIZES:
            repeats = max(1, 300_000 // size)
            start = time.perf_counter()
            for _ in range(repeats):
                fit_newton(LogisticRegression(20), X[:size], y[:size])
            seconds[size].append((time.perf_counter() - start) / repeats)
    a_row = {size: 1e9 * min(times) / size for size, times in seconds.items()}
    shown = ", ".join(f"{size:,}: {nanoseconds:.0f} ns" for size, nanoseconds in a_row.items())
    return at_most(
        f"fit_newton's time a row ({shown}), of many to few", a_row[SIZES[-1]] / a_row[SIZES[0]], 1.5, "times"
    )


def rows(n_samples, n_features=20):
    return make_logistic_data(n_samples, weight=torch.linspace(-1, 1, n_features), bias=-1.0, seed=0)


def loss(logits, y):
    return binary_cross_entropy_with_logits(logits.double(), y.double()).item()
