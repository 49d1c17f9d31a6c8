"""Notebook 07: no test row before the report, its numbers by other libraries, and its verdict over 200 splits."""

import ast
import csv
import functools
import re

import nbformat
import numpy as np
import pytest
from nbformat.v4 import new_code_cell
from support.notebook_checks import NOTEBOOKS, is_of_test_rows, printed_by
from support.rows import each_row

from course_utils.covid import COVID_TESTS

# what is compared with takes seconds to import: the tests run in one worker, so that one alone spends them
pytestmark = pytest.mark.xdist_group("oracles")

PATH = next(path for path in NOTEBOOKS if path.stem == "07_defended_threshold")
NOTEBOOK = nbformat.read(PATH, as_version=4)
printed = functools.partial(printed_by, NOTEBOOK)
FIRST_REPORT = "## 6 · Once, on the test rows"
FITTING = {"fit", "fitted", "fit_newton", "odds_ratios", "cheapest_threshold"}
RULE = 1 / 21


# ---------------------------------------------------------- nothing peeks


def peeking(notebook):
    """What names test rows before the report, splits again before it, or lets a fit or a choice see them, in words."""
    before, n_splits, tainted, found = True, 0, set(), []
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            before = before and not cell.source.startswith(FIRST_REPORT)
            continue
        tree = ast.parse(cell.source)
        names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        if before and "train_validation_test_split" in names:
            n_splits += 1
            if n_splits > 1:
                found.append(f"{cell.id}: splits again before the report")
        elif before and (of_test := {name for name in names if is_of_test_rows(name)}):
            found.append(f"{cell.id}: names {', '.join(sorted(of_test))} before the report")
        for node in tree.body:
            parts = [part for part in ast.walk(node) if isinstance(part, ast.Name)]
            made = {part.id for part in parts if isinstance(part.ctx, ast.Store)} - {"_"}
            used = {part.id for part in parts} - made
            if not before and any(is_of_test_rows(name) or name in tainted for name in used):
                tainted |= made
            else:
                tainted -= made
        for call in ast.walk(tree):
            if isinstance(call, ast.Call) and _name(call.func) in FITTING:
                seen = {part.id for part in ast.walk(call) if isinstance(part, ast.Name)}
                if bad := {name for name in seen if is_of_test_rows(name) or name in tainted}:
                    found.append(f"{cell.id}: {_name(call.func)} sees {', '.join(sorted(bad))}")
    return found


def _name(function):
    return getattr(function, "id", getattr(function, "attr", ""))


def test_no_test_row_before_the_report_nor_in_any_fit_or_choice():
    assert peeking(NOTEBOOK) == []
    assert sum(cell.source.startswith(FIRST_REPORT) for cell in NOTEBOOK.cells) == 1
    sources = [cell.source for cell in NOTEBOOK.cells if cell.cell_type == "code"]
    assert sum("as_arrays(test, desk)" in source for source in sources) == 1  # reported once


@pytest.mark.slow
@each_row(
    ("after", "source", "words"),
    [
        ("desk-model", "again = fitted(*as_arrays(test, desk))", "names test before the report"),
        ("cheapest", "p_test = predicted(model, X_train)", "names p_test before the report"),
        ("costs", "parts = train_validation_test_split(clean, **by_person, seed=1)", "splits again before the report"),
        ("final", "again = cheapest_threshold(y_test, p_test, **costs)", "cheapest_threshold sees p_test, y_test"),
        ("final", "more = fitted(X_test, y_test)", "fitted sees X_test, y_test"),
        ("subgroups", "rows = X_test[:9]\nmore = fitted(rows, y_train)", "fitted sees rows"),
        ("subgroups", "best = cheapest_threshold(infected, called, **costs)", "cheapest_threshold sees called, infec"),
    ],
)
def test_a_cell_that_peeks_is_found(after, source, words):
    notebook = nbformat.from_dict(NOTEBOOK)
    place = [cell.id for cell in notebook.cells].index(after) + 1
    notebook = nbformat.v4.new_notebook(
        cells=[*notebook.cells[:place], new_code_cell(source), *notebook.cells[place:]]
    )
    found = peeking(notebook)
    assert {text.split(":")[0] for text in found} == {notebook.cells[place].id}
    assert words in found[0]


# ------------------------------------------------------- the numbers, again


@pytest.fixture(scope="module")
def again():
    """The desk's model once more, from the file on, with scikit-learn only."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import train_test_split
    from sklearn.preprocessing import SplineTransformer

    with COVID_TESTS.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["result"] != "invalid"]
    rows = [row for row in rows if float(row["age"]) <= 100 and row["demo_group"] != "unidentified"]
    y = np.array([row["result"] == "positive" for row in rows], dtype=int)
    number = {}  # of each person, in the order in which they first come
    person = np.array([number.setdefault(row["subject_id"], len(number)) for row in rows])
    positive = np.array([y[person == i].max() for i in range(person.max() + 1)])
    everyone, fifth = np.arange(len(positive)), round(0.2 * len(positive))
    rest, test = train_test_split(everyone, test_size=fifth, stratify=positive, random_state=42)
    train, validation = train_test_split(rest, test_size=fifth, stratify=positive[rest], random_state=42)
    train, validation, test = (np.flatnonzero(np.isin(person, part)) for part in (train, validation, test))
    age = np.array([[float(row["age"]) / 10] for row in rows])
    bend = SplineTransformer(n_knots=5, knots="quantile", extrapolation="linear", include_bias=False).fit(age[train])
    groups, classes = ("client", "misc adult", "other adult"), ("inpatient", "emergency", "")
    known = np.array([
        [row["gender"] == "male", row["drive_thru_ind"] == "1", *(row["demo_group"] == name for name in groups),
         *(row["patient_class"] == name for name in classes)]
        for row in rows
    ], dtype=float)  # fmt: skip
    place = np.array([row["clinic_name"] for row in rows])
    names, counts = np.unique(place[train], return_counts=True)
    own = names[counts >= 20]
    places = np.column_stack([*(place == name for name in own), ~np.isin(place, own)]).astype(float)
    X = np.column_stack([bend.transform(age), known, places])
    model = LogisticRegression(C=1.0, tol=1e-10, max_iter=10_000).fit(X[train], y[train])
    p = model.predict_proba(X)[:, 1]
    male = known[:, 0] == 1
    return {"y": y, "p": p, "validation": validation, "test": test, "person": person, "male": male, "rows": rows}


@pytest.mark.slow
def test_validation_and_test_rows_by_other_libraries(again):
    import statsmodels.api as sm
    from sklearn.metrics import confusion_matrix, roc_auc_score

    y, p = again["y"][again["validation"]], again["p"][again["validation"]]
    assert f"AUC {roc_auc_score(y, p):.3f}" in printed("mean-p")
    z = np.log(p / (1 - p))
    fit = sm.Logit(y, sm.add_constant(z)).fit(disp=0, tol=1e-12)
    low, high = fit.conf_int()[1]
    assert f"slope {fit.params[1]:.3f} ({low:.3f} to {high:.3f})" in printed("line")
    offset = sm.GLM(y, np.ones_like(z), family=sm.families.Binomial(), offset=z).fit(tol=1e-12)
    low, high = offset.conf_int()[0]
    assert f"intercept {offset.params[0]:.3f} ({low:.3f} to {high:.3f})" in printed("line")
    costs = {t: np.mean((p >= t) * (1 - y) + 20 * (p < t) * y) for t in np.unique(p)}
    best = min(costs, key=costs.get)
    assert f"chosen {best:.3f}: " in printed("cheapest")
    assert f"cost per person {costs[best]:.3f}" in printed("cheapest")

    y, p = again["y"][again["test"]], again["p"][again["test"]]
    tn, fp, fn, tp = confusion_matrix(y, p >= RULE).ravel()
    assert f"TP {tp}, FP {fp}, FN {fn}, TN {tn}" in printed("final")
    cost, recall, specificity = (fp + 20 * fn) / len(y), tp / (tp + fn), tn / (tn + fp)
    report = {
        "AUC": roc_auc_score(y, p), "recall": recall, "specificity": specificity, "cost per person": cost,
        "minus everybody's": cost - (y == 0).mean(), "minus nobody's": cost - 20 * y.mean(),
        "LR+": recall / (1 - specificity), "LR-": (1 - recall) / specificity,
    }  # fmt: skip
    for name, value in report.items():
        assert f"{name} {value:.3f} 95 % interval" in printed("report-print")


@pytest.mark.slow
def test_intervals_of_the_report_are_as_wide_as_theory_says(again):
    """The cost is a mean of rows: its standard error, clustered by person, is a textbook formula."""
    rows = again["test"]
    y, called = again["y"][rows], again["p"][rows] >= RULE
    each = called * (1 - y) + 20.0 * ~called * y
    person = np.unique(again["person"][rows], return_inverse=True)[1]
    for name, values in (("cost per person", each), ("minus everybody's", each - (y == 0))):
        totals = np.bincount(person, weights=values - values.mean())
        reach = 1.96 * np.sqrt((totals**2).sum()) / len(y)
        low, high = map(float, re.search(rf"{name} \S+ 95 % interval (\S+) to (\S+)", printed("report-print")).groups())
        assert high - low == pytest.approx(2 * reach, rel=0.12)


@pytest.mark.slow
def test_sexes_by_other_libraries(again):
    rows = again["test"]
    y, called, male = again["y"][rows], again["p"][rows] >= RULE, again["male"][rows]
    healthy = y == 0
    difference = called[healthy & ~male].mean() - called[healthy & male].mean()
    assert f"as it is false alarms, female minus male: {difference:.3f} (" in printed("without-sex")


# ------------------------------------------------------------ 200 splits


@pytest.mark.slow
@pytest.mark.sweep
def test_verdict_holds_over_200_splits(capsys):
    """The verdict of the notebook's twenty splits, over 200: the better default loses, and choosing buys nothing."""
    namespace = {}
    wanted = ("settings", "parts", "helpers", "desk-model", "costs", "cheapest", "line", "one-split")
    for cell in NOTEBOOK.cells:
        if cell.id in wanted:
            exec(compile(cell.source, cell.id, "exec"), namespace)
    splits = np.array([namespace["of_split"](number) for number in range(200)])
    to_default, where_chosen, chosen, rule, _, slope, male = splits.T
    with capsys.disabled():
        for name, values in (
            ("rule minus better default", to_default), ("chosen minus rule", chosen - rule),
            ("flattery of the chosen cost", chosen - where_chosen), ("slope", slope), ("weight of male", male),
        ):  # fmt: skip
            print(f"\n{name:28} mean {values.mean():.3f}, sd {values.std():.3f}, "
                  f"from {values.min():.3f} to {values.max():.3f}", end="")  # fmt: skip
        print(f"\nrule below default in {(to_default < 0).sum()}, chosen below rule in {(chosen < rule).sum()} of 200")
    assert (to_default < 0).all()
    assert 0.35 < (chosen < rule).mean() < 0.45  # about two of five
    assert (chosen - rule).mean() > 0
    assert (chosen - where_chosen).mean() > 0
    assert 0.9 < slope.mean() < 1.1
    assert male.min() < 0 < male.max()
