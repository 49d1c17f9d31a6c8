"""course_utils.calibration: intercept and slope as statsmodels has them, and what has none refused."""

import numpy as np
import pytest
import torch
from support.rows import each_row

from course_utils.calibration import calibration_line


def people(n=500, slope=1.7, shift=-0.4, seed=3):
    """Predictions that are too mild by `slope`, and too high by `shift`; in groups of up to five."""
    rng = np.random.default_rng(seed)
    z = rng.normal(-1, 1.2, size=n)
    y = (rng.random(n) < 1 / (1 + np.exp(-(shift + slope * z)))).astype(float)
    return y, 1 / (1 + np.exp(-z)), rng.integers(n // 3, size=n)


def oracle(y, p, groups=None):
    """(intercept, its error, slope, its error, shift) by statsmodels."""
    import statsmodels.api as sm

    z = np.log(p / (1 - p))
    large = sm.GLM(y, np.ones((len(y), 1)), family=sm.families.Binomial(), offset=z)
    line = sm.GLM(y, sm.add_constant(z), family=sm.families.Binomial())
    fits = []
    for model in (large, line):
        if groups is None:
            fits.append(model.fit(tol=1e-12))
        else:
            fit = model.fit(tol=1e-12, cov_type="cluster", cov_kwds={"groups": groups})
            fits.append(fit)
    n = len(y)
    # statsmodels corrects for the number of rows and columns as well, where groups are given
    extra = [1.0 if groups is None else np.sqrt((n - 1) / (n - k)) for k in (1, 2)]
    return (fits[0].params[0], fits[0].bse[0] / extra[0], fits[1].params[1], fits[1].bse[1] / extra[1],
            fits[1].params[0])  # fmt: skip


@pytest.mark.slow  # statsmodels takes a second to import
@pytest.mark.parametrize("clustered", [False, True], ids=["rows", "groups"])
def test_it_is_statsmodels(clustered):
    y, p, groups = people()
    groups = groups if clustered else None
    line = calibration_line(y, p, groups=groups, level=0.9)
    intercept, error, slope, error_of_slope, shift = oracle(y, p, groups)
    reach = 1.6448536269514722
    assert line.intercept == pytest.approx(intercept, abs=1e-7)
    assert line.slope == pytest.approx(slope, abs=1e-6)
    assert line.shift == pytest.approx(shift, abs=1e-6)
    assert line.intercept_high - line.intercept == pytest.approx(reach * error, rel=1e-5)
    assert line.intercept - line.intercept_low == pytest.approx(reach * error, rel=1e-5)
    assert line.slope_high - line.slope == pytest.approx(reach * error_of_slope, rel=1e-4)
    assert line.slope - line.slope_low == pytest.approx(reach * error_of_slope, rel=1e-4)


def test_groups_of_one_are_nearly_rows_and_copies_make_intervals_wider():
    y, p, _ = people()
    alone = calibration_line(y, p)
    single = calibration_line(y, p, groups=np.arange(len(y)))
    assert single.slope_high - single.slope_low == pytest.approx(alone.slope_high - alone.slope_low, rel=0.2)
    twice = calibration_line(np.tile(y, 2), np.tile(p, 2), groups=np.tile(np.arange(len(y)), 2))
    assert twice.slope == pytest.approx(alone.slope, abs=1e-6)
    assert twice.slope_high - twice.slope_low == pytest.approx(single.slope_high - single.slope_low, rel=1e-4)


@pytest.mark.slow
def test_true_probabilities_have_intercept_0_and_slope_1_within_their_intervals():
    inside = []
    for seed in range(100):
        y, p, _ = people(n=300, slope=1, shift=0, seed=seed)
        line = calibration_line(y, p)
        inside.append((line.intercept_low < 0 < line.intercept_high, line.slope_low < 1 < line.slope_high))
    covered = np.mean(inside, axis=0)
    assert (covered > 0.88).all(), covered  # 0.95 less three of its own standard deviations


def test_the_line_puts_right_what_it_has_found():
    y, p, _ = people(n=4000)
    line = calibration_line(y, p)
    mended = line(torch.tensor(p))
    again = calibration_line(y, mended)
    assert (again.intercept, again.slope) == pytest.approx((0, 1), abs=1e-5)
    assert mended.mean().item() == pytest.approx(y.mean(), abs=1e-6)
    assert line.slope > 1.4
    assert line.intercept < 0


def test_what_is_rare_converges_from_far_out():
    p = np.full(2000, 0.5) + np.linspace(-1e-3, 1e-3, 2000)
    y = np.zeros(2000)
    y[[3, 1990]] = 1
    assert calibration_line(y, p).intercept == pytest.approx(np.log(2 / 1998), abs=1e-3)


def test_columns_and_tensors_count_as_rows():
    y, p, _ = people()
    assert calibration_line(torch.tensor(y).reshape(-1, 1), torch.tensor(p)) == calibration_line(y, p)


@each_row(
    ("change", "error", "words"),
    [
        (lambda y, p: (y[:-1], p), ValueError, ["y_true and p must have the same length; got 499 and 500"]),
        (lambda y, p: (y * 0, p), ValueError, ["only one class", "0 positive and 500", "Take more rows, or"]),
        (lambda y, p: (y, np.where(p > 0.9, 1.0, p)), ValueError, ["strictly between 0 and 1", "no logit"]),
        (lambda y, p: (y, np.log(p)), ValueError, ["strictly between 0 and 1", "sigmoid(z)"]),
        (lambda y, p: (y, p * 0 + 0.25), ValueError, ["all 500 values of p are 0.25", "no slope"]),
        (lambda y, p: (y + 1, p), ValueError, ["labels 0 (negative) and 1 (positive)"]),
    ],
    ids=["lengths", "one class", "certain", "logits", "equal", "labels"],
)
def test_what_has_no_line_is_refused(change, error, words, refuses):
    y, p, _ = people()
    with refuses(error, *words):
        calibration_line(*change(y, p))


def test_groups_and_level_are_checked(refuses):
    y, p, groups = people()
    with refuses(ValueError, "groups must name the group of each of the 500 rows"):
        calibration_line(y, p, groups=groups[:-1])
    with refuses(ValueError, "level must be", "got 1.0"):
        calibration_line(y, p, level=1)


def test_classes_that_p_separates_have_no_slope(refuses):
    p = np.linspace(0.1, 0.9, 20)
    with refuses(ValueError, "separates the classes of these 20 rows", "Take more rows"):
        calibration_line((p > 0.5).astype(float), p)
