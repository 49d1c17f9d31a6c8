"""The pictures of decks and pages as SVG: sharp on any screen, light and dark as the page is, with text in its font.

    --InteractiveShellApp.extra_extensions=course_tools.vector_pictures --InlineBackend.figure_formats=svg

An extension of IPython: what matplotlib shows in a kernel with these arguments, `ARGUMENTS`, becomes an SVG that is
part of the page. The notebooks themselves keep PNG. `shown` is what a page puts in.
"""

import io
import itertools
import re
from collections import Counter
from pathlib import Path

from markupsafe import Markup, escape

KIND = "image/svg+xml"
ARGUMENTS = (
    f"--InteractiveShellApp.extra_extensions={__name__}",
    "--InlineBackend.figure_formats=svg",
)
SOURCE = Path(__file__)
OWN = "own-id-"
"""Before each id until a page has given every picture a number."""
MOST_MARKS = 600
"""What has more marks than this is a picture of pixels within the picture."""
SLIDE_WIDTH, SLIDE_HEIGHT, LETTERS = 1168, 430, 23
"""Pixels: what a picture has of a slide at least, and how large its text is there."""
WIDE, WIDER = 1.9, 2.3
"""A picture is stretched to this width over its height, for a slide is wide; to the second with a legend beside it."""
POINTS_PER_INCH = 72
MANY_WORDS = 6
"""So many words in a row need the whole width, and the legend stays within the axes."""
ROOM = 0.08
"""Inches around a picture: the letters of the page are a little wider than those that matplotlib measures."""
FINE, BOLD = 1.5, 2.2
"""Points: curves as matplotlib draws them if nothing is said, and as they are drawn here."""
COLOUR = re.compile(r"#[0-9a-fA-F]{6}\b")
REFERENCE = re.compile(r"(?:url\(#|href=\"#)([^)\"]+)")
SPAN = re.compile(r'<tspan x="([^"]*)"([^>]*font-size: ([\d.]+)px[^>]*)>([^<]*)</tspan>')
SPANS = re.compile(rf"(?:{SPAN.pattern}\s*)+")
PICTURE = re.compile(r'<svg class="vector".*?</svg>', re.DOTALL)


# ------------------------------------------------------------------ in the kernel


def load_ipython_extension(shell):
    """Let this kernel draw its figures by `drawn` wherever an SVG is asked for."""
    from IPython.core import pylabtools

    as_ever = pylabtools.print_figure

    def print_figure(figure, fmt="png", **options):
        if fmt != "svg" or not (figure.axes or figure.lines):
            return as_ever(figure, fmt, **options)
        return drawn(figure)

    pylabtools.print_figure = print_figure


def drawn(figure):
    """A figure of matplotlib as SVG text, as it is wanted in a page.

    Parameters
    ----------
    figure : Figure
        It is changed for that: in its size, its text and its legend. Done twice, the same comes of it.

    Returns
    -------
    str
        One `<svg>` element without size; its colours are those of the page, its ids begin with `OWN`.
    """
    import matplotlib
    from matplotlib.text import Text

    _stretch(figure)
    width, height = figure.get_size_inches()
    letters = LETTERS * POINTS_PER_INCH / min(SLIDE_WIDTH / width, SLIDE_HEIGHT / height)
    for text in figure.findobj(Text):
        text.set_fontsize(letters)
    for axes in figure.axes:
        _plain(axes)
    kept = io.StringIO()
    with matplotlib.rc_context({"svg.fonttype": "none", "svg.hashsalt": "course", "font.size": letters}):
        if len(figure.axes) == 1:
            _name_curves(figure.axes[0], letters)
        else:
            _name_once(figure.axes)
        for axes in figure.axes:
            _break_label(axes)
        figure.savefig(
            kept, format="svg", bbox_inches="tight", pad_inches=ROOM, transparent=True, dpi=200,
            metadata={"Date": None, "Creator": None, "Format": None, "Type": None},
        )  # fmt: skip
    return for_page(kept.getvalue())


def _stretch(figure):
    """Give a figure of one pair of axes, or of several in a row, the width of a slide."""
    width, height = figure.get_size_inches()
    plain = figure.get_layout_engine() is not None and all(axes.get_aspect() == "auto" for axes in figure.axes)
    wide = WIDER if len(figure.axes) == 1 and figure.axes[0].get_legend() else WIDE
    if plain and width < wide * height:
        figure.set_size_inches(wide * height, height)


def _name_curves(axes, letters):
    """Name curves at their ends, in their colours, where these are apart; else with the legend beside the axes."""
    legend = axes.get_legend()
    in_a_row = Counter(text.get_position()[1] for text in axes.texts)
    if legend is None or not legend.get_visible() or max(in_a_row.values(), default=0) >= MANY_WORDS:
        return
    handles, names = axes.get_legend_handles_labels()
    heights = _apart(axes, handles, letters)
    if heights is None:
        _beside(axes, legend)
        return
    beside = {"xycoords": "axes fraction", "xytext": (6, 0), "textcoords": "offset points", "va": "center"}
    for name, line, height in zip(names, handles, heights, strict=True):
        axes.annotate(name, (1, height), color=line.get_color(), fontsize=letters, **beside)
    legend.set_visible(False)
    legend.set_in_layout(False)


def _name_once(all_axes):
    """Where several pairs of axes have the same legend, the last of them has it, and beside it."""
    legends = [axes.get_legend() for axes in all_axes]
    names = [legend and [text.get_text() for text in legend.get_texts()] for legend in legends]
    if not names[0] or any(others != names[0] for others in names):
        return
    for legend in legends[:-1]:
        legend.set_visible(False)
        legend.set_in_layout(False)
    _beside(all_axes[-1], legends[-1])


def _beside(axes, legend):
    legend.set_bbox_to_anchor((1.01, 0.5), axes.transAxes)
    legend.set_loc("center left")
    legend.set_frame_on(False)


def _apart(axes, handles, letters):
    """At which parts of the axes' height these curves end at their right edge; None if names there would meet."""
    if not handles or not all(map(_is_curve, handles)):
        return None
    axes.figure.draw_without_rendering()
    box = axes.get_window_extent()
    space = 1.15 * letters / POINTS_PER_INCH * axes.figure.dpi
    ends = [line.get_transform().transform(line.get_xydata()[-1]) for line in handles]
    heights = [float(y - box.y0) / box.height for _, y in ends]
    apart = all(above - below > space / box.height for below, above in itertools.pairwise(sorted(heights)))
    at_the_edge = all(x > box.x0 + 0.9 * box.width for x, _ in ends) and all(0 <= height <= 1 for height in heights)
    return heights if apart and at_the_edge else None


def _is_curve(handle):
    drawn_line = getattr(handle, "get_linestyle", lambda: "None")() not in ("None", "", " ")
    return drawn_line and hasattr(handle, "get_xydata") and len(handle.get_xydata()) > 1


def _break_label(axes):
    """Set a name of an upright axis that is longer than it in two lines."""
    label, words = axes.yaxis.label, axes.get_ylabel()
    axes.figure.draw_without_rendering()
    too_long = label.get_window_extent().height > axes.get_window_extent().height
    if too_long and " " in words and "$" not in words and "\n" not in words:
        spaces = [k for k, sign in enumerate(words) if sign == " "]
        middle = min(spaces, key=lambda k: abs(k - len(words) / 2))
        label.set_text(f"{words[:middle]}\n{words[middle + 1 :]}")


def _plain(axes):
    """No lines where no axis is, curves that can be seen from afar, and no more shapes than pixels."""
    for mark in filter(_crowded, axes.get_children()):
        mark.set_rasterized(True)
    for line in axes.lines:
        if line.get_linewidth() == FINE:
            line.set_linewidth(BOLD)
    if axes.get_aspect() == "auto" and not axes.images:
        axes.spines[["top", "right"]].set_visible(False)


def _crowded(mark):
    """Whether a mark of matplotlib is so many that their shapes would weigh more than their picture."""
    offsets = getattr(mark, "get_offsets", None)
    if offsets is not None and len(offsets()) > MOST_MARKS:
        return True
    marker = getattr(mark, "get_marker", lambda: "None")()
    return marker not in ("None", "", " ", None) and len(mark.get_xdata()) > MOST_MARKS


def for_page(svg):
    """What matplotlib writes, as part of a page: ids of its own, the font and the colours of the page.

    Parameters
    ----------
    svg : str
        A file of SVG, with text as text.

    Returns
    -------
    str
    """
    box = " ".join(f"{float(side):.2f}" for side in re.search(r'viewBox="([^"]+)"', svg)[1].split())
    inside = svg[svg.index(">", svg.index("<svg")) + 1 : svg.rindex("</svg>")]
    inside = re.sub(r"<metadata>.*?</metadata>|<style.*?</style>|<!--.*?-->", "", inside, flags=re.DOTALL)
    numbers = {name: f"{OWN}{k}" for k, name in enumerate(dict.fromkeys(REFERENCE.findall(inside)))}
    inside = re.sub(r' id="([^"]*)"', lambda found: f' id="{numbers[found[1]]}"' if found[1] in numbers else "", inside)
    inside = REFERENCE.sub(lambda found: found[0].replace(found[1], numbers[found[1]]), inside)
    inside = re.sub(r"font: ([\d.]+px) [^;\"]*", r"font: \1 var(--sans)", inside)
    inside = re.sub(r"font-family: [^;\"]*", "font-family: var(--sans)", inside)
    inside = inside.replace("xlink:href", "href")
    inside = re.sub(r' transform="rotate\(-0 [^"]*"', "", inside)
    inside = re.sub(r'style="[^"]*"', lambda found: _coloured(found[0]), inside)
    inside = re.sub(r'(?<= )(?:d|x|y|width|height|transform)="[^"]*"', _rounded, inside)
    inside = SPANS.sub(_joined, inside)
    while inside != (fewer := re.sub(r"<(g|defs)>\s*</\1>", "", inside)):
        inside = fewer
    inside = re.sub(r"\s*\n\s*", "\n", inside).strip()
    return f'<svg class="vector" viewBox="{box}">\n{inside}\n</svg>'


def _rounded(attribute):
    """Hundredths of a point are fine enough."""
    return re.sub(r"\d+\.\d{3,}", lambda number: f"{float(number[0]):.2f}", re.sub(r"\s*\n\s*", "", attribute[0]))


def _joined(spans):
    """The letters of a formula, which matplotlib places one by one as its own font has them, as whole words."""
    words = []
    for x, rest, size, letter in SPAN.findall(spans[0]):
        follows = words and words[-1][1] == rest and 0 < float(x) - words[-1][4] < float(size)
        if follows:
            words[-1][3] += letter
            words[-1][4] = float(x)
        else:
            words.append([x, rest, size, letter, float(x)])
    return "".join(f'<tspan x="{x}"{rest}>{letters}</tspan>' for x, rest, _, letters, _ in words)


def _coloured(style):
    return COLOUR.sub(lambda found: colour(found[0].lower()), style)


def colour(shade):
    """What a colour of matplotlib is called in a page, where it has one value in the light and one in the dark.

    Examples
    --------
    >>> colour("#000000"), colour("#ffffff"), colour("#0072b2")
    ('var(--text)', 'var(--paper)', 'var(--cu-negative)')
    >>> colour("#b0b0b0")
    'light-dark(#b0b0b0, #5c5e61)'
    """
    from course_utils.widgets.tokens import COLOURS

    for name, value in COLOURS.items():
        if value.lower() == shade:
            return f"var(--cu-{name})"
    red, green, blue = (int(shade[k : k + 2], 16) for k in (1, 3, 5))
    if max(red, green, blue) - min(red, green, blue) > 12:  # a hue
        return shade
    if red < 0x40:
        return "var(--text)"
    if red > 0xF8:
        return "var(--paper)"
    # greys from the paper to the text, the other way round
    light, dark = 0xFF - red, 0x1B
    turned = round(dark + light * (0xEC - dark) / 0xFF)
    return f"light-dark({shade}, #{turned:02x}{turned + 2:02x}{min(turned + 5, 255):02x})"


# ------------------------------------------------------------------ in the page


def shown(svg, alt):
    """A picture as `drawn` gives it, as a block of a page that says what it shows.

    Parameters
    ----------
    svg : str
    alt : str

    Returns
    -------
    Markup
    """
    named = f' role="img" aria-label="{escape(alt)}"' if alt else ' aria-hidden="true"'
    opened = Markup(svg.replace('<svg class="vector"', f'<svg class="vector"{named}', 1))
    return Markup('<figure class="picture">{}</figure>\n').format(opened)


def numbered(page):
    """A page in which no two pictures have an id in common.

    Parameters
    ----------
    page : str

    Returns
    -------
    str
    """
    number = itertools.count(1)
    return PICTURE.sub(lambda found: found[0].replace(OWN, f"v{next(number)}-"), page)
