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
    title = "Share of positives"
    curve = np.array(figure.points(title, "[data-layer=curves] path.cu-model", *shown))
    inside = np.array(data["spline"][n - 1])
    np.testing.assert_allclose(curve[:, 1], inside, atol=1e-3)
    steps = np.array(figure.points(title, "[data-layer=curves] path.cu-bins", *shown))
    np.testing.assert_allclose(steps[::2, 1], data["bins"][n - 1]["shares"], atol=1e-3)
    np.testing.assert_allclose(steps[2::2, 0], data["bins"][n - 1]["edges"], atol=0.2)


def test_tasks(fresh, python):
    figure = fresh("pieces")
    others, own = python.gains["spline, held out"], python.gains["spline, fitted"]
    enough = python.data["enough"]
    for k, gains in enumerate((others - enough["spline"], own - others - enough["gap"])):
        expected = [n for n in range(1, 21) if gains[n - 1] >= 0]
        assert figure.solved_at("pieces", range(1, 21)) == expected
        assert any({n, n + 1, n + 2} <= set(expected) for n in expected), "three steps of the slider"
        if k == 0:
            assert int(others.argmax()) + 1 in expected
            figure.next_task()
    assert figure.card()[0] == ["✓", "✓"]
