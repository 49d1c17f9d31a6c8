"""The colours of scenes: those of the live figures, and letters that can be read in them."""

import re

from support.rows import each_row

from course_tools.render import asset
from course_utils.widgets.tokens import TOKENS

STYLE, SHARED = asset("templates/scene.css"), asset("templates/shared.css")
PAPER, TEXT = (
    dict(zip(("light", "dark"), re.findall(rf"--{name}: (#\w{{6}});", SHARED), strict=True))
    for name in ("paper", "text")
)


def channels(colour):
    return [int(colour[k : k + 2], 16) for k in (1, 3, 5)]


def luminance(colour):
    parts = [part / 255 for part in colour]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_a_scene_has_no_colours_of_its_own():
    light, dark = SHARED.split("@media (prefers-color-scheme: dark)")[:2]
    for name, shades in TOKENS["colours"].items():
        assert f"--cu-{name}: {shades['light']};" in light
        assert f"--cu-{name}: {shades['dark']};" in dark
    table = {shade for shades in TOKENS["colours"].values() for shade in shades.values()}
    assert set(re.findall(r"#[0-9a-fA-F]{3,8}\b", STYLE)) - table == {"#dfe3e8", "#3b3f45"}  # a bar that is not filled
    assert all(f"--{name}: var(--cu-{name});" in STYLE for name in ("negative", "positive", "model"))


@each_row("shade", ["light", "dark"])
@each_row("name", ["negative", "positive", "model"])
def test_letters_have_contrast(name, shade):
    share = re.search(rf"text\.{name} {{ fill: color-mix\(in srgb, var\(--{name}\) (\d+)%, var\(--text\)\)", STYLE)
    part = int(share[1]) / 100
    pairs = zip(channels(TOKENS["colours"][name][shade]), channels(TEXT[shade]), strict=True)
    mixed = [part * colour + (1 - part) * text for colour, text in pairs]
    assert contrast(mixed, channels(PAPER[shade])) >= 4.5
