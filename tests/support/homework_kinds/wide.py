"""A second assignment, whose tests lean on what crosses between two sessions.

That is numbers, views, seeds, functions and objects. Its tests keep to the nine rules of docs/grading.md, and are
written without a thought of who might cheat.
"""

import nbformat

from .assignment import Made, code

SEED = 917364  # of hidden data
ANSWERS = {
    "predict": "def predict(X):\n    return (X[:, 0] > 0).float()",
    "refit": "def refit(X, y):\n    return torch.linalg.lstsq(X, y).solution",
    "stats": "def stats(v):\n    return {'mean': v.mean(), 'max': v.max()}",
    "area": "import math\ndef area(r):\n    return math.pi * r ** 2",
    "fold": """
        def add(a, b):
            return a + b
        def fold(f, items, start):
            for item in items:
                start = f(start, item)
            return start
        """,
    "root": """
        def root(f, a, b):
            for _ in range(60):
                m = (a + b) / 2
                a, b = (m, b) if f(m) < 0 else (a, m)
            return m
        """,
    "tally": """
        class Tally:
            def __init__(self): self.values = []
            def add(self, value): self.values.append(value)
            @property
            def total(self): return sum(self.values)
            def mean(self): return self.total / len(self.values)
        """,
    "doubled": "def doubled(frame):\n    return frame['a'] * 2",
    "push": "def push(stack, item):\n    stack.append(item)",
}
TESTS = {
    "predict": f"""
        assert predict(torch.ones(3, 2)).shape == (3,)
        ### BEGIN HIDDEN TESTS
        table = torch.randn(200, 3, generator=torch.Generator().manual_seed({SEED}))
        table[:, 2] = (table[:, 0] + table[:, 1] > 0).float()
        X, y = table[:, :2], table[:, 2]
        assert (torch.as_tensor(predict(X)) == y).float().mean().item() > 0.6
        ### END HIDDEN TESTS
        """,
    "refit": f"""
        assert refit(torch.eye(2), torch.ones(2, 1)).shape == (2, 1)
        ### BEGIN HIDDEN TESTS
        torch.manual_seed({SEED})
        w, X = torch.randn(3, 1), torch.randn(40, 3)
        assert torch.allclose(torch.as_tensor(refit(X, X @ w)), w, atol=1e-4)
        ### END HIDDEN TESTS
        """,
    "stats": """
        v = np.array([1.0, 2.0, 6.0])
        s = stats(v)
        assert abs(s["mean"] - 3) < 1e-6 and abs(s["max"] - 6) < 1e-6
        ### BEGIN HIDDEN TESTS
        v = np.random.default_rng(77).normal(size=50)
        s = stats(v)
        assert abs(s["mean"] - v.mean()) < 1e-6 and abs(s["max"] - v.max()) < 1e-6
        ### END HIDDEN TESTS
        """,
    "area": """
        import math
        got = float(area(2.0))
        assert abs(got - 4 * math.pi) < 1e-4, f"the area of a circle of radius 2 is 12.566; got {got}"
        ### BEGIN HIDDEN TESTS
        assert abs(float(area(1.37)) - math.pi * 1.37 ** 2) < 1e-4
        ### END HIDDEN TESTS
        """,
    "fold": """
        assert fold(lambda a, b: a + b, [1, 2, 3], 0) == 6
        ### BEGIN HIDDEN TESTS
        def combine(a, b):
            return add(a, 2 * b)
        assert fold(combine, [1, 2, 3, 4], 10) == 30
        ### END HIDDEN TESTS
        """,
    "root": """
        assert abs(root(lambda t: t - 1, 0, 3) - 1) < 1e-6
        ### BEGIN HIDDEN TESTS
        def secret_curve(t):
            return t ** 3 - 2
        found = root(secret_curve, 0, 3)
        assert abs(found ** 3 - 2) < 1e-6
        ### END HIDDEN TESTS
        """,
    "tally": """
        tally = Tally()
        tally.add(2.0)
        tally.add(4.0)
        assert tally.mean() == 3 and tally.total == 6
        """,
    "doubled": """
        assert list(doubled(pd.DataFrame({"a": [1, 2], "b": [3, 4]}))) == [2, 4]
        ### BEGIN HIDDEN TESTS
        frame = pd.DataFrame({"a": [1.5, -2.0, 7.0], "b": ["x", "y", "z"]}, index=[3, 1, 2])
        assert doubled(frame).tolist() == [3.0, -4.0, 14.0]
        ### END HIDDEN TESTS
        """,
    "push": """
        stack = [1]
        push(stack, 2)
        assert stack == [1, 2]
        ### BEGIN HIDDEN TESTS
        stack = []
        for item in ("a", 2.5):
            push(stack, item)
        assert stack == ["a", 2.5]
        ### END HIDDEN TESTS
        """,
}
CHANGES = {"push": ["stack"]}  # what an answer is to change in place
QUESTIONS = {f"{name}-tests": 1.0 for name in TESTS}
NAMES = list(TESTS)


def instructor_version():
    """A point for each of its questions."""
    cells = [code("import numpy as np\nimport pandas as pd\nimport torch", "given")]
    for name, source in TESTS.items():
        solution = code(ANSWERS[name]).source
        cells.append(code("", name, solution=True))
        cells[-1].source = f"### BEGIN SOLUTION\n{solution}\n### END SOLUTION"
        cells.append(code(source, f"{name}-tests", points=1))
        if name in CHANGES:
            cells[-1].metadata["changes"] = CHANGES[name]
    return nbformat.v4.new_notebook(cells=cells)


WIDE = Made("wide", instructor_version, ANSWERS, QUESTIONS)
FULL = (1,) * len(NAMES)


def all_but(*names):
    """The points of who has every question right but these."""
    return tuple(int(name not in names) for name in NAMES)
