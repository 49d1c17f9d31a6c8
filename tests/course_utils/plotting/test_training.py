"""course_utils.plotting: how a training went."""

import io

import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch
from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image, ImageSequence
from support.figures import (
    BIASES,
    N_EPOCHS,
    WEIGHTS,
    X,
    assert_legend_is_between_the_rows,
    assert_points,
    history,
    legend_texts,
    line,
    points,
    styles,
    surface,
    x_flat,
    y,
)
from support.rows import each_row

from course_utils import plotting
from course_utils.functional import sigmoid
from course_utils.training import History, loss_surface


def test_plot_loss_curve_counts_epochs_from_one():
    ax = plotting.plot_loss_curve(history())
    assert_points(ax.lines[0], np.arange(1, N_EPOCHS + 1), history().loss)
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
    ax = plotting.plot_loss_curve(history(), label="lr = 0.2")
    plotting.plot_loss_curve(history(), label="again", ax=ax)
    assert legend_texts(ax) == ["lr = 0.2", "again"]
    assert styles(ax) == list(plotting.CURVE_STYLES[:2])


def contours(ax):
    bands, lines = ax.collections
    assert bands.filled
    assert not lines.filled
    return bands, lines


def test_plot_loss_surface_marks_the_lowest_point_and_the_path():
    ax = plotting.plot_loss_surface(WEIGHTS, BIASES, surface(), path=history().path)
    values = {(w, b): surface()[j, i] for i, w in enumerate(WEIGHTS) for j, b in enumerate(BIASES)}
    w, b = min(values, key=values.get)
    assert_points(line(ax, "lowest loss on the grid"), [w], [b])
    assert_points(line(ax, "path walked"), history().path[:, 0], history().path[:, 1])
    assert len(history().path) == N_EPOCHS + 1
    assert_points(line(ax, "start"), [0.3], [0.7])
    assert_points(line(ax, "end"), history().weight[-1:], history().bias[-1:])
    assert legend_texts(ax) == ["lowest loss on the grid", "path walked", "start", "end"]
    markers = [line(ax, label).get_marker() for label in ("lowest loss on the grid", "start", "end")]
    assert len(set(markers)) == 3
    assert ax.get_xlim() == (-0.5, 1.5)
    assert ax.get_ylim() == (-6, 2)


def test_plot_loss_surface_without_a_path():
    ax = plotting.plot_loss_surface(WEIGHTS, BIASES, surface())
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


@each_row(
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
@pytest.mark.slow
def test_plot_loss_surface_names_start_and_end_where_they_are_in_view(steps, names):
    some = np.ix_([0, 8, 16], [0, 6, 9, 12])
    ax = plotting.plot_loss_surface(WEIGHTS[some[1][0]], BIASES[some[0][:, 0]], surface()[some], path=steps)
    assert legend_texts(ax) == ["lowest loss on the grid", "path walked", *names]
    assert_points(line(ax, "path walked"), *np.transpose(steps))
    assert ax.get_xlim() == (-0.5, 1.5)
    assert ax.get_ylim() == (-6, 2)


@pytest.fixture
def drawn_frames(monkeypatch):
    """What the axes held each time a frame of the animation was drawn."""
    frames = []

    class Recorder(FigureCanvasAgg):
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

    monkeypatch.setattr("course_utils.plotting._animation.FigureCanvasAgg", Recorder)
    return frames


@pytest.mark.slow
def test_animation_shows_the_curve_after_each_epoch(drawn_frames):
    _, mine = plt.subplots()
    epochs = (0, np.int64(9), 17)
    animation = plotting.animate_training(history(), X, y, epochs=epochs)
    assert plt.get_fignums() == [mine.figure.number]
    assert plt.gca() is mine
    assert not mine.has_data()

    assert [frame["title"] for frame in drawn_frames] == [f"epochs: {epoch}" for epoch in epochs]
    for epoch, frame in zip(epochs, drawn_frames, strict=True):
        (negative_x, negative_y), (positive_x, positive_y), (x, curve), *marks = frame["lines"]
        np.testing.assert_array_equal(negative_x, x_flat[:13])
        np.testing.assert_array_equal(positive_x, x_flat[13:])
        assert (set(negative_y), set(positive_y)) == ({0.0}, {1.0})
        weight, bias = history().path[epoch]
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
