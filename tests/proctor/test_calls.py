"""Functions of a test that the author's code calls, and the random numbers that both draw."""

import random

import numpy as np
import pytest
import torch
from support.linked import author_writes

from proctor import protocol, seeds
from proctor.calls import _imports
from proctor.codec import CannotCross

ROOT = """
def root(f, a, b):
    for _ in range(60):
        m = (a + b) / 2
        a, b = (m, b) if f(m) < 0 else (a, m)
    return m
def apply(f, *values, **options): return f(*values, **options)
def fetch(n): return type(kept)(kept._call_back, n)(1)
def keep(f):
    global kept
    kept = f
    return f
def name_of(f): return f.__name__
def inside(f): return [str(vars(f))]
"""


def in_test(link, source):
    """As a test's cell defines them."""
    exec(source, link.namespace)
    return link.namespace


@pytest.fixture
def calls(link):
    author_writes(link, ROOT)
    return link


def test_a_function_of_the_test_calls_one_of_the_authors(calls):
    names = in_test(calls, """
def curve(t): return square(t) * t - 2
def nested(n): return apply(nested, n - 1) + 1 if n else 0
""")
    assert abs(calls.name("root")(names["curve"], 0, 3) - 2 ** (1 / 3)) < 1e-9
    assert calls.name("apply")(names["nested"], 6) == 6
    assert calls.notes == []


def test_calls_that_never_come_to_an_end_are_ended(calls):
    names = in_test(calls, "def endless(n): return apply(endless, n + 1)")
    with pytest.raises(RuntimeError):
        calls.name("apply")(names["endless"], 0)
    assert "call each other more than 20 deep" in calls.notes[0]
    assert calls.name("square")(3) == 9  # and the connection is as it was


def test_what_an_outer_call_shares_is_as_it_was_after_an_inner_one(calls):
    author_writes(calls, """
def outer(f, model, items):
    items.append(1); model.weight.data.fill_(5)
    f(7)
    items.append(2); model.weight.data.add_(1)
    return model
""")
    names = in_test(calls, "items, inner = [], [0]\ndef other(x): return double(inner)")
    model = torch.nn.Linear(1, 1)
    calls.begin(3, ("items", "inner"))
    assert calls.name("outer")(names["other"], model, names["items"]) is model
    assert (names["items"], model.weight.item(), names["inner"]) == ([1, 2], 6, [0, 0])


@pytest.mark.slow
def test_a_function_sees_what_has_become_of_the_arguments(calls):
    author_writes(calls, """
def descend(loss, model, steps):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for _ in range(steps):
        optimizer.zero_grad(); loss(model).backward(); optimizer.step()
""")
    names = in_test(calls, """
import torch
X, y, seen = torch.tensor([[1.0], [-1.0]]), torch.tensor([[2.0], [-2.0]]), []
def loss(model):
    seen.append(model.weight.item())
    return ((model(X) - y) ** 2).mean()
""")
    model = torch.nn.Linear(1, 1)
    calls.name("descend")(names["loss"], model, 30)
    assert abs(model.weight.item() - 2) < 1e-2
    assert len(set(names["seen"])) == 30
    assert calls.notes == []


def test_gradients_go_back_through_a_function_of_the_test(calls):
    author_writes(calls, """
def slope(f, w):
    w = torch.tensor(w, requires_grad=True)
    (3 * f(w)).sum().backward()
    return w.grad
def twice(f):
    w = torch.ones(1, requires_grad=True)
    (g,) = torch.autograd.grad(f(w).sum(), w, create_graph=True)
    g.backward()
""")
    names = in_test(calls, """
def f(w): return w ** 3 + square(w)
""")
    assert calls.name("slope")(names["f"], [1.0, -2.0]).tolist() == [15.0, 24.0]
    z = torch.tensor([2.0], requires_grad=True)
    calls.name("apply")(names["f"], z).sum().backward()
    assert z.grad.tolist() == [16.0]
    with pytest.raises(CannotCross, match="second derivatives of a function of the test"):
        calls.name("twice")(names["f"])


def test_functions_of_this_test_can_be_called_and_no_others(calls):
    names = in_test(calls, "def first(x): return 5007\ndef second(x): return x")
    assert calls.name("keep")(names["first"]) is names["first"]
    calls.begin(3)
    with pytest.raises(CannotCross):
        calls.name("fetch")(0)
    calls.begin(3)
    calls.name("keep")(names["second"])
    assert calls.name("fetch")(0) == 1
    for number in (1, 5, 2**31 - 1):
        calls.begin(3)
        calls.name("keep")(names["second"])
        with pytest.raises(CannotCross):
            calls.name("fetch")(number)
        assert len(calls.notes) == 1


def test_what_a_function_holds_stays_here(calls):
    names = in_test(calls, """
import functools
def curve(a, t, secret=917364): return a * t
held = functools.partial(curve, 1234567)
""")
    assert calls.name("apply")(names["held"], 2) == 2469134
    for name in ("curve", "held"):
        assert not any(word in str(calls.name("inside")(names[name])) for word in ("917364", "1234567"))
    assert calls.name("name_of")(names["curve"]) == "function"


def test_errors_of_a_function_reach_the_author(calls):
    author_writes(calls, "def safe(f):\n    try: f()\n    except ZeroDivisionError: return 'caught'")
    names = in_test(calls, "def fails(): return 1 / 0\ndef odd(): raise ValueError('\\ud800')")
    assert calls.name("safe")(names["fails"]) == "caught"
    with pytest.raises(ValueError, match=r"^\?$"):
        calls.name("apply")(names["odd"])


# ------------------------------------------------------------------------ seeds

DRAW = """
import random
def drawn(*_): return [random.random(), float(np.random.rand()), torch.rand(1).item()]
def state(): return torch.initial_seed(), torch.get_rng_state().numpy().tobytes()
"""


def seed(number):
    random.seed(number)
    np.random.seed(number)  # noqa: NPY002 (as tests do)
    torch.manual_seed(number)


def draw():
    return [random.random(), float(np.random.rand()), torch.rand(1).item()]  # noqa: NPY002


@pytest.fixture
def drawing(link):
    author_writes(link, DRAW)
    return link


def test_what_is_not_seeded_goes_on(drawing):
    drawing.name("square")(1)
    assert drawing.channel.requests[-1].seeds == protocol.Seeds()
    np.random.seed(13)  # noqa: NPY002 (as tests do)
    drawing.name("square")(1)
    given = drawing.channel.requests[-1].seeds
    assert (given.python, given.torch) == (None, None)
    assert given.numpy is not None


@pytest.mark.parametrize(("shown", "number"), [
    ("torch.manual_seed(917364)", 917364), ("SEED = 13\nnp.random.seed(SEED)", 13),
    ("for n in range(3):\n    random.seed(n)", 2),
])  # fmt: skip
def test_a_seed_that_the_author_has_seen_holds_as_in_one_session(drawing, shown, number):
    drawing.begin(3, (), shown, "secret")
    seed(number)
    expected = draw()
    seed(number)
    assert drawing.name("drawn")() == expected
    seed(number)
    draw()
    expected = draw()
    seed(number)
    draw()
    assert drawing.name("drawn")(torch.ones(1)) == expected


def test_another_gives_the_same_numbers_each_time_and_not_the_tests(drawing):
    drawing.begin(3, (), "torch.manual_seed(0)", "secret")
    found = []
    for number in (917364, 917364, 917365):
        seed(number)
        own = draw()
        found.append(drawing.name("drawn")())
        assert not set(found[-1]) & set(own)
        seed(number)
        drawing.name("square")(1)
        assert not set(drawing.name("drawn")()) & set(own)
    assert found[0] == found[1]
    assert not set(found[0]) & set(found[2])
    drawing.begin(3, (), "", "another secret")
    seed(917364)
    draw()
    assert not set(drawing.name("drawn")()) & set(found[0])


def test_neither_the_seed_nor_what_was_drawn_can_be_told_from_what_goes_over(drawing):
    drawing.begin(3, (), "", "secret")
    state = torch.Generator().manual_seed(917364).get_state().numpy().tobytes()
    seed(917364)
    drawing.name("square")(1)
    given = drawing.channel.requests[-1].seeds
    assert "917364" not in str(given)
    assert (917364).to_bytes(4, "little") not in given.torch
    assert given.torch != state
    assert given.numpy[1][:3] != np.random.RandomState(917364).get_state()[1][:3].tolist()


def test_a_seed_that_is_open_says_nothing_of_the_next(drawing):
    drawing.begin(3, (), "seed = 5", "secret")
    seed(5)
    seed(917364)
    own = draw()
    seed(917364)
    assert not set(drawing.name("drawn")()) & set(own)


def test_an_author_cannot_open_a_seed(drawing):
    assert 5 not in seeds.Seen()
    seen = seeds.Seen()
    seen.add("this is no Python (5")
    seen.add("torch.manual_seed(7)\nx = 9.0\ny = True")
    assert [number for number in range(20) if number in seen] == [7]
    assert 9.0 not in seen
    assert None not in seen


# ---------------------------------------------------------------------- imports


def test_the_imports_of_a_cell_are_found_and_run(link):
    source = """
import math, no_such_module
from statistics import mean as average
%matplotlib inline
if True:
    import itertools as its
def inner():
    import json
assert x == 1
x = 2
"""
    assert len(_imports(source)) == 3
    link.channel.calls.run_imports(source)
    names = link.channel.namespace
    assert names["math"].pi > 3
    assert (names["average"]([1, 3]), names["its"].__name__) == (2, "itertools")
    assert not {"json", "x"} & set(names)
    link.channel.calls.run_imports("import (")
