"""Falsify the texts of a notebook, in memory, and see what is noticed."""

import itertools
import random
from collections import Counter
from dataclasses import replace

from .. import project
from ..execute import read
from .coverage import NUMBERS, static_faults, tokens_of
from .holds import try_claims
from .passages import BREAK, passages_of
from .said import GLYPHS, Numbers, Said
from .table import read_table, shown_line
from .vocabulary import COMPARISON, words_in

OF_EACH_PASSAGE = 3
SIGNS = 0.25  # of the numbers, how many get another sign rather than another digit
NEGATED = {"always": "sometimes", "never": "always", "cannot": "can", "can't": "can", "often": "seldom",
           "usually": "seldom", "rarely": "usually", "seldom": "often", "impossible": "possible"}  # fmt: skip
GROUPS = ("prose", "slides", "notes", "exercise", "quiz", "misconception")


def summary():
    """The heading of the lines that `falsify` returns."""
    return f"{'noticed / changed':<28}{'numbers':>12}{'words':>12}{'entries':>12}   by kind of text"


def falsify(stem, seed):
    """Change every entry and words of every passage, one at a time.

    In the texts alone, a number gets another value or sign, a comparison its opposite, a universal its denial: what
    is changed must be missed by the table, or by what is printed beside it. In texts and table together, a number of
    an entry gets another value: then its expression must fail.

    Parameters
    ----------
    stem : str
    seed : int

    Returns
    -------
    (str, list of str)
        A line for people, and what was not noticed.
    """
    rng = random.Random(f"{stem} {seed}")
    entries, _ = read_table(stem)
    passages, notebook = passages_of(stem), read(project.NOTEBOOKS / f"{stem}.ipynb")
    changed, noticed, survivors = Counter(), Counter(), []
    for passage in passages:
        tokens = [token for token in tokens_of(passage) if _other(token, rng) is not None]
        here = [replace(entry, places=(passage.place,)) for entry in entries if passage.place in entry.places]
        peers = [other for other in passages if other.place == passage.place]
        before = len(static_faults(stem, here, peers, notebook))
        changes = [
            (token, passage.text[: token.start] + other + passage.text[token.end :], f"{token.text!r} as {other!r}")
            for token in rng.sample(tokens, min(OF_EACH_PASSAGE, len(tokens)))
            for other in [_other(token, rng)]
        ]
        for token, text, what in [*changes, *_exchanged(passage, tokens, rng)]:
            altered = [passage.with_text(text) if peer is passage else peer for peer in peers]
            seen = len(static_faults(stem, here, altered, notebook)) > before
            kind = NUMBERS if token.kind == NUMBERS else "word"
            for group in (kind, passage.kind):
                changed[group] += 1
                noticed[group] += seen
            if not seen:
                around = passage.flat[max(0, token.start - 40) : token.end + 40]
                survivors.append(f"{stem}: {passage.place}: {what} was not noticed: …{around}…")

    def visit(entry, holds):
        trial = holds.__self__
        for i, number in enumerate(trial.numbers):
            if number.text in ("0", "1"):
                continue
            other = _another_value(number.said, rng)
            said = Numbers((*trial.said[:i], other, *trial.said[i + 1 :]))
            try:
                failed = not holds(said)
            except Exception:
                failed = True
            changed["entry"] += 1
            noticed["entry"] += failed
            if not failed:
                where = shown_line(stem, entry)
                survivors.append(f"{where}: {number.text!r} as {other!r}, here too, still holds: {entry.words!r}")

    try_claims(stem, visit)
    line = f"{stem:<28}" + "".join(f"{f'{noticed[kind]} / {changed[kind]}':>12}" for kind in (NUMBERS, "word", "entry"))
    line += "   " + ", ".join(f"{group} {noticed[group]}/{changed[group]}" for group in GROUPS if changed[group])
    return line, survivors


def _exchanged(passage, tokens, rng):
    """Two numbers of a sentence in each other's place, if one has two that differ."""
    pairs = [
        (a, b)
        for a, b in itertools.pairwise([token for token in tokens if token.kind == NUMBERS])
        if a.text != b.text and not set(passage.text[a.end : b.start]) & set(".!?" + BREAK)
    ]
    if pairs:
        a, b = rng.choice(pairs)
        text = passage.text
        text = text[: a.start] + b.text + text[a.end : b.start] + a.text + text[b.end :]
        yield a, text, f"{a.text!r} and {b.text!r} exchanged"


def _other(token, rng):
    """What stands in place of a token when it is falsified; None if nothing natural does."""
    if token.kind == NUMBERS:
        return _another_number(token, rng)
    if token.kind == COMPARISON:
        return _opposite(token)
    return NEGATED.get(token.text.lower())


def _opposite(token):
    return next((word.opposite for word in words_in(token.passage.flat) if word.start == token.start), None)


def _another_number(token, rng):
    if token.in_words:
        return rng.choice([word for word in ("three", "seven", "twice", "a quarter") if word != token.text.lower()])
    if token.text in GLYPHS:
        return rng.choice([glyph for glyph in GLYPHS if glyph != token.text])
    if rng.random() < SIGNS:
        return token.text[1:] if token.text[0] in "−-" else f"−{token.text}"
    digits = [i for i, letter in enumerate(token.text) if letter.isdecimal()]
    place = rng.choice(digits)
    other = rng.choice([digit for digit in "123456789" if digit != token.text[place]])
    return token.text[:place] + other + token.text[place + 1 :]


def _another_value(said, rng):
    step = 2 * said.half_unit or max(abs(said.value), 1) / 10
    return Said(said.value + rng.choice([-1, 1]) * step * rng.choice([2, 5, 9]), said.half_unit)
