"""Answers to the exercises of notebook 06, as learners write them."""

SCALED = """
def standardised(X_train, X_test):
    mean = {mean}
    spread = {spread}
    return (X_train - mean) / spread, (X_test - mean) / spread
"""


def scaled(mean="X_train.mean(dim=0)", spread="X_train.std(dim=0)"):
    return SCALED.format(mean=mean, spread=spread)


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


INTERVAL = """
def recall_interval(called, infected, rows):
    recalls = []
    for drawn in rows:
        recalls.append({found}.sum() / {of}.sum())
    low, high = torch.quantile(torch.stack(recalls), torch.tensor({ends}))
    return low.item(), high.item()
"""


def interval(found="(called[drawn] & infected[drawn])", of="infected[drawn]", ends="[0.025, 0.975]"):
    return INTERVAL.format(found=found, of=of, ends=ends)


ANSWERS = {
    "6.1": {
        "right": {
            "torch": scaled(),
            "divided by n": scaled(spread="X_train.std(dim=0, correction=0)"),
            "numpy": scaled("np.mean(np.asarray(X_train), axis=0)", "np.std(np.asarray(X_train), axis=0)").replace(
                "(X_train -", "(np.asarray(X_train) -").replace("(X_test -", "(np.asarray(X_test) -"),
            "column by column": "def standardised(X_train, X_test):\n    A, B = X_train.clone(), X_test.clone()\n"
            "    for j in range(X_train.shape[1]):\n        m, s = X_train[:, j].mean(), X_train[:, j].std()\n"
            "        A[:, j] = (A[:, j] - m) / s\n        B[:, j] = (B[:, j] - m) / s\n    return A, B",
            "package": "def standardised(X_train, X_test):\n    from course_utils.preparation import Standardizer\n"
            "    s = Standardizer().fit(X_train)\n    return s.transform(X_train), s.transform(X_test)",
        },
        "wrong": [
            ("statistics_of_all_rows", scaled("torch.cat([X_train, X_test]).mean(dim=0)",
                                              "torch.cat([X_train, X_test]).std(dim=0)")),
            ("statistics_of_all_rows",
             "def standardised(X_train, X_test):\n    from course_utils.preparation import Standardizer\n"
             "    s = Standardizer().fit(torch.cat([X_train, X_test]))\n"
             "    return s.transform(X_train), s.transform(X_test)"),
            ("scale_of_its_own",
             "def standardised(X_train, X_test):\n    f = lambda X: (X - X.mean(dim=0)) / X.std(dim=0)\n"
             "    return f(X_train), f(X_test)"),
            ("statistics_of_the_test_rows", scaled("X_test.mean(dim=0)", "X_test.std(dim=0)")),
            ("one_scale_for_all_columns", scaled("X_train.mean()", "X_train.std()")),
            ("variance_for_spread", scaled(spread="X_train.var(dim=0)")),
            ("not yet", scaled(mean="0")),
            ("must return 2 values", scaled().replace(", (X_test - mean) / spread", "")),
        ],
    },
    "6.2": {
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
    "6.3": {
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
    "6.4": {
        "right": {
            "both drawn": interval(),
            "all at once": "def recall_interval(called, infected, rows):\n    c, i = called[rows], infected[rows]\n"
            "    r = (c & i).sum(dim=1) / i.sum(dim=1)\n"
            "    return tuple(torch.quantile(r, torch.tensor([0.025, 0.975])).tolist())",
            "infected among the drawn": interval("called[drawn][infected[drawn]]"),
            "numpy": "def recall_interval(called, infected, rows):\n"
            "    c, i = called.numpy()[rows.numpy()], infected.numpy()[rows.numpy()]\n"
            "    return np.percentile((c & i).sum(1) / i.sum(1), [2.5, 97.5])",
        },
        "wrong": [
            ("unpaired_draws", interval("(called[drawn] & infected)", "infected")),
            ("unpaired_draws", interval("(called & infected[drawn])")),
            ("one_sample_for_the_denominator", interval(of="infected")),
            ("precision_for_recall", interval(of="called[drawn]")),
            ("ends_for_90_percent", interval(ends="[0.05, 0.95]")),
            ("not yet", interval(of="torch.ones(len(drawn))")),
        ],
    },
    "6.5": {
        "right": {"as asked": "explanation = 'c'", "capital": "explanation = ' C'"},
        "wrong": [
            ("leak_is_skill", "explanation = 'a'"),
            ("overfitting_for_leak", "explanation = 'b'"),
            ("constant_for_auc", "explanation = 'd'"),
            ("one of the letters 'a', 'b', 'c', 'd'.", "explanation = 0.98"),
        ],
    },
}  # fmt: skip
