"""What notebook 03 says, and what must hold for it."""

import ast
import functools
import json
import math
import re
from pathlib import Path

import numpy as np
import torch
from torch import nn

import course_utils.explorers
from course_tools.claims import Table
from course_utils.data import reference_example
from course_utils.exercises.registry import exercises, quiz_questions
from course_utils.models import LogisticRegression

say = Table()

# ------------------------------------------------------------------ computations of the table's own

_start, _rows, _labels = reference_example()
START = _start.linear.weight.item(), _start.linear.bias.item()
XS, YS = _rows.double().numpy().ravel(), _labels.double().numpy().ravel()
LOG_2 = np.log(2)
NOTEBOOK = Path(__file__).resolve().parents[2] / "notebooks" / "03_bce_and_sgd.ipynb"
SOURCES = {cell["id"]: "".join(cell["source"]) for cell in json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]}
DESCENT_JS = (Path(course_utils.explorers.__file__).parent / "descent.js").read_text(encoding="utf-8")


def lines_of_loop(cell):
    """How many statements are repeated in a cell."""
    return next(len(node.body) for node in ast.walk(ast.parse(SOURCES[cell])) if isinstance(node, ast.For))


def logistic(z):
    return np.exp(-np.logaddexp(0, -z))


def cross_entropy_of(z, y):
    """What each person costs, from the logit."""
    return np.logaddexp(0, np.where(y == 1, -z, z))


def constant_loss(p, prevalence=0.5):
    """The loss of giving p to everybody."""
    return -(prevalence * np.log(p) + (1 - prevalence) * np.log(1 - p))


@functools.cache
def descent(lr=0.1, n_steps=100, *, clear=True, sign=1, start=START, squared=False):
    """Losses before each step, and where each step ends, of full-batch descent."""
    weight, bias = start
    losses, places, old = [], [], (0.0, 0.0)
    for _ in range(n_steps):
        z = weight * XS + bias
        losses.append(cross_entropy_of(z, YS).mean())
        p = logistic(z)
        error = 2 * (p - YS) * p * (1 - p) if squared else p - YS
        new = (error * XS).mean(), error.mean()
        old = new if clear else (old[0] + new[0], old[1] + new[1])
        weight, bias = weight - sign * lr * old[0], bias - sign * lr * old[1]
        places.append((weight, bias))
    return np.array(losses), np.array(places)


@functools.cache
def arrivals(squared=False):
    """Where walks of 20,000 epochs from several starts end; the first start is (−2, 0)."""
    weight, bias = np.array([[-2.0, 2.0, -1.0, 1.0, 0.0], [0.0, 2.0, 8.0, -10.0, 0.0]])[..., None]
    for _ in range(20_000 if squared else 5000):
        p = logistic(weight * XS + bias)
        error = 2 * (p - YS) * p * (1 - p) if squared else p - YS
        weight, bias = weight - 0.1 * (error @ XS[:, None]) / 40, bias - 0.1 * error.mean(1, keepdims=True)
    return np.hstack([weight, bias])


def rises(values):
    """Whether each value is above the one before."""
    return bool((np.diff(np.asarray(values)) > 0).all())


def falls(values):
    return rises(-np.asarray(values))


def optimum(x, y):
    """Weight and bias of the lowest loss, for one sample or a stack of them."""
    weight = bias = np.zeros(x.shape[:-1])
    for _ in range(30):
        p = logistic(weight[..., None] * x + bias[..., None])
        v = p * (1 - p)
        a, b, c = (v * x * x).mean(-1), (v * x).mean(-1), v.mean(-1)
        g, h = ((p - y) * x).mean(-1), (p - y).mean(-1)
        determinant = a * c - b * b
        weight, bias = weight - (c * g - b * h) / determinant, bias - (a * h - b * g) / determinant
    return weight, bias


def lowest(x, y):
    weight, bias = optimum(x, y)
    return cross_entropy_of(weight[..., None] * x + bias[..., None], y).mean(-1)


@functools.cache
def samples(n_samples=300, n_each=20):
    """Samples drawn as the reference example: x and labels."""
    generator = np.random.default_rng(0)
    x = np.hstack([generator.random((n_samples, n_each)) * 7, generator.random((n_samples, n_each)) * 7 + 3])
    return x, np.repeat([0.0, 1.0], n_each)


def share_in_overlap():
    x, _ = samples()
    return np.mean((x > 3) & (x < 7))


@functools.cache
def luck(n_each=20):
    """The best sigmoid's loss on each sample, minus that on all people."""
    return lowest(*samples(n_each=n_each)) - loss_on_all()


@functools.cache
def loss_on_all():
    """The lowest loss of a sigmoid on all people, from a fine grid."""
    grid = (np.arange(7000) + 0.5) / 1000
    return lowest(np.hstack([grid, grid + 3]), np.repeat([0.0, 1.0], 7000)).item()


def rising_loss_of(x, y):
    """The lowest loss of a curve that only rises: neighbours that fall are pooled."""
    pools = []
    for label in y[np.argsort(x)]:
        pools.append([label, 1])
        while len(pools) > 1 and pools[-2][0] * pools[-1][1] >= pools[-1][0] * pools[-2][1]:
            total, size = pools.pop()
            pools[-1] = [pools[-1][0] + total, pools[-1][1] + size]
    costs = [n * constant_loss(np.clip(total / n, 1e-300, 1 - 1e-16), total / n) for total, n in pools]
    return sum(costs) / len(y)


def is_convex_along_lines(loss, n_lines=100):
    """Whether the mean loss of the forty bends upwards along straight lines through the plane."""
    generator = np.random.default_rng(0)
    ends = generator.uniform((-3, -10), (3, 10), (2, n_lines, 2))
    share = np.linspace(0, 1, 41)[:, None, None]
    way = ends[0] + share * (ends[1] - ends[0])
    values = loss(way[..., :1] * XS + way[..., 1:], YS).mean(-1)
    return bool((np.diff(values, 2, axis=0) > -1e-12).all())


def squared_error_of(z, y):
    return (logistic(z) - y) ** 2


@functools.cache
def loop_without(line):
    """The loss before and after 200 epochs of a loop that lacks a line; an error passes."""
    model, X, y = reference_example()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    losses = []
    for _ in range(200):
        if line != "zero_grad":
            optimizer.zero_grad()
        if line != "predict":
            p = torch.sigmoid(model(X))
        if line != "loss":
            loss = nn.BCELoss()(p, y)
        if line != "backward":
            loss.backward()
        if line != "step":
            optimizer.step()
        losses.append(loss.item())
    return losses


def loss_of_calls(p):
    """The mean loss, and how many answers are wrong, where two people get p for what they are."""
    labels, predicted = torch.tensor([1.0, 0.0]), torch.tensor([p, 1 - p])
    return torch.nn.functional.binary_cross_entropy(predicted, labels).item(), ((predicted >= 0.5) != labels).sum().item()


def raises(line):
    try:
        loop_without(line)
    except (NameError, UnboundLocalError):
        return True
    return False


@functools.cache
def double_sigmoid(n_epochs):
    """Loss, weight and bias of training with the sigmoid twice."""
    weight, bias = START
    for _ in range(n_epochs):
        p = logistic(weight * XS + bias)
        loss = cross_entropy_of(p, YS).mean()
        slope = (logistic(p) - YS) * p * (1 - p)
        weight, bias = weight - 0.1 * (slope * XS).mean(), bias - 0.1 * slope.mean()
    return loss, weight, bias


@functools.cache
def easy_double_sigmoid():
    """The lowest loss that a double sigmoid can show on classes that are easy to tell apart."""
    return min(cross_entropy_of(logistic(np.where(y == 1, z, -z)), y).mean() for z in (5.0, 20.0, 50.0)
               for y in [np.repeat([0.0, 1.0], 20)])  # fmt: skip


def right_option(number):
    """The right option of a question of this notebook's quiz."""
    return next(option["text"] for option in quiz_questions(3)[number - 1]["options"] if option["correct"])


def sklearn_weight():
    from sklearn.linear_model import LogisticRegression as Theirs

    return Theirs().fit(XS[:, None], YS).coef_.item()


EXERCISES = exercises()


Q = np.linspace(0.01, 0.99, 99)


def slope_in_p(y, step=1e-6):
    """The derivative of one person's loss in p, by a difference."""
    return (constant_loss(Q + step, y) - constant_loss(Q - step, y)) / (2 * step)


def slope_in_weight(y, x=2.5, weight=0.4, bias=-1.0, step=1e-6):
    """The derivatives of one person's loss in weight and bias, by differences; and p."""

    def loss(w, b):
        return cross_entropy_of(w * x + b, y)

    in_weight = (loss(weight + step, bias) - loss(weight - step, bias)) / (2 * step)
    in_bias = (loss(weight, bias + step) - loss(weight, bias - step)) / (2 * step)
    return in_weight, in_bias, logistic(weight * x + bias)


def gradient_is_error_times_x(x=2.5):
    p = slope_in_weight(0, x)[2]
    return all(np.allclose(slope_in_weight(y, x)[:2], ((p - y) * x, p - y)) for y in (0, 1))


def wrong_answers():
    """How many of the forty the reference walk calls wrongly, at its start and after each step."""
    places = np.vstack([START, descent(n_steps=2000)[1]])
    return ((places[:, :1] * XS + places[:, 1:] >= 0) != (YS == 1)).sum(axis=1)


def steepest_against_gradient():
    """The cosine between the gradient at the start and the direction in which the loss grows fastest there."""
    turn = np.linspace(0, 2 * np.pi, 3600, endpoint=False)
    ways = np.stack([np.cos(turn), np.sin(turn)], axis=1)
    places = START + 1e-4 * ways
    best = ways[cross_entropy_of(places[:, :1] * XS + places[:, 1:], YS).mean(axis=1).argmax()]
    error = logistic(START[0] * XS + START[1]) - YS
    slopes = np.array([(error * XS).mean(), error.mean()])
    return best @ slopes / np.hypot(*slopes)


def sums_at(weight, bias):
    """Both slopes of the summed loss."""
    error = logistic(weight * XS + bias) - YS
    return np.array([(error * XS).sum(), error.sum()])


@functools.cache
def sum_over_mean():
    """How many times as large loss and gradient are with reduction="sum", by PyTorch."""
    found = []
    for reduction in ("sum", "mean"):
        model, X, y = reference_example()
        loss = nn.BCELoss(reduction=reduction)(torch.sigmoid(model(X)), y)
        loss.backward()
        found.append((loss.item(), model.linear.weight.grad.item()))
    return tuple(round(total / mean, 3) for total, mean in zip(*found, strict=True))


@functools.cache
def single_rows(n_epochs=500):
    """The loss on all rows after each of the last updates of a walk on single rows."""
    order = np.random.default_rng(0)
    weight, bias = START
    losses = []
    for epoch in range(n_epochs):
        for i in order.permutation(40):
            error = 1 / (1 + math.exp(-(weight * XS[i] + bias))) - YS[i]
            weight, bias = weight - 0.1 * error * XS[i], bias - 0.1 * error
            if epoch == n_epochs - 1:
                losses.append(cross_entropy_of(weight * XS + bias, YS).mean())
    return losses


LOWEST = np.array(optimum(XS, YS))


def distance(n_steps):
    """From the lowest point, after so many steps of the reference walk."""
    return np.hypot(*((START if not n_steps else descent(0.1, 2000)[1][n_steps - 1]) - LOWEST))


def swings(lr):
    """In how many steps the loss goes up, in the first hundred and the last hundred of 2,000."""
    up = np.diff(descent(lr, 2000)[0]) > 0
    return up[:100].sum(), up[-100:].sum()


@functools.cache
def valley():
    """Along the valley: change of bias for one of weight; loss there; how much flatter; and the way across."""
    p = logistic(LOWEST[0] * XS + LOWEST[1])
    columns = np.stack([XS, np.ones(40)])
    curvatures, ways = np.linalg.eigh(columns * (p * (1 - p)) @ columns.T / 40)
    across = ways[:, 1] * np.sign(ways[0, 1])
    return ways[1, 0] / ways[0, 0], lowest(XS, YS), curvatures[1] / curvatures[0], across


def summed_slope(n_rows):
    """The slope of the summed loss in the weight at the start, the forty rows repeated."""
    x, y = np.resize(XS, n_rows), np.resize(YS, n_rows)
    return ((logistic(START[0] * x + START[1]) - y) * x).sum()


def touches(jagged, smooth):
    """How far the jagged line's lowest point is above the smooth line, in the worst of its five epochs."""
    return (np.array(jagged) - smooth).reshape(5, 40).min(axis=1).max()


# ------------------------------------------------------------------ opening, and section 1

say("opening", "two numbers to choose, a weight and a bias", "said == sum(q.numel() for q in _start.parameters())")
say.argued("opening", "what makes one choice better than another", "announces section 1")
say.argued("opening", "compute it by hand for two people", "announces section 1")
say("opening", "write the five lines of a training step", "said == printed['one-step'].count('weight')")
say.argued("opening", "what no model can avoid, what this model cannot do", "announces section 6")
say("opening", "02 (the forty people, columns, float32)", "said[1] == len(y) and said[0] == 2", at="untrained-loss")
say("given-probability", "Take two people.", "said == len(p)", at="given")
say("given-explain", "Now imagine 200 people, each of whom was given one half.",
    "said == (len(given_to_many), given_to_many[0])", at="product-underflows")
say(("product-underflows-explain", "notes/product-underflows"),
    "The true product is not zero, but it is smaller than float32 can hold.",
    "0.0 == product == said and 0 < 0.5**200 < torch.finfo(torch.float32).smallest_normal * "
    "torch.finfo(torch.float32).eps")
say.argued("product-underflows-explain", "The logarithm helps twice.", "the two ways follow")
say("product-underflows-explain",
    "it keeps the order: the model with the larger likelihood also has the larger log-likelihood.",
    "rises(np.log(np.linspace(0.01, 1, 100)))", opposite="falls(np.log(np.linspace(0.01, 1, 100)))")
say.argued("product-underflows-explain", "Two more steps turn this into a loss, a number that training makes small.",
    "the minus and the mean follow")
say(("product-underflows-explain", "slides/product-underflows"),
    "so that the best model has the smallest loss", "falls(-np.log(np.linspace(0.01, 1, 100)))",
    opposite="falls(np.log(np.linspace(0.01, 1, 100)))")
say(("product-underflows-explain", "slides/product-underflows"),
    "so that the loss does not grow with the number of people",
    "abs(-given_to_many.log().mean() + given_to_many[:2].log().mean()) < 1e-6 and -given_to_many.log().sum() > 1 "
    "- given_to_many[:2].log().sum()")
say("cost-explain", "The less probability the model gave to what happened, the more it pays.",
    "rises(-np.log(np.linspace(1, 0.01, 100)))", opposite="falls(-np.log(np.linspace(1, 0.01, 100)))")
say.argued("cost-explain", "Here two sources cross", "the world and the model")
say("cost-explain", "With two classes it is the binary cross-entropy, BCE for short, and here it is 0.164.",
    "said == (len(given), cost.mean())")
say("cost-explain", "A model that gives one half to everybody has a loss of 0.693, which is $\\log 2$.",
    "said == (0.5, constant_loss(said[0].value), 2) and abs(constant_loss(said[0].value) - np.log(said[2].value)) "
    "< 1e-12")
say("cost-explain", "With two classes of equal size, as in our example, this is the number to beat.",
    "said == len(np.unique(YS)) and YS.mean() == 0.5 and min(constant_loss(q) for q in np.linspace(0.01, 0.99, "
    "99)) > LOG_2 - 1e-12")
say(("cost-explain", "notes/cost"),
    "Where the infected are rare, everybody can be given a small probability at a lower cost, and then that cost is "
    "the number to beat.",
    "all(constant_loss(share, share) < LOG_2 for share in (0.01, 0.1, 0.3)) and constant_loss(0.1, 0.1) < "
    "min(constant_loss(q, 0.1) for q in (0.01, 0.05, 0.2, 0.5, 0.9))")
say("cost-plot-figure",
    "The curve comes down steeply from nearly 7 at its left end and reaches 0 at probability 1; the two dots near "
    "its right end are our two people.",
    "said[0] - 0.1 < -np.log(0.001) < said[0] and said[1] == -np.log(said[2].value) and given.min() > 0.75",
    opposite="given.max() < 0.5")
say("cost-plot-figure", "Towards 0 it rises without end: a model should not call impossible what may happen.",
    "-np.log(1e-300) > 100 * -np.log(0.1) > said")
say(("cost-plot-figure", "notes/cost-plot-figure"), "both tend to fall while a model improves",
    "falls(descent(n_steps=2000)[0]) and wrong_answers()[-1] < wrong_answers()[0]",
    opposite="wrong_answers()[-1] > wrong_answers()[0]")
say("cost-plot-figure",
    "But both people above are on the right side of one half, so neither answer is wrong, and the loss is 0.164 "
    "all the same.", "said == (0.5, cost.mean()) and given.min() > 0.5")

# ------------------------------------------------------------------ section 2

say("loss-in-code", "the forty people of the reference example", "said == len(y)", at="untrained-loss")
say("loss-in-code", "The package has it in two versions, for probabilities and for logits",
    "said == sum(name.startswith('package') for name in losses)", at="untrained-loss")
say("untrained-loss-explain", "Four ways to write it and one result, 1.999.",
    "said == (len(losses), losses['by hand']) and max(losses.values()) - min(losses.values()) < 1e-5")
say("untrained-loss-explain", "That is far above the 0.693 of giving one half to everybody.",
    "losses['by hand'] > 2 * said[0].value and said == (constant_loss(0.5), 0.5)")
say("untrained-loss-explain", "give all forty people a high probability of being infected, and half of them are not.",
    "said == (len(p), 1 - y.mean()) and p.min() > 0.8", at="untrained-loss")
say("notes/bce-by-hand", "give all forty people a high probability of being infected, and half of them are not.",
    "said == (len(p), 1 - y.mean()) and p.min() > 0.8", at="untrained-loss")
say("bce-reversed-explain", "At one half both losses are 0.693.",
    "said == (0.5, constant_loss(said[0].value)) and said[1] == bce_reversed(torch.tensor([0.5, 0.5]), two)")
say("bce-reversed-explain",
    "In fact, with as many positives as negatives, any one number given to everybody costs the same under both, "
    "so a test that only tries such predictions does not see the fault.",
    "all(abs(bce_reversed(torch.full((40, 1), q), y) - bce_by_hand(torch.full((40, 1), q), y)) < 1e-6 for q in "
    "np.linspace(0.01, 0.99, 99).tolist())")
say("notes/bce-reversed",
    "With as many positives as negatives, any one number given to everybody costs the same under both.",
    "all(abs(bce_reversed(torch.full((40, 1), q), y) - bce_by_hand(torch.full((40, 1), q), y)) < 1e-6 for q in "
    "np.linspace(0.01, 0.99, 99).tolist())", at="bce-reversed")
say.argued("bce-reversed-explain", "is one slip away from the right formula.", "y and 1 - y exchanged")
say("bce-reversed-explain", "It runs, it gives plausible numbers, and it falls during training.",
    "falls(descent(n_steps=300, start=(-START[0], -START[1]))[0])", opposite="rises(descent(n_steps=300)[0])")
say("notes/bce-reversed",
    "The loss runs, gives plausible numbers and falls during training, towards the wrong class.",
    "falls(descent(n_steps=300, start=(-START[0], -START[1]))[0])", opposite="rises(descent(n_steps=300)[0])")
say("bce-reversed-explain", "see that the good ones are cheaper.",
    "bce_by_hand(torch.tensor([0.9, 0.2]), two) < bce_by_hand(torch.tensor([0.1, 0.8]), two)")
say("slides/bce-reversed",
    "Try a loss on predictions that are clearly good and clearly bad: the good ones must be cheaper.",
    "bce_by_hand(torch.tensor([0.9, 0.2]), two) < bce_by_hand(torch.tensor([0.1, 0.8]), two)")
say("misconception reversed_terms", "Try clearly good and clearly bad predictions: the good ones must be cheaper",
    "bce_by_hand(torch.tensor([0.9, 0.2]), two) < bce_by_hand(torch.tensor([0.1, 0.8]), two)", at="bce-reversed")

# ------------------------------------------------------------------ section 3

say("squared-error", "let $z$ go from −8, where the model is sure and wrong, to 8, where it is sure and right.",
    "said == (z[0].item(), z[-1].item()) and torch.sigmoid(z[0]) < 0.001 and torch.sigmoid(z[-1]) > 0.999",
    at="loss-slopes")
say("slides/squared-error", "the logit $z$ goes from −8 (sure, and wrong) to 8 (sure, and right)",
    "said == (z[0].item(), z[-1].item()) and torch.sigmoid(z[0]) < 0.001 and torch.sigmoid(z[-1]) > 0.999")
say("loss-slopes-plot-figure", "Both are negative all along: a larger $z$ means a smaller loss.",
    "slope_bce.max() < 0 and slope_squared.max() < 0 and falls(cross_entropy.tolist()) and "
    "falls(squared_error.tolist())")
say("notes/loss-slopes-plot", "Both slopes are negative: a larger $z$ means a smaller loss.",
    "slope_bce.max() < 0 and slope_squared.max() < 0 and falls(cross_entropy.tolist()) and "
    "falls(squared_error.tolist())")
say("loss-slopes-plot-figure",
    "The cross-entropy's slope starts near −1 at the left end and climbs in an S to 0 at the right end.",
    "abs(slope_bce[0] - said[0].value) < 0.001 and abs(slope_bce[-1] - said[1].value) < 0.001 and slope_bce[-1] > "
    "slope_bce[80] > slope_bce[0]")
say("convexity-explain", "The cross-entropy's slope goes up at every step.", "rises(slope_bce)",
    opposite="not rises(slope_bce)")
say.argued("convexity-explain",
    "where it has turned upwards it cannot turn down again, so it cannot have a second valley.",
    "a slope that does not go down and is above 0 stays above 0")
say("convexity-explain",
    "The squared error's slope goes down in 73 of the 160 steps, and only then up, so behind a sigmoid the "
    "squared error is not convex.",
    "said == ((slope_squared.diff() < 0).sum(), len(slope_squared) - 1) and falls(slope_squared[: int(said[0]) + "
    "1]) and rises(slope_squared[int(said[0]) :]) and not is_convex_along_lines(squared_error_of)")
say("convexity-explain",
    "Along any straight line through the plane of weight and bias, $z = wx + b$ changes at a constant rate, and a "
    "mean of convex curves is convex.", "is_convex_along_lines(cross_entropy_of)",
    opposite="is_convex_along_lines(squared_error_of)")
say("wrong-start-explain", "arrives at 0.461, on the right side", "said == z_bce and z_bce > 0")
say("wrong-start-explain",
    "For the squared error on a sigmoid it does not: there the worst errors make hardly any step.",
    "abs(slope_squared[0]) < 0.01 * abs(slope_squared).max() and squared_error[0] == squared_error.max()")
say("slides/wrong-start", "Not for the squared error on a sigmoid: there the worst errors make hardly any step.",
    "abs(slope_squared[0]) < 0.01 * abs(slope_squared).max() and squared_error[0] == squared_error.max()")
say("notes/loss-slopes-plot", "For the squared error on a sigmoid the worst errors make hardly any step.",
    "abs(slope_squared[0]) < 0.01 * abs(slope_squared).max() and squared_error[0] == squared_error.max()")
say("notes/loss-slopes-plot", "It teaches the most at about z = −0.7, where the model is nearly undecided.",
    "said == z[slope_squared.argmin()].item() and slope_squared.argmin() == abs(slope_squared).argmax() and 0.3 < "
    "logistic(float(said[0])) < 0.5", opposite="abs(slope_squared[0]) > abs(slope_squared).max() / 2")
say("notes/squared-error",
    "Behind a sigmoid the error stays below 1, and the sigmoid's own slope nearly vanishes there.",
    "abs(p - 1).max() < said[0].value and (p * (1 - p))[0] < 0.001")
say.argued("slides/wrong-start", "Common mistake. The larger the error, the larger the step.", "names the mistake")
say("notes/wrong-start", "and a hundred steps for each", "f'range({int(said[0])})' in SOURCES['wrong-start']",
    at="wrong-start")
say("notes/wrong-start", "After a hundred steps the squared error has hardly left: −7.993.",
    "said == (100, z_squared)")

# ------------------------------------------------------------------ section 4

say("gradient", "The loss depends on two numbers, so it has two slopes.",
    "said == (2, 2) and said[0] == len(by_hand)", at="gradient-by-hand")
say.argued("gradient", "says that everything else is held still", "what the sign means")
say.argued("gradient", "there are three stations between the weight and the loss", "z, p, L")
say(("gradient", "slides/error-times-x"), "The untrained model calls everybody positive.", "p.min() > 0.5",
    at="error-times-x")
say("error-times-x-explain", "The positive person's error is close to 0, so there is hardly any pull.",
    "abs(error[20]) < 0.01 and abs(error[20] * X[20]) < 0.05 * abs(error[0] * X[0]) and said == 0")
say("error-times-x-explain",
    "In the mean over all forty the badly predicted negatives therefore decide almost alone which way to go.",
    "said == len(error) and (error * X)[:20].sum() > 50 * abs((error * X)[20:].sum())")
say("error-times-x-explain", "we take this mean in three ways", "said == printed['gradient-by-hand'].count('bias')")
say("gradient-by-hand-explain", "All three agree.",
    "said == printed['gradient-by-hand'].count('bias') and printed['gradient-by-hand'].count('True') == 2")
say("gradient-by-hand-explain", "A positive gradient says that a larger weight means a larger loss.",
    "by_hand[0] > 0 and up > here > down", at="loss-around")
say("notes/gradient-by-hand", "It says that a larger weight means a larger loss, so the weight must come down.",
    "by_hand[0] > 0 and up > here > down", at="loss-around")
say("gradient-by-hand-explain", "`loss_surface` computes the loss at any weight and bias",
    "np.allclose(loss_surface(X, y, [-3.0, 0.0, 2.0], [-9.0, 4.0]), [[cross_entropy_of(w * XS + b, YS).mean() for w "
    "in (-3.0, 0.0, 2.0)] for b in (-9.0, 4.0)], atol=1e-4)", at="loss-around")
say("loss-around-explain",
    "With a larger weight the loss is larger, with a smaller weight it is smaller, and the slope that we "
    "measured, 1.976, is close to the gradient 1.978.",
    "up > here > down and said == ((up - down) / 0.2, by_hand[0])")
say("loss-around-explain", "But the gradient points uphill, in the direction in which the loss grows fastest.",
    "steepest_against_gradient() > 0.9999", opposite="steepest_against_gradient() < 0.9999")
say("loss-around-explain", "Started here with a plus, the loss rises at every step.",
    "rises(descent(n_steps=100, sign=-1)[0])", opposite="rises(descent(n_steps=100)[0])")
say("misconception uphill", "The gradient points to where the loss grows.", "up > here > down and by_hand[0] > 0",
    at="loss-around")
say("notes/error-times-x",
    "Its x is larger, but its error is close to 0, so hardly anything is left when they are multiplied.",
    "X[20] > X[0] and abs(error[20]) < 0.01 and abs(error[20] * X[20]) < 0.05 * abs(error[0] * X[0]) and said == 0")
say("notes/gradient",
    "For a positive person $L = -\\log p$, so $\\partial L/\\partial p = -1/p$; for a negative person $L = "
    "-\\log(1 - p)$, so it is $1/(1 - p)$.",
    "abs((-np.log(0.3001) + np.log(0.2999)) / 0.0002 - said[0].value / 0.3) < 1e-4 and abs((-np.log(1 - 0.3001) + "
    "np.log(1 - 0.2999)) / 0.0002 - 1 / 0.7) < 1e-4")
say("notes/gradient", "It is $-1/p$, because of the minus in front of the logarithm.",
    "all(abs((-np.log(q + 1e-6) + np.log(q - 1e-6)) / 2e-6 - said[0].value / q) < 1e-4 for q in (0.1, 0.5, 0.9))")
say("notes/gradient", "With the sign turned round, learning would walk uphill.",
    "rises(descent(n_steps=100, sign=-1)[0])", opposite="rises(descent(n_steps=100)[0])")
say("notes/loss-around", "the rise over 0.2 gives 1.976, close to the gradient of the slide before.",
    "up > down and said[1] == (up - down) / float(said[0]) and abs(by_hand[0] - float(said[1])) < 0.005")
say("notes/loss-around", "The gradient was 1.978.", "said == by_hand[0]")
say("notes/loss-around", "By about a tenth of that, 0.2, because we move by a tenth of a unit.",
    "said == (0.1, 0.2, 0.1) and abs(up - here - 0.2) < 0.01 and abs(here - down - 0.2) < 0.01")

# ------------------------------------------------------------------ section 5

say("five-lines", "It needs two methods", "said == sum(callable(method) for method in vars(HandMadeModel).values())",
    at="model-class")
say.argued("module-predict", "`nn.Module` adds two conveniences.", "both follow")
say("module-predict",
    "The package's `LogisticRegression` has the same two parts and, in addition, `predict_proba`, `predict`, "
    "`decision_boundary` and `from_parameters`.",
    "said == len({'__init__', 'forward'} & set(vars(LogisticRegression))) and {'predict_proba', 'predict', "
    "'decision_boundary', 'from_parameters'} <= set(vars(LogisticRegression))")
say.argued("module-predict", "Both models draw their first weight and bias with seed 42.", "what the next cell does")
say("parameters-explain",
    "draws the same two numbers from the same seed, so the logits of both are equal to the last bit",
    "said == sum(q.numel() for q in hand_made.parameters()) and torch.equal(hand_made(X), model(X))", at="parameters")
say("parameters-explain", "It has five lines", "said == printed['one-step'].count('weight')", at="one-step")
say("notes/five-lines", "Two: this linear layer has a weight and a bias.",
    "said == sum(q.numel() for q in HandMadeModel().parameters())")
say.argued("notes/parameters-explain", "Let them write two line numbers down", "one for each of the two questions")
say("notes/parameters-explain", "The weight stays where it was until `step`, in line 5.",
    "said == 1 + [line.split()[0] for line in printed['one-step'].splitlines()].index('step') and '0.567' in "
    "printed['one-step'].splitlines()[int(said[0]) - 1] and printed['one-step'].count('0.567') == 1", at="one-step")
say("notes/one-step-explain", "Three of them.",
    "said == sum(not raises(line) for line in ('zero_grad', 'predict', 'loss', 'backward', 'step'))")
say("notes/one-step-explain",
    "Without `backward` or without `step` the loop runs and learns nothing; without `zero_grad` it runs and "
    "learns badly.", "len(set(loop_without('backward'))) == len(set(loop_without('step'))) == 1 and not "
    "falls(loop_without('zero_grad')) and falls(loop_without(None))")

# ------------------------------------------------------------------ section 6

say("training-loop-explain",
    "Between $x = 3$ and $x = 7$ people who are infected and people who are not stand side by side, and a curve that "
    "rises from left to right cannot go up for the one and down for the next.",
    "said == (XS[YS == 1].min().round(), XS[YS == 0].max().round()) and rising_loss_of(XS, YS) > 0.3")
say.argued("training-loop-explain", "How low it could have come, we shall see further down.", "announces the floor")
say("notes/two-thousand-epochs", "These six lines fix everything that follows",
    "said == len(SOURCES['draw-data'].splitlines())", at="draw-data")
say("notes/training-predict", "These are the five lines, two thousand times.",
    "said == (lines_of_loop('reversed-terms'), n_epochs) and lines_of_loop('training-loop') == said[0] + 1")
say("notes/training-predict",
    "A rising curve gives the negatives further up at least as much as the positives before them.",
    "rising_loss_of(XS, YS) > 0.3 and rises(logistic(np.linspace(-3, 3)))")
say("loss-curve-figure",
    "It drops almost vertically from about 2 to below 1 in the first few epochs, bends, and then creeps down.",
    "said == (history.loss[0].round(1), 1) and history.loss[4] < said[1] < history.loss[0] - 0.9 and "
    "falls(history.loss) and history.loss[0] - history.loss[4] > 10 * (history.loss[10] - history.loss[100])")
say("loss-curve-figure", "Over the second half it looks flat.",
    "said == 0.5 and history.loss[1000] - history.loss[-1] < 0.005", at="loss-curve")
say("notes/loss-curve", "The loss drops almost vertically in the first few epochs, bends, and then creeps.",
    "history.loss[4] < 0.5 * history.loss[0] and falls(history.loss)")
say("notes/loss-curve", "Over the second half it looks flat.",
    "said == 0.5 and history.loss[1000] - history.loss[-1] < 0.005")
say("notes/loss-curve", "It still falls, by less than the picture can show.",
    "history.loss[-1] < history.loss[1000] < history.loss[-1] + 0.005")
say("loss-curve-figure", "finds the lowest point in a few steps.",
    "len(fit_newton(best, X, y)) < 10 and lowest_loss < trained_loss", at="lowest-point")
say("lowest-point-explain",
    "In the second decimal: after 2,000 epochs the weight is still 0.012 below its best value, and the bias 0.068 "
    "above its own.",
    "said == (n_epochs, best_weight - weight, bias - best_bias) and weight < best_weight and bias > best_bias and "
    "int(100 * weight) != int(100 * best_weight) and int(10 * weight) == int(10 * best_weight)", at="lowest-point")
say("lowest-point-explain", "so it comes to a smaller weight.", "sklearn_weight() < best_weight - 0.02")
say("walk-from-explain",
    "With the cross-entropy both walks end within a hundredth of each other, and they are still on their way to "
    "one lowest point.",
    "np.abs(descent(n_steps=2000, start=(0.765, 0.83))[1][-1] - descent(n_steps=2000, start=(-2.0, "
    "0.0))[1][-1]).max() < 0.01 == said[0] and falls(descent(n_steps=2000, start=(-2.0, 0.0))[0])")
say("walk-from-explain", "That is what a bowl is good for: wherever you start, down leads to the same place.",
    "abs(arrivals() - LOWEST).max() < 0.01 and abs(LOWEST - (best_weight, best_bias)).max() < 1e-4",
    opposite="np.ptp(arrivals(squared=True), axis=0).max() < 1")
say("walk-from-explain", "So 0.539 is as low as this model can go on these forty people.",
    "said == (lowest_loss, len(y))")
say.argued("walk-from-explain", "so we can say what nobody could avoid", "announces the floor")
say("walk-from-explain",
    "For 4/7 of all people, those between 3 and 7, $x$ leaves the class uncertain: there the true probability is "
    "one half, which costs $\\log 2$.",
    "said == ((float(said[2]) - float(said[1])) / 7, 3, 7, 0.5, 2) and np.isclose(share_in_overlap(), 4 / 7, "
    "atol=0.02) and constant_loss(0.5) == LOG_2")
say("walk-from-explain",
    "A model that knew the truth would pay $\\frac47 \\log 2$ in the mean over all people, and no model that sees "
    "only $x$ can pay less.",
    "said == (4 / 7, 2) and min(constant_loss(q) for q in np.linspace(0.01, 0.99, 99)) > LOG_2 - 1e-12")
say("floor-explain", "The four numbers go from one loss to the next, so their differences add up.",
    "said == len(printed['floor'].splitlines()) and abs(floor + (all_loss - floor) + (lowest_loss - all_loss) + "
    "(trained_loss - lowest_loss) - trained_loss) < 1e-12")
say("floor-explain", "The floor, 0.396, is the largest part, and nobody can avoid it.",
    "said == floor and floor > max(all_loss - floor, lowest_loss - all_loss, trained_loss - lowest_loss) and "
    "abs(loss_on_all() - all_loss) < 1e-4")
say("floor-explain",
    "The misfit, 0.086, is the price of a sigmoid in a world whose true probability goes up in two steps.",
    "said == (all_loss - floor, len(np.unique([0, 0.5, 1])) - 1)")
say("floor-explain",
    "The luck of the draw, 0.057, is the difference between these forty people and all people; for another forty "
    "it would be another number, and for some it is negative.",
    "said == (lowest_loss - loss_on_all(), len(y), samples()[0].shape[1]) and luck().std() > 0.03 and (luck() < "
    "0).mean() > 0.2")
say("floor-explain",
    "And unfinished training adds less than a thousandth, which is all that further epochs could mend.",
    "0 < trained_loss - lowest_loss < 0.001 and said == 0.001")
say("floor-explain", "where 4/7 of forty, about 23, would be expected.",
    "said == (4 / 7, len(y), round(4 / 7 * len(y)))")
say("rising-curve-explain",
    "26 of the forty stand in the overlap, so on them even the truth costs 0.451, which is more than the floor.",
    "said == (uncertain, len(y), uncertain / len(y) * LOG_2) and float(said[2]) > floor", at="rising-curve")
say("rising-curve-explain", "The best curve that only rises costs 0.386.",
    "said == rising_loss_of(XS, YS) and 0 < rising_loss_of(XS, YS) < lowest_loss", at="rising-curve")
say("rising-curve-explain",
    "A curve that may also fall could even come down to 0 here, since no two of the forty have the same $x$; it "
    "would know them by heart, and would know nothing of the next forty.",
    "said == (0, 2, len(np.unique(XS)), len(y)) and float(said[2]) > 39", at="rising-curve")
say.argued("rising-curve-explain", "Back to the rest of the way to the lowest point.", "goes on")
say("predictions-settle-explain", "The second thousand epochs moved the curve, but changed nobody's predicted label.",
    "said == 1000 and n_changed_half_way == 0 and abs(half_way.linear.weight - model.linear.weight).item() > 0.05",
    at="predictions-settle")
say("predictions-settle-explain",
    "The rest of the way to the lowest point moves the boundary from 5.178 to 5.188, and one negative person, who "
    "stands just between the two, changes from a false positive to a true negative.",
    "said == (left, right) and label == 0 and left < x < right and changed.sum() == 1", at="predictions-settle")
say("predictions-settle-explain", "because the loss keeps falling",
    "history.loss[-1] < history.loss[1000] < history.loss[500]")
say("explorer-intro", "Buttons take 1, 10 or 100 steps", "str([int(q) for q in said]) in DESCENT_JS", at="explorer")
say.argued("explorer-intro",
    "find the learning rate at which the loss starts to go up and down and does not settle any more.", "the task")
say("explorer-intro", "Take at least 20 epochs with it.",
    "f'const WINDOW = {said[0].value:.0f};' in DESCENT_JS and 'epoch >= WINDOW && rises' in DESCENT_JS",
    opposite="'epoch <= WINDOW && rises' in DESCENT_JS", at="explorer")
say("explorer-figure", "Three pictures.", "said == len(explorer.static().axes)", at="explorer")
say("explorer-figure",
    "The loss surface, over weight and bias: a long narrow valley from the upper left to the lower right.",
    "valley()[0] < 0 < valley()[1] and valley()[2] > 100", at="explorer")
say("explorer-figure",
    "The path goes from a square in the upper half almost level to the left, then turns sharply and follows the "
    "valley down to its end, close to the lowest point.",
    "explorer.data['bias'][0] > sum(explorer.data['biases']) / 2 and said == 0.5 and history.weight[4] - START[0] "
    "< -3 * abs(history.bias[4] - START[1]) and history.bias[-1] < history.bias[4] - 3 and abs(history.path[-1] - "
    "explorer.data['optimum'][:2]).max() < 0.1", at="explorer")
say.argued("explorer-figure", "The loss curve is the one above.", "the figure of the loss curve stands before it")
say.argued("explorer-figure",
    "a star and a dashed line mark the lowest loss, and a sentence reports loss, weight and bias, and how often "
    "the loss has risen recently.", "what the live figure shows; the browser tests read it")
say.argued("explorer-figure", "First press Back to start, then Step 1 five times, then Step 100 a few times.",
    "an instruction")
say("explorer-figure",
    "The first five steps take most of the loss away, and they hardly change the distance to the star.",
    "said == (np.hypot(*np.diff(history.path, axis=0).T) > 0.05).sum() and history.loss[5] < 0.5 * "
    "history.loss[0] and 0.95 < distance(5) / distance(0) < 1", at="explorer")
say("explorer-figure",
    "There each further Step 100 gets less far, though the learning rate is the same, because the gradient "
    "shrinks.",
    "falls([np.hypot(*(history.path[5 + 100 * (k + 1)] - history.path[5 + 100 * k])) for k in range(15)]) and "
    "said == 100",
    opposite="rises([np.hypot(*(history.path[5 + 100 * (k + 1)] - history.path[5 + 100 * k])) for k in range(15)])",
    at="explorer")
say("explorer-figure",
    "A loss that goes up and down at the beginning may still settle, as it does with three times the learning "
    "rate of the walk that is drawn.",
    "swings(float(said[0]) * lr)[0] > 20 and swings(float(said[0]) * lr)[1] == 0 and explorer.edge > "
    "float(said[0]) * lr > 0.8 * explorer.edge", at="explorer")
say("explorer-figure",
    "With a learning rate of 3 the loss jumps about far above the lowest one, and the path leaves the map.",
    "np.median(descent(float(said[0]), 300)[0]) > 4 * lowest_loss and "
    "np.ptp(np.sign(np.diff(descent(float(said[0]), 300)[0]))) > 0 and descent(float(said[0]), 300)[1][:, "
    "0].max() > explorer.data['weights'][1] and explorer.data['lr_range'][1] == said[0].value", at="explorer")
say("explorer-read-explain",
    "A larger learning rate does both: along the valley it shortens the walk, and across the valley it overshoots.",
    "descent(0.3, 500)[0][-1] < descent(0.1, 500)[0][-1] and swings(0.3)[0] > swings(0.1)[0]")
say("notes/explorer",
    "then Step 1 five times, then Step 100 a few times: the first steps hardly bring the walk nearer to the "
    "star, and only then it turns into the valley.",
    "0.95 < distance(int(said[1])) / distance(0) < 1 and distance(int(said[2])) < 0.8 * distance(0) and said == "
    "(1, 5, 100)", at="explorer")
say("notes/explorer", "Then choose a larger learning rate and do the same again.", "swings(0.3)[0] > swings(0.1)[0]")
say("notes/explorer", "With 0.3 the loss goes up and down at the beginning, and settles all the same.",
    "swings(float(said[0]))[0] > 20 and swings(float(said[0]))[1] == 0", opposite="swings(0.4)[1] == 0")
say("notes/explorer", "Look at what it does after some hundred steps.", "swings(0.4)[1] > 20 and said == 100")

# ------------------------------------------------------------------ notes of section 6

say("slides/walk-from", "We walk down both losses from two starts.",
    "said == printed['walk-from'].count('cross-entropy')")
say("slides/walk-from",
    "The cross-entropy is convex, and because the classes overlap it has one lowest point, wherever the walk starts.",
    "abs(arrivals() - LOWEST).max() < 0.01 and abs(LOWEST - (best_weight, best_bias)).max() < 1e-4",
    opposite="np.ptp(arrivals(squared=True), axis=0).max() < 1")
say("notes/walk-from", "Even ten times as many leave it on its plateau.",
    "said == 20_000 / n_epochs and abs(arrivals(squared=True)[0, 0] + 2) < 0.2", at="walk-from")
say.argued("notes/walk-from", "Another start helps, but with many weights nobody knows which.",
    "advice; from the reference start it arrives")
say("notes/floor", "A model that knew the truth would pay four sevenths of log 2.",
    "floor == float(said[0]) * np.log(float(said[1]))")
say("notes/floor", "A sigmoid cannot follow a truth that goes up in two steps: the misfit.",
    "loss_on_all() > floor + 0.05 and said == 2")
say.argued("notes/floor", "These forty people are not all people: the luck of the draw.", "a definition")
say("notes/floor", "More epochs mend less than a thousandth.", "0 < trained_loss - lowest_loss < float(said[0])")
say("notes/floor", "With more people the luck shrinks, up or down.",
    "luck(n_each=80).std() < 0.7 * luck().std() and (luck() > 0).any() and (luck() < 0).any()")
say("slides/rising-curve", "4/7 of forty people, about 23, should stand in the overlap.",
    "said == (4 / 7, len(y), round(4 / 7 * len(y)))")
say("notes/rising-curve",
    "That the best rising curve is below the truth is no skill: it was fitted to these very people.",
    "rising_loss < uncertain / 40 * LOG_2")
say("notes/rising-curve",
    "A curve that may also fall could come down to 0 here, since no two of the forty have the same $x$.",
    "said == (0, 2, len(np.unique(XS))) and float(said[2]) > 39")
say.argued("notes/rising-curve", "It knows these forty by heart, and nothing of the next forty.",
    "it was told the labels of these alone")
say.argued("slides/predictions-settle", "Training longer always changes the predictions.", "names the mistake")
say("notes/predictions-settle", "The loss kept falling.", "history.loss[-1] < history.loss[1000] < history.loss[500]")
say("notes/predictions-settle", "The curve moved, and nobody's predicted label changed.",
    "n_changed_half_way == 0 and abs(half_way.linear.weight - model.linear.weight).item() > 0.05")

# ------------------------------------------------------------------ section 7

say.argued("two-bugs", "Here are two training loops.", "both follow")
say("no-zero-grad-predict", "The sound loop's loss falls from epoch to epoch.", "falls(descent(n_steps=100)[0])",
    opposite="falls(descent(n_steps=100, clear=False)[0])")
say("buggy-plot-figure", "The sound one falls quickly and then slowly, and does not turn up.",
    "falls(sound.loss) and sound.loss[0] - sound.loss[5] > 5 * (sound.loss[5] - sound.loss[99])",
    opposite="falls(buggy_losses)")
say("buggy-plot-figure",
    "The buggy one swings up and down all the time, like a ball that rolls through a bowl without friction: back "
    "to nearly the height it started from, and now and then even below the sound curve, as in epoch 3.",
    "max(buggy_losses[5:]) > 0.95 * buggy_losses[0] and 3 < (np.array(buggy_losses) < sound.loss).sum() < 15 and "
    "buggy_losses[int(said[0]) - 1] < sound.loss[int(said[0]) - 1] and max(buggy_losses[50:]) - "
    "min(buggy_losses[50:]) > 1")
say("buggy-plot-figure", "If you kept the epoch with the lowest loss, you would keep one from the buggy loop, 0.558.",
    "said == min(buggy_losses) and min(buggy_losses) < min(sound.loss)")
say("buggy-plot-figure",
    "The losses of epochs 1 and 2 are the same, and from epoch 3 on they differ. So the first step was right, and "
    "the next one was not.",
    "np.abs(np.array(buggy_losses) - sound.loss)[: int(said[1])].max() < 1e-5 < np.abs(np.array(buggy_losses) - "
    "sound.loss)[int(said[2]) - 1] and said == (1, 2, 3)")
say("notes/buggy-plot", "The losses of epochs 1 and 2 are the same, and from epoch 3 on they differ.",
    "np.abs(np.array(buggy_losses) - sound.loss)[: int(said[1])].max() < 1e-5 < np.abs(np.array(buggy_losses) - "
    "sound.loss)[int(said[2]) - 1] and said == (1, 2, 3)")
say("notes/buggy-plot", "Now and then the buggy loss is even below the sound one.",
    "3 < (np.array(buggy_losses) < sound.loss).sum() < 15")
say("buggy-plot-figure", "We call `backward` twice on the same model and rows.", "said == call", at="backward-twice")
say("backward-twice-explain",
    "so each step follows the sum of all gradients since the start, and runs past the lowest point.",
    "(np.diff(np.sign(descent(n_steps=100, clear=False)[1] @ valley()[3] - (LOWEST @ valley()[3]))) != 0).sum() > "
    "5", opposite="falls(buggy_losses)")
say("backward-twice-explain", "the losses of the first two epochs are right",
    "said == 2 and np.abs(np.array(buggy_losses) - sound.loss)[: int(said[0])].max() < 1e-5 < abs(buggy_losses[2] "
    "- sound.loss[2])")
say("backward-twice-explain",
    "The test is the one above: call `backward` twice, and see whether the gradient doubles.",
    "said == (2, model.linear.weight.grad.item() / first)", opposite="model.linear.weight.grad.item() <= first")
say("backward-twice-explain", "This loop has all five lines.", "said == lines_of_loop('reversed-terms')",
    at="reversed-terms")
say("notes/backward-twice", "It doubles.", "said == model.linear.weight.grad.item() / first")
say("misconception missing_zero_grad", "backward() adds to the gradient that is there already",
    "model.linear.weight.grad.item() == 2 * first", at="backward-twice")
say("reversed-model-explain",
    "The model learned the mirror image, a falling curve that predicts infection where x is small, and gives 13 "
    "right answers of 40.", "predicted[0] > 0.5 > predicted[1] and said == ((model.predict(X) == y).sum(), len(y))")
say("reversed-model-explain",
    "Its own loss cannot tell, because a reversed loss on the mirrored curve gives the same number.",
    "abs(cross_entropy_of(-(best_weight * XS + best_bias), 1 - YS).mean() - lowest_loss) < 1e-9")
say("reversed-model-explain",
    "Two checks find the fault: a prediction for somebody about whom there is no doubt (at x = 9 everybody is "
    "infected), and PyTorch's loss for the same probabilities, 1.244.",
    "said == (2, x[1].item(), bce(model.predict_proba(X), y).item()) and predicted[1] < 0.5 and x[1] > 7 and "
    "bce(model.predict_proba(X), y) > LOG_2")
say("notes/reversed-model", "It is a falling curve that predicts infection where x is small.",
    "predicted[0] > 0.5 > predicted[1]")

# ------------------------------------------------------------------ section 8

say.argued("rows-to-updates", '"机器学习7:pytorch的逻辑回归" (Machine Learning 7:', "the title of the article")
say("walks-plot-figure", "With all rows in each step it is a smooth line that only falls.", "falls(all_rows)",
    opposite="falls(one_row)")
say("walks-plot-figure",
    "its lowest points come down to the smooth line and here and there below it, and in between it jumps far "
    "above, to the very end.",
    "0 < (np.array(one_row) < all_rows).mean() < 0.2 and touches(one_row, all_rows) < 0.03 and max(one_row[-20:]) "
    "> 1.2 * all_rows[-1]")
say("row-gradients-explain", "In return each of its steps is cheap, one row in place of forty.", "said == len(X)")
say.argued("row-gradients-explain", "Notebook 08 compares the two fairly, on many more rows.",
    "notebook 08 has a million")
say("row-gradients-explain", "and for 40 rows loss and gradient are 40 times as large",
    "said == (len(X), sum_over_mean()[0]) and said[1] == sum_over_mean()[1]")
say("divergence-explain",
    "The first step already jumps across the valley and lands far higher on the other side, at 23.309.",
    "said == descent(4.0, 3)[0][1] and descent(4.0, 3)[0][1] > 10 * descent(4.0, 3)[0][0] and (START - LOWEST) @ "
    "valley()[3] > 0 > (descent(4.0, 3)[1][0] - LOWEST) @ valley()[3]")
say("divergence-explain",
    "`fit` refuses a result that is worse than the start, and its error carries the history up to that point.",
    "printed['divergence'].startswith('DivergenceError') and descent(4.0, 3)[0][2] > descent(4.0, 3)[0][0]")
say("divergence-explain", "The lowest point stays where it is, so the change looks harmless.",
    "np.abs(sums_at(*LOWEST)).max() < 1e-6 < np.abs(sums_at(*START)).max()")
say("divergence-explain",
    "But the sum grows with the number of rows, and the step grows with it, so a learning rate that worked on few "
    "rows fails on many.",
    "summed_slope(80) > 1.9 * summed_slope(40) and falls(descent(40 * 0.0025, 100)[0]) and not falls(descent(1600 "
    "* 0.0025, 100)[0])")
say("divergence-explain", "With the mean the step does not grow with the number of rows.",
    "abs(summed_slope(80) / 80 - summed_slope(40) / 40) < 1e-9 and summed_slope(80) > summed_slope(40)")
say("slides/divergence", "The sum grows with the number of rows, and the step grows with it.",
    "summed_slope(80) > 1.9 * summed_slope(40)")
say("misconception sum_for_mean", "the mean over the rows, which does not grow with their number",
    "abs(summed_slope(80) / 80 - summed_slope(40) / 40) < 1e-9 and summed_slope(80) > summed_slope(40)")
say("slides/two-walks", "All forty rows in each step, or one row in each step.", "said == len(X)")
say("notes/walks-plot", "The lowest points of the jagged line come down to the smooth one.",
    "touches(one_row, all_rows) < 0.03")
say("notes/walks-plot", "But the smooth line took 200 passes over the data, and the jagged one 5.",
    "said == (len(all_rows), len(one_row) / len(X))")
say("notes/walks-plot", "It is lower after 200 updates.", "said == len(one_row) and all_rows[-1] < one_row[-1]")
say.argued("notes/walks-plot", "a step on all rows sees a million of them", "the million of the question")
say("notes/mean-and-sum", "0.1 divided by 40: the gradient is larger, so the learning rate must be smaller.",
    "said == (lr, sum_over_mean()[1]) and sum_over_mean()[1] > 1 > 1 / float(said[1])")
say("notes/divergence", "The first step jumps across the valley and lands far higher on the other side, at 23.309.",
    "said == descent(4.0, 3)[0][1] and descent(4.0, 3)[0][1] > 10 * descent(4.0, 3)[0][0]")
say("notes/divergence", "You would see a loss that is larger after the first step than before it.",
    "descent(4.0, 3)[0][1] > descent(4.0, 3)[0][0]")

# ------------------------------------------------------------------ section 9

say("logits-or-probabilities", "So far the sigmoid and the loss were two lines.",
    "said == sum(word in line for line in SOURCES['training-loop'].splitlines() for word in ('sigmoid(', 'bce('))")
say("far-logits-explain", "PyTorch's `BCELoss` cuts that off and charges 100, however large the logit is.",
    "all(said == nn.BCELoss()(torch.sigmoid(torch.tensor([q])), torch.tensor([0.0])).item() for q in (20.0, 50.0, "
    "200.0, 1000.0))")
say("far-logits-explain",
    "The slope is the worse problem: it is 0 where the prediction is as wrong as can be, so this person no longer "
    "teaches the model anything.", "printed['far-logits'].count('100.000  0.000') == 3 and said == 0",
    opposite="'200.000  0.000' in printed['far-logits']")
say("notes/logits-or-probabilities",
    "The slope is the worse problem: it is 0 where the prediction is as wrong as can be.",
    "printed['far-logits'].count('100.000  0.000') == 3 and said == 0",
    opposite="'200.000  0.000' in printed['far-logits']")
say("double-sigmoid-explain",
    "The other has a higher loss, another weight and another bias, and, by chance, as many right answers, so the "
    "accuracy does not give it away.",
    "double_sigmoid(2000)[0] > lowest_loss + 0.1 and len(set(re.findall(r'(\\d+) of 40', "
    "printed['double-sigmoid']))) == 1")
say("notes/train-with-logits",
    "There is no error message, but a higher loss, another weight and another bias, and by chance as many right "
    "answers.", "double_sigmoid(2000)[0] > lowest_loss + 0.1 and len(set(re.findall(r'(\\d+) of 40', "
    "printed['double-sigmoid']))) == 1")
say.argued("notes/train-with-logits", "There is none.", "the cell ran")
say("notes/train-with-logits", "To PyTorch a number between 0 and 1 is a logit like any other.",
    "nn.BCEWithLogitsLoss()(y, y) > 0.5 and said == (0, 1)")
say("double-sigmoid-limits-explain",
    "For this loss a negative person can get no less than one half, and even perfect predictions cost 0.503.",
    "said == (limits[0], perfect) and limits[0] < limits[1]")
say("notes/double-sigmoid-limits", "For this loss a negative person can get no less than one half.",
    "said == limits[0] and limits[0] < limits[1]")
say("notes/double-sigmoid-limits", "0.503, because the loss turns a perfect 0 into one half.",
    "said == (perfect, 0, limits[0])")
say("double-sigmoid-limits-explain", "The other sigmoid also makes the slopes smaller, so learning is slow.",
    "all(abs((logistic(q) - t) * q * (1 - q)) < abs(q - t) for q in np.linspace(0.01, 0.99, 99) for t in (0, 1)) "
    "and double_sigmoid(10_000)[0] < double_sigmoid(2000)[0] - 0.01")
say(("double-sigmoid-limits-explain", "notes/double-sigmoid-limits"),
    "a loss that stays high even where the classes are easy to tell apart", "easy_double_sigmoid() > 0.5")
say("misconception double_sigmoid", "BCEWithLogitsLoss has the sigmoid inside",
    "double_sigmoid(2000)[0] > lowest_loss + 0.1")

# ------------------------------------------------------------------ exercises, quiz, recap

say("exercises", "Numbers are compared to four decimals, unless the task says otherwise",
    "all(exercises()[number].atol == 10 ** -said[0].value for number in ('3.1', '3.2', '3.3', '3.4'))")
say.argued("exercises", "then run the one below it", "an instruction")
say("exercises",
    'If you are stuck, `hint("3.1")` gives a nudge, and calling it again gives a larger one; `solution("3.1")` '
    "shows the code.", "said == (3.1, 3.1) and '3.1' in exercises() and len(exercises()['3.1'].hints) > 1")
say.argued("exercise-3-1", "The share of the positive people is written out below", "the stub")
say.argued("exercise-3-1", "Write the other half, and combine the two into one number", "an instruction")
say.argued("exercise-3-2", "Return two numbers: the slope", "the weight's and the bias's")
say.argued("exercise 3.2", "Return two means: that of the error times x, and that of the error.",
    "an instruction; the solution has them")
say.argued("exercise-3-4", "A colleague shows you the loop below.", "the stub")
say("exercise-3-4",
    "It runs, and the loss falls. But it stays well above that of the sound loop, even if you let it run for "
    "2,000 epochs, and the boundary is not where it should be.",
    "double_sigmoid(50)[0] < double_sigmoid(1)[0] and double_sigmoid(int(said[0]))[0] > descent(0.1, "
    "int(said[0]))[0][-1] + 0.1 and said == n_epochs and -double_sigmoid(2000)[2] / double_sigmoid(2000)[1] > "
    "right + 1")
say(("exercise-3-5", "slides/exercise-3-5"),
    "gives one half to everybody. For 13 people its loss is printed as 9.011.",
    "said == (0.5, n_rows, printed_loss) and said[2] == n_rows * constant_loss(said[0].value)",
    at="exercise-3-5-answer")
say.argued(("exercise-3-5", "slides/exercise-3-5"), "the sigmoid is applied twice", "an option")
say.argued("exercise 3.3", "Networks with millions of weights are trained by the same five lines.",
    "the loop of PyTorch's own tutorials")
say("exercise 3.5", "compare the result with log 2",
    "abs(printed_loss / n_rows - np.log(float(said[0]))) < 1e-4")
say("exercise 3.5", "Thirteen people cost log 2 each, and somebody added the costs up.",
    "said == (n_rows, 2) and abs(float(said[0]) * np.log(float(said[1])) - printed_loss) < 0.0005")
say("exercise 3.5", 'explanation = "b"',
    "abs(n_rows * constant_loss(0.5) - printed_loss) < 0.0005 and constant_loss(0.5) < 1 > "
    "cross_entropy_of(logistic(np.zeros(2)), np.array([0, 1])).mean()")
say("notes/exercise-3-5", "It is b: 13 times 0.693 is 9.011.",
    "said == (n_rows, constant_loss(0.5), n_rows * constant_loss(0.5))")
say("notes/exercise-3-5", "then look at 9.011 again", "said == printed_loss")
say("notes/exercise-3-5",
    "The sigmoid of a logit of 0 is one half, and the sigmoid of one half is 0.622. The loss of 0.622 is nowhere "
    "near 9.", "said == (0, logistic(0.0), 0.5, logistic(0.5), logistic(0.5), 9) and max(constant_loss(0.622, 0), "
    "constant_loss(0.622, 1)) < said[5] - 8")
say("quiz 3.1", "At one half for everybody",
    "right_option(1) == 'At one half for everybody' and said == 0.5 and abs(bce_reversed(torch.tensor([0.5, "
    "0.5]), two) - bce_by_hand(torch.tensor([0.5, 0.5]), two)) < 1e-6 and abs(bce_reversed(torch.tensor([0.9, "
    "0.2]), two) - bce_by_hand(torch.tensor([0.9, 0.2]), two)) > 1")
say("quiz 3.1", "Both logarithms are log(0.5) there, so a test at one half cannot find reversed terms.",
    "said == (0.5, 0.5) and bce_reversed(torch.tensor([0.5, 0.5]), two) == bce_by_hand(torch.tensor([0.5, 0.5]), "
    "two)")
say("quiz 3.1", "With as many positives as negatives the same is true of any one number that everybody is given.",
    "all(abs(bce_reversed(torch.full((40, 1), q), y) - bce_by_hand(torch.full((40, 1), q), y)) < 1e-6 for q in "
    "np.linspace(0.01, 0.99, 99).tolist())")
say("quiz 3.1", "The two logarithms are equal where p = 1 - p, and that is at one half.",
    "np.log(float(said[-1])) == np.log(1 - float(said[-1]))")
say("quiz 3.2", "Its slope nearly vanishes where the prediction is badly wrong",
    "abs(slope_squared[0]) < 0.01 * abs(slope_squared).max() and abs(slope_bce[0]) > 0.99", at="loss-slopes")
say("quiz 3.2", "It is the cross-entropy that grows without end.", "-np.log(1e-300) > 100 * -np.log(0.1)")
say("quiz 3.2", "The squared error of a probability is at most 1.",
    "(squared_error <= said[0].value).all() and squared_error.max() > 0.99", at="loss-slopes")
say("quiz 3.3", "You call `loss.backward()` twice", "said == call")
say("quiz 3.3", "Twice the gradient",
    "right_option(3).startswith('Twice') and model.linear.weight.grad.item() == float(said[0]) * first",
    at="backward-twice")
say("quiz 3.3", "Without `zero_grad` nothing sets it back to zero.",
    "model.linear.weight.grad.item() != 0 and said == 0", at="backward-twice")
say("quiz 3.4", "40 rows, batches of 8.", "said == (len(y), 8)")
say("quiz 3.4", "5", "said == len(torch.randperm(40).split(8)) and right_option(4) == '5'")
say("quiz 3.4", "in 40 / 8 batches", "said == len(torch.randperm(40).split(8))")
say("quiz 3.4", "8 is how many rows share an update.", "said == len(torch.randperm(40).split(8)[0])")
say("recap", "choose the weight and the bias that give the highest probability to what happened",
    "-cross_entropy_of(best_weight * XS + best_bias, YS).sum() > max(-cross_entropy_of((best_weight + d) * XS + "
    "best_bias + e, YS).sum() for d, e in ((0.05, 0), (-0.05, 0), (0, 0.2), (0, -0.2)))")
say("recap", "giving one half to everybody costs log 2", "constant_loss(float(said[0])) == np.log(float(said[1]))")
say("recap", "because the classes overlap, walks from different starts come to the same lowest point",
    "abs(arrivals() - LOWEST).max() < 0.01",
    opposite="np.ptp(arrivals(squared=True), axis=0).max() < 1")
say("recap",
    "The reference loss 0.539 is a floor of 0.396 that nobody can avoid, a misfit, the luck of forty people, and "
    "next to nothing of unfinished training.",
    "said == (trained_loss, floor, len(y)) and 0 < trained_loss - lowest_loss < 0.001")
say("slides/recap", "0.539 is a floor of 0.396, a misfit, and luck", "said == (trained_loss, floor)")
say.argued("recap", "try any loss on predictions that you can judge", "advice")
say("notes/recap", "Let them say the five lines aloud", "said == printed['one-step'].count('weight')")

# ------------------------------------------------------------------ notes of sections 1 to 3

say("notes/title", "Last time we met forty people", "said == len(y)")
say.argued("notes/title", "We ask what makes one pair of weight and bias better than another", "announces section 1")
say.argued("notes/objectives", "Read two of them aloud", "an instruction")
say.argued("notes/given-probability", "Write down three numbers before I press the key.",
    "one for each person and one for both")
say("notes/product-underflows", "The logarithm keeps the order, so the better model stays the better one.",
    "rises(np.log(np.linspace(0.01, 1, 100)))", opposite="falls(np.log(np.linspace(0.01, 1, 100)))")
say("notes/product-underflows",
    "The true value is about 6e-61, but float32 holds nothing that is smaller than about 1e-45.",
    "abs(float(said[0]) / 0.5**200 - 1) < 0.05 and 0.5 < float(said[1]) / "
    "(torch.finfo(torch.float32).smallest_normal * torch.finfo(torch.float32).eps) < 2 and said[0] < said[1]")
say("notes/product-underflows", "So what comes out is zero.", "said == product")
say("notes/cost", "It is log 2, 0.693.", "said[1] == np.log(said[0].value) and said[1] == constant_loss(0.5)")
say("notes/cost", "A model that says one half is a little surprised by everybody, whatever happens.",
    "-np.log(float(said[0])) == -np.log(1 - float(said[0])) and -np.log(float(said[0])) > 0")
say("notes/cost-plot", "Towards the left end it rises without end.", "-np.log(1e-300) > 100 * -np.log(0.1)")
say("notes/cost-plot-figure",
    "In the two thousand epochs of our training this happens five times.",
    "said == (n_epochs, (np.diff(wrong_answers()) > 0).sum()) and falls(descent(n_steps=2000)[0])")
say("slides/cost-plot-figure", "Both people are on the right side of one half, so neither answer is wrong.",
    "said == 0.5 and given.min() > 0.5", at="cost-plot")
say("slides/cost-plot-figure", "The loss is 0.164 all the same.", "said == cost.mean()", at="cost-plot")
say("notes/bce-by-hand", "four ways to write it, one result", "said == len(losses)", at="untrained-loss")

# ------------------------------------------------------------------ printed beside them, and in their places

say("given-probability", "is positive, and the model predicted 0.9.",
    "said == p[y == 1].item()", at="given")
say("given-probability", "The other is negative, and the model predicted 0.2.",
    "said == p[y == 0].item()", at="given")
say("given-explain",
    "For the positive person it is $p$, here 0.900. For the negative person it is $1 - p$, here 0.800.",
    "said == (p[0], 1, 1 - p[1]) and (y == torch.tensor([1, 0])).all()", at="given")
say("given-explain", "the probability that both things happen is the product, 0.720", "said == p[0] * (1 - p[1])",
    at="given")
say("notes/given-probability",
    "0.2 is what the model gave to infected. What happened is not infected, and to that it gave 0.8.",
    "said == (p[1], 1 - p[1]) and y[1] == 0", at="given")
say("cost-explain", "something to which you gave the probability 0.9 surprises you little, and costs 0.105",
    "said == (0.9, -np.log(said[0].value))")
say("bce-reversed-explain",
    "The reversed loss charges 0.164 for the bad predictions and 1.956 for the good ones, so a model trained on "
    "it learns to predict the wrong class.",
    "said == (bce_reversed(torch.tensor([0.1, 0.8]), two), bce_reversed(torch.tensor([0.9, 0.2]), two))")
say("notes/bce-reversed", "There both charge 0.693.",
    "said == bce_reversed(torch.tensor([0.5, 0.5]), two) and said == constant_loss(0.5)", at="bce-reversed")
say("loss-slopes-plot-figure", "the prediction is as wrong as it gets in this picture, and the slope is −0.001",
    "said == slope_squared[0] and squared_error[0] == squared_error.max()")
say("convexity-explain", "At each step $z$ moves by `lr` times the slope, downhill, starting from −8.",
    "said == z[0].item()")
say("wrong-start-explain", "With the squared error it has hardly left: −7.993.",
    "said == z_squared and abs(z_squared + 8) < 0.01")
say(("error-times-x-explain", "notes/error-times-x"), "The negative person was given 0.947 and is not infected",
    "said == p[0].item() and y[0] == 0 and error[0] > 0.9", at="error-times-x")
say("one-step-explain", "The weight was 0.765, its gradient is 1.978 and the learning rate 0.1.",
    "said == (START[0], model.linear.weight.grad.item(), lr)")
say("slides/step-by-hand", "Weight 0.765, gradient 1.978, learning rate 0.1.",
    "said == (START[0], model.linear.weight.grad.item(), lr)")
say("notes/step-by-hand", "0.567. The other number comes from a plus in place of the minus.",
    "said == START[0] - lr * gradient[0]", at="step-by-hand")
say("step-by-hand-explain", "for the weight and for the bias alike",
    "np.abs(np.array(before) - lr * np.array(gradient) - after).max() < 1e-6")
say("step-by-hand-explain",
    "Without `optimizer.step()` the loop runs, computes the same loss in each epoch, and learns nothing.",
    "len(set(loop_without('step'))) == 1")
say("one-step-explain",
    "`backward` changes the gradient, `step` changes the weight, and the other lines change neither of them here",
    "[line.split()[2] for line in printed['one-step'].splitlines()] == ['0.765'] * 4 + ['0.567'] and "
    "[line.split()[4] for line in printed['one-step'].splitlines()] == ['none'] * 3 + ['1.978'] * 2")
say(("training-predict", "slides/training-predict"), "The loss starts at 1.999.", "said == descent()[0][0]")
say("training-loop-explain", "Loss 0.539, weight 0.613, bias −3.173: these are the reference figures of the course.",
    "said == (losses[-1], linear.weight.item(), linear.bias.item())")
say("notes/training-predict", "What the 0.539 is made of, we shall see.", "said == losses[-1]")
say("notes/lowest-point", "The weight is 0.012 too small.", "said == best_weight - weight")
say("notes/lowest-point", "By 4.3 hundred-thousandths.", "said[0] == (trained_loss - lowest_loss) * 100_000",
    at="lowest-point")
say("lowest-point-explain",
    "and also from weight −2 and bias 0, where the model is nearly sure that each of the infected people is "
    "not infected.", "said == (-2, 0) and logistic(float(said[0]) * XS[YS == 1] + float(said[1])).max() < 0.01")
say("notes/walk-from",
    "From weight −2 and bias 0 the model is nearly sure that each of the infected is not infected. The "
    "cross-entropy "
    "pulls hard there, the squared error hardly pulls.",
    "said == (-2, 0) and logistic(float(said[0]) * XS[YS == 1] + float(said[1])).max() < 0.01 and "
    "np.hypot(*(descent(n_steps=1, start=(-2.0, 0.0))[1][0] - (-2, 0))) > 20 * np.hypot(*(descent(n_steps=1, "
    "start=(-2.0, 0.0), squared=True)[1][0] - (-2, 0)))")
say("walk-from-explain",
    "With the squared error the walk from −2 has hardly moved. It starts where the predictions for the infected "
    "are nearly as wrong as can be, and there this loss is a plateau.",
    "said == -2 and np.abs(descent(n_steps=2000, start=(-2.0, 0.0), squared=True)[1][-1] - (-2, 0)).max() < 0.2")
say("buggy-plot-figure", "The loss over 100 epochs for both loops.",
    "said == len(buggy_losses) and said == len(sound.loss)")
say("reversed-predict", "The loss is the reference figure, 0.539.", "said == loss.item() and said == lowest_loss",
    at="reversed-terms")
say("rows-to-updates", "`walk` shuffles the 40 rows with a seed", "said == len(X)")
say("walks-plot-figure", "The loss on all rows after each of 200 updates, for both walks.",
    "said == len(all_rows) and said == len(one_row)")
say("walks-plot-figure", "But the smooth line took 200 passes over the data, and the jagged one 5.",
    "said == (len(all_rows), len(one_row) / len(X))")
say("notes/two-walks", "5 epochs: with one row a step there are 40 updates in each.",
    "said == (len(one_row) / len(X), len(X))")
say(("walks-plot-figure", "slides/row-gradients"), "the mean gradient is almost 0",
    "abs(row_gradients.mean()) < 0.001 and said == 0", at="row-gradients")
say("row-gradients-explain",
    "The single rows still pull, from −2.715 to 4.831; they pull in opposite directions and cancel in the mean.",
    "said == (row_gradients.min(), row_gradients.max()) and abs(mean) < 0.001")
say("row-gradients-explain", "So a walk on single rows with a constant `lr` does not come to rest.",
    "np.ptp(single_rows()[-40:]) > 0.05")
say(("mean-and-sum-explain", "notes/mean-and-sum"),
    "A gradient 40 times as large with a learning rate 40 times as small makes the same step.",
    "said == (len(X), len(X)) and abs(lr / float(said[1]) * summed_slope(40) - lr * summed_slope(40) / 40) < 1e-12")
say("mean-and-sum-explain", "The loss that is printed is 40 times as large, and the model is the same.",
    "abs(losses[-1] / float(said[0]) - lowest_loss) < 1e-3 and abs(weight - linear.weight.item()) < 1e-3",
    at="mean-and-sum")
say("notes/mean-and-sum", "The printed loss is 40 times as large, and the model is the same.",
    "abs(losses[-1] / float(said[0]) - lowest_loss) < 1e-3 and abs(weight - linear.weight.item()) < 1e-3",
    at="mean-and-sum")
say("notes/mean-and-sum", "For the mean, `rate` was 0.1.", "said == lr")
say("slides/mean-and-sum", '`reduction="sum"` adds up: for 40 rows the gradient is 40 times as large.',
    "said == (len(X), sum_over_mean()[1])")
say("mean-and-sum-explain",
    "The sum with the learning rate left at 0.1 makes the same steps as the mean with a learning rate of 4.",
    "said == (lr, lr * len(X))")
say("slides/divergence", "It makes the same steps as the mean with a learning rate of 4.", "said == lr * len(X)")
say("far-logits-explain",
    "At $z = 5$ both agree. At 20 the sigmoid is exactly 1 in float32, so $1 - p$ is exactly 0 and its logarithm "
    "is minus infinity.", "abs(nn.BCELoss()(torch.sigmoid(torch.tensor([float(said[0])])), torch.zeros(1)) - "
    "nn.BCEWithLogitsLoss()(torch.tensor([float(said[0])]), torch.zeros(1))) < 1e-4 and "
    "torch.sigmoid(torch.tensor(float(said[1]))) == 1 and torch.sigmoid(torch.tensor(float(said[0]))) < 1 and "
    "(said[0], said[1]) == (5, 20) and '  20  0' in printed['far-logits']")
say("far-logits-explain", "From the logits the loss is right, 200.000 at 200, and the slope is 1.",
    "said[0].half_unit < said[1].half_unit and said == (nn.BCEWithLogitsLoss()(torch.tensor([200.0]), "
    "torch.zeros(1)).item(), 200, 1)")
say("clamped-explain", "By hand it is infinite, cut off it is 100, from the logits it is 200.",
    "torch.isinf(bce_by_hand(p, target)) and said == (binary_cross_entropy(p, target), "
    "binary_cross_entropy_with_logits(z, target))", at="clamped")
say("clamped-explain", "In the reference example the logits stay small",
    "max(np.abs(w * XS + b).max() for w, b in history.path) < 10")
say("notes/logits-or-probabilities",
    "In float32 the sigmoid of 20 is exactly 1, so $1 - p$ is 0, and `BCELoss` cuts off at 100.",
    "torch.sigmoid(torch.tensor(float(said[0]))) == 1 and said == (20, 1, 1, 0, nn.BCELoss()(torch.ones(1), "
    "torch.zeros(1)).item())")
say("notes/logits-or-probabilities", "On paper it is 200.", "said == np.logaddexp(0, 200)")
say("double-sigmoid-limits-explain", "The sigmoid of something between 0 and 1 lies between 0.500 and 0.731.",
    "said == (0, 1, limits[0], limits[1])")
say("exercise-3-3", "50 full-batch steps on the logits of `model`",
    "f'range({said[0].value:.0f})' in SOURCES['exercise-3-3-answer']")
say("exercise-3-4", "Leave the 50 epochs as they are",
    "f'range({said[0].value:.0f})' in SOURCES['exercise-3-4-answer']")
say("notes/reversed-model", "let PyTorch's loss judge the same probabilities: 1.244",
    "said == bce(model.predict_proba(X), y).item()")
say("product-underflows-explain", "The sum of the logarithms is −138.629", "said == 200 * np.log(0.5)")
say(("divergence-explain", "notes/divergence"), "It does not arrive.",
    "descent(4.0, 2000)[0][-1000:].min() > 1 > descent(0.1, 2000)[0][-1000:].max()")
say.argued("exercises", "nothing is sent anywhere", "`check` opens no connection")
say("quiz-intro", "Here are four questions", "said == len(quiz_questions(3))")
say("quiz-intro", "every option tells you why it is right or wrong",
    "all(len(option['feedback']) > 20 for question in quiz_questions(3) for option in question['options'])")

# ------------------------------------------------------------------ formulas, step by step

say(
    "loss-in-code",
    "$$\\text{BCE} = -\\frac{1}{n} \\sum_{i=1}^{n} \\big[\\, y_i \\log p_i + (1 - y_i) \\log (1 - p_i) \\,\\big]$$",
    "said == (1, 1, 1, 1) and abs(-(YS * np.log(logistic(XS - 5)) + (1 - YS) * np.log(1 - logistic(XS - 5))).sum() "
    "/ len(YS) - cross_entropy_of(XS - 5, YS).mean()) < 1e-9",
)
say(
    "slides/loss-in-code",
    "$$\\text{BCE} = -\\frac{1}{n} \\sum_{i=1}^{n} \\big[\\, y_i \\log p_i + (1 - y_i) \\log (1 - p_i) \\,\\big]$$",
    "said == (1, 1, 1, 1) and abs(-(YS * np.log(logistic(XS - 5)) + (1 - YS) * np.log(1 - logistic(XS - 5))).sum() "
    "/ len(YS) - cross_entropy_of(XS - 5, YS).mean()) < 1e-9",
)
say(
    "gradient",
    "its derivative is $\\frac{\\partial L}{\\partial p} = -\\frac{1}{p} = \\frac{p-1}{p\\,(1-p)}$, where we "
    "multiplied numerator and denominator by $1 - p$.",
    "said == (1, 1, 1, 1) and np.allclose(slope_in_p(1), -1 / Q, rtol=1e-5) and np.allclose(-1 / Q, (Q - 1) / (Q * "
    "(1 - Q)))",
)
say(
    "gradient",
    "$L = -\\log(1 - p)$, and its derivative is $\\frac{\\partial L}{\\partial p} = \\frac{1}{1-p} = "
    "\\frac{p}{p\\,(1-p)}$, where we multiplied both by $p$.",
    "said == (1, 1, 1, 1) and np.allclose(slope_in_p(0), 1 / (1 - Q), rtol=1e-5) and np.allclose(1 / (1 - Q), Q / "
    "(Q * (1 - Q)))",
)
say(
    "gradient",
    "With $y = 1$ and $y = 0$ both of these are $\\frac{\\partial L}{\\partial p} = \\frac{p-y}{p\\,(1-p)}$.",
    "said == (1, 0, 1) and all(np.allclose(slope_in_p(y_here), (Q - y_here) / (Q * (1 - Q)), rtol=1e-5) for y_here "
    "in (0, 1))",
)
say(
    "gradient",
    "$$\\frac{\\partial L}{\\partial w} = \\frac{p-y}{p\\,(1-p)} \\cdot p\\,(1-p) \\cdot x = (p - y)\\,x "
    "\\qquad\\qquad \\frac{\\partial L}{\\partial b} = p - y$$",
    "said == (1, 1) and gradient_is_error_times_x()",
)
say(
    "logits-or-probabilities",
    "we have $1 - p = 1 - \\frac{e^z}{1 + e^z}$. With $1$ written as $\\frac{1 + e^z}{1 + e^z}$, this is "
    "$\\frac{1 + e^z - e^z}{1 + e^z} = \\frac{1}{1 + e^z}$. So the loss is $-\\log(1 - p) = \\log(1 + e^z)$",
    "said == (1,) * 12 and np.allclose(1 - logistic(Q), 1 - np.exp(Q) / (1 + np.exp(Q))) and "
    "np.allclose(1 - logistic(Q), (1 + np.exp(Q) - np.exp(Q)) / (1 + np.exp(Q))) and np.allclose(-np.log(1 - "
    "logistic(Q)), np.log(1 + np.exp(Q)))",
)
say("cost-plot-figure",
    "The loss measures how surprised the model was by what happened, not how many of its answers are wrong.",
    "loss_of_calls(0.9)[0] < loss_of_calls(0.6)[0] and loss_of_calls(0.9)[1] == loss_of_calls(0.6)[1] == 0")

# ------------------------------------------------------------------ the live figures of sections 1 and 4


def untrained_bars(label=None):
    """What the untrained curve gives to what happened: the people from left to right, all or of one class."""
    order = np.argsort(XS)
    x, y = XS[order], YS[order]
    bars = logistic(np.where(y == 1, 1, -1) * (START[0] * x + START[1]))
    return bars if label is None else bars[y == label]


def votes_after(n_steps, label=None):
    """The votes on weight and bias after so many steps of the descent."""
    weight, bias = descent(0.1, n_steps)[1][-1] if n_steps else START
    error = logistic(weight * XS + bias) - YS
    votes = np.stack([error * XS, error], axis=1)
    return votes if label is None else votes[label == YS]


say("likelihood-intro", "Two people had two factors, and forty people have forty.",
    "said == (len(p), len(given), len(likelihood.data['x']), len(likelihood.given()))", at="likelihood")
say("likelihood-intro", "of the forty people of notebook 02", "said[0] == len(likelihood.data['x'])", at="likelihood")
say.argued("likelihood-intro", "for a triangle it is the way below the curve, for a circle the way above it",
           "how the bars are drawn; a test of the picture measures them")
say("likelihood-figure", "Three pictures.", "said == len(likelihood.static().axes)", at="likelihood")
say("likelihood-figure", "On the left, a curve that is high everywhere, over the circles at 0 and the triangles at 1",
    "logistic(START[1]) > 0.6 and START[0] > 0 and said == (min(YS), max(YS))", at="likelihood")
say("likelihood-figure",
    "The triangles' bars reach nearly from the bottom to the top, and those of the circles are stumps that hang from "
    "the upper edge.", "untrained_bars(1).min() > 0.95 and untrained_bars(0).max() < 0.2", at="likelihood")
say("likelihood-figure",
    "The second picture multiplies the bars from left to right: after three people the product is out of sight.",
    "np.cumprod(untrained_bars())[int(said[0].value) - 1] < 0.004 < "
    "np.cumprod(untrained_bars())[int(said[0].value) - 2]", at="likelihood")
say("likelihood-figure",
    "The third adds up their −log. The sum climbs at the circles, hardly rises at the triangles, and ends far above the "
    "dashed line of one half for everybody.",
    "(-np.log(untrained_bars(0))).min() > 1.5 and (-np.log(untrained_bars(1))).max() < 0.05 and "
    "-np.log(untrained_bars()).sum() > 2 * 40 * LOG_2 and said == 0.5", at="likelihood")
say.argued("likelihood-figure", "pull one of the two rings on the curve, or move the sliders. The task stands above the pictures.",
           "an instruction")
say("likelihood-read-explain", "It is far smaller, 10 to the power −34.7 in place of −12.0.",
    "said == (10, bars.log10().sum(), 40 * math.log10(0.5)) and said[1] < said[2] - 20")
say("likelihood-read-explain", "The curve gives everybody a high probability of being infected.",
    "logistic(START[0] * XS + START[1]).min() > 0.8")
say("likelihood-read-explain",
    "It is wrong about the twenty circles, and their small factors make the product small, however large the others "
    "are.", "said == len(untrained_bars(0)) and untrained_bars(0).prod() < 1e-30 < untrained_bars(1).prod()")
say("likelihood-read-explain",
    "The sum of −log says the same on a scale that we can read: 79.967 in place of 27.726. Divided by forty it is the "
    "loss, 1.999 in place of 0.693.",
    "said == (-bars.log().sum(), 40 * LOG_2, len(bars), -bars.log().mean(), LOG_2) and said[0] > said[1]")
say.argued("notes/likelihood", "A triangle's bar is the way below the curve, a circle's the way above it.",
           "how the bars are drawn; a test of the picture measures them")
say.argued("notes/likelihood",
           "On the right the bars are multiplied, one after the other, and below that their −log is added up.",
           "what the live figure shows; the browser tests read it")
say.argued("notes/likelihood", "Both have the same best curve.", "the logarithm keeps the order")
say("notes/likelihood", "the product is out of sight after a few people, and the sum can be seen all the time",
    "np.cumprod(untrained_bars())[4] < 0.001 < 1 < np.cumsum(-np.log(untrained_bars()))[0]", at="likelihood")

say("votes-intro", "The gradient is a mean of forty pairs, $(p - y)\\,x$ and $p - y$.",
    "said == len(votes.votes()) and abs(votes.votes().mean(axis=0) - by_hand).max() < 1e-5",
    opposite="abs(votes.votes().sum(axis=0) - by_hand).max() < 1e-5", at="votes")
say.argued("votes-intro", "it says how the loss of this one person would change with the weight, and how with the bias",
           "the derivative of one person's loss, from the begin of the section")
say("votes-intro", "The next cell draws the forty votes as arrows.", "said == len(votes.votes())", at="votes")
say("votes-intro", "Step 1 takes one step of the descent, with a learning rate of 0.1.",
    "said == (1, votes.lr)", at="votes")
say("votes-figure",
    "On the left, the untrained curve over the forty people, with a stick for each error: long ones at the circles, and hardly any "
    "at the triangles",
    "said == len(XS) and votes_after(0, 0)[:, 1].min() > 0.8 and abs(votes_after(0, 1)[:, 1]).max() < 0.05", at="votes")
say("votes-figure", "On the right, the votes as arrows from the middle, to the right for the weight and upwards for the "
    "bias. Those of the circles fan out to the upper right.", "votes_after(0, 0).min() > 0 and np.ptp(votes_after(0, 0)[:, 0]) > 3", at="votes")
say("votes-figure", "Those of the triangles are so short that their marks lie together in the middle.",
    "abs(votes_after(0, 1)).max() < 0.15", at="votes")
say("votes-figure", "A diamond marks the mean of all forty, on the side of the circles.",
    "said == len(votes_after(0)) and votes_after(0).mean(axis=0).min() > 0.4", at="votes")
say("votes-figure",
    "take steps and watch the arrows of the triangles grow, to the lower left, until they hold those of the circles",
    "votes_after(6, 1).max() < -0.02 and votes_after(6, 1)[:, 0].min() < 10 * votes_after(0, 1)[:, 0].min() and "
    "abs(votes_after(6)[:, 0].mean()) < 0.1", at="votes")
say("votes-read-explain",
    "There is no majority: twenty votes say that the loss rises with the weight, and twenty that it falls.",
    "said == ((votes_after(0)[:, 0] > 0).sum(), (votes_after(0)[:, 0] < 0).sum())",
    opposite="(votes_after(0)[:, 0] > 0).sum() != (votes_after(0)[:, 0] < 0).sum()")
say("votes-read-explain",
    "Those of the circles add up to 79.825, those of the triangles to −0.713, and the mean is the gradient that we know, "
    "1.978. So the step makes the weight smaller.",
    "said == (on_weight[upwards].sum(), on_weight[~upwards].sum(), by_hand[0]) and descent(0.1, 1)[1][-1][0] < START[0] and "
    "(votes_after(0, 0)[:, 0] > 0).all()")
say.argued("votes-read-explain", "But votes count by their size.", "a mean is taken of them")
say("notes/votes", "to the right, the loss rises with the weight; upwards, it rises with the bias",
    "(on_weight > 0).sum() == upwards.sum() > 0", at="votes-read")
say.argued("notes/votes", "Each arrow is one person", "how the figure is drawn")
say.argued("notes/votes", "A step goes the other way.", "descent subtracts the gradient")
say("notes/votes",
    "Press Step 1 six times, and look at the arrows: the triangles' have grown until they hold those of the circles.",
    "said[0] == 1 and abs(votes_after(int(said[1].value))[:, 0].mean()) < 0.1 < abs(votes_after(4)[:, 0].mean())",
    at="votes")
say("notes/votes", "It is twenty against twenty.", "said == (upwards.sum(), (~upwards).sum())", at="votes-read")
say("notes/votes", "Votes count by their size, and the circles' errors are large.", "votes_after(0, 0)[:, 1].min() > 0.8",
    at="votes")
