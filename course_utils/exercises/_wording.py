"""What the words on a figure say: which class an entry of a legend means, and what an axis is named after."""

import re

POSITIVE = frozenset([
    "positive", "positives", "pos", "infected", "sick", "ill", "diseased", "affected", "1", "one"
])  # fmt: skip
NEGATIVE = frozenset([
    "negative", "negatives", "neg", "healthy", "well", "uninfected", "noninfected", "unaffected", "0",
    "zero"
])  # fmt: skip
NOUNS = frozenset([
    "infection", "infections", "sickness", "illness", "disease", "covid", "corona", "sars", "virus", "case",
    "cases", "patients"
])  # fmt: skip
NEGATIONS = frozenset([
    "no", "not", "non", "without", "never", "isn"
])  # fmt: skip
TRUTH = {"yes": 1, "true": 1, "no": 0, "false": 0}

X_WORDS = frozenset(
    ["x", "score", "scores", "value", "values", "measurement", "measurements", "measured", "test", "feature",
    "signal", "reading", "marker", "level", "concentration", "result"]
)
Y_WORDS = frozenset(
    ["y", "label", "labels", "class", "classes", "infected", "infection", "status", "truth", "outcome", "positive",
    "negative", "state", "diagnosis", "covid", "disease", "target", "sick", "ill", "healthy"]
)


def class_named(text):
    """0 or 1 for a text that names one class; None for one that names none, or both.

    Examples
    --------
    >>> [class_named(text) for text in ("infected", "no COVID-19", "infected: no", "y = 0", "triangles")]
    [1, 0, 0, 0, None]
    """
    if found := re.fullmatch(r"[^\w+\N{MINUS SIGN}-]*([+\N{MINUS SIGN}-])\W*", text):
        return int(found[1] == "+")
    text = re.sub(r"(covid|sars|cov)[-\s]?(19|2)\b", r"\1", text.lower()).replace("-", " ")
    words = re.findall(r"[a-z]+|\d+|[^\w\s]", text)
    if "or" in words:
        return None
    for these in (POSITIVE | NEGATIVE, NOUNS):  # "COVID-19 negative" says negative
        named = {_named_by(words, i) for i, word in enumerate(words) if word in these and not _is_value(words, i)}
        if named:
            return named.pop() if len(named) == 1 else None
    truth = {TRUTH[word] for word in words if word in TRUTH}
    return truth.pop() if len(truth) == 1 else None


def _named_by(words, i):
    """The class that one word names, with what stands around it: "not infected", "virus-free", "infected: no"."""
    named = int(words[i] not in NEGATIVE)
    if _is_value(words, i + 2):
        named = named if TRUTH.get(words[i + 2], words[i + 2] == "1") else 1 - named
    before = words[max(i - 2, 0) : i]
    if any(word in NEGATIONS for word in before) and before[-1][0].isalpha():
        named = 1 - named
    return 1 - named if words[i + 1 : i + 2] == ["free"] else named


def _is_value(words, i):
    """Whether a word answers the one before: "infected: no", "sick = 0"; "negative: 0" and "y = 0" are no answers."""
    if not 2 <= i < len(words) or words[i - 1] not in ":=?":
        return False
    asked = words[i - 2]
    return (words[i] in TRUTH and asked in POSITIVE | NEGATIVE | NOUNS) or (
        words[i] in ("0", "1") and asked in (POSITIVE | NOUNS) - {"1", "one"}
    )


def names_axis(text, words):
    """Whether the name of an axis has one of these words, also in mathematics or next to a unit.

    Examples
    --------
    >>> names_axis("$x$ (units)", X_WORDS), names_axis("foo", X_WORDS)
    (True, False)
    """
    return bool(words & set(re.findall(r"[a-z]+", text.lower())))
