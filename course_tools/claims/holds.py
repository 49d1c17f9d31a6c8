"""Try the claims of a notebook: run its cells in this process, and evaluate each expression where its words stand."""

import ast
import contextlib
import io
import os
import re
import sys
import time
import types
from dataclasses import dataclass, field

from .. import project
from ..execute import read
from .cells_before import needed
from .coverage import DURATION, THESE, canonical
from .passages import passages_of
from .said import Numbers, Said, numbers_in
from .table import read_table, shown_line
from .vocabulary import COMPARISON, words_in

TURNED = {ast.Lt: ast.Gt, ast.Gt: ast.Lt, ast.LtE: ast.GtE, ast.GtE: ast.LtE}
OF_EXERCISES = re.compile(r"^(check|hint|solution|progress)\(", re.MULTILINE)
LONGEST = 300


@dataclass
class Tried:
    """What came of trying the claims of a notebook.

    Attributes
    ----------
    faults : list of str
    seconds : dict
        From the line of an entry to the seconds that it took.
    """

    faults: list = field(default_factory=list)
    seconds: dict = field(default_factory=dict)


def try_claims(stem, visit=None, part=0, n_parts=1):
    """Run a notebook and try each of its claims; meant for a process of its own.

    Of several parts, each tries every n-th section and runs only the cells that this needs.

    Parameters
    ----------
    stem : str
    visit : callable, optional
        Called as ``visit(entry, holds)`` beside each entry that an expression shows, where it can be evaluated;
        ``holds(numbers)`` says whether it holds with these numbers.
    part, n_parts : int
        Which part, counted from 0, and of how many.

    Returns
    -------
    Tried
    """
    claims = Claims(stem)
    tried = Tried(list(claims.faults))
    with _like_a_kernel(project.NOTEBOOKS) as space:
        for cell in claims.cells if n_parts == 1 else _cells_of_part(claims, part, n_parts):
            if not OF_EXERCISES.search(cell.source):
                _run(cell, space)
            for entry, trial in claims.trials(cell.id, space):
                start = time.perf_counter()
                tried.faults += claims.faults_of(entry, trial)
                if visit:
                    visit(entry, trial.holds)
                tried.seconds[entry.line] = time.perf_counter() - start
            _close_figures()
    return tried


class Claims:
    """The claims of a notebook, and what its cells printed.

    Parameters
    ----------
    stem : str

    Attributes
    ----------
    cells : list of NotebookNode
        Those of code.
    waiting : dict
        From the id of a cell to the entries that are tried after it, each with the cells beside its places.
    faults : list of str
        Of entries that no cell can show.
    """

    def __init__(self, stem):
        self.stem = stem
        entries, self.names = read_table(stem)
        self.notebook = read(project.NOTEBOOKS / f"{stem}.ipynb")
        self.cells = [cell for cell in self.notebook.cells if cell.cell_type == "code"]
        self.faults = []
        self.waiting = _by_cell(stem, entries, passages_of(stem), [cell.id for cell in self.cells], self.faults)
        self.printed = {cell.id: "".join(map(_printed, cell.outputs)) for cell in self.cells}
        self.support = {
            cell.id: _supported(cell.source.replace("_", "") + "\n" + self.printed[cell.id]) for cell in self.cells
        }

    def trials(self, cell, space):
        """(entry, trial) for each that is tried after a cell, whose namespace is `space`."""
        for entry, beside in self.waiting.get(cell, ()):
            known = set().union(*(self.support[name] for name in beside))
            yield entry, _Trial(entry, {**space, **self.names, "printed": self.printed}, known, space, self.names)

    def faults_of(self, entry, trial):
        """What is wrong with an entry, a line each, and where it stands."""
        where = f"{shown_line(self.stem, entry)}: {', '.join(entry.places)}"
        return [f"{where}: {fault}" for fault in trial.faults()]


def _cells_of_part(claims, part, n_parts):
    """The cells that a part needs; what waits for other cells is taken out of `claims.waiting`."""
    section, cells, mine, waiting = 0, [], {}, claims.waiting
    for cell in claims.notebook.cells:
        section += cell.cell_type == "markdown" and cell.source.startswith("## ")
        if cell.cell_type == "code":
            if section % n_parts != part:
                waiting.pop(cell.id, None)
            elif cell.id in waiting:
                mine[len(cells)] = [entry.holds for entry, _ in waiting[cell.id]]
                mine[len(cells)] += [entry.opposite for entry, _ in waiting[cell.id] if entry.opposite]
            cells.append(cell)
    return [cells[number] for number in needed([cell.source for cell in cells], mine)]


def _by_cell(stem, entries, passages, cells, faults):
    """From the id of a cell to the entries that are tried after it, each with the cells beside its places."""
    waiting = {}
    beside = {}
    for passage in passages:
        beside.setdefault(passage.place, passage)
    for entry in entries:
        if not entry.holds:
            continue
        passages_there = [beside[place] for place in entry.places if place in beside]
        known = tuple(cell for passage in passages_there for cell in passage.cells if cell in cells)
        at = entry.at or next((passage.after for passage in passages_there if passage.after), None) or cells[-1]
        if at not in cells:
            faults.append(f"{shown_line(stem, entry)}: there is no cell of code {at!r}")
            continue
        waiting.setdefault(at, []).append((entry, known))
    return waiting


def _printed(output):
    return output.get("text", "") + output.get("data", {}).get("text/plain", "")


def _supported(text):
    return {canonical(number.said, number.text) for number in numbers_in(text)}


class _Trial:
    """One entry, in the namespace of its place."""

    def __init__(self, entry, names, known, space, own):
        self.entry, self.names, self.known = entry, names, known
        self.clashes = sorted(
            name for name, value in own.items()
            if name in space and space[name] is not value and not isinstance(value, type(sys))
        )  # fmt: skip
        silent = [match.span() for pattern in (THESE, DURATION) for match in pattern.finditer(entry.words)]
        self.numbers = [
            number for number in numbers_in(entry.words)
            if not any(a <= number.start and number.end <= b for a, b in silent if number.in_words)
        ]  # fmt: skip
        self.said = Numbers(number.said for number in self.numbers)

    def holds(self, said=None):
        """Whether the expression holds, with other numbers if they are given."""
        return self._value(self.entry.holds, self.said if said is None else said)

    def _value(self, expression, said):
        with contextlib.redirect_stdout(io.StringIO()):
            return bool(eval(compile(expression, "<claim>", "eval"), {**self.names, "said": said}))

    def faults(self):
        """What is wrong with it, a sentence each."""
        words = self.entry.words
        used = {node.id for node in ast.walk(ast.parse(self.entry.holds, mode="eval")) if isinstance(node, ast.Name)}
        if clash := sorted(used & set(self.clashes)):
            yield f"{clash[0]!r} is a name of the notebook and of the table; call it otherwise in the table"
            return
        try:
            if not self.holds():
                yield f"{words!r} does not hold: {self.entry.holds}{self._sides()}"
                return
            yield from self._opposite_faults()
        except Exception as error:
            yield f"{words!r} could not be tried: {type(error).__name__}: {error}"[:LONGEST]
            return
        for i, number in enumerate(self.numbers):
            if number.text in ("0", "1") or canonical(number.said, number.text) in self.known:
                continue
            if not self._is_read(i):
                yield f"{words!r}: holds whatever stands for {number.text!r}; compare said[{i}] in: {self.entry.holds}"

    def _opposite_faults(self):
        opposite = self.entry.opposite
        if opposite is None:
            tree = _Turn().visit(ast.parse(self.entry.holds, mode="eval"))
            if not tree.body_turned:
                compared = [word.text for word in words_in(self.entry.words) if word.kind == COMPARISON]
                if compared:
                    yield (
                        f"{self.entry.words!r} says {compared[0]!r} and compares nothing; write < or > in `holds`, or "
                        "name what must not hold, `opposite=`"
                    )
                return
            opposite = ast.unparse(tree)
        if self._value(opposite, self.said):
            yield f"{self.entry.words!r}: its opposite holds too: {opposite}"

    def _is_read(self, i):
        """Whether some other number in place of the i-th makes the claim fail."""
        said = self.said[i]
        step = 2 * said.half_unit or max(abs(said.value), 1) / 10
        others = (said.value + step, said.value - step, 10 * said.value + step, said.value / 10, -said.value - step)
        for value in others:
            other = Numbers((*self.said[:i], Said(value, said.half_unit), *self.said[i + 1 :]))
            try:
                if not self.holds(other):
                    return True
            except Exception:  # a number for which there is no answer is not the one that is said
                return True
        return False

    def _sides(self):
        """What the names and the compared sides come to, as far as it can be said in a line."""
        sides = []
        for node in ast.walk(ast.parse(self.entry.holds, mode="eval")):
            if isinstance(node, ast.Compare):
                for side in (node.left, *node.comparators):
                    if not isinstance(side, ast.Constant):
                        with contextlib.suppress(Exception):
                            source = ast.unparse(side)
                            value = eval(source, {**self.names, "said": self.said})
                            sides.append(f"{source} = {value!r}")
        return f"  ({'; '.join(dict.fromkeys(sides))})"[:LONGEST] if sides else ""


class _Turn(ast.NodeTransformer):
    """Turn each order comparison round."""

    def __init__(self):
        self.turned = False

    def visit_Expression(self, node):
        self.generic_visit(node)
        node.body_turned = self.turned
        return node

    def visit_Compare(self, node):
        self.generic_visit(node)
        self.turned |= any(type(operator) in TURNED for operator in node.ops)
        node.ops = [TURNED.get(type(operator), type(operator))() for operator in node.ops]
        return node


# ------------------------------------------------------------ a notebook, run here


@contextlib.contextmanager
def _like_a_kernel(folder):
    """The names of a new `__main__`, in the notebook's folder; figures drawn nowhere, what is printed kept apart."""
    import matplotlib

    matplotlib.use("Agg")
    here, main = os.getcwd(), sys.modules["__main__"]
    module = types.ModuleType("__main__")
    os.chdir(folder)
    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            sys.modules["__main__"] = module
            yield module.__dict__
    finally:
        sys.modules["__main__"] = main
        os.chdir(here)


def _run(cell, space):
    try:
        exec(compile(cell.source, cell.id, "exec"), space)
    except Exception as error:
        raise RuntimeError(f"cell {cell.id!r} raised {type(error).__name__}: {error}") from error


def _close_figures():
    import matplotlib.pyplot as plt

    plt.close("all")
