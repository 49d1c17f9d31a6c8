"""Exercises and quiz of notebook 06: standardising, weights undone, choosing and reporting, bootstrap, a leak."""

import numpy as np
import torch

from .. import _drawing
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


def _weighted_logits():
    return [
        (torch.tensor([-2.0, -0.3, 0.0, 0.8, 2.5]), 3.0),
        (torch.linspace(-3, 3, 13).reshape(-1, 1), 16.6),
        (torch.tensor([1.0, -1.5, 0.4]), 0.25),
        (torch.tensor([0.0]), 0.1),
        (torch.tensor([3.0]), 20.0),
    ]


@function_exercise(
    "6.2",
    cases=_weighted_logits,
    draw=lambda rng: (
        *_drawing.flat_or_column(rng, _drawing.numbers(rng, rng.integers(1, 8), -4, 4)),
        _drawing.number(rng, *((0.1, 1) if rng.random() < 0.3 else (1, 20))),
    ),
    hints=(
        "On which scale did the weighting shift the model: on p, on the odds, or on the logits?",
        "Counting positives w times multiplies the odds by w. What does that add to their logarithm?",
        "Take np.log(pos_weight) off the logits, then apply the sigmoid.",
    ),
    wrong=[
        ("sigmoid_is_truth", lambda z, pos_weight: torch.sigmoid(z)),
        ("weighting_on_probability", lambda z, pos_weight: torch.sigmoid(z) / pos_weight),
        ("weight_without_logarithm", lambda z, pos_weight: torch.sigmoid(z - pos_weight)),
        ("weight_without_logarithm", lambda z, pos_weight: torch.sigmoid(z / pos_weight)),
        ("weighted_twice", lambda z, pos_weight: torch.sigmoid(z + np.log(pos_weight))),
        ("weighted_twice", lambda z, pos_weight: torch.sigmoid(z + pos_weight)),
        ("stopped_at_the_logits", lambda z, pos_weight: z - np.log(pos_weight)),
    ],
    afterwards="The order of the people is as before, so AUC is too; only the claims have come down.",
)
def unweighted(z, pos_weight):
    shifted = z - np.log(pos_weight)  # stub: ...
    return torch.sigmoid(shifted)  # stub


def _two_parts():
    """p and y of validation and of test rows, and two costs; no two cuts tie."""
    p = torch.tensor([0.3, 0.9, 0.6, 0.1, 0.8, 0.2, 0.7, 0.4])
    p_other = torch.tensor([0.35, 0.85, 0.15, 0.65, 0.55, 0.25, 0.75, 0.45, 0.05])
    column = torch.linspace(0.04, 0.88, 13).reshape(-1, 1)
    labels = torch.tensor([0.0, 0, 1, 0, 0, 1, 1, 0, 1, 1, 1, 1, 1]).reshape(-1, 1)
    other = torch.linspace(0.02, 0.93, 9).reshape(-1, 1)
    other_labels = torch.tensor([0.0, 1, 0, 0, 0, 1, 0, 1, 1]).reshape(-1, 1)
    return [
        (p, torch.tensor([1.0, 1, 0, 0, 1, 0, 1, 0]), p_other, torch.tensor([0.0, 1, 1, 0, 1, 0, 1, 0, 0]), 1.0, 5.0),
        (p, torch.tensor([1.0, 1, 0, 0, 1, 0, 1, 1]), p_other, torch.tensor([0.0, 1, 0, 1, 0, 0, 1, 1, 0]), 3.0, 1.0),
        (column, labels, other, other_labels, 2.0, 7.0),
        (*_few([0.04, 0.16, 0.01], [1, 1, 0]), *_few([0.03, 0.7], [0, 1]), 3.0, 7.0),
        (*_few([0.83, 0.9, 0.01, 0.69], [1, 1, 1, 0]), *_few([0.82, 0.67], [1, 0]), 8.0, 2.0),
        (*_few([0.04, 0.2, 0.14], [1, 1, 0]), *_few([0.69, 0.4], [1, 0]), 9.0, 3.0),
    ]


def _few(p, y):
    return torch.tensor(p), torch.tensor(y).float()


def _cost(p, y, threshold, cost_fp, cost_fn):
    fp, fn = int(((p >= threshold) & (y == 0)).sum()), int(((p < threshold) & (y == 1)).sum())
    return (cost_fp * fp + cost_fn * fn) / y.numel()


def _any_two_parts(rng):
    """p and y of validation and of test rows; of the first one cut is the cheapest, and cheaper than calling nobody."""
    while True:
        n_v, n_t = rng.integers(2, 9, size=2)
        rows = [*_drawing.probabilities(rng, n_v)], _drawing.labels(rng, n_v)
        others = [*_drawing.probabilities(rng, n_t)], _drawing.labels(rng, n_t)
        if rng.random() < 0.3:
            others[0][0] = rows[0][0]  # somebody of the test rows may stand just on the cut
        p, y, p_t, y_t = _drawing.flat_or_column(rng, *rows, *others)
        costs = _drawing.numbers(rng, 2, 0.5, 9, decimals=1)
        found = sorted([_cost(p, y, t, *costs) for t in p.ravel()] + [_cost(p, y, 2.0, *costs)])
        if found[1] - found[0] > 1e-3 and found[0] < _cost(p, y, 2.0, *costs):
            return p, y, p_t, y_t, *costs


def _best(p, y, cost_fp, cost_fn):
    return min((_cost(p, y, t, cost_fp, cost_fn), t.item()) for t in p.ravel())[1]


def _report(choose_on, report_on, swap=False):
    """An answer that chooses on some rows and reports on others; "v", "t" or "vt"."""

    def answer(p_v, y_v, p_t, y_t, cost_fp, cost_fn):
        rows = {"v": (p_v, y_v), "t": (p_t, y_t), "vt": (torch.cat([p_v, p_t]), torch.cat([y_v, y_t]))}
        costs = (cost_fn, cost_fp) if swap else (cost_fp, cost_fn)
        threshold = _best(*rows[choose_on], *costs)
        return threshold, _cost(*rows[report_on], threshold, cost_fp, cost_fn)

    return answer


def _half(p_v, y_v, p_t, y_t, cost_fp, cost_fn):
    return 0.5, _cost(p_t, y_t, 0.5, cost_fp, cost_fn)


def _summed(p_v, y_v, p_t, y_t, cost_fp, cost_fn):
    threshold, cost = _report("v", "t")(p_v, y_v, p_t, y_t, cost_fp, cost_fn)
    return threshold, cost * y_t.numel()


@function_exercise(
    "6.3",
    cases=_two_parts,
    draw=_any_two_parts,
    hints=(
        "Two steps, on different rows. Which rows may choose, and which may only report?",
        "Notebook 05 built the first step: try every score of p_v as a threshold, and keep the cheapest. Or take "
        "cheapest_threshold from course_utils.metrics.",
        "Then count the false positives and false negatives of p_t at that threshold, and divide what they cost "
        "together by the number of test rows.",
    ),
    wrong=[
        ("tuning_on_test", _report("t", "t")),
        ("tuning_on_test", _report("vt", "t")),
        ("tuning_on_test", _report("vt", "vt")),
        ("reported_where_chosen", _report("v", "v")),
        ("swapped_costs", _report("v", "t", swap=True)),
        ("always_half", _half),
        ("total_cost", _summed),
    ],
    afterwards="The second number is the one to quote. If it disappoints, it has done its work.",
)
def choose_and_report(p_v, y_v, p_t, y_t, cost_fp, cost_fn):
    def cost(p, y, threshold):  # stub: ...
        fp = int(((p >= threshold) & (y == 0)).sum())  # stub
        fn = int(((p < threshold) & (y == 1)).sum())  # stub
        return (cost_fp * fp + cost_fn * fn) / len(y)  # stub
    chosen = min(p_v.ravel().tolist(), key=lambda t: cost(p_v, y_v, t))  # stub
    return chosen, cost(p_t, y_t, chosen)  # stub


def _draws():
    """Calls, truth, and the rows of many draws: each draw one row of the table."""
    generator = torch.Generator().manual_seed(7)
    cases = []
    for n, n_draws, share in ((60, 400, 0.7), (130, 300, 0.4), (30, 60, 1.1)):
        infected = torch.rand(n, generator=generator) < 0.35
        called = torch.where(
            infected, torch.rand(n, generator=generator) < share, torch.rand(n, generator=generator) < 0.15
        )
        cases.append((called, infected, torch.randint(n, (n_draws, n), generator=generator)))
    return cases


def _any_draws(rng):
    """People of whom enough are infected that no draw is without one."""
    n, n_draws = int(rng.integers(40, 90)), int(rng.integers(60, 120))
    infected = rng.permutation(n) < rng.uniform(0.25, 0.6) * n
    called = rng.random(n) < np.where(infected, rng.uniform(0.3, 0.9), rng.uniform(0.1, 0.4))
    return tuple(torch.tensor(values) for values in (called, infected, rng.integers(n, size=(n_draws, n))))


def _quantiles(recalls, ends=(0.025, 0.975)):
    return tuple(torch.quantile(recalls, torch.tensor(ends)).tolist())


def _recalls(called, infected):
    return (called & infected).sum(dim=1) / infected.sum(dim=1)


def _unpaired(called, infected, rows):
    return _quantiles(_recalls(called[rows], infected.expand(rows.shape)))


@function_exercise(
    "6.4",
    cases=_draws,
    draw=_any_draws,
    n_drawn=4,
    hints=(
        "What is the recall of the people as they are? Does it lie where the interval is?",
        "Person i is one person: her call and her truth belong together. What happens to each in a draw?",
        "called[drawn] belongs to the people drawn; what belongs to the same people on the other side of the `&`?",
    ),
    wrong=[
        ("unpaired_draws", _unpaired),
        ("unpaired_draws", lambda called, infected, rows: _quantiles(_recalls(called.expand(rows.shape),
            infected[rows]))),
        (
            "precision_for_recall",
            lambda called, infected, rows: _quantiles(_recalls(infected[rows], called[rows])),
        ),
        (
            "ends_for_90_percent",
            lambda called, infected, rows: _quantiles(_recalls(called[rows], infected[rows]), (0.05, 0.95)),
        ),
        (
            "one_sample_for_the_denominator",
            lambda called, infected, rows: _quantiles((called & infected)[rows].sum(dim=1) / infected.sum()),
        ),
    ],
    tensors_only=True,
    afterwards="Whatever belongs to one person is drawn together: call, truth, and group.",
)  # fmt: skip
def recall_interval(called, infected, rows):
    recalls = []
    for drawn in rows:
        found = called[drawn] & infected[drawn]  # stub: found = called[drawn] & infected
        recalls.append(found.sum() / infected[drawn].sum())  # stub: recalls.append(found.sum() / infected.sum())
    low, high = torch.quantile(torch.stack(recalls), torch.tensor([0.025, 0.975]))
    return low.item(), high.item()


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
        wrong("It finds 95 of the 100", "That is a recall of 0.95. Accuracy counts everybody, mostly the healthy."),
        right(
            "Nothing: calling everybody healthy gives 0.95",
            "1,900 of 2,000 are right without any model. Ask for recall and precision, or for costs.",
        ),
        wrong("It is calibrated", "Calibration compares claims with shares. Accuracy has no claims, only calls."),
        wrong("It has been overfitted", "Overfitting shows between rows that were fitted and others."),
    ),
    question(
        "Which rows give the mean and the spread, by which the test rows are standardised?",
        wrong("The test rows", "Then each person's value depends on who else is tested, and two parts have two units."),
        wrong("All rows together", "Then something of the test rows is known before they are reported on."),
        right("The training rows", "Only these are known when the model is made. The same holds for every other step."),
    ),
    question(
        "A colleague tried five thresholds on the test rows and reports the best cost. What is that number?",
        right(
            "Too good, on average",
            "It is the luckiest of five on these rows. It takes other rows, that chose nothing, to report.",
        ),
        wrong("Right: nothing was trained", "Choosing is fitting, also when only one number is chosen."),
        wrong("Too bad, for the model is older", "The age of the model has nothing to do with it. Choosing flatters."),
    ),
    question(
        "The odds ratio of a column is 3, and p was 0.5 without it. What is p with it?",
        wrong("1.5", "No probability is. The ratio multiplies the odds."),
        right("0.75", "Odds of 1 become odds of 3, so three in four."),
        wrong("0.515", "That adds 3 percent of one half, and an odds ratio multiplies the odds."),
        wrong("Three times as high", "Odds become three times as high. p does so only where it is tiny."),
    ),
    question(
        "You weight the infected so that both classes count the same. What do you get?",
        wrong("A better AUC", "Hardly: the order of the people stays nearly the same, and AUC sees nothing else."),
        wrong("Probabilities that are true at last", "They were near the truth before. Now they are far too high."),
        right(
            "Claims that are too high, and much the same order",
            "The odds are multiplied by the weight. A lower threshold does the same job and leaves the claims true.",
        ),
    ),
]
