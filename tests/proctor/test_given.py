"""For which given cells no copy of the author's session is made: those that could ask it for nothing."""

import pytest

from proctor.given import GivenNames

ASKS = {
    "an answer": "p = sigmoid(0)",
    "an answer of a name of Python's": "sum([1])",
    "a name of the author's": "print(mine)",
    "one inside of a function": "def f(x):\n    return x + mine",
    "all of a module": "from math import *",
    "a name in a text": "eval('mi' + 'ne')",
    "all names": "globals()['mine']",
    "IPython": "get_ipython().user_ns['mine']",
    "no plain Python": "%who\nx = 1",
    "an answer's name is made": "sigmoid = 3",
}
ASKS_NOT = {
    "imports": "import numpy as np\nfrom os.path import join as j\nimport os.path\nnp.zeros(j and os.path and 1)",
    "what was given before": "print(given.shape)",
    "functions, classes and arguments": """
def f(a, *b, c=1, **d):
    return [a, b, c, d, f]
class C(Exception):
    def g(self): return lambda u: [u + v for v in (w := self.h)] + [w]
""",
    "what is caught, matched and opened": """
try:
    with open("x") as file: file
except (OSError, ValueError) as error:
    print(error)
match given:
    case [first, *rest] | {"k": first, **rest}: first, rest
    case int() as whole: whole
for i, (k, l) in enumerate({}): i + k + l
""",
}


@pytest.mark.parametrize("source", ASKS.values(), ids=list(ASKS))
def test_a_cell_that_may_ask_for_something(source):
    names = GivenNames({"sigmoid", "sum"})
    assert names.suffice("given = 1")
    assert not names.suffice(source)


@pytest.mark.parametrize("source", ASKS_NOT.values(), ids=list(ASKS_NOT))
def test_a_cell_that_asks_for_nothing(source):
    names = GivenNames({"sigmoid", "sum"})
    assert not names.suffice("print(given)")
    assert names.suffice("given = 1")
    assert names.suffice(source)


def test_what_a_cell_makes_that_asks_is_not_counted_on():
    names = GivenNames(())
    assert not names.suffice("made = mine")
    assert not names.suffice("print(made)")
