"""Exercises and quiz of notebook 04: a readable figure, the boundary, reliability, the loss surface."""

import math

import numpy as np
import torch

from .. import _figure, _inputs, _wording
from .._exercise import Incorrect, function_exercise, value_exercise
from .._questions import question, right, wrong


def _screened(rng):
    """A column of 8 to 14 different x, labels that do not follow their order, and axes to draw on."""
    n = int(rng.integers(8, 15))
    X, y = _inputs.tensors([place / 10 for place in rng.permutation(100)[:n].tolist()], _inputs.labels(rng, n))
    return X.reshape(-1, 1), y.reshape(-1, 1), _figure.empty_axes()


def _check_figure(answer, rng):
    """Look at what is drawn, in the order in which a reader would miss it."""
    for _ in range(2):
        X, y, ax = _screened(rng)
        tried = f"draw_people(X, y, ax) with {len(y)} people"
        try:
            returned = answer(X.clone(), y.clone(), ax)
        except Exception as error:  # whatever the learner's code raises is an outcome
            raise Incorrect(tried=tried, came=f"{type(error).__name__}: {error}"[:300]) from None
        finally:
            _figure.close_others()
        if returned is not ax:
            message = "It must return the axes that it was given."
            if returned is None:
                message = "It returns None. Is there a `return ax` at the end?"
            raise Incorrect(message, tried=tried, came=repr(returned)[:100])
        for fault in (_fault_of_people, _fault_of_colors, _fault_of_shapes, _fault_of_axes, _fault_of_legend):
            found = fault(ax, X.ravel().tolist(), y.ravel().tolist())
            if found:
                raise Incorrect(found[0], tried=tried, misconception=found[1])


def _drawn(ax, X, y):
    """For each person the markers drawn at x and at the height of the label."""
    markers = _figure.points(ax)
    return [[m for m in markers if math.hypot(m.x - a, m.y - b) < 0.01] for a, b in zip(X, y, strict=True)]


def _fault_of_people(ax, X, y):
    if not ax.has_data():
        return "Nothing is drawn on `ax`. Write `ax.plot` or `ax.scatter`, not `plt.plot`.", None
    if any(_figure.joins_points(line) for line in ax.get_lines()):
        return "A line joins the people, as if x were a way from one to the next. Draw markers alone.", None
    missing = _drawn(ax, X, y).count([])
    if missing:
        return f"{missing} of the {len(X)} people have no marker at their x and at the height of their label.", None
    return None


def _by_class(ax, X, y, part):
    """What the markers of the negatives have of a part such as "color" or "shape", and those of the positives."""
    people = list(zip(_drawn(ax, X, y), y, strict=True))
    return tuple({getattr(m, part) for drawn, b in people if b == label for m in drawn} for label in (0, 1))


def _fault_of_colors(ax, X, y):
    negatives, positives = _by_class(ax, X, y, "color")
    if negatives & positives or len(negatives) > 1 or len(positives) > 1:
        return "Each class needs one colour of its own.", None
    hues = [_figure.hue(color) for color in (*negatives, *positives)]
    blue, red = ([hue is not None and is_it(hue) for hue in hues] for is_it in (_is_blue, _is_red))
    if blue == [False, True] and red == [True, False]:
        return "The infected are blue and the others red.", "implicit_positive_class"
    if not (blue[0] and red[1]):
        return "Keep the colours of the course: negatives blue, positives red or vermilion.", None
    return None


def _is_blue(hue):
    return 190 <= hue <= 255


def _is_red(hue):
    return hue <= 35 or hue >= 340


def _fault_of_shapes(ax, X, y):
    negatives, positives = _by_class(ax, X, y, "shape")
    if not negatives & positives:
        return None
    for part, way in (("filled", "hollow and filled"), ("size", "small and large")):
        of_negatives, of_positives = _by_class(ax, X, y, part)
        if not of_negatives & of_positives:
            return f"Both classes have one shape, {way}. Give each a shape of its own.", None
    return "Both classes have one shape.", "color_alone"


def _fault_of_axes(ax, X, y):
    names = {"horizontal": (ax.get_xlabel(), _wording.X_WORDS), "vertical": (ax.get_ylabel(), _wording.Y_WORDS)}
    for axis, (name, _) in names.items():
        if name.strip() in ("", "Ellipsis"):  # the gap of the stub
            return f"The {axis} axis has no name.", None
    if _wording.names_axis(names["vertical"][0], {"x"}) and _wording.names_axis(names["horizontal"][0], {"y"}):
        return "The axes have each other's names: x runs to the right, the label y upwards.", None
    if _wording.class_named(y_name := names["vertical"][0]) == 0 or "= 1" in y_name:
        return f"The vertical axis is called {y_name!r}, and both classes are on it.", None
    for axis, (name, words) in names.items():
        if not _wording.names_axis(name, words):
            shows = {"horizontal": "x, what was measured", "vertical": "y, the label"}[axis]
            return f"The {axis} axis is called {name!r}. Name it after what it shows: {shows}.", None
    return None


def _fault_of_legend(ax, X, y):
    entries = _figure.legend_entries(ax)
    if not entries:
        return "There is no legend, so nobody can tell which class is which.", None
    for label, (color,) in enumerate(_by_class(ax, X, y, "color")):
        texts = [text for other, text in entries if other is not None and math.dist(color, other) < 0.02]
        named = {_wording.class_named(text) for text in texts} - {None}
        if named == {1 - label}:
            return f"The legend calls class {label} {texts[0]!r}.", "implicit_positive_class"
        if named != {label}:
            return f"The legend does not say which markers are {('negative', 'positive')[label]}.", None
    return None


@function_exercise(
    "4.1",
    cases=list,
    draw=_screened,
    n_drawn=0,  # a figure is looked at, not compared
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
    cases=lambda: [(2.0, -6.0, 0.5), (0.5, -2.0, 0.9), (1.5, 3.0, 0.2), (-0.8, 4.0, 0.7), (2.0, 0.06, 0.5)],
    draw=lambda rng: (_inputs.slope(rng, 0.2, 3), _inputs.number(rng, -6, 6), _inputs.number(rng, 0.01, 0.99)),
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


def _people():
    """Probabilities, labels and a number of bins: seven in five bins, one empty; a column of thirteen in four."""
    p = torch.tensor([0.05, 0.72, 0.45, 0.95, 0.55, 0.68, 0.12])
    column = torch.tensor([0.88, 0.03, 0.31, 0.57, 0.21, 0.79, 0.61, 0.97, 0.42, 0.36, 0.66, 0.28, 0.7]).reshape(-1, 1)
    labels = torch.tensor([1.0, 0, 0, 1, 1, 1, 0, 1, 0, 1, 1, 0, 0]).reshape(-1, 1)
    return [(p, torch.tensor([0.0, 1, 1, 1, 0, 1, 0]), 5), (column, labels, 4)]


def _any_people(rng):
    """Two to seven people, one of them at times close to the edge of a bin, and none on it."""
    n_bins = int(rng.integers(1, 9))
    p = [value for value in _inputs.probabilities(rng, 20) if 0.02 < value * n_bins % 1 < 0.98][: rng.integers(2, 8)]
    if n_bins > 1 and rng.random() < 0.3:
        p[0] = round(int(rng.integers(1, n_bins)) / n_bins + rng.choice([-0.004, 0.004]), 3)
    return *_inputs.flat_or_column(rng, p, _inputs.labels(rng, len(p))), n_bins


def _diagram(p, y, n_bins, value_of):
    """A pair of lists: what `value_of` says about each bin that holds somebody."""
    k = torch.floor(p * n_bins)
    bins = [(k == i, i) for i in range(n_bins) if (k == i).any()]
    return tuple(list(values) for values in zip(*(value_of(p[mask], y[mask], i) for mask, i in bins), strict=True))


def _by_bin(value_of):
    return lambda p, y, n_bins: _diagram(p, y, n_bins, lambda a, b, i: value_of(a, b, (i + 0.5) / n_bins))


@function_exercise(
    "4.3",
    cases=_people,
    draw=_any_people,
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
    predicted, shares = [], []
    for k in range(n_bins):
        in_bin = (p >= k / n_bins) & (p < (k + 1) / n_bins)  # stub: ...
        if in_bin.any():  # stub
            predicted.append(p[in_bin].mean().item())  # stub
            shares.append(y[in_bin].mean().item())  # stub
    return predicted, shares


def _grids():
    """Data with more biases than weights, and with as many."""
    X = torch.tensor([1.0, 2.0, 4.0, 5.0, 7.0]).reshape(-1, 1)
    y = torch.tensor([0.0, 0.0, 1.0, 0.0, 1.0]).reshape(-1, 1)
    return [
        (X, y, torch.tensor([0.0, 0.5]), torch.tensor([-3.0, -2.0, 0.0])),
        (X, y, torch.tensor([-0.5, 0.8]), torch.tensor([-4.0, 1.0])),
        (X, y, torch.tensor([0.7]), torch.tensor([-2.5, 0.5])),
    ]


def _any_grid(rng):
    n, n_weights, n_biases = rng.integers(2, 7), rng.integers(1, 5), rng.integers(1, 5)
    X, y = _inputs.tensors(_inputs.numbers(rng, n, 0, 4), _inputs.labels(rng, n))
    weights, biases = _inputs.numbers(rng, n_weights, -0.8, 0.8), _inputs.numbers(rng, n_biases, -2.5, 2.5)
    return X.reshape(-1, 1), y.reshape(-1, 1), *_inputs.tensors(sorted(weights), sorted(biases))


def _loss(X, y, weight, bias, reduction="mean"):
    return torch.nn.functional.binary_cross_entropy_with_logits(weight * X + bias, y, reduction=reduction)


def _table(rows, columns, value):
    return torch.stack([torch.stack([value(a, b) for b in columns]) for a in rows])


def _transposed(X, y, weights, biases):
    return _table(weights, biases, lambda w, b: _loss(X, y, w, b))


@function_exercise(
    "4.4",
    cases=_grids,
    draw=_any_grid,
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
    low, high, n_people, mean_predicted, share_infected = 0.21, 0.25, 1041, 0.230, 0.505
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
