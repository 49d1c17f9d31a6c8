"""Notebook 06: its numbers computed again by other libraries, and no test row before the report."""

import ast
import contextlib
import csv
import io
import re
import warnings

import matplotlib.pyplot as plt
import nbformat
import numpy as np
import pytest
from nbformat.v4 import new_code_cell
from support.notebook_checks import NOTEBOOKS

from course_utils.covid import COVID_TESTS

# what is compared with takes seconds to import: the tests run in one worker, so that one alone spends them
pytestmark = pytest.mark.xdist_group("oracles")

PATH = next(path for path in NOTEBOOKS if path.stem == "06_real_covid_tests")
NOTEBOOK = nbformat.read(PATH, as_version=4)
FIRST_REPORT = "## 8 · Once, on the test rows"
FITTING = {"fit", "fit_newton", "fit_transform", "odds_ratios", "cheapest_threshold"}
SEED, COST_FN, THRESHOLD = 42, 20, 0.045


def printed(cell_id):
    """What a cell printed, its runs of blanks made one."""
    (cell,) = [cell for cell in NOTEBOOK.cells if cell.id == cell_id]
    return re.sub(r"\s+", " ", "".join(output.get("text", "") for output in cell.outputs))


# ---------------------------------------------------------- nothing peeks


def is_of_test_rows(name):
    return name == "test" or name.endswith("_test")


def peeking(notebook):
    """What names test rows before the report, or lets a fit or a choice see them, in words.

    The split may name the part it makes. After the report, whatever was computed from test rows counts
    as one of them.
    """
    before, n_splits, tainted, found = True, 0, set(), []
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            before = before and not cell.source.startswith(FIRST_REPORT)
            continue
        tree = ast.parse(cell.source)
        names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        of_test = {name for name in names if is_of_test_rows(name)}
        if before and of_test:
            if "train_validation_test_split" in names and n_splits == 0:
                n_splits += 1
            else:
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
                bad = {name for name in seen if is_of_test_rows(name) or name in tainted}
                if bad:
                    found.append(f"{cell.id}: {_name(call.func)} sees {', '.join(sorted(bad))}")
    return found


def _name(function):
    return getattr(function, "id", getattr(function, "attr", ""))


def test_no_test_row_before_the_report_nor_in_any_fit_or_choice():
    assert peeking(NOTEBOOK) == []
    reports = [i for i, cell in enumerate(NOTEBOOK.cells) if cell.source.startswith(FIRST_REPORT)]
    assert len(reports) == 1
    after = [cell.source for cell in NOTEBOOK.cells[reports[0] :] if cell.cell_type == "code"]
    assert sum("as_tensors(test)" in source for source in after) == 1  # reported once


@pytest.mark.parametrize(
    ("after", "source", "words"),
    [
        ("standardise", "standardizer.fit(as_tensors(test)[0])", "names test before the report"),
        ("cheapest", "p_test = model.predict_proba(Z_train)", "names p_test before the report"),
        ("choose", "print(len(test))", "names test before the report"),
        ("split", "train, validation, test = train_validation_test_split(clean, stratify=y, seed=1)", "names test"),
        ("final", "again = cheapest_threshold(y_test, p_test, **costs)", "cheapest_threshold sees p_test, y_test"),
        ("final", "more = fit_newton(model, X_test, y_test)", "fit_newton sees X_test, y_test"),
        ("subgroups", "rows = p_test[:9]\ntrees = model.fit(rows, rows)", "fit sees rows"),
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


class Forbidden:
    """In place of the test rows: whoever looks at them fails."""

    def __getattribute__(self, name):
        raise AssertionError(f"the test rows were asked for {name}")

    def __getitem__(self, key):
        raise AssertionError("the test rows were looked at")

    __len__ = __iter__ = __array__ = __getitem__


@pytest.mark.slow
def test_everything_before_the_report_runs_without_the_test_rows():
    namespace = {}
    try:
        for cell in NOTEBOOK.cells:
            if cell.cell_type == "markdown":
                if cell.source.startswith(FIRST_REPORT):
                    break
                continue
            with contextlib.redirect_stdout(io.StringIO()):
                exec(compile(cell.source, cell.id, "exec"), namespace)
            if cell.id == "split":
                namespace["test"] = Forbidden()
    finally:
        plt.close("all")
    assert namespace["threshold"] == THRESHOLD
    assert isinstance(object.__getattribute__(namespace["test"], "__class__"), type)
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
    numbers = np.arange(len(y))
    rest, test = train_test_split(numbers, test_size=3043, stratify=y, random_state=SEED)
    train, validation = train_test_split(rest, test_size=3043, stratify=y[rest], random_state=SEED)
    train, validation, test = (np.sort(part) for part in (train, validation, test))
    fit = sm.Logit(y[train], sm.add_constant(X[train])).fit(disp=0, tol=1e-12)
    p = fit.predict(sm.add_constant(X))
    return {"rows": rows, "X": X, "y": y, "p": p, "fit": fit, "train": train, "validation": validation, "test": test}


@pytest.mark.slow
def test_parts_are_those_of_the_lots(again):
    text = printed("split")
    for name in ("train", "validation", "test"):
        part = again[name]
        share = 100 * again["y"][part].mean()
        assert f"{len(part):,} tests, {again['y'][part].sum()} positive, {share:.2f} %" in text
    together = np.concatenate([again["train"], again["validation"], again["test"]])
    assert sorted(together) == list(range(15_217))


@pytest.mark.slow
def test_the_leak_is_as_good_as_it_says(again):
    import statsmodels.api as sm
    from sklearn.metrics import roc_auc_score

    train, validation, y = again["train"], again["validation"], again["y"]
    cycles = np.array([float(row["ct_result"] or 45) for row in again["rows"]])
    X = np.column_stack([again["X"], cycles])
    scaled = sm.add_constant((X - X[train].mean(axis=0)) / X[train].std(axis=0))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # nearly separable: statsmodels says so
        leaky = sm.Logit(y[train], scaled[train]).fit(disp=0, maxiter=100)
    assert f"{roc_auc_score(y[validation], leaky.predict(scaled[validation])):.3f}" in printed("leak-fit")
    for label, name in ((1, "infected"), (0, "healthy")):
        of_class = cycles[train][y[train] == label]
        words = f"{name}: {(of_class < 45).sum()} of {len(of_class):,} below 45, the lowest {of_class.min():.2f}"
        assert words in printed("leak-look").replace(" :", ":")


@pytest.mark.slow
def test_validation_rows_by_other_libraries(again):
    from sklearn.metrics import accuracy_score, confusion_matrix, roc_auc_score
    from statsmodels.stats.proportion import proportion_confint

    rows = again["validation"]
    y, p = again["y"][rows], again["p"][rows]
    assert f"accuracy {accuracy_score(y, p >= 0.5):.3f}" in printed("at-half")
    assert f"p from {p.min():.3f} to {p.max():.3f}" in printed("at-half")
    assert f"AUC {roc_auc_score(y, p):.3f}" in printed("bootstrap")
    # DeLong's standard error: how each person's share of pairs in order varies, within each class
    order = (np.sign(p[y == 1][:, np.newaxis] - p[y == 0]) + 1) / 2
    error = np.sqrt(sum(np.var(order.mean(axis=axis), ddof=1) / order.shape[1 - axis] for axis in (0, 1)))
    ours = [float(number) for number in re.findall(r"(0\.\d+) to (0\.\d+)", printed("bootstrap"))[0]]
    theory = order.mean() + np.array([-1.96, 1.96]) * error
    assert ours == pytest.approx(theory, abs=0.004)  # the spread of a drawn quantile is about 0.001
    groups = np.digitize(p, np.quantile(p, [0.2, 0.4, 0.6, 0.8]))
    assert len(np.unique(groups)) == 5
    for i in range(5):
        share, n = y[groups == i].mean(), (groups == i).sum()
        low, high = proportion_confint(y[groups == i].sum(), n, method="wilson")
        words = f"{n} people: mean p {p[groups == i].mean():.3f}, infected {share:.3f} ({low:.3f} to {high:.3f}) True"
        assert words in printed("groups")
    tn, fp, fn, tp = confusion_matrix(y, p >= THRESHOLD).ravel()
    assert f"TP {tp}, FP {fp}, FN {fn}, TN {tn}" in printed("choose")
    costs = [(np.sum((p >= t) & (y == 0)) + COST_FN * np.sum((p < t) & (y == 1))) / len(y) for t in np.unique(p)]
    assert f"cheapest {np.unique(p)[np.argmin(costs)]:.3f}, cost {min(costs):.3f}" in printed("cheapest")


@pytest.mark.slow
def test_odds_ratios_are_those_of_statsmodels(again):
    import statsmodels.api as sm

    ratios = np.exp(np.column_stack([again["fit"].params, again["fit"].conf_int()]))[1:]
    text = printed("odds")
    for ratio, low, high in ratios:
        assert f" {ratio:.3f} {low:.3f} to {high:.3f}" in text
    strict = np.exp(again["fit"].conf_int(alpha=0.05 / 9))[1:]
    for i in (0, 3, 4, 7):
        assert f"{strict[i][0]:.3f} to {strict[i][1]:.3f}" in printed("odds-check")
    train = again["train"]
    alone = sm.Logit(again["y"][train], sm.add_constant(again["X"][train, 0])).fit(disp=0, tol=1e-12)
    low, high = np.exp(alone.conf_int()[1])
    assert f"age alone: {np.exp(alone.params[1]):.3f} {low:.3f} to {high:.3f}" in printed("age-alone")


@pytest.mark.slow
def test_weighting_is_that_of_statsmodels(again):
    import statsmodels.api as sm
    from sklearn.metrics import roc_auc_score

    train, rows, y = again["train"], again["validation"], again["y"]
    X = sm.add_constant(again["X"])
    pos_weight = (y[train] == 0).sum() / (y[train] == 1).sum()
    weights = np.where(y[train] == 1, pos_weight, 1)
    fit = sm.GLM(y[train], X[train], family=sm.families.Binomial(), freq_weights=weights).fit(tol=1e-12)
    p = fit.predict(X[rows])
    assert f"weighted mean p {p.mean():.3f}, AUC {roc_auc_score(y[rows], p):.3f}" in printed("weighted")


@pytest.mark.slow
def test_report_by_other_libraries(again):
    from sklearn.metrics import confusion_matrix, roc_auc_score
    from statsmodels.stats.proportion import proportion_confint

    rows = again["test"]
    y, p = again["y"][rows], again["p"][rows]
    tn, fp, fn, tp = confusion_matrix(y, p >= THRESHOLD).ravel()
    assert f"TP {tp}, FP {fp}, FN {fn}, TN {tn}" in printed("final")
    cost = (fp + COST_FN * fn) / len(y)
    report = {
        "AUC": roc_auc_score(y, p), "recall": tp / (tp + fn), "specificity": tn / (tn + fp),
        "precision": tp / (tp + fp), "accuracy": (tp + tn) / len(y), "cost per person": cost,
        "minus everybody's": cost - (y == 0).mean(), "minus nobody's": cost - COST_FN * y.mean(),
    }  # fmt: skip
    for name, value in report.items():
        assert f"{name} {value:.3f} 95 % interval" in printed("report-print")
    # a share of k among n has a binomial spread; the bootstrap's interval must be of that width
    for name, k, n in (("accuracy", tp + tn, len(y)), ("specificity", tn, tn + fp), ("recall", tp, tp + fn)):
        low, high = proportion_confint(k, n, method="normal")
        found = re.search(rf"{name} \S+ 95 % interval (\S+) to (\S+)", printed("report-print")).groups()
        assert [float(end) for end in found] == pytest.approx([low, high], abs=0.07 * (high - low))


@pytest.mark.slow
def test_subgroups_by_other_libraries(again):
    from statsmodels.stats.proportion import proportion_confint

    rows = [again["rows"][i] for i in again["test"]]
    y, called = again["y"][again["test"]], again["p"][again["test"]] >= THRESHOLD
    text = printed("subgroup-rates")
    members = {
        "emergency": [row["patient_class"] == "emergency" for row in rows],
        "inpatient": [row["patient_class"] == "inpatient" for row in rows],
        "not recorded": [row["patient_class"] == "" for row in rows],
        "other classes": [row["patient_class"] not in ("", "emergency", "inpatient") for row in rows],
        "under 18": [float(row["age"]) < 18 for row in rows],
        "18 and over": [float(row["age"]) >= 18 for row in rows],
        "female": [row["gender"] == "female" for row in rows],
        "male": [row["gender"] == "male" for row in rows],
    }
    for name, member in members.items():
        words = name
        for label in (1, 0):
            group = np.array(member) & (y == label)
            low, high = proportion_confint(called[group].sum(), group.sum(), method="wilson")
            words += f" {group.sum()} {called[group].mean():.3f} ({max(low, 0):.3f} to {min(high, 1):.3f})"
        assert words in text
