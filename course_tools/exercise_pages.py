"""The exercises of a notebook on a page that runs no Python: the card of `check`, with task, gaps, hints and solution.

In the file all is there and can be opened by hand; templates/exercises.js lets choices answer, keeps what is solved on
the reader's machine, and counts it in the contents and on the index.
"""

import functools
import re

from markupsafe import Markup

from course_utils.exercises import _card, _places
from course_utils.exercises.misconceptions import MISCONCEPTIONS
from course_utils.exercises.registry import CHAPTERS, exercises

from . import project, prose, render
from .execute import read
from .exercise_cells import HEADING, IMPORT

CELL = re.compile(r"exercise-(\d+)-(\d+)(?:-(answer|check))?")
OPTION = re.compile(r"^- \*\*([a-z])\*\* (.*(?:\n(?![-\n]).*)*)$", re.MULTILINE)
GAP = re.compile(r"^\w+ = \.\.\..*\n?", re.MULTILINE)


def cards(notebook):
    """What stands on the page in place of the cells of its exercises.

    Parameters
    ----------
    notebook : NotebookNode

    Returns
    -------
    dict
        From the index of a cell to a function: it takes the headings of the page, adds its own to them, and returns
        Markup; empty for a cell whose content stands in the card of another one.
    """
    found, cells = {}, notebook.cells
    for index, cell in enumerate(cells):
        kind = CELL.fullmatch(cell.get("id", ""))
        exercise = exercises().get(f"{kind[1]}.{kind[2]}") if kind else None
        if exercise is None:
            continue
        if kind[3]:
            found[index] = _nothing
        elif HEADING.match(cell.source):
            found[index] = functools.partial(_exercise, exercise, cell.source)
    for index in reversed(range(min(found, default=0))):
        if cells[index].source.strip() == IMPORT:
            found[index] = _nothing
        elif cells[index].source.startswith("## "):
            found[index] = functools.partial(_opening, cells[index].source)
            break
    return dict(sorted(found.items()))


def numbers_of(name):
    """The numbers of the exercises of a notebook, by the stem of its file."""
    return [number for number in exercises() if CHAPTERS.get(int(number.split(".")[0])) == name]


def style():
    """The style sheet of the cards, and what is added to it on a page."""
    return Markup(_card.style()) + render.asset("templates/exercises.css")


def _nothing(headings):
    return Markup("")


def _opening(source, headings):
    """The heading of the section, and what can be done here; what the notebook says of `check` is folded away."""
    heading, _, said = source.partition("\n")
    return render.page(
        "exercise_opening.html.j2",
        heading=prose.markdown(heading, headings),
        said=prose.markdown(said),
        code=prose.code_block(IMPORT),
    )


def _exercise(exercise, source, headings):
    heading, _, task = source.partition("\n")
    options = [] if exercise.is_function else OPTION.findall(task)
    stub = exercise.stub if exercise.is_function else GAP.sub("", exercise.stub)
    answer = Markup(prose.code_block(exercise.solution)) + Markup(_card.paragraph(exercise.afterwards))
    return render.page(
        "exercise.html.j2",
        number=exercise.number,
        heading=prose.markdown(heading, headings),
        anchor=headings[-1][1],
        task=prose.markdown(OPTION.sub("", task) if options else task),
        options=[(letter, prose.inline(text), *_said(exercise, letter)) for letter, text in options],
        stub=prose.code_block(stub) if stub.strip() else "",
        steps=Markup(_card.steps(exercise.hints, answer, label="I have tried: solution", tried=True)),
    )


def _said(exercise, letter):
    """Whether an option is the right one, and what `check` says of it."""
    if letter == exercise.right():
        return True, Markup(_card.inline(exercise.afterwards))
    idea = MISCONCEPTIONS[next(key for key, wrong in exercise.wrong if wrong == letter)]
    return False, Markup(_card.inline(f"This looks like {idea.name}. {idea.idea}", _on_the_site()))


@functools.cache
def _on_the_site():
    """The headings of the notebooks of the course, linked to the pages of the site."""
    stems = {path.stem: path for path in project.notebooks()}

    @functools.cache
    def headings(stem):
        return tuple(_places.headings_of(read(stems[stem]))) if stem in stems else ()

    def href(stem, heading=None):
        return f"{stem}.html" + (f"#{prose.slug(heading.title)}" if heading else "")

    return _places.Places(headings, href)
