"""course_utils.plotting: numbers with their intervals."""

import numpy as np
import pytest
import torch
from matplotlib.colors import to_hex
from support.figures import MODEL, assert_points, color_of, legend_texts, line, points, rare

from course_utils import metrics, plotting
from course_utils.bootstrap import share_interval
from course_utils.data import make_overlapping_classes


def bin_texts(ax):
    return [(text.get_position()[0], int(text.get_text())) for text in ax.texts]


@pytest.mark.parametrize("n_bins", [1, 5, 13])
def test_plot_calibration_is_the_curve_of_metrics(n_bins):
    many_X, many_y = make_overlapping_classes(130, 170, overlap=6.0, seed=13)
    p = MODEL.predict_proba(many_X)
    ax = plotting.plot_calibration(many_y, p, n_bins=n_bins)
    model = line(ax, "model (below: people)")
    predicted, observed, n_samples = metrics.calibration_curve(many_y, p, n_bins=n_bins)
    assert_points(model, predicted, observed)
    assert model.get_marker() == "o"
    assert_points(line(ax, "perfect calibration"), [0, 1], [0, 1])
    assert legend_texts(ax) == ["perfect calibration", "model (below: people)"]
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
    assert min(points(line(ax, "model (below: people)"))[0] - np.linspace(0, 1, 11)[:10]) < 0
    assert bin_texts(ax) == [(pytest.approx(0.05 + i / 10), 7) for i in range(10)]


def test_plot_calibration_leaves_out_empty_bins_and_keeps_the_last_edge():
    ax = plotting.plot_calibration([0, 1, 0, 1, 1], [0.05, 0.15, 0.45, 1.0, 1.0], n_bins=5)
    assert bin_texts(ax) == [(pytest.approx(0.1), 2), (pytest.approx(0.5), 1), (pytest.approx(0.9), 2)]
    assert_points(line(ax, "model (below: people)"), [0.1, 0.45, 1.0], [0.5, 0, 1])
    bottom, top = ax.get_ylim()
    assert all(bottom < text.get_position()[1] < -0.03 for text in ax.texts)
    assert (bottom, top) == (-0.15, 1.05)
    assert ax.get_xlim() == (-0.03, 1.03)


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
    ax = plotting.plot_intervals(["a", "b", "c"], values, low, high, reference=1, log=True, label="seen")
    dots, reference = ax.lines
    assert_points(dots, values, [0, 1, 2])
    assert dots.get_label() == "seen"
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
