"""Answers to the exercises of notebook 02, as learners write them."""

DRAW = "def draw_between(n, low, high, seed):\n    g = torch.Generator().manual_seed(seed)\n    "
COLUMNS = "def as_columns(x, y):\n    "
POSTERIOR = "def posterior(x, prevalence):\n    "
REPAIRED = "def repaired(seed, n):\n    "

ANSWERS = {
    "2.1": {
        "right": {
            "global seed": "def draw_between(n, low, high, seed):\n    torch.manual_seed(seed)\n"
            "    return low + (high - low) * torch.rand(n)",
            "uniform_": DRAW + "return torch.empty(n).uniform_(low, high, generator=g)",
            "between the ends": DRAW + "u = torch.rand(n, generator=g)\n    return (1 - u) * low + u * high",
            "loop": DRAW + "return [torch.rand(1, generator=g).item() * (high - low) + low for _ in range(n)]",
            "numpy at the end": DRAW + "return np.interp(torch.rand(n, generator=g).numpy(), [0, 1], [low, high])",
        },
        "wrong": [
            ("end_for_length", DRAW + "return torch.rand(n, generator=g) * high + low"),
            ("forgotten_shift", DRAW + "return torch.rand(n, generator=g) * (high - low)"),
            ("not_seeded", DRAW + "return torch.rand(n) * (high - low) + low"),
            ("other_generator", "def draw_between(n, low, high, seed):\n"
             "    return np.random.default_rng(seed).uniform(low, high, n)"),
            ("The shape is (1,)", DRAW + "return torch.rand(1, generator=g) * (high - low) + low"),
            ("not yet", DRAW + "return torch.rand(n, generator=g) * high - low"),
            ("not yet", DRAW + "return torch.rand(n, generator=g) * 7 + 3"),
        ],
    },
    "2.2": {
        "right": {
            "dtype": COLUMNS + "return [torch.tensor(v, dtype=torch.float32).view(-1, 1) for v in (x, y)]",
            "unsqueeze": COLUMNS + "return torch.FloatTensor(x).unsqueeze(1), torch.FloatTensor(y).unsqueeze(1)",
            "numpy": COLUMNS + "X, y = (np.array(v, dtype=np.float32)[:, None] for v in (x, y))\n"
            "    return torch.from_numpy(X), torch.from_numpy(y)",
            "loop": COLUMNS + "return torch.tensor([[float(v)] for v in x]), torch.tensor([[float(v)] for v in y])",
        },
        "wrong": [
            ("flat_for_column", COLUMNS + "return torch.tensor(x).float(), torch.tensor(y).float()"),
            ("flat_for_column", COLUMNS + "return torch.tensor(x).float().reshape(-1, 1), torch.tensor(y).float()"),
            ("flat_for_column", COLUMNS + "return torch.tensor(x).float(), torch.tensor(y).float().reshape(-1, 1)"),
            ("integer_targets", COLUMNS + "return torch.tensor(x).reshape(-1, 1), torch.tensor(y).reshape(-1, 1)"),
            ("integer_targets", COLUMNS + "return torch.FloatTensor(x).view(-1, 1), torch.tensor(y).view(-1, 1)"),
            (
                "float64_from_numpy",
                COLUMNS + "X, y = np.array(x, dtype=float)[:, None], np.array(y, dtype=float)[:, None]\n"
                "    return torch.tensor(X), torch.tensor(y)",
            ),
            ("X is of type ndarray", COLUMNS + "return np.reshape(x, (-1, 1)), np.reshape(y, (-1, 1))"),
            ("The shape is (1, 3)", COLUMNS + "return torch.tensor([x]).float(), torch.tensor([y]).float()"),
            ("has no attribute 'float'", COLUMNS + "return x.float().reshape(-1, 1), y.float().reshape(-1, 1)"),
        ],
    },
    "2.3": {
        "right": {
            "where": POSTERIOR + "f1, f0 = torch.full_like(x, 0.1), torch.where(x <= 5, 0.2, 0.0)\n"
            "    return f1 * prevalence / (f1 * prevalence + f0 * (1 - prevalence))",
            "two cases": POSTERIOR + "if x > 5:\n        return 1\n    return prevalence / (2 - prevalence)",
            "odds": POSTERIOR + "if x > 5:\n        return 1.0\n    odds = prevalence / (1 - prevalence) / 2\n"
            "    return odds / (1 + odds)",
            "numpy": POSTERIOR + "joint = np.array([(1 - prevalence) * (x <= 5) / 5, prevalence / 10])\n"
            "    return joint[1] / joint.sum()",
            "counting": POSTERIOR + "n = 1_000_000\n    positives = prevalence * n / 10\n"
            "    negatives = (1 - prevalence) * n / 5 if x < 5 else 0\n"
            "    return positives / (positives + negatives)",
        },
        "wrong": [
            ("equal_heights", POSTERIOR + "if x > 5:\n        return 1.0\n    return prevalence"),
            ("forgotten_prevalence", POSTERIOR + "f1, f0 = 1 / 10, (x <= 5) / 5\n    return f1 / (f1 + f0)"),
            ("numerator_only", POSTERIOR + "return prevalence * 0.1"),
            (
                "other_class",
                POSTERIOR + "a, b = prevalence / 10, (1 - prevalence) * (x <= 5) / 5\n    return b / (a + b)",
            ),
            ("percentage_for_probability", POSTERIOR + "return 100 if x > 5 else 100 * prevalence / (2 - prevalence)"),
            ("equal_heights", POSTERIOR + "return 0.5 if x <= 5 else 1.0"),
            ("not yet", POSTERIOR + "return prevalence / (2 - prevalence)"),
            ("not yet", POSTERIOR + "if x > 5:\n        return 1.0\n    return 2 * prevalence / (1 + prevalence)"),
        ],
    },
    "2.4": {
        "right": {
            "one line less": REPAIRED + "torch.manual_seed(seed)\n    return torch.rand(n) * 7, torch.rand(n) * 7 + 3",
            "generator of its own": REPAIRED + "g = torch.Generator().manual_seed(seed)\n"
            "    return torch.rand(n, generator=g) * 7, torch.rand(n, generator=g) * 7 + 3",
            "one draw": REPAIRED + "torch.manual_seed(seed)\n    u = torch.rand(2, n) * 7\n    return u[0], u[1] + 3",
            "loops": REPAIRED + "torch.manual_seed(seed)\n    a = [torch.rand(1).item() * 7 for _ in range(n)]\n"
            "    return a, [torch.rand(1).item() * 7 + 3 for _ in range(n)]",
        },
        "wrong": [
            (
                "seeded_again",
                REPAIRED + "g, h = torch.Generator(), torch.Generator()\n    g.manual_seed(seed), h.manual_seed(seed)\n"
                "    return torch.rand(n, generator=g) * 7, torch.rand(n, generator=h) * 7 + 3",
            ),
            (
                "seeded_again",
                REPAIRED + "torch.manual_seed(seed)\n    a = torch.rand(n) * 7\n    torch.manual_seed(seed + 1)\n"
                "    return a, torch.rand(n) * 7 + 3",
            ),
            (
                "order_of_draws",
                REPAIRED + "torch.manual_seed(seed)\n    positives = torch.rand(n) * 7 + 3\n"
                "    return torch.rand(n) * 7, positives",
            ),
            ("not_seeded", REPAIRED + "return torch.rand(n) * 7, torch.rand(n) * 7 + 3"),
            ("must return 2 values", REPAIRED + "torch.manual_seed(seed)\n    return torch.rand(n) * 7"),
            ("not yet", REPAIRED + "torch.manual_seed(seed)\n    return torch.rand(n) * 7, torch.rand(n) * 7"),
        ],
    },
    "2.5": {
        "right": {"as asked": "explanation = 'd'", "capital": "explanation = 'D '"},
        "wrong": [
            ("equal_heights", "explanation = 'a'"),
            ("model_below_bayes", "explanation = 'b'"),
            ("model_for_truth", "explanation = 'c'"),
            ("one of the letters 'a', 'b', 'c', 'd'.", "explanation = 0.25"),
        ],
    },
}  # fmt: skip
