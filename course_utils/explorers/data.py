"""A sample of any size against the truth it was drawn from."""

from pathlib import Path

import numpy as np
import torch
import traitlets

from .. import _checks
from ..data import X_MAX, bayes_error, make_overlapping_classes
from ..plotting import NEUTRAL, plot_data, plot_true_posterior
from ..widgets.base import SYNCED, Explorer, column, module, subplots

CUT = X_MAX / 2
MAX_SIZE = 300
N_SEEDS = 10


class DataExplorer(Explorer):
    """Three sliders, class size, overlap and seed: the sample, the true posterior and the Bayes error.

    The points are those of `data.make_overlapping_classes(class_size, class_size, overlap=overlap,
    seed=seed)`: the browser gets the numbers that the generator draws and scales them.

    Parameters
    ----------
    class_size : int from 1 to 300, default 20
        People of each class.
    overlap : float from 0 to 10, default 4
    seed : int of at least 0, default 42
        The slider offers the ten seeds that share all digits but the last.

    Raises
    ------
    TypeError, ValueError
        If a value is not a number in range.

    Examples
    --------
    >>> explorer = DataExplorer(class_size=50)
    >>> explorer
    DataExplorer(class_size=50, overlap=4.000, seed=42)
    >>> X, y = explorer.sample()
    >>> X.shape
    torch.Size([100, 1])
    """

    _esm = module(Path(__file__).with_suffix(".js"))
    state = ("class_size", "overlap", "seed")
    class_size = traitlets.Int(20, min=1, max=MAX_SIZE).tag(**SYNCED)
    overlap = traitlets.Float(4.0, min=0, max=X_MAX).tag(**SYNCED)
    seed = traitlets.Int(42, min=0).tag(**SYNCED)

    def __init__(self, class_size=20, overlap=4.0, seed=42):
        class_size = _checks.whole_number(class_size, "class_size", minimum=1)
        if class_size > MAX_SIZE:
            raise ValueError(f"class_size must be at most {MAX_SIZE}; got {class_size}")
        seed = _checks.whole_number(seed, "seed", minimum=0)
        first = seed - seed % N_SEEDS
        super().__init__(
            class_size=class_size,
            overlap=_checks.real_number(overlap, "overlap", minimum=0, maximum=X_MAX),
            seed=seed,
            data={
                "first_seed": first,
                # a smaller class takes the first numbers of the same stream; nine digits are exact for float32
                "uniforms": [
                    column(torch.rand(2 * MAX_SIZE, generator=torch.Generator().manual_seed(s)), digits=9)
                    for s in range(first, first + N_SEEDS)
                ],
            },
        )

    @traitlets.validate("seed")
    def _one_of_ten(self, proposal):
        first = self.data.get("first_seed", proposal["value"])
        if not first <= proposal["value"] < first + N_SEEDS:
            raise traitlets.TraitError(
                f"this explorer holds the seeds {first} to {first + N_SEEDS - 1}; got {proposal['value']}. "
                f"Make another: DataExplorer(seed={proposal['value']})"
            )
        return proposal["value"]

    def sample(self):
        """The sample shown.

        Returns
        -------
        X, y : tensors of shape (2 class_size, 1), as `data.make_overlapping_classes` gives them
        """
        return make_overlapping_classes(self.class_size, self.class_size, overlap=self.overlap, seed=self.seed)

    def static(self, axes=None):
        X, y = self.sample()
        figure, (left, right) = subplots(axes, 2)
        plot_data(X, y, ax=left)
        left.set(title=f"{len(y)} people", xlim=(-0.3, X_MAX + 0.3))
        edges = np.arange(X_MAX + 1)
        n_samples, _ = np.histogram(X, edges)
        n_positive, _ = np.histogram(X[y == 1], edges)
        some = n_samples > 0
        right.bar(
            edges[:-1][some], n_positive[some] / n_samples[some], width=1, align="edge",
            color="#DDDDDD", edgecolor=NEUTRAL, label="share of positives in the sample",
        )
        plot_true_posterior(overlap=self.overlap, ax=right)
        right.set_title(f"Bayes error {bayes_error(overlap=self.overlap):.3f}")
        for ax in (left, right):
            ax.axvline(CUT, color=NEUTRAL, linestyle=":", linewidth=1)
        return figure
