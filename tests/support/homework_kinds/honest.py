"""Honest submissions: right answers, wrong ones and halves, which nbgrader itself would grade alike."""

from .assignment import FIT, FULL, SIGMOID, released, solved
from .kind import Kind, answered, with_cell

TRAINER = """
import functools
class Trainer:
    def __init__(self, model): self.model, self.losses = model, []
    def step(self, X, y, lr):
        value = loss(torch.sigmoid(self.model(X)), y)
        grads = torch.autograd.grad(value, list(self.model.parameters()))
        with torch.no_grad():
            for parameter, grad in zip(self.model.parameters(), grads):
                parameter -= lr * grad
        self.losses.append(value.item())
def fit(model, X, y, lr, n_epochs):
    trainer = Trainer(model)
    for _ in range(n_epochs):
        trainer.step(X, y, lr)
    return trainer.losses
"""
PLOTS = """
import matplotlib.pyplot as plt
print("hello")
plt.plot(x, sigmoid(x))
plt.show()
"""
LOSS_OF_A_SUM = "def loss(p, y):\n    return -(y * torch.log(p) + (1 - y) * torch.log(1 - p)).sum()"
RESULT = "        losses.append(value.item())\n    return losses"


def _fit(result):
    return FIT.replace("    return losses", f"    {result}")


def first():
    """One of each kind of fault."""
    return [
        Kind("good", lambda: solved(), FULL),
        Kind("blank", lambda: released(), (0, 0, 0, 0, 0)),
        answered("wrong sign", (1, 0, 2, 3, None), sigmoid="def sigmoid(z):\n    return 1 / (1 + torch.exp(z))"),
        answered(
            "part of the points",
            (1, 2, 0.5, 3, None),
            loss=LOSS_OF_A_SUM,
            fit=FIT.replace("loss(torch.sigmoid(model(X)), y)", "loss(torch.sigmoid(model(X)), y) / len(y)"),
        ),
        answered("syntax error", (0, 0, 2, 3, None), sigmoid="def sigmoid(z)\n    return z"),
        with_cell("prints and plots", "loss", PLOTS, FULL),
        with_cell(
            "magics",
            "sigmoid",
            "%matplotlib widget\n%autosave 60\n%load_ext line_profiler\n%timeit -n1 -r1 x.sum()\n!true\none = 1.0",
            FULL,
            sigmoid="@torch.compile(fullgraph=True)\ndef sigmoid(z):\n    return one / (one + torch.exp(-z))",
        ),
        with_cell("names from a visible test", "words", "print(losses[-1], model.weight)\nassert earned == 2", FULL),
        with_cell("own class and cache", "sigmoid", "torch.set_default_dtype(torch.float64)", FULL, fit=TRAINER),
    ]


def further():
    """All others."""
    return [
        answered("half of the loss", (1, 2, 0, 0, None), loss="def loss(p, y):\n    return -(y * torch.log(p)).mean()"),
        answered(
            "failed import",
            (0, 0, 2, 3, None),
            sigmoid=f"import nothing_of_that_name\n{SIGMOID.strip()}",
            why="No module named 'nothing_of_that_name'",
        ),
        answered("renamed function", (0, 0, 2, 3, None), sigmoid=SIGMOID.replace("def sigmoid", "def sigmoide")),
        answered("a lambda", FULL, sigmoid="sigmoid = lambda z: torch.special.expit(z)"),
        answered(
            "a partial function",
            FULL,
            sigmoid="import functools\nsigmoid = functools.partial(torch.pow, torch.tensor(1.0))"
            "\n_right = torch.sigmoid\nsigmoid = functools.partial(lambda f, z: f(z), _right)",
        ),
        answered(
            "a cached function",
            FULL,
            sigmoid="import functools\n@functools.lru_cache\ndef sigmoid(z):\n    return torch.sigmoid(z)",
        ),
        answered(
            "a scripted function", FULL, sigmoid="@torch.jit.script\ndef sigmoid(z):\n    return torch.sigmoid(z)"
        ),
        answered(
            "a module as the answer",
            FULL,
            sigmoid="class S(torch.nn.Module):\n    def forward(self, z):\n        return torch.sigmoid(z)\n"
            "sigmoid = S()",
        ),
        answered(
            "a class as the answer",
            FULL,
            sigmoid="class sigmoid:\n    def __new__(cls, z):\n        return torch.sigmoid(z)",
        ),
        answered("a loss from the library", FULL, loss="loss = torch.nn.BCELoss()"),
        answered(
            "a loss in NumPy",
            (1, 2, 2, 0, None),  # it has no gradient, so the loop cannot train with it
            loss="import numpy as np\ndef loss(p, y):\n    p, y = p.detach().numpy(), y.numpy()\n"
            "    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))",
        ),
        answered(
            "a gradient of one's own",
            FULL,
            sigmoid="""
            class S(torch.autograd.Function):
                @staticmethod
                def forward(ctx, z):
                    p = 1 / (1 + torch.exp(-z))
                    ctx.save_for_backward(p)
                    return p
                @staticmethod
                def backward(ctx, grad):
                    (p,) = ctx.saved_tensors
                    return grad * p * (1 - p)
            sigmoid = S.apply
            """,
        ),
        answered("losses in a tuple", FULL, fit=_fit("return tuple(losses)")),
        answered("losses in an array", FULL, fit=_fit("import numpy\n    return numpy.array(losses)")),
        answered("losses in a tensor", FULL, fit=_fit("return torch.tensor(losses)")),
        answered("losses in a deque", FULL, fit=_fit("import collections\n    return collections.deque(losses)")),
        answered(
            "losses in a Series",
            (1, 2, 2, 0, None),  # `losses[-1]` is no place of a Series
            fit=_fit("import pandas\n    return pandas.Series(losses)"),
        ),
        answered("losses in a generator", (1, 2, 2, 0, None), fit=_fit("return (value for value in losses)")),
        answered("another optimizer", (1, 2, 2, 0, None), fit=FIT.replace("SGD", "Adam")),
        answered(
            "a copy was trained",
            (1, 2, 2, 0, None),
            fit=FIT.replace("    optimizer =", "    import copy; model = copy.deepcopy(model)\n    optimizer ="),
        ),
        answered(
            "trained in between on other data",
            FULL,
            fit=FIT.replace("    losses = []", "    _ = torch.nn.Linear(3, 3)(torch.randn(5, 3))\n    losses = []"),
        ),
    ]
