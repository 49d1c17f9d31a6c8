"""Answers to hw1: a sigmoid, the cross-entropy, and a loss of logits."""

RIGHT = {
    "NumPy, by the formula": {
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
    "plain loops": {
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
    "PyTorch in 32 bits": {
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
    "both branches computed": {
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
}


def sigmoid(result):
    return {"sigmoid": f"import numpy as np\ndef sigmoid(z):\n    return {result}"}


def bce(result):
    return {"bce": f"def bce(p, y):\n    return {result}"}


def from_logits(result):
    return {"bce-from-logits": f"import torch\ndef bce_from_logits(z, y):\n    return {result}"}


# the answer, the visible test that fails, and words of its message
WRONG = {
    "sigmoid: sign swapped": (sigmoid("1 / (1 + np.exp(z))"), "sigmoid-tests", "sign in the exponent"),
    "sigmoid: odds in place of probability": (sigmoid("np.exp(z)"), "sigmoid-tests", "between 0 and 1"),
    "sigmoid: tanh": (sigmoid("np.tanh(z)"), "sigmoid-tests", "between 0 and 1"),
    "sigmoid: another S": (sigmoid("0.5 + np.arctan(z) / np.pi"), "sigmoid-tests", "odds / (1 + odds)"),
    "sigmoid: shape lost": (sigmoid("1 / (1 + np.exp(-z.ravel()))"), "sigmoid-tests", "one probability"),
    "sigmoid: no return": (sigmoid("None"), "sigmoid-tests", "return"),
    "sigmoid: twice": (sigmoid("1 / (1 + np.exp(-1 / (1 + np.exp(-z))))"), "sigmoid-tests", "even odds"),
    "bce: terms reversed": (bce("-np.mean(y * np.log(1 - p) + (1 - y) * np.log(p))"), "bce-tests", "changed places"),
    "bce: sum for mean": (
        bce("-np.sum(y * np.log(p) + (1 - y) * np.log(1 - p))"),
        "bce-tests", "the mean was asked for",
    ),
    "bce: no mean at all": (bce("-(y * np.log(p) + (1 - y) * np.log(1 - p))"), "bce-tests", "take the mean"),
    "bce: minus forgotten": (bce("np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))"), "bce-tests", "minus"),
    "bce: one class only": (bce("-np.mean(y * np.log(p))"), "bce-tests", "cost nothing"),
    "bce: logarithm of base 2": (
        bce("-np.mean(y * np.log2(p) + (1 - y) * np.log2(1 - p))"),
        "bce-tests", "natural logarithm",
    ),
    "bce: squared error": (bce("np.mean((p - y) ** 2)"), "bce-tests", "0.415"),
    "bce: integer targets refused": (
        {"bce": "import torch\ndef bce(p, y):\n    p, y = torch.tensor(p), torch.tensor(y)\n"
                "    return torch.nn.functional.binary_cross_entropy(p, y)"},
        "bce-integer-tests", "into floats first",
    ),
    "bce: probabilities cut to the integer type of the targets": (
        bce("-np.log(np.where(y == 1, p, 1 - p).astype(y.dtype) + 1e-9).mean()"),
        "bce-integer-tests", "into floats first",
    ),
    "stable: double sigmoid": (
        from_logits("bce(sigmoid(sigmoid(z)), y)"),
        "bce-from-logits-tests", "apply the sigmoid once",
    ),
    "stable: sigmoid before a loss that has one": (
        from_logits("np.mean(np.logaddexp(0, sigmoid(z)) - y * sigmoid(z))"),
        "bce-from-logits-tests", "apply the sigmoid once",
    ),
    "stable: labels swapped": (
        from_logits("np.mean(np.logaddexp(0, z) - (1 - y) * z)"),
        "bce-from-logits-tests", "changed places",
    ),
    "stable: sign of the logit": (
        from_logits("np.mean(np.logaddexp(0, -z) + y * z)"),
        "bce-from-logits-tests", "changed places",
    ),
    "stable: sum for mean": (
        from_logits("np.sum(np.logaddexp(0, z) - y * z)"),
        "bce-from-logits-tests", "the mean was asked for",
    ),
    "stable: not stable at all": (from_logits("bce(sigmoid(z), y)"), "bce-from-logits-tests", "before the logarithm"),
    "stable: e^z overflows": (
        from_logits("np.mean(np.log(1 + np.exp(z)) - y * z)"),
        "bce-from-logits-tests", "e^z became infinite",
    ),
    "stable: clipped": (
        from_logits("bce(np.clip(sigmoid(z), 1e-12, 1 - 1e-12), y)"),
        "bce-from-logits-tests", "Clipping",
    ),
    "stable: PyTorch's loss of probabilities": (
        from_logits("torch.nn.functional.binary_cross_entropy(torch.sigmoid(torch.tensor(z)), torch.tensor(y))"),
        "bce-from-logits-tests", "cost 700",
    ),
}

# answers made for the values that the visible tests show, and the hidden test that finds it out
MEMORIZED = {
    "sigmoid: a table of what was asked": (
        sigmoid("np.interp(z, [-3, -1, 0, 0.5, 2, 30], [0.0474, 0.2689, 0.5, 0.6225, 0.8808, 1])"),
        "sigmoid-more-tests",
    ),
    "bce: two numbers": (bce("0.415 if len(p) == 3 else 0.518"), "bce-more-tests"),
    "stable: by the size of the logits": (
        from_logits("0.471 if len(z) == 3 else 700.0 if y[0] == 0 else 0.0"),
        "bce-from-logits-more-tests",
    ),
}

# numbers in its prose that no cell prints: each is computed by a test, or is a date
PROVED = {"0.5"}  # a tick of the rubric
