"""Whatever the author's process sends, a test ends with a verdict, and none is passed that a wrong answer fails."""

import contextlib
import sys
import types

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.hostile import SECRETS, from_a_copy, from_the_cells, junk, trees
from support.rows import each_row

from proctor import protocol, tests_session
from proctor.codec import CannotCross
from proctor.collect import Collect
from proctor.decoding import decode
from proctor.protocol import Reply, Returned, RunTest
from proctor.wire import Malformed, count, pack, unpack

# none is passed by an answer that is constant, and knows none of SECRETS
A, B, C = SECRETS
TESTS = {
    "a number": f"assert abs(f(0.5) - {A}) < 1e-6",
    "a number, as such": f"assert abs(float(f(0.5)) - {A}) < 1e-6",
    "text": f"assert f('a') == 'wombat {A}'",
    "a list": f"got = f([1])\nassert len(got) == 3 and all(abs(a - b) < 1e-6 for a, b in zip(got, {[A, B, C]}))",
    "an array": f"""
import numpy as np
got = f(np.ones(3))
assert np.shape(got) == (3,) and np.allclose(got, {[A, B, C]})""",
    "a tensor": f"""
import torch
got = torch.as_tensor(f(torch.ones(3)))
assert got.shape == (3,) and torch.allclose(got.double(), torch.tensor({[A, B, C]}).double())""",
    "a dict": f"s = f(1)\nassert abs(s['mean'] - {A}) < 1e-6 and abs(s['max'] - {B}) < 1e-6",
    "an attribute": f"m = f(1)\nassert abs(m.score - {A}) < 1e-6 and m.item() == {B}",
    "an item": f"m = f(1)\nassert m[0] == {A} and m[1][0] == {B}",
    "a generator": f"assert list(f(1)) == {[A, B]}",
    "two calls": f"assert f(1) - f(2) == {A}",
    "in place": f"items = {[A, B]}\nf(items)\nassert items == {[B, A]}",
    "a module": f"""
import torch
model, X = torch.nn.Linear(2, 1), torch.ones(3, 2)
f(model, X)
assert torch.allclose(model.weight, torch.tensor([[{A}, {B}]])) and torch.equal(X, torch.ones(3, 2))""",
    "an optimizer": f"""
import torch
weight = torch.zeros(2, requires_grad=True)
optimizer = torch.optim.SGD([weight], lr={A})
f(optimizer)
optimizer.step()
assert torch.allclose(weight, torch.tensor([{B}, {C}]))""",
    "gradients": f"""
import torch
z = torch.ones(2, requires_grad=True)
p = f(z)
p.sum().backward()
assert torch.allclose(z.grad, torch.tensor([{A}, {B}]))""",
    "a function": f"""
def curve(t):
    import torch
    t = torch.as_tensor(t) if isinstance(t, torch.Tensor) else t
    return t * t - {A}
assert abs(f(curve, 0, 3) - {A**0.5}) < 1e-6""",
    "an exception": f"""
try:
    f(-1)
except ValueError as error:
    assert 'wombat {A}' in str(error)
else:
    raise AssertionError""",
    "a class": f"m = f(1)\nassert isinstance(m, f) and m.fit(2).score == {A}",
    "points": f"earned = 0.0\nif abs(f(0.5) - {A}) < 1e-6:\n    earned += 1.0\nearned",
    "seeded": f"import torch\ntorch.manual_seed(917364)\nx = torch.rand(1)\nassert f(x) == {A}",
}
CHANGES = {"in place": ("items",), "a function": ("curve",)}
FUNCTION = pack(Reply(ending=Returned(["remote", 0, "function", "f", []], None)))


class Hostile:
    """In place of the supervisor, with a copy that says what was made up."""

    def __init__(self):
        self.answers = []

    def send(self, message):
        request = None
        with contextlib.suppress(Malformed):
            request = unpack(message.data, protocol.Request)
        asked_for_f = request is not None and request.do == "name"
        if asked_for_f or self.answers:
            self.answer = protocol.Answer(FUNCTION if asked_for_f else self.answers.pop(0))
        else:
            self.answer = protocol.Gone("it has ended")

    def receive(self, kind):
        return self.answer


@pytest.fixture(scope="module")
def session():
    with pytest.MonkeyPatch.context() as patch:
        import random

        import numpy as np
        import torch

        for place, name in (
            (random, "seed"),
            (np.random, "seed"),
            (torch, "manual_seed"),
            (torch.random, "manual_seed"),
        ):
            patch.setattr(place, name, getattr(place, name))
        patch.setattr(tests_session, "interruptible", contextlib.nullcontext)
        shell = types.SimpleNamespace(
            input_transformer_manager=types.SimpleNamespace(transform_cell=lambda source: source), user_ns={},
            display_formatter=types.SimpleNamespace(format=lambda value: ({"text/plain": repr(value)}, {})),
            display_pub=types.SimpleNamespace(),
        )  # fmt: skip
        yield tests_session.TestSession(Hostile(), shell)


def ended(session, name, answers):
    """How a test ends if the copy answers so."""
    session.link.channel.answers = list(answers)
    streams = sys.stdout, sys.stderr
    try:
        return session.run(RunTest(TESTS[name], 3, False, CHANGES.get(name, ())))
    finally:
        sys.stdout, sys.stderr = streams


def check(session, name, answers):
    found = ended(session, name, answers)
    assert unpack(pack(found), protocol.FromTests, None) == found  # it can be sent
    won = found.error is None and not found.attention and found.number != 0.0
    assert not won, (name, found)


some = st.lists(from_a_copy, min_size=1, max_size=4)


@pytest.mark.slow
@given(name=st.sampled_from(sorted(TESTS)), answers=some)
def test_no_reply_wins_a_test_that_a_wrong_answer_loses(session, name, answers):
    check(session, name, answers)


@pytest.mark.sweep
@pytest.mark.parametrize("name", TESTS)
def test_no_reply_of_very_many_wins(session, name):
    @given(answers=some)
    def tried(answers):
        check(session, name, answers)

    tried()


def the(value, changed=()):
    return (value, None), changed


OBJECT = ["remote", 1, "object", "Model", []]
RIGHT = {
    "a number": [the(A)],
    "a number, as such": [the(A)],
    "text": [the(["str", f"wombat {A}".encode()])],
    "a list": [the(["list", [A, B, C]])],
    "an array": [the(["tuple", [A, B, C]])],
    "a tensor": [the(["list", [A, B, C]])],
    "a dict": [the(["dict", [[["str", b"mean"], A], [["str", b"max"], B]]])],
    "an attribute": [the(OBJECT), the(A), the(["remote", 2, "function", "item", []]), the(B)],
    "an item": [the(["list", [A, ["list", [B]]]])],
    "a generator": [the(["list", [A, B]])],
    "two calls": [the(A), the(0)],
    "in place": [the(None, ((0, ["value", ["list", [B, A]]]),))],
    "points": [the(A)],
    "a function": [the(A**0.5)],
    "a class": [the(OBJECT), the(True), the(OBJECT), the(OBJECT), the(A)],
    "seeded": [the(A)],
}


@each_row("name", RIGHT)
def test_the_right_answer_wins(session, name):
    """So that it is the answers that lose above, and not the tests."""
    answers = [pack(Reply(ending=Returned(*ending), changed=changed)) for ending, changed in RIGHT[name]]
    found = ended(session, name, answers)
    assert found.error is None, found
    assert found.attention == ()
    assert found.number in (None, 1.0)


@pytest.mark.slow
@given(tree=st.one_of(trees, junk))
def test_any_tree_is_a_value_or_is_refused(tree):
    tree = msgspec.msgpack.decode(msgspec.msgpack.encode(tree))
    with contextlib.suppress(CannotCross):
        decode(tree, lambda tree: (_ for _ in ()).throw(CannotCross("no data")))


@given(messages=st.lists(from_the_cells, max_size=4))
def test_any_output_is_shown_or_is_refused(messages):
    collect = Collect(1000, 1000)
    for data in messages:
        with contextlib.suppress(Malformed):
            message = unpack(data, protocol.FromAuthor)
            if isinstance(message, protocol.Shown):
                collect.output(message.output)
    msgspec.msgpack.encode(msgspec.to_builtins(list(collect.end())))


# ----------------------------------------------------------------------- amounts


@given(value=junk)
def test_values_are_counted_as_they_are(value):
    def values(part):
        if isinstance(part, dict):
            return 1 + len(part) + sum(map(values, part.values()))
        return 1 + sum(map(values, part)) if isinstance(part, list) else 1

    data = msgspec.msgpack.encode(value)
    assert count(data) == values(value)
    if values(value) > 1:
        with pytest.raises(Malformed, match="more than"):
            count(data, values(value) - 1)
    with pytest.raises(Malformed, match="too early"):
        count(data[:-1] if value not in ("", b"") else b"")


@given(data=st.binary(max_size=60))
def test_what_msgpack_reads_was_counted(data):
    try:
        msgspec.msgpack.decode(data)
    except Exception:
        with contextlib.suppress(Malformed):
            count(data)
    else:
        assert count(data) >= 1


@pytest.mark.parametrize("data", [
    b"\xdd\x00\x10\x00\x00" + b"\x80" * 2**20, b"\xdf\xff\xff\xff\xff", b"\xdc\xff\xff" + b"\x80" * 2**16,
    b"\x91" * 5000, b"\x81\xa1a" * 5000 + b"\xc0",
])  # fmt: skip
def test_nothing_is_made_of_what_is_too_much(data, monkeypatch):
    from proctor import wire

    monkeypatch.setattr(wire, "_decoder", lambda kind: pytest.fail("it was decoded"))
    with pytest.raises(Malformed, match="a message"):
        unpack(data + b"\x80" * wire.HARMLESS, protocol.FromAuthor, 50_000)
