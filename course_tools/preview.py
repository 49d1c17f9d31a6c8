"""The picture that a chat or a feed shows beside a link: the question of a page, and its live figure as it opens."""

import io
from functools import cache

from PIL import Image, ImageDraw, ImageFont

from . import address, fonts

SIZE = WIDTH, HEIGHT = 1200, 630
MARGIN, TEXT, FIGURE = 64, 560, 500
PAPER, INK, QUIET, ACCENT = "#ffffff", "#1b1b1b", "#55585e", "#00599c"
LARGEST, SMALLEST = 68, 40
COURSE = "Logistic regression, from the sigmoid to a defended threshold"


def preview(title, figure=None):
    """The picture of a page, as PNG.

    Parameters
    ----------
    title : str
        Its question; as large as its room allows.
    figure : PIL image, optional
        What stands beside it; without one, the title has the whole width.

    Returns
    -------
    bytes
    """
    picture = Image.new("RGB", SIZE, PAPER)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, 16, HEIGHT), fill=ACCENT)
    width = TEXT if figure else WIDTH - 2 * MARGIN
    size, lines = next(
        (size, lines)
        for size in range(LARGEST, SMALLEST - 1, -4)
        if fits(lines := wrapped(title, font("sans-bold", size), width), size) or size == SMALLEST
    )
    at = MARGIN
    for line in lines:
        draw.text((MARGIN, at), line, fill=INK, font=font("sans-bold", size))
        at += size * 1.2
    below = wrapped(COURSE, font("sans-regular", 28), width)
    for k, line in enumerate(reversed(below)):
        draw.text((MARGIN, HEIGHT - MARGIN - 28 - 38 * k), line, fill=QUIET, font=font("sans-regular", 28))
    if figure:
        scale = min(FIGURE / figure.width, (HEIGHT - 2 * MARGIN) / figure.height)
        shown = figure.resize((round(figure.width * scale), round(figure.height * scale)), Image.Resampling.LANCZOS)
        picture.paste(shown, (WIDTH - MARGIN + 24 - shown.width, (HEIGHT - shown.height) // 2))
    kept = io.BytesIO()
    picture.quantize(128).save(kept, "PNG", optimize=True)
    return kept.getvalue()


def fits(lines, size):
    return len(lines) * size * 1.2 <= HEIGHT - 2 * MARGIN - 120


def wrapped(text, type_face, width):
    """A text in lines that are at most so wide, in pixels."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if type_face.getlength(longer) <= width or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


@cache
def font(name, size):
    return ImageFont.truetype(fonts.FOLDER / f"{name}.woff", size)


def link(name):
    """Where the preview of a page lies, as its link says it: a whole address once the site has one."""
    return f"{address.SITE}{name}.png"
