"""Answers to the homework as students write them: right in several styles, and the usual mistakes."""

from support.homework import cells_of

from course_tools.homework.format import CellKind

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
    "hw3: NumPy, with course_utils": (
        "hw3",
        {
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
reported_cost = torch.tensor(cost_per_person(y_test, p_test, float(chosen_threshold), *costs))
""",
        },
    ),
    "hw3: plain loops": (
        "hw3",
        {
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
        },
    ),
    "hw3: PyTorch": (
        "hw3",
        {
            "four-counts": """
import numpy as np
import torch
def four_counts(y, p, threshold):
    y, called = torch.as_tensor(y) == 1, torch.as_tensor(p) >= threshold
    return (y & called).sum(), (~y & called).sum(), (y & ~called).sum(), (~y & ~called).sum()
""",
            "cost-per-person": """
def cost_per_person(y, p, threshold, cost_fp, cost_fn):
    tp, fp, fn, tn = four_counts(y, p, threshold)
    return (cost_fp * fp + cost_fn * fn) / len(y)
""",
            "cheapest-threshold": """
def cheapest_threshold(y, p, cost_fp, cost_fn):
    thresholds = torch.cat([torch.unique(torch.as_tensor(p)), torch.tensor([torch.inf])]).flip(0)
    costs = torch.stack([cost_per_person(y, p, threshold, cost_fp, cost_fn) for threshold in thresholds])
    return thresholds[int(torch.argmin(costs))]
""",
        },
    ),
}


def changed(name, answer, *replacements):
    """The instructor's answer with a mistake put in."""
    source = next(c.source for c in cells_of(name, CellKind.ANSWER) if c.metadata.nbgrader.grade_id == answer)
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


def cheapest(result):
    return {"cheapest-threshold": f"def cheapest_threshold(y, p, cost_fp, cost_fn):\n    return {result}"}


def choice(threshold):
    cost = "cost_per_person(y_test, p_test, chosen_threshold, 1, 20)"
    return {"choice": f"chosen_threshold = {threshold}\nreported_cost = {cost}"}


FIT_BROKEN = next(c.source for c in cells_of("hw2", CellKind.LOCKED)).replace("fit_broken", "fit")
TRAIN = """
import torch
def train(X, y, lr, n_epochs):
    parameters = torch.zeros(1, 1, requires_grad=True), torch.zeros(1, requires_grad=True)
    weight, bias = parameters
    losses = []
    for epoch in range(n_epochs):
        loss = torch.nn.BCEWithLogitsLoss()(X @ weight + bias, y)
        losses.append(loss.item())
        for parameter in parameters:
            parameter.grad = None
        loss.backward()
        with torch.no_grad():
            weight -= lr * weight.grad
            bias -= lr * bias.grad
    return weight.detach(), bias.detach(), losses
"""


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


AFTER_THE_STEP = "bias.grad\n        losses.append(torch.nn.BCEWithLogitsLoss()(X @ weight + bias, y).item())"

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
        "hw2", train(("parameter.grad = None", "pass")), "train-more-steps-tests", "backward() adds",
    ),
    "train: sum for mean": (
        "hw2", train(("BCEWithLogitsLoss()", "BCEWithLogitsLoss(reduction='sum')")), "train-first-step-tests", "sum",
    ),
    "train: mean noted, gradient of the sum": (
        "hw2", train(("loss.backward()", "(5 * loss).backward()")), "train-first-step-tests", "five times too long",
    ),
    "train: double sigmoid": (
        "hw2", train(("(X @ weight + bias, y)", "(torch.sigmoid(X @ weight + bias), y)")),
        "train-first-step-tests", "applied twice",
    ),
    "train: uphill": (
        "hw2", train(("loss.backward()", "(-loss).backward()")), "train-first-step-tests", "uphill",
    ),
    "train: labels swapped": (
        "hw2", train(("bias, y)", "bias, 1 - y)")), "train-first-step-tests", "uphill",
    ),
    "train: no step": ("hw2", train(("lr *", "0 *")), "train-first-step-tests", "not at all"),
    "train: bias forgotten": (
        "hw2", train(("bias -= lr", "bias -= 0")), "train-first-step-tests", "bias never moved",
    ),
    "train: random start": (
        "hw2", train(("torch.zeros(1, 1,", "torch.full((1, 1), 0.3,")),
        "train-first-step-tests", "start at 0",
    ),
    "train: loss noted after the step": (
        "hw2",
        train(("losses.append(loss.item())\n", "pass\n"), ("bias.grad\n", f"{AFTER_THE_STEP}\n")),
        "train-first-step-tests", "before the step",
    ),
    "train: one loss in all": (
        "hw2", train((", losses\n", ", losses[:1]\n")),
        "train-more-steps-tests", "400 losses",
    ),
    "train: one row at a time": (
        "hw2",
        train(("(X @", "(X[epoch % len(X)] @"), ("bias, y)", "bias, y[epoch % len(X)])")), "train-first-step-tests", "",
    ),
    "train: losses forgotten": (
        "hw2", train(("bias.detach(), losses", "bias.detach()")),
        "train-first-step-tests", "in this order",
    ),
    "fit: double sigmoid left": ("hw2", repaired("double sigmoid"), "fit-first-bug-tests", "logits or probabilities"),
    "fit: shapes left": ("hw2", repaired("shapes"), "fit-second-bug-tests", "shapes"),
    "fit: zero_grad left": ("hw2", repaired("zero_grad"), "fit-third-bug-tests", "there already"),
    "counts: FP and FN swapped": (
        "hw3", changed("hw3", "four-counts", ("int(tp), int(fp), int(fn)", "int(tp), int(fn), int(fp)")),
        "four-counts-tests", "FP and FN have changed places",
    ),
    "counts: positive class swapped": (
        "hw3", changed("hw3", "four-counts", ("y == 1", "y == 0"), (">=", "<")),
        "four-counts-tests", "classes have changed places",
    ),
    "counts: labels turned round only": (
        "hw3", changed("hw3", "four-counts", ("y == 1", "y == 0")), "four-counts-tests", "classes have changed places",
    ),
    "counts: called below the threshold": (
        "hw3", changed("hw3", "four-counts", ("p >=", "p <")), "four-counts-tests", "not those below",
    ),
    "counts: above in place of at or above": (
        "hw3", changed("hw3", "four-counts", ("p >=", "p >")), "four-counts-tests", "at or above",
    ),
    "counts: order of TP, TN, FP, FN": (
        "hw3", changed("hw3", "four-counts", ("int(fp), int(fn), int(tn)", "int(tn), int(fp), int(fn)")),
        "four-counts-tests", "expected TP 3, FP 1, FN 3, TN 6",
    ),
    "counts: one forgotten": (
        "hw3", changed("hw3", "four-counts", (", int(tn)", "")), "four-counts-tests", "four counts were expected",
    ),
    "cost: sum for mean": (
        "hw3", changed("hw3", "cost-per-person", (" / (tp + fp + fn + tn)", "")),
        "cost-per-person-tests", "all mistakes",
    ),
    "cost: mean over the mistakes": (
        "hw3", changed("hw3", "cost-per-person", ("tp + fp + fn + tn", "fp + fn")),
        "cost-per-person-tests", "by all people",
    ),
    "cost: prices swapped": (
        "hw3", changed("hw3", "cost-per-person", ("cost_fp * fp + cost_fn * fn", "cost_fn * fp + cost_fp * fn")),
        "cost-per-person-tests", "costs have changed places",
    ),
    "cheapest: one half": ("hw3", cheapest("0.5"), "cheapest-threshold-tests", "nobody asked for 1/2"),
    "cheapest: prices swapped": (
        "hw3",
        changed("hw3", "cheapest-threshold", ("threshold, cost_fp, cost_fn)", "threshold, cost_fn, cost_fp)")),
        "cheapest-threshold-tests", "costs have changed places",
    ),
    "cheapest: the dearest": (
        "hw3", changed("hw3", "cheapest-threshold", ("cost < lowest", "cost > lowest"), ("lowest = np.inf, cost_per_"
        "person(y, p, np.inf, cost_fp, cost_fn)", "lowest = np.inf, 0")), "cheapest-threshold-tests", "dearest",
    ),
    "cheapest: the lowest of ties": (
        "hw3", changed("hw3", "cheapest-threshold", ("cost < lowest", "cost <= lowest")),
        "cheapest-threshold-tests", "give back the highest",
    ),
    "cheapest: never nobody": (
        "hw3",
        changed("hw3", "cheapest-threshold",
                ("lowest = np.inf, cost_per_person(y, p, np.inf, cost_fp, cost_fn)", "lowest = np.inf, np.inf")),
        "cheapest-threshold-tests", "nobody positive",
    ),
    "cheapest: by the formula for true probabilities": (
        "hw3", cheapest("cost_fp / (cost_fp + cost_fn)"), "cheapest-threshold-tests", "0.3 is cheapest",
    ),
    "cheapest: most accurate": (
        "hw3",
        changed("hw3", "cheapest-threshold", ("threshold, cost_fp, cost_fn)", "threshold, 1, 1)"),
                ("np.inf, cost_fp, cost_fn)", "np.inf, 1, 1)")),
        "cheapest-threshold-tests", "0.8",
    ),
    "choice: on the test rows": (
        "hw3", changed("hw3", "choice", ("y_validation, p_validation", "y_test, p_test")),
        "choice-tests", "choose on the validation rows",
    ),
    "choice: one half": ("hw3", choice("0.5"), "choice-tests", "calls nobody positive"),
    "choice: by the formula": ("hw3", choice("1 / 21"), "choice-tests", "try all thresholds"),
    "choice: reported on the rows that chose": (
        "hw3", changed("hw3", "choice", ("y_test, p_test", "y_validation, p_validation")),
        "choice-tests", "report on the test rows",
    ),
    "choice: the best of the test rows reported": (
        "hw3",
        {"choice": "chosen_threshold = cheapest_threshold(y_validation, p_validation, 1, 20)\n"
                   "best = cheapest_threshold(y_test, p_test, 1, 20)\n"
                   "reported_cost = cost_per_person(y_test, p_test, best, 1, 20)"},
        "choice-tests", "use the one that you chose",
    ),
    "choice: all costs together": (
        "hw3", changed("hw3", "choice", ("chosen_threshold, 1, 20)", "chosen_threshold, 1, 20) * len(y_test)")),
        "choice-tests", "per person",
    ),
}  # fmt: skip

# answers made for the values that the visible tests show, and the hidden test that finds it out
MEMORIZED = {
    "sigmoid: a table of what was asked": (
        "hw1", sigmoid("np.interp(z, [-3, -1, 0, 0.5, 2, 30], [0.0474, 0.2689, 0.5, 0.6225, 0.8808, 1])"),
        "sigmoid-more-tests",
    ),
    "bce: two numbers": ("hw1", bce("0.415 if len(p) == 3 else 0.518"), "bce-more-tests"),
    "stable: by the size of the logits": (
        "hw1", from_logits("0.471 if len(z) == 3 else 70.0 if y[0] == 0 else 0.0"), "bce-from-logits-more-tests",
    ),
    "train: three sets of numbers": (
        "hw2",
        {"train": "def train(X, y, lr, n_epochs):\n    if n_epochs < 400:\n        return 0.02, -0.1 * lr * n_epochs,"
                  " [0.693]\n    return 0.338, -1.601, [0.693, 0.691] + [0.6] * 398"},
        "train-other-data-tests",
    ),
    "fit: one step and no more": (
        "hw2",
        {"fit": "def fit(X, y, lr, n_epochs):\n    weight = lr * ((y - 0.5) * X).mean(dim=0)\n"
                "    return weight, n_epochs * lr * (y - 0.5).mean(), [0.693]"},
        "fit-other-data-tests",
    ),
    "counts: two sets of numbers": (
        "hw3",
        {"four-counts": "def four_counts(y, p, threshold):\n"
                        "    return (3, 1, 3, 6) if threshold == 0.5 else (4, 5, 2, 2)"},
        "four-counts-more-tests",
    ),
    "cost: one number": (
        "hw3", {"cost-per-person": "def cost_per_person(y, p, threshold, cost_fp, cost_fn):\n    return 2.625"},
        "cost-per-person-more-tests",
    ),
    "cheapest: by the costs": (
        "hw3", cheapest("0.3 if cost_fn == 5 else 0.8 if cost_fp == 1 else float('inf')"),
        "cheapest-threshold-more-tests",
    ),
    "choice: plausible numbers": (
        "hw3", {"choice": "chosen_threshold, reported_cost = 0.04, 0.85"}, "choice-more-tests",
    ),
}  # fmt: skip
