"""What all explorers share: one JavaScript module each, a stable repr, and a static picture."""

import io
from pathlib import Path

import anywidget
import matplotlib.pyplot as plt
import traitlets

from .._kept import keep_solved
from .._kept import solved as all_solved
from .javascript import Source, module
from .tokens import COLOURS, style_sheet

__all__ = ["CSS", "SYNCED", "Explorer", "as_the_model", "column", "module", "subplots"]

STYLE_SHEET = Path(__file__).with_name("shared.css")


def _css():
    return style_sheet(STYLE_SHEET.read_text(encoding="utf-8"))


CSS = _css()
SYNCED = {"sync": True, "echo_update": False}  # an echo would set a moving value back


class Explorer(anywidget.AnyWidget):
    """A live figure. Subclasses name their traits in `state` and draw `static`.

    Attributes
    ----------
    solved : list of str
        Names of the tasks that have been solved in the browser, now or in an earlier session; `progress()` counts
        them.
    """

    state = ()
    _ipython_display_ = None  # by this ipywidgets 7, which Colab has, would show a figure without picture and text
    data = traitlets.Dict(help="Arrays for the browser, as lists of numbers.").tag(sync=True)

    solved = traitlets.List(traitlets.Unicode(), help="Names of the tasks solved.").tag(**SYNCED)

    _css = Source(_css)

    @traitlets.default("solved")
    def _solved_before(self):
        return sorted(task.removeprefix(self._key) for task in all_solved() if task.startswith(self._key))

    @traitlets.observe("solved")
    def _keep(self, change):
        for name in change.new:
            keep_solved(f"{self._key}{name}")

    @property
    def _key(self):
        return f"explorer:{type(self).__module__.rpartition('.')[2]}."

    def static(self, axes=None):
        """The same view as a matplotlib figure.

        Parameters
        ----------
        axes : sequence of Axes, optional
            As many as the explorer draws; a fresh figure if not given.

        Returns
        -------
        Figure
        """
        raise NotImplementedError

    def __repr__(self):
        values = ", ".join(f"{name}={_short(getattr(self, name))}" for name in self.state)
        return f"{type(self).__name__}({values})"

    def _repr_mimebundle_(self, **kwargs):
        bundle = super()._repr_mimebundle_(**kwargs)
        if bundle is None:
            return None
        data, metadata = bundle
        figure = self.static()
        picture = io.BytesIO()
        figure.savefig(picture, format="png", dpi=72)
        plt.close(figure)
        return {**data, "text/plain": repr(self), "image/png": picture.getvalue()}, metadata


def subplots(axes, n_axes, *, width=4.6, height=3.6):
    """The figure and axes to draw on: those given, or a fresh row of `n_axes`."""
    if axes is None:
        figure, axes = plt.subplots(1, n_axes, figsize=(width * n_axes, height), layout="constrained", squeeze=False)
        return figure, axes[0]
    if len(axes) != n_axes:
        raise ValueError(f"this explorer draws on {n_axes} axes; got {len(axes)}")
    return axes[0].figure, axes


def as_the_model(ax, label):
    """Draw the lines whose label begins so in the one colour that stands for the model."""
    for line in ax.lines:
        if str(line.get_label()).startswith(label):
            line.set_color(COLOURS["model"])


def column(values, digits=7):
    """A list of plain numbers for the browser, from an array or tensor of any shape."""
    return [float(f"{value:.{digits}g}") for value in values.reshape(-1).tolist()]


def _short(value):
    return f"{value:.3f}" if isinstance(value, float) else repr(value)
