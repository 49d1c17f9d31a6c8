"""Exercises and quiz of notebook 07: weights undone, choose and report, net benefit, people drawn, a difference."""

import numpy as np
import torch

from .. import _inputs
from .._exercise import function_exercise, value_exercise
from .._questions import question, right, wrong


def _weighted_logits():
    return [
        (torch.tensor([-2.0, -0.3, 0.0, 0.8, 2.5]), 3.0),
        (torch.linspace(-3, 3, 13).reshape(-1, 1), 16.6),
        (torch.tensor([1.0, -1.5, 0.4]), 0.25),
    ]


@function_exercise(
    "7.1",
    cases=_weighted_logits,
    draw=lambda rng: (
        *_inputs.flat_or_column(rng, _inputs.numbers(rng, rng.integers(1, 8), -4, 4)),
        _inputs.number(rng, *((0.1, 1) if rng.random() < 0.3 else (1, 20))),
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
    afterwards="A shift keeps the order of the people, so the AUC of these logits stays. It puts the level right; "
    "whether each single probability is right, only rows can tell.",
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
        rows = [*_inputs.probabilities(rng, n_v)], _inputs.labels(rng, n_v)
        others = [*_inputs.probabilities(rng, n_t)], _inputs.labels(rng, n_t)
        if rng.random() < 0.3:
            others[0][0] = rows[0][0]  # somebody of the test rows may stand just on the cut
        p, y, p_t, y_t = _inputs.flat_or_column(rng, *rows, *others)
        costs = _inputs.numbers(rng, 2, 0.5, 9, decimals=1)
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
    "7.2",
    cases=_two_parts,
    draw=_any_two_parts,
    hints=(
        "Two steps, on different rows. Which rows may choose, and which may only report?",
        "Notebook 05 built the first step: try each score of p_v as a threshold, and keep the cheapest. Or take "
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


def _people_at_a_price():
    """p, y and a price: somebody on the threshold, somebody between 1/(1 + c) and 1/c; a column; nobody called;
    about as much as nobody."""
    return [
        (torch.tensor([0.25, 0.3, 0.1, 0.9, 0.2, 0.6]), torch.tensor([1.0, 0, 0, 1, 1, 0]), 3.0),
        (torch.tensor([0.5, 0.7, 0.4, 0.1]), torch.tensor([1.0, 0, 1, 0]), 1.0),
        (torch.linspace(0.02, 0.62, 13).reshape(-1, 1), (torch.arange(13) % 3 == 0).float().reshape(-1, 1), 9.0),
        (torch.tensor([0.04, 0.02, 0.03]), torch.tensor([0.0, 1, 0]), 4.0),
        (torch.tensor([0.3, 0.4, 0.7, 0.1, 0.2, 0.05, 0.15, 0.12]), torch.tensor([1.0, 0, 0, 0, 1, 0, 0, 0]), 3.0),
    ]


def _anybody_at_a_price(rng):
    """A few people and a price: somebody next to the threshold or on it; nobody so close that rounding decides."""
    while True:
        n, price = int(rng.integers(2, 9)), float(rng.integers(1, 10))
        p, y = _inputs.probabilities(rng, n), _inputs.labels(rng, n)
        p[0] = round(1 / (1 + price) + rng.choice([-0.02, 0.01, 0.02]), 2)
        if price in (1, 3, 7) and rng.random() < 0.3:
            p[0] = 1 / (1 + price)
        if all(score == 1 / (1 + price) or abs(score - 1 / (1 + price)) > 1e-3 for score in p):
            return *_inputs.flat_or_column(rng, p, y), price


def _benefit(threshold_of=lambda price: 1 / (1 + price), weight_of=lambda price: 1 / price, strict=False, sized=True):
    """An answer with another threshold, another price of a false alarm, or another end."""

    def answer(p, y, price):
        called = p > threshold_of(price) if strict else p >= threshold_of(price)
        tp, fp = int((called & (y == 1)).sum()), int((called & (y == 0)).sum())
        return (tp - fp * weight_of(price)) / (y.numel() if sized else 1)

    return answer


@function_exercise(
    "7.3",
    cases=_people_at_a_price,
    draw=_anybody_at_a_price,
    hints=(
        "From which probability on is a call cheaper, if a false alarm costs 1 and a miss costs `price`, as regrets?",
        "Count the true positives and the false positives at that threshold. How much of a person found does one "
        "false alarm cost?",
        "The threshold is 1 / (1 + price), and the net benefit is (tp - fp / price) / n.",
    ),
    wrong=[
        ("consequences_for_regrets", _benefit(lambda price: 1 / price)),
        ("always_half", _benefit(lambda price: 0.5)),
        ("false_alarms_at_full_price", _benefit(weight_of=lambda price: 1)),
        ("false_alarms_at_full_price", _benefit(weight_of=lambda price: price)),
        ("strict_threshold", _benefit(strict=True)),
        ("total_cost", _benefit(sized=False)),
    ],
    afterwards="With ones in place of p the same function gives the net benefit of calling everybody, and whatever "
    "is worth less than that is not worth its columns.",
)
def benefit_at(p, y, price):
    called = p >= 1 / (1 + price)  # stub: ...
    tp = int((called & (y == 1)).sum())  # stub
    fp = int((called & (y == 0)).sum())  # stub
    return (tp - fp / price) / len(y)  # stub


def _tested(n_people, most, generator):
    """The person of each test: everybody has at least one."""
    n_tests = torch.randint(1, most + 1, (n_people,), generator=generator)
    return torch.repeat_interleave(torch.arange(n_people), n_tests)


def _draws_of_people():
    """Calls and truth of the tests, the person of each, and the people of many draws: each draw one row."""
    generator = torch.Generator().manual_seed(7)
    cases = []
    for n_people, most, n_draws, found in ((40, 4, 300, 0.7), (60, 2, 200, 0.4), (25, 6, 120, 0.6)):
        person = _tested(n_people, most, generator)
        infected = (torch.rand(n_people, generator=generator) < 0.4)[person]
        luck = torch.rand(len(person), generator=generator)
        called = torch.where(infected, luck < found, luck < 0.15)
        cases.append((called, infected, person, torch.randint(n_people, (n_draws, n_people), generator=generator)))
    return cases


def _any_draws_of_people(rng):
    """People of whom enough are infected that no draw is without one."""
    n_people, n_draws = int(rng.integers(30, 60)), int(rng.integers(60, 120))
    person = torch.repeat_interleave(torch.arange(n_people), torch.tensor(rng.integers(1, 5, n_people)))
    infected = (rng.permutation(n_people) < rng.uniform(0.3, 0.6) * n_people)[person.numpy()]
    called = rng.random(len(person)) < np.where(infected, rng.uniform(0.3, 0.9), rng.uniform(0.1, 0.4))
    draws = torch.tensor(rng.integers(n_people, size=(n_draws, n_people)))
    return torch.tensor(called), torch.tensor(infected), person, draws


def _quantiles(recalls, ends=(0.025, 0.975)):
    return tuple(torch.quantile(recalls, torch.tensor(ends)).tolist())


def _times(person, draws):
    """How often each test is in each draw of people."""
    n_people = int(person.max()) + 1
    return torch.stack([torch.bincount(drawn, minlength=n_people) for drawn in draws])[:, person]


def _shares(times, part, of):
    return (times * (part & of)).sum(dim=1) / (times * of).sum(dim=1)


def _once(called, infected, person, draws):
    return _quantiles(_shares((_times(person, draws) > 0).long(), called, infected))


def _tests_drawn(called, infected, person, draws):
    return _quantiles((called & infected)[draws].sum(dim=1) / infected[draws].sum(dim=1))


@function_exercise(
    "7.4",
    cases=_draws_of_people,
    draw=_any_draws_of_people,
    n_drawn=4,
    hints=(
        "Drawn with replacement, a person may come three times. How often do her tests count then, and how often here?",
        "torch.isin answers yes or no. What is needed is a count: how often each person is among the drawn.",
        "torch.bincount(drawn, minlength=draws.shape[1]) counts the people; [person] hands the count to each test.",
    ),
    wrong=[
        ("drawn_once", _once),
        ("tests_for_people", _tests_drawn),
        (
            "precision_for_recall",
            lambda called, infected, person, draws: _quantiles(_shares(_times(person, draws), infected, called)),
        ),
        (
            "ends_for_90_percent",
            lambda called, infected, person, draws: _quantiles(
                _shares(_times(person, draws), called, infected), (0.05, 0.95)
            ),
        ),
        (
            "one_sample_for_the_denominator",
            lambda called, infected, person, draws: _quantiles(
                (_times(person, draws) * (called & infected)).sum(dim=1) / infected.sum()
            ),
        ),
    ],
    tensors_only=True,
    afterwards="Whoever is drawn twice counts twice, with all of her tests. Else about a third of the people are "
    "missing from each draw and nobody takes their place.",
)
def recall_interval(called, infected, person, draws):
    recalls = []
    for drawn in draws:
        times = torch.bincount(drawn, minlength=draws.shape[1])[person]  # stub: times = torch.isin(person, drawn)
        recalls.append((times * (called & infected)).sum() / (times * infected).sum())
    low, high = torch.quantile(torch.stack(recalls), torch.tensor([0.025, 0.975]))
    return low.item(), high.item()


@value_exercise(
    "7.5",
    hints=(
        "Which rows does each of the three intervals rest on? What happens to a person whom both rules miss?",
        "A miss that both rules make is in both costs. Is it in the difference?",
    ),
    wrong={"a": "overlap_for_difference", "c": "small_number_small_error", "d": "interval_for_each_person"},
    afterwards="Compare rules by the difference on the same people. That B is cheaper holds at these prices and for "
    "such people; that it holds because nothing was chosen on them is the other half of the question.",
)
def _():
    n_people, cost_a, cost_b, difference = 1_500, 0.80, 0.76, -0.04
    ends_a, ends_b, ends_difference = (0.70, 0.90), (0.66, 0.86), (-0.06, -0.02)
    explanation = "b"  # stub: explanation = ...  # "a", "b", "c" or "d"
    return explanation


QUIZ = [
    question(
        "A model gives everybody the share of the training rows as p. On rows like these it is …",
        wrong("… neither calibrated nor useful", "On average its p comes true, so it is calibrated in the large."),
        right(
            "… calibrated, and useless",
            "Its level is right, and it puts nobody before anybody else. A decision needs both level and order.",
        ),
        wrong("… calibrated, and therefore useful", "All people get the same call, with the model or without it."),
    ),
    question(
        "A room costs 1 whoever is in it, and an infected person in the waiting room costs 20. From which p on is a "
        "room cheaper?",
        right("1/20", "A room costs 1 and no room costs 20 p on average. They are equal at p = 1/20."),
        wrong("1/21", "That is for regrets of 1 and 20. A person who is found needs a room too: the regret is 19."),
        wrong("1/2", "That is for two mistakes of equal price."),
        wrong("0.057", "The share of positive tests is no price."),
    ),
    question(
        "On the rows that chose it, a threshold is cheaper than the rule, and the interval of the difference does not "
        "contain 0. What follows?",
        wrong("It is cheaper for others too", "The interval takes the threshold as given, and these rows chose it."),
        wrong("The rule is not calibrated", "A rule can be right and lose where another was picked as the best."),
        right(
            "Little: ask rows that did not choose",
            "On the rows that choose, the best of many cannot lose. Other rows can say what is left of it.",
        ),
    ),
    question(
        "You weight the positive rows, and then take the logarithm of the weight off the logits. What do you have?",
        wrong("The former model", "Its level, but single probabilities and some pairs have changed."),
        right(
            "About the former level, with other single probabilities",
            "The shift is exact where the form is right, as for one yes-or-no column. Elsewhere the fit is another.",
        ),
        wrong("A better order", "Nothing in the weighting aims at the order. It can change either way."),
    ),
    question(
        "The interval of a weight contains 0. Can the column decide who is called?",
        wrong("No, its effect is 0", "That the rows cannot tell it from 0 does not make it 0."),
        wrong("Only if its weight is above 0", "The sign says who is called more, not how many stand near the step."),
        right(
            "Yes, if many people stand near the threshold",
            "A small push moves all of them across. In this notebook it moved more than half of a difference.",
        ),
    ),
]
