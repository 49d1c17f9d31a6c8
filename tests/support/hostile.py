"""What a process that nobody trusts can send: messages of all kinds, right and wrong in every part, and bytes."""

import struct

import msgspec
from hypothesis import strategies as st

SECRETS = (0.7310585786300049, 0.3332615721, 0.1234987651)  # what tests expect: no answer that is made up gives it

numbers = st.one_of(st.integers(-3, 3), st.integers(-(2**63), 2**64 - 1), st.floats(), st.booleans())
texts = st.one_of(
    st.sampled_from(["a", "item", "score", "f", "__eq__", "torch.Tensor", "torch.nn.Module"]), st.text(max_size=5)
)
junk = st.recursive(
    st.one_of(st.none(), numbers, texts, st.binary(max_size=9)),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(texts, inner, max_size=3)),
    max_leaves=8,
)
shapes = st.one_of(st.just([]), st.just([3]), st.lists(st.integers(-1, 4), max_size=3), st.just([2**62, 0]), junk)
arrays = st.tuples(
    st.sampled_from(["<f8", "<f4", "<i8", "|b1", "<U1", "O", "V8", "<M8[D]", "|S0", "f8,f8", "<f8,"]),
    shapes,
    st.one_of(st.binary(max_size=32), st.just(struct.pack("<3d", 1, 2, 3)), st.just(bytes(24))),
)
tensors = st.builds(
    lambda dtype, shape, data, *more: ["tensor", dtype, shape, data, *more],
    st.sampled_from(["torch.float32", "torch.float64", "torch.int64", "torch.bool", "torch.load"]),
    shapes,
    st.sampled_from([b"", bytes(12), bytes(24), struct.pack("<3f", 1, 2, 3)]),
    st.booleans(),
    st.booleans(),
    st.one_of(st.none(), junk),
)
kinds = st.sampled_from(["function", "class", "object", "iterator", "module", "tensor", ""])
leaves = st.one_of(
    st.none(),
    numbers,
    st.binary(max_size=5).map(lambda data: ["str", data]),
    arrays.map(lambda parts: ["array", *parts]),
    arrays.map(lambda parts: ["scalar", *parts]),
    tensors,
    st.builds(lambda n, t: ["mirror", n, t], numbers, tensors),
    st.builds(lambda n, t: ["result", n, t], st.integers(0, 1), tensors),
    st.builds(lambda *parts: ["remote", *parts], st.integers(0, 3), kinds, texts, st.lists(texts, max_size=3)),
    st.builds(lambda kind, n: [kind, n], st.sampled_from(["given", "input", "function"]), numbers),
    st.sampled_from(["math", "os", "this", "torch", "torch.hub", "numpy.f2py", ""]).map(lambda name: ["module", name]),
    st.sampled_from(
        [
            ["decimal", ["str", b"NaN"]],
            ["decimal", ["str", b"1E+9999999"]],
            ["int", "f" * 200],
            ["fraction", 1, 0],
            ["ellipsis"],
            ["missing", "NaT"],
            ["dtype", "<f8"],
            ["device", "cuda:9"],
        ]
    ),
    st.builds(lambda kind, part: [kind, part], texts, junk),
)
pairs = {"dict", "OrderedDict", "Counter"}
trees = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(
            lambda kind, items: [kind, items],
            st.sampled_from(
                ["list", "tuple", "set", "frozenset", "deque", "keys", "values", "pairs", "range", "slice"]
            ),
            st.lists(inner, max_size=3),
        ),
        st.builds(
            lambda kind, items: [kind, [list(pair) for pair in items]],
            st.sampled_from(sorted(pairs)),
            st.lists(st.tuples(inner, inner), max_size=2),
        ),
        st.builds(
            lambda names, items: ["named", "P", names, items], st.lists(texts, max_size=3), st.lists(inner, max_size=3)
        ),
        st.builds(
            lambda values, index: ["series", None, "float64", values, index],
            inner,
            st.sampled_from(
                [["range", 0, 3, 1], ["range", 0, 10**12, 1], ["list", ["list", []], ["list", [None]]], []]
            ),
        ),
        st.builds(lambda shape, items: ["objects", shape, items], shapes, st.lists(inner, max_size=3)),
    ),
    max_leaves=6,
)
states = st.one_of(
    st.builds(lambda kind, tree: [kind, tree], st.sampled_from(["value", "tensor", "optimizer"]), trees),
    st.builds(lambda name, tree: ["module", True, [[name, tree]]], st.sampled_from(["weight", "bias", "x", ""]), trees),
    junk,
)
changes = st.lists(st.tuples(st.integers(0, 4), states), max_size=2)
raised = st.builds(
    lambda base, message: {"type": "Raised", "bases": [base, "Exception"], "message": message},
    st.sampled_from(["ValueError", "StopIteration", "SystemExit", "KeyboardInterrupt", "CannotCross", "print", ""]),
    texts,
)
endings = st.one_of(
    st.builds(
        lambda value, graph: {"type": "Returned", "value": value, "graph": graph}, trees, st.sampled_from([None, 0, 1])
    ),
    raised,
    st.just({"type": "Absent"}),
    st.builds(lambda why: {"type": "Refused", "why": why}, texts),
    junk,
)
replies = st.builds(
    lambda ending, changed, mirrors, printed: {
        "type": "Reply",
        "ending": ending,
        "changed": changed,
        "mirrors": mirrors,
        "printed": printed,
    },
    endings,
    changes,
    st.lists(st.tuples(st.integers(0, 3), trees), max_size=1),
    texts,
)
calls = st.builds(
    lambda n, values, options, inputs, changed: {
        "type": "CallBack",
        "function": n,
        "arguments": ["list", [["list", values], ["dict", options]]],
        "inputs": inputs,
        "changed": changed,
    },
    st.integers(0, 2),
    st.lists(trees, max_size=2),
    st.lists(st.tuples(trees, trees), max_size=1),
    st.lists(trees, max_size=1),
    changes,
)
back = st.builds(lambda n, tree: {"type": "GoBack", "graph": n, "gradient": tree}, st.integers(0, 1), trees)
shown = st.builds(
    lambda kind, output: {"type": kind, "output": output, "failed": False, "pid": 1},
    st.sampled_from(["Shown", "Done", "Copied"]),
    st.one_of(
        junk,
        st.builds(
            lambda kind, text, data: {
                "output_type": kind,
                "text": text,
                "data": data,
                "ename": text,
                "evalue": text,
                "traceback": [text],
            },
            st.sampled_from(["stream", "display_data", "execute_result", "error"]),
            texts,
            st.dictionaries(texts, texts, max_size=2),
        ),
    ),
)


@st.composite
def packed(draw, messages):
    """Bytes: of a message, of one that is cut or changed, or any."""
    data = bytearray(msgspec.msgpack.encode(draw(messages)))
    what = draw(st.integers(0, 9))
    if what == 0:
        return draw(st.binary(max_size=50))
    if what == 1:
        del data[draw(st.integers(0, len(data))) :]
    if what == 2 and data:
        data[draw(st.integers(0, len(data) - 1))] = draw(st.integers(0, 255))
    return bytes(data)


from_a_copy = packed(st.one_of(replies, replies, replies, calls, back, junk))
from_the_cells = packed(st.one_of(shown, junk))
