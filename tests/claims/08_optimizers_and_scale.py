"""What notebook 08 says, and what must hold for it."""

import functools
import itertools
import math
import re
import warnings
from unittest import mock

import numpy as np
import torch
from torch.nn.functional import binary_cross_entropy_with_logits as loss_of_logits

from course_tools import execute, project
from course_tools.claims import Table
from course_tools.claims.said import numbers_in
from course_utils import data_parallel
from course_utils import newton as newton_module
from course_utils import training as training_module
from course_utils.data import (
    bayes_error,
    make_logistic_data,
    make_overlapping_classes,
    reference_example,
    true_posterior,
)
from course_utils.exercises import Quiz
from course_utils.exercises.registry import exercises
from course_utils.explorers import ValleyExplorer
from course_utils.explorers import separable as separable_module
from course_utils.models import LogisticRegression, at_zero
from course_utils.newton import fit_newton
from course_utils.training import DivergenceError, fit

say = Table()


def read(text):
    """The numbers that a cell prints, in order."""
    return [float(number.said) for number in numbers_in(text)]


def columns_of(text, pattern=r"[\d.,]*\d"):
    """The last numbers of each printed line: `columns_of(text)[2]` is what the third line ends with."""
    return [float(re.findall(pattern, line)[-1].replace(",", "")) for line in text.splitlines()]


# ------------------------------------------------------------------ own computations


@functools.cache
def people(n_each=5000):
    X, y = make_overlapping_classes(n_each, n_each, overlap=4, seed=7)
    return X.numpy().ravel().astype(float), y.numpy().ravel()


def error_of_gradient(size):
    """How far the gradient of a batch is off, in a world of many people: the standard deviation over 4,000 batches."""
    x, y = people()
    rows = np.random.default_rng(0).integers(len(x), size=(4000, int(size)))
    return ((0.5 - y[rows]) * x[rows]).mean(axis=1).std()


@functools.cache
def gradients_of_reference(weight, bias):
    _, X, y = reference_example()
    x, y = X.numpy().ravel().astype(float), y.numpy().ravel()
    p = 1 / (1 + np.exp(-(weight * x + bias)))
    return (p - y)[:, None] * np.column_stack([x, np.ones_like(x)])


@functools.cache
def optimum_of_reference():
    """Weight, bias and lowest loss, by Newton's bare steps in float64."""
    theta = np.zeros(2)
    _, X, y = reference_example()
    x, y = X.numpy().ravel().astype(float), y.numpy().ravel()
    columns = np.column_stack([x, np.ones_like(x)])
    for _ in range(8):
        p = 1 / (1 + np.exp(-columns @ theta))
        theta = theta - np.linalg.solve(columns.T @ (columns * (p * (1 - p))[:, None]), columns.T @ (p - y))
    z = columns @ theta
    return *theta, (np.logaddexp(0, z) - y * z).mean()


def loss_at(weight, bias):
    _, X, y = reference_example()
    z = weight * X.numpy().ravel().astype(float) + bias
    return (np.logaddexp(0, z) - y.numpy().ravel() * z).mean()


def across_the_valley(path):
    """Where a walk is across the valley, 0 on its floor."""
    weight, bias, _ = optimum_of_reference()
    model = LogisticRegression.from_parameters(weight, bias)
    _, X, y = reference_example()
    _, directions = np.linalg.eigh(newton_module.hessian(model, X, y))
    return (path - np.array([weight, bias])) @ directions


@functools.cache
def apart(n_epochs, rate, start=(0.0, 0.0)):
    """Plain descent on the separable rows, epoch by epoch, in float64: the parameters it ends with."""
    X, y = make_overlapping_classes(20, 20, overlap=0, seed=0)
    x, y = X.numpy().ravel().astype(float) - 5, y.numpy().ravel()
    weight, bias = start
    step = rate / len(x)
    for _ in range(n_epochs):
        residual = 1 / (1 + np.exp(-(weight * x + bias))) - y
        weight, bias = weight - step * (residual @ x), bias - step * residual.sum()
    return float(weight), float(bias)


@functools.cache
def of_exercise_7_5():
    """Losses, weights and right answers of a training like the one of exercise 8.5: another draw, the same steps."""
    X, y = make_overlapping_classes(20, 20, overlap=0, seed=3)
    model, found = at_zero(), []
    for n_epochs in (100, 900, 9000):
        history = fit(model, X - 5, y, lr=0.2, n_epochs=n_epochs)
        loss = loss_of_logits(model(X - 5), y).item()
        found.append((loss, float(history.weight[-1]), int((model.predict(X - 5) == y).sum())))
    return np.transpose(found)


def source_of(cell):
    notebook = project.NOTEBOOKS / "08_optimizers_and_scale.ipynb"
    return next(found.source for found in execute.read(notebook).cells if found.id == cell)


def separable(X, y):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return fit_newton(LogisticRegression(X.shape[1]), X, y).separable


@functools.cache
def colourings(n, d):
    """How many of the 2^n colourings of n points in d dimensions a cut makes, tried one by one."""
    X = torch.randn(n, d, generator=torch.Generator().manual_seed(0))
    colours = (torch.tensor(colour).reshape(-1, 1) for colour in itertools.product([0.0, 1.0], repeat=n))
    return sum(y.mean().item() in (0, 1) or separable(X, y) for y in colours)


def cover(n, d):
    return 2 * sum(math.comb(n - 1, k) for k in range(d + 1))


def explorer_points(moved=None):
    x, y = separable_module.OVERLAPPING
    x = [moved if moved is not None and value == 5.8 else value for value in x]
    return torch.tensor(x).reshape(-1, 1), torch.tensor(y, dtype=torch.float32).reshape(-1, 1)


@functools.cache
def thirty_rows(decay):
    """Loss on its own 30 rows, size of the weights, and probabilities on the new rows, with a decay."""
    world = {"weight": [1.5, -1.0] + 8 * [0.0], "bias": 0.0}
    X, y = make_logistic_data(30, **world, seed=1)
    X_new, _ = make_logistic_data(20_000, **world, seed=100)
    model = LogisticRegression(10)
    fit_newton(model, X, y, weight_decay=decay)
    loss = loss_of_logits(model(X), y).item()
    return loss, model.linear.weight.norm().item(), model.predict_proba(X_new).numpy().ravel()


@functools.cache
def newton_without_warm_start():
    X, y = make_logistic_data(1_000_000, weight=torch.linspace(-1, 1, 20), bias=-1.0, seed=0)
    with mock.patch.object(newton_module, "MANY_ROWS", 10**9):
        return len(fit_newton(LogisticRegression(20), X, y))


@functools.cache
def pull_of_decay(decay):
    """At the optimum with a decay: minus the gradient of the mean loss alone, divided by the weight."""
    X, y = make_logistic_data(30, weight=[1.5, -1.0] + 8 * [0.0], bias=0.0, seed=1)
    model = LogisticRegression(10)
    fit_newton(model, X, y, weight_decay=decay)
    (gradient,) = torch.autograd.grad(loss_of_logits(model(X), y), [model.linear.weight])
    return (-gradient / model.linear.weight.detach()).numpy().ravel()


@functools.cache
def mean_probability(decay):
    """Of people of whom a quarter is infected, with a decay."""
    X, y = make_overlapping_classes(300, 100, overlap=4, seed=0)
    model = LogisticRegression()
    fit_newton(model, X, y, weight_decay=decay)
    return model.predict_proba(X).mean().item()


@functools.cache
def spreads_where_the_tails_are_noisy():
    """Another wrong form: far out the labels are a coin's. Model standard error, and standard deviation of weights."""
    rng = np.random.default_rng(0)
    weights, errors = [], []
    for _ in range(150):
        x = np.concatenate([rng.normal(size=380), rng.choice([-4.0, 4.0], size=20)])
        p = np.where(np.abs(x) < 4, 1 / (1 + np.exp(-2 * x)), 0.5)
        X = torch.tensor(x, dtype=torch.float32)[:, None]
        y = torch.tensor(rng.random(400) < p, dtype=torch.float32)[:, None]
        model = LogisticRegression()
        fit_newton(model, X, y)
        weights.append(model.linear.weight.item())
        errors.append(newton_module.odds_ratios(model, X, y).standard_error[0])
    return np.mean(errors), np.std(weights)


def exchanged(n_rows=40, n_features=20, n_steps=3):
    """How many numbers a process sends at each of its exchanges, in training with one other."""
    X, y = make_logistic_data(n_rows, weight=n_features * [0.5], bias=0.0, seed=0)
    with mock.patch.object(data_parallel.dist, "all_reduce") as exchange:
        data_parallel.train(at_zero(n_features), X, y, lr=0.1, n_steps=n_steps, n_processes=2)
    return [call.args[0].numel() for call in exchange.call_args_list]


def gradient_rows():
    """How many rows each of two processes has of 40."""
    options = mock.Mock(rows=40, features=3)
    return [len(data_parallel._share(rank, 2, options)[0]) for rank in range(2)]


def reference_example_of(n_features):
    """A model, rows and labels with this number of features."""
    X, y = make_logistic_data(50, weight=n_features * [0.5], bias=0.0, seed=0)
    return at_zero(n_features), X, y


def correlation_and_spreads():
    """Of two columns with correlation 0.9 and spreads of 1 and 5, standardised."""
    a, b = np.random.default_rng(0).normal(size=(2, 5000))
    columns = np.column_stack([a, 5 * (0.9 * a + math.sqrt(0.19) * b)])
    columns = (columns - columns.mean(axis=0)) / columns.std(axis=0)
    return np.corrcoef(columns.T)[0, 1], columns.std(axis=0)


def losses_of_rows(model, factor):
    """What each of the separable rows costs, with weight and bias multiplied by a factor."""
    X, y = make_overlapping_classes(20, 20, overlap=0, seed=0)
    z = factor * (X.double() - 5) * model.linear.weight.item() + factor * model.linear.bias.item()
    return np.logaddexp(0, torch.where(y == 1, -z, z).numpy())


def near_one_half(decay):
    """Of the new people of section 6, how many get a probability within 0.2 of one half."""
    return np.mean(np.abs(thirty_rows(decay)[2] - 0.5) < 0.2)


def additions(printed):
    """What each tenfold increase has added to the weight, in the end."""
    return read(printed["in-the-end"])[2:-2:3]


def by_chance_found(printed):
    return [int(line.split()[-4]) for line in printed["by-chance"].splitlines()]


def newton_steps(printed):
    """How many bare steps by hand until the loss is within a hundred-thousandth of the lowest."""
    return next(step for step, above in enumerate(read(printed["newton-by-hand"])[1::2]) if above < 1e-5)


def updates_until(printed, optimizer, rate):
    """What the race prints; infinity for one that has not arrived."""
    line = next(line for line in printed["race-of-three"].splitlines() if f"lr {rate}, {optimizer}" in line)
    return math.inf if "not in" in line else float(line.split()[-2])


def early_found(printed):
    return columns_of(printed["early-stopping"])


def is_flat(said):
    """Whether the truth is said[0] from said[1] to said[2], and 0 and 1 outside."""
    inside = true_posterior(torch.linspace(float(said[1]) + 0.01, float(said[2]) - 0.01, 50))
    outside = true_posterior(torch.tensor([float(said[1]) - 0.01, float(said[2]) + 0.01]))
    return bool((inside == float(said[0])).all()) and outside.tolist() == [0, 1]


@functools.cache
def roots_of_adam(history):
    """What Adam divides by before its small constant: a row for each update, with the number of the update."""
    gradients = np.array([gradients_of_reference(*place).mean(axis=0) for place in np.asarray(history.path)])
    square, roots = np.zeros(2), [np.full(2, np.nan)]
    for t, gradient in enumerate(gradients, 1):
        square = 0.999 * square + 0.001 * gradient**2
        roots.append(np.sqrt(square / (1 - 0.999**t)))
    return np.array(roots)


def steepness_for_adam(history, update):
    """The rate times the larger curvature at the optimum, each parameter measured by its root."""
    _, X, y = reference_example()
    best = LogisticRegression.from_parameters(*optimum_of_reference()[:2])
    scale = roots_of_adam(history)[update] ** -0.5
    table = np.asarray(newton_module.hessian(best, X, y)) * np.outer(scale, scale)
    return history.lr * np.linalg.eigvalsh(table).max()


def fit_quietly(X, y):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return fit_newton(LogisticRegression(X.shape[1]), X, y)


def running_mean(keeps, t):
    """A running mean of ones that began at 0, after t steps."""
    mean = 0.0
    for _ in range(t):
        mean = keeps * mean + (1 - keeps) * 1.0
    return mean


def falls_and_grows():
    """Whether in exercise 8.5 the loss falls and the weight grows, all rows being right."""
    losses, weights, n_right = of_exercise_7_5()
    return bool((np.diff(losses) < 0).all() and (np.diff(weights) > 0).all() and n_right.min() == 40)


def rises_or_swings(rate):
    model, X, y = reference_example()
    try:
        fit(model, X, y, lr=rate, n_epochs=1000)
    except DivergenceError:
        return True
    return False


def same_numbers(said, *numbers):
    """Whether these are said, in this order and to the last digit (a 2 of a square is not counted)."""
    found = [float(number) for number in said]
    return found[: len(numbers)] == list(numbers)


def feedback_of(quiz):
    return [option["feedback"] for asked in quiz.questions for option in asked["options"]]


# ------------------------------------------------------------------ the opening and section 1

say(
    "opening", "In the reference example there were 40 rows, and nearly every walk looked at all of them in each step.",
    "said == len(reference_example().X) and train(None, 7)[0].n_updates == 7 and 'batch_size=None'"
    " in str(__import__('inspect').signature(fit))", at="train",
)
say.argued("opening", "compare two ways to train on an equal budget", "an objective")
say.argued("opening", "train on a million rows, test whether", "an objective")
say.argued("opening", "02 (the reference example) and 03 (the training step", "names of notebooks")
say.argued(("one-budget", "slides/one-budget"), "An epoch looks at every row once.", "a definition")
say(
    "one-budget", "in batches of 8, an epoch of 40 rows makes 5 updates",
    "said == (8, 40, math.ceil(int(said[1]) / int(said[0]))) and said[1] == len(reference_example().X)"
    " and train(8, 1)[0].n_updates == said[2]", at="train",
)
say(
    ("equal-epochs-predict", "slides/one-budget"), "five shuffles", "len(trained) == said", at="equal-epochs",
)
say("equal-epochs-predict", "the five losses", "len(losses) == said", at="equal-epochs")
say(
    "equal-epochs-explain", "All three looked at every row 100 times.",
    "said == (printed['equal-epochs'].count('batches of'), len(trained[0][0]))",
)
say(
    "equal-epochs-explain", "a lower median than the full batch: they made more steps",
    "columns_of(printed['equal-epochs'])[1] < columns_of(printed['equal-epochs'])[0]"
    " and columns_of(printed['equal-epochs'])[2] < columns_of(printed['equal-epochs'])[0]",
)
say(
    "equal-epochs-explain", "the number of steps counts for more than their precision",
    "columns_of(printed['equal-epochs'])[2] < columns_of(printed['equal-epochs'])[0]",
)
say(
    ("equal-epochs-explain", "notes/one-budget"), "five runs with single rows",
    "said == len(losses) and max(losses) > 1", at="equal-epochs",
)
say(
    "equal-updates-explain",
    "Batches of 8 end between 0.599 and 0.602 in all five runs, nearly level with the full batch, after 1,600 rows "
    "instead of 8,000, a fifth of them.",
    "read(printed['equal-updates'])[5:9] == [float(said[0]), float(said[4]), float(said[1]), float(said[2])]"
    " and said[3] == len(losses) and said[5] == read(printed['equal-updates'])[1] and said[6] == said[4] / said[5]",
)
say(
    "equal-updates-explain",
    "With four times as many rows in a batch, the error of its gradient is halved, and its price is four times as "
    "high.",
    "abs(error_of_gradient(8 * said[0]) / error_of_gradient(8) - float(said[1])) < 0.03 and said[2] == said[0]",
)
say(
    "slides/equal-updates", "Four times as many rows in a batch: half the error of its gradient, four times the price.",
    "abs(error_of_gradient(8 * said[0]) / error_of_gradient(8) - float(said[1])) < 0.03 and said[2] == said[0]",
)
say(
    "equal-updates-explain", "the price of a gradient grows with its rows, and its precision only with their root",
    "abs(error_of_gradient(2) / error_of_gradient(200) - 10) < 0.5"
    " and error_of_gradient(2) / error_of_gradient(200) < 200 / 2",
)
say(
    "two-counts-figure",
    "The loss on all rows over 100 epochs, for batches of 1, 8 and 40",
    "said == (len(hundred_epochs[40]), *sorted(hundred_epochs))",
    at="two-counts",
)
say(
    "two-counts-figure", "on the left over the epoch, on the right over the update",
    "'epoch' in left.get_xlabel() and 'update' in right.get_xlabel() and left.get_position().x0 < "
    "right.get_position().x0",
    at="two-counts", opposite="left.get_position().x0 > right.get_position().x0",
)
say(
    "two-counts-figure",
    "On the left, the curves of 1 and 8 are the first to fall, and that of the full batch is the last.",
    "[int(np.argmax(hundred_epochs[size].loss < 1)) for size in (1, 8)] < [int(np.argmax(hundred_epochs[40].loss < "
    "1))] * 2 and max(hundred_epochs[said[0]].loss[1], hundred_epochs[said[1]].loss[1]) < "
    "hundred_epochs[40].loss[1]",
)
say(
    "two-counts-figure", "On the right, the curves of 40 and 8 run close together, and the single rows come last.",
    "all(abs(hundred_epochs[8].loss[k] - hundred_epochs[40].loss[5 * k]) < 0.06 for k in range(2, 20))"
    " and hundred_epochs[8].loss[8] < hundred_epochs[1].loss[1] and said == (40, 8)",
)
say("two-counts-figure", "the same three runs", "len(hundred_epochs) == said")
say.argued("two-counts-figure", "most plots have epochs on the axis", "what training logs show by habit")
say.argued("two-counts-figure", "When you compare two ways to train", "an instruction")

# ------------------------------------------------------------------ section 2

say(
    ("noise", "slides/noise"), "mall batches were quick at first",
    "hundred_epochs[8].loss[1] < hundred_epochs[40].loss[1]", at="two-counts",
)
say(
    "noise", "We measure how far above the lowest loss a run is in its last 100 epochs",
    "len(above) == said and above.min() > 0 and lowest == round(optimum_of_reference()[2], 8)", at="floor",
)
say(
    "floor-explain", "The full batch is nearly there and still creeping closer.",
    "np.all(np.diff(train(40, 2000)[0].loss[-100:]) < 0) and 0 < read(printed['floor'])[2] < 0.05",
)
say(
    "floor-explain",
    "The batches of 8 jump about above it, and in these 100 epochs they do not get as low as the full batch is.",
    "read(printed['floor'])[6] > read(printed['floor'])[2] and said == (8, 100) and above.min() > "
    "read(printed['floor'])[2] / 1000 and len(above) == said[1]",
)
say(
    "floor-explain", "at the optimum the mean of all gradients is 0, but the gradients of a few rows are not",
    "np.abs(gradients_of_reference(*optimum_of_reference()[:2]).mean(axis=0)).max() < 1e-9"
    " < np.abs(gradients_of_reference(*optimum_of_reference()[:2])[:8].mean(axis=0)).max()",
)
say("floor-explain", "Each step goes where its own eight rows want to go", "batch_size == said", at="floor")
say(
    ("floor-explain", "slides/noise"),
    "with a constant learning rate the steps do not become shorter",
    "np.median(np.abs(np.diff(history.weight[-1000:]))) > 0.5 * "
    "np.median(np.abs(np.diff(history.weight[500:1000])))",
    opposite="np.median(np.abs(np.diff(history.weight[-1000:]))) < 0.5 * "
    "np.median(np.abs(np.diff(history.weight[500:1000])))",
    at="floor",
)
say.argued("floor-explain", "we can lower the rate on the way", "an announcement of the next cell")
say(
    "schedule-explain",
    "After the first 300 epochs the three walks are 7.836 to 13.429 thousandths above the "
    "optimum; after the last 300 all three are within 0.043.",
    "said == (300, len(walks), walks[:, 0].min(), walks[:, 0].max(), 300, len(walks), walks[:, 2].max()) and "
    "walks[:, 2].max() < walks[:, 0].min()",
)
say(
    "schedule-explain", "has hardly got anywhere: it is still 154.419 thousandths above",
    "always_small[-1] == said[0] and always_small[-1] > 0.7 * always_small[0]",
)
say.argued("schedule-explain", "a few epochs in which the rate rises from 0", "a definition")
say.argued(
    "schedule-explain",
    "Lower the rate, or report the mean over many epochs; do not pick the best one.",
    "advice",
)

# ------------------------------------------------------------------ section 3

say("memory", "We go back to all 40 rows", "said == len(reference_example().X)")
say(
    "memory", "nine tenths of the old velocity plus the new gradient",
    "abs(velocity - (1 - float(said[0]) ** 100) / (1 - float(said[0]))) < 1e-6", at="constant",
)
say(
    "constant-explain",
    "A step becomes up to ten times as long.",
    "abs(velocity - float(said[0])) < 0.001",
    at="constant",
)
say(
    "constant-explain",
    "loses a tenth of itself in each step and gains one gradient; when it is ten times the gradient, loss and gain "
    "are equal and it stops growing",
    "abs(said[0] * float(said[1]) - 1) < 1e-9 and 0.9 * 9 + 1 > 9 and abs(0.9 * 10 + 1 - float(said[1])) < 1e-9",
)
say(
    "momentum-in-fit", "does one thing more: it divides the step of each parameter by the usual size",
    "abs(first[0]) < abs(plain[0]) and abs(first[1]) > abs(plain[1])", at="adam-by-hand",
)
say("momentum-in-fit", "For this it keeps two running means", "said == len((mean, square))", at="adam-by-hand")
say(
    "momentum-in-fit", "in the first steps they are too small",
    "running_mean(0.9, 1) < running_mean(0.9, 5) < 0.5 < 0.99 < running_mean(0.9, 50) < 1"
    " and running_mean(0.999, 100) < 0.1",
)
say(
    "momentum-in-fit",
    "After $t$ steps a mean that keeps nine tenths of itself holds a share of $1 - 0.9^t$ of its full size",
    "all(abs(sum((1 - float(said[0])) * float(said[0]) ** k for k in range(t)) - (1 - float(said[2]) ** t)) < 1e-9 "
    "for t in (1, 5, 40))",
)
say(
    "momentum-in-fit",
    r"$$\text{position} \leftarrow \text{position} - \text{lr} \cdot \frac{\text{mean} / (1 - 0.9^t)}"
    r"{\sqrt{\text{square} / (1 - 0.999^t)} + 10^{-8}}$$",
    "said == (1, 0.9, 1, 0.999, 10, -8) and abs(theta[0].item() - history.weight[-1]) < 1e-4", at="adam-in-fit",
)
say(
    "slides/adam-by-hand",
    r"$$\text{position} \leftarrow \text{position} - \text{lr} \cdot \frac{\text{mean} / (1 - 0.9^t)}"
    r"{\sqrt{\text{square} / (1 - 0.999^t)} + 10^{-8}}$$",
    "said == (1, 0.9, 1, 0.999, 10, -8) and abs(theta[0].item() - history.weight[-1]) < 1e-4", at="adam-in-fit",
)
say(
    "momentum-in-fit",
    "In the first step of the reference example the gradient for the weight is about four times that for the bias.",
    "abs(plain[0] / plain[1] - float(said[0])) < 0.2 and abs(plain[0]) > abs(plain[1])",
    at="adam-by-hand",
)
say(
    "slides/adam-by-hand",
    "The weight's gradient is about four times the bias's.",
    "abs(plain[0] / plain[1] - float(said[0])) < 0.2",
    at="adam-by-hand",
)
say(
    "slides/adam-by-hand",
    "Two running means, of the gradient and of its square",
    "len((mean, square)) == said",
    at="adam-by-hand",
)
say(
    "first-step-explain",
    "in the first step the corrected mean is the gradient, the corrected square is the gradient squared, and the "
    "gradient divided by the root of its square is 1 or −1",
    "torch.allclose(first, lr * torch.sign(plain), atol=1e-5) and abs(first[0]) > 0.99 * lr and first[0] < 0 and "
    "said == (1, -1)",
    opposite="first[0] > 0",
    at="adam-by-hand",
)
say(
    "first-step-explain", "In later steps the two means remember more than one gradient, and the steps differ.",
    "np.abs(np.diff(history.weight)).min() < 0.9 * lr", at="adam-in-fit",
)
say(
    "first-step-explain",
    "within one hundred-thousandth of the lowest and stays there",
    "f'- lowest < {float(said[0]):.5f}' in source_of('arrives')",
    opposite="f'- lowest > {float(said[0]):.5f}' in source_of('arrives')",
)
say(
    "arrives-predict", "Three optimizers, two learning rates",
    "said == (len({name for name, _ in runs}), len({rate for _, rate in runs}))", at="race-of-three",
)
say(
    "race-explain", "The memory saves most of the way.",
    "int(arrives(runs['momentum', 0.3]).split()[0]) < int(arrives(runs['sgd', 0.3]).split()[0]) / 2",
)
say(
    "race-from-zero-explain",
    "Adam needs more than 1,800. From update 1,001 to update 1,700 it was inside, and then it left again.",
    "outside[-1] > 1800 and said == (1800, 1001, 1700) and not ((outside >= 1001) & (outside <= 1700)).any() and "
    "(outside > 1700).any()",
)
say(
    "race-from-zero-explain",
    "the square, their running mean, shrinks from step to step, and with it the root by which Adam divides. For the "
    "weight it goes from 0.292 at update 10 down to 0.015 at update 1,750, where a rate of 0.1 acts like one of 6.514.",
    "said[::2] == (roots_of_adam(history)[10][0], roots_of_adam(history)[1750][0], history.lr)"
    " and said[1::2] == (10, 1750, history.lr / roots_of_adam(history)[1750][0])"
    " and np.all(np.diff(roots_of_adam(history)[300:1750], axis=0) < 0)",
)
say(
    "race-from-zero-explain",
    "the steps are too long for the steep walls of the valley: they overshoot, and the walk swings, until the large "
    "gradients of the swing have raised the square again.",
    # with a mean that keeps nine tenths, a walk settles where rate times curvature is below 2 (1 + 0.9) / (1 - 0.9)
    "steepness_for_adam(history, 1700) < 38 < steepness_for_adam(history, 1800)"
    " and steepness_for_adam(history, 1850) < 38"
    " and (np.diff(np.sign(np.diff(history.weight[1790:1850]))) != 0).sum() > 40"
    " and roots_of_adam(history)[1840][0] > roots_of_adam(history)[1800][0]",
)
say.argued("race-from-zero-explain", "it looks fair: everything else is equal", "why the mistake tempts")
say(
    "race-from-zero-explain",
    "up to ten times that for momentum",
    "abs(velocity - float(said[0])) < 0.001",
    at="constant",
)
say.argued("race-from-zero-explain", "Give each its own best rate", "advice")
say(
    "paths-figure",
    "brighter where it is lower: a narrow valley from the upper left to the lower right, with a star at its lowest "
    "point",
    "surface.min() - lowest < 0.001 and loss_at(0.2, -1.2) < loss_at(0.2, -3.2) and loss_at(0.5, -2.7) < "
    "loss_at(0.5, -1.2)",
)
say(
    "paths-figure", "swings across the valley again and again, and runs down along it to the star",
    "np.sum(np.diff(np.sign(across_the_valley(path)[:100, 1])) != 0) > 20"
    " and np.all(across_the_valley(path)[:100, 0] < 0) and abs(path[-1] - optimum_of_reference()[:2]).max() < 0.01",
)
say(
    "paths-figure",
    "The dotted line is the first 300 steps of plain descent: it turns into the valley, creeps along its floor, "
    "and ends well above the star.",
    "len(plain[:301]) == said[0] + 1 and plain[300][1] > optimum_of_reference()[1] + 1",
)

# ------------------------------------------------------------------ section 4

say(
    "newton-explain",
    "It takes three steps, where momentum needed 184 from the same start.",
    "said[0] == newton_steps(printed) and read(printed['race-from-zero'])[0] == said[1]",
)
say(
    "newton-explain", "Look at the exponents: −1, −3, −4, −8.",
    "list(map(float, said)) == [float(e) for e in re.findall(r'e(-\\d+)', printed['newton-by-hand'])[:4]]",
)
say(
    "newton-explain", "each step about doubles the number of right digits",
    "1.7 < math.log10(4e-8) / math.log10(1e-4) < 2.3 and said == 2"
    " and [4e-8, 1e-4] == read(printed['newton-by-hand'])[7:4:-2]",
)
say(
    "newton-explain",
    "that is no longer the method's error: `lowest` has been rounded to eight digits",
    "abs(lowest - optimum_of_reference()[2]) < 0.5 * 10 ** -float(said[0]) * 1.1 and lowest == "
    "round(optimum_of_reference()[2], int(said[0]))",
)
say("newton-explain", "It stops after four steps", "len(newton) == said and newton.converged", at="newton-package")
say(
    "newton-explain",
    "because it foresees from the last two that one more would gain nothing",
    "(gains := -np.diff([*newton.loss, optimum_of_reference()[2]])[-int(said[0]):]).size == 2"
    " and gains[1] * (gains[1] / gains[0]) ** 2 < 2e-14",
    at="newton-package",
)
say(
    "overshoot-explain",
    r"where the model is sure of nearly everybody, $p\,(1 - p)$ and with it the curvature is nearly 0",
    "np.quantile((p := torch.sigmoid(columns @ torch.tensor([[-14.0], [19.0]], dtype=torch.float64))) * (1 - p), "
    "0.8) < 0.01",
)
say(
    "overshoot-explain", "halves a step that leads uphill until it no longer does",
    "said == 1 / 2 and 'step = step / 2' in __import__('inspect').getsource(newton_module)"
    " and np.all(np.diff(newton.loss) < 0)",
)
say(
    "overshoot-explain",
    "it needs three steps and no learning rate",
    "said == newton_steps(printed)",
)
say(
    "overshoot-explain", "from further away the bare step may overshoot without bound",
    "abs(weight) > 1000 and loss_at(0, 0) < loss_at(0.765, 0.830)",
)
say(
    "valley-predict", "its table has two eigenvalues", "len(torch.linalg.eigvalsh(curvature)) == said", at="valley",
)
say(
    "valley-predict",
    "Across the valley this factor must stay above −1, or the walk swings wider with each step: so lr must be "
    "below 2 divided by the larger curvature.",
    "1 - said[1] == said[0] and rises_or_swings(1.2 * float(said[1]) / read(printed['valley'])[0]) and along < "
    "across and not rises_or_swings(0.95 * float(said[1]) / read(printed['valley'])[0])",
    at="valley",
)
say(
    "valley-explain", "the largest stable learning rate is 0.365",
    "said == 2 / np.linalg.eigvalsh(newton_module.hessian("
    "LogisticRegression.from_parameters(*optimum_of_reference()[:2]), X, y)).max() and 0.3 < said[0]",
)
say(
    "valley-explain",
    "stayed just below",
    "0.3 == max(rate for name, rate in runs if name != 'lbfgs') < read(printed['valley'])[4]",
)
say(
    "valley-explain", "plain descent arrives in 6 updates, fewer than any optimizer needed",
    "said[0] == int(arrives(history, standardised).split()[0]) and said[0] < min("
    "int(arrives(run).split()[0]) for run in runs.values() if 'not' not in arrives(run))", at="standardised-descent",
)
say(
    "valley-explain", "With several columns standardising may help less.",
    "read(printed['correlated'])[-1] > 1000", at="correlated",
)
say(
    "valley-explain",
    "Take two standardised columns with the correlation $r$ and all $p$ at one half: the curvatures are $(1 + "
    "r)/4$ and $(1 - r)/4$.",
    "len(table) == said[0] and abs(across - (1 + r) * float(said[1]) ** 2) < 1e-9 and abs(along - (1 - r) * "
    "float(said[1]) ** 2) < 1e-9 and float(said[1]) ** 2 == 1 / float(said[3]) == 1 / float(said[5])",
    at="correlated",
)
say(
    "lbfgs-predict",
    "Two columns that say nearly the same make a narrow valley, whatever their scale.",
    "len(table) == said[0] and across > 1000 * along and all(np.divide(*np.linalg.eigvalsh(table.numpy() * "
    "np.outer(s, s))) < 1e-3 for s in ([1, 1], [1, 3], [10, 0.1]))",
    at="correlated",
)
say(
    "race-figure", "How far the loss is above the lowest", "'above the lowest' in ax.get_ylabel() and newton.loss[0] "
    "> lowest",
    at="race",
)
say(
    "race-figure", "falls almost straight down and leaves the picture after its third dot",
    "newton.loss[2] - lowest > 1e-7 > newton.loss[3] - lowest", at="race",
)
say(
    "race-figure",
    "LBFGS follows within ten updates.",
    "0 < float(said[0]) - (1 + np.argmax(runs['lbfgs', 1.0].loss - lowest < 1e-7)) < 4",
    at="race",
)
say(
    "race-figure",
    "Momentum and Adam leave it after a few hundred.",
    "all(2 <= np.argmax(runs[name, 0.1].loss - lowest < 1e-7) / float(said[0]) <= 4 for name in ('momentum', "
    "'adam'))",
    at="race",
)
say(
    "race-figure",
    "Plain descent creeps to the right edge and ends above the others.",
    "len(runs['sgd', 0.1].loss) == 2000 and runs['sgd', 0.1].loss[-1] > max(run.loss[-1] for (name, _), run in "
    "runs.items() if name != 'sgd')",
    at="race",
)
say(
    "race-figure", "It is nearer to Newton's: LBFGS needs 7 updates.",
    "said == (lbfgs := int(arrives(runs['lbfgs', 1.0]).split()[0]))"
    " and lbfgs - newton_steps(printed) < int(arrives(runs['adam', 0.1]).split()[0]) - lbfgs", at="race",
)
say(
    "notes/race", "arrives after 7 updates, where Newton's method needs three steps.",
    "said == (int(arrives(runs['lbfgs', 1.0]).split()[0]), newton_steps(printed))",
)
say.argued(
    "table-explain", "For logistic regression with tens or hundreds of features",
    "a table of a thousand by a thousand is 8 megabytes",
)

# ------------------------------------------------------------------ section 5

say(
    ("told-apart", "slides/told-apart"), "Below 5 nobody is infected, above 5 everybody is",
    "said == (5, 5) and x_apart[y_apart == 0].max() < said[0] < x_apart[y_apart == 1].min()"
    " and true_posterior(torch.tensor([4.9, 5.1]), overlap=0).tolist() == [0, 1]", at="separable-data",
)
say(
    "told-apart", "Now a world that is easier", "bayes_error(overlap=0) < bayes_error(overlap=4)",
)
say(
    ("told-apart", "slides/told-apart"), "A cut at 5 makes no error",
    "bool(((x_apart >= float(said[0])) == (y_apart == 1)).all())", at="separable-data",
)
say(
    "runaway-explain",
    "The weight keeps growing, and each tenfold increase in epochs has added more than the one before.",
    "(added := read(printed['runaway'])[4::5]) and added[0] < added[1] < added[2] and n_epochs == 10 * n_before",
)
say(
    "notes/told-apart", "Each tenfold increase in epochs has added more than the one before.",
    "(added := read(printed['runaway'])[4::5]) and added[0] < added[1] < added[2]",
)
say(
    "runaway-explain",
    "Once every row is on its right side of the boundary, a larger weight brings every probability closer to its "
    "label, and so the loss always falls a little further.",
    "np.all(losses_of_rows(model, 2) < losses_of_rows(model, 1))",
    at="runaway",
)
say(
    "runaway-explain",
    "no lowest point",
    "[bce(k * model(x_apart - 5), y_apart).item() for k in (1, 2, 4)] == sorted([bce(k * model(x_apart - 5), "
    "y_apart).item() for k in (1, 2, 4)], reverse=True) and bce(4 * model(x_apart - 5), y_apart) < "
    "bce(model(x_apart - 5), y_apart)",
    at="runaway",
)
say(
    "runaway-explain",
    "a rate a hundred times as large is stable, and one of its epochs does about the work of a hundred",
    "abs(apart(int(90_000 / said[1]), 0.2 * said[0], apart(10_000, 0.2))[0] - apart(90_000, 0.2, apart(10_000, "
    "0.2))[0]) < 0.01",
    at="runaway",
)
say.argued("runaway-explain", "So we can look further ahead without waiting.", "an announcement")
say(
    ("runaway-explain", "slides/in-the-end"),
    "Four more tenfold increases.",
    "tenfold == said[0] and added > 0",
    at="in-the-end",
)
say(
    "in-the-end-explain",
    "The additions still grow, but by less each time, and they stay below 6.809.",
    "np.all(np.diff(additions(printed)) > 0) and np.all(np.diff(additions(printed), 2) < 0) and "
    "max(additions(printed)) < said[0] and said == limit",
)
say(
    "in-the-end-explain",
    "only the two people nearest to the gap count, the highest negative and the lowest positive",
    "(pull := torch.abs(torch.sigmoid(model(x_apart - 5)) - "
    "y_apart).double().ravel()).topk(2).indices.sort().values.tolist() == "
    "sorted([int(torch.argmax(torch.where(y_apart == 0, x_apart, -9).ravel())), "
    "int(torch.argmin(torch.where(y_apart == 1, x_apart, 99).ravel()))]) and pull.topk(2).values.sum() > 0.5 * "
    "pull.sum()",
    at="in-the-end",
)
say(
    "in-the-end-explain",
    "the half gap $h$, both have the logit",
    "said == 1 / 2 and limit == np.log(10) / (float(said[0]) * gap)",
)
say(
    ("in-the-end-explain",),
    r"the weight grows at a speed proportional to $e^{-wh}$, and after a long time $t$ it is about $\log(t) / h$ "
    "plus a constant",
    "0.98 * limit < additions(printed)[-1] < limit",
)
say("in-the-end-explain", "Ten times the time adds", "limit == np.log(float(said[0])) / (gap / 2)")
say.argued(
    "in-the-end-explain",
    "Soudry and others proved this in 2018 for any number of features: the direction of the weights approaches "
    "that of the widest gap, and their size grows like the logarithm of the time.",
    "Soudry, Hoffer, Nacson, Gunasekar and Srebro, JMLR 19, 2018: the theorem",
)
say.argued("notes/in-the-end", "Soudry and others proved it for any number of features in 2018.", "JMLR 19, 2018")
say(
    "in-the-end-explain",
    "Newton's method, which arrives in a few steps where there is an optimum, cannot arrive here.",
    "newton.separable and not newton.converged",
    at="separation-warning",
)
say(
    "slides/separation-warning",
    "Newton's method cannot arrive here.",
    "newton.separable and not newton.converged",
    at="separation-warning",
)
say(
    "slides/in-the-end",
    "In the end only the two nearest people count, each wrong by about $e^{-wh}$, with $h$ half the gap between "
    "them",
    "float(said[0]) * gap < gap and limit == np.log(10) / (float(said[0]) * gap)",
    at="in-the-end",
)
say(
    "notes/in-the-end", "The larger the weight, the smaller the gradient, so it grows like the logarithm of the time.",
    "0.98 * limit < additions(printed)[-1] < limit",
)
say(
    "notes/in-the-end",
    "Each further 6.8 needs ten times as long.",
    "limit == said[0] and limit == np.log(float(said[1])) / (gap / 2) and gap > 0",
)
say(
    "notes/in-the-end",
    "From 35 to 100 that is nine or ten tenfold increases, one on top of the other.",
    "said[2] == (100 - weight) // limit and said[3] == said[2] + 1 and said[0] == round(weight) and said[1] == 100"
    " and limit > 0",
)
say(
    "separation-explain",
    "On the left are eight points, the negatives at the bottom and the positives at the top, with the curve of the "
    "model; on the right is the weight",
    "len(explorer.x) == said",
    opposite="len(explorer.x) != 8",
    at="explorer",
)
say(
    "separation-explain",
    "with the two controls beside the picture; step 1, step 100, play and reset train",
    "said == (1, 100) and 'step 100' in open(separable_module.__file__[:-2] + 'js').read().replace('step ${', "
    "'step 100')",
    opposite="'step 7,000' in open(separable_module.__file__[:-2] + 'js').read()",
    at="explorer",
)
say(
    "separation-explain",
    "one negative stands above the lowest positive",
    "sum(x > min(x for x, y in zip(explorer.x, explorer.y) if y) for x, y in zip(explorer.x, explorer.y) if not y) "
    "== 1",
    at="explorer",
)
say(
    "explorer-figure",
    "Four blue circles in a row at height 0 and four red triangles in a row at height 1, over x from 0 to 10; the "
    "highest circle stands to the right of the lowest triangle.",
    "said == (explorer.y.count(0), 0, explorer.y.count(1), 1, 0, 10) and max(x for x, y in zip(explorer.x, "
    "explorer.y) if not y) > min(x for x, y in zip(explorer.x, explorer.y) if y)",
)
say(
    "explorer-figure",
    "a level line at one half",
    "1 / (1 + math.exp(-explorer.bias)) == said and explorer.weight == 0",
)
say.argued(
    "explorer-figure",
    "how large the weight is and whether it still grows",
    "what the live figure writes; its own tests hold it",
)
say(
    "explorer-figure",
    "As it opens, the weight comes to rest: one row on the wrong side is enough, since a larger weight makes that "
    "row ever more expensive.",
    "not separable(*explorer_points()) and separable(*explorer_points(4.5)) and math.log1p(math.exp(2)) > "
    "math.log1p(math.exp(1))",
)
say(
    "explorer-figure", "On the logarithmic axis its line climbs on.",
    "(more := read(printed['runaway'])[4::5]) and more[0] < more[1] < more[2]",
)
say.argued("explorer-figure", "A later cell can read where it is.", "the next cell does")
say(
    "separable-mistake", "It comes to rest, as long as a circle stands to the right of a triangle.",
    "not separable(*explorer_points(4.7)) and separable(*explorer_points(4.5)) and 4.5 < 4.6 < 4.7",
)
say.argued("separable-mistake", "Separable data as the best case.", "the name of the mistake")
say(
    ("separable-mistake", "slides/separable-mistake"), "standard errors larger than the weights",
    "math.sqrt(np.linalg.inv(newton_module.hessian(model, x_apart - 5, y_apart))[0, 0] / 40) > weight > 0",
    at="in-the-end",
)
say(
    ("separable-mistake", "slides/separable-mistake"), "weights that still grow",
    "(more := read(printed['runaway'])[4::5]) and more[0] < more[1] < more[2]",
)
say.argued("separable-mistake", "With many features nobody sees it", "ten features cannot be drawn in a plane")
say.argued("notes/separable-mistake", "With ten features nobody sees it", "ten features cannot be drawn in a plane")
say.argued("notes/separable-mistake", "ask first whether the rows that trained it were separable", "advice")
say(
    "notes/separation-warning",
    "returns whatever it had when its iterations ran out",
    "apart(100, 0.2)[0] + 0.5 < apart(1_000, 0.2)[0] < apart(10_000, 0.2)[0] - 0.5",
)
say(
    "notes/explorer",
    "Then drag the negative at 5.8 below 4.6",
    "said == (max(x for x, y in zip(explorer.x, explorer.y) if not y), min(x for x, y in zip(explorer.x, "
    "explorer.y) if y)) and not separable(*explorer_points(4.7)) and separable(*explorer_points(4.5)) and said[1] "
    "< said[0]",
)

# ------------------------------------------------------------------ section 6

say("large-weights", "We take thirty rows with ten features.", "said == tuple(X_few.shape)", at="few-rows")
say(
    "large-weights", "Two of the features matter; the other eight are noise.",
    "said == (np.count_nonzero(true_model['weight']), true_model['weight'].count(0.0))", at="few-rows",
)
say(
    "slides/large-weights", "Two features matter, eight are noise.",
    "said == (np.count_nonzero(true_model['weight']), true_model['weight'].count(0.0))",
)
say("slides/large-weights", "The true model pays 0.477 there.", "said == columns_of(printed['few-rows'])[0]")
RISES = (
    "np.all(np.diff(columns_of(printed['overfit'])) > 0) and abs(columns_of(printed['overfit'])[-1]"
    " / columns_of(printed['few-rows'])[0] - float(said[0])) < 0.5"
)
say(
    "overfit-explain",
    "on the new rows the loss rises from line to line, until it is about six times that of the true model",
    RISES,
)
say("notes/large-weights", "rises from bar to bar, to about six times that of the true model", RISES)
say(
    ("overfit-explain", "notes/large-weights"), "nearly certain of most people",
    "np.mean(np.abs(model.predict_proba(X_new).numpy() - 0.5) / 0.49 // 1) > 0.75", at="overfit",
)
say(
    "notes/large-weights",
    "It has the higher loss on the new rows.",
    "columns_of(printed['overfit'])[1] > columns_of(printed['overfit'])[0]",
)
say(
    "by-chance-explain",
    "it happened in 1 of 200 draws, and with signal and noise together in about half of them",
    "said[0] == by_chance_found(printed)[2] and said[1] == 200 and abs(by_chance_found(printed)[1] / 200 - "
    "float(said[2])) < 0.05",
)
say(
    "notes/by-chance",
    "it happened once in 200. The two together do it in about half of the draws.",
    "by_chance_found(printed)[2] == 1 and said[0] == 200 and abs(by_chance_found(printed)[1] / 200 - "
    "float(said[1])) < 0.05",
)
say(
    "by-chance-explain",
    "The signal brings the classes most of the way apart, and eight useless features do the rest.",
    "by_chance_found(printed)[1] > 5 * by_chance_found(printed)[0] and by_chance_found(printed)[1] > 50 * "
    "by_chance_found(printed)[2] and said == true_model['weight'].count(0.0)",
)
say(
    "by-chance-explain",
    "There are $2^n$ ways to label $n$ points with 0 and 1.",
    "sum(1 for _ in itertools.product((0, 1), repeat=6)) == float(said[0]) ** 6",
)
say(
    "by-chance-explain",
    "Cover counted in 1965 how many of them a straight boundary can separate, with $d$ features and a bias, if the "
    "points have no special arrangement: $2 \\sum_{k=0}^{d} \\binom{n-1}{k}$.",
    "said[0] == 1965 and colourings(6, 2) == float(said[1]) * sum(math.comb(6 - 1, k) for k in range(2 + 1))"
    " and colourings(5, 2) == cover(5, 2)",
)
say.argued(
    "notes/by-chance",
    "Cover counted in 1965 how many labellings",
    "T. M. Cover, IEEE Transactions on Electronic Computers 14, 1965",
)
say(
    "by-chance-explain",
    "For 30 points and 10 features that is a share of 0.068, about 14 in 200.",
    "said[2] == cover(int(said[0]), int(said[1])) / 2 ** int(said[0]) and said[3] == round(float(said[4]) * share)"
    " and f'of {int(said[4])} separable' in printed['by-chance']",
    at="cover",
)
say(
    "notes/by-chance",
    "For 30 points and 10 features it is a share of 0.068.",
    "said[2] == cover(int(said[0]), int(said[1])) / 2 ** int(said[0])",
)
say(
    "slides/by-chance",
    "200 draws of 30 rows.",
    "said == (200, len(X_few)) and printed['by-chance'].count('of 200') == 3",
)
say(
    "by-chance-explain", "it adds half the decay times the sum of the squared weights to the loss",
    "np.allclose(pull_of_decay(0.1), 2 * 0.1 * float(said[0]), rtol=0.01)",
)
say(
    "by-chance-explain", "decay times the weight in addition, which pulls the weight towards 0 in every step",
    "np.allclose(pull_of_decay(0.1), 0.1, rtol=0.01)",
)
say(
    "by-chance-explain",
    "Now the loss has a lowest point again",
    "fit_newton(LogisticRegression(10), X_few, y_few, weight_decay=0.001).converged and thirty_rows(0.001)[1] < 1e3",
    at="few-rows",
)
say("by-chance-explain", "Four decays from 0.001 to 1.", "said == (printed['decay'].count('decay'), 0.001, 1)")
say(
    "slides/decay",
    r"\frac{\text{decay}}{2} \sum_j w_j^2",
    "np.allclose(pull_of_decay(0.1), 2 * 0.1 / float(said[0]), rtol=0.01)",
)
say(
    "decay-explain", "with 1 they are so small that the probabilities crowd around one half",
    "near_one_half(float(said[0])) > 0.8 > 2 * near_one_half(0.001) and said[1] == 1 - 0.5",
)
say(
    "decay-explain",
    "The best of the four, 0.1, calls only 28 of its own 30 rows rightly.",
    "len(columns_of(printed['decay'])) == said[0] and columns_of(printed['decay'])[2] < "
    "min(columns_of(printed['decay'])[0], columns_of(printed['decay'])[1], columns_of(printed['decay'])[3]) and "
    "said[1] == read(printed['decay'])[10] and said[2] == read(printed['decay'])[12] and said[3] == len(X_few)",
)
say(
    "decay-explain",
    "Of the four states that the training above printed, the one after 10 epochs had the lowest loss on the new rows.",
    "said == (len(columns_of(printed['overfit'])), read(printed['overfit'])[0])"
    " and columns_of(printed['overfit'])[0] < min(columns_of(printed['overfit'])[1:])",
)
say("decay-explain", "before the weights have grown", "thirty_rows(0.1)[1] < thirty_rows(0.001)[1]")
say(
    "early-stopping-explain",
    "They are about equal, and far better than training on.",
    "abs(early_found(printed)[0] - early_found(printed)[1]) < 0.01 and max(early_found(printed)[:2]) < "
    "early_found(printed)[2] - 0.3",
)
say(
    "notes/decay",
    "To stop after 10 epochs instead is called early stopping, and over 20 draws it does about as well.",
    "abs(early_found(printed)[0] - early_found(printed)[1]) < 0.01 and '{} epochs'.format(int(said[0])) in "
    "printed['early-stopping'] and len(losses['10 epochs']) == said[1]",
    at="early-stopping",
)
say(
    "notes/decay",
    "with too much, the probabilities crowd around one half",
    "near_one_half(1.0) > 0.8 > 2 * near_one_half(0.001) and said == 1 - 0.5",
)
say(
    "notes/decay", "On its own rows the smallest decay always has the lowest loss.",
    "thirty_rows(0.001)[0] < thirty_rows(0.01)[0] < thirty_rows(0.1)[0] < thirty_rows(1.0)[0]",
)
say(
    "sklearn-explain",
    "It means less: `C` is 1 / (decay · number of rows).",
    "largest < 0.0005 and np.linalg.norm(ScikitLearn(C=10).fit(X_few, y_few.ravel()).coef_) > "
    "np.linalg.norm(ScikitLearn(C=0.1).fit(X_few, y_few.ravel()).coef_)",
    at="sklearn",
)
say(
    "sklearn-explain",
    "Its default, `C=1`, is a decay of 1/30 on these rows and of one in a million on a million rows.",
    "said == (1, 1 / len(X_few), 10**6, 10**6) and ScikitLearn().C == 1",
    at="sklearn",
)
say.argued("sklearn-explain", "One more thing about this price", "an announcement")
say(
    "sklearn-explain", "in a unit ten times smaller, so that all numbers are ten times as large",
    "said == (factor, factor) and factor > 1", at="units",
)
say(
    "units-explain",
    "In the smaller unit the same curve needs a weight ten times smaller, and the square of that weight costs a "
    "hundredth.",
    "(1 / float(said[0])) ** 2 == said[1] and factor == said[0] and 1 / factor < 1",
)
say(
    "units-explain", "The penalty hardly acts any more.",
    "abs(p[1] - 1 / (1 + math.exp(-(optimum_of_reference()[0] * 8 + optimum_of_reference()[1])))) < 0.005"
    " and abs(read(printed['units'])[4] - p[1].item()) > 0.02",
)
say(
    "units-explain", "it sets how frequent the class is, and that should not be pulled towards one half",
    "all(abs(mean_probability(decay) - 0.25) < 0.001 for decay in (0.1, 10.0)) and 1 - said[0] == 1 / 2",
)

# ------------------------------------------------------------------ section 7

say(
    ("same-explain", "slides/sorted"), "Negatives first", "y[by_class[0]].item() < y[by_class[-1]].item()", at="sorted",
)
say(
    "sorted-explain", "Nearly a third of its updates, the last ones, said positive and nothing else",
    "0.9 * float(said[0]) < truly < float(said[0]) and bool(y[by_class[-round(truly * len(y)):]].all())"
    " and not y[by_class[: len(y) - round(truly * len(y))]].any()",
)
say(
    "sorted-explain", "Its loss is worse than that of one half for everybody.",
    "loss > bce(torch.zeros_like(y), y) and abs(math.exp(-bce(torch.zeros_like(y), y).item()) - float(said[0])) < 1e-6",
)
say(
    "notes/sorted",
    "The loss is higher than that of one half for everybody.",
    "loss > bce(torch.zeros_like(y), y) and abs(math.exp(-bce(torch.zeros_like(y), y).item()) - float(said[0])) < "
    "1e-6",
    at="sorted",
)

# ------------------------------------------------------------------ section 8

say(
    "million-rows",
    "Now we take a million rows with 20 features, and true weights that we know: evenly spaced from −1 to 1.",
    "said == (*X.shape, true_weight.min(), true_weight.max()) and np.ptp(np.diff(true_weight)) < 1e-6",
    at="million",
)
say(
    "slides/million-rows",
    "20 features, true weights from −1 to 1",
    "said == (X.shape[1], true_weight.min(), true_weight.max())",
    at="million",
)
say(
    "one-look-explain", "With one look the full batch makes one step, and with ten looks ten.",
    "said == (read(printed['one-look'])[3], read(printed['one-look'])[4])",
)
say(
    "one-look-explain",
    "Batches of 1,000 make a thousand steps out of one look.",
    "said == (1000, n) and n == len(X) / 1000",
    at="one-look",
)
say("notes/million-rows", "The one has made a single step, the other a thousand.", "said == n", at="one-look")
say(
    "one-look-explain",
    "a thousandth of them says nearly the same as all",
    "(few := (X[: int(len(X) * float(said[0]))], y[: int(len(X) * float(said[0]))])) and len(few[0]) == 1000 and "
    "0.95 < np.corrcoef((few[0] * (0.5 - few[1])).mean(0), (X * (0.5 - y)).mean(0))[0, 1] and len(few[0]) < len(X)",
    at="one-look",
)
say(
    "newton-million-explain",
    "It needs six iterations on a sixteenth of the rows, and then two on all of them.",
    "said == (len(newton_of_part), len(newton))",
    at="newton-million",
)
say(
    "newton-million-explain", "it first finds the optimum of every 16th row, where an iteration costs a sixteenth",
    "16 * len(X[::16]) == len(X) and len(newton) < newton_without_warm_start()",
    at="newton-million",
)
say(
    "newton-million-explain",
    "That optimum is close already, so two looks at all rows are enough.",
    "len(newton) == said and newton.loss[0] - newton.loss[-1] < 0.001 * (math.log(2) - newton.loss[-1]) and "
    "newton_without_warm_start() > said[0]",  # of the way down from 0 it leaves less than a thousandth
    at="newton-million",
)
say(
    "newton-million-explain",
    "over a few thousand rows at a time, so its memory does not grow with the rows, and its table has 21 times 21 "
    "entries for 40 rows or a million",
    "2 < newton_module.CHUNK_ROWS / float(said[0]) < 10 and said[1:] == (X.shape[1] + 1, X.shape[1] + 1, 40, "
    "len(X))",
    at="newton-million",
    opposite="newton_module.CHUNK_ROWS >= len(X)",
)
say(
    "newton-million-explain", "An interval of 95 % reaches 1.96 standard errors to both sides.",
    "said == (level, (np.log(found.high[0]) - estimate[0]) / found.standard_error[0])", at="intervals",
)
say(
    "newton-million-explain",
    "Twenty weights, twenty intervals of 95 %.",
    "said == (len(estimate), len(covered), level)",
    at="intervals",
)
say(
    "intervals-explain", "19 of 20, which is what 95 % promises on average.",
    "said == (covered.sum(), len(covered), level) and level * len(covered) == said[0]", at="intervals",
)
say(
    "intervals-explain", "one draw cannot confirm a promise about many",
    "sum(math.comb(20, k) * 0.9**k * 0.1 ** (20 - k) for k in (19, 20)) > 0.3",  # intervals of 90 % might have done it
)
say(
    "intervals-explain",
    "two hundred times, with 1,000 rows each",
    "said == (len(shares), len(X_small))",
    at="coverage",
)
say(
    "coverage-explain",
    "The share of 0.952 is well within two standard deviations of the promised 0.95.",
    "said[0] == np.mean(shares) and said[2] == level and abs(np.mean(shares) - level) < by_luck / 2 and by_luck == "
    "float(said[1]) * np.std(shares) / math.sqrt(200)",
    at="coverage",
)
say("coverage-explain", "three intervals from one draw share their rows", "len(inside) == said", at="coverage")
say(
    "root-explain",
    "A hundred times as many rows give about a tenth of the error: it shrinks with the root of their number.",
    "(found := columns_of(printed['root'])) and abs(found[2] / found[0] - float(said[1])) < 0.005 and found[2] < "
    "found[0] and said[1] == 1 / math.sqrt(float(said[0]))",
)
say(
    "root-explain",
    "the truth is a flat one half from 3 to 7",
    "is_flat(said) and true_posterior(torch.tensor([2.99, 7.01])).tolist() == [0, 1]",
)
say(
    "slides/misspecified",
    "The reference world: a flat one half between 3 and 7.",
    "is_flat(said) and true_posterior(torch.tensor([2.99, 7.01])).tolist() == [0, 1]",
)
say(
    "misspecified-explain", "the model still predicts about a quarter, where one half is true",
    "abs(p - float(said[0])) < 0.02 and abs(infected - float(said[1])) < 0.005", at="misspecified",
)
say("notes/misspecified", "The best sigmoid predicts a quarter where one half is true.",
    "abs(p - float(said[0])) < 0.02 and abs(infected - float(said[1])) < 0.005 and p < infected", at="misspecified")
say(
    "notes/misspecified",
    "it stands around the weight of the best sigmoid",
    "lower < best.linear.weight.item() < upper",
    at="misspecified",
)
say(
    "notes/misspecified",
    "57,177 people against a quarter",
    "here.sum() == said[0] and abs(p - float(said[1])) < 0.02",
    at="misspecified",
)
say(
    "misspecified-explain", "More rows do not repair a wrong form.",
    "read(printed['misspecified'])[-1] - read(printed['misspecified'])[-2] > 0.2", at="misspecified",
)
say(
    "slides/misspecified", "Rows shrink the luck of the draw, not the wrong form of the model.",
    "upper - lower < 0.02 * 1.14 and infected - p > 0.2", at="misspecified",
)
say.argued(
    "misspecified-explain",
    "the best sigmoid, the one that the same fit would find with endlessly many rows",
    "a definition",
)
say(
    "robust-explain", "It does so in nearly all of them, far more than promised.",
    "read(printed['robust-coverage'])[3] > 0.99 > 0.95",
)
say(
    "robust-explain",
    "the standard error comes out too large, 0.071 where the 400 weights have a standard deviation of 0.054",
    "said == (np.mean(errors, axis=0)[0], len(weights), np.std(weights)) and said[0] > said[2]",
    at="robust-coverage",
)
say(
    "robust-explain",
    "what it describes is still the best sigmoid, and not the truth",
    "np.array_equal(odds_ratios(model, X_40, y_40, robust=True).ratio, odds_ratios(model, X_40, y_40).ratio)",
    at="robust-package",
    opposite="not np.array_equal(odds_ratios(model, X_40, y_40, robust=True).ratio, odds_ratios(model, X_40, "
            "y_40).ratio)",
)
say(
    "robust-explain",
    "The model's error can also be too small, in other data.",
    "spreads_where_the_tails_are_noisy()[0] < 0.8 * spreads_where_the_tails_are_noisy()[1]",
)
say(
    "robust-explain", "They measure the luck of the draw, and that does shrink.",
    "(found := columns_of(printed['root'])) and found[3] < found[2] < found[1] < found[0]",
)
say(
    "notes/robust",
    "The model's standard error is too large here; with other data it can be too small.",
    "spreads_where_the_tails_are_noisy()[0] < 0.8 * spreads_where_the_tails_are_noisy()[1] and np.mean(errors, "
    "axis=0)[0] > np.std(weights)",
    at="robust-coverage",
)
say(
    "slides/robust",
    "The best sigmoid in a world that is no sigmoid; 400 draws of 400 people.",
    "said == (len(weights), len(X_flat)) and len(y_flat) < 401",
    at="robust-coverage",
    opposite="len(X_flat) > 400",
)
say(
    "notes/robust", "It promises 95 % and is wider than that needs.",
    "said == level and read(printed['robust-coverage'])[3] > float(said[0]) + 0.03", at="robust-coverage",
)

# ------------------------------------------------------------------ section 9

say.argued(
    "two-processes",
    "If one processor looks at half of the rows and a second one at the other half, a full-batch step could take "
    "half the time.",
    "half of the work each; the next cells ask whether it does",
)
say(
    "two-processes",
    "In each step, every process computes the gradient on its own share",
    "gradient_rows() == [20, 20]",
)
say(
    "two-processes",
    "Two shares of equal size.",
    "said == len({len(y[even]), len(y[odd])} | {0})",
    at="shares",
)
say(
    "shares-explain",
    "It starts two processes; each draws 10,000 rows with 20 features, and they take 30 steps together.",
    "said == (2, 20_000 / 2, 20, 30) and script[script.index('--rows') + 1] == '20000' and "
    "script[script.index('--steps') + 1] == '30' and printed['torchrun'].startswith('2 processes, 10,000 rows in "
    "each')",
    at="torchrun",
)
say(
    "shares-explain",
    "the first of them then does the same alone, with the rows of both",
    "printed['torchrun'].splitlines()[-1].startswith('those of one process with all rows') and '--compare' in "
    "script",
    opposite="'--compare' not in script",
    at="torchrun",
)
say(
    "torchrun-explain",
    "In each step two things happen: every process computes on its rows",
    "exchanged(n_steps=7) == 7 * [21] and said == len(('compute', 'exchange'))",
)
say(
    "notes/torchrun",
    "Two processes on this machine; each draws its own half of the rows.",
    "read(printed['torchrun'])[0] == said[0] and read(printed['torchrun'])[1] == float(said[1]) * 20000",
)
say(
    "cost-explain", "What is computed grows with the rows; what is exchanged does not.",
    "(found := read(printed['cost'])) and found[2] < found[5] and found[1] == found[4]",
)
say(
    "cost-explain",
    "With a hundred rows in each process there are only 4,000 multiplications to a step",
    "said == tuple(read(printed['cost'])[i] for i in (0, 2)) and read(printed['cost'])[2] < read(printed['cost'])[5]",
)
say(
    "cost-explain",
    "With a million rows in each there is ten thousand times as much to compute, for the same 21 numbers.",
    "said[0] == read(printed['cost'])[3] and said[1] == read(printed['cost'])[5] / read(printed['cost'])[2]"
    " and said[2] == read(printed['cost'])[4] == read(printed['cost'])[1]",
)
say.argued(
    "cost-explain",
    "the two may spend most of it waiting for each other",
    "a possibility; the bench of processes measures it",
)
say.argued("cost-explain", "There are three caveats.", "start, threads, a better step: three are named")
say.argued(
    "cost-explain",
    "Two threads in one process share the same rows without exchanging messages, so on one machine they are the "
    "first thing to try (the script takes `--threads`); processes are for rows, or models, that one machine cannot "
    "hold.",
    "threads share memory, processes do not",
)
say.argued("cost-explain", "look for a better step", "advice")
say(
    "cost-explain", "Newton's method needed 2 looks at a million rows, and a few at a part of them.",
    "said == (len(newton), len(X)) and 2 < len(newton_of_part) < 9", at="newton-million",
)
say.argued("cost-explain", "the work is divided by two", "two processes")
say.argued(
    "cost-explain",
    "Two processes pay where each computes for much longer than it waits",
    "the sum of both is what a step takes",
)
say.argued("cost-explain", "Measure a step on one process and on two before you rent eight.", "advice")
say(
    "slides/cost",
    "What is computed grows with the rows of a process.",
    "(found := read(printed['cost'])) and found[2] < found[5]",
)
say(
    "slides/cost",
    "What is exchanged grows with the weights, and every step waits for it once, however few the rows.",
    "exchanged(n_features=n_features) == 3 * [n_sent] and exchanged(n_features=5)[0] < exchanged(n_features=20)[0] "
    "and exchanged(n_rows=4) == exchanged(n_rows=400) and exchanged(n_steps=5) == 5 * [n_sent]",
    at="cost",
)
say.argued(
    "slides/cost",
    "Threads first; processes for what one machine cannot hold.",
    "threads share memory, processes do not",
)

# ------------------------------------------------------------------ exercises, quiz, recap

say(
    "exercises", "Numbers are compared to four decimals, unless the task says otherwise",
    "all(exercises()[number].atol == 10 ** -said[0].value for number in ('7.2', '7.3', '7.4'))",
)
say.argued("exercises", "run the cell, then run the one below it", "the cell with `check` stands below")
say.argued("exercises", "nothing is sent anywhere", "`check` opens no connection; a test of the exercises holds it")
say.argued(
    "exercises",
    '`hint("8.1")` gives a nudge, and calling it again gives a larger one; `solution("8.1")` shows the code',
    "how they are used",
)
say(
    "exercise-8-1", "what is left over makes a smaller batch",
    "len(torch.arange(13).split(5)) == math.ceil(13 / 5) and len(torch.arange(13).split(5)[-1]) < 5",
)
say.argued("exercise-8-1", "Each is at least 1, and the result must be exact", "what the task promises")
say(
    "exercise-8-1",
    "All three arguments are whole numbers.",
    "said == n_updates.__code__.co_argcount",
    at="exercise-8-1-answer",
)
say(
    "exercise-8-2",
    "the velocity keeps nine tenths of itself",
    "abs(velocity - 1 / (1 - float(said[0]))) < 0.001",
    at="constant",
)
say.argued("exercise-8-4", "On two processes with equally many rows", "what is told")
say.argued("exercise-8-4", "where the last process gets fewer rows", "what is told")
say(
    "exercise-8-5",
    "A training on 40 rows prints, after 100, 1,000 and 10,000 epochs, the losses 0.103, 0.038 and 0.013, the "
    "weights 2.307, 5.347 and 11.450, and each time 40 right answers.",
    "said[:4] == (40, 100, 1000, 10000) and said[4:7] == tuple(of_exercise_7_5()[0]) and said[7:10] == "
    "tuple(of_exercise_7_5()[1]) and said[10] == min(of_exercise_7_5()[2])",
)
say(
    "slides/exercise-8-5",
    "After 100, 1,000 and 10,000 epochs a training on 40 rows prints",
    "said == (100, 1000, 10000, of_exercise_7_5()[2][0])",
)
say("slides/exercise-8-5", "| losses | 0.103 | 0.038 | 0.013 |", "said == tuple(of_exercise_7_5()[0])")
say("slides/exercise-8-5", "| weights | 2.307 | 5.347 | 11.450 |", "said == tuple(of_exercise_7_5()[1])")
say("slides/exercise-8-5", "| right | 40 | 40 | 40 |", "said == tuple(of_exercise_7_5()[2])")
say(
    "exercise-8-5",
    "b Some cut separates the classes without an error, so a larger weight always costs less, and there is no optimum.",
    "falls_and_grows()", opposite="not falls_and_grows()",
)
say.argued("exercise-8-5", "with more epochs the weight will settle", "a wrong answer to choose from")
say("exercise 8.5", 'explanation = "b"', "falls_and_grows()", opposite="not falls_and_grows()")
say(
    "notes/exercise-8-5",
    "It does not stop falling: with all 40 right, a larger weight costs less.",
    "falls_and_grows() and said == of_exercise_7_5()[2].min()",
    opposite="not falls_and_grows()",
)
say(
    "exercise 8.5",
    "The loss falls only because the weight grows.",
    "falls_and_grows()",
    opposite="not falls_and_grows()",
)
say(
    "exercise 8.5", "A weight decay gives the loss a lowest point again.",
    "fit_newton(LogisticRegression(), x_apart, y_apart, weight_decay=0.01).converged"
    " and not fit_quietly(x_apart, y_apart).converged",
    opposite="fit_quietly(x_apart, y_apart).converged",
)
say("exercise 8.1", "13 rows in batches of 5 make batches of 5, 5 and 3 rows.",
    "said == (13, 5, *map(len, torch.arange(13).split(5))) and math.ceil(13 / 5) == len(said[2:])")
say.argued("exercise 8.1", "When you compare two ways to train", "advice")
say("exercise 8.2", "In each step the velocity loses a tenth of itself",
    "math.isclose(training_module.OPTIMIZERS['momentum'].keywords['momentum'], 1 - said[0])")
say(
    "exercise 8.2",
    "velocity = 0.9 velocity + gradient(position)",
    "training_module.OPTIMIZERS['momentum'].keywords['momentum'] == said",
)
say("exercise 8.3", "three such steps do what 184 steps with momentum do.",
    "said[0] == newton_steps(printed) and read(printed['race-from-zero'])[0] == said[1]")
say(("exercise 8.3", "quiz 8.3"), "a million weights the table would fill 8,000 gigabytes",
    "said == (1_000_000, round(8 * (1_000_000 + 1) ** 2 / 1e9))")
say.argued("exercise 8.4", "Suppose that one process has a single row and another one 99.", "an example to think of")

say("quiz-intro", "Five questions, from memory.", "said == len(Quiz(8).questions)")
say("quiz-intro", "every option says why it is right or wrong", "all(feedback_of(Quiz(8)))")
say(
    "quiz 8.1", "One training took 100 epochs with batches of 10, another 100 epochs with all 1,000 rows at once.",
    "said[0] == said[2] and said[3] / said[1] * float(said[0]) == 10_000",
)
say.argued("quiz 8.1", "The first ended lower.", "what is told")
say("quiz 8.1", "The first made 10,000 updates and the second 100, so it may be the number of updates.",
    "said == (100 * math.ceil(1000 / 10), 100 * math.ceil(1000 / 1000)) and said[0] > said[1]")
say(
    "quiz 8.1",
    "Little, as long as nobody counts the updates",
    "columns_of(printed['equal-epochs'])[2] < columns_of(printed['equal-epochs'])[0] and "
    "columns_of(printed['equal-updates'])[2] > columns_of(printed['equal-updates'])[0]",
)
say("quiz 8.1", "Both looked at every row 100 times, but the first made a hundred times as many updates.",
    "said[0] == 100 and said[1] == (100 * 1000 / 10) / 100 and 100 * 1000 / 10 > 100")
say.argued("quiz 8.2", "Batches of 8, a constant learning rate, thousands of epochs.", "as in section 2")
say(
    "quiz 8.2",
    "It jumps about above the optimum",
    "read(printed['floor'])[6] > read(printed['floor'])[2] and read(printed['floor'])[7] > 10",
)
say("quiz 8.2", "Smaller steps bring the walk to rest.", "walks[:, 2].max() < walks[:, 0].min()")
say(
    "quiz 8.3",
    "The curvature, a table with an entry for each pair of parameters",
    "read(printed['table'])[1] == 2 ** 2 and read(printed['table'])[4] == 21 ** 2",
)
say("quiz 8.4", "There are 30 rows and 10 features, and after training all 30 are called rightly.",
    "said == (*X_few.shape, len(X_few)) and printed['overfit'].count('30 of 30') == 3")
say(
    "quiz 8.4",
    "All 30 right means that the rows are separable: the weights grow as long as the training goes on.",
    r"said == len(X_few) and separable(X_few, y_few) and columns_of(printed['decay'], r'size +([\d.]+)')[0] > "
    r"columns_of(printed['decay'], r'size +([\d.]+)')[3]",
)
say(
    "quiz 8.4",
    "the larger the weights, the lower the loss",
    "thirty_rows(0.001)[1] > thirty_rows(0.01)[1] and thirty_rows(0.001)[0] < thirty_rows(0.01)[0]",
)
say(
    "quiz 8.4",
    "Weight decay or early stopping, and a look at other rows",
    "max(early_found(printed)[:2]) < early_found(printed)[2] - 0.3",
)
say.argued("quiz 8.5", "Two processes share the rows of one step.", "what is told")
say(
    "quiz 8.5",
    "The gradients have to be exchanged in every step",
    "exchanged(n_steps=7) == 7 * [21]",
)
say(
    "quiz 8.5",
    "With many rows in each process, and few weights to exchange",
    "(found := read(printed['cost'])) and found[2] < found[5] and found[1] == found[4]",
)
say("quiz 8.5", "The work that is shared grows with the rows; what is exchanged grows with the weights alone.",
    "(found := read(printed['cost'])) and found[2] < found[5] and found[1] == found[4]")

say.argued(("recap", "slides/recap"), "lower the learning rate", "advice; section 2 shows what it does")
say("recap", "which of them is faster depends on the rate and on the start",
    "(found := read(printed['race-of-three'])) and found[3] < found[5] and found[9] > found[11]")
say("recap", "Standardise first: with columns that are not correlated it makes the valley nearly round.",
    "read(printed['valley'])[10] < 3 < read(printed['valley'])[2] and read(printed['correlated'])[1] == 1")
say("recap", "the weights grow like the logarithm of the time", "0.98 * limit < additions(printed)[-1] < limit")
say(
    "recap",
    "With a million rows the intervals are narrow.",
    "columns_of(printed['root'])[3] < 0.005 and said == len(X)",
)
say("recap", "the robust standard error keeps it for the best sigmoid even if not",
    "abs(read(printed['robust-coverage'])[5] - 0.95) < 0.03 < abs(read(printed['robust-coverage'])[3] - 0.95)")
say.argued("recap", "It pays where computing takes much longer than waiting.", "the sum of both is what a step takes")
say.argued(
    "slides/recap",
    "Two processes pay where computing takes longer than waiting.",
    "the sum of both is what a step takes",
)
say.argued("recap", "how it is trained on 40 rows or on a million", "this notebook has done both")
say.argued("slides/recap", "Standardise first.", "advice; section 4 shows what it does")
say.argued(
    "separation-explain",
    "let the weight run past 10. Then bring it to rest below 3",
    "a task; the tests of the explorer solve it",
)
say.argued("shares-explain", "an exercise below is about that", "exercise 8.4")


# ------------------------------------------------------------------ notes

say(
    "notes/title", "The reference example has forty rows, and nearly always we took all of them in each step.",
    "said == len(reference_example().X) and 'batch_size=None' in str(__import__('inspect').signature(fit))",
)
say.argued("notes/title", "fewer rows in a step, better steps, a million rows, and two processes", "what is to come")
say.argued("notes/objectives", "Read the first and the third aloud.", "what the lecturer does")
say(
    "slides/one-budget",
    "Forty rows in batches of 8: five updates in an epoch.",
    "said[2] == math.ceil(said[0] / said[1]) and said[0] == 40",
)
say.argued("notes/one-budget", "We count the same work in two ways.", "epochs and updates")
say(
    "notes/one-budget",
    "All rows at once make one update in an epoch, single rows make forty.",
    "said == len(reference_example().X)",
)
say.argued("slides/equal-updates", "200 updates each, whatever the batch.", "what is tried")
say(
    "notes/equal-updates",
    "batches of 8 end within 0.003 of the full batch, for a fifth of the rows",
    "said[0] == 8 and read(printed['equal-updates'])[8] - read(printed['equal-updates'])[2] <= float(said[1]) + "
    "1e-9 and read(printed['equal-updates'])[8] - read(printed['equal-updates'])[2] > float(said[1]) - 0.001 and "
    "said[2] == 1600 / 8000",
)
say(
    "notes/equal-updates",
    "They would show the first. Equal epochs flatter small batches, equal updates flatter large ones.",
    "columns_of(printed['equal-epochs'])[2] < columns_of(printed['equal-epochs'])[0] and "
    "columns_of(printed['equal-updates'])[2] > columns_of(printed['equal-updates'])[0]",
)
say("notes/two-counts", "One experiment, two horizontal axes.", "len(figure.axes) == said", at="two-counts")
say(
    "notes/two-counts",
    "On the left the single rows are the first to fall, on the right they are the last.",
    "hundred_epochs[1].loss[1] < hundred_epochs[40].loss[1] and hundred_epochs[8].loss[8] < "
    "hundred_epochs[1].loss[1]",
    at="two-counts",
)
say(
    "slides/noise",
    "At the optimum the mean of the gradients is 0; those of eight rows are not.",
    "np.abs(gradients_of_reference(*optimum_of_reference()[:2]).mean(axis=0)).max() < 1e-9 < "
    "np.abs(gradients_of_reference(*optimum_of_reference()[:2])[:int(said[1])].mean(axis=0)).max() and said == (0, "
    "8)",
)
say(
    "notes/noise",
    "This is the distance above the lowest loss, in thousandths, over the last hundred epochs.",
    "len(above) == said[-1] and above.min() > 0",
    at="floor",
)
say("notes/schedule-walks", "The small rate has hardly any noise. It has simply not arrived after 900 epochs.",
    "always_small[0] > always_small[1] > always_small[2] > 100 and said == 3 * 300", at="schedule-walks")
say("notes/memory", "It also loses a tenth of itself in each step. At ten times the gradient, loss and gain are equal.",
    "abs(float(said[0]) * float(said[1]) - 1) < 1e-9 and abs(velocity - float(said[1])) < 0.001", at="constant")
say("notes/adam-by-hand", "Dividing by one minus nine tenths to the power t corrects for the start at 0.",
    "abs((1 - 0.9**7) - sum(0.1 * float(said[0])**k for k in range(7))) < 1e-9")
say(
    "notes/adam-by-hand",
    "In the first step the gradient is divided by its own size, and what is left is its sign.",
    "torch.allclose(first, lr * torch.sign(plain), atol=1e-5) and first[0] < 0",
    opposite="first[0] > 0",
    at="adam-by-hand",
)
say(
    "notes/adam-by-hand",
    "The gradient is the steepest way down, and the steepest way down does not lead straight to the optimum.",
    "(plain[0] / plain[1]).item() > 0 and abs((optimum_of_reference()[0] - start[0].item()) / "
    "(optimum_of_reference()[1] - start[1].item())) < 0.1",
    at="adam-by-hand",
)
say(
    "slides/race-of-three",
    "Within one hundred-thousandth of the lowest loss, and staying there.",
    "f'- lowest < {float(said[0]):.5f}' in source_of('arrives') and 'if inside[-1]' in source_of('arrives')",
    opposite="losses_of(runs['momentum', 0.1])[-1] - lowest > 0.00001",
)
say(
    "notes/race-of-three",
    "Adam needs more than 1,800 updates with 0.1: it is inside long before, and leaves again.",
    "outside[-1] > 1800 and said == (1800, history.lr) and losses_of(history)[999] - lowest < 0.00001",
    at="race-from-zero",
)
say(
    "notes/paths",
    "Its bias is at −1.462, and the star is at −3.242.",
    "said == (plain[300][1], optimum_of_reference()[1])",
    at="paths",
)
say("notes/curvature", "Momentum took 184 from the same start.", "read(printed['race-from-zero'])[0] == said")
say(
    "notes/curvature",
    "It is three. Read the exponents: −1, −3, −4, −8.",
    "said[0] == newton_steps(printed) and list(map(float, said[1:])) == [float(e) for "
    r"e in re.findall(r'e(-\d+)', printed['newton-by-hand'])[:4]]",
)
say.argued(
    "notes/valley-predict",
    "A better scale costs one look at the rows.",
    "a mean and a standard deviation",
)
say(
    "notes/valley-predict",
    "But two columns that are correlated keep a narrow valley, standardised or not.",
    "len(table) == said and across > 100 * along",
    at="correlated",
)
say(
    "notes/race",
    "All five walk to the same point, since the loss has only one valley.",
    "said == 1 + len(curves)",
    at="race",
)
say(
    "notes/race",
    "It took five lines.",
    "said == sum(line.split(' = ')[0].strip() in ('logits', 'p', 'gradient', 'curvature', 'theta') and "
    "line.startswith('    ') for line in source_of('newton-by-hand').splitlines())",
)
say(
    "notes/race",
    "with an entry for every pair of parameters",
    "newton_module.hessian(*reference_example_of(3)).shape == (4, 4)",
)
say(
    "notes/newton-million",
    "first the optimum of every 16th row, then a few looks at all of them",
    "len(newton) < 4 and len(newton) < newton_without_warm_start()",
    at="newton-million",
)
say(
    "notes/newton-million", "so the memory does not grow with the rows",
    "newton_module.CHUNK_ROWS < len(X) / 100", opposite="newton_module.CHUNK_ROWS > len(X) / 100", at="newton-million",
)
say(
    "notes/newton-million",
    "From 0 it needs six, on all rows as on a sixteenth of them. It needs two because it starts at the optimum of "
    "a part.",
    "said[1] == newton_without_warm_start() == len(newton_of_part) and said[2] == len(newton)",
    at="newton-million",
)
say(
    "notes/intervals",
    "One of the twenty misses.",
    "len(covered) - covered.sum() == 1 and len(covered) == said",
    at="intervals",
)
say(
    "notes/intervals",
    "One miss in twenty is what was promised.",
    "abs(1 / float(said[0]) - (1 - level)) < 1e-9",
    at="intervals",
)
say(
    "notes/intervals", "If all twenty covered, time after time, the intervals would be too wide.",
    "said == len(covered) and level ** len(covered) < 0.4 and 0.999 ** len(covered) > 0.97", at="intervals",
    opposite="level ** len(covered) > 0.5",
)
say(
    "slides/coverage",
    "Two hundred data sets of 1,000 rows, three weights each.",
    "said == (len(shares), *X_small.shape)",
    at="coverage",
)
say(
    "notes/coverage",
    "Expected are 570, and two standard deviations are about 11. Luck does not reach down to 480.",
    "said[0] == 600 * level and abs(600 * by_luck - float(said[2])) < 1 and by_luck == float(said[1]) * "
    "np.std(shares) / math.sqrt(200) and float(said[3]) < 600 * level - 4 * 600 * by_luck",
    at="coverage",
)

# ------------------------------------------------------------------ misconceptions

say(
    "misconception last_batch_left_out", "make a smaller batch, and that is an update too",
    "len(torch.arange(13).split(5)) == math.ceil(13 / 5) and len(torch.arange(13).split(5)[-1]) < 5",
)
say("misconception size_for_number", "A batch size of 8 means 8 rows in each update, and 40 rows make 5 such batches",
    "said[0] == said[1] and said[2] / said[0] == said[3] and said[2] == 40")
MOMENTUM = "training_module.OPTIMIZERS['momentum'].keywords['momentum'] == said[0]"
say("misconception no_memory", "The velocity keeps 0.9 of itself", MOMENTUM)
say("misconception velocity_without_loss", "Keep 0.9 of it", MOMENTUM)
say(
    "misconception velocity_as_mean",
    "0.1 times the gradient makes the velocity a mean, and the steps are ten times shorter.",
    "abs(float(said[0]) * float(said[1]) - 1) < 1e-9 and float(said[0]) < 1",
)
say(
    "misconception old_velocity",
    "First the new gradient is added to the velocity, then the velocity moves the position.",
    "read(printed['constant'])[1] == 1 and 'sgd' in str(training_module.OPTIMIZERS['momentum']).lower()",
    opposite="read(printed['constant'])[1] == 0",
)
say(
    "misconception old_velocity",
    "the first step is that of plain descent",
    "read(printed['constant'])[1] == 1 and read(printed['constant'])[3] > 1",
)
say(
    "misconception divergence_for_separation",
    "With too large a learning rate the loss rises or swings.",
    "rises_or_swings(0.5) and not rises_or_swings(0.3)",
    opposite="rises_or_swings(0.3)",
)
say(
    "misconception divergence_for_separation",
    "Here it falls from line to line, because a larger weight has a lower loss on these rows",
    "falls_and_grows()",
    opposite="not falls_and_grows()",
)
say(
    "misconception waits_for_separation",
    "a larger weight costs less",
    "falls_and_grows()",
    opposite="not falls_and_grows()",
)
say(
    "misconception waits_for_separation",
    "Here ten times as many epochs add 3.0 and then 6.1; in the end they add a constant amount",
    "said == (10, *np.diff(of_exercise_7_5()[1]))",
)
say.argued("misconception separable_is_best", "separable classes taken for the best case", "the name of the mistake")
say(
    "misconception separable_is_best",
    "the training becomes more certain with each epoch",
    "falls_and_grows()",
    opposite="not falls_and_grows()",
)

# ------------------------------------------------------------------ numbers that are printed more than once

say(
    "equal-epochs-explain",
    "the full batch moved its parameters 100 times, the batches of 8 moved them 500 times, and the single rows 4,000",
    "said == (hundred_epochs[40].n_updates, 8, hundred_epochs[8].n_updates, hundred_epochs[1].n_updates)",
    at="equal-epochs",
)
say("notes/one-budget", "there are only 100 of these steps", "said == hundred_epochs[40].n_updates", at="equal-epochs")
say("equal-updates-explain", "200 steps, each of which knows one person", "said == 40 * 5", at="equal-updates")
say(
    "floor-explain", "300 epochs with 0.1, then 300 with 0.01, then 300 with 0.001.",
    "said[0] == said[2] == said[4] == 300 and said[1::2] == rates", at="schedule-walks",
)
say(
    "floor-explain",
    "for comparison, all 900 with 0.001",
    "said == (300 * len(rates), min(rates))",
    at="schedule-walks",
)
VELOCITY = r"$$\text{velocity} \leftarrow 0.9 \cdot \text{velocity} + \text{gradient}$$"
say("memory", VELOCITY, "training_module.OPTIMIZERS['momentum'].keywords['momentum'] == said")
say(
    ("momentum-in-fit", "slides/adam-by-hand"),
    r"\text{mean} \leftarrow 0.9 \cdot \text{mean} + 0.1 \cdot \text{gradient}",
    "same_numbers(said, 0.9, 0.1) and abs(theta[0].item() - history.weight[-1]) < 1e-4",
    at="adam-in-fit",
)
say(
    ("momentum-in-fit", "slides/adam-by-hand"),
    r"\text{square} \leftarrow 0.999 \cdot \text{square} + 0.001 \cdot \text{gradient}^2",
    "same_numbers(said, 0.999, 0.001) and abs(theta[0].item() - history.weight[-1]) < 1e-4",
    at="adam-in-fit",
)
say(
    "race-explain", "with 0.1 momentum arrives before Adam, with 0.3 after it",
    "updates_until(printed, 'momentum', said[0]) < updates_until(printed, 'adam', said[0])"
    " and updates_until(printed, 'momentum', said[1]) > updates_until(printed, 'adam', said[1])",
)
say(
    "race-explain", "plain descent, which had not arrived in 2,000 updates with 0.1, arrives after 792 with 0.3",
    "updates_until(printed, 'sgd', said[1]) > said[0] == len(runs['sgd', 0.1])"
    " and updates_until(printed, 'sgd', said[3]) == float(said[2])",
)
say(
    "notes/race-of-three", "With 0.1 momentum wins, with 0.3 Adam does.",
    "updates_until(printed, 'momentum', said[0]) < updates_until(printed, 'adam', said[0])"
    " and updates_until(printed, 'momentum', said[1]) > updates_until(printed, 'adam', said[1])",
)
say(
    "notes/race-of-three", "Plain descent does not arrive with 0.1, and with 0.3 it does.",
    "updates_until(printed, 'sgd', said[0]) == math.inf > updates_until(printed, 'sgd', said[1])",
)
say(
    "valley-explain", "312 times as steep across as along", "said == read(printed['valley'])[2] and said[0] > 1",
)
say(
    "notes/valley-predict",
    "312 to 1 becomes 2 to 1",
    "said == (*read(printed['valley'])[2:4], *read(printed['valley'])[10:12])",
)
say("overfit-explain", "These 30 rows are separable.", "said == len(X_few) and separable(X_few, y_few)")
say("coverage-explain", "over the 200 draws", "said == len(shares)", at="coverage")
say(
    "misspecified-explain", "6 people between 3 and 4 prove nothing, and 57,177 leave no doubt",
    "said[:3] == (read(printed['misspecified'])[3], 3, 4) and said[3] == here.sum()", at="misspecified",
)
say(
    "robust-explain",
    "Its intervals cover 0.932",
    "said == (off < 1.96 * np.array(errors)[:, 1]).mean()",
    at="robust-coverage",
)
say(
    "decay-explain", "The best is one in between.",
    "columns_of(printed['decay'])[2] < min(columns_of(printed['decay'])[0], columns_of(printed['decay'])[3])",
)
say(
    "equal-epochs-predict", "100 epochs with all 40 rows in a batch, with 8",
    "said == (len(hundred_epochs[40]), *list(hundred_epochs)[:2])", at="equal-epochs",
)
say(
    "slides/one-budget", "100 epochs with batches of 40, of 8, and of 1",
    "said == (len(hundred_epochs[40]), *hundred_epochs)", at="equal-epochs",
)
say("notes/one-budget", "Hands for 40, for 8, for 1.", "said == tuple(hundred_epochs)", at="equal-epochs")
say("overfit-explain", "calls 30 of 30 rightly", "said == (n_right_now, len(X_few))", at="overfit")
say("overfit-explain", "the noise of its 30 rows", "said == len(X_few)", at="overfit")
say(
    "by-chance-explain", r"\frac{\text{decay}}{2} \sum_j w_j^2",
    "np.allclose(pull_of_decay(0.1), 2 * 0.1 / float(said[0]), rtol=0.01)",
)
say(
    "first-step-explain",
    "Adam moves both by 0.100",
    "said == first.abs().max().item() and said == first.abs().min().item()",
    at="adam-by-hand",
)
say(
    "misspecified-explain", "400 draws with 200 people of each class",
    "said == (len(weights), (y_flat == 1).sum()) and said[1] == (y_flat == 0).sum()", at="robust-coverage",
)
say(
    "misspecified-explain",
    "for people from 3 to 4",
    "said == (math.floor(X_flat[here].min()), math.ceil(X_flat[here].max()))",
    at="misspecified",
)
say(
    "robust-explain",
    "The second standard error measures the gradients: the table of their products stands between two inverse "
    "curvatures, and so it is called the sandwich, or robust standard error.",
    "np.allclose(errors_by_hand(model, X_40, y_40), both, atol=1e-5) and 'inverse @ (gradients.T @ gradients) @ "
    "inverse' in source_of('robust')",
    at="robust-package",
)
say(
    "valley-explain",
    "It makes their spreads equal, but it does not remove a correlation between them.",
    "np.allclose(correlation_and_spreads()[1], 1) and correlation_and_spreads()[0] > 0.89",
)

# ------------------------------------------------------------------ the live figure of two valleys


def valley_walks(steps=20, lr_raw=0.1, lr_standardised=0.1):
    """The valleys after so many steps: their shares of the loss, and of the ways along and across."""
    explorer = ValleyExplorer(lr_raw=lr_raw, lr_standardised=lr_standardised, steps=steps)
    rates = (lr_raw, lr_standardised)
    ways = [[(1 - lr * c) ** steps for c in both] for lr, both in zip(rates, explorer.curvatures, strict=True)]
    return explorer.left(), ways


def same_start(valleys):
    """By how much the losses differ with which both walks begin, and the ways that are before them."""
    ways = valleys._away()
    losses = [np.array(both) @ way**2 for both, way in zip(valleys.curvatures, ways, strict=True)]
    return abs(losses[0] - losses[1]), abs(np.hypot(*ways[0]) - np.hypot(*ways[1]))


say("valleys-figure",
    "Twice the same loss near its lowest point, as ellipses around a mark, and on each a walk of 20 steps with a learning "
    "rate of 0.1.", "said == (len(valleys.data['valleys']), valleys.steps, valleys.lr_raw) and valleys.lr_standardised == said[2] and "
    "max(valleys.left()) < 1", at="valleys")
say("valleys-figure", "Both walks begin with the same curve.", "same_start(valleys)[0] < 1e-4 < same_start(valleys)[1]",
    at="valleys")
say("valleys-figure",
    "On the left $x$ is as it was measured, and the ellipses are long and narrow; the walk has gone across the valley, "
    "and then only a little way along it.",
    "valleys.curvatures[0][1] > 100 * valleys.curvatures[0][0] and abs(valley_walks()[1][0][1]) < 0.001 and "
    "valley_walks()[1][0][0] > 0.95", at="valleys")
say("valleys-figure",
    "On the right $x$ is standardised, the ellipses are nearly round, and the walk goes straight towards the middle, "
    "but has not come far.",
    "valleys.curvatures[1][1] < 2 * valleys.curvatures[1][0] and max(valley_walks()[1][1]) - min(valley_walks()[1][1]) < "
    "0.15 and min(valley_walks()[1][1]) > 0.6", at="valleys")
say("valleys-figure",
    "Raise the left one to 0.36, and the walk swings from wall to wall; beyond 0.365 it flies out.",
    "-1 < 1 - float(said[0]) * valleys.curvatures[0][1] < -0.9 and said[1] == valleys.edges[0]", at="valleys")
say("valleys-figure", "The right one bears thirty times as much, and arrives in a few steps.",
    "said == round(valleys.edges[1] / valleys.edges[0]) and valley_walks(10, lr_standardised=7)[0][1] < 1e-6",
    at="valleys")
say("notes/valleys", "It is the same loss near its lowest point, and both walks begin with the same curve.",
    "same_start(valleys)[0] < 1e-4 < same_start(valleys)[1]", at="valleys")
say("notes/valleys", "Raise the left rate to 0.36: the walk swings from wall to wall.",
    "-1 < 1 - float(said[0]) * valleys.curvatures[0][1] < -0.9", at="valleys")
say("notes/valleys", "A little more, and it flies out.", "0.36 < valleys.edges[0] < 0.37", at="valleys")
say("notes/valleys", "Then raise the right one.", "valleys.edges[1] > 10 * valleys.edges[0]", at="valleys")
say("notes/valleys",
    "The people are the same. Across the left valley the curvature is 5.479, and the rate must stay below 2 divided by "
    "that.", "said == (valleys.curvatures[0][1], 2) and abs(2 / valleys.curvatures[0][1] - valleys.edges[0]) < 1e-9",
    at="valleys")
