"""What a learner's figure shows: the people drawn on it, and the entries of its legend."""

import itertools
import sys

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.markers import MarkerStyle


def empty_axes():
    """Axes of a figure that no window shows."""
    figure = Figure()
    FigureCanvasAgg(figure)
    return figure.add_subplot()


def close_others():
    """Forget the figures that pyplot keeps, such as one that an answer has opened."""
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close("all")


def points(ax):
    """(x, y, colour, shape) of every marker, drawn by `plot` or by `scatter`.

    Colours are (red, green, blue) from 0 to 1. Equal shapes are equal objects.
    """
    found = []
    for line in ax.get_lines():
        if has_marker(line):
            places = np.column_stack([np.ravel(line.get_xdata()), np.ravel(line.get_ydata())]).astype(float)
            found += [(x, y, color(line), _shape_of_marker(line.get_marker())) for x, y in places]
    for collection in ax.collections:
        colors, paths = _colors(collection), collection.get_paths()
        if len(colors) and len(paths):
            cycle = zip(itertools.cycle(colors), itertools.cycle(paths), strict=False)
            places = np.asarray(collection.get_offsets(), dtype=float)
            found += [
                (x, y, tuple(one_color[:3]), _shape(path))
                for (x, y), (one_color, path) in zip(places, cycle, strict=False)
            ]
    return found


def description(ax):
    """What stands on axes: the markers, the names of the axes, the entries of the legend."""
    joined = [joins_points(line) for line in ax.get_lines()]
    return [sorted(points(ax)), joined, ax.get_xlabel(), ax.get_ylabel(), legend_entries(ax)]


def has_marker(line):
    return line.get_marker() not in ("None", "none", None, "", " ")


def joins_points(line):
    """Whether a line runs through markers."""
    return has_marker(line) and line.get_linestyle() not in ("None", "none", "", " ") and len(line.get_xdata()) > 1


def legend_entries(ax):
    """(colour, text) of every entry of the legend; none without a legend."""
    legend = ax.get_legend()
    if legend is None:
        return []
    texts = [text.get_text() for text in legend.get_texts()]
    return [(color(handle), text) for handle, text in zip(legend.legend_handles, texts, strict=False)]


def color(artist):
    """The colour of a line's markers or of a collection, hollow ones by their edge."""
    if hasattr(artist, "get_markerfacecolor"):
        face = artist.get_markerfacecolor()
        return to_rgb(artist.get_markeredgecolor() if isinstance(face, str) and face == "none" else face)
    colors = _colors(artist) if hasattr(artist, "get_facecolors") else [artist.get_facecolor()]
    return tuple(float(part) for part in colors[0][:3]) if len(colors) else None


def _colors(collection):
    """One colour for each member of a collection, or one for all."""
    collection.update_scalarmappable()
    faces = collection.get_facecolor()
    return faces if len(faces) else collection.get_edgecolor()


def _shape_of_marker(marker):
    style = MarkerStyle(marker)
    return _shape(style.get_path().transformed(style.get_transform()))


def _shape(path):
    return np.round(path.vertices, 6).tobytes()
