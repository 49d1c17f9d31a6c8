"""What is wrong with how a slide of a deck is drawn, as JavaScript that runs in its browser."""

from pathlib import Path

SIZES = (96, 36, 28, 22)  # of a deck: the largest, two of text, and the foot with what is as small
LEAST = 22
_SOURCE = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
_CALLED = f"(slide, scale) => (\n{_SOURCE})(slide, scale, {list(SIZES)}, {LEAST})"
ON_THIS_SLIDE = f"""() => ({_CALLED})(Reveal.getCurrentSlide().querySelector(".slide"), Reveal.getScale())"""
ON_PAPER = f"""() => [...document.querySelectorAll(".slide")].flatMap((slide) =>
  ({_CALLED})(slide, 1).map((fault) => `${{slide.closest("section[id]").id}}: ${{fault}}`))"""
