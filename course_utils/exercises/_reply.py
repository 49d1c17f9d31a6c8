"""What is said of an answer, in words for wherever there are only words, and as a card."""

import textwrap
from dataclasses import dataclass

from .. import _kept
from . import _card, _places
from ._exercise import Exercise
from ._quiz_answers import n_right
from ._verdict import Verdict
from .registry import CHAPTERS, chapter_of, exercises, quiz_questions

WIDTH = 96
TO_DO = "Write your answer in the cell above, run it, then run this one again."
SIGNS = {None: "○ Exercise {}: not attempted yet.", True: "✔ Exercise {}: correct.", False: "✘ Exercise {}: not yet."}


@dataclass(frozen=True)
class Reply:
    """What is said of an answer.

    Attributes
    ----------
    exercise : Exercise
    verdict : Verdict or None
        None where nothing was attempted.
    gap : bool
        Whether the answer still has a gap.
    note : str
        Why what was solved could not be kept; mostly empty.
    """

    exercise: Exercise
    verdict: Verdict | None
    gap: bool = False
    note: str = ""


def text_of(reply):
    """A reply in words alone."""
    number, verdict = reply.exercise.number, reply.verdict
    if verdict is None:
        return wrap(f'{_headline(reply)} {TO_DO} Stuck? hint("{number}")')
    if verdict.correct:
        lines = [wrap(f"{_headline(reply)} {reply.exercise.afterwards}".rstrip())]
        lines += [wrap(sentence, indent="  ") for sentence in (_tried(reply), _standing(number)) if sentence]
        return "\n".join([*lines, *filter(None, [reply.note])])
    lines = [_headline(reply)]
    if verdict.message:
        lines.append(wrap(verdict.message, indent="  "))
    for name in ("tried", "came", "expected", "printed"):
        if said := getattr(verdict, name):
            lines.append(wrap(f"{name:9} {said}", indent="  ", hang=10))
    lines += [wrap(sentence, indent="  ") for sentence in (_idea(verdict), _gap(reply)) if sentence]
    return "\n".join([*lines, f'  A hint: hint("{number}")'])


def card_of(reply):
    """A reply as a card."""
    exercise, verdict, places = reply.exercise, reply.verdict, _places.beside_the_learner()
    number, done = exercise.number, _kept.solved()
    numbers = [other for other in exercises() if chapter_of(other) == chapter_of(number)]
    n_done = sum(other in done for other in numbers)
    marks = f"{_card.marks(numbers, done, places, now=number)} {n_done} of {len(numbers)}"
    solution = _card.code(exercise.solution)
    if verdict is None:
        kind, sign = "open", "…"
        said = [_card.paragraph(TO_DO), _card.steps(exercise.hints, solution)]
    elif verdict.correct:
        kind, sign = "right", "✔"
        said = [_card.paragraph(exercise.afterwards), _card.paragraph(_tried(reply)), _card.paragraph(reply.note)]
    else:
        kind, sign = "wrong", "✘"
        said = [
            _card.paragraph(verdict.message), _card.comparison(number, verdict),
            _card.paragraph(_idea(verdict), places), _card.paragraph(_gap(reply)),
            _card.steps(exercise.hints, solution, tried=True),
        ]  # fmt: skip
    foot = _card.foot(marks, f"Next: {_card.link(what_is_next(number, places, done))}")
    headline = _headline(reply)
    return _card.frame(kind, headline.rstrip("."), _card.head(sign, headline[2:]), *said, foot)


def _headline(reply):
    return SIGNS[reply.verdict and reply.verdict.correct].format(reply.exercise.number)


def _tried(reply):
    """On what a right answer was tried."""
    verdict = reply.verdict
    if not verdict.n_tried:
        return ""
    drawn = f", {verdict.n_drawn} of them drawn for this check" if verdict.n_drawn else ""
    return f"It was tried on {verdict.n_tried} inputs{drawn}."


def _standing(number):
    """How many exercises of the notebook are solved, and which comes next."""
    done = _kept.solved()
    numbers = [other for other in exercises() if chapter_of(other) == chapter_of(number)]
    place = what_is_next(number, _places.beside_the_learner(), done)
    n_done = sum(other in done for other in numbers)
    return f"{n_done} of {len(numbers)} solved in notebook {chapter_of(number):02d}. Next: {place.title}"


def what_is_next(number, places, done):
    """The exercise to solve after this one; when all of the notebook are solved its quiz, then the next notebook."""
    chapter = chapter_of(number)
    if other := _places.next_exercise(number, done):
        return places.exercise(other)
    if n_right(chapter) < len(quiz_questions(chapter)):
        return places.quiz(chapter)
    return places.notebook(chapter + 1) if chapter + 1 in CHAPTERS else places.notebook(chapter)


def _idea(verdict):
    idea = verdict.misconception
    return f"This looks like {idea.name}. {idea.idea}" if idea else ""


def _gap(reply):
    return "There is still a gap, `...`, to fill." if reply.gap else ""


def wrap(text, indent="", hang=0):
    return textwrap.fill(
        _card.together(text), WIDTH, initial_indent=indent, subsequent_indent=indent + " " * hang,
        break_on_hyphens=False, break_long_words=False,
    ).replace("\N{NO-BREAK SPACE}", " ")  # fmt: skip
