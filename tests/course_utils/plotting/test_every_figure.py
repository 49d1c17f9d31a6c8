"""course_utils.plotting: what all figures keep to, and what each of them refuses."""

import functools
import importlib.util
import math

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from support.figures import (
    BIASES,
    MODEL,
    WEIGHTS,
    P,
    X,
    assert_legend_is_between_the_rows,
    history,
    p_flat,
    points,
    surface,
    sweep,
    x_flat,
    y,
    y_flat,
)
from support.rows import each_row

from course_utils import metrics, plotting
from course_utils.models import LogisticRegression, at_zero
from course_utils.training import fit

FIGURES = {
    "plot_data": (lambda ax=None: plotting.plot_data(X, y, ax=ax), "x", "y"),
    "plot_curves": (lambda ax=None: plotting.plot_curves(x_flat, {"a": y_flat, "b": p_flat}, ax=ax), "", ""),
    "plot_sigmoid": (lambda ax=None: plotting.plot_sigmoid(0.8, -4.1, label="a", ax=ax), "x", "P(y = 1 | x)"),
    "plot_fit": (lambda ax=None: plotting.plot_fit(MODEL, X, y, ax=ax), "x", "y, and P(y = 1 | x)"),
    "plot_class_densities": (
        lambda ax=None: plotting.plot_class_densities(overlap=3.0, ax=ax), "x", "density within the class"),
    "plot_true_posterior": (
        lambda ax=None: plotting.plot_true_posterior(overlap=3.0, model=MODEL, ax=ax), "x", "P(y = 1 | x)"),
    "plot_loss_curve": (
        lambda ax=None: plotting.plot_loss_curve(history(), label="a", ax=ax), "epoch", "loss (mean cross-entropy)"),
    "plot_loss_surface": (
        lambda ax=None: plotting.plot_loss_surface(WEIGHTS, BIASES, surface(), path=history().path, ax=ax),
        "weight", "bias"),
    "plot_calibration": (
        lambda ax=None: plotting.plot_calibration(y, P, ax=ax), "predicted probability", "observed share of positives"),
    "plot_intervals": (
        lambda ax=None: plotting.plot_intervals(["a", "b"], [1, 2], [0.5, 1], [2, 4], xlabel="ratio", ax=ax),
        "ratio", ""),
    "plot_threshold": (
        lambda ax=None: plotting.plot_threshold(MODEL, X, y, threshold=0.4, ax=ax), "x", "y, and P(y = 1 | x)"),
    "plot_confusion_matrix": (
        lambda ax=None: plotting.plot_confusion_matrix(metrics.confusion_counts(y, P), ax=ax),
        "called by the model", "truth"),
    "plot_rates": (lambda ax=None: plotting.plot_rates(sweep(), ax=ax), "threshold", "rate"),
    "plot_roc": (
        lambda ax=None: plotting.plot_roc(y, P, threshold=0.4, ax=ax),
        "false positive rate", "recall (true positive rate)"),
    "plot_precision_recall": (
        lambda ax=None: plotting.plot_precision_recall(y, P, threshold=0.4, ax=ax), "recall", "precision"),
    "plot_cost": (
        lambda ax=None: plotting.plot_cost(y, P, cost_fp=1, cost_fn=5, ax=ax),
        "threshold", "cost per person (FP 1, FN 5)"),
    "plot_predictive_value": (
        lambda ax=None: plotting.plot_predictive_value(sensitivity=0.9, specificity=0.95, ax=ax),
        "prevalence", "P(infected | positive result)"),
}
every_figure = pytest.mark.parametrize("name", FIGURES)


@functools.cache
def default_axes(name):
    """A figure as it comes; for looking only."""
    ax = FIGURES[name][0]()
    plt.close(ax.figure)
    return ax


@functools.cache
def laid_out(name):
    ax = default_axes(name)
    ax.figure.draw_without_rendering()
    return ax


# ------------------------------------------------------------ what all figures keep to


def test_every_figure_of_the_module_is_in_the_table():
    assert set(FIGURES) == {name for name in vars(plotting) if name.startswith("plot_")}


@every_figure
def test_without_axes_a_fresh_figure_is_made_and_the_current_one_left_alone(name, monkeypatch):
    mine = plt.figure()

    def refuse(*args, **kwargs):
        raise AssertionError("must not be called")

    for function in ("gca", "sca", "show", "draw", "pause"):
        monkeypatch.setattr(plt, function, refuse)
    monkeypatch.setattr(Figure, "show", refuse)
    settings = dict(mpl.rcParams)
    ax = FIGURES[name][0]()
    assert dict(mpl.rcParams) == settings
    assert isinstance(ax, Axes)
    assert ax.figure is not mine
    assert ax.figure.axes == [ax]
    assert ax.has_data() or ax.images
    assert plt.get_fignums() == [mine.number, ax.figure.number]
    assert mine.get_children() == [mine.patch]


@pytest.mark.slow
@every_figure
def test_given_axes_are_drawn_on_and_keep_the_labels_and_limits_of_the_caller(name):
    draw, xlabel, ylabel = FIGURES[name]
    default = default_axes(name)
    assert (default.get_xlabel(), default.get_ylabel()) == (xlabel, ylabel)
    xlim = (0.02, 0.5) if name == "plot_predictive_value" else (-3.0, 23.0)

    figure = Figure()  # apart from pyplot, whose current figure is not asked for then
    first, second = figure.subplots(1, 2)
    first.set(xlabel="my x", ylim=(-7.0, 9.0), title="my title")
    second.set(ylabel="my y", xlim=xlim)
    for given in (first, second):
        assert draw(ax=given) is given
        assert given.has_data() or given.images
    # what the caller has not set is as in a fresh figure, each by itself
    assert (first.get_xlabel(), first.get_ylabel(), first.get_title()) == ("my x", ylabel, "my title")
    assert (second.get_xlabel(), second.get_ylabel(), second.get_title()) == (xlabel, "my y", "")
    assert first.get_ylim() == (-7.0, 9.0)
    assert second.get_xlim() == xlim
    assert first.get_xlim() == pytest.approx(default.get_xlim())
    assert second.get_ylim() == pytest.approx(default.get_ylim())

    assert figure.axes == [first, second]
    assert plt.get_fignums() == []


@pytest.mark.slow
@pytest.mark.parametrize("name", [
    "plot_sigmoid", "plot_loss_surface", "plot_calibration", "plot_intervals", "plot_threshold",
    "plot_confusion_matrix", "plot_roc", "plot_predictive_value",
])  # one of each size, and those with text of their own
def test_nothing_sticks_out_of_a_fresh_figure(name):
    figure = laid_out(name).figure
    left, bottom, right, top = figure.get_tightbbox().extents
    width, height = figure.get_size_inches()
    assert left >= 0
    assert bottom >= 0
    assert right <= width
    assert top <= height


@every_figure
def test_text_is_at_least_9_points_and_dark(name):
    ax = default_axes(name)
    legend = ax.get_legend()
    texts = [*ax.texts, *ax.get_xticklabels(), *ax.get_yticklabels(), ax.xaxis.label, ax.yaxis.label]
    texts += legend.get_texts() if legend else []
    assert min(text.get_fontsize() for text in texts) >= 9
    assert max(max(to_rgb(text.get_color())) for text in texts) <= 0.2


def test_importing_the_module_changes_no_rcparams_and_opens_no_figure():
    with mpl.rc_context():
        mpl.rcdefaults()
        before = dict(mpl.rcParams)
        for name in ("_style", "_models", "_training", "_animation", "_calibration", "_threshold", "__init__"):
            spec = importlib.util.find_spec(f"course_utils.plotting.{name}".removesuffix(".__init__"))
            spec.loader.exec_module(importlib.util.module_from_spec(spec))
        assert dict(mpl.rcParams) == before
    assert plt.get_fignums() == []
    assert plt.get_backend().lower() == "agg"


def test_classes_differ_by_colour_and_by_shape():
    assert (plotting.NEGATIVE, plotting.POSITIVE) == ("#0072B2", "#D55E00")  # Okabe and Ito's blue and vermilion
    assert [(label, color, marker) for label, color, marker, _ in plotting.CLASSES] == [
        (0, "#0072B2", "o"), (1, "#D55E00", "^"),
    ]


def contrast_with_white(color):
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(color)]
    return 1.05 / (np.dot(linear, (0.2126, 0.7152, 0.0722)) + 0.05)


def test_all_colours_of_lines_stand_out_from_white():
    assert contrast_with_white("white") == pytest.approx(1)
    assert contrast_with_white("black") == pytest.approx(21)
    colors = [color for color, _ in plotting.CURVE_STYLES] + [plotting.TRUTH, plotting.NEUTRAL]
    assert min(map(contrast_with_white, colors)) >= 3  # WCAG 2.2, 1.4.11


@pytest.mark.parametrize("name", ["plot_data", "plot_fit", "plot_threshold"])
def test_markers_at_0_and_1_are_neither_cut_nor_under_the_legend(name):
    ax = laid_out(name)
    markers = [each for each in ax.lines if each.get_linestyle() == "None"]
    assert sum(len(points(each)[0]) for each in markers) == 30
    for each in markers:
        radius = each.get_markersize() / 2 * ax.figure.dpi / 72
        legend, frame = ax.get_legend().get_window_extent(), ax.get_window_extent()
        for px, py in ax.transData.transform(np.column_stack(points(each))):
            assert frame.x0 + radius < px < frame.x1 - radius
            assert frame.y0 + radius < py < frame.y1 - radius
            assert not (legend.x0 < px + radius and px - radius < legend.x1
                        and legend.y0 < py + radius and py - radius < legend.y1)
    assert_legend_is_between_the_rows(legend.y0, legend.y1, frame.y0, frame.y1)
    allowed = ax.get_legend().get_bbox_to_anchor()  # not only where it happens to be best
    assert_legend_is_between_the_rows(allowed.y0, allowed.y1, frame.y0, frame.y1)


# ------------------------------------------------------------ what each figure refuses


nan_X = torch.where(X > 9, math.nan, X)
flat_model = LogisticRegression.from_parameters(0.0, 1.0)
two_features = at_zero(2)

REFUSED = {
    "data: lengths": (lambda: plotting.plot_data(X[:13], y), ValueError, ["13", "30"]),
    "data: empty": (lambda: plotting.plot_data([], []), ValueError, ["empty"]),
    "data: labels": (lambda: plotting.plot_data([1.0, 2.0], [1, 2]), ValueError, ["0 (negative)", "2"]),
    "data: NaN": (lambda: plotting.plot_data(nan_X, y), ValueError, ["X", "NaN"]),
    "data: text": (lambda: plotting.plot_data(["a"], [1]), TypeError, ["X must hold numbers"]),
    "data: two columns": (lambda: plotting.plot_data(np.ones((13, 2)), np.ones(13)), ValueError, ["(13, 2)"]),
    "curves: length": (
        lambda: plotting.plot_curves(range(17), {"good": range(17), "bad": range(13)}),
        ValueError, ["'bad'", "(17,)", "(13,)"]),
    "curves: too long": (
        lambda: plotting.plot_curves(range(13), {"bad": range(17)}), ValueError, ["'bad'", "(13,)", "(17,)"]),
    "curves: column": (
        lambda: plotting.plot_curves(range(13), {"bad": np.ones((13, 1))}), ValueError, ["(13,)", "(13, 1)"]),
    "sigmoid: weight": (lambda: plotting.plot_sigmoid("1", 0.0), TypeError, ["weight", "'1'"]),
    "sigmoid: bias": (lambda: plotting.plot_sigmoid(1.0, math.nan), ValueError, ["bias", "nan"]),
    "fit: lengths": (lambda: plotting.plot_fit(MODEL, X[:17], y), ValueError, ["17", "30"]),
    "fit: weight 0": (lambda: plotting.plot_fit(flat_model, X, y), ValueError, ["weight is 0"]),
    "fit: two features": (lambda: plotting.plot_fit(two_features, X, y), ValueError, ["this model has 2"]),
    "densities: overlap": (lambda: plotting.plot_class_densities(overlap=13), ValueError, ["overlap", "13"]),
    "densities: text": (lambda: plotting.plot_class_densities(overlap="4"), TypeError, ["overlap", "'4'"]),
    "posterior: overlap": (lambda: plotting.plot_true_posterior(overlap=-1), ValueError, ["overlap", "-1"]),
    "posterior: text": (lambda: plotting.plot_true_posterior(overlap="4"), TypeError, ["overlap", "'4'"]),
    "posterior: two features": (
        lambda: plotting.plot_true_posterior(overlap=4, model=two_features), ValueError, ["(n_samples, 2)"]),
    "surface: transposed": (
        lambda: plotting.plot_loss_surface(WEIGHTS, BIASES, surface().T), ValueError, ["(17, 13)", "(13, 17)"]),
    "surface: one bias": (
        lambda: plotting.plot_loss_surface(WEIGHTS, BIASES[:1], surface()[:1]), ValueError, ["at least 2", "(1, 13)"]),
    "surface: one weight": (
        lambda: plotting.plot_loss_surface(WEIGHTS[:1], BIASES, surface()[:, :1]),
        ValueError, ["at least 2", "(17, 1)"]),
    "surface: flat path": (
        lambda: plotting.plot_loss_surface(WEIGHTS, BIASES, surface(), path=history().path[:, 0]),
        ValueError, ["(18,)"]),
    "surface: path of three": (
        lambda: plotting.plot_loss_surface(WEIGHTS, BIASES, surface(), path=np.ones((13, 3))), ValueError, ["(13, 3)"]),
    "surface: transposed path": (
        lambda: plotting.plot_loss_surface(WEIGHTS, BIASES, surface(), path=history().path.T),
        ValueError, ["(2, 18)"]),
    "surface: empty path": (
        lambda: plotting.plot_loss_surface(WEIGHTS, BIASES, surface(), path=history().path[:0]),
        ValueError, ["(0, 2)"]),
    "animation: none": (
        lambda: plotting.animate_training(history(), X, y, epochs=[]), ValueError, ["0 to 17", "not empty"]),
    "animation: too late": (
        lambda: plotting.animate_training(history(), X, y, epochs=[0, 18]), ValueError, ["0 to 17", "18"]),
    "animation: negative": (
        lambda: plotting.animate_training(history(), X, y, epochs=[0, -1]), ValueError, ["epoch", "-1"]),
    "animation: half": (
        lambda: plotting.animate_training(history(), X, y, epochs=[0, 1.5]), TypeError, ["epoch", "1.5"]),
    "animation: lengths": (
        lambda: plotting.animate_training(history(), X[:13], y, epochs=[0]), ValueError, ["13", "30"]),
    "animation: two features": (
        lambda: plotting.animate_training(
            fit(at_zero(2), torch.hstack([X, X / 2]), y, lr=0.01, n_epochs=3), X, y, epochs=[0]),
        ValueError, ["one feature", "2"]),
    "calibration: logits": (lambda: plotting.plot_calibration(y, X), ValueError, ["p", "sigmoid(p)"]),
    "calibration: bins": (lambda: plotting.plot_calibration(y, P, n_bins=0), ValueError, ["n_bins", "0"]),
    "calibration: strategy": (
        lambda: plotting.plot_calibration(y, P, strategy="equal"), ValueError, ["strategy", "'equal'"]),
    "calibration: level": (lambda: plotting.plot_calibration(y, P, level=95), ValueError, ["level", "95"]),
    "intervals: lengths": (
        lambda: plotting.plot_intervals(["a", "b"], [1], [0], [2]), ValueError, ["2 labels", "(1,)"]),
    "intervals: none": (lambda: plotting.plot_intervals([], [], [], []), ValueError, ["0 labels", "not empty"]),
    "intervals: outside": (
        lambda: plotting.plot_intervals(["a", "b"], [1, 3], [0, 1], [2, 2]), ValueError, ["does not hold for b"]),
    "intervals: a gap": (
        lambda: plotting.plot_intervals(["a"], [math.nan], [0], [2]), ValueError, ["does not hold for a"]),
    "intervals: log of 0": (
        lambda: plotting.plot_intervals(["a"], [1], [0], [2], log=True), ValueError, ["above 0", "got 0.0"]),
    "calibration: one class": (lambda: plotting.plot_calibration([1], [0.5]), ValueError, ["one class"]),
    "threshold: lengths": (lambda: plotting.plot_threshold(MODEL, X[:17], y), ValueError, ["17", "30"]),
    "threshold: 1": (lambda: plotting.plot_threshold(MODEL, X, y, threshold=1), ValueError, ["threshold", "1"]),
    "threshold: weight 0": (lambda: plotting.plot_threshold(flat_model, X, y), ValueError, ["weight is 0"]),
    "threshold: flat X": (lambda: plotting.plot_threshold(MODEL, X.ravel(), y), ValueError, ["(30,)"]),
    "matrix: many": (
        lambda: plotting.plot_confusion_matrix(sweep()), ValueError, ["31 thresholds", "confusion_counts"]),
    "rates: one": (
        lambda: plotting.plot_rates(metrics.confusion_counts(y, P)),
        ValueError, ["threshold 0.5", "counts_at_every_threshold"]),
    "rates: unknown": (
        lambda: plotting.plot_rates(sweep(), rates=("recall", "f1")), ValueError, ["['f1']", "false_positive_rate"]),
    "roc: one class": (lambda: plotting.plot_roc([0, 0], [0.1, 0.2]), ValueError, ["one class"]),
    "roc: threshold": (lambda: plotting.plot_roc(y, P, threshold="a"), TypeError, ["threshold"]),
    "precision-recall: one class": (
        lambda: plotting.plot_precision_recall([1, 1], [0.1, 0.2]), ValueError, ["one class"]),
    "precision-recall: threshold": (
        lambda: plotting.plot_precision_recall(y, P, threshold=math.nan), ValueError, ["threshold", "nan"]),
    "cost: negative": (lambda: plotting.plot_cost(y, P, cost_fp=-1, cost_fn=1), ValueError, ["cost_fp", "-1"]),
    "cost: nothing": (lambda: plotting.plot_cost(y, P, cost_fp=0, cost_fn=0), ValueError, ["both 0"]),
    "cost: prevalence": (
        lambda: plotting.plot_cost(y, P, cost_fp=1, cost_fn=1, prevalence=2), ValueError, ["prevalence", "2"]),
    "predictive value: per cent": (
        lambda: plotting.plot_predictive_value(sensitivity=90, specificity=0.9), ValueError, ["sensitivity", "90"]),
    "predictive value: many": (
        lambda: plotting.plot_predictive_value(sensitivity=0.9, specificity=np.ones(13)),
        TypeError, ["specificity", "(13,)"]),
    "predictive value: many sensitivities": (
        lambda: plotting.plot_predictive_value(sensitivity=np.ones(13), specificity=0.9),
        TypeError, ["sensitivity", "(13,)"]),
}


@each_row("case", REFUSED)
def test_what_is_refused_and_that_no_empty_figure_is_left(case, refuses):
    call, error, words = REFUSED[case]
    with refuses(error, *words):
        call()
    assert plt.get_fignums() == []
