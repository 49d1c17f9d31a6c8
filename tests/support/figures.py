"""A small example for the tests of figures, and words for what a figure contains. Nothing is compared by pixels."""

import functools

import numpy as np
from matplotlib.colors import to_hex

from course_utils import metrics
from course_utils.data import make_overlapping_classes
from course_utils.models import LogisticRegression
from course_utils.training import fit, loss_surface

N_EPOCHS = 17
X, y = make_overlapping_classes(13, 17, overlap=6.0, seed=5)
MODEL = LogisticRegression.from_parameters(0.8, -4.1)
P = MODEL.predict_proba(X)
WEIGHTS, BIASES = np.linspace(-0.5, 1.5, 13), np.linspace(-6, 2, 17)

x_flat, y_flat, p_flat = X.numpy().ravel(), y.numpy().ravel(), P.numpy().ravel()


@functools.cache
def history():
    return fit(LogisticRegression.from_parameters(0.3, 0.7), X, y, lr=0.2, n_epochs=N_EPOCHS)


@functools.cache
def surface():
    return loss_surface(X, y, WEIGHTS, BIASES)


@functools.cache
def sweep():
    return metrics.counts_at_every_threshold(y, P)


def rare(seed):
    """221 people of whom few are positive, and what a model claims."""
    rng = np.random.default_rng(seed)
    p = rng.uniform(0.01, 0.19, 221)
    return (rng.uniform(size=221) < p).astype(int), p


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


def assert_legend_is_between_the_rows(low, high, frame_low, frame_high):
    """The rows of samples, at 0 and 1, lie within 6 % of the frame's height from its edges."""
    row = 0.06 * (frame_high - frame_low)
    assert low > frame_low + row
    assert high < frame_high - row


def styles(ax):
    return [(color_of(each), each.get_linestyle()) for each in ax.lines]
