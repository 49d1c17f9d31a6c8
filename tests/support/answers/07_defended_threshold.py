"""Answers to the exercises of notebook 07, as learners write them."""

CHOOSE = """
def choose_and_report(p_v, y_v, p_t, y_t, cost_fp, cost_fn):
    from course_utils.metrics import cheapest_threshold, confusion_counts, expected_cost
    costs = dict(cost_fp={fp}, cost_fn={fn})
    threshold, cost = cheapest_threshold({rows}, **costs)
    {report}
    return threshold, cost
"""
ON_TEST = "cost = expected_cost(confusion_counts(y_t, p_t, threshold), cost_fp=cost_fp, cost_fn=cost_fn)"
BOTH = "torch.cat([y_v, y_t]), torch.cat([p_v, p_t])"


def choose(rows="y_v, p_v", report=ON_TEST, fp="cost_fp", fn="cost_fn"):
    return CHOOSE.format(rows=rows, report=report, fp=fp, fn=fn)


BENEFIT = """
def benefit_at(p, y, price):
    called = p {sign} {threshold}
    tp, fp = ((called & (y == label)).sum().item() for label in (1, 0))
    return {result}
"""


def benefit(sign=">=", threshold="1 / (1 + price)", result="(tp - fp / price) / len(y)"):
    return BENEFIT.format(sign=sign, threshold=threshold, result=result)


COUNTED = "torch.bincount(drawn, minlength=len(drawn))[person]"
INTERVAL = """
def recall_interval(called, infected, person, draws):
    recalls = []
    for drawn in draws:
        times = {times}
        recalls.append((times * (called & infected)).sum() / {of}.sum())
    low, high = torch.quantile(torch.stack(recalls), torch.tensor({ends}))
    return low.item(), high.item()
"""


def interval(times=COUNTED, of="(times * infected)", ends="[0.025, 0.975]"):
    return INTERVAL.format(times=times, of=of, ends=ends)


ANSWERS = {
    "7.1": {
        "right": {
            "on the logits": "def unweighted(z, pos_weight):\n    return torch.sigmoid(z - math.log(pos_weight))",
            "on the odds": "def unweighted(z, pos_weight):\n    odds = torch.exp(z) / pos_weight\n"
            "    return odds / (1 + odds)",
            "numpy": "def unweighted(z, pos_weight):\n    return 1 / (1 + pos_weight * np.exp(-np.asarray(z)))",
            "on p, by the odds": "def unweighted(z, pos_weight):\n    p = torch.sigmoid(z)\n"
            "    return p / (p + pos_weight * (1 - p))",
        },
        "wrong": [
            ("sigmoid_is_truth", "def unweighted(z, pos_weight):\n    return torch.sigmoid(z)"),
            ("weighting_on_probability", "def unweighted(z, pos_weight):\n    return torch.sigmoid(z) / pos_weight"),
            ("weight_without_logarithm", "def unweighted(z, pos_weight):\n    return torch.sigmoid(z - pos_weight)"),
            ("weight_without_logarithm", "def unweighted(z, pos_weight):\n    return torch.sigmoid(z / pos_weight)"),
            ("weighted_twice", "def unweighted(z, pos_weight):\n    return torch.sigmoid(z + math.log(pos_weight))"),
            ("weighted_twice", "def unweighted(z, pos_weight):\n    return torch.sigmoid(z + pos_weight)"),
            ("stopped_at_the_logits", "def unweighted(z, pos_weight):\n    return z - math.log(pos_weight)"),
            ("not yet", "def unweighted(z, pos_weight):\n    return torch.sigmoid(z - math.log10(pos_weight))"),
        ],
    },
    "7.2": {
        "right": {
            "package": choose(),
            "loop": "def choose_and_report(p_v, y_v, p_t, y_t, cost_fp, cost_fn):\n"
            "    def cost(p, y, t):\n        fp = ((p >= t) & (y == 0)).sum()\n"
            "        fn = ((p < t) & (y == 1)).sum()\n"
            "        return float(cost_fp * fp + cost_fn * fn) / len(y)\n    best = None\n"
            "    for t in p_v.ravel():\n        if best is None or cost(p_v, y_v, t) < cost(p_v, y_v, best):\n"
            "            best = t\n    return best, cost(p_t, y_t, best)",
            "numpy": "def choose_and_report(p_v, y_v, p_t, y_t, cost_fp, cost_fn):\n"
            "    p_v, y_v, p_t, y_t = (np.ravel(a) for a in (p_v, y_v, p_t, y_t))\n"
            "    def c(p, y, t):\n        return np.mean(cost_fp * (p >= t) * (1 - y) + cost_fn * (p < t) * y)\n"
            "    t = p_v[np.argmin([c(p_v, y_v, t) for t in p_v])]\n    return t, c(p_t, y_t, t)",
        },
        "wrong": [
            ("tuning_on_test", choose("y_t, p_t")),
            ("tuning_on_test", choose(BOTH)),
            ("tuning_on_test", choose(BOTH, "pass")),
            ("reported_where_chosen", choose(report="pass")),
            ("swapped_costs", choose(fp="cost_fn", fn="cost_fp")),
            ("always_half", choose(report="threshold = 0.5\n    " + ON_TEST)),
            ("total_cost", choose(report=ON_TEST + " * len(y_t)")),
            ("must return 2 values", choose().replace("return threshold, cost", "return threshold")),
            ("not yet", choose("y_v, -p_v")),
        ],
    },
    "7.3": {
        "right": {
            "counts": benefit(),
            "package": "def benefit_at(p, y, price):\n    from course_utils.decision import net_benefit\n"
            "    return net_benefit(y, p, 1 / (1 + price)).item()",
            "from the cost": "def benefit_at(p, y, price):\n    called = p >= 1 / (1 + price)\n"
            "    cost = ((called & (y == 0)).sum() + price * (~called & (y == 1)).sum()) / y.numel()\n"
            "    return y.mean() - cost / price",
            "numpy": "def benefit_at(p, y, price):\n    p, y = np.ravel(p), np.ravel(y)\n"
            "    return np.mean((p >= 1 / (1 + price)) * np.where(y == 1, 1, -1 / price))",
        },
        "wrong": [
            ("consequences_for_regrets", benefit(threshold="1 / price")),
            ("always_half", benefit(threshold="0.5")),
            ("false_alarms_at_full_price", benefit(result="(tp - fp) / len(y)")),
            ("false_alarms_at_full_price", benefit(result="(tp - fp * price) / len(y)")),
            ("strict_threshold", benefit(sign=">")),
            ("total_cost", benefit(result="tp - fp / price")),
            ("not yet", benefit(result="tp / len(y)")),
        ],
    },
    "7.4": {
        "right": {
            "counted": interval(),
            "person by person": interval(times="(drawn[:, None] == person).sum(dim=0)"),
            "rows put together": "def recall_interval(called, infected, person, draws):\n    recalls = []\n"
            "    for drawn in draws:\n"
            "        rows = torch.cat([torch.nonzero(person == i).ravel() for i in drawn])\n"
            "        recalls.append(called[rows][infected[rows]].float().mean())\n"
            "    return tuple(torch.quantile(torch.stack(recalls), torch.tensor([0.025, 0.975])).tolist())",
            "numpy": "def recall_interval(called, infected, person, draws):\n    c, i, who = (np.asarray(v) for v in "
            "(called, infected, person))\n    recalls = []\n    for drawn in np.asarray(draws):\n"
            "        n = np.bincount(drawn, minlength=who.max() + 1)[who]\n"
            "        recalls.append((n * (c & i)).sum() / (n * i).sum())\n"
            "    return np.percentile(recalls, [2.5, 97.5])",
        },
        "wrong": [
            ("drawn_once", interval("torch.isin(person, drawn).long()")),
            ("tests_for_people", interval("torch.bincount(drawn, minlength=len(person))")),
            ("one_sample_for_the_denominator", interval(of="infected")),
            ("precision_for_recall", interval(of="(times * called)")),
            ("ends_for_90_percent", interval(ends="[0.05, 0.95]")),
            ("not yet", interval(of="times")),
        ],
    },
    "7.5": {
        "right": {"as asked": "explanation = 'b'", "capital": "explanation = ' B'"},
        "wrong": [
            ("overlap_for_difference", "explanation = 'a'"),
            ("small_number_small_error", "explanation = 'c'"),
            ("interval_for_each_person", "explanation = 'd'"),
            ("one of the letters 'a', 'b', 'c', 'd'.", "explanation = -0.04"),
        ],
    },
}  # fmt: skip
