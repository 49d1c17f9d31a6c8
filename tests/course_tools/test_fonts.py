"""The type that decks and pages bring along."""

import base64
import html
import io
import re

import pytest
from fontTools.ttLib import TTFont
from support.example_lecture import lecture
from support.rows import each_row

from course_tools import fonts, prose
from course_tools.site import page
from course_tools.slides import deck

FORMULA = prose.markdown(
    r"$$-\frac{1}{n} \sum_{i=1}^n \left[ y_i \log p_i \right]$$ and $\hat{p} \neq \frac{1}{2}$, so **Straße** ✓"
)

PAGE = f"<p>{FORMULA}</p><script>say('\\u25c6')</script><pre>├── │ 1e&minus;3</pre>"


def embedded(style):
    """From (family, weight, style) to the font."""
    rules = re.findall(
        r"@font-face \{ font-family: ([^;]+);(.*?) src: url\(\"data:font/woff;base64,([^\"]+)\"\)", style
    )
    return {(family, rest.strip()): TTFont(io.BytesIO(base64.b64decode(data))) for family, rest, data in rules}


def covered(style, family):
    return {chr(code) for (name, _), font in embedded(style).items() if name == family for code in font.getBestCmap()}


@pytest.mark.slow
def test_every_character_of_a_page_is_in_its_fonts():
    style = fonts.style(PAGE)
    seen = covered(style, "Course Sans") | covered(style, "Course Math") | covered(style, "Course Mono")
    assert set("Straße ✓◆├│−≠∑") <= seen
    assert set("├│") <= covered(style, "Course Mono"), "a drawing of lines is set in the type of code"
    assert "ß" in covered(style, "Course Sans")
    assert "ø" not in seen


@pytest.mark.slow
def test_a_formula_is_set_by_the_font_for_formulas():
    style = fonts.style(PAGE)
    (font,) = (font for (name, _), font in embedded(style).items() if name == "Course Math")
    assert {"∑", "𝑝", "𝑛", "𝑦", "𝑖", "−", "1", "[", "="} <= covered(style, "Course Math")
    constants = font["MATH"].table.MathConstants
    assert constants.FractionRuleThickness.Value > 0
    assert constants.SubscriptShiftDown.Value > 0
    grows = font["MATH"].table.MathVariants.VertGlyphCoverage.glyphs
    assert {font.getBestCmap()[ord("∑")], font.getBestCmap()[ord("[")]} <= set(grows)


def test_a_font_is_the_same_whenever_it_is_cut(monkeypatch):
    cut = []
    for now in ("1000000000", "1500000000"):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", now)  # what fontTools takes for the time
        cut.append(fonts.subset("mono-regular", frozenset("a")))
    assert cut[0] == cut[1]


@each_row(("letter", "italic"), [("h", "ℎ"), ("x", "𝑥"), ("Z", "𝑍"), ("σ", "𝜎"), ("θ", "𝜃"), ("7", "7")])
def test_the_italics_of_mathml(letter, italic):
    assert fonts.italic(letter) == italic


def test_a_page_without_formulas_has_no_font_for_them(monkeypatch):
    monkeypatch.setattr(fonts, "face", lambda name, signs: fonts.FACES[name])  # it would be cut first
    assert "Course Math" not in fonts.style("<p>Plain.</p>")
    assert "Course Math" in fonts.style("<p>∇</p>"), "Inter lacks it"


def texts():
    """A deck and a page."""
    read = lecture(poll="", minutes=9)
    read.notebook.cells[-1].metadata["tags"] = []
    return deck(read, "example"), page(read.notebook, "example")


def test_decks_and_pages_ask_for_fonts_and_only_who_asks_gets_some(monkeypatch):
    monkeypatch.setattr(fonts, "style", lambda page: f"fonts of {len(page)} signs")
    assert fonts.with_fonts("<p>p</p>") == "<p>p</p>"
    for text in texts():
        assert re.search(r"fonts of \d{4,} signs", text)
        assert fonts.MARK not in text


@pytest.mark.slow
def test_no_character_of_decks_and_pages_is_lacking():
    for text in texts():
        assert {family for family, _ in embedded(text)} >= {"Course Sans", "Course Mono"}
        assert fonts.MARK not in text
        seen = set(html.unescape(re.sub(r"<(script|style)\b.*?</\1>|<[^>]*>", "", text, flags=re.DOTALL)))
        lacking = seen - covered(text, "Course Sans") - covered(text, "Course Math") - covered(text, "Course Mono")
        assert {sign for sign in lacking if sign.isprintable()} == set()


@pytest.mark.slow
def test_all_that_the_course_may_write_weighs_little():
    every = "".join(sorted(fonts.covered("sans-regular")))[:230] + FORMULA
    assert len(fonts.style(every)) <= 150_000


def test_licences_lie_beside_the_fonts():
    kept = sorted(path.name for path in fonts.FOLDER.iterdir() if path.suffix != ".woff" and path.name != "README.md")
    assert kept == ["LICENSE-Inter", "LICENSE-JetBrainsMono", "LICENSE-STIXTwoMath"]
    for name in kept:
        assert "SIL OPEN FONT LICENSE" in (fonts.FOLDER / name).read_text(encoding="utf-8").upper()
    assert {path.stem for path in fonts.FOLDER.glob("*.woff")} == set(fonts.FACES)
