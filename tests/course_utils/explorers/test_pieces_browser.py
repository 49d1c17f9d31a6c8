"""The pieces explorer in a page: it shows what Python computed, and its task."""

import numpy as np
import pytest
from support import explorers
from support.browser import near

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("pages")]


@pytest.fixture(scope="module")
def python():
    made = explorers.made("pieces")
    yield made
    made.close()


@pytest.mark.parametrize("n", [1, 2, 9, 20])
def test_shows_what_python_computes(kept, python, n):
    figure = kept("pieces")
    figure.put("pieces", n)
    gains = [python.gains[f"{name}, {rows}"][n - 1] for name in ("spline", "bins") for rows in ("fitted", "held out")]
    assert figure.numbers() == near(n, *gains, *python.line, digits=2)
    assert figure.text().startswith("1 piece. " if n == 1 else f"{n} pieces. ")

    data = python.data
    shown = (data["grid"][0], data["grid"][-1]), (0, data["top"])
    title = "Dots: observed; steps: bins; curve: spline"
    curve = np.array(figure.points(title, "[data-layer=curves] path.cu-strong", *shown))
    inside = np.array(data["spline"][n - 1])
    np.testing.assert_allclose(curve[:, 1], inside, atol=1e-3)
    steps = np.array(figure.points(title, "[data-layer=curves] path.cu-path", *shown))
    np.testing.assert_allclose(steps[::2, 1], data["bins"][n - 1]["shares"], atol=1e-3)
    np.testing.assert_allclose(steps[2::2, 0], data["bins"][n - 1]["edges"], atol=0.2)


def test_task(fresh, python):
    figure = fresh("pieces")
    best = int(python.gains["spline, held out"].argmax()) + 1
    assert figure.is_solved() is (best == 1)
    for n in range(1, 21):
        figure.put("pieces", n)
        assert figure.is_solved() is (n == best)
