"""Which exercises there are: those of the modules in chapters/, one module for each notebook."""

import functools
import importlib
import pkgutil

from . import chapters
from ._exercise import EXERCISES

# number of the notebook: name of its module, which is also the name of the notebook
CHAPTERS = {
    int(name[:2]): name for name in sorted(module.name for module in pkgutil.iter_modules(chapters.__path__))
}


def chapter_of(number):
    """The number of the notebook that an exercise belongs to.

    Examples
    --------
    >>> chapter_of("3.1")
    3
    """
    return int(number.split(".")[0])


@functools.cache
def exercises():
    """All exercises of the course by number, in order.

    Returns
    -------
    dict of str to Exercise

    Examples
    --------
    >>> exercises()["3.1"].answer
    'bce_of'
    """
    for chapter in CHAPTERS:
        _module(chapter)
    return dict(sorted(EXERCISES.items(), key=lambda item: [int(part) for part in item[0].split(".")]))


def quiz_questions(chapter):
    """The questions of the quiz that ends a notebook, as `_questions.question` makes them.

    Parameters
    ----------
    chapter : int
        The notebook, 3 for 03_bce_and_sgd.

    Raises
    ------
    ValueError
        If there is no such notebook.
    """
    if chapter not in CHAPTERS:
        raise ValueError(f"there are quizzes for the notebooks {', '.join(map(str, CHAPTERS))}; got {chapter!r}")
    return _module(chapter).QUIZ


def _module(chapter):
    return importlib.import_module(f"{chapters.__name__}.{CHAPTERS[chapter]}")
