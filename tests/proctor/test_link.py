"""The two ends of the connection between tests and author, in one process and without a sandbox.

What `test_sessions` proves of whole tests is looked at here message by message, with answers that only a hostile copy
gives among them.
"""

import io
import random
import sys

import numpy as np
import pytest
import torch

from proctor import codec, protocol
from proctor.calls import Calls
from proctor.codec import CannotCross
from proctor.link import Link, SessionLost
from proctor.protocol import Reply, Request, Returned
from proctor.remote import Remote
from proctor.tests_session import Namespace
from proctor.wire import pack, unpack

AUTHOR = """
import numpy as np
import torch
def same(value): return value
def double(items): items *= 2
def clear(*items): [item.clear() for item in items]
def fails(): raise ValueError("σ\\ud800")
def prints(n): print("p" * n)
def square(z): return z ** 2
def train(model): model.weight.data.fill_(13); model.eval()
def plant(model): model.extra = torch.nn.Parameter(torch.ones(1))
def draw(): return np.random.rand()
def grow(): weight.data *= 5
def deep(n): return [deep(n - 1)] if n else []
class Both:
    def __eq__(self, other): return True
    def __len__(self): return 13.0
    def __iter__(self): return iter("ab")
both, weight, number, half = Both(), torch.ones(3, requires_grad=True), 7, "\\ud800"
"""


class Loop:
    """In place of a channel: gives requests to `Calls`, or answers as `forge` says."""

    def __init__(self):
        self.namespace, self.forge, self.requests = {}, None, []
        exec(AUTHOR, self.namespace)
        self.calls = Calls(None, self.namespace)

    def send(self, message):
        self.requests.append(unpack(message.data, Request))
        out, err = sys.stdout, sys.stderr
        try:
            reply = self.calls.reply(self.requests[-1])
        finally:
            sys.stdout, sys.stderr = out, err
        self.answer = protocol.Answer(pack(reply) if self.forge is None else self.forge(reply))

    def receive(self, kind):
        return self.answer if self.forge is not None or isinstance(self.answer, kind) else None


@pytest.fixture
def link(monkeypatch):
    for holder, name in ((random, "seed"), (np.random, "seed"), (torch, "manual_seed"), (torch.random, "manual_seed")):
        monkeypatch.setattr(holder, name, getattr(holder, name))  # a link watches these
    link = Link(Loop())
    link.namespace, link.author = Namespace(link.name), "pupil"
    link.printed = io.StringIO()
    link.begin(3)
    return link


def test_names_are_data_or_proxies(link):
    assert link.name("number") == 7
    assert type(link.name("same")) is Remote
    assert repr(link.name("same")) == "<the pupil's function same>"
    assert link.name("np") is np
    with pytest.raises(KeyError):
        link.name("nothing")
    link.begin(None)
    with pytest.raises(KeyError):
        link.name("number")
    assert link.notes == []


def test_what_a_call_gives_is_as_the_call_gave_it(link):
    items = [1, (2.5, "σ"), {3}]
    assert link.name("same")(items) is items
    assert link.name("same")(5, ) == 5
    again = link.name("same")((items, 4))
    assert again == (items, 4)
    assert again[0] is items


def test_arguments_are_changed_in_place(link):
    array, tensor = np.ones(13), torch.ones(17)
    link.name("double")(array)
    link.name("double")(tensor)
    assert array.tolist() == [2] * 13
    assert tensor.tolist() == [2] * 17
    inner = [1]
    table, numbers = {"a": inner}, {1, 2}
    link.name("clear")(table, numbers, inner)
    assert (table, numbers, inner) == ({}, set(), [])
    model = torch.nn.Linear(2, 1)
    own = model.weight
    link.name("train")(model)
    assert model.weight is own
    assert own.tolist() == [[13, 13]]
    assert not model.training


def test_only_what_has_changed_comes_back(link):
    link.name("same")([[0] * 1000])
    reply = link.channel.calls.reply(link.channel.requests[-1])
    assert reply.changed == ()
    assert len(pack(reply)) < 200


def test_an_optimizers_tensors_are_changed_with_it(link):
    weights = [torch.ones(2, requires_grad=True), torch.ones(3, requires_grad=True)]
    optimizer = torch.optim.SGD(weights, lr=0.5)
    link.channel.namespace["step"] = lambda optimizer: [
        group["params"][i].data.fill_(i + 17) for group in optimizer.param_groups for i in (0, 1)
    ] and None
    link.name("step")(optimizer)
    assert [weight.tolist() for weight in weights] == [[17, 17], [18, 18, 18]]
    assert optimizer.param_groups[0]["params"][1] is weights[1]


def test_what_is_planted_makes_a_note(link):
    with pytest.raises(CannotCross, match="'extra'"):
        link.name("plant")(torch.nn.Linear(1, 1))
    assert link.notes == ["the pupil's code has put 'extra' into a module of the test's"]


def test_gradients_go_through(link):
    z = torch.tensor([1.0, -3.0], requires_grad=True)
    found = link.name("square")(z)
    assert found.requires_grad
    (3 * found).sum().backward()
    assert z.grad.tolist() == [6.0, -18.0]
    assert link.name("square")(torch.ones(2)).requires_grad is False


def test_tensors_that_require_gradients_are_mirrored_both_ways(link):
    weight = link.name("weight")
    theirs = link.channel.namespace["weight"]
    with torch.no_grad():
        weight += 1
    assert theirs.tolist() == [1, 1, 1]  # not before it is asked for anything
    assert link.name("number") == 7
    assert theirs.tolist() == [2, 2, 2]
    link.name("grow")()
    assert weight.tolist() == [10, 10, 10]
    assert link.name("weight") is weight
    assert link.name("same")(weight) is weight


def test_seeds_of_the_test_hold_over_there_and_others_do_not(link):
    def drawn():
        return link.name("draw")(), link.channel.requests[-1].seeds

    _, seeds = drawn()
    assert seeds == protocol.Seeds()  # nothing was seeded, so its generators go on
    np.random.seed(13)  # noqa: NPY002 (as tests do)
    expected = np.random.RandomState(13).rand()
    value, seeds = drawn()
    assert value == expected
    assert (seeds.python, seeds.torch) == (None, None)


def test_errors_and_prints_cross(link):
    with pytest.raises(ValueError, match=r"^σ\?$") as caught:
        link.name("fails")()
    assert any(place.startswith("fails, line ") for place in caught.value.places)
    assert not any("calls.py" in place or "__call__" in place for place in caught.value.places)
    link.name("prints")(30_000)
    assert link.printed.getvalue() == "p" * 20_000
    assert link.notes == []


def test_what_only_the_authors_code_could_answer_is_refused(link):
    both = link.name("both")
    for use in (lambda: both == 1, lambda: both < 1, lambda: float(both), lambda: bool(both), lambda: np.asarray(both)):
        with pytest.raises(CannotCross, match="only the pupil's code could answer"):
            use()
    assert len(link.notes) == 5
    with pytest.raises(TypeError, match="integer"):
        len(both)
    assert list(both) == ["a", "b"]


def test_what_cannot_cross_makes_a_note(link):
    with pytest.raises(CannotCross):
        link.name("deep")(codec.DEEPEST + 2)
    with pytest.raises(CannotCross):
        link.name("same")(n for n in ())
    kept = link.name("both")
    link.begin(5)
    with pytest.raises(CannotCross):
        link.name("same")(kept)
    assert link.notes == ["a test passes an object that it got in an earlier test: make it in the same cell"]


def test_half_a_character_crosses_as_data(link):
    assert link.name("half") == "\ud800"


FORGED = {
    "no message": b"\xc1", "another kind": pack(protocol.Done(False)), "no value": pack({"type": "Reply"}),
    "absent, where none was asked for": pack(Reply(ending=protocol.Absent())),
    "a value of no kind": pack(Reply(ending=Returned(["evil", 1], None))),
    "an object without a number": pack(Reply(ending=Returned(["remote", "x", "object", "n", []], None))),
    "an argument that is not there": pack(Reply(ending=Returned(["given", 17], None))),
    "a module of no one's": pack(Reply(ending=Returned(["module", "no.such"], None))),
}  # fmt: skip


@pytest.mark.parametrize("name", FORGED)
def test_a_forged_reply_makes_a_note(link, name):
    same = link.name("same")
    link.channel.forge = lambda reply: FORGED[name]
    with pytest.raises(CannotCross):
        same(1)
    assert len(link.notes) == 1


def test_a_copy_that_is_gone_is_no_answer(link):
    same = link.name("same")
    link.channel.receive = lambda kind: protocol.Gone("it took too long")
    with pytest.raises(SessionLost, match="it took too long"):
        same(1)
