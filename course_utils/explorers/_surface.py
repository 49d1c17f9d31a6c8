"""The part of a loss surface that a walk shows, and its lines of equal loss for the browser."""

from typing import NotRequired, TypedDict

import contourpy
import numpy as np

from ..training import loss_surface
from ..widgets.base import column

N_LEVELS = 10
# Labels of the contours stand in one row, in shares of the picture's sides:
LABELS_LEAD = np.array([-0.8, -0.6])  # from the middle to the lower left: the reference path comes from the right
LABEL_HEIGHT = 0.055  # a line of text: less apart, and two of them touch
LABELS_WITHIN = np.array([0.43, 0.46])  # of the middle, so that half a text still fits inside the frame


class Contour(TypedDict):
    """A line of equal loss."""

    level: float
    lines: list[list[float]]  # its pieces; weight and bias of their points in turn
    label: NotRequired[list[float]]  # weight and bias at which the level is written, if there is room


def surface_around(X, y, positions, middle):
    """Weights, biases and loss over the positions given, with room around; what went astray is not among them."""
    shown = np.vstack([positions, middle])
    low, high = shown.min(axis=0), shown.max(axis=0)
    margin = np.maximum(0.6 * (high - low), 0.15 * (1 + np.abs(shown).max(axis=0)))
    weights, biases = np.linspace(low - margin, high + margin, 97).T
    return weights, biases, loss_surface(X, y, weights, biases)


def contour_lines(weights, biases, loss, middle):
    """Lines of equal loss for the browser, finer towards the bottom, each with a place for its label."""
    levels = loss.min() + np.ptp(loss) * np.geomspace(0.002, 1, N_LEVELS + 1)[:-1]
    generator = contourpy.contour_generator(weights, biases, loss, line_type="Separate")
    low = np.array([weights[0], biases[0]])
    size = np.array([weights[-1], biases[-1]]) - low
    contours, labels = [], [(middle - low) / size]  # places as shares of the picture's sides
    for level in levels:
        lines = generator.lines(level)
        contour = Contour(level=float(f"{level:.6g}"), lines=[column(line, 5) for line in lines])
        if lines:
            # where the line crosses the way from the middle to the lower left, if there is room
            places = (np.concatenate(lines) - low) / size
            way = (places - labels[0]) / np.maximum(np.linalg.norm(places - labels[0], axis=1), 1e-9)[:, np.newaxis]
            place = places[np.argmax(way @ LABELS_LEAD)]
            if np.linalg.norm(place - labels[-1]) > LABEL_HEIGHT and (np.abs(place - 0.5) < LABELS_WITHIN).all():
                labels.append(place)
                contour["label"] = column(low + place * size, 5)
        contours.append(contour)
    return contours
