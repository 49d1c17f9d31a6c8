"""How far a learner has come: exercises, quizzes and the tasks of live figures, a row for each notebook."""

from collections import defaultdict
from html import escape

from .. import _kept, explorers
from . import _card, _places
from ._quiz_answers import n_right
from ._show import show
from .registry import CHAPTERS, chapter_of, exercises, quiz_questions


def progress():
    """Show which exercises, quiz questions and tasks of live figures are solved, and which exercise comes next.

    Kept on this machine only, in the file named below the table. To begin again, delete it.

    Examples
    --------
    >>> progress()  # doctest: +ELLIPSIS
    notebook 01   ... 1.1  ... 1.2  ...
    """
    done = _kept.solved()
    show(_text(done), _grid(done))


def _text(done):
    tasks = _tasks()
    rows = [
        "   ".join([
            f"notebook {chapter:02d}",
            "  ".join(f"{'✔' if number in done else '○'} {number}" for number in numbers),
            f"quiz {n_right(chapter)} of {len(quiz_questions(chapter))}",
            *(f"figures {count}" for count in [_count(tasks[chapter], done)] if count),
        ])
        for chapter, numbers in _numbers().items()
    ]  # fmt: skip
    return "\n".join([*rows, "", _summary(done)])


def _grid(done):
    places, coming, tasks = _places.beside_the_learner(), _next(done), _tasks()
    with_figures = any(tasks.values())
    columns = ["notebook", "exercises", "quiz", *["live figures"] * with_figures]
    rows = []
    for chapter, numbers in _numbers().items():
        cells = [
            _card.marks(numbers, done, places, now=coming, named=True),
            _card.link(places.quiz(chapter), f"{n_right(chapter)} of {len(quiz_questions(chapter))}"),
            *[_count(tasks[chapter], done) or "–"] * with_figures,
        ]
        name = _card.link(places.notebook(chapter))
        rows.append(f'<tr><th scope="row">{name}</th>{"".join(f"<td>{cell}</td>" for cell in cells)}</tr>')
    head = "".join(f'<th scope="col">{name}</th>' for name in columns)
    table = (
        '<div class="cu-grid"><table><caption class="cu-hidden">Your progress</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )
    following = coming and f"<p>Next: {_card.link(places.exercise(coming))}</p>"
    return _card.frame("open", "Your progress", table, following, f"<p>{escape(_summary(done), quote=False)}</p>")


def _summary(done):
    path, fault = _kept.progress_file(), _kept.fault()
    tasks = [task for names in explorers.tasks().values() for task in names]
    return (
        f"{len(done & set(exercises()))} of {len(exercises())} exercises and {len(done & set(tasks))} of {len(tasks)} "
        "tasks of live figures solved. "
        + (f"Not kept: {path} cannot be used, {fault}." if fault else f"Kept in {path}")
    )


def _numbers():
    """The numbers of the exercises of each notebook."""
    return {
        chapter: [number for number in exercises() if chapter_of(number) == chapter]
        for chapter in CHAPTERS
    }  # fmt: skip


def _tasks():
    """The tasks of the live figures of each notebook at hand, as they are kept: each where it is met first."""
    found, of_explorer = defaultdict(list), explorers.tasks()
    for chapter, stem in CHAPTERS.items():
        for name in dict.fromkeys(_places.explorers_beside_the_learner(stem)):
            found[chapter] += of_explorer.pop(name, [])
    return found


def _count(tasks, done):
    return f"{sum(task in done for task in tasks)} of {len(tasks)}" if tasks else ""


def _next(done):
    return next((number for number in exercises() if number not in done), None)
