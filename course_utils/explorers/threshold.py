"""One threshold, and everything that moves with it."""

import math
from pathlib import Path
from typing import TypedDict

import matplotlib.pyplot as plt
import numpy as np
import torch
import traitlets

from .. import _checks
from ..functional import logit
from ..metrics import confusion_counts, counts_at_every_threshold, expected_cost
from ..models import LogisticRegression
from ..plotting import CLASSES, OUTCOMES, plot_cost, plot_precision_recall, plot_roc, plot_threshold
from ..widgets.base import SYNCED, Explorer, as_the_model, module, subplots
from ._cuts import Task, some_of_each_class, task_of, thinned

MOST_LOGIT = 10.0  # the scales end here


class Data(TypedDict):
    """What threshold.js reads: all that it needs to look up every count by itself."""

    cuts: list[float | None]  # from the highest down; the first calls nobody positive, and infinity is no JSON
    tp: list[int]  # among all rows, with p at or above the cut of the same place
    fp: list[int]
    n_positive: int
    n_negative: int
    thinned: bool  # whether `cuts` are only some of the distinct scores
    top: float  # the upper end of the slider: there, nobody is called positive
    prevalence: float  # in the sample
    task: Task
    points_p: list[float]  # the rows that are drawn
    points_y: list[float]
    line: list[float] | None  # weight and bias of the model that made p of x
    z_range: list[float]  # the logits between which the scales run


class ThresholdExplorer(Explorer):
    """One cut on x, on the logit and on p: who is called what, the four counts, ROC, precision-recall, cost.

    Moving the cut retrains nothing: every count is looked up among those of
    `metrics.counts_at_every_threshold`. With more than 400 distinct scores they are thinned: the
    browser gets about 400 cuts, evenly along the ROC curve and at each hundredth of p, each with
    the counts of all rows; `threshold` is then always one of them, and "cheapest" is meant
    among them. Of many rows only some are drawn.

    Parameters
    ----------
    y_true, p : arrays or tensors of shape (n_samples,) or (n_samples, 1)
        Labels, 0 or 1, both present, and predicted probabilities.
    x : array or tensor of the same shape, optional
    model : LogisticRegression with one feature, optional
        The model that made p of x. With both, the cut is also shown on x.
    threshold : float from 0 to 1, or infinite, default 0.5
        Infinity, which calls nobody positive, stands at the upper end of the slider, and minus
        infinity at 0.
    cost_fp : float, not negative, default 1
    cost_fn : float, not negative, and not 0 if `cost_fp` is
        That of the task if not given.
    prevalence : float from 0 to 1, optional
        Share of positives where the test will be used; that of the sample if not given.
    task_cost_fn : float above 0, default 5
        The task: what a miss costs in it, a false alarm costing 1.
    task_recall : float from 0 to 1, default 0.9
        The recall that it asks for at least; with 0, the task does not mention it.

    Attributes
    ----------
    tp, fp, fn, tn : int
        Counts at `threshold`, those of `metrics.confusion_counts`.
    cost : float
        `metrics.expected_cost` of these counts. All five follow the cut; setting them has no effect.

    Raises
    ------
    TypeError, ValueError
        As `metrics.counts_at_every_threshold` and `metrics.expected_cost`; if `p` is outside 0…1,
        if `x` comes without its model, or if the model predicts something else from it.

    Examples
    --------
    >>> ThresholdExplorer([0, 0, 1, 1], [0.2, 0.6, 0.4, 0.9], cost_fn=5)
    ThresholdExplorer(threshold=0.500, cost_fp=1.000, cost_fn=5.000, prevalence=0.500,
    tp=1, fp=1, fn=1, tn=1, cost=1.500)
    """

    _esm = module(Path(__file__).with_suffix(".js"))
    state = ("threshold", "cost_fp", "cost_fn", "prevalence", "tp", "fp", "fn", "tn", "cost")
    threshold = traitlets.Float(0.5).tag(**SYNCED)
    cost_fp = traitlets.Float(1.0, min=0).tag(**SYNCED)
    cost_fn = traitlets.Float(1.0, min=0).tag(**SYNCED)
    prevalence = traitlets.Float(0.5, min=0, max=1).tag(**SYNCED)
    tp = traitlets.Int().tag(**SYNCED)
    fp = traitlets.Int().tag(**SYNCED)
    fn = traitlets.Int().tag(**SYNCED)
    tn = traitlets.Int().tag(**SYNCED)
    cost = traitlets.Float().tag(**SYNCED)

    def __init__(
        self, y_true, p, *, x=None, model=None, threshold=0.5, cost_fp=1.0, cost_fn=None, prevalence=None,
        task_cost_fn=5.0, task_recall=0.9,
    ):
        y, p = _checks.labels_and_values(y_true, p, ("y_true", "p"))
        # float64, as the browser compares; each float32 keeps its value
        self._y, self._p = y.astype(np.float64), _checks.probabilities(p, "p").astype(np.float64)
        self._line = None if x is None else _line(self._y, self._p, x, model)
        every = counts_at_every_threshold(self._y, self._p)
        self._cuts = thinned(every)
        self._drawn = some_of_each_class(self._y, self._p)
        prevalence = self._y.mean() if prevalence is None else prevalence
        task_cost_fn = _checks.real_number(task_cost_fn, "task_cost_fn", minimum=0, open_ends=True)
        cost_fn = task_cost_fn if cost_fn is None else cost_fn
        threshold = _checks.real_number(threshold, "threshold", minimum=0, maximum=1, or_infinite=True)
        expected_cost(self._cuts, cost_fp=cost_fp, cost_fn=cost_fn, prevalence=prevalence)  # checks all three
        super().__init__(
            data=self._data((task_cost_fn, task_recall), is_thinned=self._cuts is not every),
            threshold=threshold,
            cost_fp=float(cost_fp),
            cost_fn=float(cost_fn),
            prevalence=float(prevalence),
        )
        self._count()

    def _data(self, task, *, is_thinned):
        cuts, line = self._cuts, self._line
        z = logit(torch.from_numpy(self._p)).clamp(-MOST_LOGIT, MOST_LOGIT)
        z_range = [min(0.0, z.min().item()) - 0.4, max(0.0, z.max().item()) + 0.4]
        return Data(
            cuts=[None, *cuts.thresholds[1:].tolist()],
            tp=cuts.tp.tolist(),
            fp=cuts.fp.tolist(),
            n_positive=cuts.n_positive,
            n_negative=cuts.n_negative,
            thinned=is_thinned,
            top=1.0 if self._p.max() < 1 else 1.001,
            prevalence=float(self._y.mean()),
            task=task_of(cuts, *task, z_range),
            points_p=self._p[self._drawn].tolist(),
            points_y=self._y[self._drawn].tolist(),
            line=None if line is None else [line[1].linear.weight.item(), line[1].linear.bias.item()],
            z_range=z_range,
        )

    @traitlets.validate("threshold")
    def _on_a_cut(self, proposal):
        asked, top = proposal["value"], self.data["top"]
        if np.isinf(asked):  # no number of JSON; nobody is called positive at the top, and everybody at 0
            asked = top if asked > 0 else 0.0
        if not 0 <= asked <= top:
            raise traitlets.TraitError(f"threshold must be between 0 and 1; got {asked}")
        if not self.data["thinned"]:
            return asked
        cuts = np.append(top, self._cuts.thresholds[1:])
        return float(cuts[np.argmin(np.abs(cuts - asked))])

    @traitlets.observe("threshold", "cost_fp", "cost_fn", "prevalence")
    def _count(self, change=None):
        counts = confusion_counts(self._y, self._p, self.threshold)
        cost = expected_cost(counts, cost_fp=self.cost_fp, cost_fn=self.cost_fn, prevalence=self.prevalence)
        self.set_trait("cost", float(cost))
        for name in ("tp", "fp", "fn", "tn"):
            self.set_trait(name, getattr(counts, name))

    def _open(self):
        """The threshold as a figure over x takes it, with no x for 0 and 1: infinite at the ends of the slider."""
        if self.threshold == 0:
            return -math.inf
        return math.inf if self.threshold > 1 or self.threshold == self.data["top"] else min(self.threshold, 1 - 1e-9)

    def static(self, axes=None):
        if axes is None:
            axes = plt.subplots(2, 2, figsize=(9.2, 7.2), layout="constrained")[1].ravel()
        figure, (cut, roc, precision, cost) = subplots(axes, 4)
        if self._line is None:
            _plot_cut(self._y, self._p, self.threshold, self._drawn, ax=cut)
        else:
            X, model = self._line
            y = torch.from_numpy(self._y).to(X.dtype).reshape(-1, 1)
            plot_threshold(model, X, y, threshold=self._open(), ax=cut)
        plot_roc(self._y, self._p, threshold=self.threshold, ax=roc)
        plot_precision_recall(self._y, self._p, threshold=self.threshold, ax=precision)
        settings = {"cost_fp": self.cost_fp, "cost_fn": self.cost_fn, "prevalence": self.prevalence}
        plot_cost(self._y, self._p, **settings, threshold=self.threshold, ax=cost)
        as_the_model(roc, "model")
        as_the_model(precision, "model")
        as_the_model(cost, "cost")
        for ax, title in zip(axes, ("one cut", "ROC", "precision and recall", "cost"), strict=True):
            ax.set_title(title)
        return figure


def _line(y, p, x, model):
    """x as a column and the model of one feature, once it is certain that it made p of x."""
    if not isinstance(model, LogisticRegression):
        raise TypeError(
            f"x needs the LogisticRegression that made p of it: pass model=…; got {_checks.describe(model)}"
        )
    model.decision_boundary()  # refuses several features, and a weight of 0
    _, x = _checks.labels_and_values(y, x, ("y_true", "x"))
    X = torch.as_tensor(x, dtype=model.linear.weight.dtype).reshape(-1, 1)
    gap = np.abs(model.predict_proba(X).numpy().ravel() - p).max()
    if gap > 1e-4:
        raise ValueError(f"p is not what the model predicts from x: they differ by up to {gap:.3g}")
    return X, model


def _plot_cut(y, p, threshold, drawn, *, ax):
    """The rows `drawn` by their p and by what became of them; the counts are of all."""
    counts = confusion_counts(y, p, threshold)
    y, p = y[drawn], p[drawn]
    for name, label, called_positive in OUTCOMES:
        chosen = (y == label) & ((p >= threshold) == called_positive)
        _, color, marker, _ = CLASSES[label]
        ax.plot(
            p[chosen], y[chosen], marker, color=color, markerfacecolor=color if called_positive else "white",
            label=f"{name}: {getattr(counts, name.lower())}",
        )
    ax.axvline(threshold, color="black", linestyle="--", linewidth=1)
    ax.set(xlabel="p", ylabel="y", ylim=(-0.5, 1.5), yticks=(0, 1))
    ax.legend(loc="center", fontsize=9)
