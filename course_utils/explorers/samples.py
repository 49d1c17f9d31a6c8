"""A thousand samples of forty people, and the curve that each of them would have taught: the luck of one sample."""

from pathlib import Path

import numpy as np
import torch
import traitlets

from .. import _checks
from ..data import REFERENCE_OVERLAP, X_MAX, make_overlapping_classes, overlap_interval
from ..plotting import NEUTRAL, TRUTH, plot_true_posterior
from ..widgets.base import SYNCED, Explorer, column, module, subplots
from ..widgets.tokens import COLOURS

MOST_SAMPLES = 1000
N_SHOWN = 40  # curves drawn singly; the band has all of them
N_WITH_POINTS = 30  # samples whose people the browser gets
MIDDLE = (0.05, 0.95)
N_STEPS = 25  # of Newton's method: on forty people it needs about six


class SamplesExplorer(Explorer):
    """Draw one sample after another, and see the curve that is fitted to each beside the truth.

    Sample number s is `data.make_overlapping_classes(class_size, class_size, overlap=overlap, seed=s)`,
    and its curve is where Newton's method ends.

    Parameters
    ----------
    n_samples : int from 2 to 1000, default 1000
    drawn : int from 1 to n_samples, default 1
        How many of them are drawn already.
    at : float from 0 to 10, default 5
        The x whose predicted probabilities are counted on the right.
    class_size : int from 5 to 300, default 20
    overlap : float from 0 to 10, default 4

    Attributes
    ----------
    parameters : ndarray of shape (n_samples, 2)
        Weight and bias of each curve.

    Raises
    ------
    TypeError, ValueError
        If a value is not a number in range; if one cut separates the classes in some of the samples,
        as those have no best curve.

    Examples
    --------
    >>> explorer = SamplesExplorer(30, drawn=3)
    >>> explorer
    SamplesExplorer(drawn=3, at=5.000)
    >>> explorer.predicted(3.0).round(3)
    array([0.202, 0.177, 0.184])
    """

    _esm = module(Path(__file__).with_suffix(".js"))
    state = ("drawn", "at")
    drawn = traitlets.Int(1, min=1).tag(**SYNCED)
    at = traitlets.Float(5.0, min=0, max=X_MAX).tag(**SYNCED)

    def __init__(self, n_samples=MOST_SAMPLES, *, drawn=1, at=5.0, class_size=20, overlap=REFERENCE_OVERLAP):
        n_samples = _checks.whole_number(n_samples, "n_samples", minimum=2)
        class_size = _checks.whole_number(class_size, "class_size", minimum=5)
        for value, name, most in ((n_samples, "n_samples", MOST_SAMPLES), (class_size, "class_size", 300)):
            if value > most:
                raise ValueError(f"{name} must be at most {most}; got {value}")
        drawn = _checks.whole_number(drawn, "drawn", minimum=1)
        if drawn > n_samples:
            raise ValueError(f"drawn must be at most n_samples, {n_samples}; got {drawn}")
        self.overlap = overlap_interval(overlap)[1] - overlap_interval(overlap)[0]
        samples = [
            make_overlapping_classes(class_size, class_size, overlap=overlap, seed=seed)[0] for seed in range(n_samples)
        ]
        self._x = torch.stack(samples)[:, :, 0].double().numpy()
        self._y = np.repeat([0.0, 1.0], class_size)
        self.parameters = _fits(self._x, self._y)
        super().__init__(
            drawn=drawn,
            at=_checks.real_number(at, "at", minimum=0, maximum=X_MAX),
            data={
                "weight": column(self.parameters[:, 0]),
                "bias": column(self.parameters[:, 1]),
                "points": [column(x, 5) for x in self._x[:N_WITH_POINTS]],
                "class_size": class_size,
                "truth": list(overlap_interval(overlap)),
                "shown": N_SHOWN,
                "middle": list(MIDDLE),
            },
        )

    @traitlets.validate("drawn")
    def _no_more_than_there_are(self, proposal):
        most = len(self.data.get("weight", [])) or proposal["value"]
        if proposal["value"] > most:
            raise traitlets.TraitError(f"this explorer holds {most} samples; got drawn={proposal['value']}")
        return proposal["value"]

    def predicted(self, x):
        """The probability that each curve drawn so far predicts at x.

        Parameters
        ----------
        x : float

        Returns
        -------
        ndarray of shape (drawn,)
        """
        x = _checks.real_number(x, "x")
        weight, bias = self.parameters[: self.drawn].T
        return _sigmoid(weight * x + bias)

    def static(self, axes=None):
        figure, (curves, counts) = subplots(axes, 2)
        x = np.linspace(0, X_MAX, 101)
        p = np.array([self.predicted(place) for place in x])
        plot_true_posterior(overlap=self.overlap, ax=curves)
        if self.drawn > 1:
            band = np.quantile(p, MIDDLE, axis=1)
            curves.fill_between(x, *band, color=COLOURS["model"], alpha=0.3, label="middle 90 %")
        curves.plot(x, p[:, -N_SHOWN:], color="0.65", linewidth=0.8, zorder=1)
        curves.plot(x, p[:, -1], color=COLOURS["model"], linewidth=2, label=f"sample {self.drawn:,}")
        curves.axvline(self.at, color=NEUTRAL, linestyle=":", linewidth=1)
        curves.set_title("1 sample" if self.drawn == 1 else f"{self.drawn:,} samples")
        curves.legend(fontsize=8)
        counts.hist(self.predicted(self.at), np.linspace(0, 1, 21), color=COLOURS["model"], alpha=0.5)
        counts.set(title=f"predicted at x = {self.at:.1f}", xlabel="P(y = 1 | x)", ylabel="samples")
        start, end = self.data["truth"]
        truth = 0.5 if start <= self.at <= end else float(self.at > end)
        counts.axvline(truth, color=TRUTH, linewidth=2.5, label="truth")
        counts.legend(fontsize=8)
        return figure


def _fits(x, y):
    """Weight and bias of the lowest loss for each sample: Newton's method from 0, on all samples side by side.

    Parameters
    ----------
    x : array of shape (n_samples, n_people)
    y : array of shape (n_people,)

    Returns
    -------
    array of shape (n_samples, 2)
    """
    centre = x.mean()  # with x near 0 the two slopes hardly disturb each other, and Newton's steps are safe
    rows = np.stack([x - centre, np.ones_like(x)], axis=-1)
    theta = np.zeros((len(x), 2))
    negatives, positives = x[:, y == 0], x[:, y == 1]
    without = (negatives.max(axis=1) <= positives.min(axis=1)) | (positives.max(axis=1) <= negatives.min(axis=1))
    for _ in range(0 if without.any() else N_STEPS):
        p = _sigmoid(np.einsum("snk,sk->sn", rows, theta))
        gradient = np.einsum("snk,sn->sk", rows, p - y)
        curvature = np.einsum("snk,sn,snl->skl", rows, p * (1 - p), rows)
        theta -= np.linalg.solve(curvature, gradient[:, :, np.newaxis])[:, :, 0]
    if without.any():
        raise ValueError(
            f"in {without.sum()} of the {len(x)} samples one cut separates the classes, and then no curve is the "
            "best. Take a larger overlap or class_size"
        )
    return np.column_stack([theta[:, 0], theta[:, 1] - theta[:, 0] * centre])


def _sigmoid(z):
    return 1 / (1 + np.exp(-z))
