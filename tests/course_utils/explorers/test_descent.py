"""The descent explorer from Python's side: its path, the optimum, the edge of stability, its picture."""

import json
import re
from pathlib import Path

import numpy as np
import pytest
import torch
from support.rows import each_row

from course_utils.data import make_overlapping_classes, reference_example
from course_utils.explorers import DescentExplorer, descent
from course_utils.explorers.descent import stability_edge
from course_utils.models import LogisticRegression
from course_utils.training import DivergenceError, fit, loss_surface


@pytest.fixture(scope="module")
def opened(shared):
    """The explorer of the reference example, to look at."""
    return shared("descent")


def column(*values):
    return torch.tensor(values, dtype=torch.float32).reshape(-1, 1)


@each_row(
    ("replaced", "error", "words"),
    [
        ({"X": None}, TypeError, ["history, X and y go together"]),
        ({"history": None}, TypeError, ["history, X and y go together"]),
        ({"history": [1.0, 2.0]}, TypeError, ["history must be what training.fit returns", "list of length 2"]),
        ({"X": np.zeros((40, 1))}, TypeError, ["X must be a torch tensor", "ndarray of shape (40, 1)"]),
        ({"X": torch.zeros(40)}, ValueError, ["X must have shape (n_samples, n_features)", "(40,)"]),
        ({"X": torch.zeros(40, 2)}, ValueError, ["1 feature", "(40, 2)"]),
        ({"X": torch.full((40, 1), float("nan"))}, ValueError, ["X has 40 NaN or infinite among its 40 values"]),
        ({"y": torch.zeros(40)}, ValueError, ["y must be one column", "(40,)"]),
        ({"y": torch.ones(40, 1)}, ValueError, ["only one class"]),
        ({"y": torch.full((40, 1), 2.0)}, ValueError, ["only the labels 0"]),
        ({"y": torch.zeros(40, 1, dtype=torch.int64)}, TypeError, ["y must hold floats"]),
        ({"X": column(*range(10), *range(30))}, ValueError, ["history is not that of these data", "1.999"]),
    ],
)
def test_refuses(refuses, reference, replaced, error, words):
    _, X, y, history = reference
    with refuses(error, *words):
        DescentExplorer(**{"history": history, "X": X, "y": y, **replaced})


def test_refuses_more_rows_than_the_browser_can_walk_with(refuses):
    X, y = make_overlapping_classes(501, 500, seed=0)
    history = fit(LogisticRegression.from_parameters(0.0, 0.0), X, y, n_epochs=2)
    with refuses(ValueError, "X has 1001 rows", "at most 1000", "X[::k]"):
        DescentExplorer(history, X, y)


def test_refuses_several_features(refuses):
    X = torch.rand(13, 2, generator=torch.Generator().manual_seed(0))
    y = column(*[0, 1] * 6, 0)
    history = fit(LogisticRegression(2), X, y, n_epochs=3)
    with refuses(ValueError, "1 feature", "(13, 2)"):
        DescentExplorer(history, X, y)


@pytest.mark.slow
def test_holds_the_path_of_fit(reference, opened):
    _, X, y, history = reference
    path = np.column_stack([opened.data["weight"], opened.data["bias"]])
    np.testing.assert_allclose(path, history.path, rtol=1e-8)
    assert opened.data["loss"][:-1] == pytest.approx(history.loss, rel=1e-8)
    assert opened.data["loss"][-1] == pytest.approx(loss_surface(X, y, *history.path[-1:].T).item(), rel=1e-8)
    assert (opened.epoch, opened.lr) == (2000, 0.1)
    assert [round(value, 3) for value in (opened.loss, opened.weight, opened.bias)] == [0.539, 0.613, -3.173]


@pytest.mark.slow
def test_without_arguments_it_shows_the_reference_example(opened):
    assert DescentExplorer().data == opened.data


def test_the_browser_gets_what_is_named_and_reads_all_of_it_and_no_more(opened):
    assert list(opened.data) == list(descent.Data.__annotations__)
    javascript = Path(descent.__file__).with_suffix(".js").read_text(encoding="utf-8")
    unpacked = re.search(r"function walker\(\{ (.*?) \}\)", javascript)[1]
    read = {*re.findall(r"\bdata\.(\w+)", javascript), *(part.split(":")[0].strip() for part in unpacked.split(","))}
    assert read == set(opened.data)
    labelled = [contour for contour in opened.data["contours"] if "label" in contour]
    assert labelled
    assert all(list(contour) == list(descent.Contour.__annotations__) for contour in labelled)


def test_knows_the_optimum_and_the_edge_of_stability(reference, opened):
    _, X, y, _ = reference
    weight, bias, loss = opened.data["optimum"]
    # the exact optimum of the reference example, known to these digits
    assert (weight, bias, loss) == pytest.approx((0.624772, -3.241625, 0.53856455), abs=5e-7)
    assert opened.edge == stability_edge(X, y) == opened.data["edge"]


@pytest.mark.parametrize(("factor", "settles"), [(0.98, True), (1.02, False)])
def test_settles_below_the_edge_and_not_above(reference, opened, factor, settles):
    _, X, y, _ = reference
    X, y = X.double(), y.double()
    weight, bias, _ = opened.data["optimum"]
    model = LogisticRegression.from_parameters(weight + 1e-4, bias).double()
    try:
        history = fit(model, X, y, lr=factor * stability_edge(X, y), n_epochs=300)
    except DivergenceError as swinging:
        history = swinging.history
    before, last = history.path[-2:]
    assert bool(np.abs(last - before).sum() < 1e-4) is settles


def test_of_separable_data_has_no_optimum_and_no_edge():
    X, y = column(1, 2, 7, 9), column(0, 0, 1, 1)
    explorer = DescentExplorer(fit(LogisticRegression.from_parameters(0.0, 0.0), X, y, n_epochs=17), X, y)
    assert stability_edge(X, y) == float("inf")
    assert (explorer.data["optimum"], explorer.data["edge"]) == (None, None)
    json.dumps(explorer.get_state(), allow_nan=False)
    assert len(explorer.static().axes) == 3


@pytest.mark.slow
def test_shows_a_walk_that_diverged():
    model, X, y = reference_example()
    with pytest.raises(DivergenceError) as caught:
        fit(model, X, y, lr=1e38, n_epochs=50)
    explorer = DescentExplorer(caught.value.history, X, y)
    json.dumps(explorer.get_state(), allow_nan=False)
    assert explorer.epoch == len(explorer.data["weight"]) - 1
    assert len(explorer.static().axes) == 3


@pytest.mark.slow
def test_static_follows_the_state(reference):
    _, X, y, history = reference
    explorer = DescentExplorer(history, X, y)
    surface, curve, fitted = explorer.static().axes
    assert [ax.get_title() for ax in (surface, curve, fitted)] == ["loss surface", "loss curve", "after 2000 epochs"]
    path = next(line for line in surface.lines if line.get_label() == "path walked")
    np.testing.assert_allclose(path.get_xydata(), history.path)
    np.testing.assert_allclose(curve.lines[0].get_ydata(), history.loss)

    explorer.start_weight, explorer.start_bias, explorer.lr, explorer.epoch = 0.25, -1.0, 0.03, 7
    surface, _, fitted = explorer.static().axes
    model = LogisticRegression.from_parameters(0.25, -1.0)
    history = fit(model, X, y, lr=0.03, n_epochs=7)
    path = next(line for line in surface.lines if line.get_label() == "path walked")
    np.testing.assert_allclose(path.get_xydata(), history.path)
    assert fitted.get_title() == "after 7 epochs"
