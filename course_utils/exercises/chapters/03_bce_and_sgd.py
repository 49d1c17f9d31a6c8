"""Exercises and quiz of notebook 03: cross-entropy, gradient, training loop."""

import torch
from torch import nn

from ...data import reference_example
from ...models import LogisticRegression
from .. import _inputs
from .._exercise import function_exercise, value_exercise
from .._questions import question, right, wrong


def _people():
    """Probabilities and labels: two people, five, a column of thirteen, and two about whom all is clear."""
    return [
        (torch.tensor([0.9, 0.2]), torch.tensor([1.0, 0.0])),
        (torch.tensor([0.1, 0.8, 0.5, 0.3, 0.95]), torch.tensor([1.0, 0.0, 1.0, 0.0, 1.0])),
        (torch.linspace(0.05, 0.95, 13).reshape(-1, 1), (torch.arange(13) % 3 == 0).float().reshape(-1, 1)),
        (torch.tensor([0.99, 0.02]), torch.tensor([1.0, 0.0])),
    ]


def _anybody(rng):
    """p and y of one to six people, flat or as columns."""
    n = int(rng.integers(1, 7))
    return _inputs.flat_or_column(rng, _inputs.probabilities(rng, n), _inputs.labels(rng, n))


def _log_likelihoods(p, y):
    return y * torch.log(p) + (1 - y) * torch.log(1 - p)


@function_exercise(
    "3.1",
    cases=_people,
    draw=_anybody,
    hints=(
        "Which of the two terms counts for a positive person, and which for a negative one? What switches it off?",
        "log(p) is multiplied by y, and log(1 - p) by 1 - y. At the end take the mean, and put a minus in front.",
    ),
    wrong=[
        ("reversed_terms", lambda p, y: -_log_likelihoods(1 - p, y).mean()),
        ("sum_for_mean", lambda p, y: -_log_likelihoods(p, y).sum()),
    ],
    afterwards="The label works as a switch, so each person pays for one of the two logarithms only.",
)
def bce_of(p, y):
    of_positives = y * torch.log(p)
    of_negatives = (1 - y) * torch.log(1 - p)  # stub: of_negatives = ...
    return -(of_positives + of_negatives).mean()  # stub: return ...


def _people_with_x():
    """x, p and y of one positive person, of three people, of a column of thirteen, and of pairs near a minimum."""
    return [
        (torch.tensor([4.0]), torch.tensor([0.75]), torch.tensor([1.0])),
        (torch.tensor([2.0, 5.0, 8.0]), torch.tensor([0.5, 0.25, 0.75]), torch.tensor([1.0, 0.0, 1.0])),
        (torch.linspace(0, 10, 13).reshape(-1, 1), *[values for values in _people()[2]]),
        (torch.tensor([1.0, 4.0]), torch.tensor([0.48, 0.5]), torch.tensor([0.0, 1.0])),
        (torch.tensor([1.0, 4.0]), torch.tensor([0.5, 0.5]), torch.tensor([0.0, 1.0])),
        (torch.tensor([4.0, 2.0]), torch.tensor([0.25, 0.5]), torch.tensor([0.0, 1.0])),
        (torch.tensor([4.0, 1.98]), torch.tensor([0.25, 0.5]), torch.tensor([0.0, 1.0])),
    ]


def _anybody_with_x(rng):
    n = int(rng.integers(1, 7))
    x, p, y = _inputs.numbers(rng, n, 0, 10), _inputs.probabilities(rng, n), _inputs.labels(rng, n)
    return _inputs.flat_or_column(rng, x, p, y)


@function_exercise(
    "3.2",
    cases=_people_with_x,
    draw=_anybody_with_x,
    hints=(
        "By how much is the prediction wrong for each person, and with which sign?",
        "The error is p - y. In the logit the weight is multiplied by x, and the bias by 1.",
        "Return two means: that of the error times x, and that of the error.",
    ),
    wrong=[
        ("sum_for_mean", lambda x, p, y: (((p - y) * x).sum(), (p - y).sum())),
        ("forgotten_x", lambda x, p, y: ((p - y).mean(), (p - y).mean())),
    ],
    afterwards="Learning goes against the gradient, so a positive person who was given too little pulls the bias up.",
)
def gradient(x, p, y):
    error = p - y  # stub: error = ...
    return (error * x).mean(), error.mean()  # stub: return ...


def _trainings():
    """The reference example, rows of which most are positive wherever they are, and rows of which most are negative."""
    X, y, others = _inputs.tensors([0.0, 0.5, 1.0, 3.0, 4.0], [1.0, 1.0, 0.0, 1.0, 1.0], [0.0, 1.0, 0.0, 0.0, 0.0])
    return [reference_example()] + [
        (LogisticRegression.from_parameters(weight, bias), X.reshape(-1, 1), labels.reshape(-1, 1))
        for weight, bias, labels in ((0.1, 2.5, y), (-0.6, -1.0, others))
    ]


def _model_and_rows(rng):
    """A model that starts anywhere, and rows that need not follow it."""
    n = int(rng.integers(5, 14))
    X, y = _inputs.tensors(_inputs.numbers(rng, n, 0, 10), _inputs.labels(rng, n))
    model = LogisticRegression.from_parameters(_inputs.number(rng, -1, 1), _inputs.number(rng, -3, 3))
    return model, X.reshape(-1, 1), y.reshape(-1, 1)


def _train(model, X, y, *, clear=True, outputs=lambda logits: logits, reduction="mean"):
    """The loop of exercises 3.3 and 3.4, and the wrong ones."""
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for _ in range(50):
        if clear:
            optimizer.zero_grad()
        nn.BCEWithLogitsLoss(reduction=reduction)(outputs(model(X)), y).backward()
        optimizer.step()
    return model.linear.weight.item(), model.linear.bias.item()


_WRONG_LOOPS = [
    ("missing_zero_grad", lambda model, X, y: _train(model, X, y, clear=False)),
    ("double_sigmoid", lambda model, X, y: _train(model, X, y, outputs=torch.sigmoid)),
    ("sum_for_mean", lambda model, X, y: _train(model, X, y, reduction="sum")),
]


@function_exercise(
    "3.3",
    cases=_trainings,
    draw=_model_and_rows,
    n_drawn=10,  # trainings, of some milliseconds each
    hints=(
        "Go through the five steps: what must be cleared, what is computed, and what is moved?",
        "In each epoch: optimizer.zero_grad(), the loss of the logits, loss.backward(), optimizer.step().",
    ),
    wrong=_WRONG_LOOPS,
    tensors_only=True,
    afterwards="Networks with millions of weights are trained by the same five lines.",
)
def train(model, X, y):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    loss_of = nn.BCEWithLogitsLoss()
    for epoch in range(50):
        optimizer.zero_grad()  # stub: ...
        loss = loss_of(model(X), y)  # stub
        loss.backward()  # stub
        optimizer.step()  # stub
    return model.linear.weight.item(), model.linear.bias.item()


@function_exercise(
    "3.4",
    cases=_trainings,
    draw=_model_and_rows,
    n_drawn=10,  # trainings, of some milliseconds each
    hints=(
        "What does the loss expect, and what does it get? Print a few of the numbers that go into it.",
        "BCEWithLogitsLoss applies a sigmoid of its own, so it has to be given logits.",
    ),
    wrong=_WRONG_LOOPS,
    tensors_only=True,
    afterwards="Taking the sigmoid out cures it, and so does changing to BCELoss. The sigmoid out is the safer habit, "
    "because the loss then stays right for large logits too.",
)
def repaired(model, X, y):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    loss_of = nn.BCEWithLogitsLoss()
    for epoch in range(50):
        optimizer.zero_grad()
        loss = loss_of(model(X), y)  # stub: loss = loss_of(torch.sigmoid(model(X)), y)
        loss.backward()
        optimizer.step()
    return model.linear.weight.item(), model.linear.bias.item()


@value_exercise(
    "3.5",
    hints=(
        "Nothing has been trained yet. What does one person cost who is given one half?",
        "Divide the printed loss by the number of people, and compare the result with log 2.",
    ),
    wrong={"a": "reversed_terms", "c": "missing_zero_grad", "d": "double_sigmoid"},
    afterwards="Thirteen people cost log 2 each, and somebody added the costs up.",
)
def _():
    n_rows, printed_loss = 13, 9.011
    explanation = "b"  # stub: explanation = ...  # "a", "b", "c" or "d"
    return explanation


QUIZ = [
    question(
        "A loss with its two terms reversed has the same value as the right loss at one of these predictions. "
        "At which?",
        wrong(
            "At perfect predictions",
            "There the right loss is near 0, and the reversed loss is very large.",
        ),
        wrong(
            "At the worst predictions",
            "There the reversed loss is near 0: it rewards what is wrong.",
        ),
        right(
            "At one half for everybody",
            "Both logarithms are log(0.5) there, so a test at one half cannot find reversed terms. With as many "
            "positives as negatives the same is true of any one number that everybody is given.",
        ),
        wrong(
            "At none of them",
            "The two logarithms are equal where p = 1 - p, and that is at one half.",
        ),
    ),
    question(
        "Why is the squared error a poor loss behind a sigmoid?",
        wrong(
            "It can become infinite",
            "It is the cross-entropy that grows without end. The squared error of a probability is at most 1.",
        ),
        right(
            "Its slope nearly vanishes where the prediction is badly wrong",
            "It carries the factor p (1 - p), which is close to 0 at both ends. The cross-entropy's slope is p - y.",
        ),
        wrong(
            "It ignores the label",
            "It compares p with y, and so does the cross-entropy.",
        ),
    ),
    question(
        "You call `loss.backward()` twice without `zero_grad()` in between, at the same parameters. "
        "What stands in `grad`?",
        wrong("The gradient, as after one call", "`backward` does not replace what is there."),
        right("Twice the gradient", "`backward` adds to what is there. Clearing it takes a line of its own."),
        wrong("Zero", "Without `zero_grad` nothing sets it back to zero."),
    ),
    question(
        "40 rows, batches of 8. How many updates does one epoch make?",
        wrong("1", "That is full-batch descent: all rows in one update."),
        right("5", "An epoch sees each row once, in 40 / 8 batches, and each batch makes an update."),
        wrong("8", "8 is how many rows share an update."),
        wrong("40", "That would be an update for each row."),
    ),
]
