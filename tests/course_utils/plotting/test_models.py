"""course_utils.plotting: the data, and what a model makes of them."""

import numpy as np
import pytest
import torch
from matplotlib.colors import to_hex
from support.figures import (
    MODEL,
    X,
    assert_legend_is_between_the_rows,
    assert_points,
    color_of,
    history,
    legend_texts,
    line,
    points,
    styles,
    x_flat,
    y,
    y_flat,
)
from support.rows import each_row

from course_utils import plotting
from course_utils.data import true_posterior
from course_utils.functional import sigmoid
from course_utils.models import LogisticRegression


@each_row(
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


def test_curves_differ_by_colour_and_by_line_style():
    ax = plotting.plot_curves(range(5), {str(i): [i] * 5 for i in range(5)})
    assert styles(ax) == list(plotting.CURVE_STYLES)
    colors, line_styles = zip(*styles(ax), strict=True)
    assert len(set(colors)) == 5
    assert len(set(line_styles[:4])) == 4


def test_a_later_call_goes_on_with_the_styles():
    ax = plotting.plot_curves([0, 1], {"a": [0, 1], "b": [1, 0]})
    plotting.plot_curves([0, 1], {"c": [2, 2]}, ax=ax)
    plotting.plot_loss_curve(history(), label="d", ax=ax)
    assert styles(ax) == list(plotting.CURVE_STYLES[:4])


def test_more_curves_than_styles_start_again_in_order():
    ax = plotting.plot_curves(range(2), {str(i): [i, i] for i in range(13)})
    assert styles(ax) == [plotting.CURVE_STYLES[i % 5] for i in range(13)]
    assert legend_texts(ax) == [str(i) for i in range(13)]


@each_row(("weight", "bias"), [(0.8, -4.1), (-1.3, 6.5), (0.0, 0.4), (2, 1)])
def test_plot_sigmoid_is_the_sigmoid_of_the_line(weight, bias):
    ax = plotting.plot_sigmoid(weight, bias)
    x, drawn = points(ax.lines[0])
    assert (x[0], x[-1]) == (0, 10)
    assert len(x) > 100
    np.testing.assert_allclose(drawn, torch.sigmoid(torch.as_tensor(weight * x + bias)), atol=1e-6)
    assert ax.get_legend() is None
    assert ax.get_ylim() == (-0.05, 1.05)


@each_row(
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
