"""The two ends of the connection between tests and author, in one process and without a sandbox.

What `test_sessions` proves of whole tests is looked at here message by message, with answers that only a hostile copy
gives among them.
"""


import copy
import io
import math
import pickle

import numpy as np
import pytest
import torch
from support.linked import author_writes
from support.rows import each_row

from proctor import codec, protocol
from proctor.codec import CannotCross
from proctor.link import SessionLost
from proctor.protocol import Reply, Returned
from proctor.remote import Remote, named
from proctor.wire import pack


def test_names_are_data_or_proxies(link):
    assert link.name("number") == 7
    assert type(link.name("same")) is Remote
    assert named(link.name("same")) == "<the pupil's function same>"
    assert link.name("both") is link.name("both")
    assert link.name("both") is not link.name("same")
    assert link.name("np") is np
    with pytest.raises(KeyError):
        link.name("nothing")
    link.begin(None)
    with pytest.raises(KeyError):
        link.name("number")
    assert link.notes == []


TEXTS = {
    "str": str, "repr": repr, "print": lambda both: print(both, file=io.StringIO()),
    "an f-string": lambda both: f"{both}", "an f-string's repr": lambda both: f"{both!r}",
    "within a list": lambda both: str([both]), "format": format,
    "format to a width": lambda both: f"{both:>9}", "joined": lambda both: " ".join(map(str, [both])), "bytes": bytes,
    "hash": hash, "a key": lambda both: {both: 1}, "a set": lambda both: {both}, "copy": copy.copy,
    "deep copy": copy.deepcopy, "pickle": pickle.dumps, "with": lambda both: _enter(both),
}  # fmt: skip


def _enter(both):
    with both:
        pass


@pytest.mark.parametrize("use", TEXTS)
def test_text_that_the_author_would_have_to_give_is_refused(link, use):
    with pytest.raises(CannotCross, match="only the pupil's code could answer: "):
        TEXTS[use](link.name("both"))
    (note,) = link.notes
    assert note.startswith("a test uses <the pupil's object Both> as ")


def test_text_is_given_where_it_is_asked_for_by_its_name(link):
    author_writes(link, """
class Speaks:
    def __str__(self): return "I speak"
    def __repr__(self): return "Speaks()"
    def __format__(self, how): return "formatted " + how
    def __bytes__(self): return b"17"
    def __hash__(self): return 4
    def __enter__(self): return "entered"
speaks = Speaks()
""")
    speaks = link.name("speaks")
    assert (speaks.__str__(), speaks.__repr__(), speaks.__format__("x")) == ("I speak", "Speaks()", "formatted x")
    assert (speaks.__bytes__(), speaks.__hash__(), speaks.__enter__()) == (b"17", 4, "entered")
    assert link.notes == []


def test_what_a_call_gives_is_a_value(link):
    items = [1, (2.5, "σ"), {3}]
    came = link.name("same")(items)
    assert came == items
    assert came is not items
    assert link.name("same")(5) == 5
    assert link.name("same")((items, 4)) == (items, 4)


def test_the_author_has_copies_of_the_arguments(link):
    author_writes(link, """
def overwrite(*values):
    for value in values:
        if isinstance(value, list): value[:] = []
        elif isinstance(value, dict): value.clear()
        elif isinstance(value, np.ndarray): value[...] = 13
        else:
            with torch.no_grad(): value.fill_(13)
    return values
""")
    array, tensor, leaf = np.ones(3), torch.ones(3), torch.ones(3, requires_grad=True)
    items, table = [1, [2]], {"a": array}
    came = link.name("overwrite")(array, tensor, leaf, items, table)
    assert [value.tolist() for value in (array, tensor, leaf)] == [[1, 1, 1]] * 3
    assert (items, list(table)) == ([1, [2]], ["a"])
    assert [value.tolist() for value in came[:3]] == [[13, 13, 13]] * 3  # what was returned is what it is over there
    assert came[3:] == ([], {})
    assert link.notes == []


def test_modules_their_parameters_and_optimizers_come_back_changed(link):
    model = torch.nn.Linear(2, 1)
    own = model.weight
    link.name("train")(model)
    assert model.weight is own
    assert own.tolist() == [[13, 13]]
    assert not model.training
    author_writes(link, "def zero(parameters):\n    for one in parameters: one.data.zero_()")
    link.name("zero")(list(model.parameters()))
    assert own.tolist() == [[0, 0]]


def test_what_a_test_declares_comes_back_changed(link):
    array, tensor, kept = np.ones(13), torch.ones(17), np.ones(13)
    inner = [1]
    table, numbers, beside = {"a": inner}, {1, 2}, {"b": 1}
    link.namespace.update(array=array, tensor=tensor, table=table, numbers=numbers, inner=inner, kept=kept)
    link.begin(3, ("array", "tensor", "table", "numbers", "not there"))
    for value in (array, tensor, kept):
        link.name("double")(value)
    assert (array.tolist(), tensor.tolist(), kept.tolist()) == ([2] * 13, [2] * 17, [1] * 13)
    link.name("clear")(table, numbers, inner, beside)
    assert (table, numbers, inner, beside) == ({}, set(), [], {"b": 1})
    assert link.name("same")(table) is table
    author_writes(link, "def nest(items): items['deep'].append(5); items['new'] = items['deep']")
    table["deep"] = deep = []
    link.name("nest")(table)
    assert deep == [5]
    assert table["new"] is deep


def test_only_what_has_changed_comes_back(link):
    link.namespace["items"] = items = [0] * 1000
    link.begin(3, ("items",))
    sizes = []
    link.channel.forge = lambda data: sizes.append(len(data)) or data
    link.name("same")(items)
    assert max(sizes) < 300
    link.name("double")(items)
    assert max(sizes) > 1000
    assert len(items) == 2000


@pytest.mark.parametrize("view", [
    lambda: torch.arange(40.0)[::4], lambda: torch.arange(40.0).reshape(4, 10)[:, :2], lambda: np.arange(40.0)[5:9],
    lambda: torch.arange(40.0)[:3].requires_grad_(), lambda: [torch.arange(40.0)[:3]],
    lambda: torch.nn.Parameter(torch.arange(40.0)[:3]), lambda: torch.utils.data.TensorDataset(torch.arange(40.0)[:3]),
])  # fmt: skip
def test_a_view_goes_without_what_it_does_not_show(link, view):
    author_writes(link, """
def memory(value):
    import gc
    value = value[0] if isinstance(value, list) else value
    value = value.tensors[0] if hasattr(value, "tensors") else value
    if isinstance(value, np.ndarray):
        return len(bytes(value.base)) // 8 - value.size if value.base is not None else 0
    return value.untyped_storage().nbytes() // value.element_size() - value.numel()
""")
    assert link.name("memory")(view()) == 0


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


@pytest.mark.slow
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


def test_errors_and_prints_cross(link):
    with pytest.raises(ValueError, match=r"^σ\?$") as caught:
        link.name("fails")()
    assert any(place.startswith("fails, line ") for place in caught.value.places)
    assert not any("calls.py" in place or "__call__" in place for place in caught.value.places)
    link.name("prints")(30_000)
    assert link.printed.getvalue() == "p" * 20_000
    assert link.notes == []


def test_what_a_test_says_of_floating_point_errors_holds_and_what_it_does_not_say_is_the_authors(link):
    author_writes(link, "def logs():\n    with np.errstate(**theirs): return here()\n"
                        "theirs, here = {'all': 'raise'}, lambda: np.log(np.zeros(1)).tolist()\n"
                        "def state(): return np.geterr()['divide']")  # fmt: skip
    with pytest.raises(FloatingPointError):
        link.name("logs")()
    link.channel.namespace["theirs"].clear()
    before = np.geterr()["divide"]
    with np.errstate(divide="ignore"):
        assert link.name("logs")() == [-math.inf]
        assert link.name("state")() == "ignore"
    with np.errstate(divide="raise"), pytest.raises(FloatingPointError):
        link.name("logs")()
    with np.errstate(divide="call"):
        assert link.name("state")() == before
    assert link.name("state")() == before
    assert link.notes == []


def test_what_cannot_cross_makes_a_note(link):
    with pytest.raises(CannotCross):
        link.name("deep")(codec.DEEPEST + 2)
    with pytest.raises(CannotCross):
        link.name("same")(n for n in ())
    kept = link.name("both")
    link.begin(5)
    for use in (lambda: link.name("same")(kept), lambda: kept.attribute, lambda: kept()):
        with pytest.raises(CannotCross):
            use()
    assert set(link.notes) == {"a test uses an object that it got in an earlier test: make it in the same cell"}


def test_half_a_character_crosses_as_data(link):
    assert link.name("half") == "\ud800"


FORGED = {
    "no message": b"\xc1", "another kind": pack(protocol.Done(False)), "no value": pack({"type": "Reply"}),
    "absent, where none was asked for": pack(Reply(ending=protocol.Absent())),
    "a value of no kind": pack(Reply(ending=Returned(["evil", 1], None))),
    "an object without a number": pack(Reply(ending=Returned(["remote", "x", "object", "n", []], None))),
    "an argument that is not there": pack(Reply(ending=Returned(["given", 17], None))),
    "a module of no one's": pack(Reply(ending=Returned(["module", "no.such"], None))),
    "a module that would be imported": pack(Reply(ending=Returned(["module", "torch.utils.tensorboard"], None))),
    "a module of Python's that the tests have": pack(Reply(ending=Returned(["module", "sys"], None))),
    "an argument counted from the end": pack(Reply(ending=Returned(["given", -1], None))),
    "a change of what was not passed": pack(Reply(ending=Returned(1, None), changed=((0, ["value", 1]),))),
    "a change of what is not mirrored": pack(Reply(ending=Returned(1, None), mirrors=((0, ["tensor"]),))),
    "a function of no test's": pack(protocol.CallBack(0, ["list", [["list", []], ["dict", []]]])),
    "gradients of nothing": pack(protocol.GoBack(0, 1.0)),
    "a result without a graph": pack(Reply(ending=Returned(["result", 0, codec.tensor(torch.ones(1))], None))),
    "a mirror that is no tensor": pack(Reply(ending=Returned(["mirror", 0, ["list", []]], None))),
    "a name of a megabyte": pack(Reply(ending=Returned(["remote", 0, "object", "n" * 2**20, []], None))),
    "of another kind of object": pack(Reply(ending=Returned(["remote", 0, "tensor", "n", []], None))),
    "a million empty maps": pack(Reply(ending=Returned([{}] * 10**6, None))),
    "nested too deep": pack(Reply(ending=Returned(1, None)))[:-1] + b"\x91" * 10_000,
}  # fmt: skip


@pytest.mark.parametrize("name", FORGED)
def test_a_forged_reply_makes_a_note(link, name):
    same = link.name("same")
    link.channel.forge = lambda data: FORGED[name]
    with pytest.raises(CannotCross):
        same(1)
    assert len(set(link.notes)) == 1


def test_a_copy_that_is_gone_is_no_answer(link):
    same = link.name("same")
    link.channel.receive = lambda kind: protocol.Gone("it took too long")
    with pytest.raises(SessionLost, match="it took too long"):
        same(1)


# ------------------------------------------------------------- right answers, each in a style of its own

STYLES = """
import collections, dataclasses, enum, functools, typing
import pandas as pd
@dataclasses.dataclass
class Scores:
    mean: float
    best: float
class Pair(typing.NamedTuple):
    low: float
    high: float
class Caller:
    def __call__(self, x, *, times=2): return x * times
class Colour(str, enum.Enum):
    RED = "red"
answers = {
    "dataclass": Scores(0.5, 0.75), "named tuple": Pair(1.0, 2.0), "numpy bool": np.bool_(True), "0-d": np.array(0.5),
    "number": np.float32(0.5), "bool tensor": torch.tensor([True, True]), "0-d tensor": torch.tensor(0.5),
    "complex": 1 + 2j,
    "series": pd.Series([1.0, 2.0], index=["a", "b"]), "frame": pd.DataFrame({"a": [1, 2]}), "text": Colour.RED,
    "keys": {"a": 1}.keys(), "partial": functools.partial(pow, 2), "caller": Caller(), "zip": zip("ab", [1, 2]),
    "default": collections.defaultdict(int, a=1), "deque": collections.deque([1, 2], maxlen=2),
    "objects": np.array([1, None]),
}
def answer(name): return answers[name]
"""


@each_row(("name", "right"), [
    ("dataclass", lambda x: abs(x.mean - 0.5) < 1e-9 and x.best == 0.75),
    ("named tuple", lambda x: x == (1, 2) and x.high - x.low == 1 and [*x] == [1, 2]), ("numpy bool", bool),
    ("0-d", lambda x: abs(x - 0.5) < 1e-9 and float(x) == 0.5), ("number", lambda x: f"{x:.2f}" == "0.50"),
    ("bool tensor", lambda x: x.all() and x.dtype == torch.bool), ("0-d tensor", lambda x: abs(x - 0.5) < 1e-6),
    ("complex", lambda x: x.imag == 2), ("series", lambda x: x["b"] == 2 and len(x) == 2 and x.mean() == 1.5),
    ("frame", lambda x: x["a"].sum() == 3), ("text", lambda x: x == "red" and x.startswith("r")),
    ("keys", lambda x: sorted(x) == ["a"] and "a" in x), ("partial", lambda x: x(3) == 8 and callable(x)),
    ("caller", lambda x: x(2) == 4 and x(2, times=3) == 6), ("zip", lambda x: list(x) == [("a", 1), ("b", 2)]),
    ("default", lambda x: x == {"a": 1}), ("deque", lambda x: list(x) == [1, 2]), ("objects", lambda x: x[0] == 1),
])  # fmt: skip
def test_a_right_answer_in_another_style_is_right(link, name, right):
    author_writes(link, STYLES)
    assert right(link.name("answer")(name))
    assert link.notes == []


@pytest.mark.slow
def test_a_model_of_functions_is_trained_by_the_test(link):
    author_writes(link, """
def make():
    weights = torch.zeros(2, requires_grad=True)
    return (lambda X: X @ weights), [weights]
""")
    predict, parameters = link.name("make")()
    optimizer = torch.optim.SGD(parameters, lr=0.1)
    X, y = torch.eye(2), torch.tensor([3.0, -1.0])
    for _ in range(200):
        optimizer.zero_grad()
        ((predict(X) - y) ** 2).mean().backward()
        optimizer.step()
    assert torch.allclose(parameters[0], y, atol=1e-3)
    assert link.notes == []


def test_what_a_function_gave_is_not_changed_afterwards_and_an_attribute_follows(link):
    author_writes(link, """
class Model: pass
model = Model()
model.weight = torch.zeros(2, requires_grad=True)
def give(): return model.weight
def learn(x):
    with torch.no_grad(): model.weight.fill_(x)
    return model.weight
""")
    given = link.name("give")()
    link.name("learn")(5.0)
    assert given.tolist() == [0, 0]
    again = link.name("learn")(7.0)
    assert (given.tolist(), again.tolist()) == ([0, 0], [7, 7])
    link.begin(3)
    followed = link.name("model").weight
    link.name("learn")(9.0)
    assert followed.tolist() == [9, 9]
    assert link.name("model").weight is followed
