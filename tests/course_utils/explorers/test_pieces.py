"""The pieces explorer from Python's side: curves and gains by other means, what it refuses, and its picture."""

import numpy as np
import pytest
from support.explorers import BENT
from support.rows import each_row

from course_utils.explorers import PiecesExplorer

exec(BENT, variables := {"np": np})
X, Y, HALVES = (variables[name] for name in ("bent_x", "bent_y", "halves"))


@pytest.fixture(scope="module")
def explorer():
    made = PiecesExplorer(X, Y, HALVES, pieces=3, x_label="age")
    yield made
    made.close()


def log_loss(y, p):
    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))


def gain(p, fitted, rows):
    return 1000 * (log_loss(Y[rows], np.full(len(rows), Y[fitted].mean())) - log_loss(Y[rows], p))


def test_bins_predict_the_share_of_their_rows_and_one_row_more(explorer):
    for n in (1, 2, 7, 20):
        bins = explorer.data["bins"][n - 1]
        assert len(bins["shares"]) == n
        sizes = np.diff([0, *np.searchsorted(X, bins["edges"]), len(X)])
        assert sizes.max() - sizes.min() <= 3
        edges = [-np.inf, *bins["edges"], np.inf]
        for low, high, share in zip(edges, edges[1:], bins["shares"], strict=False):
            rows = Y[(low <= X) & (high > X)]
            assert share == pytest.approx((rows.sum() + Y.mean()) / (len(rows) + 1), abs=1e-4)


def test_spline_and_line_are_those_of_the_package(explorer):
    import torch
    from sklearn.preprocessing import SplineTransformer

    from course_utils.models import LogisticRegression
    from course_utils.newton import fit_newton

    grid = np.array(explorer.data["grid"])
    y = torch.tensor(Y, dtype=torch.float64).reshape(-1, 1)
    knots = np.quantile(X, np.linspace(0, 1, 5), method="inverted_cdf")[:, None]
    bend = SplineTransformer(knots=knots, extrapolation="linear", include_bias=False).fit(X[:, None])
    columns = {"line": lambda x: x[:, None], "spline": lambda x: bend.transform(x[:, None])}
    for name, make in columns.items():
        model = LogisticRegression(make(X).shape[1]).double()
        fit_newton(model, torch.tensor(make(X)), y)
        p = model.predict_proba(torch.tensor(make(grid))).numpy().ravel()
        found = explorer.data["line"] if name == "line" else explorer.data["spline"][3]
        np.testing.assert_allclose(found, p, atol=2e-4)


def test_gains_are_means_over_the_splits_on_either_side(explorer):
    for side, which in (("fitted", 0), ("held out", 1)):
        found = []
        for part in HALVES:
            edges = np.quantile(X[part[0]], np.arange(1, 6) / 6, method="inverted_cdf")
            of_fitted, of_rows = (np.searchsorted(edges, X[rows], side="right") for rows in (part[0], part[which]))
            share = Y[part[0]].mean()
            p = [(Y[part[0]][of_fitted == i].sum() + share) / ((of_fitted == i).sum() + 1) for i in range(6)]
            found.append(gain(np.array(p)[of_rows], part[0], part[which]))
        assert explorer.gains[f"bins, {side}"][5] == pytest.approx(np.mean(found))
    assert explorer.gains["bins, held out"][0] == pytest.approx(0, abs=1e-9)


def test_more_pieces_fit_the_rows_better_and_others_worse_in_the_end(explorer):
    spline, others = explorer.gains["spline, fitted"], explorer.gains["spline, held out"]
    assert spline[0] > explorer.line[0], "a cubic holds the straight line"
    assert spline[-1] > spline[3] > spline[0]
    assert others.argmax() < 8
    assert others[-1] < others.max() - 10


@pytest.mark.slow
def test_a_piece_without_a_positive_keeps_its_loss_finite():
    y = np.where((X > 20) & (X < 30), 0, Y)
    made = PiecesExplorer(X, y, HALVES)
    assert all(np.isfinite(values).all() for values in made.gains.values())


@pytest.mark.slow
def test_equal_values_make_fewer_pieces_and_no_warning():
    x = np.where(X < 20, 0.0, X)
    made = PiecesExplorer(x, Y, HALVES)
    assert len(made.data["bins"][19]["shares"]) < 20
    assert made.data["bins"][0]["edges"] == []


@each_row(
    ("arguments", "error", "words"),
    [
        ((X, Y[:-1], HALVES), ValueError, ["y and x must have the same length", "239 and 240"]),
        ((X, Y * 0, HALVES), ValueError, ["only one class"]),
        ((X.round(-1), Y, HALVES), ValueError, ["x must have at least 40 different values; got 7"]),
        ((X, Y, []), ValueError, ["splits must hold at least one pair"]),
        ((X, Y, [(np.arange(240), np.array([], dtype=int))]), ValueError, ["splits must hold at least one pair"]),
    ],
    ids=["lengths", "one class", "few values", "no split", "nobody held out"],
)
def test_refuses(refuses, arguments, error, words):
    with refuses(error, *words):
        PiecesExplorer(*arguments)


@pytest.mark.parametrize("pieces", [0, 21, 2.5])
def test_refuses_pieces_that_it_does_not_have(refuses, pieces):
    with refuses(ValueError if pieces != 2.5 else TypeError, "pieces must be", "got"):
        PiecesExplorer(X, Y, HALVES, pieces=pieces)


def test_static(explorer):
    left, right = explorer.static().axes
    assert left.get_title() == "3 pieces"
    assert (left.get_xlabel(), right.get_xlabel()) == ("age", "pieces")
    legend = [text.get_text() for text in left.get_legend().get_texts()]
    assert legend == ["observed", "straight line", "bins", "spline"]
    thick = {line.get_label(): line.get_ydata() for line in right.lines if line.get_linewidth() == 2.5}
    for name in ("bins", "spline"):
        np.testing.assert_allclose(thick[name], explorer.gains[f"{name}, held out"], rtol=1e-4)
