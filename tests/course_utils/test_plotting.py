"""course_utils.plotting: what a figure contains is what the package computes. Nothing is compared by pixels."""

import functools
import importlib.util
import io
import math

import matplotlib as mpl

mpl.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
import pytest
import sklearn.metrics
import torch
from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure
from PIL import Image, ImageSequence
from sklearn.calibration import calibration_curve as sklearn_calibration_curve

from course_utils import metrics, plotting
from course_utils.bootstrap import share_interval
from course_utils.data import make_overlapping_classes, true_posterior
from course_utils.functional import sigmoid
from course_utils.models import LogisticRegression
from course_utils.training import History, fit, loss_surface

N_EPOCHS = 17
X, y = make_overlapping_classes(13, 17, overlap=6.0, seed=5)
MODEL = LogisticRegression.from_parameters(0.8, -4.1)
P = MODEL.predict_proba(X)
HISTORY = fit(LogisticRegression.from_parameters(0.3, 0.7), X, y, lr=0.2, n_epochs=N_EPOCHS)
WEIGHTS, BIASES = np.linspace(-0.5, 1.5, 13), np.linspace(-6, 2, 17)
SURFACE = loss_surface(X, y, WEIGHTS, BIASES)
SWEEP = metrics.counts_at_every_threshold(y, P)
TWO_FEATURES = LogisticRegression(2)

x_flat, y_flat, p_flat = X.numpy().ravel(), y.numpy().ravel(), P.numpy().ravel()

# every figure of the module, its labels, and the axes it is given
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
        lambda ax=None: plotting.plot_loss_curve(HISTORY, label="a", ax=ax), "epoch", "loss (mean cross-entropy)"),
    "plot_loss_surface": (
        lambda ax=None: plotting.plot_loss_surface(WEIGHTS, BIASES, SURFACE, path=HISTORY.path, ax=ax),
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
    "plot_rates": (lambda ax=None: plotting.plot_rates(SWEEP, ax=ax), "threshold", "rate"),
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


@pytest.fixture(autouse=True)
def no_figure_left_open():
    plt.close("all")
    yield
    plt.close("all")


@functools.cache
def default_axes(name):
    """A figure as it comes, laid out; for looking only."""
    ax = FIGURES[name][0]()
    ax.figure.draw_without_rendering()
    plt.close(ax.figure)
    return ax


def line(ax, label):
    """The one line with this label."""
    (found,) = [each for each in ax.lines if each.get_label() == label]
    return found


def legend_texts(ax):
    return [text.get_text() for text in ax.get_legend().get_texts()]


def color_of(artist):
    return to_hex(artist.get_color()).upper()


def points(artist):
    return np.asarray(artist.get_xdata(), float), np.asarray(artist.get_ydata(), float)


def assert_points(artist, x, y, *, tolerance=1e-7):
    drawn_x, drawn_y = points(artist)
    np.testing.assert_allclose(drawn_x, np.asarray(x, float).ravel(), rtol=0, atol=tolerance)
    np.testing.assert_allclose(drawn_y, np.asarray(y, float).ravel(), rtol=0, atol=tolerance)


# ------------------------------------------------------------ what all figures keep to


def test_every_figure_of_the_module_is_in_the_table():
    assert set(FIGURES) == {name for name in vars(plotting) if name.startswith("plot_")}


@every_figure
def test_without_axes_a_fresh_figure_is_made_and_the_current_one_left_alone(name, monkeypatch):
    _, mine = plt.subplots()
    children = mine.get_children()

    def refuse(*args, **kwargs):
        raise AssertionError("must not be called")

    for function in ("gca", "sca", "show", "draw", "pause"):
        monkeypatch.setattr(plt, function, refuse)
    monkeypatch.setattr(Figure, "show", refuse)
    figures, settings = plt.get_fignums(), dict(mpl.rcParams)
    ax = FIGURES[name][0]()
    assert dict(mpl.rcParams) == settings
    assert isinstance(ax, Axes)
    assert ax.figure is not mine.figure
    assert ax.figure.axes == [ax]
    assert ax.has_data() or ax.images
    assert len(plt.get_fignums()) == len(figures) + 1
    assert mine.get_children() == children
    assert (mine.get_xlabel(), mine.get_ylabel(), mine.get_legend()) == ("", "", None)


@every_figure
def test_given_axes_are_drawn_on_and_keep_the_labels_and_limits_of_the_caller(name):
    draw, xlabel, ylabel = FIGURES[name]
    default = default_axes(name)
    assert (default.get_xlabel(), default.get_ylabel()) == (xlabel, ylabel)
    xlim = (0.02, 0.5) if name == "plot_predictive_value" else (-3.0, 23.0)

    figure, (first, second, current) = plt.subplots(1, 3)
    plt.sca(current)
    children = current.get_children()
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

    assert plt.get_fignums() == [figure.number]
    assert plt.gca() is current
    assert figure.axes == [first, second, current]
    assert current.get_children() == children


@every_figure
def test_nothing_sticks_out_of_a_fresh_figure(name):
    figure = default_axes(name).figure
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
        spec = importlib.util.find_spec("course_utils.plotting")
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


# ------------------------------------------------------------ what each figure refuses


def counts(**kwargs):
    return metrics.confusion_counts(y, P, **kwargs)


path = HISTORY.path
nan_X = torch.where(X > 9, math.nan, X)
flat_model = LogisticRegression.from_parameters(0.0, 1.0)

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
    "fit: two features": (lambda: plotting.plot_fit(TWO_FEATURES, X, y), ValueError, ["this model has 2"]),
    "densities: overlap": (lambda: plotting.plot_class_densities(overlap=13), ValueError, ["overlap", "13"]),
    "densities: text": (lambda: plotting.plot_class_densities(overlap="4"), TypeError, ["overlap", "'4'"]),
    "posterior: overlap": (lambda: plotting.plot_true_posterior(overlap=-1), ValueError, ["overlap", "-1"]),
    "posterior: text": (lambda: plotting.plot_true_posterior(overlap="4"), TypeError, ["overlap", "'4'"]),
    "posterior: two features": (
        lambda: plotting.plot_true_posterior(overlap=4, model=TWO_FEATURES), ValueError, ["(n_samples, 2)"]),
    "surface: transposed": (
        lambda: plotting.plot_loss_surface(WEIGHTS, BIASES, SURFACE.T), ValueError, ["(17, 13)", "(13, 17)"]),
    "surface: one bias": (
        lambda: plotting.plot_loss_surface(WEIGHTS, BIASES[:1], SURFACE[:1]), ValueError, ["at least 2", "(1, 13)"]),
    "surface: one weight": (
        lambda: plotting.plot_loss_surface(WEIGHTS[:1], BIASES, SURFACE[:, :1]), ValueError, ["at least 2", "(17, 1)"]),
    "surface: flat path": (
        lambda: plotting.plot_loss_surface(WEIGHTS, BIASES, SURFACE, path=path[:, 0]), ValueError, ["(18,)"]),
    "surface: path of three": (
        lambda: plotting.plot_loss_surface(WEIGHTS, BIASES, SURFACE, path=np.ones((13, 3))), ValueError, ["(13, 3)"]),
    "surface: transposed path": (
        lambda: plotting.plot_loss_surface(WEIGHTS, BIASES, SURFACE, path=path.T), ValueError, ["(2, 18)"]),
    "surface: empty path": (
        lambda: plotting.plot_loss_surface(WEIGHTS, BIASES, SURFACE, path=path[:0]), ValueError, ["(0, 2)"]),
    "animation: none": (
        lambda: plotting.animate_training(HISTORY, X, y, epochs=[]), ValueError, ["0 to 17", "not empty"]),
    "animation: too late": (
        lambda: plotting.animate_training(HISTORY, X, y, epochs=[0, 18]), ValueError, ["0 to 17", "18"]),
    "animation: negative": (
        lambda: plotting.animate_training(HISTORY, X, y, epochs=[0, -1]), ValueError, ["epoch", "-1"]),
    "animation: half": (
        lambda: plotting.animate_training(HISTORY, X, y, epochs=[0, 1.5]), TypeError, ["epoch", "1.5"]),
    "animation: lengths": (
        lambda: plotting.animate_training(HISTORY, X[:13], y, epochs=[0]), ValueError, ["13", "30"]),
    "animation: two features": (
        lambda: plotting.animate_training(
            fit(LogisticRegression(2), torch.hstack([X, X / 2]), y, lr=0.01, n_epochs=3), X, y, epochs=[0]),
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
    "matrix: many": (lambda: plotting.plot_confusion_matrix(SWEEP), ValueError, ["31 thresholds", "confusion_counts"]),
    "rates: one": (
        lambda: plotting.plot_rates(counts()), ValueError, ["threshold 0.5", "counts_at_every_threshold"]),
    "rates: unknown": (
        lambda: plotting.plot_rates(SWEEP, rates=("recall", "f1")), ValueError, ["['f1']", "false_positive_rate"]),
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


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_refused_and_that_no_empty_figure_is_left(case, refuses):
    call, error, words = REFUSED[case]
    with refuses(error, *words):
        call()
    assert plt.get_fignums() == []


# ------------------------------------------------------------ data and models


@pytest.mark.parametrize(
    ("X_given", "y_given"),
    [(X, y), (x_flat, y_flat), (x_flat.tolist(), y_flat.astype(int).tolist()), (X, y_flat.astype(bool))],
)
def test_plot_data_puts_each_sample_at_its_label(X_given, y_given):
    ax = plotting.plot_data(X_given, y_given)
    negatives, positives = ax.lines
    assert_points(negatives, x_flat[:13], np.zeros(13))
    assert_points(positives, x_flat[13:], np.ones(17))
    assert (color_of(negatives), negatives.get_marker()) == ("#0072B2", "o")
    assert (color_of(positives), positives.get_marker()) == ("#D55E00", "^")
    assert negatives.get_linestyle() == positives.get_linestyle() == "None"
    assert legend_texts(ax) == ["negative (y = 0)", "positive (y = 1)"]


@pytest.mark.parametrize(("label", "name"), [(0, "negative (y = 0)"), (1, "positive (y = 1)")])
def test_plot_data_of_one_class_names_only_that(label, name):
    ax = plotting.plot_data([2.0, 3.0, 5.0], [label] * 3)
    assert legend_texts(ax) == [name]
    assert_points(ax.lines[0], [2, 3, 5], [label] * 3)


@pytest.mark.parametrize("name", ["plot_data", "plot_fit", "plot_threshold"])
def test_markers_at_0_and_1_are_neither_cut_nor_under_the_legend(name):
    ax = default_axes(name)
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


def assert_legend_is_between_the_rows(low, high, frame_low, frame_high):
    """The rows of samples, at 0 and 1, lie within 6 % of the frame's height from its edges."""
    row = 0.06 * (frame_high - frame_low)
    assert low > frame_low + row
    assert high < frame_high - row


def test_legend_stays_between_the_rows_when_curves_are_added():
    ax = plotting.plot_data([3.0, 7.0], [0, 1])
    plotting.plot_sigmoid(1.0, -5.0, label="a", ax=ax)
    ax.figure.draw_without_rendering()
    legend, frame = ax.get_legend().get_window_extent(), ax.get_window_extent()
    assert_legend_is_between_the_rows(legend.y0, legend.y1, frame.y0, frame.y1)


def test_legend_without_samples_may_use_all_of_the_axes():
    ax = plotting.plot_sigmoid(2.0, -6.0, label="a")
    assert ax.get_legend().get_bbox_to_anchor().bounds == ax.bbox.bounds


def test_plot_curves_draws_each_curve_under_its_name():
    x = np.linspace(-1, 1, 13)
    curves = {"list": list(range(13)), "array": x**2, "tensor": torch.linspace(0, 1, 13, requires_grad=True)}
    ax = plotting.plot_curves(torch.as_tensor(x), curves)
    assert legend_texts(ax) == ["list", "array", "tensor"]
    for label, values in curves.items():
        assert_points(line(ax, label), x, values.detach() if label == "tensor" else values)


def styles(ax):
    return [(color_of(each), each.get_linestyle()) for each in ax.lines]


def test_curves_differ_by_colour_and_by_line_style():
    ax = plotting.plot_curves(range(5), {str(i): [i] * 5 for i in range(5)})
    assert styles(ax) == list(plotting.CURVE_STYLES)
    colors, line_styles = zip(*styles(ax), strict=True)
    assert len(set(colors)) == 5
    assert len(set(line_styles[:4])) == 4


def test_a_later_call_goes_on_with_the_styles():
    ax = plotting.plot_curves([0, 1], {"a": [0, 1], "b": [1, 0]})
    plotting.plot_curves([0, 1], {"c": [2, 2]}, ax=ax)
    plotting.plot_loss_curve(HISTORY, label="d", ax=ax)
    assert styles(ax) == list(plotting.CURVE_STYLES[:4])


def test_more_curves_than_styles_start_again_in_order():
    ax = plotting.plot_curves(range(2), {str(i): [i, i] for i in range(13)})
    assert styles(ax) == [plotting.CURVE_STYLES[i % 5] for i in range(13)]
    assert legend_texts(ax) == [str(i) for i in range(13)]


@pytest.mark.parametrize(("weight", "bias"), [(0.8, -4.1), (-1.3, 6.5), (0.0, 0.4), (2, 1)])
def test_plot_sigmoid_is_the_sigmoid_of_the_line(weight, bias):
    ax = plotting.plot_sigmoid(weight, bias)
    x, drawn = points(ax.lines[0])
    assert (x[0], x[-1]) == (0, 10)
    assert len(x) > 100
    np.testing.assert_allclose(drawn, torch.sigmoid(torch.as_tensor(weight * x + bias)), atol=1e-6)
    assert ax.get_legend() is None
    assert ax.get_ylim() == (-0.05, 1.05)


@pytest.mark.parametrize(
    ("weight", "bias", "x_range", "midpoint"),
    [
        (0.8, -4.0, (0.0, 10.0), 5.0),
        (-0.5, 1.0, (0.0, 10.0), 2.0),
        (0.5, 2.0, (0.0, 10.0), None),  # at -4
        (0.5, 2.0, (-6, 6), -4.0),
        (0.5, -6.0, (0.0, 10.0), None),  # at 12
        (0.5, 0.0, (0.0, 10.0), 0.0),  # at either end
        (0.5, -5.0, (0.0, 10.0), 10.0),
        (0.0, 0.0, (0.0, 10.0), None),
    ],
)
def test_plot_sigmoid_marks_its_midpoint_where_it_is_in_view(weight, bias, x_range, midpoint):
    ax = plotting.plot_sigmoid(weight, bias, x_range=x_range)
    curve, *marks = ax.lines
    x, _ = points(curve)
    assert (x[0], x[-1]) == x_range
    if midpoint is None:
        assert marks == []
    else:
        (mark,) = marks
        assert_points(mark, [midpoint], [0.5])
        assert mark.get_color() == curve.get_color()
        assert mark.get_markerfacecolor() == "white"
        assert mark.get_zorder() > curve.get_zorder()


def test_plot_sigmoid_takes_a_label_and_a_colour():
    ax = plotting.plot_sigmoid(1.0, -5.0, label="first")
    plotting.plot_sigmoid(2.0, -5.0, label="second", ax=ax)
    plotting.plot_sigmoid(3.0, -5.0, label="third", color="#123456", ax=ax)
    assert legend_texts(ax) == ["first", "second", "third"]
    drawn = [(color_of(line(ax, name)), line(ax, name).get_linestyle()) for name in legend_texts(ax)]
    assert drawn == [*plotting.CURVE_STYLES[:2], ("#123456", "-")]


def test_plot_fit_shows_samples_curve_and_boundary():
    ax = plotting.plot_fit(MODEL, X, y)
    assert_points(line(ax, "negative (y = 0)"), x_flat[:13], np.zeros(13))
    assert_points(line(ax, "positive (y = 1)"), x_flat[13:], np.ones(17))
    x, drawn = points(line(ax, "model: P(y = 1 | x)"))
    assert (x[0], x[-1]) == (0, 10)
    np.testing.assert_allclose(drawn, sigmoid(torch.as_tensor(0.8 * x - 4.1)), atol=1e-6)
    boundary = line(ax, "boundary: x = 5.125")
    assert_points(boundary, [5.125, 5.125], [0, 1], tolerance=1e-6)
    assert boundary.get_linestyle() == "--"
    assert len(legend_texts(ax)) == 4


def test_plot_fit_takes_a_model_of_double_precision():
    ax = plotting.plot_fit(LogisticRegression.from_parameters(0.8, -4.1).double(), X.double(), y.double())
    assert line(ax, "boundary: x = 5.125")


@pytest.mark.parametrize(("overlap", "start", "end"), [(3.0, 3.5, 6.5), (0, 5, 5), (10, 0, 10)])
def test_plot_class_densities_have_area_one_on_their_stretches(overlap, start, end):
    ax = plotting.plot_class_densities(overlap=overlap)
    negatives, positives = ax.collections
    for area, left, right, color in ((negatives, 0, end, "#0072B2"), (positives, start, 10, "#D55E00")):
        bounds = area.get_paths()[0].get_extents()
        assert bounds.extents.tolist() == pytest.approx([left, 0, right, 1 / (right - left)])
        assert to_hex(area.get_facecolor()[0]).upper() == color
    assert negatives.get_hatch() != positives.get_hatch()
    assert legend_texts(ax) == ["negatives", "positives"]
    assert [area.get_label() for area in ax.collections] == ["negatives", "positives"]
    bottom, top = ax.get_ylim()
    assert bottom == 0
    assert top > 1.2 / end


@pytest.mark.parametrize("overlap", [3.0, 0.0, 10.0])
def test_plot_true_posterior_is_that_of_the_data_module(overlap):
    ax = plotting.plot_true_posterior(overlap=overlap)
    (truth,) = ax.lines
    x, drawn = points(truth)
    assert (x[0], x[-1]) == (0, 10)
    assert np.diff(x).max() < 0.02
    np.testing.assert_array_equal(drawn, true_posterior(torch.as_tensor(x), overlap=overlap))
    assert legend_texts(ax) == ["true posterior"]
    assert ax.get_ylim() == (-0.05, 1.05)


def test_plot_true_posterior_shows_the_claim_of_a_model():
    ax = plotting.plot_true_posterior(overlap=3.0, model=MODEL)
    assert legend_texts(ax) == ["true posterior", "model"]
    x, claim = points(line(ax, "model"))
    assert (x[0], x[-1]) == (0, 10)
    np.testing.assert_allclose(claim, sigmoid(torch.as_tensor(0.8 * x - 4.1)), atol=1e-6)
    assert line(ax, "model").get_linestyle() != line(ax, "true posterior").get_linestyle()
    assert line(ax, "model").get_color() != line(ax, "true posterior").get_color()


# ------------------------------------------------------------ training


def test_plot_loss_curve_counts_epochs_from_one():
    ax = plotting.plot_loss_curve(HISTORY)
    assert_points(ax.lines[0], np.arange(1, N_EPOCHS + 1), HISTORY.loss)
    assert ax.get_legend() is None


def test_plot_loss_curve_counts_updates_where_an_epoch_has_several():
    def history(**changes):
        return History(np.array([0.7, 0.6, 0.5]), np.zeros(3), np.zeros(3), 0.0, 0.0, 0.1, **changes)

    by_update = plotting.plot_loss_curve(history(updates_per_epoch=5), by="update")
    assert_points(by_update.lines[0], [1, 6, 11], [0.7, 0.6, 0.5])
    assert by_update.get_xlabel() == "update"
    by_epoch = plotting.plot_loss_curve(history(updates_per_epoch=5))
    assert_points(by_epoch.lines[0], [1, 2, 3], [0.7, 0.6, 0.5])
    full_batch = plotting.plot_loss_curve(history(), by="update")
    assert_points(full_batch.lines[0], [1, 2, 3], [0.7, 0.6, 0.5])
    with pytest.raises(ValueError, match="by must be 'epoch' or 'update'; got 'row'"):
        plotting.plot_loss_curve(history(), by="row")


def test_plot_loss_curves_on_one_figure():
    ax = plotting.plot_loss_curve(HISTORY, label="lr = 0.2")
    plotting.plot_loss_curve(HISTORY, label="again", ax=ax)
    assert legend_texts(ax) == ["lr = 0.2", "again"]
    assert styles(ax) == list(plotting.CURVE_STYLES[:2])


def contours(ax):
    bands, lines = ax.collections
    assert bands.filled
    assert not lines.filled
    return bands, lines


def test_plot_loss_surface_marks_the_lowest_point_and_the_path():
    ax = plotting.plot_loss_surface(WEIGHTS, BIASES, SURFACE, path=HISTORY.path)
    values = {(w, b): SURFACE[j, i] for i, w in enumerate(WEIGHTS) for j, b in enumerate(BIASES)}
    w, b = min(values, key=values.get)
    assert_points(line(ax, "lowest loss on the grid"), [w], [b])
    assert_points(line(ax, "path walked"), HISTORY.path[:, 0], HISTORY.path[:, 1])
    assert len(HISTORY.path) == N_EPOCHS + 1
    assert_points(line(ax, "start"), [0.3], [0.7])
    assert_points(line(ax, "end"), HISTORY.weight[-1:], HISTORY.bias[-1:])
    assert legend_texts(ax) == ["lowest loss on the grid", "path walked", "start", "end"]
    markers = [line(ax, label).get_marker() for label in ("lowest loss on the grid", "start", "end")]
    assert len(set(markers)) == 3
    assert ax.get_xlim() == (-0.5, 1.5)
    assert ax.get_ylim() == (-6, 2)


def test_plot_loss_surface_without_a_path():
    ax = plotting.plot_loss_surface(WEIGHTS, BIASES, SURFACE)
    assert legend_texts(ax) == ["lowest loss on the grid"]
    assert len(ax.lines) == 1


def test_plot_loss_surface_has_its_levels_where_the_loss_has_them():
    weights, biases = np.linspace(-0.5, 1.5, 73), np.linspace(-6, 2, 67)
    surface = loss_surface(X, y, weights, biases)
    bands, lines = contours(plotting.plot_loss_surface(weights, biases, surface))
    assert bands.levels[[0, -1]].tolist() == pytest.approx([surface.min(), surface.max()])
    assert (np.diff(bands.levels, n=2) > 0).all()  # finer near the bottom
    np.testing.assert_array_equal(lines.levels, bands.levels[1:-1])
    # straight lines between points of the grid are a little off
    for level, contour in list(zip(lines.levels, lines.get_paths(), strict=True))[2:]:
        for w, b in contour.vertices[::7]:
            assert loss_surface(X, y, [w], [b]).item() == pytest.approx(level, rel=0.03)
    limits = zip(bands.levels, bands.levels[1:], bands.get_paths(), strict=False)
    for low, high, band in list(limits)[2:]:
        for w, b in band.vertices[::7]:
            assert low * 0.97 < loss_surface(X, y, [w], [b]).item() < high * 1.03
    grey = bands.get_facecolor()
    assert (np.diff(grey[:, 0]) < 0).all()  # the darker the higher
    np.testing.assert_array_equal(grey[:, 0], grey[:, 1])
    np.testing.assert_array_equal(grey[:, 0], grey[:, 2])
    # the darkest still carries dark text
    assert (grey[:, 0] >= 0.6).all()


@pytest.mark.parametrize("half_width", [1.0, 0.05, 0.001])
def test_no_two_levels_of_a_loss_surface_carry_the_same_number(half_width):
    """Of a narrow view, many levels are the same to three decimals."""
    weights = np.linspace(0.6 - half_width, 0.6 + half_width, 13)
    biases = np.linspace(-3 - half_width, -3 + half_width, 17)
    _, lines = contours(plotting.plot_loss_surface(weights, biases, loss_surface(X, y, weights, biases)))
    shown = [f"{level:.3f}" for level in lines.labelLevelList]
    assert shown
    assert len(set(shown)) == len(shown)
    assert {text.get_text() for text in lines.labelTexts} <= set(shown)


@pytest.mark.parametrize(
    ("steps", "names"),
    [
        ([[9.0, 0.0], [0.5, -1.0]], ["end"]),
        ([[0.5, 9.0], [0.5, -1.0]], ["end"]),
        ([[0.5, -1.0], [-9.0, -1.0]], ["start"]),
        ([[0.5, -1.0], [0.5, -9.0]], ["start"]),
        ([[9.0, 0.0], [-9.0, 0.0]], []),
        ([[-0.5, -6.0], [1.5, 2.0]], ["start", "end"]),  # in the corners of the view
        ([[-0.5, 2.0]], ["start", "end"]),
    ],
)
def test_plot_loss_surface_names_start_and_end_where_they_are_in_view(steps, names):
    some = np.ix_([0, 8, 16], [0, 6, 9, 12])
    ax = plotting.plot_loss_surface(WEIGHTS[some[1][0]], BIASES[some[0][:, 0]], SURFACE[some], path=steps)
    assert legend_texts(ax) == ["lowest loss on the grid", "path walked", *names]
    assert_points(line(ax, "path walked"), *np.transpose(steps))
    assert ax.get_xlim() == (-0.5, 1.5)
    assert ax.get_ylim() == (-6, 2)


@pytest.fixture
def drawn_frames(monkeypatch):
    """What the axes held each time a frame of the animation was drawn."""
    frames = []

    class Recorder(plotting.FigureCanvasAgg):
        def draw(self):
            super().draw()
            (ax,) = self.figure.axes
            frames.append(
                {
                    "title": ax.get_title(),
                    "lines": [points(each) for each in ax.lines],
                    "labels": legend_texts(ax),
                    "limits": (ax.get_xlim(), ax.get_ylim()),
                    "ylabel": ax.get_ylabel(),
                    "legend": ax.get_legend().get_window_extent().extents,
                    "frame": ax.get_window_extent().extents,
                    "picture": np.array(self.buffer_rgba())[:, :, :3],
                }
            )

    monkeypatch.setattr(plotting, "FigureCanvasAgg", Recorder)
    return frames


def test_animation_shows_the_curve_after_each_epoch(drawn_frames):
    _, mine = plt.subplots()
    epochs = (0, np.int64(9), 17)
    animation = plotting.animate_training(HISTORY, X, y, epochs=epochs)
    assert plt.get_fignums() == [mine.figure.number]
    assert plt.gca() is mine
    assert not mine.has_data()

    assert [frame["title"] for frame in drawn_frames] == [f"epochs: {epoch}" for epoch in epochs]
    for epoch, frame in zip(epochs, drawn_frames, strict=True):
        (negative_x, negative_y), (positive_x, positive_y), (x, curve), *marks = frame["lines"]
        np.testing.assert_array_equal(negative_x, x_flat[:13])
        np.testing.assert_array_equal(positive_x, x_flat[13:])
        assert (set(negative_y), set(positive_y)) == ({0.0}, {1.0})
        weight, bias = HISTORY.path[epoch]
        np.testing.assert_allclose(curve, sigmoid(torch.as_tensor(weight * x + bias)), atol=1e-6)
        assert len(marks) == (0 <= -bias / weight <= 10)
        assert frame["labels"] == ["negative (y = 0)", "positive (y = 1)", "model: P(y = 1 | x)"]
        assert frame["ylabel"] == "y, and P(y = 1 | x)"
        for still in ("limits", "legend", "frame"):  # only the curve moves
            np.testing.assert_array_equal(frame[still], drawn_frames[0][still])
        assert_legend_is_between_the_rows(*frame["legend"][[1, 3]], *frame["frame"][[1, 3]])

    assert isinstance(animation, bytes)
    decoded = Image.open(io.BytesIO(animation))
    assert decoded.format == "PNG"
    assert decoded.n_frames == len(epochs)
    assert decoded.info["loop"] == 1  # plays once
    assert decoded.mode == "P"
    for frame, drawn in zip(ImageSequence.Iterator(decoded), drawn_frames, strict=True):
        assert frame.info["duration"] == 250
        # the palette brought every frame's own colours back; a wrong one, or a wrong frame, is off by more
        difference = np.abs(np.asarray(frame.convert("RGB")).astype(int) - drawn["picture"])
        assert difference.mean() < 0.5


# ------------------------------------------------------------ calibration


def bin_texts(ax):
    return [(text.get_position()[0], int(text.get_text())) for text in ax.texts]


@pytest.mark.parametrize("n_bins", [1, 5, 13])
def test_plot_calibration_is_the_curve_of_metrics_and_of_sklearn(n_bins):
    many_X, many_y = make_overlapping_classes(130, 170, overlap=6.0, seed=13)
    p = MODEL.predict_proba(many_X)
    ax = plotting.plot_calibration(many_y, p, n_bins=n_bins)
    model = line(ax, "model (below: samples)")
    predicted, observed, n_samples = metrics.calibration_curve(many_y, p, n_bins=n_bins)
    assert_points(model, predicted, observed)
    share, mean = sklearn_calibration_curve(many_y.ravel(), p.ravel(), n_bins=n_bins, strategy="uniform")
    assert_points(model, mean, share, tolerance=1e-6)
    assert model.get_marker() == "o"
    assert_points(line(ax, "perfect calibration"), [0, 1], [0, 1])
    assert legend_texts(ax) == ["perfect calibration", "model (below: samples)"]
    (edges,) = ax.collections
    assert [segment[:, 0].tolist() for segment in edges.get_segments()] == [
        pytest.approx([edge, edge]) for edge in np.linspace(0, 1, n_bins + 1)
    ]
    assert [n for _, n in bin_texts(ax)] == n_samples.tolist()
    assert sum(n for _, n in bin_texts(ax)) == 300


def test_plot_calibration_writes_each_number_in_the_middle_of_its_bin():
    # seven equal numbers on each lower edge: the mean of seven 0.1 comes out below 0.1
    p = np.repeat(np.linspace(0, 1, 11)[:10], 7)
    ax = plotting.plot_calibration([0, 1] * 35, p, n_bins=10)
    assert min(points(line(ax, "model (below: samples)"))[0] - np.linspace(0, 1, 11)[:10]) < 0
    assert bin_texts(ax) == [(pytest.approx(0.05 + i / 10), 7) for i in range(10)]


def test_plot_calibration_leaves_out_empty_bins_and_keeps_the_last_edge():
    ax = plotting.plot_calibration([0, 1, 0, 1, 1], [0.05, 0.15, 0.45, 1.0, 1.0], n_bins=5)
    assert bin_texts(ax) == [(pytest.approx(0.1), 2), (pytest.approx(0.5), 1), (pytest.approx(0.9), 2)]
    assert_points(line(ax, "model (below: samples)"), [0.1, 0.45, 1.0], [0.5, 0, 1])
    bottom, top = ax.get_ylim()
    assert all(bottom < text.get_position()[1] < -0.03 for text in ax.texts)
    assert (bottom, top) == (-0.15, 1.05)
    assert ax.get_xlim() == (-0.03, 1.03)


def rare(seed):
    """221 people of whom few are positive, and what a model claims."""
    rng = np.random.default_rng(seed)
    p = rng.uniform(0.01, 0.19, 221)
    return (rng.uniform(size=221) < p).astype(int), p


def segments(collection):
    """(x, from y, to y) of vertical lines."""
    return [(part[0, 0], part[0, 1], part[1, 1]) for part in collection.get_segments()]


@pytest.mark.parametrize("strategy", ["uniform", "quantile"])
def test_plot_calibration_draws_the_interval_of_each_share(strategy):
    labels, p = rare(0)
    ax = plotting.plot_calibration(labels, p, n_bins=4, strategy=strategy, level=0.8)
    predicted, observed, n_samples = metrics.calibration_curve(labels, p, n_bins=4, strategy=strategy)
    low, high = share_interval((observed * n_samples).round().astype(int), n_samples, level=0.8)
    bars = segments(ax.collections[0])
    np.testing.assert_allclose(bars, np.column_stack([predicted, low, high]), atol=1e-12)


def test_plot_calibration_with_bins_of_equally_many_shows_the_points_and_no_bins():
    labels, p = rare(0)
    ax = plotting.plot_calibration(labels, p, strategy="quantile")
    predicted, observed, _ = metrics.calibration_curve(labels, p, strategy="quantile")
    assert_points(line(ax, "model"), predicted, observed)
    assert [*ax.texts, *ax.collections] == []
    left, right = ax.get_xlim()
    assert predicted.max() < right < 1.3 * predicted.max()
    assert -0.02 < left < predicted.min()
    assert line(ax, "perfect calibration").get_slope() == 1


def test_two_models_in_one_calibration_figure():
    labels, p = rare(0)
    ax = plotting.plot_calibration(labels, p, strategy="quantile", level=0.95, label="as before")
    plotting.plot_calibration(labels, np.clip(5 * p, 0, 1), strategy="quantile", level=0.95, label="weighted", ax=ax)
    assert legend_texts(ax) == ["perfect calibration", "as before", "weighted"]
    first, second = line(ax, "as before"), line(ax, "weighted")
    assert color_of(first) != color_of(second)
    for curve, bars in zip((first, second), ax.collections, strict=True):
        assert to_hex(bars.get_color()[0]).upper() == color_of(curve)
    assert ax.get_xlim()[1] > 0.8  # both are in view


def test_plot_intervals_from_the_top_down():
    values, low, high = np.array([1.5, 0.4, 3.0]), np.array([1.2, 0.1, 0.5]), np.array([2.0, 0.9, 11.0])
    ax = plotting.plot_intervals(["a", "b", "c"], values, low, high, reference=1, log=True)
    dots, reference = ax.lines
    assert_points(dots, values, [0, 1, 2])
    assert (dots.get_marker(), dots.get_linestyle()) == ("o", "None")
    assert_points(reference, [1, 1], [0, 1])
    (bars,) = ax.collections
    np.testing.assert_allclose([part[:, 0] for part in bars.get_segments()], np.column_stack([low, high]))
    np.testing.assert_allclose([part[:, 1] for part in bars.get_segments()], [[0, 0], [1, 1], [2, 2]])
    assert [text.get_text() for text in ax.get_yticklabels()] == ["a", "b", "c"]
    assert ax.get_ylim() == (2.5, -0.5)  # the first on top
    assert ax.get_xscale() == "log"
    ax.figure.draw_without_rendering()
    shown = [text.get_text() for text in ax.get_xticklabels()]
    assert {"0.1", "0.2", "0.5", "1", "2", "5", "10"} <= set(shown)


def test_plot_intervals_without_reference_and_log():
    ax = plotting.plot_intervals(["a"], torch.tensor([0.0]), torch.tensor([0.0]), torch.tensor([0.155]))
    assert len(ax.lines) == 1
    assert ax.get_xscale() == "linear"


def test_points_of_a_precision_recall_curve_are_marked_where_there_are_few():
    few = plotting.plot_precision_recall(*rare(0)).lines[0]
    labels, p = np.tile(rare(0)[0], 2), np.concatenate([rare(0)[1], rare(1)[1]])
    many = plotting.plot_precision_recall(labels, p).lines[0]
    assert (few.get_marker(), many.get_marker()) == (".", "None")
    assert len(many.get_xdata()) == 443


# ------------------------------------------------------------ threshold


def outcomes_by_hand(threshold):
    """x of the samples of each outcome, one sample after the other, from the meaning of the words."""
    found = {"TP": [], "FN": [], "FP": [], "TN": []}
    for x, label, p in zip(x_flat.tolist(), y_flat.tolist(), p_flat, strict=True):
        called = "P" if p >= np.float32(threshold) else "N"
        right = "T" if (called == "P") == (label == 1) else "F"
        found[right + called].append(x)
    return found


@pytest.mark.parametrize(
    ("threshold", "y_given"),
    [
        *((t, y) for t in (0.5, 0.93, 0.02, 0.999, float(p_flat[4]), float(p_flat[20]))),
        (0.4, y.ravel()),
        (0.4, y_flat.astype(int)),
    ],
)
def test_plot_threshold_shows_each_sample_by_what_became_of_it(threshold, y_given):
    ax = plotting.plot_threshold(MODEL, X, y_given, threshold=threshold)
    by_hand = outcomes_by_hand(threshold)
    appearance = {  # truth by colour and shape, the call by filling
        "TP": (1, "#D55E00", "^", True), "FN": (1, "#D55E00", "^", False),
        "FP": (0, "#0072B2", "o", True), "TN": (0, "#0072B2", "o", False),
    }
    assert legend_texts(ax) == [f"{name}: {len(by_hand[name])}" for name in appearance]
    counts = metrics.confusion_counts(y, P, threshold)
    for name, (height, color, marker, filled) in appearance.items():
        samples = line(ax, f"{name}: {getattr(counts, name.lower())}")
        assert_points(samples, by_hand[name], [height] * len(by_hand[name]))
        assert (color_of(samples), samples.get_marker(), samples.get_linestyle()) == (color, marker, "None")
        assert to_hex(samples.get_markerfacecolor()).upper() == (color if filled else "#FFFFFF")


def test_plot_threshold_is_one_cut_on_p_and_on_x():
    ax = plotting.plot_threshold(MODEL, X, y, threshold=0.3)
    curve, on_p, on_x = ax.lines[:3]
    x, drawn = points(curve)
    assert (x[0], x[-1]) == (0, 10)
    np.testing.assert_allclose(drawn, sigmoid(torch.as_tensor(0.8 * x - 4.1)), atol=1e-6)
    cut = (math.log(0.3 / 0.7) + 4.1) / 0.8
    assert_points(on_p, [0, 1], [0.3, 0.3])
    assert_points(on_x, [cut, cut], [0, 1], tolerance=1e-6)
    assert {text.get_text(): text.xy for text in ax.texts} == {
        "p = 0.300": (0, 0.3), f"x = {cut:.3f}": (pytest.approx(cut), 0.08),
    }


@pytest.mark.parametrize(("threshold", "side"), [(0.3, "left"), (0.95, "right")])
def test_plot_threshold_writes_x_on_the_side_where_there_is_room(threshold, side):
    text = plotting.plot_threshold(MODEL, X, y, threshold=threshold).texts[1]
    assert text.get_ha() == side
    assert (text.xyann[0] < 0) == (side == "right")


def test_plot_threshold_accepts_one_class():
    ax = plotting.plot_threshold(MODEL, X[y == 1].reshape(-1, 1), torch.ones(17, 1))
    assert [text.split(":")[0] for text in legend_texts(ax)] == ["TP", "FN", "FP", "TN"]
    assert legend_texts(ax)[2:] == ["FP: 0", "TN: 0"]


def test_plot_confusion_matrix_has_truth_in_rows_and_calls_in_columns():
    counts = metrics.Counts(thresholds=0.5, tp=3, fp=7, n_positive=16, n_negative=24)  # FN 13, TN 17
    ax = plotting.plot_confusion_matrix(counts)
    ax.figure.draw_without_rendering()
    columns = [text.get_text() for text in ax.get_xticklabels()]
    rows = [text.get_text() for text in ax.get_yticklabels()]
    assert columns == rows == ["negative (0)", "positive (1)"]
    assert (ax.get_xticks().tolist(), ax.get_yticks().tolist()) == ([0, 1], [0, 1])
    cells = {text.get_position(): text.get_text().split() for text in ax.texts}
    # at (called, truth)
    assert cells == {(0, 0): ["TN", "17"], (1, 0): ["FP", "7"], (0, 1): ["FN", "13"], (1, 1): ["TP", "3"]}
    assert ax.images[0].get_array().tolist() == [[17, 7], [13, 3]]
    # no cell so dark that black text is hard to read
    assert ax.images[0].norm(17) <= 0.5
    assert ax.images[0].norm(3) < ax.images[0].norm(17)
    bottom, top = ax.get_ylim()
    assert bottom > top  # the first row is on top


def height_of_steps(artist, threshold):
    """The height that a step curve shows at a threshold away from its steps."""
    x, heights = points(artist)
    at = [
        (left, right)
        for x0, x1, left, right in zip(x[:-1], x[1:], heights[:-1], heights[1:], strict=True)
        if min(x0, x1) < threshold < max(x0, x1)
    ]
    ((left, right),) = at
    assert left == right or (math.isnan(left) and math.isnan(right))
    return left


def between(scores, low, high):
    """A threshold in every gap between neighbouring scores, and one beyond each end."""
    ends = np.unique(np.concatenate([[low], np.asarray(scores, float), [high]]))
    return ends[:-1] + np.diff(ends) / 3


RATES = ("accuracy", "precision", "recall", "specificity", "false_positive_rate")


@pytest.mark.parametrize("scores", [p_flat, p_flat.round(1), x_flat * 3 - 13], ids=["p", "ties", "logits"])
def test_plot_rates_shows_between_two_thresholds_what_counting_there_gives(scores):
    sweep = metrics.counts_at_every_threshold(y, scores)
    ax = plotting.plot_rates(sweep, rates=RATES)
    assert legend_texts(ax) == [rate.replace("_", " ") for rate in RATES]
    low, high = points(ax.lines[0])[0][[-1, 0]]
    if scores.min() >= 0 and scores.max() <= 1:
        assert (low, high) == (0, 1)
    else:
        assert low < scores.min()
        assert high > scores.max()
        assert high - low < 1.1 * np.ptp(scores)
    thresholds = between(scores, low, high)
    assert len(thresholds) > 7
    for t in thresholds:
        counts = metrics.confusion_counts(y, scores, t)
        for rate in RATES:
            drawn = height_of_steps(line(ax, rate.replace("_", " ")), t)
            assert drawn == pytest.approx(getattr(counts, rate), nan_ok=True)


def test_plot_rates_steps_at_the_scores():
    ax = plotting.plot_rates(SWEEP, rates=["recall"])
    x, _ = points(ax.lines[0])
    np.testing.assert_array_equal(np.unique(x), np.unique([0, *p_flat, 1]))


def test_plot_rates_shows_four_rates_unless_told():
    ax = plotting.plot_rates(SWEEP)
    assert legend_texts(ax) == ["accuracy", "precision", "recall", "specificity"]
    assert styles(ax) == list(plotting.CURVE_STYLES[:4])
    bottom, top = ax.get_ylim()
    assert bottom < 0
    assert top > 1


def test_plot_rates_of_equal_scores_beyond_0_and_1():
    ax = plotting.plot_rates(metrics.counts_at_every_threshold([0, 1, 1], [5, 5, 5]), rates=["recall"])
    assert (height_of_steps(ax.lines[0], 4.99), height_of_steps(ax.lines[0], 5.01)) == (1, 0)


@pytest.mark.parametrize("scores", [[-0.5, 0.2, 0.9], [0.1, 0.2, 1.5]])
def test_steps_run_on_beyond_scores_of_which_one_is_no_probability(scores):
    ax = plotting.plot_rates(metrics.counts_at_every_threshold([0, 1, 1], scores), rates=["recall"])
    x, _ = points(ax.lines[0])
    assert x[-1] == pytest.approx(scores[0] - 0.03 * (scores[2] - scores[0]))
    assert x[0] == pytest.approx(scores[2] + 0.03 * (scores[2] - scores[0]))


@pytest.mark.parametrize("scores", [p_flat, p_flat.round(1), -p_flat], ids=["p", "ties", "reversed"])
def test_plot_roc_is_the_curve_of_metrics_and_of_sklearn(scores):
    ax = plotting.plot_roc(y, scores)
    auc = sklearn.metrics.roc_auc_score(y_flat, scores)
    curve = line(ax, f"model (AUC {auc:.3f})")
    rate, recall, _ = metrics.roc_curve(y, scores)
    assert_points(curve, rate, recall)
    rate, recall, _ = sklearn.metrics.roc_curve(y_flat, scores, drop_intermediate=False)
    assert_points(curve, rate, recall)
    assert_points(line(ax, "chance"), [0, 1], [0, 1])
    assert legend_texts(ax) == ["chance", f"model (AUC {auc:.3f})"]
    for low, high in (ax.get_xlim(), ax.get_ylim()):
        assert -0.1 < low < -0.02  # a marker at 0 or 1 is not cut
        assert 1.02 < high < 1.1


@pytest.mark.parametrize("threshold", [0.3, 0.7, float(p_flat[7]), 2, -1])
def test_plot_roc_marks_the_threshold_on_the_curve(threshold):
    ax = plotting.plot_roc(y, P, threshold=threshold)
    mark = line(ax, f"threshold {threshold:.3f}")
    counts = metrics.confusion_counts(y, P, threshold)
    assert_points(mark, [counts.fp / 13], [counts.tp / 17])
    rate, recall = points(ax.lines[1])
    assert (counts.fp / 13, counts.tp / 17) in set(zip(rate, recall, strict=True))
    assert mark.get_linestyle() == "None"
    assert mark.get_marker() == "D"


def test_two_roc_curves_share_one_line_of_chance():
    ax = plotting.plot_roc(y, P, label="p")
    plotting.plot_roc(y, -P, label="-p", ax=ax)
    assert [text.split()[0] for text in legend_texts(ax)] == ["chance", "p", "-p"]
    assert styles(ax)[1:] == list(plotting.CURVE_STYLES[:2])
    first, second = (float(text.split("AUC ")[1].rstrip(")")) for text in legend_texts(ax)[1:])
    assert first + second == pytest.approx(1)


@pytest.mark.parametrize("scores", [p_flat, p_flat.round(1)], ids=["p", "ties"])
def test_plot_precision_recall_is_the_curve_of_metrics_and_of_sklearn(scores):
    ax = plotting.plot_precision_recall(y, scores)
    recall, precision = points(line(ax, "model"))
    expected_precision, expected_recall, _ = metrics.precision_recall_curve(y, scores)
    np.testing.assert_array_equal(precision, expected_precision)
    np.testing.assert_array_equal(recall, expected_recall)
    # sklearn goes up with the threshold, and says 1 where nobody is called positive
    sk_precision, sk_recall, _ = sklearn.metrics.precision_recall_curve(y_flat, scores)
    np.testing.assert_allclose(precision[1:], sk_precision[-2::-1])
    np.testing.assert_allclose(recall, sk_recall[::-1])
    assert_points(line(ax, "share of positives: 0.567"), [0, 1], [17 / 30] * 2)
    assert legend_texts(ax) == ["model", "share of positives: 0.567"]
    for low, high in (ax.get_xlim(), ax.get_ylim()):
        assert -0.1 < low < -0.02
        assert 1.02 < high < 1.1


@pytest.mark.parametrize("threshold", [0.3, 0.7, float(p_flat[7])])
def test_plot_precision_recall_marks_the_threshold(threshold):
    ax = plotting.plot_precision_recall(y, P, threshold=threshold)
    counts = metrics.confusion_counts(y, P, threshold)
    assert_points(line(ax, f"threshold {threshold:.3f}"), [counts.tp / 17], [counts.tp / (counts.tp + counts.fp)])


@pytest.mark.parametrize("prevalence", [None, 0.1])
@pytest.mark.parametrize(("cost_fp", "cost_fn"), [(1, 5), (3, 1)])
def test_plot_cost_shows_between_two_thresholds_what_deciding_there_costs(cost_fp, cost_fn, prevalence):
    settings = {"cost_fp": cost_fp, "cost_fn": cost_fn, "prevalence": prevalence}
    ax = plotting.plot_cost(y, P, **settings)
    share = 17 / 30 if prevalence is None else prevalence
    for t in between(p_flat, 0, 1):
        counts = metrics.confusion_counts(y, P, t)
        expected = cost_fp * (1 - share) * counts.fp / 13 + cost_fn * share * counts.fn / 17
        assert height_of_steps(line(ax, "cost"), t) == pytest.approx(expected)
    assert ax.get_ylabel() == f"cost per person (FP {cost_fp}, FN {cost_fn})"
    bottom, top = ax.get_ylim()
    assert bottom == 0
    assert top > points(line(ax, "cost"))[1].max()
    best, cost = metrics.cheapest_threshold(y, P, **settings)
    if math.isfinite(best):
        assert_points(line(ax, f"cheapest: {cost:.3f} at {best:.3f}"), [best], [cost])
        assert cost == pytest.approx(points(line(ax, "cost"))[1].min())
    assert len(legend_texts(ax)) == 2


def test_plot_cost_says_so_where_calling_nobody_positive_is_cheapest():
    settings = {"cost_fp": 1000, "cost_fn": 1, "prevalence": 0.001}
    ax = plotting.plot_cost(y, 1 - P, **settings)  # the highest scores are those of negatives
    assert metrics.cheapest_threshold(y, 1 - P, **settings) == (math.inf, pytest.approx(0.001))
    assert legend_texts(ax) == ["cost", "cheapest: 0.001, calling nobody positive"]
    assert len(points(line(ax, "cheapest: 0.001, calling nobody positive"))[0]) == 0


def test_plot_predictive_value_is_bayes_rule_over_the_prevalence():
    ax = plotting.plot_predictive_value(sensitivity=0.9, specificity=0.97)
    prevalence, value = points(line(ax, "sensitivity 0.9, specificity 0.97"))
    assert (prevalence[0], prevalence[-1]) == pytest.approx((0.001, 1))
    assert len(prevalence) > 100
    assert np.ptp(np.diff(np.log(prevalence))) < 1e-9  # evenly, on the logarithmic axis
    infected, healthy = prevalence * 0.9, (1 - prevalence) * 0.03
    np.testing.assert_allclose(value, infected / (infected + healthy))
    assert_points(line(ax, "a coin toss"), [0, 1], [0.5, 0.5])
    assert ax.get_xscale() == "log"
    ax.figure.draw_without_rendering()
    ticks = dict(zip(ax.get_xticks().tolist(), (text.get_text() for text in ax.get_xticklabels()), strict=True))
    assert {0.001: "0.1 %", 0.01: "1 %", 0.1: "10 %", 1.0: "100 %"}.items() <= ticks.items()
    bottom, top = ax.get_ylim()
    assert bottom < 0
    assert top > 1


def test_two_predictive_values_share_one_coin_toss():
    ax = plotting.plot_predictive_value(sensitivity=0.9, specificity=0.97)
    plotting.plot_predictive_value(sensitivity=0.5, specificity=0.999, ax=ax)
    assert legend_texts(ax) == [
        "sensitivity 0.9, specificity 0.97", "a coin toss", "sensitivity 0.5, specificity 0.999",
    ]
    assert styles(ax)[0] == plotting.CURVE_STYLES[0]
    assert styles(ax)[2] == plotting.CURVE_STYLES[1]
