"""Answers to hw3: four counts, a cost, the cheapest threshold, and its difference from calling everybody."""

from ._changed import changed

RIGHT = {
    "NumPy, with course_utils": {
            "four-counts": """
import numpy as np
from course_utils.metrics import confusion_counts
def four_counts(y, p, threshold):
    counts = confusion_counts(y, p, min(float(threshold), 2.0))
    return counts.tp, counts.fp, counts.fn, counts.tn
""",
            "cheapest-threshold": """
from course_utils import metrics
def cheapest_threshold(y, p, cost_fp, cost_fn):
    return metrics.cheapest_threshold(y, p, cost_fp=cost_fp, cost_fn=cost_fn)[0]
""",
            "choice": """
costs = 1, 20
chosen_threshold = torch.tensor(cheapest_threshold(y_validation, p_validation, *costs))
reported_cost = torch.tensor(cost_per_row(y_test, p_test, float(chosen_threshold), *costs))
""",
            "comparison": """
from course_utils import metrics
from course_utils.bootstrap import bootstrap_interval
def cost(y, p, threshold):
    return metrics.expected_cost(metrics.confusion_counts(y, p, float(threshold)), cost_fp=1, cost_fn=20)
default_threshold = min([0.0, np.inf], key=lambda t: cost(y_validation, p_validation, t))
added = np.where(p_test >= float(chosen_threshold), 1 - y_test, 20 * y_test) - (1 - y_test)
difference = cost(y_test, p_test, chosen_threshold) - cost(y_test, p_test, default_threshold)
low, high = bootstrap_interval(np.mean, added, groups=person_test, seed=5)
""",
        },
    "plain loops": {
            "four-counts": """
import numpy as np
def four_counts(y, p, threshold):
    tp = fp = fn = tn = 0
    for label, probability in zip(y, p):
        if probability >= threshold:
            if label == 1:
                tp += 1
            else:
                fp += 1
        elif label == 1:
            fn += 1
        else:
            tn += 1
    return [tp, fp, fn, tn]
""",
            "cheapest-threshold": """
def cheapest_threshold(y, p, cost_fp, cost_fn):
    candidates = sorted(set(p.tolist()), reverse=True)
    below = [(a + b) / 2 for a, b in zip(candidates, candidates[1:])] + [candidates[-1]]
    best, lowest = candidates[0] + 1, cost_fn * sum(y) / len(y)
    fp, fn = 0, sum(y)
    for threshold, score in zip(below, candidates):
        fp += sum(1 - y[p == score])
        fn -= sum(y[p == score])
        cost = (cost_fp * fp + cost_fn * fn) / len(y)
        if cost < lowest - 1e-12:
            best, lowest = threshold, cost
    return best
""",
            "comparison": """
import random
default_threshold = 0
added, of_person = [], {}
for label, probability, person in zip(y_test.tolist(), p_test.tolist(), person_test.tolist()):
    cost = (1 - label) if probability >= chosen_threshold else 20 * label
    added.append(cost - (1 - label))
    total, n = of_person.get(person, (0, 0))
    of_person[person] = total + added[-1], n + 1
difference = sum(added) / len(added)
random.seed(8)
draws = []
for _ in range(2000):
    drawn = random.choices(list(of_person.values()), k=len(of_person))
    draws.append(sum(total for total, n in drawn) / sum(n for total, n in drawn))
low, high = sorted(draws)[50], sorted(draws)[1949]
""",
        },
    "PyTorch": {
            "four-counts": """
import numpy as np
import torch
def four_counts(y, p, threshold):
    y, called = torch.as_tensor(y) == 1, torch.as_tensor(p) >= threshold
    return (y & called).sum(), (~y & called).sum(), (y & ~called).sum(), (~y & ~called).sum()
""",
            "cost-per-person": """
def cost_per_row(y, p, threshold, cost_fp, cost_fn):
    tp, fp, fn, tn = four_counts(y, p, threshold)
    return (cost_fp * fp + cost_fn * fn) / len(y)
""",
            "cheapest-threshold": """
def cheapest_threshold(y, p, cost_fp, cost_fn):
    thresholds = torch.cat([torch.unique(torch.as_tensor(p)), torch.tensor([torch.inf])]).flip(0)
    costs = torch.stack([cost_per_row(y, p, threshold, cost_fp, cost_fn) for threshold in thresholds])
    return thresholds[int(torch.argmin(costs))]
""",
            "comparison": """
from course_utils.bootstrap import bootstrap_interval
default_threshold = torch.tensor(0.0)
def added_cost(y, p):
    costs = [cost_per_row(y, p, threshold, 1, 20) for threshold in (chosen_threshold, default_threshold)]
    return costs[0] - costs[1]
difference = added_cost(y_test, p_test)
low, high = torch.tensor(bootstrap_interval(added_cost, y_test, p_test, groups=person_test, seed=5))
""",
        },
}


def cheapest(result):
    return {"cheapest-threshold": f"def cheapest_threshold(y, p, cost_fp, cost_fn):\n    return {result}"}


def choice(threshold):
    cost = "cost_per_row(y_test, p_test, chosen_threshold, 1, 20)"
    return {"choice": f"chosen_threshold = {threshold}\nreported_cost = {cost}"}


INTERVAL = "low, high = bootstrap_interval(added_cost, y_test, p_test, groups=person_test, seed=5)"
EVALUATED = "difference = added_cost(y_test, p_test)"

# the answer, the visible test that fails, and words of its message
WRONG = {
    "counts: FP and FN swapped": (
        changed("hw3", "four-counts", ("int(tp), int(fp), int(fn)", "int(tp), int(fn), int(fp)")),
        "four-counts-tests", "FP and FN have changed places",
    ),
    "counts: positive class swapped": (
        changed("hw3", "four-counts", ("y == 1", "y == 0"), (">=", "<")),
        "four-counts-tests", "classes have changed places",
    ),
    "counts: labels turned round only": (
        changed("hw3", "four-counts", ("y == 1", "y == 0")),
        "four-counts-tests", "classes have changed places",
    ),
    "counts: called below the threshold": (
        changed("hw3", "four-counts", ("p >=", "p <")),
        "four-counts-tests", "not those below",
    ),
    "counts: above in place of at or above": (
        changed("hw3", "four-counts", ("p >=", "p >")),
        "four-counts-tests", "at or above",
    ),
    "counts: order of TP, TN, FP, FN": (
        changed("hw3", "four-counts", ("int(fp), int(fn), int(tn)", "int(tn), int(fp), int(fn)")),
        "four-counts-tests", "expected TP 3, FP 1, FN 3, TN 6",
    ),
    "counts: one forgotten": (
        changed("hw3", "four-counts", (", int(tn)", "")),
        "four-counts-tests", "four counts were expected",
    ),
    "cost: sum for mean": (
        changed("hw3", "cost-per-person", (" / (tp + fp + fn + tn)", "")),
        "cost-per-person-tests", "all mistakes",
    ),
    "cost: mean over the mistakes": (
        changed("hw3", "cost-per-person", ("tp + fp + fn + tn", "fp + fn")),
        "cost-per-person-tests", "by all rows",
    ),
    "cost: prices swapped": (
        changed("hw3", "cost-per-person", ("cost_fp * fp + cost_fn * fn", "cost_fn * fp + cost_fp * fn")),
        "cost-per-person-tests", "costs have changed places",
    ),
    "cheapest: one half": (cheapest("0.5"), "cheapest-threshold-tests", "nobody asked for 1/2"),
    "cheapest: prices swapped": (
        changed("hw3", "cheapest-threshold", ("threshold, cost_fp, cost_fn)", "threshold, cost_fn, cost_fp)")),
        "cheapest-threshold-tests", "costs have changed places",
    ),
    "cheapest: the dearest": (
        changed("hw3", "cheapest-threshold", ("cost < lowest", "cost > lowest"), ("lowest = np.inf, cost_"
        "at(y, p, np.inf, cost_fp, cost_fn)", "lowest = np.inf, 0")),
        "cheapest-threshold-tests", "dearest",
    ),
    "cheapest: the lowest of ties": (
        changed("hw3", "cheapest-threshold", ("cost < lowest", "cost <= lowest")),
        "cheapest-threshold-tests", "give back the highest",
    ),
    "cheapest: never nobody": (
        changed("hw3", "cheapest-threshold",
                ("lowest = np.inf, cost_at(y, p, np.inf, cost_fp, cost_fn)", "lowest = np.inf, np.inf")),
        "cheapest-threshold-tests", "nobody positive",
    ),
    "cheapest: by the formula for true probabilities": (
        cheapest("cost_fp / (cost_fp + cost_fn)"),
        "cheapest-threshold-tests", "0.3 is cheapest",
    ),
    "cheapest: most accurate": (
        changed("hw3", "cheapest-threshold", ("threshold, cost_fp, cost_fn)", "threshold, 1, 1)"),
                ("np.inf, cost_fp, cost_fn)", "np.inf, 1, 1)")),
        "cheapest-threshold-tests", "0.8",
    ),
    "choice: on the test rows": (
        changed("hw3", "choice", ("y_validation, p_validation", "y_test, p_test")),
        "choice-tests", "choose on the validation rows",
    ),
    "choice: one half": (choice("0.5"), "choice-tests", "calls nobody positive"),
    "choice: by the formula": (choice("1 / 21"), "choice-tests", "try all thresholds"),
    "choice: reported on the rows that chose": (
        changed("hw3", "choice", ("y_test, p_test", "y_validation, p_validation")),
        "choice-tests", "report on the test rows",
    ),
    "choice: the best of the test rows reported": (
        {"choice": "chosen_threshold = cheapest_threshold(y_validation, p_validation, 1, 20)\n"
                   "best = cheapest_threshold(y_test, p_test, 1, 20)\n"
                   "reported_cost = cost_per_row(y_test, p_test, best, 1, 20)"},
        "choice-tests", "use the one that you chose",
    ),
    "choice: all costs together": (
        changed("hw3", "choice", ("chosen_threshold, 1, 20)", "chosen_threshold, 1, 20) * len(y_test)")),
        "choice-tests", "per row",
    ),
    "comparison: with the dearer default": (
        changed("hw3", "comparison", ("of_everybody < of_nobody", "of_everybody > of_nobody")),
        "comparison-tests", "calling nobody costs 20",
    ),
    "comparison: default of one half": (
        changed("hw3", "comparison", ("0 if of_everybody < of_nobody else np.inf", "0.5")),
        "comparison-tests", "0 or np.inf",
    ),
    "comparison: turned round": (
        changed("hw3", "comparison", (EVALUATED, "difference = -added_cost(y_test, p_test)")),
        "comparison-tests", "minus that of the default",
    ),
    "comparison: all costs together": (
        changed("hw3", "comparison", (EVALUATED,
                                      "difference = len(y_test) * added_cost(y_test, p_test)")),
        "comparison-tests", "per row was asked for",
    ),
    "comparison: on the rows that chose": (
        changed("hw3", "comparison", (EVALUATED,
                                      "difference = added_cost(y_validation, p_validation)")),
        "comparison-tests", "compare on the test rows",
    ),
    "comparison: with calling nobody": (
        changed("hw3", "comparison", ("default_threshold, *prices)", "np.inf, *prices)")),
        "comparison-tests", "calling nobody, the dearer default",
    ),
    "comparison: ends swapped": (
        changed("hw3", "comparison", ("low, high =", "high, low =")),
        "comparison-tests", "low must lie below high",
    ),
    "comparison: interval of the cost": (
        changed("hw3", "comparison", ("bootstrap_interval(added_cost,",
                "bootstrap_interval(lambda y, p: cost_per_row(y, p, chosen_threshold, 1, 20),")),
        "comparison-tests", "is the interval of a cost",
    ),
    "comparison: single tests drawn": (
        changed("hw3", "comparison", ("groups=person_test, ", "")),
        "comparison-tests", "single tests were drawn here",
    ),
    "comparison: two intervals subtracted": (
        changed("hw3", "comparison", (INTERVAL,
                """ends = [
    np.array(bootstrap_interval(lambda y, p: cost_per_row(y, p, t, 1, 20), y_test, p_test, groups=person_test, seed=5))
    for t in (chosen_threshold, 0)
]
low, high = ends[0] - ends[1]""")),
        "comparison-tests", "subtract the costs first",
    ),
    "comparison: an interval beside the difference": (
        changed("hw3", "comparison", (INTERVAL,
                "low, high = difference - 0.2, difference - 0.1")),
        "comparison-tests", "not between low and high",
    ),
}

# answers made for the values that the visible tests show, and the hidden test that finds it out
MEMORIZED = {
    "counts: two sets of numbers": (
        {"four-counts": "def four_counts(y, p, threshold):\n"
                        "    return (3, 1, 3, 6) if threshold == 0.5 else (4, 5, 2, 2)"},
        "four-counts-more-tests",
    ),
    "cost: one number": (
        {"cost-per-person": "def cost_per_row(y, p, threshold, cost_fp, cost_fn):\n    return 2.625"},
        "cost-per-person-more-tests",
    ),
    "cheapest: by the costs": (
        cheapest("0.3 if cost_fn == 5 else 0.8 if cost_fp == 1 else float('inf')"),
        "cheapest-threshold-more-tests",
    ),
    "choice: plausible numbers": ({"choice": "chosen_threshold, reported_cost = 0.04, 0.85"}, "choice-more-tests"),
    "comparison: plausible numbers": (
        {"comparison": "default_threshold, difference, low, high = 0, -0.25, -0.35, -0.15"},
        "comparison-more-tests",
    ),
}

# numbers in its prose that no cell prints: each is computed by a test, or is a date
PROVED = {"2020"}
