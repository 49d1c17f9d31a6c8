"""Exercises and quiz of notebook 05: counts, precision, costs, the area under ROC, prevalence."""

import math

import torch

from .. import _inputs
from .._exercise import function_exercise, value_exercise
from .._questions import question, right, wrong


def _people_with_logits():
    """Logits, labels and a threshold: seven people, one just on it; five; a column of thirteen."""
    return [
        (torch.tensor([1.5, 0.0, -2.0, 0.3, -0.7, 2.2, 0.6]), torch.tensor([1.0, 1.0, 0.0, 0.0, 1.0, 1.0, 0.0]), 0.5),
        (torch.tensor([-1.0, -3.0, 1.0, -2.0, 0.5]), torch.tensor([0.0, 0.0, 1.0, 1.0, 0.0]), 0.2),
        (torch.linspace(-3, 3, 13).reshape(-1, 1), (torch.arange(13) % 3 == 0).float().reshape(-1, 1), 0.7),
    ]


def _anybody_with_logits(rng):
    """One to seven people and a threshold: somebody close to it or on it, nobody so close that rounding decides."""
    z, threshold = _inputs.numbers(rng, rng.integers(1, 8), -4, 4), _inputs.number(rng, 0.05, 0.95)
    z[0] = round(math.log(threshold / (1 - threshold)) + rng.choice([-0.05, 0.05]), 2)
    if rng.random() < 0.3:
        z[0], threshold = 0.0, 0.5
    z = [logit for logit in z if logit == 0 or abs(1 / (1 + math.exp(-logit)) - threshold) > 1e-3] or [5.0]
    return *_inputs.flat_or_column(rng, z, _inputs.labels(rng, len(z))), threshold


def _four(infected, called):
    """TP, FP, FN, TN of two masks."""
    return tuple(int((a & b).sum()) for a in (called, ~called) for b in (infected, ~infected))


def _swapped(infected, called):
    tp, fp, fn, tn = _four(infected, called)
    return tp, fn, fp, tn


@function_exercise(
    "5.1",
    cases=_people_with_logits,
    draw=_anybody_with_logits,
    hints=(
        "What has to happen to a logit before it can be compared with a threshold for probabilities?",
        "The second word of the name is the call, and the first says whether it was right. Which people are called "
        "positive although they are not infected?",
        "called = torch.sigmoid(z) >= threshold; a false positive is ~infected & called.",
    ),
    wrong=[
        ("swapped_fp_fn", lambda z, y, threshold: _swapped(y == 1, torch.sigmoid(z) >= threshold)),
        ("strict_threshold", lambda z, y, threshold: _four(y == 1, torch.sigmoid(z) > threshold)),
        ("threshold_on_logits", lambda z, y, threshold: _four(y == 1, z >= threshold)),
        ("implicit_positive_class", lambda z, y, threshold: _four(y == 0, torch.sigmoid(z) < threshold)),
        ("implicit_positive_class", lambda z, y, threshold: _four(y == 0, torch.sigmoid(z) >= threshold)),
    ],
    afterwards="All four rates of this notebook are made of these four counts.",
)
def four_counts(z, y, threshold):
    infected = y == 1
    called = torch.sigmoid(z) >= threshold  # stub: called = ...
    tp = int((infected & called).sum())
    fp = int((~infected & called).sum())  # stub: fp = ...
    fn = int((infected & ~called).sum())  # stub: fn = ...
    tn = int((~infected & ~called).sum())
    return tp, fp, fn, tn


def _people():
    """Probabilities, labels and a threshold: one person just on it; all below it; none infected above it; a column."""
    return [
        (torch.tensor([0.9, 0.8, 0.5, 0.3, 0.7, 0.2, 0.1]), torch.tensor([1.0, 0.0, 1.0, 1.0, 1.0, 1.0, 0.0]), 0.5),
        (torch.tensor([0.1, 0.4, 0.3]), torch.tensor([0.0, 1.0, 1.0]), 0.9),
        (torch.tensor([0.9, 0.1, 0.8, 0.7]), torch.tensor([0.0, 1.0, 1.0, 0.0]), 0.6),
        (torch.tensor([0.2, 0.6, 0.8]), torch.tensor([1.0, 0.0, 0.0]), 0.4),
        (torch.tensor([0.1, 0.2]), torch.tensor([1.0, 0.0]), 0.15),
        (torch.tensor([0.01, 0.99]), torch.tensor([0.0, 1.0]), 0.005),
        (torch.tensor([0.01, 0.99]), torch.tensor([0.0, 1.0]), 0.015),
        (torch.tensor([0.01, 0.99]), torch.tensor([0.0, 1.0]), 0.995),
        (torch.linspace(0.05, 0.95, 13).reshape(-1, 1), (torch.arange(13) % 3 == 0).float().reshape(-1, 1), 0.4),
    ]


def _anybody(rng):
    """One to seven people and a threshold: on somebody, next to somebody, or far off; at times all called are well."""
    n = int(rng.integers(1, 8))
    p, y = _inputs.probabilities(rng, n), _inputs.labels(rng, n)
    near = p[0] if rng.random() < 0.7 else _inputs.number(rng, 0.01, 0.98)
    threshold = round(near + rng.choice([-0.005, 0.005]), 3)
    if rng.random() < 0.3:
        p[0] = threshold = (0.25, 0.5, 0.75)[rng.integers(3)]
    if rng.random() < 0.25:
        y = [0.0 if score >= threshold else label for score, label in zip(p, y, strict=True)]
    return *_inputs.flat_or_column(rng, p, y), threshold


def _share(part, of):
    """The share of a group that belongs to another one, or nan if nobody is in it."""
    return (part & of).sum() / of.sum()


def _precision_of_nobody(value):
    return lambda p, y, threshold: torch.nan_to_num(_share(y == 1, p >= threshold), nan=value)


def _recall(p, y, threshold):
    return _share(p >= threshold, y == 1)


@function_exercise(
    "5.2",
    cases=_people,
    draw=_anybody,
    hints=(
        "Which group of people does the question ask about, and which share of this group?",
        "Count those called positive, and the infected among them. What if the first count is 0?",
        "With `if n_called == 0: return math.nan` the rest is one division.",
    ),
    wrong=[
        ("undefined_precision", _precision_of_nobody(0.0)),
        ("undefined_precision", _precision_of_nobody(1.0)),
        ("recall_for_precision", _recall),
        (
            "recall_for_precision",
            lambda p, y, threshold: _recall(p, y, threshold) if (p >= threshold).any() else torch.tensor(math.nan),
        ),
        ("strict_threshold", lambda p, y, threshold: _share(y == 1, p > threshold)),
        ("implicit_positive_class", lambda p, y, threshold: _share(y == 0, p < threshold)),
    ],
    wrong_errors={"undefined_precision": "ZeroDivisionError"},
    afterwards="A nan leaves a gap in a curve. A number in its place would look as if somebody had measured it.",
)
def precision_at(p, y, threshold):
    called = p >= threshold  # stub: ...
    n_called = int(called.sum())  # stub
    if n_called == 0:  # stub
        return math.nan  # stub
    return int((called & (y == 1)).sum()) / n_called  # stub


def _people_with_costs():
    """Probabilities, labels and the costs of a false positive and a false negative."""
    p = torch.tensor([0.3, 0.9, 0.6, 0.1, 0.8, 0.2, 0.7, 0.4])
    column = torch.linspace(0.04, 0.88, 13).reshape(-1, 1)
    labels = torch.tensor([0.0, 0, 1, 0, 0, 1, 1, 0, 1, 1, 1, 1, 1]).reshape(-1, 1)
    return [
        (p, torch.tensor([1.0, 1, 0, 0, 1, 0, 1, 0]), 1.0, 5.0),
        (p, torch.tensor([1.0, 1, 0, 0, 1, 0, 1, 1]), 3.0, 1.0),
        (column, labels, 2.0, 7.0),
        (torch.tensor([0.5, 0.3, 0.7, 0.9]), torch.tensor([1.0, 0, 0, 1]), 4.0, 0.5),
        (torch.tensor([0.8, 0.4]), torch.tensor([0.0, 1]), 2.0, 9.0),
        (torch.tensor([0.03, 0.04, 0.02]), torch.tensor([0.0, 1, 0]), 3.0, 2.0),
        (torch.tensor([0.4, 0.9, 0.2]), torch.tensor([1.0, 0, 1]), 9.0, 6.0),
    ]


def _cost(p, y, threshold, cost_fp, cost_fn):
    """Cost per person at one threshold."""
    _, fp, fn, _ = _four(y == 1, p >= threshold)
    return (cost_fp * fp + cost_fn * fn) / y.numel()


def _cheapest(p, y, cost_fp, cost_fn):
    """Threshold and cost per person of the cheapest score."""
    cost, threshold = min((_cost(p, y, t, cost_fp, cost_fn), t.item()) for t in p.ravel())
    return threshold, cost


def _anybody_with_costs(rng):
    """Two to eight people and two costs; one cut is the cheapest, and cheaper than calling nobody."""
    while True:
        n = int(rng.integers(2, 9))
        p, y = _inputs.flat_or_column(rng, _inputs.probabilities(rng, n), _inputs.labels(rng, n))
        costs = _inputs.numbers(rng, 2, 0.5, 9, decimals=1)
        found = sorted([_cost(p, y, t, *costs) for t in p.ravel()] + [_cost(p, y, 2.0, *costs)])
        if found[1] - found[0] > 1e-3 and found[0] < _cost(p, y, 2.0, *costs):
            return p, y, *costs


def _at(threshold_of):
    """A wrong answer that takes its threshold elsewhere, with what it really costs."""

    def answer(p, y, cost_fp, cost_fn):
        threshold = threshold_of(p, y, cost_fp, cost_fn)
        return threshold, _cost(p, y, threshold, cost_fp, cost_fn)

    return answer


def _swapped_costs(p, y, cost_fp, cost_fn):
    return _cheapest(p, y, cost_fn, cost_fp)


def _cheapest_summed(p, y, cost_fp, cost_fn):
    threshold, cost = _cheapest(p, y, cost_fp, cost_fn)
    return threshold, cost * y.numel()


def _cheapest_strict(p, y, cost_fp, cost_fn):
    costs = {t.item(): _cost(p, y, torch.nextafter(t, 2 * t), cost_fp, cost_fn) for t in p.ravel()}
    threshold = min(costs, key=costs.get)
    return threshold, costs[threshold]


@function_exercise(
    "5.3",
    cases=_people_with_costs,
    draw=_anybody_with_costs,
    hints=(
        "What do all the mistakes together cost at one threshold? Write that down, then try each score.",
        "At a threshold t the false positives are (p >= t) & (y == 0), each at cost_fp; the false negatives are "
        "(p < t) & (y == 1), each at cost_fn. Divide by the number of people.",
    ),
    wrong=[
        ("always_half", _at(lambda p, y, cost_fp, cost_fn: 0.5)),
        ("always_half", lambda p, y, cost_fp, cost_fn: _cheapest(p, y, 1, 1)),
        ("always_half", _at(lambda p, y, cost_fp, cost_fn: _cheapest(p, y, 1, 1)[0])),
        ("swapped_costs", _swapped_costs),
        ("swapped_costs", _at(lambda *arguments: _swapped_costs(*arguments)[0])),
        ("rule_for_calibrated", _at(lambda p, y, cost_fp, cost_fn: cost_fp / (cost_fp + cost_fn))),
        ("total_cost", _cheapest_summed),
        ("strict_threshold", _cheapest_strict),
    ],
    afterwards="It is the cheapest on these rows, on which you chose it. Report what it costs on other rows.",
)
def cheapest_cut(p, y, cost_fp, cost_fn):
    best, lowest_cost = None, math.inf
    for threshold in p.ravel():
        called = p >= threshold  # stub: ...
        fp = int((called & (y == 0)).sum())  # stub
        fn = int((~called & (y == 1)).sum())  # stub
        cost = (cost_fp * fp + cost_fn * fn) / len(y)  # stub
        if cost < lowest_cost:  # stub
            best, lowest_cost = threshold.item(), cost  # stub
    return best, lowest_cost


def _scored_people():
    """Logits and labels: scores that sort well, well in a column, the wrong way round, and two close to each other."""
    p = torch.tensor([0.95, 0.85, 0.7, 0.55, 0.45, 0.3, 0.25, 0.15, 0.05])
    column = torch.linspace(0.08, 0.92, 13).reshape(-1, 1)
    labels = torch.tensor([0.0, 0, 0, 1, 0, 0, 1, 0, 1, 0, 1, 1, 1]).reshape(-1, 1)
    return [
        (torch.logit(p), torch.tensor([1.0, 1.0, 0.0, 1.0, 1.0, 0.0, 1.0, 0.0, 0.0])),
        (torch.logit(column), labels),
        (torch.logit(p), torch.tensor([0.0, 0.0, 1.0, 0.0, 0.0, 1.0, 0.0, 1.0, 1.0])),
        (torch.logit(torch.tensor([0.505, 0.495, 0.985, 0.005])), torch.tensor([1.0, 0.0, 1.0, 0.0])),
        (torch.tensor([1.5, -0.5]), torch.tensor([0.0, 1.0])),
    ]


def _anybody_scored(rng):
    """Two to eight people, some of them close together, and between two of them always a hundredth."""
    n, start = int(rng.integers(2, 9)), int(rng.choice([0, 90, rng.integers(90)]))
    places = rng.permutation(100)[:n] if rng.random() < 0.3 else start + rng.permutation(10)[:n]
    p, y = _inputs.flat_or_column(rng, [int(k) / 100 + 0.005 for k in places], _inputs.labels(rng, n))
    return torch.logit(p), y


def _area(scores, y, thresholds):
    recall = torch.stack([(scores[y == 1] >= t).float().mean() for t in thresholds])
    fpr = torch.stack([(scores[y == 0] >= t).float().mean() for t in thresholds])
    return torch.trapezoid(recall, fpr)


def _area_on_logits(logits, y):
    return _area(logits, y, torch.linspace(1, 0, 101))


def _area_on_p(logits, y):
    return _area_on_logits(torch.sigmoid(logits), y)


def _never_below_half(area_of):
    def answer(logits, y):
        found = area_of(logits, y)
        return torch.maximum(found, 1 - found)

    return answer


@function_exercise(
    "5.4",
    cases=_scored_people,
    draw=_anybody_scored,
    n_drawn=16,  # each is compared with 101 thresholds
    hints=(
        "Where does the curve begin, and where does it end? Print the first and the last of the false positive rates.",
        "It must end in the corner (1, 1), where everybody is called positive. Which logits lie below the last "
        "threshold?",
        "The thresholds run from 1 to 0, as probabilities do. What is compared with them?",
    ),
    wrong=[
        ("threshold_on_logits", _area_on_logits),
        ("threshold_on_logits", lambda logits, y: 1 - _area_on_logits(logits, y)),
        ("threshold_on_logits", lambda logits, y: _area_on_logits(-logits, y)),
        ("threshold_on_logits", _never_below_half(_area_on_logits)),
        ("auc_below_half", _never_below_half(_area_on_p)),
    ],
    tensors_only=True,
    afterwards="An area far below one half can mean that the scores point the wrong way. Here it meant that a part of "
    "the curve was missing.",
)
def area(logits, y):
    recall, fpr = [], []
    for threshold in torch.linspace(1, 0, 101):
        called = torch.sigmoid(logits) >= threshold  # stub: called = logits >= threshold
        recall.append(called[y == 1].float().mean())
        fpr.append(called[y == 0].float().mean())
    return torch.trapezoid(torch.stack(recall), torch.stack(fpr))


@value_exercise(
    "5.5",
    hints=(
        "0.075 is a share of which people? Count them.",
        "How many of the infected test positive, and how many of the healthy?",
    ),
    wrong={"a": "positive_is_infected", "b": "recall_for_precision", "d": "accuracy_under_imbalance"},
    afterwards="8 of 107 positive results are infections. A positive result has multiplied the odds of infection "
    "by 8, and the probability went from 0.01 to 0.075: more than before, and still far below one half.",
)
def _():
    leaflet = {"sensitivity": 0.8, "specificity": 0.9}
    n_sick, n_well, printed_ppv = 10, 990, 0.075
    explanation = "c"  # stub: explanation = ...  # "a", "b", "c" or "d"
    return explanation


QUIZ = [
    question(
        "Somebody else's confusion matrix. How many infected people were missed?",
        wrong(
            "30",
            "This number stands where the notebook's table has the misses, but here the rows are the calls. These 30 "
            "are healthy people who were called positive, so they are false alarms. Read both headings before the "
            "numbers.",
        ),
        right(
            "5",
            "They are truly positive and were called negative, so they are false negatives. The headings tell you "
            "that, and not the place in the table.",
        ),
        wrong("45", "These are infected people who were called positive, so they were found."),
        wrong("35", "This adds up all the mistakes, but 30 of them are false alarms."),
        table=[
            ["", "truly negative", "truly positive"],
            ["called negative", "120", "5"],
            ["called positive", "30", "45"],
        ],
    ),
    question(
        "You raise the threshold from 0.5 to 0.6. What is certain?",
        wrong("Precision rises", "It may fall, for those who leave the group called positive may all be infected."),
        wrong("FP falls", "It stays as it is if no healthy person has a probability between 0.5 and 0.6."),
        wrong(
            "Weight and bias change",
            "Moving the threshold retrains nothing: the curve stays, and a line across it moves."
        ),
        right(
            "Recall does not rise",
            "Nobody is called positive who was not called positive before, so no further infected person is found.",
        ),
    ),
    question(
        "Of 1,000 people 20 are infected, and a model calls everybody negative. What do the rates say?",
        wrong(
            "Accuracy 0.98, so it is a good model",
            "It finds nobody. Where one class is rare, its misses hardly show in the accuracy.",
        ),
        wrong(
            "Accuracy 0.98, recall 0, precision 0",
            "Precision asks about those called positive, and here there are none."
        ),
        right(
            "Accuracy 0.98, recall 0, no precision",
            "It is right about 980 of 1,000 and finds none of the 20. Nobody is called positive, so there is no group "
            "to take a share of. Do not look at accuracy alone.",
        ),
    ),
    question(
        "The probabilities are calibrated; a false alarm costs 1, a miss 9. Above which p is a positive call cheaper?",
        right("0.1", "It is 1 / (1 + 9). There the two calls cost the same on average, 0.9 times 1 and 0.1 times 9."),
        wrong(
            "0.5",
            "That is the rule for equal costs. At 0.5 a negative call costs 4.5 on average and a positive one 0.5."
        ),
        wrong("0.9", "This has the two costs swapped. It would be right if a false alarm cost 9 and a miss 1."),
    ),
    question(
        "You try 41 thresholds on 40 rows. The best has an error of 0.25. What do you report?",
        wrong(
            "0.25, for nothing was trained",
            "Choosing is fitting. The best of 41 thresholds on these rows is also the one that they flatter most.",
        ),
        wrong("The mean error of the 41", "This includes 40 thresholds that you will not use."),
        right(
            "The error of the chosen one on other rows",
            "Rows that chose nothing do not flatter the choice. Choose on some rows and report once, on others.",
        ),
    ),
]
