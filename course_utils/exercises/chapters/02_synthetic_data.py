"""Exercises and quiz of notebook 02: draws and seeds, columns, the true posterior, the Bayes error."""

import numpy as np
import torch

from .. import _inputs
from .._exercise import Incorrect, function_exercise, value_exercise
from .._questions import question, right, wrong


def _draw(n, seed):
    return torch.rand(n, generator=torch.Generator().manual_seed(seed))


def _an_interval(rng):
    low = _inputs.number(rng, -9, 9)
    return int(rng.integers(1, 7)), low, round(low + _inputs.number(rng, 0.1, 9), 2), int(rng.integers(10_000))


@function_exercise(
    "2.1",
    cases=lambda: [
        (4, 3.0, 10.0, 42), (3, 0.0, 7.0, 7), (5, -1.0, 1.0, 42), (6, 2.0, 2.5, 1), (3, -0.1, 0.1, 0), (2, 9.0, 18.0, 3)
    ],
    draw=_an_interval,
    hints=(
        "Which u must become `low`, and which u must become `high`? Try u = 0 and u = 1.",
        "Stretch the numbers to the length of the interval, and then move them so that they begin at low.",
        "The length of the interval is high - low. From 3 to 10 that is 7.",
    ),
    wrong=[
        ("end_for_length", lambda n, low, high, seed: _draw(n, seed) * high + low),
        ("forgotten_shift", lambda n, low, high, seed: _draw(n, seed) * (high - low)),
        ("not_seeded", lambda n, low, high, seed: torch.rand(n) * (high - low) + low),
        ("other_generator", lambda n, low, high, seed: np.random.default_rng(seed).random(n) * (high - low) + low),
    ],
    afterwards="You stretch and then you move: the ends 0 and 1 land on low and high.",
)
def draw_between(n, low, high, seed):
    generator = torch.Generator().manual_seed(seed)
    u = torch.rand(n, generator=generator)  # stub: u = ...
    return u * (high - low) + low  # stub: return ...


def _raw_data():
    """x and y as lists of whole numbers, as lists, and as NumPy arrays."""
    return [
        ([2, 5, 8], [0, 1, 1]),
        ([0.5, 3.25, 6.0, 7.5, 9.75], [0, 0, 1, 0, 1]),
        ([0.02, 1.0], [1, 0]),
        (np.linspace(0, 10, 7), np.arange(7) % 2),
    ]


def _any_data(rng):
    """Lists or arrays, of floats or of whole numbers."""
    n = int(rng.integers(2, 7))
    x = _inputs.numbers(rng, n, 0, 10) if rng.random() < 0.7 else [int(number) for number in rng.integers(10, size=n)]
    y = [int(label) for label in _inputs.labels(rng, n)]
    return (np.array(x), np.array(y)) if rng.random() < 0.5 else (x, y)


def _floats_of_32_bits(answer, rng):
    for x, y in [*_raw_data(), *(_any_data(rng) for _ in range(5))]:
        tried = f"as_columns(x, y) with {'lists' if isinstance(x, list) else 'NumPy arrays'}"
        for name, value in zip(("X", "y"), answer(x, y), strict=True):
            if not isinstance(value, torch.Tensor):
                raise Incorrect(
                    f"The numbers are right, but {name} is of type {type(value).__name__}; it must be a tensor.",
                    tried=tried,
                )
            if value.dtype != torch.float32:
                idea = "float64_from_numpy" if value.is_floating_point() else "integer_targets"
                raise Incorrect(
                    f"The numbers and shapes are right, but {name} holds {str(value.dtype).removeprefix('torch.')}; "
                    "a model wants float32.",
                    tried=tried,
                    misconception=None if value.dtype == torch.float16 else idea,
                )


def _columns(x, y):
    return torch.tensor(x).float().reshape(-1, 1), torch.tensor(y).float().reshape(-1, 1)


@function_exercise(
    "2.2",
    cases=_raw_data,
    draw=_any_data,
    hints=(
        "x and y each need three things: to be a tensor, to hold 32-bit floats, and to have one column.",
        "torch.tensor(…) makes a tensor from a list or an array. Section 3 names a method for the type and another "
        "for the shape.",
    ),
    wrong=[
        ("flat_for_column", lambda x, y: tuple(column.ravel() for column in _columns(x, y))),
        ("flat_for_column", lambda x, y: (_columns(x, y)[0], _columns(x, y)[1].ravel())),
        ("flat_for_column", lambda x, y: (_columns(x, y)[0].ravel(), _columns(x, y)[1])),
    ],
    tensors_only=True,
    extra_check=_floats_of_32_bits,
    afterwards="If you convert once, right after loading, shapes and types are right from then on.",
)
def as_columns(x, y):
    X = torch.tensor(x).float().reshape(-1, 1)  # stub: X = ...
    y = torch.tensor(y).float().reshape(-1, 1)  # stub: y = ...
    return X, y


def _people_and_prevalence():
    pairs = ((2.0, 0.5), (4.5, 0.1), (1.0, 0.01), (6.0, 0.5), (9.0, 0.1), (3.0, 0.75))
    return [tuple(torch.tensor(value) for value in pair) for pair in pairs]


def _anybody(rng):
    """Somebody on either side of 5, often close to it, and a prevalence."""
    x = _inputs.number(rng, 0.01, 9.99) if rng.random() < 0.7 else _inputs.number(rng, 4.995, 5.005, decimals=3)
    return _inputs.tensors(4.995 if x == 5 else x, _inputs.number(rng, 0.01, 0.99))


def _weighed(x, prevalence):
    """Densities at x of the positives and of the negatives, each times the size of its class."""
    return prevalence / 10, (1 - prevalence) * (x <= 5) / 5


@function_exercise(
    "2.3",
    cases=_people_and_prevalence,
    draw=_anybody,
    hints=(
        "How high is the box of each class? Remember that its area must be 1.",
        "The box of the negatives is 1/5 high, and that of the positives is 1/10 high. Beyond 5 the density of the "
        "negatives is 0.",
        "Multiply each height by the share of its class: prevalence for the positives, 1 - prevalence for the "
        "negatives. Then divide the product of the positives by the sum of both products.",
    ),
    wrong=[
        ("equal_heights", lambda x, prevalence: prevalence if x <= 5 else 1.0),
        ("equal_heights", lambda x, prevalence: 0.5 if x <= 5 else 1.0),
        ("forgotten_prevalence", lambda x, prevalence: 1 / 3 if x <= 5 else 1.0),
        ("numerator_only", lambda x, prevalence: _weighed(x, prevalence)[0]),
        ("other_class", lambda x, prevalence: _weighed(x, prevalence)[1] / sum(_weighed(x, prevalence))),
    ],
    afterwards="The higher box pulls the probability towards its class, and so does the larger class.",
)
def posterior(x, prevalence):
    positive = prevalence * 1 / 10  # stub
    negative = (1 - prevalence) * 1 / 5 if x <= 5 else 0  # stub
    return positive / (positive + negative)  # stub: return ...


def _rows(first, second):
    """Both classes, from the numbers each is made of."""
    return first * 7, second * 7 + 3


@function_exercise(
    "2.4",
    cases=lambda: [(42, 3), (7, 4), (1, 2), (3, 1)],
    draw=lambda rng: (int(rng.integers(10_000)), int(rng.integers(1, 6))),
    hints=(
        "Which numbers of the list does the first draw read, and which does the second?",
        "Setting a seed puts the bookmark back at the beginning of the list. How often should that happen here?",
    ),
    wrong=[
        ("seeded_again", lambda seed, n: _rows(_draw(n, seed), _draw(n, seed))),
        ("seeded_again", lambda seed, n: _rows(_draw(n, seed), _draw(n, seed + 1))),
        ("order_of_draws", lambda seed, n: _rows(_draw(2 * n, seed)[n:], _draw(2 * n, seed)[:n])),
        ("not_seeded", lambda seed, n: _rows(torch.rand(n), torch.rand(n))),
    ],
    afterwards="Now the two classes are made of different numbers, and the result is repeatable all the same.",
)
def repaired(seed, n):
    torch.manual_seed(seed)
    negatives = torch.rand(n) * 7
    # the second draw reads on where the first one ended  # stub: torch.manual_seed(seed)
    positives = torch.rand(n) * 7 + 3
    return negatives, positives


@value_exercise(
    "2.5",
    hints=(
        "What is the posterior below 5 in this world? Exercise 2.3 computes it.",
        "Below 5 one person in three is positive. What is the best decision there, and how often is it wrong?",
    ),
    wrong={"a": "equal_heights", "b": "model_below_bayes", "c": "model_for_truth"},
    afterwards="Three quarters of all people lie below 5, and one in three of them is called wrongly. So the Bayes "
    "error is one quarter.",
)
def _():
    share_below_5, printed_error = 0.75, 0.375
    explanation = "d"  # stub: explanation = ...  # "a", "b", "c" or "d"
    return explanation


QUIZ = [
    question(
        "A cell draws twenty rows with `torch.rand`. You run it again, without setting a seed. What does it draw?",
        wrong(
            "The same rows",
            "It would, if the cell set the seed. But the bookmark was put at the beginning only once.",
        ),
        right("The next rows of the same list", "Each draw reads on from where the one before it stopped."),
        wrong("Rows of a new list", "It stays with the list that it reads: only another seed chooses another list."),
    ),
    question(
        "`p` has shape (40, 1) and `y` has shape (40,). What is the shape of `p - y`?",
        wrong("(40,)", "PyTorch does not remove the length of 1. It stretches it until it fits."),
        wrong("(40, 1)", "That would be the difference of two columns, but here `y` is flat."),
        wrong(
            "None: it is an error",
            "It runs, and that is the trouble. `nn.BCELoss` refuses such shapes, a minus does not.",
        ),
        right("(40, 40)", "Each `p` meets each `y`, and a mean over all these pairs looks like any other number."),
    ),
    question(
        "In the course's world, with classes of equal size, the model with the reference figures predicts 0.327 at "
        "x = 4. How probable is infection there in truth?",
        wrong("0.327", "That is what the model predicts. The truth is a staircase, and no sigmoid has that shape."),
        wrong(
            "0, because it is called negative",
            "To call somebody negative is a decision. It does not make the probability 0.",
        ),
        right("One half", "Between 3 and 7 both densities are equally high, so x says nothing there."),
    ),
    question(
        "In the same world the cut moves up from 4 to 5. What happens to the error rate among all people?",
        right("It stays", "As many false negatives come as false positives go: inside the overlap it is a trade."),
        wrong(
            "It falls, because false positives disappear",
            "They do disappear, but as many infected people are missed instead.",
        ),
        wrong(
            "It falls, because 5 is the middle",
            "The middle is not special: every cut from 3 to 7 reaches the Bayes error of 2/7.",
        ),
        wrong(
            "It rises, because infected people are missed",
            "They are missed, but as many false positives disappear.",
        ),
    ),
    question(
        "The Bayes error is 0.286. On 40 people a rule has an error of 0.200. What follows?",
        wrong(
            "The rule is better than the Bayes error",
            "No rule is, among all people. But on a few people a rule may be lucky.",
        ),
        wrong(
            "The error was computed wrongly",
            "It may well be right: in about half of all small samples the best rule falls below.",
        ),
        right("Nothing yet", "On 40 people a measured error is typically off by 0.071, and this one is off by 0.086."),
    ),
]
