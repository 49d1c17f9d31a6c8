"""Exercises and quiz of notebook 06: standardising, people in two parts, clustered errors, rare levels, a leak."""

import numpy as np
import torch

from .._exercise import function_exercise, value_exercise
from .._questions import question, right, wrong


def _parts():
    """Training and test rows: the test rows lie elsewhere, are spread more, and are fewer."""
    generator = torch.Generator().manual_seed(6)
    parts = []
    for n_train, n_test, n_features in ((900, 700, 3), (1300, 170, 1)):
        X_train = 4 + 2 * torch.randn(n_train, n_features, generator=generator)
        X_test = 7 + 3 * torch.randn(n_test, n_features, generator=generator)
        parts.append((X_train, X_test))
    return parts


def _any_parts(rng):
    """Columns of other means and spreads, which differ between the parts."""
    n_features = int(rng.integers(1, 4))
    parts = []
    for n_rows in rng.integers(600, 1000, size=2):
        means, spreads = rng.uniform(-9, 9, n_features), rng.uniform(0.3, 6, n_features)
        parts.append(torch.tensor(rng.normal(means, spreads, (n_rows, n_features)), dtype=torch.float32))
    return tuple(parts)


def _scaled(X, by):
    return (X - by.mean(dim=0)) / by.std(dim=0)


def _all_rows(X_train, X_test):
    both = torch.cat([X_train, X_test])
    return _scaled(X_train, both), _scaled(X_test, both)


@function_exercise(
    "6.1",
    cases=_parts,
    draw=_any_parts,
    n_drawn=24,
    hints=(
        "Of which rows may you know the mean before the test rows are there?",
        "The same two numbers for each column go into both lines: the mean and the spread of the training rows.",
        "mean = X_train.mean(dim=0), and the second line is (X_test - mean) / spread.",
    ),
    wrong=[
        ("statistics_of_all_rows", _all_rows),
        ("scale_of_its_own", lambda X_train, X_test: (_scaled(X_train, X_train), _scaled(X_test, X_test))),
        (
            "one_scale_for_all_columns",
            lambda X_train, X_test: tuple((X - X_train.mean()) / X_train.std() for X in (X_train, X_test)),
        ),
        (
            "variance_for_spread",
            lambda X_train, X_test: tuple((X - X_train.mean(dim=0)) / X_train.var(dim=0) for X in (X_train, X_test)),
        ),
        ("statistics_of_the_test_rows", lambda X_train, X_test: (_scaled(X_train, X_test), _scaled(X_test, X_test))),
    ],
    rtol=5e-3,  # whether the variance is divided by n or by n - 1 is no matter here
    atol=5e-3,
    digits="two decimals",
    afterwards="Mean 0 and spread 1 for the training rows; whatever comes out for the test rows.",
)
def standardised(X_train, X_test):
    mean = X_train.mean(dim=0)  # stub: mean = ...
    spread = X_train.std(dim=0)  # stub: spread = ...
    Z_train = (X_train - mean) / spread
    Z_test = (X_test - mean) / spread  # stub: Z_test = ...
    return Z_train, Z_test


def _rows_of_people():
    """The person of each row in two parts; some people are in both, some several times."""
    numbers = [
        ([3, 5, 5, 8], [5, 2, 5, 9, 8]),
        ([11, 12, 13, 11, 11], [14, 11, 15, 12, 16, 17, 12]),
        ([4, 7], [6, 9, 2]),
        ([21, 21, 21, 30, 22], [21, 23]),
    ]
    return [tuple(torch.tensor(part) for part in parts) for parts in numbers]


def _any_rows_of_people(rng):
    n_people = int(rng.integers(3, 12))
    return tuple(torch.tensor(100 + rng.integers(n_people, size=n)) for n in rng.integers(2, 9, size=2))


@function_exercise(
    "6.2",
    cases=_rows_of_people,
    draw=_any_rows_of_people,
    hints=(
        "Take one row of new. Which people would it have to be compared with?",
        "A row counts if its person is anywhere in fitted; a person with three such rows counts three times.",
        "torch.isin(new, fitted) says true or false for each row of new.",
    ),
    wrong=[
        ("people_for_rows", lambda fitted, new: torch.isin(new.unique(), fitted).sum()),
        ("rows_of_the_other_part", lambda fitted, new: torch.isin(fitted, new).sum()),
        ("pairs_for_rows", lambda fitted, new: (new.reshape(-1, 1) == fitted).sum()),
        ("strangers_for_met", lambda fitted, new: (~torch.isin(new, fitted)).sum()),
        ("share_for_number", lambda fitted, new: torch.isin(new, fitted).float().mean()),
    ],
    afterwards="Count it for every split that you are given: where it is not 0, ask why.",
)
def rows_met(fitted, new):
    met = torch.isin(new, fitted)  # stub: ...
    return int(met.sum())  # stub


def _pulls():
    """Slopes of rows, the person of each, and the inverse of a curvature."""
    generator = torch.Generator().manual_seed(8)
    cases = []
    for n, n_people, n_parameters in ((40, 17, 3), (13, 5, 1), (25, 25, 2)):
        person = torch.randint(100, 100 + n_people, (n,), generator=generator)
        of_person = torch.randn(100 + n_people, n_parameters, generator=generator)
        slopes = of_person[person] + torch.randn(n, n_parameters, generator=generator)
        X = torch.randn(n_parameters + 4, n_parameters, generator=generator)
        cases.append((slopes.double(), person, torch.linalg.inv((X.T @ X).double())))
    return cases


def _any_pulls(rng):
    n, n_people, n_parameters = int(rng.integers(3, 8)), int(rng.integers(2, 5)), int(rng.integers(1, 3))
    person = 10 + rng.integers(n_people, size=n)
    slopes = (rng.normal(size=(n_people, n_parameters))[person - 10] + rng.normal(size=(n, n_parameters))).round(2)
    if rng.random() < 0.4:  # at times all of one sign
        slopes = np.abs(slopes) * rng.choice([-1, 1])
    root = rng.uniform(0.3, 1, (n_parameters, n_parameters)).round(1)
    return torch.tensor(slopes), torch.tensor(person), torch.tensor(root @ root.T + np.eye(n_parameters) / 2)


def _totals(slopes, person):
    return torch.stack([slopes[person == who].sum(dim=0) for who in person.unique()])


def _errors(pulls, inverse):
    return torch.sqrt(torch.diag(inverse @ pulls.T @ pulls @ inverse))


def _means(slopes, person):
    return torch.stack([slopes[person == who].mean(dim=0) for who in person.unique()])


def _firsts(slopes, person):
    return torch.stack([slopes[person == who][0] for who in person.unique()])


@function_exercise(
    "6.3",
    cases=_pulls,
    draw=_any_pulls,
    hints=(
        "How many rows should of_person have: one for each test, or one for each person?",
        "Go through person.unique(), and add up the slopes of each person's rows, column by column.",
        "torch.stack([slopes[person == who].sum(dim=0) for who in person.unique()])",
    ),
    wrong=[
        ("rows_for_people", lambda slopes, person, inverse: _errors(slopes, inverse)),
        ("means_of_pulls", lambda slopes, person, inverse: _errors(_means(slopes, person), inverse)),
        ("one_row_of_each", lambda slopes, person, inverse: _errors(_firsts(slopes, person), inverse)),
        ("curvature_alone", lambda slopes, person, inverse: torch.sqrt(torch.diag(inverse))),
        ("no_root", lambda slopes, person, inverse: _errors(_totals(slopes, person), inverse) ** 2),
    ],
    afterwards="The weights stay as they were. Only what may be said of them has changed.",
)
def clustered_errors(slopes, person, inverse):
    people = person.unique()  # stub: of_person = ...
    of_person = torch.stack([slopes[person == who].sum(dim=0) for who in people])  # stub
    middle = of_person.T @ of_person
    return torch.sqrt(torch.diag(inverse @ middle @ inverse))


def _places():
    """Places of training tests and of new tests, by number; rare ones, new ones, and ones that new rows lack."""
    return [
        (torch.tensor([1, 1, 1, 2, 2, 3, 4, 4, 4]), torch.tensor([1, 4, 9, 2, 2, 3, 3]), 3),
        (torch.tensor([7, 7, 5, 6, 6, 6, 7]), torch.tensor([5, 5, 5, 6, 7, 8]), 2),
        (torch.tensor([2, 2, 2, 2]), torch.tensor([3, 3, 3, 3]), 4),
    ]


def _any_places(rng):
    """Places of two parts; at least one place of the training tests stands for itself."""
    min_tests = int(rng.integers(1, 4))
    train = [int(rng.integers(1, 6))] * min_tests + [int(place) for place in rng.integers(1, 7, size=5)]
    new = rng.integers(1, 9, size=int(rng.integers(3, 9)))
    return torch.tensor(train), torch.tensor(new), min_tests


def _one_for_each(learnt_from, places, min_tests, *, strictly=False, with_other=True):
    values, counts = torch.unique(learnt_from, return_counts=True)
    kept = values[counts > min_tests if strictly else counts >= min_tests]
    columns = places.reshape(-1, 1) == kept
    parts = [columns, ~columns.any(dim=1, keepdim=True)] if with_other else [columns]
    return torch.cat(parts, dim=1).float()


@function_exercise(
    "6.4",
    cases=_places,
    draw=_any_places,
    hints=(
        "Print the number of columns for the training rows and for the new rows. What should it be?",
        "From which rows may be learnt which places stand for themselves?",
        "torch.unique must see the training rows; the columns are those of the new rows.",
    ),
    wrong=[
        ("levels_of_the_new_rows", lambda train, new, n: _one_for_each(new, new, n)),
        ("levels_of_all_rows", lambda train, new, n: _one_for_each(torch.cat([train, new]), new, n)),
        ("columns_of_the_training_rows", lambda train, new, n: _one_for_each(train, train, n)),
        ("nowhere_for_the_rare", lambda train, new, n: _one_for_each(train, new, n, with_other=False)),
        ("more_than_at_least", lambda train, new, n: _one_for_each(train, new, n, strictly=True)),
    ],
    tensors_only=True,
    afterwards="Which levels there are is learnt, like a mean or a knot: from the training rows.",
)
def place_columns(train_places, new_places, min_tests):
    found = torch.unique(train_places, return_counts=True)  # stub: found = torch.unique(new_places, return_counts=True)
    places, n_tests = found
    kept = places[n_tests >= min_tests]
    columns = new_places.reshape(-1, 1) == kept
    other = ~columns.any(dim=1, keepdim=True)
    return torch.cat([columns, other], dim=1).float()


@value_exercise(
    "6.5",
    hints=(
        "When is the time of day written into the table, and when is the question asked?",
        "The rows that gave the 0.98 had no part in the training. Which of the four can held-out rows not find?",
    ),
    wrong={"a": "leak_is_skill", "b": "overfitting_for_leak", "d": "constant_for_auc"},
    afterwards="Ask of each column whether you would have it in time; no score on held-out rows asks that for you.",
)
def _():
    auc_at_the_desk, auc_in_the_table = 0.64, 0.98
    explanation = "c"  # stub: explanation = ...  # "a", "b", "c" or "d"
    return explanation


QUIZ = [
    question(
        "Of 2,000 people 100 are infected. A model has accuracy 0.95. What do you know of it?",
        wrong("It finds 95 of the 100", "That is a recall of 0.95. Accuracy counts all people, mostly the healthy."),
        right(
            "Nothing: calling all of them healthy gives 0.95",
            "1,900 of 2,000 are right without a model. Ask for log loss, AUC, recall and precision.",
        ),
        wrong("It is calibrated", "Calibration compares probabilities with shares. Accuracy sees only calls."),
        wrong("It has been overfitted", "Overfitting shows between rows that were fitted and others."),
    ),
    question(
        "Each patient has four visits in the table, and the model will be used for new patients. What is divided at "
        "random?",
        wrong("The visits", "Then most held-out visits are of patients whom the model has met."),
        right("The patients", "The split imitates the use: new patients, so patients are held out, with all visits."),
        wrong("The columns", "Columns are what is known of a visit. The parts differ in rows."),
    ),
    question(
        "A column that is written down after the result has an AUC of 0.513 alone. May the model use it?",
        wrong("Yes: it gives nothing away", "It is not there when the prediction is made, so the model could not run."),
        wrong("Yes, if the held-out AUC stays low", "The leak is in the held-out rows too. No score decides this."),
        right("No: at the desk it is empty", "A leak is a matter of time and not of scores."),
    ),
    question(
        "The odds ratio of a column is 3, and p was 0.5 without it. What is p with it?",
        wrong("1.5", "No probability is. The ratio multiplies the odds."),
        right("0.75", "Odds of 1 become odds of 3, so three in four."),
        wrong("0.515", "That adds 3 percent of one half, and an odds ratio multiplies the odds."),
        wrong("Three times as high", "The odds become three times as high; p would be 1.5."),
    ),
    question(
        "The errors of nine weights are computed anew, clustered by person. What can change?",
        wrong("The weights and the intervals", "The weights come from the loss, which does not ask whose a row is."),
        wrong("The AUC", "AUC is computed from the predictions, and these come from the weights."),
        right(
            "The intervals, and not the weights", "The same weights, with another sum in the middle of the variance."
        ),
    ),
]
