"""course_tools.lecture: what is read from the text of a lecture, and the faults it names."""

import re

import nbformat
import pytest
from nbformat.v4 import new_markdown_cell, new_notebook
from support.example_lecture import FIGURE, NOTES, POLL, TITLE, code, example, lecture, notebook, printed, text
from support.notebook_checks import NOTEBOOKS
from support.rows import each_row

from course_tools import project
from course_tools.lecture import Embed, Lecture, Part, Text, read_opening


def slide(body="", heading="A heading {#extra minutes=1}", notes=NOTES):
    return f"## {heading}\n\n{body}\n\n{notes}"


def only_slide(body, *cells):
    """The slide of the example that has this body, and notes of its own."""
    return lecture(slide(body), cells=cells, minutes=14).slides[-2]


def faults(*more, cells=(), **changes):
    return lecture(*more, cells=cells, **changes).faults()


def faults_of(body, *cells):
    return faults(slide(body), cells=cells, minutes=14)


def only(found, *words):
    """The one fault found, with all of these words in it."""
    assert len(found) == 1, found
    assert [word for word in words if word not in found[0]] == [], found[0]


def line_of(words, whole):
    """The line, from 1, on which a text first has these words."""
    return next(number for number, line in enumerate(whole.splitlines(), start=1) if words in line)


# ------------------------------------------------------------------ the opening of a notebook


def test_the_opening_cell_is_read():
    read = read_opening(notebook())
    assert read.title == "09 · What is tested here?"
    assert read.lead == "Two sentences of introduction."
    assert read.objectives == ("say what happened;", "count to $n$.")
    assert read.needs == "notebook 08, and a pencil."
    assert read.sections == (("1 · First", 9), ("2 · Second", 12))


def test_what_the_opening_lacks_is_empty():
    read = read_opening(new_notebook(cells=[new_markdown_cell("Only a sentence.")]))
    assert (read.title, read.lead, read.objectives, read.needs, read.sections) == ("", "Only a sentence.", (), "", ())
    assert read_opening(new_notebook()).title == ""


# ------------------------------------------------------------------ reading


def test_slides_are_read_in_order_with_title_section_minutes_and_path():
    read = lecture()
    assert [(s.kind, s.title, s.section, s.minutes, s.path, s.below, s.anchor) for s in read.slides] == [
        ("title", "", "", 1, True, False, "title"),
        ("objectives", "", "", 1, True, False, "objectives"),
        ("outline", "", "", 1, True, False, "outline"),
        ("plain", "The first", "1 · First", 5, True, False, "letters"),
        ("plain", "Short", "2 · Second", 1, False, False, "short"),
        ("polls", "Poll", "2 · Second", 4, False, True, "quiz"),
    ]
    assert (read.promised, read.minutes, read.path_minutes, read.path_minutes_at_most) == (13, 13, 8, 50)
    assert read.sections() == [("1 · First", 5, 5), ("2 · Second", 5, 0)]
    assert read.slides[3].notes == "**Say.** This.\n\nMore."
    assert read.slides[3].place == f"example.md:{line_of('The first', example())}"


def test_a_slide_has_the_anchor_it_names_the_cell_it_shows_or_its_title():
    embed = "{{< embed letters code >}}"
    named = [
        slide(embed, "A {#own minutes=1}"),
        slide(embed, "B {minutes=1}"),
        slide("Text.", "Is $p$ it? {minutes=1}"),
    ]
    assert [read.anchor for read in lecture(*named).slides[-4:-1]] == ["own", "letters", "is-p-it"]


def test_what_follows_a_pause_is_a_part_that_comes_later():
    body = "Said,\n\n- and *listed*.\n\n. . .\n\n{{< embed letters code >}}\n{{< embed letters output >}}\n\nBelow."
    first, second = only_slide(body).parts
    assert first == Part((Text("Said,\n\n- and *listed*."),))
    assert second.later
    assert [type(block) for block in second.blocks] == [Embed, Embed, Text]
    assert [block.show for block in second.blocks[:2]] == ["code", "output"]
    assert second.blocks[2].source == "Below."


def test_text_is_kept_as_it_is_written():
    formula, table = "A formula\n$$\na\n= b\n$$", "| a | b |\n| --- | --- |\n| $x$ | `y` |"
    body = f"{formula}\n\n\n> quoted\n\n{table}\n\n### More\n\n1. one\n\n   two"
    assert [block.source for block in only_slide(body).blocks] == [body]


def test_the_options_of_an_embedded_cell():
    (embed,) = only_slide('{{< embed letters figure alt="What it shows = a line" >}}').blocks
    assert (embed.cell, embed.show, embed.alt) == ("letters", "figure", "What it shows = a line")


def test_code_is_written_on_the_slide_or_run():
    blocks = [
        "```python\nx = 1\n\ny = 2\n```",
        "```{.python cell=letters}\nz\n```",
        "```{python after=imports output=false}\nw\n```",
    ]
    written, named, ran = only_slide("\n\n".join(blocks)).blocks
    assert (written.source, written.cells, written.run) == ("x = 1\n\ny = 2", (), False)
    assert (named.source, named.cells, named.run) == ("z", ("letters",), False)
    assert (ran.source, ran.cells, ran.run, ran.output) == ("w", ("imports",), True, False)


def test_the_outputs_of_a_cell_are_shown_all_or_only_its_figures():
    drawn = code("drawn", "draw()", [printed("a"), FIGURE])
    body = "{{< embed drawn code >}}\n{{< embed drawn output >}}\n{{< embed drawn figure >}}"
    read = lecture(slide(body), cells=[drawn])
    whole, printed_and_drawn, figures = read.slides[-2].blocks
    assert (read.source(whole), read.outputs(whole)) == ("draw()", [])
    assert (read.source(printed_and_drawn), read.outputs(printed_and_drawn)) == ("", drawn.outputs)
    assert read.outputs(figures) == [FIGURE]


def test_a_poll_is_not_below_a_slide_of_another_section():
    assert [read.below for read in lecture(slide("Text.")).slides[-3:]] == [False, True, True]


# ------------------------------------------------------------------ faults of writing


def test_a_lecture_without_faults():
    assert faults() == []


MISWRITTEN = {
    "{{< embed loss code >}}": ["no cell 'loss' in the notebook"],
    "{{< embed leters code >}}": ["no cell 'leters' in the notebook; there is letters"],
    "{{< embed first code >}}": ["cell 'first' is text"],
    "{{< embed imports output >}}": ["cell 'imports' has no output"],
    "{{< embed letters figure >}}": ["cell 'letters' has no figure among its outputs"],
    "{{< embed letters >}}": ["cannot be understood", "{{< embed CELL code|output|figure >}}"],
    "{{< embed letters picture >}}": ["cannot be understood", "code|output|figure"],
    "{{< embed letters code figure >}}": ["cannot be understood"],
    "{{< include letters >}}": ["cannot be understood", "{{< poll CELL >}}"],
    "{{< poll quiz rows=1 >}}": ["cannot be understood"],
    "{{< embed letters code lines=3 >}}": ["option lines=3 is unknown", "embed takes alt"],
    '{{< embed letters code alt="open >}}': ["cannot be read", "No closing quotation"],
    "{{< embed letters code": ["is no shortcode"],
    "::: {.column}\nLeft.\n:::": ["::: {.column} is unknown", "::: {.notes}"],
    "::: {.notes .small}\nSmall.\n:::": ["::: {.notes .small} is unknown"],
    "Text.\n\n:::": ["':::' closes nothing"],
    "Text.\n\n---": ["a line of dashes begins no slide", "## Title"],
    "```sh\nmake lab\n```": ["a code block 'sh'", "```python"],
    "```\nx\n```": ["a code block ''"],
    "```{.python lines=3 cell=letters}\nx\n```": ["attribute lines=3 is unknown", "cell=CELL"],
    "```{python echo=false after=letters}\n1\n```": ["attribute echo=false is unknown", "after=CELL, output=false"],
    "```{.python cell=letters output=false}\nx\n```": ["attribute output=false is unknown", "takes cell=CELL"],
    "```{python after=letters output=no}\nx\n```": ["output may be true or false; got 'no'"],
    "```{python after=letters, x=1}\nx\n```": ["{.python after=letters, x=1} cannot be read"],
    "```{.python cell=leters}\nx\n```": ["no cell 'leters'"],
    "- ```python\n  x = 1\n  ```": ["code stands in a block of its own"],
    "    x = 1": ["code stands in a block of its own"],
    "See {{< embed letters code >}}": ["a shortcode stands alone on its line"],
    "- {{< embed letters code >}}": ["a shortcode stands alone on its line"],
    "Text.\n\n...\n\nMore.": ["... is no pause; write . . ., with an empty line"],
    "Text.\n\n. .\n\nMore.": [". . is no pause"],
    "Text.\n\n…\n\nMore.": ["… is no pause"],
    "![A curve](curve.png)": ["the picture curve.png is not in the deck; embed the figure of a cell"],
    "##Short": ["'##Short' is no heading; a space follows the #"],
    "Text.\n\n. . .": ["nothing follows . . ."],
    "Text.\n\n. . .\n\n. . .\n\nMore.": ["nothing follows . . ."],
}


@each_row("body", MISWRITTEN)
def test_what_is_miswritten_is_named_with_its_line(body):
    found = faults_of(body)
    only(found, *MISWRITTEN[body])
    name, line, _ = found[0].split(":", 2)
    assert name == "example.md"
    first = line_of("A heading", example(slide(body), minutes=14)) + 2
    assert first <= int(line) < first + len(body.splitlines())


@pytest.mark.parametrize("pause", ["Text.\n. . .\n\nMore.", "Text.\n\n. . .\nMore."])
def test_a_pause_stands_alone(pause):
    assert any("stands alone, with an empty line before and after it" in fault for fault in faults_of(pause))


def test_a_shortcode_in_a_sentence_is_named():
    only(faults_of("See\n{{< embed letters output >}}"), "'See' is no shortcode", "stands alone on its line")


@pytest.mark.parametrize("body", ["Like `{{< embed letters code >}}` so.", "![A dot](data:image/png;base64,AAAA)"])
def test_a_shortcode_in_code_and_a_picture_in_the_text_are_no_faults(body):
    assert faults_of(body) == []


HEADINGS = {
    "T {minutes=nan}": ["minutes must be a number, like minutes=2; got 'nan'", "has no minutes"],
    "T {minutes=inf}": ["minutes must be a number, like minutes=2; got 'inf'", "has no minutes"],
    "T {minutes=2 minutes=1}": ["minutes= stands twice", "has no minutes"],
    "T {#a #b minutes=1}": ["# stands twice", "has no minutes"],
    "T {minutes=two}": ["minutes must be a number, like minutes=2; got 'two'", "has no minutes"],
    "T {.pth minutes=1}": ["class .pth is unknown", ".path, .title, .objectives or .outline"],
    "T {minuts=1 minutes=1}": ["attribute minuts=1 is unknown", "#anchor, .path and minutes=2"],
    "T {minutes=1,5}": ["{minutes=1,5} cannot be read", 'key="some words"', "has no minutes"],
    "T {path minutes=1}": ["{path minutes=1} cannot be read", "has no minutes"],
    "{minutes=1}": ["has no title; write it behind ##"],
    "T": ["slide 'T' has no minutes; write them behind its title"],
    "T {minutes=0}": ["has no minutes"],
    "T {minutes=-1}": ["has no minutes"],
    "T {#short minutes=1}": ["a second slide at #short"],
}


@each_row("heading", HEADINGS)
def test_what_is_wrong_with_a_heading(heading):
    whole = example(slide("Text.", heading))
    read = Lecture.from_text(whole, notebook(), "example.md")
    found = [fault for fault in read.faults() if "promises" not in fault]
    assert [word for word in HEADINGS[heading] if not any(word in fault for fault in found)] == [], found
    assert {fault.split(":")[1] for fault in found} == {str(whole.splitlines().index(f"## {heading}") + 1)}


def test_half_minutes_stand_in_quotes_and_a_formula_in_braces_is_no_attribute():
    read = lecture(slide("Text.", 'At $z = {-100}$ {minutes="0.5"}'), minutes=13.5)
    assert (read.slides[-2].title, read.slides[-2].minutes, read.faults()) == ("At $z = {-100}$", 0.5, [])
    only(faults(slide("Text.", "$z_{1}$")), "slide '$z_{1}$' has no minutes")


FRONTS = {
    "minutes: .nan": ["minutes must be a number of minutes; got nan", "must say how long"],
    "minutes: 13\nminutes: 14": ["minutes stands twice in the front matter", "must say how long"],
    "minutes: 13\nminuts: 3": ["'minuts' is unknown in the front matter; there are minutes, path"],
    "minutes: many": ["minutes must be a number of minutes; got 'many'", "must say how long the whole deck takes"],
    "minutes: 13\npath: true": ["path must be a number of minutes; got True"],
    "minutes: 0": ["minutes must be a number of minutes; got 0"],
    "- 13": ["the front matter must hold keys, like `minutes: 90`; got [13]"],
    "minutes: [": ["the front matter is no YAML"],
    "path: 7": ["the path takes 8 minutes, at most 7; take slides off it", "must say how long"],
}


@each_row("front", FRONTS)
def test_what_is_wrong_with_the_front_matter(front):
    whole = example().replace("---\nminutes: 13\n---", f"---\n{front}\n---")
    found = Lecture.from_text(whole, notebook(), "example.md").faults()
    assert [word for word in FRONTS[front] if not any(word in fault for fault in found)] == [], found
    assert {fault.split(" ")[0] for fault in found} == {"example.md:1:"}


@pytest.mark.parametrize("name", ["title", "objectives", "outline"])
def test_an_opening_slide_has_no_text_of_its_own(name):
    own = f"## {{.{name} minutes=1}}\n\nText.\n\n{NOTES}"
    only(faults(**{name: own}), f"the .{name} shows the notebook's first cell, and no text of its own")


def test_comments_are_not_read():
    whole = f"<!-- before -->\n\n{slide('<!-- kept for later -->')}"
    assert [block for block in only_slide("<!-- later -->\n\nText.").blocks] == [Text("Text.")]
    assert Lecture.from_text(whole, notebook(), "example.md").misread == ()


def test_notes_that_are_never_closed():
    whole = example().rstrip().removesuffix(":::")
    only(Lecture.from_text(whole, notebook(), "example.md").faults(), "::: {.notes} is never closed")


def test_notes_that_are_closed_too_late():
    """What they swallow is a slide: its missing minutes alone would not say why."""
    whole = example().replace("More.\n:::\n", "More.\n")
    heading = line_of("2 · Second", whole)
    what = f"::: {{.notes}} is not closed before the heading in line {heading}; a line ::: ends it"
    found = Lecture.from_text(whole, notebook(), "example.md").faults()
    assert f"example.md:{line_of('More.', whole) - 1}: {what}" in found


def test_notes_hold_no_shortcode():
    notes = "::: {.notes}\n{{< embed letters code >}}\n:::\n"
    only(faults(slide("Text.", notes=notes), minutes=14), "and not in its notes")


def test_code_and_front_matter_that_are_never_closed():
    open_code = example().replace("{{< embed letters code >}}", "```python\nprint('a')")
    what = f"example.md:{line_of('print', open_code) - 1}: this block of code is never closed; a line ``` ends it"
    assert what in Lecture.from_text(open_code, notebook(), "example.md").faults()
    open_front = example().replace("---\n\n", "\n", 1)
    assert "the front matter is never closed" in Lecture.from_text(open_front, notebook(), "example.md").faults()[0]


def test_a_file_is_read_in_utf_8_however_an_editor_has_saved_it(tmp_path):
    path = tmp_path / "example.md"
    for data in (example().encode("utf-8-sig"), example().replace("\n", "\r\n").encode()):
        path.write_bytes(data)
        assert Lecture.read(path, notebook()).faults() == []
    path.write_bytes(example().replace("Prose.", "Prosé.").replace("·", "-").encode("latin-1"))
    line = line_of("Prose.", example())
    with pytest.raises(ValueError, match=rf"example\.md:{line}: byte 0xe9 is not UTF-8; save the file as UTF-8"):
        Lecture.read(path, notebook())


def test_text_before_the_first_slide_and_behind_a_section():
    only(faults(title=f"Text.\n\n{TITLE}"), "example.md:5: text before the first slide; begin it with ##")
    only(faults(poll=f"# 1 · First\n\nText.\n\n{POLL}"), "text before the first slide of a section")


def test_a_file_without_slides():
    found = Lecture.from_text("Only text.", notebook(), "example.md").faults()
    assert len(found) == 2
    assert "example.md:1: text before the first slide" in found[0]
    assert "example.md:1: no slide; one begins with a heading" in found[1]


# ------------------------------------------------------------------ code that is written on a slide

LOOP = "for epoch in range(n):\n    loss = bce(p, y)  # the mean\n    loss.backward()\n    print(f'{loss}')"
LINES = [
    LOOP,
    "loss = bce(p, y)\nloss.backward()",
    "    loss.backward()",
    "for epoch in range(n):\n    loss.backward()",
    "for epoch in range(n):\n    loss = bce(\n        p,\n        y)\n    loss.backward()",
    "loss = bce(p,y)",
    "loss = bce(p, y)  # the mean",
]
NO_LINES = {
    "loss = bce(p, x)": "'loss = bce(p, x)'",
    "loss = bce(p)": "'loss = bce(p)'",
    "loss.backward()\nloss = bce(p, y)": "'loss = bce(p, y)'",
    "for epoch in range(n):\nloss.backward()": "'loss.backward()'",
    "loss = bce(p, y)\n    loss.backward()": "'loss.backward()'",
    "loss = bce(p, y)  # a sum": "'# a sum'",
    "loss = bce(p, y)\n\nbackward()": "'backward()'",
    "print(f'{less}')": "\"print(f'{less}')\"",
    "(loss = bce(p, y)": "'(loss = bce(p, y)'",
}


def shown_with(block, fence="```python"):
    embed = "" if "cell=" in fence else "\n\n. . .\n\n{{< embed loop output >}}"
    return faults_of(f"{fence}\n{block}\n```{embed}", code("loop", LOOP, [printed("1")]))


@each_row("block", LINES)
def test_lines_of_a_cell_may_stand_on_a_slide(block):
    assert shown_with(block) == []
    assert shown_with(block, "```{.python cell=loop}") == []


@each_row("block", NO_LINES)
def test_what_is_no_line_of_the_cell_is_refused(block):
    only(shown_with(block), f"{NO_LINES[block]} is no line of cell 'loop'", "begin the block with ```{python}")


def test_code_may_be_of_any_cell_that_the_slide_shows():
    embeds = "{{< embed imports code >}}\n{{< embed letters output >}}"
    body = f"```python\nimport torch\n```\n\n```python\nprint('a')\n```\n\n{embeds}"
    assert faults_of(body) == []
    found = faults_of(body.replace("import torch\n", "import numpy\n", 1))
    only(found, "'import numpy' is no line of cell 'imports' or 'letters'")


def test_commands_of_a_shell_in_a_cell_are_compared_line_by_line():
    body = "```{.python cell=shell}\n!pip list\n```"
    assert faults_of(body, code("shell", "x = (\n!pip list\n!ls")) == []


@pytest.mark.parametrize(
    ("fence", "how"), [("```python", "{.python cell=CELL}"), ("```{python}", "{python after=CELL}")]
)
def test_code_of_no_cell_is_refused(fence, how):
    only(faults_of(f"{fence}\nx = 1\n```"), "code of no cell: the slide embeds none", how)


def test_code_that_is_run_need_not_be_in_the_notebook():
    assert faults_of("```{python after=letters}\nx = 1\n```") == []


# ------------------------------------------------------------------ faults of the lecture


@pytest.mark.parametrize("name", ["title", "objectives", "outline"])
def test_the_three_opening_slides_need_notes_too(name):
    only(faults(**{name: f"## {{.{name} minutes=1}}\n"}), f"slide '{name}' has no speaker notes", "::: {.notes}")


def test_a_slide_without_notes():
    only(faults(slide("Text.", notes=""), minutes=14), "slide 'A heading' has no speaker notes")


@pytest.mark.parametrize(
    "said", ["**Usual wrong answer.** Three. It is four.", "**Usual wrong answer.** Three. **Put it right.** Four."]
)
def test_a_wrong_answer_is_put_right_in_a_paragraph_of_its_own(said):
    found = faults(slide("Text.", notes=f"::: {{.notes}}\n**Say.** A word.\n\n{said}\n:::"), minutes=14)
    only(found, "slide 'A heading'", "do not put each wrong answer right", "**Put it right.**")
    mended = said.replace(" It is", "\n\n**Put it right.** It is").replace(" **Put", "\n\n**Put")
    assert faults(slide("Text.", notes=f"::: {{.notes}}\n**Say.** A word.\n\n{mended}\n:::"), minutes=14) == []


@pytest.mark.parametrize("promised", [12, 14, 13.5])
def test_minutes_that_do_not_add_up(promised):
    found = faults(minutes=promised)
    only(found, "example.md:1:", f"promises {promised:g} minutes", "take 13", "'1 · First' 5", "'2 · Second' 5")


@pytest.mark.parametrize(("more", "found"), [(42, 0), ('"42.5"', 1)])
def test_the_path_takes_50_minutes_or_less(more, found):
    named = faults(slide("Text.", f"H {{.path minutes={more}}}"), minutes=13 + float(str(more).strip('"')))
    assert len(named) == found
    if found:
        only(named, "the path takes 50.5 minutes, at most 50")


def test_the_first_slide_is_the_title():
    only(faults(title="", minutes=12), "the first slide must be the title")


def test_a_section_must_be_one_of_the_notebook():
    whole = example().replace("# 1 · First", "# 1 · Frist")
    only(Lecture.from_text(whole, notebook(), "example.md").faults(), "section '1 · Frist'", "there is '1 · First'")


def test_a_marked_cell_must_be_on_a_slide():
    marked = code("curve", "explorer", tags=["slide"])
    only(faults(cells=[marked]), "cell 6 (curve) has the tag 'slide' and is on no slide; embed it")
    assert faults(slide("{{< embed curve code >}}"), cells=[marked], minutes=14) == []


def test_a_slide_with_a_poll_shows_nothing_else():
    only(faults(poll=POLL.replace("{{< poll", "Text.\n\n{{< poll")), "a slide with a poll shows nothing else")


def test_outputs_are_not_missed_before_a_run():
    bare = code("bare", "print('later')", count=None)
    assert faults(slide("{{< embed bare output >}}"), cells=[bare], minutes=14) == []


def test_a_figure_needs_alt_text_its_own_or_the_sentences_below():
    drawn = code("drawn", "draw()", [FIGURE])

    def found(*more, body="{{< embed drawn figure >}}"):
        return faults(slide(body), cells=[drawn, *more], minutes=14)

    only(found(), "a figure without alt text", "below it with **Figure.**", 'write {{< embed drawn figure alt="…"')
    only(found(text("t", "Not about the **Figure.** above.")), "without alt text")
    assert found(text("t", "**Figure.** A line that falls.")) == []
    assert found(body='{{< embed drawn figure alt="A line that falls." >}}') == []
    assert found(body="{{< embed drawn code >}}") == []


def test_code_holds_12_lines_of_70_columns():
    def found(source):
        return faults_of("{{< embed long code >}}", code("long", source))

    assert found("\n".join(["x" * 70] * 12)) == []
    only(found("\n".join(["x"] * 13)), "13 lines of code, 1 columns", "12 lines of 70", "```python")
    only(found("x" * 71), "1 lines of code, 71 columns")


def test_the_code_that_counts_is_the_code_shown():
    long = code("long", "\n".join(f"a{i} = {i}" for i in range(15)), [printed("1")])
    assert faults_of("```python\na0 = 0\n```\n\n. . .\n\n{{< embed long output >}}", long) == []


@pytest.mark.parametrize(("columns", "found"), [(80, 0), (81, 1)])
def test_printed_lines_hold_80_columns(columns, found):
    named = faults_of("{{< embed wide output >}}", code("wide", "1", [printed("x" * columns)]))
    assert len(named) == found
    if found:
        only(named, "printed lines of 81 columns; a slide holds 80", "in words")


def test_a_slide_too_full_is_named():
    full = "\n\n".join(["A paragraph."] * 9)
    drawn = code("drawn", "draw()", [FIGURE])
    embed = '\n\n{{< embed drawn figure alt="A line." >}}'
    only(faults_of(full + embed, drawn), "slide 'A heading' is too full", "make two slides")
    assert faults_of(full, drawn) == []


@each_row(
    ("fits", "more"),
    [
        ("\n\n".join(["A paragraph."] * 14), "\n\nOne more."),
        ("\n\n".join(["$$x$$"] * 7), "\n\nOne more."),
        ("| a |\n| --- |\n" + "\n".join(["| b |"] * 13), "\n| b |"),
        ("\n".join(["- item"] * 14), "\n- item"),
        ("x" * 80 * 14, "x"),
    ],
    ids=["paragraphs", "formulas", "table", "list", "long lines"],
)
def test_what_a_slide_holds_of_text(fits, more):
    assert faults_of(fits) == []
    only(faults_of(fits + more), "too full", "of 640")


# ------------------------------------------------------------------ what the docs say

DOCS = (project.ROOT / "docs" / "lecturing.md").read_text(encoding="utf-8")


def test_the_example_of_the_docs_is_a_lecture_without_faults():
    (written,) = re.findall(r"^````markdown\n(.*?)^````$", DOCS, re.MULTILINE | re.DOTALL)
    notebook = nbformat.read(project.NOTEBOOKS / "03_bce_and_sgd.ipynb", as_version=4)
    for cell in notebook.cells:
        cell.metadata.pop("tags", None)  # the example need not show the live figure
    read = Lecture.from_text(written, notebook, "docs")
    assert read.faults() == []
    assert [slide.kind for slide in read.slides] == ["title", "plain", "polls"]


# ------------------------------------------------------------------ the lectures of the course


@each_row("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_lectures_of_the_course(path):
    read = Lecture.read(project.LECTURES / f"{path.stem}.md", nbformat.read(path, as_version=4))
    assert read.faults() == []
    assert 0.8 * read.path_minutes_at_most <= read.path_minutes <= read.path_minutes_at_most <= 50
    assert [slide.title for slide in read.slides if "**Say.** " not in slide.notes] == []


@each_row("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_live_figures_and_quizzes_are_marked_for_the_lecture(path):
    cells = nbformat.read(path, as_version=4).cells
    calls = ("Explorer(", "\nQuiz(")
    shown = [cell for cell in cells if cell.cell_type == "code" and any(call in cell.source for call in calls)]
    assert any("\nQuiz(" in cell.source for cell in shown)
    assert [cell.id for cell in shown if "slide" not in cell.metadata.get("tags", [])] == []
