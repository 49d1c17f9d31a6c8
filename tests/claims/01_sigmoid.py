"""What notebook 01 says, and what must hold for it."""

import math
import re

import numpy as np
import torch

from course_tools import project
from course_tools.claims import Table
from course_tools.execute import read
from course_utils.data import X_MAX, reference_example, true_posterior
from course_utils.exercises.registry import exercises, quiz_questions
from course_utils.models import LogisticRegression
from course_utils.newton import fit_newton
from course_utils.training import fit

say = Table()

# ------------------------------------------------------------ what is computed apart from the notebook

Z_GRID = np.linspace(-8, 8, 1601)
X_GRID = np.linspace(0, X_MAX, 1001)
X_TORCH = torch.linspace(0, 10, 201)
Z_TORCH = torch.linspace(-120, 120, 241)
INNER = np.linspace(0.001, 0.999, 999)
OFF_HALF = INNER[np.abs(INNER - 0.5) > 1e-4]


def curve(logits):
    """The sigmoid of numbers, in 64 bits."""
    return 1 / (1 + np.exp(-np.asarray(logits, dtype=float)))


def log_odds(share):
    return np.log(share / (1 - share))


def slope_of(function, place, width=1e-5):
    """The derivative of a function of one number, by a difference."""
    return (function(place + width) - function(place - width)) / (2 * width)


def reaches(coefficients, values=(-1e6, -3.0, 0.2, 2.0, 1e6)):
    """Whether a line takes each of these values at some x."""
    a, c = coefficients
    return all(abs(a * ((value - c) / a) + c - value) < 1e-6 for value in values)


def cut_of(places, labels):
    """Where the least-squares line through the labels passes one half."""
    a, c = np.polyfit(places, labels, 1)
    return (0.5 - c) / a


def right_at(cut, places, labels):
    """How many people a cut calls correctly."""
    return int(((np.ravel(places) >= cut) == (np.ravel(labels) == 1)).sum())


def squares(places, labels, coefficients):
    """The sum of the squared distances of a line from the labels."""
    return float(((np.polyval(coefficients, np.ravel(places)) - np.ravel(labels)) ** 2).sum())


def squares_beside(places, labels, coefficients):
    """The smallest sum among the lines around this one."""
    turns = np.linspace(0, 2 * np.pi, 36, endpoint=False)
    return min(squares(places, labels, coefficients + 0.01 * np.array([np.cos(t), np.sin(t)])) for t in turns)


def solved_for_p(share=OFF_HALF):
    """Whether each line of the derivation of the sigmoid holds."""
    z, e = log_odds(share), np.exp(log_odds(share))
    return all(
        np.allclose(left, right)
        for left, right in (
            (e, share / (1 - share)), (e - share * e, share), (e, share + share * e), (e, share * (1 + e)),
            (share, e / (1 + e)), (share, 1 / (np.exp(-z) + 1)), (share, 1 / (1 + np.exp(-z))),
        )
    )


def mirrored(z=Z_GRID):
    """Whether each step from 1 - sigma(z) to sigma(-z) holds."""
    e = np.exp(-z)
    steps = (1 - curve(z), (1 + e) / (1 + e) - 1 / (1 + e), e / (1 + e), 1 / (np.exp(z) + 1), curve(-z))
    return all(np.allclose(step, steps[0]) for step in steps)


def differentiated(z=Z_GRID):
    """Whether each step from the derivative of the sigmoid to p (1 - p) holds."""
    e = np.exp(-z)
    steps = (slope_of(curve, z), -1 / (1 + e) ** 2 * -e, 1 / (1 + e) * (e / (1 + e)), curve(z) * (1 - curve(z)))
    return all(np.allclose(step, steps[0], atol=1e-8) for step in steps)


def after_a_step(rows):
    """A weight after one training step on these x, with the first form of the sigmoid, and after one more."""
    w = torch.tensor([1.0], requires_grad=True)
    for _ in range(2):
        (1 / (1 + torch.exp(-w * torch.tensor(rows)))).mean().backward()
        w = (w - 0.1 * w.grad).detach().requires_grad_()
        yield w.item()


def power_rule(power, other):
    """Whether the derivative of u to a power is minus u to the other one."""
    u = np.array([0.5, 1.3, 2.7])
    return np.allclose(slope_of(lambda at: at ** float(power), u), -(u ** float(other)), atol=1e-6)


def exponential_in_32_bits(logit):
    return torch.exp(torch.tensor(float(logit))).item()


def first_form(logit):
    """The value and the slope of 1 / (1 + e^-z), in 32 bits."""
    at = torch.tensor(float(logit), requires_grad=True)
    share = 1 / (1 + torch.exp(-at))
    share.backward()
    return share.item(), at.grad.item()


def exploding_form(logit):
    """e^z / (1 + e^z), in 32 bits."""
    return (torch.exp(torch.tensor(float(logit))) / (1 + torch.exp(torch.tensor(float(logit))))).item()


def first_move(exponent):
    """The largest slope of a loss in weight and bias, both 0, if the sigmoid's exponential is taken of this."""
    _, places, labels = reference_example()
    parameters = torch.zeros(2, requires_grad=True)
    logits = parameters[0] * places + parameters[1]
    small = torch.exp(exponent(logits))
    share = torch.where(logits >= 0, 1 / (1 + small), small / (1 + small))
    ((share - labels) ** 2).mean().backward()
    return parameters.grad.abs().max().item()


def absolute(logits):
    return -logits.abs()


def chosen(logits):
    return torch.where(logits >= 0, -logits, logits)


def slope_at_zero(exponent):
    """What autograd finds at z = 0, if the sigmoid's exponential is taken of this."""
    at = torch.tensor(0.0, requires_grad=True)
    small = torch.exp(exponent(at))
    torch.where(at >= 0, 1 / (1 + small), small / (1 + small)).backward()
    return at.grad.item()


def trained():
    """The weight and the bias after the 2,000 epochs of the reference example."""
    history = fit(*reference_example(), lr=0.1, n_epochs=2000)
    return history.weight[-1], history.bias[-1]


def fits_of_both_codings():
    """(weight, bias, loss) of the best fit to the forty people, and to their labels turned round."""
    _, places, labels = reference_example()
    found = []
    for target in (labels, 1 - labels):
        fitted = LogisticRegression()
        fit_newton(fitted, places, target)
        parameters = [float(parameter.detach()) for parameter in fitted.parameters()]
        found.append((*parameters, loss_of(places, target, *parameters)))
    return found


def best_weight():
    return fits_of_both_codings()[0][0]


def loss_beside_the_best():
    """The smallest loss among weights and biases that are larger or smaller by a part of themselves."""
    _, places, labels = reference_example()
    w, b, _ = fits_of_both_codings()[0]
    around = [(f, g) for f in (0.5, 0.9, 1, 1.1, 2) for g in (0.5, 0.9, 1, 1.1, 2) if (f, g) != (1, 1)]
    return min(loss_of(places, labels, f * w, g * b) for f, g in around)


def right_after_clipping(coefficients, places, labels):
    """How many people a line calls correctly that is cut off at 0 and at 1."""
    return int(((np.clip(np.polyval(coefficients, places), 0, 1) >= 0.5) == (labels == 1)).sum())


def loss_of(places, labels, weight, bias):
    """The mean cross-entropy."""
    side = np.where(np.ravel(labels) == 1, 1, -1)
    return float(np.logaddexp(0, -side * (weight * np.ravel(places) + bias)).mean())


def never_a_best(places, labels):
    """Whether one curve, steep enough and in the gap, beats every weight and bias of a wide range."""
    places, labels = np.ravel(places), np.ravel(labels)
    low_end, high_end = places[labels == 0].max(), places[labels == 1].min()
    midpoint = (low_end + high_end) / 2
    around = [(w, b) for w in (-5.0, -1.0, 0.0, 0.5, 2.0, 10.0) for b in (-20.0, -3.0, 0.0, 3.0, -w * midpoint)]
    steep = 2 * 50 / (high_end - low_end)
    beaten = loss_of(places, labels, steep, -steep * midpoint)
    return all(beaten < loss_of(places, labels, w, b) for w, b in around)


def separable_samples(n_samples=30):
    """People of two classes that one cut divides, anywhere on the axis."""
    draw = np.random.default_rng(0)
    for _ in range(n_samples):
        places = np.sort(draw.uniform(0, 10, 12))
        yield places, (np.arange(12) >= draw.integers(1, 12)).astype(int)


def distances_at(weight, places, labels, midpoint=2.25):
    """How far the curve with this weight and midpoint is from each label."""
    return np.abs(curve(weight * (np.ravel(places) - midpoint)) - np.ravel(labels))


def fewest_mistakes(places, labels):
    """How many people the best of all cuts calls wrongly."""
    places = np.ravel(places)
    return len(places) - max(right_at(cut, places, labels) for cut in [*places, np.inf])


def gain(start, weight=0.61276, bias=-3.17314, step=1.0):
    """What p gains in a step."""
    return curve(weight * (start + step) + bias) - curve(weight * start + bias)


def largest_gain():
    return float(gain(np.linspace(-20, 30, 50_001)).max())


def boundary(level, bend=0.0):
    """The second feature on the line of one p, of the logit x1 + 2 x2 + bend x1² - 15."""
    first = np.linspace(0, 10, 11)
    return (log_odds(level) + 15 - first - bend * first**2) / 2


def bent(heights):
    """How far three neighbouring points of a curve are from a straight line, at most."""
    return float(np.abs(np.diff(heights, 2)).max())


def later_mentions(*words):
    """How often the later notebooks have one of these words; the smallest of their counts."""
    later = sorted(project.NOTEBOOKS.glob("0[2-9]_*.ipynb"))
    sources = ["\n".join(cell.source.lower() for cell in read(path).cells) for path in later]
    return min(sum(source.count(word) for word in words) for source in sources)


def answer(number):
    """What an exercise's own solution defines."""
    space = {"torch": torch, "math": math, "np": np}
    exec(exercises()[number].solution, space)
    return space


def step_of(share, weight):
    """The solution of exercise 1.1."""
    return answer("1.1")["after_one_unit"](torch.tensor(float(share)), torch.tensor(float(weight))).item()


def faulty(x, weight, bias):
    """The colleague's function of exercise 1.4."""
    return curve(weight * np.asarray(x, dtype=float) - bias)


def called_from(weight, bias, logit):
    """From which x a program calls people infected that compares the logit with this."""
    return (float(logit) - float(bias)) / float(weight)


def crossing(bias, weight=1.0):
    """Where the line crosses zero: the midpoint."""
    return -bias / weight


def midpoint_slope(weight, bias):
    """The slope of the curve at its midpoint, by a difference."""
    return slope_of(lambda place: curve(weight * place + bias), crossing(bias, weight))


def steepness(weight):
    """The slope at x = 5 of the curve with this weight and the bias -5 times the weight."""
    return slope_of(lambda place: curve(weight * (place - 5)), 5.0)


def low(level):
    """Probabilities below a level."""
    return np.linspace(0.001, float(level) - 0.001, 500)


def ends_of(table):
    """The second word of the first and of the last line."""
    lines = table.splitlines()
    return lines[0].split()[1], lines[-1].split()[1]


def rows_of(table):
    """The numbers of each line that has some."""
    rows = [[float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", line)] for line in table.splitlines()]
    return [row for row in rows if row]


def script_of(explorer):
    """What a live figure does in the browser."""
    return (project.ROOT / "course_utils" / "explorers" / f"{explorer}.js").read_text(encoding="utf-8")


def stops(function, value):
    """Whether a function raises OverflowError."""
    try:
        function(value)
    except OverflowError:
        return True
    return False


def slope_of_absolute_value(z):
    z = torch.tensor(float(z), requires_grad=True)
    z.abs().backward()
    return z.grad.item()


# fmt: off

# ------------------------------------------------------------ opening

say("opening", "A straight line can take any value", "reaches(line)", at="line")
say("opening", "Every later notebook builds on this curve", "later_mentions('sigmoid', 'logisticregression(') > 0")
say(
    "opening", "show two ways in which a least-squares line fails when the labels are 0 and 1",
    "said == (int(np.polyval(line, 0) < 0) + int(cut_of(x_seven, y_seven) > cut_of(x_six, y_six)), "
    "*sorted(set(y_seven)))", at="far-person",
)

# ------------------------------------------------------------ 1 · why not a straight line?

say(
    "why-not-a-line", "In a COVID-19 screening, each person's test gives one number, x, between zero and ten",
    "f'COVID-{int(said[0])} screening' in printed['data'] and said[1:] == (0, X_MAX) and 0 < X.min() and X.max() < "
    "X_MAX",
)
say("why-not-a-line", "A higher x points to infection", "X[y == 1].mean() > X[y == 0].mean()")
say(
    "line-predict", "Least squares chooses the weight and the bias for which the squared vertical distances from "
    "the line to the points have the smallest sum",
    "squares(X, y, line) < squares_beside(X, y, line)", at="line",
)
say(
    "line-explain", "The line says −0.120 at one end and 1.066 at the other, although a probability is never below "
    "0 or above 1",
    "said == (np.polyval(line, 0), np.polyval(line, X_MAX), 0, 1) and said[0] < said[2] and said[1] > said[3]",
)
say(
    "line-explain", "A line that is not level goes on and on in both directions, so it leaves the range from 0 to 1 "
    "somewhere",
    "all(reaches((a, c)) for a in (-3.0, -0.001, 0.001, 0.2) for c in (-1.0, 0.5, 2.0))",
)
say(
    "notes/line-predict", "Please write down two numbers, one for x = 0 and one for x = 10",
    "said[0] == len(said[1:]) and said[1:] == (0, X_MAX)",
)
say(
    "notes/line-predict", "It goes on, down to −0.120 at one end and up to 1.066 at the other",
    "said == (np.polyval(line, 0), np.polyval(line, X_MAX)) and line[0] > 0",
)
say(
    "line-plot-figure", "Blue circles lie at height 0, most of them on the left, and red triangles at height 1, "
    "most of them on the right",
    "(X[y == said[0].value] < 5).double().mean() > 0.5 and (X[y == said[1].value] > 5).double().mean() > 0.5",
    opposite="(X[y == said[0].value] > 5).double().mean() > 0.5 or (X[y == said[1].value] < 5).double().mean() > "
    "0.5",
)
say(
    "line-plot-figure", "A black line rises from the lower left to the upper right",
    "np.polyval(line, ends[0]) < np.polyval(line, ends[1]) and ends[0] < ends[1]",
    opposite="np.polyval(line, ends[0]) > np.polyval(line, ends[1])",
)
say(
    "line-plot-figure", "Two thin grey lines mark the heights 0 and 1: the black line crosses the lower one near "
    "the left edge and the upper one near the right edge",
    "said[0] == len(said[1:]) and ends[0] < (said[1] - line[1]) / line[0] < 1.5 and 9 < (said[2] - line[1]) / "
    "line[0] < ends[1]",
)
say(
    "notes/line-plot", "there is another fault, and cutting off does not mend it",
    "right_after_clipping(line_seven, x_six, y_six) < 6", at="far-person",
)
say(
    "far-person-predict", "So here is a second fault, which cutting off does not repair",
    "right_after_clipping(line_seven, x_six, y_six) < 6", at="far-person",
)
say(
    "far-person-predict", "Take six people, three of each class, with a clear gap between the classes",
    "said == (len(x_six), (y_six == 0).sum()) and said[1] == y_six.sum() and x_six[y_six == 0].max() < x_six[y_six "
    "== 1].min()", at="far-person",
)
say(
    "far-person-predict", "one more person arrives, who is infected and has x = 9. It is a clear case, and the old "
    "cut calls this person infected as well",
    "said == x_seven[-1] and y_seven[-1] == 1 and len(x_seven) > len(x_six) and said[0] > cut_of(x_six, y_six)",
    at="far-person",
)
say("far-person-predict", "this time to all seven", "said == len(x_seven)", at="far-person")
say("notes/far-person-predict", "Draw the six on the board", "said == len(x_six)")
say(
    "notes/far-person-predict", "The seventh is already on the correct side of the cut",
    "y_seven[6] == 1 and x_seven[6] > cut_of(x_six, y_six)",
)
say(
    "notes/far-person-predict", "It moves to the right. Least squares does not count who is called correctly; it "
    "adds up squared distances",
    "cut_of(x_seven, y_seven) > cut_of(x_six, y_six) and right_at(cut_of(x_six, y_six), x_seven, y_seven) == 7 and "
    "squares(x_seven, y_seven, line_seven) < squares(x_seven, y_seven, line_six)",
)
say(
    "far-person-explain", "The cut moves to the right, from 2.250 to 2.611",
    "said == (cut_of(x_six, y_six), cut_of(x_seven, y_seven)) and said[0] < said[1]",
)
say(
    "far-person-explain", "The infected person at x = 2.5 now lies below it: the new line says only 0.487 there",
    "said[0] in x_six[y_six == 1] and said[1] == np.polyval(line_seven, float(said[0])) and cut_of(x_six, y_six) < "
    "said[0] < cut_of(x_seven, y_seven)",
)
say(
    "far-person-explain", "We added somebody whom the old cut called correctly, and as a result we call somebody "
    "else wrongly",
    "right_at(cut_of(x_six, y_six), x_seven, y_seven) == 7 and right_at(cut_of(x_seven, y_seven), x_seven, "
    "y_seven) == 6",
)
say(
    "far-person-plot-figure", "Three blue circles at height 0 and three red triangles at height 1 stand close "
    "together on the left; one more red triangle stands far to the right",
    "said == ((y_six == 0).sum(), 0, (y_six == 1).sum(), 1) and x_six.max() < 5 < x_seven[-1] and len(x_seven) > "
    "len(x_six)",
)
say(
    "far-person-plot-figure", "The solid line through the six rises steeply and passes ½ in the gap between the "
    "classes",
    "said == (len(x_six), 0.5) and line_six[0] > 3 * line_seven[0] and x_six[2] < (said[1] - line_six[1]) / "
    "line_six[0] < x_six[3]",
)
say(
    "far-person-plot-figure", "The dashed line through the seven is much flatter, and it passes ½ to the right of "
    "the first red triangle",
    "said == (len(x_seven), 0.5) and line_seven[0] < line_six[0] / 3 and (said[1] - line_seven[1]) / line_seven[0] "
    "> x_seven[y_seven == 1].min()",
)
say(
    "far-person-plot-figure", "At x = 9 the line through the six is far above 1",
    "said == (x_seven[-1], len(x_six), 1) and np.polyval(line_six, float(said[0])) > 3 * said[2]",
)
say(
    "slides/squared-error", "At $x = 9$ the line through the six is far above 1",
    "said == (x_seven[-1], len(x_six), 1) and np.polyval(line_six, float(said[0])) > 3 * said[2]",
)
say(
    "notes/far-person-plot", "Look at the first red triangle, at 2.5. The solid line passes ½ to the left of it, "
    "the dashed line to the right of it",
    "said == (x_seven[y_seven == 1].min(), 0.5) and (said[1] - line_six[1]) / line_six[0] < said[0] < (said[1] - "
    "line_seven[1]) / line_seven[0]",
)
say(
    "notes/far-person-plot", "We added somebody who was called correctly, and now we call somebody else wrongly",
    "right_at(cut_of(x_six, y_six), x_seven, y_seven) == 7 and right_at(cut_of(x_seven, y_seven), x_seven, "
    "y_seven) == 6",
)
say(
    "notes/far-person-plot", "It would be further to the right still, at 2.797. To us the case is clearer; to the "
    "line it is only a larger distance",
    "said == cut_of([*x_six, 20], y_seven) and said[0] > cut_of(x_seven, y_seven) and np.polyval(line_six, 20) - 1 "
    "> np.polyval(line_six, 9) - 1",
)
say(
    "squared-error-explain", "As a large error. The line says 3.971 where the label is 1, so this one person costs "
    "8.829, while the six others together cost 0.343",
    "said == (far, y_seven[-1], (far - 1) ** 2, len(x_six), squares(x_six, y_six, line_six)) and said[2] > said[4]",
)
say(
    "squared-error-explain", "Least squares counts every distance from the label, even where the line is far away "
    "on the correct side",
    "far > 1 and (far - 1) ** 2 > squares(x_six, y_six, line_six)", opposite="far < 1",
)
say(
    ("squared-error-explain", "notes/squared-error"), "cost smaller, the line tilts, and the cut moves along with it",
    "(1 - np.polyval(line_seven, 9)) ** 2 < (1 - far) ** 2 and line_seven[0] < line_six[0] and cut_of(x_seven, "
    "y_seven) > cut_of(x_six, y_six)",
)

say(
    "squared-error-explain", "But clipping comes after the fit. By then the line has already tilted, and the cut "
    "stays where it has moved to",
    "abs(np.clip(np.polyval(line_seven, cut_of(x_seven, y_seven)), 0, 1) - 0.5) < 1e-9 and line_seven[0] < "
    "line_six[0]",
)
say(
    "slides/squared-error", "Clipping comes after the fit. By then the line has tilted, and the cut stays where it "
    "has moved to",
    "abs(np.clip(np.polyval(line_seven, cut_of(x_seven, y_seven)), 0, 1) - 0.5) < 1e-9 and line_seven[0] < "
    "line_six[0]",
)
say(
    "notes/squared-error", "This one person costs more than twenty times as much as the other six together",
    "said[0] == (far - 1) ** 2 / squares(x_six, y_six, line_six) // 10 * 10 and said[1] == len(x_six) and (far - "
    "1) ** 2 > said[0] * squares(x_six, y_six, line_six)",
)

# ------------------------------------------------------------ 2 · odds and log-odds

say.argued("odds", "Two steps remove", "the two points of the list that follows")
say("odds", "They can be as large as you like, so the upper wall is gone", "(1 - 1e-12) / 1e-12 > 1e9")
say(
    "odds", "They can be as far below zero as you like, so the lower wall is gone as well",
    "said == 0 and log_odds(1e-300) < said[0] - 600",
)
say(
    "odds", "Suppose that three of four people are infected, so that p = ¾. There are three infected people for the "
    "one who is not. We say that the odds of infection are three to one, or simply 3",
    "said[2] == said[0] / said[1] and said[3] == said[1] - 1 and said[4] == said[5].value == said[2].value / (1 - "
    "said[2].value) and said[0] == said[3].value",
)
say(
    "notes/odds", "for three people of four: three to one, and then log 3",
    "said[2] == said[0] / (said[1] - said[0]) and said[3] == said[2].value",
)
say("notes/odds", "It is one to one, so the odds are 1 and the log-odds 0", "said == (0.5 / 0.5, log_odds(0.5))")
say("odds", "it undoes the exponential, so that $\\log e^z = z$", "np.allclose(np.log(np.exp(Z_GRID)), Z_GRID)")
say(
    "odds", "The next cell lets p run from 0.01 to 0.99",
    "ends_of(printed['logit-by-hand']) == tuple(f'{float(v):.3f}' for v in said)",
)
say(
    "logit-by-hand-explain", "Only the log-odds go below zero, and they do so for every p below 0.5",
    "said[0] == log_odds(said[1].value) and (log_odds(low(said[1])) < 0).all() and (log_odds(1 - low(said[1])) > "
    "0).all() and (low(said[1]) / (1 - low(said[1])) > 0).all()",
)
say(
    "logit-by-hand-explain", "At p = 0.5 the odds are 1.000 and the log-odds 0.000",
    "said == (0.5, 0.5 / (1 - 0.5), log_odds(0.5))",
)
say(
    "slides/logit-by-hand", "Let $p$ run from 0.01 to 0.99",
    "ends_of(printed['logit-by-hand']) == tuple(f'{float(v):.3f}' for v in said)",
)
say(
    "notes/logit-by-hand", "those of 0.1 and 0.9 mirror each other",
    "abs(log_odds(said[0].value) + log_odds(said[1].value)) < 1e-9 and said == (0.1, 1 - 0.1)",
)
say(
    "logit-by-hand-explain", "Compare p = 0.1 with p = 0.9: their odds, 0.111 and 9.000, do not look related at "
    "all, but their log-odds are −2.197 and 2.197. On this scale, the two are equally far from the middle, on "
    "opposite sides of it",
    "said[2:4] == (said[0] / (1 - said[0].value), said[1] / (1 - said[1].value)) and said[4:] == "
    "(log_odds(said[0].value), log_odds(said[1].value)) and abs(log_odds(said[0].value) + log_odds(said[1].value)) "
    "< 1e-9",
)
say(
    "notes/logit-by-hand", "It is the log-odds that are, for every p below one half",
    "log_odds(said[0].value) == 0 and (log_odds(low(said[0])) < 0).all() and (log_odds(1 - low(said[0])) > 0).all()",
)
say(
    "logit-plot-figure", "The curve comes up steeply from far below zero at the left wall, is flattest in the "
    "middle, where it passes zero at p = ½, and climbs steeply again at the right wall",
    "said[0] == said[1].value == log_odds(said[2].value) and log_odds(0.005) < said[0] - 5 and (slope_of(log_odds, "
    "OFF_HALF, 1e-7) > slope_of(log_odds, 0.5)).all() and slope_of(log_odds, 0.02) > 12 * slope_of(log_odds, 0.5) "
    "and slope_of(log_odds, 0.98) > 12 * slope_of(log_odds, 0.5)",
)
say(
    "logit-plot-figure", "it has no lowest and no highest point, and it reaches every height exactly once",
    "log_odds(1e-300) < -600 and log_odds(np.nextafter(1, 0)) > 36 and (np.diff(log_odds(INNER)) > 0).all() and "
    "np.allclose(log_odds(curve(Z_GRID)), Z_GRID)",
)
say(
    "notes/logit-plot", "The curve is steep at both walls and flattest in the middle",
    "(slope_of(log_odds, OFF_HALF, 1e-7) > slope_of(log_odds, 0.5)).all() and slope_of(log_odds, 0.02) > 12 * "
    "slope_of(log_odds, 0.5) and slope_of(log_odds, 0.98) > 12 * slope_of(log_odds, 0.5)",
)
say(
    "notes/logit-plot", "Choose any height, go across to the curve and then down: there is one p, and only one",
    "(np.diff(log_odds(INNER)) > 0).all() and np.allclose(log_odds(curve(Z_GRID)), Z_GRID)",
)
say(
    "notes/logit-plot", "It has no end. As p comes closer to a wall, the curve goes on and on",
    "log_odds(1e-300) < log_odds(1e-30) < log_odds(1e-3)",
)
say(
    ("logit-plot-figure", "slides/logit-plot-figure"), "log-odds can be any number, and",
    "np.allclose(log_odds(curve(Z_GRID)), Z_GRID)",
)
say("logit-plot-figure", "a line can give any number", "reaches(line)")
say("slides/logit-plot-figure", "and so can a line", "reaches(line)")
say(
    "notes/logit-plot-figure", "both sides can be any number",
    "np.allclose(log_odds(curve(Z_GRID)), Z_GRID) and reaches(line)",
)
say(
    "logit-plot-figure", "nothing forces log-odds to be a straight line in x",
    "log_odds(true_posterior(4.0)) == log_odds(true_posterior(6.0)) and true_posterior(2.0) == 0",
    opposite="true_posterior(2.0) == true_posterior(4.0)",
)
say(
    "odds-mistake", "It is 0.1. For a rare class the two numbers are close",
    "said == 1 / 9 / (1 + 1 / 9) and abs(said[0] / (1 - said[0].value) - said[0]) < 0.012",
)
say(
    "odds-mistake", "For a common class they are far apart: odds of 9 belong to p = 0.9",
    "said[1] == 0.9 and said[0] == round(said[1] / (1 - said[1].value), 6) and said[0] - said[1] > 8",
)
say(
    "slides/odds-mistake", '"The odds are 0.111, so the probability is about 0.111." It is 0.1, which is close. But '
    "odds of 9 belong to $p = 0.9$",
    "said[0] == said[1].value == 0.111 and said[2] == 1 / 9 / (1 + 1 / 9) and said[4] == 0.9 and said[3] == "
    "round(said[4] / (1 - said[4].value), 6)",
)
say("notes/odds-mistake", "The odds are nine.", "said == 0.9 / (1 - 0.9)")
say(
    "notes/odds-mistake", "Nine to one means nine people of ten, so the probability is 0.9",
    "said[0] == said[1].value and said[2] == said[0] + 1 and said[3] == said[0] / (1 + said[0].value)",
)

# ------------------------------------------------------------ 3 · from log-odds back to a probability

say(
    "sigmoid-by-hand-explain", "A logit of 0 means even odds, so $\\sigma(0)$ is 0.500. The logit of $\\sigma(2)$ "
    "is 2.000 again",
    "said[2] == curve(said[0].value) and said[1] == 0 and said[4] == log_odds(curve(said[3].value))",
)
say(
    "sigmoid-by-hand-explain", "Now compare two steps of the same length in z. From z = 0 to z = 2, p goes from "
    "0.500 to 0.881; from z = 2 to z = 4 it only goes from 0.881 to 0.982",
    "said[3:5] == tuple(curve([v.value for v in said[1:3]])) and said[7:] == tuple(curve([v.value for v in "
    "said[5:7]])) and said[2] - said[1] == said[6] - said[5] and said[5] == said[2].value and said[4] - "
    "said[3].value > said[8] - said[7].value and said[0] == 2",
)
say(
    "notes/sigmoid-by-hand", "Log-odds of zero are even odds, and even odds are the probability one half",
    "said == (0, 1 / (1 + 1)) and curve(said[0].value) == said[1].value",
)
say(
    "sigmoid-plot-figure", "The horizontal axis is the logit z from −6 to 6",
    "said == tuple(ax.lines[0].get_xdata()[[0, -1]])",
)
say(
    "sigmoid-plot-figure", "An S-shaped curve lies close to 0 on the left, rises through an open dot at z = 0 and p "
    "= ½, and levels off close to 1 on the right",
    "said[0] == 0 and curve(-6) < 0.003 and said[2] == curve(said[1].value) and curve(6) > 0.997 and said[3] == 1 "
    "and (np.diff(curve(Z_GRID)) > 0).all()",
)
say(
    "sigmoid-plot-figure", "On paper it comes as close to 0 and to 1 as you like, but reaches neither",
    "said == (0, 1) and 0 < math.exp(-700) / (1 + math.exp(-700)) < 1e-300",
)
say(
    "notes/sigmoid-plot", "The walls on the left and the right have become a floor and a ceiling",
    "curve(Z_GRID).min() > 0 and curve(Z_GRID).max() < 1",
)
say(
    "notes/sigmoid-plot", "On paper it does not reach 1 at any z. In 32 bits it does",
    "first_form(100)[0] == said[0].value and math.exp(-700) > 0 and torch.tensor(0.0).element_size() * 8 == said[1]",
)
say(
    "sigmoid-of-line-predict", "That line runs from a little below 0 to a little above 1",
    "said[0] - 0.2 < np.polyval(line, 0) < said[0] and said[1] < np.polyval(line, 10) < said[1] + 0.2",
)
say(
    "slides/sigmoid-of-line-predict", "The least-squares line runs from −0.120 at $x = 0$ to 1.066 at $x = 10$",
    "said[0] == np.polyval(line, float(said[1])) and said[2] == np.polyval(line, float(said[3])) and squares(X, y, "
    "line) < squares_beside(X, y, line)",
)
say(
    "sigmoid-of-line-explain", "From 0.470 to 0.744. Even at x = 0, the sigmoid of the line gives nearly even odds",
    "said == (curve(np.polyval(line, 0)), curve(np.polyval(line, 10)), 0) and abs(said[0] - 0.5) < 0.04",
)
say(
    "sigmoid-of-line-explain", "log-odds of 1.066 are a modest lead, a long way from certainty",
    "said == np.polyval(line, 10) and curve(float(said[0])) < 0.75",
)
say(
    "notes/sigmoid-of-line-predict", "log-odds of 1.066 are a modest lead",
    "said == np.polyval(line, 10) and curve(float(said[0])) < 0.75",
)
say(
    "notes/sigmoid-of-line-predict", "It runs from 0.470 to 0.744. As log-odds, heights near 0 mean nearly even "
    "odds, and a height near 1 is no certainty",
    "said[:2] == (curve(np.polyval(line, 0)), curve(np.polyval(line, 10))) and abs(curve(0.1) - 0.5) < 0.03 and "
    "curve(1.1) < 0.76",
)
say(
    "sigmoid-of-line-explain", "A line that was fitted to the labels is a different line",
    "line[0] < 0.2 * best_weight()",
)
say(
    "slides/sigmoid-of-line-predict", "A line fitted to the labels is not the line fitted through the sigmoid",
    "line[0] < 0.2 * best_weight()",
)

# ------------------------------------------------------------ 4 · large inputs break the formula

say(
    "large-inputs", "ended with two forms of the same fraction",
    "said == len([form for form in ('1/(1+e^-z)', 'e^z/(1+e^z)') if printed['overflow'].count(form + ' ') == 5]) "
    "and np.allclose(np.exp(Z_GRID) / (1 + np.exp(Z_GRID)), curve(Z_GRID))", at="overflow",
)
say(
    "large-inputs", "PyTorch holds each number in 32 bits, unless it is told otherwise. There is a largest number "
    "that fits, and the exponential soon goes beyond it",
    "said == torch.finfo(torch.get_default_dtype()).bits and exponential_in_32_bits(89) > largest", at="overflow",
)
say(
    "notes/large-inputs", "PyTorch holds each number in 32 bits, unless it is told otherwise. There is a largest "
    "number that fits, and the exponential soon goes beyond it: at about 88.7",
    "said == (torch.finfo(torch.get_default_dtype()).bits, math.log(largest)) and exponential_in_32_bits(89) > "
    "largest",
)
say(
    "large-inputs", "Both forms are computed for z from −100 to 100",
    "said == (-100, 100) and f'z {int(said[0])}' in printed['overflow'] and f'z  {int(said[1])}' in "
    "printed['overflow']", at="overflow",
)
say(
    "slides/large-inputs", "Both are computed for $z$ from −100 to 100",
    "f'z {int(said[0])}' in printed['overflow'] and f'z  {int(said[1])}' in printed['overflow']",
)
say(
    "overflow-explain", "Above 88.7 the exponential is too large for 32 bits and becomes infinity",
    "said == (math.log(largest), torch.finfo(torch.float32).bits) and exponential_in_32_bits(said[0] + 0.1) > "
    "largest and exponential_in_32_bits(said[0]) < largest",
)
say(
    "slides/overflow-slope", "$e^{100}$ is too large for 32 bits and becomes infinity. One divided by infinity is "
    "0, so the value at $z = {-100}$ is right",
    "exponential_in_32_bits(said[0]) == math.inf and said[1] == torch.finfo(torch.float32).bits and "
    "first_form(said[3])[0] == said[2].value and math.exp(said[3].value) < 1e-40 and exponential_in_32_bits(88) < "
    "math.inf and (said[3], said[0]) == (z[0].item(), z[2].item())",
)
say(
    "overflow-explain", "At z = 100 the form with $e^z$ is therefore infinity divided by infinity, which is `nan`",
    "math.isnan(exploding_form(said[0])) and f'z {int(said[0]):4}   e^z/(1+e^z)   nan' in printed['overflow']",
)
say(
    "overflow-explain", "The form with $e^{-z}$ meets the same infinity at z = −100, but there it computes 1 "
    "divided by infinity. That is 0, and it is right to far more than three decimals",
    "exponential_in_32_bits(-said[0].value) == math.inf and first_form(said[0])[0] == said[2].value and said[1] == "
    "1 and f'z {int(said[0]):4} ' in printed['overflow'] and math.exp(said[0].value) < 1e-40 and said[3] == "
    "len('000')",
)
say(
    "notes/large-inputs", "At 100 the computer divides infinity by infinity, and the result is not a number",
    "math.isnan(exploding_form(said[0])) and f'z {int(said[0]):4}   e^z/(1+e^z)   nan' in printed['overflow']",
)
say(
    "autograd-explain", "At z = 0 the sigmoid has the value 0.500 and the slope 0.250",
    "said == (0, *first_form(said[0]))",
)
say(
    "overflow-slope-explain", "the slope at z = −100 is `nan`",
    "math.isnan(z.grad[0].item()) and said == z[0].item()",
)
say("notes/overflow-slope", "It is `nan`.", "math.isnan(first_form(-100)[1])")
say(
    "notes/overflow-slope", "Far to the left, the curve is as good as flat",
    "0 < curve(-100) < 1e-40", opposite="curve(-100) > 1e-40",
)
say(
    "overflow-slope-explain", "The exponential then lies between 0 and 1 and cannot overflow",
    "all(said[0] <= exponential_in_32_bits(chosen(torch.tensor(v))) <= said[1] for v in (-1e30, -100.0, 0.0, 0.5, "
    "1e30))", opposite="exponential_in_32_bits(1e30) <= said[1]",
)
say(
    "notes/stable-sigmoid", "Here the exponential lies between 0 and 1, so it does not overflow",
    "all(said[0] <= exponential_in_32_bits(chosen(torch.tensor(v))) <= said[1] for v in (-1e30, -100.0, 0.0, 0.5, "
    "1e30))", opposite="exponential_in_32_bits(1e30) <= said[1]",
)
say(
    "overflow-slope-explain", "Three sigmoids get the same four inputs",
    "said == (len(functions), len(z))", at="stable-slopes",
)
say(
    "stable-slopes-explain", "None. All three print the same values and the same slopes",
    "said == len(functions) == printed['stable-slopes'].count('[0.000, 0.105, 0.250, 0.000]') == "
    "printed['stable-slopes'].count('[0.000, 0.119, 0.500, 1.000]') and 'nan' not in printed['stable-slopes']",
)
say(
    "stable-slopes-explain", "`-z.abs()` is shorter, and it is the same number for every z",
    "len('-z.abs()') < len('torch.where(z >= 0, -z, z)') and torch.equal(absolute(Z_TORCH), chosen(Z_TORCH))",
)
say(
    "slides/kink", "`-z.abs()` is shorter than `torch.where(z >= 0, -z, z)`, and it is the same number for every $z$",
    "len('-z.abs()') < len('torch.where(z >= 0, -z, z)') and torch.equal(absolute(Z_TORCH), chosen(Z_TORCH)) and "
    "said == 0",
)
say(("stable-slopes-explain", "slides/kink"), "The right one is 0.250", "said == slope_of(curve, 0)")
say(
    "kink-explain", "It comes out as 0.000, between two neighbours that both have 0.250",
    "said == (z.grad[1].item(), z.grad[0].item()) and z.grad[0] == z.grad[2]",
)
say(
    "kink-explain", "All three values are right, and the slope is wrong exactly where the curve is steepest",
    "said == len(p) and np.allclose(p.detach(), curve(z.detach()), atol=1e-6) and (slope_of(curve, Z_GRID[Z_GRID "
    "!= 0]) < slope_of(curve, z[1].item())).all() and abs(z.grad[1] - 0.25) > 0.2",
)
say(
    "kink-explain", "a model whose weight and bias start at 0 has z = 0 for everybody, so with these slopes it "
    "would never move",
    "first_move(absolute) == said[1].value and first_move(chosen) > 0.01 and said[0] == 0",
    opposite="first_move(chosen) == 0",
)
say(
    "kink-explain", "The number that `torch.where(z >= 0, -z, z)` gives has the same kink. But there autograd goes "
    "back through the branch that was chosen, which at z = 0 is $-z$, and the line after it chooses by the same "
    "condition. So the lines fit together, and the slope comes out as 0.250",
    "said == (0, 0, slope_at_zero(chosen)) and slope_at_zero(absolute) == 0 and torch.equal(absolute(Z_TORCH), "
    "chosen(Z_TORCH))",
)
say("notes/kink", "The inputs are −0.001, 0 and 0.001.", "said == z.tolist()", at="kink")
say(
    "notes/kink", "A model whose weight and bias start at 0 has z = 0 for everybody, so with this slope it would "
    "not move at all",
    "first_move(absolute) == said[1].value and first_move(chosen) > 0.01 and said[0] == 0",
)
say(
    "notes/stable-sigmoid", "Both branches use the same exponential, and it is taken of a number that is at most 0",
    "float(chosen(Z_TORCH).max()) == said[0].value and (chosen(Z_TORCH) <= 0).all()",
    opposite="(chosen(Z_TORCH) > 0).any()",
)
say(
    "overflow-mistake", "a single `nan` makes the mean over all rows `nan`",
    "torch.tensor([0.5] * 999 + [math.nan]).mean().isnan().item()",
)
say(
    "notes/overflow-mistake", "There are a thousand rows, and one of them is `nan`.",
    "torch.tensor([0.5] * (int(said[0]) - 1) + [math.nan]).mean().isnan().item() and said == 1000",
)
say(
    "notes/overflow-mistake", "The mean is `nan`, because a sum with one `nan` in it is `nan`",
    "math.isnan(sum([0.5, math.nan, 2.0]))",
)

# ------------------------------------------------------------ 5 · symmetry and slope

say(
    "symmetry-explain", "In every row the two add up to 1.000, so $\\sigma(-2)$ is 0.119. We can show it for every z",
    "printed['symmetry'].count(f'sum {float(said[0]):.3f}') == len(printed['symmetry'].splitlines()) and said[2] "
    "== curve(said[1].value) and np.allclose(curve(Z_GRID) + curve(-Z_GRID), said[0].value)",
)
say("symmetry-explain", '"The model says 0.881" does not tell us what is so probable', "said == curve(2)")
say(
    "symmetry-explain", 'Somebody who codes "not infected" as 1 fits the same data equally well, with the signs of '
    "weight and bias both flipped, and reports 0.119 for the same person",
    "np.allclose(np.array(fits_of_both_codings()[1]) * [-1, -1, 1], fits_of_both_codings()[0], atol=1e-4) and said "
    "== (1, curve(-2))",
)
say(
    "notes/symmetry-and-slope", "Whoever codes not infected as 1 fits the same data equally well and reports 0.119 "
    "where we report 0.881, for the same person",
    "np.allclose(np.array(fits_of_both_codings()[1]) * [-1, -1, 1], fits_of_both_codings()[0], atol=1e-4) and said "
    "== (1, curve(-2), curve(2))",
)
say.argued("notes/symmetry-and-slope", "So please always say which class you mean", "a request to the room")
say(
    "notes/symmetry-and-slope", "The curve goes through one half at z = 0 and is symmetric about that point, so "
    "$\\sigma({-2})$ is 1 − 0.881 = 0.119",
    "said[0] == curve(said[1].value) and said[2:] == (-2, 1, curve(2), curve(said[2].value))",
)
say("slides/symmetry-and-slope", "$\\sigma(2)$ was 0.881", "said[1] == curve(said[0].value)")
say("symmetry-and-slope", "$\\sigma(2)$ was 0.881", "said[1] == curve(said[0].value)")
say(
    "slope-formula", "We write $\\sigma(z) = u^{-1}$ with $u = 1+e^{-z}$ and use the chain rule. The derivative of "
    "$u^{-1}$ is $-u^{-2}$, and that of $u$ is $-e^{-z}$. The two minus signs cancel",
    "np.allclose((said[1].value + np.exp(-Z_GRID)) ** said[0].value, curve(Z_GRID)) and power_rule(said[2], "
    "said[3]) and np.allclose(slope_of(lambda v: 1 + np.exp(-v), Z_GRID), -np.exp(-Z_GRID), rtol=1e-6)",
)
say(
    "notes/slope-formula", "$u^{-1}$ with $u = 1 + e^{-z}$. The derivative of $u^{-1}$ is $-u^{-2}$, and that of "
    "$u$ is $-e^{-z}$",
    "np.allclose((said[1].value + np.exp(-Z_GRID)) ** said[0].value, curve(Z_GRID)) and power_rule(said[2], "
    "said[3])",
)
say(
    "slope-explain", "The largest slope is 0.250, and it is where p = 0.500. Two factors that add up to one have "
    "their largest product when they are equal",
    "said[0] == (INNER * (1 - INNER)).max() and said[1] == INNER[(INNER * (1 - INNER)).argmax()] and (OFF_HALF * "
    "(1 - OFF_HALF) < (1 / said[2].value) ** 2).all() and said[2] == len('p' + 'q')",
)
say("slope-explain", "at all 121 places that we tried", "said == len(z)")
say(
    "notes/slope-formula", "At p = 1 the product is 1 times 0. It is largest at p = ½, and there it is 0.250",
    "said[:3] == (1, 1, 0) and (OFF_HALF * (1 - OFF_HALF) < said[3] * (1 - said[3].value)).all() and said[4] == "
    "said[3] * (1 - said[3].value)",
)
say(
    "slope-plot-figure", "A solid S-shaped curve rises from near 0 to near 1",
    "curve(-6) - said[0] < 0.003 and said[1] - curve(6) < 0.003 and (np.diff(curve(Z_GRID)) > 0).all()",
)
say(
    "slope-plot-figure", "a dashed bell-shaped curve, the slope, has its peak at z = 0, where it touches a thin "
    "grey line at height 0.25",
    "said[1] == slope_of(curve, said[0].value) and (slope_of(curve, Z_GRID[Z_GRID != 0]) < slope_of(curve, "
    "0)).all()", opposite="slope_of(curve, 1) > slope_of(curve, 0)",
)
say(
    "slope-plot-figure", "Far out on either side the dashed curve is close to zero. There, a change in z hardly "
    "changes p",
    "slope_of(curve, -6) - said[0] < 0.01 and slope_of(curve, 6) < 0.01 and said == round(slope_of(curve, 8))",
)
say(
    "notes/slope-plot", "On either side it is close to zero",
    "slope_of(curve, -6) - said[0] < 0.01 and slope_of(curve, 6) < 0.01 and said == round(slope_of(curve, 8))",
)
say("notes/slope-plot", "It goes from 0.002 to 0.007", "said == (curve(-6), curve(-5)) and said[0] < said[1]")

# ------------------------------------------------------------ 6 · what weight and bias do

say(
    "weight-and-bias", "We begin with the weight and try four values. The bias follows as $b = -5\\,w$",
    "said[0] == len(curves) and all(f'weight {v:g}, bias {said[1] * v:g}' in curves for v in (0.5, 1.0, 3.0, -1.0))",
    at="weights-plot",
)
say(
    "slides/weight-and-bias", "with four weights, and each time $b = {-5}\\,w$",
    "said[0] == len(curves) and all(f'weight {v:g}, bias {said[1] * v:g}' in curves for v in (0.5, 1.0, 3.0, -1.0))",
)
say("weights-plot-figure", "The horizontal axis is x from zero to ten", "said == (x.min().item(), x.max().item())")
say(
    "weights-plot-figure", "Four curves cross in one point, at x = 5 and p = ½",
    "said[0] == len(curves) and all(float(c[(x == said[1].value).nonzero().item()]) == said[2].value for c in "
    "curves.values())",
)
say(
    "weights-plot-figure", "Three of them rise, and the larger the weight, the steeper the rise; with weight 3 most "
    "of it happens between x = 4 and x = 6",
    "said[0] == sum(bool((c.diff() >= 0).all()) for c in curves.values()) and steepness(0.5) < steepness(1) < "
    "steepness(said[1].value) and curve(said[1].value * (said[3] - 5)) - curve(said[1].value * (said[2] - 5)) > "
    "0.9 and curve(3 * 0.5) - curve(-3 * 0.5) < 0.9 and said[2] == 4 and said[3] == 6 and f'weight {int(said[1])}, "
    "bias -15' in curves",
)
say(
    "weights-plot-figure", "The fourth curve, with weight −1, falls: it is the one with weight 1, seen in a mirror "
    "at x = 5",
    "steepness(said[0].value) < 0 and np.allclose(curves['weight -1, bias 5'], curve(said[1].value * "
    "(said[2].value - X_TORCH)), atol=1e-6) and said[0] == -1 and np.allclose(curve(said[1].value * (X_GRID - "
    "said[2].value)), curve(said[1].value * X_GRID - 5))",
)
say(
    "notes/weight-and-bias", "The larger the weight, the steeper the curve rises; the curve with weight −1 is that "
    "with weight 1 in a mirror",
    "steepness(0.5) < steepness(1) < steepness(3) and np.allclose(curve(said[0].value * (X_GRID - 5)), "
    "curve(said[1].value * (5 - X_GRID)))",
)
say(
    "notes/weight-and-bias", "At x = 5. The logit is $w\\,x - 5\\,w$, which is $w$ times $x - 5$",
    "all(v * said[0] - said[1] * v == 0 and v * 7 - said[1] * v == v * (7 - said[2].value) for v in (0.5, 1.0, "
    "3.0, -1.0))",
)
say(
    "slides/biases-plot", "The weight is 1. Predict. The bias goes from −3 to −7",
    "[list(curves)[0], list(curves)[-1]] == [f'weight {int(said[0])}, bias {int(v)}' for v in said[1:]]",
)
say(
    "weights-plot-figure", "while the weight is held at 1. Predict. The bias goes from −3 to −7",
    "[list(curves)[0], list(curves)[-1]] == [f'weight {int(said[0])}, bias {int(v)}' for v in said[1:]]",
    at="biases-plot",
)
say(
    "biases-plot-figure", "Three S-shaped curves of the same steepness stand side by side and pass the height ½ at "
    "x = 3, 5 and 7",
    "said[0] == len(curves) and all(float(c[(x == place.value).nonzero().item()]) == said[1].value for c, place in "
    "zip(curves.values(), said[2:])) and np.allclose(curves['weight 1, bias -3'][:160], curves['weight 1, bias "
    "-5'][40:200], atol=1e-6)",
)
say(
    "biases-plot-figure", "The lower the bias, the further right is the curve: when the logit starts lower, it "
    "takes a larger x to bring it up to zero",
    "said == log_odds(0.5) and crossing(-7) > crossing(-5) > crossing(-3) and (curve(X_GRID - 7) < curve(X_GRID - "
    "5)).all() and (curve(X_GRID - 5) < curve(X_GRID - 3)).all()",
)
say(
    "notes/biases-plot", "When the logit starts lower, it takes a larger x to bring it up to zero",
    "said == log_odds(0.5) and crossing(-7) > crossing(-5) > crossing(-3)",
)
say(
    "notes/biases-plot", "To the right. A smaller bias makes p smaller at every x, so the curve reaches one half "
    "later",
    "(curve(X_GRID - 7) < curve(X_GRID - 5)).all() and (curve(X_GRID - 5) < curve(X_GRID - 3)).all() and "
    "crossing(-7) > crossing(-3) and said == curve(0)",
)
say(
    "biases-plot-figure", "The midpoint is the x at which p is one half. The logit is zero there",
    "said[1] == log_odds(said[0].value)",
)
say(
    "biases-plot-figure", "At the midpoint z is 0 and $\\sigma'(0)$ is ¼, so the slope there is $w/4$",
    "said[2] == slope_of(curve, said[0].value) and said[1] == 0 and abs(said[2].value - 1 / said[3].value) < 1e-9",
)
say(
    "slides/biases-plot-figure", "The slope there is $\\sigma'(0) \\cdot w = w/4$",
    "abs(slope_of(curve, said[0].value) - 1 / said[1].value) < 1e-6",
)
say("notes/biases-plot-figure", "the ¼ of the section before, multiplied by w", "said == slope_of(curve, 0)")
say(
    "biases-plot-figure", "Two of the curves in the next cell have the bias −5, one with weight 1 and one with "
    "weight 2",
    "said[2:] == tuple(row[0] for row in rows_of(printed['midpoints']) if row[1] == said[1]) and said[0] == "
    "len(said[2:])",
)
say(
    "slides/biases-plot-figure", "The bias is −5, once with weight 1 and once with weight 2",
    "said[1:] == tuple(row[0] for row in rows_of(printed['midpoints']) if row[1] == said[0])",
)
say(
    "notes/biases-plot-figure", "The first two have the same bias",
    "len({row[1] for row in rows_of(printed['midpoints'])[:int(said[0])]}) == 1 and said == 2",
    opposite="len({row[1] for row in rows_of(printed['midpoints'])[-int(said[0]):]}) == 1",
)
say("notes/biases-plot-figure", "they have 5.000 and 2.500", "said == (crossing(-5), crossing(-5, 2))")
say(
    "midpoints-explain", "their midpoints are 5.000 and 2.500. When the weight grows from 1 to 2 and the bias "
    "stays, the curve gets steeper and moves",
    "said[:2] == (crossing(-5, said[2].value), crossing(-5, said[3].value)) and midpoint_slope(said[3].value, -5) "
    "> midpoint_slope(said[2].value, -5)",
)
say(
    "midpoints-explain", "In every row p is 0.500 at $-b/w$, and the slope that autograd finds is a quarter of the "
    "weight",
    "all(row[3] == said[0].value and row[2] == -row[1] / row[0] and row[4] == row[6] == said[1] * row[0] for row "
    "in rows_of(printed['midpoints']))",
)
say(
    "midpoints-explain", "put the midpoint at x = 5 and P(y = 1 | x = 7) at about 0.9",
    "(f'Put the midpoint at x = {int(said[0])} and P(y = {int(said[1])} | x = {int(said[2])}) at about {said[3]}.' "
    "+ chr(34)) in script_of('sigmoid')",
)
say(
    "explorer-figure", "On the left is the probability over x from zero to ten: with weight 0.5 and bias −3 a "
    "gentle curve rises through an open dot at x = 6 and p = ½",
    "said == (0, X_MAX, explorer.weight, explorer.bias, crossing(explorer.bias, explorer.weight), 0.5) and said[2] "
    "> 0 and said[5] == curve(said[2] * said[4].value + said[3].value)",
)
say(
    "explorer-figure", "On the right are the log-odds over the same x: a straight line rises from −3 and crosses "
    "zero, which is marked by a thin horizontal line, at the same x = 6",
    "said == (explorer.bias, 0, crossing(explorer.bias, explorer.weight)) and explorer.weight > 0",
)
say(
    "explorer-figure", "one ring moves the midpoint and another, at x = 7, makes the curve steeper",
    "f'const AT = {int(said[0])};' in script_of('sigmoid') and script_of('sigmoid').count('handle(curve') == 2",
    opposite="script_of('sigmoid').count('handle(curve') == 1",
)
say("explorer-figure", "the forty people of the next notebooks", "len(explorer.data['x']) == said")
say(
    "explorer-figure", "a stick for each of them shows how far the curve is from the label",
    "len(explorer.data['x']) == len(explorer.data['y'])", opposite="len(explorer.data['x']) < len(explorer.data['y'])",
)
say.argued("explorer-figure", "the loss, which notebook 03 explains: the lower, the better", "what the loss is")
say.argued("explorer-figure", "A second task asks for a low one", "the task that the figure shows; its tests hold it")
say(
    "explorer-figure", "When you move only the bias, the line goes up or down without turning, and the curve slides "
    "sideways without getting steeper",
    "midpoint_slope(0.5, -3) == midpoint_slope(0.5, -1) and crossing(-1, 0.5) < crossing(-3, 0.5)",
)
say(
    "explorer-figure", "When you move only the weight, the line turns about its height at x = 0, which is the bias. "
    "The place where it crosses zero wanders along the axis, and the midpoint of the curve wanders with it",
    "said == (0, 0) and 0.5 * said[0] - 3 == 1.5 * said[0] - 3 and crossing(-3, 0.5) > crossing(-3, 1.5)",
)
say(
    "explorer-figure", "Wherever the line crosses zero, the curve passes ½",
    "said == (0, 0.5) and curve(said[0].value) == said[1].value",
)
say(
    "explorer-figure", "With a weight below zero, line and curve both fall. With a weight of exactly zero both are "
    "level, and there is no midpoint",
    "said == (0, 0) and (np.diff(curve(-0.5 * X_GRID + 3)) < 0).all() and np.ptp(curve(said[1].value * X_GRID + "
    "3)) == 0",
)
say(
    "notes/explorer", "the curve slides without getting steeper",
    "midpoint_slope(0.5, -3) == midpoint_slope(0.5, -1) and crossing(-1, 0.5) < crossing(-3, 0.5)",
)
say(
    "notes/explorer", "the line turns about its height at x = 0, and the midpoint wanders",
    "0.5 * said[0] - 3 == 1.5 * said[0] - 3 and crossing(-3, 0.5) > crossing(-3, 1.5)",
)
say(
    "notes/explorer", "The weight turns the line about its height at x = 0, and the midpoint does not stay where it "
    "is",
    "0.5 * said[0] - 3 == 1.5 * said[0] - 3 and crossing(-3, 0.5) > crossing(-3, 1.5)",
)
say("explorer-read-explain", "who dragged the line away", "line_seven[0] < line_six[0]")
say(
    "explorer-read-explain", "Here is a sigmoid whose midpoint lies in the gap between the six",
    "said == len(x_six) and x_six[2] < -bias / weight < x_six[3]", at="levelled-off",
)
say(
    "slides/explorer-read-explain", "Here is a sigmoid with its midpoint in the gap between the six: weight 4, bias "
    "−9",
    "said == (len(x_six), weight, bias) and x_six[2] < -bias / weight < x_six[3]",
)
say("explorer-read-explain", "The label of the person at x = 9 is 1", "said == (x_seven[-1], y_seven[-1])")
say("slides/explorer-read-explain", "The label of the person at $x = 9$ is 1", "said == (x_seven[-1], y_seven[-1])")
say(
    "levelled-off-explain", "To three decimals, the distance is 0.000",
    "said[1] == round(1 - curve(4.0 * 9 - 9), int(said[0])) and said[0] == 3",
)
say(
    "levelled-off-explain", "the far person gives it very little reason to move. The two people beside the gap, at "
    "a distance of 0.269 each, have much more to say about where the curve stands",
    "said == curve(4 * 2.0 - 9) and said == 1 - curve(4 * 2.5 - 9) and said[0] > 1e6 * (1 - curve(4.0 * 9 - 9))",
)
say(
    "notes/explorer-read-explain", "The two people beside the gap have much more to say about where it stands",
    "curve(4 * 2.0 - 9) > 1e6 * (1 - curve(4.0 * 9 - 9))",
)
say(
    "notes/explorer-read-explain", "The straight line was wrong by almost 3 at x = 9",
    "said[0] - 0.1 < np.polyval(line_six, float(said[1])) - 1 < said[0]",
)
say(
    "notes/explorer-read-explain", "To three decimals the distance is 0.000",
    "said[1] == round(1 - curve(4.0 * 9 - 9), int(said[0])) and said[0] == 3",
)
say(
    "levelled-off-explain", "The weight was chosen by hand, so it is natural to ask for the best one",
    "loss_of(x_seven, y_seven, 8.0, -18.0) < loss_of(x_seven, y_seven, 4.0, -9.0)",
)
say(
    "no-best-weight-explain", "They come closer: the largest of the seven distances shrinks from 0.269 to 0.119 and "
    "on to 0.018",
    "said == (len(x_seven), *(distances_at(v, x_seven, y_seven).max() for v in (4, 8, 16))) and said[1] > said[2] "
    "> said[3]",
)
say(
    "no-best-weight-explain", "All seven stand on the correct side of the midpoint, so doubling the weight doubles "
    "each logit, and it brings every one of them closer to their label",
    "said[0] == right_at(2.25, x_seven, y_seven) and all((distances_at(v * said[1], x_seven, y_seven) < "
    "distances_at(v, x_seven, y_seven)).all() for v in (0.1, 0.5, 1.0, 2.0, 4.0)) and said[1] == said[2].value == 2",
)
say(
    "slides/no-best-weight", "All seven stand on the correct side, so every doubling brings all of them closer",
    "said[0] == right_at(2.25, x_seven, y_seven) and said[1] == 2 and all((distances_at(v * said[1], x_seven, "
    "y_seven) < distances_at(v, x_seven, y_seven)).all() for v in (0.1, 0.5, 1.0, 2.0, 4.0))",
)
say(
    "no-best-weight-explain", "On paper this never ends: whatever weight above 0 somebody offers, twice that weight "
    "comes closer still",
    "said == (0, 2) and all((distances_at(said[1] * v, x_seven, y_seven) < distances_at(v, x_seven, y_seven)).all() "
    "for v in (0.01, 0.1, 0.5, 1.0, 2.0, 4.0)) and (distances_at(-2.0, x_seven, y_seven) > distances_at(-1.0, "
    "x_seven, y_seven)).all()",
)
say(
    "no-best-weight-explain", "With a weight of 0 the curve is one half away from every label, and with a weight "
    "below 0 it is further away still",
    "said[:2] == (0, distances_at(0.0, x_seven, y_seven).max()) and np.ptp(distances_at(0.0, x_seven, y_seven)) == 0 "
    "and said[2] == 0 and all((distances_at(-v, x_seven, y_seven) > said[1].value).all() for v in (0.1, 1.0, 4.0))",
)
say(
    "no-best-weight-explain", "So for these seven people there is no best weight",
    "said == len(x_seven) and never_a_best(x_seven, y_seven)", opposite="never_a_best(X, y)",
)
say(
    "slides/no-best-weight", "there is no best weight", "never_a_best(x_seven, y_seven)", opposite="never_a_best(X, y)",
)
say(
    "recap", "For separable data there is no best weight", "all(never_a_best(*data) for data in separable_samples())",
    opposite="never_a_best(X, y)",
)
say(
    "no-best-weight-explain", "Data that one cut can divide without a single mistake are called separable",
    "fewest_mistakes(x_seven, y_seven) == 0",
)
say(
    "notes/no-best-weight", "One cut divides these seven without a single mistake",
    "said == len(x_seven) and fewest_mistakes(x_seven, y_seven) == 0",
)
say(
    "no-best-weight-explain", "The forty people of section 1 are not separable, and for them there is a best weight",
    "said[0] == len(X) and said[1] == 1 and fewest_mistakes(X, y) > 0 and fits_of_both_codings()[0][2] < "
    "loss_beside_the_best()",
)
say(
    "notes/no-best-weight", "The forty people are not separable, and for them a best weight exists",
    "said == len(X) and fewest_mistakes(X, y) > 0 and fits_of_both_codings()[0][2] < loss_beside_the_best()",
)
say(
    "notes/no-best-weight", "Somebody tells you the best weight for these seven people.",
    "said == len(x_seven) and loss_of(x_seven, y_seven, 8.0, -18.0) < loss_of(x_seven, y_seven, 4.0, -9.0)",
)
say(
    "notes/no-best-weight", "Whatever weight above 0 somebody names, twice that weight brings all seven closer to "
    "their labels",
    "said == (0, 2, len(x_seven)) and all((distances_at(v * said[1], x_seven, y_seven) < distances_at(v, x_seven, "
    "y_seven)).all() for v in (0.01, 0.1, 0.5, 1.0, 2.0, 4.0))",
)
say(
    "slides/no-best-weight", "We leave the midpoint at 2.25",
    "f'bias {-4 * said[0]:3.0f}' in printed['no-best-weight'] and said == 2.25",
)
say(
    "no-best-weight-explain", "With two features the logit is $w_1 x_1 + w_2 x_2 + b$",
    "said == x_1.ndim", at="two-features",
)
say("no-best-weight-explain", "The places where p is one half are called the boundary", "said == curve(0)")
say(
    "two-features-figure", "The axes are the two features, each from zero to ten",
    "said == (x_1.min().item(), x_1.max().item()) and said == (x_2.min().item(), x_2.max().item())",
)
say(
    "two-features-figure", "Three straight, parallel lines run from the upper left to the lower right: dotted for p "
    "= 0.1, solid for p = 0.5, dashed for p = 0.9",
    "said == (len(lines.levels), *lines.levels) and all(bent(boundary(v.value)) < 1e-9 for v in said[1:]) and "
    "(np.diff(boundary(0.5)) < 0).all() and np.ptp(boundary(0.9) - boundary(0.1)) < 1e-9",
)
say(
    "two-features-figure", "Across the lines, from the lower left corner to the upper right one, the probability "
    "rises along an S. Along a line it does not change at all",
    "(np.diff(torch.diagonal(p).numpy()) >= 0).all() and p[0, 0] < 0.001 and p[-1, -1] > 0.99 and "
    "np.ptp(curve(X_GRID + 2 * ((15 - X_GRID) / 2) - 15)) < 1e-9",
)
say(
    "notes/two-features", "Across the lines the probability rises along an S; along a line it does not change at all",
    "(np.diff(torch.diagonal(p).numpy()) >= 0).all() and p[0, 0] < 0.001 and p[-1, -1] > 0.99 and "
    "np.ptp(curve(X_GRID + 2 * ((15 - X_GRID) / 2) - 15)) < 1e-9",
)
say.argued(
    "two-features-figure", "With one feature the boundary is a single point, $-b/w$; with two it is a straight "
    "line, and with three a flat plane, as long as not all the weights are 0",
    "the places where an equation of first degree in one, two or three unknowns holds",
)
say.argued(
    "recap", "With one feature the boundary is this point; with two it is a straight line",
    "the places where an equation of first degree in one or two unknowns holds",
)
say(
    "two-features-figure", "To bend it, add another feature, such as $x_1^2$. Another S-shaped curve in place of "
    "the sigmoid would not bend it",
    "bent(boundary(0.5, bend=0.1)) > 0.05 and bent(boundary(0.5)) < 1e-9",
)
say(
    "notes/two-features", "Another curve leaves the boundary straight. To bend it, add a feature such as $x_1^2$",
    "bent(boundary(0.5, bend=0.1)) > 0.05 and bent(boundary(0.5)) < 1e-9",
)

# ------------------------------------------------------------ 7 · the weight moves log-odds

say(
    "coefficient", "One step of 1 in x adds the weight to the logit, wherever the step starts",
    "np.allclose(weight * (X_GRID + said[0].value) + bias - (weight * X_GRID + bias), weight)", at="one-step",
)
say(
    "coefficient", "Take a step of 1 on the left, in the middle and on the right",
    "[row[:2] for row in rows_of(printed['one-step'])[1:]] == [[v, v + said[0]] for v in (1, 5, 9)]",
    opposite="[row[0] for row in rows_of(printed['one-step'])[1:]] == [9, 5, 1]",
)
say(
    "one-step-explain", "The probability goes up by 0.053, by 0.151 and by 0.038: the same step has three different "
    "effects",
    "said == (*gain(np.array([1, 5, 9])), len({round(float(g), 3) for g in gain(np.array([1, 5, 9]))}))",
)
say(
    "one-step-explain", "The logit goes up by 0.613 each time, which is the weight. The odds do not go up by the "
    "same amount, but they are multiplied by the same number, 1.846, each time",
    "said == (weight, math.exp(weight)) and all(said == tuple(row[5:]) for row in rows_of(printed['one-step'])[1:])",
)
say(
    "coefficient", "Here are the weight and the bias that training finds for the people of section 1",
    "np.allclose(trained(), (weight, bias), atol=1e-4)", at="one-step",
)
say(
    "notes/coefficient", "Training will find these two numbers for the forty people",
    "said == len(X) and np.allclose(trained(), (weight, bias), atol=1e-4)",
)
say("notes/coefficient", "while p goes up by 0.053, 0.151 and 0.038", "said == tuple(gain(np.array([1, 5, 9])))")
say(
    "stairs-figure", "Under a gently rising S-shaped curve stand three black stairs, each one unit wide, on the "
    "left, in the middle and on the right",
    "said == sum(len(drawn.get_xdata()) == 3 and np.ptp(drawn.get_xdata()) == 1 for drawn in ax.lines) and weight "
    "> 0",
)
say(
    "stairs-figure", "The middle stair is about three times as high as the left one and about four times as high as "
    "the right one, although all three are equally wide",
    "said[0] == round(gain(5) / gain(1)) and said[1] == round(gain(5) / gain(9)) and said[2] == 3 and gain(5) > "
    "gain(1) > gain(9)",
)
say(
    "notes/stairs", "All three stairs are one unit wide. The middle one is about three times as high as the left "
    "one and about four times as high as the right one",
    "said[1] == round(gain(5) / gain(1)) and said[2] == round(gain(5) / gain(9)) and said[0] == 3 and gain(5) > "
    "gain(1) > gain(9)",
)
say(
    "notes/stairs", "A step with the midpoint in its middle gains a little more than that, but less than a quarter "
    "of the weight",
    "gain(5) < gain(-bias / weight - 0.5) < said[0] * weight and said[0] == 0.25 and abs(gain(-bias / weight - "
    "0.5) - largest_gain()) < 1e-6",
)
say(
    "quarter-predict", "the curve is steepest at its midpoint, and that its slope there is a quarter of the weight",
    "(slope_of(lambda v: curve(weight * v + bias), np.delete(X_GRID, 518)) < midpoint_slope(weight, bias)).all() "
    "and abs(midpoint_slope(weight, bias) - said[0] * weight) < 1e-6",
)
say(("quarter-predict", "slides/quarter-predict"), "The odds ratio is 1.846", "said == math.exp(weight)")
say(
    "quarter-explain", "From x = 5 to x = 6, p is multiplied by 1.319, and other steps multiply it by other factors",
    "said[2] == curve(weight * said[1].value + bias) / curve(weight * said[0].value + bias) and curve(weight * 2 + "
    "bias) / curve(weight * 1 + bias) > 1.5",
)
say(
    "quarter-explain", "But the curve is nowhere steeper than a quarter of the weight, so no step of 1 in x raises "
    "p by more than 0.153. The middle step, which gains 0.151, comes close to this limit",
    "(slope_of(lambda v: curve(weight * v + bias), X_GRID) < said[0] * weight + 1e-9).all() and said[1] == 1 and "
    "abs(midpoint_slope(weight, bias) - said[0] * weight) < 1e-6 and largest_gain() < said[2] and said[2] == "
    "weight / 4 and said[3] == gain(5) and said[3] < said[2]",
)
say(
    "slides/quarter-predict", "no step of 1 raises it by more than $w/4$",
    "largest_gain() < weight / said[1].value and largest_gain() > 0.99 * weight / said[1].value and said[0] == 1",
)
say(
    "notes/quarter-predict", "A quarter of the weight is more than p gains in any step of 1",
    "largest_gain() < said[0] * weight and largest_gain() > 0.99 * said[0] * weight and said[1] == 1",
    opposite="largest_gain() > said[0] * weight",
)
say(
    ("quarter-explain", "slides/quarter-predict", "notes/quarter-predict"), "each further unit of x multiplies the "
    "odds of infection by 1.846",
    "said == math.exp(weight) and np.allclose(np.diff(weight * np.arange(11.0) + bias), weight) and weight > 0",
)
say(
    "notes/quarter-predict", "From 5 to 6, p is multiplied by 1.319",
    "said[2] == curve(weight * said[1].value + bias) / curve(weight * said[0].value + bias)",
)
say.argued("notes/quarter-predict", "Let everybody say the sentence to a neighbour", "an instruction")

# ------------------------------------------------------------ 8 · the curve on the data

say(
    "curve-on-data", "Its `decision_boundary()` is the x at which it predicts one half",
    "said == round(curve(weight * model.decision_boundary() + bias), 6)", at="model",
)
say("curve-on-data", "The weight is 0.613 and the bias −3.173", "said == (weight, bias)")
say("slides/curve-on-data", "The weight is 0.613 and the bias −3.173", "said == (weight, bias)")
say("model-explain", "It lies a little to the right, at 5.178", "said == -bias / weight and 5 < said[0] < 5.5")
say(
    "notes/curve-on-data", "We divide 3.173 by 0.613. Five times 0.613 is 3.065, which is a little less than 3.173, "
    "so the midpoint is a little more than 5",
    "said[:2] == (-bias, weight) and said[3] == weight and said[4] == said[2] * said[3] and said[4] < said[5] and "
    "said[5] == -bias and -bias / weight > said[6] and said[2] == 5 and said[6] == said[2].value",
)
say(
    "notes/curve-on-data", "The midpoint is 5.178, a little to the right of 5",
    "said[0] == -bias / weight and said[0] > said[1] and said[1] == 5",
)
say(
    "fit-plot-figure", "A gentle S-shaped curve climbs between them and passes ½ at a dashed vertical line just to "
    "the right of x = 5",
    "0 < midpoint_slope(weight, bias) < 0.2 and said[0] == round(curve(weight * model.decision_boundary() + bias), 6) "
    "and said[1] < model.decision_boundary() < said[1] + 0.5",
)
say(
    "notes/fit-plot", "In the middle, where circles and triangles are mixed, it climbs gently",
    "0 < midpoint_slope(weight, bias) < 0.2 and X[y == 1].min() < -bias / weight < X[y == 0].max()",
)
say(
    "notes/fit-plot", "Whatever goes through a sigmoid comes out between 0 and 1, whether it is true or not",
    "said == (0, 1) and 0 < curve(-30) and curve(30) < 1",
)
say("fit-plot-figure", "At x = 5 the model predicts 0.473", "said[1] == curve(weight * said[0].value + bias)")
say(
    "slides/fit-plot-figure", "The model predicts 0.473 at $x = 5$",
    "said[0] == curve(weight * said[1].value + bias)",
)
say(
    "truth-explain", "At x = 5 the truth is near: 0.500. But it is 0.500 at x = 4 and at x = 6 as well, where the "
    "model predicts 0.327 and 0.623",
    "said[1] == true_posterior(said[0].value) and said[2] == true_posterior(said[3].value) and said[2] == "
    "true_posterior(said[4].value) and said[5] == curve(weight * said[3].value + bias) and said[6] == curve(weight "
    "* said[4].value + bias) and abs(curve(weight * said[0].value + bias) - said[1].value) < 0.03",
)
say(
    "truth-explain", "In the middle, x says nothing about who is infected",
    "len({float(true_posterior(v)) for v in (3.1, 4.0, 5.0, 6.0, 6.9)}) == 1",
)
say(
    "truth-explain", "At x = 1 the truth is 0.000, and the model still predicts 0.072",
    "said[1] == true_posterior(said[0].value) and said[2] == curve(weight * said[0].value + bias)",
)
say(
    "truth-explain", "The true log-odds of these data are not a straight line in x, so no weight and bias can make "
    "the curve right everywhere",
    "true_posterior(4.0) == true_posterior(6.0) != true_posterior(1.0)",
)
say(
    "truth-explain", "A sigmoid turns any number into one between 0 and 1",
    "said == (0, 1) and 0 < curve(-30) and curve(30) < 1",
)
say(
    "notes/fit-plot-figure", "It is the same at 4 and at 6, while what the model predicts is not",
    "true_posterior(said[0].value) == true_posterior(said[1].value) and said == (4, 6) and curve(weight * "
    "said[0].value + bias) < curve(weight * said[1].value + bias)",
)
say("notes/fit-plot-figure", "At x = 5 the model predicts 0.473", "said[1] == curve(weight * said[0].value + bias)")
say(
    "notes/fit-plot-figure", "At x = 5 it is near, but at 4 and at 6 it is 0.500, where the model predicts 0.327 "
    "and 0.623",
    "abs(curve(weight * said[0].value + bias) - true_posterior(said[0].value)) < 0.03 and said[3] == "
    "true_posterior(said[1].value) and said[3] == true_posterior(said[2].value) and said[4] == curve(weight * "
    "said[1].value + bias) and said[5] == curve(weight * said[2].value + bias)",
)

# ------------------------------------------------------------ 9 · exercises

say(
    "exercises", "unless a task says otherwise, they are compared to four decimals",
    "all(exercises()[number].atol == 10 ** -said[0].value for number in ('1.1', '1.3', '1.4'))",
)
say(
    "exercises", '`hint("1.1")` gives you a nudge, and calling it again gives you another; `solution("1.1")` shows '
    "the code",
    "all(str(number.value) == '1.1' for number in said) and len(exercises()['1.1'].hints) > 1",
)
say(
    "exercise-1-1", "Here is an example, with p = ¾ and the weight $\\log 2$. The odds are three to one. The step "
    "adds $\\log 2$ to the log-odds and so multiplies the odds by 2. They become six to one, which is six of "
    "seven, and the new probability is 6/7",
    "said[2] == said[0] / (1 - said[0].value) and said[1] == said[3].value == said[4].value == said[5] / said[2] "
    "and said[6] == said[5].value and said[7] == said[5] + 1 and abs(said[8] - step_of(said[0], "
    "math.log(said[1]))) < 1e-6",
)
say.argued("exercise-1-1", "so that the function works for every `p` and `weight`", "what is asked")
say(
    "exercise-1-2", "Your function must give the right value, to at least four significant digits, for every finite "
    "z",
    "exercises()['1.2'].rtol < 10 ** (1 - said[0].value) < 10 * exercises()['1.2'].rtol and 'four significant "
    "digits' in exercises()['1.2'].digits and math.isclose(answer('1.2')['sigmoid_of_number'](-700.0), "
    "math.exp(-700), rel_tol=1e-9)",
)
say(
    "exercise-1-2", "Where the right value is too small for a float, 0 is right",
    "said == answer('1.2')['sigmoid_of_number'](-1000.0) and said == math.exp(-1000) and math.exp(-700) > said[0]",
)
say(
    "exercise-1-2", "PyTorch's exponential overflows in silence; Python's own, `math.exp`, stops with an "
    "`OverflowError`",
    "exponential_in_32_bits(1000) == math.inf and stops(math.exp, 1000.0)",
)
say("exercise-1-3", "The probability is one half at x = $-b/w$", "said == curve(0)")
say("exercise-1-3", "All three arguments", "said == answer('1.3')['x_where'].__code__.co_argcount")
say("exercise-1-4", "for a tensor `x` and two numbers", "said == answer('1.4')['repaired'].__code__.co_argcount - 1")
say(
    "exercise-1-4", "With weight 2 and bias 0 it agreed with PyTorch",
    "np.allclose(faulty(X_GRID, said[0].value, said[1].value), curve(said[0].value * X_GRID)) and said == (2, 0)",
)
say(
    "slides/exercise-1-4", "With weight 2 and bias 0 this line agreed with PyTorch. With 0.613 and −3.173 it "
    "calls everybody infected",
    "np.allclose(faulty(X_GRID, said[0].value, said[1].value), curve(said[0].value * X_GRID)) and said[0] == 2 and "
    "said[2:] == (weight, bias) and (faulty(X_GRID, said[2].value, said[3].value) > 0.5).all()",
)
say("exercise-1-4", "it calls everybody infected", "(faulty(X_GRID, weight, bias) > 0.5).all()")
say(
    "notes/exercise-1-4", "As written, the function computes $\\sigma(w\\,x - b)$. Our bias is below zero, so this "
    "adds to the logit where it should take away",
    "bias < said[0] and said == 0 and (faulty(X_GRID, weight, bias) > curve(weight * X_GRID + bias)).all()",
)
say(
    "exercise-1-5", "A model has the weight 0.8 and the bias −4. A program is meant to call people infected where p "
    "is at least one half. It runs, and it calls people infected from x = 5.625 on",
    "said == (w, b, 0.5, called_infected_from) and called_from(w, b, said[2]) == said[3].value and called_from(w, "
    "b, 0) < called_from(w, b, said[2])", at="exercise-1-5-answer",
)
say(
    "exercise-1-5", "The sigmoid is bent, so the place where p is one half is not $-b/w$.",
    "said == curve(0) and -b / w == 5", at="exercise-1-5-answer",
)
say(
    "exercise-1-5", "The program compared the logit with one half, and not the probability",
    "called_from(w, b, said[0]) == called_infected_from", at="exercise-1-5-answer",
)
say(
    "exercise-1-5", "The program compared the probability of class 0 with one half",
    "said == (0, curve(0)) and 1 - curve(w * 4 + b) > said[1] > 1 - curve(w * 6 + b)", at="exercise-1-5-answer",
)
say(
    "exercise 1.1", "One unit of x multiplies the odds by the same number everywhere",
    "np.allclose([step_of(q, 0.5) / (1 - step_of(q, 0.5)) / (q / (1 - q)) for q in (0.1, 0.5, 0.9)], "
    "math.exp(0.5), rtol=1e-4)",
)
say(
    "exercise 1.1", "Odds of 6 mean six to one, which is six of seven",
    "said[0] == said[1].value == said[2].value and said[3] == said[2] + 1",
)
say(
    "exercise 1.2", "The sigmoid has two forms, one with e^-z and one with e^z",
    "said == len([form for form in ('1/(1+e^-z)', 'e^z/(1+e^z)') if printed['overflow'].count(form + ' ') == 5])",
)
say(
    "exercise 1.3", "For p = 1/2 the logit is 0, and your formula gives the midpoint, -b/w",
    "said == (curve(0), 0) and answer('1.3')['x_where'](torch.tensor(said[0].value), 2.0, -6.0).item() == 3",
)
say(
    "exercise 1.4", "A test with bias 0 cannot notice this mistake, because -0 is 0",
    "np.allclose(faulty(X_GRID, 1.7, said[0]), curve(1.7 * X_GRID)) and said == (0, -0.0, 0)",
)
say("exercise 1.5", "Put x = 5.625 into the logit, 0.8 x - 4", "said == (called_infected_from, w, -b)")
say("exercise 1.5", "The logit there is 0.5", "said == w * called_infected_from + b")
say(
    "exercise 1.5", "To call people infected where p is at least 1/2, compare the logit with 0, which gives x = 5. "
    "At x = 5.625, p is already 0.622",
    "said[1] == log_odds(said[0].value) and said[2] == called_from(w, b, said[1]) and said[3] == "
    "called_infected_from and said[4] == curve(w * called_infected_from + b) and said[2] < said[3]",
)
say(
    "exercise 1.5", 'explanation = "c"',
    "called_from(w, b, 0.5) == called_infected_from and b / w < 0 and -b / w == 5",
)

# ------------------------------------------------------------ 10 · quiz, and the recap

say("quiz-intro", "Here are five questions", "said == len(quiz_questions(1))")
say("notes/quiz", "There are five questions", "said == len(quiz_questions(1))")
say(
    "quiz-intro", "every option tells you why it is right or wrong",
    "all(len(option['feedback']) > 20 for question in quiz_questions(1) for option in question['options'])",
)
say("quiz 1.1", "The odds of infection are 4", "said == 0.8 / (1 - 0.8)")
say("quiz 1.1", "⅘", "said == 4 / (1 + 4)")
say(
    "quiz 1.1", "Odds of 4 mean four infected people for each one who is not",
    "said[0] == said[1].value == 0.8 / 0.2",
)
say("quiz 1.1", "one person who is not infected for every four who are", "1 / said[0] == 0.2 / 0.8")
say(
    "quiz 1.1", "Four of every five people are infected: this is the odds, divided by one plus the odds",
    "said[0] / said[1] == 4 / (1 + 4) and said[1] == said[0] + 1",
)
say(
    "quiz 1.1", "The odds alone determine the probability, whatever x they come from",
    "len({round(float(curve(w * x_person + np.log(4) - w * x_person)), 9) for w in (-1.0, 0.5, 3.0) for x_person in "
    "(0.0, 2.0, 9.0)}) == 1 and np.allclose(curve(np.log(4)), 4 / (1 + 4))",
)
say(
    "quiz 1.2", "The model predicts 0.9 for a logit of z",
    "said == 1 - curve(-log_odds(0.9))",
)
say("quiz 1.2", "0.1", "said == curve(-log_odds(0.9))")
say("quiz 1.2", "A probability is never negative", "(curve(Z_GRID) > 0).all() and math.exp(-700) > 0")
say(
    "quiz 1.2", "The two agree only at z = 0, where both are one half",
    "said[1] == curve(said[0].value) and (np.abs(curve(Z_GRID) - curve(-Z_GRID))[np.abs(Z_GRID) > 0.001] > 0).all()",
)
say("quiz 1.3", "The weight is 2 and the bias -6", "crossing(said[1].value, said[0].value) == 3 and said[0] == 2")
say(
    "quiz 1.3", "A sign was lost here: 2x - 6 is 0 at x = 3, which is -b/w",
    "said == (6, 0, 3) and 2 * said[2] - said[0] == said[1].value and said[2] == crossing(-6, 2)",
)
say(
    "quiz 1.3", "The logit has the slope 2. At the midpoint p has a quarter of that, because p(1 - p) is ¼ there",
    "said[0] == slope_of(lambda v: 2 * v - 6, 1.0) and abs(said[1] * 2 - midpoint_slope(2, -6)) < 1e-6 and said[3] "
    "== 0.5 * (1 - 0.5) and said[2] == 1",
)
say("quiz 1.3", "the midpoint is -b/w = 3", "said == crossing(-6, 2)")
say(
    "quiz 1.3", "At x = 3, with slope ½",
    "said[0] == crossing(-6, 2) and abs(said[1].value - midpoint_slope(2, -6)) < 1e-6",
)
say(
    "quiz 1.3", "The curve is steepest at its midpoint, -b/w = 3. The slope there is w/4 = ½",
    "said[0] == crossing(-6, 2) and abs(said[2].value - 2 / said[1]) < 1e-9 and said[1] == 4 and (slope_of(lambda "
    "v: curve(2 * v - 6), np.delete(X_GRID, 300)) < midpoint_slope(2, -6)).all()",
)
say("quiz 1.4", "The slope is `nan`", "math.isnan(first_form(-100)[1]) and first_form(-100)[0] == 0")
say(
    "quiz 1.4", "The value is 1 divided by infinity, which is 0 and right. The other form gives `nan`, at z = 100",
    "first_form(-100)[0] == said[1].value and said[0] == 1 and math.isnan(exploding_form(said[2])) and not "
    "math.isnan(exploding_form(-100)) and f'z {int(said[2]):4}   e^z/(1+e^z)   nan' in printed['overflow']",
)
say("quiz 1.5", "There are two features", "said == x_1.ndim")
say(
    "quiz 1.5", "The curve of p gets steeper, but the boundary is still where the logit is 0: a straight line",
    "midpoint_slope(2, -6) > midpoint_slope(1, -3) and bent(boundary(0.5)) < 1e-9 and said == log_odds(0.5)",
)
say(
    "quiz 1.5", "A rising curve passes ½ at one value of the logit, and the places with that logit are a straight "
    "line",
    "said == curve(0) and (np.diff(curve(Z_GRID)) > 0).all() and bent(boundary(0.5)) < 1e-9",
)
say(
    "quiz 1.5", "A further feature, such as the square of one of them",
    "bent(boundary(0.5, bend=0.1)) > 0.05 > bent(boundary(0.5))",
)
say(
    "quiz 1.5", "With a square in it, the logit is 0 along a bent curve, and that is the boundary",
    "bent(boundary(0.5, bend=0.1)) > 0.05 and said == log_odds(0.5)",
)
say(
    "recap", "A least-squares line through the labels 0 and 1 leaves the range of probabilities, and one far-away "
    "point on the correct side can move its cut",
    "np.polyval(line, 0) < said[0] and np.polyval(line, 10) > said[1] and cut_of(x_seven, y_seven) > cut_of(x_six, "
    "y_six)",
)
say(
    "slides/recap", "A least-squares line leaves the range, and one clear case can move its cut",
    "np.polyval(line, 0) < 0 and np.polyval(line, 10) > 1 and cut_of(x_seven, y_seven) > cut_of(x_six, y_six)",
)
say("recap", "Log-odds, $\\log\\frac{p}{1-p}$, can be any number", "np.allclose(log_odds(curve(Z_GRID)), Z_GRID)")
say("recap", "and it is at most ¼", "(INNER * (1 - INNER) < said[0] + 1e-12).all() and said == 0.5 * 0.5")
say(
    "slides/recap", "the slope is $p\\,(1-p)$, at most ¼",
    "(INNER * (1 - INNER) < said[1] + 1e-12).all() and said == (1, 0.25)",
)
say(
    "recap", "The midpoint is at $-b/w$, and the slope there is $w/4$",
    "abs(midpoint_slope(2, -6) - 2 / said[0]) < 1e-6",
)
say(
    "slides/recap", "The midpoint is $-b/w$, and the slope there is $w/4$",
    "abs(midpoint_slope(2, -6) - 2 / said[0]) < 1e-6",
)
say.argued(
    "recap", "Always say which class it belongs to: here class 1, infected",
    "a request, and the convention of section 1",
)
say.argued(
    "notes/recap", "Next time we ask what we are fitting, and what is the best anyone could do",
    "the question of notebook 02",
)
say.argued(
    "notes/title", "unless we know that we cannot weigh one mistake against the other",
    "the price of a mistake is weighed with how probable it is",
)
say.argued("notes/objectives", "everybody will say this sentence to a neighbour", "an instruction")

# ------------------------------------------------------------ algebra, step by step

say(
    "sigmoid",
    "z = \\log\\frac{p}{1-p} \\quad &\\Longrightarrow \\quad e^{z} = \\frac{p}{1-p} \\\\ &\\Longrightarrow \\quad "
    "e^{z} - p\\,e^{z} = p \\\\ &\\Longrightarrow \\quad e^{z} = p + p\\,e^{z} = p\\,(1 + e^{z}) \\\\ "
    "&\\Longrightarrow \\quad p = \\frac{e^{z}}{1+e^{z}} = \\frac{1}{e^{-z}+1} = \\frac{1}{1+e^{-z}}",
    "said == (1, 1, 1, 1, 1, 1, 1, 1) and solved_for_p()",
)
say(
    "slides/sigmoid",
    "z = \\log\\frac{p}{1-p} \\quad &\\Longrightarrow \\quad e^{z} = \\frac{p}{1-p} \\\\ &\\Longrightarrow \\quad "
    "e^{z} - p\\,e^{z} = p \\\\ &\\Longrightarrow \\quad e^{z} = p\\,(1 + e^{z}) \\\\ &\\Longrightarrow \\quad p = "
    "\\frac{e^{z}}{1+e^{z}} = \\frac{1}{1+e^{-z}}",
    "said == (1, 1, 1, 1, 1, 1) and solved_for_p()",
)
say(
    "sigmoid",
    "multiply both sides by $1-p$; add $p\\,e^z$ to both sides, which brings the terms with p together; and divide "
    "by $1+e^z$",
    "said == (1, 1) and solved_for_p()",
)
say(
    "notes/sigmoid",
    "multiply by 1 − p; bring the terms with p together; divide by 1 + e^z",
    "said == (1, 1) and solved_for_p()",
)
say(
    "symmetry-explain",
    "$$1 - \\sigma(z) = \\frac{1+e^{-z}}{1+e^{-z}} - \\frac{1}{1+e^{-z}} = \\frac{e^{-z}}{1+e^{-z}} = "
    "\\frac{1}{e^{z}+1} = \\sigma(-z)$$",
    "said == (1, 1, 1, 1, 1, 1, 1, 1) and mirrored()",
)
say(
    "slides/symmetry-and-slope",
    "$$1 - \\sigma(z) = \\frac{1+e^{-z}}{1+e^{-z}} - \\frac{1}{1+e^{-z}} = \\frac{e^{-z}}{1+e^{-z}} = "
    "\\frac{1}{e^{z}+1} = \\sigma({-z})$$",
    "said == (1, 1, 1, 1, 1, 1, 1, 1) and mirrored()",
)
say(
    "slope-formula",
    "$$\\sigma'(z) = -\\frac{1}{(1+e^{-z})^2} \\cdot \\bigl(-e^{-z}\\bigr) = \\frac{1}{1+e^{-z}} \\cdot "
    "\\frac{e^{-z}}{1+e^{-z}} = \\sigma(z)\\,\\bigl(1-\\sigma(z)\\bigr)$$",
    "said == (1, 1, 1, 1, 1, 1) and differentiated()",
)
say(
    "one-step-explain",
    "The reason is that the odds are $e^{z}$, and after the step they are $e^{z+w} = e^{z} \\cdot e^{w}$",
    "np.allclose(np.exp(Z_GRID + 0.7), np.exp(Z_GRID) * np.exp(0.7)) and np.allclose(curve(Z_GRID) / (1 - "
    "curve(Z_GRID)), np.exp(Z_GRID), rtol=1e-4)",
)
say(
    "overflow-slope-explain",
    "a training step turns the weight into `nan`, and it stays `nan` from then on",
    "all(math.isnan(w) for w in after_a_step([-100.0, 1.0, 2.0])) and not any(math.isnan(w) for w in "
    "after_a_step([-50.0, 1.0, 2.0]))",
)

# ------------------------------------------------------------ misconceptions

say.argued("misconception wrong_sign", "Go through the signs once more", "an instruction")
say(
    "misconception odds_for_probability", "Odds of 3 mean three to one, which is three of four",
    "said[0] == said[1].value == said[2].value and said[3] == said[2] + 1",
)
say(
    "misconception probability_on_logits", "A probability of one half is the logit 0, and every larger probability "
    "has a positive logit",
    "said[1] == log_odds(said[0].value) and (log_odds(1 - low(said[0])) > said[1].value).all()",
)
say.argued("misconception midpoint_for_all", "the midpoint taken for every p", "the name of the mistake")
say(
    "misconception midpoint_for_all", "The midpoint -b/w is where the logit is 0, and there p is one half",
    "said[1] == curve(said[0].value)",
)
say("misconception nonlinear_boundary", "But p is one half where the logit is 0", "said[0] == curve(said[1].value)")
say("misconception percentage_for_probability", "write 35 % as 0.35", "said[0] == said[1].value")
say("misconception probability_for_logit", "for one half it is 0", "said[1] == log_odds(said[0].value)")
say.argued(
    "misconception odds_for_logit", "half of the way to a logit",
    "the name of the mistake: the odds, and no logarithm",
)
say(
    "stable-slopes-explain", "The absolute value has a kink at 0, where it has no slope",
    "(slope_of_absolute_value(-0.001), slope_of_absolute_value(0.001)) == (-1, 1)",
)
say("stable-slopes-explain", "PyTorch puts 0", "said == slope_of_absolute_value(0)")
