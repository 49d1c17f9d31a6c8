"""The decision explorer from Python's side: net benefit among a thousand people, and what it refuses."""

import numpy as np
import pytest
import traitlets
from support.rows import each_row

from course_utils.decision import net_benefit
from course_utils.explorers import DecisionExplorer

Y, P = [0, 0, 0, 1, 1], [0.1, 0.2, 0.6, 0.5, 0.9]


@each_row(
    ("arguments", "error", "words"),
    [
        ({"y_true": [0, 1]}, ValueError, ["y_true and p must have the same length; got 2 and 5"]),
        ({"p": [0.1, 0.2, 0.6, 0.5, 1.9]}, ValueError, ["p must be probabilities between 0 and 1", "1.9"]),
        ({"price": 61}, ValueError, ["price must be at most 60", "61"]),
        ({"price": 4}, ValueError, ["price", "at least 5", "4"]),
        ({"price": 7.5}, TypeError, ["price", "7.5"]),
        ({"prices": (0, 9)}, ValueError, ["each of prices", "at least 1", "0"]),
        ({"prices": (30, 30)}, ValueError, ["prices must rise", "30 to 30"]),
        ({"prices": (1, 500)}, ValueError, ["by 200 at most", "1 to 500"]),
    ],
)
def test_refuses(refuses, arguments, error, words):
    with refuses(error, *words):
        DecisionExplorer(**{"y_true": Y, "p": P} | arguments)


def test_five_people_by_hand():
    # called from 1 / (1 + 4) = 0.2 on: both infected and two of the three others
    at_four = DecisionExplorer(Y, P, price=4, prices=(1, 9)).per_thousand()
    assert at_four == {
        "the model": {"found": 400, "alarms": 400, "worth": 300},
        "everybody": {"found": 400, "alarms": 600, "worth": 250},
        "nobody": {"found": 0, "alarms": 0, "worth": 0},
    }


@pytest.mark.slow
def test_worth_is_the_net_benefit_at_every_price(reference):
    model, X, y, _ = reference
    p = model.predict_proba(X)
    explorer = DecisionExplorer(y, p, price=1, prices=(1, 30))
    data = explorer.data
    assert data["prices"] == list(range(1, 31))
    for price, found, alarms in zip(data["prices"], data["found"], data["alarms"], strict=True):
        explorer.price = price
        of_all = (net_benefit(y, q, [1 / (1 + price)])[0] for q in (p, np.ones(40)))
        worth = [way["worth"] for way in explorer.per_thousand().values()]
        assert worth == pytest.approx([*(1000 * benefit for benefit in of_all), 0])
        assert (found - alarms / price) / 40 == pytest.approx(worth[0] / 1000), "what the browser reckons with"


def test_a_price_beyond_the_slider_is_refused():
    explorer = DecisionExplorer(Y, P)
    with pytest.raises(traitlets.TraitError, match=r"has the prices 5 to 60; got 61\. Make another"):
        explorer.price = 61
    assert explorer.price == 20


def test_static():
    explorer = DecisionExplorer(Y, P, price=4, prices=(1, 9))
    curves, bars = explorer.static().axes
    assert curves.get_title() == "price 4: called from 0.200 on"
    model, everybody, nobody, line = curves.lines
    assert model.get_ydata()[3] == pytest.approx(300)
    assert everybody.get_ydata()[3] == pytest.approx(250)
    assert set(nobody.get_ydata()) == {0}
    assert set(line.get_xdata()) == {4}
    assert [bar.get_height() for bar in bars.patches] == [400, 400, 0, -100, -150, 0]
