"""The site: its pages and its index as text, and what the command says of notebooks that make no page."""

import base64
import io
import itertools
import json
import re
from functools import cache

import nbformat
import numpy as np
import pytest
from bs4 import BeautifulSoup
from jinja2 import UndefinedError
from markupsafe import Markup
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from PIL import Image
from support.example_lecture import FIGURE, OPENING
from support.notebook_checks import NOTEBOOKS, ROOT
from support.rows import each_row

from course_tools import address, cli, preview, prose, render
from course_tools.drawing_code import split
from course_tools.execute import read
from course_tools.front_page import index
from course_tools.guides import _assignment, assignments, guides
from course_tools.kept_runs import keep, kept_name
from course_tools.lecture import Lecture, lecture_of
from course_tools.page_body import questions
from course_tools.search_index import entries
from course_tools.site import page
from course_tools.working_copy import learners_copy

pytestmark = pytest.mark.usefixtures("plain_type")

TEXT = r"""# A title

Inline $p = \frac{1}{1 + e^{-z}}$, and a block:

$$
\begin{aligned}
z &= w\,x + b \\
p &= \sigma(z)
\end{aligned}
$$
"""


def html(*cells, **neighbours):
    return page(new_notebook(cells=list(cells)), "example", **neighbours)


every_page = pytest.mark.parametrize(
    "path",
    # the shortest: the others are read in `make test`
    [pytest.param(path, id=path.stem, marks=() if path.stem[:2] == "01" else pytest.mark.slow)
     for path in NOTEBOOKS],
)  # fmt: skip


@cache
def rendered(path):
    """The page of a notebook as it is stored, without its live figures."""
    return page(nbformat.read(path, as_version=4), path.stem)


# ------------------------------------------------------------------ a page


def test_formulas_become_mathml():
    inline, block = re.findall(r"<math.*?</math>", html(new_markdown_cell(TEXT)), re.DOTALL)
    assert "<mfrac>" in inline
    assert 'display="block"' in block
    assert block.count("<mtr>") == 2, "one row a line"
    assert "&amp;" not in block
    assert "\\begin" not in html(new_markdown_cell(TEXT))


def test_functions_in_formulas_have_a_thin_space_where_tex_has_one():
    def formula(tex):
        return re.search(r"<math.*?</math>", html(new_markdown_cell(f"${tex}$"))).group()

    assert re.search(r"<mi>log</mi><mspace[^>]*/><mi>p</mi>", formula(r"\log p"))
    assert re.search(r"<mi>y</mi><mspace[^>]*/><mi>log</mi><mspace", formula(r"y \log p"))
    assert "mspace" not in formula(r"\log(1 - p)")


@each_row("tex", [r"\sigma(-2)", "z = -100", r"1, -2", r"\left(-2\right)", "p \\ge -1", "a + -1"])
def test_the_minus_of_a_negative_number_stays_close_to_it(tex):
    assert '<mo form="prefix">&#x02212;</mo><mn>' in prose.formula(tex)


@each_row("tex", ["a - 1", "f(z) - 1", r"\left(z\right) - 1", "[z] - 1", "|z| - 1", "e^{z} - 1"])
def test_a_minus_between_two_terms_is_spaced_on_both_sides(tex):
    assert '<mo form="prefix">&#x02212;' not in prose.formula(tex)


def test_a_formula_is_not_parted_from_the_bracket_or_full_stop_beside_it():
    text = html(new_markdown_cell("From $x$: it is ($w$ and $b$), ($p$), or $z$ and so on"))
    kept = re.findall(r'<span class="kept">(.*?)</span>', text)
    said = [re.sub(r"<math.*?<mi>(.)</mi>.*?</math>", r"\1", formula) for formula in kept]
    assert said == ["x:", "(w", "b),", "(p),"]
    assert text.count("<math") == 5


def test_a_subscript_of_capitals_is_one_word_and_a_star_no_multiplication():
    def formula(tex):
        return re.search(r"<math.*?</math>", html(new_markdown_cell(f"${tex}$"))).group()

    assert "<msub><mi>C</mi><mi>FP</mi></msub>" in formula(r"C_{FP}")
    assert "<mi>A</mi><mi>B</mi>" in formula(r"A B")
    assert re.search(r"<msup><mi>t</mi><mi>(∗|&#x02217;)</mi></msup>", formula("t^*"))
    assert re.search(r"<mo>(\*|&#x0002A;)</mo>", formula("a * b"))


@every_page
def test_page_of_a_notebook_asks_nothing_of_a_server_and_has_all_formulas(path):
    notebook, text = nbformat.read(path, as_version=4), rendered(path)
    sources = re.findall(r"<(?:script|link|img|iframe|audio|video|source)\b[^>]*?(?:src|href)=[\"']([^\"']+)", text)
    assert [source[:60] for source in sources if not source.startswith(("data:", "#"))] == []
    assert not re.search(r"@import|url\((?![\"']?(?:data:|#))", text)
    prose = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    blocks = re.findall(r"\$\$.+?\$\$", prose, re.DOTALL)
    assert text.count('display="block"') == len(blocks)
    assert text.count("<math") == prose.replace("$$", "$").count("$") // 2
    assert not re.search(r"\\(frac|sigma|begin|text|cdot)\b", re.sub(r"<annotation.*?</annotation>", "", text))


@every_page
def test_headings_of_a_page_are_in_order_and_the_contents_lead_to_them(path):
    text = rendered(path)
    headings = re.findall(r'<h([1-6])(?: id="([^"]*)")?', text)
    levels = [int(level) for level, _ in headings]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert max(below - above for above, below in itertools.pairwise(levels)) <= 1
    anchors = [anchor for _, anchor in headings]
    assert len(set(anchors)) == len(anchors)
    contents = re.search(r'<nav class="contents" aria-label="On this page">.*?</nav>', text, re.DOTALL).group()
    linked = re.findall(r'href="#([^"]*)"', contents)
    assert linked == [anchor for level, anchor in headings if level == "2"]


def test_commands_in_prose_can_be_scrolled_as_code_can():
    shown = prose.markdown("In a terminal:\n\n```sh\ntorchrun <a> & wait\n```\n")
    assert '<pre class="code scroll"><code>torchrun &lt;a&gt; &amp; wait</code></pre>' in shown
    assert '<pre class="code scroll"><code><span' in prose.markdown("```python\nfor x in y:\n    pass\n```")


def test_an_option_is_not_parted_after_its_hyphens():
    shown = prose.markdown("`--dry-run`, `-1`, `x - y` and `a-b`")
    assert re.findall(r'<code class="kept">(.*?)</code>', shown) == ["--dry-run", "-1"]
    assert re.findall(r"<code>(.*?)</code>", shown) == ["x - y", "a-b"]


def test_only_long_lines_of_code_are_broken_further_in_than_they_begin_and_no_character_is_lost():
    source = f"\nif x:\n    y = [{'x, ' * 20}]  # <far>\n\n\'\'\'One\n{'of a text ' * 9}\n\'\'\'\nz = 1"
    for shown in (prose.code_block(source), prose.markdown(f"```sh\n{source}\n```")):
        soup = BeautifulSoup(shown, "html.parser")
        assert soup.get_text().strip() == source.strip()
        broken = [(line.get_text(), line.get("style")) for line in soup.find_all(class_="long-line")]
        lines = source.split("\n")
        assert broken == [(f"{lines[2]}\n", "--indent: 4"), (f"{lines[5]}\n", None)]


def test_headings_of_one_name_have_ids_of_their_own():
    text = html(new_markdown_cell("# T\n\n## Same\n\n## Same"), new_markdown_cell("## Same"))
    assert re.findall(r'<h2 id="([^"]*)"', text) == ["same", "same-2", "same-3"]
    assert re.findall(r'<a href="#([^"]*)">Same</a>', text) == ["same", "same-2", "same-3"]


def test_the_number_of_a_heading_is_not_that_of_another_heading():
    text = html(new_markdown_cell("# T\n\n## Part 2\n\n## Part"), new_markdown_cell("## Part\n\n## Part 2"))
    assert re.findall(r'<h2 id="([^"]*)"', text) == ["part-2", "part", "part-3", "part-2-2"]


def test_what_is_no_html_is_escaped_wherever_a_page_shows_it():
    title = "Is `a < b` & c?"
    text = html(new_markdown_cell(f"# {title}\n\n## {title}"), before=("01_a", "<i>Before</i>"))
    assert "<title>Is a &lt; b &amp; c?</title>" in text
    assert '">Is a &lt; b &amp; c?</a></li>' in text
    assert "← &lt;i&gt;Before&lt;/i&gt;</a>" in text
    assert ">Is a &lt; b &amp; c?</a></h3>" in index([("09", new_notebook(cells=[new_markdown_cell(f"# {title}")]))])


def test_a_template_that_names_a_value_nobody_gave_is_an_error():
    with pytest.raises(UndefinedError, match="'preview' is undefined"):
        render.page("index.html.j2")


def test_no_text_of_a_script_closes_its_element(tmp_path, monkeypatch):
    (tmp_path / "x.js").write_text('say("</script><b>")')
    monkeypatch.setattr(render, "FOLDER", tmp_path)
    assert Markup("<script>{}</script>").format(render.asset("x.js")) == r'<script>say("<\/script><b>")</script>'


def test_language_title_and_neighbours():
    text = html(new_markdown_cell("# A *title*"), before=("01_a", "Before"), after=("03_c", "After"))
    assert '<html lang="en">' in text
    assert "<title>A title</title>" in text
    assert '<a rel="prev" href="01_a.html">← Before</a>' in text
    assert '<a rel="next" href="03_c.html">After →</a>' in text
    assert 'href="example.ipynb"' in text
    alone = html(new_markdown_cell("# A title"))
    assert "rel=" not in alone.replace('rel="icon"', "")


def test_a_link_to_a_page_shows_its_title_and_the_first_sentences_of_its_lead():
    def described(lead):
        text = html(new_markdown_cell(f"# Is `a < b`?\n\n{lead}\n\n**You will be able to**\n\n- read"))
        assert '<meta property="og:title" content="Is a &lt; b?">' in text
        said = re.findall(r'<meta (?:name|property)="(?:og:)?description" content="([^"]*)">', text)
        assert len(said) in (0, 2)
        assert len(set(said)) <= 1
        return said[0] if said else None

    assert described('A "word" first. Then more.') == "A &#34;word&#34; first. Then more."
    assert described("One. " + "A sentence that is long " * 9 + "ends. Short.") == "One."
    assert described(r"One. Of $\sigma$ a word.") == "One."
    assert described("") is None


def test_a_page_has_a_bar_with_the_way_back_its_title_and_a_button_that_waits_for_its_script():
    text = html(new_markdown_cell("# A *title*\n\n## Part"))
    bar = re.search(r'<header class="bar">(.*?)</header>', text, re.DOTALL)[1]
    assert re.findall(r"<(?:a|span|button|div)[^>]*>", bar) == [
        '<a href="index.html">', '<span class="long">', '<span class="short">', '<span class="chapter">',
        '<span class="title">', '<span class="here">',
        '<button type="button" class="open-contents" aria-expanded="false" aria-controls="contents" hidden>',
        '<div class="scrolled">',
    ]  # fmt: skip
    assert ">A title</span>" in bar


def test_printed_text_cannot_close_the_page():
    cell = new_code_cell("print('</script>')", outputs=[new_output("stream", text="</script><b>\n")])
    assert "&lt;/script&gt;&lt;b&gt;" in html(cell)


def test_pictures_have_their_alternative_text_or_are_refused():
    drawn = new_code_cell("draw()", outputs=[FIGURE])
    sentence = "A line that falls from 2 to $p - 1$ over the epochs, quickly at first and slowly at last."
    said = new_markdown_cell(f"**Figure.** Short. {sentence} More.\n\nBelow.")
    alt = re.search(r'<img [^>]*alt="([^"]*)"', html(drawn, said)).group(1)
    assert alt == f"Short. {sentence}".replace("$", "")
    with pytest.raises(ValueError, match=rf"cell 2 \({drawn.id}\): a figure without alt text"):
        html(new_markdown_cell("# T"), drawn, new_markdown_cell("A line."))


def test_links_to_notebooks_lead_to_their_pages():
    text = html(new_markdown_cell("See [it](02_synthetic_data.ipynb#part) and [that](https://example.org/a.ipynb)."))
    assert 'href="02_synthetic_data.html#part"' in text
    assert 'href="https://example.org/a.ipynb"' in text


def executed_with(model, *cells):
    """A notebook with these cells, in which the state of one live figure is known."""
    notebook = new_notebook(cells=list(cells))
    notebook.metadata["widgets"] = {render.WIDGET_STATE: {"state": {model: {"state": {"_esm": "", "_css": ""}}}}}
    return notebook


def test_a_page_opens_with_its_first_live_figure_below_the_lead_and_says_where_it_comes_back():
    quiz = new_code_cell("Quiz(1)", outputs=[new_output("display_data", data={render.WIDGET_VIEW: {"model_id": "q"}})])
    cells = (new_markdown_cell(OPENING), new_markdown_cell("## One"), quiz, new_markdown_cell("## Two *words*"),
             explorer(picture_of((300, 250)), "one"), explorer(picture_of((300, 250)), "one"))  # fmt: skip
    notebook = executed_with("one", *cells)
    notebook.metadata["widgets"][render.WIDGET_STATE]["state"]["q"] = {"state": {"_esm": "", "_css": ""}}
    text = page(notebook, "01_a")
    (opening,) = re.findall(r'<section class="opening".*?</section>', text, re.DOTALL)
    assert re.findall(r'"model_id": "(\w+)"', opening) == ["one"]
    assert '<a href="#two-words">Two <em>words</em></a>' in opening
    assert text.index("<h1") < text.index("<p>Two sentences") < text.index(opening) < text.index("You will be able to")
    # further down all is where it was
    assert re.findall(r'"model_id": "(\w+)"', text.replace(opening, "")) == ["q", "one", "one"]
    # it is drawn while the rest is read in: its state and the script stand below it, the other states at the end
    first, script, rest = re.findall(r'widget-state\+json">|<script type="module"[^>]*>', text)
    assert (first, script, rest) == (first, '<script type="module" async>', first)
    states = re.findall(r'widget-state\+json">(.*?)</script>', text)
    assert [list(json.loads(state)["state"]) for state in states] == [["one"], ["q"]]
    assert text.index(opening) < text.index(states[0]) < text.index(script) < text.index("You will be able to")
    assert "opening" not in re.sub("<style>.*?</style>|<script>.*?</script>", "", html(*cells[:2]), flags=re.DOTALL)


def test_lines_that_only_draw_are_folded_away_where_there_is_a_picture():
    source = "p = f(x)\n\nfigure, ax = plt.subplots()\nax.plot(x, p)\n\nprint(p)"
    figure = new_markdown_cell("**Figure.** " + "A line that falls. " * 6)
    text = html(new_code_cell(source, outputs=[FIGURE]), figure)
    (folded,) = re.findall(r'<details class="drawing"><summary>(.*?)</details>', text, re.DOTALL)
    said, code = (re.sub("<[^>]*>", "", part) for part in folded.split("</summary>"))
    assert (said, code.strip()) == ("The code that draws the picture", "figure, ax = plt.subplots()\nax.plot(x, p)")
    outside = [re.sub("<[^>]*>", "", pre) for pre in re.findall(r"<pre class=.code.*?</pre>", text, re.DOTALL)]
    assert [code.strip() for code in outside] == ["p = f(x)", "figure, ax = plt.subplots()\nax.plot(x, p)", "print(p)"]
    assert 'drawing"' not in html(new_code_cell(source, outputs=[new_output("stream", text="1")]))


@pytest.mark.parametrize(
    ("source", "drawn"),
    [
        ("import matplotlib.pyplot as plt\nfrom course_utils.plotting import plot_roc\nplot_roc(y, p)", [0, 1, 2]),
        ("ax = plot_sigmoid(1, 0)\nfor at in (1, 2):\n    ax.axvline(at)", [0, 1, 2]),
        ("ax = plot_sigmoid(1, 0)\nfor at in (1, 2):\n    ax.axvline(at)\n    total += at", []),
        ("_, (left, right) = plt.subplots(1, 2)\nfor ax in (left, right):\n    ax.grid()", [0, 1, 2]),
        ("ax = plot_fit(m)\nends = [0, 9]\nax.plot(ends)", [0, 1, 2]),
        ("ax = plot_fit(m)\nends = [0, 9]\nprint(ends)\nax.plot(ends)", []),
        ("model.fit(X)\nplot_fit(model)", []),  # one line alone
        ("axes = shares(p)\naxes.sort()\naxes.append(1)", []),  # no axes, in spite of its name
        ("from course_utils.plotting import CURVE_STYLES\nimport numpy as np", []),
        ("this is no Python", []),
    ],
)
def test_what_only_draws(source, drawn):
    pieces = split(source)
    assert "\n".join(text for text, _ in pieces) == source
    found = [line for text, draws in pieces if draws for line in text.split("\n")]
    assert found == [source.split("\n")[k] for k in drawn]


@pytest.mark.slow
def test_a_link_is_shown_with_the_question_of_the_page_and_its_figure(monkeypatch):
    figure = Image.new("RGB", (300, 250), "#ff0000")
    alone, beside = (Image.open(io.BytesIO(preview.preview("A question?", shown))) for shown in (None, figure))
    assert alone.size == beside.size == (1200, 630)
    reds = [(np.asarray(each.convert("RGB")) @ [1, -1, 0] > 150).sum() for each in (alone, beside)]
    assert reds[0] == 0
    assert reds[1] > 400 * 300
    # every word of a long question is there, in lines that end before the figure
    lines = preview.wrapped("What is the best anyone could do?", preview.font("sans-bold", 68), preview.TEXT)
    assert " ".join(lines) == "What is the best anyone could do?"
    assert max(preview.font("sans-bold", 68).getlength(line) for line in lines) <= preview.TEXT
    assert '<meta property="og:image" content="example.png">' in html(new_markdown_cell("# T"))
    monkeypatch.setattr(address, "SITE", "https://example.org/course/")
    assert '"og:image" content="https://example.org/course/example.png">' in html(new_markdown_cell("# T"))


def test_every_head_of_a_table_has_a_name():
    text = html(new_markdown_cell("| | $x$ | b |\n| --- | --- | --- |\n| 1 | 2 | 3 |"))
    heads = re.search(r"<thead>.*?</thead>", text, re.DOTALL).group()
    assert re.findall(r"<(th|td)\b", heads) == ["td", "th", "th"]
    frame = new_output("display_data", data={"text/html": "<table><thead><tr><th></th><th>n</th></tr></thead></table>"})
    assert "<tr><td></td><th>n</th></tr>" in html(new_code_cell("frame", outputs=[frame]))


# ------------------------------------------------------------------ the pages for those who teach


@pytest.fixture(scope="module")
def staff():
    return guides([(path, nbformat.read(path, as_version=4)) for path in NOTEBOOKS])


def plain(text):
    return " ".join(re.sub("<[^>]*>", " ", text).split())


@pytest.mark.slow
def test_the_lecturers_page_has_every_deck_with_its_purpose_and_minutes(staff):
    cards = re.findall(r"<li>\n<h2>.*?\n</li>", staff["lecturer.html"], re.DOTALL)
    assert len(cards) == len(NOTEBOOKS)
    for path, card in zip(NOTEBOOKS, cards, strict=True):
        lecture = Lecture.read(lecture_of(path), nbformat.read(path, as_version=4))
        said = plain(card)
        assert f"{lecture.minutes:g} minutes in all, {lecture.path_minutes:g} on the path" in said
        assert re.search(r"The room [a-z].{40,}\.", said)
        assert f"build/slides/{path.stem}.html" in card
        assert len(re.findall("<li>", card)) == 1 + len(lecture.sections())
    sources = {path.stem[:2]: nbformat.read(path, as_version=4).cells for path in NOTEBOOKS}
    figures = {number: sum("Explorer(" in cell.source for cell in cells) for number, cells in sources.items()}
    shown = {card.split(" · ")[0][-2:]: int(re.search(r"(\d+) live figure", card)[1]) for card in cards}
    assert shown == figures
    assert "speaker notes in a second window" in plain(staff["lecturer.html"])  # the keys
    # what stands in code is no heading of the page
    assert re.findall(r"<h2 id[^>]*>(.*?)</h2>", staff["lecturer.html"]) == re.findall(
        r"^## (.*)$",
        re.sub(r"^(`{3,}).*?^\1", "", (ROOT / "docs" / "lecturing.md").read_text(), flags=re.M | re.S),
        re.M,
    )


@pytest.mark.slow
def test_decks_beside_the_site_are_linked():
    path = NOTEBOOKS[0]
    text = guides([(path, nbformat.read(path, as_version=4))], decks=True)["lecturer.html"]
    assert f'<a href="slides/{path.stem}.html">' in text
    assert f"build/slides/{path.stem}" not in text


def test_points_are_those_of_nbgraders_kinds_of_cells():
    def cell(points, **flags):
        about = {"grade": False, "solution": False, "task": False, "locked": True, "points": points, **flags}
        return new_markdown_cell("Words.", metadata={"nbgrader": about})

    cells = [new_markdown_cell("# Homework\n\nIt asks."), new_markdown_cell("## 1 · First"), cell(2, grade=True),
             cell(3, grade=True, solution=True), cell(0, solution=True), new_markdown_cell("## 2 · Second"),
             cell(4, task=True), new_markdown_cell("## Afterwards")]  # fmt: skip
    made = _assignment("hw9", new_notebook(cells=cells))
    assert made["questions"] == [["1 · First", 2, 3], ["2 · Second", 0, 4]]
    assert (made["tested"], made["by_hand"]) == (2, 7)


@pytest.mark.slow
def test_the_instructors_page_has_every_assignment_with_what_is_graded(staff):
    listed = re.findall(
        r"^\| \[(hw\w+)\].*?\| (\d+), (\d+) \| (\d+) \|", (ROOT / "docs" / "homework.md").read_text(), re.M
    )
    assert len(listed) == len(list((ROOT / "notebooks" / "homework").glob("hw*"))) >= 3
    for one, (name, points, by_hand, minutes) in zip(assignments(), listed, strict=True):
        assert (one["name"], one["tested"], one["by_hand"], one["minutes"]) == (
            name, int(points) - int(by_hand), int(by_hand), int(minutes)
        )  # fmt: skip
        assert plain(one["title"]) in plain(staff["instructor.html"])
    assert "course release hw1 --output" in plain(staff["instructor.html"])


@pytest.mark.slow
def test_the_guides_link_each_other_and_nothing_that_is_not_on_the_site(staff):
    ids = {name: set(re.findall(r' id="([^"]*)"', text)) for name, text in staff.items()}
    pages = {f"{path.stem}.html": set() for path in NOTEBOOKS} | {"index.html": set()} | ids
    for name, text in staff.items():
        for file, anchor in re.findall(r'href="(?!\w+:)([^"#]*)(?:#([^"]*))?"', text):
            assert file in pages or not file, file
            assert not anchor or (file or name) not in ids or anchor in ids[file or name], f"{name}: {file}#{anchor}"
    assert 'href="grading.html#a-term"' in staff["instructor.html"]


# ------------------------------------------------------------------ the index


def test_the_index_has_a_card_for_each_notebook_with_links_to_its_sections():
    first = new_notebook(cells=[new_markdown_cell(OPENING)])
    text = index([("09_first", first), ("10_bare", new_notebook(cells=[new_markdown_cell("Text.")]))])
    assert '<a href="09_first.html">09 · What is tested here?</a>' in text
    assert '<a href="10_bare.html">10_bare</a>' in text
    assert '<a href="09_first.html#2-second">2 · Second</a>, 12 minutes' in text
    assert "Sections, 21 minutes in all" in text
    assert text.count("<summary>") == 2
    assert "<math" in text


def picture_of(*sizes, gap=20, rows=1):
    """A still as a live figure leaves it: dark panels of these sizes in each row, with white between them."""
    height = sizes[0][1] + gap * (rows > 1)
    whole = Image.new("RGB", (sum(width for width, _ in sizes) + gap * len(sizes), height * rows), "white")
    at = 0
    for width, panel in sizes:
        for row in range(rows):
            whole.paste("black", (at + gap // 2, row * height, at + gap // 2 + width, row * height + panel))
        at += width + gap
    kept = io.BytesIO()
    whole.save(kept, "PNG")
    return base64.b64encode(kept.getvalue()).decode()


def explorer(picture, model=None):
    data = {"text/plain": "SigmoidExplorer(weight=1)", "image/png": picture}
    if model:
        data[render.WIDGET_VIEW] = {"model_id": model}
    return new_code_cell("SigmoidExplorer(weight=1)", outputs=[new_output("display_data", data=data)])


def test_a_card_shows_the_first_panel_of_the_live_figure_small_and_no_picture_that_may_be_an_answer():
    answer = new_code_cell("draw()", outputs=[FIGURE])
    text = index([("09_a", new_notebook(cells=[new_markdown_cell("# 09 · A"), answer]))])
    assert "<img" not in text
    for still, shape in (
        (picture_of((300, 250), (300, 250)), (320, 250)),
        (picture_of((900, 700)), (480, 365)),
        (picture_of((300, 250), (300, 250), rows=2), (320, 269)),
    ):
        cells = [new_markdown_cell("# 09 · A"), answer, explorer(still)]
        text = index([("09_a", new_notebook(cells=cells))])
        said = r'<img class="key" src="data:image/png;base64,([^"]*)" width="(\d+)" height="(\d+)"'
        (picture, *size), *others = re.findall(said, text)
        assert Image.open(io.BytesIO(base64.b64decode(picture))).size == tuple(map(int, size)) == shape
        assert others == []


def test_the_front_page_has_the_first_explorer_alive_and_only_that():
    def executed(name, *models):
        cells = [new_markdown_cell(f"# {name}"), *(explorer(picture_of((300, 250)), model) for model in models)]
        notebook = new_notebook(cells=cells)
        states = {model: {"state": {"_esm": f"draws_{model}", "_css": ""}} for model in models}
        notebook.metadata["widgets"] = {render.WIDGET_STATE: {"state": states}}
        return name, notebook

    stored = ("08_b", new_notebook(cells=[explorer(picture_of((300, 250)))]))
    text = index([stored, executed("09_a", "one", "two"), executed("10_c", "three")])
    assert re.findall(r"draws_\w+", text) == ["draws_one"]
    assert re.findall(r'"model_id": "(\w+)"', text) == ["one"]
    assert text.index('"model_id"') < text.index('<script type="module" async>') < text.index('<h2 id="map">')
    assert '<a class="start" href="08_b.html">Start reading</a>' in text
    assert "The figure is alive" not in index([stored])


@every_page
def test_the_front_page_knows_the_questions_at_which_a_page_asks_for_a_guess(path):
    asked = re.findall(r'<course-guess id="predict-[^"]*" of="([^"]*)"', rendered(path))
    notebook = nbformat.read(path, as_version=4)
    assert questions(notebook) == asked != []
    assert f'data-guesses="{" ".join(asked)}" data-of="{path.stem}"' in index([(path.stem, notebook)])


@pytest.mark.slow  # all pages
def test_links_of_the_index_are_headings_of_the_pages():
    notebooks = [(path.stem, nbformat.read(path, as_version=4)) for path in NOTEBOOKS]
    linked = re.findall(r'href="(\w+)\.html#([^"]+)"', index(notebooks))
    assert len(linked) > 20
    ids = {path.stem: set(re.findall(r' id="([^"]*)"', rendered(path))) for path in NOTEBOOKS}
    assert [(name, anchor) for name, anchor in linked if anchor not in ids[name]] == []


def test_a_search_finds_headings_and_terms_where_they_are_first_in_bold():
    text = "# T\n\nA **word**.\n\n## One `f(x)`\n\n**Predict.** An **odd word** of **four words of these**, **once**."
    more = "## One `f(x)`\n\nAn **odd word**, a **logit**.\n\n```\n## no heading\n```\n\n### T"
    one, two = (new_notebook(cells=[new_markdown_cell(cell) for cell in cells]) for cells in ((text, more), (more,)))
    assert entries([("01_a", one), ("02_b", two)]) == [
        ("One f(x)", "01_a.html#one-f-x", "01"),
        ("odd word", "01_a.html#one-f-x", "01, One f(x)"),
        ("One f(x)", "01_a.html#one-f-x-2", "01"),
        ("logit", "01_a.html#one-f-x-2", "01, One f(x)"),
        ("T", "01_a.html#t-2", "01"),
        ("One f(x)", "02_b.html#one-f-x", "02"),
        ("T", "02_b.html#t", "02"),
    ]


@every_page
def test_a_search_leads_to_headings_that_are_there(path):
    notebook = nbformat.read(path, as_version=4)
    found = [address.partition("#")[2] for _, address, _ in entries([(path.stem, notebook)])]
    assert len(found) >= sum(cell.source.startswith("## ") for cell in notebook.cells) > 0
    assert set(found) <= set(re.findall(r' id="([^"]*)"', rendered(path)))


# ------------------------------------------------------------------ the command


@pytest.mark.slow
def test_a_failing_notebook_is_named_and_leaves_the_page_and_the_index_that_are_there(tmp_path, capsys):
    failing, fine = tmp_path / "01_failing.ipynb", tmp_path / "02_fine.ipynb"
    nbformat.write(new_notebook(cells=[new_code_cell("1"), new_code_cell("draw()", id="drawn")]), failing)
    nbformat.write(new_notebook(cells=[new_markdown_cell("# Fine")]), fine)
    for path, outputs in ((failing, [FIGURE]), (fine, [])):
        run = read(path)
        run.cells[-1].outputs = outputs
        keep(run, kept_name(path.stem, read(path)), cache=tmp_path / "c")
    output = tmp_path / "site"
    output.mkdir()
    for name in ("01_failing.html", "index.html"):
        (output / name).write_text("a good page")
    named = str(failing), str(fine)
    assert cli.main(["site", *named, "--output", str(output), "--cache", str(tmp_path / "c")]) == 1
    assert f"{failing}: no page\n  cell 2 (drawn): a figure without alt text" in capsys.readouterr().err
    assert (output / "01_failing.html").read_text() == (output / "index.html").read_text() == "a good page"
    assert "← 01_failing" in (output / "02_fine.html").read_text()
    assert (output / "02_fine.ipynb").read_bytes() == learners_copy(fine)
    assert not list(output.glob("*.part"))
    fine.write_text("{")
    assert cli.main(["site", *named, "--output", str(output), "--cache", str(tmp_path / "c")]) == 1
    assert f"{fine}: cannot be read as a notebook" in capsys.readouterr().err
