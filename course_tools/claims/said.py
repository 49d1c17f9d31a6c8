"""Numbers as a text says them: with sign and unit, in digits or in words."""

import re
from dataclasses import dataclass

UNITS = {
    "zero": 0, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
    "eighteen": 18, "nineteen": 19,
}  # fmt: skip
TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
SCALES = {"dozen": 12, "hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
PARTS = {
    "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10,
    "hundredth": 100, "thousandth": 1_000, "ten-thousandth": 10_000, "hundred-thousandth": 100_000,
    "millionth": 1_000_000,
}  # fmt: skip
MULTIPLES = {
    "twice": 2, "thrice": 3, "doubles": 2, "doubled": 2, "doubling": 2, "triple": 3,
    "triples": 3, "half": 0.5, "halve": 0.5, "halves": 0.5, "halved": 0.5, "halving": 0.5,
}  # fmt: skip
GLYPHS = dict(zip("½⅓⅔¼¾⅕⅖⅗⅘⅛", (1 / 2, 1 / 3, 2 / 3, 1 / 4, 3 / 4, 1 / 5, 2 / 5, 3 / 5, 4 / 5, 1 / 8), strict=True))


def _either(words):
    return "|".join(sorted(words, key=len, reverse=True))


_SMALL = rf"(?:(?:{_either(TENS)})(?:[- ](?:{_either(UNITS)}|one))?|{_either(UNITS)})"
WORD = re.compile(
    rf"\b(?:(?:an?|one|(?P<count>{_SMALL}))[ -](?P<part>{_either(PARTS)})s?"
    rf"|(?:(?P<many>an?|one|{_SMALL}) )?(?P<scale>(?:{_either(SCALES)})(?: (?:{_either(SCALES)}))*)s?"
    rf"|(?P<small>{_SMALL})"
    rf"|(?P<multiple>{_either(MULTIPLES)}))\b(?!-(?:{_either(PARTS)}))",
    re.IGNORECASE,
)
THIN = "\u202f\u2009\xa0"
DIGITS = re.compile(
    rf"(?P<sign>(?<![\w)\]}}.,−-])[−-][{THIN}]?)?"
    rf"(?<![\w.^_])(?P<whole>\d{{1,3}}(?:(?:,|\{{,\}}|\\,|[{THIN}])\d{{3}})+(?!\d)|\d+)"
    rf"(?P<decimals>\.\d+)?(?P<exponent>[eE][−+-]?\d+)?"
    rf"(?:(?P<over>\s?/\s?)(?P<below>\d[\d,]*(?<!,))(?!\w|\.\d))?"
    rf"(?P<percent>(?:[ {THIN}]|\\,)?\\?%| per ?cent\b)?(?![\w]|\.\d)"
)
FRACTION = re.compile(r"\\[td]?frac(?:\{(\d+)\}\{(\d+)\}|(\d)(\d))")


@dataclass(frozen=True, eq=False)
class Said:
    """A number as it is said.

    It equals every value that rounds to it at the digits shown: ``Said(0.539, 0.0005)`` equals 0.53861.

    Parameters
    ----------
    value : float
    half_unit : float
        Half a unit of its last digit.
    """

    value: float
    half_unit: float = 0.0

    def __eq__(self, other):
        if isinstance(other, Said):
            return self.value == other.value
        try:
            other = float(other)
        except (TypeError, ValueError):
            return False
        slack = 1e-9 * max(1.0, abs(self.value))
        return abs(other - self.value) <= self.half_unit + slack

    def __hash__(self):
        return hash(self.value)

    def __float__(self):
        return float(self.value)

    def __lt__(self, other):
        return self.value < float(other)

    def __gt__(self, other):
        return self.value > float(other)

    def __le__(self, other):
        return self.value <= float(other)

    def __ge__(self, other):
        return self.value >= float(other)

    def __add__(self, other):
        return self.value + float(other)

    def __sub__(self, other):
        return self.value - float(other)

    def __rsub__(self, other):
        return float(other) - self.value

    def __mul__(self, other):
        return self.value * float(other)

    def __truediv__(self, other):
        return self.value / float(other)

    def __rtruediv__(self, other):
        return float(other) / self.value

    def __neg__(self):
        return Said(-self.value, self.half_unit)

    def __int__(self):
        return int(self.value)

    __index__ = __int__
    __radd__, __rmul__ = __add__, __mul__

    def __repr__(self):
        return f"{self.value:.10g}"


@dataclass(frozen=True)
class Number:
    """Where a text says a number, and which."""

    start: int
    end: int
    text: str
    said: Said
    in_words: bool = False


class Numbers(tuple):
    """The numbers of some words, in order; one alone may be compared as it is: ``said == loss``."""

    def __eq__(self, other):
        if not isinstance(other, tuple | list):
            return len(self) == 1 and self[0] == other
        return len(self) == len(other) and all(a == b for a, b in zip(self, other, strict=True))

    def __ne__(self, other):
        return not self == other

    __hash__ = tuple.__hash__


def numbers_in(text):
    """The numbers in a text, in order.

    Parameters
    ----------
    text : str

    Returns
    -------
    list of Number

    Examples
    --------
    >>> [number.said for number in numbers_in("from −3.173 to half of 2,000, which is 86 %")]
    [-3.173, 0.5, 2000, 0.86]
    >>> numbers_in("0.539")[0].said == 0.53861
    True
    """
    found = [
        Number(match.start(), match.end(), match.group(), Said(int(a or c) / int(b or d)))
        for match in FRACTION.finditer(text)
        for a, b, c, d in [match.groups()]
        if int(b or d)
    ]
    found += [Number(i, i + 1, glyph, Said(GLYPHS[glyph])) for i, glyph in enumerate(text) if glyph in GLYPHS]
    found += [_from_digits(match) for match in DIGITS.finditer(text)]
    found += [_from_words(match) for match in WORD.finditer(text)]
    outermost, end = [], 0
    for number in sorted(found, key=lambda number: (number.start, -number.end)):
        if number.start >= end:
            outermost.append(number)
            end = number.end
    return outermost


def _from_digits(match):
    whole = re.sub(r"\D", "", match["whole"])
    decimals = match["decimals"] or ""
    exponent = (match["exponent"] or "").replace("−", "-")
    value = float(whole + decimals + exponent)
    half_unit = 0.5 * 10 ** (int(exponent[1:] or 0) - max(len(decimals) - 1, 0))
    if match["below"]:
        below = int(match["below"].replace(",", ""))
        value, half_unit = (value / below if below else value), 0.0
    if match["percent"]:
        value, half_unit = value / 100, half_unit / 100
    if match["sign"]:
        value = -value
    return Number(match.start(), match.end(), match.group(), Said(value, half_unit))


def _from_words(match):
    if match["part"]:
        value = _small(match["count"]) / PARTS[match["part"].lower()]
    elif match["scale"]:
        value = 1 if not match["many"] or match["many"].lower() in ("a", "an", "one") else _small(match["many"])
        for scale in match["scale"].lower().split():
            value *= SCALES[scale]
    elif match["small"]:
        value = _small(match["small"])
    else:
        value = MULTIPLES[match["multiple"].lower()]
    return Number(match.start(), match.end(), match.group(), Said(value), in_words=True)


def _small(words):
    if not words:
        return 1
    return sum({"one": 1, **UNITS, **TENS}[word] for word in re.split(r"[- ]", words.lower()))
