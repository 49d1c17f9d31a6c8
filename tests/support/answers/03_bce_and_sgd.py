"""Answers to the exercises of notebook 03, as learners write them."""

LOOP = """
def {name}(model, X, y):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for _ in range(50):
        {body}
    return model.linear.weight.item(), model.linear.bias.item()
"""


def loop(name, *lines):
    return LOOP.format(name=name, body="\n        ".join(lines))


FORWARD = "loss = nn.BCEWithLogitsLoss()(model(X), y)"
ON_PROBABILITIES = "loss = nn.BCELoss()(torch.sigmoid(model(X)), y)"
WITHOUT_GRADIENT = "loss = nn.BCELoss()(model.predict_proba(X), y)"
SUMMED = "loss = nn.BCEWithLogitsLoss(reduction='sum')(model(X), y)"
CLEAR, BACK, STEP = "optimizer.zero_grad()", "loss.backward()", "optimizer.step()"

BY_HAND = """
def {name}(model, X, y):
    w, b = model.linear.weight.item(), model.linear.bias.item()
    for _ in range(50):
        p = torch.sigmoid(w * X + b)
        w, b = w - 0.1 * ((p - y) * X).mean().item(), b - 0.1 * (p - y).mean().item()
    return w, b
"""


def loops(name):
    return {
        "right": {
            "cleared first": loop(name, CLEAR, FORWARD, BACK, STEP),
            "cleared last": loop(name, FORWARD, BACK, STEP, CLEAR),
            "BCELoss on probabilities": loop(name, CLEAR, ON_PROBABILITIES, BACK, STEP),
            "gradient by hand": BY_HAND.format(name=name),
        },
        "wrong": [
            ("missing_zero_grad", loop(name, FORWARD, BACK, STEP)),
            ("double_sigmoid", loop(name, FORWARD.replace("model(X)", "torch.sigmoid(model(X))"), BACK, STEP, CLEAR)),
            ("does not require grad", loop(name, CLEAR, WITHOUT_GRADIENT, BACK, STEP)),
            ("sum_for_mean", loop(name, CLEAR, SUMMED, BACK, STEP)),
            ("not yet", loop(name, CLEAR, FORWARD, BACK)),  # never steps
        ],
    }


ANSWERS = {
    "3.1": {
        "right": {
            "torch's own": "def bce_of(p, y):\n    return nn.functional.binary_cross_entropy(p, y)",
            "where": "def bce_of(p, y):\n    return -torch.where(y == 1, p, 1 - p).log().mean()",
            "loop": "def bce_of(p, y):\n"
            "    costs = [-math.log(a) if b == 1 else -math.log(1 - a) for a, b in zip(p, y)]\n"
            "    return sum(costs) / len(costs)",
            "numpy": "def bce_of(p, y):\n    p, y = np.asarray(p), np.asarray(y)\n"
            "    return np.average(-y * np.log(p) - (1 - y) * np.log(1 - p))",
            "rounded": "def bce_of(p, y):\n    return round(nn.functional.binary_cross_entropy(p, y).item(), 4)",
        },
        "wrong": [
            ("reversed_terms", "def bce_of(p, y):\n    return -(y * torch.log(1 - p) + (1 - y) * torch.log(p)).mean()"),
            ("sum_for_mean", "def bce_of(p, y):\n    return nn.functional.binary_cross_entropy(p, y, reduction='sum')"),
            ("wrong_sign", "def bce_of(p, y):\n    return (y * torch.log(p) + (1 - y) * torch.log(1 - p)).mean()"),
            ("The shape is (2,)", "def bce_of(p, y):\n    return -(y * torch.log(p) + (1 - y) * torch.log(1 - p))"),
            ("returns None", "def bce_of(p, y):\n    loss = nn.functional.binary_cross_entropy(p, y)"),
            ("NameError", "def bce_of(p, y):\n    return -(y * log(p) + (1 - y) * log(1 - p)).mean()"),
            ("not yet", "def bce_of(p, y):\n    return -(y * torch.log(p)).mean()"),
        ],
    },
    "3.2": {
        "right": {
            "torch": "def gradient(x, p, y):\n    return torch.mean((p - y) * x), torch.mean(p - y)",
            "list": "def gradient(x, p, y):\n    return [((p - y) * x).mean().item(), (p - y).mean().item()]",
            "loop": "def gradient(x, p, y):\n    w = b = 0\n    for i in range(len(x)):\n"
            "        w += (p[i] - y[i]) * x[i]\n        b += p[i] - y[i]\n    return w / len(x), b / len(x)",
            "matrix product": "def gradient(x, p, y):\n    x, error = x.ravel(), (p - y).ravel()\n"
            "    return error @ x / len(x), error.mean()",
        },
        "wrong": [
            ("wrong_sign", "def gradient(x, p, y):\n    return ((y - p) * x).mean(), (y - p).mean()"),
            ("sum_for_mean", "def gradient(x, p, y):\n    return torch.sum((p - y) * x), torch.sum(p - y)"),
            ("forgotten_x", "def gradient(x, p, y):\n    e = torch.mean(p - y)\n    return e, e"),
            ("must return 2 values", "def gradient(x, p, y):\n    return ((p - y) * x).mean()"),
            ("not yet", "def gradient(x, p, y):\n    return (p - y).mean(), ((p - y) * x).mean()"),
        ],
    },
    "3.3": loops("train"),
    "3.4": loops("repaired"),
    "3.5": {
        "right": {"as asked": "explanation = 'b'", "capital": "explanation = ' B'"},
        "wrong": [
            ("reversed_terms", "explanation = 'a'"),
            ("missing_zero_grad", "explanation = 'c'"),
            ("double_sigmoid", "explanation = 'd'"),
            ("one of the letters 'a', 'b', 'c', 'd'.", "explanation = 2"),
        ],
    },
}
