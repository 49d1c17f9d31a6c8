"""Try the mutants of the answers of an assignment: whoever hands one in must lose points for it.

An answer is changed mechanically, as the solutions of exercises are, and some know no answer at all: they give one
number for everything, or an array without any, or overwrite what they are given, so that a test which compares with its
own data afterwards agrees. The tests are run in this process, which is all the protection that nbgrader itself gives
them; grading by `course grade` gives more.
"""

import ast
import contextlib
import copy
import functools
import io
import warnings
from dataclasses import dataclass

import nbformat
import numpy as np
import torch

from .. import project
from ..homework.format import CellKind, grade_id, kind, split_regions
from .changes import mutants
from .promised import PROMISED
from .survival import Late, Score, each, limited, patch_of

N_INPUTS = 40
CONSTANTS = ("0.0", "0.5", "1.0", "float('nan')", "float('inf')")
# whatever they are compared with: of numbers that are not there, NumPy and PyTorch say that all are close
EMPTY = ("[]", "np.zeros((0, 1, 1, 1))", "torch.zeros((0, 1, 1, 1))")


@dataclass(frozen=True)
class Answer:
    """An answer of an assignment, and the tests that score it.

    Attributes
    ----------
    assignment, name : str
        The name is its grade_id.
    source : str
        The instructor's, as a function: one that the answer defines, or one that gives back the names it assigns.
    makes : tuple of str
        The function's name, or these names.
    before : tuple of str
        Sources of given cells and answers above.
    tests : tuple of str
        `hidden` are those of them that students do not see.
    """

    assignment: str
    name: str
    source: str
    makes: tuple
    before: tuple
    tests: tuple

    @property
    def number(self):
        return f"{self.assignment} {self.name}"

    @property
    def hidden(self):
        return tuple(test for test in self.tests if "### BEGIN HIDDEN TESTS" in test)

    @property
    def is_function(self):
        return not self.source.startswith("def answered(")


def answers(assignment):
    """The answers of an assignment that tests score, in their order.

    Parameters
    ----------
    assignment : str

    Returns
    -------
    list of Answer
    """
    notebook = nbformat.read(project.HOMEWORK / assignment / f"{assignment}.ipynb", as_version=4)
    cells = [cell for cell in notebook.cells if cell.cell_type == "code" and kind(cell) is not CellKind.FREE]
    found, before = [], []
    for place, cell in enumerate(cells):
        if kind(cell) is CellKind.TEST:
            continue
        if kind(cell) is CellKind.ANSWER:
            following = cells[place + 1 :]
            end = next((n for n, other in enumerate(following) if kind(other) is CellKind.ANSWER), len(following))
            tests = tuple(other.source for other in following[:end] if kind(other) is CellKind.TEST)
            source, makes = _as_function(cell.source)
            asked = {node.id for test in tests for node in ast.walk(ast.parse(test)) if isinstance(node, ast.Name)}
            makes = tuple(name for name in makes if name in asked)
            found.append(Answer(assignment, grade_id(cell), source, makes, tuple(before), tests))
        before.append(cell.source)
    return found


def _as_function(source):
    """The source of a function, and the names that the answer makes."""
    regions, others, _ = split_regions(source)
    tree = ast.parse(source)
    if any(isinstance(node, ast.FunctionDef) for node in tree.body) and any(line.strip() for line in others):
        (function,) = (node for node in tree.body if isinstance(node, ast.FunctionDef))
        function.body = [node for node in function.body if not _is_docstring(node)]
        return ast.unparse(function), (function.name,)
    lines = "\n".join(line for region in regions for line in region.lines)
    makes = tuple(dict.fromkeys(_assigned(ast.parse(lines))))
    given_back = ", ".join(f"{name}={name}" for name in makes)
    body = "\n".join(f"    {line}" for line in [*lines.split("\n"), f"return dict({given_back})"])
    return ast.unparse(ast.parse(f"def answered():\n{body}")), makes


def _is_docstring(node):
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def _assigned(tree):
    for node in tree.body:
        if isinstance(node, ast.Assign):
            yield from (
                name.id for name in ast.walk(node) if isinstance(name, ast.Name) and not isinstance(name.ctx, ast.Load)
            )


def score(answer, seed=0, every=1):
    """Try the mutants of an answer; or only every so many of them."""
    found = Score(answer.number)
    right = _results(answer, answer.source, seed)
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        for name, source in list(_candidates(answer))[::every]:
            lost, diff = loses_points(answer, source), patch_of(answer.source, source)
            if not _alike(right, _results(answer, source, seed), PROMISED[answer.number].close):
                found.killed += lost
                found.survivors += [] if lost else [(name, diff)]
            elif lost:
                found.harmless.append((name, diff))
            else:
                found.same += 1
    return found


def _candidates(answer):
    """(what is changed, source) of each mutant."""
    yield from mutants(answer.source)
    if answer.is_function:
        yield from (("no answer", source) for source in without_answer(answer))


def without_answer(answer):
    """Sources that give the same for everything, nothing at all among it, or for the arguments as they have left them.

    Examples
    --------
    >>> print(next(without_answer(Answer("hw", "f", "def f(a, b):\\n    return a + b", ("f",), (), ()))))
    def f(a, b):
        return 0.0
    """
    tree = ast.parse(answer.source)
    names = [argument.arg for argument in tree.body[0].args.args]
    for constant in (*CONSTANTS, *EMPTY):
        changed = copy.deepcopy(tree)
        changed.body[0].body = [ast.Return(_expression(constant))]
        yield ast.unparse(ast.fix_missing_locations(changed))
    for constant in CONSTANTS:
        changed = copy.deepcopy(tree)
        changed.body[0].body[:0] = ast.parse(f"overwrite([{', '.join(names)}], {constant})").body
        yield ast.unparse(ast.fix_missing_locations(changed))
        changed = copy.deepcopy(tree)
        like = f"({names[0]} * 0 + {constant})"  # as many numbers as the first argument has
        changed.body[0].body = [
            *ast.parse(f"overwrite([{', '.join(names)}], {constant})").body,
            ast.Return(_expression(like)),
        ]
        yield ast.unparse(ast.fix_missing_locations(changed))


def _expression(text):
    return ast.parse(text, mode="eval").body


def overwriting(answer):
    """The source of a right answer that has overwritten its arguments when it comes back."""
    tree = ast.parse(answer.source)
    function = tree.body[0]
    names = [argument.arg for argument in function.args.args]
    inner = copy.deepcopy(function)
    inner.name = "right"
    call = f"right({', '.join(names)})"
    function.body = [
        inner,
        *ast.parse(f"found = {call}\noverwrite([{', '.join(names)}], 0.0)").body,
        ast.Return(_expression("found")),
    ]
    return ast.unparse(ast.fix_missing_locations(tree))


def overwrite(arguments, number):
    """Put one number everywhere into the arrays and tensors among the arguments."""
    for argument in arguments:
        with contextlib.suppress(ValueError, RuntimeError, OverflowError):  # an array of integers holds no nan
            if isinstance(argument, torch.Tensor):
                argument.detach().fill_(number)
            elif isinstance(argument, np.ndarray):
                argument[...] = number


# ------------------------------------------------------------------- judging


def loses_points(answer, source, tests=None):
    """Whether an answer with this source fails any of its tests, or of these."""
    with limited():
        try:
            names = _made(answer, source)
            for test in answer.tests if tests is None else tests:
                _quietly(test, dict(names))
        except (Exception, Late):
            return True
    return False


def _quietly(source, names):
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        exec(compile(source, "<cell>", "exec"), names)


@functools.cache
def _session(before):
    """The names that these cells make, one after the other; an answer's functions see those of their own session."""
    names = {"__name__": "__main__", "np": np, "torch": torch, "each": each, "overwrite": overwrite}
    for source in before:
        _quietly(source, names)
    return names


def _made(answer, source):
    """The session's names after an answer with this source."""
    names = dict(_session(answer.before))
    _quietly(source, names)
    if not answer.is_function:
        names |= names["answered"]()
    return names


def _results(answer, source, seed):
    """What an answer gives for inputs from the promised range; None where it fails."""
    promised = PROMISED[answer.number]
    rng = np.random.default_rng(seed)
    results = []
    with limited(), contextlib.redirect_stdout(io.StringIO()):
        try:
            names = _made(answer, source)
            if not answer.is_function:
                return [promised.seen((), [names[name] for name in answer.makes])]
            for _ in range(N_INPUTS):
                arguments = promised.draw(rng)
                results.append(promised.seen(arguments, names[answer.makes[0]](*copy.deepcopy(arguments))))
        except (Exception, Late):
            return None
    return results


def _alike(right, others, close):
    if others is None:
        return False
    return all(
        len(one) == len(other) and np.allclose(one, other, atol=close, rtol=close, equal_nan=True)
        for one, other in zip(right, others, strict=True)
    )
