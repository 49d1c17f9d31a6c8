"""Exercises and quiz of notebook 04: a readable figure, the boundary, reliability, the loss surface."""

import math

import numpy as np
import torch

from .. import _figure
from .._exercise import Incorrect, function_exercise, value_exercise
from .._questions import question, right, wrong


def _screened():
    """A column of 13 different x, and labels that do not follow their order."""
    y = torch.tensor([0.0, 1, 0, 0, 1, 0, 1, 1, 0, 1, 0, 0, 1])
    return torch.linspace(0.5, 9.5, 13).reshape(-1, 1), y.reshape(-1, 1)


def _check_figure(answer):
    """Look at what is drawn, in the order in which a reader would miss it."""
    X, y = _screened()
    ax = _figure.empty_axes()
    tried = f"draw_people(X, y, ax) with {len(y)} people"
    try:
        returned = answer(X, y, ax)
    except Exception as error:  # whatever the learner's code raises is an outcome
        raise Incorrect(tried=tried, came=f"{type(error).__name__}: {error}"[:300]) from None
    finally:
        _figure.close_others()
    if returned is not ax:
        message = "It must return the axes that it was given."
        if returned is None:
            message = "It returns None. Is there a `return ax` at the end?"
        raise Incorrect(message, tried=tried, came=repr(returned)[:100])
    for fault in (_fault_of_people, _fault_of_colors, _fault_of_shapes, _fault_of_words):
        found = fault(ax, X.ravel().tolist(), y.ravel().tolist())
        if found:
            raise Incorrect(found[0], tried=tried, misconception=found[1])


def _drawn(ax, X, y):
    """For each person the marker drawn at x and at the height of the label, or None."""
    markers = _figure.points(ax)
    return [
        next((m for m in markers if math.hypot(m[0] - a, m[1] - b) < 0.01), None) for a, b in zip(X, y, strict=True)
    ]


def _fault_of_people(ax, X, y):
    if not ax.has_data():
        return "Nothing is drawn on `ax`. Write `ax.plot` or `ax.scatter`, not `plt.plot`.", None
    if any(_figure.joins_points(line) for line in ax.get_lines()):
        return "A line joins the people, as if x were a way from one to the next. Draw markers alone.", None
    missing = _drawn(ax, X, y).count(None)
    if missing:
        return f"{missing} of the {len(X)} people have no marker at their x and at the height of their label.", None
    return None


def _by_class(ax, X, y, part):
    """Colours (part 2) or shapes (part 3) of the negatives' markers, and of the positives'."""
    drawn = _drawn(ax, X, y)
    return tuple({marker[part] for marker, b in zip(drawn, y, strict=True) if b == label} for label in (0, 1))


def _fault_of_colors(ax, X, y):
    negatives, positives = _by_class(ax, X, y, 2)
    if negatives & positives or len(negatives) > 1 or len(positives) > 1:
        return "Each class needs one colour of its own.", None
    (red_0, _, blue_0), (red_1, _, blue_1) = *negatives, *positives
    if red_0 > blue_0 and blue_1 > red_1:
        return "The infected are blue and the others red.", "implicit_positive_class"
    if red_0 >= blue_0 or blue_1 >= red_1:
        return "Keep the colours of the course: negatives blue, positives red or vermilion.", None
    return None


def _fault_of_shapes(ax, X, y):
    negatives, positives = _by_class(ax, X, y, 3)
    if negatives & positives:
        return "Both classes have one shape.", "color_alone"
    return None


def _fault_of_words(ax, X, y):
    for name, label in (("horizontal", ax.get_xlabel()), ("vertical", ax.get_ylabel())):
        if label.strip() in ("", "Ellipsis"):  # the gap of the stub
            return f"The {name} axis has no name.", None
    entries = _figure.legend_entries(ax)
    if not entries:
        return "There is no legend, so nobody can tell which class is which.", None
    for label, (color,) in enumerate(_by_class(ax, X, y, 2)):
        texts = [text for other, text in entries if other is not None and math.dist(color, other) < 0.02]
        named = {_class_named(text) for text in texts} - {None}
        if named == {1 - label}:
            return f"The legend calls class {label} {texts[0]!r}.", "implicit_positive_class"
        if named != {label}:
            return f"The legend does not say which markers are {('negative', 'positive')[label]}.", None
    return None


def _class_named(text):
    """0 or 1 for a text that names a class, None for others."""
    text = text.lower()
    if "negative" in text or "healthy" in text or "not infected" in text or ("0" in text and "1" not in text):
        return 0
    return 1 if "positive" in text or "infected" in text or "1" in text else None


@function_exercise(
    "4.1",
    cases=list,
    extra_check=_check_figure,
    hints=(
        "Look at the line that draws the negatives. Its marker is a circle and its color is blue: "
        "what do the positives need?",
        'ax.plot(X[y == 1], y[y == 1], "^", color=…, label=…), then a name for each axis and a legend.',
    ),
    afterwards="The shape repeats what the colour says, so a reader who misses one of them still has the other.",
)
def draw_people(X, y, ax):
    ax.plot(X[y == 0], y[y == 0], "o", color="#0072B2", label="negative (y = 0)")
    ax.plot(X[y == 1], y[y == 1], "^", color="#D55E00", label="positive (y = 1)")  # stub: ...
    ax.set(xlabel="x", ylabel="label y")  # stub: ax.set(xlabel=..., ylabel=...)
    ax.legend()
    return ax


@function_exercise(
    "4.2",
    cases=lambda: [(2.0, -6.0, 0.5), (0.5, -2.0, 0.9), (1.5, 3.0, 0.2), (-0.8, 4.0, 0.7)],
    hints=(
        "The model computes a logit, weight * x + bias. Which logit belongs to the probability `level`?",
        "Solve weight * x + bias = log(level / (1 - level)) for x: first subtract the bias, then divide by the weight.",
    ),
    wrong=[
        ("bias_keeps_sign", lambda weight, bias, level: (math.log(level / (1 - level)) + bias) / weight),
        ("swapped_parameters", lambda weight, bias, level: (math.log(level / (1 - level)) - weight) / bias),
        ("level_left_out", lambda weight, bias, level: -bias / weight),
        ("probability_for_logit", lambda weight, bias, level: (level - bias) / weight),
        ("odds_for_logit", lambda weight, bias, level: (level / (1 - level) - bias) / weight),
        ("odds_for_logit", lambda weight, bias, level: (math.log(level) - bias) / weight),
    ],
    afterwards=(
        "For every level there is one such x: with one feature a boundary is a point, although the curve is bent."
    ),
)
def place(weight, bias, level):
    level_logit = np.log(level / (1 - level))  # stub: ...
    return (level_logit - bias) / weight  # stub: return ...


def _claims():
    """Claims, labels and a number of bins: seven in five bins, one of them empty; a column of thirteen in four."""
    p = torch.tensor([0.05, 0.72, 0.45, 0.95, 0.55, 0.68, 0.12])
    column = torch.tensor([0.88, 0.03, 0.31, 0.57, 0.21, 0.79, 0.61, 0.97, 0.42, 0.36, 0.66, 0.28, 0.7]).reshape(-1, 1)
    labels = torch.tensor([1.0, 0, 0, 1, 1, 1, 0, 1, 0, 1, 1, 0, 0]).reshape(-1, 1)
    return [(p, torch.tensor([0.0, 1, 1, 1, 0, 1, 0]), 5), (column, labels, 4)]


def _diagram(p, y, n_bins, value_of):
    """A pair of lists: what `value_of` says about each bin that holds somebody."""
    k = torch.floor(p * n_bins)
    bins = [(k == i, i) for i in range(n_bins) if (k == i).any()]
    return tuple(list(values) for values in zip(*(value_of(p[mask], y[mask], i) for mask, i in bins), strict=True))


def _by_bin(value_of):
    return lambda p, y, n_bins: _diagram(p, y, n_bins, lambda a, b, i: value_of(a, b, (i + 0.5) / n_bins))


@function_exercise(
    "4.3",
    cases=_claims,
    hints=(
        "Begin with one bin, say from 0.2 to 0.4. Which people are in it, and which two means does the task ask for?",
        "mask = (p >= k / n_bins) & (p < (k + 1) / n_bins); if mask.any(), append the means of p[mask] and y[mask].",
    ),
    wrong=[
        ("swapped_axes", _by_bin(lambda p, y, middle: (y.mean(), p.mean()))),
        ("middle_for_mean", _by_bin(lambda p, y, middle: (middle, y.mean()))),
        ("calls_for_outcomes", _by_bin(lambda p, y, middle: (p.mean(), (p >= 0.5).float().mean()))),
        ("sum_for_share", _by_bin(lambda p, y, middle: (p.mean(), y.sum()))),
        ("sum_for_share", _by_bin(lambda p, y, middle: (p.sum(), y.sum()))),
    ],
    afterwards="The diagram compares what was predicted for some people with what happened to these same people.",
)
def reliability(p, y, n_bins):
    claims, shares = [], []
    for k in range(n_bins):
        in_bin = (p >= k / n_bins) & (p < (k + 1) / n_bins)  # stub: ...
        if in_bin.any():  # stub
            claims.append(p[in_bin].mean().item())  # stub
            shares.append(y[in_bin].mean().item())  # stub
    return claims, shares


def _grids():
    """Data with more biases than weights, and with as many."""
    X = torch.tensor([1.0, 2.0, 4.0, 5.0, 7.0]).reshape(-1, 1)
    y = torch.tensor([0.0, 0.0, 1.0, 0.0, 1.0]).reshape(-1, 1)
    return [
        (X, y, torch.tensor([0.0, 0.5]), torch.tensor([-3.0, -2.0, 0.0])),
        (X, y, torch.tensor([-0.5, 0.8]), torch.tensor([-4.0, 1.0])),
    ]


def _loss(X, y, weight, bias, reduction="mean"):
    return torch.nn.functional.binary_cross_entropy_with_logits(weight * X + bias, y, reduction=reduction)


def _table(rows, columns, value):
    return torch.stack([torch.stack([value(a, b) for b in columns]) for a in rows])


def _transposed(X, y, weights, biases):
    return _table(weights, biases, lambda w, b: _loss(X, y, w, b))


@function_exercise(
    "4.4",
    cases=_grids,
    hints=(
        "In a contour plot each row of the table has its own height. Which of the two parameters is "
        "on the vertical axis?",
        "Row i and column j must hold the loss of biases[i] and weights[j]. Which of the two loops makes a row?",
    ),
    wrong=[
        ("transposed", _transposed),
        ("reshaped", lambda X, y, weights, biases: _transposed(X, y, weights, biases).reshape(len(biases), -1)),
        ("swapped_parameters", lambda X, y, weights, biases: _table(biases, weights, lambda b, w: _loss(X, y, b, w))),
        ("swapped_parameters", lambda X, y, weights, biases: _table(weights, biases, lambda w, b: _loss(X, y, b, w))),
        ("sum_for_mean", lambda X, y, weights, biases: _table(biases, weights, lambda b, w: _loss(X, y, w, b, "sum"))),
    ],
    afterwards=(
        "With as many weights as biases there is no error message, so try such code on a grid that is not square."
    ),
)
def loss_table(X, y, weights, biases):
    loss_of = torch.nn.functional.binary_cross_entropy_with_logits
    rows = []
    for b in biases:  # stub: for w in weights:
        row = [loss_of(w * X + b, y) for w in weights]  # stub: row = [loss_of(w * X + b, y) for b in biases]
        rows.append(row)
    return torch.tensor(rows)


@value_exercise(
    "4.5",
    hints=(
        "How far may the share stray by luck? Two standard deviations are 2 * sqrt(p * (1 - p) / n).",
        "Luck explains less than 0.03 here, and the gap is about 0.28. What can an S-shaped curve not do at x = 3?",
    ),
    wrong={"a": "sigmoid_is_truth", "b": "luck_of_many", "d": "more_data_mends"},
    afterwards=(
        "What the model predicts has the format of a probability. Whether it comes true, you find out by counting."
    ),
)
def _():
    low, high, n_people, mean_claim, share_infected = 0.21, 0.25, 1041, 0.230, 0.505
    explanation = "c"  # stub: explanation = ...  # "a", "b", "c" or "d"
    return explanation


QUIZ = [
    question(
        "A logistic regression has two features. Which shape do the places with p = 0.9 form in their plane?",
        wrong(
            "A curve bent like an S",
            "The S is in the probability. Whoever asks for p = 0.9 asks for one logit, and the logit "
            "is a weighted sum.",
        ),
        right(
            "A straight line",
            "p = 0.9 belongs to one logit, and the logit is a weighted sum. The nonlinear sigmoid does not bend it.",
        ),
        wrong(
            "A straight line only for p = 0.5",
            "Each probability belongs to a logit, so the lines of all of them are straight, and they are parallel.",
        ),
    ),
    question(
        "The weight and the bias are both doubled. What happens?",
        wrong("The boundary moves to twice its x", "The boundary is -bias / weight, and the two factors of 2 cancel."),
        wrong(
            "Nothing, only their ratio counts",
            "The ratio fixes only the boundary. All logits are doubled, so the predicted probabilities change.",
        ),
        right(
            "The curve gets steeper about the same boundary",
            "-bias / weight stays the same, and each logit is twice as far from 0.",
        ),
    ),
    question(
        "For a thousand epochs the loss curve looks flat. What does that show?",
        right(
            "Little: on this axis the loss changes too little to see",
            "In this notebook the bias moved by more than a tenth of its size during such a thousand epochs.",
        ),
        wrong(
            "The parameters stopped moving",
            "Near its lowest point the loss is almost level, so parameters can move while it hardly changes.",
        ),
        wrong(
            "The minimum is reached",
            "Somebody chose the number of epochs. Draw what is left above the lowest loss, on a logarithmic axis.",
        ),
    ),
    question(
        "With more powers of x as features, the loss falls on the training rows and rises on new ones. Why?",
        wrong(
            "The learning rate is too large",
            "Then the training would not settle. Here it does its work on the training rows, and does it too well.",
        ),
        wrong(
            "The form is too simple for the truth",
            "More features give the model more forms, not fewer. A form that is too simple is wrong "
            "on both kinds of rows.",
        ),
        wrong(
            "The new rows come from another world",
            "They may come from the same one, as in section 7. The model has learned what is special to its own rows.",
        ),
        right(
            "The model overfits",
            "It has also learned the luck of its sample. A weight decay reduces that, and so do more people.",
        ),
    ),
    question(
        "A reliability diagram of 40 people in 5 bins zigzags around the diagonal. What follows?",
        wrong(
            "The model is badly calibrated",
            "A calibrated model could give this zigzag too: the share among about eight people "
            "strays that far by luck.",
        ),
        wrong(
            "The model is well calibrated",
            "A wrong model could give it too. That a picture looks good is no evidence by itself.",
        ),
        right("Neither: there are too few people", "Compute how far luck alone could move a dot, and compare."),
    ),
]
