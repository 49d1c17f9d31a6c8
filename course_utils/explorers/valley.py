"""One valley in two units: how far a learning rate may go, and how long a walk then takes."""

from pathlib import Path

import numpy as np
import traitlets

from .. import _checks
from ..models import LogisticRegression
from ..newton import fit_newton, hessian
from ..plotting import MARK, NEUTRAL, TRUTH
from ..widgets.base import SYNCED, Explorer, column, module, subplots
from ..widgets.tokens import marker
from ._one_feature import columns, people_in_order

MOST_STEPS = 100
LEVELS = (1, 0.25, 0.0625)  # of the loss that is left at the start
ROUND = 4  # times the smaller curvature: an ellipse not twice as long as wide
BEYOND_EDGE = 1.37  # times the edge: how far the sliders reach


class ValleyExplorer(Explorer):
    """Gradient descent on the paraboloid at the optimum: with x as it was measured, and with x standardised.

    Both walks begin with the same curve; each has a learning rate of its own. Contours are those of
    the second derivatives at the optimum, so that each direction shrinks by its own factor,
    1 - lr · curvature, in every step.

    Parameters
    ----------
    X, y : arrays or tensors of shape (n_samples,) or (n_samples, 1), at most 200 rows
        Without them: the forty people of the reference example.
    start : pair of float, default (0.1, 0.7)
        Weight and bias at which both walks begin, in the units of X. A hand may move it to other places of
        the same loss.
    lr_raw, lr_standardised : float above 0, up to 1.37 times the edge of each, default 0.1
    steps : int from 0 to 100, default 20

    Attributes
    ----------
    edges : pair of float
        The learning rates above which no walk settles, 2 / the largest curvature: raw, standardised.
    curvatures : pair of pairs of float
        Along and across the valley: raw, standardised.
    angle : float from 0 to 360
        Which place of that loss the start is, in degrees around the narrow valley's ellipse: 0 and 180 lie along it,
        90 and 270 across.

    Raises
    ------
    TypeError, ValueError
        If X and y do not fit each other, a value is not a number in range, one cut separates the classes,
        or the start is the optimum.

    Examples
    --------
    >>> explorer = ValleyExplorer()
    >>> explorer
    ValleyExplorer(lr_raw=0.100, lr_standardised=0.100, steps=20)
    >>> [round(edge, 3) for edge in explorer.edges]
    [0.365, 11.026]
    """

    _esm = module(Path(__file__).with_suffix(".js"))
    state = ("lr_raw", "lr_standardised", "steps")
    lr_raw = traitlets.Float(0.1, min=0).tag(**SYNCED)
    lr_standardised = traitlets.Float(0.1, min=0).tag(**SYNCED)
    steps = traitlets.Int(20, min=0, max=MOST_STEPS).tag(**SYNCED)
    angle = traitlets.Float(min=0, max=360).tag(**SYNCED)

    def __init__(self, X=None, y=None, *, start=(0.1, 0.7), lr_raw=0.1, lr_standardised=0.1, steps=20):
        x, y, _ = people_in_order(X, y)
        if x[y == 0].max() <= x[y == 1].min() or x[y == 1].max() <= x[y == 0].min():
            raise ValueError("one cut separates the classes, so the loss has no lowest point and no valley around it")
        weight, bias = (_checks.real_number(value, "each of start") for value in start)
        mean, spread = x.mean(), x.std(ddof=1)
        self._unit = mean, spread
        valleys = _Valley(x, y), _Valley((x - mean) / spread, y)
        self._valleys = valleys
        away = valleys[0].away((weight, bias))
        self._loss = valleys[0].loss(away)  # and so in the other, where the same curve lies
        if self._loss < 1e-12:
            raise ValueError(f"start must lie away from the optimum, weight {weight:.3f} and bias {bias:.3f}")
        self.edges = tuple(valley.edge for valley in self._valleys)
        self.curvatures = tuple(tuple(valley.curvatures.tolist()) for valley in self._valleys)
        rates = {}
        for name, rate, edge in zip(("lr_raw", "lr_standardised"), (lr_raw, lr_standardised), self.edges, strict=True):
            most = float(f"{BEYOND_EDGE * edge:.2g}")
            rates[name] = _checks.real_number(rate, name, minimum=0, maximum=most)
        steps = _checks.whole_number(steps, "steps", minimum=0)
        if steps > MOST_STEPS:
            raise ValueError(f"steps must be at most {MOST_STEPS}; got {steps}")
        super().__init__(
            steps=steps,
            angle=float(np.degrees(np.arctan2(*(away * np.sqrt(valleys[0].curvatures))[::-1])) % 360),
            data={
                "valleys": [valley.data(self._loss) for valley in valleys],
                "loss": float(f"{self._loss:.9g}"),
                "unit": [float(mean), float(spread)],
                "levels": list(LEVELS),
                "most_steps": MOST_STEPS,
            },
            **rates,
        )

    def _away(self):
        """The start along and across each valley, away from its lowest point."""
        narrow, round_ = self._valleys
        away = narrow.at_angle(np.radians(self.angle), self._loss)
        weight, bias = narrow.optimum + narrow.directions @ away
        mean, spread = self._unit
        return away, round_.away((weight * spread, bias + weight * mean))

    def left(self):
        """The share of the loss above the lowest that the steps leave: raw, standardised.

        Returns
        -------
        pair of float
            Above 1 where the walk has come farther away.
        """
        rates = (self.lr_raw, self.lr_standardised)
        walks = zip(self._valleys, rates, self._away(), strict=True)
        return tuple(valley.loss(valley.after(rate, self.steps, away)) / self._loss for valley, rate, away in walks)

    def static(self, axes=None):
        figure, axes = subplots(axes, 2)
        rates, names = (self.lr_raw, self.lr_standardised), ("x as measured", "x standardised")
        walks = zip(axes, self._valleys, rates, names, self.left(), self._away(), strict=True)
        for ax, valley, rate, name, left, away in walks:
            for level in LEVELS:
                ax.plot(*valley.contour(level * self._loss).T, color="0.6", linewidth=0.8)
            path = valley.path(rate, self.steps, away)
            ax.plot(*path.T, "-o", color=NEUTRAL, markersize=2.5, linewidth=1)
            ax.plot(*valley.optimum, marker=marker("best"), color=TRUTH, markersize=13)
            ax.plot(*path[0], marker=marker("start"), color=NEUTRAL)
            ax.plot(*path[-1], **MARK)
            (weights, biases) = valley.view(self._loss)
            ax.set(title=f"{name}: edge {valley.edge:.3f}, {left:.3f} left" if left < 1000 else f"{name}: away",
                   xlabel="weight", ylabel="bias", xlim=weights, ylim=biases)  # fmt: skip
        axes[1].set_aspect("equal", adjustable="datalim")  # round is round, and more is shown around it
        axes[1].set_box_aspect(1)  # so that what is round looks round
        return figure


class _Valley:
    """The paraboloid that the second derivatives at the optimum describe; distances are along and across it."""

    def __init__(self, x, y):
        X, labels = columns(x, y)
        model = LogisticRegression(1).double()
        fit_newton(model, X, labels, tol=1e-18)
        self.optimum = np.array([model.linear.weight.item(), model.linear.bias.item()])
        self.curvatures, self.directions = np.linalg.eigh(hessian(model, X, labels))  # along, then across
        self.directions *= np.sign(self.directions[0])  # towards larger weights: eigh leaves the sign open
        self.edge = float(2 / self.curvatures[1])

    def away(self, start):
        return self.directions.T @ (np.array(start) - self.optimum)

    def loss(self, away):
        """Above the lowest."""
        return float(self.curvatures @ away**2) / 2

    def after(self, lr, steps, away):
        return away * (1 - lr * self.curvatures) ** steps

    def path(self, lr, steps, away):
        return self.optimum + self.after(lr, np.arange(steps + 1)[:, np.newaxis], away) @ self.directions.T

    def at_angle(self, angle, loss):
        return np.sqrt(2 * loss / self.curvatures) * np.stack([np.cos(angle), np.sin(angle)], axis=-1)

    def contour(self, loss):
        return self.optimum + self.at_angle(np.linspace(0, 2 * np.pi, 121), loss) @ self.directions.T

    def view(self, loss):
        """The ends of both axes: all of the contour of this loss, and some room; to one scale where it is round."""
        reach = 1.25 * np.abs(self.contour(loss) - self.optimum).max(axis=0)
        if self.curvatures[1] < ROUND * self.curvatures[0]:
            reach[:] = reach.max()
        return [[centre - r, centre + r] for centre, r in zip(self.optimum.tolist(), reach.tolist(), strict=True)]

    def data(self, loss):
        return {
            "optimum": column(self.optimum),
            "curvatures": column(self.curvatures),
            "directions": column(self.directions.T),  # along, then across
            "view": [column(np.array(ends)) for ends in self.view(loss)],
            "most": float(f"{BEYOND_EDGE * self.edge:.2g}"),
        }
