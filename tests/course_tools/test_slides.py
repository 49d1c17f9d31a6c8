"""Decks: what is in the file, and what the command says of notebooks that make none."""

import re
import signal
import subprocess
import sys
import time
from html.parser import HTMLParser

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output
from support.example_lecture import FIGURE, OWN, cell, example, opening
from support.notebook_checks import ROOT

from course_tools import cli
from course_tools.render import WIDGET_STATE, WIDGET_VIEW, asset
from course_tools.slides import deck

# ------------------------------------------------------------------ the file

QUESTION = {
    "prompt": "Which `line`?",
    "table": [["", "<a>"], ["row", "1"]],
    "options": [
        {"text": "This & that", "feedback": "No, `x` is not.", "correct": False},
        {"text": "The other", "feedback": "Yes.", "correct": True},
    ],
}


def with_widgets(notebook, index=-1, **states):
    """Let the cell at `index` show the live figures given by their state."""
    notebook.cells[index].outputs = [
        new_output("execute_result", {WIDGET_VIEW: {"model_id": model}}, execution_count=1) for model in states
    ]
    kept = {model: {"state": state} for model, state in states.items()}
    notebook.metadata["widgets"] = {WIDGET_STATE: {"state": kept}}
    return notebook


def html(*extra, **changes):
    return deck(with_widgets(example(*extra, **changes), quiz={"questions": [QUESTION, QUESTION]}), "example")


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
        "1 · First",
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


def test_the_outline_has_the_minutes_of_each_section():
    outline = slides_of(html())["outline"]
    rows = re.findall(r"<th scope='row'>(.*?)</th><td>(.*?)</td><td>(.*?)</td>", outline)
    assert rows == [("1 · First", "5", "5"), ("2 · Second", "5", "0"), ("with this opening", "13", "8")]


def test_only_what_is_on_a_slide_is_in_the_file():
    text = html()
    assert "Prose." in text
    assert "Said." in text
    for left_out in ("Left out.", "Long prose.", "import torch"):
        assert left_out not in text


def test_what_code_prints_comes_one_key_after_the_code():
    extra = [
        cell("code", "6 * 7", "slide", [new_output("stream", text="42\n")], title="T", **OWN),
        cell("code", "7 * 7", "-", [new_output("stream", text="49\n")], code=False),
    ]
    body = slides_of(html(*extra, minutes=14))
    shown = next(slide for slide in body.values() if "42" in slide)
    assert re.search(r'<div class="part fragment"><pre class="output scroll">42</pre>', shown)
    assert re.search(r'<div class="part"><pre class="output scroll">49</pre>', shown)


def test_a_picture_that_comes_later_is_hidden_until_then():
    """reveal.js gives a fragment with the class of an effect, such as `grow`, that effect, and shows it at once."""
    extra = [
        cell("markdown", "Predict.", "slide", title="T", **OWN),
        cell("code", "draw()", "fragment", [FIGURE], code=False, alt="A line"),
        cell("code", "draw()", "slide", [FIGURE], title="U", text="Predict.", code=False, alt="A line", **OWN),
    ]
    effects = set(re.findall(r"\.fragment\.([a-z-]+)", asset("vendor/reveal/reveal.css")))
    assert {"grow", "fade-out", "visible"} <= effects
    fragments = [names.split() for names in re.findall(r'class="([^"]*\bfragment\b[^"]*)"', html(*extra, minutes=15))]
    pictures = [names for names in fragments if "part" in names and len(names) > 2]
    assert len(pictures) == 2
    assert [name for names in fragments for name in names if name in effects] == []


def test_subslides_stand_below_their_slide():
    text = html()
    stack = re.search(r"<section>\n(.*?)</section>\n</section>", text, re.DOTALL).group(1)
    assert re.findall(r'<section id="(?:cell-)?([^"]+)"', stack)[0] != "title"
    assert stack.count('<section id="') == 2


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
    drawn = cell("code", "explorer", "-", code=False, alt="A curve.")
    notebook = with_widgets(example(drawn), quiz={"questions": [QUESTION]})
    notebook.cells[-2].outputs = [new_output("execute_result", {WIDGET_VIEW: {"model_id": "curve"}}, execution_count=1)]
    states = notebook.metadata["widgets"][WIDGET_STATE]["state"]
    states |= {"curve": {"state": {"_esm": "</script><!--"}}, "unused": {"state": {"a": "not in the file"}}}
    text = deck(notebook, "example")
    assert '{"model_id": "curve"}' in text
    assert r"\u003c/script>\u003c!--" in text
    assert "not in the file" not in text
    assert '"questions"' not in text


def test_no_text_of_reveal_or_of_the_notebook_closes_a_script():
    text = html(cell("code", "print('</script>')", "-", [new_output("stream", text="</script><b>\n")]))
    opened, closed = [], []
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, attributes: opened.append(tag)
    parser.handle_endtag = closed.append
    parser.feed(text)
    assert opened.count("script") == closed.count("script") == 3
    assert "b" not in opened
    assert "&lt;/script&gt;&lt;b&gt;" in text


def test_figures_have_their_alternative_text():
    drawn = cell("code", "draw()", "-", [FIGURE], code=False, alt='A "line" < 1')
    assert 'alt="A &quot;line&quot; &lt; 1"' in html(drawn)


def test_faults_are_refused_with_all_of_their_names():
    with pytest.raises(ValueError, match=r"promises 12 minutes[\s\S]*") as caught:
        deck(example(cell("markdown", "No title.", "subslide", notes="N."), minutes=12), "example")
    assert str(caught.value).count("cell ") >= 3


def test_a_quiz_without_its_state_is_refused():
    with pytest.raises(ValueError, match="has no widget state; execute the notebook"):
        deck(example(), "example")


# ------------------------------------------------------------------ the command


def run(*arguments, **more):
    command = [sys.executable, "-m", "course_tools.cli", "slides", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, cwd=ROOT, **more)


def lecture_of(path, *sources):
    """A lecture without faults whose first slides run these sources."""
    cells = [cell("code", source, "slide", title=f"Slide {k}", **OWN) for k, source in enumerate(sources)]
    nbformat.write(new_notebook(cells=[opening(3 + len(cells)), *cells]), path)
    return path


@pytest.fixture
def good(tmp_path):
    """A folder of decks in which one is there already."""
    folder = tmp_path / "slides"
    folder.mkdir()
    (folder / "example.html").write_text("a good deck")
    return folder


@pytest.mark.slow
def test_a_failing_cell_is_named_and_the_good_deck_stays(tmp_path, good):
    failing = lecture_of(tmp_path / "example.ipynb", "a = 0", "1 / a")
    other = lecture_of(tmp_path / "other.ipynb", "print('fine')")
    done = run(failing, other, "--output", good, "--cache", tmp_path / "executed")
    assert done.returncode == 1
    assert f"{failing}: code cell 2 ('1 / a') raised" in done.stderr
    assert "example.ipynb  FAILED" in done.stdout
    assert (good / "example.html").read_text() == "a good deck"
    assert "fine" in (good / "other.html").read_text()
    assert sorted(path.name for path in good.iterdir()) == ["example.html", "other.html"]
    assert [path.name.split("-")[0] for path in (tmp_path / "executed").iterdir()] == ["other"]


def test_faults_name_notebook_cell_and_slide_before_anything_runs(tmp_path, good, capsys):
    path = tmp_path / "example.ipynb"
    book = new_notebook(cells=[opening(4), cell("code", "raise SystemExit", "slide", title="Bare", minutes=1)])
    nbformat.write(book, path)
    assert cli.main(["slides", str(path), "--output", str(good), "--cache", str(tmp_path / "executed")]) == 1
    said = capsys.readouterr().err
    assert f"{path}: no deck" in said
    assert f"cell 2 ({nbformat.read(path, 4).cells[1].id}), slide 'Bare': no speaker notes" in said
    assert (good / "example.html").read_text() == "a good deck"
    assert not (tmp_path / "executed").exists()


def test_a_notebook_without_slides_is_refused(tmp_path, good, capsys):
    nbformat.write(new_notebook(cells=[new_code_cell("1")]), tmp_path / "example.ipynb")
    assert cli.main(["slides", str(tmp_path / "example.ipynb"), "--output", str(good)]) == 1
    assert "no cell has a slide type" in capsys.readouterr().err


@pytest.mark.slow
def test_faults_that_only_a_run_brings_to_light_are_named_too(tmp_path, good):
    wide = lecture_of(tmp_path / "example.ipynb", "print('x' * 81)")
    quiz = lecture_of(tmp_path / "quiz.ipynb", "Quiz = print\nQuiz(3)")
    done = run(wide, quiz, "--output", good, "--cache", tmp_path / "executed")
    assert done.returncode == 1
    assert f"{wide}: no deck" in done.stderr
    assert re.search(r"cell 2 \(\w+\), slide 'Slide 0': printed lines of 81 columns", done.stderr)
    assert f"{quiz}: no deck" in done.stderr
    assert re.search(r"cell \w+: its quiz has no widget state", done.stderr)
    assert "Traceback" not in done.stderr
    assert [file.read_text() for file in good.iterdir()] == ["a good deck"]


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGINT to send")
def test_ctrl_c_leaves_the_good_deck_and_nothing_half_done(tmp_path, good):
    path = lecture_of(tmp_path / "example.ipynb", "import time\nopen('on', 'w').close()\ntime.sleep(60)")
    command = [sys.executable, "-m", "course_tools.cli", "slides", path]
    command += ["--output", good, "--cache", tmp_path / "c"]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:
        deadline = time.monotonic() + 60
        while not (tmp_path / "on").exists():
            assert time.monotonic() < deadline
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in said
    assert [file.read_text() for file in good.iterdir()] == ["a good deck"]
    assert not (tmp_path / "c").exists()
