"""The type of decks and pages, in the file itself: the same lines on every machine, and formulas as a book sets them.

Inter for text, JetBrains Mono for code and STIX Two Math for formulas lie in vendor/fonts. A file gets of each what it
uses or pages of a course mostly do, as data in its style sheet; what one family lacks, the others have.
"""

import base64
import html
import io
import re
import threading
from functools import cache, lru_cache
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

FOLDER = Path(__file__).parent / "vendor" / "fonts"
MARK = "/* fonts */"
"""Where a style sheet wants them."""
FACES = {
    "sans-regular": "font-family: Course Sans; font-weight: 400",
    "sans-bold": "font-family: Course Sans; font-weight: 600 700",
    "sans-italic": "font-family: Course Sans; font-weight: 400; font-style: italic",
    "mono-regular": "font-family: Course Mono; font-weight: 400",
    "mono-bold": "font-family: Course Mono; font-weight: 600 700",
    "math": "font-family: Course Math",
}
ALWAYS = frozenset(map(chr, range(0x20, 0x7F))) | set("−–—‘’“”…·×→←")
# What pages of a course have mostly: where all of a page is among it, its fonts are those of the page before, and need
# not be cut again, which is half of the work on a deck. It weighs some kilobytes a font.
USUAL = frozenset("°⅘±²³¹¼½¾éß⁰⁴⁵⁶⁷⁸⁹⁻ᵀ′Σβηθλπσ↑↓⌘⟹⟺∂∇√∑∗∞∣≈≤≥■▸▾◆○✓✔✗✘")
USUAL_IN_FORMULAS = frozenset("0123456789−′()[]+,./<=>BCEFLNPRTVX±·×…←∂∑∗∣≈≤≥⏟⟹⟺πσabcdefghijklmnopqrstuvwxyz")
FORMULA = re.compile(r"<math\b.*?</math>", re.DOTALL)
ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
# what MathML makes of the letters of a formula: a single letter is set in italics, and the hyphen is a minus
ITALICS = (("A", "Z", 0x1D434), ("a", "z", 0x1D44E), ("Α", "Ω", 0x1D6E2), ("α", "ω", 0x1D6FC))


def with_fonts(page):
    """A page in which the mark `/* fonts */` of its style sheet has become the fonts that it uses.

    Parameters
    ----------
    page : str
        The HTML text, all else filled in. Without the mark, it stays as it is.

    Returns
    -------
    str
    """
    return page.replace(MARK, style(page), 1) if MARK in page else page


def style(page):
    """The `@font-face` rules of a page: each font cut down to the usual characters and those of the page."""
    used, set_in_math, in_text = characters(page), characters_of_formulas(page), covered("sans-regular")
    in_math = set_in_math | (used - in_text)  # also the signs that Inter lacks
    if set_in_math:
        in_math |= USUAL_IN_FORMULAS | set(map(italic, USUAL_IN_FORMULAS)) | (USUAL - in_text)
    wanted = {name: covered(name) & (in_math if name == "math" else used | USUAL) for name in FACES}
    return "\n".join(face(name, wanted[name]) for name in FACES if wanted[name])


def characters(page):
    """The characters that may be seen on a page, in its texts or by its scripts, among those of the alphabet."""
    said = set(html.unescape(page)) | {chr(int(code, 16)) for code in ESCAPED.findall(page)}
    return {sign for sign in said | ALWAYS if sign.isprintable()}


def characters_of_formulas(page):
    """The characters of the formulas of a page, and what MathML makes of them; empty if it has none."""
    signs = set(html.unescape(re.sub("<[^>]*>", "", "".join(FORMULA.findall(page)))))
    if not signs:
        return set()
    return {sign for sign in signs | set(map(italic, signs)) | set("−0123456789") if sign.isprintable()}


def italic(letter):
    """The mathematical italic of a letter, or the sign itself."""
    if letter == "h":
        return "\u210e"
    for first, last, start in ITALICS:
        if first <= letter <= last:
            return chr(start + ord(letter) - ord(first))
    return letter


_CUTTING = threading.Lock()  # decks are built in threads: the second takes what the first has cut


@cache
def _stored(name):
    return (FOLDER / f"{name}.woff").read_bytes()


@cache
def covered(name):
    """The characters that a font has."""
    return frozenset(map(chr, TTFont(io.BytesIO(_stored(name)), lazy=True).getBestCmap()))


def face(name, signs):
    """The `@font-face` rule of one font with these characters."""
    with _CUTTING:
        data = _cut(name, signs)
    return f'@font-face {{ {FACES[name]}; src: url("data:font/woff;base64,{data}") format("woff"); }}'


@lru_cache(maxsize=64)
def _cut(name, signs):
    return base64.b64encode(subset(name, signs)).decode()


def subset(name, signs):
    """One of the fonts with these characters only, as WOFF; a formula's signs keep all their sizes."""
    font = TTFont(io.BytesIO(_stored(name)), lazy=True, recalcTimestamp=False)  # the same bytes each time
    options = Options()
    options.layout_features = ["*"]  # the stored files have only those that are wanted
    options.notdef_outline = True
    cut = Subsetter(options)
    cut.populate(text="".join(signs))
    names = font["name"]
    del font["name"]  # the longest of the work would be to look which names the features refer to: none
    cut.subset(font)
    font["name"] = names
    font.flavor = "woff"
    kept = io.BytesIO()
    font.save(kept, reorderTables=False)
    return kept.getvalue()
