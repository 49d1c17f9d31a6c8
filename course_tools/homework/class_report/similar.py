"""Code of two students that is alike: a place to look, never a verdict.

Winnowing (Schleimer, Wilkerson & Aiken 2003, "Winnowing: local algorithms for document fingerprinting"). A cell is
turned into tokens in which names and texts are alike, so that renaming, comments and layout hide nothing; each run of K
tokens is hashed, and of each window of WINDOW hashes the smallest is kept. So two cells that share K + WINDOW - 1
tokens in a row share a fingerprint, and no run of fewer than K counts. What was given out is left out, and what more
than COMMON students share is the usual way to write it. With an index from fingerprint to students the work grows
with the length of the code, and not with the number of pairs.
"""

import hashlib
import io
import keyword
import tokenize
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

K, WINDOW = 12, 6  # tokens, hashes
SURELY_SEEN = K + WINDOW - 1  # tokens in a row
COMMON = 10  # students who may share a fingerprint; with more it says nothing
FEWEST_TOKENS = 80  # of a student's own code: shorter answers are alike by nature
FEWEST_SHARED = 5  # fingerprints
SHOWN_FROM = 0.6  # of the fingerprints of the shorter one
MOST_SHOWN = 30  # pairs
MOST_READ = 60_000  # characters of a student's own code that are looked at, which takes a second at most
LAYOUT = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}


@dataclass(frozen=True)
class Prints:
    """A student's own code.

    Parameters
    ----------
    marks : frozenset of int
        Its fingerprints, without those of what was given out.
    n_tokens : int
    whole : int
        A hash of all its tokens.
    """

    marks: frozenset = frozenset()
    n_tokens: int = 0
    whole: int = 0


@dataclass(frozen=True)
class Pair:
    """Two students, by their places in the class, and which share of the shorter one's fingerprints both have."""

    first: int
    second: int
    share: float
    n_shared: int
    n_tokens: int


@dataclass(frozen=True)
class Alike:
    """What is alike in a class.

    Parameters
    ----------
    pairs : list of Pair
        From SHOWN_FROM on, the most alike first; none of two who stand together in `same`.
    n_compared : int
        Students with enough code of their own.
    median : float or None
        The lower median of each one's highest share: what is usual here.
    same : list of list of int
        Three or more who have the same code, token for token; the largest group first.
    """

    pairs: list
    n_compared: int
    median: float | None
    same: list


def tokens(source):
    """Code as tokens in which all names are alike but for those behind a full stop, and all texts are alike.

    Code that does not parse is cut where that shows.
    """
    found, before = [], ""
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if token.type in LAYOUT:
                continue
            text = token.string
            if token.type == tokenize.NAME and not keyword.iskeyword(text) and before != ".":
                text = "name"
            elif token.type == tokenize.STRING or token.type in _F_STRING:
                text = "text"
            found.append(text)
            before = text
    except (tokenize.TokenError, SyntaxError, ValueError):
        pass
    return found


_F_STRING = {getattr(tokenize, name) for name in ("FSTRING_START", "FSTRING_MIDDLE", "FSTRING_END")
             if hasattr(tokenize, name)}  # fmt: skip


def fingerprints(words):
    """The winnowed hashes of a list of tokens."""
    hashes = [_hash(words[k : k + K]) for k in range(len(words) - K + 1)]
    if len(hashes) <= WINDOW:
        return {min(hashes)} if hashes else set()
    return {min(hashes[k : k + WINDOW]) for k in range(len(hashes) - WINDOW + 1)}


def _hash(words):
    return int.from_bytes(hashlib.blake2b("\0".join(words).encode("utf-8", "replace"), digest_size=8).digest())


def released_prints(assignment):
    """Every run of K tokens of what students were given, hashed: stubs, given cells and tests."""
    return frozenset().union(*(given_prints(cell.released) for cell in assignment.cells if cell.cell_type == "code"))


@lru_cache(256)
def given_prints(source):
    """Every run of K tokens of a cell that was given out, hashed."""
    words = tokens(source)
    return frozenset(_hash(words[k : k + K]) for k in range(len(words) - K + 1))


def prints(sources, released=frozenset()):
    """The fingerprints of a student's own cells.

    Parameters
    ----------
    sources : iterable of str
    released : frozenset of int
        What is left out.
    """
    marks, whole, left = set(), [], MOST_READ
    for source in sources:
        words = tokens(source[:left])
        left -= len(source[:left])
        marks |= fingerprints(words)
        whole += words
    return Prints(frozenset(marks - released), len(whole), _hash(whole))


def alike(everybody):
    """The pairs of a class.

    Parameters
    ----------
    everybody : list of Prints

    Returns
    -------
    Alike
    """
    there = [k for k, own in enumerate(everybody) if own.n_tokens >= FEWEST_TOKENS and own.marks]
    holders = defaultdict(list)
    for k in there:
        for mark in everybody[k].marks:
            holders[mark].append(k)
    shared, rare = Counter(), Counter()
    for students in holders.values():
        if len(students) <= COMMON:
            rare.update(students)
            shared.update(combinations(students, 2))
    by_code = defaultdict(list)
    for k in there:
        by_code[everybody[k].whole].append(k)
    large = {whole: group for whole, group in by_code.items() if len(group) > 2}
    highest, pairs = dict.fromkeys(there, 0.0), []
    for (first, second), n_shared in shared.items():
        share = n_shared / min(rare[first], rare[second])
        if n_shared < FEWEST_SHARED:
            continue
        highest[first], highest[second] = max(highest[first], share), max(highest[second], share)
        in_a_group = everybody[first].whole == everybody[second].whole in large
        if share >= SHOWN_FROM and not in_a_group:
            n_tokens = min(everybody[first].n_tokens, everybody[second].n_tokens)
            pairs.append(Pair(first, second, share, n_shared, n_tokens))
    ordered = sorted(highest.values())
    median = ordered[(len(ordered) - 1) // 2] if len(ordered) > 1 else None
    pairs.sort(key=lambda pair: (-pair.share, -pair.n_shared, pair.first, pair.second))
    return Alike(pairs, len(there), median, sorted(large.values(), key=lambda group: (-len(group), group)))
