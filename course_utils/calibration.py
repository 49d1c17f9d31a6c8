"""How well predicted probabilities agree with what happened: intercept and slope, with intervals."""

import warnings
from statistics import NormalDist
from typing import NamedTuple

import numpy as np
import torch

from . import _checks
from .functional import logit, sigmoid
from .models import LogisticRegression
from .newton import SeparationWarning, fit_newton, standard_errors


class CalibrationLine(NamedTuple):
    """The line that would put the logits right, logit p -> intercept + slope · logit p.

    `intercept` is the shift that is still missing with the slope left at 1 ("calibration in the
    large"): above 0, more happened than was predicted. `slope` below 1: the predictions are too
    extreme, the high ones too high and the low ones too low. Perfect are 0 and 1. `shift` and
    `slope` together are the line that recalibrates.
    """

    intercept: float
    intercept_low: float
    intercept_high: float
    slope: float
    slope_low: float
    slope_high: float
    shift: float

    def __call__(self, p):
        """Predicted probabilities, recalibrated by `shift` and `slope`; tensor of the shape of `p`."""
        return sigmoid(self.shift + self.slope * logit(_checks.float_tensor(p, "p")))


def calibration_line(y_true, p, *, groups=None, level=0.95):
    """Intercept and slope of the calibration, on rows that did not fit the model.

    Parameters
    ----------
    y_true : array or tensor of 0 and 1, shape (n_samples,) or (n_samples, 1)
    p : array or tensor of probabilities strictly between 0 and 1, of the same shape
    groups : array of shape (n_samples,), optional
        The group of each row, such as the person: its rows may resemble each other, and the
        intervals allow for it. Without it every row counts as independent.
    level : float, strictly between 0 and 1, default 0.95

    Returns
    -------
    CalibrationLine

    Raises
    ------
    TypeError, ValueError
        If the lengths differ, a label is not 0 or 1, there is one class only, a probability is 0 or 1
        (its logit is infinite), all are equal (they have no slope), or the classes are separated by p.

    References
    ----------
    D. R. Cox, "Two Further Applications of a Model for Binary Regression", Biometrika 1958;
    B. Van Calster et al., "Calibration: the Achilles heel of predictive analytics", BMC Medicine 2019.

    Examples
    --------
    >>> p = torch.tensor([0.1, 0.3, 0.3, 0.6, 0.6, 0.8, 0.9, 0.9])
    >>> y = torch.tensor([0.0, 0, 1, 1, 0, 1, 1, 1])
    >>> line = calibration_line(y, p)
    >>> round(line.intercept, 2), round(line.slope, 2)
    (0.38, 1.31)
    """
    y, p = _checks.labels_and_values(y_true, p, ("y_true", "p"))
    level = _checks.real_number(level, "level", minimum=0, maximum=1, open_ends=True)
    y, p = torch.tensor(y[:, None], dtype=torch.float64), torch.tensor(p[:, None], dtype=torch.float64)
    certain = int(((p <= 0) | (p >= 1)).sum())
    if certain:
        raise ValueError(
            f"{certain} of {len(p)} values of p are not strictly between 0 and 1: they have no logit. "
            "Logits are turned into probabilities by sigmoid(z)"
        )
    if bool((p == p[0]).all()):
        raise ValueError(f"all {len(p)} values of p are {p[0].item():.4g}: equal predictions have no slope")
    reach = NormalDist().inv_cdf((1 + level) / 2)
    z = logit(p)
    model = LogisticRegression(1).double()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", SeparationWarning)
            fit_newton(model, z, y)
    except SeparationWarning:
        raise ValueError(
            f"p separates the classes of these {len(p)} rows: every slope is too flat. Take more rows"
        ) from None
    slope, shift = model.linear.weight.item(), model.linear.bias.item()
    error = standard_errors(model, z, y, groups=groups)[0]
    intercept, error_of_intercept = _shift_alone(z, y, groups)
    return CalibrationLine(
        intercept, intercept - reach * error_of_intercept, intercept + reach * error_of_intercept,
        slope, float(slope - reach * error), float(slope + reach * error), shift,
    )  # fmt: skip


def _shift_alone(z, y, groups):
    """The shift a for which sigmoid(z + a) expects as many positives as there are, and its standard error."""
    z, y = z.numpy().ravel(), y.numpy().ravel()
    a = 0.0
    for _ in range(100):
        p = 1 / (1 + np.exp(-(z + a)))
        step = (y - p).sum() / (p * (1 - p)).sum()
        a += float(np.clip(step, -1, 1))  # the steps are short at first: far out the curve is nearly level
        if abs(step) < 1e-12:
            break
    curvature = (p * (1 - p)).sum()
    if groups is None:
        return a, float(1 / np.sqrt(curvature))
    group, n_groups = _checks.group_of_each(groups, len(y))
    totals = np.bincount(group, weights=y - p, minlength=n_groups)
    return a, float(np.sqrt((totals**2).sum() * n_groups / (n_groups - 1)) / curvature)
