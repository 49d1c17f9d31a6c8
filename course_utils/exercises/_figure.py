"""What a learner's figure shows: the people drawn on it, and the entries of its legend."""

import colorsys
import itertools
import sys
from typing import NamedTuple

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.markers import MarkerStyle


class Marker(NamedTuple):
    """One marker: its place, its colour as (red, green, blue) from 0 to 1, and what it looks like without colour.

    Equal shapes are equal objects, whatever their size.
    """

    x: float
    y: float
    color: tuple
    shape: bytes
    filled: bool
    size: float


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
    """Every `Marker` on the axes, drawn by `plot` or by `scatter`."""
    found = []
    for line in ax.get_lines():
        if has_marker(line):
            path, filled = _path_of(line.get_marker()), not _is_none(line.get_markerfacecolor())
            look = Marker(0, 0, color(line), _shape(path), filled, line.get_markersize() * _extent(path))
            places = np.column_stack([np.ravel(line.get_xdata()), np.ravel(line.get_ydata())]).astype(float)
            found += [look._replace(x=x, y=y) for x, y in places.tolist()]
    for collection in ax.collections:
        colors, paths, filled = _colors(collection), collection.get_paths(), len(collection.get_facecolor()) > 0
        sizes = np.sqrt(collection.get_sizes()) if hasattr(collection, "get_sizes") else [0.0]
        if len(colors) and len(paths) and len(sizes):
            places = np.asarray(collection.get_offsets(), dtype=float).tolist()
            looks = zip(*map(itertools.cycle, (colors, paths, sizes)), strict=False)
            found += [
                Marker(x, y, tuple(map(float, one_color[:3])), _shape(path), filled, float(size) * _extent(path))
                for (x, y), (one_color, path, size) in zip(places, looks, strict=False)
            ]
    return found


def hue(rgb):
    """The angle of a colour, from 0 (red) over 60 (yellow) and 240 (blue) to 360; None for what is grey or pale."""
    angle, saturation, value = colorsys.rgb_to_hsv(*rgb)
    return None if saturation < 0.35 or value < 0.3 else 360 * angle


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
        return to_rgb(artist.get_markeredgecolor() if _is_none(face) else face)
    colors = _colors(artist) if hasattr(artist, "get_facecolors") else [artist.get_facecolor()]
    return tuple(float(part) for part in colors[0][:3]) if len(colors) else None


def _is_none(face):
    return isinstance(face, str) and face.lower() == "none"


def _colors(collection):
    """One colour for each member of a collection, or one for all."""
    collection.update_scalarmappable()
    faces = collection.get_facecolor()
    return faces if len(faces) else collection.get_edgecolor()


def _path_of(marker):
    style = MarkerStyle(marker)
    return style.get_path().transformed(style.get_transform())


def _shape(path):
    return np.round(path.vertices / _extent(path), 6).tobytes()


def _extent(path):
    return float(np.abs(path.vertices).max())
