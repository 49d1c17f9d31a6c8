"""The assignments: complete, scored as promised; right answers in every style pass, the usual mistakes are named."""

import contextlib
import io
import math
import re
from types import SimpleNamespace

import nbformat
import numpy as np
import pytest
import torch
from support.homework import ASSIGNMENTS, HOMEWORK, cells_of, instructor_version, one_thread, score, submit
from support.homework_answers import MEMORIZED, PROVED, RIGHT, WRONG
from support.homework_answers._named import NAMED
from support.homework_answers.hw2 import repaired
from support.notebook_checks import ROOT, find_homework_faults, split_sections, unsupported_numbers
from support.rows import each_row
from support.sweeps import first

from course_tools.homework.class_report.mistakes import keys
from course_tools.homework.format import CODE_STUB, CellKind, kind, points
from course_utils import metrics
from course_utils.bootstrap import bootstrap_interval
from course_utils.covid import DeskColumns, clean_covid_tests, load_covid_tests
from course_utils.data import reference_example
from course_utils.preparation import train_validation_test_split

DOCS = ROOT / "docs" / "homework.md"
NOTEBOOKS = [*ASSIGNMENTS, "template"]
MOST_LINES_OF_AN_ANSWER = 18  # with the markers
MOST_COLUMNS = 98


@each_row("name", NOTEBOOKS)
def test_instructor_version_has_no_faults(name):
    assert find_homework_faults(HOMEWORK / name / f"{name}.ipynb") == []


def test_every_folder_is_an_assignment_or_the_template():
    assert sorted(path.name for path in HOMEWORK.iterdir() if not path.name.startswith(".")) == NOTEBOOKS


@each_row("name", NOTEBOOKS)
def test_numbers_in_prose_are_printed_beside_it_or_proved(name):
    missing = {number for _, number in unsupported_numbers(instructor_version(name))}
    assert missing == PROVED[name]


@each_row("name", NOTEBOOKS)
def test_every_section_earns_the_points_that_it_states(name):
    for title, cells in split_sections(instructor_version(name)):
        stated = re.findall(r"(\d+) points", "\n".join(c.source for c in cells if kind(c) is CellKind.FREE))
        earned = [c.metadata.nbgrader.points for c in cells if kind(c).is_graded]
        assert [int(number) for number in stated] == [sum(earned)], title


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_points_of_an_assignment_are_those_of_the_table(name):
    (row,) = re.findall(rf"^\| \[{name}\]\(.*\|.*\| (\d+), (\d+) \|", DOCS.read_text(encoding="utf-8"), re.MULTILINE)
    graded = points(instructor_version(name))
    by_hand = sum(earned for _, this, earned in graded if this.is_by_hand)
    assert list(map(int, row)) == [sum(earned for _, _, earned in graded), by_hand]
    assert by_hand > 0


@each_row("name", NOTEBOOKS)
def test_every_answer_is_short_and_has_visible_and_hidden_tests(name):
    notebook = instructor_version(name)
    graded = [c for c in notebook.cells if kind(c) in (CellKind.ANSWER, CellKind.TEST)]
    for answer, following in zip(graded, [*graded[1:], None], strict=True):
        if kind(answer) is CellKind.ANSWER:
            assert len(answer.source.splitlines()) <= MOST_LINES_OF_AN_ANSWER
            assert kind(following) is CellKind.TEST
            assert "HIDDEN" not in following.source
    tests = cells_of(name, CellKind.TEST)
    assert sum("### BEGIN HIDDEN TESTS" in test.source for test in tests) == len(cells_of(name, CellKind.ANSWER))


@each_row("name", NOTEBOOKS)
def test_every_assertion_speaks_to_the_student(name):
    for cell in cells_of(name, CellKind.TEST):
        for statement in re.findall(r"^ *assert .*?(?=^\S|\Z)", cell.source, re.MULTILINE | re.DOTALL):
            assert re.search(r', \(?\s*f?"', statement), statement


@each_row("name", NOTEBOOKS)
def test_code_that_students_see_fits_their_screens(name):
    for cell in instructor_version(name).cells:
        shown = cell.source.split("### BEGIN HIDDEN TESTS")[0]
        if cell.cell_type == "code":
            assert [line for line in shown.split("\n") if len(line) > MOST_COLUMNS] == []


@pytest.mark.slow
@pytest.mark.parametrize("name", NOTEBOOKS)
def test_own_answers_get_full_points_and_none_get_nothing(name):
    last = cells_of(name, CellKind.TEST)[-1].metadata.nbgrader.grade_id
    earned, of = score(submit(name, {}, until=last))  # nbval runs what stands below
    assert earned == of == sum(n for _, this, n in points(instructor_version(name)) if not this.is_by_hand)
    blank = {c.metadata.nbgrader.grade_id: _unanswered(c) for c in cells_of(name, CellKind.ANSWER)}
    assert score(submit(name, blank, until=last))[0] == 0


def _unanswered(cell):
    """The stub; where it would stop the whole cell, nothing."""
    before, _, _ = cell.source.partition("    ### BEGIN SOLUTION")
    return before + CODE_STUB.replace("\n", "\n    ").replace("# ", "    # ") if before != cell.source else ""


@pytest.mark.parametrize("answers", [RIGHT, WRONG, MEMORIZED], ids=["right", "wrong", "memorized"])
def test_every_assignment_has_answers_to_try(answers):
    assert {name for name, *_ in answers.values()} == set(NOTEBOOKS)
    assert set(NAMED) <= set(WRONG)


# hw3, whose tests resample, in one style; in the others in the sweeps
OF_HW3 = [style for style in RIGHT if style.startswith("hw3")]
LATER = {style: pytest.mark.sweep for style in OF_HW3[1:]}


@pytest.mark.slow
@pytest.mark.parametrize("style", [pytest.param(style, marks=LATER.get(style, ())) for style in RIGHT])
def test_right_answer_in_another_style_gets_full_points(style, request):
    name, answers = RIGHT[style]
    outcomes = submit(name, answers)
    assert {grade_id: o.error for grade_id, o in outcomes.items() if o.error} == {}
    request.node.user_properties.append(("homework", [name, "right"]))


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # a wrong answer may divide by zero
@pytest.mark.parametrize("mistake", WRONG)
def test_usual_mistake_fails_a_visible_test_that_names_the_idea(mistake, request):
    name, answers, test, words = WRONG[mistake]
    outcome = submit(name, answers, until=test)[test]
    assert outcome.visible, f"{test} passes: {outcome.error}"
    assert isinstance(outcome.error, AssertionError)
    assert words in str(outcome.error)
    assert keys(str(outcome.error)) == {NAMED[mistake]} if mistake in NAMED else not keys(str(outcome.error))
    request.node.user_properties.append(("homework", [name, "wrong"]))


@pytest.mark.slow
@pytest.mark.parametrize("answer", MEMORIZED)
def test_memorized_answer_passes_what_it_saw_and_no_hidden_test(answer, request):
    name, answers, test = MEMORIZED[answer]
    outcomes = submit(name, answers, until=test)
    *seen, hidden = outcomes.values()
    assert seen[-1].error is None
    assert hidden.error is not None
    assert not hidden.visible
    request.node.user_properties.append(("homework", [name, "memorized"]))


@pytest.mark.slow
@pytest.mark.parametrize("bug", ["double sigmoid", "shapes", "zero_grad"])
def test_each_bug_is_seen_by_its_own_test_only(bug):
    numbers = {"double sigmoid": "first", "shapes": "second", "zero_grad": "third"}
    tests = {name: f"fit-{number}-bug-tests" for name, number in numbers.items()}
    outcomes = submit("hw2", repaired(bug))
    assert [grade_id for grade_id in tests.values() if outcomes[grade_id].error] == [tests[bug]]
    assert outcomes["fit-other-data-tests"].error is not None
    outcomes = submit("hw2", repaired(*(set(tests) - {bug})))
    assert [grade_id for grade_id in tests.values() if outcomes[grade_id].error is None] == [tests[bug]]


LAST_OF_HW3 = "comparison-more-tests"


@pytest.mark.slow
def test_one_slip_in_the_counts_costs_the_points_of_the_counts_and_no_more():
    outcomes = submit("hw3", WRONG["hw3: counts: FP and FN swapped"][1], until=LAST_OF_HW3)
    assert [grade_id for grade_id, outcome in outcomes.items() if outcome.error] == [
        "four-counts-tests", "four-counts-more-tests"
    ]  # fmt: skip
    earned, of = score(outcomes)
    assert (of - earned, of) == (3, 16)


@pytest.mark.slow
@pytest.mark.parametrize("threshold", first(["0.0387432", "0", "0.07", "0.2", "0.5", "np.inf"], 2))
def test_another_choice_costs_the_points_of_the_choice_and_no_more(threshold):
    """Of everybody, of one whose difference is that of the validation rows, of too many, of too few, and of nobody."""
    choice = f"chosen_threshold = {threshold}\nreported_cost = cost_at(y_test, p_test, chosen_threshold, 1, 20)"
    outcomes = submit("hw3", {"choice": choice}, until=LAST_OF_HW3)
    assert {grade_id for grade_id, outcome in outcomes.items() if outcome.error} - {"choice-tests"} == {
        "choice-more-tests"
    }


# ------------------------------------------------------------ what the model answers claim


def model_answer(name):
    return cells_of(name, CellKind.WRITTEN)[0].source


def test_model_answer_of_hw1_is_true():
    z = torch.tensor([-60.0, -40.0], dtype=torch.float64, requires_grad=True)
    clipped = -torch.log(torch.clamp(torch.sigmoid(z), 1e-7, 1 - 1e-7))
    assert clipped.detach().numpy() == pytest.approx([16.118, 16.118], abs=5e-4)
    assert torch.autograd.grad(clipped.sum(), z)[0].tolist() == [0, 0]
    stable = torch.nn.functional.softplus(-z)
    assert torch.autograd.grad(stable.sum(), z)[0].tolist() == pytest.approx([-1, -1])


def losses_of(*bugs, lr=0.05, n_epochs=2000):
    names = {"torch": torch}
    exec(repaired(*bugs)["fit"], names)
    _, X, y = reference_example()
    return np.array(names["fit"](X, y, lr, n_epochs)[2])


@pytest.mark.slow
def test_model_answer_of_hw2_is_true():
    right = losses_of()
    assert (np.diff(right) < 0).all()
    without_zero_grad = losses_of("zero_grad")
    turns = np.count_nonzero(np.diff(np.sign(np.diff(without_zero_grad))))
    assert turns > 20
    assert without_zero_grad[1000:].max() - without_zero_grad[1000:].min() > 0.05
    shapes = losses_of("shapes")
    assert shapes == pytest.approx(math.log(2), abs=1e-5)
    assert "0.693" in model_answer("hw2")
    twice = losses_of("double sigmoid")
    assert (np.diff(twice) < 1e-6).all()
    assert twice[0] == pytest.approx(0.724, abs=5e-4)
    assert right[0] + 0.02 < twice[0] < right[0] + 0.05
    assert twice[-1] > right[-1] + 0.1
    for losses, passes in ((right, True), (without_zero_grad, True), (shapes, True), (twice, False)):
        assert bool(abs(losses[0] - math.log(2)) < 0.001) is passes
    assert "`assert abs(losses[0] - math.log(2)) < 0.001`" in model_answer("hw2")


PRICES = {"cost_fp": 1, "cost_fn": 20}


@pytest.fixture(scope="module")
def hw3():
    """What the cells of hw3 make with the instructor's answers, run once; those after the last answer make no more."""
    names, output = {}, io.StringIO()
    cells = [cell for cell in instructor_version("hw3").cells if cell.cell_type == "code"]
    last = max(place for place, cell in enumerate(cells) if kind(cell) is CellKind.ANSWER)
    with one_thread(), contextlib.redirect_stdout(output):
        for cell in cells[: last + 1]:
            if kind(cell) is not CellKind.TEST:
                exec(cell.source, names)
    return SimpleNamespace(**names)


def cost_of(y, p, threshold):
    return np.where(p >= threshold, 1 - y, 20 * y).mean()


def added_to_everybody(y, p, threshold):
    return cost_of(y, p, threshold) - cost_of(y, p, 0)


@pytest.mark.slow
def test_hw3_uses_nobody_on_whom_notebook_07_reports_and_has_nobody_in_two_parts(hw3):
    clean, _ = clean_covid_tests(load_covid_tests())
    is_positive = (clean["result"] == "positive").astype(int)
    *_, reported = train_validation_test_split(clean, stratify=is_positive, groups=clean["subject_id"], seed=42)
    people = [set(part["subject_id"]) for part in (reported, hw3.train, hw3.validation, hw3.test)]
    assert sum(map(len, people)) == len(set().union(*people)) == clean["subject_id"].nunique()
    assert len(reported) + len(hw3.train) + len(hw3.validation) + len(hw3.test) == len(clean)


@pytest.mark.slow
def test_model_of_hw3_is_the_desk_s_model(hw3):
    from sklearn.linear_model import LogisticRegression

    desk = DeskColumns(clinic=True).fit(hw3.train)
    model = LogisticRegression(C=1.0, solver="newton-cholesky", tol=1e-10)
    model.fit(desk.transform(hw3.train).to_numpy(), hw3.positive(hw3.train))
    assert model.predict_proba(desk.transform(hw3.test).to_numpy())[:, 1] == pytest.approx(hw3.p_test, abs=1e-6)


def test_hidden_tests_of_hw3_make_the_data_as_the_notebook_does():
    cells = {cell.id: cell.source for cell in instructor_version("hw3").cells}
    made, _, _ = cells["real-data"].partition("\nperson_test")
    for hidden in ("choice-more-tests", "comparison-more-tests"):
        assert made in cells[hidden]


@pytest.mark.slow
def test_numbers_that_the_visible_tests_of_hw3_know_are_those_of_the_mistakes(hw3):
    cells = {cell.id: cell.source for cell in instructor_version("hw3").cells}
    validation, test, chosen = (hw3.y_validation, hw3.p_validation), (hw3.y_test, hw3.p_test), hw3.chosen_threshold
    best, lowest = metrics.cheapest_threshold(*test, **PRICES)

    def ends(statistic, **people):
        return np.array(bootstrap_interval(statistic, *test, **people, seed=5))

    def added(y, p):
        return added_to_everybody(y, p, chosen)

    people = {"groups": hw3.test["subject_id"]}
    by_row = ends(added)
    apart = ends(lambda y, p: cost_of(y, p, chosen), **people) - ends(lambda y, p: cost_of(y, p, 0), **people)
    largest = max(hw3.p_validation.max(), hw3.p_test.max())
    for place, text in (
        ("choice-tests", f"abs(threshold - {best:.4f})"),
        ("choice-tests", f"abs(cost - {cost_of(*validation, chosen):.3f})"),
        ("choice-tests", f"abs(cost - {lowest:.3f})"),
        ("choice-tests", f"threshold < {math.ceil(1000 * largest) / 1000:.3f}"),
        ("comparison-tests", f"abs(saving + {-added(*validation):.3f})"),
        ("comparison-tests", f"abs(saving + {cost_of(*test, np.inf) - cost_of(*test, chosen):.3f})"),
        ("comparison-tests", f"ends, [{by_row[0]:.4f}, {by_row[1]:.4f}]"),
        ("comparison-tests", f"ends, [{apart[0]:.4f}, {apart[1]:.4f}]"),
    ):
        assert text in cells[place], text


@pytest.mark.slow
def test_model_answer_of_hw3_is_true(hw3):
    text = model_answer("hw3").replace("−", "-")
    y, p = hw3.y_test, hw3.p_test
    threshold, on_validation = metrics.cheapest_threshold(hw3.y_validation, hw3.p_validation, **PRICES)
    counts = metrics.confusion_counts(y, p, threshold)
    people = {"groups": hw3.test["subject_id"], "seed": 5}
    low, high = bootstrap_interval(lambda y, p: added_to_everybody(y, p, threshold), y, p, **people)
    recall = bootstrap_interval(lambda y, p: np.mean(p[y == 1] >= threshold), y, p, **people)
    calls = {}
    for price in (5, 10, 20, 60):
        best, _ = metrics.cheapest_threshold(hw3.y_validation, hw3.p_validation, cost_fp=1, cost_fn=price)
        calls[price] = best, int((hw3.p_validation >= best).sum())
    for claim in (
        f"at a price of 10 we would have called {calls[10][1]} of the {len(hw3.p_validation)} validation rows",
        f"at 5 only {calls[5][1]}",
        f"At a price of 60 it would fall, and {calls[60][1]} would be called",
        f"highest probability on the test rows is {p.max():.3f}",
        f"right for {1 - y.mean():.3f} of the tests",
        f"misses all {y.sum():.0f} infected",
        f"costs as much, {20 * y.mean():.3f} per row",
        f"probability of {threshold:.3f} or above",
        f"finds {counts.tp} of {counts.n_positive} infected and misses {counts.fn}",
        f"{counts.fp} of the {counts.n_negative} others",
        f"precision is {counts.precision:.3f}",
        f"cheapest of all, at {on_validation:.3f}",
        f"chose nothing, {cost_of(y, p, threshold):.3f}",
        f"call everybody, at {cost_of(y, p, 0):.3f} per row",
        f"costs {-added_to_everybody(y, p, threshold):.3f} less",
        f"goes from {low:.3f} to {high:.3f}. All of it lies below 0",
        f"between {-high:.3f} and {-low:.3f} per row",
        f"{counts.tp} of {counts.n_positive} is a recall of {counts.recall:.3f}",
        f"the interval goes from {recall[0]:.3f} to {recall[1]:.3f}",
        f'"{cost_of(y, p, threshold):.3f} is less than {cost_of(y, p, 0):.3f}"',
    ):
        assert claim in text, claim
    # what it says without a number
    assert low < high < 0
    assert cost_of(y, p, 0) < cost_of(y, p, np.inf)
    assert cost_of(hw3.y_validation, hw3.p_validation, 0) < cost_of(hw3.y_validation, hw3.p_validation, np.inf)
    assert 11.5 < 1 / counts.precision < 12.5  # "one infected in twelve people called"
    assert int(10 * recall[0]) < int(10 * recall[1])  # "not even the first digit is sure"
    assert calls[60][0] < calls[20][0] < calls[10][0] < calls[5][0]
    assert cost_of(y, p, threshold) < on_validation  # "the lower of the two for once"
    assert "not even the first digit is sure" in text


def printed_of_other_lots():
    """{what: number} that the notebook printed of other splits; it is run anew and compared by nbval."""
    stored = nbformat.read(HOMEWORK / "hw3" / "hw3.ipynb", as_version=4)
    (output,) = next(cell.outputs for cell in stored.cells if cell.id == "other-splits")
    numbers = re.findall(r"-?\d[\d.]*", output.text.replace("intervals wholly below 0: ", ""))
    names = "lowest", "highest", "mean", "below", "of", "on_validation", "on_test"
    return dict(zip(names, map(float, numbers), strict=True))


@pytest.mark.slow
def test_what_the_model_answer_of_hw3_says_of_other_splits_is_true(hw3):
    text, lots = model_answer("hw3").replace("−", "-"), SimpleNamespace(**printed_of_other_lots())
    y, p = hw3.y_test, hw3.p_test
    threshold, _ = metrics.cheapest_threshold(hw3.y_validation, hw3.p_validation, **PRICES)
    for claim in (
        f"the cost is {lots.on_validation:.3f} on average on those rows",
        f"and {lots.on_test:.3f} on the test rows",
        f"differences from {lots.lowest:.3f} to {lots.highest:.3f}, {lots.mean:.3f} on average",
        f"nearer to {-lots.mean:.3f} than to our {-added_to_everybody(y, p, threshold):.3f}",
        "in one of the twenty the interval contains 0",
    ):
        assert claim in text, claim
    assert (lots.below, lots.of) == (19, 20)


@pytest.mark.sweep
@pytest.mark.slow
def test_other_splits_of_hw3_come_out_so_without_its_cells(hw3):
    lots, printed = other_lots(range(20, 40)), SimpleNamespace(**printed_of_other_lots())
    added = np.array([lot.added for lot in lots])
    for got, said in ((added.min(), printed.lowest), (added.max(), printed.highest), (added.mean(), printed.mean),
                      (np.mean([lot.on_validation for lot in lots]), printed.on_validation),
                      (np.mean([lot.on_test for lot in lots]), printed.on_test)):  # fmt: skip
        assert f"{got:.3f}" == f"{said:.3f}"
    assert len([lot for lot in lots if lot.low <= 0 <= lot.high]) == 1  # "in one of the twenty"
    threshold, _ = metrics.cheapest_threshold(hw3.y_validation, hw3.p_validation, **PRICES)
    assert np.median(added) > added_to_everybody(hw3.y_test, hw3.p_test, threshold)  # "a lucky one"


def other_lots(seeds):
    """The verdicts of other splits of the people of hw3, computed without its cells."""
    clean, _ = clean_covid_tests(load_covid_tests())
    *_, spent = _by_person(clean, 42)
    rows = clean[~clean["subject_id"].isin(spent["subject_id"])]
    with one_thread():
        return [_lot(rows, seed) for seed in seeds]


def _by_person(rows, seed):
    is_positive = (rows["result"] == "positive").astype(int)
    return train_validation_test_split(rows, stratify=is_positive, groups=rows["subject_id"], seed=seed)


def _lot(rows, seed):
    from sklearn.linear_model import LogisticRegression

    train, validation, test = _by_person(rows, seed)
    y_train, y_validation, y = ((part["result"] == "positive").to_numpy(float) for part in (train, validation, test))
    desk = DeskColumns(clinic=True).fit(train)
    model = LogisticRegression(C=1.0, solver="newton-cholesky", tol=1e-10)
    model.fit(desk.transform(train).to_numpy(), y_train)
    p_validation, p = (model.predict_proba(desk.transform(part).to_numpy())[:, 1] for part in (validation, test))
    threshold, on_validation = metrics.cheapest_threshold(y_validation, p_validation, **PRICES)
    added = np.where(p >= threshold, 1 - y, 20 * y) - (1 - y)
    low, high = bootstrap_interval(np.mean, added, groups=test["subject_id"], n_resamples=500, seed=seed)
    on_test = cost_of(y, p, threshold)
    return SimpleNamespace(on_validation=on_validation, on_test=on_test, added=added.mean(), low=low, high=high)
