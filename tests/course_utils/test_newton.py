"""course_utils.newton: the optimum and its intervals against scikit-learn and statsmodels; what has no optimum."""

import math
import sys
import warnings

import numpy as np
import pandas as pd
import pytest
import torch
from support.notebook_checks import ROOT
from support.rows import each_row
from support.warm_process import starts

from course_utils import newton
from course_utils._mean_loss import MeanLoss
from course_utils.covid import clean_covid_tests, encode_covid_tests, load_covid_tests
from course_utils.data import reference_example
from course_utils.models import LogisticRegression
from course_utils.newton import (
    NotConvergedWarning,
    SeparationWarning,
    fit_newton,
    hessian,
    odds_ratios,
    standard_errors,
)
from course_utils.preparation import Standardizer
from course_utils.training import FitInterrupted, fit

# what is compared with takes seconds to import: the tests run in one worker, so that one alone spends them
pytestmark = pytest.mark.xdist_group("oracles")


def many(n_samples=517, n_features=13, dtype=torch.float64, seed=0):
    """Columns of different scale and mean, some related, and labels that follow a logistic model."""
    rng = np.random.default_rng(seed)
    mixed = np.eye(n_features) + 0.3 * rng.normal(size=(n_features, n_features))
    X = rng.normal(size=(n_samples, n_features)) @ mixed
    weight = rng.normal(size=n_features) / 2
    y = rng.random(n_samples) < 1 / (1 + np.exp(1 - X @ weight))
    X = X * np.geomspace(0.1, 10, n_features) + np.linspace(-5, 5, n_features)
    return torch.from_numpy(X).to(dtype), torch.from_numpy(y).to(dtype).reshape(-1, 1)


def column(*values):
    return torch.tensor(values, dtype=torch.float64).reshape(-1, 1)


def parameters(model):
    return np.append(model.linear.weight.detach().double().numpy(), model.linear.bias.item())


def scikit_learn(X, y, C=np.inf, **settings):
    from sklearn.linear_model import LogisticRegression as SklearnLogisticRegression

    model = SklearnLogisticRegression(C=C, tol=1e-12, solver="newton-cholesky", max_iter=1000, **settings)
    model.fit(X.double().numpy(), y.numpy().ravel())
    return np.append(model.coef_, model.intercept_)


# ----------------------------------------------------------------- the optimum


def test_reference_optimum_in_a_few_iterations():
    model, X, y = reference_example()
    history = fit_newton(model, X, y)
    assert history.converged
    assert not history.separable
    assert len(history) == history.n_updates == 4
    # the model is float32: half a unit in its 7th digit
    assert model.linear.weight.item() == pytest.approx(0.624772, abs=1e-6)
    assert model.linear.bias.item() == pytest.approx(-3.241625, abs=1e-6)
    assert history.loss[0] == pytest.approx(math.log(2), rel=1e-15)
    assert history.loss[-1] == pytest.approx(0.53856459, abs=0.5e-8)  # that the last iteration began with
    assert loss_at(history.path[-1], X, y) == pytest.approx(0.53856455, abs=0.5e-8)
    assert [len(fit_newton(model, X, y, tol=tol)) for tol in (1e-7, 1e-8, 1e-15)] == [3, 4, 5]
    assert history.path[0].tolist() == [0, 0]
    assert history.path[-1] == pytest.approx([0.624772, -3.241625], abs=1e-6)
    assert repr(history).endswith("4 iterations: loss 0.693 -> 0.539, weight 0.625, bias -3.242, converged)")


def loss_at(position, X, y, weight_decay=0):
    """The loss at a position, weights and then the bias, penalty included."""
    *weights, bias = position
    z = X.double() @ torch.tensor(weights, dtype=torch.float64)[:, None] + bias
    bce = torch.nn.functional.binary_cross_entropy_with_logits(z, y.double()).item()
    return bce + 0.5 * weight_decay * sum(weight**2 for weight in weights)


@each_row("weight_decay", [0, 0.4])
@each_row("tol", [1e-7, 1e-11])
def test_the_fit_stops_as_soon_as_a_step_would_gain_less_than_tol(tol, weight_decay):
    X, y = many()

    def ends(tol):
        history = fit_newton(LogisticRegression(13).double(), X, y, weight_decay=weight_decay, tol=tol)
        return [
            loss_at([*weight, bias], X, y, weight_decay)
            for weight, bias in zip(history.weight, history.bias, strict=True)
        ]

    lowest, reached = ends(1e-25)[-1], ends(tol)
    assert reached[-1] - lowest < tol
    assert reached[-2] - lowest > tol


def test_what_one_more_iteration_gains_is_foreseen_and_not_exactly():
    X, y = torch.tensor([[1.0, 0], [1, 0], [2, 0], [2, 1]]).double(), torch.tensor([[0.0], [1], [1], [0]]).double()

    def reached(tol):
        model = LogisticRegression(2).double()
        fit_newton(model, X, y, weight_decay=0.1, tol=tol)
        return loss_at(parameters(model), X, y, weight_decay=0.1)

    assert 50 * 2e-14 < reached(2e-14) - reached(1e-25) < 1e-11  # as the help says


@each_row("pos_weight", [1, 7.5])
@each_row("weight_decay", [0, 0.003, 0.4])
def test_optimum_is_scikit_learns(weight_decay, pos_weight):
    X, y = many()
    model = LogisticRegression(13).double()
    assert fit_newton(model, X, y, weight_decay=weight_decay, pos_weight=pos_weight, tol=1e-20).converged
    C = 1 / (weight_decay * len(X)) if weight_decay else np.inf
    # weights of columns of scale 0.1 to 10
    expected = scikit_learn(X, y, C, class_weight={0: 1, 1: pos_weight})
    np.testing.assert_allclose(parameters(model), expected, rtol=1e-6, atol=1e-8)


@pytest.mark.slow
def test_optimum_is_that_of_fit_with_the_same_penalty_and_weights():
    X, y = many(n_features=3)
    X = (X - X.mean(0)) / X.std(0)
    models = [LogisticRegression(3).double() for _ in range(2)]
    settings = {"weight_decay": 0.05, "pos_weight": 3.0}
    fit_newton(models[0], X, y, **settings)
    history = fit(models[1], X, y, lr=1.0, n_epochs=1000, **settings)
    np.testing.assert_allclose(parameters(models[0]), parameters(models[1]), rtol=1e-7)
    assert fit_newton(models[0], X, y, **settings).loss[-1] == pytest.approx(history.loss[-1], rel=1e-9)


def test_chunks_make_no_difference():
    X, y = many()
    found = []
    for chunk_rows in (1, 13, 256, 517, 10_000):
        model = LogisticRegression(13).double()
        fit_newton(model, X, y, chunk_rows=chunk_rows)
        found.append(parameters(model))
    np.testing.assert_allclose(found, [found[0]] * 5, rtol=1e-10)


def test_many_rows_start_from_some_of_them_and_end_where_all_say():
    X, y = many(n_samples=newton.MANY_ROWS + 17, n_features=5, dtype=torch.float32)
    model = LogisticRegression(5)
    history = fit_newton(model, X, y)
    assert history.converged
    assert len(history) <= 3
    assert history.initial_bias != 0
    np.testing.assert_allclose(parameters(model), scikit_learn(X, y), rtol=2e-5)  # stored as float32
    fewer = fit_newton(LogisticRegression(5), X[: newton.MANY_ROWS - 1], y[: newton.MANY_ROWS - 1])
    assert fewer.initial_bias == 0


def as_if_many(monkeypatch):
    """Let every 16th of few rows be tried first."""
    monkeypatch.setattr(newton, "MANY_ROWS", 16)


EVERY_16TH = np.arange(0, 1600, 16)
OTHERS = np.setdiff1d(np.arange(1600), EVERY_16TH)


def one_class(rng, x, y):
    y[EVERY_16TH] = rng.integers(2)
    return x[:, np.newaxis], y


def separable(rng, x, y):
    y[EVERY_16TH] = x[EVERY_16TH] > 0
    return x[:, np.newaxis], y


def nearly_separable(rng, x, y):
    """Every 16th row has an optimum, at logits of hundreds, where all together have a gentle one."""
    y[EVERY_16TH] = x[EVERY_16TH] > 0
    middle = EVERY_16TH[np.argsort(np.abs(x[EVERY_16TH]))[:3]]
    x[middle], y[middle] = [1e-3, 2e-3, 3e-3], [1, 0, 1]
    return x[:, np.newaxis], y


def rare_level(rng, x, y):
    column = np.zeros(1600)
    column[rng.choice(OTHERS, 30, replace=False)] = 1
    return np.column_stack([x, column]), y


def rare_level_that_every_16th_knows_of_one_class_only(rng, x, y):
    column = np.zeros(1600)
    column[rng.choice(OTHERS, 30, replace=False)] = 1
    column[EVERY_16TH[:4]], y[EVERY_16TH[:4]] = 1, 1
    return np.column_stack([x, column]), y


def hours_of_the_day(rng, x, y):
    hours = np.arange(1600) % 24
    return np.column_stack([x, *(hours == hour for hour in range(1, 24))]), y


def weekly_wave(rng, x, y):
    return np.column_stack([x, np.sin(2 * np.pi * np.arange(1600) / 8)]), y


def sorted_by_class(rng, x, y):
    order = np.argsort(y, kind="stable")
    return x[order, np.newaxis], y[order]


def sorted_by_value(rng, x, y):
    order = np.argsort(x)
    return np.column_stack([x, x > 1])[order], y[order]


ORDERS = (one_class, separable, nearly_separable, rare_level, rare_level_that_every_16th_knows_of_one_class_only,
          hours_of_the_day, weekly_wave, sorted_by_class, sorted_by_value)  # fmt: skip


@pytest.mark.parametrize("seeds", [(0,), pytest.param((1, 2, 3), marks=pytest.mark.slow)])
@each_row("order", ORDERS)
def test_the_order_of_many_rows_does_not_matter(order, seeds, monkeypatch):
    for seed in seeds:
        the_order_does_not_matter(order, seed, monkeypatch)


def the_order_does_not_matter(order, seed, monkeypatch):
    as_if_many(monkeypatch)
    rng = np.random.default_rng(seed)
    x = rng.normal(size=1600)
    X, y = order(rng, x, (rng.random(1600) < 1 / (1 + np.exp(-x))).astype(float))
    X, y = torch.from_numpy(X.astype(float)), torch.from_numpy(y).reshape(-1, 1)
    model = LogisticRegression(X.shape[1]).double()
    assert fit_newton(model, X, y).converged
    np.testing.assert_allclose(parameters(model), scikit_learn(X, y), rtol=1e-5, atol=1e-7)


@pytest.mark.parametrize("column", [0, 2])
def test_many_rows_without_an_optimum_say_so_in_any_order(column, monkeypatch, refuses):
    as_if_many(monkeypatch)
    rng = np.random.default_rng(column)
    X, y = rng.normal(size=(1600, 2)), (rng.random(1600) < 0.4).astype(float)
    lone = np.zeros(1600)
    lone[5], y[5] = 1, 1  # one row has the level, and every 16th has it never
    X = torch.from_numpy(np.insert(X, column, lone, axis=1))
    y = torch.from_numpy(y).reshape(-1, 1)
    model = LogisticRegression(3).double()
    with pytest.warns(SeparationWarning):
        assert fit_newton(model, X, y).separable
    with refuses(ValueError, f"in these rows nothing bounds the weight of column {column} (counted from 0)"):
        odds_ratios(model, X, y)
    X[5, column] = 0
    with refuses(ValueError, f"column {column} (counted from 0) has one value only, 0"):
        fit_newton(model, X, y)


@pytest.mark.slow
def test_a_million_rows_of_which_one_is_alone_are_separable():
    n = 2**20
    X = torch.zeros(n, 1)
    X[1], y = 1, (torch.arange(n) % 3 == 0).float().reshape(-1, 1)
    y[1] = 1
    with pytest.warns(SeparationWarning):
        assert fit_newton(LogisticRegression(), X, y).separable


def test_many_rows_start_at_0_where_every_16th_says_nothing():
    n = newton.MANY_ROWS
    X = torch.linspace(-1, 1, n, dtype=torch.float64).reshape(-1, 1)
    y = (torch.rand(n, 1, generator=torch.Generator().manual_seed(0), dtype=torch.float64) < 0.5).double()
    y[::16] = 0  # one class
    model = LogisticRegression().double()
    assert fit_newton(model, X, y).initial_bias == 0
    y[::16] = (X[::16] > 0).double()  # separable
    assert fit_newton(model, X, y).initial_bias == 0
    np.testing.assert_allclose(parameters(model), scikit_learn(X, y), rtol=1e-6)


@pytest.mark.parametrize("weight", [-50.0, -100.0])
def test_from_a_start_where_nothing_curves_a_giant_step_is_halved_back_to_the_optimum(weight):
    x, y = np.array([1.0, -1, 2, -2, 3, -3]), np.array([0.0, 1, 1, 0, 1, 0])
    walk = newton._Walk(MeanLoss(x[:, np.newaxis], y, 8192))
    walk.begin_at(np.array([weight, 0]))  # the second derivatives are e^weight, and the step their inverse
    walk.iterate(2e-14, 50)
    assert walk.converged
    assert (np.diff(walk.losses) < 0).all()
    np.testing.assert_allclose(walk.positions[-1], scikit_learn(column(*x), column(*y)), rtol=1e-6, atol=1e-9)


def test_start_of_the_model_does_not_matter_and_float32_is_float64_but_for_rounding():
    X, y = many(dtype=torch.float32)
    models = [LogisticRegression(13) for _ in range(2)]
    torch.nn.init.constant_(models[1].linear.weight, 1e4)
    for model in models:
        fit_newton(model, X, y)
    np.testing.assert_array_equal(parameters(models[0]), parameters(models[1]))
    np.testing.assert_allclose(parameters(models[0]), scikit_learn(X, y), rtol=1e-6)


def losses_of_full_steps(X, y, pos_weight):
    """The loss before each step of plain Newton's method from 0, until one has led uphill."""
    rows, y = np.column_stack([X.numpy(), np.ones(len(X))]), y.numpy().ravel()
    counts, theta, losses = np.where(y == 1, pos_weight, 1.0), np.zeros(rows.shape[1]), []
    while True:
        z = rows @ theta
        losses.append(np.mean(counts * (np.logaddexp(0, z) - y * z)))
        if losses[-1] > min(losses):
            return losses
        p = np.exp(-np.logaddexp(0, -z))
        hessian = rows.T @ (rows * (counts * p * (1 - p))[:, None])
        theta = theta - np.linalg.solve(hessian, rows.T @ (counts * (p - y)))


def test_steps_that_lead_uphill_are_halved():
    X, y = column(0.6, 2.4, -1.9, 0.0, 6.6, -5.1, 25.2, 0.7), column(1, 1, 0, 0, 1, 0, 1, 0)
    *downhill, uphill = losses_of_full_steps(X, y, 1000)
    assert uphill > 1.1 * downhill[-1]
    model = LogisticRegression().double()
    history = fit_newton(model, X, y, pos_weight=1000)
    assert history.converged
    np.testing.assert_allclose(history.loss[: len(downhill)], downhill, rtol=1e-9)
    assert (np.diff(history.loss) < 1e-12).all()
    expected = scikit_learn(X, y, class_weight={0: 1, 1: 1000})
    np.testing.assert_allclose(parameters(model), expected, rtol=1e-5)


def test_outliers_do_not_keep_the_steps_from_the_optimum():
    rng = np.random.default_rng(1)
    for _ in range(20):  # heavy tails
        X = torch.from_numpy(rng.standard_cauchy((60, 2)))
        y = torch.from_numpy((X[:, :1].numpy() + rng.standard_cauchy((60, 1)) > 0).astype(float))
        model = LogisticRegression(2).double()
        history = fit_newton(model, X, y)
        assert history.converged
        assert (np.diff(history.loss) <= 1e-12).all()
        np.testing.assert_allclose(parameters(model), scikit_learn(X, y), rtol=1e-4)


def test_classes_are_parted_only_if_all_chunks_are():
    X, y = column(1, 2, 3, 4, 5, 6), column(0, 1, 0, 1, 0, 1)  # the last row is on the right side
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert fit_newton(LogisticRegression().double(), X, y, chunk_rows=1).converged


# ------------------------------------------------------------ where there is none


def test_separable_classes_are_reported_and_with_a_weight_decay_they_are_fine():
    X, y = column(1, 2, 3, 6, 7, 8), column(0, 0, 0, 1, 1, 1)
    model = LogisticRegression().double()
    with pytest.warns(SeparationWarning, match="some direction in X separates them.* A weight_decay above 0"):
        history = fit_newton(model, X, y)
    assert history.separable
    assert not history.converged
    assert repr(history).endswith(", separable)")
    assert (model.predict(X) == y).all()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        history = fit_newton(model, X, y, weight_decay=0.01)
    assert history.converged
    np.testing.assert_allclose(parameters(model), scikit_learn(X, y, C=1 / 0.06), rtol=1e-7)


PARTED = {
    "touching in one value": (column(1, 2, 3, 3, 4, 5), column(0, 0, 0, 1, 1, 1)),
    "a level that is always positive": (
        torch.cat([column(*[0] * 40, *[1] * 4), column(*range(44))], dim=1), column(*[0, 1] * 20, 1, 1, 1, 1)),
    "a level that is always negative": (column(*[0] * 40, *[1] * 3), column(*[0, 1] * 20, 0, 0, 0)),
    "two features together": (
        torch.tensor([[0, 1], [1, 2], [2, 3], [1, 0], [2, 1], [3, 2.0]], dtype=torch.float64),
        column(0, 0, 0, 1, 1, 1)),
    "negatives above positives": (column(9, 8, 7, 1, 2, 3), column(0, 0, 0, 1, 1, 1)),
    "far apart": (column(-1e6, -1e5, 1e5, 1e6), column(0, 0, 1, 1)),
}


@each_row("case", PARTED)
def test_every_kind_of_separation_is_reported(case):
    X, y = PARTED[case]
    model = LogisticRegression(X.shape[1]).double()
    with pytest.warns(SeparationWarning):
        history = fit_newton(model, X, y)
    assert history.separable
    assert np.isfinite(parameters(model)).all()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert fit_newton(model, X, y, weight_decay=1e-3).converged


def test_nearly_separable_classes_have_an_optimum_and_no_warning():
    x = torch.linspace(0, 10, 41, dtype=torch.float64).reshape(-1, 1)
    y = (x > 5).double()
    y[19], y[22] = 1, 0  # one row of each class on the other side
    model = LogisticRegression().double()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert fit_newton(model, x, y).converged
    np.testing.assert_allclose(parameters(model), scikit_learn(x, y), rtol=1e-6)
    # and one with logits of many hundreds
    x = torch.cat([x * 1000, column(-1e5, 1e5)])
    y = torch.cat([y, column(0, 1)])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert fit_newton(model, x, y).converged


def test_an_optimum_at_logits_of_forty_is_not_taken_for_separation():
    """The level's one positive row has an outlier beside it, and bounds the weight of the level from far away."""
    rng = np.random.default_rng(0)
    x, rare = rng.normal(size=300), np.zeros(300)
    y = (rng.random(300) < 1 / (1 + np.exp(-x))).astype(float)
    rare[:14], y[:14] = 1, 0
    x[0], y[0] = 60, 1
    X, y = torch.from_numpy(np.column_stack([x, rare])), torch.from_numpy(y).reshape(-1, 1)
    model = LogisticRegression(2).double()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert fit_newton(model, X, y).converged
    weight, rare_weight, bias = parameters(model)
    # there, the positive row is as surprising as the thirteen negative ones together
    others = (1 / (1 + np.exp(-(X[1:14].numpy() @ [weight, rare_weight] + bias)))).sum()
    alone = 1 / (1 + np.exp(60 * weight + rare_weight + bias))
    assert others == pytest.approx(alone, rel=1e-3)


def test_too_few_iterations_are_reported():
    model, X, y = reference_example()
    with pytest.warns(NotConvergedWarning, match="not reached in 2 iterations; the loss is 0.5.*larger max_iter"):
        history = fit_newton(model, X, y, max_iter=2)
    assert not history.converged
    assert not history.separable
    assert len(history) == 2
    assert repr(history).endswith(", not converged)")


def level(rows, n=517):
    """A column of 0 with a 1 in these rows."""
    column = torch.zeros(n, 1, dtype=torch.float64)
    column[rows] = 1
    return column


FIRST, SECOND = level(range(100)), level(range(100, 300))
UNDETERMINED = {  # columns beside three good ones, and what is said of them
    "a sum": (lambda X: X[:, :1] - 2 * X[:, 2:], "columns 0, 2 and 3 (counted from 0) follow from each other. Leave"),
    "a copy": (lambda X: X[:, :1], "columns 0 and 3 (counted from 0) follow from each other. Leave one out, or use a"),
    "all levels": (lambda X: torch.cat([FIRST, SECOND, 1 - FIRST - SECOND], 1),
        "columns 3, 4 and 5 (counted from 0) and the bias, as a column of ones, follow from each other. Leave one out"),
    "zeros": (lambda X: 0 * X[:, :1], "column 3 (counted from 0) has one value only, 0, as the column of ones has"),
    "a constant": (lambda X: 0 * X[:, :1] + 4, "column 3 (counted from 0) has one value only, 4, as the column of"),
    "a constant, rounded": (lambda X: torch.where(FIRST > 0, 0.1 + 0.2, 0.3),
        "column 3 (counted from 0) has one value only, 0.3, as the column of ones has"),
    "two constants": (lambda X: torch.cat([0 * X[:, :1], 0 * X[:, :1] - 1], 1),
        "columns 3 and 4 (counted from 0) have one value only, as the column of ones has that stands for the bias. "
        "Leave them out, or use a weight_decay above 0"),
}


@each_row("case", UNDETERMINED)
def test_weights_that_the_rows_do_not_determine_are_named(case, refuses):
    X, y = many(n_features=3)
    more, words = UNDETERMINED[case]
    X = torch.cat([X, more(X)], 1)
    model = LogisticRegression(X.shape[1]).double()
    with refuses(ValueError, "the weights are not determined: " + words):
        fit_newton(model, X, y)
    with refuses(ValueError, "the weights are not determined: " + words):
        standard_errors(model, X, y)
    assert fit_newton(model, X, y, weight_decay=0.01).converged


@each_row("weight_decay", [0, 0.01])
@each_row("far", [1e6, -1e9])
def test_a_column_far_from_0_is_determined_and_to_be_standardised(far, weight_decay, refuses):
    X, y = many(n_features=3)
    X[:, 1] = far + X[:, 1] / X[:, 1].std()
    said = f"column 1 (counted from 0) has mean {far:.6g}"
    with refuses(ValueError, "too different in size", said, "do determine the weights: standardise"):
        fit_newton(LogisticRegression(3).double(), X, y, weight_decay=weight_decay)
    standardised = Standardizer().fit(X).transform(X)
    assert fit_newton(LogisticRegression(3).double(), standardised, y).converged


def test_a_huge_constant_is_not_saved_by_a_weight_decay(refuses):
    X, y = many(n_features=1)
    X = torch.cat([X, torch.full((517, 1), 1e9)], 1)
    with refuses(ValueError, "column 1 (counted from 0) has one value only, 1e+09", "the bias. Leave it out"):
        fit_newton(LogisticRegression(2).double(), X, y, weight_decay=0.01)


def test_large_means_are_not_taken_for_dependence():
    X, y = many(n_features=1)
    X = 2020 + X / X.std()
    model = LogisticRegression().double()
    assert fit_newton(model, X, y).converged
    np.testing.assert_allclose(parameters(model), scikit_learn(X - 2020, y) @ [[1, -2020], [0, 1]], rtol=1e-6)


# ------------------------------------------------------------- the second derivatives


@pytest.mark.parametrize("chunk_rows", [100, 8192])
def test_hessian_is_that_of_autograd(chunk_rows, monkeypatch):
    monkeypatch.setattr(newton, "CHUNK_ROWS", chunk_rows)
    X, y = many()
    model = LogisticRegression(13).double()

    def loss(parameters):
        return torch.nn.functional.binary_cross_entropy_with_logits(X @ parameters[:-1, None] + parameters[-1], y)

    by_autograd = torch.autograd.functional.hessian(loss, torch.from_numpy(parameters(model)))
    np.testing.assert_allclose(hessian(model, X, y), by_autograd, rtol=1e-10, atol=1e-12)


def test_hessian_of_certain_answers_is_finite_and_refuses_what_fit_newton_does(refuses):
    X, y = column(-1, 1), column(1, 0)
    model = LogisticRegression.from_parameters(1000.0, 0.0).double()
    assert hessian(model, X, y).tolist() == [[0, 0], [0, 0]]
    with refuses(ValueError, "y must be one column"):
        hessian(model, X, y.ravel())


# -------------------------------------------------------------------- odds ratios


def by_statsmodels(X, y, **settings):
    import statsmodels.api as sm

    return sm.Logit(y, sm.add_constant(X)).fit(disp=0, tol=1e-12, maxiter=100, **settings)


@pytest.mark.slow  # statsmodels takes a second to import
@pytest.mark.parametrize("level", [0.95, 0.5])
def test_odds_ratios_are_those_of_statsmodels(level):
    X, y = many()
    model = LogisticRegression(13).double()
    fit_newton(model, X, y)
    ours = odds_ratios(model, X, y, level=level)
    theirs = by_statsmodels(X.numpy(), y.numpy().ravel())
    interval = np.exp(theirs.conf_int(alpha=1 - level))[1:]
    np.testing.assert_allclose(ours.ratio, np.exp(theirs.params[1:]), rtol=1e-6)
    np.testing.assert_allclose(ours.low, interval[:, 0], rtol=1e-6)
    np.testing.assert_allclose(ours.high, interval[:, 1], rtol=1e-6)
    np.testing.assert_allclose(ours.standard_error, theirs.bse[1:], rtol=1e-6)


@pytest.mark.slow  # statsmodels takes a second to import
def test_odds_ratios_of_the_real_table_are_those_of_statsmodels():
    X, y = encode_covid_tests(clean_covid_tests(load_covid_tests())[0])
    model = LogisticRegression(9)
    tensors = [torch.tensor(part.to_numpy(), dtype=torch.float32) for part in (X, y.to_frame())]
    fit_newton(model, *tensors)
    ours = odds_ratios(model, *tensors)
    theirs = by_statsmodels(tensors[0].double().numpy(), y.to_numpy())
    np.testing.assert_allclose(ours.ratio, np.exp(theirs.params[1:]), rtol=1e-5)  # weights as float32
    np.testing.assert_allclose([ours.low, ours.high], np.exp(theirs.conf_int()[1:].T), rtol=1e-5)


def sandwich(X, y, parameters, groups):
    """Written out: the groups' sums of the rows' slopes, between two inverse sums of second derivatives."""
    rows, y = np.column_stack([X.double().numpy(), np.ones(len(X))]), y.double().numpy().ravel()
    p = 1 / (1 + np.exp(-rows @ parameters))
    inverse = np.linalg.inv(sum(q * (1 - q) * np.outer(row, row) for q, row in zip(p, rows, strict=True)))
    middle = 0
    for group in set(groups):
        slope = sum((q - t) * row for q, t, row, own in zip(p, y, rows, groups, strict=True) if own == group)
        middle = middle + np.outer(slope, slope)
    return np.sqrt(np.diag(inverse @ middle @ inverse))


@pytest.fixture(params=[100, 8192])
def optimum(request, monkeypatch):
    """A model at the optimum of many rows, read in chunks of this many, the rows, and a group of each."""
    monkeypatch.setattr(newton, "CHUNK_ROWS", request.param)
    X, y = many()
    model = LogisticRegression(13).double()
    fit_newton(model, X, y, tol=1e-20)
    return model, X, y, np.random.default_rng(1).integers(0, 61, len(X))


def test_robust_errors_are_those_written_out(optimum):
    model, X, y, groups = optimum
    ours = standard_errors(model, X, y, robust=True)
    np.testing.assert_allclose(ours, sandwich(X, y, parameters(model), range(len(X))), rtol=1e-9)
    clustered = standard_errors(model, X, y, groups=groups)
    n_groups = len(set(groups))
    by_hand = sandwich(X, y, parameters(model), groups) * np.sqrt(n_groups / (n_groups - 1))
    np.testing.assert_allclose(clustered, by_hand, rtol=1e-9)


@pytest.mark.slow  # statsmodels takes a second to import
def test_errors_plain_and_robust_are_those_of_statsmodels(optimum):
    model, X, y, groups = optimum
    arrays, n, order = (X.numpy(), y.numpy().ravel()), len(X), [*range(1, 14), 0]  # its bias comes first
    np.testing.assert_allclose(standard_errors(model, X, y), by_statsmodels(*arrays).bse[order], rtol=1e-6)
    ours = standard_errors(model, X, y, robust=True)
    np.testing.assert_allclose(ours, by_statsmodels(*arrays, cov_type="HC0").bse[order], rtol=1e-6)
    theirs = by_statsmodels(*arrays, cov_type="cluster", cov_kwds={"groups": groups})
    clustered = standard_errors(model, X, y, groups=groups)
    np.testing.assert_allclose(clustered * np.sqrt((n - 1) / (n - 14)), theirs.bse[order], rtol=1e-6)


def test_groups_of_one_row_are_no_groups_but_for_the_factor_and_names_do_not_matter():
    X, y = many(n_features=3)
    model = LogisticRegression(3).double()
    fit_newton(model, X, y)
    robust = standard_errors(model, X, y, robust=True)
    alone = standard_errors(model, X, y, groups=torch.arange(517))
    np.testing.assert_allclose(alone, robust * np.sqrt(517 / 516), rtol=1e-12)
    numbers = np.arange(517) % 40
    errors = standard_errors(model, X, y, groups=numbers)
    for groups in (
        torch.from_numpy(numbers).reshape(-1, 1), [f"person {i}" for i in numbers], pd.Series(numbers, index=numbers),
        pd.Categorical(numbers), -1.5 * numbers,
    ):
        np.testing.assert_allclose(standard_errors(model, X, y, groups=groups), errors, rtol=1e-12)


def test_every_row_three_times_over_misleads_all_but_the_clustered_errors():
    X, y = many(n_features=2)
    model = LogisticRegression(2).double()
    fit_newton(model, X, y)
    once = {robust: standard_errors(model, X, y, robust=robust) for robust in (False, True)}
    rows = np.arange(3 * 517) % 517
    X, y = X[rows], y[rows]
    for robust in (False, True):
        np.testing.assert_allclose(standard_errors(model, X, y, robust=robust), once[robust] / np.sqrt(3), rtol=1e-6)
    clustered = standard_errors(model, X, y, groups=rows)
    np.testing.assert_allclose(clustered, once[True] * np.sqrt(517 / 516), rtol=1e-6)


@pytest.mark.slow
def test_robust_errors_are_right_where_the_form_of_the_model_is_wrong():
    rng = np.random.default_rng(0)
    weights, model_errors, robust_errors = [], [], []
    for _ in range(400):  # two classes that overlap within 4 to 6 and nowhere else: no sigmoid does that
        x = np.concatenate([rng.uniform(0, 6, 200), rng.uniform(4, 10, 200)])
        X, y = column(*x), column(*[0] * 200, *[1] * 200)
        model = LogisticRegression().double()
        fit_newton(model, X, y)
        weights.append(model.linear.weight.item())
        model_errors.append(standard_errors(model, X, y)[0])
        robust_errors.append(standard_errors(model, X, y, robust=True)[0])
    spread = np.std(weights)
    assert np.mean(robust_errors) == pytest.approx(spread, rel=0.1)
    assert np.mean(model_errors) > 1.2 * spread


def test_odds_ratios_take_robust_and_clustered_errors():
    X, y = many(n_features=3)
    model, groups = LogisticRegression(3).double(), np.arange(517) % 40
    fit_newton(model, X, y)
    plain = odds_ratios(model, X, y)
    for settings in ({"robust": True}, {"groups": groups}, {"groups": groups, "robust": True}):
        ratios = odds_ratios(model, X, y, **settings)
        errors = standard_errors(model, X, y, **settings)[:3]
        np.testing.assert_array_equal(ratios.standard_error, errors)
        np.testing.assert_array_equal(ratios.ratio, plain.ratio)
        np.testing.assert_allclose(np.log(ratios.high / ratios.low), 2 * 1.959964 * errors, rtol=1e-6)
        assert (ratios.standard_error != plain.standard_error).all()


@each_row("standardised", [False, True])
@each_row("dtype", [torch.float32, torch.float64])
def test_of_separable_classes_there_are_no_odds_ratios(standardised, dtype, refuses):
    X, y = many(n_samples=2000, n_features=2)
    rare = level(range(0, 2000, 50), 2000)
    y[::50] = 0
    X = torch.cat([X[:, :1], rare, X[:, 1:]], 1)
    if standardised:
        X = Standardizer().fit(X).transform(X)
    model, X, y = LogisticRegression(3).to(dtype), X.to(dtype), y.to(dtype)
    with pytest.warns(SeparationWarning):
        fit_newton(model, X, y)
    said = "in these rows nothing bounds the weight of column 1 (counted from 0). Leave columns out, merge a rare level"
    for further in (0, 10, 1e3):  # as a longer fit would leave them
        with torch.no_grad():
            model.linear.weight[0, 1] -= further
            model.linear.bias += further * (X[:, 1].min() if standardised else 0)
        with refuses(ValueError, "the classes are separable, so the weights have no optimum and no intervals", said):
            odds_ratios(model, X, y)


@each_row("case", PARTED)
def test_no_kind_of_separation_has_odds_ratios(case, refuses):
    X, y = PARTED[case]
    model = LogisticRegression(X.shape[1]).double()
    with pytest.warns(SeparationWarning):
        fit_newton(model, X, y)
    with refuses(ValueError, "the classes are separable, so the weights have no optimum and no intervals"):
        odds_ratios(model, X, y)


def test_weights_that_are_only_large_are_no_optimum(refuses):
    X, y = many(n_features=2)
    model = LogisticRegression(2).double()
    fit_newton(model, X, y)
    with torch.no_grad():
        model.linear.weight *= 1e6  # every probability is 0 or 1, and nothing curves
    with refuses(ValueError, "not at the optimum of these rows", "could still rise by "):
        odds_ratios(model, X, y)
    with torch.no_grad():
        model.linear.weight *= 1e302  # not even a logit
    with refuses(ValueError, "not at the optimum of these rows", "could still rise by inf"):
        odds_ratios(model, X, y)


def test_groups_that_are_none(refuses):
    model, X, y = reference_example()
    fit_newton(model, X, y)
    for groups, words in (
        (range(39), ["the group of each of the 40 rows, shape (40,)", "got range"]),
        (np.zeros((40, 2)), ["shape (40,)", "got ndarray of shape (40, 2)"]),
        ([1.0, 2.0] * 19 + [math.nan, 3.0], ["groups has 1 missing among its 40 values", "each row needs a group"]),
        (["a", None] * 20, ["groups has 20 missing"]),
        (["ward"] * 40, ["all rows are of the one group ward"]),
    ):
        with refuses(ValueError, *words):
            standard_errors(model, X, y, groups=groups)
    with refuses(ValueError, "not at the optimum of these rows"):
        standard_errors(model, X[:39], y[:39], robust=True)


@pytest.mark.slow
def test_odds_ratios_only_at_the_optimum(refuses):
    model, X, y = reference_example()
    with refuses(ValueError, "not at the optimum of these rows", "Train it on them with fit_newton"):
        odds_ratios(model, X, y)
    fit(model, X, y)
    with refuses(ValueError, "not at the optimum", "could still rise by 0.0017"):  # 40 times 0.00004
        odds_ratios(model, X, y)
    fit_newton(model, X, y)
    odds_ratios(model, X, y)
    with refuses(ValueError, "not at the optimum"):  # of the other rows
        odds_ratios(model, X[:39], y[:39])
    fit_newton(model, X, y, weight_decay=0.1)
    with refuses(ValueError, "not at the optimum"):
        odds_ratios(model, X, y)
    with refuses(ValueError, "level must be", "strictly between 0 and 1; got 95.0"):
        odds_ratios(model, X, y, level=95)


# -------------------------------------------------------- arguments, interruption


def test_bad_input(refuses):
    model, X, y = reference_example()
    before = parameters(model)
    for settings, words in (
        ({"weight_decay": -1}, "weight_decay must be a finite number of at least 0; got -1.0"),
        ({"pos_weight": 0}, "pos_weight must be a finite number above 0"),
        ({"tol": 0}, "tol must be a finite number above 0"),
        ({"max_iter": 0}, "max_iter must be a whole number of at least 1"),
        ({"chunk_rows": 0}, "chunk_rows must be a whole number of at least 1"),
    ):
        with refuses(ValueError, words):
            fit_newton(model, X, y, **settings)
    with refuses(TypeError, "model must be a LogisticRegression"):
        fit_newton(torch.nn.Linear(1, 1), X, y)
    with refuses(ValueError, "y must be one column"):
        fit_newton(model, X, y.ravel())
    with refuses(ValueError, "too large to be squared; standardise"):
        fit_newton(model.double(), X.double() * 1e200, y.double())
    np.testing.assert_allclose(parameters(model), before)


def test_a_fit_leaves_data_and_gradients_alone():
    model, X, y = reference_example()
    copies = X.clone(), y.clone()
    fit_newton(model, X, y)
    assert torch.equal(X, copies[0])
    assert torch.equal(y, copies[1])
    assert model.linear.weight.grad is None
    assert model.linear.weight.requires_grad
    assert torch.equal(model.predict_proba(X), torch.sigmoid(model(X).detach()))


def test_ctrl_c_keeps_the_iterations_so_far(monkeypatch):
    model, X, y = reference_example()
    whole = fit_newton(model, X, y)
    calls, solve = [], np.linalg.solve

    def interrupted(*arguments):
        calls.append(1)
        if len(calls) == 4:
            raise KeyboardInterrupt
        return solve(*arguments)

    monkeypatch.setattr(np.linalg, "solve", interrupted)
    with pytest.raises(FitInterrupted) as caught:
        fit_newton(model, X, y)
    assert str(caught.value).startswith("fit interrupted after 3 whole iterations")
    history = caught.value.history
    assert repr(history).startswith("NewtonHistory(3 iterations: loss 0.693 -> 0.539")
    assert repr(history).endswith(", not converged)")
    np.testing.assert_array_equal(history.loss, whole.loss[:3])
    assert parameters(model) == pytest.approx(history.path[-1], rel=1e-7)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="reads the peak of memory from the resource module")
def test_memory_beyond_the_data_is_bounded():
    script = (ROOT / "benchmarks" / "memory.py").read_text(encoding="utf-8")
    with starts.Popen([sys.executable, "-c", script], stdout=starts.PIPE, text=True) as process:
        said = process.stdout.read()
    assert 1 < float(said) < 32  # a chunk of 8,192 rows and its copy alone are 2.6
