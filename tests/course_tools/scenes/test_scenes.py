"""Scenes as HTML, on slides and pages, and what is said of one that is not there."""

import json
import re
import threading
from types import SimpleNamespace

import nbformat
import pytest
from support.example_lecture import NOTES, example, lecture
from support.rows import each_row

from course_tools import scenes
from course_tools.lecture import Lecture, pictured
from course_tools.render import asset
from course_tools.scenes import BOXES, SLIDE, Drawing, _found, _html
from course_tools.site import page
from course_tools.slides import deck
from course_utils.exercises.registry import quiz_questions

pytestmark = pytest.mark.usefixtures("plain_type")

EVERY = scenes.names()


def slide(body, heading="Extra {#extra .path minutes=1}"):
    return f"## {heading}\n\n{body}\n\n{NOTES}"


def with_slide(body="Said.", **changes):
    """A lecture with this slide, whose quiz is left out."""
    read = lecture(slide(body), poll="", minutes=10, **changes)
    read.notebook.cells[-1].metadata["tags"] = []
    return read


def as_drawn():
    """Three steps of two marks: one moves and goes, the other comes in between and lies above it."""
    board = Drawing(SLIDE)
    board.bar("bar", 0, 100, 10, 50, "positive")
    first = board.step("First.")
    board.bar("bar", 0, 100, 10, 80, "positive")
    board.words("said", 5, 20, "a < b")
    second = board.step("Second.")
    board.remove("bar")
    return first, second, board.step("Third & last.")


def test_every_mark_has_its_state_in_every_step():
    (bar, said) = _html._states(as_drawn())
    shape = {"class": "positive", "x": "0", "y": "50", "width": "10", "height": "50", "rx": "2"}
    assert bar == ["rect", shape, {"y": "20", "height": "80"}, None]
    assert said == ["text", None, {"x": "5", "y": "20", "font-size": "24", "text": "a < b"}, 0]


def test_a_figure_is_a_picture_of_its_last_step_where_nothing_moves(monkeypatch):
    monkeypatch.setattr(_html, "scene", lambda name, box: _found.Scene(name, "A title", SLIDE, as_drawn()))
    text = scenes.figure("example", keys=True)
    svg = re.search(r"<svg.*?</svg>", text, re.DOTALL)[0]
    assert "<title>A title</title>" in svg
    assert "<desc>First. Second. Third &amp; last.</desc>" in svg
    assert re.findall(r"<(rect|text)", svg) == ["text"]
    assert ">a &lt; b</text>" in svg
    assert re.findall(r"<li>(.*?)</li>", text) == ["First.", "Second.", "Third &amp; last."]
    assert text.count("fragment") == 2, "one key less than steps"
    assert len(json.loads(re.search(r'json">(.*?)</script>', text)[1])) == 2
    assert "fragment" not in scenes.figure("example", "page")


def test_a_step_may_draw_below_what_is_there():
    """What is drawn on a board stands in the order in which it was drawn first."""
    board = Drawing(SLIDE)
    board.line("axis", 0, 0, 9, 9)
    board.words("late", 5, 5, "x")
    first = board.step("1")
    board.remove("late")
    board.rect("new", 0, 0, 5, 5)
    board.words("late", 5, 5, "x")
    tags = [tag for tag, *_ in _html._states([first, board.step("2")])]
    assert tags.index("line") == 0
    assert sorted(tags) == ["line", "rect", "text"]


# two of them fit for seconds
@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.slow if name in ("leak", "steepening") else ()) for name in EVERY]
)
def test_a_scene_has_steps_and_no_text_too_small_to_read(name):
    for box in BOXES:
        drawn = scenes.scene(name, box)
        assert drawn.title
        assert all(step.caption.endswith((".", "?", "!", "…")) and len(step.caption) <= 100 for step in drawn.steps)
        sizes = [float(m.attributes["font-size"]) for s in drawn.steps for m in s.marks.values() if m.tag == "text"]
        assert min(sizes, default=22) >= 22
        for before, after in zip(drawn.steps, drawn.steps[1:], strict=False):
            assert before.marks != after.marks, f"nothing moves when it says {after.caption!r}"


@pytest.mark.slow
def test_scenes_are_drawn_one_at_a_time(monkeypatch):
    """Decks are built in threads, and who draws the forty people sets the seed of all."""
    at_once, second = [], threading.Event()

    def steps(box):
        at_once.append(len(threads_in))
        threads_in.append(box)
        if len(at_once) > 1:
            second.set()
        second.wait(0.2)  # long enough for the other thread to come in, if it can
        threads_in.pop()
        return as_drawn()

    threads_in = []
    monkeypatch.setattr(_found, "import_module", lambda name: SimpleNamespace(TITLE="A title", steps=steps))
    both = [threading.Thread(target=_found.scene.__wrapped__, args=(name,)) for name in ("one", "other")]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert at_once == [0, 0]


def test_every_scene_is_in_a_lecture():
    from course_tools.project import LECTURES

    written = "\n".join(path.read_text(encoding="utf-8") for path in LECTURES.glob("*.md"))
    assert [name for name in EVERY if f"{{{{< scene {name} " not in written] == []


# ------------------------------------------------------------------ on slides and pages


def test_on_a_slide_each_step_waits_for_a_key():
    text = deck(with_slide("Predict.\n\n{{< scene likelihood after=letters >}}"), "example")
    shown = re.search(r'<section id="extra".*?</section>', text, re.DOTALL)[0]
    assert re.search(
        r'<div class="part fills">\s*<p>Predict.</p>\s*<figure class="scene" data-scene="likelihood" ', shown
    )
    assert shown.count('class="fragment key"') == len(scenes.scene("likelihood").steps) - 1
    assert asset("templates/scene.js") in text
    assert asset("templates/scene.js") not in deck(with_slide(), "example")


def test_on_the_page_it_stands_below_its_cell():
    read = with_slide("{{< embed letters code >}}\n\n{{< scene likelihood >}}")
    assert read.scenes() == [("letters", "likelihood")]
    text = page(read.notebook, "example", drawn=read.scenes())
    order = re.findall(r"print</span>|data-scene=\"likelihood\"|id=\"2-second\"", text)
    assert order == ["print</span>", 'data-scene="likelihood"', 'id="2-second"']
    assert 'class="fragment' not in text
    assert asset("templates/scene.js") in text


@each_row(
    ("said", "fault"),
    [
        ("{{< scene likelyhood after=letters >}}", "no scene 'likelyhood' in course_tools/scenes; there is likelihood"),
        ("{{< scene likelihood >}}", "no cell below which the scene stands on the page of the notebook; write "
                                     "{{< scene likelihood after=CELL >}}"),
        ("{{< scene likelihood after=leters >}}", "no cell 'leters' in the notebook; there is letters"),
        ("{{< scene likelihood rows=1 after=letters >}}", "option rows=1 is unknown; scene takes after=CELL"),
        ('{{< big letters "the loss" >}}', "cell 'letters' prints no number after 'the loss'; write words"),
        ("{{< big letters >}}", "cannot be understood; there are {{< embed"),
    ],
)  # fmt: skip
def test_what_cannot_be_shown_is_named_by_its_line(said, fault):
    (found,) = with_slide(f"Text.\n\n{said}").faults()
    line = example(slide(f"Text.\n\n{said}"), poll="", minutes=10).splitlines().index(said) + 1
    assert found.startswith(f"example.md:{line}: ")
    assert fault in found


# ------------------------------------------------------------------ one large number


@each_row(
    ("before", "shown"),
    [("loss:", "0.720"), ("fell to", "-1.5"), ("of all", "85.7 %"), ("people", "15,217"), ("the end", None)],
)
def test_a_large_number_is_the_one_that_was_printed_after_the_words(before, shown):
    from support.example_lecture import code, printed

    cell = code("numbers", "run()", [printed("loss: 0.720\nfell to -1.5, of all 85.7 %"), printed("people  15,217, 3")])
    read = with_slide(f'{{{{< big numbers "{before}" label="what it *is*" >}}}}', cells=[cell])
    if shown is None:
        assert "prints no number after 'the end'" in read.faults()[0]
    else:
        text = deck(read, "example")
        assert f'<p class="big"><strong>{shown}</strong> <span>what it <em>is</em></span></p>' in text


# ------------------------------------------------------------------ how many slides are pictured


def test_the_command_counts_each_question_of_a_quiz_as_a_slide(capsys):
    from course_tools import cli, project

    path = project.NOTEBOOKS / "03_bce_and_sgd.ipynb"
    assert cli.main(["slides", str(path), "--pictured"]) == 0
    read = Lecture.read(project.LECTURES / "03_bce_and_sgd.md", nbformat.read(path, as_version=4))
    n_questions = len(quiz_questions(3))
    assert n_questions > 1
    count = pictured(read, polls=lambda slide: n_questions)
    (line,) = re.findall(r"^03_bce_and_sgd.*$", capsys.readouterr().out, re.MULTILINE)
    assert re.findall(r"\d+(?= of| %)|(?<=of )\d+", line) == [
        str(number) for part, whole in (count[:2], count[2:]) for number in (part, whole, round(100 * part / whole))
    ]


def test_a_repeated_picture_counts_once_and_a_large_number_not_at_all():
    from support.example_lecture import FIGURE, code, printed

    cells = [code("drawn", "draw()", [FIGURE]), code("six", "print(6)", [printed("six: 6")])]
    shown = '{{< embed drawn figure alt="A line" >}}'
    six = "{{< embed six output >}}"
    bodies = [
        (shown, "a {#a minutes=1}"), (shown, "b {#b .path minutes=1}"), (six, "e {#e minutes=1}"),
        ('{{< big six "six" >}}', "c {#c .path minutes=1}"),
        ("{{< scene likelihood after=six >}}", "d {#d .path minutes=1}"),
    ]  # fmt: skip
    read = lecture(*(slide(body, heading) for body, heading in bodies), cells=cells, minutes=18)
    assert isinstance(read, Lecture)
    assert read.faults() == []
    # title, objectives, outline, the first, short, five more, and a quiz of three questions
    assert pictured(read, polls=lambda slide: 3) == (2, 13, 2, 7)


# ------------------------------------------------------------------ printed numbers as bars


def bars_of(said, printed_lines):
    from support.example_lecture import code, printed

    read = with_slide(said, cells=[code("rates", "run()", [printed(printed_lines)])])
    assert read.faults() == []
    shown = re.search(r'<section id="extra".*?</section>', deck(read, "example"), re.DOTALL)[0]
    marks = json.loads(re.search(r'json">(.*?)</script>', shown)[1])
    assert shown.count('class="fragment key"') == 1, "first what they are, then how large"
    rects, texts = ([mark for mark in marks if mark[0] == tag] for tag in ("rect", "text"))
    return rects, texts


def test_bars_are_as_long_as_what_was_printed_and_wait_for_a_key():
    said = '{{< bars rates "tree … AUC=a tree" "logistic … AUC" "the third" whole=1 >}}'
    rects, texts = bars_of(said, "tree     by row: AUC 0.25, spread 0.9\nlogistic by row: AUC 0.5\nthe third: 1")
    before, after = [[rects[k][step]["width"] for k in (1, 3, 5)] for step in (1, 2)]
    whole = float(rects[0][1]["width"])
    assert before == ["0", "0", "0"]
    assert [float(width) / whole for width in after] == pytest.approx([0.25, 0.5, 1], abs=0.001)
    assert [mark[1]["text"] for mark in texts] == ["a tree", "?", "logistic … AUC", "?", "the third", "?"]
    assert [mark[2]["text"] for mark in texts[1::2]] == ["0.25", "0.5", "1"]


def test_bars_below_zero_run_the_other_way():
    rects, texts = bars_of('{{< bars rates "up" "down" >}}', "up 0.2\ndown -0.1")
    up, down = rects[1][2], rects[3][2]
    zero = float(rects[1][1]["x"])
    assert float(down["x"]) + float(down["width"]) == pytest.approx(zero, abs=0.11)
    assert float(up["width"]) == pytest.approx(2 * float(down["width"]), abs=0.2)
    assert texts[3][2]["text"] == "−0.1"


@each_row(
    ("said", "fault"),
    [
        ('{{< bars letters "one" >}}', "names fewer than 2 of the printed numbers"),
        ('{{< bars letters "one" "two" whole=none >}}', "whole must be a number; got 'none'"),
        ('{{< bars leters "one" "two" >}}', "no cell 'leters' in the notebook; there is letters"),
        ('{{< bars letters "a" "two" >}}', "cell 'letters' prints no number after 'a'"),
    ],
)
def test_bars_that_cannot_be_drawn_are_named_by_their_line(said, fault):
    found = with_slide(f"Text.\n\n{said}").faults()
    line = example(slide(f"Text.\n\n{said}"), poll="", minutes=10).splitlines().index(said) + 1
    assert found[0].startswith(f"example.md:{line}: ")
    assert fault in found[0]


def test_intervals_lie_where_they_were_printed():
    lines = "AUC 0.676, 95 % interval 0.600 to 0.800\nprice  5: 0.5 in 1,000 (-0.2 to 0.7)\nmean 0.1, from -0.2 to 0.3"
    rects, texts = bars_of('{{< intervals rates "AUC" "price 5:=at 5" "mean" at=0 >}}', lines)
    low, high = -0.2, 0.8
    left, wide = float(rects[1][2]["x"]), float(rects[0][2]["width"]) / (0.8 - 0.6) * (high - low)

    def ends(rect):
        x, width = float(rect[2]["x"]), float(rect[2]["width"])
        return [low + (x - left) / wide * (high - low), low + (x + width - left) / wide * (high - low)]

    assert [end for rect in rects for end in ends(rect)] == pytest.approx([0.6, 0.8, -0.2, 0.7, -0.2, 0.3], abs=0.003)
    *rows, at = texts
    assert [mark[2]["text"] for mark in rows[1::2]] == [
        "0.676 (0.600 to 0.800)",
        "0.5 (−0.2 to 0.7)",
        "0.1 (−0.2 to 0.3)",
    ]
    assert at[1]["text"] == "0", "the line says what it marks"
    assert (float(at[1]["x"]) - left) / wide == pytest.approx((0 - low) / (high - low), abs=0.003)


def test_bars_have_the_colour_of_a_class_whose_people_they_count_and_one_colour_below_zero():
    rects, _ = bars_of('{{< bars rates "positives seen" "negatives seen" "a loss" >}}',
                       "positives seen 3\nnegatives seen 2\na loss -1")  # fmt: skip
    assert [rect[1]["class"] for rect in rects[1::2]] == ["positive", "negative", "model"]
    assert all("class" not in rect[2] for rect in rects[1::2])


def test_bars_fill_a_slide_that_has_only_text_beside_them():
    def heights(*more):
        said = "\n\n".join(['{{< bars rates "up" "down" >}}', *more])
        rects, texts = bars_of(said, "up 2\ndown 1")
        return float(rects[0][1]["height"]), float(texts[0][1]["font-size"])

    alone, crowded = heights("One line of text."), heights("```{.python cell=rates}\nrun()\n```")
    assert alone[0] > crowded[0] >= 64
    assert alone[1] == crowded[1] == 28


def test_a_number_may_be_the_second_one_after_the_words():
    _, texts = bars_of(
        '{{< bars rates "age (decades)=first" "age#2=second" "age#3" >}}', "weights\nage (decades)  0.1 0.2  0.4"
    )
    assert [mark[2]["text"] for mark in texts[1::2]] == ["0.1", "0.2", "0.4"]
