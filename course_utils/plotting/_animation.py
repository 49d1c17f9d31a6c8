"""A training as an animation."""

import io

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from .. import _checks
from ._models import draw_data, plot_sigmoid
from ._style import NEUTRAL, finish

LETTERS = 13  # points: a film is shown to a whole room


def animate_training(history, X, y, *, epochs):
    """The fitted curve after each of `epochs`, as an animation that plays once.

    Parameters
    ----------
    history : History of a fit with one feature
    X, y : tensors of shape (n_samples, 1)
    epochs : sequence of int from 0 to len(history), not empty
        One frame each; 0 is the untrained model.

    Returns
    -------
    bytes
        An animated PNG of one second for each four frames; the last frame stays. Show it with
        `IPython.display.Image`.

    Raises
    ------
    TypeError, ValueError
        If `epochs` is empty, not of whole numbers, or out of range, the fit has several features,
        or as `plot_data`.
    """
    from PIL import Image

    epochs = [_checks.whole_number(epoch, "an epoch", minimum=0) for epoch in epochs]
    if not epochs or max(epochs) > len(history):
        raise ValueError(
            f"epochs must be a sequence of whole numbers from 0 to {len(history)}, not empty; got {epochs}"
        )
    path = history.path
    y, x = _checks.labels_and_values(y, X, ("y", "X"), both_classes=False)
    # a figure apart from pyplot: what the caller has on display stays as it is
    canvas = FigureCanvasAgg(Figure(figsize=(6.8, 3.6), dpi=140, layout="constrained"))
    ax = canvas.figure.subplots()
    ax.tick_params(labelsize=LETTERS)
    draw_data(x, y, ax)
    finish(ax, xlabel="x", ylabel="y, and P(y = 1 | x)")
    for label in (ax.xaxis.label, ax.yaxis.label, ax.title):
        label.set_fontsize(LETTERS)
    n_lines = len(ax.lines)
    frames = []
    for epoch in epochs:
        for line in ax.lines[n_lines:]:
            line.remove()
        plot_sigmoid(*path[epoch], label="model: P(y = 1 | x)", color=NEUTRAL, ax=ax)
        ax.legend(loc="lower right", bbox_to_anchor=(1.0, 0.1), fontsize=LETTERS)
        ax.set_title(f"epochs: {epoch}")
        canvas.draw()
        canvas.figure.set_layout_engine("none")  # that of the first frame holds for all
        frames.append(Image.fromarray(np.array(canvas.buffer_rgba())).convert("RGB"))
    return _animated_png(frames)


def _animated_png(frames):
    """Pictures of one size as a PNG file that shows four a second and stays at the last."""
    from PIL import Image

    # a PNG file has room for one palette: chosen with all frames pasted below each other
    width, height = frames[0].size
    strip = Image.new("RGB", (width, height * len(frames)))
    for i, frame in enumerate(frames):
        strip.paste(frame, (0, i * height))
    strip = strip.quantize(32)
    frames = [strip.crop((0, i * height, width, (i + 1) * height)) for i in range(len(frames))]
    animation = io.BytesIO()
    frames[0].save(animation, format="PNG", save_all=True, append_images=frames[1:], duration=250, loop=1)
    return animation.getvalue()
