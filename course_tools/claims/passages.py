"""All that the course says about one notebook: prose, slides, notes, exercises, quiz, misconceptions."""

import ast
import functools
import re
from dataclasses import dataclass, replace

from course_utils.exercises.misconceptions import MISCONCEPTIONS
from course_utils.exercises.registry import CHAPTERS, chapter_of, exercises, quiz_questions

from .. import heads, project
from ..execute import read
from ..lecture import MENDED, ROOM, Lecture, Text

# what names no fact, or is held elsewhere: headings, the opening's table of minutes, blocks of code, comments
UNCLAIMED = re.compile(
    r"^#+ .*$|^\| section \| minutes \|$(?:\n\|.*\|$)*|^\|[-:| ]+\|$|^```[\s\S]*?^```\s*$|<!--[\s\S]*?-->", re.MULTILINE
)
BREAK = "\n"


@dataclass(frozen=True)
class Passage:
    """Some text of the course, and the cells that it stands beside.

    Attributes
    ----------
    place : str
        As tables name it: a cell's id, "slides/anchor", "notes/anchor", "exercise 3.1", "quiz 3.2" or
        "misconception name".
    kind : str
        "prose", "slides", "notes", "exercise", "quiz" or "misconception".
    text : str
        With one space between words, one line a paragraph or bullet, and without the marks of emphasis and quotation.
    cells : tuple of str
        Ids of the cells of code beside it.
    after : str or None
        The cell after which its claims are tried; None for the last.
    pinned : bool
        Whether it is a claim from its first word to its last: the right option of a question.
    """

    place: str
    kind: str
    text: str
    cells: tuple[str, ...] = ()
    after: str | None = None
    pinned: bool = False

    @property
    def flat(self):
        """Its text in one line, letter for letter as long as `text`."""
        return self.text.replace(BREAK, " ")

    def with_text(self, text):
        return replace(self, text=text)


def flatten(markdown):
    """Markdown as `Passage.text` has it.

    Examples
    --------
    >>> flatten("> *It* **falls**\\n> to 3.\\n\\n- And rises")
    'It falls to 3.\\nAnd rises'
    """
    blocks = re.split(r"\n\s*>?\s*\n|\n(?=\s*(?:>\s*)?(?:[-*+]\s|\d+\.\s|\|))", markdown)
    lines = (re.sub(r"(?m)^\s*>\s?", "", block).replace("*", "") for block in blocks)
    lines = (re.sub(r"^\s*(?:[-+]|\d+\.)\s+", "", line) for line in lines)
    return BREAK.join(filter(None, (" ".join(line.split()) for line in lines)))


def passages_of(stem):
    """What the course says about a notebook.

    Parameters
    ----------
    stem : str
        The notebook's name, "03_bce_and_sgd".

    Returns
    -------
    list of Passage

    Raises
    ------
    NotebookFailed
        If the notebook cannot be read.
    """
    notebook = read(project.NOTEBOOKS / f"{stem}.ipynb")
    found = [*_prose(notebook), *_lecture(stem, notebook)]
    if CHAPTERS.get(chapter := int(stem[:2])) == stem:
        found += [*_exercises(chapter), *_quiz(chapter), *_misconceptions(chapter)]
    return [passage for passage in found if passage.text]


def _prose(notebook):
    cells = [cell for cell in notebook.cells if cell.id != heads.CELL]
    for i, cell in enumerate(cells):
        if cell.cell_type == "markdown":
            before, after = _code_before(cells, i), _code_after(cells, i)
            text = flatten(UNCLAIMED.sub("\n\n", cell.source))
            tried_after = before[-1] if before else after[0] if after else None
            yield Passage(cell.id, "prose", text, (*before, *after), tried_after)


def _code_before(cells, i):
    """The run of code cells next before a place, in order."""
    while i > 0 and cells[i - 1].cell_type != "code":
        i -= 1
    end = i
    while i > 0 and cells[i - 1].cell_type == "code":
        i -= 1
    return [cell.id for cell in cells[i:end]]


def _code_after(cells, i):
    while i < len(cells) and cells[i].cell_type != "code":
        i += 1
    start = i
    while i < len(cells) and cells[i].cell_type == "code":
        i += 1
    return [cell.id for cell in cells[start:i]]


def _lecture(stem, notebook):
    path = project.LECTURES / f"{stem}.md"
    lecture = Lecture.read(path, notebook)
    order = {cell.id: i for i, cell in enumerate(notebook.cells)}
    for slide in lecture.slides:
        cells = tuple(name for name in _cells_of(slide) if name in order)
        last = max(cells, key=order.get, default=None)
        text = "\n\n".join(UNCLAIMED.sub("\n\n", block.source) for block in slide.blocks if isinstance(block, Text))
        yield Passage(f"slides/{slide.anchor}", "slides", flatten(text), cells, last)
        notes = slide.notes
        notes = re.sub(re.escape(ROOM) + r".*?(?=" + re.escape(MENDED) + r"|\Z)", "\n\n", notes, flags=re.DOTALL)
        yield Passage(f"notes/{slide.anchor}", "notes", flatten(notes), cells, last)


def _cells_of(slide):
    for block in slide.blocks:
        if cells := getattr(block, "cells", None):
            yield from cells
        elif cell := getattr(block, "cell", None):
            yield cell


def _exercises(chapter):
    for number, exercise in exercises().items():
        if chapter_of(number) == chapter:
            place = f"exercise {number}"
            for text in (*exercise.hints, exercise.afterwards):
                yield Passage(place, "exercise", flatten(text))
            if letter := _letter(exercise):
                yield Passage(place, "exercise", letter, pinned=True)


def _letter(exercise):
    """The line of a solution that says which of several sentences is right: `explanation = "c"`."""
    for node in ast.parse(exercise.solution).body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            return ast.unparse(node).replace("'", '"')
    return None


def _quiz(chapter):
    for number, question in enumerate(quiz_questions(chapter), start=1):
        place = f"quiz {chapter}.{number}"
        yield Passage(place, "quiz", flatten(question["prompt"]))
        for option in question["options"]:
            if option["correct"]:
                yield Passage(place, "quiz", flatten(option["text"]), pinned=True)
            yield Passage(place, "quiz", flatten(option["feedback"]))


def _misconceptions(chapter):
    for key, misconception in MISCONCEPTIONS.items():
        if chapter == _chapter_of_misconception(key):
            place = f"misconception {key}"
            yield Passage(place, "misconception", flatten(misconception.name))
            yield Passage(place, "misconception", flatten(misconception.idea))


@functools.cache
def _chapter_of_misconception(key):
    """The notebook that its text names, or else the first whose exercises name it."""
    named = re.search(r"notebook 0?(\d)", MISCONCEPTIONS[key].idea)
    if named:
        return int(named[1])
    used = [
        chapter_of(number)
        for number, exercise in exercises().items()
        if key in {name for name, _ in exercise.wrong} | set(exercise.wrong_errors)
    ]
    return min(used, default=1)
