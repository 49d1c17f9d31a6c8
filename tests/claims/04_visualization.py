"""What notebook 04 says, and what must hold for it."""

import functools
import io
import itertools
import math
import re

import numpy as np
import torch

from course_tools.claims import Table
from course_utils.data import bayes_error, make_overlapping_classes, true_posterior
from course_utils.exercises.registry import quiz_questions
from course_utils.metrics import calibration_curve
from course_utils.models import LogisticRegression
from course_utils.newton import fit_newton, hessian

say = Table()


# ------------------------------------------------------------ own computations


def probability(z):
    return 1 / (1 + np.exp(-np.asarray(z, dtype=float)))


def logit_of(p):
    return math.log(float(p) / (1 - float(p)))


def stair(x):
    """The true probability at x."""
    return true_posterior(float(x)).item()


def p_at(model, x):
    return model.predict_proba(torch.tensor([[float(x)]])).item()


def curve_after(history, epochs):
    """The model's curve over x from 0 to 10 after some epochs."""
    weight, bias = history.path[int(epochs)]
    return probability(weight * np.linspace(0, 10, 201) + bias)


def p_after(history, epochs, x):
    weight, bias = history.path[int(epochs)]
    return float(probability(weight * float(x) + bias))


def logits_at(history, x):
    """The logit at x after each epoch from 7 on."""
    return history.path[7:, 0] * float(x) + history.path[7:, 1]


def boundary_after(history, epochs):
    weight, bias = history.path[int(epochs)]
    return -bias / weight


def fall_done(history, epochs):
    """The share of the fall of the loss that is done after some epochs."""
    return (history.loss[0] - history.loss[int(epochs)]) / (history.loss[0] - history.loss[-1])


def at(weight, bias):
    return LogisticRegression.from_parameters(float(weight), float(bias))


def slope_of_loss(X, y, weight, bias):
    """The length of the gradient of the mean loss."""
    x, y = X.numpy().ravel().astype(float), y.numpy().ravel()
    error = probability(weight * x + bias) - y
    return math.hypot((error * x).mean(), error.mean())


def loss_of(X, y, weight, bias):
    z = weight * X.numpy().ravel().astype(float) + bias
    return np.logaddexp(0, np.where(y.numpy().ravel() == 1, -z, z)).mean()


def curvatures_of(model, X, y):
    return np.linalg.eigvalsh(hessian(model, X, y))


def ratio_of(model, X, y):
    flat, steep = curvatures_of(model, X, y)
    return steep / flat


def steepest_after(history, epochs, X, y):
    return curvatures_of(at(*history.path[int(epochs)]), X, y)[1]


def settles(X, y, model, lr):
    """Whether gradient descent from beside the lowest point comes to rest."""
    x, y = X.numpy().ravel().astype(float), y.numpy().ravel()
    weight, bias = model.linear.weight.item() + 0.001, model.linear.bias.item() + 0.001
    lengths = []
    for _ in range(1000):
        error = probability(weight * x + bias) - y
        step = lr * (error * x).mean(), lr * error.mean()
        weight, bias = weight - step[0], bias - step[1]
        lengths.append(math.hypot(*step))
    return lengths[-1] < lengths[0] / 10


def last_swing(history):
    """The last epoch in which the loss rose by a ten-thousandth and more."""
    return int(np.nonzero(np.diff(history.loss) > 1e-4)[0].max()) + 1


def ups_and_downs(history, epochs=100):
    changes = np.diff(history.loss[: epochs + 1])
    return int((changes > 0).sum()), int((changes < 0).sum())


def crossings(model):
    """How often the model's curve crosses the staircase."""
    x = torch.linspace(0.005, 9.995, 1000).reshape(-1, 1)
    above = (model.predict_proba(x) > true_posterior(x)).ravel().tolist()
    return sum(a != b for a, b in itertools.pairwise(above))


def grey_gap(red, blue):
    """How many of 255 levels two colours are apart in grey."""
    from matplotlib.colors import to_rgb

    levels = [round(255 * float(np.dot([0.299, 0.587, 0.114], to_rgb(color)))) for color in (red, blue)]
    return levels[0] - levels[1]


def x1_steps(printed):
    """The steps of x1 from line to line, of the two levels printed."""
    x1 = np.reshape([float(number) for number in re.findall(r"x1 = +(-?[\d.]+)", printed)], (2, 3))
    return np.diff(x1)


def tolerances():
    """How near the numbers of this chapter's functions must come."""
    from course_utils.exercises.registry import exercises

    return [exercises()[number].atol for number in ("4.2", "4.3", "4.4")]


def levels_of(printed):
    """The probabilities that a cell printed."""
    return {float(p) for p in re.findall(r"p = ([\d.]+)", printed)}


def star_height(ax, surface, weights, biases):
    """The loss where a star stands in the map."""
    star = next(line for line in ax.lines if line.get_marker() == "*")
    column = np.abs(weights - star.get_xdata()[0]).argmin()
    return surface[np.abs(biases - star.get_ydata()[0]).argmin(), column]


def brightness(ax):
    """Of the bands of a map, from the lowest loss to the highest."""
    bands = ax.collections[0]
    return np.asarray(bands.to_rgba(bands.cvalues))[:, :3].mean(axis=1)


def frames_per_second(image):
    import PIL.Image

    return 1000 / PIL.Image.open(io.BytesIO(image.data)).info["duration"]


@functools.cache
def best_curve():
    """Weight and bias of the lowest expected loss under the staircase: what ever more people lead to."""
    x = np.linspace(0, 10, 20_001)[:-1] + 0.00025
    density = np.where((x > 3) & (x < 7), 2.0, 1.0)
    truth, density = np.where(x < 3, 0.0, np.where(x > 7, 1.0, 0.5)), density / density.sum()
    rows, parameters = np.stack([x, np.ones_like(x)]), np.zeros(2)
    for _ in range(12):
        p = probability(parameters @ rows)
        parameters = parameters - np.linalg.solve(
            (rows * density * p * (1 - p)) @ rows.T, rows @ (density * (p - truth))
        )
    return parameters


def best_p(x):
    weight, bias = best_curve()
    return float(probability(weight * float(x) + bias))


def expected_loss(weight, bias):
    """The mean loss of a curve over all people that the staircase's recipe could draw."""
    x = np.linspace(0, 10, 2001)[:-1] + 0.0025
    density = np.where((x > 3) & (x < 7), 2.0, 1.0)
    truth, z = np.where(x < 3, 0.0, np.where(x > 7, 1.0, 0.5)), weight * x + bias
    return np.average(np.logaddexp(0, z) - truth * z, weights=density)


@functools.cache
def many_fits(n_people, n_samples):
    """Weights and biases of fits to samples of the staircase world."""
    fits = []
    for sample in range(n_samples):
        model = LogisticRegression.from_parameters(0.0, 0.0)
        fit_newton(model, *make_overlapping_classes(n_people // 2, n_people // 2, seed=5000 + sample))
        fits.append((model.linear.weight.item(), model.linear.bias.item()))
    return np.array(fits).T


def p_of_many(x, n_people, n_samples=60):
    weights, biases = many_fits(n_people, n_samples)
    return probability(weights * x + biases)


def share_below(n_samples):
    """Of samples of forty people, the share whose prediction at x = 3 is below that of ever more people."""
    return (p_of_many(3, 40, n_samples) < best_p(3)).mean()


def luck(n_people):
    """How much the prediction at x = 3 varies from sample to sample."""
    return p_of_many(3, n_people).std()


def from_best(n_people):
    """How far the prediction at x = 3 is from that of the best curve, on average."""
    return np.abs(p_of_many(3, n_people) - best_p(3)).mean()


def from_truth(n_people):
    """How far the prediction at x = 3 is from one half, on average."""
    return np.abs(p_of_many(3, n_people) - 0.5).mean()


def pull_of_the_fit():
    """Mean gap in a reliability diagram of forty people: of those fitted, and of forty others."""
    own, others = [], []
    for sample, (weight, bias) in enumerate(zip(*many_fits(40, 60), strict=True)):
        for gaps, seed in ((own, 5000 + sample), (others, 9000 + sample)):
            X, y = make_overlapping_classes(20, 20, seed=seed)
            predicted, observed, n = calibration_curve(y, torch.sigmoid(weight * X + bias), n_bins=5)
            gaps.append(np.average(np.abs(observed - predicted), weights=n))
    return np.mean(own), np.mean(others)


def error_of_cut(cut):
    """The error in the long run of calling positive from a cut on: negatives on 0…7, positives on 3…10."""
    fp, fn = np.clip((7 - cut) / 7, 0, 1), np.clip((cut - 3) / 7, 0, 1)
    return (fp + fn) / 2


def beyond_two_deviations():
    """How often a share of many people strays by more than two standard deviations: a normal distribution's tails."""
    return math.erfc(2 / math.sqrt(2))


def strays(deviations):
    return math.erfc(float(deviations) / math.sqrt(2))


def binomial(n, p, *counts):
    """The probability of one of these counts of infected among n people."""
    return sum(math.comb(int(n), int(k)) * float(p) ** int(k) * (1 - float(p)) ** (int(n) - int(k)) for k in counts)


def gap_and_luck(predicted, observed, n):
    return np.abs(observed - predicted), 2 * np.sqrt(predicted * (1 - predicted) / n)


def n_beyond(predicted, observed, n):
    gap, by_luck = gap_and_luck(predicted, observed, n)
    return int((gap > by_luck).sum())


def share_of_zigzags(p, gap):
    """Of 300 groups for whom these probabilities are right, the share with a dot at least so far from the diagonal."""
    generator, largest = torch.Generator().manual_seed(0), []
    for _ in range(300):
        y = (torch.rand(p.shape, generator=generator) < p).float()
        predicted, observed, _ = calibration_curve(y, p, n_bins=5)
        largest.append(np.abs(observed - predicted).max())
    return np.mean(np.array(largest) >= gap)


MEANS, SPREAD = (4.0, 6.0), 2.0  # of the bell curves


def log_odds_of_bells():
    """Weight and bias of the true log-odds of two bell curves of one spread."""
    low, high = MEANS
    return (high - low) / SPREAD**2, (low**2 - high**2) / (2 * SPREAD**2)


def bells_as_said(sample, spread, low, high):
    X, y = sample
    groups = [X[y == label] for label in (0, 1)]
    return all(
        abs(group.mean().item() - float(mean)) < 0.05 and abs(group.std().item() - float(spread)) < 0.05
        for group, mean in zip(groups, (low, high), strict=True)
    )


def bell(x, mean, spread):
    return np.exp(-((x - mean) ** 2) / (2 * spread**2)) / (spread * math.sqrt(2 * math.pi))


def odds_of_bells(a, b, c, d, e, f, g):
    """Whether both forms of the odds are the ratio of the densities, for x from 0 to 10."""
    x = np.linspace(0, 10, 11)
    a, b, c, d, e, f, g = map(float, (a, b, c, d, e, f, g))
    ratio = bell(x, MEANS[1], SPREAD) / bell(x, MEANS[0], SPREAD)
    first = np.exp(-((x - a) ** 2) / b) / np.exp(-((x - c) ** 2) / d)
    return np.allclose(first, ratio) and np.allclose(np.exp(((x - e) ** 2 - (x - f) ** 2) / g), ratio)


def lines_of_bells(*numbers):
    """Whether the three forms of the log-odds agree with the true line."""
    a, b, c, d, e, f, g = map(float, numbers)
    x = np.linspace(0, 10, 11)
    weight, bias = log_odds_of_bells()
    forms = (((x**2 - 8 * x + a) - (x**2 - 12 * x + b)) / c, (4 * x - d) / e, f * x - g)
    return all(np.allclose(form, weight * x + bias) for form in forms)


def squares_of_bells(*numbers):
    a, b, c, d, e, f, g = map(float, numbers)
    x = np.linspace(0, 10, 11)
    weight, bias = log_odds_of_bells()
    forms = (((x - a) ** 2 - (x - b) ** 2) / c, (4 * x - d) / e, f * x - g)
    return all(np.allclose(form, weight * x + bias) for form in forms)


RADII = np.linspace(0, 3, 13)


def two_densities(r, spread):
    return np.exp(-(r**2) / (2 * spread**2)) / spread**2


def densities_of_spreads(*numbers):
    """Whether the densities of the plane, as they are written, are those of spreads 1 and one half."""
    one, two, half, four, again, once_more, minus_two = map(float, numbers)
    wide = np.exp(-(RADII**2) / two) / one**2
    narrow = np.exp(-(RADII**2) / (four * again**2)) / half**2
    short = np.exp(minus_two * RADII**2) / once_more**2
    right = two_densities(RADII, 0.5)
    return np.allclose(wide, two_densities(RADII, 1)) and np.allclose(narrow, right) and np.allclose(short, right)


def odds_of_spreads(*numbers):
    four, minus_two, two, again, power = map(float, numbers)
    ratio = two_densities(RADII, 0.5) / two_densities(RADII, 1)
    long = four * np.exp(minus_two * RADII**2) / np.exp(-(RADII**2) / two)
    return np.allclose(long, ratio) and np.allclose(again * np.exp(power * RADII**2), ratio)


def log_odds_of_spreads(*numbers):
    four, first, second = map(float, numbers)
    x1, x2 = 0.3, 1.1
    ratio = two_densities(math.hypot(x1, x2), 0.5) / two_densities(math.hypot(x1, x2), 1)
    return math.isclose(math.log(four) - first * x1**2 - second * x2**2, math.log(ratio))


def spreads_of(sample):
    X, y = sample
    return X[y.ravel() == 0].std().item(), X[y.ravel() == 1].std().item()


def wrong_side(printed):
    """Percentages on the wrong side of the circle: degree 1, 2, 4, and 4 with the decay."""
    return [int(number) / 100 for number in re.findall(r"(\d+) % on", printed)]


def reach(model, powers, degree):
    """How far from the origin the model still says infected, on a square grid that ends at 3."""
    side = torch.linspace(-3, 3, 61)
    plane = torch.cartesian_prod(side, side)
    inside = model.predict_proba(powers(plane, degree)).ravel() >= 0.5
    return plane[inside].abs().max().item()


def mean_losses(losses, degree, decay):
    """On the people of the fit, and on new ones."""
    return np.mean(losses[degree, decay], axis=0)


def worse_in(losses, one, other, which):
    """In how many samples one form has a higher loss than the other."""
    return int((np.array(losses[one])[:, which] > np.array(losses[other])[:, which]).sum())


def push_at_optimum(model, features, y, price):
    """The steepest slope in a weight that is left, of the loss plus the price of the weights."""
    error = model.predict_proba(features).double() - y.double()
    slopes = (error * features.double()).mean(dim=0) + 2 * float(price) * model.linear.weight.detach().double().ravel()
    return slopes.abs().max().item()


def squares_of_weights(model):
    return model.linear.weight.square().sum().item()


def contour_refuses(n_weights, n_biases):
    """Whether matplotlib refuses a table with a row for each weight."""
    from matplotlib.figure import Figure

    try:
        Figure().subplots().contour(
            range(n_weights), range(n_biases), np.arange(n_weights * n_biases).reshape(n_weights, -1)
        )
    except TypeError:
        return True
    return False


def lowest_where_transposed(loss_surface, X, y):
    """Weight and bias where a square table that is transposed has its lowest point."""
    weights, biases = np.linspace(-0.3, 1.6, 39), np.linspace(-7, 2, 39)
    row, column = np.unravel_index(loss_surface(X, y, weights, biases).T.argmin(), (39, 39))
    return np.array([weights[column], biases[row]])


# ------------------------------------------------------------ 1 · the article's figure


def settled_starts(X, y, best, lr):
    """Of 25 starts all over the map, from how many gradient descent comes to the lowest point in 3,000 steps."""
    x, labels = X.numpy().ravel(), y.numpy().ravel()
    w, b = (start.reshape(-1, 1) for start in np.meshgrid(np.linspace(-0.3, 1.6, 5), np.linspace(-7, 2, 5)))
    for _ in range(3000):
        error = probability(w * x + b) - labels
        w, b = w - lr * (error * x).mean(1, keepdims=True), b - lr * error.mean(1, keepdims=True)
    away = np.hypot(w - best.linear.weight.item(), b - best.linear.bias.item())
    return int((away < 0.01).sum())


def steepest_way(X, y, weight, bias):
    """Of many directions, the one in which a small step lowers the loss most."""
    angles = np.linspace(0, 2 * np.pi, 2000)
    ways = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    x, labels = X.double().numpy().ravel(), y.numpy().ravel()
    z = (weight + 1e-4 * ways[:, :1]) * x + bias + 1e-4 * ways[:, 1:]
    return ways[(np.logaddexp(0, z) - labels * z).mean(axis=1).argmin()]


def two_deviations(p, n):
    """Two standard deviations of the share among n people, from the probability of each count."""
    shares = np.arange(n + 1) / n
    chances = np.array([binomial(n, p, k) for k in range(n + 1)])
    return 2 * math.sqrt(chances @ shares**2 - (chances @ shares) ** 2)


say.argued(
    ("article-figure", "slides/article-figure"),
    "Machine Learning 7: Logistic Regression in PyTorch",
    "the title of the article, translated",
)
say("article-plot-predict", "a line at one half", "said == ax.lines[1].get_ydata()[0]", at="article-plot")
say.argued("article-plot-predict", "find this picture on a slide without any text", "what the learner is to imagine")
say.argued("notes/article-figure", "find it on a slide without any text", "what the room is to imagine")
say(
    "article-plot-figure",
    "over a horizontal axis from 0 to 10",
    "said == (ax.lines[0].get_xdata().min(), ax.lines[0].get_xdata().max())",
)
say(
    "article-plot-figure",
    "A black S-shaped curve rises from left to right, and a dashed grey line runs across at one half",
    "(np.diff(np.ravel(ax.lines[0].get_ydata())) > 0).all() and said == ax.lines[1].get_ydata()[0]",
)
say.argued(
    ("article-plot-figure", "notes/article-plot-figure"),
    "shows two things, labels and probabilities",
    "points at 0 and 1 are labels, the curve is a probability",
)
say("notes/article-figure", "the forty rows of last time", "said == len(y)")
say("article-plot-figure", "The line at one half belongs to the probability", "said == ax.lines[1].get_ydata()[0]")
say(
    "article-plot-figure",
    "The predicted probability is one half where the logit is 0",
    "said[0] == probability(said[1])",
)
say("slides/boundary", "The predicted probability is one half where $wx + b = 0$", "said[0] == probability(said[1])")
say(
    "article-plot-figure",
    "The weight is 0.613 and the bias −3.173",
    "said == (weight, bias)",
)
say.argued("notes/article-plot-figure", "Why one half is not a question of drawing", "it depends on what mistakes cost")
say(
    "fit-plot-figure",
    "The model's curve crosses one half at a dashed vertical line, the boundary, at $x = 5.178$",
    "said == (p_at(model, boundary), boundary)",
)
say(
    "notes/boundary",
    "The boundary is where the predicted probability equals the threshold, here one half",
    "said == p_at(model, boundary)",
)
say(
    "for-everyone",
    "There are 6 triangles on the left and 7 circles on the right",
    "said == (((X < boundary) & (y == 1)).sum(), ((X >= boundary) & (y == 0)).sum())",
)
say(
    "slides/fit-plot",
    "There are 6 triangles left of the line and 7 circles right of it",
    "said == (((X < boundary) & (y == 1)).sum(), ((X >= boundary) & (y == 0)).sum())",
)
say(
    "notes/fit-plot",
    "Count the triangles on its left and the circles on its right",
    "((X < boundary) & (y == 1)).sum() + ((X >= boundary) & (y == 0)).sum() == ((model.predict_proba(X) "
    ">= 0.5) != y).sum()",
    opposite="((X > boundary) & (y == 1)).sum() < ((X < boundary) & (y == 1)).sum()",
)
say(
    "notes/fit-plot",
    "The red ones on the left are infected and called negative, so they are missed",
    "(model.predict(X[(X < boundary) & (y == 1)].reshape(-1, 1)) == 0).all()",
)
say(
    "notes/fit-plot",
    "The false alarms are the blue ones on the right",
    "(model.predict(X[(X >= boundary) & (y == 0)].reshape(-1, 1)) == 1).all()",
)
say(
    "greys-explain",
    "The article's pair: it is 47 levels apart, and ours only 32",
    "said == (grey_gap('red', 'blue'), grey_gap(POSITIVE, NEGATIVE))",
)
say(
    ("greys-explain", "notes/for-everyone"),
    "a grey print is a different test, ",
    "grey_gap(POSITIVE, NEGATIVE) < grey_gap('red', 'blue')",
    at="greys",
)
say("greys-explain", "in which it does worse", "grey_gap(POSITIVE, NEGATIVE) < grey_gap('red', 'blue')", at="greys")
say(
    "notes/for-everyone",
    "it does worse there than the article's pair",
    "grey_gap(POSITIVE, NEGATIVE) < grey_gap('red', 'blue')",
)
say(
    "notes/for-everyone",
    "The article's pair is 47 levels apart and ours 32",
    "said == (grey_gap('red', 'blue'), grey_gap(POSITIVE, NEGATIVE))",
)
say(
    "greys-explain",
    "a model with two features, with weights 1 and 2 and bias −3",
    "abs(probability(said[1] * x1 + said[2] * x2 + float(said[3])) - p_here) < 1e-6 and said[0] == len((x1, x2))",
    at="two-features",
)
say.argued("slides/two-features-predict", "Two features: $z = x_1 + 2x_2 - 3$", "the example that is given")
say(
    "two-features-explain",
    "Each step of 1 in $x_2$ moves $x_1$ by exactly −2, on the line for $p = 0.5$ and on the line for $p = 0.9$",
    "(np.abs(x1_steps(printed['two-features']) - float(said[1])) < 1e-9).all() and {float(said[2]), "
    "float(said[3])} == levels_of(printed['two-features'])",
)
say(
    "slides/two-features-predict",
    "Each step of 1 in $x_2$ moves $x_1$ by −2: straight lines",
    "(np.abs(x1_steps(printed['two-features']) - float(said[1])) < 1e-9).all()",
)
say(
    "notes/two-features-predict",
    "for 0.9 as for 0.5",
    "np.ptp(x1_steps(printed['two-features'])) < 1e-9 and {float(p) for p in said} == "
    "levels_of(printed['two-features'])",
)
say(
    "notes/two-features-predict",
    "Here the weights are 1 and 2 and the bias is −3",
    "abs(probability(said[0] * x1 + said[1] * x2 + float(said[2])) - p_here) < 1e-6",
)
say.argued(
    "two-features-explain",
    "With one feature it is a point, with two features a straight line, with three a plane",
    "the solutions of one linear equation",
)

# ------------------------------------------------------------ 2 · the loss curve

say(
    ("loss-curve", "slides/loss-curve"),
    "The loss falls from 1.999 to 0.539 in 2,000 epochs",
    "said == (history.loss[0], history.loss[-1], len(history)) and history.loss[-1] < history.loss[0]",
)
say("loss-plot-figure", "The loss over the epoch, from 1 to 2000", "said == (1, len(history))")
say(
    "loss-plot-figure",
    "It drops almost vertically at the very left, then bends and sinks slowly for some hundred epochs",
    "fall_done(history, 5) > 0.8 and fall_done(history, 600) - fall_done(history, 100) > 0.05 and said[0] == 100",
)
say(
    "loss-plot-figure",
    "Over the right half it looks like a flat line",
    "0.001 < np.ptp(history.loss[int(said[0] * len(history)) :]) / np.ptp(history.loss) < 0.002",
)
say(
    "share-done-explain",
    "more than half of the fall is done after 2 epochs, and 86 % after 5",
    "said[0] + 0.1 > fall_done(history, said[1]) > said[0] and said[2] == fall_done(history, said[3]) and "
    "history.loss[-1] < history.loss[0]",
)
say(
    "notes/loss-curve",
    "More than half of the fall is done after 2 epochs",
    "said[0] + 0.1 > fall_done(history, said[1]) > said[0] > fall_done(history, said[1] - 1)",
)
say(
    "notes/loss-curve",
    "The axis has 2,000 epochs, which makes one think in hundreds",
    "len(history) == said[0] and 1 < len(history) / said[1] < 100",
)
say(
    "slides/share-done",
    "86 % after 5 epochs",
    "said[0] == fall_done(history, said[1]) and said[0] != fall_done(history, said[1] - 1) and said[1] == "
    "5 * fall_done(history, len(history) - 1)",
)
say(
    "share-done-explain",
    "In the second thousand epochs the loss only goes from 0.540 to 0.539",
    "said[1:] == (history.loss[int(said[0])], history.loss[-1])",
)
say(
    "slides/share-done",
    "In the second thousand the loss goes from 0.540 to 0.539",
    "said[1:] == (history.loss[int(said[0])], history.loss[-1])",
)
say(
    "notes/share-done",
    "hardly anything is left of the fall of the loss",
    "history.loss[1000] - history.loss[-1] < 0.01 * (history.loss[0] - history.loss[-1])",
)
say(
    "second-half-explain",
    "The bias moves by −0.353, which is more than a tenth of its size",
    "said[0] == shift[1] and abs(shift[1]) > said[1] * abs(history.path[1000, 1]) > 0.7 * abs(shift[1])",
)
say(
    "notes/second-half",
    "The bias moves by −0.353, more than a tenth of its size",
    "said[0] == shift[1] and abs(shift[1]) > said[1] * abs(history.path[1000, 1]) > 0.7 * abs(shift[1])",
)
say(
    ("second-half-explain", "notes/second-half"),
    "the probability that the model predicts at $x = 0$ falls from 0.056 to 0.040",
    "said[1:] == (curve_after(history, 1000)[0], curve_after(history, 2000)[0])"
    " and curve_after(history, 2000)[0] < curve_after(history, 1000)[0]",
)
say(
    ("second-half-explain", "slides/second-half"),
    "Near its lowest point the loss is almost level",
    "slope_of_loss(X, y, best_weight, best_bias) < 0.001 < slope_of_loss(X, y, *history.path[0])",
    at="lowest-loss",
)
say(
    "quiz 4.3",
    "Near its lowest point the loss is almost level",
    "slope_of_loss(X, y, best_weight, best_bias) < 0.001 < slope_of_loss(X, y, *history.path[0])",
)
say(
    "second-half-explain",
    "how much the loss is above its lowest possible value",
    "(history.loss > lowest).all()",
    at="lowest-loss",
)
say("log-axis-figure", "What is left of the loss above its lowest value", "(left > 0).all()")
say("notes/log-axis", "what is left of it above the lowest possible one", "(left > 0).all()")
say(
    "log-axis-figure",
    "After a sudden drop at the left the line falls from more than a tenth to less than a thousandth, and it is still "
    "falling at the right end",
    "left[100] > said[0] and left[1999] < said[1] < left[1000] and left[5] < 0.2 * left[0] and left[1999] < left[1900]",
)
say("notes/log-axis", "It keeps falling", "left[1999] < left[1900] < left[1800] < left[1000]")
say(
    "left-of-it-explain",
    "At the end of the second thousand epochs only 2.5 % is left of what was there at its beginning",
    "said[1] == left[1999] / left[int(said[0])] and left[1999] < left[int(said[0])]",
)

# ------------------------------------------------------------ 3 · the loss surface

say("surface-plot-predict", "The start is at weight 0.765 and bias 0.830", "said == tuple(history.path[0])")
say(
    "surface-plot-predict",
    "the lowest point is at weight 0.625 and bias −3.242",
    "said == (best_weight, best_bias) and lowest < loss_of(X, y, best_weight + 0.01, best_bias)",
)
say(
    "slides/surface-plot-predict",
    "Lowest: weight 0.625, bias −3.242",
    "said == (best_weight, best_bias) and lowest < loss_of(X, y, best_weight + 0.01, best_bias)",
)
say("slides/surface-plot-predict", "Start: weight 0.765, bias 0.830", "said == tuple(history.path[0])")
say(
    ("surface-plot-predict", "notes/surface-plot-predict"),
    "where the ground falls most steeply",
    "steepest_way(X, y, *history.path[0]) @ steps[0] > 0.999 * np.linalg.norm(steps[0])",
    at="first-steps",
)
say(
    "surface-plot-figure", "Its bands of grey are darker where the loss is higher", "(np.diff(brightness(_)) < 0).all()"
)
say(
    "surface-plot-figure",
    "a long narrow valley that runs from the upper left to the lower right",
    "ratio_of(best, X, y) > 100 and np.prod(np.linalg.eigh(hessian(best, X, y))[1][:, 0]) < 0",
    at="curvatures",
)
say(
    ("surface-plot-figure"),
    "a green star marks the lowest point of the grid",
    "star_height(_, surface, weights, biases) == surface.min()",
    opposite="star_height(_, surface, weights, biases) > surface.min()",
)
say(
    "notes/surface-plot-predict",
    "the star the lowest point of the grid",
    "star_height(_, surface, weights, biases) == surface.min()",
    opposite="star_height(_, surface, weights, biases) > surface.min()",
)
say(
    "surface-plot-figure",
    "It starts at a square in the upper part and runs almost level to the left, as far as weight zero",
    "history.path[0, 1] > biases.mean() and history.path[5, 0] < history.path[0, 0]"
    " and abs(history.path[5, 1] - history.path[0, 1]) < 0.05 * np.ptp(biases)"
    " and said[0] == round(history.path[5, 0], 2)",
)
say("slides/in-motion", "the path touches weight zero", "said == round(history.path[5, 0], 2)")
say("first-steps-explain", "the path touches weight zero", "said == round(history.path[5, 0], 2)")
say(
    "surface-plot-figure",
    "follows the floor of the valley down to the right, to a dot beside the star",
    "(np.diff(history.path[7:, 0]) > 0).all() and (np.diff(history.path[7:, 1]) < 0).all()",
)
say("first-steps-explain", "It goes to the left", "steps[0, 0] < 0 and abs(steps[0, 1]) < abs(steps[0, 0])")
say("notes/surface-plot-predict", "That is across the valley, to the left", "history.path[1, 0] < history.path[0, 0]")
say(
    "first-steps-explain",
    "With $x$ at 5.226 on average, the loss is several times as steep in the direction of the weight",
    "said == X.mean() and abs(steps[0, 0]) > 3 * abs(steps[0, 1])",
)
say("notes/first-steps", "The loss is only steeper in its direction", "abs(steps[0, 0]) > 3 * abs(steps[0, 1])")
say(
    "notes/first-steps",
    "At the start the weight, 0.765, is already near the best, 0.625",
    "said == (history.path[0, 0], best_weight) and lowest < loss_of(X, y, history.path[0, 0], best_bias)",
)
say(
    "first-steps-explain",
    "The first four steps are giants: the first is 203.4 thousandths long and the fourth still 138.8",
    "length[int(said[0])] < 0.6 * length[int(said[0]) - 1] and length[: int(said[0])].min() > 1.5 * "
    "length[int(said[0]) :].max() and said[1:] == (1000 * length[0], 1000 * length[3])",
)
say(
    "first-steps-explain",
    "The first five steps make 17 % of the way",
    "said[1] == length[: int(said[0])].sum() / length.sum() and length[0] > length[1:].max()",
)
say("first-steps-explain", "most of the fall", "history.loss[0] - history.loss[5] > history.loss[5] - history.loss[-1]")
say(
    "first-steps-explain",
    "in steps that shrink to 0.1 thousandths",
    "said == 1000 * length[-1] and length[-1] < length[1000] < length[100] < length[5]",
)
say(
    ("film-figure", "notes/in-motion"),
    "four pictures a second",
    "said == frames_per_second(Image(animate_training(history, X, y, epochs=[0, 1])))",
)
say(
    "film-figure",
    "the model's curve begins close to 1 nearly everywhere, drops within five epochs to a level line, and then slowly "
    "tilts into a rising S",
    "(curve_after(history, 0) > 0.9).mean() > 0.8 and np.ptp(curve_after(history, said[1])) < 0.01"
    " and curve_after(history, said[1]).max() < curve_after(history, 0).min()"
    " and (np.diff(curve_after(history, 2000)) > 0).all()",
)
say(
    "film-figure",
    "It is a level line at nearly two thirds: after 5 epochs the model predicts 0.654 at $x = 0$ and 0.647 at $x = 10$",
    "said[0] - 0.03 < p_right[int(said[1])] < said[0] and said[2] == p_left[int(said[1])] and said[4] == "
    "p_after(history, said[1], said[5])",
)
say(
    "notes/in-motion",
    "at nearly two thirds: after 5 epochs it is 0.654 at $x = 0$ and 0.647 at $x = 10$",
    "said[0] - 0.03 < p_right[int(said[1])] < said[0] and said[2] == p_left[int(said[1])]"
    " and said[4] == p_after(history, said[1], said[5])",
)
say(
    "film-figure",
    "calls nearly everybody infected with great certainty, and what lowers the loss fastest is to take the weight away",
    "(X * start_weight + start_bias > logit_of(0.9)).float().mean() > 0.9 and steps[0, 0] < 0"
    " and abs(steps[0, 0]) > 3 * abs(steps[0, 1])",
)
say(
    "film-figure",
    "the first change is one epoch, the last is 1,000",
    "said == epochs[-1] - epochs[-2] and epochs[1] - epochs[0] < epochs[-1] - epochs[-2]",
)
say(
    "notes/in-motion",
    "The first change of picture is one epoch, the last is 1,000",
    "said == epochs[-1] - epochs[-2] and epochs[1] - epochs[0] < epochs[-1] - epochs[-2]",
)
say(
    "film-figure",
    "From epoch 7 on, the path follows the floor: the weight grows and the bias falls",
    "said[0] == history.path[:, 0].argmin() and (np.diff(history.path[int(said[0]) :, 0]) > 0).all() and "
    "(np.diff(history.path[int(said[0]) :, 1]) < 0).all()",
)
say(
    "turning-curve-figure",
    "The first is nearly level, and each later one is steeper",
    "abs(history.path[7, 0]) < 0.03 and (np.diff(history.path[list(chosen), 0]) > 0).all()",
)
say(
    "turning-curve-figure",
    "all of them pass through nearly the same point: a dark diamond at $x = 5.9$, with a probability "
    "between 0.600 and 0.610",
    "said[1:] == (probability(logits_at(history, said[0])).min(), probability(logits_at(history, said[0])).max())",
)
say(
    "turning-curve-figure",
    "From epoch 7 to epoch 2,000 it lies between 0.404 and 0.448, while the logit at $x = 0$ runs through "
    "a range more than eighty times as wide",
    "said[0] == history.path[:, 0].argmin() and said[1] == len(history) and said[2:4] == "
    "(logits_at(history, 5.9).min(), logits_at(history, 5.9).max()) and np.ptp(logits_at(history, 0)) > "
    "said[5] * np.ptp(logits_at(history, 5.9)) > 0.9 * np.ptp(logits_at(history, 0))",
)
say(
    "turning-curve-figure",
    "The logit at $x = 5.9$ stays",
    "np.ptp(logits_at(history, said[0])) < min(np.ptp(logits_at(history, said[0] + s)) for s in (-0.2, 0.2))",
)
say(
    "notes/boundary-settles",
    "The logit at $x = 5.9$ stays",
    "np.ptp(logits_at(history, said[0])) < min(np.ptp(logits_at(history, said[0] + s)) for s in (-0.2, 0.2))",
)
say(
    "turning-curve-figure",
    "So a few steps are enough to settle what the model predicts for people near $x = 5.9$, and nearly "
    "all of the 2,000 "
    "epochs are spent on the question of how steep the curve is there",
    "np.ptp(probability(logits_at(history, said[0]))) < 0.02 and said[1] == len(history)"
    " and history.path[100, 0] < 0.2 * history.path[-1, 0]",
)
say(
    "turning-curve-figure",
    "it goes from 22.175 through −3.578 to 5.178, and only from epoch 500 on does it move little",
    "said[:3] == tuple(boundary_after(history, k) for k in (7, 50, 2000))"
    " and abs(boundary_after(history, said[3]) - boundary_after(history, 2000)) < 0.3"
    " < abs(boundary_after(history, said[3] - 300) - boundary_after(history, 2000))",
)
say(
    "slides/boundary-settles",
    "From epoch 7 to 2,000 the logit at $x = 5.9$ stays between 0.404 and 0.448",
    "said[1] == len(history) and said[3:] == (logits_at(history, said[2]).min(), logits_at(history, said[2]).max())"
    " and said[0] == history.path[:, 0].argmin()",
)
say(
    "slides/boundary-settles",
    "The boundary goes from 22.175 through −3.578 to 5.178",
    "said == tuple(boundary_after(history, k) for k in (7, 50, 2000))",
)
say(
    "notes/boundary-settles",
    "nearly all of the 2,000 epochs are spent on how steep the curve is",
    "said == len(history) and history.path[100, 0] < 0.2 * history.path[-1, 0]",
)
say(
    "notes/boundary-settles",
    "The boundary moves far, until about epoch 500",
    "abs(boundary_after(history, said[0]) - boundary_after(history, 2000)) < 0.3"
    " < abs(boundary_after(history, said[0] - 300) - boundary_after(history, 2000))",
)
say(
    "distance-explain",
    "It ends 0.070 away from the lowest point, with the bias at −3.173 where the best one is −3.242",
    "said == (distance, bias, best_bias) and lowest < loss_of(X, y, weight, bias)",
)
say(
    ("distance-explain", "notes/distance"),
    "To three decimals the two losses are equal",
    "round(history.loss[-1], int(said[0])) == round(lowest, int(said[0]))",
)
say(
    "notes/distance",
    "It is 0.070 away, and most of that is in the bias",
    "said == distance and abs(best_bias - bias) > 3 * abs(best_weight - weight)",
)
say.argued(
    ("distance-explain", "notes/explorer"), "the loss starts to go up and down and does not settle any more", "a task"
)
say(
    "explorer-figure",
    "the path jumps from the square almost level to the left, across the valley, and then to and fro",
    "fast_history.path[1, 0] < fast_history.path[0, 0]"
    " and (np.diff(fast_history.path[1:50, 0])[1:] * np.diff(fast_history.path[1:50, 0])[:-1] < 0).all()",
)
say(
    "explorer-figure",
    "The loss curve drops, swings for about a hundred epochs, and is a flat thin line after that",
    "fast_history.loss[1] < 0.5 * fast_history.loss[0] and abs(last_swing(fast_history) - said[0]) < 30",
)
say(
    "explorer-figure",
    "belongs to the place where it wants to end, the star, and not to the start",
    "settled_starts(X, y, best, 0.98 * 2 / curvatures_of(best, X, y)[1]) == 25 and "
    "settled_starts(X, y, best, 1.02 * 2 / curvatures_of(best, X, y)[1]) == 0",
    at="curvatures",
)
say(
    "explorer-figure",
    "a star marks the lowest point",
    "loss_of(X, y, *explorer.data['optimum'][:2]) < loss_of(X, y, *history.path[-1])",
)
say.argued(
    ("explorer-figure"),
    "Press Back to start, then Step 1 ten times, then Step 10, then Step 100",
    "the labels of the buttons, which a test of the live figure presses",
)
say.argued("notes/explorer", "Back to start, Step 1 ten times, then Step 10, Step 100", "the labels of the buttons")
say(
    "explorer-figure",
    "The loss goes up about as often as it goes down",
    "abs(np.subtract(*ups_and_downs(fast_history))) < 0.1 * sum(ups_and_downs(fast_history))",
)
say(
    "explorer-figure",
    "The walls are less steep there",
    "steepest_after(fast_history, 2000, X, y) < steepest_after(fast_history, 200, X, y) < "
    "steepest_after(fast_history, 100, X, y)",
)
say("notes/explorer", "and yet it ends nearer", "fast_distance < distance", at="two-rates")
say(
    "two-rates-explain",
    "The loss does not fall in every epoch: from 0.890 it goes to 0.853, up to 0.909, and down to 0.847",
    "said == tuple(fast_history.loss[1:5]) and fast_history.loss[3] > fast_history.loss[2]",
)
say("two-rates-explain", "And yet this walk ends nearer", "fast_distance < distance")
say(
    "two-rates-explain",
    "To three decimals it is 0.000 from the lowest point, where the walk with 0.1 is still 0.070 away",
    "round(fast_distance, int(said[0])) == said[1] and said[2] == lr and round(distance, int(said[0])) == "
    "said[3] and fast_distance < distance",
)
say(
    "notes/two-rates",
    "0.000 from the lowest point, where the other is 0.070 away",
    "said == (fast_distance, distance) and fast_distance < distance",
)
say("slides/two-rates", 'Say "after 2,000 epochs"', "said == len(history)")
say("units", "All $x$ are above 0, with a mean of 5.226", "X.min() > said[0] and said[1] == X.mean()")
say("notes/units", "all $x$ are above 0", "X.min() > said[0]")
say(
    "units",
    "This is roughly the direction of the floor",
    "abs(np.divide(*np.linalg.eigh(hessian(best, X, y))[1][::-1, 0]) + X.mean()) < 1",
    at="curvatures",
)
say(
    "units",
    "Raising the weight by 1 therefore adds 5.226 to the logit of somebody in the middle, and lowering the bias "
    "by 5.226 takes this away again",
    "said == (1, X.mean(), X.mean())",
)
say(
    "units",
    "A person at the mean then has 0, and a person one standard deviation above it has 1",
    "(mean - mean) / spread == said[0] and math.isclose((mean + spread - mean) / spread, said[1], rel_tol=1e-6) and "
    "mean + spread > mean",
    at="curvatures",
)
say(
    "units",
    "At the lowest point, the package's `hessian` gives a small table from which NumPy reads two of them: "
    "that in the flattest direction and that in the steepest",
    "said == len(curvatures_of(best, X, y)) and curvatures_of(best, X, y)[0] < curvatures_of(best, X, y)[1]",
    at="curvatures",
)
say(
    "units",
    "Gradient descent settles only if its learning rate is below 2 divided by the curvature in the steepest direction",
    "settles(X, y, best, 0.98 * said[0] / curvatures_of(best, X, y)[1])"
    " and not settles(X, y, best, 1.02 * said[0] / curvatures_of(best, X, y)[1])",
    opposite="settles(X, y, best, 1.02 * said[0] / curvatures_of(best, X, y)[1])",
    at="curvatures",
)
say(
    "notes/units",
    "Gradient descent settles below 2 divided by the steepest curvature, so a learning rate of 1 is now "
    "possible, and 100 "
    "epochs come closer than 2,000 did",
    "settles(X, y, best, 0.98 * said[0] / curvatures_of(best, X, y)[1])"
    " and not settles(X, y, best, 1.02 * said[0] / curvatures_of(best, X, y)[1])"
    " and said[1] == lr_scaled and said[2:] == (len(scaled_history), len(history))"
    " and np.hypot(best_weight - w, best_bias - b) < distance",
)
say(
    ("units-explain", "notes/units"),
    "ratio falls from 312.1 to 1.7",
    "said == (ratio_of(best, X, y), ratio_of(best_scaled, X_scaled, y))"
    " and ratio_of(best_scaled, X_scaled, y) < ratio_of(best, X, y)",
)
say("units-explain", "Much closer together", "ratio_of(best_scaled, X_scaled, y) < 0.01 * ratio_of(best, X, y)")
say(
    "units-explain",
    "Now a learning rate of 1 settles, where 0.365 was the limit before, and 100 epochs bring the walk "
    "closer to the lowest "
    "point than 2,000 did",
    "settles(X_scaled, y, best_scaled, lr_scaled) and said[1] == 2 / curvatures_of(best, X, y)[1]"
    " and said[2:] == (len(scaled_history), len(history)) and np.hypot(best_weight - w, best_bias - b) < distance",
)
say(
    "units-explain",
    'Say "after 2,000 epochs", and do not quote a parameter to more digits than the training has settled',
    "said == len(history) and abs(best_bias - bias) > 0.05",
)

# ------------------------------------------------------------ 4 · the model and the truth

say(
    "model-and-truth",
    "it is 0 below 3, one half between 3 and 7, and 1 above 7",
    "stair(said[1] - 0.01) == float(said[0]) and float(said[2]) == stair(said[3] + 0.01) == stair(said[4] "
    "- 0.01) and stair(said[6] + 0.01) == float(said[5]) and stair(said[6] - 0.01) == float(said[2]) and "
    "stair(said[3] - 0.01) == float(said[0]) and stair(said[4] + 0.01) == float(said[5])",
    opposite="stair(said[1] - 0.01) > said[0]",
    at="truth",
)
say(
    "slides/model-and-truth",
    "0 below $x = 3$, one half between 3 and 7, 1 above",
    "stair(said[1] - 0.01) == float(said[0]) and float(said[2]) == stair(said[3] + 0.01) == stair(said[4] "
    "- 0.01) and stair(said[4] + 0.01) == float(said[5]) and stair(said[3] - 0.01) == float(said[0]) and "
    "stair(said[1] + 0.01) == float(said[2])",
    opposite="stair(said[1] - 0.01) > said[0]",
)
say(
    "model-and-truth",
    "At $x = 3$ and at $x = 7$, the two ends of the overlap, the truth is one half",
    "said[2] == stair(said[0]) == stair(said[1]) and stair(said[0] - 0.01) != said[2] != stair(said[1] + 0.01)",
    at="truth",
)
say(("notes/model-and-truth"), "At 3 and at 7 the truth is one half", "said[2] == stair(said[0]) == stair(said[1])")
say(
    "truth-plot-figure",
    "a staircase with a step up from 0 to one half at $x = 3$ and another from one half to 1 at $x = 7$",
    "[*map(float, said[:2])] == [stair(said[2] - 0.01), stair(said[2] + 0.01)] and [*map(float, "
    "said[3:5])] == [stair(said[5] - 0.01), stair(said[5] + 0.01)]",
)
say(
    "truth-plot-figure",
    "crosses it three times: at each step, and near the middle of the landing between them",
    "said == crossings(model)",
)
say(
    "notes/truth-plot",
    "crosses the truth three times: at each step, and near the middle of the landing",
    "said == crossings(model)",
)
say(
    ("truth-plot-figure", "slides/truth-plot"),
    "0.208 and 0.753 where the truth is 0.500",
    "said == (p_at(model, 3), p_at(model, 7), stair(5))",
)
say("notes/model-and-truth", "It predicts 0.208 and 0.753", "said == (p_at(model, 3), p_at(model, 7))")
say(
    "truth-plot-figure",
    "Of a hundred people just above $x = 3$ it expects about twenty to be infected, and in truth about fifty are",
    "abs(said[0] * p_at(model, said[1]) - said[2]) < 1.5 and said[3] == said[0] * stair(said[1] + 0.01)",
    opposite="said[3] == said[0] * stair(said[1] - 0.01)",
)
say(
    "notes/model-and-truth",
    "Of a hundred people just above 3 it expects about twenty to be infected, and in truth about fifty are",
    "abs(said[0] * p_at(model, said[1]) - said[2]) < 1.5 and said[3] == said[0] * stair(said[1] + 0.01)",
    opposite="said[3] == said[0] * stair(said[1] - 0.01)",
)
say(
    "truth-plot-figure",
    "At $x = 10$ everybody is infected, and it predicts 0.950",
    "stair(said[0]) == 1 and said[1] == p_at(model, said[0])",
)
say(
    "notes/truth-plot",
    "On the landing it predicts too little on the left and too much on the right",
    "p_at(model, 3.1) < stair(3.1) and p_at(model, 6.9) > stair(6.9)",
)
say(
    "more-people-explain",
    "With ever more rows it settles at about 20 % there, and at about 80 % at $x = 7$",
    "said[:2] == (best_p(3), best_p(said[2])) and from_best(4000) < from_best(400) < from_best(40)",
)
say(
    "notes/more-people",
    "It settles at about 20 % at $x = 3$ and at about 80 % at $x = 7$",
    "said[::2] == (best_p(said[1]), best_p(said[3]))",
)
say(
    "more-people-explain",
    "it rises from 20 % to 80 % where the truth is a flat half",
    "said == (best_p(3), best_p(7), stair(5)) and best_p(3) < best_p(7)",
)
say(
    ("more-people-explain", "notes/more-people"),
    "has one form and two numbers that shift and stretch it",
    "said == sum(parameter.numel() for parameter in model_large.parameters())",
)

say(
    ("more-people-explain", "notes/more-people"),
    "More people lead it to the best of the curves that it has",
    "from_best(4000) < from_best(400) < from_best(40)",
)
def samples_at(samples, x):
    """What all thousand curves predict at x."""
    weight, bias = samples.parameters.T
    return 1 / (1 + np.exp(-(weight * x + bias)))


def band_of(samples, n, x):
    """The ends of the middle of the first n predictions at x."""
    return np.quantile(samples_at(samples, x)[:n], samples.data["middle"])


say("more-people-explain", "Let us draw thirty samples of forty people", "said == (len(thirty), len(y))", at="thirty")
say("notes/thirty", "Our forty people were one sample", "said == len(y)")
say("notes/thirty", "Here are thirty of them, each with its own fit", "said == len(thirty)")
say(
    "thirty-figure", "Two pictures of the same thirty samples.",
    "said == (len(samples.static().axes), samples.drawn) and samples.drawn == len(thirty)", at="samples",
)
say(
    "thirty-figure",
    "On the left, the green staircase of the truth and the thirty S-shaped curves, with the middle nine tenths of them shaded",
    "said[0] == samples.drawn and abs(float(said[1]) - np.ptp(samples.data['middle'])) < 1e-9", at="samples",
)
say(
    "thirty-figure", "a broad band, which climbs through the landing of the staircase",
    "np.quantile(samples.predicted(3), 0.95) < 0.5 < np.quantile(samples.predicted(7), 0.05) and "
    "np.ptp(np.quantile(samples.predicted(5), samples.data['middle'])) > 0.2", at="samples",
)
say(
    "thirty-figure", "On the right, how many samples predict what at $x = 5$. The truth there, one half, lies among them.",
    "said == (samples.at, stair(5)) and samples.predicted(5).min() < 0.5 < samples.predicted(5).max()", at="samples",
)
say(
    "thirty-figure", "draw further samples, up to a thousand", "said == len(samples.parameters) and samples.drawn < len(samples.parameters)",
    at="samples",
)
say(
    "thirty-figure",
    "The band hardly changes with a thousand.",
    "said == len(samples.parameters) and max(abs(band_of(samples, 30, x) - band_of(samples, 1000, x)).max() "
    "for x in range(11)) < 0.05",
    opposite="max(abs(band_of(samples, 30, x) - band_of(samples, 1000, x)).max() for x in range(11)) > 0.05",
    at="samples",
)
say(
    "thirty-figure",
    "Near $x = 3$ and $x = 7$ the truth lies outside of all that they predict, however many you draw.",
    "samples_at(samples, said[0].value).max() < stair(3.01) and samples_at(samples, said[1].value).min() > stair(6.99) "
    "and said == (3, 7)",
    at="samples",
)
say("notes/thirty", "Draw all thousand", "said == len(samples.parameters)", at="samples")
say(
    "thirty-figure",
    "14 of the thirty lie below it and the others above",
    "said == (sum(p_at(m, 3) < p_at(model_large, 3) for m in thirty), len(thirty))",
)
say(
    "notes/thirty",
    "At $x = 3$, 14 of the thirty lie below the curve of the 20,000 and the others above",
    "stair(said[0] - 0.01) == 0 and stair(said[0] + 0.01) == 0.5 and said[1:] == (sum(p_at(m, said[0]) < "
    "p_at(model_large, said[0]) for m in thirty), len(thirty), len(y_large))",
)
say(
    "thirty-figure",
    "Forty people land on either side of it, and which side is luck",
    "0.3 < share_below(300) < 0.7 and said == len(y)",
)
say("notes/thirty", "Forty people land on either side of it", "0.3 < share_below(300) < 0.7 and said == len(y)")
say(
    "thirty-figure",
    "Everything about the curve varies from sample to sample: the weight from 0.441 to 1.194, the "
    "boundary from 3.926 to "
    "5.829, the probability at $x = 5$ from 0.293 to 0.783",
    "said[:4] == (min(thirty_weights), max(thirty_weights), min(thirty_boundaries), max(thirty_boundaries))"
    " and said[5:] == (min(p_at(m, said[4]) for m in thirty), max(p_at(m, said[4]) for m in thirty))",
)
say(
    "thirty-figure",
    "Each of the thirty is an S, and none of them has a landing",
    "said == len(thirty) and all(p_at(m, 6) - p_at(m, 4) > 0.05 for m in thirty)",
)
say(
    "notes/thirty",
    "none of the thirty has a landing",
    "said == len(thirty) and all(p_at(m, 6) - p_at(m, 4) > 0.05 for m in thirty)",
)
say(("thirty-figure"), "The luck of the sample shrinks with more people", "luck(4000) < luck(400) < luck(40)")
say(
    "recap",
    "The luck shrinks with more people; a wrong form stays",
    "luck(4000) < luck(400) < luck(40) and abs(from_truth(4000) - from_truth(400)) < 0.05 < from_truth(4000)",
    opposite="luck(4000) > luck(400)",
)
say(
    "slides/recap",
    "luck shrinks with more people, a wrong form stays",
    "luck(4000) < luck(400) < luck(40) and abs(from_truth(4000) - from_truth(400)) < 0.05 < from_truth(4000)",
    opposite="luck(4000) > luck(400)",
)
say("slides/thirty", "The luck shrinks with more people", "luck(4000) < luck(400) < luck(40)")
say("slides/two-worlds", "More people shrink the luck of the sample", "luck(4000) < luck(400) < luck(40)")
say("two-worlds-explain", "more people only shrink the luck of the sample", "luck(4000) < luck(400) < luck(40)")
say(
    "misconception more_data_mends",
    "More people shrink the luck of the sample, not the error of the form",
    "luck(4000) < luck(400) < luck(40) and abs(from_truth(4000) - from_truth(400)) < 0.05 < from_truth(4000)",
    opposite="luck(4000) > luck(400)",
)
say.argued("misconception more_data_mends", "more data as the cure for a wrong form", "the name of the mistake")
say(
    "misconception more_data_mends",
    "whether it is fitted to 40 people or to 20,000",
    "said == (len(y), len(y_large)) and all(p_at(m, 6) - p_at(m, 4) > 0.05 for m in [*thirty, model_large])",
)
say(
    "thirty-figure",
    "every cut between 3 and 7 makes as few errors as possible in the long run, and all thirty boundaries lie there",
    "np.allclose([error_of_cut(c) for c in np.linspace(float(said[0]), float(said[1]), 9)], bayes_error())"
    " and error_of_cut(said[0] - 0.1) > bayes_error() and error_of_cut(said[1] + 0.1) > bayes_error()"
    " and said[2] == len(thirty) and min(thirty_boundaries) > said[0] and max(thirty_boundaries) < said[1]",
)
say.argued(
    ("thirty-figure"),
    "Whether 20 % of the people with a predicted 20 % are infected is a question for the data",
    "a question is named",
)
say.argued(
    "misconception sigmoid_is_truth",
    "Whether 20 % of the people with a predicted 0.2 are infected is a question for the data",
    "a question is named",
)

# ------------------------------------------------------------ 5 · the reliability diagram

say.argued(("reliability", "slides/reliability"), "a share $p$ is infected, whatever $p$ is", "the definition")
say("reliability", "of those with a predicted 0.3, three in ten should be infected", "said[0] == said[1] / said[2]")
say("calibration-figure", "one dot for each of 5 bins", "said == len(predicted)")
say(
    "calibration-figure",
    "below it stands how many people are in each bin: 6, 11, 8, 10 and 5",
    "said == tuple(n_samples) and all(text.get_position()[1] < 0 for text in _.texts)",
)
say("notes/calibration-predict", "The groups hold 6, 11, 8, 10 and 5 people", "said == tuple(n_samples)")
say(
    "calibration-figure",
    "The dots zigzag around the diagonal: below, above, above, below, above",
    "observed[0] < predicted[0] and observed[1] > predicted[1] and observed[2] > predicted[2]"
    " and observed[3] < predicted[3] and observed[4] > predicted[4]",
)
say(
    "calibration-figure",
    "In large groups it strays by more than two of these about once in twenty times",
    "abs(strays(said[0]) - 1 / said[1]) < 0.005 < strays(said[0])",
)
say(
    "notes/beyond-luck",
    "In large groups the share strays by more than two standard deviations about once in twenty times",
    "abs(strays(said[0]) - 1 / said[1]) < 0.005 < strays(said[0])",
)
say(
    ("beyond-luck-explain", "slides/beyond-luck", "notes/beyond-luck"),
    "None",
    "(np.abs(observed - predicted) > 2 * np.sqrt(predicted * (1 - predicted) / n_samples)).sum() == 0",
)
say(
    "beyond-luck-explain",
    "With groups of 5 to 11 people, luck alone could move a dot by 0.247 and more, and the widest gap is 0.229",
    "said == (n_samples.min(), n_samples.max(), gap_and_luck(predicted, observed, n_samples)[1].min(),"
    " gap_and_luck(predicted, observed, n_samples)[0].max())"
    " and gap_and_luck(predicted, observed, n_samples)[0].max() < gap_and_luck(predicted, observed, "
    "n_samples)[1].min()",
)
say(
    "beyond-luck-explain",
    "A calibrated model could give this zigzag",
    "share_of_zigzags(p, np.abs(observed - predicted).max()) > 0.2",
)
say("beyond-luck-explain", "the fit pulls the dots towards the diagonal", "pull_of_the_fit()[0] < pull_of_the_fit()[1]")
say("notes/beyond-luck", "which pulls the dots towards the diagonal", "pull_of_the_fit()[0] < pull_of_the_fit()[1]")
say("beyond-luck-explain", "meets the 20,000 people", "said == len(y_large)")
say(("beyond-luck-explain"), "which it has never seen", "not np.isin(X, X_large).any()")
say("notes/calibration-large", "it has never seen these people", "not np.isin(X, X_large).any()")
say(
    "notes/reliability",
    "For these 11 people the model predicts 0.302 on average",
    "said == (group.sum(), p[group].mean())",
)
say(
    "notes/reliability",
    "Of 11 people, luck makes 2, 3, 4 or 5 infected in most cases",
    "said[0] == group.sum() and binomial(said[0], p[group].mean(), *said[1:]) > 0.7 and binomial(said[0], "
    "p[group].mean(), 2, 3) < 0.6",
    opposite="binomial(said[0], p[group].mean(), *said[1:]) < 0.5",
)
say(
    "notes/calibration-predict",
    "With 8 people and a probability of one half, 3 or 5 infected together are more likely than exactly 4",
    "said[0] == n_samples[2] and said[4] == said[0] * said[1] and binomial(said[0], said[1], said[2], "
    "said[3]) > binomial(said[0], said[1], said[4])",
)
say(
    "calibration-large-figure",
    "with 10 bins of more than a thousand people each",
    "said[0] == len(n_samples) and 1.9 * said[1] > n_samples.min() > said[1]",
    at="beyond-luck-large",
)
say(
    "calibration-large-figure",
    "The dots lie at 0 for the two lowest bins, then jump to just below one half and stay nearly level "
    "for five bins, while the dotted diagonal climbs through them",
    "observed[:2].max() == float(said[0]) and said[1] - 0.05 < observed[2] < said[1] and "
    "np.ptp(observed[2 : 2 + int(said[2])]) < 0.06 < observed[2 + int(said[2])] - observed[1 + "
    "int(said[2])] and predicted[2] < predicted[6]",
    at="beyond-luck-large",
)
say(
    "calibration-large-figure",
    "The last two lie at 1",
    "(observed[-int(said[0]) :] == float(said[1])).all() and observed[-int(said[0]) - 1] < 0.9 * said[1]",
    at="beyond-luck-large",
)
say("beyond-luck-large-explain", "At about one half", "abs(observed[in_overlap].mean() - float(said[0])) < 0.02")
say(
    "beyond-luck-large-explain",
    "Whether the model predicts 0.349 or 0.652, about half of the people are infected, and now all 10 "
    "dots are further from "
    "the diagonal than luck explains",
    "said[:2] == (predicted[in_overlap][0], predicted[in_overlap][-1])"
    " and np.abs(observed[in_overlap] - float(said[2])).max() < 0.03 and said[3] == n_beyond(predicted, "
    "observed, n_samples)",
    opposite="n_beyond(predicted, observed, n_samples) < said[3]",
)
say(
    "notes/beyond-luck-large",
    "Whether the model predicts 0.349 or 0.652, about half of the people are infected",
    "said[:2] == (predicted[in_overlap][0], predicted[in_overlap][-1])"
    " and np.abs(observed[in_overlap] - float(said[2])).max() < 0.03",
)
say(
    "notes/beyond-luck-large",
    "Forty people could not show it",
    "said == len(y) and n_beyond(*calibration_curve(y, p, n_bins=5)) == 0",
)
say(
    "notes/calibration-large",
    "They come closer to the truth",
    "np.abs(observed[in_overlap] - 0.5).mean() < np.abs(observed[in_overlap] - predicted[in_overlap]).mean()",
    at="beyond-luck-large",
)
say(
    "notes/calibration-large",
    "That is a flat half there, while the diagonal climbs through it",
    "said == stair(5) and predicted[in_overlap][0] < stair(5) < predicted[in_overlap][-1]",
    at="beyond-luck-large",
)

# ------------------------------------------------------------ 6 · a world where the model is right

say(
    "right-world",
    "with the same standard deviation, 2: around 4 for negatives and around 6 for positives",
    "bells_as_said(bell_curves(n_large, 1), *said)",
    at="bell-curves",
)
say(
    "slides/right-world",
    "Negatives around 4, positives around 6, both with a standard deviation of 2",
    "bells_as_said(bell_curves(n_large, 1), said[2], said[0], said[1])",
    at="bell-curves",
)
say(
    "right-world",
    r"f(x) = c \cdot e^{-(x - m)^2 / (2 s^2)}",
    "np.ptp([torch.distributions.Normal(m, s).log_prob(torch.tensor(x)).item() + (x - m) ** 2 / (2 * s**2) "
    "for m, s in ((4.0, 2.0), (6.0, 2.0)) for x in (1.0, 5.0, 8.5)]) < 1e-5",
)
say("right-world", "with $2 s^2 = 8$", "said[1] == said[0] * SPREAD**2 and (said[0] + 1) * SPREAD**2 != said[1]")
say(
    "right-world",
    r"\frac{c \cdot e^{-(x - 6)^2 / 8}}{c \cdot e^{-(x - 4)^2 / 8}} = e^{\left[(x - 4)^2 - (x - 6)^2\right] / 8}",
    "odds_of_bells(*said)",
)
say(
    "right-world",
    r"\frac{(x^2 - 8x + 16) - (x^2 - 12x + 36)}{8} = \frac{4x - 20}{8} = 0.5\,x - 2.5",
    "lines_of_bells(*said)",
)
say(
    "slides/right-world",
    r"\frac{(x - 4)^2 - (x - 6)^2}{8} = \frac{4x - 20}{8} = 0.5\,x - 2.5",
    "squares_of_bells(*said)",
)
say("right-world", "with weight 0.5 and bias −2.5", "said == log_odds_of_bells()")
say(
    "right-world-predict",
    "We fit a model to 20,000 people of this world and draw its reliability diagram with 20,000 others",
    "said == (2 * n_large, len(y_new))",
    at="calibration-right",
)
say("slides/calibration-right", "Fitted to 20,000 people of this world", "said == 2 * n_large")
say(
    "calibration-right-figure",
    "with 10 bins of more than four hundred people each",
    "said[0] == len(curve[2]) and 1.15 * said[1] > curve[2].min() > said[1]",
    at="beyond-luck-right",
)
say(
    "beyond-luck-right-explain",
    "The fitted weight 0.496 and bias −2.473 are close to the true 0.5 and −2.5",
    "said == (w, b, *log_odds_of_bells()) and abs(w - 0.5) < 0.01 and abs(b + 2.5) < 0.05",
)
say(
    "notes/calibration-right",
    "Two bell curves with the same spread, around 4 and around 6: there the true curve is one that the "
    "model can draw, with "
    "weight 0.5 and bias −2.5",
    "said[1:] == (*MEANS, *log_odds_of_bells()) and said[0] == len(MEANS)",
)
say("notes/calibration-right", "The fit finds 0.496 and −2.473", "said == (w, b)")
say(
    "beyond-luck-right-explain",
    "0 of the 10 dots are further away than luck explains",
    "said == (n_beyond(*curve), len(curve[0])) and (gap_and_luck(*curve)[0] < gap_and_luck(*curve)[1]).all()",
)
say(
    "notes/calibration-right",
    "of the 10 dots, 0 are further away than luck explains",
    "said == (len(curve[0]), n_beyond(*curve)) and (gap_and_luck(*curve)[0] < gap_and_luck(*curve)[1]).all()",
    at="beyond-luck-right",
)
say(
    "beyond-luck-right-explain",
    "A dot or two a little further out would be no contradiction: luck alone does that to about one dot in twenty",
    "said[0] == 2 and abs(strays(2) - 1 / said[-1]) < 0.005 and 0.3 < 1 - (1 - strays(2)) ** len(curve[0]) < 0.5",
)
say(
    "beyond-luck-right-explain",
    "of 20,000 new people, once for models fitted to forty people and once for a model fitted to 20,000",
    "said == (len(X_stairs), len(y), 2 * n_large)",
    at="two-worlds",
)
say(
    "two-worlds-explain",
    "There the gap of forty people is all luck, and 20,000 people nearly remove it, from 0.047 to 0.002",
    "said == (len(y), 2 * n_large, np.mean(gaps[:-1]), gaps[-1])",
)
say(
    "notes/two-worlds",
    "20,000 people nearly remove the gap",
    "said == 2 * n_large and gaps[-1] < 0.1 * np.mean(gaps[:-1])",
)

# ------------------------------------------------------------ 7 · a bent boundary

say("bent", "Take two measurements", "said == two_spreads(5, 0)[0].shape[1]", at="two-spreads")
say(
    "bent",
    "with a standard deviation of 1 for negatives and of one half for positives",
    "np.allclose(spreads_of(two_spreads(n_large, 3)), [float(s) for s in said], atol=0.01)",
    at="two-spreads",
)
say(
    "notes/bent",
    "the others are spread twice as wide",
    "abs(spreads_of(two_spreads(n_large, 3))[0] / spreads_of(two_spreads(n_large, 3))[1] - float(said[0])) < 0.05",
)
say(
    "bent",
    r"\frac{c}{1^2}\, e^{-r^2 / 2}$ for negatives and $\frac{c}{0.5^2}\, e^{-r^2 / (2 \cdot 0.5^2)} = "
    r"\frac{c}{0.5^2}\, "
    r"e^{-2 r^2}",
    "densities_of_spreads(*said)",
)
say("bent", "With $1 / 0.5^2 = 4$", "said[2] == said[0] / float(said[1]) ** 2")
say("bent", r"4 \cdot \frac{e^{-2 r^2}}{e^{-r^2 / 2}} = 4\, e^{-1.5\, r^2}", "odds_of_spreads(*said)")
say("bent", r"\log 4 - 1.5\, x_1^2 - 1.5\, x_2^2", "log_odds_of_spreads(*said)")
say(
    "bent-predict",
    "Four models for the same 100 people: degree 1, which is the plain model; degree 2, with the squares; "
    "degree 4; and "
    "degree 4 with a weight decay of 0.1",
    "said == (len(forms), len(y_two), *[degree for degree, _ in forms], forms[-1][1])",
    at="bent-plot",
)
say("bent-figure", "Four pictures of the same 100 people", "said == (len(axes), len(y_two))")
say(
    "bent-figure",
    "With degree 2 it is an oval",
    "said == forms[1][0] and reach(fit_powers(X_two, y_two, int(said[0]), 0.0), powers, int(said[0])) < 1.5",
)
say(
    "bent-figure",
    "With degree 4 it bulges and runs out of the picture",
    "said == forms[2][0] and reach(fit_powers(X_two, y_two, int(said[0]), 0.0), powers, int(said[0])) > 2.9",
)
say(
    "bent-figure",
    "With degree 4 and weight decay it is a rounded shape near the circle again",
    "said == forms[3][0] and reach(fit_powers(X_two, y_two, int(said[0]), 0.1), powers, int(said[0])) < 1.5",
)
say("bent-figure", "For 20,000 new people we count", "said == len(y_fresh)", at="circle")
say(
    "circle-explain",
    "degree 4 with the weight decay comes nearest: 9 % of the people are on the wrong side, and with "
    "degree 2 it is 14 %",
    "said[::2] == (forms[3][0], forms[1][0]) and said[1::2] == (wrong_side(printed['circle'])[3], "
    "wrong_side(printed['circle'])[1]) and wrong_side(printed['circle'])[3] < min(wrong_side(printed['circle'])[:3])",
)
say(
    "circle-explain",
    "With degree 4 alone it is 24 %, and with the straight line 51 %, as bad as tossing a coin",
    "said[0] == forms[2][0] and said[1:] == (wrong_side(printed['circle'])[2], "
    "wrong_side(printed['circle'])[0]) and abs(wrong_side(printed['circle'])[0] - 0.5) < 0.02",
)
say(
    "notes/bent",
    "On 20,000 new people, 24 % are on the wrong side of the circle, and with degree 2 only 14 %",
    "said == (len(y_fresh), wrong_side(printed['circle'])[2], forms[1][0], wrong_side(printed['circle'])[1])",
    at="circle",
)
say(
    "circle-explain",
    "could draw the same circle as degree 2, since it has the squares among its 14 features",
    "said == (forms[1][0], powers(X_two, 4).shape[1])",
)
say(
    "circle-explain",
    "We fit all four forms to 20 samples of 100 people each, and measure the loss on those people and on "
    "the 20,000 new ones",
    "said == (len(forms), len(losses[1, 0.0]), len(y_s), len(y_fresh))",
    at="overfit",
)
say(
    "notes/overfit", "These are the means over 20 samples of 100 people each", "said == (len(losses[1, 0.0]), len(y_s))"
)
say(
    "overfit-explain",
    "On its own people, degree 4 without weight decay: from degree 1 to 2 to 4 the loss falls from 0.679 "
    "to 0.492 and to 0.429",
    "said[4:] == tuple(mean_losses(losses, int(d), 0.0)[0] for d in said[1:4]) and said[0] == said[3]"
    " and mean_losses(losses, 4, 0.0)[0] < mean_losses(losses, 2, 0.0)[0] < mean_losses(losses, 1, 0.0)[0]",
)
say(
    "overfit-explain",
    "On new people it is the worst of all, at 1.091, and in 20 of 20 samples it is worse than degree 2",
    "said[0] == mean_losses(losses, 4, 0.0)[1] == max(mean_losses(losses, *form)[1] for form in forms)"
    " and said[1:3] == (worse_in(losses, (4, 0.0), (int(said[3]), 0.0), 1), len(losses[4, 0.0]))",
    opposite="mean_losses(losses, 4, 0.0)[1] < mean_losses(losses, 2, 0.0)[1]",
)
say(
    "overfit-explain",
    "With 14 features the model has also learned the luck of its sample",
    "said == powers(X_two, 4).shape[1] and mean_losses(losses, 4, 0.0)[1] > 2 * mean_losses(losses, 4, 0.0)[0]",
)
say(
    "overfit-explain",
    "it adds 0.1 / 2 times the sum of the squared weights to the loss",
    "push_at_optimum(fit_powers(X_two, y_two, 4, 0.1), powers(X_two, 4), y_two, said[0]) < 1e-5",
)
say(
    "slides/overfit-explain",
    r"\frac{0.1}{2} \cdot (w_1^2 + w_2^2 + \dots)",
    "push_at_optimum(fit_powers(X_two, y_two, 4, 0.1), powers(X_two, 4), y_two, said[0] / float(said[1])) < 1e-5",
)
say(
    "overfit-explain",
    "so the weights are smaller",
    "squares_of_weights(fit_powers(X_two, y_two, 4, 0.1)) < squares_of_weights(fit_powers(X_two, y_two, 4, 0.0))",
)
say(
    "overfit-explain",
    "On its own people the loss rises to 0.517, and on new ones it falls from 1.091 to 0.550, the lowest of all four",
    "said[3] == len(forms) and mean_losses(losses, 4, 0.1)[1] < mean_losses(losses, 2, 0.0)[1] < "
    "mean_losses(losses, 1, 0.0)[1] and said[:3] == (mean_losses(losses, 4, 0.1)[0], mean_losses(losses, "
    "4, 0.0)[1], mean_losses(losses, 4, 0.1)[1])"
    " and mean_losses(losses, 4, 0.1)[0] > mean_losses(losses, 4, 0.0)[0]"
    " and mean_losses(losses, 4, 0.1)[1] < mean_losses(losses, 4, 0.0)[1]",
)
say(
    "slides/overfit-explain",
    "On its own people the loss rises from 0.429 to 0.517",
    "said == (mean_losses(losses, 4, 0.0)[0], mean_losses(losses, 4, 0.1)[0])"
    " and mean_losses(losses, 4, 0.1)[0] > mean_losses(losses, 4, 0.0)[0]",
)
say(
    "slides/overfit-explain",
    "On new people it falls from 1.091 to 0.550",
    "said == (mean_losses(losses, 4, 0.0)[1], mean_losses(losses, 4, 0.1)[1])"
    " and mean_losses(losses, 4, 0.1)[1] < mean_losses(losses, 4, 0.0)[1]",
)
say(
    "overfit-explain",
    "more features lower it",
    "worse_in(losses, (1, 0.0), (2, 0.0), 0) == worse_in(losses, (2, 0.0), (4, 0.0), 0) == len(losses[4, 0.0])",
    opposite="worse_in(losses, (4, 0.0), (2, 0.0), 0) > 0",
)
say(
    "notes/overfit",
    "On its own people the loss falls with each degree",
    "mean_losses(losses, 4, 0.0)[0] < mean_losses(losses, 2, 0.0)[0] < mean_losses(losses, 1, 0.0)[0]",
)
say(
    "notes/overfit",
    "On new people degree 4 is the worst, and the weight decay brings it back",
    "mean_losses(losses, int(said[0]), 0.0)[1] > mean_losses(losses, 1, 0.0)[1] > mean_losses(losses, 2, 0.0)[1]"
    " > mean_losses(losses, int(said[0]), 0.1)[1]",
)
say(
    "notes/overfit",
    "On its own people it is degree 4 without the weight decay, with 0.429",
    "said[1] == mean_losses(losses, int(said[0]), 0.0)[0] == min(mean_losses(losses, *form)[0] for form in forms)",
)
say(
    "notes/overfit",
    "On new people that is the worst of all, with 1.091",
    "said == mean_losses(losses, 4, 0.0)[1] and mean_losses(losses, 4, 0.0)[1] > mean_losses(losses, 1, 0.0)[1]",
)
say("slides/bent", "and on to degree 4", "said == max(degree for degree, _ in forms)")
say(
    "notes/bent",
    "Degree 4 has the squares among its features, so it could draw the circle as well",
    "said == forms[2][0] and np.isin(powers(X_two, 2), powers(X_two, int(said[0]))).all()",
)
say(
    "notes/overfit-explain",
    "With a weight decay of 1,000 the weights are close to 0, and the model predicts nearly the same for everybody",
    "squares_of_weights(fit_powers(X_two, y_two, 4, float(said[0]))) < 1e-5"
    " and np.ptp(fit_powers(X_two, y_two, 4, float(said[0])).predict_proba(powers(X_two, 4)).numpy()) < 0.1",
)

# ------------------------------------------------------------ exercises and quiz

say.argued("exercises", "run the one below it", "the order of the cells")
say.argued("exercises", "nothing is sent anywhere", "the process that tries answers has no network; tested with it")
say.argued(
    "exercises",
    '`hint("4.1")` gives a nudge, and calling it again gives a larger one; `solution("4.1")` shows the code',
    "how the package works; tested with it",
)
say(
    "exercise-4-2",
    "For a level of one half this is the boundary, but `level` may be any number between 0 and 1",
    "abs(at(2, -6).decision_boundary(float(said[0])) - 3) < 1e-6",
)
say.argued("exercise-4-3", "Return two lists for bins of equal width from 0 to 1, the lowest bin first", "the task")
say(
    "exercise-4-4",
    "the path of the training does not end at its lowest point",
    "np.abs(lowest_where_transposed(loss_surface, X, y) - history.path[-1]).max() > 0.5"
    " and lowest < loss_of(X, y, *lowest_where_transposed(loss_surface, X, y))",
)
say(
    "exercise-4-4",
    "With fewer weights than biases, matplotlib refuses",
    "contour_refuses(3, 5)",
    opposite="contour_refuses(4, 4)",
)
GROUP = "(p_large >= 0.21) & (p_large < 0.25)"
say("exercise-4-5", "trained on 40 rows, meets the 20,000 people", "said == (len(y), len(y_large))")
say(
    "exercise-4-5",
    "For 1,041 of them, whose $x$ is a little above 3, it predicts a probability from 0.21 to 0.25, on average 0.230",
    "said[0] == ((p_large >= float(said[2])) & (p_large < float(said[3]))).sum()"
    " and said[4] == p_large[(p_large >= float(said[2])) & (p_large < float(said[3]))].mean()"
    " and said[1] < X_large[(p_large >= float(said[2])) & (p_large < float(said[3]))].min() < said[1] + 0.1",
)
say("exercise-4-5", "The share of them that is infected is 0.505", f"said == y_large[{GROUP}].mean()")
say(
    "exercise-4-5",
    "so about 0.230 of these people are infected",
    "said == mean_predicted",  # a wrong answer to choose; the number is that of the text
    at="exercise-4-5-answer",
)
say(
    "exercise-4-5",
    "The truth jumps to one half at $x = 3$ and stays there",
    "said[0] == stair(said[1] + 0.01) == stair(said[1] + 3.9) and stair(said[1] - 0.01) == 0",
)
say.argued(
    "exercise-4-5", "fitted to all 20,000 rows, it would predict about one half there", "a wrong answer to choose"
)
say(
    "slides/exercise-4-5",
    "For 1,041 people just above $x = 3$ the model predicts 0.230 on average; 0.505 of them are infected",
    f"said[0] == ({GROUP}).sum() and said[2:] == (p_large[{GROUP}].mean(), y_large[{GROUP}].mean())"
    f" and said[1] < X_large[{GROUP}].min() < said[1] + 0.1",
    at="calibration-large",
)
say("slides/exercise-4-5", "c · the truth jumps to one half there", "said == stair(3.01)", at="calibration-large")
say.argued("slides/exercise-4-5", "fitted to 20,000 it would predict one half", "a wrong answer to choose")
say(
    "notes/exercise-4-5",
    "The truth jumps to one half at 3",
    "said[0] == stair(said[1] + 0.01) and stair(said[1] - 0.01) == 0",
    at="calibration-large",
)
say(
    "notes/exercise-4-5",
    "Two standard deviations are less than 0.03",
    "float(said[0]) * math.sqrt(0.230 * 0.770 / 1041) < said[1] < 1.2 * float(said[0]) * math.sqrt(0.230 "
    "* 0.770 / 1041)",
    opposite="float(said[0]) * math.sqrt(0.230 * 0.770 / 1041) > said[1]",
)
say(
    "notes/exercise-4-5",
    "Fitted to all 20,000 rows the model predicts 0.198 at $x = 3$, far from one half",
    "said[0] == len(y_large) and said[1] == p_at(model_large, said[2]) and said[3] == stair(said[2])"
    " and p_at(model_large, 3) < 0.25",
    at="calibration-large",
)
say.argued("exercise 4.2", "first subtract the bias", "the order of the algebra")
say(
    "exercise 4.2",
    "For every level there is one such x",
    "all(abs(p_at(at(2, -6), at(2, -6).decision_boundary(level)) - level) < 1e-6 for level in (0.1, 0.5, 0.9))",
)
say.argued("exercise 4.3", "say from 0.2 to 0.4", "an example of a bin")
say.argued("exercise 4.3", "if mask.any()", "code")
say(
    "exercise 4.5",
    "Two standard deviations are 2 sqrt(p (1 - p) / n)",
    "all(abs(two_deviations(q, n) - said[0] * math.sqrt(q * (1 - q) / n)) < 1e-9 for q in (0.23, 0.5) for n in (8, "
    "40)) and said[1] == "
    "said[0]",
)
say(
    "misconception luck_of_many",
    "two standard deviations are 2 sqrt(p (1 - p) / n)",
    "all(abs(two_deviations(q, n) - said[0] * math.sqrt(q * (1 - q) / n)) < 1e-9 for q in (0.23, 0.5) for n in (8, "
    "40)) and said[1] == "
    "said[0]",
)
say(
    "exercise 4.5",
    "Luck explains less than 0.03 here, and the gap is about 0.28",
    "2 * math.sqrt(0.230 * 0.770 / 1041) < said[0] < 2.4 * math.sqrt(0.230 * 0.770 / 1041)"
    f" and said[1] == y_large[{GROUP}].mean() - p_large[{GROUP}].mean()",
    opposite="2 * math.sqrt(0.230 * 0.770 / 1041) > said[0]",
)
say(
    "exercise 4.5",
    'explanation = "c"',
    "stair(3.01) - stair(2.99) == 0.5 and abs(y_large[" + GROUP + "].mean() - 0.5) < 0.02"
    " and p_at(model_large, 3) < 0.25",
)
say("quiz-intro", "Five questions, from memory", "said == len(quiz_questions(4))")
say(
    "quiz-intro",
    "every option says why it is right or wrong",
    "all(len(option['feedback']) > 20 for question in quiz_questions(4) for option in question['options'])",
)
say(
    "recap",
    "here $x = 5.178$, or with more features something straight",
    "said == model.decision_boundary()",
    opposite="model.decision_boundary() < 5",
)
say(
    "recap",
    "After 2,000 epochs the walk was still 0.070 from the lowest point",
    "said == (len(history), distance) and lowest < loss_of(X, y, *history.path[-1])",
)
say(
    "recap",
    "Along the floor of the valley the curve turned about a point near $x = 5.9$",
    "np.ptp(logits_at(history, said[0])) < min(np.ptp(logits_at(history, said[0] + s)) for s in (-0.2, 0.2))",
)
say(
    "recap",
    "standardising brought the ratio of the curvatures from 312.1 to 1.7",
    "said == (ratio_of(best, X, y), ratio_of(best_scaled, X_scaled, y))",
)
say(
    "recap",
    "With more features the loss falls on the training rows and may rise on new ones",
    "mean_losses(losses, 4, 0.0)[0] < mean_losses(losses, 2, 0.0)[0] < mean_losses(losses, 2, 0.0)[1]"
    " < mean_losses(losses, 4, 0.0)[1]",
)
say(
    "slides/recap",
    "With more features the training loss falls, and the loss on new people may rise",
    "mean_losses(losses, 4, 0.0)[0] < mean_losses(losses, 2, 0.0)[0] < mean_losses(losses, 2, 0.0)[1]"
    " < mean_losses(losses, 4, 0.0)[1]",
)
say.argued("quiz 4.1", "A logistic regression has two features", "the example that is given")
say("quiz 4.1", "A straight line", "np.ptp(x1_steps(printed['two-features'])[1]) < 1e-9")
say(
    "quiz 4.1",
    "Whoever asks for p = 0.9 asks for one logit",
    "(np.diff(probability(np.linspace(-9, 9, 1801))) > 0).all() and said == probability(logit_of(0.9))",
)
say(
    "quiz 4.1",
    "p = 0.9 belongs to one logit",
    "(np.diff(probability(np.linspace(-9, 9, 1801))) > 0).all() and said == probability(logit_of(0.9))",
)
say.argued("quiz 4.2", "The weight and the bias are both doubled", "the example that is given")
say(
    "quiz 4.2",
    "the two factors of 2 cancel",
    "said[0] == len((weight, bias)) and abs(at(said[0] * weight, said[0] * bias).decision_boundary() - boundary) < "
    "1e-5 "
    "and abs(logit_of(p_at(at(said[0] * weight, said[0] * bias), 3)) - 2 * (3 * weight + bias)) < 1e-4",
)
say(
    "quiz 4.2",
    "All logits are doubled",
    "abs(logit_of(p_at(at(said[0] * weight, said[0] * bias), 3)) - 2 * (3 * weight + bias)) < 1e-4",
)
say(
    "quiz 4.2",
    "The curve gets steeper about the same boundary",
    "abs(at(2 * weight, 2 * bias).decision_boundary() - boundary) < 1e-5"
    " and p_at(at(2 * weight, 2 * bias), boundary + 0.1) > p_at(model, boundary + 0.1)",
)
say(
    "quiz 4.2",
    "each logit is twice as far from 0",
    "abs(logit_of(p_at(at(2 * weight, 2 * bias), 3)) - float(said[0]) * (3 * weight + bias)) < 1e-4",
)
say.argued("quiz 4.3", "For a thousand epochs the loss curve looks flat", "the example that is given")
say(
    "quiz 4.3",
    "Little: on this axis the loss changes too little to see",
    "history.loss[1000] - history.loss[-1] < 0.01 * np.ptp(history.loss)",
)
say(
    "quiz 4.3",
    "the bias moved by more than a tenth of its size during such a thousand epochs",
    "abs(history.path[2 * int(said[1]), 1] - history.path[int(said[1]), 1]) > said[0] * "
    "abs(history.path[int(said[1]), 1]) > 0.08 * abs(history.path[-1, 1]) and 2 * said[1] == len(history)",
)
say("quiz 4.3", "what is left above the lowest loss", "(history.loss > lowest).all()")
say(
    "quiz 4.4",
    "With more powers of x as features, the loss falls on the training rows and rises on new ones",
    "mean_losses(losses, 4, 0.0)[0] < mean_losses(losses, 2, 0.0)[0] < mean_losses(losses, 2, 0.0)[1]"
    " < mean_losses(losses, 4, 0.0)[1]",
)
say(
    "quiz 4.4",
    "More features give the model more forms, not fewer",
    "powers(X_two, 4).shape[1] > powers(X_two, 2).shape[1] and np.isin(powers(X_two, 2), powers(X_two, 4)).all()",
)
say(
    "quiz 4.4",
    "The model overfits",
    "worse_in(losses, (4, 0.0), (2, 0.0), 1) == worse_in(losses, (2, 0.0), (4, 0.0), 0) == len(losses[4, 0.0])",
)
say(
    "quiz 4.4",
    "A weight decay reduces that, and so do more people",
    "worse_in(losses, (4, 0.0), (4, 0.1), 1) == len(losses[4, 0.0])"
    " and loss_on(fit_powers(*two_spreads(500, 0), 4, 0.0), 4, X_fresh, y_fresh) < mean_losses(losses, 4, 0.0)[1]",
)
say("quiz 4.5", "A reliability diagram of 40 people in 5 bins", "said == (len(y), n_bins)")
say(
    "quiz 4.5",
    "the share among about eight people strays that far by luck",
    "said == len(y) / n_bins and n_beyond(*calibration_curve(y, p, n_bins=n_bins)) == 0",
)
say(
    "quiz 4.5",
    "Neither: there are too few people",
    "n_beyond(*calibration_curve(y, p, n_bins=n_bins)) == 0"
    " and share_of_zigzags(p, gap_and_luck(*calibration_curve(y, p, n_bins=n_bins))[0].max()) > 0.2",
)
say.argued("misconception color_alone", "two colours look alike", "seen in grey in section 1")
say.argued("misconception level_left_out", "the boundary of one half, whatever the level", "the name of the mistake")
say("misconception level_left_out", "-bias / weight is the place where p = 0.5", "said == p_at(model, -bias / weight)")
say.argued(
    "misconception swapped_axes", "The mean predicted probability comes first", "the order that the task asks for"
)
say.argued("misconception calls_for_outcomes", "Counting how many have p at or above 0.5", "the mistake that is named")
say.argued("misconception sum_for_share", "A share does not grow with the number of people", "a share is at most 1")
say(
    "misconception luck_of_many",
    "Luck shrinks with the root of the number of people",
    "abs(luck(40) / luck(4000) - 10) < 4 and luck(4000) < luck(40)",
)

say(
    "more-people-explain",
    "the one with the lowest loss on all people that the recipe could draw",
    "expected_loss(*best_curve()) < min(expected_loss(*fit) for fit in many_fits(40, 60).T)"
    " and from_best(4000) < from_best(40)",
)
say(
    "exercises",
    "Numbers are compared to four decimals",
    "all(10 ** -float(said[0]) == tolerance for tolerance in tolerances())",
)
