"""The cells of the exercises in the notebooks, kept as the modules in course_utils/exercises/chapters have them.

    course exercises sync notebooks/03_bce_and_sgd.ipynb …

An exercise has three cells: a heading with the task, which its author writes in the notebook; the
stub; and the cell that checks. What is missing is put in its place, a stub or check that is not as
it should be is replaced, and no other cell is touched.
"""

import ast
import re
import sys
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell

from course_utils.exercises.registry import CHAPTERS, chapter_of, exercises

from . import files, project
from .execute import NotebookFailed, read

HEADING = re.compile(r"### Exercise (\d+\.\d+) · ")
CHECK = re.compile(r'check\("(\d+\.\d+)"')
IMPORT = "from course_utils.exercises import check, hint, progress, solution"


class Unplaceable(Exception):
    """Cells that only their author can put right; the message says which and how."""


def sync(notebook, found):
    """Put the cells of exercises in place.

    Parameters
    ----------
    notebook : NotebookNode
        Changed in place.
    found : dict of str to Exercise
        The exercises of this notebook, in order.

    Returns
    -------
    list of str
        What was changed, a sentence each.

    Raises
    ------
    Unplaceable
        If the notebook has an exercise twice, or one that is not among them, or nothing that imports `check`.
    """
    cells = notebook.cells
    _refuse_strangers(cells, found)
    place = next((i + 1 for i, cell in enumerate(cells) if cell.source.strip() == IMPORT), None)
    if place is None:
        raise Unplaceable(f"no cell says `{IMPORT}`: write one where the exercises begin")
    said = []
    for number, exercise in found.items():
        name = f"exercise-{number.replace('.', '-')}"
        at = next((i for i, cell in enumerate(cells) if _number(HEADING, cell) == number), None)
        if at is None:
            title = exercise.answer.replace("_", " ").capitalize()
            source = f"### Exercise {number} · {title}\n\n(What is asked, in a sentence or two.)"
            at = _insert(new_markdown_cell, name, source, cells, place)
            said.append(f"{name} is new: write its title and task")
        _call(cells[at], name, cells, said)
        answer, check = f"{name}-answer", f"{name}-check"
        at = _put(answer, exercise.stub, lambda cell, e=exercise: e.answer in _defined(cell), cells, at, said)
        source = f'check("{number}", {exercise.answer})'
        at = _put(check, source, lambda cell, n=number: _number(CHECK, cell) == n, cells, at, said)
        place = at + 1
    return said


def _put(name, source, is_it, cells, at, said):
    """See that one of the cells below `at`, before the next heading, has this name and source; return its place."""
    headings = (i for i in range(at + 1, len(cells)) if cells[i].source.startswith(("## ", "### ")))
    section = range(at + 1, next(headings, len(cells)))
    named = [i for i in section if cells[i].id == name]
    there = next(iter(named + [i for i in section if is_it(cells[i])]), None)
    if there is None:
        said.append(f"{name} is new")
        return _insert(new_code_cell, name, source, cells, at + 1)
    _call(cells[there], name, cells, said)
    if cells[there].source != source:
        said.append(f"{name} is rewritten")
        cells[there].update(source=source, outputs=[], execution_count=None)
    return there


def _insert(new_cell, name, source, cells, at):
    cells.insert(at, new_cell(source, id=_free(name, cells), metadata=nbformat.from_dict({"tags": ["exercise"]})))
    return at


def _call(cell, name, cells, said):
    """Give a cell the id that its exercise's cells have."""
    if cell.id != name:
        said.append(f"{name} was called {cell.id}")
        cell.id = _free(name, cells)


def _free(name, cells):
    if any(cell.id == name for cell in cells):
        raise Unplaceable(f"a cell that does not stand where its exercise is is called {name}: move or rename it")
    return name


def _refuse_strangers(cells, found):
    headings = [number for cell in cells if (number := _number(HEADING, cell))]
    if twice := sorted({number for number in headings if headings.count(number) > 1}):
        raise Unplaceable(f"exercise {', '.join(twice)} has two headings: delete one")
    numbers = {number for pattern in (HEADING, CHECK) for cell in cells if (number := _number(pattern, cell))}
    if strangers := sorted(numbers - set(found)):
        raise Unplaceable(
            f"exercise {', '.join(strangers)} has cells here and is not in the chapter: write it there, or delete them"
        )


def _number(pattern, cell):
    """The number of the exercise whose heading, or whose check, a cell is; None for other cells."""
    kind = "markdown" if pattern is HEADING else "code"
    matched = pattern.match(cell.source) if cell.cell_type == kind else None
    return matched and matched[1]


def _defined(cell):
    """The names that a code cell defines at its top level; none where it is no Python."""
    try:
        body = ast.parse(cell.source).body if cell.cell_type == "code" else []
    except SyntaxError:
        return set()
    functions = {node.name for node in body if isinstance(node, ast.FunctionDef)}
    targets = [target for node in body if isinstance(node, ast.Assign) for target in node.targets]
    return functions | {target.id for target in targets if isinstance(target, ast.Name)}


# ------------------------------------------------------------------- command


def arguments(parser):
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    action = actions.add_parser(
        "sync", help="write what is missing or not as it should be, and say what",
        description="Write the stubs and check cells of the exercises into the notebooks, and say what was changed.",
    )  # fmt: skip
    action.add_argument("notebooks", nargs="*", type=Path, help="default: those of all chapters of exercises")
    action.add_argument("--check", action="store_true", help="write nothing; exit with 1 if something would change")


def run(options):
    """Sync notebooks; 0, or 1 if one could not be, or under --check would be changed."""
    paths = options.notebooks or [project.NOTEBOOKS / f"{stem}.ipynb" for stem in CHAPTERS.values()]
    changed, failed = [], False
    for path in paths:
        try:
            notebook, said = _synced(path)
        except (Unplaceable, NotebookFailed) as error:
            message = str(error)
            print(message if message.startswith(str(path)) else f"{project.shown(path)}: {message}", file=sys.stderr)
            failed = True
            continue
        for sentence in said:
            print(f"{project.shown(path)}: {sentence}")
        if said:
            changed.append(str(project.shown(path)))
            if not options.check:
                files.put(nbformat.writes(notebook) + "\n", path)
    if changed and not options.check:
        print(f"Their outputs: course execute {' '.join(changed)}")
    elif not changed and not failed:
        print("nothing to do")
    return 1 if failed or (changed and options.check) else 0


def _synced(path):
    chapter = next((number for number, stem in CHAPTERS.items() if stem == path.stem), None)
    if chapter is None:
        expected = f"course_utils/exercises/chapters/{path.stem}.py"
        raise Unplaceable(f"there are no exercises for a notebook of this name; expected them in {expected}")
    if not path.exists():
        raise Unplaceable("there is no such notebook, and the chapter of this name has exercises for it")
    notebook = read(path)
    return notebook, sync(
        notebook, {number: exercise for number, exercise in exercises().items() if chapter_of(number) == chapter}
    )
