"""A template, and the version that a key makes of it."""

import ast
import hashlib
import json
import math
import re
from dataclasses import dataclass
from functools import lru_cache

from ..format import kind
from . import banks, marks
from .ranges import BadChoice, Draw

CHOICES = "choices"  # the name in the parameters cell that says what may be drawn
MOST_DRAWS = 10_000


class BadTemplate(Exception):
    """A notebook is no template, or one that no version can be made of; the message names what is wrong."""


@dataclass(frozen=True)
class Template:
    """A template.

    Parameters
    ----------
    name : str
        Of the assignment.
    notebook : NotebookNode
    defaults, choices : dict
        By parameter.
    computed : str
        The source that makes further values of them.
    items : dict
        Of the banks, {(parameter, name): Item}.
    """

    name: str
    notebook: object
    defaults: dict
    choices: dict
    computed: str
    items: dict


@dataclass(frozen=True)
class Version:
    """What a key makes of a template.

    Parameters
    ----------
    notebook : NotebookNode
        The instructor version, with its own values and without marks and outputs.
    drawn : dict
        The value of each parameter; an item of a bank by its name.
    hidden : tuple of str
        Parameters that only hidden tests show.
    picked : tuple of str
        Parameters that are items of a bank.
    """

    notebook: object
    drawn: dict
    hidden: tuple
    picked: tuple


def read(name, notebook, folders=(), *, as_it_is=False):
    """A template, from its notebook and the folders of its banks.

    With `as_it_is`, what stands at its marks may be something else than its own values and its bank say.

    Raises
    ------
    BadTemplate, BadBank
    """
    cells = {tag: [cell for cell in notebook.cells if tag in cell.metadata.get("tags", [])]
             for tag in (marks.PARAMETERS, marks.COMPUTED)}  # fmt: skip
    if not cells[marks.PARAMETERS]:
        raise BadTemplate(
            f"{name}: no cell is tagged `{marks.PARAMETERS}`, so a term can change nothing: this is an assignment, and "
            "no template; see docs/homework.md"
        )
    if len(cells[marks.PARAMETERS]) > 1 or len(cells[marks.COMPUTED]) > 1:
        raise BadTemplate(f"{name}: one cell tagged `parameters` and one tagged `computed` are expected; found more")
    defaults = _literals(name, cells[marks.PARAMETERS][0].source)
    choices = defaults.pop(CHOICES, None)
    if not isinstance(choices, dict) or not choices:
        raise BadTemplate(f"{name}: the parameters cell has no {CHOICES} = {{…}}, a dict that says what may be drawn")
    if unknown := sorted(set(choices) - set(defaults)):
        raise BadTemplate(f"{name}: {', '.join(unknown)} may be drawn, and has no value in the parameters cell")
    items = banks.read(folders) if folders else {}
    picked = {parameter for parameter, choice in choices.items() if isinstance(choice, dict) and "pick" in choice}
    for item in items.values():
        if item.parameter not in picked:
            raise banks.BadBank(
                f"{item.path}: {item.parameter!r} is no parameter of {name} that takes items of a bank; these are: "
                f"{', '.join(sorted(picked)) or 'none'}"
            )
    computed = cells[marks.COMPUTED][0].source if cells[marks.COMPUTED] else ""
    template = Template(name, notebook, defaults, choices, computed, items)
    if not as_it_is and (faults := list(_own_faults(template, picked))):
        raise BadTemplate(f"{name} is no template that a term can be made of:\n" + "\n".join(f"  {f}" for f in faults))
    return template


def _literals(name, source):
    values = {}
    try:
        for statement in ast.parse(source).body:
            if not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
                raise ValueError(f"line {statement.lineno} is no assignment to one name")
            values[statement.targets[0].id] = ast.literal_eval(statement.value)
    except (SyntaxError, ValueError, AttributeError) as error:
        raise BadTemplate(f"{name}: the parameters cell must assign plain values, name = value: {error}") from None
    return values


def _own_faults(template, picked):
    """What is wrong with a template's own values: they and the bank must say what stands at the marks."""
    known = {name for _, name in template.items}
    for parameter in sorted(picked):
        for name in template.defaults[parameter]:
            if (parameter, name) not in template.items:
                yield f"{parameter}: {name!r} is in no bank; it has: {', '.join(sorted(known)) or 'nothing'}"
                return
    faults, _ = _compare(template)
    yield from faults


def _compare(template):
    faults = []
    try:
        values = _values(template, dict(template.defaults))
    except AssertionError as error:
        return [f"the computed cell refuses the template's own values: {error}"], None

    def value_of(expression, before, place):
        now = _text(template, values, expression, before, place)
        if not marks.same(before, now):
            faults.append(f"{place}: at {{{{ {expression} }}}} stands {_short(before)}, and the template's own values "
                          f"and its bank make {_short(now)} of it; `course release {template.name} --from-bank` writes "
                          "that there")  # fmt: skip
        return now

    notebook = marks.filled(template.notebook, value_of)
    faults += [f"{place}: {line} is no mark that can be read" for place, line in marks.left_over(notebook)]
    return faults, notebook


def rewritten(template):
    """The notebook of a template, with what its own values and its bank say at every mark.

    Parameters
    ----------
    template : Template

    Returns
    -------
    NotebookNode

    Raises
    ------
    BadTemplate, BadBank
    """
    try:
        values = _values(template, dict(template.defaults))
    except AssertionError as error:
        raise BadTemplate(f"{template.name}: the computed cell refuses the template's own values: {error}") from None

    def value_of(expression, before, place):
        if expression.endswith(".change"):  # the code around the changes is the notebook's
            return before
        now = _text(template, values, expression, before, place)
        return before if marks.same(before, now) else now

    return marks.filled(template.notebook, value_of, keep=True)


def _short(text):
    return repr(text if len(text) < 60 else text[:60] + "…")


def version(template, key, student=""):
    """The version that a key makes, for the class or for one student.

    Draws that the `computed` cell refuses by a failed `assert`, or that take items which do not go together, are
    followed by the next.

    Raises
    ------
    BadTemplate
        If nothing can be drawn.
    """
    picked = [name for name, choice in template.choices.items() if isinstance(choice, dict) and "pick" in choice]
    shared = _of_the_class(template, key) if student else {}
    why = ""
    for attempt in range(MOST_DRAWS):
        draw, drawn = Draw(key, template.name, student, attempt), dict(template.defaults)
        try:
            for name, choice in template.choices.items():
                drawn[name] = shared[name] if name in shared else draw.value(
                    name, choice, [item for of, item in template.items if of == name])  # fmt: skip
        except BadChoice as error:
            raise BadTemplate(f"{template.name}: {error}") from None
        if why := _apart(template, drawn, picked):
            continue
        try:
            values = _values(template, drawn)
        except AssertionError as error:
            why = str(error) or "an assertion of the computed cell fails"
            continue
        notebook = marks.filled(
            template.notebook,
            lambda expression, before, place, values=values: _text(template, values, expression, before, place),
        )
        for cell in notebook.cells:
            if cell.cell_type == "code":
                cell.outputs, cell.execution_count = [], None
        shown = {name: drawn[name] for name in template.choices}
        hidden = tuple(name for name in marks.hidden(template.notebook) if name in shown)
        return Version(notebook, shown, hidden, tuple(picked))
    raise BadTemplate(f"{template.name}: {MOST_DRAWS:,} draws, and none will do; the last: {why}")


def _of_the_class(template, key):
    """What every student of a class has alike: what the model answers are about, so that they have one rubric."""
    written = [cell for cell in template.notebook.cells if kind(cell).is_by_hand]
    named = {name.partition(".")[0].partition(":")[0] for cell in written
             for name in re.findall(marks.EXPRESSION, cell.source)}  # fmt: skip
    if not named - {marks.END}:
        return {}
    drawn = version(template, key).drawn
    about = _behind(template, named)
    return {name: value for name, value in drawn.items() if name in about}


def _behind(template, named):
    """Those of the names that may be drawn on which some names of marks depend, by way of the computed cell, too."""
    reads = {}  # {name: every name that stands in a statement of the computed cell which binds it}
    for statement in ast.parse(template.computed).body:
        inside = {node.id for node in ast.walk(statement) if isinstance(node, ast.Name)}
        for name in _bound(statement) | {getattr(statement, "name", "")}:
            reads[name] = reads.get(name, set()) | inside
    found, left = set(), set(named)
    while left:
        found |= left
        left = set().union(*(reads.get(name, set()) for name in left)) - found
    return found & set(template.choices)


def _bound(node):
    """The names that a statement binds, without those of functions and comprehensions in it."""
    if isinstance(node, ast.Name):
        return {node.id} if isinstance(node.ctx, ast.Store) else set()
    scopes = ast.FunctionDef | ast.ClassDef | ast.Lambda | ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
    return set() if isinstance(node, scopes) else set().union(*map(_bound, ast.iter_child_nodes(node)))


def _apart(template, drawn, picked):
    """Why the items that were drawn do not go together; empty if they do."""
    for parameter in picked:
        for name in drawn[parameter]:
            if both := set(template.items[parameter, name].not_with) & set(drawn[parameter]):
                return f"{name!r} does not go with {both.pop()!r}"
    return ""


def _values(template, drawn):
    """What marks can name: parameters, and what the computed cell makes of them."""
    values = {"__name__": "__computed__", **drawn}
    try:
        exec(_compiled(template.computed, template.name), values)
    except AssertionError:
        raise
    except Exception as error:  # the template's author's code
        raise BadTemplate(f"{template.name}: the computed cell fails: {type(error).__name__}: {error}") from None
    return values


@lru_cache
def _compiled(computed, name):
    return compile(computed, f"<the computed cell of {name}>", "exec")


def _text(template, values, expression, before, place):
    """What stands at a mark of a version."""
    named, _, form = expression.partition(":")
    name, *path = named.split(".")
    if name not in values:
        raise BadTemplate(f"{template.name}: {place} asks for {{{{ {expression} }}}}, and there is no such parameter")
    value = values[name]
    if path:
        return _of_items(template, name, value, path, before, place)
    if form:
        return format(value, form)
    return value if isinstance(value, str) and "\n" in value else _literal(value)


def _literal(value):
    if isinstance(value, float) and not math.isfinite(value):
        raise BadTemplate(f"a value came out as {value}; the computed cell must refuse such a draw by an assert")
    return repr(value)


def _of_items(template, name, chosen, path, before, place):
    items = [template.items[name, one] for one in chosen]
    if path == ["change"]:
        return _changed(template, name, items, before, place)
    by_rank = sorted(items, key=lambda item: (item.rank, item.name))
    if len(path) == 2:
        number, text = path
        wanted = [by_rank[-1]] if number == "last" else items[int(number) - 1 : int(number)] if number.isdigit() else []
    else:
        (text,), wanted = path, by_rank
    if not wanted:
        raise BadTemplate(f"{template.name}: {place} asks for {name}.{'.'.join(path)}, and a term takes {len(items)}")
    for item in wanted:
        if text not in item.texts:
            raise banks.BadBank(f"{item.path}: {place} of {template.name} needs its text {text!r}, and it has none")
    texts = [item.texts[text] for item in wanted]
    return ("\n" if all(one.startswith("- ") for one in texts) else "\n\n").join(texts)


def _changed(template, name, items, code, place):
    """The template's code with its own changes taken back, and those of some items made."""
    own = [template.items[name, one] for one in template.defaults[name]]
    steps = [(item, *reversed(item.change or ())) for item in own] + [(item, *(item.change or ())) for item in items]
    for item, *both in steps:
        if not both:
            raise banks.BadBank(f"{item.path}: {place} of {template.name} needs its [change], and it has none")
        if code.count(both[0]) != 1:
            raise banks.BadBank(f"{item.path}: {_short(both[0])} stands {code.count(both[0])} times in {place} of "
                                f"{template.name}, together with {', '.join(one.name for one in items)}; once was "
                                "expected")  # fmt: skip
        code = code.replace(*both)
    return code


def digest(template):
    """Changes when the template or its bank does."""
    parts = [[cell.source for cell in template.notebook.cells],
             sorted([item.name, item.texts, item.change] for item in template.items.values())]  # fmt: skip
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
