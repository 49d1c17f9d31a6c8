"""Answers to hw2: the training loop, and three bugs in one."""

from support.homework import cells_of

from course_tools.homework.format import CellKind

RIGHT = {
    "float64 by default": {
        "train": """
import torch
torch.set_default_dtype(torch.float64)
def train(X, y, lr, n_epochs):
    weight, bias = torch.zeros(1, 1), torch.zeros(1)
    losses = []
    for epoch in range(n_epochs):
        z = X @ weight + bias
        losses.append(torch.nn.functional.binary_cross_entropy_with_logits(z, y).item())
        error = (torch.sigmoid(z) - y) / len(y)
        weight, bias = weight - lr * X.T @ error, bias - lr * error.sum()
    return weight.item(), bias.item(), losses
""",
    },
    "autograd, tensors left as they are": {
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
    "NumPy, arrays back": {
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
    "plain loops": {
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
}


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


# the answer, the visible test that fails, and words of its message
WRONG = {
    "train: zero_grad missing": (train(("parameter.grad = None", "pass")), "train-more-steps-tests", "backward() adds"),
    "train: sum for mean": (
        train(("BCEWithLogitsLoss()", "BCEWithLogitsLoss(reduction='sum')")),
        "train-first-step-tests", "sum",
    ),
    "train: mean noted, gradient of the sum": (
        train(("loss.backward()", "(5 * loss).backward()")),
        "train-first-step-tests", "five times too long",
    ),
    "train: double sigmoid": (
        train(("(X @ weight + bias, y)", "(torch.sigmoid(X @ weight + bias), y)")),
        "train-first-step-tests", "applied twice",
    ),
    "train: uphill": (train(("loss.backward()", "(-loss).backward()")), "train-first-step-tests", "uphill"),
    "train: labels swapped": (train(("bias, y)", "bias, 1 - y)")), "train-first-step-tests", "uphill"),
    "train: no step": (train(("lr *", "0 *")), "train-first-step-tests", "not at all"),
    "train: bias forgotten": (train(("bias -= lr", "bias -= 0")), "train-first-step-tests", "bias never moved"),
    "train: random start": (
        train(("torch.zeros(1, 1,", "torch.full((1, 1), 0.3,")),
        "train-first-step-tests", "start at 0",
    ),
    "train: loss noted after the step": (
        train(("losses.append(loss.item())\n", "pass\n"), ("bias.grad\n", f"{AFTER_THE_STEP}\n")),
        "train-first-step-tests", "before the step",
    ),
    "train: one loss in all": (train((", losses\n", ", losses[:1]\n")), "train-more-steps-tests", "400 losses"),
    "train: one row at a time": (
        train(("(X @", "(X[epoch % len(X)] @"), ("bias, y)", "bias, y[epoch % len(X)])")),
        "train-first-step-tests", "",
    ),
    "train: losses forgotten": (
        train(("bias.detach(), losses", "bias.detach()")),
        "train-first-step-tests", "in this order",
    ),
    "fit: double sigmoid left": (repaired("double sigmoid"), "fit-first-bug-tests", "logits or probabilities"),
    "fit: shapes left": (repaired("shapes"), "fit-second-bug-tests", "shapes"),
    "fit: zero_grad left": (repaired("zero_grad"), "fit-third-bug-tests", "there already"),
}

# answers made for the values that the visible tests show, and the hidden test that finds it out
MEMORIZED = {
    "train: three sets of numbers": (
        {"train": "def train(X, y, lr, n_epochs):\n    if n_epochs < 400:\n        return 0.02, -0.1 * lr * n_epochs,"
                  " [0.693]\n    return 0.338, -1.601, [0.693, 0.691] + [0.6] * 398"},
        "train-other-data-tests",
    ),
    "fit: one step and no more": (
        {"fit": "def fit(X, y, lr, n_epochs):\n    weight = n_epochs * lr * ((y - 0.5) * X).mean(dim=0)\n"
                "    return weight, n_epochs * lr * (y - 0.5).mean(), [0.693]"},
        "fit-other-data-tests",
    ),
}

# numbers in its prose that no cell prints: each is computed by a test, or is a date
PROVED = {"0.05", "0.001", "0.693", "0.724", "40", "0.5"}  # 0.5 is a tick of the rubric
