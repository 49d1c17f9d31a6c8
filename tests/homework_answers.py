"""Answers to the homework as students write them: right in several styles, and the usual mistakes."""

from homework import cells_of

RIGHT = {
    "hw1: NumPy, by the formula": (
        "hw1",
        {
            "sigmoid": """
import numpy as np
def sigmoid(z):
    return 1 / (1 + np.exp(-z))
""",
            "bce": """
def bce(p, y):
    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))
""",
            "bce-from-logits": """
def bce_from_logits(z, y):
    return np.mean(np.logaddexp(0, z) - y * z)
""",
        },
    ),
    "hw1: plain loops": (
        "hw1",
        {
            "sigmoid": """
import math
import numpy as np
def sigmoid(z):
    return np.array([1 / (1 + math.exp(-value)) for value in z.ravel()]).reshape(z.shape)
""",
            "bce": """
def bce(p, y):
    total = 0
    for k in range(len(p)):
        total -= math.log(p[k]) if y[k] else math.log(1 - p[k])
    return total / len(p)
""",
            "bce-from-logits": """
def bce_from_logits(z, y):
    total = 0
    for logit, label in zip(z, y):
        against = -logit if label == 1 else logit
        total += against + math.log1p(math.exp(-against)) if against > 0 else math.log1p(math.exp(against))
    return total / len(z)
""",
        },
    ),
    "hw1: PyTorch in 32 bits": (
        "hw1",
        {
            "sigmoid": """
import numpy as np
import torch
def sigmoid(z):
    return torch.sigmoid(torch.tensor(z, dtype=torch.float32))
""",
            "bce": """
def bce(p, y):
    p, y = torch.tensor(p, dtype=torch.float32), torch.tensor(y, dtype=torch.float32)
    return torch.nn.functional.binary_cross_entropy(p, y)
""",
            "bce-from-logits": """
def bce_from_logits(z, y):
    z, y = torch.tensor(z, dtype=torch.float32), torch.tensor(y, dtype=torch.float32)
    return torch.nn.functional.softplus(z).mean() - (y * z).mean()
""",
        },
    ),
    "hw1: both branches computed": (
        "hw1",
        {
            "sigmoid": """
import numpy as np
def sigmoid(z):
    return np.where(z >= 0, 1 / (1 + np.exp(-z)), np.exp(z) / (1 + np.exp(z)))
""",
            "bce-from-logits": """
def bce_from_logits(z, y):
    against = np.where(y == 1, -z, z)
    return np.where(against > 0, against + np.log1p(np.exp(-against)), np.log1p(np.exp(against))).mean()
""",
        },
    ),
    "hw2: autograd, tensors left as they are": (
        "hw2",
        {
            "train": """
import torch
def train(X, y, lr, n_epochs):
    model = torch.nn.Linear(1, 1)
    torch.nn.init.zeros_(model.weight)
    torch.nn.init.zeros_(model.bias)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    losses = []
    for epoch in range(n_epochs):
        loss = torch.nn.BCEWithLogitsLoss()(model(X), y)
        losses.append(loss)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return model.weight, model.bias, losses
""",
            "fit": """
def fit(X, y, lr, n_epochs):
    weight = torch.zeros(X.shape[1], requires_grad=True)
    bias = torch.zeros((), requires_grad=True)
    losses = []
    for epoch in range(n_epochs):
        p = torch.sigmoid(X @ weight + bias)
        loss = torch.nn.functional.binary_cross_entropy(p, y.ravel())
        weight_gradient, bias_gradient = torch.autograd.grad(loss, (weight, bias))
        with torch.no_grad():
            weight -= lr * weight_gradient
            bias -= lr * bias_gradient
        losses.append(loss.detach())
    return weight, bias, losses
""",
        },
    ),
    "hw2: NumPy, arrays back": (
        "hw2",
        {
            "train": """
import numpy as np
def train(X, y, lr, n_epochs):
    x, t, w, b, losses = X.numpy().ravel(), y.numpy().ravel(), np.zeros(1), np.zeros(1), []
    for epoch in range(n_epochs):
        p = 1 / (1 + np.exp(-(w * x + b)))
        losses.append(-np.mean(t * np.log(p) + (1 - t) * np.log(1 - p)))
        w, b = w - lr * np.mean((p - t) * x), b - lr * np.mean(p - t)
    return w, b, np.array(losses)
""",
            "fit": """
def fit(X, y, lr, n_epochs):
    x, t, w, b, losses = X.numpy(), y.numpy().ravel(), np.zeros(X.shape[1]), 0.0, []
    for epoch in range(n_epochs):
        p = 1 / (1 + np.exp(-(x @ w + b)))
        losses.append(-np.mean(t * np.log(p) + (1 - t) * np.log(1 - p)))
        w, b = w - lr * (p - t) @ x / len(t), b - lr * np.mean(p - t)
    return w, b, losses
""",
        },
    ),
    "hw2: plain loops": (
        "hw2",
        {
            "train": """
import math
import torch
def train(X, y, lr, n_epochs):
    x, t = X.ravel().tolist(), y.ravel().tolist()
    w, b, losses = 0.0, 0.0, []
    for epoch in range(n_epochs):
        loss = gradient_w = gradient_b = 0.0
        for k in range(len(x)):
            p = 1 / (1 + math.exp(-(w * x[k] + b)))
            loss -= math.log(p) if t[k] else math.log(1 - p)
            gradient_w += (p - t[k]) * x[k]
            gradient_b += p - t[k]
        losses.append(loss / len(x))
        w -= lr * gradient_w / len(x)
        b -= lr * gradient_b / len(x)
    return [w, b, losses]
""",
        },
    ),
}


def changed(name, answer, *replacements):
    """The instructor's answer with a mistake put in."""
    source = next(c.source for c in cells_of(name, "answer") if c.metadata.nbgrader.grade_id == answer)
    for old, new in replacements:
        assert old in source, f"{old!r} is not in the answer {answer}"
        source = source.replace(old, new)
    return {answer: source}


def sigmoid(result):
    return {"sigmoid": f"import numpy as np\ndef sigmoid(z):\n    return {result}"}


def bce(result):
    return {"bce": f"def bce(p, y):\n    return {result}"}


def from_logits(result):
    return {"bce-from-logits": f"import torch\ndef bce_from_logits(z, y):\n    return {result}"}


FIT_BROKEN = next(c.source for c in cells_of("hw2", "given")).replace("fit_broken", "fit")
TRAIN = RIGHT["hw2: autograd, tensors left as they are"][1]["train"]


def train(*replacements):
    source = TRAIN
    for old, new in replacements:
        assert old in source
        source = source.replace(old, new)
    return {"train": source}


def repaired(*bugs_left):
    """The colleague's loop with all of its bugs repaired but these."""
    source = FIT_BROKEN
    if "double sigmoid" not in bugs_left:
        source = source.replace("torch.sigmoid(X @ weight + bias)", "X @ weight + bias")
    if "shapes" not in bugs_left:
        source = source.replace("torch.zeros(X.shape[1], req", "torch.zeros(X.shape[1], 1, req")
    if "zero_grad" not in bugs_left:
        source = source.replace("losses.append", "weight.grad = bias.grad = None\n        losses.append")
    return {"fit": source}


AFTER_THE_STEP = "optimizer.step()\n        losses.append(torch.nn.BCEWithLogitsLoss()(model(X), y))"

# what a student does: the assignment, the answer, the visible test that fails, words of its message
WRONG = {
    "sigmoid: sign swapped": ("hw1", sigmoid("1 / (1 + np.exp(z))"), "sigmoid-tests", "sign in the exponent"),
    "sigmoid: odds in place of probability": ("hw1", sigmoid("np.exp(z)"), "sigmoid-tests", "between 0 and 1"),
    "sigmoid: tanh": ("hw1", sigmoid("np.tanh(z)"), "sigmoid-tests", "between 0 and 1"),
    "sigmoid: another S": ("hw1", sigmoid("0.5 + np.arctan(z) / np.pi"), "sigmoid-tests", "odds / (1 + odds)"),
    "sigmoid: shape lost": ("hw1", sigmoid("1 / (1 + np.exp(-z.ravel()))"), "sigmoid-tests", "one probability"),
    "sigmoid: no return": ("hw1", sigmoid("None"), "sigmoid-tests", "return"),
    "sigmoid: twice": ("hw1", sigmoid("1 / (1 + np.exp(-1 / (1 + np.exp(-z))))"), "sigmoid-tests", "even odds"),
    "bce: terms reversed": (
        "hw1", bce("-np.mean(y * np.log(1 - p) + (1 - y) * np.log(p))"), "bce-tests", "changed places",
    ),
    "bce: sum for mean": (
        "hw1", bce("-np.sum(y * np.log(p) + (1 - y) * np.log(1 - p))"), "bce-tests", "the mean was asked for",
    ),
    "bce: no mean at all": (
        "hw1", bce("-(y * np.log(p) + (1 - y) * np.log(1 - p))"), "bce-tests", "take the mean",
    ),
    "bce: minus forgotten": (
        "hw1", bce("np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))"), "bce-tests", "minus",
    ),
    "bce: one class only": ("hw1", bce("-np.mean(y * np.log(p))"), "bce-tests", "cost nothing"),
    "bce: logarithm of base 2": (
        "hw1", bce("-np.mean(y * np.log2(p) + (1 - y) * np.log2(1 - p))"), "bce-tests", "natural logarithm",
    ),
    "bce: squared error": ("hw1", bce("np.mean((p - y) ** 2)"), "bce-tests", "0.415"),
    "bce: integer targets refused": (
        "hw1",
        {"bce": "import torch\ndef bce(p, y):\n    p, y = torch.tensor(p), torch.tensor(y)\n"
                "    return torch.nn.functional.binary_cross_entropy(p, y)"},
        "bce-integer-tests", "into floats first",
    ),
    "bce: probabilities cut to the integer type of the targets": (
        "hw1", bce("-np.log(np.where(y == 1, p, 1 - p).astype(y.dtype) + 1e-9).mean()"),
        "bce-integer-tests", "into floats first",
    ),
    "stable: double sigmoid": (
        "hw1",
        from_logits("bce(sigmoid(sigmoid(z)), y)"), "bce-from-logits-tests", "apply the sigmoid once",
    ),
    "stable: sigmoid before a loss that has one": (
        "hw1",
        from_logits("np.mean(np.logaddexp(0, sigmoid(z)) - y * sigmoid(z))"),
        "bce-from-logits-tests", "apply the sigmoid once",
    ),
    "stable: labels swapped": (
        "hw1", from_logits("np.mean(np.logaddexp(0, z) - (1 - y) * z)"), "bce-from-logits-tests", "changed places",
    ),
    "stable: sign of the logit": (
        "hw1", from_logits("np.mean(np.logaddexp(0, -z) + y * z)"), "bce-from-logits-tests", "changed places",
    ),
    "stable: sum for mean": (
        "hw1", from_logits("np.sum(np.logaddexp(0, z) - y * z)"), "bce-from-logits-tests", "the mean was asked for",
    ),
    "stable: not stable at all": (
        "hw1", from_logits("bce(sigmoid(z), y)"), "bce-from-logits-tests", "before the logarithm",
    ),
    "stable: clipped": (
        "hw1",
        from_logits("bce(np.clip(sigmoid(z), 1e-12, 1 - 1e-12), y)"), "bce-from-logits-tests", "Clipping",
    ),
    "stable: PyTorch's loss of probabilities": (
        "hw1",
        from_logits("torch.nn.functional.binary_cross_entropy(torch.sigmoid(torch.tensor(z)), torch.tensor(y))"),
        "bce-from-logits-tests", "cost 70",
    ),
    "train: zero_grad missing": (
        "hw2", train(("optimizer.zero_grad()", "pass")), "train-more-steps-tests", "backward() adds",
    ),
    "train: sum for mean": (
        "hw2", train(("BCEWithLogitsLoss()", "BCEWithLogitsLoss(reduction='sum')")), "train-first-step-tests", "sum",
    ),
    "train: mean noted, gradient of the sum": (
        "hw2", train(("loss.backward()", "(5 * loss).backward()")), "train-first-step-tests", "five times too long",
    ),
    "train: double sigmoid": (
        "hw2", train(("(model(X), y)", "(torch.sigmoid(model(X)), y)")), "train-first-step-tests", "applied twice",
    ),
    "train: uphill": (
        "hw2", train(("loss.backward()", "(-loss).backward()")), "train-first-step-tests", "uphill",
    ),
    "train: labels swapped": (
        "hw2", train(("(model(X), y)", "(model(X), 1 - y)")), "train-first-step-tests", "uphill",
    ),
    "train: no step": ("hw2", train(("optimizer.step()", "pass")), "train-first-step-tests", "not at all"),
    "train: bias forgotten": (
        "hw2", train(("model.parameters(), ", "[model.weight], ")), "train-first-step-tests", "bias never moved",
    ),
    "train: random start": (
        "hw2", train(("torch.nn.init.zeros_(model.weight)", "torch.nn.init.constant_(model.weight, 0.3)")),
        "train-first-step-tests", "start at 0",
    ),
    "train: loss noted after the step": (
        "hw2",
        train(("losses.append(loss)\n", "pass\n"), ("optimizer.step()", AFTER_THE_STEP)),
        "train-first-step-tests", "before the step",
    ),
    "train: one loss in all": (
        "hw2", train(("return model.weight, model.bias, losses", "return model.weight, model.bias, losses[:1]")),
        "train-more-steps-tests", "400 losses",
    ),
    "train: one row at a time": (
        "hw2",
        train(("(model(X), y)", "(model(X[epoch % len(X)]), y[epoch % len(X)])")), "train-first-step-tests", "",
    ),
    "train: losses forgotten": (
        "hw2", train(("return model.weight, model.bias, losses", "return model.weight, model.bias")),
        "train-first-step-tests", "in this order",
    ),
    "fit: double sigmoid left": ("hw2", repaired("double sigmoid"), "fit-first-bug-tests", "logits or probabilities"),
    "fit: shapes left": ("hw2", repaired("shapes"), "fit-second-bug-tests", "shapes"),
    "fit: zero_grad left": ("hw2", repaired("zero_grad"), "fit-third-bug-tests", "there already"),
}  # fmt: skip
