"""How bent may a curve be? One column in more and more pieces, on the rows that fitted it and on others."""

import math
from pathlib import Path

import numpy as np
import traitlets

from .. import _checks
from ..plotting import MODEL, NEUTRAL
from ..widgets.base import SYNCED, Explorer, column, module, subplots

MOST_PIECES = 20
N_GRID = 81
N_DOTS = 12
WEAK = 1e6  # scikit-learn's C: as good as no penalty, but a piece without a positive keeps a finite weight


class PiecesExplorer(Explorer):
    """A slider for the number of pieces: bins and a cubic spline of one column, and what they gain for whom.

    Left, both curves, fitted to all rows, and the observed shares; right, by how much the log loss
    falls below that of the share alone, on the rows that fitted and on those held out, as means over
    the splits.

    Parameters
    ----------
    x : array of shape (n_samples,)
    y : array of shape (n_samples,), 0 or 1
    splits : sequence of pairs of arrays of row numbers
        Which rows fit, and which are held out; as scikit-learn's splitters give them.
    pieces : int from 1 to 20, default 1
    x_label : str, default "x"

    Attributes
    ----------
    gains : dict of str to ndarray of shape (20,)
        Thousandths of log loss for 1 to 20 pieces: "bins" and "spline", each "fitted" and "held out",
        as in `gains["bins, held out"]`. `line` is the pair of the straight line.

    Raises
    ------
    TypeError, ValueError
        If x and y differ in length, are not finite, hold one class only or fewer than 40 different
        values of x, if there are no splits, or a held-out part is empty.

    Notes
    -----
    Edges and knots are quantiles of x among the rows that fit; of equal ones, one is kept. A bin
    predicts the share of its rows, with one row more that counts for the overall share.

    Examples
    --------
    >>> x = np.linspace(0, 10, 400)
    >>> y = (np.arange(400) * 37 % 100 < 10 * x).astype(int)
    >>> explorer = PiecesExplorer(x, y, [(np.arange(0, 400, 2), np.arange(1, 400, 2))], pieces=3)
    >>> explorer
    PiecesExplorer(pieces=3)
    """

    _esm = module(Path(__file__).with_suffix(".js"))
    state = ("pieces",)
    pieces = traitlets.Int(1, min=1, max=MOST_PIECES).tag(**SYNCED)

    def __init__(self, x, y, splits, *, pieces=1, x_label="x"):
        pieces = _checks.whole_number(pieces, "pieces", minimum=1)
        if pieces > MOST_PIECES:
            raise ValueError(f"pieces must be at most {MOST_PIECES}; got {pieces}")
        y, x = (values.astype(np.float64) for values in _checks.labels_and_values(y, x, ("y", "x")))
        if len(np.unique(x)) < 2 * MOST_PIECES:
            raise ValueError(f"x must have at least {2 * MOST_PIECES} different values; got {len(np.unique(x))}")
        parts = [(np.asarray(fitted), np.asarray(held_out)) for fitted, held_out in splits]
        if not parts or not all(len(held_out) for _, held_out in parts):
            raise ValueError("splits must hold at least one pair of rows that fit and rows held out, neither empty")
        counts = list(range(1, MOST_PIECES + 1))
        fits = {"bins": _Bins, "spline": _Spline}
        losses = {name: [[_gains(fit, n, x, y, *part) for part in parts] for n in counts] for name, fit in fits.items()}
        means = {name: 1000 * np.mean(found, axis=1) for name, found in losses.items()}
        self.gains = {
            f"{name}, {rows}": means[name][:, i] for name in fits for i, rows in enumerate(("fitted", "held out"))
        }
        self.line = tuple(1000 * np.mean([_gains(_Spline, 0, x, y, *part) for part in parts], axis=0))
        grid = np.linspace(x.min(), x.max(), N_GRID)
        bins = [_Bins(n, x, y) for n in counts]
        dots = _Bins(N_DOTS, x, y)
        middles = [float(x[dots.which(x) == i].mean()) for i in range(len(dots.shares))]
        top = 1.35 * dots.shares.max()
        super().__init__(
            pieces=pieces,
            data={
                "grid": column(grid, 4),
                "line": column(_Spline(0, x, y)(grid), 5),
                "spline": [column(_Spline(n, x, y)(grid), 5) for n in counts],
                "bins": [{"edges": column(b.edges), "shares": column(b.shares, 5)} for b in bins],
                "dots": {"x": [float(f"{m:.5g}") for m in middles], "shares": column(dots.shares, 5)},
                "top": float(f"{top:.2g}"),
                "gains": {name: column(values, 9) for name, values in self.gains.items()},
                "line_gains": [float(f"{value:.9g}") for value in self.line],
                "x_label": str(x_label),
                "enough": _enough(self.gains["spline, held out"], self.gains["spline, fitted"]),
            },
        )

    def static(self, axes=None):
        figure, (left, right) = subplots(axes, 2)
        data, i = self.data, self.pieces - 1
        left.plot(
            data["dots"]["x"], data["dots"]["shares"], "o", color=NEUTRAL, markerfacecolor="white", label="observed"
        )
        left.plot(data["grid"], data["line"], ":", color=NEUTRAL, label="straight line")
        edges = [data["grid"][0], *data["bins"][i]["edges"], data["grid"][-1]]
        left.stairs(
            data["bins"][i]["shares"], edges, baseline=None, color=NEUTRAL, linestyle="--", linewidth=1.5, label="bins"
        )
        left.plot(data["grid"], data["spline"][i], color=MODEL, linewidth=2.5, label="spline")
        left.set(title=_pieces(self.pieces), xlabel=data["x_label"], ylabel="share of positives", ylim=(0, data["top"]))
        left.legend(fontsize=8)
        counts = np.arange(1, MOST_PIECES + 1)
        for name, color, style in (("bins", NEUTRAL, "--"), ("spline", MODEL, "-")):
            right.plot(counts, data["gains"][f"{name}, fitted"], style, color=color, linewidth=1)
            right.plot(counts, data["gains"][f"{name}, held out"], style, color=color, linewidth=2.5, label=name)
        right.axhline(data["line_gains"][1], color=NEUTRAL, linestyle=":", label="straight line")
        right.axvline(self.pieces, color=NEUTRAL, linewidth=0.8)
        right.set_xticks([1, *range(5, MOST_PIECES + 1, 5)])
        right.set(
            title="thin: the rows that fitted; thick: others",
            xlabel="pieces",
            ylabel="gain of log loss, in thousandths",
        )
        right.legend(fontsize=8)
        return figure


class _Bins:
    """The share of positives in each of n bins with about equally many rows."""

    def __init__(self, n, x, y):
        self.edges = np.unique(np.quantile(x, np.arange(1, n) / n, method="inverted_cdf"))
        self.edges = self.edges[self.edges > x.min()]
        n_rows, n_positive = (np.bincount(self.which(x), weights, len(self.edges) + 1) for weights in (None, y))
        self.shares = (n_positive + y.mean()) / (n_rows + 1)

    def which(self, x):
        return np.searchsorted(self.edges, x, side="right")

    def __call__(self, x):
        return self.shares[self.which(x)]


class _Spline:
    """A logistic regression on a cubic spline of n pieces, straight beyond its knots; for 0 pieces, on x itself."""

    def __init__(self, n, x, y):
        from sklearn.linear_model import LogisticRegression
        from sklearn.preprocessing import FunctionTransformer, SplineTransformer

        values, first = np.unique(x, return_inverse=True)
        negative, positive = (np.bincount(first, weights) for weights in (1 - y, y))
        self.start, self.width = values[0], values[-1] - values[0]
        at = self._scaled(values)
        self.bend = FunctionTransformer()
        if n:
            knots = np.unique(np.quantile(self._scaled(x), np.linspace(0, 1, n + 1), method="inverted_cdf"))
            self.bend = SplineTransformer(knots=knots[:, None], extrapolation="linear", include_bias=False)
        X = self.bend.fit_transform(at)
        self.model = LogisticRegression(C=WEAK, solver="newton-cholesky", tol=1e-8)
        labels = np.repeat([0, 1], len(values))
        self.model.fit(np.concatenate([X, X]), labels, sample_weight=np.concatenate([negative, positive]))

    def _scaled(self, x):
        return ((x - self.start) / self.width).reshape(-1, 1)

    def __call__(self, x):
        return self.model.predict_proba(self.bend.transform(self._scaled(x)))[:, 1]


def _gains(fit, n, x, y, fitted, held_out):
    """By how much the log loss falls below that of the share of the fitted rows, on them and on the others."""
    curve, share = fit(n, x[fitted], y[fitted]), y[fitted].mean()
    return [_log_loss(y[rows], np.full(len(rows), share)) - _log_loss(y[rows], curve(x[rows]))
            for rows in (fitted, held_out)]  # fmt: skip


def _log_loss(y, p):
    p = np.clip(p, 1e-12, 1 - 1e-12)  # where a curve runs to 0 or 1, a wrong row costs much, but not all
    return -np.mean(np.where(y == 1, np.log(p), np.log1p(-p)))


def _enough(others, fitted):
    """What the tasks ask for, so that at least three numbers of pieces beside each other do: rounded down."""
    best = int(others.argmax())
    near_best = max(min(others[i : i + 3]) for i in range(max(best - 2, 0), min(best, MOST_PIECES - 3) + 1))
    return {"spline": math.floor(100 * near_best) / 100, "gap": math.floor(10 * min((fitted - others)[-4:])) / 10}


def _pieces(n):
    return "1 piece" if n == 1 else f"{n} pieces"
