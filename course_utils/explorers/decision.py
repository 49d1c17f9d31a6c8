"""What is a model worth, at which price? The decision curve, and the people it is made of."""

from pathlib import Path

import numpy as np
import traitlets

from .. import _checks
from ..decision import net_benefit
from ..plotting import MARK, NEGATIVE, NEUTRAL, POSITIVE
from ..widgets.base import SYNCED, Explorer, module, subplots
from ..widgets.tokens import COLOURS

MOST_PRICES = 200
WAYS = ("the model", "everybody", "nobody")


class DecisionExplorer(Explorer):
    """A slider for the price of a miss: net benefit of the model, of calling everybody, of calling nobody.

    Left, the three curves over the price; right, what each way of deciding finds and pays among a
    thousand people at the price chosen: infected people found, and false alarms at their price.

    Parameters
    ----------
    y_true : array or tensor of 0 and 1, shape (n_samples,) or (n_samples, 1)
    p : array or tensor of probabilities, of the same shape
    price : int within `prices`, default 20
        False alarms that cost as much as one miss; called are those with p >= 1 / (1 + price).
    prices : pair of int, at least 1, default (5, 60)
        The ends of the slider, at most 200 apart.

    Raises
    ------
    TypeError, ValueError
        If the shapes differ, a label is not 0 or 1, a probability is outside 0 to 1, or a price not in range.

    Examples
    --------
    >>> explorer = DecisionExplorer([0, 0, 0, 1, 1], [0.1, 0.2, 0.6, 0.5, 0.9], price=4, prices=(1, 9))
    >>> explorer
    DecisionExplorer(price=4)
    >>> explorer.per_thousand()["the model"]
    {'found': 400.0, 'alarms': 400.0, 'worth': 300.0}
    """

    _esm = module(Path(__file__).with_suffix(".js"))
    state = ("price",)
    price = traitlets.Int(20, min=1).tag(**SYNCED)

    def __init__(self, y_true, p, *, price=20, prices=(5, 60)):
        low, high = (_checks.whole_number(end, "each of prices", minimum=1) for end in prices)
        if not low < high <= low + MOST_PRICES:
            raise ValueError(f"prices must rise, by {MOST_PRICES} at most; got {low} to {high}")
        price = _checks.whole_number(price, "price", minimum=low)
        if price > high:
            raise ValueError(f"price must be at most {high}, the end of prices; got {price}")
        self._y, self._p = _checks.labels_and_values(y_true, p, ("y_true", "p"), both_classes=False)
        _checks.probabilities(self._p, "p")
        self.prices = np.arange(low, high + 1)
        counts = [self._counts(at) for at in self.prices]
        super().__init__(
            price=price,
            data={
                "prices": self.prices.tolist(),
                "found": [found for found, _ in counts],
                "alarms": [alarms for _, alarms in counts],
                "positives": int(self._y.sum()),
                "n": len(self._y),
            },
        )

    @traitlets.validate("price")
    def _one_of_the_prices(self, proposal):
        ends = self.data.get("prices", [proposal["value"]])
        if not ends[0] <= proposal["value"] <= ends[-1]:
            raise traitlets.TraitError(
                f"this explorer has the prices {ends[0]} to {ends[-1]}; got {proposal['value']}. "
                "Make another with prices=(…, …)"
            )
        return proposal["value"]

    def _counts(self, price):
        called = self._p >= 1 / (1 + price)
        return int((called & self._y).sum()), int((called & ~self._y).sum())

    def per_thousand(self):
        """What each way of deciding comes to at the price chosen, among a thousand people.

        Returns
        -------
        dict of str to dict of str to float
            For "the model", "everybody" and "nobody": infected people "found", false "alarms", and what
            they are "worth", found less alarms / price, a thousand times the net benefit.
        """
        n_positive, n = int(self._y.sum()), len(self._y)
        counts = (self._counts(self.price), (n_positive, n - n_positive), (0, 0))
        return {
            way: {
                "found": 1000 * found / n,
                "alarms": 1000 * alarms / n,
                "worth": 1000 * (found - alarms / self.price) / n,
            }
            for way, (found, alarms) in zip(WAYS, counts, strict=True)
        }

    def static(self, axes=None):
        figure, (curves, bars) = subplots(axes, 2)
        thresholds = 1 / (1 + self.prices)
        looks = ({"color": COLOURS["model"], "linewidth": 2}, {"color": NEUTRAL}, {"color": NEUTRAL, "linestyle": ":"})
        for way, p, look in zip(WAYS, (self._p, np.ones_like(self._p), np.zeros_like(self._p)), looks, strict=True):
            curves.plot(self.prices, 1000 * net_benefit(self._y, p, thresholds), **look, label=way)
        top = 1000 * self._y.mean()
        curves.axvline(self.price, color=NEUTRAL, linewidth=0.8)
        curves.set(
            title=f"price {self.price}: called from {1 / (1 + self.price):.3f} on", ylim=(-0.6 * top, 1.05 * top),
            xlabel="price of a miss, in false alarms", ylabel="net benefit, per 1,000 people",
        )
        curves.legend(fontsize=9)
        amounts = self.per_thousand().values()
        found, alarms, worth = (np.array([way[name] for way in amounts]) for name in ("found", "alarms", "worth"))
        bars.bar(range(3), found, 0.5, color=POSITIVE, alpha=0.6, label="found")
        bars.bar(range(3), -alarms / self.price, 0.5, color=NEGATIVE, alpha=0.6, label="false alarms, paid")
        bars.plot(range(3), worth, **MARK, label="what is left")
        bars.axhline(0, color=NEUTRAL, linewidth=0.8)
        bars.set_xticks(range(3), WAYS)
        bars.set(title="found, less what is paid", ylabel="per 1,000 people", ylim=(-1.05 * top, 1.05 * top))
        bars.legend(fontsize=8)
        return figure
