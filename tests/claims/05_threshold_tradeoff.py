"""What notebook 05 says, and what must hold for it."""

import functools
import inspect
import itertools
import math

import numpy as np
import torch

from course_tools.claims import Table
from course_utils.data import (
    X_MAX,
    bayes_error,
    make_overlapping_classes,
    overlap_interval,
    reference_example,
    true_posterior,
)
from course_utils.exercises.registry import exercises, quiz_questions
from course_utils.metrics import (
    bayes_threshold,
    cheapest_threshold,
    confusion_counts,
    counts_at_every_threshold,
    expected_cost,
    positive_predictive_value,
    roc_auc,
)
from course_utils.models import LogisticRegression
from course_utils.newton import fit_newton
from course_utils.plotting import OUTCOMES, plot_confusion_matrix

say = Table()

QUESTIONS = ("is she infected", "is she called positive")
ANSWERS = ("no", "yes")
SCALES = ("x", "logit", "p")
SUSPECTS = ("few rows", "a wrong p")
CALLS = ("positive", "negative")
LOW, HIGH = overlap_interval()


def flat(values):
    return np.asarray(torch.as_tensor(values).detach()).ravel()


def order(values):
    return np.argsort(flat(values))


def by_falling_cut(y, scores):
    """TP and FP as the cut comes down past one person after the other, counted by hand."""
    y, scores = flat(y), flat(scores)
    cuts = np.sort(scores)[::-1]
    return np.array([[(scores[y == label] >= cut).sum() for cut in cuts] for label in (1, 0)])


def classes_at_every_threshold(y, p):
    """TP + FN and FP + TN at many thresholds, counted by hand."""
    y, p = flat(y) == 1, flat(p)
    found = set()
    for t in np.linspace(0, 1, 201):
        called = p >= t
        four = [(y & called).sum(), (y & ~called).sum(), (~y & called).sum(), (~y & ~called).sum()]
        found.add((int(four[0] + four[1]), int(four[2] + four[3])))
    return found


def places_in_the_table(counts):
    """(column, row) of each of the four in the drawn table; row 0 is on top."""
    return {text.get_text().split()[0]: text.get_position() for text in plot_confusion_matrix(counts).texts}


def same_on_all_scales(model, X, y):
    def cells(counts):
        return counts.tp, counts.fp

    p, z = model.predict_proba(X), model(X).detach()
    return all(
        cells(confusion_counts(y, p, t))
        == cells(confusion_counts(y, z, math.log(t / (1 - t))))
        == cells(confusion_counts(y, X, model.decision_boundary(t)))
        for t in np.linspace(0.01, 0.99, 99)
    )


def rounding(model, thresholds):
    """How far float32 moves a cut, at most."""
    return max(abs(np.float32(cut) - cut) for cut in map(model.decision_boundary, thresholds))


def nearest_person(model, X, thresholds):
    """The smallest distance of a cut from a person."""
    return min(np.abs(flat(X) - cut).min() for cut in map(model.decision_boundary, thresholds))


def same_within_each_gap(y, p):
    y, scores = flat(y), flat(p).astype(float)
    ends = np.unique(np.concatenate([[0], scores, [1]]))

    def calls(t):
        return (scores >= t).tolist()

    return all(
        calls(high - (high - low) * 0.01) == calls(low + (high - low) * 0.01) for low, high in itertools.pairwise(ends)
    )


def upwards(values):
    """Values of a sweep from the lowest threshold to the highest, where they exist."""
    values = np.asarray(values)[::-1]
    return values[~np.isnan(values)]


def moves(values):
    """Steps up, level, down, and all of them, as the threshold rises."""
    change = np.diff(upwards(values))
    return int((change > 0).sum()), int((change == 0).sum()), int((change < 0).sum()), len(change)


def width_of_peaks(sweep):
    """The lengths on p, from left to right, on which the accuracy is best."""
    rows = np.flatnonzero(sweep.accuracy == sweep.accuracy.max())[::-1]
    return [float(sweep.thresholds[row] - sweep.thresholds[row + 1]) for row in rows]


def passed(y, p, low, high):
    """How many people, and how many infected, a threshold passes on its way from `low` to `high`."""
    between = (flat(p) >= low) & (flat(p) < high)
    return int(between.sum()), int(flat(y)[between].sum())


def precision_rises_where(compare, sweep):
    """Whether precision rises exactly where the share of infected among those who leave so compares with the group."""
    n_checked = 0
    for i in range(len(sweep.tp) - 1, 1, -1):
        for j in range(i - 1, 0, -1):
            tp, fp = sweep.tp[i] - sweep.tp[j], sweep.fp[i] - sweep.fp[j]
            if (sweep.precision[j] > sweep.precision[i] + 1e-12) != compare(tp / (tp + fp), sweep.precision[i] - 1e-12):
                return False
            n_checked += 1
    return n_checked > 700


def one_person_a_step(fpr, recall):
    """Whether each step of a ROC curve goes either up or to the right."""
    return bool(((np.diff(recall) > 0) != (np.diff(fpr) > 0)).all())


@functools.cache
def random_aucs():
    """AUC of the reference model's p, with the labels dealt out at random 2,000 times."""
    _, X, y = reference_example()
    ranks = np.argsort(np.argsort(flat(X))) + 1
    rng = np.random.default_rng(7)
    dealt = np.array([ranks[rng.permutation(flat(y)) == 1].sum() for _ in range(2000)])
    return (dealt - 20 * 21 / 2) / 400


def precision_at_random(y, p, threshold):
    """Mean precision at a threshold when the labels are dealt out at random."""
    rng = np.random.default_rng(3)
    called = flat(p) >= threshold
    return np.mean([rng.permutation(flat(y))[called].mean() for _ in range(2000)])


def sawtooth(sweep):
    """From left to right: where a healthy person is passed precision falls and recall stays; where an infected one
    is passed recall grows and precision rises or stays at 1."""
    precision, recall = sweep.precision[1:], sweep.recall[1:]
    healthy = np.diff(sweep.fp[1:]) == 1
    falls, stays = np.diff(precision) < 0, np.diff(recall) == 0
    rises = (np.diff(precision) > 0) | (precision[1:] == 1)
    return bool((falls & stays)[healthy].all() and (rises & ~stays)[~healthy].all())


@functools.cache
def pictures(explorer):
    return explorer.static().axes


def marks(axes, shape):
    """The single markers of this shape in a picture."""
    return [line for line in axes.lines if line.get_marker() == shape and len(line.get_xdata()) == 1]


def p_stays(explorer):
    before, threshold = explorer._p.copy(), explorer.threshold
    explorer.threshold = 0.3
    same = (before == explorer._p).all() and explorer.tp + explorer.fp > 21
    explorer.threshold = threshold
    return bool(same)


def cheapest_path(y, p):
    """The cheapest threshold as a miss costs 1, 1.5 … 20 false alarms."""
    return [cheapest_threshold(y, p, cost_fp=1, cost_fn=cost_fn)[0] for cost_fn in np.arange(1, 20.5, 0.5)]


def sizes_of_steps(cost):
    """The steps up and the steps down of a cost, from the lowest threshold to the highest."""
    change = np.diff(cost[::-1])
    return np.unique(change[change > 0].round(9)), np.unique(-change[change < 0].round(9))


def positive_is_cheaper_where(compare, cost_fp, cost_fn):
    q = np.linspace(0, 1, 1002)
    return bool((((1 - q) * cost_fp <= q * cost_fn) == compare(q, cost_fp / (cost_fp + cost_fn))).all())


def called_at(y, p, t):
    counts = confusion_counts(y, p, t)
    return counts.tp + counts.fp


def missed_at(y, p, t):
    return confusion_counts(y, p, t).fn


def truth(x, prevalence=0.5):
    return true_posterior(torch.tensor([float(x)]), prevalence=prevalence).item()


def predicts(model, x):
    return model.predict_proba(torch.tensor([[float(x)]])).item()


def share_below(y, X, cut):
    """The share of class 1 below a cut."""
    return float((flat(X)[flat(y) == 1] < cut).mean())


@functools.cache
def flattery(n_cuts):
    """How far the best of some cuts between 3 and 7, all truly as good, reports too little; mean of 1,000 samples."""
    rng = np.random.default_rng(5)
    healthy, infected = rng.uniform(0, 7, (1000, 20, 1)), rng.uniform(3, 10, (1000, 20, 1))
    cuts = np.linspace(3, 7, n_cuts)
    errors = ((healthy >= cuts).sum(1) + (infected < cuts).sum(1)) / 40
    return bayes_error() - errors.min(1).mean()


@functools.cache
def unflattered():
    """As `flattery`, but the chosen cut is judged on 20 and 20 other people."""
    rng = np.random.default_rng(6)
    cuts = np.linspace(3, 7, 17)
    errors = []
    for _ in range(2):
        healthy, infected = rng.uniform(0, 7, (1000, 20, 1)), rng.uniform(3, 10, (1000, 20, 1))
        errors.append(((healthy >= cuts).sum(1) + (infected < cuts).sum(1)) / 40)
    return abs(bayes_error() - np.take_along_axis(errors[1], errors[0].argmin(1)[:, None], 1).mean())


def errors_of_all_cuts(y, X):
    return 1 - counts_at_every_threshold(y, X).accuracy


@functools.cache
def spread_of_choice(n_per_class):
    """Standard deviation of the cheapest cut at one to five, over 60 samples."""
    found = []
    for seed in range(60):
        X, y = make_overlapping_classes(n_per_class, n_per_class, seed=seed)
        found.append(cheapest_threshold(y, X, cost_fp=1, cost_fn=5)[0])
    return np.std(found)


def ppv_of(test, prevalence):
    return positive_predictive_value(prevalence=prevalence, **test)


def counted_as_bayes(test):
    """Whether counting people gives Bayes' rule at many prevalences."""
    sensitivity, specificity = test.values()
    return all(
        math.isclose(q * sensitivity / (q * sensitivity + (1 - q) * (1 - specificity)), ppv_of(test, q))
        for q in np.linspace(0.01, 0.99, 99)
    )


OTHER = {"sensitivity": 0.9, "specificity": 0.95}


def odds(q):
    return q / (1 - q)


def new_bias_is_the_step(model, X, step):
    """Whether adding the step to the bias, and nothing to the weight, adds it to the logit of everybody."""
    moved = LogisticRegression.from_parameters(model.linear.weight.item(), model.linear.bias.item() + step)
    return torch.allclose(moved(X), model(X) + step, atol=1e-5)


@functools.cache
def fitted_at(prevalence, bent=False):
    """Weight and bias of the best fit to very many people, of whom a share is infected: two bells, or our classes."""
    n = 40_000
    n_infected = round(n * prevalence)
    if bent:
        X, y = make_overlapping_classes(n - n_infected, n_infected, seed=1)
        X, y = X.double(), y.double()
    else:
        rng = np.random.default_rng(1)
        x = np.concatenate([rng.normal(1, 1, n - n_infected), rng.normal(3, 1, n_infected)])
        X = torch.tensor(x).reshape(-1, 1)
        y = (torch.arange(n) >= n - n_infected).double().reshape(-1, 1)
    model = LogisticRegression(1).double()
    fit_newton(model, X, y)
    return model.linear.weight.item(), model.linear.bias.item()


def truth_takes_the_step(step):
    """Whether the step leads from the truth at one half to the truth at one tenth, wherever both occur."""
    at = [truth(x) for x in (0.5, 2, 4, 5, 6, 8, 9.5)]
    led = [1 / (1 + math.exp(-(math.log(odds(q)) + step))) if 0 < q < 1 else q for q in at]
    return np.allclose(led, [truth(x, 0.1) for x in (0.5, 2, 4, 5, 6, 8, 9.5)])


def gap_of_the_cheapest():
    """In the cases of exercise 5.3 and in many that it draws: how far any other threshold is from the cheapest."""
    exercise = exercises()["5.3"]
    rng = np.random.default_rng(0)
    gaps = []
    for p, y, cost_fp, cost_fn in [*exercise.cases(), *(exercise.draw(rng) for _ in range(40))]:
        p, y = flat(p), flat(y)
        called = p >= np.append(p, np.inf)[:, None]
        costs = (cost_fp * (called & (y == 0)).sum(1) + cost_fn * (~called & (y == 1)).sum(1)) / len(y)
        first, second = np.sort(costs)[:2]
        gaps.append(min(second - first, costs[-1] - first))
    return min(gaps)


def calibrated_cost(threshold, cost_fp=1, cost_fn=5):
    """What a threshold costs on average where each p is right, p being anything between 0 and 1."""
    p = np.linspace(0.0005, 0.9995, 1000)
    return np.mean(np.where(p >= threshold, (1 - p) * cost_fp, p * cost_fn))


OTHER_THRESHOLDS = (0.05, 0.1, 0.14, 0.2, 0.25, 0.5, 0.9)

# ------------------------------------------------------------ opening and section 1

say("opening", "name the four outcomes of a decision", "said == len(OUTCOMES)")
say("four-outcomes", "We ask two yes-or-no questions about each person", "said == len(QUESTIONS)")
say(
    "four-outcomes",
    "Two questions with two answers each make four outcomes, and the name of each outcome has two words",
    "said[0] == len(QUESTIONS) and said[1] == len(ANSWERS) and said[2] == len(ANSWERS) ** len(QUESTIONS) == "
    "len(OUTCOMES) and said[3] == len('false negative'.split())",
)
say.argued(
    ("four-outcomes", "notes/four-outcomes"),
    "the first says whether that was right",
    "what the four names mean",
)
say.argued(
    ("misconception swapped_fp_fn", "exercise 5.1"),
    "first",
    "what the four names mean",
)
say(("counts-predict", "notes/counts"), "the forty people on whom it was trained", "said == len(y)")
say("counts-predict", "The infected were drawn evenly from $x = 3$", "said == LOW")
say(
    "counts-predict",
    "where $p$ is one half, lies a little above 5",
    "math.isclose(predicts(model, -bias / weight), said[0], abs_tol=1e-6) and said[1] < -bias / weight < said[1] + 0.5",
)
say(
    "slides/counts",
    "drawn evenly from $x = 3$ to 10; the boundary is a little above 5",
    "(said[0], said[1]) == (LOW, X_MAX) and said[2] < -bias / weight < said[2] + 0.5",
)
say("notes/counts", "They were drawn evenly from 3 to 10", "said == (LOW, X_MAX)")
say(
    "notes/counts",
    "5.178 is about a third of the way from 3 to 10. A third of 20 is between six and seven, and six were missed",
    "said[0] == -bias / weight and abs((said[0] - LOW) / (X_MAX - LOW) - said[1]) < 0.03 and said[2] == LOW and "
    "said[3] == X_MAX and said[4] == said[1] and said[5] == tp + fn and said[8] == fn and said[6] < said[4] * "
    "said[5] < said[7] < said[6] + 1.5",
)
say(
    "counts-explain",
    "6 of the 20 infected lie below the boundary and are missed; 7 of the 20 healthy lie above it and are falsely "
    "alarmed",
    "said == (int((X[y == 1] < -bias / weight).sum()), tp + fn, int((X[y == 0] > -bias / weight).sum()), fp + tn)",
)
say(
    "counts-explain",
    "Whatever the threshold, TP and FN together are all the infected, and FP and TN together are all the healthy",
    "classes_at_every_threshold(y, p) == {(int((y == 1).sum()), int((y == 0).sum()))}",
)
say("counts-explain", "you therefore know all four counts", "said == len(OUTCOMES)")
say("counts-explain", "prints the four counts on one line", "said == len(OUTCOMES)")
say(
    "threshold-plot-figure",
    "the 20 blue circles lie in a row at height 0 and the 20 red triangles in a row at height 1, and the model's "
    "S-shaped curve rises between them",
    "said == (int((y == 0).sum()), 0, int((y == 1).sum()), 1) and weight > 0",
)
say(
    "threshold-plot-figure",
    "every marker to the right of the vertical line is filled",
    "bool(((X >= -bias / weight) == called).all())",
)
say(
    "threshold-plot-figure",
    "the hollow red triangles on the left, which are the 6 misses, and the filled blue circles on the right, which "
    "are the 7 false alarms",
    "said == (int((X[infected & ~called] < -bias / weight).sum()), int((X[~infected & called] > -bias / "
    "weight).sum()))",
)
say.argued("notes/threshold-plot-figure", "机器学习7:pytorch的逻辑回归", "the title of the article")
say.argued(("threshold-plot-figure", "notes/threshold-plot-figure"), "Machine Learning 7", "the title of the article")
say(
    ("threshold-plot-figure", "slides/threshold-plot-figure"),
    "red (infected) below the threshold was",
    "not called[infected & (p < threshold)].any()",
)
say(
    "threshold-plot-figure",
    "Somebody blue above it was falsely called positive",
    "called[~infected & (p > threshold)].all()",
)
say(
    "slides/threshold-plot-figure",
    "blue (healthy) above it was called positive",
    "called[~infected & (p > threshold)].all()",
)
say("notes/threshold-plot", "Count them together: 6 and 7", "said == (fn, fp)")
say(
    ("round-cut-explain", "notes/round-cut"),
    "everybody who was called positive still is",
    "(np.diff(by_falling_cut(y, X)) >= 0).all()",
)
say(
    ("round-cut-explain", "slides/round-cut"),
    "TP and FP can only stay or grow",
    "(np.diff(by_falling_cut(y, X)) >= 0).all()",
)
say(
    "round-cut-explain",
    "TP goes from 14 to 15 and FN from 6 to 5",
    "said == (counts.tp, at_five.tp, counts.fn, at_five.fn)",
)
say("round-cut-explain", "The four counts can be drawn as a table", "said == len(OUTCOMES)")
say(
    "notes/round-cut",
    "when the cut moves down there can only be fewer of them",
    "(np.diff((y == 1).sum().item() - by_falling_cut(y, X)[0]) <= 0).all()",
)
say(
    "confusion-matrix-figure",
    "A table of two rows and two columns",
    "said == len({column for column, _ in places_in_the_table(counts).values()})",
)
say(
    "confusion-matrix-figure",
    "The rows are the truth, with negative above positive; the columns are what the model called, with negative to "
    "the left of positive",
    "places_in_the_table(counts)['TN'][1] < places_in_the_table(counts)['FN'][1] and "
    "places_in_the_table(counts)['TN'][0] < places_in_the_table(counts)['FP'][0]",
)
say(
    "confusion-matrix-figure",
    "The top row reads TN 13, FP 7, the bottom row FN 6, TP 14",
    "said == (counts.tn, counts.fp, counts.fn, counts.tp)",
)
say(
    "confusion-matrix-figure",
    "Each row adds up to one true class, 20 and 20 people",
    "said == (counts.tn + counts.fp, counts.fn + counts.tp)",
)
say(
    "notes/confusion-matrix",
    "so the infected are the lower row",
    "places_in_the_table(counts)['TP'][1] > places_in_the_table(counts)['TN'][1]",
)

# ------------------------------------------------------------ section 2

say(
    "three-scales",
    "both steps are increasing: whoever has the larger $x$ also has the larger logit and the larger $p$",
    "(np.diff(flat(model(X))[order(X)]) > 0).all() and (np.diff(flat(p)[order(X)]) > 0).all()",
)
say("three-scales", "The three scales put people in the same order", "said == len(SCALES)")
say(
    "notes/three-scales",
    "The weight is positive, so both steps are increasing",
    "weight > 0 and (np.diff(flat(p)[order(X)]) > 0).all()",
)
say(
    "notes/three-scales",
    "It is 0: at one half the odds are one to one, and the logarithm of 1 is 0",
    "odds(float(said[1])) == said[2] and math.log(said[2]) == said[0] == said[3]",
)
say(
    "cuts-explain",
    "The threshold 0.3 has the logit $-0.847$, and its boundary lies at $x = 3.796$, which is below 5",
    "said[1] == math.log(odds(float(said[0]))) and said[2] == model.decision_boundary(float(said[0])) and "
    "model.decision_boundary(float(said[0])) < said[3]",
)
say(
    "same-counts-explain",
    "By nobody. It is one decision, written in three units",
    "said == len(SCALES) and same_on_all_scales(model, X, y)",
)
say(
    ("slides/same-counts", "slides/recap", "recap"),
    "decision in three units",
    "said == len(SCALES) and same_on_all_scales(model, X, y)",
)
say(
    "notes/same-counts",
    "Here are four thresholds, each written in three units, with the four counts for each",
    "said == (len(thresholds), len(SCALES), len(OUTCOMES))",
)
say(
    "notes/same-counts",
    "Rounding moves the cut by far less than the gap between it and the next person",
    "1000 * rounding(model, thresholds) < nearest_person(model, X, thresholds)",
)
say(
    "wrong-scale-explain",
    "Fewer. A logit of 0.5 is a probability of 0.622, so the boundary sits at $x = 5.994$ instead of 5.178",
    "said[1] == sigmoid(float(said[0])).item() and said[2] == (said[0] - bias) / weight and said[3] == -bias / "
    "weight and wrong.tp + wrong.fp < counts.tp + counts.fp",
)
say(
    "wrong-scale-explain",
    "FN rises from 6 to 10, which means that four more infected people are missed",
    "said == (counts.fn, wrong.fn, wrong.fn - counts.fn) and wrong.fn > counts.fn",
)
say(
    "notes/wrong-scale",
    "The boundary sits at $x = 5.994$ instead of 5.178",
    "said == ((0.5 - bias) / weight, -bias / weight)",
)
say(
    "notes/wrong-scale",
    "A logit of 0.5 is a probability of 0.622, which is a higher threshold. Four more infected people are missed",
    "said[1] == sigmoid(float(said[0])).item() and said[1] > 0.5 and said[2] == wrong.fn - counts.fn",
)

# ------------------------------------------------------------ section 3

say(
    ("four-rates", "notes/four-rates"),
    "7 false alarms are many among 20 people and few among a million",
    "(said[0], said[1]) == (fp, fp + tn) and 3 * said[0] > said[1] and 1e5 * said[0] < said[2] == 1e6",
)
say(
    "four-rates",
    "everybody | called correctly | (TP + TN) / all",
    "counts.accuracy == (tp + tn) / len(y)",
)
say.argued(
    "four-rates",
    "Notebook 02 gave false positives and false negatives as shares of everybody",
    "notebook 02 divides both by the number of all people",
)
say.argued(
    "notes/four-rates",
    "In notebook 02 the false positives were a share of everybody",
    "notebook 02 divides them by the number of all people",
)
say(
    "four-rates",
    "our false alarms are 7 of 40; as a rate within their class they are 7 of the 20 healthy",
    "said == (fp, len(y), fp, fp + tn)",
)
say(
    "rates-explain",
    "14 of the 21 called positive are infected, so the precision is 0.667. Recall asks about another group, the 20 "
    "infected; the same 14 make 0.700 of them",
    "said == (tp, tp + fp, precision, tp + fn, tp, recall)",
)
say("rates-explain", "The package has all four rates", "said == len(package)", at="rates-agree")
say(
    "notes/four-rates",
    "Those called positive are 14 and 7, which is 21, so the precision is two thirds",
    "said == (tp, fp, tp + fp, tp / (tp + fp))",
)
say("slides/rates", "TP 14, FP 7, FN 6, TN 13", "said == (tp, fp, fn, tn)")
say(
    "nobody-predict",
    "To call nobody positive is a decision, too. Its threshold is infinity",
    "nobody.thresholds == np.inf and nobody.tp + nobody.fp == 0",
    at="nobody",
)
say(
    "notes/nobody",
    "Infinity is the threshold of calling nobody",
    "nobody.thresholds == np.inf and nobody.tp + nobody.fp == 0",
)
say(
    "nobody-rates-explain",
    "so recall is 0.000. No healthy person is alarmed, so specificity is 1.000",
    "said == (nobody.recall, nobody.specificity)",
)
say("wrong-scale-explain", "But $p = 0.5$ is the logit 0", "math.log(odds(said[0].value)) == said[1]")
say("same-counts-explain", "writes `model(X) >= 0.5`", "said == wrong.thresholds", at="wrong-scale")
say("round-cut-predict", "at the round number 5", "said == at_five.thresholds", at="round-cut")
say(
    "round-cut-predict",
    "from $x = 5.178$ down to $x = 5$",
    "said == (-bias / weight, at_five.thresholds) and said[0] > said[1]",
    at="round-cut",
)
say(
    "nobody-rates-explain",
    "the precision of nobody",
    "nobody.tp + nobody.fp == 0 and np.isnan(nobody.precision)",
)
say(
    ("nobody-rates-explain", "notes/nobody", "misconception undefined_precision"),
    "A 0 would say that every positive call was wrong, and a 1 that every one was right",
    "confusion_counts([0, 0, 1], [1, 1, 0]).precision == said[0] and confusion_counts([1, 1, 0], [1, 1, "
    "0]).precision == said[1]",
)
say(
    "notes/nobody",
    "Recall, specificity, precision: three numbers, please",
    "said == len((nobody.recall, nobody.specificity, nobody.precision))",
)

# ------------------------------------------------------------ section 4

say(
    "handful-explain",
    "false alarms fall from 19 to 0",
    "said == (confusion_counts(y, p, 0.1).fp, confusion_counts(y, p, 0.9).fp) and said[0] > said[1]",
)
say(
    "handful-explain",
    "From 0.1 to 0.9, the false alarms fall from 19 to 0",
    "said[2:] == (confusion_counts(y, p, said[0].value).fp, confusion_counts(y, p, said[1].value).fp) and "
    "f'threshold {said[0].value}' in printed['handful'] and f'threshold {said[1].value}' in printed['handful'] and "
    "said[2] > said[3]",
)
say(
    "handful-explain",
    "the misses rise from 0 to 16",
    "said == (confusion_counts(y, p, 0.1).fn, confusion_counts(y, p, 0.9).fn) and said[0] < said[1]",
)
say("notes/every-threshold", "here are five", "said == printed['handful'].count('threshold')")
say(
    "notes/every-threshold",
    "There is none among these people: the classes overlap, and even the best threshold leaves 10 mistakes",
    "said == (sweep.fp + sweep.fn).min() and (sweep.fp + sweep.fn).min() > 0",
    at="sweep",
)
say(
    ("handful-explain", "notes/sweep"),
    "Between two neighbouring scores there is nobody, so all thresholds in that gap give the same counts",
    "same_within_each_gap(y, p)",
)
say(
    "handful-explain",
    "It is therefore enough to try each score that occurs, and one more threshold above all of them",
    "len(sweep.thresholds) == len(np.unique(flat(p))) + 1 and sweep.thresholds[0] > p.max().item()",
    at="sweep",
)
say("sweep-explain", "41: the 40 scores", "said == (len(sweep.thresholds), len(np.unique(flat(p))))")
say(
    ("sweep-explain", "slides/sweep"),
    "and infinity, which nobody reaches",
    "sweep.thresholds[0] == np.inf and sweep.tp[0] + sweep.fp[0] == 0",
)
say(
    "sweep-explain",
    "Its four counts are arrays",
    "said == sum(np.ndim(getattr(sweep, name.lower())) for name, *_ in OUTCOMES)",
)
say(
    "notes/sweep",
    "The 40 scores are enough for all the gaps, and one more is needed above everybody, where nobody is called "
    "positive",
    "said == len(np.unique(flat(p))) and sweep.thresholds[0] > p.max().item() and sweep.tp[0] + sweep.fp[0] == 0",
)
say("rates-plot-figure", "Four step-shaped lines", "said == len(_.lines)")
say(
    "rates-plot-figure",
    "Recall starts at 1 on the left and goes down to 0 on the right; specificity starts at 0 and goes up to 1",
    "said == (sweep.recall[-1], sweep.recall[0], sweep.specificity[-1], sweep.specificity[0]) and "
    "sweep.thresholds[-1] < sweep.thresholds[0]",
)
say(
    "rates-plot-figure",
    "Accuracy begins and ends at one half and has two equally high peaks, of which the left one is only a spike",
    "said[0] == sweep.accuracy[0] == sweep.accuracy[-1] and said[1] == len(width_of_peaks(sweep)) and 20 * "
    "width_of_peaks(sweep)[0] < width_of_peaks(sweep)[1]",
)
say(
    "rates-plot-figure",
    "Precision climbs from one half to 1, with stretches where it falls, and breaks off at the highest score, 0.940, "
    "because beyond it nobody is called positive",
    "said == (sweep.precision[-1], sweep.precision[1], sweep.thresholds[1]) and sweep.precision[-1] < "
    "sweep.precision[1] and moves(sweep.precision)[2] > 0 and np.isnan(sweep.precision[0]) and sweep.thresholds[1] > "
    "sweep.thresholds[2:].max()",
)
say(
    "slides/rates-plot",
    "Recall only falls, specificity only rises",
    "(np.diff(upwards(sweep.recall)) <= 0).all() and (np.diff(upwards(sweep.specificity)) >= 0).all()",
)
say("notes/rates-plot", "there are stretches where it falls", "moves(sweep.precision)[2] > 0")
say(
    "notes/rates-plot",
    "It breaks off at 0.940, the highest score, because beyond it nobody is called positive",
    "said == sweep.thresholds[1] and sweep.thresholds[1] > sweep.thresholds[2:].max() and sweep.tp[0] + sweep.fp[0] "
    "== 0",
)
say(
    ("precision-predict", "slides/precision-falls", "notes/precision-falls"),
    "FN can only stay or grow",
    "(np.diff(upwards(sweep.fn)) >= 0).all()",
)
say(
    ("precision-falls-explain", "notes/precision-falls"),
    "The threshold passed two people, and both of them were infected",
    "passed(y, p, 0.4, 0.5) == (int(said[0]), int(said[0]))",
)
say(
    "precision-falls-explain",
    "FN went from 4 to 6, FP stayed at 7, and precision fell from 0.696 to 0.667: the group of those called positive "
    "lost two infected people and no healthy one",
    "said == (missed_at(y, p, 0.4), missed_at(y, p, 0.5), confusion_counts(y, p, 0.4).fp, confusion_counts(y, p, "
    "0.4).precision, confusion_counts(y, p, 0.5).precision, passed(y, p, 0.4, 0.5)[1]) and confusion_counts(y, p, "
    "0.5).fp == said[2] and said[3] > said[4]",
)
say(
    "notes/precision-falls",
    "The group called positive lost two infected people and no healthy one, so its share of infected fell",
    "passed(y, p, 0.4, 0.5) == (int(said[0]), int(said[0])) and confusion_counts(y, p, 0.5).precision < "
    "confusion_counts(y, p, 0.4).precision",
)
say(
    "precision-falls-explain",
    "Precision rises only if the share of infected among those who leave is smaller than in the group that they leave",
    "precision_rises_where(np.less, sweep)",
    opposite="precision_rises_where(np.greater, sweep)",
)
say(
    "notes/precision-falls",
    "Precision rises only if the share of infected is smaller among those who leave than in the group that they leave",
    "precision_rises_where(np.less, sweep)",
    opposite="precision_rises_where(np.greater, sweep)",
)
say(
    ("precision-falls-explain", "notes/all-moves"),
    "from the lowest threshold to the highest",
    "(np.diff(sweep.thresholds[1:]) < 0).all() and sweep.thresholds[0] > sweep.thresholds[1]",
)
say("all-moves-explain", "Recall never rises with the threshold", "(np.diff(upwards(sweep.recall)) <= 0).all()")
say(
    ("recap", "slides/recap"),
    "Raising the threshold never raises recall",
    "(np.diff(upwards(sweep.recall)) <= 0).all()",
)
say(
    "all-moves-explain",
    "Precision goes up in 20 steps and down in 10; it stays level in the 9 steps at the top, where it is 1. (It has "
    "39 steps and not 40, because it does not exist at infinity.) FP changes in half of the steps and FN in the "
    "other half",
    "said[:6] == (moves(sweep.precision)[0], moves(sweep.precision)[2], moves(sweep.precision)[1], "
    "upwards(sweep.precision)[-10:].min(), moves(sweep.precision)[3], moves(sweep.fp)[3]) and said[6] == "
    "moves(sweep.fp)[2] / 40 and said[7] == moves(sweep.fn)[0] / 40",
)
say(
    "all-moves-explain",
    "Raising the threshold always raises precision. It is tempting because it holds on the whole: from the lowest "
    "threshold to the highest score precision goes from one half to 1. It does not hold for each step, and on these "
    "rows precision falls in 10 of 39",
    "said == (sweep.precision[-1], sweep.precision[1], moves(sweep.precision)[2], moves(sweep.precision)[3]) and "
    "sweep.precision[-1] < sweep.precision[1]",
)
say(
    "slides/all-moves",
    "Raising the threshold always raises precision: here it falls in 10 of 39 steps",
    "said == moves(sweep.precision)[2:] and moves(sweep.precision)[2] > 0",
)
say(
    "all-moves-explain",
    "Every move of the threshold must change FP. It is tempting because FP is one of the two mistakes that we trade. "
    "But a step that passes an infected person changes FN and leaves FP alone, and here these are half of the 40 "
    "steps",
    "said[0] == moves(sweep.fp)[1] / moves(sweep.fp)[3] and said[1] == moves(sweep.fp)[3]",
)
say(
    "slides/all-moves",
    "Every move changes FP: half of the steps leave it alone",
    "said == moves(sweep.fp)[1] / moves(sweep.fp)[3]",
)
say(
    "notes/all-moves",
    "A step past an infected person changes FN and leaves FP alone, and here these are half of the steps",
    "said == moves(sweep.fp)[1] / moves(sweep.fp)[3]",
)
say(
    "best-accuracy-explain",
    "which of the two best thresholds you take",
    "len(width_of_peaks(sweep)) == 2 and best_accuracy > np.unique(sweep.accuracy)[-2]",
)
say("notes/best-accuracy", "Two thresholds tie at 0.750", "said == (len(width_of_peaks(sweep)), best_accuracy)")
say(
    "notes/best-accuracy",
    "it is half of them",
    "said == sweep.fn[sweep.accuracy == best_accuracy].max() / counts.n_positive",
)

# ------------------------------------------------------------ section 5

say(
    "roc-plot-figure",
    "from the bottom left corner, where nobody is called positive, to the top right corner, where everybody is",
    "(roc_fpr[0], roc_recall[0]) == (0, 0) and (roc_fpr[-1], roc_recall[-1]) == (1, 1)",
)
say(
    "roc-plot-figure",
    "each infected person that it passes is a step up, and each healthy one a step to the right",
    "one_person_a_step(roc_fpr, roc_recall) and (np.diff(roc_fpr) >= 0).all()",
)
say(
    "notes/roc-plot",
    "Begin at the bottom left, where nobody is called positive, and let the threshold come down: each infected "
    "person that it passes is a step up, each healthy one a step to the right",
    "one_person_a_step(roc_fpr, roc_recall) and (np.diff(roc_fpr) >= 0).all() and roc_recall[0] == roc_fpr[0] == 0",
)
say(
    "roc-plot-figure",
    "The curve first goes straight up to a recall of one half, because the ten highest scores all belong to infected "
    "people",
    "said[0] == roc_recall[roc_fpr == 0].max() and flat(y)[order(-p)][: int(said[1])].all() and not "
    "flat(y)[order(-p)][: int(said[1]) + 1].all() and np.sort(flat(p))[-10] > p[y == 0].max().item()",
)
say(
    "notes/roc-plot",
    "The first ten are all infected",
    "flat(y)[order(-p)][: int(said[0])].all() and not flat(y)[order(-p)][: int(said[0]) + 1].all() and "
    "np.sort(flat(p))[-10] > p[y == 0].max().item()",
)
say(
    "notes/roc-plot",
    "The diamond walks up and to the right along it",
    "confusion_counts(y, p, 0.3).recall > counts.recall and confusion_counts(y, p, 0.3).false_positive_rate > "
    "counts.false_positive_rate",
)
say(
    "notes/roc",
    "Above every score nobody is called positive, so both rates are 0 and we are at the bottom left",
    "roc_fpr[0] == roc_recall[0] == said[0] and called_at(y, p, p.max().item() + 1e-6) == 0",
    opposite="called_at(y, p, p.min().item() - 1e-6) == 0",
)
say(
    "pairs-predict",
    "Scores that say nothing would order about half of them correctly",
    "abs(random_aucs().mean() - said[0]) < 0.01",
)
say(
    "notes/pairs",
    "Scores that say nothing order about half of the pairs correctly",
    "abs(random_aucs().mean() - said[0]) < 0.01",
)
say(
    "auc-explain",
    "318 of the 400 pairs are in the right order, and this share, 0.795, is the area under the curve. (A pair with "
    "equal scores would count one half; here there is none.)",
    "said == (n_right, n_pairs, np.trapezoid(roc_recall, roc_fpr), roc_auc([0, 1], [7, 7])) and said[2] == n_right / "
    "n_pairs and not (p_infected[:, None] == p_healthy[None, :]).any()",
)
say("notes/pairs", "The pairs know of none, and 0.795 of them are in the right order", "said == n_right / n_pairs")
say(
    "auc-backwards-explain",
    "An AUC below one half can also be an accident",
    "np.mean(random_aucs() < float(said[0])) > 0.4 and abs(random_aucs().mean() - said[0]) < 0.01",
)
say("auc-backwards-explain", "we deal the forty labels out at random", "said == len(y)")
say(
    "notes/auc-backwards",
    "A flipped sign turns every pair round",
    "bool((((-p_infected)[:, None] > (-p_healthy)[None, :]) != higher).all())",
)
say(
    "auc-by-chance-explain",
    "By about 0.091, the standard deviation of the 1,000 deals",
    "said == (np.std(dealt), len(dealt)) and abs(random_aucs().std() - said[0]) < 0.005",
)
say(
    "auc-by-chance-explain",
    "With 40 people an AUC a little below one half would therefore mean nothing",
    "said[0] == len(y) and np.mean(random_aucs() < said[1] - 0.05) > 0.2 and abs(random_aucs().mean() - said[1]) < "
    "0.01",
)
say(
    "auc-by-chance-explain",
    "An AUC of 0.205 or less came up in 1 of the 1,000 deals, so chance is a poor explanation of ours",
    "said[0] == backwards and said[1] == (np.array(dealt) <= backwards).sum() and said[2] == len(dealt) and "
    "np.mean(random_aucs() <= backwards) < 0.005",
)
say(
    "auc-by-chance-explain",
    "AUC cannot be below one half",
    "backwards < said[0] and math.isclose(forwards + backwards, 2 * said[0])",
)
say(
    "auc-by-chance-explain",
    "If an AUC lies farther below one half than chance explains",
    "backwards < np.quantile(random_aucs(), 0.01) < said[0] and math.isclose(forwards + backwards, 2 * said[0])",
)
say(
    "slides/auc-by-chance",
    "If it lies farther below than chance explains",
    "backwards < np.quantile(random_aucs(), 0.01) < 0.5",
)
say(
    "notes/auc-by-chance",
    "With 20 and 20 people, scores that say nothing usually land within about 0.091 of one half, on either side. "
    "Ours, 0.205, is far outside",
    "said == (counts.n_positive, counts.n_negative, np.std(dealt), 0.5, backwards) and np.mean(np.abs(random_aucs() "
    "- said[3].value) < said[2].value) > 0.6 and backwards < 0.5 - 3 * said[2]",
)
say.argued("notes/auc-by-chance", "Your program prints an AUC of 0.2", "a case to think about, of no data")
say(
    ("precision-recall-predict", "slides/precision-recall-predict", "notes/precision-recall-predict"),
    "At the lowest threshold everybody is called positive",
    "sweep.tp[-1] + sweep.fp[-1] == len(y) and sweep.thresholds[-1] < sweep.thresholds[:-1].min()",
)
say(
    "precision-recall-plot-figure",
    "a flat line at precision 1 up to a recall of one half, then a drop straight down, then a sawtooth that ends at "
    "recall 1 and precision 0.500",
    "said[0] == sweep.precision[1:11].min() and said[1] == sweep.recall[10] == sweep.recall[11] and "
    "sweep.precision[11] < sweep.precision[10] and said[2] == pr_recall[-1] and said[3] == pr_precision[-1]",
)
say(
    "precision-recall-plot-figure",
    "Where it passes healthy people the curve drops straight, because precision falls and recall stays. Where it "
    "passes infected people recall grows, and precision rises or stays at 1",
    "sawtooth(sweep)",
    opposite=(
        "(np.diff(sweep.precision[1:])[np.diff(sweep.fp[1:]) == 1] > 0).any() or (np.diff(sweep.recall) < 0).any()"
    ),
)
say(
    "precision-recall-plot-figure",
    "If you call everybody positive, the precision is the share of infected people, here 0.500",
    "said == y.mean().item() == confusion_counts(y, p, 0.0).precision",
)
say(
    "precision-recall-plot-figure",
    "scores that say nothing have this precision on average",
    "abs(precision_at_random(y, p, 0.5) - 0.5) < 0.01 and abs(precision_at_random(y, p, 0.9) - 0.5) < 0.02",
)
say("notes/precision-recall-predict", "which is one half here", "said == y.mean().item()")
say(
    "notes/precision-recall-plot",
    "A straight drop is a healthy person passed; where recall grows, an infected one was passed",
    "sawtooth(sweep)",
    opposite=(
        "(np.diff(sweep.precision[1:])[np.diff(sweep.fp[1:]) == 1] > 0).any() or (np.diff(sweep.recall) < 0).any()"
    ),
)
say.argued("notes/precision-recall-plot", "one in a hundred is infected", "a town to think about, of no data")

# ------------------------------------------------------------ section 6

say.argued("costs", "The article puts the threshold at one half", "what the article says")
say(
    "costs",
    "Let a false alarm cost 1 and a miss 5, in any unit",
    "said == (cost_fp, cost_fn) and cheapest_threshold(y, p, cost_fp=7 * cost_fp, cost_fn=7 * cost_fn)[0] == "
    "cheapest_threshold(y, p, cost_fp=cost_fp, cost_fn=cost_fn)[0]",
)
say(
    "costs",
    "At threshold 0.5 there are 7 false alarms and 6 misses among 40 people",
    "said == (threshold, counts.fp, counts.fn, len(y))",
)
say(
    "cost-by-hand-explain",
    "0.925, and 30 of the 37 units come from the misses",
    "said == (total / len(y), misses_cost, total)",
)
say(
    "notes/costs",
    "The six misses cost five each: 30 of the 37 units come from them",
    "said == (counts.fn, cost_fn, misses_cost, total)",
)
say("notes/costs", "Who should set the five", "said == cost_fn")
say("cost-by-hand-explain", "the cut on its three scales, the four counts", "said == (len(SCALES), len(OUTCOMES))")
say(
    ("cost-by-hand-explain", "notes/explorer"),
    "a miss costs five false alarms; find a cut with a recall of at least 0.9 that costs at most 0.4 per person",
    "said == tuple(explorer.data['task'][name] for name in ('cost_fn', 'recall', 'cost')) and "
    "explorer.data['task']['least_cost'] <= expected_cost(sweep, cost_fp=1, cost_fn=5)[sweep.recall >= "
    "said[1].value].min() + 1e-9",
    at="explorer",
)
say("explorer-figure", "Four pictures", "said == len(pictures(explorer))")
say(
    "explorer-figure",
    "The first shows the cut over $x$: the model's curve and the forty people",
    "said == len(y) and pictures(explorer)[0].get_title() == 'one cut'",
    opposite="pictures(explorer)[-1].get_title() == 'one cut'",
)
say(
    "explorer-figure",
    "with a miss at five, an uneven line that is lowest on the left",
    "said == explorer.cost_fn and marks(pictures(explorer)[3], '*')[0].get_xdata()[0] < 0.25",
)
say(
    "cost-by-hand-explain",
    "The figure opens at the threshold 0.5, with a miss at five",
    "said == (explorer.threshold, explorer.cost_fn)",
    at="explorer",
)
say.argued("explorer-figure", "Then bring miss costs down to 1 and raise it again while you watch the star", "a hint")
say.argued("notes/explorer", "Then bring miss costs down to 1, raise it slowly, and watch the star", "an instruction")
say(
    "explorer-figure",
    "In the last three a diamond marks the present threshold",
    "said == sum(len(marks(axes, 'D')) for axes in pictures(explorer))",
)
say(
    "explorer-figure",
    "A star at its lowest place marks the cheapest one",
    "marks(pictures(explorer)[3], '*')[0].get_ydata()[0] == cheapest_threshold(y, p, cost_fp=1, cost_fn=5)[1] < "
    "explorer.cost",
)
say(
    "explorer-figure",
    "Live, the diamond and the star stand in all three curves, the four counts stand in a table",
    "said == (len(pictures(explorer)) - 1, len(OUTCOMES))",
)
say("explorer-figure", "the diamond walks along its three curves", "said == len(pictures(explorer)) - 1")
say(("explorer-figure", "notes/explorer"), "nobody's $p$", "p_stays(explorer)")
say(
    "explorer-figure",
    "the star stays where it is for a while and then jumps to a lower threshold",
    "3 * len(set(cheapest_path(y, p))) < len(cheapest_path(y, p)) and (np.diff(cheapest_path(y, p)) <= 0).all()",
)
say("notes/explorer", "The tabs have the other two curves", "said == len(pictures(explorer)) - 2")
say(
    "notes/explorer",
    "watch the star on the scale of $p$ and on the cost curve, which is the cheapest cut",
    "cheapest_threshold(y, p, cost_fp=1, cost_fn=5)[1] < explorer.cost",
)
say(
    "explorer-read-explain",
    "try every threshold, with a miss at five",
    "said == cost_fn and len(cost_by_hand) == len(sweep.thresholds)",
    at="cheapest",
)
say("notes/cheapest", "Two arrays, one sum", "said == len((sweep.fp, sweep.fn))")
say(
    "notes/cheapest",
    "Strict means that fewer people are called positive, and then more are missed",
    "called_at(y, p, 0.7) < called_at(y, p, 0.5) and missed_at(y, p, 0.7) > missed_at(y, p, 0.5)",
)
say(
    "cost-plot-figure",
    "It falls from 0.500 at the left end, where everybody is called positive, to its lowest value, 0.325, which a "
    "star marks at the threshold 0.213. From there it climbs, with small steps down in between, to 2.500 at the "
    "right end, where nobody is called positive",
    "said == (cost_by_hand[-1], cost_by_hand.min(), sweep.thresholds[lowest_row], cost_by_hand[0]) and "
    "(np.diff(cost_by_hand[lowest_row:]) > 0).all() and cost_by_hand[0] > cost_by_hand[lowest_row] and "
    "(np.diff(cost_by_hand[: lowest_row + 1]) > 0).any() and called_at(y, p, sweep.thresholds[-1].item()) == len(y) "
    "and sweep.tp[0] + sweep.fp[0] == 0",
)
say(
    ("cost-plot-figure", "notes/cost-plot"),
    "On the way to the right each infected person that is passed adds a high step up, and each healthy one takes a "
    "low step off",
    "np.allclose(sizes_of_steps(cost_by_hand)[0], cost_fn / 40) and np.allclose(sizes_of_steps(cost_by_hand)[1], "
    "cost_fp / 40) and cost_fn > cost_fp",
)
say("cost-plot-figure", "It is far below 0.5", "said == threshold and cheapest < said[0] - 0.2")
say(
    "cost-plot-figure",
    "the cheapest threshold on these rows misses nobody and pays with false alarms: 0.325 per person, where the "
    "threshold 0.5 costs 0.925",
    "said == (lowest_cost, threshold, total / len(y)) and missed_at(y, p, cheapest) == 0 and lowest_cost < total / "
    "len(y)",
)
say(
    "slides/cost-plot",
    "The cheapest misses nobody and costs 0.325 per person; the threshold 0.5 costs 0.925",
    "said == (lowest_cost, threshold, total / len(y)) and missed_at(y, p, cheapest) == 0 and lowest_cost < total / "
    "len(y)",
)
say(
    "notes/cost-plot",
    "At the left end everybody is called positive, at the right end nobody is",
    "sweep.tp[-1] + sweep.fp[-1] == len(y) and sweep.tp[0] + sweep.fp[0] == 0 and sweep.thresholds[-1] < "
    "sweep.thresholds[0]",
)
say(
    "notes/cost-plot",
    "The star marks the cheapest threshold",
    "(np.delete(cost_by_hand, lowest_row) > lowest_cost + 1e-9).all()",
)
say("notes/cost-plot", "Read off what the threshold 0.5 costs", "said == threshold")
say(
    "notes/cost-plot",
    "The best is where the curve is lowest, at the star, and there nobody is missed",
    "missed_at(y, p, cheapest) == 0 and (np.delete(cost_by_hand, lowest_row) > lowest_cost + 1e-9).all()",
)
say(
    ("rounded-explain", "notes/rounded"),
    "The cheapest threshold is somebody's score",
    "cheapest in flat(p).tolist() and (np.delete(cost_by_hand, lowest_row) > lowest_cost + 1e-9).all()",
)
say(
    "rounded-explain",
    "It was printed as 0.213, and that is a hair above the score",
    "said == cheapest and said[0] > cheapest",
)
say(
    "slides/rounded",
    "The threshold is somebody's score, and the rounded number lies a hair above it",
    "cheapest in flat(p).tolist() and cheapest < round(cheapest, 3) < cheapest + 0.0005",
)
say(
    "notes/rounded",
    "The printed number is rounded, here to a hair above that score",
    "cheapest < round(cheapest, 3) < cheapest + 0.0005",
)
say(
    ("rounded-explain", "notes/rounded"),
    "in the gap just below it",
    "called_at(y, p, 0.21) == called_at(y, p, cheapest) and 0.21 < cheapest",
)
say(
    "slides/rounded",
    "a round one in the gap below",
    "called_at(y, p, 0.21) == called_at(y, p, cheapest) and 0.21 < cheapest",
)
say(
    "without-data",
    "The positive call is the cheaper one, or just as cheap, where",
    "positive_is_cheaper_where(np.greater_equal, cost_fp, cost_fn)",
    opposite="positive_is_cheaper_where(np.less_equal, cost_fp, cost_fn)",
)
say("notes/without-data", "One person, two calls, two average costs", "said == (len(CALLS), len(CALLS))")
say(
    "notes/without-data",
    "It is 1/6, and common sense agrees: if misses are expensive, more people should be called positive, so the "
    "threshold goes down. With equal costs it is one half",
    "said == (bayes_threshold(cost_fp=1, cost_fn=5), bayes_threshold(cost_fp=1, cost_fn=1)) and called_at(y, p, "
    "said[0].value) > called_at(y, p, said[1].value)",
)
say("bayes-threshold-explain", "$t^* = 1/6 = 0.167$", "said == (t_star, t_star)")
say(
    ("bayes-threshold-explain", "notes/bayes-threshold"),
    "Whoever takes it says that a missed infection costs no more than a false alarm",
    "bayes_threshold(cost_fp=1, cost_fn=1) == 0.5 and bayes_threshold(cost_fp=1, cost_fn=1.1) < 0.5",
)
say(
    "bayes-threshold-explain",
    "The threshold is always 0.5",
    "said == threshold and said[0] != t_star",
)
say(
    "bayes-threshold-explain",
    "0.5 is the default in many programs",
    "said == inspect.signature(confusion_counts).parameters['threshold'].default == "
    "inspect.signature(LogisticRegression.predict).parameters['threshold'].default",
)
say(
    "bayes-threshold-explain",
    "On the 40 rows the rule's threshold costs 0.400 per person and the cheapest one 0.325",
    "said == (len(y), paid, lowest_cost) and paid > lowest_cost",
)
say(
    ("bayes-threshold-explain", "notes/truth-and-model"),
    "There are two suspects: 40 rows are few",
    "said == (len(SUSPECTS), len(y))",
)
say("notes/bayes-threshold", "One half is the rule for equal costs", "said == bayes_threshold(cost_fp=1, cost_fn=1)")
say(
    "notes/bayes-threshold",
    "Each threshold between 0 and 1 belongs to some ratio of costs",
    "all(math.isclose(bayes_threshold(cost_fp=t, cost_fn=1 - t), t) for t in np.linspace(0.01, 0.99, 99))",
)
say.argued("notes/bayes-threshold", "Look back at the three answers", "an instruction")
say(
    "bayes-threshold-explain",
    "The true probability is 0 below $x = 3$, one half from 3 to 7, and 1 above 7",
    "said == (truth(LOW - 0.1), LOW, truth(5), LOW, HIGH, truth(HIGH + 0.1), HIGH) and truth(LOW - 0.1) < truth(LOW) "
    "== truth(HIGH) < truth(HIGH + 0.1)",
)
say(
    "slides/truth-and-model",
    "The true probability is 0 below $x = 3$, one half from 3 to 7, 1 above",
    "said == (truth(LOW - 0.1), LOW, truth(5), LOW, HIGH, truth(HIGH + 0.1)) and truth(LOW - 0.1) < truth(LOW) == "
    "truth(HIGH) < truth(HIGH + 0.1)",
)
say(
    "notes/truth-and-model",
    "The truth jumps from 0 to one half at 3",
    "said == (truth(LOW - 1e-4), truth(LOW), LOW)",
)
say(
    "truth-plot-figure",
    "Over $x$ from 0 to 10 the true probability is a staircase: 0 up to $x = 3$, one half up to 7, then 1",
    "said == (0, X_MAX, truth(LOW - 0.1), LOW, truth(5), HIGH, truth(HIGH + 0.1))",
)
say(
    "truth-plot-figure",
    "The model's smooth curve rises through it, and a dotted horizontal line marks $t^* = 0.167$",
    "said == t_star and weight > 0",
)
say(
    "truth-plot-figure",
    "Between these two places the truth is 0, while the model predicts more than 0.167",
    "said == (truth(2.6), t_star) and truth(2.99) == 0 and predicts(model, 2.6) > t_star",
)
say(
    "truth-plot-figure",
    "one smooth S cannot follow a staircase",
    "predicts(model, 3.01) < predicts(model, 6.99) and truth(3.01) == truth(6.99)",
)
say(
    "truth-plot-figure",
    "At $x = 3$ it predicts 0.208, and so it reaches $1/6$ too early, at $x = 2.552$",
    "said == (LOW, predicts(model, LOW), t_star, model.decision_boundary(t_star)) and said[3] < said[0]",
)
say("truth-plot-figure", "take not 40 people but 200,000", "said == (len(y), len(y_many))", at="many-rows")
say(
    "slides/truth-plot",
    "at $x = 3$ it is above 1/6 already",
    "said == (LOW, t_star) and predicts(model, LOW) > t_star",
)
say(
    "notes/truth-plot",
    "The dotted line is one sixth. The staircase crosses it in its jump at 3, the model's curve before that. Between "
    "the two places nobody is infected, and the model predicts more than one sixth",
    "said == (t_star, LOW, t_star) and model.decision_boundary(t_star) < LOW and truth(2.99) == 0 and "
    "predicts(model, 2.6) > t_star",
)
say(
    "many-rows-explain",
    "an accident of these 40 rows, in which the lowest infected person happens to be at $x = 3.043$",
    "said == (len(y), X[y == 1].min().item()) and (np.sort(flat(X[y == 1]))[1:] > X[y == 1].min().item()).all()",
)
say(
    "many-rows-explain",
    "The step from 0.208 to 0.167 comes from the model's wrong probability, and choosing on more people does not "
    "remove "
    "it",
    "said == (settled, t_star) and settled - t_star > 0.04 and len(y_many) > len(y) and abs(settled - predicts(model, "
    "LOW)) < 0.001 and truth(LOW - 1e-4) < t_star < truth(LOW)",
)
say("slides/many-rows", "From 0.208 to 0.167 it is the wrong probability", "said == (settled, t_star)")
say(
    "many-rows-explain",
    "Positives are spread evenly over 3 to 10, so a cut above 3 misses $(\\text{cut} - 3)/7$ of them",
    "said == (LOW, X_MAX, LOW, LOW, X_MAX - LOW) and abs(share_below(y_many, X_many, 5) - (5 - LOW) / said[4]) < "
    "0.01 and share_below(y_many, X_many, 3.1) > 0",
)
say(
    "many-rows-explain",
    "Negatives are spread evenly over 0 to 7, so a cut between 0 and 7 alarms $(7 - \\text{cut})/7$ of them",
    "said == (0, HIGH, 0, HIGH, HIGH, HIGH) and abs(1 - share_below(1 - y_many, X_many, 5) - (said[4] - 5) / "
    "said[5]) < 0.01",
)
say("notes/true-cost", "so the rates are lengths divided by 7", "said == HIGH == X_MAX - LOW")
say(("many-rows-explain", "notes/true-cost"), "Half of the people are infected", "said == y_many.mean().item()")
say(
    "true-cost-plot-figure",
    "Both lines start at one half on the left, where everybody is called positive, and fall together as far as $x = 3$",
    "said == (true_cost(0, 1, 5), LOW) and true_cost(0, 1, 1) == 0.5 and (np.diff(true_cost(places[places <= LOW], "
    "1, 5)) < 0).all() and np.allclose(true_cost(places[places <= LOW], 1, 5), true_cost(places[places <= LOW], 1, "
    "1))",
)
say(
    "true-cost-plot-figure",
    "is flat up to $x = 7$ and then rises back to one half, while the solid line, a miss costing five false alarms, "
    "climbs to five times that height",
    "said == (HIGH, true_cost(10, 1, 1), cost_fn, true_cost(10, 1, 5) / true_cost(10, 1, 1)) and "
    "np.ptp(true_cost(places[(places >= LOW) & (places <= HIGH)], 1, 1)) < 1e-9 and true_cost(10, 1, 1) > "
    "true_cost(HIGH, 1, 1) and true_cost(10, 1, 5) > true_cost(HIGH, 1, 5)",
    opposite="true_cost(10, 1, 1) < true_cost(HIGH, 1, 1) or true_cost(10, 1, 5) < true_cost(HIGH, 1, 5)",
)
say(
    "true-cost-plot-figure",
    "When a miss costs five, the cut at 3 is the best, with 0.286",
    "said == (cost_fn, LOW, true_cost(LOW, 1, 5)) and (true_cost(places[places != LOW], 1, 5) > true_cost(LOW, 1, "
    "5)).all()",
)
say(
    "true-cost-plot-figure",
    "To the left of it you alarm healthy people and find nobody in return; to the right of it, as far as 7, each step "
    "saves false alarms at 1 and brings as many misses at 5, and beyond 7 there are no false alarms left to save",
    "said == (HIGH, cost_fp, cost_fn, HIGH) and share_below(y_many, X_many, LOW) == 0 and "
    "np.allclose(np.diff(true_cost("
    "np.linspace(LOW, HIGH, 9), 1, 0)), -np.diff(true_cost(np.linspace(LOW, HIGH, 9), 0, 1))) and true_cost(HIGH, 1, "
    "0) "
    "== 0 and true_cost(LOW - 0.1, 1, 5) > true_cost(LOW, 1, 5) < true_cost(LOW + 0.1, 1, 5)",
)
say(
    "true-cost-plot-figure",
    "The cuts that the model offers cost 0.908 (one half), 0.318 (the rule with a $p$ that is not calibrated) and "
    "0.298 (the cheapest on 40 rows)",
    "said == (true_cost(boundary(0.5), 1, 5), 0.5, true_cost(boundary(t_star), 1, 5), true_cost(boundary(cheapest), "
    "1, 5), len(y)) and said[3] < said[2] < said[0]",
)
say(
    "true-cost-plot-figure",
    "Both ways of asking for the costs end near the best possible, and not asking costs about three times as much",
    "said == round(true_cost(boundary(0.5), 1, 5) / true_cost(boundary(t_star), 1, 5)) and said == "
    "round(true_cost(boundary(0.5), 1, 5) / true_cost(boundary(cheapest), 1, 5)) and true_cost(LOW, 1, 5) < "
    "true_cost(boundary(t_star), 1, 5) < true_cost(LOW, 1, 5) + 0.04",
)
say(
    "slides/true-cost-plot",
    "Best is the cut at $x = 3$. Both ways of asking for the costs end near it; not asking costs about three times "
    "as much",
    "said[0] == LOW and said[1] == round(true_cost(boundary(0.5), 1, 5) / true_cost(boundary(t_star), 1, 5)) and "
    "true_cost(LOW, 1, 5) < true_cost(boundary(cheapest), 1, 5) < true_cost(boundary(t_star), 1, 5) < true_cost(LOW, "
    "1, 5) + 0.04",
)
say(
    "true-cost-plot-figure",
    "every cut from 3 to 7 has the same error, $2/7 = 0.286$",
    "said == (LOW, HIGH, bayes_error(), bayes_error()) and np.ptp(true_cost(np.linspace(said[0].value, "
    "said[1].value, 99), 1, 1)) < 1e-9",
)
say(
    "notes/true-cost",
    "At equal costs all three are the same. At one to five the cut at 3 is the cheapest of the three",
    "said == (len((3, 5, 7)), cost_fn, LOW, len((3, 5, 7))) and true_cost(3, 1, 1) == true_cost(5, 1, 1) == "
    "true_cost(7, 1, 1) and true_cost(3, 1, 5) < true_cost(5, 1, 5) < true_cost(7, 1, 5)",
)
say(
    "notes/true-cost-plot",
    "With equal costs the line is flat from 3 to 7",
    "said == (LOW, HIGH) and np.ptp(true_cost(np.linspace(said[0].value, said[1].value, 99), 1, 1)) < 1e-9",
)
say(
    "notes/true-cost-plot",
    "With a miss at five there is a sharp corner at 3, and from there on a steep way up",
    "said == (cost_fn, LOW) and true_cost(LOW - 0.1, 1, 5) > true_cost(LOW, 1, 5) < true_cost(LOW + 0.1, 1, 5) < "
    "true_cost(9, 1, 5)",
)
say(
    "notes/true-cost-plot",
    "The rule with a $p$ that is not calibrated costs 0.318 per person, the cheapest on 40 rows 0.298, one half 0.908",
    "said == (true_cost(boundary(t_star), 1, 5), len(y), true_cost(boundary(cheapest), 1, 5), 0.5, "
    "true_cost(boundary(0.5), 1, 5)) and said[2] < said[0] < said[4]",
)
say(
    "notes/true-cost-plot",
    "From 0.908 to 0.318 not a single row was added",
    "said == (true_cost(boundary(0.5), 1, 5), true_cost(boundary(t_star), 1, 5))",
)

# ------------------------------------------------------------ section 7

say(
    "luck",
    "no cut whatever has a true error below $2/7$",
    "said == bayes_error() and (true_cost(np.linspace(-1, 11, 1201), 1, 1) >= said[0].value - 1e-9).all()",
)
say(
    "notes/luck",
    "no cut whatever has a true error below 2/7, which is 0.286. Our rows report less than that",
    "said == (bayes_error(), bayes_error()) and flattered < bayes_error() and (true_cost(np.linspace(-1, 11, 1201), "
    "1, 1) >= said[0].value - 1e-9).all()",
)
say(
    "notes/luck",
    "The true error of a cut cannot be below 2/7, whatever the rows say. The error on forty rows can: here it is 0.250",
    "said == (bayes_error(), len(y), flattered) and (true_cost(np.linspace(-1, 11, 1201), 1, 1) >= said[0].value - "
    "1e-9).all()",
)
say(
    "luck",
    "Take the lowest error among the 41 thresholds, measured on the same 40 rows",
    "said == (len(sweep.thresholds), len(y)) and (errors_of_all_cuts(y, p) >= flattered - 1e-9).all()",
    at="best-of-41",
)
say(
    "best-of-41-explain",
    "Below: 0.250 is less than the 0.286 that nobody can beat",
    "said == (flattered, bayes_error()) and flattered < true_cost(np.linspace(-1, 11, 1201), 1, 1).min() - 0.03",
)
say(
    "best-of-41-explain",
    "41 candidates we took the one that these rows flatter most",
    "said == len(sweep.thresholds) and all(true_cost(boundary(t), 1, 1) - error <= true_error - flattered + 1e-6 for "
    "t, error in list(zip(sweep.thresholds, errors_of_all_cuts(y, p)))[1:])",
)
say(
    "best-of-41-explain",
    "We draw 500 fresh samples of 40 people, choose the best cut on each",
    "said == (len(reported), len(y_new)) and its_error <= errors_of_all_cuts(y_new, X_new).min() + 1e-9",
    at="five-hundred-draws",
)
say(
    "best-of-41-explain",
    "any increasing score gives the same decisions",
    "same_on_all_scales(model, X, y) and (np.diff(flat(p)[order(X)]) > 0).all()",
)
say(
    "five-hundred-draws-explain",
    "the rows charged more for the chosen cut than it costs in truth",
    "lowest_cost > true_cost(boundary(cheapest), cost_fp, cost_fn)",
)
say(
    ("five-hundred-draws-explain", "notes/five-hundred-draws"),
    "it flatters more when there are more candidates",
    "0.01 < flattery(2) < flattery(5) < flattery(17) < flattery(65)",
)
say("five-hundred-draws-explain", "Forty rows are too few to be divided in this way", "said == len(y)")
say("notes/luck", "The error on forty rows can", "said == len(y)")

# ------------------------------------------------------------ section 8

say(
    "positive-result",
    "Take the threshold that was cheapest at one to five",
    "said == cost_fn and (np.delete(cost_by_hand, lowest_row) > lowest_cost + 1e-9).all()",
)
say(
    ("positive-result", "notes/positive-result"),
    "The threshold 0.213 finds every infected person",
    "said == cheapest and missed_at(y, p, cheapest) == 0",
)
say(
    ("chosen-explain", "notes/positive-result"),
    "Finding everybody was paid for with 13 false alarms",
    "said == chosen.fp and chosen.fn == 0",
)
say.argued(
    "chosen-explain",
    "the prevalence may be far lower",
    "a possibility; the counting that follows shows what comes of it",
)
say(
    "chosen-explain",
    "You cannot carry over the precision",
    "abs(ppv_of(test, 0.5) - chosen.precision) < 1e-9 and ppv_of(test, 0.1) < chosen.precision - 0.4",
)
say(
    "chosen-explain",
    "let us count a thousand people by hand, at three prevalences",
    "said == (n_infected + n_healthy, printed['thousand-people'].count('infected'))",
    at="thousand-people",
)
say(
    "thousand-people-explain",
    "The PPV is 0.146: of a hundred positive results about fifteen are infections",
    "said[0] == ppv_of(test, 0.1) and round(said[1] * ppv_of(test, 0.1)) == said[2]",
)
say(
    "notes/thousand-people",
    "It is about fifteen: 100 infections among 685 positive results",
    "round(100 * ppv_of(test, 0.1)) == said[0] and said[1] == 1000 * 0.1 * test['sensitivity'] and said[2] == "
    "said[1] + 1000 * 0.9 * (1 - test['specificity'])",
)
say("notes/thousand-people", "fewer people are infected", "0.1 < chosen.n_positive / len(y)")
say(
    ("thousand-people-explain", "slides/thousand-people-explain"),
    "There are more healthy people, and so there are more who can be falsely alarmed",
    "1000 * 0.98 * (1 - test['specificity']) > 1000 * 0.9 * (1 - test['specificity']) > 1000 * 0.5 * (1 - "
    "test['specificity'])",
)
say("thousand-people-explain", "Written once for any prevalence", "counted_as_bayes(test)")
say("notes/thousand-people-explain", "written once for any prevalence", "counted_as_bayes(test)")
say(
    "notes/thousand-people-explain",
    "That share shrinks. It is the share of the falsely alarmed that grows, because there are more healthy people",
    "0.02 * chosen.recall < 0.1 * chosen.recall and 0.98 * (1 - chosen.specificity) > 0.9 * (1 - chosen.specificity)",
    at="chosen",
)
say(
    "thousand-people-explain",
    "makes a live figure of a thousand people",
    "said == sum(people.counts().values())",
    at="people",
)
say(
    ("thousand-people-explain", "notes/people"),
    "the prevalence below which a positive result means less than a coin toss",
    "ppv_of(OTHER, 0.05) < 0.5 < ppv_of(OTHER, 0.06)",
)
say("thousand-people-explain", "The figure opens at a prevalence of 1 %", "said == people.prevalence", at="people")
say("people-figure", "A thousand small marks", "said == sum(people.counts().values())")
say(
    "people-figure",
    "All triangles stand at the beginning of the first row, a hollow one and then nine filled ones",
    "people.counts()['fn'] == 1 and said == people.counts()['tp'] and people.counts()['tp'] + people.counts()['fn'] "
    "< 40",
)
say(
    "people-figure",
    "Filled circles take the rest of that row and half of the next",
    "(people.counts()['fp'] - (40 - 10)) / 40 == said[0]",
)
say(
    "people-figure",
    "At 1 %, a sensitivity of 1 in place of 0.9 hardly helps",
    "said[0] == people.prevalence and said[2] == people.sensitivity and said[1] == 1 and abs(ppv_of({**OTHER, "
    "'sensitivity': 1.0}, 0.01) - ppv_of(OTHER, 0.01)) < 0.02",
)
say(
    "people-figure",
    "A slightly higher specificity helps much: most of those who test positive are healthy",
    "ppv_of({**OTHER, 'specificity': 0.98}, 0.01) > 2 * ppv_of(OTHER, 0.01) and people.counts()['fp'] > "
    "people.counts()['tp']",
)
say(
    "people-figure",
    "Hardly anybody among the many who test negative is infected. But hardly anybody was infected before the test "
    "either. What the negative result has done is to move 1 in 100 to 1 in 941",
    "said == (people.counts()['fn'], 1 / people.prevalence, people.counts()['fn'], people.counts()['fn'] + "
    "people.counts()['tn'])",
)
say("people-read-explain", "nearly everybody is healthy", "1 - people.prevalence > 0.98")
say("notes/people", "then go back to 1 %", "said == people.prevalence")
say(
    "notes/people",
    "It lies a little above 5 %",
    "said[0] < 1 / 19 < said[0] + 0.004 and abs(ppv_of(OTHER, 1 / 19) - 0.5) < 1e-9",
)
say(
    "notes/people",
    "At 1 % it is right with 0.154. Nearly everybody is healthy, and 0.95 is a share of the healthy. So the "
    "specificity helps more",
    "said == (people.prevalence, ppv_of(OTHER, people.prevalence), people.specificity) and people.prevalence < 0.02 "
    "and ppv_of({**OTHER, 'specificity': 0.99}, 0.01) > ppv_of({**OTHER, 'sensitivity': 1.0}, 0.01)",
)
say(
    "likelihood-ratios-explain",
    "its sensitivity of 1 is 20 found out of 20",
    "said == (chosen.recall, chosen.tp, chosen.n_positive) and share_below(y_many, X_many, boundary(cheapest)) > 0",
)
say(
    "likelihood-ratios-explain",
    "By 18, and a negative result multiplies them by 0.105",
    "said == likelihood_ratios(**other_test)",
)
say(
    "likelihood-ratios-explain",
    "From 1 % the positive result leads to 0.154, as Bayes' rule does, and the negative one to 0.001",
    "said[1] == ppv_of(other_test, said[0].value) == after(said[0].value, likelihood_ratios(**other_test)[0]) and "
    "said[2] == after(said[0].value, likelihood_ratios(**other_test)[1])",
)
say(
    "likelihood-ratios-explain",
    "A positive result means a coin toss where the odds after it are 1, which is where the odds before it are 1 / LR+",
    "said[0] == odds(0.5) and math.isclose(after(1 / (1 + likelihood_ratios(**test)[0]), "
    "likelihood_ratios(**test)[0]), 0.5)",
)
say(
    "notes/likelihood-ratios",
    "After a negative result hardly anybody is infected",
    "people.counts()['fn'] / 941 < 0.002",
)
say("notes/likelihood-ratios", "Before the test it was 1 in 100 already", "said[1] == said[0] / people.prevalence")
say(
    "notes/likelihood-ratios",
    "The test divides the odds by about ten, which leads to 1 in 941",
    "abs(1 / likelihood_ratios(**other_test)[1] - said[0]) < 1 and said[1] * people.counts()['fn'] == said[2] - "
    "people.counts()['tn']",
    opposite="abs(1 / likelihood_ratios(**other_test)[1] - said[0]) > 1",
)
say(
    "predictive-value-plot-figure",
    "over the prevalence from one in a thousand to everybody",
    "1 / said[0] == _.lines[0].get_xdata()[0] and _.lines[0].get_xdata()[-1] == 1",
)
say(
    "predictive-value-plot-figure",
    "The line is close to 0 on the left, bends upwards and reaches 1 on the right",
    "_.lines[0].get_ydata()[0] < said[0] + 0.01 and _.lines[0].get_ydata()[-1] == said[1] and "
    "_.lines[0].get_ydata()[0] < _.lines[0].get_ydata()[-1]",
)
say("predictive-value-plot-figure", "A dotted horizontal line marks one half", "said == _.lines[1].get_ydata()[0]")
say(
    "predictive-value-plot-figure",
    "For the other test, whose LR+ is higher: 5.3 %, against 39.4 % for our cut",
    "said == (1 / (1 + likelihood_ratios(**other_test)[0]), 1 / (1 + likelihood_ratios(**test)[0])) and "
    "likelihood_ratios(**other_test)[0] > likelihood_ratios(**test)[0]",
)
say(
    "predictive-value-plot-figure",
    "Below that prevalence most positive results are false alarms",
    "ppv_of(test, 0.38) < 0.5 < ppv_of(test, 0.4)",
)
say(
    "slides/coin-toss",
    "Below 39.4 % it is not",
    "ppv_of(test, said[0].value - 0.001) < 0.5 < ppv_of(test, said[0].value + 0.001)",
)
say(
    "notes/coin-toss",
    "For our cut that is 39.4 %, and below that most positive results are false alarms",
    "ppv_of(test, said[0].value - 0.001) < 0.5 < ppv_of(test, said[0].value + 0.001)",
)
say(
    "notes/coin-toss",
    "That is nearly so at the far left of the curve, where infections are rare. The curve cannot go on like that, "
    "since it ends at 1",
    "ppv_of(test, 0.002) / ppv_of(test, 0.001) > 1.99 > ppv_of(test, 0.8) / ppv_of(test, 0.4) and ppv_of(test, 1.0) "
    "== said[0]",
)
say(
    "predictive-value-plot-figure",
    "It was trained where half of the people are infected; now it is used where 10 % are",
    "said[0] == y.mean().item() and math.isclose(step, math.log(odds(said[1].value)) - math.log(odds(said[0].value)))",
    at="prior-shift",
)
say(
    "predictive-value-plot-figure",
    "The factor in front goes from 1 to 1/9 at each $x$",
    "said[0] == odds(0.5) and said[1] == odds(0.1)",
)
say("notes/prior-shift", "The odds before go from 1 to 1/9", "said == (odds(0.5), odds(0.1))")
say(
    "predictive-value-plot-figure",
    "the logit of the new prevalence minus the logit of the old one, here $\\log\\frac{1}{9} - \\log 1$",
    "math.isclose(math.log(said[0]) - math.log(said[1]), step)",
    at="prior-shift",
)
say(
    "slides/prior-shift",
    "Going from 50 % to 10 % infected adds $\\log\\frac19$ to every logit",
    "math.isclose(math.log(odds(said[1].value)) - math.log(odds(said[0].value)), step) and "
    "math.isclose(math.log(said[2].value), step) and truth_takes_the_step(step)",
)
say(
    ("predictive-value-plot-figure", "notes/prior-shift"),
    "In the model this is a new bias",
    "new_bias_is_the_step(model, X, step)",
    at="prior-shift",
)
say(
    "predictive-value-plot-figure",
    "the weight stays",
    "abs(fitted_at(0.1)[0] - fitted_at(0.5)[0]) < 0.05 and abs(fitted_at(0.1)[1] - fitted_at(0.5)[1] - step) < 0.1",
    at="prior-shift",
)
say(
    "predictive-value-plot-figure",
    "At $x = 5$ the true probability is one half",
    "said[1] == truth(said[0]) and said[0] == (LOW + HIGH) / 2",
)
say(
    "slides/prior-shift",
    "At $x = 5$ the truth is one half",
    "said[1] == truth(said[0]) and said[0] == (LOW + HIGH) / 2",
)
say(
    "prior-shift-explain",
    "One tenth: the logit 0 becomes $-2.197$, and that is the truth there",
    "math.isclose(said[0], truth(5, 0.1), rel_tol=1e-6) and said[2] == said[1] + step and math.isclose(said[0], "
    "sigmoid(step).item(), rel_tol=1e-6)",
)
say(
    "prior-shift-explain",
    "Its threshold for our costs is still $1/6$, but now only those reach it who had a $p$ of 0.643 before, from $x "
    "= 6.138$ on",
    "said == (t_star, before, boundary(before)) and math.isclose(1 / (1 + math.exp(-math.log(odds(before)) - step)), "
    "t_star, rel_tol=1e-5)",
)
say(
    "prior-shift-explain",
    "The step is exact for probabilities that are right, and ours are not",
    "truth_takes_the_step(step) and fitted_at(0.1, True)[0] > fitted_at(0.5, True)[0] + 0.1",
)
say(
    "prevalence-threshold-explain",
    "Where fewer people are infected, there are fewer misses to pay for, and the false alarms that were a fair price "
    "at 50 % are too many",
    "said == chosen.n_positive / len(y) and prevalence * at_best.n_positive < said[0] * at_best.n_positive and "
    "expected_cost(chosen, cost_fp=1, cost_fn=5, prevalence=0.1) > expected_cost(at_best, cost_fp=1, cost_fn=5, "
    "prevalence=0.1)",
)
say(
    "prevalence-threshold-explain",
    "This threshold finds half of the infected and alarms nobody",
    "said == at_best.recall and at_best.fp == 0",
)
say(
    "prevalence-threshold-explain",
    "at 10 % the true probability from $x = 3$ to $x = 7$ is 0.1, which is less than $1/6$, so only those above 7 "
    "should be called positive",
    "said == (prevalence, LOW, HIGH, truth(5, 0.1), t_star, HIGH) and truth(LOW, 0.1) < t_star and truth(HIGH + 0.1, "
    "0.1) > t_star",
)
say("slides/prevalence-threshold", "10 % are infected in place of 50 %", "said == (prevalence, y.mean().item())")
say(
    "notes/prevalence-threshold",
    "At 10 %, nine of ten people are healthy",
    "said[1] / said[2] == 1 - said[0] and said[0] == prevalence and said[2] == 10",
)
say(
    "notes/prevalence-threshold",
    "There are fewer misses to pay for, so it goes up, to 0.733",
    "said == best and best > cheapest",
)

# ------------------------------------------------------------ numbers printed beside the words, in their order

say("same-counts-explain", 'because "0.5" alone does not tell', "said == wrong.thresholds", at="wrong-scale")
say(
    "precision-predict",
    "Raise the threshold from 0.4 to 0.5",
    "said[0] < said[1] and printed['precision-falls'].split()[1] == f'{said[0].value}:' and f'threshold "
    "{said[1].value}:' in printed['precision-falls']",
    at="precision-falls",
)
say("notes/rates", "Precision and recall share their numerator, 14", "said == tp")
say("notes/rates", "21 people called positive, and 20 infected", "said == (tp + fp, tp + fn)")
say(
    "notes/best-accuracy",
    "no false alarm and 10 misses, or 7 false alarms and 3 misses",
    "said == (sweep.fn[sweep.accuracy == best_accuracy][0], sweep.fp[sweep.accuracy == best_accuracy][1], "
    "sweep.fn[sweep.accuracy == best_accuracy][1]) and sweep.fp[sweep.accuracy == best_accuracy][0] == 0",
)
say(
    "best-accuracy-explain",
    "At 0.733 there are no false alarms and 10 misses; at 0.382 there are 7 false alarms and 3 misses",
    "(said[0], said[2]) == tuple(sweep.thresholds[sweep.accuracy == best_accuracy]) and (said[1], said[4]) == "
    "tuple(sweep.fn[sweep.accuracy == best_accuracy]) and (0, said[3]) == tuple(sweep.fp[sweep.accuracy == "
    "best_accuracy])",
)
say("notes/auc-backwards", "It is 0.205, which is 1 − 0.795", "said == (backwards, 1, forwards)")
say("auc-backwards-explain", "so $1 - 0.795 = 0.205$ is left", "said == (1, forwards, backwards)")
say("slides/auc-backwards", "The AUC of $p$ is 0.795", "said == forwards")
say(("slides/many-rows", "notes/many-rows"), "0.208", "said == settled and said == predicts(model, LOW)")
say("slides/many-rows", "0.208 is what this model predicts at $x = 3$", "said == (predicts(model, said[1]), LOW)")
say("many-rows-explain", "At 0.208, which is what this model predicts at $x = 3$", "said == (settled, LOW)")
say("slides/many-rows", "From 0.213 to 0.208 it was the luck of 40 rows", "said == (cheapest, settled, len(y))")
say("many-rows-explain", "The step from 0.213 to 0.208", "said == (cheapest, settled)")
say(
    "notes/five-hundred-draws",
    "The reports say 0.209 where the truth is 0.288",
    "said == (np.mean(reported), np.mean(true))",
)
say(
    "five-hundred-draws-explain",
    "The samples report 0.209 on average, where the truth is 0.288. In 93.8 % of them the report beats what is "
    "possible",
    "said == (np.mean(reported), np.mean(true), np.mean(np.array(reported) < bayes_error()))",
)
say(
    "thousand-people-explain",
    "At 10 %, 100 infected people are found, and 585 of the 900 healthy people test positive too",
    "said == (0.1, 100 * test['sensitivity'], 900 * (1 - test['specificity']), 1000 * (1 - said[0].value)) and "
    "said[1] == 1000 * said[0].value",
)
say(
    "notes/thousand-people",
    "Count the step of 10 % aloud with the room: 100 infected, all found; 585 of the 900 healthy alarmed",
    "said == (0.1, 100 * test['sensitivity'], 900 * (1 - test['specificity']), 1000 * (1 - said[0].value)) and "
    "said[1] == 1000 * said[0].value",
)
say(
    "notes/people",
    "it finds 0.9 of the infected and correctly clears 0.95 of the healthy",
    "said == (people.sensitivity, people.specificity)",
)
say(
    "thousand-people-explain",
    "which finds 0.9 of the infected and correctly clears 0.95 of the healthy",
    "said == (people.sensitivity, people.specificity)",
    at="people",
)
say(
    "people-read-explain",
    "Few: 9 infected people test positive, and 50 healthy ones. The PPV is 0.154",
    "said == (people.counts()['tp'], people.counts()['fp'], ppv)",
)
say("chosen-explain", "No, it is 0.606", "said == chosen.precision")
say("best-of-41-explain", "0.250 is less than the 0.286", "said == (flattered, bayes_error()) and said[0] < said[1]")
say("prevalence-threshold-explain", "Up, to 0.733", "said == best and best > cheapest")
say(
    "roc-plot-figure",
    "at a false positive rate of 0.350 and a recall of 0.700",
    "said == (counts.false_positive_rate, counts.recall)",
)
say(
    "precision-recall-plot-figure",
    "with recall 0.700 and precision 0.667",
    "said == (counts.recall, counts.precision)",
)
say(
    "cuts-explain",
    "$p = 0.5$ is the logit 0, where the odds are one to one, and it is reached at $x = 5.178$",
    "said == (0.5, math.log(odds(0.5)), model.decision_boundary(0.5))",
)

# ------------------------------------------------------------ exercises, quiz, recap

say(
    "exercises",
    "Numbers are compared to four decimals, unless the task says otherwise",
    "all(exercises()[number].atol == 10 ** -said[0].value for number in ('5.1', '5.2', '5.3', '5.4'))",
)
say.argued("exercises", "calling it again gives a larger one", "what `hint` does")
say.argued("exercises", 'hint("5.1")', "the number of an exercise")
say.argued("exercises", 'solution("5.1")', "the number of an exercise")
say("exercise-5-1", "returns the four counts in the order TP, FP, FN, TN", "said == len(OUTCOMES)")
say.argued("exercise-5-3", "Try every score in `p` as a threshold", "an instruction")
say.argued(
    "exercise-5-3",
    "Return two numbers: the threshold at which the mistakes cost least, and what they cost there per person",
    "an instruction",
)
say(
    "exercise-5-3",
    "One threshold is cheaper than all others, and cheaper than calling nobody",
    "gap_of_the_cheapest() > 0.0005",
)
say(
    "exercise-5-4",
    "For a model that sorts people well, the next function gives an area far below one half",
    "area(model(X).detach(), y).item() < said[0] - 0.2 and roc_auc(y, p) > 0.75 and math.isclose(forwards + "
    "backwards, 2 * said[0])",
    at="exercise-5-4-answer",
)
say(
    "exercise-5-4",
    "For scores that really do, the area must stay below one half",
    "roc_auc(y, -p) < said[0] and math.isclose(forwards + backwards, 2 * said[0])",
)
say(
    "exercise-5-5",
    "Of a thousand people who take it, 10 are infected and 990 are healthy",
    "said == (n_sick + n_well, n_sick, n_well)",
    at="exercise-5-5-answer",
)
say.argued(
    "exercise-5-5",
    "the test finds 0.8 of the infected, so whoever tests positive is infected with probability 0.8",
    "a wrong option, with its number from the leaflet",
)
say.argued("exercise-5-5", "it misses most of them", "a wrong option")
say(
    ("exercise-5-5", "slides/exercise-5-5"),
    "calling everybody healthy is right more often",
    "n_well > leaflet['sensitivity'] * n_sick + leaflet['specificity'] * n_well",
    at="exercise-5-5-answer",
)
say(
    "exercise-5-5",
    "A tenth of the healthy are falsely alarmed, and these are many more people than all the infected",
    "said == 1 - leaflet['specificity'] and said[0] * n_well > 5 * n_sick",
    at="exercise-5-5-answer",
)
say(
    "slides/exercise-5-5",
    "A test finds 0.8 of the infected and correctly clears 0.9 of the healthy. Of 1,000 people 10 are infected. "
    "Whoever tests positive is told: 0.075",
    "said == (leaflet['sensitivity'], leaflet['specificity'], n_sick + n_well, n_sick, printed_ppv) and said[4] == "
    "ppv_of(leaflet, n_sick / (n_sick + n_well))",
)
say.argued(
    "slides/exercise-5-5",
    "it finds 0.8 of the infected, so it should say 0.8",
    "a wrong option, with its number from the leaflet",
)
say(
    "slides/exercise-5-5",
    "the falsely alarmed are many more than all the infected",
    "(1 - leaflet['specificity']) * n_well > 5 * n_sick",
)
say(
    "notes/exercise-5-5",
    "8 of the 10 infected are found, and 99 of the 990 healthy are alarmed: 8 of 107 positive results are infections",
    "said[:2] == (leaflet['sensitivity'] * n_sick, n_sick) and said[3] == n_well and said[4] == said[0] and said[2] "
    "== (1 - leaflet['specificity']) * n_well and said[5] == said[0] + float(said[2])",
)
say(
    "notes/exercise-5-5",
    "In d it is true that calling everybody healthy is right more often than the test, but 0.075 does not say that. "
    "Nor is the test worthless: it finds 8 of the 10, and whoever calls everybody healthy finds nobody",
    "said[0] == ppv_of(leaflet, n_sick / (n_sick + n_well)) and said[1] == leaflet['sensitivity'] * n_sick and "
    "said[2] == "
    "n_sick and n_well > leaflet['sensitivity'] * n_sick + leaflet['specificity'] * n_well and confusion_counts([0] * "
    "n_well + [1] * n_sick, [0.0] * (n_well + n_sick)).tp == 0",
)
say(
    "exercise 5.1",
    "All four rates of this notebook are made of these four counts",
    "said == (len(by_hand), len(OUTCOMES))",
)
say(
    "exercise 5.3",
    "It is the cheapest on these rows",
    "(np.delete(cost_by_hand, lowest_row) > lowest_cost + 1e-9).all()",
)
say.argued("exercise 5.4", "Print the first and the last of the false positive rates", "an instruction")
say("exercise 5.4", "where everybody is called positive", "(roc_fpr[-1], roc_recall[-1]) == (1, 1)")
say(
    "exercise 5.4",
    "An area far below one half can mean that the scores point the wrong way",
    "backwards < said[0] - 0.2 and math.isclose(forwards + backwards, 2 * said[0])",
)
say(
    "exercise 5.5",
    "8 of 107 positive results are infections. A positive result has multiplied the odds of infection by 8, and the "
    "probability went from 0.01 to 0.075: more than before, and still far below one half",
    "said == (leaflet['sensitivity'] * n_sick, 107, likelihood_ratios(**leaflet)[0], n_sick / (n_sick + n_well), "
    "printed_ppv, 0.5) and said[1] == 0.8 * 10 + 0.1 * 990 and said[3] < said[4] < said[5] - 0.4",
)
say(
    "exercise 5.5",
    'explanation = "c"',
    "abs(ppv_of(leaflet, n_sick / (n_sick + n_well)) - printed_ppv) < 0.0005 and (1 - leaflet['specificity']) * "
    "n_well > 5 * n_sick",
)

QUIZ = quiz_questions(5)
TABLE = QUIZ[0]["table"]


def in_the_table(call, truth):
    """A number of the quiz's table, by its headings."""
    return int(next(row for row in TABLE if row[0] == call)[TABLE[0].index(truth)])


def named_answer(number, mistake):
    """A wrong answer to an exercise, by the name of its mistake."""
    return dict(exercises()[number].wrong)[mistake]


def mistakes_cost(y, p, threshold, cost_fp=1, cost_fn=5):
    """What all mistakes at a threshold cost together, counted by hand."""
    called = flat(p) >= threshold
    return cost_fp * (called & (flat(y) == 0)).sum() + cost_fn * (~called & (flat(y) == 1)).sum()


def cost_per_person(y, p, threshold):
    return expected_cost(confusion_counts(y, p, threshold), cost_fp=1, cost_fn=5)


def twice(values):
    """A group of double size, everybody with a twin."""
    return torch.cat([values, values])


def raised(y, p):
    """From 0.5 to 0.6, on our rows and many others: does recall rise, precision fall, FP stay, in any of them?"""
    rises, falls, stays = 0, 0, 0
    for seed in range(200):
        X, labels = make_overlapping_classes(6, 6, seed=seed)
        before, after = (confusion_counts(labels, X / 10, t) for t in (0.5, 0.6))
        rises += after.recall > before.recall
        falls += after.precision < before.precision
        stays += after.fp == before.fp
    return rises, falls, stays


EVERYBODY_NEGATIVE = confusion_counts([0] * 980 + [1] * 20, [0.0] * 1000)

say("quiz-intro", "Five questions", "said == len(QUIZ)")
say(
    "quiz-intro",
    "Every option says why it is right or wrong",
    "all(len(option['feedback']) > 20 for question in QUIZ for option in question['options'])",
)
say(
    "quiz 5.1",
    "These 30 are healthy people who were called positive",
    "said == in_the_table('called positive', 'truly negative')",
)
say("quiz 5.1", "5", "said == in_the_table('called negative', 'truly positive')")
say(
    "quiz 5.1",
    "This adds up all the mistakes, but 30 of them are false alarms",
    "said == in_the_table('called positive', 'truly negative') and said[0] + 5 == 35",
)
say.argued("quiz 5.2", "You raise the threshold from 0.5 to 0.6", "the case of the question")
say("quiz 5.2", "It may fall", "raised(y, p)[1] > 0")
say(
    "quiz 5.2",
    "It stays as it is if no healthy person has a probability between 0.5 and 0.6",
    "confusion_counts([0, 0, 1], [0.3, 0.7, 0.55], said[0].value).fp == confusion_counts([0, 0, 1], [0.3, 0.7, "
    "0.55], said[1].value).fp and [0.3, 0.7][0] < said[0] < said[1] < [0.3, 0.7][1] and said[0] == 0.5 and said[1] "
    "== 0.6",
)
say("quiz 5.2", "Recall does not rise", "(np.diff(upwards(sweep.recall)) <= 0).all() and raised(y, p)[0] == 0")
say(
    "quiz 5.2",
    "Nobody is called positive who was not called positive before, so no further infected person is found",
    "not ((p >= 0.6) & ~(p >= 0.5)).any() and raised(y, p)[0] == 0",
    opposite="((p >= 0.6) & ~(p >= 0.5)).any() or raised(y, p)[0] > 0",
)
say(
    "quiz 5.3",
    "Of 1,000 people 20 are infected, and a model calls everybody negative",
    "said == (EVERYBODY_NEGATIVE.n_positive + EVERYBODY_NEGATIVE.n_negative, EVERYBODY_NEGATIVE.n_positive) and "
    "EVERYBODY_NEGATIVE.tp + EVERYBODY_NEGATIVE.fp == 0",
)
say("quiz 5.3", "It finds nobody", "EVERYBODY_NEGATIVE.tp == 0")
say("quiz 5.3", "here there are none", "EVERYBODY_NEGATIVE.tp + EVERYBODY_NEGATIVE.fp == 0")
say(
    "quiz 5.3",
    "Accuracy 0.98, recall 0, no precision",
    "said == (EVERYBODY_NEGATIVE.accuracy, EVERYBODY_NEGATIVE.recall) and np.isnan(EVERYBODY_NEGATIVE.precision)",
)
say(
    "quiz 5.3",
    "It is right about 980 of 1,000 and finds none of the 20. Nobody is called positive",
    "said == (EVERYBODY_NEGATIVE.tn, 1000 * EVERYBODY_NEGATIVE.accuracy + 20, EVERYBODY_NEGATIVE.n_positive) and "
    "EVERYBODY_NEGATIVE.tp + EVERYBODY_NEGATIVE.fp == 0",
)
say.argued("quiz 5.4", "a false alarm costs 1, a miss 9", "the case of the question")
say("quiz 5.4", "0.1", "said == bayes_threshold(cost_fp=1, cost_fn=9)")
say(
    "quiz 5.4",
    "It is 1 / (1 + 9). There the two calls cost the same on average, 0.9 times 1 and 0.1 times 9",
    "said[0] / (said[1] + said[2]) == bayes_threshold(cost_fp=1, cost_fn=9) and math.isclose(said[3] * said[4], "
    "said[5] * said[6]) and said[3] == 1 - said[5] and said[2] == said[6]",
)
say(
    "quiz 5.4",
    "At 0.5 a negative call costs 4.5 on average and a positive one 0.5",
    "said == (bayes_threshold(cost_fp=3, cost_fn=3), 0.5 * 9, (1 - 0.5) * 1)",
)
say(
    "quiz 5.4",
    "It would be right if a false alarm cost 9 and a miss 1",
    "bayes_threshold(cost_fp=said[0].value, cost_fn=said[1].value) == 0.9",
)
say(
    "quiz 5.5",
    "You try 41 thresholds on 40 rows. The best has an error of 0.25",
    "said == (len(sweep.thresholds), len(y), flattered) and (errors_of_all_cuts(y, p) >= flattered - 1e-9).all()",
)
say(
    "quiz 5.5",
    "The best of 41 thresholds on these rows is also the one that they flatter most",
    "said == len(sweep.thresholds) and all(true_cost(boundary(t), 1, 1) - error <= true_error - flattered + 1e-6 for "
    "t, error in list(zip(sweep.thresholds, errors_of_all_cuts(y, p)))[1:])",
)
say("quiz 5.5", "This includes 40 thresholds that you will not use", "said == len(sweep.thresholds) - 1")
say(
    "quiz 5.5",
    "The error of the chosen one on other rows",
    "abs(np.mean(true) - np.mean(reported)) > 0.05 and np.mean(reported) < bayes_error() <= np.mean(true)",
)
say("quiz 5.5", "Rows that chose nothing do not flatter the choice", "unflattered() < 0.01 < flattery(17)")
say(
    "recap",
    "Precision may go either way, and where nobody is called positive it does not exist",
    "min(moves(sweep.precision)[0], moves(sweep.precision)[2]) > 0 and np.isnan(sweep.precision[0])",
)
say("recap", "It can lie below one half", "backwards < said[0] and math.isclose(forwards + backwards, 2 * said[0])")
say(
    "recap",
    "With calibrated probabilities the cheapest threshold is $C_{FP} / (C_{FP} + C_{FN})$",
    "calibrated_cost(bayes_threshold(cost_fp=1, cost_fn=5)) < min(map(calibrated_cost, OTHER_THRESHOLDS))",
)
say(
    "misconception rule_for_calibrated",
    "cost_fp / (cost_fp + cost_fn) is the cheapest threshold if p is the true probability",
    "calibrated_cost(bayes_threshold(cost_fp=1, cost_fn=5)) < min(map(calibrated_cost, OTHER_THRESHOLDS))",
)
say(
    "recap",
    "every logit moves by the same step",
    "truth_takes_the_step(step) and new_bias_is_the_step(model, X, step)",
)
say.argued("notes/title", "Collect three answers", "an instruction to the lecturer")
say.argued("notes/recap", "Back to the three thresholds on the board", "the answers collected at the beginning")
say.argued("notes/title", "One half is a choice", "section 6 shows for which costs")
say.argued("notes/objectives", "Leave the answer open for two slides", "an instruction to the lecturer")
say.argued("notes/outline", "If you have two lectures", "an instruction to the lecturer")
say(
    "notes/many-rows",
    "Many people make the choice more certain, but they do not mend the probability",
    "2 * spread_of_choice(400) < spread_of_choice(20) and settled > t_star + 0.04",
)
say.argued(
    "misconception implicit_positive_class",
    "it does not mean the class that comes first",
    "what positive means in the course",
)
say(
    "misconception threshold_on_logits",
    "A logit may be any number, and p = 0.5 is the logit 0",
    "math.log(odds(said[0].value)) == said[1]",
)
say(
    "misconception undefined_precision",
    "Where nobody is called positive there is no group to take a share of",
    "np.isnan(nobody.precision)",
)
say(
    "misconception always_half",
    "One half, or the threshold with the fewest mistakes, is a choice for equal costs, where a miss costs as much as "
    "a false alarm",
    "said == bayes_threshold(cost_fp=1, cost_fn=1) and (errors_of_all_cuts(y, p) >= cheapest_threshold(y, p, "
    "cost_fp=1, cost_fn=1)[1] - 1e-9).all()",
)
say(
    "misconception total_cost",
    "the cost of everybody together",
    "math.isclose(named_answer('5.3', 'total_cost')(p, y, 1, 5)[1], mistakes_cost(y, p, cheapest_threshold(y, p, "
    "cost_fp=1, cost_fn=5)[0]))",
    opposite="math.isclose(named_answer('5.3', 'total_cost')(p, y, 1, 5)[1], cheapest_threshold(y, p, cost_fp=1, "
    "cost_fn=5)[1])",
)
say(
    "misconception total_cost",
    "The cost per person is what all mistakes cost together, divided by the number of people. In this way groups of "
    "different sizes can be compared",
    "all(math.isclose(cost_per_person(y, p, t), mistakes_cost(y, p, t) / len(y)) for t in (0.2, 0.5, 0.8)) and "
    "math.isclose(cost_per_person(twice(y), twice(p), 0.5), cost_per_person(y, p, 0.5)) and mistakes_cost(twice(y), "
    "twice(p), 0.5) > mistakes_cost(y, p, 0.5)",
)
say(
    "misconception auc_below_half",
    "an area that may not be below one half",
    "backwards < said[0] and math.isclose(forwards + backwards, 2 * said[0])",
)
say(
    "misconception auc_below_half",
    "Scores that point the wrong way put more pairs in the wrong order than in the right one",
    "((-p_infected)[:, None] < (-p_healthy)[None, :]).sum() > ((-p_infected)[:, None] > (-p_healthy)[None, :]).sum()",
    opposite=(
        "((-p_infected)[:, None] < (-p_healthy)[None, :]).sum() < ((-p_infected)[:, None] > (-p_healthy)[None, "
        ":]).sum()"
    ),
)
say(
    "misconception accuracy_under_imbalance",
    "Where few people are infected, calling everybody healthy is right for nearly all of them and finds nobody",
    "EVERYBODY_NEGATIVE.accuracy > 0.97 and EVERYBODY_NEGATIVE.tp == 0",
)
say(
    "misconception constant_for_auc",
    "Calling everybody healthy makes the accuracy high where one class is rare",
    "EVERYBODY_NEGATIVE.accuracy > 0.97",
)
say(
    "misconception constant_for_auc",
    "with one score for everybody no pair is sorted, and the AUC is 0.5",
    "said == roc_auc(y, 0 * p)",
)
say(
    "predictive-value-plot-figure",
    "the S-shaped curve moves to the right without changing its shape",
    "-(bias + step) / weight > -bias / weight and new_bias_is_the_step(model, X, step)",
    at="prior-shift",
)
say("precision-recall-plot-figure", "The diamond is the threshold 0.5", "said == threshold")
say("notes/all-moves", "There are 40 steps", "said == moves(sweep.fp)[3]")
say("notes/all-moves", "Precision has 39", "said == moves(sweep.precision)[3]")
