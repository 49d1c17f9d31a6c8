"""How a training went: the loss over the epochs, and the surface it walks on."""

import numpy as np

from ..widgets.tokens import marker
from ._style import NEUTRAL, TRUTH, axes_or_new, finish, next_style


def plot_loss_curve(history, *, by="epoch", label=None, ax=None):
    """The loss each epoch began with.

    Parameters
    ----------
    history : History
    by : {"epoch", "update"}, default "epoch"
        What the horizontal axis counts. With mini-batches an epoch begins some updates after the
        one before; both counts begin at 1.
    label : str, optional
    ax : matplotlib Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        If `by` is neither of the two.
    """
    if by not in ("epoch", "update"):
        raise ValueError(f"by must be 'epoch' or 'update'; got {by!r}")
    ax = axes_or_new(ax)
    count = np.arange(len(history)) * (history.updates_per_epoch if by == "update" else 1) + 1
    ax.plot(count, history.loss, **next_style(ax), label=label)
    return finish(ax, xlabel=by, ylabel="loss (mean cross-entropy)", legend=None if label is None else "best")


def plot_loss_surface(weights, biases, loss, *, path=None, ax=None):
    """The loss over weight and bias, in bands, the darker the higher; its lowest point; the path walked.

    The view is the grid: what of the path lies outside is not seen.

    Parameters
    ----------
    weights : array of shape (n_weights,), at least 2, ascending
    biases : array of shape (n_biases,), at least 2, ascending
    loss : array of shape (n_biases, n_weights)
        As `training.loss_surface` gives it.
    path : array of shape (n_steps, 2), not empty, optional
        Positions (weight, bias), as `History.path` gives them.
    ax : matplotlib Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        If `loss` has not the shape (n_biases, n_weights), both at least 2, or `path` not (n_steps, 2)
        with at least one step.
    """
    weights, biases, loss = np.asarray(weights), np.asarray(biases), np.asarray(loss)
    if loss.shape != (len(biases), len(weights)) or min(loss.shape) < 2:
        raise ValueError(
            "loss must have shape (n_biases, n_weights), both at least 2, "
            f"here {(len(biases), len(weights))}; got {loss.shape}"
        )
    if path is not None and (np.ndim(path) != 2 or np.shape(path)[1] != 2 or len(path) == 0):
        raise ValueError(
            f"path must have shape (n_steps, 2), not empty, (weight, bias) in each row; got {np.shape(path)}"
        )
    ax = axes_or_new(ax)
    # bands between the lines, light where it is low; finer steps near the bottom, where the surface is flat
    levels = loss.min() + np.ptp(loss) * np.append(0, np.geomspace(0.001, 1, 10))
    ax.contourf(weights, biases, loss, levels=levels, colors=[str(grey) for grey in np.linspace(1, 0.7, 10)])
    lines = ax.contour(weights, biases, loss, levels=levels[1:-1], linewidths=0)
    different = {f"{level:.3f}": level for level in levels[3:-1:2]}
    ax.clabel(lines, list(different.values()), fontsize=9, fmt="%.3f", colors=NEUTRAL)
    row, column = np.unravel_index(np.argmin(loss), loss.shape)
    ax.plot(weights[column], biases[row], marker("best"), color=TRUTH, markersize=14, label="lowest loss on the grid")
    if path is not None:
        path = np.asarray(path)
        ax.plot(path[:, 0], path[:, 1], color=NEUTRAL, linewidth=2, label="path walked")
        for (weight, bias), shape, label in ((path[0], "start", "start"), (path[-1], "you", "end")):
            if weights[0] <= weight <= weights[-1] and biases[0] <= bias <= biases[-1]:
                ax.plot(weight, bias, marker(shape), color=NEUTRAL, markeredgecolor="white", markersize=9, label=label)
    return finish(
        ax, xlabel="weight", ylabel="bias", legend="best",
        xlim=(weights[0], weights[-1]), ylim=(biases[0], biases[-1]),
    )
