"""Ways to change the source of a function: one small mistake each, as a person might make it, or a rule that cheats.

Every function here yields copies of a syntax tree with one change; `mutants` collects what they
yield, each source once.
"""

import ast
import itertools
import pickle

COMPARISONS = (ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Eq, ast.NotEq)
OPERATORS = {
    ast.Add: (ast.Sub, ast.Mult),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div, ast.Add),
    ast.Div: (ast.Mult, ast.FloorDiv),
    ast.FloorDiv: (ast.Div,),
    ast.MatMult: (ast.Mult,),
    ast.BitAnd: (ast.BitOr, ast.BitXor),
    ast.BitOr: (ast.BitAnd,),
}
# a rounding, and others that agree with it at times; `{}` is what is rounded
ROUNDINGS = {
    "ceil": ("math.floor({})", "int({})", "round({})", "math.floor({}) + 1", "int({} + 0.5)", "math.ceil({} - 0.25)"),
    "floor": ("math.ceil({})", "round({})", "math.floor({} - 0.25)"),
    "int": ("math.ceil({})", "round({})"),
}
# what becomes of a result, or of one part of it; `{}` is that part
ROUNDED = [f"each({{}}, lambda v: round(v, {decimals}))" for decimals in (3, 2, 1, 0)] + [
    "each({}, lambda v: float(np.float16(v)))"
]
SIGNS = ["-{}", "each({}, abs)", "each({}, lambda v: max(v, 0.0))", "each({}, lambda v: min(v, 1.0))"]
SLIPS = ["{} + 0.01", "{} * 1.01", "{} * 0.99", "{} + 1", "{} - 1", "1 - {}", "{} * 100", "{} / 2"]
SPECIAL = [
    "each({}, lambda v: math.nan if v == 0 else v)",
    "each({}, lambda v: 0.0 if math.isnan(v) else v)",
    "each({}, lambda v: 1.0 if math.isnan(v) else v)",
    "each({}, lambda v: math.nan if v == 1 else v)",
    "each({}, lambda v: v if abs(v) > 0.05 else 0.0)",
]


def mutants(source, quantiles=()):
    """Pairs of what was changed and the source that it leaves, without repetitions.

    Parameters
    ----------
    source : str
        A function.
    quantiles : sequence of (name, pairs of numbers), optional
        For arguments that are numbers, where to clip them.

    Examples
    --------
    >>> for name, changed in mutants("def f(x):\\n    return x > 1"):
    ...     print(name, "|", changed.splitlines()[-1].strip())
    ...     if name == "comparison": break
    constant | return x > 2
    constant | return x > 0
    constant | return x > -1
    constant | return x > 1.1
    comparison | return x < 1
    """
    tree = ast.parse(source)
    seen = {ast.unparse(tree)}
    made = ((change.__name__.removeprefix("_"), changed) for change in CHANGES for changed in change(tree))
    clipped = (("clipping", changed) for changed in _clipped(tree, quantiles))
    for name, changed in itertools.chain(made, clipped):
        text = ast.unparse(ast.fix_missing_locations(changed))
        if text not in seen:
            seen.add(text)
            yield name, text


def _places(tree, kind):
    """The nodes of a kind in the body of the function, by their place among all nodes."""
    return [(i, node) for i, node in enumerate(ast.walk(tree)) if isinstance(node, kind)]


def _copy(tree):
    """As `copy.deepcopy`, in a tenth of the time."""
    return pickle.loads(pickle.dumps(tree))


def _with(tree, place, edit):
    """A copy in which the node at a place has been edited; or replaced, where `edit` returns another one."""
    changed = _copy(tree)
    node = next(itertools.islice(ast.walk(changed), place, None))
    new = edit(node)
    if new is not None:
        for parent in ast.walk(changed):
            for field, value in ast.iter_fields(parent):
                if value is node:
                    setattr(parent, field, new)
                elif isinstance(value, list) and any(item is node for item in value):
                    value[:] = [new if item is node else item for item in value]
    return changed


def _expression(text, node=None):
    """The text as a tree, with a node where it says `{}`."""
    tree = ast.parse(text.replace("{}", "PLACE"), mode="eval").body
    if isinstance(tree, ast.Name) and tree.id == "PLACE":
        return node
    for parent in ast.walk(tree):
        for field, value in ast.iter_fields(parent):
            if isinstance(value, ast.Name) and value.id == "PLACE":
                setattr(parent, field, node)
            elif isinstance(value, list):
                value[:] = [node if isinstance(item, ast.Name) and item.id == "PLACE" else item for item in value]
    return tree


def _in_place_of(text):
    return lambda node: _expression(text, node)


# ------------------------------------------------------------------ one change


def constant(tree):
    """Another number, a truth value turned round, another text of the same function or none."""
    texts = {node.value for _, node in _places(tree, ast.Constant) if isinstance(node.value, str)}
    for place, node in _places(tree, ast.Constant):
        value = node.value
        if isinstance(value, bool):
            others = [not value]
        elif isinstance(value, int):
            others = [value + 1, value - 1, -value, value * 1.1]
        elif isinstance(value, float):
            others = [value * 1.1, value * 0.9, -value, value + 1, 0.0, 1.0]
        elif isinstance(value, str):
            others = [*sorted(texts - {value}), "", "something"]
        else:
            continue
        for other in others:
            yield _with(tree, place, lambda node, other=other: setattr(node, "value", other))


def comparison(tree):
    for place, node in _places(tree, ast.Compare):
        for kind in COMPARISONS:
            if not isinstance(node.ops[0], kind) and isinstance(node.ops[0], COMPARISONS):
                yield _with(tree, place, lambda node, kind=kind: node.ops.__setitem__(0, kind()))


def boundary(tree):
    """A comparison with a little more, or a little less."""
    for place, node in _places(tree, ast.Compare):
        for text in ("{} + 0.01", "{} - 0.01", "{} + 1", "{} - 1", "-{}"):
            edit = _in_place_of(text)
            yield _with(tree, place, lambda node, edit=edit: node.comparators.__setitem__(0, edit(node.comparators[0])))


def condition(tree):
    for place, _ in _places(tree, (ast.If, ast.IfExp, ast.While)):
        for text in ("True", "False", "not {}"):
            edit = _in_place_of(text)
            yield _with(tree, place, lambda node, edit=edit: setattr(node, "test", edit(node.test)))


def operator(tree):
    for place, node in _places(tree, (ast.BinOp, ast.AugAssign)):
        for kind in OPERATORS.get(type(node.op), ()):
            yield _with(tree, place, lambda node, kind=kind: setattr(node, "op", kind()))
        if isinstance(node, ast.BinOp):
            yield _with(tree, place, lambda node: ast.BinOp(node.right, node.op, node.left))
    for place, node in _places(tree, ast.BoolOp):
        other = ast.Or if isinstance(node.op, ast.And) else ast.And
        yield _with(tree, place, lambda node, other=other: setattr(node, "op", other()))


def operand(tree):
    """One side of an operator left out."""
    for place, _ in _places(tree, ast.BinOp):
        yield _with(tree, place, lambda node: node.left)
        yield _with(tree, place, lambda node: node.right)


def sign(tree):
    """A minus or a `~` left out; a minus put in."""
    for place, _ in _places(tree, ast.UnaryOp):
        yield _with(tree, place, lambda node: node.operand)
    for place, node in _places(tree, (ast.Name, ast.Call, ast.BinOp)):
        if not isinstance(getattr(node, "ctx", ast.Load()), ast.Store) and not _is_function(tree, node):
            yield _with(tree, place, _in_place_of("-{}"))


def off_by_one(tree):
    for place, node in _places(tree, ast.Name):
        if isinstance(node.ctx, ast.Load) and not _is_function(tree, node):
            yield _with(tree, place, _in_place_of("{} + 1"))
            yield _with(tree, place, _in_place_of("{} - 1"))
    for place, node in _places(tree, ast.Call):
        if ast.unparse(node.func) == "range":
            for text in ("list({})[1:]", "list({})[:-1]", "[*{}, *{}][:len({}) + 1]"):
                yield _with(tree, place, _in_place_of(text))
    for place, node in _places(tree, ast.For):
        if ast.unparse(node.iter.func if isinstance(node.iter, ast.Call) else node.iter) != "range":
            for text in ("list({})[1:]", "list({})[:-1]"):
                edit = _in_place_of(text)
                yield _with(tree, place, lambda node, edit=edit: setattr(node, "iter", edit(node.iter)))


def statement(tree):
    """A line left out, or two lines that follow each other exchanged."""
    for place, node in enumerate(ast.walk(tree)):
        for field in ("body", "orelse"):
            lines = getattr(node, field, None)
            if isinstance(node, ast.Module) or not isinstance(lines, list):
                continue
            for i in range(len(lines)):
                yield _with(tree, place, lambda node, f=field, i=i: getattr(node, f).__setitem__(i, ast.Pass()))
            for i in range(len(lines) - 1):
                yield _with(tree, place, lambda node, f=field, i=i: _exchange(getattr(node, f), i, i + 1))


def call(tree):
    """A call left out, and what it was given or asked of put in its place."""
    for place, node in _places(tree, ast.Call):
        if node.args:
            yield _with(tree, place, lambda node: node.args[0])
        if isinstance(node.func, ast.Attribute):
            yield _with(tree, place, lambda node: node.func.value)
        for i in range(len(node.keywords)):
            yield _with(tree, place, lambda node, i=i: node.keywords.pop(i) and None)


def rounding(tree):
    for place, node in _places(tree, ast.Call):
        name = ast.unparse(node.func).rpartition(".")[2]
        for text in ROUNDINGS.get(name, ()) if len(node.args) == 1 else ():
            yield _with(tree, place, lambda node, text=text: _expression(text, node.args[0]))


def arguments(tree):
    """Two arguments of a call exchanged, two parts of a result, two names of the function."""
    for place, node in _places(tree, (ast.Call, ast.Tuple, ast.List)):
        parts = "args" if isinstance(node, ast.Call) else "elts"
        for i, j in itertools.combinations(range(len(getattr(node, parts))), 2):
            yield _with(tree, place, lambda node, p=parts, i=i, j=j: _exchange(getattr(node, p), i, j))
    names = _local_names(tree)
    for place, node in _places(tree, ast.Name):
        if isinstance(node.ctx, ast.Load) and node.id in names:
            for other in names:
                yield _with(tree, place, lambda node, other=other: setattr(node, "id", other))


def method(tree):
    """A mean for a sum, and the like."""
    others = {
        "mean": ("sum", "max"), "sum": ("mean",), "log": ("log10", "log2"), "exp": ("exp2",), "std": ("var",),
        "log10": ("log",), "any": ("all",), "all": ("any",), "floor": ("round",), "sigmoid": ("tanh",),
    }  # fmt: skip
    for place, node in _places(tree, ast.Attribute):
        for other in others.get(node.attr, ()):
            yield _with(tree, place, lambda node, other=other: setattr(node, "attr", other))


def result(tree):
    """What is returned, or one part of it: rounded, with another sign, slightly off, or only at 0 or 1."""
    for place, node in _places(tree, ast.Return):
        for text in (*ROUNDED, *SIGNS, *SLIPS, *SPECIAL):
            if not isinstance(node.value, ast.Tuple):
                edit = _in_place_of(text)
                yield _with(tree, place, lambda node, edit=edit: setattr(node, "value", edit(node.value)))
                continue
            for i in range(len(node.value.elts)):
                edit = _in_place_of(text)
                yield _with(
                    tree, place,
                    lambda node, edit=edit, i=i: node.value.elts.__setitem__(i, edit(node.value.elts[i])),
                )  # fmt: skip


CHANGES = (
    constant, comparison, boundary, condition, operator, operand, sign, off_by_one, statement, call, rounding,
    arguments, method, result,
)  # fmt: skip


def _clipped(tree, quantiles):
    """An argument that is cut off where few inputs are."""
    for name, ends in quantiles:
        for low, high in ends:
            changed = _copy(tree)
            line = f"{name} = each({name}, lambda v: min(max(v, {low!r}), {high!r}))"
            changed.body[0].body.insert(0, ast.parse(line).body[0])
            yield changed


def _exchange(items, i, j):
    items[i], items[j] = items[j], items[i]


def _local_names(tree):
    function = tree.body[0]
    stored = {node.id for node in ast.walk(function) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    return sorted(stored | {argument.arg for argument in function.args.args})


def _is_function(tree, node):
    """Whether a name is called, or is a module of which something is taken."""
    return any(
        (isinstance(parent, ast.Call) and parent.func is node)
        or (isinstance(parent, ast.Attribute) and parent.value is node and isinstance(node, ast.Name)
            and node.id in ("torch", "math", "np", "nn"))
        for parent in ast.walk(tree)
    )  # fmt: skip
