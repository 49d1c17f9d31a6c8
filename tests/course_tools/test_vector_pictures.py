"""Figures of matplotlib as pictures of a page: its colours, its font, names beside curves, and ids of their own."""

import re
from xml.etree import ElementTree

import numpy as np
import pytest
from IPython.core import pylabtools
from matplotlib.figure import Figure

from course_tools import vector_pictures
from course_tools.vector_pictures import LETTERS, MOST_MARKS, OWN, SLIDE_HEIGHT, SLIDE_WIDTH, drawn, numbered, shown

pytestmark = pytest.mark.slow  # each draws figures

X = np.linspace(0, 10, 50)


def axes_of(*curves, size=(5.6, 3.6), **options):
    axes = Figure(figsize=size, layout="constrained").subplots()
    for name, heights in curves:
        axes.plot(X, heights, label=name, **options)
    if curves:
        axes.legend()
    return axes


def texts(svg):
    return [(text, "".join(text.itertext()).strip()) for text in ElementTree.fromstring(svg).iter("text")]


def size_of(text):
    return float(re.search(r"font(?:-size)?: ([\d.]+)px", text.get("style"))[1])


def test_all_text_is_of_one_size_large_enough_on_a_slide_and_in_the_font_of_the_page():
    axes = axes_of(("a", X), ("b", 10 - X))
    axes.set_xlabel("x", fontsize=4)
    axes.text(5, 5, "small", fontsize=3)
    svg = drawn(axes.figure)
    _, _, width, height = map(float, re.search(r'viewBox="([^"]+)"', svg)[1].split())
    zoom = min(SLIDE_WIDTH / width, SLIDE_HEIGHT / height)
    sizes = {size_of(text) for text, _ in texts(svg)}
    assert len(sizes) == 1
    assert abs(sizes.pop() * zoom - LETTERS) < 1
    assert {"x", "small"} <= {said for _, said in texts(svg)}
    assert "var(--sans)" in svg
    assert "DejaVu" not in svg


def test_colours_of_the_course_black_and_white_are_those_of_the_page_and_greys_have_one_for_the_dark():
    axes = axes_of(("a", X), color="#0072B2")
    axes.plot(X, X / 2, color="black")
    axes.plot(X, X / 3, color="0.6")
    axes.plot(X, X / 4, color="#123456")
    svg = drawn(axes.figure)
    strokes = set(re.findall(r"stroke: ([^;\"]+)", svg))
    assert {"var(--cu-negative)", "var(--text)", "light-dark(#999999, #6f7174)", "#123456"} <= strokes
    assert not re.search(r"#0072b2|#000000|#ffffff", svg)


def test_curves_are_named_at_their_ends_where_these_are_apart():
    svg = drawn(axes_of(("rising", X), ("falling", 10 - X), color="#0072B2").figure)
    named = {said: text for text, said in texts(svg)}
    assert "var(--cu-negative)" in named["rising"].get("style")
    assert float(named["rising"].get("y")) < float(named["falling"].get("y")), "each stands where its curve ends"
    assert len([said for said in named if said in ("rising", "falling")]) == 2


def test_what_two_pairs_of_axes_name_alike_is_named_once():
    figure = Figure(layout="constrained")
    both = figure.subplots(1, 2)
    for axes in both:
        axes.plot(X, X, label="rising")
        axes.legend()
    assert drawn(figure).count("rising") == 1
    both[0].plot(X, 10 - X, label="falling")
    for axes in both:
        axes.legend()
    assert drawn(figure).count("rising") == 2, "not so if the second shows others"


@pytest.mark.parametrize("curves", [[("one", X), ("other", X + 0.1)], [("one", X), ("gone", -X)]])
def test_the_legend_stands_beside_the_axes_where_names_would_meet(curves):
    axes = axes_of(*curves)
    axes.set_ylim(0, 11)
    svg = drawn(axes.figure)
    right = axes.get_window_extent().x1 / axes.figure.dpi * 72
    places = [float(text.get("x")) for text, said in texts(svg) if said in dict(curves)]
    assert len(places) == 2
    assert min(places) > right


def test_many_marks_are_a_picture_within_it_and_few_are_shapes():
    rng = np.random.default_rng(0)
    for n, is_picture in ((MOST_MARKS + 1, True), (MOST_MARKS, False)):
        for draw in ("plot", "scatter"):
            axes = axes_of()
            getattr(axes, draw)(*rng.random((2, n)), **({"marker": "o", "linestyle": ""} if draw == "plot" else {}))
            svg = drawn(axes.figure)
            assert ("<image" in svg) == is_picture, (n, draw)
            assert (svg.count("<use") > n / 2) != is_picture, (n, draw)


def test_a_long_name_of_the_upright_axis_is_set_in_two_lines():
    axes = axes_of()
    axes.set_ylabel("true cost per person, where a false alarm costs one and a miss five of these")
    svg = drawn(axes.figure)
    assert axes.get_ylabel().count("\n") == 1
    assert "a miss five of these" in svg


def test_it_asks_for_nothing_and_is_the_same_each_time():
    first, second = (drawn(axes_of(("a", X), ("b", X * 0.5)).figure) for _ in range(2))
    assert first == second
    assert not re.search(r"https?:|xlink|<style|<metadata|<\?xml", first)


def test_pictures_of_a_page_share_no_id_and_each_finds_its_own():
    svg = drawn(axes_of(("a", X)).figure)
    page = numbered(f"<p>{shown(svg, 'A line')}</p>{shown(svg, 'Again')}")
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids)) > 2
    assert set(re.findall(r'(?:url\(#|href="#)([^)"]+)', page)) == set(ids)
    assert OWN not in page


def test_a_picture_says_what_it_shows_and_no_text_of_it_becomes_markup():
    said = shown('<svg class="vector" viewBox="0 0 1 1"></svg>', 'p < "0.5"')
    assert said == (
        '<figure class="picture"><svg class="vector" role="img" aria-label="p &lt; &#34;0.5&#34;" viewBox="0 0 1 1">'
        "</svg></figure>\n"
    )


def test_in_a_kernel_svg_is_drawn_so_and_other_pictures_as_ever(monkeypatch):
    monkeypatch.setattr(pylabtools, "print_figure", lambda figure, fmt="png", **_: f"as ever, {fmt}")
    vector_pictures.load_ipython_extension(None)
    axes = axes_of(("a", X))
    assert pylabtools.print_figure(axes.figure, "svg", bbox_inches="tight").startswith('<svg class="vector"')
    assert pylabtools.print_figure(axes.figure) == "as ever, png"
