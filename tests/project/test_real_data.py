"""Notebook 06: no cell names the test rows, and its numbers computed again by other libraries."""

import ast
import contextlib
import csv
import functools
import io

import matplotlib.pyplot as plt
import nbformat
import numpy as np
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from support.notebook_checks import NOTEBOOKS, is_of_test_rows, printed_by
from support.rows import each_row

from course_utils.covid import COVID_TESTS

# what is compared with takes seconds to import: the tests run in one worker, so that one alone spends them
pytestmark = pytest.mark.xdist_group("oracles")

PATH = next(path for path in NOTEBOOKS if path.stem == "06_real_covid_tests")
NOTEBOOK = nbformat.read(PATH, as_version=4)
printed = functools.partial(printed_by, NOTEBOOK)
SEED = 42
NAMES = ("age (decades)", "male", "drive-through", "client", "misc adult", "other adult", "inpatient", "emergency",
         "not recorded")  # fmt: skip


# ---------------------------------------------------------- nothing peeks


def peeking(notebook):
    """What names test rows, in words; the first split may name the part it makes and count what is in it.

    Exercises are functions that get rows of their own.
    """
    n_splits, found = 0, []
    for cell in notebook.cells:
        if cell.cell_type == "markdown" or "exercise" in cell.metadata.get("tags", []):
            continue
        names = {node.id for node in ast.walk(ast.parse(cell.source)) if isinstance(node, ast.Name)}
        of_test = sorted(name for name in names if is_of_test_rows(name))
        if of_test == ["test"] and "train_validation_test_split" in names and n_splits == 0:
            n_splits += 1
        elif of_test:
            found.append(f"{cell.id}: names {', '.join(of_test)}")
    return found


def test_no_cell_but_the_split_names_a_test_row():
    assert peeking(NOTEBOOK) == []
    assert any(cell.id == "split" and "groups=clean" in cell.source for cell in NOTEBOOK.cells)


@each_row(
    ("after", "source", "words"),
    [
        ("standardise", "standardizer.fit(as_tensors(test)[0])", "names test"),
        ("desk", "p_test = predict(desk, train, validation)", "names p_test"),
        ("compare-print", "print(len(test))", "names test"),
        ("split", "train, validation, test = train_validation_test_split(clean, stratify=y, seed=1)", "names test"),
    ],
)
def test_a_cell_that_peeks_is_found(after, source, words):
    place = [cell.id for cell in NOTEBOOK.cells].index(after) + 1
    cells = [*NOTEBOOK.cells[:place], new_code_cell(source), *NOTEBOOK.cells[place:]]
    (found,) = peeking(new_notebook(cells=cells))
    assert found == f"{cells[place].id}: {words}"


class Forbidden:
    """In place of the test rows: whoever looks at them fails."""

    def __getattribute__(self, name):
        raise AssertionError(f"the test rows were asked for {name}")

    def __getitem__(self, key):
        raise AssertionError("the test rows were looked at")

    __len__ = __iter__ = __array__ = __getitem__


@pytest.mark.sweep  # that no cell names them is read above
def test_everything_after_the_split_runs_without_the_test_rows():
    namespace = {}
    try:
        for cell in NOTEBOOK.cells:
            if cell.cell_type == "markdown" or "exercise" in cell.metadata.get("tags", []):
                continue
            with contextlib.redirect_stdout(io.StringIO()):
                exec(compile(cell.source, cell.id, "exec"), namespace)
            if cell.id == "split":
                tests_kept_away = set(namespace["test"].index)
                namespace["test"] = Forbidden()
    finally:
        plt.close("all")
    # nor do the rows that are divided anew hold any of them
    assert len(tests_kept_away) == 2999
    assert not tests_kept_away & set(namespace["rows"].index)
    with pytest.raises(AssertionError, match="the test rows were"):
        namespace["as_tensors"](namespace["test"])


# ------------------------------------------------------- the numbers, again


@pytest.fixture(scope="module")
def again():
    """The story once more, from the file on, with scikit-learn and statsmodels only."""
    import statsmodels.api as sm
    from sklearn.model_selection import train_test_split

    with COVID_TESTS.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["result"] != "invalid"]
    rows = [row for row in rows if float(row["age"]) <= 100 and row["demo_group"] != "unidentified"]
    y = np.array([row["result"] == "positive" for row in rows], dtype=int)
    groups, classes = ("client", "misc adult", "other adult"), ("inpatient", "emergency", "")
    X = np.array([
        [float(row["age"]) / 10, row["gender"] == "male", row["drive_thru_ind"] == "1",
         *(row["demo_group"] == name for name in groups), *(row["patient_class"] == name for name in classes)]
        for row in rows
    ], dtype=float)  # fmt: skip
    people = list(dict.fromkeys(row["subject_id"] for row in rows))  # in the order of their first test
    number = {who: i for i, who in enumerate(people)}
    person = np.array([number[row["subject_id"]] for row in rows])
    ever = np.array([y[person == i].max() for i in range(len(people))])
    n = round(0.2 * len(people))
    rest, test = train_test_split(np.arange(len(people)), test_size=n, stratify=ever, random_state=SEED)
    train, validation = train_test_split(rest, test_size=n, stratify=ever[rest], random_state=SEED)
    train, validation, test = (np.flatnonzero(np.isin(person, part)) for part in (train, validation, test))
    fit = sm.Logit(y[train], sm.add_constant(X[train])).fit(disp=0, tol=1e-12)
    p = fit.predict(sm.add_constant(X))
    return {"rows": rows, "X": X, "y": y, "p": p, "fit": fit, "person": person,
            "train": train, "validation": validation, "test": test}  # fmt: skip


@pytest.mark.slow
def test_parts_are_those_of_the_lots(again):
    for name in ("train", "validation", "test"):
        part = again[name]
        n_people = len(np.unique(again["person"][part]))
        words = f"{len(part):,} tests of {n_people:,} people, {again['y'][part].sum()} positive"
        assert words in printed("split")


@pytest.mark.slow
def test_people_are_as_many_and_as_alike_as_it_says(again):
    together, beside = {0: [], 1: []}, again["y"]
    order = np.argsort(again["person"], kind="stable")
    for tests in np.split(order, np.flatnonzero(np.diff(again["person"][order])) + 1):
        for i in tests:
            together[beside[i]] += [beside[j] for j in tests if j != i]
    for name, value in (("positive", 1), ("negative", 0)):
        n, share = len(together[value]), 100 * np.mean(together[value])
        assert f"beside a {name} test: {n:,} other tests of its person, {share:.1f} % positive" in printed("alike")


@pytest.mark.slow
def test_validation_rows_by_other_libraries(again):
    from sklearn.metrics import accuracy_score, log_loss, roc_auc_score

    rows = again["validation"]
    y, p = again["y"][rows], again["p"][rows]
    text = printed("model-score")
    assert f"AUC {roc_auc_score(y, p):.3f}, log loss {log_loss(y, p):.3f}" in text
    assert f"p from {p.min():.3f} to {p.max():.3f}" in text
    assert f"accuracy {accuracy_score(y, p >= 0.5):.3f}" in text
    share = np.full(len(y), again["y"][again["train"]].mean())
    assert f"log loss {log_loss(y, share):.3f}" in printed("share-alone")


@pytest.mark.slow
def test_age_groups_by_other_libraries(again):
    from statsmodels.stats.proportion import proportion_confint

    train = again["train"]
    years, y, p = 10 * again["X"][train, 0], again["y"][train], again["p"][train]
    for low, high in ((0, 1), (1, 3), (3, 6), (6, 12), (12, 18), (18, 30), (30, 45), (45, 101)):
        member = (years.round(9) >= low) & (years.round(9) < high)
        a, b = proportion_confint(y[member].sum(), member.sum(), method="wilson")
        words = f"{low} to {high}: {member.sum():,} tests, predicted {p[member].mean():.3f}, "
        assert words + f"observed {y[member].mean():.3f} ({a:.3f} to {b:.3f})" in printed("age-bins")


@pytest.mark.slow
def test_likelihood_ratio_is_that_of_statsmodels(again):
    """The spline in another basis of the same curves: powers, truncated at the inner knots, a line beyond the outer."""
    import statsmodels.api as sm
    from sklearn.preprocessing import SplineTransformer

    person, train = again["person"][again["train"]], again["train"]
    first = train[np.unique(person, return_index=True)[1]]
    for rows in (train, np.sort(first)):
        age, others = again["X"][rows, :1], again["X"][rows, 1:]
        spline = SplineTransformer(n_knots=5, knots="quantile", include_bias=True).fit_transform(age)
        fits = [
            sm.Logit(again["y"][rows], np.column_stack(columns)).fit(disp=0, maxiter=100)
            for columns in ((np.ones(len(rows)), age, others), (spline, others))
        ]
        gain, p = 2 * (fits[1].llf - fits[0].llf), fits[1].df_model - fits[0].df_model
        assert p == 5
        assert f"{len(rows):,} rows, gain {gain:.1f}" in printed("ratio-test-print")


@pytest.mark.slow
def test_standard_errors_and_odds_ratios_are_those_of_statsmodels(again):
    import statsmodels.api as sm

    train = again["train"]
    person = again["person"][train]
    plain = sm.Logit(again["y"][train], sm.add_constant(again["X"][train]))
    options = {"disp": 0, "tol": 1e-12}
    robust = plain.fit(**options, cov_type="HC0")
    # statsmodels can correct for small samples by both factors or by none; the course takes the first alone
    bare = plain.fit(**options, cov_type="cluster", cov_kwds={"groups": person, "use_correction": False})
    n_people = len(np.unique(person))
    clustered = bare.bse[1:] * np.sqrt(n_people / (n_people - 1))
    table = printed("errors")
    for i, name in enumerate(NAMES):
        assert f"{name} {again['fit'].bse[1 + i]:.3f} {robust.bse[1 + i]:.3f} {bare.bse[1 + i]:.3f}" in table
    weights = again["fit"].params[1:]
    for i, name in enumerate(NAMES):
        ends = " ".join(
            f"{np.exp(weights[i] - 1.959964 * error):.3f} to {np.exp(weights[i] + 1.959964 * error):.3f}"
            for error in (again["fit"].bse[1 + i], clustered[i])
        )
        assert f"{name} {np.exp(weights[i]):.3f} {ends}" in printed("odds")


@pytest.mark.slow
def test_single_columns_by_scikit_learn(again):
    from sklearn.metrics import roc_auc_score

    y = again["y"][again["train"]]
    for name in ("ct_result", "orderset", "pan_day", "col_rec_tat", "rec_ver_tat"):
        values = [float(again["rows"][i][name] or 45) for i in again["train"]]
        auc = roc_auc_score(y, values)
        assert f"{name} AUC {max(auc, 1 - auc):.3f}, {'high' if auc > 0.5 else 'low'} for positives" in printed(
            "single-columns"
        )
