"""Words that make a sentence a claim: directions and comparisons, and what is said of every case."""

import re
from dataclasses import dataclass

# a direction or comparison, and its opposite
PAIRS = """
    rise/fall rises/falls rising/falling rose/fell risen/fallen grow/shrink grows/shrinks growing/shrinking
    grew/shrank grown/shrunk increase/decrease increases/decreases increasing/decreasing increased/decreased
    climb/drop climbs/drops climbing/dropping climbed/dropped
    higher/lower highest/lowest above/below more/fewer most/fewest less/more least/most larger/smaller
    largest/smallest bigger/smaller biggest/smallest greater/smaller greatest/smallest nearer/further
    nearest/furthest closer/further closest/furthest farther/nearer
    faster/slower fastest/slowest quicker/slower quickest/slowest sooner/later earlier/later earliest/latest
    steeper/flatter steepest/flattest wider/narrower widest/narrowest longer/shorter longest/shortest
    better/worse best/worst stronger/weaker strongest/weakest easier/harder easiest/hardest cheaper/dearer
    cheapest/dearest first/last tighter/looser rarer/commoner deeper/shallower milder/stricter
"""
OPPOSITES = {
    word: opposite for a, b in (pair.split("/") for pair in PAIRS.split()) for word, opposite in ((a, b), (b, a))
} | {"less": "more", "more": "less"}
del OPPOSITES["last"]  # mostly the end of a list; "first" is what is claimed
SIDES = re.compile(
    r"\b(?:(?:to|on|from) (?:the|its|their|your) (left|right)\b(?! (?:answer|track|way|word|place\b))"
    r"|(left|right)(?: of|wards?|most)\b)",
    re.IGNORECASE,
)
ORDER = re.compile(rf"\b({'|'.join(sorted(OPPOSITES, key=len, reverse=True))})\b", re.IGNORECASE)
UNIVERSAL = re.compile(
    r"\b(always|never|cannot|can't|any|anybody|anyone|anywhere|anything|often|usually|rarely|seldom|every|everybody"
    r"|everyone|everything|everywhere|nobody|none|nowhere|impossible|whatever|wherever|whenever)\b",
    re.IGNORECASE,
)
COMPARISON, UNIVERSALS = "comparison", "universal"


@dataclass(frozen=True)
class Word:
    """A word that makes a claim, where it stands, and of which kind it is."""

    start: int
    end: int
    text: str
    kind: str

    @property
    def opposite(self):
        """What stands in its place when the claim is turned round, with the same capital; None if it has none."""
        other = OPPOSITES.get(self.text.lower(), {"left": "right", "right": "left"}.get(self.text.lower()))
        return other.capitalize() if other and self.text[0].isupper() else other


def words_in(text):
    """The words of a text that make a claim, in order.

    Examples
    --------
    >>> [(word.text, word.kind, word.opposite) for word in words_in("It never rises to the left of 3.")]
    [('never', 'universal', None), ('rises', 'comparison', 'falls'), ('left', 'comparison', 'right')]
    """
    found = [Word(*match.span(1), match.group(1), COMPARISON) for match in ORDER.finditer(text)]
    found += [Word(*match.span(1), match.group(1), UNIVERSALS) for match in UNIVERSAL.finditer(text)]
    for match in SIDES.finditer(text):
        group = 1 if match[1] else 2
        found.append(Word(*match.span(group), match[group], COMPARISON))
    return sorted(found, key=lambda word: word.start)
