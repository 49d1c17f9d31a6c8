"""What notebook 02 says, and what must hold for it."""

import functools
import json
import math
import re

import numpy as np
import torch

from course_tools.claims import Table
from course_tools.project import NOTEBOOKS
from course_utils.data import X_MAX, bayes_error, make_overlapping_classes, overlap_interval, reference_example
from course_utils.exercises.registry import exercises, quiz_questions
from course_utils.explorers.data import CUT
from course_utils.models import LogisticRegression
from course_utils.newton import fit_newton

say = Table()


def raises(function, *rows):
    """Whether a layer or loss of PyTorch refuses such rows."""
    try:
        function(*map(torch.tensor, rows))
    except RuntimeError:
        return True
    return False

LOW, HIGH = overlap_interval()  # where positives begin, and where negatives end
SHARE = (HIGH - LOW) / HIGH  # of each class, inside the overlap
IN_OVERLAP = np.linspace(LOW, HIGH, 101)
REFERENCE = reference_example()


def recipe(model_first=True, seed=42):
    """The start of a model and the rows, drawn as the notebook draws them."""
    torch.manual_seed(seed)
    model = LogisticRegression() if model_first else None
    first, second = torch.rand(20), torch.rand(20)
    return model or LogisticRegression(), first, second


# ------------------------------------------------------------ the world


def box(x, low, high):
    """The density of a class that is spread evenly."""
    return np.where((low <= np.asarray(x)) & (np.asarray(x) <= high), 1 / (high - low), 0.0)


def false_shares(at, *, prevalence=0.5, low=LOW, high=HIGH):
    """False positives and false negatives of a cut, as shares of all people."""
    beyond = np.clip((high - at) / high, 0, 1)
    missed = np.clip((at - low) / (X_MAX - low), 0, 1)
    return (1 - prevalence) * beyond, prevalence * missed


def world_error(at, **world):
    return sum(false_shares(at, **world))


def rule_errors(n=200):
    """True errors of rules as wild as may be: each says anything at all in each of a thousand small steps."""
    x = (np.arange(1000) + 0.5) / 1000 * X_MAX
    says_positive = np.random.default_rng(0).random((n, len(x))) < np.linspace(0, 1, n)[:, None]
    says_positive[-1] = truth(x) > 0.5  # the best that can be said
    return np.where(says_positive, box(x, 0, HIGH) / 2, box(x, LOW, X_MAX) / 2).mean(1) * X_MAX


def best_cuts(**world):
    """Of the whole numbers 1 to 9, those whose true error no other has lower."""
    errors = np.array([world_error(c, **world) for c in range(1, 10)])
    return tuple(1 + np.flatnonzero(errors < errors.min() + 1e-12))


def truth(x, prevalence=0.5, low=LOW, high=HIGH):
    """Bayes' rule on two boxes."""
    positive, negative = prevalence * box(x, low, X_MAX), (1 - prevalence) * box(x, 0, high)
    return positive / (positive + negative)


def other_truth(x, prevalence=0.5):
    """The world of exercise 2.3."""
    return truth(x, prevalence, low=0, high=5)


def normal_log_odds(x, mean, other_mean, sd, other_sd):
    """log f1 / f0 of two normal distributions."""
    return (x - mean) ** 2 / (2 * sd**2) - (x - other_mean) ** 2 / (2 * other_sd**2) + math.log(sd / other_sd)


def bend(values):
    """How far equally spaced values are from a straight line."""
    return float(np.abs(np.diff(values, 2)).max())


# ------------------------------------------------------------ samples


def chance_below(n, error=2 / 7):
    """The exact probability that n people show an error below the true one."""
    return sum(math.comb(n, k) * error**k * (1 - error) ** (n - k) for k in range(n + 1) if k < n * error)


@functools.cache
def many_samples(n_per_class=20, n=400):
    """x of the negatives and of the positives in many samples."""
    draw = np.random.default_rng(0)
    return draw.random((n, n_per_class)) * HIGH, draw.random((n, n_per_class)) * (X_MAX - LOW) + LOW


def sample_errors(at, n_per_class=20):
    negatives, positives = many_samples(n_per_class)
    return ((negatives >= at).mean(1) + (positives < at).mean(1)) / 2


@functools.cache
def reported_best():
    """The smallest error that twenty cuts inside the overlap show on each of many samples."""
    return np.min([sample_errors(c) for c in np.linspace(LOW, HIGH, 20)], axis=0)


@functools.cache
def explorer_gap(class_size):
    """The mean distance from the Bayes error of the cut at 5, over the ten seeds of the slider."""
    gaps = []
    for sample_seed in range(40, 50):
        X, y = make_overlapping_classes(class_size, class_size, seed=sample_seed)
        gaps.append(abs(float(((X >= 5).float() != y).float().mean()) - bayes_error()))
    return np.mean(gaps)


@functools.cache
def bars(class_size):
    """The shares of positives in the steps of length 1 over the overlap, over the ten seeds of the slider."""
    shares = []
    for sample_seed in range(40, 50):
        X, y = make_overlapping_classes(class_size, class_size, seed=sample_seed)
        for left in range(3, 7):
            here = y[X.long() == left]
            shares += [float(here.mean())] * bool(len(here))
    return np.abs(np.array(shares) - 0.5).mean()


def descend(x, y, weight, bias, n_epochs, lr=0.1):
    """Losses, weights and biases after full-batch gradient descent, from many starts at once."""
    x, y = np.ravel(x), np.ravel(y)
    for _ in range(n_epochs):
        off = 1 / (1 + np.exp(-(np.outer(weight, x) + bias[:, None]))) - y
        weight, bias = weight - lr * (off * x).mean(1), bias - lr * off.mean(1)
    z = np.outer(weight, x) + bias[:, None]
    return (np.logaddexp(0, z) - z * y).mean(1), weight, bias


@functools.cache
def from_many_starts():
    """The final losses on the rows of order A, from 20 starts drawn as nn.Linear draws them."""
    draw = np.random.default_rng(0)
    return descend(REFERENCE.X, REFERENCE.y, draw.uniform(-1, 1, 20), draw.uniform(-1, 1, 20), 2000)[0]


@functools.cache
def separable_weights():
    """The weight on separable data after 500, 2,000 and 8,000 epochs."""
    X, y = make_overlapping_classes(20, 20, overlap=0, seed=42)
    return [descend(X.numpy(), y.numpy(), np.zeros(1), np.zeros(1), n)[1][0] for n in (500, 2000, 8000)]


@functools.cache
def optimum(flipped=False):
    """Weight and bias at the exact optimum of the reference rows; flipped: with the infected coded as 0."""
    model, X, y = reference_example()
    fit_newton(model, X, 1 - y if flipped else y)
    return model.linear.weight.item(), model.linear.bias.item()


def drawn_errors(error, n, n_samples=4000):
    """The measured errors of a rule on samples of n people, from its true error."""
    return np.random.default_rng(0).binomial(n, error, n_samples) / n


def humps(errors):
    """How often the numbers of samples over each possible error turn from rising to falling."""
    counts = np.bincount((40 * np.asarray(errors)).round().astype(int))
    turns = np.sign(np.diff(np.r_[0, counts, 0]))
    turns = turns[turns != 0]
    return int(((turns[:-1] > 0) & (turns[1:] < 0)).sum())


def flat_accuracies():
    """What a hundred rules score when a column is compared with flat labels."""
    draw = np.random.default_rng(0)
    y = np.repeat([0, 1], 20)
    return [float((draw.integers(0, 2, (40, 1)) == y).mean()) for _ in range(100)]


# ------------------------------------------------------------ what was printed


def printed_numbers(text):
    return [float(number) for number in re.findall(r"-?\d+\.\d+", text)]


@functools.cache
def cell_source(name):
    cells = json.loads((NOTEBOOKS / "02_synthetic_data.ipynb").read_text(encoding="utf-8"))["cells"]
    return "".join(next(cell["source"] for cell in cells if cell["id"] == name))


def winners(text):
    """How often each of the cuts 4, 5 and 6 has the lowest error alone, and how often all three are equal."""
    rows = [printed_numbers(line) for line in text.splitlines()]
    alone = [sum(row.index(min(row)) == i and row.count(min(row)) == 1 for row in rows) for i in range(3)]
    return (*alone, sum(len(set(row)) == 1 for row in rows))


# ------------------------------------------------------------ opening

say(
    "opening",
    "the error rate that no rule can beat",
    "rule_errors()[:-1].min() > bayes_error() - 1e-9 and abs(rule_errors()[-1] - bayes_error()) < 1e-9",
)
say.argued(
    "opening",
    "For these we know the true probability of every person",
    "the recipe is ours, and Bayes' rule does the rest",
)
say(
    "opening",
    "get exactly the numbers that everybody else gets",
    "torch.equal(recipe()[1] * 7, REFERENCE.X[:20, 0]) and torch.equal(recipe()[2] * 7 + 3, REFERENCE.X[20:, 0])",
)
say(
    "opening",
    "predict what happens when two draws change places",
    "said == len(recipe()[1:]) and not torch.equal(recipe()[1], recipe(False)[1])",
)
say(
    "opening",
    "derive the true probability of infection at any $x$ with Bayes' rule",
    "np.abs(truth(x.numpy()) - true_posterior(x).numpy()).max() < 1e-6 < truth(5.0)",
    at="posterior-by-hand",
)
say("opening", "derive the Bayes error of 2/7, say", "said == bayes_error()")

# ------------------------------------------------------------ 1 · two groups

say.argued(
    ("two-groups", "notes/two-groups"),
    "Nobody was really tested for these data.",
    "they are drawn from a recipe",
)
say("two-groups", "from 0 to 10", "said == (0, x_max)", at="settings")
say("two-groups", "the negatives are spread evenly from 0 to 7", "said == (0, HIGH)")
say("two-groups", "the positives are spread evenly from 3 to 10", "said == (LOW, X_MAX)")
say("slides/rows-plot-predict", "Negatives from 0 to 7, positives from 3 to 10.", "said == (0, HIGH, LOW, X_MAX)")
say(
    "draws-explain",
    "Multiplying by 7 stretches the interval from 0 to 1 until it runs from 0 to 7.",
    "said == (HIGH, 0, 1, 0, HIGH)",
)
say(
    "draws-explain",
    "Adding 3 then moves it along the axis, so that it runs from 3 to 10.",
    "said == (LOW, 0 * 7 + LOW, 1 * 7 + LOW)",
)
say(
    "draws-explain",
    "The middle, 0.5, lands on 3.500 and on 6.500, the middles of the two groups.",
    "said == (0.5, 0.5 * 7, 0.5 * 7 + 3) and said[1] == HIGH / 2 and said[2] == (LOW + X_MAX) / 2",
)
say("draws-explain", "returns three things", "said == len(reference_example(seed))", at="rows")
say(
    "rows-plot-figure",
    "A row of 20 blue circles at height 0, from about $x = 1$ to almost 7, and a row of 20 red triangles at height "
    "1, from about 3 to almost 10.",
    "said == ((y == 0).sum(), 0, X[y == 0].min(), X[y == 0].max().ceil(), (y == 1).sum(), 1, X[y == 1].min(), X[y == "
    "1].max().ceil())",
)
say(
    "rows-plot-figure",
    "Left of 3 there are only circles and right of 7 there are only triangles.",
    "said == (LOW, HIGH) and X[y == 1].min() > said[0] and X[y == 0].max() < said[1]",
)
say(
    "notes/rows-plot-predict",
    "Left of 3 there are only circles, and right of 7 there are only triangles.",
    "said == (LOW, HIGH) and X[y == 1].min() > said[0] and X[y == 0].max() < said[1]",
)
say(
    "rows-plot-figure",
    "Between 3 and 7 there are both.",
    "said == (LOW, HIGH) and set(y[(X > float(said[0])) & (X < float(said[1]))].tolist()) == {0, 1}",
)
say(
    "rows-plot-figure",
    "Wherever you put a cut on this figure, somebody is on the wrong side of it.",
    "X[y == 1].min() < X[y == 0].max()",
)
say("notes/rows-plot-predict", "Then show the forty people.", "said == len(y)")
say("notes/draws-predict", "Multiplied by 2 they run from 0 to 2.", "said == (2, 0 * 2, 1 * 2)")
say(
    "recap",
    "Negatives are spread from 0 to 7 and positives from 3 to 10, so between 3 and 7 both occur.",
    "said == (0, HIGH, LOW, X_MAX, LOW, HIGH)",
)
say(
    "rows-plot-figure",
    "flips the sign of the fitted weight",
    "abs(optimum()[0] + optimum(True)[0]) < 1e-6 < optimum()[0]",
)

# ------------------------------------------------------------ 2 · seeds

say(
    "seeds",
    "We set the seed, draw 3 numbers, and draw 3 again. Then we set the same seed again and draw 3.",
    "said == [len(printed_numbers(line)) for line in printed['seeded-again'].splitlines()]",
    at="seeded-again",
)
say(
    "trained-orders-explain",
    "A ends at a loss of 0.539, with a weight of 0.613 and a bias of −3.173.",
    "said == (history_a.loss[-1], history_a.weight[-1], history_a.bias[-1])",
)
say(
    "notes/reference-order-explain",
    "a loss of 0.539, a weight of 0.613, a bias of −3.173",
    "said == (history_a.loss[-1], history_a.weight[-1], history_a.bias[-1])",
)
say("trained-orders-explain", "B ends at 0.590.", "said == history_b.loss[-1]")
say("swapped-start-explain", "At 0.539 again.", "said == history.loss[-1] and said == history_a.loss[-1]")

say(
    ("seeded-again-explain", "notes/seeds"),
    "The first and the last",
    "printed_numbers(printed['seeded-again'])[:3] == printed_numbers(printed['seeded-again'])[6:] != "
    "printed_numbers(printed['seeded-again'])[3:6]",
    opposite="printed_numbers(printed['seeded-again'])[:3] == printed_numbers(printed['seeded-again'])[3:6]",
)
say(
    "seeded-again-explain",
    "The second draw read on from where the first one had stopped.",
    "torch.equal(torch.rand(6, generator=torch.Generator().manual_seed(42)).round(decimals=3), "
    "torch.tensor(printed_numbers(printed['seeded-again'])[:6]))",
    opposite="printed_numbers(printed['seeded-again'])[3:6] == printed_numbers(printed['seeded-again'])[:3]",
)
say(
    "notes/seeds",
    "the second draw reads on from where the first one stopped",
    "torch.equal(torch.rand(6, generator=torch.Generator().manual_seed(42)).round(decimals=3), "
    "torch.tensor(printed_numbers(printed['seeded-again'])[:6]))",
    opposite="printed_numbers(printed['seeded-again'])[3:6] == printed_numbers(printed['seeded-again'])[:3]",
)
say(
    "seeded-again-explain",
    "a result depends on the seed and on everything",
    "not torch.equal(recipe()[1], recipe(False)[1]) and not torch.equal(recipe()[1], recipe(seed=43)[1])",
)
say(
    "orders-explain",
    "the third row of B is the first row of A, the fourth row of B is the second row of A, and so on",
    "torch.equal(X_b[2:20], X_a[:18])",
    opposite="torch.equal(X_a[2:20], X_b[:18])",
)
say(
    "orders-explain",
    "In order A the model took the first two numbers of the list, one for its weight and one for its bias, so each "
    "row of A is read two places further down the list.",
    "torch.equal(X_a[:18], X_b[2:20]) and said == (sum(p.numel() for p in model_a.parameters()), (X_b[:20] == "
    "X_a[0]).nonzero()[0, 0])",
    opposite="torch.equal(X_b[:18], X_a[2:20])",
)
say(
    "notes/two-orders",
    "In order A the model took the first two numbers of the list, one for its weight and one for its bias, so each "
    "row is read two places further down.",
    "torch.equal(X_a[:18], X_b[2:20]) and said == (sum(p.numel() for p in model_a.parameters()), (X_b[:20] == "
    "X_a[0]).nonzero()[0, 0])",
    opposite="torch.equal(X_b[:18], X_a[2:20])",
)
say(
    "notes/two-orders",
    "Look for 2.680: it is the first row of A and the third row of B.",
    "said == X_a[0] and said == X_b[2]",
    opposite="said == X_b[0]",
)
say.argued(
    ("reference-order-explain", "notes/two-orders", "notes/overlap"),
    "机器学习7:pytorch的逻辑回归",
    "the title of the article",
)
say.argued(
    ("reference-order-explain", "notes/two-orders"),
    "Machine Learning 7: Logistic Regression in PyTorch",
    "its title in English",
)
say.argued("slides/overlap", "Machine Learning 7: Logistic Regression in PyTorch", "its title in English")
say(
    "reference-order-explain",
    "Its code makes the model first, and so its figures belong to order A.",
    "torch.equal(reference.X, X_a) and not torch.equal(reference.X, X_b)",
    opposite="torch.equal(reference.X, X_b)",
)
say.argued(
    "notes/two-orders",
    "that makes the model first",
    "the order of the article's code; the figures of the package belong to it",
)
say.argued("reference-order-explain", "three things are enough", "the sentences that follow: fit, loss, epoch")
say(
    ("reference-order-explain", "slides/reference-order-explain"),
    "fit the rows: the lower, the better",
    "history_a.loss[-1] < history_a.loss[0] and (model_a.predict_proba(X_a) - y_a).abs().mean() < "
    "(LogisticRegression.from_parameters(history_a.initial_weight, history_a.initial_bias).predict_proba(X_a) - "
    "y_a).abs().mean()",
    at="trained-orders",
)
say(
    "swapped-start-explain",
    "On these rows, 2,000 epochs are enough to forget where the training started, but they do not forget the data.",
    "said == n_epochs and np.ptp(from_many_starts()) < 5e-4 < history_b.loss[-1] - history_a.loss[-1]",
)
say(
    "notes/swapped-start",
    "Two things differed at once, the rows and the start",
    "said == sum([not torch.equal(X_a, X_b), history_a.initial_weight != history_b.initial_weight])",
)
say(
    "own-generator-explain",
    "0.959 comes after 0.383, as it did in the first cell of this section",
    "said[1] == printed_numbers(printed['seeded-again'])[2] and said[0] == "
    "printed_numbers(printed['seeded-again'])[3] and said == tuple(torch.rand(4, "
    "generator=torch.Generator().manual_seed(seed)).tolist()[:1:-1])",
    opposite="said[0] == printed_numbers(printed['seeded-again'])[2]",
)
say.argued(
    "own-generator-explain",
    "running a cell twice also moves the global bookmark",
    "a cell that draws reads on each time",
)
say.argued(
    "notes/own-generator",
    "running a cell twice moves the global bookmark",
    "a cell that draws reads on each time",
)
say(
    "other-seeds-explain",
    "in these five samples the loss runs from 0.392 to 0.561, and the weight from 0.560 to 0.904",
    "said == (len(printed['other-seeds'].splitlines()), min(printed_numbers(printed['other-seeds'])[::2]), "
    "max(printed_numbers(printed['other-seeds'])[::2]), min(printed_numbers(printed['other-seeds'])[1::2]), "
    "max(printed_numbers(printed['other-seeds'])[1::2]))",
)
say(
    "other-seeds-explain",
    "because every run now agrees with the run before",
    "all(torch.equal(recipe()[k], recipe()[k]) for k in (1, 2)) and not torch.equal(recipe()[1], recipe(seed=43)[1])",
)
say(
    "notes/other-seeds",
    "These are five samples of forty people",
    "said == (len(printed['other-seeds'].splitlines()), len(REFERENCE.y))",
)
say(
    "notes/other-seeds",
    "There is nothing special about 42, and 43 would have looked much better in a paper.",
    "said == (42, 43) and printed_numbers(printed['other-seeds'])[6] < 0.8 * "
    "printed_numbers(printed['other-seeds'])[4] and 'seed 43: final loss 0.392' in printed['other-seeds']",
)
say(
    "notes/other-seeds",
    "In the first.",
    "len({int(10 * loss) for loss in printed_numbers(printed['other-seeds'])[::2]}) > 1",
)
say(
    "notes/other-seeds",
    "Forty people are few, and each seed draws forty others.",
    "said == (len(REFERENCE.y), len(reference_example(43).y))",
)
say(
    "recap",
    "Making the model first gives the course's reference figures.",
    "torch.equal(reference.X, X_a)",
    opposite="torch.equal(reference.X, X_b)",
)

# ------------------------------------------------------------ 3 · columns

say(
    "columns-and-float32",
    "With one feature, 40 people make a column of shape `(40, 1)`",
    "said == (len(REFERENCE.X), *REFERENCE.X.shape)",
)
say("notes/columns-and-float32", "Write the 3 by 3 corner on the board.", "said == (flat[:3] - column[:3]).shape")
say(
    "broadcast-explain",
    'The rule "positive where $x \\ge 5$" is right for 28 of our 40 people.',
    "said == (5, ((X >= float(said[0])) == (y == 1)).sum(), len(y))",
    at="accuracy-broadcast",
)
say(
    "slides/accuracy-broadcast",
    '"Positive where $x \\ge 5$" is right for 28 of our 40 people.',
    "said == (5, ((X >= float(said[0])) == (y == 1)).sum(), len(y))",
)
say("accuracy-broadcast-explain", "The true accuracy is 0.700.", "said == (called_positive == y).float().mean()")

say("broadcast-explain", "there are 400 numbers instead of 20", "said == ((flat - column).numel(), flat.numel())")
say.argued(
    ("broadcast-explain", "notes/columns-and-float32"),
    "from the right and stretches each 1 until it fits",
    "PyTorch's rule of broadcasting",
)
say(
    "broadcast-explain",
    "The column is repeated 20 times side by side, the flat tensor is repeated 20 times from top to bottom",
    "said == (flat - column).shape",
)
say("broadcast-explain", "of which you see three zeros", "said == (flat[:3] == column[:3]).sum()")
say(
    "accuracy-broadcast-explain",
    "which makes 1,600 pairs, and it finds 0.500",
    "said == ((called_positive == y_flat).numel(), (called_positive == y_flat).float().mean())",
)
say(
    "accuracy-broadcast-explain",
    "With classes of equal size it finds 0.500 for every rule, good or bad, because each call agrees with exactly "
    "half of all the labels.",
    "all(said[0] == a for a in flat_accuracies()) and said[1] == (y_flat == 1).float().mean()",
)
say(
    "slides/accuracy-broadcast",
    "With classes of equal size it is 0.500 for every rule.",
    "all(said == a for a in flat_accuracies())",
)
say("notes/accuracy-broadcast", "The rule is right for 28 of 40.", "said == ((called_positive == y).sum(), len(y))")
say(
    "notes/accuracy-broadcast",
    "Here the call for each person is compared with everybody's label, and each call agrees with exactly half of the "
    "labels, whatever the rule.",
    "all(said == a for a in flat_accuracies())",
)
say(
    "notes/accuracy-broadcast",
    "0.500 is reported, and the opposite rule would get 0.500 too",
    "said == ((called_positive == y_flat).float().mean(), (1 - called_positive == y_flat).float().mean())",
)
say(
    "bce-refuses-explain",
    "Only the first call is accepted.",
    "printed['bce-refuses'].startswith('no error') and printed['bce-refuses'].count('no error') == 1",
    opposite="printed['bce-refuses'].index('Error') < printed['bce-refuses'].index('no error')",
)
say(
    "notes/bce-predict",
    "The first message says deprecated and is an error all the same.",
    "'deprecated' in printed['bce-refuses'].split('RuntimeError')[0]",
    opposite="'deprecated' in printed['bce-refuses'].split('RuntimeError')[1]",
)
say(
    "slides/bce-predict",
    "two calls of the mean squared error, with floats and with whole numbers",
    "said == printed['whole-numbers'].count('no error')",
)
say(
    "whole-numbers-explain",
    "A product of whole numbers and floats is a float",
    "(y.long() * torch.log(p)).is_floating_point()",
)
say(
    "whole-numbers-explain",
    "It is `nn.BCELoss` that insists on floats.",
    "raises(torch.nn.BCELoss(), [[0.5]], [[1]]) and not raises(torch.nn.MSELoss(), [[0.5]], [[1]]) and not "
    "raises(torch.nn.BCELoss(), [[0.5]], [[1.0]])",
)
say(
    "misconception integer_targets",
    "neither nn.Linear nor nn.BCELoss takes integers",
    "raises(torch.nn.Linear(1, 1), [[1]]) and raises(torch.nn.BCELoss(), [[0.5]], [[1]])",
)
say(
    "three-faces",
    "in three ways",
    "said == len({'', 'UserWarning', 'ValueError'}) and 'UserWarning' in printed['mse-warns'] and 'ValueError' in "
    "printed['bce-refuses']",
)
say.argued(
    "notes/three-faces",
    "The first row is the dangerous one, because no message tells you.",
    "a wrong number alone cannot be told from a right one",
)
say.argued("notes/three-faces", "The error is the kindest of the three", "it alone stops the program")
say(
    "layer-refuses-explain",
    "the layer took the flat tensor for one person with 40 features",
    "'(1x40 and 1x1)' in printed['layer-refuses'] and said == X.numel()",
)
say("notes/layer-refuses", "one person with forty features", "said == X.numel()")
say("notes/layer-refuses", "One person with 40 features.", "said == X.numel()")
say(
    "dtypes-explain",
    "`.reshape(-1, 1)` for the column",
    "said == (-1, 1) and torch.rand(20).reshape(int(said[0]), int(said[1])).shape == (20, 1)",
)
say(
    "dtypes-explain",
    "Labels that are typed without a decimal point become 64-bit integers, and NumPy brings 64-bit floats.",
    "said == (torch.iinfo(torch.tensor([0, 1]).dtype).bits, "
    "torch.finfo(torch.from_numpy(np.array([0.0])).dtype).bits)",
)
say("notes/dtypes", "NumPy brings 64-bit floats", "said == torch.finfo(torch.from_numpy(np.array([0.0])).dtype).bits")
say(
    "notes/dtypes",
    "The first is int64, and the third is float64.",
    "[line.split('torch.')[-1] for line in printed['dtypes'].splitlines()][:3] == ['int64', 'float32', 'float64']",
    opposite="'int64' in printed['dtypes'].splitlines()[2]",
)
say.argued(
    "dtypes-explain",
    "a mean over all of that looks like any other number",
    "a mean is one number, whatever was averaged",
)
say(
    ("slides/three-faces", "recap"),
    "`.reshape(-1, 1)`",
    "said == (-1, 1) and torch.rand(20).reshape(int(said[0]), int(said[1])).shape == (20, 1)",
)

# ------------------------------------------------------------ 4 · the overlap

say.argued(("overlap", "slides/overlap"), "says that the red points lie from 7 to 10", "what the article says")
say(
    "overlap",
    "its code draws `rand(20) * 7 + 3`",
    "said == (len(positives), HIGH, LOW) and 'rand(n_per_class) * 7 + 3' in cell_source('draw-rows')",
    at="group-ranges",
)
say("slides/overlap", "Its code draws `rand(20) * 7 + 3`", "said == (len(positives), HIGH, LOW)")
say(
    "group-ranges-explain",
    "12 of the 20 positives lie below 7, the lowest at 3.043, and 14 of the 20 negatives lie above 3.",
    "said == ((positives < float(said[2])).sum(), len(positives), HIGH, positives.min(), (negatives > "
    "float(said[6])).sum(), len(negatives), LOW)",
    opposite="said[0] == (positives > 7).sum() or said[3] == positives.max() or said[4] == (negatives < 3).sum()",
    at="group-ranges",
)
say(
    "group-ranges-explain",
    "`rand(20) * 7 + 3` spreads red from 3 to 10",
    "said == (len(positives), HIGH, LOW, LOW, HIGH + LOW)",
    at="group-ranges",
)
say(
    "group-ranges-explain",
    "If red did start at 7, the two groups would not overlap, and a cut at 7 would make no mistake at all.",
    "said == (HIGH, HIGH) and world_error(HIGH, low=HIGH) == 0",
)
say(
    "notes/overlap",
    "If red did start at 7, a cut at 7 would make no mistake",
    "said == (HIGH, HIGH) and world_error(HIGH, low=HIGH) == 0",
)
say("group-ranges-explain", "40 rows show the recipe only roughly.", "said == len(X)", at="group-ranges")
say(
    "densities-figure",
    "a blue one from 0 to 7 for the negatives and a red one from 3 to 10 for the positives",
    "said == (0, HIGH, LOW, X_MAX)",
)
say(
    "densities-figure",
    "Two flat boxes of the same height",
    "said == len({0: box(1, 0, HIGH), 1: box(9, LOW, X_MAX)}) and box(1, 0, HIGH) == box(9, LOW, X_MAX)",
)
say(
    "densities-figure",
    "Both are 7 wide and $1/7 \\approx 0.143$ high, so both have an area of 1.",
    "said == (HIGH, box(1, 0, HIGH), box(1, 0, HIGH), HIGH * box(1, 0, HIGH)) and X_MAX - LOW == HIGH",
)
say(
    "densities-figure",
    "the part over the overlap is 4 wide and has an area of $4 \\times 1/7 = 4/7$.",
    "said == (HIGH - LOW, HIGH - LOW, 1 / HIGH, SHARE)",
)
say(
    "notes/densities",
    "From 3 to 7 it is four times one seventh, which is 4/7 of each class.",
    "said == (LOW, HIGH, HIGH - LOW, 1 / HIGH, SHARE)",
)
say("notes/densities", "The box is 7 wide, so it is 1/7 high.", "said == (HIGH, 1 / HIGH)")
say(
    "overlap-large-explain",
    "More than half of all people have a value of $x$ that occurs in both classes.",
    "said[0] < SHARE < said[0] + 0.1",
)
say("notes/overlap-large", "two million people", "said == len(X_large)")
say("slides/posterior-by-hand-explain", "Two million people in steps of length 1.", "said == (len(X_large), 1)")
say("notes/overlap-large", "Each box is only 7 wide, so it is 4 of 7.", "said == (HIGH, HIGH - LOW, HIGH)")

# ------------------------------------------------------------ 5 · the true probability

say("true-probability", "Somebody comes with $x = 5$.", "said == X_MAX / 2")
say(
    "true-probability",
    "Take 700 negatives and 700 positives and place them as evenly as the recipe says, so that each step of length 1 "
    "that a class covers holds 100 of its people.",
    "said == (n_each, n_each, 1, n_each / HIGH)",
    at="counting",
)
say(
    "notes/true-probability",
    "There are 700 of each class, placed evenly, so every step of length 1 that a class covers holds 100 of its "
    "people.",
    "said == (n_each, 1, n_each / HIGH)",
)
say(
    "notes/true-probability",
    "Read the lines from 3 to 7: the share is 0.500 in all four of them, and nothing climbs.",
    "said == (LOW, HIGH, truth(4.0), HIGH - LOW) and np.ptp(truth(IN_OVERLAP)) == 0",
    opposite="np.diff(truth(IN_OVERLAP)).max() > 0",
)
say(
    "counting-explain",
    "Below 3 nobody is positive, and above 7 everybody is.",
    "said == (LOW, HIGH) and truth(said[0] - 0.01) == 0 and truth(said[1] + 0.01) == 1",
    opposite="truth(said[0] + 0.01) == 0 or truth(said[1] - 0.01) == 1",
)
say(
    "counting-explain",
    "From 3 to 7 each step holds 100 people of each class, so the share is 0.500: one half, everywhere in the "
    "overlap.",
    "said == (LOW, HIGH, n_each / HIGH, truth(4.0), truth(4.0)) and (truth(IN_OVERLAP) == truth(4.0)).all()",
)
say(
    "counting-explain",
    "With classes of equal size $\\pi$ and $1 - \\pi$ are both $1/2$, so they cancel",
    "said == (1, 1 - 1 / 2)",
)
say(
    "counting-explain",
    "| below 3 | $1/7$ | $0$ | $\\frac{0}{0 + 1/7} = 0$ |",
    "said == (LOW, box(2, 0, HIGH), box(2, LOW, X_MAX), 0, 0, 1 / HIGH, truth(2.0))",
    opposite="truth(said[0] + 0.01) == 0",
)
say(
    "counting-explain",
    "| 3 to 7 | $1/7$ | $1/7$ | $\\frac{1/7}{1/7 + 1/7} = \\frac{1}{2}$ |",
    "said == (LOW, HIGH, box(4, 0, HIGH), box(4, LOW, X_MAX), 1 / HIGH, 1 / HIGH, 1 / HIGH, truth(4.0))",
)
say(
    "counting-explain",
    "| above 7 | $0$ | $1/7$ | $\\frac{1/7}{1/7 + 0} = 1$ |",
    "said == (HIGH, box(8, 0, HIGH), box(8, LOW, X_MAX), 1 / HIGH, 1 / HIGH, 0, truth(8.0))",
    opposite="truth(said[0] - 0.01) == 1",
)
say("slides/counting-explain", "the prevalence, the share of positives; here ½", "said == y_large.mean()")
say(
    "slides/counting-explain",
    "| below 3 | 1/7 | 0 | 0 |",
    "said == (LOW, box(2, 0, HIGH), box(2, LOW, X_MAX), truth(2.0))",
    opposite="truth(said[0] + 0.01) == 0",
)
say(
    "slides/counting-explain",
    "| 3 to 7 | 1/7 | 1/7 | ½ |",
    "said == (LOW, HIGH, box(4, 0, HIGH), box(4, LOW, X_MAX), truth(4.0))",
)
say(
    "slides/counting-explain",
    "| above 7 | 0 | 1/7 | 1 |",
    "said == (HIGH, box(8, 0, HIGH), box(8, LOW, X_MAX), truth(8.0))",
    opposite="truth(said[0] - 0.01) == 1",
)
say(
    "notes/counting-explain",
    "With classes of equal size both shares are one half, and they cancel.",
    "said == y_large.mean()",
)
say(
    "notes/counting-explain",
    "It is one half only where the two densities are equal as well.",
    "[x for x in range(11) if said == truth(x)] == [x for x in range(11) if box(x, 0, HIGH) == box(x, LOW, X_MAX)]",
)
say(
    "notes/counting-explain",
    "Below 3 the numerator is 0, and so is the posterior.",
    "said == (LOW, 0.5 * box(2, LOW, X_MAX)) and truth(said[0] - 0.01) == 0",
    opposite="truth(said[0] + 0.01) == 0",
)
say(
    "posterior-plot-figure",
    "A green staircase over $x$: 0 up to $x = 3$, one half from 3 to 7, and 1 from there to 10.",
    "said == (0, LOW, truth(4.0), LOW, HIGH, 1, X_MAX)",
)
say(
    "posterior-plot-figure",
    "Ten black crosses, the shares in the large sample, sit on it: three at 0, four at one half, three at 1.",
    "said == (len(shares), (shares == 0).sum(), 0, ((shares - 0.5).abs() < 0.005).sum(), 0.5, (shares == 1).sum(), 1)",
    at="posterior-plot",
)
say(
    "posterior-plot-figure",
    "The green line is level everywhere except for its two jumps.",
    "(np.diff(truth(np.linspace(0, 10, 1001))) != 0).sum() == 2",
)
say(
    "posterior-plot-figure",
    "it is so on the axis as a whole: blue on the left, red on the right",
    "X_large[y_large == 0].mean() < 5 < X_large[y_large == 1].mean()",
)
say(
    "posterior-plot-figure",
    "But between 3 and 7 both boxes are equally high at every $x$.",
    "said == (LOW, HIGH) and (box(IN_OVERLAP, 0, HIGH) == box(IN_OVERLAP, LOW, X_MAX)).all()",
)
say(
    ("posterior-plot-figure", "notes/posterior-by-hand-explain"),
    "6.9 is as uncertain as 3.1",
    "truth(float(said[0])) == truth(float(said[1])) == 0.5 and said[0] > HIGH - 0.2 and said[1] < LOW + 0.2 and "
    "said[0] < HIGH and said[1] > LOW",
    opposite="truth(float(said[0])) != truth(float(said[1]))",
)
say(
    ("posterior-plot-figure", "notes/posterior-by-hand-explain"),
    "A sigmoid with a weight above 0 rises everywhere, so it cannot have this shape.",
    "all(bool((torch.sigmoid(w * x.double() - 5 * w).diff() > 0).all()) for w in (0.1, 0.613, 1, 3)) and "
    "np.ptp(truth(IN_OVERLAP)) == 0",
    at="posterior-plot",
)
say(
    "posterior-plot-figure",
    "for no weight and no bias do its predicted probabilities equal the true ones",
    "truth(2.0) < truth(4.0) == truth(6.0) < truth(8.0)",
)
say(
    "notes/posterior-by-hand-explain",
    "Inside the overlap x says nothing",
    "np.ptp(truth(IN_OVERLAP)) == 0 < np.ptp(truth(np.linspace(0, 10, 101)))",
)
say(
    "posterior-plot-figure",
    "with mean 3 for the negatives, mean 7 for the positives, and a standard deviation of 2 for both",
    "said == (LOW, HIGH, 2) and 'normal_density(x, 3), normal_density(x, 7)' in cell_source('normal-world') and "
    "'sd=2.0' in cell_source('normal-world')",
)
say(
    "slides/normal-world",
    "Normal distributions with means 3 and 7 and standard deviation 2",
    "said == (3, 7, 2) and 'normal_density(x, 3), normal_density(x, 7)' in cell_source('normal-world') and 'sd=2.0' "
    "in cell_source('normal-world')",
)
say(
    "posterior-plot-figure",
    "\\frac{e^{-(x - 7)^2 / 8}}{e^{-(x - 3)^2 / 8}} = \\frac{(x - 3)^2 - (x - 7)^2}{8}$$",
    "said == (7, 8, 3, 8, 3, 7, 8) and float(said[1]) == 2 * 2.0**2 and np.allclose(normal_log_odds(IN_OVERLAP, 3, "
    "7, 2, 2), IN_OVERLAP - 5)",
)
say(
    "posterior-plot-figure",
    "a normal distribution with mean $m$ and standard deviation 2 is $e^{-(x - m)^2 / 8}$ times a constant, where 8 "
    "is $2 \\cdot 2^2$",
    "said == (2, 8, 8, 2, 2) and said[1] == float(said[3]) * float(said[4]) ** 2 and np.ptp(normal_density(x, 3) / "
    "torch.exp(-((x - 3) ** 2) / float(said[1])).numpy()) < 1e-6",
    at="normal-world",
)
say(
    "posterior-plot-figure",
    "$$= \\frac{(x^2 - 6x + 9) - (x^2 - 14x + 49)}{8} = \\frac{8x - 40}{8} = x - 5.$$",
    "said[0] == 3**2 and said[1] == 7**2 and said[2] == 8 and said[3] == 49 - 9 and said[4] == 8 and said[5] == 40 / "
    "8",
)
say(
    "slides/normal-world",
    "= \\frac{(x - 3)^2 - (x - 7)^2}{8} = \\frac{8x - 40}{8} = x - 5",
    "said == (3, 7, 8, 7**2 - 3**2, 8, 40 / 8)",
)
say(
    "posterior-plot-figure",
    "with weight 1 and bias −5",
    "said == (normal_log_odds(1, 3, 7, 2, 2) - normal_log_odds(0, 3, 7, 2, 2), normal_log_odds(0, 3, 7, 2, 2))",
)
say(
    "normal-world-explain",
    "Bayes' rule and the sigmoid agree at all 1,001 places that we tried, and the posterior is 0.119, 0.500 and "
    "0.881.",
    "said == (len(x), posterior[x == 3], posterior[x == 5], posterior[x == 7]) and (posterior - torch.sigmoid(x - "
    "5)).abs().max() < 1e-5",
)
say(
    "normal-world-explain",
    "The same steps work for any means of the two classes, as long as both have the same standard deviation.",
    "all(bend(normal_log_odds(IN_OVERLAP, a, b, sd, sd)) < 1e-9 for a in (-20.0, 0.0, 3.0) for b in (-1.0, 4.0, 30.0) "
    "for sd in (0.5, 2.0, 7.0)) and all(bend(normal_log_odds(IN_OVERLAP, 3, 7, 2, sd)) > 1e-4 for sd in (1.5, 2.5, "
    "3.0))",
)
say(
    "notes/normal-world",
    "The log-odds are a parabola, not a line.",
    "bend(normal_log_odds(IN_OVERLAP, 3, 7, 2, 3)) > 1e-4 and bend(np.diff(normal_log_odds(IN_OVERLAP, 3, 7, 2, 3))) "
    "< 1e-9",
)
say.argued("notes/normal-world", "x squared appears twice and cancels", "once in each square, with opposite signs")
say(
    "recap",
    "The true probability of infection is 0 below 3, one half from 3 to 7, and 1 above 7.",
    "said == (truth(2.0), LOW, truth(4.0), LOW, HIGH, truth(8.0), HIGH)",
    opposite="truth(LOW + 0.01) == 0 or truth(HIGH - 0.01) == 1",
)
say(
    "slides/recap",
    "The true probability: 0 below 3, one half from 3 to 7, 1 above 7.",
    "said == (truth(2.0), LOW, truth(4.0), LOW, HIGH, truth(8.0), HIGH)",
    opposite="truth(LOW + 0.01) == 0 or truth(HIGH - 0.01) == 1",
)
say(
    "recap",
    "With two normal distributions of equal spread it is exactly a sigmoid.",
    "said == len({0: 3, 1: 7}) and (posterior - torch.sigmoid(x - 5)).abs().max() < 1e-5",
    at="normal-world",
)

# ------------------------------------------------------------ 6 · the best possible error

say(
    "best-error",
    'You would say "negative" below 3 and "positive" above 7, and there you would never be wrong.',
    "said == (LOW, HIGH) and truth(said[0] - 0.01) == 0 and truth(said[1] + 0.01) == 1",
    opposite="truth(said[0] + 0.01) == 0 or truth(said[1] - 0.01) == 1",
)
say(
    "best-error",
    "Between 3 and 7 it is a coin toss: whatever you say, you are wrong half of the time.",
    "said == (LOW, HIGH, truth(4.0)) and said[2] == 1 - truth(4.0)",
)
say("best-error", "A share of $4/7$ of all people lies there", "said == SHARE")
say("best-error", "\\frac{4}{7} \\times \\frac{1}{2} = \\frac{2}{7}", "said == (SHARE, truth(4.0), bayes_error())")
say("notes/best-error", "Even then you would be wrong half of the time in the overlap.", "said == 1 - truth(4.0)")
say("notes/best-error", "in the overlap it is one half", "said == truth(4.0)")
say("notes/best-error", "You are wrong for 2/7 of all people.", "said == bayes_error()")
say.argued("mistakes", "a positive below the cut, so it is called negative", "a definition")
say(
    "cuts-explain",
    "Five cuts, 3 to 7, all reach the Bayes error, and so does every value between them.",
    "said == (len(best_cuts()), best_cuts()[0], best_cuts()[-1]) and np.allclose([world_error(c) for c in "
    "IN_OVERLAP], bayes_error())",
)
say(
    "cuts-explain",
    "A share $(7 - c)/7$ of the negatives is at or beyond it, and a share $(c - 3)/7$ of the positives is below it.",
    "said == (HIGH, HIGH, LOW, X_MAX - LOW) and np.allclose([2 * false_shares(c)[0] for c in IN_OVERLAP], (HIGH - "
    "IN_OVERLAP) / HIGH) and np.allclose([2 * false_shares(c)[1] for c in IN_OVERLAP], (IN_OVERLAP - LOW) / HIGH)",
    opposite="2 * false_shares(4)[1] == 1 - (4 - LOW) / HIGH",
)
say("cuts-explain", "Half of the people are in each class", "said == y_large.mean()")
say(
    "cuts-explain",
    "$$\\text{error} = \\frac{1}{2} \\cdot \\frac{7 - c}{7} + \\frac{1}{2} \\cdot \\frac{c - 3}{7} = \\frac{1}{2} "
    "\\cdot \\frac{7 - c + c - 3}{7} = \\frac{1}{2} \\cdot \\frac{4}{7} = \\frac{2}{7}.$$",
    "said == (0.5, HIGH, HIGH, 0.5, LOW, HIGH, 0.5, HIGH, LOW, HIGH, 0.5, (HIGH - LOW) / HIGH, bayes_error())",
)
say(
    "slides/cuts-explain",
    "$$\\text{error} = \\frac{1}{2} \\cdot \\frac{7 - c}{7} + \\frac{1}{2} \\cdot \\frac{c - 3}{7} = \\frac{1}{2} "
    "\\cdot \\frac{4}{7} = \\frac{2}{7}$$",
    "said == (0.5, HIGH, HIGH, 0.5, LOW, HIGH, 0.5, (HIGH - LOW) / HIGH, bayes_error())",
)
say("slides/cuts-explain", "For a cut $c$ from 3 to 7:", "said == (LOW, HIGH)")
say(
    ("cuts-explain", "slides/cuts-explain"),
    "Moving the cut up trades false positives for false negatives, one for one",
    "all(abs(np.sum(np.subtract(false_shares(c + 0.5), false_shares(c)))) < 1e-12 and false_shares(c + 0.5)[0] < "
    "false_shares(c)[0] for c in np.linspace(3, 6.5, 8))",
)
say(
    "cuts-explain",
    "one kind of mistake is already at 0, and the other grows the further out the cut goes",
    "false_shares(2)[1] == false_shares(8)[0] == 0 and false_shares(3)[0] < false_shares(2)[0] < false_shares(1)[0] "
    "and false_shares(7)[1] < false_shares(8)[1] < false_shares(9)[1]",
)
say.argued("notes/cuts-predict", "an FN is called negative and is infected", "a definition")
say("notes/cuts-predict", "Five bars are equally high.", "said == len(best_cuts())")
say(
    "notes/cuts-predict",
    "each step takes 1/14, about 0.071, from the blue part and adds it to the red one",
    "said == (false_shares(4)[0] - false_shares(5)[0], false_shares(5)[1] - false_shares(4)[1])",
    opposite="said[0] == false_shares(5)[0] - false_shares(4)[0]",
)
say(
    "notes/cuts-predict",
    "3, 4, 5, 6 and 7 are equally good, and so is every value between them.",
    "said == best_cuts() and np.allclose([world_error(c) for c in IN_OVERLAP], bayes_error())",
)
say(
    "notes/cuts-explain",
    "with c = 4 and then with the letter",
    "said == 4 and (HIGH - said[0]) / HIGH / 2 + (said[0] - LOW) / HIGH / 2 == bayes_error() and said[0] in "
    "best_cuts()",
)
say(
    "notes/cuts-explain",
    "one seventh of the negatives is now called rightly and one seventh of the positives is now missed, and each "
    "class is one half of all people",
    "said == (2 * (false_shares(4)[0] - false_shares(5)[0]), 2 * (false_shares(5)[1] - false_shares(4)[1]), "
    "y_large.mean())",
)
say(
    "error-plot-figure",
    "Three curves over the cut, from 0 to 10.",
    "said == (len(ax.lines), cuts.min(), cuts.max())",
    at="error-plot",
)
say(
    "error-plot-figure",
    "The false positives fall in a straight line from one half to 0 at $x = 7$.",
    "said == (false_shares(0)[0], false_shares(7)[0], HIGH) and bend([false_shares(c)[0] for c in np.linspace(0, 7, "
    "29)]) < 1e-9 and false_shares(1)[0] < false_shares(0)[0]",
)
say(
    "error-plot-figure",
    "The false negatives are 0 up to $x = 3$ and then rise in a straight line to one half.",
    "said == (false_shares(1)[1], LOW, false_shares(10)[1]) and false_shares(LOW)[1] == 0 and "
    "bend([false_shares(c)[1] for c in np.linspace(3, 10, 29)]) < 1e-9 and false_shares(4)[1] > false_shares(3)[1]",
)
say(
    "error-plot-figure",
    "it falls to 2/7 at 3, is flat up to 7, and then rises again",
    "said == (world_error(LOW), LOW, HIGH) and world_error(2) > world_error(3) and np.ptp([world_error(c) for c in "
    "IN_OVERLAP]) < 1e-9 and world_error(7) < world_error(8)",
)
say(
    "notes/error-plot",
    "One line falls and one rises, and over the overlap they do it at the same rate.",
    "all(false_shares(c + 0.5)[0] < false_shares(c)[0] and false_shares(c + 0.5)[1] > false_shares(c)[1] and "
    "abs(np.sum(np.subtract(false_shares(c + 0.5), false_shares(c)))) < 1e-12 for c in np.linspace(3, 6.5, 8))",
)
say(
    "notes/error-plot",
    "3 and 7 are just as good as 5",
    "abs(world_error(float(said[0])) - world_error(float(said[2]))) < 1e-12 and abs(world_error(float(said[1])) - "
    "world_error(float(said[2]))) < 1e-12 and said[0] == best_cuts()[0] and said[1] == best_cuts()[-1] and said[2] "
    "== sum(said[:2]) / 2",
)
say(
    ("error-plot-figure", "slides/wild-rule"),
    '"positive" wherever the third decimal of $x$ is odd',
    "(odd_decimal == ((X_large.double() * 1000).floor() % 2 == 1)).double().mean() > 0.999",
    at="wild-rule",
)
say(
    "wild-rule-explain",
    "In the overlap every decision is a coin toss, so all ways of deciding are equally good.",
    "(truth(IN_OVERLAP) == 0.5).all() and abs(float(wrong.float().mean()) - world_error(5)) < 0.001",
)
say(
    "notes/wild-rule",
    "Every decision in the overlap is a coin toss, so all ways of deciding are equally good.",
    "(truth(IN_OVERLAP) == 0.5).all() and abs(float(wrong.float().mean()) - world_error(5)) < 0.001",
)
say(
    "notes/overlap",
    "By the sentence there are none, but the data show 12 of 20.",
    "said == ((positives < HIGH).sum(), len(positives))",
)
say.argued(
    "wild-rule-explain",
    "with most data sets nobody knows the limit",
    "the true posterior of real data is not known",
)
say(
    ("wild-rule-explain", "notes/wild-rule"),
    "neural network, a million rows or a finer cut cannot help",
    "said == n_large and rule_errors()[:-1].min() > bayes_error() - 1e-9 and min(world_error(c) for c in "
    "np.linspace(0, 10, 10_001)) > bayes_error() - 1e-9",
)
say(
    "slides/wild-rule",
    "It cannot: the information is not in $x$.",
    "rule_errors()[:-1].min() > bayes_error() - 1e-9 and np.ptp(truth(IN_OVERLAP)) == 0",
)
say("wild-rule-explain", "The error rate cannot tell us.", "np.ptp([world_error(c) for c in IN_OVERLAP]) < 1e-12")
say(
    "notes/wild-rule",
    "More people let us see the limit more sharply, but they do not move it.",
    "sample_errors(5, 200).std() < sample_errors(5).std() / 2 and abs(sample_errors(5, 200).mean() - bayes_error()) < "
    "0.01 > abs(sample_errors(5).mean() - bayes_error())",
)
say(("recap", "slides/recap"), "The Bayes error is 2/7", "said == bayes_error()")
say(
    "recap",
    "With classes of equal size every cut from 3 to 7 reaches it, and moving the cut trades false positives for "
    "false negatives, one for one.",
    "said == (LOW, HIGH) and np.allclose([world_error(c) for c in IN_OVERLAP], bayes_error())",
)
say(
    "slides/recap",
    "Every cut from 3 to 7 reaches it and only trades false positives for false negatives.",
    "said == (LOW, HIGH) and np.allclose([world_error(c) for c in IN_OVERLAP], bayes_error())",
)
say("notes/recap", "Let somebody explain 2/7 to the room", "said == bayes_error()")

# ------------------------------------------------------------ 7 · other worlds

say("other-worlds", "half of these people are called wrongly", "said == truth(4.0)")
say(
    "other-worlds",
    "A share $v / \\frac{10 + v}{2}$ of each class is then in the overlap",
    "all(abs(np.ptp(overlap_interval(v)) / overlap_interval(v)[1] - v / ((float(said[0]) + v) / float(said[1]))) < "
    "1e-12 for v in range(1, 11)) and said == (X_MAX, 2)",
)
say(
    "other-worlds",
    "it runs from $5 - v/2$ to $5 + v/2$",
    "said[0] == said[2] and said[1] == 2 and said[3] == 2 and all(overlap_interval(v) == (said[0] - v / said[1], "
    "said[2] + v / said[3]) for v in range(11))",
)
say(
    "other-worlds",
    "So the negatives are spread from 0 to $5 + v/2 = (10 + v)/2$, and the positives over a stretch that is just as "
    "long.",
    "said[:1] == (0,) and all(said[1] + v / float(said[2]) == (said[3] + v) / float(said[4]) == "
    "overlap_interval(v)[1] == X_MAX - overlap_interval(v)[0] for v in range(11)) and said[2] == 2",
)
say(
    "slides/other-worlds",
    "Each box is $(10 + v)/2$ long",
    "said == (X_MAX, 2) and all(overlap_interval(v)[1] == (X_MAX + v) / 2 for v in range(11))",
)
say(
    ("other-worlds", "slides/other-worlds"),
    "\\text{Bayes error} = \\frac{1}{2} \\cdot \\frac{v}{(10 + v)/2} = \\frac{v}{10 + v}",
    "said == (truth(4.0), X_MAX, 2, X_MAX) and all(abs(bayes_error(overlap=v) - v / (X_MAX + v)) < 1e-12 for v in "
    "range(11))",
)
say(
    ("other-worlds", "slides/other-worlds"),
    "centred on 5",
    "all(sum(overlap_interval(v)) / 2 == said[0] for v in range(11))",
)
say(
    "overlaps-explain",
    "It runs from 0.000, where the classes lie side by side, to 0.500, where both cover the whole axis",
    "said == (bayes_error(overlap=0), bayes_error(overlap=10)) and np.ptp(overlap_interval(0)) == 0 and "
    "overlap_interval(10) == (0, X_MAX)",
)
say("overlaps-explain", "Our overlap of 4 is in between, with 0.286.", "said == (HIGH - LOW, bayes_error())")
say(
    "notes/other-worlds",
    "Put v = 4 into the formula and find 2/7 again.",
    "said[1] == said[0] / (10 + said[0]) and said[1] == bayes_error()",
)
say(
    "notes/other-worlds",
    "It is one half: a coin is still right half of the time.",
    "said == (bayes_error(overlap=10), 1 - bayes_error(overlap=10))",
)
say("overlaps-explain", "a live figure with three sliders", "said == len(explorer.state)", at="explorer")
say("overlaps-explain", "find an overlap with a Bayes error of about 0.1.", "said == bayes_error(overlap=10 / 9)")
say(
    "notes/explorer",
    "Solve v/(10 + v) = 0.1 on paper: v = 0.1 (10 + v), so 0.9 v = 1, and v is 10/9, about 1.11.",
    "said == (10, bayes_error(overlap=10 / 9), 0.1, 10, 1 - 0.1, 1, 1 / 0.9, 1 / 0.9)",
)
say(
    "explorer-figure",
    "On the left is a sample of two classes of 20 over $x$ from 0 to 10",
    "said == (explorer.class_size, 0, X_MAX)",
    opposite="explorer.class_size != 20",
    at="explorer",
)
say(
    "explorer-figure",
    "On the right, for each step of length 1 with anybody in it, there is a grey bar as high as the share of "
    "positives, and over the bars the true probability as a staircase: 0, one half from 3 to 7, then 1.",
    "said == (1, truth(2.0), truth(4.0), LOW, HIGH, truth(8.0))",
    opposite="explorer.overlap != HIGH - LOW",
    at="explorer",
)
say(
    "explorer-figure",
    "When the class size grows, the bars over the overlap gather around one half, and the error of the sample tends "
    "to come closer to the Bayes error.",
    "said == truth(4.0) and bars(300) < bars(20) / 2 and explorer_gap(300) < explorer_gap(20) / 2",
)
say(
    "notes/explorer",
    "Then move the class size: the bars over the overlap gather around one half.",
    "said == truth(4.0) and bars(300) < bars(20) / 2",
)
say(
    "explorer-figure",
    "It may lie above it or below it.",
    "sample_errors(5).min() < bayes_error() < sample_errors(5).max()",
)
say(
    "explorer-figure",
    "the level part of the staircase at one half gets longer or shorter",
    "said == truth(4.0) and np.ptp(overlap_interval(2)) < np.ptp(overlap_interval(4)) < np.ptp(overlap_interval(6))",
)
say("explorer-figure", "At 10 the level part is all there is.", "overlap_interval(float(said[0])) == (0, X_MAX)")
say(
    "explorer-figure",
    "At 0 it is gone, and the cut makes no mistake.",
    "np.ptp(overlap_interval(0)) == 0 and bayes_error(overlap=0) == 0 == world_error(5, low=5, high=5)",
)
say(
    "notes/explorer",
    "Only the points change. The other two belong to the world",
    "said == len((truth, bayes_error)) and not np.array_equal(explorer.sample()[0], make_overlapping_classes(20, 20, "
    "seed=43)[0])",
)
say(
    "explorer-read-explain",
    "in this one the error of the cut is 0.375, well above the 0.286 that the same rule has among all people",
    "said == (fp + fn, world_error(5)) and said[0] > 1.2 * said[1]",
    at="explorer-read",
)
say(
    "explorer-read-explain",
    "for the decision they are indeed the easiest case",
    "bayes_error(overlap=0) < min(bayes_error(overlap=v) for v in range(1, 11))",
)
say(
    "explorer-read-explain",
    "never comes to an end: its weight keeps growing",
    "separable_weights()[0] < separable_weights()[1] < separable_weights()[2]",
)
say(
    "explorer-read-explain",
    "Half of the people in our samples are infected because we drew as many positives as negatives",
    "said == y_live.mean()",
    at="explorer-read",
)
say.argued("explorer-read-explain", "in a real screening it may be far fewer", "it may; notebook 06 has such data")
say(
    "explorer-read-explain",
    "The best decision in the overlap is then the larger class, and all the mistakes are made on the smaller one.",
    "truth(4.0, 0.1) < 0.5 and false_shares(7, prevalence=0.1)[0] == 0 < false_shares(7, prevalence=0.1)[1] and "
    "best_cuts(prevalence=0.1) == (7,)",
)
say(
    "rare-class-explain",
    "Now only $x \\ge 7$ reaches the Bayes error of 0.057. The free choice between 3 and 7 is gone, because moving "
    "the cut down now adds nine false positives for every false negative that it saves.",
    "said == (*best_cuts(prevalence=0.1), bayes_error(prevalence=0.1), LOW, HIGH, (false_shares(4, "
    "prevalence=0.1)[0] - false_shares(5, prevalence=0.1)[0]) / (false_shares(5, prevalence=0.1)[1] - "
    "false_shares(4, prevalence=0.1)[1])) and [c for c in np.linspace(0, 10, 1001) if world_error(c, "
    "prevalence=0.1) < bayes_error(prevalence=0.1) + 1e-9] == [said[0].value]",
)
say(
    "notes/rare-class",
    "Moving the cut down adds nine false positives for every false negative that it saves.",
    "said == (false_shares(4, prevalence=0.1)[0] - false_shares(5, prevalence=0.1)[0]) / (false_shares(5, "
    "prevalence=0.1)[1] - false_shares(4, prevalence=0.1)[1])",
)
say(
    "rare-class-explain",
    "this best rule misses $4/7$ of the infected",
    "said == false_shares(7, prevalence=0.1)[1] / 0.1 and world_error(7, prevalence=0.1) < world_error(5, "
    "prevalence=0.1) < world_error(3, prevalence=0.1)",
)
say(
    "slides/rare-class",
    "Only $x \\ge 7$ reaches the Bayes error, and it misses 4/7 of the infected.",
    "said == (*best_cuts(prevalence=0.1), false_shares(7, prevalence=0.1)[1] / 0.1)",
)
say(
    "rare-class-explain",
    "A rule that calls everybody negative has an error of only 0.100, although it finds nobody.",
    "said == y_rare.mean() and false_shares(10, prevalence=0.1) == (0, 0.1)",
)
say(
    "notes/rare-class",
    "the rule that finds nobody has an error of only 0.100",
    "said == y_rare.mean() and false_shares(10, prevalence=0.1) == (0, 0.1)",
)
say(
    "notes/rare-class",
    "In the overlap the posterior is now 0.1, so calling somebody negative is right nine times out of ten.",
    "said[0] == truth(4.0, 0.1) and said[1] / said[2] == 1 - truth(4.0, 0.1) and said[1] == 9",
)
say(
    "notes/rare-class",
    "Only 7. The three were equally good because the classes were equally large.",
    "said[0] == best_cuts(prevalence=0.1)[0] and said[1] == len((3, 5, 7)) and abs(world_error(3) - world_error(7)) "
    "< 1e-12",
)

# ------------------------------------------------------------ 8 · small samples

say(
    "small-sample",
    "$x \\ge 5$, whose true error is exactly 2/7, and measure its error on samples of 40 people",
    "said[0] in best_cuts() and said[1] == world_error(float(said[0])) and said[2] == 2 * n_per_class and said[0] == "
    "5",
)
say("slides/small-sample", "The rule $x \\ge 5$ has a true error of exactly 2/7", "said == (5, world_error(5))")
say("slides/small-sample", "We measure it on 40 people.", "said == 2 * n_per_class")
say(
    "six-samples-explain",
    "the same rule has errors from 0.175 to 0.500",
    "said == (min(printed_numbers(printed['six-samples'])[1::3]), max(printed_numbers(printed['six-samples'])[1::3]))",
)
say(
    "notes/small-sample",
    "its errors run from 0.175 to 0.500",
    "said == (min(printed_numbers(printed['six-samples'])[1::3]), max(printed_numbers(printed['six-samples'])[1::3]))",
)
say(
    "six-samples-explain",
    "in some $x \\ge 4$ is best, in some $x \\ge 5$, in one $x \\ge 6$, and in one all three are equal",
    "said == (4, 5, 6, 3) and winners(printed['six-samples'])[0] > 1 < winners(printed['six-samples'])[1] and "
    "winners(printed['six-samples'])[2:] == (1, 1)",
)
say(
    "notes/small-sample",
    "in some of them 4 is best, in some 5, in one 6, and in one all three are equal",
    "said == (4, 5, 6, 3) and winners(printed['six-samples'])[0] > 1 < winners(printed['six-samples'])[1] and "
    "winners(printed['six-samples'])[2:] == (1, 1)",
)
say(
    "six-samples-explain",
    "We know that in truth these rules are equally good",
    "np.ptp([world_error(c) for c in (4, 5, 6)]) < 1e-12",
)
say(
    "notes/small-sample",
    "With forty people they differ by tenths.",
    "said == 2 * n_per_class and np.ptp(printed_numbers(printed['six-samples'])[1::3]) > 0.2",
)
say(
    "thousand-samples-explain",
    "In 519 of the 1,000 samples the rule looks better than possible.",
    "said == ((errors < 2 / 7).sum(), len(errors)) and errors.min() < bayes_error()",
)
say(
    "thousand-samples-explain",
    "With 4,000 people, which is 100 times as many, it is a tenth of that, because $\\sqrt{100} = 10$.",
    "said == (4000, 4000 / 40, (2 / 7 * 5 / 7 / 4000) ** 0.5 / (2 / 7 * 5 / 7 / 40) ** 0.5, 100, 100**0.5) and "
    "abs(many_rows.std() / errors.std() - 0.1) < 0.01",
)
say(
    "notes/thousand-samples",
    "With a hundred times as many people it is a tenth of that",
    "said == (4000 / 40, (2 / 7 * 5 / 7 / 4000) ** 0.5 / (2 / 7 * 5 / 7 / 40) ** 0.5)",
)
say(
    "notes/thousand-samples",
    "Nobody can beat it among all people, but in about half of all small samples the error happens to lie below it.",
    "all(abs(chance_below(n) - said[0]) < 0.1 for n in range(20, 201)) and errors.min() < bayes_error()",
)
say(
    "errors-plot-figure",
    "Over each measured error it shows how many of the 1,000 samples of 40 people had it.",
    "said == (len(errors), 2 * n_per_class)",
)
say(
    "errors-plot-figure",
    "about half of all small samples show such a number",
    "all(abs(chance_below(n) - said[0]) < 0.1 for n in range(20, 201))",
)
say(
    "errors-plot-figure",
    "Below the limit there is only luck, and if you try many cuts or many seeds, you are collecting luck.",
    "reported_best().mean() < sample_errors(5).mean() - 0.02 and min(world_error(c) for c in np.linspace(0, 10, "
    "101)) > bayes_error() - 1e-9",
)
say(
    "errors-plot-figure",
    "almost all of the errors are below 0.500, the error of pure guessing",
    "(errors < float(said[0])).float().mean() > 0.98 and said == world_error(0)",
    opposite="(errors > 0.5).float().mean() > 0.02",
)
say(
    "notes/errors-plot",
    "almost all of the errors are below one half",
    "(errors < float(said[0])).float().mean() > 0.98 and said == world_error(0)",
    opposite="(errors > 0.5).float().mean() > 0.02",
)
say(
    "errors-plot-figure",
    "They do not show that the cuts 4 and 5 are equally good: in most samples one of the two looks better than the "
    "other.",
    "said[1] == said[0] + 1 and LOW < said[0] < HIGH and abs(world_error(float(said[0])) - "
    "world_error(float(said[1]))) < 1e-12 and "
    "(np.abs(sample_errors(float(said[0])) - sample_errors(float(said[1]))) > 1e-9).mean() > 0.75",
    opposite="(np.abs(sample_errors(4) - sample_errors(5)) < 1e-9).mean() > 0.5",
)
say(
    "notes/errors-plot",
    "That the cuts 4 and 5 are equally good: in most samples one of the two looks better.",
    "said[1] == said[0] + 1 and LOW < said[0] < HIGH and abs(world_error(float(said[0])) - "
    "world_error(float(said[1]))) < 1e-12 and "
    "(np.abs(sample_errors(float(said[0])) - sample_errors(float(said[1]))) > 1e-9).mean() > 0.75",
    opposite="(np.abs(sample_errors(4) - sample_errors(5)) < 1e-9).mean() > 0.5",
)
say.argued("notes/errors-plot", "Somebody tries twenty cuts and reports the best.", "a story to ask about")
say(
    "notes/errors-plot",
    "the smallest of many measured errors tends to lie below the true one",
    "(reported_best() < bayes_error()).mean() > 0.7",
    opposite="(reported_best() > bayes_error()).mean() > 0.3",
)
say("recap", "may well be less than the Bayes error", "0.4 < chance_below(40)", opposite="chance_below(40) < 0.4")
say(
    "slides/recap",
    "A small sample may well show less than the Bayes error.",
    "0.4 < chance_below(40)",
    opposite="chance_below(40) < 0.4",
)

# ------------------------------------------------------------ formulas, and what the figures show

say(
    "counting-explain",
    "$$P(y = 1 \\mid x) = \\frac{\\pi\\, f_1(x)}{\\pi\\, f_1(x) + (1 - \\pi)\\, f_0(x)}$$",
    "said == (1, 1) and all(np.allclose(share * box(x_here, LOW, X_MAX) / (share * box(x_here, LOW, X_MAX) + (1 - "
    "share) * box(x_here, 0, HIGH)), true_posterior(x_here, prevalence=share)) for share in (0.1, 0.5, 0.7) for "
    "x_here in (1.0, 4.0, 6.5, 9.0))",
    at="posterior-by-hand",
)
say(
    "slides/counting-explain",
    "$$P(y = 1 \\mid x) = \\frac{\\pi\\, f_1(x)}{\\pi\\, f_1(x) + (1 - \\pi)\\, f_0(x)}$$",
    "said == (1, 1) and all(np.allclose(share * box(x_here, LOW, X_MAX) / (share * box(x_here, LOW, X_MAX) + (1 - "
    "share) * box(x_here, 0, HIGH)), true_posterior(x_here, prevalence=share)) for share in (0.1, 0.5, 0.7) for "
    "x_here in (1.0, 4.0, 6.5, 9.0))",
    at="posterior-by-hand",
)
say(
    "posterior-plot-figure",
    "Bayes' rule gives the posterior $p = f_1 / (f_1 + f_0)$, so $1 - p = f_0 / (f_1 + f_0)$, and the odds $p / (1 "
    "- p)$ are $f_1 / f_0$",
    "said == (1, 1) and torch.allclose(posterior / (1 - posterior), f1 / f0, rtol=1e-3) and torch.allclose(1 - "
    "posterior, f0 / (f1 + f0), atol=1e-6)",
    at="normal-world",
)
say(
    "own-generator-explain",
    "The global generator has moved far down the same list.",
    "torch.equal(torch.rand(1003, generator=torch.Generator().manual_seed(seed))[1000:].round(decimals=3), "
    "torch.tensor(printed_numbers(printed['own-generator'])[-3:]))",
)
say(
    "group-ranges-explain",
    "The negatives are spread evenly over a length of 7, so their density is a box with an area of 1.",
    "said == (HIGH, HIGH * box(1, 0, HIGH))",
)
say(
    "explorer-figure",
    "A vertical line in both marks the cut at $x = 5$.",
    "said == CUT and all(any(list(line.get_xdata()) == [CUT, CUT] for line in ax.lines) for ax in "
    "explorer.static().axes)",
    at="explorer",
)
say(
    "errors-plot-figure",
    "A histogram with one large hump.",
    "humps(errors) == 1",
    at="errors-plot",
)
say(
    ("thousand-samples-explain", "notes/thousand-samples"),
    "On average the measured error is right",
    "abs(errors.mean() - bayes_error()) < 2 * errors.std() / len(errors) ** 0.5",
    at="thousand-samples",
)
say(
    "thousand-samples-explain",
    "But a single error, measured on 40 people, is typically off by about 0.071.",
    "said == (2 * n_per_class, (2 / 7 * 5 / 7 / float(said[0])) ** 0.5) and abs(sample_errors(5).std() - "
    "float(said[1])) < 0.005",
)
say(
    "thousand-samples-explain",
    "tandard deviation of a measured error rate",
    "all(abs(drawn_errors(e, n).std() / (e * (1 - e) / n) ** 0.5 - 1) < 0.05 for e in (0.1, 2 / 7) for n in (40, "
    "1000))",
)

# ------------------------------------------------------------ exercises

say.argued("exercises", "run the cell, and then run the one below it", "the cell with `check` stands below")
say(
    "exercises", "Numbers are compared to four decimals, unless the task says otherwise",
    "all(exercises()[number].atol == 10 ** -said[0].value for number in ('2.1', '2.2', '2.3', '2.4'))",
)
say.argued("exercises", "nothing is sent anywhere", "`check` opens no connection; a test of the exercises holds it")
say(
    "exercises",
    '`hint("2.1")` gives you a nudge, and calling it again gives a bigger one; `solution("2.1")` shows the code',
    "said == (2.1, 2.1) and '2.1' in exercises() and len(exercises()['2.1'].hints) > 1",
)
say("exercise-2-1", "`u * 7 + 3` runs from 3 to 10.", "said == (HIGH, LOW, 0 * 7 + LOW, 1 * 7 + LOW)")
say("exercise 2.1", "From 3 to 10 that is 7.", "said == (LOW, X_MAX, X_MAX - LOW)")
say("misconception end_for_length", "From 3 to 10 it is 7", "said == (LOW, X_MAX, X_MAX - LOW)")
say(
    "exercise 2.2",
    "x and y each need three things: to be a tensor, to hold 32-bit floats, and to have one column.",
    "said == (len(('tensor', 'float32', 'column')), torch.finfo(X.dtype).bits)",
)
say(
    "exercise-2-3",
    "the negatives are spread evenly from 0 to 5, and the positives evenly from 0 to 10",
    "said == (0, 5, 0, X_MAX) and '<= 5' in exercises()['2.3'].solution and '/ 10' in exercises()['2.3'].solution",
)
say.argued(
    "exercise-2-3",
    "`x` lies between 0 and 10, but never exactly at 5, where the negatives end",
    "what the task promises of its inputs",
)
say(
    "exercise 2.3",
    "The box of the negatives is 1/5 high, and that of the positives is 1/10 high.",
    "said == (box(1, 0, 5), box(1, 0, 10))",
)
say("exercise 2.3", "Beyond 5 the density of the negatives is 0.", "said == (5, box(5.1, 0, 5))")
say(
    "exercise 2.3",
    "The higher box pulls the probability towards its class, and so does the larger class.",
    "other_truth(2.0) < 0.5 and box(2, 0, 5) > box(2, 0, 10) and other_truth(2.0, 0.9) > other_truth(2.0, 0.5) > "
    "other_truth(2.0, 0.1)",
)
say(
    "exercise-2-4",
    "But each positive lies exactly 3 above a negative, as if the two belonged together.",
    "torch.allclose(repaired(seed, 5)[1] - repaired(seed, 5)[0], torch.full((5,), float(said[0]))) and "
    "(repaired(seed, 5)[1] > repaired(seed, 5)[0]).all()",
    at="exercise-2-4-answer",
)
say(
    "exercise-2-4",
    "the numbers that anyone gets who seeds once, draws the negatives, and then draws the positives",
    "torch.equal(recipe(False)[1], torch.rand(20, generator=torch.Generator().manual_seed(42)))",
)
say(
    "exercise-2-5",
    "A share of 0.75 of all people lies below 5",
    "said == ((1 + 5 / 10) / 2, 5)",
    opposite="(1 - 5 / 10) / 2 == 0.75",
)
say("slides/exercise-2-5", "Negatives are spread from 0 to 5, positives from 0 to 10", "said == (0, 5, 0, X_MAX)")
say(
    "slides/exercise-2-5",
    "Of all people 0.75 lie below 5.",
    "said == ((1 + 5 / 10) / 2, 5)",
    opposite="(1 - 5 / 10) / 2 == 0.75",
)
say.argued(
    "exercise-2-5",
    "A colleague computes the best possible error as 0.75 times one half, which is 0.375.",
    "what the colleague says; it is wrong",
)
say.argued(
    "slides/exercise-2-5",
    "the best possible error is 0.75 times one half, 0.375",
    "what the colleague says; it is wrong",
)
say.argued(
    "exercise-2-5",
    "where both classes occur, nobody can do better than a coin toss",
    "a statement to be judged: wrong",
)
say.argued("exercise-2-5", "a more flexible model may get below it", "a statement to be judged: wrong")
say.argued("slides/exercise-2-5", "a flexible model gets below it", "a statement to be judged: wrong")
say.argued(
    "exercise-2-5",
    "one half has to be replaced by the probabilities that a fitted model predicts",
    "a statement to be judged: wrong",
)
say.argued("slides/exercise-2-5", "take a fitted model's probabilities, not ½", "a statement to be judged: wrong")
say(
    "exercise-2-5",
    "below 5, calling everybody negative is right more often than a coin toss",
    "said == 5 and 1 - other_truth(said[0] - 1) > 0.5",
)
say("slides/exercise-2-5", 'below 5, "negative" beats a coin', "said == 5 and 1 - other_truth(said[0] - 1) > 0.5")
say(
    "notes/exercise-2-5",
    "Below 5 the negatives are twice as dense as the positives, so the probability of infection is one third there.",
    "said == (5, box(1, 0, 5) / box(1, 0, 10), other_truth(1.0)) and abs(other_truth(4.99) - other_truth(1.0)) < "
    "1e-12",
    opposite="other_truth(5.01) < 1",
)
say(
    "notes/exercise-2-5",
    "Calling everybody negative is then wrong for a third of 0.75, which is 0.25.",
    "said == (other_truth(1.0), (1 + 5 / 10) / 2, world_error(5, low=0, high=5))",
)
say(
    "exercise 2.5",
    "Below 5 one person in three is positive.",
    "said == (5, 1 / other_truth(1.0))",
    opposite="other_truth(6.0) < 1",
)
say(
    "exercise 2.5",
    "Three quarters of all people lie below 5, and one in three of them is called wrongly.",
    "said == ((1 + 5 / 10) / 2, 5, 1 / other_truth(1.0))",
    opposite="(1 - 5 / 10) / 2 == 0.75",
)
say(
    "exercise 2.5",
    "the Bayes error is one quarter",
    "said == min(world_error(c, low=0, high=5) for c in np.linspace(0, 10, 101))",
)
say(
    "exercise 2.5",
    'explanation = "d"',
    "1 - other_truth(4.0) > 0.5 and world_error(5, low=0, high=5) < 0.75 * 0.5 and "
    "exercises()['2.5'].solution.count('\"d\"') == 1",
)

# ------------------------------------------------------------ quiz

say("quiz-intro", "Here are five questions", "said == len(quiz_questions(2))")
say(
    "quiz-intro",
    "every option tells you why it is right or wrong",
    "all(option['feedback'] for asked in quiz_questions(2) for option in asked['options'])",
)
say("notes/quiz", "These are five questions", "said == len(quiz_questions(2))")
say(
    "notes/quiz",
    "remind the room of the six samples of forty people",
    "said == (len(printed['six-samples'].splitlines()), 2 * n_per_class)",
)
say.argued("quiz 2.1", "A cell draws twenty rows", "a story to ask about")
say(
    "quiz 2.1",
    "The next rows of the same list",
    "torch.equal(torch.cat([recipe(False)[1], recipe(False)[2]]), torch.rand(40, "
    "generator=torch.Generator().manual_seed(42)))",
)
say("quiz 2.2", "`p` has shape (40, 1) and `y` has shape (40,)", "said == (len(X_a), 1, y_flat.numel())")
say("quiz 2.2", "(40, 40)", "said == (X_a - y_flat).shape")
say.argued(
    "quiz 2.2",
    "a mean over all these pairs looks like any other number",
    "a mean is one number, whatever was averaged",
)
say(
    "quiz 2.3",
    "the model with the reference figures predicts 0.327 at x = 4",
    "said == (torch.sigmoid(torch.tensor(0.613 * 4 - 3.173)), 4)",
)
say("quiz 2.3", "One half", "said == truth(4.0)")
say(
    "quiz 2.3",
    "Between 3 and 7 both densities are equally high",
    "said == (LOW, HIGH) and (box(IN_OVERLAP, 0, HIGH) == box(IN_OVERLAP, LOW, X_MAX)).all()",
)
say(
    "quiz 2.4",
    "the cut moves up from 4 to 5",
    "said == (4, 5) and LOW < said[0] and HIGH > said[1]",
    opposite="said[0] < LOW",
)
say("quiz 2.4", "It stays", "abs(world_error(4) - world_error(5)) < 1e-12")
say(
    "quiz 2.4",
    "As many false negatives come as false positives go",
    "abs(np.sum(np.subtract(false_shares(5), false_shares(4)))) < 1e-12",
)
say(
    "quiz 2.4",
    "every cut from 3 to 7 reaches the Bayes error of 2/7",
    "said == (LOW, HIGH, bayes_error()) and np.allclose([world_error(c) for c in IN_OVERLAP], bayes_error())",
)
say("quiz 2.5", "The Bayes error is 0.286.", "said == bayes_error()")
say.argued("quiz 2.5", "On 40 people a rule has an error of 0.200.", "what the question supposes")
say(
    "quiz 2.5",
    "in about half of all small samples the best rule falls below",
    "all(abs(chance_below(n) - said[0]) < 0.1 for n in range(20, 201))",
    opposite="chance_below(40) < 0.3",
)
say("quiz 2.5", "Nothing yet", "(errors <= 0.2).float().mean() > 0.1")
say(
    "quiz 2.5",
    "On 40 people a measured error is typically off by 0.071, and this one is off by 0.086.",
    "said == (2 * n_per_class, (2 / 7 * 5 / 7 / 40) ** 0.5, bayes_error() - 0.2)",
)

# ------------------------------------------------------------ misconceptions

say("misconception order_of_draws", "two draws that changed places", "said == len(recipe()[1:])")
say(
    "misconception flat_for_column",
    "Write .reshape(-1, 1)",
    "said == (-1, 1) and torch.rand(20).reshape(int(said[0]), int(said[1])).shape == (20, 1)",
)
say(
    "misconception float64_from_numpy",
    "64-bit floats left as they came",
    "said == torch.finfo(torch.from_numpy(np.array([0.0])).dtype).bits",
)
say(
    "misconception float64_from_numpy",
    "NumPy's floats have 64 bits and a model's weights have 32",
    "said == (torch.finfo(torch.from_numpy(np.array([0.0])).dtype).bits, "
    "torch.finfo(model_a.linear.weight.dtype).bits)",
)
say.argued("misconception equal_heights", "two densities taken for equally high", "the name of a mistake")
say(
    "misconception equal_heights",
    "the negatives share an interval half as long, so their box is twice as high",
    "said == (5 / 10, box(1, 0, 5) / box(1, 0, 10))",
)
say.argued(
    "misconception model_below_bayes",
    "The Bayes error is the error of the best rule that sees x",
    "its definition",
)
say.argued(
    "misconception model_below_bayes",
    "If any rule can get below a number, that number was not the Bayes error",
    "it follows from the definition",
)

# ------------------------------------------------------------ title and objectives

say.argued("notes/title", "Your model is wrong for three people out of ten.", "a story to ask about")
say(
    "notes/title",
    "It depends on the best that anyone could do with these data",
    "world_error(5) < world_error(2) and world_error(5) < world_error(8)",
)
say.argued("notes/objectives", "The lecture has two halves.", "sections 1 to 3, and 4 to 8")
say.argued(
    "notes/objectives",
    "In the first we learn how to get the numbers that everybody else gets; in the second we learn which limit "
    "nobody can beat.",
    "what sections 2 and 6 are about",
)
