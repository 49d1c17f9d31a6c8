"""Exercises and quiz of notebook 01: odds, log-odds, the sigmoid, weight and bias."""

import math

import torch

from .. import _inputs
from .._exercise import function_exercise, value_exercise
from .._questions import question, right, wrong


def _one_number_each(*rows):
    """Arguments as tensors that hold one number each."""
    return [tuple(torch.tensor(value) for value in row) for row in rows]


@function_exercise(
    "1.1",
    cases=lambda: _one_number_each((0.75, math.log(2)), (0.5, 0.613), (0.1, -1.5), (0.9, 0.25)),
    draw=lambda rng: _inputs.tensors(_inputs.number(rng, 0.01, 0.99), _inputs.number(rng, -3, 3)),
    hints=(
        "The step adds the weight to the log-odds. If you add to a logarithm, what happens to the number inside it?",
        "The odds are multiplied by e to the power of the weight, which is torch.exp(weight).",
        "Odds of 6 mean six to one, which is six of seven. So divide the odds by one plus the odds.",
    ),
    wrong=[
        ("coefficient_is_probability", lambda p, weight: p + weight),
        ("odds_ratio_on_probability", lambda p, weight: p * torch.exp(weight)),
        ("odds_for_probability", lambda p, weight: p / (1 - p) * torch.exp(weight)),
        ("weight_on_odds", lambda p, weight: _share(p / (1 - p) * weight)),
        ("weight_on_odds", lambda p, weight: _share(p / (1 - p) + weight)),
        ("other_class", lambda p, weight: 1 - _share(p / (1 - p) * torch.exp(weight))),
    ],
    afterwards="One unit of x multiplies the odds by the same number everywhere. What it does to p depends on where "
    "p was.",
)
def after_one_unit(p, weight):
    odds = p / (1 - p)
    new_odds = odds * torch.exp(weight)  # stub: new_odds = ...
    return new_odds / (1 + new_odds)  # stub: return ...


def _share(odds):
    return odds / (1 + odds)


def _any_float(rng):
    """A number near 0, or out where the sigmoid is nearly 0 or 1, or so far out that the exponential overflows."""
    low, high = ((0, 1), (1, 6), (6, 40), (40, 700), (700, 1e4))[rng.integers(5)]
    return (_inputs.slope(rng, low, high),)


@function_exercise(
    "1.2",
    cases=lambda: [(2.0,), (-2.0,), (0.0,), (-37.0,), (1000.0,), (-1000.0,)],
    draw=_any_float,
    rtol=6e-4,
    atol=1e-35,
    digits="four significant digits",
    hints=(
        "The sigmoid has two forms, one with e^-z and one with e^z. For which z is each of them safe?",
        "Let an `if` decide: for z >= 0 use the form 1 / (1 + e^-z), otherwise the form e^z / (1 + e^z).",
    ),
    wrong=[
        ("exp_overflow", lambda z: _share(torch.exp(torch.tensor(z)))),
        ("other_class", lambda z: torch.sigmoid(torch.tensor(-z))),
    ],
    wrong_errors={"exp_overflow": "^OverflowError"},
    afterwards="Where PyTorch overflows in silence, Python's math.exp raises an error. The rule of section 4 helps "
    "with both.",
)
def sigmoid_of_number(z):
    if z >= 0:  # stub
        return 1 / (1 + math.exp(-z))  # stub
    return math.exp(z) / (1 + math.exp(z))  # stub: return ...


@function_exercise(
    "1.3",
    cases=lambda: _one_number_each(
        (0.5, 1.0, -5.0), (0.9, 0.5, -3.0), (0.2, -1.0, 4.0), (0.25, 2.0, 1.0), (0.5, 2.0, 0.06), (0.1, 0.5, 4.0)
    ),
    draw=lambda rng: _inputs.tensors(
        _inputs.number(rng, 0.02, 0.98), _inputs.slope(rng, 0.2, 3), _inputs.number(rng, -6, 6)
    ),
    hints=(
        "At the x that you are looking for, the logit w x + b has a certain value. Which value belongs to this p?",
        "The logit of p is log(p / (1 - p)). Set w x + b equal to it, and solve for x.",
    ),
    wrong=[
        ("probability_on_logits", lambda p, weight, bias: (p - bias) / weight),
        ("missing_log", lambda p, weight, bias: (p / (1 - p) - bias) / weight),
        ("midpoint_for_all", lambda p, weight, bias: -bias / weight),
        ("sign_of_bias", lambda p, weight, bias: (torch.logit(p) + bias) / weight),
        ("other_class", lambda p, weight, bias: (-torch.logit(p) - bias) / weight),
    ],
    afterwards="For p = 1/2 the logit is 0, and your formula gives the midpoint, -b/w.",
)
def x_where(p, weight, bias):
    return (torch.log(p / (1 - p)) - bias) / weight  # stub: return ...


@function_exercise(
    "1.4",
    cases=lambda: [
        (torch.tensor([1.0, 3.0, 5.0, 7.0, 9.0]), 0.613, -3.173),
        (torch.tensor([0.0, 2.5, 10.0]), -1.0, 5.0),
        (torch.linspace(0, 4, 13), 2.0, 0.0),
    ],
    draw=lambda rng: (
        *_inputs.tensors(_inputs.numbers(rng, rng.integers(1, 7), -10, 10)),
        _inputs.number(rng, -2, 2),
        _inputs.number(rng, -6, 6),
    ),
    hints=(
        "Choose one x, and work out by hand what goes into the exponential. What should go into it?",
        "The sigmoid needs e to the power of minus the logit, and the logit is the whole of weight * x + bias.",
    ),
    wrong=[
        ("sign_of_bias", lambda x, weight, bias: torch.sigmoid(weight * x - bias)),
        ("other_class", lambda x, weight, bias: torch.sigmoid(-(weight * x + bias))),
    ],
    afterwards="A test with bias 0 cannot notice this mistake, because -0 is 0. Choose values that would show a slip.",
)
def repaired(x, weight, bias):
    return 1 / (1 + torch.exp(-(weight * x + bias)))  # stub: return 1 / (1 + torch.exp(-weight * x + bias))


@value_exercise(
    "1.5",
    hints=(
        "Put x = 5.625 into the logit, 0.8 x - 4. What do you get?",
        "The logit there is 0.5. Which p belongs to it? And which of the two should be compared with one half?",
    ),
    wrong={"a": "nonlinear_boundary", "b": "sign_of_bias", "d": "other_class"},
    afterwards="To call people infected where p is at least 1/2, compare the logit with 0, which gives x = 5. At "
    "x = 5.625, p is already 0.622.",
)
def _():
    w, b, called_infected_from = 0.8, -4.0, 5.625
    explanation = "c"  # stub: explanation = ...  # "a", "b", "c" or "d"
    return explanation


QUIZ = [
    question(
        "The odds of infection are 4. How probable is infection?",
        wrong("4 %", "This reads odds as a percentage. Odds of 4 mean four infected people for each one who is not."),
        wrong("¼", "These are the odds of the other class: one person who is not infected for every four who are."),
        right("⅘", "Four of every five people are infected: this is the odds, divided by one plus the odds."),
        wrong("It depends on x", "The odds alone determine the probability, whatever x they come from."),
    ),
    question(
        "The model predicts 0.9 for a logit of z. What does it predict for a logit of -z?",
        right("0.1", "sigmoid(-z) = 1 - sigmoid(z), which is what is left for the other class."),
        wrong("-0.9", "It is the logit that changes its sign. A probability is never negative."),
        wrong("0.9", "The two agree only at z = 0, where both are one half."),
    ),
    question(
        "The weight is 2 and the bias -6. Where is the curve steepest, and how steep is it there?",
        wrong("At x = -3, with slope ½", "A sign was lost here: 2x - 6 is 0 at x = 3, which is -b/w."),
        wrong(
            "At x = 3, with slope 2",
            "The logit has the slope 2. At the midpoint p has a quarter of that, because p(1 - p) is ¼ there.",
        ),
        wrong("At x = 6, with slope ½", "The bias has to be divided by the weight: the midpoint is -b/w = 3."),
        right("At x = 3, with slope ½", "The curve is steepest at its midpoint, -b/w = 3. The slope there is w/4 = ½."),
    ),
    question(
        "`1 / (1 + torch.exp(-z))` in float32, at z = -100: what goes wrong?",
        wrong(
            "The value is `nan`",
            "The value is 1 divided by infinity, which is 0 and right. The other form gives `nan`, at z = 100.",
        ),
        right(
            "The slope is `nan`",
            "On its way back, autograd multiplies 0 by infinity. A right value does not promise a right slope.",
        ),
        wrong("PyTorch raises an error", "It overflows in silence. For it, infinity and `nan` are ordinary values."),
        wrong("Nothing", "The value is right, and this hides that autograd finds no slope."),
    ),
    question(
        "There are two features, and you would like a bent boundary. What bends it?",
        wrong(
            "A larger weight",
            "The curve of p gets steeper, but the boundary is still where the logit is 0: a straight line.",
        ),
        wrong(
            "A curve other than the sigmoid",
            "A rising curve passes ½ at one value of the logit, and the places with that logit are a straight line.",
        ),
        right(
            "A further feature, such as the square of one of them",
            "With a square in it, the logit is 0 along a bent curve, and that is the boundary.",
        ),
    ),
]
