"""Decks: what is in the file, and what the command says of notebooks that make none."""

import base64
import re
import signal
import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output
from support.example_lecture import FIGURE, NOTES, code, example, lecture, notebook, printed, text
from support.interrupts import needs_signals, start, wait_until
from support.notebook_checks import NOTEBOOKS, ROOT, said_before
from support.rows import each_row

from course_tools import cli, predictions, project, slide_code, slides
from course_tools.execute import read
from course_tools.kept_runs import keep, kept_name
from course_tools.lecture import Code, Embed, Lecture, read_slideshow
from course_tools.render import WIDGET_STATE, WIDGET_VIEW, asset
from course_tools.slide_code import with_code_run
from course_tools.slides import deck, lecture_of

pytestmark = pytest.mark.usefixtures("plain_type")

# ------------------------------------------------------------------ the file

QUESTION = {
    "prompt": "Which `line`?",
    "table": [["", "<a>"], ["row", "1"]],
    "options": [
        {"text": "This & that", "feedback": "No, `x` is not.", "correct": False},
        {"text": "The other", "feedback": "Yes.", "correct": True},
    ],
}


def with_widgets(read, cell="quiz", **states):
    """The lecture with live figures, given by their state, as what its cell shows."""
    read.cell(cell).outputs = [
        new_output("execute_result", {WIDGET_VIEW: {"model_id": model}}, execution_count=1) for model in states
    ]
    kept = {model: {"state": state} for model, state in states.items()}
    read.notebook.metadata["widgets"] = {WIDGET_STATE: {"state": kept}}
    return read


def html(*more, **changes):
    return deck(with_widgets(lecture(*more, **changes), quiz={"questions": [QUESTION, QUESTION]}), "example")


def slide(body, heading="A heading {#extra minutes=1}"):
    return f"## {heading}\n\n{body}\n\n{NOTES}"


def slides_of(text):
    """From id to the HTML of each slide."""
    found = re.findall(r'<section id="([^"]+)"(.*?)</aside>\n</section>', text, re.DOTALL)
    return dict(found)


def test_every_slide_has_its_heading_its_notes_and_the_minute_it_starts_at():
    slides = slides_of(html())
    heads = [re.search(r"<h[12]>(.*?)</h[12]>", slide).group(1) for slide in slides.values()]
    assert heads == [
        "09 · What is tested here?",
        "You will be able to",
        "Outline",
        "The first",
        "Short",
        "Poll 1 of 2",
        "Poll 2 of 2",
    ]
    clocks = [re.search(r'<aside class="notes"><p><strong>(.*?)</strong>', slide).group(1) for slide in slides.values()]
    assert clocks == [
        "1 min · from minute 0 · 50-minute path: from minute 0",
        "1 min · from minute 1 · 50-minute path: from minute 1",
        "1 min · from minute 2 · 50-minute path: from minute 2",
        "5 min · from minute 3 · 50-minute path: from minute 3",
        "1 min · from minute 8 · not on the path",
        "2 min · from minute 9 · not on the path",
        "2 min · from minute 11 · not on the path",
    ]
    assert ["data-path" in slide for slide in slides.values()] == [True] * 4 + [False] * 3
    assert [">◆ 50<" in slide for slide in slides.values()] == [True] * 4 + [False] * 3


def test_below_a_question_no_name_of_a_section_gives_the_answer_away():
    slides = slides_of(html(slide("Prose. **Predict.** What?", "Which? {#asks minutes=1}"), minutes=14))
    feet = {name: re.search(r'<p class="foot"><span>(.*?)</span>', text) for name, text in slides.items()}
    foot = {name: found[1] for name, found in feet.items() if found}
    assert foot["asks"] == ""
    assert "1 · First" in foot.values()


@each_row("path", NOTEBOOKS, ids=[path.stem for path in NOTEBOOKS])
def test_no_title_above_a_question_has_a_number_that_its_answer_brings(path):
    book, told = nbformat.read(path, as_version=4), []
    order = [cell.get("id") for cell in book.cells]
    for slide in Lecture.read(lecture_of(path), book).slides:
        question = next((k for k, part in enumerate(slide.parts) if "**Predict." in sources(part)), None)
        later = [] if question is None else [b for part in slide.parts[question + 1 :] for b in part.blocks]
        answers = sorted(order.index(b.cell) for b in later if isinstance(b, Embed) and b.show != "code")
        if answers:
            printed = "".join(predictions.printed(book.cells[k]) for k in answers)
            known = " ".join(sources(part) for part in slide.parts[: question + 1]) + said_before(book, answers[0])
            brought = predictions.telling(printed) - predictions.telling(known)
            told += [slide.title] if brought & predictions.telling(slide.title) else []
    assert told == []


def sources(part):
    return " ".join(getattr(block, "source", "") for block in part.blocks)


def test_the_outline_has_the_minutes_of_each_section():
    outline = slides_of(html())["outline"]
    rows = re.findall(r"<th scope='row'>(.*?)</th><td>(.*?)</td><td>(.*?)</td>", outline)
    assert rows == [("1 · First", "5", "5"), ("2 · Second", "5", "0"), ("with this opening", "13", "8")]


def test_only_what_is_on_a_slide_is_in_the_file():
    text = html()
    assert "Prose." in text
    assert "Said." in text
    for left_out in ("Long prose.", "import torch"):
        assert left_out not in text


def test_what_stands_below_a_pause_comes_one_key_later():
    cells = [code("six", "6 * 7", [printed("42")]), code("seven", "7 * 7", [printed("49")])]
    body = "{{< embed six code >}}\n\n. . .\n\n{{< embed six output >}}\n{{< embed seven output >}}"
    shown = slides_of(html(slide(body), cells=cells, minutes=14))["extra"]
    first, later = re.findall(r'<div class="(part[^"]*)">(.*?)</div>', shown, re.DOTALL)
    assert (first[0], later[0]) == ("part", "part fragment")
    assert re.sub("<[^>]+>", "", first[1]).split() == ["6", "*", "7"]
    assert re.findall(r'<pre class="output scroll">(\d+)</pre>', later[1]) == ["42", "49"]


def test_a_picture_that_comes_later_is_hidden_until_then():
    """reveal.js gives a fragment with the class of an effect, such as `grow`, that effect, and shows it at once."""
    drawn = code("drawn", "draw()", [FIGURE])
    body = 'Predict.\n\n. . .\n\n{{< embed drawn figure alt="A line" >}}'
    effects = set(re.findall(r"\.fragment\.([a-z-]+)", asset("vendor/reveal/reveal.css")))
    assert {"grow", "fade-out", "visible"} <= effects
    text = html(slide(body), cells=[drawn], minutes=14)
    fragments = [names.split() for names in re.findall(r'class="([^"]*\bfragment\b[^"]*)"', text)]
    assert ["part", "fills", "fragment"] in fragments
    assert [name for names in fragments for name in names if name in effects] == []


def test_another_length_of_the_path_is_said_everywhere():
    whole = example().replace("minutes: 13", "minutes: 13\npath: 20")
    read = with_widgets(Lecture.from_text(whole, notebook(), "example.md"), quiz={"questions": [QUESTION]})
    text = re.sub(r"<script.*?</script>", "", deck(read, "example"), flags=re.DOTALL)
    assert "20-minute path ◆" in text
    assert "· 20-minute path: from minute 0<" in text
    assert ">◆ 20<" in text
    assert "50-minute" not in text
    assert "◆ 50" not in text


def test_the_slides_of_a_section_stand_below_each_other():
    text = html()
    (stack,) = re.findall(r"<section>\n(.*?)</section>\n</section>", text, re.DOTALL)
    assert re.findall(r'<section id="([^"]+)"', stack + "</section>") == ["short", "quiz-1", "quiz-2"]


def test_a_poll_has_the_answer_as_a_fragment_and_the_feedback_in_the_notes():
    poll = next(slide for name, slide in slides_of(html()).items() if name.endswith("-1"))
    shown, notes = poll.split('<aside class="notes">')
    assert "Which <code>line</code>?" in shown
    assert '<th scope="col">&lt;a&gt;</th>' in shown
    wrong, right = re.findall(r"<li>(.*?)</li>", shown)
    assert "This &amp; that" in wrong
    assert "fragment" not in wrong
    assert 'class="answer fragment"' in right
    assert "A ✗ No, <code>x</code> is not." in notes
    assert "B ✓ Yes." in notes


def test_live_figures_carry_their_state_and_nothing_else_does():
    view = new_output("execute_result", {WIDGET_VIEW: {"model_id": "curve"}}, execution_count=1)
    curve = code("curve", "explorer", [view])
    body = '{{< embed curve figure alt="A curve." >}}'
    read = with_widgets(lecture(slide(body), cells=[curve], minutes=14), quiz={"questions": [QUESTION]})
    states = read.notebook.metadata["widgets"][WIDGET_STATE]["state"]
    states |= {"curve": {"state": {"_esm": "</script><!--"}}, "unused": {"state": {"a": "not in the file"}}}
    text = deck(read, "example")
    assert '{"model_id": "curve"}' in text
    assert r"\u003c/script>\u003c!--" in text
    assert "not in the file" not in text
    assert '"questions"' not in text


def test_no_text_of_reveal_or_of_the_notebook_closes_a_script():
    closing = code("closing", "print('</script>')", [printed("</script><b>")])
    body = "{{< embed closing code >}}\n{{< embed closing output >}}"
    text = html(slide(body), cells=[closing], minutes=14)
    opened, closed = [], []
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, attributes: opened.append(tag)
    parser.handle_endtag = closed.append
    parser.feed(text)
    assert opened.count("script") == closed.count("script") == 3
    assert "b" not in opened
    assert "&lt;/script&gt;&lt;b&gt;" in text


def test_figures_have_their_alternative_text():
    drawn = code("drawn", "draw()", [FIGURE])
    body = """{{< embed drawn figure alt='A "line" < 1' >}}"""
    assert 'alt="A &quot;line&quot; &lt; 1"' in html(slide(body), cells=[drawn], minutes=14)


def test_faults_are_refused_with_all_of_their_names():
    bare = "## {minutes=1}\n\nNo title.\n"
    with pytest.raises(ValueError, match=r"promises 12 minutes") as caught:
        html(bare, minutes=12)
    assert [word for word in ("has no title", "has no speaker notes") if word not in str(caught.value)] == []
    assert len(re.findall(r"^example\.md:\d+: ", str(caught.value), re.MULTILINE)) == 3


def test_a_quiz_without_its_state_is_refused():
    with pytest.raises(ValueError, match=r"example\.md:\d+: cell 'quiz' shows no quiz with its widget state"):
        deck(lecture(), "example")


# ------------------------------------------------------------------ code that is run for the deck

RUN = "```{python%s}\nx * 2\n```\n\n{{< embed letters output >}}"


def with_run(body, *outputs, **changes):
    """The lecture with this slide, whose code was run with these outputs."""
    read = lecture(slide(body), minutes=14, **changes)
    (block,) = (block for block in read.slides[-2].blocks if isinstance(block, Code))
    ran = {block.place: code("ran", block.source, outputs)}
    return replace(with_widgets(read, quiz={"questions": [QUESTION]}), ran=ran)


def test_code_of_the_slide_stands_on_it_and_below_it_what_came_of_it():
    shown = slides_of(deck(with_run(RUN % "", printed("42")), "example"))["extra"]
    assert re.findall(r'<pre class="output scroll">(\w+)</pre>', shown) == ["42", "a"]
    assert re.search(r'<pre class="code scroll">[^/]*x[\s\S]*?</pre>\n<pre class="output scroll">42', shown)
    quiet = slides_of(deck(with_run(RUN % " output=false", printed("42")), "example"))["extra"]
    assert re.findall(r'<pre class="output scroll">(\w+)</pre>', quiet) == ["a"]


def test_a_picture_drawn_on_the_slide_needs_its_text():
    with pytest.raises(ValueError, match=r'a figure without alt text; write ```{python alt="…"'):
        deck(with_run(RUN % "", FIGURE), "example")
    assert 'alt="A line"' in deck(with_run(RUN % ' alt="A line"', FIGURE), "example")


def run_here(book, path, name, **options):
    """In place of a kernel: each code cell shows the value of its source, in names that all cells share."""
    names = {"calls": []}
    for cell in book.cells:
        if cell.cell_type == "code":
            try:
                cell.outputs = [printed(eval(cell.source, names))]
            except ZeroDivisionError as error:
                cell.outputs = [new_output("error", ename="ZeroDivisionError", evalue=str(error), traceback=[])]
    return book


RUNS = [code("one", "calls.append(1) or calls"), code("two", "calls.append(2) or calls"), code("three", "1 / 0")]
WITH_RUNS = """```{python after=two}
calls[:]
```

```{python after="two one"}
len(calls)
```

```{python after=one}
calls.append("own") or calls[:]
```
"""


def test_code_of_slides_finds_the_names_as_they_are_after_its_cell(tmp_path, monkeypatch):
    monkeypatch.setattr(slide_code, "kept_run", run_here)
    book = new_notebook(cells=RUNS)
    read = Lecture.from_text(slide(WITH_RUNS), book, "example.md")
    ran = with_code_run(read, tmp_path / "example.ipynb")
    blocks = [block for block in ran.slides[0].blocks if isinstance(block, Code)]
    shown = [output.text.strip() for block in blocks for output in ran.outputs(block)]
    assert shown == ["[1, 'own', 2]", "3", "[1, 'own']"]  # the third cell, which would fail, comes after all of them
    assert [cell.outputs for cell in ran.notebook.cells] == [[], [], []]
    assert len(book.cells) == 3


def test_code_of_slides_that_fails_is_named_by_its_line(tmp_path, monkeypatch):
    monkeypatch.setattr(slide_code, "kept_run", run_here)
    failing = slide(WITH_RUNS.replace("len(calls)", "len(calls) / 0"))
    read = Lecture.from_text(failing, new_notebook(cells=RUNS), "e.md")
    named = r"^e\.md:7: run after cell 'two' and 'one', this code raised ZeroDivisionError: division by zero$"
    with pytest.raises(ValueError, match=named):
        with_code_run(read, tmp_path / "example.ipynb")


def test_a_lecture_without_code_of_its_own_needs_no_further_run(tmp_path, monkeypatch):
    monkeypatch.setattr(slide_code, "kept_run", None)
    read = lecture()
    assert with_code_run(read, tmp_path / "example.ipynb") is read


# ------------------------------------------------------------------ plain decks


def rise(*cells):
    """A notebook with the slide types of (type, cell)."""
    for kind, cell in cells:
        if kind:
            cell.metadata["slideshow"] = {"slide_type": kind}
    return new_notebook(cells=[cell for _, cell in cells])


RISE = [
    ("", text("top", "# My lecture\n\nHello.")),
    ("notes", text("said", "Say *hello*.")),
    ("slide", text("first", "## A $p$\n\nText.")),
    ("", code("sum", "1 + 1", [printed("2")])),
    ("fragment", text("later", "Later.")),
    ("subslide", code("bare", "y = 3")),
    ("skip", text("left-out", "Not shown.")),
]


def test_slide_types_alone_make_a_plain_deck():
    read = read_slideshow(rise(*RISE), "mine.ipynb")
    assert read.faults() == []
    text = deck(read, "mine")
    slides = slides_of(text)
    assert list(slides) == ["top", "first", "bare"]
    assert [re.findall(r"<h2>(.*?)</h2>", slide)[:1] for slide in slides.values()][::2] == [["My lecture"], []]
    assert "Say <em>hello</em>." in slides["top"].split('<aside class="notes">')[1]
    assert "Hello." in slides["top"]
    first = re.findall(r'<div class="(part[^"]*)">(.*?)</div>', slides["first"], re.DOTALL)
    assert [kind for kind, _ in first] == ["part", "part", "part fragment"]
    assert '<pre class="output scroll">2</pre>' in first[1][1]
    assert text.count("<section>\n") == 1
    assert "Not shown." not in text
    assert not re.search(r"from minute|not on the path|◆", re.sub(r"<script.*?</script>", "", text, flags=re.DOTALL))


def test_a_plain_deck_warns_where_a_written_one_is_refused():
    wide = code("wide", "1", [printed("x" * 81)])
    read = read_slideshow(rise(("slide", wide), ("slides", code("drawn", "draw()", [FIGURE]))), "mine.ipynb")
    kind, printed_lines, picture = read.faults()
    assert "mine.ipynb: cell 2 (drawn): slide type 'slides' is unknown and taken for '-'; there are slide," in kind
    assert "mine.ipynb: cell 1 (wide): printed lines of 81 columns" in printed_lines
    assert picture == (
        "mine.ipynb: cell 2 (drawn): a figure without alt text; begin the cell below it with **Figure.**"
    )
    assert "x" * 81 in deck(read, "mine")


PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
SHOWN = f'src="data:image/png;base64,{PIXEL}"'


def picture_of(source, folder, **attachments):
    """The HTML of the slide of a plain deck with this text, and its warnings."""
    cell = text("shown", source)
    if attachments:
        cell["attachments"] = {f"{name}.png": {"image/png": f"{PIXEL}\n"} for name in attachments}
    read = read_slideshow(rise(("slide", cell)), "mine.ipynb", folder)
    return slides_of(deck(read, "mine"))["shown"], read.faults()


def test_pictures_pasted_or_beside_the_notebook_are_part_of_a_plain_deck(tmp_path):
    (tmp_path / "a dot.png").write_bytes(base64.b64decode(PIXEL))
    for source, pasted in {
        "![A dot](attachment:dot.png)": {"dot": 1},
        "A dot: ![](a%20dot.png)": {},
        '# Dot\n\n<img width="9" src="a%20dot.png">': {},
        f"![A dot](data:image/png;base64,{PIXEL})": {},
    }.items():
        shown, warnings = picture_of(source, tmp_path, **pasted)
        assert (shown.count(SHOWN), warnings) == (1, []), source


@pytest.mark.parametrize(
    ("source", "what"),
    [
        ("![A dot](attachment:dot.png)", "the picture attachment:dot.png is not there, so it is not shown"),
        ("![A dot](dots/dot.png)", "the picture dots/dot.png is not there, so it is not shown"),
        ("![A dot](secret.txt)", "the picture secret.txt is not there, so it is not shown"),
        ("![A dot](https://example.org/dot.png)",
         "the picture https://example.org/dot.png is shown with a network only; save it beside the notebook"),
    ],
)  # fmt: skip
def test_a_plain_deck_warns_of_a_picture_that_it_cannot_hold(source, what, tmp_path):
    (tmp_path / "secret.txt").write_text("Not a picture.")
    shown, warnings = picture_of(source, tmp_path)
    assert warnings == [f"mine.ipynb: cell 1 (shown): {what}"]
    assert "A dot" in shown


def test_cells_of_older_notebooks_get_names():
    book = rise(*[("slide", text(name, "Text.")) for name in ("a", "b")])
    for cell in book.cells:
        del cell["id"]
    assert [read.anchor for read in read_slideshow(book, "mine.ipynb").slides] == ["cell-1", "cell-2"]


# ------------------------------------------------------------------ the command


def lectured(path, *sources, show="output", **changes):
    """A notebook that runs these sources, and beside it a lecture without faults that shows them."""
    cells = [code(f"cell-{k}", source, count=None) for k, source in enumerate(sources)]
    slides = [slide(f"{{{{< embed cell-{k} {show} >}}}}", f"Slide {k} {{minutes=1}}") for k in range(len(sources))]
    text = example(*slides, minutes=9 + len(cells), poll="")
    before = [cell for cell in notebook().cells[:-1] if cell.id != "imports"]  # in a kernel that takes longest
    nbformat.write(new_notebook(cells=[*before, *cells]), path)
    path.with_suffix(".md").write_text(text, encoding="utf-8")
    return path


def ran(path, cache, **outputs):
    """Keep a run of the notebook, in which these cells printed this, as if a kernel had done it; the path."""
    run = nbformat.read(path, as_version=4)
    for cell in run.cells:
        if cell.cell_type == "code":
            cell.outputs = [printed(outputs.get(cell.id.replace("-", "_"), ""))]
    keep(run, kept_name(path.stem, read(path)), cache=cache)
    return path


def test_a_folder_is_named_only_if_something_was_written_there(tmp_path, capsys):
    assert cli.main(["slides", str(tmp_path / "none.ipynb"), "--output", str(tmp_path / "decks")]) == 1
    assert "->" not in capsys.readouterr().out
    assert not (tmp_path / "decks").exists()


def test_pictures_of_a_faulty_lecture_are_not_counted(tmp_path, capsys):
    path = lectured(tmp_path / "own.ipynb", "x = 1", show="code")
    written = path.with_suffix(".md")
    command = ["slides", "--pictured", str(path)]
    assert cli.main(command) == 0
    whole = written.read_bytes()
    for data, fault in ((whole.replace(b"cell-0", b"cell-9"), "no cell 'cell-9'"), (whole + b"\xff", "is not UTF-8")):
        written.write_bytes(data)
        assert cli.main(command) == 1
        assert fault in capsys.readouterr().err


@pytest.fixture
def good(tmp_path):
    """A folder of decks in which one is there already."""
    folder = tmp_path / "slides"
    folder.mkdir()
    (folder / "example.html").write_text("a good deck")
    return folder


@pytest.mark.slow
def test_code_of_a_slide_is_run_for_its_deck_alone_and_a_failing_cell_is_named_and_its_good_deck_stays(
    tmp_path, good, capsys
):
    path = lectured(tmp_path / "own.ipynb", "x = [1]", "x.append(2)\nprint(x)", "x.append(3)\nprint(x)")
    written = path.with_suffix(".md")
    own = "```{python after=cell-1}\nx.pop()\n```"
    whole = written.read_text(encoding="utf-8").replace("{{< embed cell-0 output >}}", own)
    written.write_text(whole, encoding="utf-8")
    failing = lectured(tmp_path / "example.ipynb", "a = 0", "1 / a", show="code")
    options = "--output", str(good), "--cache", str(tmp_path / "executed")
    assert cli.main(["slides", str(path), str(failing), *options]) == 1
    text = (good / "own.html").read_text(encoding="utf-8")
    assert re.findall(r'<pre class="output scroll">(.*?)</pre>', text) == ["a", "2", "[1, 2]", "[1, 2, 3]"]
    kept = sorted(file.name.rsplit("-", 1)[0] for file in (tmp_path / "executed").iterdir())
    assert kept == ["own", "own.slides"]
    said = capsys.readouterr()
    assert f"{failing}: code cell 3 ('1 / a') raised" in said.err
    assert "example.ipynb  FAILED" in said.out
    assert (good / "example.html").read_text() == "a good deck"
    assert said.err.count("Traceback") <= 1, "that of the cell"


@pytest.mark.slow
def test_faults_that_a_run_brings_to_light_are_named_and_good_decks_stay(tmp_path, good, capsys):
    cache = tmp_path / "executed"
    other = ran(lectured(tmp_path / "other.ipynb", "print('fine')"), cache, cell_0="fine")
    wide = ran(lectured(tmp_path / "example.ipynb", "print('x' * 81)"), cache, cell_0="x" * 81)
    quiz = lectured(tmp_path / "quiz.ipynb", "Quiz = print\nQuiz(3)")
    written = quiz.with_suffix(".md")
    whole = written.read_text(encoding="utf-8")
    written.write_text(whole.replace("embed cell-0 output", "poll cell-0"), encoding="utf-8")
    ran(quiz, cache, cell_0="3")
    options = "--output", str(good), "--cache", str(cache)
    assert cli.main(["slides", *map(str, (other, wide, quiz)), *options]) == 1
    said = capsys.readouterr()
    assert (good / "example.html").read_text() == "a good deck"
    assert "fine" in (good / "other.html").read_text()
    assert sorted(path.name for path in good.iterdir()) == ["example.html", "other.html"]
    assert f"{wide}: no deck" in said.err
    assert re.search(r"example\.md:\d+: printed lines of 81 columns", said.err)
    assert f"{quiz}: no deck" in said.err
    assert re.search(r"quiz\.md:\d+: cell 'cell-0' shows no quiz with its widget state", said.err)
    assert "Traceback" not in said.err


def test_slide_types_need_no_lecture_and_what_is_wrong_is_a_warning(tmp_path, good, capsys):
    plain = tmp_path / "mine.ipynb"
    nbformat.write(rise(("slide", code("shown", "print('x' * 81)", count=None))), plain)
    ran(plain, tmp_path / "executed", shown="x" * 81)
    assert cli.main(["slides", str(plain), "--output", str(good), "--cache", str(tmp_path / "executed")]) == 0
    assert f"warning: {plain}: cell 1 (shown): printed lines of 81 columns" in capsys.readouterr().err
    assert f">{'x' * 81}<" in (good / "mine.html").read_text()


def test_faults_name_file_and_line_before_anything_runs(tmp_path, good, capsys):
    path = lectured(tmp_path / "example.ipynb", "raise SystemExit")
    written = path.with_suffix(".md")
    whole = written.read_text(encoding="utf-8").replace("embed cell-0 output", "embed cell-1 output")
    written.write_text(whole, encoding="utf-8")
    line = 1 + next(number for number, line in enumerate(whole.splitlines()) if "embed cell-1" in line)
    assert cli.main(["slides", str(path), "--output", str(good), "--cache", str(tmp_path / "executed")]) == 1
    said = capsys.readouterr().err
    assert f"{path}: no deck" in said
    assert f"{written}:{line}: no cell 'cell-1' in the notebook; there is cell-0" in said
    assert (good / "example.html").read_text() == "a good deck"
    assert not (tmp_path / "executed").exists()


def test_a_notebook_without_a_lecture_and_slide_types_is_refused(tmp_path, good, capsys):
    nbformat.write(new_notebook(cells=[new_code_cell("1")]), tmp_path / "example.ipynb")
    assert cli.main(["slides", str(tmp_path / "example.ipynb"), "--output", str(good)]) == 1
    said = capsys.readouterr().err
    assert f"it has no lecture: {tmp_path / 'example.md'} is not there, and no cell has a slide type" in said


@pytest.mark.parametrize(
    ("notebooks", "words"),
    [(["a.ipynb"], "--lecture missing.md is not there"), (["a.ipynb", "b.ipynb"], "belongs to one notebook; got 2")],
)
def test_a_lecture_that_cannot_be_meant_is_refused(notebooks, words, capsys):
    assert cli.main(["slides", *notebooks, "--lecture", "missing.md"]) == 2
    assert words in capsys.readouterr().err


def test_another_lecture_can_be_named(tmp_path, monkeypatch, capsys):
    """Two lectures of one notebook: the one beside it, and one that is named."""
    monkeypatch.setattr(slides, "executed", lambda path, **options: nbformat.read(path, as_version=4))
    path = lectured(tmp_path / "mine.ipynb", "1 / 0", show="code")
    (tmp_path / "short.md").write_text(example(minutes=9, poll="").replace("Said.", "Said shortly."), encoding="utf-8")
    for arguments, said in (([], "1 / 0"), (["--lecture", str(tmp_path / "short.md")], "Said shortly.")):
        assert cli.main(["slides", str(path), "--output", str(tmp_path / "o"), *arguments]) == 0
        text = re.sub("<[^>]+>", "", (tmp_path / "o" / "mine.html").read_text(encoding="utf-8"))
        assert [words for words in ("1 / 0", "Said shortly.") if words in text] == [said]
    assert capsys.readouterr().err == ""


def test_the_lectures_of_the_course_lie_in_a_folder_of_their_own(tmp_path):
    assert lecture_of(project.NOTEBOOKS / "03_x.ipynb") == project.LECTURES / "03_x.md"
    assert lecture_of(tmp_path / "03_x.ipynb") == tmp_path / "03_x.md"


@pytest.mark.slow
@needs_signals
def test_ctrl_c_leaves_the_good_deck_and_nothing_half_done(tmp_path, good):
    path = lectured(tmp_path / "example.ipynb", "import time\nopen('on', 'w').close()\ntime.sleep(60)", show="code")
    command = [sys.executable, "-m", "course_tools.cli", "slides", path]
    command += ["--output", good, "--cache", tmp_path / "c"]
    with start(command, cwd=ROOT, stderr=subprocess.PIPE) as process:
        wait_until((tmp_path / "on").exists)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=300)
    assert process.returncode == 130
    assert "Traceback" not in said
    assert [file.read_text() for file in good.iterdir()] == ["a good deck"]
    assert not (tmp_path / "c").exists()
