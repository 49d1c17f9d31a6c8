"""Answers to the exercises of notebook 01, as learners write them."""

STEP = "def after_one_unit(p, weight):\n    odds = p / (1 - p)\n    "
X_WHERE = "def x_where(p, weight, bias):\n    return "
REPAIRED = "def repaired(x, weight, bias):\n    return "
NUMBER = "def sigmoid_of_number(z):\n    "

ANSWERS = {
    "1.1": {
        "right": {
            "through the logit": "def after_one_unit(p, weight):\n    return torch.sigmoid(torch.logit(p) + weight)",
            "math": STEP + "return 1 / (1 + 1 / (odds * math.exp(weight)))",
            "numpy": STEP + "new = np.exp(np.log(odds) + weight)\n    return new / (1 + new)",
            "without odds": "def after_one_unit(p, weight):\n    q = p * math.exp(weight)\n    return q / (q + 1 - p)",
            "rounded": STEP + "return round(float(1 - 1 / (1 + odds * math.exp(weight))), 4)",
        },
        "wrong": [
            ("coefficient_is_probability", "def after_one_unit(p, weight):\n    return p + weight"),
            ("odds_ratio_on_probability", "def after_one_unit(p, weight):\n    return p * np.exp(weight)"),
            ("odds_for_probability", STEP + "return odds * torch.exp(weight)"),
            ("weight_on_odds", STEP + "new_odds = odds + weight\n    return new_odds / (1 + new_odds)"),
            ("weight_on_odds", STEP + "new_odds = odds * weight\n    return new_odds / (1 + new_odds)"),
            ("other_class", STEP + "new_odds = odds * torch.exp(weight)\n    return 1 / (1 + new_odds)"),
            ("percentage_for_probability", STEP + "o = odds * torch.exp(weight)\n    return 100 * o / (1 + o)"),
            ("There is still a gap", STEP + "new_odds = odds * torch.exp(weight)\n    return ..."),
            ("not yet", STEP + "new_odds = odds * torch.exp(weight)\n    return new_odds / (1 - new_odds)"),
        ],
    },
    "1.2": {
        "right": {
            "as the section says": NUMBER + "e = math.exp(-abs(z))\n    return 1 / (1 + e) if z >= 0 else e / (1 + e)",
            "cut off": NUMBER + "z = max(z, -700)\n    return 1 / (1 + math.exp(-z))",
            "caught": NUMBER
            + "try:\n        return 1 / (1 + math.exp(-z))\n    except OverflowError:\n        return 0.0",
            "torch": NUMBER + "return torch.sigmoid(torch.tensor(z))",
            "numpy": NUMBER + "return np.exp(-np.logaddexp(0, -z))",
            "small values left out": NUMBER + "return 1 / (1 + math.exp(-z)) if z > -100 else 0",
        },
        "wrong": [
            ("exp_overflow", NUMBER + "return 1 / (1 + math.exp(-z))"),
            ("exp_overflow", NUMBER + "return math.exp(z) / (1 + math.exp(z))"),
            ("exp_overflow", NUMBER + "return np.exp(z) / (1 + np.exp(z))"),
            (
                "exp_overflow",
                NUMBER + "if z < 0:\n        return 1 / (1 + math.exp(-z))\n    return math.exp(z) / (1 + math.exp(z))",
            ),
            ("other_class", NUMBER + "return torch.sigmoid(-torch.tensor(z))"),
            ("TypeError", NUMBER + "return torch.sigmoid(z)"),
            ("returns None", NUMBER + "if z >= 0:\n        return 1 / (1 + math.exp(-z))"),
            ("not yet", NUMBER + "return 1 / (1 + math.exp(-max(-10, min(10, z))))"),
            ("not yet", NUMBER + "return 1.0 if z >= 0 else 0.0"),
            ("not yet", NUMBER + "return 1.0 if z > 2.5 else 0.0 if z < -2.5 else 1 / (1 + math.exp(-z))"),
            ("not yet", NUMBER + "return 1 / (1 + math.exp(-max(-11.6, min(11.6, z))))"),
            ("not yet", NUMBER + "p = 1 / (1 + math.exp(-abs(z)))\n    return p if z >= 0 else 1 - p"),
            ("not yet", NUMBER + "return (1 + np.tanh(z / 2)) / 2"),
        ],
    },
    "1.3": {
        "right": {
            "torch's logit": X_WHERE + "(torch.logit(p) - bias) / weight",
            "math": X_WHERE + "(math.log(p) - math.log(1 - p) - bias) / weight",
            "numpy": X_WHERE + "-(bias + np.log(1 / p - 1)) / weight",
            "from the midpoint": X_WHERE + "-bias / weight + torch.log(p / (1 - p)) / weight",
            "halving": "def x_where(p, weight, bias):\n    low, high = -1000.0, 1000.0\n    for _ in range(60):\n"
            "        x = (low + high) / 2\n        above = torch.sigmoid(weight * x + bias) > p\n"
            "        low, high = (low, x) if above == (weight > 0) else (x, high)\n    return x",
        },
        "wrong": [
            ("probability_on_logits", X_WHERE + "(p - bias) / weight"),
            ("missing_log", X_WHERE + "(p / (1 - p) - bias) / weight"),
            ("midpoint_for_all", X_WHERE + "-bias / weight"),
            ("sign_of_bias", X_WHERE + "(torch.logit(p) + bias) / weight"),
            ("other_class", X_WHERE + "(torch.log((1 - p) / p) - bias) / weight"),
            ("wrong_sign", X_WHERE + "(bias - torch.logit(p)) / weight"),
            ("not yet", X_WHERE + "torch.sigmoid(weight * p + bias)"),
        ],
    },
    "1.4": {
        "right": {
            "brackets": REPAIRED + "1 / (1 + torch.exp(-1 * (weight * x + bias)))",
            "both signs": REPAIRED + "1 / (1 + torch.exp(-weight * x - bias))",
            "torch": REPAIRED + "torch.sigmoid(weight * x + bias)",
            "numpy": REPAIRED + "1 / (1 + np.exp(-(weight * np.asarray(x) + bias)))",
            "loop": REPAIRED + "[1 / (1 + math.exp(-(weight * one + bias))) for one in x]",
        },
        "wrong": [
            ("sign_of_bias", REPAIRED + "torch.sigmoid(weight * x - bias)"),
            ("sign_of_bias", REPAIRED + "1 / (1 + torch.exp(bias - weight * x))"),
            ("other_class", REPAIRED + "1 / (1 + torch.exp(weight * x + bias))"),
            ("not yet", REPAIRED + "1 / 1 + torch.exp(-(weight * x + bias))"),
            ("not yet", REPAIRED + "torch.sigmoid(-weight * x + bias)"),
        ],
    },
    "1.5": {
        "right": {"as asked": "explanation = 'c'", "capital": "explanation = 'C'"},
        "wrong": [
            ("nonlinear_boundary", "explanation = 'a'"),
            ("sign_of_bias", "explanation = 'b'"),
            ("other_class", "explanation = 'd'"),
            ("one of the letters 'a', 'b', 'c', 'd'.", "explanation = 0.5"),
        ],
    },
}
