"""The counts at every threshold beside scikit-learn's roc_curve, on many samples."""

import numpy as np
from sklearn.metrics import roc_curve

from benchmarks.measure import compare, holds
from course_utils.metrics import counts_at_every_threshold


def bench():
    for n_samples in (100_000, 1_000_000):
        generator = np.random.default_rng(0)
        y = (generator.random(n_samples) < 0.3).astype(np.int64)
        p = (1 / (1 + np.exp(-generator.normal(y, 1.0)))).astype(np.float32)
        counts = counts_at_every_threshold(y, p)
        found = counts.false_positive_rate, counts.recall, counts.thresholds
        equal = all(map(np.array_equal, found, every_point(y, p)))
        yield holds(f"counts and roc_curve, {n_samples:,} samples, exactly equal", equal)
        yield compare(
            f"counts | roc_curve, {n_samples:,} float32", counts_at_every_threshold, every_point,
            goal=0.15, rounds=4_000_000 // n_samples + 11, setup=lambda y=y, p=p: (y, p),
        )


def every_point(y, p):
    return roc_curve(y, p, drop_intermediate=False)
