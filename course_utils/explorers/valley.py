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
from ._people import columns, people_in_order

MOST_STEPS = 100
LEVELS = (1, 0.25, 0.0625)  # of the loss that is left at the start
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
        Weight and bias at which both walks begin, in the units of X.
    lr_raw, lr_standardised : float above 0, up to 1.37 times the edge of each, default 0.1
    steps : int from 0 to 100, default 20

    Attributes
    ----------
    edges : pair of float
        The learning rates above which no walk settles, 2 / the largest curvature: raw, standardised.
    curvatures : pair of pairs of float
        Along and across the valley: raw, standardised.

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

    def __init__(self, X=None, y=None, *, start=(0.1, 0.7), lr_raw=0.1, lr_standardised=0.1, steps=20):
        x, y, _ = people_in_order(X, y)
        if x[y == 0].max() <= x[y == 1].min() or x[y == 1].max() <= x[y == 0].min():
            raise ValueError("one cut separates the classes, so the loss has no lowest point and no valley around it")
        weight, bias = (_checks.real_number(value, "each of start") for value in start)
        mean, spread = x.mean(), x.std(ddof=1)
        self._valleys = (
            _Valley(x, y, (weight, bias)),
            _Valley((x - mean) / spread, y, (weight * spread, bias + weight * mean)),
        )
        self.edges = tuple(valley.edge for valley in self._valleys)
        self.curvatures = tuple(tuple(valley.curvatures.tolist()) for valley in self._valleys)
        rates = {}
        for name, rate, edge in zip(("lr_raw", "lr_standardised"), (lr_raw, lr_standardised), self.edges, strict=True):
            most = float(f"{BEYOND_EDGE * edge:.2g}")
            rates[name] = _checks.real_number(rate, name, minimum=0, maximum=most)
        steps = _checks.whole_number(steps, "steps", minimum=0)
        if steps > MOST_STEPS:
            raise ValueError(f"steps must be at most {MOST_STEPS}; got {steps}")
        super().__init__(steps=steps, data={"valleys": [valley.data() for valley in self._valleys],
                                            "levels": list(LEVELS), "most_steps": MOST_STEPS}, **rates)  # fmt: skip

    def left(self):
        """The share of the loss above the lowest that the steps leave: raw, standardised.

        Returns
        -------
        pair of float
            Above 1 where the walk has come farther away.
        """
        rates = (self.lr_raw, self.lr_standardised)
        return tuple(float(v.left(rate, self.steps)) for v, rate in zip(self._valleys, rates, strict=True))

    def static(self, axes=None):
        figure, axes = subplots(axes, 2)
        rates, names = (self.lr_raw, self.lr_standardised), ("x as measured", "x standardised")
        for ax, valley, rate, name, left in zip(axes, self._valleys, rates, names, self.left(), strict=True):
            for level in LEVELS:
                ax.plot(*valley.contour(level).T, color="0.6", linewidth=0.8)
            path = valley.path(rate, self.steps)
            ax.plot(*path.T, "-o", color=NEUTRAL, markersize=2.5, linewidth=1)
            ax.plot(*valley.optimum, marker=marker("best"), color=TRUTH, markersize=13)
            ax.plot(*path[0], marker=marker("start"), color=NEUTRAL)
            ax.plot(*path[-1], **MARK)
            (weights, biases) = valley.view()
            ax.set(title=f"{name}: edge {valley.edge:.3f}, {left:.3f} left" if left < 1000 else f"{name}: away",
                   xlabel="weight", ylabel="bias", xlim=weights, ylim=biases)  # fmt: skip
        return figure


class _Valley:
    """The paraboloid that the second derivatives at the optimum describe, and a start on it."""

    def __init__(self, x, y, start):
        X, labels = columns(x, y)
        model = LogisticRegression(1).double()
        fit_newton(model, X, labels, tol=1e-18)
        self.optimum = np.array([model.linear.weight.item(), model.linear.bias.item()])
        self.curvatures, self.directions = np.linalg.eigh(hessian(model, X, labels))  # along, then across
        self.directions *= np.sign(self.directions[0])  # towards larger weights: eigh leaves the sign open
        self.edge = float(2 / self.curvatures[1])
        self.away = self.directions.T @ (np.array(start) - self.optimum)
        self.loss = float(self.curvatures @ self.away**2) / 2
        if self.loss < 1e-12:
            raise ValueError(f"start must lie away from the optimum, weight {start[0]:.3f} and bias {start[1]:.3f}")

    def left(self, lr, steps):
        away = self.away * (1 - lr * self.curvatures) ** steps
        return self.curvatures @ away**2 / 2 / self.loss

    def path(self, lr, steps):
        shrunk = (1 - lr * self.curvatures) ** np.arange(steps + 1)[:, np.newaxis]
        return self.optimum + (self.away * shrunk) @ self.directions.T

    def contour(self, level):
        angle = np.linspace(0, 2 * np.pi, 121)
        radii = np.sqrt(2 * level * self.loss / self.curvatures)
        return self.optimum + (radii * np.stack([np.cos(angle), np.sin(angle)], axis=1)) @ self.directions.T

    def view(self):
        """The ends of both axes: all of the outermost contour, and some room."""
        reach = 1.25 * np.abs(self.contour(1) - self.optimum).max(axis=0)
        return [[centre - r, centre + r] for centre, r in zip(self.optimum.tolist(), reach.tolist(), strict=True)]

    def data(self):
        return {
            "optimum": column(self.optimum),
            "curvatures": column(self.curvatures),
            "directions": column(self.directions.T),  # along, then across
            "away": column(self.away),
            "view": [column(np.array(ends)) for ends in self.view()],
            "most": float(f"{BEYOND_EDGE * self.edge:.2g}"),
        }
