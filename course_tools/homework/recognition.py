"""Cells that are not where, or not marked as, the assignment has them: found by what is in them."""

import ast
import dataclasses
import itertools
import re

from .faults import made_at_top
from .format import CellKind

MOST_READ = 500_000  # characters of a submission's code in which what it defines is looked for


def recognised(assignment, submitted):
    """Cells that have lost nbgrader's metadata, named again.

    A cell that is not in the submission by its name is looked for among those that have none: what is given, and a
    test, by its released text; an answer in code by the names that it defines; an answer in words, by its place between
    the cells that are known.

    Parameters
    ----------
    assignment : Assignment
    submitted : list of SubmittedCell

    Returns
    -------
    submitted : list of SubmittedCell
    notes : list of str
    """
    there = {item.name for item in submitted}
    missing = [cell for cell in assignment.cells if cell.name and cell.name not in there]
    nameless = [number for number, item in enumerate(submitted) if item.name is None]
    if not missing or not nameless:
        return submitted, []
    found = _by_text(submitted, nameless, [cell for cell in missing if not cell.kind.is_answer])
    left = [number for number in nameless if number not in found]
    found |= _by_names(submitted, left, [cell for cell in missing if cell.kind is CellKind.ANSWER])
    left = [number for number in nameless if number not in found]
    found |= _by_place(assignment, submitted, left, found)
    if not found:
        return submitted, []
    named = [dataclasses.replace(item, name=found[number]) if number in found else item
             for number, item in enumerate(submitted)]  # fmt: skip
    told = ", ".join(dict.fromkeys(found.values()))
    return named, [f"cells had lost nbgrader's metadata, and were recognised by what is in them: {told}"]


def elsewhere(assignment, submitted):
    """Answers in words that are untouched, while the student has written cells that the assignment does not have.

    Those beside the answer may be in code, as a new cell is; those farther away are in words.

    Parameters
    ----------
    assignment : Assignment
    submitted : list of SubmittedCell

    Returns
    -------
    dict
        {name: texts of the cells}
    """
    cells = {cell.name: cell for cell in assignment.cells if cell.name}
    handed_out = _texts(cell for cell in assignment.cells if cell.kind is CellKind.FREE)

    def own(number):
        item = submitted[number]
        return item.name not in cells and item.source.strip() and _text(item.source) not in handed_out

    found = {}
    last = {item.name: number for number, item in enumerate(submitted)}
    anywhere = [number for number in range(len(submitted)) if own(number) and submitted[number].cell_type != "code"]
    for name, number in last.items():
        cell = cells.get(name)
        if cell is None or cell.kind is not CellKind.WRITTEN:
            continue
        if submitted[number].source.strip() not in ("", cell.released.strip()):
            continue
        beside = _run(number + 1, len(submitted), 1, own) + _run(number - 1, -1, -1, own)
        if texts := [submitted[place].source for place in sorted({*beside, *anywhere})]:
            found[name] = tuple(texts)
    return found


def below_their_tests(assignment, steps):
    """Answers in code that are untouched, and whose names are defined below the tests that want them.

    Parameters
    ----------
    assignment : Assignment
    steps : sequence of Step
        As they are run.

    Yields
    ------
    name : str
    defined : list of str
    """
    answers, read = [cell for cell in assignment.cells if cell.kind is CellKind.ANSWER], _Definitions()
    for number, step in enumerate(steps):
        if step.kind is not CellKind.ANSWER or _text(step.source) != _text(step.cell.released):
            continue
        behind = assignment.cells[assignment.cells.index(step.cell) + 1 :]
        tests = list(itertools.takewhile(lambda cell: cell not in answers, behind))
        places = [place for place, other in enumerate(steps) if other.cell in tests and other.kind is CellKind.TEST]
        others = {name for cell in assignment.cells if cell is not step.cell for name in cell.defines}
        wanted, made = set(step.cell.defines) - others, [set()] * len(steps)
        if not places or not wanted:
            continue
        for place, other in enumerate(steps):
            if place != number and other.kind.is_students and other.cell_type == "code":
                made[place] = read(other.source) & wanted
        below = set().union(*made[places[0] :]) - set().union(*made[: places[0]])
        if below:
            yield step.cell.name, sorted(below)


def _run(first, end, step, own):
    places = []
    for place in range(first, end, step):
        if not own(place):
            break
        places.append(place)
    return places


def _text(source):
    return "\n".join(line.rstrip() for line in source.strip().split("\n"))


def _texts(cells):
    return {_text(cell.released): cell.name for cell in cells}


def _by_text(submitted, numbers, missing):
    texts = _texts(missing)
    return {number: texts[text] for number in numbers if (text := _text(submitted[number].source)) in texts}


def _by_names(submitted, numbers, missing):
    defines = {cell.name: set(cell.defines) for cell in missing}
    found, read = {}, _Definitions()
    for number in numbers:
        if submitted[number].cell_type != "code":
            continue
        made = read(submitted[number].source)
        name = next((name for name, wanted in defines.items() if wanted & made), None)
        if name is not None:
            found[number] = name
    return found


def _by_place(assignment, submitted, numbers, found):
    """Answers in words between the known cells that the assignment has before and behind them."""
    handed_out = _texts(cell for cell in assignment.cells if cell.kind is CellKind.FREE)
    names = {cell.name for cell in assignment.cells if cell.name}
    known = {item.name: number for number, item in enumerate(submitted) if item.name in names}
    known |= {name: number for number, name in found.items()}
    texts = {_text(item.source): number for number, item in enumerate(submitted) if _text(item.source) in handed_out}
    places = [known.get(cell.name) if cell.name else texts.get(_text(cell.released)) for cell in assignment.cells]
    more = {}
    for index, cell in enumerate(assignment.cells):
        if cell.kind is not CellKind.WRITTEN or places[index] is not None:
            continue
        before = max((place for place in places[:index] if place is not None), default=-1)
        behind = min((place for place in places[index + 1 :] if place is not None), default=len(submitted))
        words = "code" if cell.cell_type == "code" else "markdown"
        between = [number for number in numbers if before < number < behind and submitted[number].cell_type == words
                   and _text(submitted[number].source) not in handed_out and number not in more]  # fmt: skip
        if between:
            more[between[0]] = cell.name
            places[index] = between[0]
    return more


def defined(source):
    """Names that code defines at its top level, as a notebook runs it; none where it is no Python.

    Examples
    --------
    >>> sorted(defined("import os\\n%matplotlib inline\\nx, z = 1, 2\\ndef f(): y = 2"))
    ['f', 'x', 'z']
    """
    for text in (source, MAGIC.sub(_in_its_place, source)):
        try:
            return made_at_top(ast.parse(text))
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
    return set()


# a line of IPython's own; what it looks for line by line takes it seconds, where somebody has written hundreds
MAGIC = re.compile(r"^([ \t]*+)(?:(%%.*)|[%!?].*|[\w.*]++\?++ *+|([\w ,]++=) *+[%!].*)$", re.MULTILINE)


def _in_its_place(found):
    indent, of_cell, assigned = found.groups()
    return "" if of_cell else f"{indent}{assigned} None" if assigned else f"{indent}pass"


class _Definitions:
    """`defined`, of so much code as is read in some seconds, whatever it is."""

    def __init__(self):
        self.left, self.known = MOST_READ, {}

    def __call__(self, source):
        if source not in self.known:
            if len(source) > self.left:
                return set()
            self.left -= len(source)
            self.known[source] = defined(source)
        return self.known[source]
