"""What of a text is backed: by an entry of the table, or, numbers, by what the cells beside it print."""

import re
from collections import Counter
from dataclasses import dataclass, field

from .passages import BREAK
from .said import numbers_in
from .table import shown_line
from .vocabulary import COMPARISON, UNIVERSALS, words_in

NUMBERS = "number"
KINDS = (NUMBERS, COMPARISON, UNIVERSALS)

REFERENCE = re.compile(
    r"(?:\b(?:[Nn]otebooks?|[Ss]ections?|[Ee]xercises?|[Qq]uiz(?:zes)?|[Qq]uestions?|[Pp]arts?|[Hh]omework)\s"
    r"\d+(?:\.\d+)?(?:(?:,| and| to|–|-| or) ?\d+(?:\.\d+)?)*)|\bhw\d\b|◆ ?\d+"
)
DURATION = re.compile(r"\b(?:an?|half an?|\d+|\w+) (?:seconds?|minutes?|moment)\b", re.IGNORECASE)
THESE = re.compile(r"\b(?:the|these|those|its|your|our|their|of|between) two\b", re.IGNORECASE)
MISTAKE = re.compile(r"Common mistake\. [\"“][^\"”]*[\"”]")  # what others say, and is not so


@dataclass(frozen=True)
class Token:
    """A number or word of a passage that needs backing."""

    passage: object
    kind: str
    start: int
    end: int
    text: str
    said: object = None
    in_words: bool = False


@dataclass
class Coverage:
    """What is backed and what not, of the texts about one notebook."""

    all: Counter = field(default_factory=Counter)
    backed: Counter = field(default_factory=Counter)


def tokens_of(passage):
    """The numbers and words of a passage that make it a claim, in order."""
    flat = passage.flat
    silent = [match.span() for pattern in (REFERENCE, THESE, MISTAKE) for match in pattern.finditer(flat)]
    if passage.kind == "notes":
        silent += [match.span() for match in DURATION.finditer(flat)]
    silent += [(start, end) for start, end in sentences(passage.text) if flat[start:end].rstrip(' "”’)').endswith("?")]
    code = [match.span() for match in re.finditer(r"`[^`]*`|\$[^$]+\$", flat)]

    def speaks(start, end):
        return not any(a <= start and end <= b for a, b in silent)

    found = [
        Token(passage, NUMBERS, number.start, number.end, number.text, number.said, number.in_words)
        for number in numbers_in(flat)
        if number.text not in ("0", "1") and speaks(number.start, number.end)
        and not (number.in_words and _inside(number, code))
    ]  # fmt: skip
    found += [
        Token(passage, word.kind, word.start, word.end, word.text)
        for word in words_in(flat)
        if speaks(word.start, word.end) and not _inside(word, code)
    ]
    return sorted(found, key=lambda token: token.start)


def _inside(token, spans):
    return any(a <= token.start and token.end <= b for a, b in spans)


def sentences(text):
    """(start, end) of each sentence of a passage's text."""
    start = 0
    for match in re.finditer(r"(?<=[.!?])[\"”’)]*\s+|(?<=:)\s+(?=[A-Z])|" + BREAK, text):
        yield start, match.end()
        start = match.end()
    if start < len(text):
        yield start, len(text)


def spans_of(words, passage):
    """Every place where the words stand in a passage; they may begin a sentence there, or go on with one."""
    if not words:
        return []
    first, rest, flat = {words[0].lower(), words[0].upper()}, words[1:], passage.flat
    found, end = [], 0
    while (at := flat.find(rest, end + 1)) > 0:
        if flat[at - 1] in first:
            end = at + len(rest)
            found.append((at - 1, end))
        else:
            end = at
    return found


def static_faults(stem, entries, passages, notebook, coverage=None):
    """What of the texts is not backed, and which words of the table no longer stand.

    Parameters
    ----------
    stem : str
    entries : list of Entry
    passages : list of Passage
    notebook : NotebookNode
        With outputs.
    coverage : Coverage, optional
        Counts what is backed.

    Returns
    -------
    list of str
    """
    coverage = coverage or Coverage()
    by_place = {}
    for passage in passages:
        by_place.setdefault(passage.place, []).append(passage)
    spans = {id(passage): [] for passage in passages}
    faults = []
    for entry in entries:
        for place in entry.places:
            if place not in by_place:
                faults.append(f"{shown_line(stem, entry)}: there is no place {place!r}")
                continue
            found = [(passage, span) for passage in by_place[place] for span in spans_of(entry.words, passage)]
            if not found:
                faults.append(f"{shown_line(stem, entry)}: {place}: these words do not stand there: {entry.words!r}")
            for passage, span in found:
                spans[id(passage)].append((span, entry))
    outputs = {cell.id: _numbers_of(cell) for cell in notebook.cells if cell.cell_type == "code"}
    for passage in passages:
        faults += _passage_faults(stem, passage, spans[id(passage)], outputs, coverage)
    return faults


def _passage_faults(stem, passage, spans, outputs, coverage):
    if passage.pinned and not any(b - a == len(passage.flat) for (a, b), _ in spans):
        yield f"{stem}: {passage.place}: nothing shows that this is right: {passage.flat!r}"
    printed = [number for cell in passage.cells for number in outputs.get(cell, ())]
    tokens = tokens_of(passage)
    bounds = list(sentences(passage.text))
    for start, end in bounds:
        inside = [token for token in tokens if start <= token.start < end]
        open_ones = [token for token in inside if not any(a <= token.start and token.end <= b for (a, b), _ in spans)]
        digits = [token for token in open_ones if token.kind == NUMBERS and not token.in_words]
        in_order = _in_order([canonical(token.said, token.text) for token in digits], printed)
        if in_order:
            open_ones = [token for token in open_ones if token not in digits]
        for token in inside:
            coverage.all[token.kind] += 1
            coverage.backed[token.kind] += token not in open_ones
        if open_ones:
            what = ", ".join(f"{token.kind} {token.text!r}" for token in open_ones)
            yield f"{stem}: {passage.place}: not backed: {what}, in: {passage.flat[start:end].strip()!r}"


def canonical(said, text):
    """A number as it is compared with print: with sign and digits, without separators; a percentage stays one."""
    value = float(said)
    unit = "%" if "%" in text or "cent" in text else ""
    return float(f"{100 * value if unit else value:.12g}"), unit


def _numbers_of(cell):
    texts = [cell.source.replace("_", "")]
    for output in cell.outputs:
        texts += [output.get("text", ""), output.get("data", {}).get("text/plain", "")]
    return [canonical(number.said, number.text) for text in texts for number in numbers_in(text)]


def _in_order(wanted, printed):
    """Whether the numbers are printed, in this order."""
    rest = iter(printed)
    return all(number in rest for number in wanted)
