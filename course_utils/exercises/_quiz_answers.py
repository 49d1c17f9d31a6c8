"""Which options of the quizzes were checked last: kept with the exercises that are solved."""

import json
import zlib

from .. import _kept
from .registry import quiz_questions


def chosen(chapter):
    """For each question of a notebook's quiz the place of the option checked last, from 0; -1 before."""
    kept = _kept.answers()
    places = [kept.get(_name(chapter, question), -1) for question in quiz_questions(chapter)]
    return [
        place if 0 <= place < len(question["options"]) else -1
        for place, question in zip(places, quiz_questions(chapter), strict=True)
    ]


def keep(chapter, places):
    """Keep the options checked, given as `chosen` returns them; empty, or why that is for this session only."""
    notes = [
        _kept.keep_answer(_name(chapter, question), place)
        for question, place in zip(quiz_questions(chapter), places, strict=True)
        if place >= 0
    ]
    return next(filter(None, notes), "")


def n_right(chapter):
    """How many questions of a notebook's quiz are answered rightly."""
    pairs = zip(quiz_questions(chapter), chosen(chapter), strict=True)
    return sum(place >= 0 and question["options"][place]["correct"] for question, place in pairs)


def _name(chapter, question):
    """What a question is kept under: an answer to a question that has changed since is no answer to the new one."""
    words = json.dumps([question["prompt"], [option["text"] for option in question["options"]]])
    return f"{chapter}:{zlib.crc32(words.encode()):08x}"
