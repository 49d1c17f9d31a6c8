"""The quiz that ends a notebook: a few questions, and for each option a word on the idea behind it."""

import string
import textwrap
from pathlib import Path

import anywidget
import traitlets

from ..widgets.base import CSS, SYNCED, module
from . import _quiz_answers
from .registry import quiz_questions

FOLDER = Path(__file__).parent


class Quiz(anywidget.AnyWidget):
    """Questions to answer from memory, with feedback for every option.

    It works by mouse and keyboard, in JupyterLab and in an exported page without a kernel. What was
    answered in a notebook is kept, and shown again the next time; `progress()` counts it.

    Parameters
    ----------
    number : int
        The notebook, 3 for 03_bce_and_sgd.

    Attributes
    ----------
    questions : list of dict
        `prompt`; `options`, each with `text`, `feedback` and `correct`; and where a question shows
        a table, `table`, a list of rows. Code stands between backticks.
    chosen : list of int
        For each question the place of the option last checked, from 0; -1 before.

    Raises
    ------
    ValueError
        If there is no such notebook.

    Examples
    --------
    >>> quiz = Quiz(3)
    >>> quiz.chosen = [2, 0, 1, -1]
    >>> quiz.score
    (2, 4)
    """

    _ipython_display_ = None  # see Explorer
    _esm = module(FOLDER / "quiz.js")
    _css = CSS + (FOLDER / "quiz.css").read_text(encoding="utf-8")
    questions = traitlets.List().tag(sync=True)
    chosen = traitlets.List(traitlets.Int()).tag(**SYNCED)

    def __init__(self, number):
        questions = quiz_questions(number)
        super().__init__(questions=questions, chosen=_quiz_answers.chosen(number))
        self._number = number

    def set_state(self, sync_data):
        """Take over what was checked in the browser, and keep it."""
        super().set_state(sync_data)
        if "chosen" in sync_data:
            _quiz_answers.keep(self._number, self.chosen)

    @property
    def score(self):
        """How many questions are answered rightly, and how many there are."""
        pairs = zip(self.questions, self.chosen, strict=True)
        right = sum(place >= 0 and question["options"][place]["correct"] for question, place in pairs)
        return right, len(self.questions)

    def __repr__(self):
        return f"Quiz({self._number})"

    def _repr_mimebundle_(self, **kwargs):
        bundle = super()._repr_mimebundle_(**kwargs)
        if bundle is None:
            return None
        data, metadata = bundle
        return {**data, "text/plain": self.as_text()}, metadata

    def as_text(self):
        """The questions and options, for where no live quiz can be shown."""
        blocks = []
        for i, question in enumerate(self.questions, start=1):
            lines = [textwrap.fill(f"{i}. {question['prompt']}", 96, subsequent_indent="   ")]
            lines += ["   " + "  ".join(f"{cell:>18}" for cell in row) for row in question.get("table", [])]
            for letter, option in zip(string.ascii_uppercase, question["options"], strict=False):
                lines.append(textwrap.fill(f"   {letter}  {option['text']}", 96, subsequent_indent="      "))
            blocks.append("\n".join(lines))
        return "\n\n".join(blocks)
