"""Answers to the exercises of notebook 05, as learners write them."""

COUNTS = """
def four_counts(z, y, threshold):
    infected = {infected}
    called = {called}
    tp = int((infected & called).sum())
    fp = int(({fp}).sum())
    fn = int(({fn}).sum())
    tn = int((~infected & ~called).sum())
    return tp, fp, fn, tn
"""


def counts(infected="y == 1", called="torch.sigmoid(z) >= threshold", fp="~infected & called", fn="infected & ~called"):
    return COUNTS.format(infected=infected, called=called, fp=fp, fn=fn)


CHEAPEST = """
def cheapest_cut(p, y, cost_fp, cost_fn):
    best, lowest_cost = None, math.inf
    for threshold in p.ravel():
        called = p >= threshold
        fp = int((called & (y == 0)).sum())
        fn = int((~called & (y == 1)).sum())
        cost = {cost}
        if cost < lowest_cost:
            best, lowest_cost = threshold.item(), cost
    return best, lowest_cost
"""

AREA = """
def area(logits, y):
    recall, fpr = [], []
    for threshold in {thresholds}:
        called = {called}
        recall.append(called[y == 1].float().mean())
        fpr.append(called[y == 0].float().mean())
    found = torch.trapezoid(torch.stack(recall), torch.stack(fpr))
    return {found}
"""


def area(called="torch.sigmoid(logits) >= threshold", thresholds="torch.linspace(1, 0, 101)", found="found"):
    return AREA.format(called=called, thresholds=thresholds, found=found)


ANSWERS = {
    "5.1": {
        "right": {
            "masks": counts(),
            "threshold turned into a logit": counts(called="z >= math.log(threshold / (1 - threshold))"),
            "numpy": "def four_counts(z, y, threshold):\n    z, y = np.asarray(z).ravel(), np.asarray(y).ravel()\n"
            "    c = 1 / (1 + np.exp(-z)) >= threshold\n    n = lambda a, b: np.count_nonzero((y == a) & (c == b))\n"
            "    return np.array([n(1, 1), n(0, 1), n(1, 0), n(0, 0)])",
            "loop": "def four_counts(z, y, threshold):\n    tp = fp = fn = tn = 0\n    for a, b in zip(z, y):\n"
            "        if 1 / (1 + math.exp(-a)) >= threshold:\n            if b == 1:\n                tp += 1\n"
            "            else:\n                fp += 1\n        elif b == 1:\n            fn += 1\n        else:\n"
            "            tn += 1\n    return tp, fp, fn, tn",
            "products": "def four_counts(z, y, threshold):\n    c = (torch.sigmoid(z) >= threshold).float()\n"
            "    return [(y * c).sum(), ((1 - y) * c).sum(), (y * (1 - c)).sum(), ((1 - y) * (1 - c)).sum()]",
            "package": "def four_counts(z, y, threshold):\n    from course_utils.metrics import confusion_counts\n"
            "    c = confusion_counts(y, torch.sigmoid(z), threshold)\n    return c.tp, c.fp, c.fn, c.tn",
        },
        "wrong": [
            ("swapped_fp_fn", counts(fp="infected & ~called", fn="~infected & called")),
            ("strict_threshold", counts(called="torch.sigmoid(z) > threshold")),
            ("strict_threshold", counts(called="z > math.log(threshold / (1 - threshold))")),
            ("threshold_on_logits", counts(called="z >= threshold")),
            ("implicit_positive_class", counts(infected="y == 0", called="torch.sigmoid(z) < threshold")),
            ("implicit_positive_class", counts(infected="y == 0")),
            (
                "must return 4 values",
                "def four_counts(z, y, threshold):\n    return int((torch.sigmoid(z) >= threshold).sum())",
            ),
            ("not yet", counts(called="torch.sigmoid(z) < threshold")),
            ("not yet", counts().replace("return tp, fp, fn, tn", "return tn, fp, fn, tp")),
            (
                "a gap",
                "def four_counts(z, y, threshold):\n    tp = y @ (z >= 0).float()\n    fp = ...\n    return fp + tp",
            ),
        ],
    },
    "5.2": {
        "right": {
            "guarded": "def precision_at(p, y, threshold):\n    called = p >= threshold\n    if not called.any():\n"
            "        return float('nan')\n    return (called & (y == 1)).sum() / called.sum()",
            "torch divides 0 by 0": "def precision_at(p, y, threshold):\n    return y[p >= threshold].mean()",
            "numpy divides 0 by 0": "def precision_at(p, y, threshold):\n    p, y = np.asarray(p), np.asarray(y)\n"
            "    return np.sum((p >= threshold) & (y == 1)) / np.sum(p >= threshold)",
            "loop": "def precision_at(p, y, threshold):\n    called = [b for a, b in zip(p, y) if a >= threshold]\n"
            "    return sum(called) / len(called) if called else math.nan",
            "caught": "def precision_at(p, y, threshold):\n    called = p >= threshold\n    try:\n"
            "        return int((called & (y == 1)).sum()) / int(called.sum())\n"
            "    except ZeroDivisionError:\n        return np.nan",
            "package": "def precision_at(p, y, threshold):\n    from course_utils.metrics import confusion_counts\n"
            "    return confusion_counts(y, p, threshold).precision",
        },
        "wrong": [
            (
                "undefined_precision",
                "def precision_at(p, y, threshold):\n    called = p >= threshold\n    if called.sum() == 0:\n"
                "        return 0\n    return y[called].mean()",
            ),
            (
                "undefined_precision",
                "def precision_at(p, y, threshold):\n    called = p >= threshold\n"
                "    return y[called].mean() if called.any() else 1.0",
            ),
            (
                "undefined_precision",
                "def precision_at(p, y, threshold):\n    called = p >= threshold\n"
                "    return int((called & (y == 1)).sum()) / int(called.sum())",
            ),
            (
                "recall_for_precision",
                "def precision_at(p, y, threshold):\n    return (p[y == 1] >= threshold).float().mean()",
            ),
            (
                "recall_for_precision",
                "def precision_at(p, y, threshold):\n    called = p >= threshold\n    if not called.any():\n"
                "        return math.nan\n    return (called & (y == 1)).sum() / (y == 1).sum()",
            ),
            ("strict_threshold", "def precision_at(p, y, threshold):\n    return y[p > threshold].mean()"),
            ("implicit_positive_class", "def precision_at(p, y, threshold):\n    return (1 - y)[p < threshold].mean()"),
            (
                "percentage_for_probability",
                "def precision_at(p, y, threshold):\n    return 100 * y[p >= threshold].mean()",
            ),
            ("not yet", "def precision_at(p, y, threshold):\n    return ((p >= threshold) == (y == 1)).float().mean()"),
            (
                "came nan",
                "def precision_at(p, y, threshold):\n    called = p >= threshold\n    tp = (called & (y == 1)).sum()\n"
                "    return math.nan if tp == 0 else tp / called.sum()",
            ),
            ("The shape is (4,)", "def precision_at(p, y, threshold):\n    return y[p >= threshold]"),
        ],
    },
    "5.3": {
        "right": {
            "loop": CHEAPEST.format(cost="(cost_fp * fp + cost_fn * fn) / len(y)"),
            "numpy, all at once": "def cheapest_cut(p, y, cost_fp, cost_fn):\n    p, y = np.ravel(p), np.ravel(y)\n"
            "    called = p >= p[:, None]\n    fp, fn = (called & (y == 0)).sum(1), (~called & (y == 1)).sum(1)\n"
            "    cost = (cost_fp * fp + cost_fn * fn) / len(y)\n    return p[cost.argmin()], cost.min()",
            "torch, all at once": "def cheapest_cut(p, y, cost_fp, cost_fn):\n    p, y = p.ravel(), y.ravel()\n"
            "    called = (p[None, :] >= p[:, None]).float()\n"
            "    cost = (cost_fp * called * (1 - y) + cost_fn * (1 - called) * y).mean(dim=1)\n"
            "    return p[cost.argmin()], cost.min()",
            "function in a function": "def cheapest_cut(p, y, cost_fp, cost_fn):\n    def cost(t):\n"
            "        return ((p >= t) * (1 - y) * cost_fp + (p < t) * y * cost_fn).mean().item()\n"
            "    best = min(p.ravel().tolist(), key=cost)\n    return best, cost(best)",
            "package": "def cheapest_cut(p, y, cost_fp, cost_fn):\n"
            "    from course_utils.metrics import cheapest_threshold\n"
            "    return cheapest_threshold(y, p, cost_fp=cost_fp, cost_fn=cost_fn)",
        },
        "wrong": [
            (
                "always_half",
                "def cheapest_cut(p, y, cost_fp, cost_fn):\n    c = p >= 0.5\n"
                "    return 0.5, ((c & (y == 0)).sum() * cost_fp + (~c & (y == 1)).sum() * cost_fn) / len(y)",
            ),
            ("always_half", CHEAPEST.format(cost="(fp + fn) / len(y)")),
            ("swapped_costs", CHEAPEST.format(cost="(cost_fn * fp + cost_fp * fn) / len(y)")),
            (
                "rule_for_calibrated",
                "def cheapest_cut(p, y, cost_fp, cost_fn):\n    t = cost_fp / (cost_fp + cost_fn)\n    c = p >= t\n"
                "    return t, ((c & (y == 0)).sum() * cost_fp + (~c & (y == 1)).sum() * cost_fn) / len(y)",
            ),
            ("total_cost", CHEAPEST.format(cost="cost_fp * fp + cost_fn * fn")),
            ("strict_threshold", CHEAPEST.format(cost="(cost_fp * fp + cost_fn * fn) / len(y)").replace(">=", ">")),
            (
                "must return 2 values",
                CHEAPEST.format(cost="(cost_fp * fp + cost_fn * fn) / len(y)").replace(
                    "return best, lowest_cost", "return best"
                ),
            ),
            ("not yet", CHEAPEST.format(cost="-(cost_fp * fp + cost_fn * fn) / len(y)")),  # the dearest
        ],
    },
    "5.4": {
        "right": {
            "sigmoid": area(),
            "thresholds as logits": area("logits >= threshold", "torch.logit(torch.linspace(1, 0, 101))"),
            "every score": area("logits >= threshold", "[*logits.ravel().sort(descending=True).values]"),
            "pairs": "def area(logits, y):\n    return (logits[y == 1][:, None] > logits[y == 0]).float().mean()",
            "package": "def area(logits, y):\n"
            "    from course_utils.metrics import roc_auc as f\n    return f(y, logits)",
        },
        "wrong": [
            ("threshold_on_logits", area("logits >= threshold", "torch.linspace(1, 0, 1001)")),
            ("threshold_on_logits", area("logits >= threshold", found="1 - found")),
            ("threshold_on_logits", area("-logits >= threshold")),
            ("threshold_on_logits", area("logits >= threshold", found="torch.maximum(found, 1 - found)")),
            ("auc_below_half", area(found="max(found, 1 - found)")),
            ("auc_below_half", area(found="found if found > 0.5 else 1 - found")),
            ("wrong_sign", area(thresholds="torch.linspace(0, 1, 101)")),  # walked from right to left
            ("not yet", area(called="torch.sigmoid(-logits) >= threshold")),
        ],
    },
    "5.5": {
        "right": {"as asked": "explanation = 'c'", "capital": "explanation = 'C '"},
        "wrong": [
            ("positive_is_infected", "explanation = 'a'"),
            ("recall_for_precision", "explanation = 'b'"),
            ("accuracy_under_imbalance", "explanation = 'd'"),
            ("one of the letters 'a', 'b', 'c', 'd'.", "explanation = 0.075"),
        ],
    },
}
